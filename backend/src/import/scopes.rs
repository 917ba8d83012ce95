//! What a figure is of 范围: an area or a compound by its name, or a project by its number; nothing is the district.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::areas::AreaLevel;
use shared::figures::indicators::ScopeType;
use shared::ledger::Words;
use shared::ledger::cells::number;
use shared::ledger::words::{area_name, folded, is_area, most_alike, steps};

use crate::areas::tree::AreaTree;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{compounds, projects};

/// One thing that a figure can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) kind: ScopeType,
    pub(super) id: i64,
    pub(super) is_demo: bool,
}

/// Everything that a figure can be of.
pub(super) struct Scopes {
    areas: AreaTree,
    /// Folded name → compound, its area and whether it is of the demonstration.
    compounds: HashMap<String, Vec<(i64, i64, bool)>>,
    /// Number → project and whether it is of the demonstration.
    projects: HashMap<String, (i64, bool)>,
}

impl Scopes {
    pub(super) fn load(conn: &mut Conn) -> Result<Self> {
        let mut by_name: HashMap<String, Vec<(i64, i64, bool)>> = HashMap::new();
        let columns = (compounds::id, compounds::name, compounds::area_id, compounds::is_demo);
        for (id, name, area, demo) in compounds::table.select(columns).load::<(i64, String, i64, bool)>(conn)? {
            by_name.entry(folded(&name)).or_default().push((id, area, demo));
        }
        let numbers: Vec<(String, i64, bool)> =
            projects::table.select((projects::number, projects::id, projects::is_demo)).load(conn)?;
        let projects = numbers.into_iter().map(|(number, id, demo)| (number, (id, demo))).collect();
        Ok(Self { areas: AreaTree::load(conn)?, compounds: by_name, projects })
    }

    /// The thing that `written` names; a path such as 田园社区>田家墩小区 tells two of one name apart.
    pub(super) fn find(&self, written: Option<&str>) -> std::result::Result<Scope, Words> {
        let Some(written) = written else { return self.district() };
        if let Some((id, is_demo)) = number(written).ok().and_then(|n| self.projects.get(&n)) {
            return Ok(Scope { kind: ScopeType::Project, id: *id, is_demo: *is_demo });
        }
        let path = steps(written);
        let Some((name, above)) = path.split_last() else { return self.district() };
        let lies_in = |area: i64| {
            let names = self.areas.path(area);
            above.iter().all(|wanted| names.iter().any(|a| is_area(wanted, &a.name, a.code.as_deref())))
        };
        let areas = self.areas.rows().iter().filter(|a| is_area(name, &a.name, a.code.as_deref()) && lies_in(a.id));
        let mut found: Vec<Scope> =
            areas.map(|a| Scope { kind: ScopeType::Area, id: a.id, is_demo: a.is_demo }).collect();
        let named = self.compounds.get(&folded(name)).map_or(&[][..], Vec::as_slice);
        let named = named.iter().filter(|(_, area, _)| lies_in(*area));
        found.extend(named.map(|(id, _, demo)| Scope { kind: ScopeType::Compound, id: *id, is_demo: *demo }));
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.unknown(name)),
            several => Err(Words::new(
                format!("有 {} 处都叫“{name}”，请写出上级，如“某某社区>{name}”", several.len()),
                format!(
                    "{} places are called \"{name}\": write what is above too, such as 某某社区>{name}",
                    several.len()
                ),
            )),
        }
    }

    fn district(&self) -> std::result::Result<Scope, Words> {
        let one = self.areas.district().map(|d| Scope { kind: ScopeType::Area, id: d.id, is_demo: d.is_demo });
        one.ok_or_else(|| {
            let many = self.areas.rows().iter().filter(|a| a.area_level.0 == AreaLevel::District).count();
            Words::new(
                format!("范围为空指全区，但库里有 {many} 个区：请写明，或先用 import areas 导入区划"),
                format!("no scope means the district, but there are {many}: name one, or import the areas first"),
            )
        })
    }

    fn unknown(&self, wrong: &str) -> Words {
        let areas = self.areas.rows().iter().map(|a| a.name.as_str());
        let alike = most_alike(wrong, areas.chain(self.compounds.keys().map(String::as_str)));
        let (zh, en) = alike
            .map(|name| (format!("，是不是“{name}”？"), format!("; did you mean \"{name}\"?")))
            .filter(|_| !area_name(wrong).is_empty())
            .unwrap_or_else(|| ("，".to_owned(), ":".to_owned()));
        Words::new(
            format!("没有叫这个名字的街道、社区、小区，也没有这个编号的项目{zh}全区的数请留空"),
            format!(
                "no street, community or compound has this name and no project this number{en} leave it empty for the district"
            ),
        )
    }
}
