//! How claims are spelled in JSON, where that is not what serde would read by itself.

use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};

use super::EmbedResource;
use crate::{ObjectKey, Slug};

/// Kinds with their keys; a kind that stands twice is refused.
pub(super) fn params<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, ObjectKey)>, D::Error> {
    struct Params;

    impl<'de> Visitor<'de> for Params {
        type Value = Vec<(String, ObjectKey)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("parameters with one value each")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut params: Self::Value = Vec::new();
            while let Some((name, One(key))) = map.next_entry::<String, One>()? {
                if params.iter().any(|(known, _)| *known == name) {
                    return Err(de::Error::custom("a parameter stands twice"));
                }
                params.push((name, key));
            }
            Ok(params)
        }
    }

    deserializer.deserialize_map(Params)
}

/// The parameters as an object.
pub(super) fn write_params<S: Serializer>(
    params: &[(String, ObjectKey)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(params.len()))?;
    for (name, key) in params {
        map.serialize_entry(name, key)?;
    }
    map.end()
}

/// One key: a text, a whole number, or a list of one.
struct One(ObjectKey);

impl<'de> de::Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneVisitor { may_be_list: true })
    }
}

struct OneVisitor {
    may_be_list: bool,
}

impl<'de> de::DeserializeSeed<'de> for OneVisitor {
    type Value = One;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<One, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneVisitor {
    type Value = One;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one key")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<One, E> {
        read_key(text).map(One)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<One, E> {
        Ok(One(ObjectKey::from_integer(number.into())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<One, E> {
        Ok(One(ObjectKey::from_integer(number.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<One, A::Error> {
        if !self.may_be_list {
            return Err(de::Error::custom("a list within a list"));
        }
        let inner = || Self { may_be_list: false };
        let one = list.next_element_seed(inner())?;
        let one = one.ok_or_else(|| de::Error::custom("an empty list"))?;
        match list.next_element_seed(inner())? {
            None => Ok(one),
            Some(_) => Err(de::Error::custom("more than one key")),
        }
    }
}

#[cfg(feature = "tables")]
fn read_key<E: de::Error>(text: &str) -> Result<ObjectKey, E> {
    ObjectKey::parse(text).map_err(E::custom)
}

/// Keys are only read where they can be put in order.
#[cfg(not(feature = "tables"))]
fn read_key<E: de::Error>(_: &str) -> Result<ObjectKey, E> {
    Err(E::custom("tokens are not read here"))
}

/// Whom a token is meant for: a text, or a list of one.
pub(super) fn audience<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Audience {
        One(String),
        List([String; 1]),
    }
    let audience = <Audience as de::Deserialize>::deserialize(deserializer)?;
    Ok(Some(match audience {
        Audience::One(one) | Audience::List([one]) => one,
    }))
}

/// A slug, or the number of a row.
#[derive(serde::Deserialize)]
#[serde(untagged, expecting = "a name, or our number")]
enum Name {
    Slug(Slug),
    Row(i64),
}

/// A name as it was read.
pub(super) fn write_name<S: Serializer>(
    name: &Result<Slug, i64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match name {
        Ok(slug) => serializer.serialize_str(slug.as_str()),
        Err(row) => serializer.serialize_i64(*row),
    }
}

/// Exactly one of a dashboard, a panel and a metric.
pub(super) fn resource<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<EmbedResource, D::Error> {
    struct Resource;

    impl<'de> Visitor<'de> for Resource {
        type Value = EmbedResource;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a resource: a dashboard, a panel or a metric")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let refused = |words: &str| Err(de::Error::custom(words));
            let Some(kind) = map.next_key::<String>()? else {
                return refused("the resource is empty; name a dashboard, a panel or a metric");
            };
            let resource = match (kind.as_str(), map.next_value::<Name>()?) {
                ("dashboard", name) => EmbedResource::Dashboard(name.into()),
                ("metric", name) => EmbedResource::Metric(name.into()),
                ("panel", Name::Row(row)) => EmbedResource::Panel(row),
                ("panel", Name::Slug(_)) => {
                    return refused("a panel is named by its number, without quotes");
                }
                _ => return refused("the resource is none of a dashboard, a panel and a metric"),
            };
            match map.next_key::<String>()? {
                None => Ok(resource),
                Some(_) => refused("the resource names more than one thing"),
            }
        }
    }

    deserializer.deserialize_map(Resource)
}

impl From<Name> for Result<Slug, i64> {
    fn from(name: Name) -> Self {
        match name {
            Name::Slug(slug) => Ok(slug),
            Name::Row(row) => Err(row),
        }
    }
}
