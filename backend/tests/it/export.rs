//! The ledger that goes out comes in again: the same bytes, whatever stands in it.

use backend::export::Format;
use backend::import::{What, import};
use backend::projects::store as projects;
use backend::{compounds, export, ids};
use shared::projects::{Project, ProjectStatus};

use crate::app::{TODAY, TestApp};
use crate::builders::{Town, compound, day, milestone, project, store, treat, write};
use crate::command::linxin;
use crate::import::{done, list, projects_of, traces};

fn written(app: &TestApp, format: Format) -> Vec<u8> {
    app.db.read_now(|conn| export::projects(conn, format)).unwrap()
}

pub(crate) fn ledger(app: &TestApp) -> String {
    String::from_utf8(written(app, Format::Csv)).unwrap()
}

/// Imports what `app` exports into an empty database and gives that one.
fn moved(app: &TestApp) -> TestApp {
    let out = ledger(app);
    let other = TestApp::new();
    let report = list(&other, What::Projects, out.as_bytes(), "", |_| ());
    assert_eq!(done(&report).0, out.lines().count() - 1);
    assert_eq!(ledger(&other), out);
    in_other_formats(app, &out);
    // At home nothing is different either.
    let before = traces(&app.db);
    let back =
        import(&app.db, What::Projects, std::io::Cursor::new(&out), &Default::default(), chrono::Utc::now()).unwrap();
    assert_eq!(done(&back), (0, 0, out.lines().count() - 1));
    assert_eq!(traces(&app.db), before);
    other
}

/// As a spreadsheet and as a layer the same ledger goes out and comes in.
fn in_other_formats(app: &TestApp, ledger_of_app: &str) {
    for format in [Format::Xlsx, Format::GeoJson] {
        let (out, other) = (written(app, format), TestApp::new());
        assert!(done(&list(&other, What::Projects, &out, "", |_| ())).0 > 0);
        assert_eq!(ledger(&other), ledger_of_app, "{format:?}");
        // A spreadsheet says when it was made.
        assert!(format == Format::Xlsx || written(&other, format) == out, "the same bytes");
    }
}

#[test]
fn everything_in_the_ledger_survives_the_way_out_and_in() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut full = project(town.east, "PRJ-2026-10000", "甲小区改造");
    full.status = Some(backend::db::Code(ProjectStatus::Suspended));
    full.status_reason = Some("等待迁改".to_owned());
    full.resume_expected_on = Some(day("2026-07-01"));
    full.days_suspended = 12;
    full.geometry = Some(
        r#"{"type":"Polygon","coordinates":[[[115.1,30.2],[115.123456789012,30.2],[115.12,30.21],[115.1,30.2]]]}"#
            .to_owned(),
    );
    (full.lng, full.lat, full.coord_origin) = (Some(115.112345678912), Some(30.203), Some("gcj02".to_owned()));
    full.total_investment_fen = Some(710_560_001);
    full.planned_start = Some(day("2026-01-01"));
    full.works_progress_bp = Some(3_550);
    full.is_showcase = true;
    full.is_published = false;
    full.published_at = None;
    store(&app.db, &full, &[]);
    for name in ["甲小区", "乙；小区>一期"] {
        treat(&app.db, &full, &compound(town.east, name));
    }
    treat(&app.db, &full, &compound(town.west, "丙小区"));
    let mut reported = project(town.district, "PRJ-2026-0002", "某港");
    reported.kind_code = "waterway".to_owned();
    (reported.status, reported.status_since, reported.plan_year) = (None, None, None);
    reported.reported_words = Some("水质均达到\"一级A类\"，\n排放标准".to_owned());
    reported.reported_on = Some(day("2021-12-10"));
    reported.reported_source = Some("《某报道》".to_owned());
    reported.is_demo = true;
    store(&app.db, &reported, &[]);
    let mut works = project(town.street, "PRJ-2026-9999", "有节点");
    works.works_progress_bp = Some(1_000);
    let step = milestone(&works, 1, 10_000, 1_000, "2026-01-01", "2026-06-30");
    store(&app.db, &works, &[step]);

    let out = ledger(&app);
    assert!(out.starts_with("\u{feff}编号,项目类型,项目名称,") && out.ends_with("\r\n"));
    for wanted in [
        "710.560001",
        "35.5",
        "乙\\；小区\\>一期；甲小区；西社区>丙小区",
        "3；3；3",
        "gcj02",
        ",甲区,北街道,东社区,",
        "115.1123457",
    ] {
        assert!(out.contains(wanted), "{wanted} is not in\n{out}");
    }
    let numbers: Vec<_> = out.lines().filter_map(|l| l.split(',').next()).filter(|n| n.starts_with("PRJ")).collect();
    assert_eq!(numbers, ["PRJ-2026-0002", "PRJ-2026-9999", "PRJ-2026-10000"]);
    let other = TestApp::new();
    assert_eq!(done(&list(&other, What::Projects, out.as_bytes(), "", |_| ())), (3, 0, 0));
    assert_eq!(ledger(&other), out);
    in_other_formats(&app, &out);
    let before = traces(&app.db);
    assert_eq!(done(&projects_of(&app, &out)), (0, 0, 3));
    assert_eq!(traces(&app.db), before);
}

