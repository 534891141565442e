//! Date columns of numbers: which are understood, which are asked, and which refused.

use dbag_collector::types::RowCount;
use dbag_domain::DayRange;
use serde_json::{Value as Json, json};

use super::support::{Asking, Database, days, each, lines, mariadb, postgres, sqlite};

async fn asked(
    database: &Database,
    zone: &'static str,
    json: Json,
    days: DayRange,
) -> Result<(Vec<String>, Vec<String>), (String, String)> {
    let mut asking = Asking::new(database, json);
    asking.zone = zone;
    asking.days = days;
    match asking.of(&RowCount).await {
        Ok(answer) => {
            let failures = answer.failures.into_iter().map(|one| one.message);
            Ok((
                lines(&answer_of(answer.observations)),
                failures.chain(answer.notes).collect(),
            ))
        }
        Err(error) => {
            let problem = error.into_problem();
            Err((problem.field.unwrap_or_default(), problem.message))
        }
    }
}

fn answer_of(observations: Vec<dbag_domain::Observation>) -> dbag_collector::Answer {
    dbag_collector::Answer {
        observations,
        ..dbag_collector::Answer::default()
    }
}

fn november() -> DayRange {
    days("2026-11-22", "2026-11-25")
}

/// The same table with a column of each of some types.
async fn with_types(types: [&str; 3], rows: &str) -> [Database; 3] {
    let sql = |kind: &str| {
        format!("create table t (at {kind}, name text); insert into t (at) values {rows};")
    };
    [
        sqlite(&sql(types[0])).await,
        postgres(&sql(types[1])),
        mariadb(&sql(types[2])),
    ]
}

#[tokio::test]
async fn dates_of_eight_digits_are_days_in_any_zone() {
    let rows = "(20261123), (20261124), (20261124), (20261201), (20251123), (0), (null)";
    for types in [
        ["int", "int", "int"],
        ["numeric", "numeric(10, 1)", "decimal(10, 1)"],
        ["", "bigint", "bigint"],
    ] {
        for database in with_types(types, rows).await {
            for zone in ["UTC", "Pacific/Kiritimati", "America/Sao_Paulo"] {
                let json = json!({"table": "t", "date_column": "at"});
                let found = asked(&database, zone, json, november()).await;
                let expected = ["2026-11-23 = 1", "2026-11-24 = 2"]
                    .map(str::to_owned)
                    .to_vec();
                assert_eq!(
                    found,
                    Ok((expected, Vec::new())),
                    "{} {zone}",
                    database.name
                );
            }
        }
    }
    for database in with_types(["int"; 3], "(20261123), (20261131), (20261134)").await {
        let json = json!({"table": "t", "date_column": "at"});
        let month = days("2026-11-01", "2026-12-31");
        let (found, failures) = asked(&database, "UTC", json, month)
            .await
            .expect("an answer");
        assert_eq!(found, ["2026-11-23 = 1"]);
        assert_eq!(
            failures,
            ["2 rows hold no date in `at`, like `20261131`: they are of no day"],
            "{}",
            database.name
        );
    }
}

