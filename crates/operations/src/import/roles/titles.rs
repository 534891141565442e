//! What titles of columns say, in the languages that files come in.

use dbag_domain::{ObjectKind, Slug};

const METRIC: [&str; 4] = ["metric", "metric_slug", "slug", "target"];
const VALUE: [&str; 3] = ["value", "measurement", "datapoint"];
/// Titles of days, those that say it best first.
const DAY: [&str; 26] = [
    "date",
    "day",
    "datum",
    "tag",
    "fecha",
    "dia",
    "d\u{ed}a",
    "jour",
    "data",
    "dato",
    "timestamp",
    "time",
    "datetime",
    "utc_timestamp",
    "date_time",
    "created_at",
    "month",
    "monat",
    "mois",
    "mes",
    "week",
    "woche",
    "quarter",
    "period",
    "year",
    "jahr",
];
/// So many of these say that a column is *the* day, whatever other days there are.
const EXACT_DAYS: usize = 10;
const KIND: [&str; 2] = ["object_type", "object_kind"];
const OBJECT: [&str; 3] = ["object_id", "object_key", "object"];
const LABEL: [&str; 2] = ["object_label", "object_name"];
const WEIGHT: [&str; 1] = ["weight"];
/// Titles of what numbers are counted for, one a cell, in the languages that files come in.
const THINGS: &[&str] = &[
    "account",
    "agence",
    "agency",
    "agent",
    "app",
    "article",
    "artikel",
    "asset",
    "b\u{fc}ro",
    "branch",
    "brand",
    "building",
    "campaign",
    "channel",
    "city",
    "client",
    "cliente",
    "clinic",
    "company",
    "country",
    "customer",
    "department",
    "device",
    "domain",
    "employee",
    "facility",
    "filiale",
    "firma",
    "geb\u{e4}ude",
    "hotel",
    "kanal",
    "kampagne",
    "klinik",
    "kunde",
    "laden",
    "lager",
    "land",
    "location",
    "machine",
    "magasin",
    "market",
    "marke",
    "markt",
    "maschine",
    "mandant",
    "mitarbeiter",
    "network",
    "office",
    "outlet",
    "page",
    "partner",
    "pays",
    "person",
    "plant",
    "platform",
    "product",
    "producto",
    "produit",
    "produkt",
    "project",
    "projekt",
    "provider",
    "region",
    "restaurant",
    "room",
    "school",
    "server",
    "service",
    "shop",
    "site",
    "standort",
    "station",
    "store",
    "sucursal",
    "supplier",
    "team",
    "tenant",
    "tienda",
    "user",
    "member",
    "benutzer",
    "nutzer",
    "mitglied",
    "utilisateur",
    "usuario",
    "organization",
    "organisation",
    "workspace",
    "merchant",
    "vendor",
    "seller",
    "driver",
    "vehicle",
    "warehouse",
    "category",
    "kategorie",
    "segment",
    "group",
    "gruppe",
];
/// Titles of parts of a time, which are no objects and no values.
const TIME_PARTS: &[&str] = &[
    "hour",
    "hour_of_day",
    "minute",
    "minute_of_hour",
    "second",
    "time_of_day",
    "weekday",
    "day_of_week",
    "dow",
    "day_of_month",
    "day_of_year",
    "week",
    "week_no",
    "week_number",
    "week_of_year",
    "month",
    "month_no",
    "month_number",
    "quarter",
    "year",
    "stunde",
    "uhrzeit",
    "wochentag",
    "woche",
    "kw",
    "kalenderwoche",
    "monat",
    "quartal",
    "jahr",
    "heure",
    "jour_de_la_semaine",
    "semaine",
    "mois",
    "trimestre",
    "ann\u{e9}e",
    "hora",
    "semana",
    "mes",
    "a\u{f1}o",
];
/// Read from nowhere: remarks, and what Dbag itself says of values.
const REMARKS: [&str; 10] = [
    "note",
    "notes",
    "origin",
    "comment",
    "comments",
    "remark",
    "remarks",
    "bemerkung",
    "kommentar",
    "description",
];
/// What ends or begins the title of a column of keys.
const KEY_ENDS: [&str; 14] = [
    "id", "no", "nr", "num", "number", "code", "key", "uuid", "guid", "sku", "nummer", "slug",
    "ref", "isin",
];
/// Titles of whatever objects, of no kind of their own.
const ANY_KIND: [&str; 14] = [
    "name",
    "names",
    "label",
    "title",
    "titel",
    "nom",
    "nombre",
    "bezeichnung",
    "item",
    "element",
    "entity",
    "dimension",
    "series",
    "instance",
];
/// Titles of keys without such an end.
const KEYS: [&str; 4] = ["ticker", "symbol", "sku", "isin"];

