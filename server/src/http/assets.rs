//! The files of `target/site`, from inside the binary.
//!
//! A debug build reads them from the folder, so that `make watch` need not link the server for
//! every change of a stylesheet.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE,
    ETAG, HeaderMap, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// The type of fonts.
const FONT: &str = "font/woff2";

/// Enough of the SHA-256 that no two versions of a file share it.
const VERSION_BYTES: usize = 8;

/// An asset found by its path.
pub(crate) struct Asset {
    name: String,
    file: EmbeddedFile,
}

/// The version that an address of the asset carries as `?v=`.
pub(crate) fn asset_version(path: &str) -> Option<String> {
    Asset::find(path).map(|asset| asset.version())
}

impl Asset {
    /// The asset at `path`, such as `/pkg/dbag.css`.
    pub(crate) fn find(path: &str) -> Option<Self> {
        let name = path.strip_prefix('/')?;
        if name.ends_with(".br") || name.ends_with(".gz") {
            return None;
        }
        let file = Site::get(name)?;
        Some(Self {
            name: name.to_owned(),
            file,
        })
    }

    /// The answer to a request for this asset.
    pub(crate) fn answer(self, uri: &Uri, headers: &HeaderMap) -> Response {
        let version = self.version();
        let content_type = content_type(&self.name);
        let (bytes, coding) = self.encoded_for(headers);
        let etag = format!(
            "\"{version}{}\"",
            coding.map(|c| format!("-{c}")).unwrap_or_default()
        );
        let has_it = header(headers, IF_NONE_MATCH.as_str())
            .split(',')
            .any(|known| known.trim().trim_start_matches("W/") == etag);

        let mut response = Response::new(Body::empty());
        let answer = response.headers_mut();
        answer.insert(
            CACHE_CONTROL,
            HeaderValue::from_static(cache_control(uri, &version)),
        );
        answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
        answer.insert(ETAG, etag.parse().expect("a version is hexadecimal"));
        if has_it {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        answer.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if content_type == FONT {
            // A page in a sandboxed frame has no origin; browsers ask for fonts across origins.
            answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        if let Some(coding) = coding {
            answer.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        *response.body_mut() = Body::from(bytes);
        response
    }

    fn version(&self) -> String {
        let hash = self.file.metadata.sha256_hash();
        hash[..VERSION_BYTES]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The smallest form that the client reads and the build made.
    fn encoded_for(self, headers: &HeaderMap) -> (Bytes, Option<&'static str>) {
        let accepted = header(headers, ACCEPT_ENCODING.as_str());
        for (coding, extension) in [("br", "br"), ("gzip", "gz")] {
            if accepts(accepted, coding)
                && let Some(file) = Site::get(&format!("{}.{extension}", self.name))
            {
                return (to_bytes(file), Some(coding));
            }
        }
        (to_bytes(self.file), None)
    }
}

/// For ever under its version; under no or another version only after asking.
fn cache_control(uri: &Uri, version: &str) -> &'static str {
    let asked = uri.query().and_then(|query| query.strip_prefix("v="));
    if asked == Some(version) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Whether `Accept-Encoding` names the coding without forbidding it (RFC 9110, 12.5.3).
fn accepts(accept_encoding: &str, coding: &str) -> bool {
    accept_encoding.split(',').any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.trim().parse().ok());
        name.trim().eq_ignore_ascii_case(coding) && weight.unwrap_or(1.0) > 0.0
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => FONT,
        _ => "application/octet-stream",
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn to_bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_used_when_named_and_not_forbidden() {
        for (accept_encoding, accepted) in [
            ("gzip, deflate, br", true),
            ("BR;q=0.5", true),
            ("br;q=0", false),
            ("br; q=0.0, gzip", false),
            ("gzip", false),
            ("", false),
        ] {
            assert_eq!(
                accepts(accept_encoding, "br"),
                accepted,
                "{accept_encoding}"
            );
        }
    }

    #[test]
    fn only_the_asset_of_the_asked_version_is_cached_for_ever() {
        let cached = |address: &'static str| cache_control(&Uri::from_static(address), "12ab");
        assert!(cached("/pkg/dbag.js?v=12ab").contains("immutable"));
        assert_eq!(cached("/pkg/dbag.js?v=old"), "no-cache");
        assert_eq!(cached("/pkg/dbag.js"), "no-cache");
    }

    #[test]
    fn a_path_out_of_the_site_finds_nothing() {
        for path in [
            "/../Cargo.toml",
            "//etc/passwd",
            "/pkg/../../../Cargo.toml",
            "/",
            "",
        ] {
            assert!(Asset::find(path).is_none(), "{path}");
        }
    }
}
