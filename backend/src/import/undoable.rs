//! What an import makes or changes and an undo takes back: how each is read, named, taken out and put back.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::de::DeserializeOwned;

use super::record::State;
use super::state::{self, ProjectState};
use crate::areas::store::AreaRow;
use crate::compounds::store::CompoundRow;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::figures::store::{self as figure_store, ValueRow};
use crate::media::store::{self as media_store, MediaRow};
use crate::notices::store::{self as notices_store, NoticeRow};
use crate::organizations::store::OrganizationRow;
use crate::outages::store::{self as outages_store, Notice as Outage};
use crate::projects::store as projects_store;
use crate::schema::{
    area_accounts, area_changes, areas, buildings, compounds, indicator_values, media, milestones, notices,
    organizations, outage_notices, plan_changes, progress_reports, project_buildings, project_compounds,
    project_members, project_work_items, projects, water_samples,
};
use crate::schema::{documents, fund_records, workflow_events};
use crate::{areas as areas_slice, compounds as compounds_slice};

/// A thing that can be taken back.
pub(super) trait Undoable: State + DeserializeOwned {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>>;
    fn name(&self) -> String;
    /// Those of `ids` that something else refers to.
    fn referred_to(conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>>;
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()>;
    /// Writes `self`, as it was before, over `now`.
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()>;
}

/// The ids that stand in any of these columns.
macro_rules! referred {
    ($conn:expr, $ids:expr, $($table:ident :: $column:ident),+ $(; $($other:ident :: $nullable:ident),+)?) => {{
        let mut found = BTreeSet::new();
        $(found.extend(
            $table::table.filter($table::$column.eq_any($ids)).select($table::$column).distinct().load::<i64>($conn)?,
        );)+
        $($(found.extend(
            $other::table
                .filter($other::$nullable.eq_any($ids))
                .select($other::$nullable.assume_not_null())
                .distinct()
                .load::<i64>($conn)?,
        );)+)?
        found
    }};
}

impl Undoable for ProjectState {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        state::load(conn, ids)
    }
    fn name(&self) -> String {
        format!("{} {}", self.project.number, self.project.name)
    }
    fn referred_to(conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(referred!(
            conn,
            ids,
            milestones::project_id,
            project_buildings::project_id,
            progress_reports::project_id,
            plan_changes::project_id,
            media::project_id,
            documents::project_id,
            fund_records::project_id,
            water_samples::project_id;
            workflow_events::project_id,
            outage_notices::project_id,
            notices::project_id,
            indicator_values::project_id
        ))
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        delete_parts(conn, ids)?;
        diesel::delete(projects::table.filter(projects::id.eq_any(ids))).execute(conn)?;
        Ok(())
    }
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        let mut row = self.project;
        (row.version, row.updated_at) = (now.project.version + 1, at);
        projects_store::update(conn, &row)?;
        delete_parts(conn, &[row.id])?;
        projects_store::insert_compounds(conn, &self.treated)?;
        projects_store::insert_work_items(conn, &self.promised)?;
        projects_store::insert_members(conn, &self.members)
    }
}

fn delete_parts(conn: &mut Conn, ids: &[i64]) -> Result<()> {
    diesel::delete(project_compounds::table.filter(project_compounds::project_id.eq_any(ids))).execute(conn)?;
    diesel::delete(project_work_items::table.filter(project_work_items::project_id.eq_any(ids))).execute(conn)?;
    diesel::delete(project_members::table.filter(project_members::project_id.eq_any(ids))).execute(conn)?;
    Ok(())
}

impl Undoable for MediaRow {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        Ok(media::table.filter(media::id.eq_any(ids)).select(Self::as_select()).load(conn)?)
    }
    fn name(&self) -> String {
        self.alt.clone().unwrap_or_else(|| self.source_sha256.clone())
    }
    fn referred_to(_: &mut Conn, _: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(BTreeSet::new())
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        diesel::delete(media::table.filter(media::id.eq_any(ids))).execute(conn)?;
        Ok(())
    }
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        // What it was before lay in files that the digest of now names as well, unless they were lost.
        let (sha256, width, height) = (now.sha256, now.width, now.height);
        media_store::update(conn, &Self { version: now.version + 1, updated_at: at, sha256, width, height, ..self })
    }
}

