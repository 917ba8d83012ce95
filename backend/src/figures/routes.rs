//! `GET /api/v1/figures`, `/figures/{code}`, `/figures.csv`, `.xlsx` and `.json`.

use std::sync::Arc;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path, ServiceConfig, block};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use shared::error::ApiError;
use shared::figures::{FigureRows, Figures, FiguresQuery};

use super::table::Table;
use super::{download, list};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/figures", list_figures))
        .service(crate::get("/figures.csv", download_csv))
        .service(crate::get("/figures.xlsx", download_xlsx))
        .service(crate::get("/figures.json", download_json))
        .service(crate::get("/figures/{code}", get_figure));
}

/// All figures of an area: computed for today, and beside them what was published elsewhere.
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures",
    params(
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts. The district by default"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "Programme year of the rates and the months; the latest that has begun by default"),
    ),
    responses(
        (status = 200, description = "found", body = Figures),
        Usual,
    ))]
pub(crate) async fn list_figures(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        let query = asked(&request, &catalog)?;
        // Every project is looked at some fifty times: not on the threads that answer.
        block(move || list::figures(&catalog, query)).await.map_err(Error::internal)
    };
    state.answer(&request, made).await
}

/// One computed figure and the compounds or projects it is made of: their values add up to it.
#[utoipa::path(get, path = "/api/v1/figures/{code}", tag = "figures",
    params(
        ("code" = String, Path, description = "Code of a computed figure, such as benefiting_households or done.market"),
        ("area" = Option<String>, Query, description = "As in /api/v1/figures"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "As in /api/v1/figures"),
    ),
    responses(
        (status = 200, description = "found", body = FigureRows),
        (status = 404, description = "no such figure", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_figure(request: HttpRequest, code: Path<String>, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        let query = asked(&request, &catalog)?;
        let code = code.into_inner();
        let rows = block(move || list::rows(&catalog, query, &code)).await.map_err(Error::internal)?;
        rows.ok_or_else(Error::not_found)
    };
    state.answer(&request, made).await
}

/// All figures of an area as a list, UTF-8 with a byte order mark.
#[utoipa::path(get, path = "/api/v1/figures.csv", tag = "figures",
    params(
        ("area" = Option<String>, Query, description = "As in /api/v1/figures"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "As in /api/v1/figures"),
    ),
    responses(
        (status = 200, description = "found", body = String, content_type = "text/csv; charset=utf-8"),
        Usual,
    ))]
pub(crate) async fn download_csv(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let table = table(&request, &state).await?;
    Ok(attachment(download::csv(&table), CSV, table.as_of, "csv"))
}

/// All figures of an area as a list of objects, each with its source and formula.
#[utoipa::path(get, path = "/api/v1/figures.json", tag = "figures",
    params(
        ("area" = Option<String>, Query, description = "As in /api/v1/figures"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "As in /api/v1/figures"),
    ),
    responses(
        (status = 200, description = "found", body = Vec<BTreeMap<String, serde_json::Value>>),
        Usual,
    ))]
pub(crate) async fn download_json(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let table = table(&request, &state).await?;
    Ok(attachment(download::json(&table)?, JSON, table.as_of, "json"))
}

/// All figures of an area as a spreadsheet.
#[utoipa::path(get, path = "/api/v1/figures.xlsx", tag = "figures",
    params(
        ("area" = Option<String>, Query, description = "As in /api/v1/figures"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "As in /api/v1/figures"),
    ),
    responses(
        (status = 200, description = "found", body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Usual,
    ))]
pub(crate) async fn download_xlsx(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let table = table(&request, &state).await?;
    Ok(attachment(download::xlsx(&table)?, XLSX, table.as_of, "xlsx"))
}

/// What is asked for, of an area that the public knows.
fn asked(request: &HttpRequest, catalog: &Catalog) -> Result<FiguresQuery> {
    let query = FiguresQuery::parse(request.query_string())?;
    if let Some(unknown) = query.area.filter(|id| !catalog.shows_area(id.0)) {
        let wanted = ("已有的区划，见 /api/v1/areas", "an area of /api/v1/areas");
        return Err(ApiError::invalid("area", &unknown.to_string(), wanted).into());
    }
    Ok(query)
}

async fn table(request: &HttpRequest, state: &State) -> Result<Table> {
    let catalog = state.catalog().await?;
    let query = asked(request, &catalog)?;
    block(move || Table::of(&list::figures(&catalog, query), &catalog.kinds)).await.map_err(Error::internal)
}

fn attachment(bytes: Vec<u8>, kind: &'static str, as_of: NaiveDate, ending: &str) -> HttpResponse {
    let name = format!("attachment; filename=\"linxin-figures-{as_of}.{ending}\"");
    HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).insert_header((CONTENT_DISPOSITION, name)).body(bytes)
}
