//! The ledger of projects 项目 into the database, found again by number or natural key.

use std::collections::HashMap;

use shared::areas::AreaLevel;
use shared::ledger::projects::{Known, NEEDED, ProjectEntry, read};
use shared::ledger::twins::Twins;
use shared::ledger::{Field, Layout, Problem, Words, columns, joined_key};

use super::existing::{Children, Existing, children};
use super::filled::{filled, mixed_currencies};
use super::numbers::Numbers;
use super::parts::Parts;
use super::places::Places;
use super::record::{Noun, Record};
use super::source::Source;
use super::{Job, Pass, Report, What, state};
use crate::db::Conn;
use crate::error::Result;
use crate::projects::store::{self, ProjectRow};
use crate::{areas, kinds, work_items};

/// A row whose place is known.
struct Placed {
    entry: ProjectEntry,
    area: i64,
    /// What makes it the same as another row: its number, else its natural key.
    key: String,
    /// Where its compounds lie.
    compound_areas: Vec<i64>,
}

impl Placed {
    /// The key under which the row is or will be kept; a row with a number needs none.
    fn natural_key(&self) -> Option<&str> {
        self.entry.key.as_deref().or_else(|| self.entry.number.is_none().then_some(&*self.key))
    }
}

/// Checks the list against the database and writes it.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Projects, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::PROJECTS, NEEDED, &mut report) else { return Ok(report) };
    let places = Places::load(conn, job.options.rules.district.as_ref(), job.now)?;
    if let Some(problem) = places.without_district(layout.has(Field::District)) {
        report.problems.push(problem);
        return Ok(report);
    }
    let known = Known {
        kinds: kinds::load(conn)?.into_iter().map(|k| (k.code, k.zh, k.en)).collect(),
        work_items: work_items::load(conn)?.into_iter().map(|i| (i.code, i.zh, i.unit)).collect(),
        bounds: places.bounds(),
    };
    let mut list = List {
        job,
        layout: &layout,
        places,
        parts: Parts::load(conn, job.now)?,
        numbers: Numbers::default(),
        twins: Default::default(),
        seen: HashMap::new(),
    };
    let unchecked = |e: &&ProjectEntry| e.position.is_some() && known.bounds.of(e.place.district.as_deref()).is_none();
    job.each_batch(
        source,
        &layout,
        Pass::Check,
        &mut report,
        |cells| read(cells, &known),
        |batch, report| {
            report.unchecked_positions += batch.iter().filter(unchecked).count();
            list.batch(conn, batch, None, report)
        },
    )?;
    let areas = list.places.made();
    report.note_areas(&areas);
    if job.is_go(&report) {
        let record = Record::begin(conn, What::Projects, job, source)?;
        if report.changes_something() {
            areas::store::insert(conn, &areas)?;
            record.made(conn, &areas)?;
            report.start_again();
            list.parts.start_writing();
            job.each_batch(
                source,
                &layout,
                Pass::Write,
                &mut report,
                |cells| read(cells, &known),
                |batch, report| {
                    report.unchecked_positions += batch.iter().filter(unchecked).count();
                    list.batch(conn, batch, Some(&record), report)
                },
            )?;
            list.numbers.save(conn)?;
        }
        job.finish(conn, record, source, &report)?;
    }
    Ok(report)
}

/// A list of projects on its way.
struct List<'a> {
    job: &'a Job<'a>,
    layout: &'a Layout,
    places: Places,
    parts: Parts,
    numbers: Numbers,
    /// By number, and by natural key.
    twins: [Twins; 2],
    /// Stored project → row of the file that describes it.
    seen: HashMap<i64, u32>,
}

