//! A world: a shop's database on some engine, Dbag that watches it, and everything that happens
//! until somebody looks.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dbag_domain::{Day, DayRange, Zone};
use dbag_operations::{Actor, Dbag, InstanceKey, Location, Registry, SentValue, Store, Vault};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::asked::{Metric, Question};
use crate::book::{Book, Sale};
use crate::calendar::plus;
use crate::dashboards::Panel;

pub(crate) const ACTOR: Actor = Actor::CommandLine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
    MariaDb,
}

/// How the shop keeps its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateForm {
    Date,
    Clock,
    LocalClock,
    Instant,
    Seconds,
}

const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Honolulu",
];

/// Days after which something is odd: a leap day, a change of clocks, a new year, short months.
const LAST_DAYS: [&str; 8] = [
    "2024-03-05",
    "2025-03-31",
    "2025-11-09",
    "2026-01-07",
    "2026-03-01",
    "2026-10-26",
    "2026-11-30",
    "2024-12-31",
];

const OBJECTS: [&str; 5] = ["1", "2", "acme", "x.y", "Ünï 7"];

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) random: StdRng,
    engine: Engine,
    form: DateForm,
    pub(crate) zone: Zone,
    pub(crate) dbag: Dbag,
    pub(crate) book: Book,
    pub(crate) metrics: Vec<Metric>,
    /// One whose question was changed, as it was before.
    pub(crate) redefined: Option<Metric>,
    /// What is on the dashboard.
    pub(crate) panels: Vec<Panel>,
    pub(crate) first: NaiveDate,
    pub(crate) today: NaiveDate,
    pub(crate) now: DateTime<Utc>,
    /// All that are not deleted.
    pub(crate) sales: Vec<Sale>,
    /// Imports that can be undone: nothing was merged since.
    pub(crate) imports: Vec<i32>,
    shop: Shop,
    next_id: i64,
    _folder: tempfile::TempDir,
}

/// Where the shop is.
enum Shop {
    Sqlite(std::path::PathBuf),
    Postgres(String),
    MariaDb(String),
}

impl Shop {
    async fn execute(&self, sql: &str) {
        match self {
            Self::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true);
                let mut connection = options.connect().await.expect("opened");
                let sql = AssertSqlSafe(sql.to_owned());
                sqlx::raw_sql(sql)
                    .execute(&mut connection)
                    .await
                    .expect("executed");
                sqlx::Connection::close(connection).await.expect("closed");
            }
            Self::Postgres(database) => dbag_testing::postgres().execute(database, sql),
            Self::MariaDb(database) => dbag_testing::mariadb().execute(database, sql),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite://{}", path.display()),
            Self::Postgres(database) => dbag_testing::postgres().url(database),
            Self::MariaDb(database) => dbag_testing::mariadb().url(database),
        }
    }
}

/// A day of Dbag's.
pub(crate) fn day(date: NaiveDate) -> Day {
    Day::parse(&date.to_string()).expect("a date")
}

pub(crate) fn days(range: (NaiveDate, NaiveDate)) -> DayRange {
    DayRange {
        from: day(range.0),
        to: day(range.1),
    }
}

/// A day of the test's.
pub(crate) fn date(day: Day) -> NaiveDate {
    day.to_string().parse().expect("a date")
}

