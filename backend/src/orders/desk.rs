//! An order on the desk of somebody at work: loaded, in scope, with his roles there, and what stands in the way of each
//! event beside the table of states.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::id::{AreaId, OrganizationId};
use shared::orders::category::{Category, Pool};
use shared::orders::{ORDER_TRANSITIONS, OrderEvent, OrderStatus, OwnerLevel};
use shared::people::{Grant, Person, Role, Scope};
use shared::permissions::{Denied, Thing, roles_on};
use shared::workflow::{allowed, next};

use super::store::{self, OrderRow};
use crate::areas::tree::AreaTree;
use crate::auth::{SignedIn, denied};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::projects::staff as projects_staff;
use crate::projects::store::ProjectRow;
use crate::schema::{order_events, order_media, projects, service_orders as o};
use crate::workflow::advance;

/// Roles that read an order because of where it lies.
const INSIDERS: [Role; 4] = [Role::GridWorker, Role::CommunityAdmin, Role::StreetOfficer, Role::DistrictAdmin];

/// The order, who acts on it, and when.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Who.
    pub caller: &'a SignedIn,
    /// The order as it is in the database.
    pub order: OrderRow,
    /// Areas, categories and the calendar.
    pub catalog: &'a Catalog,
    /// The order as far as permission goes.
    pub thing: Thing,
    /// His roles there.
    pub roles: Vec<Role>,
    /// He reads all of it: it lies in his area, is his to handle, or is about his works.
    pub is_insider: bool,
    /// When.
    pub now: DateTime<Utc>,
}

