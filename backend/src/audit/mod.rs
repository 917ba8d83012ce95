//! The audit record 审计: rows appended by the transaction they tell of, sealed in batches, verified by anybody who may.

pub mod routes;
pub mod seal;
pub mod store;
pub mod verify;

use chrono::NaiveDateTime;
use shared::audit::{AuditAction, AuditResult};
use shared::id::UserId;
use shared::people::Role;

use crate::clock::Clock;
use crate::db::Conn;
use crate::error::Result;

/// Who or what acts, by which way, from where.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Who is signed in.
    pub actor: Option<UserId>,
    /// How it came.
    pub via: Via,
    /// Network address.
    pub address: Option<String>,
    /// The request, as the log calls it.
    pub request_id: Option<String>,
}

/// How an act came to the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Via {
    /// By HTTP.
    #[default]
    Web,
    /// By the command line.
    Command,
    /// By the program itself.
    System,
}

impl Origin {
    /// The command line.
    pub fn command() -> Self {
        Self { via: Via::Command, ..Self::default() }
    }
}

/// A row to be.
#[derive(Clone, Debug)]
pub struct Entry {
    origin: Origin,
    role: Option<Role>,
    action: AuditAction,
    object: String,
    object_id: Option<String>,
    result: AuditResult,
    changes: Option<String>,
}

impl Entry {
    /// `action` was done from `origin` in the role `role`.
    pub fn new(origin: &Origin, role: Option<Role>, action: AuditAction) -> Self {
        Self {
            origin: origin.clone(),
            role,
            action,
            object: String::new(),
            object_id: None,
            result: AuditResult::Ok,
            changes: None,
        }
    }

    /// To the thing `id` of the kind `object`.
    pub fn on(self, object: &str, id: impl ToString) -> Self {
        Self { object: object.to_owned(), object_id: Some(id.to_string()), ..self }
    }

    /// It was refused.
    pub fn denied(self) -> Self {
        Self { result: AuditResult::Denied, ..self }
    }

    /// What changed: old → new, and of personal values only that they did.
    pub fn changed(self, changes: impl Into<String>) -> Self {
        Self { changes: Some(changes.into()), ..self }
    }

    /// Appends it, in the transaction of what it tells of.
    ///
    /// # Errors
    /// Those of the database.
    pub fn write(self, conn: &mut Conn, clock: &dyn Clock) -> Result<()> {
        self.write_at(conn, clock.now().naive_utc())
    }

    /// The same at the moment `at`, UTC.
    ///
    /// # Errors
    /// Those of the database.
    pub fn write_at(self, conn: &mut Conn, at: NaiveDateTime) -> Result<()> {
        store::insert(conn, self, at)
    }
}
