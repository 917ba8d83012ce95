//! Who answers for an order: the grid or community whose drawn boundary holds the pin, else that of the compound, else the
//! chosen one; and where nobody works there, the next level up. Never nobody.

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::accounts::UserStatus;
use shared::areas::AreaLevel;
use shared::error::{ApiError, ErrorCode};
use shared::geo::{Point, Shape};
use shared::orders::OwnerLevel;
use shared::orders::new::OrderPlace;
use shared::people::{Role, ScopeType};

use crate::areas::holding::AROUND;
use crate::areas::tree::AreaTree;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{compounds, role_grants as g, users};

/// Degrees within which a compound is next door.
const NEXT_DOOR: f64 = 0.002;

/// Where an order lies and who answers for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The smallest area that is known to hold it.
    pub area: i64,
    /// The level that answers for it.
    pub level: OwnerLevel,
    /// The area of that level.
    pub owner: i64,
}

/// Finds the area of `place`.
///
/// # Errors
/// 422 for a compound or area that is not there, and for a place of which no area is known.
pub fn area_of(conn: &mut Conn, catalog: &Catalog, place: &OrderPlace, by: Role) -> Result<i64> {
    let wrong = |zh: &str, en: &str| Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "place", zh, en));
    let tree = &catalog.areas;
    let of_compound = match place.compound {
        None => None,
        Some(id) => {
            // Those at work order for compounds that the public does not know yet; nobody else learns their names by it.
            let is_known = by != Role::Resident || catalog.compound(id.0).is_some();
            let found: Option<(i64, Option<f64>, Option<f64>)> = compounds::table
                .find(id.0)
                .select((compounds::area_id, compounds::lng, compounds::lat))
                .first(conn)
                .optional()?
                .filter(|_| is_known);
            Some(found.ok_or_else(|| wrong("没有这个小区，请重新选。", "There is no such compound: choose anew."))?)
        }
    };
    // Outside the district nobody of it can come; its outline is a schematic, so some kilometres around it are let in.
    let outline = tree.district().and_then(|row| Shape::parse(row.boundary.as_deref()?).ok()?.bbox());
    if let (Some(at), Some(outline)) = (place.at, outline)
        && !outline.grown(AROUND).contains(at)
    {
        return Err(wrong(
            "这一点不在本区，请重新点，或选小区或社区。",
            "This point is not in the district: tap anew, or choose a compound or a community.",
        ));
    }
    let pin = place.at.or_else(|| {
        let (lng, lat) = of_compound.and_then(|(_, lng, lat)| lng.zip(lat))?;
        Some(Point { lng, lat })
    });
    let drawn = pin.and_then(|pin| crate::areas::holding::holding(tree, pin));
    let listed = match (of_compound, place.area) {
        (Some((area, ..)), _) => Some(area),
        (None, Some(id)) => {
            let known = tree.get(id.0).map(|row| row.id);
            Some(known.ok_or_else(|| wrong("没有这个社区，请重新选。", "There is no such community: choose anew."))?)
        }
        (None, None) => None,
    };
    // The border of a grid or a community outweighs any list, but not what a list knows better inside of it; that of a street
    // says too little beside one.
    let is_local = |id: i64| tree.get(id).is_some_and(|row| row.area_level.0 >= AreaLevel::Community);
    let is_inside = |id: i64, border: i64| tree.path(id).iter().any(|row| row.id == border);
    match (drawn, listed) {
        (Some(border), Some(listed)) if is_inside(listed, border) => return Ok(listed),
        (Some(border), _) if is_local(border) => return Ok(border),
        (_, Some(listed)) => return Ok(listed),
        (_, None) => {}
    }
    // Where nobody drew a border so near, the compound next door knows.
    let near = place.at.map(|at| nearest(conn, at)).transpose()?.flatten();
    if let Some(found) = near.filter(|near| drawn.is_none_or(|border| is_inside(*near, border))).or(drawn) {
        return Ok(found);
    }
    let district = tree.district().map(|row| row.id);
    district.ok_or_else(|| {
        wrong(
            "认不出这一点属于哪个社区，请选小区或社区。",
            "It is not known which community this point lies in: choose a compound or a community.",
        )
    })
}

/// The area of the compound nearest to `at`, within some two hundred metres.
fn nearest(conn: &mut Conn, at: Point) -> Result<Option<i64>> {
    let (west, east) = (at.lng - NEXT_DOOR, at.lng + NEXT_DOOR);
    let (south, north) = (at.lat - NEXT_DOOR, at.lat + NEXT_DOOR);
    let rows: Vec<(i64, Option<f64>, Option<f64>)> = compounds::table
        .filter(compounds::lng.is_not_null().and(compounds::lng.assume_not_null().between(west, east)))
        .filter(compounds::lat.is_not_null().and(compounds::lat.assume_not_null().between(south, north)))
        .select((compounds::area_id, compounds::lng, compounds::lat))
        .load(conn)?;
    let far = |row: &(i64, Option<f64>, Option<f64>)| {
        let (lng, lat) = (row.1.unwrap_or_default() - at.lng, row.2.unwrap_or_default() - at.lat);
        lng.hypot(lat)
    };
    Ok(rows.iter().min_by(|a, b| far(a).total_cmp(&far(b))).map(|row| row.0))
}

/// Whether somebody works today in the office of `level` for `area`.
fn has_office(conn: &mut Conn, area: i64, level: OwnerLevel, today: NaiveDate) -> Result<bool> {
    let grants = g::table
        .inner_join(users::table.on(users::id.eq(g::user_id)))
        .filter(g::scope_type.eq(Code(ScopeType::Area)))
        .filter(g::scope_id.is_not_null().and(g::scope_id.assume_not_null().eq(area)))
        .filter(g::role.eq(Code(level.office())))
        .filter(g::valid_from.le(today))
        .filter(g::valid_until.is_null().or(g::valid_until.assume_not_null().ge(today)))
        .filter(users::status.eq(Code(UserStatus::Active)))
        .select(g::id);
    Ok(grants.first::<i64>(conn).optional()?.is_some())
}

/// Who answers for what lies in `area`: the smallest office in which somebody works today; the district where there is
/// none.
///
/// # Errors
/// Those of the database.
pub fn owner_of(conn: &mut Conn, tree: &AreaTree, area: i64, today: NaiveDate) -> Result<Owner> {
    let path: Vec<(i64, OwnerLevel)> =
        tree.path(area).iter().map(|row| (row.id, OwnerLevel::of(row.area_level.0))).collect();
    for (owner, level) in path.iter().rev().copied() {
        if has_office(conn, owner, level, today)? {
            return Ok(Owner { area, level, owner });
        }
    }
    let (owner, level) = path.first().copied().ok_or_else(|| Error::internal("an order lies in no area"))?;
    Ok(Owner { area, level, owner })
}

/// Who answers above `owner`: the next level up in which somebody works, at last the district; `None` above the district.
///
/// # Errors
/// Those of the database.
pub fn above(conn: &mut Conn, tree: &AreaTree, owner: i64, today: NaiveDate) -> Result<Option<Owner>> {
    let Some(parent) = tree.get(owner).and_then(|row| row.parent_id) else { return Ok(None) };
    owner_of(conn, tree, parent, today).map(Some)
}

/// The area of `level` that holds `area`, else the nearest above.
pub fn at_level(tree: &AreaTree, area: i64, level: OwnerLevel) -> Option<(OwnerLevel, i64)> {
    let path = tree.path(area);
    let found = path.iter().rev().find(|row| OwnerLevel::of(row.area_level.0) >= level)?;
    Some((OwnerLevel::of(found.area_level.0), found.id))
}
