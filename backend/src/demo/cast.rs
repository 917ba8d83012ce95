//! The list of invented projects: who plays which part.

use serde::Deserialize;
use shared::projects::ProjectStatus;

use crate::error::{Error, Result};

const CAST: &str = include_str!("../../data/demo_projects.csv");

/// How works stand, or that a project has no position yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mood {
    /// As planned
    OnTrack,
    /// Slower than planned
    AtRisk,
    /// Late
    Delayed,
    /// No report for more than a week
    Stale,
    /// 尚无位置
    Unplaced,
}

/// A compound treated twice has other houses done each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// 一期
    First,
    /// 二期
    Second,
}

/// One row of the list.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Part {
    /// Code of the kind.
    pub(super) kind: String,
    /// State.
    pub(super) status: ProjectStatus,
    /// How works stand.
    pub(super) mood: Option<Mood>,
    /// Years ago that it was planned.
    pub(super) years: i32,
    /// Name of its community without 示例 and 社区.
    pub(super) community: String,
    /// Its own name; of a compound renovation, its compounds.
    pub(super) name: String,
    /// Metres, m², households or pieces, by kind.
    pub(super) size: Option<i64>,
    /// Which half of its compound it treats, where two projects share one.
    #[serde(skip)]
    pub(super) phase: Option<Phase>,
}

impl Part {
    /// The compounds it treats, by name.
    pub(super) fn compounds(&self) -> impl Iterator<Item = &str> {
        let treats = self.kind == "old_compound_renovation";
        self.name.split('+').filter(move |_| treats)
    }

    /// What throws are named after: a compound treated twice throws anew the second time.
    pub(super) fn key(&self) -> String {
        let status: &str = self.status.into();
        format!("{}/{}/{status}", self.kind, self.name)
    }
}

/// Every row, in the order of the list.
pub(super) fn read() -> Result<Vec<Part>> {
    let rows = csv::Reader::from_reader(CAST.as_bytes()).into_deserialize();
    let mut cast: Vec<Part> = rows.collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
    for later in 1..cast.len() {
        let is_same = |p: &Part| p.compounds().next().is_some() && p.name == cast[later].name;
        if let Some(earlier) = cast[..later].iter().position(is_same) {
            (cast[earlier].phase, cast[later].phase) = (Some(Phase::First), Some(Phase::Second));
        }
    }
    Ok(cast)
}
