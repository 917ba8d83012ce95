//! Layers of a map come in as lists do: properties are the columns, bad geometry is said by feature.

use backend::import::{Lang, What};
use backend::schema::{areas, compounds};
use diesel::prelude::*;
use shared::geo::Shape;
use shared::projects::{Project, ProjectPage};

use crate::app::TestApp;
use crate::builders::Town;
use crate::import::{done, list, refused};

/// A layer of one feature for each geometry.
fn layer(crs: &str, geometries: &[&str]) -> String {
    let feature = |(i, geometry): (usize, &&str)| {
        format!(
            r#"{{"type":"Feature","properties":{{"项目名称":"甲{i}","项目类型":"供水供热供气管网","街道":"北街道","状态":"施工中","年度":2026}},"geometry":{geometry}}}"#
        )
    };
    let features: Vec<String> = geometries.iter().enumerate().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection",{crs}"features":[{}]}}"#, features.join(","))
}

const POINT: &str = r#"{"type":"Point","coordinates":[115.1,30.2,21.5]}"#;
const LINE: &str = r#"{"type":"LineString","coordinates":[[115.1,30.2],[115.12,30.2]]}"#;
const AREA: &str = r#"{"type":"Polygon","coordinates":[[[115.1,30.2],[115.12,30.2],[115.12,30.22],[115.1,30.2]]]}"#;
const LINES: &str =
    r#"{"type":"MultiLineString","coordinates":[[[115.1,30.2],[115.12,30.2]],[[115.1,30.21],[115.11,30.21]]]}"#;
const POINTS: &str = r#"{"type":"MultiPoint","coordinates":[[115.1,30.2],[115.12,30.2]]}"#;
const AREAS: &str =
    r#"{"type":"MultiPolygon","coordinates":[[[[115.1,30.2],[115.12,30.2],[115.12,30.22],[115.1,30.2]]]]}"#;

#[actix_web::test]
async fn points_lines_and_areas_come_in_and_none_is_welcome() {
    let app = TestApp::new();
    Town::build(&app.db);
    let file = layer("", &[POINT, LINE, AREA, LINES, POINTS, AREAS, "null"]);
    let report = list(&app, What::Projects, file.as_bytes(), "", |_| ());
    assert_eq!((done(&report), report.without_position), ((7, 0, 0), 1));
    assert_eq!(done(&list(&app, What::Projects, file.as_bytes(), "", |_| ())), (0, 0, 7));
    let page: ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!((page.total, page.without_position), (7, 1));
    let geometry = |n: u32| {
        let app = &app;
        async move { app.read::<Project>(&format!("/api/v1/projects/PRJ-2026-000{n}")).await.geometry }
    };
    assert_eq!(geometry(1).await, Some(Shape::Point([115.1, 30.2])), "heights are left out");
    for (n, given) in [(2, LINE), (3, AREA), (4, LINES), (5, POINTS), (6, AREAS)] {
        assert_eq!(geometry(n).await, Some(Shape::parse(given).unwrap()));
    }
    assert_eq!(geometry(7).await, None);
    let street: Project = app.read("/api/v1/projects/PRJ-2026-0002").await;
    assert_eq!(street.summary.position.map(|p| (p.lng, p.lat)), Some((115.11, 30.2)), "in the middle");
}

#[actix_web::test]
async fn the_system_of_positions_is_the_one_the_file_names() {
    for (name, shifted) in [("urn:ogc:def:crs:OGC:1.3:CRS84", false), ("EPSG:4490", false), ("gcj02", true)] {
        let app = TestApp::new();
        Town::build(&app.db);
        let crs = format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#);
        let file = layer(&crs, &[POINT]);
        assert_eq!(done(&list(&app, What::Projects, file.as_bytes(), "", |_| ())), (1, 0, 0));
        let project: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
        assert_eq!(project.summary.position.unwrap().lng != 115.1, shifted, "{name}");
    }
    let app = TestApp::new();
    Town::build(&app.db);
    let mercator = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"#;
    let said = ["EPSG::3857”：只认 CRS84、EPSG:4326 和 EPSG:4490", "convert it before you export"];
    refused(&app, What::Projects, layer(mercator, &[POINT]).as_bytes(), "", &said);
}

