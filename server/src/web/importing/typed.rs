//! What was chosen on the page of a file, as options of an import.

use dbag_app::{ImportForm, TypedColumn};
use dbag_domain::{Label, Measure, Problem, Slug};
use dbag_operations::{ColumnName, ColumnRole, ImportConflict, ImportOptions, OfDay, RoleChoice};

use super::uploads::MOST_UNPACKED;

/// Reads the fields of the form. Of a column only what differs from the guess is kept, so that
/// guesses may change with what else is chosen.
fn form_of(fields: &[(String, String)]) -> ImportForm {
    let get = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let all = |name: &str| {
        let found = fields.iter().filter(|(field, _)| field == name);
        found.map(|(_, value)| value.clone()).collect()
    };
    let mut form = ImportForm {
        conflict: get("conflict"),
        of_day: get("of_day"),
        zone: get("zone"),
        metric: get("metric"),
        measure: get("measure"),
        sheet: get("sheet"),
        leave_out: all("leave_out"),
        ..ImportForm::default()
    };
    for (field, role) in fields {
        let Some(at) = field
            .strip_prefix("role.")
            .and_then(|at| at.parse::<usize>().ok())
        else {
            continue;
        };
        let of = |name: &str| get(&format!("{name}.{at}"));
        let column = TypedColumn {
            role: role.clone(),
            name: of("name"),
            mark: of("mark"),
        };
        let was = of("was");
        if column.role != was || !column.name.is_empty() || !column.mark.is_empty() {
            form.columns.insert(at, column);
        }
    }
    // Another sheet has other columns.
    if form.sheet != get("sheet-was") {
        form.columns.clear();
    }
    form
}

/// The fields of a form that was shown before. A sheet that nobody chose is still chosen by nobody.
pub(super) fn form_again(fields: &[(String, String)], before: &ImportForm) -> ImportForm {
    let mut form = form_of(fields);
    let was = fields.iter().find(|(name, _)| name == "sheet-was");
    if before.sheet.is_empty() && was.is_some_and(|(_, was)| *was == form.sheet) {
        form.sheet.clear();
    }
    form
}

