//! The look of an embed, as the page around it wants it: six values, each read strictly, because
//! they become a stylesheet.

use std::fmt::Write;

use dbag_domain::Problem;

/// Colours, font and corners; what is not said is Dbag's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// `light` or `dark`; the browser's own where none.
    theme: Option<&'static str>,
    /// The names of what is set with their values, in the order of [`NAMES`].
    values: Vec<(&'static str, String)>,
}

/// What can be set, besides the theme.
const NAMES: [&str; 6] = ["surface", "text", "accent", "series", "font", "radius"];
/// The longest list of fonts.
const MAX_FONT: usize = 100;
/// The roundest corner, in pixels.
const MAX_RADIUS: f32 = 32.0;

impl Look {
    /// Whether a parameter of an address says something of the look.
    pub fn has(name: &str) -> bool {
        name == "theme" || NAMES.contains(&name)
    }

    /// Adds what a parameter says; empty says nothing.
    ///
    /// # Errors
    ///
    /// What is neither a theme, nor a colour as `#rrggbb`, nor a font, nor a number of pixels.
    pub fn add(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        if value.is_empty() {
            return Ok(());
        }
        if name == "theme" {
            self.theme = match value {
                "light" => Some("light"),
                "dark" => Some("dark"),
                "auto" => None,
                _ => return Err(refused("theme", "it can be light, dark or auto")),
            };
            return Ok(());
        }
        let Some(name) = NAMES.into_iter().find(|known| *known == name) else {
            return Err(refused(name, "there is no such parameter"));
        };
        let value = match name {
            "font" => font(value)?,
            "radius" => radius(value)?,
            _ => colour(name, value)?,
        };
        self.values.push((name, value));
        Ok(())
    }

    /// `light` or `dark`, where one was chosen.
    pub fn theme(&self) -> Option<&'static str> {
        self.theme
    }

    /// The names of what is set, for `data-look`.
    pub(super) fn names(&self) -> Option<String> {
        let names: Vec<_> = self.values.iter().map(|(name, _)| *name).collect();
        (!names.is_empty()).then(|| names.join(" "))
    }

    /// What is set, as the rule of a stylesheet; none where nothing is.
    pub fn css(&self) -> Option<String> {
        if self.values.is_empty() {
            return None;
        }
        let mut css = ":root{".to_owned();
        for (name, value) in &self.values {
            // Writing to a string never fails.
            _ = write!(css, "--look-{name}:{value};");
        }
        css.push('}');
        Some(css)
    }
}

fn refused(name: &str, words: &str) -> Problem {
    Problem::field(name, format!("{name}: {words}"))
}

fn colour(name: &str, value: &str) -> Result<String, Problem> {
    let is_hex = value.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    });
    match (is_hex, name, value) {
        (true, ..) | (_, "surface", "transparent") => Ok(value.to_ascii_lowercase()),
        _ => Err(refused(name, "write a colour like #0072b2")),
    }
}

/// Names of fonts in words that need no quotes.
fn font(value: &str) -> Result<String, Problem> {
    let plain: String = value
        .chars()
        .filter(|char| !matches!(char, '"' | '\''))
        .collect();
    let is_word = |word: &str| {
        word.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let is_family = |family: &str| {
        let mut words = family.split_whitespace().peekable();
        words.peek().is_some() && words.all(is_word)
    };
    if plain.len() <= MAX_FONT && plain.split(',').all(is_family) {
        Ok(without_digits_first(&plain))
    } else {
        Err(refused(
            "font",
            "write the names of fonts, with commas between them",
        ))
    }
}

/// A word of a name without quotes does not begin with a digit: it is escaped (CSS Syntax, 4.3.7).
fn without_digits_first(families: &str) -> String {
    let mut escaped = String::with_capacity(families.len());
    let mut is_first = true;
    for glyph in families.chars() {
        match glyph {
            '0'..='9' if is_first => {
                _ = write!(escaped, "\\3{glyph} ");
            }
            glyph => escaped.push(glyph),
        }
        is_first = matches!(glyph, ' ' | ',');
    }
    escaped
}

fn radius(value: &str) -> Result<String, Problem> {
    let number = value.strip_suffix("px").unwrap_or(value).parse::<f32>();
    match number {
        Ok(pixels) if (0.0..=MAX_RADIUS).contains(&pixels) => Ok(format!("{pixels}px")),
        _ => Err(refused("radius", "write pixels, from 0 to 32")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(pairs: &[(&str, &str)]) -> Result<Look, Problem> {
        let mut look = Look::default();
        for (name, value) in pairs {
            look.add(name, value)?;
        }
        Ok(look)
    }

    #[test]
    fn a_look_becomes_a_rule_of_a_stylesheet() {
        let set = look(&[
            ("theme", "dark"),
            ("accent", "#C0FFEE"),
            ("surface", "transparent"),
            ("font", "\"Source Sans 3\", system-ui"),
            ("radius", "8px"),
            ("text", ""),
        ])
        .expect("a look");
        assert_eq!(set.theme(), Some("dark"));
        assert_eq!(
            set.css().as_deref(),
            Some(
                ":root{--look-accent:#c0ffee;--look-surface:transparent;\
                 --look-font:Source Sans \\33 , system-ui;--look-radius:8px;}"
            )
        );
        assert_eq!(set.names().as_deref(), Some("accent surface font radius"));
        assert_eq!(look(&[("theme", "auto")]).expect("a look"), Look::default());
    }

    #[test]
    fn whatever_is_no_value_is_refused() {
        for (name, value) in [
            ("theme", "night"),
            ("accent", "red"),
            ("accent", "#12"),
            ("accent", "#0072b2;}"),
            ("accent", "url(//evil)"),
            ("accent", "transparent"),
            ("text", "</style><script>"),
            ("font", "a;}body{display:none"),
            ("font", "a,,b"),
            ("font", "url(x)"),
            ("font", "a\\62"),
            ("radius", "-1"),
            ("radius", "1e9"),
            ("radius", "NaN"),
            ("radius", "4em"),
            ("background", "#fff"),
        ] {
            assert!(look(&[(name, value)]).is_err(), "{name}={value}");
        }
    }
}
