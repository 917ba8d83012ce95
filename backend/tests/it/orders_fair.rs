//! Fair play with orders: nobody judges his own work, roles hold where they were given, what went up is not pulled back, and who
//! complained about works stays unknown to their manager.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use shared::id::{AreaId, ProjectId};
use shared::orders::line::OrderLine;
use shared::orders::list::BulkResult;
use shared::orders::new::PlacedOrder;
use shared::orders::shown::{MyOrder, StaffOrder};
use shared::orders::{AnsweredBy, OrderStatus, OwnerLevel};
use shared::page::Page;
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::builders::{project, store};
use crate::orders::{Cast, act, by_asker, deed, fresh, must, order, row, token, wanted};
use crate::people::{Person, give_role};

/// Handled until it is done, by `who`.
async fn handled(who: &Person<'_>, office: &Person<'_>, number: &str) {
    must(office, number, json!({ "event": "accept_to_pool" })).await;
    for what in [json!({ "event": "take" }), json!({ "event": "start" })] {
        must(who, number, what).await;
    }
    must(who, number, json!({ "event": "finish", "outcome": "solved", "result": "好了" })).await;
}

#[actix_web::test]
async fn who_orders_for_somebody_gets_no_key_to_judge_by() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let body = json!({ "order": wanted(cast.town.east, "errands"), "channel": "grid_visit", "has_consent": true });
    let placed: PlacedOrder = cast.grid.done(Method::POST, "/api/v1/staff/orders", &body).await;
    assert_eq!(placed.secret, None);
    handled(&cast.grid, &cast.community, &placed.number).await;
    // Not even the right secret opens it, if somebody came to know it.
    let id = row(&app, &placed.number).id;
    let mark = app.secrets().mark(backend::secrets::Purpose::OrderLink, &format!("order {id}"));
    let secret: String = mark.chars().take(40).collect();
    for who in [None, Some(&cast.grid)] {
        let mut request = TestRequest::post().uri(&format!("/api/v1/orders/mine/{}/events", placed.number));
        if let Some(who) = who {
            request = request.insert_header(("Cookie", who.cookie.clone()));
        }
        let what = json!({ "event": "confirm", "rating": 5, "version": 5, "client_token": token() });
        let answer = app.send(request.insert_header(("X-Order-Secret", secret.clone())).set_json(what)).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
    }
    assert_eq!(row(&app, &placed.number).status.0, OrderStatus::Done);
}

#[actix_web::test]
async fn who_ordered_himself_neither_takes_it_nor_judges_what_he_handled() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed: PlacedOrder = cast.grid.done(Method::POST, "/api/v1/orders", wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    assert_eq!(act(&cast.grid, &placed.number, json!({ "event": "take" })).await.status, 409);
    app.db
        .write_now(|conn| {
            let mut own = backend::orders::store::by_number(conn, &placed.number)?.unwrap();
            own.status = backend::db::Code(OrderStatus::Done);
            own.assignee_user_id = Some(cast.grid.id.0);
            own.version += 1;
            backend::orders::store::update(conn, &own)
        })
        .unwrap();
    let path = format!("/api/v1/orders/mine/{}/events", placed.number);
    let version = row(&app, &placed.number).version;
    let confirm = json!({ "event": "confirm", "rating": 5, "version": version, "client_token": token() });
    cast.grid.refused(Method::POST, &path, confirm, 403).await;
}

#[actix_web::test]
async fn a_role_elsewhere_is_none_where_somebody_helps_as_a_volunteer() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    // Of the office of the west, and a volunteer in the east.
    give_role(&app, cast.volunteer.id, Role::CommunityAdmin, Scope::Area(AreaId(cast.town.west)));
    let helper = fresh(&cast.volunteer);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&helper, &placed.number, json!({ "event": "take" })).await;
    for what in [
        json!({ "event": "escalate", "reason": "难", "tried": "试过" }),
        json!({ "event": "assign", "assignee": { "to": "office" }, "reason": "改派" }),
    ] {
        let answer = act(&helper, &placed.number, what.clone()).await;
        assert!([403, 409].contains(&answer.status.as_u16()), "{what}: {}", answer.text());
    }
    let written = json!({ "deed": "write_summary", "title": "买药" });
    assert_eq!(deed(&helper, &placed.number, written).await.status, 403);
    must(&helper, &placed.number, json!({ "event": "start" })).await;
    must(&helper, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "好了" })).await;
    by_asker(&app, &placed, json!({ "event": "confirm", "rating": 4 })).await;
    // Once it is over, what he was there for is over as well.
    let phone = format!("/api/v1/staff/orders/{}/phone", placed.number);
    helper.refused(Method::POST, &phone, json!({}), 403).await;
}

