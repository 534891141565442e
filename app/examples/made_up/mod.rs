//! Made-up pages, to look at and to test with.

// Each of the programs that include this uses a part of it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

pub mod dashboards;

use chrono::{DateTime, Utc};
use dbag_app::site::{Prefix, Site};
use dbag_app::{
    Correction, EditorPage, Frame, GalleryPage, MetricPage, Page, SettingsPage, SetupPage,
    SignInPage, SourcesPage, TypedOnMetric, Viewer,
};
use dbag_domain::{
    Comparison, Day, DayRange, Delta, Direction, Format, GapReason, Label, Mark, Measure, Metric,
    MetricId, MetricSettings, Nature, Observation, Origin, Problem, RangeChoice, Role, RollUp, Run,
    Series, Slug, Source, SourceId, SourceKind, Step, Total, Unit, Value, roll_up,
};
use dbag_operations::{
    BackfillPlan, Card, CardState, EditorView, ExportedSample, Gallery, GallerySection,
    HeldAddress, MetricForm, MetricView, PlannedChange, Registry, TableView, TestReport, Together,
    Trial, User, UserId, ValueNotes, ValueRow,
};

pub fn now() -> DateTime<Utc> {
    "2026-11-23T14:10:00Z".parse().unwrap()
}

pub fn today() -> Day {
    Day::from_ymd(2026, 11, 23).unwrap()
}

pub fn frame(role: Option<Role>) -> Frame {
    Frame {
        site: Site {
            prefix: Prefix::parse("").unwrap(),
            asset_version: |_| None,
        },
        nonce: "bm9uY2U=".to_owned(),
        viewer: role.map(|role| Viewer {
            email: "ann@example.com".to_owned(),
            role,
        }),
        done: None,
        time_zone: "Europe/Berlin".to_owned(),
        now: now(),
        heard: "00000000-0".to_owned(),
        refresh: None,
    }
}

pub fn unit(one: &str, many: &str, format: Format) -> Unit {
    Unit {
        singular: one.to_owned(),
        plural: many.to_owned(),
        format,
    }
}

/// Values with weekdays, growth and a little noise; the same every time.
pub fn walk(seed: u64, end: Day, days: usize, start: f64, measure: Measure) -> Series {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 2_000) as f64 / 1_000.0 - 1.0
    };
    let from = end - (days as i32 - 1);
    let mut level = start;
    let values = (0..days).map(|at| {
        let day = from + at as i32;
        level *= 1.0012 + noise() * 0.004;
        let value = match measure {
            Measure::Level | Measure::Share => level,
            Measure::Flow => {
                let weekend = if day.is_weekend() { 0.72 } else { 1.0 };
                level * weekend * (1.0 + noise() * 0.16)
            }
        };
        Some(if start > 60.0 {
            value.round()
        } else {
            (value * 10.0).round() / 10.0
        })
    });
    Series::new(from, values.collect())
}

fn card(seed: u64, label: &str, one: &str, start: f64, measure: Measure) -> Card {
    let unit = unit(one, &format!("{one}s"), Format::Number);
    let mut spark = walk(seed, today(), 90, start, measure);
    spark.marks.push((today(), Mark::Provisional));
    let day = today().previous();
    Card {
        slug: Slug::from_label(label).unwrap().to_string(),
        label: label.to_owned(),
        direction: Direction::UpIsGood,
        state: CardState::Current,
        figure: spark.value(day).map(|value| (day, value)),
        figure_notes: ValueNotes::default(),
        delta: Delta::of(&spark, day, Comparison::SameWeekdayLastWeek, &unit),
        updated: Some(now() - chrono::TimeDelta::hours(3)),
        is_fake: false,
        objects: None,
        spark,
        unit,
    }
}

