//! The collector against real databases: SQLite files, a Postgres and a MariaDB.

mod address_words;
mod column_zones;
mod day_parameters;
mod filters;
mod limits;
mod midnights;
mod no_dates;
mod numbers;
mod object_keys;
mod own_tables;
mod query_days;
mod row_count;
mod row_count_days;
mod row_count_numbers;
mod sandbox_mariadb;
mod sandbox_postgres;
mod sandbox_sqlite;
mod schema;
mod sql_query;
mod support;
mod windows;
