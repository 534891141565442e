//! Dashboards as people define them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Panel, PanelProblem, PanelSettings, overlapping};
use crate::{Label, ObjectKind, RangeChoice, Slug, Step};

/// The row of a dashboard in `dbag_dashboard`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DashboardId(pub i64);

/// Everything about a dashboard that people set: also the form in which it is copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DashboardSettings {
    /// Its name in addresses.
    pub slug: Slug,
    /// Its title.
    pub label: Label,
    /// What it is for; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// A sign before its title, one letter or emoji; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub icon: String,
    /// The kind of object that each of its pages is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<ObjectKind>,
    /// Its place among dashboards.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub position: i32,
    /// The range that it opens with.
    #[serde(default)]
    pub range: RangeChoice,
    /// The step that it opens with; one that fits the range where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Its panels.
    #[serde(default)]
    pub panels: Vec<PanelSettings>,
}

// serde hands references to it.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(position: &i32) -> bool {
    *position == 0
}

/// A dashboard as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// Its row.
    pub id: DashboardId,
    /// What people set; its panels are in `panels`.
    pub settings: DashboardSettings,
    /// Its panels with their rows, from the top down.
    pub panels: Vec<Panel>,
    /// Grows with every change; the second of two savers is told.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl std::ops::Deref for Dashboard {
    type Target = DashboardSettings;
    fn deref(&self) -> &DashboardSettings {
        &self.settings
    }
}

impl Dashboard {
    /// All that people set, panels included: the form in which it is copied.
    pub fn to_settings(&self) -> DashboardSettings {
        DashboardSettings {
            panels: self
                .panels
                .iter()
                .map(|panel| panel.settings.clone())
                .collect(),
            ..self.settings.clone()
        }
    }
}

impl DashboardSettings {
    /// A name that no dashboard has: its address is the editor's.
    pub const RESERVED: &str = "new";
    /// The most panels of a dashboard.
    pub const MAX_PANELS: usize = 200;
    /// The longest description, in characters.
    pub const MAX_DESCRIPTION: usize = 2_000;
    /// The longest icon, in characters: an emoji may be made of several.
    pub const MAX_ICON: usize = 8;

    /// An empty dashboard with the usual settings.
    pub fn new(slug: Slug, label: Label) -> Self {
        Self {
            slug,
            label,
            description: String::new(),
            icon: String::new(),
            about: None,
            position: 0,
            range: RangeChoice::default(),
            step: None,
            panels: Vec::new(),
        }
    }

    /// What is wrong with it, as `(panel, problem)`; without a panel it is the dashboard's.
    pub fn problems(&self) -> Vec<(Option<usize>, PanelProblem)> {
        let mut problems = Vec::new();
        let mut refuse = |field, message: String| {
            problems.push((None, PanelProblem { field, message }));
        };
        if self.slug.as_str() == Self::RESERVED {
            refuse(
                "slug",
                format!(
                    "`{}` is an address of its own; choose another name",
                    self.slug
                ),
            );
        }
        if self.description.chars().count() > Self::MAX_DESCRIPTION {
            let most = Self::MAX_DESCRIPTION;
            refuse(
                "description",
                format!("a description has at most {most} characters"),
            );
        }
        if self.icon.chars().count() > Self::MAX_ICON || self.icon.chars().any(char::is_control) {
            refuse("icon", "an icon is one letter or emoji".to_owned());
        }
        if self.panels.len() > Self::MAX_PANELS {
            let most = Self::MAX_PANELS;
            refuse("panels", format!("a dashboard has at most {most} panels"));
            return problems;
        }
        for (at, panel) in self.panels.iter().enumerate() {
            problems.extend(
                panel
                    .problems()
                    .into_iter()
                    .map(|problem| (Some(at), problem)),
            );
        }
        let places: Vec<_> = self.panels.iter().map(|panel| panel.place).collect();
        let on_grid = places.iter().all(|place| place.checked().is_ok());
        if let Some((at, other)) = overlapping(&places).filter(|_| on_grid) {
            let message = format!("it lies over panel {}; move one of them", at + 1);
            problems.push((
                Some(other),
                PanelProblem {
                    field: "place",
                    message,
                },
            ));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PanelKind, Place};

    fn dashboard(places: &[(u16, u16)]) -> DashboardSettings {
        let slug = Slug::parse("shop").expect("a slug");
        let panel = |(x, y): &(u16, u16)| {
            PanelSettings::new(
                PanelKind::Heading,
                Place {
                    x: *x,
                    y: *y,
                    w: 6,
                    h: 1,
                },
            )
        };
        DashboardSettings {
            panels: places.iter().map(panel).collect(),
            ..DashboardSettings::new(slug, Label::parse("Shop").expect("a label"))
        }
    }

    #[test]
    fn panels_do_not_lie_over_each_other() {
        assert_eq!(dashboard(&[(0, 0), (6, 0), (0, 1)]).problems(), []);
        let problems = dashboard(&[(0, 0), (6, 0), (5, 0)]).problems();
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].0, problems[0].1.field), (Some(2), "place"));
    }

    #[test]
    fn r21_a_dashboard_has_so_many_panels() {
        let many = dashboard(&(0..201).map(|row| (0, row)).collect::<Vec<_>>());
        assert_eq!(many.problems()[0].1.field, "panels");
    }

    #[test]
    fn a_dashboard_is_copied_as_text() {
        let shop = dashboard(&[(0, 0)]);
        let json = serde_json::to_string(&shop).expect("written");
        assert_eq!(
            serde_json::from_str::<DashboardSettings>(&json).expect("read"),
            shop
        );
        let least = r#"{"slug":"shop","label":"Shop"}"#;
        assert!(serde_json::from_str::<DashboardSettings>(least).is_ok());
        let unknown = r#"{"slug":"shop","label":"Shop","owner":1}"#;
        assert!(serde_json::from_str::<DashboardSettings>(unknown).is_err());
    }
}