#[actix_web::test]
async fn a_formula_is_written_so_that_no_spreadsheet_runs_it() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let names = ["=1+1", "+86", "-甲", "@SUM(A1)", "'=x", "\"引\",号"];
    for (i, name) in names.iter().enumerate() {
        let mut row = project(town.east, &format!("PRJ-2026-000{i}"), name);
        row.summary = Some(format!("={name}"));
        store(&app.db, &row, &[]);
    }
    let out = ledger(&app);
    assert!(out.contains(",'=1+1,") && out.contains(",'@SUM(A1),") && out.contains(",''=x,"), "{out}");
    assert!(!out.contains(",=") && !out.contains(",@") && !out.contains(",+"), "{out}");
    let other = moved(&app);
    for (i, name) in names.iter().enumerate() {
        let project: Project = other.read(&format!("/api/v1/projects/PRJ-2026-000{i}")).await;
        assert_eq!(
            (project.summary.name.as_str(), project.text.as_deref()),
            (*name, Some(format!("={name}").as_str()))
        );
    }
}

#[test]
fn an_imported_list_with_all_columns_moves_to_another_database() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,街道,社区,小区,楼栋数,户数,建筑面积（万㎡）,建成年代,状态,改造内容,建设单位,施工单位,投诉电话,批复日期,受益户数\n\
               甲,老旧小区改造,北街道,东社区,一区；西社区>二区,12；8,300；,1.2；0.8,1985-1990；,施工中,B17:5200；外墙翻新（真石漆）,甲公司,乙公司；丙公司,0714-1234567,2021/3/1,380\n\
               乙,公厕,新街道,,,,,,,验收合格,,,,,,\n";
    assert_eq!(done(&projects_of(&app, csv)), (2, 0, 0));
    assert_eq!(done(&projects_of(&app, csv)), (0, 0, 2));
    moved(&app);
    let wrong = csv.replace("12；8", "12；8；9");
    let report = projects_of(&app, &wrong);
    assert!(report.words(Default::default()).contains("第 2 行「楼栋数」的值“12；8；9”：小区有 2 个，这里有 3 项"));
    let unknown = csv.replace("B17", "Z99");
    assert!(projects_of(&app, &unknown).words(Default::default()).contains("“Z99”不在改造内容目录里"));
}

#[test]
fn the_demonstration_moves_to_another_database() {
    let app = TestApp::new();
    let now = "2026-06-12T04:00:00Z".parse().unwrap();
    app.db.write_now(|conn| backend::demo::fill(conn, day(TODAY), now)).unwrap();
    assert!(ledger(&app).lines().count() > 140);
    moved(&app);
}

#[test]
fn an_empty_ledger_is_a_header() {
    let app = TestApp::new();
    assert_eq!(ledger(&app).lines().count(), 1);
}

#[test]
fn the_command_writes_a_file() {
    let data = tempfile::TempDir::new().unwrap();
    let file = data.path().join("ledger.csv");
    let path = file.to_str().unwrap();
    assert!(linxin(data.path()).arg("migrate").output().unwrap().status.success());
    assert!(linxin(data.path()).args(["export", "projects", path]).output().unwrap().status.success());
    assert!(std::fs::read(&file).unwrap().starts_with(b"\xef\xbb\xbf"));
    let nowhere = data.path().join("no/where.csv");
    let output = linxin(data.path()).args(["export", "projects", nowhere.to_str().unwrap()]).output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("不能写入"));
}

#[test]
fn a_ledger_that_cannot_be_written_leaves_the_one_before() {
    let data = tempfile::TempDir::new().unwrap();
    let file = data.path().join("ledger.csv");
    std::fs::write(&file, "before").unwrap();
    assert!(linxin(data.path()).arg("migrate").output().unwrap().status.success());
    let export = || linxin(data.path()).args(["export", "projects"]).arg(&file).output().unwrap();
    // The place where the new one grows is taken.
    let part = data.path().join("ledger.csv.part");
    std::fs::create_dir(&part).unwrap();
    let output = export();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("不能写入"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "before");
    std::fs::remove_dir(&part).unwrap();
    assert!(export().status.success() && !part.exists());
    assert!(std::fs::read(&file).unwrap().starts_with(b"\xef\xbb\xbf"));
}

