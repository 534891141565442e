//! Panels: series drawn one way.

use serde::{Deserialize, Serialize};

use super::{Binding, PanelOptions, PanelSeries, Place};
use crate::spelled::spelled_enum;

/// The row of a panel in `dbag_panel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PanelId(pub i64);

spelled_enum! {
    /// How a panel shows its series.
    PanelKind, "kind of panel" {
        /// The newest number, large, with its change and a sparkline.
        Number = "number",
        /// Lines through the values.
        Line = "line",
        /// Lines on a filled ground.
        Area = "area",
        /// A bar for each value.
        Bars = "bars",
        /// The values as a table.
        Table = "table",
        /// The objects with the largest or smallest values.
        Ranking = "ranking",
        /// A year of days as a heat map.
        Calendar = "calendar",
        /// The value against a goal.
        Progress = "progress",
        /// Every object's line, small.
        Multiples = "multiples",
        /// A title over what follows.
        Heading = "heading",
        /// Words.
        Text = "text",
    }
}

impl PanelKind {
    /// Its title in the gallery of panels.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Number => "Number",
            Self::Line => "Line",
            Self::Area => "Area",
            Self::Bars => "Bars",
            Self::Table => "Table",
            Self::Ranking => "Ranking",
            Self::Calendar => "Calendar",
            Self::Progress => "Progress",
            Self::Multiples => "Small multiples",
            Self::Heading => "Heading",
            Self::Text => "Text",
        }
    }

    /// What it is good for, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Number => "The newest value, large, with its change and its last days.",
            Self::Line => "One or more series over time.",
            Self::Area => "A series on a filled ground, or several stacked.",
            Self::Bars => "A bar for each day, week or month, side by side or stacked.",
            Self::Table => "The values in rows.",
            Self::Ranking => "The objects with the most or the least.",
            Self::Calendar => "A year of days as a heat map.",
            Self::Progress => "The value against its goal.",
            Self::Multiples => "Every object's line, small, those that stand out first.",
            Self::Heading => "A title over the panels that follow.",
            Self::Text => "Words, links and lists.",
        }
    }

    /// Columns and rows that a new one takes.
    pub const fn usual_size(self) -> (u16, u16) {
        match self {
            Self::Number => (3, 4),
            Self::Line | Self::Area | Self::Bars => (6, 7),
            Self::Table | Self::Ranking => (6, 8),
            Self::Calendar => (12, 5),
            Self::Progress => (4, 4),
            Self::Multiples => (12, 8),
            Self::Heading => (12, 1),
            Self::Text => (4, 4),
        }
    }

    /// Whether it shows values at all.
    pub const fn has_values(self) -> bool {
        !matches!(self, Self::Heading | Self::Text)
    }

    /// Whether it is about every object of a kind.
    pub const fn is_about_every(self) -> bool {
        matches!(self, Self::Ranking | Self::Multiples)
    }

    /// The most series that it shows.
    pub const fn max_series(self) -> usize {
        match self {
            Self::Line | Self::Area | Self::Bars | Self::Table => 200,
            Self::Number | Self::Ranking | Self::Calendar | Self::Progress | Self::Multiples => 1,
            Self::Heading | Self::Text => 0,
        }
    }
}

/// Everything about a panel that people set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelSettings {
    /// How it shows its series.
    pub kind: PanelKind,
    /// Its title; the names of its series where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Where it stands.
    pub place: Place,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<PanelSeries>,
    /// The rest.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub options: PanelOptions,
}

fn is_usual(options: &PanelOptions) -> bool {
    *options == PanelOptions::default()
}

/// A panel of a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its row.
    pub id: PanelId,
    /// What people set.
    pub settings: PanelSettings,
}

impl std::ops::Deref for Panel {
    type Target = PanelSettings;
    fn deref(&self) -> &PanelSettings {
        &self.settings
    }
}

/// What is wrong with a panel, at one of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelProblem {
    /// The field: `title`, `place`, `series`, `metric` or one of the options.
    pub field: &'static str,
    /// What is wrong and the way out.
    pub message: String,
}

impl PanelSettings {
    /// The longest title, in characters.
    pub const MAX_TITLE: usize = 300;

    /// A panel of a kind with the usual settings.
    pub fn new(kind: PanelKind, place: Place) -> Self {
        Self {
            kind,
            title: String::new(),
            place,
            series: Vec::new(),
            options: PanelOptions::default(),
        }
    }

