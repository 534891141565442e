//! Fifty customers whose every number and word stands for them alone, and the eye that finds one.

use std::collections::HashMap;
use std::fmt::Write;

use dbag_domain::{
    Binding, DayRange, Goal, GoalShape, PanelCompare, PanelKind, PanelOptions, PanelSettings, Unit,
    format_compact,
};
use dbag_operations::{Corrected, ImportFile, ImportOptions, NewAnnotation, ObjectImport};

use crate::shop::{ACTOR, metric, panel, series, today};
use crate::site::{about_customers, on, publish, publish_metric};
use crate::support::{Answer, Site, clock, signed_in};

pub(crate) const CUSTOMERS: usize = 50;
/// Days with values, today's included.
const DAYS: usize = 8;
/// The metrics.
const METRICS: [&str; 2] = ["stock", "sales"];

/// A customer's key; a word that nobody else has.
pub(crate) fn key(customer: usize) -> String {
    format!("key{customer}q")
}

pub(crate) fn label(customer: usize) -> String {
    format!("Label{customer}q")
}

pub(crate) fn note(customer: usize) -> String {
    format!("note{customer}q")
}

/// Nine digits, of which the first three are the customer's alone, however they are rounded.
fn number(customer: usize, which: usize) -> u64 {
    let prefix = 117 + 17 * customer as u64;
    // A multiple of five could be a tick of somebody else's axis.
    let prefix = prefix + u64::from(prefix.is_multiple_of(5));
    let rest = 100_003 + (customer as u64 * 48_271 + which as u64 * 69_621) % 300_007;
    prefix * 1_000_000 + rest
}

/// The value of a metric so many days ago; [`OLD`] and [`GOAL`] are others.
fn value(customer: usize, metric: usize, ago: usize) -> u64 {
    number(customer, metric * DAYS + ago)
}

/// The place of the value that was corrected, and of what is aimed at.
const OLD: usize = 2 * DAYS;
const GOAL: usize = 2 * DAYS + 1;

/// Finds whose numbers and words an answer has in it, in whatever spelling.
pub(crate) struct Eye(HashMap<String, usize>);

impl Eye {
    pub(crate) fn new() -> Self {
        let mut known = HashMap::new();
        for customer in 0..CUSTOMERS {
            let mut add = |text: String| {
                let before = known.insert(text, customer);
                assert!(
                    before.is_none_or(|before| before == customer),
                    "it stands for one"
                );
            };
            for word in [key(customer), label(customer), note(customer)] {
                add(word.to_lowercase());
            }
            for which in 0..=GOAL {
                let number = number(customer, which);
                add(number.to_string());
                add(format_compact(number as f64, &Unit::default()).to_lowercase());
            }
        }
        Self(known)
    }

    /// Whose word or number is in the answer besides the customer's own.
    pub(crate) fn foreign(&self, customer: usize, answer: &Answer) -> Option<String> {
        let headers = answer.headers.iter();
        let headers = headers.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into());
        let texts: Vec<String> = std::iter::once(answer.body.clone())
            .chain(headers)
            .collect();
        texts.iter().find_map(|text| self.in_text(customer, text))
    }

    fn in_text(&self, customer: usize, text: &str) -> Option<String> {
        let found = spellings(text);
        found.into_iter().find(|one| {
            let whose = self.0.get(one);
            whose.is_some_and(|whose| *whose != customer)
        })
    }

    /// Whether the answer shows a number of the customer.
    pub(crate) fn sees_own(&self, customer: usize, answer: &Answer) -> bool {
        let found = spellings(&answer.body);
        let mut numbers = found.iter().filter(|one| one.len() == 9);
        numbers.any(|one| self.0.get(one) == Some(&customer))
    }
}

/// All words and whole numbers of a text: `117,203,001`, `117 203 001` and `117203001` are one.
fn spellings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut word, mut number) = (String::new(), String::new());
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        if char.is_ascii_alphanumeric() {
            word.push(char.to_ascii_lowercase());
            if char.is_ascii_digit() {
                number.push(char);
                continue;
            }
        } else {
            found.push(std::mem::take(&mut word));
        }
        let mut next = rest.clone();
        let goes_on = ",'’_\u{a0}\u{2009}\u{202f} ".contains(char)
            && next.by_ref().take(3).filter(char::is_ascii_digit).count() == 3
            && !next.next().is_some_and(|char| char.is_ascii_digit());
        if !goes_on {
            found.push(std::mem::take(&mut number));
        }
    }
    found.extend([word, number]);
    found.retain(|one| one.len() >= 3);
    found
}

