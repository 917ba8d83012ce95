//! `/api/v1/staff/contact-cards`: cards as those at work write them, put them into use and take them out.

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::audit::AuditAction;
use shared::contact_cards::{CardChange, CardCommand, CardForm, CardStatus, StaffCard};
use shared::error::{ApiError, ErrorCode};
use shared::id::{AreaId, CardId, UserId};
use shared::page::Page;
use shared::permissions::{Action, Denied, Thing, may};
use shared::query::Params;
use shared::workflow::check_token;

use super::store::{self, CardRow};
use crate::areas::tree::AreaTree;
use crate::auth::{Allowed, SignedIn, access, denied, json};
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::schema::contact_cards as k;
use crate::serve::State;
use crate::workflow::not_now;

access! {
    /// Edit a contact card.
    EditContactCard,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/contact-cards",
        [("GET", get().to(list_cards)), ("POST", post().to(create_card))],
    ))
    .service(crate::private(
        "/staff/contact-cards/{id}",
        [("GET", get().to(get_card)), ("PUT", actix_web::web::put().to(put_card))],
    ))
    .service(crate::private("/staff/contact-cards/{id}/events", [("POST", post().to(post_card_event))]));
}

fn thing(tree: &AreaTree, area: i64, owner: Option<i64>) -> Thing {
    let areas = tree.path(area).iter().map(|row| AreaId(row.id)).collect();
    Thing { areas, owner: owner.map(UserId), ..Thing::default() }
}

/// Whether he works there: what is or was in use there he reads, and prints, as everybody may.
fn works_at(caller: &SignedIn, tree: &AreaTree, area: i64) -> bool {
    let of = thing(tree, area, Some(caller.id().0));
    let is_there = caller.person.grants.iter().any(|grant| of.lies_in(grant.scope));
    is_there && may(Some(&caller.person), Action::EditContactCard, &of).is_ok()
}

/// What `caller` may do to the card: 404 where it is none of his.
fn rights(caller: &SignedIn, tree: &AreaTree, row: &CardRow) -> Result<(bool, bool)> {
    let of = thing(tree, row.area_id, row.created_by);
    let can = |action| may(Some(&caller.person), action, &of).is_ok();
    let (writes, publishes) = (can(Action::EditContactCard), can(Action::PublishContactCard));
    let reads = row.status.0 != CardStatus::Draft && works_at(caller, tree, row.area_id);
    if writes || publishes || reads { Ok((writes, publishes)) } else { Err(denied(Denied::NotHere)) }
}

fn shown(tree: &AreaTree, row: &CardRow, (writes, publishes): (bool, bool)) -> StaffCard {
    let is_draft = row.status.0 == CardStatus::Draft;
    StaffCard {
        id: CardId(row.id),
        number: row.number.clone(),
        areas: tree.place(row.area_id),
        form: row.form(),
        status: row.status.0,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        may_write: writes && is_draft,
        may_publish: publishes && (is_draft || row.status.0 == CardStatus::Published),
        version: row.version,
        is_demo: row.is_demo,
    }
}

async fn list_cards(
    request: HttpRequest,
    caller: Allowed<EditContactCard>,
    state: Data<State>,
) -> Result<Json<Page<StaffCard>>> {
    let mut params = Params::parse(request.query_string())?;
    let status: Option<CardStatus> = params.read("status", ("状态代码", "the code of a state"))?;
    let cursor: Option<CardId> = params.read("cursor", ("上一页给的标识", "what the last page gave"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let found = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let mine: Vec<i64> = tree
            .rows()
            .iter()
            .filter(|row| may(Some(&caller.person), Action::EditContactCard, &thing(&tree, row.id, None)).is_ok())
            .map(|row| row.id)
            .collect();
        let near: Vec<i64> = tree.rows().iter().map(|row| row.id).filter(|id| works_at(&caller, &tree, *id)).collect();
        let public = k::area_id.eq_any(near).and(k::status.ne(Code(CardStatus::Draft)));
        let own = k::created_by.is_not_null().and(k::created_by.assume_not_null().eq(caller.id().0));
        let mut rows = k::table
            .filter(k::area_id.eq_any(mine).or(own).or(public))
            .order(k::id.desc())
            .limit(most)
            .select(CardRow::as_select())
            .into_boxed();
        if let Some(status) = status {
            rows = rows.filter(k::status.eq(Code(status)));
        }
        if let Some(before) = cursor {
            rows = rows.filter(k::id.lt(before.0));
        }
        let mut rows: Vec<CardRow> = rows.load(conn)?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| CardId(last.id).to_string());
        let one = |row: &CardRow| rights(&caller, &tree, row).ok().map(|rights| shown(&tree, row, rights));
        Ok(Page { items: rows.iter().filter_map(one).collect(), next })
    };
    Ok(Json(state.db.read(found).await?))
}

