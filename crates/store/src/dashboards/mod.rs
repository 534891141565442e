//! Dashboards: kept as rows, read for a page in two statements however many panels it has.

mod list;
mod page;
mod page_series;
mod panels_json;
mod save;

pub use list::DashboardRow;
pub use page::{DashboardPage, Neighbours, PanelMetric};
pub use page_series::{PageMetric, PageSeries};
pub use save::NewDashboard;
