//! Orders from the first word to the last, through HTTP: who asks, who takes, who judges, and who never learns of it.

use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::http::Method;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::id::{AreaId, CompoundId};
use shared::orders::OrderStatus;
use shared::orders::line::OrderLine;
use shared::orders::list::{Stuck, StuckBoard};
use shared::orders::new::PlacedOrder;
use shared::orders::shown::{FullContact, MyOrder, StaffOrder};
use shared::orders::summary::PublicOrder;
use shared::page::Page;
use shared::people::{Role, Scope};
use strum::VariantArray as _;

use crate::app::{Answer, TestApp};
use crate::builders::{Town, compound, project, store, write};
use crate::people::Person;

/// A token that nobody used.
pub(crate) fn token() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("token-{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What somebody asks for in the area.
pub(crate) fn wanted(area: i64, category: &str) -> Value {
    json!({
        "category": category, "what": "水管漏了，王大爷 13812345678 在家", "place": { "area": AreaId(area) },
        "phone": "13812345678", "urgency": "normal", "client_token": token(),
    })
}

/// Orders something without an account.
pub(crate) async fn order(app: &TestApp, body: &Value) -> PlacedOrder {
    let answer = app.send(TestRequest::post().uri("/api/v1/orders").set_json(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// Puts an order in without HTTP, for tests that need only that it is there; answers its number.
pub(crate) fn placed(app: &TestApp, area: i64, category: &str) -> String {
    let row = backend::orders::store::OrderRow { category_code: category.to_owned(), ..blank(app, area) };
    app.db.write_now(|conn| backend::orders::store::insert(conn, &row)).unwrap();
    row.number
}

/// A row of an order that was just placed in the area.
pub(crate) fn blank(app: &TestApp, area: i64) -> backend::orders::store::OrderRow {
    use backend::db::Code;
    use shared::orders::{Channel, OwnerLevel, Urgency};
    let now = app.now().naive_utc();
    let number = app.db.write_now(|conn| backend::orders::store::next_number(conn, app.now())).unwrap();
    backend::orders::store::OrderRow {
        id: backend::ids::next(),
        number,
        category_code: "plumbing_electrics".to_owned(),
        body: Some("水管漏了".to_owned()),
        answers: String::new(),
        placed_by: None,
        is_for_other: false,
        channel: Code(Channel::Web),
        client_token: token(),
        area_id: area,
        compound_id: None,
        building: None,
        place_words: None,
        lng: None,
        lat: None,
        project_id: None,
        contact_for_manager: false,
        urgency: Code(Urgency::Normal),
        status: Code(OrderStatus::Placed),
        owner_level: Code(OwnerLevel::Community),
        owner_area_id: area,
        assignee_user_id: None,
        assignee_org_id: None,
        handler_office: None,
        handler_role: None,
        limit_seconds: 126_000,
        used_seconds: 0,
        running_since: Some(now),
        intake_due_at: now,
        take_due_at: None,
        contact_due_at: None,
        due_at: now + chrono::TimeDelta::days(7),
        accepted_at: None,
        taken_at: None,
        contacted_at: None,
        finished_at: None,
        closed_at: None,
        outcome: None,
        result_text: None,
        decline_reason: None,
        decline_instead: None,
        is_solved: None,
        is_satisfied: None,
        rating: None,
        rating_words: None,
        answered_by: None,
        reopen_count: 0,
        back_count: 0,
        escalation_count: 0,
        held_reason: None,
        is_demo: false,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    }
}

/// Who asked, with the secret of the link.
pub(crate) async fn mine(app: &TestApp, placed: &PlacedOrder) -> MyOrder {
    let path = format!("/api/v1/orders/mine/{}", placed.number);
    let request = TestRequest::get().uri(&path).insert_header(("X-Order-Secret", placed.secret.clone().unwrap()));
    let answer = app.send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Who asked does something.
pub(crate) async fn by_asker(app: &TestApp, placed: &PlacedOrder, mut what: Value) -> Answer {
    let now = mine(app, placed).await;
    what["version"] = json!(now.line.version);
    what["client_token"] = json!(token());
    let path = format!("/api/v1/orders/mine/{}/events", placed.number);
    let request = TestRequest::post().uri(&path).insert_header(("X-Order-Secret", placed.secret.clone().unwrap()));
    app.send(request.set_json(what)).await
}

/// Somebody at work does something to the order as it is now.
pub(crate) async fn act(who: &Person<'_>, number: &str, what: Value) -> Answer {
    let version = version(who.app, number);
    send(who, number, "events", what, version).await
}

/// A deed.
pub(crate) async fn deed(who: &Person<'_>, number: &str, what: Value) -> Answer {
    let version = version(who.app, number);
    send(who, number, "deeds", what, version).await
}

async fn send(who: &Person<'_>, number: &str, sort: &str, mut what: Value, version: i32) -> Answer {
    what["version"] = json!(version);
    what["client_token"] = json!(token());
    fresh(who).send(Method::POST, &format!("/api/v1/staff/orders/{number}/{sort}"), what).await
}

/// Signed in anew: a session of staff ends while the clock is set forward.
pub(crate) fn fresh<'a>(who: &Person<'a>) -> Person<'a> {
    Person::of(who.app, who.id)
}

fn version(app: &TestApp, number: &str) -> i32 {
    row(app, number).version
}

/// The order as it lies in the database.
pub(crate) fn row(app: &TestApp, number: &str) -> backend::orders::store::OrderRow {
    app.db.read_now(|conn| backend::orders::store::by_number(conn, number)).unwrap().unwrap()
}

/// Does it, and it must be done.
pub(crate) async fn must(who: &Person<'_>, number: &str, what: Value) -> StaffOrder {
    let answer = act(who, number, what.clone()).await;
    assert_eq!(answer.status, 200, "{what}: {}", answer.text());
    answer.json::<Option<StaffOrder>>().unwrap()
}

/// The people of a street: a volunteer, a grid worker and the office of the east, the street's and the district's.
pub(crate) struct Cast<'a> {
    pub(crate) town: Town,
    pub(crate) volunteer: Person<'a>,
    pub(crate) grid: Person<'a>,
    pub(crate) community: Person<'a>,
    pub(crate) street: Person<'a>,
    pub(crate) district: Person<'a>,
}

impl<'a> Cast<'a> {
    pub(crate) fn of(app: &'a TestApp) -> Self {
        Self::prefixed(app, "")
    }

    /// The same in a town with `prefix` before each name.
    pub(crate) fn prefixed(app: &'a TestApp, prefix: &str) -> Self {
        let town = Town::called(&app.db, prefix);
        let area = |id| Scope::Area(AreaId(id));
        Self {
            volunteer: Person::new(app, "volunteer.one", Role::Volunteer, area(town.east)),
            grid: Person::new(app, "grid.one", Role::GridWorker, area(town.east)),
            community: Person::new(app, "community.one", Role::CommunityAdmin, area(town.east)),
            street: Person::new(app, "street.one", Role::StreetOfficer, area(town.street)),
            district: Person::new(app, "district.one", Role::DistrictAdmin, area(town.district)),
            town,
        }
    }
}

#[actix_web::test]
async fn an_order_goes_from_a_phone_without_an_account_to_five_stars() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "plumbing_electrics")).await;
    assert!(placed.number.starts_with("ORD-20260612-0001"));
    assert_eq!(placed.owner, "东社区");
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    let pool: Page<OrderLine> = cast.volunteer.read("/api/v1/staff/orders?view=pool").await;
    let line = &pool.items[0];
    assert_eq!((line.what.as_deref(), line.assignee.as_deref()), (None, None));
    let before = cast.volunteer.get(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert!(!before.text().contains("138") && !before.text().contains("漏"), "{}", before.text());
    must(&cast.volunteer, &placed.number, json!({ "event": "take" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "start" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "换了接头" }))
        .await;
    let no = by_asker(&app, &placed, json!({ "event": "reject", "reason": "还在滴" })).await;
    assert_eq!(no.json::<MyOrder>().line.status, OrderStatus::InProgress);
    must(&cast.volunteer, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "换了水管" }))
        .await;
    let stars = by_asker(&app, &placed, json!({ "event": "confirm", "rating": 5, "words": "谢谢" })).await;
    let closed: MyOrder = stars.json();
    assert_eq!((closed.line.status, closed.result.rating), (OrderStatus::Closed, Some(5)));
    assert_eq!(closed.line.reopened, 1);
    let names: Vec<&str> = closed.history.iter().map(|step| step.event.as_str()).collect();
    assert_eq!(names, ["place", "accept_to_pool", "take", "start", "finish", "reject", "finish", "confirm"]);
    assert!(closed.history.iter().all(|step| step.by.is_none()), "nobody at work is named to who asked");
    // Once it is over the handler has no phone any more.
    let phone = format!("/api/v1/staff/orders/{}/phone", placed.number);
    cast.volunteer.refused(Method::POST, &phone, json!({}), 403).await;
}

