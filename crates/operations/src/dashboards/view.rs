//! A dashboard's page as it is shown: loaded, rolled up, and put into words where it cannot be.

use dbag_domain::{
    Annotation, Bucket, Colour, Dashboard, Day, DayRange, Delta, Direction, Goal, GoalStanding,
    Mark, Measure, Object, Outlook, Panel, PanelCompare, PanelId, PeriodValue, Problem,
    RangeChoice, ReadAs, Record, Series, Slug, Step, Total, Unit, format_with_unit,
};

use crate::compared::Compared;

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
    /// The place of the period whose indexed values stand beside each other without a cursor: the last that is whole of
    /// all series, as the base of each is; the last of all where none is.
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
        };
        let is_known = |slot: &usize| at(*slot).any(|point| point.value.is_some());
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

/// Why a panel shows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unavailable {
    /// Its metric was removed; its title.
    MetricRemoved(String),
    /// No metric was chosen.
    NoMetric,
    /// It is bound to the page's object, and no object was chosen.
    NoObject,
    /// The metric has no values for objects, or for another kind of them; its title.
    OtherKind(String),
    /// Nothing was remembered yet.
    NoValuesYet,
    /// Nothing was remembered in the shown days.
    NoValuesHere,
    /// Nothing was known of it on the earlier day that is shown.
    NothingKnownThen,
    /// It shows progress, and no goal is set for these values.
    NoGoal {
        /// The metric's name in addresses.
        metric: Slug,
        /// The object's key, where they are one's.
        object: Option<String>,
    },
    /// It shows progress, and no day that has a goal has a value.
    NoGoalHere,
    /// It shows progress of a median, which has no goal.
    MedianGoal,
    /// It is an average, a share or a level, and asked to be added up; its title.
    NotAddedUp(String),
    /// All values of the shown days are zero, of which nothing is a part or a multiple.
    AllZero,
    /// It is told of all objects, and what they told on an earlier day is not read together.
    NotAsOf,
    /// It is not for whoever looks.
    NotShown,
}

impl Unavailable {
    /// What is wrong and the way out, in a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::MetricRemoved(label) => {
                format!("The metric “{label}” was removed. Choose another, or remove the panel.")
            }
            Self::NoMetric => "Choose a metric to show here.".to_owned(),
            Self::NoObject => "Choose an object to see its values.".to_owned(),
            Self::OtherKind(label) => format!(
                "“{label}” has no values for this kind of object. Bind the panel to the whole."
            ),
            Self::NoValuesYet => "No values yet. The first one is drawn here.".to_owned(),
            Self::NoValuesHere => "No values in these days. Choose another range.".to_owned(),
            Self::NothingKnownThen => "Nothing was known of it on that day.".to_owned(),
            Self::NotAsOf => {
                "What is told of all objects is only shown as it is known today.".to_owned()
            }
            Self::NotAddedUp(label) => format!(
                "“{label}” is not added up: the sum would be no number of anything. Read the panel as values."
            ),
            Self::AllZero => {
                "All values in these days are 0: nothing is a part or a multiple of that. \
                              Read the panel as values."
                    .to_owned()
            }
            Self::NoGoal { .. } => "No goal is set for this number yet.".to_owned(),
            Self::NoGoalHere => {
                "The goal begins later: no day that has one has a value yet.".to_owned()
            }
            Self::MedianGoal => "A median has no goal. Choose whose values it shows.".to_owned(),
            Self::NotShown => "This panel is not available.".to_owned(),
        }
    }
}

