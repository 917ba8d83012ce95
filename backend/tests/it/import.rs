//! Lists come in whole or not at all, and what is wrong is said by row, column, value and what to do.

use backend::db::Db;
use backend::import::{Lang, Options, Report, What, import, mapping};
use backend::schema::{areas, compounds, meta, organizations, projects};
use diesel::prelude::*;
use shared::projects::{Project, ProjectPage};

use crate::app::TestApp;
use crate::builders::Town;
use crate::command::linxin;

pub(crate) const HEADER: &str = "项目名称,项目类型,街道,社区,小区,状态,年度";

/// Imports `csv` as it would be uploaded, at noon of a day in June.
pub(crate) fn list(app: &TestApp, what: What, file: &[u8], rules: &str, tune: impl FnOnce(&mut Options)) -> Report {
    let mut options = Options { rules: mapping::parse("test.toml", rules).unwrap(), ..Options::default() };
    tune(&mut options);
    import(&app.db, what, std::io::Cursor::new(file), &options, "2026-06-12T04:00:00Z".parse().unwrap()).unwrap()
}

pub(crate) fn projects_of(app: &TestApp, csv: &str) -> Report {
    list(app, What::Projects, csv.as_bytes(), "", |_| ())
}

/// What was done: new, changed, unchanged. The test fails with the report when the list was refused.
pub(crate) fn done(report: &Report) -> (usize, usize, usize) {
    assert!(!report.refused(), "{}", report.words(Lang::En));
    (report.new, report.changed, report.unchanged)
}

/// Everything an import could change, and the revision.
pub(crate) fn traces(db: &Db) -> (Vec<i64>, String) {
    db.read_now(|conn| {
        let counts = vec![
            areas::table.count().get_result(conn)?,
            compounds::table.count().get_result(conn)?,
            organizations::table.count().get_result(conn)?,
            projects::table.count().get_result(conn)?,
            projects::table.select(diesel::dsl::sum(projects::version)).first::<Option<i64>>(conn)?.unwrap_or(0),
        ];
        Ok((counts, meta::table.find("revision").select(meta::value).first(conn)?))
    })
    .unwrap()
}

/// The list is refused with every one of `said`, in Chinese or English, and changes nothing.
pub(crate) fn refused(app: &TestApp, what: What, file: &[u8], rules: &str, said: &[&str]) {
    let before = traces(&app.db);
    for dry_run in [true, false] {
        let report = list(app, what, file, rules, |o| o.dry_run = dry_run);
        assert!(report.refused(), "{}", report.words(Lang::En));
        let words = format!("{}\n{}", report.words(Lang::Zh), report.words(Lang::En));
        for wanted in said {
            assert!(words.contains(wanted), "{wanted} is not in:\n{words}");
        }
        assert_eq!(traces(&app.db), before);
    }
}

fn row(app: &TestApp, number: &str) -> backend::projects::store::ProjectRow {
    let number = number.to_owned();
    let query = |conn: &mut backend::db::Conn| {
        Ok(projects::table
            .filter(projects::number.eq(number))
            .select(backend::projects::store::ProjectRow::as_select())
            .first(conn)?)
    };
    app.db.read_now(query).unwrap()
}

#[actix_web::test]
async fn a_list_comes_in_and_is_served() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv =
        format!("{HEADER},总投资（万元）,备注\n甲改造,老旧小区改造,北街道,东社区,甲小区,施工中,2021,\"1,420.5\",x\n");
    let report = projects_of(&app, &csv);
    assert_eq!(done(&report), (1, 0, 0));
    assert_eq!(report.ignored, ["备注"]);
    assert!(report.areas.is_empty(), "{:?}", report.areas);
    assert_eq!(report.compounds, ["甲小区"]);
    let project: Project = app.read("/api/v1/projects/PRJ-2021-0001").await;
    assert_eq!(project.summary.name, "甲改造");
    assert_eq!(project.total_investment_fen, Some(1_420_500_000));
    assert_eq!(project.compounds[0].compound.name, "甲小区");
    assert_eq!(project.summary.position, None);
    assert_eq!(project.summary.status_since, None);
}

