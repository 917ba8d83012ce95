//! `/api/v1/staff/webhooks`: other systems that are told, as the system administrator sets them up.

use std::net::{IpAddr, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, delete, get, post, put};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::WebhookId;
use shared::permissions::Thing;
use shared::webhooks::{
    self, Delivery, EventGroup, HookNews, NewWebhook, Webhook, WebhookChange, WebhookKind, WebhookSaved, WebhookTested,
};

use super::address::is_public;
use super::send::send;
use super::store::{self, WebhookRow};
use crate::auth::{Allowed, access, json};
use crate::db::{self, Conn};
use crate::error::{Error, Result};
use crate::secrets::random_text;
use crate::serve::State;

access! {
    /// Change settings of the site.
    ChangeSettings,
}

/// Deliveries that are shown.
const SHOWN: i64 = 50;
/// How long a name may take to be looked up while somebody waits.
const LOOK_UP: Duration = Duration::from_secs(3);

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/webhooks",
        [("GET", get().to(list_webhooks)), ("POST", post().to(create_webhook))],
    ))
    .service(crate::private(
        "/staff/webhooks/{id}",
        [("PUT", put().to(change_webhook)), ("DELETE", delete().to(delete_webhook))],
    ))
    .service(crate::private("/staff/webhooks/{id}/test", [("POST", post().to(test_webhook))]))
    .service(crate::private("/staff/webhooks/{id}/deliveries", [("GET", get().to(list_deliveries))]));
}

fn key(text: &str) -> Result<i64> {
    text.parse::<WebhookId>().map(|id| id.0).map_err(|_| Error::not_found())
}

async fn list_webhooks(_caller: Allowed<ChangeSettings>, state: Data<State>) -> Result<Json<Vec<Webhook>>> {
    let secrets = state.secrets.clone();
    let all = move |conn: &mut Conn| store::list(conn)?.iter().map(|row| row.shown(&secrets)).collect();
    Ok(Json(state.db.read(all).await?))
}

/// Makes one; a signing secret is told this once.
async fn create_webhook(caller: Allowed<ChangeSettings>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let wanted: NewWebhook = json(&body)?;
    let name = webhooks::name(&wanted.name).map_err(Error::bad_field)?;
    webhooks::wants(&wanted.wants).map_err(Error::bad_field)?;
    let url = allowed(&state, wanted.kind, &wanted.url).await?;
    let secret = signing(wanted.kind)?;
    let (clock, secrets) = (state.clock.clone(), state.secrets.clone());
    let made = move |conn: &mut Conn| {
        db::lock(conn, &wanted.client_token)?;
        // Said twice because the network hung: the same one, whose secret was told already.
        if let Some(known) = store::made_with(conn, &wanted.client_token)? {
            return Ok(WebhookSaved { webhook: known.shown(&secrets)?, secret: None });
        }
        let now = clock.now().naive_utc();
        let row = WebhookRow {
            url_enc: secrets.encrypt(&url)?,
            secret_enc: secret.as_deref().map(|secret| secrets.encrypt(secret)).transpose()?,
            wants: EventGroup::write(&wanted.wants),
            ..WebhookRow::new(name, wanted.kind, wanted.client_token, caller.id(), now)
        };
        store::insert(conn, &row)?;
        let kind: &'static str = wanted.kind.into();
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeWebhook)?.on("webhook", WebhookId(row.id));
        entry.changed(format!("+ {} ({kind}): {}", row.name, row.wants)).write(conn, clock.as_ref())?;
        Ok(WebhookSaved { webhook: row.shown(&secrets)?, secret })
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

/// Changes one; the address only where another is given.
async fn change_webhook(
    caller: Allowed<ChangeSettings>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<WebhookSaved>> {
    let (id, change): (i64, WebhookChange) = (key(&id)?, json(&body)?);
    let name = webhooks::name(&change.name).map_err(Error::bad_field)?;
    webhooks::wants(&change.wants).map_err(Error::bad_field)?;
    let kind = state.db.read(move |conn| store::get(conn, id)).await?.kind.0;
    let given = change.url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    let url = match given {
        Some(url) => Some(allowed(&state, kind, url).await?),
        None => None,
    };
    let secret = if change.renew_secret { signing(kind)? } else { None };
    let (clock, secrets) = (state.clock.clone(), state.secrets.clone());
    let done = move |conn: &mut Conn| {
        let mut row = store::get(conn, id)?;
        if row.version != change.version {
            return Err(Error::stale());
        }
        let wants = EventGroup::write(&change.wants);
        let told = told(&row, &name, &wants, change.is_active, url.is_some(), secret.is_some());
        (row.name, row.wants, row.is_active) = (name, wants, change.is_active);
        if let Some(url) = &url {
            row.url_enc = secrets.encrypt(url)?;
        }
        if let Some(secret) = &secret {
            row.secret_enc = Some(secrets.encrypt(secret)?);
        }
        if !store::update(conn, &row, clock.now().naive_utc())? {
            return Err(Error::stale());
        }
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeWebhook)?.on("webhook", WebhookId(id));
        entry.changed(told).write(conn, clock.as_ref())?;
        Ok(WebhookSaved { webhook: store::get(conn, id)?.shown(&secrets)?, secret })
    };
    Ok(Json(state.db.write(done).await?))
}

/// What changed, for the record: of address and secret only that they did.
fn told(row: &WebhookRow, name: &str, wants: &str, is_active: bool, has_url: bool, has_secret: bool) -> String {
    let mut all = Vec::new();
    if row.name != name {
        all.push(format!("name: {} → {name}", row.name));
    }
    if row.wants != wants {
        all.push(format!("wants: {} → {wants}", row.wants));
    }
    if row.is_active != is_active {
        all.push(format!("is_active: {} → {is_active}", row.is_active));
    }
    if has_url {
        all.push("url".to_owned());
    }
    if has_secret {
        all.push("secret".to_owned());
    }
    all.join("; ")
}

async fn delete_webhook(caller: Allowed<ChangeSettings>, id: Path<String>, state: Data<State>) -> Result<HttpResponse> {
    let (id, clock) = (key(&id)?, state.clock.clone());
    let done = move |conn: &mut Conn| {
        let row = store::get(conn, id)?;
        store::delete(conn, id)?;
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeWebhook)?.on("webhook", WebhookId(id));
        entry.changed(format!("− {}", row.name)).write(conn, clock.as_ref())
    };
    state.db.write(done).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends a trial at once and says what it came to.
async fn test_webhook(
    caller: Allowed<ChangeSettings>,
    id: Path<String>,
    state: Data<State>,
) -> Result<Json<WebhookTested>> {
    let id = key(&id)?;
    let row = state.db.read(move |conn| store::get(conn, id)).await?;
    let now = state.clock.now();
    let news = HookNews {
        event: "test".to_owned(),
        number: String::new(),
        category_zh: String::new(),
        category_en: String::new(),
        area: String::new(),
        urgency: String::new(),
        status: String::new(),
        due_at: None,
    };
    let trial = shared::id::encode(crate::ids::next());
    let body = store::body(&news, format!("test.{trial}"));
    let (to, may_be_private) = (row.receiver(&state.secrets)?, state.webhook_private);
    let sent = actix_web::web::block(move || send(&to, &body, &trial, may_be_private, now)).await;
    let outcome = sent.map_err(Error::internal)??;
    let (clock, secrets) = (state.clock.clone(), state.secrets.clone());
    let noted = move |conn: &mut Conn| {
        store::note(conn, id, &outcome, now)?;
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeWebhook)?.on("webhook", WebhookId(id));
        entry.changed(format!("test: {}", outcome.status)).write(conn, clock.as_ref())?;
        let webhook = store::get(conn, id)?.shown(&secrets)?;
        Ok(WebhookTested { arrived: outcome.arrived, status: outcome.status, webhook })
    };
    Ok(Json(state.db.write(noted).await?))
}

