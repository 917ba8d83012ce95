//! Accounts of the demonstration 示例账号: one for each role, with a password that everybody may know. Only a server with
//! `--demo` lets them in, and only it tells of them.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig, get};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use shared::accounts::{DemoAccount, NewGrant};
use shared::areas::AreaLevel;
use shared::geo::Point;
use shared::id::{AreaId, OrganizationId};
use shared::people::{Role, Scope};
use shared::query::Params;
use strum::VariantArray as _;

use super::change::give;
use super::grants;
use super::store::{self, UserRow};
use crate::areas::holding::holding;
use crate::areas::tree::AreaTree;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::passwords;
use crate::schema::{areas, compounds, organizations, users};
use crate::serve::State;

/// Of all of them.
const PASSWORD: &str = "Kan-Yi-Kan-2026";

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/demo-accounts", [("GET", get().to(list_demo_accounts))]));
}

/// Whom one can be for a look around; 404 where this is no demonstration.
async fn list_demo_accounts(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<DemoAccount>>> {
    Params::parse(request.query_string())?.finish()?;
    if !state.demo {
        return Err(Error::not_found());
    }
    Ok(Json(state.db.read(list).await?))
}

/// The accounts of the demonstration in the order of the roles; those that somebody changed the password of are not told.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<DemoAccount>> {
    let rows: Vec<UserRow> = users::table
        .filter(users::is_demo)
        .filter(users::password_changed_at.is_null())
        .select(UserRow::as_select())
        .load(conn)?;
    let mut told = Vec::new();
    for row in rows.iter().filter(|row| row.is_active()) {
        let Some(login_name) = row.login_name.clone() else { continue };
        let Ok(role) = login_name.parse::<Role>() else { continue };
        let scope_name = match grants::of(conn, row.key())?.first() {
            Some(grant) => grants::scope_name(conn, grant.grant()?.scope)?,
            None => None,
        };
        told.push(DemoAccount { login_name, password: PASSWORD.to_owned(), role, scope_name });
    }
    told.sort_by_key(|account| account.role);
    Ok(told)
}

/// Makes those that are missing, in a database that was made as a demonstration.
///
/// # Errors
/// Those of the database.
pub fn make(conn: &mut Conn, today: NaiveDate, now: DateTime<Utc>) -> Result<()> {
    let mut hash = None;
    for role in Role::VARIANTS.iter().copied().filter(|role| *role != Role::System) {
        let name: &'static str = role.into();
        if store::named(conn, name)?.is_some() {
            continue;
        }
        let known = match &hash {
            Some(known) => String::clone(known),
            None => hash.insert(passwords::hash(PASSWORD)?).clone(),
        };
        let now = now.naive_utc();
        let display_name = shown(role).map(str::to_owned);
        let user = UserRow { is_demo: true, password_changed_at: None, display_name, ..UserRow::new(name, known, now) };
        store::insert(conn, &user)?;
        if let Some(scope) = scope(conn, role)? {
            let grant = NewGrant { role, scope, valid_from: Some(today), valid_until: None };
            give(conn, user.key(), &grant, None, today, now)?;
        }
    }
    Ok(())
}

/// As those who handle orders are called beside them.
fn shown(role: Role) -> Option<&'static str> {
    match role {
        Role::Volunteer => Some("示例志愿者"),
        Role::GridWorker => Some("示例网格员"),
        Role::CommunityAdmin => Some("示例社区工作人员"),
        Role::StreetOfficer => Some("示例街道工作人员"),
        Role::DeptOfficer => Some("示例部门工作人员"),
        Role::ProjectManager => Some("示例项目经理"),
        _ => None,
    }
}

/// Where the role is played: in the first invented street and community, and for the first organisations of the kind.
fn scope(conn: &mut Conn, role: Role) -> Result<Option<Scope>> {
    let area = |conn: &mut Conn, level: AreaLevel| -> Result<Option<Scope>> {
        let invented = areas::table.filter(areas::is_demo).filter(areas::area_level.eq(Code(level)));
        let id: Option<i64> = invented.order((areas::sort_no, areas::id)).select(areas::id).first(conn).optional()?;
        Ok(id.map(|id| Scope::Area(AreaId(id))))
    };
    let organization = |conn: &mut Conn, kind: &str| -> Result<Option<Scope>> {
        let invented = organizations::table.filter(organizations::is_demo).filter(organizations::org_type.eq(kind));
        let id: Option<i64> = invented.order(organizations::id).select(organizations::id).first(conn).optional()?;
        Ok(id.map(|id| Scope::Organization(OrganizationId(id))))
    };
    match role {
        Role::Resident | Role::System => Ok(None),
        Role::ResidentRep | Role::Volunteer | Role::CommunityAdmin => Ok(community(conn)?.map(Scope::Area)),
        Role::GridWorker => Ok(grid(conn)?.map(Scope::Area)),
        Role::StreetOfficer => area(conn, AreaLevel::Street),
        Role::DeptOfficer => area(conn, AreaLevel::Street),
        Role::ProjectManager => organization(conn, "client"),
        Role::Contractor => organization(conn, "contractor"),
        Role::SupervisionEngineer => organization(conn, "supervisor"),
        Role::DistrictAdmin | Role::Auditor | Role::SystemAdmin => Ok(Some(Scope::All)),
    }
}

/// The first community of the first invented street.
fn community(conn: &mut Conn) -> Result<Option<AreaId>> {
    let invented = |level: AreaLevel| areas::table.filter(areas::is_demo).filter(areas::area_level.eq(Code(level)));
    let street: Option<i64> =
        invented(AreaLevel::Street).order((areas::sort_no, areas::id)).select(areas::id).first(conn).optional()?;
    let id: Option<i64> = invented(AreaLevel::Community)
        .filter(areas::parent_id.eq(street))
        .order((areas::sort_no, areas::id))
        .select(areas::id)
        .first(conn)
        .optional()?;
    Ok(id.map(AreaId))
}

/// The grid of that community in which most compounds lie.
fn grid(conn: &mut Conn) -> Result<Option<AreaId>> {
    let Some(community) = community(conn)? else { return Ok(None) };
    let tree = AreaTree::load(conn)?;
    let positions: Vec<(f64, f64)> = compounds::table
        .filter(compounds::area_id.eq_any(tree.subtree(community.0)))
        .filter(compounds::lng.is_not_null())
        .filter(compounds::lat.is_not_null())
        .select((compounds::lng.assume_not_null(), compounds::lat.assume_not_null()))
        .load(conn)?;
    let there = |grid: i64| {
        let in_it = |(lng, lat): &&(f64, f64)| holding(&tree, Point { lng: *lng, lat: *lat }) == Some(grid);
        positions.iter().filter(in_it).count()
    };
    let grids = tree.rows().iter().filter(|row| row.parent_id == Some(community.0));
    let counted = grids.map(|row| (std::cmp::Reverse(there(row.id)), row.sort_no, row.id));
    // Of two with as many, the first.
    Ok(counted.min().map(|(_, _, id)| AreaId(id)))
}
