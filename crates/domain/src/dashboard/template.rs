//! Templates: dashboards that are made of the metrics there are, to begin with.

use super::{
    Binding, COLUMNS, DashboardSettings, PanelCompare, PanelKind, PanelSeries, PanelSettings, Place,
};
use crate::spelled::spelled_enum;
use crate::{Metric, ObjectKind, RangeChoice, Slug, Step};

spelled_enum! {
    /// What a dashboard is made of to begin with.
    Template, "template" {
        /// All metrics, by category.
        Overview = "overview",
        /// Everything there is to see of one metric.
        InDepth = "in-depth",
        /// A page for each object of a kind.
        EachObject = "each-object",
        /// The last weeks, side by side.
        Review = "review",
        /// Large numbers, to be read from afar.
        Wall = "wall",
    }
}

/// What a template is filled with; the first that fits where nothing is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateChoice {
    /// The metric that is seen in depth.
    pub metric: Option<Slug>,
    /// The kind of objects that have a page each.
    pub kind: Option<ObjectKind>,
}

/// Numbers of a category in an overview, and categories of it.
const MOST_OF_CATEGORY: usize = 8;
const MOST_CATEGORIES: usize = 8;
/// Metrics in the other templates.
const MOST_NUMBERS: usize = 4;
const MOST_REVIEWED: usize = 6;
const MOST_ON_WALL: usize = 9;

impl Template {
    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::InDepth => "One metric in depth",
            Self::EachObject => "A page for each object",
            Self::Review => "Weekly review",
            Self::Wall => "Wall",
        }
    }

    /// What it is good for, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Overview => "Every metric's number, and the first of each category over time.",
            Self::InDepth => {
                "A metric by day, week and month, beside last year, as a year of days."
            }
            Self::EachObject => "An object's own numbers beside the median, and who leads.",
            Self::Review => {
                "Ninety days by week: in a table, and as bars beside the ninety before."
            }
            Self::Wall => "Large numbers that are read from across the room.",
        }
    }

    /// A dashboard with the panels of the template in the place of its own; its name stays. None
    /// where there is no metric for it.
    pub fn fill(
        self,
        head: DashboardSettings,
        metrics: &[Metric],
        choice: &TemplateChoice,
    ) -> Option<DashboardSettings> {
        let mut filled = DashboardSettings {
            about: None,
            range: RangeChoice::default(),
            step: None,
            panels: Vec::new(),
            ..head
        };
        let mut grid = Grid::default();
        match self {
            Self::Overview => overview(&mut grid, metrics),
            Self::InDepth => in_depth(&mut grid, chosen(metrics, choice)?),
            Self::EachObject => {
                let kind = choice.kind.clone().or_else(|| first_kind(metrics))?;
                each_object(&mut grid, metrics, &kind);
                filled.about = Some(kind);
            }
            Self::Review => {
                filled.step = Some(Step::Week);
                review(&mut grid, metrics);
            }
            Self::Wall => {
                filled.range = RangeChoice::LastDays(30);
                for metric in metrics.iter().take(MOST_ON_WALL) {
                    grid.add(panel(PanelKind::Number, &[whole(metric)]), (4, 5));
                }
            }
        }
        filled.panels = grid.panels;
        (!filled.panels.is_empty()).then_some(filled)
    }
}

/// The panels so far, row by row.
#[derive(Default)]
struct Grid {
    panels: Vec<PanelSettings>,
    x: u16,
    y: u16,
    /// The height of the row that is being filled.
    height: u16,
}

impl Grid {
    /// Puts a panel behind the last one, or below where there is no room.
    fn add(&mut self, panel: PanelSettings, (w, h): (u16, u16)) {
        if self.x + w > COLUMNS {
            self.end_row();
        }
        let place = Place {
            x: self.x,
            y: self.y,
            w,
            h,
        };
        self.x += w;
        self.height = self.height.max(h);
        self.panels.push(PanelSettings { place, ..panel });
    }

    fn end_row(&mut self) {
        self.y += self.height;
        (self.x, self.height) = (0, 0);
    }

    fn heading(&mut self, title: &str) {
        self.end_row();
        let heading = panel(PanelKind::Heading, &[]);
        self.add(titled(heading, title), (COLUMNS, 1));
        self.end_row();
    }
}

