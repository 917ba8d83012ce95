//! The tree of areas in memory: paths upwards, whole subtrees downwards.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use diesel::prelude::*;
use shared::areas::{AreaLevel, AreaRef};
use shared::id::AreaId;

use super::holding::Drawn;
use super::store::AreaRow;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::areas;

/// All areas, parents before children.
#[derive(Debug, Default)]
pub struct AreaTree {
    rows: Vec<AreaRow>,
    at: HashMap<i64, usize>,
    drawn: OnceLock<Vec<Drawn>>,
}

impl AreaTree {
    /// Reads the tree.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn) -> Result<Self> {
        Ok(Self::of(areas::table.select(AreaRow::as_select()).load(conn)?))
    }

    /// The tree of these areas.
    pub fn of(mut rows: Vec<AreaRow>) -> Self {
        rows.sort_by(|a, b| {
            (a.area_level.0, a.sort_no, &a.code, a.id).cmp(&(b.area_level.0, b.sort_no, &b.code, b.id))
        });
        let at = rows.iter().enumerate().map(|(i, r)| (r.id, i)).collect();
        Self { rows, at, drawn: OnceLock::new() }
    }

    /// Streets, communities and grids that have a border, the smallest first: grids before communities before streets.
    /// Borders are read when somebody first asks for them.
    pub fn drawn(&self) -> &[Drawn] {
        self.drawn.get_or_init(|| Drawn::all(&self.rows))
    }

    /// Every area, districts first.
    pub fn rows(&self) -> &[AreaRow] {
        &self.rows
    }

    /// The area `id`, if there is one.
    pub fn get(&self, id: i64) -> Option<&AreaRow> {
        self.at.get(&id).map(|i| &self.rows[*i])
    }

    /// The place of the area `id` in [`Self::rows`].
    pub fn place_of(&self, id: i64) -> Option<usize> {
        self.at.get(&id).copied()
    }

    /// The district, when there is exactly one.
    pub fn district(&self) -> Option<&AreaRow> {
        let mut districts = self.rows.iter().filter(|r| r.area_level.0 == AreaLevel::District);
        districts.next().filter(|_| districts.next().is_none())
    }

    /// From the district down to `id` itself.
    pub fn path(&self, id: i64) -> Vec<&AreaRow> {
        let mut path: Vec<&AreaRow> =
            std::iter::successors(self.get(id), |r| r.parent_id.and_then(|p| self.get(p))).collect();
        path.reverse();
        path
    }

    /// What people are told of a place: from the street down; the district only where nothing smaller is known.
    pub fn place(&self, id: i64) -> Vec<AreaRef> {
        let path = self.path(id);
        let from = usize::from(path.len() > 1);
        path[from..].iter().map(|r| AreaRef { id: AreaId(r.id), name: r.name.clone() }).collect()
    }

    /// The areas right below `id`.
    pub fn below(&self, id: i64) -> impl Iterator<Item = &AreaRow> {
        self.rows.iter().filter(move |row| row.parent_id == Some(id))
    }

    /// `id` and all below it.
    pub fn subtree(&self, id: i64) -> HashSet<i64> {
        let mut found = HashSet::from([id]);
        // Parents come before children, so one pass is enough.
        for row in &self.rows {
            if row.parent_id.is_some_and(|p| found.contains(&p)) {
                found.insert(row.id);
            }
        }
        found
    }
}
