//! Removing what was made up.

use std::collections::BTreeSet;

use dbag_domain::SeriesId;

use super::write::bump_revisions;
use crate::db::{changed_within, within};
use crate::{Store, StoreError};

impl Store {
    /// Removes every fake value and the batches that brought them; how many values.
    pub async fn remove_fake(&self) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let ids: Vec<i32> = within!(&mut tx, on => sqlx::query_scalar(
            "select distinct series_id
             from dbag_sample
             where batch_id in (select id from dbag_batch where origin = 'fake')"
        ).fetch_all(on))?;
        let removed = changed_within!(
            &mut tx,
            sqlx::query(
                "delete from dbag_sample
                 where batch_id in (select id from dbag_batch where origin = 'fake')",
            )
        )?;
        changed_within!(
            &mut tx,
            sqlx::query(
                "delete from dbag_batch
                 where origin = 'fake'
                   and id not in (select batch_id from dbag_sample_revision)
                   and id not in (select replaced_by from dbag_sample_revision)",
            )
        )?;
        let series: BTreeSet<SeriesId> = ids.into_iter().map(SeriesId).collect();
        bump_revisions(&mut tx, &series).await?;
        tx.commit().await?;
        Ok(removed)
    }
}
