//! Rows for tests: valid as they come, changed where a test cares.

use backend::areas::store::AreaRow;
use backend::compounds::store::CompoundRow;
use backend::db::{Code, Conn, Db, touch};
use backend::media::store::MediaRow;
use backend::milestones::store::{MilestoneRow, PlanChangeRow, ReportRow};
use backend::notices::store::NoticeRow;
use backend::outages::store::{Notice as Outage, OutageRow};
use backend::projects::store::{ProjectRow, TreatedRow};
use backend::{areas, compounds, ids, milestones, projects};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use shared::areas::{AreaKind, AreaLevel};
use shared::media::Phase;
use shared::milestones::MilestoneStatus;
use shared::notices::NoticeKind;
use shared::outages::OutageKind;
use shared::plan_changes::PlanChangeStatus;
use shared::progress_reports::ReportReview;
use shared::projects::ProjectStatus;
use shared::published::ItemStatus;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stamp() -> NaiveDateTime {
    day("2026-01-01").and_hms_opt(0, 0, 0).unwrap()
}

/// A district 甲区 with street 北街道 and communities 东社区 and 西社区 in it.
pub(crate) struct Town {
    pub(crate) district: i64,
    pub(crate) street: i64,
    pub(crate) east: i64,
    pub(crate) west: i64,
}

impl Town {
    pub(crate) fn build(db: &Db) -> Self {
        Self::called(db, "")
    }

    /// The same with `prefix` before each name: no two areas of one level are called alike.
    pub(crate) fn called(db: &Db, prefix: &str) -> Self {
        let named = |name: &str| format!("{prefix}{name}");
        let town = Self { district: ids::next(), street: ids::next(), east: ids::next(), west: ids::next() };
        let rows = [
            area(town.district, None, AreaLevel::District, AreaKind::District, &named("甲区")),
            area(town.street, Some(town.district), AreaLevel::Street, AreaKind::Street, &named("北街道")),
            area(town.east, Some(town.street), AreaLevel::Community, AreaKind::Community, &named("东社区")),
            area(town.west, Some(town.street), AreaLevel::Community, AreaKind::Community, &named("西社区")),
        ];
        write(db, move |conn| areas::store::insert(conn, &rows));
        town
    }

