//! The page's files and the headers that protect it.

use crate::app::TestApp;

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
