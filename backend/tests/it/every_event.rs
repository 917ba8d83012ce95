//! Every line of the tables of MODEL §4 against the wrong role, the wrong scope, the wrong state and a stale version: a line
//! that is added is tried by itself.

use actix_web::http::Method;
use backend::each_backend;
use diesel::prelude::*;
use serde_json::Value;
use shared::error::ErrorCode;
use shared::id::{AreaId, MilestoneId, NoticeId, OutageId, PlanChangeId, ReportId};
use shared::milestones::MILESTONE_TRANSITIONS;
use shared::notices::NoticeKind;
use shared::people::{Role, Scope};
use shared::plan_changes::{PLAN_CHANGE_TRANSITIONS, PlanChangeStatus};
use shared::progress_reports::{REPORT_TRANSITIONS, ReportReview};
use shared::projects::PROJECT_TRANSITIONS;
use shared::published::ITEM_TRANSITIONS;
use shared::workflow::Transition;

use crate::app::TestApp;
use crate::builders::{
    Town, compound, milestone, notice, outage, plan_change, project, report, store, treat, under_construction, write,
};
use crate::people::Person;
use crate::random_events::{Filling, filled};

/// Roles that may cause something, and one that may cause nothing.
const ROLES: [Role; 8] = [
    Role::ProjectManager,
    Role::SupervisionEngineer,
    Role::DistrictAdmin,
    Role::CommunityAdmin,
    Role::StreetOfficer,
    Role::DeptOfficer,
    Role::Contractor,
    Role::Auditor,
];

/// One thing of each noun, in the east; a person of each role there and one of each in another town.
struct Stage<'a> {
    app: &'a TestApp,
    here: Vec<(Role, Person<'a>)>,
    away: Vec<(Role, Person<'a>)>,
    number: &'static str,
    milestone: i64,
    report: i64,
    plan_change: i64,
    outage: i64,
    notice: i64,
    project: i64,
}

impl<'a> Stage<'a> {
    fn build(app: &'a TestApp) -> Self {
        let (town, other) = (Town::build(&app.db), Town::called(&app.db, "邻"));
        let row = under_construction(project(town.east, "PRJ-2026-0001", "东里"), "2026-04-01");
        let step = milestone(&row, 1, 10_000, 5_000, "2026-05-01", "2026-07-31");
        store(&app.db, &row, std::slice::from_ref(&step));
        let place = compound(town.east, "东里");
        treat(&app.db, &row, &place);
        let people = |area: i64, word: &str| {
            let one = |role: &Role| {
                let code: &str = (*role).into();
                (*role, Person::new(app, &format!("{word}.{code}"), *role, Scope::Area(AreaId(area))))
            };
            // The auditor's role is for everything.
            ROLES[..7].iter().map(one).collect::<Vec<_>>()
        };
        let mut here = people(town.east, "here");
        here.push((Role::Auditor, Person::new(app, "here.auditor", Role::Auditor, Scope::All)));
        // Who filed it and who asked withdraws it.
        let manager = here[0].1.id.0;
        let mut filed = report(&step, "2026-06-01", ReportReview::Pending, "铺管");
        filed.created_by = Some(manager);
        let mut wish = plan_change(&row, PlanChangeStatus::Requested);
        wish.asked_by = Some(manager);
        let cut = outage(place.id, "2026-06-14T08:00:00Z", "2026-06-14T12:00:00Z");
        let mut told = notice(NoticeKind::Announcement, "通告", "2026-06-01");
        told.area_id = Some(town.east);
        write(&app.db, |conn| {
            backend::milestones::store::insert_progress_reports(conn, std::slice::from_ref(&filed))?;
            backend::milestones::store::insert_plan_changes(conn, std::slice::from_ref(&wish))?;
            backend::outages::store::insert(conn, std::slice::from_ref(&cut))?;
            backend::notices::store::insert(conn, std::slice::from_ref(&told))
        });
        Self {
            app,
            here,
            away: people(other.east, "away"),
            number: "PRJ-2026-0001",
            milestone: step.id,
            report: filed.id,
            plan_change: wish.id,
            outage: cut.row.id,
            notice: told.id,
            project: row.id,
        }
    }

    fn here(&self, role: Role) -> Option<&Person<'a>> {
        self.here.iter().find(|(own, _)| *own == role).map(|(_, person)| person)
    }

    fn away(&self, role: Role) -> Option<&Person<'a>> {
        self.away.iter().find(|(own, _)| *own == role).map(|(_, person)| person)
    }

    /// Puts the thing into `state`, by hand.
    fn set(&self, noun: &str, state: &str) {
        let (table, column, id) = match noun {
            "project" => ("projects", "status", self.project),
            "milestone" => ("milestones", "status", self.milestone),
            "report" => ("progress_reports", "review", self.report),
            "plan_change" => ("plan_changes", "status", self.plan_change),
            "outage" => ("outage_notices", "status", self.outage),
            _ => ("notices", "status", self.notice),
        };
        let sql = format!("UPDATE {table} SET {column} = '{state}' WHERE id = {id}");
        self.app
            .db
            .write_now(|conn| {
                each_backend!(conn, c => diesel::sql_query(sql).execute(c))?;
                Ok(())
            })
            .unwrap();
    }

    fn path(&self, noun: &str) -> String {
        match noun {
            "project" => format!("/api/v1/staff/projects/{}/events", self.number),
            "milestone" => format!("/api/v1/staff/milestones/{}/events", MilestoneId(self.milestone)),
            "report" => format!("/api/v1/staff/reports/{}/events", ReportId(self.report)),
            "plan_change" => format!("/api/v1/staff/plan-changes/{}/events", PlanChangeId(self.plan_change)),
            "outage" => format!("/api/v1/staff/outages/{}/events", OutageId(self.outage)),
            _ => format!("/api/v1/staff/notices/{}/events", NoticeId(self.notice)),
        }
    }
}

