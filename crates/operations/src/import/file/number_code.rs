//! What a spreadsheet's number format says beside a number: percent, or a currency.

use calamine::Style;

/// What a number format says beside the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// A percent sign: the number is shown a hundredfold, or as it is where the sign is only written behind it.
    Percent { is_scaled: bool },
    /// A sign or code.
    Currency(String),
}

/// A number format: up to three sections, of which the number chooses one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NumberCode {
    sections: Vec<Section>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Section {
    /// As in `[>=0.5]`.
    condition: Option<(Comparison, f64)>,
    unit: Option<Unit>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Comparison {
    Less,
    AtMost,
    Equal,
    Other,
    AtLeast,
    More,
}

/// Signs of currencies that stand in formats as they are.
const SIGNS: &str = "$\u{20ac}\u{a3}\u{a5}\u{20b9}\u{20a9}\u{20ba}\u{20bd}";
/// Those behind are for texts.
const MOST_SECTIONS: usize = 3;

impl NumberCode {
    /// The number format of a style.
    pub(super) fn of(style: &Style) -> Self {
        let Some(format) = style.number_format.as_ref() else {
            return Self::default();
        };
        let mut code = Self::parse(&format.format_code);
        // Whose currency the built-in formats show depends on who looks.
        if format.format_id.is_some_and(|id| id < 164) {
            for section in &mut code.sections {
                section
                    .unit
                    .take_if(|unit| matches!(unit, Unit::Currency(_)));
            }
        }
        code
    }

    fn parse(code: &str) -> Self {
        let mut sections = vec![Section::default()];
        let mut is_scaled = false;
        let mut found = Section::default();
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => {
                    close(&mut sections, std::mem::take(&mut found), is_scaled);
                    sections.push(Section::default());
                    is_scaled = false;
                }
                '%' => is_scaled = true,
                '"' => {
                    let text: String = letters.by_ref().take_while(|c| *c != '"').collect();
                    found.see_text(&text);
                }
                '\\' => found.see_text(&letters.next().map(String::from).unwrap_or_default()),
                // A blank as wide as the next letter, or that letter over and over.
                '_' | '*' => drop(letters.next()),
                '[' => {
                    let tag: String = letters.by_ref().take_while(|c| *c != ']').collect();
                    found.see_tag(&tag);
                }
                letter if SIGNS.contains(letter) => found.see_text(&letter.to_string()),
                _ => {}
            }
        }
        close(&mut sections, found, is_scaled);
        sections.truncate(MOST_SECTIONS);
        Self { sections }
    }

    /// What is shown beside a number.
    pub(super) fn unit(&self, number: f64) -> Option<&Unit> {
        let is_it = |at: &usize| self.shows(*at, number);
        let at = (0..self.sections.len()).find(is_it)?;
        self.sections[at].unit.as_ref()
    }

    /// Whether a number that no section before takes is shown by this one.
    fn shows(&self, at: usize, number: f64) -> bool {
        let section = &self.sections[at];
        if let Some((comparison, limit)) = section.condition {
            return comparison.holds(number, limit);
        }
        let is_last = at + 1 == self.sections.len();
        match (at, is_last) {
            (_, true) => true,
            (0, _) if self.sections.len() == 2 => match self.sections[1].condition {
                None => number >= 0.0,
                Some((comparison, limit)) => !comparison.holds(number, limit),
            },
            (0, _) => number > 0.0,
            _ => number < 0.0,
        }
    }
}

fn close(sections: &mut [Section], mut found: Section, is_scaled: bool) {
    if is_scaled {
        found.unit = Some(Unit::Percent { is_scaled });
    }
    if let Some(last) = sections.last_mut() {
        *last = found;
    }
}

impl Section {
    /// Text beside the number: only what is written there counts, and it scales nothing.
    fn see_text(&mut self, text: &str) {
        if text.contains('%') {
            self.unit = Some(Unit::Percent { is_scaled: false });
        } else if let Some(sign) = text.chars().find(|c| SIGNS.contains(*c)) {
            self.see_currency(&sign.to_string());
        }
    }

