//! The one search box: what it finds, in which order, and what it never finds.

use backend::db::Code;
use backend::{compounds, projects};
use diesel::prelude::*;
use shared::compounds::CompoundSummary;
use shared::error::ErrorCode;
use shared::geo::{Bbox, Point};
use shared::id::{AreaId, CompoundId};
use shared::page::Page;
use shared::projects::{ProjectPage, ProjectStatus, Sign};
use shared::search::{SearchField, SearchHits, SearchKind, SearchMatch, SearchQuery};

use crate::app::TestApp;
use crate::builders::{Town, compound, project, store, treat, under_construction, write};
use crate::demo::filled;

async fn search(app: &TestApp, q: &str) -> SearchHits {
    let query = SearchQuery { q: q.to_owned(), limit: 20 };
    app.read(&format!("/api/v1/search?{}", query.write())).await
}

async fn names(app: &TestApp, q: &str) -> Vec<String> {
    search(app, q).await.items.into_iter().map(|h| h.name).collect()
}

fn insert(app: &TestApp, area: i64, names: &[&str]) {
    let rows: Vec<_> = names.iter().map(|name| compound(area, name)).collect();
    write(&app.db, |conn| compounds::store::insert(conn, &rows));
}

#[actix_web::test]
async fn a_compound_is_found_by_characters_pinyin_initials_and_mixtures_of_them() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    insert(&app, town.east, &["田家墩", "槐荫里"]);
    for q in [
        "田家",
        "家墩",
        "tianjiadun",
        "TianJiaDun",
        "tian jia dun",
        "tianjiad",
        "tjd",
        "TJD",
        "田家dun",
        "ｔｊｄ",
        "jiad",
    ] {
        assert_eq!(names(&app, q).await, ["田家墩"], "{q}");
    }
    for q in ["ianjia", "tianjiadunx", "ndun", "田墩", "--"] {
        assert_eq!(names(&app, q).await, [""; 0], "{q}");
    }
}

#[actix_web::test]
async fn words_set_apart_are_each_looked_for_in_name_and_place() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    insert(&app, town.east, &["梯田小区", "槐荫里"]);
    for q in ["梯田 东社区", "东社区　梯田", "小区 梯田", "titian dongshequ"] {
        assert_eq!(names(&app, q).await, ["梯田小区"], "{q}");
        let query = shared::query::write([("q", Some(q.to_owned()))]);
        let page: Page<CompoundSummary> = app.read(&format!("/api/v1/compounds?{query}")).await;
        assert_eq!(page.items.len(), 1, "{q}");
    }
    assert_eq!(names(&app, "梯田 槐荫").await, [""; 0]);
}

#[actix_web::test]
async fn a_hit_says_its_kind_its_place_and_what_fits() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = compound(town.east, "田家墩");
    row.alias = Some("纺织（三）村".to_owned());
    (row.lng, row.lat) = (Some(115.1), Some(30.2));
    write(&app.db, |conn| compounds::store::insert(conn, std::slice::from_ref(&row)));
    let mut works = under_construction(project(town.west, "PRJ-2026-0007", "西里改造"), "2026-06-10");
    (works.lng, works.lat) = (Some(115.2), Some(30.1));
    store(&app.db, &works, &[]);

    let hit = search(&app, "家dun").await.items.remove(0);
    assert_eq!((hit.kind, hit.id), (SearchKind::Compound, CompoundId(row.id).to_string()));
    assert_eq!(hit.matched, SearchMatch { field: SearchField::Name, from: 1, to: 3 });
    assert_eq!(hit.position, Some(Point { lng: 115.1, lat: 30.2 }));
    assert_eq!(hit.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["北街道", "东社区"]);

    let hit = search(&app, "sancun").await.items.remove(0);
    assert_eq!((hit.name.as_str(), hit.alias.as_deref()), ("田家墩", Some("纺织（三）村")));
    assert_eq!(hit.matched, SearchMatch { field: SearchField::Alias, from: 3, to: 6 }, "brackets are stepped over");

    let hit = search(&app, "xlgz").await.items.remove(0);
    assert_eq!((hit.kind, hit.id.as_str()), (SearchKind::Project, "PRJ-2026-0007"));
    assert_eq!((hit.sign, hit.status), (Some(Sign::Works), Some(ProjectStatus::UnderConstruction)));
    assert_eq!(hit.bbox.map(|b| b.west), Some(115.2));

    let hit = search(&app, "北街").await.items.remove(0);
    assert_eq!((hit.kind, hit.id), (SearchKind::Street, AreaId(town.street).to_string()));
    assert_eq!(hit.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["甲区"]);
    assert_eq!(hit.position, None, "a place that nobody told is not invented");
    assert_eq!(hit.bbox, Some(Bbox { west: 115.1, south: 30.1, east: 115.2, north: 30.2 }), "the things in it");
    let kinds: Vec<_> = search(&app, "shequ").await.items.into_iter().map(|h| h.kind).collect();
    assert_eq!(kinds, [SearchKind::Community; 2]);
}

