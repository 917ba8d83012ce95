//! Every private route × every role: who is let in, who is refused, and for whom a thing does not exist.

use std::collections::BTreeSet;
use std::path::Path;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use backend::notices::store::NoticeRow;
use serde_json::{Value, json};
use shared::id::{AreaId, UserId};
use shared::notices::NoticeKind;
use shared::people::{Role, Scope};
use shared::plan_changes::PlanChangeStatus;
use shared::progress_reports::ReportReview;
use strum::VariantArray as _;

use crate::app::TestApp;
use crate::builders::{
    Town, compound, milestone, notice, outage, photograph, plan_change, project, report, store, write,
};
use crate::people::{Person, account, give_role};

/// Who is let in to a route.
#[derive(Clone, Copy)]
enum Door {
    /// Everybody, signed in or not.
    Open,
    /// Everybody who is signed in.
    SignedIn,
    /// These roles.
    Roles(&'static [Role]),
}

/// Where a thing of another area can be asked for: it does not exist for those of this one.
#[derive(Clone, Copy, PartialEq)]
enum Scoped {
    Yes,
    No,
}

const WORKERS: &[Role] = &[
    Role::ResidentRep,
    Role::GridWorker,
    Role::CommunityAdmin,
    Role::StreetOfficer,
    Role::DeptOfficer,
    Role::ProjectManager,
    Role::Contractor,
    Role::SupervisionEngineer,
    Role::DistrictAdmin,
    Role::Auditor,
];
/// Who writes on a project.
const BUILDERS: &[Role] = &[Role::ProjectManager, Role::Contractor, Role::SupervisionEngineer, Role::DistrictAdmin];
/// Who writes drafts.
const WRITERS: &[Role] = &[Role::CommunityAdmin, Role::ProjectManager, Role::DistrictAdmin];
/// Who takes the ledger away.
const EXPORTERS: &[Role] = &[
    Role::CommunityAdmin,
    Role::StreetOfficer,
    Role::DeptOfficer,
    Role::ProjectManager,
    Role::DistrictAdmin,
    Role::Auditor,
];
/// Who writes what is to be published.
const AUTHORS: &[Role] =
    &[Role::CommunityAdmin, Role::StreetOfficer, Role::DeptOfficer, Role::ProjectManager, Role::DistrictAdmin];
/// Who draws borders.
const DRAWERS: &[Role] = &[Role::CommunityAdmin, Role::StreetOfficer, Role::DistrictAdmin];
/// Who moves a project on.
const MOVERS: &[Role] =
    &[Role::CommunityAdmin, Role::StreetOfficer, Role::ProjectManager, Role::SupervisionEngineer, Role::DistrictAdmin];
/// Who has to do with orders.
const ORDERERS: &[Role] = &[
    Role::Volunteer,
    Role::GridWorker,
    Role::CommunityAdmin,
    Role::StreetOfficer,
    Role::DeptOfficer,
    Role::ProjectManager,
    Role::DistrictAdmin,
];
/// Who is not told that the phone of an order that nobody has yet is not his: the office sees it, and for those who only
/// take what lies in the pool the order does not exist.
const PHONERS: &[Role] =
    &[Role::Volunteer, Role::CommunityAdmin, Role::StreetOfficer, Role::DeptOfficer, Role::ProjectManager];
/// Who orders in somebody's name.
const PLACERS: &[Role] = &[Role::GridWorker, Role::CommunityAdmin, Role::StreetOfficer];
/// Who writes contact cards.
const CARD_WRITERS: &[Role] = &[Role::GridWorker, Role::CommunityAdmin, Role::StreetOfficer, Role::DistrictAdmin];
/// Who gives orders to others.
const SUPERVISORS: &[Role] = &[Role::CommunityAdmin, Role::StreetOfficer, Role::DistrictAdmin];
/// Who may hand photographs of a project in.
const UPLOADERS: &[Role] = &[
    Role::ResidentRep,
    Role::GridWorker,
    Role::CommunityAdmin,
    Role::StreetOfficer,
    Role::DeptOfficer,
    Role::ProjectManager,
    Role::Contractor,
    Role::SupervisionEngineer,
    Role::DistrictAdmin,
];
const OFFICES: &[Role] = &[Role::DistrictAdmin, Role::Auditor, Role::SystemAdmin];
const MANAGERS: &[Role] = &[Role::DistrictAdmin, Role::SystemAdmin];

/// Every private route. `{id}` stands for an account without any role, `{number}` for a project of the east.
#[rustfmt::skip]
const ROUTES: &[(&str, &str, Door, Scoped)] = &[
    ("POST",   "/session",                        Door::Open,                           Scoped::No),
    ("PUT",    "/session",                        Door::SignedIn,                       Scoped::No),
    ("DELETE", "/session",                        Door::SignedIn,                       Scoped::No),
    ("POST",   "/session/recovery",               Door::Open,                           Scoped::No),
    ("POST",   "/accounts",                       Door::Open,                           Scoped::No),
    ("GET",    "/demo-accounts",                  Door::Open,                           Scoped::No),
    ("GET",    "/me",                             Door::SignedIn,                       Scoped::No),
    ("PATCH",  "/me",                             Door::SignedIn,                       Scoped::No),
    ("DELETE", "/me",                             Door::SignedIn,                       Scoped::No),
    ("PUT",    "/me/password",                    Door::SignedIn,                       Scoped::No),
    ("POST",   "/me/recovery-code",               Door::SignedIn,                       Scoped::No),
    ("GET",    "/me/sessions",                    Door::SignedIn,                       Scoped::No),
    ("DELETE", "/me/sessions/{id}",               Door::SignedIn,                       Scoped::No),
    ("GET",    "/me/data",                        Door::SignedIn,                       Scoped::No),
    ("GET",    "/staff/users",                    Door::Roles(OFFICES),                 Scoped::No),
    ("POST",   "/staff/users",                    Door::Roles(MANAGERS),                Scoped::No),
    ("GET",    "/staff/users/{id}",               Door::Roles(OFFICES),                 Scoped::No),
    ("POST",   "/staff/users/{id}/events",        Door::Roles(MANAGERS),                Scoped::No),
    ("POST",   "/staff/users/{id}/grants",        Door::Roles(MANAGERS),                Scoped::No),
    ("DELETE", "/staff/users/{id}/grants/{grant}", Door::Roles(MANAGERS),               Scoped::No),
    ("POST",   "/staff/users/{id}/phone-views",   Door::Roles(&[Role::DistrictAdmin]),  Scoped::No),
    ("GET",    "/staff/scopes",                   Door::Roles(OFFICES),                 Scoped::No),
    ("GET",    "/staff/projects",                 Door::Roles(WORKERS),                 Scoped::No),
    ("GET",    "/staff/projects/{number}",        Door::Roles(WORKERS),                 Scoped::Yes),
    ("POST",   "/staff/projects",                 Door::Roles(WRITERS),                 Scoped::No),
    ("GET",    "/staff/projects/{number}/form",   Door::Roles(WORKERS),                 Scoped::Yes),
    ("PUT",    "/staff/projects/{number}/form",   Door::Roles(WRITERS),                 Scoped::Yes),
    ("POST",   "/staff/projects/{number}/events", Door::Roles(MOVERS),                  Scoped::Yes),
    ("POST",   "/staff/projects/{number}/publication", Door::Roles(&[Role::DistrictAdmin]), Scoped::Yes),
    ("POST",   "/staff/projects/{number}/media",  Door::Roles(UPLOADERS),               Scoped::Yes),
    ("POST",   "/staff/projects/{number}/plan-changes", Door::Roles(&[Role::ProjectManager]), Scoped::Yes),
    ("POST",   "/staff/milestones/{id}/events", Door::Roles(BUILDERS),           Scoped::Yes),
    ("GET",    "/staff/week",                     Door::Roles(WORKERS),                 Scoped::No),
    ("GET",    "/staff/reports",                  Door::Roles(BUILDERS),                Scoped::No),
    ("POST",   "/staff/reports/{id}/events",  Door::Roles(BUILDERS),                Scoped::Yes),
    ("POST",   "/staff/plan-changes/{id}/events", Door::Roles(BUILDERS),            Scoped::Yes),
    ("GET",    "/staff/media/{id}/{size}.jpg", Door::Roles(WORKERS),                 Scoped::Yes),
    ("GET",    "/staff/projects/{number}/photographs", Door::Roles(WORKERS),            Scoped::Yes),
    ("POST",   "/staff/projects/{number}/photographs", Door::Roles(UPLOADERS),          Scoped::Yes),
    ("POST",   "/staff/media/{id}/events",        Door::Roles(UPLOADERS),               Scoped::Yes),
    ("GET",    "/staff/imports",                  Door::Roles(&[Role::DistrictAdmin]),  Scoped::No),
    ("POST",   "/staff/imports",                  Door::Roles(&[Role::DistrictAdmin]),  Scoped::No),
    ("POST",   "/staff/imports/{id}/undo",        Door::Roles(&[Role::DistrictAdmin]),  Scoped::No),
    ("GET",    "/staff/ledger.{format}",          Door::Roles(EXPORTERS),               Scoped::No),
    ("GET",    "/staff/areas",                    Door::Roles(DRAWERS),                 Scoped::No),
    ("POST",   "/staff/areas",                    Door::Roles(DRAWERS),                 Scoped::No),
    ("PUT",    "/staff/areas/{id}",               Door::Roles(DRAWERS),                 Scoped::Yes),
    ("POST",   "/staff/areas/boundaries",         Door::Roles(DRAWERS),                 Scoped::No),
    ("GET",    "/staff/outages",                  Door::Roles(AUTHORS),                 Scoped::No),
    ("POST",   "/staff/outages",                  Door::Roles(AUTHORS),                 Scoped::No),
    ("GET",    "/staff/outages/{id}",             Door::Roles(AUTHORS),                 Scoped::Yes),
    ("PUT",    "/staff/outages/{id}",             Door::Roles(AUTHORS),                 Scoped::Yes),
    ("POST",   "/staff/outages/{id}/events",      Door::Roles(AUTHORS),                 Scoped::Yes),
    ("GET",    "/staff/notices",                  Door::Roles(AUTHORS),                 Scoped::No),
    ("POST",   "/staff/notices",                  Door::Roles(AUTHORS),                 Scoped::No),
    ("GET",    "/staff/notices/{id}",             Door::Roles(AUTHORS),                 Scoped::Yes),
    ("PUT",    "/staff/notices/{id}",             Door::Roles(AUTHORS),                 Scoped::Yes),
    ("POST",   "/staff/notices/{id}/events",      Door::Roles(AUTHORS),                 Scoped::Yes),
    ("GET",    "/staff/contact-cards",            Door::Roles(CARD_WRITERS),            Scoped::No),
    ("POST",   "/staff/contact-cards",            Door::Roles(CARD_WRITERS),            Scoped::No),
    ("GET",    "/staff/contact-cards/{id}",       Door::Roles(CARD_WRITERS),            Scoped::Yes),
    ("PUT",    "/staff/contact-cards/{id}",       Door::Roles(CARD_WRITERS),            Scoped::Yes),
    ("POST",   "/staff/contact-cards/{id}/events", Door::Roles(CARD_WRITERS),           Scoped::Yes),
    ("POST",   "/orders",                         Door::Open,                           Scoped::No),
    ("POST",   "/orders/photographs",             Door::Open,                           Scoped::No),
    ("GET",    "/orders/mine",                    Door::SignedIn,                       Scoped::No),
    ("GET",    "/orders/mine/{number}",           Door::Open,                           Scoped::No),
    ("POST",   "/orders/mine/{number}/events",    Door::Open,                           Scoped::No),
    ("POST",   "/orders/mine/{number}/forgetting", Door::Open,                          Scoped::No),
    ("GET",    "/orders/mine/{number}/photographs/{id}/{size}.jpg", Door::Open,         Scoped::No),
    ("POST",   "/orders/{number}/joins",          Door::Open,                           Scoped::No),
    ("GET",    "/staff/orders",                   Door::Roles(ORDERERS),                Scoped::No),
    ("POST",   "/staff/orders",                   Door::Roles(PLACERS),                 Scoped::No),
    ("GET",    "/staff/orders/{number}",          Door::Roles(ORDERERS),                Scoped::Yes),
    ("POST",   "/staff/orders/{number}/events",   Door::Roles(ORDERERS),                Scoped::Yes),
    ("POST",   "/staff/orders/{number}/deeds",    Door::Roles(ORDERERS),                Scoped::Yes),
    ("POST",   "/staff/orders/{number}/phone",    Door::Roles(PHONERS),                 Scoped::Yes),
    ("GET",    "/staff/orders/{number}/candidates", Door::Roles(SUPERVISORS),           Scoped::Yes),
    ("GET",    "/staff/orders/{number}/photographs/{id}/{size}.jpg", Door::SignedIn,    Scoped::Yes),
    ("GET",    "/staff/order-board",              Door::Roles(ORDERERS),                Scoped::No),
    ("GET",    "/staff/order-counts",             Door::Roles(ORDERERS),                Scoped::No),
    ("GET",    "/staff/order-pulse",              Door::Roles(ORDERERS),                Scoped::No),
    ("GET",    "/staff/order-rates",              Door::Roles(ORDERERS),                Scoped::No),
    ("POST",   "/staff/order-assignments",        Door::Roles(SUPERVISORS),             Scoped::No),
    ("GET",    "/staff/order-categories",         Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("POST",   "/staff/order-categories",         Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("PUT",    "/staff/order-categories/{code}",  Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("GET",    "/staff/work-calendar",            Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("PUT",    "/staff/work-calendar/{year}",     Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("GET",    "/me/notifications",               Door::SignedIn,                       Scoped::No),
    ("POST",   "/me/notifications/read",          Door::SignedIn,                       Scoped::No),
    ("GET",    "/staff/webhooks",                 Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("POST",   "/staff/webhooks",                 Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("PUT",    "/staff/webhooks/{id}",            Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("DELETE", "/staff/webhooks/{id}",            Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("POST",   "/staff/webhooks/{id}/test",       Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("GET",    "/staff/webhooks/{id}/deliveries", Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("GET",    "/staff/settings",                 Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("PUT",    "/staff/settings",                 Door::Roles(&[Role::SystemAdmin]),    Scoped::No),
    ("GET",    "/staff/audit",                    Door::Roles(&[Role::Auditor]),        Scoped::No),
    ("GET",    "/staff/audit.csv",                Door::Roles(&[Role::Auditor]),        Scoped::No),
    ("POST",   "/staff/audit/verification",       Door::Roles(&[Role::Auditor]),        Scoped::No),
];

/// The routes that the source registers, by method and address.
fn registered(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            registered(&entry, found);
            continue;
        }
        let source = std::fs::read_to_string(&entry).unwrap();
        for call in source.split("crate::private(").skip(1) {
            let mut words = call.split('"').skip(1).step_by(2);
            let path = words.next().unwrap().to_owned();
            let is_method = |word: &&str| ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(word);
            found.extend(words.take_while(is_method).map(|method| (method.to_owned(), path.clone())));
        }
    }
}

#[test]
fn every_private_route_is_in_the_table() {
    let mut routes = BTreeSet::new();
    registered(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut routes);
    let table: BTreeSet<_> = ROUTES.iter().map(|(m, p, ..)| ((*m).to_owned(), (*p).to_owned())).collect();
    assert_eq!(routes, table);
    assert_eq!(table.len(), ROUTES.len(), "a route is there twice");
}

/// Things that addresses name.
struct Things {
    somebody: UserId,
    number: &'static str,
    milestone: i64,
    report: i64,
    plan_change: i64,
    media: i64,
    outage: i64,
    notice: i64,
    order: String,
    card: i64,
    area: i64,
}

impl Things {
    /// A project of the east with one thing of each sort.
    fn build(app: &TestApp, town: &Town) -> Self {
        let row = project(town.east, "PRJ-2026-0001", "东里");
        let step = milestone(&row, 1, 10_000, 5_000, "2026-05-01", "2026-07-31");
        store(&app.db, &row, std::slice::from_ref(&step));
        let filed = report(&step, "2026-06-01", ReportReview::Pending, "铺管");
        let wish = plan_change(&row, PlanChangeStatus::Requested);
        let shot = photograph(&row);
        let place = compound(town.east, "东里");
        let cut = outage(place.id, "2026-06-12T08:00:00Z", "2026-06-12T12:00:00Z");
        let told = NoticeRow { area_id: Some(town.east), ..notice(NoticeKind::Announcement, "通告", "2026-06-01") };
        write(&app.db, |conn| {
            backend::milestones::store::insert_progress_reports(conn, std::slice::from_ref(&filed))?;
            backend::milestones::store::insert_plan_changes(conn, std::slice::from_ref(&wish))?;
            backend::compounds::store::insert(conn, std::slice::from_ref(&place))?;
            backend::outages::store::insert(conn, std::slice::from_ref(&cut))?;
            backend::notices::store::insert(conn, std::slice::from_ref(&told))?;
            backend::media::store::insert(conn, std::slice::from_ref(&shot))
        });
        let somebody = account(app, "somebody");
        let number = "PRJ-2026-0001";
        Self {
            somebody,
            number,
            milestone: step.id,
            report: filed.id,
            plan_change: wish.id,
            media: shot.id,
            outage: cut.row.id,
            notice: told.id,
            order: crate::orders::placed(app, town.east, "plumbing_electrics"),
            card: crate::contact_cards::card(app, town.east, "CARD-2026-0001").id,
            area: town.east,
        }
    }

    /// Nothing of it is there.
    fn missing(somebody: UserId) -> Self {
        let id = || backend::ids::next();
        Self {
            somebody,
            number: "PRJ-2026-9999",
            milestone: id(),
            report: id(),
            plan_change: id(),
            media: id(),
            outage: id(),
            notice: id(),
            order: "ORD-20260101-9999".to_owned(),
            card: id(),
            area: id(),
        }
    }

    /// An address of the table that names them.
    fn address(&self, path: &str) -> String {
        let noun = path.split('/').nth(2).unwrap_or_default();
        let id = match noun {
            "milestones" => self.milestone,
            "reports" => self.report,
            "plan-changes" => self.plan_change,
            "media" => self.media,
            "outages" => self.outage,
            "notices" => self.notice,
            "areas" => self.area,
            "contact-cards" => self.card,
            _ => self.somebody.0,
        };
        let number = if path.contains("/orders/") { self.order.as_str() } else { self.number };
        let path = path.replace("{id}", &UserId(id).to_string()).replace("{number}", number).replace("{code}", "wish");
        let path =
            path.replace("{grant}", &self.somebody.to_string()).replace("{size}", "800").replace("{format}", "csv");
        let asked = match &*path {
            "/staff/scopes" => "?role=auditor",
            path if path.ends_with("/media") => "?phase=during",
            _ => "",
        };
        format!("/api/v1{path}{asked}")
    }
}

/// What a body would be; the empty one is no good anywhere, and nothing happens.
fn body(method: &str) -> Option<Value> {
    (method != "GET").then(|| json!({}))
}

fn ask(request: TestRequest, method: &str) -> TestRequest {
    match body(method) {
        Some(body) => request.set_json(body),
        None => request,
    }
}

fn scope(role: Role, town: &Town, area: i64) -> Scope {
    let _ = town;
    match role {
        Role::DistrictAdmin | Role::Auditor | Role::SystemAdmin => Scope::All,
        _ => Scope::Area(AreaId(area)),
    }
}

/// A person of each role, in the area `area`; project and organisation roles get the area too, which their scope covers
/// all the same in the rule.
fn person<'a>(app: &'a TestApp, role: Role, town: &Town, area: i64, name: &str) -> Person<'a> {
    let id = account(app, name);
    if role != Role::Resident {
        let row = backend::users::grants::GrantRow {
            id: backend::ids::next(),
            user_id: id.0,
            role: backend::db::Code(role),
            scope_type: backend::db::Code(scope(role, town, area).kind()),
            scope_id: scope(role, town, area).id(),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_until: None,
            granted_by: None,
            created_at: app.now().naive_utc(),
        };
        app.db.write_now(|conn| backend::users::grants::insert(conn, &row)).unwrap();
    }
    Person::of(app, id)
}

#[actix_web::test]
async fn each_role_is_let_in_where_the_table_says_and_nowhere_else() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let things = Things::build(&app, &town);
    for (role, at) in Role::VARIANTS.iter().copied().filter(|r| *r != Role::System).zip(0..) {
        for (method, path, door, _) in ROUTES {
            // A deed may end the session or the account: each route has its own.
            let caller =
                person(&app, role, &town, town.east, &format!("role{at}.{}", backend::ids::next() % 1_000_000));
            let url = things.address(path);
            let answer = app.send(ask(caller.request(method.parse().unwrap(), &url), method)).await;
            let is_in = match door {
                Door::Open | Door::SignedIn => true,
                Door::Roles(roles) => roles.contains(&role),
            };
            let status = answer.status.as_u16();
            let refused = status == 403 && answer.text().contains("forbidden");
            // The account of a worker is not his to erase; that is no door.
            let own = *path == "/me" && *method == "DELETE";
            assert_eq!(!refused, is_in || own, "{role:?} {method} {path}: {status} {}", answer.text());
            assert_ne!(status, 401, "{role:?} {method} {path} {}", answer.text());
            assert!(status < 500, "{role:?} {method} {path}: {}", answer.text());
        }
    }
}

#[actix_web::test]
async fn nobody_who_is_not_signed_in_gets_behind_a_private_door() {
    let app = TestApp::new();
    let things = Things::build(&app, &Town::build(&app.db));
    for (method, path, door, _) in ROUTES {
        let url = things.address(path);
        for cookie in ["", "linxin_session=", "linxin_session=0123456789abcdefghjkmnpqrstvwxyz0123456789abcdef"] {
            let request = TestRequest::default().method(method.parse().unwrap()).uri(&url);
            let answer = app.send(ask(request.insert_header(("Cookie", cookie)), method)).await;
            let is_open = matches!(door, Door::Open);
            assert_eq!(answer.status != 401, is_open, "{method} {path} {cookie}: {}", answer.text());
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn with_the_right_role_and_the_wrong_scope_a_thing_does_not_exist() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let things = Things::build(&app, &town);
    let mut tried = 0;
    for (method, path, door, _) in ROUTES.iter().filter(|(.., scoped)| *scoped == Scoped::Yes) {
        let Door::Roles(roles) = door else { continue };
        for role in roles.iter().copied().filter(|role| scope(*role, &town, town.west) != Scope::All) {
            let caller = person(&app, role, &town, town.west, &format!("west{tried}.{role:?}").to_lowercase());
            let there = things.address(path);
            let missing = Things::missing(things.somebody).address(path);
            let method: Method = method.parse().unwrap();
            let (there, missing) = (
                app.send(ask(caller.request(method.clone(), &there), method.as_str())).await,
                app.send(ask(caller.request(method.clone(), &missing), method.as_str())).await,
            );
            assert_eq!((there.status.as_u16(), there.body), (404, missing.body), "{role:?} {path}");
            tried += 1;
        }
    }
    assert!(tried >= 8);
}

#[actix_web::test]
async fn a_grant_holds_from_its_first_day_to_its_last() {
    let app = TestApp::new();
    let id = account(&app, "somebody");
    give_role(&app, id, Role::Auditor, Scope::All);
    app.set_day("2026-06-11");
    assert_eq!(Person::of(&app, id).get("/api/v1/staff/audit").await.status, 403);
    app.set_day("2026-06-12");
    assert_eq!(Person::of(&app, id).get("/api/v1/staff/audit").await.status, 200);
}

#[actix_web::test]
async fn who_has_no_role_for_it_learns_nothing_of_another_method() {
    let app = TestApp::new();
    let answer = app.send(TestRequest::patch().uri("/api/v1/staff/users")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, Some("GET, POST")));
}

#[actix_web::test]
async fn another_site_cannot_make_a_browser_write() {
    let app = TestApp::new();
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let path = "/api/v1/staff/settings";
    let refused = [
        vec![("Sec-Fetch-Site", "cross-site")],
        vec![("Sec-Fetch-Site", "same-site")],
        vec![("Origin", "https://evil.example"), ("Host", "linxin.example.cn")],
        vec![("Origin", "null")],
    ];
    let write = |headers: &[(&'static str, &'static str)]| {
        let request = headers.iter().fold(admin.request(Method::PUT, path), |r, h| r.insert_header(*h));
        request.set_json(json!([]))
    };
    for headers in refused {
        let answer = app.send(write(&headers)).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(answer.text().contains("cross_site"), "{}", answer.text());
    }
    for headers in [
        vec![("Sec-Fetch-Site", "same-origin")],
        vec![("Origin", "http://linxin.example.cn"), ("Host", "linxin.example.cn")],
        vec![],
    ] {
        assert_eq!(app.send(write(&headers)).await.status, 200, "{headers:?}");
    }
    // Reading is no harm: a link from elsewhere leads here.
    let read = admin.request(Method::GET, path).insert_header(("Sec-Fetch-Site", "cross-site"));
    assert_eq!(app.send(read).await.status, 200);
}
