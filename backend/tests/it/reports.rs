//! Progress from the site: reported, judged by a second person, and public then and not before.

use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use shared::id::OrganizationId;
use shared::media::ProjectMedia;
use shared::milestones::{MilestoneEvent, MilestoneStatus};
use shared::people::{Role, Scope};
use shared::progress_reports::staff::{QueuedReport, StaffPhotograph};
use shared::progress_reports::{ReportEvent, ReportReview};
use shared::projects::Project;

use crate::app::TestApp;
use crate::media_files::jpeg;
use crate::people::Person;
use crate::site::{NUMBER, Site, command, events_of, member, organization, report_body};

async fn public(app: &TestApp) -> Project {
    app.read(&format!("/api/v1/projects/{NUMBER}")).await
}

/// Sends a photograph of the site.
pub(crate) async fn upload(site: &Site<'_>, by: &Person<'_>, seed: u8, phase: &str) -> StaffPhotograph {
    let path = format!("/api/v1/staff/projects/{NUMBER}/media?phase={phase}");
    let request = by.request(Method::POST, &path).insert_header((CONTENT_TYPE, "image/jpeg"));
    let answer = site.app.send(request.set_payload(jpeg(640, 480, seed))).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.json()
}

fn shows(photograph: &StaffPhotograph, phase: &str) -> Value {
    json!({ "id": photograph.id, "phase": phase, "viewpoint": "3栋西墙", "alt": "屋面防水卷材铺好了一半" })
}

#[actix_web::test]
async fn an_approved_report_is_public_at_once_and_no_other() {
    let app = TestApp::new();
    let site = Site::build(&app);
    assert_eq!(public(&app).await.summary.progress_bp, Some(2_000));
    let more = json!({ "note": "屋面完成八成", "issue": "等材料", "quantity_done": 320 });
    let report = site.report("roof", 8_000, more).await;
    assert_eq!((report.review, report.issue.as_deref()), (ReportReview::Pending, Some("等材料")));
    assert_eq!(report.allowed_events, [ReportEvent::Withdraw], "nobody judges his own");
    let before = public(&app).await;
    assert_eq!((before.summary.progress_bp, before.reports.len()), (Some(2_000), 0));
    let page = site.review(&site.engineer, &report, "approve", json!({})).await;
    assert_eq!(page.milestones[1].milestone.progress_bp, 8_000);
    let after = public(&app).await;
    assert_eq!(after.summary.progress_bp, Some(3_200));
    assert_eq!(after.reports[0].note.as_deref(), Some("屋面完成八成"));
    assert!(!app.get(&format!("/api/v1/projects/{NUMBER}")).await.text().contains("等材料"));
    let happened: Vec<_> = page.history.iter().map(|h| (&*h.noun, &*h.event, h.role)).collect();
    assert_eq!(
        happened,
        [("report", "approve", Role::SupervisionEngineer), ("milestone", "report", Role::ProjectManager)]
    );
}

#[actix_web::test]
async fn a_report_of_all_finishes_its_milestone_and_shows_its_photographs() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let done = upload(&site, &site.manager, 1, "after").await;
    assert!(!done.is_published);
    let again = upload(&site, &site.manager, 1, "after").await;
    assert_eq!(again.id, done.id, "the same file is the same photograph");
    let missing = report_body(10_000, json!({}));
    let refused = site.manager.refused(Method::POST, &site.milestone("roof"), missing, 422).await;
    assert_eq!(refused.field.as_deref(), Some("photographs"));
    let report = site.report("roof", 10_000, json!({ "photographs": [shows(&done, "after")] })).await;
    // Before anybody judged it, only those at work on it see it.
    let size = &report.photographs[0].sizes[1].url;
    for person in [&site.manager, &site.engineer, &site.district] {
        assert_eq!(person.get(size).await.header("content-type"), Some("image/jpeg"));
    }
    assert_eq!(app.get(size).await.status, 401);
    let elsewhere = Scope::Organization(OrganizationId(organization(&app, "别的单位", "client")));
    let stranger = Person::new(&app, "other.one", Role::ProjectManager, elsewhere);
    assert_eq!(stranger.get(size).await.status, 404);
    let media: ProjectMedia = app.read(&format!("/api/v1/projects/{NUMBER}/media")).await;
    assert_eq!(media.singles.len(), 0);
    let unlooked = command(1, "approve", json!({}));
    let refused = site.engineer.refused(Method::POST, &events_of(report.id), unlooked, 422).await;
    assert_eq!(refused.field.as_deref(), Some("photographs_checked"));
    let page = site.review(&site.engineer, &report, "approve", json!({ "photographs_checked": true })).await;
    let roof = &page.milestones[1];
    assert_eq!(roof.milestone.status, MilestoneStatus::Completed);
    assert_eq!(roof.milestone.actual_finish.map(|d| d.to_string()).as_deref(), Some("2026-06-12"));
    let media: ProjectMedia = app.read(&format!("/api/v1/projects/{NUMBER}/media")).await;
    assert_eq!(media.singles[0].items[0].alt, "屋面防水卷材铺好了一半");
    assert_eq!(public(&app).await.summary.progress_bp, Some(4_000));
}

