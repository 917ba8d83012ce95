//! The demonstration district: always the same, never stale, and nothing invented in a real place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::Instant;

use backend::areas::store::AreaRow;
use backend::compounds::store::{BuildingRow, CompoundRow};
use backend::db::{Conn, Db};
use backend::error::Result;
use backend::figures::store::{SampleRow, ValueRow};
use backend::milestones::store::{MilestoneRow, PlanChangeRow, ReportRow};
use backend::organizations::store::OrganizationRow;
use backend::projects::store::{MemberRow, ProjectRow, PromisedRow, TreatedBuildingRow, TreatedRow};
use backend::{demo, schema};
use chrono::{Datelike as _, NaiveDate};
use diesel::prelude::*;
use shared::compounds::Compound;
use shared::id::CompoundId;
use shared::kinds::Kind;
use shared::milestones::MilestoneStatus;
use shared::plan_changes::PlanChangeStatus;
use shared::progress::{Health, Step, works_progress};
use shared::progress_reports::ReportReview;
use shared::projects::{Project, ProjectPage, ProjectStatus, ProjectSummary, StatusGroup};
use shared::site::Site;
use strum::VariantArray as _;

use crate::app::{TODAY, TestApp};

mod agreement;
mod pictures;
mod places;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn fill(db: &Db, today: NaiveDate) -> bool {
    let now = today.and_hms_opt(4, 0, 0).unwrap().and_utc();
    db.write_now(|conn| demo::fill(conn, today, now)).unwrap() == demo::Filled::Made
}

pub(crate) fn filled(today: &str) -> (TestApp, Rows) {
    let app = TestApp::new();
    app.set_day(today);
    let began = Instant::now();
    assert!(fill(&app.db, day(today)));
    eprintln!("filled in {:?}", began.elapsed());
    let rows = app.db.read_now(Rows::read).unwrap();
    (app, rows)
}

/// Everything there is, in the order of its identifiers.
#[derive(Debug, PartialEq)]
pub(crate) struct Rows {
    areas: Vec<AreaRow>,
    organizations: Vec<OrganizationRow>,
    compounds: Vec<CompoundRow>,
    buildings: Vec<BuildingRow>,
    projects: Vec<ProjectRow>,
    treated: Vec<TreatedRow>,
    treated_buildings: Vec<TreatedBuildingRow>,
    members: Vec<MemberRow>,
    promised: Vec<PromisedRow>,
    milestones: Vec<MilestoneRow>,
    reports: Vec<ReportRow>,
    changes: Vec<PlanChangeRow>,
    values: Vec<ValueRow>,
    samples: Vec<SampleRow>,
}

macro_rules! all {
    ($conn:ident, $table:ident) => {
        schema::$table::table.select(diesel::SelectableHelper::as_select()).order(schema::$table::id).load($conn)?
    };
}

impl Rows {
    fn read(conn: &mut Conn) -> Result<Self> {
        use schema::{project_buildings as pb, project_compounds as pc};
        Ok(Self {
            areas: all!(conn, areas),
            organizations: all!(conn, organizations),
            compounds: all!(conn, compounds),
            buildings: all!(conn, buildings),
            projects: all!(conn, projects),
            treated: pc::table.select(TreatedRow::as_select()).order((pc::project_id, pc::compound_id)).load(conn)?,
            treated_buildings: pb::table
                .select(TreatedBuildingRow::as_select())
                .order((pb::project_id, pb::building_id))
                .load(conn)?,
            members: all!(conn, project_members),
            promised: all!(conn, project_work_items),
            milestones: all!(conn, milestones),
            reports: all!(conn, progress_reports),
            changes: all!(conn, plan_changes),
            values: all!(conn, indicator_values),
            samples: all!(conn, water_samples),
        })
    }

    fn invented(&self) -> impl Iterator<Item = &ProjectRow> {
        self.projects.iter().filter(|p| p.is_demo)
    }

    fn milestones_of(&self, project: i64) -> Vec<&MilestoneRow> {
        self.milestones.iter().filter(|m| m.project_id == project).collect()
    }
}

fn step(row: &MilestoneRow) -> Step {
    Step {
        weight_bp: row.weight_bp,
        is_physical: row.is_physical,
        status: row.status.0,
        progress_bp: row.progress_bp,
        baseline: row.baseline_start.zip(row.baseline_finish),
        planned_finish: row.planned_finish,
        actual_finish: row.actual_finish,
    }
}

fn count<K: Ord + Debug>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    keys.for_each(|k| *counts.entry(k).or_default() += 1);
    counts
}

fn assert_same<T: PartialEq + Debug>(a: &[T], b: &[T]) {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).for_each(|(a, b)| assert_eq!(a, b));
}

