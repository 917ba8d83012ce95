//! The ledger of compounds 小区 into the database, found again by community and name.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::ledger::compounds::{CompoundEntry, NEEDED, read};
use shared::ledger::twins::fingerprint;
use shared::ledger::words::folded;
use shared::ledger::{Field, Layout, Problem, Words, columns};

use super::places::Places;
use super::record::Record;
use super::source::Source;
use super::{Job, Pass, Report, What};
use crate::compounds::store::{self, CompoundRow};
use crate::db::Conn;
use crate::error::Result;
use crate::schema::compounds;
use crate::{areas, ids};

/// Checks the list against the database and writes it.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Compounds, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::COMPOUNDS, NEEDED, &mut report) else { return Ok(report) };
    let places = Places::load(conn, job.options.rules.district.as_ref(), job.now)?;
    report.problems.extend(places.without_district(layout.has(Field::District)));
    let bounds = places.bounds();
    let mut list = List { job, layout: &layout, places, known: Compounds::load(conn)?, seen: HashMap::new() };
    let unchecked = |e: &&CompoundEntry| e.position.is_some() && bounds.of(e.place.district.as_deref()).is_none();
    job.each_batch(
        source,
        &layout,
        Pass::Check,
        &mut report,
        |cells| read(cells, &bounds),
        |batch, report| {
            report.unchecked_positions += batch.iter().filter(unchecked).count();
            list.batch(conn, batch, None, report)
        },
    )?;
    let areas = list.places.made();
    report.note_areas(&areas);
    if job.is_go(&report) {
        let record = Record::begin(conn, What::Compounds, job, source)?;
        if report.changes_something() {
            areas::store::insert(conn, &areas)?;
            record.made(conn, &areas)?;
            report.start_again();
            job.each_batch(
                source,
                &layout,
                Pass::Write,
                &mut report,
                |cells| read(cells, &bounds),
                |batch, report| {
                    report.unchecked_positions += batch.iter().filter(unchecked).count();
                    list.batch(conn, batch, Some(&record), report)
                },
            )?;
        }
        job.finish(conn, record, source, &report)?;
    }
    Ok(report)
}

/// A list of compounds on its way.
struct List<'a> {
    job: &'a Job<'a>,
    layout: &'a Layout,
    places: Places,
    known: Compounds,
    /// Compound → row of the file that describes it.
    seen: HashMap<i64, u32>,
}

impl List<'_> {
    /// Checks a batch, or writes it where there is a record to write to.
    fn batch(
        &mut self,
        conn: &mut Conn,
        batch: Vec<CompoundEntry>,
        record: Option<&Record>,
        report: &mut Report,
    ) -> Result<()> {
        let mut placed = Vec::with_capacity(batch.len());
        for entry in batch {
            match self.places.resolve(&entry.place, entry.is_demo) {
                Ok(area) => placed.push((area, entry)),
                Err(words) => report.problems.push(Problem::of_row(entry.row, words)),
            }
        }
        self.known.prepare(conn, placed.iter().map(|(area, e)| (*area, e.name.as_str())))?;
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        let pass = if record.is_some() { Pass::Write } else { Pass::Check };
        for (area, entry) in placed {
            let (old, novelty) = self.known.find(area, &entry.name, entry.is_demo, self.job.now, pass);
            if pass == Pass::Check
                && let Some(first) = self.seen.insert(old.id, entry.row)
            {
                report.problems.push(Problem::of_row(
                    entry.row,
                    Words::new(
                        format!("与第 {first} 行是同一个小区（{}），请删去一行", entry.name),
                        format!("the same compound as row {first} ({}): remove one", entry.name),
                    ),
                ));
                continue;
            }
            let row = filled(&entry, old.clone(), self.layout);
            report.without_position += usize::from(row.lng.is_none());
            if novelty != Novelty::Known {
                report.new += 1;
                new.push(row);
            } else if row != old {
                report.changed += 1;
                changed.push((old, CompoundRow { version: row.version + 1, updated_at: self.job.now, ..row }));
            } else {
                report.unchanged += 1;
            }
        }
        if let Some(record) = record {
            store::insert(conn, &new)?;
            changed.iter().try_for_each(|(_, row)| store::update(conn, row))?;
            record.made(conn, &new)?;
            record.changed(conn, &changed)?;
        }
        Ok(())
    }
}

