//! Boundaries 边界 of areas out of a layer of a map: each feature names its area by code or name. Grids that a known
//! community does not have yet are made.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::{AreaKind, AreaLevel};
use shared::ledger::boundaries::{BoundaryEntry, NEEDED, read};
use shared::ledger::words::{area_name, folded};
use shared::ledger::{Field, Layout, Problem, Words, columns};

use super::record::Record;
use super::source::Source;
use super::{Job, Pass, Report, What};
use crate::areas::notes::{Overlap, overlaps};
use crate::areas::staff::labelled;
use crate::areas::store::{self, AreaRow};
use crate::areas::tree::AreaTree;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::schema::areas;

/// Overlaps that are told one by one.
const SHOWN: usize = 20;

/// Checks the list against the database and writes it. Areas are few: all of them are in memory at once.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Boundaries, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::BOUNDARIES, NEEDED, &mut report) else { return Ok(report) };
    let mut entries = Vec::new();
    job.each_batch(source, &layout, Pass::Check, &mut report, read, |batch, _| {
        entries.extend(batch);
        Ok(())
    })?;
    let mut known = Known::load(conn)?;
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for entry in &entries {
        match known.place(entry, &layout, job)? {
            Err(words) => report.problems.push(Problem::of_row(entry.row, words)),
            Ok((None, row)) => {
                report.areas.push(row.name.clone());
                new.push(row);
            }
            Ok((Some(old), row)) if old != row => {
                let row = AreaRow { version: row.version + 1, updated_at: job.now, ..row };
                changed.push((old, row));
            }
            Ok(_) => report.unchanged += 1,
        }
    }
    (report.new, report.changed) = (new.len(), changed.len());
    if !report.refused() {
        report.warnings = known.warnings();
    }
    if job.is_go(&report) {
        let record = Record::begin(conn, What::Boundaries, job, source)?;
        store::insert(conn, &new)?;
        for (old, row) in &changed {
            if !store::change(conn, row, old.version)? {
                return Err(super::changed_meanwhile());
            }
        }
        record.made(conn, &new)?;
        record.changed(conn, &changed)?;
        job.finish(conn, record, source, &report)?;
    }
    Ok(report)
}

/// What an entry is the boundary of.
enum Found {
    Area(i64),
    NewGrid(i64, String),
}

/// The areas as they are, and as the rows so far would leave them.
struct Known {
    rows: HashMap<i64, AreaRow>,
    by_code: HashMap<String, i64>,
    /// Area → row of the file that describes it.
    seen: HashMap<i64, u32>,
}

/// A row as it was, and as it shall be.
type Placed = (Option<AreaRow>, AreaRow);

impl Known {
    fn load(conn: &mut Conn) -> Result<Self> {
        let rows: Vec<AreaRow> = areas::table.select(AreaRow::as_select()).load(conn)?;
        Ok(Self {
            by_code: rows.iter().filter_map(|r| Some((folded(r.code.as_deref()?), r.id))).collect(),
            rows: rows.into_iter().map(|r| (r.id, r)).collect(),
            seen: HashMap::new(),
        })
    }

    /// The row of `entry` as it was and as it shall be; inside, why there is none.
    fn place(
        &mut self,
        entry: &BoundaryEntry,
        layout: &Layout,
        job: &Job<'_>,
    ) -> Result<std::result::Result<Placed, Words>> {
        let found = match self.find(entry).and_then(|found| self.in_reach(found, job)) {
            Ok(found) => found,
            Err(words) => return Ok(Err(words)),
        };
        let old = match &found {
            Found::Area(id) => self.rows.get(id).cloned(),
            Found::NewGrid(..) => None,
        };
        if let Some(old) = &old
            && let Some(first) = self.seen.get(&old.id)
        {
            let name = &old.name;
            return Ok(Err(Words::new(
                format!("与第 {first} 行是同一个区划（{name}），请删去一行"),
                format!("the same area as row {first} ({name}): remove one"),
            )));
        }
        let mut row = match (old.clone(), found) {
            (Some(old), _) => old,
            (None, Found::NewGrid(parent, name)) => self.grid(parent, name, job),
            (None, Found::Area(_)) => return Err(Error::internal("an area that was found is gone")),
        };
        if row.area_level.0 == AreaLevel::Grid && row.code.is_none() {
            row.code.clone_from(&entry.code);
        }
        if layout.has(Field::Households) && entry.households.is_some() {
            row.households = entry.households;
        }
        row.boundary = Some(serde_json::to_string(&entry.boundary).map_err(Error::internal)?);
        let row = labelled(row, Some(&entry.boundary));
        self.seen.insert(row.id, entry.row);
        if let Some(code) = &row.code {
            self.by_code.insert(folded(code), row.id);
        }
        self.rows.insert(row.id, row.clone());
        Ok(Ok((old, row)))
    }

