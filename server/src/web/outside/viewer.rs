//! Who asks for a page from outside: somebody who looks at it, or a program that does not.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};

use crate::web::visit::header_text;

/// Whether an answer is looked at. Search engines, the previews that chats make of a link, pages
/// that a browser fetches in case they are wanted, and requests for headers alone are no views.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) struct Viewer {
    pub(super) is_view: bool,
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let is_view = parts.method != Method::HEAD
            && !is_fetched_ahead(&parts.headers)
            && !is_bot(header_text(&parts.headers, &header::USER_AGENT));
        Ok(Self { is_view })
    }
}

/// Browsers say so when they fetch a page before anybody opened it.
fn is_fetched_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .into_iter()
        .any(|name| {
            let purpose = header_text(headers, &HeaderName::from_static(name)).to_ascii_lowercase();
            ["prefetch", "prerender", "preview"]
                .iter()
                .any(|ahead| purpose.contains(ahead))
        })
}

/// What programs that read pages call themselves, besides those that say `bot`.
const PROGRAMS: [&str; 16] = [
    "crawl",
    "spider",
    "slurp",
    "preview",
    "facebookexternalhit",
    "facebookcatalog",
    "whatsapp",
    "embedly",
    "skypeuri",
    "vkshare",
    "iframely",
    "mastodon",
    "google-pagerenderer",
    "google-read-aloud",
    "mediapartners",
    "bitlybot",
];

/// Whether a program names itself as one that no person looks through.
fn is_bot(user_agent: &str) -> bool {
    let name = user_agent.to_ascii_lowercase();
    PROGRAMS.iter().any(|program| name.contains(program)) || says_bot(&name)
}

/// `Slackbot-LinkExpanding`, `Googlebot/2.1`, `Discordbot`; but not the telephones of Cubot.
fn says_bot(name: &str) -> bool {
    name.match_indices("bot").any(|(at, _)| {
        let is_word = name[at + 3..]
            .chars()
            .next()
            .is_none_or(|next| !next.is_ascii_alphabetic());
        is_word && !name[..at].ends_with("cu")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_read_pages_are_told_from_people() {
        for bot in [
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
            "Twitterbot/1.0",
            "facebookexternalhit/1.1",
            "WhatsApp/2.23.20.0",
            "TelegramBot (like TwitterBot)",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SkypeUriPreview Preview/0.5",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
        ] {
            assert!(is_bot(bot), "{bot}");
        }
        for person in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Mozilla/5.0 (Linux; Android 12; CUBOT X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15",
            "curl/8.5.0",
            "",
        ] {
            assert!(!is_bot(person), "{person}");
        }
    }
}
