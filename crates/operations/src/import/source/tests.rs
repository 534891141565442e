//! Whole files, from their text to measurements: roles, formats, refusals.

use std::sync::Arc;

use dbag_domain::{ObjectKind, Slug};
use proptest::prelude::*;

use super::*;
use crate::import::cells::Moment;
use crate::import::roles::RoleChoice;

fn wishes(roles: &[&str], metric: Option<&str>) -> Wishes {
    Wishes {
        roles: roles
            .iter()
            .map(|text| RoleChoice::parse(text).expect("a role"))
            .collect(),
        metric: metric.map(|slug| Slug::parse(slug).expect("a slug")),
        label: None,
    }
}

fn open_with(text: &str, wishes: Wishes) -> Result<Source, Problem> {
    Source::open(text.as_bytes().to_vec(), &OpenOptions::default(), wishes)
}

fn read_with(text: &str, wishes: Wishes) -> Result<Found, Problem> {
    let silent: Progress = Arc::new(|_| {});
    open_with(text, wishes)?.read(&silent)
}

fn read(text: &str) -> Found {
    let found = read_with(text, wishes(&[], None)).expect("a table");
    assert_eq!(found.columns.questions, [], "{text}");
    found
}

fn roles(text: &str) -> Vec<String> {
    let found = read_with(text, wishes(&[], None)).expect("a table");
    found
        .columns
        .list
        .iter()
        .map(|column| column.role.to_string())
        .collect()
}

/// What is asked first.
fn question(text: &str, roles: &[&str], metric: Option<&str>) -> String {
    match read_with(text, wishes(roles, metric)) {
        Ok(found) => {
            found
                .columns
                .questions
                .first()
                .expect("a question")
                .problem()
                .message
        }
        Err(problem) => problem.message,
    }
}

/// `line metric object day value` of all measurements.
fn values(found: &Found) -> Vec<String> {
    let of = &found.measurements;
    let told = |row: &crate::import::measurements::Measurement| {
        let object = match row.object {
            0 => "-",
            object => of.objects[object as usize - 1].key.as_str(),
        };
        let day = match row.moment {
            Moment::Day(day) => day.to_string(),
            other => format!("{other:?}"),
        };
        let metric = &of.metrics[row.metric as usize].slug;
        format!("{} {metric} {object} {day} {}", row.line, row.value.get())
    };
    of.rows.iter().map(told).collect()
}

/// `line column: reason` of all refusals.
fn refused(found: Found) -> Vec<String> {
    let (refused, _) = found.measurements.refusals.finish();
    let told = |one: crate::import::Refused| {
        let column = one
            .column
            .map(|column| format!(" {column}"))
            .unwrap_or_default();
        format!("{}{column}: {}", one.line, one.reason)
    };
    refused.into_iter().map(told).collect()
}

