//! Values of several objects on one day, made one.

use crate::{AcrossObjects, GapReason, Numerator, Sum, Value, Weight};

/// What is known of an object on a day.
type Outcome = Result<Value, GapReason>;

impl AcrossObjects {
    /// The values of several objects as one; `None` for none of them, and where it is too large.
    ///
    /// A mean is weighted, and weighs as much as all of them, where the weight of each is known; else each
    /// counts alike and the mean has no weight.
    pub fn combine(self, values: &[Value]) -> Option<Value> {
        if let [only] = values {
            return Some(*only);
        }
        let numbers = || values.iter().map(|value| value.get());
        let number = match self {
            Self::Sum => numbers().collect::<Sum>().get(),
            Self::Min => numbers().reduce(f64::min)?,
            Self::Max => numbers().reduce(f64::max)?,
            Self::Mean => return mean(values),
        };
        let has_any = !values.is_empty();
        Value::new(number).ok().filter(|_| has_any)
    }

    /// What is known of several objects as one: their values; where there is none, why the first has none.
    /// `None` for no object, and where it is too large.
    ///
    /// In a mean, what was to be divided counts where there was nothing to divide by.
    pub fn combine_outcomes(self, outcomes: &[Outcome]) -> Option<Outcome> {
        let values: Vec<Value> = outcomes.iter().filter_map(|one| one.ok()).collect();
        let numerators = outcomes.iter().filter_map(|one| one.err()?.numerator());
        let numerators: Vec<f64> = numerators.filter(|numerator| *numerator != 0.0).collect();
        let are_several = values.len() > 1 || !numerators.is_empty();
        if self == Self::Mean
            && are_several
            && let Some((numerator, denominator)) = fraction(&values)
        {
            let numerators = numerators.into_iter().chain([numerator]);
            let made = divided(numerators.collect::<Sum>().get(), denominator);
            if made.is_some() {
                return made;
            }
        }
        match values.as_slice() {
            [] => outcomes.first().copied(),
            values => self.combine(values).map(Ok),
        }
    }
}

/// Σ(value·weight) and Σweight; `None` where the weight of any is not known.
fn fraction(values: &[Value]) -> Option<(f64, f64)> {
    let weights = values.iter().map(|value| value.weight().map(Weight::get));
    let weights: Vec<f64> = weights.collect::<Option<_>>()?;
    let pairs = values.iter().zip(&weights);
    let numerator: Sum = pairs.map(|(value, weight)| value.get() * weight).collect();
    let denominator: Sum = weights.into_iter().collect();
    Some((numerator.get(), denominator.get()))
}

/// What one sum divided by another makes; `None` where it is too large.
fn divided(numerator: f64, denominator: f64) -> Option<Outcome> {
    if denominator == 0.0 {
        let numerator = Numerator::new(numerator).ok()?;
        return Some(Err(GapReason::ZeroDenominator(numerator)));
    }
    let value = Value::new(numerator / denominator).ok()?;
    Some(Ok(
        value.weighing(Some(Weight::denominator(denominator).ok()?))
    ))
}

fn mean(values: &[Value]) -> Option<Value> {
    let weighted = fraction(values).and_then(|(numerator, denominator)| {
        let value = divided(numerator, denominator)?;
        value.ok()
    });
    weighted.or_else(|| {
        let sum: Sum = values.iter().map(|value| value.get()).collect();
        match values.len() {
            0 => None,
            count => Value::new(sum.get() / count as f64).ok(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(number: f64, weight: f64) -> Value {
        let value = Value::new(number).expect("finite");
        value.weighing(Weight::new(weight).ok())
    }

    #[test]
    fn objects_become_one_as_their_numbers_allow() {
        use AcrossObjects::{Max, Mean, Min, Sum};
        let plain = [value(2.0, 0.0), value(5.0, 0.0)];
        for (how, expected) in [(Sum, 7.0), (Mean, 3.5), (Min, 2.0), (Max, 5.0)] {
            assert_eq!(how.combine(&plain), Some(value(expected, 0.0)), "{how}");
            assert_eq!(how.combine(&plain[..1]), Some(plain[0]));
            assert_eq!(how.combine(&[]), None);
        }
        let weighted = [value(10.0, 2.0), value(40.0, 1.0)];
        assert_eq!(Mean.combine(&weighted), Some(value(20.0, 3.0)));
        let in_part = [value(10.0, 2.0), value(40.0, 0.0)];
        assert_eq!(Mean.combine(&in_part), Some(value(25.0, 0.0)));
        assert_eq!(Sum.combine(&[value(9e307, 0.0), value(9e307, 0.0)]), None);
    }

    #[test]
    fn what_was_to_be_divided_is_part_of_a_mean() {
        use AcrossObjects::{Mean, Sum};
        let undivided = |number| {
            Err(GapReason::ZeroDenominator(
                Numerator::new(number).expect("finite"),
            ))
        };
        let (failed, none) = (Err(GapReason::Timeout), Err(GapReason::NoAnswer));
        for (how, outcomes, expected) in [
            (
                Mean,
                vec![Ok(value(0.5, 4.0)), undivided(1.0)],
                Some(Ok(value(0.75, 4.0))),
            ),
            (
                Mean,
                vec![undivided(1.0), Ok(value(0.5, 4.0)), failed],
                Some(Ok(value(0.75, 4.0))),
            ),
            (
                Mean,
                vec![undivided(1.0), undivided(2.0)],
                Some(undivided(3.0)),
            ),
            (
                Mean,
                vec![undivided(0.0), Ok(value(0.5, 4.0))],
                Some(Ok(value(0.5, 4.0))),
            ),
            (
                Mean,
                vec![undivided(1.0), Ok(value(0.5, 0.0))],
                Some(Ok(value(0.5, 0.0))),
            ),
            (
                Sum,
                vec![undivided(1.0), Ok(value(0.5, 4.0))],
                Some(Ok(value(0.5, 4.0))),
            ),
            (Mean, vec![failed, none], Some(failed)),
            (Mean, vec![], None),
        ] {
            assert_eq!(how.combine_outcomes(&outcomes), expected, "{outcomes:?}");
        }
        let less = Value::new(2.0).map(|two| two.weighing(Weight::denominator(-4.0).ok()));
        let together =
            Mean.combine_outcomes(&[less.map_err(|_| GapReason::BadValue), undivided(1.0)]);
        assert_eq!(together.and_then(Result::ok).map(Value::get), Some(1.75));
    }

    #[test]
    fn it_is_the_same_in_whatever_order() {
        let all = [value(10.0, 2.0), value(40.0, 1.0), value(1.0, 5.0)];
        let first = AcrossObjects::Mean.combine(&all[..2]).expect("a mean");
        let in_steps = AcrossObjects::Mean.combine(&[first, all[2]]);
        assert_eq!(in_steps, AcrossObjects::Mean.combine(&all));
    }
}
