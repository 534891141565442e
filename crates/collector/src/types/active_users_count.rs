//! `active_users_count`: the built-in of the original, for the tables that frameworks make.

use async_trait::async_trait;
use dbag_domain::{
    AbsentMeans, FieldKind, Measure, Measures, MetricTypeDescription, Nature, Problem, Properties,
};
use serde_json::{Value as Json, json};

use super::fields::{choice, optional, required, source_of, with_default};
use super::row_count::{RowCount, WINDOWS, check_filters};
use crate::ask::{Answer, Ask};
use crate::error::CollectError;
use crate::metric_type::{History, MetricType};
use crate::source::{ColumnClass, SourceColumn};

/// How many users are active, counted now.
#[derive(Debug, Clone, Copy)]
pub struct ActiveUsersCount;

/// Columns that say who is active, as frameworks call them, and what they say then.
const ACTIVE_COLUMNS: [(&str, &str); 9] = [
    ("is_active", "is_true"),
    ("active", "is_true"),
    ("enabled", "is_true"),
    ("is_enabled", "is_true"),
    ("deleted_at", "is_null"),
    ("deactivated_at", "is_null"),
    ("disabled_at", "is_null"),
    ("banned_at", "is_null"),
    ("is_deleted", "is_false"),
];

#[async_trait]
impl MetricType for ActiveUsersCount {
    fn describe(&self) -> MetricTypeDescription {
        let table = required("table", "Table", "Django's is auth_user.", FieldKind::Table);
        let column_help = "Says who is active. Left empty, is_active, active, enabled, \
                           deleted_at and the like are looked for.";
        MetricTypeDescription {
            label: "active_users_count".to_owned(),
            title: "Active users".to_owned(),
            description: "How many users may sign in, from the table your framework keeps."
                .to_owned(),
            needs_source: true,
            measures: Measures::Only(Measure::Level),
            fields: vec![
                with_default(table, "auth_user"),
                optional(
                    "active_column",
                    "Active column",
                    column_help,
                    FieldKind::Column,
                ),
                optional(
                    "seen_column",
                    "Last seen",
                    "When a user was last here, such as last_login: then those seen of late are counted.",
                    FieldKind::Column,
                ),
                optional(
                    "window_days",
                    "Seen within",
                    "How many days up to today; today alone unless chosen.",
                    choice(&WINDOWS),
                ),
                optional(
                    "filters",
                    "Only where",
                    "All of them must hold.",
                    FieldKind::Filters,
                ),
            ],
        }
    }

    fn history(&self, _properties: &Properties, _measure: Measure) -> History {
        History::NowOnly
    }

    /// Who is no longer there is none: no row is zero.
    fn nature(&self, _properties: &Properties, measure: Measure) -> Nature {
        Nature {
            absent_means: AbsentMeans::Zero,
            ..Nature::of(measure)
        }
    }

    fn check(&self, properties: &Properties) -> Result<(), Vec<Problem>> {
        let mut problems = check_filters(properties).err().unwrap_or_default();
        let has_window = !matches!(properties.text("window_days"), "" | "1");
        if has_window && properties.given("seen_column").is_none() {
            let message = "choose the column that says when a user was last seen";
            problems.push(Problem::field("seen_column", message));
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems),
        }
    }

    async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError> {
        let columns = source_of(ask)?
            .columns(ask.properties.text("table"))
            .await?;
        let properties = as_row_count(ask.properties, &columns)?;
        let ask = Ask {
            properties: &properties,
            ..*ask
        };
        let mut answer = RowCount.collect(&ask).await?;
        let filters = properties.0.get("filters").and_then(Json::as_array);
        let has_condition = filters.is_some_and(|filters| !filters.is_empty());
        if !has_condition && properties.given("date_column").is_none() {
            answer.notes.push(every_row(properties.text("table")));
        }
        Ok(answer)
    }
}

fn every_row(table: &str) -> String {
    format!(
        "no column of `{table}` says who is active, so every row counts; name one in active_column, \
         or add a condition"
    )
}

/// The same question as `row_count` knows it.
fn as_row_count(
    properties: &Properties,
    columns: &[SourceColumn],
) -> Result<Properties, CollectError> {
    let filters = properties.0.get("filters").and_then(Json::as_array);
    let mut filters = filters.cloned().unwrap_or_default();
    filters.extend(active_filter(properties.given("active_column"), columns)?);
    let mut counted = Properties::default();
    counted.set("table", properties.text("table"));
    counted.set("aggregate", "count");
    counted.set("filters", filters);
    if let Some(seen) = properties.given("seen_column") {
        counted.set("date_column", seen);
        counted.set("window_days", properties.text("window_days"));
    }
    Ok(counted)
}

/// The condition that a user is active; none where no column says so.
fn active_filter(
    given: Option<&str>,
    columns: &[SourceColumn],
) -> Result<Option<Json>, CollectError> {
    let find = |name: &str| columns.iter().find(|column| column.name == name);
    let known = ACTIVE_COLUMNS.iter().find(|(name, _)| match given {
        Some(given) => given == *name,
        None => find(name).is_some(),
    });
    let (name, operator) = match (given, known) {
        (_, Some((name, operator))) => (*name, Some(*operator)),
        (Some(given), None) => (given, None),
        (None, None) => return Ok(None),
    };
    let Some(column) = find(name) else {
        let message = format!("the table has no column `{name}`");
        return Err(CollectError::field("active_column", message));
    };
    let operator = operator.unwrap_or(match says_when(column) {
        true => "is_null",
        false => "is_true",
    });
    Ok(Some(json!({"column": name, "operator": operator})))
}

/// Whether a column says when somebody left, rather than whether somebody is there.
fn says_when(column: &SourceColumn) -> bool {
    let is_time = matches!(
        column.class,
        ColumnClass::Date | ColumnClass::Clock | ColumnClass::Instant
    );
    is_time || (column.class == ColumnClass::Loose && column.name.ends_with("_at"))
}
