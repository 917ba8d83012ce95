//! Lists of orders at work. One macro filters the rows, whether they are listed or counted.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDateTime, TimeZone as _, Utc};
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::error::ApiError;
use shared::orders::category::Pool;
use shared::orders::line::OrderLine;
use shared::orders::list::{Cursor, ListCount, OrderCounts, OrderFilter, OrderView, Stuck};
use shared::orders::summary::SummaryStatus;
use shared::orders::{ORDER_TRANSITIONS, OrderEvent, OrderStatus, OwnerLevel};
use shared::page::Page;
use shared::people::{Role, Scope};
use strum::VariantArray as _;

use super::desk::{Desk, offices};
use super::shown::{self, Named};
use super::store::OrderRow;
use super::{assignee, guards};
use crate::auth::SignedIn;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{order_summaries, project_members, projects, service_orders as o};

/// What of the orders somebody has to do with.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// Areas in which he reads all.
    pub areas: Vec<i64>,
    /// Areas from whose pool he takes.
    pub pool: Vec<i64>,
    /// Areas that he was given himself, below which he takes.
    pub given: Vec<i64>,
    /// He takes what only those at work take.
    pub is_staff: bool,
    /// Areas for whose office he works.
    pub offices: Vec<i64>,
    /// The office levels of these.
    pub levels: Vec<OwnerLevel>,
    /// Organisations for which he works.
    pub organizations: Vec<i64>,
    /// Projects of whose works he is the manager: complaints about them are for him to read.
    pub projects: Vec<i64>,
    /// As they are kept with what somebody did.
    pub names: Vec<String>,
    /// Who he is.
    pub me: i64,
}

impl Reach {
    /// Of `caller`.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn of(conn: &mut Conn, caller: &SignedIn, catalog: &Catalog) -> Result<Self> {
        let mut reach = Self { me: caller.id().0, ..Self::default() };
        reach.names = offices(&caller.person, &catalog.areas);
        for grant in &caller.person.grants {
            let level = OwnerLevel::of_office(grant.role);
            match grant.scope {
                Scope::Area(id) => {
                    let below = catalog.areas.subtree(id.0);
                    if level.is_some() {
                        reach.areas.extend(&below);
                        reach.offices.push(id.0);
                        reach.levels.extend(level);
                    }
                    if matches!(grant.role, Role::Volunteer | Role::DeptOfficer) || level.is_some() {
                        reach.pool.extend(below);
                        reach.given.push(id.0);
                    }
                    // Where only the community is known, an order may lie in any of its grids.
                    let of_grid = catalog.areas.get(id.0).filter(|row| row.area_level.0 == AreaLevel::Grid);
                    if let Some(community) = of_grid.and_then(|row| row.parent_id) {
                        reach.pool.push(community);
                        reach.areas.extend(level.map(|_| community));
                    }
                }
                Scope::All if level.is_some() => {
                    let all = catalog.areas.rows().iter();
                    let districts = all.clone().filter(|row| row.area_level.0 == AreaLevel::District);
                    reach.offices.extend(districts.map(|row| row.id));
                    reach.levels.extend(level);
                    reach.areas.extend(all.clone().map(|row| row.id));
                    reach.pool.extend(all.map(|row| row.id));
                }
                Scope::Organization(id) => {
                    reach.organizations.push(id.0);
                    if grant.role == Role::ProjectManager {
                        let members = project_members::table.filter(project_members::org_id.eq(id.0));
                        reach.projects.extend(members.select(project_members::project_id).load::<i64>(conn)?);
                        let own = projects::table.filter(projects::client_org_id.eq(id.0));
                        reach.projects.extend(own.select(projects::id).load::<i64>(conn)?);
                    }
                }
                Scope::Project(id) if grant.role == Role::ProjectManager => reach.projects.push(id.0),
                _ => {}
            }
            reach.is_staff |= grant.role.is_staff();
        }
        let Self { areas, pool, offices, organizations, projects, .. } = &mut reach;
        for list in [areas, pool, offices, organizations, projects] {
            list.sort_unstable();
            list.dedup();
        }
        Ok(reach)
    }

    /// Whether he could have taken the order while it lay in the pool.
    pub(super) fn takes(&self, catalog: &Catalog, row: &OrderRow) -> bool {
        let pool = catalog.category(&row.category_code).map_or(Pool::None, |category| category.pool);
        let fits = if self.is_staff { pool != Pool::None } else { pool == Pool::Volunteers };
        row.accepted_at.is_some() && fits && self.pool.contains(&row.area_id)
    }
}

