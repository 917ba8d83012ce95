//! `GET /api/v1/compounds` and `/compounds/{id}`.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use diesel::prelude::*;
use shared::compounds::{Building, Compound, CompoundSummary};
use shared::error::ApiError;
use shared::id::{AreaId, CompoundId};
use shared::page::Page;
use shared::query::Params;

use super::store::{BuildingRow, CompoundRow};
use crate::catalog::{Catalog, reported};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::schema::{buildings, compounds};
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/compounds", list_compounds)).service(crate::get("/compounds/{id}", get_compound));
}

/// Compounds, a page at a time.
#[utoipa::path(get, path = "/api/v1/compounds", tag = "compounds",
    params(
        ("q" = Option<String>, Query, description = "Words in its name, alias, street or community, in characters, pinyin or initials; two characters at least"),
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts"),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Rows of a page, 20 by default"),
    ),
    responses(
        (status = 200, description = "found", body = Page<CompoundSummary>),
        Usual,
    ))]
pub(crate) async fn list_compounds(request: HttpRequest, state: Data<State>) -> Result<Json<Page<CompoundSummary>>> {
    let mut params = Params::parse(request.query_string())?;
    let q = params.words()?;
    let area: Option<AreaId> =
        params.read("area", ("区划编号，见 /api/v1/areas", "an area's id, see /api/v1/areas"))?;
    let after: Option<CompoundId> = params.read("cursor", ("上一页给出的 next", "the `next` of the page before"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let catalog = state.catalog().await?;
    let mut rest = catalog
        .find_compounds(q.as_deref(), area.map(|a| a.0))
        .map(|c| c.summary.clone())
        .skip_while(|c| after.is_some_and(|after| c.id <= after));
    let items: Vec<CompoundSummary> = rest.by_ref().take(limit).collect();
    let next = rest.next().and_then(|_| items.last()).map(|last| last.id.to_string());
    Ok(Json(Page { items, next }))
}

/// One compound with its buildings and its projects over the years.
#[utoipa::path(get, path = "/api/v1/compounds/{id}", tag = "compounds",
    params(("id" = String, Path, description = "Thirteen characters")),
    responses(
        (status = 200, description = "found", body = Compound),
        (status = 404, description = "no such compound", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_compound(request: HttpRequest, id: Path<String>, state: Data<State>) -> Result<Json<Compound>> {
    Params::parse(request.query_string())?.finish()?;
    let id: CompoundId = id.parse().map_err(|_| Error::not_found())?;
    let catalog = state.catalog().await?;
    Ok(Json(state.db.read(move |conn| load(conn, &catalog, id.0)).await?))
}

fn load(conn: &mut Conn, catalog: &Catalog, id: i64) -> Result<Compound> {
    let entry = catalog.compound(id).ok_or_else(Error::not_found)?;
    let row: CompoundRow = compounds::table.find(id).select(CompoundRow::as_select()).first(conn)?;
    let rows: Vec<BuildingRow> = buildings::table
        .filter(buildings::compound_id.eq(id))
        .order((buildings::seq, buildings::id))
        .select(BuildingRow::as_select())
        .load(conn)?;
    let building = |b: BuildingRow| Building {
        label: b.label,
        built_year: b.built_year,
        floors: b.floors,
        household_count: b.household_count,
        floor_area_m2: b.floor_area_m2,
        has_lift: b.has_lift,
    };
    let mut projects: Vec<_> = catalog.projects_treating(id).map(|p| p.summary.shown()).collect();
    projects.sort_by(|a, b| (b.plan_year, &b.number).cmp(&(a.plan_year, &a.number)));
    Ok(Compound {
        summary: entry.summary.clone(),
        address: row.address,
        floor_area_m2: row.floor_area_m2,
        land_area_m2: row.land_area_m2,
        ownership: row.ownership,
        management_mode: row.management_mode,
        has_owners_committee: row.has_owners_committee,
        condition_summary: row.condition_summary,
        buildings: rows.into_iter().map(building).collect(),
        projects,
        reported: reported(row.reported_words, row.reported_on, row.reported_source),
    })
}
