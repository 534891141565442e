//! What can be wrong with a token, in words for the log.

use thiserror::Error;

use super::spoken_seconds;

/// What is wrong with a token. Holders are told none of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenFault {
    /// Longer than any token that we would read.
    #[error("it is longer than 4 KiB")]
    TooLong,
    /// Not three parts of base64, or a header that is none.
    #[error("it is no token: {0}")]
    Malformed(String),
    /// Another algorithm than HS256.
    #[error("its header is refused: {0}")]
    Header(String),
    /// No key of that name, or none without a name.
    #[error("its key is not known")]
    UnknownKey,
    /// The key was revoked.
    #[error("its key was revoked")]
    RevokedKey,
    /// The signature is not the key's.
    #[error("its signature is wrong")]
    Signature,
    /// The payload says something else than it may.
    #[error("its payload is refused: {0}")]
    Payload(String),
    /// It is over.
    #[error("it expired {0} s ago")]
    Expired(i64),
    /// It lives longer than it may.
    #[error("it lives for {} more, and its key and what it opens allow {}{}",
        spoken_seconds(*.left), spoken_seconds(*.most), hint_at_unit(*.left))]
    TooLongLived {
        /// Seconds until its end.
        left: i64,
        /// Seconds that it may live.
        most: i64,
    },
    /// It has not begun.
    #[error("it is not valid yet: {0} s too early")]
    TooEarly(i64),
    /// It is meant for somebody else.
    #[error("it is meant for another audience")]
    Audience,
    /// A locked parameter is missing, or one is named that is not there.
    #[error("{0}")]
    Params(String),
}

/// An end in the far future is mostly one in milliseconds.
fn hint_at_unit(left: i64) -> &'static str {
    const THOUSAND_YEARS: i64 = 31_557_600_000;
    match left > THOUSAND_YEARS {
        true => "; `exp` is in seconds, not in milliseconds",
        false => "",
    }
}
