//! What an office does with an account, and the roles it gives.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::accounts::{NewGrant, UserCommand, UserEvent, UserStatus, reason};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::UserId;
use shared::people::Scope;

use super::grants::{self, GrantRow};
use super::store::{self, UserRow};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{areas, organizations, projects};
use crate::secrets::Secrets;
use crate::sessions::attempts::{self, Bucket};
use crate::sessions::store as sessions;

/// A command with what it needs.
pub struct Change<'a> {
    /// What shall happen.
    pub command: &'a UserCommand,
    /// Hash of a first password, for a reset.
    pub first_hash: String,
    /// The secret of the installation.
    pub secrets: &'a Secrets,
    /// When.
    pub now: DateTime<Utc>,
}

/// What the audit record is told.
pub struct Told {
    /// What was done.
    pub action: AuditAction,
    /// Old → new.
    pub changes: String,
}

/// Does to `user` what is commanded; the account as it is then.
///
/// # Errors
/// 409 when somebody was faster or the state does not allow it, 422 for a reason that is missing.
pub fn advance(conn: &mut Conn, mut user: UserRow, change: Change<'_>) -> Result<(UserRow, Told)> {
    if user.version != change.command.version {
        return Err(Error::stale());
    }
    let now = change.now.naive_utc();
    let id = user.key();
    let told = |action, changes: &str| Told { action, changes: changes.to_owned() };
    let told = match (change.command.event, user.status.0) {
        (UserEvent::Disable, UserStatus::Active) => {
            let why = reason(change.command.reason.as_deref().unwrap_or_default()).map_err(Error::bad_field)?;
            user.status = Code(UserStatus::Disabled);
            sessions::end_all(conn, id, None)?;
            told(AuditAction::DisableUser, &format!("status: active → disabled; {why}"))
        }
        (UserEvent::Enable, UserStatus::Disabled) => {
            user.status = Code(UserStatus::Active);
            told(AuditAction::EnableUser, "status: disabled → active")
        }
        (UserEvent::Release, _) => {
            let name = user.login_name.clone().unwrap_or_default();
            let by_code = attempts::clear(conn, change.secrets, Bucket::Recovery(&name))?;
            if !attempts::clear(conn, change.secrets, Bucket::Name(&name))? && !by_code {
                return Err(not_now());
            }
            told(AuditAction::ReleaseUser, "locked → open")
        }
        (UserEvent::ResetPassword, UserStatus::Active) => {
            user.set_password(change.first_hash, true, now);
            sessions::end_all(conn, id, None)?;
            told(AuditAction::ResetPassword, "password")
        }
        (UserEvent::EndSessions, _) => {
            let ended = sessions::end_all(conn, id, None)?;
            told(AuditAction::EndSessions, &format!("sessions: {ended} → 0"))
        }
        _ => return Err(not_now()),
    };
    if !store::update(conn, &user, now)? {
        return Err(Error::stale());
    }
    user.version += 1;
    Ok((user, told))
}

fn not_now() -> Error {
    let (zh, en) =
        ("账号现在的状态不能这样做，请刷新再看。", "The account's state does not allow this now: read it again.");
    Error::Api(actix_web::http::StatusCode::CONFLICT, ApiError::new(ErrorCode::NotAllowedNow, zh, en))
}

/// Gives `user` the role that is wanted; its scope must be there, and he must not have it already.
///
/// # Errors
/// 422 for a scope that is not there, 409 for what he has.
pub fn grant(
    conn: &mut Conn,
    user: &UserRow,
    wanted: &NewGrant,
    by: UserId,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<()> {
    give(conn, user.key(), wanted, Some(by), today, now)
}

/// The same, by whomever: the command line is nobody.
///
/// # Errors
/// The same.
pub fn give(
    conn: &mut Conn,
    user: UserId,
    wanted: &NewGrant,
    by: Option<UserId>,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<()> {
    if !is_there(conn, wanted.scope)? {
        let (zh, en) = ("没有这个范围，请重新选择。", "There is no such scope: choose another.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "scope", zh, en)));
    }
    let row = GrantRow::new(user, wanted, by, today, now);
    if row.valid_until.is_some_and(|last| last < row.valid_from) {
        let (zh, en) = ("结束日期早于开始日期。", "The last day is before the first.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "valid_until", zh, en)));
    }
    let is_same = |had: &GrantRow| {
        (had.role, had.scope_type, had.scope_id) == (row.role, row.scope_type, row.scope_id)
            && had.valid_until.is_none_or(|last| row.valid_from <= last)
    };
    if grants::of(conn, user)?.iter().any(is_same) {
        let (zh, en) = ("这个人已经有这个角色了。", "This person has that role already.");
        let why = ApiError::field(ErrorCode::Taken, "role", zh, en);
        return Err(Error::Api(actix_web::http::StatusCode::CONFLICT, why));
    }
    grants::insert(conn, &row)
}

fn is_there(conn: &mut Conn, scope: Scope) -> Result<bool> {
    Ok(match scope {
        Scope::All => true,
        Scope::Area(id) => areas::table.find(id.0).count().get_result::<i64>(conn)? > 0,
        Scope::Project(id) => projects::table.find(id.0).count().get_result::<i64>(conn)? > 0,
        Scope::Organization(id) => organizations::table.find(id.0).count().get_result::<i64>(conn)? > 0,
    })
}