#[actix_web::test]
async fn a_project_is_found_by_the_beginning_of_its_number() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for number in ["PRJ-2026-0001", "PRJ-2026-0012", "PRJ-2025-0001"] {
        store(&app.db, &project(town.east, number, "改造"), &[]);
    }
    for (q, count) in
        [("PRJ-2026-00", 2), ("prj2026", 2), ("prj-2026-0012", 1), ("2026-0012", 1), ("PR", 3), ("0012", 0), ("RJ", 0)]
    {
        assert_eq!(search(&app, q).await.items.len(), count, "{q}");
    }
    let hit = search(&app, "prj20260012").await.items.remove(0);
    assert_eq!(hit.matched, SearchMatch { field: SearchField::Number, from: 0, to: 13 });
}

#[actix_web::test]
async fn the_best_fit_comes_first() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    insert(
        &app,
        town.east,
        &["老田家墩", "田家墩北里", "田家墩", "甜佳顿", "甜佳顿园", "天津大道", "南天津大道", "停车场"],
    );
    let row = project(town.east, "PRJ-2026-0001", "田家墩");
    store(&app.db, &row, &[]);
    assert_eq!(names(&app, "田家墩").await, ["田家墩", "田家墩", "田家墩北里", "老田家墩"]);
    assert_eq!(search(&app, "田家墩").await.items[1].kind, SearchKind::Project, "a compound before its project");
    assert_eq!(
        names(&app, "tianjiadun").await,
        ["甜佳顿", "田家墩", "田家墩", "甜佳顿园", "田家墩北里", "老田家墩"],
        "whole, then its beginning, then within; compounds first, shorter first"
    );
    assert_eq!(
        names(&app, "tjd").await,
        ["甜佳顿", "田家墩", "天津大道", "甜佳顿园", "田家墩北里", "田家墩", "老田家墩", "南天津大道"]
    );
}

#[actix_web::test]
async fn a_limit_keeps_the_best_and_each_thing_comes_once() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let rows: Vec<_> = (0..30).map(|n| compound(town.east, &format!("家家家{n}号"))).collect();
    write(&app.db, |conn| compounds::store::insert(conn, &rows));
    let mut own = compound(town.east, "家家");
    own.alias = Some("家家".to_owned());
    write(&app.db, |conn| compounds::store::insert(conn, &[own]));
    let usual: SearchHits = app.read("/api/v1/search?q=jj").await;
    assert_eq!(usual.items.len(), 8);
    let all = search(&app, "jj").await;
    let mut ids: Vec<_> = all.items.iter().map(|h| h.id.clone()).collect();
    assert_eq!((all.items[0].name.as_str(), &all.items[..8]), ("家家", &usual.items[..]));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[actix_web::test]
async fn every_reading_of_a_character_finds_it_the_common_one_first() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    insert(&app, town.east, &["重庆路", "长乐里", "充青路"]);
    assert_eq!(names(&app, "chongqinglu").await, ["充青路", "重庆路"]);
    assert_eq!(names(&app, "zhongqing").await, ["重庆路"]);
    assert_eq!(names(&app, "changle").await, ["长乐里"]);
    assert_eq!(names(&app, "zhangyue").await, ["长乐里"]);
}

