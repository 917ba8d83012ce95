//! Where the duties of a week come from.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use shared::id::{MilestoneId, OutageId, PlanChangeId, ReportId};
use shared::milestones::MilestoneStatus::{InProgress, NotStarted};
use shared::outages::OutageKind;
use shared::permissions::Action;
use shared::plan_changes::PlanChangeStatus;
use shared::progress::STALE_AFTER_DAYS;
use shared::progress_reports::ReportReview;
use shared::projects::ProjectStatus;
use shared::published::ItemStatus;
use shared::week::{Duty, DutyKind, Matter, Week};
use strum::VariantArray as _;

use crate::areas::tree::AreaTree;
use crate::auth::SignedIn;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::milestones::queue;
use crate::projects::staff::scope::{Reach, reached};
use crate::schema::{compounds, milestones, outage_notices, plan_changes, progress_reports, projects};

/// Duties of a kind that the page shows.
const MOST: usize = 50;
/// Days before its last one on which a thing is running out.
const SOON: u64 = 7;

/// The week of `caller`.
///
/// # Errors
/// Those of the database.
pub(super) fn week(conn: &mut Conn, caller: &SignedIn, now: DateTime<Utc>) -> Result<Week> {
    let tree = AreaTree::load(conn)?;
    let today = shared::time::date_of(now);
    let reach = |action| Reach::of(&caller.person, action, &tree);
    // Those who move a project see where it stands still; those who only read it do not.
    let moved = reach(Action::ChangeProjectStatus).and(reach(Action::ReportProgress));
    let mut duties = waiting(conn, caller, now, today)?;
    duties.extend(wishes(conn, &reach(Action::DecideReplan), caller, today)?);
    duties.extend(returned(conn, &reach(Action::ReportProgress), today)?);
    duties.extend(due(conn, &moved, today)?);
    duties.extend(stale(conn, &moved, today)?);
    duties.extend(to_report(conn, &reach(Action::ReportProgress), today)?);
    duties.extend(outages(conn, &reach(Action::PublishOutage), now, today)?);
    let counts = DutyKind::VARIANTS.iter().map(|kind| {
        let n = duties.iter().filter(|d| d.kind == *kind).count();
        (*kind, u32::try_from(n).unwrap_or(u32::MAX))
    });
    let counts = counts.filter(|(_, n)| *n > 0).collect();
    duties.sort_by_key(|d| (d.kind, -d.days));
    let mut shown: HashMap<DutyKind, usize> = HashMap::new();
    duties.retain(|d| {
        let n = shown.entry(d.kind).or_default();
        *n += 1;
        *n <= MOST
    });
    Ok(Week { duties, counts })
}

fn days(today: NaiveDate, on: NaiveDate) -> i64 {
    (today - on).num_days()
}

/// Reports that the caller judges.
fn waiting(conn: &mut Conn, caller: &SignedIn, now: DateTime<Utc>, today: NaiveDate) -> Result<Vec<Duty>> {
    let duty = |q: shared::progress_reports::staff::QueuedReport| {
        let on = shared::time::date_of(q.report.filed_at);
        Duty {
            kind: DutyKind::Waiting,
            project: Some(q.project),
            project_name: Some(q.project_name),
            matter: Matter::Report { id: q.report.id, zh: q.report.milestone_zh, en: q.report.milestone_en },
            on: Some(on),
            days: days(today, on),
            is_mine: true,
        }
    };
    Ok(queue::of(conn, caller, now)?.into_iter().map(duty).collect())
}

