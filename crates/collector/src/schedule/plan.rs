//! What is due: computed from the states of days, never from a timer.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Day, DayRange, DayState, GapReason, MetricSettings, Zone};
use dbag_store::DayRow;

use crate::metric_type::History;

/// Whether days that nobody asked for while Dbag was down are caught up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// Every day since the last planned one.
    All,
    /// Only the newest; exists so that a test can show what is lost without catching up.
    NewestOnly,
}

/// What is known when days are planned.
#[derive(Debug, Clone, Copy)]
pub struct PlanInput<'a> {
    /// The metric's settings.
    pub settings: &'a MetricSettings,
    /// The metric's zone.
    pub zone: &'a Zone,
    /// Which days its type can be asked for.
    pub history: History,
    /// The day on which the metric was made.
    pub created: Day,
    /// The last day that has a state.
    pub last_planned: Option<Day>,
    /// The states of all open days and of the newest ones, in order.
    pub days: &'a [DayRow],
    /// When it is.
    pub now: DateTime<Utc>,
    /// Whether missed days are caught up with.
    pub catch_up: CatchUp,
}

/// What is to be done with days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Days without a state that become due.
    pub due: Vec<Day>,
    /// Answered days that are to be asked again.
    pub reopen: Vec<Day>,
    /// Open days that can no longer be asked, each with the reason of its gap.
    pub close: Vec<(Day, GapReason)>,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty() && self.reopen.is_empty() && self.close.is_empty()
    }
}

/// Plans a metric's days.
///
/// A day that can be asked later is due until an ask at or after its end
/// succeeded. A day that can only be asked while it lasts is due when it
/// begins and once more at `collect_at`; when it is over it is closed.
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let today = input.zone.day_of(input.now);
    match input.history {
        History::NowOnly => plan_now_only(input, today),
        History::AnyPastDay => plan_past_days(input, today),
    }
}

fn plan_now_only(input: &PlanInput<'_>, today: Day) -> Plan {
    let mut plan = Plan::default();
    for day in new_days(input, today) {
        plan.due.push(day);
        if day < today {
            plan.close.push((day, GapReason::ProcessDown));
        }
    }
    for row in input.days {
        if row.day < today && matches!(row.state, DayState::Due | DayState::Leased) {
            plan.close
                .push((row.day, row.reason.unwrap_or(GapReason::ProcessDown)));
        }
        if row.day == today && row.state == DayState::Done && is_to_be_refreshed(input, row) {
            plan.reopen.push(today);
        }
    }
    plan
}

fn plan_past_days(input: &PlanInput<'_>, today: Day) -> Plan {
    let mut plan = Plan::default();
    let last = if input.settings.refresh_hours.is_some() {
        today
    } else {
        today.previous()
    };
    plan.due = new_days(input, last).collect();
    let recollected_from = today - input.settings.recollect_days.max(0);
    for row in input.days.iter().filter(|row| row.state == DayState::Done) {
        let asked_at = row.asked_at.unwrap_or(DateTime::UNIX_EPOCH);
        let is_final = asked_at >= input.zone.end_of(row.day);
        let is_recollected = row.day >= recollected_from && asked_at < input.zone.start_of(today);
        let is_over = row.day < today;
        if is_over && (!is_final || is_recollected) {
            plan.reopen.push(row.day);
        } else if row.day == today && is_to_be_refreshed(input, row) {
            plan.reopen.push(today);
        }
    }
    plan
}

/// The days after the last planned one, up to `last`.
fn new_days(input: &PlanInput<'_>, last: Day) -> impl Iterator<Item = Day> + use<> {
    let since = input.last_planned.map_or(input.created, Day::next);
    let from = match input.catch_up {
        CatchUp::All => since,
        CatchUp::NewestOnly => since.max(last),
    };
    let zone = input.zone.clone();
    DayRange::new(from, last)
        .into_iter()
        .flat_map(DayRange::days)
        // A day that the zone skipped never happens.
        .filter(move |day| zone.bounds(*day).is_some())
}

