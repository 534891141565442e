//! Paths that are taken as they come: one that is no text is nothing, and is refused as that.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The parts of a path; empty where they are no UTF-8, of which axum would say so in its own words.
pub(in crate::web) struct PathOrNothing<T>(pub(super) T);

impl<T: DeserializeOwned + Default + Send, S: Send + Sync> FromRequestParts<S>
    for PathOrNothing<T>
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        Ok(Self(path.map_or_else(|_| T::default(), |Path(path)| path)))
    }
}
