//! Annotations: notes on days.

use serde::{Deserialize, Serialize};

use crate::{DayRange, MetricId, ObjectId};

/// The row of an annotation in `dbag_annotation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnnotationId(pub i64);

/// A note on a day or a span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// Its row.
    pub id: AnnotationId,
    /// The days it is about.
    pub days: DayRange,
    /// What it says.
    pub text: String,
    /// The metric it is about; every metric where none.
    pub metric: Option<MetricId>,
    /// The object it is about; everything where none.
    pub object: Option<ObjectId>,
    /// Who wrote it.
    pub author: String,
    /// Whether only its author sees it.
    pub is_personal: bool,
}

impl Annotation {
    /// The longest text, in characters.
    pub const MAX_TEXT: usize = 1_000;

    /// Whether it is about what a series shows: the metric, and its object, if any.
    pub fn concerns(&self, metric: MetricId, object: Option<ObjectId>) -> bool {
        let is_metric = self.metric.is_none_or(|own| own == metric);
        let is_object = self.object.is_none_or(|own| Some(own) == object);
        is_metric && is_object
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;

    #[test]
    fn a_note_concerns_what_it_names_and_everything_within() {
        let note = |metric: Option<i64>, object: Option<i64>| Annotation {
            id: AnnotationId(1),
            days: DayRange::single(Day::from_days(0)),
            text: "Prices went up".to_owned(),
            metric: metric.map(MetricId),
            object: object.map(ObjectId),
            author: "ann@example.com".to_owned(),
            is_personal: false,
        };
        let cases = [
            (note(None, None), 1, None, true),
            (note(None, None), 1, Some(7), true),
            (note(Some(1), None), 1, Some(7), true),
            (note(Some(2), None), 1, None, false),
            (note(None, Some(7)), 1, Some(7), true),
            (note(None, Some(7)), 1, Some(8), false),
            // What is known of one object is not said of all of them.
            (note(None, Some(7)), 1, None, false),
        ];
        for (note, metric, object, expected) in cases {
            let concerns = note.concerns(MetricId(metric), object.map(ObjectId));
            assert_eq!(concerns, expected, "{note:?}");
        }
    }
}
