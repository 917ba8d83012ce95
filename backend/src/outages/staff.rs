//! `/api/v1/staff/outages`: outage notices as those at work write them, publish them, and say that it lasts longer or is over.

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::id::{CompoundId, OutageId};
use shared::outages::staff::{NewOutage, OutageChange, OutageForm, StaffOutage, publishable, span};
use shared::outages::{is_short_notice, standing};
use shared::page::Page;
use shared::published::{ItemCommand, ItemEvent, ItemStatus};
use shared::query::Params;
use shared::workflow::Command;

use super::store::{self, Notice, OutageRow};
use crate::areas::tree::AreaTree;
use crate::auth::{Allowed, SignedIn, access, json};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::published::{self, Happening, Item, Place, Written};
use crate::schema::{buildings, compounds, outage_notices as o};
use crate::serve::State;
use crate::workflow::{Noun, not_now, store as workflow};

access! {
    /// Write an outage notice.
    WriteOutage,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/outages",
        [("GET", get().to(list_outages)), ("POST", post().to(create_outage))],
    ))
    .service(crate::private(
        "/staff/outages/{id}",
        [("GET", get().to(get_outage)), ("PUT", actix_web::web::put().to(put_outage))],
    ))
    .service(crate::private("/staff/outages/{id}/events", [("POST", post().to(post_outage_event))]));
}

/// Notices in scope, the latest first, a page at a time.
async fn list_outages(
    request: HttpRequest,
    caller: Allowed<WriteOutage>,
    state: Data<State>,
) -> Result<Json<Page<StaffOutage>>> {
    let mut params = Params::parse(request.query_string())?;
    let status = params.read::<ItemStatus>("status", ("状态代码", "the code of a state"))?;
    let cursor: Option<OutageId> = params.read("cursor", ("上一页给的标识", "what the last page gave"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let now = state.clock.now();
    let found = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let written = Written::by(conn, &caller, &tree)?;
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let there = compounds::table.filter(compounds::area_id.eq_any(written.areas)).select(compounds::id);
        let least = if written.all { i64::MIN } else { i64::MAX };
        let is_ours = o::project_id.is_not_null().and(o::project_id.assume_not_null().eq_any(written.projects));
        let mut rows = o::table.order(o::id.desc()).limit(most).select(OutageRow::as_select()).into_boxed();
        rows = rows.filter(o::id.ge(least).or(o::compound_id.eq_any(there)).or(is_ours));
        if let Some(status) = status {
            rows = rows.filter(o::status.eq(Code(status)));
        }
        if let Some(before) = cursor {
            rows = rows.filter(o::id.lt(before.0));
        }
        let mut rows = rows.load::<OutageRow>(conn)?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| OutageId(last.id).to_string());
        let mut items = Vec::new();
        for notice in store::with_buildings(conn, rows)? {
            // What lies in two places is written by who reaches both.
            if let Ok(item) = item(conn, &caller, &tree, &notice.row, now) {
                items.push(shown(conn, &tree, &item, notice)?);
            }
        }
        Ok(Page { items, next })
    };
    Ok(Json(state.db.read(found).await?))
}

async fn get_outage(caller: Allowed<WriteOutage>, id: Path<String>, state: Data<State>) -> Result<Json<StaffOutage>> {
    let (id, now) = (key(&id)?, state.clock.now());
    Ok(Json(state.db.read(move |conn| one(conn, &caller, id, now)).await?))
}

