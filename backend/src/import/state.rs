//! A project with all that an import writes of it, as it stands in the database.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::record::{Noun, State};
use crate::db::Conn;
use crate::error::Result;
use crate::projects::store::{MemberRow, ProjectRow, PromisedRow, TreatedRow};
use crate::schema::{project_compounds, project_members, project_work_items, projects};

/// A project, its compounds, work items and parties, the parties that are not public too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ProjectState {
    pub(super) project: ProjectRow,
    pub(super) treated: Vec<TreatedRow>,
    pub(super) promised: Vec<PromisedRow>,
    pub(super) members: Vec<MemberRow>,
}

impl State for ProjectState {
    const NOUN: Noun = Noun::Project;
    fn id(&self) -> i64 {
        self.project.id
    }
    fn timeless(mut self) -> Self {
        let written = NaiveDateTime::default();
        (self.project.version, self.project.updated_at) = (0, written);
        self.promised.iter_mut().for_each(|p| (p.version, p.updated_at) = (0, written));
        self.members.iter_mut().for_each(|m| (m.version, m.updated_at) = (0, written));
        self
    }
}

/// Reads the projects `ids`, in the order of their ids.
pub(super) fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<ProjectState>> {
    let rows: Vec<ProjectRow> = projects::table
        .filter(projects::id.eq_any(ids))
        .order(projects::id)
        .select(ProjectRow::as_select())
        .load(conn)?;
    let state = |project| ProjectState { project, treated: Vec::new(), promised: Vec::new(), members: Vec::new() };
    let mut states: Vec<ProjectState> = rows.into_iter().map(state).collect();
    let at: HashMap<i64, usize> = states.iter().enumerate().map(|(i, s)| (s.project.id, i)).collect();
    let treated = project_compounds::table
        .filter(project_compounds::project_id.eq_any(ids))
        .order(project_compounds::compound_id)
        .select(TreatedRow::as_select());
    for row in treated.load::<TreatedRow>(conn)? {
        states[at[&row.project_id]].treated.push(row);
    }
    let promised = project_work_items::table
        .filter(project_work_items::project_id.eq_any(ids))
        .order(project_work_items::id)
        .select(PromisedRow::as_select());
    for row in promised.load::<PromisedRow>(conn)? {
        states[at[&row.project_id]].promised.push(row);
    }
    let members = project_members::table
        .filter(project_members::project_id.eq_any(ids))
        .order(project_members::id)
        .select(MemberRow::as_select());
    for row in members.load::<MemberRow>(conn)? {
        states[at[&row.project_id]].members.push(row);
    }
    Ok(states)
}
