//! To whom an order may be given: somebody with a role there, an organisation of whom somebody handles, the office that answers.

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::accounts::UserStatus;
use shared::error::{ApiError, ErrorCode};
use shared::id::{AreaId, OrganizationId, UserId};
use shared::orders::command::Assignee;
use shared::orders::{ORDER_TRANSITIONS, OrderEvent};
use shared::people::{Person, Role, ScopeType};
use shared::permissions::{Thing, roles_on};

use super::desk::Desk;
use super::store::OrderRow;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{organizations, role_grants, users};
use crate::users::store::UserRow;
use crate::workflow::store::names;

/// The one to whom it is given holds a role at `thing`, the order as it will be; of an organisation somebody does.
///
/// # Errors
/// 422 naming `assignee`; those of the database.
pub(super) fn check(conn: &mut Conn, desk: &Desk<'_>, thing: &Thing, assignee: Assignee) -> Result<()> {
    let wrong =
        |zh: &str, en: &str| Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "assignee", zh, en)));
    let today = shared::time::date_of(desk.now);
    match assignee {
        Assignee::Office => Ok(()),
        Assignee::User { id } => {
            let Some(person) = person(conn, id, today)? else {
                return wrong("没有这个账号，或已停用。", "There is no such account, or it is disabled.");
            };
            let can = roles_on(&person, thing).iter().any(|role| handles_here(*role, thing));
            if can {
                Ok(())
            } else {
                wrong("这个人在这里没有办理的角色。", "This person handles nothing here.")
            }
        }
        Assignee::Organization { id } => {
            if !roles_of(conn, id, today)?.iter().any(|role| handles_here(*role, thing)) {
                return wrong("这个单位还没有办理的人。", "Nobody of this organisation handles orders.");
            }
            let is_near = is_near(conn, thing, id)?;
            let is_party = thing.organizations.contains(&OrganizationId(id.0));
            if is_near || is_party || desk.roles.contains(&Role::DistrictAdmin) {
                return Ok(());
            }
            wrong(
                "这个单位不在这里；派给部门请报区里。",
                "This organisation is not of here: the district gives to departments.",
            )
        }
    }
}

/// The account `id` with its roles of today; `None` where there is none or it is disabled.
///
/// # Errors
/// Those of the database.
pub(super) fn person(conn: &mut Conn, id: UserId, today: NaiveDate) -> Result<Option<Person>> {
    let user = users::table.find(id.0).select(UserRow::as_select()).first(conn).optional()?;
    user.filter(UserRow::is_active).map(|user| crate::users::store::person(conn, &user, today)).transpose()
}

/// The roles that people have today for the organisation `id`.
///
/// # Errors
/// Those of the database.
pub(super) fn roles_of(conn: &mut Conn, id: OrganizationId, today: NaiveDate) -> Result<Vec<Role>> {
    use role_grants as g;
    let roles: Vec<Code<Role>> = g::table
        .inner_join(users::table.on(users::id.eq(g::user_id)))
        .filter(g::scope_type.eq(Code(ScopeType::Organization)))
        .filter(g::scope_id.eq(id.0))
        .filter(g::valid_from.le(today))
        .filter(g::valid_until.is_null().or(g::valid_until.ge(today)))
        .filter(users::status.eq(Code(UserStatus::Active)))
        .select(g::role)
        .load(conn)?;
    Ok(roles.into_iter().map(|role| role.0).collect())
}

/// Whether `role` takes what is given to it here: who leads works takes what is about them, and nothing else of residents.
pub(super) fn handles_here(role: Role, thing: &Thing) -> bool {
    handles(role) && (role != Role::ProjectManager || thing.project.is_some())
}

/// Whether `role` takes what is given to it.
pub(super) fn handles(role: Role) -> bool {
    let taken = ORDER_TRANSITIONS.iter().filter(|line| line.event == OrderEvent::Finish);
    taken.flat_map(|line| line.roles).any(|known| *known == role)
}

/// Who has the order, in words for its history: a name at work, an organisation, or `office`; `None` while nobody has it.
///
/// # Errors
/// Those of the database.
pub(super) fn named(conn: &mut Conn, row: &OrderRow) -> Result<Option<String>> {
    if let Some(user) = row.assignee_user_id {
        return Ok(names(conn, std::iter::once(user))?.remove(&user));
    }
    let Some(org) = row.assignee_org_id else { return Ok(Some("office".to_owned())) };
    Ok(organizations::table.find(org).select(organizations::name).first(conn).optional()?)
}

/// Whether the organisation `id` has its seat where `thing` lies.
///
/// # Errors
/// Those of the database.
pub(super) fn is_near(conn: &mut Conn, thing: &Thing, id: OrganizationId) -> Result<bool> {
    let area: Option<Option<i64>> =
        organizations::table.find(id.0).select(organizations::area_id).first(conn).optional()?;
    Ok(area.flatten().is_some_and(|area| thing.areas.contains(&AreaId(area))))
}
