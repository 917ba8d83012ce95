//! `POST /api/v1/staff/projects` and `GET`, `PUT /api/v1/staff/projects/{number}/form`: projects as they are written.

mod parts;
mod read;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, put};
use chrono::{DateTime, Datelike as _, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::geo::Crs;
use shared::id::OrganizationId;
use shared::people::Scope;
use shared::permissions::{Action, Thing};
use shared::projects::ProjectStatus;
use shared::projects::form::{NewProject, ProjectChange, ProjectForm, ProjectFormPage};
use shared::projects::staff::StaffProjectPage;

use super::staff::desk::Desk;
use super::staff::page;
use super::store::{self, ProjectRow};
use crate::areas::tree::AreaTree;
use crate::auth::{Allowed, access, json};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::milestones::store::{self as milestones, MilestoneRow};
use crate::schema::{milestone_template_lines, project_kinds};
use crate::serve::State;
use crate::workflow::{Noun, Step, not_now, store as workflow};

access! {
    /// Reports, defects and drafts of a project.
    ReadProject,
    /// Make and edit a draft.
    EditDraft,
}

/// The addresses of this slice; `POST /staff/projects` stands beside the list.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/projects/{number}/form",
        [("GET", get().to(get_form)), ("PUT", put().to(put_form))],
    ));
}

async fn get_form(
    caller: Allowed<ReadProject>,
    number: Path<String>,
    state: Data<State>,
) -> Result<Json<ProjectFormPage>> {
    let now = state.clock.now();
    let found = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        Ok(ProjectFormPage {
            number: desk.project.number.clone(),
            kind: desk.project.kind_code.clone(),
            version: desk.project.version,
            is_plan_locked: desk.project.is_published,
            form: read::form(conn, &desk)?,
        })
    };
    Ok(Json(state.db.read(found).await?))
}

