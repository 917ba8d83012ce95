//! What a question is about: the projects and compounds of one area, and how rows become a figure.

use std::collections::{HashMap, HashSet};

use shared::areas::AreaRef;
use shared::figures::{Figure, FigureRow, FiguresQuery, Ratio, RowKind, Unit};
use shared::id::AreaId;
use shared::projects::{ProjectStatus, StatusGroup};

use crate::catalog::{Catalog, CompoundEntry, ProjectEntry, Summary};
use crate::projects::store::TreatedRow;

/// Projects and compounds of one area, with what is asked of them.
pub(super) struct View<'a> {
    pub(super) catalog: &'a Catalog,
    /// The area; absent where the public does not know it, or the database has no district.
    pub(super) area: Option<AreaRef>,
    pub(super) year: Option<i16>,
    /// With a status of their own.
    pub(super) projects: Vec<&'a ProjectEntry>,
    /// Known from a published account only: they count in tallies and never in a figure.
    pub(super) accounts: Vec<&'a ProjectEntry>,
    pub(super) compounds: Vec<&'a CompoundEntry>,
    /// Housing projects that treat a compound, wherever they belong, with the part they treat.
    treated: HashMap<i64, Vec<(&'a ProjectEntry, &'a TreatedRow)>>,
    /// The area and all below it; everything where it is absent.
    within: Option<HashSet<i64>>,
}

impl<'a> View<'a> {
    pub(super) fn new(catalog: &'a Catalog, query: FiguresQuery) -> Self {
        let asked = query.area.map(|a| a.0).or_else(|| catalog.areas.district().map(|d| d.id));
        let within = asked.map(|id| catalog.areas.subtree(id));
        let lies_in = |id: &i64| within.as_ref().is_none_or(|w| w.contains(id));
        let (projects, accounts) = catalog
            .projects
            .iter()
            .filter(|p| lies_in(&p.area_id))
            .partition::<Vec<_>, _>(|p| p.summary.status.is_some());
        let compounds = catalog.compounds.iter().filter(|c| lies_in(&c.area_id)).collect();
        let mut treated: HashMap<i64, Vec<_>> = HashMap::new();
        for project in catalog.projects.iter().filter(|p| is_housing(catalog, p)) {
            for part in &project.facts.parts {
                treated.entry(part.compound_id).or_default().push((project, part));
            }
        }
        let known = asked.and_then(|id| catalog.areas.get(id)).filter(|a| catalog.shows_area(a.id));
        let area = known.map(|a| AreaRef { id: AreaId(a.id), name: a.name.clone() });
        let year = query.year.or_else(|| latest_begun(catalog));
        Self { catalog, area, year, projects, accounts, compounds, treated, within }
    }

    /// Whether the area `id` lies in what is asked for.
    pub(super) fn holds(&self, id: i64) -> bool {
        self.within.as_ref().is_none_or(|w| w.contains(&id))
    }

    /// The housing projects that treat `compound`, with the part they treat.
    pub(super) fn treating(&self, compound: &CompoundEntry) -> &[(&'a ProjectEntry, &'a TreatedRow)] {
        self.treated.get(&compound.summary.id.0).map_or(&[], Vec::as_slice)
    }

    /// The projects of the year.
    pub(super) fn of_year(&self) -> impl Iterator<Item = &'a ProjectEntry> {
        let year = self.year;
        self.projects.iter().copied().filter(move |p| year.is_some() && p.summary.plan_year == year)
    }
}

/// Programme years that occur, the latest first, whatever the area.
pub(super) fn years(catalog: &Catalog) -> Vec<i16> {
    catalog.years.clone()
}

fn latest_begun(catalog: &Catalog) -> Option<i16> {
    let this_year = chrono::Datelike::year(&catalog.today);
    let years = years(catalog);
    years.iter().find(|y| i32::from(**y) <= this_year).or(years.last()).copied()
}

/// Works have begun and are not accepted; those that stand still too.
pub(super) fn is_under_way(p: &ProjectEntry) -> bool {
    matches!(group(p), Some(StatusGroup::Works | StatusGroup::Suspended))
}

/// Accepted or after.
pub(super) fn is_done(p: &ProjectEntry) -> bool {
    group(p) == Some(StatusGroup::Done)
}

/// The group of its state; none for what is known from an account only.
pub(super) fn group(p: &ProjectEntry) -> Option<StatusGroup> {
    p.summary.status.map(ProjectStatus::group)
}

/// Works have begun: a day is known, or the state says so.
pub(super) fn has_started(p: &ProjectEntry) -> bool {
    p.facts.actual_start.is_some() || p.summary.status.is_some_and(ProjectStatus::shows_progress)
}

