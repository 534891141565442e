//! Which address is answered by whom (design.md, "Addresses").

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

use super::state::Web;
use super::{
    assets, dashboard, dashboard_editor, describing, editor, embedding, gallery, health, importing,
    metric, metric_actions, metric_notes, news, objects, outside, panel_file, resume, settings,
    setup, sign_in, sources,
};
use crate::http::add_headers;

/// A form is no longer than this; a query of 20,000 characters fits.
const MAX_BODY: usize = 256 * 1024;

/// A draft of a dashboard of 200 panels, its changes, and what is pasted.
const MAX_DRAFT: usize = 2 * 1024 * 1024;

/// A pasted table of ten thousand objects.
const MAX_PASTED: usize = 4 * 1024 * 1024;

/// The roles of the columns of a file.
const MAX_ROLES: usize = 1024 * 1024;

/// The whole site below the prefix.
pub fn router(web: Web) -> Router {
    let pages = Router::new()
        .route("/", get(gallery::home))
        .route("/d", get(gallery::show))
        .route("/metric/new", get(editor::show_new).post(editor::post_new))
        .route("/metric/{slug}", get(metric::show))
        .route("/metric/{slug}/day/{day}", get(metric::day))
        .route("/metric/{slug}/edit", get(editor::show).post(editor::post))
        .route(
            "/metric/{slug}/collect",
            post(metric_actions::collect).get(metric::back),
        )
        .route(
            "/metric/{slug}/backfill",
            post(metric_actions::backfill).get(metric::back),
        )
        .route(
            "/metric/{slug}/verify",
            post(metric_actions::verify).get(metric::back),
        )
        .route(
            "/metric/{slug}/correct",
            post(metric_actions::correct).get(metric::back),
        )
        .route(
            "/metric/{slug}/note",
            post(metric_notes::annotate).get(metric::back),
        )
        .route(
            "/metric/{slug}/note/remove",
            post(metric_notes::remove).get(metric::back),
        )
        .route(
            "/metric/{slug}/goal",
            post(metric_notes::set_goal).get(metric::back),
        )
        .route(
            "/metric/{slug}/pause",
            post(metric_actions::pause).get(metric::back),
        )
        .route(
            "/metric/{slug}/resume",
            post(metric_actions::resume).get(metric::back),
        )
        .route(
            "/metric/{slug}/remove",
            post(metric_actions::remove).get(metric::back),
        )
        .route(
            "/d/new",
            get(dashboard_editor::show_new)
                .post(dashboard_editor::post_new)
                .layer(DefaultBodyLimit::max(MAX_DRAFT)),
        )
        .route("/d/{slug}", get(dashboard::show))
        .route(
            "/d/{slug}/edit",
            get(dashboard_editor::show)
                .post(dashboard_editor::post)
                .layer(DefaultBodyLimit::max(MAX_DRAFT)),
        )
        .route(
            "/d/{slug}/remove",
            post(dashboard_editor::remove).get(dashboard::back),
        )
        .route("/d/{slug}/{key}", get(dashboard::show_object))
        .route(
            "/d/{slug}/share",
            get(embedding::show).post(embedding::post),
        )
        .route(
            "/d/{slug}/share/revoke",
            post(embedding::revoke).get(embedding::back),
        )
        .route(
            "/d/{slug}/share/default",
            post(embedding::make_default).get(embedding::back),
        )
        .route("/d/{slug}/share/preview", get(embedding::preview))
        .route("/d/{slug}/mine", post(dashboard::mine).get(dashboard::back))
        .route("/d/{slug}/panel/{file}", get(panel_file::show))
        .route("/events", get(news::listen))
        .route("/objects", get(objects::kinds))
        .route(
            "/objects/{kind}",
            get(objects::directory)
                .post(describing::post)
                .layer(DefaultBodyLimit::max(MAX_PASTED)),
        )
        .route("/objects/{kind}/search.json", get(objects::search))
        .route(
            "/objects/{kind}/{key}",
            get(objects::show).post(objects::change),
        )
        .route(
            "/import",
            get(importing::show)
                .post(importing::post)
                // It counts itself, to answer in words.
                .layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/import/file/{id}",
            get(importing::look)
                .post(importing::change)
                .layer(DefaultBodyLimit::max(MAX_ROLES)),
        )
        .route("/import/file/{id}/state", get(importing::state))
        .route(
            "/import/undo/{import}",
            get(importing::show_undo).post(importing::undo),
        )
        .route("/import/undo/{import}/state", get(importing::undo_state))
        .route("/sources", get(sources::show).post(sources::post))
        .route(
            "/sources/{slug}/test",
            post(sources::test).get(sources::back),
        )
        .route(
            "/sources/{slug}/remove",
            post(sources::remove).get(sources::back),
        )
        .route("/settings", get(settings::show))
        .route("/settings/people", post(settings::add).get(settings::back))
        .route(
            "/settings/people/remove",
            post(settings::remove).get(settings::back),
        )
        .route_layer(from_fn_with_state(web.clone(), resume::keep_what_was_sent))
        .merge(of_everybody())
        .fallback(assets::answer)
        .with_state(web.clone());
    let site = match web.prefix.as_str() {
        "" => pages,
        // A nested router is not asked for the prefix with a slash behind it.
        prefix => Router::new()
            .nest(prefix, pages)
            .route(&format!("{prefix}/"), get(gallery::home).with_state(web)),
    };
    // Assets come packed; pages and values are packed as they leave, quickly rather than well: of
    // a page of fifty charts the lowest level would leave a fifth more, for half of the time.
    let packing = CompressionLayer::new().quality(CompressionLevel::Precise(3));
    site.layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(packing)
        // Outside of the panics' layer, so that a failure carries the headers, too.
        .layer(CatchPanicLayer::custom(health::panicked))
        .layer(CsrfLayer::new())
        .layer(from_fn(add_headers))
}

/// What nobody has to be signed in for.
fn of_everybody() -> Router<Web> {
    Router::new()
        .route("/login", get(sign_in::show).post(sign_in::sign_in))
        .route("/logout", post(sign_in::sign_out))
        .route("/setup", get(setup::show).post(setup::finish))
        .route("/embed/dashboard/{token}", get(outside::dashboard))
        .route("/embed/panel/{file}", get(outside::panel))
        .route("/embed/badge/{file}", get(outside::badge))
        .route("/s/{link}", get(outside::shared).post(outside::unlock))
        .route("/s/{link}/panel/{file}", get(outside::shared_panel))
        .route("/oembed", get(outside::oembed))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
}
