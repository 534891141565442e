use super::*;
use crate::import::file::archive::tests::packed;
use crate::import::roles::Wishes;
use crate::import::source::Source;

/// A workbook of sheets: their names, and the XML inside their `sheetData` and behind it.
struct Book {
    sheets: Vec<(&'static str, &'static str, String)>,
    strings: &'static [&'static str],
    is_1904: bool,
}

/// Cell styles by number: general, a date, a date with its time, percent, euros, hours, a percent
/// sign that is only written there, percent above a half.
const STYLES: &str = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="4"><numFmt numFmtId="164" formatCode="#,##0.00\ [$€-407]"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="0.0&quot;%&quot;"/><numFmt numFmtId="167" formatCode="[&gt;0.5]0%;0.0"/></numFmts>
<cellXfs count="8"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs>
</styleSheet>"##;

impl Book {
    fn of(rows: &str) -> Self {
        Self {
            sheets: vec![("Data", "", rows.to_owned())],
            strings: &["date", "visits", "Visits in November"],
            is_1904: false,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let numbered = || (1..).zip(&self.sheets);
        let list: String = numbered()
            .map(|(at, (name, state, _))| {
                format!(r#"<sheet name="{name}" sheetId="{at}" {state} r:id="rId{at}"/>"#)
            })
            .collect();
        let epoch = if self.is_1904 {
            r#"<workbookPr date1904="1"/>"#
        } else {
            ""
        };
        let workbook = format!(
            r#"<workbook xmlns="{main}" xmlns:r="{relations}">{epoch}<sheets>{list}</sheets></workbook>"#
        );
        let targets: String = numbered()
            .map(|(at, _)| format!(r#"<Relationship Id="rId{at}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>"#))
            .collect();
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let targets = format!(r#"<Relationships xmlns="{package}">{targets}</Relationships>"#);
        let root = format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        );
        let strings: String = self
            .strings
            .iter()
            .map(|text| format!("<si><t>{text}</t></si>"))
            .collect();
        let strings = format!(
            r#"<sst xmlns="{main}" count="9" uniqueCount="{}">{strings}</sst>"#,
            self.strings.len()
        );
        let sheets: Vec<(String, String)> = numbered()
            .map(|(at, (_, _, rows))| {
                let (rows, behind) = rows.split_once("</rows>").unwrap_or((rows, ""));
                let xml = format!(
                    r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{behind}</worksheet>"#
                );
                (format!("xl/worksheets/sheet{at}.xml"), xml)
            })
            .collect();
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", targets.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/styles.xml", STYLES.as_bytes()),
        ];
        parts.extend(
            sheets
                .iter()
                .map(|(name, xml)| (name.as_str(), xml.as_bytes())),
        );
        packed(&parts)
    }

    fn read(&self) -> Text {
        read(self.bytes(), &OpenOptions::default()).expect("a sheet")
    }
}

fn text(read: &Text) -> String {
    String::from_utf8_lossy(&read.bytes)
        .replace('\u{1}', "#")
        .replace('\u{2}', "^")
        .replace('\u{3}', "?")
}

const HEAD: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#;

#[test]
fn cells_are_what_they_are_and_rows_keep_their_numbers() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>2</v></c></row>
        <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="inlineStr"><is><t>a, "b"
c</t></is></c></row>
        <row r="4"><c r="A4" s="1"><v>46327</v></c><c r="B4"><v>1234.5</v></c><c r="D4" t="b"><v>1</v></c></row>
        <row r="5"><c r="A5" s="2"><v>46327.75</v></c><c r="B5" s="3"><v>0.29</v></c><c r="C5" s="4"><v>5</v></c></row>
        <row r="6"><c r="A6" t="e"><v>#N/A</v></c><c r="B6" s="5"><v>0.5</v></c></row>"#;
    let read = Book::of(rows).read();
    let expected = "Visits in November\n\ndate,visits,,\"a, \"\"b\"\" c\"\n2026-11-01,#1234.5,,TRUE\n\
                    2026-11-01T18:00:00,#29%,#5\u{20ac}\n#N/A,#43200\n";
    assert_eq!(text(&read), expected);
    assert_eq!(read.notes, ["durations were read as seconds"]);
    assert!(read.is_padded && read.separator == Some(b','));
}

#[test]
fn only_what_is_shown_a_hundredfold_is_read_so() {
    let rows = format!(
        r#"{HEAD}<row r="2"><c r="A2" s="1"><v>46327</v></c><c r="B2" s="6"><v>12.5</v></c><c r="C2" s="7"><v>0.29</v></c></row>
        <row r="3"><c r="A3" s="1"><v>46328</v></c><c r="B3" s="6"><v>9</v></c><c r="C3" s="7"><v>0.75</v></c></row>"#
    );
    let expected = "date,visits\n2026-11-01,#12.5%,#0.29\n2026-11-02,#9%,#75%\n";
    assert_eq!(text(&Book::of(&rows).read()), expected);
}

#[test]
fn a_sheet_without_a_table_is_passed_over() {
    let cover = r#"<row r="1"><c r="A1" t="s"><v>2</v></c></row>"#;
    let data =
        format!(r#"{HEAD}<row r="2"><c r="A2" s="1"><v>46327</v></c><c r="B2"><v>5</v></c></row>"#);
    let of = |sheets: Vec<(&'static str, &'static str, String)>| Book {
        sheets,
        ..Book::of("")
    };
    let book = of(vec![
        ("Cover", "", cover.to_owned()),
        ("Data", "", data.clone()),
    ]);
    let read = book.read();
    assert_eq!(read.sheet.as_deref(), Some("Data"));
    assert_eq!(
        read.notes,
        ["the sheet `Data` was read, of `Cover`, `Data`"]
    );
    // Where none has one, it is said why the first is none; one that is hidden is named.
    let book = of(vec![
        ("Cover", "", cover.to_owned()),
        ("Data", r#"state="hidden""#, data),
    ]);
    let asked = |sheet: Option<&str>| {
        let options = OpenOptions {
            sheet: sheet.map(str::to_owned),
            ..OpenOptions::default()
        };
        let source = Source::open(book.bytes(), &options, Wishes::default());
        source.expect("opened").question
    };
    for sheet in [None, Some("Cover")] {
        let question = asked(sheet).expect("a question");
        assert_eq!(question.field, "sheet");
        let words = "the sheet `Cover` has no table: the file has one column, `Visits in November`";
        assert!(question.message.starts_with(words), "{question:?}");
        assert_eq!(
            question.way_out,
            "choose another with --sheet: `Cover`, `Data`"
        );
    }
    assert_eq!(asked(Some("Data")), None);
    let alone = of(vec![("Cover", "", cover.to_owned())]);
    let refused = Source::open(alone.bytes(), &OpenOptions::default(), Wishes::default());
    assert_eq!(
        refused.err().and_then(|problem| problem.field).as_deref(),
        Some("file")
    );
}

#[test]
fn both_epochs_are_known() {
    let rows =
        format!(r#"{HEAD}<row r="2"><c r="A2" s="1"><v>44865</v></c><c r="B2"><v>5</v></c></row>"#);
    let book = Book {
        is_1904: true,
        ..Book::of(&rows)
    };
    assert_eq!(text(&book.read()), "date,visits\n2026-11-01,#5\n");
}

#[test]
fn formulas_have_the_values_that_were_kept() {
    let rows = format!(
        r#"{HEAD}<row r="2"><c r="A2" s="1"><v>46327</v></c><c r="B2"><f>2+3</f><v>5</v></c></row>
        <row r="3"><c r="A3" s="1"><v>46328</v></c><c r="B3"><f>2+3</f></c></row>"#
    );
    let read = Book::of(&rows).read();
    assert_eq!(text(&read), "date,visits\n2026-11-01,#5\n2026-11-02,?\n");
    assert!(
        read.notes[0].starts_with("one cell has a formula without a kept value"),
        "{:?}",
        read.notes
    );
}

#[test]
fn merged_cells_go_on_below() {
    let rows = format!(
        r#"{HEAD}<row r="2"><c r="A2" s="1"><v>46327</v></c><c r="B2"><v>5</v></c></row>
        <row r="3"><c r="B3"><v>6</v></c></row><row r="4"><c r="B4"><v>7</v></c></row></rows>
        <mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"#
    );
    let read = Book::of(&rows).read();
    assert_eq!(
        text(&read),
        "date,visits\n2026-11-01,#5\n^2026-11-01,#6\n,#7\n"
    );
    assert!(read.notes[0].contains("merged cells"), "{:?}", read.notes);
}

#[test]
fn the_first_visible_sheet_with_anything_in_it_is_read() {
    let filled = |day: u32| {
        format!(r#"{HEAD}<row r="2"><c r="A2" s="1"><v>{day}</v></c><c r="B2"><v>5</v></c></row>"#)
    };
    let book = Book {
        sheets: vec![
            ("Hidden", r#"state="hidden""#, filled(46330)),
            ("Empty", "", String::new()),
            ("November", "", filled(46327)),
            ("December", "", filled(46360)),
        ],
        ..Book::of("")
    };
    let read = book.read();
    assert_eq!(
        (read.sheet.as_deref(), read.sheets.len()),
        (Some("November"), 4)
    );
    assert!(
        read.notes[0].starts_with("the sheet `November` was read, of `Hidden`"),
        "{:?}",
        read.notes
    );
    let of = |sheet: &str| {
        let options = OpenOptions {
            sheet: Some(sheet.to_owned()),
            ..OpenOptions::default()
        };
        super::read(book.bytes(), &options)
    };
    assert!(text(&of("december").expect("a sheet")).contains("2026-12-04"));
    let missing = of("May").expect_err("refused");
    assert_eq!(missing.field.as_deref(), Some("sheet"));
    assert!(
        missing.message.contains("choose `Hidden`, `Empty`"),
        "{missing}"
    );
    assert!(
        of("Empty")
            .expect_err("refused")
            .message
            .contains("is empty")
    );
}

#[test]
fn what_was_made_to_break_the_reader_is_a_sentence() {
    for rows in [
        // A cell where none can be would take up all room before it.
        r#"<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="ZZZZ1"><v>1</v></c></row>"#,
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>99</v></c></row>"#,
        "<row><c>",
    ] {
        let problem = read(Book::of(rows).bytes(), &OpenOptions::default()).expect_err("refused");
        assert!(problem.message.contains("damaged"), "{rows}: {problem}");
    }
    // A million rows with their last cell far to the right are small when packed.
    let wide: String = (1..2_000)
        .map(|row| format!(r#"<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>"#))
        .collect();
    let options = OpenOptions {
        most_bytes: 8 << 20,
        sheet: None,
    };
    let problem = read(Book::of(&wide).bytes(), &options).expect_err("refused");
    assert!(problem.message.contains("more than 8 MB"), "{problem}");
}
