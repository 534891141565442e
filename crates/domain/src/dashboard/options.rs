//! The settings of a panel besides its series; those that are usual are not stored.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::spelled::spelled_enum;
use crate::{RangeChoice, Step};

spelled_enum! {
    /// How several series stand together.
    Arrangement, "arrangement" {
        /// Side by side, or over each other as lines.
        Grouped = "grouped",
        /// On top of each other.
        Stacked = "stacked",
    }
}

spelled_enum! {
    /// What is made of values before they are drawn.
    ReadAs, "way to read values" {
        /// As they are.
        Values = "values",
        /// Added up from the first day shown.
        Cumulative = "cumulative",
        /// Of all series of the panel, in percent.
        Share = "share",
        /// The first value shown is 100.
        Indexed = "indexed",
    }
}

impl ReadAs {
    /// Whether it needs no values but a series' own, and leaves each day a number of it: small lines can show it.
    pub const fn is_of_one(self) -> bool {
        matches!(self, Self::Values | Self::Indexed)
    }
}

spelled_enum! {
    /// How values become heights.
    PanelScale, "scale" {
        /// Equal distances are equal differences.
        Linear = "linear",
        /// Equal distances are equal ratios.
        Log = "log",
    }
}

spelled_enum! {
    /// Which objects come first.
    Order, "order" {
        /// The largest values.
        Top = "top",
        /// The smallest values.
        Bottom = "bottom",
        /// Those furthest from the median.
        Outliers = "outliers",
    }
}

spelled_enum! {
    /// A colour by what it means.
    Colour, "colour" {
        /// The next of the series colours.
        Auto = "auto",
        /// What people hope for.
        Good = "good",
        /// What people fear.
        Bad = "bad",
        /// Neither; steps back behind the others.
        Neutral = "neutral",
    }
}

/// What values are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PanelCompare {
    /// The period of the same length right before.
    Previous,
    /// The same dates a year before.
    Year,
    /// So many days before.
    Days(u16),
}

/// A comparison that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no comparison; it can be previous, year, or days like 28d")]
pub struct UnknownCompare(String);

impl PanelCompare {
    /// The largest offset, in days.
    pub const MAX_DAYS: u16 = 3_700;

    /// What it is called beside what is compared: `period before`, `28 days before`.
    pub fn words(self) -> String {
        match self {
            Self::Previous => "period before".to_owned(),
            Self::Year => "year before".to_owned(),
            Self::Days(1) => "day before".to_owned(),
            Self::Days(days) => format!("{days} days before"),
        }
    }

    /// Reads `previous`, `year` or `28d`.
    pub fn parse(text: &str) -> Result<Self, UnknownCompare> {
        let unknown = || UnknownCompare(text.chars().take(20).collect());
        match text {
            "previous" => Ok(Self::Previous),
            "year" => Ok(Self::Year),
            other => {
                let days = other.strip_suffix('d').and_then(|days| days.parse().ok());
                days.filter(|days| (1..=Self::MAX_DAYS).contains(days))
                    .map(Self::Days)
                    .ok_or_else(unknown)
            }
        }
    }
}

impl fmt::Display for PanelCompare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Previous => f.write_str("previous"),
            Self::Year => f.write_str("year"),
            Self::Days(days) => write!(f, "{days}d"),
        }
    }
}

impl TryFrom<String> for PanelCompare {
    type Error = UnknownCompare;
    fn try_from(text: String) -> Result<Self, UnknownCompare> {
        Self::parse(&text)
    }
}

impl From<PanelCompare> for String {
    fn from(compare: PanelCompare) -> Self {
        compare.to_string()
    }
}

