//! W4: a dashboard of 50 panels × 365 days, with 10,000 objects loaded.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use dbag_app::site::{Prefix, Site as Address};
use dbag_app::{DashboardPage, Frame, Page, TypedDays, Viewer, render};
use dbag_domain::Role;
use dbag_operations::{Actor, DashboardQuery, DashboardView, PictureSize, panel_picture};

use super::shop::{METRICS, Shop};
use super::w2::packed;
use super::{w4_browser, w4_objects};
use crate::child::Server;
use crate::data::object_key;
use crate::http::Client;
use crate::measure::{Spread, process_ms, rounds, thread_ms};
use crate::report::{Goal, Report, Row};
use crate::site::failed;
use crate::wrk::{Load, load};

/// How many customers there are.
const OBJECTS: u32 = 10_000;
/// And how many where there are few.
const FEW: u32 = 3;
const SECONDS: u32 = 2;
/// Pages made in one round of a part alone.
const PAGES: u32 = 100;

/// A shop that is served.
pub(super) struct Served {
    pub(super) shop: Shop,
    pub(super) server: Server,
}

impl Served {
    async fn open(objects: u32) -> Result<Self> {
        let shop = Shop::open(objects).await?;
        let server = Server::start(&shop.site.location)?;
        Ok(Self { shop, server })
    }

    /// Milliseconds of processors for one request, for some seconds over 4 connections.
    pub(super) fn ask(&self, path: &str) -> Result<f64> {
        self.ask_at(self.server.dbag, path, &[])
    }

    fn ask_at(&self, address: SocketAddr, path: &str, more: &[String]) -> Result<f64> {
        let load = load(
            &Load {
                url: format!("http://{address}{path}"),
                headers: [&self.shop.headers, more].concat(),
                connections: 4,
                seconds: SECONDS,
            },
            self.server.id(),
        );
        Ok(load?.cpu_ms)
    }
}

/// The rounds of all that is asked for.
#[derive(Default)]
struct Rounds {
    fifty: Vec<f64>,
    limit: Vec<f64>,
    hello: Vec<f64>,
    few: Vec<f64>,
    packed: Vec<f64>,
    weeks: Vec<f64>,
    one: Vec<f64>,
    two_hundred: Vec<f64>,
}

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let many = Served::open(OBJECTS).await?;
    let few = Served::open(FEW).await?;
    let page = many.shop.path("fifty");
    let baselines = many.server.baselines;
    let limit = limit_path(&many.shop);
    let gzip = ["accept-encoding: gzip".to_owned()];
    let mut of = Rounds::default();
    for _ in 0..rounds() {
        of.fifty.push(many.ask(&page)?);
        of.few.push(few.ask(&few.shop.path("fifty"))?);
        of.limit.push(many.ask_at(baselines, &limit, &[])?);
        of.hello.push(many.ask_at(baselines, "/hello", &[])?);
        of.packed.push(many.ask_at(many.server.dbag, &page, &gzip)?);
        of.weeks.push(many.ask(&format!("{page}?step=week"))?);
        of.one.push(many.ask(&many.shop.path("one"))?);
        of.two_hundred
            .push(many.ask(&many.shop.path("two-hundred"))?);
    }
    let request_ms = Spread::of(of.fifty.clone()).median;
    processors(report, &of);
    shares(report, &many.shop, request_ms).await?;
    bytes(report, &many)?;
    w4_objects::run(report, &many).await?;
    w4_browser::run(report, &many, &limit)
}

fn limit_path(shop: &Shop) -> String {
    format!("/panels/{METRICS}/{}", object_key(shop.object()))
}

fn processors(report: &mut Report, of: &Rounds) {
    let hello = Spread::of(of.hello.clone()).median;
    let row = |what: &str| Row::new("W4", what, "CPU ms");
    report.add(
        row("50 panels × 365 days, 10,000 objects")
            .cost(&of.fifty, "limit", &of.limit)
            .goal(Goal::AtMost(12.0))
            .note(format!("hello {hello:.3}; beyond: 5")),
    );
    report.add(
        Row::new("W4", "the same", "CPU ms")
            .speed(&of.fifty, "3 objects", &of.few)
            .goal(Goal::RatioAtMost(1.2)),
    );
    let beside = |what: &str, rounds: &[f64]| row(what).speed(rounds, "plain", &of.fifty);
    report.add(beside("the same, packed with gzip", &of.packed).goal(Goal::None));
    report.add(beside("the same by week, as a year opens", &of.weeks).goal(Goal::None));
    report.add(beside("1 panel", &of.one).goal(Goal::None));
    report.add(beside("200 panels", &of.two_hundred).goal(Goal::RatioAtMost(4.4)));
}

