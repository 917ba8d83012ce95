//! Where the demonstration's orders lie: invented compounds with the grid that holds them, and the works in them.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::geo::Point;

use super::super::dice::Dice;
use crate::areas::holding::holding;
use crate::areas::tree::AreaTree;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::schema::{buildings, compounds, project_compounds, projects};

/// An invented compound.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// Its key.
    pub compound: i64,
    /// Its middle.
    pub at: Point,
    /// The grid that holds it.
    pub grid: i64,
    /// The community above.
    pub community: i64,
    /// The street above.
    pub street: i64,
    /// Its buildings, as people call them.
    pub buildings: Vec<String>,
}

/// Works in or done in a compound.
#[derive(Clone, Debug)]
pub(super) struct Works {
    /// Number of the project.
    pub number: String,
    /// Its client.
    pub client: i64,
    /// Place of the compound among the homes.
    pub home: usize,
}

/// All of it.
pub(super) struct Ground {
    pub homes: Vec<Home>,
    pub works: Vec<Works>,
    /// Streets in their order.
    pub streets: Vec<i64>,
    /// The first community of the first street.
    pub first: i64,
}

impl Ground {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the database, and where nothing was invented.
    pub(super) fn read(conn: &mut Conn, tree: &AreaTree) -> Result<Self> {
        let mut labels: HashMap<i64, Vec<String>> = HashMap::new();
        let rows: Vec<(i64, String)> = buildings::table
            .order((buildings::seq, buildings::id))
            .select((buildings::compound_id, buildings::label))
            .load(conn)?;
        for (compound, label) in rows {
            labels.entry(compound).or_default().push(label);
        }
        let rows: Vec<(i64, f64, f64)> = compounds::table
            .filter(compounds::is_demo)
            .filter(compounds::lng.is_not_null())
            .filter(compounds::lat.is_not_null())
            .order(compounds::id)
            .select((compounds::id, compounds::lng.assume_not_null(), compounds::lat.assume_not_null()))
            .load(conn)?;
        let home = |(compound, lng, lat): (i64, f64, f64)| {
            let at = Point { lng, lat };
            let path = tree.path(holding(tree, at)?);
            let of = |level| path.iter().find(|row| row.area_level.0 == level).map(|row| row.id);
            Some(Home {
                compound,
                at,
                grid: of(AreaLevel::Grid)?,
                community: of(AreaLevel::Community)?,
                street: of(AreaLevel::Street)?,
                buildings: labels.remove(&compound).unwrap_or_default(),
            })
        };
        let homes: Vec<Home> = rows.into_iter().filter_map(home).collect();
        let rows: Vec<(String, Option<i64>, i64)> = projects::table
            .inner_join(project_compounds::table.on(project_compounds::project_id.eq(projects::id)))
            .filter(projects::is_demo)
            .filter(projects::is_published)
            .filter(projects::actual_start.is_not_null())
            .order((projects::number, project_compounds::compound_id))
            .select((projects::number, projects::client_org_id, project_compounds::compound_id))
            .load(conn)?;
        let one = |(number, client, compound): (String, Option<i64>, i64)| {
            Some(Works { number, client: client?, home: homes.iter().position(|home| home.compound == compound)? })
        };
        let works = rows.into_iter().filter_map(one).collect();
        let invented = |level: AreaLevel, parent: Option<i64>| {
            let rows = tree.rows().iter().filter(|row| row.is_demo && row.area_level.0 == level);
            let mut rows: Vec<(i32, i64)> = rows
                .filter(|row| parent.is_none() || row.parent_id == parent)
                .map(|row| (row.sort_no, row.id))
                .collect();
            rows.sort_unstable();
            rows.into_iter().map(|(_, id)| id).collect::<Vec<i64>>()
        };
        let streets = invented(AreaLevel::Street, None);
        let first = invented(AreaLevel::Community, streets.first().copied()).first().copied();
        let first = first.ok_or_else(|| Error::internal("no invented community"))?;
        Ok(Self { homes, works, streets, first })
    }

    /// One of the homes that fit.
    pub(super) fn home(&self, dice: &mut Dice, fits: impl Fn(&Home) -> bool) -> Result<Home> {
        let fitting: Vec<&Home> = self.homes.iter().filter(|home| fits(home)).collect();
        if fitting.is_empty() {
            return Err(Error::internal("no invented compound there"));
        }
        Ok((*dice.pick(&fitting)).clone())
    }

    /// The works that fit best: those of the client in the community, in the street, anywhere.
    pub(super) fn works_of(&self, client: i64) -> Option<&Works> {
        let near = |works: &&Works| {
            let home = &self.homes[works.home];
            (home.community != self.first, Some(&home.street) != self.streets.first())
        };
        self.works.iter().filter(|works| works.client == client).min_by_key(near)
    }
}
