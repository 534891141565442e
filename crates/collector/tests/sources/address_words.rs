//! What is wrong with an address, in words, at its field.

use std::net::TcpListener;

use super::support::{connection, sqlite};

async fn problem(url: &str) -> String {
    let problem = connection(url).test().await.expect_err(url);
    assert_eq!(problem.field.as_deref(), Some("url"), "{problem}");
    assert!(!problem.message.contains("canary"), "{problem}");
    problem.message
}

#[tokio::test]
async fn a_file_that_is_none_is_told() {
    let database = sqlite("create table t (id int)").await;
    let folder = database.path().parent().expect("a folder").to_owned();
    std::fs::write(
        folder.join("text.db"),
        "not a database, but long enough to look at".repeat(9),
    )
    .expect("written");
    let url = |name: &str| format!("sqlite://{}", folder.join(name).display());
    assert!(problem(&url("none.db")).await.contains("there is no file"));
    assert!(problem(&url("")).await.contains("is not a file"));
    assert!(
        problem(&url("text.db"))
            .await
            .contains("is not a SQLite database")
    );
    let report = database.source.test().await.expect("connected");
    assert_eq!(report.tables, 1);
    assert!(report.server.starts_with("SQLite 3."));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("bound").port();
    drop(free);
    for scheme in ["postgres", "mysql"] {
        let url = format!("{scheme}://ann:canary@127.0.0.1:{port}/shop");
        assert!(problem(&url).await.contains("nothing listens at 127.0.0.1"));
        let url = format!("{scheme}://ann:canary@no-such-host.invalid/shop");
        let words = problem(&url).await;
        assert!(words.contains("no-such-host.invalid"), "{words}");
    }
}

/// A listener that never says a word.
#[tokio::test]
async fn a_server_that_is_silent_is_told() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("bound").port();
    let (postgres, mysql) = tokio::join!(
        async { problem(&format!("postgres://ann:canary@127.0.0.1:{port}/shop")).await },
        async { problem(&format!("mysql://ann:canary@127.0.0.1:{port}/shop")).await },
    );
    for words in [postgres, mysql] {
        assert!(words.contains("did not answer within 5 s"), "{words}");
    }
}

#[tokio::test]
async fn a_wrong_password_or_database_is_told() {
    let server = dbag_testing::postgres();
    let words = problem(&server.url_as("postgres", "canary", "postgres")).await;
    assert!(words.contains("refused the user `postgres`"), "{words}");
    let words = problem(&server.url("nowhere")).await;
    assert!(words.contains("has no database `nowhere`"), "{words}");
    let words = problem(&format!("{}?sslmode=require", server.url("postgres"))).await;
    assert!(words.contains("secure connection"), "{words}");

    let server = dbag_testing::mariadb();
    let words = problem(&server.url_as("admin", "canary", "mysql")).await;
    assert!(words.contains("refused the user `admin`"), "{words}");
    let words = problem(&server.url("nowhere")).await;
    assert!(words.contains("has no database `nowhere`"), "{words}");
    let report = connection(&server.url("mysql"))
        .test()
        .await
        .expect("connected");
    assert!(report.server.starts_with("MariaDB 1"), "{}", report.server);
    assert!(
        report.warnings[0].contains("superuser"),
        "{:?}",
        report.warnings
    );
}

/// Another protocol on the port.
#[tokio::test]
async fn a_server_of_another_kind_is_told() {
    let (postgres, mariadb) = (dbag_testing::postgres(), dbag_testing::mariadb());
    let url = format!("postgres://ann:canary@127.0.0.1:{}/shop", mariadb.port());
    assert!(!problem(&url).await.is_empty());
    let url = format!("mysql://ann:canary@127.0.0.1:{}/shop", postgres.port());
    assert!(!problem(&url).await.is_empty());
}
