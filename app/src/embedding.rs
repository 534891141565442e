//! The page on which a dashboard is embedded and shared, as it is loaded.

use dbag_domain::{EmbedSettings, Object, Problem};
use dbag_operations::{EmbedCheck, EmbedKey, NewEmbedKey, ShareForm, ShareLink};

/// Everything about showing a dashboard to outsiders, with what was typed.
#[derive(Debug, Clone)]
pub struct EmbeddingPage {
    /// The dashboard's name in addresses.
    pub slug: String,
    /// Its title.
    pub label: String,
    /// The kind that it is about.
    pub about: Option<String>,
    /// The first objects of that kind, which are suggested.
    pub objects: Vec<Object>,
    /// How it may be embedded.
    pub settings: EmbedSettings,
    /// What was typed to change that.
    pub typed: EmbedForm,
    /// What its panels would show.
    pub check: EmbedCheck,
    /// The keys that sites sign with.
    pub keys: Vec<EmbedKey>,
    /// A key that was made just now.
    pub new_key: Option<NewEmbedKey>,
    /// The name that was typed for a new one.
    pub key_name: String,
    /// How long its tokens live at most, in seconds as they were chosen.
    pub key_life: String,
    /// The links to it.
    pub links: Vec<ShareLink>,
    /// The address of a link that was made just now.
    pub new_link: Option<String>,
    /// What was typed for a new one.
    pub share: ShareForm,
    /// What is to be copied.
    pub choice: SnippetChoice,
    /// The instance's own address.
    pub public_url: String,
    /// What is wrong with what was sent.
    pub problems: Vec<Problem>,
}

/// What was typed to change how a dashboard may be embedded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmbedForm {
    /// Whether it may be.
    pub is_on: bool,
    /// The sites that may frame it, a line each.
    pub origins: String,
    /// How many minutes a token may live; as long as its key allows where empty.
    pub minutes: String,
    /// Whether notes are shown.
    pub notes: bool,
}

impl EmbedForm {
    /// The form of what is set.
    pub fn of(settings: &EmbedSettings) -> Self {
        let origins = settings
            .origins
            .iter()
            .map(dbag_domain::FrameOrigin::as_str);
        Self {
            is_on: settings.is_on,
            origins: origins.collect::<Vec<_>>().join("\n"),
            minutes: settings
                .most_seconds
                .map_or_else(String::new, |seconds| (seconds / 60).to_string()),
            notes: settings.shows_notes,
        }
    }
}

/// What is to be embedded, as whom it is looked at, and how it looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnippetChoice {
    /// One panel, by number; the whole dashboard where empty.
    pub panel: String,
    /// The key of the object to look as.
    pub object: String,
    /// `light`, `dark` or `auto`.
    pub theme: String,
    /// The accent as `#rrggbb`; Dbag's own where empty.
    pub accent: String,
    /// What was typed as the accent, whether it is one or not.
    pub typed_accent: String,
}
