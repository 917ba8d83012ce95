//! The page's files and the headers that protect it.

use backend::notices::store::NoticeRow;
use shared::id::{NoticeId, OutageId};
use shared::notices::NoticeKind;

use crate::app::{TestApp, skip};
use crate::builders::{Town, compound, notice, outage, write};

#[actix_web::test]
async fn every_answer_forbids_what_is_not_ours() {
    let app = TestApp::new();
    for path in ["/", "/api/v1/health", "/projects/PRJ-2026-0001", "/nothing.js"] {
        let answer = app.get(path).await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[actix_web::test]
async fn an_address_that_no_page_has_is_404() {
    let app = TestApp::new();
    for path in ["/nothing", "/nothing.js", "/projects.html"] {
        assert_eq!(app.get(path).await.status.as_u16(), 404, "{path}");
    }
}

#[actix_web::test]
async fn a_notice_an_outage_or_a_figure_that_is_not_there_is_404_and_one_that_is_has_a_head_of_its_own() {
    let app = TestApp::new();
    for path in ["/notices/0000000000001", "/outages/0000000000001", "/outages/nonsense", "/figures/nonsense"] {
        assert_eq!(app.get(path).await.status.as_u16(), 404, "{path}");
    }
    let town = Town::build(&app.db);
    let (row, posted) = (compound(town.east, "东里"), notice(NoticeKind::Announcement, "开工公告", "2026-06-01"));
    let posted = NoticeRow { area_id: Some(town.district), ..posted };
    let off = outage(row.id, "2026-06-13T08:30:00+08:00", "2026-06-13T17:30:00+08:00");
    write(&app.db, |conn| {
        backend::compounds::store::insert(conn, std::slice::from_ref(&row))?;
        backend::outages::store::insert(conn, std::slice::from_ref(&off))?;
        backend::notices::store::insert(conn, std::slice::from_ref(&posted))
    });
    if app.get("/").await.status.as_u16() != 200 {
        return skip("the page is not in this program");
    }
    for (path, said) in [
        (format!("/outages/{}", OutageId(off.row.id)), "<title>停水"),
        (format!("/notices/{}", NoticeId(posted.id)), "开工公告"),
        ("/figures/benefiting_households".to_owned(), "<title>"),
    ] {
        let answer = app.get(&path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        assert!(answer.text().contains(said), "{path}: {}", answer.text());
    }
}

#[actix_web::test]
async fn the_icon_is_found_by_the_name_that_browsers_guess() {
    let app = TestApp::new();
    let start = app.get("/").await;
    if start.status.as_u16() != 200 {
        return skip("the page is not in this program");
    }
    let page = start.text();
    let icon = page.split_once("rel=\"icon\" href=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap();
    let answer = app.get("/favicon.ico").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (302, Some(icon)));
    assert_eq!(app.get(icon).await.header("content-type"), Some("image/svg+xml"));
}

#[actix_web::test]
async fn the_page_can_be_installed_and_its_worker_is_asked_for_each_time() {
    let app = TestApp::new();
    let start = app.get("/").await;
    if start.status.as_u16() != 200 {
        return skip("the page is not in this program");
    }
    let manifest = app.get("/manifest.webmanifest").await;
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    assert_eq!(manifest.header("cache-control"), Some("public, no-cache"));
    let words: serde_json::Value = serde_json::from_str(&manifest.text()).unwrap();
    assert_eq!((words["start_url"].as_str(), words["scope"].as_str()), (Some("/"), Some("/")));
    let mut icons: Vec<_> =
        words["icons"].as_array().unwrap().iter().map(|icon| icon["src"].as_str().unwrap().to_owned()).collect();
    assert_eq!(icons.len(), 3);
    let page = start.text();
    let apple = page.split_once("rel=\"apple-touch-icon\" href=\"").and_then(|(_, rest)| rest.split('"').next());
    icons.extend(apple.map(str::to_owned));
    assert_eq!(icons.len(), 4);
    for icon in icons {
        let answer = app.get(&icon).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, Some("image/png")), "{icon}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{icon}");
    }

    let worker = app.get("/sw.js").await;
    assert_eq!(worker.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(worker.header("cache-control"), Some("public, no-cache"));
    let script = worker.text();
    let parts = script.split(['"', ' ']).filter(|word| word.starts_with("/app/")).collect::<Vec<_>>();
    assert!(parts.iter().any(|part| part.ends_with("/app_bg.wasm")), "{parts:?}");
    for part in parts {
        assert_eq!(app.get(part).await.status.as_u16(), 200, "{part}");
    }
}
