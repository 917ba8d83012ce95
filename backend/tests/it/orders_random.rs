//! Random walks over orders: whatever happens, exactly one office answers for each, its clock never runs backwards, and no
//! event is without its row in the record.

use std::collections::{BTreeMap, HashMap};

use backend::db::Code;
use backend::orders::store::OrderRow;
use backend::orders::timers;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::areas::AreaLevel;
use shared::id::AreaId;
use shared::orders::shown::StaffOrder;
use shared::orders::{ORDER_TRANSITIONS, OrderEvent, OrderStatus, OwnerLevel};
use shared::people::{Role, Scope};
use shared::workflow::Transition;

use crate::app::TestApp;
use crate::orders::{Cast, act, by_asker, deed, fresh, order, row, wanted};
use crate::people::Person;

type Line = Transition<OrderStatus, OrderEvent>;

fn any(dice: &mut fastrand::Rng, to: &Person<'_>) -> Value {
    let all = [
        json!({ "event": "decline", "reason": "outside_duties", "words": "不归这里", "instead": "请打 12345" }),
        json!({ "event": "cancel", "reason": "不用了" }),
        json!({ "event": "assign", "assignee": { "to": "user", "id": to.id }, "reason": "请帮忙" }),
        json!({ "event": "accept_and_assign", "assignee": { "to": "user", "id": to.id } }),
        json!({ "event": "accept_to_pool", "category": "small_repairs" }),
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

/// What always holds, at the moment at which the clock of `app` stands.
fn holds(app: &TestApp, before: &OrderRow, after: &OrderRow, what: Option<&Value>, context: &str) {
    let (levels, calendar) = app
        .db
        .read_now(|conn| {
            use backend::schema::areas as a;
            type Row = (i64, Option<i64>, Code<AreaLevel>);
            let rows: Vec<Row> = a::table.select((a::id, a::parent_id, a::area_level)).load(conn)?;
            let calendar = backend::work_calendar::load(conn, &BTreeMap::new())?;
            Ok((rows.into_iter().map(|row| (row.0, row)).collect::<HashMap<_, _>>(), calendar))
        })
        .unwrap();
    // One office answers for it: that of the place or one above, and the level is the office's.
    let up = std::iter::successors(levels.get(&after.area_id), |row| row.1.and_then(|id| levels.get(&id)));
    let owner = up.into_iter().find(|row| row.0 == after.owner_area_id);
    let owner = owner.unwrap_or_else(|| panic!("{context}: nobody of its place answers for it"));
    assert_eq!(OwnerLevel::of(owner.2.0), after.owner_level.0, "{context}");
    assert!(after.owner_level.0 >= before.owner_level.0, "{context}: it went down");
    // At most one has it, and whoever took it is known.
    let has = (after.assignee_user_id.is_some(), after.assignee_org_id.is_some());
    match after.status.0 {
        OrderStatus::Placed | OrderStatus::NeedsInfo | OrderStatus::Open => {
            assert_eq!(has, (false, false), "{context}")
        }
        OrderStatus::Taken | OrderStatus::Done => assert!(has.0, "{context}: {:?} by nobody", after.status),
        _ => {}
    }
    // The clock stands for a question and at the end, and never begins anew.
    let stands = after.status.0 == OrderStatus::NeedsInfo || after.status.0.is_over();
    assert_eq!(after.running_since.is_none(), stands, "{context}: {:?}", after.status);
    assert!(after.limit_seconds >= 1 && after.used_seconds >= before.used_seconds, "{context}");
    if !after.status.0.is_over() && after.urgency == before.urgency {
        let used = |row: &OrderRow| row.clock().used_at(app.now(), row.measure(&calendar));
        assert_eq!(used(before), used(after), "{context}: the clock jumped");
        let event = what.and_then(|what| what["event"].as_str()).unwrap_or_default();
        if !["give_info", "extend"].contains(&event) && before.limit_seconds == after.limit_seconds {
            assert_eq!(after.due_at, before.due_at, "{context}: its end moved");
        }
    }
    if after.version == before.version {
        assert_eq!(before, after, "{context}");
    }
}

#[actix_web::test]
async fn one_owner_always_and_a_clock_that_never_runs_backwards() {
    let (mut done, mut seen) = (0, BTreeMap::<String, usize>::new());
    for seed in 1..=4 {
        let app = TestApp::new();
        let cast = Cast::of(&app);
        let grid = cast.town.grid(&app.db, cast.town.east);
        let worker = Person::new(&app, "grid.first", Role::GridWorker, Scope::Area(AreaId(grid)));
        let mut dice = fastrand::Rng::with_seed(seed);
        let server = app.second();
        let mut orders = Vec::new();
        let places = [grid, cast.town.east, grid, cast.town.east, grid, grid];
        for (area, category) in
            places.into_iter().zip(["errands", "mediation", "plumbing_electrics", "haircut", "wish", "errands"])
        {
            let mut body = wanted(area, category);
            body["phone"] = json!(format!("1380000000{}", orders.len()));
            orders.push(order(&app, &body).await);
        }
        let people: [&Person<'_>; 6] =
            [&worker, &cast.volunteer, &cast.grid, &cast.community, &cast.street, &cast.district];
        for step in 0..200 {
            let placed = &orders[dice.usize(..orders.len())];
            let before = row(&app, &placed.number);
            let who = people[dice.usize(..people.len())];
            // Mostly something that the state knows; now and then anything.
            let known = |what: &Value| {
                let name = |line: &Line| what["event"] == <&str>::from(line.event);
                ORDER_TRANSITIONS.iter().any(|line| line.from == before.status.0 && name(line))
            };
            // Few of them end early or go up at once.
            let is_rare = |what: &Value| {
                ["decline", "cancel", "escalate", "assign", "give_back"]
                    .contains(&what["event"].as_str().unwrap_or_default())
            };
            let mut what = any(&mut dice, who);
            for _ in 0..30 {
                if (known(&what) && !(is_rare(&what) && dice.u8(..6) > 0)) || dice.u8(..30) == 0 {
                    break;
                }
                what = any(&mut dice, who);
            }
            let context = format!("seed {seed} step {step} {what}");
            let answer = match dice.u8(..10) {
                0 => by_asker(&app, placed, what.clone()).await,
                1 => deed(who, &placed.number, json!({ "deed": "ask_extension", "days": 2, "reason": "等" })).await,
                2 => {
                    let heard = json!({ "deed": "call_back", "reached": true, "solved": "no", "satisfied": "no" });
                    deed(who, &placed.number, heard).await
                }
                _ => act(who, &placed.number, what.clone()).await,
            };
            assert!(answer.status.as_u16() < 500, "{context}: {}", answer.text());
            if answer.status.is_success() {
                done += 1;
                *seen.entry(what["event"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
            }
            holds(&app, &before, &row(&app, &placed.number), Some(&what), &context);
            if dice.u8(..9) == 0 {
                // Nights, weekends and the holiday of the nineteenth lie in between.
                let later = app.now() + TimeDelta::minutes(i64::from(dice.u16(..2_000)));
                app.set_time(&later.to_rfc3339());
                let all: Vec<OrderRow> = orders.iter().map(|placed| row(&app, &placed.number)).collect();
                while timers::round(&server).await.unwrap() > 0 {}
                for before in &all {
                    holds(&app, before, &row(&app, &before.number), None, &context);
                }
            }
        }
        recorded(&app);
        for placed in &orders {
            let shown: StaffOrder = fresh(&cast.street).read(&format!("/api/v1/staff/orders/{}", placed.number)).await;
            assert!(!shown.line.owner.is_empty());
        }
    }
    // The walk went somewhere, or it proves nothing.
    assert!(done > 90, "{done}: {seen:?}");
    for event in ["take", "start", "finish", "escalate", "ask_info", "give_info", "reject"] {
        assert!(seen.contains_key(event), "{event}: {seen:?}");
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
