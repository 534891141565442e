-- What an import did, so that it can be listed and undone as a whole.
create table dbag_import (
    batch_id integer primary key references dbag_batch (id),
    -- Counts of values as they were told when it was done; the table of samples has no index by batch.
    added bigint not null,
    replaced bigint not null,
    kept bigint not null,
    -- Cells that were refused.
    refused bigint not null,
    -- Slugs of the metrics that it made, as a JSON list.
    metrics text not null,
    undone_at timestamptz,
    undone_by text
);

-- Imports from before: what still stands of them is what they added.
insert into dbag_import (batch_id, added, replaced, kept, refused, metrics)
select b.id, coalesce(s.standing, 0), 0, 0, 0, '[]'
from dbag_batch b
left join (
    select batch_id, count(*) as standing
    from dbag_sample
    group by batch_id
) s on s.batch_id = b.id
where b.origin = 'imported';
