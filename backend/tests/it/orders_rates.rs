//! Rates of orders over HTTP: what they stand on, what the public is not told, and the calendar by which limits are counted.

use actix_web::http::Method;
use backend::db::Code;
use backend::orders::store;
use chrono::TimeDelta;
use serde_json::json;
use shared::error::ErrorCode;
use shared::id::AreaId;
use shared::orders::OrderStatus;
use shared::orders::rates::{Count, Rates, Small};
use shared::people::{Role, Scope};
use shared::work_calendar::CalendarYear;

use crate::app::TestApp;
use crate::orders::{Cast, blank, fresh, mine, order, wanted};
use crate::people::Person;

/// Puts `n` orders in that are over, each solved or not as `is_solved` says.
fn over(app: &TestApp, area: i64, is_solved: &[Option<bool>]) {
    for said in is_solved {
        let now = app.now().naive_utc();
        let row = store::OrderRow {
            status: Code(OrderStatus::Closed),
            accepted_at: Some(now),
            taken_at: Some(now + TimeDelta::minutes(30)),
            contacted_at: Some(now + TimeDelta::minutes(40)),
            contact_due_at: Some(now + TimeDelta::hours(7)),
            finished_at: Some(now + TimeDelta::hours(2)),
            closed_at: Some(now + TimeDelta::hours(3)),
            is_solved: *said,
            is_satisfied: *said,
            reopen_count: i32::from(*said == Some(false)),
            ..blank(app, area)
        };
        app.db.write_now(|conn| store::insert(conn, &row)).unwrap();
    }
}

#[actix_web::test]
async fn six_yes_and_four_no_are_sixty_percent_and_who_said_nothing_is_in_neither() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let said: Vec<Option<bool>> = [Some(true); 6].into_iter().chain([Some(false); 4]).chain([None; 10]).collect();
    over(&app, cast.town.east, &said);
    let rates: Rates = app.read("/api/v1/order-rates?by=area").await;
    assert_eq!((rates.total.resolution.bp, rates.total.resolution.of), (Some(6_000), Count::Exact(10)));
    assert_eq!((rates.total.answered.bp, rates.total.closed), (Some(5_000), Count::Exact(20)));
    assert_eq!(rates.total.to_take.map(|spread| (spread.median, spread.p90)), Some((30, 30)));
    assert_eq!((rates.total.came_back, rates.total.reopenings), (None, None), "these are for those at work");
    let own: Rates = cast.street.read("/api/v1/staff/order-rates?by=category").await;
    assert_eq!((own.total.reopenings, own.lines.len()), (Some(4), 1));
    // The same again comes from memory, and what happens meanwhile is in the next one.
    let again: Rates = app.read("/api/v1/order-rates?by=area").await;
    assert_eq!(again, rates);
    order(&app, &wanted(cast.town.east, "errands")).await;
    let more: Rates = app.read("/api/v1/order-rates?by=area").await;
    assert_eq!(more.total.placed, Count::Exact(21));
}

#[actix_web::test]
async fn a_small_street_stays_small_however_it_is_asked_for() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let other = crate::builders::Town::called(&app.db, "邻");
    over(&app, cast.town.east, &[Some(true); 12]);
    over(&app, cast.town.west, &[Some(false); 3]);
    let of = format!("/api/v1/order-rates?by=area&area={}", AreaId(cast.town.street));
    let rates: Rates = app.read(&of).await;
    let placed: Vec<Count> = rates.lines.iter().map(|line| line.placed).collect();
    assert!(placed.contains(&Count::Small(Small::UnderFive)) && placed.contains(&Count::Small(Small::Hidden)));
    assert!(rates.lines.iter().all(|line| line.resolution.bp.is_none() && line.on_time.bp.is_none()));
    // Whole months only, and areas that are public.
    let month: Rates = app.read("/api/v1/order-rates?from=2026-06-10&to=2026-06-12").await;
    assert_eq!((month.from.to_string(), month.to.to_string()), ("2026-06-01".to_owned(), "2026-06-12".to_owned()));
    for bad in ["from=2026-13", "from=2026-07&to=2026-06", "to=gestern", "area=0000000000001", "by=day"] {
        assert_eq!(app.get(&format!("/api/v1/order-rates?{bad}")).await.status, 400, "{bad}");
    }
    let there: Rates = app.read(&format!("/api/v1/order-rates?area={}", AreaId(other.street))).await;
    assert_eq!(there.total.placed, Count::Exact(0));
}

