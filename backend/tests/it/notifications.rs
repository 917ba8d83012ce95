//! Messages in the page: who is told what, once; read by whom they are for.

use actix_web::http::Method;
use backend::db::Conn;
use backend::error::Result;
use backend::notifications::store;
use serde_json::{Value, json};
use shared::id::{AreaId, UserId};
use shared::notifications::{News, NewsKind, Notifications, Unread};
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::builders::Town;
use crate::orders::{Cast, fresh, must, placed};
use crate::people::{Person, account, give_role};

const MINE: &str = "/api/v1/me/notifications";
const READ: &str = "/api/v1/me/notifications/read";

fn news(kind: NewsKind, number: &str) -> News {
    News { kind, number: Some(number.to_owned()), about: "plumbing_electrics".to_owned() }
}

fn write(app: &TestApp, work: impl FnOnce(&mut Conn) -> Result<()>) {
    app.db.write_now(work).unwrap();
}

async fn unread(who: &Person<'_>) -> i64 {
    who.read::<Notifications>(MINE).await.unread
}

#[actix_web::test]
async fn what_is_unread_is_not_told_twice_and_what_was_read_is_told_anew() {
    let app = TestApp::new();
    let who = Person::of(&app, account(&app, "somebody"));
    let tell = |number: &str| {
        write(&app, |conn| store::tell(conn, who.id, &news(NewsKind::OrderOverdue, number), app.now()));
    };
    tell("ORD-1");
    tell("ORD-2");
    app.set_time("2026-06-12T13:00:00+08:00");
    tell("ORD-1");
    let who = fresh(&who);
    let all: Notifications = who.read(MINE).await;
    let numbers: Vec<_> = all.items.iter().map(|one| one.number.as_deref().unwrap()).collect();
    assert_eq!((numbers, all.unread), (vec!["ORD-1", "ORD-2"], 2), "told again, it stands on top");
    assert_eq!(all.items[0].told_at, app.now());
    assert_eq!((&*all.items[0].about_zh, &*all.items[0].about_en), ("水电检修", "Plumbing and electrics"));
    let left: Unread = who.done(Method::POST, READ, json!({ "ids": [all.items[0].id] })).await;
    assert_eq!(left.unread, 1);
    tell("ORD-1");
    assert_eq!(unread(&who).await, 2);
}

#[actix_web::test]
async fn all_are_read_until_the_moment_that_was_seen_and_those_of_others_stay() {
    let app = TestApp::new();
    let (one, other) = (Person::of(&app, account(&app, "some.one")), Person::of(&app, account(&app, "other.one")));
    for (user, number) in [(one.id, "ORD-1"), (one.id, "ORD-2"), (other.id, "ORD-1")] {
        write(&app, |conn| store::tell(conn, user, &news(NewsKind::OrderAssigned, number), app.now()));
    }
    let seen = app.now();
    app.set_time("2026-06-12T12:05:00+08:00");
    write(&app, |conn| store::tell(conn, one.id, &news(NewsKind::OrderAssigned, "ORD-3"), app.now()));
    let of_other = other.read::<Notifications>(MINE).await.items[0].id;
    let left: Unread = one.done(Method::POST, READ, json!({ "all_until": seen, "ids": [of_other] })).await;
    assert_eq!((left.unread, unread(&other).await), (1, 1));
    one.refused(Method::POST, READ, json!({ "everything": true }), 422).await;
}

#[actix_web::test]
async fn they_come_a_page_at_a_time() {
    let app = TestApp::new();
    let who = Person::of(&app, account(&app, "somebody"));
    for n in 0..5 {
        write(&app, |conn| store::tell(conn, who.id, &news(NewsKind::OrderAssigned, &format!("ORD-{n}")), app.now()));
    }
    let mut numbers = Vec::new();
    let mut path = format!("{MINE}?limit=2");
    loop {
        let page: Notifications = who.read(&path).await;
        assert_eq!(page.unread, 5);
        numbers.extend(page.items.into_iter().filter_map(|one| one.number));
        let Some(next) = page.next else { break };
        path = format!("{MINE}?limit=2&cursor={next}");
    }
    assert_eq!(numbers, ["ORD-4", "ORD-3", "ORD-2", "ORD-1", "ORD-0"]);
    who.refused(Method::GET, &format!("{MINE}?cursor=x"), json!({}), 400).await;
}