/// The options that a form means; what cannot be used is left out and told.
pub(super) fn options_of(form: &ImportForm) -> (ImportOptions, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut options = ImportOptions {
        zone: given(&form.zone),
        sheet: given(&form.sheet),
        leave_out: form.leave_out.clone(),
        most_bytes: MOST_UNPACKED,
        ..ImportOptions::default()
    };
    if let Some(word) = given(&form.conflict) {
        match ImportConflict::parse(&word) {
            Ok(conflict) => options.on_conflict = conflict,
            Err(problem) => problems.push(problem),
        }
    }
    if let Some(word) = given(&form.of_day) {
        match OfDay::parse(&word) {
            Ok(of_day) => options.of_day = Some(of_day),
            Err(problem) => problems.push(problem),
        }
    }
    if let Some(word) = given(&form.measure) {
        match Measure::parse(&word) {
            Ok(measure) => options.measure = Some(measure),
            Err(error) => problems.push(Problem::field("measure", error.to_string())),
        }
    }
    if let Some(word) = given(&form.metric) {
        match metric_of(&word) {
            Ok((metric, label)) => (options.metric, options.metric_label) = (Some(metric), label),
            Err(problem) => problems.push(problem.at("metric")),
        }
    }
    for (at, column) in &form.columns {
        match role_of(*at, column) {
            Ok(role) => options.roles.push(RoleChoice {
                column: ColumnName::At(*at),
                role,
            }),
            Err(problem) => problems.push(problem),
        }
    }
    (options, problems)
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The role of a column with the name and the way of writing that were typed beside it. What is wrong is told
/// where it was typed.
fn role_of(at: usize, column: &TypedColumn) -> Result<ColumnRole, Problem> {
    let of_role = |problem: Problem| problem.at(format!("role.{at}"));
    let of_name = |problem: Problem| problem.at(format!("name.{at}"));
    let role = ColumnRole::parse(&column.role).map_err(of_role)?;
    let word = column.role.split(':').next().unwrap_or_default();
    let mut text = column.role.clone();
    let takes_name = matches!(role, ColumnRole::Value(_) | ColumnRole::Object(None));
    let mut label = None;
    if takes_name && !column.name.is_empty() {
        let rest = column.role.strip_prefix(word).unwrap_or_default();
        let name = match role {
            ColumnRole::Value(_) => {
                let (metric, called) = metric_of(&column.name).map_err(of_name)?;
                label = called;
                metric.to_string()
            }
            _ => column.name.clone(),
        };
        text = format!("{word}:{name}{rest}");
        // Only the name can be wrong with it.
        ColumnRole::parse(&text).map_err(of_name)?;
    }
    if matches!(role, ColumnRole::Value(_)) && !column.mark.is_empty() {
        text = format!("{text}:{}", column.mark);
    }
    let role = ColumnRole::parse(&text).map_err(of_role)?;
    Ok(match label {
        Some(label) => role.called(label),
        None => role,
    })
}

/// A metric by its name in addresses, or by a title that the name is made of.
fn metric_of(text: &str) -> Result<(Slug, Option<Label>), Problem> {
    if let Ok(slug) = Slug::parse(text) {
        return Ok((slug, None));
    }
    let label = Label::parse(text).map_err(|error| Problem::invalid(error.to_string()))?;
    let slug = Slug::from_label(text).ok_or_else(|| {
        Problem::invalid(format!(
            "`{text}` has no letters or digits that a name in addresses can be made of; type one, such as \
             daily-visits"
        ))
    })?;
    Ok((slug, Some(label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> ImportForm {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        form_of(&fields.collect::<Vec<_>>())
    }

    #[test]
    fn only_what_differs_from_the_guess_is_a_choice() {
        let form = form(&[
            ("role.0", "day"),
            ("was.0", "day"),
            ("role.1", "object"),
            ("was.1", "skip"),
            ("name.1", "branch"),
            ("role.2", "value:flow"),
            ("was.2", "value"),
            ("name.2", "All sales"),
            ("mark.2", "comma"),
            ("conflict", "overwrite"),
            ("of_day", "sum"),
            ("zone", " Europe/Berlin "),
        ]);
        let (options, problems) = options_of(&form);
        assert_eq!(problems, []);
        let roles: Vec<_> = options
            .roles
            .iter()
            .map(|one| one.role.to_string())
            .collect();
        assert_eq!(roles, ["object:branch", "value:all-sales:flow:comma"]);
        assert_eq!(options.on_conflict, ImportConflict::Overwrite);
        assert_eq!(
            (options.of_day, options.zone.as_deref()),
            (Some(OfDay::Sum), Some("Europe/Berlin"))
        );
    }

    #[test]
    fn what_cannot_be_used_is_told_where_it_was_chosen() {
        let form = form(&[
            ("role.3", "object"),
            ("was.3", "skip"),
            ("name.3", "Big Branch"),
            ("role.4", "dimension"),
            ("metric", "!?"),
            ("role.5", "value"),
            ("was.5", "value"),
            ("name.5", "?"),
            ("conflict", "merge"),
            ("measure", "gauge"),
        ]);
        let (options, problems) = options_of(&form);
        assert_eq!(options.roles, []);
        let fields: Vec<_> = problems
            .iter()
            .filter_map(|one| one.field.as_deref())
            .collect();
        assert_eq!(
            fields,
            [
                "conflict", "measure", "metric", "name.3", "role.4", "name.5"
            ]
        );
    }

    #[test]
    fn what_is_typed_as_a_title_is_the_label() {
        let form = form(&[
            ("role.1", "value:flow"),
            ("was.1", "value"),
            ("name.1", "Umsatz der L\u{e4}den"),
            ("metric", "Gr\u{fc}\u{df}e"),
        ]);
        let (options, problems) = options_of(&form);
        assert_eq!(problems, []);
        let label = Label::parse("Umsatz der L\u{e4}den").expect("a label");
        let role = ColumnRole::parse("value:umsatz-der-laden:flow").expect("a role");
        assert_eq!(options.roles[0].role, role.called(label));
        assert_eq!(options.metric.map(String::from).as_deref(), Some("grusse"));
        assert_eq!(
            options.metric_label.map(String::from).as_deref(),
            Some("Gr\u{fc}\u{df}e")
        );
    }

    #[test]
    fn another_sheet_has_other_columns() {
        let form = form(&[
            ("sheet", "B"),
            ("sheet-was", "A"),
            ("role.0", "day"),
            ("was.0", ""),
        ]);
        assert!(form.columns.is_empty());
    }
}
