//! `/api/v1/staff/notices`: notices as those at work write them and others publish them.

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post, put};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::id::{AreaId, CompoundId, NoticeId};
use shared::notices::staff::{NewNotice, NoticeChange, NoticeForm, StaffNotice, publishable};
use shared::page::Page;
use shared::published::{ItemCommand, ItemStatus};
use shared::query::Params;
use shared::workflow::Command;

use super::store::{self, NoticeRow};
use crate::areas::tree::AreaTree;
use crate::auth::{Allowed, SignedIn, access, json};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::projects::store::ProjectRow;
use crate::published::{self, Happening, Item, Place, Written};
use crate::schema::{compounds, notices as n};
use crate::serve::State;
use crate::workflow::{Noun, store as workflow};

access! {
    /// Write an outage notice, and any other.
    WriteOutage,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/notices",
        [("GET", get().to(list_notices)), ("POST", post().to(create_notice))],
    ))
    .service(crate::private("/staff/notices/{id}", [("GET", get().to(get_notice)), ("PUT", put().to(put_notice))]))
    .service(crate::private("/staff/notices/{id}/events", [("POST", post().to(post_notice_event))]));
}

/// Notices in scope, the latest first, a page at a time.
async fn list_notices(
    request: HttpRequest,
    caller: Allowed<WriteOutage>,
    state: Data<State>,
) -> Result<Json<Page<StaffNotice>>> {
    let mut params = Params::parse(request.query_string())?;
    let status = params.read::<ItemStatus>("status", ("状态代码", "the code of a state"))?;
    let cursor: Option<NoticeId> = params.read("cursor", ("上一页给的标识", "what the last page gave"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let now = state.clock.now();
    let found = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let written = Written::by(conn, &caller, &tree)?;
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let there = compounds::table.filter(compounds::area_id.eq_any(written.areas.clone())).select(compounds::id);
        let least = if written.all { i64::MIN } else { i64::MAX };
        let is_ours = n::project_id.is_not_null().and(n::project_id.assume_not_null().eq_any(written.projects));
        let is_there = n::compound_id.is_not_null().and(n::compound_id.assume_not_null().eq_any(there));
        let is_within = n::area_id.is_not_null().and(n::area_id.assume_not_null().eq_any(written.areas));
        let mut rows = n::table.order(n::id.desc()).limit(most).select(NoticeRow::as_select()).into_boxed();
        rows = rows.filter(n::id.ge(least).or(is_ours).or(is_there).or(is_within));
        if let Some(status) = status {
            rows = rows.filter(n::status.eq(Code(status)));
        }
        if let Some(before) = cursor {
            rows = rows.filter(n::id.lt(before.0));
        }
        let mut rows = rows.load::<NoticeRow>(conn)?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| NoticeId(last.id).to_string());
        let mut items = Vec::new();
        for row in rows {
            // What lies in two places is written by who reaches both.
            if let Ok(item) = item(conn, &caller, &tree, &row, now) {
                items.push(shown(conn, &tree, &item, row)?);
            }
        }
        Ok(Page { items, next })
    };
    Ok(Json(state.db.read(found).await?))
}

async fn get_notice(caller: Allowed<WriteOutage>, id: Path<String>, state: Data<State>) -> Result<Json<StaffNotice>> {
    let (id, now) = (key(&id)?, state.clock.now());
    Ok(Json(state.db.read(move |conn| one(conn, &caller, id, now)).await?))
}