#[actix_web::test]
async fn a_year_is_written_into_the_calendar_and_what_runs_is_counted_by_it_at_once() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    app.set_time("2026-12-30T10:00:00+08:00");
    let placed = order(&app, &wanted(cast.town.east, "errands")).await;
    assert_eq!(placed.due_at.to_rfc3339(), "2027-01-06T02:00:00+00:00");
    assert_eq!(mine(&app, &placed).await.line.clock.unwrap().unknown_year, Some(2027));
    let admin = fresh(&admin);
    let years: Vec<CalendarYear> = admin.read("/api/v1/staff/work-calendar").await;
    assert!(years[0].year == 2027 && years[0].is_missing && !years[1].is_missing);
    let path = "/api/v1/staff/work-calendar/2027";
    let wrong = json!({ "days": [{ "day": "2026-01-01", "is_workday": false, "name": "元旦" }], "was": [] });
    assert_eq!(admin.refused(Method::PUT, path, wrong, 422).await.field.as_deref(), Some("days"));
    let day = |day: &str, is_workday: bool| json!({ "day": day, "is_workday": is_workday, "name": "元旦" });
    let first = json!([day("2027-01-02", true), day("2027-01-01", false)]);
    let days = json!({ "days": first, "was": [] });
    fresh(&cast.district).refused(Method::PUT, path, &days, 403).await;
    let years: Vec<CalendarYear> = admin.done(Method::PUT, path, &days).await;
    assert_eq!((years[0].days.len(), years[0].is_missing), (2, false));
    // The first rests, the Saturday after it works: the limit ends on the same day, and without a warning.
    let clock = mine(&app, &placed).await.line.clock.unwrap();
    assert_eq!((clock.due_at.to_rfc3339().as_str(), clock.unknown_year), ("2027-01-06T02:00:00+00:00", None));
    // Sent again it changes nothing; what another administrator wrote meanwhile is not written over.
    admin.done::<Vec<CalendarYear>>(Method::PUT, path, &days).await;
    let others = json!([day("2027-01-01", false), day("2027-01-04", false)]);
    let late = admin.refused(Method::PUT, path, json!({ "days": others, "was": [] }), 409).await;
    assert_eq!(late.code, ErrorCode::Stale);
    let days = json!({ "days": others, "was": first });
    admin.done::<Vec<CalendarYear>>(Method::PUT, path, &days).await;
    assert_eq!(mine(&app, &placed).await.line.clock.unwrap().due_at.to_rfc3339(), "2027-01-08T02:00:00+00:00");
}

#[actix_web::test]
async fn a_street_beside_a_small_one_tells_no_more_when_it_is_asked_for_alone() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    over(&app, cast.town.east, &[Some(true); 12]);
    over(&app, cast.town.west, &[Some(false); 3]);
    let of = |by: &str, area: i64| format!("/api/v1/order-rates?by={by}&area={}", AreaId(area));
    for by in ["area", "month", "category"] {
        let whole: Rates = app.read(&of(by, cast.town.street)).await;
        assert_eq!(whole.total.placed, Count::Exact(15), "{by}");
        let part: Rates = app.read(&of(by, cast.town.east)).await;
        assert_eq!(part.total.placed, Count::Small(Small::Hidden), "{by}");
        assert_eq!(part.total.resolution.bp, None, "{by}");
        assert!(part.lines.iter().all(|line| matches!(line.placed, Count::Small(_))), "{by}: {:?}", part.lines);
    }
    // Those at work read what is.
    let own: Rates = cast.community.read("/api/v1/staff/order-rates?by=month").await;
    assert_eq!(own.total.placed, Count::Exact(12));
}

#[actix_web::test]
async fn two_periods_never_differ_by_a_few_orders() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    for (day, n) in [("01", 10), ("02", 10), ("03", 3), ("04", 10), ("05", 10), ("06", 10)] {
        app.set_time(&format!("2026-{day}-10T10:00:00+08:00"));
        over(&app, cast.town.east, &vec![Some(true); n]);
    }
    let asked = async |from: &str, to: &str| {
        let rates: Rates = app.read(&format!("/api/v1/order-rates?from=2026-{from}&to=2026-{to}")).await;
        let months = (rates.from.to_string()[5..7].to_owned(), rates.to.to_string()[5..7].to_owned());
        (months.0, months.1, rates.total.placed, rates.is_widened)
    };
    let months =
        |from: &str, to: &str, n: i64, is_widened: bool| (from.to_owned(), to.to_owned(), Count::Exact(n), is_widened);
    assert_eq!(asked("01", "06").await, months("01", "06", 53, false));
    assert_eq!(asked("05", "05").await, months("05", "05", 10, false));
    // March is told with those beside it, so that nothing is left over between two answers.
    assert_eq!(asked("03", "03").await, months("02", "04", 23, true));
    assert_eq!(asked("01", "02").await, months("01", "04", 33, true));
    assert_eq!(asked("04", "06").await, months("02", "06", 43, true));
    let by_month: Rates = app.read("/api/v1/order-rates?by=month&from=2026-01&to=2026-06").await;
    let placed: Vec<String> = by_month.lines.iter().map(|line| line.placed.to_string()).collect();
    assert_eq!(placed, ["10", "*", "<5", "10", "10", "10"]);
}

#[actix_web::test]
async fn months_before_the_first_order_and_after_today_are_answered_as_they_are() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    over(&app, cast.town.east, &[Some(true); 12]);
    for (from, to) in [("0001-01", "0010-12"), ("9990-01", "9999-12"), ("2019-01", "2026-05")] {
        let rates: Rates = app.read(&format!("/api/v1/order-rates?from={from}&to={to}")).await;
        assert_eq!((rates.total.placed, rates.is_widened), (Count::Exact(0), false), "{from} to {to}");
    }
}
