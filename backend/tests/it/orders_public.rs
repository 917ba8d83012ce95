//! What nobody outside learns of an order, whatever is asked: no phone, no name, no words, no dwelling, no secret.

use backend::db::Code;
use backend::orders::store::{self, ContactRow, OrderRow};
use diesel::prelude::*;
use shared::orders::OrderStatus;
use shared::orders::summary::PublicOrder;
use shared::people::{Role, Scope};
use strum::VariantArray as _;

use crate::app::TestApp;
use crate::openapi::{examples, with};
use crate::orders::{Cast, blank, order, wanted};
use crate::people::Person;

/// Each is in some column or header, and in no public answer.
const SENTINELS: [&str; 12] = [
    "13812345678",
    "138****5678",
    "王大爷",
    "王**",
    "哨兵的话",
    "哨兵答案",
    "哨兵五栋",
    "哨兵二单元",
    "哨兵评语",
    "哨兵结果",
    "哨兵草稿",
    "115.123456",
];

/// An order in each state, full of what is nobody's business.
fn seeded(app: &TestApp, area: i64) -> Vec<i64> {
    let mut ids = Vec::new();
    for status in OrderStatus::VARIANTS.iter().copied() {
        let now = app.now().naive_utc();
        let row = OrderRow {
            status: Code(status),
            body: Some("哨兵的话：王大爷 13812345678".to_owned()),
            answers: "where=哨兵答案".to_owned(),
            building: Some("哨兵五栋".to_owned()),
            place_words: Some("哨兵二单元501".to_owned()),
            lng: Some(115.123_456),
            lat: Some(30.212_345),
            result_text: Some("哨兵结果".to_owned()),
            rating_words: Some("哨兵评语".to_owned()),
            accepted_at: Some(now),
            finished_at: (status == OrderStatus::Closed).then_some(now),
            closed_at: status.is_over().then_some(now),
            ..blank(app, area)
        };
        ids.push(row.id);
        app.db
            .write_now(|conn| {
                store::insert(conn, &row)?;
                let contact = ContactRow::new(row.id, Some("13812345678"), Some("王大爷"), app.secrets())?;
                store::insert_contact(conn, &contact)
            })
            .unwrap();
    }
    ids
}

/// A summary of each, by its title and how far it is.
fn summaries(app: &TestApp, ids: &[i64], (title, status): (&str, &str), by: i64) {
    use backend::schema::order_summaries as s;
    for id in ids {
        let values = (
            s::order_id.eq(*id),
            s::title.eq(title),
            s::status.eq(status),
            s::written_by.eq(by),
            s::updated_at.eq(app.now().naive_utc()),
        );
        app.db
            .write_now(|conn| {
                backend::each_backend!(conn, c => diesel::insert_into(s::table).values(values).execute(c))?;
                Ok(())
            })
            .unwrap();
    }
}

#[actix_web::test]
async fn no_public_answer_knows_who_asked() {
    let app = TestApp::new();
    let examples = examples(&app);
    let cast = Cast::prefixed(&app, "邻");
    let ids = seeded(&app, cast.town.east);
    let (drafts, told) = ids.split_at(ids.len() / 2);
    summaries(&app, drafts, ("哨兵草稿", "written"), cast.community.id.0);
    summaries(&app, told, ("审过的摘要", "published"), cast.community.id.0);
    // One that came by HTTP, and that others in the neighbourhood could join.
    let placed = order(&app, &wanted(cast.town.east, "streetlight")).await;
    let secret = placed.secret.clone().unwrap();
    let mut paths: Vec<String> = examples.into_iter().map(|(_, example)| example).collect();
    for by in ["area", "category", "month"] {
        paths.push(format!("/api/v1/order-rates?by={by}"));
    }
    for category in ["streetlight", "plumbing_electrics", "errands"] {
        paths.push(format!("/api/v1/order-summaries/nearby?category={category}&lng=115.123456&lat=30.212345"));
        paths.push(format!("/api/v1/order-summaries?category={category}"));
    }
    paths.push(with("/api/v1/live", "since=0"));
    for page in
        ["/", "/orders", "/order", "/orders/mine", "/rates", "/figures", "/contacts", "/sitemap.xml", "/robots.txt"]
    {
        paths.push(page.to_owned());
    }
    paths.push(format!("/api/v1/orders/mine/{}", placed.number));
    for path in paths {
        let answer = app.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        // What was asked for is told back in a refusal.
        let text = String::from_utf8_lossy(&answer.body).replace("lng=115.123456", "");
        for sentinel in SENTINELS.iter().copied().chain([secret.as_str()]) {
            assert!(!text.contains(sentinel), "{path} holds {sentinel}");
        }
    }
    // Those at work whom it does not concern learn as little.
    let elsewhere =
        Person::new(&app, "far.away", Role::CommunityAdmin, Scope::Area(shared::id::AreaId(cast.town.west)));
    for view in ["mine", "pool", "intake", "callback", "held", "review", "all"] {
        let text = elsewhere.get(&format!("/api/v1/staff/orders?view={view}&limit=100")).await.text();
        for sentinel in SENTINELS {
            assert!(!text.contains(sentinel), "{view} holds {sentinel}");
        }
    }
    // And what is told in the page and to other systems names no one either.
    let told = cast.community.get("/api/v1/me/notifications").await.text();
    assert!(SENTINELS.iter().all(|sentinel| !told.contains(sentinel)), "{told}");
}

#[actix_web::test]
async fn what_lies_nearby_tells_a_square_and_never_a_pin() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    // In two corners of one square, some 380 metres apart.
    for (lng, lat) in [(115.0982, 30.1982), (115.1008, 30.2008)] {
        let row = OrderRow { lng: Some(lng), lat: Some(lat), ..blank(&app, cast.town.east) };
        app.db.write_now(|conn| store::insert(conn, &row)).unwrap();
        summaries(&app, &[row.id], ("路灯不亮", "published"), cast.community.id.0);
    }
    let mut seen = Vec::new();
    for (x, y) in (0..12).flat_map(|x| (0..12).map(move |y| (x, y))) {
        let (lng, lat) = (115.094 + 0.001 * f64::from(x), 30.194 + 0.001 * f64::from(y));
        let path = format!("/api/v1/order-summaries/nearby?category=plumbing_electrics&lng={lng}&lat={lat}");
        seen.push(app.read::<Vec<PublicOrder>>(&path).await.len());
    }
    // From wherever somebody looks, both are near or neither is.
    assert!(seen.contains(&2) && seen.contains(&0) && !seen.contains(&1), "{seen:?}");
}
