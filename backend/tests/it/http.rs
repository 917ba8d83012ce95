//! What every address of the API does alike: methods, HEAD, ETags and the shape of refusals.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;

use crate::app::TestApp;
use crate::openapi::{examples, with};

#[actix_web::test]
async fn an_address_without_such_a_parameter_says_which() {
    let app = TestApp::new();
    for (_, example) in examples(&app) {
        let refused = app.refused(&with(&example, "nonsense=1"), 400).await;
        assert_eq!(refused.field.as_deref(), Some("nonsense"), "{example}");
    }
}

#[actix_web::test]
async fn every_address_refuses_to_be_written_and_says_what_it_allows() {
    let app = TestApp::new();
    let pages = ["/", "/projects/PRJ-2026-0001", "/favicon.ico", "/nothing"].map(str::to_owned);
    for path in examples(&app).into_iter().map(|(_, example)| example).chain(pages) {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let answer = app.send(TestRequest::default().method(method.clone()).uri(&path)).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn an_unchanged_answer_of_any_address_is_304_without_a_body() {
    let app = TestApp::new();
    for (_, example) in examples(&app) {
        let first = app.get(&example).await;
        assert_eq!(first.status, StatusCode::OK, "{example}");
        assert!(first.header("x-request-id").is_some(), "{example}");
        let tag = first.header("etag").unwrap_or_else(|| panic!("{example}")).to_owned();
        for known in [tag.clone(), format!("\"else\", {tag}"), tag.trim_start_matches("W/").to_owned()] {
            for method in [Method::GET, Method::HEAD] {
                let ask = TestRequest::default().method(method).uri(&example);
                let same = app.send(ask.insert_header(("If-None-Match", known.clone()))).await;
                assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0), "{example} {known}");
                assert_eq!(same.header("etag"), Some(tag.as_str()), "{example}");
            }
        }
        let other = TestRequest::get().uri(&example).insert_header(("If-None-Match", "\"else\""));
        assert_eq!(app.send(other).await.body, first.body, "{example}");
    }
}

#[actix_web::test]
async fn head_says_of_every_address_what_get_says() {
    let app = TestApp::new();
    let mut paths: Vec<String> = examples(&app).into_iter().map(|(_, example)| example).collect();
    paths
        .extend(["/", "/nothing", "/api/v1/nothing", "/api/v1/projects/nothing", "/api/v1/map?x=1"].map(str::to_owned));
    for path in paths {
        let get = app.get(&path).await;
        let head = app.send(TestRequest::default().method(Method::HEAD).uri(&path)).await;
        assert_eq!(head.status, get.status, "{path}");
        for name in ["content-type", "etag", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[actix_web::test]
async fn an_unknown_address_of_the_api_is_404_in_the_shape_of_errors() {
    let app = TestApp::new();
    for path in ["/api/v1/nothing", "/api/v1/", "/api/v1/projects/a/b", "/api/v1/projects/%FF"] {
        app.refused(path, 404).await;
    }
}
