//! Conditions however they are written, on what columns really hold.

use dbag_collector::types::{ActiveUsersCount, RowCount, parse_condition};
use serde_json::{Value as Json, json};

use super::support::{Asking, Database, each, lines, mariadb, postgres, sqlite};

/// How many rows fulfil a condition.
async fn found(database: &Database, filter: Json) -> Result<String, String> {
    let asking = Asking::new(database, json!({"table": "t", "filters": [filter]}));
    match asking.of(&RowCount).await {
        Ok(answer) => Ok(lines(&answer)[0].replace("2026-11-23 = ", "")),
        Err(error) => Err(error.to_string()),
    }
}

/// The same as the command line has it.
async fn found_by(database: &Database, condition: &str) -> Result<String, String> {
    let parts = parse_condition(condition)?;
    let json = json!({
        "column": parts.column, "operator": parts.operator, "value": parts.value,
    });
    found(database, json).await
}

async fn check(databases: &[Database], cases: &[(&str, &str)]) {
    for database in databases {
        for (condition, expected) in cases {
            let found = found_by(database, condition).await;
            assert_eq!(
                found.as_deref(),
                Ok(*expected),
                "{}: {condition}",
                database.name
            );
        }
    }
}

#[tokio::test]
async fn values_are_found_however_they_are_quoted() {
    let databases = each(
        "create table t (state varchar(30), n int);
         insert into t values ('paid', 1), ('shipped', 2), ('Doe, John', 3), ('it''s', 4), ('', 5),
           (null, 6), ('null', 7), ('= x', 8);",
    )
    .await;
    check(
        &databases,
        &[
            ("state = 'paid'", "1"),
            ("state = \"paid\"", "1"),
            ("state == paid", "1"),
            ("state != \"paid\"", "6"),
            ("state <> 'paid'", "6"),
            ("state in 'paid','shipped'", "2"),
            ("state in paid, 'shipped'", "2"),
            ("state in ('paid', \"shipped\")", "2"),
            ("state in ('Doe, John', 'it''s')", "2"),
            ("state not in ('paid', 'shipped')", "5"),
            ("state IS NULL", "1"),
            ("state is not null", "7"),
            ("state = ''", "1"),
            ("state = 'null'", "1"),
            ("state = '= x'", "1"),
            ("state contains 'ohn'", "1"),
            ("n in (1, '2', 3)", "3"),
            ("n not_in (1, 2)", "6"),
            ("n = '7'", "1"),
        ],
    )
    .await;
    for database in &databases {
        for filter in [
            json!({"column": "state", "operator": "=", "value": "'paid'"}),
            json!({"column": "state", "operator": "==", "value": "\"paid\""}),
            json!({"column": "\"state\"", "operator": "in", "value": ["'paid'"]}),
        ] {
            let words = filter.to_string();
            assert_eq!(found(database, filter).await.as_deref(), Ok("1"), "{words}");
        }
    }
}

#[tokio::test]
async fn columns_with_blanks_and_quotes_have_names() {
    for (database, quote) in [
        (
            postgres("create table t (\"first name\" text, \"a\"\"b\" int)"),
            '"',
        ),
        (
            mariadb("create table t (`first name` text, `a\"b` int)"),
            '`',
        ),
        (
            sqlite("create table t (\"first name\" text, \"a\"\"b\" int)").await,
            '"',
        ),
    ] {
        assert_eq!(
            found_by(&database, "\"first name\" = ann").await.as_deref(),
            Ok("0")
        );
        let quoted = format!("{quote}first name{quote} is null");
        assert_eq!(found_by(&database, &quoted).await.as_deref(), Ok("0"));
        assert_eq!(
            found_by(&database, "\"a\"\"b\" > 1").await.as_deref(),
            Ok("0")
        );
        let filter = json!({"column": "first name", "operator": "=", "value": "ann"});
        assert_eq!(found(&database, filter).await.as_deref(), Ok("0"));
    }
}

