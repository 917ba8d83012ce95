//! `/api/v1/order-places`: in which areas a point of the map lies, so that who marks it reads whose it is before he orders.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig};
use shared::areas::{AreaLevel, AreaRef};
use shared::error::ApiError;
use shared::geo::Point;
use shared::id::AreaId;
use shared::orders::new::OrderPlace;
use shared::people::Role;
use shared::query::Params;

use super::owner;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// The addresses of this slice.
pub(super) fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/order-places", get_order_place));
}

/// The areas of a point, by the rule that finds the owner of an order there.
#[utoipa::path(get, path = "/api/v1/order-places", tag = "orders",
    params(
        ("lng" = f64, Query, description = "degrees east and"),
        ("lat" = f64, Query, description = "degrees north, WGS-84"),
    ),
    responses(
        (status = 200, description = "from the street down to the smallest area that is known; empty where none is", body = Vec<AreaRef>),
        (status = 400, description = "no position, or one outside the district", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_order_place(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<AreaRef>>> {
    let mut params = Params::parse(request.query_string())?;
    let degrees = ("十进制度数", "decimal degrees");
    let (lng, lat): (Option<f64>, Option<f64>) = (params.read("lng", degrees)?, params.read("lat", degrees)?);
    params.finish()?;
    let at = lng.zip(lat).map(|(lng, lat)| Point { lng, lat });
    let at = at.ok_or_else(|| ApiError::invalid("lng", "", ("经纬度", "a position")))?;
    let catalog = state.catalog().await?;
    let found = move |conn: &mut Conn| {
        let place = OrderPlace { at: Some(at), ..OrderPlace::default() };
        let area = owner::area_of(conn, &catalog, &place, Role::Resident).map_err(|e| match e {
            // Nothing was sent: what is wrong is what was asked for.
            Error::Api(_, why) => why.into(),
            e => e,
        })?;
        let path = catalog.areas.path(area);
        let below = path.iter().filter(|row| row.area_level.0 > AreaLevel::District);
        Ok(below.map(|row| AreaRef { id: AreaId(row.id), name: row.name.clone() }).collect())
    };
    Ok(Json(state.db.read(found).await?))
}
