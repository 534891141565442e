//! Values of objects that were merged go to the object that theirs became a part of, before anything is counted:
//! so a plan counts what is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use dbag_domain::{
    AbsentMeans, AcrossObjects, Day, Measure, ObjectKey, ObjectKind, Problem, SeriesId,
};
use dbag_store::{CARRIED_DAYS, KeyedSample, NewSample, put_together};

use super::day_values::DayValue;
use super::measurements::{Measurements, NamedObject};
use super::targets::Target;
use crate::Dbag;
use crate::problem::problem_of;

impl Dbag {
    /// Gives values of merged objects to the object that theirs is by now. Those of one day become one, as they do
    /// where they are written.
    pub(super) async fn of_merged_objects(
        &self,
        found: &mut Measurements,
        targets: &[Target],
        values: Vec<DayValue>,
    ) -> Result<Vec<DayValue>, Problem> {
        let mut homes: HashMap<ObjectKind, Homes> = HashMap::new();
        for target in targets {
            let Some(kind) = &target.settings.object_kind else {
                continue;
            };
            if !homes.contains_key(kind) {
                let merged = self.store.merged_keys(kind).await.map_err(problem_of)?;
                homes.insert(kind.clone(), homes_of(found, kind, &merged));
            }
        }
        if homes.values().all(HashMap::is_empty) {
            return Ok(values);
        }
        let mut joined = Joined::default();
        let mut together = Vec::with_capacity(values.len());
        for of_metric in values.chunk_by(|a, b| a.metric == b.metric) {
            let target = &targets[of_metric[0].metric as usize];
            let kind = target.settings.object_kind.as_ref();
            let homes = kind.and_then(|kind| homes.get(kind));
            match homes.filter(|homes| of_metric.iter().any(|one| homes.contains_key(&one.object)))
            {
                None => together.extend_from_slice(of_metric),
                Some(homes) => together.extend(joined.join(of_metric, homes, target)),
            }
        }
        found.notes.extend(joined.notes(found));
        Ok(together)
    }
}

/// Where the values of an object go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    /// The series; before anything is written, the object in its place.
    pub(super) series: SeriesId,
    /// Whether the object was merged into the one of the series.
    pub(super) is_merged: bool,
}

/// The values of one metric where they go: those of several keys that are one object by now become one, of a level
/// with the last values of those that hold on.
pub(super) fn at_home(
    of_metric: &[DayValue],
    (across, measure): (AcrossObjects, Measure),
    home_of: impl Fn(u32) -> Option<Home>,
) -> Vec<NewSample> {
    let mut keyed = Vec::with_capacity(of_metric.len());
    for of_object in of_metric.chunk_by(|a, b| a.object == b.object) {
        let key = of_object[0].object;
        let Some(Home { series, is_merged }) = home_of(key) else {
            continue;
        };
        keyed.extend(of_object.iter().map(|one| KeyedSample {
            key,
            is_merged,
            sample: NewSample {
                series,
                day: one.day,
                value: one.value,
            },
        }));
    }
    if !keyed.iter().any(|one| one.is_merged) {
        return keyed.into_iter().map(|one| one.sample).collect();
    }
    if measure == Measure::Level {
        let held = held(&keyed);
        keyed.extend(held);
    }
    put_together(keyed, (across, AbsentMeans::Gap))
}

/// What a key of several that are one object by now is on days of which the file has only another's: what it was
/// last, up to a week before, as it was before they were merged.
fn held(keyed: &[KeyedSample<u32>]) -> Vec<KeyedSample<u32>> {
    let mut keys: BTreeMap<SeriesId, BTreeMap<u32, Vec<&KeyedSample<u32>>>> = BTreeMap::new();
    for one in keyed {
        let of_key = keys.entry(one.sample.series).or_default();
        of_key.entry(one.key).or_default().push(one);
    }
    let mut held = Vec::new();
    for of_key in keys.into_values().filter(|of_key| of_key.len() > 1) {
        let days: BTreeSet<Day> = of_key
            .values()
            .flatten()
            .map(|one| one.sample.day)
            .collect();
        for known in of_key.values() {
            for (at, last) in known.iter().enumerate() {
                let day = last.sample.day;
                let next = known.get(at + 1).map_or(Day::MAX, |next| next.sample.day);
                let until = next.previous().min(day + CARRIED_DAYS).max(day);
                if last.sample.value.is_ok() {
                    let lacking = days.range((Bound::Excluded(day), Bound::Included(until)));
                    held.extend(lacking.map(|day| on_day(last, *day)));
                }
            }
        }
    }
    held
}

fn on_day(keyed: &KeyedSample<u32>, day: Day) -> KeyedSample<u32> {
    let sample = NewSample {
        day,
        ..keyed.sample
    };
    KeyedSample { sample, ..*keyed }
}

