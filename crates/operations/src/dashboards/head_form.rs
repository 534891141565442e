//! The form of a dashboard itself, without its panels.

use dbag_domain::{
    DashboardSettings, DraftHead, Label, ObjectKind, Problem, RangeChoice, Slug, Step,
};

/// What was typed for a dashboard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadForm {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub label: String,
    /// What it is for.
    pub description: String,
    /// A sign before its title.
    pub icon: String,
    /// The kind of object that each of its pages is about.
    pub about: String,
    /// Its place among dashboards; empty for 0.
    pub position: String,
    /// The range that it opens with.
    pub range: String,
    /// The step that it opens with.
    pub step: String,
}

impl HeadForm {
    /// The form that a dashboard fills in.
    pub fn of(settings: &DashboardSettings) -> Self {
        Self {
            slug: settings.slug.to_string(),
            label: settings.label.to_string(),
            description: settings.description.clone(),
            icon: settings.icon.clone(),
            about: settings
                .about
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            position: match settings.position {
                0 => String::new(),
                position => position.to_string(),
            },
            range: settings.range.into(),
            step: settings
                .step
                .map(|step| step.to_string())
                .unwrap_or_default(),
        }
    }

    /// What a browser sent of it.
    pub fn read(text: impl Fn(&str) -> String) -> Self {
        Self {
            slug: text("slug"),
            label: text("label"),
            description: text("description"),
            icon: text("icon"),
            about: text("about"),
            position: text("position"),
            range: text("range"),
            step: text("step"),
        }
    }

    /// The settings that were typed.
    ///
    /// A dashboard without a name in addresses gets one from its title.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at its field.
    pub fn to_head(&self) -> Result<DraftHead, Vec<Problem>> {
        let mut problems = Vec::new();
        let label = read(&mut problems, "label", Label::parse(&self.label));
        let slug = match self.slug.trim() {
            "" => read(
                &mut problems,
                "slug",
                Slug::from_label(&self.label).ok_or(NO_NAME),
            ),
            slug => read(&mut problems, "slug", Slug::parse(slug)),
        };
        let about = match self.about.trim() {
            "" => None,
            kind => read(&mut problems, "about", ObjectKind::parse(kind)),
        };
        let position = match self.position.trim() {
            "" => Some(0),
            number => read(
                &mut problems,
                "position",
                number.parse::<i32>().map_err(|_| NO_NUMBER),
            ),
        };
        let range = RangeChoice::try_from(self.range.trim().to_owned());
        let range = read(&mut problems, "range", range);
        let step = match self.step.trim() {
            "" => None,
            step => read(&mut problems, "step", Step::parse(step)),
        };
        let head =
            label
                .zip(slug)
                .zip(range.zip(position))
                .map(|((label, slug), (range, position))| DraftHead {
                    slug,
                    label,
                    description: self.description.replace('\r', "").trim().to_owned(),
                    icon: self.icon.trim().to_owned(),
                    about,
                    position,
                    range,
                    step,
                });
        if let Some(head) = &head {
            problems.extend(beyond(head));
        }
        head.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

const NO_NAME: &str = "give it a name for addresses: small letters, digits, `-` and `_`";
const NO_NUMBER: &str = "give a whole number, such as 1 or -1";

fn read<T, E: ToString>(problems: &mut Vec<Problem>, field: &str, read: Result<T, E>) -> Option<T> {
    read.map_err(|error| problems.push(Problem::field(field, error.to_string())))
        .ok()
}

/// What is wrong with what can be read.
fn beyond(head: &DraftHead) -> Vec<Problem> {
    let settings = DashboardSettings {
        description: head.description.clone(),
        icon: head.icon.clone(),
        ..DashboardSettings::new(head.slug.clone(), head.label.clone())
    };
    let wrong = settings.problems().into_iter();
    wrong
        .map(|(_, problem)| Problem::field(problem.field, problem.message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> HeadForm {
        let slug = Slug::parse("shop").expect("a slug");
        HeadForm::of(&DashboardSettings::new(
            slug,
            Label::parse("Shop").expect("a label"),
        ))
    }

    #[test]
    fn a_name_is_made_of_the_title() {
        let form = HeadForm {
            slug: String::new(),
            label: "Customer health".to_owned(),
            position: "3".to_owned(),
            ..form()
        };
        let head = form.to_head().expect("read");
        assert_eq!((head.slug.as_str(), head.position), ("customer-health", 3));
    }

    #[test]
    fn every_wrong_field_is_told() {
        let form = HeadForm {
            slug: "Not a slug".to_owned(),
            label: " ".to_owned(),
            position: "first".to_owned(),
            range: "sometimes".to_owned(),
            step: "fortnight".to_owned(),
            about: "Ä".to_owned(),
            ..form()
        };
        let problems = form.to_head().expect_err("refused");
        let fields: Vec<_> = problems
            .iter()
            .filter_map(|one| one.field.as_deref())
            .collect();
        assert_eq!(
            fields,
            ["label", "slug", "about", "position", "range", "step"]
        );
        let long = HeadForm {
            icon: "many letters".to_owned(),
            ..self::form()
        };
        assert_eq!(
            long.to_head().expect_err("refused")[0].field.as_deref(),
            Some("icon")
        );
    }
}
