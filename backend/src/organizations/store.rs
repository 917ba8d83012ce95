//! Organisations in the database.
#![allow(missing_docs, reason = "columns are described in the migrations and in `shared`")]

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::error::Result;
use crate::insert_all;
use crate::schema::organizations;

/// A row of `organizations`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = organizations, treat_none_as_null = true)]
pub struct OrganizationRow {
    pub id: i64,
    pub name: String,
    pub org_type: String,
    pub area_id: Option<i64>,
    pub public_phone: Option<String>,
    pub credit_code: Option<String>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[OrganizationRow]) -> Result<()> {
    insert_all!(conn, organizations::table, rows)
}
