//! A dashboard that is being edited: what it was, and what was changed since.
//!
//! The changes are kept, not their outcome: undoing forgets the last one, and a draft travels in a
//! form field, so that nothing is stored before it is saved and every step works without script.

use serde::{Deserialize, Serialize};

use super::{DashboardSettings, DraftState, PanelId, PanelKind, PanelSettings, Place};
use crate::{Label, ObjectKind, RangeChoice, Slug, Step};

/// The name of a panel in a draft, which no change of others touches.
pub type DraftKey = u32;

/// A dashboard with the changes that are not saved yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it was.
    pub base: DashboardSettings,
    /// The rows of its panels, in their order; none of one that has no row yet.
    pub rows: Vec<Option<PanelId>>,
    /// The version it was read at; 0 for a new one.
    pub version: i64,
    /// What was changed, the oldest first.
    pub changes: Vec<DraftChange>,
    /// How many of the changes count; the others were undone.
    pub done: u32,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum DraftChange {
    /// A new panel, at the first place that is free.
    Add {
        /// What it shows; its place does not count.
        panel: PanelSettings,
    },
    /// A panel goes.
    Remove {
        /// Which.
        panel: DraftKey,
    },
    /// The same panel once more.
    Duplicate {
        /// Which.
        panel: DraftKey,
    },
    /// A panel stands elsewhere or has another size.
    Place {
        /// Which.
        panel: DraftKey,
        /// Where.
        place: Place,
    },
    /// A panel shows something else; its place stays.
    Panel {
        /// Which.
        panel: DraftKey,
        /// What it shows.
        settings: PanelSettings,
    },
    /// A panel goes to another dashboard, when the draft is saved.
    Send {
        /// Which.
        panel: DraftKey,
        /// The other dashboard.
        to: Slug,
    },
    /// The dashboard's own settings; its panels stay.
    Dashboard(DraftHead),
    /// Everything is replaced, by what was pasted for example.
    Replace {
        /// What it is now.
        settings: DashboardSettings,
    },
}

/// The settings of a dashboard without its panels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftHead {
    /// Its name in addresses.
    pub slug: Slug,
    /// Its title.
    pub label: Label,
    /// What it is for.
    pub description: String,
    /// A sign before its title.
    pub icon: String,
    /// The kind of object that each of its pages is about.
    pub about: Option<ObjectKind>,
    /// Its place among dashboards.
    pub position: i32,
    /// The range that it opens with.
    pub range: RangeChoice,
    /// The step that it opens with.
    pub step: Option<Step>,
}

impl Draft {
    /// The most changes that are kept.
    pub const MAX_CHANGES: usize = 500;

    /// A dashboard before any change.
    pub fn new(base: DashboardSettings, rows: Vec<Option<PanelId>>, version: i64) -> Self {
        Self {
            base,
            rows,
            version,
            changes: Vec::new(),
            done: 0,
        }
    }

    /// Whether it may be carried out: a browser sent it, and places off the grid have no end.
    pub fn is_sound(&self) -> bool {
        let of_changes = self.changes.iter().filter_map(|change| match change {
            DraftChange::Replace { settings } => Some(settings),
            _ => None,
        });
        let mut all = std::iter::once(&self.base).chain(of_changes);
        let is_sound = |settings: &DashboardSettings| {
            settings.panels.len() <= DashboardSettings::MAX_PANELS
                && settings
                    .panels
                    .iter()
                    .all(|panel| panel.place.checked().is_ok())
        };
        self.changes.len() <= Self::MAX_CHANGES && all.all(is_sound)
    }

    /// Adds a change, unless nothing would be different; what was undone before is forgotten, and
    /// the oldest where there are too many.
    pub fn change(&mut self, change: DraftChange) {
        let before = self.state();
        let mut after = before.clone();
        after.carry_out(&change);
        if after == before {
            return;
        }
        self.changes.truncate(self.done as usize);
        if self.changes.len() >= Self::MAX_CHANGES && before.sent.is_empty() {
            let state = self.state();
            self.rows = state.rows();
            self.base = state.to_settings();
            self.changes.clear();
        }
        self.changes.push(change);
        self.done = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        self.done = self.done.saturating_sub(1);
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&mut self) {
        if self.may_redo() {
            self.done += 1;
        }
    }

    /// Whether there is a change to take back.
    pub const fn may_undo(&self) -> bool {
        self.done > 0
    }

