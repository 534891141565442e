//! The shop's own dashboard: every kind of panel once, as somebody would use it.

use dbag_domain::{
    Arrangement, DashboardSettings, Order, PanelCompare, PanelKind, PanelOptions, PanelSeries,
    ReadAs, Step,
};

use super::parts::{Rows, called, dashboard, every, panel, titled, whole, with};

const GREETING: &str = "\
**A shop that does not exist.** Its orders, customers and logins are made up, asked every day and \
filled backwards like anybody's.

- Move along a chart: every chart shows the same day.
- [One page for each customer](/d/customer) has the same numbers for one of them.";

pub(crate) fn shop() -> DashboardSettings {
    let mut rows = Rows::default();
    for metric in ["revenue", "orders", "signups", "active-users"] {
        rows.put((3, 4), panel(PanelKind::Number, [whole(metric)]));
    }
    sales(&mut rows);
    customers(&mut rows);
    users(&mut rows);
    DashboardSettings {
        panels: rows.into_panels(),
        ..dashboard(
            "shop",
            "Shop",
            "How the shop is doing: sales, customers and users.",
        )
    }
}

fn sales(rows: &mut Rows) {
    rows.heading("Sales");
    let compared = PanelOptions {
        compare: Some(PanelCompare::Previous),
        average: Some(7),
        ..PanelOptions::default()
    };
    rows.put(
        (8, 7),
        with(panel(PanelKind::Bars, [whole("revenue")]), compared),
    );
    let text = PanelOptions {
        text: GREETING.to_owned(),
        ..PanelOptions::default()
    };
    rows.put(
        (4, 7),
        with(titled(panel(PanelKind::Text, []), "About"), text),
    );
    let cumulative = PanelOptions {
        read_as: ReadAs::Cumulative,
        compare: Some(PanelCompare::Previous),
        ..PanelOptions::default()
    };
    let orders = with(panel(PanelKind::Area, [whole("orders")]), cumulative);
    rows.put((6, 7), titled(orders, "Orders so far"));
    let monthly = PanelOptions {
        step: Some(Step::Week),
        ..PanelOptions::default()
    };
    let table = panel(
        PanelKind::Table,
        [whole("revenue"), whole("orders"), whole("average-order")],
    );
    rows.put((6, 7), titled(with(table, monthly), "Week by week"));
    rows.put(
        (8, 6),
        titled(
            panel(PanelKind::Calendar, [whole("orders")]),
            "Orders, day by day",
        ),
    );
    rows.put(
        (4, 6),
        titled(
            panel(PanelKind::Progress, [whole("revenue")]),
            "Revenue goal",
        ),
    );
}

fn customers(rows: &mut Rows) {
    rows.heading("Customers");
    rows.put(
        (6, 9),
        titled(
            panel(PanelKind::Ranking, [every("customer-revenue")]),
            "Most revenue",
        ),
    );
    let least = PanelOptions {
        order: Order::Bottom,
        ..PanelOptions::default()
    };
    let ranking = with(panel(PanelKind::Ranking, [every("customer-orders")]), least);
    rows.put((6, 9), titled(ranking, "Fewest orders"));
    let outliers = PanelOptions {
        order: Order::Outliers,
        count: Some(12),
        ..PanelOptions::default()
    };
    let lines = with(
        panel(PanelKind::Multiples, [every("customer-revenue")]),
        outliers,
    );
    rows.put((12, 5), titled(lines, "Revenue of each, outliers first"));
}

fn users(rows: &mut Rows) {
    rows.heading("Users");
    let stacked = PanelOptions {
        arrangement: Arrangement::Stacked,
        step: Some(Step::Week),
        ..PanelOptions::default()
    };
    let activity: [PanelSeries; 2] = [
        called(whole("logins"), "Logins"),
        called(whole("comments"), "Comments"),
    ];
    let activity = with(panel(PanelKind::Bars, activity), stacked);
    rows.put((6, 7), titled(activity, "What users do, by week"));
    let indexed = PanelOptions {
        read_as: ReadAs::Indexed,
        step: Some(Step::Week),
        ..PanelOptions::default()
    };
    let growth = with(
        panel(PanelKind::Line, [whole("users"), whole("active-users")]),
        indexed,
    );
    rows.put((6, 7), titled(growth, "Growth, first day = 100"));
    rows.put((12, 7), panel(PanelKind::Line, [whole("signed-in-share")]));
}
