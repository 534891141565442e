//! The table: each figure with its baseline, its goal and whether that is met.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use crate::measure::{Cost, Others, Spread};

/// Which time counts for work that is timed as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Clock {
    /// The machine is quiet: time that passed.
    Wall,
    /// Others compete for the processors: processor time.
    Cpu,
}

impl Clock {
    pub(crate) fn seconds(self, cost: Cost) -> f64 {
        match self {
            Self::Wall => cost.wall_s,
            Self::Cpu => cost.cpu_s,
        }
    }
}

/// What a row must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// The ratio to the baseline is at least this.
    Ratio(f64),
    /// The ratio to the baseline is at most this.
    RatioAtMost(f64),
    /// The figure is at most this.
    AtMost(f64),
    /// None: the row explains another.
    None,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    workload: String,
    what: String,
    unit: &'static str,
    figure: Option<Spread>,
    baseline_name: &'static str,
    baseline: Option<Spread>,
    ratio: Option<Spread>,
    goal: String,
    verdict: &'static str,
    note: String,
}

impl Row {
    pub(crate) fn new(workload: &str, what: impl Into<String>, unit: &'static str) -> Self {
        Self {
            workload: workload.to_owned(),
            what: what.into(),
            unit,
            figure: None,
            baseline_name: "",
            baseline: None,
            ratio: None,
            goal: String::new(),
            verdict: "",
            note: String::new(),
        }
    }

    /// The figure alone.
    pub(crate) fn figure(mut self, figure: Spread) -> Self {
        self.figure = Some(figure);
        self
    }

    /// The more the better: the ratio is the figure's share of the baseline, round by round.
    pub(crate) fn speed(self, rounds: &[f64], name: &'static str, baseline: &[f64]) -> Self {
        self.against(rounds, name, baseline, |figure, baseline| figure / baseline)
    }

    /// The less the better: the ratio is the baseline's share of the figure, round by round.
    pub(crate) fn cost(self, rounds: &[f64], name: &'static str, baseline: &[f64]) -> Self {
        self.against(rounds, name, baseline, |figure, baseline| baseline / figure)
    }

    fn against(
        mut self,
        rounds: &[f64],
        name: &'static str,
        baseline: &[f64],
        ratio: fn(f64, f64) -> f64,
    ) -> Self {
        let ratios = rounds
            .iter()
            .zip(baseline)
            .map(|(figure, base)| ratio(*figure, *base));
        self.figure = Some(Spread::of(rounds.to_vec()));
        self.baseline_name = name;
        self.baseline = Some(Spread::of(baseline.to_vec()));
        self.ratio = Some(Spread::of(ratios.collect()));
        self
    }

    /// Judges the row.
    pub(crate) fn goal(mut self, goal: Goal) -> Self {
        let ratio = self.ratio.map_or(f64::NAN, |ratio| ratio.median);
        let figure = self.figure.map_or(f64::NAN, |figure| figure.median);
        let (words, is_met) = match goal {
            Goal::Ratio(least) => (format!("≥ {least}×"), Some(ratio >= least)),
            Goal::RatioAtMost(most) => (format!("≤ {most}×"), Some(ratio <= most)),
            Goal::AtMost(most) => (format!("≤ {most} {}", self.unit), Some(figure <= most)),
            Goal::None => (String::new(), None),
        };
        self.goal = words;
        self.verdict = is_met.map_or("", |is_met| if is_met { "met" } else { "short" });
        self
    }

    /// What else there is to say.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn cells(&self) -> [String; 7] {
        let baseline = match &self.baseline {
            Some(baseline) => format!("{} {}", self.baseline_name, number(baseline.median)),
            None => String::new(),
        };
        [
            self.workload.clone(),
            self.what.clone(),
            self.figure.map_or_else(String::new, |figure| {
                format!("{} {}", spread(figure), self.unit)
            }),
            baseline,
            self.ratio
                .map_or_else(String::new, |ratio| format!("{:.2}", ratio.median)),
            self.goal.clone(),
            self.verdict.to_owned(),
        ]
    }
}

