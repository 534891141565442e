//! Tokens of SQL, as far as Postgres, MySQL and SQLite agree on them or differ.
//!
//! Knows what is a string, a quoted name or a comment in each engine, so that
//! a `:day` inside of one is left alone and a `;` inside of one ends nothing.

use std::ops::Range;

use dbag_domain::SourceKind;

/// What a piece of SQL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in quotes.
    QuotedName,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// `:name`, without a colon before it.
    Parameter,
    /// `?`, `?1`, `$1`, `@x`: a parameter in the engine's own spelling.
    Placeholder,
    /// A comment or white space.
    Blank,
    /// Anything else, one character or `::` or `:=`.
    Symbol,
}

/// A piece of SQL and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its bytes.
    pub(crate) span: Range<usize>,
}

impl Token {
    /// Its text in the SQL it was read from.
    pub(crate) fn text<'a>(&self, sql: &'a str) -> &'a str {
        &sql[self.span.clone()]
    }
}

/// Cuts SQL into tokens that cover all of it; the error says what has no end.
pub(crate) fn tokenize(sql: &str, engine: SourceKind) -> Result<Vec<Token>, String> {
    let mut reader = Reader {
        sql,
        bytes: sql.as_bytes(),
        at: 0,
        engine,
        brackets: 0,
    };
    let mut tokens = Vec::new();
    while reader.at < reader.bytes.len() {
        let start = reader.at;
        let kind = reader.next_kind()?;
        let span = start..reader.at;
        tokens.push(Token { kind, span });
    }
    Ok(tokens)
}

struct Reader<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    at: usize,
    engine: SourceKind,
    /// How many `[` of Postgres are open: `:` separates the ends of a slice there.
    brackets: usize,
}

