//! The roles of columns as they are written: `day:dmy`, `object:branch`, `value:sales:flow`, `skip`.

use std::fmt;
use std::str::FromStr;

use dbag_domain::{Label, Measure, ObjectKind, Problem, Slug};

use crate::import::cells::{DayFormat, Epoch, Mark, Order};

/// What a column of a table is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ColumnRole {
    /// The day, or the moment, that a line is about.
    Day(DayRole),
    /// The key of the object that a line is about.
    Object(Option<ObjectKind>),
    /// The kind of that object.
    Kind,
    /// What people call that object.
    Label,
    /// The name of the metric that a line's value is of.
    Metric,
    /// Values of a metric.
    Value(ValueRole),
    /// How much the values of a line count when several become one.
    Weight,
    /// Why there is no value, as Dbag's own exports say.
    Gap,
    /// Left out.
    #[default]
    Skip,
}

/// How the days of a column are meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayRole {
    pub(crate) format: DayFormat,
    /// Whether midnights in UTC are instants, and no dates.
    pub(crate) is_instant: bool,
}

/// Whose values a column has, and how they are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueRole {
    /// The metric; by the column's title where none is named.
    pub(crate) metric: Option<Slug>,
    /// What a new one is called; by the column's title where nobody says.
    pub(crate) label: Option<Label>,
    /// What a new metric is.
    pub(crate) measure: Option<Measure>,
    /// What stands before the decimals.
    pub(crate) mark: Option<Mark>,
}

const WORDS: &str = "day, object, kind, label, metric, value, weight or skip, with more behind a colon: \
     `day:dmy`, `object:branch`, `value:sales:flow`";

impl ColumnRole {
    /// Reads a role.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut parts = text.split(':').map(str::trim);
        let word = parts.next().unwrap_or("");
        let rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let alone = |role: Self| match rest.first() {
            None => Ok(role),
            Some(extra) => Err(refused(format!(
                "`{word}` stands alone, without `:{extra}`"
            ))),
        };
        match word.to_ascii_lowercase().as_str() {
            "day" | "date" | "time" => DayRole::parse(&rest).map(Self::Day),
            "object" => match rest.as_slice() {
                [] => Ok(Self::Object(None)),
                [kind] => ObjectKind::parse(kind)
                    .map(|kind| Self::Object(Some(kind)))
                    .map_err(|error| refused(format!("the kind `{kind}`: {error}"))),
                [..] => Err(refused("an object has one kind: `object:branch`")),
            },
            "value" => ValueRole::parse(&rest).map(Self::Value),
            "kind" => alone(Self::Kind),
            "label" | "name" => alone(Self::Label),
            "metric" => alone(Self::Metric),
            "weight" => alone(Self::Weight),
            "gap" => alone(Self::Gap),
            "skip" => alone(Self::Skip),
            _ => Err(refused(format!("`{text}` is not a role; choose {WORDS}"))),
        }
    }
}

impl ColumnRole {
    /// The same, with what a new metric is called.
    #[must_use]
    pub fn called(mut self, label: Label) -> Self {
        if let Self::Value(role) = &mut self {
            role.label = Some(label);
        }
        self
    }
}

fn refused(message: impl Into<String>) -> Problem {
    Problem::field("as", message)
}

impl DayRole {
    fn parse(parts: &[&str]) -> Result<Self, Problem> {
        let mut role = Self::default();
        for part in parts {
            let format = &mut role.format;
            match *part {
                "dmy" => format.order = Some(Order::Dmy),
                "mdy" => format.order = Some(Order::Mdy),
                "ymd" => format.order = Some(Order::Ymd),
                "excel" => format.epoch = Some(Epoch::Of1900),
                "excel1904" => format.epoch = Some(Epoch::Of1904),
                "year" => format.has_years = true,
                "instant" => role.is_instant = true,
                other => {
                    return Err(refused(format!(
                        "`day:{other}` is no way to write days; choose dmy, mdy, ymd, excel, excel1904, year \
                         or instant"
                    )));
                }
            }
        }
        Ok(role)
    }
}

