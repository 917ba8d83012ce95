//! The list of photographs 照片: each is looked for beside the list, taken in by its content and found again by the
//! digest of what was handed in. Pictures are made first, rows are written last, and files without rows go again.

use std::collections::{BTreeSet, HashMap};
use std::io::Read as _;

use diesel::prelude::*;
use sha2::{Digest as _, Sha256};
use shared::ledger::media::{MediaEntry, NEEDED, read};
use shared::ledger::{Field, Layout, Problem, Words, columns};

use super::record::Record;
use super::source::Source;
use super::undo::forget;
use super::{Job, Pass, Photographs, Report, What, changed_meanwhile, hexadecimal, lock};
use crate::db::{Code, Conn, Db};
use crate::error::{Error, Result};
use crate::ids;
use crate::media::files::Written;
use crate::media::picture::{self, MAX_BYTES, Refusal};
use crate::media::store::{self, MediaRow};
use crate::schema::projects;

/// Photographs after which progress is told again.
const STEP: usize = 100;
/// Values in one query.
const BATCH: usize = 500;

/// Checks the list against the database and the disk, and takes all of it in or nothing.
pub(super) fn import(db: &Db, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let Some(photographs) = &job.options.photographs else { return Err(Error::internal("no folder of photographs")) };
    let mut written = photographs.files.begin();
    let done = take_in(db, job, source, photographs, &mut written);
    if let Ok((report, true)) = done {
        written.keep();
        return Ok(report);
    }
    // Another import may have come upon the same pictures meanwhile and use them.
    if let Err(e) = forget(db, &photographs.files, written.release()) {
        tracing::warn!(cause = %e, "files of photographs that were not taken in could not be removed");
    }
    done.map(|(report, _)| report)
}

/// The report, and whether the rows are in the database.
fn take_in(
    db: &Db,
    job: &Job<'_>,
    source: &mut Source<'_>,
    photographs: &Photographs,
    written: &mut Written<'_>,
) -> Result<(Report, bool)> {
    let mut report = Report::new(What::Media, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::MEDIA, NEEDED, &mut report) else { return Ok((report, false)) };
    let mut entries = Vec::new();
    job.each_batch(source, &layout, Pass::Check, &mut report, read, |batch, _| {
        entries.extend(batch);
        Ok(())
    })?;
    let numbers: BTreeSet<String> = entries.iter().map(|e| e.number.clone()).collect();
    let known = db.read_now(|conn| Known::load(conn, &numbers))?;
    let mut list = List {
        job,
        layout: &layout,
        photographs,
        known: &known,
        written,
        seen: HashMap::new(),
        new: Vec::new(),
        changed: Vec::new(),
    };
    for (n, entry) in entries.iter().enumerate() {
        list.take(entry, &mut report)?;
        if let Some(tell) = job.options.on_progress.filter(|_| (n + 1).is_multiple_of(STEP)) {
            tell(Pass::Check, u32::try_from(n + 1).unwrap_or(u32::MAX));
        }
    }
    let List { new, changed, .. } = list;
    (report.new, report.changed) = (new.len(), changed.len());
    if !job.is_go(&report) {
        return Ok((report, false));
    }
    db.write_now(|conn| {
        lock(conn)?;
        // Others may have written since the list was held against the database, or taken a picture away.
        let rows = new.iter().chain(changed.iter().map(|(_, row)| row));
        let all_there = rows.map(|r| photographs.files.has(&r.sha256)).collect::<Result<Vec<bool>>>()?;
        if Known::load(conn, &numbers)? != known || all_there.contains(&false) {
            return Err(changed_meanwhile());
        }
        let record = Record::begin(conn, What::Media, job, source)?;
        store::insert(conn, &new)?;
        changed.iter().try_for_each(|(_, row)| store::update(conn, row))?;
        record.made(conn, &new)?;
        record.changed(conn, &changed)?;
        job.finish(conn, record, source, &report)
    })?;
    Ok((report, true))
}

/// What the database holds of the projects that a list names.
#[derive(PartialEq)]
struct Known {
    /// Number → project, and whether it is of the demonstration.
    projects: HashMap<String, (i64, bool)>,
    /// Project and digest of what was handed in → photograph.
    rows: HashMap<(i64, String), MediaRow>,
}

impl Known {
    fn load(conn: &mut Conn, numbers: &BTreeSet<String>) -> Result<Self> {
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let mut projects = HashMap::new();
        for batch in numbers.chunks(BATCH) {
            let found = projects::table.filter(projects::number.eq_any(batch));
            let found = found.select((projects::number, projects::id, projects::is_demo));
            projects.extend(found.load::<(String, i64, bool)>(conn)?.into_iter().map(|(n, id, demo)| (n, (id, demo))));
        }
        let ids: Vec<i64> = projects.values().map(|(id, _)| *id).collect();
        let rows = store::of_projects(conn, &ids)?;
        Ok(Self { projects, rows: rows.into_iter().map(|r| ((r.project_id, r.source_sha256.clone()), r)).collect() })
    }
}

