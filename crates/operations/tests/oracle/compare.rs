//! Everything that is shown, beside what the book says.

use chrono::NaiveDate;
use dbag_domain::{Measure, PanelCompare, PeriodValue, RollUp, Step};
use dbag_operations::{MetricQuery, ValuesQuery};
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::asked::{Metric, Question};
use crate::book::{MEAN, Point, Subject};
use crate::calendar::{Range, beside, plus};
use crate::world::{ACTOR, World, date};
use crate::wrong::Wrong;

/// What is wrong with a world, and how much was compared.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) compared: usize,
    pub(crate) wrong: Vec<String>,
}

impl Findings {
    /// A fault that was put in is found: nothing more has to be looked at.
    fn is_enough(&self, wrong: Wrong) -> bool {
        wrong != Wrong::Nothing && !self.wrong.is_empty()
    }

    pub(crate) fn same(
        &mut self,
        what: impl FnOnce() -> String,
        shown: Option<f64>,
        right: Option<f64>,
    ) {
        self.compared += 1;
        let is_same = match (shown, right) {
            (None, None) => true,
            (Some(shown), Some(right)) => (shown - right).abs() <= 1e-9 * right.abs().max(1.0),
            _ => false,
        };
        if !is_same {
            self.wrong
                .push(format!("{}: shown {shown:?}, right {right:?}", what()));
        }
    }
}

/// So many days before the first row may have values that were imported.
pub(crate) const HISTORY: i64 = 40;

pub(crate) const STEPS: [Step; 5] = [
    Step::Day,
    Step::Week,
    Step::Month,
    Step::Quarter,
    Step::Year,
];

/// A range as it is asked for, and the days that it is.
pub(crate) struct Asked {
    pub(crate) query: MetricQuery,
    pub(crate) range: Range,
    pub(crate) is_rolling: bool,
}

impl Asked {
    /// Whether it ends with today, within a week, month, quarter or year that goes on.
    pub(crate) fn is_running(&self) -> bool {
        matches!(
            self.query.range.as_deref(),
            Some("week" | "month" | "quarter" | "year")
        )
    }
}

impl World {
    /// Compares what is shown of every metric, of every object and of all together.
    pub(crate) async fn compare(&mut self, wrong: Wrong) -> Findings {
        let mut findings = Findings::default();
        self.book.wrong = wrong;
        let metrics = self.metrics.clone();
        if wrong == Wrong::OldAnswersStay
            && let Some(old) = self.redefined.clone()
        {
            self.metrics.retain(|one| one.slug != old.slug);
            self.metrics.push(old);
        }
        for metric in self.metrics.clone() {
            if findings.is_enough(wrong) {
                break;
            }
            let mut subjects = vec![Subject::Whole];
            if metric.by_object {
                let objects = self.book.objects().await;
                subjects.extend(objects.into_iter().map(Subject::Object));
            }
            for of in subjects {
                self.compare_metric(&metric, &of, wrong, &mut findings)
                    .await;
            }
        }
        if !findings.is_enough(wrong) {
            self.compare_dashboard(wrong, &mut findings).await;
            self.compare_cards(&mut findings).await;
            self.verify(&mut findings).await;
        }
        self.metrics = metrics;
        findings
    }

    async fn compare_metric(
        &mut self,
        metric: &Metric,
        of: &Subject,
        wrong: Wrong,
        findings: &mut Findings,
    ) {
        let all = self.metrics.clone();
        let points = self.book.open(&all, metric, of, self.today).await;
        if points.is_empty() && of.key().is_some() {
            // Nothing was ever remembered of the object: it has no page of this metric.
            let query = MetricQuery {
                object: of.key(),
                ..MetricQuery::default()
            };
            let view = self
                .dbag
                .view_metric(&ACTOR, metric.slug, &query, self.now)
                .await;
            let known = view.ok().and_then(|view| view.known).map(|_| 1.0);
            findings.same(|| format!("page: {} of {of:?}", metric.slug), known, None);
            return;
        }
        self.compare_values(metric, of, &points, findings).await;
        let ranges = if of.key().is_some() { 1 } else { 3 };
        for _ in 0..ranges {
            let asked = self.any_range();
            let step = *STEPS.choose(&mut self.random).expect("some");
            let compare = match self.random.random_range(0..4) {
                0 => None,
                1 => Some(PanelCompare::Year),
                2 if step == Step::Day || step == Step::Week => Some(PanelCompare::Days(28)),
                _ => Some(PanelCompare::Previous),
            };
            self.compare_page(metric, of, (&asked, step, compare), wrong, findings)
                .await;
        }
        self.compare_rows(metric, of, findings).await;
    }