    /// A grid of the community `of`, with a border of some hundred metres.
    pub(crate) fn grid(&self, db: &Db, of: i64) -> i64 {
        let mut row = area(ids::next(), Some(of), AreaLevel::Grid, AreaKind::Grid, "第一网格");
        let ring = "[[115.10,30.20],[115.11,30.20],[115.11,30.21],[115.10,30.21],[115.10,30.20]]";
        row.boundary = Some(format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
        let id = row.id;
        write(db, move |conn| areas::store::insert(conn, &[row]));
        id
    }
}

/// Writes and says so, as every store does.
pub(crate) fn write(db: &Db, work: impl FnOnce(&mut Conn) -> backend::error::Result<()>) {
    db.write_now(|conn| work(conn).and_then(|()| touch(conn))).unwrap();
}

fn area(id: i64, parent_id: Option<i64>, level: AreaLevel, kind: AreaKind, name: &str) -> AreaRow {
    AreaRow {
        id,
        parent_id,
        area_level: Code(level),
        area_kind: Code(kind),
        code: None,
        name: name.to_owned(),
        sort_no: 0,
        households: None,
        population: None,
        lng: None,
        lat: None,
        boundary: None,
        is_demo: false,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
    }
}

/// A compound without any fact but its name.
pub(crate) fn compound(area_id: i64, name: &str) -> CompoundRow {
    CompoundRow::blank(ids::next(), name, area_id, stamp())
}

/// A published project that is ready to start, without position.
pub(crate) fn project(area_id: i64, number: &str, name: &str) -> ProjectRow {
    ProjectRow {
        number: number.to_owned(),
        plan_year: Some(2026),
        status: Some(Code(ProjectStatus::Ready)),
        status_since: Some(day("2026-01-01")),
        is_published: true,
        published_at: Some(stamp()),
        ..ProjectRow::blank(ids::next(), "old_compound_renovation", name, area_id, stamp())
    }
}

/// The same project under construction since `since`.
pub(crate) fn under_construction(mut row: ProjectRow, since: &str) -> ProjectRow {
    row.status = Some(Code(ProjectStatus::UnderConstruction));
    row.status_since = Some(day(since));
    row.actual_start = Some(day(since));
    row
}

/// A physical milestone with a promise from `from` to `to`.
pub(crate) fn milestone(
    project: &ProjectRow,
    seq: i16,
    weight_bp: i32,
    progress_bp: i32,
    from: &str,
    to: &str,
) -> MilestoneRow {
    MilestoneRow {
        id: ids::next(),
        project_id: project.id,
        code: format!("m{seq}"),
        zh: format!("第{seq}步"),
        en: format!("Step {seq}"),
        seq,
        weight_bp,
        is_physical: true,
        baseline_start: Some(day(from)),
        baseline_finish: Some(day(to)),
        planned_start: Some(day(from)),
        planned_finish: Some(day(to)),
        actual_start: (progress_bp > 0).then(|| day(from)),
        actual_finish: (progress_bp == 10_000).then(|| day(to)),
        progress_bp,
        status: Code(match progress_bp {
            0 => MilestoneStatus::NotStarted,
            10_000 => MilestoneStatus::Completed,
            _ => MilestoneStatus::InProgress,
        }),
        reason: None,
        building_id: None,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
    }
}

/// A report on `milestone`.
pub(crate) fn report(milestone: &MilestoneRow, on: &str, review: ReportReview, note: &str) -> ReportRow {
    ReportRow {
        id: ids::next(),
        project_id: milestone.project_id,
        milestone_id: milestone.id,
        reported_on: day(on),
        progress_bp: milestone.progress_bp,
        quantity_done: None,
        note: Some(note.to_owned()),
        issue: Some("内部问题".to_owned()),
        weather_stop: false,
        review: Code(review),
        reviewer_id: None,
        reviewed_at: None,
        correction_reason: None,
        client_token: None,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
        review_reason: None,
    }
}

/// A wish to finish `project` later that is meant for the public.
pub(crate) fn plan_change(project: &ProjectRow, status: PlanChangeStatus) -> PlanChangeRow {
    let reason: &str = status.into();
    PlanChangeRow {
        id: ids::next(),
        project_id: project.id,
        field: "planned_finish".to_owned(),
        old_value: Some("2026-06-30".to_owned()),
        new_value: Some("2026-08-30".to_owned()),
        reason: reason.to_owned(),
        asked_on: day("2026-05-01"),
        decided_on: (status != PlanChangeStatus::Requested).then(|| day("2026-05-08")),
        asked_by: None,
        decided_by: None,
        status: Code(status),
        is_public: true,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
        milestone_id: None,
        decision_reason: None,
    }
}

/// A published notice that the water is off in all of the compound, announced two days before.
pub(crate) fn outage(compound: i64, from: &str, to: &str) -> Outage {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().naive_utc();
    let row = OutageRow {
        id: ids::next(),
        kind: Code(OutageKind::Water),
        compound_id: compound,
        project_id: None,
        starts_at: at(from),
        ends_at: at(to),
        actual_end: None,
        reason: "接新水管".to_owned(),
        alternative: None,
        phone: None,
        source: "东社区居委会".to_owned(),
        emergency: None,
        status: Code(ItemStatus::Published),
        published_at: Some(at(from) - chrono::TimeDelta::days(2)),
        is_demo: false,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
    };
    Outage { row, buildings: Vec::new() }
}

/// A notice published on the morning of `on` that says nothing of what it is about; a publicity is open for a week.
pub(crate) fn notice(kind: NoticeKind, title: &str, on: &str) -> NoticeRow {
    let published = day(on).and_hms_opt(1, 0, 0).unwrap();
    NoticeRow {
        id: ids::next(),
        kind: Code(kind),
        title: title.to_owned(),
        body: "写在这里。".to_owned(),
        area_id: None,
        compound_id: None,
        project_id: None,
        author: "北街道办事处".to_owned(),
        source: "公示栏".to_owned(),
        phone: None,
        status: Code(ItemStatus::Published),
        published_at: Some(published),
        publicity_until: (kind == NoticeKind::Publicity).then(|| day(on) + chrono::TimeDelta::days(7)),
        is_demo: false,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
    }
}

/// Stores a project with its milestones.
pub(crate) fn store(db: &Db, row: &ProjectRow, steps: &[MilestoneRow]) {
    write(db, |conn| {
        projects::store::insert(conn, std::slice::from_ref(row))?;
        milestones::store::insert(conn, steps)
    });
}

/// Stores a compound that `project` treats.
pub(crate) fn treat(db: &Db, project: &ProjectRow, row: &CompoundRow) {
    write(db, |conn| {
        compounds::store::insert(conn, std::slice::from_ref(row))?;
        let part = TreatedRow {
            project_id: project.id,
            compound_id: row.id,
            building_count: Some(3),
            household_count: Some(120),
            floor_area_m2: None,
        };
        projects::store::insert_compounds(conn, &[part])
    });
}

/// A photograph of the project that nobody outside sees; its file is not there.
pub(crate) fn photograph(project: &ProjectRow) -> MediaRow {
    MediaRow {
        id: ids::next(),
        project_id: project.id,
        phase: Code(Phase::During),
        building: None,
        viewpoint: None,
        taken_at: None,
        alt: None,
        sha256: "0".repeat(64),
        width: 800,
        height: 600,
        source_sha256: "1".repeat(64),
        is_published: false,
        is_demo: false,
        created_at: stamp(),
        updated_at: stamp(),
        created_by: None,
        version: 1,
    }
}