/// What of a request is loading, and what drawing.
async fn shares(report: &mut Report, shop: &Shop, request_ms: f64) -> Result<()> {
    let now = Utc::now();
    let key = object_key(shop.object());
    let (actor, query) = (Actor::CommandLine, DashboardQuery::default());
    let view = async || {
        let dbag = &shop.site.dbag;
        let view = dbag.view_dashboard(&actor, "fifty", Some(&key), &query, now);
        view.await.map_err(|problem| failed(&problem))
    };
    let loaded = view().await?;
    let (frame, page) = (frame(now), || page(loaded.clone()));
    let mut of: [Vec<f64>; 5] = Default::default();
    for _ in 0..rounds() {
        let dbag = &shop.site.dbag;
        of[0].push(process_ms(PAGES, view).await?);
        let object = dbag_domain::ObjectKey::parse(&key)?;
        let statement = async || {
            let page = dbag.store().dashboard_page("fifty", Some(&object), "");
            Ok(page.await?)
        };
        of[1].push(process_ms(PAGES, statement).await?);
        of[2].push(thread_ms(PAGES, || render(&frame, page()))?);
        of[3].push(thread_ms(PAGES, page)?);
        of[4].push(thread_ms(PAGES, || draw_pictures(&loaded))?);
    }
    let [loading, statement, drawn, clones, pictures] = of.map(Spread::of);
    let share = |ms: f64| format!("{:.0} % of the request", 100.0 * ms / request_ms);
    let row = |what: &str, figure: Spread| {
        let row = Row::new("W4", what, "CPU ms").figure(figure);
        row.goal(Goal::None).note(share(figure.median))
    };
    report.add(row("of it Dbag::view_dashboard", loading));
    report.add(row("  in that Store::dashboard_page", statement));
    report.add(row("of it dbag_app::render", drawn).note(format!(
        "{}, and the bench's copy of what is drawn, {:.2} ms",
        share(drawn.median - clones.median),
        clones.median
    )));
    report.add(row("  in that the pictures", pictures));
    Ok(())
}

/// As the page does, of one size.
fn draw_pictures(view: &DashboardView) {
    let size = PictureSize {
        width: 552,
        height: 264,
    };
    for panel in &view.panels {
        std::hint::black_box(panel_picture(panel, &view.notes, size));
    }
}

fn page(view: DashboardView) -> Page {
    Page::Dashboard(Box::new(DashboardPage {
        view,
        typed: TypedDays::default(),
        wall: false,
        found: Vec::new(),
        find: String::new(),
    }))
}

/// What is around a page that is drawn without a server.
pub(super) fn frame(now: DateTime<Utc>) -> Frame {
    Frame {
        site: Address {
            prefix: Prefix::default(),
            asset_version: |_| None,
        },
        nonce: "0".repeat(32),
        viewer: Some(Viewer {
            email: "bench@example.com".to_owned(),
            role: Role::Admin,
        }),
        done: None,
        time_zone: "UTC".to_owned(),
        now,
        heard: String::new(),
        refresh: None,
    }
}

fn bytes(report: &mut Report, served: &Served) -> Result<()> {
    let (address, headers) = (served.server.dbag, &served.shop.headers);
    let path = served.shop.path("fifty");
    let page = Client::connect(address, headers)?.get_ok(&path)?;
    let html = String::from_utf8(page.body).context("a page is UTF-8")?;
    report.add(
        Row::new("W4", "elements of the page", "")
            .figure(Spread::one(elements(&html) as f64))
            .goal(Goal::AtMost(2_500.0)),
    );
    let kib = |length: usize| Spread::one(length as f64 / 1024.0);
    report.add(
        Row::new("W4", "bytes of the page", "KiB")
            .figure(kib(html.len()))
            .goal(Goal::None),
    );
    let (length, note) = packed(address, headers, &path)?;
    report.add(
        Row::new("W4", "bytes of the page, gzip", "KiB")
            .figure(kib(length))
            .goal(Goal::AtMost(100.0))
            .note(note),
    );
    Ok(())
}

/// How many elements a page has: a `<` and a letter begin one.
pub(super) fn elements(html: &str) -> usize {
    html.as_bytes()
        .windows(2)
        .filter(|two| two[0] == b'<' && two[1].is_ascii_alphabetic())
        .count()
}