#[tokio::test]
async fn flags_are_true_and_false_as_numbers_words_and_bits() {
    let rows = "insert into t values (1), (1), (0), (null)";
    let numbers = [
        sqlite(&format!("create table t (f int); {rows}")).await,
        sqlite(&format!("create table t (f boolean); {rows}")).await,
        sqlite(&format!("create table t (f); {rows}")).await,
        postgres(&format!("create table t (f smallint); {rows}")),
        mariadb(&format!("create table t (f int); {rows}")),
        mariadb(&format!("create table t (f tinyint(1)); {rows}")),
        mariadb(&format!("create table t (f bit(1)); {rows}")),
        postgres("create table t (f bit(1)); insert into t values ('1'), ('1'), ('0'), (null)"),
        postgres(
            "create table t (f boolean); insert into t values (true), (true), (false), (null)",
        ),
    ];
    check(
        &numbers,
        &[
            ("f is true", "2"),
            ("f is false", "1"),
            ("f = 1", "2"),
            ("f = true", "2"),
            ("f = 0", "1"),
            ("f != true", "1"),
            ("f is null", "1"),
        ],
    )
    .await;
    let words = "insert into t values ('t'), ('T'), ('f'), (null)";
    let letters = [
        sqlite(&format!("create table t (f boolean); {words}")).await,
        sqlite(&format!("create table t (f); {words}")).await,
        sqlite(&format!("create table t (f text); {words}")).await,
        postgres(&format!("create table t (f varchar(5)); {words}")),
        mariadb(&format!("create table t (f char(1)); {words}")),
    ];
    check(&letters, &[("f is true", "2"), ("f is false", "1")]).await;
    check(
        &letters[..1],
        &[
            ("f = true", "2"),
            ("f = 1", "2"),
            ("f = false", "1"),
            ("f != 1", "1"),
            ("f in (true, false)", "3"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_small_number_of_mysql_is_more_than_a_flag() {
    let database =
        mariadb("create table t (f tinyint(1)); insert into t values (0), (1), (2), (2)");
    check(
        &[database],
        &[
            ("f = 2", "2"),
            ("f > 1", "2"),
            ("f in (1, 2)", "3"),
            ("f = true", "1"),
            ("f is true", "3"),
        ],
    )
    .await;
}

#[tokio::test]
async fn active_users_are_counted_by_any_flag() {
    let users = |kind: &str, rows: &str| {
        format!("create table users (id int, is_active {kind}); insert into users values {rows}")
    };
    let numbers = "(1, 1), (2, 0), (3, 1), (4, null)";
    let words = |yes: &str, no: &str| format!("(1, '{yes}'), (2, '{no}'), (3, '{yes}'), (4, null)");
    for database in [
        sqlite(&users("boolean", &words("t", "f"))).await,
        sqlite(&users("bool", &words("true", "false"))).await,
        sqlite(&users("varchar(1)", &words("Y", "N"))).await,
        sqlite(&users("", &words("t", "f"))).await,
        sqlite(&users("int", numbers)).await,
        postgres(&users("int", numbers)),
        postgres(&users("bit(1)", &words("1", "0"))),
        postgres(&users("char(1)", &words("Y", "N"))),
        mariadb(&users("int", numbers)),
        mariadb(&users("tinyint(4)", numbers)),
        mariadb(&users("bit(1)", numbers)),
        mariadb(&users("enum('yes', 'no')", &words("yes", "no"))),
    ] {
        let asking = Asking::new(&database, json!({"table": "users"}));
        let answer = asking.of(&ActiveUsersCount).await.expect("an answer");
        assert_eq!(lines(&answer), ["2026-11-23 = 2"], "{}", database.name);
        assert_eq!(answer.notes, [""; 0]);
    }
}

#[tokio::test]
async fn words_that_are_no_flags_are_refused_and_numbers_told() {
    for database in [
        sqlite("create table users (is_active bool); insert into users values ('t'), ('aktiv')")
            .await,
        postgres("create table users (is_active text); insert into users values ('t'), ('aktiv')"),
        mariadb("create table users (is_active text); insert into users values ('t'), ('aktiv')"),
    ] {
        let asking = Asking::new(&database, json!({"table": "users"}));
        let error = asking.of(&ActiveUsersCount).await.expect_err("a word");
        let words = error.to_string();
        assert!(
            words.contains("`aktiv`, which is neither true nor false"),
            "{words}"
        );
    }
    for database in
        each("create table users (is_active int); insert into users values (1), (2);").await
    {
        let asking = Asking::new(&database, json!({"table": "users"}));
        let answer = asking.of(&ActiveUsersCount).await.expect("an answer");
        assert_eq!(lines(&answer), ["2026-11-23 = 2"]);
        assert!(
            answer.notes[0].contains("such as 2: each but 0 counts as true"),
            "{:?}",
            answer.notes
        );
    }
    let left = each("create table users (id int, discarded_at timestamp null); insert into users values (1, null), (2, '2026-01-01 00:00:00');").await;
    for database in left {
        let json = json!({"table": "users", "active_column": "discarded_at"});
        let answer = Asking::new(&database, json).of(&ActiveUsersCount).await;
        assert_eq!(
            lines(&answer.expect("an answer")),
            ["2026-11-23 = 1"],
            "{}",
            database.name
        );
    }
}

/// 1.26: a column without a type, and an expression of a view, keep 42 and '42' apart.
#[tokio::test]
async fn a_number_is_found_in_whichever_form_sqlite_keeps_it() {
    let rows = "(42), ('42'), (7), ('7'), ('042'), ('paid'), (42.0), (null)";
    let databases = [
        sqlite(&format!(
            "create table t (code); insert into t values {rows}"
        ))
        .await,
        sqlite(&format!(
            "create table t (code blob); insert into t values {rows}"
        ))
        .await,
        sqlite(&format!(
            "create table s (c); insert into s values {rows};
             create view t as select coalesce(c, null) as code from s"
        ))
        .await,
    ];
    check(
        &databases,
        &[
            ("code = 42", "3"),
            ("code = '42'", "3"),
            ("code != 42", "4"),
            ("code in (42, 7)", "5"),
            ("code not in (42, 7)", "2"),
            ("code = 042", "1"),
            ("code = paid", "1"),
            ("code > 8", "4"),
            ("code >= 42", "4"),
            ("code < 8", "2"),
        ],
    )
    .await;
    // The index of the date is preferred by a sign that takes a column's affinity from it.
    let database = sqlite(
        "create table t (at text, u uuid); create index i on t (at);
         insert into t values ('2026-11-23', 42), ('2026-11-23', 'x')",
    )
    .await;
    let mut asking = Asking::new(
        &database,
        json!({"table": "t", "date_column": "at",
               "filters": [{"column": "u", "operator": "=", "value": "42"}]}),
    );
    asking.zone = "UTC";
    let answer = asking.of(&RowCount).await.expect("an answer");
    assert_eq!(lines(&answer), ["2026-11-23 = 1"]);
}

#[tokio::test]
async fn a_text_in_a_column_of_numbers_is_no_large_number() {
    let database = sqlite(
        "create table t (total int); insert into t values (5), (20), ('n/a'), ('1,000,000')",
    )
    .await;
    check(
        &[database],
        &[
            ("total > 10", "1"),
            ("total >= 5", "2"),
            ("total < 10", "1"),
            ("total = 'n/a'", "1"),
        ],
    )
    .await;
}

#[tokio::test]
async fn bytes_are_compared_as_keys_are_written() {
    for database in [
        mariadb(
            "create table t (k binary(16)); insert into t values (x'f1f2f3f4f5f6f7f8f9fafbfcfdfeff00')",
        ),
        postgres(
            "create table t (k bytea); insert into t values ('\\xf1f2f3f4f5f6f7f8f9fafbfcfdfeff00')",
        ),
        sqlite(
            "create table t (k blob); insert into t values (x'f1f2f3f4f5f6f7f8f9fafbfcfdfeff00')",
        )
        .await,
    ] {
        check(
            &[database],
            &[
                ("k = f1f2f3f4-f5f6-f7f8-f9fa-fbfcfdfeff00", "1"),
                ("k = F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF00", "1"),
                ("k != f1f2f3f4-f5f6-f7f8-f9fa-fbfcfdfeff00", "0"),
            ],
        )
        .await;
    }
    let database = mariadb("create table t (k varbinary(20)); insert into t values ('Main_Page')");
    check(&[database], &[("k = Main_Page", "1")]).await;
}

/// 1.8: SQLite's sums take `n/a` for 0 and `1,000,000` for 1.
#[tokio::test]
async fn texts_that_are_no_numbers_are_never_added() {
    let asked = async |sql: &str, json: Json| {
        let database = sqlite(sql).await;
        let mut asking = Asking::new(&database, json);
        asking.days = super::support::days("2026-11-22", "2026-11-23");
        asking.has_objects = asking.properties.given("object_column").is_some();
        let answer = asking.of(&RowCount).await.expect("an answer");
        let failures: Vec<String> = answer
            .failures
            .iter()
            .map(|one| one.message.clone())
            .collect();
        (lines(&answer), failures)
    };
    let rows = "insert into t values ('2026-11-22', 1, 10), ('2026-11-22', 2, '1,000,000'),
        ('2026-11-22', 2, 'n/a'), ('2026-11-23', 1, 20), ('2026-11-23', 2, null)";
    for kind in ["int", "numeric", "decimal(10, 2)", "real", "", "datetime"] {
        let sql = format!("create table t (d text, k int, n {kind}); {rows}");
        for aggregate in ["sum", "avg", "min", "max"] {
            let json =
                json!({"table": "t", "date_column": "d", "aggregate": aggregate, "column": "n"});
            let (found, failures) = asked(&sql, json).await;
            assert_eq!(
                found,
                ["2026-11-22 : bad_value", "2026-11-23 = 20"],
                "{kind} {aggregate}"
            );
            let words = "2026-11-22: 2 rows hold no number in `n`, but `1,000,000`";
            assert_eq!(failures, [words], "{kind} {aggregate}");
        }
        let json = json!({"table": "t", "date_column": "d", "aggregate": "sum", "column": "n", "object_column": "k"});
        let (found, failures) = asked(&sql, json).await;
        let expected = [
            "2026-11-22 1 = 10",
            "2026-11-22 2 : bad_value",
            "2026-11-23 1 = 20",
        ];
        assert_eq!(
            (found, failures.len()),
            (expected.map(str::to_owned).to_vec(), 1),
            "{kind}"
        );
    }
    let whole = "create table t (n int); insert into t values (10), ('1,000,000')";
    let (found, failures) = asked(
        whole,
        json!({"table": "t", "aggregate": "sum", "column": "n"}),
    )
    .await;
    assert_eq!(found, ["2026-11-23 : bad_value"]);
    assert_eq!(failures, ["1 row holds no number in `n`, but `1,000,000`"]);
}

#[tokio::test]
async fn numbers_as_texts_and_flags_as_letters_are_added() {
    let asked = async |sql: &str, aggregate: &str| {
        let database = sqlite(sql).await;
        let json = json!({"table": "t", "aggregate": aggregate, "column": "n"});
        let answer = Asking::new(&database, json)
            .of(&RowCount)
            .await
            .expect("an answer");
        assert_eq!(answer.failures, []);
        lines(&answer)[0].replace("2026-11-23 = ", "")
    };
    let texts = "create table t (n); insert into t values ('9'), (10), ('1.50'), (null), (' 2 ')";
    for (aggregate, expected) in [
        ("sum", "22.5"),
        ("avg", "5.625"),
        ("min", "1.5"),
        ("max", "10"),
    ] {
        assert_eq!(asked(texts, aggregate).await, expected, "{aggregate}");
    }
    let flags = "create table t (n boolean); insert into t values ('t'), ('f'), (1), ('true')";
    for (aggregate, expected) in [("sum", "3"), ("avg", "0.75"), ("min", "0"), ("max", "1")] {
        assert_eq!(asked(flags, aggregate).await, expected, "{aggregate}");
    }
}

/// An offset that an engine drops moves a bound by hours; a `T` sorts behind every blank.
#[tokio::test]
async fn times_are_compared_as_they_are_meant() {
    let rows = "insert into t values ('2026-10-31 21:59:59'), ('2026-10-31 22:30:00'),
        ('2026-11-01 05:00:00'), ('2026-11-01 12:00:00.5')";
    let instants = [
        postgres(&format!("create table t (at timestamptz); {rows}")),
        mariadb(&format!(
            "set time_zone = '+00:00'; create table t (at timestamp(3) null); {rows}"
        )),
    ];
    let texts = [
        sqlite(&format!("create table t (at text); {rows}")).await,
        sqlite(&format!("create table t (at datetime); {rows}")).await,
        sqlite(&format!(
            "create table t (at text); {}",
            rows.replace("31 ", "31T").replace("01 ", "01T")
        ))
        .await,
    ];
    let clocks = [
        postgres(&format!("create table t (at timestamp); {rows}")),
        mariadb(&format!("create table t (at datetime(3)); {rows}")),
    ];
    let plain = [
        ("at >= 2026-11-01", "2"),
        ("at >= 2026-11-01T00:00", "2"),
        ("at < 2026-11-01T05:00:00", "2"),
        ("at <= 2026-11-01 05:00", "3"),
        ("at = 2026-11-01T05:00:00", "1"),
        ("at != 2026-11-01 05:00:00", "3"),
        ("at > 2026-11-01T12:00:00.4", "1"),
    ];
    check(&instants, &plain).await;
    check(&texts, &plain).await;
    check(&clocks, &plain).await;
    let zoned = [
        ("at >= 2026-11-01T00:00:00+02:00", "3"),
        ("at >= 2026-11-01 00:00:00 +0200", "3"),
        ("at = 2026-11-01T05:00:00Z", "1"),
        ("at < 2026-10-31T17:00:00-05:00", "1"),
    ];
    check(&instants, &zoned).await;
    check(&texts, &zoned).await;
    for database in &clocks {
        for (condition, _) in zoned {
            let refusal = found_by(database, condition).await.expect_err(condition);
            assert!(refusal.contains("has times without a zone"), "{refusal}");
        }
    }
    for database in instants.iter().skip(1).chain(&clocks) {
        for condition in [
            "at >= 2026-11-01 00:00:00 Europe/Berlin",
            "at >= 2026-11-01x",
        ] {
            let refusal = found_by(database, condition).await.expect_err(condition);
            assert!(refusal.contains("needs a date like"), "{refusal}");
        }
    }
    check(
        &instants[..1],
        &[("at >= 2026-11-01 00:00:00 Europe/Berlin", "2")],
    )
    .await;
}

#[tokio::test]
async fn accents_are_letters_of_their_own() {
    let rows = "insert into t values ('Cafe'), ('Café'), ('CAFÉ'), ('äb'), ('Abc')";
    let accented = |kind: &str| format!("create table t (name {kind}); {rows}");
    let cases = [
        ("name contains café", "2"),
        ("name starts with ä", "1"),
        ("name contains CAFE", "1"),
    ];
    let databases = [
        mariadb(&accented(
            "varchar(20) character set utf8mb4 collate utf8mb4_bin",
        )),
        mariadb(&accented(
            "varchar(20) character set utf8mb4 collate utf8mb4_unicode_ci",
        )),
        mariadb(&accented("varchar(20) character set latin1")),
    ];
    check(&databases, &cases).await;
}
