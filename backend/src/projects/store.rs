//! Projects 项目 and what belongs to them in the database.
#![allow(missing_docs, reason = "columns are described in the migrations and in `shared`")]

use actix_web::http::StatusCode;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::error::{ApiError, ErrorCode};
use shared::money::Currency;
use shared::projects::ProjectStatus;
use shared::work_items::WorkItemStatus;

use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::insert_all;
use crate::schema::{project_buildings, project_compounds, project_members, project_work_items, projects};

/// A row of `projects`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = projects, treat_none_as_null = true)]
pub struct ProjectRow {
    pub id: i64,
    pub number: String,
    pub kind_code: String,
    pub name: String,
    pub plan_year: Option<i16>,
    pub area_id: i64,
    pub client_org_id: Option<i64>,
    pub status: Option<Code<ProjectStatus>>,
    pub status_since: Option<NaiveDate>,
    pub status_reason: Option<String>,
    pub resume_expected_on: Option<NaiveDate>,
    pub days_suspended: i32,
    pub geometry: Option<String>,
    pub coord_origin: Option<String>,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub summary: Option<String>,
    pub approval_no: Option<String>,
    pub approval_date: Option<NaiveDate>,
    pub currency: Code<Currency>,
    pub total_investment_fen: Option<i64>,
    pub contract_fen: Option<i64>,
    pub final_account_fen: Option<i64>,
    pub planned_start: Option<NaiveDate>,
    pub planned_finish: Option<NaiveDate>,
    pub actual_start: Option<NaiveDate>,
    pub actual_finish: Option<NaiveDate>,
    pub accepted_on: Option<NaiveDate>,
    pub benefit_households: Option<i32>,
    pub benefit_people: Option<i32>,
    pub works_progress_bp: Option<i32>,
    pub is_published: bool,
    pub published_at: Option<NaiveDateTime>,
    pub is_showcase: bool,
    pub complaint_phone: Option<String>,
    pub source_note: Option<String>,
    pub reported_words: Option<String>,
    pub reported_on: Option<NaiveDate>,
    pub reported_source: Option<String>,
    pub import_key: Option<String>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
    /// Absent in what earlier programs wrote down of a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publicity_until: Option<NaiveDate>,
}

impl ProjectRow {
    /// A project of which nothing but its kind, name and place is known; not public. It still needs a status or the words
    /// of an account, and a number.
    pub fn blank(id: i64, kind_code: &str, name: &str, area_id: i64, now: NaiveDateTime) -> Self {
        Self {
            id,
            number: String::new(),
            kind_code: kind_code.to_owned(),
            name: name.to_owned(),
            plan_year: None,
            area_id,
            client_org_id: None,
            status: None,
            status_since: None,
            status_reason: None,
            resume_expected_on: None,
            days_suspended: 0,
            geometry: None,
            coord_origin: None,
            lng: None,
            lat: None,
            summary: None,
            approval_no: None,
            approval_date: None,
            currency: Code(Currency::Cny),
            total_investment_fen: None,
            contract_fen: None,
            final_account_fen: None,
            planned_start: None,
            planned_finish: None,
            actual_start: None,
            actual_finish: None,
            accepted_on: None,
            benefit_households: None,
            benefit_people: None,
            works_progress_bp: None,
            is_published: false,
            published_at: None,
            is_showcase: false,
            complaint_phone: None,
            source_note: None,
            reported_words: None,
            reported_on: None,
            reported_source: None,
            import_key: None,
            is_demo: false,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
            publicity_until: None,
        }
    }
}

/// A row of `project_compounds`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = project_compounds, treat_none_as_null = true)]
pub struct TreatedRow {
    pub project_id: i64,
    pub compound_id: i64,
    pub building_count: Option<i32>,
    pub household_count: Option<i32>,
    pub floor_area_m2: Option<i64>,
}

/// A row of `project_buildings`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = project_buildings, treat_none_as_null = true)]
pub struct TreatedBuildingRow {
    pub project_id: i64,
    pub building_id: i64,
}

/// A row of `project_members`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = project_members, treat_none_as_null = true)]
pub struct MemberRow {
    pub id: i64,
    pub project_id: i64,
    pub org_id: i64,
    pub member_type: String,
    pub duty_phone: Option<String>,
    pub shown_publicly: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// A row of `project_work_items`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = project_work_items, treat_none_as_null = true)]
pub struct PromisedRow {
    pub id: i64,
    pub project_id: i64,
    pub item_code: String,
    pub quantity_planned: Option<i64>,
    pub quantity_done: Option<i64>,
    pub budget_fen: Option<i64>,
    pub status: Code<WorkItemStatus>,
    pub votes_for: i32,
    pub drop_reason: Option<String>,
    pub warranty_until: Option<NaiveDate>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[ProjectRow]) -> Result<()> {
    insert_all!(conn, projects::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_compounds(conn: &mut Conn, rows: &[TreatedRow]) -> Result<()> {
    insert_all!(conn, project_compounds::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_buildings(conn: &mut Conn, rows: &[TreatedBuildingRow]) -> Result<()> {
    insert_all!(conn, project_buildings::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_members(conn: &mut Conn, rows: &[MemberRow]) -> Result<()> {
    insert_all!(conn, project_members::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_work_items(conn: &mut Conn, rows: &[PromisedRow]) -> Result<()> {
    insert_all!(conn, project_work_items::table, rows)
}

/// Writes `row` over the one with its id, whose version it was read as plus one.
///
/// # Errors
/// 409 when somebody else wrote it meanwhile; those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &ProjectRow) -> Result<()> {
    let read = projects::table.find(row.id).filter(projects::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? == 1 {
        return Ok(());
    }
    let number = &row.number;
    Err(Error::Api(
        StatusCode::CONFLICT,
        ApiError::new(
            ErrorCode::NotAllowedNow,
            &format!("项目 {number} 刚被别人改过，这次没有改动任何数据，请再做一次。"),
            &format!("Project {number} was changed by somebody else just now; nothing was changed, try again."),
        ),
    ))
}
