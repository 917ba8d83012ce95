//! Areas as those at work draw and change them: `/api/v1/staff/areas`.

use serde::{Deserialize, Serialize};

use super::{AreaKind, AreaLevel, AreaRef};
use crate::error::{ApiError, ErrorCode, halves};
use crate::geo::Shape;
use crate::id::AreaId;
use crate::ledger::position::shape_to_centimetre;
use crate::workflow::{needed_text, optional_text};

/// Households that an area may have: more is a slip of the pen.
const MOST_HOUSEHOLDS: i32 = 1_000_000;
/// Share of the smaller one of two areas that they may have in common: borders are drawn by hand.
const OVERLAP: f64 = 0.01;
/// Share of an area that may lie outside the one above it.
const OUTSIDE: f64 = 0.05;

/// An area as it is written. A boundary is WGS-84; none means that nobody has drawn it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaForm {
    /// Chinese name; only that of a grid can be changed.
    pub name: String,
    /// Households, where known.
    #[serde(default)]
    pub households: Option<i32>,
    /// Its border.
    #[serde(default)]
    pub boundary: Option<Shape>,
}

impl AreaForm {
    /// The form with its name trimmed and its boundary closed and to a centimetre, when it can be read.
    ///
    /// # Errors
    /// Naming the field that is not right.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        self.name = needed_text(&self.name, "name", 60)?;
        if self.households.is_some_and(|n| !(0..=MOST_HOUSEHOLDS).contains(&n)) {
            let (zh, en) = ("户数应是 0 到 100 万的整数。", "Households are a whole number up to a million.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "households", zh, en));
        }
        self.boundary = self.boundary.map(boundary).transpose()?;
        Ok(self)
    }
}

/// A boundary as it is kept.
///
/// # Errors
/// Naming `boundary`.
pub fn boundary(shape: Shape) -> Result<Shape, ApiError> {
    shape_to_centimetre(&shape)
        .into_boundary()
        .map_err(|(zh, en)| ApiError::field(ErrorCode::InvalidValue, "boundary", zh, en))
}

/// Body of `POST /api/v1/staff/areas`: a new grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewArea {
    /// Made by who sends it: the same token makes it once.
    pub client_token: String,
    /// The community it lies in.
    pub parent: AreaId,
    /// Code of its own, where it has one.
    #[serde(default)]
    pub code: Option<String>,
    /// What is written.
    pub form: AreaForm,
}

impl NewArea {
    /// Its code, trimmed.
    ///
    /// # Errors
    /// Naming `code`.
    pub fn checked_code(&self) -> Result<Option<String>, ApiError> {
        let code = optional_text(self.code.as_deref(), "code", 40)?;
        if code.as_deref().is_some_and(|c| !c.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')) {
            let (zh, en) = ("代码只含字母、数字和短横。", "A code holds letters, digits and dashes only.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "code", zh, en));
        }
        Ok(code)
    }
}

/// Body of `PUT /api/v1/staff/areas/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaChange {
    /// Version that was read.
    pub version: i32,
    /// Made by who sends it: the same token does it once.
    pub client_token: String,
    /// What is written.
    pub form: AreaForm,
}

/// What somebody should look at. Nothing of it keeps an area from being written.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AreaWarning {
    /// A grid with fewer households than usual.
    FewHouseholds,
    /// A grid with more households than usual.
    ManyHouseholds,
    /// It covers ground of another one of its level.
    Overlaps,
    /// It goes beyond the border of the one above it.
    GoesBeyond,
}

/// A warning, and the other area it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaNote {
    /// What.
    pub warning: AreaWarning,
    /// The other area.
    #[serde(default)]
    pub other: Option<AreaRef>,
}

/// Whether a grid has an unusual size; nothing where its households are not known.
pub fn size_warning(level: AreaLevel, households: Option<i32>, least: u32, most: u32) -> Option<AreaWarning> {
    let n = households.and_then(|n| u32::try_from(n).ok()).filter(|_| level == AreaLevel::Grid)?;
    match n {
        n if n < least => Some(AreaWarning::FewHouseholds),
        n if n > most => Some(AreaWarning::ManyHouseholds),
        _ => None,
    }
}

