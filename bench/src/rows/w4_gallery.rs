//! W4: the first page, a gallery of 50 cards × 90 days.

use std::hint::black_box;

use anyhow::{Context, Result};
use chrono::Utc;
use dbag_app::{GalleryPage, Page, render};
use dbag_chart::{SparkSpec, describe, sparkline};
use dbag_operations::{Actor, Card, Gallery};

use super::w2::packed;
use super::w4::{elements, frame};
use crate::child::Server;
use crate::data::plain_lines;
use crate::http::Client;
use crate::measure::{Spread, process_ms, rounds, thread_ms};
use crate::report::{Goal, Report, Row};
use crate::site::{Site, failed};
use crate::wrk::{Load, load};

const CARDS: u32 = 50;
const DAYS: u32 = 90;
const SECONDS: u32 = 2;
/// Pages drawn in one round of the drawing alone.
const PAGES: u32 = 200;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let site = Site::on_sqlite().await?;
    site.import(plain_lines("metric", 0..CARDS, DAYS)).await?;
    let headers = site.sign_in().await?;
    let server = Server::start(&site.location)?;
    let ask = |address, path: &str| -> Result<f64> {
        let url = format!("http://{address}{path}");
        let load = load(
            &Load {
                url,
                headers: headers.clone(),
                connections: 4,
                seconds: SECONDS,
            },
            server.id(),
        );
        Ok(load?.cpu_ms)
    };
    let (mut pages, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        pages.push(ask(server.dbag, "/")?);
        limits.push(ask(server.baselines, &format!("/gallery/{CARDS}"))?);
    }
    report.add(
        Row::new("W4", "gallery of 50 cards × 90 days", "CPU ms")
            .cost(&pages, "limit", &limits)
            .goal(Goal::AtMost(12.0)),
    );
    let request_ms = Spread::of(pages).median;
    loading(report, &site, request_ms).await?;
    shares(report, &site, request_ms).await?;
    let page = Client::connect(server.dbag, &headers)?.get_ok("/")?;
    let html = String::from_utf8(page.body).context("a page is UTF-8")?;
    let nodes = Spread::one(elements(&html) as f64);
    report.add(
        Row::new("W4", "gallery, elements", "")
            .figure(nodes)
            .goal(Goal::AtMost(2_500.0)),
    );
    let kib = |length: usize| Spread::one(length as f64 / 1024.0);
    report.add(
        Row::new("W4", "gallery, bytes", "KiB")
            .figure(kib(html.len()))
            .goal(Goal::None),
    );
    let (length, note) = packed(server.dbag, &headers, "/")?;
    report.add(
        Row::new("W4", "gallery, bytes, gzip", "KiB")
            .figure(kib(length))
            .goal(Goal::AtMost(100.0))
            .note(note),
    );
    Ok(())
}

/// What of a request is loading the cards, and of that the statements that grow with them.
async fn loading(report: &mut Report, site: &Site, request_ms: f64) -> Result<()> {
    let (now, actor) = (Utc::now(), Actor::CommandLine);
    let (mut loading, mut zones) = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        let load = async || {
            site.dbag
                .gallery(&actor, now)
                .await
                .map_err(|problem| failed(&problem))
        };
        loading.push(process_ms(PAGES, load).await?);
        let instance = async || Ok(site.dbag.store().instance().await?);
        zones.push(process_ms(PAGES * CARDS, instance).await? * f64::from(CARDS));
    }
    let of = |rounds: &[f64]| Spread::of(rounds.to_vec()).median;
    let note = format!(
        "{:.0} % of the request; {CARDS} × Store::instance would be {:.2} ms",
        100.0 * of(&loading) / request_ms,
        of(&zones),
    );
    let row = Row::new("W4", "of it Dbag::gallery", "CPU ms").figure(Spread::of(loading));
    report.add(row.goal(Goal::None).note(note));
    Ok(())
}

/// What of a request is leptos: drawing the page without loading it, and without its sparklines.
async fn shares(report: &mut Report, site: &Site, request_ms: f64) -> Result<()> {
    let now = Utc::now();
    let gallery = site.dbag.gallery(&Actor::CommandLine, now).await;
    let gallery = gallery.map_err(|problem| failed(&problem))?;
    let frame = frame(now);
    let page = || GalleryPage {
        dashboards: Vec::new(),
        gallery: gallery.clone(),
    };
    let (mut drawn, mut sparks, mut clones) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds() {
        drawn.push(thread_ms(PAGES, || render(&frame, Page::Gallery(page())))?);
        sparks.push(thread_ms(PAGES, || draw_sparks(&gallery))?);
        clones.push(thread_ms(PAGES, || gallery.clone())?);
    }
    let of = |rounds: &[f64]| Spread::of(rounds.to_vec()).median;
    let (drawn_ms, sparks_ms) = (of(&drawn) - of(&clones), of(&sparks));
    let share = |ms: f64| 100.0 * ms / request_ms;
    report.add(Row::new("W4", "of it dbag_app::render", "CPU ms").figure(Spread::of(drawn)).goal(Goal::None).note(
        format!(
            "{:.0} % of the request; of that sparklines {sparks_ms:.2} ms ({:.0} %), so leptos and \
             words {:.2} ms ({:.0} %)",
            share(drawn_ms),
            share(sparks_ms),
            drawn_ms - sparks_ms,
            share(drawn_ms - sparks_ms),
        ),
    ));
    Ok(())
}

fn draw_sparks(gallery: &Gallery) {
    for card in gallery.sections.iter().flat_map(|section| &section.cards) {
        black_box(draw_spark(card));
    }
}

/// As the gallery's page does.
fn draw_spark(card: &Card) -> Option<String> {
    let range = card.spark.range()?;
    let name = describe(&card.label, &card.spark, range, &card.unit);
    let spec = SparkSpec {
        name: &name,
        ..SparkSpec::new(&card.spark, range)
    };
    Some(sparkline(&spec).svg)
}