#[actix_web::test]
async fn what_the_public_may_not_know_is_never_found() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut draft = project(town.east, "PRJ-2026-0001", "密密改造");
    draft.status = Some(Code(ProjectStatus::Draft));
    store(&app.db, &draft, &[]);
    treat(&app.db, &draft, &compound(town.west, "密密里"));
    let mut hidden = project(town.east, "PRJ-2026-0002", "密密改造");
    hidden.is_published = false;
    store(&app.db, &hidden, &[]);
    for q in ["密密", "mimi", "mm", "PRJ-2026", "东社区", "xsq"] {
        assert_eq!(names(&app, q).await, [""; 0], "{q}");
    }
    hidden.is_published = true;
    hidden.version += 1;
    write(&app.db, |conn| projects::store::update(conn, &hidden));
    assert_eq!(names(&app, "mimi").await, ["密密改造"]);
    assert_eq!(names(&app, "东社区").await, ["东社区"]);
}

#[actix_web::test]
async fn a_change_of_the_data_is_found_at_once() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = compound(town.east, "田家墩");
    write(&app.db, |conn| compounds::store::insert(conn, std::slice::from_ref(&row)));
    assert_eq!(names(&app, "tjd").await, ["田家墩"]);
    let table = backend::schema::compounds::table.find(row.id);
    write(&app.db, |conn| {
        diesel::update(table).set(backend::schema::compounds::name.eq("柳林新村")).execute(conn)?;
        Ok(())
    });
    assert_eq!(names(&app, "tjd").await, [""; 0]);
    assert_eq!(names(&app, "liulin").await, ["柳林新村"]);
}

#[actix_web::test]
async fn the_lists_find_by_pinyin_what_the_box_finds() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "老旧小区改造");
    store(&app.db, &row, &[]);
    treat(&app.db, &row, &compound(town.east, "田家墩"));
    store(&app.db, &project(town.west, "PRJ-2026-0002", "柳林改造"), &[]);
    for q in ["tianjiadun", "tjd", "%E7%94%B0%E5%AE%B6dun", "dongshequ", "prj20260001"] {
        let page: ProjectPage = app.read(&format!("/api/v1/projects?q={q}")).await;
        assert_eq!(page.items.iter().map(|p| p.number.as_str()).collect::<Vec<_>>(), ["PRJ-2026-0001"], "{q}");
    }
    for q in ["tianjiadun", "tjd", "dongshequ"] {
        let page: Page<CompoundSummary> = app.read(&format!("/api/v1/compounds?q={q}")).await;
        assert_eq!(page.items.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["田家墩"], "{q}");
    }
    let page: ProjectPage = app.read("/api/v1/projects?q=ianjia").await;
    assert_eq!(page.total, 0, "a syllable is read from its beginning");
}

#[actix_web::test]
async fn a_question_that_cannot_be_read_is_refused_and_says_where() {
    let app = TestApp::new();
    for (query, field) in [
        ("", "q"),
        ("q=", "q"),
        ("q=t", "q"),
        ("q=%E5%A2%A9", "q"),
        ("q=tjd&limit=0", "limit"),
        ("q=tjd&limit=21", "limit"),
        ("q=tjd&limit=many", "limit"),
        ("q=tjd&kind=project", "kind"),
        ("q=tjd&q=tj", "q"),
    ] {
        let error = app.refused(&format!("/api/v1/search?{query}"), 400).await;
        assert_eq!(error.field.as_deref(), Some(field), "{query}: {}", error.message);
    }
    assert_eq!(app.refused("/api/v1/search?q=%E5%A2%A9", 400).await.code, ErrorCode::TooShort);
    let long = "a".repeat(61);
    assert_eq!(app.refused(&format!("/api/v1/search?q={long}"), 400).await.field.as_deref(), Some("q"));
}

#[actix_web::test]
async fn the_demonstration_is_found_and_says_that_it_is_one() {
    let (app, _) = filled(crate::app::TODAY);
    let hits = search(&app, "shili").await;
    assert_eq!(hits.items.len(), 20);
    let invented = |h: &shared::search::SearchHit| h.name.starts_with("示例") == h.is_demo && h.matched.from == 0;
    assert!(hits.items.iter().all(invented), "{hits:?}");
    assert!(hits.items.iter().any(|h| h.is_demo && h.kind == SearchKind::Street));
    let streets = search(&app, "jiedao").await;
    let street = streets.items.iter().find(|h| h.kind == SearchKind::Street && h.name.starts_with("示例")).unwrap();
    assert!(street.is_demo && street.bbox.is_some());
}
