//! The statements that undo imports. All begin with the same table of places, so that what is said before and what
//! is done are about the same.

use crate::CARRIED_DAYS;

// The days of `holding_on` are written out below: a statement is one constant text.
const _: () = assert!(CARRIED_DAYS == 7);

/// The places (a series on a day) that the values of some imports have a part in: the import `$1`, and where `$2` is
/// true all that were undone, too.
///
/// * `parts` is how many of their values are in what stands there: none where it is the reason of a gap.
/// * `others` is how many others would be left without them, and `revision` what the last of those said; beside a value
///   the reason of a gap is none. Without any
///   the place is emptied; one alone is put back; several would have to be put together again, and stay.
///
/// Where their value stands as it came, what stood there before is found by the newest revision whose batch was not
/// undone itself: of imports that lie over each other any may be undone first, and the one below is passed over then.
///
/// Where merging objects made a value of theirs and of others, all parts are on record, replaced by the batch of the
/// merge. Merges and imports that were undone are looked behind, for what stood there before. Of several reasons of a
/// gap a person's comes first, then that an answer failed.
///
/// A level of several that are left within a week before would hold on in what is left alone: nothing says which of them
/// is whose, so the place stays.
macro_rules! places {
    ($rest:literal) => {
        concat!(
            "with recursive mine (id) as (
                 select batch_id
                 from dbag_import
                 where batch_id = $1 or ($2 and undone_at is not null)
             ),
             undone (id) as (
                 select batch_id from dbag_import where batch_id = $1 or undone_at is not null
             ),
             merge_batch (id) as (
                 select id from dbag_batch where merged_object_id is not null
             ),
             looked_behind (id) as (
                 select id from merge_batch union select id from undone
             ),
             before (series_id, day, revision, batch_id) as (
                 select s.series_id, s.day, v.id, v.batch_id
                 from dbag_sample s
                 join dbag_sample_revision v
                   on v.series_id = s.series_id and v.day = s.day and v.replaced_by = s.batch_id
                 where s.batch_id in (select id from mine)
                 union
                 select f.series_id, f.day, v.id, v.batch_id
                 from before f
                 join dbag_sample_revision v
                   on v.series_id = f.series_id and v.day = f.day and v.replaced_by = f.batch_id
                 where f.batch_id in (select id from undone)
             ),
             put_back (series_id, day, revision) as (
                 select series_id, day, max(revision)
                 from before
                 where batch_id not in (select id from undone)
                 group by series_id, day
             ),
             part (series_id, day, revision, batch_id, value, gap, is_held) as (
                 select v.series_id, v.day, v.id, v.batch_id, v.value, v.gap, v.is_held
                 from dbag_sample_revision v
                 join dbag_sample s
                   on s.series_id = v.series_id and s.day = v.day and s.batch_id = v.replaced_by
                 where v.replaced_by in (select id from merge_batch)
                 union
                 select f.series_id, f.day, v.id, v.batch_id, v.value, v.gap, v.is_held
                 from part f
                 join dbag_sample_revision v
                   on v.series_id = f.series_id and v.day = f.day and v.replaced_by = f.batch_id
                 where f.batch_id in (select id from looked_behind)
             ),
             several_levels (series_id, day) as (
                 select p.series_id, p.day
                 from part p
                 join dbag_series r on r.id = p.series_id
                 join dbag_metric t on t.id = r.metric_id and t.measure = 'level'
                 where p.value is not null and p.batch_id not in (select id from looked_behind)
                 group by p.series_id, p.day
                 having count(*) > 1
             ),
             holding_on (series_id, day) as (
                 select distinct l.series_id, l.day + d.days
                 from several_levels l
                 join (
                     select 1 as days union select 2 union select 3 union select 4
                     union select 5 union select 6 union select 7
                 ) d on true
             ),
             place (series_id, day, parts, others, revision) as (
                 select s.series_id, s.day,
                     case when s.value is null then 0 else 1 end,
                     case when p.revision is null then 0 else 1 end,
                     p.revision
                 from dbag_sample s
                 left join put_back p on p.series_id = s.series_id and p.day = s.day
                 where s.batch_id in (select id from mine)
                 union all
                 select p.series_id, p.day,
                     case
                         when count(p.value) filter (where m.id is not null and not p.is_held) > 0
                         then count(p.value) filter (where m.id is not null and not p.is_held)
                         else 1
                     end,
                     case
                         when count(p.value) filter (where l.id is null and not p.is_held) > 0
                         then count(p.value) filter (where l.id is null and not p.is_held)
                             + count(distinct h.day)
                         when count(*) filter (where l.id is null and not p.is_held) > 0 then 1
                         else 0
                     end,
                     coalesce(
                         max(p.revision) filter (
                             where l.id is null and not p.is_held and p.value is not null
                         ),
                         max(p.revision) filter (where l.id is null and p.gap = 'removed'),
                         max(p.revision) filter (
                             where l.id is null and p.gap not in ('no_answer', 'input_missing')
                                 and p.gap not like 'zero_denominator%'
                         ),
                         max(p.revision) filter (where l.id is null and not p.is_held)
                     )
                 from part p
                 left join mine m on m.id = p.batch_id
                 left join looked_behind l on l.id = p.batch_id
                 left join holding_on h on h.series_id = p.series_id and h.day = p.day
                 group by p.series_id, p.day
                 having count(p.value) filter (where m.id is not null) > 0
             ) ",
            $rest
        )
    };
}