pub fn gallery() -> Gallery {
    let sales = vec![
        card(1, "Orders", "order", 260.0, Measure::Flow),
        Card {
            unit: unit("€", "€", Format::Currency),
            ..card(2, "Revenue", "x", 14_200.0, Measure::Flow)
        },
        Card {
            unit: unit("", "", Format::Percent),
            direction: Direction::DownIsGood,
            ..card(3, "Returned orders", "x", 12.0, Measure::Level)
        },
        Card {
            objects: Some(128),
            ..card(4, "Orders by customer", "order", 900.0, Measure::Flow)
        },
    ];
    let mut gap = card(6, "Sign-ups", "sign-up", 420.0, Measure::Flow);
    let holes = gap.spark.values.len();
    gap.spark.values[holes - 2] = None;
    gap.spark.values[holes - 3] = None;
    gap.spark
        .marks
        .push((today() - 1, Mark::Gap(GapReason::SourceDown)));
    gap.figure = gap
        .spark
        .value(today() - 3)
        .map(|value| (today() - 3, value));
    gap.state = CardState::Gap(today() - 1, Some(GapReason::SourceDown));
    let people = vec![
        card(5, "Active accounts", "account", 11_800.0, Measure::Level),
        gap,
        Card {
            direction: Direction::Neutral,
            ..card(10, "Comments", "comment", 740.0, Measure::Flow)
        },
        Card {
            is_fake: true,
            ..card(7, "Newsletter opens", "open", 88.0, Measure::Flow)
        },
        Card {
            state: CardState::Failing {
                since: today() - 2,
                reason: "could not connect to shop.example.com:5432: connection refused".to_owned(),
            },
            ..card(11, "Refunds", "refund", 60.0, Measure::Flow)
        },
        Card {
            state: CardState::Paused(Some(today() - 20)),
            ..card(8, "Support tickets", "ticket", 1_200.0, Measure::Flow)
        },
        Card {
            state: CardState::Empty,
            figure: None,
            delta: None,
            updated: None,
            spark: Series::empty(DayRange {
                from: today() - 89,
                to: today(),
            }),
            ..card(9, "Logins", "login", 88.0, Measure::Flow)
        },
    ];
    let end = Day::from_ymd(2012, 4, 19).unwrap();
    let stale = [
        "Release blockers",
        "Tickets needing design decision",
        "Patches needing review",
    ];
    let django = stale.iter().enumerate().map(|(at, label)| {
        let mut card = card(
            20 + at as u64,
            label,
            "ticket",
            40.0 * (at + 2) as f64,
            Measure::Level,
        );
        card.spark = walk(
            30 + at as u64,
            end,
            90,
            60.0 * (at + 2) as f64,
            Measure::Level,
        );
        card.figure = card.spark.last_known();
        card.state = CardState::AsOf(end);
        card
    });
    Gallery {
        sections: vec![
            GallerySection {
                name: "Sales".to_owned(),
                cards: sales,
            },
            GallerySection {
                name: "People".to_owned(),
                cards: people,
            },
            GallerySection {
                name: "Django’s development, 2011–12".to_owned(),
                cards: django.collect(),
            },
        ],
    }
}

/// The gallery without dashboards.
pub fn gallery_page(gallery: Gallery) -> Page {
    Page::Gallery(GalleryPage {
        dashboards: Vec::new(),
        gallery,
    })
}

pub fn gallery_of(cards: usize) -> Gallery {
    let cards = (0..cards)
        .map(|at| {
            let measure = if at % 3 == 0 {
                Measure::Flow
            } else {
                Measure::Level
            };
            card(
                100 + at as u64,
                &format!("Metric {at}"),
                "thing",
                300.0 * (1 + at % 7) as f64,
                measure,
            )
        })
        .collect();
    Gallery {
        sections: vec![GallerySection {
            name: "All".to_owned(),
            cards,
        }],
    }
}

