//! Values as people and programs write them.

use proptest::prelude::*;

use super::*;

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
