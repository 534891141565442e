//! The measurements, parted by how a day is made of them.

use std::collections::HashSet;
use std::io::Read;

use dbag_operations::{ImportFile, ImportOptions, OfDay};
use flate2::read::GzDecoder;

use super::SAMPLES;
use super::definitions::{Definition, Period};
use crate::DemoError;

const NAME: &str = "samples.csv.gz";

/// The file's lines as two files, each with the rule for its days.
pub(crate) fn values_by_period(
    definitions: &[Definition],
) -> Result<[(ImportFile, ImportOptions); 2], DemoError> {
    let mut text = String::new();
    GzDecoder::new(SAMPLES).read_to_string(&mut text)?;
    let states: HashSet<&str> = definitions
        .iter()
        .filter(|one| one.period == Period::Instant)
        .map(|one| one.slug.as_str())
        .collect();
    let head = text.lines().next().unwrap_or_default().to_owned() + "\n";
    let (mut last, mut max) = (head.clone(), head);
    for line in text.lines().skip(1) {
        let slug = line.split(',').next().unwrap_or_default();
        let part = if states.contains(slug) {
            &mut last
        } else {
            &mut max
        };
        part.push_str(line);
        part.push('\n');
    }
    let part = |text: String, of_day| {
        let file = ImportFile {
            name: NAME.to_owned(),
            bytes: text.into_bytes(),
        };
        (
            file,
            ImportOptions {
                of_day,
                ..ImportOptions::default()
            },
        )
    };
    Ok([part(last, Some(OfDay::Last)), part(max, Some(OfDay::Max))])
}
