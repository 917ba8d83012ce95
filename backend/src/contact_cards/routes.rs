//! `GET /api/v1/contact-cards` 谁管我这里: the cards in use for a compound, and one by its number, as the code on it leads to.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::contact_cards::{CardLines, CardStatus, PublicCard};
use shared::error::ApiError;
use shared::id::{AreaId, CompoundId};
use shared::query::Params;

use super::store::{self, CardRow};
use crate::areas::holding::holding;
use crate::areas::tree::AreaTree;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::schema::contact_cards as k;
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/contact-cards", list_cards)).service(crate::get("/contact-cards/{number}", get_card));
}

/// A whitelist of what everybody reads.
fn shown(conn: &mut Conn, tree: &AreaTree, row: CardRow) -> Result<PublicCard> {
    let is_current = row.status.0 == CardStatus::Published;
    let current = match row.status.0 {
        CardStatus::Replaced => store::in_use(conn, row.area_id)?.map(|card| card.number),
        _ => None,
    };
    Ok(PublicCard {
        areas: tree.place(row.area_id),
        status: row.status.0,
        current,
        valid_from: row.valid_from,
        is_demo: row.is_demo,
        number: row.number,
        lines: is_current.then(|| CardLines {
            duty_title: row.duty_title,
            display_name: row.display_name.filter(|_| row.consent_at.is_some()),
            duty_phone: row.duty_phone,
            duties: row.duties,
            community_phone: row.community_phone,
            police_name: row.police_name,
            police_phone: row.police_phone,
            property_name: row.property_name,
            property_phone: row.property_phone,
            hotline: row.hotline,
        }),
    })
}

fn unknown(field: &str, id: &str) -> Error {
    ApiError::invalid(field, id, ("一个有的小区或区划", "a compound or an area that is there")).into()
}

/// Who is in charge of a compound: the card of its grid, then that of its community.
#[utoipa::path(get, path = "/api/v1/contact-cards", tag = "contacts",
    params(
        ("compound" = Option<CompoundId>, Query, description = "The compound; or"),
        ("area" = Option<AreaId>, Query, description = "a grid or community"),
    ),
    responses(
        (status = 200, description = "found, the nearest first; none where nobody wrote one", body = Vec<PublicCard>),
        Usual,
    ))]
pub(crate) async fn list_cards(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<PublicCard>>> {
    let mut params = Params::parse(request.query_string())?;
    let compound: Option<CompoundId> = params.read("compound", ("小区标识", "the identifier of a compound"))?;
    let area: Option<AreaId> = params.read("area", ("区划标识", "the identifier of an area"))?;
    params.finish()?;
    let catalog = state.catalog().await?;
    let area = match (compound, area) {
        (Some(id), _) => {
            let known = catalog.compound(id.0).ok_or_else(|| unknown("compound", &id.to_string()))?;
            // A street that holds it is no card's: its own community is nearer.
            let near = |id: &i64| catalog.areas.get(*id).is_some_and(|row| row.area_level.0 >= AreaLevel::Community);
            let drawn = known.summary.position.and_then(|at| holding(&catalog.areas, at));
            drawn.filter(near).unwrap_or(known.area_id)
        }
        (None, Some(id)) if catalog.shows_area(id.0) => id.0,
        (None, Some(id)) => return Err(unknown("area", &id.to_string())),
        (None, None) => return Err(ApiError::invalid("compound", "", ("小区或区划", "a compound or an area")).into()),
    };
    let found = move |conn: &mut Conn| {
        let rows = store::around(conn, &catalog.areas, area)?;
        rows.into_iter().map(|row| shown(conn, &catalog.areas, row)).collect::<Result<Vec<_>>>()
    };
    Ok(Json(state.db.read(found).await?))
}

/// One card: in use, replaced (and by which), or taken out.
#[utoipa::path(get, path = "/api/v1/contact-cards/{number}", tag = "contacts",
    params(("number" = String, Path, description = "Such as CARD-2026-0007")),
    responses(
        (status = 200, description = "found", body = PublicCard),
        (status = 404, description = "no such card", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_card(
    request: HttpRequest,
    number: Path<String>,
    state: Data<State>,
) -> Result<Json<PublicCard>> {
    Params::parse(request.query_string())?.finish()?;
    let catalog = state.catalog().await?;
    let found = move |conn: &mut Conn| {
        let row = k::table.filter(k::number.eq(number.to_ascii_uppercase())).select(CardRow::as_select());
        let row: CardRow = row.first(conn)?;
        if row.status.0 == CardStatus::Draft {
            return Err(Error::not_found());
        }
        shown(conn, &catalog.areas, row)
    };
    Ok(Json(state.db.read(found).await?))
}
