-- Whether it never stood on its day: the last value of a level, which held on there and became a part of another's when
-- objects were merged. Undoing an import has to know whose it was.
alter table dbag_sample_revision add column is_held boolean not null default false;