/// The objects of a file that were merged, each with the one that it is by now, by their places.
type Homes = HashMap<u32, u32>;

/// Finds them; an object that the file does not name itself is added to its objects.
fn homes_of(
    found: &mut Measurements,
    kind: &ObjectKind,
    merged: &HashMap<ObjectKey, ObjectKey>,
) -> Homes {
    if merged.is_empty() {
        return Homes::new();
    }
    let is_of_kind = |object: &NamedObject| object.kind.as_ref().is_none_or(|named| named == kind);
    let place = |at: usize| at as u32 + 1;
    let objects = found.objects.iter().enumerate();
    let of_kind = objects.filter(|(_, object)| is_of_kind(object));
    let mut places: HashMap<ObjectKey, u32> = HashMap::new();
    let mut leading = Vec::new();
    for (at, object) in of_kind {
        match merged.get(&object.key) {
            Some(into) => leading.push((place(at), into)),
            None => _ = places.entry(object.key.clone()).or_insert(place(at)),
        }
    }
    let mut homes = Homes::new();
    for (from, into) in leading {
        let home = *places.entry(into.clone()).or_insert_with(|| {
            found.objects.push(NamedObject {
                kind: Some(kind.clone()),
                key: into.clone(),
            });
            found.objects.len() as u32
        });
        homes.insert(from, home);
    }
    homes
}

/// What became of values of merged objects.
#[derive(Default)]
struct Joined {
    /// Objects with those that they are by now.
    led: BTreeSet<(u32, u32)>,
    /// Values that are made of several.
    values: u64,
    /// The first of them in the file: the object, the day, and two lines.
    first: Option<(u32, Day, (u32, u32))>,
}

/// The lines of what goes to one place.
struct Lines {
    first: u32,
    last: u32,
    values: u64,
}

impl Joined {
    /// The values of a metric, in order of objects and days.
    fn join(
        &mut self,
        of_metric: &[DayValue],
        homes: &Homes,
        target: &Target,
    ) -> impl Iterator<Item = DayValue> {
        let metric = of_metric[0].metric;
        let mut lines: HashMap<(u32, Day), Lines> = HashMap::new();
        for one in of_metric {
            let home = homes.get(&one.object).copied();
            let object = home.unwrap_or(one.object);
            if home.is_some() {
                self.led.insert((one.object, object));
            }
            let known = lines.entry((object, one.day)).or_insert(Lines {
                first: u32::MAX,
                last: 0,
                values: 0,
            });
            known.last = known.last.max(one.line);
            if one.value.is_ok() {
                known.first = known.first.min(one.line);
                known.values += 1;
            }
        }
        for ((object, day), lines) in &lines {
            self.see(*object, *day, lines);
        }
        let how = (target.settings.across_objects, target.settings.measure);
        let home_of = |object: u32| {
            let home = homes.get(&object);
            Some(Home {
                series: SeriesId(home.copied().unwrap_or(object) as i32),
                is_merged: home.is_some(),
            })
        };
        let samples = at_home(of_metric, how, home_of);
        samples.into_iter().map(move |sample| {
            let object = sample.series.0.unsigned_abs();
            let lines = lines.get(&(object, sample.day));
            DayValue {
                metric,
                object,
                day: sample.day,
                value: sample.value,
                line: lines.map_or(0, |lines| lines.last),
            }
        })
    }

    fn see(&mut self, object: u32, day: Day, lines: &Lines) {
        if lines.values < 2 {
            return;
        }
        self.values += 1;
        let pair = (lines.first, lines.last);
        if self.first.is_none_or(|(_, _, known)| pair < known) {
            self.first = Some((object, day, pair));
        }
    }

    /// What is said of them.
    fn notes(self, found: &Measurements) -> Vec<String> {
        let key = |object: u32| found.objects[object as usize - 1].key.as_str();
        let mut notes = Vec::new();
        if let Some((from, into)) = self.led.first() {
            let (from, into) = (key(*from), key(*into));
            notes.push(match self.led.len() {
                1 => format!("`{from}` was merged into `{into}`: its values go there"),
                led => format!(
                    "{led} objects were merged into others, and their values go there; the first is `{from}`, a part \
                     of `{into}`"
                ),
            });
        }
        if let Some((object, day, (first, second))) = self.first {
            let values = match self.values {
                1 => "1 value is".to_owned(),
                values => format!("{values} values are"),
            };
            notes.push(format!(
                "{values} made of several lines, as objects were merged: the first of `{}` on {day}, of the lines \
                 {first} and {second}",
                key(object)
            ));
        }
        notes
    }
}