#[actix_web::test]
async fn the_number_alone_shows_nothing() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "wish")).await;
    let path = format!("/api/v1/orders/mine/{}", placed.number);
    let missing = app.get("/api/v1/orders/mine/ORD-20260612-9999").await;
    for secret in ["", "0123456789", &"0".repeat(40), &placed.secret.clone().unwrap()[1..]] {
        let answer = app.send(TestRequest::get().uri(&path).insert_header(("X-Order-Secret", secret))).await;
        assert_eq!((answer.status.as_u16(), answer.body), (404, missing.body.clone()), "{secret}");
    }
    // The wrong ones are counted.
    for _ in 0..60 {
        app.get(&path).await;
    }
    assert_eq!(app.get(&path).await.status, 429);
    // Whoever has the secret still comes in.
    mine(&app, &placed).await;
}

#[actix_web::test]
async fn one_token_makes_one_order_and_tells_its_link_again() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let body = wanted(cast.town.east, "wish");
    let sent: Vec<_> = (0..6).map(|_| order(&app, &body)).collect();
    let all = futures_util::future::join_all(sent).await;
    assert!(all.iter().all(|placed| *placed == all[0]));
    let count: i64 =
        app.db.read_now(|conn| Ok(backend::schema::service_orders::table.count().get_result(conn)?)).unwrap();
    assert_eq!(count, 1);
    // Another place, another urgency and one more photograph are another wish.
    let request = TestRequest::post()
        .uri("/api/v1/orders/photographs")
        .insert_header(("X-Upload-Token", body["client_token"].as_str().unwrap()));
    let shot: Value = app.send(request.set_payload(crate::media_files::jpeg(64, 48, 1))).await.json();
    let others = [
        ("place", json!({ "area": AreaId(cast.town.east), "at": { "lng": 115.1, "lat": 30.2 } })),
        ("urgency", json!("urgent")),
        ("photographs", json!([shot["id"]])),
    ];
    for (field, value) in others {
        let mut other = body.clone();
        other[field] = value;
        let answer = app.send(TestRequest::post().uri("/api/v1/orders").set_json(&other)).await;
        assert_eq!(answer.status, 409, "{field}: {}", answer.text());
    }
    // The token of somebody else is not a way to his order.
    let answer = cast.volunteer.send(Method::POST, "/api/v1/orders", &body).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
}

