//! The list of projects and a project's page, as the public reads them.

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use backend::db::{Code, Db};
use shared::plan_changes::PlanChangeStatus;
use shared::progress::Health;
use shared::progress_reports::ReportReview;
use shared::projects::{Project, ProjectPage, ProjectStatus, Sign, StatusGroup};
use strum::VariantArray as _;

use crate::app::TestApp;
use crate::builders::{
    Town, compound, day, milestone, plan_change, project, report, store, treat, under_construction, write,
};

fn numbers(page: &ProjectPage) -> Vec<&str> {
    page.items.iter().map(|p| p.number.as_str()).collect()
}

#[actix_web::test]
async fn an_empty_database_has_an_empty_list() {
    let page: ProjectPage = TestApp::new().read("/api/v1/projects").await;
    assert_eq!((page.items.len(), page.total, page.next), (0, 0, None));
}

#[actix_web::test]
async fn a_draft_and_an_unpublished_project_do_not_exist() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut draft = project(town.east, "PRJ-2026-0001", "草稿小区改造");
    draft.status = Some(Code(ProjectStatus::Draft));
    let mut hidden = project(town.east, "PRJ-2026-0002", "未公开小区改造");
    hidden.is_published = false;
    store(&app.db, &draft, &[]);
    store(&app.db, &hidden, &[]);
    let page: ProjectPage = app.read("/api/v1/projects").await;
    assert_eq!(page.total, 0);
    for number in ["PRJ-2026-0001", "PRJ-2026-0002", "PRJ-2026-9999"] {
        app.refused(&format!("/api/v1/projects/{number}"), 404).await;
    }
    let map = app.get("/api/v1/map").await.text();
    assert!(!map.contains("草稿") && !map.contains("未公开"), "{map}");
}

#[actix_web::test]
async fn words_find_projects_by_name_compound_alias_street_and_number() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let first = project(town.east, "PRJ-2026-0001", "晨光一村改造");
    store(&app.db, &first, &[]);
    let mut row = compound(town.east, "槐荫里");
    row.alias = Some("机修厂宿舍".to_owned());
    treat(&app.db, &first, &row);
    store(&app.db, &project(town.west, "PRJ-2025-0002", "望江路雨污分流"), &[]);
    for (q, expected) in [
        ("晨光", vec!["PRJ-2026-0001"]),
        ("槐荫", vec!["PRJ-2026-0001"]),
        ("机修", vec!["PRJ-2026-0001"]),
        ("东社", vec!["PRJ-2026-0001"]),
        ("北街", vec!["PRJ-2025-0002", "PRJ-2026-0001"]),
        ("prj-2025", vec!["PRJ-2025-0002"]),
        ("没有", vec![]),
        ("%%", vec![]),
    ] {
        let request =
            TestRequest::get().uri(&format!("/api/v1/projects?{}", shared::query::write([("q", Some(q.to_owned()))])));
        let page: ProjectPage = app.send(request).await.json();
        assert_eq!(numbers(&page), expected, "{q}");
    }
}

#[actix_web::test]
async fn filters_by_area_take_the_whole_subtree() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "东"), &[]);
    store(&app.db, &project(town.west, "PRJ-2026-0002", "西"), &[]);
    store(&app.db, &project(town.street, "PRJ-2026-0003", "街"), &[]);
    for (area, expected) in [(town.district, 3), (town.street, 3), (town.east, 1)] {
        let page: ProjectPage = app.read(&format!("/api/v1/projects?area={}", shared::id::AreaId(area))).await;
        assert_eq!(page.total, expected);
    }
    let nowhere: ProjectPage = app.read("/api/v1/projects?area=0000000000001").await;
    assert_eq!(nowhere.total, 0);
}

