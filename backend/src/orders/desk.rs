//! An order on the desk of somebody at work: loaded, in scope, with his roles there, and what stands in the way of each
//! event beside the table of states.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::id::{AreaId, OrganizationId};
use shared::orders::callback::Solved;
use shared::orders::category::{Category, Pool};
use shared::orders::{MOST_REFUSALS, ORDER_TRANSITIONS, OrderEvent, OrderStatus, OwnerLevel, Urgency};
use shared::people::{Grant, Person, Role, Scope};
use shared::permissions::{Denied, Thing, roles_on};
use shared::settings::SettingKey;
use shared::workflow::allowed;

use super::store::{self, OrderRow};
use crate::areas::tree::AreaTree;
use crate::auth::{SignedIn, denied};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::projects::staff as projects_staff;
use crate::projects::store::ProjectRow;
use crate::schema::{callbacks, order_extensions, order_media, projects, service_orders as o};
use crate::settings::store as settings;
use crate::workflow::not_now;

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
        let mut roles = roles_on(&caller.person, &thing);
        let is_named = order.assignee_user_id == Some(caller.id().0);
        if is_named {
            // Who was given it by name acts in his own roles, wherever they hold.
            roles.extend(caller.person.grants.iter().map(|grant| grant.role));
        }
        let mut seen = Vec::new();
        roles.retain(|role| {
            !seen.contains(role) && {
                seen.push(*role);
                true
            }
        });
        let mut desk = Self { caller, order, catalog, roles, is_insider: false, now };
        let is_manager = desk.order.project_id.is_some() && desk.roles.contains(&Role::ProjectManager);
        let is_near = desk.roles.iter().any(|role| INSIDERS.contains(role));
        desk.is_insider = is_near || is_manager || desk.is_assignee();
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

    fn is_of_owner(&self) -> bool {
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

    /// The office in which `role` acts here, as it is kept with what he does.
    pub fn office_of(&self, role: Role) -> String {
        let person = Person {
            id: self.caller.person.id,
            grants: self.caller.person.grants.iter().filter(|g| g.role == role).copied().collect(),
        };
        let all = offices(&person, &self.catalog.areas);
        let org = self.order.assignee_org_id.map(|id| format!("org {id}"));
        let found = all.iter().find(|office| Some(*office) == org.as_ref()).or(all.first());
        found.cloned().unwrap_or_else(|| format!("user {}", self.caller.id().0))
    }

    /// The highest level at which he works here.
    pub fn level(&self) -> Option<OwnerLevel> {
        self.roles.iter().filter_map(|role| OwnerLevel::of_office(*role)).max()
    }

    /// What stands in the way of `event`, beside the table of states.
    ///
    /// # Errors
    /// 403 or 409 with what to do; those of the database.
    pub fn check(&self, conn: &mut Conn, event: OrderEvent) -> Result<()> {
        let order = &self.order;
        let only = |is_so: bool| if is_so { Ok(()) } else { Err(denied(Denied::NotYou)) };
        let pool = self.category().map_or(Pool::None, |category| category.pool);
        match event {
            OrderEvent::AcceptToPool if pool == Pool::None => {
                Err(not_now("这一类不放接单池，请直接派单。", "This category goes to no pool: give it to somebody."))
            }
            OrderEvent::Take if order.status.0 == OrderStatus::Open => self.check_load(conn),
            OrderEvent::Take => {
                only(self.is_assignee())?;
                if self.roles == [Role::DistrictAdmin] {
                    return Err(not_now(
                        "区里不直接办理，请派给部门或街道。",
                        "The district handles nothing itself: give it to a department or a street.",
                    ));
                }
                self.check_load(conn)
            }
            OrderEvent::Assign if order.status.0 == OrderStatus::Open => {
                let is_late = order.take_due_at.is_some_and(|at| at <= self.now.naive_utc());
                let may = is_late || order.urgency.0 != Urgency::Normal || order.back_count > 0 || pool == Pool::None;
                if may {
                    return Ok(());
                }
                Err(not_now(
                    "还在接单时限内，先等人接单；紧急的单可以直接派。",
                    "It may still be taken in time: wait, or give it to somebody at once where it is urgent.",
                ))
            }
            OrderEvent::Refuse => {
                only(self.is_assignee())?;
                let role = self.roles.first().copied().unwrap_or(Role::Resident);
                if store::refusals(conn, order.id, &self.office_of(role))? < MOST_REFUSALS {
                    return Ok(());
                }
                Err(not_now(
                    "你们单位已拒过两次，请由上级决定派给谁。",
                    "Your organisation refused it twice: whose it is, the level above decides.",
                ))
            }
            OrderEvent::GiveBack => {
                let is_supervisor = [Role::CommunityAdmin, Role::StreetOfficer].iter().any(|r| self.roles.contains(r));
                only(self.is_handler() || is_supervisor)
            }
            OrderEvent::Start | OrderEvent::Log | OrderEvent::Finish => only(self.is_handler()),
            OrderEvent::Confirm => self.check_callback(conn, true),
            OrderEvent::Reject => self.check_callback(conn, false),
            OrderEvent::Escalate => {
                if order.owner_level.0 == OwnerLevel::District {
                    return Err(not_now(
                        "已经在区里了，没有再上一级。",
                        "It is with the district: there is no level above.",
                    ));
                }
                // What went up is no longer for those below to send further.
                only(self.level().is_some_and(|level| level >= order.owner_level.0))
            }
            OrderEvent::Extend => self.check_extension(conn),
            OrderEvent::Cancel => only(order.is_for_other && order.created_by == Some(self.caller.id().0)),
            _ => Ok(()),
        }
    }

    /// Not more orders at once than one may have.
    fn check_load(&self, conn: &mut Conn) -> Result<()> {
        let is_volunteer = !self.roles.iter().any(|role| role.is_staff());
        let key = if is_volunteer { SettingKey::VolunteerOrders } else { SettingKey::StaffOrders };
        let most = settings::number(conn, key)?;
        let has = load(conn, self.caller.id().0)?;
        if has < i64::from(most) {
            return Ok(());
        }
        Err(not_now(
            &format!("您手上已有 {has} 单，最多 {most} 单，请先办完再接。"),
            &format!("You have {has} orders already, and {most} at most: finish one first."),
        ))
    }

    fn check_callback(&self, conn: &mut Conn, is_confirm: bool) -> Result<()> {
        if self.is_of_handler() {
            return Err(denied(Denied::OwnSubmission));
        }
        let heard = self.heard(conn)?;
        let Some(solved) = heard else {
            return Err(not_now(
                "请先打电话回访，由办理单位以外的人打。",
                "Call back first; somebody of another organisation than the handler does.",
            ));
        };
        if (solved == Solved::Yes || solved == Solved::Partly) == is_confirm || solved == Solved::Partly {
            return Ok(());
        }
        Err(not_now("这和回访里说的不一样。", "In the callback something else was said."))
    }

    /// What who asked said in the last callback since the order was done.
    ///
    /// # Errors
    /// Those of the database.
    pub fn heard(&self, conn: &mut Conn) -> Result<Option<Solved>> {
        use callbacks as c;
        let since = self.order.finished_at.unwrap_or(self.order.created_at);
        let last: Option<Option<Code<Solved>>> = c::table
            .filter(c::order_id.eq(self.order.id))
            .filter(c::reached)
            .filter(c::at.ge(since))
            .order(c::id.desc())
            .select(c::solved)
            .first(conn)
            .optional()?;
        Ok(last.flatten().map(|code| code.0))
    }

    fn check_extension(&self, conn: &mut Conn) -> Result<()> {
        let asked = pending_extension(conn, self.order.id)?;
        let Some((_, _, by)) = asked else {
            return Err(not_now("没有待决定的延期申请。", "Nobody asked for an extension."));
        };
        if by == self.caller.id().0 {
            return Err(denied(Denied::OwnSubmission));
        }
        if self.order.due_at <= self.now.naive_utc() {
            return Err(not_now("已经超过时限，不能再延期。", "The limit is over: it cannot be extended any more."));
        }
        Ok(())
    }

    /// What he may cause now, guards included.
    ///
    /// # Errors
    /// Those of the database.
    pub fn allowed_events(&self, conn: &mut Conn) -> Result<Vec<OrderEvent>> {
        let mut events = Vec::new();
        for event in allowed(ORDER_TRANSITIONS, self.order.status.0, &self.roles) {
            match self.check(conn, event) {
                Ok(()) => events.push(event),
                Err(Error::Api(..) | Error::Denied(..)) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(events)
    }

    /// How many photographs of the work there are.
    ///
    /// # Errors
    /// Those of the database.
    pub fn result_photographs(&self, conn: &mut Conn) -> Result<i64> {
        use order_media as m;
        let rows = m::table.filter(m::order_id.eq(self.order.id)).filter(m::event_id.is_not_null());
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

/// The extension that nobody decided yet: its key, its days and who asked.
///
/// # Errors
/// Those of the database.
pub fn pending_extension(conn: &mut Conn, order: i64) -> Result<Option<(i64, i32, i64)>> {
    use order_extensions as x;
    let row = x::table.filter(x::order_id.eq(order)).filter(x::is_granted.is_null()).order(x::id.desc());
    Ok(row.select((x::id, x::days, x::asked_by)).first(conn).optional()?)
}

/// The order as far as permission goes.
///
/// # Errors
/// Those of the database.
pub fn thing(conn: &mut Conn, order: &OrderRow, catalog: &Catalog) -> Result<Thing> {
    let areas: Vec<AreaId> = catalog.areas.path(order.area_id).iter().map(|row| AreaId(row.id)).collect();
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
