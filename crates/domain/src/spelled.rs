//! Stored words: enums with exactly one spelling, in the database and on the wire.

use thiserror::Error;

/// A word that is not one of an enum's spellings.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{word}` is not a {what}; it can be {choices}")]
pub struct UnknownWord {
    /// The word that was met.
    pub word: String,
    /// What it should have named.
    pub what: &'static str,
    /// The spellings there are.
    pub choices: String,
}

/// Defines an enum with one spelling per variant, `ALL`, `as_str` and `parse`;
/// serde uses the same spelling.
macro_rules! spelled_enum {
    ($(#[$meta:meta])* $name:ident, $what:literal { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The one spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the spelling.
            pub fn parse(word: &str) -> Result<Self, crate::UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(crate::UnknownWord {
                        word: word.to_owned(),
                        what: $what,
                        choices: [$($word),+].join(", "),
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::parse(word)
            }
        }
    };
}

pub(crate) use spelled_enum;

#[cfg(test)]
mod tests {
    use crate::*;

    macro_rules! round_trips {
        ($($name:ident),+) => {
            $(for word in $name::ALL {
                assert_eq!($name::parse(word.as_str()), Ok(*word));
                let json = serde_json::to_string(word).expect("a word is JSON");
                assert_eq!(json, format!("\"{word}\""));
            })+
        };
    }

    #[test]
    fn every_stored_word_has_one_spelling() {
        round_trips!(
            AbsentMeans,
            AcrossObjects,
            Arrangement,
            Binding,
            Colour,
            DayState,
            Direction,
            Format,
            GapReason,
            GoalShape,
            Measure,
            Order,
            Origin,
            PanelKind,
            PanelScale,
            ReadAs,
            Role,
            RollUp,
            SourceKind,
            Step
        );
    }

    #[test]
    fn an_unknown_word_names_the_choices() {
        let refusal = Measure::parse("levle").expect_err("no such measure");
        assert_eq!(
            refusal.to_string(),
            "`levle` is not a measure; it can be level, flow, share"
        );
    }
}
