//! Those who work in the invented town 示例人员: every grid, community and street has somebody, so that each order there has
//! an owner. Nobody knows their password, so none of them signs in; each is called by a duty and a place, and none by a name.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::accounts::NewGrant;
use shared::areas::AreaLevel;
use shared::id::{AreaId, OrganizationId, UserId};
use shared::people::{Role, Scope};

use crate::areas::store::AreaRow;
use crate::areas::tree::AreaTree;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{organizations, role_grants, users};
use crate::users::change::give;
use crate::users::store::{self, UserRow};
use crate::{passwords, secrets};

/// Days for which they have been working.
const SINCE_DAYS: u64 = 420;
/// Volunteers of a community.
const VOLUNTEERS: usize = 3;

/// When they began, and the hash of a password that nobody knows.
struct Contract {
    since: NaiveDate,
    begun: NaiveDateTime,
    hash: String,
}

/// Who works where, each as if signed in.
#[derive(Debug)]
pub(super) struct Staff {
    people: HashMap<i64, SignedIn>,
    /// Keys of the invented ones by role and area, or organisation.
    of: BTreeMap<(Role, i64), Vec<i64>>,
    /// Keys of the accounts that one can sign in with, by their role.
    accounts: HashMap<Role, i64>,
}

impl Staff {
    /// Puts them in, and counts in those that have an account.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn hire(conn: &mut Conn, tree: &AreaTree, now: DateTime<Utc>) -> Result<Self> {
        let today = shared::time::date_of(now);
        let since = today.checked_sub_days(Days::new(SINCE_DAYS)).unwrap_or(today);
        let mut staff = Self { people: HashMap::new(), of: BTreeMap::new(), accounts: HashMap::new() };
        let begun = (now - Duration::days(SINCE_DAYS.cast_signed())).naive_utc();
        let contract = Contract { since, begun, hash: passwords::hash(&secrets::random_text::<20>()?)? };
        for area in tree.rows().iter().filter(|row| row.is_demo) {
            let (role, duty, most) = match area.area_level.0 {
                AreaLevel::Grid => (Role::GridWorker, "网格员", 1),
                AreaLevel::Community => (Role::CommunityAdmin, "社区专干", 1),
                AreaLevel::Street => (Role::StreetOfficer, "街道干部", 1),
                AreaLevel::District => continue,
            };
            staff.add(conn, (role, duty, most), Scope::Area(AreaId(area.id)), &place(area), &contract)?;
            if area.area_level.0 == AreaLevel::Community {
                let helpers = (Role::Volunteer, "志愿者", VOLUNTEERS);
                staff.add(conn, helpers, Scope::Area(AreaId(area.id)), &place(area), &contract)?;
            }
        }
        let clients: Vec<(i64, String)> = organizations::table
            .filter(organizations::is_demo)
            .filter(organizations::org_type.eq("client"))
            .order(organizations::id)
            .select((organizations::id, organizations::name))
            .load(conn)?;
        for (id, name) in clients {
            let name = name.trim_start_matches("示例").to_owned();
            let manager = (Role::ProjectManager, "项目负责人", 1);
            staff.add(conn, manager, Scope::Organization(OrganizationId(id)), &name, &contract)?;
        }
        staff.count_in_accounts(conn, since)?;
        for (id, person) in &mut staff.people {
            let user = store::get(conn, UserId(*id))?;
            person.person = store::person(conn, &user, today)?;
        }
        Ok(staff)
    }

    fn add(
        &mut self,
        conn: &mut Conn,
        (role, duty, most): (Role, &str, usize),
        scope: Scope,
        place: &str,
        contract: &Contract,
    ) -> Result<()> {
        for n in 0..most {
            let which = if most > 1 { ["甲", "乙", "丙"].get(n).copied().unwrap_or_default() } else { "" };
            let code: &'static str = role.into();
            let login = format!("sample.{code}.{}", self.people.len() + 1);
            let user = UserRow {
                display_name: Some(format!("示例{duty}{which}（{place}）")),
                is_demo: true,
                ..UserRow::new(&login, contract.hash.clone(), contract.begun)
            };
            store::insert(conn, &user)?;
            let grant = NewGrant { role, scope, valid_from: Some(contract.since), valid_until: None };
            give(conn, user.key(), &grant, None, contract.since, contract.begun)?;
            self.of.entry((role, scope.id().unwrap_or(0))).or_default().push(user.id);
            self.people.insert(user.id, signed_in(user));
        }
        Ok(())
    }

    /// Those with an account have been there as long as the others.
    fn count_in_accounts(&mut self, conn: &mut Conn, since: NaiveDate) -> Result<()> {
        use role_grants as g;
        let known: Vec<UserRow> = users::table.filter(users::is_demo).select(UserRow::as_select()).load(conn)?;
        for user in known {
            // The accounts are called by their role.
            let Some(role) = user.login_name.as_deref().and_then(|name| name.parse::<Role>().ok()) else { continue };
            let own = g::table.filter(g::user_id.eq(user.id)).filter(g::role.eq(Code(role)));
            diesel::update(own.filter(g::valid_from.gt(since))).set(g::valid_from.eq(since)).execute(conn)?;
            self.accounts.insert(role, user.id);
            self.people.insert(user.id, signed_in(user));
        }
        Ok(())
    }

    /// The invented one with `role` for exactly this area or organisation; the `n`-th where there are several.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn at(&self, role: Role, place: i64, n: usize) -> Result<&SignedIn> {
        let all = self.of.get(&(role, place)).filter(|all| !all.is_empty());
        let id = all.map(|all| all[n % all.len()]);
        id.and_then(|id| self.people.get(&id)).ok_or_else(|| Error::internal(format!("no {role:?} at {place}")))
    }

    /// The account of the demonstration with `role`.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn account(&self, role: Role) -> Result<&SignedIn> {
        let id = self.accounts.get(&role);
        id.and_then(|id| self.people.get(id)).ok_or_else(|| Error::internal(format!("no account of {role:?}")))
    }
}

/// Where somebody works, without 示例.
fn place(area: &AreaRow) -> String {
    area.name.trim_start_matches("示例").to_owned()
}

/// As if he had come with a session.
fn signed_in(user: UserRow) -> SignedIn {
    let origin = Origin { actor: Some(user.key()), ..Origin::default() };
    let person = shared::people::Person { id: user.key(), grants: Vec::new() };
    SignedIn { ends_at: user.created_at.and_utc(), user, person, session: 0, idle: Duration::zero(), origin }
}
