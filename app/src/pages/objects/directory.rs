//! The directory of a kind: every object, with the values of the metrics that have any for them.

use dbag_domain::{Day, DayRange, PartMarks, RollUp, decimals, format_value_to};
use dbag_operations::{
    DirectoryCell, DirectoryMetric, DirectoryQuery, DirectoryRow, DirectoryView, MOST_COLUMNS,
    PictureSize, object_spark,
};
use leptos::prelude::*;

use crate::Frame;
use crate::escape::{object_part, query_text};
use crate::page::DirectoryPage;
use crate::ui::{EmptyNotice, Head, Spark, TextField};
use crate::words::{count, sentence};

/// The size that lines are drawn for.
const SPARK: PictureSize = PictureSize {
    width: 96,
    height: 20,
};

/// The objects of a kind, those that fit on a page, with a way to find others.
pub(crate) fn draw(frame: &Frame, page: DirectoryPage) -> AnyView {
    let (view, query) = (&page.view, &page.query);
    let address = Address { frame, view, query };
    let today = frame.clock(None).today();
    let about = match view.metrics.is_empty() {
        true => count(view.objects, "object"),
        false => format!(
            "{}, values of {}",
            count(view.objects, "object"),
            view.days.spoken(today)
        ),
    };
    let crumbs = vec![("Objects".to_owned(), frame.path("/objects"))];
    let rows = if view.rows.is_empty() {
        empty(query).into_any()
    } else {
        table(&address).into_any()
    };
    view! {
        <Head title=sentence(view.kind.as_str()) about=about.as_str() crumbs=crumbs />
        {find(&address).into_any()}
        {rows}
        {pages(&address)}
        {super::describe::draw(frame, &page)}
    }
    .into_any()
}

/// The address of the same directory, seen otherwise.
struct Address<'a> {
    frame: &'a Frame,
    view: &'a DirectoryView,
    query: &'a DirectoryQuery,
}

impl Address<'_> {
    fn base(&self) -> String {
        self.frame.path(&format!("/objects/{}", self.view.kind))
    }

    fn with(&self, sort: Option<(&str, bool)>, page: usize) -> String {
        let shown = self.shown().map(|slug| format!("show={slug}"));
        let mut parts: Vec<_> = shown.collect();
        if let Some(find) = self.query.find.as_deref().filter(|find| !find.is_empty()) {
            parts.push(format!("find={}", query_text(find)));
        }
        if let Some((sort, is_ascending)) = sort {
            parts.push(format!("sort={sort}"));
            if is_ascending {
                parts.push("order=up".to_owned());
            }
        }
        if self.query.archived {
            parts.push("archived=yes".to_owned());
        }
        if page > 1 {
            parts.push(format!("page={page}"));
        }
        match parts.is_empty() {
            true => self.base(),
            false => format!("{}?{}", self.base(), parts.join("&")),
        }
    }

    /// The columns, where somebody chose them.
    fn shown(&self) -> impl Iterator<Item = &str> {
        let is_chosen = !self.query.show.is_empty();
        let columns = self.view.metrics.iter().filter(move |_| is_chosen);
        columns.map(|metric| metric.slug.as_str())
    }

    fn sort(&self) -> Option<(&str, bool)> {
        let sort = self.view.sort.as_deref()?;
        Some((sort, self.query.is_ascending))
    }
}

fn find(address: &Address<'_>) -> impl IntoView + use<> {
    let (base, query) = (address.base(), address.query);
    let value = query.find.clone().unwrap_or_default();
    let shown: Vec<_> = address.shown().map(|slug| hidden("show", slug)).collect();
    let archived = match query.archived {
        true => (base.clone(), "Show the others"),
        false => (format!("{base}?archived=yes"), "Archived"),
    };
    view! {
        <div class="row is-apart is-end">
            <form class="form is-inline" method="get" action=base role="search">
                {shown}
                {order(address)}
                <TextField name="find" label="Name, key or attribute" kind="search" value=value />
                <button class="button">"Find"</button>
                <a class="form__link" href=archived.0>{archived.1}</a>
            </form>
            {columns(address)}
        </div>
    }
}

fn hidden(name: &'static str, value: &str) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_owned() /> }.into_any()
}

/// What a form keeps of the order.
fn order(address: &Address<'_>) -> Vec<AnyView> {
    let Some((sort, is_ascending)) = address.sort() else {
        return Vec::new();
    };
    let order = is_ascending.then(|| hidden("order", "up"));
    std::iter::once(hidden("sort", sort)).chain(order).collect()
}

/// The metrics that could be columns, where there is a choice.
fn columns(address: &Address<'_>) -> Option<impl IntoView + use<>> {
    let (view, query) = (address.view, address.query);
    let choices = view.choices.iter().map(|choice| {
        let is_shown = view.metrics.iter().any(|shown| shown.slug == choice.slug);
        let (slug, label) = (choice.slug.clone(), choice.label.clone());
        view! {
            <label class="check">
                <input class="check__input" type="checkbox" name="show" value=slug checked=is_shown />
                <span>{label}</span>
            </label>
        }
    });
    let choices: Vec<_> = choices.collect();
    let find = query.find.as_deref().filter(|find| !find.is_empty());
    let find = find.map(|find| hidden("find", find));
    let archived = query.archived.then(|| hidden("archived", "yes"));
    let most = format!("At most {MOST_COLUMNS}.");
    (choices.len() > 1).then(|| {
        view! {
            <details class="menu is-end" name="menu">
                <summary class="button">"Columns"</summary>
                <form class="menu__body is-wide" method="get" action=address.base()>
                    {find}
                    {archived}
                    {order(address)}
                    <div class="stack is-tight">{choices}</div>
                    <p class="field__hint">{most}</p>
                    <button class="button">"Show these"</button>
                </form>
            </details>
        }
    })
}

