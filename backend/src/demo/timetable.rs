//! When each milestone is due: paper before works, works side by side as builders do them, paper after.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use crate::db::Conn;
use crate::error::Result;
use crate::schema::milestone_template_lines as lines;

/// A line of a milestone template.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Line {
    /// Code of the template.
    pub(super) template: String,
    /// Code of the milestone.
    pub(super) code: String,
    /// Chinese name.
    pub(super) zh: String,
    /// English name.
    pub(super) en: String,
    /// Place in the order.
    pub(super) seq: i16,
    /// Share of the works, basis points.
    pub(super) weight_bp: i32,
    /// Physical works.
    pub(super) is_physical: bool,
    /// Usual days.
    pub(super) default_days: i32,
}

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// First day.
    pub(super) start: NaiveDate,
    /// Last day.
    pub(super) finish: NaiveDate,
}

impl Window {
    /// The same number of days, later.
    pub(super) fn later(self, days: i64) -> Self {
        Self { start: shift(self.start, days), finish: shift(self.finish, days) }
    }
}

/// The lines of every template, in order.
pub(super) fn read(conn: &mut Conn) -> Result<Vec<Line>> {
    let columns = (
        lines::template_code,
        lines::code,
        lines::zh,
        lines::en,
        lines::seq,
        lines::weight_bp,
        lines::is_physical,
        lines::default_days,
    );
    Ok(lines::table.select(columns).order((lines::template_code, lines::seq)).load(conn)?)
}

/// `day`, moved by `days`.
pub(super) fn shift(day: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) };
    moved.unwrap_or(day)
}

/// Days from one milestone on paper to the next.
pub(super) const PAPER_GAP: i64 = 10;

/// Where each kind of works lies between the first and the last day, in hundredths.
fn share(code: &str) -> (i64, i64) {
    match code {
        "mobilization" => (0, 4),
        "underground" => (3, 28),
        "roof" => (22, 44),
        "facade" => (34, 66),
        "stairwell" => (50, 74),
        "road_parking" => (68, 92),
        "amenities" => (84, 100),
        "main_works" => (4, 86),
        _ => (80, 100),
    }
}

/// A window for each line; works begin on `begin` and take `days`.
pub(super) fn timetable(lines: &[Line], begin: NaiveDate, days: i64) -> Vec<Window> {
    let first = lines.iter().position(|l| l.is_physical).unwrap_or(0);
    let mut windows: Vec<Window> = Vec::new();
    let mut end = shift(begin, -PAPER_GAP);
    for line in lines[..first].iter().rev() {
        let start = shift(end, -i64::from(line.default_days));
        windows.push(Window { start, finish: end });
        end = shift(start, -PAPER_GAP);
    }
    windows.reverse();
    let mut next = shift(begin, days);
    for line in &lines[first..] {
        if line.is_physical {
            let (from, to) = share(&line.code);
            let start = shift(begin, days * from / 100);
            windows.push(Window { start, finish: shift(begin, (days * to / 100).max(days * from / 100 + 3) - 1) });
        } else {
            let start = shift(next, 4);
            next = shift(start, i64::from(line.default_days));
            windows.push(Window { start, finish: next });
        }
    }
    windows
}
