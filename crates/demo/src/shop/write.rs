//! Writing the shop's file: whole, or the days that passed since.

use std::path::Path;

use dbag_domain::Day;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{Connection, QueryBuilder, Sqlite};

use super::days::{Happenings, time};
use super::dice::Dice;
use super::people::{Customer, User};
use super::tables::{INDEXES, TABLES};
use crate::DemoError;

/// How much history a new shop has, in days.
const DAYS: i32 = 400;
/// Who had signed up before the first day.
const USERS_AT_FIRST: i64 = 1_050;
/// Rows a statement.
const CHUNK: usize = 500;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShopRows {
    /// Whether there was no file before.
    pub is_new: bool,
    /// How many days were added.
    pub days: u32,
    /// How many rows.
    pub rows: u64,
}

/// Writes the shop's database up to a day: all of it, or what an older file lacks.
///
/// A new file appears under its name only when it is whole.
pub async fn write_shop(path: &Path, today: Day) -> Result<ShopRows, DemoError> {
    if tokio::fs::try_exists(path).await? {
        return add_days(path, today).await;
    }
    let unfinished = path.with_extension("db.new");
    match tokio::fs::remove_file(&unfinished).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let rows = write_new(&unfinished, today).await?;
    tokio::fs::rename(&unfinished, path).await?;
    Ok(rows)
}

async fn connect(path: &Path) -> Result<SqliteConnection, DemoError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .synchronous(SqliteSynchronous::Normal);
    Ok(SqliteConnection::connect_with(&options).await?)
}

async fn write_new(path: &Path, today: Day) -> Result<ShopRows, DemoError> {
    let first = today - (DAYS - 1);
    let mut connection = connect(path).await?;
    let mut tx = connection.begin().await?;
    for table in TABLES {
        sqlx::query(table).execute(&mut *tx).await?;
    }
    let mut shop = Shop {
        customers: Customer::all(first, DAYS),
        ..Shop::default()
    };
    shop.write_customers(&mut tx).await?;
    shop.write_first_users(&mut tx, first).await?;
    for age in 0..DAYS {
        shop.write_day(&mut tx, first + age, age).await?;
    }
    shop.write_rest(&mut tx).await?;
    for index in INDEXES {
        sqlx::query(index).execute(&mut *tx).await?;
    }
    note_last_logins(&mut tx).await?;
    tx.commit().await?;
    connection.close().await?;
    Ok(ShopRows {
        is_new: true,
        days: DAYS as u32,
        rows: shop.rows,
    })
}

async fn add_days(path: &Path, today: Day) -> Result<ShopRows, DemoError> {
    let mut connection = connect(path).await?;
    let (first, last): (String, String) =
        sqlx::query_as("select min(ordered_on), max(ordered_on) from orders")
            .fetch_one(&mut connection)
            .await?;
    let read = |text: &str| Day::parse(text).map_err(|error| DemoError::Files(error.to_string()));
    let (first, last) = (read(&first)?, read(&last)?);
    let mut shop = Shop {
        customers: Customer::all(first, DAYS),
        ..Shop::default()
    };
    let users: Vec<(i64, bool)> = sqlx::query_as("select id, is_active from users order by id")
        .fetch_all(&mut connection)
        .await?;
    shop.users = users
        .into_iter()
        .map(|(id, is_active)| User { id, is_active })
        .collect();
    let mut days = 0;
    let mut tx = connection.begin().await?;
    for age in (last - first + 1)..=(today - first) {
        shop.write_day(&mut tx, first + age, age).await?;
        days += 1;
    }
    shop.write_rest(&mut tx).await?;
    if days > 0 {
        note_last_logins(&mut tx).await?;
    }
    tx.commit().await?;
    connection.close().await?;
    Ok(ShopRows {
        is_new: false,
        days,
        rows: shop.rows,
    })
}