/// A title as it is compared.
pub(super) fn word(title: &str) -> String {
    let lower = title.trim().to_lowercase();
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    lower
        .chars()
        .map(plain)
        .collect::<String>()
        .trim_matches('_')
        .to_owned()
}

/// Whether a title is that of a metric's name.
pub(crate) fn names_metric(title: &str) -> bool {
    METRIC.contains(&word(title).as_str())
}

/// Whether a title names the metric and nothing else.
pub(super) fn is_exactly_metric(title: &str) -> bool {
    METRIC[..2].contains(&word(title).as_str())
}

/// Whether a title is that of a value of whatever metric.
pub(crate) fn names_value(title: &str) -> bool {
    VALUE.contains(&word(title).as_str())
}

/// Whether a title speaks of days.
pub(crate) fn names_day(title: &str) -> bool {
    let word = word(title);
    DAY.contains(&word.as_str())
        || ["at", "ts"].contains(&word.as_str())
        || ["_date", "_day", "_at", "_time", "datum", "_on"]
            .iter()
            .any(|end| word.ends_with(end))
        || ["date_", "day_", "datum_"]
            .iter()
            .any(|start| word.starts_with(start))
}

/// How well a title says that a column is the day: smaller is better; `None` where it does not.
pub(super) fn day_rank(title: &str) -> Option<usize> {
    let word = word(title);
    DAY.iter().position(|known| *known == word)
}

/// Whether a title names the day and nothing but the day.
pub(super) fn is_exactly_day(title: &str) -> bool {
    day_rank(title).is_some_and(|rank| rank < EXACT_DAYS)
}

/// Whether the title of an object's column names no kind: `id`, `object key`, `name`.
pub(crate) fn names_any_kind(title: &str) -> bool {
    kind_of(title).is_none_or(|kind| ANY_KIND.contains(&kind.as_str()))
}

pub(super) fn names_kind(title: &str) -> bool {
    KIND.contains(&word(title).as_str())
}

pub(super) fn names_object(title: &str) -> bool {
    OBJECT.contains(&word(title).as_str())
}

/// Whether a title is that of a thing that numbers are counted for: `branch`, `Kunde`, `shop name`.
pub(super) fn names_thing(title: &str) -> bool {
    let word = word(title);
    let word = word.strip_suffix("_name").unwrap_or(&word);
    THINGS.contains(&word)
}

/// Whether a title is that of a part of a time: `hour`, `Wochentag`.
pub(crate) fn is_time_part(title: &str) -> bool {
    TIME_PARTS.contains(&word(title).as_str())
}

/// Whether a title may be that of a time or of a part of one: `hour`, `local time`, `order_hour`.
pub(crate) fn speaks_of_time(title: &str) -> bool {
    let word = word(title);
    TIME_PARTS.contains(&word.as_str())
        || ["time", "hours", "minutes"].contains(&word.as_str())
        || ["_time", "_hour", "_minute", "_weekday", "uhrzeit"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// Whether two titles may be of the same things: `branch_no` and `branch name`, `ticker` and `name`.
pub(super) fn may_name_the_same(one: &str, other: &str) -> bool {
    let is_of_its_own = names_thing(other) || names_key(other) || names_object(other);
    !is_of_its_own || kind_of(one) == kind_of(other)
}

pub(super) fn names_label(title: &str) -> bool {
    LABEL.contains(&word(title).as_str())
}

pub(super) fn names_weight(title: &str) -> bool {
    WEIGHT.contains(&word(title).as_str())
}

pub(super) fn is_remark(title: &str) -> bool {
    REMARKS.contains(&word(title).as_str())
}

/// Whether a title is that of keys: `branch_no`, `Customer ID`, `sku`.
pub(crate) fn names_key(title: &str) -> bool {
    let word = word(title);
    let parts: Vec<&str> = word.split('_').filter(|part| !part.is_empty()).collect();
    let is_end = |part: &&str| KEY_ENDS.contains(part);
    // `no_of_visits` and `number_of_orders` count something.
    let ends = parts.last().is_some_and(is_end);
    let camel = title.trim();
    let ends_in_camel = ["Id", "ID", "No", "Nr"].iter().any(|end| {
        camel
            .strip_suffix(end)
            .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_lowercase()))
    });
    ends || ends_in_camel || KEYS.contains(&word.as_str())
}