#[actix_web::test]
async fn filters_by_kind_status_year_and_compound_combine() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut pipes = project(town.east, "PRJ-2025-0001", "管网");
    pipes.kind_code = "rain_sewage_pipes".to_owned();
    pipes.plan_year = Some(2025);
    store(&app.db, &pipes, &[]);
    let homes = under_construction(project(town.east, "PRJ-2026-0002", "小区"), "2026-06-10");
    store(&app.db, &homes, &[]);
    let row = compound(town.east, "槐荫里");
    treat(&app.db, &homes, &row);
    for (query, expected) in [
        ("kind=rain_sewage_pipes", vec!["PRJ-2025-0001"]),
        ("kind=rain_sewage_pipes,old_compound_renovation&year=2026", vec!["PRJ-2026-0002"]),
        ("status=works", vec!["PRJ-2026-0002"]),
        ("status=ready", vec!["PRJ-2025-0001"]),
        ("status=planned,works&sort=year", vec!["PRJ-2026-0002", "PRJ-2025-0001"]),
        ("year=2024", vec![]),
    ] {
        let page: ProjectPage = app.read(&format!("/api/v1/projects?{query}")).await;
        assert_eq!(numbers(&page), expected, "{query}");
        assert_eq!(page.years, [2026, 2025], "years do not depend on filters");
    }
    let page: ProjectPage = app.read(&format!("/api/v1/projects?compound={}", shared::id::CompoundId(row.id))).await;
    assert_eq!(numbers(&page), ["PRJ-2026-0002"]);
    assert_eq!((page.groups[&StatusGroup::Works], page.groups.get(&StatusGroup::Planned)), (1, None));
}

#[actix_web::test]
async fn a_number_in_small_letters_is_the_same_number() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "小区"), &[]);
    let answers = [app.get("/api/v1/projects/PRJ-2026-0001").await, app.get("/api/v1/projects/prj-2026-0001").await];
    assert_eq!(answers[0].text(), answers[1].text());
    assert_eq!(answers[1].json::<Project>().summary.number, "PRJ-2026-0001");
    app.refused("/api/v1/projects/prj-2026-9999", 404).await;
}

#[actix_web::test]
async fn figures_change_with_the_day_alone() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = under_construction(project(town.east, "PRJ-2026-0001", "小区"), "2026-06-01");
    let steps = [
        milestone(&row, 1, 4_000, 10_000, "2026-06-01", "2026-06-05"),
        milestone(&row, 2, 6_000, 2_000, "2026-06-06", "2026-06-17"),
    ];
    store(&app.db, &row, &steps);
    write(&app.db, |conn| {
        let approved = report(&steps[1], "2026-06-11", ReportReview::Approved, "铺了两层");
        let pending = report(&steps[1], "2026-06-12", ReportReview::Pending, "还没有审核");
        backend::milestones::store::insert_progress_reports(conn, &[approved, pending])
    });
    // On 12 June the promise is 4000 + 6000 × 7/12 = 7500; done is 4000 + 6000 × 0.2 = 5200.
    let now: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    let s = &now.summary;
    assert_eq!((s.progress_bp, s.planned_bp, s.health), (Some(5_200), Some(7_500), Some(Health::Delayed)));
    assert_eq!((s.milestones_done, s.milestones_total, s.days_since_update), (1, 2, Some(1)));
    assert_eq!(s.current.as_ref().map(|m| m.zh.as_str()), Some("第2步"));
    assert_eq!(now.reports.len(), 1, "only approved reports are public");
    let page = app.get("/api/v1/projects/PRJ-2026-0001").await.text();
    assert!(!page.contains("内部问题") && !page.contains("还没有审核"), "{page}");
    let first = app.get("/api/v1/projects/PRJ-2026-0001").await;

    app.set_day("2026-06-18");
    let later: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    assert_eq!((later.summary.health, later.summary.sign), (Some(Health::Stale), Sign::Stale));
    assert_eq!((later.summary.days_late, later.summary.days_since_update), (1, Some(7)));
    let known = first.header("etag").unwrap().to_owned();
    let again = TestRequest::get().uri("/api/v1/projects/PRJ-2026-0001").insert_header(("If-None-Match", known));
    assert_eq!(app.send(again).await.status, StatusCode::OK, "yesterday's answer is out of date");
}

#[actix_web::test]
async fn before_works_there_is_a_stage_and_no_percentage() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "小区");
    store(&app.db, &row, &[milestone(&row, 1, 10_000, 0, "2026-01-01", "2026-02-01")]);
    let page: ProjectPage = app.read("/api/v1/projects").await;
    let s = &page.items[0];
    assert_eq!((s.sign, s.progress_bp, s.planned_bp, s.health, s.days_late), (Sign::Planned, None, None, None, 0));
}