/// The organisations for which somebody works, as they are kept with what he did.
pub fn offices(person: &Person, tree: &AreaTree) -> Vec<String> {
    let office = |grant: &Grant| match (grant.role, grant.scope) {
        (_, Scope::Organization(id)) => format!("org {}", id.0),
        // A volunteer works for nobody but himself.
        (Role::Volunteer | Role::ResidentRep | Role::Resident, _) => format!("user {}", person.id.0),
        (Role::GridWorker, Scope::Area(id)) => {
            let path = tree.path(id.0);
            let community = path.iter().rev().find(|row| row.area_level.0 <= AreaLevel::Community);
            format!("area {}", community.map_or(id.0, |row| row.id))
        }
        (_, Scope::Area(id)) => format!("area {}", id.0),
        (_, Scope::Project(id)) => format!("project {}", id.0),
        (_, Scope::All) => "area 0".to_owned(),
    };
    let mut all: Vec<String> = person.grants.iter().map(office).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl<'a> Desk<'a> {
    /// The order `number`, where `caller` has to do with it.
    ///
    /// # Errors
    /// 404 where there is none or it is none of his business; those of the database.
    pub fn by_number(
        conn: &mut Conn,
        caller: &'a SignedIn,
        catalog: &'a Catalog,
        number: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let row = store::by_number(conn, number)?;
        Self::of(conn, caller, catalog, row.ok_or_else(|| denied(Denied::NotHere))?, now)
    }

    /// The same for a row.
    ///
    /// # Errors
    /// The same.
    pub fn of(
        conn: &mut Conn,
        caller: &'a SignedIn,
        catalog: &'a Catalog,
        order: OrderRow,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let thing = thing(conn, &order, catalog)?;
        let mut seen = HashSet::new();
        let roles = roles_on(&caller.person, &thing).into_iter().filter(|role| seen.insert(*role)).collect();
        let mut desk = Self { caller, order, catalog, thing, roles, is_insider: false, now };
        let is_manager = desk.order.project_id.is_some() && desk.roles.contains(&Role::ProjectManager);
        let is_near = desk.roles.iter().any(|role| INSIDERS.contains(role));
        // What somebody handled is his to read until it is over.
        desk.is_insider = is_near || is_manager || (desk.is_assignee() && !desk.order.status.0.is_over());
        let pool = desk.category().map_or(Pool::None, |category| category.pool);
        let is_open = desk.order.status.0 == OrderStatus::Open;
        if !desk.is_assignee() {
            // Others come and take what lies in the pool; what is somebody else's they do not know of.
            desk.roles.retain(|role| match role {
                Role::Volunteer => is_open && pool == Pool::Volunteers,
                Role::DeptOfficer => is_open && pool != Pool::None,
                Role::ProjectManager => is_manager,
                role => INSIDERS.contains(role),
            });
        }
        if desk.roles.is_empty() {
            return Err(denied(Denied::NotHere));
        }
        Ok(desk)
    }

    /// The category.
    pub fn category(&self) -> Option<&'a Category> {
        self.catalog.category(&self.order.category_code)
    }

    fn works_for(&self, org: i64) -> bool {
        self.caller.person.grants.iter().any(|g| g.scope == Scope::Organization(OrganizationId(org)))
    }

    /// He works for the office that answers for it.
    pub fn is_of_owner(&self) -> bool {
        let office = self.order.owner_level.0.office();
        let owner = AreaId(self.order.owner_area_id);
        self.caller.person.grants.iter().any(|grant| {
            let is_there = grant.scope == Scope::Area(owner)
                || (grant.scope == Scope::All && self.order.owner_level.0 == OwnerLevel::District);
            grant.role == office && is_there
        })
    }

    /// It was given to him, to his organisation, or to his office.
    pub fn is_assignee(&self) -> bool {
        match (self.order.assignee_user_id, self.order.assignee_org_id) {
            (Some(user), _) => user == self.caller.id().0,
            (None, Some(org)) => self.works_for(org),
            (None, None) => {
                let waits = [OrderStatus::Assigned, OrderStatus::InProgress];
                waits.contains(&self.order.status.0) && self.is_of_owner()
            }
        }
    }

    /// He handles it, or it waits for anybody of his organisation.
    pub fn is_handler(&self) -> bool {
        let handled = [OrderStatus::Taken, OrderStatus::InProgress, OrderStatus::Done];
        handled.contains(&self.order.status.0) && self.is_assignee()
    }

    /// He, or somebody he works with, handled it.
    pub fn is_of_handler(&self) -> bool {
        let offices = offices(&self.caller.person, &self.catalog.areas);
        self.order.assignee_user_id == Some(self.caller.id().0)
            || self.order.handler_office.as_ref().is_some_and(|office| offices.contains(office))
    }

    /// The office in which `role` acts here, as it is kept with what he does: of his grants only those that reach the order.
    pub fn office_of(&self, role: Role) -> String {
        let reaches = |grant: &&Grant| grant.role == role && self.thing.lies_in(grant.scope);
        let grants = self.caller.person.grants.iter().filter(reaches).copied().collect();
        let all = offices(&Person { id: self.caller.person.id, grants }, &self.catalog.areas);
        let org = self.order.assignee_org_id.map(|id| format!("org {id}"));
        let found = all.iter().find(|office| Some(*office) == org.as_ref()).or(all.first());
        found.cloned().unwrap_or_else(|| format!("user {}", self.caller.id().0))
    }

    /// The state after `event` and the role in which he causes it: at work before as a volunteer, so that whoever is both
    /// acts for his organisation.
    ///
    /// # Errors
    /// 409 with what is allowed now, 403 when it is somebody else's.
    pub fn acting(&self, event: OrderEvent) -> Result<(OrderStatus, Role)> {
        let state = self.order.status.0;
        let at_work: Vec<Role> = self.roles.iter().copied().filter(|role| *role != Role::Volunteer).collect();
        next(ORDER_TRANSITIONS, state, event, &at_work)
            .or_else(|_| advance(ORDER_TRANSITIONS, state, event, &self.roles))
    }

    /// The highest level at which he works here.
    pub fn level(&self) -> Option<OwnerLevel> {
        self.roles.iter().filter_map(|role| OwnerLevel::of_office(*role)).max()
    }

    /// He works at the level that answers for it, or above: what went up is no longer for those below to decide.
    pub fn is_of_level(&self) -> bool {
        self.level().is_some_and(|level| level >= self.order.owner_level.0)
    }

    /// All that he has to do with it is that it is about his works.
    pub fn is_manager_only(&self) -> bool {
        self.order.project_id.is_some()
            && self.roles.contains(&Role::ProjectManager)
            && !self.roles.iter().any(|role| INSIDERS.contains(role))
    }

    /// What he may cause now, guards included.
    ///
    /// # Errors
    /// Those of the database.
    pub fn allowed_events(&self, conn: &mut Conn) -> Result<Vec<OrderEvent>> {
        let mut events = Vec::new();
        // It may be accepted into the pool as another category; as this one it is not offered.
        let has_pool = self.category().is_some_and(|category| category.pool != Pool::None);
        let offered = |event: &OrderEvent| has_pool || *event != OrderEvent::AcceptToPool;
        for event in allowed(ORDER_TRANSITIONS, self.order.status.0, &self.roles).into_iter().filter(offered) {
            match self.check(conn, event) {
                Ok(()) => events.push(event),
                Err(Error::Api(..) | Error::Denied(..)) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(events)
    }

    /// How many photographs of the work there are, since it last came back as not solved: what who asked sends shows what is to
    /// be done, and not what was.
    ///
    /// # Errors
    /// Those of the database.
    pub fn result_photographs(&self, conn: &mut Conn) -> Result<i64> {
        use {order_events as e, order_media as m};
        let code = |event: OrderEvent| -> &'static str { event.into() };
        let own = e::table.filter(e::order_id.eq(self.order.id));
        let back: Option<i64> =
            own.filter(e::event.eq(code(OrderEvent::Reject))).select(diesel::dsl::max(e::id)).first(conn)?;
        let work = own
            .filter(e::event.eq_any([code(OrderEvent::Log), code(OrderEvent::Finish)]))
            .filter(e::id.gt(back.unwrap_or(0)))
            .select(e::id.nullable());
        let rows = m::table.filter(m::order_id.eq(self.order.id)).filter(m::event_id.eq_any(work));
        Ok(rows.count().get_result(conn)?)
    }
}

/// How many orders `user` handles now.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn, user: i64) -> Result<i64> {
    let handled = [Code(OrderStatus::Taken), Code(OrderStatus::InProgress)];
    let rows = o::table.filter(o::assignee_user_id.eq(user)).filter(o::status.eq_any(handled));
    Ok(rows.count().get_result(conn)?)
}

/// The order as far as permission goes.
///
/// # Errors
/// Those of the database.
pub fn thing(conn: &mut Conn, order: &OrderRow, catalog: &Catalog) -> Result<Thing> {
    let path = catalog.areas.path(order.area_id);
    let mut areas: Vec<AreaId> = path.iter().map(|row| AreaId(row.id)).collect();
    // Where only the community is known, it lies in some of its grids, and may be in any of them.
    if path.last().is_some_and(|row| row.area_level.0 == AreaLevel::Community) {
        areas.extend(catalog.areas.below(order.area_id).map(|row| AreaId(row.id)));
    }
    let mut thing = Thing { areas, organizations: Vec::new(), ..Thing::default() };
    if let Some(project) = order.project_id {
        let row: ProjectRow = projects::table.find(project).select(ProjectRow::as_select()).first(conn)?;
        let works = projects_staff::thing(conn, &row, &catalog.areas)?;
        thing.project = works.project;
        thing.organizations = works.organizations;
    }
    thing.organizations.extend(order.assignee_org_id.map(OrganizationId));
    Ok(thing)
}