pub fn metric(label: &str, measure: Measure) -> Metric {
    let slug = Slug::from_label(label).unwrap_or_else(|| Slug::parse("m").unwrap());
    let label = Label::parse(label).unwrap();
    let mut settings = MetricSettings::new(slug, label, "row_count", measure);
    settings.unit = unit("order", "orders", Format::Number);
    settings.direction = Direction::UpIsGood;
    settings.category = "Sales".to_owned();
    settings.description =
        "Orders placed in the shop, counted on the day in Berlin on which they were placed."
            .to_owned();
    settings.source_id = Some(SourceId(1));
    settings.owner = "Ann".to_owned();
    settings.link_url = "https://shop.example.com/admin/orders".to_owned();
    settings.properties.set("table", "orders");
    settings.properties.set("date_column", "ordered_on");
    Metric {
        id: MetricId(1),
        settings,
        version: 3,
        definition: 1,
        created_at: now(),
        updated_at: now(),
    }
}

pub fn view(label: &str, measure: Measure, step: Step) -> MetricView {
    let metric = metric(label, measure);
    let days = DayRange {
        from: today() - 89,
        to: today(),
    };
    let start = if measure == Measure::Flow {
        260.0
    } else {
        11_800.0
    };
    let everything = walk(1, today(), 500, start, measure);
    let mut series = everything.over(days);
    series.values[52] = None;
    series.values[87] = None;
    series.marks = vec![
        (days.from + 52, Mark::Gap(GapReason::ProcessDown)),
        (days.from + 86, Mark::Corrected),
        (days.from + 87, Mark::Gap(GapReason::SourceDown)),
        (today(), Mark::Provisional),
    ];
    let yesterday = today().previous();
    let comparisons = [
        Comparison::PreviousDay,
        Comparison::SameWeekdayLastWeek,
        Comparison::SameDayLastYear,
    ];
    let total = |days: DayRange| Total::of(&everything, days, metric.rollup, today());
    MetricView {
        type_title: "Rows of a table".to_owned(),
        fields: Vec::new(),
        source: Some("shop".to_owned()),
        object: None,
        objects: Vec::new(),
        objects_in_all: 0,
        choice: RangeChoice::LastDays(90),
        problem: None,
        days,
        step,
        points: roll_up(&series, days, step, (metric.rollup, Day::MAX), today()),
        with_week_before: everything.over(DayRange {
            from: days.from - 7,
            to: days.to,
        }),
        period_before: None,
        compared: Some(dashboards::compared(
            &everything,
            (days, step),
            metric.rollup,
        )),
        weighted_by: None,
        definitions: Vec::new(),
        outdated: Vec::new(),
        figure_notes: ValueNotes::default(),
        failing_since: None,
        figure: everything.value(yesterday).map(|value| (yesterday, value)),
        deltas: comparisons
            .into_iter()
            .filter_map(|one| Delta::of(&everything, yesterday, one, &metric.unit))
            .collect(),
        total: total(days),
        rows: rows(&series, days),
        runs: runs(),
        updated: Some(now() - chrono::TimeDelta::hours(6)),
        today: today(),
        notes: Vec::new(),
        goal: None,
        known: Some(DayRange {
            from: today() - 499,
            to: today(),
        }),
        has_history: measure == Measure::Flow,
        is_asked: true,
        series,
        metric,
    }
}

fn rows(series: &Series, days: DayRange) -> Vec<ValueRow> {
    days.days()
        .rev()
        .map(|day| ValueRow {
            day,
            value: series
                .value(day)
                .ok_or(series.gap(day).unwrap_or(GapReason::NoAnswer)),
            origin: match today() - day {
                3 => Origin::Edited,
                0..=20 => Origin::Collected,
                21..=60 => Origin::Backfilled,
                _ => Origin::Imported,
            },
            actor: "ann@example.com".to_owned(),
            at: now() - chrono::TimeDelta::days((today() - day).into()),
            note: if today() - day == 3 {
                "double import".to_owned()
            } else {
                String::new()
            },
            is_merge: false,
            is_provisional: day == today(),
            is_outdated: false,
            weight: None,
            revisions: if today() - day == 3 {
                vec![before(day)]
            } else {
                Vec::new()
            },
        })
        .collect()
}

