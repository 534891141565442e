//! Panels put together in few words.

use dbag_domain::{
    Binding, DashboardSettings, Label, PanelKind, PanelOptions, PanelSeries, PanelSettings, Place,
    Slug,
};

/// Why the texts of this file are names.
const CONSTANT: &str = "the demo's names are written as names are";

pub(super) fn slug(text: &str) -> Slug {
    Slug::parse(text).expect(CONSTANT)
}

/// A dashboard without panels.
pub(super) fn dashboard(name: &str, label: &str, description: &str) -> DashboardSettings {
    DashboardSettings {
        description: description.to_owned(),
        ..DashboardSettings::new(slug(name), Label::parse(label).expect(CONSTANT))
    }
}

/// Panels from the top down, row by row.
#[derive(Default)]
pub(super) struct Rows {
    panels: Vec<PanelSettings>,
    x: u16,
    y: u16,
    height: u16,
}

impl Rows {
    /// A panel beside the last one, or below it where there is no room.
    pub(super) fn put(&mut self, (w, h): (u16, u16), panel: PanelSettings) -> &mut Self {
        if self.x + w > dbag_domain::COLUMNS {
            self.next_row();
        }
        let place = Place {
            x: self.x,
            y: self.y,
            w,
            h,
        };
        self.panels.push(PanelSettings { place, ..panel });
        self.x += w;
        self.height = self.height.max(h);
        self
    }

    /// What follows begins a row.
    pub(super) fn next_row(&mut self) -> &mut Self {
        if self.x > 0 {
            self.y += self.height;
            (self.x, self.height) = (0, 0);
        }
        self
    }

    /// A title over what follows.
    pub(super) fn heading(&mut self, title: &str) -> &mut Self {
        self.next_row();
        self.put((12, 1), titled(panel(PanelKind::Heading, []), title))
    }

    pub(super) fn into_panels(self) -> Vec<PanelSettings> {
        self.panels
    }
}

/// A panel of these series; its place is given later.
pub(super) fn panel<const N: usize>(kind: PanelKind, series: [PanelSeries; N]) -> PanelSettings {
    PanelSettings {
        series: series.into(),
        ..PanelSettings::new(
            kind,
            Place {
                x: 0,
                y: 0,
                w: 1,
                h: 1,
            },
        )
    }
}

pub(super) fn titled(panel: PanelSettings, title: &str) -> PanelSettings {
    PanelSettings {
        title: title.to_owned(),
        ..panel
    }
}

pub(super) fn with(panel: PanelSettings, options: PanelOptions) -> PanelSettings {
    PanelSettings { options, ..panel }
}

/// A metric as a whole.
pub(super) fn whole(metric: &str) -> PanelSeries {
    PanelSeries::of(slug(metric)).bound(Binding::Whole)
}

/// A metric of the page's object.
pub(super) fn own(metric: &str) -> PanelSeries {
    PanelSeries::of(slug(metric)).bound(Binding::Page)
}

/// A metric of every object.
pub(super) fn every(metric: &str) -> PanelSeries {
    PanelSeries::of(slug(metric)).bound(Binding::Every)
}

/// The median of a metric's objects.
pub(super) fn median(metric: &str) -> PanelSeries {
    PanelSeries::of(slug(metric)).bound(Binding::Median)
}

pub(super) fn called(series: PanelSeries, label: &str) -> PanelSeries {
    PanelSeries {
        label: label.to_owned(),
        ..series
    }
}
