//! A list from abroad: composite keys, thousand dollars, columns put together and constants. The real one is read where
//! it lies beside the checkout, a made-up look-alike everywhere.

use backend::import::What;
use backend::projects::store::ProjectRow;
use backend::schema::projects;
use diesel::prelude::*;
use shared::money::Currency;
use shared::projects::{Project, ProjectPage};

use crate::app::TestApp;
use crate::export::ledger;
use crate::import::{done, list, refused, traces};
use crate::import_real::real;

const NYC: &str = include_str!("../mappings/nyc.toml");
const LOOK_ALIKE: &[u8] = include_bytes!("../fixtures/projects_thousand_dollars.csv");

/// The mapping with the id alone as key.
fn id_only() -> String {
    let rules = NYC.replace(r#"key = ["project_id", "managing_agency"]"#, r#"key = ["project_id"]"#);
    assert_ne!(rules, NYC);
    rules
}

fn comes_in(app: &TestApp, file: &[u8], rows: usize) {
    assert_eq!(done(&list(app, What::Projects, file, NYC, |_| ())), (rows, 0, 0));
    let before = traces(&app.db);
    assert_eq!(done(&list(app, What::Projects, file, NYC, |_| ())), (0, 0, rows));
    assert_eq!(traces(&app.db), before);
}

fn rows(app: &TestApp) -> Vec<ProjectRow> {
    let query = projects::table.order(projects::number).select(ProjectRow::as_select());
    app.db.read_now(|conn| Ok(query.load(conn)?)).unwrap()
}

#[actix_web::test]
async fn an_id_that_occurs_twice_is_refused_until_the_mapping_names_the_agency_too() {
    let app = TestApp::new();
    let said = [
        "第 3 行：与第 2 行是同一条（SAMPLE-1）",
        "在映射的 key 里加上能区分它们的列",
        "发现 1 处问题",
        "Row 3: the same as row 2 (SAMPLE-1)",
    ];
    refused(&app, What::Projects, LOOK_ALIKE, &id_only(), &said);
    comes_in(&app, LOOK_ALIKE, 4);
    let keys: Vec<_> = rows(&app).into_iter().map(|r| r.import_key.unwrap()).collect();
    assert_eq!(keys[..2], ["SAMPLE-1|SAMPLE DEPT OF ROADS", "SAMPLE-1|SAMPLE DEPT OF WATER"]);
    let bridge: Project = app.read("/api/v1/projects/PRJ-2021-0001").await;
    assert_eq!(bridge.summary.name, "Sample bridge · SAMPLE-1");
    assert_eq!(bridge.text.as_deref(), Some("SAMPLE BRIDGE OVER SAMPLE CREEK; FAIR BRIDGES"));
    assert_eq!(bridge.summary.reason.as_deref(), Some("DELAYED BY SAMPLE REASONS"));
    assert_eq!(bridge.members[0].organization, "SAMPLE DEPT OF ROADS");
    assert_eq!((bridge.total_investment_fen, bridge.currency), (Some(3_176_700_000), Currency::Usd));
    assert_eq!(bridge.summary.areas[0].name, "NORTH");
    let playground: Project = app.read("/api/v1/projects/PRJ-2021-0003").await;
    assert_eq!(playground.text.as_deref(), Some("NEIGHBORHOOD PARKS AND PLAYGROUNDS"), "an empty cell is left out");
}

#[test]
fn a_position_outside_the_district_of_the_mapping_is_refused() {
    let app = TestApp::new();
    let file = String::from_utf8_lossy(LOOK_ALIKE).replace("-73.971347,40.575341", "40.575341,-73.971347");
    let said = ["第 4 行「longitude、latitude」的值“40.575341、-73.971347”：经纬度可能写反了"];
    refused(&app, What::Projects, file.as_bytes(), NYC, &said);
    let file = String::from_utf8_lossy(LOOK_ALIKE).replace("40.575341", "42.575341");
    refused(&app, What::Projects, file.as_bytes(), NYC, &["第 4 行", "不在区的范围"]);
}

#[test]
fn dollars_are_never_taken_for_yuan() {
    let app = TestApp::new();
    let yuan = NYC.replace("currency = \"USD\"\n", "");
    refused(&app, What::Projects, LOOK_ALIKE, &yuan, &["单位说的是 USD，这一行的币种却是 CNY", "[constants]"]);
    refused(&app, What::Projects, LOOK_ALIKE, &NYC.replace("\"USD\"", "\"DM\""), &["可用：CNY、HKD"]);
    comes_in(&app, LOOK_ALIKE, 4);
    // A list that says nothing of a currency means yuan.
    let csv = "编号,项目名称,项目类型,街道,状态,总投资（万元）\nPRJ-2021-0001,桥,立体交通,NORTH,已立项,12\n";
    refused(&app, What::Projects, csv.as_bytes(), "", &["第 2 行：库里这一项目的金额是 USD，这里却是 CNY"]);
    let said = csv.replace("总投资（万元）", "总投资（万元）,币种").replace(",12\n", ",12,人民币\n");
    assert_eq!(done(&list(&app, What::Projects, said.as_bytes(), "", |_| ())), (0, 1, 0));
    assert_eq!((rows(&app)[0].currency.0, rows(&app)[0].total_investment_fen), (Currency::Cny, Some(12_000_000)));
}

#[test]
fn another_currency_goes_out_by_name_and_comes_in_again() {
    let app = TestApp::new();
    comes_in(&app, LOOK_ALIKE, 4);
    let out = ledger(&app);
    assert!(out.contains(",USD,") && out.contains(",3176.7万美元,") && out.contains(",0万美元,"), "{out}");
    let other = TestApp::new();
    assert_eq!(done(&list(&other, What::Projects, out.as_bytes(), "", |_| ())), (4, 0, 0));
    assert_eq!(ledger(&other), out);
}

#[actix_web::test]
async fn the_list_of_new_york_comes_in_as_text_and_as_a_spreadsheet() {
    let names = ["import-samples/nyc_capital_projects_300.csv", "import-samples/nyc_capital_projects_300.xlsx"];
    let app = TestApp::new();
    for (i, name) in names.into_iter().enumerate() {
        let Some(file) = real(name) else { return };
        let said =
            ["第 3 行：与第 2 行是同一条（HBBA24181）", "第 5 行：与第 4 行是同一条（P-213CNTR）", "发现 2 处问题"];
        refused(&app, What::Projects, &file, &id_only(), &said);
        if i == 0 {
            comes_in(&app, &file, 300);
        }
        // The spreadsheet holds the same.
        let before = traces(&app.db);
        assert_eq!(done(&list(&app, What::Projects, &file, NYC, |_| ())), (0, 0, 300));
        assert_eq!(traces(&app.db), before);
    }
    let page: ProjectPage = app.read("/api/v1/projects?bbox=-74.26,40.47,-73.68,40.93").await;
    assert_eq!((page.total, page.without_position), (300, 0));
    let total: i64 = rows(&app).iter().filter_map(|r| r.total_investment_fen).sum();
    assert!(total > 100_000_000_000 && rows(&app).iter().all(|r| r.currency.0 == Currency::Usd), "{total}");
}