/// Works ended: a day is known, or they were accepted.
pub(super) fn has_finished(p: &ProjectEntry) -> bool {
    p.summary.status.is_some() && p.summary.actual_finish.is_some() || is_done(p)
}

/// What a row is of.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    Compound(&'a CompoundEntry),
    Project(&'a ProjectEntry),
}

/// One row behind a figure.
pub(super) struct Row<'a> {
    pub(super) of: Of<'a>,
    pub(super) value: Option<i64>,
    pub(super) whole: Option<i64>,
    pub(super) note: Option<String>,
}

impl<'a> Row<'a> {
    pub(super) fn project(of: &'a ProjectEntry, value: Option<i64>) -> Self {
        Self { of: Of::Project(of), value, whole: None, note: None }
    }

    pub(super) fn compound(of: &'a CompoundEntry, value: Option<i64>) -> Self {
        Self { of: Of::Compound(of), value, whole: None, note: None }
    }

    /// One of the whole, unless it says nothing.
    pub(super) fn one_in(self) -> Self {
        Self { whole: self.value.map(|_| 1), ..self }
    }

    fn is_demo(&self) -> bool {
        match self.of {
            Of::Compound(c) => c.summary.is_demo,
            Of::Project(p) => p.summary.is_demo,
        }
    }

    fn shown(self) -> FigureRow {
        let is_demo = self.is_demo();
        let (kind, id, name, areas) = match self.of {
            Of::Compound(c) => (RowKind::Compound, c.summary.id.to_string(), &c.summary.name, &c.summary.areas[..]),
            Of::Project(p) => {
                let Summary { number, name, areas, .. } = &p.summary;
                (RowKind::Project, number.clone(), name, &areas[..])
            }
        };
        let (name, areas) = (name.clone(), areas.to_vec());
        FigureRow { kind, id, name, areas, value: self.value, whole: self.whole, note: self.note, is_demo }
    }
}

/// How rows become a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Their sum, 0 where there are no rows; nothing where every row is unknown.
    Sum,
    /// Their sum; nothing where no row is known, or none is there.
    Known,
    /// Values over wholes, in basis points.
    Rate,
    /// Values over wholes, rounded half up.
    Mean,
}

/// A figure that can be asked for.
#[derive(Clone, Copy)]
pub(super) struct Definition {
    pub(super) code: &'static str,
    pub(super) unit: Unit,
    pub(super) how: How,
    /// It is of one programme year.
    pub(super) is_of_year: bool,
    pub(super) rows: for<'a> fn(&View<'a>) -> Vec<Row<'a>>,
}

/// The figure that `rows` make: nothing else goes into it.
pub(super) fn figure(code: &str, unit: Unit, how: How, year: Option<i16>, rows: &[Row<'_>]) -> Figure {
    let sum: i64 = rows.iter().filter_map(|r| r.value).sum();
    let whole: i64 = rows.iter().filter_map(|r| r.whole).sum();
    let unknown = rows.iter().filter(|r| r.value.is_none()).count();
    let over = |times: i64| (whole > 0).then(|| (sum * times * 2 + whole).div_euclid(whole * 2));
    let value = match how {
        How::Sum => (rows.is_empty() || unknown < rows.len()).then_some(sum),
        How::Known => (unknown < rows.len()).then_some(sum),
        How::Rate => over(10_000),
        How::Mean => over(1),
    };
    let is_ratio = matches!(how, How::Rate | How::Mean);
    Figure {
        code: code.to_owned(),
        unit,
        value,
        ratio: (is_ratio && whole > 0).then_some(Ratio { part: sum, whole }),
        rows: super::list::count(rows.len() - unknown),
        unknown: super::list::count(unknown),
        year,
        is_demo: rows.iter().any(Row::is_demo),
    }
}

/// The rows as they are shown: the largest first, then by name and identifier.
pub(super) fn shown(rows: Vec<Row<'_>>) -> Vec<FigureRow> {
    let mut rows: Vec<FigureRow> = rows.into_iter().map(Row::shown).collect();
    rows.sort_by(|a, b| (b.value, &a.name, &a.id).cmp(&(a.value, &b.name, &b.id)));
    rows
}

/// Of a kind that renews homes, and with a status of its own.
pub(super) fn is_housing(catalog: &Catalog, p: &ProjectEntry) -> bool {
    let kind = catalog.kinds.iter().find(|k| *k.code == *p.summary.kind);
    p.summary.status.is_some() && kind.is_some_and(|k| k.programme == "housing")
}
