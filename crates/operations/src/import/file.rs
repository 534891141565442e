//! From a file's bytes to its text: gzip and byte order marks.

use std::io::Read;

use dbag_domain::Problem;
use flate2::read::MultiGzDecoder;

const GZIP: &[u8] = &[0x1f, 0x8b];
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// A packed file may not grow beyond this: a few kilobytes can unpack to terabytes.
const MAX_BYTES: u64 = 1 << 30;

/// The text of a file, unpacked and without a byte order mark.
pub(super) fn text_of(bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
    let mut bytes = if bytes.starts_with(GZIP) {
        unpack(&bytes)?
    } else {
        bytes
    };
    if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(refused(
            "the file is in UTF-16; save it as UTF-8 (\"CSV UTF-8\" in Excel)",
        ));
    }
    if bytes.starts_with(UTF8_MARK) {
        bytes.drain(..UTF8_MARK.len());
    }
    if bytes.contains(&0) {
        return Err(refused(
            "the file is not a text; give a CSV or JSON file, or one packed with gzip",
        ));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(refused("the file is empty"));
    }
    Ok(bytes)
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let unpacked = MultiGzDecoder::new(packed)
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes);
    match unpacked {
        Ok(size) if size as u64 > MAX_BYTES => {
            Err(refused("the file unpacks to more than 1 GiB; split it"))
        }
        Ok(_) => Ok(bytes),
        Err(_) => Err(refused(
            "the file is damaged: gzip cannot unpack it to its end",
        )),
    }
}

pub(super) fn refused(message: impl Into<String>) -> Problem {
    Problem::field("file", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text).expect("written to memory");
        packer.finish().expect("packed")
    }

    #[test]
    fn packed_files_and_marks_are_seen_through() {
        let two_parts = [gz(b"a,"), gz(b"b")].concat();
        for bytes in [
            b"a,b".to_vec(),
            b"\xef\xbb\xbfa,b".to_vec(),
            gz(b"\xef\xbb\xbfa,b"),
            two_parts,
        ] {
            assert_eq!(text_of(bytes), Ok(b"a,b".to_vec()));
        }
    }

    #[test]
    fn other_files_are_refused_with_the_way_out() {
        let mut torn = gz(b"date,value");
        torn.truncate(14);
        let cases = [
            (b"\xff\xfed\0".to_vec(), "UTF-16"),
            (b"PK\x03\x04\0\0".to_vec(), "not a text"),
            (torn, "damaged"),
            (b" \r\n".to_vec(), "empty"),
        ];
        for (bytes, word) in cases {
            let problem = text_of(bytes).expect_err("refused");
            assert!(problem.message.contains(word), "{problem}");
        }
    }
}
