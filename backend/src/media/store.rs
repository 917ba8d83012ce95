//! Photographs in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::id::MediaId;
use shared::media::{Media, Phase, sizes};

use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::insert_all;
use crate::schema::{media, order_media, projects};

/// Values in one query.
const BATCH: usize = 500;

/// A row of `media`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = media, treat_none_as_null = true)]
pub struct MediaRow {
    pub id: i64,
    pub project_id: i64,
    pub phase: Code<Phase>,
    pub building: Option<String>,
    pub viewpoint: Option<String>,
    pub taken_at: Option<NaiveDateTime>,
    pub alt: Option<String>,
    pub sha256: String,
    pub width: i32,
    pub height: i32,
    pub source_sha256: String,
    pub is_published: bool,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

impl MediaRow {
    /// What the public reads of it; `None` where it is not public.
    fn shown(self) -> Option<Media> {
        let pixels = |n: i32| u32::try_from(n).unwrap_or(1);
        let (width, height) = (pixels(self.width), pixels(self.height));
        Some(Media {
            alt: self.alt.filter(|_| self.is_published)?,
            id: MediaId(self.id),
            phase: self.phase.0,
            building: self.building,
            viewpoint: self.viewpoint,
            taken_at: self.taken_at.map(|t| t.and_utc()),
            width,
            height,
            sizes: sizes(&self.sha256, width, height),
            is_demo: self.is_demo,
        })
    }
}

/// The published photographs of a project, which is itself held to be published.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, project_id: i64) -> Result<Vec<Media>> {
    let rows = media::table.filter(media::project_id.eq(project_id)).filter(media::is_published);
    let rows: Vec<MediaRow> = rows.order(media::id).select(MediaRow::as_select()).load(conn)?;
    Ok(rows.into_iter().filter_map(MediaRow::shown).collect())
}

/// The published photographs of each of these projects.
///
/// # Errors
/// Those of the database.
pub fn published_of(conn: &mut Conn, project_ids: &[i64]) -> Result<HashMap<i64, Vec<Media>>> {
    let rows = media::table.filter(media::project_id.eq_any(project_ids)).filter(media::is_published);
    let rows: Vec<MediaRow> = rows.order(media::id).select(MediaRow::as_select()).load(conn)?;
    let mut found: HashMap<i64, Vec<Media>> = HashMap::new();
    for row in rows {
        let project = row.project_id;
        found.entry(project).or_default().extend(row.shown());
    }
    Ok(found)
}

/// Whether the public may see the picture with this digest: published itself, of a published project.
///
/// # Errors
/// Those of the database.
pub fn is_public(conn: &mut Conn, sha256: &str) -> Result<bool> {
    let shown = media::table
        .inner_join(projects::table.on(projects::id.eq(media::project_id)))
        .filter(media::sha256.eq(sha256))
        .filter(media::is_published)
        .filter(projects::is_published);
    Ok(diesel::select(exists(shown)).get_result(conn)?)
}

/// The photographs of these projects, by project.
///
/// # Errors
/// Those of the database.
pub fn of_projects(conn: &mut Conn, projects: &[i64]) -> Result<Vec<MediaRow>> {
    let mut all = Vec::new();
    for batch in projects.chunks(BATCH) {
        let rows = media::table.filter(media::project_id.eq_any(batch)).order((media::project_id, media::id));
        all.extend(rows.select(MediaRow::as_select()).load::<MediaRow>(conn)?);
    }
    Ok(all)
}

/// Those of the digests that some photograph has, of a project or of an order.
///
/// # Errors
/// Those of the database.
pub fn in_use(conn: &mut Conn, sha256: &[String]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for batch in sha256.chunks(BATCH) {
        let used = media::table.filter(media::sha256.eq_any(batch)).select(media::sha256).distinct();
        all.extend(used.load::<String>(conn)?);
        let of_orders = order_media::table.filter(order_media::sha256.eq_any(batch)).select(order_media::sha256);
        all.extend(of_orders.distinct().load::<String>(conn)?);
    }
    Ok(all)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[MediaRow]) -> Result<()> {
    insert_all!(conn, media::table, rows)
}

/// Writes `row` over the one with its id, whose version it was read as plus one.
///
/// # Errors
/// 409 when somebody else wrote it meanwhile; those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &MediaRow) -> Result<()> {
    let read = media::table.find(row.id).filter(media::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? == 1 {
        return Ok(());
    }
    Err(Error::stale())
}
