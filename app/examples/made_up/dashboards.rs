//! Made-up dashboards: every kind of panel in its states.

use dbag_app::{DashboardPage, Frame, GalleryPage, Page, Refresh, TypedDays};
use dbag_domain::{
    Annotation, AnnotationId, Arrangement, Colour, Comparison, Counterparts, Dashboard,
    DashboardId, DashboardSettings, Day, DayRange, Delta, Direction, Format, GapReason, Goal,
    GoalShape, GoalStanding, Label, Mark, Measure, Object, ObjectId, ObjectKey, ObjectKind,
    Outlook, Panel, PanelCompare, PanelId, PanelKind, PanelOptions, PanelScale, PanelSettings,
    PartMarks, Place, Problem, RangeChoice, Reach, ReadAs, Role, RollUp, Series, Slug, Step, Total,
    Unit, moving_average, record, roll_up, roll_up_buckets, shares, streak,
};
use dbag_operations::{
    ChartView, CompareChoice, Compared, DashboardRow, DashboardView, GoalView, MultiplesView,
    NumberView, PageObject, PanelContent, PanelView, ProgressView, RankedObject, RankingView,
    SeriesView, Subject, Unavailable, ValueNotes,
};

use super::{frame, gallery, now, today, unit, walk};

/// The days that the dashboards show.
pub fn days() -> DayRange {
    DayRange {
        from: today() - 89,
        to: today(),
    }
}

fn kind() -> ObjectKind {
    ObjectKind::parse("customer").unwrap()
}

pub fn object(id: i64, key: &str, label: &str) -> Object {
    Object {
        id: ObjectId(id),
        kind: kind(),
        key: ObjectKey::parse(key).unwrap(),
        label: label.to_owned(),
    }
}

/// A series over these days, compared with the period before.
pub fn series(
    seed: u64,
    label: &str,
    start: f64,
    measure: Measure,
    (days, step): (DayRange, Step),
) -> SeriesView {
    let unit = match measure {
        Measure::Flow => unit("order", "orders", Format::Number),
        Measure::Level | Measure::Share => unit("account", "accounts", Format::Number),
    };
    let rollup = dbag_domain::Nature::of(measure).rollup;
    let everything = walk(seed, today(), 900, start, measure);
    let mut daily = everything.over(days);
    daily.marks.push((today(), Mark::Provisional));
    let yesterday = today().previous();
    let points = |series: &Series, days| roll_up(series, days, step, (rollup, Day::MAX), today());
    SeriesView {
        metric: Slug::from_label(label).unwrap_or_else(|| Slug::parse("m").unwrap()),
        name: label.to_owned(),
        object: None,
        direction: Direction::UpIsGood,
        measure,
        colour: Colour::Auto,
        points: points(&daily, days),
        average: Vec::new(),
        compared: Some(compared(&everything, (days, step), rollup)),
        goal: None,
        total: Total::of(&everything, days, rollup, today()),
        rollup,
        is_part: measure != Measure::Share,
        weighted_by: None,
        drawn_unit: unit.clone(),
        figure: everything.value(yesterday).map(|value| (yesterday, value)),
        is_earlier: false,
        delta: Delta::of(
            &everything,
            yesterday,
            Comparison::SameWeekdayLastWeek,
            &unit,
        ),
        record: record(&everything, yesterday, Reach::Everything),
        streak: streak(&everything, yesterday),
        unknown: Vec::new(),
        is_remembered: true,
        is_of_few: false,
        figure_notes: ValueNotes::default(),
        daily,
        unit,
    }
}

/// What stands beside some days.
pub fn compared(everything: &Series, (days, step): (DayRange, Step), rollup: RollUp) -> Compared {
    let beside = Counterparts::of(days, step, PanelCompare::Previous).unwrap();
    let known = beside.buckets.iter().flatten().copied();
    let mut rolled = roll_up_buckets(everything, known, (rollup, Day::MAX), today()).into_iter();
    let points = beside.buckets.iter();
    Compared {
        choice: PanelCompare::Previous,
        points: points
            .map(|bucket| bucket.and_then(|_| rolled.next()))
            .collect(),
        total: Total::of(everything, beside.days, rollup, today()),
        settled: Total::of(everything, beside.settled, rollup, today()),
        words: beside.words,
        days: beside.days,
    }
}

