//! How a project stands, as the guards of its events ask.

use std::collections::HashSet;

use diesel::dsl::max;
use diesel::prelude::*;
use shared::media::Phase;
use shared::milestones::MilestoneStatus::{Completed, Waived};
use shared::projects::guards::Standing;
use shared::work_items::WorkItemStatus;

use crate::db::{Code, Conn};
use crate::error::Result;
use crate::media::store::MediaRow;
use crate::milestones::store::{self as milestones, MilestoneRow};
use crate::projects::store::ProjectRow;
use crate::schema::{
    buildings, compounds, fund_records, media, project_buildings, project_compounds, project_kinds, project_members,
    project_work_items,
};

/// Where the photograph of the site board is said to be taken.
const BOARD: &str = "公示牌";

/// Gathers it.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, project: &ProjectRow) -> Result<Standing> {
    let id = project.id;
    let steps = milestones::of_project(conn, id)?;
    let photographs: Vec<MediaRow> =
        media::table.filter(media::project_id.eq(id)).select(MediaRow::as_select()).load(conn)?;
    let treated = treated(conn, id)?;
    let shows = |phase: Phase| {
        let at: HashSet<Option<&str>> =
            photographs.iter().filter(|m| m.phase.0 == phase).map(|m| m.building.as_deref()).collect();
        // What is no building is a site; a photograph of the whole counts for every building.
        at.contains(&None) || (!treated.is_empty() && treated.iter().all(|label| at.contains(&Some(label.as_str()))))
    };
    let warranty: Option<Option<chrono::NaiveDate>> = project_work_items::table
        .filter(project_work_items::project_id.eq(id))
        .select(max(project_work_items::warranty_until))
        .first(conn)
        .optional()?;
    Ok(Standing {
        needs_consent: project_kinds::table
            .find(&project.kind_code)
            .select(project_kinds::needs_consent)
            .first(conn)?,
        has_compound_basics: has_basics(conn, id)?,
        work_items: items(conn, id)?,
        publicity_until: project.publicity_until,
        planned_fen: planned(conn, id)?,
        has_parties: has_parties(conn, id)?,
        has_days: steps.iter().filter(|m| counts(m)).all(|m| m.planned_start.is_some() && m.planned_finish.is_some()),
        has_before: shows(Phase::Before),
        has_board: photographs.iter().any(|m| m.viewpoint.as_deref().is_some_and(|at| at.contains(BOARD))),
        has_phone: project.complaint_phone.is_some(),
        are_milestones_done: are_done(&steps),
        has_after: shows(Phase::After),
        last_warranty: warranty.flatten(),
    })
}

fn counts(m: &MilestoneRow) -> bool {
    m.is_physical && m.status.0 != Waived
}

/// All works, and the papers before the last of them.
fn are_done(steps: &[MilestoneRow]) -> bool {
    let last = steps.iter().filter(|m| m.is_physical).map(|m| m.seq).max();
    let open = |m: &&MilestoneRow| Some(m.seq) <= last && !matches!(m.status.0, Completed | Waived);
    last.is_some() && !steps.iter().any(|m| open(&m))
}

fn treated(conn: &mut Conn, id: i64) -> Result<Vec<String>> {
    Ok(project_buildings::table
        .inner_join(buildings::table.on(buildings::id.eq(project_buildings::building_id)))
        .filter(project_buildings::project_id.eq(id))
        .select(buildings::label)
        .load(conn)?)
}

fn has_basics(conn: &mut Conn, id: i64) -> Result<bool> {
    type Row = (Option<i16>, Option<i32>, Option<i32>, Option<i64>);
    let rows: Vec<Row> = project_compounds::table
        .inner_join(compounds::table.on(compounds::id.eq(project_compounds::compound_id)))
        .filter(project_compounds::project_id.eq(id))
        .select((
            compounds::built_year_from,
            compounds::building_count,
            compounds::household_count,
            compounds::floor_area_m2,
        ))
        .load(conn)?;
    let is_whole = |(year, buildings, households, area): &Row| {
        year.is_some() && buildings.is_some() && households.is_some() && area.is_some()
    };
    Ok(!rows.is_empty() && rows.iter().all(is_whole))
}

fn items(conn: &mut Conn, id: i64) -> Result<usize> {
    use project_work_items as i;
    let kept = i::table.filter(i::project_id.eq(id)).filter(i::status.ne(Code(WorkItemStatus::Dropped)));
    Ok(usize::try_from(kept.count().get_result::<i64>(conn)?).unwrap_or_default())
}

fn planned(conn: &mut Conn, id: i64) -> Result<i64> {
    use fund_records as f;
    let rows: Vec<i64> =
        f::table.filter(f::project_id.eq(id)).filter(f::record_type.eq("planned")).select(f::amount_fen).load(conn)?;
    Ok(rows.into_iter().sum())
}

fn has_parties(conn: &mut Conn, id: i64) -> Result<bool> {
    use project_members as m;
    let types: Vec<String> = m::table.filter(m::project_id.eq(id)).select(m::member_type).distinct().load(conn)?;
    Ok(["contractor", "supervisor"].iter().all(|wanted| types.iter().any(|t| t == wanted)))
}
