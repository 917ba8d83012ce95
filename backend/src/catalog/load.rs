//! Reads all public data, projects by the thousand, and computes what depends on the day.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use shared::areas::AreaRef;
use shared::compounds::CompoundSummary;
use shared::geo::{Point, Shape};
use shared::id::CompoundId;
use shared::milestones::MilestoneStatus;
use shared::money::Currency;
use shared::progress::{Step, Works, planned_progress, works_progress};
use shared::progress_reports::ReportReview;
use shared::projects::{Brick, MilestoneRef, ProjectStatus, Reported, Sign, StatusGroup};

use super::rows::Rows;
use super::visible::Hidden;
use super::{Catalog, CompoundEntry, ProjectEntry, Summary};
use crate::areas::store::{AccountRow, AreaRow};
use crate::areas::tree::AreaTree;
use crate::compounds::store::CompoundRow;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::figures::facts::{AllFacts, Approved, Facts};
use crate::figures::{reported as published, store};
use crate::kinds;
use crate::milestones::store::MilestoneRow;
use crate::projects::store::TreatedRow;
use crate::schema::{area_accounts, compounds, media, meta, milestones, progress_reports, project_compounds, projects};
use crate::search::Search;
use crate::search::letters::Alphabet;
use crate::settings::{routes as settings, store as settings_store};

/// Projects that are read at once: all of a district in one go would lie in memory twice.
const BATCH: usize = 5_000;

/// What the public may know of a project's row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = projects)]
pub(crate) struct PublicRow {
    pub(crate) id: i64,
    number: String,
    kind_code: String,
    name: String,
    plan_year: Option<i16>,
    area_id: i64,
    status: Option<Code<ProjectStatus>>,
    status_since: Option<NaiveDate>,
    status_reason: Option<String>,
    resume_expected_on: Option<NaiveDate>,
    days_suspended: i32,
    geometry: Option<String>,
    lng: Option<f64>,
    lat: Option<f64>,
    pub(crate) currency: Code<Currency>,
    pub(crate) total_investment_fen: Option<i64>,
    planned_start: Option<NaiveDate>,
    planned_finish: Option<NaiveDate>,
    pub(crate) actual_start: Option<NaiveDate>,
    actual_finish: Option<NaiveDate>,
    accepted_on: Option<NaiveDate>,
    benefit_households: Option<i32>,
    works_progress_bp: Option<i32>,
    is_showcase: bool,
    reported_words: Option<String>,
    reported_on: Option<NaiveDate>,
    reported_source: Option<String>,
    is_demo: bool,
    updated_at: NaiveDateTime,
}

