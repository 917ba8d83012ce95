//! `/api/v1/me/notifications`: what the caller was told, and that he read it.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, Json, ServiceConfig, get, post};
use chrono::{DateTime, NaiveDateTime};
use shared::error::ApiError;
use shared::id::NotificationId;
use shared::notifications::{MarkRead, Notification, Notifications, Unread};
use shared::page::MAX_LIMIT;
use shared::query::Params;

use super::store::{self, NotificationRow};
use crate::auth::{SignedIn, json};
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/me/notifications", [("GET", get().to(list_notifications))]))
        .service(crate::private("/me/notifications/read", [("POST", post().to(mark_read))]));
}

/// The latest first, a page at a time, with the number of unread ones.
async fn list_notifications(request: HttpRequest, caller: SignedIn, state: Data<State>) -> Result<Json<Notifications>> {
    let mut params = Params::parse(request.query_string())?;
    let after = params.take("cursor").map(|text| cursor(&text)).transpose()?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let catalog = state.catalog().await?;
    let found = move |conn: &mut Conn| {
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let mut rows = store::list(conn, caller.id(), after, most)?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more);
        let next = next.map(|row| format!("{}.{}", row.told_at.and_utc().timestamp_micros(), row.id));
        let items = rows.into_iter().map(|row| shown(row, &catalog)).collect();
        Ok(Notifications { items, next, unread: store::unread(conn, caller.id())? })
    };
    Ok(Json(state.db.read(found).await?))
}

fn cursor(text: &str) -> Result<(NaiveDateTime, i64)> {
    let parts = text.split_once('.').and_then(|(at, id)| {
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at.naive_utc(), id.parse().ok()?))
    });
    Ok(parts.ok_or_else(|| ApiError::invalid("cursor", text, ("上一页给的标识", "what the last page gave")))?)
}

fn shown(row: NotificationRow, catalog: &Catalog) -> Notification {
    let category = catalog.category(&row.about);
    Notification {
        id: NotificationId(row.id),
        kind: row.kind.0,
        number: row.number,
        about_zh: category.map_or_else(|| row.about.clone(), |c| c.zh.clone()),
        about_en: category.map_or_else(|| row.about.clone(), |c| c.en.clone()),
        told_at: row.told_at.and_utc(),
        read_at: row.read_at.map(|at| at.and_utc()),
    }
}

/// Marks some as read, or all until a moment; those of others stay as they are.
async fn mark_read(caller: SignedIn, body: Bytes, state: Data<State>) -> Result<Json<Unread>> {
    let asked: MarkRead = json(&body)?;
    if asked.ids.len() > usize::from(MAX_LIMIT) {
        return Err(ApiError::invalid("ids", "", ("最多一百条", "a hundred at most")).into());
    }
    let clock = state.clock.clone();
    let read = move |conn: &mut Conn| {
        store::mark_read(conn, caller.id(), &asked.ids, asked.all_until, clock.now())?;
        Ok(Unread { unread: store::unread(conn, caller.id())? })
    };
    Ok(Json(state.db.write(read).await?))
}