/// Changes of plan that the caller decides.
fn wishes(conn: &mut Conn, reach: &Reach, caller: &SignedIn, today: NaiveDate) -> Result<Vec<Duty>> {
    use plan_changes as c;
    type Row = (i64, String, NaiveDate, Option<i64>, String, String);
    let rows: Vec<Row> = c::table
        .inner_join(projects::table.on(projects::id.eq(c::project_id)))
        .filter(c::status.eq(Code(PlanChangeStatus::Requested)))
        .filter(reached!(reach))
        .order(c::asked_on)
        .select((c::id, c::field, c::asked_on, c::asked_by, projects::number, projects::name))
        .load(conn)?;
    let duty = |(id, field, on, _, number, name): Row| Duty {
        kind: DutyKind::Waiting,
        project: Some(number),
        project_name: Some(name),
        matter: Matter::PlanChange { id: PlanChangeId(id), field },
        on: Some(on),
        days: days(today, on),
        is_mine: true,
    };
    Ok(rows.into_iter().filter(|row| row.3 != Some(caller.id().0)).map(duty).collect())
}

/// Reports that came back to the caller or to those who report beside him.
fn returned(conn: &mut Conn, reach: &Reach, today: NaiveDate) -> Result<Vec<Duty>> {
    use progress_reports as r;
    type Row = (i64, NaiveDate, String, String, String, String);
    let rows: Vec<Row> = r::table
        .inner_join(projects::table.on(projects::id.eq(r::project_id)))
        .inner_join(milestones::table.on(milestones::id.eq(r::milestone_id)))
        .filter(r::review.eq(Code(ReportReview::Returned)))
        .filter(reached!(reach))
        .order(r::reported_on)
        .select((r::id, r::reported_on, milestones::zh, milestones::en, projects::number, projects::name))
        .load(conn)?;
    let duty = |(id, on, zh, en, number, name): Row| Duty {
        kind: DutyKind::Returned,
        project: Some(number),
        project_name: Some(name),
        matter: Matter::Report { id: ReportId(id), zh, en },
        on: Some(on),
        days: days(today, on),
        is_mine: true,
    };
    Ok(rows.into_iter().map(duty).collect())
}

/// Milestones of running works that are overdue by the plan in force, or soon will be.
fn due(conn: &mut Conn, reach: &Reach, today: NaiveDate) -> Result<Vec<Duty>> {
    use milestones as m;
    type Row = (i64, String, String, Option<NaiveDate>, String, String);
    let soon = today + Days::new(SOON);
    let rows: Vec<Row> = m::table
        .inner_join(projects::table.on(projects::id.eq(m::project_id)))
        .filter(projects::status.eq(Code(ProjectStatus::UnderConstruction)))
        .filter(m::status.eq_any([Code(NotStarted), Code(InProgress)]))
        .filter(m::is_physical)
        .filter(m::planned_finish.le(soon))
        .filter(reached!(reach))
        .select((m::id, m::zh, m::en, m::planned_finish, projects::number, projects::name))
        .load(conn)?;
    let duty = |(id, zh, en, on, number, name): Row| {
        let days = days(today, on?);
        Some(Duty {
            kind: if days > 0 { DutyKind::Overdue } else { DutyKind::RunningOut },
            project: Some(number),
            project_name: Some(name),
            matter: Matter::Milestone { id: MilestoneId(id), zh, en },
            on,
            days,
            is_mine: false,
        })
    };
    Ok(rows.into_iter().filter_map(duty).collect())
}

/// Milestones under way that the caller reports on.
fn to_report(conn: &mut Conn, reach: &Reach, today: NaiveDate) -> Result<Vec<Duty>> {
    use milestones as m;
    type Row = (i64, String, String, Option<NaiveDate>, String, String);
    let rows: Vec<Row> = m::table
        .inner_join(projects::table.on(projects::id.eq(m::project_id)))
        .filter(projects::status.eq(Code(ProjectStatus::UnderConstruction)))
        .filter(m::status.eq(Code(InProgress)))
        .filter(reached!(reach))
        .order((projects::number, m::seq))
        .select((m::id, m::zh, m::en, m::planned_finish, projects::number, projects::name))
        .load(conn)?;
    let duty = |(id, zh, en, on, number, name): Row| Duty {
        kind: DutyKind::ToReport,
        project: Some(number),
        project_name: Some(name),
        matter: Matter::Milestone { id: MilestoneId(id), zh, en },
        on,
        days: on.map_or(i64::MIN / 2, |on| days(today, on)),
        is_mine: true,
    };
    Ok(rows.into_iter().map(duty).collect())
}

