//! Borders of areas: drawn, taken in from a layer, and what they say of a place.

use actix_web::http::Method;
use backend::areas::holding::holding;
use backend::areas::tree::AreaTree;
use backend::compounds::store::CompoundRow;
use backend::import::{Lang, What};
use backend::schema::{areas, audit_logs};
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::areas::staff::{AreaWarning, StaffArea, StaffAreas};
use shared::areas::{Area, AreaLevel};
use shared::error::ErrorCode;
use shared::geo::{Point, to_gcj02};
use shared::id::AreaId;
use shared::imports::ImportReport;
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::builders::{Town, compound, project, store, write};
use crate::command::{linxin, words};
use crate::import::{done, list, traces};
use crate::people::Person;
use crate::site::token;

const PATH: &str = "/api/v1/staff/areas";

/// A square of `side` degrees: the western, southern corner first, against the clock.
fn ring(west: f64, south: f64, side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    json!([[west, south], [east, south], [east, north], [west, north], [west, south]])
}

fn square(west: f64, south: f64, side: f64) -> Value {
    json!({ "type": "Polygon", "coordinates": [ring(west, south, side)] })
}

fn at(lng: f64, lat: f64) -> Point {
    Point { lng, lat }
}

fn form(name: &str, households: Option<i32>, boundary: Value) -> Value {
    json!({ "name": name, "households": households, "boundary": boundary })
}

fn new(parent: i64, form: Value) -> Value {
    json!({ "client_token": token(), "parent": AreaId(parent).to_string(), "form": form })
}

fn change(version: i32, form: Value) -> Value {
    json!({ "client_token": token(), "version": version, "form": form })
}

fn feature(properties: Value, geometry: Value) -> Value {
    json!({ "type": "Feature", "properties": properties, "geometry": geometry })
}

fn layer(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn one(id: impl std::fmt::Display) -> String {
    format!("{PATH}/{id}")
}

async fn make(by: &Person<'_>, parent: i64, form: Value) -> StaffArea {
    by.done(Method::POST, PATH, new(parent, form)).await
}

/// The name of the area that holds a place.
fn owner(app: &TestApp, lng: f64, lat: f64) -> Option<String> {
    app.db
        .read_now(|conn| {
            let tree = AreaTree::load(conn)?;
            Ok(holding(&tree, at(lng, lat)).and_then(|id| tree.get(id)).map(|row| row.name.clone()))
        })
        .unwrap()
}

fn district(app: &TestApp) -> Person<'_> {
    Person::new(app, "district.one", Role::DistrictAdmin, Scope::All)
}

/// Sends a layer; `asked` are its parameters.
async fn send(by: &Person<'_>, asked: &str, file: &str) -> crate::app::Answer {
    let request = by.request(Method::POST, &format!("{PATH}/boundaries?{asked}"));
    by.app.send(request.set_payload(file.to_owned())).await
}

async fn told(by: &Person<'_>, asked: &str, file: &str) -> ImportReport {
    let answer = send(by, asked, file).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[actix_web::test]
async fn a_place_lies_in_the_smallest_area_around_it() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    let draw = |id: i64, name: &'static str, shape: Value| {
        let office = &office;
        async move {
            let _: StaffArea = office.done(Method::PUT, &one(AreaId(id)), change(1, form(name, None, shape))).await;
        }
    };
    draw(town.street, "北街道", square(115.0, 30.0, 0.4)).await;
    draw(town.east, "东社区", square(115.1, 30.1, 0.1)).await;
    let hole = json!({ "type": "Polygon", "coordinates": [ring(115.1, 30.1, 0.04), ring(115.11, 30.11, 0.01)] });
    make(&office, town.east, form("一网格", None, hole)).await;
    make(&office, town.east, form("二网格", None, square(115.14, 30.1, 0.04))).await;
    for (lng, lat, name) in [
        (115.105, 30.105, Some("一网格")),
        (115.115, 30.115, Some("东社区")),
        (115.16, 30.12, Some("二网格")),
        (115.15, 30.19, Some("东社区")),
        (115.3, 30.3, Some("北街道")),
        (115.5, 30.3, None),
        // Where two of them meet, and where a hole begins.
        (115.14, 30.12, Some("一网格")),
        (115.11, 30.115, Some("一网格")),
        (115.4, 30.4, Some("北街道")),
    ] {
        assert_eq!(owner(&app, lng, lat).as_deref(), name, "{lng}, {lat}");
    }
}