/// One series of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesView {
    /// The metric's name in addresses.
    pub metric: Slug,
    /// What it is called here.
    pub name: String,
    /// The object's key, where it is one's.
    pub object: Option<String>,
    /// What it counts.
    pub unit: Unit,
    /// Which way is good.
    pub direction: Direction,
    /// Level, flow or share.
    pub measure: Measure,
    /// Its colour by meaning.
    pub colour: Colour,
    /// The values day by day over the shown days.
    pub daily: Series,
    /// The values per period; what is drawn.
    pub points: Vec<PeriodValue>,
    /// The unit of what is drawn: another than its own where values are read as shares, or as parts of
    /// the first.
    pub drawn_unit: Unit,
    /// Whether its days may be added up.
    pub adds_up: bool,
    /// Whether the values of its objects, or of several series like it, may be added up.
    pub is_part: bool,
    /// What its values are weighted by, in words; none where they have no weights.
    pub weighted_by: Option<String>,
    /// The moving average, per period.
    pub average: Vec<PeriodValue>,
    /// What it is compared with.
    pub compared: Option<Compared>,
    /// What is aimed at.
    pub goal: Option<GoalView>,
    /// All shown days as one value, and how it was made.
    pub total: Total,
    /// The newest value that stands for it, with its day.
    pub figure: Option<(Day, f64)>,
    /// The change since the compared day, or the weekday of the week before.
    pub delta: Option<Delta>,
    /// How the newest value stands among those before.
    pub record: Option<Record>,
    /// How many days in a row went one way.
    pub streak: i32,
    /// Whether anything was ever remembered of it, on whatever day.
    pub is_remembered: bool,
}

impl SeriesView {
    /// The one value that stands for it without a cursor: all its days; the last one where it is
    /// made of others, and of indexed ones that of the period that stands for all of the panel.
    pub fn at_rest(&self, panel: &PanelView) -> Option<f64> {
        match panel.panel.options.read_as {
            ReadAs::Values => self.total.value,
            ReadAs::Indexed => self.points.get(panel.resting_slot()?)?.value,
            ReadAs::Share | ReadAs::Cumulative => {
                self.points.iter().rev().find_map(|point| point.value)
            }
        }
    }

    /// The indexed value that stands beside [`at_rest`](Self::at_rest).
    pub fn beside_at_rest(&self, panel: &PanelView) -> Option<f64> {
        self.resting_beside(panel)?.value
    }

    /// The last known period of those that stand beside the shown ones up to the one that stands for all.
    fn resting_beside(&self, panel: &PanelView) -> Option<&PeriodValue> {
        let points = &self.compared.as_ref()?.points;
        let up_to = points.get(..=panel.resting_slot()?).unwrap_or(points);
        let mut known = up_to.iter().rev().flatten();
        known.find(|point| point.value.is_some())
    }

    /// That value in words, with what it counts; none where nothing is known.
    pub fn figure_in(&self, panel: &PanelView) -> Option<String> {
        let value = self.at_rest(panel)?;
        Some(format_with_unit(value, &self.drawn_unit))
    }

    /// How its total was made, in a sentence.
    pub fn sentence(&self, today: Day) -> String {
        self.total.sentence(self.weighted_by.as_deref(), today)
    }

    /// How the number that stands for it in a panel was made, in a sentence without a stop.
    pub fn sentence_in(&self, panel: &PanelView, today: Day) -> String {
        let known = |point: &&PeriodValue| point.value.is_some();
        let last = match panel.panel.options.read_as {
            ReadAs::Indexed => panel.resting_slot().and_then(|at| self.points.get(at)),
            _ => self.points.iter().rev().find(known),
        };
        let Some(last) = last.map(|point| point.bucket().name()) else {
            return self.sentence(today);
        };
        match panel.panel.options.read_as {
            ReadAs::Values => self.sentence(today),
            ReadAs::Cumulative => format!("sum of what is shown up to {last}"),
            ReadAs::Share => format!("{last}: its part of the sum of all in the panel"),
            ReadAs::Indexed => format!(
                "{last}, where the first value that is not zero, of {}, is 100",
                self.indexed_from().map_or(String::new(), Bucket::name)
            ),
        }
    }

