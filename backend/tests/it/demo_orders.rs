//! Orders and cards of the demonstration: played, not written down, so that every list, figure and record agrees.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use backend::audit::{seal, verify};
use backend::demo::{self, Ordered};
use backend::projects::store::ProjectRow;
use backend::schema::{
    areas, audit_logs, compounds, contact_cards, notifications, order_events, order_summaries, order_timers, projects,
    service_orders as o, users,
};
use diesel::prelude::*;
use shared::accounts::{DemoAccount, UserSummary};
use shared::areas::AreaLevel;
use shared::contact_cards::{CardStatus, PublicCard};
use shared::id::{AreaId, CompoundId, UserId};
use shared::orders::line::OrderLine;
use shared::orders::list::{Stuck, StuckBoard};
use shared::orders::rates::{Count, Rates};
use shared::orders::shown::StaffOrder;
use shared::orders::summary::PublicOrder;
use shared::orders::{OrderEvent, OrderStatus};
use shared::page::Page;
use shared::people::Role;
use strum::VariantArray as _;

use crate::app::TestApp;
use crate::builders::photograph;
use crate::people::Person;

/// A demonstration as `linxin serve --demo` makes it, at the moment `at`.
fn made(at: &str) -> (TestApp, Ordered) {
    let app = TestApp::with(Default::default(), |state| state.demo = true);
    app.set_time(at);
    let now = app.now();
    let today = shared::time::date_of(now);
    app.db
        .write_now(|conn| {
            demo::fill(conn, today, now)?;
            // One stands for the pictures: drawing them takes longer than all the rest.
            let project = projects::table.filter(projects::is_demo).select(ProjectRow::as_select()).first(conn)?;
            backend::media::store::insert(conn, &[photograph(&project)])?;
            backend::users::demo::make(conn, today, now)
        })
        .unwrap();
    let began = Instant::now();
    let ordered = app.db.write_now(|conn| demo::order(conn, app.secrets(), now)).unwrap();
    eprintln!("{} orders in {:?}", ordered.orders, began.elapsed());
    (app, ordered)
}

fn usual() -> TestApp {
    let (app, ordered) = made("2026-06-12T10:20:00+08:00");
    assert_eq!(ordered.refused, Vec::<String>::new());
    app
}

fn account<'a>(app: &'a TestApp, role: Role) -> Person<'a> {
    let name: &'static str = role.into();
    let id: i64 = app
        .db
        .read_now(|conn| Ok(users::table.filter(users::login_name.eq(name)).select(users::id).first(conn)?))
        .unwrap();
    Person::of(app, UserId(id))
}