    /// Whether a change was taken back.
    pub fn may_redo(&self) -> bool {
        (self.done as usize) < self.changes.len()
    }

    /// The dashboard with all changes that count.
    pub fn state(&self) -> DraftState {
        let mut state = DraftState::new(&self.base, &self.rows);
        for change in self.changes.iter().take(self.done as usize) {
            state.carry_out(change);
        }
        state
    }
}

impl PanelSettings {
    /// A panel of a kind to be added: its place is found when it is.
    pub fn to_be_added(kind: PanelKind) -> Self {
        Self::new(
            kind,
            Place {
                x: 0,
                y: 0,
                w: 0,
                h: 0,
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let slug = Slug::parse("shop").expect("a slug");
        let label = Label::parse("Shop").expect("a label");
        let panel = |x| {
            let place = Place {
                x,
                y: 0,
                w: 6,
                h: 4,
            };
            PanelSettings::new(PanelKind::Text, place)
        };
        let base = DashboardSettings {
            panels: vec![panel(0), panel(6)],
            ..DashboardSettings::new(slug, label)
        };
        Draft::new(base, vec![Some(PanelId(7)), Some(PanelId(8))], 3)
    }

    fn keys(draft: &Draft) -> Vec<DraftKey> {
        draft.state().panels.iter().map(|panel| panel.key).collect()
    }

    #[test]
    fn changes_are_taken_back_and_made_again() {
        let mut draft = draft();
        let panel = PanelSettings::to_be_added(PanelKind::Number);
        draft.change(DraftChange::Add { panel });
        draft.change(DraftChange::Remove { panel: 0 });
        assert_eq!(keys(&draft), [1, 2]);
        draft.undo();
        assert_eq!(keys(&draft), [0, 1, 2]);
        draft.undo();
        draft.undo();
        assert_eq!((keys(&draft), draft.may_undo()), (vec![0, 1], false));
        draft.redo();
        assert_eq!(keys(&draft), [0, 1, 2]);
        draft.change(DraftChange::Duplicate { panel: 1 });
        assert!(!draft.may_redo());
        assert_eq!(keys(&draft), [0, 1, 2, 3]);
    }

    #[test]
    fn a_panel_keeps_its_row_whatever_becomes_of_others() {
        let mut draft = draft();
        draft.change(DraftChange::Remove { panel: 0 });
        draft.change(DraftChange::Duplicate { panel: 1 });
        assert_eq!(draft.state().rows(), [Some(PanelId(8)), None]);
        assert_eq!(draft.state().newest(), Some(2));
    }

    #[test]
    fn a_moved_panel_makes_room() {
        let mut draft = draft();
        let place = Place {
            x: 0,
            y: 0,
            w: 12,
            h: 2,
        };
        draft.change(DraftChange::Place { panel: 1, place });
        let state = draft.state();
        assert_eq!(state.panels[1].settings.place, place);
        assert_eq!(
            state.panels[0].settings.place,
            Place {
                x: 0,
                y: 2,
                w: 6,
                h: 4
            }
        );
        assert!(draft.is_sound());
        let off = Place {
            x: 9,
            y: 0,
            w: 12,
            h: 2,
        };
        draft.change(DraftChange::Place {
            panel: 1,
            place: off,
        });
        assert_eq!(draft.state(), state);
    }

    #[test]
    fn a_draft_travels_as_text() {
        let mut draft = draft();
        draft.change(DraftChange::Replace {
            settings: draft.base.clone(),
        });
        let text = serde_json::to_string(&draft).expect("written");
        assert_eq!(serde_json::from_str::<Draft>(&text).expect("read"), draft);
    }

    #[test]
    fn r21_a_draft_off_the_grid_is_not_carried_out() {
        let mut draft = draft();
        draft.base.panels[0].place.y = u16::MAX;
        assert!(!draft.is_sound());
    }

    #[test]
    fn r21_a_draft_keeps_so_many_changes() {
        let mut draft = draft();
        for _ in 0..=Draft::MAX_CHANGES {
            let h = draft.state().panels[1].settings.place.h % 2 + 4;
            let place = Place {
                x: 0,
                y: 0,
                w: 6,
                h,
            };
            draft.change(DraftChange::Place { panel: 1, place });
        }
        assert!(draft.changes.len() <= Draft::MAX_CHANGES);
        assert_eq!(draft.state().panels.len(), 2);
    }
}
