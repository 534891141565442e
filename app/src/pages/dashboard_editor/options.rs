//! How the open panel shows its series: only what its kind has a use for.

use dbag_domain::{Arrangement, Order, PanelKind, PanelScale, ReadAs};
use leptos::prelude::*;

use super::head::{ranges, steps};
use super::panel_form::{Open, field};
use crate::ui::{Check, Problems, SelectField, TextAreaField, TextField};

/// The fields of a kind.
pub(super) fn draw(open: &Open<'_, '_>, problems: &mut Problems) -> AnyView {
    let fields: Vec<AnyView> = match open.kind {
        PanelKind::Heading => Vec::new(),
        PanelKind::Text => vec![text(open, problems)],
        PanelKind::Line => [time(open, problems), chart(open, problems, false)].concat_views(),
        PanelKind::Area | PanelKind::Bars => {
            [time(open, problems), chart(open, problems, true)].concat_views()
        }
        PanelKind::Table => [time(open, problems), vec![read_as(open)]].concat_views(),
        PanelKind::Number => vec![range(open, problems), compare(open, problems)],
        PanelKind::Calendar | PanelKind::Progress => vec![range(open, problems)],
        PanelKind::Ranking => [
            vec![range(open, problems), compare(open, problems)],
            objects(open, problems),
        ]
        .concat_views(),
        PanelKind::Multiples => [
            vec![range(open, problems), read_as(open)],
            objects(open, problems),
        ]
        .concat_views(),
    };
    let hidden = view! {
        <Check
            name=field("hidden")
            label="Keep it, but do not show it"
            is_checked=open.text("hidden") == "yes"
        />
    };
    view! { {fields} {hidden} }.into_any()
}

/// Lists of fields put together.
trait ConcatViews {
    fn concat_views(self) -> Vec<AnyView>;
}

impl<const N: usize> ConcatViews for [Vec<AnyView>; N] {
    fn concat_views(self) -> Vec<AnyView> {
        self.into_iter().flatten().collect()
    }
}

fn time(open: &Open<'_, '_>, problems: &mut Problems) -> Vec<AnyView> {
    let step = select(open, problems, "step", "By", steps("as the dashboard"));
    vec![range(open, problems), step, compare(open, problems)]
}

fn chart(open: &Open<'_, '_>, problems: &mut Problems, may_stack: bool) -> Vec<AnyView> {
    let mut fields = vec![read_as(open)];
    if may_stack {
        let words = Arrangement::ALL.iter().map(|word| match word {
            Arrangement::Grouped => (word.to_string(), "Side by side".to_owned()),
            Arrangement::Stacked => (word.to_string(), "On top of each other".to_owned()),
        });
        fields.push(select(
            open,
            problems,
            "arrangement",
            "Several",
            words.collect(),
        ));
    }
    let averages = vec![
        (String::new(), "None".to_owned()),
        ("7".to_owned(), "7 days".to_owned()),
        ("28".to_owned(), "28 days".to_owned()),
    ];
    fields.push(select(
        open,
        problems,
        "average",
        "Moving average",
        averages,
    ));
    let scales = PanelScale::ALL.iter().map(|scale| match scale {
        PanelScale::Linear => (scale.to_string(), "Linear".to_owned()),
        PanelScale::Log => (scale.to_string(), "Logarithmic".to_owned()),
    });
    fields.push(select(open, problems, "scale", "Scale", scales.collect()));
    fields.push(check(open, "from_zero", "Begin the axis at zero"));
    fields.push(check(open, "legend", "Show the legend"));
    fields
}

fn objects(open: &Open<'_, '_>, problems: &mut Problems) -> Vec<AnyView> {
    let orders = Order::ALL.iter().map(|order| {
        let title = match order {
            Order::Top => "The largest first",
            Order::Bottom => "The smallest first",
            Order::Outliers => "Those that stand out first",
        };
        (order.to_string(), title.to_owned())
    });
    let problem = problems.take(&field("count"));
    let count = view! {
        <TextField
            name=field("count")
            label="How many"
            value=open.text("count")
            problem=problem
            is_number=true
            is_optional=true
        />
    };
    vec![
        select(open, problems, "order", "Order", orders.collect()),
        count.into_any(),
    ]
}

fn range(open: &Open<'_, '_>, problems: &mut Problems) -> AnyView {
    let none = (String::new(), "as the dashboard".to_owned());
    let ranges = ranges(&open.text("range"));
    let options = std::iter::once(none).chain(ranges).collect();
    select(open, problems, "range", "Days", options)
}

fn compare(open: &Open<'_, '_>, problems: &mut Problems) -> AnyView {
    let options = [
        ("", "Nothing"),
        ("previous", "The period before"),
        ("year", "The year before"),
        ("7d", "7 days before"),
        ("28d", "28 days before"),
    ];
    let options = options.map(|(word, title)| (word.to_owned(), title.to_owned()));
    select(open, problems, "compare", "Compared with", options.into())
}

fn read_as(open: &Open<'_, '_>) -> AnyView {
    let is_offered = |word: &&ReadAs| open.kind != PanelKind::Multiples || word.is_of_one();
    let words = ReadAs::ALL.iter().filter(is_offered).map(|word| {
        let title = match word {
            ReadAs::Values => "As they are",
            ReadAs::Cumulative => "Added up",
            ReadAs::Share => "Share of all shown, in percent",
            ReadAs::Indexed => "Indexed: the first is 100",
        };
        (word.to_string(), title.to_owned())
    });
    select(
        open,
        &mut Problems::default(),
        "read_as",
        "Values",
        words.collect(),
    )
}

fn text(open: &Open<'_, '_>, problems: &mut Problems) -> AnyView {
    let problem = problems.take(&field("text"));
    view! {
        <TextAreaField
            name=field("text")
            label="Words".to_owned()
            value=open.text("text")
            hint="Markdown: **bold**, lists, [links](https://example.com).".to_owned()
            problem=problem
        />
    }
    .into_any()
}

fn select(
    open: &Open<'_, '_>,
    problems: &mut Problems,
    name: &str,
    label: &'static str,
    options: Vec<(String, String)>,
) -> AnyView {
    let problem = problems.take(&field(name));
    view! {
        <SelectField
            name=field(name)
            label=label
            options=options
            value=open.text(name)
            problem=problem
        />
    }
    .into_any()
}

fn check(open: &Open<'_, '_>, name: &str, label: &'static str) -> AnyView {
    view! { <Check name=field(name) label=label is_checked=open.text(name) == "yes" /> }.into_any()
}