impl List<'_> {
    /// Checks a batch, or writes it where there is a record to write to.
    fn batch(
        &mut self,
        conn: &mut Conn,
        batch: Vec<ProjectEntry>,
        record: Option<&Record>,
        report: &mut Report,
    ) -> Result<()> {
        let (layout, job) = (self.layout, self.job);
        let rows = placed(batch, &mut self.places, layout, report);
        if record.is_none() {
            let [by_number, by_key] = &mut self.twins;
            for row in &rows {
                let number = row.entry.number.as_ref().and_then(|n| by_number.refuse(row.entry.row, n));
                let key = row.natural_key().and_then(|key| by_key.refuse(row.entry.row, key));
                report.problems.extend(number.into_iter().chain(key));
            }
        }
        let found = find(conn, &rows, record)?;
        let ids: Vec<i64> = found.iter().flatten().map(|p| p.id).collect();
        let mut old_children = children(conn, &ids)?;
        let named = rows.iter().flat_map(|r| r.compound_areas.iter().zip(&r.entry.compounds));
        self.parts.compounds.prepare(conn, named.map(|(area, compound)| (*area, compound.name.as_str())))?;
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (placed, old) in rows.iter().zip(found) {
            let Placed { entry, area, key, compound_areas } = placed;
            let children = old.as_ref().and_then(|o| old_children.remove(&o.id)).unwrap_or_default();
            let conflict = conflict(entry, old.as_ref(), &children, &self.seen)
                .or_else(|| mixed_currencies(entry, old.as_ref(), layout));
            if let Some(words) = conflict.filter(|_| record.is_none()) {
                report.problems.push(Problem::of_row(entry.row, words));
                continue;
            }
            let mut row = filled(entry, old.as_ref(), *area, layout, job);
            if let Some(old) = old.as_ref().filter(|_| children.has_milestones) {
                // The list leaves it empty, because reports say it.
                row.works_progress_bp = old.works_progress_bp;
            }
            if old.is_none() && entry.number.is_none() {
                row.import_key = Some(key.clone());
            }
            if layout.has(Field::Client) {
                let client = entry.parties.iter().find(|(m, _)| *m == "client").and_then(|(_, names)| names.first());
                row.client_org_id = client.map(|name| self.parts.organization(name, "client", row.is_demo));
            }
            report.without_position += usize::from(row.lng.is_none());
            let parts_differ = self.parts.compare(row.id, entry, compound_areas, &children, layout, report);
            match old {
                None => {
                    self.numbers.note(&row.number);
                    report.new += 1;
                    new.push(row);
                }
                Some(old) => {
                    self.seen.insert(row.id, entry.row);
                    if old != row || parts_differ {
                        report.changed += 1;
                        changed.push(ProjectRow { version: row.version + 1, updated_at: job.now, ..row });
                    } else {
                        report.unchanged += 1;
                    }
                }
            }
        }
        if let Some(record) = record {
            self.write(conn, record, new, &changed)?;
        }
        self.parts.forget();
        Ok(())
    }

    fn write(
        &mut self,
        conn: &mut Conn,
        record: &Record,
        mut new: Vec<ProjectRow>,
        changed: &[ProjectRow],
    ) -> Result<()> {
        let this_year = i16::try_from(chrono::Datelike::year(&self.job.today)).unwrap_or(i16::MAX);
        for row in new.iter_mut().filter(|r| r.number.is_empty()) {
            row.number = self.numbers.next(conn, row.plan_year.unwrap_or(this_year))?;
        }
        let ids = |rows: &[ProjectRow]| rows.iter().map(|r| r.id).collect::<Vec<_>>();
        let before = state::load(conn, &ids(changed))?;
        self.parts.apply_before(conn, record)?;
        store::insert(conn, &new)?;
        changed.iter().try_for_each(|row| store::update(conn, row))?;
        self.parts.apply_after(conn)?;
        let left = state::load(conn, &ids(changed))?;
        record.changed(conn, &before.into_iter().zip(left).collect::<Vec<_>>())?;
        let made = state::load(conn, &ids(&new))?;
        record.made(conn, &made)
    }
}

