//! `/api/v1/me` 我的账号: what it is, its password, its sessions, its data.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, delete, get, patch, post, put};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use shared::accounts::{
    Confirmation, Me, MeChange, MyData, PasswordChange, PhoneView, RecoveryCode, Session, UserStatus, display_name,
    phone,
};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{SessionId, UserId};
use shared::passwords::Rule;
use shared::people::{Person, Role};
use shared::permissions::allowed_somewhere;

use super::grants;
use super::store::{self, UserRow};
use crate::auth::{Caller, SignedIn, json};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{audit_logs, users};
use crate::secrets::{self, Secrets};
use crate::serve::State;
use crate::sessions::attempts::{self, Bucket, Turn};
use crate::sessions::cookie;
use crate::sessions::routes::{limit, locked};
use crate::sessions::store::{self as sessions, SessionRow};

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/me",
        [("GET", get().to(get_me)), ("PATCH", patch().to(change_me)), ("DELETE", delete().to(erase_me))],
    ))
    .service(crate::private("/me/password", [("PUT", put().to(change_password))]))
    .service(crate::private("/me/recovery-code", [("POST", post().to(renew_code))]))
    .service(crate::private("/me/sessions", [("GET", get().to(list_sessions))]))
    .service(crate::private("/me/sessions/{id}", [("DELETE", delete().to(end_session))]))
    .service(crate::private("/me/data", [("GET", get().to(export_me))]));
}

/// What the page knows of who is signed in.
///
/// # Errors
/// Those of the database.
pub fn shown(conn: &mut Conn, user: &UserRow, person: &Person, ends_at: DateTime<Utc>, idle: Duration) -> Result<Me> {
    let rows = grants::of(conn, person.id)?;
    let today: Vec<i64> = person.grants.iter().map(|g| g.id.0).collect();
    let rows: Vec<_> = rows.into_iter().filter(|row| today.contains(&row.id)).collect();
    Ok(Me {
        id: person.id,
        login_name: user.login_name.clone().unwrap_or_default(),
        display_name: user.display_name.clone(),
        phone_mask: user.phone_mask.clone(),
        senior_mode: user.senior_mode,
        is_demo: user.is_demo,
        must_change_password: user.must_change_password,
        roles: person.roles(),
        grants: grants::named(conn, &rows)?,
        allowed_actions: allowed_somewhere(person),
        is_staff: person.is_staff(),
        session_ends_at: ends_at,
        idle_seconds: u32::try_from(idle.num_seconds()).unwrap_or(u32::MAX),
    })
}

async fn get_me(caller: SignedIn, state: Data<State>) -> Result<Json<Me>> {
    let me = move |conn: &mut Conn| shown(conn, &caller.user, &caller.person, caller.ends_at, caller.idle);
    Ok(Json(state.db.read(me).await?))
}

/// Changes name, phone or senior mode.
async fn change_me(caller: Caller, body: Bytes, state: Data<State>) -> Result<Json<Me>> {
    let change: MeChange = json(&body)?;
    let (clock, secrets) = (state.clock.clone(), state.secrets.clone());
    let me = move |conn: &mut Conn| {
        let mut user = store::get(conn, caller.id())?;
        let changed = apply(&mut user, &change, &secrets)?;
        if !store::update(conn, &user, clock.now().naive_utc())? {
            return Err(Error::stale());
        }
        let entry = caller.entry(AuditAction::ChangeMe).on("user", caller.id());
        entry.changed(changed.join(", ")).write(conn, clock.as_ref())?;
        shown(conn, &user, &caller.person, caller.ends_at, caller.idle)
    };
    Ok(Json(state.db.write(me).await?))
}

/// Applies `change` and says which fields it touched; never their values.
fn apply(user: &mut UserRow, change: &MeChange, secrets: &Secrets) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    if let Some(text) = &change.display_name {
        user.display_name = display_name(text).map_err(Error::bad_field)?;
        changed.push("display_name");
    }
    if let Some(text) = &change.phone {
        let read = if text.trim().is_empty() { None } else { Some(phone(text).map_err(Error::bad_field)?) };
        user.set_phone(read.as_deref(), secrets)?;
        changed.push("phone");
    }
    if let Some(on) = change.senior_mode {
        user.senior_mode = on;
        changed.push("senior_mode");
    }
    Ok(changed)
}

