//! The document around every page.
//!
//! leptos' own `HydrationScripts` is not used: it reads files beside the process, knows no
//! `?v=`, and preloads the WASM before the first paint.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_domain::{Role, Zone};
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::*;

use crate::page::Page;
use crate::pages::{draw, title};
use crate::site::Site;
use crate::ui::{DoneNotice, Topbar};
use crate::words::Clock;

/// What every page of a request shares.
#[derive(Clone)]
pub struct Frame {
    /// Where the site lives.
    pub site: Site,
    /// What each script must bear to be run.
    pub nonce: String,
    /// Who looks; none before signing in.
    pub viewer: Option<Viewer>,
    /// What was just done, as a code in the address: `saved`, `collected` …
    pub done: Option<String>,
    /// The instance's time zone by IANA name.
    pub time_zone: String,
    /// The instant at which the page is drawn.
    pub now: DateTime<Utc>,
    /// How far news had been told when the page began; what is told later concerns it.
    pub heard: String,
    /// When the browser asks for a page by itself; never where none.
    pub refresh: Option<Refresh>,
}

/// A page that comes without being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// Seconds until then.
    pub seconds: u32,
    /// Its address on this host; the same page where none.
    pub to: Option<String>,
}

impl Refresh {
    /// As `<meta http-equiv="refresh">` has it.
    fn content(&self) -> String {
        match &self.to {
            None => self.seconds.to_string(),
            Some(to) => format!("{}; url={to}", self.seconds),
        }
    }
}

/// Whoever signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

impl Frame {
    /// Whether the viewer has at least this role.
    pub(crate) fn may(&self, role: Role) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|viewer| viewer.role.includes(role))
    }

    /// An address of this site.
    pub(crate) fn path(&self, path: &str) -> String {
        self.site.prefix.path(path)
    }

    /// The clock on the wall of a zone; of the instance's where none is named.
    pub(crate) fn clock(&self, zone: Option<&str>) -> Clock {
        let zone = Zone::parse(zone.unwrap_or(&self.time_zone)).unwrap_or_else(|_| Zone::utc());
        Clock {
            zone,
            now: self.now,
        }
    }
}

/// Draws a whole HTML document, islands included.
pub fn render(frame: &Frame, page: Page) -> String {
    let shared: Arc<dyn SharedContext + Send + Sync> = Arc::new(SsrSharedContext::new_islands());
    let owner = Owner::new_root(Some(shared));
    let html = owner.with(|| document(frame, page).to_html());
    owner.unset_with_forced_cleanup();
    without_markers(&html)
}

/// leptos marks the places of texts and lists, for a browser that would draw them again; ours
/// only wakes islands, whose own elements have no such places. Text cannot hold a marker: its
/// `<` is escaped.
pub(crate) fn without_markers(html: &str) -> String {
    html.replace("<!>", "")
}

fn document(frame: &Frame, page: Page) -> impl IntoView + use<> {
    let site = &frame.site;
    let is_wall = page.is_wall();
    let title = format!("{} · Dbag", title(&page));
    let section = page.section();
    let topbar = (!is_wall).then(|| {
        Topbar(crate::ui::TopbarProps {
            frame: frame.clone(),
            section,
        })
    });
    let refresh = frame
        .refresh
        .as_ref()
        .map(|refresh| view! { <meta http-equiv="refresh" content=refresh.content() /> });
    let done = frame.done.clone();
    let is_waiting = page.is_waiting();
    // Without script the page asks again by itself; with it, only for how far it is.
    let again = is_waiting.then(|| {
        view! { <noscript><meta http-equiv="refresh" content="2" /></noscript> }
    });
    let work = if is_waiting { WORK_SCRIPT } else { "" };
    let foot = match frame.viewer {
        Some(_) => format!(
            "Dbag {} · days in {}",
            env!("CARGO_PKG_VERSION"),
            page.time_zone().unwrap_or(&frame.time_zone)
        ),
        None => format!("Dbag {}", env!("CARGO_PKG_VERSION")),
    };
    let foot = (!is_wall).then(|| view! { <footer class="page__foot">{foot}</footer> });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-wall=is_wall.then_some("")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                {refresh}
                {again}
                <title>{title}</title>
                <link rel="icon" href=site.asset("/favicon.svg") type="image/svg+xml" />
                <link rel="stylesheet" href=site.asset("/pkg/dbag.css") />
            </head>
            <body class="page">
                <a class="skip" href="#main">"Skip to content"</a>
                {topbar}
                <main class="page__main" id="main">
                    <DoneNotice code=done />
                    {draw(frame, page)}
                </main>
                {foot}
                <script type="module" nonce=frame.nonce.clone()>
                    {MENU_SCRIPT} {work} {wake_script(site)}
                </script>
            </body>
        </html>
    }
}

/// A menu that is open closes on Escape, and when something beside it is pressed or has the focus.
/// What a button bears is copied, and a preview is as high as what it shows. All of it is here and
/// not in an island, for it is on pages that have none.
const MENU_SCRIPT: &str = r#"const leave = (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const isKey = event.type === "keydown";
    if (isKey ? event.key !== "Escape" : menu.contains(event.target)) continue;
    menu.open = false;
    if (isKey) menu.querySelector("summary").focus();
  }
};
for (const type of ["keydown", "pointerdown", "focusin"]) document.addEventListener(type, leave);
for (const button of document.querySelectorAll("[data-copy]")) {
  // Browsers have it only where nobody listens on the way.
  button.hidden = !navigator.clipboard;
  button.onclick = async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  };
}
const preview = document.querySelector("iframe.embed-preview");
addEventListener("message", ({ source, data }) => {
  if (source === preview?.contentWindow && data.height < 20000) {
    preview.style.height = `${data.height + 2}px`;
  }
});
"#;

/// How far what goes on is, every second; once it is over the page tells what it did.
const WORK_SCRIPT: &str = r#"const work = document.querySelector("[data-work]");
const ask = async () => {
  try {
    const state = await (await fetch(work.dataset.work)).json();
    if (state.is_over) return location.reload();
    if (state.percent !== null) work.querySelector("progress").value = state.percent;
    const words = work.querySelector("[role=status]");
    if (words.textContent !== state.words) words.textContent = state.words;
  } catch {
    // The server may be back in a moment.
  }
  setTimeout(ask, 1000);
};
ask();
"#;

/// Loads the WASM once the page is drawn, if the page has islands, and wakes them, outer before
/// inner: an island among another's children first gets the owner those children belong to.
fn wake_script(site: &Site) -> String {
    let script = site.asset("/pkg/dbag.js");
    let wasm = site.asset("/pkg/dbag.wasm");
    format!(
        r#"const islands = document.querySelectorAll("leptos-island");
const wake = async () => {{
  const app = await import({script:?});
  await app.default({{ module_or_path: {wasm:?} }});
  app.hydrate();
  for (const island of islands) {{
    island.parentElement.closest("leptos-children")?.$$on_hydrate?.();
    app[island.dataset.component]?.(island);
  }}
  document.documentElement.dataset.awake = "";
}};
if (islands.length) (window.requestIdleCallback ?? setTimeout)(wake);"#
    )
}
