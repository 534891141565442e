//! Values that people type and programs send: whose an equal one is, which note stands, and where days begin.

#[path = "support/importing.rs"]
mod importing;
mod support;

use dbag_domain::{DayRange, Role};
use dbag_operations::{Actor, Corrected, Dbag, ImportOptions, SentValue};
use importing::{day, import, lines};
use support::{ACTOR, now, on_both};

async fn correct(dbag: &Dbag, value: Option<&str>, note: &str) -> Corrected {
    dbag.correct(&ACTOR, "a", "2026-11-01", value, Some(note), None, now())
        .await
        .expect("corrected")
}

/// The notes of what stands and of what stood before, the newest first, with the values.
async fn notes(dbag: &Dbag) -> Vec<(Option<f64>, String)> {
    let metric = dbag.store().metric("a").await.expect("there");
    let series = dbag.store().series_of_metric(metric.id).await;
    let series = series.expect("series")[0].id;
    let on = day("2026-11-01");
    let standing = dbag.store().samples(series, DayRange::single(on), 1).await;
    let mut all = standing.expect("read");
    all.extend(dbag.store().revisions(series, on).await.expect("read"));
    all.into_iter()
        .map(|one| (one.value.ok(), one.note))
        .collect()
}

on_both! {
    async fn what_was_brought_is_not_lost_to_another_kind_of_objects(dbag: Dbag) {
        import(&dbag, "date,a\n2026-11-01,3\n", &ImportOptions::default()).await;
        let change = async || {
            let form = dbag.form_of(&ACTOR, "a").await.expect("a form").with("object_kind", "customer");
            let version = dbag.store().metric("a").await.expect("there").version;
            dbag.change_metric(&ACTOR, "a", version, &form, now()).await
        };
        let refused = change().await.expect_err("it would count no more");
        assert_eq!(refused[0].field.as_deref(), Some("object_kind"));
        assert!(refused[0].message.starts_with("1 value that was typed, sent or imported is of no object"), "{refused:?}");
        assert_eq!(lines(&dbag).await, ["a,2026-11-01,3,,,"]);
        // Of what has no such value it is free.
        correct(&dbag, None, "wrong").await;
        change().await.expect("changed");
    }

    async fn a_note_beside_an_equal_value_is_changed_and_taken_away(dbag: Dbag) {
        import(&dbag, "date,a\n2026-11-01,3\n", &ImportOptions::default()).await;
        let told = |note: &str| (Some(3.0), note.to_owned());
        assert_eq!(correct(&dbag, Some("3"), "first note").await, Corrected::Adopted);
        // It was theirs: only the note is new.
        assert_eq!(correct(&dbag, Some("3"), "second note").await, Corrected::Noted);
        let mut all = vec![told("second note"), told("first note"), told("values.csv")];
        assert_eq!(notes(&dbag).await, all);
        assert_eq!(correct(&dbag, Some("3"), " second note ").await, Corrected::Nothing);
        // What says nothing of a note leaves it, and so does a program that sends the same.
        let without = dbag.correct(&ACTOR, "a", "2026-11-01", Some("3"), None, None, now()).await.expect("typed");
        assert_eq!(without, Corrected::Nothing);
        let sent = SentValue::new("3", Some(day("2026-11-01")), None);
        dbag.push(&ACTOR, "a", &sent, now()).await.expect("sent");
        assert_eq!(notes(&dbag).await, all);
        // An empty note takes it away, and it stays on record.
        assert_eq!(correct(&dbag, Some("3"), " ").await, Corrected::NoteRemoved);
        all.insert(0, told(""));
        assert_eq!(notes(&dbag).await, all);
        assert_eq!(correct(&dbag, Some("3"), "").await, Corrected::Nothing);
        // Another's is theirs by a note, or by taking it away.
        let ann = Actor::User { email: "ann@example.com".into(), role: Role::Editor };
        for (note, outcome) in [("", Corrected::Nothing), ("mine", Corrected::Adopted), ("", Corrected::NoteRemoved)] {
            let typed = dbag.correct(&ann, "a", "2026-11-01", Some("3"), Some(note), None, now()).await.expect("typed");
            assert_eq!(typed, outcome, "{note:?}");
        }
        assert_eq!(correct(&dbag, Some("3"), "ours").await, Corrected::Adopted);
        // The same of a day that is removed.
        assert_eq!(correct(&dbag, None, "").await, Corrected::Revised);
        assert_eq!(correct(&dbag, None, "").await, Corrected::Nothing);
        assert_eq!(correct(&dbag, None, "never counted").await, Corrected::Noted);
        assert_eq!(notes(&dbag).await[0], (None, "never counted".to_owned()));
        assert_eq!(correct(&dbag, None, "").await, Corrected::NoteRemoved);
    }

    async fn days_begin_where_those_of_files_do(dbag: Dbag) {
        import(&dbag, "date,a\n2026-11-01,3\n", &ImportOptions::default()).await;
        for (text, said) in [
            ("1850-01-01", "1850-01-01 is too early: days begin with 1900-01-02"),
            ("0001-01-01", "0001-01-01 stands for no date in many programs; days begin with 1900-01-02"),
        ] {
            let typed = dbag.correct(&ACTOR, "a", text, Some("3"), Some(""), None, now()).await.expect_err(text);
            assert_eq!((typed.message.as_str(), typed.field.as_deref()), (said, Some("day")));
            let removed = dbag.correct(&ACTOR, "a", text, None, Some(""), None, now()).await.expect_err(text);
            assert_eq!(removed.message, said);
            let sent = SentValue::new("3", Some(day(text)), None);
            let pushed = dbag.push(&ACTOR, "a", &sent, now()).await.expect_err(text);
            assert_eq!((pushed.message.as_str(), pushed.field.as_deref()), (said, Some("day")));
            let days = DayRange { from: day(text), to: day("2026-11-01") };
            let asked = dbag.backfill(&ACTOR, "a", days, now()).await.expect_err(text);
            assert_eq!((asked.message.as_str(), asked.field.as_deref()), (said, Some("from")));
            let planned = dbag.plan_backfill(&ACTOR, "a", days, now()).await.expect_err(text);
            assert_eq!(planned.message, said);
            let gap = format!("{{\"metric\": \"a\", \"date\": \"{text}\", \"value\": null, \"gap\": \"timeout\"}}\n");
            assert_eq!(import(&dbag, &gap, &ImportOptions::default()).await.gaps, 0);
        }
        dbag.correct(&ACTOR, "a", "1900-01-02", Some("3"), Some(""), None, now()).await.expect("the first day");
        assert_eq!(lines(&dbag).await, ["a,1900-01-02,3,,,", "a,2026-11-01,3,,,"]);
    }

    // What was taken before there was a first day.
    async fn an_early_value_that_stands_can_be_removed(dbag: Dbag) {
        import(&dbag, "date,a\n2026-11-01,3\n", &ImportOptions::default()).await;
        let metric = dbag.store().metric("a").await.expect("there");
        let series = dbag.store().series_of_metric(metric.id).await.expect("series")[0].id;
        let early = day("1850-01-01");
        let written = dbag.store().write_samples(dbag_store::SampleWrite {
            batch: dbag_domain::Batch {
                origin: dbag_domain::Origin::Edited,
                actor: "ann".to_owned(),
                at: now(),
                run_id: None,
                note: String::new(),
                definition: None,
            },
            samples: vec![dbag_store::NewSample {
                series,
                day: early,
                value: Ok(dbag_domain::Value::parse("3").expect("a value")),
            }],
            on_conflict: dbag_store::OnConflict::Overwrite,
            is_final: &|_, _, _| true,
        });
        written.await.expect("written");
        let removed = dbag.correct(&ACTOR, "a", "1850-01-01", None, Some(""), None, now()).await.expect("removed");
        assert_eq!(removed, Corrected::Revised);
        assert_eq!(lines(&dbag).await, ["a,2026-11-01,3,,,"]);
    }
}
