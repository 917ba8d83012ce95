//! A database that comes back is used again, without a restart.

use std::io::{Read as _, Seek as _, Write as _};

use backend::db::{Conn, touch};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};

use crate::app::TestApp;
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
async fn a_sqlite_file_that_is_whole_again_is_read_again() {
    let app = TestApp::new();
    if app.url.starts_with("postgres") {
        return;
    }
    let paths: Vec<String> = examples(&app).into_iter().map(|(_, example)| example).collect();
    for path in &paths {
        assert_eq!(app.get(path).await.status.as_u16(), 200, "{path}");
    }
    // A change by another connection makes those of the application look at the file instead of their memory.
    let mut other = SqliteConnection::establish(&app.url).map(Conn::Sqlite).unwrap();
    other.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); SELECT * FROM meta").unwrap();
    // What was read within the last half second would be shown without asking, but for a write of our own.
    app.db.write_now(|_| Ok(())).unwrap();
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
