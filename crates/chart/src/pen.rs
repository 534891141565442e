//! Pens: the classes of the stylesheet, smuggled through plotters as colours.

use plotters::style::{RGBAColor, RGBColor, ShapeStyle};
use plotters_backend::BackendColor;

use crate::SeriesClass;

/// What a mark is; its class in the stylesheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Gap,
    Outdated,
    Part,
    Grid,
    Axis,
    Area,
    Line,
    Bar,
    Tick,
    Dot,
    Mark,
    Label,
    NoteBand,
    Note,
    NoteLabel,
    SparkArea,
    SparkLine,
    SparkDot,
    HeatDay,
    HeatOutdated,
    HeatPart,
    HeatLabel,
    ProgressTrack,
    ProgressBar,
    ProgressZero,
    ProgressGoal,
    ProgressPace,
    ProgressLabel,
}

const INKS: [(Ink, &str); 28] = [
    (Ink::Gap, "chart__gap"),
    (Ink::Outdated, "chart__outdated"),
    (Ink::Part, "chart__part"),
    (Ink::Grid, "chart__grid"),
    (Ink::Axis, "chart__axis"),
    (Ink::Area, "chart__area"),
    (Ink::Line, "chart__line"),
    (Ink::Bar, "chart__bar"),
    (Ink::Tick, "chart__tick"),
    (Ink::Dot, "chart__dot"),
    (Ink::Mark, "chart__mark"),
    (Ink::Label, "chart__label"),
    (Ink::NoteBand, "chart__note-band"),
    (Ink::Note, "chart__note"),
    (Ink::NoteLabel, "chart__note-label"),
    (Ink::SparkArea, "spark__area"),
    (Ink::SparkLine, "spark__line"),
    (Ink::SparkDot, "spark__dot"),
    (Ink::HeatDay, "heat__day"),
    (Ink::HeatOutdated, "heat__outdated"),
    (Ink::HeatPart, "heat__part"),
    (Ink::HeatLabel, "heat__label"),
    (Ink::ProgressTrack, "progress__track"),
    (Ink::ProgressBar, "progress__bar"),
    (Ink::ProgressZero, "progress__zero"),
    (Ink::ProgressGoal, "progress__goal"),
    (Ink::ProgressPace, "progress__pace"),
    (Ink::ProgressLabel, "progress__label"),
];

/// What else is said of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Plain,
    Provisional,
    Compared,
    /// A point between gaps: a line of no length, whose round ends make a dot.
    Lone,
    /// The same of what is compared.
    LoneCompared,
    /// What is compared with one of several series, in its colour.
    OwnCompared,
    /// A point of it between gaps.
    LoneOwnCompared,
    /// A label that may be left out where there is little room.
    Minor,
    /// The words in the place of values.
    Empty,
    Trend,
    Goal,
    Pace,
    /// A part of a stack, which its neighbours touch.
    Stacked,
    /// A part of a stack of very narrow bars.
    Dense,
    /// The part of a bar that lies beyond the goal.
    Beyond,
    /// A day of a heat map that has a reason in the place of a value.
    Gap,
    /// The fifths of a heat map's values, from the lowest.
    H0,
    H1,
    H2,
    H3,
    H4,
}

impl State {
    /// The fifths of a heat map, from the lowest.
    pub(crate) const HEATS: [Self; 5] = [Self::H0, Self::H1, Self::H2, Self::H3, Self::H4];
}

const STATES: [(State, &str); 21] = [
    (State::Plain, ""),
    (State::Provisional, "is-provisional"),
    (State::Compared, "is-compared"),
    (State::Lone, "is-lone"),
    (State::LoneCompared, "is-lone is-compared"),
    (State::OwnCompared, "is-compared is-own"),
    (State::LoneOwnCompared, "is-lone is-compared is-own"),
    (State::Minor, "is-minor"),
    (State::Empty, "is-empty"),
    (State::Trend, "is-trend"),
    (State::Goal, "is-goal"),
    (State::Pace, "is-pace"),
    (State::Stacked, "is-stacked"),
    (State::Dense, "is-dense"),
    (State::Beyond, "is-beyond"),
    (State::Gap, "is-gap"),
    (State::H0, "h0"),
    (State::H1, "h1"),
    (State::H2, "h2"),
    (State::H3, "h3"),
    (State::H4, "h4"),
];

