//! Markdown into HTML that nobody has to fear: no HTML of its own, no images, no scripts, and
//! links to the web, to mail and to this site only.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// HTML that [`to_html`] made; nothing else can make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SafeHtml(String);

impl SafeHtml {
    /// The text.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// Draws Markdown.
///
/// What is written as HTML is shown as it was typed. Headings stand below a panel's. Tables are
/// no part of it: they would need inline styles.
pub(crate) fn to_html(markdown: &str) -> SafeHtml {
    let parser = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH);
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, parser.filter_map(harmless));
    SafeHtml(out)
}

/// The same event where it does no harm, else what is left of it.
fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        Event::Start(Tag::Link { dest_url, .. }) => Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: allowed(dest_url),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        }),
        // A picture from elsewhere would tell elsewhere who looks; its words stay.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        // The language of a block of code becomes a class.
        Event::Start(Tag::CodeBlock(_)) => {
            Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented))
        }
        other => other,
    })
}

/// A page has one `h1`, and panels have `h2` or `h3`.
const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H4,
        HeadingLevel::H2 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// The address, or none: `javascript:` and its like lead nowhere.
fn allowed(address: CowStr<'_>) -> CowStr<'_> {
    let plain: String = address
        .chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect();
    let scheme_ends = plain.find([':', '/', '?', '#']).unwrap_or(plain.len());
    let is_allowed = match plain[scheme_ends..].starts_with(':') {
        true => {
            let scheme = plain[..scheme_ends].to_ascii_lowercase();
            ["http", "https", "mailto"].contains(&scheme.as_str())
        }
        false => true,
    };
    if is_allowed {
        address
    } else {
        CowStr::Borrowed("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        to_html(markdown).into_string()
    }

    #[test]
    fn words_links_and_lists_are_drawn() {
        let drawn = html("# Q4\n\n**Acme** [shop](https://acme.test/?a=1&b=2)\n\n- one\n- ~~two~~");
        for part in [
            "<h4>Q4</h4>",
            "<strong>Acme</strong>",
            "<a href=\"https://acme.test/?a=1&amp;b=2\">shop</a>",
            "<li>one</li>",
            "<del>two</del>",
        ] {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
    }

    #[test]
    fn r15_html_stays_text() {
        for evil in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div onclick=x>\n\n**hi**",
            "```\"><script>alert(1)</script>\nx\n```",
            "# x {#y onclick=alert(1)}",
        ] {
            let drawn = html(evil);
            assert!(!drawn.contains("<script"), "{drawn}");
            assert!(!drawn.contains("<img"), "{drawn}");
            assert!(!drawn.contains("<div"), "{drawn}");
            assert!(!drawn.contains("<h4 "), "{drawn}");
        }
    }

    #[test]
    fn r15_links_lead_to_the_web_to_mail_and_to_this_site() {
        let cases = [
            ("https://a.test", "https://a.test"),
            ("HTTP://a.test", "HTTP://a.test"),
            ("mailto:ann@a.test", "mailto:ann@a.test"),
            ("/metric/orders?from=1:2", "/metric/orders?from=1:2"),
            ("orders", "orders"),
            ("javascript:alert(1)", ""),
            ("JaVa&#9;script:alert(1)", ""),
            ("data:text/html,x", ""),
            ("vbscript:x", ""),
            ("&#x6A;avascript:x", ""),
        ];
        for (address, expected) in cases {
            let drawn = html(&format!("[x](<{address}>)"));
            assert!(
                drawn.contains(&format!("href=\"{expected}\"")),
                "{address}: {drawn}"
            );
        }
        let picture = html("![a cat](https://elsewhere.test/cat.png)");
        assert_eq!(picture, "<p>a cat</p>\n");
    }
}