impl Reader<'_> {
    fn next_kind(&mut self) -> Result<Kind, String> {
        let (postgres, mysql, sqlite) = (
            self.engine == SourceKind::Postgres,
            self.engine == SourceKind::MySql,
            self.engine == SourceKind::Sqlite,
        );
        match self.bytes[self.at] {
            0 => Err("the query contains a NUL character".to_owned()),
            byte if byte.is_ascii_whitespace() || byte == 0x0b => Ok(self.one(Kind::Blank)),
            b'-' if self.starts_line_comment() => Ok(self.line_comment()),
            b'#' if mysql => Ok(self.line_comment()),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'\'' => self.quoted(b'\'', mysql, Kind::Text),
            b'"' if mysql => self.quoted(b'"', true, Kind::Text),
            b'"' => self.quoted(b'"', false, Kind::QuotedName),
            b'`' if !postgres => self.quoted(b'`', false, Kind::QuotedName),
            b'[' if sqlite => self.bracketed_name(),
            b'$' if postgres => self.dollar(),
            b'?' | b'$' | b'@' if sqlite => Ok(self.placeholder()),
            b'?' if mysql => Ok(self.one(Kind::Placeholder)),
            b':' => Ok(self.colon()),
            byte if byte.is_ascii_digit() => Ok(self.number()),
            byte if is_name_start(byte) => self.word(),
            byte => {
                self.count_bracket(byte);
                Ok(self.one(Kind::Symbol))
            }
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    fn skip_while(&mut self, is_part: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && is_part(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    /// MySQL reads `5--3` as 5 minus minus 3: a comment needs white space after it.
    fn starts_line_comment(&self) -> bool {
        let is_comment = self.peek(1) == b'-';
        let next = self.peek(2);
        let is_blank = next == 0 || next.is_ascii_whitespace() || next.is_ascii_control();
        is_comment && (self.engine != SourceKind::MySql || is_blank)
    }

    fn line_comment(&mut self) -> Kind {
        // Postgres ends a comment at a carriage return too; the others do not.
        // Ending it early shows more of the text to the checks, never less.
        self.skip_while(|byte| byte != b'\n');
        Kind::Blank
    }

    fn block_comment(&mut self) -> Result<Kind, String> {
        let runs = self.peek(2) == b'!' || (self.peek(2) == b'M' && self.peek(3) == b'!');
        if self.engine == SourceKind::MySql && runs {
            return Err("comments that MySQL executes (`/*!`) are not allowed".to_owned());
        }
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match (self.bytes[self.at], self.peek(1)) {
                (b'/', b'*') if depth == 0 || self.engine == SourceKind::Postgres => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Ok(Kind::Blank);
                    }
                }
                _ => self.at += 1,
            }
        }
        Err("a comment that starts with `/*` has no end".to_owned())
    }

    /// From the opening quote to the closing one; a doubled quote is part of the text.
    fn quoted(&mut self, quote: u8, has_backslashes: bool, kind: Kind) -> Result<Kind, String> {
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if byte == b'\\' && has_backslashes {
                self.at += 2;
            } else if byte != quote {
                self.at += 1;
            } else if self.peek(1) == quote {
                self.at += 2;
            } else {
                return Ok(self.one(kind));
            }
        }
        let quote = char::from(quote);
        Err(format!(
            "a text or name that starts with {quote} has no end"
        ))
    }

    fn bracketed_name(&mut self) -> Result<Kind, String> {
        self.skip_while(|byte| byte != b']');
        if self.at == self.bytes.len() {
            return Err("a name that starts with [ has no end".to_owned());
        }
        Ok(self.one(Kind::QuotedName))
    }

    /// `$1`, or a text between `$$` and `$$` or between `$tag$` and `$tag$`.
    fn dollar(&mut self) -> Result<Kind, String> {
        if self.peek(1).is_ascii_digit() {
            return Ok(self.placeholder());
        }
        let rest = &self.sql[self.at..];
        let tag_length = rest[1..].find('$').map(|length| length + 2);
        let tag = tag_length.map(|length| &rest[..length]).filter(|tag| {
            let inner = &tag.as_bytes()[1..tag.len() - 1];
            inner
                .iter()
                .all(|byte| is_name_part(*byte) && *byte != b'$')
        });
        let Some(tag) = tag else {
            return Ok(self.one(Kind::Symbol));
        };
        let Some(length) = rest[tag.len()..].find(tag) else {
            return Err(format!("a text that starts with {tag} has no end"));
        };
        self.at += length + 2 * tag.len();
        Ok(Kind::Text)
    }

    fn placeholder(&mut self) -> Kind {
        self.at += 1;
        self.skip_while(is_name_part);
        Kind::Placeholder
    }

    fn colon(&mut self) -> Kind {
        match self.peek(1) {
            b':' | b'=' => {
                self.at += 2;
                Kind::Symbol
            }
            next if is_name_start(next) && self.brackets == 0 => {
                self.at += 1;
                self.skip_while(is_name_part);
                Kind::Parameter
            }
            _ => self.one(Kind::Symbol),
        }
    }

    fn number(&mut self) -> Kind {
        self.skip_while(|byte| is_name_part(byte) || byte == b'.');
        Kind::Number
    }

    fn word(&mut self) -> Result<Kind, String> {
        let start = self.at;
        self.skip_while(is_name_part);
        let word = &self.bytes[start..self.at];
        let is_postgres = self.engine == SourceKind::Postgres;
        match (word, self.peek(0)) {
            (b"e" | b"E", b'\'') if is_postgres => self.quoted(b'\'', true, Kind::Text),
            (b"u" | b"U", b'&') if is_postgres && matches!(self.peek(1), b'"' | b'\'') => {
                Err("names and texts written as U&\"…\" are not allowed".to_owned())
            }
            _ => Ok(Kind::Word),
        }
    }

    fn count_bracket(&mut self, byte: u8) {
        match byte {
            b'[' => self.brackets += 1,
            b']' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
    }
}

/// Bytes of characters beyond ASCII belong to names in all three engines.
fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name_part(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || byte == b'$'
}
