//! The list of notices 公示与公告 into the database, found again by kind, title, day and what they are about. What comes
//! in by a list is published.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use shared::ledger::notices::{NEEDED, NoticeEntry, read};
use shared::ledger::{Field, Layout, Words, columns};
use shared::notices::NoticeKind;
use shared::published::ItemStatus;
use shared::time::date_of;

use super::record::Record;
use super::source::Source;
use super::whereabouts::{Found, Whereabouts, refusal};
use super::{Job, Pass, Report, What};
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::ids;
use crate::notices::store::{self, NoticeRow};

/// Checks the list against the database and writes it.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Notices, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::NOTICES, NEEDED, &mut report) else { return Ok(report) };
    let mut entries = Vec::new();
    job.each_batch(source, &layout, Pass::Check, &mut report, read, |batch, _| {
        entries.extend(batch);
        Ok(())
    })?;
    let numbers: BTreeSet<String> = entries.iter().filter_map(|e| e.number.clone()).collect();
    let titles: BTreeSet<&str> = entries.iter().map(|e| e.title.as_str()).collect();
    let stored = store::by_titles(conn, &titles.into_iter().collect::<Vec<_>>())?;
    let mut list = List {
        job,
        layout: &layout,
        places: Whereabouts::load(conn, &numbers.into_iter().collect::<Vec<_>>())?,
        known: stored.into_iter().filter_map(|row| Some((key(&row)?, row))).collect(),
        seen: HashMap::new(),
        new: Vec::new(),
        changed: Vec::new(),
    };
    entries.iter().for_each(|entry| list.take(entry, &mut report));
    let List { new, changed, .. } = list;
    (report.new, report.changed) = (new.len(), changed.len());
    if !job.is_go(&report) {
        return Ok(report);
    }
    let record = Record::begin(conn, What::Notices, job, source)?;
    store::insert(conn, &new)?;
    changed.iter().try_for_each(|(_, row)| store::update(conn, row))?;
    record.made(conn, &new)?;
    record.changed(conn, &changed)?;
    job.finish(conn, record, source, &report)?;
    Ok(report)
}

/// Kind, title, day of publication, and area, compound and project: what makes a notice the same as another.
type Key = (NoticeKind, String, NaiveDate, [Option<i64>; 3]);

fn key(row: &NoticeRow) -> Option<Key> {
    let day = date_of(row.published_at?.and_utc());
    Some((row.kind.0, row.title.clone(), day, [row.area_id, row.compound_id, row.project_id]))
}

/// What a list brings is published, unless it says that it is taken back.
pub(super) fn status(is_published: bool) -> ItemStatus {
    if is_published { ItemStatus::Published } else { ItemStatus::Withdrawn }
}

/// A list of notices on its way.
struct List<'a> {
    job: &'a Job<'a>,
    layout: &'a Layout,
    places: Whereabouts,
    known: HashMap<Key, NoticeRow>,
    /// Notice → row of the list.
    seen: HashMap<Key, u32>,
    new: Vec<NoticeRow>,
    /// As they were and as they shall be.
    changed: Vec<(NoticeRow, NoticeRow)>,
}

/// What a notice is about.
struct About {
    area: Option<Found>,
    compound: Option<Found>,
    project: Option<Found>,
}

impl List<'_> {
    /// Takes in one notice, or says what is wrong with it.
    fn take(&mut self, entry: &NoticeEntry, report: &mut Report) {
        let about = match self.about(entry) {
            Ok(about) => about,
            Err((field, value, words)) => {
                report.problems.push(refusal(self.layout, entry.row, field, value.as_deref(), words));
                return;
            }
        };
        if entry.published_at > self.job.now {
            let words = Words::new("发布时间在将来，请核对", "published in the future: check it");
            report.problems.push(refusal(self.layout, entry.row, Field::PublishedAt, None, words));
            return;
        }
        let ids = [&about.area, &about.compound, &about.project].map(|f| f.map(|f| f.id));
        let key = (entry.kind, entry.title.clone(), date_of(entry.published_at.and_utc()), ids);
        if let Some(first) = self.seen.insert(key.clone(), entry.row) {
            let words = Words::new(
                format!("与第 {first} 行是同一个通知（类型、标题、日期和地点都一样），请删去一行"),
                format!("the same notice as row {first} (kind, title, day and place): remove one"),
            );
            report.problems.push(refusal(self.layout, entry.row, Field::Title, Some(&entry.title), words));
            return;
        }
        let old = self.known.get(&key);
        let row = self.filled(&about, entry, old);
        match old {
            None => self.new.push(row),
            Some(old) if *old != row => {
                let row = NoticeRow { version: old.version + 1, updated_at: self.job.now, ..row };
                self.changed.push((old.clone(), row));
            }
            Some(_) => report.unchanged += 1,
        }
    }

    /// The compound and the project that are named; the area where neither is.
    fn about(&self, entry: &NoticeEntry) -> std::result::Result<About, (Field, Option<String>, Words)> {
        let number = entry.number.as_deref();
        let project = number
            .map(|n| self.places.project(n, &entry.place).map_err(|words| (Field::Number, Some(n.to_owned()), words)));
        let compound = entry.compound.as_deref().map(|name| {
            let found = self.places.compound(name, &entry.place);
            found.map_err(|words| (Field::Compounds, Some(name.to_owned()), words))
        });
        let mut about = About { area: None, compound: compound.transpose()?, project: project.transpose()? };
        if about.compound.is_none() && about.project.is_none() {
            let smallest = if entry.place.community.is_some() { Field::Community } else { Field::Street };
            about.area = Some(self.places.area(&entry.place).map_err(|words| (smallest, None, words))?);
        }
        Ok(about)
    }

    /// What the database shall hold; what the list does not speak of stays.
    fn filled(&self, about: &About, entry: &NoticeEntry, old: Option<&NoticeRow>) -> NoticeRow {
        let now = self.job.now;
        let all = [about.area, about.compound, about.project];
        let mut row = old.cloned().unwrap_or_else(|| NoticeRow {
            id: ids::next(),
            kind: Code(entry.kind),
            title: entry.title.clone(),
            body: String::new(),
            area_id: about.area.map(|f| f.id),
            compound_id: about.compound.map(|f| f.id),
            project_id: about.project.map(|f| f.id),
            author: String::new(),
            source: entry.source.clone(),
            phone: None,
            status: Code(status(entry.is_published)),
            published_at: None,
            publicity_until: None,
            is_demo: all.iter().flatten().any(|f| f.is_demo),
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
        });
        if self.layout.has(Field::Published) {
            row.status = Code(status(entry.is_published));
        }
        row.body.clone_from(&entry.body);
        row.author.clone_from(&entry.author);
        row.published_at = Some(entry.published_at);
        row.publicity_until = entry.publicity_until;
        if self.layout.has(Field::Source) {
            row.source.clone_from(&entry.source);
        }
        if self.layout.has(Field::Phone) {
            row.phone.clone_from(&entry.phone);
        }
        row
    }
}
