//! Floor 3, the heart: every operation that Dbag offers.
//!
//! Pages, REST handlers, embeds and commands all call these, so a rule is
//! written once. Each operation first asks [`Operation`] whether its actor may;
//! the table of who may what is `permissions.txt`.

mod actor;
mod collect;
mod column_zone;
mod compared;
mod computed;
mod dashboards;
mod day_rule;
mod day_view;
mod dbag;
mod edit;
mod embed;
mod export;
mod fake;
mod first_day;
mod form;
mod form_settings;
mod form_types;
mod formula;
mod gallery;
mod goal_text;
mod guess;
mod held_address;
mod import;
mod metric_facts;
mod metric_view;
mod notes;
mod objects;
mod people;
mod permission;
mod problem;
mod push;
mod remove;
mod settings;
mod sign_in;
mod sources;
mod unmarked_gaps;
mod values_json;
mod verify;
mod wholes;

pub use actor::Actor;
pub use collect::{BackfillPlan, PlannedChange};
pub use column_zone::ColumnZone;
pub use compared::{Compared, TotalChange};
pub use dashboards::{
    Badge, ChartMark, ChartView, ColumnTotal, CompareChoice, DashboardEdit, DashboardQuery,
    DashboardView, DraftView, GoalView, HeadForm, MOST_COMPARED_NAMES, MultiplesView, NumberView,
    PageObject, PanelChoice, PanelColumn, PanelContent, PanelForm, PanelRow, PanelTable, PanelView,
    PastDays, PictureSize, ProgressView, RankedObject, RankingView, SeriesView, Subject,
    Unavailable, ValueNotes, calendar_marks, chart_marks, chart_style, class_of, object_spark,
    panel_badge, panel_document, panel_picture, panel_table, panel_table_or_reason, part_marks,
    period_part_marks, ranking_part_marks, table_csv, table_part_marks,
};
pub use day_view::{DayView, InputDay};
pub use dbag::Dbag;
pub use dbag_chart::{Theme, badge};
pub use edit::{EditorView, TableView, Together};
pub use embed::{
    Door, EmbedCheck, EmbedPage, EmbedRefused, EmbedRequest, EmbedTarget, Holding, NewEmbedKey,
    NewShare, PanelCheck, RefusedAs, ShareForm, ShareRequest, Shared, SharedPage, SignRequest,
};
pub use export::{ExportFormat, ExportRow, Exporter};
pub use fake::FakedMetric;
pub use form::MetricForm;
pub use gallery::{Card, CardState, Gallery, GallerySection};
pub use goal_text::parse_goal;
pub use guess::{date_column, is_bookkeeping};
pub use held_address::HeldAddress;
pub use import::{
    CellCounts, ColumnName, ColumnReport, ColumnRole, Fate, FirstValue, ImportConflict, ImportFile,
    ImportOptions, ImportProgress, ImportReport, ImportStep, MetricReport, OfDay, Question,
    Refused, RoleChoice, Several, TotalObject, UndoPlan,
};
pub use metric_view::{MetricQuery, MetricView, ValueRow};
pub use notes::NewAnnotation;
pub use objects::{
    DescribeReport, DirectoryCell, DirectoryMetric, DirectoryQuery, DirectoryRow, DirectoryView,
    MOST_COLUMNS, MergeView, ObjectImport, ObjectPair, ObjectView,
};
pub use people::Session;
pub use permission::{Access, Operation};
pub use problem::{problem_of, refusal};
pub use push::{Corrected, Pushed, SentValue};
pub use values_json::{FoundValues, MetricJson, ValuesQuery};
pub use verify::{Difference, Verification};

// What callers above need of the floors below.
pub use dbag_collector::types::{condition_words, parse_condition};
pub use dbag_collector::{
    Answer, Ask, CatchUp, CollectError, Collector, History, Limits, MetricType, Registry,
    RunReport, RunState, Scheduler, TestReport, Trial,
};
pub use dbag_store::{
    DashboardRow, EmbedKey, ExportedSample, Failing, ImportRow, Instance, InstanceKey, KindRow,
    Location, MigrationState, ObjectDetail, ObjectQuery, Restored, ShareLink, ShareLinkId, Store,
    StoreError, UndoneMetric, User, UserId, Vault,
};
