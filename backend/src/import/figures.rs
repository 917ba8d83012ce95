//! The list of figures 数据 into the values of indicators. A later value of the same indicator, place, period and source
//! supersedes the one before, which is kept.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::figures::indicators::{ScopeType, ValueKind};
use shared::ledger::figures::{FigureEntry, NEEDED, measured_in, read, value};
use shared::ledger::words::{folded, most_alike};
use shared::ledger::{Field, Layout, Problem, Words, columns};

use super::record::Record;
use super::scopes::Scopes;
use super::source::Source;
use super::{Job, Pass, Report, What};
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::figures::store::{self, DefRow, ValueRow};
use crate::ids;
use crate::schema::indicator_values;

/// Where indicators stand that are no part of the catalogue.
const OWN_FROM: i32 = 1_000;
/// Indicators that are named where none fits.
const NEAR: usize = 3;

/// Checks the list against the database and writes it. Figures are few: all of them are in memory at once.
pub(super) fn import(conn: &mut Conn, job: &Job<'_>, source: &mut Source<'_>) -> Result<Report> {
    let mut report = Report::new(What::Figures, job.options.dry_run);
    let Some(layout) = job.layout(source, columns::FIGURES, NEEDED, &mut report) else { return Ok(report) };
    let mut entries = Vec::new();
    job.each_batch(source, &layout, Pass::Check, &mut report, read, |batch, _| {
        entries.extend(batch);
        Ok(())
    })?;
    let mut list = List {
        job,
        layout: &layout,
        defs: store::defs(conn)?,
        made: Vec::new(),
        scopes: Scopes::load(conn)?,
        known: known(conn)?,
        seen: HashMap::new(),
        new: Vec::new(),
        superseded: Vec::new(),
    };
    entries.iter().for_each(|entry| list.take(entry, &mut report));
    let List { made, new, superseded, .. } = list;
    (report.new, report.changed) = (new.len() - superseded.len(), superseded.len());
    report.indicators = made.iter().map(|d| d.zh.clone()).collect();
    if job.is_go(&report) {
        let record = Record::begin(conn, What::Figures, job, source)?;
        let made: Vec<DefRow> = made.into_iter().map(|d| DefRow { made_by_import: Some(record.id), ..d }).collect();
        store::insert_defs(conn, &made)?;
        store::insert_values(conn, &new)?;
        superseded.iter().try_for_each(|(_, row)| store::update(conn, row))?;
        record.made(conn, &new)?;
        record.changed(conn, &superseded)?;
        job.finish(conn, record, source, &report)?;
    }
    Ok(report)
}

/// What makes two values the same figure: indicator, kind, what it is of, period and source.
type Key = (String, ValueKind, (ScopeType, i64), [Option<NaiveDate>; 2], Option<String>, String);

fn key(row: &ValueRow) -> Key {
    let of = row.area_id.or(row.compound_id).or(row.project_id).unwrap_or_default();
    (
        row.def_code.clone(),
        row.value_kind.0,
        (row.scope_type.0, of),
        [row.period_start, row.period_end],
        row.period_words.clone(),
        row.source.clone(),
    )
}

/// The values that nothing supersedes.
fn known(conn: &mut Conn) -> Result<HashMap<Key, ValueRow>> {
    let current = indicator_values::table.filter(indicator_values::superseded_by.is_null());
    let rows: Vec<ValueRow> = current.order(indicator_values::id).select(ValueRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|r| (key(&r), r)).collect())
}

/// A list of figures on its way.
struct List<'a> {
    job: &'a Job<'a>,
    layout: &'a Layout,
    /// Those of the catalogue and those that the list makes.
    defs: Vec<DefRow>,
    made: Vec<DefRow>,
    scopes: Scopes,
    known: HashMap<Key, ValueRow>,
    /// Figure → row of the list.
    seen: HashMap<Key, u32>,
    new: Vec<ValueRow>,
    /// As they were and as they shall be.
    superseded: Vec<(ValueRow, ValueRow)>,
}