fn sum(everything: &Series, days: DayRange) -> Option<f64> {
    Total::of(everything, days, RollUp::Sum, today()).value
}

/// Without what it is compared with.
pub fn alone(series: SeriesView) -> SeriesView {
    SeriesView {
        compared: None,
        ..series
    }
}

pub struct Board {
    panels: Vec<PanelView>,
}

impl Board {
    pub fn new() -> Self {
        Self { panels: Vec::new() }
    }

    /// Puts a panel at (x, y, w, h).
    pub fn put(
        mut self,
        kind: PanelKind,
        (x, y, w, h): (u16, u16, u16, u16),
        title: &str,
        content: PanelContent,
    ) -> Self {
        let place = Place { x, y, w, h };
        let settings = PanelSettings {
            title: title.to_owned(),
            ..PanelSettings::new(kind, place)
        };
        self.panels.push(PanelView {
            panel: Panel {
                id: PanelId(self.panels.len() as i64 + 1),
                settings,
            },
            title: title.to_owned(),
            days: days(),
            step: Step::Day,
            is_unbound: false,
            content,
            missing: Vec::new(),
        });
        self
    }

    /// Changes the last panel.
    pub fn with(mut self, change: impl FnOnce(&mut PanelView)) -> Self {
        change(self.panels.last_mut().unwrap());
        self
    }

    pub fn options(self, options: PanelOptions) -> Self {
        self.with(|panel| panel.panel.settings.options = options)
    }

    pub fn view(self, label: &str) -> DashboardView {
        let slug = Slug::from_label(label).unwrap_or_else(|| Slug::parse("d").unwrap());
        let settings = DashboardSettings {
            description: "What the shop sold, to whom, and how it goes on.".to_owned(),
            icon: "🛒".to_owned(),
            ..DashboardSettings::new(slug, Label::parse(label).unwrap())
        };
        DashboardView {
            is_favourite: false,
            is_home: false,
            as_of: None,
            dashboard: Dashboard {
                id: DashboardId(1),
                settings,
                panels: self
                    .panels
                    .iter()
                    .map(|panel| panel.panel.clone())
                    .collect(),
                version: 1,
                updated_at: now(),
            },
            subject: Subject::Nothing,
            choice: RangeChoice::LastDays(90),
            days: days(),
            step: None,
            compare: CompareChoice::AsSet,
            problem: None,
            today: today(),
            panels: self.panels,
            notes: Vec::new(),
        }
    }
}

pub fn page(view: DashboardView) -> DashboardPage {
    DashboardPage {
        view,
        typed: TypedDays::default(),
        wall: false,
        found: Vec::new(),
        find: String::new(),
    }
}

fn number(series: SeriesView) -> PanelContent {
    let mut spark = series.daily.clone();
    spark.values.pop();
    PanelContent::Number(Box::new(NumberView {
        series: alone(series),
        spark,
        is_over: false,
    }))
}

pub fn chart(series: Vec<SeriesView>, notes: Vec<usize>) -> PanelContent {
    PanelContent::Chart(Box::new(ChartView {
        unit: series[0].unit.clone(),
        series,
        notes,
    }))
}

