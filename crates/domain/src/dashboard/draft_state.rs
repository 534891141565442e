//! A draft with its changes carried out, one after the other.

use super::{
    DashboardSettings, DraftChange, DraftHead, DraftKey, PanelId, PanelSettings, Place, free_place,
    settle::settle,
};
use crate::Slug;

/// A panel of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPanel {
    /// Its name in the draft.
    pub key: DraftKey,
    /// Its row, where it has one.
    pub row: Option<PanelId>,
    /// What it shows.
    pub settings: PanelSettings,
}

/// A draft with its changes carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftState {
    /// The dashboard; its panels are in `panels`.
    pub head: DashboardSettings,
    /// Its panels.
    pub panels: Vec<DraftPanel>,
    /// The panels that go to other dashboards, with where to.
    pub sent: Vec<(Slug, PanelSettings)>,
    next: DraftKey,
}

impl DraftState {
    pub(super) fn new(base: &DashboardSettings, rows: &[Option<PanelId>]) -> Self {
        let mut state = Self {
            head: DashboardSettings {
                panels: Vec::new(),
                ..base.clone()
            },
            panels: Vec::new(),
            sent: Vec::new(),
            next: 0,
        };
        for (at, settings) in base.panels.iter().enumerate() {
            state.push(settings.clone(), rows.get(at).copied().flatten());
        }
        state
    }

    /// The dashboard as it would be saved.
    pub fn to_settings(&self) -> DashboardSettings {
        DashboardSettings {
            panels: self
                .panels
                .iter()
                .map(|panel| panel.settings.clone())
                .collect(),
            ..self.head.clone()
        }
    }

    /// The rows that its panels have already.
    pub fn rows(&self) -> Vec<Option<PanelId>> {
        self.panels.iter().map(|panel| panel.row).collect()
    }

    /// The panel of a name.
    pub fn panel(&self, key: DraftKey) -> Option<&DraftPanel> {
        self.panels.iter().find(|panel| panel.key == key)
    }

    /// Whether there is room for one more panel.
    pub fn has_room(&self) -> bool {
        self.panels.len() < DashboardSettings::MAX_PANELS
    }

    /// The name of the panel that was added last.
    pub fn newest(&self) -> Option<DraftKey> {
        self.panels.iter().map(|panel| panel.key).max()
    }

    fn push(&mut self, settings: PanelSettings, row: Option<PanelId>) {
        let key = self.next;
        self.next += 1;
        self.panels.push(DraftPanel { key, row, settings });
    }

    /// A change of a panel that is gone changes nothing.
    pub(super) fn carry_out(&mut self, change: &DraftChange) {
        match change {
            DraftChange::Add { panel } => self.add(panel.clone()),
            DraftChange::Remove { panel } => {
                self.panels.retain(|one| one.key != *panel);
                self.settle(None);
            }
            DraftChange::Send { panel, to } => {
                let at = self.panels.iter().position(|one| one.key == *panel);
                if let Some(at) = at {
                    let panel = self.panels.remove(at);
                    self.sent.push((to.clone(), panel.settings));
                    self.settle(None);
                }
            }
            DraftChange::Duplicate { panel } => {
                if let Some(panel) = self.panel(*panel) {
                    self.add(panel.settings.clone());
                }
            }
            DraftChange::Place { panel, place } => self.place(*panel, *place),
            DraftChange::Panel { panel, settings } => {
                if let Some(one) = self.panels.iter_mut().find(|one| one.key == *panel) {
                    let place = one.settings.place;
                    one.settings = PanelSettings {
                        place,
                        ..settings.clone()
                    };
                }
            }
            DraftChange::Dashboard(head) => self.set_head(head),
            DraftChange::Replace { settings } => self.replace(settings),
        }
    }

    fn add(&mut self, panel: PanelSettings) {
        let taken: Vec<Place> = self.panels.iter().map(|one| one.settings.place).collect();
        if taken.len() >= DashboardSettings::MAX_PANELS {
            return;
        }
        let (w, h) = match panel.place.checked() {
            Ok(place) => (place.w, place.h),
            Err(_) => panel.kind.usual_size(),
        };
        let place = free_place(&taken, w, h);
        self.push(PanelSettings { place, ..panel }, None);
    }

    fn place(&mut self, panel: DraftKey, place: Place) {
        let at = self.panels.iter().position(|one| one.key == panel);
        if let (Some(at), Ok(place)) = (at, place.checked()) {
            self.panels[at].settings.place = place;
            self.settle(Some(at));
        }
    }

    fn settle(&mut self, moved: Option<usize>) {
        let places: Vec<Place> = self.panels.iter().map(|one| one.settings.place).collect();
        for (panel, place) in self.panels.iter_mut().zip(settle(&places, moved)) {
            panel.settings.place = place;
        }
    }

    fn set_head(&mut self, head: &DraftHead) {
        let head = head.clone();
        self.head = DashboardSettings {
            slug: head.slug,
            label: head.label,
            description: head.description,
            icon: head.icon,
            about: head.about,
            position: head.position,
            range: head.range,
            step: head.step,
            panels: Vec::new(),
        };
    }

    fn replace(&mut self, settings: &DashboardSettings) {
        self.head = DashboardSettings {
            panels: Vec::new(),
            ..settings.clone()
        };
        self.panels.clear();
        for panel in &settings.panels {
            self.push(panel.clone(), None);
        }
    }
}
