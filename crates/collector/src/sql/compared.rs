//! Which columns a query compares with the days it is asked for.
//!
//! A guess from its tokens, good enough for a hint: what stands within a function, a cast or an
//! arithmetic is somebody's own way and left alone.

use dbag_domain::SourceKind;

use super::parameters::DAY_PARAMETERS;
use super::token::Kind;
use super::words::Words;

/// A column beside a parameter that stands for a day or a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compared {
    /// What stands before the column's dot: a table or its alias.
    pub(crate) qualifier: Option<String>,
    /// The column's name, without quotes.
    pub(crate) column: String,
    /// The parameter's name, without its colon.
    pub(crate) parameter: String,
    /// How the column stands to the parameter.
    pub(crate) relation: Relation,
    /// Whether it is the end of a `between`.
    pub(crate) is_between: bool,
}

/// How a column stands to a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// `=`
    Equal,
    /// `<=`
    UpTo,
    /// `<`
    Before,
    /// `>=`
    From,
    /// `>`
    After,
}

impl Relation {
    fn of(operator: &str) -> Option<Self> {
        Some(match operator {
            "=" | "==" => Self::Equal,
            "<=" => Self::UpTo,
            "<" => Self::Before,
            ">=" => Self::From,
            ">" => Self::After,
            _ => return None,
        })
    }

    const fn turned(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::UpTo => Self::From,
            Self::Before => Self::After,
            Self::From => Self::UpTo,
            Self::After => Self::Before,
        }
    }

    /// As SQL writes it.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::UpTo => "<=",
            Self::Before => "<",
            Self::From => ">=",
            Self::After => ">",
        }
    }
}

const ARITHMETIC: [&str; 6] = ["+", "-", "*", "/", "|", "%"];

/// The columns that a query compares with parameters of days.
pub(crate) fn compared_columns(sql: &str, engine: SourceKind) -> Vec<Compared> {
    let Some(text) = Words::read(sql, engine) else {
        return Vec::new();
    };
    let is_day = |at: &usize| {
        text.tokens[*at].kind == Kind::Parameter && DAY_PARAMETERS.contains(&&text.at(*at)[1..])
    };
    let days = (0..text.tokens.len()).filter(is_day);
    days.filter_map(|at| text.compared_at(at)).collect()
}

impl Words<'_> {
    fn compared_at(&self, parameter: usize) -> Option<Compared> {
        if ARITHMETIC.contains(&self.at(self.after_casts(parameter + 1))) {
            return None;
        }
        self.compared_before(parameter)
            .or_else(|| self.compared_behind(parameter))
    }

    /// `at <= :end` and both ends of `at between :start and :end`.
    fn compared_before(&self, parameter: usize) -> Option<Compared> {
        let last = parameter.checked_sub(1)?;
        if self.is_word(last, "between") {
            let column = self.column_ending_at(last.checked_sub(1)?)?;
            return Some(self.compared(column, parameter, Relation::From, true));
        }
        if self.is_word(last, "and") {
            let between = self.between_of(last)?;
            let column = self.column_ending_at(between.checked_sub(1)?)?;
            return Some(self.compared(column, parameter, Relation::UpTo, true));
        }
        let start = (0..=last)
            .rev()
            .take_while(|at| is_sign(self.at(*at)))
            .last()?;
        let relation = Relation::of(&self.joined(start, parameter))?;
        let column = self.column_ending_at(start.checked_sub(1)?)?;
        Some(self.compared(column, parameter, relation, false))
    }

    /// `:end >= at`.
    fn compared_behind(&self, parameter: usize) -> Option<Compared> {
        let start = self.after_casts(parameter + 1);
        let end = (start..).find(|at| !is_sign(self.at(*at)))?;
        let relation = Relation::of(&self.joined(start, end))?.turned();
        let mut last = end;
        while self.at(last + 1) == "." {
            last += 2;
        }
        let next = self.at(last + 1);
        let goes_on = ARITHMETIC.contains(&next) || ["(", "::"].contains(&next);
        // `at at time zone …` is another time.
        if goes_on || self.is_word(last + 1, "at") {
            return None;
        }
        let column = self.column_ending_at(last)?;
        Some(self.compared(column, parameter, relation, false))
    }

    fn compared(
        &self,
        (qualifier, column): (Option<String>, String),
        parameter: usize,
        relation: Relation,
        is_between: bool,
    ) -> Compared {
        Compared {
            qualifier,
            column,
            parameter: self.at(parameter)[1..].to_owned(),
            relation,
            is_between,
        }
    }

    fn joined(&self, from: usize, to: usize) -> String {
        (from..to).map(|at| self.at(at)).collect()
    }

    /// Behind `::timestamp` and the like.
    fn after_casts(&self, mut at: usize) -> usize {
        while self.at(at) == "::" {
            at += 2;
        }
        at
    }

    /// The column whose name ends here, where it stands for itself.
    fn column_ending_at(&self, at: usize) -> Option<(Option<String>, String)> {
        let column = self.name_at(at)?;
        let is_qualified = at >= 2 && self.at(at - 1) == ".";
        let qualifier = if is_qualified {
            Some(self.name_at(at - 2)?)
        } else {
            None
        };
        let mut start = if is_qualified { at - 2 } else { at };
        while start >= 2 && self.at(start - 1) == "." {
            start -= 2;
        }
        let before = start.checked_sub(1).map_or("", |before| self.at(before));
        let is_part = ARITHMETIC.contains(&before) || before == "::";
        (!is_part).then_some((qualifier, column))
    }

    /// The `between` that an `and` belongs to.
    fn between_of(&self, and: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in (0..and).rev() {
            match self.at(at) {
                ")" => depth += 1,
                "(" => depth = depth.checked_sub(1)?,
                _ if depth > 0 => {}
                _ if self.is_word(at, "between") => return Some(at),
                _ if ["and", "or", "where", "on"]
                    .iter()
                    .any(|word| self.is_word(at, word)) =>
                {
                    return None;
                }
                _ => {}
            }
        }
        None
    }
}

