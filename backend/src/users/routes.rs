//! `/api/v1/staff/users` 人员与角色: accounts as offices look after them.

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, delete, get, post};
use actix_web::{HttpRequest, HttpResponse};
use shared::accounts::{
    FullPhone, NewGrant, NewUser, PhoneRequest, UserChanged, UserCommand, UserSummary, display_name, login_name, phone,
    reason,
};
use shared::audit::AuditAction;
use shared::id::{GrantId, UserId};
use shared::page::Page;
use shared::people::Role;
use shared::permissions::Thing;
use shared::query::Params;
use shared::scopes::ScopeHit;

use super::change::{self, Change};
use super::register::taken;
use super::store::{self, UserRow};
use super::{grants, view};
use crate::auth::{Allowed, access, json};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::passwords;
use crate::serve::State;

access! {
    /// See accounts and roles.
    ReadUsers,
    /// Make, disable, release and reset accounts.
    ManageAccounts,
    /// See the full phone of an account.
    ReadUserPhone,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/users", [("GET", get().to(list_users)), ("POST", post().to(create_user))]))
        .service(crate::private("/staff/users/{id}", [("GET", get().to(get_user))]))
        .service(crate::private("/staff/users/{id}/events", [("POST", post().to(post_event))]))
        .service(crate::private("/staff/users/{id}/grants", [("POST", post().to(grant_role))]))
        .service(crate::private("/staff/users/{id}/grants/{grant}", [("DELETE", delete().to(take_role))]))
        .service(crate::private("/staff/users/{id}/phone-views", [("POST", post().to(view_phone))]))
        .service(crate::private("/staff/scopes", [("GET", get().to(list_scopes))]));
}

fn user_id(text: &str) -> Result<UserId> {
    text.parse().map_err(|_| Error::not_found())
}

/// Accounts that the caller looks after or may see, by login name.
async fn list_users(
    request: HttpRequest,
    caller: Allowed<ReadUsers>,
    state: Data<State>,
) -> Result<Json<Page<UserSummary>>> {
    let mut params = Params::parse(request.query_string())?;
    let (q, role) = (params.words()?, params.read::<Role>("role", ("角色代码", "the code of a role"))?);
    let (cursor, limit) = (params.take("cursor"), usize::from(params.limit()?));
    params.finish()?;
    let (secrets, now, today) = (state.secrets.clone(), state.clock.now(), state.clock.today());
    let found = move |conn: &mut Conn| {
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, now, today)?;
        view::page(conn, &viewer, q.as_deref(), role, cursor, limit)
    };
    Ok(Json(state.db.read(found).await?))
}

async fn get_user(caller: Allowed<ReadUsers>, id: Path<String>, state: Data<State>) -> Result<Json<UserSummary>> {
    let id = user_id(&id)?;
    let (secrets, now, today) = (state.secrets.clone(), state.clock.now(), state.clock.today());
    let found = move |conn: &mut Conn| {
        let user = store::get(conn, id)?;
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, now, today)?;
        let (summary, place) = viewer.summary(conn, &user)?;
        caller.on(&place)?;
        Ok(summary)
    };
    Ok(Json(state.db.read(found).await?))
}

/// Makes an account with a first password, which is told this once.
async fn create_user(caller: Allowed<ManageAccounts>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let wanted: NewUser = json(&body)?;
    let name = login_name(&wanted.login_name).map_err(Error::bad_field)?;
    let shown = wanted.display_name.as_deref().map(display_name).transpose().map_err(Error::bad_field)?.flatten();
    let phone = wanted.phone.as_deref().filter(|p| !p.trim().is_empty()).map(phone).transpose();
    let phone = phone.map_err(Error::bad_field)?;
    let first = passwords::first()?;
    let hash = state.passwords.hash(first.clone()).await?;
    let (clock, secrets, today) = (state.clock.clone(), state.secrets.clone(), state.clock.today());
    let made = move |conn: &mut Conn| {
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, clock.now(), today)?;
        // Said twice because the network hung: the same account, whose password was told already.
        if let Some(known) = store::made_with(conn, &wanted.client_token)? {
            return Ok(UserChanged { user: viewer.summary(conn, &known)?.0, first_password: None });
        }
        let mut user = UserRow {
            display_name: shown,
            must_change_password: true,
            client_token: Some(wanted.client_token),
            created_by: Some(caller.id().0),
            ..UserRow::new(&name, hash, clock.now().naive_utc())
        };
        user.set_phone(phone.as_deref(), &secrets)?;
        if !store::insert(conn, &user)? {
            return Err(taken());
        }
        let entry = caller.entry_on(&Thing::default(), AuditAction::CreateUser)?.on("user", user.key());
        entry.write(conn, clock.as_ref())?;
        Ok(UserChanged { user: viewer.summary(conn, &user)?.0, first_password: Some(first) })
    };
    Ok(HttpResponse::Created().json(state.db.write(made).await?))
}

