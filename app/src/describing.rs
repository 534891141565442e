//! What editors find below a directory: how its objects are described.

use dbag_domain::Problem;
use dbag_operations::DescribeReport;

/// What was typed to describe the objects of a kind, and how that went.
#[derive(Debug, Clone, Default)]
pub struct Describing {
    /// The table that was pasted.
    pub pasted: String,
    /// What was done with it, where some of its lines were refused.
    pub report: Option<DescribeReport>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Describing {
    /// Whether something was typed or has to be told.
    pub(crate) fn is_open(&self) -> bool {
        !self.problems.is_empty()
    }
}
