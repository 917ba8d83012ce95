//! Every event of the order's table × every role × every state: what no line allows is refused, and what a line allows is
//! refused only where its guard says so.

use actix_web::http::Method;
use backend::db::Code;
use backend::orders::store::{self, OrderRow};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::id::AreaId;
use shared::orders::{ORDER_TRANSITIONS, OrderEvent, OrderStatus};
use shared::people::{Role, Scope};
use shared::workflow::next;
use strum::VariantArray as _;

use crate::app::TestApp;
use crate::builders::Town;
use crate::orders::{blank, token};
use crate::people::Person;

/// Roles at work, one that only reads and one that has nothing to do with orders.
const ROLES: [Role; 9] = [
    Role::Volunteer,
    Role::GridWorker,
    Role::CommunityAdmin,
    Role::StreetOfficer,
    Role::DeptOfficer,
    Role::ProjectManager,
    Role::DistrictAdmin,
    Role::Contractor,
    Role::Auditor,
];

fn body(event: OrderEvent, version: i32) -> Value {
    let code: &str = event.into();
    let mut body = json!({ "event": code, "version": version, "client_token": token() });
    let fields = match event {
        OrderEvent::AskInfo => json!({ "question": "哪一栋" }),
        OrderEvent::GiveInfo => json!({ "answer": "三栋" }),
        OrderEvent::Decline => json!({ "reason": "duplicate", "words": "重复", "instead": "见另一单" }),
        OrderEvent::AcceptAndAssign => json!({ "assignee": { "to": "office" } }),
        OrderEvent::Assign => json!({ "assignee": { "to": "office" }, "reason": "改派" }),
        OrderEvent::Refuse => json!({ "reason": "no_time" }),
        OrderEvent::GiveBack | OrderEvent::Reject | OrderEvent::Cancel => json!({ "reason": "有事" }),
        OrderEvent::Log => json!({ "note": "去过了" }),
        OrderEvent::Finish => json!({ "outcome": "solved", "result": "好了" }),
        OrderEvent::Escalate => json!({ "reason": "跨社区", "tried": "上门" }),
        _ => json!({}),
    };
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    body
}

/// An order in `state` that everything stands ready for: given to `who`, asked for by him, late in the pool.
fn ready(app: &TestApp, area: i64, state: OrderStatus, who: &Person<'_>, event: OrderEvent) -> OrderRow {
    let now = app.now().naive_utc();
    // Nobody judges his own work, or grants himself more time.
    let is_judged = matches!(event, OrderEvent::Confirm | OrderEvent::Reject | OrderEvent::Extend);
    let row = OrderRow {
        status: Code(state),
        assignee_user_id: Some(who.id.0).filter(|_| !is_judged && state != OrderStatus::Open),
        handler_office: Some("org 1".to_owned()),
        is_for_other: true,
        created_by: Some(who.id.0),
        take_due_at: Some(now - TimeDelta::hours(1)),
        accepted_at: Some(now),
        finished_at: (state == OrderStatus::Done).then_some(now),
        ..blank(app, area)
    };
    app.db.write_now(|conn| store::insert(conn, &row)).unwrap();
    let other = backend::ids::next();
    app.db
        .write_now(|conn| {
            use backend::schema::{callbacks as c, order_extensions as x};
            let solved = if event == OrderEvent::Reject { "no" } else { "yes" };
            let heard = (
                c::id.eq(backend::ids::next()),
                c::order_id.eq(row.id),
                c::by_user_id.eq(other),
                c::office.eq("area 0"),
                c::at.eq(now),
                c::channel.eq("phone"),
                c::reached.eq(true),
                c::satisfied.eq("yes"),
                c::solved.eq(solved),
            );
            backend::each_backend!(conn, k => diesel::insert_into(c::table).values(heard).execute(k))?;
            let asked = (
                x::id.eq(backend::ids::next()),
                x::order_id.eq(row.id),
                x::days.eq(2),
                x::reason.eq("等配件"),
                x::asked_by.eq(other),
                x::asked_at.eq(now),
            );
            backend::each_backend!(conn, k => diesel::insert_into(x::table).values(asked).execute(k))?;
            Ok(())
        })
        .unwrap();
    row
}

