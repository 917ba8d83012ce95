//! My week: each sees what waits for him, worst first, and nothing of others.

use serde_json::{Value, json};
use shared::id::OrganizationId;
use shared::people::{Role, Scope};
use shared::week::{DutyKind, Matter, Week};

use crate::app::TestApp;
use crate::people::Person;
use crate::site::{NUMBER, Site, organization, token};

async fn week(of: &Person<'_>) -> Week {
    of.read("/api/v1/staff/week").await
}

fn kinds(week: &Week) -> Vec<(DutyKind, &'static str)> {
    let noun = |matter: &Matter| match matter {
        Matter::Milestone { .. } => "milestone",
        Matter::Report { .. } => "report",
        Matter::PlanChange { .. } => "plan_change",
        Matter::Outage { .. } => "outage",
        Matter::Project => "project",
    };
    week.duties.iter().map(|d| (d.kind, noun(&d.matter))).collect()
}

#[actix_web::test]
async fn what_waits_goes_from_one_to_the_other_and_back() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let report = site.report("roof", 8_000, json!({})).await;
    let waits = week(&site.engineer).await;
    assert!(kinds(&waits).contains(&(DutyKind::Waiting, "report")), "{waits:?}");
    assert!(!kinds(&week(&site.manager).await).contains(&(DutyKind::Waiting, "report")));
    site.review(&site.engineer, &report, "return", json!({ "reason": "补一张照片" })).await;
    let back = week(&site.manager).await;
    assert_eq!(kinds(&back)[0], (DutyKind::Returned, "report"));
    assert_eq!(back.duties[0].project.as_deref(), Some(NUMBER));
    assert_eq!(back.count(DutyKind::Returned), 1);
    let wish = json!({ "client_token": token(), "field": "planned_finish", "new": "2026-12-31", "reason": "雨" });
    let path = format!("/api/v1/staff/projects/{NUMBER}/plan-changes");
    let _: Value = site.manager.done(actix_web::http::Method::POST, &path, wish).await;
    assert!(kinds(&week(&site.district).await).contains(&(DutyKind::Waiting, "plan_change")));
    assert!(!kinds(&week(&site.manager).await).contains(&(DutyKind::Waiting, "plan_change")));
}

#[actix_web::test]
async fn silence_and_days_that_passed_are_told_to_those_who_can_move_the_works() {
    let app = TestApp::new();
    let site = Site::build(&app);
    app.set_day("2026-08-05");
    for id in [site.manager.id, site.engineer.id, site.district.id] {
        let mut found = week(&Person::of(&app, id)).await;
        assert_eq!(found.count(DutyKind::ToReport), u32::from(id == site.manager.id), "only who reports is told of it");
        found.duties.retain(|d| d.kind != DutyKind::ToReport);
        // Roof and underground were due on 31 July; nothing was heard since April.
        assert_eq!(
            kinds(&found),
            [(DutyKind::Overdue, "milestone"), (DutyKind::Overdue, "milestone"), (DutyKind::Stale, "project")]
        );
        assert_eq!((found.duties[0].days, found.count(DutyKind::Overdue)), (5, 2));
    }
    app.set_day("2026-07-28");
    let soon = week(&Person::of(&app, site.manager.id)).await;
    assert_eq!((soon.count(DutyKind::RunningOut), soon.count(DutyKind::Overdue)), (2, 0));
    let elsewhere = Scope::Organization(OrganizationId(organization(&app, "别的单位", "client")));
    let stranger = Person::new(&app, "other.one", Role::ProjectManager, elsewhere);
    assert_eq!(week(&stranger).await, Week::default());
}