#[actix_web::test]
async fn a_community_takes_a_layer_in_whichever_of_its_areas_is_asked_for() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    for n in 1..=6 {
        make(&office, town.east, form(&format!("{n}网格"), None, Value::Null)).await;
    }
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    let file = layer(&[feature(json!({ "社区": "东社区", "网格": "1网格" }), square(115.0, 30.0, 0.1))]);
    for n in 0..8 {
        let answer = send(&community, &format!("client_token={}&check=1", token()), &file).await;
        assert_eq!(answer.status, 200, "{n}: {}", answer.text());
    }
}

#[actix_web::test]
async fn nobody_draws_himself_into_what_belongs_to_another_community() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    for (id, name, west) in [(town.east, "东社区", 115.1), (town.west, "西社区", 115.0)] {
        let shape = square(west, 30.0, 0.1);
        let _: StaffArea = office.done(Method::PUT, &one(AreaId(id)), change(1, form(name, None, shape))).await;
    }
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    let refused = community
        .refused(Method::POST, PATH, new(town.east, form("远网格", None, square(115.02, 30.02, 0.02))), 422)
        .await;
    assert_eq!(refused.field.as_deref(), Some("boundary"));
    // One that came with a layer stays, and its households can be counted.
    let far = make(&office, town.west, form("借网格", None, square(115.02, 30.02, 0.02))).await;
    write(&app.db, |conn| {
        let moved = areas::table.find(far.id.0);
        diesel::update(moved).set(areas::parent_id.eq(town.east)).execute(conn)?;
        Ok(())
    });
    let counted = change(far.version, form("借网格", Some(300), square(115.02, 30.02, 0.02)));
    let _: StaffArea = community.done(Method::PUT, &one(far.id), counted).await;
    let moved = change(far.version + 1, form("借网格", Some(300), square(115.03, 30.02, 0.02)));
    community.refused(Method::PUT, &one(far.id), moved, 422).await;
    // Its middle lies in its own, and its edge reaches over: what lies there stays with the other.
    make(&community, town.east, form("边网格", None, square(115.08, 30.02, 0.06))).await;
    assert_eq!(owner(&app, 115.12, 30.04).as_deref(), Some("边网格"));
    assert_eq!(owner(&app, 115.09, 30.04).as_deref(), Some("西社区"));
}

#[actix_web::test]
async fn a_community_makes_its_grids_and_is_told_what_to_look_at() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    let inside = CompoundRow { lng: Some(115.105), lat: Some(30.105), ..compound(town.east, "东里") };
    let outside = CompoundRow { lng: Some(115.3), lat: Some(30.3), ..compound(town.east, "远里") };
    write(&app.db, |conn| backend::compounds::store::insert(conn, &[inside, outside]));
    let grid = make(&community, town.east, form(" 一网格 ", Some(420), square(115.1, 30.1, 0.04))).await;
    assert_eq!((grid.name.as_str(), grid.level, grid.version), ("一网格", AreaLevel::Grid, 1));
    assert_eq!((grid.has_boundary, grid.compounds, grid.notes.len()), (true, 1, 0));
    assert!(grid.area_m2.is_some_and(|m2| m2 > 1_000_000));
    assert_eq!(grid.place.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["北街道", "东社区"]);
    make(&community, town.east, form("二网格", Some(900), square(115.12, 30.1, 0.04))).await;
    make(&community, town.east, form("三网格", Some(80), Value::Null)).await;
    let own = form("东社区", Some(1_400), square(115.1, 30.1, 0.05));
    let _: StaffArea = community.done(Method::PUT, &one(AreaId(town.east)), change(1, own)).await;
    let all: StaffAreas = community.read(PATH).await;
    assert_eq!((all.least_households, all.most_households), (300, 500));
    type Said<'a> = (AreaWarning, Option<&'a str>);
    let notes: Vec<(&str, Vec<Said<'_>>)> = all
        .areas
        .iter()
        .map(|area| {
            let notes = area.notes.iter().map(|n| (n.warning, n.other.as_ref().map(|o| o.name.as_str())));
            (area.name.as_str(), notes.collect())
        })
        .collect();
    let over = |name| (AreaWarning::Overlaps, Some(name));
    let beyond = (AreaWarning::GoesBeyond, Some("东社区"));
    assert_eq!(
        notes,
        [
            ("东社区", vec![]),
            ("一网格", vec![over("二网格")]),
            ("二网格", vec![(AreaWarning::ManyHouseholds, None), over("一网格"), beyond]),
            ("三网格", vec![(AreaWarning::FewHouseholds, None)]),
        ]
    );
    assert_eq!(all.areas[0].compounds, 2);
    let named = |row: &StaffArea| (row.name.clone(), row.has_boundary);
    assert_eq!(named(&all.areas[3]), ("三网格".to_owned(), false));
    let kept: Vec<String> = app
        .db
        .read_now(|conn| {
            let mine = audit_logs::table.filter(audit_logs::action.eq("change_area")).order(audit_logs::id);
            Ok(mine.select(audit_logs::changes.assume_not_null()).load(conn)?)
        })
        .unwrap();
    assert_eq!(kept.len(), 4);
    assert_eq!(kept[0], "create: name - → 一网格; households - → 420; boundary - → 5 points");
}

