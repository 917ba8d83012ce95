//! Random walks over orders: whatever happens, exactly one office answers for each, its clock never runs backwards, and no
//! event is without its row in the record.

use backend::orders::store::OrderRow;
use backend::orders::timers;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::orders::shown::StaffOrder;
use shared::orders::{ORDER_TRANSITIONS, OrderEvent, OrderStatus};
use shared::workflow::Transition;

use crate::app::TestApp;
use crate::orders::{Cast, act, by_asker, deed, fresh, order, row, wanted};
use crate::people::Person;

type Line = Transition<OrderStatus, OrderEvent>;

fn any(dice: &mut fastrand::Rng) -> Value {
    let all = [
        json!({ "event": "ask_info", "question": "哪一栋" }),
        json!({ "event": "give_info", "answer": "三栋" }),
        json!({ "event": "accept_to_pool", "urgency": "urgent" }),
        json!({ "event": "accept_to_pool" }),
        json!({ "event": "accept_and_assign", "assignee": { "to": "office" } }),
        json!({ "event": "take" }),
        json!({ "event": "take" }),
        json!({ "event": "assign", "assignee": { "to": "office" }, "reason": "改派" }),
        json!({ "event": "refuse", "reason": "no_time" }),
        json!({ "event": "give_back", "reason": "有事" }),
        json!({ "event": "start" }),
        json!({ "event": "start" }),
        json!({ "event": "log", "note": "去过" }),
        json!({ "event": "finish", "outcome": "solved", "result": "好了" }),
        json!({ "event": "finish", "outcome": "solved", "result": "好了" }),
        json!({ "event": "escalate", "reason": "难", "tried": "试过" }),
        json!({ "event": "extend" }),
        json!({ "event": "confirm" }),
        json!({ "event": "reject", "reason": "没有解决" }),
    ];
    all[dice.usize(..all.len())].clone()
}

/// What always holds.
fn holds(app: &TestApp, before: &OrderRow, after: &OrderRow, context: &str) {
    let town_has = |id: i64| -> bool {
        use backend::schema::areas as a;
        app.db.read_now(|conn| Ok(a::table.find(id).count().get_result::<i64>(conn)? == 1)).unwrap()
    };
    assert!(town_has(after.owner_area_id), "{context}: nobody answers for it");
    assert!(after.owner_level.0 >= before.owner_level.0, "{context}: it went down");
    assert!(after.used_seconds >= before.used_seconds, "{context}: the clock ran backwards");
    assert!(after.limit_seconds >= 1, "{context}");
    let stands = after.status.0 == OrderStatus::NeedsInfo || after.status.0.is_over();
    assert_eq!(after.running_since.is_none(), stands, "{context}: {:?}", after.status);
    // As long as it runs in one measure and with one limit, its end stays where it was.
    let same = before.limit_seconds == after.limit_seconds && before.running_since == after.running_since;
    if same {
        assert_eq!(after.due_at, before.due_at, "{context}");
    }
    if after.version == before.version {
        assert_eq!(before, after, "{context}");
    }
}

#[actix_web::test]
async fn one_owner_always_and_a_clock_that_never_runs_backwards() {
    for seed in 1..=3 {
        let app = TestApp::new();
        let cast = Cast::of(&app);
        let mut dice = fastrand::Rng::with_seed(seed);
        let server = app.second();
        let mut orders = Vec::new();
        for category in ["errands", "mediation", "plumbing_electrics", "haircut"] {
            orders.push(order(&app, &wanted(cast.town.east, category)).await);
        }
        let people: [&Person<'_>; 5] = [&cast.volunteer, &cast.grid, &cast.community, &cast.street, &cast.district];
        let mut done = 0;
        for step in 0..150 {
            let placed = &orders[dice.usize(..orders.len())];
            let before = row(&app, &placed.number);
            let who = people[dice.usize(..people.len())];
            // Mostly something that the state knows; now and then anything.
            let known = |what: &Value| {
                let name = |line: &Line| what["event"] == <&str>::from(line.event);
                ORDER_TRANSITIONS.iter().any(|line| line.from == before.status.0 && name(line))
            };
            let mut what = any(&mut dice);
            for _ in 0..30 {
                if known(&what) || dice.u8(..30) == 0 {
                    break;
                }
                what = any(&mut dice);
            }
            let context = format!("seed {seed} step {step} {what}");
            let answer = match dice.u8(..10) {
                0 => by_asker(&app, placed, what).await,
                1 => deed(who, &placed.number, json!({ "deed": "ask_extension", "days": 2, "reason": "等" })).await,
                2 => {
                    let heard = json!({ "deed": "call_back", "reached": true, "solved": "no", "satisfied": "no" });
                    deed(who, &placed.number, heard).await
                }
                _ => act(who, &placed.number, what).await,
            };
            assert!(answer.status.as_u16() < 500, "{context}: {}", answer.text());
            done += usize::from(answer.status.is_success());
            holds(&app, &before, &row(&app, &placed.number), &context);
            if dice.u8(..6) == 0 {
                let later = app.now() + TimeDelta::minutes(i64::from(dice.u16(..2_000)));
                app.set_time(&later.to_rfc3339());
                let all: Vec<OrderRow> = orders.iter().map(|placed| row(&app, &placed.number)).collect();
                timers::round(&server).await.unwrap();
                for before in &all {
                    holds(&app, before, &row(&app, &before.number), &context);
                }
            }
        }
        assert!(done > 20, "seed {seed}: {done}");
        recorded(&app);
        for placed in &orders {
            let shown: StaffOrder = fresh(&cast.street).read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
            assert!(!shown.line.owner.is_empty());
        }
    }
}

/// No event without its row in the record.
fn recorded(app: &TestApp) {
    use backend::schema::{audit_logs as a, order_events as e};
    let (events, rows): (i64, i64) = app
        .db
        .read_now(|conn| {
            let events = e::table.count().get_result(conn)?;
            let rows = a::table.filter(a::object.eq("order")).filter(a::result.eq("ok")).count().get_result(conn)?;
            Ok((events, rows))
        })
        .unwrap();
    assert_eq!(events, rows);
}