#[test]
fn roles_are_guessed_for_the_files_that_people_have() {
    let cases: [(&str, &[&str]); 19] = [
        (
            "metric,date,value\na,2026-01-01,1\n",
            &["metric", "day", "value"],
        ),
        (
            "metric,date,value,object_type,object_id,weight\na,2026-01-01,1,customer,42,3\n",
            &["metric", "day", "value", "kind", "object", "weight"],
        ),
        (
            "date,branch_no,visits,sales\n2026-01-01,7,1,2\n2026-01-02,7,1,2\n",
            &["day", "object", "value", "value"],
        ),
        (
            "date,object_id,visits\n2026-01-01,a,1\n2026-01-01,b,1\n",
            &["day", "object", "value"],
        ),
        ("Created At: Day,Count\n2026-01-01,4\n", &["day", "value"]),
        (
            "Date,Open,High,Low,Close,Volume\n2026-01-02,1.5,2.5,1.0,2.0,1000\n",
            &["day", "value", "value", "value", "value", "value"],
        ),
        // GA4's export has comments above, and days as numbers.
        (
            "# ----\n# All Users\nDate,Active users\n20261101,5\n20261102,6\n",
            &["day", "value"],
        ),
        // Stripe's has a currency and a description in words.
        (
            "id,Created (UTC),Amount,Currency,Description\nch_1,2026-11-01 10:00,5.00,eur,Pro\nch_2,2026-11-01 11:00,7.00,eur,Pro\n",
            &["skip", "day", "value", "skip", "skip"],
        ),
        // Shopify's sales over time.
        (
            "Day,Orders,Gross sales,Discounts\n2026-11-01,3,120.00,-5.00\n",
            &["day", "value", "value", "value"],
        ),
        // A weather station's, with traces.
        (
            "STATION,DATE,PRCP,TMAX\nUSW1,2026-11-01,T,50\nUSW1,2026-11-02,0.5,51\n",
            &["skip", "day", "value", "value"],
        ),
        (
            "date,weekday,visits,note\n2026-11-01,Sunday,5,x\n2026-11-02,Monday,6,y\n",
            &["day", "skip", "value", "skip"],
        ),
        (
            "day,visits,updated_at\n2026-11-01,5,2026-11-02 03:00\n2026-11-02,6,2026-11-03 03:00\n",
            &["day", "value", "skip"],
        ),
        ("Year,Sales\n2024,5\n2025,6\n", &["day", "value"]),
        ("Month,Sales\nNov 2026,5\nDec 2026,6\n", &["day", "value"]),
        (
            "date,row_id,visits\n2026-11-01,1,5\n2026-11-02,2,6\n",
            &["day", "skip", "value"],
        ),
        (
            "date,visits,empty\n2026-11-01,5,\n2026-11-02,6,\n",
            &["day", "value", "skip"],
        ),
        ("a.b.c,2026-01-01 00:00:00,5\n", &["metric", "day", "value"]),
        (
            "Datum;Filiale;Umsatz\n01.11.2026;Nord;1.234,50\n13.11.2026;S\u{fc}d;999,00\n",
            &["day", "object", "value"],
        ),
        (
            "date,value,object_kind,object_key,object_label\n2026-11-01,1,a,1,One\n",
            &["day", "value", "kind", "object", "label"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(roles(text), expected, "{text}");
    }
}

#[test]
fn a_day_a_column_is_read_with_its_objects() {
    let text = "customer;2026-11-01;20261102\r\n42;1;2\r\n43;;x\r\n;5;\r\n";
    let found = read_with(text, wishes(&[], Some("orders"))).expect("a table");
    assert_eq!(found.columns.questions, []);
    let expected = ["2 orders 42 2026-11-01 1", "2 orders 42 2026-11-02 2"];
    assert_eq!(values(&found), expected);
    assert_eq!(found.measurements.kind, ObjectKind::parse("customer").ok());
    let refused = refused(found);
    assert_eq!(refused.len(), 2);
    assert!(
        refused[0].starts_with("3 20261102: `x` is not a number"),
        "{refused:?}"
    );
    assert!(
        refused[1].starts_with("4 customer: the object's key is missing"),
        "{refused:?}"
    );
    let question = question(text, &[], None);
    assert!(question.contains("--metric"), "{question}");
}

#[test]
fn what_is_open_is_asked_with_the_way_out() {
    let cases: [(&str, &[&str], Option<&str>, &str); 20] = [
        (
            "created,paid,amount\n2026-11-01,2026-11-02,5\n",
            &[],
            None,
            "`created` and `paid` hold days, and only one is the day; say which: --as created=day",
        ),
        (
            "03/04/2026,5\n",
            &[],
            Some("a"),
            "--as 1=day:dmy or --as 1=day:mdy",
        ),
        (
            "date,visits\n03/04/2026,5\n",
            &[],
            None,
            "--as date=day:dmy",
        ),
        (
            "date;visits\n2026-11-01;1.234\n",
            &[],
            None,
            "--as visits=value:point",
        ),
        (
            "date,value\n2026-11-01,5\n",
            &[],
            None,
            "--as value=value:METRIC",
        ),
        (
            "date,value,revenue\n2026-11-01,5,6\n",
            &[],
            None,
            "--as value=value:METRIC",
        ),
        ("2026-11-01,5\n", &[], None, "name it with --metric"),
        (
            "2026-11-01,5,6\n",
            &[],
            None,
            "--as 2=value:METRIC and so on",
        ),
        (
            "date,a,b\n2026-11-01,5,6\n",
            &[],
            Some("x"),
            "2 columns of values, `a` and `b`",
        ),
        (
            "metric,date\na,2026-11-01\n",
            &[],
            None,
            "no column holds values: `metric` is left out",
        ),
        ("date\n2026-11-01\n", &[], None, "one column, `date`"),
        ("date,note\n2026-11-01,x\n", &[], None, "--as note=value"),
        (
            "visits,sales\n1,2\n",
            &[],
            None,
            "no line of the file has a day",
        ),
        (
            "date,active users,Active-Users\n2026-11-01,1,2\n",
            &[],
            None,
            "both of the metric `active-users`",
        ),
        ("date,!?\n2026-11-01,5\n", &[], None, "--as !?=value:METRIC"),
        (
            "date,visits\n2026-11-01,5\n",
            &["sales=value"],
            None,
            "no column `sales`; there are `date`, `visits`",
        ),
        (
            "date,a,a\n2026-11-01,5,6\n",
            &["a=skip"],
            None,
            "by their numbers, 2 and 3",
        ),
        (
            "date,a\n2026-11-01,5\n",
            &["a=day", "date=day"],
            None,
            "both chosen as the day",
        ),
        ("date,a,b\n2026-11-01,5,x\n", &["b=label"], None, "--object"),
        (
            "year,month,day,visits\n2026,11,1,5\n",
            &[],
            None,
            "the day stands in several columns",
        ),
    ];
    for (text, roles, metric, words) in cases {
        let question = question(text, roles, metric);
        assert!(question.contains(words), "{text}: {question}");
    }
}

#[test]
fn choices_stand_over_guesses() {
    let text =
        "created,paid,branch,visits\n2026-11-01,2026-11-02,Nord,5\n2026-11-02,2026-11-03,S,6\n";
    let chosen = wishes(&["paid=day", "Branch=object", "4=value:guests:flow"], None);
    let found = read_with(text, chosen).expect("a table");
    assert_eq!(found.columns.questions, []);
    assert_eq!(
        values(&found),
        ["2 guests Nord 2026-11-02 5", "3 guests S 2026-11-03 6"]
    );
    let metric = &found.measurements.metrics[0];
    assert_eq!(
        (metric.label.as_str(), metric.measure),
        ("visits", Some(dbag_domain::Measure::Flow))
    );
    let two = wishes(
        &[
            "created=day",
            "branch=object",
            "paid=object",
            "visits=value",
        ],
        None,
    );
    let found = read_with(text, two).expect("a table");
    assert_eq!(values(&found)[0], "2 visits 2026-11-02 / Nord 2026-11-01 5");
}

#[test]
fn cells_are_refused_one_by_one() {
    let text = "date,a,b,c\n\
                2026-01-01,1,x,3\n\
                soon,1,2,3\n\
                2026-01-03,,NA,-\n\
                2026-01-04,1\n\
                2026-01-05,1,2,3,4\n\
                2026-01-06,1,2,3,\n\
                ,,,\n\
                2026-02-30,1,,3\n";
    let found = read(text);
    assert_eq!(
        values(&found),
        [
            "2 a - 2026-01-01 1",
            "2 c - 2026-01-01 3",
            "5 a - 2026-01-04 1",
            "7 a - 2026-01-06 1",
            "7 b - 2026-01-06 2",
            "7 c - 2026-01-06 3"
        ]
    );
    let refused = refused(found);
    let expected = [
        "2 b: `x` is not a number",
        "3 date: `soon` is not a date",
        "5 b: the line ends before it",
        "5 c: the line ends before it",
        "6: it has 5 cells where 4 are expected",
        "9 date: `2026-02-30` is not a date",
    ];
    assert_eq!(refused.len(), expected.len(), "{refused:?}");
    for (reason, expected) in refused.iter().zip(expected) {
        assert!(reason.starts_with(expected), "{reason}");
    }
}

#[test]
fn an_open_quote_takes_one_line_and_no_other() {
    for text in [
        "metric,date,value,note\na,2026-01-01,1,\"open\na,2026-01-02,2,\"fine\"\na,2026-01-03,3,\n",
        "metric,date,value,note\na,2026-01-01,\"1,x\na,2026-01-02,2,\na,2026-01-03,3,\n",
        "metric,date,value,note\n\"a,2026-01-01,1,\na,2026-01-02,2,\na,2026-01-03,3,\n",
        "metric,date,value,note\ra,2026-01-01,1,\"open\ra,2026-01-02,2,\ra,2026-01-03,3,\r",
    ] {
        let found = read(text);
        assert_eq!(
            values(&found),
            ["3 a - 2026-01-02 2", "4 a - 2026-01-03 3"],
            "{text}"
        );
        let refused = refused(found);
        assert!(
            refused.len() == 1 && refused[0].starts_with("2: ") && refused[0].contains("quote"),
            "{refused:?}"
        );
    }
    // A note may have lines of its own.
    let found = read("metric,date,value,note\na,2026-01-01,1,\"two\nlines\"\na,2026-01-02,2,\n");
    assert_eq!(values(&found), ["2 a - 2026-01-01 1", "4 a - 2026-01-02 2"]);
}

#[test]
fn a_file_that_breaks_off_loses_its_last_line() {
    let found = read("date,a,b\n2026-01-01,1,2\n2026-01-02,12");
    assert_eq!(values(&found).len(), 2);
    assert!(refused(found)[0].contains("the file ends within this line"));
}

#[test]
fn separators_marks_and_line_ends_are_seen_through() {
    let expected = ["2 one - 2026-01-01 1", "3 one - 2026-01-02 2"];
    for text in [
        "date,value\n2026-01-01,1\n2026-01-02,2\n",
        "date,value\r\n2026-01-01,1\r\n2026-01-02,2",
        "date,value\r2026-01-01,1\r2026-01-02,2",
        "date;value\n2026-01-01;1\n2026-01-02;2\n",
        "date\tvalue\n2026-01-01\t1\n2026-01-02\t2\n",
        "date|value\n2026-01-01|1\n2026-01-02|2\n",
        "\"date\";\"value, total\"\n\"2026-01-01\";\"1\"\n\"2026-01-02\";\"2\"\n",
    ] {
        let found = read_with(text, wishes(&[], Some("one"))).expect("a table");
        assert_eq!(values(&found), expected, "{text:?}");
    }
    let text = "sep=;\n\ndate;value\n\n2026-01-01;1\n\n\n2026-01-02;2";
    let found = read_with(text, wishes(&[], Some("one"))).expect("a table");
    assert_eq!(
        values(&found),
        ["5 one - 2026-01-01 1", "8 one - 2026-01-02 2"]
    );
}

#[test]
fn a_file_of_people_is_read_as_they_wrote_it() {
    let text = "\u{feff}Ums\u{e4}tze 2026;;\n;;\nDatum;Umsatz;Quote\n31.10.2026;1.234,50 \u{20ac};12,5 %\n\
                01.11.2026;999,00 \u{20ac};n/a\n02.11.2026;(10,00 \u{20ac});13 %\n";
    let found = read(text);
    assert_eq!(
        values(&found),
        [
            "4 umsatz - 2026-10-31 1234.5",
            "4 quote - 2026-10-31 12.5",
            "5 umsatz - 2026-11-01 999",
            "6 umsatz - 2026-11-02 -10",
            "6 quote - 2026-11-02 13"
        ]
    );
    let units: Vec<_> = found
        .measurements
        .metrics
        .iter()
        .map(|metric| metric.unit.clone())
        .collect();
    assert_eq!(
        (units[0].format.as_str(), units[0].singular.as_str()),
        ("currency", "\u{20ac}")
    );
    assert_eq!(units[1].format.as_str(), "percent");
    let whys: Vec<&str> = found
        .columns
        .list
        .iter()
        .map(|column| column.why.as_str())
        .collect();
    assert!(whys[0].ends_with("the day comes first"), "{whys:?}");
    assert!(
        whys[1].contains("written as 1.234,5") && whys[1].contains("in \u{20ac}"),
        "{whys:?}"
    );
    assert!(whys[2].contains("12 % is the number 12"), "{whys:?}");
}

#[test]
fn a_column_that_says_nothing_is_written_as_the_others() {
    for (separator, quote) in [(';', ""), (',', "\"")] {
        let line = |cells: [&str; 3]| {
            let cells = cells.map(|cell| format!("{quote}{cell}{quote}"));
            cells.join(&separator.to_string())
        };
        let text = [
            line(["Datum", "Besuche", "Umsatz"]),
            line(["31.10.2026", "1.204", "12.400,50"]),
            line(["01.11.2026", "1.310", "13.000,00"]),
            line(["Summe", "3501", ""]),
        ];
        let found = read(&(text.join("\n") + "\n"));
        assert_eq!(values(&found)[0], "2 besuche - 2026-10-31 1204");
        let why = &found.columns.list[1].why;
        assert!(why.ends_with("numbers are written as 1.234,5"), "{why}");
        let found = read_with(&text.join("\n"), wishes(&["umsatz=skip"], None));
        assert_eq!(
            values(&found.expect("a table"))[0],
            "2 besuche - 2026-10-31 1204"
        );
    }
}

#[test]
fn columns_are_decided_over_all_lines_and_not_over_the_first() {
    let mut text = "date,a,b\n".to_owned();
    for line in 0..3_000 {
        let day = dbag_domain::Day::from_days(10_000 + line);
        text.push_str(&format!("{day},{line},\n"));
    }
    text.push_str("2026-11-01,\"1,234.5\",7\n");
    let found = read(&text);
    assert_eq!(values(&found).len(), 3_002);
    assert_eq!(values(&found)[3_000], "3002 a - 2026-11-01 1234.5");
    assert_eq!(found.columns.list[2].role.to_string(), "value");
}

#[test]
fn midnights_in_utc_are_dates() {
    let text = "at,visits\n2026-11-01T00:00:00Z,5\n2026-11-02T00:00:00Z,6\n";
    let found = read(text);
    assert_eq!(values(&found)[0], "2 visits - 2026-11-01 5");
    assert!(found.measurements.notes[0].contains("the role `day:instant`"));
    let instants = read_with(text, wishes(&["at=day:instant"], None)).expect("a table");
    assert!(
        values(&instants)[0].contains("Instant"),
        "{:?}",
        values(&instants)
    );
    let other = read("at,visits\n2026-11-01T00:00:00Z,5\n2026-11-02T06:00:00Z,6\n");
    assert!(values(&other)[0].contains("Instant"));
}

#[test]
fn weights_belong_to_the_values_of_their_line() {
    let text = "metric,date,value,weight\na,2026-01-01,1.5,3\na,2026-01-02,2,\na,2026-01-03,3,0\na,2026-01-04,4,-1\na,2026-01-05,,0\n\
                a,2026-01-06,6,NaN\na,2026-01-07,7,heavy\na,2026-01-08,8,NA\n";
    let found = read(text);
    let weights: Vec<_> = found
        .measurements
        .rows
        .iter()
        .map(|row| row.value.weight().map(dbag_domain::Weight::get))
        .collect();
    assert_eq!(weights, [Some(3.0), None, None]);
    let refused = refused(found);
    assert_eq!(refused.len(), 4, "{refused:?}");
    assert!(
        refused[0].starts_with("4 weight: the weight is zero beside a value"),
        "{refused:?}"
    );
    assert!(
        refused[1].starts_with("5 weight: the weight -1 is negative"),
        "{refused:?}"
    );
    assert!(
        refused[2].starts_with("7 weight: ") && refused[2].contains("not a number"),
        "{refused:?}"
    );
    assert!(
        refused[3].starts_with("8 weight: `heavy` is not a number"),
        "{refused:?}"
    );
}

#[test]
fn names_are_read_once_and_refused_every_time() {
    let text = "metric,date,value,object_type,object_id\n\
                Daily Users,2026-01-01,1,,\n\
                daily-users,2026-01-02,2,,\n\
                ,2026-01-02,2,,\n\
                daily-users,2026-01-03,3,customer,'=1+1\n\
                daily-users,2026-01-03,3,customer,\n\
                daily-users,2026-01-03,3,Customer,42\n";
    let found = read(text);
    let of = &found.measurements;
    assert_eq!((of.metrics.len(), of.rows.len()), (1, 3));
    assert_eq!(of.metrics[0].label.as_str(), "Daily Users");
    assert_eq!(of.objects[0].key.as_str(), "=1+1");
    let lines: Vec<_> = refused(found)
        .iter()
        .map(|one| one.split(':').next().unwrap_or("").to_owned())
        .collect();
    assert_eq!(lines, ["4 metric", "6 object_id", "7 object_id"]);
}

#[test]
fn lines_of_a_day_are_told_apart_by_the_column_that_does() {
    let apart = |text: &str, roles: &[&str]| {
        let silent: Progress = Arc::new(|_| {});
        let mut source = open_with(text, wishes(roles, None)).expect("a table");
        let columns = source.read(&silent).expect("read").columns;
        let name = |at: usize| columns.list[at].title.clone();
        match source.tell_apart(&columns, &silent) {
            Some(Apart::Object { object, label }) => {
                format!("{} {:?}", name(*object), label.map(name))
            }
            Some(Apart::Several(places)) => format!("several {}", places.len()),
            Some(Apart::Together(one, other)) => format!("{} and {}", name(*one), name(*other)),
            Some(Apart::None) | None => "none".to_owned(),
        }
    };
    let days = |each: &str| -> String {
        let day = |at: usize| each.replace("DAY", &format!("2026-11-0{at}"));
        (1..=5).map(day).collect()
    };
    let table = |head: &str, each: &str| format!("{head}\n{}", days(each));
    let cases = [
        (
            table("date,branch,visits,sales", "DAY,Nord,1,2\nDAY,Sued,1,2\n"),
            "branch None",
        ),
        (
            table("date,ticker,close", "DAY,AAPL,1\nDAY,MSFT,2\n"),
            "ticker None",
        ),
        (
            table("metric,date,value,branch", "a,DAY,1,Nord\na,DAY,2,Sued\n"),
            "branch None",
        ),
        (
            table("date,gate,visits,sales", "DAY,1,7,2\nDAY,2,9,2\n"),
            "several 2",
        ),
        (
            table("date,branch,visits,sales", "DAY,1,7,2\nDAY,2,7,2\n"),
            "branch None",
        ),
        (
            table("date,branch,visits", "DAY,1,7.5\nDAY,2,9.5\n"),
            "branch None",
        ),
        (
            table(
                "date,branch_no,branch_name,visits",
                "DAY,1,Nord,7\nDAY,2,Sued,9\n",
            ),
            "branch_no Some(\"branch_name\")",
        ),
        (
            table(
                "date,country,device,visits",
                "DAY,DE,app,7\nDAY,DE,web,9\nDAY,FR,app,9\nDAY,FR,web,9\n",
            ),
            "country and device",
        ),
        (table("date,visits", "DAY,7\nDAY,9\n"), "none"),
        // Orders are no objects: each is met once.
        (
            "date,order_id,amount\n".to_owned()
                + &(0..300)
                    .map(|at| format!("2026-11-0{},{at},5.5\n", at % 9 + 1))
                    .collect::<String>(),
            "none",
        ),
        // Numbers are keys like names, where their titles say so, or where they come again every day.
        (
            table(
                "date,customer,branch,visits",
                "DAY,17,Nord,5\nDAY,23,S\u{fc}d,6\nDAY,42,Nord2,7\n",
            ),
            "several 2",
        ),
        (
            table(
                "date,plan,tier,visits,sales",
                "DAY,17,a,5,9\nDAY,23,b,6,9\nDAY,42,c,5,9\n",
            ) + &table("", "DAY,17,b,5,9\nDAY,23,c,6,9\nDAY,42,a,5,9\n")
                .trim_start()
                .replace("-0", "-1"),
            "several 2",
        ),
        // What each has day after day is a level of it.
        (
            table(
                "date,tier,staff,visits",
                "DAY,a,17,5\nDAY,b,23,6\nDAY,c,42,5\n",
            ),
            "tier None",
        ),
        // Names of other things are no names of these.
        (
            table(
                "date,customer,branch,visits",
                "DAY,ann,Nord,5\nDAY,bob,S\u{fc}d,6\n",
            ),
            "several 2",
        ),
        // Numbers that may be values are made keys by nobody.
        (
            table("date,gate,visits,sales", "DAY,1,7,2\nDAY,2,7,2\n"),
            "several 1",
        ),
        // Parts of times are no objects.
        (
            table("date,hour,visits,sales", "DAY,1,7,2\nDAY,2,7,2\n"),
            "none",
        ),
        (
            table(
                "date,weekday,visits,sales",
                "DAY,Sunday,7,2\nDAY,Monday,7,2\n",
            ),
            "none",
        ),
        // A time of day is none either.
        (
            table("date,time,visits", "DAY,10:00,7\nDAY,11:00,9\n"),
            "none",
        ),
        (
            "date,branch,visits\n2026-11-01,Nord,5\n2026-11-01,Sued,6\n".to_owned(),
            "branch None",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(apart(&text, &[]), expected, "{text}");
    }
    let many = (0..3_000).map(|at| format!("2026-11-0{},{at},5.5\n", at % 9 + 1));
    let many = "date,id,amount\n".to_owned() + &many.collect::<String>();
    assert_eq!(
        apart(&many, &[]),
        "none",
        "a number of the line, however many"
    );
    let text = table(
        "date,country,device,visits",
        "DAY,DE,app,7\nDAY,DE,web,9\nDAY,FR,app,9\nDAY,FR,web,9\n",
    );
    assert_eq!(apart(&text, &["country=object"]), "country and device");
    assert_eq!(apart(&text, &["device=skip"]), "none");
}

#[test]
fn a_wide_file_of_5000_columns_is_a_sentence() {
    let titles: Vec<String> = (0..5_000).map(|at| format!("c{at}")).collect();
    let cells = vec!["1"; 5_000].join(",");
    let text = format!(
        "date,{}\n2026-11-01,{cells}\n2026-11-02,{cells}\n",
        titles.join(",")
    );
    let question = question(&text, &[], None);
    assert!(question.contains("5000 columns of values"), "{question}");
    let days: Vec<String> = (0..5_000)
        .map(|at| dbag_domain::Day::from_days(15_000 + at).to_string())
        .collect();
    let by_day = format!("customer,{}\n42,{cells}\n", days.join(","));
    let found = read_with(&by_day, wishes(&[], Some("orders"))).expect("a table");
    assert_eq!(found.measurements.rows.len(), 5_000);
}

#[test]
fn a_line_in_ten_may_be_bad() {
    let mut text = "metric,date,value\n".to_owned();
    for line in 0..20_000 {
        let day = dbag_domain::Day::from_days(10_000 + line);
        match line % 10 {
            3 => text.push_str(&format!("a,{day},bad\n")),
            _ => text.push_str(&format!("a,{day},{line}\n")),
        }
    }
    let found = read(&text);
    assert_eq!(found.measurements.rows.len(), 18_000);
    let (kept, more) = found.measurements.refusals.finish();
    assert_eq!((kept.len(), more, kept[0].line), (2_000, 0, 5));
}

#[test]
fn of_many_refusals_the_first_are_kept() {
    let mut text = "metric,date,value\na,2026-01-01,1\n".to_owned();
    text.push_str(&"a,2026-01-01,bad\n".repeat(50_000));
    let (kept, more) = read(&text).measurements.refusals.finish();
    assert_eq!((kept.len(), more), (10_000, 40_000));
    assert_eq!((kept[0].line, kept[9_999].line), (3, 10_002));
}

#[test]
fn json_is_a_table_like_any_other() {
    let text = "[{\"metric\": \"a\", \"date\": \"2026-11-01\", \"value\": 1.234, \"object_id\": 42, \"object_type\": \"customer\"},\n\
                 {\"metric\": \"a\", \"date\": \"2026-11-02\", \"value\": null, \"gap\": \"timeout\"},\n\
                 {\"metric\": \"a\", \"date\": \"2026-11-03\", \"value\": 2, \"weight\": 5}]";
    let found = read(text);
    assert_eq!(
        values(&found),
        ["1 a 42 2026-11-01 1.234", "3 a - 2026-11-03 2"]
    );
    assert_eq!(found.measurements.gaps.len(), 1);
    let lines = "{\"date\": \"2026-11-01\", \"visits\": 5}\nbroken\n{\"date\": \"2026-11-02\", \"visits\": 6}\n";
    let found = read(lines);
    assert_eq!(
        values(&found),
        ["1 visits - 2026-11-01 5", "3 visits - 2026-11-02 6"]
    );
    assert!(refused(found)[0].starts_with("2: it is no JSON object"));
}

/// Cells of all kinds, some of which are something else in another role.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("NA".to_owned()),
        Just("six".to_owned()),
        Just("T".to_owned()),
        Just("12 %".to_owned()),
        (0..30_i32).prop_map(|day| dbag_domain::Day::from_days(20_000 + day).to_string()),
        (0..3_000_u32).prop_map(|number| number.to_string()),
        (0..3_000_u32).prop_map(|number| format!("{number}.5")),
        "[a-c]{1,2}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever the columns are taken for, every cell is a value, blank, refused, left out, or says what values
    /// are about; and what is refused is named.
    #[test]
    fn no_split_of_roles_loses_a_cell(
        lines in proptest::collection::vec(proptest::collection::vec(cell(), 3..6), 1..12),
        chosen in proptest::collection::vec(0..7_usize, 4),
    ) {
        let mut text = "day,a,b,c,d\n".to_owned();
        let mut expected = 0;
        for (at, line) in lines.iter().enumerate() {
            let day = dbag_domain::Day::from_days(20_000 + at as i32);
            text.push_str(&format!("{day},{}\n", line.join(",")));
            expected += 5;
        }
        const ROLES: [&str; 7] = ["value", "value:comma", "object", "label", "weight", "skip", "value:flow"];
        let titles = ["a", "b", "c", "d"].iter().zip(&chosen);
        let roles: Vec<String> = titles.map(|(title, role)| format!("{title}={}", ROLES[*role])).collect();
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        let found = read_with(&text, wishes(&roles, None)).expect("a table");
        if found.columns.questions.is_empty() {
            let of = &found.measurements;
            let cells = of.cells;
            prop_assert_eq!(cells.total, expected);
            prop_assert_eq!(cells.total, cells.values + cells.blank + cells.refused + cells.about + cells.left_out);
            prop_assert_eq!(cells.values, of.rows.len() as u64);
            let refused = cells.refused;
            let (named, _) = found.measurements.refusals.finish();
            prop_assert_eq!(refused == 0, named.is_empty());
        }
    }
}

#[test]
fn three_digits_behind_every_point_are_asked_about() {
    let mut late: String = "date,a\n".to_owned();
    late.extend((0..1_200).map(|_| "2026-11-01,12\n"));
    late.push_str("2026-11-02,1.204\n");
    for text in [
        "date,a\n01.11.2026,1.204\n02.11.2026,2.300\n",
        "date,a\n2026-11-01,1.204\n2026-11-02,2.300\n",
        "date,a\n2026-11-01,1.204\n2026-11-02,12\n",
        "metric,date,value\na,2026-11-01,1.204\n",
        "[{\"date\": \"2026-11-01\", \"a\": \"1.204\"}]",
        "[{\"date\": \"2026-11-01\", \"a\": \"1,204\"}]",
        "{\"date\": \"2026-11-01\", \"a\": \"1.204\"}\n{\"date\": \"2026-11-02\", \"a\": 12}\n",
        &late,
    ] {
        let asked = question(text, &[], None);
        assert!(asked.contains("can be read in two ways"), "{text}: {asked}");
    }
    let weighted = question("date,a,weight\n2026-11-01,1,1.204\n", &[], None);
    assert!(weighted.contains("of weights: `1.204`"), "{weighted}");
    for (text, value) in [
        ("date,a\n2026-11-01,1.204\n2026-11-02,2.3\n", "1.204"),
        ("date,a,b\n2026-11-01,1.204,0.5\n", "1.204"),
        ("date,a,b\n2026-11-01,1.204,\"12.400,50\"\n", "1204"),
        ("[{\"date\": \"2026-11-01\", \"a\": 1.204}]", "1.204"),
        (
            "metric,date,value,object_type,object_id,weight\na,2026-11-01,1.204,,,\n",
            "1.204",
        ),
    ] {
        let first = &values(&read(text))[0];
        assert!(first.ends_with(&format!(" {value}")), "{text}: {first}");
    }
}

#[test]
fn metrics_may_stand_beside_a_day_a_column() {
    let found = read("metric,2026-11-01,2026-11-02\nvisits,1,2\nsales,3,\n");
    let expected = [
        "2 visits - 2026-11-01 1",
        "2 visits - 2026-11-02 2",
        "3 sales - 2026-11-01 3",
    ];
    assert_eq!(values(&found), expected);
}

#[test]
fn questions_say_what_is_open_and_nothing_empty() {
    let both = question("date;a\n2026-11-01;1.5\n2026-11-02;1,5\n", &[], None);
    assert!(
        both.contains("decimal point, `1.5`, and others with a decimal comma, `1,5`"),
        "{both}"
    );
    let left_out = question("date,a\n2026-11-01,1\n", &["date=skip"], None);
    assert!(
        left_out.contains("`date` holds days and is left out"),
        "{left_out}"
    );
    let found = read("date;a\n2026-11-01;1 234,5\n2026-11-02;12,5\n");
    let why = &found.columns.list[1].why;
    assert!(why.ends_with("numbers are written as 1 234,5"), "{why}");
}

/// What is asked of columns that may be the object, by their titles.
fn open_columns(text: &str, roles: &[&str]) -> Vec<String> {
    let found = read_with(text, wishes(roles, None)).expect("a table");
    assert_eq!(found.columns.questions, [], "{text}");
    let title = |one: &Question| {
        found.columns.list[one.column.expect("of a column")]
            .title
            .clone()
    };
    found.unread.iter().map(title).collect()
}

#[test]
fn what_may_be_the_object_besides_the_guess_is_asked_about() {
    let days = |each: &str| -> String {
        let day = |at: usize| {
            let each = each.replace("DAY", &format!("2026-11-0{at}"));
            // What turns about changes from day to day.
            match at % 2 {
                0 => each.replace("ONE", "Nord").replace("TWO", "Sued"),
                _ => each.replace("ONE", "Sued").replace("TWO", "Nord"),
            }
        };
        (1..=6).map(day).collect()
    };
    let cases: [(&str, &str, &[&str]); 11] = [
        (
            "date,customer_id,branch,visits",
            "DAY,17,ONE,5\nDAY,23,TWO,6\n",
            &["branch"],
        ),
        (
            "date,customer,branch,visits",
            "DAY,17,ONE,5\nDAY,23,TWO,6\n",
            &["customer", "branch"],
        ),
        (
            "date,customer,branch,visits",
            "DAY,ann,ONE,5\n",
            &["customer", "branch"],
        ),
        // Both tell the lines apart, as one is the other's in this file.
        (
            "date,customer_id,branch,visits",
            "DAY,17,Nord,5\nDAY,23,Sued,6\n",
            &["branch"],
        ),
        // Names, and what holds for all lines of a day, are no objects.
        (
            "date,branch_no,branch_name,visits",
            "DAY,1,Nord,5\nDAY,2,Sued,6\n",
            &[],
        ),
        (
            "date,branch,weather,visits",
            "DAY,A,ONE,5\nDAY,B,ONE,6\n",
            &[],
        ),
        (
            "date,branch,manager,visits",
            "DAY,A,ann,5\nDAY,B,ann,6\n",
            &[],
        ),
        // The same whole numbers day after day are hardly values.
        (
            "date,branch,plan,visits",
            "DAY,ONE,17,5\nDAY,TWO,23,5\n",
            &["plan"],
        ),
        // What each branch has day after day is a level of it.
        (
            "date,branch,staff,visits",
            "DAY,A,17,5\nDAY,B,23,5\nDAY,C,42,5\n",
            &[],
        ),
        (
            "date,branch,visits,sales",
            "DAY,A,17,5\nDAY,B,23,5\nDAY,C,17,5\n",
            &[],
        ),
        ("date,hour,branch,visits", "DAY,1,A,5\nDAY,1,B,5\n", &[]),
    ];
    for (head, each, expected) in cases {
        let text = format!("{head}\n{}", days(each));
        let text = text.replace("2026-11-06,ann", "2026-11-06,bob");
        let expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        assert_eq!(open_columns(&text, &[]), expected, "{text}");
    }
    let text = format!(
        "date,customer_id,branch,visits\n{}",
        days("DAY,17,ONE,5\nDAY,23,TWO,6\n")
    );
    for roles in [
        &["branch=skip"][..],
        &["branch=object"],
        &["customer_id=object"],
    ] {
        assert_eq!(
            open_columns(&text, roles),
            Vec::<String>::new(),
            "{roles:?}"
        );
    }
    let found = read_with(&text, wishes(&[], None)).expect("a table");
    let asked = found.unread[0].problem().message;
    for words in [
        "`branch` says `Sued`, `Nord`",
        "as `customer_id` is",
        "--object customer_id --object branch",
        "--skip branch",
    ] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
}

#[test]
fn keys_of_numbers_are_no_values() {
    assert_eq!(
        roles(
            "date,customer,branch,visits\n2026-11-01,17,1,5\n2026-11-02,17,1,5\n2026-11-03,18,2,5\n"
        ),
        ["day", "skip", "skip", "value"]
    );
    assert_eq!(
        roles("id,customer_id,date,total\n1,7,2026-11-01,5\n2,8,2026-11-01,5\n3,7,2026-11-02,5\n"),
        ["skip", "object", "day", "value"]
    );
    assert_eq!(
        roles("date,hour,visits\n2026-11-01,1,5\n2026-11-01,2,5\n"),
        ["day", "skip", "value"]
    );
    assert_eq!(
        roles("date,hour\n2026-11-01,1\n2026-11-02,2\n"),
        ["day", "value"]
    );
    assert_eq!(
        roles("date,app,site\n2026-11-01,1,5\n2026-11-02,1,6\n"),
        ["day", "value", "value"]
    );
}

#[test]
fn refusals_tell_how_the_column_writes() {
    let text = "Datum;Umsatz;Saldo\n31.10.2026;12.400,50;(13,00) \u{20ac}\n30.10.2026;1,5;1,00 \u{20ac}\n01.11.2026;1234.5;5,00 \u{20ac}\n02.11.2026;abc;1,00 \u{20ac}\n";
    let found = read(text);
    assert_eq!(values(&found)[1], "2 saldo - 2026-10-31 -13");
    let refused = refused(found);
    assert!(refused[0].contains("as 1.234,5"), "{refused:?}");
    assert_eq!(
        refused[1],
        "5 Umsatz: `abc` is not a number; write numbers as 1.234,5"
    );
}

#[test]
fn empty_cells_of_a_refused_line_are_not_refused() {
    let found = read("date,a,b,c\n2026-11-01,1,2,3\nsoon,1,,NA\nsoon,1,2,3\n");
    let cells = found.measurements.cells;
    assert_eq!((cells.refused, cells.blank, cells.values), (4, 2, 3));
    let zero = read("metric,date,value,weight\na,2026-01-03,3,0\n");
    let said = refused(zero);
    assert!(
        said[0].contains("leave its cell empty") && !said[0].contains("NULL"),
        "{said:?}"
    );
}

#[test]
fn what_is_not_zero_is_not_imported_as_zero() {
    for text in [
        "date,a\n2026-11-01,1e-400\n2026-11-02,1\n",
        "[{\"date\": \"2026-11-01\", \"a\": 1e-400}, {\"date\": \"2026-11-02\", \"a\": 1}]",
    ] {
        let found = read(text);
        assert_eq!(values(&found).len(), 1, "{text}");
        assert!(refused(found)[0].contains("too small to be kept"), "{text}");
    }
}

#[test]
fn a_key_that_stands_twice_in_an_object_is_refused() {
    for text in [
        "{\"date\":\"2026-11-01\",\"visits\":5,\"visits\":6}\n{\"date\":\"2026-11-02\",\"visits\":7}\n",
        "[{\"date\":\"2026-11-01\",\"visits\":5,\"visits\":6},\n{\"date\":\"2026-11-02\",\"visits\":7}]",
    ] {
        let found = read(text);
        assert_eq!(values(&found), ["2 visits - 2026-11-02 7"]);
        assert_eq!(refused(found), ["1: `visits` stands in it twice"]);
    }
    let all = question(
        "{\"date\":\"2026-11-01\",\"visits\":5,\"visits\":6}",
        &[],
        None,
    );
    assert!(
        all.contains("the first stands in line 1: `visits` stands in it twice"),
        "{all}"
    );
}

#[test]
fn a_column_that_says_one_thing_says_how_often() {
    let why = |text: &str| read(text).columns.list[1].why.clone();
    assert_eq!(
        why("date,extra,a\n2026-11-01,x,1\n2026-11-02,,1\n2026-11-03,,1\n"),
        "it says `x` in one line, and nothing in the others"
    );
    assert_eq!(
        why("date,extra,a\n2026-11-01,x,1\n2026-11-02,x,1\n"),
        "it says `x` in every line"
    );
    let asked = read_with(
        "date,extra,a\n2026-11-01,x,1\n2026-11-02,,1\n2026-11-03,x,1\n",
        wishes(&[], None),
    )
    .expect("a table");
    assert!(
        asked.unread[0]
            .message
            .contains("`extra` says `x`, and left out"),
        "{:?}",
        asked.unread
    );
}
