//! Texts as parts of addresses, written alike by the server and by islands.

/// A text as part of a query: everything but plain letters and digits escaped.
pub fn query_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An object's key as a part of a path; one that would be the address of something else keeps
/// its first letter escaped, which is another address of the same key.
///
/// Browsers take `.` and `..` for folders, escaped or not: these have a blank before them, which
/// is no part of a key.
pub fn object_part(key: &str) -> String {
    match key {
        "." | ".." => format!("%20{key}"),
        "edit" | "remove" | "mine" | "panel" | "search.json" => {
            format!("%{:02X}{}", key.as_bytes()[0], &key[1..])
        }
        _ => query_text(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_an_address_stays_one_parameter() {
        assert_eq!(query_text("a&b=ü/1"), "a%26b%3D%C3%BC%2F1");
    }

    #[test]
    fn a_key_in_a_path_is_no_other_page() {
        assert_eq!(object_part("a/b ü"), "a%2Fb%20%C3%BC");
        assert_eq!(object_part("edit"), "%65dit");
        assert_eq!(object_part("search.json"), "%73earch.json");
        assert_eq!(object_part("."), "%20.");
        assert_eq!(object_part(".."), "%20..");
        assert_eq!(object_part("..."), "...");
    }
}