impl Undoable for Outage {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        outages_store::by_ids(conn, ids)
    }
    fn name(&self) -> String {
        self.row.reason.clone()
    }
    fn referred_to(_: &mut Conn, _: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(BTreeSet::new())
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        outages_store::delete(conn, ids)
    }
    fn restore(mut self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        (self.row.version, self.row.updated_at) = (now.row.version + 1, at);
        outages_store::update(conn, &self)
    }
}

impl Undoable for NoticeRow {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        Ok(notices::table.filter(notices::id.eq_any(ids)).select(Self::as_select()).load(conn)?)
    }
    fn name(&self) -> String {
        self.title.clone()
    }
    fn referred_to(_: &mut Conn, _: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(BTreeSet::new())
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        diesel::delete(notices::table.filter(notices::id.eq_any(ids))).execute(conn)?;
        Ok(())
    }
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        notices_store::update(conn, &Self { version: now.version + 1, updated_at: at, ..self })
    }
}

impl Undoable for ValueRow {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        Ok(indicator_values::table.filter(indicator_values::id.eq_any(ids)).select(Self::as_select()).load(conn)?)
    }
    fn name(&self) -> String {
        format!("{} {}", self.def_code, self.value)
    }
    fn referred_to(_: &mut Conn, _: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(BTreeSet::new())
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        diesel::delete(indicator_values::table.filter(indicator_values::id.eq_any(ids))).execute(conn)?;
        figure_store::forget_unused(conn)
    }
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        figure_store::update(conn, &Self { version: now.version + 1, updated_at: at, ..self })
    }
}

impl Undoable for CompoundRow {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        Ok(compounds::table.filter(compounds::id.eq_any(ids)).select(Self::as_select()).load(conn)?)
    }
    fn name(&self) -> String {
        self.name.clone()
    }
    fn referred_to(conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(referred!(
            conn,
            ids,
            project_compounds::compound_id,
            buildings::compound_id,
            outage_notices::compound_id;
            notices::compound_id,
            indicator_values::compound_id
        ))
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        diesel::delete(compounds::table.filter(compounds::id.eq_any(ids))).execute(conn)?;
        Ok(())
    }
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        compounds_slice::store::update(conn, &Self { version: now.version + 1, updated_at: at, ..self })
    }
}

impl Undoable for OrganizationRow {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        Ok(organizations::table.filter(organizations::id.eq_any(ids)).select(Self::as_select()).load(conn)?)
    }
    fn name(&self) -> String {
        self.name.clone()
    }
    fn referred_to(conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>> {
        Ok(referred!(conn, ids, project_members::org_id; projects::client_org_id, compounds::former_owner_org_id))
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        diesel::delete(organizations::table.filter(organizations::id.eq_any(ids))).execute(conn)?;
        Ok(())
    }
    fn restore(self, _: &mut Conn, _: Self, _: NaiveDateTime) -> Result<()> {
        Err(Error::internal("no import changes an organisation"))
    }
}

impl Undoable for AreaRow {
    fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Self>> {
        Ok(areas::table.filter(areas::id.eq_any(ids)).select(Self::as_select()).load(conn)?)
    }
    fn name(&self) -> String {
        self.name.clone()
    }
    fn referred_to(conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>> {
        let mut found = referred!(
            conn, ids, compounds::area_id, projects::area_id, area_accounts::area_id;
            organizations::area_id, notices::area_id, indicator_values::area_id, area_changes::area_id
        );
        // Those that go with it do not count.
        let below = areas::table.filter(areas::parent_id.eq_any(ids)).filter(areas::id.ne_all(ids));
        found.extend(below.select(areas::parent_id.assume_not_null()).load::<i64>(conn)?);
        Ok(found)
    }
    fn delete(conn: &mut Conn, ids: &[i64]) -> Result<()> {
        // Children were made after their parents.
        let mut ids = ids.to_vec();
        ids.sort_unstable_by(|a, b| b.cmp(a));
        for id in ids {
            diesel::delete(areas::table.find(id)).execute(conn)?;
        }
        Ok(())
    }
    fn restore(self, conn: &mut Conn, now: Self, at: NaiveDateTime) -> Result<()> {
        areas_slice::store::update(conn, &Self { version: now.version + 1, updated_at: at, ..self })
    }
}