#[test]
fn what_is_wrong_with_a_layer_is_told_by_feature() {
    let app = TestApp::new();
    Town::build(&app.db);
    let open = r#"{"type":"Polygon","coordinates":[[[115.1,30.2],[115.12,30.2],[115.12,30.22]]]}"#;
    let swapped = r#"{"type":"LineString","coordinates":[[30.2,115.1],[30.2,115.12]]}"#;
    let short = r#"{"type":"LineString","coordinates":[[115.1,30.2]]}"#;
    let mixed = r#"{"type":"GeometryCollection","geometries":[]}"#;
    let says = |file: &str, said: &[&str]| refused(&app, What::Projects, file.as_bytes(), "", said);
    says(
        &layer("", &[POINT, open, swapped, short]),
        &[
            "第 2 行「geometry」",
            "面的环要首尾相接",
            "第 3 行「geometry」",
            "经纬度可能写反了",
            "第 4 行",
            "发现 3 处问题",
            "第 n 行指文件里的第 n 个要素",
        ],
    );
    says(&layer("", &[mixed]), &["第 1 行：GeometryCollection（混合几何）不能用"]);
    says(&layer("", &[r#"{"type":"Point","coordinates":[NaN,30.2]}"#]), &["不是正确的 JSON：第 1 行", "NaN"]);
    says(LINE, &["GeoJSON 应是 FeatureCollection"]);
    says(&layer("", &[]), &["发现 1 处问题"]);
    let nameless = layer("", &[POINT]).replace("状态", "地步");
    says(&nameless, &["缺少必需的列：项目状态"]);
}

#[test]
fn a_mapping_explains_properties_of_its_own_kind() {
    let app = TestApp::new();
    Town::build(&app.db);
    let file = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":"w-1","properties":{"title":"管","budget":12.5,"note":null},"geometry":null},
        {"type":"Feature","id":"w-2","properties":{"title":"管","budget":13,"extra":[1]},"geometry":null}]}"#;
    let rules = r#"
key = ["id"]
[columns]
title = "name"
budget = { field = "total_investment", unit = "万元" }
[constants]
kind = "utility_pipes"
status = "approved"
street = "北街道"
"#;
    let report = list(&app, What::Projects, file.as_bytes(), rules, |_| ());
    assert_eq!(done(&report), (2, 0, 0));
    assert_eq!(report.ignored, ["note", "extra"]);
    assert!(!report.words(Lang::Zh).contains("要素"));
    let changed = file.replace("13", "14");
    assert_eq!(done(&list(&app, What::Projects, changed.as_bytes(), rules, |_| ())), (0, 1, 1));
}

#[test]
fn areas_and_compounds_come_in_with_their_outlines() {
    let app = TestApp::new();
    Town::build(&app.db);
    let feature = |properties: &str, geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{geometry}}}]}}"#
        )
    };
    let file = feature(r#"{"名称":"东社区","层级":"社区","上级":"北街道"}"#, AREA);
    assert_eq!(done(&list(&app, What::Areas, file.as_bytes(), "", |_| ())), (0, 1, 0));
    let file = feature(r#"{"小区":"甲小区","社区":"东社区"}"#, AREA);
    assert_eq!(done(&list(&app, What::Compounds, file.as_bytes(), "", |_| ())), (1, 0, 0));
    assert_eq!(done(&list(&app, What::Compounds, file.as_bytes(), "", |_| ())), (0, 0, 1));
    let (boundary, outline, lng): (Option<String>, Option<String>, Option<f64>) = app
        .db
        .read_now(|c| {
            let boundary = areas::table.filter(areas::name.eq("东社区")).select(areas::boundary).first(c)?;
            let (outline, lng) = compounds::table.select((compounds::outline, compounds::lng)).first(c)?;
            Ok((boundary, outline, lng))
        })
        .unwrap();
    assert_eq!((boundary.as_deref(), outline.as_deref()), (Some(AREA), Some(AREA)));
    assert!(lng.is_some_and(|lng| (lng - 115.1133).abs() < 0.001), "in its middle: {lng:?}");
}
