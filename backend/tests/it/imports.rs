//! Every import is on record, and the last one can be undone while nobody has touched what it left.

use backend::db::Db;
use backend::import::{ImportRow, What, undo};
use backend::projects::store as projects_store;
use backend::projects::store::ProjectRow;
use backend::schema::{areas, compounds, counters, import_rows, organizations, project_members, projects};
use diesel::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::app::TestApp;
use crate::builders::{Town, milestone, project, write};
use crate::command::linxin;
use crate::export::ledger;
use crate::import::{done, list, projects_of, refused, traces};

const HEADER: &str = "项目名称,项目类型,街道,社区,小区,建成年代,户数,状态,年度,改造内容,施工单位,总投资（万元）\n";

fn imports(app: &TestApp) -> Vec<ImportRow> {
    app.db.read_now(undo::list).unwrap()
}

fn undone(app: &TestApp) -> Result<ImportRow, String> {
    undo::undo(&app.db, &app.files, "乙", "2026-06-13T04:00:00Z".parse().unwrap()).map_err(|e| e.to_string())
}

/// What an undo must leave as it was: how many of each there are, and the ledger.
fn state(app: &TestApp) -> (Vec<i64>, String) {
    (traces(&app.db).0[..4].to_vec(), ledger(app))
}

fn change(db: &Db, name: &str, change: impl FnOnce(&mut ProjectRow)) {
    write(db, |conn| {
        let mut row: ProjectRow =
            projects::table.filter(projects::name.eq(name)).select(ProjectRow::as_select()).first(conn)?;
        change(&mut row);
        row.version += 1;
        projects_store::update(conn, &row)
    });
}

#[test]
fn an_import_is_on_record_with_its_file_and_its_rows() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = format!("{HEADER}甲,公厕,北街道,东社区,,,,已立项,2026,,,\n乙,公厕,新街道,,,,,已立项,2026,,,1\n");
    let go = |csv: &str, dry_run: bool| {
        list(&app, What::Projects, csv.as_bytes(), "", |o| {
            (o.by, o.file_name, o.dry_run) = ("甲".to_owned(), "list.csv".to_owned(), dry_run);
        })
    };
    done(&go(&csv, true));
    assert!(go(&csv.replace("公厕", "飞机场"), false).refused());
    assert_eq!(imports(&app), [], "neither a dry run nor a refusal is an import");
    done(&go(&csv, false));
    done(&go(&csv.replace(",1\n", ",2\n"), false));
    done(&go(&csv.replace(",1\n", ",2\n"), false));
    let said: Vec<_> = imports(&app)
        .into_iter()
        .map(|i| (i.imported_by, i.file_name, i.row_count, i.new_count, i.changed_count, i.undone_at))
        .collect();
    let row = |new, changed| ("甲".to_owned(), "list.csv".to_owned(), 2, new, changed, None);
    assert_eq!(said, [row(0, 0), row(0, 1), row(2, 0)]);
    let hash: String = Sha256::digest(csv.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(imports(&app)[2].sha256, hash);
    let words = undo::words(&imports(&app)[2]);
    assert!(words.starts_with("2026-06-12 12:00 projects list.csv（") && words.contains("新增 new 2"), "{words}");
}

