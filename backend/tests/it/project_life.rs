//! A project from its draft to its archive: each event with what it takes, who may cause it, and what stands in its way.

use actix_web::http::Method;
use backend::db::Code;
use backend::media::store::MediaRow;
use serde_json::{Value, json};
use shared::id::{AreaId, CompoundId, OrganizationId};
use shared::media::Phase;
use shared::notices::Notice;
use shared::page::Page;
use shared::people::{Role, Scope};
use shared::projects::form::ProjectFormPage;
use shared::projects::guards::Guard;
use shared::projects::staff::StaffProjectPage;
use shared::projects::{Project, ProjectEvent, ProjectStatus};

use crate::app::TestApp;
use crate::builders::{Town, compound, photograph, write};
use crate::people::Person;
use crate::site::{organization, token};

/// An office where nothing exists yet.
struct Office<'a> {
    app: &'a TestApp,
    town: Town,
    manager: Person<'a>,
    district: Person<'a>,
}

impl<'a> Office<'a> {
    fn build(app: &'a TestApp) -> Self {
        let town = Town::build(&app.db);
        let client = organization(app, "城投", "client");
        Self {
            app,
            manager: Person::new(app, "manager.one", Role::ProjectManager, Scope::Organization(OrganizationId(client))),
            district: Person::new(app, "district.one", Role::DistrictAdmin, Scope::All),
            town,
        }
    }

    fn new_project(&self, kind: &str) -> Value {
        json!({
            "client_token": token(),
            "kind": kind,
            "form": {
                "name": "东里改造", "area": AreaId(self.town.east), "plan_year": 2026,
                "place": { "shape": { "type": "Point", "coordinates": [115.1, 30.2] } },
            },
        })
    }

    async fn create(&self, by: &Person<'_>, kind: &str) -> StaffProjectPage {
        by.done(Method::POST, "/api/v1/staff/projects", self.new_project(kind)).await
    }

    async fn form(&self, by: &Person<'_>, number: &str) -> ProjectFormPage {
        by.read(&format!("/api/v1/staff/projects/{number}/form")).await
    }

    /// Writes the form after `change`.
    async fn edit(&self, by: &Person<'_>, number: &str, change: impl FnOnce(&mut Value)) -> StaffProjectPage {
        let body = self.changed(by, number, change).await;
        by.done(Method::PUT, &format!("/api/v1/staff/projects/{number}/form"), body).await
    }

    async fn changed(&self, by: &Person<'_>, number: &str, change: impl FnOnce(&mut Value)) -> Value {
        let page = self.form(by, number).await;
        let mut form = serde_json::to_value(&page.form).unwrap();
        change(&mut form);
        json!({ "version": page.version, "client_token": token(), "form": form })
    }

    async fn version(&self, number: &str) -> i32 {
        self.district.read::<StaffProjectPage>(&format!("/api/v1/staff/projects/{number}")).await.version
    }

    async fn command(&self, number: &str, event: &str, more: Value) -> Value {
        let version = self.version(number).await;
        let mut body = json!({ "event": event, "version": version, "client_token": token() });
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        body
    }

    async fn moved(&self, by: &Person<'_>, number: &str, event: &str, more: Value) -> StaffProjectPage {
        let body = self.command(number, event, more).await;
        by.done(Method::POST, &events(number), body).await
    }

    async fn refused(&self, by: &Person<'_>, number: &str, event: &str, more: Value, status: u16) -> String {
        let body = self.command(number, event, more).await;
        by.refused(Method::POST, &events(number), body, status).await.field.unwrap_or_default()
    }

    fn photograph(&self, number: &str, phase: Phase, viewpoint: Option<&str>, seed: u8) {
        let id = self.id(number);
        let row = backend::projects::store::ProjectRow::blank(id, "x", "x", 1, self.app.now().naive_utc());
        let shot = MediaRow {
            phase: Code(phase),
            viewpoint: viewpoint.map(str::to_owned),
            source_sha256: format!("{seed:064x}"),
            ..photograph(&row)
        };
        write(&self.app.db, |conn| backend::media::store::insert(conn, &[shot]));
    }

    fn id(&self, number: &str) -> i64 {
        use backend::schema::projects as p;
        use diesel::prelude::*;
        let found =
            |conn: &mut backend::db::Conn| Ok(p::table.filter(p::number.eq(number)).select(p::id).first(conn)?);
        self.app.db.read_now(found).unwrap()
    }
}

