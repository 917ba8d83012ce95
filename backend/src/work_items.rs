//! `GET /api/v1/work-items`: the catalogue of work items 改造内容.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig};
use diesel::prelude::*;
use shared::query::Params;
use shared::work_items::{WorkClass, WorkItem};

use crate::db::{Code, Conn};
use crate::error::Result;
use crate::openapi::Usual;
use crate::schema::work_item_catalog;
use crate::serve::State;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/work-items", list_work_items));
}

/// The whole catalogue in its own order.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn) -> Result<Vec<WorkItem>> {
    use work_item_catalog as w;
    type Row = (String, Code<WorkClass>, String, String, String, Option<i16>);
    let rows: Vec<Row> = w::table
        .order(w::sort_no)
        .select((w::code, w::work_class, w::zh, w::en, w::unit, w::warranty_years))
        .load(conn)?;
    let item = |(code, class, zh, en, unit, warranty_years): Row| WorkItem {
        code,
        work_class: class.0,
        zh,
        en,
        unit,
        warranty_years,
    };
    Ok(rows.into_iter().map(item).collect())
}

/// Every item residents may choose from.
#[utoipa::path(get, path = "/api/v1/work-items", tag = "catalogues", responses(
    (status = 200, description = "found", body = Vec<WorkItem>),
    Usual,
))]
pub(crate) async fn list_work_items(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<WorkItem>>> {
    Params::parse(request.query_string())?.finish()?;
    Ok(Json(state.db.read(load).await?))
}
