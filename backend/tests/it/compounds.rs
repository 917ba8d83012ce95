//! Compounds as the public reads them.

use backend::db::Code;
use shared::compounds::{Compound, CompoundSummary};
use shared::id::{AreaId, CompoundId};
use shared::page::Page;
use shared::projects::ProjectStatus;

use crate::app::TestApp;
use crate::builders::{Town, compound, project, store, treat, write};

#[actix_web::test]
async fn a_compound_shows_its_projects_the_latest_year_first() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut early = project(town.east, "PRJ-2020-0001", "一期");
    early.plan_year = Some(2020);
    store(&app.db, &early, &[]);
    let row = compound(town.east, "槐荫里");
    treat(&app.db, &early, &row);
    let late = project(town.east, "PRJ-2026-0002", "二期");
    store(&app.db, &late, &[]);
    write(&app.db, |conn| {
        backend::projects::store::insert_compounds(
            conn,
            &[backend::projects::store::TreatedRow {
                project_id: late.id,
                compound_id: row.id,
                building_count: None,
                household_count: None,
                floor_area_m2: None,
            }],
        )
    });
    let page: Compound = app.read(&format!("/api/v1/compounds/{}", CompoundId(row.id))).await;
    let numbers: Vec<_> = page.projects.iter().map(|p| p.number.as_str()).collect();
    assert_eq!(numbers, ["PRJ-2026-0002", "PRJ-2020-0001"]);
    let places: Vec<_> = page.summary.areas.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(places, ["北街道", "东社区"]);
}

#[actix_web::test]
async fn the_list_is_found_by_words_and_area_and_comes_in_pages() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let rows: Vec<_> =
        (0..12).map(|n| compound(if n < 8 { town.east } else { town.west }, &format!("小区{n}号"))).collect();
    write(&app.db, |conn| backend::compounds::store::insert(conn, &rows));
    let first: Page<CompoundSummary> = app.read("/api/v1/compounds?limit=5").await;
    let second: Page<CompoundSummary> =
        app.read(&format!("/api/v1/compounds?limit=5&cursor={}", first.next.unwrap())).await;
    let third: Page<CompoundSummary> =
        app.read(&format!("/api/v1/compounds?limit=5&cursor={}", second.next.unwrap())).await;
    assert_eq!((first.items.len(), second.items.len(), third.items.len(), third.next), (5, 5, 2, None));
    assert_ne!(first.items[4].id, second.items[0].id);
    let west: Page<CompoundSummary> = app.read(&format!("/api/v1/compounds?area={}", AreaId(town.west))).await;
    assert_eq!(west.items.len(), 4);
    let found: Page<CompoundSummary> = app.read("/api/v1/compounds?q=%E5%8C%BA11").await;
    assert_eq!(found.items[0].name, "小区11号");
}

#[actix_web::test]
async fn what_only_a_draft_or_an_unpublished_project_names_is_not_public() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut draft = project(town.east, "PRJ-2026-0001", "草稿");
    draft.status = Some(Code(ProjectStatus::Draft));
    let public = project(town.west, "PRJ-2026-0002", "公开");
    store(&app.db, &draft, &[]);
    store(&app.db, &public, &[]);
    let (secret, mut listed, open) =
        (compound(town.east, "密里"), compound(town.east, "册里"), compound(town.west, "开里"));
    listed.household_count = Some(120);
    treat(&app.db, &draft, &secret);
    treat(&app.db, &draft, &listed);
    treat(&app.db, &public, &open);
    let names = || async {
        let page: Page<CompoundSummary> = app.read("/api/v1/compounds").await;
        page.items.into_iter().map(|c| c.name).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["册里", "开里"]);
    app.refused(&format!("/api/v1/compounds/{}", CompoundId(secret.id)), 404).await;
    draft.status = Some(Code(ProjectStatus::Surveying));
    draft.version += 1;
    write(&app.db, |conn| backend::projects::store::update(conn, &draft));
    assert_eq!(names().await, ["密里", "册里", "开里"]);
}

#[actix_web::test]
async fn an_unknown_compound_is_404_and_a_bad_parameter_400() {
    let app = TestApp::new();
    for id in ["0000000000001", "1", "nonsense"] {
        app.refused(&format!("/api/v1/compounds/{id}"), 404).await;
    }
    for (query, field) in
        [("kind=x", "kind"), ("cursor=1", "cursor"), ("limit=x", "limit"), ("area=9", "area"), ("q=1", "q")]
    {
        let error = app.refused(&format!("/api/v1/compounds?{query}"), 400).await;
        assert_eq!(error.field.as_deref(), Some(field));
    }
}
