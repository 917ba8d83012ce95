//! Contact cards: written by those of the place, put into use by its office, and read by everybody without a private word.

use actix_web::http::Method;
use backend::contact_cards::store::{self, CardRow};
use backend::db::Code;
use serde_json::{Value, json};
use shared::contact_cards::{CardStatus, PublicCard, StaffCard};
use shared::id::{AreaId, CompoundId};
use shared::page::Page;
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::builders::{Town, compound, write};
use crate::orders::token;
use crate::people::Person;

/// A card in use.
pub(crate) fn card(app: &TestApp, area: i64, number: &str) -> CardRow {
    let now = app.now().naive_utc();
    let row = CardRow {
        id: backend::ids::next(),
        number: number.to_owned(),
        area_id: area,
        duty_title: "网格员".to_owned(),
        display_name: None,
        consent_at: None,
        duty_phone: "0714-6480001".to_owned(),
        duties: None,
        community_phone: None,
        police_name: None,
        police_phone: None,
        property_name: None,
        property_phone: None,
        hotline: "12345".to_owned(),
        status: Code(CardStatus::Published),
        valid_from: Some(shared::time::date_of(app.now())),
        valid_until: None,
        replaced_by: None,
        client_token: token(),
        last_token: None,
        is_demo: false,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    };
    write(&app.db, |conn| store::insert(conn, &row));
    row
}

#[actix_web::test]
async fn a_grid_worker_reads_the_card_of_his_grid_and_changes_it_by_no_means() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let worker = Person::new(&app, "grid.one", Role::GridWorker, Scope::Area(AreaId(town.east)));
    card(&app, town.east, "CARD-2026-0001");
    card(&app, town.west, "CARD-2026-0002");
    let listed: Page<StaffCard> = worker.read("/api/v1/staff/contact-cards").await;
    let told: Vec<(&str, bool, bool)> =
        listed.items.iter().map(|c| (c.number.as_str(), c.may_write, c.may_publish)).collect();
    assert_eq!(told, [("CARD-2026-0001", false, false)]);
    let path = format!("/api/v1/staff/contact-cards/{}/events", listed.items[0].id);
    worker.refused(Method::POST, &path, event("withdraw", &listed.items[0]), 403).await;
}

fn form(area: i64) -> Value {
    json!({ "area": AreaId(area), "duty_title": "网格员", "duty_phone": "0714-6480002", "hotline": "12345" })
}

fn event(name: &str, card: &StaffCard) -> Value {
    let mut body = json!({ "event": name, "version": card.version, "client_token": token() });
    if name == "withdraw" {
        body["reason"] = json!("调岗");
    }
    body
}

#[actix_web::test]
async fn a_new_card_in_use_replaces_the_one_before_and_the_old_code_says_so() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let there = compound(town.east, "东里");
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&there)));
    let old = card(&app, town.east, "CARD-2026-0900");
    let grid = Person::new(&app, "grid.one", Role::GridWorker, Scope::Area(AreaId(town.east)));
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    let body = json!({ "form": form(town.east), "client_token": token() });
    let path = "/api/v1/staff/contact-cards";
    let made: StaffCard = grid.done(Method::POST, path, &body).await;
    let again: StaffCard = grid.done(Method::POST, path, &body).await;
    assert_eq!(made, again);
    let events = format!("{path}/{}/events", made.id);
    grid.refused(Method::POST, &events, event("publish", &made), 403).await;
    assert_eq!(app.get(&format!("/api/v1/contact-cards/{}", made.number)).await.status, 404);
    let publish = event("publish", &made);
    let out: StaffCard = community.done(Method::POST, &events, &publish).await;
    let same: StaffCard = community.done(Method::POST, &events, &publish).await;
    assert_eq!((out.status, same.version), (CardStatus::Published, out.version));
    let replaced: PublicCard = app.read(&format!("/api/v1/contact-cards/{}", old.number)).await;
    assert_eq!((replaced.status, replaced.lines), (CardStatus::Replaced, None));
    assert_eq!(replaced.current, Some(out.number.clone()));
    let found: Vec<PublicCard> = app.read(&format!("/api/v1/contact-cards?compound={}", CompoundId(there.id))).await;
    assert_eq!(found[0].lines.as_ref().unwrap().duty_phone, "0714-6480002");
    community.refused(Method::POST, &events, event("withdraw", &made), 409).await;
    let ended: StaffCard = community.done(Method::POST, &events, event("withdraw", &out)).await;
    assert_eq!(ended.status, CardStatus::Withdrawn);
}

#[actix_web::test]
async fn a_name_needs_consent_a_phone_digits_and_an_area_the_right_scope() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let grid = Person::new(&app, "grid.one", Role::GridWorker, Scope::Area(AreaId(town.east)));
    let refused = async |change: Value| {
        let mut form = form(town.east);
        form.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let body = json!({ "form": form, "client_token": token() });
        grid.refused(Method::POST, "/api/v1/staff/contact-cards", body, 422).await.field
    };
    assert_eq!(refused(json!({ "display_name": "王某" })).await.as_deref(), Some("has_consent"));
    assert_eq!(refused(json!({ "duty_phone": "打我" })).await.as_deref(), Some("duty_phone"));
    assert_eq!(refused(json!({ "duty_title": " " })).await.as_deref(), Some("duty_title"));
    assert_eq!(refused(json!({ "area": AreaId(town.west) })).await.as_deref(), Some("area"));
    assert_eq!(refused(json!({ "area": AreaId(town.street) })).await.as_deref(), Some("area"));
    let named = json!({ "form": { "area": AreaId(town.east), "duty_title": "网格员", "display_name": "王某", "has_consent": true,
        "duty_phone": "0714-6480002", "hotline": "12345" }, "client_token": token() });
    let made: StaffCard = grid.done(Method::POST, "/api/v1/staff/contact-cards", named).await;
    assert_eq!(made.form.display_name.as_deref(), Some("王某"));
}

#[actix_web::test]
async fn a_grid_worker_writes_his_own_and_no_colleague_s() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let area = Scope::Area(AreaId(town.east));
    let (one, two) =
        (Person::new(&app, "grid.one", Role::GridWorker, area), Person::new(&app, "grid.two", Role::GridWorker, area));
    let body = json!({ "form": form(town.east), "client_token": token() });
    let made: StaffCard = one.done(Method::POST, "/api/v1/staff/contact-cards", body).await;
    let path = format!("/api/v1/staff/contact-cards/{}", made.id);
    assert_eq!(two.get(&path).await.status, 404);
    let change = json!({ "form": form(town.east), "version": made.version, "client_token": token() });
    two.refused(Method::PUT, &path, &change, 404).await;
    let changed: StaffCard = one.done(Method::PUT, &path, &change).await;
    assert_eq!(changed.version, made.version + 1);
    let stale = json!({ "form": form(town.east), "version": made.version, "client_token": token() });
    one.refused(Method::PUT, &path, stale, 409).await;
    let list: Page<StaffCard> = one.read("/api/v1/staff/contact-cards").await;
    assert_eq!(list.items.len(), 1);
}
