//! Bytes that are no text, as people and keys have them.

/// Bytes as text, the same for every engine: sixteen as a UUID is written, others in hexadecimal
/// digits, both in small letters.
pub(super) fn spelled(bytes: &[u8]) -> String {
    let hex = |bytes: &[u8]| {
        let digits = |digits: String, byte: &u8| digits + &format!("{byte:02x}");
        bytes.iter().fold(String::new(), digits)
    };
    match bytes.len() {
        16 => [0..4, 4..6, 6..8, 8..10, 10..16]
            .map(|part| hex(&bytes[part]))
            .join("-"),
        _ => hex(bytes),
    }
}

/// The text that bytes are, where they are one that can be read.
pub(super) fn printable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_read = !text.chars().any(char::is_control);
    is_read.then_some(text)
}
