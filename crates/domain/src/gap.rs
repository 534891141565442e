//! Why a day has no value.

use crate::spelled::spelled_enum;

spelled_enum! {
    /// The reason a day has no value; stored in the value's place.
    GapReason, "gap reason" {
        /// The source could not be reached or refused.
        SourceDown = "source_down",
        /// The source did not answer in time.
        Timeout = "timeout",
        /// The answer was not a number that can be kept.
        BadValue = "bad_value",
        /// The answer had no row for this day or object.
        NoAnswer = "no_answer",
        /// Dbag was not running while the day could be asked.
        ProcessDown = "process_down",
        /// The day is over and the metric cannot tell past days.
        NotSupportedForPast = "not_supported_for_past",
        /// The metric was paused.
        Paused = "paused",
        /// An input of a computed metric is missing.
        InputMissing = "input_missing",
        /// A person removed the value.
        Removed = "removed",
    }
}

impl GapReason {
    /// Whether it was answered that there is nothing; else nobody knows whether there is.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::NoAnswer | Self::InputMissing)
    }

    /// The reason in words that follow "no value:".
    pub const fn words(self) -> &'static str {
        match self {
            Self::SourceDown => "source down",
            Self::Timeout => "the source did not answer in time",
            Self::BadValue => "the answer was not a number",
            Self::NoAnswer => "the source had no answer",
            Self::ProcessDown => "Dbag was not running",
            Self::NotSupportedForPast => "the past cannot be asked",
            Self::Paused => "the metric was paused",
            Self::InputMissing => "an input has no value",
            Self::Removed => "removed by hand",
        }
    }
}
