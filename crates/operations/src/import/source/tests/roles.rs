//! What each column is taken for.

use super::*;

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
        ("Guests", Some(dbag_domain::Measure::Flow))
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
