//! Where the works of a project stand on the day the demonstration is made.

use chrono::{Datelike as _, NaiveDate};
use shared::milestones::MilestoneStatus::{self, Completed, InProgress, NotStarted, Waived};
use shared::progress::{Health, Step, Works};
use shared::projects::ProjectStatus;

use super::cast::Part;
use super::dice::Dice;
use super::running::{on_day, running};
use super::timetable::{Line, PAPER_GAP, Window, shift, timetable};
use super::words;
use crate::error::{Error, Result};

/// One milestone and how far it is.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its line of the template.
    pub(super) line: Line,
    /// The promise, once the works are awarded.
    pub(super) baseline: Option<Window>,
    /// The plan in force.
    pub(super) planned: Option<Window>,
    /// Day it began.
    pub(super) began: Option<NaiveDate>,
    /// Day it ended.
    pub(super) ended: Option<NaiveDate>,
    /// Approved progress, basis points.
    pub(super) progress_bp: i32,
    /// Its state.
    pub(super) status: MilestoneStatus,
    /// Why it is late, or was left out where the project does not say so.
    pub(super) reason: Option<&'static str>,
}

impl Node {
    /// It is later than promised.
    pub(super) fn is_late(&self, today: NaiveDate) -> bool {
        step(self).days_late(today) > 0
    }
}

/// The whole project on that day.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    /// Since when it is in its state.
    pub(super) since: NaiveDate,
    /// Its milestones.
    pub(super) nodes: Vec<Node>,
    /// First day of works as planned.
    pub(super) begin: NaiveDate,
    /// Day of the last approved report while works run.
    pub(super) reported: Option<NaiveDate>,
    /// Last day of works.
    pub(super) finished: Option<NaiveDate>,
    /// Day of acceptance.
    pub(super) accepted: Option<NaiveDate>,
    /// Days by which an approved change moved the plan.
    pub(super) extended: i64,
    /// Days works stood still and went on again.
    pub(super) days_suspended: i64,
    /// Works stand still until about this day.
    pub(super) resumes: Option<NaiveDate>,
}

impl Stand {
    /// What health is judged by.
    pub(super) fn health(&self, status: ProjectStatus, today: NaiveDate) -> Option<Health> {
        let steps = self.steps();
        let (updated_on, actual_finish) = (self.reported, self.finished);
        let status = Some(status);
        Works { status, steps: &steps, updated_on, entered_on: None, planned_finish: None, actual_finish }.health(today)
    }

    /// The milestones as the figures read them.
    pub(super) fn steps(&self) -> Vec<Step> {
        self.nodes.iter().map(step).collect()
    }
}

fn step(node: &Node) -> Step {
    Step {
        weight_bp: node.line.weight_bp,
        is_physical: node.line.is_physical,
        status: node.status,
        progress_bp: node.progress_bp,
        baseline: node.baseline.map(|w| (w.start, w.finish)),
        planned_finish: node.planned.map(|w| w.finish),
        actual_finish: node.ended,
    }
}

pub(super) fn not_begun(line: &Line, planned: Option<Window>, baseline: Option<Window>) -> Node {
    let (began, ended, progress_bp, status, reason) = (None, None, 0, NotStarted, None);
    Node { line: line.clone(), baseline, planned, began, ended, progress_bp, status, reason }
}

pub(super) fn completed(line: &Line, window: Window, baseline: Option<Window>, slip: (i64, i64)) -> Node {
    Node {
        began: Some(shift(window.start, slip.0)),
        ended: Some(shift(window.finish, slip.1)),
        progress_bp: 10_000,
        status: Completed,
        ..not_begun(line, Some(window), baseline)
    }
}

/// Where `part` stands on `today`, when its works take `days`; whatever is late says why.
pub(super) fn stand(part: &Part, lines: &[Line], days: i64, today: NaiveDate, dice: &mut Dice) -> Result<Stand> {
    let mut stand = bare(part, lines, days, today, dice)?;
    let mut dice = Dice::of("late", &part.key());
    for node in &mut stand.nodes {
        let throw = dice.between(0, 9);
        // What waits because works stand still waits for the reason of the whole project.
        let stopped = part.status == ProjectStatus::Suspended && node.status != Completed;
        if node.reason.is_none() && !stopped && node.is_late(today) {
            let followed = !node.line.is_physical || node.status == NotStarted;
            let own = || words::reason(&part.kind, &node.line.code, throw);
            node.reason = Some(if followed { words::AFTER_OTHERS } else { own() });
        }
    }
    Ok(stand)
}