#[test]
fn two_databases_get_the_same_demonstration() {
    let ((_one, a), (_two, b)) = (filled(TODAY), filled(TODAY));
    assert_same(&a.areas, &b.areas);
    assert_same(&a.compounds, &b.compounds);
    assert_same(&a.projects, &b.projects);
    assert_same(&a.milestones, &b.milestones);
    assert_same(&a.reports, &b.reports);
    assert_eq!(a, b);
}

#[test]
fn identifiers_and_names_are_the_same_on_any_day() {
    let ((_one, a), (_two, b)) = (filled(TODAY), filled("2027-01-02"));
    let compounds =
        |r: &Rows| r.compounds.iter().map(|c| (c.id, c.name.clone(), c.outline.clone())).collect::<Vec<_>>();
    assert_eq!(compounds(&a), compounds(&b));
    let projects = |r: &Rows| r.projects.iter().map(|p| (p.id, p.name.clone(), p.geometry.clone())).collect::<Vec<_>>();
    assert_eq!(projects(&a), projects(&b));
}

#[test]
fn only_an_empty_database_is_filled() {
    let (app, before) = filled(TODAY);
    assert!(!fill(&app.db, day("2027-03-01")));
    assert_eq!(app.db.read_now(Rows::read).unwrap(), before);
    let made_on = app.db.read_now(|conn| {
        let value = schema::meta::table.find("demo_made_on").select(schema::meta::value);
        Ok(value.first::<String>(conn)?)
    });
    assert_eq!(made_on.unwrap(), TODAY);
}

#[test]
fn of_several_copies_that_start_at_once_one_fills() {
    let app = TestApp::new();
    let filled = std::thread::scope(|threads| {
        let copies: Vec<_> = (0..4)
            .map(|_| {
                let db = Db::open(&app.url, 1).unwrap();
                threads.spawn(move || fill(&db, day(TODAY)))
            })
            .collect();
        copies.into_iter().map(|c| c.join().unwrap()).filter(|f| *f).count()
    });
    assert_eq!(filled, 1);
    assert!(app.db.read_now(Rows::read).unwrap().areas.len() > 50);
}

#[test]
fn every_kind_and_every_status_is_there_twice_and_drafts_are_hidden() {
    let (_app, rows) = filled(TODAY);
    let kinds = count(rows.invented().map(|p| p.kind_code.clone()));
    let statuses = count(rows.invented().filter_map(|p| p.status.map(|s| s.0)));
    eprintln!("{kinds:?}\n{statuses:?}\n{} compounds, {} buildings", rows.compounds.len(), rows.buildings.len());
    eprintln!(
        "{} milestones, {} reports, {} promises, {} changes",
        rows.milestones.len(),
        rows.reports.len(),
        rows.promised.len(),
        rows.changes.len()
    );
    assert_eq!(kinds.len(), 21);
    assert!(kinds.values().all(|n| *n >= 2), "{kinds:?}");
    assert!(ProjectStatus::VARIANTS.iter().all(|s| statuses.get(s).is_some_and(|n| *n >= 2)), "{statuses:?}");
    for project in &rows.projects {
        let draft = project.status.map(|s| s.0) == Some(ProjectStatus::Draft);
        assert_eq!(project.is_published, !draft, "{}", project.name);
    }
    let done = rows.invented().filter(|p| p.accepted_on.is_some()).count();
    assert!((done * 100 / rows.invented().count()).abs_diff(35) <= 8, "{done}");
    let reviews = count(rows.reports.iter().map(|r| r.review.0));
    assert!(reviews[&ReportReview::Pending] >= 2 && reviews[&ReportReview::Returned] >= 2, "{reviews:?}");
    let changes = count(rows.changes.iter().map(|c| c.status.0));
    for status in [PlanChangeStatus::Requested, PlanChangeStatus::Approved, PlanChangeStatus::Rejected] {
        assert!(changes.get(&status).is_some_and(|n| *n > 0), "{changes:?}");
    }
    let years: BTreeSet<i16> = rows.invented().filter_map(|p| p.plan_year).collect();
    assert_eq!(years, (2019..=2026).collect());
}

/// Every invented project as the public reads it.
async fn shown(app: &TestApp) -> Vec<ProjectSummary> {
    let mut found = Vec::new();
    let mut next = Some(String::new());
    while let Some(cursor) = next {
        let cursor = if cursor.is_empty() { cursor } else { format!("&cursor={cursor}") };
        let page: ProjectPage = app.read(&format!("/api/v1/projects?sort=updated&limit=100{cursor}")).await;
        found.extend(page.items.into_iter().filter(|p| p.is_demo));
        next = page.next;
    }
    found
}

