//! Filters and order of the list and the map: the same words in the API's query and in the page's address.

use std::str::FromStr;

use super::{ProjectStatus, StatusGroup};
use crate::error::ApiError;
use crate::geo::Bbox;
use crate::id::{AreaId, CompoundId};
use crate::progress::Health;
use crate::query::{Params, write};

/// One value of `status`: a group or an exact state. `suspended` is both and means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// All states of a group.
    Group(StatusGroup),
    /// One state.
    Exact(ProjectStatus),
}

impl StatusFilter {
    /// Whether a project of this state fits.
    pub fn fits(self, status: Option<ProjectStatus>) -> bool {
        match self {
            Self::Exact(wanted) => status == Some(wanted),
            Self::Group(wanted) => status.map_or(StatusGroup::Reported, ProjectStatus::group) == wanted,
        }
    }

    /// The word used in a query.
    pub fn code(self) -> &'static str {
        match self {
            Self::Group(g) => g.into(),
            Self::Exact(s) => s.into(),
        }
    }
}

impl FromStr for StatusFilter {
    type Err = strum::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        StatusGroup::from_str(text).map(Self::Group).or_else(|_| {
            // A draft does not exist for the public, so nobody filters by it.
            match ProjectStatus::from_str(text)? {
                ProjectStatus::Draft => Err(strum::ParseError::VariantNotFound),
                status => Ok(Self::Exact(status)),
            }
        })
    }
}

/// Order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ProjectSort {
    /// What needs attention first: late by days, then stopped, silent, slow, under way, planned, done.
    #[default]
    Attention,
    /// Latest report first.
    Updated,
    /// Latest programme year first.
    Year,
    /// By name, in the order of the characters.
    Name,
}

/// Which projects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectFilter {
    /// Words in its name, its compounds' names, its street or community, or the beginning of its number.
    pub q: Option<String>,
    /// Codes of kinds; any of them.
    pub kind: Vec<String>,
    /// States or groups; any of them.
    pub status: Vec<StatusFilter>,
    /// In the whole subtree of this area.
    pub area: Option<AreaId>,
    /// Programme year.
    pub year: Option<i16>,
    /// How works stand; any of them.
    pub health: Vec<Health>,
    /// Treats this compound.
    pub compound: Option<CompoundId>,
    /// Meets this box; projects without position never do.
    pub bbox: Option<Bbox>,
}

const KINDS: (&str, &str) =
    ("类型代码，逗号分隔，见 /api/v1/kinds", "codes of kinds set apart by commas, see /api/v1/kinds");
const STATES: (&str, &str) =
    ("状态或分组代码，逗号分隔，如 works,suspended", "states or groups set apart by commas, such as works,suspended");
const AREA: (&str, &str) = ("区划编号，见 /api/v1/areas", "an area's id, see /api/v1/areas");
const YEAR: (&str, &str) = ("1990 到 2100 的年份", "a year from 1990 to 2100");
const HEALTH: (&str, &str) = (
    "on_track、at_risk、delayed、stale、suspended，逗号分隔",
    "on_track, at_risk, delayed, stale or suspended, set apart by commas",
);
const COMPOUND: (&str, &str) = ("小区编号，见 /api/v1/compounds", "a compound's id, see /api/v1/compounds");
const BBOX: (&str, &str) = ("西,南,东,北 四个经纬度", "west,south,east,north in degrees");

impl ProjectFilter {
    /// Takes the filters it knows out of `params`.
    ///
    /// # Errors
    /// 400 naming the first parameter that cannot be read. Whether a kind exists only the server knows.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        let kind: Vec<String> = params.read_list("kind", KINDS)?;
        if let Some(bad) = kind.iter().find(|k| k.is_empty() || !k.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        {
            return Err(ApiError::invalid("kind", bad, KINDS));
        }
        let bbox = params.take("bbox");
        Ok(Self {
            q: params.words()?,
            kind,
            status: params.read_list("status", STATES)?,
            area: Self::take_area(params)?,
            year: Self::take_year(params)?,
            health: params.read_list("health", HEALTH)?,
            compound: params.read("compound", COMPOUND)?,
            bbox: bbox.map(|b| Bbox::parse(&b).ok_or_else(|| ApiError::invalid("bbox", &b, BBOX))).transpose()?,
        })
    }

    /// Takes `area`.
    pub(crate) fn take_area(params: &mut Params) -> Result<Option<AreaId>, ApiError> {
        params.read("area", AREA)
    }

