//! Milestones 节点, their reports and plan changes in the database.
#![allow(missing_docs, reason = "columns are described in the migrations and in `shared`")]

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use shared::milestones::MilestoneStatus;
use shared::plan_changes::PlanChangeStatus;
use shared::progress_reports::ReportReview;

use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::insert_all;
use crate::schema::{milestones, plan_changes, progress_reports};

/// A row of `milestones`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = milestones, treat_none_as_null = true)]
pub struct MilestoneRow {
    pub id: i64,
    pub project_id: i64,
    pub code: String,
    pub zh: String,
    pub en: String,
    pub seq: i16,
    pub weight_bp: i32,
    pub is_physical: bool,
    pub baseline_start: Option<NaiveDate>,
    pub baseline_finish: Option<NaiveDate>,
    pub planned_start: Option<NaiveDate>,
    pub planned_finish: Option<NaiveDate>,
    pub actual_start: Option<NaiveDate>,
    pub actual_finish: Option<NaiveDate>,
    pub progress_bp: i32,
    pub status: Code<MilestoneStatus>,
    pub reason: Option<String>,
    pub building_id: Option<i64>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// A row of `progress_reports`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = progress_reports, treat_none_as_null = true)]
pub struct ReportRow {
    pub id: i64,
    pub project_id: i64,
    pub milestone_id: i64,
    pub reported_on: NaiveDate,
    pub progress_bp: i32,
    pub quantity_done: Option<i64>,
    pub note: Option<String>,
    pub issue: Option<String>,
    pub weather_stop: bool,
    pub review: Code<ReportReview>,
    pub reviewer_id: Option<i64>,
    pub reviewed_at: Option<NaiveDateTime>,
    pub correction_reason: Option<String>,
    pub client_token: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
    pub review_reason: Option<String>,
}

/// A row of `plan_changes`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plan_changes, treat_none_as_null = true)]
pub struct PlanChangeRow {
    pub id: i64,
    pub project_id: i64,
    pub field: String,
    pub old_value: Option<String>,
    pub new_value: Option<String>,
    pub reason: String,
    pub asked_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub asked_by: Option<i64>,
    pub decided_by: Option<i64>,
    pub status: Code<PlanChangeStatus>,
    pub is_public: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
    pub milestone_id: Option<i64>,
    pub decision_reason: Option<String>,
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[MilestoneRow]) -> Result<()> {
    insert_all!(conn, milestones::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_progress_reports(conn: &mut Conn, rows: &[ReportRow]) -> Result<()> {
    insert_all!(conn, progress_reports::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_plan_changes(conn: &mut Conn, rows: &[PlanChangeRow]) -> Result<()> {
    insert_all!(conn, plan_changes::table, rows)
}

/// The milestone with the key `id`.
///
/// # Errors
/// 404; those of the database.
pub fn get(conn: &mut Conn, id: i64) -> Result<MilestoneRow> {
    Ok(milestones::table.find(id).select(MilestoneRow::as_select()).first(conn)?)
}

/// The milestones of a project in the order of works.
///
/// # Errors
/// Those of the database.
pub fn of_project(conn: &mut Conn, project: i64) -> Result<Vec<MilestoneRow>> {
    let rows = milestones::table.filter(milestones::project_id.eq(project));
    Ok(rows.order((milestones::seq, milestones::id)).select(MilestoneRow::as_select()).load(conn)?)
}

/// Writes `row` over the one with its id, whose version it was read as plus one.
///
/// # Errors
/// 409 when somebody else wrote it meanwhile; those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &MilestoneRow) -> Result<()> {
    let read = milestones::table.find(row.id).filter(milestones::version.eq(row.version - 1));
    hit(diesel::update(read).set(row).execute(conn)?)
}

/// The report with the key `id`.
///
/// # Errors
/// 404; those of the database.
pub fn report(conn: &mut Conn, id: i64) -> Result<ReportRow> {
    Ok(progress_reports::table.find(id).select(ReportRow::as_select()).first(conn)?)
}

/// As [`update`], of a report.
///
/// # Errors
/// The same.
pub fn update_report(conn: &mut Conn, row: &ReportRow) -> Result<()> {
    let read = progress_reports::table.find(row.id).filter(progress_reports::version.eq(row.version - 1));
    hit(diesel::update(read).set(row).execute(conn)?)
}

/// The change of plan with the key `id`.
///
/// # Errors
/// 404; those of the database.
pub fn plan_change(conn: &mut Conn, id: i64) -> Result<PlanChangeRow> {
    Ok(plan_changes::table.find(id).select(PlanChangeRow::as_select()).first(conn)?)
}

/// As [`update`], of a change of plan.
///
/// # Errors
/// The same.
pub fn update_plan_change(conn: &mut Conn, row: &PlanChangeRow) -> Result<()> {
    let read = plan_changes::table.find(row.id).filter(plan_changes::version.eq(row.version - 1));
    hit(diesel::update(read).set(row).execute(conn)?)
}

fn hit(rows: usize) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::stale()) }
}
