//! Measures how long a gallery of 50 cards takes to draw:
//! `cargo run --release -p dbag-app --features ssr --example render_gallery`.

#[path = "made_up/mod.rs"]
mod made_up;

use std::time::{Duration, Instant};

use dbag_chart::{SparkSpec, sparkline};
use dbag_domain::Role;

const ROUNDS: u32 = 200;

fn main() {
    let frame = made_up::frame(Some(Role::Editor));
    let gallery = made_up::gallery_of(50);
    let html = dbag_app::render(&frame, made_up::gallery_page(gallery.clone()));
    let page = median(|| dbag_app::render(&frame, made_up::gallery_page(gallery.clone())).len());
    let sparks = median(|| {
        let cards = gallery.sections.iter().flat_map(|section| &section.cards);
        let drawn = cards.map(|card| {
            let range = card.spark.range().expect("it has days");
            let spec = SparkSpec {
                name: &card.label,
                ..SparkSpec::new(&card.spark, range)
            };
            sparkline(&spec).svg.len()
        });
        drawn.sum()
    });
    println!(
        "50 cards: {page:?} a page, of which sparklines {sparks:?}; {} bytes",
        html.len()
    );
    let elements = html.matches('<').count() - html.matches("</").count();
    println!("{elements} elements");
}

fn median(mut work: impl FnMut() -> usize) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
