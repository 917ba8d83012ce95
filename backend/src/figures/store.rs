//! Indicators 指标, their values and water samples 水样 in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::figures::indicators::{ScopeType, ValueKind};
use shared::figures::{Qualifier, Unit};

use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::insert_all;
use crate::schema::{indicator_defs, indicator_values, water_samples};

/// A row of `indicator_defs`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = indicator_defs)]
pub struct DefRow {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub unit: Code<Unit>,
    pub sort_no: i32,
    pub is_public: bool,
    pub made_by_import: Option<i64>,
}

/// A row of `indicator_values`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = indicator_values, treat_none_as_null = true)]
pub struct ValueRow {
    pub id: i64,
    pub def_code: String,
    pub scope_type: Code<ScopeType>,
    pub area_id: Option<i64>,
    pub compound_id: Option<i64>,
    pub project_id: Option<i64>,
    pub period_start: Option<NaiveDate>,
    pub period_end: Option<NaiveDate>,
    pub period_words: Option<String>,
    pub value: i64,
    pub value_kind: Code<ValueKind>,
    pub qualifier: Code<Qualifier>,
    pub source: String,
    pub source_on: Option<NaiveDate>,
    pub link: Option<String>,
    pub note: Option<String>,
    pub superseded_by: Option<i64>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

impl ValueRow {
    /// A value of which nothing but its number and source is known; `scope` is the row it is of.
    pub fn new(
        id: i64,
        def_code: &str,
        (scope, of): (ScopeType, i64),
        (kind, value): (ValueKind, i64),
        source: &str,
        now: NaiveDateTime,
    ) -> Self {
        let of = |wanted| (scope == wanted).then_some(of);
        Self {
            id,
            def_code: def_code.to_owned(),
            scope_type: Code(scope),
            area_id: of(ScopeType::Area),
            compound_id: of(ScopeType::Compound),
            project_id: of(ScopeType::Project),
            period_start: None,
            period_end: None,
            period_words: None,
            value,
            value_kind: Code(kind),
            qualifier: Code(Qualifier::Exact),
            source: source.to_owned(),
            source_on: None,
            link: None,
            note: None,
            superseded_by: None,
            is_demo: false,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
        }
    }
}

/// A row of `water_samples`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = water_samples)]
pub struct SampleRow {
    pub id: i64,
    pub project_id: i64,
    pub sampled_at: NaiveDateTime,
    pub lab: Option<String>,
    pub transparency_cm: Option<f64>,
    pub do_mg_l: Option<f64>,
    pub orp_mv: Option<f64>,
    pub nh3n_mg_l: Option<f64>,
    pub standard_text: Option<String>,
    pub meets_standard: Option<bool>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// The catalogue of indicators in its own order.
///
/// # Errors
/// Those of the database.
pub fn defs(conn: &mut Conn) -> Result<Vec<DefRow>> {
    let all = indicator_defs::table.order((indicator_defs::sort_no, indicator_defs::code));
    Ok(all.select(DefRow::as_select()).load(conn)?)
}

/// The values that no later one corrects, in the order of their identifiers.
///
/// # Errors
/// Those of the database.
pub fn current(conn: &mut Conn) -> Result<Vec<ValueRow>> {
    let current = indicator_values::table.filter(indicator_values::superseded_by.is_null());
    Ok(current.order(indicator_values::id).select(ValueRow::as_select()).load(conn)?)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_defs(conn: &mut Conn, rows: &[DefRow]) -> Result<()> {
    insert_all!(conn, indicator_defs::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_values(conn: &mut Conn, rows: &[ValueRow]) -> Result<()> {
    insert_all!(conn, indicator_values::table, rows)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert_samples(conn: &mut Conn, rows: &[SampleRow]) -> Result<()> {
    insert_all!(conn, water_samples::table, rows)
}

/// Removes the indicators that an import made and that have no value any more.
///
/// # Errors
/// Those of the database.
pub fn forget_unused(conn: &mut Conn) -> Result<()> {
    let used = indicator_values::table.select(indicator_values::def_code);
    let unused = indicator_defs::table
        .filter(indicator_defs::made_by_import.is_not_null())
        .filter(indicator_defs::code.ne_all(used));
    diesel::delete(unused).execute(conn)?;
    Ok(())
}

/// Writes `row` over the one with its id, whose version it was read as plus one.
///
/// # Errors
/// 409 when somebody else wrote it meanwhile; those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &ValueRow) -> Result<()> {
    let read = indicator_values::table.find(row.id).filter(indicator_values::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? == 1 {
        return Ok(());
    }
    Err(Error::stale())
}
