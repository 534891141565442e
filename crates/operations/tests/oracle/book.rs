//! The book: the same rows as in the source, in a database of the test's own, and the one SQL
//! statement that a number is compared with.

use chrono::NaiveDate;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::asked::{Aggregate, Counted, Metric, Question};
use crate::calendar::Range;
use crate::wrong::Wrong;

/// A row of the shop.
#[derive(Debug, Clone)]
pub(crate) struct Sale {
    pub(crate) id: i64,
    pub(crate) day: NaiveDate,
    pub(crate) who: String,
    /// In cents.
    pub(crate) cents: Option<i64>,
    pub(crate) person: i64,
    pub(crate) state: &'static str,
    pub(crate) is_gift: bool,
}

/// Whose values are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// All objects as one; the metric itself, where it has none.
    Whole,
    /// The median of all objects.
    Median,
    Object(String),
}

impl Subject {
    /// The key of the object.
    pub(crate) fn key(&self) -> Option<String> {
        match self {
            Self::Object(key) => Some(key.clone()),
            Self::Whole | Self::Median => None,
        }
    }
}

/// A number: a value, and how much it counts.
pub(crate) type Point = (NaiveDate, f64, Option<f64>);

pub(crate) struct Book {
    pub(crate) connection: SqliteConnection,
    /// A fault that is put into what the book says.
    pub(crate) wrong: Wrong,
}

const TABLES: &str = "
create table sale (id integer, day text, who text, amount real, person integer, state text, gift integer,
    merged_from text, is_gone integer default 0);
create table typed (metric text, who text, day text, value real, weight real);
create table answered (metric text, who text, primary key (metric, who));
create table sent (seq integer primary key, who text, day text, value real, import integer);
create index sent_day on sent (who, day);
create view standing as select who, day, value from sent s
    where seq = (select max(seq) from sent o where o.who = s.who and o.day = s.day);
create table imported (metric text, who text, day text, value real, import integer);
create table point (day text primary key, value real, weight real, numerator real);
";

impl Book {
    pub(crate) async fn new() -> Self {
        let options = SqliteConnectOptions::new().in_memory(true);
        let mut connection = options.connect().await.expect("opened");
        sqlx::raw_sql(TABLES)
            .execute(&mut connection)
            .await
            .expect("made");
        Self {
            connection,
            wrong: Wrong::Nothing,
        }
    }