#[actix_web::test]
async fn only_what_is_in_scope_can_be_seen_and_written() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let east = make(&district(&app), town.east, form("一网格", None, Value::Null)).await;
    let west = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(town.west)));
    let street = Person::new(&app, "street.one", Role::StreetOfficer, Scope::Area(AreaId(town.street)));
    let names = |all: StaffAreas| all.areas.into_iter().map(|a| a.name).collect::<Vec<_>>();
    assert_eq!(names(west.read(PATH).await), ["西社区"]);
    assert_eq!(names(street.read(PATH).await), ["北街道", "东社区", "西社区", "一网格"]);
    for id in [east.id, AreaId(town.east), AreaId(town.street), AreaId(town.district)] {
        west.refused(Method::PUT, &one(id), change(1, form("一网格", None, Value::Null)), 404).await;
    }
    let refused = west.refused(Method::POST, PATH, new(town.east, form("二网格", None, Value::Null)), 422).await;
    assert_eq!(refused.field.as_deref(), Some("parent"));
    let missing = west.refused(Method::POST, PATH, new(7, form("二网格", None, Value::Null)), 422).await;
    assert_eq!(missing, refused, "what lies elsewhere is told like what is not there");
    let layer = layer(&[
        feature(json!({ "社区": "西社区" }), square(115.2, 30.1, 0.01)),
        feature(json!({ "社区": "东社区" }), square(115.1, 30.1, 0.01)),
    ]);
    let found = told(&west, "check=1", &layer).await;
    assert!(found.is_refused && found.problem_count == 1, "{found:?}");
    assert_eq!((found.problems[0].row, found.problems[0].zh.contains("不在您负责的区域")), (Some(2), true));
}

#[actix_web::test]
async fn it_happens_once_and_never_to_what_was_changed_meanwhile() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    let body = new(town.east, form("一网格", Some(300), square(115.1, 30.1, 0.01)));
    let first: StaffArea = office.done(Method::POST, PATH, body.clone()).await;
    let second: StaffArea = office.done(Method::POST, PATH, body.clone()).await;
    assert_eq!(first, second);
    let wider = change(1, form("东一网格", Some(310), square(115.1, 30.1, 0.02)));
    let once: StaffArea = office.done(Method::PUT, &one(first.id), wider.clone()).await;
    let twice: StaffArea = office.done(Method::PUT, &one(first.id), wider).await;
    assert_eq!((once.version, &once), (2, &twice));
    let stale = change(1, form("一网格", None, Value::Null));
    assert_eq!(office.refused(Method::PUT, &one(first.id), stale, 409).await.code, ErrorCode::Stale);
    let mut elsewhere = change(2, form("一网格", None, Value::Null));
    elsewhere["client_token"] = body["client_token"].clone();
    assert_eq!(office.refused(Method::PUT, &one(first.id), elsewhere, 409).await.code, ErrorCode::Taken);
    let file = layer(&[feature(json!({ "网格": "二网格", "社区": "东社区" }), square(115.12, 30.1, 0.01))]);
    let asked = format!("client_token={}", token());
    let (one, again) = (told(&office, &asked, &file).await, told(&office, &asked, &file).await);
    assert_eq!((one.new, &one), (1, &again));
    let afresh = told(&office, &format!("client_token={}", token()), &file).await;
    assert_eq!((afresh.new, afresh.changed, afresh.unchanged), (0, 0, 1));
    assert_eq!(send(&office, "", &file).await.status, 422, "a writing carries its token");
}

