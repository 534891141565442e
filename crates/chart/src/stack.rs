//! Stacks: shown series on each other, slot by slot.

use crate::column::Column;
use crate::{ChartStyle, SeriesRole};

/// Puts the shown columns on each other: their values become where they reach to, their
/// bases what they stand on. An area has a gap where one of them is not known; bars stand without it. What has not
/// begun, or has ended, adds nothing.
pub(crate) fn stack(columns: &mut [Column], style: ChartStyle) {
    stack_role(columns, SeriesRole::Shown, style);
}

/// Puts what is compared on each other, too: each reaches to where its part of the other stack ended.
/// It has no ground of its own, so no bases.
pub(crate) fn stack_compared(columns: &mut [Column], style: ChartStyle) {
    stack_role(columns, SeriesRole::Compared, style);
    let compared = |column: &&mut Column| column.role == SeriesRole::Compared;
    for column in columns.iter_mut().filter(compared) {
        column.bases.clear();
    }
}

fn stack_role(columns: &mut [Column], role: SeriesRole, style: ChartStyle) {
    let slots = columns.first().map_or(0, |column| column.values.len());
    let mut heights = vec![Heights::default(); slots];
    let stacked = columns.iter().filter(|column| column.role == role);
    for (slot, _) in stacked.flat_map(Column::known) {
        heights[slot].is_known = true;
    }
    if style != ChartStyle::StackedBars {
        for slot in unknown_slots(columns, role) {
            heights[slot].is_known = false;
        }
    }
    for column in columns.iter_mut().filter(|column| column.role == role) {
        column.bases = vec![None; slots];
        for (slot, heights) in heights.iter_mut().enumerate() {
            let is_known = heights.is_known;
            let value = column.values[slot].filter(|_| is_known);
            let height = heights.of(value.unwrap_or(0.0), style);
            column.bases[slot] = is_known.then_some(*height);
            *height = (*height + value.unwrap_or(0.0)).clamp(-f64::MAX, f64::MAX);
            column.values[slot] = value.map(|_| *height);
        }
    }
}

/// How high the stack of a slot is by now.
#[derive(Debug, Clone, Copy, Default)]
struct Heights {
    is_known: bool,
    above: f64,
    below: f64,
}

impl Heights {
    /// Bars grow in two directions; an area is one sum, or its edges would cross.
    fn of(&mut self, value: f64, style: ChartStyle) -> &mut f64 {
        if value < 0.0 && style == ChartStyle::StackedBars {
            &mut self.below
        } else {
            &mut self.above
        }
    }
}

/// The sum of the shown columns in each slot, before they are stacked; none where one of them is not known.
pub(crate) fn sums(columns: &[Column]) -> Vec<Option<f64>> {
    let slots = columns.first().map_or(0, |column| column.values.len());
    let mut sums: Vec<Option<f64>> = vec![None; slots];
    let shown = columns.iter().filter(|column| column.is_shown());
    for (slot, value) in shown.flat_map(Column::known) {
        let sum = sums[slot].unwrap_or(0.0) + value;
        sums[slot] = Some(sum.clamp(-f64::MAX, f64::MAX));
    }
    for slot in unknown_slots(columns, SeriesRole::Shown) {
        sums[slot] = None;
    }
    sums
}

