//! What a button of the dashboard editor asks for: `add:line`, `remove:3`, `move:3:-1,0`.

use dbag_domain::{COLUMNS, DraftKey, PanelKind, Place, Problem, Template};

/// One step in the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Save the draft.
    Save,
    /// Save it, whatever somebody else saved in the meantime.
    SaveOver,
    /// Leave without saving.
    Discard,
    /// Open a panel's form.
    Select(DraftKey),
    /// Close what is open.
    Close,
    /// Carry out what was typed for the dashboard itself.
    Head,
    /// Carry out what was typed for the open panel.
    Apply,
    /// Show the open form again, with fields that fit what was chosen.
    More,
    /// Replace everything by what was pasted.
    Paste,
    /// Take what somebody else saved.
    Take,
    /// Begin with the panels of a template.
    Template(Template),
    /// A new panel.
    Add(PanelKind),
    /// A panel goes.
    Remove(DraftKey),
    /// A panel once more.
    Duplicate(DraftKey),
    /// A panel stands there.
    Place(DraftKey, Place),
    /// A panel moves or grows by so much.
    Move(DraftKey, Shift),
    /// A panel goes to another dashboard.
    Send(DraftKey),
}

/// By how much a place moves and grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shift {
    x: i32,
    y: i32,
    w: i32,
    h: i32,
}

impl Shift {
    /// The place moved, kept on the grid.
    pub(super) fn of(self, place: Place) -> Place {
        let within = |value: u16, shift: i32, least: i32, most: i32| {
            let value = i32::from(value).saturating_add(shift);
            u16::try_from(value.clamp(least, most.max(least))).unwrap_or(0)
        };
        let columns = i32::from(COLUMNS);
        let w = within(place.w, self.w, 1, columns);
        let last_row = i32::from(Place::LAST_ROW - Place::MAX_ROWS);
        Place {
            x: within(place.x, self.x, 0, columns - i32::from(w)),
            y: within(place.y, self.y, 0, last_row),
            w,
            h: within(place.h, self.h, 1, i32::from(Place::MAX_ROWS)),
        }
    }
}

impl Step {
    /// Whether what was typed and not yet carried out is left behind, or shown as it is.
    pub(super) const fn drops_what_was_typed(self) -> bool {
        matches!(
            self,
            Self::Undo | Self::Redo | Self::Close | Self::More | Self::Discard | Self::Take
        )
    }

    /// Reads what a button says.
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let unknown = || Problem::invalid(format!("`{text}` is nothing that can be done here"));
        let mut parts = text.splitn(3, ':');
        let (word, first, rest) = (parts.next().unwrap_or(""), parts.next(), parts.next());
        let key = || {
            first
                .and_then(|key| key.parse::<DraftKey>().ok())
                .ok_or_else(unknown)
        };
        Ok(match word {
            "undo" => Self::Undo,
            "redo" => Self::Redo,
            "save" => Self::Save,
            "save-over" => Self::SaveOver,
            "discard" => Self::Discard,
            "close" => Self::Close,
            "head" => Self::Head,
            "apply" => Self::Apply,
            "more" => Self::More,
            "paste" => Self::Paste,
            "take" => Self::Take,
            "template" => {
                let template = first.and_then(|word| Template::parse(word).ok());
                Self::Template(template.ok_or_else(unknown)?)
            }
            "add" => {
                let kind = first.and_then(|word| PanelKind::parse(word).ok());
                Self::Add(kind.ok_or_else(unknown)?)
            }
            "select" => Self::Select(key()?),
            "remove" => Self::Remove(key()?),
            "duplicate" => Self::Duplicate(key()?),
            "send" => Self::Send(key()?),
            "place" => {
                let [x, y, w, h] = rest.and_then(numbers).ok_or_else(unknown)?;
                let place = [x, y, w, h].map(|number| u16::try_from(number).ok());
                match place {
                    [Some(x), Some(y), Some(w), Some(h)] => {
                        Self::Place(key()?, Place { x, y, w, h })
                    }
                    _ => return Err(unknown()),
                }
            }
            "move" => {
                let [x, y] = rest.and_then(numbers).ok_or_else(unknown)?;
                let shift = Shift {
                    x,
                    y,
                    ..Shift::default()
                };
                Self::Move(key()?, shift)
            }
            "size" => {
                let [w, h] = rest.and_then(numbers).ok_or_else(unknown)?;
                let shift = Shift {
                    w,
                    h,
                    ..Shift::default()
                };
                Self::Move(key()?, shift)
            }
            _ => return Err(unknown()),
        })
    }
}

/// So many whole numbers with commas between them.
fn numbers<const N: usize>(text: &str) -> Option<[i32; N]> {
    let read: Option<Vec<i32>> = text.split(',').map(|part| part.parse().ok()).collect();
    read?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_says_what_it_does() {
        let place = Place {
            x: 1,
            y: 2,
            w: 3,
            h: 4,
        };
        for (text, step) in [
            ("undo", Step::Undo),
            ("add:bars", Step::Add(PanelKind::Bars)),
            ("remove:7", Step::Remove(7)),
            ("place:7:1,2,3,4", Step::Place(7, place)),
            (
                "move:7:-1,0",
                Step::Move(
                    7,
                    Shift {
                        x: -1,
                        ..Shift::default()
                    },
                ),
            ),
            (
                "size:7:0,2",
                Step::Move(
                    7,
                    Shift {
                        h: 2,
                        ..Shift::default()
                    },
                ),
            ),
        ] {
            assert_eq!(Step::parse(text), Ok(step));
        }
        for bad in [
            "",
            "add",
            "add:pie",
            "remove:x",
            "place:1:1,2,3",
            "place:1:-1,2,3,4",
            "move:1:a,b",
        ] {
            assert!(Step::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn r21_a_panel_stays_on_the_grid() {
        let place = Place {
            x: 6,
            y: 0,
            w: 6,
            h: 4,
        };
        let shift = |x, y, w, h| Shift { x, y, w, h }.of(place);
        assert_eq!(shift(1, -1, 0, 0), place);
        assert_eq!(
            shift(0, 0, 3, 0),
            Place {
                x: 3,
                w: 9,
                ..place
            }
        );
        assert_eq!(
            shift(0, 0, -99, -99),
            Place {
                w: 1,
                h: 1,
                ..place
            }
        );
        assert!(
            shift(i32::MAX, i32::MAX, i32::MAX, i32::MAX)
                .checked()
                .is_ok()
        );
        assert!(
            shift(i32::MIN, i32::MIN, i32::MIN, i32::MIN)
                .checked()
                .is_ok()
        );
    }
}
