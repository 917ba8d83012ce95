//! The list of outage notices 停水停电等通知 into the database, found again by kind, compound and start. What comes in by
//! a list is published.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use shared::ledger::outages::{NEEDED, OutageEntry, read};
use shared::ledger::projects::Place;
use shared::ledger::{Field, Layout, Words, columns};
use shared::outages::{HOURS_AHEAD, OutageKind, is_short_notice};

use super::notices::status;
use super::record::Record;
use super::source::Source;
use super::whereabouts::{Found, Whereabouts, refusal};
use super::{Job, Pass, Report, What};
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::ids;
use crate::outages::store::{self, Notice, OutageRow};

/// Checks the list against the database and writes it.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Outages, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::OUTAGES, NEEDED, &mut report) else { return Ok(report) };
    let mut entries = Vec::new();
    job.each_batch(source, &layout, Pass::Check, &mut report, read, |batch, _| {
        entries.extend(batch);
        Ok(())
    })?;
    let numbers: BTreeSet<String> = entries.iter().filter_map(|e| e.number.clone()).collect();
    let places = Whereabouts::load(conn, &numbers.into_iter().collect::<Vec<_>>())?;
    let mut placed = Vec::new();
    for entry in entries {
        match places.compound(&entry.compound, &entry.place) {
            Ok(compound) => placed.push((compound, entry)),
            Err(words) => {
                report.problems.push(refusal(&layout, entry.row, Field::Compounds, Some(&entry.compound), words));
            }
        }
    }
    let compounds: BTreeSet<i64> = placed.iter().map(|(c, _)| c.id).collect();
    let stored = store::of_compounds(conn, &compounds.into_iter().collect::<Vec<_>>())?;
    let mut known: HashMap<Key, Vec<Notice>> = HashMap::new();
    for notice in stored {
        known.entry(key(&notice.row)).or_default().push(notice);
    }
    let mut list =
        List { job, layout: &layout, places, known, seen: HashMap::new(), new: Vec::new(), changed: Vec::new() };
    placed.iter().for_each(|(compound, entry)| list.take(*compound, entry, &mut report));
    let List { new, changed, .. } = list;
    (report.new, report.changed) = (new.len(), changed.len());
    if !job.is_go(&report) {
        return Ok(report);
    }
    let record = Record::begin(conn, What::Outages, job, source)?;
    store::insert(conn, &new)?;
    changed.iter().try_for_each(|(_, notice)| store::update(conn, notice))?;
    record.made(conn, &new)?;
    record.changed(conn, &changed)?;
    job.finish(conn, record, source, &report)?;
    Ok(report)
}

/// Compound, kind and start; with its buildings they make a notice the same as another.
type Key = (i64, OutageKind, NaiveDateTime);

fn key(row: &OutageRow) -> Key {
    (row.compound_id, row.kind.0, row.starts_at)
}

fn sorted(buildings: &[String]) -> Vec<String> {
    let mut all = buildings.to_vec();
    all.sort();
    all
}

/// A list of notices on its way.
struct List<'a> {
    job: &'a Job<'a>,
    layout: &'a Layout,
    places: Whereabouts,
    known: HashMap<Key, Vec<Notice>>,
    /// Notice → row of the list.
    seen: HashMap<(Key, Vec<String>), u32>,
    new: Vec<Notice>,
    /// As they were and as they shall be.
    changed: Vec<(Notice, Notice)>,
}