async fn note_last_logins(tx: &mut SqliteConnection) -> Result<(), DemoError> {
    sqlx::query(
        "update users set last_login =
             (select max(logged_in_at) from logins where user_id = users.id)",
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The shop so far, with the rows that wait to be written.
#[derive(Default)]
struct Shop {
    customers: Vec<Customer>,
    users: Vec<User>,
    rows: u64,
    new_users: Vec<(i64, String, bool)>,
    logins: Vec<(i64, Day, String)>,
    orders: Vec<(Day, super::days::Order)>,
    comments: Vec<(i64, Day, String, &'static str)>,
}

impl Shop {
    async fn write_customers(&mut self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        let mut insert =
            QueryBuilder::<Sqlite>::new("insert into customers (id, name, country, since) ");
        insert.push_values(&self.customers, |mut row, customer| {
            row.push_bind(customer.id)
                .push_bind(customer.name)
                .push_bind(customer.country)
                .push_bind(customer.since.to_string());
        });
        self.rows += insert.build().execute(tx).await?.rows_affected();
        Ok(())
    }

    async fn write_first_users(
        &mut self,
        tx: &mut SqliteConnection,
        first: Day,
    ) -> Result<(), DemoError> {
        let mut dice = Dice::new(0, 2);
        let mut joined: Vec<i32> = (0..USERS_AT_FIRST)
            .map(|_| dice.below(720) as i32)
            .collect();
        joined.sort_unstable_by(|a, b| b.cmp(a));
        for before in joined {
            let at = time(first - (before + 1), &mut dice);
            self.add_user(at, dice.happens(0.85));
        }
        self.write_users(tx).await
    }

    fn add_user(&mut self, joined: String, is_active: bool) {
        let id = self.users.last().map_or(1, |last| last.id + 1);
        self.users.push(User { id, is_active });
        self.new_users.push((id, joined, is_active));
    }

    async fn write_day(
        &mut self,
        tx: &mut SqliteConnection,
        day: Day,
        age: i32,
    ) -> Result<(), DemoError> {
        let happened = Happenings::on(day, age, &self.customers, &self.users);
        self.orders
            .extend(happened.orders.into_iter().map(|order| (day, order)));
        self.logins.extend(
            happened
                .logins
                .into_iter()
                .map(|(user, at)| (user, day, at)),
        );
        let comments = happened.comments.into_iter();
        self.comments
            .extend(comments.map(|(user, at, body)| (user, day, at, body)));
        for (joined, is_active) in happened.signups {
            self.add_user(joined, is_active);
        }
        if self.logins.len() >= CHUNK {
            self.write_rest(tx).await?;
        }
        Ok(())
    }

    /// Writes the rows that wait; users first, as others refer to them.
    async fn write_rest(&mut self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        self.write_users(tx).await?;
        for chunk in self.logins.chunks(CHUNK) {
            let mut insert = QueryBuilder::<Sqlite>::new(
                "insert into logins (user_id, logged_in_on, logged_in_at) ",
            );
            insert.push_values(chunk, |mut row, (user, day, at)| {
                row.push_bind(*user)
                    .push_bind(day.to_string())
                    .push_bind(at.as_str());
            });
            self.rows += insert.build().execute(&mut *tx).await?.rows_affected();
        }
        for chunk in self.orders.chunks(CHUNK) {
            let mut insert = QueryBuilder::<Sqlite>::new(
                "insert into orders (customer_id, ordered_on, ordered_at, total, status) ",
            );
            insert.push_values(chunk, |mut row, (day, order)| {
                row.push_bind(order.customer)
                    .push_bind(day.to_string())
                    .push_bind(order.at.as_str())
                    .push_bind(order.total)
                    .push_bind(order.status);
            });
            self.rows += insert.build().execute(&mut *tx).await?.rows_affected();
        }
        for chunk in self.comments.chunks(CHUNK) {
            let mut insert = QueryBuilder::<Sqlite>::new(
                "insert into comments (user_id, commented_on, commented_at, body) ",
            );
            insert.push_values(chunk, |mut row, (user, day, at, body)| {
                row.push_bind(*user)
                    .push_bind(day.to_string())
                    .push_bind(at.as_str())
                    .push_bind(*body);
            });
            self.rows += insert.build().execute(&mut *tx).await?.rows_affected();
        }
        self.logins.clear();
        self.orders.clear();
        self.comments.clear();
        Ok(())
    }

    async fn write_users(&mut self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        for chunk in self.new_users.chunks(CHUNK) {
            let mut insert = QueryBuilder::<Sqlite>::new(
                "insert into users (id, email, username, date_joined, is_active) ",
            );
            insert.push_values(chunk, |mut row, (id, joined, is_active)| {
                let username = User::username(*id);
                row.push_bind(*id)
                    .push_bind(format!("{username}@example.com"))
                    .push_bind(username)
                    .push_bind(joined.as_str())
                    .push_bind(*is_active);
            });
            self.rows += insert.build().execute(&mut *tx).await?.rows_affected();
        }
        self.new_users.clear();
        Ok(())
    }
}
