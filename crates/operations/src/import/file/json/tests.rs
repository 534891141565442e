//! JSON as a table.

use super::*;

#[test]
fn a_list_within_one_object_is_the_list() {
    let text = "{\"total\": 2, \"data\": [{\"date\": \"2026-11-01\", \"a\": 1}, {\"date\": \"x\", \"a\": 2}]}";
    for text in [
        text.to_owned(),
        text.replace("[{", "[\n{").replace(", {", ",\n{"),
    ] {
        let read = table(&text);
        assert!(read.bytes.starts_with(b"date,a\n2026-11-01,"), "{text}");
        assert!(
            read.notes[0].contains("list `data` is read"),
            "{:?}",
            read.notes
        );
    }
    let refused = Records::read(b"{\"columns\": [\"date\"], \"data\": [[\"2026-11-01\"]]}").err();
    assert!(
        refused
            .expect("refused")
            .message
            .contains("one object with lists")
    );
    // A record with a list in it stays one.
    let one = table("{\"date\": \"2026-11-01\", \"a\": 1, \"parts\": [{\"b\": 2}]}\n");
    assert!(one.bytes.starts_with(b"date,a,parts\n"));
}

#[test]
fn records_that_share_a_line_are_counted() {
    let read = table("[{\"a\": 1}, {\"a\": 2}, {\"a\": 3}]");
    assert_eq!(read.lines, Some(vec![1, 1, 2, 3]));
    assert!(
        read.notes[0].contains("line 3 is the third"),
        "{:?}",
        read.notes
    );
    assert_eq!(
        table("[{\"a\": 1},\n{\"a\": 2}]").notes,
        Vec::<String>::new()
    );
}

fn table(text: &str) -> Text {
    match Records::read(text.as_bytes()).expect("records") {
        Records::Table(table) => table,
        Records::Django => panic!("{text} is not of Django"),
    }
}

#[test]
fn objects_become_lines_whose_places_are_known() {
    let list = "[\n{\"metric\": \"a\", \"date\": \"2026-11-01\", \"value\": 1.5,\n \"settings\": \
                {\"measure\": \"flow\"}},\n{\"metric\": \"b, \\\"c\\\"\", \"value\": null, \"extra\": [1]}\n]";
    let read = table(list);
    let text = String::from_utf8(read.bytes).expect("text");
    let expected = "metric,date,value,extra\na,2026-11-01,\u{1}1.5,\n\"b, \"\"c\"\"\",,,[1]\n";
    assert_eq!(text, expected);
    assert_eq!(read.lines, Some(vec![1, 2, 4]));
    assert_eq!(read.metrics["a"].measure, Some(dbag_domain::Measure::Flow));
}

#[test]
fn a_broken_line_is_one_line() {
    let read = table(
        "{\"date\": \"2026-11-01\", \"a\": 1}\n{\"date\": \n\n{\"date\": \"2026-11-03\", \"a\": 3}\n7\n",
    );
    assert_eq!(read.lines, Some(vec![1, 1, 4]));
    let broken: Vec<u32> = read.broken.iter().map(|(line, _)| *line).collect();
    assert_eq!(broken, [2, 5]);
    assert!(
        read.broken[0].1.contains("no JSON object"),
        "{:?}",
        read.broken
    );
}

#[test]
fn django_is_left_to_others_and_other_json_is_refused() {
    for text in [
        r#"[{"model": "a.b", "pk": 1, "fields": {}}]"#,
        "{\"model\": \"a.b\", \"fields\": {}}\n{\"model\": \"a.b\", \"fields\": {}}\n",
    ] {
        assert!(matches!(
            Records::read(text.as_bytes()),
            Ok(Records::Django)
        ));
    }
    for text in ["{\"a\":\n1}", "[1, 2", "[]", "[1, 2]"] {
        assert!(Records::read(text.as_bytes()).is_err(), "{text}");
    }
}
