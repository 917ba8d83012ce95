//! `/api/v1/staff/orders…`: orders as those at work and volunteers read, take, handle, give and judge them.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{OrganizationId, UserId};
use shared::orders::OrderStatus;
use shared::orders::command::OrderCommand;
use shared::orders::deed::OrderDeed;
use shared::orders::line::OrderLine;
use shared::orders::list::{BulkAssign, BulkResult, Cursor, OrderCounts, OrderFilter, StuckBoard};
use shared::orders::new::OrderForOther;
use shared::orders::shown::{Candidate, FullContact, StaffOrder};
use shared::page::Page;
use shared::people::{Role, Scope, ScopeType};
use shared::permissions::{Action, Denied, Thing, allowed_somewhere, may};
use shared::query::Params;
use shared::workflow::{Command, check_token};

use super::desk::{self, Desk};
use super::place::{self, Placer};
use super::{assignee, change, deeds, guards, list, owner, shown, store, stuck};
use crate::audit::Entry;
use crate::auth::{Allowed, Caller, SignedIn, access, denied, json};
use crate::catalog::Catalog;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{organizations, role_grants as g, users};
use crate::serve::State;
use crate::workflow::not_now;
use crate::workflow::store::names;

access! {
    /// Place an order in somebody's name 代点单.
    PlaceOrderForOthers,
    /// Decline or assign an order.
    AssignOrder,
}

/// Orders given at once at most.
const MOST_AT_ONCE: usize = 50;
/// Candidates told at most.
const MOST_CANDIDATES: usize = 100;

/// The addresses of this slice.
pub(super) fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/orders",
        [("GET", get().to(list_staff_orders)), ("POST", post().to(create_for_other))],
    ))
    .service(crate::private("/staff/orders/{number}", [("GET", get().to(get_staff_order))]))
    .service(crate::private("/staff/orders/{number}/events", [("POST", post().to(post_order_event))]))
    .service(crate::private("/staff/orders/{number}/deeds", [("POST", post().to(post_order_deed))]))
    .service(crate::private("/staff/orders/{number}/phone", [("POST", post().to(read_phone))]))
    .service(crate::private("/staff/orders/{number}/candidates", [("GET", get().to(list_candidates))]))
    .service(crate::private("/staff/order-board", [("GET", get().to(get_board))]))
    .service(crate::private("/staff/order-counts", [("GET", get().to(get_counts))]))
    .service(crate::private("/staff/order-pulse", [("GET", get().to(get_pulse))]))
    .service(crate::private("/staff/order-assignments", [("POST", post().to(assign_many))]));
}

/// Somebody who handles orders or gives them to others.
#[derive(Debug)]
pub(super) struct Worker(Caller);

impl std::ops::Deref for Worker {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequest for Worker {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            let caller = caller.await?;
            let does = allowed_somewhere(&caller.person);
            if does.contains(&Action::HandleOrder) || does.contains(&Action::AcceptOrder) {
                return Ok(Self(caller));
            }
            Err(denied(Denied::NotYou))
        })
    }
}

