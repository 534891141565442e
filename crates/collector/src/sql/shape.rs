//! What can be told of a query's answer from its text.

use dbag_domain::SourceKind;

use super::token::{Kind, Token, tokenize};

/// Whether what a row says may depend on which other rows there are: by a window, or a limit. Where the text says so
/// of something else, too.
pub(crate) fn is_of_all_rows(sql: &str, engine: SourceKind) -> bool {
    const WORDS: [&str; 4] = ["over", "limit", "fetch", "offset"];
    tokenize(sql, engine).is_ok_and(|tokens| {
        let mut words = tokens.iter().filter(|token| token.kind == Kind::Word);
        words.any(|token| {
            WORDS
                .iter()
                .any(|word| token.text(sql).eq_ignore_ascii_case(word))
        })
    })
}

/// Whether the outermost select list names an output column so.
pub(crate) fn names_column(sql: &str, engine: SourceKind, column: &str) -> bool {
    let Ok(tokens) = tokenize(sql, engine) else {
        return false;
    };
    let tokens = outermost(sql, &tokens);
    let is = |token: &&Token, word: &str| {
        token.kind == Kind::Word && token.text(sql).eq_ignore_ascii_case(word)
    };
    let Some(start) = tokens.iter().position(|token| is(token, "select")) else {
        return false;
    };
    let list: Vec<&Token> = tokens[start + 1..]
        .iter()
        .take_while(|token| !is(token, "from"))
        .copied()
        .collect();
    list.split(|token| token.text(sql) == ",").any(|item| {
        item.last()
            .is_some_and(|name| is_called(name.text(sql), column))
    })
}

fn is_called(name: &str, column: &str) -> bool {
    name.trim_matches(['"', '`', '[', ']'])
        .eq_ignore_ascii_case(column)
}

/// The tokens outside of all parentheses, without blanks; a closing one stays for its place.
fn outermost<'a>(sql: &str, tokens: &'a [Token]) -> Vec<&'a Token> {
    let mut depth = 0_i32;
    let mut outer = Vec::new();
    for token in tokens.iter().filter(|token| token.kind != Kind::Blank) {
        match token.text(sql) {
            "(" => depth += 1,
            ")" => {
                depth -= 1;
                if depth == 0 {
                    outer.push(token);
                }
            }
            _ if depth == 0 => outer.push(token),
            _ => {}
        }
    }
    outer
}