#[test]
fn imports_are_undone_one_after_the_other_and_leave_no_trace() {
    let app = TestApp::new();
    Town::build(&app.db);
    let first = format!(
        "{HEADER}甲,老旧小区改造,北街道,东社区,甲小区,,300,待开工,2026,B17:5200,甲公司,12\n\
         乙,公厕,新街道,新社区,,,,已立项,2026,,乙公司,\n"
    );
    let second = format!(
        "{HEADER}甲,老旧小区改造,北街道,东社区,甲小区；乙小区,1985；,310；20,施工中,2026,B17:5300; I07:1,丙公司,13\n\
         丙,公厕,另街道,,,,,已立项,2026,,,\n"
    );
    let mut states = vec![state(&app)];
    for csv in [&first, &second] {
        assert!(done(&projects_of(&app, csv)).0 > 0);
        states.push(state(&app));
    }
    assert_eq!(done(&projects_of(&app, &second)), (0, 0, 2));
    // The last one did nothing: what is taken back is the one before.
    for before in states[..2].iter().rev() {
        let revision = traces(&app.db).1;
        assert_eq!(undone(&app).unwrap().undone_by.as_deref(), Some("乙"));
        assert_eq!(&state(&app), before);
        assert_ne!(traces(&app.db).1, revision);
    }
    assert!(undone(&app).unwrap_err().contains("没有可以撤销的导入"));
    assert_eq!(
        imports(&app)
            .iter()
            .filter(|i| i.undone_at.is_none())
            .map(|i| (i.new_count, i.changed_count))
            .collect::<Vec<_>>(),
        [(0, 0)]
    );
    // A number is never given twice.
    done(&projects_of(&app, &first));
    assert!(ledger(&app).contains("PRJ-2026-0004") && !ledger(&app).contains("PRJ-2026-0001"));
}

#[test]
fn what_was_touched_since_is_named_and_nothing_is_undone() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = format!("{HEADER}甲,老旧小区改造,北街道,东社区,甲小区,,,待开工,2026,B17:1,甲公司,1\n");
    done(&projects_of(&app, &csv));
    let refuses = |said: &str| {
        let before = (state(&app), traces(&app.db));
        let words = undone(&app).unwrap_err();
        assert!(words.contains("不能撤销") && words.contains(said), "{words}");
        assert_eq!((state(&app), traces(&app.db)), before);
    };
    change(&app.db, "甲", |row| row.summary = Some("改了".to_owned()));
    refuses("PRJ-2026-0001 甲");
    // Changed back is as it was.
    change(&app.db, "甲", |row| row.summary = None);
    write(&app.db, |conn| {
        diesel::update(project_members::table).set(project_members::duty_phone.eq("123")).execute(conn)?;
        Ok(())
    });
    refuses("PRJ-2026-0001 甲");
    write(&app.db, |conn| {
        diesel::update(project_members::table).set(project_members::duty_phone.eq(None::<String>)).execute(conn)?;
        Ok(())
    });
    let row: ProjectRow =
        app.db.read_now(|conn| Ok(projects::table.select(ProjectRow::as_select()).first(conn)?)).unwrap();
    let step = milestone(&row, 1, 10_000, 0, "2026-01-01", "2026-06-30");
    write(&app.db, |conn| backend::milestones::store::insert(conn, &[step]));
    refuses("PRJ-2026-0001 甲");
    write(&app.db, |conn| {
        diesel::delete(backend::schema::milestones::table).execute(conn)?;
        Ok(())
    });
    // Another project uses the compound that the import made.
    let area = row.area_id;
    let other = project(area, "X-1", "旁");
    let compound: i64 = app.db.read_now(|conn| Ok(compounds::table.select(compounds::id).first(conn)?)).unwrap();
    write(&app.db, |conn| {
        projects_store::insert(conn, std::slice::from_ref(&other))?;
        let (project_id, compound_id) = (other.id, compound);
        let part = projects_store::TreatedRow {
            project_id,
            compound_id,
            building_count: None,
            household_count: None,
            floor_area_m2: None,
        };
        projects_store::insert_compounds(conn, &[part])
    });
    refuses("甲小区");
}

#[test]
fn lists_of_areas_and_compounds_are_undone_too() {
    let app = TestApp::new();
    Town::build(&app.db);
    let before = state(&app);
    let households = |app: &TestApp| -> Vec<Option<i32>> {
        app.db.read_now(|c| Ok(areas::table.order(areas::id).select(areas::households).load(c)?)).unwrap()
    };
    let old = households(&app);
    let csv = "名称,层级,上级,户数\n南街道,街道,甲区,5\n南社区,社区,南街道,3\n东社区,社区,北街道,7\n";
    assert_eq!(done(&list(&app, What::Areas, csv.as_bytes(), "", |_| ())), (2, 1, 0));
    let csv = "小区,街道,社区,户数\n甲小区,南街道,南社区,5\n乙小区,新街道,新社区,5\n";
    assert_eq!(done(&list(&app, What::Compounds, csv.as_bytes(), "", |_| ())), (2, 0, 0));
    let made: i64 = app.db.read_now(|c| Ok(import_rows::table.count().get_result(c)?)).unwrap();
    assert_eq!(made, 3 + 2 + 2);
    undone(&app).unwrap();
    undone(&app).unwrap();
    assert_eq!(state(&app), before);
    assert_eq!(households(&app), old);
}

