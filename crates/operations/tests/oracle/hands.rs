//! What people do beside asking: they type values and remove them, and make two objects one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dbag_operations::ObjectPair;
use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use sqlx::{AssertSqlSafe, Row};

use crate::asked::{Metric, Question};
use crate::book::{Book, Subject, Together};
use crate::calendar::plus;
use crate::world::{ACTOR, World};

/// A value, none where it was removed, and how much it counts.
type Typed = (Option<f64>, Option<f64>);

impl World {
    /// Everything, in some order.
    pub(crate) async fn live(&mut self) {
        self.trade().await;
        self.fill(plus(self.first, -3)).await;
        self.send().await;
        let mut steps = [0, 1, 2, 3, 4, 5, 6, 7];
        steps.shuffle(&mut self.random);
        for step in steps {
            match step {
                0 => self.change_rows().await,
                1 => self.correct().await,
                2 if self.random.random_bool(0.5) => self.redefine().await,
                3 if self.random.random_bool(0.6) => self.merge().await,
                4 | 5 => self.import().await,
                6 => self.send_some().await,
                _ => self.fill(self.first).await,
            }
        }
        self.undo_imports().await;
        self.make_dashboard().await;
    }

    /// Values that somebody types, or takes away.
    async fn correct(&mut self) {
        for _ in 0..self.random.random_range(0..8) {
            let metric = self.metrics.choose(&mut self.random).expect("some").clone();
            let Question::Counted(_) = &metric.question else {
                continue;
            };
            let who = metric.by_object.then(|| self.somebody());
            let begin = who.as_deref().map_or(self.first, |who| self.begin_of(who));
            let on = self.any_day(begin);
            let value = self
                .random
                .random_bool(0.7)
                .then(|| f64::from(self.random.random_range(1..50)));
            self.type_value(&metric, who, on, value).await;
        }
    }

    async fn type_value(
        &mut self,
        metric: &Metric,
        who: Option<String>,
        on: NaiveDate,
        value: Option<f64>,
    ) {
        let of = who.clone().map_or(Subject::Whole, Subject::Object);
        let stood = self.values_of(metric, &of).await.get(&on).copied();
        let (day, text) = (on.to_string(), value.map(|value| value.to_string()));
        let corrected = self.dbag.correct(
            &ACTOR,
            metric.slug,
            &day,
            text.as_deref(),
            Some("typed"),
            who.as_deref(),
            self.now,
        );
        corrected
            .await
            .unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
        let weight = stood.and_then(|(_, weight)| weight);
        self.book
            .type_value(metric.slug, who.as_deref(), (on, value, weight))
            .await;
    }

    /// Somebody who bought something.
    pub(crate) fn somebody(&mut self) -> String {
        let sale = self.sales.choose(&mut self.random).expect("rows");
        sale.who.clone()
    }

    async fn values_of(
        &mut self,
        metric: &Metric,
        of: &Subject,
    ) -> BTreeMap<NaiveDate, (f64, Option<f64>)> {
        let metrics = self.metrics.clone();
        let points = self.book.open(&metrics, metric, of, self.today).await;
        let point = |(day, value, weight)| (day, (value, weight));
        points.into_iter().map(point).collect()
    }

    /// A program sends some days again.
    async fn send_some(&mut self) {
        for _ in 0..self.random.random_range(0..4) {
            let (who, day) = (self.somebody(), self.any_day(self.first));
            self.send_one(&who, day).await;
        }
    }

    /// Two objects turn out to be one.
    async fn merge(&mut self) {
        if self.metrics.iter().any(Metric::cannot_be_merged)
            || !self.metrics.iter().any(|one| one.by_object)
        {
            return;
        }
        let objects = self.book.objects().await;
        let mut two = objects.choose_multiple(&mut self.random, 2);
        let (Some(from), Some(into)) = (two.next(), two.next()) else {
            return;
        };
        // Where one of them was imported before it was asked, asking again says what stands.
        if self.book.has_history(from).await || self.book.has_history(into).await {
            return;
        }
        let typed = self.typed_of_both(from, into).await;
        let is_alike = self.book.are_known_alike(from, into).await;
        let pair = ObjectPair {
            kind: "customer",
            from,
            into,
        };
        let merged = self.dbag.merge_objects(&ACTOR, pair, self.now).await;
        merged.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
        self.book.merge(from, into).await;
        self.book.forget_typed(from).await;
        for (metric, day, (value, weight)) in typed {
            self.book
                .type_value(metric, Some(into), (day, value, weight))
                .await;
        }
        for sale in self.sales.iter_mut().filter(|sale| sale.who == *from) {
            sale.who.clone_from(into);
        }
        self.imports.clear();
        // An object of which no row counted begins with the other: its zeros come when it is asked.
        if !is_alike || self.random.random_bool(0.6) {
            self.fill(plus(self.first, -3)).await;
        }
    }

