//! What notices are about: compounds by name and place, projects by number. They must be there; nothing is made.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::ledger::projects::Place;
use shared::ledger::words::{folded, is_area, most_alike};
use shared::ledger::{Field, Layout, Problem, Words};

use super::BATCH;
use crate::areas::tree::AreaTree;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{compounds, projects};

/// A thing that a notice is about, and whether it is invented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) is_demo: bool,
}

struct Compound {
    found: Found,
    area_id: i64,
    name: String,
}

/// The areas and compounds of the database, and the projects that a list names.
pub(super) struct Whereabouts {
    areas: AreaTree,
    /// By name and by other name.
    compounds: HashMap<String, Vec<Compound>>,
    /// By number, with the area.
    projects: HashMap<String, (Found, i64)>,
}

impl Whereabouts {
    /// Reads the areas, the compounds, and the projects with these numbers.
    pub(super) fn load(conn: &mut Conn, numbers: &[String]) -> Result<Self> {
        let columns = (compounds::id, compounds::area_id, compounds::name, compounds::alias, compounds::is_demo);
        type Row = (i64, i64, String, Option<String>, bool);
        let rows: Vec<Row> = compounds::table.order(compounds::id).select(columns).load(conn)?;
        let mut by_name: HashMap<String, Vec<Compound>> = HashMap::new();
        for (id, area_id, name, alias, is_demo) in rows {
            let mut names = vec![folded(&name)];
            names.extend(alias.as_deref().map(folded).filter(|a| *a != names[0]));
            for known in names {
                let compound = Compound { found: Found { id, is_demo }, area_id, name: name.clone() };
                by_name.entry(known).or_default().push(compound);
            }
        }
        let mut by_number = HashMap::new();
        for batch in numbers.chunks(BATCH) {
            let rows = projects::table.filter(projects::number.eq_any(batch));
            let rows = rows.select((projects::number, projects::id, projects::is_demo, projects::area_id));
            let rows: Vec<(String, i64, bool, i64)> = rows.load(conn)?;
            by_number.extend(rows.into_iter().map(|(n, id, is_demo, area)| (n, (Found { id, is_demo }, area))));
        }
        Ok(Self { areas: AreaTree::load(conn)?, compounds: by_name, projects: by_number })
    }

    /// The compound called `name` in `place`, as far as the place is told.
    ///
    /// # Errors
    /// It is not there, or there are several.
    pub(super) fn compound(&self, name: &str, place: &Place) -> std::result::Result<Found, Words> {
        let of_name = self.compounds.get(&folded(name)).map_or(&[][..], Vec::as_slice);
        let here: Vec<&Compound> = of_name.iter().filter(|c| self.lies_in(c.area_id, place)).collect();
        match here.as_slice() {
            [one] => Ok(one.found),
            [] if of_name.is_empty() => Err(self.unknown(name)),
            [] => {
                let there = self.listed(of_name.iter());
                Err(Words::new(
                    format!("这里没有小区“{name}”，它在：{there}；请核对街道和社区"),
                    format!("there is no compound \"{name}\" here, but in {there}: check street and community"),
                ))
            }
            several => {
                let there = self.listed(several.iter().copied());
                Err(Words::new(
                    format!("有几个小区都叫“{name}”：{there}；请填街道和社区"),
                    format!("several compounds are called \"{name}\": {there}; fill in street and community"),
                ))
            }
        }
    }

    fn unknown(&self, name: &str) -> Words {
        let known = self.compounds.values().flatten().map(|c| c.name.as_str());
        let (zh, en) = most_alike(name, known).map_or_else(Default::default, |alike| {
            (format!("，是不是“{alike}”？"), format!("; did you mean \"{alike}\"?"))
        });
        let stop = if zh.is_empty() { ["。", "."] } else { ["", ""] };
        Words::new(
            format!("库里没有小区“{name}”{zh}{}请核对，或先用 import compounds 导入", stop[0]),
            format!("there is no compound \"{name}\"{en}{} Check it, or import it with import compounds", stop[1]),
        )
    }

    fn listed<'c>(&self, compounds: impl Iterator<Item = &'c Compound>) -> String {
        let place = |c: &Compound| {
            let names: Vec<String> = self.areas.place(c.area_id).into_iter().map(|a| a.name).collect();
            names.concat()
        };
        compounds.map(place).collect::<Vec<_>>().join("、")
    }

    /// Whether `area` lies in everything that `place` names.
    fn lies_in(&self, area: i64, place: &Place) -> bool {
        let path = self.areas.path(area);
        let named = [
            (AreaLevel::District, &place.district),
            (AreaLevel::Street, &place.street),
            (AreaLevel::Community, &place.community),
            (AreaLevel::Grid, &place.grid),
        ];
        named.into_iter().filter_map(|(level, name)| Some((level, name.as_deref()?))).all(|(level, name)| {
            path.iter().any(|a| a.area_level.0 == level && is_area(name, &a.name, a.code.as_deref()))
        })
    }

    /// The project `number`, which lies in `place`, as far as the place is told.
    ///
    /// # Errors
    /// It is not there, or elsewhere.
    pub(super) fn project(&self, number: &str, place: &Place) -> std::result::Result<Found, Words> {
        let Some((found, area)) = self.projects.get(number) else {
            return Err(Words::new("库里没有这个项目，请核对编号", "there is no such project: check the number"));
        };
        if self.lies_in(*area, place) {
            return Ok(*found);
        }
        let there = self.areas.place(*area).into_iter().map(|a| a.name).collect::<String>();
        Err(Words::new(
            format!("这个项目不在这里，在：{there}；请核对街道和社区"),
            format!("this project is not here, but in {there}: check street and community"),
        ))
    }

    /// The smallest area that `place` names; the district where it names none and there is only one.
    ///
    /// # Errors
    /// It is not there, or there are several.
    pub(super) fn area(&self, place: &Place) -> std::result::Result<Found, Words> {
        let named = [
            (AreaLevel::Grid, &place.grid),
            (AreaLevel::Community, &place.community),
            (AreaLevel::Street, &place.street),
            (AreaLevel::District, &place.district),
        ];
        let smallest = named.into_iter().find(|(_, name)| name.is_some()).map(|(level, _)| level);
        let level = smallest.unwrap_or(AreaLevel::District);
        let of_level = self.areas.rows().iter().filter(|a| a.area_level.0 == level);
        let found: Vec<_> = of_level.filter(|a| self.lies_in(a.id, place)).collect();
        match (found.as_slice(), smallest) {
            ([one], _) => Ok(Found { id: one.id, is_demo: one.is_demo }),
            ([], _) => Err(Words::new(
                "库里没有这个街道或社区，请核对，或先用 import areas 导入",
                "there is no such street or community: check it, or import it with import areas",
            )),
            (_, None) => Err(Words::new(
                "不知道说的是哪里：请填小区、项目编号、社区或街道",
                "about which place is not known: fill in a compound, a project, a community or a street",
            )),
            (_, Some(_)) => Err(Words::new(
                "有几个地方都叫这个名字：请把街道和社区都填上",
                "several places are called so: fill in both street and community",
            )),
        }
    }
}

/// Says what is wrong with the cell of `field`; with the row, where the list has no such column.
pub(super) fn refusal(layout: &Layout, row: u32, field: Field, value: Option<&str>, words: Words) -> Problem {
    match (layout.has(field), value) {
        (false, _) => Problem::of_row(row, words),
        (true, Some(value)) => Problem::of_cell(row, layout.header(field), value, words),
        (true, None) => Problem { value: None, ..Problem::of_cell(row, layout.header(field), "", words) },
    }
}
