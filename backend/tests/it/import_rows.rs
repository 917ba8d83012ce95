//! Rows that cannot be what they seem, and values that nothing is made of: said once, never dropped in silence.

use backend::areas::store::AreaRow;
use backend::import::{Lang, What};
use backend::projects::store::ProjectRow;
use backend::schema::{areas, projects};
use diesel::prelude::*;

use crate::app::TestApp;
use crate::builders::{Town, project, store};
use crate::import::{HEADER, done, list, projects_of, refused, traces};

#[test]
fn a_value_to_the_right_of_all_headers_is_refused() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,状态,总投资（元）\n甲,公厕,已立项,1,420\n";
    let said = ["第 2 行「E」的值“420”：这一格在所有列名的右边", "Row 2, column \"E\", value \"420\"", "引号"];
    refused(&app, What::Projects, csv.as_bytes(), "", &said);
    let two = "项目名称,项目类型,状态,总投资（元）\n甲,公厕,已立项,1,420,000\n";
    let said = ["发现 2 处问题", "第 2 行「E」的值“420”", "第 2 行「F」的值“000”"];
    refused(&app, What::Projects, two.as_bytes(), "", &said);
    // Empty cells are no values.
    assert_eq!(done(&projects_of(&app, "项目名称,项目类型,状态,,\n甲,公厕,已立项,, ,,\n")), (1, 0, 0));
}

#[test]
fn a_line_of_totals_is_one_problem_in_every_ledger() {
    let app = TestApp::new();
    Town::build(&app.db);
    let row = "第 3 行：像是合计行，请删去这一行";
    let says = |what, csv: &str| refused(&app, what, csv.as_bytes(), "", &[row, "发现 1 处问题", "line of totals"]);
    // The word may stand in a column that nothing is read from.
    says(What::Projects, "序号,项目名称,项目类型,状态,户数\n1,甲,公厕,已立项,\n合计,,,,300\n");
    says(What::Projects, "项目名称,项目类型,状态,区,户数\n甲,公厕,已立项,甲区,\n,,,合计：,300\n");
    says(What::Compounds, "序号,小区,社区\n1,甲小区,东社区\n合计1个小区,,\n");
    says(What::Areas, "序号,名称,层级,上级,户数\n1,南社区,社区,北街道,2\nTotal,,,,2\n");
}

#[test]
fn what_is_said_of_a_compound_without_its_name_is_checked_and_noted() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,街道,社区,小区,状态,楼栋数,户数,建筑面积\n\
               甲,公厕,北街道,东社区,,已立项,12,300,\n\
               乙,公厕,北街道,东社区,,已立项,,200,1.5万㎡\n\
               丙,老旧小区改造,北街道,东社区,丙小区,已立项,3,100,\n";
    let report = projects_of(&app, csv);
    assert_eq!(done(&report), (3, 0, 0));
    let words = report.words(Lang::Zh);
    for said in ["「楼栋数」的值：第 2 行没有写小区", "「户数」的值：第 2、3 行没有写小区", "「建筑面积」的值：第 3 行"]
    {
        assert!(words.contains(said), "{said} is not in:\n{words}");
    }
    assert!(report.words(Lang::En).contains("Not kept: \"户数\" of row 2, 3, which name no compound"));
    let wrong = csv.replace(",12,300,", ",十二,-3,");
    let said = ["第 2 行「楼栋数」的值“十二”：应为数字", "第 2 行「户数」的值“-3”：不能是负数"];
    refused(&app, What::Projects, wrong.as_bytes(), "", &said);
}

#[test]
fn a_cell_that_many_ask_for_is_told_once() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,街道,状态\n#REF!,公厕,北街道,已立项\n";
    let said = ["发现 1 处问题", "第 2 行「项目名称」的值“#REF!”：表格里的公式出错了"];
    refused(&app, What::Projects, csv.as_bytes(), "", &said);
    let split =
        "[columns]\n\"所在\" = { split = [{ field = \"street\", until = [\"街道\"] }, { field = \"community\" }] }\n";
    let csv = "项目名称,项目类型,状态,所在\n甲,公厕,已立项,东社区\n";
    refused(&app, What::Projects, csv.as_bytes(), split, &["发现 1 处问题", "没有找到“街道”"]);
}

#[test]
fn a_percentage_of_a_spreadsheet_is_read_as_it_is_shown() {
    let app = TestApp::new();
    Town::build(&app.db);
    let file = include_bytes!("../fixtures/percent.xlsx");
    assert_eq!(done(&list(&app, What::Projects, file, "", |_| ())), (4, 0, 0));
    let columns = (projects::name, projects::works_progress_bp);
    let read: Vec<(String, Option<i32>)> =
        app.db.read_now(|c| Ok(projects::table.order(projects::number).select(columns).load(c)?)).unwrap();
    let read: Vec<_> = read.iter().map(|(name, bp)| (name.as_str(), bp.unwrap())).collect();
    assert_eq!(read, [("甲", 3_500), ("乙", 10_000), ("丙", 3_550), ("丁", 700)]);
}

