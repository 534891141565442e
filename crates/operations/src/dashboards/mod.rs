//! Dashboards: loaded for a page, listed, written.

mod edit;
mod load;
mod loaded;
mod panels;
mod picture;
mod ranking;
mod request;
mod series;
mod table;
mod view;

pub use edit::DashboardEdit;
pub use picture::{
    DARK_LOOK, LIGHT_LOOK, PictureSize, chart_style, class_of, object_spark, panel_picture,
};
pub use table::{PanelColumn, PanelRow, PanelTable, panel_table, table_csv};
pub use view::{
    ChartView, CompareChoice, ComparedView, DashboardQuery, DashboardView, GoalView, MultiplesView,
    NumberView, PageObject, PanelContent, PanelView, ProgressView, RankedObject, RankingView,
    SeriesView, Subject, Unavailable,
};
