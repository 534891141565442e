//! Floor 1: the only SQL over Dbag's own tables, on SQLite and on Postgres.
//!
//! A [`Store`] is an enum of two kinds of pools. Nearly every statement is one
//! text with `$1` placeholders for both; where the databases differ, the two
//! stand side by side with the reason. A method is one query or one
//! transaction.

mod db;
mod error;
mod open;

mod annotations;
mod audit;
mod author;
mod backup;
mod computed;
mod dashboards;
mod day_marks;
mod days;
mod definitions;
mod described;
mod directory;
mod embed_keys;
mod embed_views;
mod embeds;
mod goals;
mod imports;
mod instance;
mod keyed;
mod leases;
mod merge;
mod metrics;
mod migrate;
mod object_queries;
mod objects;
mod over_objects;
mod preview;
mod runs;
mod samples;
mod series;
mod sessions;
mod share_links;
mod sources;
mod totals;
mod totals_cache;
mod users;
mod vault;
mod watch;
mod weighted;

pub use author::Author;
pub use backup::Restored;
pub use dashboards::{
    DashboardPage, DashboardRow, Neighbours, NewDashboard, PageMetric, PageSeries, PanelMetric,
};
pub use day_marks::AskedDays;
pub use days::{AnsweredDays, DayRow};
pub use described::DescribedAs;
pub use directory::{KindRow, ObjectDetail, ObjectSearch};
pub use embed_keys::EmbedKey;
pub use embed_views::{ViewTotal, ViewedKey, ViewsBy};
pub use embeds::Embeddable;
pub use error::StoreError;
pub use imports::{
    EmptiedMetric, ImportRow, ImportWriter, NewImport, Undone, UndoneMetric, WrittenImport,
};
pub use instance::Instance;
pub use keyed::{KeyedSample, put_together};
pub use leases::{Claim, Failure};
pub use merge::{Merge, Merged, MergedMetric};
pub use migrate::MigrationState;
pub use object_queries::{ObjectQuery, ObjectQueryAsked};
pub use open::{Location, Store};
pub use over_objects::{CARRIED_DAYS, Carry, OverObjects};
pub use preview::{Answer, Preview};
pub use runs::{Failing, FinishedRun, NewRun};
pub use samples::{
    BegunElsewhere, Change, Columns, Effect, ExportedSample, NewSample, OnConflict, SampleWrite,
    Written,
};
pub use series::SeriesRow;
pub use sessions::{SessionUser, TokenHash};
pub use share_links::{NewShareLink, ShareLink, ShareLinkId};
pub use totals::ObjectTotal;
pub use users::{User, UserId};
pub use vault::{InstanceKey, Vault, VaultError};