#[actix_web::test]
async fn of_twenty_who_write_at_once_one_is_first() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    let grid = make(&office, town.east, form("一网格", None, Value::Null)).await;
    let path = one(grid.id);
    let write = |n: i32| office.send(Method::PUT, &path, change(1, form("一网格", Some(n), Value::Null)));
    let answers = futures_util::future::join_all((0..20).map(write)).await;
    let statuses: Vec<u16> = answers.iter().map(|a| a.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|s| [200, 409].contains(s)), "{statuses:?}");
}

#[actix_web::test]
async fn what_is_written_wrong_is_named() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    let grid = make(&office, town.east, form("一网格", None, Value::Null)).await;
    let bow = json!({ "type": "Polygon", "coordinates":
        [[[115.0, 30.0], [115.1, 30.1], [115.1, 30.0], [115.0, 30.1], [115.0, 30.0]]] });
    for (wanted, field) in [
        (form(" ", None, Value::Null), "name"),
        (form("二网格", Some(-1), Value::Null), "households"),
        (form("二网格", None, json!({ "type": "Point", "coordinates": [115.0, 30.0] })), "boundary"),
        (form("二网格", None, bow), "boundary"),
        (form("二网格", None, json!({ "type": "Circle", "coordinates": [] })), "type"),
    ] {
        let refused = office.refused(Method::POST, PATH, new(town.east, wanted), 422).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    let same = new(town.east, form("一网格", None, Value::Null));
    assert_eq!(office.refused(Method::POST, PATH, same, 409).await.field.as_deref(), Some("name"));
    make(&office, town.west, form("一网格", None, Value::Null)).await;
    let coded = |code: &str, name: &str| {
        let mut body = new(town.west, form(name, None, Value::Null));
        body["code"] = json!(code);
        body
    };
    let _: StaffArea = office.done(Method::POST, PATH, coded("XS-01", "三网格")).await;
    assert_eq!(office.refused(Method::POST, PATH, coded("xs-01", "四网格"), 409).await.field.as_deref(), Some("code"));
    assert_eq!(office.refused(Method::POST, PATH, coded("一", "四网格"), 422).await.field.as_deref(), Some("code"));
    let street = new(town.street, form("二网格", None, Value::Null));
    assert_eq!(office.refused(Method::POST, PATH, street, 422).await.field.as_deref(), Some("parent"));
    let renamed = change(1, form("新社区", None, Value::Null));
    let refused = office.refused(Method::PUT, &one(AreaId(town.east)), renamed, 422).await;
    assert_eq!(refused.field.as_deref(), Some("name"), "only grids are given another name");
    let outline = change(1, form("甲区", None, square(115.0, 30.0, 0.4)));
    let refused = office.refused(Method::PUT, &one(AreaId(town.district)), outline, 422).await;
    assert_eq!(refused.field.as_deref(), Some("boundary"));
    let open = json!({ "type": "Polygon", "coordinates": [[[115.0, 30.0], [115.1, 30.0], [115.1, 30.1]]] });
    let closed: StaffArea = office.done(Method::PUT, &one(grid.id), change(1, form("一网格", None, open))).await;
    assert_eq!(closed.boundary.unwrap().points().count(), 4, "what lacks its last point is closed");
}

