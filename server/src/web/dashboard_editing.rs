//! What happens while a dashboard is edited, in its draft alone: forms are read, steps carried out.

use std::collections::BTreeMap;

use dbag_domain::{DashboardSettings, Draft, DraftChange, DraftKey, PanelSettings, Problem, Slug};
use dbag_operations::{HeadForm, PanelForm};

use super::dashboard_step::Step;

/// A form's fields, whatever they are called: a panel has any number of series.
pub(super) type Fields = BTreeMap<String, String>;

/// What an editor's page is drawn from.
pub(super) struct Editing {
    /// The slug of the dashboard that is edited; none of a new one.
    pub(super) slug: Option<String>,
    pub(super) draft: Draft,
    /// The panel whose form is open.
    pub(super) selected: Option<DraftKey>,
    /// What was typed into that form.
    pub(super) panel: Option<PanelForm>,
    /// What was typed for the dashboard itself.
    pub(super) head: Option<HeadForm>,
    /// What was pasted.
    pub(super) pasted: String,
    /// The object that it is previewed as.
    pub(super) object: Option<String>,
    pub(super) problems: Vec<Problem>,
}

impl Editing {
    pub(super) fn new(slug: Option<String>, draft: Draft) -> Self {
        Self {
            slug,
            draft,
            selected: None,
            panel: None,
            head: None,
            pasted: String::new(),
            object: None,
            problems: Vec::new(),
        }
    }

    /// What the browser sent back of it.
    pub(super) fn read(slug: Option<String>, fields: &Fields) -> Result<Self, Problem> {
        let text = |name: &str| fields.get(name).map_or("", String::as_str);
        let lost = "what was sent is no draft of a dashboard; open the editor again";
        let draft: Draft =
            serde_json::from_str(text("draft")).map_err(|_| Problem::invalid(lost))?;
        if !draft.is_sound() {
            return Err(Problem::invalid(lost));
        }
        let mut editing = Self::new(slug, draft);
        editing.selected = text("selected").parse().ok();
        editing.object = Some(text("object").to_owned()).filter(|key| !key.is_empty());
        Ok(editing)
    }

    fn panel_settings(&self, key: DraftKey) -> Option<PanelSettings> {
        let state = self.draft.state();
        state.panel(key).map(|panel| panel.settings.clone())
    }

    /// Closes the forms: what they said is in the draft, or was left.
    pub(super) fn close(&mut self) {
        (self.selected, self.panel, self.head) = (None, None, None);
    }

    /// Everything that happens in the draft alone.
    pub(super) fn carry_out(&mut self, step: Step, fields: &Fields) {
        match step {
            Step::Undo => self.draft.undo(),
            Step::Redo => self.draft.redo(),
            Step::Select(key) => {
                self.close();
                self.selected = Some(key);
            }
            Step::Close | Step::Head | Step::Apply => self.close(),
            Step::More => self.panel = Some(typed_panel(fields)),
            Step::Paste => self.paste(fields),
            Step::Remove(panel) => {
                self.close();
                self.draft.change(DraftChange::Remove { panel });
            }
            Step::Duplicate(panel) => {
                self.draft.change(DraftChange::Duplicate { panel });
                self.selected = self.draft.state().newest();
            }
            Step::Send(panel) => match Slug::parse(fields.get("to").map_or("", String::as_str)) {
                Ok(to) => {
                    self.close();
                    self.draft.change(DraftChange::Send { panel, to });
                }
                Err(error) => self.problems.push(Problem::field("to", error.to_string())),
            },
            Step::Place(panel, place) => {
                self.draft.change(DraftChange::Place { panel, place });
            }
            Step::Move(panel, shift) => {
                if let Some(settings) = self.panel_settings(panel) {
                    let place = shift.of(settings.place);
                    self.draft.change(DraftChange::Place { panel, place });
                }
            }
            Step::Save
            | Step::SaveOver
            | Step::Discard
            | Step::Take
            | Step::Template(_)
            | Step::Add(_) => {}
        }
    }

    /// Carries out what was typed for the open panel; what is wrong keeps it open.
    pub(super) fn apply_panel(&mut self, fields: &Fields) {
        let Some(key) = self.selected.filter(|_| fields.contains_key("panel.kind")) else {
            return;
        };
        let Some(old) = self.panel_settings(key) else {
            return self.close();
        };
        let form = typed_panel(fields);
        match form.to_settings(&old) {
            Ok(settings) if settings == old => {}
            Ok(settings) => self.draft.change(DraftChange::Panel {
                panel: key,
                settings,
            }),
            Err(problems) => {
                let at_panel = |problem: Problem| {
                    let field = format!("panel.{}", problem.field.as_deref().unwrap_or("title"));
                    problem.at(field)
                };
                self.problems.extend(problems.into_iter().map(at_panel));
                self.panel = Some(form);
            }
        }
    }

    /// Carries out what was typed for the dashboard itself.
    pub(super) fn apply_head(&mut self, fields: &Fields) {
        let form = HeadForm::read(|name| fields.get(name).map_or("", String::as_str).to_owned());
        let head = self.draft.state().head;
        if form == HeadForm::of(&head) || !fields.contains_key("label") {
            return;
        }
        match form.to_head() {
            Ok(head) => self.draft.change(DraftChange::Dashboard(head)),
            Err(problems) => {
                self.problems.extend(problems);
                self.head = Some(form);
            }
        }
    }

    fn paste(&mut self, fields: &Fields) {
        let text = fields.get("pasted").map_or("", String::as_str);
        let read = serde_json::from_str::<DashboardSettings>(text);
        let own = self.draft.state().head.slug;
        let settings = match read {
            // A dashboard that is kept keeps its name.
            Ok(settings) if self.slug.is_some() => DashboardSettings {
                slug: own,
                ..settings
            },
            Ok(settings) => settings,
            Err(error) => {
                self.pasted = text.to_owned();
                let message = format!("this is no dashboard: {error}");
                return self.problems.push(Problem::field("pasted", message));
            }
        };
        match settings.problems().into_iter().next() {
            None => {
                self.draft.change(DraftChange::Replace { settings });
                self.close();
            }
            Some((at, problem)) => {
                self.pasted = text.to_owned();
                let panel = at.map_or_else(String::new, |at| format!("panel {}: ", at + 1));
                let message = format!("{panel}{}", problem.message);
                self.problems.push(Problem::field("pasted", message));
            }
        }
    }
}

/// What was typed into the panel's form.
fn typed_panel(fields: &Fields) -> PanelForm {
    let mut form = PanelForm::default();
    for (field, text) in fields {
        if let Some(name) = field.strip_prefix("panel.") {
            form.set(name, text);
        }
    }
    form
}
