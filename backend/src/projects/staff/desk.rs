//! A project on the desk of somebody at work: loaded, in scope, with his roles there. Whatever he does to it or to what
//! belongs to it starts here.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use shared::live::Topic;
use shared::people::Role;
use shared::permissions::{Action, Denied, Thing, may, roles_on};

use super::thing;
use crate::areas::tree::AreaTree;
use crate::auth::{SignedIn, denied};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::projects::store::ProjectRow;
use crate::schema::projects;
use crate::workflow::{Step, store};

/// The project, who acts on it, and when.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Who.
    pub caller: &'a SignedIn,
    /// The project as it is in the database.
    pub project: ProjectRow,
    /// The same as far as permission goes.
    pub thing: Thing,
    /// His roles whose grants reach it.
    pub roles: Vec<Role>,
    /// When.
    pub now: DateTime<Utc>,
    /// Today in Shanghai.
    pub today: NaiveDate,
}

impl<'a> Desk<'a> {
    /// The project `number`, where `caller` may read it as those at work do.
    ///
    /// # Errors
    /// 404 where there is none or it is out of scope; those of the database.
    pub fn by_number(conn: &mut Conn, caller: &'a SignedIn, number: &str, now: DateTime<Utc>) -> Result<Self> {
        let found = projects::table.filter(projects::number.eq(number.to_ascii_uppercase()));
        let row: Option<ProjectRow> = found.select(ProjectRow::as_select()).first(conn).optional()?;
        Self::of(conn, caller, row.ok_or_else(no_such_project)?, now)
    }

    /// The project with the key `id`.
    ///
    /// # Errors
    /// The same.
    pub fn by_id(conn: &mut Conn, caller: &'a SignedIn, id: i64, now: DateTime<Utc>) -> Result<Self> {
        let row: Option<ProjectRow> =
            projects::table.find(id).select(ProjectRow::as_select()).first(conn).optional()?;
        Self::of(conn, caller, row.ok_or_else(no_such_project)?, now)
    }

    fn of(conn: &mut Conn, caller: &'a SignedIn, project: ProjectRow, now: DateTime<Utc>) -> Result<Self> {
        let tree = AreaTree::load(conn)?;
        let thing = thing(conn, &project, &tree)?;
        may(Some(&caller.person), Action::ReadProject, &thing).map_err(denied)?;
        let roles = roles_on(&caller.person, &thing);
        Ok(Self { caller, project, thing, roles, now, today: shared::time::date_of(now) })
    }

    /// Whether he may do `action` to the project, or to what `submitted_by` submitted for it.
    pub fn may(&self, action: Action, submitted_by: Option<i64>) -> std::result::Result<Role, Denied> {
        let submitted_by = submitted_by.map(shared::id::UserId);
        let thing = Thing { submitted_by, ..self.thing.clone() };
        // He reads it: that it does not exist for him is no answer any more.
        let why = |denied| if denied == Denied::NotHere { Denied::NotYou } else { denied };
        may(Some(&self.caller.person), action, &thing).map(|role| role.unwrap_or(Role::Resident)).map_err(why)
    }

    /// Refuses what he may not.
    ///
    /// # Errors
    /// 403.
    pub fn must(&self, action: Action, submitted_by: Option<i64>) -> Result<Role> {
        self.may(action, submitted_by).map_err(denied)
    }

    /// What pages that are open are told when it changes.
    pub fn topic(&self) -> Topic {
        if self.project.is_published { Topic::Project(self.project.number.clone()) } else { Topic::Hidden }
    }

    /// Writes down what he did.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record(&self, conn: &mut Conn, step: Step<'_>) -> Result<()> {
        store::record(conn, self.caller, step, self.now)
    }
}

fn no_such_project() -> Error {
    denied(Denied::NotHere)
}
