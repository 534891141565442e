-- Blanks at the ends of a key are no part of it: columns of fixed width brought keys with them,
-- which no token, address or push could name. Such an object goes on under the key without.
-- Where that is another object's already, or that of an object with fewer blanks, nothing is put
-- together here: two objects that are one are merged by people.
update dbag_object
set key = trim(key)
where key <> trim(key)
  and trim(key) <> ''
  and not exists (
      select 1
      from dbag_object o
      where o.kind = dbag_object.kind
        and o.id <> dbag_object.id
        and trim(o.key) = trim(dbag_object.key)
        and (o.key = trim(o.key) or o.id < dbag_object.id)
  );
