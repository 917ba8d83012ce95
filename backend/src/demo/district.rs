//! The real district: its outline, its streets and communities with their official codes. No number is added.

use chrono::NaiveDateTime;
use shared::areas::{AreaKind, AreaLevel};

use super::dice::Ids;
use crate::areas::store::AreaRow;
use crate::basemap;
use crate::db::Code;
use crate::error::{Error, Result};

/// Code of 西塞山区.
pub(super) const CODE: &str = "420203";

const DIVISIONS: &str = include_str!("../../data/xisaishan_divisions_2023.csv");

/// The district first, then its units in the order of the official list.
pub(super) fn areas(ids: &mut Ids, now: NaiveDateTime) -> Result<Vec<AreaRow>> {
    let mut areas: Vec<AreaRow> = Vec::new();
    for (line, sort_no) in DIVISIONS.lines().skip(1).zip(1..) {
        let [code, _, level, parent, _, name, kind] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err(Error::internal(format!("divisions: {line}")));
        };
        let level: AreaLevel = level.parse().map_err(Error::internal)?;
        let parent_id = areas.iter().find(|a| a.code.as_deref() == Some(parent)).map(|a| a.id);
        let mut area = AreaRow {
            parent_id,
            area_level: Code(level),
            area_kind: Code(kind_of(level, kind, name)),
            code: Some(code.to_owned()),
            sort_no,
            ..blank(ids.next(), name, now)
        };
        if level == AreaLevel::District {
            let shape = basemap::shape(code, "district");
            area.boundary = shape.map(|s| serde_json::to_string(&s)).transpose().map_err(Error::internal)?;
            (area.lng, area.lat) = basemap::label(code, "district").unzip();
        }
        areas.push(area);
    }
    Ok(areas)
}

fn kind_of(level: AreaLevel, kind: &str, name: &str) -> AreaKind {
    match (level, kind) {
        (AreaLevel::District, _) => AreaKind::District,
        (AreaLevel::Street, "街道") => AreaKind::Street,
        (AreaLevel::Street, _) if name.contains("农场") => AreaKind::Farm,
        (AreaLevel::Street, _) => AreaKind::IndustrialPark,
        (_, "村") => AreaKind::Village,
        _ => AreaKind::Community,
    }
}

/// An area of which nothing but its name is known.
pub(super) fn blank(id: i64, name: &str, now: NaiveDateTime) -> AreaRow {
    AreaRow {
        id,
        parent_id: None,
        area_level: Code(AreaLevel::District),
        area_kind: Code(AreaKind::District),
        code: None,
        name: name.to_owned(),
        sort_no: 0,
        households: None,
        population: None,
        lng: None,
        lat: None,
        boundary: None,
        is_demo: false,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    }
}