    /// How the values that stand beside it in a panel were made, in a sentence without a stop; none
    /// where nothing stands beside it.
    pub fn sentence_beside(&self, panel: &PanelView, today: Day) -> Option<String> {
        let compared = self.compared.as_ref()?;
        let of_days = || compared.total.sentence(self.weighted_by.as_deref(), today);
        let points = || compared.points.iter().flatten();
        let known = |point: &&PeriodValue| point.value.is_some();
        let last = match panel.panel.options.read_as {
            ReadAs::Indexed => self.resting_beside(panel),
            _ => points().rev().find(known),
        };
        let Some(last) = last.map(|point| point.bucket().name()) else {
            return Some(of_days());
        };
        Some(match panel.panel.options.read_as {
            ReadAs::Values | ReadAs::Share => of_days(),
            ReadAs::Cumulative => format!("sum of these days up to {last}"),
            ReadAs::Indexed => format!(
                "{last}, where the first of these values that is not zero, of {}, is 100",
                base_of(points()).map_or(String::new(), Bucket::name)
            ),
        })
    }

    /// The period whose value is 100 where values are indexed.
    fn indexed_from(&self) -> Option<Bucket> {
        base_of(self.points.iter())
    }
}

/// The first period whose value is 100: the base of values that are indexed.
fn base_of<'a>(mut points: impl Iterator<Item = &'a PeriodValue>) -> Option<Bucket> {
    let base = points.find(|point| point.value == Some(100.0));
    base.map(PeriodValue::bucket)
}

/// A goal over the shown days.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalView {
    /// The goal.
    pub goal: Goal,
    /// What is aimed at, day by day over the shown days and up to its end.
    pub daily: Series,
    /// When it is reached as things go.
    pub outlook: Option<Outlook>,
}

/// A number with its change and its last days.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberView {
    /// The series.
    pub series: SeriesView,
    /// The days of the sparkline; ends at the last known day.
    pub spark: Series,
    /// Whether the shown days are over.
    pub is_over: bool,
}

impl NumberView {
    /// Why the number is not of what all objects say now, in a few words; empty where it is.
    pub fn part_words(&self) -> String {
        let day = self.series.figure.map(|(day, _)| day);
        part_words(&self.spark, day)
    }

    /// What its number is, in a sentence without a stop: it is a day's, not that of the shown days.
    pub fn sentence(&self, today: Day) -> String {
        let Some((day, _)) = self.series.figure else {
            return "no day has a value".to_owned();
        };
        let spoken = |day: Day| DayRange::single(day).spoken(today);
        let mut words = format!("value of {}", spoken(day));
        for (mark, said) in [
            (Mark::Provisional, "the day is not over"),
            (Mark::Outdated, "it was asked before the metric was changed"),
        ] {
            if self.spark.has_mark(day, mark) {
                words = format!("{words}; {said}");
            }
        }
        for said in self.spark.part_marks(day).filter_map(Mark::part_sentence) {
            words = format!("{words}; {said}");
        }
        match &self.series.delta {
            Some(delta) => format!("{words}; compared with that of {}", spoken(delta.compared)),
            None => words,
        }
    }
}

/// Why a day's value is not of what all objects say now, in a few words; empty where it is.
pub fn part_words(series: &Series, day: Option<Day>) -> String {
    let marks = day.into_iter().flat_map(|day| series.part_marks(day));
    let words: Vec<&str> = marks.filter_map(Mark::part_words).collect();
    words.join(", ")
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

/// A value against its goal.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressView {
    /// The series, with its goal.
    pub series: SeriesView,
    /// The value that counts: the newest of a level, the sum so far of a flow.
    pub value: f64,
    /// What is aimed at in the end.
    pub goal: f64,
    /// Where it should be on the last day that counts; none where that is the goal itself, and once the days are over.
    pub pace: Option<f64>,
    /// That day, as it follows *by*: `today`, `29 Nov`.
    pub pace_by: String,
    /// Reached or missed, and by how much; on the way there, whether it keeps pace.
    pub standing: GoalStanding,
    /// Whether the days are over.
    pub is_over: bool,
    /// The day by which it is aimed at; none of a goal that holds on all days.
    pub by: Option<Day>,
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
    /// The value over the compared days.
    pub before: Option<f64>,
    /// Whether nothing was known of it in the compared days although its metric was known then as it is now:
    /// where nobody asked, nobody is new.
    pub is_new: bool,
    /// How that was made; none where nothing is compared.
    pub made_before: Option<String>,
    /// The value over those of the shown days that are over, where a change may be told between the two.
    pub settled: Option<f64>,
    /// Its days.
    pub spark: Series,
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
