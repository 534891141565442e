//! Refusals: they say the same whatever there is.

use axum::http::StatusCode;

use crate::support::{Answer, Site};

/// What a page says that is refused.
pub(crate) struct Neutral {
    not_available: String,
    bad_request: String,
}

impl Neutral {
    /// Told by addresses that name nothing.
    pub(crate) async fn of(site: &Site) -> Self {
        Self {
            not_available: site.get("/embed/dashboard/none").await.body,
            bad_request: site.get("/embed/dashboard/none?none=1").await.body,
        }
    }

    /// Asserts that a refusal has this status, and nothing in it that others do not have.
    pub(crate) fn assert_refused(&self, answer: &Answer, status: StatusCode, what: &str) {
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        let page = match status {
            StatusCode::BAD_REQUEST => &self.bad_request,
            _ => &self.not_available,
        };
        let expected = match answer.header("content-type") {
            "text/html; charset=utf-8" => page,
            "application/json" => {
                r#"{"isError":true,"label":"dbag","message":"not available","schemaVersion":1}"#
            }
            _ => "not available\n",
        };
        assert_eq!(answer.body, expected, "{what}");
        for (name, value) in [
            ("set-cookie", ""),
            ("etag", ""),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.header(name), value, "{what}: {name}");
        }
    }
}
