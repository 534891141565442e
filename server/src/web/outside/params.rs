//! What stands behind the `?` of an address for outsiders: known names, each once.

use std::str::FromStr;

use dbag_app::Look;
use dbag_domain::{PanelId, Problem};
use dbag_operations::{DashboardQuery, PictureSize, Theme};

use crate::web::picture_size::{picture_scale, picture_size};

/// Everything that outsiders may say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Params {
    pub(super) query: DashboardQuery,
    pub(super) look: Look,
    pub(super) panel: Option<PanelId>,
    pub(super) untitled: bool,
    pub(super) bordered: bool,
    width: Option<u32>,
    height: Option<u32>,
    scale: Option<f32>,
    pub(super) label: Option<String>,
}

/// The pixels of the largest PNG for outsiders: a big screen's.
const MOST_PIXELS: f32 = 8_000_000.0;
/// The longest label of a badge, in characters.
const MAX_LABEL: usize = 100;

impl Params {
    /// Reads a query string.
    ///
    /// # Errors
    ///
    /// Whatever is not known, or stands twice: an object above all, which only a token names (R1).
    pub(super) fn read(query: Option<&str>) -> Result<Self, Problem> {
        let mut params = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or("").as_bytes()) {
            if seen.contains(&name.to_string()) {
                return Err(refused(&name, "it stands twice"));
            }
            params.add(&name, &value)?;
            seen.push(name.into_owned());
        }
        Ok(params)
    }

    fn add(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let text = || Some(value.to_owned()).filter(|text| !text.is_empty());
        match name {
            "range" => self.query.range = text(),
            "from" => self.query.from = text(),
            "to" => self.query.to = text(),
            "step" => self.query.step = text(),
            "compare" => self.query.compare = text(),
            "page" => self.query.page = text(),
            "panel" => self.panel = Some(PanelId(number(name, value)?)),
            "titled" => self.untitled = !truth(name, value)?,
            "bordered" => self.bordered = truth(name, value)?,
            "width" => self.width = Some(number(name, value)?),
            "height" => self.height = Some(number(name, value)?),
            "scale" => self.scale = Some(number(name, value)?),
            "label" if value.chars().count() <= MAX_LABEL => self.label = text(),
            name if Look::has(name) => self.look.add(name, value)?,
            name => return Err(refused(name, "there is no such parameter here")),
        }
        Ok(())
    }

    /// Asks for a picture of this size.
    pub(super) fn size_of(&mut self, size: PictureSize) {
        self.width = Some(size.width);
        self.height = Some(size.height);
    }

    /// The size of a picture; what is too large or too small becomes what is possible.
    pub(super) fn size(&self) -> PictureSize {
        picture_size(self.width, self.height)
    }

    /// Pixels of a PNG for each of its own; no more than a picture for outsiders may have.
    pub(super) fn scale(&self) -> f32 {
        let PictureSize { width, height } = self.size();
        let most = (MOST_PIXELS / (width as f32 * height as f32)).sqrt();
        picture_scale(self.scale).min(most)
    }

    /// The theme of a picture.
    pub(super) fn theme(&self) -> Theme {
        self.look.theme().and_then(Theme::parse).unwrap_or_default()
    }
}

fn refused(name: &str, words: &str) -> Problem {
    let name: String = name.chars().take(40).collect();
    Problem::field(&name, format!("{name}: {words}"))
}

fn number<T: FromStr>(name: &str, value: &str) -> Result<T, Problem> {
    value
        .parse()
        .map_err(|_| refused(name, "a number is needed"))
}

fn truth(name: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(refused(name, "write true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r01_an_address_names_no_object() {
        for query in [
            "object=43",
            "customer=43",
            "range=30d&object=43",
            "Object=43",
            "object%5B%5D=43",
            "params=%7B%7D",
            "as_of=2026-01-01",
            "dashboard=other",
            "token=x",
            "panel=1&panel=2",
            "range=30d&range=90d",
            "panel=x",
            "=",
        ] {
            assert!(Params::read(Some(query)).is_err(), "{query}");
        }
    }

    #[test]
    fn sizes_are_brought_to_what_is_possible() {
        let read = |query: &str| Params::read(Some(query)).expect("read");
        let size = |query: &str| (read(query).size().width, read(query).size().height);
        assert_eq!(size(""), (960, 400));
        assert_eq!(size("width=1&height=4294967295"), (160, 2_000));
        assert_eq!(read("scale=100").scale(), 4.0);
        assert_eq!(read("scale=NaN").scale(), 2.0);
        assert_eq!(read("width=4000&height=2000&scale=4").scale(), 1.0);
        for query in [
            "width=-1",
            "width=99999999999",
            "height=1e3",
            "scale=x",
            "width=",
        ] {
            assert!(Params::read(Some(query)).is_err(), "{query}");
        }
        assert_eq!(read("theme=dark").theme(), Theme::Dark);
        assert!(Params::read(Some("theme=night")).is_err());
    }
}
