//! The application over a private database, spoken to through HTTP as any client would.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock};

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Data;
use backend::clock::Clock;
use backend::config::SiteSettings;
use backend::db::Db;
use backend::media::files::Files;
use backend::secrets::Secrets;
use backend::serve::{State, app};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use shared::error::ApiError;
use tempfile::TempDir;

/// The day on which tests happen, unless they say another.
pub(crate) const TODAY: &str = "2026-06-12";

/// A clock that stands still until it is set.
pub(crate) struct SetClock(Mutex<DateTime<Utc>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

fn noon(day: &str) -> DateTime<Utc> {
    day.parse::<NaiveDate>().unwrap().and_hms_opt(4, 0, 0).unwrap().and_utc()
}

/// One application with a database of its own; both vanish with it.
pub(crate) struct TestApp {
    /// The database.
    pub(crate) db: Db,
    /// The files of photographs, in the data folder.
    pub(crate) files: Files,
    /// Where it is, as `--database-url` would say.
    pub(crate) url: String,
    /// A data folder of its own.
    pub(crate) folder: TempDir,
    clock: Arc<SetClock>,
    state: Data<State>,
    serving: Serving,
    // Last, so that the connections are gone before their database is dropped.
    _private: Option<PrivateDatabase>,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as `T`; the test fails with the body when it is something else.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().unwrap())
    }
}

impl TestApp {
    /// An empty, migrated database.
    pub(crate) fn new() -> Self {
        Self::with_settings(SiteSettings::default())
    }

    pub(crate) fn with_settings(settings: SiteSettings) -> Self {
        Self::with(settings, |_| {})
    }

    /// An empty, migrated database and a state that is changed before anything is asked.
    pub(crate) fn with(settings: SiteSettings, change: impl FnOnce(&mut State)) -> Self {
        let folder = TempDir::new().unwrap();
        let private = std::env::var("LINXIN_TEST_DATABASE").ok().map(|server| PrivateDatabase::make(&server));
        let url = match &private {
            Some(private) => private.url.clone(),
            None => {
                let file = folder.path().join("test.sqlite3");
                std::fs::write(&file, migrated()).unwrap();
                file.display().to_string()
            }
        };
        let db = Db::open(&url, 4).unwrap();
        let clock = Arc::new(SetClock(Mutex::new(noon(TODAY))));
        let files = Files::open(None, folder.path()).unwrap();
        let secrets = Secrets::open(None, folder.path()).unwrap();
        let mut state = State::new(db.clone(), clock.clone(), settings, files.clone(), folder.path(), secrets).unwrap();
        change(&mut state);
        let (state, serving) = (Data::new(state), Serving(url.clone()));
        Self { db, files, url, folder, clock, state, serving, _private: private }
    }

    /// A second server on the same database, with the same key and clock.
    pub(crate) fn second(&self) -> Data<State> {
        let files = Files::open(None, self.folder.path()).unwrap();
        let db = Db::open(&self.url, 4).unwrap();
        let (settings, secrets) = (self.state.settings.clone(), self.state.secrets.clone());
        let state = State::new(db, self.clock.clone(), settings, files, self.folder.path(), secrets).unwrap();
        Data::new(state)
    }

    /// What the handlers use.
    pub(crate) fn state(&self) -> &Data<State> {
        &self.state
    }

    /// The secret of the installation.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.state.secrets
    }

    /// This moment of the test's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Makes it noon in Shanghai on `day`.
    pub(crate) fn set_day(&self, day: &str) {
        *self.clock.0.lock().unwrap() = noon(day);
    }

    /// Makes it the moment `at`, such as 2026-06-12T08:30:00+08:00.
    pub(crate) fn set_time(&self, at: &str) {
        *self.clock.0.lock().unwrap() = at.parse().unwrap();
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        self.serving.server(&self.state).await(request).await
    }

    /// GETs `path`.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    /// GETs `path`, which must answer 200 with a `T`.
    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    /// GETs `path`, which must be refused with `status`.
    pub(crate) async fn refused(&self, path: &str, status: u16) -> ApiError {
        let answer = self.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        answer.json()
    }

    /// Takes the database away from under the application. On PostgreSQL it is dropped, on SQLite its file is spoilt.
    pub(crate) fn take_database_away(&self) {
        match &self._private {
            Some(private) => private.drop_now(),
            None => {
                for ending in ["", "-wal", "-shm"] {
                    let file = format!("{}{ending}", self.url);
                    if std::path::Path::new(&file).exists() {
                        std::fs::write(file, b"no longer a database, and long enough to be read as one page or more")
                            .unwrap();
                    }
                }
            }
        }
    }
}

