//! Questions to the catalog's projects: filter, order, page and map.

use std::collections::BTreeMap;

use shared::error::ApiError;
use shared::id::AreaId;
use shared::projects::{
    MAP_LIMIT, MapFeature, MapFeatures, MapProperties, ProjectFilter, ProjectPage, ProjectQuery, ProjectSort, Sign,
    StatusGroup,
};

use super::clusters::{Clusters, clusters};
use super::holding::Holding;
use super::rows::{Asked, count};
use super::{Catalog, NO_CLUSTERS, ProjectEntry};
use crate::error::Result;

/// Where a row stands in an order: rank, then finer rank, then text, then its number, which is unique.
type Key = (i64, i64, String, String);

impl ProjectEntry {
    fn key(&self, sort: ProjectSort) -> Key {
        let (rank, finer) = self.ranks(sort);
        let text = if sort == ProjectSort::Name { self.summary.name.clone() } else { String::new() };
        (rank, finer, text, self.summary.number.clone())
    }

    /// Rank and finer rank in an order.
    fn ranks(&self, sort: ProjectSort) -> (i64, i64) {
        let s = &self.summary;
        let day = |d: chrono::NaiveDate| -i64::from(chrono::Datelike::num_days_from_ce(&d));
        let updated = s.updated_on.map_or(0, day);
        match sort {
            ProjectSort::Attention => {
                let rank = match s.sign {
                    Sign::Late => 0,
                    Sign::Suspended => 1,
                    Sign::Stale => 2,
                    Sign::Risk => 3,
                    Sign::Works => 4,
                    Sign::Planned => 5,
                    Sign::Done => 6,
                    Sign::Reported => 7,
                    Sign::Ended => 8,
                };
                (rank, if s.sign == Sign::Late { -s.days_late } else { updated })
            }
            ProjectSort::Updated => (updated, 0),
            ProjectSort::Year => (-i64::from(s.plan_year.unwrap_or(0)), 0),
            ProjectSort::Name => (0, 0),
        }
    }
}

fn write_cursor(sort: ProjectSort, (rank, finer, text, number): &Key) -> String {
    let sort: &str = sort.into();
    format!("{sort}~{rank}~{finer}~{number}~{text}")
}

fn read_cursor(sort: ProjectSort, cursor: &str) -> std::result::Result<Key, ApiError> {
    let read = || {
        let mut parts = cursor.splitn(5, '~');
        let code: &str = sort.into();
        let same = parts.next()? == code;
        let key = (
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            parts.next()?.to_owned(),
            parts.next()?.to_owned(),
        );
        same.then_some((key.0, key.1, key.3, key.2))
    };
    let wanted = ("上一页给出的 next，排序不变", "the `next` of the page before, in the same order");
    read().ok_or_else(|| ApiError::invalid("cursor", cursor, wanted))
}

/// A filter made ready for the columns.
struct Ready {
    asked: Asked,
    /// Those that hold the words and treat the compound that are asked for; all where neither is.
    kept: Vec<bool>,
}

impl Catalog {
    fn ready(&self, filter: &ProjectFilter) -> Result<Ready> {
        if let Some(unknown) = filter.kind.iter().find(|code| !self.kinds.iter().any(|k| k.code == **code)) {
            return Err(ProjectFilter::unknown_kind(unknown).into());
        }
        let mut kept = match &filter.q {
            Some(q) => Holding::new(self, &self.search.question(q)).projects,
            None => vec![true; self.projects.len()],
        };
        if let Some(compound) = filter.compound {
            let held = std::mem::replace(&mut kept, vec![false; self.projects.len()]);
            for at in self.treating(compound.0) {
                kept[at] = held[at];
            }
        }
        let area = |area: AreaId| {
            let within = self.areas.subtree(area.0);
            self.areas.rows().iter().map(|a| within.contains(&a.id)).collect()
        };
        let kinds = || self.kinds.iter().map(|k| filter.kind.contains(&k.code)).collect();
        let states = || Asked::states(|status| filter.status.iter().any(|s| s.fits(status)));
        let asked = Asked {
            states: (!filter.status.is_empty()).then(states),
            health: filter.health.clone(),
            kinds: (!filter.kind.is_empty()).then(kinds),
            areas: filter.area.map(area),
            year: filter.year,
            bbox: filter.bbox,
        };
        Ok(Ready { asked, kept })
    }

