//! The milestones' rows, the reports that moved them and the changes of plan that were asked for.

use chrono::{Days, NaiveDate, NaiveDateTime};
use shared::milestones::MilestoneStatus::{Completed, InProgress, Waived};
use shared::plan_changes::PlanChangeStatus;
use shared::progress_reports::ReportReview;
use shared::projects::ProjectStatus;
use shared::work_items::WorkItemStatus;

use super::cast::Mood;
use super::dice::{Dice, Ids};
use super::projects::{Made, Moment};
use super::timetable::shift;
use super::words;
use super::works::Node;
use crate::db::Code;
use crate::milestones::store::{MilestoneRow, PlanChangeRow, ReportRow};
use crate::projects::store::PromisedRow;

/// The milestones of one project.
pub(super) fn milestones(made: &Made, ids: &mut Ids, at: Moment) -> Vec<MilestoneRow> {
    // What is left out or stands still with the project does so for its reason.
    let of_project = |node: &Node| {
        let shares = node.status == Waived || node.is_late(at.today);
        made.row.status_reason.clone().filter(|_| shares)
    };
    let row = |node: &Node| MilestoneRow {
        id: ids.next(),
        project_id: made.row.id,
        code: node.line.code.clone(),
        zh: node.line.zh.clone(),
        en: node.line.en.clone(),
        seq: node.line.seq,
        weight_bp: node.line.weight_bp,
        is_physical: node.line.is_physical,
        baseline_start: node.baseline.map(|w| w.start),
        baseline_finish: node.baseline.map(|w| w.finish),
        planned_start: node.planned.map(|w| w.start),
        planned_finish: node.planned.map(|w| w.finish),
        actual_start: node.began,
        actual_finish: node.ended,
        progress_bp: node.progress_bp,
        status: Code(node.status),
        reason: node.reason.map(str::to_owned).or_else(|| of_project(node)),
        building_id: None,
        created_at: at.now,
        updated_at: at.now,
        created_by: None,
        version: 1,
    };
    made.stand.nodes.iter().map(row).collect()
}

/// The reports of one project: half way and at the end of each milestone; the last one on the day works reported last.
pub(super) fn reports(made: &Made, milestones: &[MilestoneRow], ids: &mut Ids, at: Moment) -> Vec<ReportRow> {
    let kind = made.part.kind.as_str();
    let mut dice = Dice::of("reports", &made.part.key());
    let mut rows = Vec::new();
    let mut last = made.stand.reported;
    for (node, milestone) in made.stand.nodes.iter().zip(milestones).filter(|(n, _)| n.line.is_physical) {
        let said = |bp: i32| words::note(kind, &node.line.code, bp);
        let Some(began) = node.began else { continue };
        let end = match (node.status, node.ended) {
            (Completed, Some(ended)) => ended,
            // The first that is under way carries the last report of all.
            (InProgress, _) => last.take().unwrap_or_else(|| {
                let on = made.stand.reported.unwrap_or(began);
                shift(on, -dice.between(0, 3)).max(began)
            }),
            _ => continue,
        };
        let length = (end - began).num_days();
        let done = match node.status {
            Completed => 5_300 + 100 * i32::try_from(length % 12).unwrap_or(0),
            _ => node.progress_bp / 200 * 100,
        };
        // A second report in the same quarter would say the same.
        if length >= 16 && words::quarter(done) < words::quarter(node.progress_bp) {
            let on = shift(began, length / 2);
            let weather_stop = dice.chance(12) && !words::is_indoors(kind);
            rows.push(ReportRow { weather_stop, ..report(made, milestone, on, done, said(done), ids, at) });
        }
        rows.push(report(made, milestone, end, node.progress_bp, said(node.progress_bp), ids, at));
    }
    rows.extend(unapproved(made, milestones, &mut dice, ids, at));
    rows
}

fn report(
    made: &Made,
    milestone: &MilestoneRow,
    on: NaiveDate,
    progress_bp: i32,
    note: &str,
    ids: &mut Ids,
    at: Moment,
) -> ReportRow {
    let reviewed = noon(on).checked_add_days(Days::new(1)).unwrap_or(at.now);
    ReportRow {
        id: ids.next(),
        project_id: made.row.id,
        milestone_id: milestone.id,
        reported_on: on,
        progress_bp,
        quantity_done: None,
        note: Some(note.to_owned()),
        issue: None,
        weather_stop: false,
        review: Code(ReportReview::Approved),
        reviewer_id: None,
        reviewed_at: Some(reviewed.min(at.now)),
        correction_reason: None,
        client_token: None,
        created_at: noon(on).min(at.now),
        updated_at: reviewed.min(at.now),
        created_by: None,
        version: 1,
        review_reason: None,
    }
}