async fn list_staff_orders(request: HttpRequest, caller: Worker, state: Data<State>) -> Result<Json<Page<OrderLine>>> {
    let mut params = Params::parse(request.query_string())?;
    let filter = OrderFilter::take(&mut params)?;
    let after: Option<Cursor> = params.read("cursor", ("上一页给的标识", "what the last page gave"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let found = move |conn: &mut Conn| list::page(conn, &caller, &catalog, &filter, after.as_ref(), limit, now);
    Ok(Json(state.db.read(found).await?))
}

async fn get_staff_order(caller: Worker, number: Path<String>, state: Data<State>) -> Result<Json<StaffOrder>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    Ok(Json(state.db.read(move |conn| one(conn, &caller, &catalog, &number, now)).await?))
}

fn one(conn: &mut Conn, caller: &SignedIn, catalog: &Catalog, number: &str, now: DateTime<Utc>) -> Result<StaffOrder> {
    let desk = Desk::by_number(conn, caller, catalog, number, now)?;
    shown::staff(conn, &desk)
}

/// The order after something was done to it; where it went out of the caller's sight by it, its last line.
fn again(
    conn: &mut Conn,
    caller: &SignedIn,
    catalog: &Catalog,
    id: i64,
    now: DateTime<Utc>,
) -> Result<Option<StaffOrder>> {
    let row = store::get(conn, id)?;
    match Desk::of(conn, caller, catalog, row, now) {
        Ok(desk) => shown::staff(conn, &desk).map(Some),
        Err(Error::Denied(..)) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Any event of the table: accepts, gives, takes, handles, ends.
async fn post_order_event(
    caller: Worker,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<Option<StaffOrder>>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let command = json::<Command<OrderCommand>>(&body);
        if let Ok(command) = &command {
            check_token(&command.client_token).map_err(Error::bad_field)?;
            db::lock(conn, &command.client_token)?;
        }
        let row = store::by_number(conn, &number)?.ok_or_else(|| denied(Denied::NotHere))?;
        let id = row.id;
        // The same token again is answered, even where the order has left the caller's sight by the first.
        if let Ok(command) = &command {
            let event: &'static str = command.what.event().into();
            if store::did(conn, id, Some(caller.id()), &command.client_token, event)? {
                return again(conn, &caller, &catalog, id, now);
            }
        }
        let came_late = matches!(&command, Ok(command) if command.what == OrderCommand::Take)
            && list::Reach::of(conn, &caller, &catalog)?.takes(&catalog, &row);
        let desk = match Desk::of(conn, &caller, &catalog, row, now) {
            Err(Error::Denied(..)) if came_late => return Err(taken_by_another()),
            desk => desk?,
        };
        let command = command?;
        guards::must_be_new(conn, &command.client_token)?;
        let takes = command.what == OrderCommand::Take;
        match change::by_staff(conn, desk, command.what, command.version, &command.client_token) {
            // Of two at the same moment the later one reads that, whatever stood in his way.
            Err(Error::Api(..)) if takes && is_taken(conn, id, caller.id())? => Err(taken_by_another()),
            done => done.and_then(|()| again(conn, &caller, &catalog, id, now)),
        }
    };
    Ok(Json(state.db.write(done).await?))
}

fn taken_by_another() -> Error {
    not_now("已被接走。", "Somebody else took it.")
}

/// Whether somebody else has it by now.
fn is_taken(conn: &mut Conn, id: i64, me: UserId) -> Result<bool> {
    let row = store::get(conn, id)?;
    let handled = [OrderStatus::Taken, OrderStatus::InProgress].contains(&row.status.0);
    Ok(handled && row.assignee_user_id.is_some_and(|user| user != me.0))
}

/// What is done to an order beside its events.
async fn post_order_deed(
    caller: Worker,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffOrder>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let command = json::<Command<OrderDeed>>(&body);
        if let Ok(command) = &command {
            check_token(&command.client_token).map_err(Error::bad_field)?;
            db::lock(conn, &command.client_token)?;
        }
        let desk = Desk::by_number(conn, &caller, &catalog, &number, now)?;
        let command = command?;
        let kind: &'static str = command.what.kind().into();
        if !store::did(conn, desk.order.id, Some(caller.id()), &command.client_token, kind)? {
            guards::must_be_new(conn, &command.client_token)?;
            deeds::change(conn, &desk, command.what, command.version, &command.client_token)?;
        }
        one(conn, &caller, &catalog, &number, now)
    };
    Ok(Json(state.db.write(done).await?))
}

/// The full phone: each look is on record, and who asked reads it.
async fn read_phone(caller: Worker, number: Path<String>, state: Data<State>) -> Result<Json<FullContact>> {
    let (catalog, secrets, now) = (state.catalog().await?, state.secrets.clone(), state.clock.now());
    let looked = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &catalog, &number, now)?;
        let role = shown::reads_phone_as(&desk).ok_or_else(|| denied(Denied::NotYou))?;
        let contact = store::contact(conn, desk.order.id)?.ok_or_else(Error::not_found)?;
        shown::looked(conn, &desk.order, caller.id(), role, now)?;
        let entry = Entry::new(&caller.origin, Some(role), AuditAction::ReadPhone).on("order", &desk.order.number);
        entry.write_at(conn, now.naive_utc())?;
        Ok(FullContact {
            phone: contact.phone_enc.as_deref().map(|phone| secrets.decrypt(phone)).transpose()?,
            name: contact.name_enc.as_deref().map(|name| secrets.decrypt(name)).transpose()?,
        })
    };
    Ok(Json(state.db.write(looked).await?))
}