impl Catalog {
    pub(super) fn load(conn: &mut Conn, revision: String, today: NaiveDate) -> Result<Self> {
        let areas = AreaTree::load(conn)?;
        let compound_rows: Vec<CompoundRow> =
            compounds::table.order(compounds::id).select(CompoundRow::as_select()).load(conn)?;
        let values = store::current(conn)?;
        let mut facts = AllFacts::load(conn, &values)?;

        let mut catalog = Self { revision, today, areas, kinds: kinds::load(conn)?, ..Self::default() };
        catalog.is_demo =
            meta::table.find("demo_made_on").select(meta::value).first::<String>(conn).optional()?.is_some();
        catalog.settings = settings::values(settings_store::all(conn)?);
        catalog.categories = crate::orders::categories::load(conn)?;
        catalog.calendar = crate::work_calendar::load(conn, &catalog.settings)?;
        let accounts: Vec<AccountRow> = area_accounts::table.select(AccountRow::as_select()).load(conn)?;
        let said = |a: AccountRow| {
            (a.area_id, Reported { words: a.reported_words, on: a.reported_on, source: a.reported_source })
        };
        catalog.area_accounts = accounts.into_iter().map(said).collect();
        catalog.reported = published::entries(store::defs(conn)?, values);
        catalog.projects = projects_of(conn, &mut facts, &catalog)?;
        let mut treated: HashMap<i64, u32> = HashMap::new();
        for compound_id in catalog.projects.iter().flat_map(ProjectEntry::compound_ids) {
            *treated.entry(compound_id).or_default() += 1;
        }
        let unpublished = Hidden::load(conn)?;
        let (shown, hidden): (Vec<_>, Vec<_>) =
            compound_rows.into_iter().partition(|c| unpublished.shows_compound(c, treated.contains_key(&c.id)));
        let entry = |c: CompoundRow| {
            let project_count = treated.get(&c.id).copied().unwrap_or(0);
            compound(c, project_count, &catalog.areas)
        };
        catalog.compounds = shown.into_iter().map(entry).collect();
        let places = catalog.projects.iter().map(|p| p.area_id).chain(catalog.compounds.iter().map(|c| c.area_id));
        let hidden = hidden.iter().map(|c| c.area_id).collect();
        catalog.shown_areas = unpublished.shown_areas(&catalog.areas, &places.collect(), &hidden);
        let treated = (0..).zip(&catalog.projects).flat_map(|(at, p)| p.compound_ids().map(move |id| (id, at)));
        catalog.treated = treated.collect();
        catalog.treated.sort_unstable();
        catalog.years = catalog.projects.iter().filter_map(|p| p.summary.plan_year).collect();
        catalog.years.sort_unstable_by_key(|y| Reverse(*y));
        catalog.years.dedup();
        let kind_at = |code: &str| catalog.kinds.iter().position(|k| k.code == code);
        catalog.rows = Rows::of(&catalog.projects, kind_at, |area| catalog.areas.place_of(area));
        catalog.by_project = (0..).zip(&catalog.projects).map(|(at, p)| (p.id, at)).collect();
        catalog.by_project.sort_unstable();
        catalog.by_compound = catalog.compounds.iter().enumerate().map(|(i, c)| (c.summary.id.0, i)).collect();
        for kind in &mut catalog.kinds {
            kind.project_count = count(catalog.projects.iter().filter(|p| *p.summary.kind == *kind.code));
        }
        let mut alphabet = Alphabet::default();
        let place = |a: &AreaRow| {
            let place = catalog.areas.place(a.id);
            (a.id, alphabet.lines(place.iter().map(|a| a.name.as_str())))
        };
        catalog.place_words = catalog.areas.rows().iter().map(place).collect();
        catalog.search = Search::build(alphabet, &catalog);
        Ok(catalog)
    }
}

/// All published projects, by number.
fn projects_of(conn: &mut Conn, facts: &mut AllFacts, catalog: &Catalog) -> Result<Vec<ProjectEntry>> {
    // Published rows only, and never a draft: for the public neither exists.
    let is_public =
        || projects::is_published.and(projects::status.is_null().or(projects::status.ne(Code(ProjectStatus::Draft))));
    let mut photographs: HashMap<i64, i64> = media::table
        .filter(media::is_published)
        .group_by(media::project_id)
        .select((media::project_id, diesel::dsl::count_star()))
        .load::<(i64, i64)>(conn)?
        .into_iter()
        .collect();
    let mut shared = Shared { areas: &catalog.areas, places: HashMap::new(), codes: Vec::new() };
    let total: i64 = projects::table.filter(is_public()).count().get_result(conn)?;
    let mut all = Vec::with_capacity(usize::try_from(total).unwrap_or(0));
    let mut after = i64::MIN;
    loop {
        let rows: Vec<PublicRow> = projects::table
            .filter(is_public())
            .filter(projects::id.gt(after))
            .order(projects::id)
            .limit(BATCH as i64)
            .select(PublicRow::as_select())
            .load(conn)?;
        let (Some(first), Some(last)) = (rows.first().map(|r| r.id), rows.last().map(|r| r.id)) else { break };
        after = last;
        let mut parts = group(
            project_compounds::table
                .filter(project_compounds::project_id.between(first, last))
                .order((project_compounds::project_id, project_compounds::compound_id))
                .select(TreatedRow::as_select())
                .load::<TreatedRow>(conn)?,
            |t| t.project_id,
        );
        let mut steps = group(
            milestones::table
                .filter(milestones::project_id.between(first, last))
                .order((milestones::seq, milestones::id))
                .select(MilestoneRow::as_select())
                .load::<MilestoneRow>(conn)?,
            |m| m.project_id,
        );
        let mut approved = group(approved(conn, first, last)?, |r| r.0);
        for row in rows {
            let reports: Vec<Approved> =
                approved.remove(&row.id).unwrap_or_default().into_iter().map(|(_, report)| report).collect();
            let told = reports.last().map(|r| r.1);
            let milestones = steps.remove(&row.id).unwrap_or_default();
            let parts = parts.remove(&row.id).unwrap_or_default().into_boxed_slice();
            let photographs = photographs.remove(&row.id).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            let facts = facts.of(&row, parts, &milestones, &reports);
            let mut made = entry(row, &milestones, told, facts, &mut shared, catalog.today)?;
            made.photographs = photographs;
            all.push(made);
        }
    }
    all.sort_unstable_by(|a, b| a.summary.number.cmp(&b.summary.number));
    Ok(all)
}

