//! The commands, one a file: each reads its arguments, calls operations and tells what they did.

mod init;
mod serve;

mod source;
mod user;

mod dashboard;
mod dashboard_embed;
mod embed;
mod embed_check;
mod embed_key;
mod embed_sign;
mod metric;
mod metric_edit;
mod metric_flags;
mod share;
mod shown_metric;

mod object;
mod object_merge;
mod object_query;

mod backfill;
mod collect;
mod push;
mod verify;

mod export;
mod fake;
mod import;
mod import_report;
mod import_undo;

mod backup;
mod cron;
mod doctor;
mod migrate;
mod restore;

mod days;
mod demo;
mod life;
mod stdin;
mod table;

pub(crate) use backfill::Backfill;
pub(crate) use backup::Backup;
pub(crate) use collect::Collect;
pub(crate) use cron::Cron;
pub(crate) use dashboard::Dashboard;
pub(crate) use doctor::Doctor;
pub(crate) use embed::Embed;
pub(crate) use export::Export;
pub(crate) use fake::Fake;
pub(crate) use import::Import;
pub(crate) use init::Init;
pub(crate) use metric::Metric;
pub(crate) use migrate::Migrate;
pub(crate) use object::Object;
pub(crate) use push::Push;
pub(crate) use restore::Restore;
pub(crate) use serve::Serve;
pub(crate) use share::Share;
pub(crate) use source::Source;
pub(crate) use user::User;
pub(crate) use verify::Verify;
