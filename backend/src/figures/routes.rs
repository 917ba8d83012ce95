//! `GET /api/v1/figures`, `/figures/{code}`, `/figures.csv` and `/figures.xlsx`.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Json, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use shared::error::ApiError;
use shared::figures::{FigureRows, Figures, FiguresQuery};

use super::table::Table;
use super::{download, list};
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/figures", list_figures))
        .service(crate::get("/figures.csv", download_csv))
        .service(crate::get("/figures.xlsx", download_xlsx))
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
pub(crate) async fn list_figures(request: HttpRequest, state: Data<State>) -> Result<Json<Figures>> {
    let query = FiguresQuery::parse(request.query_string())?;
    Ok(Json(list::figures(&*state.catalog().await?, query)))
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
pub(crate) async fn get_figure(
    request: HttpRequest,
    code: Path<String>,
    state: Data<State>,
) -> Result<Json<FigureRows>> {
    let query = FiguresQuery::parse(request.query_string())?;
    let found = list::rows(&*state.catalog().await?, query, &code);
    found.map(Json).ok_or_else(Error::not_found)
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

async fn table(request: &HttpRequest, state: &State) -> Result<Table> {
    let query = FiguresQuery::parse(request.query_string())?;
    let catalog = state.catalog().await?;
    Ok(Table::of(&list::figures(&catalog, query), &catalog.kinds))
}

fn attachment(bytes: Vec<u8>, kind: &'static str, as_of: NaiveDate, ending: &str) -> HttpResponse {
    let name = format!("attachment; filename=\"linxin-figures-{as_of}.{ending}\"");
    HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).insert_header((CONTENT_DISPOSITION, name)).body(bytes)
}