#[actix_web::test]
async fn each_event_is_done_by_the_roles_of_its_line_and_by_nobody_else() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let (mut done, mut refused) = (0, 0);
    for role in ROLES {
        let code: &str = role.into();
        let scope = if role == Role::Auditor { Scope::All } else { Scope::Area(AreaId(town.east)) };
        let who = Person::new(&app, &format!("every.{code}").replace('_', "."), role, scope);
        for state in OrderStatus::VARIANTS.iter().copied() {
            for event in OrderEvent::VARIANTS.iter().copied() {
                let order = ready(&app, town.east, state, &who, event);
                let path = format!("/api/v1/staff/orders/{}/events", order.number);
                let answer = who.send(Method::POST, &path, body(event, 1)).await;
                let status = answer.status.as_u16();
                let after = app.db.read_now(|conn| store::get(conn, order.id)).unwrap();
                let line = next(ORDER_TRANSITIONS, state, event, &[role]);
                let context = format!("{role:?} {state:?} {event:?}: {status} {}", answer.text());
                assert!(status < 500, "{context}");
                match line {
                    Ok((to, _)) => {
                        // Its guards: the community's order goes up by the community, and the district handles nothing.
                        let is_guarded = (event == OrderEvent::Escalate && role == Role::GridWorker)
                            || (event == OrderEvent::Take && role == Role::DistrictAdmin);
                        if is_guarded {
                            assert!([403, 409].contains(&status), "{context}");
                            assert_eq!(after.status.0, state, "{context}");
                        } else {
                            assert_eq!(status, 200, "{context}");
                            assert_eq!(after.status.0, to, "{context}");
                            done += 1;
                        }
                    }
                    Err(_) => {
                        assert!([403, 404, 409, 422].contains(&status), "{context}");
                        assert_eq!((after.status.0, after.version), (state, 1), "{context}");
                        refused += 1;
                    }
                }
                // What was tried leaves no load behind for the next one.
                app.db
                    .write_now(|conn| {
                        use backend::schema::service_orders as o;
                        diesel::update(o::table.find(order.id)).set(o::status.eq("cancelled")).execute(conn)?;
                        Ok(())
                    })
                    .unwrap();
            }
        }
    }
    let lines = ORDER_TRANSITIONS.iter().flat_map(|line| line.roles).filter(|role| ROLES.contains(role)).count();
    assert_eq!(
        done,
        lines - 6,
        "five for the grid worker who sends up, one for the district that takes, each told above"
    );
    assert!(refused > 1_000);
}

#[actix_web::test]
async fn a_sister_area_and_a_stale_version_change_nothing() {
    let app = TestApp::new();
    let (town, other) = (Town::build(&app.db), Town::called(&app.db, "邻"));
    for role in [Role::Volunteer, Role::GridWorker, Role::CommunityAdmin, Role::StreetOfficer, Role::DeptOfficer] {
        let code: &str = role.into();
        let name = code.replace('_', ".");
        let away = Person::new(&app, &format!("away.{name}"), role, Scope::Area(AreaId(other.east)));
        let here = Person::new(&app, &format!("here.{name}"), role, Scope::Area(AreaId(town.east)));
        for line in ORDER_TRANSITIONS.iter().filter(|line| line.roles.contains(&role)) {
            let order = ready(&app, town.east, line.from, &here, line.event);
            let path = format!("/api/v1/staff/orders/{}/events", order.number);
            let answer = away.send(Method::POST, &path, body(line.event, 1)).await;
            assert_eq!(answer.status, 404, "{role:?} {line:?} {}", answer.text());
            let answer = here.send(Method::POST, &path, body(line.event, 7)).await;
            assert!([403, 409].contains(&answer.status.as_u16()), "{role:?} {line:?} {}", answer.text());
            let after = app.db.read_now(|conn| store::get(conn, order.id)).unwrap();
            assert_eq!((after.status.0, after.version), (line.from, 1));
            app.db
                .write_now(|conn| {
                    use backend::schema::service_orders as o;
                    diesel::update(o::table.find(order.id)).set(o::status.eq("cancelled")).execute(conn)?;
                    Ok(())
                })
                .unwrap();
        }
    }
}
