//! Compounds 小区 and buildings 楼栋 in the database.
#![allow(missing_docs, reason = "columns are described in the migrations and in `shared`")]

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::error::Result;
use crate::insert_all;
use crate::schema::{buildings, compounds};

/// A row of `compounds`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = compounds, treat_none_as_null = true)]
pub struct CompoundRow {
    pub id: i64,
    pub area_id: i64,
    pub name: String,
    pub alias: Option<String>,
    pub address: Option<String>,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub coord_origin: Option<String>,
    pub outline: Option<String>,
    pub built_year_from: Option<i16>,
    pub built_year_to: Option<i16>,
    pub building_count: Option<i32>,
    pub household_count: Option<i32>,
    pub floor_area_m2: Option<i64>,
    pub land_area_m2: Option<i64>,
    pub ownership: Option<String>,
    pub former_owner_org_id: Option<i64>,
    pub management_mode: Option<String>,
    pub has_owners_committee: Option<bool>,
    pub condition_summary: Option<String>,
    pub reported_words: Option<String>,
    pub reported_on: Option<NaiveDate>,
    pub reported_source: Option<String>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

impl CompoundRow {
    /// A compound of which nothing but its name and place is known.
    pub fn blank(id: i64, name: &str, area_id: i64, now: NaiveDateTime) -> Self {
        Self {
            id,
            area_id,
            name: name.to_owned(),
            alias: None,
            address: None,
            lng: None,
            lat: None,
            coord_origin: None,
            outline: None,
            built_year_from: None,
            built_year_to: None,
            building_count: None,
            household_count: None,
            floor_area_m2: None,
            land_area_m2: None,
            ownership: None,
            former_owner_org_id: None,
            management_mode: None,
            has_owners_committee: None,
            condition_summary: None,
            reported_words: None,
            reported_on: None,
            reported_source: None,
            is_demo: false,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
        }
    }
}

/// A row of `buildings`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = buildings, treat_none_as_null = true)]
pub struct BuildingRow {
    pub id: i64,
    pub compound_id: i64,
    pub label: String,
    pub seq: i16,
    pub built_year: Option<i16>,
    pub floors: Option<i16>,
    pub units: Option<i16>,
    pub household_count: Option<i32>,
    pub floor_area_m2: Option<i64>,
    pub structure: Option<String>,
    pub has_lift: Option<bool>,
    pub facade_state: Option<String>,
    pub roof_state: Option<String>,
    pub pipe_state: Option<String>,
    pub wire_state: Option<String>,
    pub fire_state: Option<String>,
    pub danger_grade: String,
    pub graded_on: Option<NaiveDate>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[CompoundRow]) -> Result<()> {
    insert_all!(conn, compounds::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_buildings(conn: &mut Conn, rows: &[BuildingRow]) -> Result<()> {
    insert_all!(conn, buildings::table, rows)
}

/// Writes `row` over the one with its id.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &CompoundRow) -> Result<()> {
    diesel::update(compounds::table.find(row.id)).set(row).execute(conn)?;
    Ok(())
}
