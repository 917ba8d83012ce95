//! Figures as somebody published them: copied, never computed, and shown only where what they are of is public.

use std::collections::HashMap;

use shared::figures::ReportedFigure;
use shared::figures::indicators::{ScopeType, ValueKind};

use super::store::{DefRow, ValueRow};
use super::view::View;
use crate::catalog::Catalog;

/// A published value with its indicator.
#[derive(Debug)]
pub(crate) struct Entry {
    scope: ScopeType,
    of: i64,
    figure: ReportedFigure,
}

/// The published values of public indicators, in the order of the catalogue, the latest source first.
pub(crate) fn entries(defs: Vec<DefRow>, values: Vec<ValueRow>) -> Vec<Entry> {
    let defs: HashMap<String, (usize, DefRow)> =
        defs.into_iter().enumerate().map(|(at, d)| (d.code.clone(), (at, d))).collect();
    let public = values.into_iter().filter(|v| v.value_kind.0 == ValueKind::Reported);
    let mut entries: Vec<(usize, Entry)> = public.filter_map(|v| entry(&defs, v)).collect();
    entries.sort_by_key(|(at, e)| (*at, e.scope, std::cmp::Reverse((e.figure.source_on, e.figure.period_end))));
    entries.into_iter().map(|(_, e)| e).collect()
}

fn entry(defs: &HashMap<String, (usize, DefRow)>, value: ValueRow) -> Option<(usize, Entry)> {
    let (at, def) = defs.get(&value.def_code).filter(|(_, d)| d.is_public)?;
    let figure = ReportedFigure {
        code: def.code.clone(),
        zh: def.zh.clone(),
        en: def.en.clone(),
        unit: def.unit.0,
        value: value.value,
        qualifier: value.qualifier.0,
        of: None,
        period_start: value.period_start,
        period_end: value.period_end,
        period_words: value.period_words,
        source: value.source,
        source_on: value.source_on,
        link: value.link,
        note: value.note,
        is_demo: value.is_demo,
    };
    let of = value.area_id.or(value.compound_id).or(value.project_id)?;
    Some((*at, Entry { scope: value.scope_type.0, of, figure }))
}

/// Those of the area that is asked for and of what lies in it.
pub(super) fn of(view: &View<'_>) -> Vec<ReportedFigure> {
    let catalog = view.catalog;
    let shown = |entry: &Entry| {
        let (lies_in, name) = place(catalog, entry)?;
        let is_itself = entry.scope == ScopeType::Area && view.area.as_ref().is_some_and(|a| a.id.0 == entry.of);
        let of = (!is_itself).then(|| name.to_owned());
        view.holds(lies_in).then(|| ReportedFigure { of, ..entry.figure.clone() })
    };
    catalog.reported.iter().filter_map(shown).collect()
}

/// The area in which the thing lies, and its name; nothing where the public does not know it.
fn place<'a>(catalog: &'a Catalog, entry: &Entry) -> Option<(i64, &'a str)> {
    match entry.scope {
        ScopeType::Area => {
            let area = catalog.areas.get(entry.of).filter(|a| catalog.shows_area(a.id))?;
            Some((area.id, &area.name))
        }
        ScopeType::Compound => catalog.compound(entry.of).map(|c| (c.area_id, c.summary.name.as_str())),
        ScopeType::Project => {
            let project = catalog.project_by_id(entry.of)?;
            Some((project.area_id, &project.summary.name))
        }
    }
}