/// Whether a compound was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Novelty {
    /// It was there, or an earlier row named it.
    Known,
    /// Named for the first time.
    Named,
    /// Named in the first pass; now it is to be written.
    ToWrite,
}

/// Compounds by community and name, brackets and widths of characters aside. Of all of them only fingerprints are kept,
/// whole rows of those that a batch names.
pub(super) struct Compounds {
    ids: HashMap<(i64, u128), i64>,
    unwritten: HashSet<i64>,
    batch: HashMap<i64, CompoundRow>,
}

/// Rows of which the keys are read at once.
const PAGE: i64 = 5_000;

impl Compounds {
    pub(super) fn load(conn: &mut Conn) -> Result<Self> {
        let mut all = Self { ids: HashMap::new(), unwritten: HashSet::new(), batch: HashMap::new() };
        let mut last = i64::MIN;
        loop {
            let page = compounds::table.filter(compounds::id.gt(last)).order(compounds::id).limit(PAGE);
            let page: Vec<(i64, i64, String)> =
                page.select((compounds::id, compounds::area_id, compounds::name)).load(conn)?;
            let Some((id, ..)) = page.last() else { return Ok(all) };
            last = *id;
            all.ids.extend(page.iter().map(|(id, area, name)| (key(*area, name), *id)));
        }
    }

    /// Reads the rows of those that are named.
    pub(super) fn prepare<'n>(&mut self, conn: &mut Conn, named: impl Iterator<Item = (i64, &'n str)>) -> Result<()> {
        let known = named.filter_map(|(area, name)| self.ids.get(&key(area, name)));
        let wanted: HashSet<i64> = known.filter(|id| !self.unwritten.contains(id)).copied().collect();
        self.batch.clear();
        for ids in wanted.into_iter().collect::<Vec<_>>().chunks(super::BATCH) {
            let rows = compounds::table.filter(compounds::id.eq_any(ids)).select(CompoundRow::as_select());
            self.batch.extend(rows.load(conn)?.into_iter().map(|r: CompoundRow| (r.id, r)));
        }
        Ok(())
    }

    /// The compound called `name` in `area`; nothing but its name is known of one that is new.
    pub(super) fn find(
        &mut self,
        area: i64,
        name: &str,
        is_demo: bool,
        now: NaiveDateTime,
        pass: Pass,
    ) -> (CompoundRow, Novelty) {
        let known = self.ids.get(&key(area, name)).copied();
        if let Some(row) = known.and_then(|id| self.batch.get(&id)) {
            return (row.clone(), Novelty::Known);
        }
        let id = known.unwrap_or_else(ids::next);
        let row = CompoundRow { is_demo, ..CompoundRow::blank(id, name, area, now) };
        let novelty = match (known, pass) {
            (None, Pass::Check) => {
                self.unwritten.insert(id);
                Novelty::Named
            }
            (Some(_), Pass::Check) => Novelty::Known,
            (_, Pass::Write) => {
                self.unwritten.remove(&id);
                Novelty::ToWrite
            }
        };
        self.ids.insert(key(area, name), id);
        self.batch.insert(id, row.clone());
        (row, novelty)
    }

    /// Keeps what a later row of the batch shall find.
    pub(super) fn keep(&mut self, row: CompoundRow) {
        self.batch.insert(row.id, row);
    }
}

fn key(area: i64, name: &str) -> (i64, u128) {
    (area, fingerprint(&folded(name)))
}

/// What the database shall hold; what the file does not speak of stays.
fn filled(entry: &CompoundEntry, old: CompoundRow, layout: &Layout) -> CompoundRow {
    let mut row = old;
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
