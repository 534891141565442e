//! Filling backwards: first what would change, then doing it.

use dbag_domain::{Day, DayRange, Unit, format_value};
use dbag_operations::{BackfillPlan, PlannedChange};
use leptos::prelude::*;

use super::Shown;
use crate::islands::WatchedForm;
use crate::page::TypedDays;
use crate::ui::{Column, DayField, Problems, Table};
use crate::words::{brief, count, full_sentence};

/// So many changes are shown; the others are counted.
const SHOWN_CHANGES: usize = 20;
/// The form offers a year.
const OFFERED_DAYS: i32 = 364;

/// Asks for the days; the answer is a plan.
pub(super) fn form(
    shown: &Shown<'_>,
    typed: TypedDays,
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let [from, to] = ["from", "to"].map(|name| problems.take(name));
    let is_open = from.is_some() || to.is_some() || !typed.is_empty();
    let last = shown.view.today.previous();
    let typed = typed.or(DayRange {
        from: last - OFFERED_DAYS,
        to: last,
    });
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__summary">"Fill backwards"</summary>
            <div class="disclosure__body">
                <form class="form" method="post" action=shown.action("backfill")>
                    <input type="hidden" name="view" value=shown.address.whole_view() />
                    <div class="form__row">
                        <DayField
                            name="from"
                            form="fill-"
                            label="From"
                            value=typed.from
                            problem=from
                        />
                        <DayField
                            name="to"
                            form="fill-"
                            label="To"
                            value=typed.to
                            problem=to
                        />
                    </div>
                    <p class="field__hint">
                        "Asks again and shows what would change before anything is written."
                    </p>
                    <div class="form__actions">
                        <button class="button">"Show what would change"</button>
                    </div>
                </form>
            </div>
        </details>
    }
}

/// What would be written, to be confirmed.
pub(super) fn confirm(shown: &Shown<'_>, plan: BackfillPlan) -> impl IntoView + use<> {
    let today = shown.view.today;
    let title = format!("Filling backwards, {}", plan.days.spoken(today));
    let days = plan.days;
    let does_something = plan.does_something();
    let mut words = if does_something {
        promise(&plan)
    } else {
        nothing_to_do(&plan)
    };
    words.push_str(kept(&plan).unwrap_or_default());
    let notes: Vec<_> = plan
        .notes
        .iter()
        .map(|note| view! { <p class="notice__text">{full_sentence(note)}</p> })
        .collect();
    let has_values = plan.new > 0 || plan.reweighed > 0 || !plan.changes.is_empty();
    let button = if has_values {
        "Write them"
    } else {
        "Take the days as asked"
    };
    let write = does_something.then(|| {
        view! {
            <form method="post" action=shown.action("backfill")>
                <input type="hidden" name="view" value=shown.address.whole_view() />
                <input type="hidden" name="from" value=days.from.to_string() />
                <input type="hidden" name="to" value=days.to.to_string() />
                <input type="hidden" name="yes" value="1" />
                <button class="button is-primary">{button}</button>
            </form>
        }
    });
    let leave = shown.address.shown();
    let leave_words = if does_something {
        "Leave everything as it is"
    } else {
        "Back to the metric"
    };
    let unit = &shown.view.metric.unit;
    let changed = ["What would change", "Now", "Then"];
    let changes = changes(&plan.changes, changed, unit, today);
    let stays = ["What stays", "Remembered", "The source says"];
    let stays = self::changes(&plan.kept, stays, unit, today);
    view! {
        <WatchedForm>
            <section class="section" id="plan" aria-labelledby="h-plan">
                <div class="notice" role="status">
                    <h2 class="notice__title" id="h-plan">{title}</h2>
                    <p class="notice__text">{words}</p>
                    {notes}
                    <div class="notice__actions">
                        {write}
                        <a class="button" href=leave>{leave_words}</a>
                    </div>
                </div>
                {changes}
                {stays}
            </section>
        </WatchedForm>
    }
}

fn promise(plan: &BackfillPlan) -> String {
    format!(
        "The source was asked for {}. {} would be new, {} would change, {} known.{}{} Nothing is \
         written yet.",
        count(plan.days.len(), "day"),
        count(plan.new, "value"),
        plan.changes.len(),
        plan.known,
        match plan.reweighed {
            0 => String::new(),
            many => format!(" {} would stay, with other weights.", count(many, "value")),
        },
        match plan.outdated {
            0 => String::new(),
            1 => " One day was asked before a change, and is of what is asked now from then on."
                .to_owned(),
            many => format!(
                " {many} days were asked before a change, and are of what is asked now from then on."
            ),
        },
    )
}

/// That some values stay though the source says otherwise, with the way out.
fn kept(plan: &BackfillPlan) -> Option<&'static str> {
    match plan.kept.len() {
        0 => None,
        1 => Some(
            " One day stays as it is: its value was typed, sent, imported or removed. To take what the source \
             says, correct the value by hand.",
        ),
        _ => Some(
            " Some stay as they are: they were typed, sent, imported or removed. To take what the source says, \
             correct the values by hand.",
        ),
    }
}

/// Why there is nothing to write; a metric with objects knows more values than days.
fn nothing_to_do(plan: &BackfillPlan) -> String {
    let days = plan.days.len();
    match plan.known {
        _ if !plan.kept.is_empty() => "Nothing would be written.".to_owned(),
        0 => format!("The source has no values for {}.", count(days, "day")),
        known if known == days && days == 1 => {
            "The day is known already, as the source says: nothing to write.".to_owned()
        }
        known if known == days => {
            format!("All {days} days are known already, as the source says: nothing to write.")
        }
        known => format!(
            "The source has nothing new for {}. {} known already: nothing to write.",
            count(days, "day"),
            match known {
                1 => "1 value is".to_owned(),
                _ => format!("{} are", count(known, "value")),
            },
        ),
    }
}

fn changes(
    all: &[PlannedChange],
    [title, before, after]: [&'static str; 3],
    unit: &Unit,
    today: Day,
) -> Option<impl IntoView + use<>> {
    if all.is_empty() {
        return None;
    }
    let written = |value: Option<f64>, absent: &str| {
        value.map_or_else(|| absent.to_owned(), |value| format_value(value, unit))
    };
    let rows: Vec<_> = all
        .iter()
        .take(SHOWN_CHANGES)
        .map(|change| {
            let object = change.object.as_ref().map(|key| {
                view! { <span class="table__note">{key.clone()}</span> }
            });
            view! {
                <tr>
                    <th scope="row" class="is-day">{brief(change.day, today)} {object}</th>
                    <td class="is-number">{written(change.before, "removed")}</td>
                    <td class="is-number">{written(change.after, "no row")}</td>
                </tr>
            }
        })
        .collect();
    let caption = match all.len() {
        many if many > SHOWN_CHANGES => format!("{title}: the first {SHOWN_CHANGES} of {many}"),
        _ => title.to_owned(),
    };
    let caption = view! { <caption class="table__caption">{caption}</caption> }.into_any();
    let columns = vec![
        Column::of("Day"),
        Column::number(before),
        Column::number(after),
    ];
    Some(view! { <Table columns=columns rows=rows caption=caption /> })
}