#[actix_web::test]
async fn what_is_missing_is_named_and_nothing_is_written() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    for (field, value) in [
        ("category", json!("nothing")),
        ("what", json!(" ")),
        ("place", json!({})),
        ("place", json!({ "compound": CompoundId(1) })),
        ("phone", json!("12345")),
        ("phone", json!(null)),
        ("photographs", json!([CompoundId(5)])),
        ("answers", json!([{ "question": "none", "value": "x" }])),
        ("project", json!("PRJ-1999-0001")),
    ] {
        let mut body = wanted(cast.town.east, "wish");
        body[field] = value;
        let answer = app.send(TestRequest::post().uri("/api/v1/orders").set_json(&body)).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.text());
        assert_eq!(answer.json::<shared::error::ApiError>().field.as_deref(), Some(field), "{}", answer.text());
    }
    // A complaint about works names them.
    let answer =
        app.send(TestRequest::post().uri("/api/v1/orders").set_json(wanted(cast.town.east, "works_noise"))).await;
    assert_eq!(answer.json::<shared::error::ApiError>().field.as_deref(), Some("project"));
    let count: i64 =
        app.db.read_now(|conn| Ok(backend::schema::service_orders::table.count().get_result(conn)?)).unwrap();
    assert_eq!(count, 0);
}