impl ValueRole {
    fn parse(parts: &[&str]) -> Result<Self, Problem> {
        let mut role = Self::default();
        for part in parts {
            match *part {
                "point" => role.mark = Some(Mark::Point),
                "comma" => role.mark = Some(Mark::Comma),
                word => match Measure::parse(word) {
                    Ok(measure) => role.measure = Some(measure),
                    Err(_) if role.metric.is_some() => {
                        return Err(refused(format!(
                            "`{word}`: a column has the values of one metric"
                        )));
                    }
                    Err(_) => {
                        let metric = Slug::parse(word);
                        role.metric = Some(
                            metric.map_err(|error| refused(format!("metric `{word}`: {error}")))?,
                        );
                    }
                },
            }
        }
        Ok(role)
    }
}

impl fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(role) => role.fmt(f),
            Self::Object(None) => f.write_str("object"),
            Self::Object(Some(kind)) => write!(f, "object:{kind}"),
            Self::Kind => f.write_str("kind"),
            Self::Label => f.write_str("label"),
            Self::Metric => f.write_str("metric"),
            Self::Value(role) => role.fmt(f),
            Self::Weight => f.write_str("weight"),
            Self::Gap => f.write_str("gap"),
            Self::Skip => f.write_str("skip"),
        }
    }
}

impl fmt::Display for DayRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("day")?;
        if let Some(order) = self.format.order {
            write!(f, ":{}", order.as_str())?;
        }
        match self.format.epoch {
            None => {}
            Some(Epoch::Of1900) => f.write_str(":excel")?,
            Some(Epoch::Of1904) => f.write_str(":excel1904")?,
        }
        if self.format.has_years {
            f.write_str(":year")?;
        }
        match self.is_instant {
            true => f.write_str(":instant"),
            false => Ok(()),
        }
    }
}

impl fmt::Display for ValueRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("value")?;
        if let Some(metric) = &self.metric {
            write!(f, ":{metric}")?;
        }
        if let Some(measure) = self.measure {
            write!(f, ":{measure}")?;
        }
        match self.mark {
            None => Ok(()),
            Some(Mark::Point) => f.write_str(":point"),
            Some(Mark::Comma) => f.write_str(":comma"),
        }
    }
}

impl FromStr for ColumnRole {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::parse(text)
    }
}

/// How a column is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnName {
    /// By its title, or its number from 1 where no title is that.
    Title(String),
    /// By its place, from 0.
    At(usize),
}

/// A role that somebody chose for a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChoice {
    /// The column.
    pub column: ColumnName,
    /// What it is.
    pub role: ColumnRole,
}

impl RoleChoice {
    /// Reads `COLUMN=ROLE`; the column's name may have a `=` in it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let (column, role) = text
            .rsplit_once('=')
            .filter(|(column, _)| !column.trim().is_empty())
            .ok_or_else(|| {
                refused(format!(
                    "`{text}`: write COLUMN=ROLE, `branch_no=object` for example"
                ))
            })?;
        Ok(Self {
            column: ColumnName::Title(column.trim().to_owned()),
            role: ColumnRole::parse(role)?,
        })
    }
}

impl FromStr for RoleChoice {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_written_as_they_are_read() {
        for text in [
            "day",
            "day:dmy",
            "day:mdy:instant",
            "day:excel1904",
            "day:year",
            "object",
            "object:branch",
            "kind",
            "label",
            "metric",
            "value",
            "value:sales",
            "value:sales:flow:comma",
            "value:share:point",
            "weight",
            "gap",
            "skip",
        ] {
            assert_eq!(
                ColumnRole::parse(text).map(|role| role.to_string()),
                Ok(text.to_owned())
            );
        }
        let choice = RoleChoice::parse("a = b=value:flow:sales").expect("a choice");
        assert_eq!(
            (choice.column, choice.role.to_string().as_str()),
            (ColumnName::Title("a = b".to_owned()), "value:sales:flow")
        );
    }

    #[test]
    fn what_is_no_role_is_refused_with_the_way_out() {
        for (text, word) in [
            ("a", "COLUMN=ROLE"),
            ("=day", "COLUMN=ROLE"),
            ("a=dimension", "not a role"),
            ("a=day:german", "no way to write days"),
            ("a=object:Branch", "small letters"),
            ("a=object:a:b", "one kind"),
            ("a=value:a:b", "one metric"),
            ("a=value:A b", "small letters"),
            ("a=skip:b", "stands alone"),
        ] {
            let problem = RoleChoice::parse(text).expect_err("refused");
            assert!(problem.message.contains(word), "{text}: {problem}");
            assert_eq!(problem.field.as_deref(), Some("as"));
        }
    }
}
