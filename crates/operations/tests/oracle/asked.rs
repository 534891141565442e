//! What is asked: the kinds of metrics that worlds are made of.

use dbag_domain::{Measure, RollUp};
use dbag_operations::MetricForm;
use rand::Rng;
use rand::rngs::StdRng;

use crate::book::Together;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    Distinct,
    Sum,
    Avg,
    Min,
    Max,
}

impl Aggregate {
    const ALL: [Self; 6] = [
        Self::Count,
        Self::Distinct,
        Self::Sum,
        Self::Avg,
        Self::Min,
        Self::Max,
    ];

    pub(crate) const fn sql(self) -> &'static str {
        match self {
            Self::Count => "count(*)",
            Self::Distinct => "count(distinct person)",
            Self::Sum => "sum(amount)",
            Self::Avg => "avg(amount)",
            Self::Min => "min(amount)",
            Self::Max => "max(amount)",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Distinct => "count_distinct",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

/// A condition, as a person types it and as the book knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    column: &'static str,
    operator: &'static str,
    value: &'static str,
    pub(crate) sql: &'static str,
}

const FILTERS: [Filter; 5] = [
    Filter {
        column: "state",
        operator: "=",
        value: "paid",
        sql: "state = 'paid'",
    },
    Filter {
        column: "state",
        operator: "!=",
        value: "void",
        sql: "state <> 'void'",
    },
    Filter {
        column: "amount",
        operator: ">",
        value: "50",
        sql: "amount > 50",
    },
    Filter {
        column: "gift",
        operator: "is_true",
        value: "",
        sql: "gift",
    },
    Filter {
        column: "person",
        operator: "in",
        value: "1, 2, 3",
        sql: "person in (1, 2, 3)",
    },
];

/// Rows, counted.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    pub(crate) aggregate: Aggregate,
    pub(crate) filter: Option<Filter>,
    /// The days that a value counts.
    pub(crate) window: i64,
    /// Whether it is asked by a query of the user's own, which says how much an average counts.
    pub(crate) as_query: bool,
}