/// Approved reports on the projects with these keys and between, the earliest first.
fn approved(conn: &mut Conn, first: i64, last: i64) -> Result<Vec<(i64, Approved)>> {
    let rows = progress_reports::table
        .filter(progress_reports::project_id.between(first, last))
        .filter(progress_reports::review.eq(Code(ReportReview::Approved)))
        .order((progress_reports::reported_on, progress_reports::id))
        .select((
            progress_reports::project_id,
            (progress_reports::milestone_id, progress_reports::reported_on, progress_reports::progress_bp),
        ));
    Ok(rows.load(conn)?)
}

/// What many projects have in common, once in memory.
struct Shared<'a> {
    areas: &'a AreaTree,

    places: HashMap<i64, Arc<[AreaRef]>>,
    codes: Vec<Arc<str>>,
}

impl Shared<'_> {
    fn place(&mut self, area: i64) -> Arc<[AreaRef]> {
        self.places.entry(area).or_insert_with(|| self.areas.place(area).into()).clone()
    }

    fn kind(&mut self, code: &str) -> Arc<str> {
        if let Some(known) = self.codes.iter().find(|k| ***k == *code) {
            return known.clone();
        }
        let new: Arc<str> = code.into();
        self.codes.push(new.clone());
        new
    }
}

fn count<T>(found: impl Iterator<Item = T>) -> u32 {
    u32::try_from(found.count()).unwrap_or(u32::MAX)
}

fn group<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn compound(row: CompoundRow, project_count: u32, areas: &AreaTree) -> CompoundEntry {
    let areas = areas.place(row.area_id);
    CompoundEntry {
        area_id: row.area_id,
        floor_area_m2: row.floor_area_m2,
        summary: CompoundSummary {
            id: CompoundId(row.id),
            project_count,
            position: row.lng.zip(row.lat).map(|(lng, lat)| Point { lng, lat }),
            name: row.name,
            alias: row.alias,
            areas,
            built_year_from: row.built_year_from,
            built_year_to: row.built_year_to,
            building_count: row.building_count,
            household_count: row.household_count,
            is_demo: row.is_demo,
        },
    }
}

/// What the figures need to know of a milestone.
pub(crate) fn step(m: &MilestoneRow) -> Step {
    Step {
        weight_bp: m.weight_bp,
        is_physical: m.is_physical,
        status: m.status.0,
        progress_bp: m.progress_bp,
        baseline: m.baseline_start.zip(m.baseline_finish),
        planned_finish: m.planned_finish,
        actual_finish: m.actual_finish,
    }
}

/// What people read of a milestone in a list.
fn named(m: &MilestoneRow, today: NaiveDate) -> MilestoneRef {
    MilestoneRef {
        zh: m.zh.clone(),
        en: m.en.clone(),
        progress_bp: m.progress_bp,
        planned_finish: m.planned_finish,
        days_late: step(m).days_late(today),
    }
}

fn shape(row: &PublicRow) -> Result<Option<Shape>> {
    match (&row.geometry, row.lng.zip(row.lat)) {
        (Some(json), _) => Shape::parse(json)
            .map(Some)
            .map_err(|(_, why)| Error::internal(format!("geometry of {}: {why}", row.number))),
        (None, at) => Ok(at.map(|(lng, lat)| Shape::Point([lng, lat]))),
    }
}

