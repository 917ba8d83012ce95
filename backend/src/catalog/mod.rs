//! What the public may see, in memory: read anew when the database's revision or the day moves.

pub(crate) mod answers;
mod clusters;
mod holding;
mod load;
mod projects;
mod rows;
mod summary;
mod visible;

pub(crate) use load::{PublicRow, reported, step};
pub use summary::Summary;

use holding::Holding;
use rows::Rows;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::compounds::CompoundSummary;
use shared::geo::{Bbox, Shape};
use shared::kinds::Kind;
use shared::orders::category::Category;
use shared::projects::{ProjectSort, Reported};
use shared::settings::SettingKey;
use shared::working_time::WorkCalendar;
use strum::VariantArray as _;

use crate::areas::store::AreaRow;
use crate::areas::tree::AreaTree;
use crate::db::Conn;
use crate::error::Result;
use crate::figures::facts::Facts;
use crate::schema::meta;
use crate::search::Search;
use crate::search::letters::Letter;

/// How often the database's revision is read: what another server wrote is seen after half a second at most.
const CHECK_EVERY: Duration = Duration::from_millis(500);
/// From this zoom on there are no clusters: what stands together there stands at one place.
const NO_CLUSTERS: u8 = 16;

/// One state of the public data, computed for one day.
#[derive(Debug, Default)]
pub struct Catalog {
    revision: String,
    /// The day everything was computed for.
    pub today: NaiveDate,
    /// The tree of areas, with some that the public does not know: lists take [`Catalog::public_areas`].
    pub areas: AreaTree,
    /// Kinds with counts.
    pub kinds: Vec<Kind>,
    /// Published projects, by number.
    pub projects: Vec<ProjectEntry>,
    /// Compounds that the public may know, by identifier.
    pub compounds: Vec<CompoundEntry>,
    /// Whether this database was made as a demonstration; what is imported into it later is not.
    pub is_demo: bool,
    /// Settings that were changed in the page.
    pub settings: BTreeMap<SettingKey, String>,
    /// Categories of orders, those that cannot be ordered now too.
    pub categories: Vec<Category>,
    /// Working days and hours.
    pub calendar: WorkCalendar,
    shown_areas: HashSet<i64>,
    area_accounts: HashMap<i64, Reported>,
    /// Figures that somebody published; what they are of may not be public.
    pub(crate) reported: Vec<crate::figures::reported::Entry>,
    /// Keys of projects in their order, each with its place in `projects`.
    by_project: Vec<(i64, u32)>,
    by_compound: HashMap<i64, usize>,
    /// Keys of compounds in their order, each with the place of a project that treats it.
    treated: Vec<(i64, u32)>,
    rows: Rows,
    /// Places in `projects` by each order.
    orders: [OnceLock<Box<[u32]>>; ProjectSort::VARIANTS.len()],
    /// Programme years that occur, the latest first.
    pub(crate) years: Vec<i16>,
    /// By area: what people are told of a place in it, as the search reads it.
    place_words: HashMap<i64, Box<[Letter]>>,
    pub(crate) search: Search,
    /// What was answered from it.
    pub(crate) answers: answers::Answers,
}

/// A published project with what it is found by.
#[derive(Debug)]
pub struct ProjectEntry {
    /// Key in the database.
    pub id: i64,
    /// Smallest area that holds it.
    pub area_id: i64,
    /// First day of works.
    pub started_on: Option<NaiveDate>,
    /// Last day of works, else the day of acceptance.
    pub finished_on: Option<NaiveDate>,
    /// Households that were told to benefit.
    pub benefit_households: Option<i32>,
    /// Published photographs of it.
    pub photographs: u32,
    /// What a list shows.
    pub summary: Summary,
    /// What the map draws.
    pub shape: Option<Shape>,
    /// The box of its shape.
    pub bbox: Option<Bbox>,
    pub(crate) facts: Facts,
}

impl ProjectEntry {
    /// Compounds it treats.
    pub fn compound_ids(&self) -> impl Iterator<Item = i64> {
        self.facts.compound_ids()
    }
}

/// A compound with what it is found by.
#[derive(Debug)]
pub struct CompoundEntry {
    /// Smallest area that holds it.
    pub area_id: i64,
    /// What a list shows.
    pub summary: CompoundSummary,
    /// Floor area, m².
    pub(crate) floor_area_m2: Option<i64>,
}

