//! The description of the API against what the API does: its addresses, their statuses and the shape of their answers.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use actix_web::test::TestRequest;
use backend::db::{Conn, touch};
use backend::notices::store::NoticeRow;
use chrono::{TimeZone as _, Utc};
use diesel::RunQueryDsl as _;
use serde_json::Value;
use shared::id::{AreaId, CompoundId, NoticeId, OutageId};
use shared::notices::NoticeKind;

use crate::app::TestApp;
use crate::builders::{Town, compound, day, notice, outage, project, store, treat, write};

/// Every public address.
pub(crate) const ADDRESSES: [&str; 41] = [
    "/api/v1/health",
    "/api/v1/health/live",
    "/api/v1/health/ready",
    "/api/v1/site",
    "/api/v1/basemap",
    "/api/v1/tiles",
    "/api/v1/areas",
    "/api/v1/kinds",
    "/api/v1/live",
    "/api/v1/work-items",
    "/api/v1/projects",
    "/api/v1/projects/{number}",
    "/api/v1/projects/{number}/media",
    "/api/v1/renewal",
    "/api/v1/results",
    "/api/v1/compounds",
    "/api/v1/compounds/{id}",
    "/api/v1/outages",
    "/api/v1/outages/{id}",
    "/api/v1/notices",
    "/api/v1/notices/{id}",
    "/api/v1/feed.atom",
    "/api/v1/areas/{id}/feed.atom",
    "/api/v1/compounds/{id}/feed.atom",
    "/api/v1/compounds/{id}/calendar.ics",
    "/api/v1/projects/{number}/feed.atom",
    "/api/v1/map",
    "/api/v1/figures",
    "/api/v1/figures/{code}",
    "/api/v1/figures.csv",
    "/api/v1/figures.xlsx",
    "/api/v1/figures.json",
    "/api/v1/contact-cards",
    "/api/v1/contact-cards/{number}",
    "/api/v1/order-categories",
    "/api/v1/order-summaries",
    "/api/v1/order-places",
    "/api/v1/order-summaries/nearby",
    "/api/v1/order-rates",
    "/api/v1/search",
    "/api/v1/openapi.json",
];

/// One project and one compound, so that every address has something to show: each with an example of it.
pub(crate) fn examples(app: &TestApp) -> Vec<(&'static str, String)> {
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "槐荫里改造");
    store(&app.db, &row, &[]);
    let treated = compound(town.east, "槐荫里");
    treat(&app.db, &row, &treated);
    let off = outage(treated.id, "2026-06-13T08:30:00+08:00", "2026-06-13T17:30:00+08:00");
    let posted = notice(NoticeKind::Announcement, "开工公告", "2026-06-01");
    let posted = NoticeRow { project_id: Some(row.id), ..posted };
    let id = |address: &str| match address.split('/').nth(3) {
        Some("areas") => AreaId(town.east).to_string(),
        Some("outages") => OutageId(off.row.id).to_string(),
        Some("notices") => NoticeId(posted.id).to_string(),
        _ => CompoundId(treated.id).to_string(),
    };
    write(&app.db, |conn| {
        backend::outages::store::insert(conn, std::slice::from_ref(&off))?;
        backend::notices::store::insert(conn, std::slice::from_ref(&posted))
    });
    let card = crate::contact_cards::card(app, town.east, "CARD-2026-0001");
    let number = |a: &str| if a.contains("contact-cards") { card.number.clone() } else { "PRJ-2026-0001".to_owned() };
    let named = |a: &str| asked(a).replace("{number}", &number(a)).replace("{id}", &id(a));
    ADDRESSES.map(|a| (a, named(a).replace("{code}", "benefiting_households"))).to_vec()
}

/// The address with what it cannot be asked without.
fn asked(address: &str) -> String {
    match address {
        "/api/v1/search" => format!("{address}?q=shili"),
        "/api/v1/contact-cards" => format!("{address}?compound={{id}}"),
        "/api/v1/order-places" => format!("{address}?lng=115.1&lat=30.2"),
        "/api/v1/order-summaries/nearby" => format!("{address}?category=streetlight&lng=115.1&lat=30.2"),
        _ => address.to_owned(),
    }
}