    /// Places in `projects`, in this order; made when first asked for.
    fn order(&self, sort: ProjectSort) -> &[u32] {
        let order = &self.orders[sort as usize];
        order.get_or_init(|| {
            let mut order: Vec<u32> = (0..).take(self.projects.len()).collect();
            let of = |at: u32| &self.projects[at as usize];
            // Those that are alike stay in the order of their numbers.
            match sort {
                ProjectSort::Name => order.sort_by(|a, b| of(*a).summary.name.cmp(&of(*b).summary.name)),
                _ => order.sort_by_cached_key(|at| of(*at).ranks(sort)),
            }
            order.into_boxed_slice()
        })
    }

    /// One page of the list, and the counts above it.
    ///
    /// # Errors
    /// 400 for a kind nobody knows and for a cursor that is not ours.
    pub fn page(&self, query: &ProjectQuery) -> Result<ProjectPage> {
        let after = query.cursor.as_deref().map(|c| read_cursor(query.sort, c)).transpose()?;
        let Ready { asked, mut kept } = self.ready(&query.filter)?;
        self.rows.keep_places(&asked, &mut kept);
        let mut groups: BTreeMap<StatusGroup, u32> = BTreeMap::new();
        for (group, n) in self.rows.groups(&kept) {
            *groups.entry(group).or_default() += n;
        }
        let late = self.rows.delayed(&kept);
        self.rows.keep_states(&asked, &mut kept);
        let total = count(&kept);
        let order = self.order(query.sort);
        let of = |at: u32| &self.projects[at as usize];
        let start = after.map_or(0, |after| order.partition_point(|at| of(*at).key(query.sort) <= after));
        let limit = usize::from(query.limit);
        let mut found: Vec<&ProjectEntry> =
            order[start..].iter().filter(|at| kept[**at as usize]).take(limit + 1).map(|at| of(*at)).collect();
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| write_cursor(query.sort, &last.key(query.sort)));
        Ok(ProjectPage {
            items: found.into_iter().map(|p| p.summary.shown()).collect(),
            next,
            total,
            groups,
            late,
            without_position: total - self.rows.placed(&kept),
            years: self.years.clone(),
            as_of: self.today,
            compound: query.filter.compound.and_then(|c| self.compound(c.0)).map(|c| c.summary.name.clone()),
        })
    }

    /// The map of the projects that fit: each of them, or clusters for a map at `zoom` (one that shows them all where
    /// nobody says) where there are too many. So near that clusters tell nothing, what needs attention is kept.
    ///
    /// # Errors
    /// 400 for a kind nobody knows.
    pub fn map(&self, filter: &ProjectFilter, zoom: Option<u8>) -> Result<MapFeatures> {
        let Ready { asked, mut kept } = self.ready(filter)?;
        self.rows.keep_places(&asked, &mut kept);
        self.rows.keep_states(&asked, &mut kept);
        self.rows.keep_placed(&mut kept);
        let total = count(&kept);
        let is_many = total as usize > MAP_LIMIT;
        let in_clusters = is_many && zoom.is_none_or(|zoom| zoom < NO_CLUSTERS);
        let (clusters, features) = if in_clusters {
            let Clusters { clusters, alone } = clusters(&self.rows, &kept, zoom);
            (clusters, alone.into_iter().filter_map(|at| feature(&self.projects[at])).collect())
        } else {
            let order = self.order(ProjectSort::Attention).iter().map(|at| *at as usize);
            let found = order.filter(|at| kept[*at]).take(MAP_LIMIT);
            (Vec::new(), found.filter_map(|at| feature(&self.projects[at])).collect())
        };
        Ok(MapFeatures {
            total,
            truncated: is_many && !in_clusters,
            has_demo: self.rows.has_demo(&kept),
            features,
            clusters,
        })
    }
}

fn feature(p: &ProjectEntry) -> Option<MapFeature> {
    Some(MapFeature {
        geometry: p.shape.clone()?,
        properties: MapProperties {
            number: p.summary.number.clone(),
            kind: p.summary.kind.to_string(),
            name: p.summary.name.clone(),
            status: p.summary.status,
            progress: p.summary.progress_bp,
            health: p.summary.health,
        },
    })
}
