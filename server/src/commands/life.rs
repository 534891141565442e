//! Lengths of time as arguments: `30s`, `10m`, `24h`, `7d`.

use chrono::TimeDelta;

/// Reads a whole number with its unit.
///
/// # Errors
///
/// When it is none, or longer than anybody counts.
pub(super) fn parse_life(text: &str) -> Result<TimeDelta, String> {
    let refused = || "write it like 30s, 10m, 24h or 7d".to_owned();
    let unit = text.chars().last().ok_or_else(refused)?;
    let number = text.strip_suffix(unit).ok_or_else(refused)?;
    let number: i64 = number.parse().map_err(|_| refused())?;
    let life = match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        _ => None,
    };
    life.filter(|life| *life > TimeDelta::zero())
        .ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_with_its_unit() {
        for (text, seconds) in [("30s", 30), ("10m", 600), ("24h", 86_400), ("7d", 604_800)] {
            let life = parse_life(text).expect(text);
            assert_eq!(life.num_seconds(), seconds);
        }
        for text in [
            "",
            "m",
            "10",
            "-5m",
            "0s",
            "1.5h",
            "10 m",
            "99999999999999d",
            "5w",
            "5ß",
        ] {
            assert!(parse_life(text).is_err(), "{text}");
        }
    }
}
