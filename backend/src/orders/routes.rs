//! Ordering and following one's order: `POST /api/v1/orders` and `/api/v1/orders/mine…`, with a session or a secret.

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use serde::Deserialize;
use shared::audit::AuditAction;
use shared::id::{EventId, UserId};
use shared::orders::Channel;
use shared::orders::command::OrderCommand;
use shared::orders::line::OrderLine;
use shared::orders::new::NewOrder;
use shared::orders::shown::MyOrder;
use shared::page::Page;
use shared::people::Role;
use shared::query::Params;
use shared::workflow::{Command, check_token};

use super::change::{self, Deed};
use super::mine::Asker;
use super::place::{self, Placer};
use super::store::{self, OrderRow};
use super::{forget, guards, my_order, shown};
use crate::audit::{Entry, Origin};
use crate::auth::{Caller, json};
use crate::catalog::Catalog;
use crate::db::{self, Conn};
use crate::error::{Error, Result};
use crate::schema::service_orders as o;
use crate::serve::State;
use crate::users::store as users;
use crate::workflow::not_now;

/// The addresses of this slice.
pub(super) fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/orders", [("POST", post().to(create_order))]))
        .service(crate::private("/orders/mine", [("GET", get().to(list_mine))]))
        .service(crate::private("/orders/mine/{number}", [("GET", get().to(get_mine))]))
        .service(crate::private("/orders/mine/{number}/events", [("POST", post().to(post_my_event))]))
        .service(crate::private("/orders/mine/{number}/forgetting", [("POST", post().to(forget_contact))]));
}

/// Places an order. Signed in it belongs to the account; without, its link is all there is.
async fn create_order(asker: Asker, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let wanted: NewOrder = json(&body)?;
    let (catalog, secrets, now) = (state.catalog().await?, state.secrets.clone(), state.clock.now());
    let placed = move |conn: &mut Conn| {
        let mut wanted = wanted;
        if let (Some(user), true) = (asker.user, wanted.phone.as_deref().is_none_or(|p| p.trim().is_empty())) {
            wanted.phone = own_phone(conn, user, &secrets)?;
        }
        let wanted = wanted.checked(true).map_err(Error::bad_field)?;
        let by = Placer {
            user: asker.user,
            role: Role::Resident,
            origin: asker.origin.clone(),
            channel: Channel::Web,
            is_for_other: false,
            name: None,
        };
        let row = place::place(conn, &catalog, &secrets, wanted, &by, now)?;
        Ok(place::told(&catalog, &secrets, &row))
    };
    Ok(HttpResponse::Created().json(state.db.write(placed).await?))
}

fn own_phone(conn: &mut Conn, user: UserId, secrets: &crate::secrets::Secrets) -> Result<Option<String>> {
    let user = users::get(conn, user)?;
    user.phone_enc.as_deref().map(|phone| secrets.decrypt(phone)).transpose()
}

/// The orders of the account, the latest first.
async fn list_mine(request: HttpRequest, caller: Caller, state: Data<State>) -> Result<Json<Page<OrderLine>>> {
    let mut params = Params::parse(request.query_string())?;
    let before: Option<EventId> = params.read("cursor", ("上一页给的标识", "what the last page gave"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let found = move |conn: &mut Conn| {
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let mut rows = o::table
            .filter(o::placed_by.eq(caller.id().0))
            .order(o::id.desc())
            .limit(most)
            .select(OrderRow::as_select())
            .into_boxed();
        if let Some(before) = before {
            rows = rows.filter(o::id.lt(before.0));
        }
        let mut rows: Vec<OrderRow> = rows.load(conn)?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| EventId(last.id).to_string());
        let named = shown::Named::of(conn, &rows)?;
        let line = |row: &OrderRow| {
            let line = shown::line(row, &catalog, &named, true, Vec::new(), now);
            OrderLine { assignee: None, is_held: false, ..line }
        };
        Ok(Page { items: rows.iter().map(line).collect(), next })
    };
    Ok(Json(state.db.read(found).await?))
}

async fn get_mine(asker: Asker, number: Path<String>, state: Data<State>) -> Result<Json<MyOrder>> {
    let row = asker.find(&state, &number).await?;
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    Ok(Json(state.db.read(move |conn| my_order::one(conn, &row, &catalog, now)).await?))
}

fn again(conn: &mut Conn, id: i64, catalog: &Catalog, now: chrono::DateTime<chrono::Utc>) -> Result<MyOrder> {
    let row = store::get(conn, id)?;
    my_order::one(conn, &row, catalog, now)
}

/// Answers a question, judges, or takes the order back.
async fn post_my_event(asker: Asker, number: Path<String>, body: Bytes, state: Data<State>) -> Result<Json<MyOrder>> {
    let id = asker.find(&state, &number).await?.id;
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let command: Command<OrderCommand> = json(&body)?;
        check_token(&command.client_token).map_err(Error::bad_field)?;
        db::lock(conn, &command.client_token)?;
        let row = store::get(conn, id)?;
        let event: &'static str = command.what.event().into();
        if !store::did(conn, id, asker.user, &command.client_token, event)? {
            guards::must_be_new(conn, &command.client_token)?;
            let deed = Deed {
                user: asker.user,
                role: Role::Resident,
                office: None,
                origin: &asker.origin,
                token: &command.client_token,
                now,
            };
            change::by_asker(conn, &catalog, row, command.what, command.version, &deed)?;
        }
        again(conn, id, &catalog, now)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Body of `POST …/forgetting`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forgetting {
    client_token: String,
}

/// Forgets how to reach who asked, his words and his photographs, once the order is over.
async fn forget_contact(asker: Asker, number: Path<String>, body: Bytes, state: Data<State>) -> Result<Json<MyOrder>> {
    let id = asker.find(&state, &number).await?.id;
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let asked: Forgetting = json(&body)?;
        check_token(&asked.client_token).map_err(Error::bad_field)?;
        let row = store::get(conn, id)?;
        if !row.status.0.is_over() {
            return Err(not_now(
                "还在办理，办完才能删除联系方式；不想办了请撤单。",
                "It is still handled: the contact is deleted when it is over; cancel it where it is not wanted.",
            ));
        }
        let gone = forget::one(conn, id)?;
        let origin = Origin { actor: asker.user, ..asker.origin.clone() };
        let entry = Entry::new(&origin, Some(Role::Resident), AuditAction::ForgetContact);
        entry.on("order", &row.number).write_at(conn, now.naive_utc())?;
        Ok((again(conn, id, &catalog, now)?, gone))
    };
    let (shown, gone) = state.db.write(done).await?;
    forget::files(&state, gone).await;
    Ok(Json(shown))
}