/// Half an hour before and after midnight in Berlin.
#[tokio::test]
async fn numbers_of_every_unit_lie_on_the_days_of_the_zone() {
    let instants = [1_795_473_000_i64, 1_795_476_600];
    let rows = |write: &dyn Fn(i64) -> String| {
        let rows = instants.map(|second| format!("({})", write(second)));
        rows.join(", ")
    };
    let julian = |second: i64| format!("{:.9}", second as f64 / 86_400.0 + 2_440_587.5);
    for (unit, types, rows) in [
        (
            "",
            ["int", "bigint", "bigint"],
            rows(&|second| second.to_string()),
        ),
        (
            "",
            ["real", "float8", "double"],
            rows(&|second| format!("{second}.25")),
        ),
        (
            "",
            ["int", "bigint", "bigint"],
            rows(&|second| (second * 1_000_000).to_string()),
        ),
        (
            "milliseconds",
            ["int", "bigint", "bigint"],
            rows(&|second| (second * 1_000).to_string()),
        ),
        (
            "seconds_2001",
            ["int", "bigint", "bigint"],
            rows(&|second| (second - 978_307_200).to_string()),
        ),
        (
            "seconds_2001",
            ["real", "float8", "double"],
            rows(&|second| format!("{}.5", second - 978_307_200)),
        ),
        ("", ["real", "float8", "double"], rows(&julian)),
        ("julian_days", ["", "float8", "double"], rows(&julian)),
    ] {
        for database in with_types(types, &rows).await {
            let json = json!({"table": "t", "date_column": "at", "date_unit": unit});
            let found = asked(&database, "Europe/Berlin", json.clone(), november()).await;
            let expected = ["2026-11-23 = 1", "2026-11-24 = 1"]
                .map(str::to_owned)
                .to_vec();
            assert_eq!(
                found,
                Ok((expected, Vec::new())),
                "{} {unit} {rows}",
                database.name
            );
            let found = asked(&database, "UTC", json, november()).await;
            let expected = vec!["2026-11-23 = 2".to_owned()];
            assert_eq!(
                found,
                Ok((expected, Vec::new())),
                "{} {unit}",
                database.name
            );
        }
    }
    for database in with_types(["int"; 3], "(20780), (20781), (20781), (20900)").await {
        let json = json!({"table": "t", "date_column": "at", "date_unit": "days"});
        let found = asked(&database, "America/New_York", json, november()).await;
        let expected = ["2026-11-23 = 1", "2026-11-24 = 2"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(found, Ok((expected, Vec::new())), "{}", database.name);
    }
}

/// Julian days that SQLite itself counted, at the first second of each hour of a year.
#[tokio::test]
async fn julian_days_keep_their_midnights() {
    let database = sqlite(
        "create table t (at real);
         insert into t with recursive hours(n) as (select 0 union all select n + 1 from hours where n < 8759)
         select julianday('2026-01-01', '+' || n || ' hours') from hours",
    )
    .await;
    for zone in ["UTC", "Europe/Berlin", "Asia/Kolkata"] {
        let json = json!({"table": "t", "date_column": "at"});
        let year = days("2026-01-02", "2026-12-30");
        let (found, notes) = asked(&database, zone, json, year).await.expect("an answer");
        assert_eq!(notes, [""; 0]);
        assert_eq!(found.len(), year.len(), "{zone}");
        let hours = |count: &str| found.iter().filter(|line| line.ends_with(count)).count();
        let changes = if zone == "Europe/Berlin" { 1 } else { 0 };
        assert_eq!(
            (hours(" = 23"), hours(" = 25")),
            (changes, changes),
            "{zone}"
        );
        assert_eq!(hours(" = 24"), year.len() - 2 * changes, "{zone}");
    }
}

#[tokio::test]
async fn numbers_that_may_be_several_things_are_asked_for() {
    for (rows, field, words) in [
        (
            "(785000000), (815000000)",
            "date_unit",
            "`at` holds numbers from 785000000 to 815000000, which may be seconds since 1970 \
             (1994-11-16 to 1995-10-29) or seconds since 2001 (2025-11-16 to 2026-10-29); say so \
             with seconds or seconds_2001",
        ),
        (
            "(20400), (20800)",
            "date_unit",
            "may be days since 1970 (2025-11-08 to 2026-12-13); say so with days",
        ),
        ("(2461345)", "date_unit", "Julian days"),
        (
            "(1), (2), (3000)",
            "date_column",
            "numbers from 1 to 3000, which tell no day; choose",
        ),
        (
            "(2026)",
            "date_column",
            "numbers like 2026, which tell no day",
        ),
        ("(202611), (202612)", "date_column", "which tell no day"),
        (
            "(1795473000), (1795473000000)",
            "date_column",
            "both seconds since 1970 and milliseconds since 1970",
        ),
    ] {
        for database in with_types(["int", "bigint", "bigint"], rows).await {
            let json = json!({"table": "t", "date_column": "at"});
            let refused = asked(&database, "UTC", json, november())
                .await
                .expect_err(rows);
            assert_eq!(refused.0, field, "{refused:?}");
            assert!(refused.1.contains(words), "{}: {refused:?}", database.name);
        }
    }
    for (rows, unit, words) in [
        (
            "(1), (2)",
            "seconds",
            "all numbers of `at` would be 1970-01-01",
        ),
        ("(20261123)", "milliseconds", "would be 1970-01-01"),
        ("(1795473000)", "days", "no number of `at` is a day"),
        ("(1795473000)", "yyyymmdd", "no number of `at` is a day"),
        ("(20261123)", "julian_days", "days from"),
    ] {
        for database in each(&format!(
            "create table t (at bigint); insert into t values {rows};"
        ))
        .await
        {
            let json = json!({"table": "t", "date_column": "at", "date_unit": unit});
            let refused = asked(&database, "UTC", json, november())
                .await
                .expect_err(rows);
            assert_eq!(refused.0, "date_unit", "{refused:?}");
            assert!(
                refused.1.contains(words) || unit == "julian_days",
                "{refused:?}"
            );
        }
    }
    for database in each("create table t (at date); insert into t values ('2026-11-23');").await {
        let json = json!({"table": "t", "date_column": "at", "date_unit": "days"});
        let refused = asked(&database, "UTC", json, november())
            .await
            .expect_err("no numbers");
        assert_eq!(
            refused,
            (
                "date_unit".to_owned(),
                "`at` holds no numbers; leave this out".to_owned()
            )
        );
    }
}

#[tokio::test]
async fn rows_of_no_day_are_told() {
    let many: Vec<String> = (0..150)
        .map(|_| "('2026-11-23 10:00:00')".to_owned())
        .collect();
    for (kind, rows, words) in [
        (
            "text",
            format!("{}, ('soon')", many.join(", ")),
            "1 row holds no date in `at`, but `soon`: it is of no day",
        ),
        (
            "text",
            format!("{}, ('23.11.2026')", many.join(", ")),
            "1 row holds no date in `at`, but `23.11.2026`: it is of no day",
        ),
        ("text", format!("{}, (''), (0)", many.join(", ")), ""),
        (
            "",
            format!("{}, (7)", many.join(", ")),
            "1 row holds no date in `at`, but `7`: it is of no day",
        ),
        (
            "int",
            "(1795473000), (1795473000), ('n/a')".replace(
                "('n/a')",
                &format!("{}, ('n/a')", vec!["(1795473000)"; 148].join(", ")),
            ),
            "1 row holds no date in `at`, but `n/a`: it is of no day",
        ),
        (
            "int",
            "(0), (null), ('')".to_owned(),
            "`at` is empty in every row",
        ),
    ] {
        for index in ["", "create index i on t (at);"] {
            let sql = format!("create table t (at {kind}); {index} insert into t values {rows};");
            let database = sqlite(&sql).await;
            let json = json!({"table": "t", "date_column": "at"});
            let (found, notes) = asked(&database, "UTC", json, november())
                .await
                .expect("an answer");
            let expected = if words.contains("is empty") { 0 } else { 1 };
            assert_eq!(found.len(), expected, "{words}");
            match words {
                "" => assert_eq!(notes, [""; 0]),
                words => assert!(notes.len() == 1 && notes[0].starts_with(words), "{notes:?}"),
            }
        }
    }
    let empty = sqlite("create table t (at int)").await;
    let json = json!({"table": "t", "date_column": "at"});
    let found = asked(&empty, "UTC", json, november()).await;
    assert_eq!(
        found,
        Ok((Vec::new(), Vec::new())),
        "there is nothing to say of no rows"
    );
}