fn events(number: &str) -> String {
    format!("/api/v1/staff/projects/{number}/events")
}

fn document(doc_type: &str) -> Value {
    json!({ "doc_type": doc_type, "title": "文件", "doc_no": "区发〔2026〕12 号", "on": "2026-06-01" })
}

fn offered(page: &StaffProjectPage, event: ProjectEvent) -> Option<&[Guard]> {
    page.events.iter().find(|e| e.event == event).map(|e| e.missing.as_slice())
}

#[actix_web::test]
async fn a_road_goes_from_its_draft_to_its_archive() {
    let app = TestApp::new();
    let office = Office::build(&app);
    let page = office.create(&office.manager, "back_street").await;
    let number = page.project.number.clone();
    let n = number.as_str();
    assert_eq!((n, page.milestones.len()), ("PRJ-2026-0001", 7));
    assert_eq!(offered(&page, ProjectEvent::Approve), None, "the district approves");
    app.refused(&format!("/api/v1/projects/{n}"), 404).await;

    // The money must sum up to what is approved.
    let approval = |fen: i64| json!({ "document": document("approval"), "amount_fen": fen });
    assert_eq!(office.refused(&office.district, n, "approve", approval(50_000_000), 409).await, "fund_plan");
    let money = json!([
        { "source": "central", "record_type": "planned", "amount_fen": 30_000_000, "on": "2026-05-01" },
        { "source": "district", "record_type": "planned", "amount_fen": 20_000_000, "on": "2026-05-01" },
    ]);
    office.edit(&office.manager, n, |form| form["funds"] = money).await;
    assert_eq!(office.refused(&office.district, n, "approve", approval(49_999_999), 409).await, "fund_plan");
    assert_eq!(
        office.refused(&office.district, n, "approve", json!({ "amount_fen": 50_000_000 }), 422).await,
        "document"
    );
    let page = office.moved(&office.district, n, "approve", approval(50_000_000)).await;
    assert_eq!(page.project.status, Some(ProjectStatus::Approved));
    office.moved(&office.manager, n, "start_tender", json!({ "on": "2026-06-05", "reason": "公开招标" })).await;

    // Parties and days before the award; what was planned then is the promise.
    let contract = json!({ "document": document("contract"), "amount_fen": 48_000_000,
        "planned_start": "2026-06-10", "planned_finish": "2026-09-30" });
    assert_eq!(office.refused(&office.manager, n, "award", contract.clone(), 409).await, "parties");
    office
        .edit(&office.manager, n, |form| {
            form["complaint_phone"] = json!("0714-6200000");
            form["members"] = json!([
                { "organization": "城投", "member_type": "client", "shown_publicly": true },
                { "organization": "三建", "member_type": "contractor", "shown_publicly": true },
                { "organization": "监理公司", "member_type": "supervisor" },
            ]);
            for step in form["milestones"].as_array_mut().unwrap() {
                step["planned_start"] = json!("2026-06-10");
                step["planned_finish"] = json!("2026-09-30");
            }
        })
        .await;
    let dear = json!({ "document": document("contract"), "amount_fen": 60_000_000,
        "planned_start": "2026-06-10", "planned_finish": "2026-09-30" });
    assert_eq!(office.refused(&office.manager, n, "award", dear, 422).await, "reason");
    let page = office.moved(&office.manager, n, "award", contract).await;
    assert!(page.milestones.iter().all(|m| m.milestone.baseline_finish == m.milestone.planned_finish));

    // Photographs from before and of the board.
    let begin = json!({ "on": "2026-06-12", "document": document("permit") });
    assert_eq!(office.refused(&office.manager, n, "start_works", begin.clone(), 409).await, "before_photographs");
    office.photograph(n, Phase::Before, None, 1);
    assert_eq!(office.refused(&office.manager, n, "start_works", begin.clone(), 409).await, "site_board");
    office.photograph(n, Phase::During, Some("公示牌"), 2);
    assert_eq!(office.refused(&office.manager, n, "start_works", json!({ "on": "2026-06-12" }), 422).await, "document");
    assert_eq!(
        office.refused(&office.manager, n, "start_works", json!({ "on": "2026-06-13", "reason": "x" }), 422).await,
        "on"
    );
    let page = office.moved(&office.manager, n, "start_works", begin).await;
    assert_eq!(page.project.status, Some(ProjectStatus::UnderConstruction));

    // Public from here on.
    let publish = json!({ "version": page.version, "client_token": token(), "is_published": true });
    let path = format!("/api/v1/staff/projects/{n}/publication");
    office.manager.refused(Method::POST, &path, &publish, 403).await;
    let _: StaffProjectPage = office.district.done(Method::POST, &path, publish).await;
    let public: Project = app.read(&format!("/api/v1/projects/{n}")).await;
    assert_eq!(public.contract_fen, Some(48_000_000));

    // A standstill is told at once, and its days are counted.
    let stop = json!({ "reason_code": "weather", "reason": "连续暴雨", "until": "2026-06-30" });
    office.moved(&office.manager, n, "suspend", stop).await;
    let notices: Page<Notice> = app.read("/api/v1/notices").await;
    assert!(notices.items[0].title.starts_with("停工公告"), "{:?}", notices.items[0]);
    app.set_day("2026-06-20");
    let (manager, district) = (Person::of(&app, office.manager.id), Person::of(&app, office.district.id));
    let office = Office { manager, district, ..office };
    office.moved(&office.manager, n, "resume", json!({})).await;
    let public: Project = app.read(&format!("/api/v1/projects/{n}")).await;
    assert_eq!(public.summary.days_suspended, 8);

    // Nothing is handed in before every milestone is done.
    let done = json!({ "on": "2026-06-20" });
    assert_eq!(office.refused(&office.manager, n, "submit_completion", done.clone(), 409).await, "milestones_done");
    finish_all(&office, n);
    assert_eq!(office.refused(&office.manager, n, "submit_completion", done.clone(), 409).await, "after_photographs");
    office.photograph(n, Phase::After, None, 3);
    office.moved(&office.manager, n, "submit_completion", done).await;
    office.moved(&office.district, n, "fail", json!({ "reason": "路沿不齐", "until": "2026-06-28" })).await;
    office.moved(&office.manager, n, "resubmit", json!({ "reason": "路沿已整改" })).await;
    office.moved(&office.district, n, "pass", json!({ "document": document("acceptance") })).await;
    office.moved(&office.manager, n, "hand_over", json!({ "document": document("handover") })).await;
    office.moved(&office.district, n, "begin_maintenance", json!({ "on": "2026-06-20", "reason": "市政养护" })).await;
    let account = json!({ "document": document("final_account"), "amount_fen": 47_500_000 });
    let page = office.moved(&office.district, n, "archive", account).await;
    assert_eq!(page.project.status, Some(ProjectStatus::Archived));
    assert_eq!(page.events, []);
    assert_eq!(office.refused(&office.district, n, "cancel", json!({ "reason": "x" }), 409).await, "");
    let told: Vec<_> = page.history.iter().rev().map(|h| h.event.as_str()).collect();
    assert_eq!(
        told,
        [
            "create",
            "edit",
            "approve",
            "start_tender",
            "edit",
            "award",
            "start_works",
            "publish",
            "suspend",
            "resume",
            "submit_completion",
            "fail",
            "resubmit",
            "pass",
            "hand_over",
            "begin_maintenance",
            "archive"
        ]
    );
}