impl List<'_> {
    /// Takes in one figure, or says what is wrong with it.
    fn take(&mut self, entry: &FigureEntry, report: &mut Report) {
        let row = match self.row(entry) {
            Ok(row) => row,
            Err((field, written, words)) => {
                let header = self.layout.header(field);
                let problem = if header.is_empty() {
                    Problem::of_row(entry.row, words)
                } else {
                    Problem::of_cell(entry.row, header, &written, words)
                };
                report.problems.push(problem);
                return;
            }
        };
        let key = key(&row);
        if let Some(first) = self.seen.insert(key.clone(), entry.row) {
            let words = Words::new(
                format!("与第 {first} 行是同一个数（指标、范围、时期和来源都相同），请删去一行"),
                format!("the same figure as row {first}, by indicator, scope, period and source: remove one"),
            );
            report.problems.push(Problem::of_row(entry.row, words));
            return;
        }
        let Some(old) = self.known.get(&key) else {
            self.new.push(row);
            return;
        };
        let row = self.filled(row, old);
        if says_the_same(&row, old) {
            report.unchanged += 1;
            return;
        }
        let (version, updated_at) = (old.version + 1, self.job.now);
        let mark = ValueRow { superseded_by: Some(row.id), version, updated_at, ..old.clone() };
        self.superseded.push((old.clone(), mark));
        self.new.push(row);
    }

    /// What the database shall hold; else the field that is wrong, what stands there and why.
    fn row(&mut self, entry: &FigureEntry) -> std::result::Result<ValueRow, (Field, String, Words)> {
        let (code, unit) = self.indicator(entry).map_err(|words| (Field::Indicator, entry.indicator.clone(), words))?;
        let read = value(&entry.value, entry.unit.as_deref(), unit.0);
        let value = read.map_err(|words| (Field::Value, entry.value.clone(), words))?;
        let written = entry.scope.clone().unwrap_or_default();
        let scope = self.scopes.find(entry.scope.as_deref()).map_err(|words| (Field::Scope, written, words))?;
        let of = (scope.kind, scope.id);
        Ok(ValueRow {
            period_start: entry.start,
            period_end: entry.end,
            period_words: entry.period.clone(),
            qualifier: Code(entry.qualifier),
            source_on: entry.source_on,
            link: entry.link.clone(),
            note: entry.note.clone(),
            is_demo: scope.is_demo,
            ..ValueRow::new(ids::next(), &code, of, (entry.kind, value), &entry.source, self.job.now)
        })
    }

    /// What the list does not speak of stays.
    fn filled(&self, mut row: ValueRow, old: &ValueRow) -> ValueRow {
        if !self.layout.has(Field::Qualifier) {
            row.qualifier = old.qualifier;
        }
        if !self.layout.has(Field::SourceOn) {
            row.source_on = old.source_on;
        }
        if !self.layout.has(Field::Link) {
            row.link.clone_from(&old.link);
        }
        if !self.layout.has(Field::Note) {
            row.note.clone_from(&old.note);
        }
        row
    }

    /// Code and unit of the indicator that is named; one that is new is made where its unit and English name are there.
    fn indicator(&mut self, entry: &FigureEntry) -> std::result::Result<(String, Code<shared::figures::Unit>), Words> {
        let wanted = folded(&entry.indicator);
        let is_it = |d: &&DefRow| folded(&d.code) == wanted || folded(&d.zh) == wanted;
        if let Some(def) = self.defs.iter().find(is_it) {
            return Ok((def.code.clone(), def.unit));
        }
        let (Some(english), Some(unit)) = (&entry.english, &entry.unit) else {
            return Err(self.unknown(&entry.indicator));
        };
        let measured = measured_in(unit).ok_or_else(|| {
            Words::new(
                format!("不认识新指标的单位“{unit}”"),
                format!("the unit \"{unit}\" of the new indicator is unknown"),
            )
        })?;
        let code = own_code(english).ok_or_else(|| {
            Words::new("新指标的英文名要用英文字母写", "the English name of a new indicator needs English letters")
        })?;
        if let Some(taken) = self.defs.iter().find(|d| d.code == code) {
            let zh = &taken.zh;
            return Err(Words::new(
                format!("英文名已是指标“{zh}”的，请写“{zh}”，或换一个英文名"),
                format!("its English name is that of \"{zh}\": write that, or choose another"),
            ));
        }
        let def = DefRow {
            code: code.clone(),
            zh: entry.indicator.clone(),
            en: english.clone(),
            unit: Code(measured),
            sort_no: OWN_FROM.max(self.defs.iter().map(|d| d.sort_no).max().unwrap_or_default() + 1),
            is_public: true,
            made_by_import: None,
        };
        self.defs.push(def.clone());
        self.made.push(def);
        Ok((code, Code(measured)))
    }

    /// Names the indicators that may be meant.
    fn unknown(&self, wrong: &str) -> Words {
        let wanted = folded(wrong);
        let named = |d: &DefRow| format!("{}（{}）", d.zh, d.code);
        let holds = |d: &&DefRow| folded(&d.zh).contains(&wanted) || wanted.contains(&folded(&d.zh));
        let mut near: BTreeMap<&str, String> =
            self.defs.iter().filter(holds).take(NEAR).map(|d| (d.code.as_str(), named(d))).collect();
        while near.len() < NEAR {
            let rest = || self.defs.iter().filter(|d| !near.contains_key(d.code.as_str()));
            let alike = most_alike(wrong, rest().flat_map(|d| [d.zh.as_str(), d.code.as_str()]));
            let Some(def) = alike.and_then(|name| rest().find(|d| d.zh == name || d.code == name)) else { break };
            near.insert(&def.code, named(def));
        }
        let near: Vec<String> =
            if near.is_empty() { self.defs.iter().map(named).collect() } else { near.into_values().collect() };
        let near = near.join("、");
        Words::new(
            format!("没有这个指标，相近的有：{near}；要新建指标，请填“单位”和“英文名”两列"),
            format!(
                "there is no such indicator; near ones are {near}; to make a new one fill in the columns 单位 and 英文名"
            ),
        )
    }
}

/// Whether two values of one figure agree in all that people read.
fn says_the_same(one: &ValueRow, other: &ValueRow) -> bool {
    let said = |r: &ValueRow| (r.value, r.qualifier, r.source_on, r.link.clone(), r.note.clone());
    said(one) == said(other)
}

/// The code of an indicator of one's own: `own.night_schools`.
fn own_code(english: &str) -> Option<String> {
    let words = english.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
    slug.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| format!("own.{slug}"))
}