/// The moment at which today ends in Shanghai, UTC.
pub(super) fn end_of_day(now: DateTime<Utc>) -> NaiveDateTime {
    let next = shared::time::date_of(now).checked_add_days(Days::new(1)).unwrap_or_default();
    let local = next.and_hms_opt(0, 0, 0).unwrap_or_default();
    shared::time::shanghai().from_local_datetime(&local).single().map_or(local, |at| at.to_utc().naive_utc())
}

/// States as they are kept.
pub(super) fn codes(states: &[OrderStatus]) -> Vec<Code<OrderStatus>> {
    states.iter().copied().map(Code).collect()
}

/// Filters a boxed query over `service_orders` by what is stuck. A macro, since the query's type depends on what is
/// selected.
macro_rules! stuck {
    ($rows:expr, $which:expr, $now:expr) => {{
        use shared::orders::list::Stuck;
        use shared::orders::{OrderStatus, OwnerLevel};
        use $crate::db::Code;
        use $crate::schema::{chase_ups as c, order_extensions as x, service_orders as o};
        let now: chrono::DateTime<chrono::Utc> = $now;
        let rows = $rows.filter(o::status.eq_any($crate::orders::list::codes(&OrderStatus::OPEN)));
        match $which {
            Stuck::Open => rows,
            Stuck::DueToday => rows
                .filter(o::running_since.is_not_null())
                .filter(o::due_at.ge(now.naive_utc()))
                .filter(o::due_at.lt($crate::orders::list::end_of_day(now))),
            Stuck::Overdue => rows.filter(o::running_since.is_not_null()).filter(o::due_at.lt(now.naive_utc())),
            // What nobody below could have had was never with them.
            Stuck::Escalated => rows
                .filter(o::owner_level.eq_any([Code(OwnerLevel::Street), Code(OwnerLevel::District)]))
                .filter(o::escalation_count.gt(0)),
            Stuck::Reopened => rows.filter(o::reopen_count.ge(2)),
            Stuck::Chased => rows.filter(o::id.eq_any(c::table.filter(c::status.eq("open")).select(c::order_id))),
            Stuck::Extension => rows.filter(o::id.eq_any(x::table.filter(x::is_granted.is_null()).select(x::order_id))),
        }
    }};
}

/// Rows of orders, filtered.
type Rows = o::BoxedQuery<'static, <Conn as diesel::Connection>::Backend>;

