//! Scopes 范围 as they are looked for when a role is given.

use serde::{Deserialize, Serialize};

use crate::people::Scope;

/// A scope that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeHit {
    /// The scope.
    pub scope: Scope,
    /// Its name; empty for everywhere.
    pub name: String,
    /// Where it lies.
    pub place: Option<String>,
}
