//! What the database already holds of the projects a list names, read by the hundred.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::db::Conn;
use crate::error::Result;
use crate::projects::store::{MemberRow, ProjectRow, PromisedRow, TreatedRow};
use crate::schema::{milestones, organizations, project_compounds, project_members, project_work_items, projects};

/// Values in one query.
const BATCH: usize = 500;

/// What belongs to one project besides its row.
#[derive(Clone, Debug, Default)]
pub(super) struct Children {
    pub(super) treated: Vec<TreatedRow>,
    pub(super) promised: Vec<PromisedRow>,
    /// Parties that are shown publicly, with the name of the organisation.
    pub(super) members: Vec<(MemberRow, String)>,
    pub(super) has_milestones: bool,
}

/// Projects by what they are found again by.
#[derive(Default)]
pub(super) struct Existing {
    pub(super) by_number: HashMap<String, ProjectRow>,
    pub(super) by_key: HashMap<String, ProjectRow>,
    /// Those of one of the names.
    named: Vec<ProjectRow>,
}

impl Existing {
    /// Reads the projects with these numbers or keys.
    pub(super) fn load(conn: &mut Conn, numbers: &[&str], keys: &[&str]) -> Result<Self> {
        let mut found = Self::default();
        for batch in numbers.chunks(BATCH) {
            let rows = projects::table.filter(projects::number.eq_any(batch)).select(ProjectRow::as_select());
            found.by_number.extend(rows.load(conn)?.into_iter().map(|r: ProjectRow| (r.number.clone(), r)));
        }
        for batch in keys.chunks(BATCH) {
            let rows = projects::table.filter(projects::import_key.eq_any(batch)).select(ProjectRow::as_select());
            found
                .by_key
                .extend(rows.load(conn)?.into_iter().filter_map(|r: ProjectRow| Some((r.import_key.clone()?, r))));
        }
        Ok(found)
    }

    /// Reads the projects with these names too.
    pub(super) fn load_names(&mut self, conn: &mut Conn, names: &[&str]) -> Result<()> {
        for batch in names.chunks(BATCH) {
            let rows = projects::table.filter(projects::name.eq_any(batch)).select(ProjectRow::as_select());
            for row in rows.load::<ProjectRow>(conn)? {
                self.named.push(row);
            }
        }
        Ok(())
    }

    /// The projects that were found by name.
    pub(super) fn ids_by_name(&self) -> Vec<i64> {
        self.named.iter().map(|r| r.id).collect()
    }

    /// Leaves out those with these ids.
    pub(super) fn forget_names(&mut self, ids: &[i64]) {
        self.named.retain(|r| !ids.contains(&r.id));
    }

    /// The only project of this kind and name in the area.
    pub(super) fn only(&self, kind: &str, area: i64, name: &str) -> Option<&ProjectRow> {
        let mut found = self.named.iter().filter(|r| r.name == name && r.area_id == area && r.kind_code == kind);
        found.next().filter(|_| found.next().is_none())
    }
}

/// Reads what belongs to the projects `ids`.
pub(super) fn children(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Children>> {
    let mut all: HashMap<i64, Children> = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let treated = project_compounds::table
            .filter(project_compounds::project_id.eq_any(batch))
            .order(project_compounds::compound_id)
            .select(TreatedRow::as_select());
        for row in treated.load::<TreatedRow>(conn)? {
            all.entry(row.project_id).or_default().treated.push(row);
        }
        let promised = project_work_items::table
            .filter(project_work_items::project_id.eq_any(batch))
            .order(project_work_items::item_code)
            .select(PromisedRow::as_select());
        for row in promised.load::<PromisedRow>(conn)? {
            all.entry(row.project_id).or_default().promised.push(row);
        }
        let members = project_members::table
            .inner_join(organizations::table.on(organizations::id.eq(project_members::org_id)))
            .filter(project_members::project_id.eq_any(batch))
            .filter(project_members::shown_publicly)
            .order(project_members::id)
            .select((MemberRow::as_select(), organizations::name));
        for (row, name) in members.load::<(MemberRow, String)>(conn)? {
            all.entry(row.project_id).or_default().members.push((row, name));
        }
        let with: Vec<i64> = milestones::table
            .filter(milestones::project_id.eq_any(batch))
            .select(milestones::project_id)
            .distinct()
            .load(conn)?;
        for id in with.into_iter().collect::<HashSet<_>>() {
            all.entry(id).or_default().has_milestones = true;
        }
    }
    Ok(all)
}