/// Makes a draft.
async fn create_outage(caller: Allowed<WriteOutage>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let made = move |conn: &mut Conn| {
        let wanted: NewOutage = json(&body)?;
        let token = &wanted.client_token;
        if let Some(id) = workflow::repeated(conn, caller.id(), token, Noun::Outage, "create", None)? {
            return one(conn, &caller, OutageId(id), now);
        }
        let form = wanted.form.checked().map_err(Error::bad_field)?;
        let blank = OutageRow {
            id: ids::next(),
            kind: Code(form.kind),
            compound_id: form.compound.0,
            project_id: None,
            starts_at: form.starts_at.naive_utc(),
            ends_at: form.ends_at.naive_utc(),
            actual_end: None,
            reason: form.reason.clone(),
            alternative: None,
            phone: None,
            source: form.source.clone(),
            emergency: None,
            status: Code(ItemStatus::INITIAL),
            published_at: None,
            is_demo: false,
            created_at: now.naive_utc(),
            updated_at: now.naive_utc(),
            created_by: Some(caller.id().0),
            version: 1,
        };
        let notice = filled(conn, &caller, blank, form)?;
        store::insert(conn, std::slice::from_ref(&notice))?;
        let tree = AreaTree::load(conn)?;
        item(conn, &caller, &tree, &notice.row, now)?.wrote(conn, "create", token)?;
        one(conn, &caller, OutageId(notice.row.id), now)
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

/// Writes over a draft.
async fn put_outage(
    caller: Allowed<WriteOutage>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffOutage>> {
    let (id, now) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let notice = load(conn, id)?;
        let tree = AreaTree::load(conn)?;
        let item = item(conn, &caller, &tree, &notice.row, now)?;
        let change: OutageChange = json(&body)?;
        let token = &change.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::Outage, "write", Some(id.0))?.is_none() {
            item.must_write(change.version)?;
            let form = change.form.checked().map_err(Error::bad_field)?;
            let row = OutageRow { version: notice.row.version + 1, updated_at: now.naive_utc(), ..notice.row };
            let notice = filled(conn, &caller, row, form)?;
            store::update(conn, &notice)?;
            item.wrote(conn, "write", token)?;
        }
        one(conn, &caller, id, now)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Hands in, publishes, returns, withdraws, opens again, says that it lasts longer or is over.
async fn post_outage_event(
    caller: Allowed<WriteOutage>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffOutage>> {
    let (id, now) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let notice = load(conn, id)?;
        let tree = AreaTree::load(conn)?;
        let item = item(conn, &caller, &tree, &notice.row, now)?;
        let command: Command<ItemCommand> = json(&body)?;
        let event: &'static str = command.what.event().into();
        let token = &command.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::Outage, event, Some(id.0))?.is_none() {
            let (to, role, reason) = item.step(conn, &command.what, command.version)?;
            let (row, said) = moved(notice.row, &command.what, to, now)?;
            let note = [reason, said].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            store::update(conn, &Notice { row, buildings: notice.buildings })?;
            let note = Some(note).filter(|note| !note.is_empty());
            item.record(conn, Happening { event, to, role, note, token })?;
        }
        one(conn, &caller, id, now)
    };
    Ok(Json(state.db.write(done).await?))
}

fn key(text: &str) -> Result<OutageId> {
    text.parse().map_err(|_| Error::not_found())
}

fn load(conn: &mut Conn, id: OutageId) -> Result<Notice> {
    store::by_ids(conn, &[id.0])?.into_iter().next().ok_or_else(Error::not_found)
}

fn item<'a>(
    conn: &mut Conn,
    caller: &'a SignedIn,
    tree: &AreaTree,
    row: &OutageRow,
    now: DateTime<Utc>,
) -> Result<Item<'a>> {
    let works = published::project_by_id(conn, row.project_id)?;
    let place = Place::of_compound(conn, tree, row.compound_id, works.as_ref())?;
    let which = (Noun::Outage, row.id, OutageId(row.id).to_string());
    Item::of(caller, which, place, (row.status.0, row.version), now)
}

/// The row as the form has it, where all that it names is in reach.
fn filled(conn: &mut Conn, caller: &SignedIn, row: OutageRow, form: OutageForm) -> Result<Notice> {
    let known: i64 = compounds::table.find(form.compound.0).count().get_result(conn)?;
    if known == 0 {
        return Err(wrong("compound", "没有这个小区。", "There is no such compound."));
    }
    let works = published::project(conn, form.project.as_deref())?;
    let tree = AreaTree::load(conn)?;
    Place::of_compound(conn, &tree, form.compound.0, works.as_ref())?.must_reach(caller, "compound")?;
    let labels: Vec<String> =
        buildings::table.filter(buildings::compound_id.eq(form.compound.0)).select(buildings::label).load(conn)?;
    // Where nobody has listed the buildings, they are named as people call them.
    if !labels.is_empty() && form.buildings.iter().any(|label| !labels.contains(label)) {
        return Err(wrong(
            "buildings",
            "这个小区没有这栋楼，请从列表里选。",
            "The compound has no such building: choose from the list.",
        ));
    }
    let is_demo = tree.get(compounds::table.find(form.compound.0).select(compounds::area_id).first(conn)?);
    let row = OutageRow {
        kind: Code(form.kind),
        compound_id: form.compound.0,
        project_id: works.map(|works| works.id),
        starts_at: form.starts_at.naive_utc(),
        ends_at: form.ends_at.naive_utc(),
        reason: form.reason,
        alternative: form.alternative,
        phone: form.phone,
        source: form.source,
        emergency: form.emergency,
        is_demo: is_demo.is_some_and(|area| area.is_demo),
        ..row
    };
    Ok(Notice { row, buildings: form.buildings })
}

