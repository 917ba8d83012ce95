//! Notices in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::id::{CompoundId, NoticeId};
use shared::notices::{Notice, NoticeFilter, NoticeKind};
use shared::outages::NamedRef;
use shared::published::ItemStatus;

use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::insert_all;
use crate::schema::notices as n;

/// Rows that are read at once; those that the public may not know are passed over.
const BATCH: i64 = 200;

/// A row of `notices`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = n, treat_none_as_null = true)]
pub struct NoticeRow {
    pub id: i64,
    pub kind: Code<NoticeKind>,
    pub title: String,
    pub body: String,
    pub area_id: Option<i64>,
    pub compound_id: Option<i64>,
    pub project_id: Option<i64>,
    pub author: String,
    pub source: String,
    pub phone: Option<String>,
    pub status: Code<ItemStatus>,
    pub published_at: Option<NaiveDateTime>,
    pub publicity_until: Option<NaiveDate>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// Where a notice stands in the order: the latest first.
pub type Place = (DateTime<Utc>, NoticeId);

/// The notices that fit, the latest first, after the place `after`; `most` at most.
///
/// # Errors
/// Those of the database.
pub fn published(
    conn: &mut Conn,
    catalog: &Catalog,
    filter: &NoticeFilter,
    after: Option<Place>,
    most: usize,
) -> Result<Vec<Notice>> {
    let area = filter.area.map(|a| catalog.areas.subtree(a.0));
    let about = About::of(catalog, filter);
    let (mut found, mut after) = (Vec::new(), after);
    loop {
        let rows = batch(conn, filter, &about, after, catalog.today)?;
        let is_last = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        after = rows.last().and_then(|r| Some((r.published_at?.and_utc(), NoticeId(r.id))));
        let fitting = rows.into_iter().filter(|r| r.fits(catalog, filter, area.as_ref()));
        found.extend(fitting.filter_map(|r| r.shown(catalog)));
        if is_last || found.len() >= most || after.is_none() {
            found.truncate(most);
            return Ok(found);
        }
    }
}

/// What notices are asked for are about, by the keys that the table has an index for.
#[derive(Default)]
struct About {
    /// The compound, and the projects that treat it.
    compound: Option<(i64, Vec<i64>)>,
    /// The project; an unknown one has the key of nothing.
    project: Option<i64>,
}

impl About {
    fn of(catalog: &Catalog, filter: &NoticeFilter) -> Self {
        let treating = |id: i64| {
            let all = catalog.projects.iter().filter(|p| p.compound_ids().any(|own| own == id));
            (id, all.map(|p| p.id).collect())
        };
        let project = filter.project.as_deref().map(str::to_ascii_uppercase);
        Self {
            compound: filter.compound.map(|id| treating(id.0)),
            project: project.map(|number| catalog.project(&number).map_or(-1, |p| p.id)),
        }
    }
}

/// Published rows of the kinds, the compound and the project that are asked for.
fn batch(
    conn: &mut Conn,
    filter: &NoticeFilter,
    about: &About,
    after: Option<Place>,
    today: NaiveDate,
) -> Result<Vec<NoticeRow>> {
    let status = Code(ItemStatus::Published);
    let mut rows = n::table.filter(n::status.eq(status)).select(NoticeRow::as_select()).into_boxed();
    if !filter.kinds.is_empty() {
        let kinds: Vec<&str> = filter.kinds.iter().map(|k| (*k).into()).collect();
        rows = rows.filter(n::kind.eq_any(kinds));
    }
    if filter.is_open {
        let publicity: &str = NoticeKind::Publicity.into();
        rows = rows.filter(n::kind.eq(publicity)).filter(n::publicity_until.ge(today));
    }
    if let Some((compound, projects)) = &about.compound {
        let by_project = n::project_id.is_not_null().and(n::project_id.assume_not_null().eq_any(projects));
        rows = rows.filter(n::compound_id.eq(*compound).assume_not_null().or(by_project));
    }
    if let Some(project) = about.project {
        rows = rows.filter(n::project_id.eq(project));
    }
    if let Some((at, id)) = after {
        let at = at.naive_utc();
        rows = rows.filter(n::published_at.lt(at).or(n::published_at.eq(at).and(n::id.lt(id.0))));
    }
    Ok(rows.order((n::published_at.desc(), n::id.desc())).limit(BATCH).load(conn)?)
}

/// The published notice `id`.
///
/// # Errors
/// 404 where the public may not know it; those of the database.
pub fn get(conn: &mut Conn, catalog: &Catalog, id: NoticeId) -> Result<Notice> {
    let row: NoticeRow = n::table.find(id.0).select(NoticeRow::as_select()).first(conn)?;
    row.shown(catalog).ok_or_else(Error::not_found)
}

/// The notices with these titles, whatever their state.
///
/// # Errors
/// Those of the database.
pub fn by_titles(conn: &mut Conn, titles: &[&str]) -> Result<Vec<NoticeRow>> {
    let mut all = Vec::new();
    for batch in titles.chunks(500) {
        let rows = n::table.filter(n::title.eq_any(batch)).order(n::id).select(NoticeRow::as_select());
        all.extend(rows.load::<NoticeRow>(conn)?);
    }
    Ok(all)
}

/// Puts `rows` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, rows: &[NoticeRow]) -> Result<()> {
    insert_all!(conn, n::table, rows)
}

