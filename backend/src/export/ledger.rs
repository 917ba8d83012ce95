//! What stands in the ledger of projects, cell by cell, with all that the rows refer to.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::geo::{Crs, Point, Shape};
use shared::ledger::amounts::{in_percent, in_wan};
use shared::ledger::projects::PARTIES;
use shared::ledger::words::{step, trimmed};
use shared::ledger::{Field, csv, position};
use shared::money::Currency;
use shared::work_items::WorkItemStatus;

use crate::areas::tree::AreaTree;
use crate::compounds::store::CompoundRow;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::kinds;
use crate::projects::staff::scope::{Reach, reached};
use crate::projects::store::{ProjectRow, PromisedRow, TreatedRow};
use crate::schema::{
    compounds, milestones, organizations, project_compounds, project_members, project_work_items, projects,
};

/// One cell of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A decimal, exact.
    Number(String),
    /// A day.
    Date(NaiveDate),
}

impl Cell {
    fn text(text: &str) -> Self {
        match trimmed(text) {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
        }
    }

    fn some(text: Option<&String>) -> Self {
        text.map_or(Self::Empty, |t| Self::text(t))
    }

    fn number<T: ToString>(number: Option<T>) -> Self {
        number.map_or(Self::Empty, |n| Self::Number(n.to_string()))
    }

    fn date(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }
}

/// Text for a file whose text is never run as a formula: only what import would take for guarded needs a guard.
pub(super) fn kept(text: String) -> String {
    if csv::unguarded(&text) == text { text } else { csv::guarded(&text) }
}

/// All projects, drafts and unpublished ones too, in the order of their numbers.
pub(super) fn rows(conn: &mut Conn, reach: &Reach) -> Result<Vec<ProjectRow>> {
    let mut rows: Vec<ProjectRow> =
        projects::table.filter(reached!(reach)).select(ProjectRow::as_select()).load(conn)?;
    rows.sort_by_cached_key(|r| in_order(&r.number));
    Ok(rows)
}