fn overview(grid: &mut Grid, metrics: &[Metric]) {
    let mut categories: Vec<&str> = Vec::new();
    for metric in metrics {
        if !categories.contains(&metric.category.as_str()) {
            categories.push(&metric.category);
        }
    }
    categories.truncate(MOST_CATEGORIES);
    for category in &categories {
        let of_category = || metrics.iter().filter(|metric| metric.category == *category);
        if categories.len() > 1 {
            grid.heading(if category.is_empty() {
                "More"
            } else {
                category
            });
        }
        for metric in of_category().take(MOST_OF_CATEGORY) {
            grid.add(panel(PanelKind::Number, &[whole(metric)]), (3, 4));
        }
        grid.end_row();
        for metric in of_category().take(2) {
            let mut area = panel(PanelKind::Area, &[whole(metric)]);
            area.options.compare = Some(PanelCompare::Previous);
            grid.add(area, (6, 7));
        }
        grid.end_row();
    }
}

fn in_depth(grid: &mut Grid, metric: &Metric) {
    let of = |kind: PanelKind, title: &str| titled(panel(kind, &[whole(metric)]), title);
    grid.add(panel(PanelKind::Number, &[whole(metric)]), (3, 7));
    let mut days = of(PanelKind::Line, "Day by day, beside the year before");
    days.options.compare = Some(PanelCompare::Year);
    days.options.average = Some(28);
    days.options.step = Some(Step::Day);
    grid.add(days, (9, 7));
    let mut weeks = of(PanelKind::Bars, "Week by week");
    weeks.options.step = Some(Step::Week);
    grid.add(weeks, (6, 7));
    let mut months = of(PanelKind::Table, "Month by month");
    months.options.step = Some(Step::Month);
    months.options.range = Some(RangeChoice::LastMonths(12));
    grid.add(months, (6, 7));
    grid.add(of(PanelKind::Calendar, "A year of days"), (COLUMNS, 5));
    if metric.object_kind.is_some() {
        let every = [bound(metric, Binding::Every)];
        grid.add(panel(PanelKind::Ranking, &every), (6, 8));
        grid.add(panel(PanelKind::Multiples, &every), (6, 8));
    }
}

fn each_object(grid: &mut Grid, metrics: &[Metric], kind: &ObjectKind) {
    let of_kind: Vec<&Metric> = metrics
        .iter()
        .filter(|metric| metric.object_kind.as_ref() == Some(kind))
        .take(MOST_NUMBERS)
        .collect();
    for metric in &of_kind {
        let number = panel(PanelKind::Number, &[bound(metric, Binding::Page)]);
        grid.add(number, (3, 4));
    }
    grid.end_row();
    for metric in &of_kind {
        let median = PanelSeries {
            label: "Median".to_owned(),
            ..bound(metric, Binding::Median)
        };
        let mut line = panel(PanelKind::Line, &[bound(metric, Binding::Page), median]);
        line.options.step = Some(Step::Week);
        let title = format!("{}, beside the median", metric.label);
        grid.add(titled(line, &title), (6, 7));
    }
    grid.end_row();
    for metric in of_kind.iter().take(1) {
        let ranking = panel(PanelKind::Ranking, &[bound(metric, Binding::Every)]);
        grid.add(ranking, (6, 8));
        let mut months = panel(PanelKind::Table, &[]);
        months.series = of_kind
            .iter()
            .map(|metric| bound(metric, Binding::Page))
            .collect();
        months.options.step = Some(Step::Month);
        months.options.range = Some(RangeChoice::LastMonths(12));
        grid.add(titled(months, "Month by month"), (6, 8));
    }
}

fn review(grid: &mut Grid, metrics: &[Metric]) {
    let reviewed = &metrics[..metrics.len().min(MOST_REVIEWED)];
    let series: Vec<PanelSeries> = reviewed.iter().map(whole).collect();
    if series.is_empty() {
        return;
    }
    let table = panel(PanelKind::Table, &series);
    grid.add(titled(table, "Week by week"), (COLUMNS, 8));
    for metric in reviewed {
        let mut bars = panel(PanelKind::Bars, &[whole(metric)]);
        bars.options.compare = Some(PanelCompare::Previous);
        grid.add(bars, (6, 7));
    }
}

