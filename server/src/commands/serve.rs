//! `dbag serve`: the pages and the scheduler, until it is told to stop.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use dbag_app::site::Prefix;
use dbag_operations::{Dbag, Instance, Scheduler};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::demo;
use crate::PublicUrl;
use crate::clock::now;
use crate::failure::Failure;
use crate::http;
use crate::lock::DataLock;
use crate::out;
use crate::png::Fonts;
use crate::settings::variable;
use crate::shutdown::shutdown_signal;
use crate::start::Context;
use crate::web::{News, Outside, Uploads, Web, keep_views, router};

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; 127.0.0.1:8000 unless set, or every address at $PORT
    #[arg(long, alias = "bind", env = "DBAG_BIND", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The address that people use, such as https://example.com/dbag, where a proxy is in front
    #[arg(long, env = "DBAG_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Start with the demo: a real project's year and a made-up shop
    #[arg(long)]
    demo: bool,
    /// Do not collect: `dbag cron` or another `serve` does
    #[arg(long)]
    no_scheduler: bool,
}

/// What is served.
struct Opened {
    dbag: Dbag,
    instance: Instance,
    /// What was written before any page was made.
    last_change: String,
    fonts: Fonts,
    /// The folder of files that wait to be imported.
    uploads: PathBuf,
}

/// Before the scheduler begins again.
const PAUSE: Duration = Duration::from_secs(5);

impl Serve {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let listen = self.address()?;
        let fonts = fonts()?;
        // Whoever reads the greeting may ask to stop at once.
        let told = shutdown_signal();
        let lock = DataLock::take(&context.settings, "serve")?;
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            Failure::refused(format!("--listen: cannot listen on {listen}: {error}"))
        })?;
        let address = listener.local_addr().unwrap_or(listen);
        let dbag = context.open_to_serve(&lock).await?;
        let sign_in = match self.demo {
            true => demo::set_up(&dbag, &context.settings).await?,
            false => None,
        };
        // Once it said that it listens, no lock on the database ends it any more.
        let opened = Opened {
            instance: dbag.store().instance().await?,
            last_change: dbag.store().last_change().await?,
            dbag,
            fonts,
            uploads: context.settings.file("uploads"),
        };
        let setup_code = opened.dbag.new_setup_code().await?;
        self.greet(address, setup_code);
        if let Some(sign_in) = sign_in {
            _ = out::line(sign_in);
        }
        self.serve(opened, listener, told).await
    }

    fn address(&self) -> Result<SocketAddr, Failure> {
        if let Some(address) = self.listen {
            return Ok(address);
        }
        match variable("PORT")? {
            None => Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, 8000))),
            Some(port) => match port.parse::<u16>() {
                Ok(port) => Ok(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))),
                Err(_) => Err(Failure::refused(format!("PORT: `{port}` is not a port"))),
            },
        }
    }

    fn prefix(&self) -> Prefix {
        self.public_url
            .as_ref()
            .map(|url| url.prefix().clone())
            .unwrap_or_default()
    }

    /// The address that absolute links begin with.
    fn base(&self, address: Option<SocketAddr>) -> String {
        match (&self.public_url, address) {
            (Some(url), _) => url.as_str().to_owned(),
            (None, Some(address)) => format!("http://{address}"),
            (None, None) => "http://localhost:8000".to_owned(),
        }
    }

    /// Says where Dbag is and how to get in; that nobody reads it stops nothing.
    fn greet(&self, address: SocketAddr, setup_code: Option<String>) {
        let base = self.base(Some(address));
        _ = out::line(format_args!("Dbag listens on {base}/"));
        if self.public_url.is_some() {
            _ = out::line(format_args!(
                "  behind it on http://{address}{}/",
                self.prefix().as_str()
            ));
        } else if !address.ip().is_loopback() {
            tracing::warn!(
                "passwords and sessions travel unencrypted; put a proxy with https in front and \
                 say its address with DBAG_PUBLIC_URL"
            );
        }
        if let Some(code) = setup_code {
            _ = out::line("There is no administrator yet. Make yourself one:");
            _ = out::line(format_args!("  {base}/setup?code={code}"));
            _ = out::line(format_args!("  setup code: {code} (works once)"));
        }
    }

    async fn serve(
        &self,
        opened: Opened,
        listener: TcpListener,
        told: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let Opened {
            dbag,
            instance,
            last_change,
            fonts,
            uploads,
        } = opened;
        let stop = CancellationToken::new();
        tokio::spawn(stop_when_told(told, stop.clone()));
        let scheduler = self.start_scheduler(&dbag, &instance.instance_id, stop.clone());
        let limits = http::Limits::of_descriptors(http::raise_descriptors());
        let news = News::new(limits.listeners());
        let watched = news.clone().watch(dbag.clone(), last_change, stop.clone());
        let watched = tokio::spawn(watched);
        let kept = tokio::spawn(keep_views(dbag.clone(), now, stop.clone()));
        let uploads = Uploads::new(uploads);
        let tidied = tokio::spawn(uploads.clone().keep_tidy(now, stop.clone()));
        let address = listener.local_addr().ok();
        let base = self.base(address);
        let web = Web {
            news,
            dbag: dbag.clone(),
            prefix: self.prefix(),
            secure_cookies: self.public_url.as_ref().is_some_and(PublicUrl::is_https),
            time_zone: instance.time_zone,
            fonts,
            outside: Outside::new(&base),
            uploads: uploads.clone(),
            clock: now,
        };
        let ended = stop.clone();
        let served = http::serve(listener, router(web), limits, async move {
            ended.cancelled().await;
        })
        .await;
        stop.cancel();
        if let Some(scheduler) = scheduler {
            // It does not panic, and nobody aborts it.
            _ = scheduler.await;
        }
        _ = watched.await;
        _ = kept.await;
        _ = tidied.await;
        dbag.store().close().await;
        tracing::info!("stopped");
        served.map_err(|error| Failure::Failed(format!("cannot serve: {error}")))
    }

    fn start_scheduler(
        &self,
        dbag: &Dbag,
        instance: &str,
        stop: CancellationToken,
    ) -> Option<JoinHandle<()>> {
        if self.no_scheduler {
            return None;
        }
        // Several servers may share a store.
        let holder = format!("{instance} {:08x}", rand::random::<u32>());
        let scheduler = Scheduler::new(dbag.collector().clone(), holder);
        Some(tokio::spawn(keep_collecting(scheduler, stop)))
    }
}

/// Runs the scheduler until the stop; should its loop itself panic, it begins again.
async fn keep_collecting(scheduler: Scheduler, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let stopped = stop.clone().cancelled_owned();
        if let Err(error) = tokio::spawn(scheduler.clone().run(now, stopped)).await {
            tracing::error!(%error, "the scheduler ended unexpectedly; it begins again");
            sleep(PAUSE).await;
        }
    }
}

/// The first signal asks politely; who sends another one does not want to wait.
async fn stop_when_told(told: impl Future<Output = ()>, stop: CancellationToken) {
    told.await;
    tracing::info!("stopping; once more stops at once");
    stop.cancel();
    shutdown_signal().await;
    std::process::exit(130);
}

/// The fonts of pictures, with those of a folder where one is set.
fn fonts() -> Result<Fonts, Failure> {
    match variable("DBAG_FONT_DIR")? {
        Some(folder) => Fonts::with_folder(Path::new(&folder)),
        None => Ok(Fonts::default()),
    }
}
