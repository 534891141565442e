-- Which object a merge made a part of another; null in all other batches. Undoing an import looks for what merges put
-- together, and could know them by their notes only, which a person may type, too, and a file be called.
alter table dbag_batch add column merged_object_id bigint references dbag_object (id);
create index dbag_batch_merge on dbag_batch (id) where merged_object_id is not null;

-- Merges from before, by their notes, for the last time.
update dbag_batch
set merged_object_id = (
    select min(o.id)
    from dbag_object o
    join dbag_object i on i.kind = o.kind
    where o.merged_into is not null
      and dbag_batch.note = 'merged ' || o.kind || '/' || o.key || ' into ' || i.kind || '/' || i.key
)
where substr(note, 1, 7) = 'merged '
  and not exists (select 1 from dbag_import m where m.batch_id = dbag_batch.id);
