//! Refuses what is not one reading query, with words that say so.
//!
//! This is the friendly gate, not the wall. The wall stands in the database:
//! a read-only transaction, one statement by protocol and the login's rights,
//! or SQLite's authorizer. So text that the parser cannot follow is let
//! through to the wall when its tokens are harmless: dialects know more than
//! any parser.

use std::ops::ControlFlow;

use dbag_domain::SourceKind;
use sqlparser::ast::{Query, SetExpr, Statement, Visit, Visitor};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::token::{Kind, Token, tokenize};

/// Functions that reach beyond the database's own rows, or hold something for long.
const REFUSED_FUNCTIONS: [&str; 31] = [
    "pg_read_file",
    "pg_read_binary_file",
    "pg_ls_dir",
    "pg_stat_file",
    "pg_terminate_backend",
    "pg_cancel_backend",
    "pg_notify",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_file_write",
    "pg_switch_wal",
    "set_config",
    "nextval",
    "setval",
    "lo_import",
    "lo_export",
    "lo_create",
    "lo_creat",
    "lo_from_bytea",
    "lo_put",
    "lo_unlink",
    "load_file",
    "get_lock",
    "sys_exec",
    "sys_eval",
    "load_extension",
    "readfile",
    "writefile",
    "edit",
    "fts3_tokenizer",
    "query_to_xml",
];
const REFUSED_PREFIXES: [&str; 4] = ["dblink", "pg_advisory", "pg_try_advisory", "pg_logical_"];
const STARTS: [&str; 5] = ["select", "with", "values", "table", "("];
const WRITERS: [&str; 5] = ["insert", "update", "delete", "merge", "replace"];

/// The query without what follows its end, or words about why it is refused.
pub(crate) fn check_query(sql: &str, engine: SourceKind) -> Result<String, String> {
    let tokens = tokenize(sql, engine)?;
    let end = end_of_statement(sql, &tokens)?;
    let sql = &sql[..end];
    let tokens: Vec<&Token> = tokens
        .iter()
        .filter(|token| token.kind != Kind::Blank && token.span.end <= end)
        .collect();
    check_start(sql, &tokens)?;
    check_words(sql, &tokens)?;
    check_functions(sql, &tokens)?;
    check_parsed(sql, engine)?;
    Ok(sql.to_owned())
}

/// Where the only statement ends: at the end, or at a `;` with nothing after it.
fn end_of_statement(sql: &str, tokens: &[Token]) -> Result<usize, String> {
    let is_end = |token: &Token| token.kind == Kind::Symbol && token.text(sql) == ";";
    let Some(at) = tokens.iter().position(is_end) else {
        return Ok(sql.len());
    };
    let is_last = |token: &Token| token.kind == Kind::Blank || is_end(token);
    if tokens[at..].iter().all(is_last) {
        Ok(tokens[at].span.start)
    } else {
        Err("write one statement; there is another after the first `;`".to_owned())
    }
}

fn check_start(sql: &str, tokens: &[&Token]) -> Result<(), String> {
    let Some(first) = tokens.first() else {
        return Err("the query is empty".to_owned());
    };
    let word = first.text(sql).to_ascii_lowercase();
    if STARTS.contains(&word.as_str()) {
        return Ok(());
    }
    let word: String = word.chars().take(40).collect();
    Err(format!(
        "a query may only read: begin it with `select` or `with`, not with `{word}`"
    ))
}

/// `select … into` writes, and so does `with x as (insert …)`.
fn check_words(sql: &str, tokens: &[&Token]) -> Result<(), String> {
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let word = token.text(sql).to_ascii_lowercase();
        let text_at = |at: usize| tokens.get(at).map_or("", |token| token.text(sql));
        let is_statement = at > 0 && text_at(at - 1) == "(" && text_at(at + 1) != "(";
        let writes = WRITERS.contains(&word.as_str())
            && is_statement
            && tokens
                .get(at + 1)
                .is_some_and(|next| matches!(next.kind, Kind::Word | Kind::QuotedName));
        if word == "into" || writes {
            return Err(format!("a query may only read; `{word}` writes"));
        }
    }
    Ok(())
}

fn check_functions(sql: &str, tokens: &[&Token]) -> Result<(), String> {
    for pair in tokens.windows(2) {
        let is_call =
            pair[1].text(sql) == "(" && matches!(pair[0].kind, Kind::Word | Kind::QuotedName);
        let name = pair[0].text(sql).trim_matches(['"', '`', '[', ']']);
        let name = name.to_ascii_lowercase();
        let is_refused = REFUSED_FUNCTIONS.contains(&name.as_str())
            || REFUSED_PREFIXES
                .iter()
                .any(|prefix| name.starts_with(prefix));
        if is_call && is_refused {
            return Err(format!("the function `{name}` is not allowed in a query"));
        }
    }
    Ok(())
}

fn check_parsed(sql: &str, engine: SourceKind) -> Result<(), String> {
    let dialect: &dyn Dialect = match engine {
        SourceKind::Postgres => &PostgreSqlDialect {},
        SourceKind::MySql => &MySqlDialect {},
        SourceKind::Sqlite => &SQLiteDialect {},
    };
    let Ok(statements) = Parser::parse_sql(dialect, sql) else {
        return Ok(());
    };
    if statements.len() > 1 {
        return Err("write one statement; there are more".to_owned());
    }
    match statements.visit(&mut OnlyReading) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(message) => Err(message),
    }
}

struct OnlyReading;

impl Visitor for OnlyReading {
    type Break = String;

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<String> {
        if matches!(statement, Statement::Query(_)) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break("a query may only read; this one writes".to_owned())
        }
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        if !query.locks.is_empty() {
            return ControlFlow::Break("a query may not lock rows; leave `for …` out".to_owned());
        }
        match query.body.as_ref() {
            SetExpr::Select(select) if select.into.is_some() => {
                ControlFlow::Break("a query may only read; `into` writes".to_owned())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}