impl World {
    /// An empty shop and metrics that watch it.
    pub(crate) async fn new(seed: u64, engine: Engine) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let zone = Zone::parse(ZONES.choose(&mut random).expect("some")).expect("a zone");
        let today: NaiveDate = LAST_DAYS
            .choose(&mut random)
            .expect("some")
            .parse()
            .expect("a date");
        let today = plus(today, random.random_range(-2..=2));
        let now = zone.start_of(day(today)) + TimeDelta::hours(12);
        let folder = tempfile::tempdir().expect("a folder");
        let forms = [
            DateForm::Date,
            DateForm::Clock,
            DateForm::LocalClock,
            DateForm::Instant,
            DateForm::Seconds,
        ];
        let form = *forms.choose(&mut random).expect("some");
        let shop = match engine {
            Engine::Sqlite => Shop::Sqlite(folder.path().join("shop.db")),
            Engine::Postgres => Shop::Postgres(dbag_testing::postgres().create_database()),
            Engine::MariaDb => Shop::MariaDb(dbag_testing::mariadb().create_database()),
        };
        let location = match random.random_bool(0.7) {
            true => Location::Sqlite(folder.path().join("dbag.db")),
            false => {
                let database = dbag_testing::postgres().create_database();
                Location::Postgres(dbag_testing::postgres().url(&database))
            }
        };
        let store = Store::open(&location).await.expect("opened");
        let key = InstanceKey::random();
        store
            .ensure_instance(&key, zone.name(), now)
            .await
            .expect("an instance");
        let dbag = Dbag::new(store, Vault::new(&key), Registry::built_in());
        let metrics = Metric::some(&mut random, form == DateForm::Date);
        let first = plus(today, -random.random_range(30..130));
        let world = Self {
            seed,
            random,
            engine,
            form,
            zone,
            dbag,
            book: Book::new().await,
            metrics,
            redefined: None,
            panels: Vec::new(),
            first,
            today,
            now,
            sales: Vec::new(),
            imports: Vec::new(),
            shop,
            next_id: 1,
            _folder: folder,
        };
        world.make_shop().await;
        world.watch().await;
        world
    }

    /// What a person needs to find the world again.
    pub(crate) fn name(&self) -> String {
        let Self {
            seed,
            engine,
            form,
            today,
            ..
        } = self;
        format!(
            "seed {seed}: {engine:?}, {form:?}, {}, today {today}",
            self.zone.name()
        )
    }

    async fn make_shop(&self) {
        let at = match (self.engine, self.form) {
            (_, DateForm::Date) => "date",
            (_, DateForm::Seconds) => "bigint",
            (Engine::Sqlite, _) => "text",
            (Engine::Postgres, DateForm::Instant) => "timestamptz",
            (Engine::MariaDb, DateForm::Instant) => "timestamp null",
            (Engine::MariaDb, _) => "datetime",
            (Engine::Postgres, _) => "timestamp",
        };
        self.shop
            .execute(&format!(
                "create table sale (id int primary key, at {at}, who varchar(20), amount decimal(12, 2),
                     person int, state varchar(10), gift boolean)"
            ))
            .await;
    }

    /// What the date column needs besides.
    fn date_properties(&self) -> Vec<(&'static str, String)> {
        let mut date = vec![("date_column", "at".to_owned())];
        match self.form {
            DateForm::LocalClock => date.push(("column_zone", self.zone.name().to_owned())),
            DateForm::Clock => date.push(("column_zone", "UTC".to_owned())),
            DateForm::Date | DateForm::Instant | DateForm::Seconds => {}
        }
        date
    }

    async fn watch(&self) {
        self.dbag
            .add_source(&ACTOR, "shop", &self.shop.url(), self.now)
            .await
            .expect("a source");
        let date = self.date_properties();
        for metric in &self.metrics {
            let added = self
                .dbag
                .add_metric(&ACTOR, &metric.form(&date), self.now)
                .await;
            added.unwrap_or_else(|problems| panic!("{}: {problems:?}", metric.slug));
        }
    }

    /// Rows of all days, of objects that come one after another.
    pub(crate) async fn trade(&mut self) {
        let mut sales = Vec::new();
        let mut day = self.first;
        let mut known = 1;
        while day <= self.today {
            let count = match self.random.random_range(0..6) {
                0 if day != self.first => 0,
                _ => self.random.random_range(1..6),
            };
            for _ in 0..count {
                if self.random.random_bool(0.05) {
                    known = (known + 1).min(OBJECTS.len());
                }
                let who = OBJECTS[self.random.random_range(0..known)];
                sales.push(self.sale(day, who));
            }
            day = plus(day, 1);
        }
        self.sell(sales).await;
    }

    /// In every second world one customer never pays.
    fn sale(&mut self, day: NaiveDate, who: &str) -> Sale {
        let id = self.next_id;
        self.next_id += 1;
        let cents = match self.random.random_range(0..12) {
            0 => None,
            1 => Some(0),
            2 => Some(-self.random.random_range(1..5_000)),
            _ => Some(self.random.random_range(1..20_000)),
        };
        Sale {
            id,
            day,
            who: who.to_owned(),
            cents,
            person: self.random.random_range(1..9),
            state: match ["paid", "open", "void"][self.random.random_range(0..3)] {
                "paid" if self.seed % 2 == 1 && who == OBJECTS[1] => "open",
                state => state,
            },
            is_gift: self.random.random_bool(0.3),
        }
    }

    async fn sell(&mut self, sales: Vec<Sale>) {
        if sales.is_empty() {
            return;
        }
        let rows: Vec<String> = sales
            .iter()
            .map(|sale| {
                let at = self.time_of(sale);
                let amount = sale.cents.map_or("null".to_owned(), |cents| {
                    let minus = if cents < 0 { "-" } else { "" };
                    format!("{minus}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
                });
                let Sale {
                    id,
                    who,
                    person,
                    state,
                    is_gift,
                    ..
                } = sale;
                format!("({id}, {at}, '{who}', {amount}, {person}, '{state}', {is_gift})")
            })
            .collect();
        self.shop
            .execute(&format!("insert into sale values {}", rows.join(", ")))
            .await;
        self.book.add(&sales).await;
        self.sales.extend(sales);
    }

    /// A moment of a day of the zone, before now, as the shop writes it.
    fn time_of(&self, sale: &Sale) -> String {
        let date = sale.day;
        let day = day(date);
        let (start, end) = (self.zone.start_of(day), self.zone.end_of(day).min(self.now));
        // Neither random nor always the same: the same row has the same time on every engine.
        let second = (start.timestamp() * 7_919 + sale.id * 104_729)
            .rem_euclid((end - start).num_seconds().max(1));
        let at = start + TimeDelta::seconds(second);
        let local = at + TimeDelta::seconds(self.zone.offset_at(at).into());
        let clock = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S").to_string();
        match (self.form, self.engine) {
            (DateForm::Date, _) => format!("'{date}'"),
            (DateForm::Seconds, _) => at.timestamp().to_string(),
            (DateForm::LocalClock, _) => format!("'{}'", clock(local)),
            (DateForm::Instant, Engine::Sqlite) => format!("'{}Z'", clock(at)),
            (DateForm::Instant, Engine::Postgres) => format!("'{}+00'", clock(at)),
            (DateForm::Clock | DateForm::Instant, _) => format!("'{}'", clock(at)),
        }
    }

    /// Asks all days from `from` on in parts, in any order, some of them twice.
    pub(crate) async fn fill(&mut self, from: NaiveDate) {
        let mut parts = Vec::new();
        let mut day = from;
        while day <= self.today {
            let to = plus(day, self.random.random_range(0..60)).min(self.today);
            parts.push((day, to));
            day = plus(to, 1);
        }
        let again = parts.choose(&mut self.random).copied();
        parts.extend(again);
        for metric in self.metrics.clone() {
            if !matches!(metric.question, Question::Counted(_)) {
                continue;
            }
            parts.shuffle(&mut self.random);
            for part in &parts {
                let filled = self
                    .dbag
                    .backfill(&ACTOR, metric.slug, days(*part), self.now)
                    .await;
                let report =
                    filled.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
                assert_eq!(report.error, None, "{}: {}", self.name(), metric.slug);
            }
            self.book.note_objects(&metric, from).await;
        }
    }

    /// A program sends what each object has, on some days; today of all.
    pub(crate) async fn send(&mut self) {
        let mut day = self.first;
        while day <= self.today {
            for who in self.book.objects().await {
                if day != self.today && self.random.random_bool(0.75) {
                    continue;
                }
                self.send_one(&who, day).await;
            }
            day = plus(day, 1);
        }
    }

    pub(crate) async fn send_one(&mut self, who: &str, on: NaiveDate) {
        let value = f64::from(self.random.random_range(0..100));
        let text = value.to_string();
        let sent = SentValue::new(&text, Some(day(on)), Some(who));
        let pushed = self.dbag.push(&ACTOR, "sent", &sent, self.now).await;
        pushed.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
        self.book.send(who, on, value).await;
    }

    /// Somebody changes what a metric asks: its days are outdated until they are asked again.
    pub(crate) async fn redefine(&mut self) {
        let at = self
            .metrics
            .iter()
            .position(|one| one.slug == "paid")
            .expect("there");
        let changed = self.metrics[at].clone().redefined(&mut self.random);
        let date = self.date_properties();
        let version = self
            .dbag
            .show_metric(&ACTOR, "paid")
            .await
            .expect("there")
            .version;
        let saved = self
            .dbag
            .change_metric(&ACTOR, "paid", version, &changed.form(&date), self.now)
            .await;
        let saved = saved.unwrap_or_else(|problems| panic!("{}: {problems:?}", self.name()));
        let outdated = self
            .dbag
            .store()
            .outdated_days(saved.id)
            .await
            .expect("read");
        let outdated = outdated.iter().map(|days| days.len() as i64).sum::<i64>();
        let asked = (self.today - self.first).num_days() + 4;
        // What was typed is nobody's answer, and stays right.
        let typed = "select count(distinct day) from typed where metric = 'paid'";
        let typed = self.book.count(typed.to_owned()).await;
        let name = self.name();
        assert!(
            (asked - typed..=asked).contains(&outdated),
            "{name}: {outdated} of {asked} days"
        );
        self.redefined = Some(std::mem::replace(&mut self.metrics[at], changed));
        self.fill(plus(self.first, -3)).await;
        let outdated = self
            .dbag
            .store()
            .outdated_days(saved.id)
            .await
            .expect("read");
        assert_eq!(outdated, [], "{}", self.name());
    }

    /// Rows that come late and rows that go; the days are asked again.
    pub(crate) async fn change_rows(&mut self) {
        let mut earliest = None;
        let mut touch = |day: NaiveDate| {
            earliest = Some(earliest.map_or(day, |first: NaiveDate| first.min(day)));
        };
        let mut late = Vec::new();
        for _ in 0..self.random.random_range(0..6) {
            let who = self
                .sales
                .choose(&mut self.random)
                .expect("rows")
                .who
                .clone();
            let begin = self.begin_of(&who);
            let day = self.any_day(begin);
            touch(day);
            late.push(self.sale(day, &who));
        }
        self.sell(late).await;
        for _ in 0..self.random.random_range(0..6) {
            let sale = self.sales.choose(&mut self.random).expect("rows").clone();
            // What an object began with stays: from there on it is known.
            if sale.day == self.begin_of(&sale.who) || sale.day == self.first {
                continue;
            }
            touch(sale.day);
            self.sales.retain(|one| one.id != sale.id);
            self.shop
                .execute(&format!("delete from sale where id = {}", sale.id))
                .await;
            self.book.remove(sale.id).await;
        }
        if let Some(day) = earliest {
            self.fill(day).await;
        }
    }

    pub(crate) fn begin_of(&self, who: &str) -> NaiveDate {
        let of_object = self.sales.iter().filter(|sale| sale.who == who);
        of_object.map(|sale| sale.day).min().expect("rows of it")
    }

    pub(crate) fn any_day(&mut self, from: NaiveDate) -> NaiveDate {
        let length = (self.today - from).num_days();
        plus(from, self.random.random_range(0..=length))
    }
}