/// A list of photographs on its way.
struct List<'a, 'w> {
    job: &'a Job<'a>,
    layout: &'a Layout,
    photographs: &'a Photographs,
    known: &'a Known,
    written: &'a mut Written<'w>,
    /// Project and digest → row of the list.
    seen: HashMap<(i64, String), u32>,
    new: Vec<MediaRow>,
    /// As they were and as they shall be.
    changed: Vec<(MediaRow, MediaRow)>,
}

impl List<'_, '_> {
    /// Takes in one photograph, or says what is wrong with it.
    fn take(&mut self, entry: &MediaEntry, report: &mut Report) -> Result<()> {
        let refuse = |field, value: &str, words| Problem::of_cell(entry.row, self.layout.header(field), value, words);
        let Some((project, is_demo)) = self.known.projects.get(&entry.number) else {
            let words = Words::new("库里没有这个项目，请核对编号", "there is no such project: check the number");
            report.problems.push(refuse(Field::Number, &entry.number, words));
            return Ok(());
        };
        if entry.taken_at.is_some_and(|at| at > self.job.now) {
            let words = Words::new("拍摄时间在将来，请核对", "taken in the future: check it");
            report.problems.push(refuse(Field::TakenAt, "", words));
        }
        let bytes = match self.bytes(entry) {
            Ok(bytes) => bytes,
            Err(words) => {
                report.problems.push(refuse(Field::File, &entry.file, words));
                return Ok(());
            }
        };
        let key = (*project, hexadecimal(&Sha256::digest(&bytes)));
        if let Some(first) = self.seen.insert(key.clone(), entry.row) {
            let words = Words::new(
                format!("与第 {first} 行是同一张照片，请删去一行"),
                format!("the same photograph as row {first}: remove one"),
            );
            report.problems.push(refuse(Field::File, &entry.file, words));
            return Ok(());
        }
        let old = self.known.rows.get(&key);
        let kept = match old {
            Some(old) if self.photographs.files.has(&old.sha256)? => Some(old),
            _ => None,
        };
        let (sha256, width, height) = match kept {
            Some(old) => (old.sha256.clone(), old.width, old.height),
            None => match picture::read(&bytes)? {
                Ok(pictures) => {
                    if self.job.is_go(report) {
                        self.written.add(&pictures)?;
                    }
                    let pixels = |n| i32::try_from(n).map_err(Error::internal);
                    (pictures.sha256, pixels(pictures.width)?, pixels(pictures.height)?)
                }
                Err(refusal) => {
                    report.problems.push(refuse(Field::File, &entry.file, refusal.words()));
                    return Ok(());
                }
            },
        };
        let row = MediaRow { sha256, width, height, ..self.filled(entry, key, *is_demo, old) };
        match old {
            None => self.new.push(row),
            Some(old) if *old != row => {
                let row = MediaRow { version: old.version + 1, updated_at: self.job.now, ..row };
                self.changed.push((old.clone(), row));
            }
            Some(_) => report.unchanged += 1,
        }
        Ok(())
    }

    /// What the database shall hold; what the list does not speak of stays.
    fn filled(
        &self,
        entry: &MediaEntry,
        (project_id, source_sha256): (i64, String),
        is_demo: bool,
        old: Option<&MediaRow>,
    ) -> MediaRow {
        let mut row = old.cloned().unwrap_or_else(|| MediaRow {
            id: ids::next(),
            project_id,
            phase: Code(entry.phase),
            building: None,
            viewpoint: None,
            taken_at: None,
            alt: None,
            sha256: String::new(),
            width: 0,
            height: 0,
            source_sha256,
            is_published: entry.is_published,
            is_demo,
            created_at: self.job.now,
            updated_at: self.job.now,
            created_by: None,
            version: 1,
        });
        row.phase = Code(entry.phase);
        row.alt.clone_from(&entry.alt);
        if self.layout.has(Field::Published) {
            row.is_published = entry.is_published;
        }
        if self.layout.has(Field::Building) {
            row.building.clone_from(&entry.building);
        }
        if self.layout.has(Field::Viewpoint) {
            row.viewpoint.clone_from(&entry.viewpoint);
        }
        if self.layout.has(Field::TakenAt) {
            row.taken_at = entry.taken_at;
        }
        row
    }

    /// The bytes of the photograph, never more than are allowed.
    fn bytes(&self, entry: &MediaEntry) -> std::result::Result<Vec<u8>, Words> {
        let path = self.photographs.folder.join(&entry.file);
        let unread = |e: std::io::Error| {
            Words::new(
                format!("文件打不开（{e}），请核对路径：从清单所在的文件夹写起"),
                format!("the file cannot be opened ({e}): check its path, which begins at the folder of the list"),
            )
        };
        let file = std::fs::File::open(&path).map_err(unread)?;
        if !file.metadata().map_err(unread)?.is_file() {
            return Err(Words::new("这不是一个文件", "this is no file"));
        }
        let mut bytes = Vec::new();
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unread)?;
        if bytes.len() > MAX_BYTES { Err(Refusal::TooManyBytes.words()) } else { Ok(bytes) }
    }
}
