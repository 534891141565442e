//! Faults put back into what is right: each of them must be found, or the comparison is blind to it.

use chrono::NaiveDate;
use dbag_domain::{PanelCompare, RollUp, Step};

use crate::book::MEAN_OF_DIVIDED;
use crate::calendar::{Range, buckets, length, period, plus};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    Nothing,
    /// What is compared is paired by its place in a list.
    PairedByPosition,
    /// Averages, minima, maxima and shares are added up.
    AddedUp,
    /// Averages and shares are the mean of their days, whatever each day counts.
    Unweighted,
    /// What was to be divided on days with nothing to divide by is lost.
    Undivided,
    /// A day without a row is unknown, where nothing happened.
    NoZeros,
    /// Rows that were deleted keep what they were.
    GoneRowsStay,
    /// Two objects that are one have the rows of one of them.
    MergedIsLost,
    /// What a person removed comes back when it is asked again.
    RemovedComesBack,
    /// What a person typed gives way to what is asked.
    TypedIsLost,
    /// Imported days before the first row are lost.
    ImportedIsLost,
    /// Levels of which nothing is known on a day count as nothing.
    GapsAreNothing,
    /// The median of two is the upper one.
    UpperMedian,
    /// Days that were asked for something else are as right as any.
    OldAnswersStay,
    /// A goal of a mean is added up.
    GoalsAddedUp,
    /// A day that is not over counts as much as others in a plain mean.
    RunningDayCounts,
    /// Days that are not over are compared with whole ones.
    RunningDayCompared,
    /// Ranges grow to whole weeks and months.
    WholePeriods,
}

impl Wrong {
    pub(crate) const ALL: [Self; 17] = [
        Self::PairedByPosition,
        Self::AddedUp,
        Self::Unweighted,
        Self::Undivided,
        Self::NoZeros,
        Self::GoneRowsStay,
        Self::MergedIsLost,
        Self::RemovedComesBack,
        Self::TypedIsLost,
        Self::ImportedIsLost,
        Self::GapsAreNothing,
        Self::UpperMedian,
        Self::OldAnswersStay,
        Self::GoalsAddedUp,
        Self::RunningDayCounts,
        Self::RunningDayCompared,
        Self::WholePeriods,
    ];

    pub(crate) fn rollup(self, right: RollUp) -> RollUp {
        match self {
            Self::AddedUp => RollUp::Sum,
            _ => right,
        }
    }

    pub(crate) fn mean(self, right: &'static str) -> &'static str {
        match self {
            Self::Unweighted => "avg(value)",
            Self::Undivided => MEAN_OF_DIVIDED,
            _ => right,
        }
    }

    /// The newest day that is compared.
    pub(crate) fn newest(self, right: NaiveDate, today: NaiveDate) -> NaiveDate {
        match self {
            Self::RunningDayCompared => today,
            _ => right,
        }
    }

    /// The rows that count.
    pub(crate) fn rows(self) -> &'static str {
        match self {
            Self::GoneRowsStay => "(select * from sale)",
            Self::MergedIsLost => "(select * from sale where not is_gone and merged_from is null)",
            _ => "(select * from sale where not is_gone)",
        }
    }

    /// What was typed that counts.
    pub(crate) fn typed(self) -> &'static str {
        match self {
            Self::RemovedComesBack => "(select * from typed where value is not null)",
            Self::TypedIsLost => "(select * from typed where value is null)",
            _ => "typed",
        }
    }

    /// A range, cut by a step.
    pub(crate) fn buckets(self, range: Range, step: Step) -> Vec<Option<Range>> {
        let all = buckets(range, step).into_iter();
        let bucket = |bucket: Range| match self {
            Self::WholePeriods => Some(period(bucket.0, step)),
            _ => Some(bucket),
        };
        all.map(bucket).collect()
    }

    pub(crate) fn pairs(
        self,
        right: Vec<Option<Range>>,
        (range, step): (Range, Step),
        compare: PanelCompare,
    ) -> Vec<Option<Range>> {
        if self != Self::PairedByPosition {
            return right;
        }
        let back = match compare {
            PanelCompare::Previous => length(range),
            PanelCompare::Year => 365,
            PanelCompare::Days(days) => days.into(),
        };
        let days = (plus(range.0, -back), plus(range.1, -back));
        let mut listed = buckets(days, step).into_iter();
        right.iter().map(|_| listed.next()).collect()
    }
}
