//! `POST /api/v1/session` signs in, `PUT` stays, `DELETE` signs out; `/session/recovery` takes a recovery code.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, ServiceConfig, delete, post, put};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use shared::accounts::{Credentials, Recovery, RecoveryCode};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::passwords::Rule;
use shared::settings::SettingKey;

use super::attempts::{self, Bucket, Limit, Turn};
use super::{cookie, store};
use crate::audit::{Entry, Origin};
use crate::auth::{SignedIn, device, json, origin};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::secrets;
use crate::serve::State;
use crate::settings::store::number;
use crate::users::me;
use crate::users::store::{self as users, UserRow};

/// Wrong passwords from one address, whatever the names: an office behind one address has many hands.
const BY_ADDRESS: u32 = 60;
/// Days that a browser keeps the cookie; the server ends the session earlier.
const COOKIE_DAYS: i64 = 180;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/session",
        [("POST", post().to(sign_in)), ("PUT", put().to(stay)), ("DELETE", delete().to(sign_out))],
    ))
    .service(crate::private("/session/recovery", [("POST", post().to(recover))]));
}

/// Signs in with name and password.
async fn sign_in(request: HttpRequest, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let given: Credentials = json(&body)?;
    let tried = begin(&request, &state, &given.login_name, By::Password).await?;
    let known = tried.user.as_ref().and_then(|user| user.password_hash.clone());
    // Whoever was a resident when he chose it may have work by now: then it is not good enough.
    let is_weak = !Rule::of(true).weaknesses(&given.password, &given.login_name).is_empty();
    let is_right = state.passwords.fits(given.password, known).await?;
    let user = tried.settle(&state, is_right, ErrorCode::WrongCredentials).await?;
    open(&request, &state, user, AuditAction::SignIn, is_weak).await
}

/// Begins a session of `user` and tells who it is. Where his password is too weak for work that he has, he changes it
/// before anything else.
pub(crate) async fn open(
    request: &HttpRequest,
    state: &Data<State>,
    user: UserRow,
    action: AuditAction,
    is_weak: bool,
) -> Result<HttpResponse> {
    let (device, from) = (device(request.headers()), origin(request, state));
    let (clock, today) = (state.clock.clone(), state.clock.today());
    let (token, me) = state
        .db
        .write(move |conn| {
            let token = store::begin(conn, user.key(), &device, clock.now())?;
            users::signed_in(conn, user.key(), clock.now().naive_utc())?;
            let open = store::find(conn, &token, clock.now(), today)?;
            let mut open = open.ok_or_else(|| Error::internal("a session that was just begun is not there"))?;
            if is_weak && open.person.is_staff() && !user.is_demo {
                users::must_change(conn, user.key(), clock.now().naive_utc())?;
                open.user = users::get(conn, user.key())?;
            }
            let from = Origin { actor: Some(user.key()), ..from };
            let role = open.person.roles().last().copied();
            Entry::new(&from, role, action).on("user", user.key()).write(conn, clock.as_ref())?;
            Ok((token, me::shown(conn, &open.user, &open.person, open.ends_at(), open.idle)?))
        })
        .await?;
    Ok(HttpResponse::Ok().cookie(cookie::keep(&token, state.is_secure(request), COOKIE_DAYS)).json(me))
}

/// What is tried; each is counted by itself.
#[derive(Clone, Copy)]
enum By {
    Password,
    Code,
}

impl By {
    fn bucket(self, name: &str) -> Bucket<'_> {
        match self {
            Self::Password => Bucket::Name(name),
            Self::Code => Bucket::Recovery(name),
        }
    }
}

/// A try to sign in that was counted.
struct Tried {
    by: By,
    login_name: String,
    /// The account, where there is one that can be used.
    user: Option<UserRow>,
    origin: Origin,
    nth: i32,
    tries: u32,
}

/// Counts the try, by address and by name; nobody learns whether there is such a name.
async fn begin(request: &HttpRequest, state: &Data<State>, login_name: &str, by: By) -> Result<Tried> {
    let login_name = login_name.trim().to_ascii_lowercase();
    let (from, now, demo) = (origin(request, state), state.clock.now(), state.demo);
    let secrets = state.secrets.clone();
    let counted = state
        .db
        .write(move |conn| {
            let limit = limit(conn)?;
            let address = from.address.clone().unwrap_or_default();
            let by_address = Limit { tries: BY_ADDRESS, ..limit };
            if let Turn::Locked(until) = attempts::take(conn, &secrets, Bucket::Address(&address), by_address, now)? {
                return Ok(Err(until));
            }
            let nth = match attempts::take(conn, &secrets, by.bucket(&login_name), limit, now)? {
                Turn::Locked(until) => return Ok(Err(until)),
                Turn::Go(nth) => nth,
            };
            let user = users::named(conn, &login_name)?.filter(|u| u.is_active() && (demo || !u.is_demo));
            Ok(Ok(Tried { by, login_name, user, origin: from, nth, tries: limit.tries }))
        })
        .await?;
    counted.map_err(|until| locked(until, now))
}

