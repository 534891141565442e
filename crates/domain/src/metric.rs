//! Metrics: numbers worth remembering.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

use crate::spelled::spelled_enum;
use crate::{Day, Label, Nature, ObjectKind, Properties, Slug, SourceId};

/// The row of a metric in `dbag_metric`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MetricId(pub i64);

spelled_enum! {
    /// What a number says of its day.
    Measure, "measure" {
        /// What it is at a moment: active accounts.
        Level = "level",
        /// What happened over a day: new comments.
        Flow = "flow",
        /// A share or an average of a day: the average order. Never added up.
        Share = "share",
    }
}

impl Measure {
    /// The newest day whose value stands for the metric: a level is today what it is now, while
    /// what is of a whole day is only told when the day is over.
    pub fn newest_day(self, today: Day) -> Day {
        match self {
            Self::Level => today,
            Self::Flow | Self::Share => today.previous(),
        }
    }

    /// The newest day that goes into a number of several days. Of a day that is not over, what has happened so
    /// far is no low; the lowest amount of its rows is one.
    pub fn newest_day_of(self, rollup: RollUp, today: Day) -> Day {
        match (rollup, self) {
            (RollUp::Min, Self::Share) => today,
            _ => self.newest_day(today),
        }
    }

    /// What it is in a few words: `a level, what is there at a moment`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Level => "a level, what is there at a moment",
            Self::Flow => "a flow, what happened on a day",
            Self::Share => "of a day and never added up, as a share or an average is",
        }
    }

    /// Whether a day's value is of the whole day, and final once that is over.
    pub const fn is_of_whole_days(self) -> bool {
        matches!(self, Self::Flow | Self::Share)
    }
}

spelled_enum! {
    /// How days become a longer period.
    RollUp, "roll-up" {
        /// The last value.
        Last = "last",
        /// The sum.
        Sum = "sum",
        /// The mean.
        Mean = "mean",
        /// The smallest.
        Min = "min",
        /// The largest.
        Max = "max",
        /// Computed again from the inputs' roll-ups; for ratios.
        Recomputed = "recomputed",
    }
}

impl RollUp {
    /// What a week or a month is: `the sum of their days`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Last => "the last of their days",
            Self::Sum => "the sum of their days",
            Self::Mean => "the mean of their days",
            Self::Min => "the lowest of their days",
            Self::Max => "the highest of their days",
            Self::Recomputed => "the mean of their days, each counting by what it was divided by",
        }
    }

    /// Whether values that are rolled up so may be added up from day to day.
    pub const fn adds_up(self) -> bool {
        matches!(self, Self::Sum)
    }

    /// Whether it is a mean, in which weights count.
    pub const fn is_mean(self) -> bool {
        matches!(self, Self::Mean | Self::Recomputed)
    }
}

spelled_enum! {
    /// How the values of all objects on a day become one.
    AcrossObjects, "way to put objects together" {
        /// Their sum.
        Sum = "sum",
        /// Their mean; weighted where their weights are known.
        Mean = "mean",
        /// The smallest.
        Min = "min",
        /// The largest.
        Max = "max",
    }
}

spelled_enum! {
    /// What an answer without a row means.
    AbsentMeans, "meaning of an absent row" {
        /// Nothing happened: zero.
        Zero = "zero",
        /// Nobody knows: a gap.
        Gap = "gap",
    }
}

spelled_enum! {
    /// Which way is good.
    Direction, "direction" {
        /// More is better.
        UpIsGood = "up",
        /// Less is better.
        DownIsGood = "down",
        /// Neither.
        Neutral = "neutral",
    }
}

spelled_enum! {
    /// How a number is written.
    Format, "format" {
        /// `1,204`.
        Number = "number",
        /// `12.4 %`; the value is in percent.
        Percent = "percent",
        /// `€3.2k`; the unit's label is the currency sign or code.
        Currency = "currency",
        /// `4 m 10 s`; the value is in seconds.
        Duration = "duration",
        /// `1.2 GB`; the value is in bytes.
        Bytes = "bytes",
    }
}

/// What a number counts and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// For one: `order`. Empty where there is nothing to say.
    #[serde(default)]
    pub singular: String,
    /// For none or many: `orders`.
    #[serde(default)]
    pub plural: String,
    /// How the number is written.
    #[serde(default = "number")]
    pub format: Format,
}

fn number() -> Format {
    Format::Number
}

impl Default for Unit {
    fn default() -> Self {
        Self {
            singular: String::new(),
            plural: String::new(),
            format: Format::Number,
        }
    }
}

