//! How often embeds and shared dashboards were looked at.

use dbag_domain::Day;

use crate::db::{changed_within, read};
use crate::{Store, StoreError};

/// What was looked at, signed by which key, on which day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ViewedKey {
    /// `dashboard shop`, `metric orders` or `share 7`.
    pub subject: String,
    /// The key; empty for a share link.
    pub kid: String,
    /// The day, in the instance's zone.
    pub day: Day,
}

/// All views of a subject, or of a key, on a day; and when it was looked at before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewTotal {
    /// The subject or the key.
    pub name: String,
    /// The day.
    pub day: Day,
    /// The views of that day.
    pub views: i64,
    /// The last earlier day with views.
    pub before: Option<Day>,
}

/// By what views are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewsBy {
    /// By what was looked at.
    Subject,
    /// By the key that signed it.
    Key,
}

impl Store {
    /// Adds views to those that are counted already.
    pub async fn add_views(&self, views: &[(ViewedKey, i64)]) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for (viewed, views) in views {
            changed_within!(
                &mut tx,
                sqlx::query(
                    "insert into dbag_embed_view (subject, kid, day, views)
                     values ($1, $2, $3, $4)
                     on conflict (subject, kid, day) do update set
                         views = dbag_embed_view.views + excluded.views",
                )
                .bind(&viewed.subject)
                .bind(&viewed.kid)
                .bind(viewed.day.days())
                .bind(views)
            )?;
        }
        tx.commit().await
    }

    /// The views of a subject, or of a key, on a day.
    pub async fn view_total(
        &self,
        by: ViewsBy,
        name: &str,
        day: Day,
    ) -> Result<ViewTotal, StoreError> {
        const SUBJECT: &str = "
            select cast(coalesce(sum(case when day = $2 then views else 0 end), 0) as bigint),
                max(case when day < $2 then day end)
            from dbag_embed_view
            where subject = $1 and day <= $2";
        const KEY: &str = "
            select cast(coalesce(sum(case when day = $2 then views else 0 end), 0) as bigint),
                max(case when day < $2 then day end)
            from dbag_embed_view
            where kid = $1 and day <= $2";
        let sql = match by {
            ViewsBy::Subject => SUBJECT,
            ViewsBy::Key => KEY,
        };
        let (views, before): (i64, Option<i32>) = read!(self.db, on => sqlx::query_as(sql)
            .bind(name)
            .bind(day.days())
            .fetch_one(on))?;
        Ok(ViewTotal {
            name: name.to_owned(),
            day,
            views,
            before: before.map(Day::from_days),
        })
    }
}
