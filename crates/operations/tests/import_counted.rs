//! Lines that are counted, and what metrics are called that a file makes.

#[path = "support/importing.rs"]
mod importing;
mod support;

use dbag_domain::{Measure, Unit};
use dbag_operations::{ImportOptions, OfDay};
use importing::{import, lines, options};
use support::on_both;

fn counting(roles: &[&str]) -> ImportOptions {
    ImportOptions {
        of_day: Some(OfDay::Count),
        ..options(roles)
    }
}

on_both! {
    async fn lines_are_counted_whatever_their_cells_say(dbag: Dbag) {
        let text = "id,created,amount\n1,2026-07-01,5\n2,2026-07-01,\n3,2026-07-01,x\n4,2026-07-02,\n5,soon,\n6,,7\n,,\n";
        let report = import(&dbag, text, &counting(&["amount=value:order-count"])).await;
        assert_eq!(lines(&dbag).await, ["order-count,2026-07-01,3,,,", "order-count,2026-07-02,1,,,"]);
        // A line whose day cannot be read counts nowhere, and is no line that says nothing.
        let refused: Vec<(u64, Option<&str>)> =
            report.refused.iter().map(|one| (one.line, one.column.as_deref())).collect();
        assert_eq!(refused, [(6, Some("created")), (7, Some("created"))]);
        let cells = report.cells;
        assert_eq!((cells.values, cells.blank, cells.refused), (4, 1, 2), "{cells:?}");
        assert_eq!(cells.total, cells.values + cells.blank + cells.refused + cells.about + cells.left_out);
        // Other ways take the numbers only.
        let summing = ImportOptions { of_day: Some(OfDay::Sum), ..options(&["amount=value:turnover"]) };
        import(&dbag, text, &summing).await;
        let sums = lines(&dbag).await.into_iter().filter(|line| line.starts_with("turnover"));
        assert_eq!(sums.collect::<Vec<_>>(), ["turnover,2026-07-01,5,,,"]);
    }

    async fn lines_of_objects_and_of_named_metrics_are_counted(dbag: Dbag) {
        let text = "created,shop,amount\n2026-07-01,A,5\n2026-07-01,A,\n2026-07-01,B,\n";
        import(&dbag, text, &counting(&["shop=object", "amount=value:orders"])).await;
        let text = "metric,date,value\ncalls,2026-07-01,1\ncalls,2026-07-01,\nmails,2026-07-01,\n";
        import(&dbag, text, &counting(&[])).await;
        let json = "[{\"created\": \"2026-07-01\", \"paid\": 3}, {\"created\": \"2026-07-01\"}]";
        import(&dbag, json, &counting(&[])).await;
        assert_eq!(lines(&dbag).await, [
            "calls,2026-07-01,2,,,",
            "mails,2026-07-01,1,,,",
            "orders,2026-07-01,1,shop,B,",
            "orders,2026-07-01,2,shop,A,",
            "paid,2026-07-01,2,,,",
        ]);
    }

    async fn a_number_of_lines_has_no_unit_of_its_cells(dbag: Dbag) {
        let text = "created,amount,done\n2026-07-01,€ 5,10 %\n2026-07-01,,\n2026-07-02,€ 1.50,\n";
        import(&dbag, text, &counting(&["amount=value:orders", "done=value:jobs"])).await;
        for slug in ["orders", "jobs"] {
            let metric = dbag.store().metric(slug).await.expect("made");
            let unit = &metric.unit;
            assert_eq!((metric.measure, unit), (Measure::Flow, &Unit::default()), "{slug}");
        }
        // Nothing is asked about the unit of numbers that are not taken.
        let more = text.replace("07-0", "08-0");
        import(&dbag, &more, &counting(&["created=day"])).await;
        let there = lines(&dbag).await;
        assert!(there.contains(&"orders,2026-07-01,2,,,".to_owned()), "{there:?}");
        assert!(there.contains(&"amount,2026-08-01,2,,,".to_owned()), "{there:?}");
    }

    async fn a_metric_that_was_named_otherwise_has_a_title_of_its_own(dbag: Dbag) {
        let text = "created,total\n2026-07-01,5\n2026-07-01,6\n";
        let summing = ImportOptions { of_day: Some(OfDay::Sum), ..options(&["total=value"]) };
        import(&dbag, text, &summing).await;
        import(&dbag, text, &counting(&["total=value:order-count"])).await;
        let both = "date,Umsatz,total,qty\n2026-07-01,5,6,7\n";
        import(&dbag, both, &options(&["Umsatz=value:umsatz", "total=value:all_of-it", "qty=value:x"])).await;
        for (slug, label) in [
            ("total", "total"),
            ("order-count", "Order count"),
            ("umsatz", "Umsatz"),
            ("all_of-it", "All of it"),
            ("x", "X"),
        ] {
            let metric = dbag.store().metric(slug).await.expect(slug);
            assert_eq!(metric.label.as_str(), label, "{slug}");
        }
    }
}