/// Writes `row` over the one with its id, which the caller has read in this transaction.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn update(conn: &mut Conn, row: &NoticeRow) -> Result<()> {
    let read = n::table.find(row.id).filter(n::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? == 1 {
        return Ok(());
    }
    Err(Error::stale())
}

impl NoticeRow {
    /// The smallest area it concerns: that of its compound, of its project, or its own; `None` where the public may not
    /// know one of them.
    fn area(&self, catalog: &Catalog) -> Option<i64> {
        let compound = self.compound_id.map(|id| catalog.compound(id).map(|c| c.area_id));
        let project = self.project_id.map(|id| catalog.project_by_id(id).map(|p| p.area_id));
        let own = self.area_id.map(|id| catalog.shows_area(id).then_some(id));
        let all: Vec<i64> = [compound, project, own].into_iter().flatten().collect::<Option<_>>()?;
        all.first().copied()
    }

    fn fits(&self, catalog: &Catalog, filter: &NoticeFilter, area: Option<&HashSet<i64>>) -> bool {
        let project = self.project_id.and_then(|id| catalog.project_by_id(id));
        let in_area = |ids: &HashSet<i64>| self.area(catalog).is_some_and(|a| ids.contains(&a));
        let of_compound =
            |id: i64| self.compound_id == Some(id) || project.is_some_and(|p| p.compound_ids().any(|c| c == id));
        area.is_none_or(in_area)
            && filter.compound.is_none_or(|c| of_compound(c.0))
            && filter
                .project
                .as_ref()
                .is_none_or(|number| project.is_some_and(|p| p.summary.number.eq_ignore_ascii_case(number)))
    }

    /// What the public reads of it on the catalog's day; `None` where it may not know it or what it is about.
    fn shown(self, catalog: &Catalog) -> Option<Notice> {
        let area = self.area(catalog)?;
        let published_at = self.published_at.filter(|_| self.status.0 == ItemStatus::Published)?.and_utc();
        let compound = self.compound_id.and_then(|id| catalog.compound(id)).map(|c| &c.summary);
        let project = self.project_id.and_then(|id| catalog.project_by_id(id)).map(|p| &p.summary);
        let until = self.publicity_until.filter(|_| self.kind.0 == NoticeKind::Publicity);
        Some(Notice {
            id: NoticeId(self.id),
            kind: self.kind.0,
            title: self.title,
            body: self.body,
            areas: catalog.areas.place(area),
            compound: compound.map(|c| NamedRef { id: CompoundId(c.id.0).to_string(), name: c.name.clone() }),
            project: project.map(|p| NamedRef { id: p.number.clone(), name: p.name.clone() }),
            author: self.author,
            source: self.source,
            published_at,
            publicity_until: until,
            is_open: until.is_some_and(|day| catalog.today <= day),
            phone: self.phone,
            changed_at: (self.version > 1).then(|| self.updated_at.and_utc()),
            is_demo: self.is_demo,
        })
    }
}
