//! The ground floor: Dbag's words as types with their rules.
//!
//! Nothing here reads a clock, a file or a database, and nothing is async: a
//! function of this crate gives the same answer in the server and in the
//! browser. Rules that need large tables (time zones, Unicode normalisation)
//! are behind the feature `tables`, which the browser does without.

mod across;
mod analysis;
mod annotation;
mod batch;
mod bucket;
mod counterpart;
mod coverage;
mod dashboard;
mod day;
mod day_range;
mod definition;
mod delta;
mod described;
mod embed;
mod field;
mod format;
mod gap;
mod goal;
mod goal_standing;
mod metric;
mod name;
mod nature;
mod object;
mod part_marks;
mod period;
mod problem;
mod range;
mod role;
mod rollup;
mod rounding;
mod run;
mod sample;
mod series;
mod source;
mod spelled;
mod sum;
mod total;
mod usual_days;
mod weight;
#[cfg(feature = "tables")]
mod zone;

pub use analysis::{
    Reach, Record, cumulative, indexed, moving_average, record, shares, streak, unknown_periods,
};
pub use annotation::{Annotation, AnnotationId};
pub use batch::{Batch, Origin, merged_objects};
pub use bucket::Bucket;
pub use counterpart::Counterparts;
pub use coverage::Coverage;
pub use dashboard::{
    Arrangement, Binding, COLUMNS, Colour, Dashboard, DashboardId, DashboardSettings, Draft,
    DraftChange, DraftHead, DraftKey, DraftPanel, DraftState, Order, Panel, PanelCompare, PanelId,
    PanelKind, PanelOptions, PanelProblem, PanelScale, PanelSeries, PanelSettings, Place,
    PlaceError, ReadAs, Template, TemplateChoice, UnknownCompare, free_place, overlapping, settle,
};
pub use day::{Day, NotADay};
pub use day_range::DayRange;
pub use definition::{Definition, DefinitionChange, Question};
pub use delta::{Comparison, Delta, Relative, is_unchanged, relative_change, size_of_change};
pub use described::{AttributeError, AttributeName, AttributeText, Described};
pub use embed::{
    EmbedClaims, EmbedForm, EmbedResource, EmbedSettings, FrameOrigin, NotAnOrigin, TokenFault,
    TokenLimits, spoken_seconds,
};
pub use field::{Field, FieldKind, Measures, MetricTypeDescription, Properties};
pub use format::{
    decimals, format_beside, format_compact, format_share, format_value, format_value_to,
    format_with_unit, sentence, spoken_duration, unit_word,
};
pub use gap::{GapReason, Numerator};
pub use goal::{Goal, GoalError, GoalShape, Outlook};
pub use goal_standing::{Aim, GoalStanding};
pub use metric::{
    AbsentMeans, AcrossObjects, Direction, Format, Measure, Metric, MetricId, MetricSettings,
    NotATime, RollUp, TimeOfDay, Unit,
};
pub use name::{EmailAddress, Label, NameError, Slug};
pub use nature::Nature;
pub use object::{NO_OBJECT, Object, ObjectId, ObjectKey, ObjectKeyError, ObjectKind};
pub use part_marks::PartMarks;
pub use period::{Period, Step};
pub use problem::{Problem, ProblemKind};
pub use range::{RangeChoice, RangeEnd, RangeError, Span};
pub use role::Role;
pub use rollup::{PeriodValue, roll_up, roll_up_buckets};
pub use rounding::is_same;
pub use run::{DayState, Run, RunFailure};
pub use sample::{BadValue, Observation, Value};
pub use series::{Mark, Series, SeriesId};
pub use source::{Source, SourceId, SourceKind};
pub use spelled::UnknownWord;
pub use sum::Sum;
pub use total::{Method, Total};
pub use usual_days::USUAL_DAYS;
pub use weight::{BadWeight, Weight};
#[cfg(feature = "tables")]
pub use zone::{Zone, ZoneError};
