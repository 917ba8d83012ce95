//! The demonstration 示例: the real district as the published record knows it, and an invented town inside it.
//!
//! Everything is the same every time, and dated relative to the day it is made. What is real carries no invented
//! number; what is invented lives in streets and communities whose names begin with 示例.

mod cards;
mod cast;
mod compounds;
mod dice;
mod district;
mod figures;
mod grids;
mod items;
mod kinds;
mod notices;
mod orders;
mod outages;
mod parties;
mod pictures;
mod places;
mod projects;
mod reported;
mod reports;
mod running;
mod shapes;
mod staff;
mod timetable;
mod town;
mod words;
mod works;

pub use orders::{Ordered, order};
pub use pictures::hang;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::geo::Point;

use self::compounds::CompoundIds;
use self::dice::{Dice, Ids};
use self::parties::Parties;
use self::places::Places;
use self::projects::{Made, Moment};
use self::shapes::Ground;
use crate::areas::store as areas;
use crate::compounds::store as compound_store;
use crate::db::{self, Conn};
use crate::error::{Error, Result};
use crate::figures::store as figure_store;
use crate::milestones::store as milestones;
use crate::notices::store as notice_store;
use crate::organizations::store as organizations;
use crate::outages::store as outage_store;
use crate::projects::store::{self as project_store, ProjectRow};
use crate::schema;

/// Any number will do, as long as every copy of the program uses the same.
const DEMO_LOCK: i64 = 7_305_811_402_520;

/// What became of the wish for a demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The database was empty and holds the demonstration now.
    Made,
    /// It was made on that day and is left as it is.
    AlreadyMade(String),
    /// The database holds data of somebody's own and is left as it is.
    NotEmpty,
}

/// Whether the database was made as a demonstration.
///
/// # Errors
/// Those of the database.
pub fn is_made(conn: &mut Conn) -> Result<bool> {
    let day: Option<String> =
        schema::meta::table.find("demo_made_on").select(schema::meta::value).first(conn).optional()?;
    Ok(day.is_some())
}

/// Fills an empty database, inside the caller's write transaction. A database that holds any area or project is left as
/// it is.
///
/// # Errors
/// Those of the database.
pub fn fill(conn: &mut Conn, today: NaiveDate, now: DateTime<Utc>) -> Result<Filled> {
    // SQLite has one writer anyway. On PostgreSQL a second copy waits here until the first has committed.
    if let Conn::Pg(pg) = conn {
        diesel::sql_query(format!("SELECT pg_advisory_xact_lock({DEMO_LOCK})")).execute(pg)?;
    }
    let some_area: Option<i64> = schema::areas::table.select(schema::areas::id).first(conn).optional()?;
    let some_project: Option<i64> = schema::projects::table.select(schema::projects::id).first(conn).optional()?;
    if some_area.is_some() || some_project.is_some() {
        let made_on: Option<String> =
            schema::meta::table.find("demo_made_on").select(schema::meta::value).first(conn).optional()?;
        return Ok(made_on.map_or(Filled::NotEmpty, Filled::AlreadyMade));
    }
    write(conn, Moment { today, now: now.naive_utc() })?;
    let mark = (schema::meta::name.eq("demo_made_on"), schema::meta::value.eq(today.to_string()));
    diesel::insert_into(schema::meta::table).values(mark).execute(conn)?;
    db::touch(conn)?;
    Ok(Filled::Made)
}

/// Makes every row and puts it in, parents before children.
fn write(conn: &mut Conn, at: Moment) -> Result<()> {
    let lines = timetable::read(conn)?;
    let catalogue = items::read(conn)?;

    let ground = Ground::of(district::CODE)?;
    let mut area_ids = Ids::of(1);
    let real = district::areas(&mut area_ids, at.now)?;
    let district = real.first().ok_or_else(|| Error::internal("no district"))?.id;
    let (mut invented, mut town) = town::build(district, &ground, &mut area_ids, at.now);
    let streets: Vec<(i64, String)> =
        invented.iter().filter(|a| a.area_level.0 == AreaLevel::Street).map(|a| (a.id, a.name.clone())).collect();
    areas::insert(conn, &real)?;
    areas::insert(conn, &invented)?;

    let parties = Parties::build(&town, &streets, &mut Ids::of(2), at.now);
    organizations::insert(conn, &parties.rows)?;

    let mut ids = CompoundIds { compounds: Ids::of(3), buildings: Ids::of(4) };
    let compounds = compounds::build(&mut town, &parties, &mut ids, at.now)?;
    let drawn = grids::build(&town, &compounds, &ground, &mut area_ids, at.now)?;
    areas::insert(conn, &drawn.rows)?;
    for row in &mut invented {
        if let Some((_, border)) = drawn.borders.iter().find(|(id, _)| *id == row.id) {
            row.boundary = Some(border.clone());
            areas::update(conn, row)?;
        }
    }
    let mut project_ids = Ids::of(5);
    let account = reported::account(&real, &mut project_ids, &mut ids.compounds, at)?;
    let mut value_ids = Ids::of(12);
    let published = figures::published(district, &account.compounds, &mut value_ids, at)?;
    let rows: Vec<_> = compounds.iter().map(|c| c.row.clone()).chain(account.compounds).collect();
    compound_store::insert(conn, &rows)?;
    figure_store::insert_values(conn, &published)?;
    areas::insert_accounts(conn, &account.areas)?;
    compound_store::insert_buildings(conn, &compounds.iter().flat_map(|c| c.buildings.clone()).collect::<Vec<_>>())?;

    let homes: Vec<_> = compounds.iter().filter_map(|c| Some(Point { lng: c.row.lng?, lat: c.row.lat? })).collect();
    let mut places = Places { ground: &ground, town: &mut town, homes: &homes, streets: &streets };
    let made = cast::read()?.into_iter().map(|part| {
        let id = project_ids.next();
        projects::one(part, id, &lines, &compounds, &mut places, at)
    });
    let mut made = made.collect::<Result<Vec<Made>>>()?;
    approve(&mut made);
    let mut known = account.projects;
    number(conn, made.iter_mut().map(|m| &mut m.row).chain(&mut known), at)?;
    put(conn, &made, &known, &parties, &catalogue, &mut value_ids, at)?;
    project_store::insert_compounds(conn, &account.treated)?;
    outage_store::insert(conn, &outages::build(&made, &compounds, &town, at)?)?;
    notice_store::insert(conn, &notices::build(&made, &streets, at)?)
}