fn ranked(count: usize, days: DayRange) -> RankingView {
    const NAMES: [&str; 12] = [
        "Acme GmbH",
        "Bluebird Logistics",
        "Café Zentral",
        "Delta Works",
        "Ekström & Söner",
        "Fjord Analytics",
        "Grünwald Optik",
        "Harbour Books",
        "Iwata Seiki",
        "Jansen Bloemen",
        "Kestrel Aviation",
        "Lindqvist Möbler",
    ];
    let rows = (0..count).map(|at| {
        let start = 300.0 / (1.0 + at as f64 * 0.35);
        let everything = walk(40 + at as u64, today(), 300, start, Measure::Flow);
        let name = NAMES[at % NAMES.len()];
        RankedObject {
            key: (at + 1).to_string(),
            name: match at / NAMES.len() {
                0 => name.to_owned(),
                more => format!("{name} {more}"),
            },
            value: sum(&everything, days).unwrap(),
            before: (at != 4)
                .then(|| sum(&everything, days.preceding()))
                .flatten()
                .map(|value| value * (0.8 + 0.07 * (at % 6) as f64)),
            is_new: at == 4,
            made: format!("sum of {} days", days.len()),
            as_of: None,
            part_before: PartMarks::default(),
            made_before: Some(format!("sum of {} days", days.len())),
            settled: sum(&everything, days),
            spark: everything.over(days),
        }
    });
    RankingView {
        metric: Slug::parse("orders").unwrap(),
        kind: "customer".to_owned(),
        unit: unit("order", "orders", Format::Number),
        direction: Direction::UpIsGood,
        rows: rows.collect(),
        objects: 128,
        compared: Some(days.preceding()),
    }
}

pub fn ranking(count: usize) -> PanelContent {
    PanelContent::Ranking(Box::new(ranked(count, days())))
}

fn progress() -> PanelContent {
    let mut series = alone(series(
        1,
        "Orders",
        260.0,
        Measure::Flow,
        (days(), Step::Day),
    ));
    let goal = Goal {
        shape: GoalShape::Ramp,
        points: vec![(days().from, 0.0), (today() + 38, 78_000.0)],
    };
    series.goal = Some(GoalView {
        daily: goal.over(days()),
        outlook: Some(Outlook::On(today() + 72)),
        goal,
    });
    PanelContent::Progress(Box::new(ProgressView {
        value: series.total.value.unwrap(),
        by: Some(today() + 38),
        goal: 78_000.0,
        pace: Some(60_500.0),
        pace_by: "today".to_owned(),
        standing: GoalStanding {
            words: "on pace".to_owned(),
            is_good: true,
        },
        is_over: false,
        series,
    }))
}

fn notes() -> Vec<Annotation> {
    let note =
        |id: i64, from: i32, to: i32, text: &str, author: &str, is_personal: bool| Annotation {
            id: AnnotationId(id),
            days: DayRange {
                from: today() - from,
                to: today() - to,
            },
            text: text.to_owned(),
            metric: None,
            object: None,
            author: author.to_owned(),
            is_personal,
        };
    vec![
        note(1, 61, 61, "Prices went up", "Ann", false),
        note(2, 33, 27, "Autumn sale", "Bo", false),
        note(3, 10, 10, "Look into this", "Ann", true),
    ]
}

const TEXT: &str = "**What counts as an order?** Everything that was paid, on the day of the \
                    payment in Berlin.\n\n- Refunds stay in.\n- Test shops do not count.\n\nSee the \
                    [handbook](https://example.com/handbook).";