impl Counted {
    /// How objects become one; none without objects.
    pub(crate) fn together(&self, by_object: bool) -> Option<Together> {
        by_object.then_some(match self.aggregate {
            Aggregate::Count | Aggregate::Sum => Together::Sum,
            Aggregate::Distinct | Aggregate::Avg => Together::Mean,
            Aggregate::Min => Together::Min,
            Aggregate::Max => Together::Max,
        })
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Question {
    Counted(Counted),
    /// One metric in percent of another.
    Ratio {
        above: &'static str,
        below: &'static str,
    },
    /// What a program sends of its objects, now and then: what there is at a moment.
    Sent,
}

#[derive(Debug, Clone)]
pub(crate) struct Metric {
    pub(crate) slug: &'static str,
    pub(crate) question: Question,
    pub(crate) by_object: bool,
}

const SLUGS: [&str; 8] = ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"];

impl Metric {
    fn counted(slug: &'static str, aggregate: Aggregate, by_object: bool) -> Self {
        let question = Question::Counted(Counted {
            aggregate,
            filter: None,
            window: 1,
            as_query: false,
        });
        Self {
            slug,
            question,
            by_object,
        }
    }

    /// Some that are in every world, and some that chance adds.
    pub(crate) fn some(random: &mut StdRng, has_dates: bool) -> Vec<Self> {
        let by_object = random.random_bool(0.5);
        let mut paid = Self::counted("paid", Aggregate::Count, by_object);
        if let Question::Counted(counted) = &mut paid.question {
            counted.filter = Some(FILTERS[0]);
        }
        let ratio = Question::Ratio {
            above: "paid",
            below: "all",
        };
        // On many a day, and of many an object, there is something to divide and nothing to divide by.
        let per_paid = Question::Ratio {
            above: "all",
            below: "paid",
        };
        // What is computed of what is computed.
        let share_a_day = Question::Ratio {
            above: "ratio",
            below: "all",
        };
        let mut all = vec![
            Self::counted("all", Aggregate::Count, by_object),
            paid,
            Self {
                slug: "ratio",
                question: ratio,
                by_object,
            },
            Self {
                slug: "per_paid",
                question: per_paid,
                by_object,
            },
            Self {
                slug: "share_a_day",
                question: share_a_day,
                by_object,
            },
            Self {
                slug: "sent",
                question: Question::Sent,
                by_object: true,
            },
        ];
        if has_dates {
            let mut asked = Self::counted("asked", Aggregate::Avg, random.random_bool(0.5));
            if let Question::Counted(counted) = &mut asked.question {
                counted.as_query = true;
            }
            all.push(asked);
        }
        for slug in SLUGS.into_iter().take(random.random_range(2..5)) {
            let aggregate = Aggregate::ALL[random.random_range(0..6)];
            let filter = random
                .random_bool(0.4)
                .then(|| FILTERS[random.random_range(0..FILTERS.len())]);
            let window = match random.random_range(0..4) {
                0 => [7, 28, 30][random.random_range(0..3)],
                _ => 1,
            };
            let question = Question::Counted(Counted {
                aggregate,
                filter,
                window,
                as_query: false,
            });
            all.push(Self {
                slug,
                question,
                by_object: random.random_bool(0.4),
            });
        }
        all
    }

    /// What is typed to add it; `date` is what its date column needs.
    pub(crate) fn form(&self, date: &[(&str, String)]) -> MetricForm {
        let mut form = MetricForm::new()
            .with("slug", self.slug)
            .with("label", self.slug);
        if self.by_object {
            form = form.with("object_kind", "customer");
        }
        match &self.question {
            Question::Sent => form.with("metric_type", "push").with("measure", "level"),
            Question::Counted(counted) if counted.as_query => form
                .with("metric_type", "sql_query")
                .with("source", "shop")
                .with("measure", "share")
                .with("property.query", self.query()),
            Question::Ratio { above, below } => form
                .with("metric_type", "ratio")
                .with("property.numerator", above)
                .with("property.denominator", below)
                .with("property.as", "percent"),
            Question::Counted(counted) => {
                let mut form = form
                    .with("metric_type", "row_count")
                    .with("source", "shop")
                    .with("property.table", "sale")
                    .with("property.aggregate", counted.aggregate.word());
                let column = match counted.aggregate {
                    Aggregate::Count => "",
                    Aggregate::Distinct => "person",
                    _ => "amount",
                };
                form = form
                    .with("property.column", column)
                    .with("property.window_days", &counted.window.to_string());
                for (field, value) in date {
                    form = form.with(&format!("property.{field}"), value);
                }
                if self.by_object {
                    form = form.with("property.object_column", "who");
                }
                if let Some(filter) = counted.filter {
                    form = form
                        .with("filter.1.column", filter.column)
                        .with("filter.1.operator", filter.operator)
                        .with("filter.1.value", filter.value);
                }
                form
            }
        }
    }

    fn query(&self) -> &'static str {
        match self.by_object {
            true => {
                "select at as day, who as object, avg(amount + 0e0) as value, count(amount) as weight
                 from sale where at between :start and :end group by at, who"
            }
            false => {
                "select at as day, avg(amount + 0e0) as value, count(amount) as weight
                 from sale where at between :start and :end group by at"
            }
        }
    }

    /// The same with another condition.
    pub(crate) fn redefined(mut self, random: &mut StdRng) -> Self {
        if let Question::Counted(counted) = &mut self.question {
            counted.filter = Some(FILTERS[random.random_range(1..FILTERS.len())]);
        }
        self
    }

    /// How its days become longer periods, as `docs/numbers.md` says.
    pub(crate) fn rollup(&self) -> RollUp {
        let counted = match &self.question {
            Question::Counted(counted) => counted,
            Question::Ratio { .. } => return RollUp::Recomputed,
            Question::Sent => return RollUp::Last,
        };
        match counted.aggregate {
            _ if counted.window > 1 => RollUp::Last,
            Aggregate::Count | Aggregate::Sum => RollUp::Sum,
            Aggregate::Distinct | Aggregate::Avg => RollUp::Mean,
            Aggregate::Min => RollUp::Min,
            Aggregate::Max => RollUp::Max,
        }
    }

    /// Whether several like it are parts of a whole.
    pub(crate) fn is_part(&self) -> bool {
        self.measure() != Measure::Share
    }

    pub(crate) fn measure(&self) -> Measure {
        match &self.question {
            Question::Sent => Measure::Level,
            Question::Counted(Counted {
                aggregate: Aggregate::Count | Aggregate::Sum,
                ..
            }) => Measure::Flow,
            _ => Measure::Share,
        }
    }

    /// Whether nobody can tell what becomes of two objects that are one: different people.
    pub(crate) fn cannot_be_merged(&self) -> bool {
        matches!(&self.question, Question::Counted(counted)
            if self.by_object && (counted.aggregate == Aggregate::Distinct || counted.window > 1))
    }
}