#[actix_web::test]
async fn works_are_in_every_mood_whatever_the_day() {
    for today in [TODAY, "2026-09-20", "2027-01-02", "2028-02-29", "2026-12-31"] {
        let (app, rows) = filled(today);
        let shown = shown(&app).await;
        let health = count(shown.iter().filter_map(|p| p.health));
        let wanted = BTreeMap::from([
            (Health::Suspended, 3),
            (Health::Stale, 3),
            (Health::Delayed, 6),
            (Health::AtRisk, 6),
            (Health::OnTrack, 21),
        ]);
        assert_eq!(health, wanted, "{today}");
        let years: BTreeSet<i16> = rows.invented().filter_map(|p| p.plan_year).collect();
        assert_eq!(years.last().map(|y| i32::from(*y)), Some(day(today).year()), "{years:?}");
        assert!(years.len() >= 8, "{years:?}");
        for project in shown.iter().filter(|p| p.health == Some(Health::Delayed)) {
            assert!(project.days_late > 14 && project.reason.is_some(), "{} {today}", project.name);
        }
    }
}

#[test]
fn reports_of_a_milestone_never_say_the_same_twice() {
    for today in [TODAY, "2026-11-23"] {
        let (_app, rows) = filled(today);
        let mut said = BTreeSet::new();
        for report in rows.reports.iter().filter(|r| r.review.0 == ReportReview::Approved) {
            assert!(said.insert((report.milestone_id, report.note.clone())), "{report:?}");
        }
        assert!(rows.reports.iter().all(|r| !r.note.as_ref().unwrap().contains("一半。")), "as if it stood at 50 %");
    }
}

#[actix_web::test]
async fn only_who_is_asked_can_refuse() {
    let (app, rows) = filled(TODAY);
    let kinds: Vec<Kind> = app.read("/api/v1/kinds").await;
    let asked = |kind: &str| kinds.iter().any(|k| k.code == kind && k.needs_consent);
    let mut refused = 0;
    for project in rows.invented() {
        let items = rows.promised.iter().filter(|i| i.project_id == project.id).filter_map(|i| i.drop_reason.as_ref());
        let steps = rows.milestones_of(project.id);
        for reason in items.chain(&project.status_reason).chain(steps.iter().filter_map(|m| m.reason.as_ref())) {
            let says = reason.contains("同意") || reason.contains("征询");
            assert!(!says || asked(&project.kind_code), "{} {reason}", project.name);
            refused += usize::from(says);
        }
        // Who agreed has not refused.
        let consent = steps.iter().find(|m| m.code == "consent");
        let agreed = consent.is_some_and(|m| m.status.0 == MilestoneStatus::Completed);
        assert!(!agreed || !project.status_reason.as_ref().is_some_and(|r| r.contains("同意")), "{}", project.name);
    }
    assert!(refused > 5);
}

#[test]
fn promises_fit_the_houses_and_nothing_after_the_works_waits_for_years() {
    let (_app, rows) = filled(TODAY);
    for item in rows.promised.iter().filter(|i| i.item_code == "B03") {
        let homes: i32 =
            rows.treated.iter().filter(|t| t.project_id == item.project_id).filter_map(|t| t.household_count).sum();
        assert!(homes == 0 || item.quantity_planned == Some(i64::from(homes)), "{item:?}");
    }
    for project in rows.invented().filter(|p| p.status.map(|s| s.0) == Some(ProjectStatus::Accepted)) {
        let late = rows.milestones_of(project.id).into_iter().filter(|m| m.actual_finish.is_none());
        assert!(late.map(|m| step(m).days_late(day(TODAY))).all(|days| days == 0), "{}", project.name);
    }
    // A compound treated twice has other houses done each time.
    let mut done = BTreeSet::new();
    assert!(rows.treated_buildings.iter().all(|b| done.insert(b.building_id)));
    let numbers: BTreeSet<&String> = rows.invented().filter_map(|p| p.approval_no.as_ref()).collect();
    assert_eq!(numbers.len(), rows.invented().filter(|p| p.approval_no.is_some()).count());
}

