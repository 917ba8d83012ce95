//! From the catalog to the index, and from what the index finds to what the page shows.

use std::collections::HashMap;

use shared::geo::{Bbox, Point, Shape};
use shared::id::AreaId;
use shared::search::{SearchField, SearchHit, SearchHits, SearchKind, SearchMatch, SearchQuery};

use super::index::{Entry, Found, Index};
use super::letters::{Alphabet, Letter, characters};
use super::question::Question;
use crate::areas::store::AreaRow;
use crate::catalog::Catalog;

/// The search over one [`Catalog`].
#[derive(Debug, Default)]
pub(crate) struct Search {
    index: Index,
    /// By area: its outline's box, else that of the public things in it.
    boxes: HashMap<i64, Bbox>,
    /// By place in the catalog: places in the index.
    compounds: Vec<u32>,
    projects: Vec<u32>,
}

impl Search {
    /// Makes the public things of `catalog` ready; `alphabet` wrote its words.
    pub(crate) fn build(alphabet: Alphabet, catalog: &Catalog) -> Self {
        let compounds = numbered(&catalog.compounds).map(|(at, c)| Entry {
            kind: SearchKind::Compound,
            at,
            name: &c.summary.name,
            alias: c.summary.alias.as_deref(),
            number: None,
        });
        let projects = numbered(&catalog.projects).map(|(at, p)| Entry {
            kind: SearchKind::Project,
            at,
            name: &p.summary.name,
            alias: None,
            number: Some(&p.summary.number),
        });
        let areas = numbered(catalog.areas.rows()).filter(|(_, a)| catalog.shows_area(a.id)).filter_map(|(at, a)| {
            let kind = SearchKind::of(a.area_level.0)?;
            Some(Entry { kind, at, name: &a.name, alias: None, number: None })
        });
        let index = Index::build(alphabet, compounds.chain(projects).chain(areas));
        Self {
            compounds: index.of_kind(SearchKind::Compound),
            projects: index.of_kind(SearchKind::Project),
            boxes: boxes(catalog),
            index,
        }
    }

    /// Names and number of the compound or project at this place of the catalog.
    pub(crate) fn words(&self, kind: SearchKind, at: usize) -> &[Letter] {
        let all = if kind == SearchKind::Compound { &self.compounds } else { &self.projects };
        all.get(at).map_or(&[], |entry| self.index.lines_of(*entry))
    }

    /// `q` made ready for the words of this catalog.
    pub(crate) fn question(&self, q: &str) -> Question<'_> {
        Question::new(self.index.alphabet(), q)
    }
}

impl Catalog {
    /// What fits, the best first.
    pub fn search(&self, query: &SearchQuery) -> SearchHits {
        let limit = usize::from(query.limit);
        let mut found = self.search.index.find(&query.q, limit);
        let question = self.search.question(&query.q);
        if found.is_empty() && question.has_words() {
            // A name and a place, or two parts of a name: whatever holds all of them.
            let hit = |(kind, at)| Found { kind, at, field: SearchField::Name, from: 0, to: 0 };
            found = self.holding(&question).take(limit).map(hit).collect();
        }
        SearchHits { items: found.iter().map(|f| self.hit(f)).collect() }
    }

    fn hit(&self, found: &Found) -> SearchHit {
        let at = found.at as usize;
        match found.kind {
            SearchKind::Compound => {
                let c = &self.compounds[at].summary;
                SearchHit {
                    id: c.id.to_string(),
                    alias: c.alias.clone(),
                    areas: c.areas.clone(),
                    position: c.position,
                    is_demo: c.is_demo,
                    ..blank(found, &c.name, c.alias.as_deref().unwrap_or_default())
                }
            }
            SearchKind::Project => {
                let (p, bbox) = (&self.projects[at].summary, self.projects[at].bbox);
                SearchHit {
                    id: p.number.clone(),
                    areas: p.areas.to_vec(),
                    position: p.position,
                    bbox,
                    status: p.status,
                    sign: Some(p.sign),
                    is_demo: p.is_demo,
                    ..blank(found, &p.name, &p.number)
                }
            }
            SearchKind::Street | SearchKind::Community | SearchKind::District => {
                let a: &AreaRow = &self.areas.rows()[at];
                SearchHit {
                    id: AreaId(a.id).to_string(),
                    areas: a.parent_id.map(|p| self.areas.place(p)).unwrap_or_default(),
                    position: a.lng.zip(a.lat).map(|(lng, lat)| Point { lng, lat }),
                    bbox: self.search.boxes.get(&a.id).copied(),
                    is_demo: a.is_demo,
                    ..blank(found, &a.name, "")
                }
            }
        }
    }
}

/// A hit by name; `second` is its alias or number.
fn blank(found: &Found, name: &str, second: &str) -> SearchHit {
    let text = if found.field == SearchField::Name { name } else { second };
    let (from, to) = characters(text, found.from, found.to);
    SearchHit {
        kind: found.kind,
        id: String::new(),
        name: name.to_owned(),
        alias: None,
        areas: Vec::new(),
        matched: SearchMatch { field: found.field, from, to },
        position: None,
        bbox: None,
        status: None,
        sign: None,
        is_demo: false,
    }
}

fn numbered<T>(rows: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (0..).zip(rows)
}

fn boxes(catalog: &Catalog) -> HashMap<i64, Bbox> {
    let mut boxes: HashMap<i64, Bbox> = HashMap::new();
    let mut grow = |area: i64, by: Bbox| {
        boxes.entry(area).and_modify(|known| *known = known.with(&by)).or_insert(by);
    };
    for project in &catalog.projects {
        project.bbox.into_iter().for_each(|b| grow(project.area_id, b));
    }
    for compound in &catalog.compounds {
        Bbox::around(compound.summary.position).into_iter().for_each(|b| grow(compound.area_id, b));
    }
    // Children come after parents: from the last one, each has all of its own when its parent takes it.
    for area in catalog.areas.rows().iter().rev() {
        if let (Some(parent), Some(own)) = (area.parent_id, boxes.get(&area.id).copied()) {
            boxes.entry(parent).and_modify(|known| *known = known.with(&own)).or_insert(own);
        }
    }
    for area in catalog.areas.rows() {
        if let Some(outline) = area.boundary.as_deref().and_then(|b| Shape::parse(b).ok()?.bbox()) {
            boxes.insert(area.id, outline);
        }
    }
    boxes
}
