//! Pens: the classes of the stylesheet, smuggled through plotters as colours.

use plotters::style::{RGBAColor, RGBColor, ShapeStyle};
use plotters_backend::BackendColor;

use crate::SeriesClass;

/// What a mark is; its class in the stylesheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Gap,
    Grid,
    Axis,
    Area,
    Line,
    Bar,
    Tick,
    Dot,
    Mark,
    Label,
    SparkArea,
    SparkLine,
    SparkDot,
}

const INKS: [(Ink, &str); 13] = [
    (Ink::Gap, "chart__gap"),
    (Ink::Grid, "chart__grid"),
    (Ink::Axis, "chart__axis"),
    (Ink::Area, "chart__area"),
    (Ink::Line, "chart__line"),
    (Ink::Bar, "chart__bar"),
    (Ink::Tick, "chart__tick"),
    (Ink::Dot, "chart__dot"),
    (Ink::Mark, "chart__mark"),
    (Ink::Label, "chart__label"),
    (Ink::SparkArea, "spark__area"),
    (Ink::SparkLine, "spark__line"),
    (Ink::SparkDot, "spark__dot"),
];

/// What else is said of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Plain,
    Provisional,
    Compared,
    /// A point between gaps: a line of no length, whose round ends make a dot.
    Lone,
    /// A label that may be left out where there is little room.
    Minor,
    /// The words in the place of values.
    Empty,
}

const STATES: [(State, &str); 6] = [
    (State::Plain, ""),
    (State::Provisional, "is-provisional"),
    (State::Compared, "is-compared"),
    (State::Lone, "is-lone"),
    (State::Minor, "is-minor"),
    (State::Empty, "is-empty"),
];

/// The classes of one mark. Plotters hands colours to a backend and nothing else, so
/// a pen travels as one: red is the ink, green the series (0 for none), blue the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pen {
    pub(crate) ink: Ink,
    pub(crate) class: Option<SeriesClass>,
    pub(crate) state: State,
}

impl Pen {
    pub(crate) const fn new(ink: Ink) -> Self {
        Self {
            ink,
            class: None,
            state: State::Plain,
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

    pub(crate) fn to_color(self) -> RGBColor {
        RGBColor(
            self.ink as u8,
            self.class.map_or(0, |class| class as u8 + 1),
            self.state as u8,
        )
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
            class: usize::from(class)
                .checked_sub(1)
                .and_then(|at| SeriesClass::ALL.get(at).copied()),
            state: STATES
                .get(usize::from(state))
                .map_or(State::Plain, |(state, _)| *state),
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
                    let pen = Pen::new(ink).of(class).is(state);
                    assert_eq!(Pen::from_color(pen.to_color().to_backend_color()), pen);
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
