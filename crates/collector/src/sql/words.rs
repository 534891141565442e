//! A query's tokens by their place, as far as guesses about it need them.

use dbag_domain::SourceKind;

use super::token::{Kind, Token, tokenize};

/// Words that no column and no alias is called without quotes.
const KEYWORDS: [&str; 42] = [
    "select",
    "from",
    "where",
    "and",
    "or",
    "not",
    "on",
    "join",
    "left",
    "right",
    "inner",
    "outer",
    "cross",
    "full",
    "natural",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "using",
    "as",
    "when",
    "then",
    "else",
    "case",
    "end",
    "between",
    "in",
    "is",
    "null",
    "window",
    "offset",
    "fetch",
    "for",
    "except",
    "intersect",
    "lateral",
    "use",
    "force",
    "ignore",
    "set",
];

/// A query's tokens without its blanks.
pub(super) struct Words<'a> {
    sql: &'a str,
    /// None of them blank.
    pub(super) tokens: Vec<Token>,
}

impl<'a> Words<'a> {
    /// None where the query has no end.
    pub(super) fn read(sql: &'a str, engine: SourceKind) -> Option<Self> {
        let mut tokens = tokenize(sql, engine).ok()?;
        tokens.retain(|token| token.kind != Kind::Blank);
        Some(Self { sql, tokens })
    }

    /// A token's text; empty before the first and behind the last.
    pub(super) fn at(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.text(self.sql))
    }

    /// Whether a token is a word, whatever its case; no name in quotes is one.
    pub(super) fn is_word(&self, at: usize, word: &str) -> bool {
        let is_one = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word);
        is_one && self.at(at).eq_ignore_ascii_case(word)
    }

    /// The name that a token is, without quotes; none for a keyword.
    pub(super) fn name_at(&self, at: usize) -> Option<String> {
        let text = self.at(at);
        match self.tokens.get(at)?.kind {
            Kind::QuotedName => Some(text[1..text.len() - 1].to_owned()),
            Kind::Word if !KEYWORDS.contains(&text.to_ascii_lowercase().as_str()) => {
                Some(text.to_owned())
            }
            _ => None,
        }
    }
}
