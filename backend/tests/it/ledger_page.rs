//! Lists in and out by the page: checked, written whole or not at all, taken back, and exported by scope.

use actix_web::http::Method;
use shared::error::{ApiError, ErrorCode};
use shared::id::AreaId;
use shared::imports::{ImportDone, ImportReport};
use shared::page::Page;
use shared::people::{Role, Scope};
use shared::projects::ProjectSummary;

use crate::app::{Answer, TestApp};
use crate::people::Person;
use crate::site::{NUMBER, Site};

const PATH: &str = "/api/v1/staff/imports";
const LIST: &str = "项目名称,项目类型,街道,社区,小区,状态,年度\n新里改造,老旧小区改造,北街道,东社区,新里,已立项,2026\n";

async fn send(by: &Person<'_>, app: &TestApp, query: &str, body: &str) -> Answer {
    let request = by.request(Method::POST, &format!("{PATH}?{query}"));
    app.send(request.set_payload(body.to_owned())).await
}

async fn names(app: &TestApp) -> Vec<String> {
    let page: Page<ProjectSummary> = app.read("/api/v1/projects").await;
    let mut names: Vec<String> = page.items.into_iter().map(|p| p.name).collect();
    names.sort();
    names
}

#[actix_web::test]
async fn a_list_is_checked_first_then_written_then_taken_back() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let before = names(&app).await;
    let checked: ImportReport = send(&site.district, &app, "kind=projects&name=a.csv", LIST).await.json();
    assert!(!checked.is_refused && checked.is_dry_run, "{}", checked.zh);
    assert_eq!((checked.new, names(&app).await), (1, before.clone()));
    let done: ImportReport = send(&site.district, &app, "kind=projects&name=a.csv&dry_run=false", LIST).await.json();
    assert_eq!((done.new, done.is_dry_run), (1, false));
    assert!(names(&app).await.contains(&"新里改造".to_owned()));
    let listed: Vec<ImportDone> = site.district.read(PATH).await;
    assert_eq!(
        (listed[0].by.as_str(), listed[0].file_name.as_str(), listed[0].is_next),
        ("district.one", "a.csv", true)
    );
    let undo = format!("{PATH}/{}/undo", listed[0].id);
    let left: Vec<ImportDone> = site.district.done(Method::POST, &undo, ()).await;
    assert!(left[0].undone_at.is_some());
    assert_eq!(names(&app).await, before);
    let twice: ApiError = site.district.refused(Method::POST, &undo, (), 404).await;
    assert_eq!(twice.code, ErrorCode::NotFound);
}

#[actix_web::test]
async fn one_wrong_row_changes_nothing_and_is_named() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let before = names(&app).await;
    let list = format!("{LIST}旧里改造,修飞船,北街道,东社区,旧里,已立项,2026\n");
    let refused: ImportReport = send(&site.district, &app, "kind=projects&dry_run=false", &list).await.json();
    assert!(refused.is_refused);
    assert_eq!((refused.problem_count, refused.problems[0].row), (1, Some(3)));
    assert_eq!(refused.problems[0].value.as_deref(), Some("修飞船"));
    assert_eq!(names(&app).await, before);
}

#[actix_web::test]
async fn what_cannot_be_a_list_is_refused_by_name() {
    let app = TestApp::new();
    let site = Site::build(&app);
    for (query, body, status, field) in [
        ("", LIST, 422, "kind"),
        ("kind=dreams", LIST, 400, "kind"),
        ("kind=projects&dry_run=perhaps", LIST, 400, "dry_run"),
        ("kind=projects", "", 422, "file"),
    ] {
        let answer = send(&site.district, &app, query, body).await;
        let why: ApiError = answer.json();
        assert_eq!((answer.status.as_u16(), why.field.as_deref()), (status, Some(field)), "{query}");
    }
    let large = send(&site.district, &app, "kind=projects", &"x".repeat(20 * 1024 * 1024 + 1)).await;
    assert_eq!(large.status, 413);
}

#[actix_web::test]
async fn who_answers_for_a_part_imports_nothing() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let part = Scope::Area(AreaId(site.project.area_id));
    let office = Person::new(&app, "office.one", Role::DistrictAdmin, part);
    assert_eq!(send(&office, &app, "kind=projects&dry_run=false", LIST).await.status, 404);
    assert_eq!(office.get(PATH).await.status, 404);
    assert_eq!(send(&site.manager, &app, "kind=projects", LIST).await.status, 403);
}

#[actix_web::test]
async fn a_ledger_holds_what_is_in_scope() {
    let app = TestApp::new();
    let site = Site::build(&app);
    let text = |answer: Answer| {
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    };
    let own = text(site.manager.get("/api/v1/staff/ledger.csv").await);
    assert!(own.contains(NUMBER), "{own}");
    let town = crate::builders::Town::called(&app.db, "邻");
    let away = Person::new(&app, "away.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    assert!(!text(away.get("/api/v1/staff/ledger.csv").await).contains(NUMBER));
    assert!(!text(site.manager.get("/api/v1/staff/ledger.csv?year=1999").await).contains(NUMBER));
    let sheet = site.manager.get("/api/v1/staff/ledger.xlsx").await;
    assert!(sheet.body.starts_with(b"PK"));
    assert_eq!(site.manager.get("/api/v1/staff/ledger.pdf").await.status, 404);
}