/// A spreadsheet of two projects under one merged street and community; the second one's investment is `formula`.
fn merged(formula: Option<&str>) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, header) in (0..).zip(["项目名称", "项目类型", "街道", "社区", "状态", "总投资（万元）"])
    {
        sheet.write(0, at, header).unwrap();
    }
    for (row, name) in [(1, "甲"), (2, "乙")] {
        for (at, value) in [(0, name), (1, "公厕"), (4, "已立项")] {
            sheet.write(row, at, value).unwrap();
        }
    }
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(1, 2, 2, 2, "北街道", &plain).unwrap();
    sheet.merge_range(1, 3, 2, 3, "东社区", &plain).unwrap();
    if let Some(formula) = formula {
        sheet.write_formula(2, 5, rust_xlsxwriter::Formula::new(formula).set_result(" ")).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn merged_cells_belong_to_every_row_they_cover() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    assert_eq!(done(&list(&app, What::Projects, &merged(None), "", |_| ())), (2, 0, 0));
    let places: Vec<i64> = app.db.read_now(|c| Ok(projects::table.select(projects::area_id).load(c)?)).unwrap();
    assert_eq!(places, [town.east, town.east]);
}

#[test]
fn a_formula_that_nobody_has_computed_is_no_empty_cell() {
    let app = TestApp::new();
    Town::build(&app.db);
    refused(&app, What::Projects, &merged(Some("=250*2")), "", &["第 3 行「总投资（万元）」", "公式", "发现 1 处问题"]);
}

#[test]
fn names_and_years_that_cannot_be_are_refused() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = format!("项目名称,项目类型,状态,计划竣工\n{},公厕,已立项,9999-12-31\n", "长".repeat(201));
    refused(&app, What::Projects, csv.as_bytes(), "", &["201 个字，最多 200 个", "1900 到 2100", "发现 2 处问题"]);
}

#[test]
fn two_rows_with_one_key_of_import_name_each_other() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "编号,项目名称,项目类型,状态,导入标识\nA-1,甲,公厕,已立项,K\nA-2,乙,公厕,已立项,K\n,丙,公厕,已立项,K\n";
    let said = ["第 3 行：与第 2 行是同一条（K）", "第 4 行：与第 3 行是同一条（K）", "发现 2 处问题"];
    refused(&app, What::Projects, csv.as_bytes(), "", &said);
    let csv = "编号,项目名称,项目类型,状态\nprj-2026-0001,甲,公厕,已立项\nＰＲＪ－2026－0001,乙,公厕,已立项\n";
    refused(&app, What::Projects, csv.as_bytes(), "", &["第 3 行：与第 2 行是同一条（PRJ-2026-0001）"]);
}

#[test]
fn two_imports_at_once_leave_one_ledger() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = |own: &str| {
        let row = |name: &str| format!("{name},老旧小区改造,新街道,新社区,{name}小区,已立项,2026,{own}公司\n");
        format!("{HEADER},施工单位\n{}{}", row("同"), row(own))
    };
    let reports: Vec<_> = std::thread::scope(|scope| {
        let (app, csv) = (&app, &csv);
        let starts: Vec<_> =
            ["甲", "乙", "丙", "丁"].into_iter().map(|own| scope.spawn(move || projects_of(app, &csv(own)))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let new: usize = reports.iter().map(|r| done(r).0).sum();
    assert_eq!(new, 5, "the common project is made once");
    let numbers: Vec<String> =
        app.db.read_now(|c| Ok(projects::table.order(projects::number).select(projects::number).load(c)?)).unwrap();
    assert_eq!(numbers, [1, 2, 3, 4, 5].map(|n| format!("PRJ-2026-000{n}")));
    assert_eq!(traces(&app.db).0[..4], [6, 5, 4, 5], "areas, compounds, organisations and projects");
}

#[test]
fn a_row_that_somebody_else_changed_is_not_written_over() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "甲");
    store(&app.db, &row, &[]);
    let named = |name: &str| ProjectRow { name: name.to_owned(), version: 2, ..row.clone() };
    app.db.write_now(|c| backend::projects::store::update(c, &named("先"))).unwrap();
    let late = app.db.write_now(|c| backend::projects::store::update(c, &named("后"))).unwrap_err();
    assert!(late.to_string().contains("PRJ-2026-0001 刚被别人改过"), "{late}");
    let name: String = app.db.read_now(|c| Ok(projects::table.select(projects::name).first(c)?)).unwrap();
    assert_eq!(name, "先");
}

#[test]
fn no_two_districts_have_one_name() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let twin = app.db.write_now(|c| {
        let mut row: AreaRow = areas::table.find(town.district).select(AreaRow::as_select()).first(c)?;
        row.id += 1;
        backend::areas::store::insert(c, &[row])
    });
    assert!(twin.is_err());
}
