-- Whether a day was last asked before it was over, and its values may lack what happened since.
alter table dbag_day add column is_early boolean not null default false;
-- Such days are few and read with every page.
create index dbag_day_early on dbag_day (metric_id, day) where is_early;