#[actix_web::test]
async fn a_layer_comes_in_whole_or_not_at_all() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let office = district(&app);
    make(&office, town.east, form("一网格", None, Value::Null)).await;
    let good = vec![
        feature(json!({ "社区": "东社区" }), square(115.1, 30.1, 0.04)),
        feature(json!({ "社区": "东社区居委会", "网格": "一网格", "户数": 400 }), square(115.1, 30.1, 0.02)),
        feature(json!({ "社区": "东社区", "name": "二网格" }), square(115.12, 30.1, 0.02)),
        feature(json!({ "name": "北街道", "code": "" }), square(115.0, 30.0, 0.4)),
    ];
    let line = json!({ "type": "LineString", "coordinates": [[115.0, 30.0], [115.1, 30.1]] });
    let bad = [
        feature(json!({ "网格": "九网格" }), square(115.2, 30.1, 0.01)),
        feature(json!({ "社区": "南社区", "网格": "一网格" }), square(115.2, 30.1, 0.01)),
        feature(json!({ "社区": "东社区", "网格": "一网格" }), square(115.2, 30.1, 0.01)),
        feature(json!({ "name": "西社区" }), line),
        feature(json!({ "code": "42020300100101" }), square(115.2, 30.1, 0.01)),
        feature(json!({}), square(115.2, 30.1, 0.01)),
        feature(json!({ "name": "甲区" }), square(115.2, 30.1, 0.01)),
        feature(json!({ "name": "西社区" }), square(30.1, 115.2, 0.01)),
        feature(json!({ "name": "西社区" }), Value::Null),
    ];
    let before = traces(&app.db);
    let mixed: Vec<Value> = good.iter().chain(&bad).cloned().collect();
    for asked in ["check=1".to_owned(), format!("client_token={}", token())] {
        let found = told(&office, &asked, &layer(&mixed)).await;
        assert!(found.is_refused);
        let rows: Vec<(u32, &str)> = found.problems.iter().map(|p| (p.row.unwrap_or(0), p.zh.as_str())).collect();
        for (row, said) in [
            (5, "没有“九网格”"),
            (6, "没有“南社区”"),
            (7, "与第 2 行是同一个区划"),
            (8, "边界要画成面"),
            (9, "没有代码是“42020300100101”"),
            (10, "没有写是哪个区划"),
            (11, "没有“甲区”"),
            (12, "写反"),
            (13, "必须填写"),
        ] {
            assert!(rows.iter().any(|(at, words)| *at == row && words.contains(said)), "{row} {said}: {rows:?}");
        }
        assert_eq!(found.problem_count, 9, "{rows:?}");
        assert_eq!(traces(&app.db), before, "nothing is changed");
    }
    let file = layer(&good);
    let checked = told(&office, "check=1", &file).await;
    assert_eq!((checked.new, checked.changed, checked.is_dry_run), (1, 3, true), "{checked:?}");
    assert!(checked.zh.contains("一并新建网格 1 个：二网格"), "{}", checked.zh);
    assert_eq!(traces(&app.db), before, "a check changes nothing");
    let done = told(&office, &format!("client_token={}&name=grids.geojson", token()), &file).await;
    assert_eq!((done.new, done.changed, done.is_refused), (1, 3, false));
    assert_eq!(owner(&app, 115.11, 30.11).as_deref(), Some("一网格"));
    assert_eq!(owner(&app, 115.13, 30.11).as_deref(), Some("二网格"));
    let all: StaffAreas = office.read(PATH).await;
    let grid = all.areas.iter().find(|a| a.name == "一网格").unwrap();
    assert_eq!((grid.households, grid.version, grid.parent), (Some(400), 2, Some(AreaId(town.east))));
}

#[actix_web::test]
async fn a_shifted_layer_is_put_where_it_belongs() {
    let app = TestApp::new();
    Town::build(&app.db);
    let office = district(&app);
    let corners = [(115.1, 30.1), (115.12, 30.1), (115.12, 30.12), (115.1, 30.12), (115.1, 30.1)];
    let shifted: Vec<[f64; 2]> = corners
        .iter()
        .map(|(lng, lat)| {
            let there = to_gcj02(at(*lng, *lat));
            [there.lng, there.lat]
        })
        .collect();
    let file = layer(&[feature(
        json!({ "网格": "一网格", "社区": "东社区" }),
        json!({ "type": "Polygon", "coordinates": [shifted] }),
    )]);
    told(&office, &format!("crs=gcj02&client_token={}", token()), &file).await;
    let all: StaffAreas = office.read(PATH).await;
    let kept = all.areas.iter().find_map(|a| a.boundary.clone()).unwrap();
    for (point, (lng, lat)) in kept.points().zip(corners) {
        assert!((point.lng - lng).abs() < 1e-6 && (point.lat - lat).abs() < 1e-6, "{point:?}");
    }
    assert_eq!(send(&office, "crs=bd09&check=1", &file).await.status, 400);
}

