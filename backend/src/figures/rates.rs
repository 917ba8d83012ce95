//! Start and completion rates 开工率、完工率 of a programme year, by projects and by compounds (MODEL §7 rows 5 and 6).
//! Every project of the year is in the denominator, those that were ended too.

use super::view::{Row, View, has_finished, has_started};
use crate::catalog::ProjectEntry;

fn projects<'a>(view: &View<'a>, counts: fn(&ProjectEntry) -> bool) -> Vec<Row<'a>> {
    view.of_year().map(|p| Row::project(p, Some(i64::from(counts(p)))).one_in()).collect()
}

/// Compounds that housing projects of the year treat; one such project is enough.
fn compounds<'a>(view: &View<'a>, counts: fn(&ProjectEntry) -> bool) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for compound in &view.compounds {
        let treating = view.treating(compound).iter().map(|(p, _)| *p);
        let mut of_year = treating.filter(|p| view.year.is_some() && p.summary.plan_year == view.year).peekable();
        if of_year.peek().is_some() {
            rows.push(Row::compound(compound, Some(i64::from(of_year.any(counts)))).one_in());
        }
    }
    rows
}

pub(super) fn started<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    projects(view, has_started)
}

pub(super) fn started_compounds<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    compounds(view, has_started)
}

pub(super) fn finished<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    projects(view, has_finished)
}

pub(super) fn finished_compounds<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    compounds(view, has_finished)
}
