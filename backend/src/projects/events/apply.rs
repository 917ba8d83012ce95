//! What an event changes, beside the state.

use diesel::prelude::*;
use shared::milestones::MilestoneStatus;
use shared::notices::NoticeKind;
use shared::projects::events::{Document, ProjectCommand};
use shared::projects::{ProjectEvent, ProjectStatus};
use shared::published::ItemStatus;

use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::milestones::store as milestones;
use crate::notices::store::{self as notices, NoticeRow};
use crate::projects::staff::desk::Desk;
use crate::projects::store::{self, ProjectRow};
use crate::schema::{documents, organizations, project_work_items, work_item_catalog};
use crate::workflow::not_now;
use crate::{each_backend, ids};

/// Writes the project as it is after the event, its document, and what else follows from it.
///
/// # Errors
/// 409 for money that does not fit; those of the database.
pub(super) fn apply(conn: &mut Conn, desk: &Desk<'_>, command: &ProjectCommand, to: ProjectStatus) -> Result<()> {
    let before = &desk.project;
    let mut row = before.clone();
    row.status = Some(Code(to));
    row.status_since = Some(desk.today);
    row.status_reason = None;
    row.resume_expected_on = None;
    match command.event {
        ProjectEvent::StartSurvey => row.status_since = command.on,
        ProjectEvent::Approve => {
            row.approval_no = command.document.as_ref().map(|d| d.doc_no.clone());
            row.approval_date = command.document.as_ref().map(|d| d.on);
            row.total_investment_fen = command.amount_fen;
        }
        ProjectEvent::ConsentReached => row.publicity_until = command.until,
        ProjectEvent::RevisePlan => row.publicity_until = None,
        ProjectEvent::ConsentFailed | ProjectEvent::Cancel => row.status_reason.clone_from(&command.reason),
        ProjectEvent::Award => award(conn, desk, command, &mut row)?,
        ProjectEvent::StartWorks => {
            row.actual_start = command.on;
            row.status_since = command.on;
        }
        ProjectEvent::Suspend => {
            row.status_reason.clone_from(&command.reason);
            row.resume_expected_on = command.until;
            announce(conn, desk, command)?;
        }
        ProjectEvent::Resume => {
            let stood = before.status_since.map_or(0, |since| (desk.today - since).num_days());
            row.days_suspended += i32::try_from(stood).unwrap_or_default().max(0);
            announce(conn, desk, command)?;
        }
        ProjectEvent::SubmitCompletion => {
            if before.actual_start.zip(command.on).is_some_and(|(start, finish)| finish < start) {
                let (zh, en) = ("完工日期早于开工日期，请核对。", "The last day is before the first: check it.");
                return Err(not_now(zh, en));
            }
            row.actual_finish = command.on;
        }
        ProjectEvent::Fail => {
            row.status_reason.clone_from(&command.reason);
            row.resume_expected_on = command.until;
        }
        ProjectEvent::Pass => row.accepted_on = command.document.as_ref().map(|d| d.on),
        ProjectEvent::HandOver => warrant(conn, desk)?,
        ProjectEvent::Archive => row.final_account_fen = command.amount_fen,
        _ => {}
    }
    row.updated_at = desk.now.naive_utc();
    row.version += 1;
    if let Some(document) = &command.document {
        file(conn, desk, document)?;
    }
    store::update(conn, &row)
}

