//! Finished work as the public reads it, and the years of the district.

use backend::db::{Code, Db};
use backend::media::store::MediaRow;
use backend::projects::store::ProjectRow;
use shared::id::AreaId;
use shared::media::Phase;
use shared::projects::ProjectStatus;
use shared::results::{Renewal, ResultPage};

use crate::app::TestApp;
use crate::builders::{Town, compound, day, project, store, treat, under_construction, write};

fn finished(area: i64, number: &str, kind: &str, from: &str, to: &str) -> ProjectRow {
    ProjectRow {
        kind_code: kind.to_owned(),
        status: Some(Code(ProjectStatus::Accepted)),
        actual_start: Some(day(from)),
        actual_finish: Some(day(to)),
        ..project(area, number, number)
    }
}

/// A photograph of `project` from the gate.
fn photograph(db: &Db, project: &ProjectRow, phase: Phase, is_published: bool) {
    let at = day("2026-01-01").and_hms_opt(0, 0, 0).unwrap();
    let id = backend::ids::next();
    let row = MediaRow {
        id,
        project_id: project.id,
        phase: Code(phase),
        building: None,
        viewpoint: Some("门口".to_owned()),
        taken_at: None,
        alt: Some("门口的路".to_owned()),
        sha256: format!("{id:064x}"),
        width: 800,
        height: 600,
        source_sha256: format!("{id:064x}"),
        is_published,
        is_demo: false,
        created_at: at,
        updated_at: at,
        created_by: None,
        version: 1,
    };
    write(db, |conn| backend::media::store::insert(conn, &[row]));
}

async fn numbers(app: &TestApp, query: &str) -> Vec<String> {
    let page: ResultPage = app.read(&format!("/api/v1/results{query}")).await;
    page.items.into_iter().map(|i| i.project.number).collect()
}

#[actix_web::test]
async fn what_was_finished_comes_with_before_and_after_and_nothing_else_comes() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let plain = finished(town.east, "PRJ-2023-0001", "pocket_park", "2023-03-01", "2023-09-01");
    let late = finished(town.west, "PRJ-2024-0001", "waterway", "2024-03-01", "2024-09-01");
    let mut hidden = finished(town.east, "PRJ-2024-0002", "waterway", "2024-03-01", "2024-10-01");
    hidden.is_published = false;
    let running = under_construction(project(town.east, "PRJ-2026-0001", "甲"), "2026-03-01");
    for row in [&plain, &late, &hidden, &running] {
        store(&app.db, row, &[]);
    }
    assert_eq!(numbers(&app, "").await, ["PRJ-2024-0001", "PRJ-2023-0001"], "the latest first");
    photograph(&app.db, &plain, Phase::Before, true);
    photograph(&app.db, &plain, Phase::After, true);
    photograph(&app.db, &late, Phase::After, false);
    let page: ResultPage = app.read("/api/v1/results").await;
    let first = &page.items[0];
    assert_eq!((first.project.number.as_str(), first.photographs), ("PRJ-2023-0001", 2), "with photographs first");
    assert_eq!(first.pair.as_ref().map(|p| p.viewpoint.as_str()), Some("门口"));
    assert!(page.items[1].photo.is_none() && page.items[1].photographs == 0, "it is not published");
    assert_eq!((page.total, page.years), (2, vec![2024, 2023]));
    assert_eq!(page.kinds.into_iter().collect::<Vec<_>>(), [("pocket_park".into(), 1), ("waterway".into(), 1)]);
}

#[actix_web::test]
async fn kind_year_and_street_choose_and_pages_follow_one_another() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for n in 1..=5 {
        let area = if n == 5 { town.west } else { town.east };
        let row = finished(area, &format!("PRJ-2024-000{n}"), "waterway", "2020-03-01", &format!("202{n}-09-0{n}"));
        store(&app.db, &row, &[]);
    }
    assert_eq!(numbers(&app, "?year=2024").await, ["PRJ-2024-0004"]);
    assert_eq!(numbers(&app, "?kind=pocket_park").await.len(), 0);
    assert_eq!(numbers(&app, &format!("?area={}", AreaId(town.west))).await, ["PRJ-2024-0005"]);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: ResultPage = app.read(&format!("/api/v1/results?limit=2{cursor}")).await;
        seen.extend(page.items.into_iter().map(|i| i.project.number));
        let Some(next) = page.next else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|a, b| a > b), "{seen:?}");
    for (query, field) in
        [("kind=castle", "kind"), ("cursor=PRJ-1", "cursor"), ("colour=red", "colour"), ("year=x", "year")]
    {
        let refused = app.refused(&format!("/api/v1/results?{query}"), 400).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{query}");
    }
}

#[actix_web::test]
async fn the_years_add_up_and_a_compound_in_two_projects_is_renewed_once() {
    let app = TestApp::new();
    app.set_day("2026-06-12");
    let town = Town::build(&app.db);
    let mut home = compound(town.east, "槐荫里");
    home.household_count = Some(300);
    let first = finished(town.east, "PRJ-2022-0001", "old_compound_renovation", "2021-03-01", "2022-09-01");
    store(&app.db, &first, &[]);
    treat(&app.db, &first, &home);
    let second = finished(town.east, "PRJ-2024-0001", "old_compound_renovation", "2024-03-01", "2024-09-01");
    store(&app.db, &second, &[]);
    write(&app.db, |conn| {
        let treated = backend::projects::store::TreatedRow {
            project_id: second.id,
            compound_id: home.id,
            building_count: None,
            household_count: None,
            floor_area_m2: None,
        };
        backend::projects::store::insert_compounds(conn, &[treated])
    });
    let running = under_construction(project(town.east, "PRJ-2026-0001", "甲"), "2025-03-01");
    store(&app.db, &running, &[]);
    store(&app.db, &project(town.east, "PRJ-2026-0002", "未开工"), &[]);
    let found: Renewal = app.read("/api/v1/renewal").await;
    let years: Vec<_> = found
        .years
        .iter()
        .map(|y| (y.year, y.started, y.finished, y.running, y.finished_so_far, y.households_so_far))
        .collect();
    assert_eq!(
        years,
        [
            (2021, 1, 0, 1, 0, 0),
            (2022, 0, 1, 0, 1, 120),
            (2023, 0, 0, 0, 1, 120),
            (2024, 1, 1, 0, 2, 120),
            (2025, 1, 0, 1, 2, 120),
            (2026, 0, 0, 1, 2, 120),
        ]
    );
    assert_eq!(found.projects.len(), 3);
    let figure: shared::figures::FigureRows = app.read("/api/v1/figures/benefiting_households").await;
    assert_eq!(figure.figure.value, years.last().map(|y| y.5), "one rule for both pages");
    assert_eq!(TestApp::new().read::<Renewal>("/api/v1/renewal").await, Renewal::default());
}
