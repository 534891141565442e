//! Badges: a label and a value in one line, as READMEs and status pages have them.

use crate::look::{Look, Theme};
use crate::text::{cut, push_escaped, text_width};

/// The height in pixels that such badges have everywhere.
const HEIGHT: i32 = 20;
const PAD: i32 = 7;
/// The widest part, in tenths of a pixel.
const MOST: i32 = 3_000;

/// A badge as an SVG that stands alone; what is too long is cut.
pub fn badge(label: &str, message: &str, theme: Theme) -> String {
    let look = Look::of(theme);
    let (label, message) = (cut(label, MOST), cut(message, MOST));
    let part = |text: &str| 2 * PAD + text_width(text) / 10 + 1;
    let (left, right) = (part(&label), part(&message));
    let width = left + right;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{HEIGHT}\" \
         role=\"img\" aria-label=\""
    );
    push_escaped(&mut out, &format!("{label}: {message}"));
    out.push_str(&format!(
        "\" font-family=\"Inter,system-ui,sans-serif\" font-size=\"12\">\
         <rect width=\"{width}\" height=\"{HEIGHT}\" rx=\"3\" fill=\"{accent}\"/>\
         <path d=\"M3 0H{left}V{HEIGHT}H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z\" fill=\"{ground}\"/>\
         <text x=\"{PAD}\" y=\"14\" fill=\"#fff\" textLength=\"{}\">",
        text_width(&label) / 10,
        accent = look.colour("--accent"),
        ground = "#454b53",
    ));
    push_escaped(&mut out, &label);
    let (x, ink) = (
        left + PAD,
        match theme {
            Theme::Light => "#fff",
            Theme::Dark => "#121518",
        },
    );
    // Where a badge is an image, there is no Inter: other letters are fitted to its measures.
    let length = text_width(&message) / 10;
    out.push_str(&format!(
        "</text><text x=\"{x}\" y=\"14\" fill=\"{ink}\" textLength=\"{length}\">"
    ));
    push_escaped(&mut out, &message);
    out.push_str("</text></svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_is_as_wide_as_its_words_and_escapes_them() {
        let drawn = badge("orders <b>", "1,204", Theme::Light);
        assert!(drawn.contains("orders &lt;b&gt;: 1,204"), "{drawn}");
        assert!(!drawn.contains("<b>"), "{drawn}");
        let long = badge(&"x".repeat(500), "1", Theme::Dark);
        assert!(long.contains('…') && long.len() < 2_000, "{}", long.len());
    }
}
