//! Why a panel shows nothing, and the way out.

use dbag_domain::{Day, GapReason, Slug};

/// Why a panel shows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unavailable {
    /// Its metric was removed; its title.
    MetricRemoved(String),
    /// No metric was chosen.
    NoMetric,
    /// It is bound to the page's object, and no object was chosen.
    NoObject,
    /// The metric has no values for objects, or for another kind of them; its title.
    OtherKind(String),
    /// Nothing was remembered yet.
    NoValuesYet,
    /// The shown days have no value: the last of them that says why, where one does.
    NoValuesHere(Option<(Day, GapReason)>),
    /// Nothing was known of it on the earlier day that is shown.
    NothingKnownThen,
    /// It shows progress, and no goal is set for these values.
    NoGoal {
        /// The metric's name in addresses.
        metric: Slug,
        /// The object's key, where they are one's.
        object: Option<String>,
    },
    /// It shows progress, and no shown day that has a goal has a value.
    NoGoalHere,
    /// It shows progress, and what is planned begins on this day, after those that are shown.
    GoalLater(Day),
    /// It shows progress of a median, which has no goal.
    MedianGoal,
    /// It is an average, a share or a level, and asked to be added up; its title.
    NotAddedUp(String),
    /// It shows small lines, and asked to add them up or to make shares of them.
    NotSmall,
    /// All values of the shown days are zero, of which nothing is a part or a multiple.
    AllZero,
    /// It shows shares, and in no shown period each series has a value.
    NeverTogether,
    /// It is told of all objects, and what they told on an earlier day is not read together.
    NotAsOf,
    /// It is a median, told to outsiders, of fewer objects than they may be told one of.
    FewObjects,
    /// It is not for whoever looks.
    NotShown,
}

impl Unavailable {
    /// Whether it is a matter of values, and not of how the panel is set: other days, or other values, have something
    /// to show.
    pub const fn is_of_values(&self) -> bool {
        matches!(
            self,
            Self::NoValuesYet
                | Self::NoValuesHere(_)
                | Self::NothingKnownThen
                | Self::NoGoalHere
                | Self::GoalLater(_)
                | Self::FewObjects
                | Self::AllZero
                | Self::NeverTogether
        )
    }

    /// The same where nothing can be chosen: in a picture, and for outsiders.
    pub fn plain_words(&self) -> String {
        match self {
            Self::NoValuesYet => "No values yet.".to_owned(),
            Self::NoValuesHere(None) => "No values in these days.".to_owned(),
            Self::NoValuesHere(Some((day, reason))) => {
                format!("No values in these days; on {}: {}.", day.medium(), reason.words())
            }
            Self::AllZero => "In these days all comes to 0: nothing is a part or a multiple of that.".to_owned(),
            Self::NeverTogether => {
                "None of these days has a value of each: where one is not known, nobody knows the whole.".to_owned()
            }
            _ => self.words(),
        }
    }

    /// What is wrong and the way out, in a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::MetricRemoved(label) => {
                format!("The metric “{label}” was removed. Choose another, or remove the panel.")
            }
            Self::NoMetric => "Choose a metric to show here.".to_owned(),
            Self::NoObject => "Choose an object to see its values.".to_owned(),
            Self::OtherKind(label) => format!(
                "“{label}” has no values for this kind of object. Bind the panel to the whole."
            ),
            Self::NoValuesYet => "No values yet. The first one is drawn here.".to_owned(),
            Self::NoValuesHere(_) => format!("{} Choose another range.", self.plain_words()),
            Self::NothingKnownThen => "Nothing was known of it on that day.".to_owned(),
            Self::NotAsOf => {
                "What is told of all objects is only shown as it is known today.".to_owned()
            }
            Self::NotAddedUp(label) => format!(
                "“{label}” is not added up: the sum would be no number of anything. Read the panel as values."
            ),
            Self::NotSmall => {
                "Small lines show values, or values as indexed. Read the panel as one of these."
                    .to_owned()
            }
            Self::AllZero | Self::NeverTogether => {
                format!("{} Read the panel as values.", self.plain_words())
            }
            Self::NoGoal { .. } => "No goal is set for this number yet.".to_owned(),
            Self::NoGoalHere => "None of these days has both a goal and a value.".to_owned(),
            Self::GoalLater(day) => format!("The goal begins on {}.", day.medium()),
            Self::FewObjects => "No values: a median is told of five objects or more.".to_owned(),
            Self::MedianGoal => "A median has no goal. Choose whose values it shows.".to_owned(),
            Self::NotShown => "This panel is not available.".to_owned(),
        }
    }
}