/// The classes of one mark. Plotters hands colours to a backend and nothing else, so
/// a pen travels as one: red is the ink, green the series (0 for none) and what is said
/// of it beside the state, blue the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pen {
    pub(crate) ink: Ink,
    pub(crate) class: Option<SeriesClass>,
    pub(crate) state: State,
    /// `is-many`: one of so many series that they share colours.
    pub(crate) is_many: bool,
    /// Not over yet, where the state says something else already.
    pub(crate) is_running: bool,
}

/// The bits of a pen's green above the eight series.
const MANY: u8 = 16;
const RUNNING: u8 = 32;

impl Pen {
    pub(crate) const fn new(ink: Ink) -> Self {
        Self {
            ink,
            class: None,
            state: State::Plain,
            is_many: false,
            is_running: false,
        }
    }

    pub(crate) const fn of(self, class: SeriesClass) -> Self {
        Self {
            class: Some(class),
            ..self
        }
    }

    pub(crate) const fn is(self, state: State) -> Self {
        Self { state, ..self }
    }

    pub(crate) const fn many(self, is_many: bool) -> Self {
        Self { is_many, ..self }
    }

    pub(crate) const fn running(self, is_running: bool) -> Self {
        Self { is_running, ..self }
    }

    pub(crate) fn to_color(self) -> RGBColor {
        let class = self.class.map_or(0, |class| class as u8 + 1);
        let many = if self.is_many { MANY } else { 0 };
        let running = if self.is_running { RUNNING } else { 0 };
        RGBColor(self.ink as u8, class | many | running, self.state as u8)
    }

    pub(crate) fn to_style(self) -> ShapeStyle {
        let RGBColor(ink, class, state) = self.to_color();
        ShapeStyle {
            color: RGBAColor(ink, class, state, 1.0),
            filled: true,
            stroke_width: 1,
        }
    }

    pub(crate) fn from_color(color: BackendColor) -> Self {
        let (ink, class, state) = color.rgb;
        Self {
            ink: INKS
                .get(usize::from(ink))
                .map_or(Ink::Line, |(ink, _)| *ink),
            class: usize::from(class & (MANY - 1))
                .checked_sub(1)
                .and_then(|at| SeriesClass::ALL.get(at).copied()),
            state: STATES
                .get(usize::from(state))
                .map_or(State::Plain, |(state, _)| *state),
            is_many: class & MANY != 0,
            is_running: class & RUNNING != 0,
        }
    }

    /// Writes the classes: `chart__line s1 is-provisional`.
    pub(crate) fn push_classes(self, out: &mut String) {
        out.push_str(INKS[self.ink as usize].1);
        if let Some(class) = self.class {
            out.push(' ');
            out.push_str(class.name());
        }
        if self.state != State::Plain {
            out.push(' ');
            out.push_str(STATES[self.state as usize].1);
        }
        if self.is_running {
            out.push_str(" is-provisional");
        }
        if self.is_many {
            out.push_str(" is-many");
        }
    }
}

#[cfg(test)]
mod tests {
    use plotters::style::Color;

    use super::*;

    #[test]
    fn a_pen_comes_back_from_its_colour() {
        for (ink, _) in INKS {
            for (state, _) in STATES {
                for class in SeriesClass::ALL {
                    let plain = Pen::new(ink).of(class).is(state);
                    for pen in [plain, plain.many(true), plain.running(true)] {
                        assert_eq!(Pen::from_color(pen.to_color().to_backend_color()), pen);
                    }
                }
            }
        }
    }

    #[test]
    fn tables_are_in_the_order_of_their_enums() {
        for (at, (ink, _)) in INKS.iter().enumerate() {
            assert_eq!(*ink as usize, at);
        }
        for (at, (state, _)) in STATES.iter().enumerate() {
            assert_eq!(*state as usize, at);
        }
    }
}
