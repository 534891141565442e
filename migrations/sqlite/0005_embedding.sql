-- Embedding in other sites by signed tokens, links for people without an account, and how often
-- either was looked at.

-- What sites sign tokens with. Several live side by side, so that one can be replaced.
create table dbag_embed_key (
    -- The name of the key in a token's header; random, and never used again.
    kid text primary key,
    -- What people call it: the site that signs with it.
    name text not null,
    -- The 64 hexadecimal characters that are the key, sealed with the instance key.
    secret text not null,
    -- The one key of tokens that name none, as those for other tools do.
    is_default boolean not null,
    -- The longest that a token may live.
    most_seconds integer not null,
    created_at text not null,
    -- Kept after that, so that the log can say why a token is refused.
    revoked_at text
);
create unique index dbag_embed_key_default on dbag_embed_key (is_default) where is_default;

-- Which dashboards may be embedded, and where. Not a part of the dashboard: what is copied to
-- another instance must not be open there.
create table dbag_dashboard_embed (
    dashboard_id integer primary key references dbag_dashboard (id) on delete cascade,
    is_on boolean not null,
    -- The sites that may frame it, as a JSON array.
    origins text not null,
    most_seconds integer,
    shows_notes boolean not null,
    updated_at text not null
);

create table dbag_metric_embed (
    metric_id integer primary key references dbag_metric (id) on delete cascade,
    is_on boolean not null,
    origins text not null,
    most_seconds integer,
    shows_notes boolean not null,
    updated_at text not null
);

-- How often what was looked at, signed with which key: counted in memory and added now and then.
create table dbag_embed_view (
    -- `dashboard shop`, or `share 7`; by name, because what was looked at may be gone.
    subject text not null,
    kid text not null,
    day integer not null,
    views integer not null,
    primary key (subject, kid, day)
) without rowid;

-- Dashboards shown to whoever holds a link.
create table dbag_share_link (
    id integer primary key autoincrement,
    -- SHA-256 of the link: who reads the table can open nothing.
    token_hash text not null unique,
    -- What people call it: for whom it is.
    name text not null,
    dashboard_id integer not null references dbag_dashboard (id) on delete cascade,
    -- The one object that it shows, of a dashboard about a kind.
    object_id integer references dbag_object (id),
    -- The days that it shows; without an end where null.
    from_day integer,
    to_day integer,
    -- Argon2id; null where the link is enough.
    password_hash text,
    shows_notes boolean not null,
    expires_at text,
    created_by text not null,
    created_at text not null,
    revoked_at text
);
create index dbag_share_link_dashboard on dbag_share_link (dashboard_id);
