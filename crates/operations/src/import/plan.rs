//! Where everything stands in the lines of a table.

use dbag_domain::{Format, Label, Problem, Slug, Unit};

use super::cells::{DayFormat, Moment, NumberFormat, Sign, currency_label};
use super::file::{Text, refused};
use super::measurements::{Measurements, NamedMetric, Names};
use super::roles::{Column, ColumnRole, Columns, ValueRole};

/// Where everything stands in a line.
pub(super) struct Plan {
    pub(super) metric: Option<usize>,
    pub(super) day: Option<(usize, DayFormat)>,
    pub(super) is_instant: bool,
    pub(super) objects: Vec<usize>,
    pub(super) kind: Option<usize>,
    /// The kind that was chosen for the objects.
    pub(super) chosen_kind: Vec<u8>,
    pub(super) label: Option<usize>,
    pub(super) weight: Option<(usize, NumberFormat)>,
    /// Whether it is known that decimals of weights stand behind a point.
    pub(super) is_weight_sure: bool,
    pub(super) gap: Option<usize>,
    pub(super) values: Vec<ValueColumn>,
    pub(super) left_out: u64,
    pub(super) width: usize,
    pub(super) is_padded: bool,
    /// Whether a line needs an object: where days are titles.
    pub(super) needs_object: bool,
    /// Whether lines count, and not what their cells say. A column whose title is a day has a cell in every line,
    /// so its cells count.
    pub(super) counts_lines: bool,
}

pub(super) struct ValueColumn {
    pub(super) at: usize,
    /// The metric; of a table that names it in each line, none.
    pub(super) metric: u32,
    pub(super) moment: Option<Moment>,
    pub(super) format: NumberFormat,
    /// Whether it is known that decimals stand behind a point.
    pub(super) is_sure_point: bool,
}

impl Plan {
    /// The places of columns; names of metrics go to what is found.
    pub(super) fn of(
        text: &Text,
        columns: &Columns,
        names: &mut Names,
        found: &mut Measurements,
    ) -> Result<Self, Problem> {
        let first = |role: &ColumnRole| columns.with(|other| other == role).first().copied();
        let objects = columns.with(|role| matches!(role, ColumnRole::Object(_)));
        let day = columns
            .with(|role| matches!(role, ColumnRole::Day(_)))
            .first()
            .copied();
        let chosen = objects.iter().find_map(|at| match &columns.list[*at].role {
            ColumnRole::Object(Some(kind)) => Some(kind.as_str().as_bytes().to_vec()),
            _ => None,
        });
        let mut plan = Self {
            metric: first(&ColumnRole::Metric),
            day: day.map(|at| (at, columns.list[at].days)),
            is_instant: day.is_some_and(
                |at| matches!(&columns.list[at].role, ColumnRole::Day(role) if role.is_instant),
            ),
            objects,
            kind: first(&ColumnRole::Kind),
            chosen_kind: chosen.unwrap_or_default(),
            label: first(&ColumnRole::Label),
            weight: first(&ColumnRole::Weight).map(|at| (at, columns.list[at].numbers)),
            is_weight_sure: first(&ColumnRole::Weight)
                .is_some_and(|at| columns.list[at].is_sure_point),
            gap: first(&ColumnRole::Gap),
            values: Vec::new(),
            left_out: columns.with(|role| *role == ColumnRole::Skip).len() as u64,
            width: columns.list.len(),
            is_padded: text.is_padded,
            needs_object: day.is_none(),
            counts_lines: columns.are_lines_counted && day.is_some(),
        };
        for (at, column) in columns.list.iter().enumerate() {
            if let ColumnRole::Value(role) = &column.role {
                let value = plan.value(at, (columns, role), names, found)?;
                plan.values.push(value);
            }
        }
        Ok(plan)
    }

    fn value(
        &self,
        at: usize,
        (columns, role): (&Columns, &ValueRole),
        names: &mut Names,
        found: &mut Measurements,
    ) -> Result<ValueColumn, Problem> {
        let column = &columns.list[at];
        let metric = match self.metric {
            Some(_) => 0,
            None => {
                let mut named = named_metric(at, column, role)?;
                named.measure = role.measure;
                named.unit = columns.unit_of(column.numbers.sign);
                names.add_metric(named, &mut found.metrics)
            }
        };
        Ok(ValueColumn {
            at,
            metric,
            moment: column
                .titled_day
                .filter(|_| self.day.is_none())
                .map(Moment::Day),
            format: column.numbers,
            is_sure_point: column.is_sure_point,
        })
    }

    /// Columns whose cells have no lines of their own.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        let values = self.values.iter().map(|value| value.at);
        let day = self.day.map(|(at, _)| at);
        let weight = self.weight.map(|(at, _)| at);
        let single = [self.metric, day, self.kind, weight].into_iter().flatten();
        values.chain(single).chain(self.objects.iter().copied())
    }

    /// How many cells of a line say what its values are about.
    pub(super) fn about(&self) -> u64 {
        self.width as u64 - self.left_out - self.values.len() as u64
    }
}

/// The metric that a column has the values of.
fn named_metric(at: usize, column: &Column, role: &ValueRole) -> Result<NamedMetric, Problem> {
    let name = match &role.metric {
        Some(slug) => slug.as_str(),
        None => &column.title,
    };
    let mut named = NamedMetric::parse(name).map_err(|reason| {
        let name = column.name(at);
        refused(format!(
            "column `{name}`: {reason}; give it another title, or --as {name}=value:METRIC"
        ))
    })?;
    if let Some(label) = &role.label {
        named.label = label.clone();
    } else if role.metric.is_some() && column.is_chosen {
        // What was chosen as a metric's name in addresses is no title.
        named.label = titled(column, &named.slug).unwrap_or_else(|| label_of(&named.slug));
    }
    Ok(named)
}

/// The title of a column, where it says the same as the metric's name in addresses: under another name it would be the
/// title of another metric.
fn titled(column: &Column, slug: &Slug) -> Option<Label> {
    let is_of_metric = Slug::from_label(&column.title).as_ref() == Some(slug)
        || Slug::parse(&column.title).as_ref() == Ok(slug);
    match is_of_metric && column.titled_day.is_none() {
        true => Label::parse(&column.title).ok(),
        false => None,
    }
}

/// A title made of a name in addresses: `Order count` of `order-count`.
pub(super) fn label_of(slug: &Slug) -> Label {
    let words = slug.as_str().replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let title = format!("{}{}", first.unwrap_or_default(), letters.as_str());
    Label::parse(&title)
        .or_else(|_| Label::parse(slug.as_str()))
        .expect("a slug is a label")
}

impl Columns {
    /// The unit of what a column makes: how many lines there are has none.
    pub(super) fn unit_of(&self, sign: Option<Sign>) -> Unit {
        unit_of(sign.filter(|_| !self.are_lines_counted))
    }
}

/// The unit of what stands beside numbers.
fn unit_of(sign: Option<Sign>) -> Unit {
    match sign {
        None => Unit::default(),
        Some(Sign::Percent) => Unit {
            format: Format::Percent,
            ..Unit::default()
        },
        Some(Sign::Currency(code)) => Unit {
            singular: currency_label(code).to_owned(),
            plural: currency_label(code).to_owned(),
            format: Format::Currency,
        },
    }
}
