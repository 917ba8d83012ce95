//! Grants 授权: roles that somebody was given, their scopes by name, and where a person lies for those who manage him.
#![allow(missing_docs, reason = "columns are described in the migration")]

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use shared::accounts::{NamedGrant, NewGrant};
use shared::id::{AreaId, GrantId, OrganizationId, ProjectId, UserId};
use shared::people::{Grant, Role, Scope, ScopeType};
use shared::permissions::Thing;

use crate::areas::tree::AreaTree;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{areas, organizations, projects, role_grants as g, users};
use crate::{each_backend, ids};

/// A row of `role_grants`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = g)]
pub struct GrantRow {
    pub id: i64,
    pub user_id: i64,
    pub role: Code<Role>,
    pub scope_type: Code<ScopeType>,
    pub scope_id: Option<i64>,
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub granted_by: Option<i64>,
    pub created_at: NaiveDateTime,
}

impl GrantRow {
    /// A row for `wanted`, from `today` where it names no day.
    pub fn new(user: UserId, wanted: &NewGrant, by: Option<UserId>, today: NaiveDate, now: NaiveDateTime) -> Self {
        Self {
            id: ids::next(),
            user_id: user.0,
            role: Code(wanted.role),
            scope_type: Code(wanted.scope.kind()),
            scope_id: wanted.scope.id(),
            valid_from: wanted.valid_from.unwrap_or(today),
            valid_until: wanted.valid_until,
            granted_by: by.map(|id| id.0),
            created_at: now,
        }
    }

    /// The grant it is.
    ///
    /// # Errors
    /// When the row is none; the database refuses such.
    pub fn grant(&self) -> Result<Grant> {
        let scope =
            Scope::read(self.scope_type.0, self.scope_id).ok_or_else(|| Error::internal("a grant without scope"))?;
        Ok(Grant {
            id: GrantId(self.id),
            role: self.role.0,
            scope,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        })
    }
}

/// Every grant of `user`, past and coming ones too, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, user: UserId) -> Result<Vec<GrantRow>> {
    Ok(g::table.filter(g::user_id.eq(user.0)).order(g::id).select(GrantRow::as_select()).load(conn)?)
}

/// Puts `row` in.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &GrantRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(g::table).values(row).execute(c))?;
    Ok(())
}

/// Takes the grant `id` of `user` back; the row as it was, if there was one.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, user: UserId, id: GrantId) -> Result<Option<GrantRow>> {
    let row = g::table.filter(g::user_id.eq(user.0)).filter(g::id.eq(id.0));
    let found: Option<GrantRow> = row.select(GrantRow::as_select()).first(conn).optional()?;
    diesel::delete(row).execute(conn)?;
    Ok(found)
}

/// Takes back all grants of `user`.
///
/// # Errors
/// Those of the database.
pub fn delete_all(conn: &mut Conn, user: UserId) -> Result<()> {
    diesel::delete(g::table.filter(g::user_id.eq(user.0))).execute(conn)?;
    Ok(())
}

/// The grants with the names of their scopes and of who gave them.
///
/// # Errors
/// Those of the database.
pub fn named(conn: &mut Conn, rows: &[GrantRow]) -> Result<Vec<NamedGrant>> {
    let givers: Vec<i64> = rows.iter().filter_map(|row| row.granted_by).collect();
    let givers: HashMap<i64, Option<String>> = users::table
        .filter(users::id.eq_any(givers))
        .select((users::id, users::login_name))
        .load::<(i64, Option<String>)>(conn)?
        .into_iter()
        .collect();
    rows.iter()
        .map(|row| {
            let grant = row.grant()?;
            Ok(NamedGrant {
                scope_name: scope_name(conn, grant.scope)?,
                granted_by: row.granted_by.and_then(|id| givers.get(&id).cloned().flatten()),
                granted_at: row.created_at.and_utc(),
                grant,
            })
        })
        .collect()
}

/// The name of what `scope` names; `None` for everywhere, and for what is not there.
///
/// # Errors
/// Those of the database.
pub fn scope_name(conn: &mut Conn, scope: Scope) -> Result<Option<String>> {
    Ok(match scope {
        Scope::All => None,
        Scope::Area(id) => areas::table.find(id.0).select(areas::name).first(conn).optional()?,
        Scope::Project(id) => projects::table.find(id.0).select(projects::name).first(conn).optional()?,
        Scope::Organization(id) => {
            organizations::table.find(id.0).select(organizations::name).first(conn).optional()?
        }
    })
}

/// Where `scope` lies, for those who manage it.
///
/// # Errors
/// Those of the database.
pub fn place(conn: &mut Conn, tree: &AreaTree, scope: Scope) -> Result<Thing> {
    let within = |area: Option<i64>| -> Vec<AreaId> {
        area.map(|id| tree.path(id).iter().map(|row| AreaId(row.id)).collect()).unwrap_or_default()
    };
    Ok(match scope {
        Scope::All => Thing::default(),
        Scope::Area(id) => Thing { areas: within(Some(id.0)), ..Thing::default() },
        Scope::Project(id) => {
            let area = projects::table.find(id.0).select(projects::area_id).first(conn).optional()?;
            Thing { areas: within(area), project: Some(ProjectId(id.0)), ..Thing::default() }
        }
        Scope::Organization(id) => {
            let area: Option<Option<i64>> =
                organizations::table.find(id.0).select(organizations::area_id).first(conn).optional()?;
            Thing { areas: within(area.flatten()), organizations: vec![OrganizationId(id.0)], ..Thing::default() }
        }
    })
}