#[actix_web::test]
async fn of_twenty_who_take_at_once_one_has_it() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "haircut")).await;
    must(&cast.grid, &placed.number, json!({ "event": "accept_to_pool" })).await;
    let version = row(&app, &placed.number).version;
    let takers: Vec<Person<'_>> = (0..20)
        .map(|n| Person::new(&app, &format!("taker.{n:02}"), Role::Volunteer, Scope::Area(AreaId(cast.town.east))))
        .collect();
    let path = format!("/api/v1/staff/orders/{}/events", placed.number);
    let sent = takers.iter().map(|who| {
        who.send(Method::POST, &path, json!({ "event": "take", "version": version, "client_token": token() }))
    });
    let mut codes: Vec<u16> =
        futures_util::future::join_all(sent).await.into_iter().map(|answer| answer.status.as_u16()).collect();
    codes.sort_unstable();
    // For those who come later it has gone: they read that somebody was faster, or that it is none of theirs any more.
    assert_eq!(codes.iter().filter(|code| **code == 200).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 409).count(), 19, "{codes:?}");
}

#[actix_web::test]
async fn the_same_deed_sent_twice_at_once_is_done_once_and_answered_twice() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "haircut")).await;
    must(&cast.grid, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "take" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "start" })).await;
    let body = json!({
        "event": "log", "note": "到了", "version": row(&app, &placed.number).version, "client_token": token(),
    });
    let path = format!("/api/v1/staff/orders/{}/events", placed.number);
    let sent = (0..8).map(|_| cast.volunteer.send(Method::POST, &path, &body));
    let codes: Vec<u16> =
        futures_util::future::join_all(sent).await.into_iter().map(|answer| answer.status.as_u16()).collect();
    assert!(codes.iter().all(|code| *code == 200), "{codes:?}");
    let shown: StaffOrder = cast.volunteer.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert_eq!(shown.history.iter().filter(|step| step.event == "log").count(), 1);
}

#[actix_web::test]
async fn a_volunteer_has_three_orders_at_once_and_a_place_again_when_one_is_given_back() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut numbers = Vec::new();
    for _ in 0..4 {
        let placed = order(&app, &wanted(cast.town.east, "errands")).await;
        must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
        numbers.push(placed.number);
    }
    for number in &numbers[..3] {
        must(&cast.volunteer, number, json!({ "event": "take" })).await;
    }
    let answer = act(&cast.volunteer, &numbers[3], json!({ "event": "take" })).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    let answer = act(&cast.volunteer, &numbers[0], json!({ "event": "give_back", "reason": "临时有事" })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    must(&cast.volunteer, &numbers[3], json!({ "event": "take" })).await;
    // Who asked is told that it lies in the pool again, and not why.
    let shown: StaffOrder = cast.community.read(&format!("/api/v1/staff/orders/{}", numbers[0])).await;
    assert_eq!((shown.line.status, shown.came_back), (OrderStatus::Open, 1));
}

#[actix_web::test]
async fn the_full_phone_is_for_its_handler_and_its_office_and_every_look_is_told_to_its_owner() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "haircut")).await;
    let phone = format!("/api/v1/staff/orders/{}/phone", placed.number);
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    cast.volunteer.refused(Method::POST, &phone, json!({}), 403).await;
    cast.grid.refused(Method::POST, &phone, json!({}), 403).await;
    cast.district.refused(Method::POST, &phone, json!({}), 403).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "take" })).await;
    let full: FullContact = cast.volunteer.done(Method::POST, &phone, json!({})).await;
    assert_eq!(full.phone.as_deref(), Some("13812345678"));
    cast.street.done::<FullContact>(Method::POST, &phone, json!({})).await;
    let looks = mine(&app, &placed).await.looks;
    assert_eq!(looks.iter().map(|look| look.role).collect::<Vec<_>>(), [Role::Volunteer, Role::StreetOfficer]);
    // Nothing else at work holds it.
    let shown = cast.volunteer.get(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert!(shown.text().contains("138****5678"));
}

