//! Whose an order is when borders are drawn, people leave and offices empty: always somebody's, and always of one who can act.

use actix_web::http::Method;
use backend::schema::role_grants as g;
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::areas::AreaRef;
use shared::id::{AreaId, CompoundId};
use shared::orders::line::OrderLine;
use shared::orders::list::{OrderCounts, OrderFilter, OrderView, Stuck};
use shared::orders::shown::MyOrder;
use shared::orders::{OrderStatus, OwnerLevel};
use shared::page::Page;
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::builders::{compound, write};
use crate::orders::{Cast, act, by_asker, fresh, mine, must, order, row, wanted};
use crate::people::{Person, give_role};

/// Draws `id` as the square from 115.10, 30.20 with this side in degrees.
fn draw(app: &TestApp, id: i64, side: f64) {
    let (west, south, east, north) = (115.10, 30.20, 115.10 + side, 30.20 + side);
    let ring = json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]]);
    let border = json!({ "type": "Polygon", "coordinates": ring }).to_string();
    write(&app.db, |conn| {
        use backend::schema::areas as a;
        diesel::update(a::table.find(id)).set(a::boundary.eq(border)).execute(conn)?;
        Ok(())
    });
}

/// Nobody has `role` any more.
fn nobody_is(app: &TestApp, role: &str) {
    let gone = |conn: &mut backend::db::Conn| {
        diesel::delete(g::table.filter(g::role.eq(role))).execute(conn)?;
        Ok(())
    };
    app.db.write_now(gone).unwrap();
}

/// One round of what the server does by itself; answers how many orders it moved.
async fn round(app: &TestApp) -> usize {
    let catalog = app.second().catalog().await.unwrap();
    let now = app.now();
    app.db.write_now(|conn| backend::orders::rehome::round(conn, &catalog, now)).unwrap()
}

async fn in_progress(app: &TestApp, cast: &Cast<'_>) -> shared::orders::new::PlacedOrder {
    let placed = order(app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "start" })).await;
    placed
}

#[actix_web::test]
async fn the_border_of_a_street_outweighs_neither_the_list_nor_the_choice() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    draw(&app, cast.town.street, 0.05);
    let home = backend::compounds::store::CompoundRow {
        lng: Some(115.101),
        lat: Some(30.201),
        ..compound(cast.town.east, "东里")
    };
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&home)));
    let at = json!({ "lng": 115.13, "lat": 30.23 });
    let places = [
        (json!({ "compound": CompoundId(home.id) }), cast.town.east),
        (json!({ "at": at, "area": AreaId(cast.town.west) }), cast.town.west),
        // Next door to a compound it is where that is listed; else the street is all that is known.
        (json!({ "at": { "lng": 115.102, "lat": 30.201 } }), cast.town.east),
        (json!({ "at": at }), cast.town.street),
    ];
    for (place, area) in places {
        let mut body = wanted(cast.town.east, "manhole");
        body["place"] = place.clone();
        assert_eq!(row(&app, &order(&app, &body).await.number).area_id, area, "{place}");
    }
}

#[actix_web::test]
async fn a_grid_that_is_listed_inside_the_border_of_its_community_keeps_its_orders() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let grid = cast.town.grid(&app.db, cast.town.east);
    draw(&app, cast.town.east, 0.05);
    let home =
        backend::compounds::store::CompoundRow { lng: Some(115.14), lat: Some(30.24), ..compound(grid, "东里") };
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&home)));
    let mut body = wanted(cast.town.west, "manhole");
    body["place"] = json!({ "compound": CompoundId(home.id) });
    assert_eq!(row(&app, &order(&app, &body).await.number).area_id, grid);
    // Of another community the border knows better than the choice.
    body["place"] = json!({ "at": { "lng": 115.14, "lat": 30.24 }, "area": AreaId(cast.town.west) });
    body["client_token"] = json!(crate::orders::token());
    assert_eq!(row(&app, &order(&app, &body).await.number).area_id, cast.town.east);
}

