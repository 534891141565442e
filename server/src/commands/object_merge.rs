//! `dbag object merge`.

use clap::Args;
use dbag_operations::{Dbag, ObjectPair};

use super::object::argument_of;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// What kind of objects, such as customer
    kind: String,
    /// The key of the one that leads to the other from then on
    from: String,
    /// The key of the one that stays
    into: String,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print JSON: {moved, added_up, put_aside, carried, unknown}, each so many values
    #[arg(long)]
    json: bool,
}

impl Merge {
    pub(super) async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        let pair = ObjectPair {
            kind: &self.kind,
            from: &self.from,
            into: &self.into,
        };
        let view = match self.dry_run {
            true => dbag.plan_merge(&ACTOR, pair, now()).await,
            false => dbag.merge_objects(&ACTOR, pair, now()).await,
        };
        let view = view.map_err(|problem| Failure::at_flags(vec![problem], argument_of))?;
        let merged = &view.merged;
        if self.json {
            return out::json(&serde_json::json!({
                "moved": merged.moved,
                "added_up": merged.combined,
                "put_aside": merged.put_aside,
                "carried": merged.carried,
                "unknown": merged.unknown,
                "dry_run": self.dry_run,
            }));
        }
        let said = match self.dry_run {
            true => "would merge",
            false => "merged",
        };
        let (kind, from, into) = (&view.from.kind, &view.from.key, &view.into.key);
        let (moved, combined, aside) = (merged.moved, merged.combined, merged.put_aside);
        out::line(format_args!(
            "{said} {kind}/{from} into {kind}/{into}: {}, {combined} {} one with the other's, \
             {aside} {} on record",
            match moved {
                1 => "1 value moves".to_owned(),
                _ => format!("{moved} values move"),
            },
            if combined == 1 { "becomes" } else { "become" },
            if aside == 1 { "stays" } else { "stay" },
        ))?;
        let on = |days| match days {
            1 => "on 1 day".to_owned(),
            _ => format!("on {days} days"),
        };
        if merged.carried > 0 {
            out::line(format_args!(
                "  of levels: {} the last value of one, which held on, is a part of the other's",
                on(merged.carried)
            ))?;
        }
        if merged.unknown > 0 {
            out::line(format_args!(
                "  {} the answer of one failed: there is no value until the day is asked again",
                on(merged.unknown)
            ))?;
        }
        Ok(())
    }
}