#[actix_web::test]
async fn what_is_only_reported_has_words_and_no_figures() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = project(town.district, "PRJ-2021-0001", "某小区");
    row.status = None;
    row.reported_words = Some("外墙全部翻新".to_owned());
    row.reported_on = Some(day("2021-12-10"));
    row.reported_source = Some("某区政府".to_owned());
    store(&app.db, &row, &[]);
    let project: Project = app.read("/api/v1/projects/PRJ-2021-0001").await;
    let s = project.summary;
    assert_eq!((s.sign, s.status, s.health, s.progress_bp), (Sign::Reported, None, None, None));
    assert_eq!(s.reported.unwrap().words, "外墙全部翻新");
    assert_eq!(project.baseline_finish, None);
    let page: ProjectPage = app.read("/api/v1/projects?status=reported").await;
    assert_eq!(page.total, 1);
}

#[actix_web::test]
async fn pages_join_without_gap_or_overlap_in_every_order() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for n in 1..=23 {
        let mut row = project(town.east, &format!("PRJ-2026-{n:04}"), &format!("小区{}", n % 5));
        row.plan_year = Some(2019 + n % 4);
        store(&app.db, &row, &[]);
    }
    for sort in ["attention", "updated", "year", "name"] {
        let all: ProjectPage = app.read(&format!("/api/v1/projects?sort={sort}&limit=100")).await;
        let mut seen = Vec::new();
        let mut next = String::new();
        loop {
            let page: ProjectPage = app.read(&format!("/api/v1/projects?sort={sort}&limit=10{next}")).await;
            seen.extend(page.items.into_iter().map(|p| p.number));
            let Some(cursor) = page.next else { break };
            next = format!("&{}", shared::query::write([("cursor", Some(cursor))]));
        }
        assert_eq!(seen, numbers(&all), "{sort}");
        assert_eq!(seen.len(), 23);
    }
}

#[actix_web::test]
async fn a_parameter_that_is_unknown_or_malformed_is_named() {
    let app = TestApp::new();
    for (query, field) in [
        ("colour=red", "colour"),
        ("kind=nonsense", "kind"),
        ("status=flying", "status"),
        ("area=1", "area"),
        ("year=20x6", "year"),
        ("health=well", "health"),
        ("compound=1", "compound"),
        ("bbox=1,2", "bbox"),
        ("sort=up", "sort"),
        ("cursor=zzz", "cursor"),
        ("sort=year&cursor=name~0~0~PRJ-1~x", "cursor"),
        ("limit=0", "limit"),
        ("q=x", "q"),
        ("q=%E5%A2%A9", "q"),
        ("year=2026&year=2025", "year"),
    ] {
        let error = app.refused(&format!("/api/v1/projects?{query}"), 400).await;
        assert_eq!(error.field.as_deref(), Some(field), "{query}: {}", error.message);
        assert!(error.message.contains(field), "{}", error.message);
    }
    let error = app.refused("/api/v1/projects/PRJ-2026-0001?x=1", 400).await;
    assert_eq!(error.field.as_deref(), Some("x"));
}

#[actix_web::test]
async fn a_change_of_the_plan_is_public_once_it_is_approved() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "小区");
    store(&app.db, &row, &[]);
    let changes: Vec<_> = PlanChangeStatus::VARIANTS.iter().map(|s| plan_change(&row, *s)).collect();
    write(&app.db, |conn| backend::milestones::store::insert_plan_changes(conn, &changes));
    let read: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    let shown: Vec<_> = read.plan_changes.iter().map(|c| (c.status, c.reason.as_str())).collect();
    assert_eq!(shown, [(PlanChangeStatus::Approved, "approved")]);
}

