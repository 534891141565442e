//! limit: the database and the drawing with nothing around them.

use std::fmt::Write;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Result, Rows, params};

/// Opens a store's file beside Dbag.
pub(crate) fn open_to_read(file: &Path) -> Result<Connection> {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Makes a file with one compact table, as safe as Dbag's (`synchronous=FULL`).
pub(crate) fn create(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "pragma journal_mode = wal;
         pragma synchronous = full;
         create table sample (
             series integer, day integer, value real, primary key (series, day)
         ) without rowid;",
    )?;
    Ok(connection)
}

/// Dbag's own table beside it, to tell what the table costs from what is around it.
pub(crate) fn create_as_dbag(file: &Path) -> Result<Connection> {
    let connection = create(file)?;
    connection.execute_batch(
        "create table dbag_sample (
             series_id integer not null,
             day integer not null,
             value real check (abs(value) < 1e308),
             gap text,
             batch_id integer not null,
             primary key (series_id, day),
             check ((value is null) = (gap is not null))
         ) without rowid;",
    )?;
    Ok(connection)
}

/// Inserts rows with Dbag's own statement.
pub(crate) fn insert_as_dbag(connection: &mut Connection, rows: &[Bare]) -> Result<()> {
    let transaction = connection.transaction()?;
    for chunk in rows.chunks(ROWS) {
        let places = vec!["(?,?,?,?)"; chunk.len()].join(",");
        let sql = format!(
            "with v (series_id, day, value, gap) as (values {places})
             insert into dbag_sample (series_id, day, value, gap, batch_id)
             select series_id, day, value, gap, 1 from v where true
             on conflict (series_id, day) do nothing"
        );
        let mut statement = transaction.prepare_cached(&sql)?;
        for (at, (series, day, value)) in chunk.iter().enumerate() {
            statement.raw_bind_parameter(at * 4 + 1, series)?;
            statement.raw_bind_parameter(at * 4 + 2, day)?;
            statement.raw_bind_parameter(at * 4 + 3, value)?;
            statement.raw_bind_parameter(at * 4 + 4, None::<&str>)?;
        }
        statement.raw_execute()?;
    }
    transaction.commit()
}

/// A series, a day and a value.
pub(crate) type Bare = (i32, i32, f64);

/// Rows of one statement; more make it no faster.
const ROWS: usize = 1_000;

/// Inserts rows that come in key order, in one transaction.
pub(crate) fn insert(connection: &mut Connection, rows: &[Bare]) -> Result<()> {
    let transaction = connection.transaction()?;
    for chunk in rows.chunks(ROWS) {
        let places = vec!["(?,?,?)"; chunk.len()].join(",");
        let sql = format!("insert into sample (series, day, value) values {places}");
        let mut statement = transaction.prepare_cached(&sql)?;
        for (at, (series, day, value)) in chunk.iter().enumerate() {
            statement.raw_bind_parameter(at * 3 + 1, series)?;
            statement.raw_bind_parameter(at * 3 + 2, day)?;
            statement.raw_bind_parameter(at * 3 + 3, value)?;
        }
        statement.raw_execute()?;
    }
    transaction.commit()
}