#[actix_web::test]
async fn a_third_no_goes_to_the_street_with_a_chase_up() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "start" })).await;
    let due = row(&app, &placed.number).due_at;
    for n in 1..=3 {
        must(&cast.grid, &placed.number, json!({ "event": "finish", "outcome": "explained", "result": "说明了" }))
            .await;
        let answer = by_asker(&app, &placed, json!({ "event": "reject", "reason": "没有解决" })).await;
        assert_eq!(answer.status, 200, "{n} {}", answer.text());
    }
    let shown: StaffOrder = cast.street.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert_eq!(shown.line.owner, "北街道");
    assert!(shown.line.is_chased && shown.chase_ups[0].is_by_system);
    assert_eq!(row(&app, &placed.number).due_at, due, "the clock never begins anew");
    // The street takes it up; the grid no longer handles it.
    assert_eq!(act(&cast.grid, &placed.number, json!({ "event": "log", "note": "x" })).await.status, 403);
    must(&cast.street, &placed.number, json!({ "event": "log", "note": "街道上门" })).await;
    let mine_now: Page<OrderLine> = cast.street.read("/api/v1/staff/orders?view=mine").await;
    assert_eq!(mine_now.items.len(), 1);
}

#[actix_web::test]
async fn reporting_up_takes_the_clock_along_and_leaves_those_below_behind() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "mediation")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_and_assign", "assignee": { "to": "office" } }))
        .await;
    must(&cast.community, &placed.number, json!({ "event": "take" })).await;
    let before = row(&app, &placed.number);
    app.set_time("2026-06-15T10:00:00+08:00");
    let answer =
        act(&cast.community, &placed.number, json!({ "event": "escalate", "reason": "跨社区", "tried": " " })).await;
    assert_eq!(answer.json::<shared::error::ApiError>().field.as_deref(), Some("tried"));
    let up =
        must(&cast.community, &placed.number, json!({ "event": "escalate", "reason": "跨社区", "tried": "两次上门" }))
            .await;
    assert_eq!((up.line.owner.as_str(), up.line.status), ("北街道", OrderStatus::Assigned));
    let after = row(&app, &placed.number);
    assert_eq!((after.due_at, after.running_since, after.used_seconds), (before.due_at, before.running_since, 0));
    assert_eq!(
        act(&cast.community, &placed.number, json!({ "event": "escalate", "reason": "x", "tried": "x" })).await.status,
        403
    );
    must(&cast.street, &placed.number, json!({ "event": "take" })).await;
    let shown: StaffOrder = fresh(&cast.street).read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert!(shown.escalations[0].answered_at.is_some());
    must(&cast.street, &placed.number, json!({ "event": "escalate", "reason": "要资金", "tried": "协调过" })).await;
    // The district gives it on and handles nothing itself.
    let answer = act(&cast.district, &placed.number, json!({ "event": "take" })).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    let to = json!({ "to": "user", "id": cast.street.id });
    must(&cast.district, &placed.number, json!({ "event": "assign", "assignee": to, "reason": "请街道办" })).await;
    must(&cast.street, &placed.number, json!({ "event": "take" })).await;
}

#[actix_web::test]
async fn an_order_in_somebodys_name_is_judged_by_a_callback_of_another_organisation() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut order = wanted(cast.town.east, "errands");
    order.as_object_mut().unwrap().remove("phone");
    let mut body = json!({ "order": order, "channel": "grid_visit", "name": "李奶奶", "has_consent": false });
    let refused = cast.grid.refused(Method::POST, "/api/v1/staff/orders", &body, 422).await;
    assert_eq!(refused.field.as_deref(), Some("has_consent"));
    body["has_consent"] = json!(true);
    let placed: PlacedOrder = cast.grid.done(Method::POST, "/api/v1/staff/orders", &body).await;
    must(&cast.grid, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "start" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "买好了" })).await;
    let heard = json!({ "deed": "call_back", "reached": true, "solved": "yes", "satisfied": "very" });
    // The community employs the grid worker: it is no other organisation.
    for own in [&cast.grid, &cast.community] {
        assert_eq!(deed(own, &placed.number, heard.clone()).await.status, 403);
        assert_eq!(act(own, &placed.number, json!({ "event": "confirm" })).await.status, 403);
    }
    assert_eq!(act(&cast.street, &placed.number, json!({ "event": "confirm" })).await.status, 409);
    let missing = json!({ "deed": "call_back", "reached": true, "solved": "yes" });
    assert_eq!(
        deed(&cast.street, &placed.number, missing).await.json::<shared::error::ApiError>().field.as_deref(),
        Some("satisfied")
    );
    let answer = deed(&cast.street, &placed.number, heard.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let waiting: Page<OrderLine> = cast.street.read("/api/v1/staff/orders?view=callback").await;
    assert!(waiting.items.iter().all(|line| line.is_heard) && waiting.items.len() == 1);
    // What was heard stands: nobody calls until he likes what he hears.
    let again = json!({ "deed": "call_back", "channel": "phone", "reached": true, "solved": "no", "satisfied": "no" });
    assert_eq!(deed(&cast.street, &placed.number, again).await.status, 409);
    let closed = must(&cast.street, &placed.number, json!({ "event": "confirm" })).await;
    assert_eq!(closed.line.status, OrderStatus::Closed);
    assert_eq!((closed.result.rating, closed.result.is_solved), (None, Some(true)));
    assert_eq!(closed.name_mask.as_deref(), Some("李**"));
}

