//! Texts in UTF-8, UTF-16 and Windows-1252, with lines that end in LF, CR LF or CR alone.

use dbag_domain::Problem;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::refused;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const LITTLE_MARK: &[u8] = b"\xff\xfe";
const BIG_MARK: &[u8] = b"\xfe\xff";
/// So many bytes tell whether a text without a mark is UTF-16.
const LOOKED_AT: usize = 1 << 10;

/// The text as UTF-8, and a sentence where it was something that is only guessed.
pub(super) fn decoded(mut bytes: Vec<u8>) -> Result<(Vec<u8>, Option<String>), Problem> {
    let mut note = None;
    if let Some(encoding) = utf_16_of(&bytes) {
        bytes = encoding.decode(&bytes).0.into_owned().into_bytes();
    } else if bytes.starts_with(UTF8_MARK) {
        bytes.drain(..UTF8_MARK.len());
    }
    if bytes.contains(&0) {
        return Err(refused(
            "the file is not a text; give CSV, JSON, .xlsx, or one of them packed with gzip",
        ));
    }
    if is_single_byte(&bytes) {
        bytes = WINDOWS_1252.decode(&bytes).0.into_owned().into_bytes();
        note = Some(
            "the file is not UTF-8; it was read as Windows-1252 (Latin-1), as Excel writes it"
                .to_owned(),
        );
    }
    end_lines_with_lf(&mut bytes);
    Ok((bytes, note))
}

fn utf_16_of(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(LITTLE_MARK) {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(BIG_MARK) {
        return Some(UTF_16BE);
    }
    // Tables are mostly ASCII, so every other byte is zero.
    let pairs = bytes[..bytes.len().min(LOOKED_AT)].chunks_exact(2);
    let count = pairs.len();
    let is_mostly = |zeros: usize| zeros > 0 && zeros * 10 >= count * 8;
    let (mut high, mut low) = (0, 0);
    for pair in pairs {
        high += usize::from(pair[0] == 0 && pair[1] != 0);
        low += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    match (is_mostly(high), is_mostly(low)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether a text that is not UTF-8 is no damaged UTF-8 either: then its cells are refused where
/// they are damaged, and its other letters stay what they are.
fn is_single_byte(bytes: &[u8]) -> bool {
    if str::from_utf8(bytes).is_ok() {
        return false;
    }
    let (mut damaged, mut whole) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    damaged > whole
}

/// Old Macs ended lines with CR alone.
fn end_lines_with_lf(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'\r') {
        at += found;
        if bytes.get(at + 1) != Some(&b'\n') {
            bytes[at] = b'\n';
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let (bytes, _) = decoded(bytes.to_vec()).expect("a text");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn lines_end_in_lf_or_both() {
        let cases: [(&[u8], &str); 4] = [
            (b"a\rb\r", "a\nb\n"),
            (b"a\r\nb\r\n", "a\r\nb\r\n"),
            (b"a\r\r\nb", "a\n\r\nb"),
            (b"a\nb", "a\nb"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(text(bytes), expected);
        }
    }

    #[test]
    fn utf_16_needs_no_mark() {
        let units = "date,value\n2026-11-01,5\n".encode_utf16();
        let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&bytes), "date,value\n2026-11-01,5\n");
    }

    #[test]
    fn a_damaged_letter_spoils_no_other() {
        let text = decoded(b"caf\xc3\xa9,na\xc3\xafve,\xc3".to_vec());
        let (bytes, note) = text.expect("a text");
        assert!(bytes.starts_with("caf\u{e9}".as_bytes()) && note.is_none());
        let (bytes, note) = decoded(b"caf\xe9 5 \x80".to_vec()).expect("a text");
        assert_eq!(bytes, "caf\u{e9} 5 \u{20ac}".as_bytes());
        assert!(note.is_some());
    }
}
