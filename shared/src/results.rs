//! Finished work 改造成果: projects whose works were accepted, with what there was before and what there is now; and how
//! the district was renewed year by year.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::id::AreaId;
use crate::media::{Media, MediaPair};
use crate::page::DEFAULT_LIMIT;
use crate::projects::{ProjectFilter, ProjectSummary};
use crate::query::{Params, write};

/// Which finished projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultFilter {
    /// Codes of kinds; any of them.
    pub kind: Vec<String>,
    /// Year in which works ended.
    pub year: Option<i16>,
    /// In the whole subtree of this area.
    pub area: Option<AreaId>,
}

impl ResultFilter {
    /// Takes the filters it knows out of `params`.
    ///
    /// # Errors
    /// 400 naming the first parameter that cannot be read. Whether a kind exists only the server knows.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        // The words of the list of projects, of which only these three are of use here.
        let mut of_ours = Params::parse(&write(["kind", "year", "area"].map(|name| (name, params.take(name)))))?;
        let ProjectFilter { kind, year, area, .. } = ProjectFilter::take(&mut of_ours)?;
        Ok(Self { kind, year, area })
    }

    /// Name and value of each filter in use, in one order, so that equal filters make equal addresses.
    pub fn pairs(&self) -> Vec<(&'static str, Option<String>)> {
        vec![
            ("kind", Some(self.kind.join(","))),
            ("year", self.year.map(|y| y.to_string())),
            ("area", self.area.map(|a| a.to_string())),
        ]
    }
}

/// A question to the gallery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultQuery {
    /// Which projects.
    pub filter: ResultFilter,
    /// After which row; opaque.
    pub cursor: Option<String>,
    /// How many rows.
    pub limit: u16,
}

impl ResultQuery {
    /// Reads the query part of an address.
    ///
    /// # Errors
    /// 400 naming the parameter that is unknown, repeated or malformed.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let mut params = Params::parse(query)?;
        let found =
            Self { filter: ResultFilter::take(&mut params)?, cursor: params.take("cursor"), limit: params.limit()? };
        params.finish().map(|()| found)
    }

    /// The query part of an address, without `?`.
    pub fn write(&self) -> String {
        let mut pairs = self.filter.pairs();
        pairs.push(("cursor", self.cursor.clone()));
        pairs.push(("limit", (![0, DEFAULT_LIMIT].contains(&self.limit)).then(|| self.limit.to_string())));
        write(pairs)
    }
}

/// A finished project in the gallery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinishedWork {
    /// What a list shows of it.
    pub project: ProjectSummary,
    /// First day of works.
    pub started_on: Option<NaiveDate>,
    /// Last day of works, else the day of acceptance.
    pub finished_on: Option<NaiveDate>,
    /// Households of the compounds treated, else those that benefit.
    pub households: Option<i64>,
    /// Before and after from the first viewpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<MediaPair>,
    /// A photograph of the finished work, where there is no pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Media>,
    /// Published photographs of it.
    pub photographs: u32,
}

/// One page of the gallery: those with photographs first, among them the model cases, then by the day works ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultPage {
    /// The rows.
    pub items: Vec<FinishedWork>,
    /// Pass it as `cursor` for the rows after these; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Finished projects that fit.
    pub total: u32,
    /// Finished projects of each kind that fit the filters other than `kind`.
    pub kinds: BTreeMap<String, u32>,
    /// Years in which works ended, the latest first, whatever the filters.
    pub years: Vec<i16>,
}

/// What was done by the end of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewalYear {
    /// The year; the last one is not over.
    pub year: i16,
    /// Projects on which works began in it.
    pub started: u32,
    /// Projects whose works ended in it.
    pub finished: u32,
    /// Projects under way at its end.
    pub running: u32,
    /// Projects finished by its end, since the first year.
    pub finished_so_far: u32,
    /// Households of the compounds in housing projects finished by its end, each once, counted as the figure
    /// `benefiting_households` is; as far as they are known.
    pub households_so_far: i64,
}

/// A project in the story of the years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewalProject {
    /// Number.
    pub number: String,
    /// Year in which works began.
    pub started: i16,
    /// Year in which they ended; absent while they go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<i16>,
}

/// How the district was renewed: from the first year in which works began until now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Renewal {
    /// The years without a gap, the earliest first.
    pub years: Vec<RenewalYear>,
    /// Every project on which works began; ended and stopped ones are left out.
    pub projects: Vec<RenewalProject>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_reading_and_writing() {
        let query = "kind=pocket_park%2Cwaterway&year=2024&limit=5";
        assert_eq!(ResultQuery::parse(query).unwrap().write(), query);
        for (query, field) in [("year=x", "year"), ("status=done", "status"), ("limit=0", "limit"), ("area=1", "area")]
        {
            assert_eq!(ResultQuery::parse(query).unwrap_err().field.as_deref(), Some(field), "{query}");
        }
    }
}
