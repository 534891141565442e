//! Dashboards: loaded for a page, listed, written.

mod edit;
mod load;
mod loaded;
mod panels;
mod picture;
mod ranking;
mod request;
mod series;
mod view;

pub use edit::DashboardEdit;
pub use picture::{PictureSize, chart_style, class_of, object_spark, panel_picture};
pub use view::{
    ChartView, CompareChoice, ComparedView, DashboardQuery, DashboardView, GoalView, MultiplesView,
    NumberView, PageObject, PanelContent, PanelView, ProgressView, RankedObject, RankingView,
    SeriesView, Subject, Unavailable,
};