/// Makes a draft.
async fn create_notice(caller: Allowed<WriteOutage>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let made = move |conn: &mut Conn| {
        let wanted: NewNotice = json(&body)?;
        let token = &wanted.client_token;
        if let Some(id) = workflow::repeated(conn, caller.id(), token, Noun::Notice, "create", None)? {
            return one(conn, &caller, NoticeId(id), now);
        }
        let form = wanted.form.checked().map_err(Error::bad_field)?;
        let blank = NoticeRow {
            id: ids::next(),
            kind: Code(form.kind),
            title: form.title.clone(),
            body: form.body.clone(),
            area_id: None,
            compound_id: None,
            project_id: None,
            author: form.author.clone(),
            source: form.author.clone(),
            phone: None,
            status: Code(ItemStatus::INITIAL),
            published_at: None,
            publicity_until: None,
            is_demo: false,
            created_at: now.naive_utc(),
            updated_at: now.naive_utc(),
            created_by: Some(caller.id().0),
            version: 1,
        };
        let tree = AreaTree::load(conn)?;
        let row = filled(conn, &caller, &tree, blank, form)?;
        store::insert(conn, std::slice::from_ref(&row))?;
        item(conn, &caller, &tree, &row, now)?.wrote(conn, "create", token)?;
        one(conn, &caller, NoticeId(row.id), now)
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

/// Writes over a draft.
async fn put_notice(
    caller: Allowed<WriteOutage>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffNotice>> {
    let (id, now) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let row = load(conn, id)?;
        let tree = AreaTree::load(conn)?;
        let item = item(conn, &caller, &tree, &row, now)?;
        let change: NoticeChange = json(&body)?;
        let token = &change.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::Notice, "write", Some(id.0))?.is_none() {
            item.must_write(change.version)?;
            let form = change.form.checked().map_err(Error::bad_field)?;
            let row = NoticeRow { version: row.version + 1, updated_at: now.naive_utc(), ..row };
            let row = filled(conn, &caller, &tree, row, form)?;
            store::update(conn, &row)?;
            item.wrote(conn, "write", token)?;
        }
        one(conn, &caller, id, now)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Hands in, publishes, returns, withdraws or opens again.
async fn post_notice_event(
    caller: Allowed<WriteOutage>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffNotice>> {
    let (id, now) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let row = load(conn, id)?;
        let tree = AreaTree::load(conn)?;
        let item = item(conn, &caller, &tree, &row, now)?;
        let command: Command<ItemCommand> = json(&body)?;
        let event: &'static str = command.what.event().into();
        let token = &command.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::Notice, event, Some(id.0))?.is_none() {
            let (to, role, note) = item.step(conn, &command.what, command.version)?;
            let published_at = match command.what {
                ItemCommand::Publish { .. } => {
                    publishable(row.publicity_until, item.today()).map_err(Error::bad_field)?;
                    Some(now.naive_utc())
                }
                _ => row.published_at,
            };
            let version = row.version + 1;
            let row = NoticeRow { status: Code(to), version, updated_at: now.naive_utc(), published_at, ..row };
            store::update(conn, &row)?;
            item.record(conn, Happening { event, to, role, note, token })?;
        }
        one(conn, &caller, id, now)
    };
    Ok(Json(state.db.write(done).await?))
}

fn key(text: &str) -> Result<NoticeId> {
    text.parse().map_err(|_| Error::not_found())
}

fn load(conn: &mut Conn, id: NoticeId) -> Result<NoticeRow> {
    Ok(n::table.find(id.0).select(NoticeRow::as_select()).first(conn)?)
}

fn item<'a>(
    conn: &mut Conn,
    caller: &'a SignedIn,
    tree: &AreaTree,
    row: &NoticeRow,
    now: DateTime<Utc>,
) -> Result<Item<'a>> {
    let project = published::project_by_id(conn, row.project_id)?;
    let place = place(conn, tree, (row.area_id, row.compound_id, project.as_ref()))?;
    Item::of(caller, (Noun::Notice, row.id, NoticeId(row.id).to_string()), place, (row.status.0, row.version), now)
}

