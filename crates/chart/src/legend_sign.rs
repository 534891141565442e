//! What stands before a name in a legend: a patch, a line, or a mark on values.

use crate::document::push_formatted;
use crate::look::Look;
use crate::{LegendName, SeriesRole};

/// How a mark on values looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegendMark {
    /// A bar of dashes.
    DashedBar,
    /// A line of dots.
    DottedLine,
    /// The ground of days that were asked for something else.
    Outdated,
    /// The ground of days without a value.
    Ground,
    /// The ground of days whose values are not of what all objects say now.
    Part,
    /// The ring around what was corrected.
    Ring,
    /// A cell without a ground.
    Outline,
    /// The corner of a calendar's cell that was asked for something else.
    Corner,
    /// The corner across, of one whose value is not of what all objects say now.
    CornerAcross,
}

/// A mark as it looks in the picture.
fn push_mark(out: &mut String, mark: LegendMark, colour: &str, look: &Look, (x, y): (i32, i32)) {
    let ground = |out: &mut String, fill: &str, opacity: &str| {
        push_formatted(
            out,
            format_args!(
                "<rect x=\"{x}\" y=\"{}\" width=\"10\" height=\"11\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>",
                y - 10
            ),
        );
    };
    match mark {
        LegendMark::Outdated => ground(out, look.colour("--s6"), ".22"),
        LegendMark::Ground => ground(out, look.colour("--edge"), ".25"),
        LegendMark::Part => push_formatted(
            out,
            format_args!(
                "<rect x=\"{x}.5\" y=\"{}.5\" width=\"9\" height=\"10\" fill=\"{edge}\" fill-opacity=\".12\" stroke=\"{edge}\" stroke-dasharray=\"1 2\"/>",
                y - 10,
                edge = look.colour("--edge")
            ),
        ),
        LegendMark::DashedBar => push_formatted(
            out,
            format_args!(
                "<rect x=\"{x}.5\" y=\"{}.5\" width=\"8\" height=\"8\" fill=\"none\" stroke=\"{colour}\" stroke-dasharray=\"2 2\"/>",
                y - 9
            ),
        ),
        LegendMark::Outline => push_formatted(
            out,
            format_args!(
                "<rect x=\"{x}.5\" y=\"{}.5\" width=\"8\" height=\"8\" fill=\"none\" stroke=\"{}\"/>",
                y - 9,
                look.colour("--edge")
            ),
        ),
        LegendMark::Corner => push_formatted(
            out,
            format_args!(
                "<rect x=\"{x}.5\" y=\"{top}.5\" width=\"8\" height=\"8\" fill=\"none\" stroke=\"{}\"/>\
                 <rect x=\"{x}\" y=\"{top}\" width=\"4\" height=\"4\" fill=\"{}\"/>",
                look.colour("--edge"),
                look.colour("--s6"),
                top = y - 9
            ),
        ),
        LegendMark::CornerAcross => push_formatted(
            out,
            format_args!(
                "<rect x=\"{x}.5\" y=\"{top}.5\" width=\"8\" height=\"8\" fill=\"none\" stroke=\"{}\"/>\
                 <rect x=\"{}\" y=\"{}\" width=\"4\" height=\"4\" fill=\"{}\"/>",
                look.colour("--edge"),
                x + 5,
                y - 4,
                look.colour("--muted"),
                top = y - 9
            ),
        ),
        LegendMark::DottedLine => push_formatted(
            out,
            format_args!(
                "<path d=\"M{x} {}h10\" stroke=\"{colour}\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-dasharray=\".1 4.5\"/>",
                y - 4
            ),
        ),
        LegendMark::Ring => push_formatted(
            out,
            format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"3.5\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>",
                x + 5,
                y - 4,
                look.colour("--text")
            ),
        ),
    }
}

/// A patch of a series' colour, or the line of what it is measured by.
pub(crate) fn push_sign(out: &mut String, one: &LegendName, look: &Look, (x, y): (i32, i32)) {
    let colour = look.colour(&format!("--{}", one.class.name()));
    if let Some(mark) = one.mark {
        return push_mark(out, mark, colour, look, (x, y));
    }
    let trend = look.towards_text(colour);
    let (colour, dashes) = match one.role {
        SeriesRole::Shown => {
            return push_formatted(
                out,
                format_args!(
                    "<rect x=\"{x}\" y=\"{}\" width=\"9\" height=\"9\" rx=\"2\" fill=\"{colour}\"/>",
                    y - 9
                ),
            );
        }
        SeriesRole::Trend => (trend.as_str(), ""),
        SeriesRole::Goal => (look.colour("--text"), " stroke-dasharray=\"4 2\""),
        _ => (
            if one.is_own {
                colour
            } else {
                look.colour("--edge")
            },
            if one.is_dashed {
                " stroke-dasharray=\"4 2\""
            } else {
                ""
            },
        ),
    };
    push_formatted(
        out,
        format_args!(
            "<path d=\"M{x} {}h10\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>",
            y - 4
        ),
    );
}