fn before(day: Day) -> ExportedSample {
    ExportedSample {
        series: dbag_domain::SeriesId(1),
        object: None,
        day,
        value: Ok(598.0),
        weight: None,
        origin: Origin::Collected,
        actor: "scheduler".to_owned(),
        at: now(),
        note: String::new(),
        is_merge: false,
    }
}

fn runs() -> Vec<Run> {
    let run = |id: i64, hours: i64, days: i32, rows: i64, error: Option<&str>| Run {
        id,
        metric_id: MetricId(1),
        days: DayRange {
            from: today() - (days - 1),
            to: today(),
        },
        started: now() - chrono::TimeDelta::hours(hours),
        ended: Some(now() - chrono::TimeDelta::hours(hours) + chrono::TimeDelta::milliseconds(12)),
        rows,
        error: error.map(str::to_owned),
        failures: Vec::new(),
    };
    let refused = "connection to shop refused: nothing listens on 10.0.0.5:5432";
    vec![
        run(4, 6, 1, 1, None),
        run(3, 14, 2, 2, None),
        run(2, 40, 1, 0, Some(refused)),
        run(1, 264, 365, 365, None),
    ]
}

pub fn metric_page(label: &str, measure: Measure, step: Step) -> MetricPage {
    MetricPage {
        view: view(label, measure, step),
        typed: TypedOnMetric::default(),
        backfill: None,
        verification: None,
        problems: Vec::new(),
    }
}

pub fn sources() -> Vec<Source> {
    let source = |id: i64, slug: &str, kind: SourceKind, address: &str| Source {
        id: SourceId(id),
        slug: Slug::parse(slug).unwrap(),
        kind,
        address: address.to_owned(),
        created_at: now(),
    };
    vec![
        source(
            1,
            "shop",
            SourceKind::Postgres,
            "postgres://dbag_reader@10.0.0.5/shop",
        ),
        source(
            2,
            "crm",
            SourceKind::MySql,
            "mysql://report@crm.internal/crm",
        ),
        source(3, "demo", SourceKind::Sqlite, "sqlite:///srv/demo/shop.db"),
    ]
}

pub fn editor_view() -> EditorView {
    let table = |name: &str, columns: &[(&str, &str)]| TableView {
        name: name.to_owned(),
        columns: columns
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect(),
    };
    let columns = [
        ("id", "bigint"),
        ("ordered_on", "date"),
        ("status", "text"),
        ("total", "numeric"),
    ];
    EditorView {
        metric: None,
        types: Registry::built_in().descriptions(),
        sources: sources(),
        tables: vec![table("orders", &columns), table("customers", &[])],
        tables_problem: None,
        categories: vec!["Sales".to_owned(), "People".to_owned()],
        metrics: vec!["orders".to_owned(), "revenue".to_owned()],
        together: Some(Together {
            nature: Nature::of(Measure::Flow),
            measure: Measure::Flow,
            sentence: "sum of 31 days".to_owned(),
        }),
    }
}

pub fn editor_form() -> MetricForm {
    let typed = [
        ("metric_type", "row_count"),
        ("source", "shop"),
        ("property.table", "orders"),
        ("property.aggregate", "count"),
        ("property.date_column", "ordered_on"),
        ("filter.0.column", "status"),
        ("filter.0.operator", "!="),
        ("filter.0.value", "cancelled"),
        ("filter.1.column", "total"),
        ("filter.1.operator", ">"),
        ("filter.1.value", "0"),
        ("label", "Orders"),
        ("slug", "orders"),
        ("unit", "order"),
        ("unit_plural", "orders"),
        ("category", "Sales"),
        ("direction", "up"),
    ];
    typed.iter().fold(MetricForm::new(), |form, (field, text)| {
        form.with(field, text)
    })
}

