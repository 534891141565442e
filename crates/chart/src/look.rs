//! The look of a picture that stands alone: a stylesheet that every reader of SVG understands.
//!
//! In a page, colours are variables and the page's stylesheet has them. Mail programs, word
//! processors and renderers of images know neither variables nor `color-mix`, nor strokes that
//! do not scale. So `look.css` is worked out here: a rule for each colour of a series, colours as
//! numbers, strokes in the tenths of a pixel that plots are drawn in, and of all that only what
//! the picture has marks for.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use crate::SeriesClass;

/// Whether a picture stands on a light ground or on a dark one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// On white.
    #[default]
    Light,
    /// On near black.
    Dark,
}

impl Theme {
    /// The theme of this name; none for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Everything that is said of one kind of mark.
#[derive(Debug)]
struct Rule {
    /// The classes that a mark needs for it, all of them.
    classes: Vec<String>,
    /// `fill:#fff;stroke:none`.
    declarations: String,
}

/// A theme's rules and colours.
#[derive(Debug)]
pub(crate) struct Look {
    colours: HashMap<&'static str, &'static str>,
    rules: Vec<Rule>,
}

const SHEET: &str = include_str!("look.css");
const SERIES: &str = "var(--series,var(--s1))";
/// Tenths of a pixel in one, the scale of every plot.
const TENTHS: f64 = 10.0;

impl Look {
    /// The look of a theme; worked out once.
    pub(crate) fn of(theme: Theme) -> &'static Self {
        static LIGHT: OnceLock<Look> = OnceLock::new();
        static DARK: OnceLock<Look> = OnceLock::new();
        let place = match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        };
        place.get_or_init(|| Self::read(theme))
    }

    /// A colour by its name in the stylesheet, such as `--text`.
    pub(crate) fn colour(&self, name: &str) -> &'static str {
        self.colours.get(name).copied().unwrap_or("none")
    }

    /// A colour half way to that of text, as a moving average has it.
    pub(crate) fn towards_text(&self, colour: &str) -> String {
        let mixed = mix(&format!("{colour} 50%,{}", self.colour("--text")));
        mixed.unwrap_or_else(|| colour.to_owned())
    }

    /// The stylesheet of the marks that a picture has.
    pub(crate) fn css_of(&self, svg: &str) -> String {
        let marks = marks(svg);
        let mut css = String::new();
        for rule in &self.rules {
            let fits = |mark: &BTreeSet<&str>| {
                let mut needed = rule.classes.iter();
                needed.all(|class| mark.contains(class.as_str()))
            };
            if marks.iter().any(fits) {
                for class in &rule.classes {
                    css.push('.');
                    css.push_str(class);
                }
                css.push('{');
                css.push_str(&rule.declarations);
                css.push('}');
            }
        }
        css
    }

    fn read(theme: Theme) -> Self {
        let mut look = Self {
            colours: HashMap::new(),
            rules: Vec::new(),
        };
        for block in SHEET.split_terminator("}\n") {
            let Some((selectors, declarations)) = block.split_once('{') else {
                continue;
            };
            if selectors.starts_with('.') {
                for selector in selectors.split(',') {
                    look.add(selector, declarations);
                }
            } else if selectors == theme.name() {
                let colours = declarations.split(';');
                look.colours = colours.filter_map(|one| one.split_once(':')).collect();
            }
        }
        look
    }

    /// Adds a rule, and behind it what of it is another for each colour of a series.
    fn add(&mut self, selector: &str, declarations: &str) {
        let classes: Vec<String> = selector.split('.').skip(1).map(str::to_owned).collect();
        let pairs: Vec<_> = declarations
            .split(';')
            .filter_map(|one| one.split_once(':'))
            .collect();
        let stands_beside_the_plot = classes.iter().any(|class| {
            ["__dot", "__mark"].iter().any(|end| class.ends_with(end)) || class.starts_with("rows")
        });
        let declared = |pairs: &[(&str, &str)], series: &str| {
            let one = |(name, value): &(&str, &str)| {
                let value = self.worked_out(&value.replace(SERIES, series));
                match *name {
                    "stroke-width" | "stroke-dasharray" if !stands_beside_the_plot => {
                        format!("{name}:{}", in_tenths(&value))
                    }
                    _ => format!("{name}:{value}"),
                }
            };
            pairs.iter().map(one).collect::<Vec<_>>().join(";")
        };
        let mut added = vec![Rule {
            declarations: declared(&pairs, self.colour("--s1")),
            classes: classes.clone(),
        }];
        let coloured: Vec<_> = pairs
            .iter()
            .copied()
            .filter(|(_, value)| value.contains(SERIES))
            .collect();
        if !coloured.is_empty() {
            for class in SeriesClass::ALL.into_iter().skip(1) {
                let colour = self.colour(&format!("--{}", class.name()));
                let mut classes = classes.clone();
                classes.push(class.name().to_owned());
                added.push(Rule {
                    classes,
                    declarations: declared(&coloured, colour),
                });
            }
        }
        self.rules.extend(added);
    }

    /// A value without variables and mixed colours.
    fn worked_out(&self, value: &str) -> String {
        let mut out = value.to_owned();
        for (name, colour) in &self.colours {
            out = out.replace(&format!("var({name})"), colour);
        }
        let mixed = out
            .strip_prefix("color-mix(in srgb,")
            .and_then(|rest| rest.strip_suffix(')'))
            .and_then(mix);
        mixed.unwrap_or(out)
    }
}