#[actix_web::test]
async fn what_is_covered_is_not_finished_without_a_photograph_from_before() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let photograph = upload(&site, &site.manager, 1, "after").await;
    let report = site.report("roof", 10_000, json!({ "photographs": [shows(&photograph, "after")] })).await;
    site.review(&site.engineer, &report, "approve", json!({ "photographs_checked": true })).await;
    let start = command(1, "start", json!({ "on": "2026-06-10" }));
    let _: Value = site.manager.done(Method::POST, &site.milestone("underground"), start).await;
    let (covered, open) =
        (upload(&site, &site.manager, 2, "after").await, upload(&site, &site.manager, 3, "concealed").await);
    let one = report_body(10_000, json!({ "photographs": [shows(&covered, "after")] }));
    let refused = site.manager.refused(Method::POST, &site.milestone("underground"), one, 422).await;
    assert_eq!(refused.field.as_deref(), Some("photographs"));
    let both = json!({ "photographs": [shows(&covered, "after"), shows(&open, "concealed")] });
    assert_eq!(site.report("underground", 10_000, both).await.photographs.len(), 2);
}

#[actix_web::test]
async fn what_came_back_is_mended_and_handed_in_again() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let report = site.report("roof", 8_000, json!({ "note": "八成" })).await;
    let silent = command(1, "return", json!({ "reason": " " }));
    let refused = site.engineer.refused(Method::POST, &events_of(report.id), silent, 422).await;
    assert_eq!(refused.field.as_deref(), Some("reason"));
    let page = site.review(&site.engineer, &report, "return", json!({ "reason": "西侧还没铺" })).await;
    assert_eq!(page.reports[0].review, ReportReview::Returned);
    let back = &site.page(&site.manager).await.reports[0];
    assert_eq!(back.review_reason.as_deref(), Some("西侧还没铺"));
    assert_eq!(back.allowed_events, [ReportEvent::Resubmit, ReportEvent::Withdraw]);
    let mended = json!({ "mended": "西侧铺好了", "report": { "reported_on": "2026-06-12", "progress_bp": 8500 } });
    let page = site.review(&site.manager, back, "resubmit", mended).await;
    assert_eq!((page.reports[0].review, page.reports[0].progress_bp), (ReportReview::Pending, 8_500));
    site.review(&site.engineer, &page.reports[0], "approve", json!({})).await;
    assert_eq!(public(&app).await.summary.progress_bp, Some(3_400));
    // What is approved stays as it is.
    let late = command(page.reports[0].version + 1, "withdraw", json!({}));
    site.manager.refused(Method::POST, &events_of(report.id), late, 409).await;
}

#[actix_web::test]
async fn nobody_approves_what_is_not_his_to_judge() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let report = site.report("roof", 8_000, json!({})).await;
    let path = events_of(report.id);
    let approve = || command(1, "approve", json!({}));
    // Works are the engineer's, not the district's; a second account of the reporter's does not help.
    site.district.refused(Method::POST, &path, approve(), 403).await;
    site.manager.refused(Method::POST, &path, approve(), 403).await;
    let elsewhere = organization(&app, "别的监理", "supervisor");
    let other =
        Person::new(&app, "engineer.two", Role::SupervisionEngineer, Scope::Organization(OrganizationId(elsewhere)));
    other.refused(Method::POST, &path, approve(), 404).await;
    // An engineer who reported as a contractor does not judge himself.
    let both = organization(&app, "施工兼监理", "contractor");
    member(&app, site.project.id, both, "contractor");
    let twice = Person::new(&app, "twice.one", Role::Contractor, Scope::Organization(OrganizationId(both)));
    crate::people::give_role(&app, twice.id, Role::SupervisionEngineer, Scope::Organization(OrganizationId(both)));
    let twice = Person::of(&app, twice.id);
    let own: Value = twice.done(Method::POST, &site.milestone("roof"), report_body(9_000, json!({}))).await;
    let own: shared::projects::staff::StaffProjectPage = serde_json::from_value(own).unwrap();
    let own = own.reports.into_iter().max_by_key(|r| r.id).unwrap();
    twice.refused(Method::POST, &events_of(own.id), approve(), 403).await;
    assert_eq!(public(&app).await.summary.progress_bp, Some(2_000));
}