    pub(crate) async fn execute(&mut self, sql: String) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.clone()))
            .execute(&mut self.connection)
            .await;
        done.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    pub(crate) async fn add(&mut self, sales: &[Sale]) {
        for sale in sales {
            let amount = sale
                .cents
                .map_or("null".to_owned(), |cents| format!("{cents} / 100.0"));
            let Sale {
                id,
                day,
                who,
                person,
                state,
                is_gift,
                ..
            } = sale;
            self.execute(format!(
                "insert into sale (id, day, who, amount, person, state, gift)
                 values ({id}, '{day}', '{who}', {amount}, {person}, '{state}', {is_gift})"
            ))
            .await;
        }
    }

    pub(crate) async fn remove(&mut self, id: i64) {
        self.execute(format!("update sale set is_gone = 1 where id = {id}"))
            .await;
    }

    /// The rows of one object are another's from now on, and so is what was sent of it.
    pub(crate) async fn merge(&mut self, from: &str, into: &str) {
        // A level holds for a week, where nothing else is known.
        let held = |who: &str| {
            format!(
                "coalesce((
                     select value from standing s
                     where s.who = '{who}' and s.day between date(d.day, '-7 days') and d.day
                     order by s.day desc limit 1
                 ), 0)"
            )
        };
        let (one, other) = (held(from), held(into));
        self.execute(format!(
            "update sale set who = '{into}', merged_from = '{from}' where who = '{from}';
             update or ignore answered set who = '{into}' where who = '{from}';
             insert into sent (who, day, value)
                 select '{into}', day, {one} + {other}
                 from (select distinct day from sent where who in ('{from}', '{into}')) d;
             delete from sent
             where who = '{from}'
                or seq not in (select max(seq) from sent group by who, day)"
        ))
        .await;
    }

    /// A value that somebody types, none for one that is removed; it counts as much as what stood
    /// there.
    pub(crate) async fn type_value(
        &mut self,
        metric: &str,
        who: Option<&str>,
        (day, value, weight): (NaiveDate, Option<f64>, Option<f64>),
    ) {
        let written =
            |number: Option<f64>| number.map_or("null".to_owned(), |number| format!("{number:e}"));
        let who = who.map_or("null".to_owned(), |who| format!("'{who}'"));
        let (value, weight) = (written(value), written(weight));
        self.execute(format!(
            "delete from typed where metric = '{metric}' and who is {who} and day = '{day}';
             insert into typed values ('{metric}', {who}, '{day}', {value}, {weight})"
        ))
        .await;
    }

    /// The objects of which the source answered rows, when the days from one on were asked: they are known
    /// from then on.
    pub(crate) async fn note_objects(&mut self, metric: &Metric, from: NaiveDate) {
        let Question::Counted(counted) = &metric.question else {
            return;
        };
        let slug = metric.slug;
        let filter = counted.filter.map_or("1", |filter| filter.sql);
        let first = from - chrono::Days::new((counted.window - 1).unsigned_abs());
        self.execute(format!(
            "insert or ignore into answered
             select '{slug}', who from sale
             where not is_gone and day >= '{first}' and {filter}"
        ))
        .await;
    }

    /// A value that a program sends.
    pub(crate) async fn send(&mut self, who: &str, day: NaiveDate, value: f64) {
        self.execute(format!(
            "insert into sent (who, day, value) values ('{who}', '{day}', {value:e})"
        ))
        .await;
    }

    /// The objects that have rows.
    pub(crate) async fn objects(&mut self) -> Vec<String> {
        let rows = sqlx::query("select distinct who from sale where not is_gone order by who")
            .fetch_all(&mut self.connection);
        rows.await
            .expect("read")
            .iter()
            .map(|row| row.get(0))
            .collect()
    }

    /// Takes down the days of a metric: those of one object, or of all together. Everything below is
    /// asked of them.
    pub(crate) async fn open(
        &mut self,
        metrics: &[Metric],
        metric: &Metric,
        of: &Subject,
        today: NaiveDate,
    ) -> Vec<Point> {
        let wrong = self.wrong;
        let points = match &metric.question {
            Question::Counted(counted) => {
                let rows = by_object_sql(metric, counted, Objects::Matched, (today, wrong));
                let known = format!("({rows} {})", known_sql(metric.slug, wrong));
                days_sql(&known, counted.together(metric.by_object), of, wrong)
            }
            Question::Sent => {
                let known = match of {
                    _ if wrong == Wrong::GapsAreNothing => SENT,
                    Subject::Object(_) => SENT,
                    Subject::Whole | Subject::Median => CARRIED,
                };
                days_sql(known, Some(Together::Sum), of, wrong)
            }
            Question::Ratio { above, below } => days_sql(
                &ratio_sql(metrics, (above, below), (today, wrong)),
                Some(Together::Mean),
                of,
                wrong,
            ),
        };
        self.execute(format!("delete from point; insert into point {points}"))
            .await;
        let rows = sqlx::query(
            "select day, value, weight from point where value is not null order by day",
        );
        let rows = rows.fetch_all(&mut self.connection).await.expect("read");
        let point = |row: &sqlx::sqlite::SqliteRow| {
            let day: String = row.get(0);
            (day.parse().expect("a date"), row.get(1), row.get(2))
        };
        rows.iter().map(point).collect()
    }

    /// One number of the days that were taken down.
    pub(crate) async fn number(&mut self, select: &str, days: Range) -> Option<f64> {
        let sql = format!(
            "select {select} from point where day between '{}' and '{}'",
            days.0, days.1
        );
        self.one(sql).await
    }

    /// The value of the last of the days up to the newest that counts, else of the last of all.
    pub(crate) async fn last(&mut self, days: Range, newest: NaiveDate) -> Option<f64> {
        let sql = format!(
            "select (
                 select value from point
                 where day between '{}' and '{}' and value is not null
                 order by case when day <= '{newest}' then 0 else 1 end, day desc
                 limit 1
             )",
            days.0, days.1
        );
        self.one(sql).await
    }

    pub(crate) async fn one(&mut self, sql: String) -> Option<f64> {
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut self.connection);
        row.await.expect("read").get(0)
    }

    /// The same right from the rows, where nothing was typed: how a person would check it.
    pub(crate) async fn value_of_rows(
        &mut self,
        counted: &Counted,
        of: &Subject,
        days: Range,
    ) -> Option<f64> {
        let value = counted.aggregate.sql();
        let mut conditions = vec![
            "not is_gone".to_owned(),
            format!("day between '{}' and '{}'", days.0, days.1),
        ];
        conditions.extend(counted.filter.map(|filter| filter.sql.to_owned()));
        if let Subject::Object(who) = of {
            conditions.push(format!("who = '{who}'"));
        }
        let sql = format!(
            "select {value} from sale where {}",
            conditions.join(" and ")
        );
        let row = sqlx::query(AssertSqlSafe(sql))
            .fetch_one(&mut self.connection)
            .await
            .expect("read");
        row.try_get::<Option<f64>, _>(0)
            .or_else(|_| {
                row.try_get::<Option<i64>, _>(0)
                    .map(|count| count.map(|count| count as f64))
            })
            .expect("a number")
    }
}

