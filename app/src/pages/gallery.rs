//! The gallery: dashboards as a list, every metric as a card under its category.

use dbag_chart::{SparkSpec, describe, sparkline};
use dbag_domain::{Day, Role, format_value, format_with_unit, unit_word};
use dbag_operations::{Card, CardState, DashboardRow, Gallery, GallerySection};
use leptos::prelude::*;

use crate::Frame;
use crate::GalleryPage;
use crate::islands::{ScrubbedCards, Track};
use crate::ui::{Change, Drawing, EmptyNotice, Head};
use crate::words::{Clock, brief, count, lasting};

/// Pixels of a sparkline on a card of usual width.
const SPARK: (u32, u32) = (240, 40);
/// Letters of a failure's reason: two lines of a card.
const SHORT_REASON: usize = 48;

/// The page's title: metrics alone are not called dashboards.
pub(super) fn title(page: &GalleryPage) -> &'static str {
    if page.dashboards.is_empty() {
        "Metrics"
    } else {
        "Dashboards"
    }
}

/// Dashboards and cards, or the way to the first.
pub(super) fn draw(frame: &Frame, page: GalleryPage) -> impl IntoView + use<> {
    let title = title(&page);
    let has_metrics = !page.gallery.sections.is_empty();
    let new_metric = (has_metrics && frame.may(Role::Editor)).then(|| {
        let address = frame.path("/metric/new");
        view! { <a class="button is-primary" href=address>"New metric"</a> }
    });
    let new_dashboard = (has_metrics && frame.may(Role::Editor)).then(|| {
        let address = frame.path("/d/new");
        view! { <a class="button" href=address>"New dashboard"</a> }
    });
    let import = frame.may(Role::Editor).then(|| {
        let address = frame.path("/import");
        view! { <a class="button" href=address>"Import"</a> }
    });
    let wall = wall_of_favourites(frame, &page.dashboards);
    let dashboards = dashboards(frame, page.dashboards);
    let metrics = dashboards
        .is_some()
        .then(|| view! { <h2 class="section__title" id="metrics">"Metrics"</h2> });
    view! {
        <Head title=title>
            {wall}
            {import}
            {new_dashboard}
            {new_metric}
        </Head>
        {dashboards}
        {metrics}
        {cards(frame, page.gallery)}
    }
}

/// The way to a wall on which favourites take turns; those that need an object have none.
fn wall_of_favourites(frame: &Frame, rows: &[DashboardRow]) -> Option<AnyView> {
    let favourites = rows
        .iter()
        .filter(|row| row.is_favourite && row.about.is_none());
    let slugs: Vec<_> = favourites.map(|row| row.slug.to_string()).collect();
    let (first, others) = slugs
        .split_first()
        .filter(|(_, others)| !others.is_empty())?;
    let address = frame.path(&format!("/d/{first}?wall=1&rotate={}", others.join(",")));
    let title = "Favourites take turns, a minute each";
    Some(view! { <a class="button" href=address title=title>"Wall of favourites"</a> }.into_any())
}

/// The dashboards, those that one often looks at first.
fn dashboards(frame: &Frame, mut rows: Vec<DashboardRow>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    rows.sort_by_key(|row| !row.is_favourite);
    let items: Vec<_> = rows.into_iter().map(|row| dashboard(frame, row)).collect();
    Some(view! { <ul class="boards">{items}</ul> }.into_any())
}

fn dashboard(frame: &Frame, row: DashboardRow) -> AnyView {
    let address = frame.path(&format!("/d/{}", row.slug));
    let icon = match row.icon.as_str() {
        "" => row.label.to_string().chars().take(1).collect(),
        icon => icon.to_owned(),
    };
    let favourite = row
        .is_favourite
        .then(|| view! { <span class="boards__star" title="A favourite">"★"</span> });
    let about = row.about.map(|kind| format!("one page per {kind}"));
    let panels = usize::try_from(row.panels).unwrap_or(0);
    let notes: Vec<_> = about.into_iter().chain([count(panels, "panel")]).collect();
    view! {
        <li class="boards__item">
            <span class="boards__icon" aria-hidden="true">{icon}</span>
            <a class="boards__link" href=address>{row.label.to_string()}</a>
            {favourite}
            <span class="boards__about">{row.description}</span>
            <span class="boards__notes">{notes.join(", ")}</span>
        </li>
    }
    .into_any()
}

