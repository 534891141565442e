//! One series of a panel, and how its number was made.

use dbag_domain::{
    Bucket, Colour, Day, Delta, Direction, Goal, Measure, Outlook, PeriodValue, ReadAs, Record,
    RollUp, Series, Slug, Total, Unit, format_with_unit,
};

use super::{PanelView, ValueNotes};
use crate::compared::Compared;

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
    /// How its days become one.
    pub rollup: RollUp,
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
    /// What is to be known of it, wherever its day lies.
    pub figure_notes: ValueNotes,
    /// Whether a newer day should have a value by now, or its day is none of those that are shown.
    pub is_earlier: bool,
    /// The change since the compared day, or the weekday of the week before.
    pub delta: Option<Delta>,
    /// How the newest value stands among those before.
    pub record: Option<Record>,
    /// How many days in a row went one way.
    pub streak: i32,
    /// The first days of the shown periods in which it should have a value and has none.
    pub unknown: Vec<Day>,
    /// Whether anything was ever remembered of it, on whatever day.
    pub is_remembered: bool,
    /// Whether it is a median that is told to outsiders, and none of the shown days has enough objects for one.
    pub is_of_few: bool,
}

impl SeriesView {
    /// The one value that stands for it without a cursor: all its days; the last one where it is
    /// made of others, and of indexed ones and of shares that of the period that stands for all of the panel.
    pub fn at_rest(&self, panel: &PanelView) -> Option<f64> {
        match panel.panel.options.read_as {
            ReadAs::Values => self.total.value,
            ReadAs::Indexed | ReadAs::Share => self.points.get(panel.resting_slot()?)?.value,
            ReadAs::Cumulative => self.points.iter().rev().find_map(|point| point.value),
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
            ReadAs::Indexed | ReadAs::Share => {
                panel.resting_slot().and_then(|at| self.points.get(at))
            }
            _ => self.points.iter().rev().find(known),
        };
        let Some(point) = last else {
            return self.sentence(today);
        };
        let last = point.bucket().name();
        match panel.panel.options.read_as {
            ReadAs::Values => self.sentence(today),
            ReadAs::Cumulative => format!("sum of what is shown up to {last}"),
            _ if point.value.is_none() && self.total.coverage.known > 0 => {
                format!("{last} has no value")
            }
            _ if point.value.is_none() => self.sentence(today),
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
        let Some(point) = last else {
            return Some(of_days());
        };
        let last = point.bucket().name();
        Some(match panel.panel.options.read_as {
            ReadAs::Values | ReadAs::Share => of_days(),
            ReadAs::Cumulative if point.days.to < compared.days.to => {
                format!("{}; what is drawn ends with {last}", of_days())
            }
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