/// It is you: the password of the account, once more. Wrong ones are counted as at the sign-in, or a session that was
/// stolen would guess it.
async fn confirm(state: &Data<State>, user: &UserRow, password: String) -> Result<()> {
    let (id, now) = (user.id, state.clock.now());
    let secrets = state.secrets.clone();
    let turn = move |conn: &mut Conn| {
        let limit = limit(conn)?;
        attempts::take(conn, &secrets, Bucket::Confirm(id), limit, now)
    };
    if let Turn::Locked(until) = state.db.write(turn).await? {
        return Err(locked(until, now));
    }
    if state.passwords.fits(password, user.password_hash.clone()).await? {
        let secrets = state.secrets.clone();
        state.db.write(move |conn| attempts::clear(conn, &secrets, Bucket::Confirm(id))).await?;
        return Ok(());
    }
    let (zh, en) = ("密码不对。", "The password is wrong.");
    Err(Error::bad_field(ApiError::field(ErrorCode::WrongCredentials, "password", zh, en)))
}

/// Changes the password and ends the other sessions.
async fn change_password(caller: SignedIn, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let given: PasswordChange = json(&body)?;
    let name = caller.user.login_name.clone().unwrap_or_default();
    confirm(&state, &caller.user, given.password.clone()).await?;
    Rule::of(caller.person.is_staff()).check("new_password", &given.new_password, &name).map_err(Error::bad_field)?;
    if given.new_password == given.password {
        let (zh, en) = ("新密码和原来的一样。", "The new password is the old one.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "new_password", zh, en)));
    }
    let hash = state.passwords.hash(given.new_password).await?;
    let clock = state.clock.clone();
    let written = move |conn: &mut Conn| {
        let now = clock.now().naive_utc();
        let mut user = store::get(conn, caller.id())?;
        user.set_password(hash, false, now);
        if !store::update(conn, &user, now)? {
            return Err(Error::stale());
        }
        sessions::end_all(conn, caller.id(), Some(caller.session))?;
        caller.entry(AuditAction::ChangePassword).on("user", caller.id()).write(conn, clock.as_ref())
    };
    state.db.write(written).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new recovery code in place of the old one.
async fn renew_code(caller: Caller, body: Bytes, state: Data<State>) -> Result<Json<RecoveryCode>> {
    let given: Confirmation = json(&body)?;
    confirm(&state, &caller.user, given.password).await?;
    let code = new_code()?;
    let (clock, hash) = (state.clock.clone(), secrets::digest(&plain_code(&code)));
    let written = move |conn: &mut Conn| {
        let mut user = store::get(conn, caller.id())?;
        user.recovery_hash = Some(hash);
        if !store::update(conn, &user, clock.now().naive_utc())? {
            return Err(Error::stale());
        }
        caller.entry(AuditAction::NewRecoveryCode).on("user", caller.id()).write(conn, clock.as_ref())
    };
    state.db.write(written).await?;
    Ok(Json(RecoveryCode { recovery_code: code }))
}

/// A recovery code: a hundred random bits in groups of five characters that nobody misreads.
///
/// # Errors
/// When the system gives no random numbers.
pub fn new_code() -> Result<String> {
    let text = secrets::random_text::<20>()?.to_uppercase();
    Ok([&text[..5], &text[5..10], &text[10..15], &text[15..]].join("-"))
}

/// A recovery code as it is compared: blanks, dashes and case do not matter.
pub fn plain_code(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn session(row: SessionRow, this: i64) -> Session {
    Session {
        id: SessionId(row.id),
        started_at: row.started_at.and_utc(),
        last_used_at: row.last_used_at.and_utc(),
        is_this: row.id == this,
        device: row.device,
    }
}

async fn list_sessions(caller: SignedIn, state: Data<State>) -> Result<Json<Vec<Session>>> {
    let (now, this) = (state.clock.now(), caller.session);
    let rows = state.db.read(move |conn| sessions::of(conn, caller.id(), caller.idle, now)).await?;
    Ok(Json(rows.into_iter().map(|row| session(row, this)).collect()))
}

async fn end_session(caller: SignedIn, id: Path<String>, state: Data<State>) -> Result<HttpResponse> {
    let id: SessionId = id.parse().map_err(|_| Error::not_found())?;
    let clock = state.clock.clone();
    let ended = move |conn: &mut Conn| {
        if !sessions::end(conn, caller.id(), id)? {
            return Err(Error::not_found());
        }
        caller.entry(AuditAction::EndSession).on("session", id).write(conn, clock.as_ref())
    };
    state.db.write(ended).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// All that is kept about who asks.
async fn export_me(caller: Caller, state: Data<State>) -> Result<Json<MyData>> {
    let (clock, secrets, catalog) = (state.clock.clone(), state.secrets.clone(), state.catalog().await?);
    let data = move |conn: &mut Conn| {
        caller.entry(AuditAction::ExportMe).on("user", caller.id()).write(conn, clock.as_ref())?;
        let user = &caller.user;
        let rows = grants::of(conn, caller.id())?;
        let open = sessions::of(conn, caller.id(), caller.idle, clock.now())?;
        Ok(MyData {
            login_name: user.login_name.clone().unwrap_or_default(),
            display_name: user.display_name.clone(),
            phone: user.phone_enc.as_deref().map(|phone| secrets.decrypt(phone)).transpose()?,
            created_at: user.created_at.and_utc(),
            last_login_at: user.last_login_at.map(|at| at.and_utc()),
            senior_mode: user.senior_mode,
            grants: grants::named(conn, &rows)?,
            sessions: open.into_iter().map(|row| session(row, caller.session)).collect(),
            consents: store::consents(conn, caller.id())?,
            phone_views: phone_views(conn, caller.id())?,
            orders: crate::orders::my_order::all(conn, caller.id(), &catalog, clock.now())?,
        })
    };
    Ok(Json(state.db.write(data).await?))
}

/// Who looked at the full phone of `user`, the latest first.
fn phone_views(conn: &mut Conn, user: UserId) -> Result<Vec<PhoneView>> {
    use audit_logs as a;
    let rows = a::table
        .left_join(users::table.on(a::actor_id.eq(users::id.nullable())))
        .filter(a::action.eq(Code(AuditAction::ReadPhone)))
        .filter(a::object_id.eq(user.to_string()))
        .order(a::id.desc())
        .select((a::at, a::role, a::changes, users::display_name.nullable(), users::login_name.nullable()));
    type Row = (chrono::NaiveDateTime, Option<Code<Role>>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = rows.load(conn)?;
    let shown = |(at, role, reason, name, login): Row| PhoneView {
        at: at.and_utc(),
        role: role.map_or(Role::System, |r| r.0),
        by: name.or(login).unwrap_or_default(),
        reason: reason.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Blanks everything personal. The row stays, so that what refers to it, and every count, stays as it is.
async fn erase_me(request: HttpRequest, caller: Caller, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let given: Confirmation = json(&body)?;
    if caller.person.is_staff() {
        let (zh, en) = ("工作账号由管理员停用。", "An account of staff is ended by an administrator.");
        return Err(Error::Denied(StatusCode::FORBIDDEN, ApiError::new(ErrorCode::Forbidden, zh, en)));
    }
    confirm(&state, &caller.user, given.password).await?;
    let clock = state.clock.clone();
    let erased = move |conn: &mut Conn| {
        let now = clock.now().naive_utc();
        let mut user = store::get(conn, caller.id())?;
        erase(&mut user);
        if !store::update(conn, &user, now)? {
            return Err(Error::stale());
        }
        store::withdraw(conn, caller.id(), now)?;
        grants::delete_all(conn, caller.id())?;
        sessions::end_all(conn, caller.id(), None)?;
        crate::notifications::store::forget_all(conn, caller.id())?;
        let gone = crate::orders::forget::of_person(conn, caller.id())?;
        caller.entry(AuditAction::EraseMe).on("user", caller.id()).write(conn, clock.as_ref())?;
        Ok(gone)
    };
    let gone = state.db.write(erased).await?;
    crate::orders::forget::files(&state, gone).await;
    Ok(HttpResponse::NoContent().cookie(cookie::drop(state.is_secure(&request))).finish())
}

fn erase(user: &mut UserRow) {
    *user = UserRow {
        login_name: None,
        display_name: None,
        phone_enc: None,
        phone_mask: None,
        phone_hash: None,
        password_hash: None,
        recovery_hash: None,
        client_token: None,
        status: Code(UserStatus::Erased),
        ..user.clone()
    };
}
