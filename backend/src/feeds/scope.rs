//! What a feed is of: the district, an area, a compound or a project.

use std::collections::HashSet;

use shared::id::{AreaId, CompoundId};
use shared::notices::NoticeFilter;
use shared::outages::Outage;

use crate::catalog::{Catalog, ProjectEntry};

/// What a feed is of; the public may know it.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    District,
    Area(AreaId, HashSet<i64>),
    Compound(CompoundId),
    /// By number.
    Project(String),
}

impl Scope {
    /// The area `id`; `None` where the public may not know it.
    pub(super) fn area(catalog: &Catalog, id: &str) -> Option<Self> {
        let id: AreaId = id.parse().ok()?;
        (catalog.areas.get(id.0).is_some() && catalog.shows_area(id.0))
            .then(|| Self::Area(id, catalog.areas.subtree(id.0)))
    }

    /// The compound `id`; `None` where the public may not know it.
    pub(super) fn compound(catalog: &Catalog, id: &str) -> Option<Self> {
        let id: CompoundId = id.parse().ok()?;
        catalog.compound(id.0).map(|_| Self::Compound(id))
    }

    /// The project `number`, in capitals or not; `None` where the public may not know it.
    pub(super) fn project(catalog: &Catalog, number: &str) -> Option<Self> {
        catalog.project(&number.to_ascii_uppercase()).map(|p| Self::Project(p.summary.number.clone()))
    }

    /// The name of what it is of; `None` for a district that is not named.
    pub(super) fn name(&self, catalog: &Catalog) -> Option<String> {
        match self {
            Self::District => catalog.areas.district().map(|d| d.name.clone()),
            Self::Area(id, _) => catalog.areas.get(id.0).map(|a| a.name.clone()),
            Self::Compound(id) => catalog.compound(id.0).map(|c| c.summary.name.clone()),
            Self::Project(number) => catalog.project(number).map(|p| p.summary.name.clone()),
        }
    }

    /// The page that shows it.
    pub(super) fn page(&self) -> String {
        match self {
            Self::District => "/".to_owned(),
            Self::Area(id, _) => format!("/?area={id}"),
            Self::Compound(id) => format!("/compounds/{id}"),
            Self::Project(number) => format!("/projects/{number}"),
        }
    }

    /// The address of its feed below the API's.
    pub(super) fn feed(&self) -> String {
        match self {
            Self::District => "/feed.atom".to_owned(),
            Self::Area(id, _) => format!("/areas/{id}/feed.atom"),
            Self::Compound(id) => format!("/compounds/{id}/feed.atom"),
            Self::Project(number) => format!("/projects/{number}/feed.atom"),
        }
    }

    /// The public projects in it.
    pub(super) fn projects<'c>(&self, catalog: &'c Catalog) -> Vec<&'c ProjectEntry> {
        let holds = |p: &&ProjectEntry| match self {
            Self::District => true,
            Self::Area(_, ids) => ids.contains(&p.area_id),
            Self::Compound(id) => p.compound_ids().any(|c| c == id.0),
            Self::Project(number) => p.summary.number == *number,
        };
        catalog.projects.iter().filter(holds).collect()
    }

    /// Whether it tells of `outage`.
    pub(super) fn holds(&self, outage: &Outage) -> bool {
        match self {
            Self::District => true,
            Self::Area(_, ids) => outage.areas.iter().any(|a| ids.contains(&a.id.0)),
            Self::Compound(id) => outage.compound.id == id.to_string(),
            Self::Project(number) => outage.project.as_ref().is_some_and(|p| p.id == *number),
        }
    }

    /// The notices it tells of.
    pub(super) fn notices(&self) -> NoticeFilter {
        let mut filter = NoticeFilter::default();
        match self {
            Self::District => {}
            Self::Area(id, _) => filter.area = Some(*id),
            Self::Compound(id) => filter.compound = Some(*id),
            Self::Project(number) => filter.project = Some(number.clone()),
        }
        filter
    }
}
