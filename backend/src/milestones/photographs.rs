//! Photographs of a report: handed in with it, looked at by its reviewer, public once it is approved.

use std::collections::HashMap;

use actix_web::web::Bytes;
use diesel::prelude::*;
use sha2::{Digest as _, Sha256};
use shared::error::{ApiError, ErrorCode};
use shared::id::MediaId;
use shared::media::Phase;
use shared::progress_reports::ReportPhotograph;
use shared::progress_reports::staff::StaffPhotograph;

use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::import::hexadecimal;
use crate::media::picture::Pictures;
use crate::media::store::{self as media_store, MediaRow};
use crate::projects::staff::desk::Desk;
use crate::schema::{media, report_media};
use crate::{each_backend, ids};

/// Digest of what was handed in.
pub(super) fn digest(bytes: &Bytes) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The photograph of the project that was made of the same file.
pub(super) fn known(conn: &mut Conn, project: i64, source_sha256: &str) -> Result<Option<MediaRow>> {
    let row = media::table.filter(media::project_id.eq(project)).filter(media::source_sha256.eq(source_sha256));
    Ok(row.select(MediaRow::as_select()).first(conn).optional()?)
}

/// A photograph that belongs to no report yet and that nobody outside sees.
pub(super) fn unpublished(desk: &Desk<'_>, phase: Phase, source_sha256: String, made: &Pictures) -> Result<MediaRow> {
    let pixels = |n| i32::try_from(n).map_err(Error::internal);
    let now = desk.now.naive_utc();
    Ok(MediaRow {
        id: ids::next(),
        project_id: desk.project.id,
        phase: Code(phase),
        building: None,
        viewpoint: None,
        taken_at: None,
        alt: None,
        sha256: made.sha256.clone(),
        width: pixels(made.width)?,
        height: pixels(made.height)?,
        source_sha256,
        is_published: false,
        is_demo: desk.project.is_demo,
        created_at: now,
        updated_at: now,
        created_by: Some(desk.caller.id().0),
        version: 1,
    })
}

/// Makes these the photographs of the report, in their order, with what is said of them.
///
/// # Errors
/// 422 for a photograph that is not of this project, is there twice, or is public already.
pub(super) fn attach(conn: &mut Conn, desk: &Desk<'_>, report: i64, said: &[ReportPhotograph]) -> Result<()> {
    use report_media as r;
    diesel::delete(r::table.filter(r::report_id.eq(report))).execute(conn)?;
    for (seq, said) in (1_i16..).zip(said) {
        let row = media::table.find(said.id.0).filter(media::project_id.eq(desk.project.id));
        let row: Option<MediaRow> = row.select(MediaRow::as_select()).first(conn).optional()?;
        let twice: i64 = r::table.filter(r::media_id.eq(said.id.0)).count().get_result(conn)?;
        let Some(row) = row.filter(|row| !row.is_published && twice == 0) else {
            let (zh, en) = (
                "有一张照片不在这个项目里，或已用在别的上报里，请重新选。",
                "A photograph is not of this project or belongs to another report: choose it anew.",
            );
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en)));
        };
        let row = MediaRow {
            phase: Code(said.phase),
            building: said.building.clone(),
            viewpoint: said.viewpoint.clone(),
            alt: Some(said.alt.clone()),
            version: row.version + 1,
            updated_at: desk.now.naive_utc(),
            ..row
        };
        media_store::update(conn, &row)?;
        let values = (r::report_id.eq(report), r::media_id.eq(row.id), r::seq.eq(seq));
        each_backend!(conn, c => diesel::insert_into(r::table).values(values).execute(c))?;
    }
    Ok(())
}

/// Shows the photographs of the report to everybody; answers how many there are.
pub(super) fn publish(conn: &mut Conn, desk: &Desk<'_>, report: i64) -> Result<usize> {
    let ids: Vec<i64> =
        report_media::table.filter(report_media::report_id.eq(report)).select(report_media::media_id).load(conn)?;
    let change = (
        media::is_published.eq(true),
        media::version.eq(media::version + 1),
        media::updated_at.eq(desk.now.naive_utc()),
    );
    Ok(diesel::update(media::table.filter(media::id.eq_any(ids))).set(change).execute(conn)?)
}

/// How many photographs the report has.
pub(super) fn count(conn: &mut Conn, report: i64) -> Result<i64> {
    Ok(report_media::table.filter(report_media::report_id.eq(report)).count().get_result(conn)?)
}

/// The photographs of these reports, by report, in their order.
pub(super) fn of_reports(conn: &mut Conn, reports: &[i64]) -> Result<HashMap<i64, Vec<StaffPhotograph>>> {
    let rows: Vec<(i64, MediaRow)> = report_media::table
        .inner_join(media::table.on(media::id.eq(report_media::media_id)))
        .filter(report_media::report_id.eq_any(reports))
        .order((report_media::report_id, report_media::seq))
        .select((report_media::report_id, MediaRow::as_select()))
        .load(conn)?;
    let mut found: HashMap<i64, Vec<StaffPhotograph>> = HashMap::new();
    for (report, row) in rows {
        found.entry(report).or_default().push(shown(row));
    }
    Ok(found)
}

/// As those at work see it, under addresses that need a session.
pub fn shown(row: MediaRow) -> StaffPhotograph {
    let pixels = |n: i32| u32::try_from(n).unwrap_or(1);
    let (width, height) = (pixels(row.width), pixels(row.height));
    let mut sizes = shared::media::sizes(&row.sha256, width, height);
    for (size, pixels) in sizes.iter_mut().zip(shared::media::SIZES) {
        size.url = format!("/api/v1/staff/media/{}/{pixels}.jpg", MediaId(row.id));
    }
    StaffPhotograph {
        id: MediaId(row.id),
        phase: row.phase.0,
        building: row.building,
        viewpoint: row.viewpoint,
        alt: row.alt,
        width,
        height,
        sizes,
        is_published: row.is_published,
    }
}