    pub(crate) fn any_range(&mut self) -> Asked {
        let today = self.today;
        let choices = [
            "7d",
            "30d",
            "90d",
            "week",
            "month",
            "quarter",
            "year",
            "last-week",
            "last-month",
            "last-quarter",
            "",
        ];
        let choice = *choices.choose(&mut self.random).expect("some");
        let mut query = MetricQuery::default();
        let whole = |step: Step, day: NaiveDate| crate::calendar::period(day, step);
        let range = match choice {
            "7d" | "30d" | "90d" => {
                let days: i64 = choice.trim_end_matches('d').parse().expect("a number");
                (plus(today, 1 - days), today)
            }
            "week" => (whole(Step::Week, today).0, today),
            "month" => (whole(Step::Month, today).0, today),
            "quarter" => (whole(Step::Quarter, today).0, today),
            "year" => (whole(Step::Year, today).0, today),
            "last-week" => whole(Step::Week, plus(whole(Step::Week, today).0, -1)),
            "last-month" => whole(Step::Month, plus(whole(Step::Month, today).0, -1)),
            "last-quarter" => whole(Step::Quarter, plus(whole(Step::Quarter, today).0, -1)),
            _ => {
                let from = plus(self.first, self.random.random_range(-40..100));
                let to = plus(from, self.random.random_range(0..120));
                query.from = Some(from.to_string());
                query.to = Some(to.to_string());
                (from, to)
            }
        };
        query.range = Some(choice.to_owned()).filter(|choice| !choice.is_empty());
        Asked {
            query,
            range,
            is_rolling: choice.ends_with('d'),
        }
    }

    /// A range as one number, by the rule of `docs/numbers.md`.
    pub(crate) async fn rolled_up(
        &mut self,
        metric: &Metric,
        days: Range,
        newest: NaiveDate,
        wrong: Wrong,
    ) -> Option<f64> {
        let select = match wrong.rollup(metric.rollup()) {
            RollUp::Sum => "sum(value)".to_owned(),
            RollUp::Mean | RollUp::Recomputed => mean_up_to(newest, wrong),
            RollUp::Min => "min(value)".to_owned(),
            RollUp::Max => "max(value)".to_owned(),
            RollUp::Last => return self.book.last(days, newest).await,
        };
        self.book.number(&select, days).await
    }

    /// The newest day whose value stands for a metric.
    pub(crate) fn newest(&self, metric: &Metric) -> NaiveDate {
        match metric.measure() {
            Measure::Level => self.today,
            _ => plus(self.today, -1),
        }
    }