/// A panel's settings besides its series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PanelOptions {
    /// A range of its own, as a preset; the dashboard's where none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<RangeChoice>,
    /// A step of its own; the dashboard's where none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// What it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<PanelCompare>,
    /// Whether the value axis begins at zero.
    #[serde(skip_serializing_if = "is_false")]
    pub from_zero: bool,
    /// How values become heights.
    #[serde(skip_serializing_if = "is_usual")]
    pub scale: PanelScale,
    /// How several series stand together.
    #[serde(skip_serializing_if = "is_usual")]
    pub arrangement: Arrangement,
    /// What is made of values before they are drawn.
    #[serde(skip_serializing_if = "is_usual")]
    pub read_as: ReadAs,
    /// The days of a moving average that is drawn with the values: 7 or 28.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average: Option<u16>,
    /// Whether the legend is left out.
    #[serde(skip_serializing_if = "is_false")]
    pub no_legend: bool,
    /// Whether it is kept, but not shown.
    #[serde(skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// Which objects come first in a ranking or in small multiples.
    #[serde(skip_serializing_if = "is_usual")]
    pub order: Order,
    /// How many objects a ranking names, or small multiples show on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u16>,
    /// The words of a text panel, in Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Default for PanelOptions {
    fn default() -> Self {
        Self {
            range: None,
            step: None,
            compare: None,
            from_zero: false,
            scale: PanelScale::Linear,
            arrangement: Arrangement::Grouped,
            read_as: ReadAs::Values,
            average: None,
            no_legend: false,
            hidden: false,
            order: Order::Top,
            count: None,
            text: String::new(),
        }
    }
}

/// Enums whose first variant is the usual one.
trait Usual: PartialEq + Copy + 'static {
    const USUAL: Self;
}

macro_rules! usual {
    ($($name:ident = $variant:ident),+) => {
        $(impl Usual for $name { const USUAL: Self = Self::$variant; })+
    };
}
usual!(
    PanelScale = Linear,
    Arrangement = Grouped,
    ReadAs = Values,
    Order = Top
);

// serde hands references to these.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_usual<T: Usual>(choice: &T) -> bool {
    *choice == T::USUAL
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(choice: &bool) -> bool {
    !choice
}

impl PanelOptions {
    /// The longest text of a panel, in characters.
    pub const MAX_TEXT: usize = 20_000;
    /// The most objects that a ranking or small multiples show at once.
    pub const MAX_COUNT: u16 = 200;
    /// The moving averages that can be drawn, in days.
    pub const AVERAGES: [u16; 2] = [7, 28];

    /// What is wrong with the settings, as `(field, message)`.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        if self
            .average
            .is_some_and(|days| !Self::AVERAGES.contains(&days))
        {
            problems.push(("average", "a moving average has 7 or 28 days".to_owned()));
        }
        if self
            .count
            .is_some_and(|count| !(1..=Self::MAX_COUNT).contains(&count))
        {
            let message = format!("show between 1 and {} objects", Self::MAX_COUNT);
            problems.push(("count", message));
        }
        if self.text.chars().count() > Self::MAX_TEXT {
            let message = format!("a text has at most {} characters", Self::MAX_TEXT);
            problems.push(("text", message));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_settings_are_not_written() {
        let json = serde_json::to_string(&PanelOptions::default()).expect("written");
        assert_eq!(json, "{}");
        let odd = r#"{"range":"30d","compare":"28d","scale":"log","average":7}"#;
        let read: PanelOptions = serde_json::from_str(odd).expect("read");
        assert_eq!(read.compare, Some(PanelCompare::Days(28)));
        assert_eq!(serde_json::to_string(&read).expect("written"), odd);
    }

    #[test]
    fn r21_settings_are_bounded() {
        let options = PanelOptions {
            average: Some(3),
            count: Some(0),
            text: "x".repeat(20_001),
            ..PanelOptions::default()
        };
        let fields: Vec<_> = options
            .problems()
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["average", "count", "text"]);
        for bad in ["0d", "3701d", "-1d", "weeks", "", "99999999999d"] {
            assert!(PanelCompare::parse(bad).is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<PanelOptions>(r#"{"colour":"red"}"#).is_err());
    }
}