#[actix_web::test]
async fn an_overlap_is_said_and_keeps_nothing_from_coming_in() {
    let app = TestApp::new();
    Town::build(&app.db);
    let office = district(&app);
    let named = |name: &str| json!({ "网格": name, "社区": "东社区" });
    let file = layer(&[
        feature(named("一网格"), square(115.1, 30.1, 0.02)),
        feature(named("二网格"), square(115.11, 30.1, 0.02)),
        feature(named("三网格"), square(115.13, 30.1, 0.02)),
    ]);
    let found = told(&office, "check=1", &file).await;
    assert!(!found.is_refused, "{found:?}");
    assert!(found.zh.contains("“一网格”与“二网格”的边界重叠"), "{}", found.zh);
    assert!(!found.zh.contains("三网格”的边界重叠"), "neighbours share a border, no ground: {}", found.zh);
    assert!(found.en.contains("overlap, about"), "{}", found.en);
    assert_eq!(told(&office, &format!("client_token={}", token()), &file).await.new, 3);
}

#[actix_web::test]
async fn the_public_reads_names_of_grids_and_never_a_border() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "东里"), &[]);
    let home = CompoundRow { lng: Some(115.11), lat: Some(30.11), ..compound(town.east, "东里") };
    write(&app.db, |conn| backend::compounds::store::insert(conn, &[home]));
    let office = district(&app);
    let edge = 115.135_791_3;
    let _: StaffArea = office
        .done(Method::PUT, &one(AreaId(town.east)), change(1, form("东社区", None, square(edge, 30.1, 0.01))))
        .await;
    make(&office, town.east, form("一网格", Some(400), square(edge, 30.1, 0.005))).await;
    let listed: Vec<Area> = app.read("/api/v1/areas").await;
    assert!(listed.iter().any(|a| a.name == "一网格" && a.parent == Some(AreaId(town.east))));
    for path in [
        "/api/v1/areas",
        "/api/v1/map",
        "/api/v1/basemap",
        "/api/v1/projects",
        "/api/v1/projects/PRJ-2026-0001",
        "/api/v1/compounds",
        "/api/v1/search?q=网格",
        "/api/v1/site",
    ] {
        let answer = app.get(&path.replace("网格", "%E7%BD%91%E6%A0%BC")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(!answer.text().contains("115.13579") && !answer.text().contains("oundary"), "{path}");
    }
}

#[actix_web::test]
async fn a_community_that_only_a_draft_names_stays_unknown_with_its_grids() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let draft =
        backend::projects::store::ProjectRow { is_published: false, ..project(town.west, "PRJ-2026-0002", "西里") };
    store(&app.db, &draft, &[]);
    make(&district(&app), town.west, form("暗网格", None, Value::Null)).await;
    let listed: Vec<Area> = app.read("/api/v1/areas").await;
    assert!(listed.iter().all(|a| a.name != "西社区" && a.name != "暗网格"), "{listed:?}");
}

#[test]
fn a_list_at_the_machine_is_checked_written_and_taken_back() {
    let app = TestApp::new();
    Town::build(&app.db);
    let file = layer(&[feature(json!({ "网格": "一网格", "社区": "东社区" }), square(115.1, 30.1, 0.02))]);
    let report = list(&app, What::Boundaries, file.as_bytes(), "", |o| o.dry_run = true);
    assert_eq!(done(&report), (1, 0, 0));
    assert!(report.words(Lang::Zh).starts_with("边界 1 行：新增 1"), "{}", report.words(Lang::Zh));
    let csv = "网格,社区,边界\n一网格,东社区,\n";
    assert!(list(&app, What::Boundaries, csv.as_bytes(), "", |_| ()).refused(), "a border must be there");
    if app.url.starts_with("postgres") {
        return;
    }
    let path = app.folder.path().join("grids.geojson");
    std::fs::write(&path, &file).unwrap();
    let run = |more: &[&str]| {
        let mut command = linxin(app.folder.path());
        command.arg("--database-url").arg(&app.url).args(more);
        words(&command.output().unwrap())
    };
    let file = path.to_str().unwrap();
    assert!(run(&["import", "boundaries", file, "--dry-run"]).contains("试运行"));
    assert!(run(&["import", "boundaries", file, "--crs", "gcj02"]).contains("新增 1"));
    let count = || app.db.read_now(|conn| Ok(areas::table.count().get_result::<i64>(conn)?)).unwrap();
    assert_eq!(count(), 5);
    assert!(run(&["imports", "undo"]).contains("已撤销"), "{}", run(&["imports"]));
    assert_eq!(count(), 4);
}