pub fn trial() -> Trial {
    let days = DayRange {
        from: today() - 7,
        to: today(),
    };
    let series = walk(1, today(), 8, 260.0, Measure::Flow);
    Trial {
        days,
        observations: series
            .known()
            .map(|(day, value)| Observation {
                day,
                object: None,
                object_label: None,
                value: Ok(Value::new(value).unwrap()),
            })
            .collect(),
        count: 8,
        failures: Vec::new(),
        has_history: true,
        notes: vec!["the whole table `orders` is read for want of an index on `ordered_on`".into()],
    }
}

/// Every page in its states, by the name of its file.
pub fn pages() -> Vec<(&'static str, Frame, Page)> {
    let admin = || frame(Some(Role::Admin));
    let viewer = || frame(Some(Role::Viewer));
    let mut pages = vec![
        ("gallery", admin(), gallery_page(gallery())),
        ("gallery-50", viewer(), gallery_page(gallery_of(50))),
        (
            "gallery-empty",
            admin(),
            gallery_page(Gallery {
                sections: Vec::new(),
            }),
        ),
        (
            "metric",
            admin(),
            boxed(metric_page("Orders", Measure::Flow, Step::Day)),
        ),
        (
            "metric-line",
            viewer(),
            boxed(metric_page("Accounts", Measure::Level, Step::Day)),
        ),
        (
            "metric-weeks",
            admin(),
            boxed(metric_page("Orders", Measure::Flow, Step::Week)),
        ),
    ];
    let change = |days_ago, before: f64, after| PlannedChange {
        day: today() - days_ago,
        object: None,
        before: Some(before),
        after,
    };
    let mut typed = metric_page("Orders", Measure::Flow, Step::Day);
    typed.view.choice = RangeChoice::Custom(typed.view.days);
    typed.view.metric.settings.do_collect = false;
    typed.typed.correction = Correction {
        day: "2026-11-21".to_owned(),
        value: "3oo".to_owned(),
        note: "double import".to_owned(),
    };
    typed.problems = vec![Problem::field("value", "`3oo` is not a number")];
    typed.backfill = Some(BackfillPlan {
        days: DayRange {
            from: today() - 364,
            to: today() - 1,
        },
        known: 350,
        changes: vec![
            change(9, 196.0, Some(198.0)),
            change(40, 271.0, Some(272.0)),
            change(62, 258.0, None),
        ],
        kept: vec![change(3, 402.0, Some(231.0))],
        reweighed: 0,
        outdated: 0,
        new: 12,
        notes: vec!["every `day` is midnight UTC and is taken as that date".to_owned()],
    });
    let mut saved = admin();
    saved.done = Some("saved".to_owned());
    pages.push(("metric-typed", saved, boxed(typed)));
    let mut empty = metric_page("Logins", Measure::Flow, Step::Day);
    empty.view.series = Series::empty(empty.view.days);
    empty.view.points = roll_up(
        &empty.view.series,
        empty.view.days,
        Step::Day,
        (RollUp::Sum, Day::MAX),
        today(),
    );
    (empty.view.figure, empty.view.total.value, empty.view.known) = (None, None, None);
    (empty.view.compared, empty.view.updated) = (None, None);
    empty.view.rows.clear();
    empty.view.deltas.clear();
    empty.view.runs.clear();
    pages.push(("metric-empty", admin(), boxed(empty)));
    pages.extend(dashboards::pages());
    pages.extend(editors());
    pages.extend(others());
    pages
}

fn boxed(page: MetricPage) -> Page {
    Page::Metric(Box::new(page))
}