#[actix_web::test]
async fn who_works_for_the_community_takes_for_it_even_as_a_volunteer_of_the_evening() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    give_role(&app, cast.grid.id, Role::Volunteer, Scope::Area(AreaId(cast.town.east)));
    let both = fresh(&cast.grid);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    handled(&both, &cast.community, &placed.number).await;
    assert_eq!(row(&app, &placed.number).handler_office, Some(format!("area {}", cast.town.east)));
    let heard = json!({ "deed": "call_back", "reached": true, "solved": "yes", "satisfied": "very" });
    assert_eq!(deed(&cast.community, &placed.number, heard.clone()).await.status, 403);
    assert_eq!(deed(&cast.street, &placed.number, heard).await.status, 200);
}

#[actix_web::test]
async fn two_refusals_of_one_organisation_are_all_whoever_of_it_refuses() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let colleague = Person::new(&app, "grid.two", Role::GridWorker, Scope::Area(AreaId(cast.town.east)));
    give_role(&app, colleague.id, Role::Volunteer, Scope::Area(AreaId(cast.town.east)));
    let colleague = fresh(&colleague);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(
        &cast.community,
        &placed.number,
        json!({ "event": "accept_and_assign", "assignee": { "to": "user", "id": cast.grid.id } }),
    )
    .await;
    let refuse = json!({ "event": "refuse", "reason": "no_skill", "words": "不会修" });
    must(&cast.grid, &placed.number, refuse.clone()).await;
    let to =
        |who: &Person<'_>| json!({ "event": "assign", "assignee": { "to": "user", "id": who.id }, "reason": "请帮忙" });
    must(&cast.community, &placed.number, to(&colleague)).await;
    must(&colleague, &placed.number, refuse.clone()).await;
    must(&cast.community, &placed.number, to(&cast.grid)).await;
    assert_eq!(act(&cast.grid, &placed.number, refuse).await.status, 409);
    // Why, and from whom to whom, stands in the history of those at work.
    let shown: StaffOrder = cast.community.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    let notes: Vec<&str> = shown.history.iter().filter_map(|step| step.note.as_deref()).collect();
    assert_eq!(notes, ["grid.one", "no_skill · 不会修", "grid.two · 请帮忙", "no_skill · 不会修", "grid.one · 请帮忙"]);
}

#[actix_web::test]
async fn what_went_up_is_not_pulled_back_from_below() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "mediation")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_and_assign", "assignee": { "to": "office" } }))
        .await;
    must(&cast.community, &placed.number, json!({ "event": "escalate", "reason": "跨社区", "tried": "上门" })).await;
    let back = json!({ "event": "assign", "assignee": { "to": "office" }, "reason": "拿回来" });
    assert_eq!(act(&cast.community, &placed.number, back).await.status, 403);
    must(&cast.street, &placed.number, json!({ "event": "take" })).await;
    assert_eq!(
        act(&cast.community, &placed.number, json!({ "event": "give_back", "reason": "拿回来" })).await.status,
        403
    );
    let ask = json!({ "deed": "ask_extension", "days": 2, "reason": "等资金" });
    assert_eq!(deed(&cast.street, &placed.number, ask).await.status, 200);
    assert_eq!(act(&cast.community, &placed.number, json!({ "event": "extend" })).await.status, 403);
    let no = json!({ "deed": "refuse_extension", "reason": "不行" });
    assert_eq!(deed(&cast.community, &placed.number, no).await.status, 403);
    must(&cast.district, &placed.number, json!({ "event": "extend" })).await;
    let mine = crate::orders::mine(&app, &placed).await;
    let told = mine.history.iter().find(|step| step.event == "extend").and_then(|step| step.note.clone());
    assert!(told.is_some_and(|note| note.contains(" → ") && note.ends_with("· 等资金")), "{:?}", mine.history);
}

#[actix_web::test]
async fn a_chase_up_is_answered_by_whom_it_concerns_and_closed_by_whom_it_comes_from() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    let chase = json!({ "deed": "chase_up", "text": "请本周办完", "due_on": "2026-06-16" });
    assert_eq!(deed(&cast.district, &placed.number, chase).await.status, 200);
    let shown: StaffOrder = cast.street.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    let id = shown.chase_ups[0].id;
    let close = json!({ "deed": "close_chase_up", "id": id });
    assert_eq!(deed(&cast.street, &placed.number, close.clone()).await.status, 409, "the district opened it");
    let answer = json!({ "deed": "answer_chase_up", "id": id, "answer": "明天上门" });
    assert_eq!(deed(&cast.grid, &placed.number, answer.clone()).await.status, 403);
    assert_eq!(deed(&cast.community, &placed.number, answer).await.status, 200);
    let told: Value = fresh(&cast.district).read("/api/v1/me/notifications").await;
    assert_eq!(told["items"][0]["kind"], "chase_up_answered");
    assert_eq!(deed(&cast.street, &placed.number, close.clone()).await.status, 409);
    assert_eq!(deed(&cast.district, &placed.number, close).await.status, 200);
}