/// A time of day on the clock, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

/// A text that is not a time of day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time of day; write it as 23:30")]
pub struct NotATime(String);

impl TimeOfDay {
    /// When a level's day is asked for the last time, unless set.
    pub const DEFAULT: Self = Self(23 * 60 + 30);

    /// Reads `23:30`.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let minutes = text.split_once(':').and_then(|(hour, minute)| {
            let is_two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            if !is_two(hour) || !is_two(minute) {
                return None;
            }
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        });
        minutes
            .map(Self)
            .ok_or_else(|| NotATime(text.chars().take(20).collect()))
    }

    /// Minutes since 00:00.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The time that is `minutes` after 00:00; `None` from 24:00 on.
    pub fn from_minutes(minutes: i64) -> Option<Self> {
        u16::try_from(minutes)
            .ok()
            .filter(|minutes| *minutes < 24 * 60)
            .map(Self)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        Self::parse(&text)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// Everything about a metric that people set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricSettings {
    /// Its name in addresses.
    pub slug: Slug,
    /// Its title.
    pub label: Label,
    /// What it means, in a sentence or two; may be empty.
    pub description: String,
    /// What it counts.
    pub unit: Unit,
    /// Which way is good.
    pub direction: Direction,
    /// State or happening.
    pub measure: Measure,
    /// How days become longer periods.
    pub rollup: RollUp,
    /// How the values of all objects on a day become one.
    pub across_objects: AcrossObjects,
    /// What an answer without a row means.
    pub absent_means: AbsentMeans,
    /// The label of its metric type.
    pub metric_type: String,
    /// The answers to the type's fields.
    pub properties: Properties,
    /// The source it asks, where its type needs one.
    pub source_id: Option<SourceId>,
    /// The kind of objects it has a value for each of.
    pub object_kind: Option<ObjectKind>,
    /// The heading it stands under in the gallery; may be empty.
    pub category: String,
    /// Its place under that heading.
    pub position: i32,
    /// Where the number comes from, for people.
    pub link_url: String,
    /// Who answers for it.
    pub owner: String,
    /// Whether the scheduler asks it.
    pub do_collect: bool,
    /// When a level's day is asked for the last time.
    pub collect_at: TimeOfDay,
    /// Its zone by IANA name; the instance's where none.
    pub time_zone: Option<String>,
    /// Ask today every so many hours, too.
    pub refresh_hours: Option<i32>,
    /// How many completed days a flow is asked again for.
    pub recollect_days: i32,
}

impl MetricSettings {
    /// Whether it counts different things: how many two objects have together, nobody can tell from the
    /// number of each.
    pub fn counts_distinct(&self) -> bool {
        self.across_objects == AcrossObjects::Mean && self.absent_means == AbsentMeans::Zero
    }

    /// A metric of a type with the usual settings for its measure.
    pub fn new(slug: Slug, label: Label, metric_type: &str, measure: Measure) -> Self {
        let nature = Nature::of(measure);
        Self {
            slug,
            label,
            description: String::new(),
            unit: Unit::default(),
            direction: Direction::Neutral,
            measure,
            rollup: nature.rollup,
            across_objects: nature.across_objects,
            absent_means: nature.absent_means,
            metric_type: metric_type.to_owned(),
            properties: Properties::default(),
            source_id: None,
            object_kind: None,
            category: String::new(),
            position: 0,
            link_url: String::new(),
            owner: String::new(),
            do_collect: true,
            collect_at: TimeOfDay::DEFAULT,
            time_zone: None,
            refresh_hours: None,
            recollect_days: 0,
        }
    }
}

/// A metric as it is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Its row.
    pub id: MetricId,
    /// What people set.
    #[serde(flatten)]
    pub settings: MetricSettings,
    /// Grows with every change of the settings; the second of two savers is told.
    pub version: i64,
    /// The number of the definition by which it is asked now.
    #[serde(default = "first")]
    pub definition: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its settings last changed.
    pub updated_at: DateTime<Utc>,
}

const fn first() -> i32 {
    1
}

impl std::ops::Deref for Metric {
    type Target = MetricSettings;
    fn deref(&self) -> &MetricSettings {
        &self.settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_and_written_alike() {
        for text in ["00:00", "23:30", "09:05", "23:59"] {
            assert_eq!(
                TimeOfDay::parse(text).map(|t| t.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in ["24:00", "9:05", "12:60", "", "noon", "1200"] {
            assert!(TimeOfDay::parse(text).is_err(), "{text}");
        }
    }
}
