//! What a JSON array says of objects: `[{"key": "42", "label": "Acme", "plan": "pro"}]`.

use dbag_domain::{AttributeName, Described, ObjectKey, Problem};
use serde_json::{Map, Value as Json};

use super::cells::shortened;
use super::descriptions::{Line, read_label, read_text};
use super::file::refused;

/// Reads an array of objects; its elements, from 1, are its lines.
pub(super) fn read_objects(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    let elements: Vec<Json> = serde_json::from_slice(bytes)
        .map_err(|error| refused(format!("the file is no JSON array of objects: {error}")))?;
    let read = |(line, element)| match element {
        Json::Object(fields) => (line, read_object(fields)),
        _ => (line, Err("it is no object".to_owned())),
    };
    Ok((1..).zip(elements).map(read).collect())
}

fn read_object(mut fields: Map<String, Json>) -> Result<Described, String> {
    let key = match fields.remove("key") {
        None | Some(Json::Null) => return Err("it has no `key`".to_owned()),
        Some(key) => read_key(&key)?,
    };
    let label = match fields.remove("label") {
        None => None,
        Some(label) => read_label(&scalar("label", label)?)?,
    };
    let most = Described::MAX_ATTRIBUTES;
    if fields.len() > most {
        let count = fields.len();
        return Err(format!(
            "an object has at most {most} attributes, not {count}"
        ));
    }
    let attribute = |(name, value): (String, Json)| {
        let parsed = AttributeName::parse(&name).map_err(|error| error.to_string())?;
        let text = read_text(&name, &scalar(&name, value)?)?;
        Ok((parsed, text))
    };
    Ok(Described {
        key,
        label,
        attributes: fields
            .into_iter()
            .map(attribute)
            .collect::<Result<_, String>>()?,
    })
}

fn read_key(key: &Json) -> Result<ObjectKey, String> {
    let key = match key {
        Json::String(text) => ObjectKey::parse(text),
        Json::Number(number) => match number.as_i128() {
            Some(number) => Ok(ObjectKey::from_integer(number)),
            None => ObjectKey::from_number(number.as_f64().unwrap_or(f64::NAN)),
        },
        _ => return Err("its `key` is neither a text nor a number".to_owned()),
    };
    key.map_err(|error| error.to_string())
}

/// The text of a value that is no list and no object; blank for null.
fn scalar(name: &str, value: Json) -> Result<String, String> {
    match value {
        Json::Null => Ok(String::new()),
        Json::String(text) => Ok(text),
        Json::Bool(_) | Json::Number(_) => Ok(value.to_string()),
        Json::Array(_) | Json::Object(_) => Err(format!(
            "`{}`: write a text, a number, true or false",
            shortened(name)
        )),
    }
}
