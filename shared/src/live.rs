//! What pages that are open are told when public data change: `GET /api/v1/live`.

use serde::{Deserialize, Serialize};

/// What a change concerns, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Anything: a list was imported, an import undone, a setting changed.
    All,
    /// Outage notices.
    Outages,
    /// Notices.
    Notices,
    /// The project with this number.
    Project(String),
    /// Nothing that the public may know of.
    Hidden,
}

impl Topic {
    /// `all`, `outages`, `notices`, the project's number, or a dash, which is told to nobody.
    pub fn code(&self) -> &str {
        match self {
            Self::All => "all",
            Self::Outages => "outages",
            Self::Notices => "notices",
            Self::Project(number) => number,
            Self::Hidden => "-",
        }
    }
}

/// What changed since a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed {
    /// The revision now; grows with each change, and is what to ask `since` the next time.
    pub revision: i64,
    /// What changed: `all`, `outages`, `notices`, or numbers of projects; empty where nothing did.
    pub topics: Vec<String>,
}

/// Whether an answer at the address `path` may be another once `topic` changed: what is of one project follows its number,
/// all others may show anything. It lies in the first view: small before exact.
pub fn concerns(topic: &str, path: &str) -> bool {
    !path.contains("PRJ-") || topic == "all" || path.contains(topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_project_follows_its_own_number_and_lists_follow_all() {
        for (topic, path, expected) in [
            ("PRJ-2026-0001", "/api/v1/projects/PRJ-2026-0001", true),
            ("PRJ-2026-0001", "/api/v1/projects/PRJ-2026-0001/media", true),
            ("PRJ-2026-0002", "/api/v1/projects/PRJ-2026-0001", false),
            ("PRJ-2026-0002", "/api/v1/projects?kind=market", true),
            ("all", "/api/v1/projects/PRJ-2026-0001", true),
            ("outages", "/api/v1/outages?project=PRJ-2026-0001", true),
            ("outages", "/api/v1/projects/PRJ-2026-0001", false),
        ] {
            assert_eq!(concerns(topic, path), expected, "{topic} {path}");
        }
    }
}
