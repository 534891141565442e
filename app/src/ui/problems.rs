//! Problems on their way to the fields they belong to.

use dbag_domain::Problem;

/// Problems that no field has taken yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl From<Vec<Problem>> for Problems {
    fn from(problems: Vec<Problem>) -> Self {
        Self(problems)
    }
}

impl Problems {
    /// Takes what is wrong with a field.
    pub(crate) fn take(&mut self, field: &str) -> Option<String> {
        let (here, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|problem| problem.field.as_deref() == Some(field));
        self.0 = rest;
        let messages: Vec<_> = here.into_iter().map(|problem| problem.message).collect();
        (!messages.is_empty()).then(|| messages.join("; "))
    }

    /// What no field on the page has taken.
    pub(crate) fn rest(self) -> Vec<String> {
        self.0.into_iter().map(|problem| problem.message).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_once() {
        let mut problems = Problems::from(vec![
            Problem::field("slug", "a"),
            Problem::invalid("b"),
            Problem::field("slug", "c"),
            Problem::field("hidden", "d"),
        ]);
        assert_eq!(problems.take("slug").as_deref(), Some("a; c"));
        assert_eq!(problems.take("slug"), None);
        assert_eq!(problems.rest(), ["b", "d"]);
    }
}
