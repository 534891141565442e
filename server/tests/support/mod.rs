//! A whole site over a fresh store, asked through its router like a browser would.

#![allow(dead_code)]

use std::net::SocketAddr;
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use dbag::png::Fonts;
use dbag::web::{News, Outside, Uploads, Web, router};
use dbag_app::site::Prefix;
use dbag_domain::Role;
use dbag_operations::{Actor, Dbag, InstanceKey, Location, Registry, Store, Vault};
use tower::ServiceExt;

/// A site with the cookie that its browser keeps.
pub(crate) struct Site {
    pub(crate) dbag: Dbag,
    pub(crate) news: News,
    router: Router,
    cookie: Mutex<Option<String>>,
    peer: Mutex<Option<SocketAddr>>,
    pub(crate) folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// A header's text; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }
}

pub(crate) const PASSWORD: &str = "correct horse battery";

impl Site {
    /// A site on SQLite that nobody has signed in to; `ann@example.com` is its administrator.
    pub(crate) async fn start(prefix: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::Sqlite(folder.path().join("dbag.db"));
        let site = Self::empty(prefix, folder, location).await;
        site.add_person("ann@example.com", Role::Admin).await;
        site
    }

    /// The same on Postgres.
    pub(crate) async fn start_on_postgres(prefix: &str) -> Self {
        let server = dbag_testing::postgres();
        let location = Location::Postgres(server.url(&server.create_database()));
        let site = Self::empty(prefix, tempfile::tempdir().expect("a folder"), location).await;
        site.add_person("ann@example.com", Role::Admin).await;
        site
    }

    /// A site without anybody.
    pub(crate) async fn empty(prefix: &str, folder: tempfile::TempDir, location: Location) -> Self {
        let store = Store::open(&location).await.expect("a store");
        let key = InstanceKey::random();
        store
            .ensure_instance(&key, "UTC", Utc::now())
            .await
            .expect("an instance");
        let dbag = Dbag::new(store, Vault::new(&key), Registry::built_in());
        Self::over(dbag, prefix, folder, clock)
    }

    /// A site over what was made before, by a clock of its own.
    pub(crate) fn over(
        dbag: Dbag,
        prefix: &str,
        folder: tempfile::TempDir,
        clock: fn() -> DateTime<Utc>,
    ) -> Self {
        let prefix = Prefix::parse(prefix).expect("a prefix");
        let news = News::new(2);
        let web = Web {
            dbag: dbag.clone(),
            prefix,
            secure_cookies: false,
            fonts: Fonts::default(),
            time_zone: "UTC".to_owned(),
            news: news.clone(),
            outside: Outside::new("https://dbag.test"),
            uploads: Uploads::new(folder.path().join("uploads")),
            clock,
        };
        Self {
            dbag,
            news,
            router: router(web),
            cookie: Mutex::default(),
            peer: Mutex::default(),
            folder,
        }
    }

    pub(crate) async fn add_person(&self, email: &str, role: Role) {
        let actor = Actor::CommandLine;
        self.dbag
            .add_user(&actor, email, role, PASSWORD, Utc::now())
            .await
            .expect("added");
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    /// Asks again for what is kept under a tag.
    pub(crate) async fn get_again(&self, path: &str, tag: &str) -> Answer {
        self.send(Method::GET, path, None, &[("if-none-match", tag)])
            .await
    }

    /// Posts a form as a browser does from a page of the same site.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(
            Method::POST,
            path,
            Some(encode(fields)),
            &[("sec-fetch-site", "same-origin")],
        )
        .await
    }

    /// Sends a file as a browser does from a form of the same site.
    pub(crate) async fn send_file(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(
            b"\r\n--edge\r\ncontent-disposition: form-data; name=\"pasted\"\r\n\r\n\r\n--edge--\r\n",
        );
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "multipart/form-data; boundary=edge"),
        ];
        self.send_bytes(Method::POST, path, Some(body.into()), &headers)
            .await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let mut all = headers.to_vec();
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            all.extend(form);
        }
        self.send_bytes(method, path, body.map(Body::from), &all)
            .await
    }

    async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        body: Option<Body>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "dbag.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if let Some(peer) = *self.peer.lock().expect("a lock") {
            request = request.extension(ConnectInfo(peer));
        }
        let Ok(request) = request.body(body.unwrap_or_else(Body::empty)) else {
            // An address that no client can even send.
            let status = StatusCode::BAD_REQUEST;
            return Answer {
                status,
                headers: HeaderMap::new(),
                body: String::new(),
            };
        };
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get("set-cookie") {
            let text = cookie.to_str().expect("a text");
            let pair = text.split(';').next().unwrap_or("");
            let is_cleared = text.contains("Max-Age=0");
            *self.cookie.lock().expect("a lock") = (!is_cleared).then(|| pair.to_owned());
        }
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The answer to a request that does not end.
    pub(crate) async fn open(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().uri(path).header("host", "dbag.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        let request = request.body(Body::empty()).expect("a request");
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer")
    }

    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookie.lock().expect("a lock").clone()
    }

    pub(crate) fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().expect("a lock") = cookie;
    }

    /// Says from where it is asked.
    pub(crate) fn set_peer(&self, address: [u8; 4]) {
        *self.peer.lock().expect("a lock") = Some(SocketAddr::from((address, 4_000)));
    }

    pub(crate) async fn sign_in(&self, prefix: &str, email: &str, password: &str) -> Answer {
        self.post(
            &format!("{prefix}/login"),
            &[("email", email), ("password", password)],
        )
        .await
    }
}

/// A site on SQLite with its administrator signed in.
pub(crate) async fn signed_in(prefix: &str) -> Site {
    let site = Site::start(prefix).await;
    let answer = site.sign_in(prefix, "ann@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    site
}

pub(crate) fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Monday 23 November 2026, nine o'clock.
pub(crate) fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_424_400, 0).expect("in range")
}
