//! What belongs to a project besides its row: compounds treated, work items promised, parties. Told apart from what is
//! stored, so that only differences are written.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::ledger::projects::ProjectEntry;
use shared::ledger::{Field, Layout, Words};
use shared::work_items::WorkItemStatus;

use super::compounds::{Compounds, blank};
use super::existing::Children;
use super::places::Places;
use crate::compounds::store::CompoundRow;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::organizations::store::OrganizationRow;
use crate::projects::store::{MemberRow, PromisedRow, TreatedRow};
use crate::schema::{organizations, project_compounds, project_members, project_work_items};
use crate::{compounds, ids, organizations as orgs, projects};

/// Compounds and organisations that rows name, known or about to be made, and the differences of all projects.
pub(super) struct Parts {
    compounds: Compounds,
    organizations: HashMap<String, i64>,
    pub(super) new_compounds: Vec<CompoundRow>,
    changed_compounds: Vec<CompoundRow>,
    new_organizations: Vec<OrganizationRow>,
    treated: Difference<TreatedRow>,
    promised: Difference<PromisedRow>,
    members: Difference<MemberRow>,
    now: NaiveDateTime,
}

struct Difference<T> {
    gone: Vec<T>,
    new: Vec<T>,
    changed: Vec<T>,
}

impl<T> Default for Difference<T> {
    fn default() -> Self {
        Self { gone: Vec::new(), new: Vec::new(), changed: Vec::new() }
    }
}

impl<T> Difference<T> {
    fn len(&self) -> usize {
        self.gone.len() + self.new.len() + self.changed.len()
    }
}

impl Parts {
    pub(super) fn load(conn: &mut Conn, now: NaiveDateTime) -> Result<Self> {
        let names: Vec<(String, i64)> =
            organizations::table.select((organizations::name, organizations::id)).load(conn)?;
        Ok(Self {
            compounds: Compounds::load(conn)?,
            organizations: names.into_iter().collect(),
            new_compounds: Vec::new(),
            changed_compounds: Vec::new(),
            new_organizations: Vec::new(),
            treated: Difference::default(),
            promised: Difference::default(),
            members: Difference::default(),
            now,
        })
    }

    /// Notes what is different for the project `id`, and whether anything is.
    ///
    /// # Errors
    /// Which compound's place cannot be understood.
    pub(super) fn compare(
        &mut self,
        id: i64,
        entry: &ProjectEntry,
        old: &Children,
        layout: &Layout,
        places: &mut Places,
    ) -> std::result::Result<bool, Words> {
        let size = |p: &Self| p.treated.len() + p.promised.len() + p.members.len() + p.changed_compounds.len();
        let before = size(self);
        if layout.has(Field::Compounds) {
            self.compare_compounds(id, entry, old, layout, places)?;
        }
        self.compare_work_items(id, entry, old, layout);
        for (member, wanted) in &entry.parties {
            self.compare_members(id, member, wanted, old, entry.is_demo.unwrap_or(false));
        }
        Ok(size(self) > before)
    }

    fn compare_compounds(
        &mut self,
        id: i64,
        entry: &ProjectEntry,
        old: &Children,
        layout: &Layout,
        places: &mut Places,
    ) -> std::result::Result<(), Words> {
        let is_demo = entry.is_demo.unwrap_or(false);
        let mut wanted = Vec::new();
        for treated in &entry.compounds {
            let area = places.resolve(&treated.place, is_demo)?;
            let mut compound = self.compounds.find(area, &treated.name).cloned().unwrap_or_else(|| {
                let row = blank(area, &treated.name, is_demo, self.now);
                self.new_compounds.push(row.clone());
                row
            });
            // The list fills in what nobody knew; it does not overrule what is known of the compound.
            if let (Some((from, to)), None, None) = (treated.built, compound.built_year_from, compound.built_year_to) {
                (compound.built_year_from, compound.built_year_to) = (Some(from), Some(to));
                match self.new_compounds.iter_mut().find(|c| c.id == compound.id) {
                    Some(new) => new.clone_from(&compound),
                    None => {
                        let row =
                            CompoundRow { version: compound.version + 1, updated_at: self.now, ..compound.clone() };
                        self.changed_compounds.push(row);
                    }
                }
            }
            let stored = old.treated.iter().find(|t| t.compound_id == compound.id);
            let mut row = stored.cloned().unwrap_or(TreatedRow {
                project_id: id,
                compound_id: compound.id,
                building_count: None,
                household_count: None,
                floor_area_m2: None,
            });
            if layout.has(Field::BuildingCount) {
                row.building_count = treated.building_count;
            }
            if layout.has(Field::HouseholdCount) {
                row.household_count = treated.household_count;
            }
            if layout.has(Field::FloorArea) {
                row.floor_area_m2 = treated.floor_area_m2;
            }
            match stored {
                None => self.treated.new.push(row.clone()),
                Some(stored) if *stored != row => self.treated.changed.push(row.clone()),
                Some(_) => {}
            }
            self.compounds.add(compound);
            wanted.push(row.compound_id);
        }
        self.treated.gone.extend(old.treated.iter().filter(|t| !wanted.contains(&t.compound_id)).cloned());
        Ok(())
    }