/// Makes a draft, with the milestones of its kind.
pub(super) async fn create_project(
    caller: Allowed<EditDraft>,
    body: Bytes,
    state: Data<State>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let made = move |conn: &mut Conn| {
        let wanted: NewProject = json(&body)?;
        let token = &wanted.client_token;
        if let Some(id) = workflow::repeated(conn, caller.id(), token, Noun::Project, "create", None)? {
            let desk = Desk::by_id(conn, &caller, id, now)?;
            return page::load(conn, &desk);
        }
        let form = wanted.form.checked().map_err(Error::bad_field)?;
        let tree = AreaTree::load(conn)?;
        let row = draft(conn, &caller, &tree, &wanted.kind, &form, now)?;
        store::insert(conn, std::slice::from_ref(&row))?;
        let steps = steps(conn, &row)?;
        milestones::insert(conn, &steps)?;
        let desk = Desk::by_id(conn, &caller, row.id, now)?;
        let role = desk.must(Action::EditDraft, None)?;
        let had = row.client_org_id;
        let mut row = parts::write(conn, &desk, &form, row)?;
        if row.client_org_id != had {
            row.version += 1;
            store::update(conn, &row)?;
        }
        let written = Step {
            noun: Noun::Project,
            id: row.id,
            shown_id: row.number.clone(),
            project: Some(row.id),
            event: "create",
            from: "",
            to: ProjectStatus::INITIAL.into(),
            role,
            note: None,
            token,
            action: AuditAction::CreateProject,
        };
        desk.record(conn, written)?;
        crate::live::store::tell(conn, &[desk.topic()])?;
        page::again(conn, &desk)
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

/// Writes the form over the project.
async fn put_form(
    caller: Allowed<EditDraft>,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        let change: ProjectChange = json(&body)?;
        let (token, id) = (&change.client_token, desk.project.id);
        if workflow::repeated(conn, caller.id(), token, Noun::Project, "edit", Some(id))?.is_some() {
            return page::again(conn, &desk);
        }
        let role = desk.must(Action::EditDraft, None)?;
        if desk.project.is_published {
            // A community writes drafts; what is public is written by the manager and the district.
            desk.must(Action::WriteProject, None)?;
        }
        let Some(status) = desk.project.status.map(|s| s.0).filter(|s| !ProjectStatus::TERMINAL.contains(s)) else {
            return Err(not_now("这个项目不能再修改。", "This project is not written any more."));
        };
        if desk.project.version != change.version {
            return Err(Error::stale());
        }
        let form = change.form.checked().map_err(Error::bad_field)?;
        let row = filled(&AreaTree::load(conn)?, desk.project.clone(), &form)?;
        if desk.project.is_published {
            locked(conn, &desk, &form)?;
        }
        let row = ProjectRow { version: row.version + 1, updated_at: now.naive_utc(), ..row };
        let row = parts::write(conn, &desk, &form, row)?;
        store::update(conn, &row)?;
        let state: &'static str = status.into();
        let written = Step {
            noun: Noun::Project,
            id,
            shown_id: row.number.clone(),
            project: Some(id),
            event: "edit",
            from: state,
            to: state,
            role,
            note: None,
            token,
            action: AuditAction::EditProject,
        };
        desk.record(conn, written)?;
        crate::live::store::tell(conn, &[desk.topic()])?;
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// The plan of a published project changes by a decision and not by writing; what it promises is written by who decides.
fn locked(conn: &mut Conn, desk: &Desk<'_>, form: &ProjectForm) -> Result<()> {
    let project = &desk.project;
    let now = read::form(conn, desk)?;
    let decides = desk.may(Action::DecideReplan, None).is_ok();
    let field = match () {
        () if !decides && now.compounds != form.compounds => "compounds",
        () if !decides && now.work_items != form.work_items => "work_items",
        () if project.planned_start != form.planned_start => "planned_start",
        () if project.planned_finish != form.planned_finish => "planned_finish",
        () if project.total_investment_fen != form.total_investment_fen => "total_investment_fen",
        () => return Ok(()),
    };
    Err(Error::bad_field(planned(field)))
}

pub(super) fn planned(field: &str) -> ApiError {
    let (zh, en) = (
        "项目已公开，改计划要向区里申请，不能直接改。",
        "The project is public: ask the district for another plan, it is not written here.",
    );
    ApiError::field(ErrorCode::InvalidValue, field, zh, en)
}

/// A new draft where the caller may make one.
fn draft(
    conn: &mut Conn,
    caller: &Allowed<EditDraft>,
    tree: &AreaTree,
    kind: &str,
    form: &ProjectForm,
    now: DateTime<Utc>,
) -> Result<ProjectRow> {
    let known: i64 = project_kinds::table.find(kind).count().get_result(conn)?;
    if known == 0 {
        let (zh, en) = ("没有这个项目类型。", "There is no such kind.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "kind", zh, en)));
    }
    let mut row = filled(tree, ProjectRow::blank(ids::next(), kind, &form.name, form.area.0, now.naive_utc()), form)?;
    row.status = Some(Code(ProjectStatus::INITIAL));
    row.status_since = Some(shared::time::date_of(now));
    row.created_by = Some(caller.id().0);
    row.is_demo = tree.get(row.area_id).is_some_and(|area| area.is_demo);
    // Who works for an organisation makes projects of that organisation.
    let own = caller.person.grants.iter().find_map(|grant| match grant.scope {
        Scope::Organization(id) => Some(id),
        _ => None,
    });
    row.client_org_id = own.map(|id| id.0);
    let thing = Thing {
        areas: tree.path(row.area_id).iter().map(|area| shared::id::AreaId(area.id)).collect(),
        organizations: own.map(|id| OrganizationId(id.0)).into_iter().collect(),
        ..Thing::default()
    };
    if caller.on(&thing).is_err() {
        let (zh, en) = ("您不负责这个区域，请另选。", "That area is not yours: choose another.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "area", zh, en)));
    }
    let year = form.plan_year.unwrap_or_else(|| i16::try_from(shared::time::date_of(now).year()).unwrap_or(2000));
    row.number = crate::import::next_number(conn, year)?;
    Ok(row)
}

/// The project's own columns as the form has them.
fn filled(tree: &AreaTree, row: ProjectRow, form: &ProjectForm) -> Result<ProjectRow> {
    if tree.get(form.area.0).is_none() {
        let (zh, en) = ("没有这个区域。", "There is no such area.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "area", zh, en)));
    }
    let shape = form.place.as_ref().map(|place| &place.shape);
    let at = shape.and_then(shared::geo::Shape::anchor);
    let district = tree.district().and_then(|d| shared::geo::Shape::parse(d.boundary.as_deref()?).ok()?.bbox());
    if at.zip(district).is_some_and(|(at, bbox)| !bbox.grown(0.2).contains(at)) {
        let (zh, en) = (
            "位置离本区太远，请检查经纬度的顺序和坐标系。",
            "That is far from the district: check the order of longitude and latitude, and their system.",
        );
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "place", zh, en)));
    }
    Ok(ProjectRow {
        name: form.name.clone(),
        area_id: form.area.0,
        plan_year: form.plan_year,
        summary: form.summary.clone(),
        geometry: shape.map(|shape| serde_json::to_string(shape).map_err(Error::internal)).transpose()?,
        coord_origin: shape.map(|_| <&'static str>::from(Crs::Wgs84).to_owned()),
        lng: at.map(|p| p.lng),
        lat: at.map(|p| p.lat),
        planned_start: form.planned_start,
        planned_finish: form.planned_finish,
        total_investment_fen: form.total_investment_fen,
        benefit_households: form.benefit_households,
        complaint_phone: form.complaint_phone.clone(),
        ..row
    })
}

/// The milestones of the kind's template, without days yet.
fn steps(conn: &mut Conn, row: &ProjectRow) -> Result<Vec<MilestoneRow>> {
    use milestone_template_lines as l;
    type Line = (String, String, String, i16, i32, bool);
    let template: String =
        project_kinds::table.find(&row.kind_code).select(project_kinds::template_code).first(conn)?;
    let lines: Vec<Line> = l::table
        .filter(l::template_code.eq(template))
        .order(l::seq)
        .select((l::code, l::zh, l::en, l::seq, l::weight_bp, l::is_physical))
        .load(conn)?;
    let step = |(code, zh, en, seq, weight_bp, is_physical): Line| MilestoneRow {
        id: ids::next(),
        project_id: row.id,
        code,
        zh,
        en,
        seq,
        weight_bp,
        is_physical,
        baseline_start: None,
        baseline_finish: None,
        planned_start: None,
        planned_finish: None,
        actual_start: None,
        actual_finish: None,
        progress_bp: 0,
        status: Code(shared::milestones::MilestoneStatus::INITIAL),
        reason: None,
        building_id: None,
        created_at: row.created_at,
        updated_at: row.created_at,
        created_by: row.created_by,
        version: 1,
    };
    Ok(lines.into_iter().map(step).collect())
}