/// Every kind of panel, as a shop would have them.
pub fn shop() -> DashboardView {
    use PanelKind::{
        Area, Bars, Calendar, Heading, Line, Multiples, Number, Progress, Ranking, Table, Text,
    };
    let daily = (days(), Step::Day);
    let orders = || series(1, "Orders", 260.0, Measure::Flow, daily);
    let euros = || SeriesView {
        unit: unit("€", "€", Format::Currency),
        ..series(2, "Revenue", 14_200.0, Measure::Flow, daily)
    };
    let accounts = || series(5, "Active accounts", 11_800.0, Measure::Level, daily);
    let returned = || SeriesView {
        unit: unit("", "", Format::Percent),
        direction: Direction::DownIsGood,
        ..series(3, "Returned orders", 12.0, Measure::Level, daily)
    };
    let with_average = || {
        let mut series = orders();
        let mean = moving_average(&series.daily, 7, Day::MAX);
        series.average = roll_up(&mean, days(), Step::Day, (RollUp::Mean, Day::MAX), today());
        series.daily.values[40] = None;
        series
            .daily
            .marks
            .insert(0, (days().from + 40, Mark::Gap(GapReason::SourceDown)));
        series
            .daily
            .marks
            .insert(1, (days().from + 70, Mark::Corrected));
        series
    };
    let year = DayRange {
        from: today().plus_months(-12).next(),
        to: today(),
    };
    let weekly = |seed, label: &str, start| {
        alone(series(
            seed,
            label,
            start,
            Measure::Flow,
            (year, Step::Week),
        ))
    };
    let mut record = orders();
    record.record = Some(dbag_domain::Record::Highest(Some(today() - 265)));
    record.streak = 5;
    let mut view = Board::new()
        .put(Heading, (0, 0, 12, 1), "At a glance", PanelContent::Heading)
        .put(Number, (0, 1, 3, 4), "Orders", number(record))
        .put(Number, (3, 1, 3, 4), "Revenue", number(euros()))
        .put(Number, (6, 1, 3, 4), "Active accounts", number(accounts()))
        .put(Number, (9, 1, 3, 4), "Returned orders", number(returned()))
        .put(
            Bars,
            (0, 5, 8, 8),
            "Orders by day",
            chart(vec![with_average()], vec![0, 1, 2]),
        )
        .options(PanelOptions {
            average: Some(7),
            compare: Some(PanelCompare::Previous),
            ..PanelOptions::default()
        })
        .put(Progress, (8, 5, 4, 4), "Orders this quarter", progress())
        .put(Text, (8, 9, 4, 4), "", PanelContent::Text(TEXT.to_owned()))
        .put(
            Heading,
            (0, 13, 12, 1),
            "Over the year",
            PanelContent::Heading,
        )
        .put(
            Line,
            (0, 14, 6, 7),
            "Where orders come from",
            chart(
                vec![
                    weekly(11, "Shop", 140.0),
                    weekly(12, "App", 90.0),
                    weekly(13, "Phone", 30.0),
                ],
                vec![],
            ),
        )
        .with(|panel| (panel.days, panel.step) = (year, Step::Week))
        .put(
            Bars,
            (6, 14, 6, 7),
            "Orders by channel, stacked",
            chart(
                vec![
                    weekly(11, "Shop", 140.0),
                    weekly(12, "App", 90.0),
                    weekly(13, "Phone", 30.0),
                ],
                vec![],
            ),
        )
        .with(|panel| (panel.days, panel.step) = (year, Step::Week))
        .options(PanelOptions {
            arrangement: Arrangement::Stacked,
            ..PanelOptions::default()
        })
        .put(
            Area,
            (0, 21, 6, 6),
            "Active accounts",
            chart(vec![accounts()], vec![0]),
        )
        .put(
            Calendar,
            (6, 21, 6, 6),
            "Orders, day by day",
            PanelContent::Calendar(Box::new(alone(series(
                1,
                "Orders",
                260.0,
                Measure::Flow,
                (year, Step::Day),
            )))),
        )
        .with(|panel| panel.days = year)
        .put(Heading, (0, 27, 12, 1), "Who buys", PanelContent::Heading)
        .put(
            Ranking,
            (0, 28, 6, 9),
            "Customers with the most orders",
            ranking(8),
        )
        .put(
            Table,
            (6, 28, 6, 9),
            "Week by week",
            chart(
                vec![
                    alone(series(
                        1,
                        "Orders",
                        260.0,
                        Measure::Flow,
                        (days(), Step::Week),
                    )),
                    SeriesView {
                        unit: unit("€", "€", Format::Currency),
                        ..alone(series(
                            2,
                            "Revenue",
                            14_200.0,
                            Measure::Flow,
                            (days(), Step::Week),
                        ))
                    },
                ],
                vec![],
            ),
        )
        .with(|panel| panel.step = Step::Week)
        .put(
            Multiples,
            (0, 37, 12, 8),
            "Orders of every customer",
            PanelContent::Multiples(Box::new(MultiplesView {
                ranking: ranked(24, days()),
                page: 2,
                pages: 6,
                extent: Some((0.0, 420.0)),
            })),
        )
        .put(
            Line,
            (0, 45, 4, 4),
            "Sign-ups",
            PanelContent::Unavailable(Unavailable::MetricRemoved("Sign-ups".to_owned())),
        )
        .put(
            Number,
            (4, 45, 4, 4),
            "Logins",
            PanelContent::Unavailable(Unavailable::NoValuesYet),
        )
        .put(
            Progress,
            (8, 45, 4, 4),
            "Refunds",
            PanelContent::Unavailable(Unavailable::NoGoal {
                metric: Slug::parse("orders").unwrap(),
                object: None,
            }),
        )
        .view("Shop");
    view.notes = notes();
    view
}