fn placed(entries: Vec<ProjectEntry>, places: &mut Places, layout: &Layout, report: &mut Report) -> Vec<Placed> {
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let is_demo = entry.is_demo.unwrap_or(false);
        let compounds = entry.compounds.iter().filter(|_| layout.has(Field::Compounds));
        let compound_areas = compounds.map(|c| places.resolve(&c.place, is_demo)).collect::<Vec<_>>();
        let area = places.resolve(&entry.place, is_demo);
        let all = area
            .and_then(|area| Ok((area, compound_areas.into_iter().collect::<std::result::Result<Vec<_>, Words>>()?)));
        match all {
            Ok((area, compound_areas)) => {
                let default = || {
                    let names = [AreaLevel::Street, AreaLevel::Community].map(|level| places.name_at(area, level));
                    // The year belongs to it: a compound may be treated again in another programme.
                    let year = entry.plan_year.map(|y| y.to_string()).unwrap_or_default();
                    joined_key(&[entry.kind.as_str(), &names[0], &names[1], &entry.name, &year])
                };
                let key = entry.number.clone().or_else(|| entry.key.clone()).unwrap_or_else(default);
                rows.push(Placed { entry, area, key, compound_areas });
            }
            Err(words) => report.problems.push(Problem::of_row(entry.row, words)),
        }
    }
    rows
}

/// The stored project of each row.
fn find(conn: &mut Conn, rows: &[Placed], record: Option<&Record>) -> Result<Vec<Option<ProjectRow>>> {
    let numbers: Vec<&str> = rows.iter().filter_map(|r| r.entry.number.as_deref()).collect();
    let keys: Vec<&str> = rows
        .iter()
        .filter(|r| r.entry.number.is_none())
        .map(|r| r.key.as_str())
        .chain(rows.iter().filter_map(|r| r.entry.key.as_deref()))
        .collect();
    let mut existing = Existing::load(conn, &numbers, &keys)?;
    // Only where the key is our own: what a mapping calls a key is never overruled by a name.
    let by_name = |r: &&Placed| r.entry.number.is_none() && r.entry.key.is_none();
    let names: Vec<&str> = rows
        .iter()
        .filter(|r| by_name(r) && !existing.by_key.contains_key(&r.key))
        .map(|r| r.entry.name.as_str())
        .collect();
    existing.load_names(conn, &names)?;
    if let Some(record) = record {
        // What an earlier row of this list has written is that row's, whatever it is called now.
        existing.forget_names(&record.touched(conn, Noun::Project, &existing.ids_by_name())?);
    }
    let of = |r: &Placed| match &r.entry.number {
        Some(number) => existing.by_number.get(number).or_else(|| existing.by_key.get(r.entry.key.as_ref()?)).cloned(),
        None => existing.by_key.get(&r.key).cloned().or_else(|| {
            let found = existing.only(&r.entry.kind, r.area, &r.entry.name).filter(|_| by_name(&r)).cloned();
            found.filter(|old| r.entry.plan_year.is_none() || old.plan_year == r.entry.plan_year)
        }),
    };
    Ok(rows.iter().map(of).collect())
}

/// Why the row cannot be written over the stored project.
fn conflict(
    entry: &ProjectEntry,
    old: Option<&ProjectRow>,
    children: &Children,
    seen: &HashMap<i64, u32>,
) -> Option<Words> {
    let old = old?;
    if let Some(first) = seen.get(&old.id) {
        let number = &old.number;
        return Some(Words::new(
            format!("与第 {first} 行是同一个项目（{number}），请删去一行"),
            format!("the same project as row {first} ({number}): remove one"),
        ));
    }
    if let Some(number) = entry.number.as_ref().filter(|n| **n != old.number) {
        return Some(Words::new(
            format!("这一项目在库里的编号是 {}，这里却写着 {number}：编号不能改", old.number),
            format!("this project's number is {}, not {number}: numbers do not change", old.number),
        ));
    }
    (children.has_milestones && entry.works_progress_bp.is_some()).then(|| {
        Words::new(
            "这一项目的形象进度由节点上报算出，台账里请留空",
            "the progress of this project comes from reports on its milestones: leave it empty in the list",
        )
    })
}
