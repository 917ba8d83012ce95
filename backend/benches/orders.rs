//! Orders, as ratios: durable ones a second against a bare loop of inserts of the same durability, and what is asked most
//! at work with a million orders against ten thousand. As many are open in both; the others are history.

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Data;
use backend::clock::SystemClock;
use backend::config::SiteSettings;
use backend::db::{Code, Db};
use backend::media::files::Files;
use backend::secrets::Secrets;
use backend::serve::{State, app};
use backend::users::store::UserRow;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use shared::accounts::NewGrant;
use shared::areas::{AreaKind, AreaLevel};
use shared::id::AreaId;
use shared::people::{Role, Scope};

/// Orders placed.
const ORDERS: u32 = 4_000;
/// Of these and of bare inserts, so many in turn.
const BLOCK: u32 = 400;
/// Residents who order at the same moment: what waits together is committed together.
const AT_ONCE: usize = 128;
/// Open ones at both sizes.
const OPEN: u32 = 1_000;
/// Times that each list is asked for.
const TIMES: u32 = 40;

fn main() {
    actix_web::rt::System::new().block_on(async {
        placing(1).await;
        placing(AT_ONCE).await;
        reading().await;
    });
}

struct Site {
    state: Data<State>,
    db: Db,
    street: i64,
    communities: Vec<i64>,
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let url = folder.path().join("bench.sqlite3").display().to_string();
        let db = Db::open(&url, 4).unwrap();
        let secrets = Secrets::open(None, folder.path()).unwrap();
        let files = Files::open(None, folder.path()).unwrap();
        let clock = Arc::new(SystemClock);
        let now = chrono::Utc::now().naive_utc();
        let mut areas = Vec::new();
        let mut add = |parent_id: Option<i64>, level: AreaLevel, kind: AreaKind, name: String| {
            let id = backend::ids::next();
            areas.push(backend::areas::store::AreaRow {
                id,
                parent_id,
                area_level: Code(level),
                area_kind: Code(kind),
                code: None,
                name,
                sort_no: 0,
                households: None,
                population: None,
                lng: None,
                lat: None,
                boundary: None,
                is_demo: true,
                created_at: now,
                updated_at: now,
                created_by: None,
                version: 1,
            });
            id
        };
        let district = add(None, AreaLevel::District, AreaKind::District, "示例区".to_owned());
        let street = add(Some(district), AreaLevel::Street, AreaKind::Street, "示例街道".to_owned());
        let communities: Vec<i64> = (0..10)
            .map(|n| add(Some(street), AreaLevel::Community, AreaKind::Community, format!("示例{n}社区")))
            .collect();
        db.write_now(|conn| {
            backend::areas::store::insert(conn, &areas)?;
            backend::db::touch(conn)
        })
        .unwrap();
        let state = State::new(db.clone(), clock, SiteSettings::default(), files, folder.path(), secrets).unwrap();
        Self { state: Data::new(state), db, street, communities, folder }
    }

    /// The cookie of somebody with `role` in the area `scope`.
    fn somebody(&self, role: Role, scope: i64) -> String {
        let now = chrono::Utc::now();
        let name: &'static str = role.into();
        let row = UserRow::new(&format!("{name}.one"), "x".to_owned(), now.naive_utc());
        let grant = NewGrant { role, scope: Scope::Area(AreaId(scope)), valid_from: None, valid_until: None };
        let token = self
            .db
            .write_now(|conn| {
                backend::users::store::insert(conn, &row)?;
                let today = shared::time::date_of(now);
                backend::users::change::give(conn, row.key(), &grant, None, today, now.naive_utc())?;
                backend::sessions::store::begin(conn, row.key(), "", now)
            })
            .unwrap();
        format!("linxin_session={token}")
    }
}

/// A bare connection to a file beside the server's, which syncs each commit to disk as the server does.
fn bare(site: &Site) -> SqliteConnection {
    let file = site.folder.path().join("bare.sqlite3").display().to_string();
    let mut conn = SqliteConnection::establish(&file).unwrap();
    let begin = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
        CREATE TABLE bare (id INTEGER PRIMARY KEY, number TEXT NOT NULL, body TEXT NOT NULL)";
    conn.batch_execute(begin).unwrap();
    conn
}