#[actix_web::test]
async fn a_place_finds_its_owner_and_never_nobody() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let owner = async |body: &Value| order(&app, body).await.owner;
    // Nobody works anywhere yet: the district answers.
    assert_eq!(owner(&wanted(town.east, "wish")).await, "甲区");
    Person::new(&app, "street.one", Role::StreetOfficer, Scope::Area(AreaId(town.street)));
    assert_eq!(owner(&wanted(town.east, "wish")).await, "北街道");
    Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(town.west)));
    assert_eq!(owner(&wanted(town.west, "wish")).await, "西社区");
    let there = compound(town.west, "西里");
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&there)));
    let mut by_compound = wanted(town.east, "wish");
    by_compound["place"] = json!({ "compound": CompoundId(there.id) });
    assert_eq!(owner(&by_compound).await, "西社区");
}

#[actix_web::test]
async fn figures_of_what_is_stuck_are_the_lengths_of_their_lists() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let grid = cast.town.grid(&app.db, cast.town.east);
    for n in 0..24_i64 {
        // In two communities, in the grid of one, and in the street itself.
        let places = [cast.town.west, cast.town.east, grid, cast.town.street];
        let mut row = blank(&app, places[usize::try_from(n % 4).unwrap()]);
        row.due_at = app.now().naive_utc() + chrono::TimeDelta::hours(n * 5 - 20);
        row.reopen_count = i32::try_from(n % 4).unwrap();
        row.status =
            backend::db::Code([OrderStatus::Open, OrderStatus::InProgress, OrderStatus::Done][(n % 3) as usize]);
        app.db.write_now(|conn| backend::orders::store::insert(conn, &row)).unwrap();
    }
    // Who works for a street and for a community in it reads the same board.
    let both = Person::new(&app, "both.one", Role::StreetOfficer, Scope::Area(AreaId(cast.town.street)));
    crate::people::give_role(&app, both.id, Role::CommunityAdmin, Scope::Area(AreaId(cast.town.east)));
    let both = fresh(&both);
    let board: StuckBoard = cast.street.read("/api/v1/staff/order-board").await;
    assert_eq!(both.read::<StuckBoard>("/api/v1/staff/order-board").await, board);
    assert!(board.total.counts[Stuck::Overdue as usize] > 0);
    assert_eq!(board.lines.iter().filter(|line| line.is_own).count(), 1);
    for line in board.lines.iter().chain([&board.total]) {
        for (which, count) in Stuck::VARIANTS.iter().zip(&line.counts) {
            let code: &str = which.into();
            let here = if line.is_own { "&here=1" } else { "" };
            let area = line.area.as_ref().map_or_else(String::new, |area| format!("&area={}{here}", area.id));
            let list: Page<OrderLine> =
                cast.street.read(&format!("/api/v1/staff/orders?view=all&which={code}&limit=100{area}")).await;
            assert_eq!(i64::try_from(list.items.len()).unwrap(), *count, "{code} {area}");
        }
    }
}

