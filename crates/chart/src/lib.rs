//! Series -> scales -> picture: the same SVG on the server and in the browser.
//!
//! What plotters does: it maps slots and values to coordinates (`Ranged`,
//! `Cartesian2d`), asks the axes for their key points, and turns elements (paths,
//! polygons, rectangles, circles, text) into calls on a drawing backend, cut off at
//! the edges. What it does not do here: choose ticks (its own are every n days from
//! the start, and decimal whatever the unit), draw the mesh (black frames), measure
//! text (the server and the browser would differ) and write SVG (whole pixels and
//! literal colours). That is in `linear_axis`, `log_axis`, `calendar`, `mesh`, `text`,
//! `svg` and `path`.
//!
//! A chart is drawn in this order: its series are laid on the timeline (`laid`: columns,
//! stacks, what a logarithmic axis leaves out), axes are chosen for them (`sketch`), then
//! grounds, mesh, what is shown, and what it is measured by are drawn (`draw`). Sparklines
//! and progress bars are smaller pictures of the same marks. Heat maps have a grid in the
//! place of axes; they alone are scaled as a whole.
//!
//! A picture stretches, its text and dots do not: the root has no view box, the
//! drawing inside it has one that is scaled freely, and labels and dots stand in the
//! root at percentages. The labels of the value axis stand left of the root, in a
//! gutter that the stylesheet gives (`.chart`, `.chart.is-wide-axis`). Names of classes are
//! all the styling there is; [`Picture::standalone`] makes a document of it that needs no page.

mod badge;
mod bars;
mod calendar;
mod column;
mod describe;
mod describe_chart;
mod document;
mod draw;
mod heat;
mod heat_grid;
mod laid;
mod legend_sign;
mod linear_axis;
mod lines;
mod log_axis;
mod look;
mod mesh;
mod notes;
mod path;
mod pen;
mod picture;
mod progress;
mod quantiles;
mod reason;
mod row_columns;
mod rows;
mod sketch;
mod spark;
mod spec;
mod stack;
mod svg;
mod text;
mod thin;
mod tick_label;
mod time_axis;
mod timeline;
mod value_axis;

pub use badge::badge;
pub use describe::{describe, describe_periods};
pub use describe_chart::not_drawn_words;
pub use document::{Caption, LegendName};
pub use draw::draw;
pub use heat::{HeatSpec, heat_map};
pub use heat_grid::HeatGrid;
pub use legend_sign::LegendMark;
pub use look::Theme;
pub use picture::{Picture, PlotArea};
pub use progress::{ProgressSpec, progress_bar};
pub use reason::reason;
pub use rows::{CellGround, CellMark, RowsSpec, rows};
pub use spark::{SparkSpec, sparkline};
pub use spec::{
    ChartNote, ChartSeries, ChartSpec, ChartStyle, Points, SeriesClass, SeriesRole, ValueScale,
};
pub use text::text_width;
pub use thin::thin;