#[actix_web::test]
async fn a_lower_progress_is_public_with_its_reason_only() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let silent = report_body(4_000, json!({}));
    let refused = site.manager.refused(Method::POST, &site.milestone("roof"), silent, 422).await;
    assert_eq!(refused.field.as_deref(), Some("correction_reason"));
    let report = site.report("roof", 4_000, json!({ "correction_reason": "上次量错了" })).await;
    site.review(&site.engineer, &report, "approve", json!({})).await;
    let after = public(&app).await;
    assert_eq!(after.summary.progress_bp, Some(1_600));
    assert_eq!(after.reports[0].correction_reason.as_deref(), Some("上次量错了"));
}

#[actix_web::test]
async fn an_older_report_does_not_undo_a_newer_one() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let (older, newer) = (site.report("roof", 6_000, json!({})).await, site.report("roof", 7_000, json!({})).await);
    site.review(&site.engineer, &newer, "approve", json!({})).await;
    site.engineer.refused(Method::POST, &events_of(older.id), command(1, "approve", json!({})), 409).await;
    assert_eq!(public(&app).await.summary.progress_bp, Some(2_800));
}

#[actix_web::test]
async fn said_twice_it_is_done_once() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let body = report_body(8_000, json!({}));
    let path = site.milestone("roof");
    let first: shared::projects::staff::StaffProjectPage = site.manager.done(Method::POST, &path, &body).await;
    let again: shared::projects::staff::StaffProjectPage = site.manager.done(Method::POST, &path, &body).await;
    assert_eq!((first.reports.len(), &first.reports), (1, &again.reports));
    let approve = command(1, "approve", json!({}));
    for _ in 0..2 {
        let _: Value = site.engineer.done(Method::POST, &events_of(first.reports[0].id), &approve).await;
    }
    // A token of somebody else, or of another deed, is no key to anything.
    let mut stolen = report_body(9_000, json!({}));
    stolen["client_token"] = approve["client_token"].clone();
    let refused = site.manager.refused(Method::POST, &path, stolen, 409).await;
    assert_eq!(refused.field.as_deref(), Some("client_token"));
    let mut short = report_body(9_000, json!({}));
    short["client_token"] = json!("x");
    assert_eq!(site.manager.refused(Method::POST, &path, short, 422).await.field.as_deref(), Some("client_token"));
}

#[actix_web::test]
async fn who_is_late_is_told_so() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let report = site.report("roof", 8_000, json!({})).await;
    site.review(&site.engineer, &report, "return", json!({ "reason": "不清楚" })).await;
    let stale = command(1, "withdraw", json!({}));
    let refused = site.manager.refused(Method::POST, &events_of(report.id), stale, 409).await;
    assert_eq!(refused.field.as_deref(), Some("version"));
}

#[actix_web::test]
async fn a_milestone_begins_in_its_turn_and_only_while_works_run() {
    let app = TestApp::new();
    let site = Site::build(&app);
    // The first of the works is not done.
    let start = || command(1, "start", json!({ "on": "2026-06-12" }));
    let refused = site.manager.refused(Method::POST, &site.milestone("underground"), start(), 409).await;
    assert!(refused.message.contains("第2步"), "{}", refused.message);
    let page = site.page(&site.manager).await;
    assert_eq!(page.milestones[2].waits_for.as_deref(), Some("第2步"));
    assert_eq!(page.milestones[2].allowed_events, []);
    assert_eq!(page.milestones[1].allowed_events, [MilestoneEvent::Report]);
    assert_eq!(site.page(&site.district).await.milestones[2].allowed_events, [MilestoneEvent::Waive]);
    site.engineer.refused(Method::POST, &site.milestone("underground"), start(), 403).await;
    site.manager.refused(Method::POST, &site.milestone("underground"), report_body(100, json!({})), 409).await;
    let later = command(1, "start", json!({ "on": "2026-06-13" }));
    site.manager.refused(Method::POST, &site.milestone("roof"), later, 409).await;
}

#[actix_web::test]
async fn what_does_not_apply_is_left_out_with_its_reason_and_counts_no_more() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let waive = command(1, "waive", json!({ "reason": "这里没有地下管网" }));
    let page: shared::projects::staff::StaffProjectPage =
        site.district.done(Method::POST, &site.milestone("underground"), waive).await;
    assert_eq!(page.milestones[2].milestone.status, MilestoneStatus::Waived);
    let after = public(&app).await;
    assert_eq!(after.summary.progress_bp, Some(5_000));
    assert_eq!(after.milestones[2].reason.as_deref(), Some("这里没有地下管网"));
}