fn bare(part: &Part, lines: &[Line], days: i64, today: NaiveDate, dice: &mut Dice) -> Result<Stand> {
    use ProjectStatus::{Cancelled, Deferred, Draft, Suspended, UnderConstruction};
    match part.status {
        Draft => Ok(Stand { nodes: lines.iter().map(|l| not_begun(l, None, None)).collect(), ..empty(today) }),
        Deferred | Cancelled => given_up(part, lines, days, today, dice),
        UnderConstruction => running(part, lines, days, today, dice),
        Suspended => {
            let since = shift(today, -dice.between(9, 40));
            let begin = shift(since, -days * dice.between(30, 70) / 100);
            let mut stand = on_day(lines, begin, days, since, dice.between(1, 5));
            stand.resumes = Some(shift(today, dice.between(12, 45)));
            Ok(Stand { since, ..stand })
        }
        before if before < UnderConstruction => on_paper(part, lines, days, today, dice),
        _ => Ok(finished(part, lines, days, today, dice)),
    }
}

pub(super) fn empty(day: NaiveDate) -> Stand {
    Stand {
        since: day,
        nodes: Vec::new(),
        begin: day,
        reported: None,
        finished: None,
        accepted: None,
        extended: 0,
        days_suspended: 0,
        resumes: None,
    }
}

pub(super) fn place(lines: &[Line], code: &str) -> Result<usize> {
    lines.iter().position(|l| l.code == code).ok_or_else(|| Error::internal(format!("no milestone {code}")))
}

/// Before works: the milestones on paper are done one after the other.
fn on_paper(part: &Part, lines: &[Line], days: i64, today: NaiveDate, dice: &mut Dice) -> Result<Stand> {
    use ProjectStatus::{Approved, Consulting, PlanPublicity, Ready, Surveying};
    let (code, is_done) = match part.status {
        Surveying if lines.iter().any(|l| l.code == "survey") => ("survey", false),
        Consulting if lines.iter().any(|l| l.code == "consent") => ("consent", false),
        PlanPublicity if lines.iter().any(|l| l.code == "design_publicity") => ("design_publicity", false),
        // The short template has no line for what comes before the approval.
        Surveying | Consulting | PlanPublicity => ("approval", false),
        Approved => ("approval", true),
        Ready => ("tender", true),
        _ => ("tender", false),
    };
    let at = place(lines, code)?;
    let from = timetable(lines, today, days)[at];
    let now = if is_done {
        shift(from.finish, dice.between(1, PAPER_GAP - 3))
    } else {
        shift(from.start, (from.finish - from.start).num_days() * dice.between(25, 80) / 100)
    };
    let begin = shift(today, (today - now).num_days());
    let awarded = part.status == Ready;
    let windows = timetable(lines, begin, days);
    let nodes = lines.iter().zip(&windows).enumerate().map(|(i, (line, window))| {
        let baseline = awarded.then_some(*window);
        match i.cmp(&at) {
            std::cmp::Ordering::Less => completed(line, *window, baseline, (0, 0)),
            std::cmp::Ordering::Equal if is_done => completed(line, *window, baseline, (0, 0)),
            std::cmp::Ordering::Equal => {
                Node { began: Some(window.start), status: InProgress, ..not_begun(line, Some(*window), baseline) }
            }
            std::cmp::Ordering::Greater => not_begun(line, Some(*window), baseline),
        }
    });
    let since = if is_done { windows[at].finish } else { windows[at].start };
    Ok(Stand { since, nodes: nodes.collect(), begin, ..empty(today) })
}