impl List<'_> {
    /// Takes in one notice, or says what is wrong with it.
    fn take(&mut self, compound: Found, entry: &OutageEntry, report: &mut Report) {
        let key = (compound.id, entry.kind, entry.starts_at);
        let refuse = |field, words| refusal(self.layout, entry.row, field, None, words);
        if let Some(first) = self.seen.insert((key, sorted(&entry.buildings)), entry.row) {
            let words = Words::new(
                format!("与第 {first} 行是同一个通知（小区、楼栋、类型、开始都一样），请合成一行"),
                format!("the same notice as row {first} (compound, buildings, kind and start): make one row of both"),
            );
            report.problems.push(refuse(Field::StartsAt, words));
            return;
        }
        let project = match entry
            .number
            .as_deref()
            .map(|n| self.places.project(n, &Place::default()).map_err(|w| (n, w)))
            .transpose()
        {
            Ok(project) => project,
            Err((number, words)) => {
                report.problems.push(refusal(self.layout, entry.row, Field::Number, Some(number), words));
                return;
            }
        };
        let old = self.same(&key, entry);
        let notice = self.filled(compound, project, entry, old);
        if let Some((field, words)) = self.untimely(&notice.row).filter(|_| entry.is_published) {
            report.problems.push(refuse(field, words));
            return;
        }
        match old {
            None => self.new.push(notice),
            Some(old) if *old != notice => {
                let row = OutageRow { version: old.row.version + 1, updated_at: self.job.now, ..notice.row };
                self.changed.push((old.clone(), Notice { row, ..notice }));
            }
            Some(_) => report.unchanged += 1,
        }
    }

    /// The notice that a row speaks of: that of the same buildings, or the only one where a list tells none.
    fn same(&self, key: &Key, entry: &OutageEntry) -> Option<&Notice> {
        let all = self.known.get(key)?;
        match all.as_slice() {
            [one] if !self.layout.has(Field::Building) => Some(one),
            all => all.iter().find(|notice| sorted(&notice.buildings) == sorted(&entry.buildings)),
        }
    }

    /// What is wrong with the times, now that it is known when it was announced.
    fn untimely(&self, row: &OutageRow) -> Option<(Field, Words)> {
        let published = row.published_at?;
        if published > self.job.now {
            let words = Words::new("发布时间在将来，请核对", "announced in the future: check it");
            return Some((Field::PublishedAt, words));
        }
        if row.actual_end.is_some_and(|end| end > self.job.now) {
            return Some((
                Field::ActualEnd,
                Words::new(
                    "实际结束在将来：要延长请改“结束”，结束了再填实际结束",
                    "over in the future: to extend it change its end, and fill this in when it is over",
                ),
            ));
        }
        let is_short = is_short_notice(published.and_utc(), row.starts_at.and_utc());
        (is_short && row.emergency.is_none()).then(|| {
            let words = Words::new(
                format!(
                    "发布离开始不到 {HOURS_AHEAD} 小时，是临时通知：请填“紧急原因”；早就发布过的，请填“发布时间”"
                ),
                format!(
                    "announced less than {HOURS_AHEAD} hours ahead: fill in 紧急原因 (emergency), or 发布时间 (published_at) where it was announced before"
                ),
            );
            (Field::Emergency, words)
        })
    }

    /// What the database shall hold; what the list does not speak of stays.
    fn filled(&self, compound: Found, project: Option<Found>, entry: &OutageEntry, old: Option<&Notice>) -> Notice {
        let now = self.job.now;
        let mut notice = old.cloned().unwrap_or_else(|| Notice {
            buildings: entry.buildings.clone(),
            row: OutageRow {
                id: ids::next(),
                kind: Code(entry.kind),
                compound_id: compound.id,
                project_id: None,
                starts_at: entry.starts_at,
                ends_at: entry.ends_at,
                actual_end: None,
                reason: String::new(),
                alternative: None,
                phone: None,
                source: String::new(),
                emergency: None,
                status: Code(status(entry.is_published)),
                published_at: Some(now),
                is_demo: compound.is_demo,
                created_at: now,
                updated_at: now,
                created_by: None,
                version: 1,
            },
        });
        let row = &mut notice.row;
        row.ends_at = entry.ends_at;
        row.reason.clone_from(&entry.reason);
        row.source.clone_from(&entry.source);
        macro_rules! set {
            ($($field:ident => $column:ident = $value:expr;)+) => {
                $(if self.layout.has(Field::$field) { row.$column = $value; })+
            };
        }
        set! {
            ActualEnd => actual_end = entry.actual_end;
            Alternative => alternative = entry.alternative.clone();
            Phone => phone = entry.phone.clone();
            Number => project_id = project.map(|p| p.id);
            Emergency => emergency = entry.emergency.clone();
        }
        if self.layout.has(Field::Published) {
            row.status = Code(status(entry.is_published));
        }
        row.published_at = entry.published_at.or(row.published_at);
        if self.layout.has(Field::Building) {
            notice.buildings.clone_from(&entry.buildings);
        }
        notice
    }
}