/// The shop's dashboard about one customer.
pub fn about_customer() -> DashboardView {
    let mut view = shop();
    view.dashboard.settings.about = Some(kind());
    view.dashboard.settings.label = Label::parse("Customer").unwrap();
    view.dashboard.settings.slug = Slug::parse("customer").unwrap();
    view.subject = Subject::Object(Box::new(PageObject {
        object: object(42, "a/42 ü", "Bluebird Logistics"),
        is_archived: true,
        previous: Some(object(41, "41", "Acme GmbH")),
        next: Some(object(43, "43", "")),
    }));
    view.panels[1].is_unbound = true;
    view.choice = RangeChoice::Last(Step::Quarter);
    view.step = Some(Step::Week);
    view.compare = CompareChoice::With(PanelCompare::Year);
    view
}

/// So many charts of a year each, to measure with.
pub fn many(panels: u16) -> DashboardView {
    let year = DayRange {
        from: today() - 364,
        to: today(),
    };
    let mut board = Board::new();
    for at in 0..panels {
        let content = chart(
            vec![alone(series(
                u64::from(at) + 1,
                &format!("Metric {at}"),
                300.0,
                Measure::Level,
                (year, Step::Day),
            ))],
            vec![],
        );
        let place = (at % 3 * 4, at / 3 * 6, 4, 6);
        board = board
            .put(PanelKind::Line, place, &format!("Metric {at}"), content)
            .with(|panel| panel.days = year);
    }
    let mut view = board.view("Many");
    view.days = year;
    view
}

fn rows() -> Vec<DashboardRow> {
    let row =
        |id: i64, label: &str, description: &str, icon: &str, about, is_favourite| DashboardRow {
            id: DashboardId(id),
            slug: Slug::from_label(label).unwrap(),
            label: Label::parse(label).unwrap(),
            description: description.to_owned(),
            icon: icon.to_owned(),
            about,
            panels: 4 + id,
            is_favourite,
            is_home: false,
        };
    vec![
        row(
            1,
            "Customer",
            "How one customer uses the shop.",
            "",
            Some(kind()),
            false,
        ),
        row(
            2,
            "Shop",
            "What the shop sold, to whom, and how it goes on.",
            "🛒",
            None,
            true,
        ),
        row(3, "Operations", "", "⚙", None, false),
    ]
}

