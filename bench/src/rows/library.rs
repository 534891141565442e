//! What W2, W3, W8 and W10 read: 274 series of 3,650 days, and ten times as many.

use std::net::SocketAddr;

use anyhow::Result;

use crate::child::Server;
use crate::data::{fleet_lines, plain_lines};
use crate::http::get_each;
use crate::measure::Watch;
use crate::site::Site;

/// Days of each series: ten years.
pub(crate) const DAYS: u32 = 3_650;
/// Metrics without objects, `m0` and so on, whose series are the first.
pub(crate) const PLAIN: u32 = 174;
/// Objects of the metric `fleet`, whose series follow: 1,000,100 values in all.
pub(crate) const FLEET: u32 = 100;

/// A filled store and the way in.
pub(crate) struct Library {
    pub(crate) site: Site,
    /// What a request of somebody who is signed in carries.
    pub(crate) headers: Vec<String>,
}

/// A library on SQLite.
pub(crate) async fn on_sqlite() -> Result<Library> {
    fill(Site::on_sqlite().await?).await
}

/// A library on Postgres.
pub(crate) async fn on_postgres() -> Result<Library> {
    fill(Site::on_postgres().await?).await
}

async fn fill(site: Site) -> Result<Library> {
    site.import(plain_lines("m", 0..PLAIN, DAYS)).await?;
    site.import(fleet_lines("fleet", FLEET, DAYS)).await?;
    let headers = site.sign_in().await?;
    let library = Library { site, headers };
    library.settle();
    Ok(library)
}

/// How many pieces of 274 metrics the rest of the ten million values comes in.
const PIECES: u32 = 9;

impl Library {
    /// Adds metrics until there are 10,001,000 values.
    pub(crate) async fn grow(&self) -> Result<()> {
        for piece in 0..PIECES {
            let first = PLAIN + piece * (PLAIN + FLEET);
            let metrics = first..first + PLAIN + FLEET;
            self.site.import(plain_lines("m", metrics, DAYS)).await?;
        }
        self.settle();
        Ok(())
    }

    /// As many metrics without objects as there are after [`Library::grow`].
    pub(crate) const GROWN: u32 = PLAIN + PIECES * (PLAIN + FLEET);

    /// Lets Postgres do now what it would do in the middle of a measurement.
    fn settle(&self) {
        if let Some(database) = self.site.database() {
            dbag_testing::postgres().execute(database, "vacuum analyze");
        }
    }

    pub(crate) fn start(&self) -> Result<Server> {
        let server = Server::start(&self.site.location)?;
        // Opens the connections, and reads nothing that is kept.
        let paths = vec!["/sources".to_owned(); 32];
        get_each(server.dbag, &self.headers, 8, &paths)?;
        Ok(server)
    }

    /// Milliseconds of processors for one request, each path asked once over 8 connections; on
    /// Postgres its processes count, too.
    pub(crate) fn cpu_ms(
        &self,
        server: &Server,
        address: SocketAddr,
        paths: &[String],
    ) -> Result<f64> {
        let mut processes = vec![server.id()];
        if self.site.database().is_some() {
            processes.push(dbag_testing::postgres().watchdog_id());
        }
        let watch = Watch::start(&processes)?;
        get_each(address, &self.headers, 8, paths)?;
        Ok(watch.stop()?.cpu_s * 1e3 / paths.len() as f64)
    }
}

/// The addresses of so many metrics out of all, evenly spread.
pub(crate) fn json_paths(count: u32, of: u32) -> Vec<String> {
    (0..count)
        .map(|at| format!("/metric/m{}.json?days={DAYS}", at * (of / count)))
        .collect()
}