/// Tries each line of `table` in each wrong way.
async fn try_all<S, E>(stage: &Stage<'_>, noun: &'static str, table: &'static [Transition<S, E>])
where
    S: Copy + Into<&'static str>,
    E: Copy + Into<&'static str> + Filling,
{
    let path = stage.path(noun);
    for line in table {
        let (from, event): (&str, &str) = (line.from.into(), line.event.into());
        // What the program does by itself nobody asks for; what is for outages alone a notice does not have.
        if line.roles == [Role::System] || (noun == "notice" && event.ends_with("_outage")) {
            continue;
        }
        stage.set(noun, from);
        let body = |version: i32| -> Value { filled(line.event, version) };
        let told = |what: &str| format!("{noun} {from} {event}: {what}");
        let same = |other: &&Transition<S, E>| {
            let (f, e): (&str, &str) = (other.from.into(), other.event.into());
            (f, e) == (from, event)
        };
        let able: Vec<Role> = table.iter().filter(same).flat_map(|l| l.roles.iter().copied()).collect();
        for role in ROLES.into_iter().filter(|role| !able.contains(role)) {
            let answer = stage.here(role).unwrap().send(Method::POST, &path, body(1)).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{} {role:?} {}", told("wrong role"), answer.text());
        }
        for role in &able {
            let Some(away) = stage.away(*role) else { continue };
            let answer = away.send(Method::POST, &path, body(1)).await;
            assert_eq!(answer.status, 404, "{} {role:?} {}", told("wrong scope"), answer.text());
        }
        let role = *able.iter().find(|role| stage.here(**role).is_some()).unwrap();
        let person = stage.here(role).unwrap();
        // A report adds to what stands, whoever moved it meanwhile: it may have waited on a phone.
        if event != "report" {
            let answer = person.send(Method::POST, &path, body(77)).await;
            assert_eq!(answer.status, 409, "{} {}", told("stale"), answer.text());
        }
        // A state in which the event is not there.
        let pairs: Vec<(&str, &str)> = table.iter().map(|l| (l.from.into(), l.event.into())).collect();
        if let Some((other, _)) = pairs.iter().find(|(state, _)| !pairs.contains(&(*state, event))) {
            stage.set(noun, other);
            let why = person.refused(Method::POST, &path, body(1), 409).await;
            assert_eq!(why.code, ErrorCode::NotAllowedNow, "{}", told("wrong state"));
        }
    }
}

#[actix_web::test]
async fn no_event_of_any_table_happens_in_a_wrong_way() {
    let app = TestApp::new();
    let stage = Stage::build(&app);
    try_all(&stage, "project", PROJECT_TRANSITIONS).await;
    stage.set("project", "under_construction");
    try_all(&stage, "milestone", MILESTONE_TRANSITIONS).await;
    stage.set("milestone", "in_progress");
    try_all(&stage, "report", REPORT_TRANSITIONS).await;
    try_all(&stage, "plan_change", PLAN_CHANGE_TRANSITIONS).await;
    try_all(&stage, "outage", ITEM_TRANSITIONS).await;
    try_all(&stage, "notice", ITEM_TRANSITIONS).await;
}