#[actix_web::test]
async fn a_manager_of_works_never_learns_who_complained_unless_he_agreed_whatever_else_he_is() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let works = project(cast.town.east, "PRJ-2026-0001", "东里改造");
    store(&app.db, &works, &[]);
    let manager = Person::new(&app, "manager.one", Role::ProjectManager, Scope::Project(ProjectId(works.id)));
    give_role(&app, manager.id, Role::Volunteer, Scope::Area(AreaId(cast.town.west)));
    give_role(&app, manager.id, Role::SupervisionEngineer, Scope::Project(ProjectId(works.id)));
    let manager = fresh(&manager);
    for agrees in [false, true] {
        let mut body = wanted(cast.town.east, "works_noise");
        body["project"] = json!("PRJ-2026-0001");
        body["contact_for_manager"] = json!(agrees);
        let placed = order(&app, &body).await;
        let to = json!({ "to": "user", "id": manager.id });
        must(&cast.community, &placed.number, json!({ "event": "accept_and_assign", "assignee": to })).await;
        must(&manager, &placed.number, json!({ "event": "take" })).await;
        let path = format!("/api/v1/staff/orders/{}", placed.number);
        let shown: StaffOrder = manager.read(&path).await;
        assert_eq!((shown.may_read_phone, shown.phone_mask.is_some()), (agrees, agrees));
        let answer = manager.send(Method::POST, &format!("{path}/phone"), json!({})).await;
        assert_eq!(answer.status.as_u16(), if agrees { 200 } else { 403 }, "{}", answer.text());
        // What is complained of is on his list, taken or not.
        let all: Page<OrderLine> = manager.read("/api/v1/staff/orders?view=all").await;
        assert!(all.items.iter().any(|line| line.number == placed.number));
    }
    // A category that is not about works names none.
    let mut body = wanted(cast.town.east, "mediation");
    body["project"] = json!("PRJ-2026-0001");
    let answer = app.send(TestRequest::post().uri("/api/v1/orders").set_json(&body)).await;
    assert_eq!(answer.json::<shared::error::ApiError>().field.as_deref(), Some("project"));
}

#[actix_web::test]
async fn a_no_counts_as_an_answer_and_so_does_what_was_heard_on_the_telephone() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    handled(&cast.grid, &cast.community, &placed.number).await;
    by_asker(&app, &placed, json!({ "event": "reject", "reason": "还在漏" })).await;
    let now = row(&app, &placed.number);
    assert_eq!((now.is_solved, now.is_satisfied), (Some(false), Some(false)));
    must(&cast.grid, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "修好了" })).await;
    let heard =
        json!({ "deed": "call_back", "channel": "visit", "reached": true, "solved": "yes", "satisfied": "basic" });
    assert_eq!(deed(&cast.street, &placed.number, heard).await.status, 200);
    // Nobody confirms it: after a week it closes, and what was heard stays heard.
    app.set_time("2026-06-25T10:00:00+08:00");
    let server = app.second();
    while backend::orders::timers::round(&server).await.unwrap() > 0 {}
    let closed = row(&app, &placed.number);
    assert_eq!((closed.status.0, closed.is_solved, closed.is_satisfied), (OrderStatus::Closed, Some(true), Some(true)));
    let mine: MyOrder = crate::orders::mine(&app, &placed).await;
    assert_eq!(mine.result.answered_by, Some(AnsweredBy::Callback));
}

#[actix_web::test]
async fn the_same_token_with_another_wish_is_refused_and_nothing_is_lost_in_silence() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let body = wanted(cast.town.east, "wish");
    order(&app, &body).await;
    let mut other = body.clone();
    other["what"] = json!("另一件事");
    let answer = app.send(TestRequest::post().uri("/api/v1/orders").set_json(&other)).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert_eq!(answer.json::<shared::error::ApiError>().field.as_deref(), Some("client_token"));
}

