//! JSON as a table: a list of objects, or an object a line. Django's records are left to `dumpdata`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use dbag_domain::Problem;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Text, refused};
use crate::import::cells::{Moment, TYPED, shortened};
use crate::metric_facts::MetricFacts;

/// The key under which Dbag's own exports say what a metric is.
const SETTINGS: &str = "settings";
const MOST_COLUMNS: usize = 5_000;
const MOST_BYTES: usize = 1 << 30;

/// Whether a text is JSON and so no table.
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b'[' | b'{'))
}

/// What a JSON text holds.
pub(super) enum Records {
    /// Records of Django's `dumpdata`.
    Django,
    /// Objects with values.
    Table(Text),
}

/// The parts of a text with the lines they begin in, or why one is none.
pub(crate) type Elements<'a> = Vec<(u32, Result<&'a str, String>)>;

impl Records {
    /// Reads the objects of a text as a table, a column for each of their keys.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let elements = elements(bytes)?;
        let wrapped = str::from_utf8(bytes)
            .ok()
            .map(wrapped)
            .transpose()?
            .flatten();
        let first = elements
            .iter()
            .find_map(|(_, element)| element.as_ref().ok());
        if first.is_some_and(|first| is_of_django(first)) {
            return Ok(Self::Django);
        }
        let mut table = Table::default();
        for (at, (line, element)) in elements.iter().enumerate() {
            match element.as_ref() {
                Ok(element) => table.see(at, *line, element),
                Err(reason) => table.broken.push((*line, reason.clone())),
            }
            if table.columns.len() > MOST_COLUMNS {
                return Err(refused(format!(
                    "the objects of the file have more than {MOST_COLUMNS} different keys; give \
                     an object a value: {{\"metric\": …, \"date\": …, \"value\": …}}"
                )));
            }
        }
        if let Some((line, reason)) = table
            .broken
            .first()
            .filter(|_| table.broken.len() == elements.len())
        {
            return Err(refused(format!(
                "no object of the file can be read; the first stands in line {line}: {reason}"
            )));
        }
        if table.columns.is_empty() {
            return Err(refused("the file has no objects with values"));
        }
        let mut table = table.write(&elements)?;
        if let Some(wrapped) = wrapped {
            table.notes.push(format!(
                "the list `{}` is read, and nothing beside it",
                wrapped.key
            ));
        }
        let is_counted = elements.first().is_some_and(|(line, _)| *line == 1)
            && elements.len() > 1
            && bytes.iter().filter(|byte| **byte == b'\n').count() + 1 < elements.len();
        if is_counted {
            let note =
                "several records stand in one line, so records are counted: line 3 is the third";
            table.notes.push(note.to_owned());
        }
        Ok(Self::Table(table))
    }
}

/// The elements of a list, or the objects that stand one a line.
pub(crate) fn elements(bytes: &[u8]) -> Result<Elements<'_>, Problem> {
    let text = str::from_utf8(bytes).map_err(|_| refused("the file is not UTF-8 text"))?;
    if let Some(wrapped) = wrapped(text)? {
        return list_of(wrapped.list, text);
    }
    if text.trim_start().starts_with('[') {
        return list_of(text, text);
    }
    let mut elements = Elements::new();
    for (line, text) in (1..).zip(text.split('\n').map(str::trim)) {
        if text.is_empty() {
            continue;
        }
        let checked = serde_json::from_str::<&RawValue>(text);
        let element = checked.map(|_| text);
        elements.push((line, element.map_err(|error| no_object(&error))));
    }
    match elements.iter().any(|(_, element)| element.is_ok()) {
        true => Ok(elements),
        false => Err(refused(
            "the file is neither a list of objects (`[{…}, {…}]`) nor an object a line",
        )),
    }
}