#[test]
fn the_same_file_changes_nothing_and_a_changed_row_is_found_again() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv =
        format!("{HEADER}\n甲,老旧小区改造,北街道,东社区,甲小区,待开工,2021\n乙,公厕,新街道,新社区,,已立项,2022\n");
    assert_eq!(done(&projects_of(&app, &csv)), (2, 0, 0));
    let before = traces(&app.db);
    // Spellings of the same place are the same place; tomorrow is no reason for a change.
    let same = csv.replace("北街道", "北街道办事处").replace("东社区", " 东社区居委会 ");
    let options = Options::default();
    let tomorrow = "2026-06-13T04:00:00Z".parse().unwrap();
    let report = import(&app.db, What::Projects, std::io::Cursor::new(&same), &options, tomorrow).unwrap();
    assert_eq!(done(&report), (0, 0, 2));
    assert_eq!(traces(&app.db), before);

    let changed = csv.replace("待开工", "施工中");
    assert_eq!(done(&projects_of(&app, &changed)), (0, 1, 1));
    let row = row(&app, "PRJ-2021-0001");
    assert_eq!((row.version, row.status_since), (2, None));
    assert_ne!(traces(&app.db).1, before.1);
}

#[test]
fn what_a_list_does_not_speak_of_stays() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = format!(
        "{HEADER},经度,纬度,户数,改造内容\n甲,老旧小区改造,北街道,东社区,甲小区,待开工,2021,115.1,30.2,120,B17:5200; I07\n"
    );
    assert_eq!(done(&projects_of(&app, &csv)), (1, 0, 0));
    let short = format!("{HEADER}\n甲,老旧小区改造,北街道,东社区,甲小区,待开工,2021\n");
    assert_eq!(done(&projects_of(&app, &short)), (0, 0, 1));
    assert_eq!(row(&app, "PRJ-2021-0001").lng, Some(115.1));
    let fewer = csv.replace("; I07", "").replace(",120,", ",121,");
    assert_eq!(done(&projects_of(&app, &fewer)), (0, 1, 0));
}

#[test]
fn every_problem_of_every_row_is_listed_and_nothing_changes() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = format!(
        "{HEADER},计划开工,计划竣工,总投资(万元),户数\n\
         好,公厕,北街道,东社区,,已立项,2021,2021-01-01,2021-02-01,1,\n\
         甲,公厕,北街道,东社区,,已开工,二〇二一,六月,2021-02-30,约100,\n\
         ,飞机场,北街道,东社区,,已立项,2021,2021-03-01,2021-02-01,-5,\n\
         丙,老旧小区改造,北街道,东社区,丙小区,施工中,2021,,,#REF!,12.5\n"
    );
    refused(
        &app,
        What::Projects,
        csv.as_bytes(),
        "",
        &[
            "第 3 行「状态」的值“已开工”：不认识，可用：草稿",
            "Row 3, column \"年度\", value \"二〇二一\": expected a year",
            "第 3 行「计划开工」的值“六月”：应为日期",
            "第 3 行「计划竣工」的值“2021-02-30”：应为日期",
            "第 3 行「总投资(万元)」的值“约100”：应为数字",
            "第 4 行「项目名称」为空：必须填写",
            "第 4 行「项目类型」的值“飞机场”：不认识，可用：老旧小区改造",
            "第 4 行「总投资(万元)」的值“-5”：不能是负数",
            "第 5 行「总投资(万元)」的值“#REF!”：表格里的公式出错了",
            "第 5 行「户数」的值“12.5”：应为整数",
            "没有导入：发现",
        ],
    );
    let order = "项目名称,项目类型,街道,状态,计划开工,计划竣工\n甲,公厕,北街道,已立项,2021-03-01,2021-02-01\n";
    refused(
        &app,
        What::Projects,
        order.as_bytes(),
        "",
        &["第 2 行「计划竣工」的值“2021-02-01”：竣工早于开工（2021-03-01）"],
    );
}