#[actix_web::test]
async fn where_no_street_can_take_over_after_the_third_no_the_district_gives_it_to_somebody() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = in_progress(&app, &cast).await;
    nobody_is(&app, "street_officer");
    let due = row(&app, &placed.number).due_at;
    for _ in 1..=3 {
        must(&cast.grid, &placed.number, json!({ "event": "finish", "outcome": "explained", "result": "说明了" }))
            .await;
        let answer = by_asker(&app, &placed, json!({ "event": "reject", "reason": "没有解决" })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let after = row(&app, &placed.number);
    assert_eq!((after.status.0, after.owner_level.0), (OrderStatus::Assigned, OwnerLevel::District));
    assert_eq!((after.due_at, after.reopen_count), (due, 3));
    let history: MyOrder = mine(&app, &placed).await;
    assert!(history.history.iter().any(|step| step.event == "to_district"), "{:?}", history.history);
    // That the street was asked why is told, and not in which words.
    assert!(history.history.iter().filter(|step| step.event == "chase_up").all(|step| step.note.is_none()));
    let to = json!({ "to": "user", "id": cast.community.id });
    must(&cast.district, &placed.number, json!({ "event": "assign", "assignee": to, "reason": "请接着办" })).await;
    must(&cast.community, &placed.number, json!({ "event": "take" })).await;
}

#[actix_web::test]
async fn what_lies_with_somebody_who_left_returns_to_the_office_and_its_clock_runs_on() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = in_progress(&app, &cast).await;
    let due = row(&app, &placed.number).due_at;
    assert_eq!(round(&app).await, 0);
    nobody_is(&app, "grid_worker");
    assert_eq!(round(&app).await, 1);
    assert_eq!(round(&app).await, 0);
    let after = row(&app, &placed.number);
    assert_eq!((after.status.0, after.assignee_user_id, after.due_at), (OrderStatus::Assigned, None, due));
    let told: Value = cast.community.read("/api/v1/me/notifications").await;
    assert_eq!(told["items"][0]["number"], json!(placed.number));
    must(&cast.community, &placed.number, json!({ "event": "take" })).await;
}

#[actix_web::test]
async fn what_moves_to_the_district_while_it_is_handled_waits_there_to_be_given() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = in_progress(&app, &cast).await;
    // As after a third "no": with the street, and with nobody of it.
    let with_street = |conn: &mut backend::db::Conn| {
        let mut row = backend::orders::store::by_number(conn, &placed.number)?.unwrap();
        row.owner_level = backend::db::Code(OwnerLevel::Street);
        row.owner_area_id = cast.town.street;
        row.unassign();
        row.version += 1;
        backend::orders::store::update(conn, &row)
    };
    app.db.write_now(with_street).unwrap();
    nobody_is(&app, "street_officer");
    assert_eq!(round(&app).await, 1);
    let after = row(&app, &placed.number);
    assert_eq!((after.status.0, after.owner_level.0), (OrderStatus::Assigned, OwnerLevel::District));
}

#[actix_web::test]
async fn whoever_of_the_district_has_another_role_beside_handles_nothing_either() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    give_role(&app, cast.district.id, Role::Auditor, Scope::All);
    give_role(&app, cast.district.id, Role::SystemAdmin, Scope::All);
    let both = Person::of(&app, cast.district.id);
    let placed = order(&app, &wanted(cast.town.east, "mediation")).await;
    let assign = json!({ "event": "accept_and_assign", "assignee": { "to": "office" } });
    must(&cast.community, &placed.number, assign).await;
    for who in [&cast.community, &cast.street] {
        must(who, &placed.number, json!({ "event": "escalate", "reason": "办不了", "tried": "上门两次" })).await;
    }
    let answer = act(&both, &placed.number, json!({ "event": "take" })).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    let phone = format!("/api/v1/staff/orders/{}/phone", placed.number);
    both.refused(Method::POST, &phone, json!({}), 403).await;
}

#[actix_web::test]
async fn what_is_urgent_is_told_even_where_it_waits_for_a_look() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    for (urgency, n) in [("normal", 0), ("critical", 1)] {
        let mut body = wanted(cast.town.east, "errands");
        body["what"] = json!("见 http://example.test/");
        body["urgency"] = json!(urgency);
        let number = order(&app, &body).await.number;
        assert!(row(&app, &number).held_reason.is_some());
        let told: Value = fresh(&cast.community).read("/api/v1/me/notifications").await;
        let of_it = told["items"].as_array().unwrap().iter().filter(|news| news["number"] == json!(number)).count();
        assert_eq!(of_it, n, "{urgency}");
    }
}

