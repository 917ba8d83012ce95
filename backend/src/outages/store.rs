//! Outage notices in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::id::{CompoundId, OutageId};
use shared::outages::{NamedRef, Outage, OutageKind, is_short_notice, standing};
use shared::published::ItemStatus;

use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::insert_all;
use crate::schema::{outage_buildings, outage_notices as o};

/// Values in one query.
const BATCH: usize = 500;

/// A row of `outage_notices`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = o, treat_none_as_null = true)]
pub struct OutageRow {
    pub id: i64,
    pub kind: Code<OutageKind>,
    pub compound_id: i64,
    pub project_id: Option<i64>,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub actual_end: Option<NaiveDateTime>,
    pub reason: String,
    pub alternative: Option<String>,
    pub phone: Option<String>,
    pub source: String,
    pub emergency: Option<String>,
    pub status: Code<ItemStatus>,
    pub published_at: Option<NaiveDateTime>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// A row of `outage_buildings`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = outage_buildings)]
struct BuildingRow {
    outage_id: i64,
    seq: i16,
    label: String,
}

/// A notice with the buildings that it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub row: OutageRow,
    pub buildings: Vec<String>,
}

/// Published notices that are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Only this one.
    pub id: Option<i64>,
    /// Only of this compound.
    pub compound: Option<i64>,
    /// Only those that touch the time from the first to before the second moment at a third, which is now; what overran
    /// and is not over touches every time from its beginning until today.
    pub time: Option<[DateTime<Utc>; 3]>,
}

/// The published notices that are asked for, by start and identifier.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, wanted: Wanted) -> Result<Vec<Notice>> {
    let status = Code(ItemStatus::Published);
    let mut rows = o::table.filter(o::status.eq(status)).select(OutageRow::as_select()).into_boxed();
    if let Some(id) = wanted.id {
        rows = rows.filter(o::id.eq(id));
    }
    if let Some(compound) = wanted.compound {
        rows = rows.filter(o::compound_id.eq(compound));
    }
    if let Some([from, to, now]) = wanted.time.map(|t| t.map(|at| at.naive_utc())) {
        let touches = o::starts_at.lt(to).and(
            (o::actual_end.is_null().and(o::ends_at.gt(from)))
                .or(o::actual_end.is_not_null().and(o::actual_end.assume_not_null().gt(from))),
        );
        let overran = o::actual_end.is_null().and(o::ends_at.le(now)).and(o::starts_at.lt(to));
        // How long it goes on, nobody knows today.
        rows = if from <= now { rows.filter(touches.or(overran)) } else { rows.filter(touches) };
    }
    let rows: Vec<OutageRow> = rows.order((o::starts_at, o::id)).load(conn)?;
    with_buildings(conn, rows)
}

/// The published notice `id` as it stands at `now`.
///
/// # Errors
/// 404 where the public may not know it; those of the database.
pub fn get(conn: &mut Conn, catalog: &Catalog, id: OutageId, now: DateTime<Utc>) -> Result<Outage> {
    let found = published(conn, Wanted { id: Some(id.0), ..Wanted::default() })?.into_iter().next();
    found.and_then(|notice| notice.shown(catalog, now)).ok_or_else(Error::not_found)
}

/// The notices `ids`, whatever their state.
///
/// # Errors
/// Those of the database.
pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Notice>> {
    let rows = o::table.filter(o::id.eq_any(ids)).order(o::id).select(OutageRow::as_select()).load(conn)?;
    with_buildings(conn, rows)
}

/// The notices of these compounds, whatever their state.
///
/// # Errors
/// Those of the database.
pub fn of_compounds(conn: &mut Conn, compounds: &[i64]) -> Result<Vec<Notice>> {
    let mut all = Vec::new();
    for batch in compounds.chunks(BATCH) {
        let rows = o::table.filter(o::compound_id.eq_any(batch)).order(o::id).select(OutageRow::as_select());
        all.extend(rows.load::<OutageRow>(conn)?);
    }
    with_buildings(conn, all)
}