    fn compare_work_items(&mut self, id: i64, entry: &ProjectEntry, old: &Children, layout: &Layout) {
        for (code, quantity) in &entry.work_items {
            match old.promised.iter().find(|p| p.item_code == *code) {
                Some(stored) if stored.quantity_planned == *quantity => {}
                Some(stored) => self.promised.changed.push(PromisedRow {
                    quantity_planned: *quantity,
                    version: stored.version + 1,
                    updated_at: self.now,
                    ..stored.clone()
                }),
                None => self.promised.new.push(PromisedRow {
                    id: ids::next(),
                    project_id: id,
                    item_code: code.clone(),
                    quantity_planned: *quantity,
                    quantity_done: None,
                    budget_fen: None,
                    status: Code(WorkItemStatus::Planned),
                    votes_for: 0,
                    drop_reason: None,
                    warranty_until: None,
                    created_at: self.now,
                    updated_at: self.now,
                    created_by: None,
                    version: 1,
                }),
            }
        }
        // A promise that has begun, is kept or was dropped with a reason does not vanish because a list leaves it out.
        let left_out = |p: &&PromisedRow| {
            layout.has(Field::WorkItems)
                && p.status.0 == WorkItemStatus::Planned
                && !entry.work_items.iter().any(|(code, _)| *code == p.item_code)
        };
        self.promised.gone.extend(old.promised.iter().filter(left_out).cloned());
    }

    fn compare_members(&mut self, id: i64, member: &str, wanted: &[String], old: &Children, is_demo: bool) {
        let stored = || old.members.iter().filter(|(m, _)| m.member_type == member);
        self.members.gone.extend(stored().filter(|(_, name)| !wanted.contains(name)).map(|(m, _)| m.clone()));
        for name in wanted {
            if !stored().any(|(_, n)| n == name) {
                let org_id = self.organization(name, member, is_demo);
                self.members.new.push(MemberRow {
                    id: ids::next(),
                    project_id: id,
                    org_id,
                    member_type: member.to_owned(),
                    duty_phone: None,
                    shown_publicly: true,
                    created_at: self.now,
                    updated_at: self.now,
                    created_by: None,
                    version: 1,
                });
            }
        }
    }

    /// The organisation called `name`, made as `org_type` when there is none.
    pub(super) fn organization(&mut self, name: &str, org_type: &str, is_demo: bool) -> i64 {
        if let Some(id) = self.organizations.get(name) {
            return *id;
        }
        let id = ids::next();
        self.organizations.insert(name.to_owned(), id);
        self.new_organizations.push(OrganizationRow {
            id,
            name: name.to_owned(),
            org_type: org_type.to_owned(),
            area_id: None,
            public_phone: None,
            credit_code: None,
            is_demo,
            created_at: self.now,
            updated_at: self.now,
            created_by: None,
            version: 1,
        });
        id
    }

    /// Writes what projects refer to.
    pub(super) fn apply_before(&self, conn: &mut Conn) -> Result<()> {
        compounds::store::insert(conn, &self.new_compounds)?;
        self.changed_compounds.iter().try_for_each(|row| compounds::store::update(conn, row))?;
        orgs::store::insert(conn, &self.new_organizations)
    }

    /// Writes what refers to projects.
    pub(super) fn apply_after(&self, conn: &mut Conn) -> Result<()> {
        for row in self.treated.gone.iter().chain(&self.treated.changed) {
            diesel::delete(project_compounds::table.find((row.project_id, row.compound_id))).execute(conn)?;
        }
        projects::store::insert_compounds(conn, &self.treated.changed)?;
        projects::store::insert_compounds(conn, &self.treated.new)?;
        for row in &self.promised.gone {
            diesel::delete(project_work_items::table.find(row.id)).execute(conn)?;
        }
        for row in &self.promised.changed {
            diesel::update(project_work_items::table.find(row.id)).set(row).execute(conn)?;
        }
        projects::store::insert_work_items(conn, &self.promised.new)?;
        for row in &self.members.gone {
            diesel::delete(project_members::table.find(row.id)).execute(conn)?;
        }
        projects::store::insert_members(conn, &self.members.new)
    }
}
