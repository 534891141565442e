//! The shop's tables, as a small web application keeps them.

/// One statement each.
pub(super) const TABLES: [&str; 5] = [
    "create table customers (
         id integer primary key,
         name text not null,
         country text not null,
         since date not null
     )",
    "create table users (
         id integer primary key,
         username text not null unique,
         email text not null,
         date_joined timestamp not null,
         last_login timestamp,
         is_active boolean not null
     )",
    "create table logins (
         id integer primary key,
         user_id integer not null references users (id),
         logged_in_on date not null,
         logged_in_at timestamp not null
     )",
    "create table orders (
         id integer primary key,
         customer_id integer not null references customers (id),
         ordered_on date not null,
         ordered_at timestamp not null,
         total real not null,
         status text not null
     )",
    "create table comments (
         id integer primary key,
         user_id integer not null references users (id),
         commented_on date not null,
         commented_at timestamp not null,
         body text not null
     )",
];

/// Made after the rows, which is quicker; a date column without an index is a scan a question.
pub(super) const INDEXES: [&str; 6] = [
    "create index users_date_joined on users (date_joined)",
    "create index logins_logged_in_on on logins (logged_in_on, user_id)",
    "create index logins_user_id on logins (user_id, logged_in_at)",
    "create index orders_ordered_on on orders (ordered_on)",
    "create index orders_customer_id on orders (customer_id, ordered_on)",
    "create index comments_commented_on on comments (commented_on)",
];
