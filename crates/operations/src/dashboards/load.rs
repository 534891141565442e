//! A dashboard's page, from its address to what is drawn.

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{Annotation, Dashboard, DayRange, ObjectKey, Problem, Slug};
use dbag_store::{DashboardPage, PageMetric};

use super::loaded::{Loaded, Moment};
use super::panels::Making;
use super::request::Request;
use super::sight::{Outside, Sight};
use super::view::{
    DashboardQuery, DashboardView, PageObject, PanelChoice, PanelContent, PanelView, Subject,
};
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// A dashboard over a range; `key` is the object of a dashboard about a kind.
    ///
    /// The number of statements does not grow with panels or with objects: the dashboard, its
    /// metrics with the series of the page's object, and the values that changed. Only what is
    /// told of all objects is read beside them, once until a value changes.
    ///
    /// # Errors
    ///
    /// `NotFound` for a dashboard or an object that does not exist. A wrong range is told beside
    /// the usual one.
    pub async fn view_dashboard(
        &self,
        actor: &Actor,
        slug: &str,
        key: Option<&str>,
        query: &DashboardQuery,
        now: DateTime<Utc>,
    ) -> Result<DashboardView, Problem> {
        actor.check(Operation::ViewDashboard)?;
        let object = key.map(|key| parse_key(slug, key)).transpose()?;
        let page = self
            .store
            .dashboard_page(slug, object.as_ref(), actor.name())
            .await;
        let page = page.map_err(problem_of)?;
        let subject = subject(&page, object.as_ref())?;
        show(self, page, subject, query, now).await
    }

    /// What a dashboard is called that had this slug once.
    pub async fn renamed_dashboard(
        &self,
        actor: &Actor,
        slug: &str,
    ) -> Result<Option<Slug>, Problem> {
        actor.check(Operation::ViewDashboard)?;
        self.store.renamed_dashboard(slug).await.map_err(problem_of)
    }

    /// A dashboard as people set it.
    pub async fn dashboard(&self, actor: &Actor, slug: &str) -> Result<Dashboard, Problem> {
        actor.check(Operation::ViewDashboard)?;
        self.store.dashboard(slug).await.map_err(problem_of)
    }
}

/// A page that is not kept yet: about the object it has, whichever that is.
pub(super) async fn preview(
    dbag: &Dbag,
    page: DashboardPage,
    query: &DashboardQuery,
    now: DateTime<Utc>,
) -> Result<DashboardView, Problem> {
    let subject = match (&page.dashboard.about, &page.object) {
        (None, _) => Subject::Nothing,
        (Some(_), None) => Subject::Unchosen,
        (Some(_), Some(_)) => Subject::Object(Box::new(page_object(&page)?)),
    };
    show(dbag, page, subject, query, now).await
}

async fn show(
    dbag: &Dbag,
    page: DashboardPage,
    subject: Subject,
    query: &DashboardQuery,
    now: DateTime<Utc>,
) -> Result<DashboardView, Problem> {
    let metrics = dbag.metrics_of_page(&page).await?;
    let read = ReadPage {
        page,
        metrics,
        subject,
        sight: Sight::Team,
    };
    read.show(dbag, query, now).await
}

/// A page with its metrics: everything but the values, which the revisions in it stand for.
pub(crate) struct ReadPage {
    pub(crate) page: DashboardPage,
    pub(crate) metrics: Vec<PageMetric>,
    pub(crate) subject: Subject,
    pub(crate) sight: Sight,
}

impl ReadPage {
    /// A page as outsiders see it; an object that nobody knows yet has no values yet.
    pub(crate) async fn outside(
        dbag: &Dbag,
        mut page: DashboardPage,
        outside: Outside,
    ) -> Result<Self, Problem> {
        let sight = Sight::Outside(outside);
        forget_kept(&mut page, sight);
        let subject = match (&page.dashboard.about, &page.object) {
            (None, _) => Subject::Nothing,
            (Some(_), None) => Subject::Unchosen,
            (Some(_), Some(object)) => Subject::Object(Box::new(PageObject {
                object: object.clone(),
                is_archived: false,
                previous: None,
                next: None,
            })),
        };
        Ok(Self {
            metrics: dbag.metrics_of_page(&page).await?,
            page,
            subject,
            sight,
        })
    }

