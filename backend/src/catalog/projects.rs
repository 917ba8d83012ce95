//! Questions to the catalog's projects: filter, order, page and map.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use shared::error::ApiError;
use shared::projects::{
    MAP_LIMIT, MapFeature, MapFeatures, MapProperties, ProjectFilter, ProjectPage, ProjectQuery, ProjectSort,
    ProjectStatus, Sign, StatusGroup,
};

use super::{Catalog, ProjectEntry};
use crate::error::Result;
use crate::search::question::Question;

/// Where a row stands in an order: rank, then finer rank, then text, then its number, which is unique.
type Key = (i64, i64, String, String);

impl ProjectEntry {
    fn key(&self, sort: ProjectSort) -> Key {
        let s = &self.summary;
        let day = |d: chrono::NaiveDate| -i64::from(chrono::Datelike::num_days_from_ce(&d));
        let updated = s.updated_on.map_or(0, day);
        let (rank, finer, text) = match sort {
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
                (rank, if s.sign == Sign::Late { -s.days_late } else { updated }, String::new())
            }
            ProjectSort::Updated => (updated, 0, String::new()),
            ProjectSort::Year => (-i64::from(s.plan_year.unwrap_or(0)), 0, String::new()),
            ProjectSort::Name => (0, 0, s.name.clone()),
        };
        (rank, finer, text, s.number.clone())
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

/// A filter made ready: words as a pattern, the area as its subtree.
struct Ready<'a> {
    filter: &'a ProjectFilter,
    q: Option<Question<'a>>,
    area: Option<std::collections::HashSet<i64>>,
}

impl Ready<'_> {
    /// Whether it fits everything but `status` and `health`.
    fn fits_place(&self, p: &ProjectEntry) -> bool {
        let f = self.filter;
        self.q.as_ref().is_none_or(|q| q.is_in(&p.words))
            && (f.kind.is_empty() || f.kind.contains(&p.summary.kind))
            && self.area.as_ref().is_none_or(|a| a.contains(&p.area_id))
            && f.year.is_none_or(|y| p.summary.plan_year == Some(y))
            && f.compound.is_none_or(|c| p.compound_ids.contains(&c.0))
            && f.bbox.is_none_or(|b| p.bbox.is_some_and(|own| own.meets(&b)))
    }

    fn fits_state(&self, p: &ProjectEntry) -> bool {
        let f = self.filter;
        (f.status.is_empty() || f.status.iter().any(|s| s.fits(p.summary.status)))
            && (f.health.is_empty() || p.summary.health.is_some_and(|h| f.health.contains(&h)))
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Catalog {
    fn ready<'a>(&'a self, filter: &'a ProjectFilter) -> Result<Ready<'a>> {
        if let Some(unknown) = filter.kind.iter().find(|code| !self.kinds.iter().any(|k| k.code == **code)) {
            return Err(ProjectFilter::unknown_kind(unknown).into());
        }
        let area = filter.area.map(|a| self.areas.subtree(a.0));
        Ok(Ready { filter, q: filter.q.as_ref().map(|q| self.search.question(q)), area })
    }

    /// One page of the list, and the counts above it.
    ///
    /// # Errors
    /// 400 for a kind nobody knows and for a cursor that is not ours.
    pub fn page(&self, query: &ProjectQuery) -> Result<ProjectPage> {
        let after = query.cursor.as_deref().map(|c| read_cursor(query.sort, c)).transpose()?;
        let ready = self.ready(&query.filter)?;
        let placed: Vec<&ProjectEntry> = self.projects.iter().filter(|p| ready.fits_place(p)).collect();
        let mut groups: BTreeMap<StatusGroup, u32> = BTreeMap::new();
        for p in &placed {
            *groups.entry(p.summary.status.map_or(StatusGroup::Reported, ProjectStatus::group)).or_default() += 1;
        }
        let late = count(placed.iter().filter(|p| p.summary.health == Some(shared::progress::Health::Delayed)).count());
        let mut found: Vec<(Key, &ProjectEntry)> =
            placed.into_iter().filter(|p| ready.fits_state(p)).map(|p| (p.key(query.sort), p)).collect();
        let total = count(found.len());
        let without_position = count(found.iter().filter(|(_, p)| p.shape.is_none()).count());
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let start = after.map_or(0, |after| found.partition_point(|(key, _)| *key <= after));
        let rest = &found[start..];
        let limit = usize::from(query.limit);
        let next = rest.get(limit).and_then(|_| rest.get(limit - 1)).map(|(key, _)| write_cursor(query.sort, key));
        let mut years: Vec<i16> = self.projects.iter().filter_map(|p| p.summary.plan_year).collect();
        years.sort_unstable_by_key(|y| Reverse(*y));
        years.dedup();
        Ok(ProjectPage {
            items: rest.iter().take(limit).map(|(_, p)| p.summary.clone()).collect(),
            next,
            total,
            groups,
            late,
            without_position,
            years,
            as_of: self.today,
            compound: query.filter.compound.and_then(|c| self.compound(c.0)).map(|c| c.summary.name.clone()),
        })
    }

    /// The map of the projects that fit; what needs attention is kept when it must be capped.
    ///
    /// # Errors
    /// 400 for a kind nobody knows.
    pub fn map(&self, filter: &ProjectFilter) -> Result<MapFeatures> {
        let ready = self.ready(filter)?;
        let mut found: Vec<&ProjectEntry> =
            self.projects.iter().filter(|p| p.shape.is_some() && ready.fits_place(p) && ready.fits_state(p)).collect();
        found.sort_by_cached_key(|p| p.key(ProjectSort::Attention));
        let feature = |p: &ProjectEntry| {
            Some(MapFeature {
                geometry: p.shape.clone()?,
                properties: MapProperties {
                    number: p.summary.number.clone(),
                    kind: p.summary.kind.clone(),
                    name: p.summary.name.clone(),
                    status: p.summary.status,
                    progress: p.summary.progress_bp,
                    health: p.summary.health,
                },
            })
        };
        Ok(MapFeatures {
            total: count(found.len()),
            truncated: found.len() > MAP_LIMIT,
            has_demo: found.iter().any(|p| p.summary.is_demo),
            features: found.into_iter().take(MAP_LIMIT).filter_map(feature).collect(),
        })
    }
}
