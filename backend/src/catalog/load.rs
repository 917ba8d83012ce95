//! Reads all public data in sixteen queries and computes what depends on the day.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::compounds::CompoundSummary;
use shared::geo::{Point, Shape};
use shared::id::CompoundId;
use shared::milestones::MilestoneStatus;
use shared::progress::{Step, Works, planned_progress, works_progress};
use shared::progress_reports::ReportReview;
use shared::projects::{Brick, MilestoneRef, ProjectStatus, ProjectSummary, Reported, Sign, StatusGroup};

use super::visible::Hidden;
use super::{Catalog, CompoundEntry, ProjectEntry};
use crate::areas::store::AccountRow;
use crate::areas::tree::AreaTree;
use crate::compounds::store::CompoundRow;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::figures::facts::{AllFacts, Approved, Facts};
use crate::figures::{reported as published, store};
use crate::kinds;
use crate::milestones::store::MilestoneRow;
use crate::projects::store::{ProjectRow, TreatedRow};
use crate::schema::{area_accounts, compounds, media, meta, milestones, progress_reports, project_compounds, projects};
use crate::search::Search;
use crate::search::letters::{Alphabet, Letter};

impl Catalog {
    pub(super) fn load(conn: &mut Conn, revision: String, today: NaiveDate) -> Result<Self> {
        let areas = AreaTree::load(conn)?;
        let compound_rows: Vec<CompoundRow> =
            compounds::table.order(compounds::id).select(CompoundRow::as_select()).load(conn)?;
        let treated: Vec<TreatedRow> = project_compounds::table
            .order((project_compounds::project_id, project_compounds::compound_id))
            .select(TreatedRow::as_select())
            .load(conn)?;
        let mut steps = group(
            milestones::table
                .order((milestones::seq, milestones::id))
                .select(MilestoneRow::as_select())
                .load::<MilestoneRow>(conn)?,
            |m| m.project_id,
        );
        let approved = progress_reports::table
            .filter(progress_reports::review.eq(Code(ReportReview::Approved)))
            .order((progress_reports::reported_on, progress_reports::id))
            .select((
                progress_reports::project_id,
                (progress_reports::milestone_id, progress_reports::reported_on, progress_reports::progress_bp),
            ));
        let mut approved = group(approved.load::<(i64, Approved)>(conn)?, |r| r.0);
        let values = store::current(conn)?;
        let mut facts = AllFacts::load(conn, &values)?;
        let mut photographs: HashMap<i64, i64> = media::table
            .filter(media::is_published)
            .group_by(media::project_id)
            .select((media::project_id, diesel::dsl::count_star()))
            .load::<(i64, i64)>(conn)?
            .into_iter()
            .collect();
        // Published rows only, and never a draft: for the public neither exists.
        let rows: Vec<ProjectRow> = projects::table
            .filter(projects::is_published)
            .filter(projects::status.is_null().or(projects::status.ne(Code(ProjectStatus::Draft))))
            .order(projects::number)
            .select(ProjectRow::as_select())
            .load(conn)?;

        let mut catalog = Self { revision, today, areas, kinds: kinds::load(conn)?, ..Self::default() };
        catalog.is_demo =
            meta::table.find("demo_made_on").select(meta::value).first::<String>(conn).optional()?.is_some();
        let accounts: Vec<AccountRow> = area_accounts::table.select(AccountRow::as_select()).load(conn)?;
        let said = |a: AccountRow| {
            (a.area_id, Reported { words: a.reported_words, on: a.reported_on, source: a.reported_source })
        };
        catalog.area_accounts = accounts.into_iter().map(said).collect();
        catalog.reported = published::entries(store::defs(conn)?, values);
        let mut parts_of = group(treated, |t| t.project_id);
        let mut alphabet = Alphabet::default();
        let by_id: HashMap<i64, &CompoundRow> = compound_rows.iter().map(|c| (c.id, c)).collect();
        for row in rows {
            let parts = parts_of.remove(&row.id).unwrap_or_default();
            let names = parts.iter().filter_map(|t| by_id.get(&t.compound_id));
            let place = catalog.areas.place(row.area_id);
            let words = [row.number.as_str(), &row.name].into_iter();
            let words = words.chain(names.flat_map(|c| [Some(c.name.as_str()), c.alias.as_deref()]).flatten());
            let words = alphabet.lines(words.chain(place.iter().map(|a| a.name.as_str())));
            let reports: Vec<Approved> =
                approved.remove(&row.id).unwrap_or_default().into_iter().map(|(_, report)| report).collect();
            let last = reports.last().map(|r| r.1);
            let milestones = steps.remove(&row.id).unwrap_or_default();
            let photographs = photographs.remove(&row.id).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            let facts = facts.of(&row, parts, &milestones, &reports);
            let mut made = entry(row, &milestones, last, facts, words, &catalog.areas, today)?;
            made.photographs = photographs;
            catalog.projects.push(made);
        }
        let public: HashSet<i64> = catalog.projects.iter().map(|p| p.id).collect();
        let mut treated: HashMap<i64, u32> = HashMap::new();
        for compound_id in catalog.projects.iter().flat_map(|p| &p.compound_ids) {
            *treated.entry(*compound_id).or_default() += 1;
        }
        let unpublished = Hidden::load(conn, &public)?;
        let (shown, hidden): (Vec<_>, Vec<_>) =
            compound_rows.into_iter().partition(|c| unpublished.shows_compound(c, treated.contains_key(&c.id)));
        let entry = |c: CompoundRow| {
            let project_count = treated.get(&c.id).copied().unwrap_or(0);
            compound(c, project_count, &catalog.areas, &mut alphabet)
        };
        catalog.compounds = shown.into_iter().map(entry).collect();
        let places = catalog.projects.iter().map(|p| p.area_id).chain(catalog.compounds.iter().map(|c| c.area_id));
        let hidden = hidden.iter().map(|c| c.area_id).collect();
        catalog.shown_areas = unpublished.shown_areas(&catalog.areas, &places.collect(), &hidden);
        catalog.by_number = catalog.projects.iter().enumerate().map(|(i, p)| (p.summary.number.clone(), i)).collect();
        catalog.by_project = catalog.projects.iter().enumerate().map(|(i, p)| (p.id, i)).collect();
        catalog.by_compound = catalog.compounds.iter().enumerate().map(|(i, c)| (c.summary.id.0, i)).collect();
        for kind in &mut catalog.kinds {
            kind.project_count = count(catalog.projects.iter().filter(|p| p.summary.kind == kind.code));
        }
        catalog.search = Search::build(alphabet, &catalog);
        Ok(catalog)
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

fn compound(row: CompoundRow, project_count: u32, areas: &AreaTree, alphabet: &mut Alphabet) -> CompoundEntry {
    let areas = areas.place(row.area_id);
    let words: BTreeSet<&str> =
        areas.iter().map(|a| &a.name).chain([&row.name]).chain(&row.alias).map(String::as_str).collect();
    CompoundEntry {
        area_id: row.area_id,
        words: alphabet.lines(words),
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

fn shape(row: &ProjectRow) -> Result<Option<Shape>> {
    match (&row.geometry, row.lng.zip(row.lat)) {
        (Some(json), _) => Shape::parse(json)
            .map(Some)
            .map_err(|(_, why)| Error::internal(format!("geometry of {}: {why}", row.number))),
        (None, at) => Ok(at.map(|(lng, lat)| Shape::Point([lng, lat]))),
    }
}

fn entry(
    row: ProjectRow,
    milestones: &[MilestoneRow],
    last_report: Option<NaiveDate>,
    facts: Facts,
    words: Box<[Letter]>,
    areas: &AreaTree,
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
    let summary = ProjectSummary {
        status,
        sign: Sign::of(status, health),
        health,
        progress_bp: progress,
        planned_bp: planned_progress(&steps, today).filter(|_| runs),
        milestones_done: count(physical.iter().filter(|s| s.status == MilestoneStatus::Completed)),
        milestones_total: count(physical.iter()),
        bricks: physical.iter().map(|s| Brick { weight_bp: s.weight_bp, progress_bp: s.progress_bp }).collect(),
        current: first(MilestoneStatus::InProgress).filter(|_| !halted).map(|m| named(m, today)),
        next: first(MilestoneStatus::NotStarted).filter(|_| !halted).map(|m| named(m, today)),
        days_late,
        days_since_update: works.days_since_update(today),
        updated_on: updated_on.max(told).filter(|_| status.is_some()),
        days_suspended: suspended_days(&row, today),
        reason,
        areas: areas.place(row.area_id),
        position: shape.as_ref().and_then(Shape::anchor),
        reported: reported(row.reported_words, row.reported_on, row.reported_source),
        number: row.number,
        kind: row.kind_code,
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
        compound_ids: facts.compound_ids().collect(),
        facts,
        started_on: row.actual_start,
        finished_on: row.actual_finish.or(row.accepted_on),
        benefit_households: row.benefit_households,
        photographs: 0,
        bbox: shape.as_ref().and_then(Shape::bbox),
        words,
        shape,
        summary,
    })
}

/// Days of suspension so far: those counted when works went on, and those since works stopped last.
fn suspended_days(row: &ProjectRow, today: NaiveDate) -> i64 {
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