/// Disables, enables, releases, resets, signs out.
async fn post_event(
    caller: Allowed<ManageAccounts>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<UserChanged>> {
    let (id, command): (UserId, UserCommand) = (user_id(&id)?, json(&body)?);
    let first = passwords::first()?;
    let hash = state.passwords.hash(first.clone()).await?;
    let (clock, secrets, today) = (state.clock.clone(), state.secrets.clone(), state.clock.today());
    let done = move |conn: &mut Conn| {
        let user = store::get(conn, id)?;
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, clock.now(), today)?;
        let role = viewer.may_manage(conn, &user)?;
        let has_phone = user.phone_enc.is_some();
        let change = Change { command: &command, first_hash: hash, secrets: &secrets, now: clock.now() };
        let (user, told) = change::advance(conn, user, change)?;
        let told_action = told.action;
        let entry = crate::audit::Entry::new(&caller.origin, Some(role), told_action).on("user", id);
        entry.changed(told.changes).write(conn, clock.as_ref())?;
        let is_reset = told_action == AuditAction::ResetPassword;
        if is_reset && has_phone {
            // Who holds the first password could read it: its owner is told as of any other look.
            let look = crate::audit::Entry::new(&caller.origin, Some(role), AuditAction::ReadPhone).on("user", id);
            look.changed("重置密码 password reset").write(conn, clock.as_ref())?;
        }
        let first_password = is_reset.then_some(first);
        Ok(UserChanged { user: viewer.summary(conn, &user)?.0, first_password })
    };
    Ok(Json(state.db.write(done).await?))
}

/// Gives a role.
async fn grant_role(
    caller: Allowed<ManageAccounts>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<HttpResponse> {
    let (id, wanted): (UserId, NewGrant) = (user_id(&id)?, json(&body)?);
    wanted.check().map_err(Error::bad_field)?;
    let (clock, secrets, today) = (state.clock.clone(), state.secrets.clone(), state.clock.today());
    let done = move |conn: &mut Conn| {
        let user = store::get(conn, id)?;
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, clock.now(), today)?;
        viewer.may_grant_to(conn, &user)?;
        let role = viewer.may_grant(conn, wanted.role, wanted.scope)?;
        change::grant(conn, &user, &wanted, caller.id(), today, clock.now().naive_utc())?;
        let name = grants::scope_name(conn, wanted.scope)?.unwrap_or_else(|| "all".to_owned());
        let code: &'static str = wanted.role.into();
        let entry = crate::audit::Entry::new(&caller.origin, Some(role), AuditAction::GrantRole).on("user", id);
        let days = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let (from, until) = (days(wanted.valid_from.or(Some(today))), days(wanted.valid_until));
        entry.changed(format!("{code}: {name}, {from} – {until}")).write(conn, clock.as_ref())?;
        Ok(UserChanged { user: viewer.summary(conn, &user)?.0, first_password: None })
    };
    Ok(HttpResponse::Created().json(state.db.write(done).await?))
}

/// Takes a role back.
async fn take_role(
    caller: Allowed<ManageAccounts>,
    path: Path<(String, String)>,
    state: Data<State>,
) -> Result<Json<UserChanged>> {
    let (id, grant) = path.into_inner();
    let (id, grant): (UserId, GrantId) = (user_id(&id)?, grant.parse().map_err(|_| Error::not_found())?);
    let (clock, secrets, today) = (state.clock.clone(), state.secrets.clone(), state.clock.today());
    let done = move |conn: &mut Conn| {
        let user = store::get(conn, id)?;
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, clock.now(), today)?;
        viewer.may_grant_to(conn, &user)?;
        let taken = grants::delete(conn, id, grant)?.ok_or_else(Error::not_found)?.grant()?;
        let role = viewer.may_grant(conn, taken.role, taken.scope)?;
        let name = grants::scope_name(conn, taken.scope)?.unwrap_or_else(|| "all".to_owned());
        let code: &'static str = taken.role.into();
        let entry = crate::audit::Entry::new(&caller.origin, Some(role), AuditAction::TakeRole).on("user", id);
        entry.changed(format!("{code}: {name}")).write(conn, clock.as_ref())?;
        Ok(UserChanged { user: viewer.summary(conn, &user)?.0, first_password: None })
    };
    Ok(Json(state.db.write(done).await?))
}

/// Tells the full phone of an account; its owner reads who asked and why.
async fn view_phone(
    caller: Allowed<ReadUserPhone>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<FullPhone>> {
    let (id, asked): (UserId, PhoneRequest) = (user_id(&id)?, json(&body)?);
    let reason = reason(&asked.reason).map_err(Error::bad_field)?;
    let (clock, secrets, today) = (state.clock.clone(), state.secrets.clone(), state.clock.today());
    let seen = move |conn: &mut Conn| {
        let user = store::get(conn, id)?;
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, clock.now(), today)?;
        let (_, place) = viewer.summary(conn, &user)?;
        let entry = caller.entry_on(&place, AuditAction::ReadPhone)?.on("user", id);
        let phone = user.phone_enc.as_deref().ok_or_else(Error::not_found)?;
        let phone = secrets.decrypt(phone)?;
        entry.changed(reason).write(conn, clock.as_ref())?;
        Ok(FullPhone { phone })
    };
    Ok(Json(state.db.write(seen).await?))
}

/// Areas, projects and organisations that a role can be given for, by words in their names.
async fn list_scopes(
    request: HttpRequest,
    caller: Allowed<ReadUsers>,
    state: Data<State>,
) -> Result<Json<Vec<ScopeHit>>> {
    let mut params = Params::parse(request.query_string())?;
    let (q, role) = (params.words()?, params.read::<Role>("role", ("角色代码", "the code of a role"))?);
    params.finish()?;
    let role = role.ok_or_else(|| shared::error::ApiError::invalid("role", "", ("角色代码", "the code of a role")))?;
    let (secrets, now, today) = (state.secrets.clone(), state.clock.now(), state.clock.today());
    let found = move |conn: &mut Conn| {
        let viewer = view::Viewer::new(conn, &caller.person, &secrets, now, today)?;
        super::scopes::find(conn, &viewer, role, q.as_deref())
    };
    Ok(Json(state.db.read(found).await?))
}
