//! The imports on record, and the way back from the last one while nobody has touched what it left.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};

use super::record::{ImportRow, TouchedRow, audited, digest};
use super::state::ProjectState;
use super::undoable::Undoable;
use super::{BATCH, Caller, lock, whole_seconds};
use crate::areas::store::AreaRow;
use crate::compounds::store::CompoundRow;
use crate::db::{Conn, Db, touch};
use crate::error::{Error, Result};
use crate::figures::store::ValueRow;
use crate::media::files::Files;
use crate::media::store::{self as media_store, MediaRow};
use crate::notices::store::NoticeRow;
use crate::organizations::store::OrganizationRow;
use crate::outages::store::Notice as Outage;
use crate::schema::{import_rows, imports, media};

/// Things that are named one by one.
const SHOWN: usize = 20;

/// The imports on record, the last first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<ImportRow>> {
    Ok(imports::table.order(imports::id.desc()).select(ImportRow::as_select()).load(conn)?)
}

/// The import that would be taken back now: the last that changed something and was not taken back yet.
///
/// # Errors
/// Those of the database.
pub fn next(conn: &mut Conn) -> Result<Option<ImportRow>> {
    let rest = imports::table
        .filter(imports::undone_at.is_null())
        .filter(imports::new_count.gt(0).or(imports::changed_count.gt(0)));
    Ok(rest.order(imports::id.desc()).select(ImportRow::as_select()).first(conn).optional()?)
}

/// Takes back the last import that was not taken back yet: what it made goes, what it changed is as it was before. One
/// that changed nothing, such as of the same file again, is passed over.
///
/// # Errors
/// 404 when there is none; 409 with the names of what was touched since, and then nothing is taken back.
pub fn undo(db: &Db, files: &Files, by: &str, now: DateTime<Utc>) -> Result<ImportRow> {
    undo_this(db, files, (by, None), None, now)
}

/// The same by whoever is signed in, where the last one is `wanted`.
///
/// # Errors
/// The same; 409 where another one is the last.
pub fn undo_this(
    db: &Db,
    files: &Files,
    (by, caller): (&str, Option<&Caller>),
    wanted: Option<i64>,
    now: DateTime<Utc>,
) -> Result<ImportRow> {
    let (undone, pictures) = db.write_now(|conn| {
        lock(conn)?;
        let last = next(conn)?.ok_or_else(nothing_to_undo)?;
        if wanted.is_some_and(|id| id != last.id) {
            return Err(not_the_last());
        }
        let mut way = Way { import: last.id, now: whole_seconds(now), touched: BTreeSet::new() };
        let pictures = pictures(conn, last.id)?;
        way.check::<NoticeRow>(conn)?;
        way.check::<Outage>(conn)?;
        way.check::<MediaRow>(conn)?;
        way.check::<ValueRow>(conn)?;
        way.check::<ProjectState>(conn)?;
        way.check::<CompoundRow>(conn)?;
        way.check::<OrganizationRow>(conn)?;
        way.check::<AreaRow>(conn)?;
        way.go_on(&last)?;
        // What refers to something goes before it.
        way.back::<NoticeRow>(conn, &last)?;
        way.back::<Outage>(conn, &last)?;
        way.back::<MediaRow>(conn, &last)?;
        way.back::<ValueRow>(conn, &last)?;
        way.back::<ProjectState>(conn, &last)?;
        way.back::<CompoundRow>(conn, &last)?;
        way.back::<OrganizationRow>(conn, &last)?;
        way.back::<AreaRow>(conn, &last)?;
        let undone = (imports::undone_by.eq(by), imports::undone_at.eq(way.now));
        diesel::update(imports::table.find(last.id)).set(undone).execute(conn)?;
        audited(conn, &last, AuditAction::UndoImport, caller, way.now)?;
        touch(conn)?;
        Ok((ImportRow { undone_by: Some(by.to_owned()), undone_at: Some(way.now), ..last }, pictures))
    })?;
    // The rows are gone; a file that stays behind harms nobody.
    if let Err(e) = forget(db, files, pictures) {
        tracing::warn!(cause = %e, "files of photographs that were taken back could not be removed");
    }
    Ok(undone)
}

/// Digests of the photographs that the import made or changed.
fn pictures(conn: &mut Conn, import: i64) -> Result<Vec<String>> {
    let touched = media::table
        .inner_join(import_rows::table.on(import_rows::row_id.eq(media::id)))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::noun.eq(<&str>::from(<MediaRow as super::record::State>::NOUN)));
    Ok(touched.select(media::sha256).distinct().load(conn)?)
}

/// Removes the files of those that no row has any more. No import writes meanwhile.
pub(crate) fn forget(db: &Db, files: &Files, mut pictures: Vec<String>) -> Result<()> {
    if pictures.is_empty() {
        return Ok(());
    }
    db.write_now(|conn| {
        lock(conn)?;
        let used = media_store::in_use(conn, &pictures)?;
        pictures.retain(|sha256| !used.contains(sha256));
        files.remove(&pictures)
    })
}

