//! Where a browser may be sent after signing in: nowhere but on this site (R32).

/// The address of this site that `next` names, or the first page.
pub(super) fn safe_next(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let has_empty_part = next
        .split(['?', '#'])
        .next()
        .is_some_and(|path| path.contains("//"));
    if is_path && is_plain && !has_empty_part && !next.to_ascii_lowercase().contains("%5c") {
        next
    } else {
        "/"
    }
}

/// A value of a query string, decoded.
pub(super) fn query_value(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r32_only_addresses_of_this_site_are_followed() {
        for good in [
            "/",
            "/metric/orders",
            "/metric/orders?range=90d&step=week",
            "/d/a%20b",
        ] {
            assert_eq!(safe_next(good), good);
        }
        for bad in [
            "",
            "//evil",
            "/\\evil",
            "/%5cevil",
            "/%5Cevil",
            "https:evil",
            "https://evil",
            "/a/..//evil",
            "\t//evil",
            "javascript:alert(1)",
            "/ x",
            "/\r\nSet-Cookie: a=b",
            "evil",
        ] {
            assert_eq!(safe_next(bad), "/", "{bad:?}");
        }
    }
}