/// As if every report had been approved.
fn finish_all(office: &Office<'_>, number: &str) {
    use backend::schema::milestones as m;
    use diesel::prelude::*;
    let id = office.id(number);
    write(&office.app.db, |conn| {
        let change = (m::status.eq("completed"), m::progress_bp.eq(10_000));
        diesel::update(m::table.filter(m::project_id.eq(id))).set(change).execute(conn)?;
        Ok(())
    });
}

#[actix_web::test]
async fn residents_are_asked_before_their_compound_is_renovated() {
    let app = TestApp::new();
    let office = Office::build(&app);
    let community = Person::new(&app, "community.one", Role::CommunityAdmin, Scope::Area(AreaId(office.town.east)));
    let page = office.create(&office.manager, "old_compound_renovation").await;
    let n = page.project.number.as_str();
    assert_eq!(page.milestones.len(), 14);
    assert_eq!(offered(&page, ProjectEvent::StartSurvey), Some(&[Guard::CompoundBasics][..]), "{:?}", page.events);
    let approval = json!({ "document": document("approval"), "amount_fen": 1 });
    assert_eq!(office.refused(&office.district, n, "approve", approval, 409).await, "ask_residents");
    let row = backend::compounds::store::CompoundRow {
        built_year_from: Some(1988),
        building_count: Some(6),
        household_count: Some(240),
        floor_area_m2: Some(18_000),
        ..compound(office.town.east, "东里")
    };
    write(&app.db, |conn| backend::compounds::store::insert(conn, std::slice::from_ref(&row)));
    let treated = json!([{ "id": CompoundId(row.id), "building_count": 2, "buildings": ["1栋", "2栋"] }]);
    let page = office.edit(&office.manager, n, |form| form["compounds"] = treated).await;
    assert_eq!(page.buildings, ["1栋", "2栋"]);
    office.moved(&community, n, "start_survey", json!({ "on": "2026-06-01" })).await;
    let survey = json!({ "document": document("survey") });
    assert_eq!(office.refused(&community, n, "open_consultation", survey.clone(), 409).await, "work_items");
    office.edit(&community, n, |form| form["work_items"] = json!([{ "code": "B17", "quantity_planned": 3200 }])).await;
    office.moved(&community, n, "open_consultation", survey).await;
    let minutes =
        json!({ "document": document("minutes"), "reason": "应参与 240 户，同意 201 户", "until": "2026-06-19" });
    office.moved(&community, n, "consent_reached", minutes).await;
    office
        .edit(&office.manager, n, |form| {
            form["funds"] =
                json!([{ "source": "central", "record_type": "planned", "amount_fen": 100, "on": "2026-05-01" }]);
        })
        .await;
    let approval = json!({ "document": document("approval"), "amount_fen": 100 });
    assert_eq!(office.refused(&office.district, n, "approve", approval.clone(), 409).await, "publicity_over");
    app.set_day("2026-06-20");
    let office = Office { district: Person::of(&app, office.district.id), ..office };
    let page = office.moved(&office.district, n, "approve", approval).await;
    assert_eq!(page.project.status, Some(ProjectStatus::Approved));
}

