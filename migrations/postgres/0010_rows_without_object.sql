-- Whether rows of the day have no object.
alter table dbag_day add column has_rows_without_object boolean not null default false;