async fn list(person: &Person<'_>, query: &str) -> Vec<OrderLine> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: Page<OrderLine> = person.read(&format!("/api/v1/staff/orders?limit=100&{query}{cursor}")).await;
        all.extend(page.items);
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[actix_web::test]
async fn every_state_of_orders_is_there_and_each_desk_finds_something() {
    let app = usual();
    let states: Vec<String> = app
        .db
        .read_now(|conn| Ok(o::table.select(diesel::dsl::sql::<diesel::sql_types::Text>("status")).load(conn)?))
        .unwrap();
    let there: BTreeSet<&str> = states.iter().map(String::as_str).collect();
    let wanted: BTreeSet<&str> = OrderStatus::VARIANTS.iter().map(|state| (*state).into()).collect();
    assert_eq!(there, wanted);
    assert!((230..=300).contains(&states.len()), "{}", states.len());

    let finds = [
        (Role::Volunteer, vec!["mine", "pool"]),
        (Role::GridWorker, vec!["mine", "pool", "intake", "callback", "all"]),
        (Role::CommunityAdmin, vec!["mine", "pool", "intake", "callback", "all"]),
        (Role::StreetOfficer, vec!["mine", "pool", "intake", "callback", "all"]),
        (Role::DeptOfficer, vec!["mine", "pool"]),
        (Role::ProjectManager, vec!["mine"]),
        (Role::DistrictAdmin, vec!["mine", "intake", "callback", "all"]),
    ];
    for (role, views) in finds {
        let person = account(&app, role);
        for view in views {
            assert!(!list(&person, &format!("view={view}")).await.is_empty(), "{role:?} finds nothing under {view}");
        }
    }
    // He answers for one grid, so that there is a level above to report to.
    let worker = account(&app, Role::GridWorker);
    let mut may_report = false;
    for line in list(&worker, "view=mine").await {
        let order: StaffOrder = worker.read(&format!("/api/v1/staff/orders/{}", line.number)).await;
        may_report |= order.line.allowed_events.contains(&OrderEvent::Escalate);
    }
    assert!(may_report);
    let resident = account(&app, Role::Resident);
    let own: Page<OrderLine> = resident.read("/api/v1/orders/mine").await;
    let states: BTreeSet<&str> = own.items.iter().map(|line| line.status.into()).collect();
    assert_eq!(states, ["closed", "done", "in_progress", "placed"].into());
}

#[actix_web::test]
async fn those_who_were_invented_bear_no_name_and_nobody_signs_in_as_them() {
    let app = usual();
    let office = account(&app, Role::DistrictAdmin);
    let page: Page<UserSummary> = office.read("/api/v1/staff/users?q=sample.&limit=100").await;
    assert_eq!(page.items.len(), 100);
    for user in &page.items {
        let name = user.display_name.as_deref().unwrap();
        assert!(name.starts_with("示例") && name.ends_with('）'), "{name}");
    }
    let told: Vec<DemoAccount> = app.read("/api/v1/demo-accounts").await;
    assert!(told.iter().all(|account| !account.login_name.starts_with("sample.")));
    let body = serde_json::json!({"login_name": page.items[0].login_name, "password": told[0].password});
    let request = actix_web::test::TestRequest::post().uri("/api/v1/session").set_json(body);
    assert_eq!(app.send(request).await.status, 401);
}

#[actix_web::test]
async fn figures_of_the_district_stand_on_more_than_five_and_the_board_leads_to_its_lists() {
    let app = usual();
    let rates: Rates = app.read("/api/v1/order-rates?by=area").await;
    let is_told = |count: Count| matches!(count, Count::Exact(n) if n > 5);
    assert!(is_told(rates.total.placed) && is_told(rates.total.closed) && is_told(rates.total.satisfaction.of));
    assert!(rates.total.response.bp.is_some() && rates.total.resolution.bp.is_some());
    assert!(rates.lines.iter().filter(|line| is_told(line.placed)).count() >= 5, "{:#?}", rates.lines);
    let months: Rates = app.read("/api/v1/order-rates?by=month").await;
    assert!(months.lines.len() >= 10 && months.lines.iter().filter(|line| is_told(line.placed)).count() >= 5);

    let district = account(&app, Role::DistrictAdmin);
    let board: StuckBoard = district.read("/api/v1/staff/order-board").await;
    assert!(board.lines.len() >= 5, "{board:#?}");
    let different: BTreeSet<&Vec<i64>> = board.lines.iter().map(|line| &line.counts).collect();
    assert!(different.len() >= 4, "{board:#?}");
    for (at, which) in Stuck::VARIANTS.iter().enumerate() {
        let code: &'static str = which.into();
        let all = list(&district, &format!("view=all&which={code}")).await;
        assert_eq!(i64::try_from(all.len()).unwrap(), board.total.counts[at], "{code}");
        for line in &board.lines {
            let area = line.area.as_ref().unwrap().id;
            let there = list(&district, &format!("view=all&which={code}&area={area}")).await;
            assert_eq!(i64::try_from(there.len()).unwrap(), line.counts[at], "{code} {area}");
        }
    }
    let missing: Vec<&Stuck> = Stuck::VARIANTS
        .iter()
        .enumerate()
        .filter(|(at, _)| board.total.counts[*at] == 0)
        .map(|(_, which)| which)
        .collect();
    assert!(missing.iter().all(|which| **which == Stuck::DueToday), "{missing:?}");
}

#[actix_web::test]
async fn the_public_reads_summaries_and_cards_and_no_phone_of_anybody() {
    let app = usual();
    let page: Page<PublicOrder> = app.read("/api/v1/order-summaries?limit=100").await;
    assert_eq!(page.items.len(), 25);
    assert!(page.items.iter().all(|order| order.is_demo && order.result.is_some()));
    let titles: BTreeSet<&str> = page.items.iter().map(|order| order.title.as_str()).collect();
    assert_eq!(titles.len(), 25);
    let waiting: i64 = app
        .db
        .read_now(|conn| {
            Ok(order_summaries::table.filter(order_summaries::published_at.is_null()).count().get_result(conn)?)
        })
        .unwrap();
    assert_eq!(waiting, 3);

    let grids: Vec<i64> = app
        .db
        .read_now(|conn| {
            let rows =
                areas::table.filter(areas::is_demo).filter(areas::area_level.eq(backend::db::Code(AreaLevel::Grid)));
            Ok(rows.select(areas::id).load(conn)?)
        })
        .unwrap();
    assert!(grids.len() > 40);
    for grid in grids {
        let cards: Vec<PublicCard> = app.read(&format!("/api/v1/contact-cards?area={}", AreaId(grid))).await;
        assert_eq!(cards.len(), 2, "the grid's and the community's");
        let lines = cards[0].lines.as_ref().unwrap();
        assert!(lines.duty_phone.starts_with("0714-0000") && lines.display_name.is_none() && cards[0].is_demo);
    }
    let replaced: Vec<String> = app
        .db
        .read_now(|conn| {
            let rows = contact_cards::table.filter(contact_cards::status.eq(backend::db::Code(CardStatus::Replaced)));
            Ok(rows.select(contact_cards::number).load(conn)?)
        })
        .unwrap();
    assert_eq!(replaced.len(), 2);
    for number in replaced {
        let card: PublicCard = app.read(&format!("/api/v1/contact-cards/{number}")).await;
        assert!(card.status == CardStatus::Replaced && card.lines.is_none());
        let current: PublicCard = app.read(&format!("/api/v1/contact-cards/{}", card.current.unwrap())).await;
        assert!(current.status == CardStatus::Published && current.lines.is_some());
    }

    let compound: i64 = app
        .db
        .read_now(|conn| Ok(compounds::table.filter(compounds::is_demo).select(compounds::id).first(conn)?))
        .unwrap();
    for path in [
        "/api/v1/order-summaries?limit=100".to_owned(),
        "/api/v1/order-rates?by=category".to_owned(),
        format!("/api/v1/contact-cards?compound={}", CompoundId(compound)),
    ] {
        let text = app.get(&path).await.text();
        assert!(!text.contains("138000001") && !text.contains("138****"), "{path}");
    }
}

#[actix_web::test]
async fn making_them_twice_changes_nothing_and_all_that_fell_due_was_fired() {
    let app = usual();
    let count = || {
        let read = |conn: &mut backend::db::Conn| {
            Ok([
                o::table.count().get_result::<i64>(conn)?,
                order_events::table.count().get_result(conn)?,
                audit_logs::table.count().get_result(conn)?,
                users::table.count().get_result(conn)?,
                contact_cards::table.count().get_result(conn)?,
                notifications::table.count().get_result(conn)?,
            ])
        };
        app.db.read_now(read).unwrap()
    };
    let before = count();
    let again = app.db.write_now(|conn| demo::order(conn, app.secrets(), app.now())).unwrap();
    assert_eq!((again, count()), (Ordered::default(), before));

    let now = app.now();
    let late: i64 = app
        .db
        .read_now(|conn| {
            let waiting = order_timers::table.filter(order_timers::fired_at.is_null());
            Ok(waiting.filter(order_timers::at.le(now.naive_utc())).count().get_result(conn)?)
        })
        .unwrap();
    assert_eq!(late, 0);
    assert_eq!(backend::orders::timers::round(app.state()).await.unwrap(), 0);
    let future: i64 = app
        .db
        .read_now(|conn| {
            Ok(order_events::table.filter(order_events::at.gt(now.naive_utc())).count().get_result(conn)?)
        })
        .unwrap();
    assert_eq!(future, 0);

    let unread: BTreeMap<String, i64> = app
        .db
        .read_now(|conn| {
            let rows: Vec<(Option<String>, chrono::NaiveDateTime)> = notifications::table
                .inner_join(users::table.on(users::id.eq(notifications::user_id)))
                .filter(notifications::read_at.is_null())
                .select((users::login_name, notifications::told_at))
                .load(conn)?;
            assert!(rows.iter().all(|(_, at)| now.naive_utc() - *at <= chrono::TimeDelta::days(3)));
            let mut by = BTreeMap::new();
            rows.into_iter().filter_map(|(name, _)| name).for_each(|name| *by.entry(name).or_default() += 1);
            Ok(by)
        })
        .unwrap();
    assert!(unread.get("grid_worker").is_some_and(|n| (1..=20).contains(n)), "{unread:?}");

    seal::seal(&app.db, app.secrets(), now).unwrap();
    let record = app.db.read_now(|conn| verify::verify(conn, app.secrets(), now)).unwrap();
    assert!(record.is_whole && record.rows > 1_000, "{record:?}");
}

#[test]
fn on_any_day_at_any_hour_no_step_is_refused() {
    // In the Spring Festival, on the first morning after the week of October, and in the first minutes of a year.
    for at in ["2026-02-20T23:10:00+08:00", "2026-10-08T09:10:00+08:00", "2026-01-01T00:02:00+08:00"] {
        let (_app, ordered) = made(at);
        assert_eq!(ordered.refused, Vec::<String>::new(), "{at}");
        assert!(ordered.orders > 230);
    }
}