/// The last ones, the latest first.
async fn list_deliveries(
    _caller: Allowed<ChangeSettings>,
    id: Path<String>,
    state: Data<State>,
) -> Result<Json<Vec<Delivery>>> {
    let id = key(&id)?;
    let rows = move |conn: &mut Conn| {
        store::get(conn, id)?;
        store::deliveries(conn, id, SHOWN)
    };
    let rows = state.db.read(rows).await?;
    Ok(Json(rows.into_iter().map(store::DeliveryRow::shown).collect()))
}

/// A new signing secret, where the kind has one.
fn signing(kind: WebhookKind) -> Result<Option<String>> {
    (kind == WebhookKind::Generic).then(random_text::<40>).transpose()
}

/// Reads an address and refuses what leads inside, unless the operator allowed it. A name that cannot be looked up now
/// may be later: each attempt looks again.
async fn allowed(state: &State, kind: WebhookKind, url: &str) -> Result<String> {
    let url = webhooks::url(kind, url).map_err(Error::bad_field)?;
    if state.webhook_private {
        return Ok(url);
    }
    let place = webhooks::host(&url);
    let leads_inside = actix_web::web::block(move || leads_inside(&place)).await.map_err(Error::internal)?;
    if leads_inside {
        let (zh, en) = (
            "这个地址在内网，不能推送。确实要用，请在启动时加 --webhook-private。",
            "This address lies inside a private network: nothing is sent there. If you mean it, start with --webhook-private.",
        );
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "url", zh, en)));
    }
    Ok(url)
}

fn leads_inside(place: &str) -> bool {
    let (scheme, authority) = place.split_once("://").unwrap_or(("https", place));
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let with_port = match (has_port, scheme) {
        (true, _) => authority.to_owned(),
        (false, "http") => format!("{authority}:80"),
        (false, _) => format!("{authority}:443"),
    };
    let (tell, told) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let found: Vec<IpAddr> =
            with_port.to_socket_addrs().map(|all| all.map(|at| at.ip()).collect()).unwrap_or_default();
        // Nobody may wait for it any more.
        let _ = tell.send(found);
    });
    let found = told.recv_timeout(LOOK_UP).unwrap_or_default();
    found.into_iter().any(|address| !is_public(address))
}
