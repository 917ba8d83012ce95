//! What stands before every private address: no other site makes a browser write here, nothing is kept by caches, and
//! every denied attempt is on record.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HOST, HeaderMap, HeaderValue, ORIGIN};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage as _, HttpRequest, ResponseError as _};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::people::Role;
use shared::permissions::Denied;

use super::caller::origin;
use crate::audit::{Entry, Origin};
use crate::error::{Error, Result};
use crate::serve::State;
use crate::sessions::attempts::{self, Bucket, Limit, Turn};

/// Attempts of a quarter of an hour from one address that are written down one by one.
const NOTED: Limit = Limit { tries: 200, lock_minutes: 15 };

/// Who turned out to be asking; left by the extractors for the record of denied attempts.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Who, from where.
    pub origin: Origin,
    /// His foremost role.
    pub role: Option<Role>,
}

/// Stands before a private address.
///
/// # Errors
/// Those of the handler; 403 for a request that another site made the browser send.
pub async fn guard<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse, actix_web::Error> {
    let state = request.app_data::<Data<State>>().cloned();
    let writes = ![Method::GET, Method::HEAD].contains(request.method());
    if writes && !is_same_site(request.headers(), state.as_ref().and_then(|s| s.settings.public_url.as_deref())) {
        let (zh, en) = ("这个请求来自别的网站，没有执行。", "This request came from another site and was not done.");
        let why = ApiError::new(ErrorCode::CrossSite, zh, en);
        let refused = Error::Denied(StatusCode::FORBIDDEN, why);
        note(request.request(), state.as_ref()).await?;
        return Ok(request.into_response(refused.error_response()));
    }
    let asked = request.request().clone();
    let mut answer = match next.call(request).await {
        Ok(answer) => answer,
        Err(e) => {
            if matches!(e.as_error::<Error>(), Some(Error::Denied(..))) {
                note(&asked, state.as_ref()).await?;
            }
            return Err(e);
        }
    };
    let is_denied = answer.response().error().and_then(|e| e.as_error::<Error>());
    if matches!(is_denied, Some(Error::Denied(..))) {
        note(&asked, state.as_ref()).await?;
    }
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer.map_into_boxed_body())
}

/// Browsers say from which site a request comes; what says nothing is no browser, and brings no cookie that is not its
/// own.
fn is_same_site(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return true };
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    text(HOST.as_str()) == Some(host) || public_url == Some(origin)
}

/// Writes a denied attempt down. Of a flood from one address only the beginning is; the rest is in the log.
async fn note(request: &HttpRequest, state: Option<&Data<State>>) -> Result<()> {
    let Some(state) = state.cloned() else { return Ok(()) };
    let known = request.extensions().get::<Known>().cloned();
    let (origin, role) = known.map_or_else(|| (origin(request, &state), None), |k| (k.origin, k.role));
    let route = request.match_pattern().unwrap_or_default();
    let object = format!("{} {route}", request.method());
    let id = request.match_info().iter().next().map(|(_, value)| value.chars().take(40).collect::<String>());
    let mut entry = Entry::new(&origin, role, AuditAction::Attempt).on(&object, id.unwrap_or_default()).denied();
    let address = origin.address.clone().unwrap_or_default();
    let (secrets, clock) = (state.secrets.clone(), state.clock.clone());
    state
        .db
        .write(move |conn| match attempts::take(conn, &secrets, Bucket::Denied(&address), NOTED, clock.now())? {
            Turn::Locked(_) => Ok(()),
            Turn::Go(n) => {
                if u32::try_from(n).is_ok_and(|n| n == NOTED.tries) {
                    entry = entry.changed("more from this address are not written for a while");
                }
                entry.write(conn, clock.as_ref())
            }
        })
        .await
}

/// What a refusal of the table of permissions is in HTTP: 401, 403 or 404.
pub fn denied(why: Denied) -> Error {
    let (status, error) = match why {
        Denied::SignedOut => {
            (StatusCode::UNAUTHORIZED, ApiError::new(ErrorCode::SignedOut, "请先登录。", "Sign in first."))
        }
        Denied::NotYou => (
            StatusCode::FORBIDDEN,
            ApiError::new(ErrorCode::Forbidden, "您的角色不能做这件事。", "None of your roles does this."),
        ),
        Denied::OwnSubmission => (
            StatusCode::FORBIDDEN,
            ApiError::new(
                ErrorCode::Forbidden,
                "自己提交的要由别人审核。",
                "What you submitted is for somebody else to approve.",
            ),
        ),
        Denied::NotHere => (StatusCode::NOT_FOUND, ApiError::not_found()),
    };
    Error::Denied(status, error)
}

/// Reads a JSON body; handlers take [`Bytes`], so that what cannot be read is told in the shape of every error.
///
/// # Errors
/// 400 for what is no JSON, 422 naming the field that is missing, unknown or of another kind.
pub fn json<T: DeserializeOwned>(body: &Bytes) -> Result<T> {
    let read: std::result::Result<Value, _> = serde_json::from_slice(body);
    let value = read.map_err(|_| {
        let (zh, en) = ("请求的内容不是 JSON。", "The body is no JSON.");
        Error::Api(StatusCode::BAD_REQUEST, ApiError::new(ErrorCode::UnreadableBody, zh, en))
    })?;
    // serde says what it met between two signs, and the name of a field between two backquotes.
    T::deserialize(&value).map_err(|e| {
        let said = e.to_string();
        let is_named =
            ["missing field `", "unknown field `", "duplicate field `"].iter().any(|words| said.starts_with(words));
        let named = said.split('`').nth(1).filter(|_| is_named).map(str::to_owned);
        let field = named.or_else(|| only_field_with(&value, &said)).unwrap_or_else(|| "body".to_owned());
        let (zh, en) = match said.split_once(" field `") {
            Some(("missing", _)) => (format!("缺少 {field}，请补上。"), format!("{field} is missing: add it.")),
            Some(("unknown", _)) => {
                (format!("没有 {field} 这个字段，请去掉。"), format!("There is no field {field}: leave it out."))
            }
            _ => (format!("{field} 的内容不对，请改正。"), format!("{field} holds something it cannot: correct it.")),
        };
        Error::bad_field(ApiError::field(ErrorCode::InvalidValue, &field, &zh, &en))
    })
}

/// The field whose value serde could not read, by its words; `None` where several hold the same.
fn only_field_with(value: &Value, said: &str) -> Option<String> {
    let between = |begin: &str, end: char| Some(said.split_once(begin)?.1.split_once(end)?.0);
    let text = between("unknown variant `", '`').or_else(|| between("string \"", '"'));
    let text = text.or_else(|| said.strip_prefix("not an identifier: "));
    let bare =
        between("integer `", '`').or_else(|| between("floating point `", '`')).or_else(|| between("boolean `", '`'));
    let is_it = |value: &Value| match value {
        Value::String(own) => text == Some(own),
        Value::Number(_) | Value::Bool(_) => bare == Some(&value.to_string()),
        Value::Null => said.contains("type: null"),
        Value::Array(_) | Value::Object(_) => false,
    };
    // A list holds what its field holds.
    let mut found = Vec::new();
    let mut left = vec![("", value)];
    while let Some((name, value)) = left.pop() {
        match value {
            Value::Object(fields) => left.extend(fields.iter().map(|(name, value)| (name.as_str(), value))),
            Value::Array(all) => left.extend(all.iter().map(|value| (name, value))),
            value if is_it(value) => found.push(name),
            _ => {}
        }
    }
    found.dedup();
    if let [name] = found[..] { Some(name.to_owned()).filter(|name| !name.is_empty()) } else { None }
}
