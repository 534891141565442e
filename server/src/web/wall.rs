//! Walls: nobody touches them, so their pages come again by themselves, or the next ones do.
//!
//! Everything is in the address, `/d/shop?wall=1&every=30&rotate=django,customer/42`: after half a
//! minute django is shown, with `rotate=customer/42,shop`.

use std::fmt::Write;

use dbag_app::site::Prefix;
use dbag_app::{Refresh, object_part};

use super::redirect::query_value;
use super::visit::escape_query;

/// Seconds from one page to the next where the address does not say.
const USUAL_SECONDS: u32 = 60;
const LEAST_SECONDS: u32 = 5;
const MOST_SECONDS: u32 = 3600;
/// What of a page is asked of the next one, too.
const KEPT: [&str; 6] = ["range", "from", "to", "step", "compare", "as_of"];

/// When a dashboard's address hangs on a wall: after how many seconds which address is next.
///
/// It depends on the address alone, so that a wall goes on after a dashboard that was removed and
/// a database that was busy.
pub(super) fn refresh(prefix: &Prefix, address: &str) -> Option<Refresh> {
    let (here, query) = address.strip_prefix("/d/")?.split_once('?')?;
    query_value(query, "wall")?;
    let asked = query_value(query, "every").and_then(|every| every.parse::<u32>().ok());
    let seconds = asked.map(|every| every.clamp(LEAST_SECONDS, MOST_SECONDS));
    let others = query_value(query, "rotate").unwrap_or_default();
    let mut others = others.split(',').filter(|other| is_dashboard(other));
    let to = others.next().map(|next| {
        let mut rotate: Vec<String> = others.map(str::to_owned).collect();
        rotate.push(with_object(here, query));
        let mut address = format!("/d/{}?", escape_path(next));
        for name in KEPT {
            if let Some(value) = query_value(query, name) {
                _ = write!(address, "{name}={}&", escape_query(&value));
            }
        }
        if let Some(seconds) = seconds {
            _ = write!(address, "every={seconds}&");
        }
        _ = write!(address, "wall=1&rotate={}", escape_query(&rotate.join(",")));
        prefix.path(&address)
    });
    Some(Refresh {
        seconds: seconds.unwrap_or(USUAL_SECONDS),
        to,
    })
}

/// Whether it leads to a dashboard: not up to other pages, where a wall would end.
fn is_dashboard(path: &str) -> bool {
    // Browsers read escaped dots as dots.
    let path = path.to_ascii_lowercase().replace("%2e", ".");
    let is_dots = |part: &str| part.trim().trim_matches('.').is_empty();
    !path.split('/').any(is_dots)
}

/// The page as others rotate to it: an address's path, in which commas are escaped.
fn with_object(here: &str, query: &str) -> String {
    let key = query_value(query, "object").filter(|key| !key.is_empty());
    let path = match key {
        None => here.to_owned(),
        Some(key) => format!("{here}/{}", object_part(&key)),
    };
    path.replace(',', "%2C")
}

/// A path that was typed; what is escaped already stays.
fn escape_path(path: &str) -> String {
    escape_query(path.trim()).replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(address: &str) -> Option<(u32, Option<String>)> {
        let refresh = refresh(&Prefix::default(), address)?;
        Some((refresh.seconds, refresh.to))
    }

    #[test]
    fn a_wall_alone_comes_again_and_other_pages_do_not() {
        assert_eq!(next("/d/shop?wall=1"), Some((60, None)));
        assert_eq!(next("/d/shop?range=7d&wall=&every=30"), Some((30, None)));
        for (every, seconds) in [("1", 5), ("100000", 3600), ("often", 60), ("-3", 60)] {
            let address = format!("/d/shop?wall=1&every={every}");
            assert_eq!(next(&address), Some((seconds, None)), "{every}");
        }
        for other in [
            "/d/shop",
            "/d/shop?range=7d",
            "/metric/x?wall=1",
            "/d?wall=1",
        ] {
            assert_eq!(next(other), None, "{other}");
        }
    }

    #[test]
    fn walls_go_round_and_keep_what_is_shown() {
        let mut address = "/d/shop?range=7d&wall=1&every=9&rotate=django,customer/42".to_owned();
        let mut seen = Vec::new();
        for _ in 0..6 {
            let (seconds, to) = next(&address).expect("a wall");
            assert_eq!(seconds, 9);
            address = to.expect("another");
            assert!(address.contains("range=7d"), "{address}");
            seen.push(address.split('?').next().unwrap_or_default().to_owned());
        }
        let round = ["/d/django", "/d/customer/42", "/d/shop"];
        assert_eq!(seen, [round, round].concat());
    }

    #[test]
    fn keys_of_any_kind_come_round_again() {
        for (first, then) in [
            ("/d/c/a%2Cb%2Fd?wall=1&rotate=x", "/d/c/a%2Cb%2Fd"),
            ("/d/c/%C3%BC?wall=1&rotate=x", "/d/c/%C3%BC"),
            ("/d/c?object=edit&wall=1&rotate=x", "/d/c/%65dit"),
            ("/d/c?object=a%2Fb&wall=1&rotate=x", "/d/c/a%2Fb"),
            ("/d/c?object=%C3%BC%2C1&wall=1&rotate=x", "/d/c/%C3%BC%2C1"),
        ] {
            let (_, to) = next(first).expect("a wall");
            let (_, back) = next(&to.expect("x")).expect("a wall");
            let back = back.expect("the first");
            assert_eq!(back.split('?').next(), Some(then), "{first}");
        }
    }

    #[test]
    fn r32_a_wall_leads_nowhere_but_to_dashboards() {
        for bad in [
            "..",
            "%252e%252E",
            "a/.%252E/b",
            "../login",
            "/evil",
            "a//evil",
            ",,",
            ".",
            "x/../../login",
        ] {
            let address = format!("/d/shop?wall=1&rotate={bad}");
            assert_eq!(next(&address), Some((60, None)), "{bad}");
        }
        let (_, to) = next("/d/shop?wall=1&rotate=%22%3Bx%20%3C%26%3Fy").expect("a wall");
        let to = to.expect("another");
        assert!(to.starts_with("/d/%22%3Bx%20%3C%26%3Fy?wall=1"), "{to}");
        let prefix = Prefix::parse("/dbag").expect("a prefix");
        let refresh = refresh(&prefix, "/d/shop?wall=1&rotate=x").expect("a wall");
        assert!(refresh.to.is_some_and(|to| to.starts_with("/dbag/d/x?")));
    }
}
