//! `GET /api/v1/live`: server-sent events, and for who cannot hold a connection the same as JSON.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use shared::error::{ApiError, ErrorCode};
use shared::live::{Changed, Topic};
use shared::query::Params;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::hub::{News, Seat};
use super::store;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// How long nothing is said before a sign of life: proxies cut what is silent for a minute.
const SILENCE: Duration = Duration::from_secs(15);
/// Milliseconds after which a browser tries again.
const RETRY: u32 = 3_000;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/live", get_live));
}

/// What changes, as it changes: `Accept: text/event-stream` is answered by events `change` whose `id` is the revision
/// and whose data is a `Changed`; they go on after `Last-Event-ID`, or after `since`. Any other request is answered by
/// one `Changed`.
#[utoipa::path(get, path = "/api/v1/live", tag = "live",
    params(("since" = Option<i64>, Query, description = "A revision: what changed after it is told first")),
    responses(
        (status = 200, description = "found; as text/event-stream an answer that does not end", body = Changed),
        (status = 503, description = "too many listen, or the database is away: come back after `Retry-After` seconds", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_live(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let mut params = Params::parse(request.query_string())?;
    let asked: Option<i64> = params.read("since", ("版本号", "a revision"))?;
    params.finish()?;
    let text = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let wants_events = text(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/event-stream"));
    let after = text("last-event-id").and_then(|id| id.trim().parse().ok()).or(asked);
    if !wants_events {
        let changed = state.db.read(move |conn| now(conn, after)).await?;
        return Ok(HttpResponse::Ok().json(changed));
    }
    let Some((seat, news)) = state.live.listen() else {
        let (zh, en) = ("同时在线的人太多，请稍后再来。", "Too many listen at once: come back soon.");
        return Ok(HttpResponse::build(StatusCode::SERVICE_UNAVAILABLE)
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header(("Retry-After", "30"))
            .json(ApiError::new(ErrorCode::Unavailable, zh, en)));
    };
    // After the seat is taken: nothing falls between what is told first and what is told then.
    let mut first = state.db.read(move |conn| now(conn, after)).await?;
    let (from, told) = (after.unwrap_or(first.revision), state.live.watch(&state.db, first.revision));
    if told > first.revision {
        // Others were told of it while this one read.
        first = state.db.read(move |conn| store::since(conn, from)).await?;
    }
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, "text/event-stream")).insert_header((CACHE_CONTROL, "no-store"));
    // Packing would hold events back.
    answer.insert_header((CONTENT_ENCODING, "identity")).insert_header(("X-Accel-Buffering", "no"));
    let ear = Ear { told: first.revision, first: Some(first), news, _seat: seat };
    Ok(answer.streaming(stream::unfold(ear, |mut ear| async move {
        let said = ear.next().await?;
        Some((Ok::<_, Infallible>(said), ear))
    })))
}

fn now(conn: &mut crate::db::Conn, after: Option<i64>) -> Result<Changed> {
    match after {
        Some(since) => store::since(conn, since),
        None => Ok(Changed { revision: store::revision(conn)?, topics: Vec::new() }),
    }
}

/// One listener.
struct Ear {
    /// What is told at once.
    first: Option<Changed>,
    /// The last revision told.
    told: i64,
    news: Receiver<News>,
    _seat: Seat,
}

impl Ear {
    /// What is said next; `None` when the server stops.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(Bytes::from(format!("retry: {RETRY}\n{}", event(&first))));
        }
        loop {
            match timeout(SILENCE, self.news.recv()).await {
                Err(_) => return Some(Bytes::from_static(b":\n\n")),
                Ok(Ok(None) | Err(RecvError::Closed)) => return None,
                Ok(Ok(Some(changed))) if changed.revision <= self.told => {}
                Ok(Ok(Some(changed))) => {
                    self.told = changed.revision;
                    return Some(Bytes::from(event(&changed)));
                }
                Ok(Err(RecvError::Lagged(_))) => {
                    let all = vec![Topic::All.code().to_owned()];
                    return Some(Bytes::from(event(&Changed { revision: self.told, topics: all })));
                }
            }
        }
    }
}

fn event(changed: &Changed) -> String {
    // Numbers and words: it always can be written.
    let data = serde_json::to_string(changed).map_err(Error::internal).unwrap_or_default();
    format!("id: {}\nevent: change\ndata: {data}\n\n", changed.revision)
}