/// The address with one parameter more.
pub(crate) fn with(address: &str, parameter: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{parameter}")
}

/// The addresses that the source registers.
fn registered(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            registered(&entry, found);
        } else {
            let source = std::fs::read_to_string(&entry).unwrap();
            let paths = source.split("crate::get(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            found.extend(paths.map(|p| format!("/api/v1{p}")));
        }
    }
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[actix_web::test]
async fn the_description_names_every_registered_address_and_every_schema_it_uses() {
    let answer = TestApp::new().get("/api/v1/openapi.json").await;
    let api: Value = answer.json();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut routes = BTreeSet::new();
    registered(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut routes);
    assert_eq!(sorted(ADDRESSES), routes);
    assert_eq!(sorted(api["paths"].as_object().unwrap().keys().map(String::as_str)), routes);
    for used in answer.text().split("#/components/schemas/").skip(1) {
        let name = used.split('"').next().unwrap();
        assert!(api["components"]["schemas"][name].is_object(), "{name} is used and not described");
    }
}

#[actix_web::test]
async fn every_status_that_an_address_can_answer_is_described_and_no_other() {
    let app = Rc::new(TestApp::new());
    let examples = examples(&app);
    let api: Value = app.read("/api/v1/openapi.json").await;
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    for (address, example) in &examples {
        let mut statuses = BTreeSet::new();
        let first = app.get(example).await;
        let tag = first.header("etag").unwrap_or_else(|| panic!("{example}: {}", first.text())).to_owned();
        let again = app.send(TestRequest::get().uri(example).insert_header(("If-None-Match", tag))).await;
        let wrong = app.get(&with(example, "nonsense=1")).await;
        statuses.extend([first, again, wrong].map(|a| a.status.as_str().to_owned()));
        if address.contains('{') {
            let parent = address.rsplit_once('/').unwrap().0;
            statuses.insert(app.get(&format!("{parent}/nothing")).await.status.as_str().to_owned());
        }
        seen.push(statuses);
    }
    // A table that is missing is a fault of ours. What was read just now would be shown without asking, but for a change.
    let alter = |from: &str, to: &str, is_told_before: bool| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        let work = |conn: &mut Conn| {
            if is_told_before {
                touch(conn)?;
            }
            backend::each_backend!(conn, c => diesel::sql_query(sql).execute(c))?;
            if is_told_before { Ok(()) } else { touch(conn) }
        };
        app.db.write_now(work).unwrap();
    };
    let tables = [("work_item_catalog", "work_items_elsewhere"), ("meta", "meta_elsewhere")];
    tables.iter().for_each(|(name, elsewhere)| alter(name, elsewhere, true));
    for ((_, example), statuses) in examples.iter().zip(&mut seen) {
        statuses.insert(app.get(example).await.status.as_str().to_owned());
    }
    tables.iter().rev().for_each(|(name, elsewhere)| alter(elsewhere, name, false));
    app.take_database_away();
    // Together: each may wait its five seconds for a connection.
    let away = examples.clone().into_iter().map(|(_, example)| {
        let app = app.clone();
        actix_web::rt::spawn(async move { app.get(&example).await.status })
    });
    let away: Vec<_> = away.collect();
    for (((address, _), statuses), away) in examples.iter().zip(&mut seen).zip(away) {
        statuses.insert(away.await.unwrap().as_str().to_owned());
        let described = api["paths"][address]["get"]["responses"].as_object().unwrap();
        assert_eq!(sorted(described.keys().map(String::as_str)), *statuses, "{address}");
    }
}