#[test]
fn a_list_longer_than_a_batch_is_checked_as_a_whole_and_undone_as_a_whole() {
    let app = TestApp::new();
    Town::build(&app.db);
    let before = state(&app);
    let row =
        |i: usize| format!("项目{i},老旧小区改造,北街道,东社区,小区{},,5,施工中,2026,B17:{i},公司{},1\n", i / 2, i % 7);
    let mut csv = HEADER.to_owned();
    csv.extend((0..1_700).map(row));
    let twin = format!("{csv}{}", row(3));
    refused(&app, What::Projects, twin.as_bytes(), "", &["第 1702 行：与第 5 行是同一条", "发现 1 处问题"]);
    let report = projects_of(&app, &csv);
    assert_eq!((done(&report), report.compounds_made, report.rows), ((1_700, 0, 0), 850, 1_700));
    assert_eq!(done(&projects_of(&app, &csv)), (0, 0, 1_700));
    let counts: Vec<i64> = app
        .db
        .read_now(|c| {
            Ok(vec![
                projects::table.count().get_result(c)?,
                compounds::table.count().get_result(c)?,
                organizations::table.count().get_result(c)?,
                counters::table.select(counters::value).first(c)?,
            ])
        })
        .unwrap();
    assert_eq!(counts, [1_700, 850, 7, 1_700]);
    // Of two rows, the first takes the name that the second asks for: they stay two.
    let renamed = "编号,项目名称,项目类型,街道,社区,状态\nPRJ-2026-0001,新名,老旧小区改造,北街道,东社区,施工中\n";
    let filler: String =
        (2..800).map(|i| format!("PRJ-2026-{i:04},项目{},老旧小区改造,北街道,东社区,施工中\n", i - 1)).collect();
    let asks = format!("{renamed}{filler},新名,老旧小区改造,北街道,东社区,施工中\n");
    assert_eq!(done(&projects_of(&app, &asks)), (1, 1, 798));
    undone(&app).unwrap();
    undone(&app).unwrap();
    assert_eq!(state(&app), before);
}

#[test]
fn the_command_lists_imports_and_undoes_the_last() {
    let data = tempfile::TempDir::new().unwrap();
    let file = data.path().join("areas.csv");
    std::fs::write(&file, "名称,层级\n甲区,区\n").unwrap();
    let run = |args: &[&str]| {
        let output = linxin(data.path()).args(args).output().unwrap();
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), said(&output.stdout), said(&output.stderr))
    };
    assert!(run(&["import", "areas", file.to_str().unwrap(), "--by", "张三"]).0);
    assert!(run(&["import", "areas", file.to_str().unwrap()]).0);
    let (_, out, _) = run(&["imports"]);
    let lines: Vec<_> = out.lines().collect();
    assert!(lines.len() == 2 && lines[1].contains("areas areas.csv（") && lines[1].contains("经办 by 张三"), "{out}");
    assert!(!lines[0].ends_with("by "), "the user of the machine: {out}");
    // The second time nothing changed: what is taken back is the first.
    let undone = run(&["imports", "undo", "--by", "李四"]).1;
    assert!(undone.contains("new 1") && undone.contains("由 李四 撤销"), "{undone}");
    let (success, _, said) = run(&["imports", "undo"]);
    assert!(!success && said.contains("没有可以撤销的导入") && said.contains("no import to undo"), "{said}");
    assert_eq!(run(&["imports"]).1.lines().filter(|l| l.contains("撤销 undone")).count(), 1);
}