#[actix_web::test]
async fn an_office_is_everybody_with_its_role_there_today() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = Role::CommunityAdmin;
    let here = Person::new(&app, "here.one", office, Scope::Area(AreaId(town.east)));
    let elsewhere = Person::new(&app, "elsewhere.one", office, Scope::Area(AreaId(town.west)));
    let another = Person::new(&app, "another.one", Role::GridWorker, Scope::Area(AreaId(town.east)));
    let disabled = Person::new(&app, "disabled.one", office, Scope::Area(AreaId(town.east)));
    write(&app, |conn| {
        let mut user = backend::users::store::get(conn, disabled.id)?;
        user.status = backend::db::Code(shared::accounts::UserStatus::Disabled);
        backend::users::store::update(conn, &user, app.now().naive_utc()).map(|_| ())
    });
    let top = account(&app, "top.one");
    give_role(&app, top, Role::DistrictAdmin, Scope::All);
    write(&app, |conn| {
        store::tell_office(conn, town.east, office, &news(NewsKind::OrderEscalated, "ORD-1"), app.now())?;
        store::tell_office(
            conn,
            town.district,
            Role::DistrictAdmin,
            &news(NewsKind::OrderEscalated, "ORD-2"),
            app.now(),
        )
    });
    let count = |user: UserId| app.db.read_now(|conn| store::unread(conn, user)).unwrap();
    let counts = [here.id, elsewhere.id, another.id, disabled.id, top].map(count);
    assert_eq!(counts, [1, 0, 0, 0, 1]);
}

#[actix_web::test]
async fn an_order_that_is_assigned_is_told_to_whom_it_is_and_nothing_personal_with_it() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let number = placed(&app, cast.town.east, "plumbing_electrics");
    let to = json!({ "event": "accept_and_assign", "assignee": { "to": "user", "id": cast.grid.id } });
    let assigned = crate::orders::act(&cast.community, &number, to.clone()).await;
    assert_eq!(assigned.status, 200, "{to}: {}", assigned.text());
    let all: Notifications = cast.grid.read(MINE).await;
    assert_eq!((all.items[0].kind, all.items[0].number.as_deref()), (NewsKind::OrderAssigned, Some(number.as_str())));
    let raw: Value = cast.grid.read(MINE).await;
    let mut fields: Vec<&str> = raw["items"][0].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["about_en", "about_zh", "id", "kind", "number", "read_at", "told_at"]);
    assert!(!raw.to_string().contains("138"), "{raw}");
    must(&cast.grid, &number, json!({ "event": "take" })).await;
}

#[actix_web::test]
async fn a_page_that_asks_by_itself_does_not_keep_a_session_open() {
    let app = TestApp::new();
    let who = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    for at in ["2026-06-12T12:10:00+08:00", "2026-06-12T12:20:00+08:00", "2026-06-12T12:29:00+08:00"] {
        app.set_time(at);
        let quiet = who.request(Method::GET, MINE).insert_header(("X-Linxin-Quiet", "1"));
        assert_eq!(app.send(quiet).await.status, 200, "{at}");
    }
    app.set_time("2026-06-12T12:31:00+08:00");
    assert_eq!(who.get(MINE).await.status, 401);
}

#[actix_web::test]
async fn who_leaves_takes_them_along_and_old_ones_are_forgotten() {
    let app = TestApp::new();
    let id = account(&app, "somebody");
    write(&app, |conn| store::tell(conn, id, &news(NewsKind::OrderAnswered, "ORD-1"), app.now()));
    write(&app, |conn| store::mark_read(conn, id, &[], Some(app.now()), app.now()));
    write(&app, |conn| store::tell(conn, id, &news(NewsKind::OrderAnswered, "ORD-2"), app.now()));
    let count = |app: &TestApp| app.db.read_now(|conn| store::list(conn, id, None, 10)).unwrap().len();
    app.set_day("2026-09-20");
    write(&app, |conn| store::forget_old(conn, app.now()));
    assert_eq!(count(&app), 1, "what was read");
    let who = Person::of(&app, id);
    let gone = who.send(Method::DELETE, "/api/v1/me", json!({ "password": crate::people::PASSWORD })).await;
    assert_eq!(gone.status, 204);
    assert_eq!(count(&app), 0);
}
