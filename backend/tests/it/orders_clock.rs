//! Clocks and what falls due by itself: questions stop them, nights and holidays do not count, and each timer fires once,
//! whoever is awake.

use actix_web::web::Data;
use backend::orders::timers;
use backend::serve::State;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use shared::orders::OrderStatus;
use shared::orders::rates::Rates;
use shared::orders::shown::StaffOrder;

use crate::app::TestApp;
use crate::orders::{Cast, act, by_asker, deed, fresh, mine, must, order, row, wanted};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+08:00").parse().unwrap()
}

async fn fire(state: &Data<State>) -> usize {
    timers::round(state).await.unwrap()
}

/// How often each kind of event happened to the order.
fn times(app: &TestApp, number: &str, event: &str) -> i64 {
    use backend::schema::order_events as e;
    let id = row(app, number).id;
    let count = |conn: &mut backend::db::Conn| {
        Ok(e::table.filter(e::order_id.eq(id)).filter(e::event.eq(event)).count().get_result::<i64>(conn)?)
    };
    app.db.read_now(count).unwrap()
}

#[actix_web::test]
async fn an_order_of_friday_afternoon_is_not_late_on_saturday() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T17:00:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    assert_eq!(placed.intake_due_at, at("2026-06-15T12:00"));
    // Five working days; the nineteenth is a holiday.
    assert_eq!(placed.due_at, at("2026-06-22T17:00"));
    app.set_time("2026-06-13T12:00:00+08:00");
    let clock = mine(&app, &placed).await.line.clock.unwrap();
    assert!(!clock.is_overdue() && !clock.is_round);
    assert_eq!(clock.left, 5 * 7 * 3_600 - 1_800);
}

#[actix_web::test]
async fn what_is_urgent_runs_through_the_night_and_a_year_without_a_calendar_warns() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T23:00:00+08:00");
    let mut body = wanted(cast.town.east, "errands");
    body["urgency"] = json!("urgent");
    let placed = order(&app, &body).await;
    assert_eq!((placed.intake_due_at, placed.due_at), (at("2026-06-12T23:30"), at("2026-06-13T23:00")));
    assert!(mine(&app, &placed).await.line.clock.unwrap().is_round);
    app.set_time("2026-12-30T10:00:00+08:00");
    let late = order(&app, &wanted(cast.town.east, "errands")).await;
    assert_eq!(mine(&app, &late).await.line.clock.unwrap().unknown_year, Some(2027));
}

#[actix_web::test]
async fn a_question_stops_the_clock_and_the_answer_runs_it_on() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T09:30:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    app.set_time("2026-06-12T10:30:00+08:00");
    must(&cast.grid, &placed.number, json!({ "event": "ask_info", "question": "哪一栋？" })).await;
    app.set_time("2026-06-16T08:30:00+08:00");
    let stopped = mine(&app, &placed).await.line.clock.unwrap();
    assert!(stopped.is_stopped && !stopped.is_overdue());
    let answer = by_asker(&app, &placed, json!({ "event": "give_info", "answer": "三栋" })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let order = row(&app, &placed.number);
    assert_eq!((order.status.0, order.used_seconds), (OrderStatus::Placed, 3_600));
    // Thirty-four hours are left.
    assert_eq!(order.due_at.and_utc(), at("2026-06-23T16:30"));
}