/// Sends `request` to a new server of `state`.
pub(crate) async fn send_to(state: &Data<State>, request: TestRequest) -> Answer {
    server(state).await(request).await
}

/// What answers requests. It stays on its thread.
type Server = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>;

thread_local! {
    /// The servers of the applications that were asked from this thread, by their databases.
    static SERVERS: RefCell<HashMap<String, Server>> = RefCell::default();
}

/// The server of one application, made for its first request: to make the table of more than a hundred routes takes longer
/// than most answers.
struct Serving(String);

impl Serving {
    async fn server(&self, state: &Data<State>) -> Server {
        let made = SERVERS.with_borrow(|servers| servers.get(&self.0).cloned());
        if let Some(made) = made {
            return made;
        }
        let new = server(state).await;
        SERVERS.with_borrow_mut(|servers| servers.insert(self.0.clone(), Rc::clone(&new)));
        new
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // What was made still holds the database.
        drop(SERVERS.with_borrow_mut(|servers| servers.remove(&self.0)));
    }
}

async fn server(state: &Data<State>) -> Server {
    let service = Rc::new(init_service(app(state.clone())).await);
    Rc::new(move |request| {
        let service = Rc::clone(&service);
        Box::pin(async move {
            let peer = "192.0.2.7:40000".parse().unwrap();
            let answer = call_service(&*service, request.peer_addr(peer).to_request()).await;
            let (status, headers) = (answer.status(), answer.headers().clone());
            Answer { status, headers, body: read_body(answer).await.to_vec() }
        })
    })
}

/// The file of a SQLite database with every migration, which the first test makes: to run them all, each to the disk, takes
/// longer than most tests.
fn migrated() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let copy = folder.path().join("copy.sqlite3");
        let template = folder.path().join("template.sqlite3");
        Db::open(&template.display().to_string(), 1).unwrap().copy_to(&copy).unwrap();
        std::fs::read(copy).unwrap()
    })
}

/// A database on the test server, dropped at the end.
struct PrivateDatabase {
    server: String,
    name: String,
    url: String,
}

impl PrivateDatabase {
    /// A copy of a migrated template, which the first test makes.
    fn make(server: &str) -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("template_{}", std::process::id());
            run(server, &format!("CREATE DATABASE {name}"));
            drop(Db::open(&with_name(server, &name), 1).unwrap());
            name
        });
        let name = format!("test_{}", backend::ids::next());
        // A connection of the template's pool may take a moment to go: PostgreSQL refuses to copy until then.
        for _ in 0..200 {
            let mut conn = PgConnection::establish(server).unwrap();
            let made = diesel::sql_query(format!("CREATE DATABASE {name} TEMPLATE {template}")).execute(&mut conn);
            match made {
                Ok(_) => return Self { url: with_name(server, &name), server: server.to_owned(), name },
                Err(e) if e.to_string().contains("being accessed") => std::thread::yield_now(),
                Err(e) => panic!("{e}"),
            }
        }
        panic!("the template stays in use");
    }

    fn drop_now(&self) {
        run(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

impl Drop for PrivateDatabase {
    fn drop(&mut self) {
        self.drop_now();
    }
}

fn run(server: &str, sql: &str) {
    let mut conn = PgConnection::establish(server).unwrap();
    diesel::sql_query(sql).execute(&mut conn).unwrap();
}

/// `postgres://user@host:port/any?…` with another database name.
fn with_name(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = address.rsplit_once('/').unwrap();
    if options.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{options}") }
}

/// Tells the test runner's total that a test could not run here.
pub(crate) fn skip(reason: &str) {
    use std::io::Write as _;
    if let Some(list) = std::env::var_os("LINXIN_SKIPS") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(file, "{reason}").unwrap();
    }
}