/// The elements of a list that is all of a text, or a part of it.
fn list_of<'a>(list: &'a str, text: &'a str) -> Result<Elements<'a>, Problem> {
    let raw: Vec<&RawValue> =
        serde_json::from_str(list).map_err(|error| refused(no_list(&error)))?;
    let mut lines = LineCounter {
        text,
        at: 0,
        line: 1,
    };
    let mut elements = Vec::with_capacity(raw.len());
    for one in raw {
        elements.push((lines.line_of(one.get()), Ok(one.get())));
    }
    // Where several stand in one line, its number names none of them.
    if shares_lines(&elements) {
        for (place, (line, _)) in (1..).zip(&mut elements) {
            *line = place;
        }
    }
    Ok(elements)
}

fn shares_lines(elements: &Elements<'_>) -> bool {
    let mut pairs = elements.windows(2);
    pairs.any(|pair| matches!(pair, [(first, _), (second, _)] if first == second))
}

/// A list of objects that stands below a key of a single object.
struct Wrapped<'a> {
    key: Cow<'a, str>,
    list: &'a str,
}

/// Finds the one list of objects in a file that is a single object around it: `{"data": [{…}, …]}`.
fn wrapped(text: &str) -> Result<Option<Wrapped<'_>>, Problem> {
    if !text.trim_start().starts_with('{') {
        return Ok(None);
    }
    let Ok(Fields(fields)) = serde_json::from_str(text) else {
        return Ok(None);
    };
    // An object with a day is a record of its own, whatever else is in it.
    let texts = || {
        fields
            .iter()
            .filter_map(|(_, value)| serde_json::from_str::<String>(value.get()).ok())
    };
    if texts().any(|text| Moment::parse(&text).is_ok()) {
        return Ok(None);
    }
    let is_list = |value: &&RawValue| value.get().starts_with('[');
    let is_of_objects = |value: &&RawValue| {
        let inner = value.get()[1..].trim_start();
        is_list(value) && inner.starts_with('{')
    };
    let mut lists = fields.iter().filter(|(_, value)| is_of_objects(value));
    match (lists.next(), lists.next()) {
        (Some((key, list)), None) => Ok(Some(Wrapped {
            key: key.clone(),
            list: list.get(),
        })),
        (None, None) if !fields.iter().any(|(_, value)| is_list(value)) => Ok(None),
        _ => Err(refused(
            "the file is one object with lists in it; send the list of objects itself, `[{…}, {…}]`",
        )),
    }
}

/// Why a line is no object. What the parser expected is of no use to who wrote it.
fn no_object(error: &serde_json::Error) -> String {
    let what = match error.is_eof() {
        true => "it breaks off".to_owned(),
        false => format!(
            "character {} is the first that does not fit",
            error.column()
        ),
    };
    format!(
        "it is no JSON object, `{{\"date\": \"2026-01-31\", \"visits\": 5}}` for example: {what}"
    )
}

/// Why a text is no list of objects.
fn no_list(error: &serde_json::Error) -> String {
    let what = match error.is_eof() {
        true => "it breaks off before its end".to_owned(),
        false => format!(
            "character {} of line {} is the first that does not fit",
            error.column(),
            error.line()
        ),
    };
    format!("the file is no list of objects, `[{{…}}, {{…}}]`: {what}")
}

fn is_of_django(element: &str) -> bool {
    serde_json::from_str::<Fields<'_>>(element).is_ok_and(|fields| {
        let has = |name: &str| fields.0.iter().any(|(key, _)| key == name);
        has("model") && has("fields")
    })
}

