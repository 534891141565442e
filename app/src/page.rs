//! What a page shows: loaded by the server, drawn by `pages`.

use dbag_domain::{DayRange, Problem, Source};
use dbag_operations::{
    BackfillPlan, EditorView, Gallery, HeldAddress, MetricForm, MetricView, TestReport, Trial, User,
};

/// A page with everything that it shows.
#[derive(Debug, Clone)]
pub enum Page {
    /// All metrics.
    Gallery(Gallery),
    /// One metric.
    Metric(Box<MetricPage>),
    /// Adding or changing a metric.
    Editor(Box<EditorPage>),
    /// The databases that metrics ask.
    Sources(SourcesPage),
    /// Signing in.
    SignIn(SignInPage),
    /// Making the first administrator.
    Setup(SetupPage),
    /// Who may sign in.
    Settings(SettingsPage),
    /// Nothing is at this address.
    NotFound {
        /// What is missing, in a sentence.
        what: String,
    },
    /// Something else could not be done.
    Failed(Problem),
}

/// One metric, with what was typed on its page.
#[derive(Debug, Clone)]
pub struct MetricPage {
    /// The metric over a range.
    pub view: MetricView,
    /// What was typed on it.
    pub typed: TypedOnMetric,
    /// What filling backwards would do, to be confirmed.
    pub backfill: Option<BackfillPlan>,
    /// What is wrong with what was sent.
    pub problems: Vec<Problem>,
}

/// What was typed into the forms of a metric's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedOnMetric {
    /// To correct a value.
    pub correction: Correction,
    /// To show other days.
    pub range: TypedDays,
    /// To fill days backwards.
    pub fill: TypedDays,
}

/// What was typed as the first and the last day of a range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedDays {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

impl TypedDays {
    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.from.is_empty() && self.to.is_empty()
    }

    /// What was typed, or else these days.
    pub(crate) fn or(self, days: DayRange) -> Self {
        if self.is_empty() {
            Self {
                from: days.from.to_string(),
                to: days.to.to_string(),
            }
        } else {
            self
        }
    }
}

/// What was typed to correct a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The day.
    pub day: String,
    /// The value.
    pub value: String,
    /// Why.
    pub note: String,
}

/// The metric editor.
#[derive(Debug, Clone)]
pub struct EditorPage {
    /// What can be chosen.
    pub view: EditorView,
    /// What was typed.
    pub form: MetricForm,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What trying it gave.
    pub trial: Option<Trial>,
}

/// The sources.
#[derive(Debug, Clone)]
pub struct SourcesPage {
    /// All of them.
    pub sources: Vec<Source>,
    /// The name that was typed for a new one.
    pub slug: String,
    /// The address that was typed for a new one.
    pub address: HeldAddress,
    /// What is wrong with the new one, or with the one that was tested.
    pub problems: Vec<Problem>,
    /// What a test found, and the name of what was tested.
    pub tested: Option<(String, TestReport)>,
    /// Sources with the slugs of metrics that ask them.
    pub used_by: Vec<(String, String)>,
}

/// Signing in.
#[derive(Debug, Clone, Default)]
pub struct SignInPage {
    /// The address that was typed.
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Making the first administrator.
#[derive(Debug, Clone, Default)]
pub struct SetupPage {
    /// The code that was typed.
    pub code: String,
    /// The address that was typed.
    pub email: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Who may sign in.
#[derive(Debug, Clone, Default)]
pub struct SettingsPage {
    /// Everybody who may.
    pub users: Vec<User>,
    /// The address that was typed for a new one.
    pub email: String,
    /// The role that was chosen for a new one.
    pub role: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// A part of the site that the bar above every page links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Metrics and their values.
    Metrics,
    /// Databases.
    Sources,
    /// People.
    Settings,
}

impl Page {
    /// The part of the site that the page belongs to.
    pub(crate) const fn section(&self) -> Option<Section> {
        match self {
            Self::Gallery(_) | Self::Metric(_) | Self::Editor(_) => Some(Section::Metrics),
            Self::Sources(_) => Some(Section::Sources),
            Self::Settings(_) => Some(Section::Settings),
            Self::SignIn(_) | Self::Setup(_) | Self::NotFound { .. } | Self::Failed(_) => None,
        }
    }
}