#[actix_web::test]
async fn a_night_without_a_server_is_caught_up_and_two_servers_fire_each_timer_once() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T09:30:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    let done = order(&app, &wanted(cast.town.east, "errands")).await;
    let asked = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &asked.number, json!({ "event": "ask_info", "question": "哪一栋？" })).await;
    must(&cast.community, &done.number, json!({ "event": "accept_to_pool" })).await;
    for what in [json!({ "event": "take" }), json!({ "event": "start" })] {
        must(&cast.grid, &done.number, what).await;
    }
    must(&cast.grid, &done.number, json!({ "event": "finish", "outcome": "solved", "result": "好了" })).await;
    let (one, two) = (app.second(), app.second());
    assert_eq!(fire(&one).await, 0);
    // Ten days pass without any server.
    app.set_time("2026-06-26T09:00:00+08:00");
    let (a, b) = futures_util::future::join(timers::round(&one), timers::round(&two)).await;
    let fired = a.unwrap() + b.unwrap();
    assert!(fired >= 5, "{fired}");
    while fire(&one).await + fire(&two).await > 0 {}
    for event in ["remind", "overdue", "chase_up", "take_late"] {
        assert_eq!(times(&app, &placed.number, event), 1, "{event}");
    }
    assert_eq!(times(&app, &done.number, "auto_close"), 1);
    assert_eq!(times(&app, &asked.number, "expire"), 1);
    let closed = row(&app, &done.number);
    assert_eq!((closed.status.0, closed.is_solved, closed.is_satisfied), (OrderStatus::Closed, None, None));
    assert_eq!(row(&app, &asked.number).status.0, OrderStatus::Cancelled);
    let shown: StaffOrder = fresh(&cast.community).read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
    assert_eq!(shown.chase_ups.len(), 1);
    assert!(shown.line.clock.unwrap().is_overdue());
    // Who said nothing counts neither as solved nor as satisfied.
    let rates: Rates = fresh(&cast.community).read("/api/v1/staff/order-rates").await;
    assert_eq!((rates.total.resolution.bp, rates.total.answered.bp), (None, Some(0)));
}

#[actix_web::test]
async fn an_extension_is_asked_before_the_limit_by_who_handles_it_and_granted_by_somebody_else() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T09:30:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.community, &placed.number, json!({ "event": "take" })).await;
    let due = row(&app, &placed.number).due_at.and_utc();
    let ask = |days: i32| json!({ "deed": "ask_extension", "days": days, "reason": "等配件" });
    assert_eq!(deed(&cast.grid, &placed.number, ask(2)).await.status, 403);
    assert_eq!(deed(&cast.community, &placed.number, ask(11)).await.status, 422);
    assert_eq!(deed(&cast.community, &placed.number, ask(2)).await.status, 200);
    assert_eq!(deed(&cast.community, &placed.number, ask(2)).await.status, 409);
    assert_eq!(act(&cast.community, &placed.number, json!({ "event": "extend" })).await.status, 403);
    must(&cast.street, &placed.number, json!({ "event": "extend" })).await;
    let after = row(&app, &placed.number).due_at.and_utc();
    assert_eq!((due, after), (at("2026-06-22T09:30"), at("2026-06-24T09:30")));
    assert_eq!(deed(&cast.community, &placed.number, ask(2)).await.status, 409);
}

#[actix_web::test]
async fn a_refusal_leaves_the_limit_as_it_was() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.grid, &placed.number, json!({ "event": "take" })).await;
    let due = row(&app, &placed.number).due_at;
    let ask = json!({ "deed": "ask_extension", "days": 3, "reason": "等配件" });
    assert_eq!(deed(&cast.grid, &placed.number, ask).await.status, 200);
    let no = json!({ "deed": "refuse_extension", "reason": "配件今天就到" });
    assert_eq!(deed(&cast.community, &placed.number, no).await.status, 200);
    assert_eq!(row(&app, &placed.number).due_at, due);
    assert_eq!(act(&cast.street, &placed.number, json!({ "event": "extend" })).await.status, 409);
}

#[actix_web::test]
async fn a_holiday_written_down_late_moves_every_limit_that_it_lies_in() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let admin =
        crate::people::Person::new(&app, "admin.one", shared::people::Role::SystemAdmin, shared::people::Scope::All);
    app.set_time("2027-03-04T16:30:00+08:00");
    let first = order(&app, &wanted(cast.town.east, "errands")).await;
    let second = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.grid, &second.number, json!({ "event": "accept_to_pool" })).await;
    let limits = |number: &str| {
        let row = row(&app, number);
        [Some(row.intake_due_at), row.take_due_at, row.contact_due_at].map(|at| at.map(|at| at.and_utc()))
    };
    // Four hours: one of them today.
    assert_eq!(limits(&first.number)[0], Some(at("2027-03-05T11:30")));
    assert_eq!(limits(&second.number)[1..], [Some(at("2027-03-05T16:30")); 2]);
    let days = json!({ "days": [{ "day": "2027-03-05", "is_workday": false, "name": "放假" }], "was": [] });
    let admin = crate::orders::fresh(&admin);
    admin.done::<serde_json::Value>(actix_web::http::Method::PUT, "/api/v1/staff/work-calendar/2027", &days).await;
    assert_eq!(limits(&first.number)[0], Some(at("2027-03-08T11:30")));
    assert_eq!(limits(&second.number)[1..], [Some(at("2027-03-08T16:30")); 2]);
}

