//! The map: only what it draws, only what has a position, at most 2,000 features.

use shared::projects::{MAP_LIMIT, MapFeatures, ProjectPage};

use crate::app::TestApp;
use crate::builders::{Town, project, store, under_construction, write};

#[actix_web::test]
async fn a_feature_carries_six_facts_and_its_shape() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = under_construction(project(town.east, "PRJ-2026-0001", "管网"), "2026-06-10");
    row.geometry = Some(r#"{"type":"LineString","coordinates":[[115.0,30.0],[115.1,30.1]]}"#.to_owned());
    store(&app.db, &row, &[]);
    store(&app.db, &project(town.east, "PRJ-2026-0002", "没有位置"), &[]);
    let map: serde_json::Value = app.read("/api/v1/map").await;
    let feature = &map["features"][0];
    assert_eq!((map["total"].as_u64(), feature["type"].as_str()), (Some(1), Some("Feature")));
    let mut facts: Vec<_> = feature["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    facts.sort_unstable();
    assert_eq!(facts, ["health", "kind", "name", "number", "progress", "status"]);
    assert_eq!(feature["geometry"]["type"], "LineString");
    let page: ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!((page.total, page.without_position), (2, 1));
}

#[actix_web::test]
async fn the_map_says_when_something_on_it_was_invented() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut real = project(town.east, "PRJ-2026-0001", "真");
    (real.lng, real.lat) = (Some(115.1), Some(30.2));
    let mut invented = project(town.west, "PRJ-2025-0002", "示例");
    (invented.lng, invented.lat, invented.is_demo) = (Some(115.1), Some(30.2), true);
    invented.plan_year = Some(2025);
    store(&app.db, &real, &[]);
    store(&app.db, &invented, &[]);
    for (query, expected) in [("", true), ("?year=2025", true), ("?year=2026", false)] {
        let map: MapFeatures = app.read(&format!("/api/v1/map{query}")).await;
        assert_eq!(map.has_demo, expected, "{query}");
    }
}

#[actix_web::test]
async fn a_box_keeps_what_it_meets() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = project(town.east, "PRJ-2026-0001", "东");
    (row.lng, row.lat) = (Some(115.1), Some(30.2));
    store(&app.db, &row, &[]);
    for (bbox, expected) in [("115,30,115.5,30.5", 1), ("115.2,30,115.5,30.5", 0)] {
        let map: MapFeatures = app.read(&format!("/api/v1/map?bbox={bbox}")).await;
        assert_eq!(map.total, expected, "{bbox}");
        let page: ProjectPage = app.read(&format!("/api/v1/projects?bbox={bbox}")).await;
        assert_eq!(page.total, expected, "{bbox}");
    }
}

#[actix_web::test]
async fn beyond_two_thousand_the_map_says_how_many_there_are() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let rows: Vec<_> = (0..2_010)
        .map(|n| {
            let mut row = project(town.east, &format!("PRJ-2026-{n:04}"), "小区");
            (row.lng, row.lat) = (Some(115.1), Some(30.2));
            row
        })
        .collect();
    write(&app.db, |conn| backend::projects::store::insert(conn, &rows));
    let map: MapFeatures = app.read("/api/v1/map").await;
    assert_eq!((map.features.len(), map.total, map.truncated), (MAP_LIMIT, 2_010, true));
}

#[actix_web::test]
async fn the_map_refuses_what_it_does_not_know() {
    let app = TestApp::new();
    for (query, field) in [("limit=5", "limit"), ("bbox=0,0,0", "bbox"), ("kind=x", "kind"), ("sort=name", "sort")] {
        let error = app.refused(&format!("/api/v1/map?{query}"), 400).await;
        assert_eq!(error.field.as_deref(), Some(field));
    }
}