/// How much two areas of one level have in common, m², where that is more than a border drawn by hand.
pub fn overlap(one: (&Shape, f64), other: (&Shape, f64)) -> Option<f64> {
    let common = one.0.shared_m2(other.0);
    (common > one.1.min(other.1) * OVERLAP).then_some(common)
}

/// Whether an area goes beyond the one above it.
pub fn goes_beyond(one: (&Shape, f64), above: &Shape) -> bool {
    one.1 > 0.0 && one.0.shared_m2(above) < one.1 * (1.0 - OUTSIDE)
}

/// One area in the caller's scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffArea {
    /// Identifier.
    pub id: AreaId,
    /// The unit it belongs to.
    pub parent: Option<AreaId>,
    /// Height in the tree.
    pub level: AreaLevel,
    /// What kind of unit it is.
    pub kind: AreaKind,
    /// Code, where it has one.
    pub code: Option<String>,
    /// Chinese name.
    pub name: String,
    /// Where it lies: from the street down to what is above it.
    pub place: Vec<AreaRef>,
    /// Households, where known.
    pub households: Option<i32>,
    /// Compounds in it; those of a grid lie within its border.
    pub compounds: u32,
    /// Somebody has drawn its border.
    pub has_boundary: bool,
    /// Its border, WGS-84.
    pub boundary: Option<Shape>,
    /// How large it is, m²; absent while nobody has drawn it.
    pub area_m2: Option<i64>,
    /// What somebody should look at.
    pub notes: Vec<AreaNote>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
    /// Grows with each change.
    pub version: i32,
}

/// Answer of `GET /api/v1/staff/areas`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffAreas {
    /// Streets, communities and grids in scope, parents before children.
    pub areas: Vec<StaffArea>,
    /// Households that a grid has at least, as a rule.
    pub least_households: u32,
    /// Households that a grid has at most, as a rule.
    pub most_households: u32,
}

/// The halves of what a rule says, without the full stop of the Chinese one, as lists tell what is wrong.
pub fn told(error: &ApiError) -> (String, String) {
    let (zh, en) = halves(&error.message).unwrap_or((&error.message, &error.message));
    (zh.trim_end_matches('。').to_owned(), en.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, side: f64) -> Shape {
        let (east, north) = (west + side, 30.0 + side);
        Shape::Polygon(vec![vec![[west, 30.0], [east, 30.0], [east, north], [west, north], [west, 30.0]]])
    }

    #[test]
    fn a_grid_of_an_unusual_size_is_told_and_no_other_area() {
        let size = |level, n| size_warning(level, n, 300, 500);
        assert_eq!(size(AreaLevel::Grid, Some(299)), Some(AreaWarning::FewHouseholds));
        assert_eq!(size(AreaLevel::Grid, Some(501)), Some(AreaWarning::ManyHouseholds));
        for n in [None, Some(300), Some(500)] {
            assert_eq!(size(AreaLevel::Grid, n), None);
        }
        assert_eq!(size(AreaLevel::Community, Some(9_000)), None);
    }

    #[test]
    fn a_hands_breadth_is_no_overlap() {
        let with_size = |shape: Shape| {
            let size = shape.area_m2();
            (shape, size)
        };
        let (one, next, over) = (square(115.0, 0.01), square(115.009_99, 0.01), square(115.009, 0.01));
        let [one, next, over] = [one, next, over].map(with_size);
        assert_eq!(overlap((&one.0, one.1), (&next.0, next.1)), None);
        assert!(overlap((&one.0, one.1), (&over.0, over.1)).is_some());
        assert!(!goes_beyond((&one.0, one.1), &square(115.0, 0.02)));
        assert!(goes_beyond((&over.0, over.1), &one.0));
    }

    #[test]
    fn what_is_written_wrong_is_named() {
        let form =
            AreaForm { name: " 一网格 ".to_owned(), households: Some(400), boundary: Some(square(115.0, 0.01)) };
        assert_eq!(form.clone().checked().unwrap().name, "一网格");
        let wrong = [
            (AreaForm { name: " ".to_owned(), ..form.clone() }, "name"),
            (AreaForm { households: Some(-1), ..form.clone() }, "households"),
            (AreaForm { boundary: Some(Shape::Point([115.0, 30.0])), ..form }, "boundary"),
        ];
        for (form, field) in wrong {
            assert_eq!(form.checked().unwrap_err().field.as_deref(), Some(field));
        }
    }
}
