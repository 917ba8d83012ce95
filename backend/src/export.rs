//! The ledger of projects 项目台账 as CSV, with the columns that import reads: what goes out comes in again unchanged.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::geo::{Crs, Point, Shape};
use shared::ledger::amounts::{in_percent, in_wan};
use shared::ledger::projects::PARTIES;
use shared::ledger::words::{step, trimmed};
use shared::ledger::{Field, columns, csv, position};
use shared::money::Currency;
use shared::work_items::WorkItemStatus;

use crate::areas::tree::AreaTree;
use crate::compounds::store::CompoundRow;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::kinds;
use crate::projects::store::{ProjectRow, PromisedRow, TreatedRow};
use crate::schema::{
    compounds, milestones, organizations, project_compounds, project_members, project_work_items, projects,
};

/// Spreadsheets take a file without it for something else than UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// All projects, drafts and unpublished ones too, in the order of their numbers.
///
/// # Errors
/// Those of the database.
pub fn projects(conn: &mut Conn) -> Result<String> {
    let mut rows: Vec<ProjectRow> = projects::table.select(ProjectRow::as_select()).load(conn)?;
    rows.sort_by_cached_key(|r| in_order(&r.number));
    let ledger = Ledger::load(conn)?;
    let written: Vec<_> = columns::PROJECTS.iter().filter(|c| c.field != Field::Crs).collect();
    let mut out = BYTE_ORDER_MARK.to_owned();
    let header: Vec<String> = written.iter().map(|c| format!("{}{}", c.zh, unit(c.field))).collect();
    csv::push_line(&mut out, header.iter().map(String::as_str));
    for row in &rows {
        let cells: Vec<String> = written.iter().map(|c| ledger.cell(row, c.field)).collect::<Result<_>>()?;
        csv::push_line(&mut out, cells.iter().map(String::as_str));
    }
    Ok(out)
}

/// PRJ-2026-10000 comes after PRJ-2026-9999.
fn in_order(number: &str) -> (String, u64, String) {
    let (series, running) = number.rsplit_once('-').unwrap_or((number, ""));
    (series.to_owned(), running.parse().unwrap_or(0), number.to_owned())
}

fn unit(field: Field) -> &'static str {
    match field {
        Field::TotalInvestment | Field::Contract | Field::FinalAccount => "（万元）",
        Field::FloorArea => "（㎡）",
        Field::WorksProgress => "（%）",
        _ => "",
    }
}

