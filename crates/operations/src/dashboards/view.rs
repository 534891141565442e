//! A dashboard's page as it is shown: loaded, rolled up, and put into words where it cannot be.

use dbag_domain::{
    Annotation, Dashboard, Day, DayRange, Direction, Mark, Object, Panel, PanelCompare, PanelId,
    PartMarks, PeriodValue, Problem, RangeChoice, Series, Slug, Step, Unit,
};

mod number;
mod progress;
mod series;
mod unavailable;
mod value_notes;

pub use number::NumberView;
pub use progress::ProgressView;
pub use series::{GoalView, SeriesView};
pub use unavailable::Unavailable;
pub use value_notes::ValueNotes;

/// What is asked for in the address of a dashboard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DashboardQuery {
    /// A preset: `30d`, `last-month` …
    pub range: Option<String>,
    /// The first day of a range of one's own.
    pub from: Option<String>,
    /// Its last day.
    pub to: Option<String>,
    /// The length of a period.
    pub step: Option<String>,
    /// What every panel is compared with: `previous`, `year`, `28d`, or `none`.
    pub compare: Option<String>,
    /// The page of small multiples, from 1.
    pub page: Option<String>,
    /// The day as of whose end values are shown as they were known; today where none.
    pub as_of: Option<String>,
    /// Which panels are wanted.
    pub panels: PanelChoice,
}

/// Which panels of a dashboard are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PanelChoice {
    /// Those that are not hidden.
    #[default]
    Shown,
    /// Hidden ones, too.
    All,
    /// One of them, hidden or not.
    One(PanelId),
}

impl PanelChoice {
    /// Whether a panel is wanted.
    pub(super) fn wants(self, panel: &Panel) -> bool {
        match self {
            Self::Shown => !panel.options.hidden,
            Self::All => true,
            Self::One(id) => panel.id == id,
        }
    }
}

/// A dashboard over a range, about an object where it is about a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct DashboardView {
    /// The dashboard.
    pub dashboard: Dashboard,
    /// Which of its pages this is.
    pub subject: Subject,
    /// How the range was chosen.
    pub choice: RangeChoice,
    /// The days shown.
    pub days: DayRange,
    /// The step that was chosen; one that fits each panel where none.
    pub step: Option<Step>,
    /// What every panel is compared with, where the address says so.
    pub compare: CompareChoice,
    /// What is wrong with the range, step or comparison that was asked for.
    pub problem: Option<Problem>,
    /// Today where the instance is; the day as of which the page is, where one was asked for.
    pub today: Day,
    /// The day at whose end values were known as they are shown; none for what is known now.
    pub as_of: Option<Day>,
    /// The panels that are shown, from the top down.
    pub panels: Vec<PanelView>,
    /// Whether the actor often looks at it.
    pub is_favourite: bool,
    /// Whether the actor sees it first.
    pub is_home: bool,
    /// The annotations that are drawn, numbered from 1 in this order.
    pub notes: Vec<Annotation>,
}

/// What the address says of comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CompareChoice {
    /// Nothing: every panel as it is set.
    #[default]
    AsSet,
    /// No panel compares.
    Nothing,
    /// Every panel compares with this.
    With(PanelCompare),
}

/// Whose page of a dashboard it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The dashboard is about nothing in particular.
    Nothing,
    /// It is about a kind, and no object was chosen yet.
    Unchosen,
    /// It is about this object.
    Object(Box<PageObject>),
}

/// The object that a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageObject {
    /// The object.
    pub object: Object,
    /// Whether it was archived.
    pub is_archived: bool,
    /// The one before it in the directory.
    pub previous: Option<Object>,
    /// The one after it.
    pub next: Option<Object>,
}

impl Subject {
    /// The object, where there is one.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Object(page) => Some(&page.object),
            Self::Nothing | Self::Unchosen => None,
        }
    }
}

/// A panel as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelView {
    /// The panel.
    pub panel: Panel,
    /// Its title, made from its series where none was set.
    pub title: String,
    /// The days it shows: its own range or the dashboard's.
    pub days: DayRange,
    /// The length of a period in it.
    pub step: Step,
    /// Whether it says on a page about an object what is not bound to it, by nobody's choice.
    pub is_unbound: bool,
    /// What it shows.
    pub content: PanelContent,
    /// Why some of its series are not shown while others are.
    pub missing: Vec<Unavailable>,
}

