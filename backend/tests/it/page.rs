//! The page's files and the headers that protect it.

use crate::app::{TestApp, skip};

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
