//! States and their days in lists: what the list tells is kept, and a day that nobody told is not made up.

use backend::import::{Lang, What};
use shared::projects::{Project, ProjectStatus, Sign};

use crate::app::TestApp;
use crate::builders::Town;
use crate::export::ledger;
use crate::import::{done, list, projects_of, traces};

/// The list as it is and one whose rows tell the day.
const BARE: &str = "项目名称,项目类型,街道,状态\n甲,公厕,北街道,施工中\n";
const DATED: &str = "项目名称,项目类型,街道,状态,状态日期\n甲,公厕,北街道,施工中,2026-06-10\n";

#[actix_web::test]
async fn without_a_day_in_the_list_nothing_is_pretended() {
    let app = TestApp::new();
    Town::build(&app.db);
    assert_eq!(done(&projects_of(&app, BARE)), (1, 0, 0));
    let project: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    let s = &project.summary;
    assert_eq!((s.status_since, s.updated_on, s.days_since_update, s.sign), (None, None, None, Sign::Works));
    let out = ledger(&app);
    assert!(out.contains(",施工中,,") && !out.contains("2026-06-12"), "{out}");
    let other = TestApp::new();
    assert_eq!(done(&projects_of(&other, &out)), (1, 0, 0));
    assert_eq!(ledger(&other), out);
    assert_eq!(done(&projects_of(&app, &out)), (0, 0, 1));

    assert_eq!(done(&projects_of(&app, DATED)), (0, 1, 0));
    let project: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    assert_eq!(project.summary.updated_on.map(|d| d.to_string()).as_deref(), Some("2026-06-10"));
    assert_eq!(project.summary.days_since_update, Some(2));
    // A list that has no such column says nothing of the day.
    assert_eq!(done(&projects_of(&app, BARE)), (0, 0, 1));
}

#[actix_web::test]
async fn works_of_which_nobody_told_a_day_fall_silent_a_week_after_the_import() {
    let app = TestApp::new();
    Town::build(&app.db);
    let report = list(&app, What::Projects, BARE.as_bytes(), "", |_| ());
    assert_eq!(done(&report), (1, 0, 0));
    app.set_day("2026-06-19");
    let project: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    assert_eq!((project.summary.sign, project.summary.days_since_update), (Sign::Stale, Some(7)));
    assert_eq!(project.summary.updated_on, None);
}

#[actix_web::test]
async fn a_list_moves_a_project_to_its_next_state() {
    let app = TestApp::new();
    Town::build(&app.db);
    let stopped = DATED.replace("施工中,2026-06-10", "停工,2026-06-01").replace("\n甲", ",状态原因\n甲");
    let stopped = format!("{},等待迁改\n", stopped.trim_end());
    assert_eq!(done(&projects_of(&app, &stopped)), (1, 0, 0));
    assert_eq!(done(&projects_of(&app, DATED)), (0, 1, 0));
    let project: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    let s = &project.summary;
    assert_eq!((s.status, s.reason.clone()), (Some(ProjectStatus::UnderConstruction), None));
    assert_eq!((s.days_suspended, s.status_since.map(|d| d.to_string())), (9, Some("2026-06-10".to_owned())));
    // Without a day the new state has none: the old one belonged to the old state.
    assert_eq!(done(&projects_of(&app, &BARE.replace("施工中", "验收合格"))), (0, 1, 0));
    let project: Project = app.read("/api/v1/projects/PRJ-2026-0001").await;
    assert_eq!((project.summary.status, project.summary.status_since), (Some(ProjectStatus::Accepted), None));
    assert_eq!(done(&projects_of(&app, &BARE.replace("施工中", "验收合格"))), (0, 0, 1));
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let app = TestApp::new();
    Town::build(&app.db);
    assert_eq!(done(&projects_of(&app, BARE)), (1, 0, 0));
    let before = traces(&app.db);
    let more = "项目名称,项目类型,街道,社区,小区,状态\n甲,公厕,北街道,,,验收合格\n乙,老旧小区改造,新街道,新社区,乙小区,已立项\n";
    let report = list(&app, What::Projects, more.as_bytes(), "", |o| o.dry_run = true);
    assert_eq!(done(&report), (1, 1, 0));
    let words = report.words(Lang::Zh);
    for said in ["试运行", "新增 1", "更新 1", "新街道", "新社区", "乙小区"] {
        assert!(words.contains(said), "{said} is not in:\n{words}");
    }
    assert!(report.words(Lang::En).contains("This was a dry run: nothing was changed."));
    assert_eq!(traces(&app.db), before);
    assert_eq!(done(&projects_of(&app, more)), (1, 1, 0));
}

#[actix_web::test]
async fn a_state_that_contradicts_days_or_progress_of_its_row_is_refused() {
    let app = TestApp::new();
    Town::build(&app.db);
    let head = "项目名称,项目类型,街道,状态,实际开工,实际竣工,形象进度\n";
    for (row, field) in [
        ("甲,公厕,北街道,待开工,2026-02-01,,", "实际开工"),
        ("甲,公厕,北街道,待开工,,2026-02-01,", "实际竣工"),
        ("甲,公厕,北街道,招标采购,,,20%", "形象进度"),
        ("甲,公厕,北街道,验收合格,2026-01-01,2026-02-01,20%", "形象进度"),
        ("甲,公厕,北街道,施工中,2026-02-02,2026-02-01,", "实际竣工"),
    ] {
        let report = list(&app, What::Projects, format!("{head}{row}\n").as_bytes(), "", |_| ());
        let told = report.words(Lang::Zh);
        assert!(told.contains(field), "{row}: {told}");
        assert_eq!(app.read::<serde_json::Value>("/api/v1/projects").await["total"], 0, "{row}");
    }
    assert_eq!(
        done(&projects_of(&app, &format!("{head}甲,公厕,北街道,验收合格,2026-01-01,2026-02-01,100%\n"))),
        (1, 0, 0)
    );
}

#[actix_web::test]
async fn a_position_that_was_converted_once_is_not_converted_again() {
    let app = TestApp::new();
    Town::build(&app.db);
    let head = "项目名称,项目类型,街道,状态,经度,纬度";
    let first = format!("{head}\n甲,公厕,北街道,施工中,115.1,30.2\n");
    let report = list(&app, What::Projects, first.as_bytes(), "", |o| o.crs = Some(shared::geo::Crs::Gcj02));
    assert_eq!(done(&report), (1, 0, 0));
    let out = ledger(&app);
    let again = list(&app, What::Projects, out.as_bytes(), "", |o| o.crs = Some(shared::geo::Crs::Gcj02));
    assert!(again.words(Lang::Zh).contains("再换算一次会偏几百米"), "{}", again.words(Lang::Zh));
    assert_eq!(ledger(&app), out);
    assert_eq!(done(&projects_of(&app, &out)), (0, 0, 1));
}
