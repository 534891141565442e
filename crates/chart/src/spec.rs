//! What is to be drawn.

use dbag_domain::{Day, DayRange, PeriodValue, Series, Unit};

/// How values become marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChartStyle {
    /// A line through the values; for levels.
    #[default]
    Line,
    /// A line on a filled ground, where the value axis has a zero to stand on.
    Area,
    /// A bar from zero for each value; for flows.
    Bars,
    /// Bars on each other: what is above zero upwards, what is below it downwards.
    StackedBars,
    /// Areas on each other, in the order of the series.
    StackedArea,
}

impl ChartStyle {
    /// Whether every slot of the time axis has a band of its own.
    pub(crate) const fn has_bands(self) -> bool {
        matches!(self, Self::Bars | Self::StackedBars)
    }

    /// Whether the shown series stand on each other.
    pub(crate) const fn is_stacked(self) -> bool {
        matches!(self, Self::StackedBars | Self::StackedArea)
    }
}

/// How values become heights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueScale {
    /// Equal differences are equally high.
    #[default]
    Linear,
    /// Equal ratios are equally high. Zero and what is below it has no place there: it is
    /// not drawn, and the text alternative says how many values are not. Stacks, whose
    /// heights would say nothing, and charts without a positive value stay linear.
    Log,
}

/// What a series is in its chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeriesRole {
    /// What the chart is about.
    #[default]
    Shown,
    /// What the others are compared with: drawn pale. Its points are [`Points::Beside`], which
    /// say what stands beside which slot.
    Compared,
    /// A moving average of a shown series: a thin line in its colour.
    Trend,
    /// What should be reached: a dashed line. Constant, in steps or a ramp, as the values
    /// of its days say; one of a longer period holds on all of its days.
    Goal,
    /// Where it is going: a dotted line, which may lead beyond the last shown day.
    Pace,
}

/// The colour of a series: a class of the stylesheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeriesClass {
    /// The first colour, the hue of the page's accent.
    #[default]
    S1,
    /// The second colour.
    S2,
    /// The third colour.
    S3,
    /// The fourth colour.
    S4,
    /// The fifth colour.
    S5,
    /// The sixth colour.
    S6,
    /// The seventh colour.
    S7,
    /// The eighth colour.
    S8,
}

impl SeriesClass {
    /// All, in the order in which series take them.
    pub const ALL: [Self; 8] = [
        Self::S1,
        Self::S2,
        Self::S3,
        Self::S4,
        Self::S5,
        Self::S6,
        Self::S7,
        Self::S8,
    ];

    /// The class of the series at a place in a list; the ninth looks like the first.
    pub const fn at(place: usize) -> Self {
        Self::ALL[place % Self::ALL.len()]
    }

    /// The class's name in the stylesheet.
    pub const fn name(self) -> &'static str {
        ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"][self as usize]
    }
}

/// The values of a series, in columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// One value a day.
    Daily(Series),
    /// One value a period; periods of one step, in order, none twice.
    Periods(Vec<PeriodValue>),
    /// What stands beside each slot, from the first slot on; `None` where nothing does.
    Beside(Vec<Option<PeriodValue>>),
}

impl Default for Points {
    fn default() -> Self {
        Self::Periods(Vec::new())
    }
}

impl From<Series> for Points {
    fn from(series: Series) -> Self {
        Self::Daily(series)
    }
}

/// One series of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChartSeries {
    /// What people call it; used in the text alternative.
    pub name: String,
    /// Its values.
    pub points: Points,
    /// Its colour.
    pub class: SeriesClass,
    /// What it is in the chart. Only what is shown has bars, an area or a last value's
    /// dot, and only what is shown and where it is going give the time axis its slots.
    pub role: SeriesRole,
    /// Of what stands beside one of several shown series: which of them, counted from 0.
    pub beside: usize,
    /// The first days of the periods in which it should have a value and has none: a stack is unknown where a part of
    /// it is. None where the shown values tell it: between the first and the last of them.
    pub unknown: Option<Vec<Day>>,
}

/// A numbered note to one or more days; its words stand outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartNote {
    /// The days it is about: one is a line, several are a band. Days that the chart does
    /// not show are left out.
    pub days: DayRange,
    /// The number that stands above them, and in the list of the notes.
    pub number: usize,
}

/// A chart to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSpec {
    /// The width in pixels for which labels are chosen, with the gutter.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// How values become marks.
    pub style: ChartStyle,
    /// The series; the first that is shown sets the step of the time axis.
    pub series: Vec<ChartSeries>,
    /// How values are written.
    pub unit: Unit,
    /// Whether the value axis includes zero; with bars and stacks it always does.
    pub axis_from_zero: bool,
    /// How values become heights.
    pub scale: ValueScale,
    /// Notes to days; of numbers that would overlap the first stays.
    pub notes: Vec<ChartNote>,
    /// The accessible name.
    pub title: String,
    /// The text alternative; made by [`describe`](crate::describe()) where it is empty.
    pub description: String,
}

impl Default for ChartSpec {
    /// An empty line chart, the size of half a dashboard.
    fn default() -> Self {
        Self {
            width: 586,
            height: 308,
            style: ChartStyle::default(),
            series: Vec::new(),
            unit: Unit::default(),
            axis_from_zero: false,
            scale: ValueScale::default(),
            notes: Vec::new(),
            title: String::new(),
            description: String::new(),
        }
    }
}
