//! Areas in the database.
#![allow(missing_docs, reason = "columns are described in the migrations and in `shared`")]

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::areas::{AreaKind, AreaLevel};

use crate::db::{Code, Conn};
use crate::error::Result;
use crate::insert_all;
use crate::schema::{area_accounts, areas};

/// A row of `areas`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = areas, treat_none_as_null = true)]
pub struct AreaRow {
    pub id: i64,
    pub parent_id: Option<i64>,
    pub area_level: Code<AreaLevel>,
    pub area_kind: Code<AreaKind>,
    pub code: Option<String>,
    pub name: String,
    pub sort_no: i32,
    pub households: Option<i32>,
    pub population: Option<i32>,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub boundary: Option<String>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// A row of `area_accounts`: what a published account says of an area.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = area_accounts)]
pub struct AccountRow {
    pub area_id: i64,
    pub reported_words: String,
    pub reported_on: NaiveDate,
    pub reported_source: String,
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_accounts(conn: &mut Conn, rows: &[AccountRow]) -> Result<()> {
    insert_all!(conn, area_accounts::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[AreaRow]) -> Result<()> {
    insert_all!(conn, areas::table, rows)
}

/// Writes `row` over the one with its id as it was at version `seen`; `false` when somebody was faster.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn change(conn: &mut Conn, row: &AreaRow, seen: i32) -> Result<bool> {
    let same = areas::table.filter(areas::id.eq(row.id)).filter(areas::version.eq(seen));
    Ok(diesel::update(same).set(row).execute(conn)? == 1)
}

/// Writes `row` over the one with its id.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &AreaRow) -> Result<()> {
    diesel::update(areas::table.find(row.id)).set(row).execute(conn)?;
    Ok(())
}
