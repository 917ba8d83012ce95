//! Notices written by those at work and published by a second person.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::id::{AreaId, NoticeId};
use shared::notices::Notice;
use shared::notices::staff::StaffNotice;
use shared::page::Page;
use shared::people::{Role, Scope};
use shared::published::{ItemEvent, ItemStatus};

use crate::app::TestApp;
use crate::people::Person;
use crate::site::{NUMBER, Site, command, token};

const PATH: &str = "/api/v1/staff/notices";

fn form(more: Value) -> Value {
    let mut form = json!({
        "kind": "publicity", "title": "东里改造方案公示", "body": "方案如下。\n请提意见。", "project": NUMBER,
        "author": "示例街道办事处", "publicity_until": "2026-06-20"
    });
    form.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    json!({ "client_token": token(), "form": form })
}

fn events(id: NoticeId) -> String {
    format!("{PATH}/{id}/events")
}

async fn happen(by: &Person<'_>, to: &StaffNotice, event: &str, more: Value) -> StaffNotice {
    by.done(Method::POST, &events(to.id), command(to.desked.version, event, more)).await
}

#[actix_web::test]
async fn a_publicity_is_written_by_one_and_published_by_another() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let draft: StaffNotice = site.manager.done(Method::POST, PATH, form(json!({}))).await;
    assert_eq!((draft.desked.status, draft.form.source.as_deref()), (ItemStatus::Draft, Some("示例街道办事处")));
    assert_eq!(draft.desked.allowed_events, [ItemEvent::Submit], "no cut: nobody tells it by himself");
    let cut = command(draft.desked.version, "publish_outage", json!({}));
    assert_eq!(site.manager.refused(Method::POST, &events(draft.id), cut, 409).await.code, ErrorCode::NotAllowedNow);
    let handed_in = happen(&site.manager, &draft, "submit", json!({})).await;
    let told = happen(&site.district, &handed_in, "publish", json!({ "is_checked": true })).await;
    let public: Page<Notice> = app.read("/api/v1/notices?kind=publicity").await;
    assert_eq!((public.items[0].id, public.items[0].is_open), (told.id, true));
    happen(&site.district, &told, "withdraw", json!({ "reason": "方案有误" })).await;
    let public: Page<Notice> = app.read("/api/v1/notices?kind=publicity").await;
    assert_eq!(public.items, []);
}

#[actix_web::test]
async fn a_publicity_whose_last_day_passed_is_not_published() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let draft: StaffNotice = site.manager.done(Method::POST, PATH, form(json!({}))).await;
    let handed_in = happen(&site.manager, &draft, "submit", json!({})).await;
    app.set_day("2026-06-21");
    let district = Person::of(&app, site.district.id);
    let publish = command(handed_in.desked.version, "publish", json!({ "is_checked": true }));
    let refused = district.refused(Method::POST, &events(draft.id), publish, 422).await;
    assert_eq!(refused.field.as_deref(), Some("publicity_until"));
}

#[actix_web::test]
async fn what_is_written_wrong_is_named() {
    let app = TestApp::new();
    let site = Site::build(&app);
    for (more, field) in [
        (json!({ "title": " " }), "title"),
        (json!({ "body": "" }), "body"),
        (json!({ "author": "" }), "author"),
        (json!({ "publicity_until": null }), "publicity_until"),
        (json!({ "kind": "news" }), "publicity_until"),
        (json!({ "project": null }), "area"),
        (json!({ "project": "PRJ-2026-9999" }), "project"),
        (json!({ "project": null, "area": AreaId(site.project.area_id).to_string() }), "area"),
    ] {
        let refused = site.manager.refused(Method::POST, PATH, form(more.clone()), 422).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{more}");
    }
}

#[actix_web::test]
async fn a_community_writes_of_itself_and_not_of_a_sister() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let here = AreaId(site.project.area_id);
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(here));
    let of = |area: AreaId| {
        form(json!({ "kind": "announcement", "publicity_until": null, "project": null, "area": area.to_string() }))
    };
    let own: StaffNotice = community.done(Method::POST, PATH, of(here)).await;
    let town = crate::builders::Town::called(&app.db, "邻");
    let refused = community.refused(Method::POST, PATH, of(AreaId(town.east)), 422).await;
    assert_eq!(refused.field.as_deref(), Some("area"));
    let sister = Person::new(&app, "sister.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    assert_eq!(sister.get(&format!("{PATH}/{}", own.id)).await.status, 404);
    assert_eq!(sister.read::<Page<StaffNotice>>(PATH).await.items, []);
}

#[actix_web::test]
async fn a_draft_is_written_over_once_and_by_who_read_it_last() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let draft: StaffNotice = site.manager.done(Method::POST, PATH, form(json!({}))).await;
    let path = format!("{PATH}/{}", draft.id);
    let change = |version: i32, title: &str| {
        let mut body = form(json!({ "title": title }));
        body["version"] = json!(version);
        body
    };
    let body = change(1, "第二稿");
    let second: StaffNotice = site.manager.done(Method::PUT, &path, body.clone()).await;
    let again: StaffNotice = site.manager.done(Method::PUT, &path, body).await;
    assert_eq!((second.form.title.as_str(), again.desked.version), ("第二稿", 2));
    assert_eq!(site.district.refused(Method::PUT, &path, change(1, "旧稿"), 409).await.code, ErrorCode::Stale);
}