/// Works of which nobody has heard for a week, and suspensions that should end.
fn stale(conn: &mut Conn, reach: &Reach, today: NaiveDate) -> Result<Vec<Duty>> {
    use progress_reports as r;
    type Row = (i64, String, String, Option<Code<ProjectStatus>>, Option<NaiveDate>, Option<NaiveDate>);
    let running = [Some(Code(ProjectStatus::UnderConstruction)), Some(Code(ProjectStatus::Suspended))];
    let rows: Vec<Row> = projects::table
        .filter(projects::status.eq_any(running))
        .filter(reached!(reach))
        .select((
            projects::id,
            projects::number,
            projects::name,
            projects::status,
            projects::actual_start,
            projects::resume_expected_on,
        ))
        .load(conn)?;
    let heard: HashMap<i64, NaiveDate> = r::table
        .filter(r::review.eq(Code(ReportReview::Approved)))
        .inner_join(projects::table.on(projects::id.eq(r::project_id)))
        .filter(projects::status.eq_any(running))
        .filter(reached!(reach))
        .group_by(r::project_id)
        .select((r::project_id, max(r::reported_on)))
        .load::<(i64, Option<NaiveDate>)>(conn)?
        .into_iter()
        .filter_map(|(id, on)| Some((id, on?)))
        .collect();
    let duty = |(id, number, name, status, started, resumes): Row| {
        let is_suspended = status.map(|s| s.0) == Some(ProjectStatus::Suspended);
        let on = if is_suspended { resumes? } else { heard.get(&id).copied().or(started)? };
        let days = days(today, on);
        let kind = match is_suspended {
            true if days > 0 => DutyKind::Overdue,
            true if days >= -i64::try_from(SOON).unwrap_or(0) => DutyKind::RunningOut,
            false if days >= STALE_AFTER_DAYS => DutyKind::Stale,
            _ => return None,
        };
        let (project, project_name) = (Some(number), Some(name));
        Some(Duty { kind, project, project_name, matter: Matter::Project, on: Some(on), days, is_mine: false })
    };
    Ok(rows.into_iter().filter_map(duty).collect())
}

/// Outages of projects that have overrun, or end within a day.
fn outages(conn: &mut Conn, reach: &Reach, now: DateTime<Utc>, today: NaiveDate) -> Result<Vec<Duty>> {
    use outage_notices as o;
    type Row = (i64, Code<OutageKind>, chrono::NaiveDateTime, String, String, String);
    let tomorrow = (now + chrono::Duration::hours(24)).naive_utc();
    let rows: Vec<Row> = o::table
        .inner_join(projects::table.on(projects::id.nullable().eq(o::project_id)))
        .inner_join(compounds::table.on(compounds::id.eq(o::compound_id)))
        .filter(o::status.eq(Code(ItemStatus::Published)))
        .filter(o::actual_end.is_null())
        .filter(o::ends_at.le(tomorrow))
        .filter(reached!(reach))
        .select((o::id, o::kind, o::ends_at, compounds::name, projects::number, projects::name))
        .load(conn)?;
    let duty = |(id, kind, ends_at, compound, number, name): Row| {
        let on = shared::time::date_of(ends_at.and_utc());
        let kind: &'static str = kind.0.into();
        Duty {
            kind: if ends_at < now.naive_utc() { DutyKind::Overdue } else { DutyKind::RunningOut },
            project: Some(number),
            project_name: Some(name),
            matter: Matter::Outage { id: OutageId(id), kind: kind.to_owned(), compound },
            on: Some(on),
            days: days(today, on),
            is_mine: true,
        }
    };
    Ok(rows.into_iter().map(duty).collect())
}