#[test]
fn a_flood_of_problems_is_counted() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = format!("{HEADER}\n{}", "甲,公厕,北街道,东社区,,怪,2021\n".repeat(250));
    // Each row has its state wrong, and all but the first repeat it.
    refused(&app, What::Projects, csv.as_bytes(), "", &["没有列出", "第 2 行「状态」", "第 101 行"]);
}

#[test]
fn missing_columns_are_named_and_so_is_a_missing_header() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,街道\n甲,北街道\n";
    refused(
        &app,
        What::Projects,
        csv.as_bytes(),
        "",
        &["第 1 行：缺少必需的列：项目类型；项目状态 或 报道原文", "--mapping"],
    );
    refused(&app, What::Projects, b"a,b\n1,2\n", "", &["没有找到列名", "no header found"]);
    refused(&app, What::Projects, b"", "", &["文件是空的"]);
    refused(&app, What::Projects, HEADER.as_bytes(), "", &["列名下面没有数据行"]);
    let twice = "项目名称,工程名称,项目类型,状态\n甲,乙,公厕,已立项\n";
    refused(&app, What::Projects, twice.as_bytes(), "", &["“项目名称”（A 列）和“工程名称”（B 列）两列都当作同一项"]);
}

#[test]
fn twins_in_one_file_name_both_rows() {
    let app = TestApp::new();
    Town::build(&app.db);
    let one = "甲,公厕,北街道,东社区,,已立项,2021\n";
    let csv = format!("{HEADER}\n{one}乙,公厕,北街道,东社区,,已立项,2021\n\n{one}合计,,,,,,\n");
    refused(&app, What::Projects, csv.as_bytes(), "", &["第 5 行：与第 2 行是同一条", "第 6 行：像是合计行"]);
}

#[test]
fn money_needs_a_unit_and_is_never_finer_than_a_fen() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = |header: &str, value: &str| format!("项目名称,项目类型,状态,{header}\n甲,公厕,已立项,{value}\n");
    let says = |header: &str, value: &str, words: &str| {
        refused(&app, What::Projects, csv(header, value).as_bytes(), "", &[words]);
    };
    says("总投资", "1420", "第 2 行「总投资」的值“1420”：没有写单位");
    says("总投资（元）", "0.001", "比一分钱还细");
    says("总投资（石）", "1", "不认识单位“石”");
    says("形象进度", "0.35", "看不出是百分之 0.35 还是比例");
    says("形象进度", "101%", "进度不能超过 100%");
    assert_eq!(done(&projects_of(&app, &csv("总投资（元）", "１２３４．５６"))), (1, 0, 0));
    assert_eq!(row(&app, "PRJ-2026-0001").total_investment_fen, Some(123_456));
}

#[test]
fn numbers_are_kept_counted_on_and_never_given_twice() {
    let app = TestApp::new();
    Town::build(&app.db);
    let list = |rows: &str| projects_of(&app, &format!("编号,项目名称,项目类型,状态,年度\n{rows}"));
    assert_eq!(
        done(&list("PRJ-2026-9999,甲,公厕,已立项,2026\n,乙,公厕,已立项,2026\n,丙,公厕,已立项,2025\n")),
        (3, 0, 0)
    );
    assert_eq!(row(&app, "PRJ-2026-10000").name, "乙");
    assert_eq!(row(&app, "PRJ-2025-0001").name, "丙");
    app.db.write_now(|c| Ok(diesel::delete(projects::table.filter(projects::name.eq("乙"))).execute(c)?)).unwrap();
    assert_eq!(done(&list(",丁,公厕,已立项,2026\n")), (1, 0, 0));
    assert_eq!(row(&app, "PRJ-2026-10001").name, "丁");
    // By its number a project is found again even under another name.
    assert_eq!(done(&list("PRJ-2026-9999,甲公厕,公厕,已立项,2026\n")), (0, 1, 0));
    let csv = "编号,项目名称,项目类型,状态\n1,戊,公厕,已立项\n";
    refused(&app, What::Projects, csv.as_bytes(), "", &["第 2 行「编号」的值“1”：不像项目编号"]);
}

