//! Databases broken on purpose: 503, nothing half-written, and used again once they are whole, without a restart.

use std::io::{Read as _, Seek as _, Write as _};

use actix_web::ResponseError as _;
use actix_web::http::StatusCode;
use backend::db::{Conn, Db, touch};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};

use crate::app::TestApp;
use crate::builders::{Town, project};
use crate::openapi::examples;

/// More than the connections of a [`TestApp`]: each may have to fail once.
const TRIES: usize = 6;

async fn statuses(app: &TestApp, path: &str) -> Vec<u16> {
    let mut found = Vec::new();
    for _ in 0..TRIES {
        found.push(app.get(path).await.status.as_u16());
    }
    found
}

/// Writes over the head of the file, in place as a failing disk would, and gives back what was there.
fn exchange_head(file: &str, head: &[u8; 16]) -> [u8; 16] {
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(file).unwrap();
    let mut before = [0; 16];
    file.read_exact(&mut before).unwrap();
    file.rewind().unwrap();
    file.write_all(head).unwrap();
    before
}

#[actix_web::test]
async fn a_database_that_answers_and_cannot_be_read_is_not_ready() {
    let app = TestApp::new();
    assert_eq!(app.get("/api/v1/health/ready").await.status.as_u16(), 200);
    let rename = |from: &'static str, to: &'static str| {
        app.db
            .write_now(|conn| {
                let sql = format!("ALTER TABLE {from} RENAME TO {to}");
                backend::each_backend!(conn, c => diesel::sql_query(sql).execute(c))?;
                touch(conn)
            })
            .unwrap();
    };
    rename("compounds", "compounds_elsewhere");
    for path in ["/api/v1/projects", "/api/v1/health", "/api/v1/health/ready"] {
        assert_eq!(app.get(path).await.status.as_u16(), 500, "{path}");
    }
    assert_eq!(app.get("/api/v1/health/live").await.status.as_u16(), 200);
    rename("compounds_elsewhere", "compounds");
    assert_eq!(app.get("/api/v1/health/ready").await.status.as_u16(), 200);
}

#[actix_web::test]
async fn a_sqlite_file_that_is_whole_again_is_read_again() {
    let app = TestApp::new();
    if app.url.starts_with("postgres") {
        return;
    }
    let paths: Vec<String> = examples(&app).into_iter().map(|(_, example)| example).collect();
    for path in &paths {
        assert_eq!(app.get(path).await.status.as_u16(), 200, "{path}");
    }
    // What was read within the last half second would be shown without asking, but for a change of our own.
    app.db.write_now(touch).unwrap();
    // A change by another connection makes those of the application look at the file instead of their memory.
    let mut other = SqliteConnection::establish(&app.url).map(Conn::Sqlite).unwrap();
    other.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); SELECT * FROM meta").unwrap();
    let head = exchange_head(&app.url, b"not a database!!");
    touch(&mut other).unwrap();
    let away: Vec<u16> = statuses(&app, "/api/v1/health").await;
    assert_eq!(away, [503; TRIES]);
    assert_eq!(app.get("/api/v1/projects").await.header("retry-after"), Some("5"));
    exchange_head(&app.url, &head);
    for path in &paths {
        assert_eq!(app.get(path).await.status.as_u16(), 200, "{path}");
    }
}

#[actix_web::test]
async fn postgresql_that_ended_our_connections_is_reached_anew() {
    let app = TestApp::new();
    if !app.url.starts_with("postgres") {
        return;
    }
    let path = "/api/v1/health";
    assert_eq!(app.get(path).await.status.as_u16(), 200);
    let mut server = PgConnection::establish(&std::env::var("LINXIN_TEST_DATABASE").unwrap()).unwrap();
    let name = app.url.rsplit('/').next().unwrap().split('?').next().unwrap();
    let ended = format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
    assert!(diesel::sql_query(ended).execute(&mut server).unwrap() > 0);
    let found = statuses(&app, path).await;
    assert_eq!(found.last(), Some(&200), "{found:?}");
    assert!(found.iter().all(|s| [200, 503].contains(s)), "away, and no fault of ours: {found:?}");
    let again = found.iter().position(|s| *s == 200).unwrap();
    assert!(found[again..].iter().all(|s| *s == 200), "{found:?}");
}