fn one(conn: &mut Conn, caller: &SignedIn, id: i64) -> Result<StaffCard> {
    let tree = AreaTree::load(conn)?;
    let row = store::get(conn, id)?;
    let rights = rights(caller, &tree, &row)?;
    Ok(shown(&tree, &row, rights))
}

fn key(text: &str) -> Result<i64> {
    text.parse::<CardId>().map(|id| id.0).map_err(|_| Error::not_found())
}

async fn get_card(caller: Allowed<EditContactCard>, id: Path<String>, state: Data<State>) -> Result<Json<StaffCard>> {
    let id = key(&id)?;
    Ok(Json(state.db.read(move |conn| one(conn, &caller, id)).await?))
}

/// The area is a grid or a community where the caller writes cards.
fn check_area(caller: &SignedIn, tree: &AreaTree, form: &CardForm) -> Result<()> {
    let wrong = |zh: &str, en: &str| Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "area", zh, en)));
    let Some(row) = tree.get(form.area.0) else {
        return wrong("没有这个网格或社区。", "There is no such grid or community.");
    };
    if row.area_level.0 < AreaLevel::Community {
        return wrong("联系卡写给网格或社区。", "A card is for a grid or a community.");
    }
    let of = thing(tree, row.id, Some(caller.id().0));
    let is_here = caller.person.grants.iter().any(|grant| match grant.scope {
        shared::people::Scope::All => true,
        shared::people::Scope::Area(id) => of.areas.contains(&id),
        _ => false,
    });
    if is_here && may(Some(&caller.person), Action::EditContactCard, &of).is_ok() {
        return Ok(());
    }
    wrong("这里不在您负责的区域里，请另选。", "This is not in your area: choose another.")
}

/// Writes a card, which nobody reads until it is put into use.
///
/// # Errors
/// 422 naming the field; those of the database.
pub(crate) fn write(
    conn: &mut Conn,
    caller: &SignedIn,
    tree: &AreaTree,
    form: CardForm,
    client_token: String,
    now: DateTime<Utc>,
) -> Result<CardRow> {
    let form = form.checked().map_err(Error::bad_field)?;
    check_area(caller, tree, &form)?;
    let at = now.naive_utc();
    let blank = CardRow {
        id: ids::next(),
        number: store::next_number(conn, shared::time::date_of(now))?,
        area_id: form.area.0,
        duty_title: String::new(),
        display_name: None,
        consent_at: None,
        duty_phone: String::new(),
        duties: None,
        community_phone: None,
        police_name: None,
        police_phone: None,
        property_name: None,
        property_phone: None,
        hotline: String::new(),
        status: Code(CardStatus::Draft),
        valid_from: None,
        valid_until: None,
        replaced_by: None,
        client_token,
        last_token: None,
        is_demo: tree.get(form.area.0).is_some_and(|area| area.is_demo),
        created_at: at,
        updated_at: at,
        created_by: Some(caller.id().0),
        version: 1,
    };
    let row = blank.filled(form, at);
    store::insert(conn, &row)?;
    caller.entry(AuditAction::WriteCard).on("contact_card", &row.number).write_at(conn, at)?;
    Ok(row)
}

