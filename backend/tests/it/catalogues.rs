//! Areas, kinds, work items, the site and its base map.

use backend::config::SiteSettings;
use diesel::prelude::*;
use serde_json::Value;
use shared::areas::{Area, AreaLevel};
use shared::kinds::Kind;
use shared::site::Site;
use shared::work_items::WorkItem;

use crate::app::TestApp;
use crate::builders::{Town, compound, project, store, treat, write};

#[actix_web::test]
async fn the_catalogue_of_kinds_is_whole() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "小区"), &[]);
    let kinds: Vec<Kind> = app.read("/api/v1/kinds").await;
    assert_eq!(kinds.len(), 21);
    assert_eq!((kinds[0].code.as_str(), kinds[0].project_count), ("old_compound_renovation", 1));
    assert!(kinds.iter().all(|k| !k.zh.is_empty() && !k.en.is_empty()));
}

#[actix_web::test]
async fn the_catalogue_of_work_items_is_whole() {
    let items: Vec<WorkItem> = TestApp::new().read("/api/v1/work-items").await;
    assert_eq!(items.len(), 47);
    let roof = items.iter().find(|i| i.code == "B17").unwrap();
    assert_eq!((roof.zh.as_str(), roof.warranty_years), ("屋面防水", Some(5)));
}

#[actix_web::test]
async fn areas_come_with_parents_before_children() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "小区"), &[]);
    let areas: Vec<Area> = app.read("/api/v1/areas").await;
    let levels: Vec<_> = areas.iter().map(|a| a.level).collect();
    assert_eq!(levels, [AreaLevel::District, AreaLevel::Street, AreaLevel::Community, AreaLevel::Community]);
    let counts: Vec<_> = areas.iter().map(|a| (a.name.as_str(), a.project_count)).collect();
    assert_eq!(counts, [("甲区", 1), ("北街道", 1), ("东社区", 1), ("西社区", 0)]);
}

#[actix_web::test]
async fn an_area_that_only_an_unpublished_project_or_its_compound_names_is_not_public() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut hidden = project(town.east, "PRJ-2026-0001", "未公开");
    hidden.is_published = false;
    store(&app.db, &hidden, &[]);
    treat(&app.db, &hidden, &compound(town.west, "密里"));
    let names =
        || async { app.read::<Vec<Area>>("/api/v1/areas").await.into_iter().map(|a| a.name).collect::<Vec<_>>() };
    assert_eq!(names().await, ["甲区"]);
    // A list of areas names one of them, and what stands above it.
    let row = backend::schema::areas::table.find(town.west);
    write(&app.db, |conn| {
        diesel::update(row).set(backend::schema::areas::code.eq("420203008001")).execute(conn)?;
        Ok(())
    });
    assert_eq!(names().await, ["甲区", "北街道", "西社区"]);
    hidden.is_published = true;
    hidden.version += 1;
    write(&app.db, |conn| backend::projects::store::update(conn, &hidden));
    assert_eq!(names().await, ["甲区", "北街道", "东社区", "西社区"]);
}

#[actix_web::test]
async fn the_site_says_what_was_set_and_hides_what_was_not() {
    let settings = SiteSettings {
        site_host: Some("某区住建局".to_owned()),
        site_phone: Some("  ".to_owned()),
        ..Default::default()
    };
    let app = TestApp::with_settings(settings);
    let town = Town::build(&app.db);
    let mut row = project(town.east, "PRJ-2026-0001", "小区");
    (row.lng, row.lat) = (Some(115.1), Some(30.2));
    store(&app.db, &row, &[]);
    let site: Site = app.read("/api/v1/site").await;
    assert_eq!((site.host.as_deref(), site.phone, site.district.as_deref()), (Some("某区住建局"), None, Some("甲区")));
    assert!(!site.is_demo);
    assert_eq!(site.bbox.unwrap().west, 115.1);
}

#[actix_web::test]
async fn the_base_map_can_be_replaced_by_the_operator() {
    let app = TestApp::new();
    let builtin: Value = app.read("/api/v1/basemap").await;
    assert_eq!(builtin["type"], "FeatureCollection");
    std::fs::write(
        app.folder.path().join("basemap.geojson"),
        r#"{"type":"FeatureCollection","features":[],"attribution":"自备"}"#,
    )
    .unwrap();
    let own: Value = app.read("/api/v1/basemap").await;
    assert_eq!(own["attribution"], "自备");
    for broken in ["junk", r#"{"a":1}"#, r#"{"type":"FeatureCollection","features":[{"properties":{"role":"river"}}]}"#]
    {
        std::fs::write(app.folder.path().join("basemap.geojson"), broken).unwrap();
        let words = backend::basemap::own(app.folder.path()).unwrap_err().to_string();
        assert!(words.contains("不能用") && words.contains("cannot be used"), "{words}");
        // What was good at the start is not answered once it is broken.
        assert_eq!(app.read::<Value>("/api/v1/basemap").await, builtin);
    }
}