#[test]
fn milestones_fit_the_state_of_their_project() {
    let (_app, rows) = filled(TODAY);
    let today = day(TODAY);
    for project in rows.invented() {
        let (name, status) = (&project.name, project.status.unwrap().0);
        let milestones = rows.milestones_of(project.id);
        let physical: Vec<_> = milestones.iter().filter(|m| m.is_physical).collect();
        assert_eq!(physical.iter().map(|m| m.weight_bp).sum::<i32>(), 10_000, "{name}");
        let steps: Vec<Step> = milestones.iter().map(|m| step(m)).collect();
        let progress = works_progress(&steps).unwrap_or(0);
        assert_eq!(project.works_progress_bp, status.shows_progress().then_some(progress), "{name}");
        for m in &milestones {
            let past = |d: Option<NaiveDate>| d.is_none_or(|d| d <= today);
            assert!(past(m.actual_start) && past(m.actual_finish), "{name} {}", m.zh);
            let (begun, ended) = (m.actual_start.is_some(), m.actual_finish.is_some());
            let expected = match m.status.0 {
                MilestoneStatus::NotStarted | MilestoneStatus::Waived => (false, false),
                MilestoneStatus::InProgress => (true, false),
                MilestoneStatus::Completed => (true, true),
            };
            assert_eq!((begun, ended), expected, "{name} {}", m.zh);
            assert_eq!(m.progress_bp == 10_000, ended, "{name} {}", m.zh);
            let awarded = status >= ProjectStatus::Ready && status != ProjectStatus::Cancelled;
            assert_eq!(m.baseline_start.is_some(), awarded, "{name} {}", m.zh);
        }
        let whole = matches!(
            status,
            ProjectStatus::CompletionSubmitted
                | ProjectStatus::Rectifying
                | ProjectStatus::Accepted
                | ProjectStatus::HandedOver
                | ProjectStatus::InMaintenance
                | ProjectStatus::Archived
        );
        let runs = matches!(status, ProjectStatus::UnderConstruction | ProjectStatus::Suspended);
        assert_eq!(progress == 10_000, whole, "{name}");
        assert_eq!(progress > 0, whole || runs, "{name}");
        for on in [project.status_since, project.actual_start, project.actual_finish, project.accepted_on] {
            assert!(on.is_none_or(|d| d <= today), "{name} {on:?}");
        }
        let why = matches!(
            status,
            ProjectStatus::Suspended | ProjectStatus::Deferred | ProjectStatus::Cancelled | ProjectStatus::Rectifying
        );
        assert_eq!(project.status_reason.is_some(), why, "{name}");
        assert_eq!(project.resume_expected_on.is_some(), status == ProjectStatus::Suspended, "{name}");
        assert_eq!(project.final_account_fen.is_some(), status == ProjectStatus::Archived, "{name}");
    }
    for report in &rows.reports {
        assert!(report.reported_on <= today && (report.issue.is_none() || report.review.0 != ReportReview::Approved));
    }
    for item in &rows.promised {
        assert!(item.quantity_done.unwrap_or(0) <= item.quantity_planned.unwrap_or(0), "{item:?}");
    }
}

#[test]
fn houses_add_up_and_money_is_plausible() {
    let (_app, rows) = filled(TODAY);
    for compound in rows.compounds.iter().filter(|c| c.is_demo) {
        let houses = rows.buildings.iter().filter(|b| b.compound_id == compound.id);
        let households: i32 = houses.clone().filter_map(|b| b.household_count).sum();
        assert_eq!(Some(households), compound.household_count);
        assert_eq!(i32::try_from(houses.count()).ok(), compound.building_count);
        assert!((100..=560).contains(&households), "{} {households}", compound.name);
    }
    assert_eq!(rows.compounds.iter().filter(|c| c.is_demo).count(), 120);
    let renovations = rows.invented().filter(|p| p.kind_code == "old_compound_renovation");
    for p in renovations.filter(|p| p.total_investment_fen.is_some()) {
        let each = p.total_investment_fen.unwrap() / i64::from(p.benefit_households.unwrap());
        assert!((2_000_000..=4_000_000).contains(&each), "{}: {each} fen a household", p.name);
        assert!(p.contract_fen.is_none_or(|c| Some(c) < p.total_investment_fen), "{}", p.name);
    }
    let twice = count(rows.treated.iter().map(|t| t.compound_id)).into_values().filter(|n| *n > 1).count();
    assert!(twice >= 3);
}

#[actix_web::test]
async fn the_public_sees_it_all_but_the_drafts() {
    let (app, rows) = filled(TODAY);
    let page: ProjectPage = app.read("/api/v1/projects?limit=100").await;
    assert_eq!(page.total as usize, rows.projects.iter().filter(|p| p.is_published).count());
    assert_eq!(page.late, 6);
    let site: Site = app.read("/api/v1/site").await;
    assert!(site.is_demo);
    assert_eq!(site.district.as_deref(), Some("西塞山区"));
    for project in rows.projects.iter().filter(|p| p.is_published).step_by(9) {
        let read: Project = app.read(&format!("/api/v1/projects/{}", project.number)).await;
        assert_eq!(read.summary.name, project.name);
    }
    let map = app.get("/api/v1/basemap").await.text();
    assert!(map.contains("天地图") && map.contains("neighbour") && map.contains("river"));
}
