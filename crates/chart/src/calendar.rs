//! The ticks of the time axis: the calendar's own dates, as many as have room.

use dbag_domain::{Day, Period, Step};

use crate::text::text_width;
use crate::timeline::Timeline;

/// The most labels an axis has, however wide it is.
pub(crate) const MOST: usize = 12;

/// Tenths of a pixel between two labels.
const APART: i32 = 260;

/// A date at a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) slot: usize,
    pub(crate) label: String,
    /// May be left out where the picture is shown at half its width.
    pub(crate) is_minor: bool,
}

/// How far apart ticks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rung {
    Days(i32),
    Weeks(i32),
    Months(i32),
}

const LADDER: [Rung; 19] = [
    Rung::Days(1),
    Rung::Days(2),
    Rung::Days(3),
    Rung::Weeks(1),
    Rung::Weeks(2),
    Rung::Weeks(4),
    Rung::Months(1),
    Rung::Months(2),
    Rung::Months(3),
    Rung::Months(6),
    Rung::Months(12),
    Rung::Months(24),
    Rung::Months(60),
    Rung::Months(120),
    Rung::Months(240),
    Rung::Months(600),
    Rung::Months(1_200),
    Rung::Months(6_000),
    Rung::Months(12_000),
];

/// The ticks of a timeline; `x` is the place of a slot, and all is to fit into `width`.
pub(crate) fn ticks(timeline: Timeline, width: i32, x: impl Fn(usize) -> i32) -> Vec<Tick> {
    let first = first_rung(timeline);
    let fitting = LADDER[first..].iter().find_map(|&rung| {
        let ticks = ticks_of(timeline, rung)?;
        fits(&ticks, width, &x).then_some(ticks)
    });
    let mut ticks = match fitting {
        Some(ticks) if ticks.len() > 1 => ticks,
        _ => ends(timeline, width, &x),
    };
    mark_minor(&mut ticks, width, &x);
    ticks
}

/// Days up to a fortnight, weeks up to 120 days, months up to three years, quarters.
fn first_rung(timeline: Timeline) -> usize {
    let days = timeline.end() - timeline.first.start + 1;
    let by_length = match days {
        ..=14 => Rung::Days(1),
        15..=120 => Rung::Weeks(1),
        121..=1_096 => Rung::Months(1),
        _ => Rung::Months(3),
    };
    let by_step = match timeline.first.step {
        Step::Day => Rung::Days(1),
        Step::Week => Rung::Weeks(1),
        Step::Month => Rung::Months(1),
        Step::Quarter => Rung::Months(3),
        Step::Year => Rung::Months(12),
    };
    let at = |rung| LADDER.iter().position(|&other| other == rung).unwrap_or(0);
    at(by_length).max(at(by_step))
}

/// The ticks of one rung; `None` where they are too many at any width.
fn ticks_of(timeline: Timeline, rung: Rung) -> Option<Vec<Tick>> {
    let (from, to) = (timeline.first.start, timeline.end());
    let mut ticks: Vec<Tick> = Vec::new();
    let mut date = first_date(timeline, rung);
    while let Some(day) = date.filter(|&day| day <= to) {
        if day >= from
            && let Some(slot) = timeline.slot_from(day)
            && ticks.last().is_none_or(|last| last.slot < slot)
        {
            ticks.push(Tick {
                slot,
                label: label(timeline, rung, slot, day),
                is_minor: false,
            });
        }
        if ticks.len() > MOST {
            return None;
        }
        date = next_date(day, rung);
    }
    Some(ticks)
}

/// A date of the rung at or before the first day.
fn first_date(timeline: Timeline, rung: Rung) -> Option<Day> {
    let (from, to) = (timeline.first.start, timeline.end());
    match rung {
        // Counted from the last day, which is the one people look for.
        Rung::Days(days) => Some(from + (to - from).rem_euclid(days)),
        Rung::Weeks(weeks) => {
            let monday = Period::of(from, Step::Week).start;
            // 1970-01-05 was a Monday.
            let number = (monday.days() - 4).div_euclid(7);
            Some(monday - number.rem_euclid(weeks) * 7)
        }
        Rung::Months(months) => {
            let number = from.month_number();
            month_start((number - number.rem_euclid(months)).max(12))
        }
    }
}

