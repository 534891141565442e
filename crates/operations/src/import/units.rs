//! Whether what stands beside the numbers of a file is the unit of the metric that they go to.

use std::collections::BTreeSet;

use dbag_domain::{Format, Unit};

use super::cells::{Sign, currency_label, is_currency};
use super::measurements::Measurements;
use super::roles::{ColumnRole, Columns, Question};
use super::targets::Target;

/// What is asked where numbers of one unit would go to a metric of another: nothing converts them. A column
/// whose role somebody chose is meant so, and of lines that are counted no number is taken.
pub(super) fn ask(found: &Measurements, targets: &[Target], columns: &Columns) -> Vec<Question> {
    let sign = |at: usize| {
        let column = columns.list.get(at).filter(|column| !column.is_chosen)?;
        column.numbers.sign
    };
    if columns.are_lines_counted || !(0..columns.list.len()).any(|at| sign(at).is_some()) {
        return Vec::new();
    }
    let signed = found
        .rows
        .iter()
        .filter(|row| sign(row.column as usize).is_some());
    let pairs: BTreeSet<(usize, usize)> = signed
        .map(|row| (row.column as usize, row.metric as usize))
        .collect();
    let mut asked = BTreeSet::new();
    let questions = pairs.into_iter().filter_map(|(at, metric)| {
        let target = &targets[metric];
        target.metric.as_ref()?;
        let sign = sign(at).filter(|_| !asked.contains(&at))?;
        let other = other_unit(sign, &target.settings.unit)?;
        asked.insert(at);
        Some(question(columns, at, (sign, &other), target))
    });
    questions.collect()
}

fn question(columns: &Columns, at: usize, units: (Sign, &str), target: &Target) -> Question {
    let (name, slug) = (columns.list[at].name(at), &target.settings.slug);
    let (sign, other) = units;
    let (ours, end) = match sign {
        Sign::Percent => (
            "are percentages, of which 12 % is the number 12".to_owned(),
            "percent",
        ),
        Sign::Currency(code) => (format!("are in {}", currency_label(code)), code),
    };
    let message = format!(
        "the numbers of column `{name}` {ours}, and metric `{slug}` {other}: choose that they are its values as \
         they are, or give them a metric of their own"
    );
    let named = match &columns.list[at].role {
        ColumnRole::Value(role) if role.metric.is_some() => format!("{name}=value:{slug}"),
        _ => format!("{name}=value"),
    };
    let end = end.to_lowercase();
    let other = match columns.with(|role| *role == ColumnRole::Metric).is_empty() {
        true => format!(", or --as {name}=value:{slug}-in-{end}"),
        false => String::new(),
    };
    Question::of_column(at, message)
        .of_role()
        .way_out(format!("say --as {named}{other}"))
}

/// What a metric's unit is where it is another; one without any says nothing.
fn other_unit(sign: Sign, unit: &Unit) -> Option<String> {
    let name = match unit.plural.as_str() {
        "" => unit.singular.as_str(),
        plural => plural,
    };
    let is_same = match sign {
        Sign::Percent => unit.format == Format::Percent,
        Sign::Currency(_) if unit.format == Format::Percent => false,
        Sign::Currency(code) => match is_currency(code, name) {
            Some(is_same) => is_same,
            None => name.is_empty(),
        },
    };
    (!is_same).then(|| match (unit.format, name) {
        (Format::Percent, _) => "is in percent".to_owned(),
        (_, "") => "is not".to_owned(),
        (_, name) => format!("is in {name}"),
    })
}