async fn get_board(caller: Worker, state: Data<State>) -> Result<Json<StuckBoard>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    Ok(Json(state.db.read(move |conn| stuck::board(conn, &caller, &catalog, now)).await?))
}

/// How many orders stand in each list: what waits for the caller.
async fn get_counts(caller: Worker, state: Data<State>) -> Result<Json<OrderCounts>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    Ok(Json(state.db.read(move |conn| list::counts(conn, &caller, &catalog, now)).await?))
}

/// What moves with each event of any order that the caller has to do with: pages that are open ask again when it did.
#[derive(Serialize)]
struct Pulse {
    last: String,
}

async fn get_pulse(caller: Worker, state: Data<State>) -> Result<Json<Pulse>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let found = move |conn: &mut Conn| {
        let reach = list::Reach::of(conn, &caller, &catalog)?;
        shown::pulse(conn, &reach, now)
    };
    let (last, n) = state.db.read(found).await?;
    Ok(Json(Pulse { last: format!("{}.{n}", shared::id::encode(last)) }))
}

/// Places an order in somebody's name.
async fn create_for_other(
    caller: Allowed<PlaceOrderForOthers>,
    body: Bytes,
    state: Data<State>,
) -> Result<HttpResponse> {
    let wanted: OrderForOther = json(&body)?;
    let (catalog, secrets, now) = (state.catalog().await?, state.secrets.clone(), state.clock.now());
    let placed = move |conn: &mut Conn| {
        let wanted = wanted.checked().map_err(Error::bad_field)?;
        let area = owner::area_of(conn, &catalog, &wanted.order.place, Role::GridWorker)?;
        let areas = catalog.areas.path(area).iter().map(|row| shared::id::AreaId(row.id)).collect();
        let thing = Thing { areas, ..Thing::default() };
        let Ok(Some(role)) = may(Some(&caller.person), Action::PlaceOrderForOthers, &thing) else {
            let (zh, en) = ("这里不在您负责的区域里，请另选。", "This is not in your area: choose another place.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "place", zh, en)));
        };
        let by = Placer {
            user: Some(caller.id()),
            role,
            origin: caller.origin.clone(),
            channel: wanted.channel,
            is_for_other: true,
            name: wanted.name,
        };
        let row = place::place(conn, &catalog, &secrets, wanted.order, &by, now)?;
        Ok(place::told(&catalog, &secrets, &row))
    };
    Ok(HttpResponse::Created().json(state.db.write(placed).await?))
}

/// To whom the order can be given: those who handle in its area, those of the works, and their organisations.
async fn list_candidates(
    caller: Allowed<AssignOrder>,
    number: Path<String>,
    state: Data<State>,
) -> Result<Json<Vec<Candidate>>> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let found = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &catalog, &number, now)?;
        candidates(conn, &desk)
    };
    Ok(Json(state.db.read(found).await?))
}