/// The slots in which a column of a role is not known, some of them several times.
fn unknown_slots(columns: &[Column], role: SeriesRole) -> Vec<usize> {
    let stacked = columns.iter().filter(|column| column.role == role);
    stacked.flat_map(Column::unknown).collect()
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, Series};

    use super::*;
    use crate::ChartSeries;
    use crate::timeline::Timeline;

    fn columns(values: &[&[Option<f64>]]) -> Vec<Column> {
        let series = |values: &&[Option<f64>]| ChartSeries {
            points: Series::new(Day::from_days(0), values.to_vec()).into(),
            ..ChartSeries::default()
        };
        let series: Vec<ChartSeries> = values.iter().map(series).collect();
        let timeline = Timeline::of(&series).expect("slots");
        let column = |one| Column::new(one, timeline);
        series.iter().map(column).collect()
    }

    #[test]
    fn bars_grow_from_zero_in_both_directions() {
        let mut columns = columns(&[&[Some(2.0), Some(-1.0)], &[Some(-3.0), Some(-4.0)]]);
        stack(&mut columns, ChartStyle::StackedBars);
        assert_eq!(columns[1].bases, [Some(0.0), Some(-1.0)]);
        assert_eq!(columns[1].values, [Some(-3.0), Some(-5.0)]);
    }

    #[test]
    fn what_is_compared_is_stacked_by_itself() {
        let mut columns = columns(&[&[Some(9.0)], &[Some(2.0)], &[Some(3.0)]]);
        columns[1].role = SeriesRole::Compared;
        columns[2].role = SeriesRole::Compared;
        stack(&mut columns, ChartStyle::StackedArea);
        stack_compared(&mut columns, ChartStyle::StackedArea);
        let tops = columns.iter().map(|column| column.values[0]);
        assert_eq!(tops.collect::<Vec<_>>(), [Some(9.0), Some(2.0), Some(5.0)]);
        assert!(columns[2].bases.is_empty());
    }

    #[test]
    fn a_gap_adds_nothing_and_all_gaps_are_one() {
        let mut columns = columns(&[&[Some(2.0), None, None], &[None, Some(3.0), None]]);
        assert_eq!(sums(&columns), [Some(2.0), Some(3.0), None]);
        stack(&mut columns, ChartStyle::StackedArea);
        assert_eq!(columns[1].values, [None, Some(3.0), None]);
        let tops: Vec<_> = (0..3).map(|slot| columns[1].top(slot)).collect();
        assert_eq!(tops, [Some(2.0), Some(3.0), None]);
    }

    /// A seat that nobody knows is no empty one: 38, 65 and 38 of two teams were not 38, 65 and 0.
    #[test]
    fn what_is_not_known_is_no_zero() {
        let values: [&[Option<f64>]; 2] = [
            &[Some(28.0), None, Some(28.0), Some(28.0)],
            &[Some(10.0), Some(65.0), Some(10.0), Some(10.0)],
        ];
        let mut area = columns(&values);
        assert_eq!(sums(&area), [Some(38.0), None, Some(38.0), Some(38.0)]);
        stack(&mut area, ChartStyle::StackedArea);
        assert_eq!(area[1].values[1], None);
        assert_eq!((area[0].top(1), area[1].top(1)), (None, None));
        let mut bars = columns(&values);
        stack(&mut bars, ChartStyle::StackedBars);
        assert_eq!(bars[1].values[1], Some(65.0));
    }

    /// What is told of days beside the shown values counts: on the first shown day it is unknown, though it has begun.
    #[test]
    fn what_is_said_to_be_unknown_is() {
        let of = |unknown: Option<Vec<Day>>| {
            let values: [&[Option<f64>]; 2] = [&[Some(1.0), Some(1.0)], &[None, Some(2.0)]];
            let series = values.map(|values| ChartSeries {
                points: Series::new(Day::from_days(0), values.to_vec()).into(),
                unknown: unknown.clone(),
                ..ChartSeries::default()
            });
            let timeline = Timeline::of(&series).expect("slots");
            let columns: Vec<Column> = series
                .iter()
                .map(|one| Column::new(one, timeline))
                .collect();
            sums(&columns)
        };
        assert_eq!(of(Some(vec![Day::from_days(0)])), [None, Some(3.0)]);
        assert_eq!(of(Some(Vec::new())), [Some(1.0), Some(3.0)]);
        assert_eq!(of(None), [Some(1.0), Some(3.0)]);
    }

    #[test]
    fn the_largest_sums_stay_numbers() {
        let mut columns = columns(&[&[Some(f64::MAX)], &[Some(f64::MAX)]]);
        stack(&mut columns, ChartStyle::StackedBars);
        assert_eq!(columns[1].values, [Some(f64::MAX)]);
    }
}