#[actix_web::test]
async fn an_unchanged_answer_is_304_and_a_change_is_seen_at_once() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let first = app.get("/api/v1/projects").await;
    let tag = first.header("etag").unwrap().to_owned();
    let ask = || TestRequest::get().uri("/api/v1/projects").insert_header(("If-None-Match", tag.clone()));
    let same = app.send(ask()).await;
    assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0));
    store(&app.db, &project(town.east, "PRJ-2026-0001", "小区"), &[]);
    assert_eq!(app.send(ask()).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn what_another_server_wrote_is_seen_within_a_second() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let total = || async { app.read::<ProjectPage>("/api/v1/projects").await.total };
    assert_eq!(total().await, 0);
    let other = Db::open(&app.url, 1).unwrap();
    store(&other, &project(town.east, "PRJ-2026-0001", "小区"), &[]);
    let began = Instant::now();
    while total().await == 0 {
        assert!(began.elapsed() < Duration::from_secs(5), "not seen");
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn answers_are_compressed_when_asked_for() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for n in 0..30 {
        store(&app.db, &project(town.east, &format!("PRJ-2026-{n:04}"), "小区"), &[]);
    }
    for code in ["br", "gzip"] {
        let answer =
            app.send(TestRequest::get().uri("/api/v1/projects").insert_header(("Accept-Encoding", code))).await;
        assert_eq!(answer.header("content-encoding"), Some(code));
    }
}

#[actix_web::test]
async fn a_database_that_is_away_is_503_and_says_no_more() {
    let app = TestApp::new();
    app.take_database_away();
    for path in ["/api/v1/health", "/api/v1/projects", "/api/v1/map"] {
        let error = app.refused(path, 503).await;
        assert!(!error.message.contains("sqlite") && !error.message.contains("FATAL"), "{}", error.message);
    }
}

#[actix_web::test]
async fn the_days_late_of_a_cancelled_project_do_not_go_on_counting() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let cancelled = |number: &str, since: Option<&str>| {
        let mut row = under_construction(project(town.east, number, "小区"), "2026-06-01");
        row.status = Some(Code(ProjectStatus::Cancelled));
        row.status_since = since.map(day);
        let steps = [milestone(&row, 1, 10_000, 2_000, "2026-06-01", "2026-06-05")];
        store(&app.db, &row, &steps);
    };
    cancelled("PRJ-2026-0001", Some("2026-06-09"));
    cancelled("PRJ-2026-0002", None);
    for today in ["2026-06-12", "2026-08-30"] {
        app.set_day(today);
        for (number, late) in [("PRJ-2026-0001", 4), ("PRJ-2026-0002", 0)] {
            let read: Project = app.read(&format!("/api/v1/projects/{number}")).await;
            assert_eq!((read.milestones[0].days_late, read.summary.days_late), (late, 0), "{number} {today}");
            assert_eq!((read.summary.current, read.summary.days_since_update), (None, None), "{number} {today}");
        }
    }
}

#[actix_web::test]
async fn late_works_take_the_reason_of_their_latest_late_milestone_that_has_one() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = under_construction(project(town.east, "PRJ-2026-0001", "小区"), "2026-06-01");
    let mut steps = [
        milestone(&row, 1, 3_000, 10_000, "2026-06-01", "2026-06-02"),
        milestone(&row, 2, 3_000, 10_000, "2026-06-01", "2026-06-03"),
        milestone(&row, 3, 4_000, 2_000, "2026-06-04", "2026-06-05"),
    ];
    for (step, (ended, why)) in steps.iter_mut().zip([("2026-06-04", "管线"), ("2026-06-09", "下雨")]) {
        step.actual_finish = Some(day(ended));
        step.reason = Some(why.to_owned());
    }
    store(&app.db, &row, &steps);
    app.set_day("2026-06-07");
    let read: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    assert_eq!((read.summary.days_late, read.summary.reason.as_deref()), (2, Some("下雨")));
}

#[actix_web::test]
async fn the_last_news_of_works_that_do_not_run_is_the_latest_of_report_state_acceptance_and_milestone() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    for (i, (status, since, accepted, ended, expected)) in [
        (ProjectStatus::HandedOver, "2026-06-02", Some("2026-06-09"), "2026-06-03", "2026-06-09"),
        (ProjectStatus::HandedOver, "2026-06-11", Some("2026-06-09"), "2026-06-03", "2026-06-11"),
        (ProjectStatus::Suspended, "2026-06-02", None, "2026-06-08", "2026-06-08"),
        (ProjectStatus::Cancelled, "2026-06-02", None, "2026-06-03", "2026-06-05"),
        (ProjectStatus::UnderConstruction, "2026-06-10", None, "2026-06-09", "2026-06-05"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("PRJ-2026-000{i}");
        let mut row = under_construction(project(town.east, &number, "小区"), "2026-06-01");
        row.status = Some(Code(status));
        (row.status_since, row.accepted_on) = (Some(day(since)), accepted.map(day));
        let mut step = milestone(&row, 1, 10_000, 10_000, "2026-06-01", "2026-06-03");
        step.actual_finish = Some(day(ended));
        store(&app.db, &row, std::slice::from_ref(&step));
        write(&app.db, |conn| {
            let told = report(&step, "2026-06-05", ReportReview::Approved, "铺了两层");
            backend::milestones::store::insert_progress_reports(conn, &[told])
        });
        let read: Project = app.read(&format!("/api/v1/projects/{number}")).await;
        assert_eq!(read.summary.updated_on, Some(day(expected)), "{status:?} {since}");
    }
}
