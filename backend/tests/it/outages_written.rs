//! Outage notices written by those at work: at once where it must be, by a second person else, longer and over.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::id::{AreaId, CompoundId, OutageId};
use shared::outages::staff::StaffOutage;
use shared::outages::{OutageStanding, Outages};
use shared::page::Page;
use shared::people::{Role, Scope};
use shared::published::{ItemEvent, ItemStatus};

use crate::app::TestApp;
use crate::builders::{compound, treat};
use crate::people::Person;
use crate::site::{NUMBER, Site, command, token};

const PATH: &str = "/api/v1/staff/outages";

/// A site whose project treats the compound 东里; nine in the morning of 12 June in Shanghai.
fn build(app: &TestApp) -> (Site<'_>, CompoundId) {
    let site = Site::build(app);
    let place = compound(site.project.area_id, "东里");
    treat(&app.db, &site.project, &place);
    (site, CompoundId(place.id))
}

/// Water is off on the 14th from eight to twelve, told two days ahead.
fn form(place: CompoundId) -> Value {
    json!({
        "kind": "water", "compound": place.to_string(), "project": NUMBER, "buildings": [],
        "starts_at": "2026-06-14T00:00:00Z", "ends_at": "2026-06-14T04:00:00Z",
        "reason": "更换主管", "alternative": "门口有送水车", "source": "示例项目部"
    })
}

fn with(mut form: Value, more: Value) -> Value {
    form.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    form
}

fn new(form: Value) -> Value {
    json!({ "client_token": token(), "form": form })
}

fn events(id: OutageId) -> String {
    format!("{PATH}/{id}/events")
}

async fn write(by: &Person<'_>, form: Value) -> StaffOutage {
    by.done(Method::POST, PATH, new(form)).await
}

async fn happen(by: &Person<'_>, to: &StaffOutage, event: &str, more: Value) -> StaffOutage {
    by.done(Method::POST, &events(to.id), command(to.desked.version, event, more)).await
}

async fn public(app: &TestApp) -> Outages {
    app.read("/api/v1/outages").await
}

#[actix_web::test]
async fn a_manager_tells_of_a_cut_extends_it_and_says_that_it_is_over() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    let draft = write(&site.manager, form(place)).await;
    assert_eq!(draft.desked.status, ItemStatus::Draft);
    assert_eq!(draft.desked.allowed_events, [ItemEvent::Submit, ItemEvent::PublishOutage]);
    assert_eq!(public(&app).await.items, [], "a draft is nobody else's");
    let told = happen(&site.manager, &draft, "publish_outage", json!({})).await;
    assert_eq!((told.standing, told.is_short_notice), (Some(OutageStanding::Upcoming), false));
    let shown = public(&app).await;
    assert_eq!(shown.items[0].project.as_ref().map(|p| p.id.as_str()), Some(NUMBER));
    assert_eq!(shown.items[0].source, "示例项目部");
    app.set_time("2026-06-14T03:00:00Z");
    let manager = Person::of(&app, site.manager.id);
    let earlier =
        command(told.desked.version, "extend_outage", json!({ "ends_at": "2026-06-14T03:30:00Z", "reason": "难修" }));
    let refused = manager.refused(Method::POST, &events(told.id), earlier, 422).await;
    assert_eq!(refused.field.as_deref(), Some("ends_at"));
    let more = json!({ "ends_at": "2026-06-14T08:00:00Z", "reason": "阀门锈死" });
    let longer = happen(&manager, &told, "extend_outage", more).await;
    assert_eq!(longer.desked.note.as_deref(), Some("阀门锈死 · 2026-06-14 12:00 → 2026-06-14 16:00"));
    assert_eq!(public(&app).await.items[0].ends_at.to_rfc3339(), "2026-06-14T08:00:00+00:00");
    app.set_time("2026-06-14T06:00:00Z");
    let manager = Person::of(&app, site.manager.id);
    let over = happen(&manager, &longer, "end_outage", json!({})).await;
    assert_eq!(over.standing, Some(OutageStanding::Ended));
    let twice = command(over.desked.version, "end_outage", json!({}));
    assert_eq!(manager.refused(Method::POST, &events(over.id), twice, 409).await.code, ErrorCode::NotAllowedNow);
    let said: Vec<&str> = over.history.iter().map(|h| h.event.as_str()).collect();
    assert_eq!(said, ["end_outage", "extend_outage", "publish_outage", "create"]);
}

#[actix_web::test]
async fn less_than_a_day_ahead_needs_its_reason_and_residents_read_it() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    let soon = json!({ "starts_at": "2026-06-12T06:00:00Z", "ends_at": "2026-06-12T10:00:00Z" });
    let draft = write(&site.manager, with(form(place), soon)).await;
    let publish = || command(draft.desked.version, "publish_outage", json!({}));
    let refused = site.manager.refused(Method::POST, &events(draft.id), publish(), 422).await;
    assert_eq!(refused.field.as_deref(), Some("emergency"));
    let body = json!({ "version": draft.desked.version, "client_token": token(),
        "form": with(serde_json::to_value(&draft.form).unwrap(), json!({ "emergency": "主管爆裂" })) });
    let mended: StaffOutage = site.manager.done(Method::PUT, &format!("{PATH}/{}", draft.id), body).await;
    let told = happen(&site.manager, &mended, "publish_outage", json!({})).await;
    assert!(told.is_short_notice);
    assert_eq!(public(&app).await.items[0].emergency.as_deref(), Some("主管爆裂"));
}

