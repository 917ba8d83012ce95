//! Positions in lists: converted once, checked against the district, and never invented.

use backend::areas::store::AreaRow;
use backend::import::{Lang, What};
use backend::schema::{areas, projects};
use diesel::prelude::*;
use shared::projects::ProjectPage;

use crate::app::TestApp;
use crate::builders::Town;
use crate::import::{done, list, projects_of, refused};

const BOX: &str = "[district]\nname = \"甲区\"\nbox = [115.0, 30.1, 115.4, 30.3]\n";

fn csv(lng: &str, lat: &str) -> String {
    format!("项目名称,项目类型,状态,经度,纬度\n甲,公厕,已立项,{lng},{lat}\n")
}

fn position(app: &TestApp) -> (Option<f64>, Option<f64>, Option<String>) {
    let columns = (projects::lng, projects::lat, projects::coord_origin);
    app.db.read_now(|c| Ok(projects::table.select(columns).first(c)?)).unwrap()
}

#[test]
fn a_position_that_cannot_be_right_is_refused_with_what_is_suspected() {
    let app = TestApp::new();
    Town::build(&app.db);
    for (lng, lat, said) in [
        ("30.2", "115.1", "经纬度可能写反了"),
        ("0", "0", "几内亚湾里的零点，多半是没有填"),
        ("112.9", "28.1", "不在区的范围（115,30.1,115.4,30.3）内"),
        ("541234", "3341234", "可能是投影坐标（米）"),
        ("115.404", "30.2", "按 GCJ-02（网络地图坐标）换算后在区内：若是，请加 --crs gcj02"),
        ("东经115", "30.2", "第 2 行「经度」的值“东经115”：应为以度为单位的小数"),
        ("115.1", "", "第 2 行「纬度」为空：经度和纬度只填了一个"),
        ("", "30.2", "第 2 行「经度」为空：经度和纬度只填了一个"),
    ] {
        refused(&app, What::Projects, csv(lng, lat).as_bytes(), BOX, &[said, "第 2 行「"]);
    }
    let csv = "项目名称,项目类型,状态,geojson\n甲,公厕,已立项,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[30.2,115.1]}\"\n";
    refused(&app, What::Projects, csv.as_bytes(), BOX, &["第 2 行「geojson」", "写反了"]);
    refused(&app, What::Projects, csv.replace("Point", "Circle").as_bytes(), BOX, &["不是 GeoJSON 几何"]);
}

#[test]
fn without_a_box_only_the_impossible_is_refused() {
    let app = TestApp::new();
    Town::build(&app.db);
    refused(&app, What::Projects, csv("30.2", "115.1").as_bytes(), "", &["经纬度可能写反了"]);
    assert_eq!(done(&projects_of(&app, &csv("112.9", "28.1"))), (1, 0, 0));
}

#[test]
fn the_outline_of_the_district_is_its_box_with_some_margin() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let outline =
        r#"{"type":"Polygon","coordinates":[[[115.0,30.1],[115.4,30.1],[115.4,30.3],[115.0,30.3],[115.0,30.1]]]}"#;
    let mut row: AreaRow =
        app.db.read_now(|c| Ok(areas::table.find(town.district).select(AreaRow::as_select()).first(c)?)).unwrap();
    row.boundary = Some(outline.to_owned());
    app.db.write_now(|c| backend::areas::store::update(c, &row)).unwrap();
    refused(&app, What::Projects, csv("115.46", "30.2").as_bytes(), "", &["不在区的范围"]);
    assert_eq!(done(&projects_of(&app, &csv("115.44", "30.2"))), (1, 0, 0));
}

#[test]
fn a_district_known_by_its_code_has_the_outline_that_ships_with_the_program() {
    let app = TestApp::new();
    let district = "code,name,level,kind\n420203,西塞山区,district,区\n";
    assert_eq!(done(&list(&app, What::Areas, district.as_bytes(), "", |_| ())), (1, 0, 0));
    for (lng, lat) in [("116.4", "39.9"), ("115.5", "30.5")] {
        refused(&app, What::Projects, csv(lng, lat).as_bytes(), "", &["不在区的范围", "第 2 行「"]);
    }
    assert_eq!(done(&projects_of(&app, &csv("115.0879", "30.2077"))), (1, 0, 0));
}