/// Where it is about: all that it names.
fn place(
    conn: &mut Conn,
    tree: &AreaTree,
    (area, compound, project): (Option<i64>, Option<i64>, Option<&ProjectRow>),
) -> Result<Place> {
    let mut place = match (compound, project) {
        (Some(compound), project) => Place::of_compound(conn, tree, compound, project)?,
        (None, Some(project)) => Place::of_project(conn, tree, project)?,
        (None, None) => Place::default(),
    };
    if let Some(area) = area {
        place = place.and(Place::of_area(tree, area));
    }
    Ok(place)
}

/// The row as the form has it, where all that it names is in reach.
fn filled(conn: &mut Conn, caller: &SignedIn, tree: &AreaTree, row: NoticeRow, form: NoticeForm) -> Result<NoticeRow> {
    if let Some(compound) = form.compound {
        let known: i64 = compounds::table.find(compound.0).count().get_result(conn)?;
        if known == 0 {
            return Err(wrong("compound", "没有这个小区。", "There is no such compound."));
        }
    }
    if form.area.is_some_and(|area| tree.get(area.0).is_none()) {
        return Err(wrong("area", "没有这个区域。", "There is no such area."));
    }
    let project = published::project(conn, form.project.as_deref())?;
    let (area, compound) = (form.area.map(|a| a.0), form.compound.map(|c| c.0));
    let field = match () {
        () if project.is_some() => "project",
        () if compound.is_some() => "compound",
        () => "area",
    };
    place(conn, tree, (area, compound, project.as_ref()))?.must_reach(caller, field)?;
    let at: Option<i64> = match (&project, compound, area) {
        (Some(project), ..) => Some(project.area_id),
        (None, Some(id), _) => Some(compounds::table.find(id).select(compounds::area_id).first(conn)?),
        (None, None, area) => area,
    };
    Ok(NoticeRow {
        kind: Code(form.kind),
        title: form.title,
        body: form.body,
        area_id: area,
        compound_id: compound,
        project_id: project.map(|project| project.id),
        source: form.source.unwrap_or_else(|| form.author.clone()),
        author: form.author,
        phone: form.phone,
        publicity_until: form.publicity_until,
        is_demo: at.and_then(|id| tree.get(id)).is_some_and(|area| area.is_demo),
        ..row
    })
}

fn one(conn: &mut Conn, caller: &SignedIn, id: NoticeId, now: DateTime<Utc>) -> Result<StaffNotice> {
    let row = load(conn, id)?;
    let tree = AreaTree::load(conn)?;
    let item = item(conn, caller, &tree, &row, now)?;
    let history = workflow::of_thing(conn, id.0)?;
    Ok(StaffNotice { history, ..shown(conn, &tree, &item, row)? })
}

fn shown(conn: &mut Conn, tree: &AreaTree, item: &Item<'_>, row: NoticeRow) -> Result<StaffNotice> {
    let project = published::project_by_id(conn, row.project_id)?;
    let compound = row.compound_id.map(|id| published::compound_ref(conn, id)).transpose()?;
    let at: Option<i64> = match (&project, row.compound_id, row.area_id) {
        (_, Some(id), _) => Some(compounds::table.find(id).select(compounds::area_id).first(conn)?),
        (Some(project), ..) => Some(project.area_id),
        (None, None, area) => area,
    };
    Ok(StaffNotice {
        id: NoticeId(row.id),
        areas: at.map(|id| tree.place(id)).unwrap_or_default(),
        compound,
        project: project.as_ref().map(published::project_ref),
        desked: item.desked(conn, row.published_at, row.created_by, row.is_demo)?,
        form: NoticeForm {
            kind: row.kind.0,
            title: row.title,
            body: row.body,
            area: row.area_id.map(AreaId),
            compound: row.compound_id.map(CompoundId),
            project: project.map(|project| project.number),
            source: Some(row.source),
            author: row.author,
            phone: row.phone,
            publicity_until: row.publicity_until,
        },
        history: Vec::new(),
    })
}

fn wrong(field: &str, zh: &str, en: &str) -> Error {
    Error::bad_field(ApiError::field(ErrorCode::InvalidValue, field, zh, en))
}
