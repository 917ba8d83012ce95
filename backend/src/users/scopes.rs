//! What a role can be given for: areas, projects and organisations by their names.

use diesel::prelude::*;
use shared::id::{AreaId, OrganizationId, ProjectId};
use shared::people::{Role, Scope, ScopeType};
use shared::scopes::ScopeHit;

use super::view::Viewer;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{organizations, projects};

/// Hits of each kind at most.
const MOST: usize = 30;

/// The scopes that `role` can be given for, that `viewer` may give it for, and whose name holds `q`.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, viewer: &Viewer<'_>, role: Role, q: Option<&str>) -> Result<Vec<ScopeHit>> {
    let mut hits = Vec::new();
    for kind in role.scopes() {
        let found = match kind {
            ScopeType::All => vec![ScopeHit { scope: Scope::All, name: String::new(), place: None }],
            ScopeType::Area => areas(viewer, q),
            ScopeType::Project => named_projects(conn, viewer, q)?,
            ScopeType::Organization => named_organizations(conn, q)?,
        };
        let mut kept = 0;
        for hit in found {
            if kept == MOST {
                break;
            }
            if viewer.may_grant(conn, role, hit.scope).is_ok() {
                hits.push(hit);
                kept += 1;
            }
        }
    }
    Ok(hits)
}

fn areas(viewer: &Viewer<'_>, q: Option<&str>) -> Vec<ScopeHit> {
    let rows = viewer.tree.rows().iter().filter(|row| q.is_none_or(|q| row.name.contains(q)));
    rows.map(|row| ScopeHit {
        scope: Scope::Area(AreaId(row.id)),
        name: row.name.clone(),
        place: row.parent_id.and_then(|id| viewer.tree.get(id)).map(|parent| parent.name.clone()),
    })
    .collect()
}

fn like(q: Option<&str>) -> String {
    let q = q.unwrap_or_default();
    format!("%{}%", q.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

fn named_projects(conn: &mut Conn, viewer: &Viewer<'_>, q: Option<&str>) -> Result<Vec<ScopeHit>> {
    use projects as p;
    let holds = p::name.like(like(q)).escape('\\').or(p::number.like(like(q)).escape('\\'));
    let rows: Vec<(i64, String, String, i64)> = p::table
        .filter(holds)
        .order(p::number.desc())
        .limit(200)
        .select((p::id, p::number, p::name, p::area_id))
        .load(conn)?;
    let hit = |(id, number, name, area): (i64, String, String, i64)| ScopeHit {
        scope: Scope::Project(ProjectId(id)),
        name: format!("{number} {name}"),
        place: viewer.tree.get(area).map(|row| row.name.clone()),
    };
    Ok(rows.into_iter().map(hit).collect())
}

fn named_organizations(conn: &mut Conn, q: Option<&str>) -> Result<Vec<ScopeHit>> {
    use organizations as o;
    let rows: Vec<(i64, String)> = o::table
        .filter(o::name.like(like(q)).escape('\\'))
        .order(o::name)
        .limit(200)
        .select((o::id, o::name))
        .load(conn)?;
    let hit = |(id, name)| ScopeHit { scope: Scope::Organization(OrganizationId(id)), name, place: None };
    Ok(rows.into_iter().map(hit).collect())
}
