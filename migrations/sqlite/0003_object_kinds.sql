-- Kinds whose objects a query describes, and objects that turned out to be one.

create table dbag_object_kind (
    kind text primary key,
    source_id integer not null references dbag_source (id),
    query text not null,
    -- When it is asked next; whoever asks it moves this on first, so that only one does.
    ask_at text not null,
    -- When it was last asked, whatever came of it.
    asked_at text not null,
    -- What was wrong then, in the source's words; null where it answered.
    error text
);
create index dbag_object_kind_due on dbag_object_kind (ask_at);

-- The object whose values and pages are also those of this one; never one that is merged itself.
alter table dbag_object add column merged_into integer references dbag_object (id);
create index dbag_object_merged on dbag_object (merged_into) where merged_into is not null;