/// The kind of objects that a column's title names: `branch_no` has branches.
pub(crate) fn kind_of(title: &str) -> Option<ObjectKind> {
    let word = word(title);
    if OBJECT.contains(&word.as_str()) || word.is_empty() {
        return None;
    }
    let spaced = title.trim();
    let camel = ["Id", "ID", "No", "Nr"].iter().find_map(|end| {
        let rest = spaced.strip_suffix(end)?;
        rest.ends_with(|c: char| c.is_ascii_lowercase())
            .then(|| super::titles::word(rest))
    });
    let word = camel.unwrap_or(word);
    let mut parts: Vec<&str> = word.split('_').filter(|part| !part.is_empty()).collect();
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|end| KEY_ENDS.contains(end) || matches!(*end, "name" | "label"))
    {
        parts.pop();
    }
    if parts.len() == 1 && KEY_ENDS.contains(&parts[0]) && !KEYS.contains(&parts[0]) {
        return None;
    }
    let slug = Slug::from_label(&parts.join("_"))?;
    ObjectKind::parse(slug.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_their_titles() {
        for title in [
            "branch_no",
            "Customer ID",
            "customerId",
            "id",
            "SKU",
            "store number",
            "ticker",
            "Filial-Nr.",
        ] {
            assert!(names_key(title), "{title}");
        }
        for title in [
            "visits",
            "paid",
            "number of orders",
            "no_of_visits",
            "bid",
            "piano",
            "branch",
        ] {
            assert!(!names_key(title), "{title}");
        }
    }

    #[test]
    fn kinds_are_what_keys_are_of() {
        for (title, kind) in [
            ("branch_no", Some("branch")),
            ("Customer ID", Some("customer")),
            ("customerId", Some("customer")),
            ("Branch", Some("branch")),
            ("branch name", Some("branch")),
            ("sales region", Some("sales_region")),
            ("ticker", Some("ticker")),
            ("object_id", None),
            ("id", None),
            ("Stra\u{df}e", Some("strasse")),
            ("!", None),
        ] {
            assert_eq!(names_any_kind(title), kind.is_none(), "{title}");
            assert_eq!(
                kind_of(title).as_ref().map(ObjectKind::as_str),
                kind,
                "{title}"
            );
        }
    }

    #[test]
    fn some_titles_are_of_whatever_objects() {
        for title in ["name", "Key", "object", "Bezeichnung", "item no", ""] {
            assert!(names_any_kind(title), "{title}");
        }
    }

    #[test]
    fn days_are_known_by_their_titles() {
        for title in [
            "Date",
            "day",
            "created_at",
            "Order Date",
            "Buchungsdatum",
            "paid on",
            "Month",
        ] {
            assert!(names_day(title), "{title}");
        }
        for title in ["visits", "today", "candidates", "update"] {
            assert!(!names_day(title), "{title}");
        }
        assert!(is_exactly_day("Date") && !is_exactly_day("created_at"));
    }

    #[test]
    fn parts_of_times_are_known_by_their_titles() {
        for title in [
            "hour",
            "Weekday",
            "Day of week",
            "Monat",
            "KW",
            "hour-of-day",
        ] {
            assert!(is_time_part(title) && speaks_of_time(title), "{title}");
        }
        assert!(speaks_of_time("order_hour") && !is_time_part("order_hour"));
        for title in [
            "requests per hour total",
            "hourly",
            "visits",
            "monthly users",
        ] {
            assert!(!is_time_part(title) && !speaks_of_time(title), "{title}");
        }
    }

    #[test]
    fn names_belong_to_keys_of_the_same_things() {
        assert!(may_name_the_same("branch_no", "branch name"));
        assert!(may_name_the_same("ticker", "name"));
        assert!(!may_name_the_same("customer", "branch"));
        assert!(!may_name_the_same("customer_id", "branch"));
    }
}
