//! `/api/v1/staff/areas`: grids are made, borders are drawn and taken in, each in the scope of who does it.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Json, Path, Payload, ServiceConfig, get, post, put};
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use shared::areas::staff::{AreaChange, AreaForm, NewArea, StaffArea, StaffAreas};
use shared::areas::{AreaKind, AreaLevel};
use shared::error::{ApiError, ErrorCode};
use shared::geo::{Crs, Point, Shape};
use shared::id::AreaId;
use shared::imports::{ImportReport, MOST_BYTES};
use shared::ledger::position::to_centimetre;
use shared::ledger::words::{area_name, folded};
use shared::permissions::{Action, Thing};
use shared::query::Params;
use shared::settings::SettingKey;

use super::changes::{self, Change, Event};
use super::holding::{AROUND, Drawn, holding};
use super::notes::{GridSize, notes};
use super::store::{self, AreaRow};
use super::tree::AreaTree;
use crate::auth::{Allowed, access, json};
use crate::db::{Code, Conn, touch};
use crate::error::{Error, Result};
use crate::import::{self, Caller, Options};
use crate::imports::{name_of, told};
use crate::projects::staff::scope::Reach;
use crate::schema::compounds;
use crate::serve::State;
use crate::{ids, settings};

access! {
    /// Name grids, draw and import boundaries.
    EditAreas,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/areas", [("GET", get().to(list_areas)), ("POST", post().to(create_area))]))
        .service(crate::private("/staff/areas/boundaries", [("POST", post().to(import_boundaries))]))
        .service(crate::private("/staff/areas/{id}", [("PUT", put().to(put_area))]));
}

/// Streets, communities and grids in scope, with their borders and what is to be looked at.
async fn list_areas(request: HttpRequest, caller: Allowed<EditAreas>, state: Data<State>) -> Result<Json<StaffAreas>> {
    Params::parse(request.query_string())?.finish()?;
    let found = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let size = size(conn)?;
        let mine = tree.rows().iter().filter(|row| row.area_level.0 != AreaLevel::District);
        let mine: HashSet<i64> = mine.map(|row| row.id).filter(|id| caller.on(&thing(&tree, *id)).is_ok()).collect();
        let areas = shown(conn, &tree, size, &mine)?;
        Ok(StaffAreas { areas, least_households: size.least, most_households: size.most })
    };
    Ok(Json(state.db.read(found).await?))
}