fn is_sign(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| "=<>!".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use SourceKind::{MySql, Postgres, Sqlite};

    fn found(sql: &str, engine: SourceKind) -> Vec<String> {
        let tell = |one: Compared| {
            let qualifier = one
                .qualifier
                .map(|name| format!("{name}."))
                .unwrap_or_default();
            format!(
                "{qualifier}{} {} :{}",
                one.column,
                one.relation.sign(),
                one.parameter
            )
        };
        compared_columns(sql, engine)
            .into_iter()
            .map(tell)
            .collect()
    }

    #[test]
    fn columns_beside_days_are_found() {
        for (sql, expected) in [
            (
                "select 1 from t where at between :start and :end",
                &["at >= :start", "at <= :end"][..],
            ),
            ("select 1 from t where at = :day", &["at = :day"]),
            (
                "select 1 from t where o.at<=:end and x = 1",
                &["o.at <= :end"],
            ),
            ("select 1 from t where :end >= at", &["at <= :end"]),
            ("select 1 from t where :day = s.o.at", &["o.at = :day"]),
            (
                "select 1 from t where at >= :start and at < :end",
                &["at >= :start", "at < :end"],
            ),
            (
                "select 1 from t where (at >= :start_at) and (at < :end_at)",
                &["at >= :start_at", "at < :end_at"],
            ),
            ("select 1 from t where \"At x\" = :day", &["At x = :day"]),
            (
                "select count(*) filter (where at <= :end) from t",
                &["at <= :end"],
            ),
            (
                "select 1 from t where at between '2020-01-01' and :end",
                &["at <= :end"],
            ),
            ("select 1 from t where a = 1 and at = :day", &["at = :day"]),
        ] {
            assert_eq!(found(sql, Postgres), expected, "{sql}");
        }
        assert_eq!(
            found("select 1 from t where at <= :end::timestamp", Postgres),
            ["at <= :end"]
        );
        assert_eq!(
            found("select 1 from t where `at` = :day", MySql),
            ["at = :day"]
        );
        assert_eq!(
            found("select 1 from t where at == :day", Sqlite),
            ["at = :day"]
        );
    }

    #[test]
    fn what_is_made_of_a_column_or_a_day_is_left_alone() {
        for sql in [
            "select 1 from t where date(at) = :day",
            "select 1 from t where at::date between :start and :end",
            "select 1 from t where cast(at as date) <= :end",
            "select 1 from t where at < :end + 1",
            "select 1 from t where at < :end::date + interval '1 day'",
            "select 1 from t where at < date_add(:end, interval 1 day)",
            "select 1 from t where at at time zone 'x' <= :end",
            "select 1 from t where :end >= date(at)",
            "select 1 from t where :end >= at + 1",
            "select 1 from t where n - at = :day",
            "select 1 from t where ':day' = at -- at = :day",
            "select :day as day",
            "select 1 from t where a = 1 and :day is not null",
        ] {
            assert_eq!(found(sql, Postgres), [""; 0], "{sql}");
        }
    }
}