fn candidates(conn: &mut Conn, desk: &Desk<'_>) -> Result<Vec<Candidate>> {
    let thing = desk.thing.clone();
    let today = shared::time::date_of(desk.now);
    type Row = (i64, Code<Role>, Code<ScopeType>, Option<i64>);
    let rows: Vec<Row> = g::table
        .inner_join(users::table.on(users::id.eq(g::user_id)))
        .filter(g::valid_from.le(today))
        .filter(g::valid_until.is_null().or(g::valid_until.ge(today)))
        .filter(users::status.eq(Code(shared::accounts::UserStatus::Active)))
        .select((g::user_id, g::role, g::scope_type, g::scope_id))
        .load(conn)?;
    let is_district = desk.roles.contains(&Role::DistrictAdmin);
    let mut people: Vec<(i64, Role)> = Vec::new();
    let mut bodies: Vec<(i64, Role)> = Vec::new();
    for (user, role, kind, id) in rows.into_iter().filter(|row| assignee::handles_here(row.1.0, &thing)) {
        let Some(scope) = Scope::read(kind.0, id) else { continue };
        let is_here = match scope {
            Scope::All => false,
            Scope::Area(id) => thing.areas.contains(&id),
            Scope::Project(id) => thing.project == Some(id),
            Scope::Organization(id) => thing.organizations.contains(&id),
        };
        if is_here && !people.iter().any(|known| known.0 == user) {
            people.push((user, role.0));
        }
        if let Scope::Organization(id) = scope
            && !bodies.iter().any(|known| known.0 == id.0)
            && (is_here || is_district || assignee::is_near(conn, &thing, id)?)
        {
            bodies.push((id.0, role.0));
        }
    }
    people.truncate(MOST_CANDIDATES);
    let known = names(conn, people.iter().map(|(id, _)| *id))?;
    let mut found = Vec::new();
    for (id, role) in people {
        let Some(name) = known.get(&id).cloned() else { continue };
        let open = desk::load(conn, id)?;
        found.push(Candidate { user: Some(UserId(id)), organization: None, name, role, open });
    }
    let ids: Vec<i64> = bodies.iter().map(|(id, _)| *id).collect();
    let named: Vec<(i64, String)> = organizations::table
        .filter(organizations::id.eq_any(ids))
        .select((organizations::id, organizations::name))
        .load(conn)?;
    for (id, name) in named {
        let role = bodies.iter().find(|known| known.0 == id).map_or(Role::DeptOfficer, |known| known.1);
        found.push(Candidate { user: None, organization: Some(OrganizationId(id)), name, role, open: 0 });
    }
    found.sort_by(|a, b| (a.role, a.open, &a.name).cmp(&(b.role, b.open, &b.name)));
    Ok(found)
}

/// Gives many orders at once, each for itself: one that somebody was faster with does not hold up the others.
async fn assign_many(caller: Allowed<AssignOrder>, body: Bytes, state: Data<State>) -> Result<Json<Vec<BulkResult>>> {
    let wanted: BulkAssign = json(&body)?;
    check_token(&wanted.client_token).map_err(Error::bad_field)?;
    if wanted.orders.is_empty() || wanted.orders.len() > MOST_AT_ONCE {
        let (zh, en) = ("一次选 1 到 50 单。", "Choose one to fifty orders at once.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "orders", zh, en)));
    }
    let now = state.clock.now();
    let caller = std::sync::Arc::new(caller);
    let mut results = Vec::new();
    for order in wanted.orders {
        let (catalog, caller) = (state.catalog().await?, caller.clone());
        let (assignee, reason) = (wanted.assignee, wanted.reason.clone());
        // Each order has a token of its own, so that the whole is safe to repeat.
        let token = format!("{}-{}", &wanted.client_token[..wanted.client_token.len().min(40)], order.number);
        let number = order.number.clone();
        let done = move |conn: &mut Conn| {
            db::lock(conn, &token)?;
            let desk = Desk::by_number(conn, &caller, &catalog, &order.number, now)?;
            let is_new = desk.order.status.0 == OrderStatus::Placed;
            let command = match is_new {
                true => OrderCommand::AcceptAndAssign { category: None, urgency: None, assignee },
                false => OrderCommand::Assign { assignee, reason },
            };
            // The second time it is in another state, and would be given by another event.
            if store::knows(conn, desk.order.id, &token)? {
                return Ok(());
            }
            change::by_staff(conn, desk, command, order.version, &token)
        };
        let problem = match state.db.write(done).await {
            Ok(()) => None,
            Err(Error::Api(_, why) | Error::Denied(_, why)) => Some(why),
            // Those before it are done: of this one it is told, and the others are still tried.
            Err(e) => {
                tracing::error!(cause = %e, "an order of several could not be given");
                let (zh, en) = ("没有派成，请再试一次。", "It was not given: try again.");
                Some(ApiError::new(ErrorCode::Unavailable, zh, en))
            }
        };
        results.push(BulkResult { number, problem });
    }
    Ok(Json(results))
}
