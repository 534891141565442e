//! Dashboards as operations offer them: what a page shows, and what is refused.

mod support;

use dbag_domain::{
    Binding, DashboardSettings, Day, DayRange, GapReason, Goal, GoalShape, Label, ObjectKind,
    PanelCompare, PanelKind, PanelOptions, PanelSeries, PanelSettings, Place, ProblemKind,
    RangeChoice, ReadAs, Role, Slug, Step,
};
use dbag_operations::{
    Actor, DashboardEdit, DashboardQuery, DashboardView, Dbag, DirectoryQuery, MetricForm,
    PanelContent, PictureSize, SentValue, Subject, Theme, Unavailable, panel_badge, panel_document,
    panel_table, table_csv,
};
use support::{ACTOR, now, on_both};

fn today() -> Day {
    Day::parse("2026-11-23").expect("a date")
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

/// A pushed metric with a value a day up to today for each of these objects; the last is today's.
async fn metric(dbag: &Dbag, name: &str, values: &[(Option<&str>, &[f64])]) {
    measured(dbag, name, "level", values).await;
}

async fn measured(dbag: &Dbag, name: &str, measure: &str, values: &[(Option<&str>, &[f64])]) {
    let has_objects = values.iter().any(|(object, _)| object.is_some());
    let mut form = MetricForm::new()
        .with("slug", name)
        .with("label", name)
        .with("metric_type", "push")
        .with("measure", measure)
        .with("direction", "up");
    if has_objects {
        form = form.with("object_kind", "customer");
    }
    dbag.add_metric(&ACTOR, &form, now()).await.expect("added");
    for (object, values) in values {
        for (at, value) in values.iter().rev().enumerate() {
            let day = Some(today() - at as i32);
            let pushed = dbag
                .push(
                    &ACTOR,
                    name,
                    &SentValue::new(&value.to_string(), day, *object),
                    now(),
                )
                .await;
            pushed.expect("pushed");
        }
    }
}

fn series(metric: &str, object: Binding) -> PanelSeries {
    PanelSeries::of(slug(metric)).bound(object)
}

fn panel(kind: PanelKind, row: u16, series: Vec<PanelSeries>) -> PanelSettings {
    let place = Place {
        x: 0,
        y: row * 4,
        w: 6,
        h: 4,
    };
    PanelSettings {
        series,
        ..PanelSettings::new(kind, place)
    }
}

fn with(panel: PanelSettings, options: PanelOptions) -> PanelSettings {
    PanelSettings { options, ..panel }
}

fn about_customers(panels: Vec<PanelSettings>) -> DashboardSettings {
    DashboardSettings {
        about: ObjectKind::parse("customer").ok(),
        range: RangeChoice::LastDays(7),
        panels,
        ..DashboardSettings::new(slug("shop"), Label::parse("Shop").expect("a label"))
    }
}

fn general(panels: Vec<PanelSettings>) -> DashboardSettings {
    DashboardSettings {
        about: None,
        ..about_customers(panels)
    }
}

async fn view(dbag: &Dbag, key: Option<&str>) -> DashboardView {
    let query = DashboardQuery::default();
    dbag.view_dashboard(&ACTOR, "shop", key, &query, now())
        .await
        .expect("shown")
}

/// The values of a panel's first series.
fn values(view: &DashboardView, panel: usize) -> Vec<Option<f64>> {
    match &view.panels[panel].content {
        PanelContent::Chart(chart) => chart.series[0]
            .points
            .iter()
            .map(|point| point.value)
            .collect(),
        other => panic!("no chart: {other:?}"),
    }
}

fn unavailable(view: &DashboardView, panel: usize) -> Unavailable {
    match &view.panels[panel].content {
        PanelContent::Unavailable(why) => why.clone(),
        other => panic!("available: {other:?}"),
    }
}

on_both! {
    async fn one_dashboard_shows_each_object_its_own(dbag: Dbag) {
        metric(&dbag, "orders", &[(Some("1"), &[1.0, 2.0]), (Some("2"), &[30.0, 50.0])]).await;
        let panels = vec![
            panel(PanelKind::Line, 0, vec![series("orders", Binding::Page)]),
            panel(PanelKind::Line, 1, vec![series("orders", Binding::Median)]),
            panel(PanelKind::Line, 2, vec![series("orders", Binding::Whole)]),
        ];
        dbag.add_dashboard(&ACTOR, &about_customers(panels), now()).await.expect("added");
        let first = view(&dbag, Some("1")).await;
        assert_eq!(values(&first, 0)[5..], [Some(1.0), Some(2.0)]);
        assert_eq!(values(&first, 1)[5..], [Some(15.5), Some(26.0)]);
        assert_eq!(values(&first, 2)[5..], [Some(31.0), Some(52.0)]);
        let second = view(&dbag, Some("2")).await;
        assert_eq!(values(&second, 0)[5..], [Some(30.0), Some(50.0)]);
        let Subject::Object(page) = &second.subject else { panic!("{:?}", second.subject) };
        assert_eq!(page.previous.as_ref().map(|object| object.key.as_str()), Some("1"));
        assert_eq!(page.next, None);
    }

    async fn r03_an_unbound_panel_is_marked_where_the_page_is_about_an_object(dbag: Dbag) {
        metric(&dbag, "orders", &[(Some("1"), &[1.0])]).await;
        let panels = vec![
            panel(PanelKind::Line, 0, vec![series("orders", Binding::Unbound)]),
            panel(PanelKind::Line, 1, vec![series("orders", Binding::Whole)]),
            panel(PanelKind::Line, 2, vec![series("orders", Binding::Page)]),
        ];
        dbag.add_dashboard(&ACTOR, &about_customers(panels), now()).await.expect("added");
        let marks: Vec<_> = view(&dbag, Some("1")).await.panels.iter().map(|p| p.is_unbound).collect();
        assert_eq!(marks, [true, false, false]);
    }

    async fn what_cannot_be_shown_says_why(dbag: Dbag) {
        metric(&dbag, "orders", &[(Some("1"), &[1.0])]).await;
        metric(&dbag, "plain", &[(None, &[1.0])]).await;
        metric(&dbag, "empty", &[]).await;
        metric(&dbag, "gone", &[(None, &[1.0])]).await;
        let panels = vec![
            panel(PanelKind::Line, 0, vec![series("plain", Binding::Page)]),
            panel(PanelKind::Line, 1, vec![series("empty", Binding::Whole)]),
            panel(PanelKind::Line, 2, vec![series("gone", Binding::Whole)]),
            panel(PanelKind::Progress, 3, vec![series("plain", Binding::Whole)]),
            panel(PanelKind::Ranking, 4, vec![series("plain", Binding::Every)]),
            panel(PanelKind::Line, 5, vec![series("orders", Binding::Page)]),
            panel(PanelKind::Line, 6, vec![
                series("gone", Binding::Whole),
                series("plain", Binding::Whole),
            ]),
        ];
        dbag.add_dashboard(&ACTOR, &about_customers(panels), now()).await.expect("added");
        dbag.remove_metric(&ACTOR, "gone", now()).await.expect("removed");
        let shown = view(&dbag, Some("1")).await;
        assert_eq!(unavailable(&shown, 0), Unavailable::OtherKind("plain".to_owned()));
        assert_eq!(unavailable(&shown, 1), Unavailable::NoValuesYet);
        assert_eq!(unavailable(&shown, 2), Unavailable::MetricRemoved("gone".to_owned()));
        assert!(matches!(unavailable(&shown, 3), Unavailable::NoGoal { .. }));
        assert_eq!(unavailable(&shown, 4), Unavailable::OtherKind("plain".to_owned()));
        let picture = |at: usize| panel_document(&shown, &shown.panels[at], PictureSize { width: 600, height: 300 }, Theme::Light);
        let reason = picture(1).expect("a picture that says why");
        assert!(reason.contains("No values yet.") && !reason.contains("drawn here"), "{reason}");
        assert_eq!(picture(4), None, "no days would help");
        // One of two metrics that is gone leaves the other.
        assert_eq!(values(&shown, 6)[6], Some(1.0));
        assert_eq!(unavailable(&view(&dbag, None).await, 5), Unavailable::NoObject);
    }

    async fn days_of_which_none_has_a_value_say_why(dbag: Dbag) {
        metric(&dbag, "plain", &[(None, &[1.0, 2.0, 3.0])]).await;
        metric(&dbag, "seats", &[(Some("1"), &[1.0, 2.0, 3.0])]).await;
        let day = today() - 1;
        for (name, object) in [("plain", None), ("seats", Some("1"))] {
            let removed = dbag.correct(&ACTOR, name, &day.to_string(), None, None, object, now()).await;
            removed.expect("removed");
        }
        let of_day = |kind, row, series| {
            let range = Some(RangeChoice::Custom(DayRange { from: day, to: day }));
            with(panel(kind, row, vec![series]), PanelOptions { range, ..PanelOptions::default() })
        };
        let goal = Goal::constant(today() - 9, 10.0);
        dbag.set_goal(&ACTOR, "plain", None, &goal, now()).await.expect("set");
        let panels = vec![
            of_day(PanelKind::Line, 0, series("plain", Binding::Whole)),
            of_day(PanelKind::Table, 1, series("seats", Binding::Whole)),
            of_day(PanelKind::Ranking, 2, series("seats", Binding::Every)),
            of_day(PanelKind::Multiples, 3, series("seats", Binding::Every)),
            of_day(PanelKind::Progress, 4, series("plain", Binding::Whole)),
        ];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        for at in 0..5 {
            let why = unavailable(&shown, at);
            assert_eq!(why, Unavailable::NoValuesHere(Some((day, GapReason::Removed))), "{at}");
            assert_eq!(why.plain_words(), "No values in these days; on 22 Nov 2026: removed by hand.");
        }
    }

    async fn r31_an_object_that_nobody_knows_has_no_page(dbag: Dbag) {
        metric(&dbag, "orders", &[(Some("1"), &[1.0])]).await;
        dbag.add_dashboard(&ACTOR, &about_customers(Vec::new()), now()).await.expect("added");
        for key in ["2", "", " ", "1' OR '1'='1", "../1", "\0", &"x".repeat(300), "%"] {
            let query = DashboardQuery::default();
            let refused = dbag.view_dashboard(&ACTOR, "shop", Some(key), &query, now()).await;
            assert_eq!(refused.expect_err(key).kind, ProblemKind::NotFound);
        }
        let other = DashboardSettings { slug: slug("other"), ..general(Vec::new()) };
        dbag.add_dashboard(&ACTOR, &other, now()).await.expect("added");
        let query = DashboardQuery::default();
        let refused = dbag.view_dashboard(&ACTOR, "other", Some("1"), &query, now()).await;
        assert_eq!(refused.expect_err("refused").kind, ProblemKind::NotFound);
    }

    async fn values_are_compared_added_up_and_put_beside_a_goal(dbag: Dbag) {
        let days: Vec<f64> = (1..=14).map(f64::from).collect();
        metric(&dbag, "plain", &[(None, &days)]).await;
        measured(&dbag, "sales", "flow", &[(None, &days)]).await;
        let goal = Goal::constant(today(), 28.0);
        dbag.set_goal(&ACTOR, "plain", None, &goal, now()).await.expect("set");
        let options = |read_as, compare| PanelOptions { read_as, compare, ..PanelOptions::default() };
        let line_of = |name, row, options| {
            with(panel(PanelKind::Line, row, vec![series(name, Binding::Whole)]), options)
        };
        let line = |row, options| line_of("plain", row, options);
        let panels = vec![
            line(0, options(ReadAs::Values, Some(PanelCompare::Previous))),
            line_of("sales", 1, options(ReadAs::Cumulative, None)),
            line(2, options(ReadAs::Indexed, None)),
            panel(PanelKind::Progress, 3, vec![series("plain", Binding::Whole)]),
            panel(PanelKind::Number, 4, vec![series("plain", Binding::Whole)]),
            line(5, options(ReadAs::Cumulative, None)),
        ];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let PanelContent::Chart(chart) = &shown.panels[0].content else { panic!() };
        let compared = chart.series[0].compared.as_ref().expect("compared");
        let before: Vec<_> = compared.points.iter().map(|point| point.and_then(|point| point.value)).collect();
        assert_eq!(before, (1..=7).map(|day| Some(f64::from(day))).collect::<Vec<_>>());
        assert_eq!(values(&shown, 1)[..2], [Some(8.0), Some(17.0)]);
        assert_eq!(values(&shown, 2)[..2], [Some(100.0), Some(112.5)]);
        let PanelContent::Progress(progress) = &shown.panels[3].content else { panic!() };
        assert_eq!((progress.value, progress.goal, progress.pace), (14.0, 28.0, None));
        assert!(progress.standing.words.starts_with("14 ") && progress.standing.words.ends_with("short of the goal"), "{:?}", progress.standing);
        let PanelContent::Number(number) = &shown.panels[4].content else { panic!() };
        assert_eq!(number.series.figure, Some((today(), 14.0)));
        assert_eq!(number.series.streak, 13);
        let refused = Unavailable::NotAddedUp("plain".to_owned());
        assert_eq!(unavailable(&shown, 5), refused, "levels of days are not added up");
        let csv = table_csv(&panel_table(&shown.panels[0]).expect("a table")).expect("written");
        let csv = String::from_utf8(csv).expect("text");
        assert!(csv.starts_with("day,name,plain,\"plain, period before\"\n2026-11-17,17 Nov 2026,8,1\n"), "{csv}");
    }

    // Today is a Monday: the week is today alone.
    async fn a_day_that_is_not_over_is_beside_nothing_and_behind_nothing(dbag: Dbag) {
        let mut days = [10.0; 20];
        days[19] = 1.0;
        measured(&dbag, "sales", "flow", &[(None, &days)]).await;
        measured(&dbag, "seats", "flow", &[(Some("a"), &days)]).await;
        measured(&dbag, "paid", "flow", &[(None, &days)]).await;
        let line = Goal::parse(GoalShape::Ramp, "2026-11-20 10\n2026-11-30 10").expect("a goal");
        for (name, goal) in [("sales", Goal::constant(today(), 10.0)), ("paid", line)] {
            dbag.set_goal(&ACTOR, name, None, &goal, now()).await.expect("set");
        }
        let over = |kind, row, (name, object), range| {
            let options = PanelOptions {
                range: Some(range), compare: Some(PanelCompare::Previous), ..PanelOptions::default()
            };
            with(panel(kind, row, vec![series(name, object)]), options)
        };
        let sales = ("sales", Binding::Whole);
        let week = RangeChoice::This(Step::Week);
        let later = RangeChoice::Custom(DayRange { from: today() + 30, to: today() + 60 });
        let panels = vec![
            over(PanelKind::Bars, 0, sales, week),
            over(PanelKind::Bars, 1, sales, RangeChoice::LastDays(7)),
            over(PanelKind::Ranking, 2, ("seats", Binding::Every), week),
            over(PanelKind::Progress, 3, sales, RangeChoice::LastDays(20)),
            over(PanelKind::Number, 4, sales, later),
            over(PanelKind::Progress, 5, ("paid", Binding::Whole), RangeChoice::This(Step::Month)),
        ];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let chart = |at: usize| match &shown.panels[at].content {
            PanelContent::Chart(chart) => chart.series[0].clone(),
            other => panic!("no chart: {other:?}"),
        };
        assert_eq!(chart(0).compared, None);
        let of_week = chart(1);
        let compared = of_week.compared.expect("six days beside six");
        let values = (of_week.total.value, compared.settled.value, compared.total.value);
        assert_eq!(values, (Some(61.0), Some(60.0), Some(60.0)));
        assert!(compared.is_without_last(&of_week.total));
        let PanelContent::Ranking(ranking) = &shown.panels[2].content else { panic!() };
        assert_eq!((ranking.compared, ranking.rows[0].before), (None, None));
        for (at, words, value, pace) in [
            (3, "on pace", 191.0, 190.0), (5, "on pace, counted from 20 Nov", 31.0, 30.0),
        ] {
            let PanelContent::Progress(progress) = &shown.panels[at].content else { panic!() };
            assert_eq!((progress.value, progress.pace), (value, Some(pace)));
            assert_eq!(progress.standing.words, words);
        }
        assert_eq!(unavailable(&shown, 4), Unavailable::NoValuesHere(None));
    }

    // A mean is counted from where its goal begins, as a sum is.
    async fn a_mean_beside_a_goal_counts_its_days_only(dbag: Dbag) {
        let mut days = [10.0; 20];
        days[0] = 200.0;
        measured(&dbag, "paid", "share", &[(None, &days)]).await;
        let line = Goal::parse(GoalShape::Steps, "2026-11-20 9").expect("a goal");
        dbag.set_goal(&ACTOR, "paid", None, &line, now()).await.expect("set");
        let options = PanelOptions { range: Some(RangeChoice::LastDays(20)), ..PanelOptions::default() };
        let progress = panel(PanelKind::Progress, 0, vec![series("paid", Binding::Whole)]);
        dbag.add_dashboard(&ACTOR, &general(vec![with(progress, options)]), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let PanelContent::Progress(progress) = &shown.panels[0].content else { panic!() };
        assert_eq!((progress.value, progress.series.total.coverage.days), (10.0, 4));
        assert!(progress.standing.words.ends_with("counted from 20 Nov"), "{}", progress.standing.words);
    }

    // Its change alone would let anybody take it for today's.
    async fn a_number_of_an_earlier_day_says_so(dbag: Dbag) {
        measured(&dbag, "sales", "flow", &[(None, &[5.0; 20])]).await;
        metric(&dbag, "late", &[]).await;
        for ago in 2..12 {
            let day = Some(today() - ago);
            dbag.push(&ACTOR, "late", &SentValue::new("7", day, None), now()).await.expect("pushed");
        }
        metric(&dbag, "seats", &[(Some("a"), &[2.0; 20])]).await;
        let day = Some(today() - 3);
        dbag.push(&ACTOR, "seats", &SentValue::new("3", day, Some("b")), now()).await.expect("pushed");
        let number = |name, row| panel(PanelKind::Number, row, vec![series(name, Binding::Whole)]);
        let panels = vec![number("sales", 0), number("late", 1), number("seats", 2)];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let said = |at: usize| {
            let PanelContent::Number(number) = &shown.panels[at].content else { panic!() };
            let badge = panel_badge(&shown.panels[at]).expect("a badge");
            (number.earlier_day(today()), badge.message)
        };
        assert_eq!(said(0), (None, "5".to_owned()));
        assert_eq!(said(1), (Some("as of 21 Nov".to_owned()), "7 on 21 Nov 2026".to_owned()));
        assert_eq!(said(2), (None, "5, some objects as of before".to_owned()));
    }

    async fn objects_are_ranked_with_their_change(dbag: Dbag) {
        let values: Vec<(String, Vec<f64>)> =
            (1..=30).map(|at| (at.to_string(), vec![f64::from(at); 14])).collect();
        let given: Vec<(Option<&str>, &[f64])> =
            values.iter().map(|(key, values)| (Some(key.as_str()), values.as_slice())).collect();
        metric(&dbag, "orders", &given).await;
        let panels = vec![
            panel(PanelKind::Ranking, 0, vec![series("orders", Binding::Every)]),
            panel(PanelKind::Multiples, 1, vec![series("orders", Binding::Every)]),
            with(
                panel(PanelKind::Multiples, 2, vec![series("orders", Binding::Every)]),
                PanelOptions { read_as: ReadAs::Cumulative, ..PanelOptions::default() },
            ),
        ];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        assert_eq!(unavailable(&shown, 2), Unavailable::NotSmall, "and not its values under another name");
        let PanelContent::Ranking(ranking) = &shown.panels[0].content else { panic!() };
        let keys: Vec<_> = ranking.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["30", "29", "28", "27", "26", "25", "24", "23", "22", "21"]);
        assert_eq!((ranking.objects, ranking.rows[0].before), (30, Some(30.0)));
        let PanelContent::Multiples(multiples) = &shown.panels[1].content else { panic!() };
        assert_eq!((multiples.pages, multiples.ranking.rows.len()), (2, 24));
        assert_eq!(multiples.extent, Some((7.0, 30.0)));
    }

    // Cancelled five weeks ago: one seat once is none of today's.
    async fn an_object_that_has_ended_says_of_which_day_its_value_is(dbag: Dbag) {
        metric(&dbag, "seats", &[(Some("here"), &[3.0; 60])]).await;
        for (offset, value) in [(40, "7"), (39, "8")] {
            let sent = SentValue::new(value, Some(today() - offset), Some("gone"));
            dbag.push(&ACTOR, "seats", &sent, now()).await.expect("pushed");
        }
        let options = PanelOptions { range: Some(RangeChoice::LastDays(60)), ..PanelOptions::default() };
        let all = vec![series("seats", Binding::Every)];
        let panels = vec![
            with(panel(PanelKind::Ranking, 0, all.clone()), options.clone()),
            with(panel(PanelKind::Multiples, 1, all), options),
        ];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let PanelContent::Ranking(ranking) = &shown.panels[0].content else { panic!() };
        let said: Vec<_> = ranking.rows.iter().map(|row| (row.key.as_str(), row.value, row.earlier_day(today()))).collect();
        let earlier = Some("as of 15 Oct".to_owned());
        assert_eq!(said, [("gone", 8.0, earlier), ("here", 3.0, None)]);
        for at in 0..2 {
            let size = PictureSize { width: 600, height: 200 };
            let picture = panel_document(&shown, &shown.panels[at], size, Theme::Light).expect("a picture");
            assert!(picture.contains("gone, as of 15 Oct"), "{picture}");
        }
        let directory = dbag.view_directory(&ACTOR, "customer", &DirectoryQuery::default(), now()).await.expect("shown");
        assert!(directory.rows.iter().all(|row| row.cells[0].as_of.is_none()), "nothing of the last 30 days");
    }

    // By week October begins on a Thursday, and stands beside the weeks from 3 September on.
    async fn sums_so_far_stand_beside_those_of_as_many_days(dbag: Dbag) {
        measured(&dbag, "sales", "flow", &[(None, &[1.0; 90])]).await;
        let options = PanelOptions {
            read_as: ReadAs::Cumulative,
            range: Some(RangeChoice::Last(Step::Month)),
            step: Some(Step::Week),
            compare: Some(PanelCompare::Previous),
            ..PanelOptions::default()
        };
        let sums = with(panel(PanelKind::Bars, 0, vec![series("sales", Binding::Whole)]), options);
        dbag.add_dashboard(&ACTOR, &general(vec![sums]), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let PanelContent::Chart(chart) = &shown.panels[0].content else { panic!() };
        let compared = chart.series[0].compared.as_ref().expect("compared");
        let beside: Vec<_> = compared.points.iter().map(|point| point.and_then(|point| point.value)).collect();
        assert_eq!(values(&shown, 0), [4.0, 11.0, 18.0, 25.0, 31.0].map(Some));
        assert_eq!(beside[..4], [4.0, 11.0, 18.0, 25.0].map(Some));
    }

    async fn r34_lost_update_keeps_the_first(dbag: Dbag) {
        let settings = general(vec![panel(PanelKind::Text, 0, Vec::new())]);
        let old = dbag.add_dashboard(&ACTOR, &settings, now()).await.expect("added");
        let edit = |label: &str| DashboardEdit {
            slug: "shop".to_owned(),
            version: old.version,
            settings: DashboardSettings {
                label: Label::parse(label).expect("a label"),
                ..settings.clone()
            },
            panels: vec![Some(old.panels[0].id)],
        };
        dbag.save_dashboard(&ACTOR, &edit("Mine"), now()).await.expect("saved");
        let refused = dbag.save_dashboard(&ACTOR, &edit("Theirs"), now()).await.expect_err("refused");
        assert_eq!(refused[0].kind, ProblemKind::Conflict);
        let kept = dbag.dashboard(&ACTOR, "shop").await.expect("there");
        assert_eq!(kept.label.as_str(), "Mine");
        assert_eq!(kept.panels[0].id, old.panels[0].id);
    }

    async fn what_is_wrong_with_a_dashboard_is_told_at_its_panel(dbag: Dbag) {
        let bad = general(vec![
            panel(PanelKind::Heading, 0, Vec::new()),
            panel(PanelKind::Line, 1, vec![series("none", Binding::Whole)]),
        ]);
        let problems = dbag.add_dashboard(&ACTOR, &bad, now()).await.expect_err("refused");
        assert_eq!(problems[0].field.as_deref(), Some("panel.2.metric"));
        let viewer = Actor::User { email: "ben@example.com".to_owned(), role: Role::Viewer };
        let refused = dbag.add_dashboard(&viewer, &bad, now()).await.expect_err("refused");
        assert_eq!(refused[0].kind, ProblemKind::NotAllowed);
        let query = DashboardQuery::default();
        let refused = dbag.view_dashboard(&Actor::Anonymous, "shop", None, &query, now()).await;
        assert_eq!(refused.expect_err("refused").kind, ProblemKind::SignInNeeded);
    }

    async fn an_imported_dashboard_keeps_the_panels_that_are_the_same(dbag: Dbag) {
        let settings = general(vec![
            panel(PanelKind::Heading, 0, Vec::new()),
            panel(PanelKind::Text, 1, Vec::new()),
        ]);
        let first = dbag.import_dashboard(&ACTOR, &settings, now()).await.expect("imported");
        let mut changed = settings.clone();
        changed.panels.remove(0);
        let second = dbag.import_dashboard(&ACTOR, &changed, now()).await.expect("imported");
        assert_eq!(second.panels.len(), 1);
        assert_eq!(second.panels[0].id, first.panels[1].id);
        dbag.remove_dashboard(&ACTOR, "shop", now()).await.expect("removed");
        let gone = dbag.dashboard(&ACTOR, "shop").await.expect_err("gone");
        assert_eq!(gone.kind, ProblemKind::NotFound);
    }

    async fn a_calendar_is_of_the_days_that_it_has_room_for(dbag: Dbag) {
        let days = vec![1.0; 600];
        measured(&dbag, "sales", "flow", &[(None, &days)]).await;
        let months = PanelOptions {
            range: Some(RangeChoice::LastMonths(18)),
            ..PanelOptions::default()
        };
        let calendar = panel(PanelKind::Calendar, 0, vec![series("sales", Binding::Whole)]);
        let panels = vec![with(calendar, months)];
        dbag.add_dashboard(&ACTOR, &general(panels), now()).await.expect("added");
        let shown = view(&dbag, None).await;
        let PanelContent::Calendar(sales) = &shown.panels[0].content else { panic!() };
        assert_eq!(shown.panels[0].days.len(), 371);
        assert_eq!(sales.total.value, Some(371.0), "what is written is of what is drawn");
        let csv = table_csv(&panel_table(&shown.panels[0]).expect("a table")).expect("written");
        assert_eq!(String::from_utf8(csv).expect("text").lines().count(), 1 + 371);
    }

    // On the day itself nobody knows what the other was, however few days are shown.
    async fn a_share_of_what_is_not_known_is_none(dbag: Dbag) {
        metric(&dbag, "known", &[(None, &[10.0; 9])]).await;
        metric(&dbag, "silent", &[]).await;
        for ago in 2..9 {
            let sent = SentValue::new("10", Some(today() - ago), None);
            dbag.push(&ACTOR, "silent", &sent, now()).await.expect("pushed");
        }
        let mut share = panel(PanelKind::Area, 0, vec![series("known", Binding::Whole), series("silent", Binding::Whole)]);
        share.options.read_as = ReadAs::Share;
        dbag.add_dashboard(&ACTOR, &general(vec![share]), now()).await.expect("added");
        let shares = async |from: i32, to: i32| {
            let day = |ago: i32| Some((today() - ago).to_string());
            let query = DashboardQuery { from: day(from), to: day(to), ..DashboardQuery::default() };
            let view = dbag.view_dashboard(&ACTOR, "shop", None, &query, now()).await.expect("a page");
            view.panels.into_iter().next().expect("a panel").content
        };
        let PanelContent::Chart(chart) = shares(3, 0).await else { panic!("a chart") };
        let known: Vec<_> = chart.series[0].points.iter().map(|point| point.value).collect();
        assert_eq!(known, [Some(50.0), Some(50.0), None, None]);
        let alone = shares(1, 0).await;
        assert_eq!(alone, PanelContent::Unavailable(Unavailable::NeverTogether));
    }

    async fn a_panel_of_old_values_ends_with_them_whatever_is_beside_it(dbag: Dbag) {
        metric(&dbag, "new", &[(None, &[1.0, 2.0])]).await;
        metric(&dbag, "old", &[]).await;
        let day = Some(today() - 500);
        dbag.push(&ACTOR, "old", &SentValue::new("7", day, None), now()).await.expect("pushed");
        let line = |name, row| panel(PanelKind::Line, row, vec![series(name, Binding::Whole)]);
        let both = general(vec![line("new", 0), line("old", 1)]);
        dbag.add_dashboard(&ACTOR, &both, now()).await.expect("added");
        let shown = view(&dbag, None).await;
        assert_eq!(values(&shown, 0)[5..], [Some(1.0), Some(2.0)]);
        assert_eq!(values(&shown, 1)[6..], [Some(7.0)]);
        assert_eq!(shown.panels[1].days.to, today() - 500);
    }
}
