//! Which compounds and projects hold the words of a question: in their names, their number, or the place they lie in.

use std::collections::HashMap;

use shared::search::SearchKind;

use super::Catalog;
use crate::search::question::{Marks, Question};

/// What holds a question.
pub(super) struct Holding {
    /// By place in the catalog.
    pub(super) compounds: Vec<bool>,
    pub(super) projects: Vec<bool>,
}

impl Holding {
    /// Looks through `catalog`. Each name is looked at once: a project takes what its compounds and places hold.
    pub(super) fn new(catalog: &Catalog, question: &Question<'_>) -> Self {
        let places: HashMap<i64, Marks> =
            catalog.place_words.iter().map(|(id, words)| (*id, question.marks(words))).collect();
        let of_place = |area: i64| places.get(&area).copied().unwrap_or_default();
        let words = |kind, at| question.marks(catalog.search.words(kind, at));
        let own: Vec<Marks> = (0..catalog.compounds.len()).map(|at| words(SearchKind::Compound, at)).collect();
        let of_compound = |id: i64| catalog.by_compound.get(&id).map(|at| own[*at]).unwrap_or_default();
        let compounds =
            own.iter().zip(&catalog.compounds).map(|(own, c)| question.is_held_by(*own | of_place(c.area_id)));
        let projects = catalog.projects.iter().enumerate().map(|(at, p)| {
            let near = words(SearchKind::Project, at) | of_place(p.area_id);
            question.is_held_by(near) || question.is_held_by(p.compound_ids().map(of_compound).fold(near, |a, b| a | b))
        });
        Self { compounds: compounds.collect(), projects: projects.collect() }
    }
}

impl Catalog {
    /// Compounds, then projects, whose names or places hold what is asked: the kind, and the place in its list.
    pub(crate) fn holding(&self, question: &Question<'_>) -> impl Iterator<Item = (SearchKind, u32)> {
        let found = Holding::new(self, question);
        let compounds = (0..).zip(found.compounds).map(|(at, fits)| (SearchKind::Compound, at, fits));
        let projects = (0..).zip(found.projects).map(|(at, fits)| (SearchKind::Project, at, fits));
        compounds.chain(projects).filter(|found| found.2).map(|(kind, at, _)| (kind, at))
    }
}