/// PRJ-2026-10000 comes after PRJ-2026-9999.
fn in_order(number: &str) -> (String, u64, String) {
    let (series, running) = number.rsplit_once('-').unwrap_or((number, ""));
    (series.to_owned(), running.parse().unwrap_or(0), number.to_owned())
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// In 万元 as the header says; another currency stands after its number, so that nobody takes it for yuan.
fn money(amount: Option<i64>, currency: Currency) -> Cell {
    match amount.map(in_wan) {
        Some(wan) if !currency.is_yuan() => Cell::Text(format!("{wan}万{}", currency.zh())),
        wan => Cell::number(wan),
    }
}

fn flag(value: bool) -> Cell {
    if value { Cell::Text("是".to_owned()) } else { Cell::Empty }
}

/// What the rows refer to.
pub(super) struct Ledger {
    areas: AreaTree,
    kinds: HashMap<String, String>,
    treated: HashMap<i64, Vec<(TreatedRow, CompoundRow)>>,
    promised: HashMap<i64, Vec<PromisedRow>>,
    members: HashMap<(i64, String), Vec<String>>,
    organizations: HashMap<i64, String>,
    with_milestones: std::collections::HashSet<i64>,
}

impl Ledger {
    pub(super) fn load(conn: &mut Conn) -> Result<Self> {
        let mut ledger = Self {
            areas: AreaTree::load(conn)?,
            kinds: kinds::load(conn)?.into_iter().map(|k| (k.code, k.zh)).collect(),
            treated: HashMap::new(),
            promised: HashMap::new(),
            members: HashMap::new(),
            organizations: organizations::table
                .select((organizations::id, organizations::name))
                .load::<(i64, String)>(conn)?
                .into_iter()
                .collect(),
            with_milestones: milestones::table
                .select(milestones::project_id)
                .distinct()
                .load::<i64>(conn)?
                .into_iter()
                .collect(),
        };
        let treated = project_compounds::table
            .inner_join(compounds::table.on(compounds::id.eq(project_compounds::compound_id)))
            .select((TreatedRow::as_select(), CompoundRow::as_select()));
        for pair in treated.load::<(TreatedRow, CompoundRow)>(conn)? {
            ledger.treated.entry(pair.0.project_id).or_default().push(pair);
        }
        let promised = project_work_items::table.order(project_work_items::item_code).select(PromisedRow::as_select());
        for row in promised.load::<PromisedRow>(conn)? {
            ledger.promised.entry(row.project_id).or_default().push(row);
        }
        let members = project_members::table.filter(project_members::shown_publicly).select((
            project_members::project_id,
            project_members::member_type,
            project_members::org_id,
        ));
        for (project, member, org) in members.load::<(i64, String, i64)>(conn)? {
            let name = ledger.organizations.get(&org).cloned().unwrap_or_default();
            ledger.members.entry((project, member)).or_default().push(name);
        }
        Ok(ledger)
    }

    /// What stands under `field` for `row`.
    pub(super) fn cell(&self, row: &ProjectRow, field: Field) -> Result<Cell> {
        let at = |level| self.area_name(row.area_id, level);
        let point = || {
            let (lng, lat) = row.lng.zip(row.lat)?;
            Some(position::to_centimetre(Point { lng, lat }))
        };
        Ok(match field {
            Field::Number => Cell::text(&row.number),
            Field::Kind => Cell::some(self.kinds.get(&row.kind_code)),
            Field::Name => Cell::text(&row.name),
            Field::PlanYear => Cell::number(row.plan_year),
            Field::District => at(AreaLevel::District),
            Field::Street => at(AreaLevel::Street),
            Field::Community => at(AreaLevel::Community),
            Field::Grid => at(AreaLevel::Grid),
            Field::Compounds | Field::BuiltYears | Field::BuildingCount | Field::HouseholdCount | Field::FloorArea => {
                self.treated(row, field)
            }
            Field::Status => row.status.map_or(Cell::Empty, |s| Cell::text(s.0.zh())),
            Field::StatusSince => Cell::date(row.status_since),
            Field::StatusReason => Cell::some(row.status_reason.as_ref()),
            Field::ResumeExpectedOn => Cell::date(row.resume_expected_on),
            Field::DaysSuspended => Cell::number(Some(row.days_suspended).filter(|d| *d > 0)),
            // With milestones it is computed from them and would be a second truth here.
            Field::WorksProgress if self.with_milestones.contains(&row.id) => Cell::Empty,
            Field::WorksProgress => Cell::number(row.works_progress_bp.map(in_percent)),
            Field::PlannedStart => Cell::date(row.planned_start),
            Field::PlannedFinish => Cell::date(row.planned_finish),
            Field::ActualStart => Cell::date(row.actual_start),
            Field::ActualFinish => Cell::date(row.actual_finish),
            Field::AcceptedOn => Cell::date(row.accepted_on),
            Field::Currency if row.currency.0.is_yuan() => Cell::Empty,
            Field::Currency => Cell::text(row.currency.0.code()),
            Field::TotalInvestment => money(row.total_investment_fen, row.currency.0),
            Field::Contract => money(row.contract_fen, row.currency.0),
            Field::FinalAccount => money(row.final_account_fen, row.currency.0),
            Field::BenefitHouseholds => Cell::number(row.benefit_households),
            Field::BenefitPeople => Cell::number(row.benefit_people),
            Field::WorkItems => Cell::text(&self.work_items(row.id)),
            Field::Client | Field::Designer | Field::Contractor | Field::Supervisor => self.party(row, field),
            Field::ApprovalNo => Cell::some(row.approval_no.as_ref()),
            Field::ApprovalDate => Cell::date(row.approval_date),
            Field::ComplaintPhone => Cell::some(row.complaint_phone.as_ref()),
            Field::Summary => Cell::some(row.summary.as_ref()),
            Field::SourceNote => Cell::some(row.source_note.as_ref()),
            Field::Lng => Cell::number(point().map(|p| p.lng)),
            Field::Lat => Cell::number(point().map(|p| p.lat)),
            Field::Geometry => Cell::text(&geometry(row)?),
            Field::CoordOrigin => Cell::some(row.coord_origin.as_ref().filter(|o| *o != <&str>::from(Crs::Wgs84))),
            Field::Published => Cell::text(if row.is_published { "是" } else { "否" }),
            Field::Showcase => flag(row.is_showcase),
            Field::ReportedWords => Cell::some(row.reported_words.as_ref()),
            Field::ReportedOn => Cell::date(row.reported_on),
            Field::ReportedSource => Cell::some(row.reported_source.as_ref()),
            Field::ImportKey => Cell::some(row.import_key.as_ref()),
            Field::Demo => flag(row.is_demo),
            other => return Err(Error::internal(format!("the ledger has no column {}", other.code()))),
        })
    }

    fn area_name(&self, id: i64, level: AreaLevel) -> Cell {
        let path = self.areas.path(id);
        path.iter().find(|a| a.area_level.0 == level).map_or(Cell::Empty, |a| Cell::text(&a.name))
    }

    /// Compounds and what is said of each, in the order of their names.
    fn treated(&self, row: &ProjectRow, field: Field) -> Cell {
        let Some(pairs) = self.treated.get(&row.id) else { return Cell::Empty };
        let mut pairs: Vec<_> = pairs.iter().map(|(t, c)| (self.compound_path(row.area_id, c), t, c)).collect();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let said = |(path, treated, compound): &(String, &TreatedRow, &CompoundRow)| match field {
            Field::Compounds => path.clone(),
            Field::BuiltYears => match (compound.built_year_from, compound.built_year_to) {
                (Some(from), Some(to)) if from != to => format!("{from}-{to}"),
                (from, to) => shown(from.or(to)),
            },
            Field::BuildingCount => shown(treated.building_count),
            Field::HouseholdCount => shown(treated.household_count),
            _ => shown(treated.floor_area_m2),
        };
        let parts: Vec<String> = pairs.iter().map(said).collect();
        match parts.as_slice() {
            [one] if field != Field::Compounds && one.parse::<u64>().is_ok() => Cell::Number(one.clone()),
            parts if parts.iter().all(String::is_empty) => Cell::Empty,
            parts => Cell::text(&parts.join("；")),
        }
    }

    /// The compound's name, with its community and street before it where they are not the project's.
    fn compound_path(&self, home: i64, compound: &CompoundRow) -> String {
        let of = |area, level| {
            let path = self.areas.path(area);
            path.iter().find(|a| a.area_level.0 == level).map(|a| trimmed(&a.name).to_owned())
        };
        let mut names = Vec::new();
        let [street, community] = [AreaLevel::Street, AreaLevel::Community].map(|l| of(compound.area_id, l));
        let elsewhere = street != of(home, AreaLevel::Street);
        if elsewhere || community != of(home, AreaLevel::Community) {
            names.extend(street.filter(|_| elsewhere));
            names.extend(community);
        }
        names.push(trimmed(&compound.name).to_owned());
        names.iter().map(|n| step(n)).collect::<Vec<_>>().join(">")
    }

    /// What is promised. A promise that was dropped is none: it would come back as one.
    fn work_items(&self, project: i64) -> String {
        let items = self.promised.get(&project).map(Vec::as_slice).unwrap_or_default();
        let kept = items.iter().filter(|i| i.status.0 != WorkItemStatus::Dropped);
        let said = kept.map(|i| match i.quantity_planned {
            Some(quantity) => format!("{}:{quantity}", i.item_code),
            None => i.item_code.clone(),
        });
        said.collect::<Vec<_>>().join("; ")
    }

    fn party(&self, row: &ProjectRow, field: Field) -> Cell {
        let member = PARTIES.iter().find(|(f, _)| *f == field).map_or("", |(_, member)| member);
        let mut names = self.members.get(&(row.id, member.to_owned())).cloned().unwrap_or_default();
        if names.is_empty() && field == Field::Client {
            names.extend(row.client_org_id.and_then(|id| self.organizations.get(&id)).cloned());
        }
        names.sort();
        Cell::text(&names.iter().map(|n| step(trimmed(n))).collect::<Vec<_>>().join("；"))
    }
}

/// The shape to a centimetre, as import keeps it.
pub(super) fn geometry(row: &ProjectRow) -> Result<String> {
    let Some(json) = &row.geometry else { return Ok(String::new()) };
    let shape = Shape::parse(json).map_err(|(_, why)| Error::internal(format!("geometry of {}: {why}", row.number)))?;
    serde_json::to_string(&position::shape_to_centimetre(&shape)).map_err(Error::internal)
}
