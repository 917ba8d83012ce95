//! Accounts as one who looks after them sees them: only those in his reach, with what he may do to each.

use chrono::{DateTime, NaiveDate, Utc};
use shared::accounts::{UserEvent, UserStatus, UserSummary};
use shared::page::Page;
use shared::people::{Person, Role, Scope};
use shared::permissions::{Action, Denied, Thing, may, may_grant_to, may_manage};

use super::grants::{self, GrantRow};
use super::store::{self, UserRow};
use crate::areas::tree::AreaTree;
use crate::auth::denied;
use crate::db::Conn;
use crate::error::Result;
use crate::secrets::Secrets;
use crate::sessions::attempts;

/// Accounts that are read at once; those out of reach are passed over.
const BATCH: i64 = 200;

/// Who looks, and when.
pub struct Viewer<'a> {
    person: &'a Person,
    secrets: &'a Secrets,
    now: DateTime<Utc>,
    today: NaiveDate,
    /// The tree of areas.
    pub(super) tree: AreaTree,
}

impl<'a> Viewer<'a> {
    /// `person` at `now`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn new(
        conn: &mut Conn,
        person: &'a Person,
        secrets: &'a Secrets,
        now: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<Self> {
        Ok(Self { person, secrets, now, today, tree: AreaTree::load(conn)? })
    }

    /// The account as `person` sees it, and where it lies.
    ///
    /// # Errors
    /// Those of the database.
    pub fn summary(&self, conn: &mut Conn, user: &UserRow) -> Result<(UserSummary, Thing)> {
        let rows = grants::of(conn, user.key())?;
        let places = self.places(conn, &rows)?;
        let name = user.login_name.clone().unwrap_or_default();
        let locked_until = attempts::lock_of(conn, self.secrets, &name, self.now)?;
        let is_managed = may_manage(self.person, user.key(), &roles(&rows), &places).is_ok();
        let is_granted = may_grant_to(self.person, user.key(), &places).is_ok();
        let may_grant = |role: &Role| {
            Action::to_grant(*role).is_some_and(|action| may(Some(self.person), action, &Thing::default()).is_ok())
        };
        let grantable = Role::GRANTABLE.into_iter().filter(|role| is_granted && may_grant(role)).collect();
        let summary = UserSummary {
            id: user.key(),
            login_name: name,
            display_name: user.display_name.clone(),
            phone_mask: user.phone_mask.clone(),
            status: user.status.0,
            locked_until,
            must_change_password: user.must_change_password,
            last_login_at: user.last_login_at.map(|at| at.and_utc()),
            is_demo: user.is_demo,
            grants: grants::named(conn, &rows)?,
            version: user.version,
            allowed_events: if is_managed { events(user, locked_until.is_some()) } else { Vec::new() },
            grantable_roles: grantable,
        };
        Ok((summary, union(places)))
    }

    /// Whether `person` looks after `user`, and by which role.
    ///
    /// # Errors
    /// 403 or 404, and those of the database.
    pub fn may_manage(&self, conn: &mut Conn, user: &UserRow) -> Result<Role> {
        let rows = grants::of(conn, user.key())?;
        let places = self.places(conn, &rows)?;
        may_manage(self.person, user.key(), &roles(&rows), &places).map_err(denied)
    }

    /// Whether `person` may give roles to `user` or take them; which, [`Self::may_grant`] says.
    ///
    /// # Errors
    /// 403 or 404, and those of the database.
    pub fn may_grant_to(&self, conn: &mut Conn, user: &UserRow) -> Result<()> {
        let rows = grants::of(conn, user.key())?;
        let places = self.places(conn, &rows)?;
        may_grant_to(self.person, user.key(), &places).map_err(denied)
    }

    /// Whether `person` may give or take `role` in `scope`, and by which role.
    ///
    /// # Errors
    /// 403 or 404, and those of the database.
    pub fn may_grant(&self, conn: &mut Conn, role: Role, scope: Scope) -> Result<Role> {
        let place = grants::place(conn, &self.tree, scope)?;
        // What is not there and what lies elsewhere look alike.
        if scope != Scope::All && place == Thing::default() {
            return Err(denied(Denied::NotHere));
        }
        let action = Action::to_grant(role).unwrap_or(Action::GrantOfficeRole);
        may(Some(self.person), action, &place).map(|role| role.unwrap_or(Role::Resident)).map_err(denied)
    }

    /// The places of the grants, one each.
    fn places(&self, conn: &mut Conn, rows: &[GrantRow]) -> Result<Vec<Thing>> {
        rows.iter().map(|row| grants::place(conn, &self.tree, row.grant()?.scope)).collect()
    }

    /// The day for which roles count.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Whether `person` may see what lies in `place`.
    pub fn reads(&self, place: &Thing) -> bool {
        may(Some(self.person), Action::ReadUsers, place).is_ok()
    }
}

/// All the places as one: who reads one of them reads the account. Who has none lies nowhere.
fn union(places: Vec<Thing>) -> Thing {
    let mut all = Thing::default();
    for one in places {
        all.areas.extend(one.areas);
        all.organizations.extend(one.organizations);
        all.project = all.project.or(one.project);
    }
    all
}

fn roles(rows: &[GrantRow]) -> Vec<Role> {
    rows.iter().map(|row| row.role.0).collect()
}

fn events(user: &UserRow, is_locked: bool) -> Vec<UserEvent> {
    let all = [
        (UserEvent::Disable, user.status.0 == UserStatus::Active),
        (UserEvent::Enable, user.status.0 == UserStatus::Disabled),
        (UserEvent::Release, is_locked),
        (UserEvent::ResetPassword, user.status.0 == UserStatus::Active),
        (UserEvent::EndSessions, user.status.0 == UserStatus::Active),
    ];
    all.into_iter().filter(|(_, fits)| *fits).map(|(event, _)| event).collect()
}

/// A page of the accounts that `viewer` may see, with the words `q` in their names and the role `role`.
///
/// # Errors
/// Those of the database.
pub fn page(
    conn: &mut Conn,
    viewer: &Viewer<'_>,
    q: Option<&str>,
    role: Option<Role>,
    after: Option<String>,
    limit: usize,
) -> Result<Page<UserSummary>> {
    let (mut items, mut after) = (Vec::new(), after);
    loop {
        let rows = store::list(conn, q, after.as_deref(), BATCH)?;
        let is_last = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        for row in &rows {
            let (summary, place) = viewer.summary(conn, row)?;
            let fits = role.is_none_or(|role| summary.grants.iter().any(|g| g.grant.role == role));
            if !fits || !viewer.reads(&place) {
                continue;
            }
            if items.len() == limit {
                let next = items.last().map(|last: &UserSummary| last.login_name.clone());
                return Ok(Page { items, next });
            }
            items.push(summary);
        }
        after = rows.last().and_then(|row| row.login_name.clone());
        if is_last || after.is_none() {
            return Ok(Page { items, next: None });
        }
    }
}
