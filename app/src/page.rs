//! What a page shows: loaded by the server, drawn by `pages`.

use dbag_domain::{DayRange, DraftKey, Object, Problem, Source};
use dbag_operations::{
    BackfillPlan, DashboardRow, DashboardView, DayView, DirectoryQuery, DirectoryView, DraftView,
    EditorView, Gallery, HeadForm, HeldAddress, KindRow, MergeView, MetricForm, MetricView,
    ObjectView, PanelForm, TestReport, Trial, User, Verification,
};

use crate::describing::Describing;
use crate::embedding::EmbeddingPage;
use crate::importing::ImportPage;

/// A page with everything that it shows.
#[derive(Debug, Clone)]
pub enum Page {
    /// All dashboards and metrics.
    Gallery(GalleryPage),
    /// One dashboard.
    Dashboard(Box<DashboardPage>),
    /// Adding or changing a dashboard.
    DashboardEditor(Box<DashboardEditorPage>),
    /// Showing a dashboard to outsiders.
    Embedding(Box<EmbeddingPage>),
    /// The kinds of objects.
    Kinds(Vec<KindRow>),
    /// The objects of a kind.
    Directory(Box<DirectoryPage>),
    /// One object.
    Object(Box<ObjectPage>),
    /// One metric.
    Metric(Box<MetricPage>),
    /// One day of a metric.
    Day(Box<DayView>),
    /// Adding or changing a metric.
    Editor(Box<EditorPage>),
    /// Values from files.
    Import(Box<ImportPage>),
    /// The databases that metrics ask.
    Sources(SourcesPage),
    /// Going on where a session has ended.
    Resume(ResumePage),
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

/// All dashboards and metrics.
#[derive(Debug, Clone)]
pub struct GalleryPage {
    /// The dashboards.
    pub dashboards: Vec<DashboardRow>,
    /// The metrics.
    pub gallery: Gallery,
}

/// One dashboard over a range, with what was typed on its page.
#[derive(Debug, Clone)]
pub struct DashboardPage {
    /// The dashboard.
    pub view: DashboardView,
    /// What was typed to show other days.
    pub typed: TypedDays,
    /// Whether it hangs on a wall: larger, and without controls.
    pub wall: bool,
    /// The objects that were found, where none is chosen or another is looked for.
    pub found: Vec<Object>,
    /// What was typed to find them.
    pub find: String,
}

/// A dashboard that is being edited.
#[derive(Debug, Clone)]
pub struct DashboardEditorPage {
    /// The slug of the dashboard that is kept; none of a new one.
    pub slug: Option<String>,
    /// The draft as it is shown.
    pub draft: DraftView,
    /// The draft as it travels in the form.
    pub text: String,
    /// The dashboard as it is copied.
    pub copy: String,
    /// Whether there is a change to take back.
    pub may_undo: bool,
    /// Whether a change was taken back.
    pub may_redo: bool,
    /// What was typed for the dashboard itself.
    pub head: HeadForm,
    /// The panel whose form is open.
    pub selected: Option<DraftKey>,
    /// What was typed for that panel.
    pub panel: Option<PanelForm>,
    /// What was pasted.
    pub pasted: String,
    /// What was typed to choose the object that is previewed.
    pub object: String,
    /// Whether somebody else saved in the meantime.
    pub is_conflict: bool,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// The objects of a kind, with what was asked for.
#[derive(Debug, Clone)]
pub struct DirectoryPage {
    /// The objects.
    pub view: DirectoryView,
    /// What was asked for.
    pub query: DirectoryQuery,
    /// How its objects are described, for editors.
    pub describing: Describing,
}

/// One object, with what was typed on its page.
#[derive(Debug, Clone)]
pub struct ObjectPage {
    /// The object.
    pub view: ObjectView,
    /// The name that was typed.
    pub label: String,
    /// Merging it.
    pub merging: Merging,
    /// What is wrong with what was typed.
    pub problems: Vec<Problem>,
}

/// What was typed to merge an object, and what that would do.
#[derive(Debug, Clone, Default)]
pub struct Merging {
    /// The other one's key.
    pub into: String,
    /// What it would do, to be confirmed.
    pub plan: Option<MergeView>,
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
    /// What the source says of remembered days, where it was asked.
    pub verification: Option<Verification>,
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
    /// To write a note.
    pub note: TypedNote,
    /// To set a goal.
    pub goal: TypedGoal,
}

/// What was typed to write a note on days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedNote {
    /// The first day.
    pub from: String,
    /// The last day; the first where nothing was typed.
    pub to: String,
    /// What happened.
    pub text: String,
    /// What it is about: `metric`, `object` or `everything`.
    pub about: String,
    /// Whether only its author sees it.
    pub is_personal: bool,
}

/// What was typed to set a goal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedGoal {
    /// How it goes from point to point.
    pub shape: String,
    /// Its points.
    pub points: String,
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
    /// Sources with the kinds of objects that they describe.
    pub describes: Vec<(String, String)>,
}

/// What was sent when a session had ended, or by somebody who may not, to be sent again.
#[derive(Debug, Clone)]
pub struct ResumePage {
    /// Where to.
    pub path: String,
    /// The fields with what they held.
    pub fields: Vec<(String, String)>,
    /// Fields that held a secret, which has to be typed again.
    pub secrets: Vec<String>,
    /// What of it is lost.
    pub not_kept: Option<NotKept>,
    /// Why the person who is signed in may not do it; nothing where nobody is.
    pub not_allowed: Option<String>,
}

/// What a page cannot keep of what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotKept {
    /// A file of this name.
    File(String),
    /// More than is read of somebody who is not signed in.
    TooLong,
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
    /// Dashboards, metrics and their values.
    Dashboards,
    /// What values are tied to.
    Objects,
    /// Databases.
    Sources,
    /// People.
    Settings,
}

impl Page {
    /// The zone whose days and times it shows, where that is not the instance's.
    pub(crate) fn time_zone(&self) -> Option<&str> {
        match self {
            Self::Metric(page) => page.view.metric.time_zone.as_deref(),
            Self::Day(view) => view.metric.time_zone.as_deref(),
            _ => None,
        }
    }

    /// The part of the site that the page belongs to.
    pub(crate) const fn section(&self) -> Option<Section> {
        match self {
            Self::Gallery(_) | Self::Dashboard(_) | Self::Metric(_) | Self::Editor(_) => {
                Some(Section::Dashboards)
            }
            Self::DashboardEditor(_) | Self::Day(_) | Self::Embedding(_) | Self::Import(_) => {
                Some(Section::Dashboards)
            }
            Self::Kinds(_) | Self::Directory(_) | Self::Object(_) => Some(Section::Objects),
            Self::Sources(_) => Some(Section::Sources),
            Self::Settings(_) => Some(Section::Settings),
            Self::Resume(_)
            | Self::SignIn(_)
            | Self::Setup(_)
            | Self::NotFound { .. }
            | Self::Failed(_) => None,
        }
    }

    /// Whether the page waits for something that goes on on the server.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self, Self::Import(page) if matches!(**page, ImportPage::Working(_)))
    }

    /// Whether the page hangs on a wall.
    pub(crate) fn is_wall(&self) -> bool {
        matches!(self, Self::Dashboard(page) if page.wall)
    }
}
