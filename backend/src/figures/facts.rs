//! What figures are computed from, beside what lists show: read with the catalog, for public projects only.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use shared::figures::indicators::ValueKind;
use shared::progress::Step;
use shared::water_samples::Measured;
use shared::work_items::WorkItemStatus;

use super::store::{SampleRow, ValueRow};
use crate::catalog::PublicRow;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::milestones::store::MilestoneRow;
use crate::projects::store::TreatedRow;
use crate::schema::{project_work_items, projects, water_samples, work_item_catalog};

/// Kinds of which work items tell what was made where nobody else does.
const MEASURED: [&str; 5] = ["rain_sewage_pipes", "sewer_renewal", "utility_pipes", "pocket_park", "city_park"];

/// What figures need to know of a project.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Its amounts are fen.
    pub(super) is_yuan: bool,
    pub(super) total_investment_fen: Option<i64>,
    pub(super) actual_start: Option<NaiveDate>,
    /// Compounds it treats, with what is told of the part.
    pub(crate) parts: Box<[TreatedRow]>,
    pub(super) steps: Box<[Told]>,
    /// The latest actual value of each indicator.
    pub(super) actual: BTreeMap<String, i64>,
    /// What it promised and was not dropped.
    pub(super) items: Box<[Item]>,
    /// The last water sample.
    pub(super) sample: Option<Box<Sample>>,
}

impl Facts {
    /// The compounds it treats.
    pub(crate) fn compound_ids(&self) -> impl Iterator<Item = i64> {
        self.parts.iter().map(|t| t.compound_id)
    }
}

/// A milestone and the approved reports on it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) step: Step,
    /// Day and progress, the earliest first.
    pub(super) reports: Vec<(NaiveDate, i32)>,
}

/// A promised work item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) code: String,
    pub(super) unit: String,
    pub(super) status: WorkItemStatus,
    pub(super) done: Option<i64>,
}

/// What is told of a water sample.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) at: NaiveDateTime,
    pub(super) measured: Measured,
    pub(super) standard: Option<String>,
    pub(super) meets: Option<bool>,
}

/// An approved report: milestone, day and progress.
pub(crate) type Approved = (i64, NaiveDate, i32);

/// The facts of all projects, by project.
#[derive(Debug, Default)]
pub(crate) struct AllFacts {
    actual: HashMap<i64, BTreeMap<String, i64>>,
    items: HashMap<i64, Vec<Item>>,
    samples: HashMap<i64, Sample>,
}

impl AllFacts {
    /// Reads work items and samples; `values` are the current ones of all indicators.
    pub(crate) fn load(conn: &mut Conn, values: &[ValueRow]) -> Result<Self> {
        let mut all = Self { actual: latest(values), ..Self::default() };
        let promised = project_work_items::table
            .inner_join(work_item_catalog::table.on(work_item_catalog::code.eq(project_work_items::item_code)))
            .inner_join(projects::table.on(projects::id.eq(project_work_items::project_id)))
            .select((
                project_work_items::project_id,
                project_work_items::item_code,
                work_item_catalog::unit,
                project_work_items::status,
                project_work_items::quantity_done,
            ));
        type Promised = (i64, String, String, Code<WorkItemStatus>, Option<i64>);
        // Others are never asked for.
        let measured = work_item_catalog::unit.eq_any(["m", "m2"]).and(projects::kind_code.eq_any(MEASURED));
        for (project, code, unit, status, done) in promised.filter(measured).load::<Promised>(conn)? {
            if status.0 != WorkItemStatus::Dropped {
                all.items.entry(project).or_default().push(Item { code, unit, status: status.0, done });
            }
        }
        let samples = water_samples::table.order((water_samples::sampled_at, water_samples::id));
        for row in samples.select(SampleRow::as_select()).load::<SampleRow>(conn)? {
            let measured = Measured {
                transparency_cm: row.transparency_cm,
                do_mg_l: row.do_mg_l,
                orp_mv: row.orp_mv,
                nh3n_mg_l: row.nh3n_mg_l,
            };
            let sample =
                Sample { at: row.sampled_at, measured, standard: row.standard_text, meets: row.meets_standard };
            all.samples.insert(row.project_id, sample);
        }
        Ok(all)
    }

    /// The facts of the project `row`.
    pub(crate) fn of(
        &mut self,
        row: &PublicRow,
        parts: Box<[TreatedRow]>,
        milestones: &[MilestoneRow],
        reports: &[Approved],
    ) -> Facts {
        let told = |m: &MilestoneRow| Told {
            step: crate::catalog::step(m),
            reports: reports.iter().filter(|r| r.0 == m.id).map(|r| (r.1, r.2)).collect(),
        };
        Facts {
            is_yuan: row.currency.0.is_yuan(),
            total_investment_fen: row.total_investment_fen,
            actual_start: row.actual_start,
            parts,
            steps: milestones.iter().map(told).collect(),
            actual: self.actual.remove(&row.id).unwrap_or_default(),
            items: self.items.remove(&row.id).unwrap_or_default().into_boxed_slice(),
            sample: self.samples.remove(&row.id).map(Box::new),
        }
    }
}

/// The latest actual value of each project and indicator: by the end of its period, then by the day of its source.
fn latest(values: &[ValueRow]) -> HashMap<i64, BTreeMap<String, i64>> {
    let mut actual: Vec<(i64, &ValueRow)> = values
        .iter()
        .filter(|v| v.value_kind.0 == ValueKind::Actual)
        .filter_map(|v| Some((v.project_id?, v)))
        .collect();
    actual.sort_by_key(|(_, v)| (v.period_end, v.source_on, v.id));
    let mut all: HashMap<i64, BTreeMap<String, i64>> = HashMap::new();
    for (project, value) in actual {
        all.entry(project).or_default().insert(value.def_code.clone(), value.value);
    }
    all
}