impl Catalog {
    /// The published project `number`.
    pub fn project(&self, number: &str) -> Option<&ProjectEntry> {
        let at = self.projects.binary_search_by(|p| p.summary.number.as_str().cmp(number)).ok()?;
        Some(&self.projects[at])
    }

    /// The published project with the key `id`.
    pub fn project_by_id(&self, id: i64) -> Option<&ProjectEntry> {
        let at = self.by_project.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.projects[self.by_project[at].1 as usize])
    }

    /// Places in `projects` of those that treat the compound `id`.
    fn treating(&self, id: i64) -> impl Iterator<Item = usize> {
        let from = self.treated.partition_point(|pair| pair.0 < id);
        self.treated[from..].iter().take_while(move |pair| pair.0 == id).map(|pair| pair.1 as usize)
    }

    /// The projects that treat the compound `id`, by number.
    pub fn projects_treating(&self, id: i64) -> impl Iterator<Item = &ProjectEntry> {
        self.treating(id).map(|at| &self.projects[at])
    }

    /// The areas that the public may know, parents before children.
    pub fn public_areas(&self) -> impl Iterator<Item = &AreaRow> {
        self.areas.rows().iter().filter(|a| self.shows_area(a.id))
    }

    /// Whether the public may know the area `id`.
    pub fn shows_area(&self, id: i64) -> bool {
        self.shown_areas.contains(&id)
    }

    /// What a published account says of the area `id`.
    pub fn area_account(&self, id: i64) -> Option<&Reported> {
        self.area_accounts.get(&id)
    }

    /// The compound `id`, where the public may know it.
    pub fn compound(&self, id: i64) -> Option<&CompoundEntry> {
        self.by_compound.get(&id).map(|i| &self.compounds[*i])
    }

    /// The category of orders `code`.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// Compounds that hold `q`, in characters or pinyin, and lie in the subtree of `area`, by identifier.
    pub fn find_compounds(&self, q: Option<&str>, area: Option<i64>) -> impl Iterator<Item = &CompoundEntry> {
        let q = q.map(|q| Holding::new(self, &self.search.question(q)));
        let area = area.map(|a| self.areas.subtree(a));
        let fits = move |(at, c): (usize, &CompoundEntry)| {
            q.as_ref().is_none_or(|q| q.compounds[at]) && area.as_ref().is_none_or(|a| a.contains(&c.area_id))
        };
        self.compounds.iter().enumerate().filter(move |found| fits(*found)).map(|(_, c)| c)
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
pub struct Latest {
    known: RwLock<Option<Checked>>,
    /// Held by whoever reads a catalog: the others wait for that one, and do not read the same beside it.
    reading: Mutex<()>,
}

/// A catalog and when it was last held against the database's revision.
#[derive(Clone, Debug)]
struct Checked {
    catalog: Arc<Catalog>,
    at: Instant,
    /// [`Db::writes`](crate::db::Db::writes) before the revision was read.
    writes: u64,
}

impl Latest {
    /// The catalog of the day `today` without asking the database: held against its revision within the last half
    /// second, and this process has written nothing since.
    pub fn recent(&self, today: NaiveDate, writes: u64) -> Option<Arc<Catalog>> {
        let known = self.known()?;
        let is_recent = known.writes == writes && known.at.elapsed() < CHECK_EVERY;
        (is_recent && known.catalog.today == today).then_some(known.catalog)
    }

    /// The catalog of the database as it is now and of the day `today`; `writes` was read before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, conn: &mut Conn, today: NaiveDate, writes: u64) -> Result<Arc<Catalog>> {
        let at = Instant::now();
        let revision: String = meta::table.find("revision").select(meta::value).first(conn)?;
        let of_now = || self.known().map(|k| k.catalog).filter(|k| k.revision == revision && k.today == today);
        let catalog = match of_now() {
            Some(known) => known,
            None => {
                let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
                match of_now() {
                    Some(known) => known,
                    None => Arc::new(Catalog::load(conn, revision.clone(), today)?),
                }
            }
        };
        let checked = Checked { catalog: catalog.clone(), at, writes };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(checked);
        Ok(catalog)
    }

    fn known(&self) -> Option<Checked> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
