//! Photographs that come without a report: described by who uploads them, published by somebody else, asked for by guards.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::id::MediaId;
use shared::media::ProjectMedia;
use shared::media::staff::{PhotographEvent, ProjectPhotograph};

use crate::app::TestApp;
use crate::people::Person;
use crate::reports;
use crate::site::{NUMBER, Site, command, token};

fn path() -> String {
    format!("/api/v1/staff/projects/{NUMBER}/photographs")
}

fn events(id: MediaId) -> String {
    format!("/api/v1/staff/media/{id}/events")
}

async fn upload(site: &Site<'_>, phase: &str, seed: u8) -> MediaId {
    reports::upload(site, &site.manager, seed, phase).await.id
}

fn described(id: MediaId, phase: &str, viewpoint: &str) -> Value {
    let one = json!({ "id": id.to_string(), "phase": phase, "viewpoint": viewpoint, "alt": "楼前" });
    json!({ "client_token": token(), "photographs": [one] })
}

/// Those that everybody sees.
async fn published(app: &TestApp) -> Vec<MediaId> {
    let album: ProjectMedia = app.read(&format!("/api/v1/projects/{NUMBER}/media")).await;
    album.singles.iter().flat_map(|group| &group.items).map(|photograph| photograph.id).collect()
}

#[actix_web::test]
async fn one_person_describes_them_and_another_publishes_them() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let id = upload(&site, "before", 10).await;
    let shown: Vec<ProjectPhotograph> =
        site.manager.done(Method::POST, &path(), described(id, "before", "公示牌")).await;
    assert_eq!(shown[0].photograph.viewpoint.as_deref(), Some("公示牌"));
    assert_eq!(shown[0].allowed_events, [PhotographEvent::Remove], "his own he does not publish");
    let publish = |checked: bool| command(shown[0].version, "publish", json!({ "photographs_checked": checked }));
    let own = site.manager.refused(Method::POST, &events(id), publish(true), 403).await;
    assert_eq!(own.code, ErrorCode::Forbidden);
    assert_eq!(published(&app).await, []);
    let unseen = site.engineer.refused(Method::POST, &events(id), publish(false), 422).await;
    assert_eq!(unseen.field.as_deref(), Some("photographs_checked"));
    let body = publish(true);
    let done: Vec<ProjectPhotograph> = site.engineer.done(Method::POST, &events(id), body.clone()).await;
    let again: Vec<ProjectPhotograph> = site.engineer.done(Method::POST, &events(id), body).await;
    assert_eq!(done, again);
    assert_eq!(published(&app).await, [id]);
    let gone: Vec<ProjectPhotograph> =
        site.engineer.done(Method::POST, &events(id), command(done[0].version, "withdraw", json!({}))).await;
    assert_eq!(published(&app).await, []);
    let left: Vec<ProjectPhotograph> =
        site.manager.done(Method::POST, &events(id), command(gone[0].version, "remove", json!({}))).await;
    assert_eq!(left, []);
}

#[actix_web::test]
async fn what_belongs_to_a_report_or_to_nobody_is_refused() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let missing = described(MediaId(7), "before", "东门");
    let refused = site.manager.refused(Method::POST, &path(), missing, 422).await;
    assert_eq!(refused.field.as_deref(), Some("photographs"));
    let none = json!({ "client_token": token(), "photographs": [] });
    site.manager.refused(Method::POST, &path(), none, 422).await;
    let id = upload(&site, "during", 20).await;
    let photographs = json!([{ "id": id.to_string(), "phase": "during", "alt": "铺管" }]);
    site.report("roof", 6_000, json!({ "photographs": photographs })).await;
    let refused = site.manager.refused(Method::POST, &path(), described(id, "during", "东门"), 422).await;
    assert_eq!(refused.field.as_deref(), Some("photographs"));
    let listed: Vec<ProjectPhotograph> = site.manager.read(&path()).await;
    assert_eq!(listed, []);
    let publish = command(1, "publish", json!({ "photographs_checked": true }));
    let refused = site.engineer.refused(Method::POST, &events(id), publish, 409).await;
    assert_eq!(refused.code, ErrorCode::NotAllowedNow);
}

#[actix_web::test]
async fn what_changed_meanwhile_is_not_published() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let id = upload(&site, "after", 30).await;
    let _: Value = site.manager.done(Method::POST, &path(), described(id, "after", "东门")).await;
    let stale = command(1, "publish", json!({ "photographs_checked": true }));
    assert_eq!(site.engineer.refused(Method::POST, &events(id), stale, 409).await.code, ErrorCode::Stale);
    let auditor = Person::new(&app, "auditor.one", shared::people::Role::Auditor, shared::people::Scope::All);
    auditor.refused(Method::POST, &events(id), command(2, "remove", json!({})), 403).await;
}