/// Text that may hold anything.
fn text(value: Option<&String>) -> String {
    value.map_or_else(String::new, |t| csv::guarded(trimmed(t)))
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// In 万元 as the header says; another currency stands after its number, so that nobody takes it for yuan.
fn money(amount: Option<i64>, currency: Currency) -> String {
    let unit = if currency.is_yuan() { String::new() } else { format!("万{}", currency.zh()) };
    amount.map_or_else(String::new, |amount| format!("{}{unit}", in_wan(amount)))
}

fn flag(value: bool) -> String {
    (if value { "是" } else { "" }).to_owned()
}

/// What the rows refer to.
struct Ledger {
    areas: AreaTree,
    kinds: HashMap<String, String>,
    treated: HashMap<i64, Vec<(TreatedRow, CompoundRow)>>,
    promised: HashMap<i64, Vec<PromisedRow>>,
    members: HashMap<(i64, String), Vec<String>>,
    organizations: HashMap<i64, String>,
    with_milestones: std::collections::HashSet<i64>,
}

impl Ledger {
    fn load(conn: &mut Conn) -> Result<Self> {
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

    fn cell(&self, row: &ProjectRow, field: Field) -> Result<String> {
        let at = |level| self.area_name(row.area_id, level);
        let point = || {
            let (lng, lat) = row.lng.zip(row.lat)?;
            Some(position::to_centimetre(Point { lng, lat }))
        };
        Ok(match field {
            Field::Number => csv::guarded(&row.number),
            Field::Kind => self.kinds.get(&row.kind_code).cloned().unwrap_or_default(),
            Field::Name => text(Some(&row.name)),
            Field::PlanYear => shown(row.plan_year),
            Field::District => at(AreaLevel::District),
            Field::Street => at(AreaLevel::Street),
            Field::Community => at(AreaLevel::Community),
            Field::Grid => at(AreaLevel::Grid),
            Field::Compounds | Field::BuiltYears | Field::BuildingCount | Field::HouseholdCount | Field::FloorArea => {
                self.treated(row, field)
            }
            Field::Status => row.status.map_or_else(String::new, |s| s.0.zh().to_owned()),
            Field::StatusSince => shown(row.status_since),
            Field::StatusReason => text(row.status_reason.as_ref()),
            Field::ResumeExpectedOn => shown(row.resume_expected_on),
            Field::DaysSuspended => shown(Some(row.days_suspended).filter(|d| *d > 0)),
            // With milestones it is computed from them and would be a second truth here.
            Field::WorksProgress if self.with_milestones.contains(&row.id) => String::new(),
            Field::WorksProgress => row.works_progress_bp.map_or_else(String::new, in_percent),
            Field::PlannedStart => shown(row.planned_start),
            Field::PlannedFinish => shown(row.planned_finish),
            Field::ActualStart => shown(row.actual_start),
            Field::ActualFinish => shown(row.actual_finish),
            Field::AcceptedOn => shown(row.accepted_on),
            Field::Currency if row.currency.0.is_yuan() => String::new(),
            Field::Currency => row.currency.0.code().to_owned(),
            Field::TotalInvestment => money(row.total_investment_fen, row.currency.0),
            Field::Contract => money(row.contract_fen, row.currency.0),
            Field::FinalAccount => money(row.final_account_fen, row.currency.0),
            Field::BenefitHouseholds => shown(row.benefit_households),
            Field::BenefitPeople => shown(row.benefit_people),
            Field::WorkItems => self.work_items(row.id),
            Field::Client | Field::Designer | Field::Contractor | Field::Supervisor => self.party(row, field),
            Field::ApprovalNo => text(row.approval_no.as_ref()),
            Field::ApprovalDate => shown(row.approval_date),
            Field::ComplaintPhone => text(row.complaint_phone.as_ref()),
            Field::Summary => text(row.summary.as_ref()),
            Field::SourceNote => text(row.source_note.as_ref()),
            Field::Lng => shown(point().map(|p| p.lng)),
            Field::Lat => shown(point().map(|p| p.lat)),
            Field::Geometry => geometry(row)?,
            Field::CoordOrigin => {
                row.coord_origin.clone().filter(|o| o != <&str>::from(Crs::Wgs84)).unwrap_or_default()
            }
            Field::Published => (if row.is_published { "是" } else { "否" }).to_owned(),
            Field::Showcase => flag(row.is_showcase),
            Field::ReportedWords => text(row.reported_words.as_ref()),
            Field::ReportedOn => shown(row.reported_on),
            Field::ReportedSource => text(row.reported_source.as_ref()),
            Field::ImportKey => text(row.import_key.as_ref()),
            Field::Demo => flag(row.is_demo),
            other => return Err(Error::internal(format!("the ledger has no column {}", other.code()))),
        })
    }

    fn area_name(&self, id: i64, level: AreaLevel) -> String {
        let path = self.areas.path(id);
        path.iter().find(|a| a.area_level.0 == level).map_or_else(String::new, |a| csv::guarded(trimmed(&a.name)))
    }

    /// Compounds and what is said of each, in the order of their names.
    fn treated(&self, row: &ProjectRow, field: Field) -> String {
        let Some(pairs) = self.treated.get(&row.id) else { return String::new() };
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
        if parts.iter().all(String::is_empty) { String::new() } else { csv::guarded(&parts.join("；")) }
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

    fn party(&self, row: &ProjectRow, field: Field) -> String {
        let member = PARTIES.iter().find(|(f, _)| *f == field).map_or("", |(_, member)| member);
        let mut names = self.members.get(&(row.id, member.to_owned())).cloned().unwrap_or_default();
        if names.is_empty() && field == Field::Client {
            names.extend(row.client_org_id.and_then(|id| self.organizations.get(&id)).cloned());
        }
        names.sort();
        csv::guarded(&names.iter().map(|n| step(trimmed(n))).collect::<Vec<_>>().join("；"))
    }
}

/// The shape to a centimetre, as import keeps it.
fn geometry(row: &ProjectRow) -> Result<String> {
    let Some(json) = &row.geometry else { return Ok(String::new()) };
    let shape = Shape::parse(json).map_err(|(_, why)| Error::internal(format!("geometry of {}: {why}", row.number)))?;
    serde_json::to_string(&position::shape_to_centimetre(&shape)).map_err(Error::internal)
}
