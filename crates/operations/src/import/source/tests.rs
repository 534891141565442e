//! Whole files, from their text to measurements: roles, formats, refusals.

mod formats;
mod questions;
mod refusals;
mod roles;

use std::sync::Arc;

use dbag_domain::{ObjectKind, Slug};

use super::*;
use crate::import::cells::Moment;
use crate::import::roles::RoleChoice;

fn wishes(roles: &[&str], metric: Option<&str>) -> Wishes {
    Wishes {
        roles: roles
            .iter()
            .map(|text| RoleChoice::parse(text).expect("a role"))
            .collect(),
        metric: metric.map(|slug| Slug::parse(slug).expect("a slug")),
        label: None,
        counts_lines: false,
    }
}

fn open_with(text: &str, wishes: Wishes) -> Result<Source, Problem> {
    Source::open(text.as_bytes().to_vec(), &OpenOptions::default(), wishes)
}

fn read_with(text: &str, wishes: Wishes) -> Result<Found, Problem> {
    let silent: Progress = Arc::new(|_| {});
    open_with(text, wishes)?.read(&silent)
}

fn read(text: &str) -> Found {
    let found = read_with(text, wishes(&[], None)).expect("a table");
    assert_eq!(found.columns.questions, [], "{text}");
    found
}

fn roles(text: &str) -> Vec<String> {
    let found = read_with(text, wishes(&[], None)).expect("a table");
    found
        .columns
        .list
        .iter()
        .map(|column| column.role.to_string())
        .collect()
}

/// What is asked first.
fn question(text: &str, roles: &[&str], metric: Option<&str>) -> String {
    match read_with(text, wishes(roles, metric)) {
        Ok(found) => {
            found
                .columns
                .questions
                .first()
                .expect("a question")
                .problem()
                .message
        }
        Err(problem) => problem.message,
    }
}

/// `line metric object day value` of all measurements.
fn values(found: &Found) -> Vec<String> {
    let of = &found.measurements;
    let told = |row: &crate::import::measurements::Measurement| {
        let object = match row.object {
            0 => "-",
            object => of.objects[object as usize - 1].key.as_str(),
        };
        let day = match row.moment {
            Moment::Day(day) => day.to_string(),
            other => format!("{other:?}"),
        };
        let metric = &of.metrics[row.metric as usize].slug;
        format!("{} {metric} {object} {day} {}", row.line, row.value.get())
    };
    of.rows.iter().map(told).collect()
}

/// `line column: reason` of all refusals.
fn refused(found: Found) -> Vec<String> {
    let (refused, _) = found.measurements.refusals.finish();
    let told = |one: crate::import::Refused| {
        let column = one
            .column
            .map(|column| format!(" {column}"))
            .unwrap_or_default();
        format!("{}{column}: {}", one.line, one.reason)
    };
    refused.into_iter().map(told).collect()
}