    /// A grid that nobody has named yet, after the others of its community.
    fn grid(&self, parent: i64, name: String, job: &Job<'_>) -> AreaRow {
        let of_it = self.rows.values().filter(|r| r.parent_id == Some(parent));
        let last = of_it.map(|r| r.sort_no).max().unwrap_or(0);
        AreaRow {
            id: ids::next(),
            parent_id: Some(parent),
            area_level: Code(AreaLevel::Grid),
            area_kind: Code(AreaKind::Grid),
            code: None,
            name,
            sort_no: last.saturating_add(1),
            households: None,
            population: None,
            lng: None,
            lat: None,
            boundary: None,
            is_demo: self.rows.get(&parent).is_some_and(|r| r.is_demo),
            created_at: job.now,
            updated_at: job.now,
            created_by: job.options.caller.as_ref().and_then(|c| c.origin.actor).map(|actor| actor.0),
            version: 1,
        }
    }

    /// The area that an entry names, or the community that it names a new grid of.
    fn find(&self, entry: &BoundaryEntry) -> std::result::Result<Found, Words> {
        let by_code = entry.code.as_deref().and_then(|code| self.by_code.get(&folded(code)));
        if let Some(row) = by_code.and_then(|id| self.rows.get(id)) {
            return Self::agrees(row, entry).map(|()| Found::Area(row.id));
        }
        let is_community = |name: &String| entry.community.as_deref().map(area_name) == Some(area_name(name));
        let by_name = entry.name.as_ref().filter(|name| entry.community.is_some() && !is_community(name));
        if let Some(name) = entry.grid.as_ref().or(by_name) {
            return self.grid_called(name, entry);
        }
        let (level, name) = match (&entry.name, &entry.community, &entry.street, &entry.code) {
            (_, Some(name), ..) => (Some(AreaLevel::Community), name),
            (Some(name), ..) => (None, name),
            (None, None, Some(name), _) => (Some(AreaLevel::Street), name),
            (None, None, None, Some(code)) => {
                return Err(Words::new(
                    format!("没有代码是“{code}”的区划；要新建网格，请写明网格和社区"),
                    format!("no area has the code \"{code}\"; to make a grid, name it and its community"),
                ));
            }
            (None, None, None, None) => {
                return Err(Words::new(
                    "没有写是哪个区划的边界：请填代码或名称",
                    "it does not say whose boundary it is: give a code or a name",
                ));
            }
        };
        let row = self.only(level, name, entry.street.as_deref())?;
        self.coded(row, entry).map(|()| Found::Area(row.id))
    }

    fn grid_called(&self, name: &str, entry: &BoundaryEntry) -> std::result::Result<Found, Words> {
        let Some(community) = &entry.community else {
            let row = self.only(Some(AreaLevel::Grid), name, entry.street.as_deref()).map_err(|words| Words {
                zh: format!("{}；要新建网格，请写明社区", words.zh),
                en: format!("{}; to make a grid, name its community", words.en),
            })?;
            return self.coded(row, entry).map(|()| Found::Area(row.id));
        };
        let community = self.only(Some(AreaLevel::Community), community, entry.street.as_deref())?;
        let is_it = |r: &&AreaRow| r.parent_id == Some(community.id) && area_name(&r.name) == area_name(name);
        match self.rows.values().find(is_it) {
            Some(row) => self.coded(row, entry).map(|()| Found::Area(row.id)),
            None => Ok(Found::NewGrid(community.id, name.to_owned())),
        }
    }

