//! Pages that are open are told what changes, by whichever server it was written, and nothing that is not public.

use std::pin::Pin;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::rt::time::timeout;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Data;
use backend::db::touch;
use backend::live::store::tell;
use backend::serve::State;
use serde_json::json;
use shared::live::{Changed, Topic};

use crate::app::TestApp;
use crate::builders::{Town, project, store};
use crate::site::{NUMBER, Site};

/// A listener: the body of an answer that does not end.
struct Ear(Pin<Box<BoxBody>>);

impl Ear {
    async fn of(state: &Data<State>, request: TestRequest) -> Self {
        let app = init_service(backend::serve::app(state.clone())).await;
        let request = request.uri("/api/v1/live").insert_header(("Accept", "text/event-stream")).to_request();
        let answer = call_service(&app, request).await;
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!((header("cache-control").as_deref(), header("set-cookie")), (Some("no-store"), None));
        Self(Box::pin(answer.into_body().boxed()))
    }

    /// The next event; signs of life are passed over.
    async fn next(&mut self) -> Option<Changed> {
        loop {
            let chunk = std::future::poll_fn(|cx| self.0.as_mut().poll_next(cx));
            let chunk = timeout(Duration::from_secs(30), chunk).await.expect("something is said")?;
            let text = String::from_utf8(chunk.unwrap().to_vec()).unwrap();
            let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: ")) else { continue };
            let changed: Changed = serde_json::from_str(data).unwrap();
            assert!(
                text.contains(&format!("id: {}\n", changed.revision)) && text.contains("event: change\n"),
                "{text}"
            );
            return Some(changed);
        }
    }
}

async fn now(app: &TestApp, since: i64) -> Changed {
    app.read(&format!("/api/v1/live?since={since}")).await
}

fn write(app: &TestApp, topics: &[Topic]) {
    app.db.write_now(|conn| tell(conn, topics)).unwrap();
}

#[actix_web::test]
async fn a_listener_is_told_what_changed_and_hears_it_once() {
    let app = TestApp::new();
    let state = app.second();
    let mut ear = Ear::of(&state, TestRequest::get()).await;
    let first = ear.next().await.unwrap();
    assert_eq!(first.topics, [""; 0]);
    write(&app, &[Topic::Project("PRJ-2026-0001".into())]);
    write(&app, &[Topic::Outages, Topic::Notices]);
    let mut told = Vec::new();
    let mut last = first.revision;
    while last < first.revision + 2 {
        let changed = ear.next().await.unwrap();
        assert!(changed.revision > last, "each once");
        last = changed.revision;
        told.extend(changed.topics);
    }
    assert_eq!(told, ["PRJ-2026-0001", "notices", "outages"]);
    state.live.stop();
    assert_eq!(ear.next().await, None, "the end of the server ends it");
}

#[actix_web::test]
async fn who_was_away_is_told_what_he_missed() {
    let app = TestApp::new();
    let state = app.second();
    let before = now(&app, 0).await.revision;
    write(&app, &[Topic::Project("PRJ-2026-0007".into())]);
    write(&app, &[Topic::Outages]);
    let away = TestRequest::get().insert_header(("Last-Event-ID", before.to_string()));
    let mut ear = Ear::of(&state, away).await;
    let missed = ear.next().await.unwrap();
    assert_eq!((missed.revision, missed.topics), (before + 2, vec!["PRJ-2026-0007".to_owned(), "outages".to_owned()]));
    assert_eq!(now(&app, before + 1).await.topics, ["outages"]);
    assert_eq!(now(&app, before + 2).await.topics, [""; 0]);
    state.live.stop();
}

#[actix_web::test]
async fn who_was_away_too_long_is_told_that_anything_changed() {
    let app = TestApp::new();
    let before = now(&app, i64::MAX).await.revision;
    app.db
        .write_now(|conn| {
            use diesel::prelude::*;
            tell(conn, &[Topic::Outages])?;
            tell(conn, &[Topic::Notices])?;
            // As if it had been forgotten.
            let oldest = backend::schema::live_changes::revision.eq(before + 1);
            diesel::delete(backend::schema::live_changes::table.filter(oldest)).execute(conn)?;
            Ok(())
        })
        .unwrap();
    assert_eq!(now(&app, before).await.topics, ["all"]);
    assert_eq!(now(&app, before + 1).await.topics, ["notices"]);
    app.db.write_now(touch).unwrap();
    assert_eq!(now(&app, before + 2).await.topics, ["all"]);
    for bad in ["-x", "1.5"] {
        assert_eq!(
            app.refused(&format!("/api/v1/live?since={bad}"), 400).await.field.as_deref(),
            Some("since"),
            "{bad}"
        );
    }
}

#[actix_web::test]
async fn an_approval_is_told_and_a_report_that_waits_is_not() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let before = now(&app, i64::MAX).await.revision;
    let report = site.report("roof", 8_000, json!({})).await;
    assert_eq!(now(&app, before).await.topics, [""; 0]);
    site.review(&site.engineer, &report, "approve", json!({})).await;
    assert_eq!(now(&app, before).await.topics, [NUMBER]);
}

#[actix_web::test]
async fn nothing_is_told_of_a_draft() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = project(town.east, "PRJ-2026-0009", "东里");
    row.is_published = false;
    store(&app.db, &row, &[]);
    let district = crate::people::Person::new(
        &app,
        "district.one",
        shared::people::Role::DistrictAdmin,
        shared::people::Scope::All,
    );
    let before = now(&app, i64::MAX).await.revision;
    let path = "/api/v1/staff/projects/PRJ-2026-0009/form";
    let page: shared::projects::form::ProjectFormPage = district.read(path).await;
    let body = json!({ "version": page.version, "client_token": "token-of-a-draft", "form": page.form });
    let _: serde_json::Value = district.done(actix_web::http::Method::PUT, path, body).await;
    let after = now(&app, before).await;
    assert_eq!((after.revision, after.topics), (before + 1, Vec::new()));
}
