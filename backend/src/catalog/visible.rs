//! Which compounds and areas the public may know: a list of projects makes those it names, and what only an unpublished
//! project names would tell of it.

use std::collections::HashSet;

use diesel::dsl::not;
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::projects::ProjectStatus;

use crate::areas::store::AreaRow;
use crate::areas::tree::AreaTree;
use crate::compounds::store::CompoundRow;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::{project_compounds, projects};

/// What projects that are not public name.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    areas: HashSet<i64>,
    compounds: HashSet<i64>,
}

impl Hidden {
    /// Everything that they name: those that are not published, and drafts.
    pub(super) fn load(conn: &mut Conn) -> Result<Self> {
        let is_hidden = || not(projects::is_published).or(projects::status.eq(Code(ProjectStatus::Draft)));
        let areas: Vec<i64> = projects::table.filter(is_hidden()).select(projects::area_id).load(conn)?;
        let compounds: Vec<i64> = project_compounds::table
            .inner_join(projects::table.on(projects::id.eq(project_compounds::project_id)))
            .filter(is_hidden())
            .select(project_compounds::compound_id)
            .load(conn)?;
        Ok(Self { areas: areas.into_iter().collect(), compounds: compounds.into_iter().collect() })
    }

    /// Whether the public may know the compound: a public project treats it, or no other does, or it has facts of its
    /// own, which come from a list of compounds (years of building may come from a list of projects, too).
    pub(super) fn shows_compound(&self, row: &CompoundRow, is_treated: bool) -> bool {
        is_treated || !self.compounds.contains(&row.id) || has_facts(row)
    }

    /// The areas the public may know: those of lists of areas, those above anything public, and those that nothing
    /// hidden lies in. `public` are the areas of public projects and compounds, `hidden` those of hidden compounds.
    pub(super) fn shown_areas(&self, tree: &AreaTree, public: &HashSet<i64>, hidden: &HashSet<i64>) -> HashSet<i64> {
        let above = |ids: &mut dyn Iterator<Item = &i64>| -> HashSet<i64> {
            ids.flat_map(|id| tree.path(*id)).map(|a| a.id).collect()
        };
        let (known, told) = (above(&mut public.iter()), above(&mut self.areas.iter().chain(hidden)));
        let is_grid = |a: &AreaRow| a.area_level.0 == AreaLevel::Grid;
        let listed: HashSet<i64> = tree.rows().iter().filter(|a| is_listed(a) && !is_grid(a)).map(|a| a.id).collect();
        let listed = above(&mut listed.iter());
        let shown = |id: &i64| known.contains(id) || listed.contains(id) || !told.contains(id);
        // Grids are drawn in communities of any list: one tells nothing of its community, and is known with it.
        let grid = |a: &AreaRow| (shown(&a.id) || is_listed(a)) && a.parent_id.is_some_and(|id| shown(&id));
        tree.rows().iter().filter(|a| if is_grid(a) { grid(a) } else { shown(&a.id) }).map(|a| a.id).collect()
    }
}

fn has_facts(row: &CompoundRow) -> bool {
    let words = [&row.alias, &row.address, &row.outline, &row.ownership, &row.management_mode, &row.condition_summary];
    words.into_iter().any(Option::is_some)
        || row.lng.is_some()
        || row.building_count.is_some()
        || row.household_count.is_some()
        || row.floor_area_m2.is_some()
        || row.land_area_m2.is_some()
        || row.has_owners_committee.is_some()
        || row.reported_words.is_some()
}

/// A list of areas gives each its place in the list; what another list makes has none.
fn is_listed(row: &AreaRow) -> bool {
    row.parent_id.is_none() || row.sort_no > 0 || row.code.is_some()
}