#[actix_web::test]
async fn two_who_write_at_once_do_not_overwrite_each_other() {
    let app = TestApp::new();
    let office = Office::build(&app);
    let n = office.create(&office.manager, "pocket_park").await.project.number;
    let path = format!("/api/v1/staff/projects/{n}/form");
    let first = office.changed(&office.manager, &n, |form| form["summary"] = json!("甲")).await;
    let second = office.changed(&office.district, &n, |form| form["summary"] = json!("乙")).await;
    let _: StaffProjectPage = office.manager.done(Method::PUT, &path, &first).await;
    let late = office.district.refused(Method::PUT, &path, second, 409).await;
    assert_eq!(late.field.as_deref(), Some("version"));
    assert_eq!(office.form(&office.district, &n).await.form.summary.as_deref(), Some("甲"));
    // The net hung: the same again is no second change.
    let again: StaffProjectPage = office.manager.done(Method::PUT, &path, first).await;
    assert_eq!(again.history.iter().filter(|h| h.event == "edit").count(), 1);
    let body = office.new_project("pocket_park");
    let one: StaffProjectPage = office.manager.done(Method::POST, "/api/v1/staff/projects", &body).await;
    let two: StaffProjectPage = office.manager.done(Method::POST, "/api/v1/staff/projects", &body).await;
    assert_eq!((one.project.number.as_str(), two.project.number.as_str()), ("PRJ-2026-0002", "PRJ-2026-0002"));
}

