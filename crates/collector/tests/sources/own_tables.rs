//! R11: no source can read Dbag's own tables.

use super::support::{connection, postgres};

#[tokio::test]
async fn r11_source_is_self_on_postgres() {
    let server = dbag_testing::postgres();
    let database = postgres(
        "create table dbag_migrations (version bigint);
         create table dbag_source (id int, secret bytea);
         create table orders (id int);
         create role r11_reader login password 'x';
         create role r11_column login password 'x';
         create role r11_all login password 'x';
         grant select on orders to r11_reader, r11_column;
         grant select (id) on dbag_source to r11_column;
         grant select on all tables in schema public to r11_all",
    );
    let redacted = database.source.address().redacted();
    let name = redacted.rsplit('/').next().expect("a name");
    let probe = async |role: &str| {
        let source = connection(&server.url_as(role, "x", name));
        source.probe_own_tables().await
    };
    assert_eq!(probe("r11_reader").await, Ok(()));
    for role in ["r11_column", "r11_all"] {
        let problem = probe(role).await.expect_err(role).into_problem();
        assert_eq!(problem.field.as_deref(), Some("url"));
        assert!(
            problem.message.contains("create role dbag_reader"),
            "{problem}"
        );
    }

    // The statements that the refusal prints make a login that passes.
    let refusal = database
        .source
        .probe_own_tables()
        .await
        .expect_err("a superuser");
    let message = refusal.into_problem().message;
    let statements = message.split_once('\n').expect("statements").1;
    let statements = statements
        .replace("dbag_reader", "r11_made")
        .replace("choose one", "x");
    server.execute(name, &statements);
    assert_eq!(probe("r11_made").await, Ok(()));
    let made = connection(&server.url_as("r11_made", "x", name));
    let tables = made.tables().await.expect("tables");
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["orders"]);
}

#[tokio::test]
async fn r11_a_table_of_the_users_own_that_is_called_so_is_no_dbag() {
    let database = postgres("create table dbag_of_words (id int)");
    assert_eq!(database.source.probe_own_tables().await, Ok(()));
}
