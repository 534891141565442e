//! Taking in a file as a browser sends it: piece by piece, onto the disk.

use axum::body::to_bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use dbag_domain::{Problem, ProblemKind};
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt;

use super::upload::not_kept;
use super::uploads::{MOST_BYTES, Place};

/// What a form brought.
pub(super) enum Received {
    /// A file, in its place.
    File { name: String },
    /// A table that was pasted, in its place.
    Pasted,
    /// Nothing was chosen and nothing pasted.
    Nothing,
}

/// A browser that is answered before it has sent everything shows its own error: so what is too
/// large is read to its end and forgotten, up to this.
const MOST_READ: u64 = 1 << 30;
/// What was pasted comes back beside what is wrong with it, up to this.
const MOST_KEPT: usize = 2 << 20;

/// Reads a form, and keeps what was typed into it whatever becomes of the rest.
#[derive(Default)]
pub(super) struct Receiver {
    read: u64,
    pasted: Vec<u8>,
}

impl Receiver {
    /// Writes what is sent to a place: the file, or else what was pasted. Without a place
    /// everything is read over.
    pub(super) async fn receive(
        &mut self,
        request: Request,
        place: Option<&Place>,
    ) -> Result<Received, Problem> {
        if is_of_fields(&request) {
            return self.receive_fields(request, place).await;
        }
        match Multipart::from_request(request, &()).await {
            Ok(mut form) => self.receive_parts(&mut form, place).await,
            Err(_) => Ok(Received::Nothing),
        }
    }

    /// What was pasted, sent again by whoever has signed in meanwhile.
    async fn receive_fields(
        &mut self,
        request: Request,
        place: Option<&Place>,
    ) -> Result<Received, Problem> {
        // Written so, a letter takes up to nine times its room.
        let body = to_bytes(request.into_body(), 9 * MOST_KEPT).await;
        let body = body.map_err(|_| too_large())?;
        let pasted = form_urlencoded::parse(&body).find(|(name, _)| name == "pasted");
        let pasted = pasted
            .map(|(_, text)| text.into_owned())
            .unwrap_or_default();
        if pasted.trim().is_empty() {
            return Ok(Received::Nothing);
        }
        self.pasted = pasted.into_bytes();
        if let Some(place) = place {
            let mut file = open(place).await?;
            let written = file.write_all(&self.pasted).await;
            written.map_err(|error| not_kept(&error))?;
            file.flush().await.map_err(|error| not_kept(&error))?;
        }
        Ok(Received::Pasted)
    }

    async fn receive_parts(
        &mut self,
        form: &mut Multipart,
        place: Option<&Place>,
    ) -> Result<Received, Problem> {
        let mut received = Received::Nothing;
        let mut empty = None;
        while let Some(field) = form.next_field().await.map_err(broken)? {
            match field.name() {
                Some("file") => {
                    // Without a file browsers send one that has no name.
                    let is_chosen = field.file_name().is_some_and(|name| !name.is_empty());
                    let name = file_name(field.file_name());
                    match self.write(field, place, false).await? {
                        0 => empty = is_chosen.then_some(name),
                        _ => received = Received::File { name },
                    }
                }
                Some("pasted") => {
                    let is_first = matches!(received, Received::Nothing);
                    let size = self.write(field, place.filter(|_| is_first), true).await?;
                    match (size, is_first) {
                        (0, _) => {}
                        (_, true) => received = Received::Pasted,
                        (_, false) if self.pasted.trim_ascii().is_empty() => {}
                        (_, false) => return Err(both()),
                    }
                }
                _ => {}
            }
        }
        match (&received, empty) {
            (Received::Nothing, Some(name)) => Err(nothing_in(&name)),
            _ => Ok(received),
        }
    }

    /// What was pasted.
    pub(super) fn pasted(&self) -> String {
        String::from_utf8_lossy(&self.pasted).into_owned()
    }

    /// Writes a field to a place, or reads over it; how many bytes it had.
    async fn write(
        &mut self,
        mut field: Field<'_>,
        place: Option<&Place>,
        is_pasted: bool,
    ) -> Result<u64, Problem> {
        let mut file = match place {
            None => None,
            Some(place) => Some(open(place).await?),
        };
        let mut size = 0;
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            size += piece.len() as u64;
            self.read += piece.len() as u64;
            if self.read > MOST_READ {
                return Err(too_large());
            }
            if is_pasted && self.pasted.len() < MOST_KEPT {
                self.pasted.extend_from_slice(&piece);
            }
            if let Some(file) = file.as_mut().filter(|_| size <= MOST_BYTES) {
                file.write_all(&piece)
                    .await
                    .map_err(|error| not_kept(&error))?;
            }
        }
        if let Some(mut file) = file {
            file.flush().await.map_err(|error| not_kept(&error))?;
        }
        match size > MOST_BYTES {
            true => Err(too_large()),
            false => Ok(size),
        }
    }
}

/// Whether a form has fields only, and no file.
fn is_of_fields(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

async fn open(place: &Place) -> Result<File, Problem> {
    let mut options = OpenOptions::new();
    let file = options.write(true).truncate(true).open(&place.path).await;
    file.map_err(|error| not_kept(&error))
}

fn nothing_in(name: &str) -> Problem {
    Problem::field(
        "file",
        format!("the file `{name}` is empty: it has 0 bytes"),
    )
}

fn both() -> Problem {
    Problem::field(
        "file",
        "there is a file and a pasted table; send one after the other",
    )
}

fn too_large() -> Problem {
    Problem::field(
        "file",
        "the file is larger than 100 MB; pack it with gzip, split it, or import it on the server with \
         `dbag import`, which takes larger ones",
    )
}

fn broken(error: MultipartError) -> Problem {
    tracing::debug!(%error, "a form with a file broke off");
    Problem::new(
        ProblemKind::Invalid,
        "the file did not arrive whole; send it again",
    )
    .at("file")
}

/// The name without folders, which old browsers send along.
fn file_name(name: Option<&str>) -> String {
    let name = name.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    match name.trim() {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_of_files() {
        for (sent, name) in [
            (Some("values.csv"), "values.csv"),
            (Some("C:\\Users\\ann\\values.csv"), "values.csv"),
            (Some("../../etc/passwd"), "passwd"),
            (Some("a\u{0}b\n.csv"), "ab.csv"),
            (Some("/"), "file"),
            (None, "file"),
        ] {
            assert_eq!(file_name(sent), name, "{sent:?}");
        }
    }
}