fn noon(day: NaiveDate) -> NaiveDateTime {
    // Noon in Shanghai is 04:00 UTC.
    day.and_hms_opt(4, 0, 0).unwrap_or_default()
}

/// A report that waits for review, or came back: it moves nothing and nobody outside reads it.
fn unapproved(
    made: &Made,
    milestones: &[MilestoneRow],
    dice: &mut Dice,
    ids: &mut Ids,
    at: Moment,
) -> Option<ReportRow> {
    let (waits, returned, issue) = (dice.chance(25), dice.chance(20), *dice.pick(words::ISSUES));
    let runs = made.part.status == ProjectStatus::UnderConstruction && made.part.mood != Some(Mood::Stale);
    let open = milestones.iter().find(|m| m.status.0 == InProgress && m.is_physical)?;
    let day = made.stand.reported?;
    let row = report(made, open, day, (open.progress_bp + 600).min(9_900), "这两天又做了一段。", ids, at);
    let row = ReportRow { issue: Some(issue.to_owned()), ..row };
    match () {
        () if !runs => None,
        () if waits => {
            Some(ReportRow { review: Code(ReportReview::Pending), reported_on: at.today, reviewed_at: None, ..row })
        }
        () if returned => Some(ReportRow { review: Code(ReportReview::Returned), ..row }),
        () => None,
    }
}

/// The changes of plan of one project.
pub(super) fn plan_changes(made: &Made, promised: &[PromisedRow], ids: &mut Ids, at: Moment) -> Vec<PlanChangeRow> {
    use PlanChangeStatus::{Approved, Rejected, Requested};
    let mut dice = Dice::of("plan", &made.part.key());
    // The plan is moved for the reason that people are told of the milestone.
    let late = made.stand.nodes.iter().filter(|n| n.status == InProgress).find_map(|n| n.reason);
    let reason = late.unwrap_or("连续下雨，室外的活停了几次");
    let finish = made.row.planned_finish;
    let change = |field: &str, old: Option<String>, new: Option<String>, status, days_ago: i64, ids: &mut Ids| {
        let decided = (status != Requested).then(|| shift(at.today, 4 - days_ago));
        PlanChangeRow {
            id: ids.next(),
            project_id: made.row.id,
            field: field.to_owned(),
            old_value: old,
            new_value: new,
            reason: reason.to_owned(),
            asked_on: shift(at.today, -days_ago),
            decided_on: decided,
            asked_by: None,
            decided_by: None,
            status: Code(status),
            is_public: status == Approved,
            created_at: at.now,
            updated_at: at.now,
            created_by: None,
            version: 1,
            milestone_id: None,
            decision_reason: None,
        }
    };
    let date = |days: i64| finish.map(|f| shift(f, days).to_string());
    let mut rows = Vec::new();
    if made.stand.extended > 0 {
        rows.push(change("planned_finish", date(-made.stand.extended), date(0), Approved, dice.between(12, 20), ids));
    }
    match (made.part.status, made.part.mood) {
        (ProjectStatus::UnderConstruction, Some(Mood::Delayed)) => {
            let (asked, refused) = (dice.between(20, 45), dice.chance(40));
            if refused {
                rows.push(change("planned_finish", date(0), date(60), Rejected, dice.between(12, 30), ids));
            } else {
                rows.push(change("planned_finish", date(0), date(asked), Requested, dice.between(1, 6), ids));
            }
        }
        (ProjectStatus::Suspended, _) => {
            let asked = change("planned_finish", date(0), date(45), Requested, dice.between(1, 6), ids);
            let why = made.row.status_reason.clone().unwrap_or_else(|| reason.to_owned());
            rows.push(PlanChangeRow { reason: why, ..asked });
        }
        (ProjectStatus::UnderConstruction, Some(Mood::OnTrack)) if !made.treated.is_empty() && dice.chance(60) => {
            let sheds = promised.iter().find(|p| p.item_code == "I05" && p.status.0 != WorkItemStatus::Dropped);
            if let Some(places) = sheds.and_then(|p| p.quantity_planned).filter(|places| *places > 12) {
                let words = |places: i64| Some(format!("增设 {places} 个充电位"));
                let scope = change("scope", words(places - 8), words(places), Approved, dice.between(15, 40), ids);
                rows.push(PlanChangeRow { reason: "住户要求多留充电的地方".to_owned(), ..scope });
            }
        }
        _ => {}
    }
    rows
}
