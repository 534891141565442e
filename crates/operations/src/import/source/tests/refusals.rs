//! What is no value is refused cell by cell, and told.

use super::*;

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

#[test]
fn whole_numbers_are_kept_exactly_or_refused() {
    for (text, refused_in) in [
        (
            "date,a\n2026-11-01,9007199254740993.0\n2026-11-02,1\n",
            "2 a: the whole number 9007199254740993",
        ),
        (
            "date;a\n2026-11-01;9.007.199.254.740.993,0\n2026-11-02;1,5\n",
            "2 a: the whole number 9007199254740993",
        ),
        (
            "[{\"date\": \"2026-11-01\", \"a\": 9007199254740993.0}, {\"date\": \"2026-11-02\", \"a\": 1}]",
            "the whole number 9007199254740993",
        ),
    ] {
        let found = read(text);
        assert_eq!(values(&found).len(), 1, "{text}");
        let refused = refused(found);
        assert!(refused[0].contains(refused_in), "{text}: {refused:?}");
    }
}
