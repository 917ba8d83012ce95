//! Milestones 节点, progress reports and plan changes: what moves them, and what the public then reads.

pub mod change;
pub mod photographs;
pub mod plan;
pub mod queue;
pub mod reports;
pub mod routes;
pub mod store;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::progress::{Step, works_progress};
use shared::progress_reports::NeedsPhoto;

use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::{milestone_template_lines, progress_reports, project_kinds, projects, report_media};
use store::MilestoneRow;

/// Photographs that finishing the milestone `code` of a project of this kind takes; physical works that no template
/// knows take one.
pub(crate) fn needs_photo(conn: &mut Conn, kind: &str, milestone: &MilestoneRow) -> Result<NeedsPhoto> {
    use milestone_template_lines as l;
    let found: Option<Code<NeedsPhoto>> = l::table
        .inner_join(project_kinds::table.on(project_kinds::template_code.eq(l::template_code)))
        .filter(project_kinds::code.eq(kind))
        .filter(l::code.eq(&milestone.code))
        .select(l::needs_photo)
        .first(conn)
        .optional()?;
    let usual = if milestone.is_physical { NeedsPhoto::Finished } else { NeedsPhoto::None };
    Ok(found.map_or(usual, |code| code.0))
}

/// Whether an approved report of the milestone showed what is covered now.
pub(crate) fn has_concealed(conn: &mut Conn, milestone: i64) -> Result<bool> {
    use crate::schema::media;
    let shown = report_media::table
        .inner_join(media::table.on(media::id.eq(report_media::media_id)))
        .inner_join(progress_reports::table.on(progress_reports::id.eq(report_media::report_id)))
        .filter(progress_reports::milestone_id.eq(milestone))
        .filter(progress_reports::review.eq(Code(shared::progress_reports::ReportReview::Approved)))
        .filter(media::phase.eq(Code(shared::media::Phase::Concealed)));
    Ok(diesel::select(diesel::dsl::exists(shown)).get_result(conn)?)
}

/// Writes the works progress of a project as its milestones have it now; answers it before and after, basis points.
pub(crate) fn carry(conn: &mut Conn, project: i64, before: &[Step], now: NaiveDateTime) -> Result<(i32, i32)> {
    let steps: Vec<Step> = store::of_project(conn, project)?.iter().map(crate::catalog::step).collect();
    let (was, is) = (works_progress(before), works_progress(&steps));
    let change = (projects::works_progress_bp.eq(is), projects::updated_at.eq(now));
    diesel::update(projects::table.find(project)).set(change).execute(conn)?;
    Ok((was.unwrap_or(0), is.unwrap_or(0)))
}
