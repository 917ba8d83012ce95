//! The ledger of compounds 小区 into the database, found again by community and name.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::ledger::compounds::{CompoundEntry, NEEDED, read};
use shared::ledger::words::folded;
use shared::ledger::{Field, Layout, Problem, Words, columns};

use super::places::Places;
use super::{Job, Plan, Report, What};
use crate::areas;
use crate::areas::store::AreaRow;
use crate::compounds::store::{self, CompoundRow};
use crate::db::Conn;
use crate::error::Result;
use crate::ids;
use crate::schema::compounds;

/// Compounds to be written.
#[derive(Default)]
pub(super) struct CompoundsPlan {
    areas: Vec<AreaRow>,
    new: Vec<CompoundRow>,
    changed: Vec<CompoundRow>,
}

impl Plan for CompoundsPlan {
    fn apply(self, conn: &mut Conn, _: &Job<'_>) -> Result<()> {
        areas::store::insert(conn, &self.areas)?;
        store::insert(conn, &self.new)?;
        self.changed.iter().try_for_each(|row| store::update(conn, row))
    }
}

/// Checks the list against the database.
pub(super) fn plan(conn: &mut Conn, job: &Job<'_>) -> Result<(CompoundsPlan, Report)> {
    let mut report = Report::new(What::Compounds, job.options.dry_run);
    let mut plan = CompoundsPlan::default();
    let Some(layout) = job.layout(columns::COMPOUNDS, NEEDED, &mut report) else { return Ok((plan, report)) };
    let mut places = Places::load(conn, job.options.rules.district.as_ref(), job.now)?;
    if let Some(problem) = places.without_district(layout.has(Field::District)) {
        report.problems.push(problem);
    }
    let bounds = places.bounds();
    let entries = job.entries(&layout, &mut report.problems, |cells| read(cells, &bounds));
    let unchecked = |e: &&CompoundEntry| e.position.is_some() && bounds.of(e.place.district.as_deref()).is_none();
    report.unchecked_positions = entries.iter().filter(unchecked).count();
    let mut known = Compounds::load(conn)?;
    let mut seen: HashMap<i64, u32> = HashMap::new();
    for entry in entries {
        let area = match places.resolve(&entry.place, entry.is_demo) {
            Ok(area) => area,
            Err(words) => {
                report.problems.push(Problem::of_row(entry.row, words));
                continue;
            }
        };
        let old = known.find(area, &entry.name).cloned();
        let row = filled(&entry, old.as_ref(), area, &layout, job);
        if let Some(first) = seen.insert(row.id, entry.row) {
            report.problems.push(Problem::of_row(
                entry.row,
                Words::new(
                    format!("与第 {first} 行是同一个小区（{}），请删去一行", entry.name),
                    format!("the same compound as row {first} ({}): remove one", entry.name),
                ),
            ));
            continue;
        }
        report.without_position += usize::from(row.lng.is_none());
        match old {
            None => {
                known.add(row.clone());
                report.new += 1;
                plan.new.push(row);
            }
            Some(old) if old != row => {
                report.changed += 1;
                plan.changed.push(CompoundRow { version: row.version + 1, updated_at: job.now, ..row });
            }
            Some(_) => report.unchanged += 1,
        }
    }
    plan.areas = places.made();
    report.areas =
        plan.areas.iter().filter(|a| a.area_level.0 != AreaLevel::District).map(|a| a.name.clone()).collect();
    Ok((plan, report))
}

/// Compounds by community and name, brackets and widths of characters aside.
pub(super) struct Compounds {
    rows: HashMap<(i64, String), CompoundRow>,
}

impl Compounds {
    pub(super) fn load(conn: &mut Conn) -> Result<Self> {
        let rows: Vec<CompoundRow> = compounds::table.select(CompoundRow::as_select()).load(conn)?;
        Ok(Self { rows: rows.into_iter().map(|r| ((r.area_id, folded(&r.name)), r)).collect() })
    }

    pub(super) fn find(&self, area: i64, name: &str) -> Option<&CompoundRow> {
        self.rows.get(&(area, folded(name)))
    }

    pub(super) fn add(&mut self, row: CompoundRow) {
        self.rows.insert((row.area_id, folded(&row.name)), row);
    }
}

/// A compound of which nothing but its name is known.
pub(super) fn blank(area_id: i64, name: &str, is_demo: bool, now: chrono::NaiveDateTime) -> CompoundRow {
    CompoundRow {
        id: ids::next(),
        area_id,
        name: name.to_owned(),
        alias: None,
        address: None,
        lng: None,
        lat: None,
        coord_origin: None,
        outline: None,
        built_year_from: None,
        built_year_to: None,
        building_count: None,
        household_count: None,
        floor_area_m2: None,
        land_area_m2: None,
        ownership: None,
        former_owner_org_id: None,
        management_mode: None,
        has_owners_committee: None,
        condition_summary: None,
        reported_words: None,
        reported_on: None,
        reported_source: None,
        is_demo,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    }
}

/// What the database shall hold; what the file does not speak of stays.
fn filled(entry: &CompoundEntry, old: Option<&CompoundRow>, area: i64, layout: &Layout, job: &Job<'_>) -> CompoundRow {
    let mut row = old.cloned().unwrap_or_else(|| blank(area, &entry.name, entry.is_demo, job.now));
    macro_rules! set {
        ($($field:ident => $column:ident = $value:expr;)+) => {
            $(if layout.has(Field::$field) { row.$column = $value; })+
        };
    }
    set! {
        Alias => alias = entry.alias.clone();
        Address => address = entry.address.clone();
        BuiltYears => built_year_from = entry.built.map(|b| b.0);
        BuiltYears => built_year_to = entry.built.map(|b| b.1);
        BuildingCount => building_count = entry.building_count;
        HouseholdCount => household_count = entry.household_count;
        FloorArea => floor_area_m2 = entry.floor_area_m2;
        LandArea => land_area_m2 = entry.land_area_m2;
        Ownership => ownership = entry.ownership.map(str::to_owned);
        ManagementMode => management_mode = entry.management_mode.map(str::to_owned);
        OwnersCommittee => has_owners_committee = entry.has_owners_committee;
        Condition => condition_summary = entry.condition.clone();
        Geometry => outline = entry.outline.as_ref().and_then(|s| serde_json::to_string(s).ok());
        Demo => is_demo = entry.is_demo;
    }
    if layout.has(Field::Lng) || layout.has(Field::Geometry) {
        row.lng = entry.position.map(|p| p.lng);
        row.lat = entry.position.map(|p| p.lat);
        row.coord_origin = entry.position.map(|_| <&str>::from(entry.coord_origin).to_owned());
    }
    row
}