/// Every dashboard in its states, by the name of its file.
pub fn pages() -> Vec<(&'static str, Frame, Page)> {
    let (editor, viewer) = (frame(Some(Role::Editor)), frame(Some(Role::Viewer)));
    let boxed = |page: DashboardPage| Page::Dashboard(Box::new(page));
    let mut wrong = page(shop());
    wrong.view.problem = Some(Problem::field("to", "the last day lies before the first"));
    wrong.typed = TypedDays {
        from: "2026-11-30".to_owned(),
        to: "2026-11-01".to_owned(),
    };
    let mut unchosen = page(about_customer());
    unchosen.view.subject = Subject::Unchosen;
    unchosen.view.panels.clear();
    unchosen.find = "b".to_owned();
    unchosen.found = vec![
        object(42, "a/42 ü", "Bluebird Logistics"),
        object(7, "b7", ""),
    ];
    let wall = DashboardPage {
        wall: true,
        ..page(shop())
    };
    let mut hung = viewer.clone();
    hung.refresh = Some(Refresh {
        seconds: 60,
        to: None,
    });
    let gallery = Page::Gallery(GalleryPage {
        dashboards: rows(),
        gallery: gallery(),
    });
    vec![
        ("gallery-dashboards", editor.clone(), gallery),
        ("dashboard", editor.clone(), boxed(page(shop()))),
        ("dashboard-viewer", viewer.clone(), boxed(page(shop()))),
        (
            "dashboard-object",
            editor.clone(),
            boxed(page(about_customer())),
        ),
        ("dashboard-find", viewer.clone(), boxed(unchosen)),
        ("dashboard-wrong", viewer.clone(), boxed(wrong)),
        (
            "dashboard-empty",
            editor,
            boxed(page(Board::new().view("Empty"))),
        ),
        ("dashboard-rare", viewer.clone(), boxed(page(rare()))),
        ("dashboard-long", viewer.clone(), boxed(page(long()))),
        ("dashboard-50", viewer, boxed(page(many(50)))),
        ("dashboard-wall", hung, boxed(wall)),
    ]
}

/// Values in percent of all, for series that are parts.
pub fn as_shares(series: Vec<SeriesView>) -> Vec<SeriesView> {
    let points = series
        .iter()
        .map(|one| (one.points.clone(), one.unknown.clone()));
    let points: Vec<_> = points.collect();
    series
        .into_iter()
        .zip(shares(&points))
        .map(|(one, points)| SeriesView { points, ..one })
        .collect()
}

/// Ways to draw that a shop's dashboard does not use.
pub fn rare() -> DashboardView {
    let daily = (days(), Step::Day);
    let parts = || {
        vec![
            alone(series(11, "Shop", 140.0, Measure::Flow, daily)),
            alone(series(12, "App", 90.0, Measure::Flow, daily)),
        ]
    };
    let share = PanelContent::Chart(Box::new(ChartView {
        unit: Unit {
            format: Format::Percent,
            ..Unit::default()
        },
        series: as_shares(parts()),
        notes: Vec::new(),
    }));
    Board::new()
        .put(PanelKind::Area, (0, 0, 6, 7), "Share", share)
        .options(PanelOptions {
            read_as: ReadAs::Share,
            arrangement: Arrangement::Stacked,
            ..PanelOptions::default()
        })
        .put(
            PanelKind::Line,
            (6, 0, 6, 7),
            "Logarithmic",
            chart(parts(), vec![]),
        )
        .options(PanelOptions {
            scale: PanelScale::Log,
            no_legend: true,
            ..PanelOptions::default()
        })
        .view("Rare")
}

/// Everything as long as it may be.
pub fn long() -> DashboardView {
    let mut view = about_customer();
    let words = "Überschriften ohne Ende und mit <b>Auszeichnung</b> ".repeat(6);
    let one_word = "x".repeat(300);
    for (at, panel) in view.panels.iter_mut().enumerate() {
        panel.title = if at % 2 == 0 {
            words.clone()
        } else {
            one_word.clone()
        };
        match &mut panel.content {
            PanelContent::Chart(chart) => {
                for series in &mut chart.series {
                    series.name.clone_from(&words);
                    series.total.value = Some(123_456_789_012_345.0);
                }
            }
            PanelContent::Number(number) => {
                number.series.figure = Some((today(), 123_456_789_012.0));
                number.series.unit.plural.clone_from(&one_word);
            }
            PanelContent::Ranking(ranking) => ranking.rows[0].name.clone_from(&one_word),
            PanelContent::Multiples(all) => all.ranking.rows[0].name.clone_from(&words),
            _ => {}
        }
    }
    if let Subject::Object(page) = &mut view.subject {
        page.object.label.clone_from(&one_word);
    }
    view.notes[0].text = one_word;
    view
}

/// A day long ago.
pub fn long_ago() -> Day {
    Day::from_ymd(2012, 4, 19).unwrap()
}
