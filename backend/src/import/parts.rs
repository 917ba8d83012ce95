//! What belongs to a project besides its row: compounds treated, work items promised, parties. Told apart from what is
//! stored, so that only differences are written.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::ledger::projects::ProjectEntry;
use shared::ledger::twins::fingerprint;
use shared::ledger::{Field, Layout};
use shared::work_items::WorkItemStatus;

use super::compounds::{Compounds, Novelty};
use super::existing::Children;
use super::record::Record;
use super::{Pass, Report};
use crate::compounds::store::CompoundRow;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::organizations::store::OrganizationRow;
use crate::projects::store::{MemberRow, PromisedRow, TreatedRow};
use crate::schema::{organizations, project_compounds, project_members, project_work_items};
use crate::{compounds, ids, organizations as orgs, projects};

/// Compounds and organisations that rows name, known or about to be made, and the differences of a batch of projects.
pub(super) struct Parts {
    pub(super) compounds: Compounds,
    /// Compounds of which this list said first when they were built.
    built: HashSet<i64>,
    organizations: HashMap<u128, i64>,
    unwritten_organizations: HashSet<i64>,
    new_compounds: Vec<CompoundRow>,
    /// As they were and as they shall be.
    changed_compounds: Vec<(CompoundRow, CompoundRow)>,
    new_organizations: Vec<OrganizationRow>,
    treated: Difference<TreatedRow>,
    promised: Difference<PromisedRow>,
    members: Difference<MemberRow>,
    pass: Pass,
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
            built: HashSet::new(),
            organizations: names.iter().map(|(name, id)| (fingerprint(name), *id)).collect(),
            unwritten_organizations: HashSet::new(),
            new_compounds: Vec::new(),
            changed_compounds: Vec::new(),
            new_organizations: Vec::new(),
            treated: Difference::default(),
            promised: Difference::default(),
            members: Difference::default(),
            pass: Pass::Check,
            now,
        })
    }

    /// From here on things are written.
    pub(super) fn start_writing(&mut self) {
        self.pass = Pass::Write;
        self.built.clear();
    }

    /// Forgets the differences of the batch.
    pub(super) fn forget(&mut self) {
        self.new_compounds.clear();
        self.changed_compounds.clear();
        self.new_organizations.clear();
        self.treated = Difference::default();
        self.promised = Difference::default();
        self.members = Difference::default();
    }

    /// Notes what is different for the project `id`, and whether anything is. Its compounds lie in `areas`.
    pub(super) fn compare(
        &mut self,
        id: i64,
        entry: &ProjectEntry,
        areas: &[i64],
        old: &Children,
        layout: &Layout,
        report: &mut Report,
    ) -> bool {
        let size = |p: &Self| p.treated.len() + p.promised.len() + p.members.len() + p.changed_compounds.len();
        let before = size(self);
        if layout.has(Field::Compounds) {
            self.compare_compounds(id, entry, areas, old, layout, report);
        }
        self.compare_work_items(id, entry, old, layout);
        for (member, wanted) in &entry.parties {
            self.compare_members(id, member, wanted, old, entry.is_demo.unwrap_or(false));
        }
        size(self) > before
    }

    fn compare_compounds(
        &mut self,
        id: i64,
        entry: &ProjectEntry,
        areas: &[i64],
        old: &Children,
        layout: &Layout,
        report: &mut Report,
    ) {
        let is_demo = entry.is_demo.unwrap_or(false);
        let mut wanted = Vec::new();
        for (treated, area) in entry.compounds.iter().zip(areas) {
            let (mut compound, novelty) = self.compounds.find(*area, &treated.name, is_demo, self.now, self.pass);
            match novelty {
                Novelty::Known => {}
                Novelty::Named => report.note_compound(&treated.name),
                Novelty::ToWrite => self.new_compounds.push(compound.clone()),
            }
            // The list fills in what nobody knew; it does not overrule what is known of the compound.
            if let (Some((from, to)), None, None) = (treated.built, compound.built_year_from, compound.built_year_to)
                && self.built.insert(compound.id)
            {
                let before = compound.clone();
                (compound.built_year_from, compound.built_year_to) = (Some(from), Some(to));
                match self.new_compounds.iter_mut().find(|c| c.id == compound.id) {
                    Some(new) => new.clone_from(&compound),
                    None => {
                        (compound.version, compound.updated_at) = (compound.version + 1, self.now);
                        self.changed_compounds.push((before, compound.clone()));
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
            self.compounds.keep(compound);
            wanted.push(row.compound_id);
        }
        self.treated.gone.extend(old.treated.iter().filter(|t| !wanted.contains(&t.compound_id)).cloned());
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
        let known = self.organizations.get(&fingerprint(name)).copied();
        let id = known.unwrap_or_else(ids::next);
        if known.is_none() {
            self.organizations.insert(fingerprint(name), id);
            self.unwritten_organizations.insert(id);
        }
        if self.pass == Pass::Check || !self.unwritten_organizations.remove(&id) {
            return id;
        }
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
    pub(super) fn apply_before(&self, conn: &mut Conn, record: &Record) -> Result<()> {
        compounds::store::insert(conn, &self.new_compounds)?;
        self.changed_compounds.iter().try_for_each(|(_, row)| compounds::store::update(conn, row))?;
        orgs::store::insert(conn, &self.new_organizations)?;
        record.made(conn, &self.new_compounds)?;
        record.changed(conn, &self.changed_compounds)?;
        record.made(conn, &self.new_organizations)
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
