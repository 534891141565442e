//! How long something lasts, for people to read.

/// A length of time for people to read, in the largest unit that it is a whole number of: `24 h`.
pub fn spoken_seconds(seconds: i64) -> String {
    match seconds {
        _ if seconds % 86_400 == 0 && seconds > 86_400 => format!("{} d", seconds / 86_400),
        _ if seconds % 3_600 == 0 => format!("{} h", seconds / 3_600),
        _ if seconds % 60 == 0 => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_told_in_the_largest_unit_that_fits() {
        for (seconds, words) in [
            (30, "30 s"),
            (90, "90 s"),
            (600, "10 min"),
            (86_400, "24 h"),
            (604_800, "7 d"),
        ] {
            assert_eq!(spoken_seconds(seconds), words);
        }
    }
}