fn next_date(day: Day, rung: Rung) -> Option<Day> {
    let next = match rung {
        Rung::Days(days) => day + days,
        Rung::Weeks(weeks) => day + weeks * 7,
        // From a rung's own multiple: the calendar's first date may lie off it.
        Rung::Months(months) => {
            let number = day.month_number();
            return month_start(number - number.rem_euclid(months) + months);
        }
    };
    (next > day).then_some(next)
}

fn month_start(number: i32) -> Option<Day> {
    let month = u32::try_from(number.rem_euclid(12)).ok()?;
    Day::from_ymd(number.div_euclid(12), month + 1, 1)
}

/// `16 Nov`, `Nov`, and the year in January's place.
fn label(timeline: Timeline, rung: Rung, slot: usize, day: Day) -> String {
    let month = day.month_number();
    match rung {
        Rung::Days(_) => day.short(),
        Rung::Weeks(_) if timeline.first.step == Step::Day => day.short(),
        Rung::Weeks(_) => slot_start(timeline, slot).short(),
        Rung::Months(_) if month % 12 == 0 => day.year().to_string(),
        Rung::Months(_) if timeline.first.step == Step::Quarter => {
            format!("Q{}", month % 12 / 3 + 1)
        }
        Rung::Months(_) => day.month_name().to_owned(),
    }
}

fn slot_start(timeline: Timeline, slot: usize) -> Day {
    let slots = i32::try_from(slot).unwrap_or(i32::MAX);
    let first = timeline.first.start;
    match timeline.first.step {
        Step::Day => first + slots,
        Step::Week => first + slots.saturating_mul(7),
        Step::Month => first.plus_months(slots),
        Step::Quarter => first.plus_months(slots.saturating_mul(3)),
        Step::Year => first.plus_months(slots.saturating_mul(12)),
    }
}

/// The first and the last slot, where no rung has two dates; the last alone where
/// they would overlap.
fn ends(timeline: Timeline, width: i32, x: &impl Fn(usize) -> i32) -> Vec<Tick> {
    let tick = |slot: usize| {
        let day = slot_start(timeline, slot);
        let label = match timeline.first.step {
            Step::Day | Step::Week => day.short(),
            step => Period { step, start: day }.name(),
        };
        Tick {
            slot,
            label,
            is_minor: false,
        }
    };
    let last = timeline.count.saturating_sub(1);
    let both = vec![tick(0), tick(last)];
    if last > 0 && fits(&both, width, x) {
        both
    } else {
        vec![tick(last)]
    }
}

/// Whether no two labels come near each other.
fn fits(ticks: &[Tick], width: i32, x: &impl Fn(usize) -> i32) -> bool {
    let mut free_from = i32::MIN;
    ticks.len() <= MOST
        && ticks.iter().all(|tick| {
            let (left, right) = extent(tick, width, x);
            let is_free = left >= free_from;
            free_from = right + APART;
            is_free
        })
}

/// From where to where a label reaches; at the right edge it ends there.
fn extent(tick: &Tick, width: i32, x: &impl Fn(usize) -> i32) -> (i32, i32) {
    let label = text_width(&tick.label);
    if ends_at_edge(tick, width, x) {
        (width - label, width)
    } else {
        (x(tick.slot) - label / 2, x(tick.slot) + label / 2)
    }
}

/// Whether a label centred on its tick would leave the picture on the right.
pub(crate) fn ends_at_edge(tick: &Tick, width: i32, x: &impl Fn(usize) -> i32) -> bool {
    x(tick.slot) + text_width(&tick.label) / 2 > width
}

/// Labels are minor, which a telephone does not show, where they would touch there: as many as
/// let the others stay apart at a quarter of the width. One with a year stays, or the last.
fn mark_minor(ticks: &mut [Tick], width: i32, x: &impl Fn(usize) -> i32) {
    let is_year = |tick: &Tick| tick.label.bytes().all(|byte| byte.is_ascii_digit());
    let Some(last) = ticks.len().checked_sub(1) else {
        return;
    };
    let kept = ticks.iter().position(is_year).unwrap_or(last);
    let step = (1..=last.max(1)).find(|step| stay_apart(ticks, kept % step, *step, width, x));
    for (at, tick) in ticks.iter_mut().enumerate() {
        // The first label would reach into the gutter, where the value axis has its own.
        let reaches_out = at != kept && x(tick.slot) / 4 < text_width(&tick.label) / 2;
        tick.is_minor = reaches_out || at % step.unwrap_or(1) != kept % step.unwrap_or(1);
    }
}

