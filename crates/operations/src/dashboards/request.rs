//! What the address of a dashboard asks for, read.

use dbag_domain::{
    DashboardSettings, Day, DayRange, Panel, PanelCompare, Problem, RangeChoice, Span, Step,
};

use super::view::{CompareChoice, DashboardQuery};

/// A query with what is wrong with it; what is wrong is as the dashboard opens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    pub(super) choice: RangeChoice,
    pub(super) step: Option<Step>,
    pub(super) compare: CompareChoice,
    pub(super) page: usize,
    pub(super) as_of: Option<Day>,
    pub(super) problem: Option<Problem>,
}

impl Request {
    pub(super) fn read(query: &DashboardQuery, dashboard: &DashboardSettings) -> Self {
        let (choice, range_problem) = choose_range(query, dashboard);
        let (step, step_problem) = choose_step(query, dashboard);
        let (compare, compare_problem) = choose_compare(query);
        let (as_of, as_of_problem) = choose_as_of(query);
        let page = query.page.as_deref().and_then(|page| page.parse().ok());
        Self {
            choice,
            step,
            compare,
            page: page.unwrap_or(1).max(1),
            as_of,
            problem: range_problem
                .or(step_problem)
                .or(compare_problem)
                .or(as_of_problem),
        }
    }

    /// The days of a panel: its own range, or the page's. They are the same by day and by week: a period
    /// of which only a part lies in them says so.
    pub(super) fn span(&self, panel: &Panel, known: Known) -> Span {
        let choice = panel.options.range.unwrap_or(self.choice);
        choice.span(known.days(choice))
    }

    /// The days of the page itself.
    pub(super) fn page_days(&self, known: Known) -> DayRange {
        known.days(self.choice)
    }

    /// The step of a panel: its own, the page's, or one that fits.
    pub(super) fn step(&self, panel: &Panel, days: DayRange) -> Step {
        let own = panel.options.step.or(self.step);
        own.unwrap_or_else(|| usual_step(days))
    }

    /// What a panel is compared with.
    pub(super) fn compare(&self, panel: &Panel) -> Option<PanelCompare> {
        match self.compare {
            CompareChoice::AsSet => panel.options.compare,
            CompareChoice::Nothing => None,
            CompareChoice::With(compare) => Some(compare),
        }
    }
}

/// Between which days a dashboard knows anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// The first day with a value.
    pub(super) first: Day,
    /// Today; or the last day with a value, where nothing is collected any more.
    pub(super) last: Day,
    /// Today: weeks and months are those of it.
    pub(super) today: Day,
}

impl Known {
    /// The days of a range.
    fn days(self, choice: RangeChoice) -> DayRange {
        choice.days(self.first, self.last, self.today)
    }

    /// From the first day of either to the last.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            today: self.today.max(other.today),
        }
    }
}

/// Days up to 200 of them, weeks up to five years, months beyond.
pub(crate) fn usual_step(days: DayRange) -> Step {
    match days.len() {
        0..=200 => Step::Day,
        201..=1830 => Step::Week,
        _ => Step::Month,
    }
}

fn choose_range(
    query: &DashboardQuery,
    dashboard: &DashboardSettings,
) -> (RangeChoice, Option<Problem>) {
    let given = [&query.range, &query.from, &query.to].map(|text| text.as_deref().unwrap_or(""));
    if given.iter().all(|text| text.is_empty()) {
        return (dashboard.range, None);
    }
    let [range, from, to] = given;
    match RangeChoice::parse(Some(range), Some(from), Some(to)) {
        Ok(choice) => (choice, None),
        Err(error) => {
            let problem = Problem::field(error.field(), error.to_string());
            (dashboard.range, Some(problem))
        }
    }
}

fn choose_step(
    query: &DashboardQuery,
    dashboard: &DashboardSettings,
) -> (Option<Step>, Option<Problem>) {
    match query.step.as_deref().filter(|step| !step.is_empty()) {
        None => (dashboard.step, None),
        Some("auto") => (None, None),
        Some(word) => match Step::parse(word) {
            Ok(step) => (Some(step), None),
            Err(error) => (
                dashboard.step,
                Some(Problem::field("step", error.to_string())),
            ),
        },
    }
}

fn choose_compare(query: &DashboardQuery) -> (CompareChoice, Option<Problem>) {
    match query
        .compare
        .as_deref()
        .filter(|compare| !compare.is_empty())
    {
        None => (CompareChoice::AsSet, None),
        Some("none") => (CompareChoice::Nothing, None),
        Some(text) => match PanelCompare::parse(text) {
            Ok(compare) => (CompareChoice::With(compare), None),
            Err(error) => {
                let problem = Problem::field("compare", error.to_string());
                (CompareChoice::AsSet, Some(problem))
            }
        },
    }
}

fn choose_as_of(query: &DashboardQuery) -> (Option<Day>, Option<Problem>) {
    match query.as_of.as_deref().filter(|day| !day.is_empty()) {
        None => (None, None),
        Some(text) => match Day::parse(text) {
            Ok(day) => (Some(day), None),
            Err(error) => (None, Some(Problem::field("as_of", error.to_string()))),
        },
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Label, Slug};

    use super::*;

    fn dashboard() -> DashboardSettings {
        let slug = Slug::parse("shop").expect("a slug");
        DashboardSettings {
            range: RangeChoice::LastDays(30),
            ..DashboardSettings::new(slug, Label::parse("Shop").expect("a label"))
        }
    }

    fn read(query: &[(&str, &str)]) -> Request {
        let get = |name: &str| {
            let found = query.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let query = DashboardQuery {
            range: get("range"),
            from: get("from"),
            to: get("to"),
            step: get("step"),
            compare: get("compare"),
            page: get("page"),
            as_of: get("as_of"),
            ..DashboardQuery::default()
        };
        Request::read(&query, &dashboard())
    }

    #[test]
    fn an_empty_address_opens_as_the_dashboard_says() {
        let request = read(&[("range", ""), ("from", ""), ("step", ""), ("compare", "")]);
        assert_eq!(request, read(&[]));
        assert_eq!(
            (request.choice, request.page),
            (RangeChoice::LastDays(30), 1)
        );
        assert_eq!(request.problem, None);
    }

    #[test]
    fn days_are_the_same_by_every_step() {
        let day = |text: &str| Day::parse(text).expect("a date");
        let known = Known {
            first: day("2020-01-01"),
            last: day("2026-11-25"),
            today: day("2026-11-25"),
        };
        let from = |query: &[(&str, &str)]| read(query).page_days(known).from.to_string();
        for step in ["day", "week", "month", "quarter", "year"] {
            assert_eq!(from(&[("step", step)]), "2026-10-27", "{step}");
        }
    }

    #[test]
    fn r21_what_is_wrong_is_told_at_its_field() {
        for (query, field) in [
            (vec![("range", "sometimes")], "range"),
            (vec![("from", "0001-01-01"), ("to", "9999-12-31")], "to"),
            (vec![("from", "2026-01-01")], "to"),
            (vec![("step", "fortnight")], "step"),
            (vec![("compare", "0d")], "compare"),
            (vec![("as_of", "yesterday")], "as_of"),
        ] {
            let request = read(&query);
            let problem = request.problem.expect("a problem");
            assert_eq!(problem.field.as_deref(), Some(field));
            assert_eq!(request.choice, RangeChoice::LastDays(30));
        }
        assert_eq!(read(&[("page", "-1")]).page, 1);
        assert_eq!(read(&[("page", "99999999999999999999")]).page, 1);
    }
}