/// The site with its customers: a dashboard `mine` of every kind of panel that may be embedded,
/// `other` with one more, and the metric `stock` alone.
pub(crate) async fn site() -> Site {
    let site = signed_in("").await;
    for name in METRICS {
        metric(&site, name, &[(Some(&key(0)), &[])]).await;
    }
    remember(&site).await;
    describe(&site).await;
    for customer in 0..CUSTOMERS {
        say(&site, customer).await;
    }
    let mine = about_customers("mine", every_kind());
    crate::shop::add(&site, &mine).await;
    let line = panel(PanelKind::Line, 0, vec![series("sales", Binding::Page)]);
    crate::shop::add(&site, &about_customers("other", vec![line])).await;
    let settings = dbag_domain::EmbedSettings {
        shows_notes: true,
        ..on()
    };
    publish(&site, "mine", &settings).await;
    publish(&site, "other", &settings).await;
    publish_metric(&site, "stock", &settings).await;
    site
}

/// One file with all values.
async fn remember(site: &Site) {
    let mut csv = "metric,date,value,object_type,object_id\n".to_owned();
    for customer in 0..CUSTOMERS {
        for (at, metric) in METRICS.iter().enumerate() {
            for ago in 0..DAYS {
                let (day, key) = (today() - ago as i32, key(customer));
                let value = value(customer, at, ago);
                _ = writeln!(csv, "{metric},{day},{value},customer,{key}");
            }
        }
    }
    let file = ImportFile {
        name: "values.csv".to_owned(),
        bytes: csv.into_bytes(),
    };
    let options = ImportOptions::default();
    let report = site
        .dbag
        .import(&ACTOR, file, &options, |_| {}, clock())
        .await;
    let report = report.expect("imported");
    assert_eq!(
        report.accepted as usize,
        CUSTOMERS * METRICS.len() * DAYS,
        "{report:?}"
    );
}

async fn describe(site: &Site) {
    let lines = (0..CUSTOMERS).map(|one| format!("{},{}\n", key(one), label(one)));
    let csv = format!("key,label\n{}", lines.collect::<String>());
    let file = ImportFile {
        name: "customers.csv".to_owned(),
        bytes: csv.into_bytes(),
    };
    let import = ObjectImport {
        kind: "customer",
        file,
        dry_run: false,
    };
    let report = site.dbag.import_objects(&ACTOR, import, clock()).await;
    assert!(report.expect("described").is_complete());
}

/// What is noted of a customer and what is aimed at; and a value that was another one before.
async fn say(site: &Site, customer: usize) {
    let text = note(customer);
    let note = NewAnnotation {
        days: DayRange::single(today() - 2),
        text,
        metric: None,
        object: Some(("customer".to_owned(), key(customer))),
        is_personal: false,
    };
    site.dbag
        .annotate(&ACTOR, &note, clock())
        .await
        .expect("noted");
    let key = key(customer);
    let goal = Goal {
        shape: GoalShape::Constant,
        points: vec![(today() - 30, number(customer, GOAL) as f64)],
    };
    let set = site
        .dbag
        .set_goal(&ACTOR, "stock", Some(&key), &goal, clock());
    set.await.expect("set");
    for (value, done) in [
        (number(customer, OLD), Corrected::Revised),
        (value(customer, 0, 3), Corrected::Revised),
    ] {
        let (day, value) = ((today() - 3).to_string(), value.to_string());
        let corrected = site.dbag.correct(
            &ACTOR,
            "stock",
            &day,
            Some(&value),
            Some("typed"),
            Some(&key),
            clock(),
        );
        assert_eq!(corrected.await, Ok(done));
    }
}

/// Every kind of panel that may be embedded, compared, averaged and with goals where that is drawn.
fn every_kind() -> Vec<PanelSettings> {
    let kinds = [
        PanelKind::Number,
        PanelKind::Line,
        PanelKind::Area,
        PanelKind::Bars,
        PanelKind::Table,
        PanelKind::Calendar,
        PanelKind::Progress,
    ];
    let mut panels: Vec<PanelSettings> = kinds
        .into_iter()
        .zip(0..)
        .map(|(kind, at)| PanelSettings {
            options: PanelOptions {
                compare: Some(PanelCompare::Days(4)),
                average: (kind == PanelKind::Line).then_some(7),
                ..PanelOptions::default()
            },
            ..panel(kind, at, vec![series("stock", Binding::Page)])
        })
        .collect();
    let beside = vec![
        series("sales", Binding::Page),
        series("sales", Binding::Median),
    ];
    panels.push(panel(PanelKind::Line, 7, beside));
    panels
}
