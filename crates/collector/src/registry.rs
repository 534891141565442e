//! The list of metric types there are.

use std::sync::Arc;

use dbag_domain::MetricTypeDescription;
use thiserror::Error;

use crate::metric_type::MetricType;
use crate::types::{ActiveUsersCount, Push, Ratio, RowCount, SqlQuery};

/// Metric types under their labels, in the order they are offered.
#[derive(Clone)]
pub struct Registry {
    types: Vec<(String, Arc<dyn MetricType>)>,
}

/// Two metric types with one label.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there are two metric types with the label `{0}`; rename one")]
pub struct DuplicateLabel(pub String);

impl Registry {
    /// No types at all.
    pub const fn empty() -> Self {
        Self { types: Vec::new() }
    }

    /// The types that Dbag brings along.
    pub fn built_in() -> Self {
        let built_in: [Arc<dyn MetricType>; 5] = [
            Arc::new(RowCount),
            Arc::new(SqlQuery),
            Arc::new(ActiveUsersCount),
            Arc::new(Ratio),
            Arc::new(Push),
        ];
        let named = |metric_type: Arc<dyn MetricType>| (metric_type.describe().label, metric_type);
        Self {
            types: built_in.into_iter().map(named).collect(),
        }
    }

    /// Adds a type; refused where its label is taken.
    pub fn register(&mut self, metric_type: impl MetricType) -> Result<(), DuplicateLabel> {
        let label = metric_type.describe().label;
        if self.get(&label).is_some() {
            return Err(DuplicateLabel(label));
        }
        self.types.push((label, Arc::new(metric_type)));
        Ok(())
    }

    /// The type with a label.
    pub fn get(&self, label: &str) -> Option<&Arc<dyn MetricType>> {
        self.types
            .iter()
            .find(|(known, _)| known == label)
            .map(|(_, metric_type)| metric_type)
    }

    /// What every type says of itself.
    pub fn descriptions(&self) -> Vec<MetricTypeDescription> {
        let described = |(_, metric_type): &(String, Arc<dyn MetricType>)| metric_type.describe();
        self.types.iter().map(described).collect()
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self::built_in()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_and_every_field_is_there_once() {
        let registry = Registry::built_in();
        let descriptions = registry.descriptions();
        for (at, description) in descriptions.iter().enumerate() {
            let later = &descriptions[at + 1..];
            assert!(later.iter().all(|other| other.label != description.label));
            for (at, field) in description.fields.iter().enumerate() {
                let later = &description.fields[at + 1..];
                assert!(later.iter().all(|other| other.key != field.key));
            }
        }
    }

    #[test]
    fn a_second_type_with_a_label_is_refused() {
        let mut registry = Registry::built_in();
        let refusal = registry.register(Push).expect_err("it is there");
        assert_eq!(refusal, DuplicateLabel("push".to_owned()));
        assert!(Registry::empty().register(Push).is_ok());
    }
}
