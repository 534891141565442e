//! PNG pictures, drawn from the same SVG that everything else is drawn from.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dbag_domain::{Problem, ProblemKind};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::indexed::encode;

const REGULAR: &[u8] = include_bytes!("../fonts/inter-regular.otf");
const SEMI_BOLD: &[u8] = include_bytes!("../fonts/inter-semibold.otf");
/// The pixels of the largest picture: 64 MB while it is drawn.
const MOST_PIXELS: f32 = 16_000_000.0;

/// Pictures that are drawn at once: each takes a core, and memory for all of its pixels.
const AT_ONCE: usize = 2;
/// Nobody waits longer for those before.
const PATIENCE: Duration = Duration::from_secs(5);

/// What text in pictures is written with, read once and shared; and the places to draw at.
#[derive(Clone)]
pub struct Fonts {
    fonts: Arc<Database>,
    places: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Fonts {
    /// The fonts inside this program: Latin, Greek and Cyrillic letters.
    fn default() -> Self {
        let mut fonts = Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(SEMI_BOLD.to_vec());
        fonts.set_sans_serif_family("Inter");
        Self {
            fonts: Arc::new(fonts),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            patience: PATIENCE,
        }
    }
}

impl Fonts {
    /// The fonts inside this program, and behind them those of a folder, for other scripts.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub(crate) fn with_folder(folder: &Path) -> Result<Self, Failure> {
        let unreadable = |path: &Path, error: std::io::Error| {
            Failure::refused(format!(
                "DBAG_FONT_DIR: {} cannot be read: {error}",
                path.display()
            ))
        };
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
            files.push(entry.map_err(|error| unreadable(folder, error))?.path());
        }
        files.retain(|path| is_font(path));
        files.sort();
        let mut all = Self::default();
        let loaded = Arc::make_mut(&mut all.fonts);
        for path in files {
            let font = fs::read(&path).map_err(|error| unreadable(&path, error))?;
            loaded.load_font_data(font);
        }
        Ok(all)
    }

    /// The same beside the threads that answer requests, a few at a time.
    ///
    /// # Errors
    ///
    /// As of [`png`](Self::png); `Busy` when too many are waited for.
    pub(crate) async fn draw(&self, svg: String, scale: f32) -> Result<Vec<u8>, Problem> {
        let broken = |error: &dyn std::fmt::Display| {
            let message = format!("the picture cannot be drawn: {error}");
            Problem::new(ProblemKind::Internal, message)
        };
        let place = Arc::clone(&self.places).acquire_owned();
        let place = timeout(self.patience, place).await.map_err(|_| busy())?;
        let place = place.map_err(|error| broken(&error))?;
        let fonts = self.clone();
        let drawn = tokio::task::spawn_blocking(move || {
            let drawn = fonts.png(&svg, scale);
            drop(place);
            drawn
        });
        drawn.await.unwrap_or_else(|error| Err(broken(&error)))
    }

    /// An SVG that stands alone as a PNG, `scale` pixels for each of its own.
    ///
    /// Takes tens of milliseconds of a core: not to be called where requests are waited for.
    ///
    /// # Errors
    ///
    /// When the picture would be too large.
    pub fn png(&self, svg: &str, scale: f32) -> Result<Vec<u8>, Problem> {
        let broken = |error: &dyn std::fmt::Display| {
            tracing::error!("a picture cannot be drawn: {error}");
            Problem::new(ProblemKind::Internal, "the picture cannot be drawn")
        };
        let options = Options {
            font_family: "Inter".to_owned(),
            fontdb: Arc::clone(&self.fonts),
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options).map_err(|error| broken(&error))?;
        let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
        if width * height > MOST_PIXELS {
            let message =
                "the picture would have more than 16 million pixels; ask for a smaller one";
            return Err(Problem::invalid(message));
        }
        let mut pixels = Pixmap::new(width.round() as u32, height.round() as u32)
            .ok_or_else(|| broken(&"it has no size"))?;
        let transform = Transform::from_scale(scale, scale);
        resvg::render(&tree, transform, &mut pixels.as_mut());
        encode(&pixels).map_err(|error| broken(&error))
    }
}

/// What is told when too many pictures are waited for.
pub(crate) fn busy() -> Problem {
    let message = "too many pictures are being drawn; try again in a few seconds";
    Problem::new(ProblemKind::Busy, message)
}

fn is_font(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["ttf", "otf", "ttc", "otc"].contains(&ending.to_ascii_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"20\">\
        <text x=\"2\" y=\"14\" font-family=\"Inter\" font-size=\"12\">TEXT</text></svg>";

    #[test]
    fn a_picture_has_the_pixels_that_were_asked_for_and_its_words() {
        let png = Fonts::default().png(WORDS, 2.0).expect("a picture");
        let pixels = Pixmap::decode_png(&png).expect("a PNG");
        assert_eq!((pixels.width(), pixels.height()), (240, 40));
        for text in ["1204", "Größe", "Ελλάδα", "Привет", "−5 %"] {
            let written = WORDS.replace("TEXT", text);
            let png = Fonts::default().png(&written, 1.0).expect("a picture");
            let pixels = Pixmap::decode_png(&png).expect("a PNG");
            let inked = pixels
                .pixels()
                .iter()
                .filter(|pixel| pixel.alpha() > 0)
                .count();
            assert!(inked > 40, "{text}: {inked}");
        }
    }

    #[test]
    fn what_would_not_fit_into_memory_is_refused() {
        let large = WORDS.replace("120", "9000").replace("\"20\"", "\"9000\"");
        for (svg, kind) in [
            (large.as_str(), ProblemKind::Invalid),
            ("<svg", ProblemKind::Internal),
        ] {
            let refused = Fonts::default().png(svg, 3.0).expect_err("refused");
            assert_eq!(refused.kind, kind, "{refused:?}");
        }
    }

    #[tokio::test]
    async fn whoever_waits_too_long_for_a_place_is_told() {
        let fonts = Fonts {
            patience: Duration::from_millis(1),
            ..Fonts::default()
        };
        let places = u32::try_from(AT_ONCE).expect("a few");
        let taken = fonts.places.acquire_many(places).await.expect("all places");
        let refused = fonts.draw(WORDS.to_owned(), 1.0).await;
        assert_eq!(refused.expect_err("refused").kind, ProblemKind::Busy);
        drop(taken);
        assert!(fonts.draw(WORDS.to_owned(), 1.0).await.is_ok());
    }

    #[test]
    fn a_folder_of_fonts_that_is_missing_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Fonts::with_folder(folder.path()).is_ok());
        let missing = Fonts::with_folder(&folder.path().join("none"));
        let told = missing.err().expect("refused").lines();
        assert!(told[0].starts_with("DBAG_FONT_DIR: "), "{told:?}");
    }
}
