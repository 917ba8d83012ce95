//! `GET /api/v1/staff/projects` and `/{number}`: projects in the caller's scope, drafts too.

pub mod desk;
pub mod page;
pub mod scope;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig, get, post};
use diesel::prelude::*;
use shared::id::{AreaId, OrganizationId, ProjectId};
use shared::page::Page;
use shared::permissions::{Action, Thing};
use shared::projects::staff::{StaffProject, StaffProjectPage};
use shared::query::Params;

use super::form;
use super::store::ProjectRow;
use crate::areas::tree::AreaTree;
use crate::auth::{Allowed, access};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::schema::{project_members, projects as p};
use crate::serve::State;

access! {
    /// Reports, defects and drafts of a project.
    ReadProject,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/projects",
        [("GET", get().to(list_projects)), ("POST", post().to(form::create_project))],
    ))
    .service(crate::private("/staff/projects/{number}", [("GET", get().to(get_project))]));
}

/// Projects in scope, the latest number first, a page at a time.
async fn list_projects(
    request: HttpRequest,
    caller: Allowed<ReadProject>,
    state: Data<State>,
) -> Result<Json<Page<StaffProject>>> {
    let mut params = Params::parse(request.query_string())?;
    let (q, cursor, limit) = (params.words()?, params.take("cursor"), usize::from(params.limit()?));
    params.finish()?;
    let found = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let rows = in_scope(
            conn,
            &scope::Reach::of(&caller.person, Action::ReadProject, &tree),
            q.as_deref(),
            cursor.as_deref(),
            most,
        )?;
        let has_more = rows.len() > limit;
        let items: Vec<StaffProject> = rows.iter().take(limit).map(|row| shown(row, &tree)).collect();
        let next = items.last().filter(|_| has_more).map(|last| last.number.clone());
        Ok(Page { items, next })
    };
    Ok(Json(state.db.read(found).await?))
}

/// One project in scope; for all others it does not exist.
async fn get_project(
    caller: Allowed<ReadProject>,
    number: Path<String>,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let now = state.clock.now();
    let found = move |conn: &mut Conn| {
        let desk = desk::Desk::by_number(conn, &caller, &number, now)?;
        page::load(conn, &desk)
    };
    Ok(Json(state.db.read(found).await?))
}

/// The project as far as permission goes.
///
/// # Errors
/// Those of the database.
pub fn thing(conn: &mut Conn, row: &ProjectRow, tree: &AreaTree) -> Result<Thing> {
    use project_members as m;
    let members: Vec<i64> = m::table.filter(m::project_id.eq(row.id)).select(m::org_id).load(conn)?;
    Ok(Thing {
        areas: tree.path(row.area_id).iter().map(|area| AreaId(area.id)).collect(),
        project: Some(ProjectId(row.id)),
        organizations: members.into_iter().chain(row.client_org_id).map(OrganizationId).collect(),
        ..Thing::default()
    })
}

/// Projects that `reach` holds, before the number `before`.
fn in_scope(
    conn: &mut Conn,
    reach: &scope::Reach,
    q: Option<&str>,
    before: Option<&str>,
    most: i64,
) -> Result<Vec<ProjectRow>> {
    let mut query = p::table.order(p::number.desc()).limit(most).select(ProjectRow::as_select()).into_boxed();
    query = query.filter(scope::reached!(reach));
    if let Some(q) = q {
        let like = format!("%{}%", q.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        query =
            query.filter(p::name.like(like.clone()).escape('\\').or(p::number.like(like.to_uppercase()).escape('\\')));
    }
    if let Some(before) = before {
        query = query.filter(p::number.lt(before));
    }
    Ok(query.load(conn)?)
}

fn shown(row: &ProjectRow, tree: &AreaTree) -> StaffProject {
    StaffProject {
        number: row.number.clone(),
        kind: row.kind_code.clone(),
        name: row.name.clone(),
        status: row.status.map(|s| s.0),
        is_published: row.is_published,
        plan_year: row.plan_year,
        areas: tree.place(row.area_id),
        is_demo: row.is_demo,
    }
}