fn spread(figure: Spread) -> String {
    match figure.rounds {
        0 | 1 => number(figure.median),
        _ => format!(
            "{} ({}–{})",
            number(figure.median),
            number(figure.min),
            number(figure.max)
        ),
    }
}

/// Three digits that count; thousands with commas.
fn number(figure: f64) -> String {
    match figure.abs() {
        large if large >= 1_000.0 => {
            let digits = format!("{figure:.0}");
            let groups: Vec<&str> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|group| str::from_utf8(group).unwrap_or_default())
                .collect();
            groups.join(",")
        }
        hundreds if hundreds >= 100.0 => format!("{figure:.0}"),
        tens if tens >= 10.0 => format!("{figure:.1}"),
        ones if ones >= 1.0 => format!("{figure:.2}"),
        _ => format!("{figure:.3}"),
    }
}

/// All rows of a run.
#[derive(Debug)]
pub(crate) struct Report {
    others: Others,
    rows: Vec<Row>,
}

/// What is written to `target/bench.json`.
#[derive(Debug, Serialize)]
struct Written<'a> {
    /// The share of the processors that other programs had during the run.
    others: f64,
    rows: &'a [Row],
}

/// More than this share of the processors in others' hands, and time that passes says little.
const QUIET: f64 = 0.1;

impl Report {
    pub(crate) fn begin() -> Result<Self> {
        Ok(Self {
            others: Others::watch()?,
            rows: Vec::new(),
        })
    }

    /// What counts, as busy as others were until now; `DBAG_BENCH_CLOCK` (`wall`, `cpu`) decides
    /// otherwise.
    pub(crate) fn clock(&self) -> Result<Clock> {
        let clock = match std::env::var("DBAG_BENCH_CLOCK").as_deref() {
            Ok("wall") => Clock::Wall,
            Ok("cpu") => Clock::Cpu,
            _ if self.others.share()? < QUIET => Clock::Wall,
            _ => Clock::Cpu,
        };
        let time = match clock {
            Clock::Wall => "time that passed",
            Clock::Cpu => "processor time, for others use the processors, too",
        };
        println!("the next rows count {time}");
        Ok(clock)
    }

    /// Adds a row, and shows it at once.
    pub(crate) fn add(&mut self, row: Row) {
        println!("{}", row.cells().join("  "));
        if !row.note.is_empty() {
            println!("      {}", row.note);
        }
        self.rows.push(row);
    }

    /// A row that cannot be measured, and why.
    pub(crate) fn absent(&mut self, workload: &str, what: &str, why: &str) {
        let mut row = Row::new(workload, what, "").note(why);
        row.verdict = "absent";
        self.rows.push(row);
    }

    /// Prints the table and writes it to `target/bench.json`.
    pub(crate) fn finish(self) -> Result<()> {
        let head = [
            "",
            "workload",
            "figure (min–max)",
            "baseline",
            "ratio",
            "goal",
            "",
        ]
        .map(str::to_owned);
        let lines: Vec<[String; 7]> = std::iter::once(head)
            .chain(self.rows.iter().map(Row::cells))
            .collect();
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
        println!();
        for (at, line) in lines.iter().enumerate() {
            let padded = line.iter().enumerate().map(|(column, cell)| {
                format!("{cell:<width$}", width = width(column).unwrap_or(0))
            });
            println!("{}", padded.collect::<Vec<_>>().join("  ").trim_end());
            if let Some(row) = at
                .checked_sub(1)
                .map(|at| &self.rows[at])
                .filter(|row| !row.note.is_empty())
            {
                println!("     {}", row.note);
            }
        }
        let path = folder().with_file_name("bench.json");
        let others = self.others.share()?;
        fs::write(
            &path,
            serde_json::to_vec_pretty(&Written {
                others,
                rows: &self.rows,
            })?,
        )?;
        println!(
            "\nothers had {:.0} % of the processors; written to {}",
            others * 100.0,
            path.display()
        );
        Ok(())
    }
}

/// Where stores and scripts of a run lie: on the disk that the product's data would lie on.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
        .join("bench")
}