/// The row after `command`, and what its history tells beside the reason.
fn moved(
    row: OutageRow,
    command: &ItemCommand,
    to: ItemStatus,
    now: DateTime<Utc>,
) -> Result<(OutageRow, Option<String>)> {
    let (starts_at, ends_at) = (row.starts_at.and_utc(), row.ends_at.and_utc());
    let mut row = OutageRow { status: Code(to), version: row.version + 1, updated_at: now.naive_utc(), ..row };
    let said = match command {
        ItemCommand::PublishOutage | ItemCommand::Publish { .. } => {
            publishable((starts_at, ends_at), row.emergency.as_deref(), now).map_err(Error::bad_field)?;
            row.published_at = Some(now.naive_utc());
            row.actual_end = None;
            None
        }
        ItemCommand::ExtendOutage { ends_at: new, .. } => {
            running(&row)?;
            if *new <= ends_at || *new <= now {
                let (zh, en) = (
                    "新的结束时间要晚于原来的，也要晚于现在。",
                    "The new end must be after the old one, and after now.",
                );
                return Err(wrong("ends_at", zh, en));
            }
            span(starts_at, *new).map_err(Error::bad_field)?;
            row.ends_at = new.naive_utc();
            Some(format!("{} → {}", minute(ends_at), minute(*new)))
        }
        ItemCommand::EndOutage => {
            running(&row)?;
            if now < starts_at {
                return Err(not_now(
                    "还没有开始，不能结束；不停了请撤回。",
                    "It has not begun, so it cannot end; withdraw it where it does not happen.",
                ));
            }
            row.actual_end = Some(now.naive_utc());
            Some(minute(now))
        }
        _ => None,
    };
    Ok((row, said))
}

fn running(row: &OutageRow) -> Result<()> {
    match row.actual_end {
        None => Ok(()),
        Some(_) => Err(not_now("已经结束了。", "It is over already.")),
    }
}

/// A moment as people in Shanghai read it.
fn minute(at: DateTime<Utc>) -> String {
    at.with_timezone(&shared::time::shanghai()).format("%Y-%m-%d %H:%M").to_string()
}

fn one(conn: &mut Conn, caller: &SignedIn, id: OutageId, now: DateTime<Utc>) -> Result<StaffOutage> {
    let notice = load(conn, id)?;
    let tree = AreaTree::load(conn)?;
    let item = item(conn, caller, &tree, &notice.row, now)?;
    let history = workflow::of_thing(conn, id.0)?;
    Ok(StaffOutage { history, ..shown(conn, &tree, &item, notice)? })
}

fn shown(conn: &mut Conn, tree: &AreaTree, item: &Item<'_>, notice: Notice) -> Result<StaffOutage> {
    let row = notice.row;
    let works = published::project_by_id(conn, row.project_id)?;
    let area: i64 = compounds::table.find(row.compound_id).select(compounds::area_id).first(conn)?;
    let (starts_at, ends_at) = (row.starts_at.and_utc(), row.ends_at.and_utc());
    let actual_end = row.actual_end.map(|at| at.and_utc());
    let published_at = row.published_at.map(|at| at.and_utc());
    let is_out = row.status.0 == ItemStatus::Published;
    let mut desked = item.desked(conn, row.published_at, row.created_by, row.is_demo)?;
    // What has not begun cannot end, and what is over lasts no longer.
    desked.allowed_events.retain(|event| match event {
        ItemEvent::EndOutage => actual_end.is_none() && item.now >= starts_at,
        ItemEvent::ExtendOutage => actual_end.is_none(),
        _ => true,
    });
    Ok(StaffOutage {
        id: OutageId(row.id),
        compound: published::compound_ref(conn, row.compound_id)?,
        areas: tree.place(area),
        project: works.as_ref().map(published::project_ref),
        actual_end,
        standing: is_out.then(|| standing((starts_at, ends_at), actual_end, item.now)),
        is_short_notice: published_at.is_some_and(|at| is_short_notice(at, starts_at)),
        desked,
        form: OutageForm {
            kind: row.kind.0,
            compound: CompoundId(row.compound_id),
            project: works.map(|works| works.number),
            buildings: notice.buildings,
            starts_at,
            ends_at,
            reason: row.reason,
            alternative: row.alternative,
            phone: row.phone,
            source: row.source,
            emergency: row.emergency,
        },
        history: Vec::new(),
    })
}

fn wrong(field: &str, zh: &str, en: &str) -> Error {
    Error::bad_field(ApiError::field(ErrorCode::InvalidValue, field, zh, en))
}
