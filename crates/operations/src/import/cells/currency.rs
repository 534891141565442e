//! Signs and codes of money.

/// Signs, with the codes that they stand for most often.
const SIGNS: [(&str, &str); 22] = [
    ("US$", "USD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("\u{20ac}", "EUR"),
    ("\u{a3}", "GBP"),
    ("\u{a5}", "JPY"),
    ("\u{20b9}", "INR"),
    ("\u{20a9}", "KRW"),
    ("\u{20ba}", "TRY"),
    ("\u{20bd}", "RUB"),
    ("\u{20aa}", "ILS"),
    ("\u{20ab}", "VND"),
    ("\u{e3f}", "THB"),
    ("\u{20b4}", "UAH"),
    ("z\u{142}", "PLN"),
    ("K\u{10d}", "CZK"),
    ("kr", "kr"),
    ("Ft", "HUF"),
];

const CODES: [&str; 44] = [
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MAD", "MXN",
    "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB",
    "TRY", "TWD", "UAH", "USD", "ZAR",
];

/// The currency that a text begins with: its code, and how many bytes it takes.
pub(super) fn at_start(text: &str) -> Option<(&'static str, usize)> {
    let of_code = |code: &&&str| {
        text.get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case(code))
    };
    let sign = SIGNS.iter().find(|(sign, _)| text.starts_with(sign));
    sign.map(|(sign, code)| (*code, sign.len()))
        .or_else(|| CODES.iter().find(of_code).map(|code| (*code, 3)))
}

/// The same at its end.
pub(super) fn at_end(text: &str) -> Option<(&'static str, usize)> {
    let of_code = |code: &&&str| {
        let start = text.len().checked_sub(3);
        let end = start.and_then(|start| text.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(code))
    };
    let sign = SIGNS.iter().find(|(sign, _)| text.ends_with(sign));
    sign.map(|(sign, code)| (*code, sign.len()))
        .or_else(|| CODES.iter().find(of_code).map(|code| (*code, 3)))
}

/// What people write out instead of a sign or code.
const NAMES: [(&str, &str); 6] = [
    ("euro", "EUR"),
    ("dollar", "USD"),
    ("pound", "GBP"),
    ("yen", "JPY"),
    ("krone", "kr"),
    ("rupee", "INR"),
];
/// What `kr` may stand for.
const KRONER: [&str; 5] = ["kr", "DKK", "NOK", "SEK", "ISK"];

/// Whether a unit, as people name it, is a currency; `None` where it names none that is known.
pub(crate) fn is_unit(code: &str, unit: &str) -> Option<bool> {
    let unit = unit.trim();
    let sign = at_start(unit).filter(|(_, length)| *length == unit.len());
    let lower = unit.to_lowercase();
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    let name = NAMES.iter().find(|(name, _)| *name == singular);
    let other = sign.map(|(code, _)| code).or(name.map(|(_, code)| *code))?;
    let are_kroner = KRONER.contains(&code) && KRONER.contains(&other);
    let is_any = code == "kr" || other == "kr";
    Some(code == other || is_any && are_kroner)
}

/// What stands beside a number on a page: the sign where there is one that everybody knows.
pub(crate) fn label(code: &str) -> &str {
    match code {
        "USD" => "$",
        "EUR" => "\u{20ac}",
        "GBP" => "\u{a3}",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_currencies_by_sign_code_or_name() {
        for (code, unit, is_it) in [
            ("EUR", "\u{20ac}", Some(true)),
            ("EUR", "eur", Some(true)),
            ("EUR", "Euros", Some(true)),
            ("USD", "\u{20ac}", Some(false)),
            ("USD", "C$", Some(false)),
            ("SEK", "kr", Some(true)),
            ("kr", "DKK", Some(true)),
            ("SEK", "DKK", Some(false)),
            ("USD", "orders", None),
            ("USD", "", None),
        ] {
            assert_eq!(is_unit(code, unit), is_it, "{code} {unit}");
        }
    }
}