#[actix_web::test]
async fn a_grid_owns_what_lies_in_its_border_and_its_worker_reports_up_to_those_who_are_there() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let grid = cast.town.grid(&app.db, cast.town.east);
    let worker = Person::new(&app, "grid.first", Role::GridWorker, Scope::Area(AreaId(grid)));
    let mut body = wanted(cast.town.west, "errands");
    body["place"] = json!({ "at": { "lng": 115.105, "lat": 30.205 }, "area": AreaId(cast.town.west) });
    // The border outweighs what was chosen.
    let placed = order(&app, &body).await;
    assert_eq!((placed.owner.as_str(), row(&app, &placed.number).owner_level.0), ("第一网格", OwnerLevel::Grid));
    must(&worker, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&worker, &placed.number, json!({ "event": "take" })).await;
    let due = row(&app, &placed.number).due_at;
    let up = json!({ "event": "escalate", "reason": "要找物业", "tried": "上门两次" });
    let shown = must(&worker, &placed.number, up).await;
    assert_eq!(shown.line.owner, "东社区");
    assert_eq!(row(&app, &placed.number).due_at, due);
    // Outside every border it is the chosen community's.
    body["place"]["at"] = json!({ "lng": 115.2, "lat": 30.25 });
    body["client_token"] = json!(token());
    let outside = order(&app, &body).await;
    assert!(["北街道", "西社区"].contains(&outside.owner.as_str()), "{}", outside.owner);
    // Where only the community is known, each worker of its grids sees it.
    let somewhere = order(&app, &wanted(cast.town.east, "errands")).await;
    let list: Page<OrderLine> = worker.read("/api/v1/staff/orders?view=intake").await;
    assert!(list.items.iter().any(|line| line.number == somewhere.number));
    must(&worker, &somewhere.number, json!({ "event": "accept_to_pool" })).await;
}

#[actix_web::test]
async fn an_order_whose_office_has_emptied_goes_up_to_where_somebody_is() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    let due = row(&app, &placed.number).due_at;
    let rehome = async || {
        let state = app.second();
        let catalog = state.catalog().await.unwrap();
        let now = app.now();
        app.db.write_now(|conn| backend::orders::rehome::round(conn, &catalog, now)).unwrap()
    };
    assert_eq!(rehome().await, 0);
    app.db
        .write_now(|conn| {
            use backend::schema::role_grants as g;
            use diesel::prelude::*;
            diesel::delete(g::table.filter(g::role.eq("community_admin"))).execute(conn)?;
            Ok(())
        })
        .unwrap();
    assert_eq!(rehome().await, 1);
    let after = row(&app, &placed.number);
    assert_eq!((after.owner_area_id, after.due_at), (cast.town.street, due));
    assert_eq!(rehome().await, 0);
    let told: Value = cast.street.read("/api/v1/me/notifications").await;
    assert_eq!(told["items"][0]["number"], json!(placed.number));
}

#[actix_web::test]
async fn many_are_given_at_once_each_by_the_version_that_was_read() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let one = order(&app, &wanted(cast.town.east, "mediation")).await;
    let body = json!({
        "orders": [{ "number": one.number, "version": 1 }, { "number": "ORD-20260612-9999", "version": 1 }],
        "assignee": { "to": "office" }, "reason": "请办理", "client_token": token(),
    });
    for _ in 0..2 {
        let told: Vec<BulkResult> = cast.community.done(Method::POST, "/api/v1/staff/order-assignments", &body).await;
        assert_eq!(told.iter().map(|one| one.problem.is_none()).collect::<Vec<_>>(), [true, false]);
    }
}

#[actix_web::test]
async fn builders_are_given_what_is_about_their_works_and_nothing_else_of_residents() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let builder = crate::site::organization(&app, "示例建设公司", "client");
    let of = Scope::Organization(shared::id::OrganizationId(builder));
    let manager = Person::new(&app, "manager.one", Role::ProjectManager, of);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    let candidates: Value = cast.district.read(&format!("/api/v1/staff/orders/{}/candidates", placed.number)).await;
    assert!(!candidates.to_string().contains("示例建设公司"), "{candidates}");
    let to = json!({ "to": "organization", "id": shared::id::OrganizationId(builder) });
    let given = json!({ "event": "accept_and_assign", "assignee": to });
    assert_eq!(act(&cast.district, &placed.number, given).await.status, 422);
    assert_eq!(manager.get(&format!("/api/v1/staff/orders/{}", placed.number)).await.status, 404);
}