fn chosen<'a>(metrics: &'a [Metric], choice: &TemplateChoice) -> Option<&'a Metric> {
    let named = |metric: &&Metric| Some(&metric.slug) == choice.metric.as_ref();
    metrics.iter().find(named).or_else(|| metrics.first())
}

fn first_kind(metrics: &[Metric]) -> Option<ObjectKind> {
    metrics.iter().find_map(|metric| metric.object_kind.clone())
}

fn whole(metric: &Metric) -> PanelSeries {
    bound(metric, Binding::Whole)
}

fn bound(metric: &Metric, binding: Binding) -> PanelSeries {
    PanelSeries::of(metric.slug.clone()).bound(binding)
}

fn panel(kind: PanelKind, series: &[PanelSeries]) -> PanelSettings {
    let nowhere = Place {
        x: 0,
        y: 0,
        w: 1,
        h: 1,
    };
    PanelSettings {
        series: series.to_vec(),
        ..PanelSettings::new(kind, nowhere)
    }
}

fn titled(panel: PanelSettings, title: &str) -> PanelSettings {
    PanelSettings {
        title: title.to_owned(),
        ..panel
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::dashboard::overlapping;
    use crate::{Label, Measure, MetricId, MetricSettings};

    /// So many metrics in three categories; every third has values for customers.
    fn metrics(count: i64) -> Vec<Metric> {
        let metric = |at: i64| {
            let slug = Slug::parse(&format!("metric-{at}")).expect("a slug");
            let label = Label::parse(&format!("Metric {at}")).expect("a label");
            let mut settings = MetricSettings::new(slug, label, "push", Measure::Flow);
            settings.category = ["", "Sales", "Users"][at as usize % 3].to_owned();
            if at % 3 == 1 {
                settings.object_kind = ObjectKind::parse("customer").ok();
            }
            Metric {
                id: MetricId(at),
                settings,
                version: 1,
                definition: 1,
                created_at: DateTime::UNIX_EPOCH,
                updated_at: DateTime::UNIX_EPOCH,
            }
        };
        (0..count).map(metric).collect()
    }

    fn head() -> DashboardSettings {
        let slug = Slug::parse("mine").expect("a slug");
        DashboardSettings::new(slug, Label::parse("Mine").expect("a label"))
    }

    #[test]
    fn every_template_makes_a_dashboard_that_can_be_saved_and_copied() {
        for count in [2, 3, 12, 500] {
            for template in Template::ALL {
                let filled = template.fill(head(), &metrics(count), &TemplateChoice::default());
                let filled = filled.expect("there are metrics");
                assert_eq!(filled.problems(), [], "{template} of {count}");
                assert_eq!(filled.label.as_str(), "Mine");
                let places: Vec<Place> = filled.panels.iter().map(|panel| panel.place).collect();
                assert_eq!(overlapping(&places), None, "{template} of {count}");
                assert!(filled.panels.iter().all(PanelSettings::is_bound));
                let json = serde_json::to_string(&filled).expect("written");
                assert_eq!(
                    serde_json::from_str::<DashboardSettings>(&json).ok(),
                    Some(filled)
                );
            }
        }
    }

    #[test]
    fn without_metrics_there_is_nothing_to_begin_with() {
        for template in Template::ALL {
            assert_eq!(
                template.fill(head(), &[], &TemplateChoice::default()),
                None,
                "{template}"
            );
        }
        let plain = &metrics(1);
        assert_eq!(
            Template::EachObject.fill(head(), plain, &TemplateChoice::default()),
            None
        );
    }

    #[test]
    fn what_is_chosen_is_what_it_is_about() {
        let choice = TemplateChoice {
            metric: Slug::parse("metric-5").ok(),
            kind: ObjectKind::parse("customer").ok(),
        };
        let deep = Template::InDepth
            .fill(head(), &metrics(9), &choice)
            .expect("filled");
        let shown = deep.panels.iter().flat_map(|panel| &panel.series);
        assert!(
            shown
                .into_iter()
                .all(|series| series.metric.as_str() == "metric-5")
        );
        let each = Template::EachObject
            .fill(head(), &metrics(9), &choice)
            .expect("filled");
        assert_eq!(each.about, choice.kind);
        let other = TemplateChoice {
            kind: ObjectKind::parse("team").ok(),
            ..choice
        };
        assert_eq!(Template::EachObject.fill(head(), &metrics(9), &other), None);
    }
}
