//! Works under way: where they stand on a day, in time, slow, late or silent.

use chrono::NaiveDate;
use shared::milestones::MilestoneStatus::{Completed, InProgress};
use shared::progress::{Health, planned_progress, works_progress};

use super::cast::{Mood, Part};
use super::dice::Dice;
use super::timetable::{Line, Window, shift, timetable};
use super::words;
use super::works::{Node, Stand, completed, empty, not_begun, place};
use crate::error::{Error, Result};

/// Works as they stand on `day`, `lag` days behind the promise.
pub(super) fn on_day(lines: &[Line], begin: NaiveDate, days: i64, day: NaiveDate, lag: i64) -> Stand {
    let reached = shift(day, -lag);
    let gone = (reached - begin).num_days().max(1);
    // The lag grew from day to day: what was done early was hardly late.
    let slip = |on: NaiveDate| ((on - begin).num_days() * lag / gone).clamp(0, lag);
    let nodes = lines.iter().zip(timetable(lines, begin, days)).map(|(line, window)| {
        let promise = Some(window);
        if !line.is_physical {
            let before = window.finish < begin;
            return if before { completed(line, window, promise, (0, 0)) } else { not_begun(line, promise, promise) };
        }
        let whole = (window.finish - window.start).num_days() + 1;
        if reached < window.start {
            not_begun(line, promise, promise)
        } else if reached >= window.finish {
            completed(line, window, promise, (slip(window.start), slip(window.finish)))
        } else {
            let percent = (((reached - window.start).num_days() + 1) * 100 / whole).clamp(1, 99);
            Node {
                began: Some(shift(window.start, slip(window.start))),
                progress_bp: i32::try_from(percent * 100).unwrap_or(0),
                status: InProgress,
                ..not_begun(line, promise, promise)
            }
        }
    });
    Stand { since: begin, nodes: nodes.collect(), begin, reported: Some(day), ..empty(day) }
}

/// Under construction, in the mood the list asks for.
pub(super) fn running(part: &Part, lines: &[Line], days: i64, today: NaiveDate, dice: &mut Dice) -> Result<Stand> {
    let begin = shift(today, -days * dice.between(GONE.0, GONE.1) / 100);
    let reported = shift(today, -dice.between(0, 4));
    let (wanted, found) = match part.mood {
        Some(Mood::AtRisk) => (Health::AtRisk, slow(part, lines, days, today, reported, dice)),
        Some(Mood::Delayed) => (Health::Delayed, Some(delayed(&part.kind, lines, days, today, reported, dice)?)),
        Some(Mood::Stale) => {
            (Health::Stale, Some(on_day(lines, begin, days, shift(today, -dice.between(8, 20)), dice.between(0, 3))))
        }
        _ => {
            let most = dice.between(0, 3);
            let near = (0..=most).rev().map(|lag| on_day(lines, begin, days, reported, lag));
            (Health::OnTrack, near.into_iter().find(|s| behind(s, today) < 900))
        }
    };
    let stand = found.filter(|s| s.health(part.status, today) == Some(wanted));
    stand.ok_or_else(|| Error::internal(format!("{} cannot be {wanted:?}", part.key())))
}

/// Hundredths of the works' days that have gone by, at least and at most.
const GONE: (i64, i64) = (28, 82);

/// Behind the promise, but no milestone so long overdue that all the works are late.
fn slow(
    part: &Part,
    lines: &[Line],
    days: i64,
    today: NaiveDate,
    reported: NaiveDate,
    dice: &mut Dice,
) -> Option<Stand> {
    let (first, more) = (dice.between(GONE.0, GONE.1), dice.between(9, 20));
    // Days on which a milestone ended not long ago do not fit: any other share of the works may.
    let shares = (first..=GONE.1).chain(GONE.0..first);
    let mut stands = shares.flat_map(|share| {
        let begin = shift(today, -days * share / 100);
        (4..90).map(move |lag| extended(on_day(lines, begin, days, reported, lag), &part.kind, lag + more))
    });
    let fits = |s: &Stand| s.health(part.status, today) == Some(Health::AtRisk);
    stands.find(|s| (1_150..=1_850).contains(&behind(s, today)) && fits(s))
}

/// Basis points behind the promise.
fn behind(stand: &Stand, today: NaiveDate) -> i32 {
    let steps = stand.steps();
    planned_progress(&steps, today).unwrap_or(0) - works_progress(&steps).unwrap_or(0)
}

/// The plan was moved by an approved change; the promise stays.
fn extended(mut stand: Stand, kind: &str, days: i64) -> Stand {
    for node in stand.nodes.iter_mut().filter(|n| n.status != Completed) {
        // What has begun began when it did: only its end moves.
        let moved = node.planned.map(|w| w.later(days));
        node.planned = moved.map(|w| Window { start: node.began.and(node.planned).map_or(w.start, |p| p.start), ..w });
        node.reason = (node.status == InProgress).then(|| words::reason(kind, &node.line.code, 0));
    }
    Stand { extended: days, ..stand }
}

/// One milestone is more than two weeks overdue, and people are told why.
fn delayed(
    kind: &str,
    lines: &[Line],
    days: i64,
    today: NaiveDate,
    reported: NaiveDate,
    dice: &mut Dice,
) -> Result<Stand> {
    let works = ["underground", "roof", "facade", "road_parking"];
    let code = if lines.iter().any(|l| l.code == "main_works") { "main_works" } else { dice.pick(&works) };
    let at = place(lines, code)?;
    let late = dice.between(18, 38);
    let begin = shift(today, (today - timetable(lines, today, days)[at].finish).num_days() - late);
    let mut stand = on_day(lines, begin, days, reported, late + dice.between(3, 8));
    let overdue = stand.nodes.iter_mut().filter(|n| n.status == InProgress);
    for node in overdue {
        node.reason = Some(words::reason(kind, &node.line.code, dice.between(0, 9)));
    }
    stand.days_suspended = if dice.chance(40) { dice.between(4, 11) } else { 0 };
    Ok(stand)
}