#[actix_web::test]
async fn a_summary_is_public_only_after_somebody_else_reviewed_it_and_others_join() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let there = compound(cast.town.east, "东里");
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&there)));
    let mut body = wanted(cast.town.east, "streetlight");
    body["place"] = json!({ "compound": CompoundId(there.id), "building": "3栋", "words": "2单元501" });
    let placed = order(&app, &body).await;
    let nearby = format!("/api/v1/order-summaries/nearby?category=streetlight&compound={}", CompoundId(there.id));
    assert!(app.read::<Vec<PublicOrder>>(&nearby).await.is_empty());
    let written = json!({ "deed": "write_summary", "title": "3栋2单元501的路灯" });
    assert_eq!(deed(&cast.community, &placed.number, written).await.status, 422);
    let written = json!({ "deed": "write_summary", "title": "3栋路灯不亮" });
    assert_eq!(deed(&cast.community, &placed.number, written).await.status, 200);
    let waiting: Page<OrderLine> = cast.street.read("/api/v1/staff/orders?view=review").await;
    assert_eq!(
        waiting.items[0].what.as_deref(),
        Some("3栋路灯不亮"),
        "what is to be reviewed, and not what was asked for"
    );
    let publish = json!({ "deed": "publish_summary", "is_checked": true });
    assert_eq!(deed(&cast.community, &placed.number, publish.clone()).await.status, 403);
    assert_eq!(deed(&cast.street, &placed.number, publish).await.status, 200);
    let found: Vec<PublicOrder> = app.read(&nearby).await;
    assert_eq!(found[0].title, "3栋路灯不亮");
    for path in [nearby.as_str(), "/api/v1/order-summaries", "/api/v1/order-rates?by=area"] {
        let text = app.get(path).await.text();
        for secret in ["138", "王大爷", "501", "漏", &placed.secret.clone().unwrap()] {
            assert!(!text.contains(secret), "{path} holds {secret}: {text}");
        }
    }
    let join = format!("/api/v1/orders/{}/joins", placed.number);
    for device in ["device-0001", "device-0001", "device-0002"] {
        let answer = app.send(TestRequest::post().uri(&join).set_json(json!({ "device": device }))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let shown: StaffOrder = cast.community.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert_eq!(shown.joined, 2);
}

#[actix_web::test]
async fn a_flood_waits_for_a_look_and_then_for_a_while() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut body = wanted(cast.town.east, "wish");
    body["device"] = json!("device-of-a-flood");
    let mut codes = Vec::new();
    for n in 0..11 {
        body["client_token"] = json!(token());
        body["phone"] = json!(format!("138{n:08}"));
        codes.push(app.send(TestRequest::post().uri("/api/v1/orders").set_json(&body)).await.status.as_u16());
    }
    assert_eq!((codes[0], *codes.last().unwrap()), (201, 429), "{codes:?}");
    let held: Page<OrderLine> = cast.community.read("/api/v1/staff/orders?view=held").await;
    assert!(!held.items.is_empty() && held.items.iter().all(|line| line.is_held));
    let number = &held.items[0].number;
    assert_eq!(deed(&cast.community, number, json!({ "deed": "release" })).await.status, 200);
    let shown: StaffOrder = cast.community.read(&format!("/api/v1/staff/orders/{number}")).await;
    assert_eq!(shown.held, None);
}

#[actix_web::test]
async fn who_complains_about_works_is_shown_to_their_manager_only_where_he_agrees() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let works = project(cast.town.east, "PRJ-2026-0001", "东里改造");
    store(&app.db, &works, &[]);
    let scope = Scope::Project(shared::id::ProjectId(works.id));
    let manager = Person::new(&app, "manager.one", Role::ProjectManager, scope);
    for agrees in [false, true] {
        let mut body = wanted(cast.town.east, "works_noise");
        body["project"] = json!("PRJ-2026-0001");
        body["contact_for_manager"] = json!(agrees);
        let placed = order(&app, &body).await;
        let to = json!({ "to": "user", "id": manager.id });
        must(&cast.community, &placed.number, json!({ "event": "accept_and_assign", "assignee": to })).await;
        must(&manager, &placed.number, json!({ "event": "take" })).await;
        let answer =
            manager.send(Method::POST, &format!("/api/v1/staff/orders/{}/phone", placed.number), json!({})).await;
        assert_eq!(answer.status.as_u16(), if agrees { 200 } else { 403 }, "{}", answer.text());
    }
}

#[actix_web::test]
async fn many_are_given_at_once_and_one_that_has_gone_holds_up_no_other() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut orders = Vec::new();
    for _ in 0..3 {
        orders.push(order(&app, &wanted(cast.town.east, "errands")).await.number);
    }
    let answer = deed(&cast.community, &orders[1], json!({ "deed": "write_summary", "title": "跑腿" })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = json!({
        "orders": orders.iter().map(|number| json!({ "number": number, "version": 1 })).collect::<Vec<_>>(),
        "assignee": { "to": "user", "id": cast.grid.id }, "client_token": token(),
    });
    for _ in 0..2 {
        let told: Vec<Value> = cast.community.done(Method::POST, "/api/v1/staff/order-assignments", &body).await;
        let problems: Vec<bool> = told.iter().map(|one| one["problem"].is_object()).collect();
        assert_eq!(problems, [false, true, false], "{told:?}");
    }
    let list: Page<OrderLine> = cast.grid.read("/api/v1/staff/orders?view=mine").await;
    assert_eq!(list.items.len(), 2);
}

