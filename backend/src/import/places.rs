//! Names of districts, streets and communities into areas; what a list names and the database lacks is made.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::geo::Shape;
use shared::ledger::areas::kind_by_name;
use shared::ledger::projects::{Bounds, Place};
use shared::ledger::rules::District;
use shared::ledger::words::{area_name, is_area, most_alike};
use shared::ledger::{Problem, Words};

use crate::areas::store::AreaRow;
use crate::basemap;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::ids;
use crate::schema::areas;

/// How far outside a district's outline a position may lie: outlines are coarse, and some works cross the border.
const MARGIN_DEGREES: f64 = 0.05;

/// The areas of the database and those about to be made.
pub(super) struct Places {
    rows: HashMap<i64, AreaRow>,
    by_name: HashMap<(Option<i64>, String), i64>,
    default: Option<i64>,
    /// The database has no district yet, so that a list may bring its own.
    may_bring_districts: bool,
    rule: Option<District>,
    made: Vec<i64>,
    /// District and level of which the official list is there, so that a name it lacks is a slip of the pen.
    official: HashSet<(i64, AreaLevel)>,
    now: NaiveDateTime,
}

impl Places {
    /// Reads the areas; `rule` is the district of the mapping.
    pub(super) fn load(conn: &mut Conn, rule: Option<&District>, now: NaiveDateTime) -> Result<Self> {
        let rows: Vec<AreaRow> = areas::table.select(AreaRow::as_select()).load(conn)?;
        let districts: Vec<i64> = rows.iter().filter(|r| r.area_level.0 == AreaLevel::District).map(|r| r.id).collect();
        let mut places = Self {
            by_name: rows.iter().map(|r| ((r.parent_id, area_name(&r.name)), r.id)).collect(),
            rows: rows.into_iter().map(|r| (r.id, r)).collect(),
            default: if let [only] = districts.as_slice() { Some(*only) } else { None },
            may_bring_districts: districts.is_empty(),
            rule: rule.cloned(),
            made: Vec::new(),
            official: HashSet::new(),
            now,
        };
        // Only official lists carry codes.
        let coded = places.rows.values().filter(|r| r.code.is_some() && r.area_level.0 != AreaLevel::District);
        let official = coded.filter_map(|r| Some((places.path(r.id).last()?.id, r.area_level.0))).collect();
        places.official = official;
        if let Some(rule) = rule {
            let by_code = places.rows.values().find(|r| r.code.is_some() && r.code == rule.code).map(|r| r.id);
            let by_name = places.by_name.get(&(None, area_name(&rule.name))).copied();
            places.default = Some(by_code.or(by_name).unwrap_or_else(|| {
                let id = places.make(None, AreaLevel::District, &rule.name, false);
                if let Some(row) = places.rows.get_mut(&id) {
                    row.code.clone_from(&rule.code);
                }
                id
            }));
        }
        Ok(places)
    }

    /// What is wrong when rows name no district and none is known otherwise.
    pub(super) fn without_district(&self, list_names_districts: bool) -> Option<Problem> {
        (self.default.is_none() && !list_names_districts).then(|| {
            Problem::of_file(Words::new(
                "不知道属于哪个区：先用 import areas 导入区划，或在映射里写 [district] name = \"…\"，或加一列“区”",
                "the district is not known: first import areas, or put [district] name = \"…\" into the mapping, or add a column 区",
            ))
        })
    }

    /// Where positions may lie.
    pub(super) fn bounds(&self) -> Bounds {
        let own = |row: &AreaRow| {
            let ruled = self.rule.as_ref().filter(|_| self.default == Some(row.id)).and_then(|r| r.bbox);
            let drawn = || Shape::parse(row.boundary.as_deref()?).ok()?.bbox();
            // Official lists carry codes and no outlines: the outline that ships with the program will do.
            let shipped = || basemap::shape(row.code.as_deref()?, "district")?.bbox();
            ruled.or_else(|| drawn().or_else(shipped).map(|b| b.grown(MARGIN_DEGREES)))
        };
        let districts = self.rows.values().filter(|r| r.area_level.0 == AreaLevel::District);
        let districts = districts.filter_map(|r| Some((r.name.clone(), r.code.clone(), own(r)?))).collect();
        let otherwise = self.default.and_then(|id| own(&self.rows[&id]));
        Bounds { districts, otherwise }
    }

    /// The smallest area that `place` names; streets and communities are made when missing, unless the official list
    /// is there.
    ///
    /// # Errors
    /// Which name cannot be understood, and what to do.
    pub(super) fn resolve(&mut self, place: &Place, is_demo: bool) -> std::result::Result<i64, Words> {
        let district = self.district(place.district.as_deref(), is_demo)?;
        let mut here = match (&place.street, &place.community) {
            (Some(street), None) => self.child(district, AreaLevel::Street, street, is_demo)?,
            (Some(street), Some(community)) => {
                let street = self.child(district, AreaLevel::Street, street, is_demo)?;
                self.child(street, AreaLevel::Community, community, is_demo)?
            }
            (None, Some(community)) => self.known_community(district, community)?,
            (None, None) => district,
        };
        if let Some(grid) = &place.grid {
            if place.community.is_none() {
                return Err(Words::new(
                    "有网格却没有社区，请填社区",
                    "a grid without its community: fill in the community",
                ));
            }
            here = self.child(here, AreaLevel::Grid, grid, is_demo)?;
        }
        Ok(here)
    }