/// Mean of values, weighted where each weight is known.
pub(crate) const MEAN: &str = "case when count(weight) = count(value) \
     then sum(coalesce(numerator, value * weight)) / nullif(sum(weight), 0) else avg(value) end";

/// The same but for what was to be divided on days with nothing to divide by.
pub(crate) const MEAN_OF_DIVIDED: &str = "case when count(weight) = count(value) \
     then sum(value * weight) / nullif(sum(weight), 0) else avg(value) end";

/// Which objects have values of a metric of rows.
#[derive(Debug, Clone, Copy)]
enum Objects {
    /// Those of which any row was ever counted.
    Matched,
    /// All: of what is divided, none of those who are there is zero.
    All,
}

/// `who, day, value, weight` of a metric of rows, by object where it has objects.
fn by_object_sql(
    metric: &Metric,
    counted: &Counted,
    objects: Objects,
    (today, wrong): (NaiveDate, Wrong),
) -> String {
    let slug = metric.slug;
    let who = if metric.by_object { "who" } else { "null" };
    let filter = counted.filter.map_or("1", |filter| filter.sql);
    let value = counted.aggregate.sql();
    let weight = match counted.aggregate {
        Aggregate::Avg => "count(amount)",
        _ => "null",
    };
    let absent = match counted.aggregate {
        Aggregate::Count | Aggregate::Sum | Aggregate::Distinct => "0",
        Aggregate::Avg | Aggregate::Min | Aggregate::Max => "null",
    };
    let absent = if wrong == Wrong::NoZeros {
        "null"
    } else {
        absent
    };
    let (rows, typed) = (wrong.rows(), wrong.typed());
    let matched = match objects {
        _ if !metric.by_object => "select null as who".to_owned(),
        Objects::Matched => format!(
            "select who from answered where metric = '{slug}'
             union select who from typed where metric = '{slug}' and value is not null"
        ),
        Objects::All => "select distinct who from sale".to_owned(),
    };
    let back = counted.window - 1;
    format!(
        "with recursive
         days(day) as (
             select min(day) from {rows} union all
             select date(day, '+1 day') from days where day < '{today}'
         ),
         matched as ({matched}),
         begins as (
             select m.who, min(r.day) as first
             from (select {who} as who, day from {rows}) r
             join matched m on m.who is r.who
             group by 1
         ),
         raw as (
             select s.who, d.day, {value} as value, {weight} as weight
             from days d
             join (select {who} as who, day, amount, person, state, gift from {rows} where {filter}) s
                 on s.day between date(d.day, '-{back} days') and d.day
             group by 1, 2
         ),
         filled as (
             select b.who, d.day,
                 case when t.metric is null then coalesce(r.value, {absent}) else t.value end as value,
                 case when t.metric is null then r.weight else t.weight end as weight
             from begins b
             join days d on d.day >= b.first
             left join raw r on r.who is b.who and r.day = d.day
             left join {typed} t on t.metric = '{slug}' and t.who is b.who and t.day = d.day
         )"
    )
}

/// What is known of a metric of rows: what was asked or typed, and what was imported of days before.
fn known_sql(slug: &str, wrong: Wrong) -> String {
    let imported = match wrong {
        Wrong::ImportedIsLost => "0",
        _ => "1",
    };
    format!(
        "select who, day, value, weight, null as numerator from filled where value is not null
         union all
         select who, day, value, null, null from imported where metric = '{slug}' and {imported}"
    )
}

