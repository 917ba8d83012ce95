//! What tells the figures of few apart from those of many, for the rates that everybody reads: areas beside one another, and
//! periods that differ by a month.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate};
use diesel::prelude::*;
use shared::id::AreaId;
use shared::orders::rates::{Count, RatesLine, Told};
use shared::orders::small_cells::{hide_what_could_be_told, is_enough};

use super::rates::{Asked, Said, head, midnight};
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::service_orders as o;

/// The line of `area` in `rows`, which are of the whole district: with what the areas beside it and those above hide of it, from
/// the district down, as each of these is told itself.
pub(super) fn line(catalog: &Catalog, area: Option<AreaId>, mut rows: Vec<&Said>) -> RatesLine {
    let mut line = of(&rows);
    let Some(area) = area else { return line };
    let path: Vec<i64> = catalog.areas.path(area.0).iter().map(|row| row.id).collect();
    for (above, own) in path.iter().zip(path.iter().skip(1)) {
        let mut beside: BTreeMap<i64, Vec<&Said>> = BTreeMap::new();
        for said in rows {
            beside.entry(head(catalog, Some(AreaId(*above)), said.area)).or_default().push(said);
        }
        let ids: Vec<i64> = beside.keys().copied().collect();
        let mut lines: Vec<RatesLine> = beside.values().map(|rows| of(rows)).collect();
        hide_what_could_be_told(&mut line, &mut lines);
        let at = ids.iter().position(|id| id == own);
        line = at.map_or_else(|| of(&[]), |at| lines[at].clone());
        rows = beside.remove(own).unwrap_or_default();
    }
    line
}

fn of(rows: &[&Said]) -> RatesLine {
    RatesLine::of(&rows.iter().map(|said| said.told).collect::<Vec<Told>>(), true)
}

/// Hides in `lines`, one for each month, what the sum of months that are only told together would tell.
pub(super) fn hide_in_runs(lines: &mut [RatesLine], all: &[&Said]) {
    let mut begin = 0;
    while begin < lines.len() {
        let mut end = begin + 1;
        while end < lines.len() && !(stands_alone(&lines[end - 1]) && stands_alone(&lines[end])) {
            end += 1;
        }
        let run = &mut lines[begin..end];
        let is_in = |said: &&&Said| run.iter().any(|line| line.key.as_deref() == Some(said.key.as_str()));
        let rows: Vec<&Said> = all.iter().filter(is_in).copied().collect();
        hide_what_could_be_told(&mut of(&rows), run);
        begin = end;
    }
}

fn stands_alone(month: &RatesLine) -> bool {
    let n = |count: Count| if let Count::Exact(n) = count { n } else { 0 };
    is_enough(n(month.placed), n(month.resolution.of))
}

/// The period that is asked for, made longer until it begins and ends between months that may be told apart: the difference of
/// any two such periods is never a few orders.
pub(super) fn widened(conn: &mut Conn, catalog: &Catalog, asked: &Asked, today: NaiveDate) -> Result<Asked> {
    let areas: Option<Vec<i64>> = asked.area.map(|id| catalog.areas.subtree(id.0).into_iter().collect());
    let mut wide = asked.clone();
    let before = |day: NaiveDate| day.checked_sub_months(Months::new(1)).unwrap_or(day);
    let after = |day: NaiveDate| day.checked_add_months(Months::new(1)).unwrap_or(day);
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    // Before the first order and after today there is nothing to tell apart.
    let Some(oldest) = oldest(conn, areas.as_ref())?.map(first) else { return Ok(wide) };
    let newest = first(today);
    while wide.from > oldest
        && wide.from <= newest
        && !(is_told(conn, areas.as_ref(), wide.from)? && is_told(conn, areas.as_ref(), before(wide.from))?)
    {
        wide.from = before(wide.from);
    }
    let mut last = first(wide.to);
    while last >= oldest
        && last < newest
        && !(is_told(conn, areas.as_ref(), last)? && is_told(conn, areas.as_ref(), after(last))?)
    {
        last = after(last);
    }
    wide.to = after(last).pred_opt().unwrap_or(last).min(today).max(wide.from);
    Ok(wide)
}

/// Whether enough was ordered and judged in the month that begins on `month`.
fn is_told(conn: &mut Conn, areas: Option<&Vec<i64>>, month: NaiveDate) -> Result<bool> {
    let next = month.checked_add_months(Months::new(1)).unwrap_or(month);
    let mut rows = o::table
        .filter(o::created_at.ge(midnight(month)))
        .filter(o::created_at.lt(midnight(next)))
        .select((diesel::dsl::count_star(), diesel::dsl::count(o::is_solved)))
        .into_boxed();
    if let Some(areas) = areas {
        rows = rows.filter(o::area_id.eq_any(areas.clone()));
    }
    let (placed, answers): (i64, i64) = rows.first(conn)?;
    Ok(is_enough(placed, answers))
}

/// The day of the first order in `areas`.
fn oldest(conn: &mut Conn, areas: Option<&Vec<i64>>) -> Result<Option<NaiveDate>> {
    let mut rows = o::table.select(o::created_at).order(o::created_at).limit(1).into_boxed();
    if let Some(areas) = areas {
        rows = rows.filter(o::area_id.eq_any(areas.clone()));
    }
    let first: Option<chrono::NaiveDateTime> = rows.first(conn).optional()?;
    Ok(first.map(|at| shared::time::date_of(at.and_utc())))
}