fn entry(
    row: PublicRow,
    milestones: &[MilestoneRow],
    last_report: Option<NaiveDate>,
    facts: Facts,
    shared: &mut Shared<'_>,
    today: NaiveDate,
) -> Result<ProjectEntry> {
    let shape = shape(&row)?;
    let status = row.status.map(|s| s.0);
    let steps: Vec<Step> = milestones.iter().map(step).collect();
    let physical: Vec<&Step> =
        steps.iter().filter(|s| s.is_physical && s.weight_bp > 0 && s.status != MilestoneStatus::Waived).collect();
    let updated_on = last_report.or(row.actual_start).or(row.status_since);
    let works = Works {
        status,
        steps: &steps,
        updated_on,
        entered_on: Some(shared::time::date_of(row.updated_at.and_utc())),
        planned_finish: row.planned_finish,
        actual_finish: row.actual_finish.or(row.accepted_on),
    };
    let health = works.health(today);
    let runs = status.is_some_and(|s| matches!(s.group(), StatusGroup::Works | StatusGroup::Suspended));
    // Ended or put off, no step goes on.
    let halted = status.is_some_and(|s| s.group() == StatusGroup::Ended || s == ProjectStatus::Deferred);
    let progress = status.filter(|s| s.shows_progress()).and_then(|_| works_progress(&steps).or(row.works_progress_bp));
    let first = |wanted| milestones.iter().find(|m| m.status.0 == wanted).filter(|_| status.is_some());
    // While works run, what is under way explains first; else, and afterwards, whatever was the latest.
    let worst = milestones
        .iter()
        .filter(|m| m.reason.is_some())
        .map(|m| (runs && m.status.0 == MilestoneStatus::InProgress, step(m).days_late(today), m))
        .filter(|(explains, late, _)| *explains || *late > 0)
        .max_by_key(|(explains, late, _)| (*explains, *late))
        .map(|(_, _, m)| m);
    let days_late = works.days_late(today);
    let reason = row.status_reason.clone().or_else(|| worst.filter(|_| days_late > 0).and_then(|m| m.reason.clone()));
    // Running works are heard of by reports alone; in every other state its own day is news, too.
    let told = match status {
        Some(ProjectStatus::UnderConstruction) => None,
        _ => milestones.iter().filter_map(|m| m.actual_finish).max().max(row.accepted_on).max(row.status_since),
    };
    let summary = Summary {
        status,
        sign: Sign::of(status, health),
        health,
        progress_bp: progress,
        planned_bp: planned_progress(&steps, today).filter(|_| runs),
        milestones_done: count(physical.iter().filter(|s| s.status == MilestoneStatus::Completed)),
        milestones_total: count(physical.iter()),
        bricks: physical.iter().map(|s| Brick { weight_bp: s.weight_bp, progress_bp: s.progress_bp }).collect(),
        current: first(MilestoneStatus::InProgress).filter(|_| !halted).map(|m| Box::new(named(m, today))),
        next: first(MilestoneStatus::NotStarted).filter(|_| !halted).map(|m| Box::new(named(m, today))),
        days_late,
        days_since_update: works.days_since_update(today),
        updated_on: updated_on.max(told).filter(|_| status.is_some()),
        days_suspended: suspended_days(&row, today),
        reason: reason.map(String::into_boxed_str),
        areas: shared.place(row.area_id),
        position: shape.as_ref().and_then(Shape::anchor),
        reported: reported(row.reported_words, row.reported_on, row.reported_source).map(Box::new),
        number: row.number,
        kind: shared.kind(&row.kind_code),
        name: row.name,
        status_since: row.status_since,
        resume_expected_on: row.resume_expected_on,
        plan_year: row.plan_year,
        planned_start: row.planned_start,
        planned_finish: row.planned_finish,
        actual_finish: row.actual_finish,
        is_showcase: row.is_showcase,
        is_demo: row.is_demo,
    };
    Ok(ProjectEntry {
        id: row.id,
        area_id: row.area_id,
        facts,
        started_on: row.actual_start,
        finished_on: row.actual_finish.or(row.accepted_on),
        benefit_households: row.benefit_households,
        photographs: 0,
        bbox: shape.as_ref().and_then(Shape::bbox),
        shape,
        summary,
    })
}

/// Days of suspension so far: those counted when works went on, and those since works stopped last.
fn suspended_days(row: &PublicRow, today: NaiveDate) -> i64 {
    let running = match (row.status, row.status_since) {
        (Some(Code(ProjectStatus::Suspended)), Some(since)) => (today - since).num_days().max(0),
        _ => 0,
    };
    i64::from(row.days_suspended) + running
}

/// The account a thing is known from, when its three columns are there.
pub(crate) fn reported(words: Option<String>, on: Option<NaiveDate>, source: Option<String>) -> Option<Reported> {
    Some(Reported { words: words?, on: on?, source: source? })
}
