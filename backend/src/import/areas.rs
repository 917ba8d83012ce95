//! The ledger of areas 区划 into the tree: parents may stand in the file or in the database, in any order.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::ledger::areas::{AreaEntry, NEEDED, read};
use shared::ledger::words::{area_name, folded};
use shared::ledger::{Field, Layout, Problem, Problems, Words, columns};
use strum::VariantArray as _;

use super::record::Record;
use super::source::Source;
use super::{Job, Pass, Report, What};
use crate::areas::store::{self, AreaRow};
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::ids;
use crate::schema::areas;

/// Checks the list against the database and writes it. Areas are few: all of them are in memory at once.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Areas, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::AREAS, NEEDED, &mut report) else { return Ok(report) };
    let mut entries = Vec::new();
    job.each_batch(source, &layout, Pass::Check, &mut report, read, |batch, _| {
        entries.extend(batch);
        Ok(())
    })?;
    // Upper levels first, so that a parent is known before its children whatever the order of rows.
    entries.sort_by_key(|e| (e.level, e.row));
    let mut tree = Tree::load(conn)?;
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for entry in &entries {
        let Some((old, row)) = tree.place(entry, &layout, job, &mut report.problems) else { continue };
        match old {
            None => new.push(row),
            Some(old) if *old != row => {
                let row = AreaRow { version: row.version + 1, updated_at: job.now, ..row };
                changed.push((*old, row));
            }
            Some(_) => report.unchanged += 1,
        }
    }
    (report.new, report.changed) = (new.len(), changed.len());
    if job.is_go(&report) {
        let record = Record::begin(conn, What::Areas, job, source)?;
        store::insert(conn, &new)?;
        changed.iter().try_for_each(|(_, row)| store::update(conn, row))?;
        record.made(conn, &new)?;
        record.changed(conn, &changed)?;
        job.finish(conn, record, source, &report)?;
    }
    Ok(report)
}

struct Tree {
    rows: HashMap<i64, AreaRow>,
    by_code: HashMap<String, i64>,
    by_name: HashMap<(Option<i64>, String), i64>,
    /// Area → row of the file that describes it.
    seen: HashMap<i64, u32>,
}

impl Tree {
    fn load(conn: &mut Conn) -> Result<Self> {
        let rows: Vec<AreaRow> = areas::table.select(AreaRow::as_select()).load(conn)?;
        Ok(Self {
            by_code: rows.iter().filter_map(|r| Some((r.code.clone()?, r.id))).collect(),
            by_name: rows.iter().map(|r| ((r.parent_id, area_name(&r.name)), r.id)).collect(),
            rows: rows.into_iter().map(|r| (r.id, r)).collect(),
            seen: HashMap::new(),
        })
    }

    /// The row of `entry` as it was and as it shall be.
    fn place(
        &mut self,
        entry: &AreaEntry,
        layout: &Layout,
        job: &Job<'_>,
        problems: &mut Problems,
    ) -> Option<(Option<Box<AreaRow>>, AreaRow)> {
        let mut refuse = |words| problems.push(Problem::of_row(entry.row, words));
        let parent = match self.parent(entry) {
            Ok(parent) => parent,
            Err(words) => {
                refuse(words);
                return None;
            }
        };
        let by_code = entry.code.as_ref().and_then(|c| self.by_code.get(c));
        let by_name = self.by_name.get(&(parent, area_name(&entry.name)));
        let id = by_code.or(by_name).copied();
        if let Some(first) = id.and_then(|id| self.seen.get(&id)) {
            refuse(Words::new(
                format!("与第 {first} 行是同一个区划（{}），请删去一行", entry.name),
                format!("the same area as row {first} ({}): remove one", entry.name),
            ));
            return None;
        }
        let old = id.and_then(|id| self.rows.get(&id)).cloned().map(Box::new);
        let taken = by_name.filter(|other| Some(**other) != id).and_then(|o| self.rows.get(o));
        let other_code = old.as_ref().filter(|o| entry.code.is_some() && o.code.is_some() && o.code != entry.code);
        if let Some(other) = taken.or(other_code.map(|o| &**o)) {
            let code = other.code.clone().unwrap_or_default();
            refuse(Words::new(
                format!("上级里已有“{}”，代码却是“{code}”：请核对代码", other.name),
                format!(
                    "there is already a \"{}\" under this parent, with the code \"{code}\": check the code",
                    other.name
                ),
            ));
            return None;
        }
        if let Some(old) = old.as_ref().filter(|o| o.area_level.0 != entry.level) {
            let level: &str = old.area_level.0.into();
            refuse(Words::new(
                format!("“{}”在库里的层级是 {level}，不能改", old.name),
                format!("\"{}\" is a {level} in the database and cannot become something else", old.name),
            ));
            return None;
        }
        let row = filled(entry, old.as_deref(), parent, layout, job);
        self.seen.insert(row.id, entry.row);
        self.by_name.insert((parent, area_name(&row.name)), row.id);
        if let Some(code) = &row.code {
            self.by_code.insert(code.clone(), row.id);
        }
        self.rows.insert(row.id, row.clone());
        Some((old, row))
    }

