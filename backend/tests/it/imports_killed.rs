//! The program is killed in the middle of imports while others read: all of a list is there or nothing of it.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use backend::import::undo;
use backend::schema::{areas, compounds, counters, import_rows, imports, project_compounds, projects};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::app::TestApp;
use crate::builders::Town;
use crate::command::linxin;

const ROWS: i64 = 1_500;
const ROUNDS: u32 = 10;

/// How many there are of everything an import writes: in one transaction, as any reader sees it.
fn seen(app: &TestApp) -> [i64; 6] {
    app.db
        .read_now(|c| {
            Ok([
                projects::table.count().get_result(c)?,
                compounds::table.count().get_result(c)?,
                project_compounds::table.count().get_result(c)?,
                areas::table.count().get_result(c)?,
                imports::table.filter(imports::undone_at.is_null()).count().get_result(c)?,
                import_rows::table.count().get_result(c)?,
            ])
        })
        .unwrap()
}

fn is_healthy(app: &TestApp) -> bool {
    #[derive(QueryableByName)]
    struct Check {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    let check = |conn: &mut backend::db::Conn| match conn {
        backend::db::Conn::Sqlite(c) => {
            let said: Vec<Check> = diesel::sql_query("PRAGMA integrity_check").load(c)?;
            Ok(said.iter().all(|c| c.integrity_check == "ok"))
        }
        backend::db::Conn::Pg(_) => Ok(true),
    };
    app.db.read_now(check).unwrap()
}

fn start(app: &TestApp, list: &std::path::Path) -> Child {
    let mut command = linxin(app.folder.path());
    command.args(["--database-url", &app.url, "import", "projects"]).arg(list);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn an_import_that_is_killed_leaves_nothing_however_often_and_whenever() {
    let app = TestApp::new();
    Town::build(&app.db);
    let list = app.folder.path().join("list.csv");
    let row =
        |i: i64| format!("项目{i},老旧小区改造,新街道,社区{},小区{i},施工中,2026,B17:{i},公司{}\n", i % 40, i % 9);
    let rows: String = (0..ROWS).map(row).collect();
    std::fs::write(&list, format!("项目名称,项目类型,街道,社区,小区,状态,年度,改造内容,施工单位\n{rows}")).unwrap();
    let nothing = seen(&app);

    let started = Instant::now();
    assert!(start(&app, &list).wait().unwrap().success());
    let whole = started.elapsed();
    let all = seen(&app);
    assert_eq!((all[0], all[1], all[4]), (ROWS, ROWS, 1));
    let take_back = || undo::undo(&app.db, &app.files, "test", chrono::Utc::now()).unwrap();
    take_back();

    let mut killed = 0;
    for round in 1..=ROUNDS {
        let mut child = start(&app, &list);
        let until = Instant::now() + (whole * round) / ROUNDS - Duration::from_millis(10);
        let left = seen(&app)[5] - nothing[5];
        let is_whole = |now: [i64; 6]| now[..5] == all[..5] && now[5] > left;
        let is_nothing = |now: [i64; 6]| now[..5] == nothing[..5] && now[5] == left;
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            let now = seen(&app);
            assert!(is_whole(now) || is_nothing(now), "half an import is seen: {now:?}");
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let now = seen(&app);
        assert!(is_whole(now) || is_nothing(now), "half an import is left: {now:?}");
        assert!(is_healthy(&app));
        if is_whole(now) {
            take_back();
        }
    }
    assert!(killed >= ROUNDS / 2, "only {killed} were killed in time");
    // Nothing is in the way of the next one.
    assert!(start(&app, &list).wait().unwrap().success());
    assert_eq!(seen(&app)[..5], all[..5]);
    let counted: i64 = app.db.read_now(|c| Ok(counters::table.select(counters::value).first(c)?)).unwrap();
    assert!(counted >= ROWS * 2, "numbers are never given twice: {counted}");
}
