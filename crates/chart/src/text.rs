//! Text: how wide it is, and how it is written into SVG.

/// The size of a label in pixels; `--text-small` of the stylesheet.
pub(crate) const LABEL_PX: i32 = 12;

/// Advance widths of Inter 4 (regular, tabular figures) for ASCII 32 to 126, in
/// thousandths of an em, as Chromium measures them.
const WIDTHS: [u16; 95] = [
    269, 288, 466, 633, 642, 982, 644, 300, 391, 391, 648, 648, 269, 648, 269,
    360, // space to /
    648, 648, 648, 648, 648, 648, 648, 648, 648, 648, 269, 269, 648, 648, 648, 511, // 0 to ?
    966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903, 753, 765, // @ to O
    639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 391, 360, 391, 471, 456, // P to _
    323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, // ` to o
    612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 391, 333, 391, 648, // p to ~
];

/// Any other character: the widest that Latin scripts need often.
const OTHER: u16 = 690;

/// The width of a label in tenths of a pixel; the same on the server and in the browser.
pub fn text_width(text: &str) -> i32 {
    let thousandths: i64 = text.chars().map(|glyph| i64::from(advance(glyph))).sum();
    i32::try_from(thousandths * i64::from(LABEL_PX) / 100).unwrap_or(i32::MAX)
}

/// A text that is no wider than `width` tenths of a pixel, with a sign where something was cut off.
pub(crate) fn cut(text: &str, width: i32) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let mut shorter = text.to_owned();
    while shorter.pop().is_some() {
        let with_sign = format!("{}…", shorter.trim_end());
        if text_width(&with_sign) <= width {
            return with_sign;
        }
    }
    String::new()
}

fn advance(glyph: char) -> u16 {
    match u32::from(glyph) {
        code @ 32..=126 => WIDTHS[(code - 32) as usize],
        0x2212 => 662,
        0x00a0 => 269,
        // Chinese, Japanese, Korean and emoji are about square.
        0x1100.. => 1_000,
        _ => OTHER,
    }
}

/// Writes text so that it is text in SVG and HTML, as content or in an attribute.
///
/// Control characters are left out: no XML parser takes them, escaped or not.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for glyph in text.chars() {
        match glyph {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            glyph if glyph.is_control() => {}
            glyph => out.push(glyph),
        }
    }
}

/// Words in lines of so many pixels, `most` at most; what does not fit into the last is cut.
pub(crate) fn wrap(words: &str, wide: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        let is_full = lines.len() == most;
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) if is_full || text_width(&longer) <= wide * 10 => {
                *line = longer;
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines.iter().map(|line| cut(line, wide * 10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        assert_eq!(text_width(""), 0);
        assert_eq!(text_width("1204"), 311);
        assert_eq!(text_width("\u{2212}5"), 157);
        assert!(text_width("16 Nov") < text_width("26 Nov 2026"));
    }

    #[test]
    fn a_text_is_cut_where_its_room_ends() {
        assert_eq!(cut("Orders", 2_000), "Orders");
        let long = "Orders and returns ".repeat(20);
        let short = cut(&long, 2_000);
        assert!(
            short.ends_with('…') && text_width(&short) <= 2_000,
            "{short}"
        );
        assert_eq!(cut("Orders", 0), "");
    }

    #[test]
    fn t7_hostile_text_stays_text() {
        let cases = [
            ("<script>", "&lt;script&gt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("a && b", "a &amp;&amp; b"),
            ("]]>", "]]&gt;"),
            ("a\0\u{8}\u{1b}b\nc\u{ffff}", "ab c"),
        ];
        for (text, written) in cases {
            let mut out = String::new();
            push_escaped(&mut out, text);
            assert_eq!(out, written);
        }
    }
}