    /// The unit above; it must stand exactly one level higher.
    fn parent(&self, entry: &AreaEntry) -> std::result::Result<Option<i64>, Words> {
        // What stands above the district is outside this system.
        let Some(above) = AreaLevel::VARIANTS.iter().rev().find(|l| **l < entry.level) else { return Ok(None) };
        let candidates = || self.rows.values().filter(|r| r.area_level.0 == *above);
        let found: Vec<i64> = match &entry.parent {
            Some(wanted) => {
                let is_it = |r: &&AreaRow| {
                    r.code.as_deref().is_some_and(|c| folded(c) == folded(wanted))
                        || area_name(&r.name) == area_name(wanted)
                };
                candidates().filter(is_it).map(|r| r.id).collect()
            }
            None => candidates().map(|r| r.id).collect(),
        };
        let wanted = entry.parent.as_deref().unwrap_or_default();
        match found.as_slice() {
            [one] => Ok(Some(*one)),
            [] => Err(Words::new(
                format!("上级“{wanted}”不在文件里，也不在库里：请核对代码或名称，或先导入上级"),
                format!(
                    "the parent \"{wanted}\" is neither in the file nor in the database: check its code or name, or import it first"
                ),
            )),
            _ if wanted.is_empty() => {
                Err(Words::new("没有写上级：请填上级的代码或名称", "the parent is missing: fill in its code or name"))
            }
            _ => Err(Words::new(
                format!("叫“{wanted}”的上级不止一个：请改填代码"),
                format!("more than one parent is called \"{wanted}\": give its code"),
            )),
        }
    }
}

/// What the database shall hold; what the file does not speak of stays.
fn filled(entry: &AreaEntry, old: Option<&AreaRow>, parent_id: Option<i64>, layout: &Layout, job: &Job<'_>) -> AreaRow {
    let mut row = old.cloned().unwrap_or_else(|| AreaRow {
        id: ids::next(),
        parent_id,
        area_level: Code(entry.level),
        area_kind: Code(entry.kind),
        code: None,
        name: String::new(),
        sort_no: i32::try_from(entry.row).unwrap_or(i32::MAX),
        households: None,
        population: None,
        lng: None,
        lat: None,
        boundary: None,
        is_demo: false,
        created_at: job.now,
        updated_at: job.now,
        created_by: None,
        version: 1,
    });
    row.parent_id = parent_id;
    row.name.clone_from(&entry.name);
    if old.is_none() || layout.has(Field::Kind) {
        row.area_kind = Code(entry.kind);
    }
    if entry.code.is_some() {
        row.code.clone_from(&entry.code);
    }
    if layout.has(Field::Households) {
        row.households = entry.households;
    }
    if layout.has(Field::Population) {
        row.population = entry.population;
    }
    if layout.has(Field::Lng) || entry.center.is_some() {
        row.lng = entry.center.map(|p| p.lng);
        row.lat = entry.center.map(|p| p.lat);
    }
    if layout.has(Field::Geometry) {
        row.boundary = entry.boundary.as_ref().and_then(|s| serde_json::to_string(s).ok());
    }
    if layout.has(Field::Demo) {
        row.is_demo = entry.is_demo;
    }
    row
}