/// Numbers the approvals of each year in the order of their days.
fn approve(made: &mut [Made]) {
    let mut rows: Vec<&mut ProjectRow> = made.iter_mut().map(|m| &mut m.row).collect();
    rows.sort_by_key(|r| (r.approval_date, r.id));
    let mut counters: BTreeMap<i32, u32> = BTreeMap::new();
    for row in rows {
        let Some(day) = row.approval_date else { continue };
        let counter = counters.entry(day.year()).or_default();
        *counter += 1;
        row.approval_no = Some(format!("示例发改审〔{}〕{counter}号", day.year()));
    }
}

/// Gives each project its number; the counters go on from there.
fn number<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a mut ProjectRow>, at: Moment) -> Result<()> {
    let mut counters: BTreeMap<i32, i64> = BTreeMap::new();
    for row in rows {
        // What has no year of its own is numbered by the year of its account.
        let reported = row.reported_on.map(|d| d.year());
        let year = row.plan_year.map(i32::from).or(reported).unwrap_or(at.today.year());
        let counter = counters.entry(year).or_default();
        *counter += 1;
        row.number = format!("PRJ-{year}-{counter:04}");
    }
    for (year, value) in counters {
        let counter = (schema::counters::name.eq(format!("PRJ-{year}")), schema::counters::value.eq(value));
        diesel::insert_into(schema::counters::table).values(counter).execute(conn)?;
    }
    Ok(())
}

fn put(
    conn: &mut Conn,
    made: &[Made],
    known: &[ProjectRow],
    parties: &Parties,
    catalogue: &items::Catalogue,
    value_ids: &mut Ids,
    at: Moment,
) -> Result<()> {
    let mut sample_ids = Ids::of(13);
    let (mut values, mut samples) = (Vec::new(), Vec::new());
    let [mut member_ids, mut item_ids, mut milestone_ids, mut report_ids, mut change_ids] =
        [6, 7, 8, 9, 10].map(Ids::of);
    let mut members = Vec::new();
    let (mut promised, mut steps, mut reported, mut changes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for m in made {
        let mut dice = Dice::of("members", &m.part.key());
        let of_project = parties.members(m.row.id, &m.part, m.areas, &mut dice, &mut member_ids, at.now);
        let client = of_project.iter().find(|p| p.member_type == "client").map(|p| p.org_id);
        rows.push(ProjectRow { client_org_id: client, ..m.row.clone() });
        members.extend(of_project);
        let items = items::rows(m, catalogue, &mut item_ids, at)?;
        let milestones = reports::milestones(m, &mut milestone_ids, at);
        reported.extend(reports::reports(m, &milestones, &mut report_ids, at));
        changes.extend(reports::plan_changes(m, &items, &mut change_ids, at));
        values.extend(figures::made(m, &items, value_ids, at));
        samples.extend(figures::samples(m, &mut sample_ids, at));
        promised.extend(items);
        steps.extend(milestones);
    }
    project_store::insert(conn, &rows)?;
    project_store::insert(conn, known)?;
    project_store::insert_compounds(conn, &made.iter().flat_map(|m| m.treated.clone()).collect::<Vec<_>>())?;
    project_store::insert_buildings(conn, &made.iter().flat_map(|m| m.buildings.clone()).collect::<Vec<_>>())?;
    project_store::insert_members(conn, &members)?;
    project_store::insert_work_items(conn, &promised)?;
    milestones::insert(conn, &steps)?;
    milestones::insert_progress_reports(conn, &reported)?;
    milestones::insert_plan_changes(conn, &changes)?;
    figure_store::insert_values(conn, &values)?;
    figure_store::insert_samples(conn, &samples)
}
