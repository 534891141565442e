//! Short ways to write fields, and what several types share.

use dbag_domain::{Field, FieldKind};

use crate::ask::Ask;
use crate::error::CollectError;
use crate::source::SourceConnection;

/// A field that has to be filled in.
pub(super) fn required(key: &str, label: &str, help: &str, kind: FieldKind) -> Field {
    Field {
        key: key.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        kind,
        required: true,
        default: String::new(),
    }
}

/// A field that may stay empty.
pub(super) fn optional(key: &str, label: &str, help: &str, kind: FieldKind) -> Field {
    Field {
        required: false,
        ..required(key, label, help, kind)
    }
}

/// The same field, filled in already.
pub(super) fn with_default(field: Field, default: &str) -> Field {
    Field {
        default: default.to_owned(),
        ..field
    }
}

/// A choice of words with their titles.
pub(super) fn choice(choices: &[(&str, &str)]) -> FieldKind {
    let owned = |(word, title): &(&str, &str)| ((*word).to_owned(), (*title).to_owned());
    FieldKind::Choice {
        choices: choices.iter().map(owned).collect(),
    }
}

/// The source of an ask whose type needs one.
pub(super) fn source_of<'a>(ask: &Ask<'a>) -> Result<&'a SourceConnection, CollectError> {
    ask.source
        .ok_or_else(|| CollectError::field("source", "a source is needed"))
}
