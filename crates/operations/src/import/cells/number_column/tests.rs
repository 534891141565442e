//! How columns write their numbers.

use super::*;

fn decide(cells: &[&str], separator: u8) -> Result<NumberFormat, Undecided> {
    let mut evidence = NumberEvidence::default();
    cells.iter().for_each(|cell| evidence.add(cell));
    evidence.decide(separator, None, None)
}

fn read(cells: &[&str], separator: u8) -> Vec<Option<f64>> {
    let format = decide(cells, separator).expect("decided");
    let number = |cell: &&str| format.read(cell.as_bytes()).ok()?.ok().map(Value::get);
    cells.iter().map(number).collect()
}

#[test]
fn a_column_is_read_in_one_way() {
    let cases: [(&[&str], u8, &[f64]); 10] = [
        (&["1,234", "1,234.5"], b',', &[1234.0, 1234.5]),
        (&["1.234", "1.234,5"], b';', &[1234.0, 1234.5]),
        (&["1.234", "0,5"], b';', &[1234.0, 0.5]),
        (&["1.234", "1.5"], b';', &[1.234, 1.5]),
        (&["1.234", "0.5"], b',', &[1.234, 0.5]),
        (&["1,234", "12"], b',', &[1234.0, 12.0]),
        (&["1.234", "1.234.567"], b'\t', &[1234.0, 1_234_567.0]),
        (&["1,234", "12345"], b';', &[1.234, 12345.0]),
        (&["1.234", "12345"], b';', &[1.234, 12345.0]),
        (&["1 234", "567"], b';', &[1234.0, 567.0]),
    ];
    for (cells, separator, numbers) in cases {
        let expected: Vec<_> = numbers.iter().copied().map(Some).collect();
        assert_eq!(read(cells, separator), expected, "{cells:?}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_not_guessed() {
    let cases: [(&[&str], u8); 9] = [
        (&["1.234", "12"], b';'),
        (&["1.204", "2.300"], b','),
        (&["1.234", "12"], b','),
        // A total that somebody typed below.
        (&["1.204", "987", "1.310", "3501"], b';'),
        (&["1,234", "12"], b';'),
        (&["1.234"], b'\t'),
        (&["1.234", "1,234"], b','),
        (&["1,234", "12345"], b','),
        (&["1.5", "1,5"], b';'),
    ];
    for (cells, separator) in cases {
        assert!(decide(cells, separator).is_err(), "{cells:?}");
    }
    let mut evidence = NumberEvidence::default();
    evidence.add("1.234");
    assert_eq!(
        evidence.decide(b';', None, None),
        Err(Undecided("`1.234` can be read in two ways".to_owned()))
    );
    let chosen = evidence
        .decide(b';', Some(Mark::Comma), None)
        .map(|format| format.mark);
    assert_eq!(chosen, Ok(Mark::Comma));
}

#[test]
fn a_column_is_read_as_the_others_where_it_says_nothing_itself() {
    let cases: [(&[&str], u8, Mark, f64); 5] = [
        (&["1.204", "987", "3501"], b';', Mark::Comma, 1204.0),
        (&["1.204", "987"], b',', Mark::Comma, 1204.0),
        (&["1.204", "987"], b';', Mark::Point, 1.204),
        (&["1,204", "12345"], b',', Mark::Point, 1204.0),
        (&["1.204", "0.5"], b';', Mark::Comma, 1.204),
    ];
    for (cells, separator, elsewhere, first) in cases {
        let mut evidence = NumberEvidence::default();
        cells.iter().for_each(|cell| evidence.add(cell));
        let format = evidence.decide(separator, None, Some(elsewhere));
        let read = format.expect("decided").read(cells[0].as_bytes());
        assert_eq!(
            read.map(|read| read.map(Value::get)),
            Ok(Ok(first)),
            "{cells:?}"
        );
    }
}

#[test]
fn cells_that_differ_from_their_column_are_refused() {
    let cases: [(&[&str], &str, &str); 6] = [
        (&["1.5", "2.5", "1,5"], "1,5", "written otherwise"),
        (&["12 %", "13 %", "0.14"], "0.14", "no % sign"),
        (&["12", "13", "14 %"], "14 %", "a percentage"),
        (&["$5", "$6", "\u{20ac}7"], "\u{20ac}7", "another currency"),
        (&["1.5", "six"], "six", "not a number"),
        (&["1.5", "9007199254740993"], "9007199254740993", "exactly"),
    ];
    for (cells, cell, word) in cases {
        let format = decide(cells, b',').expect("decided");
        let reason = format.read(cell.as_bytes()).expect_err("refused");
        assert!(reason.contains(word), "{cell}: {reason}");
    }
    // What is zero has no scale, and money may be written without its sign.
    assert_eq!(read(&["12 %", "0"], b','), [Some(12.0), Some(0.0)]);
    assert_eq!(read(&["$12", "13"], b','), [Some(12.0), Some(13.0)]);
}

#[test]
fn numbers_that_are_numbers_in_the_file_are_no_guess() {
    let cells = ["\u{1}1.234", "\u{1}5.5%", "1.234,5"];
    let mut evidence = NumberEvidence::default();
    cells.iter().for_each(|cell| evidence.add(cell));
    let format = evidence.decide(0, None, None).expect("decided");
    assert_eq!(format.mark, Mark::Comma);
    let plain = NumberFormat {
        sign: None,
        ..format
    };
    assert_eq!(
        plain.read(b"\x011.234").map(|read| read.map(Value::get)),
        Ok(Ok(1.234))
    );
}

#[test]
fn numbers_for_programs_are_read_as_they_are() {
    let format = NumberFormat::default();
    for (cell, number) in [("0", 0.0), (" 42 ", 42.0), ("-1.5", -1.5), ("2e3", 2000.0)] {
        assert_eq!(
            format
                .read(cell.as_bytes())
                .map(|read| read.map(Value::get)),
            Ok(Ok(number))
        );
    }
    assert_eq!(format.read(b""), Ok(Err(Blank::Empty)));
    assert!(
        format
            .read(b"\xff1")
            .expect_err("refused")
            .contains("UTF-8")
    );
    for (cell, word) in [
        ("1e400", "too large"),
        ("inf", "not a number"),
        ("\"six\n7", "quote"),
    ] {
        let reason = format.read(cell.as_bytes()).expect_err("refused");
        assert!(reason.contains(word), "{cell}: {reason}");
    }
}