#[actix_web::test]
async fn opening_a_milestone_again_tells_everybody_why_the_progress_fell() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let photograph = upload(&site, &site.manager, 1, "after").await;
    let report = site.report("roof", 10_000, json!({ "photographs": [shows(&photograph, "after")] })).await;
    let page = site.review(&site.engineer, &report, "approve", json!({ "photographs_checked": true })).await;
    let version = page.milestones[1].version;
    let path = site.milestone("roof");
    let whole = command(version, "reopen", json!({ "reason": "漏水", "progress_bp": 10000 }));
    assert_eq!(site.district.refused(Method::POST, &path, whole, 422).await.field.as_deref(), Some("progress_bp"));
    let reopen = command(version, "reopen", json!({ "reason": "东侧漏水，要返工", "progress_bp": 9000 }));
    let _: Value = site.district.done(Method::POST, &path, reopen).await;
    let after = public(&app).await;
    assert_eq!((after.summary.progress_bp, after.milestones[1].status), (Some(3_600), MilestoneStatus::InProgress));
    assert_eq!(after.reports[0].correction_reason.as_deref(), Some("东侧漏水，要返工"));
}

#[actix_web::test]
async fn the_queue_holds_what_waits_for_this_judge_the_oldest_first() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let first = site.report("roof", 6_000, json!({})).await;
    app.set_time("2026-06-12T12:10:00+08:00");
    let second = site.report("roof", 7_000, json!({})).await;
    let queue: Vec<QueuedReport> = site.engineer.read("/api/v1/staff/reports").await;
    assert_eq!(queue.iter().map(|q| q.report.id).collect::<Vec<_>>(), [first.id, second.id]);
    assert_eq!((queue[0].approved_bp, queue[0].project.as_str()), (5_000, NUMBER));
    assert!(queue[0].planned_bp.is_some_and(|bp| bp > 4_000));
    for person in [&site.manager, &site.district] {
        let queue: Vec<QueuedReport> = person.read("/api/v1/staff/reports").await;
        assert_eq!(queue, []);
    }
    let elsewhere = Scope::Organization(OrganizationId(organization(&app, "别的监理", "supervisor")));
    let other = Person::new(&app, "engineer.two", Role::SupervisionEngineer, elsewhere);
    assert_eq!(other.read::<Vec<QueuedReport>>("/api/v1/staff/reports").await, []);
}

#[actix_web::test]
async fn a_file_that_is_no_photograph_is_refused_and_leaves_nothing() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let send = async |bytes: Vec<u8>, phase: &str| {
        let path = format!("/api/v1/staff/projects/{NUMBER}/media?phase={phase}");
        app.send(site.manager.request(Method::POST, &path).set_payload(bytes)).await.status.as_u16()
    };
    assert_eq!(send(b"GIF89a not a photograph".to_vec(), "during").await, 415);
    assert_eq!(send(jpeg(640, 480, 1)[..900].to_vec(), "during").await, 422);
    assert_eq!(send(vec![0xff; 12_000_001], "during").await, 413);
    assert_eq!(send(jpeg(640, 480, 1), "someday").await, 400);
    let foreign =
        report_body(6_000, json!({ "photographs": [{ "id": "0000000000001", "phase": "during", "alt": "没有这张" }] }));
    let refused = site.manager.refused(Method::POST, &site.milestone("roof"), foreign, 422).await;
    assert_eq!(refused.field.as_deref(), Some("photographs"));
    assert_eq!(site.page(&site.manager).await.reports.len(), 0, "nothing half-written");
}

#[actix_web::test]
async fn papers_are_not_hidden_behind_works_that_wait_for_others() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let works: Vec<_> = (0..210)
        .map(|_| crate::builders::report(&site.steps[1], "2026-06-01", ReportReview::Pending, "屋面"))
        .collect();
    let paper = crate::builders::report(&site.steps[3], "2026-06-02", ReportReview::Pending, "验收资料");
    crate::builders::write(&app.db, |conn| {
        backend::milestones::store::insert_progress_reports(conn, &works)?;
        backend::milestones::store::insert_progress_reports(conn, std::slice::from_ref(&paper))?;
        use diesel::prelude::*;
        let step = backend::schema::milestones::table.find(site.steps[3].id);
        diesel::update(step).set(backend::schema::milestones::status.eq("in_progress")).execute(conn)?;
        Ok(())
    });
    let queue: Vec<QueuedReport> = site.district.read("/api/v1/staff/reports").await;
    assert_eq!(queue.iter().map(|q| q.report.note.as_deref()).collect::<Vec<_>>(), [Some("验收资料")]);
}