/// How many wrong passwords are let through.
///
/// # Errors
/// Those of the database.
pub(crate) fn limit(conn: &mut Conn) -> Result<Limit> {
    Ok(Limit { tries: number(conn, SettingKey::LockTries)?, lock_minutes: number(conn, SettingKey::LockMinutes)? })
}

/// The same for names that are there and for those that are not.
pub(crate) fn locked(until: DateTime<Utc>, now: DateTime<Utc>) -> Error {
    let seconds = (until - now).num_seconds().max(1);
    let minutes = (seconds + 59) / 60;
    let zh = format!("输错次数太多，请过 {minutes} 分钟再试。忘了密码可以找管理员重置，居民可以用找回码。");
    let en = format!(
        "Too many wrong tries: come back in {minutes} minutes. Who forgot his password asks an administrator, or uses his recovery code."
    );
    Error::TooMany(ApiError::new(ErrorCode::TooMany, &zh, &en), seconds)
}

impl Tried {
    /// Forgets the tries where this one was right, and writes it down where it was wrong.
    async fn settle(self, state: &Data<State>, is_right: bool, code: ErrorCode) -> Result<UserRow> {
        let (secrets, clock) = (state.secrets.clone(), state.clock.clone());
        let done = state.db.write(move |conn| {
            if let (true, Some(user)) = (is_right, &self.user) {
                // Who came back by his code is no longer locked out either.
                attempts::clear(conn, &secrets, Bucket::Name(&self.login_name))?;
                attempts::clear(conn, &secrets, self.by.bucket(&self.login_name))?;
                // An office signs in from one address every morning.
                let address = self.origin.address.as_deref().unwrap_or_default();
                attempts::give_back(conn, &secrets, Bucket::Address(address))?;
                return Ok(Some(user.clone()));
            }
            let locks = u32::try_from(self.nth).is_ok_and(|nth| nth >= self.tries);
            let action = if locks { AuditAction::LockOut } else { AuditAction::SignIn };
            let entry = Entry::new(&self.origin, None, action).denied();
            let entry = match &self.user {
                Some(user) => entry.on("user", user.key()),
                None => entry.on("user", "?"),
            };
            entry.write(conn, clock.as_ref())?;
            Ok(None)
        });
        // Not `Denied`: it is on record already.
        done.await?.ok_or_else(|| {
            let (zh, en) = ("登录名或密码不对。", "The name or the password is wrong.");
            Error::Api(StatusCode::UNAUTHORIZED, ApiError::new(code, zh, en))
        })
    }
}

/// Stays signed in: the session counts as used.
async fn stay(caller: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    let (session, now) = (caller.session, state.clock.now());
    state.db.write(move |conn| store::note(conn, session, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Signs out.
async fn sign_out(request: HttpRequest, caller: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    let clock = state.clock.clone();
    let entry = caller.entry(AuditAction::SignOut).on("user", caller.id());
    let (id, session) = (caller.id(), shared::id::SessionId(caller.session));
    state
        .db
        .write(move |conn| {
            store::end(conn, id, session)?;
            entry.write(conn, clock.as_ref())
        })
        .await?;
    Ok(HttpResponse::NoContent().cookie(cookie::drop(state.is_secure(&request))).finish())
}

/// Sets a new password by the recovery code, ends every session, and tells the next code.
async fn recover(request: HttpRequest, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let given: Recovery = json(&body)?;
    let code = me::plain_code(&given.recovery_code);
    let tried = begin(&request, &state, &given.login_name, By::Code).await?;
    let known = tried.user.as_ref().and_then(|user| user.recovery_hash.clone());
    let is_right = known.as_deref() == Some(secrets::digest(&code).as_str());
    let user = tried.settle(&state, is_right, ErrorCode::WrongCredentials).await?;
    let name = user.login_name.clone().unwrap_or_default();
    Rule::of(false).check("new_password", &given.new_password, &name).map_err(Error::bad_field)?;
    let hash = state.passwords.hash(given.new_password).await?;
    let next = me::new_code()?;
    let answer = RecoveryCode { recovery_code: next.clone() };
    let (clock, from) = (state.clock.clone(), origin(&request, &state));
    state
        .db
        .write(move |conn| {
            let now = clock.now().naive_utc();
            let mut user = users::get(conn, user.key())?;
            user.set_password(hash, false, now);
            user.recovery_hash = Some(secrets::digest(&me::plain_code(&next)));
            if !users::update(conn, &user, now)? {
                return Err(Error::stale());
            }
            store::end_all(conn, user.key(), None)?;
            let from = Origin { actor: Some(user.key()), ..from };
            Entry::new(&from, None, AuditAction::Recover).on("user", user.key()).write(conn, clock.as_ref())
        })
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}