    async fn compare_page(
        &mut self,
        metric: &Metric,
        of: &Subject,
        (asked, step, compare): (&Asked, Step, Option<PanelCompare>),
        wrong: Wrong,
        findings: &mut Findings,
    ) {
        let query = MetricQuery {
            step: Some(step.to_string()),
            compare: compare.map(|compare| compare.to_string()),
            object: of.key(),
            ..asked.query.clone()
        };
        let view = self
            .dbag
            .view_metric(&ACTOR, metric.slug, &query, self.now)
            .await;
        let view = view.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
        assert_eq!(view.problem, None, "{}", self.name());
        assert_eq!(
            (date(view.days.from), date(view.days.to)),
            asked.range,
            "{}: {query:?}",
            self.name()
        );
        let place = format!("{} of {of:?} {:?} by {step}", metric.slug, asked.range);
        let newest = self.newest(metric);

        let total = self.rolled_up(metric, asked.range, newest, wrong).await;
        findings.same(|| format!("total: {place}"), view.total.value, total);
        self.compare_points(
            metric,
            (
                &wrong.buckets(asked.range, step),
                &view.points.iter().map(|one| Some(*one)).collect::<Vec<_>>(),
            ),
            wrong,
            &place,
            findings,
        )
        .await;

        let Some(compare) = compare else { return };
        let over = wrong.newest(newest, self.today);
        let right = beside(asked.range, asked.is_rolling, over, step, compare);
        let place = format!("{place} with {compare}");
        findings.same(
            || format!("is compared: {place}"),
            Some(f64::from(view.compared.is_some())),
            Some(f64::from(right.is_some())),
        );
        let (Some(shown), Some((days, pairs))) = (&view.compared, right) else {
            return;
        };
        let shown_days = (date(shown.days.from), date(shown.days.to));
        if shown_days != days {
            findings.wrong.push(format!(
                "days: {place}: shown {shown_days:?}, right {days:?}"
            ));
        }
        let pairs = wrong.pairs(pairs, (asked.range, step), compare);
        let total = self.rolled_up(metric, days, newest, wrong).await;
        findings.same(
            || format!("compared total: {place}"),
            shown.total.value,
            total,
        );
        self.compare_points(metric, (&pairs, &shown.points), wrong, &place, findings)
            .await;
    }

    async fn compare_points(
        &mut self,
        metric: &Metric,
        (right, shown): (&[Option<Range>], &[Option<PeriodValue>]),
        wrong: Wrong,
        place: &str,
        findings: &mut Findings,
    ) {
        findings.same(
            || format!("buckets: {place}"),
            Some(shown.len() as f64),
            Some(right.len() as f64),
        );
        for (bucket, point) in right.iter().zip(shown) {
            let value = match bucket {
                None => None,
                Some(days) => {
                    let newest = self.newest(metric);
                    self.rolled_up(metric, *days, newest, wrong).await
                }
            };
            findings.same(
                || format!("{bucket:?}: {place}"),
                point.and_then(|point| point.value),
                value,
            );
        }
    }

    /// The days one by one, as JSON and as the table on the page have them, the figure and its changes.
    async fn compare_values(
        &mut self,
        metric: &Metric,
        of: &Subject,
        points: &[Point],
        findings: &mut Findings,
    ) {
        let query = ValuesQuery {
            from: Some(plus(self.first, -HISTORY).to_string()),
            to: Some(self.today.to_string()),
            object: of.key(),
            ..ValuesQuery::default()
        };
        let json = self
            .dbag
            .metric_json(&ACTOR, metric.slug, &query, self.now)
            .await;
        let json = json.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
        let value_on = |day: NaiveDate| points.iter().find(|(on, _, _)| *on == day);
        for (at, shown) in json.values.iter().enumerate() {
            let day = plus(date(json.from), at as i64);
            let right = value_on(day);
            let place = || format!("{} of {of:?} on {day}", metric.slug);
            findings.same(place, *shown, right.map(|(_, value, _)| *value));
            let weight = right
                .and_then(|(_, _, weight)| *weight)
                .filter(|weight| *weight > 0.0);
            let shown = json
                .weights
                .get(at)
                .copied()
                .flatten()
                .filter(|weight| *weight > 0.0);
            findings.same(|| format!("weight: {}", place()), shown, weight);
        }
        let view = self
            .dbag
            .view_metric(
                &ACTOR,
                metric.slug,
                &MetricQuery {
                    object: of.key(),
                    ..MetricQuery::default()
                },
                self.now,
            )
            .await
            .expect("a page");
        let figure = newest_point(points, self.newest(metric));
        findings.same(
            || format!("figure: {} of {of:?}", metric.slug),
            view.figure.map(|(_, value)| value),
            figure.map(|(_, value, _)| *value),
        );
        for delta in &view.deltas {
            let change = figure
                .zip(value_on(date(delta.compared)))
                .map(|(now, before)| now.1 - before.1);
            let change = change.map(|change| if change.abs() < 1e-9 { 0.0 } else { change });
            findings.same(
                || format!("change: {} of {of:?} {}", metric.slug, delta.words),
                Some(delta.change),
                change,
            );
        }
    }