/// One connection to a SQLite database of its own, for faults that belong to a connection. None on PostgreSQL.
fn breakable(app: &TestApp) -> Option<Db> {
    (!app.url.starts_with("postgres")).then(|| Db::open(&app.url, 1).unwrap())
}

fn pragma(db: &Db, sql: &str) {
    db.read_now(|conn| Ok(conn.batch_execute(sql)?)).unwrap();
}

/// Twenty projects and a change of the revision, in one transaction: all or nothing.
fn add_twenty(db: &Db, area: i64) -> backend::error::Result<()> {
    db.write_now(|conn| {
        touch(conn)?;
        for n in 1..=20 {
            let row = project(area, &format!("PRJ-2026-{n:04}"), &"很长的名字".repeat(300));
            backend::projects::store::insert(conn, &[row])?;
        }
        Ok(())
    })
}

/// The write was answered with 503 and these words, and nothing of it is there; readers go on.
async fn is_refused(app: &TestApp, written: backend::error::Result<()>, words: &str) {
    let refused = written.unwrap_err();
    assert_eq!(refused.status_code(), StatusCode::SERVICE_UNAVAILABLE, "{refused}");
    assert!(refused.to_string().contains(words), "{refused}");
    let page: shared::projects::ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!(page.total, 0);
}

async fn is_written(app: &TestApp, written: backend::error::Result<()>) {
    written.unwrap();
    app.db.write_now(touch).unwrap();
    let page: shared::projects::ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!(page.total, 20);
}

#[actix_web::test]
async fn a_full_disk_loses_the_whole_write_and_only_that() {
    let app = TestApp::new();
    let Some(db) = breakable(&app) else { return };
    let area = Town::build(&app.db).east;
    pragma(&db, "PRAGMA max_page_count = 1");
    is_refused(&app, add_twenty(&db, area), "The disk is full or fails: make room").await;
    pragma(&db, "PRAGMA max_page_count = 4294967294");
    is_written(&app, add_twenty(&db, area)).await;
}

#[actix_web::test]
async fn a_read_only_database_is_read_and_says_that_it_cannot_be_written() {
    let app = TestApp::new();
    let Some(db) = breakable(&app) else { return };
    let area = Town::build(&app.db).east;
    pragma(&db, "PRAGMA query_only = ON");
    is_refused(&app, add_twenty(&db, area), "The database is read-only").await;
    pragma(&db, "PRAGMA query_only = OFF");
    is_written(&app, add_twenty(&db, area)).await;
}

#[actix_web::test]
async fn a_locked_database_is_read_and_written_once_the_lock_is_gone() {
    let app = TestApp::new();
    let Some(db) = breakable(&app) else { return };
    let area = Town::build(&app.db).east;
    // The patience of five seconds is not what is tested.
    pragma(&db, "PRAGMA busy_timeout = 0");
    let mut other = SqliteConnection::establish(&app.url).unwrap();
    other.batch_execute("BEGIN EXCLUSIVE").unwrap();
    is_refused(&app, add_twenty(&db, area), "locked by another program").await;
    other.batch_execute("ROLLBACK").unwrap();
    is_written(&app, add_twenty(&db, area)).await;
}

#[cfg(unix)]
#[actix_web::test]
async fn a_database_file_that_is_gone_is_missed_at_once_and_used_again_when_it_is_back() {
    let app = TestApp::new();
    let Some(db) = breakable(&app) else { return };
    let area = Town::build(&app.db).east;
    let elsewhere = format!("{}.elsewhere", app.url);
    std::fs::rename(&app.url, &elsewhere).unwrap();
    let lost = add_twenty(&db, area).unwrap_err();
    assert!(lost.to_string().contains("put it back"), "{lost}");
    assert_eq!(statuses(&app, "/api/v1/health").await, [503; TRIES]);
    assert_eq!(app.get("/api/v1/health/live").await.status.as_u16(), 200);
    assert!(!std::path::Path::new(&app.url).exists(), "no empty database is made in its place");
    // Another in its place is not written either.
    std::fs::copy(&elsewhere, &app.url).unwrap();
    assert!(add_twenty(&db, area).unwrap_err().to_string().contains("restart the server"));
    std::fs::rename(&elsewhere, &app.url).unwrap();
    assert_eq!(statuses(&app, "/api/v1/health").await, [200; TRIES]);
    is_written(&app, add_twenty(&db, area)).await;
}
