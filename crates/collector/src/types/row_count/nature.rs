//! What an aggregate says of itself: whether it adds up, and what no row means.

use dbag_domain::{AbsentMeans, AcrossObjects, Measure, Nature, Properties, RollUp};

use super::question::{Aggregate, read_aggregate, read_window};

/// With a date column a number is of a whole day, else it is what the table holds at a moment. Only
/// counts and sums of one day may be added up from day to day.
pub(super) fn measure(properties: &Properties) -> Measure {
    let is_dated = properties.given("date_column").is_some();
    match (is_dated, aggregate(properties)) {
        (false, _) => Measure::Level,
        (true, Aggregate::Count | Aggregate::Sum) => Measure::Flow,
        (true, _) => Measure::Share,
    }
}

pub(super) fn nature(properties: &Properties, measure: Measure) -> Nature {
    let aggregate = aggregate(properties);
    let is_windowed = read_window(properties).is_ok_and(|days| days > 1);
    let across_objects = match aggregate {
        Aggregate::Count | Aggregate::Sum => AcrossObjects::Sum,
        // Nobody can tell how many of one object are counted for another, too.
        Aggregate::CountDistinct | Aggregate::Avg => AcrossObjects::Mean,
        Aggregate::Min => AcrossObjects::Min,
        Aggregate::Max => AcrossObjects::Max,
    };
    let rollup = match (measure, aggregate) {
        (Measure::Level, _) => RollUp::Last,
        _ if is_windowed => RollUp::Last,
        (_, Aggregate::Count | Aggregate::Sum) => RollUp::Sum,
        (_, Aggregate::CountDistinct | Aggregate::Avg) => RollUp::Mean,
        (_, Aggregate::Min) => RollUp::Min,
        (_, Aggregate::Max) => RollUp::Max,
    };
    Nature {
        rollup,
        adds_up: rollup == RollUp::Sum,
        across_objects,
        absent_means: match aggregate {
            Aggregate::Count | Aggregate::Sum | Aggregate::CountDistinct => AbsentMeans::Zero,
            // The average of no rows is no number.
            Aggregate::Avg | Aggregate::Min | Aggregate::Max => AbsentMeans::Gap,
        },
    }
}

fn aggregate(properties: &Properties) -> Aggregate {
    read_aggregate(properties.text("aggregate")).unwrap_or(Aggregate::Count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(aggregate: &str, date: &str, window: &str) -> (Measure, Nature) {
        let mut properties = Properties::default();
        properties.set("aggregate", aggregate);
        properties.set("date_column", date);
        properties.set("window_days", window);
        let measure = measure(&properties);
        (measure, nature(&properties, measure))
    }

    #[test]
    fn an_aggregate_says_whether_it_adds_up() {
        use AbsentMeans::{Gap, Zero};
        use Measure::{Flow, Level, Share};
        for (aggregate, date, window, measure, rollup, across, absent) in [
            (
                "count",
                "at",
                "",
                Flow,
                RollUp::Sum,
                AcrossObjects::Sum,
                Zero,
            ),
            (
                "sum",
                "at",
                "1",
                Flow,
                RollUp::Sum,
                AcrossObjects::Sum,
                Zero,
            ),
            (
                "count",
                "at",
                "7",
                Flow,
                RollUp::Last,
                AcrossObjects::Sum,
                Zero,
            ),
            (
                "count",
                "",
                "",
                Level,
                RollUp::Last,
                AcrossObjects::Sum,
                Zero,
            ),
            (
                "count_distinct",
                "at",
                "",
                Share,
                RollUp::Mean,
                AcrossObjects::Mean,
                Zero,
            ),
            (
                "count_distinct",
                "at",
                "30",
                Share,
                RollUp::Last,
                AcrossObjects::Mean,
                Zero,
            ),
            (
                "avg",
                "at",
                "",
                Share,
                RollUp::Mean,
                AcrossObjects::Mean,
                Gap,
            ),
            ("avg", "", "", Level, RollUp::Last, AcrossObjects::Mean, Gap),
            ("min", "at", "", Share, RollUp::Min, AcrossObjects::Min, Gap),
            ("max", "", "", Level, RollUp::Last, AcrossObjects::Max, Gap),
        ] {
            let (said, nature) = of(aggregate, date, window);
            assert_eq!(said, measure, "{aggregate} {date} {window}");
            assert_eq!(nature.rollup, rollup, "{aggregate} {date} {window}");
            assert_eq!(nature.across_objects, across, "{aggregate}");
            assert_eq!(nature.absent_means, absent, "{aggregate}");
            assert_eq!(nature.adds_up, rollup == RollUp::Sum);
        }
    }
}