fn is_to_be_refreshed(input: &PlanInput<'_>, row: &DayRow) -> bool {
    let Some(asked_at) = row.asked_at else {
        return true;
    };
    let is_stale = input
        .settings
        .refresh_hours
        .is_some_and(|hours| input.now - asked_at >= TimeDelta::hours(hours.max(1).into()));
    let last_call = input.zone.at(row.day, input.settings.collect_at.minutes());
    let misses_last_call =
        input.history == History::NowOnly && asked_at < last_call && last_call <= input.now;
    is_stale || misses_last_call
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_domain::{Label, Measure, MetricId, Slug};

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn settings() -> MetricSettings {
        let slug = Slug::parse("orders").expect("a slug");
        MetricSettings::new(
            slug,
            Label::parse("Orders").expect("a label"),
            "x",
            Measure::Flow,
        )
    }

    fn row(date: &str, state: DayState, asked_at: Option<&str>) -> DayRow {
        DayRow {
            metric: MetricId(1),
            day: day(date),
            state,
            reason: None,
            attempt: 0,
            asked_at: asked_at.map(instant),
        }
    }

    fn planned(
        settings: &MetricSettings,
        history: History,
        now: &str,
        days: &[DayRow],
        catch_up: CatchUp,
    ) -> Plan {
        let zone = Zone::parse("Europe/Berlin").expect("a zone");
        plan(&PlanInput {
            settings,
            zone: &zone,
            history,
            created: day("2026-11-01"),
            last_planned: days.last().map(|row| row.day),
            days,
            now: instant(now),
            catch_up,
        })
    }

    #[test]
    fn r22_missed_days_of_a_flow_are_all_due() {
        let done = [row(
            "2026-11-18",
            DayState::Done,
            Some("2026-11-19T01:00:00Z"),
        )];
        let now = "2026-11-23T10:00:00Z";
        let plan = planned(&settings(), History::AnyPastDay, now, &done, CatchUp::All);
        let expected = ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"].map(day);
        assert_eq!(
            plan,
            Plan {
                due: expected.to_vec(),
                ..Plan::default()
            }
        );
        let without = planned(
            &settings(),
            History::AnyPastDay,
            now,
            &done,
            CatchUp::NewestOnly,
        );
        assert_eq!(
            without.due,
            [day("2026-11-22")],
            "the control: days are lost"
        );
    }

    #[test]
    fn r22_missed_days_of_a_level_are_gaps() {
        let done = [row(
            "2026-11-21",
            DayState::Done,
            Some("2026-11-21T22:31:00Z"),
        )];
        let now = "2026-11-23T10:00:00Z";
        let plan = planned(&settings(), History::NowOnly, now, &done, CatchUp::All);
        assert_eq!(plan.due, ["2026-11-22", "2026-11-23"].map(day));
        assert_eq!(plan.close, [(day("2026-11-22"), GapReason::ProcessDown)]);
    }

    #[test]
    fn a_level_is_asked_when_the_day_begins_and_at_its_last_call() {
        let asked = |at| [row("2026-11-23", DayState::Done, Some(at))];
        let morning = asked("2026-11-22T23:00:10Z");
        let reopened = |now, days: &[DayRow]| {
            !planned(&settings(), History::NowOnly, now, days, CatchUp::All)
                .reopen
                .is_empty()
        };
        assert!(!reopened("2026-11-23T22:29:00Z", &morning));
        assert!(reopened("2026-11-23T22:30:00Z", &morning));
        assert!(!reopened(
            "2026-11-23T22:40:00Z",
            &asked("2026-11-23T22:30:05Z")
        ));
    }

    #[test]
    fn a_flow_asked_before_its_end_is_asked_again() {
        let early = [row(
            "2026-11-22",
            DayState::Done,
            Some("2026-11-22T20:00:00Z"),
        )];
        let now = "2026-11-23T10:00:00Z";
        let plan = planned(&settings(), History::AnyPastDay, now, &early, CatchUp::All);
        assert_eq!(plan.reopen, [day("2026-11-22")]);
    }

    #[test]
    fn completed_days_are_recollected_once_a_day() {
        let settings = MetricSettings {
            recollect_days: 2,
            ..settings()
        };
        let days = [
            row("2026-11-20", DayState::Done, Some("2026-11-22T09:00:00Z")),
            row("2026-11-21", DayState::Done, Some("2026-11-22T09:00:00Z")),
            row("2026-11-22", DayState::Done, Some("2026-11-23T09:00:00Z")),
        ];
        let now = "2026-11-23T10:00:00Z";
        let plan = planned(&settings, History::AnyPastDay, now, &days, CatchUp::All);
        assert_eq!(plan.reopen, [day("2026-11-21")]);
    }

    #[test]
    fn today_is_refreshed_every_so_many_hours() {
        let settings = MetricSettings {
            refresh_hours: Some(6),
            ..settings()
        };
        let days = [
            row("2026-11-22", DayState::Done, Some("2026-11-23T00:10:00Z")),
            row("2026-11-23", DayState::Done, Some("2026-11-23T04:00:00Z")),
        ];
        let reopened =
            |now| planned(&settings, History::AnyPastDay, now, &days, CatchUp::All).reopen;
        assert!(reopened("2026-11-23T09:59:00Z").is_empty());
        assert_eq!(reopened("2026-11-23T10:00:00Z"), [day("2026-11-23")]);
    }

    #[test]
    fn an_open_level_of_yesterday_keeps_its_last_reason() {
        let mut failed = row("2026-11-22", DayState::Due, None);
        failed.reason = Some(GapReason::Timeout);
        let now = "2026-11-23T10:00:00Z";
        let plan = planned(&settings(), History::NowOnly, now, &[failed], CatchUp::All);
        assert_eq!(plan.close, [(day("2026-11-22"), GapReason::Timeout)]);
    }
}
