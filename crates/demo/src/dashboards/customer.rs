//! One dashboard for every customer of the shop.

use dbag_domain::{
    DashboardSettings, ObjectKind, PanelCompare, PanelKind, PanelOptions, ReadAs, Step,
};

use super::parts::{Rows, called, dashboard, median, own, panel, titled, whole, with};

pub(crate) fn customer() -> DashboardSettings {
    let mut rows = Rows::default();
    rows.put(
        (3, 4),
        titled(
            panel(PanelKind::Number, [own("customer-revenue")]),
            "Revenue",
        ),
    );
    rows.put(
        (3, 4),
        titled(panel(PanelKind::Number, [own("customer-orders")]), "Orders"),
    );
    let progress = panel(PanelKind::Progress, [own("customer-revenue")]);
    rows.put((6, 4), titled(progress, "Revenue goal"));
    let weekly = PanelOptions {
        step: Some(Step::Week),
        ..PanelOptions::default()
    };
    let both = [
        called(own("customer-revenue"), "This customer"),
        called(median("customer-revenue"), "Median customer"),
    ];
    let both = with(panel(PanelKind::Line, both), weekly.clone());
    rows.put((8, 7), titled(both, "Revenue beside the median, by week"));
    let all = with(panel(PanelKind::Area, [whole("customer-revenue")]), weekly);
    rows.put((4, 7), titled(all, "Company-wide revenue"));
    let so_far = PanelOptions {
        read_as: ReadAs::Cumulative,
        compare: Some(PanelCompare::Previous),
        ..PanelOptions::default()
    };
    let orders = with(panel(PanelKind::Area, [own("customer-orders")]), so_far);
    rows.put((6, 7), titled(orders, "Orders so far"));
    let monthly = PanelOptions {
        step: Some(Step::Month),
        ..PanelOptions::default()
    };
    let table = panel(
        PanelKind::Table,
        [own("customer-revenue"), own("customer-orders")],
    );
    rows.put((6, 7), titled(with(table, monthly), "Month by month"));
    let days = panel(PanelKind::Calendar, [own("customer-orders")]);
    rows.put((12, 5), titled(days, "Orders, day by day"));
    DashboardSettings {
        about: ObjectKind::parse("customer").ok(),
        position: 2,
        panels: rows.into_panels(),
        ..dashboard(
            "customer",
            "Customer",
            "One page for each customer of the shop.",
        )
    }
}
