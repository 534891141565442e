//! `dbag import`: what columns are, what is refused, there and back, and taking it back.

use serde_json::json;

use crate::place::{Place, on_both};

const BRANCHES: &str = "date,branch_no,visits,sales\n2026-11-01,1,10,100\n2026-11-01,2,20,200\n\
                        2026-11-02,1,11,110\n2026-11-02,2,21,x\n";

on_both! {
    fn columns_have_roles_that_are_said_and_chosen(place: &Place) {
        let file = place.write("branches.csv", BRANCHES);
        let said = place.run(&["import", &file, "--dry-run"]);
        assert_eq!(said.code, 1, "a cell is refused: {said:?}");
        for words in ["branch_no  object  its title is that of keys", "line 5, column sales: `x` is not a number"] {
            assert!(said.err.contains(words), "{words}: {said:?}");
        }
        let flags = ["--object", "branch_no=shop", "--skip", "sales", "--as", "visits=value:guests:flow", "--json"];
        let report = place.json(&[&["import", &file][..], &flags].concat());
        assert_eq!((&report["values"], &report["columns_ignored"]), (&json!(4), &json!(["sales"])));
        assert_eq!(report["metrics"][0]["measure"], "flow");
        let csv = place.done(&["export"]);
        assert!(csv.ends_with("guests,2026-11-01,20,shop,2,\nguests,2026-11-02,21,shop,2,\n"), "{csv}");
        for (flags, words) in [
            (["--as", "visits=colour"], "--as"),
            (["--skip", "nothing"], "no column `nothing`; there are `date`, `branch_no`"),
            (["--object", "branch_no=Big Shop"], "--object"),
        ] {
            let said = place.fails(2, &[&["import", &file][..], &flags].concat());
            assert!(said.contains(words), "{words}: {said}");
        }
    }

    fn what_does_not_stand_is_counted_and_totals_are_left_out(place: &Place) {
        let text = "date,branch,visits\n2026-11-01 10:00,A,1\n2026-11-01 12:00,A,2\n2026-11-02,A,3\n2026-11-03,A,3\n\
                    2026-11-01,Total,9\n2026-11-01,,4\n2026-10-01,B,1\n2026-10-02,B,1\n2026-10-03,B,1\n2026-10-04,B,1\n\
                    2026-10-05,B,1\n2026-10-06,B,1\n";
        let file = place.write("totals.csv", text);
        let said = place.run(&["import", &file, "--dry-run"]);
        assert_eq!(said.code, 1, "a cell is refused: {said:?}");
        for words in [
            "1 line is of the same day as a later one, which stands; --of-day chooses otherwise",
            "1 line is of `Total`, line 6: that looks like all others together",
            "--leave-out \"Total\" leaves them out",
        ] {
            assert!(said.out.contains(words), "{words}: {said:?}");
        }
        assert!(said.err.contains("line 7, column branch: no branch is named"), "{said:?}");
        place.run(&["import", &file, "--leave-out", "Total", "--of-day", "sum"]);
        let csv = place.done(&["export"]);
        assert!(csv.contains("visits,2026-11-01,3,branch,A,") && !csv.contains("Total"), "{csv}");
        let plain = place.write("plain.csv", "date,visits\n2026-11-05,7\n");
        let said = place.fails(2, &["import", &plain]);
        assert!(said.contains("metric `visits` has its values by branch") && said.contains("--object COLUMN"), "{said}");
    }

    fn outcomes_are_told_by_their_numbers(place: &Place) {
        let file = place.write("a.csv", "date,visits\n2026-11-01,1\n2026-11-02,2\n");
        let said = place.done(&["import", &file]);
        assert!(said.starts_with("2 measurements were accepted, which make 2 values\n  2 are new\n"), "{said}");
        let file = place.write("b.csv", "date,visits\n2026-11-01,1\n2026-11-02,3\n");
        let said = place.done(&["import", &file]);
        for words in ["make 2 values", "  1 was not taken: another number, or a removal by hand, stays", "  1 was there already"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("became"), "{said}");
        let said = place.done(&["import", &file, "--conflict", "overwrite"]);
        assert!(said.contains("  1 took the place of another"), "{said}");
    }

    fn what_may_be_lost_is_refused_with_the_ways_out(place: &Place) {
        let customers = "date,customer_id,branch,visits\n2026-11-01,17,A,1\n2026-11-01,23,B,2\n2026-11-02,17,B,3\n2026-11-02,23,A,4\n";
        let file = place.write("customers.csv", customers);
        let said = place.fails(2, &["import", &file]);
        for words in ["`branch`", "--object customer_id --object branch", "--skip branch"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        place.done(&["import", &file, "--skip", "branch"]);
        let orders = "id,created_at,total\n1,2026-11-01 10:00,5\n2,2026-11-01 11:00,7\n3,2026-11-02 10:00,9\n";
        let file = place.write("orders.csv", orders);
        let said = place.fails(2, &["import", &file]);
        assert!(said.contains("a list of events") && said.contains("--of-day sum, count"), "{said}");
        place.done(&["import", &file, "--of-day", "count", "--as", "total=value:orders"]);
        let csv = place.done(&["export", "orders"]);
        assert!(csv.contains("orders,2026-11-01,2,,,") && csv.contains("orders,2026-11-02,1,,,"), "{csv}");
    }

    fn weights_go_out_and_come_in_again(place: &Place) {
        let text = "metric,date,value,object_type,object_id,weight\nspeed,2026-11-01,1.5,branch,1,3\n\
                    speed,2026-11-02,2.5,branch,1,\nspeed,2026-11-01,0.1,branch,2,0.30000000000000004\n";
        let file = place.write("weights.csv", text);
        place.done(&["import", &file]);
        let exported = place.done(&["export"]);
        let other = Place::sqlite();
        let file = other.write("exported.csv", &exported);
        other.done(&["import", &file]);
        assert_eq!(other.done(&["export"]), exported);
        assert!(exported.contains("speed,2026-11-01,0.1,branch,2,0.30000000000000004\n"), "{exported}");
        for (weight, words) in [
            ("-1", "negative"),
            ("0", "zero beside a value"),
            ("NaN", "not a number"),
            ("inf", "not a number"),
            ("1e999", "too large"),
        ] {
            let file = place.write("bad.csv", &format!("metric,date,value,weight\nspeed2,2026-11-01,1,{weight}\n"));
            let said = place.run(&["import", &file]);
            assert!(said.err.contains("line 2, column weight: ") && said.err.contains(words), "{weight}: {said:?}");
        }
        assert!(!place.done(&["export"]).contains("speed2,"));
    }

    fn an_import_is_listed_and_undone(place: &Place) {
        let file = place.write("branches.csv", BRANCHES);
        place.run(&["import", &file]);
        let list = place.json(&["import", "--list", "--json"]);
        assert_eq!((&list[0]["added"], &list[0]["refused"]), (&json!(7), &json!(1)));
        let import = list[0]["import"].to_string();
        let plan = place.done(&["import", "--undo", &import]);
        assert!(plan.contains("7 values would be removed") && plan.contains("--yes"), "{plan}");
        assert_eq!(place.done(&["export"]).lines().count(), 1 + 7);
        for words in ["7 values would be removed", "metrics that it made and that have no values then would be removed: sales, visits"] {
            assert!(plan.contains(words), "{words}: {plan}");
        }
        let done = place.done(&["import", "--undo", &import, "--yes"]);
        assert!(done.contains("were removed: sales, visits"), "{done}");
        assert_eq!(place.done(&["export"]).lines().count(), 1);
        assert_eq!(place.json(&["metric", "list", "--json"]), json!([]));
        assert!(place.done(&["import", "--list"]).contains("undone"));
        let again = place.run(&["import", "--undo", &import, "--yes"]);
        assert!(again.code != 0 && again.err.contains("undone"), "{again:?}");
    }
}

#[test]
fn the_example_of_the_guide_comes_to_what_is_written_there() {
    const GUIDE: &str = include_str!("../../../docs/import.md");
    let block = |fence: &str| {
        let from = GUIDE.find(fence).expect("a block") + fence.len();
        GUIDE[from..].split("```").next().expect("its end")
    };
    let place = Place::sqlite();
    let file = place.write("branches.csv", block("```csv\n"));
    let said = place.run(&["import", &file, "--dry-run"]);
    let written = block("$ dbag import branches.csv --dry-run\n");
    assert_eq!(said.err + &said.out, written);
}

#[test]
fn files_that_cannot_be_read_are_a_sentence() {
    let place = Place::sqlite();
    let titles: Vec<String> = (0..5_000).map(|at| format!("c{at}")).collect();
    let wide = format!(
        "date,{}\n2026-11-01{}\n",
        titles.join(","),
        ",1".repeat(5_000)
    );
    let cases = [
        ("", "FILE: the file is empty"),
        ("date\n2026-11-01\n", "one column, `date`"),
        (
            "created,paid,amount\n2026-11-01,2026-11-02,5\n",
            "`created` and `paid` hold days, and only one is the day",
        ),
        (wide.as_str(), "5000 columns of values"),
        (
            "date,visits\n2026-11-01,10\n2026-11-01,20\n",
            "several values of one metric",
        ),
    ];
    for (text, words) in cases {
        let file = place.write("file.csv", text);
        let said = place.fails(2, &["import", &file]);
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(place.json(&["metric", "list", "--json"]), json!([]));
}

#[test]
fn what_is_listed_of_many_refusals_is_what_there_is() {
    let place = Place::sqlite();
    let lines: String = (0..30).map(|_| "2026-11-01,x\n").collect();
    let few = place.write("few.csv", &format!("date,a\n2026-11-02,1\n{lines}"));
    let few = place.run(&["import", &few, "--dry-run", "--as", "a=value"]);
    assert!(
        few.err
            .contains("and 10 more lines were refused; --json names them"),
        "{few:?}"
    );
    let lines: String = (0..10_050).map(|_| "2026-11-01,x\n").collect();
    let many = place.write("many.csv", &format!("date,a\n2026-11-02,1\n{lines}"));
    let flags = ["import", &many, "--dry-run", "--as", "a=value"];
    let said = place.run(&flags);
    let words = "and 10030 more lines were refused; --json names the first 10000";
    assert!(said.err.contains(words), "{said:?}");
    let json = place.run(&[&flags[..], &["--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let listed = report["refused"].as_array().map(Vec::len);
    assert_eq!(
        (listed, &report["refused_more"]),
        (Some(10_000), &json!(50))
    );
}

#[test]
fn a_cover_is_passed_over() {
    let place = Place::sqlite();
    let book = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../end2end/fixtures/cover.xlsx"
    );
    let said = place.fails(2, &["import", book, "--sheet", "Cover"]);
    for words in [
        "--sheet: the sheet `Cover` has no table: the file has one column",
        "choose another with --sheet: `Cover`, `Data`",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = place.run(&["import", book]);
    let words = "note: the sheet `Data` was read, of `Cover`, `Data`";
    assert!(said.code == 0 && said.err.contains(words), "{said:?}");
    assert!(place.done(&["export"]).contains("visits,2026-11-02,6,"));
    // What is kept is said, of a number that is sent.
    let said = place.done(&["push", "visits", "4503599627370496.5"]);
    assert!(said.starts_with("visits is 4503599627370496 on "), "{said}");
}

#[test]
fn a_workbook_is_read() {
    let place = Place::sqlite();
    let book = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../end2end/fixtures/branches.xlsx"
    );
    let said = place.run(&["import", book]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.err
            .contains("line 7, column Visits: `ill` is not a number"),
        "{said:?}"
    );
    let csv = place.done(&["export"]);
    for line in [
        "visits,2026-11-01,987,branch,S\u{fc}d,",
        "sales,2026-11-01,12400.5,branch,Nord,",
    ] {
        assert!(csv.contains(line), "{line}: {csv}");
    }
}
