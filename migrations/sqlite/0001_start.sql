-- Dbag's tables on SQLite. The same columns as on Postgres; see migrations/README.md.
-- Instants are RFC 3339 texts in UTC, days are whole days since 1970-01-01.

create table dbag_instance (
    id integer primary key check (id = 1),
    instance_id text not null,
    -- A wrong instance key is refused at start instead of failing at the first secret.
    key_fingerprint text not null,
    -- Changed by `restore`, so that no cache outlives the values it was read from.
    cache_epoch integer not null default 1,
    time_zone text not null default 'UTC',
    -- The hash of the one-time setup code; null once an administrator exists.
    setup_code_hash text,
    created_at text not null
);

create table dbag_user (
    id integer primary key autoincrement,
    email text not null unique,
    password_hash text not null,
    role text not null,
    created_at text not null
);

create table dbag_session (
    -- SHA-256 of the cookie: who reads the table cannot sign in with it.
    token_hash text primary key,
    user_id integer not null references dbag_user (id) on delete cascade,
    created_at text not null,
    seen_at text not null,
    expires_at text not null
);

create table dbag_source (
    id integer primary key autoincrement,
    slug text not null unique,
    kind text not null,
    -- The address without its password, to be shown.
    address text not null,
    -- The whole address, encrypted with the instance key; write-only.
    secret text not null,
    created_at text not null
);

create table dbag_metric (
    id integer primary key autoincrement,
    slug text not null unique,
    label text not null,
    description text not null,
    unit_label text not null,
    unit_label_plural text not null,
    format text not null,
    direction text not null,
    measure text not null,
    rollup text not null,
    absent_means text not null,
    metric_type text not null,
    properties text not null,
    source_id integer references dbag_source (id),
    object_kind text,
    category text not null,
    position integer not null,
    link_url text not null,
    owner text not null,
    do_collect boolean not null,
    -- Minutes since midnight.
    collect_at integer not null,
    time_zone text,
    refresh_hours integer,
    recollect_days integer not null,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    deleted_at text
);

-- Slugs that a metric had before: they keep redirecting.
create table dbag_metric_slug (
    slug text primary key,
    metric_id integer not null references dbag_metric (id)
);

create table dbag_object (
    id integer primary key autoincrement,
    kind text not null,
    key text not null,
    label text not null,
    archived_at text,
    unique (kind, key)
);
-- Row 0 is "no object": a null in a unique key would not stop a double.
insert into dbag_object (id, kind, key, label) values (0, '', '', '');

create table dbag_series (
    id integer primary key autoincrement,
    metric_id integer not null references dbag_metric (id),
    object_id integer not null references dbag_object (id),
    -- Grows when a value of the series changes; what caches are checked by.
    revision integer not null default 0,
    unique (metric_id, object_id)
);

create table dbag_batch (
    id integer primary key autoincrement,
    origin text not null,
    actor text not null,
    at text not null,
    run_id integer,
    note text not null
);
create index dbag_batch_fake on dbag_batch (id) where origin = 'fake';

-- Without a rowid the table is its own index in (series, day) order.
-- No foreign keys here: a check a row would double the cost of a bulk write, and series and
-- batches are never deleted before their samples.
create table dbag_sample (
    series_id integer not null,
    day integer not null,
    value real check (abs(value) < 1e308),
    gap text,
    batch_id integer not null,
    primary key (series_id, day),
    check ((value is null) = (gap is not null))
) without rowid;

-- Append only: what a final value was before it was replaced.
create table dbag_sample_revision (
    id integer primary key autoincrement,
    series_id integer not null references dbag_series (id),
    day integer not null,
    value real,
    gap text,
    batch_id integer not null,
    replaced_by integer not null references dbag_batch (id)
);
create index dbag_sample_revision_day on dbag_sample_revision (series_id, day);

create table dbag_day (
    metric_id integer not null references dbag_metric (id),
    day integer not null,
    state text not null,
    reason text,
    attempt integer not null default 0,
    not_before text not null,
    lease_by text,
    lease_until text,
    -- Grows with every lease; finishing checks it, so a holder that slept through its lease cannot.
    epoch integer not null default 0,
    asked_at text,
    primary key (metric_id, day)
) without rowid;
create index dbag_day_open on dbag_day (not_before) where state in ('due', 'leased');

create table dbag_run (
    id integer primary key autoincrement,
    metric_id integer not null references dbag_metric (id),
    from_day integer not null,
    to_day integer not null,
    started text not null,
    ended text,
    rows integer not null default 0,
    error text
);
create index dbag_run_metric on dbag_run (metric_id, id);

create table dbag_run_failure (
    id integer primary key autoincrement,
    run_id integer not null references dbag_run (id) on delete cascade,
    object_key text,
    reason text not null,
    message text not null
);
create index dbag_run_failure_run on dbag_run_failure (run_id);

create table dbag_audit (
    id integer primary key autoincrement,
    at text not null,
    actor text not null,
    action text not null,
    subject text not null
);

-- What people read from SQL or their ORM.
create view dbag_values as
select
    m.slug as metric,
    nullif(o.kind, '') as object_kind,
    nullif(o.key, '') as object_key,
    nullif(o.label, '') as object_label,
    date(s.day * 86400, 'unixepoch') as day,
    s.value as value,
    b.origin as origin
from dbag_sample s
join dbag_series r on r.id = s.series_id
join dbag_metric m on m.id = r.metric_id
join dbag_object o on o.id = r.object_id
join dbag_batch b on b.id = s.batch_id
where s.value is not null
  and m.deleted_at is null;
