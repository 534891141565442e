//! What is to be drawn.

use dbag_domain::{PeriodValue, Series, Unit};

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
}

impl From<Series> for Points {
    fn from(series: Series) -> Self {
        Self::Daily(series)
    }
}

/// One series of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSeries {
    /// What people call it; used in the text alternative.
    pub name: String,
    /// Its values.
    pub points: Points,
    /// Its colour.
    pub class: SeriesClass,
    /// Whether it is what the others are compared with: drawn pale, and laid over
    /// them from the first slot on, whatever its own days are.
    pub compared: bool,
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
    /// The series; the first that is not compared sets the step of the time axis.
    pub series: Vec<ChartSeries>,
    /// How values are written.
    pub unit: Unit,
    /// Whether the value axis includes zero; with bars it always does.
    pub axis_from_zero: bool,
    /// The accessible name.
    pub title: String,
    /// The text alternative; made by [`describe`](crate::describe()) where it is empty.
    pub description: String,
}