/// `{"1":[[day,value],…]}`, from the cursor to the text.
pub(crate) fn rows_as_json(connection: &Connection, from: i32, to: i32) -> Result<String> {
    let mut statement = connection.prepare_cached(
        "select series_id, day, value
         from dbag_sample
         where series_id between ? and ?",
    )?;
    let mut rows = statement.query(params![from, to])?;
    let mut text = String::with_capacity(64 * 1024);
    let mut number = itoa::Buffer::new();
    let mut last = None;
    text.push('{');
    while let Some(row) = rows.next()? {
        let (series, day, value): (i64, i64, f64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if last == Some(series) {
            text.push(',');
        } else {
            text.push_str(if last.is_none() { "\"" } else { "],\"" });
            text.push_str(number.format(series));
            text.push_str("\":[");
            last = Some(series);
        }
        text.push('[');
        text.push_str(number.format(day));
        text.push(',');
        push_value(&mut text, &mut number, value);
        text.push(']');
    }
    text.push_str("]}");
    Ok(text)
}

/// The values of a series, one a day.
pub(crate) struct Column {
    from: i64,
    values: Vec<Option<f64>>,
}

/// Reads a series without gaps.
pub(crate) fn column(connection: &Connection, series: i32) -> Result<Column> {
    let mut statement = connection
        .prepare_cached("select day, value from dbag_sample where series_id = ? order by day")?;
    let rows: Vec<(i64, Option<f64>)> = statement
        .query_map([series], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    let from = rows.first().map_or(0, |(day, _)| *day);
    Ok(Column {
        from,
        values: rows.into_iter().map(|(_, value)| value).collect(),
    })
}

impl Column {
    /// `{"from":day,"step":"day","values":[…]}`.
    pub(crate) fn to_json(&self) -> String {
        let mut text = String::with_capacity(self.values.len() * 6 + 64);
        let mut number = itoa::Buffer::new();
        let from = self.from;
        _ = write!(text, "{{\"from\":{from},\"step\":\"day\",\"values\":[");
        for (at, value) in self.values.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            match value {
                Some(value) => push_value(&mut text, &mut number, *value),
                None => text.push_str("null"),
            }
        }
        text.push_str("]}");
        text
    }
}

fn push_value(text: &mut String, number: &mut itoa::Buffer, value: f64) {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        text.push_str(number.format(value as i64));
    } else {
        _ = write!(text, "{value}");
    }
}

/// A page of so many cards, each with its last value and a line of 90 days.
pub(crate) fn gallery(connection: &Connection, cards: i32) -> Result<String> {
    let mut statement = connection.prepare_cached(
        "select m.label, s.value
         from dbag_metric m
         join dbag_series r on r.metric_id = m.id
         join dbag_sample s on s.series_id = r.id
         where m.id <= ?
         order by m.id, s.day",
    )?;
    push_cards(statement.query([cards])?, (240.0, 40.0))
}

/// A page of so many panels, each with an object's last value and a line of a year.
pub(crate) fn panels(connection: &Connection, count: i32, object: &str) -> Result<String> {
    let mut statement = connection.prepare_cached(
        "select m.label, s.value
         from dbag_object o
         join dbag_series r on r.object_id = o.id
         join dbag_metric m on m.id = r.metric_id
         join dbag_sample s on s.series_id = r.id
         where o.key = ? and m.id <= ?
         order by m.id, s.day",
    )?;
    push_cards(statement.query(params![object, count])?, (552.0, 264.0))
}

/// Rows of a label and a value as cards.
fn push_cards(mut rows: Rows<'_>, size: (f64, f64)) -> Result<String> {
    let mut page = String::from("<!doctype html><title>limit</title><ul>");
    let mut label = String::new();
    let mut values: Vec<f64> = Vec::with_capacity(365);
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str()?;
        if name != label {
            push_card(&mut page, &label, &values, size);
            name.clone_into(&mut label);
            values.clear();
        }
        values.push(row.get(1)?);
    }
    push_card(&mut page, &label, &values, size);
    page.push_str("</ul>");
    Ok(page)
}

fn push_card(page: &mut String, label: &str, values: &[f64], size: (f64, f64)) {
    let Some(last) = values.last() else { return };
    _ = write!(page, "<li><h3>{label}</h3><p>{last}</p>");
    push_line(page, values, size);
    page.push_str("</li>");
}

/// A line through values as SVG, a tenth of a pixel fine.
pub(crate) fn push_line(text: &mut String, values: &[f64], (width, height): (f64, f64)) {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    let slope = height / (high - low).max(1.0);
    let step = width / (values.len().max(2) - 1) as f64;
    _ = write!(
        text,
        "<svg width=\"{width}\" height=\"{height}\"><path d=\""
    );
    for (at, value) in values.iter().enumerate() {
        let (x, y) = (at as f64 * step, height - (value - low) * slope);
        let pen = if at == 0 { 'M' } else { 'L' };
        _ = write!(text, "{pen}{x:.1} {y:.1}");
    }
    text.push_str("\"/></svg>");
}