/// The classes of each mark, every combination once.
fn marks(svg: &str) -> BTreeSet<BTreeSet<&str>> {
    svg.split(" class=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|classes| classes.split(' ').collect())
        .collect()
}

/// Lengths of pixels as lengths of tenths of one.
fn in_tenths(lengths: &str) -> String {
    let tenths = |length: &str| match length.parse::<f64>() {
        Ok(pixels) => (pixels * TENTHS).to_string(),
        Err(_) => length.to_owned(),
    };
    lengths.split(' ').map(tenths).collect::<Vec<_>>().join(" ")
}

/// `#a b%,#c`: so much of the first colour, the rest of the second.
fn mix(parts: &str) -> Option<String> {
    let (first, second) = parts.split_once(',')?;
    let (first, share) = first.split_once(' ')?;
    let share = share.strip_suffix('%')?.parse::<f64>().ok()? / 100.0;
    let (first, second) = (channels(first)?, channels(second)?);
    let mixed = first.iter().zip(second).map(|(first, second)| {
        let channel = f64::from(*first) * share + f64::from(second) * (1.0 - share);
        format!("{:02x}", channel.round() as u8)
    });
    Some(format!("#{}", mixed.collect::<String>()))
}

/// The red, green and blue of `#rgb` or `#rrggbb`.
fn channels(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#')?;
    let long = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let channel = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_only_a_page_knows() {
        for theme in [Theme::Light, Theme::Dark] {
            let look = Look::of(theme);
            assert!(look.rules.len() > 100, "{}", look.rules.len());
            for rule in &look.rules {
                let text = &rule.declarations;
                assert!(
                    !text.contains("var(") && !text.contains("color-mix"),
                    "{text}"
                );
                assert!(!text.is_empty(), "{rule:?}");
            }
        }
    }

    #[test]
    fn a_stylesheet_has_what_the_marks_need_and_no_more() {
        let svg = "<path class=\"chart__line s2 is-provisional\"/><circle class=\"chart__dot\"/>";
        assert_eq!(
            Look::of(Theme::Light).css_of(svg),
            ".chart__line{fill:none;stroke:#0072b2;stroke-width:17.5;stroke-linecap:round;\
             stroke-linejoin:round}\
             .chart__line.s2{stroke:#cf5a00}\
             .chart__line.is-provisional{stroke-dasharray:1 45}\
             .chart__dot{fill:#0072b2;stroke:#fff;stroke-width:2}"
        );
    }

    #[test]
    fn colours_are_mixed_as_browsers_do() {
        assert_eq!(mix("#fff 50%,#000"), Some("#808080".to_owned()));
        assert_eq!(mix("#0072b2 30%,#fff"), Some("#b3d5e8".to_owned()));
        assert_eq!(mix("red 30%,#fff"), None);
    }
}