    /// Whether a page about an object shows it filtered: every series is bound to the page's
    /// object, or to something else on purpose (R3).
    pub fn is_bound(&self) -> bool {
        let mut bindings = self.series.iter().map(|series| series.object);
        !bindings.any(|binding| binding == Binding::Unbound)
    }

    /// What is wrong with it, whatever metrics there are.
    pub fn problems(&self) -> Vec<PanelProblem> {
        let mut problems = Vec::new();
        let mut refuse = |field, message: String| problems.push(PanelProblem { field, message });
        if self.title.chars().count() > Self::MAX_TITLE {
            refuse(
                "title",
                format!("a title has at most {} characters", Self::MAX_TITLE),
            );
        }
        if self.title.chars().any(char::is_control) {
            refuse(
                "title",
                "a title must not contain control characters".to_owned(),
            );
        }
        if let Err(error) = self.place.checked() {
            refuse("place", error.to_string());
        }
        let (most, title) = (self.kind.max_series(), self.kind.title());
        match self.series.len() {
            0 if self.kind.has_values() => refuse("metric", "choose a metric".to_owned()),
            many if many > most => {
                let plural = if most == 1 { "" } else { "s" };
                refuse(
                    "metric",
                    format!("`{title}` shows at most {most} metric{plural}"),
                );
            }
            _ => {}
        }
        for (field, message) in self.options.problems() {
            refuse(field, message);
        }
        for series in &self.series {
            if let Some(message) = self.misfit(series) {
                refuse("object", message);
            }
        }
        problems
    }

    /// Why a series cannot be bound as it is.
    fn misfit(&self, series: &PanelSeries) -> Option<String> {
        let title = self.kind.title();
        match (series.object, &series.key) {
            (Binding::Named, None) => Some("name the object".to_owned()),
            (binding, Some(_)) if binding != Binding::Named => {
                Some(format!("an object is named, but `{binding}` was chosen"))
            }
            (Binding::Every, _) if !self.kind.is_about_every() => Some(format!(
                "`{title}` shows one series; choose small multiples for every object"
            )),
            (Binding::Every, _) => None,
            (binding, _) if self.kind.is_about_every() && binding != Binding::Unbound => {
                Some(format!("`{title}` shows every object; bind it to `every`"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Slug;

    fn panel(kind: PanelKind, objects: &[Binding]) -> PanelSettings {
        let slug = Slug::parse("orders").expect("a slug");
        let series = objects
            .iter()
            .map(|object| PanelSeries::of(slug.clone()).bound(*object));
        PanelSettings {
            series: series.collect(),
            ..PanelSettings::new(
                kind,
                Place {
                    x: 0,
                    y: 0,
                    w: 6,
                    h: 6,
                },
            )
        }
    }

    fn fields(panel: &PanelSettings) -> Vec<&'static str> {
        panel
            .problems()
            .into_iter()
            .map(|problem| problem.field)
            .collect()
    }

    #[test]
    fn a_panel_is_checked_by_what_it_shows() {
        let cases: [(PanelKind, &[Binding], &[&str]); 7] = [
            (PanelKind::Line, &[Binding::Whole, Binding::Median], &[]),
            (PanelKind::Line, &[], &["metric"]),
            (PanelKind::Heading, &[], &[]),
            (
                PanelKind::Number,
                &[Binding::Page, Binding::Page],
                &["metric"],
            ),
            (PanelKind::Line, &[Binding::Every], &["object"]),
            (PanelKind::Ranking, &[Binding::Page], &["object"]),
            (PanelKind::Line, &[Binding::Named], &["object"]),
        ];
        for (kind, objects, expected) in cases {
            assert_eq!(fields(&panel(kind, objects)), expected, "{kind}");
        }
    }

    #[test]
    fn r03_a_panel_is_bound_when_every_series_is() {
        assert!(panel(PanelKind::Line, &[Binding::Page, Binding::Whole]).is_bound());
        assert!(!panel(PanelKind::Line, &[Binding::Page, Binding::Unbound]).is_bound());
        assert!(panel(PanelKind::Text, &[]).is_bound());
    }

    #[test]
    fn a_panel_is_written_without_what_is_usual() {
        let panel = panel(PanelKind::Bars, &[Binding::Unbound]);
        let json = serde_json::to_string(&panel).expect("written");
        assert_eq!(
            json,
            r#"{"kind":"bars","place":{"y":0,"x":0,"w":6,"h":6},"series":[{"metric":"orders"}]}"#
        );
        assert_eq!(
            serde_json::from_str::<PanelSettings>(&json).expect("read"),
            panel
        );
    }
}