/// Whether every `step`th label from `first` on has room at a quarter of the width.
fn stay_apart(
    ticks: &[Tick],
    first: usize,
    step: usize,
    width: i32,
    x: &impl Fn(usize) -> i32,
) -> bool {
    let kept: Vec<&Tick> = ticks.iter().skip(first).step_by(step).collect();
    kept.windows(2).all(|pair| {
        let (left, right) = (extent(pair[0], width, x), extent(pair[1], width, x));
        let (from, to) = (x(pair[0].slot), x(pair[1].slot));
        // What the labels themselves take of the way does not shrink with it.
        (to - from) / 4 >= (left.1 - from) + (to - right.0) + APART / 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: &str, step: Step, count: usize, width: i32) -> Vec<String> {
        let timeline = Timeline {
            first: Period::of(Day::parse(from).expect("a date"), step),
            count,
        };
        let last = count.max(2) as f64 - 1.0;
        let x = |slot: usize| (f64::from(width) * slot as f64 / last) as i32;
        let ticks = ticks(timeline, width, x);
        assert!(ticks.is_sorted_by(|a, b| a.slot < b.slot));
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_dates_of_the_calendar() {
        let cases: [(&str, Step, usize, &[&str]); 8] = [
            (
                "2026-11-17",
                Step::Day,
                4,
                &["17 Nov", "18 Nov", "19 Nov", "20 Nov"],
            ),
            (
                "2026-10-25",
                Step::Day,
                30,
                &["26 Oct", "2 Nov", "9 Nov", "16 Nov", "23 Nov"],
            ),
            (
                "2026-06-01",
                Step::Day,
                181,
                &["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"],
            ),
            (
                "2025-11-24",
                Step::Day,
                365,
                &["2026", "Mar", "May", "Jul", "Sep", "Nov"],
            ),
            (
                "2021-11-24",
                Step::Day,
                1_826,
                &[
                    "2022", "Jul", "2023", "Jul", "2024", "Jul", "2025", "Jul", "2026", "Jul",
                ],
            ),
            ("2026-01-05", Step::Week, 20, &["Feb", "Mar", "Apr", "May"]),
            (
                "2025-01-01",
                Step::Quarter,
                6,
                &["2025", "Q2", "Q3", "Q4", "2026", "Q2"],
            ),
            (
                "2019-01-01",
                Step::Year,
                4,
                &["2019", "2020", "2021", "2022"],
            ),
        ];
        for (from, step, count, expected) in cases {
            assert_eq!(labels(from, step, count, 5_300), expected, "{from} {step}");
        }
    }

    #[test]
    fn narrow_axes_have_fewer_labels() {
        assert_eq!(
            labels("2026-11-10", Step::Day, 14, 1_600),
            ["10 Nov", "23 Nov"]
        );
        assert_eq!(labels("2026-11-17", Step::Day, 3, 300), ["19 Nov"]);
        assert_eq!(labels("2026-11-17", Step::Day, 1, 5_300), ["17 Nov"]);
    }

    #[test]
    fn the_longest_axes_have_few_labels() {
        for (step, count) in [
            (Step::Day, 3_652_059),
            (Step::Week, 520_000),
            (Step::Year, 9_999),
        ] {
            let labels = labels("0001-01-01", step, count, 5_300);
            assert!((1..=MOST).contains(&labels.len()), "{labels:?}");
        }
    }

    #[test]
    fn labels_are_minor_where_a_telephone_has_no_room() {
        let minor = |from: &str, step, count: usize, width: i32| -> Vec<bool> {
            let first = Period::of(Day::parse(from).expect("a date"), step);
            let last = count as i32 - 1;
            let x = |slot: usize| width * slot as i32 / last;
            let ticks = ticks(Timeline { first, count }, width, x);
            ticks.into_iter().map(|tick| tick.is_minor).collect()
        };
        let weeks = minor("2026-10-25", Step::Day, 30, 16_000);
        assert_eq!(
            weeks,
            [true, false, false, false, false],
            "the first would reach into the gutter"
        );
        let tight = minor("2026-10-25", Step::Day, 30, 6_000);
        assert_eq!(tight, [true, true, false, true, false]);
        let years = minor("2024-12-01", Step::Month, 24, 4_000);
        assert!(!years[0], "2025 stays");
        assert!(years.contains(&true));
    }
}
