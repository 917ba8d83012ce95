//! Answers that are kept: the same for all who ask the same, another for every other question, new with the data.

use std::io::Read as _;

use actix_web::http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
use actix_web::test::TestRequest;
use shared::figures::Figures;
use shared::projects::{MapFeatures, Project, ProjectPage};
use shared::search::SearchHits;

use crate::app::{Answer, TestApp};
use crate::builders::{Town, project, store, under_construction};

fn asked(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

/// The body as `packing` unpacks it.
fn unpacked(answer: &Answer, packing: &str) -> Vec<u8> {
    assert_eq!(answer.header("content-encoding"), Some(packing).filter(|p| *p != "identity"));
    let mut whole = Vec::new();
    match packing {
        "br" => brotli::BrotliDecompress(&mut answer.body.as_slice(), &mut whole).map(drop).unwrap(),
        "gzip" => drop(flate2::read::GzDecoder::new(answer.body.as_slice()).read_to_end(&mut whole).unwrap()),
        _ => whole.clone_from(&answer.body),
    }
    whole
}

#[actix_web::test]
async fn an_answer_means_the_same_however_it_is_packed_and_how_often_it_is_asked_for() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "田家墩"), &[]);
    for path in ["/api/v1/projects", "/api/v1/map", "/api/v1/projects/PRJ-2026-0001", "/api/v1/figures"] {
        let plain = app.get(path).await;
        let tag = plain.header("etag").unwrap();
        for packing in ["br", "gzip", "identity", "br", "gzip", "identity"] {
            let answer = app.send(asked(path).insert_header((ACCEPT_ENCODING, packing))).await;
            assert_eq!(unpacked(&answer, packing), plain.body, "{path} {packing}");
            assert_eq!(answer.header("etag"), Some(tag), "{path} {packing}");
            assert_eq!(answer.header("vary"), Some("accept-encoding"), "{path} {packing}");
        }
    }
}

#[actix_web::test]
async fn a_change_of_the_data_is_answered_at_once() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for n in 1..=3 {
        let number = format!("PRJ-2026-{n:04}");
        let mut row = project(town.east, &number, &format!("田家墩{n}"));
        (row.lng, row.lat) = (Some(115.1), Some(30.2));
        store(&app.db, &row, &[]);
        for _ in 0..2 {
            let page: ProjectPage = app.read("/api/v1/projects").await;
            let map: MapFeatures = app.read("/api/v1/map").await;
            let hits: SearchHits = app.read("/api/v1/search?q=tjd").await;
            assert_eq!((page.total, map.total, hits.items.len()), (n, n, n as usize));
            let figures: Figures = app.read("/api/v1/figures").await;
            assert_eq!(figures.charts.years.iter().map(|t| t.total).sum::<u32>(), n);
            let found: Project = app.read(&format!("/api/v1/projects/{number}")).await;
            assert_eq!(found.summary.number, number);
        }
        app.refused(&format!("/api/v1/projects/PRJ-2026-{:04}", n + 1), 404).await;
    }
}

#[actix_web::test]
async fn the_next_day_is_answered_anew() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = under_construction(project(town.east, "PRJ-2026-0001", "田家墩"), "2026-06-10");
    store(&app.db, &row, &[]);
    for (day, days) in [("2026-06-12", 2), ("2026-06-13", 3), ("2026-06-12", 2)] {
        app.set_day(day);
        let page: ProjectPage = app.read("/api/v1/projects").await;
        assert_eq!((page.as_of.to_string(), page.items[0].days_since_update), (day.to_owned(), Some(days)));
    }
}

#[actix_web::test]
async fn no_question_gets_the_answer_of_another() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for (n, name) in [(1, "东"), (2, "西")] {
        let mut row = project(town.east, &format!("PRJ-202{n}-0001"), &format!("示例{name}园"));
        row.plan_year = Some(2020 + n);
        (row.lng, row.lat) = (Some(115.1), Some(30.2));
        store(&app.db, &row, &[]);
    }
    let paths = [
        "/api/v1/projects",
        "/api/v1/projects?year=2021",
        "/api/v1/projects?year=2022",
        "/api/v1/projects?limit=1",
        "/api/v1/projects/PRJ-2021-0001",
        "/api/v1/projects/PRJ-2022-0001",
        "/api/v1/map",
        "/api/v1/map?year=2021",
        "/api/v1/search?q=dongyuan",
        "/api/v1/search?q=xiyuan",
    ];
    let mut first = Vec::new();
    for path in paths {
        first.push(app.get(path).await.text());
    }
    for (path, before) in paths.iter().zip(&first) {
        assert_eq!(&app.get(path).await.text(), before, "{path}");
    }
    first.sort_unstable();
    first.dedup();
    assert_eq!(first.len(), paths.len());
    // What is refused stays refused beside what was answered.
    app.refused("/api/v1/projects?year=20211", 400).await;
    app.refused("/api/v1/projects/PRJ-2021-0001?year=2021", 400).await;
}

#[actix_web::test]
async fn who_has_the_answer_is_told_so_until_it_changes() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "田家墩"), &[]);
    let mut paths = vec!["/api/v1/projects"];
    // Without the page in the program its address is 404, and has no tag.
    if app.get("/").await.status.as_u16() == 200 {
        paths.push("/projects/PRJ-2026-0001");
    }
    for path in paths {
        let tag = app.get(path).await.header("etag").unwrap().to_owned();
        for packing in ["br", "identity"] {
            let again = asked(path).insert_header((IF_NONE_MATCH, format!("\"other\", {tag}")));
            let again = app.send(again.insert_header((ACCEPT_ENCODING, packing))).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
            assert_eq!((again.header("etag"), again.header("content-encoding")), (Some(&*tag), None), "{path}");
        }
        let other = app.send(asked(path).insert_header((IF_NONE_MATCH, "\"other\""))).await;
        assert_eq!(other.status.as_u16(), 200, "{path}");
    }
    let tag = app.get("/api/v1/projects").await.header("etag").unwrap().to_owned();
    store(&app.db, &project(town.east, "PRJ-2026-0002", "柳林"), &[]);
    let changed = app.send(asked("/api/v1/projects").insert_header((IF_NONE_MATCH, tag))).await;
    assert_eq!((changed.status.as_u16(), changed.json::<ProjectPage>().total), (200, 2));
}
