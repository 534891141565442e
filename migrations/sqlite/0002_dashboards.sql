-- Dashboards, what is written on their days, what is aimed at; and more about objects.

create table dbag_dashboard (
    id integer primary key autoincrement,
    slug text not null unique,
    label text not null,
    description text not null,
    icon text not null,
    -- The kind of object that each of its pages is about.
    object_kind text,
    position integer not null,
    -- The range and the step that it opens with.
    range_choice text not null,
    step text,
    version integer not null,
    created_at text not null,
    updated_at text not null
);

create table dbag_panel (
    id integer primary key autoincrement,
    dashboard_id integer not null references dbag_dashboard (id) on delete cascade,
    kind text not null,
    title text not null,
    x integer not null,
    y integer not null,
    w integer not null,
    h integer not null,
    -- Settings that are read with the panel and never searched, as JSON.
    options text not null
);
create index dbag_panel_dashboard on dbag_panel (dashboard_id);

create table dbag_panel_series (
    panel_id integer not null references dbag_panel (id) on delete cascade,
    position integer not null,
    -- A removed metric stays: its panel says so until somebody decides.
    metric_id integer not null references dbag_metric (id),
    binding text not null,
    -- The object, where the binding names one.
    object_id integer references dbag_object (id),
    label text not null,
    colour text not null,
    primary key (panel_id, position)
) without rowid;
create index dbag_panel_series_metric on dbag_panel_series (metric_id);

create table dbag_annotation (
    id integer primary key autoincrement,
    from_day integer not null,
    to_day integer not null check (to_day >= from_day),
    text text not null,
    -- Null is "every".
    metric_id integer references dbag_metric (id),
    object_id integer references dbag_object (id),
    author text not null,
    is_personal boolean not null,
    created_at text not null
);
create index dbag_annotation_day on dbag_annotation (to_day);

create table dbag_goal (
    metric_id integer not null references dbag_metric (id),
    object_id integer not null references dbag_object (id),
    shape text not null,
    -- Pairs of day and value as JSON: they are read together or not at all.
    points text not null,
    updated_at text not null,
    primary key (metric_id, object_id)
) without rowid;

create table dbag_favourite (
    user_id integer not null references dbag_user (id) on delete cascade,
    dashboard_id integer not null references dbag_dashboard (id) on delete cascade,
    primary key (user_id, dashboard_id)
) without rowid;

-- The dashboard that a person sees first.
alter table dbag_user add column home_dashboard_id integer
    references dbag_dashboard (id) on delete set null;

-- What a query or an import says of an object besides its label, as a JSON object of texts.
alter table dbag_object add column attributes text not null default '{}';
-- The directory's order; also how the object before and after another is found.
create index dbag_object_label on dbag_object (kind, label, key);
-- The metrics that an object has values of.
create index dbag_series_object on dbag_series (object_id);