/// What is written beside the event for those at work: words, day, money and document.
pub(super) fn note(command: &ProjectCommand) -> Option<String> {
    let document = command.document.as_ref().map(|d| format!("{} {} {}", d.title, d.doc_no, d.on));
    let code = command.reason_code.map(|code| code.zh().to_owned());
    let days = [command.on, command.until].into_iter().flatten().map(|day| day.to_string());
    let parts: Vec<String> = command.reason.clone().into_iter().chain(code).chain(days).chain(document).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The plan becomes the promise: what was planned at award is the baseline from then on and never changes.
fn award(conn: &mut Conn, desk: &Desk<'_>, command: &ProjectCommand, row: &mut ProjectRow) -> Result<()> {
    let over = command.amount_fen.zip(row.total_investment_fen).is_some_and(|(sum, total)| sum > total);
    if over && command.reason.is_none() {
        let why = shared::error::ApiError::field(
            shared::error::ErrorCode::InvalidValue,
            "reason",
            "合同价超过批准的总投资，请写明原因。",
            "The contract is above the approved total: say why.",
        );
        return Err(Error::bad_field(why));
    }
    row.contract_fen = command.amount_fen;
    (row.planned_start, row.planned_finish) = (command.planned_start, command.planned_finish);
    for step in milestones::of_project(conn, desk.project.id)? {
        if step.status.0 == MilestoneStatus::Waived || step.planned_start.is_none() || step.planned_finish.is_none() {
            continue;
        }
        let step = milestones::MilestoneRow {
            baseline_start: step.planned_start,
            baseline_finish: step.planned_finish,
            updated_at: desk.now.naive_utc(),
            version: step.version + 1,
            ..step
        };
        milestones::update(conn, &step)?;
    }
    Ok(())
}

/// Warranties run from the day of acceptance.
fn warrant(conn: &mut Conn, desk: &Desk<'_>) -> Result<()> {
    use project_work_items as i;
    let Some(accepted) = desk.project.accepted_on else { return Ok(()) };
    let rows: Vec<(i64, Option<i16>)> = i::table
        .inner_join(work_item_catalog::table.on(work_item_catalog::code.eq(i::item_code)))
        .filter(i::project_id.eq(desk.project.id))
        .filter(i::warranty_until.is_null())
        .select((i::id, work_item_catalog::warranty_years))
        .load(conn)?;
    for (id, years) in rows {
        let Some(years) = years.and_then(|y| u32::try_from(y).ok()) else { continue };
        let until = accepted.checked_add_months(chrono::Months::new(12 * years));
        diesel::update(i::table.find(id)).set(i::warranty_until.eq(until)).execute(conn)?;
    }
    Ok(())
}

fn file(conn: &mut Conn, desk: &Desk<'_>, document: &Document) -> Result<()> {
    use documents as d;
    let doc_type: &'static str = document.doc_type.into();
    let now = desk.now.naive_utc();
    let values = (
        d::id.eq(ids::next()),
        d::project_id.eq(desk.project.id),
        d::doc_type.eq(doc_type),
        d::title.eq(&document.title),
        d::doc_no.eq(&document.doc_no),
        d::on_date.eq(document.on),
        d::created_at.eq(now),
        d::updated_at.eq(now),
        d::created_by.eq(desk.caller.id().0),
        d::version.eq(1),
    );
    each_backend!(conn, c => diesel::insert_into(d::table).values(values).execute(c))?;
    Ok(())
}

/// Residents are told of a standstill and of its end at once: what a person would write a day later is written by the
/// program.
fn announce(conn: &mut Conn, desk: &Desk<'_>, command: &ProjectCommand) -> Result<()> {
    let project = &desk.project;
    let client: Option<String> = match project.client_org_id {
        Some(id) => organizations::table.find(id).select(organizations::name).first(conn).optional()?,
        None => None,
    };
    let (title, body) = match (command.event, command.reason_code, command.until) {
        (ProjectEvent::Suspend, Some(code), Some(until)) => (
            format!("停工公告：{}", project.name),
            format!(
                "{}自 {} 起停工。\n原因（{}）：{}\n预计 {until} 复工。",
                project.name,
                desk.today,
                code.zh(),
                command.reason.as_deref().unwrap_or_default(),
            ),
        ),
        _ => (
            format!("复工公告：{}", project.name),
            format!("{}自 {} 起复工。\n{}", project.name, desk.today, command.reason.as_deref().unwrap_or_default())
                .trim_end()
                .to_owned(),
        ),
    };
    let now = desk.now.naive_utc();
    let row = NoticeRow {
        id: ids::next(),
        kind: Code(NoticeKind::Announcement),
        title,
        body,
        area_id: Some(project.area_id),
        compound_id: None,
        project_id: Some(project.id),
        author: client.unwrap_or_else(|| "项目管理单位".to_owned()),
        source: project.number.clone(),
        phone: project.complaint_phone.clone(),
        status: Code(ItemStatus::Published),
        published_at: Some(now),
        publicity_until: None,
        is_demo: project.is_demo,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    };
    notices::insert(conn, &[row])
}