    /// Ranges right from the rows, of metrics that a person would check so.
    async fn compare_rows(&mut self, metric: &Metric, of: &Subject, findings: &mut Findings) {
        use crate::asked::Aggregate;
        let Question::Counted(counted) = &metric.question else {
            return;
        };
        let exact = counted.window == 1 && counted.aggregate != Aggregate::Distinct;
        if !exact || self.book.has_brought(metric.slug).await {
            return;
        }
        for step in [Step::Month, Step::Quarter] {
            let range = crate::calendar::period(plus(self.today, -35), step);
            let range = (range.0, range.1.min(self.today));
            let query = MetricQuery {
                from: Some(range.0.to_string()),
                to: Some(range.1.to_string()),
                object: of.key(),
                ..MetricQuery::default()
            };
            let view = self
                .dbag
                .view_metric(&ACTOR, metric.slug, &query, self.now)
                .await
                .expect("a page");
            let right = self.book.value_of_rows(counted, of, range).await;
            let is_zero = |value: Option<f64>| value.is_none_or(|value| value == 0.0);
            if is_zero(view.total.value) && is_zero(right) {
                continue;
            }
            findings.same(
                || format!("rows: {} of {of:?} {range:?}", metric.slug),
                view.total.value,
                right,
            );
        }
    }

    /// The first page's cards.
    async fn compare_cards(&mut self, findings: &mut Findings) {
        let gallery = self
            .dbag
            .gallery(&ACTOR, self.now)
            .await
            .expect("a gallery");
        let cards: Vec<_> = gallery
            .sections
            .iter()
            .flat_map(|section| &section.cards)
            .collect();
        let all = self.metrics.clone();
        for metric in &all {
            let card = cards
                .iter()
                .find(|card| card.slug == metric.slug)
                .expect("a card");
            let points = self
                .book
                .open(&all, metric, &Subject::Whole, self.today)
                .await;
            let figure = newest_point(&points, self.newest(metric));
            findings.same(
                || format!("card: {}", metric.slug),
                card.figure.map(|(_, value)| value),
                figure.map(|(_, value, _)| *value),
            );
        }
    }

    /// What Dbag says of itself: nothing differs but what was typed or imported.
    async fn verify(&mut self, findings: &mut Findings) {
        for metric in self.metrics.clone() {
            let Question::Counted(_) = metric.question else {
                continue;
            };
            let verified = self
                .dbag
                .verify(&ACTOR, metric.slug, 6, self.now)
                .await
                .expect("asked");
            let brought = self.book.has_brought(metric.slug).await;
            let is_same = verified.is_same() || brought;
            findings.same(
                || format!("verify: {}: {verified:?}", metric.slug),
                Some(f64::from(is_same)),
                Some(1.0),
            );
        }
    }
}

/// The newest day that stands for a metric, or the last that is known.
fn newest_point(points: &[Point], newest: NaiveDate) -> Option<&Point> {
    let counting = points.iter().rev().find(|(day, _, _)| *day <= newest);
    counting.or(points.last())
}

/// A mean; a plain one is of days that are over, where there are any.
fn mean_up_to(newest: NaiveDate, wrong: Wrong) -> String {
    let of_these = format!("avg(case when day <= '{newest}' then value end)");
    let plain = match wrong {
        Wrong::RunningDayCounts => "avg(value)".to_owned(),
        _ => format!("coalesce({of_these}, avg(value))"),
    };
    wrong.mean(MEAN).replace("avg(value)", &plain)
}