/// Orders through the whole server, and bare inserts, in turn: what else this machine does meanwhile slows both. Each order
/// is answered only when it is on the disk, whether it came alone or with others.
#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
async fn placing(at_once: usize) {
    let site = Site::new();
    let service = init_service(app(site.state.clone())).await;
    let mut conn = bare(&site);
    let (mut ordered, mut inserted) = (0.0, 0.0);
    let service = &service;
    let communities = &site.communities;
    let place = async |n: u32| {
        let body = json!({
            "category": "errands", "what": "帮忙买药", "place": { "area": AreaId(communities[n as usize % 10]) },
            "phone": format!("138{n:08}"), "urgency": "normal", "client_token": format!("bench-{n:06}"),
        });
        let peer = format!("10.{}.{}.7:4000", n / 250, n % 250).parse().unwrap();
        let request = TestRequest::default().method(Method::POST).uri("/api/v1/orders").peer_addr(peer).set_json(body);
        let answer = call_service(service, request.to_request()).await;
        assert_eq!(answer.status(), 201);
    };
    for block in 0..ORDERS / BLOCK {
        let numbers = block * BLOCK..(block + 1) * BLOCK;
        let begun = Instant::now();
        stream::iter(numbers.clone()).for_each_concurrent(at_once, place).await;
        ordered += begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        for n in numbers {
            conn.batch_execute(&format!("INSERT INTO bare (number, body) VALUES ('ORD-{n}', '帮忙买药')")).unwrap();
        }
        inserted += begun.elapsed().as_secs_f64();
    }
    let (orders, bare) = (f64::from(ORDERS) / ordered, f64::from(ORDERS) / inserted);
    let ratio = orders / bare;
    println!(
        "{at_once} at once: orders a second {orders:.0} · bare inserts a second {bare:.0} · ratio {ratio:.2} (aim 0.5 or more)"
    );
}

fn fill(site: &Site, history: u32) {
    let communities: Vec<String> = site.communities.iter().map(|id| format!("({id})")).collect();
    let rows = |from: u32, to: u32, status: &str| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to}), \
             c(k, area) AS (SELECT row_number() OVER () - 1, column1 FROM (VALUES {areas})) \
             INSERT INTO service_orders (id, number, category_code, body, channel, client_token, area_id, urgency, status, \
             owner_level, owner_area_id, limit_seconds, running_since, intake_due_at, due_at, created_at, updated_at, \
             closed_at, accepted_at) \
             SELECT i, 'ORD-' || i, 'errands', '帮忙', 'web', 'fill-' || i, area, 'normal', '{status}', 'community', area, \
             126000, {since}, datetime('now'), datetime('now', (i % 200 - 60) || ' hours'), \
             datetime('now', '-' || (i % 700) || ' days'), datetime('now'), {closed}, datetime('now') \
             FROM n JOIN c ON c.k = i % 10",
            areas = communities.join(", "),
            since = if status == "closed" { "NULL" } else { "datetime('now')" },
            closed = if status == "closed" { "datetime('now')" } else { "NULL" },
        )
    };
    let third = OPEN / 3;
    let sql = [
        rows(1, third, "open"),
        rows(third + 1, 2 * third, "in_progress"),
        rows(2 * third + 1, OPEN, "done"),
        rows(OPEN + 1, history, "closed"),
    ];
    site.db
        .write_now(|conn| {
            for one in &sql {
                backend::each_backend!(conn, c => c.batch_execute(one))?;
            }
            Ok(())
        })
        .unwrap();
    // As a server does by itself, every hour.
    site.db.optimize().unwrap();
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
async fn reading() {
    let mut seconds = Vec::new();
    let lists = [
        (Role::StreetOfficer, "/api/v1/staff/orders?view=pool"),
        (Role::Volunteer, "/api/v1/staff/orders?view=pool"),
        (Role::StreetOfficer, "/api/v1/staff/order-board"),
        (Role::StreetOfficer, "/api/v1/staff/orders?view=all&which=overdue"),
        (Role::StreetOfficer, "/api/v1/staff/orders?view=callback"),
        (Role::StreetOfficer, "/api/v1/staff/orders?view=all&status=closed"),
        (Role::StreetOfficer, "/api/v1/staff/orders?view=all&category=wish"),
        (Role::StreetOfficer, "/api/v1/staff/order-counts"),
        (Role::StreetOfficer, "/api/v1/staff/order-pulse"),
    ];
    for history in [10_000, 1_000_000] {
        let site = Site::new();
        fill(&site, history);
        let officer = site.somebody(Role::StreetOfficer, site.street);
        let volunteer = site.somebody(Role::Volunteer, site.communities[0]);
        let service = init_service(app(site.state.clone())).await;
        let mut of_size = Vec::new();
        for (role, path) in lists {
            let cookie = if role == Role::Volunteer { &volunteer } else { &officer };
            let mut best = f64::MAX;
            for _ in 0..TIMES {
                let begun = Instant::now();
                let request = TestRequest::get().uri(path).insert_header(("Cookie", cookie.clone()));
                let answer = call_service(&service, request.to_request()).await;
                assert_eq!(answer.status(), 200, "{path}");
                read_body(answer).await;
                best = best.min(begun.elapsed().as_secs_f64());
            }
            of_size.push(best);
        }
        seconds.push(of_size);
    }
    for (at, (role, path)) in lists.iter().enumerate() {
        let (few, many) = (seconds[0][at] * 1e3, seconds[1][at] * 1e3);
        let ratio = many / few;
        println!(
            "{role:?} {path}: {few:.2} ms at 10,000, {many:.2} ms at 1,000,000 · ratio {ratio:.2} (aim 1.5 or less)"
        );
    }
}