    /// Takes `year`.
    pub(crate) fn take_year(params: &mut Params) -> Result<Option<i16>, ApiError> {
        match params.read::<i16>("year", YEAR)? {
            Some(y) if !(1990..=2100).contains(&y) => Err(ApiError::invalid("year", &y.to_string(), YEAR)),
            year => Ok(year),
        }
    }

    /// The error for a kind that the catalogue does not have.
    pub fn unknown_kind(code: &str) -> ApiError {
        ApiError::invalid("kind", code, KINDS)
    }

    /// Nothing is filtered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Name and value of each filter in use, in one order, so that equal filters make equal addresses.
    pub fn pairs(&self) -> Vec<(&'static str, Option<String>)> {
        let join = |codes: Vec<&str>| Some(codes.join(","));
        vec![
            ("q", self.q.clone()),
            ("kind", join(self.kind.iter().map(String::as_str).collect())),
            ("status", join(self.status.iter().map(|s| s.code()).collect())),
            ("area", self.area.map(|a| a.to_string())),
            ("year", self.year.map(|y| y.to_string())),
            ("health", join(self.health.iter().map(|h| (*h).into()).collect())),
            ("compound", self.compound.map(|c| c.to_string())),
            ("bbox", self.bbox.map(|b| b.to_string())),
        ]
    }
}

impl ProjectSort {
    /// Takes `sort` out of an address; none means the default.
    ///
    /// # Errors
    /// 400 when it is no known order.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        let wanted = ("attention、updated、year 或 name", "attention, updated, year or name");
        Ok(params.read("sort", wanted)?.unwrap_or_default())
    }

    /// The parameter as an address holds it; nothing for the default.
    pub fn pair(self) -> (&'static str, Option<String>) {
        let code: &'static str = self.into();
        ("sort", (self != Self::default()).then(|| code.to_owned()))
    }
}

/// A question to the list of projects.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectQuery {
    /// Which projects.
    pub filter: ProjectFilter,
    /// In which order.
    pub sort: ProjectSort,
    /// After which row; opaque.
    pub cursor: Option<String>,
    /// How many rows.
    pub limit: u16,
}

impl ProjectQuery {
    /// Reads the query part of an address.
    ///
    /// # Errors
    /// 400 naming the parameter that is unknown, repeated or malformed.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let mut params = Params::parse(query)?;
        let found = Self {
            filter: ProjectFilter::take(&mut params)?,
            sort: ProjectSort::take(&mut params)?,
            cursor: params.take("cursor"),
            limit: params.limit()?,
        };
        params.finish().map(|()| found)
    }

    /// The query part of an address, without `?`.
    pub fn write(&self) -> String {
        let mut pairs = self.filter.pairs();
        pairs.push(self.sort.pair());
        pairs.push(("cursor", self.cursor.clone()));
        pairs.push(("limit", (self.limit != crate::page::DEFAULT_LIMIT).then(|| self.limit.to_string())));
        write(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_reading_and_writing() {
        let query = "q=%E7%94%B0%E5%AE%B6&kind=rain_sewage_pipes%2Cwaterway&status=works%2Ccancelled&year=2024&health=delayed&bbox=115%2C30%2C115.5%2C30.5&sort=name&limit=50";
        let read = ProjectQuery::parse(query).unwrap();
        assert_eq!(read.write(), query);
        assert_eq!(ProjectQuery::parse("").unwrap().write(), "");
    }

    #[test]
    fn malformed_filters_are_named() {
        for (query, field) in [
            ("kind=A%20B", "kind"),
            ("status=draft", "status"),
            ("status=works,flying", "status"),
            ("area=12", "area"),
            ("year=26", "year"),
            ("health=fine", "health"),
            ("compound=x", "compound"),
            ("bbox=1,2,3", "bbox"),
            ("sort=random", "sort"),
            ("limit=1000", "limit"),
            ("q=x", "q"),
            ("q=%00x", "q"),
            ("colour=red", "colour"),
        ] {
            assert_eq!(ProjectQuery::parse(query).unwrap_err().field.as_deref(), Some(field), "{query}");
        }
    }

    #[test]
    fn a_group_holds_all_its_states() {
        let works: StatusFilter = "works".parse().unwrap();
        assert!(works.fits(Some(ProjectStatus::Rectifying)) && !works.fits(Some(ProjectStatus::Suspended)));
        assert!(StatusFilter::Group(StatusGroup::Reported).fits(None));
    }
}
