//! `linxin user`: accounts by the command line, for the first administrator and for emergencies.

use std::io::Write as _;
use std::process::ExitCode;

use diesel::prelude::*;
use shared::accounts::{NewGrant, UserStatus, display_name, login_name};
use shared::audit::AuditAction;
use shared::id::{AreaId, OrganizationId, ProjectId};
use shared::people::{Role, Scope, ScopeType};

use super::store::{self, UserRow};
use super::{change, grants};
use crate::audit::{Entry, Origin};
use crate::clock::Clock;
use crate::config::{AddUser, UserCommand};
use crate::db::{Code, Conn, Db};
use crate::error::{Error, Result};
use crate::passwords;
use crate::schema::{areas, organizations, projects};
use crate::sessions::store as sessions;

/// Does the command.
///
/// # Errors
/// One clear sentence each, in Chinese and English.
pub fn run(db: &Db, clock: &dyn Clock, command: &UserCommand) -> Result<ExitCode> {
    let mut out = std::io::stdout();
    match command {
        UserCommand::Add(wanted) => {
            let first = passwords::first()?;
            let hash = passwords::hash(&first)?;
            let name = db.write_now(|conn| add(conn, clock, wanted, hash))?;
            writeln!(out, "已建账号 {name}，初始密码 {first}（首次登录必须修改）\nAccount {name}, first password {first} (to be changed when first signing in)")
                .map_err(Error::internal)?;
        }
        UserCommand::Reset { login_name } => {
            let first = passwords::first()?;
            let hash = passwords::hash(&first)?;
            db.write_now(|conn| {
                let mut user = named(conn, login_name)?;
                user.set_password(hash, true, clock.now().naive_utc());
                written(conn, clock, &user, AuditAction::ResetPassword)
            })?;
            writeln!(out, "{login_name} 的新初始密码：{first}\nThe first password of {login_name} is now {first}")
                .map_err(Error::internal)?;
        }
        UserCommand::Disable { login_name } => {
            db.write_now(|conn| {
                let user = UserRow { status: Code(UserStatus::Disabled), ..named(conn, login_name)? };
                written(conn, clock, &user, AuditAction::DisableUser)
            })?;
            writeln!(out, "已停用 {login_name}。 {login_name} is disabled.").map_err(Error::internal)?;
        }
        UserCommand::List => {
            for line in db.read_now(list)? {
                writeln!(out, "{line}").map_err(Error::internal)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn says(zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Error {
    Error::Internal(format!("{zh}\n{en}"))
}

fn named(conn: &mut Conn, login_name: &str) -> Result<UserRow> {
    let name = login_name.to_ascii_lowercase();
    store::named(conn, &name)?.ok_or_else(|| {
        says(
            format!("没有账号 {login_name}。"),
            format!("There is no account {login_name}: linxin user list names them."),
        )
    })
}

/// Writes the account, ends its sessions, and says so in the audit record.
fn written(conn: &mut Conn, clock: &dyn Clock, user: &UserRow, action: AuditAction) -> Result<()> {
    if !store::update(conn, user, clock.now().naive_utc())? {
        return Err(Error::stale());
    }
    sessions::end_all(conn, user.key(), None)?;
    Entry::new(&Origin::command(), None, action).on("user", user.key()).write(conn, clock)
}

fn add(conn: &mut Conn, clock: &dyn Clock, wanted: &AddUser, hash: String) -> Result<String> {
    let name = login_name(&wanted.login_name)?;
    let now = clock.now().naive_utc();
    let shown = wanted.name.as_deref().map(display_name).transpose()?.flatten();
    let user = UserRow { display_name: shown, must_change_password: true, ..UserRow::new(&name, hash, now) };
    if !store::insert(conn, &user)? {
        return Err(says(format!("登录名 {name} 已经有人用了。"), format!("The login name {name} is taken.")));
    }
    let origin = Origin::command();
    Entry::new(&origin, None, AuditAction::CreateUser).on("user", user.key()).write(conn, clock)?;
    let Some(role) = wanted.role else { return Ok(name) };
    let scope = scope(conn, role, wanted.scope.as_deref())?;
    let grant = NewGrant { role, scope, valid_from: None, valid_until: None };
    grant.check()?;
    change::give(conn, user.key(), &grant, None, clock.today(), now)?;
    let code: &'static str = role.into();
    let place = grants::scope_name(conn, scope)?.unwrap_or_else(|| "all".to_owned());
    let entry = Entry::new(&origin, None, AuditAction::GrantRole).on("user", user.key());
    entry.changed(format!("{code}: {place}")).write(conn, clock)?;
    Ok(name)
}

/// The one thing that `given` names, of the kinds that `role` can be given for.
fn scope(conn: &mut Conn, role: Role, given: Option<&str>) -> Result<Scope> {
    let code: &'static str = role.into();
    let Some(text) = given.map(str::trim).filter(|t| !t.is_empty()) else {
        let all = role.scopes().contains(&ScopeType::All).then_some(Scope::All);
        return all.ok_or_else(|| {
            says(format!("角色 {code} 要用 --scope 写明范围。"), format!("The role {code} needs --scope."))
        });
    };
    let mut found = Vec::new();
    for kind in role.scopes() {
        match kind {
            ScopeType::All => {}
            ScopeType::Area => {
                let rows = areas::table.filter(areas::name.eq(text).or(areas::code.eq(text).assume_not_null()));
                let ids: Vec<i64> = rows.select(areas::id).load(conn)?;
                found.extend(ids.into_iter().map(|id| Scope::Area(AreaId(id))));
            }
            ScopeType::Project => {
                let rows = projects::table.filter(projects::number.eq(text.to_ascii_uppercase()));
                let ids: Vec<i64> = rows.select(projects::id).load(conn)?;
                found.extend(ids.into_iter().map(|id| Scope::Project(ProjectId(id))));
            }
            ScopeType::Organization => {
                let rows = organizations::table.filter(organizations::name.eq(text));
                let ids: Vec<i64> = rows.select(organizations::id).load(conn)?;
                found.extend(ids.into_iter().map(|id| Scope::Organization(OrganizationId(id))));
            }
        }
    }
    match found[..] {
        [one] => Ok(one),
        [] => Err(says(
            format!("没有找到范围“{text}”。"),
            format!("Nothing is called \"{text}\" that the role {code} can be given for."),
        )),
        _ => Err(says(
            format!("有好几个“{text}”，请写代码或编号。"),
            format!("Several are called \"{text}\": write the code or number."),
        )),
    }
}

fn list(conn: &mut Conn) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let rows = store::list(conn, None, after.as_deref(), 200)?;
        for row in &rows {
            let roles = grants::of(conn, row.key())?;
            let mut told = Vec::new();
            for named in grants::named(conn, &roles)? {
                let code: &'static str = named.grant.role.into();
                told.push(named.scope_name.map_or_else(|| code.to_owned(), |place| format!("{code}（{place}）")));
            }
            let status: &'static str = row.status.0.into();
            let name = row.login_name.as_deref().unwrap_or_default();
            lines.push(format!("{name}\t{status}\t{}", told.join("，")));
        }
        after = rows.last().and_then(|row| row.login_name.clone());
        if rows.len() < 200 || after.is_none() {
            return Ok(lines);
        }
    }
}