impl PanelView {
    /// The place of the period whose indexed values, or shares, stand beside each other without a cursor: the last that
    /// is whole of all series that have a value there, as the base of each is; the last of all where none is.
    fn resting_slot(&self) -> Option<usize> {
        let PanelContent::Chart(chart) = &self.content else {
            return None;
        };
        let slots = chart.series.iter().map(|one| one.points.len()).max()?;
        let at = |slot: usize| {
            chart
                .series
                .iter()
                .filter_map(move |one| one.points.get(slot))
                .filter(|point| point.value.is_some())
        };
        let is_known = |slot: &usize| at(*slot).next().is_some();
        let is_whole = |slot: &usize| at(*slot).all(PeriodValue::is_whole);
        let known = || (0..slots).rev().filter(is_known);
        known().find(is_whole).or_else(|| known().next())
    }
}

/// What a panel shows.
#[derive(Debug, Clone, PartialEq)]
pub enum PanelContent {
    /// Its title.
    Heading,
    /// Its words, in Markdown.
    Text(String),
    /// A number.
    Number(Box<NumberView>),
    /// Lines, areas, bars or a table of values; the panel's kind says which.
    Chart(Box<ChartView>),
    /// A year of days.
    Calendar(Box<SeriesView>),
    /// A value against its goal.
    Progress(Box<ProgressView>),
    /// Objects in order.
    Ranking(Box<RankingView>),
    /// Every object's line.
    Multiples(Box<MultiplesView>),
    /// Nothing, and why.
    Unavailable(Unavailable),
}

impl PanelContent {
    /// Whether some of what is drawn is a median of too few objects to be told.
    pub(super) fn of_few(&self) -> bool {
        match self {
            Self::Number(number) => number.series.is_of_few,
            Self::Chart(chart) => chart.series.iter().any(|one| one.is_of_few),
            _ => false,
        }
    }
}

/// Series drawn together.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartView {
    /// The series, in their order.
    pub series: Vec<SeriesView>,
    /// What the value axis is in.
    pub unit: Unit,
    /// Places in [`DashboardView::notes`] of what is drawn.
    pub notes: Vec<usize>,
}

/// Objects in the order of their values.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingView {
    /// The metric's name in addresses.
    pub metric: Slug,
    /// The kind of the objects.
    pub kind: String,
    /// What is counted.
    pub unit: Unit,
    /// Which way is good.
    pub direction: Direction,
    /// The objects, the first at the top.
    pub rows: Vec<RankedObject>,
    /// How many objects have values in these days.
    pub objects: usize,
    /// The days that changes are on; none where outsiders may not see all of them.
    pub compared: Option<DayRange>,
}

/// An object in a ranking or among small multiples.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedObject {
    /// Its key.
    pub key: String,
    /// What people call it; its key where nobody said.
    pub name: String,
    /// The value over the shown days.
    pub value: f64,
    /// How it was made, in a sentence without a stop.
    pub made: String,
    /// The day whose value it is, where a newer one should be known: of an object that has ended, or failed since.
    pub as_of: Option<Day>,
    /// The value over the compared days.
    pub before: Option<f64>,
    /// Whether nothing was known of it up to the end of the compared days although its metric was known then as it is
    /// now: where nobody asked, nobody is new.
    pub is_new: bool,
    /// How that was made; none where nothing is compared.
    pub made_before: Option<String>,
    /// Why that is not of all that is said now.
    pub part_before: PartMarks,
    /// The value over those of the shown days that are over, where a change may be told between the two.
    pub settled: Option<f64>,
    /// Its days.
    pub spark: Series,
}

impl RankedObject {
    /// Why its value is not of all that is said now.
    pub fn part(&self) -> PartMarks {
        PartMarks::of_known(&self.spark)
    }

    /// Whether a day of it was asked before the metric was changed.
    pub fn is_outdated(&self) -> bool {
        let mut marks = self.spark.marks.iter();
        marks.any(|(_, mark)| *mark == Mark::Outdated)
    }

    /// The day of its value, where nobody would guess it: `as of 9 Mar`.
    pub fn earlier_day(&self, today: Day) -> Option<String> {
        let day = DayRange::single(self.as_of?);
        Some(format!("as of {}", day.spoken(today)))
    }
}

/// Every object's line.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiplesView {
    /// What is drawn, and of what.
    pub ranking: RankingView,
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The one scale of all; none where each line is indexed to 100.
    pub extent: Option<(f64, f64)>,
}