#[actix_web::test]
async fn drafts_and_what_is_not_to_be_published_stay_inside() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,状态,公开\n甲,公厕,草稿,\n乙,公厕,已立项,否\n丙,公厕,已立项,\n";
    assert_eq!(done(&projects_of(&app, csv)), (3, 0, 0));
    let page: ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!(page.items.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["丙"]);
    let csv = "项目名称,项目类型,状态,公开\n甲,公厕,已立项,也许\n";
    refused(&app, What::Projects, csv.as_bytes(), "", &["第 2 行「公开」的值“也许”：应为“是”或“否”"]);
}

#[test]
fn a_mapping_explains_a_list_of_its_own_kind() {
    let app = TestApp::new();
    let csv = "pid,agency,title,budget,borough,pipes(km),note\n\
               A1,DOT,Bridge,30967,North,1.5,late\n\
               A1,DEP,Main,983,North,,\n";
    let rules = r#"
key = ["pid", "agency"]
[columns]
agency = "client"
budget = { field = "total_investment", unit = "thousand dollars" }
"pipes(km)" = { work_item = "B04" }
note = "status_reason"
borough = "street"
[join.name]
columns = ["pid", "title"]
with = " "
[constants]
currency = "USD"
kind = "footbridge"
status = "under_construction"
plan_year = 2021
[district]
name = "城区"
"#;
    let go = |csv: &str| list(&app, What::Projects, csv.as_bytes(), rules, |_| ());
    let report = go(csv);
    assert_eq!(done(&report), (2, 0, 0));
    assert_eq!(report.areas, ["North"]);
    let first = row(&app, "PRJ-2021-0001");
    assert_eq!((first.name.as_str(), first.total_investment_fen), ("A1 Bridge", Some(3_096_700_000)));
    assert_eq!(first.import_key.as_deref(), Some("A1|DOT"));
    // The key is the one the mapping says: a new title is the same project.
    assert_eq!(done(&go(&csv.replace("Bridge", "Old bridge"))), (0, 1, 1));
    let missing = rules.replace("\"pid\", \"agency\"", "\"pid\", \"office\"");
    refused(&app, What::Projects, csv.as_bytes(), &missing, &["映射里的列“office”不在文件里", "pid、agency"]);
    let alone = rules.replace(", \"agency\"]", "]");
    refused(&app, What::Projects, csv.as_bytes(), &alone, &["第 3 行：与第 2 行是同一条（A1）", "key"]);
}

#[test]
fn a_place_that_cannot_be_understood_is_refused() {
    let app = TestApp::new();
    let csv = format!("{HEADER}\n甲,公厕,北街道,东社区,,已立项,2021\n");
    refused(&app, What::Projects, csv.as_bytes(), "", &["不知道属于哪个区", "[district]"]);
    Town::build(&app.db);
    let other = "项目名称,项目类型,状态,区\n甲,公厕,已立项,乙区\n";
    refused(&app, What::Projects, other.as_bytes(), "", &["第 2 行：库里没有区“乙区”（有：甲区）"]);
    let streetless = "项目名称,项目类型,状态,社区\n甲,公厕,已立项,南社区\n";
    refused(&app, What::Projects, streetless.as_bytes(), "", &["第 2 行：不知道“南社区”属于哪个街道"]);
    assert_eq!(done(&projects_of(&app, &streetless.replace("南社区", "东社区"))), (1, 0, 0));
    let loose = "小区,项目类型,状态,街道\n甲小区,老旧小区改造,已立项,北街道\n";
    refused(&app, What::Projects, loose.as_bytes(), "", &["第 2 行「小区」的值“甲小区”：不知道“甲小区”在哪个社区"]);
    let rules =
        "[columns]\n\"所在\" = { split = [{ field = \"street\", until = [\"街道\"] }, { field = \"community\" }] }\n";
    let split = "项目名称,项目类型,状态,所在\n甲,公厕,已立项,东社区\n";
    refused(&app, What::Projects, split.as_bytes(), rules, &["第 2 行「所在」的值“东社区”：没有找到“街道”"]);
}

