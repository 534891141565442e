//! `dbag-bench serve`: Dbag's own router behind Dbag's own accept loop, and the baselines at
//! another port of the same process behind the same loop.

use std::io::Write;

use anyhow::Result;
use chrono::Utc;
use dbag::http::{Limits, raise_descriptors, serve};
use dbag::web::{News, Outside, Uploads, Web, router};
use dbag_app::site::Prefix;
use dbag_operations::{Dbag, Location, Registry, Store, Vault};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::baselines;
use crate::site::key;

/// Serves until standard input ends, so that it never outlives whoever measures.
pub(crate) async fn run(location: &str) -> Result<()> {
    let location = Location::parse(location)?;
    let store = Store::open(&location).await?;
    let dbag = Dbag::new(store, Vault::new(&key()?), Registry::built_in());
    let limits = Limits::of_descriptors(raise_descriptors());
    let news = News::new(limits.listeners());
    let last_change = dbag.store().last_change().await?;
    let watched = news
        .clone()
        .watch(dbag.clone(), last_change, CancellationToken::new());
    let web = Web {
        dbag,
        prefix: Prefix::default(),
        secure_cookies: false,
        fonts: dbag::png::Fonts::default(),
        time_zone: "UTC".to_owned(),
        news,
        outside: Outside::new("http://127.0.0.1"),
        uploads: Uploads::new(std::env::temp_dir().join("dbag-bench-uploads")),
        clock: Utc::now,
    };
    let file = location.file().map(std::path::Path::to_owned);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let beside = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}\n{}", listener.local_addr()?, beside.local_addr()?);
    std::io::stdout().flush()?;
    let site = serve(listener, router(web), limits, std::future::pending());
    let limits = serve(
        beside,
        baselines::router(file),
        Limits::default(),
        std::future::pending(),
    );
    tokio::select! {
        ended = site => ended?,
        ended = limits => ended?,
        () = watched => {}
        () = input_ends() => {}
    }
    Ok(())
}

/// A thread waits, so that no worker of the server does.
async fn input_ends() {
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || {
        _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        _ = tell.send(());
    });
    _ = told.await;
}
