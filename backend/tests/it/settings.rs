//! Settings: changed in the page, seen by the public, and fixed where a start option says so.

use actix_web::http::Method;
use backend::config::SiteSettings;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::people::{Role, Scope};
use shared::settings::{Setting, SettingKey};
use shared::site::Site;

use crate::app::TestApp;
use crate::people::Person;

const SETTINGS: &str = "/api/v1/staff/settings";

fn admin(app: &TestApp) -> Person<'_> {
    Person::new(app, "admin.one", Role::SystemAdmin, Scope::All)
}

fn one(key: &str, value: &str, version: i32) -> Value {
    json!([{"key": key, "value": value, "version": version}])
}

fn find(settings: &[Setting], key: SettingKey) -> &Setting {
    settings.iter().find(|s| s.key == key).unwrap()
}

#[actix_web::test]
async fn what_is_set_in_the_page_is_on_every_page_at_once_and_can_be_taken_away() {
    let app = TestApp::new();
    let admin = admin(&app);
    assert_eq!(app.read::<Site>("/api/v1/site").await.host, None);
    let all: Vec<Setting> = admin.done(Method::PUT, SETTINGS, one("site_host", " 某区住建局 ", 0)).await;
    let host = find(&all, SettingKey::SiteHost);
    assert_eq!((host.value.as_deref(), host.version, host.is_fixed), (Some("某区住建局"), 1, false));
    assert_eq!(app.read::<Site>("/api/v1/site").await.host.as_deref(), Some("某区住建局"));
    let stale = admin.refused(Method::PUT, SETTINGS, one("site_host", "别的", 0), 409).await;
    assert_eq!(stale.code, ErrorCode::Stale);
    let _: Vec<Setting> = admin.done(Method::PUT, SETTINGS, one("site_host", "", 1)).await;
    assert_eq!(app.read::<Site>("/api/v1/site").await.host, None);
}

#[actix_web::test]
async fn a_start_option_wins_and_the_page_cannot_change_it() {
    let settings = SiteSettings { site_host: Some("定好的单位".to_owned()), ..Default::default() };
    let app = TestApp::with_settings(settings);
    let admin = admin(&app);
    let all: Vec<Setting> = admin.read(SETTINGS).await;
    let host = find(&all, SettingKey::SiteHost);
    assert_eq!((host.value.as_deref(), host.is_fixed), (Some("定好的单位"), true));
    let refused = admin.refused(Method::PUT, SETTINGS, one("site_host", "别的", 0), 422).await;
    assert_eq!(refused.field.as_deref(), Some("site_host"));
}

#[actix_web::test]
async fn a_base_map_is_chosen_in_the_page_and_browsers_are_let_through_to_it() {
    let app = TestApp::new();
    let admin = admin(&app);
    assert_eq!(app.read::<Value>("/api/v1/tiles").await, Value::Null);
    let wrong =
        admin.refused(Method::PUT, SETTINGS, one("tiles_url", "http://tiles.example.cn/{z}/{x}/{y}.png", 0), 422);
    assert_eq!(wrong.await.field.as_deref(), Some("tiles_url"));
    let url = "https://tiles.example.cn/{z}/{x}/{y}.png";
    let _: Vec<Setting> = admin.done(Method::PUT, SETTINGS, one("tiles_url", url, 0)).await;
    let answer = app.get("/api/v1/tiles").await;
    assert_eq!(answer.json::<Value>()["kind"], "xyz");
    let policy = app.get("/api/v1/site").await;
    let policy = policy.header("content-security-policy").unwrap();
    assert!(policy.contains("https://tiles.example.cn") && !policy.contains("unsafe-inline"), "{policy}");
    // Two base maps contradict each other: neither is taken.
    let refused = admin.refused(Method::PUT, SETTINGS, one("tianditu_key", "abc123", 0), 422).await;
    assert_eq!(refused.field.as_deref(), Some("tiles_url"));
}

#[actix_web::test]
async fn limits_hold_as_soon_as_they_are_set() {
    let app = TestApp::new();
    let admin = admin(&app);
    let _: Vec<Setting> = admin.done(Method::PUT, SETTINGS, one("staff_idle_minutes", "10", 0)).await;
    assert_eq!(admin.read::<Value>("/api/v1/me").await["idle_seconds"], 600);
    for (key, bad) in [("audit_days", "100"), ("lock_tries", "0"), ("staff_idle_minutes", "forever")] {
        assert_eq!(admin.refused(Method::PUT, SETTINGS, one(key, bad, 0), 422).await.field.as_deref(), Some(key));
    }
}