#[actix_web::test]
async fn what_is_over_is_forgotten_on_demand_and_after_half_a_year_and_every_count_stays() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let one = order(&app, &wanted(cast.town.east, "wish")).await;
    let two = order(&app, &wanted(cast.town.east, "wish")).await;
    let forget = format!("/api/v1/orders/mine/{}/forgetting", one.number);
    let ask = || {
        let request = TestRequest::post().uri(&forget).insert_header(("X-Order-Secret", one.secret.clone().unwrap()));
        request.set_json(json!({ "client_token": token() }))
    };
    assert_eq!(app.send(ask()).await.status, 409);
    for placed in [&one, &two] {
        let answer = by_asker(&app, placed, json!({ "event": "cancel", "reason": "不用了" })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let before = app.get("/api/v1/order-rates?by=category").await.text();
    assert_eq!(app.send(ask()).await.status, 200);
    let shown = mine(&app, &one).await;
    assert_eq!((shown.phone_mask, shown.asked.what), (None, None));
    app.db.write_now(|conn| backend::orders::forget::old(conn, app.now())).unwrap();
    assert!(row(&app, &two.number).body.is_some());
    let later = app.now() + chrono::TimeDelta::days(181);
    app.db.write_now(|conn| backend::orders::forget::old(conn, later)).unwrap();
    assert!(row(&app, &two.number).body.is_none());
    assert_eq!(app.get("/api/v1/order-rates?by=category").await.text(), before);
}

#[actix_web::test]
async fn a_photograph_comes_with_its_order_and_is_read_by_who_may_read_it() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut body = wanted(cast.town.east, "streetlight");
    let given = body["client_token"].as_str().unwrap().to_owned();
    let picture = crate::media_files::jpeg(64, 48, 1);
    let upload = |token: &str| {
        let request = TestRequest::post().uri("/api/v1/orders/photographs").insert_header(("X-Upload-Token", token));
        request.set_payload(picture.clone())
    };
    let first: Value = app.send(upload(&given)).await.json();
    let again: Value = app.send(upload(&given)).await.json();
    assert_eq!(first, again);
    body["photographs"] = json!([first["id"]]);
    let placed = order(&app, &body).await;
    let shown = mine(&app, &placed).await;
    let url = shown.asked.photographs[0].sizes[0].url.clone();
    assert_eq!(app.get(&url).await.status, 404);
    let read =
        app.send(TestRequest::get().uri(&url).insert_header(("X-Order-Secret", placed.secret.clone().unwrap()))).await;
    assert_eq!((read.status.as_u16(), read.header("content-type")), (200, Some("image/jpeg")));
    let staff: StaffOrder = cast.community.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert_eq!(cast.community.get(&staff.asked.photographs[0].sizes[0].url).await.status, 200);
    assert_eq!(cast.volunteer.get(&staff.asked.photographs[0].sizes[0].url).await.status, 404);
    // A repair is done when it can be seen; what who asked showed of it is not that.
    must(&cast.community, &placed.number, json!({ "event": "ask_info", "question": "哪一盏？" })).await;
    let sent = token();
    let shot: Value = app.send(upload(&sent)).await.json();
    let answer = json!({
        "event": "give_info", "answer": "这一盏", "photographs": [shot["id"]], "client_token": sent,
        "version": row(&app, &placed.number).version,
    });
    let path = format!("/api/v1/orders/mine/{}/events", placed.number);
    let request = TestRequest::post().uri(&path).insert_header(("X-Order-Secret", placed.secret.clone().unwrap()));
    assert_eq!(app.send(request.set_json(answer)).await.status, 200);
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "start" })).await;
    let answer =
        act(&cast.grid, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "亮了" })).await;
    let refused: shared::error::ApiError = answer.json();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidValue, Some("photographs")));
}