    fn district(&mut self, name: Option<&str>, is_demo: bool) -> std::result::Result<i64, Words> {
        let Some(name) = name else {
            return self.default.ok_or_else(|| Words::new("没有写区", "the district is missing"));
        };
        let districts = || self.rows.values().filter(|r| r.parent_id.is_none());
        if let Some(found) = districts().find(|r| is_area(name, &r.name, r.code.as_deref())) {
            return Ok(found.id);
        }
        if self.may_bring_districts {
            return Ok(self.make(None, AreaLevel::District, name, is_demo));
        }
        let known = districts().map(|r| r.name.as_str()).collect::<Vec<_>>().join("、");
        Err(Words::new(
            format!("库里没有区“{name}”（有：{known}）：请核对，或先用 import areas 导入，或写进映射的 [district]"),
            format!(
                "there is no district \"{name}\" (but {known}): check it, import it with import areas, or name it in [district] of the mapping"
            ),
        ))
    }

    fn child(&mut self, parent: i64, level: AreaLevel, name: &str, is_demo: bool) -> std::result::Result<i64, Words> {
        if let Some(id) = self.by_name.get(&(Some(parent), area_name(name))) {
            return Ok(*id);
        }
        let district = self.path(parent).last().map_or(parent, |r| r.id);
        if level != AreaLevel::Grid && self.official.contains(&(district, level)) {
            return Err(self.unofficial(district, parent, level, name));
        }
        Ok(self.make(Some(parent), level, name, is_demo))
    }

    /// Why a name that the official list lacks is not made: where it stands instead, or what it may have meant.
    fn unofficial(&self, district: i64, parent: i64, level: AreaLevel, name: &str) -> Words {
        let known = || {
            let of_level = self.rows.values().filter(move |r| r.area_level.0 == level);
            of_level.filter(move |r| self.path(r.id).last().is_some_and(|top| top.id == district))
        };
        let elsewhere = known().filter(|r| area_name(&r.name) == area_name(name));
        let mut elsewhere: Vec<_> =
            elsewhere.filter_map(|r| Some(self.rows.get(&r.parent_id?)?.name.as_str())).collect();
        elsewhere.sort_unstable();
        let here = self.rows.get(&parent).map_or("", |r| r.name.as_str());
        if !elsewhere.is_empty() {
            let (streets, streets_en) = (elsewhere.join("、"), elsewhere.join(", "));
            return Words::new(
                format!("“{name}”不在“{here}”，在“{streets}”：请改正这一行，或先用 areas 清单改区划"),
                format!(
                    "\"{name}\" is not in {here} but in {streets_en}: correct this row, or first mend the areas by a list"
                ),
            );
        }
        let siblings = known().filter(|r| r.parent_id == Some(parent)).map(|r| r.name.as_str());
        let alike = most_alike(name, siblings).or_else(|| most_alike(name, known().map(|r| r.name.as_str())));
        let (zh, en) = alike.map_or_else(Default::default, |alike| {
            (format!("，是不是“{alike}”"), format!("; did you mean \"{alike}\""))
        });
        let stop = if alike.is_some() { ["？", "?"] } else { ["。", "."] };
        Words::new(
            format!("“{here}”没有“{name}”{zh}{}先用 areas 清单加上它，或改正这一行", stop[0]),
            format!("{here} has no \"{name}\"{en}{} First add it by a list of areas, or correct this row", stop[1]),
        )
    }

    /// A community that is named without its street must be known.
    fn known_community(&self, district: i64, name: &str) -> std::result::Result<i64, Words> {
        let wanted = area_name(name);
        let is_here = |r: &&AreaRow| {
            let street = r.parent_id.and_then(|p| self.rows.get(&p));
            r.area_level.0 == AreaLevel::Community
                && area_name(&r.name) == wanted
                && street.is_some_and(|s| s.parent_id == Some(district))
        };
        let found: Vec<i64> = self.rows.values().filter(is_here).map(|r| r.id).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Words::new(
                format!("不知道“{name}”属于哪个街道：请填街道，或先用 import areas 导入区划"),
                format!("the street of \"{name}\" is not known: fill in the street, or import the areas first"),
            )),
            _ => Err(Words::new(
                format!("有几个街道都有“{name}”：请填街道"),
                format!("several streets have a \"{name}\": fill in the street"),
            )),
        }
    }

    fn make(&mut self, parent_id: Option<i64>, level: AreaLevel, name: &str, is_demo: bool) -> i64 {
        let id = ids::next();
        let row = AreaRow {
            id,
            parent_id,
            area_level: Code(level),
            area_kind: Code(kind_by_name(level, name)),
            code: None,
            name: name.to_owned(),
            sort_no: 0,
            households: None,
            population: None,
            lng: None,
            lat: None,
            boundary: None,
            is_demo,
            created_at: self.now,
            updated_at: self.now,
            created_by: None,
            version: 1,
        };
        self.by_name.insert((parent_id, area_name(name)), id);
        self.rows.insert(id, row);
        self.made.push(id);
        id
    }

    /// From `id` up to its district.
    pub(super) fn path(&self, id: i64) -> Vec<&AreaRow> {
        std::iter::successors(self.rows.get(&id), |r| self.rows.get(&r.parent_id?)).collect()
    }

    /// The name of the area of `level` that `id` lies in, or nothing.
    pub(super) fn name_at(&self, id: i64, level: AreaLevel) -> String {
        self.path(id).into_iter().find(|r| r.area_level.0 == level).map_or_else(String::new, |r| r.name.clone())
    }

    /// The areas to be made, parents first.
    pub(super) fn made(&self) -> Vec<AreaRow> {
        self.made.iter().map(|id| self.rows[id].clone()).collect()
    }
}