/// All cards, or the way to the first.
fn cards(frame: &Frame, gallery: Gallery) -> AnyView {
    if gallery.sections.is_empty() {
        return empty(frame).into_any();
    }
    let clock = frame.clock(None);
    let sections: Vec<_> = gallery
        .sections
        .into_iter()
        .enumerate()
        .map(|(at, section)| draw_section(frame, &clock, at, section))
        .collect();
    view! { <ScrubbedCards>{sections}</ScrubbedCards> }.into_any()
}

fn empty(frame: &Frame) -> impl IntoView + use<> {
    let (text, action) = if frame.may(Role::Admin) {
        (
            "No metrics yet. Connect a database and the first number is here in a minute, or import a file.",
            Some((frame.path("/sources"), "Connect a database")),
        )
    } else if frame.may(Role::Editor) {
        (
            "No metrics yet.",
            Some((frame.path("/metric/new"), "New metric")),
        )
    } else {
        (
            "No metrics yet. An editor or administrator adds the first.",
            None,
        )
    };
    view! { <EmptyNotice text=text action=action /> }
}

fn draw_section(
    frame: &Frame,
    clock: &Clock,
    at: usize,
    section: GallerySection,
) -> impl IntoView + use<> {
    let id = format!("c{}", at + 1);
    let heading = id.clone();
    let (class, name) = match section.name.as_str() {
        "" => ("visually-hidden", "Without a category".to_owned()),
        _ => ("", section.name),
    };
    let class = (!class.is_empty()).then_some(class);
    let cards: Vec<_> = section
        .cards
        .into_iter()
        .map(|card| {
            let address = frame.path(&format!("/metric/{}", card.slug));
            draw_card(clock, card, address)
        })
        .collect();
    view! {
        <section class="section" aria-labelledby=heading>
            <div class="section__head"><h2 id=id class=class>{name}</h2></div>
            <ul class="cards">{cards}</ul>
        </section>
    }
}

/// A metric at a glance; its title leads to an address.
pub(super) fn draw_card(clock: &Clock, card: Card, address: String) -> impl IntoView + use<> {
    let today = clock.today();
    let badge = badge(&card).map(|(class, word)| view! { <span class=class>{word}</span> });
    let figure = match card.state {
        CardState::Gap(..) | CardState::AskedEarly(_) | CardState::Failing { .. } => None,
        _ => card.figure,
    };
    let number = figure.map_or_else(
        || "—".to_owned(),
        |(_, value)| format_value(value, &card.unit),
    );
    let word = figure
        .map_or("", |(_, value)| unit_word(value, &card.unit))
        .to_owned();
    view! {
        <li class=class(&card)>
            <h3 class="card__title">
                <a class="card__link" href=address>{card.label.clone()}</a>
                {badge}
            </h3>
            <p class="card__figure">
                <span class="card__number">{number}</span>
                " "
                <span class="card__unit">{word}</span>
            </p>
            {delta(&card, today)}
            {spark(&card, today)}
            {foot(&card, clock)}
        </li>
    }
}

fn class(card: &Card) -> &'static str {
    match card.state {
        CardState::Gap(..) | CardState::AskedEarly(_) => "card is-gap",
        CardState::Failing { .. } => "card is-gap is-failed",
        CardState::AsOf(_) => "card is-stale",
        CardState::Paused(_) => "card is-paused",
        CardState::Current | CardState::Empty if card.is_fake => "card is-fake",
        CardState::Current | CardState::Empty => "card",
    }
}

fn badge(card: &Card) -> Option<(&'static str, &'static str)> {
    match card.state {
        // Where it was answered that there is nothing, nothing failed.
        CardState::Gap(_, Some(reason)) if reason.is_answer() => Some(("badge", "gap")),
        CardState::Gap(..) => Some(("badge is-failed", "gap")),
        CardState::AskedEarly(_) => Some(("badge", "so far")),
        CardState::Failing { .. } => Some(("badge is-failed", "failing")),
        CardState::Paused(_) => Some(("badge", "paused")),
        _ if card.is_fake => Some(("badge is-fake", "fake data")),
        CardState::Empty => Some(("badge is-new", "new")),
        CardState::Current | CardState::AsOf(_) => None,
    }
}

