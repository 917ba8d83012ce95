//! `GET /api/v1/outages` and `/outages/{id}`.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use shared::error::ApiError;
use shared::id::OutageId;
use shared::outages::{Outage, OutageFilter, OutageStanding, Outages};
use shared::query::Params;

use super::store::{self, Wanted};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2200, 1, 1).expect("a day of the calendar");

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/outages", list_outages)).service(crate::get("/outages/{id}", get_outage));
}

/// Published notices that touch some days; what overran and is not over touches them all.
#[utoipa::path(get, path = "/api/v1/outages", tag = "notices",
    params(
        ("from" = Option<String>, Query, description = "First day, in Shanghai; today where absent"),
        ("to" = Option<String>, Query, description = "Last day; seven days after the first where absent, 92 at most"),
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts"),
        ("compound" = Option<String>, Query, description = "Identifier of a compound"),
        ("project" = Option<String>, Query, description = "Number of the works it is for"),
    ),
    responses(
        (status = 200, description = "found, overrun first, then by start", body = Outages),
        Usual,
    ))]
pub(crate) async fn list_outages(request: HttpRequest, state: Data<State>) -> Result<Json<Outages>> {
    let mut params = Params::parse(request.query_string())?;
    let filter = OutageFilter::take(&mut params)?;
    params.finish()?;
    let now = state.clock.now();
    let (from, to) = filter.days(shared::time::date_of(now))?;
    let catalog = state.catalog().await?;
    let wanted = Wanted {
        compound: filter.compound.map(|c| c.0),
        time: Some([midnight(from), midnight(to) + TimeDelta::days(1), now]),
        ..Wanted::default()
    };
    let found = state.db.read(move |conn| store::published(conn, wanted)).await?;
    let shown = found.into_iter().filter_map(|n| n.shown(&catalog, now));
    let mut items: Vec<Outage> = fitting(shown, &filter, &catalog);
    items.sort_by_key(|o| (o.standing != OutageStanding::Overrun, o.starts_at, o.id));
    Ok(Json(Outages { from, to, items }))
}

/// One published notice.
#[utoipa::path(get, path = "/api/v1/outages/{id}", tag = "notices",
    params(("id" = String, Path, description = "Thirteen characters")),
    responses(
        (status = 200, description = "found", body = Outage),
        (status = 404, description = "no such published notice", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_outage(request: HttpRequest, id: Path<String>, state: Data<State>) -> Result<Json<Outage>> {
    Params::parse(request.query_string())?.finish()?;
    let id: OutageId = id.parse().map_err(|_| Error::not_found())?;
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    Ok(Json(state.db.read(move |conn| store::get(conn, &catalog, id, now)).await?))
}

/// Those of the area and the project that are asked for.
fn fitting(all: impl Iterator<Item = Outage>, filter: &OutageFilter, catalog: &Catalog) -> Vec<Outage> {
    let area = filter.area.map(|a| catalog.areas.subtree(a.0));
    let number = filter.project.as_ref().map(|n| n.to_ascii_uppercase());
    let fits = |o: &Outage| {
        area.as_ref().is_none_or(|ids| o.areas.iter().any(|a| ids.contains(&a.id.0)))
            && number.as_ref().is_none_or(|n| o.project.as_ref().is_some_and(|p| p.id == *n))
    };
    all.filter(fits).collect()
}

/// Midnight in Shanghai, at the beginning of `day`.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    // Nothing is announced for the ends of the calendar, and no database knows them.
    let day = day.clamp(FIRST_DAY, LAST_DAY);
    (day.and_time(NaiveTime::MIN) - shared::time::shanghai()).and_utc()
}