#[test]
fn the_ending_of_the_file_says_the_format() {
    let data = tempfile::TempDir::new().unwrap();
    assert!(linxin(data.path()).arg("migrate").output().unwrap().status.success());
    let export = |name: &str| {
        let file = data.path().join(name);
        (linxin(data.path()).args(["export", "projects"]).arg(&file).output().unwrap(), file)
    };
    for (name, begins) in [("a.csv", "\u{feff}编号"), ("a.XLSX", "PK\u{3}\u{4}"), ("a.geojson", "{\"type\":\"Feat")] {
        let (output, file) = export(name);
        assert!(output.status.success() && std::fs::read(&file).unwrap().starts_with(begins.as_bytes()), "{name}");
    }
    for name in ["a.xls", "ledger"] {
        let (output, file) = export(name);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && !file.exists(), "{said}");
        assert!(said.contains(".csv、.xlsx 或 .geojson") && said.contains(".csv, .xlsx or .geojson"), "{said}");
    }
}

#[test]
fn a_spreadsheet_holds_numbers_and_days() {
    use calamine::{Data, Reader as _};
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = project(town.east, "PRJ-2026-0001", "=1+1");
    row.total_investment_fen = Some(710_560_001);
    row.planned_start = Some(day("2026-01-01"));
    row.approval_date = Some(day("1950-01-01"));
    row.summary = Some("'=x\n第二行".to_owned());
    store(&app.db, &row, &[]);
    let file = written(&app, Format::Xlsx);
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(&file)).unwrap();
    let sheet = book.worksheet_range("项目台账").unwrap();
    let header: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let cell = |name: &str| sheet.rows().nth(1).unwrap()[header.iter().position(|h| h == name).unwrap()].clone();
    assert_eq!(cell("项目名称"), Data::String("=1+1".to_owned()));
    assert_eq!(cell("总投资（万元）"), Data::Float(710.560_001));
    assert!(matches!(cell("计划开工"), Data::DateTime(at) if at.as_f64() == 46_023.0));
    in_other_formats(&app, &ledger(&app));
}

#[test]
fn what_does_not_fit_into_a_spreadsheet_is_said() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = project(town.east, "PRJ-2026-0001", "甲");
    row.summary = Some("长".repeat(40_000));
    store(&app.db, &row, &[]);
    let said = app.db.read_now(|conn| export::projects(conn, Format::Xlsx)).unwrap_err().to_string();
    assert!(said.contains("PRJ-2026-0001 的“项目简介”写不进电子表格") && said.contains(".geojson"), "{said}");
}

#[test]
fn a_folder_without_a_database_is_said_and_stays_as_it_is() {
    let data = tempfile::TempDir::new().unwrap();
    for folder in [data.path().to_owned(), data.path().join("typo")] {
        let file = data.path().join("ledger.csv");
        let output = linxin(&folder).args(["export", "projects", file.to_str().unwrap()]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("没有数据库") && said.contains("--data"), "{said}");
    }
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_promise_that_has_begun_does_not_vanish_from_a_list() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "甲");
    store(&app.db, &row, &[]);
    write(&app.db, |conn| compounds::store::insert(conn, &[compound(town.east, "旁")]));
    let item = |code: &str, status| projects::PromisedRow {
        id: ids::next(),
        project_id: row.id,
        item_code: code.to_owned(),
        quantity_planned: Some(5),
        quantity_done: None,
        budget_fen: None,
        status: backend::db::Code(status),
        votes_for: 0,
        drop_reason: Some("居民不同意".to_owned()),
        warranty_until: None,
        created_at: row.created_at,
        updated_at: row.updated_at,
        created_by: None,
        version: 1,
    };
    use shared::work_items::WorkItemStatus::{Done, Dropped, Planned};
    let items = [item("B17", Done), item("I07", Dropped), item("B01", Planned)];
    write(&app.db, move |conn| projects::insert_work_items(conn, &items));
    let out = ledger(&app);
    assert!(out.contains("B01:5; B17:5") && !out.contains("I07"), "{out}");
    assert_eq!(done(&projects_of(&app, &out.replace("B01:5; B17:5", ""))), (0, 1, 0));
    assert!(ledger(&app).contains(",B17:5,"));
}
