//! Tables of cases for everything that reads a query's text.

use dbag_domain::{Day, DayRange, SourceKind, Zone};
use proptest::prelude::*;

use super::token::tokenize;
use super::{ParameterValues, Parameters, bind, check_query, names_column};

use SourceKind::{MySql, Postgres, Sqlite};

const ENGINES: [SourceKind; 3] = [Postgres, MySql, Sqlite];

fn rewritten(sql: &str, engine: SourceKind) -> (String, usize) {
    let zone = Zone::parse("Europe/Berlin").expect("a zone");
    let values = ParameterValues {
        days: DayRange::single(Day::parse("2026-11-23").expect("a date")),
        zone: &zone,
        object: None,
    };
    let statement = bind(sql, engine, &values).expect("tokens");
    (statement.sql().to_owned(), statement.params().len())
}

#[test]
fn f15_parameters_become_the_engines_placeholders() {
    let sql = "select :day, x from t where y between :start and :end";
    let cases = [
        (Postgres, "select $1, x from t where y between $2 and $3"),
        (Sqlite, "select ?1, x from t where y between ?2 and ?3"),
        (MySql, "select ?, x from t where y between ? and ?"),
    ];
    for (engine, expected) in cases {
        assert_eq!(rewritten(sql, engine), (expected.to_owned(), 3));
    }
}

#[test]
fn f15_texts_names_comments_and_casts_are_left_alone() {
    let cases = [
        (Postgres, "select ':day', 'it''s :day', E'\\' :day'"),
        (Postgres, "select \":day\", $$ :day $$, $a$ $$ :day $a$"),
        (Postgres, "select '1'::date, x::day, a[1:day], a[lo:hi]"),
        (Postgres, "select 1 -- :day\n/* :day /* :day */ :day */"),
        (
            MySql,
            "select ':day', 'it\\' :day', \":day\", `:day` # :day",
        ),
        (MySql, "select 1 -- :day\n, @x := 2"),
        (Sqlite, "select ':day', \":day\", [:day], `:day` -- :day"),
    ];
    for (engine, sql) in cases {
        assert_eq!(rewritten(sql, engine), (sql.to_owned(), 0), "{engine}");
    }
}

#[test]
fn f15_a_comment_of_mysql_needs_white_space() {
    assert_eq!(rewritten("select 5--:day", MySql).1, 1);
    assert_eq!(rewritten("select 5--:day", Sqlite).1, 0);
}

#[test]
fn unknown_parameters_are_refused_with_the_known_ones() {
    for (engine, sql) in [
        (Postgres, "select :dya"),
        (Postgres, "select $1"),
        (Sqlite, "select ?"),
        (Sqlite, "select ?1"),
        (Sqlite, "select @x"),
        (Sqlite, "select $x"),
        (MySql, "select ?"),
    ] {
        let refusal = Parameters::find(sql, engine).expect_err(sql);
        assert!(refusal.contains(":start_at"), "{refusal}");
    }
    assert!(Parameters::find("select x ? 'key'", Postgres).is_ok());
}

#[test]
fn reading_queries_pass() {
    for engine in ENGINES {
        for sql in [
            "select 1",
            "select count(*) from t where note = 'a; b' ; ",
            "SELECT 1 -- done; really\n",
            "with x as (select 1 as n) select n from x",
            "(select 1)",
            "select insert_count, \"update\" from t",
            "select replace(name, 'a', 'b') from t",
        ] {
            assert!(check_query(sql, engine).is_ok(), "{engine}: {sql}");
        }
    }
}

#[test]
fn a_trailing_semicolon_is_left_out() {
    let checked = check_query("select 1;\n-- end", Postgres);
    assert_eq!(checked.as_deref(), Ok("select 1"));
}

#[test]
fn r10_what_does_not_read_is_refused_with_words() {
    let cases = [
        ("select 1; select 2", "one statement"),
        ("select 1; drop table t", "one statement"),
        (
            "1) q; drop table t; select 1 from (select 2",
            "one statement",
        ),
        ("insert into t values (1)", "may only read"),
        ("update t set x = 1", "may only read"),
        ("", "empty"),
        ("-- nothing", "empty"),
        (
            "with x as (delete from t returning 1) select * from x",
            "may only read",
        ),
        (
            "with x as (insert into t values (1)) select 1",
            "may only read",
        ),
        ("select 1 into t2", "may only read"),
        ("select * from t for update", "lock"),
        ("select 'abc", "no end"),
        ("select 1 /* abc", "no end"),
        ("select load_extension('x')", "not allowed"),
        ("select 1\0", "NUL"),
        ("pragma query_only = off", "may only read"),
        ("attach 'x.db' as y", "may only read"),
        ("vacuum into 'x.db'", "may only read"),
    ];
    for engine in ENGINES {
        for (sql, words) in cases {
            let refusal = check_query(sql, engine).expect_err(sql);
            assert!(refusal.contains(words), "{engine}: {sql}: {refusal}");
        }
    }
    for sql in [
        "select * from t into outfile '/tmp/x'",
        "select /*! sleep(10) */ 1",
        "select load_file('/etc/passwd')",
    ] {
        assert!(check_query(sql, MySql).is_err(), "{sql}");
    }
    for sql in [
        "select \"pg_read_file\"('/etc/passwd')",
        "select U&\"pg\\005fread_file\"('/etc/passwd')",
        "select * from dblink('x', 'y') as t(a int)",
        "select pg_advisory_lock(1)",
        "copy (select 1) to program 'id'",
        "do $$ begin end $$",
    ] {
        assert!(check_query(sql, Postgres).is_err(), "{sql}");
    }
}

#[test]
fn a_day_column_is_seen_in_the_outermost_list() {
    for sql in [
        "select day, value from t",
        "select date(x) as day, count(*) as value from t group by 1",
        "select t.Day, 1 from t",
        "with x as (select 1 as n) select n, d as \"day\" from x",
        "select (select 1 from y) as day",
    ] {
        assert!(names_column(sql, Postgres, "day"), "{sql}");
    }
    for sql in [
        "select count(*) from t where day = 1",
        "select value from (select day, value from t) q",
        "select today from t",
        "select * from t",
        "select :day",
    ] {
        assert!(!names_column(sql, Postgres, "day"), "{sql}");
    }
}

proptest! {
    #[test]
    fn f15_tokens_cover_any_text_without_panic(sql in any::<String>(), pick in 0_usize..3) {
        if let Ok(tokens) = tokenize(&sql, ENGINES[pick]) {
            let joined: String = tokens.iter().map(|token| token.text(&sql)).collect();
            prop_assert_eq!(joined, sql);
        }
    }

    #[test]
    fn f15_tokens_cover_odd_sql(sql in "[a$:'\"`;\\[\\](){}*/#?@\\\\ \n-]{0,40}", pick in 0_usize..3) {
        if let Ok(tokens) = tokenize(&sql, ENGINES[pick]) {
            let joined: String = tokens.iter().map(|token| token.text(&sql)).collect();
            prop_assert_eq!(&joined, &sql);
        }
        let _ = check_query(&sql, ENGINES[pick]);
    }
}