fn nothing_to_undo() -> Error {
    let words = ("没有可以撤销的导入。", "There is no import to undo.");
    Error::Api(StatusCode::NOT_FOUND, ApiError::new(ErrorCode::NotFound, words.0, words.1))
}

fn not_the_last() -> Error {
    let words = ("只能撤销最后一次导入，请刷新再看。", "Only the last import is taken back: read the list again.");
    Error::Api(StatusCode::CONFLICT, ApiError::new(ErrorCode::NotAllowedNow, words.0, words.1))
}

/// The way back from one import.
struct Way {
    import: i64,
    now: NaiveDateTime,
    /// Names of what was touched since.
    touched: BTreeSet<String>,
}

impl Way {
    /// The things of one kind that the import made or changed, a batch at a time, the last made first.
    fn each<T: Undoable>(
        &mut self,
        conn: &mut Conn,
        mut take: impl FnMut(&mut Self, &mut Conn, Vec<TouchedRow>) -> Result<()>,
    ) -> Result<()> {
        let mut last = i64::MAX;
        loop {
            let rows: Vec<TouchedRow> = import_rows::table
                .filter(import_rows::import_id.eq(self.import))
                .filter(import_rows::noun.eq(<&str>::from(T::NOUN)))
                .filter(import_rows::row_id.lt(last))
                .order(import_rows::row_id.desc())
                .limit(i64::try_from(BATCH).unwrap_or(i64::MAX))
                .select(TouchedRow::as_select())
                .load(conn)?;
            let Some(row) = rows.last() else { return Ok(()) };
            last = row.row_id;
            take(self, conn, rows)?;
        }
    }

    /// Notes what is no longer as the import left it.
    fn check<T: Undoable>(&mut self, conn: &mut Conn) -> Result<()> {
        self.each::<T>(conn, |way, conn, rows| {
            let ids: Vec<i64> = rows.iter().map(|r| r.row_id).collect();
            let there: BTreeMap<i64, T> = T::load(conn, &ids)?.into_iter().map(|t| (t.id(), t)).collect();
            for row in rows {
                match there.get(&row.row_id) {
                    Some(thing) if digest(thing)? == row.left_sha256 => {}
                    Some(thing) => way.note(thing.name()),
                    None => way.note(format!("{} {}", row.noun, row.row_id)),
                }
            }
            Ok(())
        })
    }

    /// Takes everything of one kind back.
    fn back<T: Undoable>(&mut self, conn: &mut Conn, import: &ImportRow) -> Result<()> {
        self.each::<T>(conn, |way, conn, rows| {
            let ids: Vec<i64> = rows.iter().map(|r| r.row_id).collect();
            let mut there: BTreeMap<i64, T> = T::load(conn, &ids)?.into_iter().map(|t| (t.id(), t)).collect();
            let (changed, made): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.before_state.is_some());
            for row in changed {
                let before: T = serde_json::from_str(&row.before_state.unwrap_or_default()).map_err(Error::internal)?;
                let Some(now) = there.remove(&row.row_id) else { continue };
                before.restore(conn, now, way.now)?;
            }
            let made: Vec<i64> = made.iter().map(|r| r.row_id).collect();
            for id in T::referred_to(conn, &made)? {
                way.note(there.get(&id).map_or_else(String::new, T::name));
            }
            way.go_on(import)?;
            T::delete(conn, &made)
        })
    }

    fn note(&mut self, name: String) {
        self.touched.insert(name);
    }

    /// # Errors
    /// 409 with the names of what was touched.
    fn go_on(&self, import: &ImportRow) -> Result<()> {
        if self.touched.is_empty() {
            return Ok(());
        }
        let (shown, total) = (self.touched.iter().take(SHOWN).cloned().collect::<Vec<_>>(), self.touched.len());
        let (zh, en) = (shown.join("、"), shown.join(", "));
        let more = if total > SHOWN { "…" } else { "" };
        let file = &import.file_name;
        Err(Error::Api(
            StatusCode::CONFLICT,
            ApiError::new(
                ErrorCode::NotAllowedNow,
                &format!("不能撤销“{file}”的导入，数据没有任何改动：有 {total} 处在导入后又被改动或用到：{zh}{more}。"),
                &format!(
                    "The import of \"{file}\" cannot be undone, nothing was changed: touched since ({total}): {en}{more}."
                ),
            ),
        ))
    }
}

/// Says of one import in one line what it was.
pub fn words(import: &ImportRow) -> String {
    let ImportRow { what, imported_by, file_name, row_count, new_count, changed_count, .. } = import;
    let at = import.imported_at.and_utc();
    let when = |at: DateTime<Utc>| at.with_timezone(&shared::time::shanghai()).format("%Y-%m-%d %H:%M").to_string();
    let undone = match (&import.undone_by, import.undone_at) {
        (Some(by), Some(on)) => format!("，{} 由 {by} 撤销 undone", when(on.and_utc())),
        _ => String::new(),
    };
    let short: String = import.sha256.chars().take(12).collect();
    format!(
        "{} {what} {file_name}（{short}）：{row_count} 行 rows，新增 new {new_count}，更新 changed {changed_count}，经办 by {imported_by}{undone}",
        when(at)
    )
}