#[actix_web::test]
async fn who_decides_on_an_extension_is_told_that_one_is_asked_for() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
    let asked = json!({ "deed": "ask_extension", "days": 2, "reason": "等配件" });
    assert_eq!(deed(&cast.grid, &placed.number, asked).await.status, 200);
    let told = cast.community.get("/api/v1/me/notifications").await.text();
    assert!(told.contains("extension_asked"), "{told}");
}

#[actix_web::test]
async fn the_same_token_with_another_phone_or_urgency_is_no_repetition() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let body = wanted(cast.town.east, "errands");
    let first = order(&app, &body).await;
    assert_eq!(order(&app, &body).await.number, first.number);
    for (field, value) in
        [("phone", json!("13900001111")), ("urgency", json!("urgent")), ("category", json!("mediation"))]
    {
        let mut other = body.clone();
        other[field] = value;
        let answer = app.send(TestRequest::post().uri("/api/v1/orders").set_json(&other)).await;
        assert_eq!(answer.status, 409, "{field}: {}", answer.text());
    }
    // Once somebody at work said what it is, the same is still the same.
    let accepted = json!({ "event": "accept_to_pool", "category": "small_repairs" });
    must(&cast.community, &first.number, accepted).await;
    assert_eq!(order(&app, &body).await.number, first.number);
}

#[actix_web::test]
async fn what_goes_to_no_pool_is_given_to_somebody_even_after_it_came_back() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    store(&app.db, &project(cast.town.east, "PRJ-2026-0001", "东里改造"), &[]);
    let mut body = wanted(cast.town.east, "works_noise");
    body["project"] = json!("PRJ-2026-0001");
    let placed = order(&app, &body).await;
    let to = json!({ "to": "user", "id": cast.grid.id });
    must(&cast.community, &placed.number, json!({ "event": "accept_and_assign", "assignee": to })).await;
    must(&cast.grid, &placed.number, json!({ "event": "refuse", "reason": "no_skill" })).await;
    assert_eq!(act(&cast.grid, &placed.number, json!({ "event": "take" })).await.status, 409);
    let pool: Page<OrderLine> = cast.community.read("/api/v1/staff/orders?view=pool").await;
    let line = pool.items.iter().find(|line| line.number == placed.number).unwrap();
    assert_eq!(line.allowed_events, [shared::orders::OrderEvent::Assign]);
    assert_eq!(line.near, Some(OwnerLevel::Community));
}

#[actix_web::test]
async fn who_is_half_helped_and_not_satisfied_is_not_counted_as_helped() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    handled(&cast.grid, &cast.community, &placed.number).await;
    let heard =
        json!({ "deed": "call_back", "channel": "phone", "reached": true, "solved": "partly", "satisfied": "no" });
    assert_eq!(deed(&cast.street, &placed.number, heard).await.status, 200);
    let shown: StaffOrder = cast.street.read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert!(!shown.line.allowed_events.contains(&shared::orders::OrderEvent::Confirm));
    assert_eq!(act(&cast.street, &placed.number, json!({ "event": "confirm" })).await.status, 409);
    must(&cast.street, &placed.number, json!({ "event": "reject", "reason": "还在滴" })).await;
}

#[actix_web::test]
async fn a_pin_where_nobody_drew_a_border_belongs_to_the_compound_next_door() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let home = backend::compounds::store::CompoundRow {
        lng: Some(115.1),
        lat: Some(30.2),
        ..crate::builders::compound(cast.town.east, "东里")
    };
    crate::builders::write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&home)));
    for (lng, area) in [(115.101, cast.town.east), (115.11, cast.town.district)] {
        let mut body = wanted(cast.town.east, "manhole");
        body["place"] = json!({ "at": { "lng": lng, "lat": 30.2 } });
        assert_eq!(row(&app, &order(&app, &body).await.number).area_id, area, "{lng}");
    }
}

#[actix_web::test]
async fn a_third_no_says_where_the_order_went() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    handled(&cast.grid, &cast.community, &placed.number).await;
    for n in 1..=3 {
        by_asker(&app, &placed, json!({ "event": "reject", "reason": "没好" })).await;
        if n < 3 {
            must(&cast.grid, &placed.number, json!({ "event": "finish", "outcome": "solved", "result": "好了" })).await;
        }
    }
    let mine: MyOrder = crate::orders::mine(&app, &placed).await;
    let last = mine.history.iter().rfind(|step| step.event == "reject").unwrap();
    assert!(last.note.as_deref().unwrap().contains(" → "), "{:?}", last.note);
    let gone: Page<OrderLine> = cast.street.read("/api/v1/staff/orders?view=all&which=escalated").await;
    assert!(gone.items.iter().any(|line| line.number == placed.number && line.is_escalated));
}