async fn create_card(caller: Allowed<EditContactCard>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let made = move |conn: &mut Conn| {
        let change: CardChange = json(&body)?;
        check_token(&change.client_token).map_err(Error::bad_field)?;
        db::lock(conn, &change.client_token)?;
        let known: Option<(i64, Option<i64>)> = k::table
            .filter(k::client_token.eq(&change.client_token))
            .select((k::id, k::created_by))
            .first(conn)
            .optional()?;
        if let Some((id, by)) = known {
            return if by == Some(caller.id().0) { one(conn, &caller, id) } else { Err(Error::stale()) };
        }
        let tree = AreaTree::load(conn)?;
        let row = write(conn, &caller, &tree, change.form, change.client_token, now)?;
        one(conn, &caller, row.id)
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

async fn put_card(
    caller: Allowed<EditContactCard>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffCard>> {
    let (id, now) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let row = store::get(conn, id)?;
        let (writes, _) = rights(&caller, &tree, &row)?;
        let change: CardChange = json(&body)?;
        check_token(&change.client_token).map_err(Error::bad_field)?;
        if row.last_token.as_ref() != Some(&change.client_token) {
            if !writes {
                return Err(denied(Denied::NotYou));
            }
            if row.status.0 != CardStatus::Draft {
                return Err(not_now(
                    "在用的卡不能改，请新写一张来更换。",
                    "A card in use is not written: replace it by a new one.",
                ));
            }
            if change.version != Some(row.version) {
                return Err(Error::stale());
            }
            let form = change.form.checked().map_err(Error::bad_field)?;
            check_area(&caller, &tree, &form)?;
            let row = row.filled(form, now.naive_utc());
            let row = CardRow { version: row.version + 1, last_token: Some(change.client_token), ..row };
            store::update(conn, &row)?;
            let entry = caller.entry(AuditAction::WriteCard).on("contact_card", &row.number);
            entry.write_at(conn, now.naive_utc())?;
        }
        one(conn, &caller, id)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Puts the card `row` into use, and the one before out of it; or takes it out. The same token does it once.
///
/// # Errors
/// 403 for one who does not publish, 409 where the state is another; those of the database.
pub(crate) fn turn(
    conn: &mut Conn,
    caller: &SignedIn,
    row: CardRow,
    publishes: bool,
    command: &CardCommand,
    now: DateTime<Utc>,
) -> Result<()> {
    let (version, token) = command.checked().map_err(Error::bad_field)?;
    if row.last_token.as_deref() == Some(token) {
        return Ok(());
    }
    if !publishes {
        return Err(denied(Denied::NotYou));
    }
    let (at, today) = (now.naive_utc(), shared::time::date_of(now));
    let wanted = match command {
        CardCommand::Publish { .. } => (CardStatus::Draft, CardStatus::Published),
        CardCommand::Withdraw { .. } => (CardStatus::Published, CardStatus::Withdrawn),
    };
    if row.status.0 != wanted.0 {
        return Err(not_now("现在的状态不能这样做，请刷新再看。", "The state does not allow this now: read it again."));
    }
    if row.version != version {
        return Err(Error::stale());
    }
    let is_out = wanted.1 == CardStatus::Published;
    if is_out && let Some(before) = store::in_use(conn, row.area_id)? {
        let before = CardRow {
            status: Code(CardStatus::Replaced),
            replaced_by: Some(row.id),
            valid_until: Some(today),
            version: before.version + 1,
            updated_at: at,
            ..before
        };
        store::update(conn, &before)?;
        let entry = caller.entry(AuditAction::ChangeState).on("contact_card", &before.number);
        entry.changed("published → replaced").write_at(conn, at)?;
    }
    let next = CardRow {
        status: Code(wanted.1),
        valid_from: if is_out { Some(today) } else { row.valid_from },
        valid_until: (!is_out).then_some(today),
        last_token: Some(token.to_owned()),
        version: row.version + 1,
        updated_at: at,
        ..row
    };
    store::update(conn, &next)?;
    let (from, to): (&'static str, &'static str) = (wanted.0.into(), wanted.1.into());
    let entry = caller.entry(AuditAction::ChangeState).on("contact_card", &next.number);
    let why = match command {
        CardCommand::Withdraw { reason, .. } => format!(" · {}", reason.trim()),
        CardCommand::Publish { .. } => String::new(),
    };
    entry.changed(format!("{from} → {to}{why}")).write_at(conn, at)
}

/// Puts it into use, and the one before out of it; or takes it out.
async fn post_card_event(
    caller: Allowed<EditContactCard>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffCard>> {
    let (id, now) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let row = store::get(conn, id)?;
        let (_, publishes) = rights(&caller, &tree, &row)?;
        let command: CardCommand = json(&body)?;
        command.checked().map_err(Error::bad_field)?;
        turn(conn, &caller, row, publishes, &command, now)?;
        db::touch(conn)?;
        one(conn, &caller, id)
    };
    Ok(Json(state.db.write(done).await?))
}