    /// `[$€-407]`, `[>=0.5]`, `[Red]`.
    fn see_tag(&mut self, tag: &str) {
        match tag.strip_prefix('$') {
            Some(currency) => self.see_currency(currency.split('-').next().unwrap_or("").trim()),
            None => self.condition = self.condition.or_else(|| condition(tag)),
        }
    }

    fn see_currency(&mut self, sign: &str) {
        if !sign.is_empty() && self.unit.is_none() {
            self.unit = Some(Unit::Currency(sign.to_owned()));
        }
    }
}

fn condition(tag: &str) -> Option<(Comparison, f64)> {
    let words = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("<>", Comparison::Other),
        ("<", Comparison::Less),
        (">", Comparison::More),
        ("=", Comparison::Equal),
    ];
    words.iter().find_map(|(word, comparison)| {
        let limit = tag.trim().strip_prefix(word)?;
        Some((*comparison, limit.trim().parse().ok()?))
    })
}

impl Comparison {
    fn holds(self, number: f64, limit: f64) -> bool {
        match self {
            Self::Less => number < limit,
            Self::AtMost => number <= limit,
            Self::Equal => number == limit,
            Self::Other => number != limit,
            Self::AtLeast => number >= limit,
            Self::More => number > limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_in_formats() {
        let currency = |sign: &str| Some(Unit::Currency(sign.to_owned()));
        let percent = |is_scaled| Some(Unit::Percent { is_scaled });
        for (code, number, unit) in [
            ("General", 0.5, None),
            ("#,##0.00", 0.5, None),
            ("0.0%", 0.5, percent(true)),
            ("0.0%", -0.5, percent(true)),
            ("\"$\"#,##0.00", 0.5, currency("$")),
            ("$#,##0.00", 0.5, currency("$")),
            ("\\$#,##0.00", 0.5, currency("$")),
            ("#,##0.00\\ [$\u{20ac}-407]", 0.5, currency("\u{20ac}")),
            ("[$-409]d mmm yyyy", 0.5, None),
            ("[$CHF] #,##0.00", 0.5, currency("CHF")),
            // A sign that is only written there scales nothing.
            ("0.0\"%\"", 12.5, percent(false)),
            ("0.0\\%", 12.5, percent(false)),
            ("General\"%\"", 12.5, percent(false)),
            ("0.0\" % of all\"", 12.5, percent(false)),
            ("0_%", 12.5, None),
            ("0*%", 12.5, None),
            // Each section says for itself.
            ("0\"%\";-0%", 5.0, percent(false)),
            ("0\"%\";-0%", -0.05, percent(true)),
            ("0%;-0%;\"-\"", 0.0, None),
            ("0.0;[Red]-0.0%;0%", 0.0, percent(true)),
            ("0.0;[Red]-0.0%;0%", 1.0, None),
            ("0.0;[Red]-0.0%;0%", -1.0, percent(true)),
            ("0;0;0;@\"%\"", 1.0, None),
            ("\"a;b%\"0;0", -1.0, None),
            // By conditions, the last without one takes the rest.
            ("[>0.5]0%;0.0", 0.29, None),
            ("[>0.5]0%;0.0", 0.75, percent(true)),
            ("[>=100]0;[<1]0%;0.0\"%\"", 0.5, percent(true)),
            ("[>=100]0;[<1]0%;0.0\"%\"", 100.0, None),
            ("[>=100]0;[<1]0%;0.0\"%\"", 50.0, percent(false)),
            ("0.0;[<=-10]0%", -5.0, None),
            ("0.0;[<=-10]0%", -20.0, percent(true)),
            ("[<1]0%", 5.0, None),
        ] {
            let parsed = NumberCode::parse(code);
            assert_eq!(parsed.unit(number), unit.as_ref(), "{code} of {number}");
        }
    }
}