    /// Makes its panels.
    pub(crate) async fn show(
        self,
        dbag: &Dbag,
        query: &DashboardQuery,
        now: DateTime<Utc>,
    ) -> Result<DashboardView, Problem> {
        let Self {
            page,
            metrics,
            subject,
            sight,
        } = self;
        let request = Request::read(query, &page.dashboard);
        let zones = Zones::named(&page.time_zone).map_err(CollectError::into_problem)?;
        let moment = Moment::of(request.as_of, &zones, now);
        let today = zones.own().day_of(moment.now);
        let loaded = dbag
            .load_page((page, metrics), zones, (moment, sight))
            .await?;
        let known = dbag.known_days(&loaded, today).await?;
        let days = sight.of_range(request.choice, request.page_days(known));
        let notes = notes_in(&loaded, days, query);
        let making = Making {
            loaded: &loaded,
            request: &request,
            known,
            notes: &notes,
        };
        let mut panels = Vec::with_capacity(loaded.page.dashboard.panels.len());
        for panel in &loaded.page.dashboard.panels {
            if query.panels.wants(panel) {
                panels.push(dbag.make_panel(panel, &making).await?);
            }
        }
        let is_alone = matches!(query.panels, PanelChoice::One(_));
        let notes = match (sight, panels.as_mut_slice()) {
            (Sight::Outside(_), [panel]) if is_alone => own_notes(panel, &notes),
            _ => notes,
        };
        Ok(DashboardView {
            subject,
            choice: request.choice,
            days,
            step: request.step,
            compare: request.compare,
            problem: request.problem,
            today,
            as_of: request.as_of.filter(|_| moment.is_past),
            panels,
            notes,
            is_favourite: loaded.page.is_favourite,
            is_home: loaded.page.is_home,
            dashboard: loaded.page.dashboard,
        })
    }
}

/// Takes away what panels that are kept from outsiders are made from: not even between which days
/// anything is known is told by them.
fn forget_kept(page: &mut DashboardPage, sight: Sight) {
    let object = page.object.as_ref().map(|object| object.id);
    for panel in &page.dashboard.panels {
        if let Some(rows) = page.metrics.get_mut(&panel.id)
            && (panel.options.hidden || sight.refuses(panel, rows, object))
        {
            rows.clear();
        }
    }
}

fn parse_key(slug: &str, key: &str) -> Result<ObjectKey, Problem> {
    ObjectKey::parse(key).map_err(|error| {
        Problem::not_found(format!("dashboard `{slug}` has no such page: {error}"))
    })
}

/// Whose page it is; an object that nobody knows has none.
fn subject(page: &DashboardPage, key: Option<&ObjectKey>) -> Result<Subject, Problem> {
    let slug = &page.dashboard.slug;
    match (&page.dashboard.about, key, &page.object) {
        (None, None, _) => Ok(Subject::Nothing),
        (None, Some(_), _) => Err(Problem::not_found(format!(
            "dashboard `{slug}` has one page: it is about no kind of object"
        ))),
        (Some(_), None, _) => Ok(Subject::Unchosen),
        (Some(kind), Some(key), None) => Err(Problem::not_found(format!(
            "{kind} `{key}` does not exist: nothing was remembered of it"
        ))),
        (Some(_), Some(_), Some(_)) => Ok(Subject::Object(Box::new(page_object(page)?))),
    }
}

fn page_object(page: &DashboardPage) -> Result<PageObject, Problem> {
    let object = page.object.clone();
    Ok(PageObject {
        object: object.ok_or_else(|| Problem::not_found("this page is about no object"))?,
        is_archived: page.is_archived,
        previous: page.neighbours.previous.clone(),
        next: page.neighbours.next.clone(),
    })
}

/// The annotations that a panel draws, numbered anew: whoever was given it alone is told of no
/// other panel's.
fn own_notes(panel: &mut PanelView, notes: &[Annotation]) -> Vec<Annotation> {
    let PanelContent::Chart(chart) = &mut panel.content else {
        return Vec::new();
    };
    let own = chart.notes.iter().filter_map(|at| notes.get(*at)).cloned();
    let own: Vec<Annotation> = own.collect();
    chart.notes = (0..own.len()).collect();
    own
}

/// The annotations that are about what the page shows: its metrics, for its object or as a whole.
fn notes_in(loaded: &Loaded, days: DayRange, query: &DashboardQuery) -> Vec<Annotation> {
    let page = &loaded.page;
    let is_near = |note: &Annotation| {
        query.panels != PanelChoice::Shown || note.days.intersection(days).is_some()
    };
    let object = page.object.as_ref().map(|object| object.id);
    let concerns = |note: &Annotation| {
        let mut metrics = page.metrics.values().flatten();
        metrics.any(|row| note.concerns(row.metric, object) || note.concerns(row.metric, None))
    };
    let notes = page.annotations.iter();
    notes
        .filter(|note| is_near(note) && concerns(note) && loaded.sight.shows_note(note))
        .cloned()
        .collect()
}