#[actix_web::test]
async fn the_figures_on_the_desk_are_the_lengths_of_the_lists_they_lead_to() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = in_progress(&app, &cast).await;
    let ask = json!({ "deed": "ask_extension", "days": 3, "reason": "等配件" });
    assert_eq!(crate::orders::deed(&cast.grid, &placed.number, ask).await.status, 200);
    for category in ["errands", "haircut", "mediation"] {
        order(&app, &wanted(cast.town.east, category)).await;
    }
    let pooled = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &pooled.number, json!({ "event": "accept_to_pool" })).await;
    let done = in_progress(&app, &cast).await;
    must(&cast.grid, &done.number, json!({ "event": "finish", "outcome": "solved", "result": "好了" })).await;
    for who in [&cast.volunteer, &cast.grid, &cast.community, &cast.street, &cast.district] {
        let counts: OrderCounts = who.read("/api/v1/staff/order-counts").await;
        for count in &counts.lists {
            let filter = OrderFilter { view: count.view, which: count.which, ..OrderFilter::default() };
            let list: Page<OrderLine> = who.read(&format!("/api/v1/staff/orders?{}", filter.query())).await;
            assert_eq!(list.items.len(), count.orders, "{count:?}");
        }
        assert!(counts.lists.iter().any(|count| count.orders > 0), "{counts:?}");
    }
    let counts: OrderCounts = cast.community.read("/api/v1/staff/order-counts").await;
    let of = |view, which| counts.lists.iter().find(|c| c.view == view && c.which == which).map(|c| c.orders);
    assert_eq!(of(OrderView::Intake, None), Some(3));
    assert_eq!(of(OrderView::All, Some(Stuck::Extension)), Some(1));
    let grid: OrderCounts = cast.grid.read("/api/v1/staff/order-counts").await;
    assert_eq!((grid.in_hand, grid.most > 1), (1, true));
}

#[actix_web::test]
async fn extensions_that_wait_for_a_decision_are_a_list_of_their_own() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = in_progress(&app, &cast).await;
    in_progress(&app, &cast).await;
    let view: &str = OrderView::All.into();
    let which: &str = Stuck::Extension.into();
    let list = format!("/api/v1/staff/orders?view={view}&which={which}");
    assert!(cast.community.read::<Page<OrderLine>>(&list).await.items.is_empty());
    let ask = json!({ "deed": "ask_extension", "days": 3, "reason": "等配件" });
    assert_eq!(crate::orders::deed(&cast.grid, &placed.number, ask).await.status, 200);
    let found: Page<OrderLine> = cast.community.read(&list).await;
    assert_eq!(found.items.iter().map(|line| &line.number).collect::<Vec<_>>(), [&placed.number]);
    must(&cast.community, &placed.number, json!({ "event": "extend" })).await;
    assert!(cast.community.read::<Page<OrderLine>>(&list).await.items.is_empty());
}

#[actix_web::test]
async fn who_marks_a_point_reads_whose_it_is_before_he_orders() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let mut there = compound(cast.town.east, "东里");
    (there.lng, there.lat) = (Some(115.1), Some(30.2));
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&there)));
    let at = |lng: f64| format!("/api/v1/order-places?lng={lng}&lat=30.2");
    let found: Vec<AreaRef> = app.read(&at(115.1002)).await;
    assert_eq!(found.last().map(|area| area.name.as_str()), Some("东社区"));
    let mut body = wanted(cast.town.east, "wish");
    body["place"] = json!({ "at": { "lng": 115.1002, "lat": 30.2 } });
    assert_eq!(order(&app, &body).await.owner, "东社区");
    // Of a point far from all that is known nothing is said.
    assert!(app.read::<Vec<AreaRef>>(&at(115.2)).await.is_empty());
    assert_eq!(app.get("/api/v1/order-places?lng=115.1").await.status, 400);
}
