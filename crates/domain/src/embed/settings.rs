//! How a dashboard, or a metric, may be embedded.

use serde::{Deserialize, Serialize};

use super::FrameOrigin;

/// What is set for the embeds of one dashboard or metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbedSettings {
    /// Whether it may be embedded at all.
    pub is_on: bool,
    /// The sites that may frame it; none where empty. Pictures need no frame.
    pub origins: Vec<FrameOrigin>,
    /// How long a token may live, in seconds; as long as its key allows where none.
    pub most_seconds: Option<i64>,
    /// Whether the team's notes are shown, those on its objects and those on its metrics.
    pub shows_notes: bool,
}

impl EmbedSettings {
    /// The most sites.
    pub const MAX_ORIGINS: usize = 20;

    /// As everything is before anybody says otherwise.
    pub const fn off() -> Self {
        Self {
            is_on: false,
            origins: Vec::new(),
            most_seconds: None,
            shows_notes: false,
        }
    }

    /// The value of `frame-ancestors`.
    pub fn frame_ancestors(&self) -> String {
        match (self.is_on, self.origins.as_slice()) {
            (false, _) | (true, []) => "'none'".to_owned(),
            (true, origins) => {
                let origins: Vec<_> = origins.iter().map(FrameOrigin::as_str).collect();
                origins.join(" ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r16_nobody_frames_what_is_off_or_names_no_site() {
        let origin = FrameOrigin::parse("https://shop.example.com").expect("an origin");
        let mut settings = EmbedSettings::off();
        assert_eq!(settings.frame_ancestors(), "'none'");
        settings.origins = vec![origin.clone()];
        assert_eq!(settings.frame_ancestors(), "'none'");
        settings.is_on = true;
        assert_eq!(settings.frame_ancestors(), "https://shop.example.com");
        settings.origins = Vec::new();
        assert_eq!(settings.frame_ancestors(), "'none'");
    }
}