fn empty(query: &DirectoryQuery) -> impl IntoView + use<> {
    let text = match (query.find.as_deref().unwrap_or(""), query.archived) {
        ("", true) => "Nothing is archived.",
        ("", false) => "None yet. They appear with the first value that is tied to one.",
        _ => "None has a name, key or attribute like this.",
    };
    view! { <EmptyNotice text=text /> }
}

fn table(address: &Address<'_>) -> impl IntoView + use<> {
    let view = address.view;
    let columns: Vec<_> = view
        .metrics
        .iter()
        .map(|metric| column(address, metric))
        .collect();
    let name = {
        let current = address.sort().is_none().then_some("ascending");
        let to = address.with(None, 1);
        view! { <th scope="col" aria-sort=current><a href=to>"Name"</a></th> }
    };
    let places = places(view);
    let rows: Vec<_> = view
        .rows
        .iter()
        .map(|row| self::row(address, row, &places))
        .collect();
    view! {
        <div class="table-wrap">
            <table class="table directory">
                <thead><tr>{name}{columns}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// A column's title sorts by it: the largest first, then the smallest.
fn column(address: &Address<'_>, metric: &DirectoryMetric) -> impl IntoView + use<> {
    let (current, next) = match address.sort() {
        Some((slug, true)) if slug == metric.slug => (Some("ascending"), false),
        Some((slug, false)) if slug == metric.slug => (Some("descending"), true),
        _ => (None, false),
    };
    let to = address.with(Some((&metric.slug, next)), 1);
    let label = metric.label.clone();
    let how = match metric.rollup {
        RollUp::Last => "last",
        RollUp::Sum => "sum",
        RollUp::Mean | RollUp::Recomputed => "mean",
        RollUp::Min => "lowest",
        RollUp::Max => "highest",
    };
    view! {
        <th scope="col" class="is-number" aria-sort=current>
            <a href=to>{label}</a>
            " "
            <span class="table__note">{how}</span>
        </th>
    }
}

fn row(address: &Address<'_>, row: &DirectoryRow, places: &[usize]) -> impl IntoView + use<> {
    let object = &row.object;
    let to = format!("{}/{}", address.base(), object_part(object.key.as_str()));
    let key = (!object.label.is_empty()).then(|| {
        view! { <span class="table__note">{object.key.to_string()}</span> }
    });
    let cells = std::iter::zip(&row.cells, &address.view.metrics).enumerate();
    let today = address.view.days.to;
    let cells = cells.map(|(at, (cell, metric))| self::cell(cell, (metric, places[at]), today));
    view! {
        <tr>
            <th scope="row"><a href=to>{object.name().to_owned()}</a>{key}</th>
            {cells.collect::<Vec<_>>()}
        </tr>
    }
}

/// The decimals of each column: as many as its value with the most needs.
fn places(view: &DirectoryView) -> Vec<usize> {
    let places = |(at, metric): (usize, &DirectoryMetric)| {
        let values = view.rows.iter().filter_map(|row| row.cells.get(at)?.value);
        let needed = values.map(|value| decimals(value, &metric.unit));
        needed.max().unwrap_or(0)
    };
    view.metrics.iter().enumerate().map(places).collect()
}

/// A value over its days, with the day that it is of where nobody would guess it.
fn cell(
    cell: &DirectoryCell,
    (metric, places): (&DirectoryMetric, usize),
    today: Day,
) -> impl IntoView + use<> {
    let text = match cell.value {
        Some(value) => format_value_to(value, &metric.unit, places),
        None => "—".to_owned(),
    };
    let spark = cell.spark.as_ref().filter(|_| cell.value.is_some());
    let picture = spark.and_then(|spark| object_spark(spark, "", None, SPARK));
    let spark = picture.map(|picture| view! { <Spark class="directory__line" picture=picture /> });
    let earlier = cell.as_of.map(|day| {
        let words = format!("as of {}", DayRange::single(day).spoken(today));
        view! { <span class="table__note">{words}</span> }
    });
    let part = cell.spark.as_ref().map(PartMarks::of_known);
    let part = part.into_iter().flat_map(PartMarks::words);
    let part: Vec<_> = part
        .map(|words| view! { <span class="table__note">{words}</span> })
        .collect();
    view! { <td class="is-number">{text}{earlier}{part}{spark}</td> }
}

fn pages(address: &Address<'_>) -> Option<impl IntoView + use<>> {
    let view = address.view;
    let link = |page: usize, words: &'static str| {
        let to = address.with(address.sort(), page);
        view! { <a class="button" href=to>{words}</a> }
    };
    let previous = (view.page > 1).then(|| link(view.page - 1, "Previous"));
    let next = (view.page < view.pages).then(|| link(view.page + 1, "Next"));
    let place = format!("Page {} of {}", view.page, view.pages);
    (view.pages > 1).then(|| {
        view! {
            <nav class="row" aria-label="Pages">{previous}<span>{place}</span>{next}</nav>
        }
    })
}
