//! A building site for tests: a published project under construction, its milestones, and who works on it.

use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::http::Method;
use backend::db::Code;
use backend::milestones::store::MilestoneRow;
use backend::organizations::store::{self as organizations, OrganizationRow};
use backend::projects::store::{self as projects, MemberRow, ProjectRow};
use serde_json::{Value, json};
use shared::id::{MilestoneId, OrganizationId, ReportId};
use shared::milestones::MilestoneStatus;
use shared::people::{Role, Scope};
use shared::progress_reports::staff::StaffReport;
use shared::projects::staff::StaffProjectPage;

use crate::app::TestApp;
use crate::builders::{Town, milestone, project, store, under_construction, write};
use crate::people::Person;

/// Number of the project.
pub(crate) const NUMBER: &str = "PRJ-2026-0001";

/// The site and those who work on it.
pub(crate) struct Site<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) project: ProjectRow,
    /// Survey (paper, done), roof (half done), underground (not begun), acceptance (paper, not begun).
    pub(crate) steps: Vec<MilestoneRow>,
    pub(crate) manager: Person<'a>,
    pub(crate) engineer: Person<'a>,
    pub(crate) district: Person<'a>,
}

/// A token nobody used.
pub(crate) fn token() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("token-{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn organization(app: &TestApp, name: &str, org_type: &str) -> i64 {
    let (id, now) = (backend::ids::next(), app.now().naive_utc());
    let row = OrganizationRow {
        id,
        name: name.to_owned(),
        org_type: org_type.to_owned(),
        area_id: None,
        public_phone: None,
        credit_code: None,
        is_demo: false,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    };
    write(&app.db, |conn| organizations::insert(conn, &[row]));
    id
}

pub(crate) fn member(app: &TestApp, project: i64, org_id: i64, member_type: &str) {
    let (id, now) = (backend::ids::next(), app.now().naive_utc());
    let row = MemberRow {
        id,
        project_id: project,
        org_id,
        member_type: member_type.to_owned(),
        duty_phone: None,
        shown_publicly: true,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    };
    write(&app.db, |conn| projects::insert_members(conn, &[row]));
}

fn paper(row: MilestoneRow, code: &str, status: MilestoneStatus) -> MilestoneRow {
    let progress_bp = if status == MilestoneStatus::Completed { 10_000 } else { 0 };
    MilestoneRow { code: code.to_owned(), is_physical: false, status: Code(status), progress_bp, weight_bp: 0, ..row }
}

impl<'a> Site<'a> {
    pub(crate) fn build(app: &'a TestApp) -> Self {
        let town = Town::build(&app.db);
        let mut row = under_construction(project(town.east, NUMBER, "东里"), "2026-04-01");
        (row.planned_start, row.planned_finish) = ("2026-04-01".parse().ok(), "2026-09-30".parse().ok());
        let step = |seq, weight, bp| milestone(&row, seq, weight, bp, "2026-05-01", "2026-07-31");
        let named = |code: &str, m: MilestoneRow| MilestoneRow { code: code.to_owned(), ..m };
        let steps = vec![
            paper(step(1, 0, 0), "survey", MilestoneStatus::Completed),
            named("roof", step(2, 4_000, 5_000)),
            named("underground", step(3, 6_000, 0)),
            paper(step(4, 0, 0), "acceptance", MilestoneStatus::NotStarted),
        ];
        store(&app.db, &row, &steps);
        let (client, supervisor) = (organization(app, "城投", "client"), organization(app, "监理公司", "supervisor"));
        member(app, row.id, client, "client");
        member(app, row.id, supervisor, "supervisor");
        let of = |name, role, org| Person::new(app, name, role, Scope::Organization(OrganizationId(org)));
        Self {
            app,
            manager: of("manager.one", Role::ProjectManager, client),
            engineer: of("engineer.one", Role::SupervisionEngineer, supervisor),
            district: Person::new(app, "district.one", Role::DistrictAdmin, Scope::All),
            project: row,
            steps,
        }
    }

    /// Address of the events of the milestone `code`.
    pub(crate) fn milestone(&self, code: &str) -> String {
        let row = self.steps.iter().find(|m| m.code == code).unwrap();
        format!("/api/v1/staff/milestones/{}/events", MilestoneId(row.id))
    }

    /// The project as `person` sees it at work.
    pub(crate) async fn page(&self, person: &Person<'_>) -> StaffProjectPage {
        person.read(&format!("/api/v1/staff/projects/{NUMBER}")).await
    }

    /// The manager's report on the milestone `code`; answers it as it was filed.
    pub(crate) async fn report(&self, code: &str, progress_bp: i32, more: Value) -> StaffReport {
        let page = self.send_report(code, progress_bp, more).await;
        page.reports.into_iter().max_by_key(|r| r.id).unwrap()
    }

    pub(crate) async fn send_report(&self, code: &str, progress_bp: i32, more: Value) -> StaffProjectPage {
        self.manager.done(Method::POST, &self.milestone(code), report_body(progress_bp, more)).await
    }

    /// Does `event` to the report.
    pub(crate) async fn review(
        &self,
        by: &Person<'_>,
        report: &StaffReport,
        event: &str,
        more: Value,
    ) -> StaffProjectPage {
        by.done(Method::POST, &events_of(report.id), command(report.version, event, more)).await
    }
}

/// Address of the events of a report.
pub(crate) fn events_of(report: ReportId) -> String {
    format!("/api/v1/staff/reports/{report}/events")
}

/// The body of an event with a token of its own.
pub(crate) fn command(version: i32, event: &str, more: Value) -> Value {
    let mut body = json!({ "event": event, "version": version, "client_token": token() });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    body
}

/// The body of a report of today.
pub(crate) fn report_body(progress_bp: i32, more: Value) -> Value {
    let mut body = command(1, "report", json!({ "reported_on": "2026-06-12", "progress_bp": progress_bp }));
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    body
}
