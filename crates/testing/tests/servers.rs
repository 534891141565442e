//! The servers start, take statements, and give each test its own database.

#[test]
fn postgres_starts_and_gives_databases() {
    let server = dbag_testing::postgres();
    let (one, two) = (server.create_database(), server.create_database());
    assert_ne!(one, two);
    server.execute(&one, "create table t (id int); insert into t values (1)");
    assert!(server.url(&two).ends_with(&two));
}

#[test]
#[should_panic(expected = "relation \"nowhere\" does not exist")]
fn a_refused_statement_says_why() {
    dbag_testing::postgres().execute("postgres", "select * from nowhere");
}

#[test]
fn mariadb_starts_and_gives_databases() {
    let server = dbag_testing::mariadb();
    let (one, two) = (server.create_database(), server.create_database());
    assert_ne!(one, two);
    server.execute(&one, "create table t (id int); insert into t values (1)");
    assert!(server.url(&two).ends_with(&two));
}
