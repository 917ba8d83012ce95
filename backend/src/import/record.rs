//! The record of an import 导入记录: who brought in which file, and what each thing was before.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use shared::audit::AuditAction;

use super::source::{Source, hexadecimal};
use super::{Caller, Job, Report, What};
use crate::areas::store::AreaRow;
use crate::audit::{Entry, Origin};
use crate::compounds::store::CompoundRow;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::figures::store::ValueRow;
use crate::media::store::MediaRow;
use crate::notices::store::NoticeRow;
use crate::organizations::store::OrganizationRow;
use crate::outages::store::{Notice as Outage, OutageRow};
use crate::schema::{import_rows, imports};
use crate::{ids, insert_all};

/// A row of `imports`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
#[allow(missing_docs, reason = "columns are described in the migration")]
pub struct ImportRow {
    pub id: i64,
    pub what: String,
    pub imported_by: String,
    pub file_name: String,
    pub sha256: String,
    pub row_count: i32,
    pub new_count: i32,
    pub changed_count: i32,
    pub imported_at: NaiveDateTime,
    pub undone_by: Option<String>,
    pub undone_at: Option<NaiveDateTime>,
}

/// A row of `import_rows`: a thing that an import made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows)]
pub(super) struct TouchedRow {
    pub(super) import_id: i64,
    pub(super) noun: String,
    pub(super) row_id: i64,
    pub(super) before_state: Option<String>,
    pub(super) left_sha256: String,
}

/// What an import can make or change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Noun {
    Area,
    Organization,
    Compound,
    Project,
    Media,
    Outage,
    Notice,
    Figure,
}

/// A thing with its state, of which a digest is kept. When it was written and how often does not count: what was
/// changed and changed back is as it was.
pub(super) trait State: Serialize + Clone {
    const NOUN: Noun;
    fn id(&self) -> i64;
    /// The same state as if it had never been written.
    fn timeless(self) -> Self;
}

macro_rules! state {
    ($row:ty, $noun:expr) => {
        impl State for $row {
            const NOUN: Noun = $noun;
            fn id(&self) -> i64 {
                self.id
            }
            fn timeless(self) -> Self {
                Self { version: 0, updated_at: NaiveDateTime::default(), ..self }
            }
        }
    };
}
state!(AreaRow, Noun::Area);
state!(OrganizationRow, Noun::Organization);
state!(CompoundRow, Noun::Compound);
state!(MediaRow, Noun::Media);
state!(NoticeRow, Noun::Notice);

impl State for Outage {
    const NOUN: Noun = Noun::Outage;
    fn id(&self) -> i64 {
        self.row.id
    }
    fn timeless(self) -> Self {
        let row = OutageRow { version: 0, updated_at: NaiveDateTime::default(), ..self.row };
        Self { row, ..self }
    }
}
state!(ValueRow, Noun::Figure);

/// The digest of a state.
pub(super) fn digest<T: State>(state: &T) -> Result<String> {
    let json = serde_json::to_vec(&state.clone().timeless()).map_err(Error::internal)?;
    Ok(hexadecimal(&Sha256::digest(json)))
}

/// An import that is being written.
pub(super) struct Record {
    pub(super) id: i64,
    caller: Option<Caller>,
}

impl Record {
    /// Begins the record; it is whole when it is finished.
    pub(super) fn begin(conn: &mut Conn, what: What, job: &Job<'_>, source: &Source<'_>) -> Result<Self> {
        let row = ImportRow {
            id: ids::next(),
            what: <&str>::from(what).to_owned(),
            imported_by: job.options.by.clone(),
            file_name: job.options.file_name.clone(),
            sha256: source.sha256.clone(),
            row_count: 0,
            new_count: 0,
            changed_count: 0,
            imported_at: job.now,
            undone_by: None,
            undone_at: None,
        };
        diesel::insert_into(imports::table).values(&row).execute(conn)?;
        Ok(Self { id: row.id, caller: job.options.caller.clone() })
    }

    /// Notes things as they were left that were not there before.
    pub(super) fn made<T: State>(&self, conn: &mut Conn, things: &[T]) -> Result<()> {
        let rows = things.iter().map(|thing| self.row(thing, None)).collect::<Result<Vec<_>>>()?;
        self.insert(conn, &rows)
    }

    /// Notes things as they were and as they were left.
    pub(super) fn changed<T: State>(&self, conn: &mut Conn, things: &[(T, T)]) -> Result<()> {
        let mut rows = Vec::with_capacity(things.len());
        for (before, left) in things {
            let row = self.row(left, Some(serde_json::to_string(before).map_err(Error::internal)?))?;
            // What this import made or changed before keeps what it was then.
            let known = import_rows::table.find((self.id, &row.noun, row.row_id));
            if diesel::update(known).set(import_rows::left_sha256.eq(&row.left_sha256)).execute(conn)? == 0 {
                rows.push(row);
            }
        }
        self.insert(conn, &rows)
    }

    fn row<T: State>(&self, left: &T, before_state: Option<String>) -> Result<TouchedRow> {
        Ok(TouchedRow {
            import_id: self.id,
            noun: <&str>::from(T::NOUN).to_owned(),
            row_id: left.id(),
            before_state,
            left_sha256: digest(left)?,
        })
    }

    fn insert(&self, conn: &mut Conn, rows: &[TouchedRow]) -> Result<()> {
        insert_all!(conn, import_rows::table, rows)
    }

    /// Those of `ids` that this import has written.
    pub(super) fn touched(&self, conn: &mut Conn, noun: Noun, ids: &[i64]) -> Result<Vec<i64>> {
        let mine = import_rows::table
            .filter(import_rows::import_id.eq(self.id))
            .filter(import_rows::noun.eq(<&str>::from(noun)))
            .filter(import_rows::row_id.eq_any(ids));
        Ok(mine.select(import_rows::row_id).load(conn)?)
    }

    /// Writes down what was done in all.
    pub(super) fn finish(self, conn: &mut Conn, report: &Report) -> Result<()> {
        let whole = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        diesel::update(imports::table.find(self.id))
            .set((
                imports::row_count.eq(i32::try_from(report.rows).unwrap_or(i32::MAX)),
                imports::new_count.eq(whole(report.new)),
                imports::changed_count.eq(whole(report.changed)),
            ))
            .execute(conn)?;
        let done: ImportRow = imports::table.find(self.id).select(ImportRow::as_select()).first(conn)?;
        audited(conn, &done, AuditAction::ImportList, self.caller.as_ref(), done.imported_at)
    }
}

/// Tells the audit record what was done with the import `row`; who did it at the machine, the list of imports knows.
///
/// # Errors
/// Those of the database.
pub(super) fn audited(
    conn: &mut Conn,
    row: &ImportRow,
    action: AuditAction,
    caller: Option<&Caller>,
    at: NaiveDateTime,
) -> Result<()> {
    let command = Origin::command();
    let (origin, role) = caller.map_or((&command, None), |caller| (&caller.origin, Some(caller.role)));
    let entry = Entry::new(origin, role, action).on("import", row.id);
    let told = format!("{}: {} rows, {} new, {} changed", row.what, row.row_count, row.new_count, row.changed_count);
    entry.changed(told).write_at(conn, at)
}