#[test]
fn gcj02_is_converted_once() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = csv("115.09348341", "30.20565292");
    let go = || list(&app, What::Projects, csv.as_bytes(), BOX, |o| o.crs = Some(shared::geo::Crs::Gcj02));
    assert_eq!(done(&go()), (1, 0, 0));
    assert_eq!(position(&app), (Some(115.088), Some(30.208), Some("gcj02".to_owned())));
    assert_eq!(done(&go()), (0, 0, 1));
    let by_mapping = list(&app, What::Projects, csv.as_bytes(), &format!("crs = \"gcj02\"\n{BOX}"), |_| ());
    assert_eq!(done(&by_mapping), (0, 0, 1));
    let by_column = csv.replace("纬度\n", "纬度,坐标系\n").replace("292\n", "292,GCJ-02\n");
    assert_eq!(done(&list(&app, What::Projects, by_column.as_bytes(), BOX, |_| ())), (0, 0, 1));
}

#[actix_web::test]
async fn rows_without_a_position_are_welcome_and_none_is_invented() {
    let app = TestApp::new();
    Town::build(&app.db);
    let report = projects_of(&app, &csv("", ""));
    assert_eq!((done(&report), report.without_position), ((1, 0, 0), 1));
    assert!(report.words(Lang::Zh).contains("尚无位置 1 个"), "{}", report.words(Lang::Zh));
    let page: ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!((page.total, page.without_position), (1, 1));
    assert_eq!(position(&app), (None, None, None));
}

#[test]
fn a_shape_gives_the_position_of_the_sign() {
    let app = TestApp::new();
    Town::build(&app.db);
    let line = r#""{""type"":""LineString"",""coordinates"":[[115.1,30.2],[115.3,30.2]]}""#;
    let csv = format!("项目名称,项目类型,状态,图形\n甲,背街小巷,已立项,{line}\n");
    assert_eq!(done(&projects_of(&app, &csv)), (1, 0, 0));
    assert_eq!(position(&app), (Some(115.2), Some(30.2), Some("wgs84".to_owned())));
    assert_eq!(done(&projects_of(&app, &csv)), (0, 0, 1));
}

#[test]
fn a_position_is_told_by_both_columns_and_each_number_once() {
    let app = TestApp::new();
    Town::build(&app.db);
    let report = list(&app, What::Projects, csv("112.9", "28.1").as_bytes(), BOX, |_| ());
    let words = report.words(Lang::Zh);
    assert!(words.contains("第 2 行「经度、纬度」的值“112.9、28.1”：不在区的范围"), "{words}");
    assert_eq!((words.matches("112.9").count(), words.matches("28.1").count()), (1, 1), "{words}");
    assert!(report.words(Lang::En).contains("Row 2, column \"经度、纬度\", value \"112.9、28.1\": lies outside"));
}

#[test]
fn positions_that_nothing_can_be_held_against_are_counted() {
    let app = TestApp::new();
    Town::build(&app.db);
    let report = projects_of(&app, &csv("112.9", "28.1"));
    assert_eq!((done(&report), report.unchecked_positions), ((1, 0, 0), 1));
    assert!(report.words(Lang::Zh).contains("没有区界，没有核对位置（1 个）"));
    assert!(report.words(Lang::En).contains("No boundary of the district is known, positions were not checked (1)"));
    let report = list(&app, What::Projects, csv("115.1", "30.2").as_bytes(), BOX, |_| ());
    assert_eq!((done(&report), report.unchecked_positions), ((0, 1, 0), 0));
    assert_eq!(projects_of(&app, &csv("", "")).unchecked_positions, 0);
}

#[test]
fn a_district_is_known_by_any_spelling_and_by_its_code() {
    let app = TestApp::new();
    let district = "code,name,level,kind\n420203,西塞山区,district,区\n";
    assert_eq!(done(&list(&app, What::Areas, district.as_bytes(), "", |_| ())), (1, 0, 0));
    let csv = |district: &str, lng: &str| {
        format!("项目名称,项目类型,状态,区,经度,纬度\n甲,公厕,已立项,{district},{lng},30.2077\n")
    };
    for (i, district) in ["西塞山区", "西 塞 山 区", "420203"].into_iter().enumerate() {
        refused(&app, What::Projects, csv(district, "112.9").as_bytes(), "", &["不在区的范围"]);
        let (new, _, unchanged) = done(&projects_of(&app, &csv(district, "115.0879")));
        assert_eq!((new, unchanged), if i == 0 { (1, 0) } else { (0, 1) }, "{district}");
    }
}