/// `day, value, weight, numerator` of one object, or of all together.
fn days_sql(known: &str, together: Option<Together>, of: &Subject, wrong: Wrong) -> String {
    const UNWEIGHTED: (&str, &str) = ("null", "null");
    let sums = (
        "case when count(weight) = count(value) then sum(weight) end",
        "sum(coalesce(numerator, value * weight))",
    );
    let (value, (weight, numerator)) = match (of, together) {
        (Subject::Object(who), _) => {
            return format!(
                "select day, value, weight, numerator from {known} where who = '{who}'"
            );
        }
        (Subject::Median, _) => {
            let first = match wrong {
                Wrong::UpperMedian => "(many + 2) / 2",
                _ => "(many + 1) / 2",
            };
            return format!(
                "select day, avg(value), null, null
                 from (
                     select day, value, row_number() over (partition by day order by value) as place,
                         count(*) over (partition by day) as many
                     from {known}
                     where value is not null
                 )
                 where place in ({first}, (many + 2) / 2)
                 group by day"
            );
        }
        (Subject::Whole, None) => {
            return format!("select day, value, weight, numerator from {known}");
        }
        (Subject::Whole, Some(Together::Sum)) => ("sum(value)", UNWEIGHTED),
        (Subject::Whole, Some(Together::Min)) => ("min(value)", UNWEIGHTED),
        (Subject::Whole, Some(Together::Max)) => ("max(value)", UNWEIGHTED),
        (Subject::Whole, Some(Together::Mean)) => (wrong.mean(MEAN), sums),
    };
    format!("select day, {value}, {weight}, {numerator} from {known} group by day")
}

/// Levels as they were sent.
const SENT: &str = "(select who, day, value, null as weight, null as numerator from standing)";

/// Levels of all objects: the last value of each stands for it for a week, on days of which
/// something was sent.
const CARRIED: &str = "(
    select * from (
        select o.who, d.day, (
            select value from standing s
            where s.who = o.who and s.day between date(d.day, '-7 days') and d.day
            order by s.day desc limit 1
        ) as value, null as weight, null as numerator
        from (select distinct day from sent) d, (select distinct who from sent) o
    )
    where value is not null)";

/// How objects become one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Together {
    Sum,
    Mean,
    Min,
    Max,
}

/// `who, day, value, weight, numerator` of one metric in percent of another: over longer periods, and of all
/// objects, that of the sums. What is itself computed adds up to nothing: there each day counts alike.
fn ratio_sql(
    metrics: &[Metric],
    (above, below): (&str, &str),
    (today, wrong): (NaiveDate, Wrong),
) -> String {
    let input = |slug: &str| {
        let metric = metrics.iter().find(|one| one.slug == slug);
        let metric = metric.expect("an input");
        match &metric.question {
            Question::Counted(counted) => {
                let rows = by_object_sql(metric, counted, Objects::All, (today, wrong));
                (format!("({rows} {})", known_sql(slug, wrong)), true)
            }
            Question::Ratio { above, below } => {
                let rows = ratio_sql(metrics, (above, below), (today, wrong));
                let rows = format!("(select who, day, value from {rows} where value is not null)");
                (rows, false)
            }
            Question::Sent => unreachable!(),
        }
    };
    let ((above, adds_up), (below, _)) = (input(above), input(below));
    let (weight, numerator) = match adds_up {
        true => ("nullif(b.value, 0)", "100.0 * a.value"),
        false => ("null", "null"),
    };
    format!(
        "(select a.who, a.day, 100.0 * a.value / nullif(b.value, 0) as value,
              {weight} as weight, {numerator} as numerator
          from {above} a join {below} b on b.who is a.who and b.day = a.day)"
    )
}

impl Book {
    /// Whether somebody typed or imported a value of a metric of rows.
    pub(crate) async fn has_brought(&mut self, metric: &str) -> bool {
        let sql = format!(
            "select (select count(*) from typed where metric = '{metric}')
                  + (select count(*) from imported where metric = '{metric}')"
        );
        self.count(sql).await > 0
    }

    pub(crate) async fn count(&mut self, sql: String) -> i64 {
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut self.connection);
        row.await.expect("read").get(0)
    }
}