fn editors() -> Vec<(&'static str, Frame, Page)> {
    let admin = || frame(Some(Role::Admin));
    let page = |view: EditorView, form: MetricForm, problems: Vec<Problem>, trial| {
        Page::Editor(Box::new(EditorPage {
            view,
            form,
            problems,
            trial,
        }))
    };
    let mut edited = editor_view();
    edited.metric = Some(metric("Orders", Measure::Flow));
    let query = "select ordered_on as day,\n       sum(totl) as value\n  from orders\n where \
                 ordered_on between :start and :end\n group by 1";
    let sql = MetricForm::new()
        .with("metric_type", "sql_query")
        .with("source", "shop")
        .with("property.query", query)
        .with("measure", "flow")
        .with("label", "Revenue")
        .with("slug", "revenue");
    let problems = vec![
        Problem::field(
            "property.query",
            "column `totl` does not exist, line 2; did you mean `total`?",
        ),
        Problem::field("slug", "metric `revenue` exists already"),
    ];
    vec![
        (
            "editor",
            admin(),
            page(editor_view(), editor_form(), Vec::new(), Some(trial())),
        ),
        (
            "editor-new",
            admin(),
            page(editor_view(), MetricForm::new(), Vec::new(), None),
        ),
        (
            "editor-edit",
            admin(),
            page(edited, editor_form(), Vec::new(), None),
        ),
        (
            "editor-error",
            admin(),
            page(editor_view(), sql, problems, None),
        ),
    ]
}

fn others() -> Vec<(&'static str, Frame, Page)> {
    let admin = || frame(Some(Role::Admin));
    let user = |id: i64, email: &str, role: Role| User {
        id: UserId(id),
        email: email.to_owned(),
        role,
        created_at: now() - chrono::TimeDelta::days(12),
    };
    let users = vec![
        user(1, "ann@example.com", Role::Admin),
        user(2, "bo@example.com", Role::Editor),
        user(
            3,
            "dmitri.orlow-hagenbeck@subsidiary.example.com",
            Role::Viewer,
        ),
    ];
    let refused = "the host `warehouse.internal` is not known; check the name, or use its address";
    let sources_page = SourcesPage {
        sources: sources(),
        slug: "warehouse".to_owned(),
        address: HeldAddress::default(),
        problems: vec![Problem::field("url", refused)],
        tested: None,
        describes: Vec::new(),
        used_by: vec![
            ("shop".into(), "orders".into()),
            ("shop".into(), "revenue".into()),
        ],
    };
    let tested = SourcesPage {
        problems: Vec::new(),
        tested: Some((
            "shop".to_owned(),
            TestReport {
                server: "PostgreSQL 17.2".to_owned(),
                tables: 14,
                warnings: vec![
                    "this login may write; Dbag never does, but a login that may only read is safer"
                        .to_owned(),
                ],
            },
        )),
        ..sources_page.clone()
    };
    let wrong = vec![Problem::field(
        "password",
        "e-mail address or password is wrong",
    )];
    let email = "ann@example.com".to_owned();
    vec![
        ("sources", admin(), Page::Sources(sources_page)),
        ("sources-tested", admin(), Page::Sources(tested)),
        (
            "sources-empty",
            admin(),
            Page::Sources(SourcesPage {
                sources: Vec::new(),
                slug: String::new(),
                address: HeldAddress::default(),
                problems: Vec::new(),
                tested: None,
                used_by: Vec::new(),
                describes: Vec::new(),
            }),
        ),
        (
            "login",
            frame(None),
            Page::SignIn(SignInPage {
                email,
                next: "/".to_owned(),
                problems: wrong,
            }),
        ),
        ("setup", frame(None), Page::Setup(SetupPage::default())),
        (
            "settings",
            admin(),
            Page::Settings(SettingsPage {
                users,
                ..SettingsPage::default()
            }),
        ),
        (
            "404",
            admin(),
            Page::NotFound {
                what: "metric `daily-users` does not exist".to_owned(),
            },
        ),
        (
            "error",
            admin(),
            Page::Failed(Problem::new(
                dbag_domain::ProblemKind::Internal,
                "something went wrong; Dbag's log says what",
            )),
        ),
    ]
}
