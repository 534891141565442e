//! gzip, up to a limit.

use std::io::Read;

use dbag_domain::Problem;
use flate2::read::MultiGzDecoder;

use super::refused;

const GZIP: &[u8] = &[0x1f, 0x8b];
/// Beyond this a file must not be much larger than what it was packed in.
pub(super) const FREE_BYTES: u64 = 64 << 20;
/// Tables pack to a tenth or a fiftieth; what packs much better is one thing repeated.
pub(super) const MAX_RATIO: u64 = 200;

/// The bytes of a file that may be packed with gzip.
pub(super) fn unpacked(bytes: Vec<u8>, most_bytes: u64) -> Result<Vec<u8>, Problem> {
    if !bytes.starts_with(GZIP) {
        return Ok(bytes);
    }
    let most = most_for(bytes.len() as u64, most_bytes);
    let mut plain = Vec::new();
    let read = MultiGzDecoder::new(bytes.as_slice())
        .take(most.bytes + 1)
        .read_to_end(&mut plain);
    match read {
        Ok(size) if size as u64 > most.bytes => Err(most.refuse()),
        Ok(_) if plain.starts_with(GZIP) => Err(refused(
            "the file is packed twice; unpack it once with gunzip",
        )),
        Ok(_) => Ok(plain),
        Err(_) => Err(refused(
            "the file is damaged: gzip cannot unpack it to its end",
        )),
    }
}

/// What something may unpack to, and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Most {
    pub(super) bytes: u64,
    /// Whether by what it is packed in.
    is_by_ratio: bool,
}

/// What something may unpack to that is packed in so many bytes.
pub(super) fn most_for(packed: u64, most_bytes: u64) -> Most {
    let by_ratio = packed.saturating_mul(MAX_RATIO).max(FREE_BYTES);
    Most {
        bytes: by_ratio.min(most_bytes),
        is_by_ratio: by_ratio < most_bytes,
    }
}

impl Most {
    /// Refuses what unpacks to more.
    pub(super) fn refuse(self) -> Problem {
        match self.is_by_ratio {
            true => refused(format!(
                "the file unpacks to more than {} MB and {MAX_RATIO} times what it is packed in, as no table does; \
                 if it is one, send it unpacked",
                self.bytes >> 20
            )),
            false => too_large(self.bytes),
        }
    }
}

pub(super) fn too_large(most: u64) -> Problem {
    refused(format!(
        "the file unpacks to more than {} MB; split it, or leave columns out before it is packed",
        most >> 20
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(text).expect("written to memory");
        packer.finish().expect("packed")
    }

    #[test]
    fn packed_files_are_unpacked() {
        let two_parts = [gz(b"a,"), gz(b"b")].concat();
        for bytes in [b"a,b".to_vec(), gz(b"a,b"), two_parts] {
            assert_eq!(unpacked(bytes, 1 << 20), Ok(b"a,b".to_vec()));
        }
    }

    #[test]
    fn torn_ones_and_bombs_are_refused() {
        let mut torn = gz(b"date,value");
        torn.truncate(14);
        let large = gz(&vec![b'a'; 3 << 20]);
        assert!(large.len() < 8 << 10);
        // By its ratio it is refused, however much may be unpacked.
        let bomb = gz(&vec![b'a'; (FREE_BYTES + 1) as usize]);
        for (bytes, most, word) in [
            (torn, 1 << 20, "damaged"),
            (large, 1 << 20, "more than 1 MB"),
            (
                bomb,
                1 << 30,
                "more than 64 MB and 200 times what it is packed in",
            ),
            (gz(&gz(b"a,b")), 1 << 20, "twice"),
        ] {
            let problem = unpacked(bytes, most).expect_err("refused");
            assert!(problem.message.contains(word), "{problem}");
        }
    }
}