#[actix_web::test]
async fn the_plan_of_what_is_public_is_not_written_over() {
    let app = TestApp::new();
    let site = crate::site::Site::build(&app);
    let n = crate::site::NUMBER;
    let path = format!("/api/v1/staff/projects/{n}/form");
    let page: ProjectFormPage = site.manager.read(&path).await;
    assert!(page.is_plan_locked);
    let body = |change: &dyn Fn(&mut Value)| {
        let mut form = serde_json::to_value(&page.form).unwrap();
        change(&mut form);
        json!({ "version": page.version, "client_token": token(), "form": form })
    };
    for (field, change) in [
        ("planned_finish", (&|f: &mut Value| f["planned_finish"] = json!("2026-12-31")) as &dyn Fn(&mut Value)),
        ("total_investment_fen", &|f: &mut Value| f["total_investment_fen"] = json!(5)),
        ("milestones", &|f: &mut Value| f["milestones"][1]["planned_finish"] = json!("2026-12-31")),
    ] {
        let refused = site.manager.refused(Method::PUT, &path, body(change), 422).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    // What is promised is part of the plan: the manager asks, the district writes what it agreed to.
    let items = json!([{ "code": "B17", "quantity_planned": 3200 }]);
    let more = body(&|f: &mut Value| f["work_items"] = items.clone());
    let refused = site.manager.refused(Method::PUT, &path, more, 422).await;
    assert_eq!(refused.field.as_deref(), Some("work_items"));
    let fewer = body(&|f: &mut Value| f["work_items"] = items.clone());
    let _: StaffProjectPage = site.district.done(Method::PUT, &path, fewer).await;
    let page: ProjectFormPage = site.manager.read(&path).await;
    let body = |change: &dyn Fn(&mut Value)| {
        let mut form = serde_json::to_value(&page.form).unwrap();
        change(&mut form);
        json!({ "version": page.version, "client_token": token(), "form": form })
    };
    let told = body(&|f: &mut Value| f["summary"] = json!("屋面、外墙、管网"));
    let _: StaffProjectPage = site.manager.done(Method::PUT, &path, told).await;
    let public: Project = app.read(&format!("/api/v1/projects/{n}")).await;
    assert_eq!(public.text.as_deref(), Some("屋面、外墙、管网"));
    site.engineer.refused(Method::PUT, &path, json!({}), 403).await;
}

#[actix_web::test]
async fn what_cannot_be_written_is_named() {
    let app = TestApp::new();
    let office = Office::build(&app);
    for (field, change) in [
        ("name", (&|f: &mut Value| f["name"] = json!(" ")) as &dyn Fn(&mut Value)),
        ("area", &|f: &mut Value| f["area"] = json!("0000000000001")),
        ("plan_year", &|f: &mut Value| f["plan_year"] = json!(26)),
        ("place", &|f: &mut Value| f["place"]["shape"]["coordinates"] = json!([230.0, 15.0])),
        ("complaint_phone", &|f: &mut Value| f["complaint_phone"] = json!("找小王")),
        ("planned_finish", &|f: &mut Value| {
            f["planned_start"] = json!("2026-06-01");
            f["planned_finish"] = json!("2026-05-01");
        }),
        ("compounds", &|f: &mut Value| f["compounds"] = json!([{ "id": "0000000000001" }])),
        ("work_items", &|f: &mut Value| f["work_items"] = json!([{ "code": "Z99" }])),
        ("amount_fen", &|f: &mut Value| {
            f["funds"] = json!([{ "source": "central", "record_type": "paid", "amount_fen": 0, "on": "2026-05-01" }]);
        }),
        ("colour", &|f: &mut Value| f["colour"] = json!("red")),
    ] {
        let mut body = office.new_project("pocket_park");
        change(&mut body["form"]);
        let refused = office.manager.refused(Method::POST, "/api/v1/staff/projects", body, 422).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{}", refused.message);
    }
    let mut body = office.new_project("castle");
    body["form"]["name"] = json!("x");
    let refused = office.manager.refused(Method::POST, "/api/v1/staff/projects", body, 422).await;
    assert_eq!(refused.field.as_deref(), Some("kind"));
    // A community makes drafts of its own area only.
    let west = Person::new(&app, "west.one", Role::CommunityAdmin, Scope::Area(AreaId(office.town.west)));
    let refused = west.refused(Method::POST, "/api/v1/staff/projects", office.new_project("pocket_park"), 422).await;
    assert_eq!(refused.field.as_deref(), Some("area"));
    let page = office.create(&office.manager, "pocket_park").await;
    assert_eq!(page.project.number, "PRJ-2026-0001", "what was refused took no number");
}

#[actix_web::test]
async fn a_position_of_the_shifted_system_is_turned_once() {
    let app = TestApp::new();
    let office = Office::build(&app);
    let mut body = office.new_project("pocket_park");
    body["form"]["place"]["crs"] = json!("gcj02");
    let n = office.manager.done::<StaffProjectPage>(Method::POST, "/api/v1/staff/projects", body).await.project.number;
    let place = office.form(&office.manager, &n).await.form.place.unwrap();
    let shared::geo::Shape::Point([lng, lat]) = place.shape else { panic!("a point") };
    assert!((115.1 - lng).abs() > 0.004 && (30.2 - lat).abs() > 0.001, "{lng} {lat}");
    // Read and written again it stays where it is.
    office.edit(&office.manager, &n, |form| form["summary"] = json!("公园")).await;
    assert_eq!(office.form(&office.manager, &n).await.form.place.unwrap().shape, shared::geo::Shape::Point([lng, lat]));
}
