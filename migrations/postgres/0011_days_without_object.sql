-- Days with rows of no object are few and read with every page of all objects.
create index dbag_day_without_object on dbag_day (metric_id, day) where has_rows_without_object;
