//! Dashboards: loaded for a page, listed, written.

mod badge;
mod begin;
mod document;
mod draft;
mod edit;
mod head_form;
mod legend;
mod load;
mod loaded;
mod marks;
mod one_series;
mod panel_form;
mod panels;
mod past_days;
mod picture;
mod progress;
mod ranking;
mod request;
mod rows;
mod series;
mod shares;
mod sight;
mod table;
mod view;

pub use badge::{Badge, panel_badge};
pub use document::panel_document;
pub use draft::DraftView;
pub use edit::DashboardEdit;
pub use head_form::HeadForm;
pub(crate) use load::ReadPage;
pub(crate) use loaded::{carry, mark_asked, mark_known};
pub use marks::{
    ChartMark, calendar_marks, chart_marks, part_marks, period_part_marks, ranking_part_marks,
    table_part_marks,
};
pub use panel_form::PanelForm;
pub use past_days::PastDays;
pub use picture::{
    MOST_COMPARED_NAMES, PictureSize, chart_style, class_of, object_spark, panel_picture,
};
pub(crate) use request::usual_step;
pub(crate) use sight::Outside;
pub use table::{
    ColumnTotal, PanelColumn, PanelRow, PanelTable, panel_table, panel_table_or_reason, table_csv,
};
pub use view::{
    ChartView, CompareChoice, DashboardQuery, DashboardView, GoalView, MultiplesView, NumberView,
    PageObject, PanelChoice, PanelContent, PanelView, ProgressView, RankedObject, RankingView,
    SeriesView, Subject, Unavailable, ValueNotes,
};
