//! The map: only what it draws, only what has a position, at most 2,000 features and clusters.

use backend::projects::store::ProjectRow;
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

/// `n` projects in the same place, a little apart from west to east.
fn many(town: &Town, n: usize) -> Vec<ProjectRow> {
    let row = |n: usize| {
        let mut row = project(town.east, &format!("PRJ-2026-{n:04}"), "小区");
        (row.lng, row.lat) = (Some(115.1 + n as f64 * 1e-7), Some(30.2));
        row
    };
    (0..n).map(row).collect()
}

fn heads(map: &MapFeatures) -> u32 {
    map.clusters.iter().map(|c| c.count).sum::<u32>() + u32::try_from(map.features.len()).unwrap()
}

#[actix_web::test]
async fn up_to_two_thousand_come_as_they_are_and_more_as_clusters() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let rows = many(&town, MAP_LIMIT + 1);
    let (last, most) = rows.split_last().unwrap();
    write(&app.db, |conn| backend::projects::store::insert(conn, most));
    for query in ["", "?zoom=3", "?zoom=18"] {
        let map = app.get(&format!("/api/v1/map{query}")).await;
        assert!(!map.text().contains("clusters"), "{query}");
        let map: MapFeatures = map.json();
        assert_eq!((map.features.len(), map.total, map.truncated), (MAP_LIMIT, 2_000, false), "{query}");
    }
    store(&app.db, last, &[]);
    for query in ["", "?zoom=0", "?zoom=3", "?zoom=12"] {
        let map: MapFeatures = app.read(&format!("/api/v1/map{query}")).await;
        assert_eq!((map.features.len(), heads(&map), map.total), (0, 2_001, 2_001), "{query}");
        assert!(!map.clusters.is_empty() && !map.truncated, "{query}");
        let at = map.clusters[0].position;
        assert!((at.lng - 115.1).abs() < 0.001 && (at.lat - 30.2).abs() < 0.001, "{query} {at:?}");
    }
    // What stands at one place falls apart at no zoom: there the list goes on.
    let near: MapFeatures = app.read("/api/v1/map?zoom=16").await;
    assert_eq!((near.features.len(), near.total, near.truncated), (MAP_LIMIT, 2_001, true));
}

#[actix_web::test]
async fn clusters_tell_how_many_are_late_and_leave_alone_what_stands_alone() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut rows = many(&town, MAP_LIMIT + 1);
    for row in &mut rows[..3] {
        *row = under_construction(row.clone(), "2026-06-10");
        row.planned_finish = Some("2026-05-01".parse().unwrap());
    }
    let mut far = project(town.west, "PRJ-2025-0001", "远");
    (far.lng, far.lat) = (Some(115.4), Some(30.4));
    rows.push(far);
    write(&app.db, |conn| backend::projects::store::insert(conn, &rows));
    let map: MapFeatures = app.read("/api/v1/map?zoom=10").await;
    assert_eq!((map.total, heads(&map)), (2_002, 2_002));
    assert_eq!(map.clusters.iter().map(|c| c.late).sum::<u32>(), 3);
    assert_eq!(map.features.len(), 1);
    assert_eq!(map.features[0].properties.number, "PRJ-2025-0001");
}

#[actix_web::test]
async fn a_filter_and_a_box_hold_for_clusters_too() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut rows = many(&town, 2 * MAP_LIMIT + 2);
    for (n, row) in rows.iter_mut().enumerate() {
        row.plan_year = Some(if n % 2 == 0 { 2024 } else { 2025 });
        row.lng = Some(if n % 4 < 2 { 115.1 } else { 115.3 });
    }
    write(&app.db, |conn| backend::projects::store::insert(conn, &rows));
    for (query, total, clustered) in [
        ("zoom=12", 4_002, true),
        ("zoom=12&year=2024", 2_001, true),
        ("zoom=12&bbox=115,30,115.2,30.5", 2_002, true),
        ("zoom=12&year=2024&bbox=115,30,115.2,30.5", 1_001, false),
    ] {
        let map: MapFeatures = app.read(&format!("/api/v1/map?{query}")).await;
        assert_eq!((map.total, heads(&map)), (total, total), "{query}");
        assert_eq!((!map.clusters.is_empty(), map.features.is_empty()), (clustered, clustered), "{query}");
        if query.contains("bbox") {
            assert!(map.clusters.iter().all(|c| c.position.lng < 115.2), "{query}");
        }
    }
}

#[actix_web::test]
async fn however_large_a_map_is_it_never_gets_more_than_two_thousand() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut rows = many(&town, 3 * MAP_LIMIT);
    for (n, row) in rows.iter_mut().enumerate() {
        (row.lng, row.lat) = (Some(115.0 + (n % 100) as f64 / 100.0), Some(30.0 + (n / 100) as f64 / 100.0));
    }
    write(&app.db, |conn| backend::projects::store::insert(conn, &rows));
    let mut before = 0;
    for query in ["zoom=4", "zoom=8", "zoom=11", "zoom=15"] {
        let map: MapFeatures = app.read(&format!("/api/v1/map?{query}")).await;
        let drawn = map.clusters.len() + map.features.len();
        assert!(drawn <= MAP_LIMIT && drawn >= before, "{query}: {drawn}");
        assert_eq!((heads(&map), map.total), (6_000, 6_000), "{query}");
        before = drawn;
    }
    assert!(before > 500, "{before}");
}

#[actix_web::test]
async fn the_map_refuses_what_it_does_not_know() {
    let app = TestApp::new();
    for (query, field) in [
        ("limit=5", "limit"),
        ("bbox=0,0,0", "bbox"),
        ("kind=x", "kind"),
        ("sort=name", "sort"),
        ("zoom=x", "zoom"),
        ("zoom=25", "zoom"),
    ] {
        let error = app.refused(&format!("/api/v1/map?{query}"), 400).await;
        assert_eq!(error.field.as_deref(), Some(field));
    }
}