/// Put off or cancelled before works: what was done stays done, nothing else is planned.
fn given_up(part: &Part, lines: &[Line], days: i64, today: NaiveDate, dice: &mut Dice) -> Result<Stand> {
    let since = shift(today, -i64::from(part.years) * 350 - dice.between(12, 60));
    let consents = lines.iter().any(|l| l.code == "consent");
    let refused = part.status == ProjectStatus::Deferred || dice.chance(50);
    let (last, failed) = match (consents, refused) {
        (true, true) => (place(lines, "survey")?, Some(place(lines, "consent")?)),
        (true, false) => (place(lines, "design_publicity")?, None),
        _ => (place(lines, "approval")?, None),
    };
    let from = timetable(lines, since, days)[failed.unwrap_or(last)];
    let begin = shift(since, (since - from.finish).num_days() - 3);
    let windows = timetable(lines, begin, days);
    let nodes = lines.iter().zip(windows).enumerate().map(|(i, (line, window))| {
        if i <= last {
            completed(line, window, None, (0, 0))
        } else {
            let node = Node { reason: (failed == Some(i)).then_some(words::NO_CONSENT), ..not_begun(line, None, None) };
            match part.status {
                // Cancelled, none of it will be done.
                ProjectStatus::Cancelled => Node { status: Waived, ..node },
                // Put off, a round that failed stays open, for it may be taken up again; it has no last day to be late for.
                _ if failed == Some(i) => Node { began: Some(window.start), status: InProgress, ..node },
                _ => node,
            }
        }
    });
    Ok(Stand { since, nodes: nodes.collect(), begin, ..empty(today) })
}

/// Works have ended; what came after depends on the state.
fn finished(part: &Part, lines: &[Line], days: i64, today: NaiveDate, dice: &mut Dice) -> Stand {
    use ProjectStatus::{Accepted, Archived, CompletionSubmitted, HandedOver, InMaintenance, Rectifying};
    let lag = match dice.between(1, 100) {
        // What was accepted only now is handed over in time.
        _ if part.status == Accepted => dice.between(0, 3),
        1..=55 => dice.between(0, 3),
        56..=80 => dice.between(5, 15),
        _ => dice.between(16, 38),
    };
    let waits = match part.status {
        Rectifying => dice.between(14, 30),
        // Long enough for the acceptance itself, too short for the handover.
        Accepted => dice.between(30, 40),
        _ => dice.between(3, 10),
    };
    // Acceptance, handover and a month to spare lie between the works and today.
    let latest = if part.years == 0 { shift(today, -waits - lag - days) } else { shift(today, -days - lag - 110) };
    let (month, day) = (dice.between(2, 6), dice.between(1, 28));
    let wanted = NaiveDate::from_ymd_opt(
        today.year() - part.years,
        u32::try_from(month).unwrap_or(3),
        u32::try_from(day).unwrap_or(1),
    );
    let begin = wanted.filter(|_| part.years > 0).map_or(latest, |w| w.min(latest));
    let windows = timetable(lines, begin, days);
    let slip = |on: NaiveDate| (on - begin).num_days() * lag / days;
    let last = lines.iter().zip(&windows).filter(|(l, _)| l.is_physical).map(|(_, w)| w.finish).max();
    let finish = last.map_or(begin, |l| shift(l, slip(l)));
    let nodes: Vec<Node> = lines
        .iter()
        .zip(windows)
        .map(|(line, window)| {
            let promise = Some(window);
            if line.is_physical {
                return completed(line, window, promise, (slip(window.start), slip(window.finish)));
            }
            if window.finish < begin {
                return completed(line, window, promise, (0, 0));
            }
            let accepts = line.code == "acceptance";
            match (part.status, accepts) {
                (Accepted | HandedOver | InMaintenance | Archived, true)
                | (HandedOver | InMaintenance | Archived, false) => completed(line, window, promise, (lag, lag)),
                (CompletionSubmitted | Rectifying, true) => {
                    let reason = (part.status == Rectifying).then_some("验收时发现几处要返工，改好再验");
                    let begun = not_begun(line, promise, promise);
                    Node { began: Some(shift(finish, 2)), status: InProgress, reason, ..begun }
                }
                _ => not_begun(line, promise, promise),
            }
        })
        .collect();
    let ended = |code: &str| nodes.iter().find(|n| n.line.code == code).and_then(|n| n.ended);
    let since = match part.status {
        Accepted => ended("acceptance"),
        HandedOver => ended("handover"),
        InMaintenance => ended("handover").map(|d| shift(d, 10)),
        Archived => ended("acceptance").map(|d| shift(d, 2 * 365 + 40)),
        Rectifying => Some(shift(finish, 9)),
        _ => Some(shift(finish, 1)),
    };
    let days_suspended = if lag > 15 { dice.between(0, 9) } else { 0 };
    Stand {
        since: since.unwrap_or(finish),
        begin,
        finished: Some(finish),
        accepted: ended("acceptance"),
        days_suspended,
        nodes,
        ..empty(today)
    }
}