#[actix_web::test]
async fn answers_over_the_demonstration_district_are_as_described() {
    let app = TestApp::new();
    let now = Utc.with_ymd_and_hms(2026, 6, 12, 4, 0, 0).unwrap();
    app.db.write_now(|conn| backend::demo::fill(conn, day("2026-06-12"), now)).unwrap();
    let api: Value = app.read("/api/v1/openapi.json").await;
    let names = |list: &Value, field: &str| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|i| i[field].as_str().unwrap().to_owned()).collect()
    };
    let numbers = names(&app.read("/api/v1/projects?limit=100").await, "number");
    let ids = names(&app.read("/api/v1/compounds?limit=10").await, "id");
    let areas = names(&serde_json::json!({ "items": app.read::<Value>("/api/v1/areas").await }), "id");
    let notices = names(&app.read("/api/v1/notices").await, "id");
    let outages = names(&app.read("/api/v1/outages").await, "id");
    for address in ADDRESSES {
        let content = api["paths"][address]["get"]["responses"]["200"]["content"].as_object().unwrap();
        let (kind, described) = content.iter().next().unwrap();
        let examples = match address {
            "/api/v1/projects/{number}" | "/api/v1/projects/{number}/media" | "/api/v1/projects/{number}/feed.atom" => {
                numbers.iter().map(|n| address.replace("{number}", n)).collect()
            }
            "/api/v1/figures/{code}" => {
                ["stock_compounds", "waterways", "done.market"].map(|c| address.replace("{code}", c)).to_vec()
            }
            "/api/v1/areas/{id}/feed.atom" => areas.iter().map(|id| address.replace("{id}", id)).collect(),
            "/api/v1/compounds/{id}" | "/api/v1/compounds/{id}/feed.atom" | "/api/v1/compounds/{id}/calendar.ics" => {
                ids.iter().map(|id| address.replace("{id}", id)).collect()
            }
            "/api/v1/notices/{id}" => notices.iter().map(|id| address.replace("{id}", id)).collect(),
            "/api/v1/outages/{id}" => outages.iter().map(|id| address.replace("{id}", id)).collect(),
            "/api/v1/contact-cards" => ids.iter().map(|id| format!("{address}?compound={id}")).collect(),
            // The demonstration has no card whose number is known beforehand.
            "/api/v1/contact-cards/{number}" => Vec::new(),
            "/api/v1/search" => ["PRJ-2026", "sl", "shequ"].map(|q| format!("{address}?q={q}")).to_vec(),
            _ => vec![asked(address)],
        };
        for example in examples {
            let answer = app.get(&example).await;
            assert_eq!(answer.header("content-type"), Some(kind.as_str()), "{example}");
            if !kind.contains("json") {
                // Feeds and files are read by parsers of their own.
                assert!(!answer.body.is_empty(), "{example}");
                continue;
            }
            if let Err(wrong) = fits(&api, &described["schema"], &answer.json()) {
                panic!("{example}: {wrong}");
            }
        }
    }
}

/// Whether `value` is what `schema` says, as far as this API's schemas go; a property they do not name is an error.
fn fits(api: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = api.pointer(name.trim_start_matches('#')).ok_or_else(|| format!("{name} is not there"))?;
        return fits(api, schema, value);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let wrongs: Vec<String> = choices.iter().filter_map(|c| fits(api, c, value).err()).collect();
        let one = choices.len() - wrongs.len() == 1;
        return if one { Ok(()) } else { Err(format!("none of or many of: {}", wrongs.join("; "))) };
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let (kind, also) = match value {
        Value::Null => ("null", "null"),
        Value::Bool(_) => ("boolean", "boolean"),
        Value::Number(n) if n.is_f64() => ("number", "number"),
        Value::Number(_) => ("integer", "number"),
        Value::String(_) => ("string", "string"),
        Value::Array(_) => ("array", "array"),
        Value::Object(_) => ("object", "object"),
    };
    if !kinds.contains(&kind) && !kinds.contains(&also) {
        return Err(format!("{value} is no {kinds:?}"));
    }
    if schema["enum"].as_array().is_some_and(|codes| !codes.contains(value)) {
        return Err(format!("{value} is none of {}", schema["enum"]));
    }
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.is_object() && value.get(required).is_none() {
            return Err(format!("{required} is missing"));
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let known = schema["properties"].get(name).or_else(|| schema.get("additionalProperties"));
        let known = known.ok_or_else(|| format!("{name} is not described"))?;
        fits(api, known, inner).map_err(|e| format!("{name}: {e}"))?;
    }
    for inner in value.as_array().into_iter().flatten() {
        fits(api, &schema["items"], inner)?;
    }
    Ok(())
}
