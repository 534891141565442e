//! Writes SQL of three engines: names quoted, values bound.

use dbag_domain::SourceKind;

use super::operand::Operand;
use crate::source::{Param, Purpose, SourceTable, Statement};

/// SQL that grows together with what is bound to it, in the order of the text.
#[derive(Debug)]
pub(super) struct Writer {
    engine: SourceKind,
    sql: String,
    params: Vec<Param>,
}

impl Writer {
    pub(super) const fn new(engine: SourceKind) -> Self {
        Self {
            engine,
            sql: String::new(),
            params: Vec::new(),
        }
    }

    pub(super) const fn engine(&self) -> SourceKind {
        self.engine
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Writes a placeholder and binds its value.
    pub(super) fn push_param(&mut self, param: Param) {
        self.params.push(param);
        let placeholder = match self.engine {
            SourceKind::Postgres => format!("${}", self.params.len()),
            SourceKind::Sqlite => format!("?{}", self.params.len()),
            SourceKind::MySql => "?".to_owned(),
        };
        self.push(&placeholder);
    }

    /// Writes a placeholder, cast where its column's type needs that.
    pub(super) fn push_operand(&mut self, operand: &Operand) {
        match &operand.cast {
            None => self.push_param(operand.param.clone()),
            Some(type_name) => {
                self.push("cast(");
                self.push_param(operand.param.clone());
                self.push(&format!(" as {type_name})"));
            }
        }
    }

    /// Binds a text to a placeholder that is written already.
    pub(super) fn bind_text(&mut self, text: &str) {
        self.params.push(Param::Text(text.to_owned()));
    }

    /// A name in the engine's quotes.
    pub(super) fn quoted(&self, name: &str) -> String {
        match self.engine {
            SourceKind::MySql => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A table's name, with its schema where there is one.
    pub(super) fn table(&self, table: &SourceTable) -> String {
        let name = self.quoted(&table.table);
        match &table.schema {
            Some(schema) => format!("{}.{name}", self.quoted(schema)),
            None => name,
        }
    }

    pub(super) fn finish(self, purpose: Purpose) -> Statement {
        Statement::new(self.sql, self.params, purpose)
    }
}
