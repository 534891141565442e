//! The objects that somebody looked at in this browser.

/// A key and what people call it.
pub(super) type Named = (String, String);

/// So many objects are remembered, besides the one that is shown.
const RECENT: usize = 5;

/// The objects of a list, the last one first.
pub(super) fn read(list: &str) -> Vec<Named> {
    let kept = storage().and_then(|kept| kept.get_item(&place(list)).ok()?);
    parse(&kept.unwrap_or_default())
}

/// Puts an object before the others of its list.
pub(super) fn remember(list: &str, object: Named) {
    let text = write(object, read(list));
    if let Some(storage) = storage() {
        // A browser that keeps nothing only forgets them.
        _ = storage.set_item(&place(list), &text);
    }
}

fn place(list: &str) -> String {
    format!("dbag-recent {list}")
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A line each, key and label; a key has no control characters.
fn parse(text: &str) -> Vec<Named> {
    let read = |line: &str| {
        let (key, label) = line.split_once('\t')?;
        Some((key.to_owned(), label.to_owned()))
    };
    text.lines().filter_map(read).collect()
}

fn write((key, label): Named, mut others: Vec<Named>) -> String {
    others.retain(|(other, _)| *other != key);
    others.insert(0, (key, label.replace(['\t', '\n', '\r'], " ")));
    others.truncate(RECENT + 1);
    let lines = others.iter().map(|(key, label)| format!("{key}\t{label}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(key: &str, label: &str) -> Named {
        (key.to_owned(), label.to_owned())
    }

    #[test]
    fn the_last_object_comes_first_and_once() {
        let text = write(named("2", "B\tb"), parse("1\tA\n2\tB\n3\t"));
        assert_eq!(
            parse(&text),
            [named("2", "B b"), named("1", "A"), named("3", "")]
        );
    }

    #[test]
    fn only_the_newest_are_kept() {
        let mut text = String::new();
        for key in 0..9 {
            text = write(named(&key.to_string(), "x"), parse(&text));
        }
        let keys: Vec<_> = parse(&text).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["8", "7", "6", "5", "4", "3"]);
    }
}