#[actix_web::test]
async fn seven_days_for_an_answer_are_counted_from_the_question() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T09:30:00+08:00");
    let mut body = wanted(cast.town.east, "errands");
    body["what"] = json!("见 http://example.test/");
    let placed = order(&app, &body).await;
    must(&cast.grid, &placed.number, json!({ "event": "ask_info", "question": "哪一栋？" })).await;
    app.set_time("2026-06-17T09:30:00+08:00");
    let answer = crate::orders::deed(&cast.community, &placed.number, json!({ "deed": "release" })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    app.set_time("2026-06-19T10:00:00+08:00");
    let state = app.second();
    fire(&state).await;
    assert_eq!(row(&app, &placed.number).status.0, OrderStatus::Cancelled);
}

#[actix_web::test]
async fn what_is_to_be_accepted_at_once_is_not_late_when_it_comes() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T23:00:00+08:00");
    let mut body = wanted(cast.town.east, "errands");
    body["urgency"] = json!("critical");
    let placed = order(&app, &body).await;
    assert_eq!(placed.intake_due_at, at("2026-06-12T23:05"));
    let list: shared::page::Page<shared::orders::line::OrderLine> =
        crate::orders::fresh(&cast.community).read("/api/v1/staff/orders?view=intake").await;
    assert_eq!(list.items[0].step_due_at, Some(at("2026-06-12T23:05")));
}

#[actix_web::test]
async fn what_is_listed_as_overdue_is_red_at_night_as_well() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T20:00:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    assert_eq!(placed.due_at, at("2026-06-22T17:30"), "a holiday lies between");
    app.set_time("2026-06-22T20:00:00+08:00");
    let list: shared::page::Page<shared::orders::line::OrderLine> =
        fresh(&cast.community).read("/api/v1/staff/orders?view=all&which=overdue").await;
    assert!(list.items[0].clock.unwrap().is_overdue());
    assert!(mine(&app, &placed).await.line.clock.unwrap().is_overdue());
}

#[actix_web::test]
async fn what_was_accepted_late_is_told_once_whatever_is_asked_after_that() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T09:00:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    let state = app.second();
    app.set_time("2026-06-12T17:00:00+08:00");
    fire(&state).await;
    must(&fresh(&cast.community), &placed.number, json!({ "event": "ask_info", "question": "哪一栋？" })).await;
    app.set_time("2026-06-15T10:00:00+08:00");
    assert_eq!(by_asker(&app, &placed, json!({ "event": "give_info", "answer": "五栋" })).await.status, 200);
    app.set_time("2026-06-15T10:05:00+08:00");
    fire(&state).await;
    let fired = app.db.read_now(|conn| {
        use backend::schema::order_timers as t;
        let rows = t::table.filter(t::kind.eq("intake_late")).filter(t::fired_at.is_not_null());
        Ok(rows.count().get_result::<i64>(conn)?)
    });
    assert_eq!(fired.unwrap(), 1);
}

#[actix_web::test]
async fn what_was_given_back_is_taken_before_who_asked_is_to_be_spoken_with() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    app.set_time("2026-06-12T09:00:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    must(&cast.community, &placed.number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.volunteer, &placed.number, json!({ "event": "take" })).await;
    let contact = row(&app, &placed.number).contact_due_at.unwrap();
    app.set_time(&(contact.and_utc() - chrono::TimeDelta::minutes(20)).to_rfc3339());
    let answer =
        act(&fresh(&cast.volunteer), &placed.number, json!({ "event": "give_back", "reason": "临时有事" })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let after = row(&app, &placed.number);
    assert_eq!((after.take_due_at, after.contact_due_at), (Some(contact), Some(contact)));
}
