//! What a project's row says of the compounds it treats and the work items it promises: lists within one cell.

use super::amounts::{Measure, amount};
use super::cells::years;
use super::projects::{Known, Place};
use super::row::count;
use super::words::{folded, parts, steps};
use super::{Cells, Field, Words};

/// A compound and the part of it that is treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreatedEntry {
    /// Where the compound belongs.
    pub place: Place,
    /// Chinese name.
    pub name: String,
    /// First and last year of building.
    pub built: Option<(i16, i16)>,
    /// Buildings treated.
    pub building_count: Option<i32>,
    /// Households treated.
    pub household_count: Option<i32>,
    /// Floor area treated, m².
    pub floor_area_m2: Option<i64>,
}

/// Reads the compounds of a row whose project belongs to `place`: names between `；`, each perhaps after its community
/// (社区>小区), and as many parts in the columns that count them. Of a compound that is `reported` only, the community
/// need not be known.
pub(super) fn read(cells: &mut Cells<'_>, place: &Place, reported: bool) -> Vec<TreatedEntry> {
    let names = cells.text(Field::Compounds).map(|t| parts(&t)).unwrap_or_default();
    let names: Vec<String> = names.into_iter().filter(|n| !n.is_empty()).collect();
    let built = column(cells, Field::BuiltYears, names.len(), |t, _| years(t));
    let buildings = column(cells, Field::BuildingCount, names.len(), count);
    let households = column(cells, Field::HouseholdCount, names.len(), count);
    let area = column(cells, Field::FloorArea, names.len(), |t, unit| amount(t, unit, Measure::Area));
    let mut treated = Vec::new();
    for (i, path) in names.iter().enumerate() {
        let mut path = steps(path);
        let name = path.pop().unwrap_or_default();
        let mut place = Place { grid: None, ..place.clone() };
        if let Some(community) = path.pop() {
            place.community = Some(community);
            place.street = path.pop().or(place.street);
        }
        if place.community.is_none() && !reported {
            cells.refuse(
                Field::Compounds,
                Words::new(
                    format!("不知道“{name}”在哪个社区：请填社区，或写成 社区>小区"),
                    format!("the community of \"{name}\" is not known: fill it in, or write 社区>小区"),
                ),
            );
        } else if name.is_empty() || !path.is_empty() {
            cells.refuse(
                Field::Compounds,
                Words::new("应写成 小区、社区>小区 或 街道>社区>小区", "write 小区, 社区>小区 or 街道>社区>小区"),
            );
        } else if treated.iter().any(|t: &TreatedEntry| t.name == name && t.place == place) {
            cells.refuse(
                Field::Compounds,
                Words::new(format!("“{name}”写了两次"), format!("\"{name}\" is there twice")),
            );
        } else {
            let at = |list: &[Option<i32>]| list.get(i).copied().flatten();
            treated.push(TreatedEntry {
                place,
                name,
                built: built.get(i).copied().flatten(),
                building_count: at(&buildings),
                household_count: at(&households),
                floor_area_m2: area.get(i).copied().flatten(),
            });
        }
    }
    treated
}

/// A column that says something of each compound. Where the row has none it is read as well, and noted as not kept.
fn column<T>(
    cells: &mut Cells<'_>,
    field: Field,
    compounds: usize,
    parse: impl Fn(&str, Option<&str>) -> Result<T, Words>,
) -> Vec<Option<T>> {
    let unit = cells.unit(field);
    let read = cells.read(field, |text| {
        let texts = parts(text);
        if compounds > 0 && texts.len() != compounds {
            return Err(Words::new(
                format!("小区有 {compounds} 个，这里有 {} 项：请用“；”隔开，一一对应", texts.len()),
                format!("{compounds} compounds, but {} values here: part them by ；, one for each", texts.len()),
            ));
        }
        texts.iter().map(|t| if t.is_empty() { Ok(None) } else { parse(t, unit.as_deref()).map(Some) }).collect()
    });
    if compounds == 0 && read.is_some() {
        cells.note_unkept(field);
        return Vec::new();
    }
    read.unwrap_or_default()
}

/// What is promised: `B17:5200; I07:1`, by code or Chinese name, and columns that the mapping gives to an item.
pub(super) fn work_items(cells: &mut Cells<'_>, known: &Known) -> Vec<(String, Option<i64>)> {
    let listed = cells.read(Field::WorkItems, |text| {
        parts(text).iter().filter(|p| !p.is_empty()).map(|p| work_item(p, known)).collect::<Result<Vec<_>, _>>()
    });
    let unit_of = |code: &str| known.work_items.iter().find(|(c, ..)| c == code).map(|(.., unit)| unit.clone());
    let columns = cells.work_item_columns(unit_of);
    let mut items = listed.unwrap_or_default();
    items.extend(columns);
    items.sort();
    if let Some(twice) = items.windows(2).find(|w| w[0].0 == w[1].0) {
        let code = &twice[0].0;
        cells.refuse(Field::WorkItems, Words::new(format!("“{code}”写了两次"), format!("\"{code}\" is there twice")));
    }
    items
}

fn work_item(text: &str, known: &Known) -> Result<(String, Option<i64>), Words> {
    let (item, quantity) = match text.rsplit_once([':', '：']) {
        Some((item, quantity)) => (item, Some(quantity)),
        None => (text, None),
    };
    let found =
        known.work_items.iter().find(|(code, zh, _)| folded(code) == folded(item) || folded(zh) == folded(item));
    let Some((code, ..)) = found else {
        return Err(Words::new(
            format!("“{item}”不在改造内容目录里：请用目录的代码，如 B17:5200; I07:1"),
            format!("\"{item}\" is not in the catalogue of work items: use its codes, such as B17:5200; I07:1"),
        ));
    };
    let quantity = quantity.map(|q| amount(q, None, Measure::Count)).transpose()?;
    Ok((code.clone(), quantity))
}