/// An object's fields in their order.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfMap;
        impl<'de> Visitor<'de> for OfMap {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &RawValue>()? {
                    fields.push((key, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(OfMap)
    }
}

/// A key, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Default)]
struct Table {
    columns: Vec<String>,
    places: HashMap<String, usize>,
    metrics: HashMap<String, MetricFacts>,
    broken: Vec<(u32, String)>,
    /// Which object had a key last, by the keys' places; counted from 1.
    last: Vec<usize>,
    /// Objects that are none, or that have a key twice.
    left_out: HashSet<usize>,
}

impl Table {
    /// Notes an object's keys, and what it says of its metric.
    fn see(&mut self, at: usize, line: u32, element: &str) {
        let Ok(Fields(fields)) = serde_json::from_str(element) else {
            self.left_out.insert(at);
            return self.broken.push((line, "it is no object".to_owned()));
        };
        for (key, value) in &fields {
            if key == SETTINGS && value.get().starts_with('{') {
                self.read_settings(&fields, value);
                continue;
            }
            let place = match self.places.get(key.as_ref()) {
                Some(place) => *place,
                None => {
                    self.places.insert(key.to_string(), self.columns.len());
                    self.columns.push(key.to_string());
                    self.last.push(0);
                    self.columns.len() - 1
                }
            };
            // Which of the two is meant nobody knows.
            if std::mem::replace(&mut self.last[place], at + 1) == at + 1
                && self.left_out.insert(at)
            {
                let reason = format!("`{}` stands in it twice", shortened(key));
                self.broken.push((line, reason));
            }
        }
    }

    /// What is not understood of it, by an older program, is as if it were not there.
    fn read_settings(&mut self, fields: &[(Cow<'_, str>, &RawValue)], value: &RawValue) {
        let slug = fields.iter().find(|(key, _)| key == "metric");
        let slug = slug.and_then(|(_, slug)| serde_json::from_str::<String>(slug.get()).ok());
        if let (Some(slug), Ok(facts)) = (slug, serde_json::from_str(value.get())) {
            self.metrics.entry(slug).or_insert(facts);
        }
    }

    /// The table as text, with the lines that its lines come from.
    fn write(self, elements: &Elements<'_>) -> Result<Text, Problem> {
        let mut bytes = Vec::new();
        let mut lines = vec![1];
        let titles = self.columns.iter().map(std::string::String::as_bytes);
        write_line(&mut bytes, titles);
        let mut cells: Vec<Vec<u8>> = vec![Vec::new(); self.columns.len()];
        for (at, (line, element)) in elements.iter().enumerate() {
            let text = element
                .as_ref()
                .ok()
                .filter(|_| !self.left_out.contains(&at));
            let Some(Fields(fields)) = text.and_then(|text| serde_json::from_str(text).ok()) else {
                continue;
            };
            cells.iter_mut().for_each(Vec::clear);
            for (key, value) in &fields {
                if let Some(place) = self.places.get(key.as_ref()) {
                    cells[*place] = cell_of(value);
                }
            }
            write_line(&mut bytes, cells.iter().map(Vec::as_slice));
            lines.push(*line);
            if bytes.len() > MOST_BYTES {
                return Err(refused(
                    "the file becomes a table of more than 1 GB; split it",
                ));
            }
        }
        Ok(Text {
            bytes,
            separator: Some(b','),
            is_padded: true,
            lines: Some(lines),
            metrics: self.metrics,
            broken: self.broken,
            ..Text::default()
        })
    }
}

fn cell_of(value: &RawValue) -> Vec<u8> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'n') => Vec::new(),
        Some(b'"') => {
            let text: String = serde_json::from_str(text).unwrap_or_default();
            let is_control = |c: char| c.is_control();
            text.replace(is_control, " ").into_bytes()
        }
        Some(b'-' | b'0'..=b'9') => [&[TYPED], text.as_bytes()].concat(),
        _ => text.replace(['\n', '\r'], " ").into_bytes(),
    }
}

fn write_line<'a>(bytes: &mut Vec<u8>, cells: impl Iterator<Item = &'a [u8]>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        super::sheet_cells::write_quoted(bytes, cell);
    }
    bytes.push(b'\n');
}

/// Counts line breaks up to parts of a text, which come in order.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    /// The line at which a part of the text begins.
    fn line_of(&mut self, part: &str) -> u32 {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let passed = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.at = start.max(self.at);
        self.line
    }
}

#[cfg(test)]
mod tests;