/// What becomes of the places, by metric. `merges` counts those to which what a merge made comes back.
pub(super) const STANDING: &str = places!(
    "select r.metric_id, m.slug, m.label,
         cast(coalesce(sum(p.parts) filter (where p.others = 0), 0)
             + coalesce(sum(p.parts - 1) filter (where p.others = 1 and p.parts > 0), 0) as bigint) as removed,
         count(*) filter (where p.others = 1 and p.parts > 0) as restored,
         count(*) filter (where p.parts = 0) as gaps,
         cast(coalesce(sum(p.parts) filter (where p.others > 1), 0) as bigint) as merged,
         count(*) filter (where p.others = 0) as emptied,
         count(*) filter (where p.others = 1) as put_back,
         count(b.id) filter (where p.others = 1) as merges,
         min(p.day) as first_day, max(p.day) as last_day
     from place p
     join dbag_series r on r.id = p.series_id
     join dbag_metric m on m.id = r.metric_id
     left join dbag_sample_revision v on v.id = p.revision
     left join merge_batch b on b.id = v.batch_id
     group by r.metric_id, m.slug, m.label
     order by m.slug"
);

/// The objects of which nothing is left, of any metric that is there.
pub(super) const EMPTIED_OBJECTS: &str = places!(
    "select count(*)
     from (
         select r.object_id, count(*) as places
         from place p
         join dbag_series r on r.id = p.series_id
         join dbag_metric m on m.id = r.metric_id and m.deleted_at is null
         where r.object_id <> 0 and p.others = 0
         group by r.object_id
     ) e
     where e.places = (
         select count(*)
         from dbag_series r
         join dbag_metric m on m.id = r.metric_id and m.deleted_at is null
         join dbag_sample s on s.series_id = r.id
         where r.object_id = e.object_id
     )"
);

/// The series in which something changes.
pub(super) const SERIES: &str = places!("select distinct series_id from place where others < 2");

/// Keeps what stands where something is put back, as replaced by the batch `$3`.
pub(super) const KEEP: &str = places!(
    "insert into dbag_sample_revision (
         series_id, day, value, gap, weight, batch_id, replaced_by)
     select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, $3
     from dbag_sample s
     join place p on p.series_id = s.series_id and p.day = s.day
     where p.others = 1
     order by s.series_id, s.day"
);

/// Puts back what is left. What is kept before this finds the same places: it is replaced by no import and no merge.
pub(super) const PUT_BACK: &str = places!(
    "update dbag_sample
     set value = v.value, gap = v.gap, weight = v.weight, batch_id = v.batch_id
     from place p
     join dbag_sample_revision v on v.id = p.revision
     where p.others = 1
       and p.series_id = dbag_sample.series_id
       and p.day = dbag_sample.day"
);

/// Empties the places of which nothing is left.
pub(super) const REMOVE: &str = places!(
    "delete from dbag_sample
     where (series_id, day) in (select series_id, day from place where others = 0)"
);

/// Metrics that an import made and that nothing has to do with but that import: they have no value of
/// another batch and never had one, nobody draws them or set a goal for them, and they are still sent their values.
pub(super) const EMPTIED_METRICS: &str = "select m.id, m.slug
     from dbag_metric m
     join dbag_batch b on b.id = $1
     where m.deleted_at is null
       and m.metric_type = 'push'
       and m.created_at = b.at
       and not exists (
           select 1
           from dbag_series r
           join dbag_sample s on s.series_id = r.id
           where r.metric_id = m.id and s.batch_id <> $1
       )
       and not exists (
           select 1
           from dbag_series r
           join dbag_sample_revision v on v.series_id = r.id
           where r.metric_id = m.id
       )
       and not exists (select 1 from dbag_panel_series p where p.metric_id = m.id)
       and not exists (select 1 from dbag_goal g where g.metric_id = m.id)
     order by m.slug";
