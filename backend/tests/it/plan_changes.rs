//! Changes of a published plan: asked for by the manager, decided by the district, the promise stays.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::id::MilestoneId;
use shared::plan_changes::{PlanChangeEvent, PlanChangeStatus};
use shared::projects::Project;
use shared::projects::staff::StaffProjectPage;

use crate::app::TestApp;
use crate::site::{NUMBER, Site, command, token};

fn wish(new: &str) -> Value {
    json!({ "client_token": token(), "field": "planned_finish", "new": new, "reason": "连续下雨" })
}

fn requests() -> String {
    format!("/api/v1/staff/projects/{NUMBER}/plan-changes")
}

async fn ask(site: &Site<'_>, body: Value) -> StaffProjectPage {
    site.manager.done(Method::POST, &requests(), body).await
}

fn events(page: &StaffProjectPage) -> String {
    format!("/api/v1/staff/plan-changes/{}/events", page.plan_changes[0].id)
}

#[actix_web::test]
async fn a_date_moves_when_the_district_agrees_and_the_promise_stays() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let roof = MilestoneId(site.steps[1].id);
    let mut body = wish("2026-08-20");
    body["milestone"] = json!(roof);
    let page = ask(&site, body).await;
    let asked = &page.plan_changes[0];
    assert_eq!((asked.change.old.as_deref(), asked.change.status), (Some("2026-07-31"), PlanChangeStatus::Requested));
    assert_eq!(asked.allowed_events, [PlanChangeEvent::Withdraw]);
    let public: Project = app.read(&format!("/api/v1/projects/{NUMBER}")).await;
    assert_eq!(public.plan_changes, [], "what is asked for may never come");
    let done: StaffProjectPage =
        site.district.done(Method::POST, &events(&page), command(1, "approve", json!({}))).await;
    assert_eq!(done.plan_changes[0].change.status, PlanChangeStatus::Approved);
    let public: Project = app.read(&format!("/api/v1/projects/{NUMBER}")).await;
    let roof = &public.milestones[1];
    assert_eq!(roof.planned_finish.map(|d| d.to_string()).as_deref(), Some("2026-08-20"));
    assert_eq!(roof.baseline_finish.map(|d| d.to_string()).as_deref(), Some("2026-07-31"));
    assert_eq!(public.plan_changes[0].milestone.as_ref().map(|m| m.0.as_str()), Some("第2步"));
    assert_eq!(public.plan_changes[0].reason, "连续下雨");
}

#[actix_web::test]
async fn what_is_refused_or_withdrawn_changes_nothing() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let page = ask(&site, wish("2026-12-31")).await;
    let silent = command(1, "reject", json!({ "reason": "" }));
    assert_eq!(site.district.refused(Method::POST, &events(&page), silent, 422).await.field.as_deref(), Some("reason"));
    let done: StaffProjectPage =
        site.district.done(Method::POST, &events(&page), command(1, "reject", json!({ "reason": "再赶一赶" }))).await;
    assert_eq!(done.plan_changes[0].decision_reason.as_deref(), Some("再赶一赶"));
    let again = ask(&site, wish("2026-11-30")).await;
    let done: StaffProjectPage =
        site.manager.done(Method::POST, &events(&again), command(1, "withdraw", json!({}))).await;
    assert_eq!(done.plan_changes[0].change.status, PlanChangeStatus::Withdrawn);
    assert_eq!(done.planned_finish.map(|d| d.to_string()).as_deref(), Some("2026-09-30"));
    let public: Project = app.read(&format!("/api/v1/projects/{NUMBER}")).await;
    assert_eq!(public.plan_changes, []);
}

#[actix_web::test]
async fn nobody_decides_his_own_wish_and_the_engineer_none() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let page = ask(&site, wish("2026-12-31")).await;
    let approve = || command(1, "approve", json!({}));
    site.manager.refused(Method::POST, &events(&page), approve(), 403).await;
    site.engineer.refused(Method::POST, &events(&page), approve(), 403).await;
    site.district.refused(Method::POST, &requests(), wish("2026-12-31"), 403).await;
}

#[actix_web::test]
async fn a_wish_that_cannot_be_is_refused_at_once() {
    let app = TestApp::new();
    let site = Site::build(&app);
    for (body, status, field) in [
        (wish("明年"), 422, "new"),
        (wish("2026-03-01"), 422, "new"),
        (wish("2026-09-30"), 422, "new"),
        (
            json!({ "client_token": token(), "field": "planned_finish", "new": "2026-10-01", "reason": " " }),
            422,
            "reason",
        ),
        (
            json!({ "client_token": token(), "field": "planned_finish", "new": "2026-10-01", "reason": "雨",
                    "milestone": "0000000000001" }),
            404,
            "",
        ),
        (json!({ "client_token": token(), "field": "colour", "new": "红", "reason": "雨" }), 422, "field"),
    ] {
        let refused = site.manager.refused(Method::POST, &requests(), &body, status).await;
        assert_eq!(refused.field.as_deref().unwrap_or(""), field, "{body}");
    }
}

#[actix_web::test]
async fn a_wish_is_overtaken_by_another_that_was_agreed_to() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let first = ask(&site, wish("2026-10-31")).await;
    let second = ask(&site, wish("2026-11-30")).await;
    let latest = second.plan_changes.iter().max_by_key(|c| c.id).unwrap().id;
    let path = |id| format!("/api/v1/staff/plan-changes/{id}/events");
    let _: Value =
        site.district.done(Method::POST, &path(first.plan_changes[0].id), command(1, "approve", json!({}))).await;
    site.district.refused(Method::POST, &path(latest), command(1, "approve", json!({})), 409).await;
}