/// The rows of the list that `filter` asks for, of somebody with this `reach`.
fn filtered(reach: &Reach, catalog: &Catalog, filter: &OrderFilter, now: DateTime<Utc>) -> Rows {
    let mut rows: Rows = o::table.into_boxed();
    let areas = filter.area.map(|id| if filter.here { HashSet::from([id.0]) } else { catalog.areas.subtree(id.0) });
    let within = |known: &[i64]| -> Vec<i64> {
        known.iter().copied().filter(|id| areas.as_ref().is_none_or(|areas| areas.contains(id))).collect()
    };
    match filter.view {
        OrderView::Mine => {
            let waits = codes(&[OrderStatus::Assigned, OrderStatus::InProgress]);
            let handled = codes(&[OrderStatus::Assigned, OrderStatus::Taken, OrderStatus::InProgress]);
            let own = o::assignee_user_id.is_not_null().and(o::assignee_user_id.assume_not_null().eq(reach.me));
            let of_org = o::assignee_user_id
                .is_null()
                .and(o::assignee_org_id.is_not_null())
                .and(o::assignee_org_id.assume_not_null().eq_any(reach.organizations.clone()));
            let levels: Vec<Code<OwnerLevel>> = reach.levels.iter().copied().map(Code).collect();
            let of_office = o::assignee_user_id
                .is_null()
                .and(o::assignee_org_id.is_null())
                .and(o::owner_area_id.eq_any(reach.offices.clone()))
                .and(o::owner_level.eq_any(levels))
                .and(o::status.eq_any(waits));
            rows = rows.filter(o::status.eq_any(handled)).filter(own.or(of_org).or(of_office));
            if let Some(areas) = &areas {
                rows = rows.filter(o::area_id.eq_any(areas.iter().copied().collect::<Vec<_>>()));
            }
        }
        OrderView::Pool => {
            let fits = |pool: Pool| if reach.is_staff { pool != Pool::None } else { pool == Pool::Volunteers };
            let near = !reach.areas.is_empty();
            let kinds = catalog.categories.iter().filter(|c| near || fits(c.pool)).map(|c| c.code.clone());
            rows = rows
                .filter(o::status.eq(Code(OrderStatus::Open)))
                .filter(o::area_id.eq_any(within(&reach.pool)))
                .filter(o::category_code.eq_any(kinds.collect::<Vec<_>>()));
        }
        OrderView::Intake => {
            rows = rows
                .filter(o::status.eq_any(codes(&[OrderStatus::Placed, OrderStatus::NeedsInfo])))
                .filter(o::held_reason.is_null())
                .filter(o::area_id.eq_any(within(&reach.areas)));
        }
        OrderView::Held => {
            rows = rows
                .filter(o::status.eq_any(codes(&OrderStatus::OPEN)))
                .filter(o::held_reason.is_not_null())
                .filter(o::area_id.eq_any(within(&reach.areas)));
        }
        OrderView::Review => {
            let written = order_summaries::table
                .filter(order_summaries::status.eq(Code(SummaryStatus::Written)))
                .select(order_summaries::order_id);
            rows = rows.filter(o::id.eq_any(written)).filter(o::area_id.eq_any(within(&reach.areas)));
        }
        OrderView::Callback => {
            let others =
                o::handler_office.is_null().or(o::handler_office.assume_not_null().ne_all(reach.names.clone()));
            rows = rows
                .filter(o::status.eq(Code(OrderStatus::Done)))
                .filter(o::area_id.eq_any(within(&reach.areas)))
                .filter(others);
        }
        OrderView::All => {
            let mine = o::project_id.is_not_null().and(o::project_id.assume_not_null().eq_any(reach.projects.clone()));
            rows = rows.filter(o::area_id.eq_any(within(&reach.areas)).or(mine));
            if let Some(areas) = &areas {
                rows = rows.filter(o::area_id.eq_any(areas.iter().copied().collect::<Vec<_>>()));
            }
        }
    }
    if let Some(status) = filter.status {
        rows = rows.filter(o::status.eq(Code(status)));
        if status.is_over() {
            // Said for the index of what is over.
            rows = rows.filter(o::closed_at.is_not_null());
        }
    }
    if let Some(category) = &filter.category {
        rows = rows.filter(o::category_code.eq(category.clone()));
    }
    match filter.which {
        Some(which) => stuck!(rows, which, now),
        None => rows,
    }
}

/// How many orders stand in each list of `caller` that somebody watches.
pub(super) fn counts(conn: &mut Conn, caller: &SignedIn, catalog: &Catalog, now: DateTime<Utc>) -> Result<OrderCounts> {
    let reach = Reach::of(conn, caller, catalog)?;
    let counted = i64::try_from(ListCount::MOST).map_err(Error::internal)?;
    let whole = OrderView::VARIANTS.iter().filter(|view| **view != OrderView::All).map(|view| (*view, None));
    let parts = [Stuck::Overdue, Stuck::Extension].map(|which| (OrderView::All, Some(which)));
    let mut lists = Vec::new();
    for (view, which) in whole.chain(parts) {
        let filter = OrderFilter { view, which, ..OrderFilter::default() };
        let rows = filtered(&reach, catalog, &filter, now).select(o::id).limit(counted).load::<i64>(conn)?;
        lists.push(ListCount { view, which, orders: rows.len() });
    }
    let (in_hand, most) = guards::held(conn, caller, reach.is_staff)?;
    Ok(OrderCounts { lists, in_hand, most })
}