    /// The only area of this name, of `level` where that is known, in the street of this name.
    fn only(&self, level: Option<AreaLevel>, name: &str, street: Option<&str>) -> std::result::Result<&AreaRow, Words> {
        let is_street = |r: &AreaRow, street: &str| area_name(&r.name) == area_name(street);
        let mut found = self.rows.values().filter(|r| {
            r.area_level.0 != AreaLevel::District
                && level.is_none_or(|level| r.area_level.0 == level)
                && area_name(&r.name) == area_name(name)
                && street.is_none_or(|street| self.with_above(r).any(|above| is_street(above, street)))
        });
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(Words::new(
                format!("库里没有“{name}”：请核对名称，或先导入区划"),
                format!("there is no \"{name}\" in the database: check the name, or import the areas first"),
            )),
            (Some(_), Some(_)) => Err(Words::new(
                format!("叫“{name}”的不止一个：请写明街道、社区或代码"),
                format!("more than one is called \"{name}\": give the street, the community or the code"),
            )),
        }
    }

    /// The area itself and all above it.
    fn with_above<'a>(&'a self, row: &'a AreaRow) -> impl Iterator<Item = &'a AreaRow> {
        std::iter::successors(Some(row), |r| r.parent_id.and_then(|id| self.rows.get(&id)))
    }

    /// An area found by its code is called as the entry calls it.
    fn agrees(row: &AreaRow, entry: &BoundaryEntry) -> std::result::Result<(), Words> {
        let name = if row.area_level.0 == AreaLevel::Grid { entry.grid.as_ref() } else { None };
        match name.or(entry.name.as_ref()).filter(|name| area_name(name) != area_name(&row.name)) {
            None => Ok(()),
            Some(name) => {
                let (code, known) = (row.code.as_deref().unwrap_or_default(), &row.name);
                Err(Words::new(
                    format!("代码“{code}”是“{known}”，名称写的却是“{name}”：请核对"),
                    format!("the code \"{code}\" is that of \"{known}\", but the name says \"{name}\": check them"),
                ))
            }
        }
    }

    /// An area found by its name has no other code than the entry gives.
    fn coded(&self, row: &AreaRow, entry: &BoundaryEntry) -> std::result::Result<(), Words> {
        let (Some(code), Some(given)) = (&row.code, &entry.code) else { return Ok(()) };
        let name = &row.name;
        Err(Words::new(
            format!("“{name}”的代码是“{code}”，这里写的是“{given}”：请核对"),
            format!("\"{name}\" has the code \"{code}\", not \"{given}\": check them"),
        ))
    }

    /// # Errors
    /// What lies outside the scope of who imports, and the district, whose outline comes with the list of areas.
    fn in_reach(&self, found: Found, job: &Job<'_>) -> std::result::Result<Found, Words> {
        let id = match &found {
            Found::Area(id) | Found::NewGrid(id, _) => *id,
        };
        let row = self.rows.get(&id);
        let name = row.map(|r| r.name.as_str()).unwrap_or_default();
        if row.is_some_and(|r| r.area_level.0 == AreaLevel::District) {
            return Err(Words::new(
                format!("“{name}”的区界用区划清单（areas）导入"),
                format!("the outline of \"{name}\" comes with the list of areas"),
            ));
        }
        match &job.options.within {
            Some(within) if !within.contains(&id) => Err(Words::new(
                format!("“{name}”不在您负责的区域里，请删去这一行"),
                format!("\"{name}\" is not in your area: remove this row"),
            )),
            _ => Ok(found),
        }
    }

    /// What of the rows of this file covers ground of another area of its level.
    fn warnings(&self) -> Vec<Words> {
        let tree = AreaTree::of(self.rows.values().cloned().collect());
        let name = |id: i64| tree.get(id).map_or("", |r| r.name.as_str());
        let all = overlaps(&tree, |id| self.seen.contains_key(&id));
        let told = |Overlap { one, other, m2 }: &Overlap| {
            let (one, other) = (name(*one), name(*other));
            Words::new(
                format!("“{one}”与“{other}”的边界重叠，约 {m2:.0} 平方米"),
                format!("the borders of \"{one}\" and \"{other}\" overlap, about {m2:.0} m²"),
            )
        };
        let mut words: Vec<Words> = all.iter().take(SHOWN).map(told).collect();
        if all.len() > SHOWN {
            let more = all.len() - SHOWN;
            words.push(Words::new(format!("另有 {more} 处重叠"), format!("{more} more overlap")));
        }
        words
    }
}