#[test]
fn encodings_are_told_apart_and_a_wrong_one_is_refused() {
    let app = TestApp::new();
    Town::build(&app.db);
    let file = include_bytes!("../fixtures/gb18030.csv");
    assert_eq!(done(&list(&app, What::Projects, file, "", |_| ())), (2, 0, 0));
    assert_eq!(row(&app, "PRJ-2021-0001").total_investment_fen, Some(1_420_500_000));
    let (text, ..) = encoding_rs::GB18030.decode(file);
    for same in [text.to_string(), format!("\u{feff}{text}")] {
        assert_eq!(done(&projects_of(&app, &same)), (0, 0, 2));
    }
    let by_hand = list(&app, What::Projects, file, "", |o| o.encoding = Some("utf-8".to_owned()));
    assert!(by_hand.words(Lang::Zh).contains("文件不是 UTF-8 编码"), "{}", by_hand.words(Lang::Zh));
    refused(&app, What::Projects, b"\xff\xff\x80,\x81", "", &["--encoding", "既不是 UTF-8 也不是 GB18030"]);
    refused(&app, What::Projects, "项目名称\n\"甲,乙\n".as_bytes(), "", &["第 2 行：这一行有一个英文双引号没有成对"]);
    refused(&app, What::Projects, b"PK\x03\x04broken", "", &["表格打不开"]);
}

#[test]
fn a_spreadsheet_may_have_titles_above_its_header() {
    let app = TestApp::new();
    Town::build(&app.db);
    let file = include_bytes!("../fixtures/titled.xlsx");
    assert_eq!(done(&list(&app, What::Projects, file, "", |_| ())), (2, 0, 0));
    let park = row(&app, "PRJ-2026-0001");
    assert_eq!(park.total_investment_fen, Some(710_560_000));
    assert_eq!(park.planned_start.unwrap().to_string(), "2026-01-01");
    assert_eq!(park.planned_finish.unwrap().to_string(), "2026-06-30");
    assert_eq!(park.lng.zip(park.lat), Some((115.0879, 30.2077)));
    assert_eq!(row(&app, "PRJ-2026-0002").total_investment_fen, Some(1_200_000_000));
    refused(&app, What::Projects, file, "sheet = \"别的\"", &["没有工作表“别的”，有：台账"]);
    // Rows are told by the numbers the spreadsheet shows, titles and empty rows counted.
    refused(&app, What::Projects, file, "[values.status]\n\"已立项\" = \"x\"", &["第 6 行「项目状态」的值“已立项”"]);
}

#[test]
fn the_command_fails_on_a_refusal_and_tells_in_both_languages() {
    let data = tempfile::TempDir::new().unwrap();
    let file = data.path().join("list.csv");
    std::fs::write(&file, "项目名称,项目类型,状态,区\n甲,公厕,怪,甲区\n").unwrap();
    let run = |lang: &str| {
        let path = file.to_str().unwrap();
        let output = linxin(data.path()).args(["import", "projects", path]).env("LINXIN_LANG", lang).output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (fine, told, _) = run("zh");
    assert!(!fine && told.contains("第 2 行「状态」的值“怪”"), "{told}");
    let (fine, told, _) = run("en");
    assert!(!fine && told.contains("Row 2, column \"状态\", value \"怪\""), "{told}");
    std::fs::write(&file, "项目名称,项目类型,状态,区\n甲,公厕,已立项,甲区\n").unwrap();
    let (fine, _, told) = run("zh");
    assert!(fine && told.contains("新增 1，更新 0，不变 0"), "{told}");

    let rules = data.path().join("m.toml");
    std::fs::write(&rules, "[columns]\nx = \"nmae\"\n").unwrap();
    let output = linxin(data.path())
        .args(["import", "projects", file.to_str().unwrap()])
        .env("LINXIN_MAPPING", &rules)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("第 2 行") && told.contains("nmae"), "{told}");
}