/// One page of a list.
pub(super) fn page(
    conn: &mut Conn,
    caller: &SignedIn,
    catalog: &Catalog,
    filter: &OrderFilter,
    after: Option<&Cursor>,
    limit: usize,
    now: DateTime<Utc>,
) -> Result<Page<OrderLine>> {
    let reach = Reach::of(conn, caller, catalog)?;
    let most = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut rows = filtered(&reach, catalog, filter, now).limit(most);
    // What runs is sorted by its limit, the latest first; what is over by its day.
    let by_limit = filter.view != OrderView::All || filter.which.is_some();
    if by_limit {
        rows = rows.order((o::due_at, o::id));
        if let Some(Cursor(at, id)) = after {
            let at = DateTime::from_timestamp_micros(*at).ok_or_else(bad_cursor)?.naive_utc();
            rows = rows.filter(o::due_at.gt(at).or(o::due_at.eq(at).and(o::id.gt(*id))));
        }
    } else {
        rows = rows.order(o::id.desc());
        if let Some(Cursor(_, id)) = after {
            rows = rows.filter(o::id.lt(*id));
        }
    }
    let mut rows: Vec<OrderRow> = rows.select(OrderRow::as_select()).load(conn)?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more);
    let next = next.map(|last| Cursor(last.due_at.and_utc().timestamp_micros(), last.id).to_string());
    let mut items = lines(conn, caller, catalog, &reach, rows, now)?;
    if filter.view == OrderView::Review {
        summed_up(conn, &mut items)?;
    }
    Ok(Page { items, next })
}

/// What is to be reviewed stands in the line of its order, and not what was asked for.
fn summed_up(conn: &mut Conn, lines: &mut [OrderLine]) -> Result<()> {
    let numbers: Vec<String> = lines.iter().map(|line| line.number.clone()).collect();
    let titles: HashMap<String, String> = order_summaries::table
        .inner_join(o::table.on(o::id.eq(order_summaries::order_id)))
        .filter(o::number.eq_any(numbers))
        .select((o::number, order_summaries::title))
        .load::<(String, String)>(conn)?
        .into_iter()
        .collect();
    for line in lines {
        line.what = titles.get(&line.number).cloned();
    }
    Ok(())
}

fn bad_cursor() -> Error {
    ApiError::invalid("cursor", "", ("上一页给的标识", "what the last page gave")).into()
}

fn lines(
    conn: &mut Conn,
    caller: &SignedIn,
    catalog: &Catalog,
    reach: &Reach,
    rows: Vec<OrderRow>,
    now: DateTime<Utc>,
) -> Result<Vec<OrderLine>> {
    let named = Named::of(conn, &rows)?;
    let is_full = guards::is_full(conn, caller, reach.is_staff)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let area = row.area_id;
        // What it takes to draw the buttons of a list: the table of states and who has it. Limits are told when pressed.
        let desk = match Desk::of(conn, caller, catalog, row, now) {
            Ok(desk) => desk,
            Err(Error::Denied(..)) => continue,
            Err(e) => return Err(e),
        };
        let mut events = shared::workflow::allowed(ORDER_TRANSITIONS, desk.order.status.0, &desk.roles);
        events.retain(|event| match event {
            OrderEvent::Take => {
                let handles = desk.roles.iter().any(|role| assignee::handles(*role));
                let is_open = desk.order.status.0 == OrderStatus::Open;
                handles && !is_full && if is_open { desk.check_pool().is_ok() } else { desk.is_assignee() }
            }
            OrderEvent::Assign => desk.check_assign().is_ok(),
            _ => false,
        });
        let is_pool = desk.order.status.0 == OrderStatus::Open && !reach.areas.contains(&area);
        let mut line = shown::line(&desk.order, catalog, &named, desk.is_insider && !is_pool, events, now);
        if desk.order.status.0 == OrderStatus::Open {
            // The pool tells category, place, urgency and time, and no word of who asked.
            line.what = None;
            line.near = Some(near(catalog, reach, area));
        }
        lines.push(line);
    }
    Ok(lines)
}

/// How near it lies to where somebody works or helps.
fn near(catalog: &Catalog, reach: &Reach, area: i64) -> OwnerLevel {
    let path = catalog.areas.path(area);
    let nearest = path.iter().rev().find(|row| reach.given.contains(&row.id));
    nearest.map_or(OwnerLevel::District, |row| OwnerLevel::of(row.area_level.0))
}

/// How many of what is stuck lie in each area of `areas`, by the very filter of the list.
pub(super) fn counted(conn: &mut Conn, areas: &[i64], which: Stuck, now: DateTime<Utc>) -> Result<Vec<i64>> {
    let rows = o::table.select(o::area_id).filter(o::area_id.eq_any(areas.to_vec())).into_boxed();
    Ok(stuck!(rows, which, now).load(conn)?)
}