/// The change; or, in its place, why there is none.
fn delta(card: &Card, today: Day) -> AnyView {
    let words = match &card.state {
        CardState::Gap(day, Some(reason)) => {
            format!("no value for {}: {}", brief(*day, today), reason.words())
        }
        CardState::Gap(day, None) => format!("no value for {} yet", brief(*day, today)),
        CardState::AskedEarly(day) => {
            format!("{} was asked before it was over", brief(*day, today))
        }
        CardState::AsOf(day) => format!("as of {}", day.medium()),
        CardState::Failing { since, reason } => {
            format!("since {}: {}", brief(*since, today), short(reason))
        }
        CardState::Paused(Some(day)) => format!("as of {}", brief(*day, today)),
        CardState::Paused(None) | CardState::Empty => "no value yet".to_owned(),
        CardState::Current => {
            return match &card.delta {
                Some(delta) => {
                    let change = Change::of(delta, card.direction, today);
                    let class = format!("card__delta {}", change.class);
                    view! { <p class=class>{change.into_words()}</p> }.into_any()
                }
                None => {
                    let day = card
                        .figure
                        .map(|(day, _)| card.figure_notes.with_day(&day.spoken(today)))
                        .unwrap_or_default();
                    view! { <p class="card__delta delta">{day}</p> }.into_any()
                }
            };
        }
    };
    view! { <p class="card__delta delta">{words}</p> }.into_any()
}

/// A reason that fits on a card, cut between words; the metric's page tells it whole.
fn short(reason: &str) -> String {
    if reason.chars().count() <= SHORT_REASON {
        return reason.to_owned();
    }
    let cut: String = reason.chars().take(SHORT_REASON).collect();
    let whole_words = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole_words.trim_end_matches([' ', ',', ':', ';']))
}

fn spark(card: &Card, today: Day) -> AnyView {
    let (Some(range), Some(_)) = (card.spark.range(), card.spark.last_known()) else {
        return view! { <div class="card__spark"></div> }.into_any();
    };
    let name = describe(&card.label, &card.spark, range, &card.unit);
    let (width, height) = SPARK;
    let picture = sparkline(&SparkSpec {
        width,
        height,
        name: &name,
        ..SparkSpec::new(&card.spark, range)
    });
    let heights = picture.y.first().map_or(&[][..], Vec::as_slice);
    let track = Track::of_days(&card.spark, &card.unit).placed(heights, height as i32 * 10, false);
    let name = Some(card.label.clone());
    let at_rest = spoken_at_rest(card, today);
    view! {
        <Drawing
            class="card__spark"
            picture=picture
            track=Some(track)
            name=name
            at_rest=at_rest
        />
    }
    .into_any()
}

/// The card's number with its day, for those who do not see it, where the line ends with another day's.
fn spoken_at_rest(card: &Card, today: Day) -> Option<String> {
    let (day, value) = card.figure?;
    let is_last = card.spark.last_known() == card.figure;
    let value = format_with_unit(value, &card.unit);
    let words = format!("{value}, {}", day.spoken(today));
    let notes = card.figure_notes.words();
    (!is_last).then(|| match notes.as_str() {
        "" => words,
        notes => format!("{words}, {notes}"),
    })
}

fn foot(card: &Card, clock: &Clock) -> impl IntoView + use<> {
    let last = || {
        card.figure.map(|(day, value)| {
            let value = format_with_unit(value, &card.unit);
            format!("last value {value} on {}", brief(day, clock.today()))
        })
    };
    let updated = || card.updated.map(|at| format!("updated {}", clock.ago(at)));
    let words = match card.state {
        CardState::Gap(..) | CardState::AskedEarly(_) | CardState::Failing { .. } => last(),
        CardState::AsOf(day) => Some(format!("nothing new for {}", lasting(clock.today() - day))),
        CardState::Current if card.is_fake => {
            return view! {
                <p class="card__foot">"made up by " <span class="code">"dbag fake"</span></p>
            }
            .into_any();
        }
        CardState::Current | CardState::Paused(_) | CardState::Empty => updated(),
    };
    let objects = card.objects.map(|objects| count(objects, "object"));
    let reasons = Some(card.figure_notes.reasons()).filter(|words| !words.is_empty());
    let words: Vec<_> = objects.into_iter().chain(reasons).chain(words).collect();
    view! { <p class="card__foot">{words.join(", ")}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reason_is_cut_between_words() {
        let cases = [
            ("timed out", "timed out"),
            (
                "could not connect to 127.0.0.1:5432: connection refused",
                "could not connect to 127.0.0.1:5432: connection…",
            ),
        ];
        for (reason, words) in cases {
            assert_eq!(short(reason), words);
        }
    }
}
