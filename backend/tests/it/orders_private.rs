//! What nobody reads any more: what was no complaint after all, what somebody once handled, what was forgotten.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;
use shared::id::ProjectId;
use shared::orders::new::PlacedOrder;
use shared::orders::shown::StaffOrder;
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::builders::{project, store};
use crate::orders::{Cast, act, by_asker, deed, must, order, row, token, wanted};
use crate::people::Person;

#[actix_web::test]
async fn what_turned_out_to_be_no_complaint_about_works_is_not_for_their_manager() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let works = project(cast.town.east, "PRJ-2026-0001", "东里改造");
    store(&app.db, &works, &[]);
    let manager = Person::new(&app, "manager.one", Role::ProjectManager, Scope::Project(ProjectId(works.id)));
    let mut body = wanted(cast.town.east, "works_noise");
    body["project"] = json!("PRJ-2026-0001");
    body["contact_for_manager"] = json!(true);
    let placed = order(&app, &body).await;
    let path = format!("/api/v1/staff/orders/{}", placed.number);
    assert_eq!(manager.get(&path).await.status, 200);
    // Nor can he be given what he would not read.
    let to = json!({ "to": "user", "id": manager.id });
    let given = json!({ "event": "accept_and_assign", "category": "mediation", "assignee": to });
    let refused: shared::error::ApiError = act(&cast.community, &placed.number, given).await.json();
    assert_eq!(refused.field.as_deref(), Some("assignee"));
    let accept = json!({ "event": "accept_and_assign", "category": "mediation", "assignee": { "to": "office" } });
    must(&cast.community, &placed.number, accept).await;
    assert_eq!(manager.get(&path).await.status, 404);
    let after = row(&app, &placed.number);
    assert_eq!((after.project_id, after.contact_for_manager), (None, false));
}

#[actix_web::test]
async fn whoever_handled_an_order_reads_no_more_of_it_when_it_is_over() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut body = wanted(cast.town.east, "errands");
    body["place"]["words"] = json!("2单元501");
    let placed = order(&app, &body).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "take" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "start" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "好了" })).await;
    let path = format!("/api/v1/staff/orders/{}", placed.number);
    let before: StaffOrder = cast.volunteer.read(&path).await;
    assert!(before.asked.what.is_some() && before.phone_mask.is_some());
    let answer = by_asker(&app, &placed, json!({ "event": "confirm", "rating": 5 })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let after: StaffOrder = cast.volunteer.read(&path).await;
    assert_eq!((after.asked.what, after.asked.place, after.phone_mask), (None, None, None));
    assert!(after.history.is_empty());
    assert!(cast.community.read::<StaffOrder>(&path).await.asked.what.is_some());
}

#[actix_web::test]
async fn nobody_takes_what_was_asked_for_with_the_phone_of_his_account() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let phone = json!({ "phone": "13812345678" });
    let answer = cast.volunteer.send(Method::PATCH, "/api/v1/me", phone).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    let answer = act(&cast.volunteer, &placed.number, json!({ "event": "take" })).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
}

async fn forgotten(app: &TestApp, cast: &Cast<'_>) -> PlacedOrder {
    let placed = order(app, &wanted(cast.town.east, "errands")).await;
    let decline =
        json!({ "event": "decline", "reason": "outside_duties", "words": "不归社区管", "instead": "请打 12345" });
    must(&cast.community, &placed.number, decline).await;
    let path = format!("/api/v1/orders/mine/{}/forgetting", placed.number);
    let request = TestRequest::post().uri(&path).insert_header(("X-Order-Secret", placed.secret.clone().unwrap()));
    let answer = app.send(request.set_json(json!({ "client_token": token() }))).await;
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.text());
    placed
}

#[actix_web::test]
async fn nothing_is_written_about_what_was_forgotten() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = forgotten(&app, &cast).await;
    assert_eq!(row(&app, &placed.number).body, None);
    let summary = json!({ "deed": "write_summary", "title": "王大爷家的水管" });
    let answer = deed(&cast.community, &placed.number, summary).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
}

#[actix_web::test]
async fn what_was_read_before_it_was_forgotten_is_not_written_back() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    let read = row(&app, &placed.number);
    app.db.write_now(|conn| backend::orders::forget::one(conn, read.id)).unwrap();
    let late = backend::orders::store::OrderRow { version: read.version + 1, ..read };
    assert!(app.db.write_now(|conn| backend::orders::store::update(conn, &late)).is_err());
    assert_eq!(row(&app, &placed.number).body, None);
}
