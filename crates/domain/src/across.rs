//! Values of several objects on one day, made one.

use crate::{AcrossObjects, Sum, Value, Weight};

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
}

fn mean(values: &[Value]) -> Option<Value> {
    let weights: Option<Vec<f64>> = values
        .iter()
        .map(|value| value.weight().map(Weight::get))
        .collect();
    let weighted = weights.and_then(|weights| {
        let pairs = values.iter().zip(&weights);
        let sum: Sum = pairs.map(|(value, weight)| value.get() * weight).collect();
        let weight = weights.iter().copied().collect::<Sum>().get();
        let mean = Value::new(sum.get() / weight).ok()?;
        Some(mean.weighing(Some(Weight::new(weight).ok()?)))
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
    fn it_is_the_same_in_whatever_order() {
        let all = [value(10.0, 2.0), value(40.0, 1.0), value(1.0, 5.0)];
        let first = AcrossObjects::Mean.combine(&all[..2]).expect("a mean");
        let in_steps = AcrossObjects::Mean.combine(&[first, all[2]]);
        assert_eq!(in_steps, AcrossObjects::Mean.combine(&all));
    }
}