    /// What becomes of the days of which a person typed or removed the value of one: both as one,
    /// and that stays a person's word.
    async fn typed_of_both(
        &mut self,
        from: &str,
        into: &str,
    ) -> Vec<(&'static str, NaiveDate, Typed)> {
        let mut typed = Vec::new();
        for metric in self.metrics.clone() {
            let Question::Counted(counted) = &metric.question else {
                continue;
            };
            let Some(how) = counted.together(metric.by_object) else {
                continue;
            };
            let days = self.book.typed_days(metric.slug, [from, into]).await;
            let one = self
                .values_of(&metric, &Subject::Object(from.to_owned()))
                .await;
            let other = self
                .values_of(&metric, &Subject::Object(into.to_owned()))
                .await;
            for day in days {
                let mut known: Vec<_> = [one.get(&day), other.get(&day)]
                    .into_iter()
                    .flatten()
                    .copied()
                    .collect();
                // No row of the other says nothing of what was removed.
                let is_zero = matches!(how, Together::Sum) && known.len() == 1 && known[0].0 == 0.0;
                if is_zero
                    && self
                        .book
                        .are_all_removed(metric.slug, [from, into], day)
                        .await
                {
                    known.clear();
                }
                typed.push((metric.slug, day, as_one(&known, how)));
            }
        }
        typed
    }
}

fn as_one(known: &[(f64, Option<f64>)], how: Together) -> Typed {
    let values = || known.iter().map(|(value, _)| *value);
    if known.is_empty() {
        return (None, None);
    }
    match how {
        Together::Sum => (Some(values().sum()), None),
        Together::Min => (values().reduce(f64::min), None),
        Together::Max => (values().reduce(f64::max), None),
        Together::Mean => {
            let weights: Option<Vec<f64>> = known.iter().map(|(_, weight)| *weight).collect();
            match weights {
                Some(weights) => {
                    let weight: f64 = weights.iter().sum();
                    let sum: f64 = values().zip(weights).map(|(value, by)| value * by).sum();
                    (Some(sum / weight), Some(weight))
                }
                None => (Some(values().sum::<f64>() / known.len() as f64), None),
            }
        }
    }
}

impl Book {
    /// The days of which somebody typed or removed the value of one of these objects.
    async fn typed_days(&mut self, metric: &str, who: [&str; 2]) -> BTreeSet<NaiveDate> {
        let [one, other] = who;
        let sql = format!(
            "select day from typed where metric = '{metric}' and who in ('{one}', '{other}')"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut self.connection);
        let day = |row: &sqlx::sqlite::SqliteRow| {
            let day: String = row.get(0);
            day.parse().expect("a date")
        };
        rows.await.expect("read").iter().map(day).collect()
    }

    /// Whether all that was typed of a day was that its value is removed.
    async fn are_all_removed(&mut self, metric: &str, who: [&str; 2], day: NaiveDate) -> bool {
        let [one, other] = who;
        let typed = format!(
            "select count(*) from typed
             where metric = '{metric}' and day = '{day}' and who in ('{one}', '{other}')
               and value is not null"
        );
        self.count(typed).await == 0
    }

    async fn forget_typed(&mut self, who: &str) {
        self.execute(format!("delete from typed where who = '{who}'"))
            .await;
    }

    /// Whether the same metrics know rows of both.
    async fn are_known_alike(&mut self, one: &str, other: &str) -> bool {
        let differ = format!(
            "select count(*) from (
                 select metric from answered where who in ('{one}', '{other}')
                 group by metric having count(*) = 1)"
        );
        self.count(differ).await == 0
    }

    /// Whether days of an object were imported.
    async fn has_history(&mut self, who: &str) -> bool {
        self.count(format!("select count(*) from imported where who = '{who}'"))
            .await
            > 0
    }
}
