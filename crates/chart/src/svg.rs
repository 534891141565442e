//! The drawing backend: plotters' calls become SVG.
//!
//! The virtual canvas is ten times the picture, so whole numbers are tenths of a
//! pixel and no float is formatted, which would be over half of a picture's cost.
//! Marks of one pen that follow each other become one path: every element costs a
//! page a node.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use crate::path::{push_decimal, push_integer, push_move, push_percent, push_polyline};
use crate::pen::Pen;
use crate::text::{LABEL_PX, push_escaped, text_width};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// What has been drawn: paths that stretch, and over them words and dots that do not.
#[derive(Debug)]
pub(crate) struct Sheet {
    width: i32,
    height: i32,
    paths: String,
    overlay: String,
    open: Option<Pen>,
}

impl Sheet {
    /// An empty sheet; sizes in tenths of a pixel.
    pub(crate) fn new(width: i32, height: i32) -> Self {
        Self {
            width,
            height,
            paths: String::with_capacity(4_096),
            overlay: String::with_capacity(1_536),
            open: None,
        }
    }

    /// The picture's element: `block` is its class, `head` what stands before the
    /// drawing, `attributes` what the root has besides.
    pub(crate) fn into_svg(mut self, block: &str, attributes: &str, head: &str) -> String {
        self.close_path();
        let (width, height) = (self.width, self.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{block}\"{attributes} \
             width=\"{}\" height=\"{}\" overflow=\"visible\">{head}\
             <svg class=\"{plot}__plot\" viewBox=\"0 0 {width} {height}\" \
             preserveAspectRatio=\"none\">{}</svg>{}</svg>",
            width / 10,
            height / 10,
            self.paths,
            self.overlay,
            plot = block.split(' ').next().unwrap_or(block),
        )
    }

    fn close_path(&mut self) {
        if self.open.take().is_some() {
            self.paths.push_str("\"/>");
        }
    }

    /// The path that `pen` writes on; its last one where nothing came between.
    fn path(&mut self, pen: Pen) -> &mut String {
        if self.open != Some(pen) {
            self.close_path();
            self.paths.push_str("<path class=\"");
            pen.push_classes(&mut self.paths);
            self.paths.push_str("\" d=\"");
            self.open = Some(pen);
        }
        &mut self.paths
    }

    fn push_element(&mut self, name: &str, pen: Pen) {
        self.overlay.push('<');
        self.overlay.push_str(name);
        self.overlay.push_str(" class=\"");
        pen.push_classes(&mut self.overlay);
        self.overlay.push('"');
    }

    fn push_place(&mut self, (x_name, y_name): (&str, &str), (x, y): BackendCoord) {
        for (name, at, whole) in [(x_name, x, self.width), (y_name, y, self.height)] {
            self.overlay.push(' ');
            self.overlay.push_str(name);
            self.overlay.push_str("=\"");
            push_percent(&mut self.overlay, at, whole);
            self.overlay.push('"');
        }
    }
}

/// The hand that plotters draws with.
pub(crate) struct SvgBackend<'a>(pub(crate) &'a mut Sheet);

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.0.width.unsigned_abs(), self.0.height.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_path([point], &color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    /// A rectangle is a pixel wide and high at least: zero is not a gap.
    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        const PIXEL: i32 = 10;
        let width = (bottom_right.0 - upper_left.0).max(PIXEL);
        let height = (bottom_right.1 - upper_left.1).max(PIXEL);
        let left = upper_left.0.min(self.0.width - width).max(0);
        let bottom = bottom_right.1.max(height);
        let path = self.0.path(Pen::from_color(style.color()));
        push_move(path, (left, bottom));
        for (command, length) in [('v', -height), ('h', width), ('v', height)] {
            path.push(command);
            push_integer(path, length);
        }
        path.push('z');
        Ok(())
    }

    /// A path of one point is a line of no length, whose round ends make a dot.
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        push_polyline(self.0.path(Pen::from_color(style.color())), points);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let path = self.0.path(Pen::from_color(style.color()));
        push_polyline(path, corners);
        path.push('z');
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.0
            .push_element("circle", Pen::from_color(style.color()));
        self.0.push_place(("cx", "cy"), center);
        let tenths = i32::try_from(radius).unwrap_or(0);
        self.0.overlay.push_str(" r=\"");
        push_decimal(&mut self.0.overlay, tenths, 1);
        self.0.overlay.push_str("\"/>");
        Ok(())
    }

    /// Text keeps its distance in pixels from the place that it belongs to, however
    /// far the picture is stretched: `Right` and `Bottom` stand off a little.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let anchor = style.anchor();
        self.0.push_element("text", Pen::from_color(style.color()));
        self.0.push_place(("x", "y"), at);
        let out = &mut self.0.overlay;
        out.push_str(match anchor.h_pos {
            HPos::Left => "",
            HPos::Right => " text-anchor=\"end\"",
            HPos::Center => " text-anchor=\"middle\"",
        });
        out.push_str(match anchor.v_pos {
            VPos::Top => " dy=\"12\"",
            VPos::Center => " dy=\"4\"",
            VPos::Bottom => " dy=\"-3\"",
        });
        if matches!((anchor.h_pos, anchor.v_pos), (HPos::Right, VPos::Center)) {
            out.push_str(" dx=\"-8\"");
        }
        out.push('>');
        push_escaped(out, text);
        out.push_str("</text>");
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((
            text_width(text).unsigned_abs(),
            LABEL_PX.unsigned_abs() * 10,
        ))
    }
}