/// `rows` with the buildings that they name.
///
/// # Errors
/// Those of the database.
pub fn with_buildings(conn: &mut Conn, rows: Vec<OutageRow>) -> Result<Vec<Notice>> {
    let ids: Vec<i64> = rows.iter().map(|r| r.id).collect();
    let mut labels: HashMap<i64, Vec<String>> = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let of = outage_buildings::table.filter(outage_buildings::outage_id.eq_any(batch));
        let of = of.order((outage_buildings::outage_id, outage_buildings::seq)).select(BuildingRow::as_select());
        for row in of.load::<BuildingRow>(conn)? {
            labels.entry(row.outage_id).or_default().push(row.label);
        }
    }
    let notice = |row: OutageRow| Notice { buildings: labels.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(notice).collect())
}

/// Puts `notices` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, notices: &[Notice]) -> Result<()> {
    let rows: Vec<OutageRow> = notices.iter().map(|n| n.row.clone()).collect();
    insert_rows(conn, &rows)?;
    insert_buildings(conn, notices)
}

fn insert_rows(conn: &mut Conn, rows: &[OutageRow]) -> Result<()> {
    insert_all!(conn, o::table, rows)
}

fn insert_buildings(conn: &mut Conn, notices: &[Notice]) -> Result<()> {
    let mut rows = Vec::new();
    for notice in notices {
        for (label, seq) in notice.buildings.iter().zip(1..) {
            rows.push(BuildingRow { outage_id: notice.row.id, seq, label: label.clone() });
        }
    }
    insert_all!(conn, outage_buildings::table, rows)
}

/// Writes `notice` over the one with its id, which the caller has read in this transaction.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn update(conn: &mut Conn, notice: &Notice) -> Result<()> {
    let row = &notice.row;
    let read = o::table.find(row.id).filter(o::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? != 1 {
        return Err(Error::stale());
    }
    delete_buildings(conn, &[row.id])?;
    insert_buildings(conn, std::slice::from_ref(notice))
}

/// Takes the notices `ids` out.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
    delete_buildings(conn, ids)?;
    diesel::delete(o::table.filter(o::id.eq_any(ids))).execute(conn)?;
    Ok(())
}

fn delete_buildings(conn: &mut Conn, ids: &[i64]) -> Result<()> {
    diesel::delete(outage_buildings::table.filter(outage_buildings::outage_id.eq_any(ids))).execute(conn)?;
    Ok(())
}

impl Notice {
    /// What the public reads of it at `now`; `None` where it may not know it or its compound.
    pub fn shown(self, catalog: &Catalog, now: DateTime<Utc>) -> Option<Outage> {
        let row = self.row;
        let compound = &catalog.compound(row.compound_id)?.summary;
        let published_at = row.published_at.filter(|_| row.status.0 == ItemStatus::Published)?.and_utc();
        let (starts_at, ends_at) = (row.starts_at.and_utc(), row.ends_at.and_utc());
        let actual_end = row.actual_end.map(|t| t.and_utc());
        let project = row.project_id.and_then(|id| catalog.project_by_id(id));
        Some(Outage {
            id: OutageId(row.id),
            kind: row.kind.0,
            compound: NamedRef { id: CompoundId(row.compound_id).to_string(), name: compound.name.clone() },
            areas: compound.areas.clone(),
            buildings: self.buildings,
            project: project.map(|p| NamedRef { id: p.summary.number.clone(), name: p.summary.name.clone() }),
            starts_at,
            ends_at,
            actual_end,
            standing: standing((starts_at, ends_at), actual_end, now),
            reason: row.reason,
            alternative: row.alternative,
            phone: row.phone,
            source: row.source,
            published_at,
            changed_at: (row.version > 1).then(|| row.updated_at.and_utc()),
            is_short_notice: is_short_notice(published_at, starts_at),
            emergency: row.emergency,
            is_demo: row.is_demo,
        })
    }
}
