//! What the public may see, in memory: read anew when the database's revision or the day moves.

mod load;
mod projects;

pub(crate) use load::{reported, step};

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::compounds::CompoundSummary;
use shared::geo::{Bbox, Shape};
use shared::kinds::Kind;
use shared::projects::ProjectSummary;

use crate::areas::tree::AreaTree;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::meta;

/// One state of the public data, computed for one day.
#[derive(Debug, Default)]
pub struct Catalog {
    revision: String,
    /// The day everything was computed for.
    pub today: NaiveDate,
    /// The tree of areas.
    pub areas: AreaTree,
    /// Kinds with counts.
    pub kinds: Vec<Kind>,
    /// Published projects, by number.
    pub projects: Vec<ProjectEntry>,
    /// Compounds, by identifier.
    pub compounds: Vec<CompoundEntry>,
    /// Whether this database was made as a demonstration; what is imported into it later is not.
    pub is_demo: bool,
    by_number: HashMap<String, usize>,
    by_compound: HashMap<i64, usize>,
}

/// A published project with what it is found by.
#[derive(Debug)]
pub struct ProjectEntry {
    /// Key in the database.
    pub id: i64,
    /// Smallest area that holds it.
    pub area_id: i64,
    /// Compounds it treats.
    pub compound_ids: Vec<i64>,
    /// What a list shows.
    pub summary: ProjectSummary,
    /// What the map draws.
    pub shape: Option<Shape>,
    bbox: Option<Bbox>,
    words: String,
}

/// A compound with what it is found by.
#[derive(Debug)]
pub struct CompoundEntry {
    /// Smallest area that holds it.
    pub area_id: i64,
    /// What a list shows.
    pub summary: CompoundSummary,
    words: String,
}

impl Catalog {
    /// The published project `number`.
    pub fn project(&self, number: &str) -> Option<&ProjectEntry> {
        self.by_number.get(number).map(|i| &self.projects[*i])
    }

    /// The compound `id`.
    pub fn compound(&self, id: i64) -> Option<&CompoundEntry> {
        self.by_compound.get(&id).map(|i| &self.compounds[*i])
    }

    /// Compounds that hold the words `q` and lie in the subtree of `area`, by identifier.
    pub fn find_compounds(&self, q: Option<&str>, area: Option<i64>) -> impl Iterator<Item = &CompoundEntry> {
        let q = q.map(str::to_lowercase);
        let area = area.map(|a| self.areas.subtree(a));
        self.compounds.iter().filter(move |c| {
            q.as_ref().is_none_or(|q| c.words.contains(q)) && area.as_ref().is_none_or(|a| a.contains(&c.area_id))
        })
    }

    /// The box of the district's outline, else of all positions.
    pub fn bbox(&self) -> Option<Bbox> {
        let outline = self.areas.district().and_then(|d| d.boundary.as_deref());
        outline.and_then(|b| Shape::parse(b).ok()?.bbox()).or_else(|| {
            let boxes = self.projects.iter().filter_map(|p| p.shape.as_ref());
            let compounds = self.compounds.iter().filter_map(|c| c.summary.position);
            Bbox::around(boxes.flat_map(Shape::points).chain(compounds))
        })
    }
}

/// Holds the latest [`Catalog`] and replaces it when it is out of date.
#[derive(Debug, Default)]
pub struct Latest(RwLock<Option<Arc<Catalog>>>);

impl Latest {
    /// The catalog of the database as it is now and of the day `today`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, conn: &mut Conn, today: NaiveDate) -> Result<Arc<Catalog>> {
        let revision: String = meta::table.find("revision").select(meta::value).first(conn)?;
        let known = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|k| k.revision == revision && k.today == today) {
            return Ok(known);
        }
        let fresh = Arc::new(Catalog::load(conn, revision, today)?);
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(fresh.clone());
        Ok(fresh)
    }
}
