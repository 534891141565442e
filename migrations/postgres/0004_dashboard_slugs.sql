-- Names that dashboards had once: links to them lead to the dashboard as it is called now.

create table dbag_dashboard_slug (
    slug text primary key,
    dashboard_id bigint not null references dbag_dashboard (id) on delete cascade
);
create index dbag_dashboard_slug_dashboard on dbag_dashboard_slug (dashboard_id);
