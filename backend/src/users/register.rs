//! `POST /api/v1/accounts` 居民注册: a login name and a password; a phone only who wants.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, ServiceConfig, post};
use actix_web::{HttpRequest, HttpResponse};
use shared::accounts::{NewAccount, PRIVACY_VERSION, RecoveryCode, login_name, phone};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::passwords::Rule;

use super::me::{new_code, plain_code};
use super::store::{self, UserRow};
use crate::audit::{Entry, Origin};
use crate::auth::{json, origin};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::secrets;
use crate::serve::State;
use crate::sessions::attempts::{self, Bucket, Limit, Turn};

/// Registrations from one address: a reading room has one address for all.
const BY_ADDRESS: Limit = Limit { tries: 20, lock_minutes: 60 };

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/accounts", [("POST", post().to(register))]));
}

/// Makes a resident's account and tells its recovery code, this once.
async fn register(request: HttpRequest, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let wanted: NewAccount = json(&body)?;
    let name = login_name(&wanted.login_name).map_err(Error::bad_field)?;
    Rule::of(false).check("password", &wanted.password, &name).map_err(Error::bad_field)?;
    let phone = wanted.phone.as_deref().filter(|p| !p.trim().is_empty()).map(phone).transpose();
    let phone = phone.map_err(Error::bad_field)?;
    if wanted.privacy_version != PRIVACY_VERSION {
        let (zh, en) = ("请先读隐私说明，并勾选同意。", "Read the privacy notice and agree to it first.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "privacy_version", zh, en)));
    }
    let from = origin(&request, &state);
    let (clock, keys, address) = (state.clock.clone(), state.secrets.clone(), from.address.clone().unwrap_or_default());
    let turn = move |conn: &mut Conn| attempts::take(conn, &keys, Bucket::Register(&address), BY_ADDRESS, clock.now());
    if let Turn::Locked(until) = state.db.write(turn).await? {
        let (zh, en) = ("这里注册得太多，请一小时后再来。", "Too many registrations from here: come back in an hour.");
        let seconds = (until - state.clock.now()).num_seconds().max(1);
        return Err(Error::TooMany(ApiError::new(ErrorCode::TooMany, zh, en), seconds));
    }
    let hash = state.passwords.hash(wanted.password).await?;
    let code = new_code()?;
    let mut user = UserRow::new(&name, hash, state.clock.now().naive_utc());
    user.set_phone(phone.as_deref(), &state.secrets)?;
    user.recovery_hash = Some(secrets::digest(&plain_code(&code)));
    let clock = state.clock.clone();
    let made = move |conn: &mut Conn| {
        if !store::insert(conn, &user)? {
            return Err(taken());
        }
        store::agree(conn, user.key(), PRIVACY_VERSION, clock.now().naive_utc())?;
        let from = Origin { actor: Some(user.key()), ..from };
        Entry::new(&from, None, AuditAction::Register).on("user", user.key()).write(conn, clock.as_ref())
    };
    state.db.write(made).await?;
    Ok(HttpResponse::Created().json(RecoveryCode { recovery_code: code }))
}

/// 409: the login name is taken.
pub(super) fn taken() -> Error {
    let (zh, en) = ("这个登录名已经有人用了，请换一个。", "This login name is taken: choose another.");
    Error::Api(StatusCode::CONFLICT, ApiError::field(ErrorCode::Taken, "login_name", zh, en))
}