/// Makes a grid.
async fn create_area(caller: Allowed<EditAreas>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let made = move |conn: &mut Conn| {
        let wanted: NewArea = json(&body)?;
        let token = &wanted.client_token;
        if let Some(known) = changes::repeated(conn, caller.id(), token, Event::Create, None)? {
            return one(conn, known.area_id.unwrap_or_default());
        }
        let code = wanted.checked_code().map_err(Error::bad_field)?;
        let parent = wanted.parent.0;
        let form = wanted.form.checked().map_err(Error::bad_field)?;
        let tree = AreaTree::load(conn)?;
        let community = tree.get(parent).filter(|row| row.area_level.0 == AreaLevel::Community);
        let role = community.and_then(|_| caller.on(&thing(&tree, parent)).ok());
        let (Some(community), Some(role)) = (community, role) else {
            return Err(wrong(
                "parent",
                "您负责的区域里没有这个社区，请另选。",
                "There is no such community in your area: choose another.",
            ));
        };
        is_free(&tree, None, parent, &form.name, code.as_deref())?;
        lies_in(&tree, Some(parent), form.boundary.as_ref())?;
        let is_of_it = |row: &&AreaRow| row.parent_id == Some(parent);
        let last = tree.rows().iter().filter(is_of_it).map(|row| row.sort_no).max().unwrap_or(0);
        let row = AreaRow {
            id: ids::next(),
            parent_id: Some(parent),
            area_level: Code(AreaLevel::Grid),
            area_kind: Code(AreaKind::Grid),
            code,
            name: String::new(),
            sort_no: last.saturating_add(1),
            households: None,
            population: None,
            lng: None,
            lat: None,
            boundary: None,
            is_demo: community.is_demo,
            created_at: now.naive_utc(),
            updated_at: now.naive_utc(),
            created_by: Some(caller.id().0),
            version: 1,
        };
        let row = filled(row, form)?;
        store::insert(conn, std::slice::from_ref(&row))?;
        let told = Some(difference(None, &row));
        let change = Change { event: Event::Create, area: Some(row.id), role, told, answer: None, token };
        changes::record(conn, &caller, change, now)?;
        touch(conn)?;
        one(conn, row.id)
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

/// Writes over an area: its households and border, and the name of a grid.
async fn put_area(
    caller: Allowed<EditAreas>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffArea>> {
    let id: AreaId = id.parse().map_err(|_| Error::not_found())?;
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let old = tree.get(id.0).ok_or_else(Error::not_found)?;
        let role = caller.on(&thing(&tree, id.0))?;
        if old.area_level.0 == AreaLevel::District {
            return Err(wrong(
                "boundary",
                "区的资料和区界用区划清单导入，不在这里改。",
                "The district comes with the list of areas: it is not changed here.",
            ));
        }
        let change: AreaChange = json(&body)?;
        let token = &change.client_token;
        if changes::repeated(conn, caller.id(), token, Event::Write, Some(id.0))?.is_some() {
            return one(conn, id.0);
        }
        if change.version != old.version {
            return Err(Error::stale());
        }
        let form = change.form.checked().map_err(Error::bad_field)?;
        if form.name != old.name {
            let parent = old.parent_id.filter(|_| old.area_level.0 == AreaLevel::Grid);
            let fixed = || wrong("name", "只有网格能在这里改名。", "Only a grid is given another name here.");
            is_free(&tree, Some(id.0), parent.ok_or_else(fixed)?, &form.name, None)?;
        }
        let row = AreaRow { version: old.version + 1, updated_at: now.naive_utc(), ..old.clone() };
        let drawn = form.boundary.clone();
        let row = filled(row, form)?;
        // A border that stays as it is, from wherever it came, keeps nobody from changing the rest.
        if row.boundary != old.boundary {
            lies_in(&tree, old.parent_id, drawn.as_ref())?;
        }
        if !store::change(conn, &row, old.version)? {
            return Err(Error::stale());
        }
        let told = Some(difference(Some(old), &row));
        let change = Change { event: Event::Write, area: Some(id.0), role, told, answer: None, token };
        changes::record(conn, &caller, change, now)?;
        touch(conn)?;
        one(conn, id.0)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Takes a list of borders in, all of it or nothing; with `check=1` it only says what would happen. The body is the file.
async fn import_boundaries(
    request: HttpRequest,
    caller: Allowed<EditAreas>,
    body: Payload,
    state: Data<State>,
) -> Result<Json<ImportReport>> {
    let mut params = Params::parse(request.query_string())?;
    let check = params.read::<u8>("check", ("1", "1"))?.unwrap_or(0) == 1;
    let crs: Option<Crs> = params.read("crs", ("坐标系代码，如 gcj02", "the code of a system, such as gcj02"))?;
    let token = params.take("client_token").unwrap_or_default();
    let file_name: String = params.take("name").unwrap_or_default().chars().take(200).collect();
    params.finish()?;
    let too_large = |_| {
        let (zh, en) = (
            "文件超过 20 MB，请分成几份，或在服务器上用命令导入。",
            "The file is larger than 20 MB: divide it, or import it on the server.",
        );
        Error::Api(StatusCode::PAYLOAD_TOO_LARGE, ApiError::field(ErrorCode::TooLarge, "file", zh, en))
    };
    let unread = |_| wrong("file", "文件没有传完，请再试一次。", "The file did not arrive whole: try again.");
    let bytes = body.to_bytes_limited(MOST_BYTES).await.map_err(too_large)?.map_err(unread)?;
    if bytes.is_empty() {
        return Err(wrong("file", "请选择文件。", "Choose a file."));
    }
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        if !check && let Some(known) = changes::repeated(conn, caller.id(), &token, Event::Boundaries, None)? {
            return serde_json::from_str(&known.answer.unwrap_or_default()).map_err(Error::internal);
        }
        let tree = AreaTree::load(conn)?;
        let reach = Reach::of(&caller.person, Action::EditAreas, &tree);
        // Any of his areas will do, for the way up from it leads over the one that he was given.
        let any = reach.areas.first().copied().unwrap_or(-1);
        let of = if reach.all { Thing::default() } else { thing(&tree, any) };
        let role = caller.on(&of)?;
        let options = Options {
            crs,
            dry_run: check,
            by: name_of(conn, &caller)?,
            file_name,
            caller: Some(Caller { origin: caller.origin.clone(), role }),
            within: (!reach.all).then(|| reach.areas.into_iter().collect()),
            ..Options::default()
        };
        let report = told(&import::import_boundaries(conn, Cursor::new(bytes), &options, now)?);
        // What was refused changed nothing: the same token may bring the mended list.
        if !check && !report.is_refused {
            let answer = serde_json::to_string(&report).map_err(Error::internal)?;
            let change =
                Change { event: Event::Boundaries, area: None, role, told: None, answer: Some(answer), token: &token };
            changes::record(conn, &caller, change, now)?;
        }
        Ok(report)
    };
    Ok(Json(if check { state.db.read(done).await? } else { state.db.write(done).await? }))
}

fn wrong(field: &str, zh: &str, en: &str) -> Error {
    Error::bad_field(ApiError::field(ErrorCode::InvalidValue, field, zh, en))
}

/// An area, as far as permission goes.
fn thing(tree: &AreaTree, id: i64) -> Thing {
    Thing { areas: tree.path(id).iter().map(|row| AreaId(row.id)).collect(), ..Thing::default() }
}

fn size(conn: &mut Conn) -> Result<GridSize> {
    Ok(GridSize {
        least: settings::store::number(conn, SettingKey::GridHouseholdsLeast)?,
        most: settings::store::number(conn, SettingKey::GridHouseholdsMost)?,
    })
}

/// # Errors
/// 409 where another area has the name or the code.
fn is_free(tree: &AreaTree, own: Option<i64>, parent: i64, name: &str, code: Option<&str>) -> Result<()> {
    let taken = |field, zh, en| Error::Api(StatusCode::CONFLICT, ApiError::field(ErrorCode::Taken, field, zh, en));
    let mut others = tree.rows().iter().filter(|row| Some(row.id) != own);
    if others.clone().any(|row| row.parent_id == Some(parent) && area_name(&row.name) == area_name(name)) {
        return Err(taken(
            "name",
            "这个社区已有同名的网格，请换一个。",
            "The community has a grid of this name: take another.",
        ));
    }
    let same = |row: &AreaRow| code.is_some() && row.code.as_deref().map(folded) == code.map(folded);
    if others.any(same) {
        return Err(taken("code", "这个代码已经用了，请换一个。", "This code is taken: take another."));
    }
    Ok(())
}

/// # Errors
/// 422 where the middle of the border lies outside the area above: orders from there would go to those of another.
fn lies_in(tree: &AreaTree, parent: Option<i64>, boundary: Option<&Shape>) -> Result<()> {
    let above =
        parent.and_then(|id| tree.get(id)).and_then(|row| Some((row, Shape::parse(row.boundary.as_deref()?).ok()?)));
    let (Some((parent, above)), Some(middle)) = (above, boundary.and_then(Shape::anchor)) else { return Ok(()) };
    // The outline of a district is a schematic.
    let is_there = match parent.area_level.0 {
        AreaLevel::District => above.bbox().is_none_or(|bbox| bbox.grown(AROUND).contains(middle)),
        _ => above.holds(middle),
    };
    if is_there {
        return Ok(());
    }
    Err(wrong(
        "boundary",
        &format!("这条边界画到「{}」外面去了，请画在它的范围里。", parent.name),
        &format!("This border lies outside {}: draw it within.", parent.name),
    ))
}

/// The row as the form has it.
fn filled(row: AreaRow, form: AreaForm) -> Result<AreaRow> {
    let mut row = AreaRow { name: form.name, households: form.households, ..row };
    row.boundary = form.boundary.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    Ok(labelled(row, form.boundary.as_ref()))
}

/// The row with its label within its border: that of a grid follows the border, any other is set where none was.
pub(crate) fn labelled(row: AreaRow, boundary: Option<&Shape>) -> AreaRow {
    let Some(boundary) = boundary else { return row };
    let now = row.lng.zip(row.lat).map(|(lng, lat)| Point { lng, lat });
    let stays = now.is_some_and(|at| row.area_level.0 != AreaLevel::Grid || boundary.holds(at));
    match boundary.anchor().map(to_centimetre).filter(|_| !stays) {
        Some(at) => AreaRow { lng: Some(at.lng), lat: Some(at.lat), ..row },
        None => row,
    }
}

/// What changed, for the audit record.
fn difference(old: Option<&AreaRow>, new: &AreaRow) -> String {
    let households = |row: &AreaRow| row.households.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let points = |row: &AreaRow| {
        let shape = row.boundary.as_deref().and_then(|text| Shape::parse(text).ok());
        shape.map_or_else(|| "-".to_owned(), |shape| format!("{} points", shape.points().count()))
    };
    let was = |text: fn(&AreaRow) -> String| old.map_or_else(|| "-".to_owned(), text);
    let lines = [
        ("name", was(|row| row.name.clone()), new.name.clone(), old.is_none_or(|old| old.name != new.name)),
        (
            "households",
            old.map_or_else(|| "-".to_owned(), households),
            households(new),
            old.is_none_or(|old| old.households != new.households),
        ),
        (
            "boundary",
            old.map_or_else(|| "-".to_owned(), points),
            points(new),
            old.is_none_or(|old| old.boundary != new.boundary),
        ),
    ];
    let told =
        lines.into_iter().filter(|(.., is_new)| *is_new).map(|(what, old, new, _)| format!("{what} {old} → {new}"));
    told.collect::<Vec<_>>().join("; ")
}

fn one(conn: &mut Conn, id: i64) -> Result<StaffArea> {
    let tree = AreaTree::load(conn)?;
    let size = size(conn)?;
    shown(conn, &tree, size, &HashSet::from([id]))?.pop().ok_or_else(Error::not_found)
}

/// The areas `asked` as those at work see them.
fn shown(conn: &mut Conn, tree: &AreaTree, size: GridSize, asked: &HashSet<i64>) -> Result<Vec<StaffArea>> {
    let counts = compounds_in(conn, tree)?;
    let mut notes = notes(tree, size, |id| asked.contains(&id));
    let drawn: HashMap<i64, &Drawn> = tree.drawn().iter().map(|area| (area.id, area)).collect();
    let area = |row: &AreaRow| {
        let drawn = drawn.get(&row.id);
        StaffArea {
            id: AreaId(row.id),
            parent: row.parent_id.map(AreaId),
            level: row.area_level.0,
            kind: row.area_kind.0,
            code: row.code.clone(),
            name: row.name.clone(),
            place: row.parent_id.map(|id| tree.place(id)).unwrap_or_default(),
            households: row.households,
            compounds: counts.get(&row.id).copied().unwrap_or(0),
            has_boundary: drawn.is_some(),
            boundary: drawn.map(|drawn| drawn.shape.clone()),
            #[expect(clippy::cast_possible_truncation, reason = "the whole earth has 5 × 10¹⁴ m²")]
            area_m2: drawn.map(|drawn| drawn.m2.round() as i64),
            notes: notes.remove(&row.id).unwrap_or_default(),
            is_demo: row.is_demo,
            version: row.version,
        }
    };
    Ok(tree.rows().iter().filter(|row| asked.contains(&row.id)).map(area).collect())
}

/// Compounds of each area: by the area they are listed in and all above it, and by the border of a grid.
fn compounds_in(conn: &mut Conn, tree: &AreaTree) -> Result<HashMap<i64, u32>> {
    type Row = (i64, Option<f64>, Option<f64>);
    let rows: Vec<Row> = compounds::table.select((compounds::area_id, compounds::lng, compounds::lat)).load(conn)?;
    let mut counts: HashMap<i64, u32> = HashMap::new();
    let is_grid = |id: &i64| tree.get(*id).is_some_and(|row| row.area_level.0 == AreaLevel::Grid);
    for (area, lng, lat) in rows {
        let at = lng.zip(lat).map(|(lng, lat)| Point { lng, lat });
        let by_border = at.and_then(|at| holding(tree, at)).filter(is_grid);
        let listed = tree.path(area).into_iter().map(|row| row.id).filter(|id| !is_grid(id));
        let grid = by_border.or(Some(area).filter(is_grid));
        for id in listed.chain(grid) {
            *counts.entry(id).or_default() += 1;
        }
    }
    Ok(counts)
}