#[actix_web::test]
async fn a_community_hands_in_and_the_street_publishes_or_returns() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    let area = |id| Scope::Area(AreaId(id));
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, area(site.project.area_id));
    let street = Person::new(&app, "street.one", Role::StreetOfficer, area(site.project.area_id));
    let own = with(form(place), json!({ "project": null }));
    let draft = write(&community, own).await;
    assert_eq!(draft.desked.allowed_events, [ItemEvent::Submit]);
    let at_once = command(1, "publish_outage", json!({}));
    community.refused(Method::POST, &events(draft.id), at_once, 403).await;
    let handed_in = happen(&community, &draft, "submit", json!({})).await;
    let silent = command(handed_in.desked.version, "return", json!({ "reason": " " }));
    assert_eq!(street.refused(Method::POST, &events(draft.id), silent, 422).await.field.as_deref(), Some("reason"));
    let back = happen(&street, &handed_in, "return", json!({ "reason": "写清楚楼栋" })).await;
    assert_eq!(back.desked.note.as_deref(), Some("写清楚楼栋"));
    let handed_in = happen(&community, &back, "submit", json!({})).await;
    let unread = command(handed_in.desked.version, "publish", json!({ "is_checked": false }));
    assert_eq!(street.refused(Method::POST, &events(draft.id), unread, 422).await.field.as_deref(), Some("is_checked"));
    let told = happen(&street, &handed_in, "publish", json!({ "is_checked": true })).await;
    assert_eq!(told.desked.status, ItemStatus::Published);
    let gone = happen(&street, &told, "withdraw", json!({ "reason": "改期" })).await;
    assert_eq!(public(&app).await.items, []);
    let again = happen(&community, &gone, "edit", json!({})).await;
    assert!(again.desked.may_write);
}

#[actix_web::test]
async fn nobody_publishes_what_he_handed_in_himself() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    let draft = write(&site.district, form(place)).await;
    let handed_in = happen(&site.district, &draft, "submit", json!({})).await;
    assert_eq!(handed_in.desked.allowed_events, [ItemEvent::Return]);
    let publish = command(handed_in.desked.version, "publish", json!({ "is_checked": true }));
    site.district.refused(Method::POST, &events(draft.id), publish, 403).await;
}

#[actix_web::test]
async fn what_is_written_wrong_is_named() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    let elsewhere = compound(site.project.area_id, "别处");
    app.db.write_now(|conn| backend::compounds::store::insert(conn, std::slice::from_ref(&elsewhere))).unwrap();
    for (more, field) in [
        (json!({ "ends_at": "2026-06-13T00:00:00Z" }), "ends_at"),
        (json!({ "ends_at": "2036-06-14T04:00:00Z" }), "ends_at"),
        (json!({ "reason": "  " }), "reason"),
        (json!({ "source": "" }), "source"),
        (json!({ "compound": "0000000000001" }), "compound"),
        (json!({ "project": "PRJ-2026-9999" }), "project"),
        (json!({ "compound": CompoundId(elsewhere.id).to_string() }), "compound"),
        (json!({ "project": null }), "compound"),
        (json!({ "kind": "snow" }), "kind"),
    ] {
        let refused = site.manager.refused(Method::POST, PATH, new(with(form(place), more.clone())), 422).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{more}");
    }
}

#[actix_web::test]
async fn it_happens_once_and_never_to_what_was_changed_meanwhile() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    let body = new(form(place));
    let first: StaffOutage = site.manager.done(Method::POST, PATH, body.clone()).await;
    let second: StaffOutage = site.manager.done(Method::POST, PATH, body).await;
    assert_eq!(first.id, second.id);
    let publish = command(first.desked.version, "publish_outage", json!({}));
    let told: StaffOutage = site.manager.done(Method::POST, &events(first.id), publish.clone()).await;
    let again: StaffOutage = site.manager.done(Method::POST, &events(first.id), publish).await;
    assert_eq!(told.desked.version, again.desked.version);
    let stale = command(first.desked.version, "end_outage", json!({}));
    assert_eq!(site.manager.refused(Method::POST, &events(first.id), stale, 409).await.code, ErrorCode::Stale);
    let change = json!({ "version": told.desked.version, "client_token": token(), "form": form(place) });
    let refused = site.manager.refused(Method::PUT, &format!("{PATH}/{}", first.id), change, 409).await;
    assert_eq!(refused.code, ErrorCode::NotAllowedNow, "what is published is not written over");
}

#[actix_web::test]
async fn the_list_holds_what_is_in_scope_and_nothing_else() {
    let app = TestApp::new();
    let (site, place) = build(&app);
    write(&site.manager, form(place)).await;
    let listed = |page: Page<StaffOutage>| page.items.len();
    assert_eq!(listed(site.manager.read(PATH).await), 1);
    assert_eq!(listed(site.district.read(&format!("{PATH}?status=draft")).await), 1);
    assert_eq!(listed(site.district.read(&format!("{PATH}?status=published")).await), 0);
    let town = crate::builders::Town::called(&app.db, "邻");
    let away = Person::new(&app, "away.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    assert_eq!(listed(away.read(PATH).await), 0);
}
