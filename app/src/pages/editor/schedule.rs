//! When to ask, and what most metrics leave as it is.

use dbag_domain::AbsentMeans;
use leptos::prelude::*;

use super::Typed;
use super::naming::or;
use crate::ui::{Check, Problems, SelectField, TextField};

/// The fields that unfold; a problem at one of them unfolds all.
const RARE: [&str; 8] = [
    "collect_at",
    "time_zone",
    "refresh_hours",
    "recollect_days",
    "absent_means",
    "position",
    "owner",
    "link_url",
];

/// Whether to ask every day, and the rarer settings.
pub(super) fn draw(typed: &Typed<'_>, problems: &mut Problems) -> AnyView {
    if !typed.is_asked() {
        // Nobody asks, so nobody decides when; the metric is no paused one for that.
        let do_collect = or(typed.text("do_collect"), "yes");
        return view! { <input type="hidden" name="do_collect" value=do_collect /> }.into_any();
    }
    let is_collected = !matches!(typed.form.text("do_collect"), "no" | "false" | "off" | "0");
    let hint = format!(
        "In {}, unless a zone is named below.",
        typed.frame.time_zone
    );
    view! {
        <fieldset class="form__group">
            <legend class="form__legend">"When to ask"</legend>
            <Check
                name="do_collect"
                label="Collect every day"
                is_checked=is_collected
                hint=hint
            />
            {rare(typed, problems)}
        </fieldset>
    }
    .into_any()
}

fn rare(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let wrong = RARE.map(|field| problems.take(field));
    let is_open = wrong.iter().any(Option::is_some);
    let [
        collect_at,
        time_zone,
        refresh,
        recollect,
        absent,
        position,
        owner,
        link,
    ] = wrong;
    let zone_hint = format!("{} unless named.", typed.frame.time_zone);
    view! {
        <div>
            <details class="disclosure" open=is_open>
                <summary class="disclosure__summary">"More settings"</summary>
                <div class="disclosure__body">
                    <div class="form__row">
                        <TextField
                            name="collect_at"
                            label="Last asked at"
                            kind="time"
                            value=or(typed.text("collect_at"), "23:30")
                            hint="Of a level: the day's last answer stands."
                            problem=collect_at
                        />
                        <TextField
                            name="time_zone"
                            label="Time zone"
                            value=typed.text("time_zone")
                            hint=zone_hint
                            is_optional=true
                            problem=time_zone
                        />
                    </div>
                    <div class="form__row">
                        <TextField
                            name="refresh_hours"
                            label="Ask today as well, every … hours"
                            value=typed.text("refresh_hours")
                            is_number=true
                            is_optional=true
                            problem=refresh
                        />
                        <TextField
                            name="recollect_days"
                            label="Ask again for the last … days"
                            value=typed.text("recollect_days")
                            is_number=true
                            is_optional=true
                            problem=recollect
                        />
                    </div>
                    <div class="form__row">
                        <SelectField
                            name="absent_means"
                            label="No row means"
                            options=absents()
                            value=typed.text("absent_means")
                            problem=absent
                        />
                    </div>
                    <div class="form__row">
                        <TextField
                            name="owner"
                            label="Owner"
                            value=typed.text("owner")
                            hint="Who answers for the number."
                            is_optional=true
                            problem=owner
                        />
                        <TextField
                            name="position"
                            label="Place in its category"
                            value=typed.text("position")
                            is_number=true
                            is_optional=true
                            problem=position
                        />
                    </div>
                    <TextField
                        name="link_url"
                        label="Where it comes from"
                        kind="url"
                        value=typed.text("link_url")
                        hint="A link for people, with https://."
                        is_optional=true
                        problem=link
                    />
                </div>
            </details>
        </div>
    }
}

const USUAL: &str = "as usual for it";

fn absents() -> Vec<(String, String)> {
    let title = |absent: &AbsentMeans| match absent {
        AbsentMeans::Zero => "zero: nothing happened",
        AbsentMeans::Gap => "a gap: nobody knows",
    };
    let words = AbsentMeans::ALL
        .iter()
        .map(|one| (one.to_string(), title(one).to_owned()));
    std::iter::once((String::new(), USUAL.to_owned()))
        .chain(words)
        .collect()
}
