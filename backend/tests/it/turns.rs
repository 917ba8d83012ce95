//! Those who write at the same moment: on SQLite they are committed together, and each is told his own end.

use backend::db::{Conn, Db};
use backend::error::{Error, Result};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use futures_util::future::join_all;

use crate::app::TestApp;

fn put(conn: &mut Conn, n: i64) -> Result<()> {
    let sql = "INSERT INTO counters (name, value) VALUES ($1, $2)";
    let row = diesel::sql_query(sql).bind::<Text, _>(format!("turn {n}")).bind::<BigInt, _>(n);
    backend::each_backend!(conn, c => row.execute(c))?;
    Ok(())
}

fn kept(db: &Db) -> Vec<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }
    let sql = "SELECT value FROM counters WHERE name LIKE 'turn %' ORDER BY value";
    let rows: Vec<Row> =
        db.read_now(|conn| Ok(backend::each_backend!(conn, c => diesel::sql_query(sql).get_results(c))?)).unwrap();
    rows.into_iter().map(|row| row.value).collect()
}

async fn all_at_once(db: &Db, numbers: std::ops::Range<i64>, work: fn(&mut Conn, i64) -> Result<()>) -> Vec<i64> {
    let one = |n: i64| async move { db.write(move |conn| work(conn, n)).await.is_ok().then_some(n) };
    join_all(numbers.map(one)).await.into_iter().flatten().collect()
}

#[actix_web::test]
async fn of_many_who_write_at_once_only_those_who_fail_are_undone() {
    let app = TestApp::new();
    let work = |conn: &mut Conn, n: i64| {
        put(conn, n)?;
        if n % 5 == 3 { Err(Error::not_found()) } else { Ok(()) }
    };
    let told = all_at_once(&app.db, 0..100, work).await;
    assert_eq!(told.len(), 80);
    assert_eq!(kept(&app.db), told);
    // A key that is there already is told to who brings it, and to nobody else.
    let told = all_at_once(&app.db, 90..110, work).await;
    assert_eq!(told, [100, 101, 102, 104, 105, 106, 107, 109]);
    assert_eq!(kept(&app.db).len(), 88);
}

#[actix_web::test]
async fn a_write_that_panics_leaves_nothing_half_done_and_nobody_waiting() {
    let app = TestApp::new();
    let work = |conn: &mut Conn, n: i64| {
        put(conn, n)?;
        assert!(n % 10 != 7, "on purpose");
        Ok(())
    };
    let told = all_at_once(&app.db, 0..40, work).await;
    assert_eq!(told, (0..40).filter(|n| n % 10 != 7).collect::<Vec<_>>(), "nobody else lost anything");
    assert_eq!(kept(&app.db), told);
    assert_eq!(all_at_once(&app.db, 100..105, work).await, [100, 101, 102, 103, 104]);
}

#[actix_web::test]
async fn who_writes_on_his_own_has_his_turn_among_those_who_write_together() {
    let app = TestApp::new();
    let db = app.db.clone();
    let alone = std::thread::spawn(move || {
        (1_000_000..1_000_040).map(|n| db.write_now(|conn| put(conn, n)).map(|()| n)).collect::<Result<Vec<i64>>>()
    });
    let mut told = Vec::new();
    while !alone.is_finished() {
        let from = i64::try_from(told.len()).unwrap();
        told.extend(all_at_once(&app.db, from..from + 20, put).await);
    }
    told.extend(alone.join().unwrap().unwrap());
    assert_eq!(kept(&app.db), told);
}

#[actix_web::test]
async fn a_disk_that_fills_up_keeps_what_was_told_as_written_and_is_used_again_when_there_is_room() {
    let app = TestApp::new();
    if app.url.starts_with("postgres") {
        return;
    }
    // As far as the connection that writes knows, there is room for some three hundred pages more.
    let fill = |conn: &mut Conn| {
        let pages: i64 = diesel::dsl::sql::<BigInt>("SELECT page_count FROM pragma_page_count").get_result(conn)?;
        Ok(conn.batch_execute(&format!("PRAGMA max_page_count = {}", pages + 300))?)
    };
    app.db.write(fill).await.unwrap();
    let work = |conn: &mut Conn, n: i64| {
        put(conn, n)?;
        let sql = format!("INSERT INTO counters (name, value) VALUES ('big {n} {}', 0)", "长".repeat(20_000));
        Ok(conn.batch_execute(&sql)?)
    };
    let told = all_at_once(&app.db, 0..60, work).await;
    assert!(told.len() < 60, "some found no room");
    assert_eq!(kept(&app.db), told);
    // The connection that met the full disk was closed; the next one finds room.
    let later = all_at_once(&app.db, 100..103, work).await;
    assert_eq!(later, [100, 101, 102]);
}
