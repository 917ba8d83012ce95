//! One page of the gallery: chosen and ordered in the catalog, its photographs read for the rows that are shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use shared::compounds::treated;
use shared::error::ApiError;
use shared::media::{Media, Phase, arrange};
use shared::projects::{ProjectFilter, ProjectStatus, StatusGroup};
use shared::results::{FinishedWork, ResultPage, ResultQuery};

use crate::catalog::{Catalog, ProjectEntry};
use crate::db::Conn;
use crate::error::Result;
use crate::media::store;
use crate::projects::store::TreatedRow;

/// Where a row stands: without photographs, no model case, the day, the number, which is unique.
type Key<'a> = (bool, bool, Reverse<Option<NaiveDate>>, &'a str);

fn key(p: &ProjectEntry) -> Key<'_> {
    (p.photographs == 0, !p.summary.is_showcase, Reverse(p.finished_on), &p.summary.number)
}

/// Whether its works were accepted.
pub(super) fn is_finished(p: &ProjectEntry) -> bool {
    p.summary.status.map(ProjectStatus::group) == Some(StatusGroup::Done)
}

fn year(p: &ProjectEntry) -> Option<i16> {
    p.finished_on.and_then(|day| i16::try_from(day.year()).ok())
}

/// The page that `query` asks for.
///
/// # Errors
/// 400 for a kind nobody knows and a cursor that is none; those of the database.
pub(super) fn page(conn: &mut Conn, catalog: &Catalog, query: &ResultQuery) -> Result<ResultPage> {
    let filter = &query.filter;
    if let Some(unknown) = filter.kind.iter().find(|code| !catalog.kinds.iter().any(|k| k.code == **code)) {
        return Err(ProjectFilter::unknown_kind(unknown).into());
    }
    let after = query.cursor.as_deref().map(|number| after(catalog, number)).transpose()?;
    let area = filter.area.map(|a| catalog.areas.subtree(a.0));
    let finished: Vec<&ProjectEntry> = catalog.projects.iter().filter(|p| is_finished(p)).collect();
    let years: BTreeSet<i16> = finished.iter().filter_map(|p| year(p)).collect();
    let mut kinds = BTreeMap::new();
    let mut found = Vec::new();
    for p in finished {
        let fits =
            filter.year.is_none_or(|y| year(p) == Some(y)) && area.as_ref().is_none_or(|a| a.contains(&p.area_id));
        if !fits {
            continue;
        }
        *kinds.entry(p.summary.kind.to_string()).or_default() += 1;
        if filter.kind.is_empty() || filter.kind.iter().any(|k| **k == *p.summary.kind) {
            found.push(p);
        }
    }
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    found.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    let start = after.map_or(0, |after| found.partition_point(|p| key(p) <= after));
    let (limit, rest) = (usize::from(query.limit), &found[start..]);
    let next = rest.get(limit).and_then(|_| rest.get(limit - 1)).map(|p| p.summary.number.clone());
    let rest = &rest[..limit.min(rest.len())];
    let pictured: Vec<i64> = rest.iter().filter(|p| p.photographs > 0).map(|p| p.id).collect();
    let mut photographs = store::published_of(conn, &pictured)?;
    let items = rest.iter().map(|p| shown(catalog, p, photographs.remove(&p.id).unwrap_or_default())).collect();
    Ok(ResultPage { items, next, total, kinds, years: years.into_iter().rev().collect() })
}

/// The cursor is the number of the last row.
fn after<'a>(catalog: &'a Catalog, number: &str) -> Result<Key<'a>> {
    let wanted = ("上一页给出的 next", "the `next` of the page before");
    let last = catalog.project(number).filter(|p| is_finished(p));
    Ok(key(last.ok_or_else(|| ApiError::invalid("cursor", number, wanted))?))
}

fn shown(catalog: &Catalog, p: &ProjectEntry, mut media: Vec<Media>) -> FinishedWork {
    let finished = |m: &Media| matches!(m.phase, Phase::After);
    let photo = media.iter().rfind(|m| finished(m)).cloned();
    let pair = arrange(std::mem::take(&mut media)).pairs.into_iter().next();
    FinishedWork {
        project: p.summary.shown(),
        started_on: p.started_on,
        finished_on: p.finished_on,
        households: households(catalog, p),
        photo: photo.filter(|_| pair.is_none()),
        pair,
        photographs: p.photographs,
    }
}

/// Households treated, where all are known; else those that were told to benefit.
fn households(catalog: &Catalog, p: &ProjectEntry) -> Option<i64> {
    let of = |row: &TreatedRow| {
        let own = catalog.compound(row.compound_id).and_then(|c| c.summary.household_count);
        treated(row.household_count.map(i64::from), own.map(i64::from))
    };
    let all: Option<i64> = p.facts.parts.iter().map(of).sum();
    all.filter(|n| *n > 0).or(p.benefit_households.map(i64::from))
}
