//! Photographs 照片 of a project: before, during and after works, and what lies under the ground; before and after from
//! one viewpoint make a pair.

pub mod staff;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::MediaId;
use crate::ledger::words::folded;

/// Longer side of the sizes that are kept of every photograph, in pixels. A smaller photograph is not enlarged.
pub const SIZES: [u32; 3] = [320, 800, 1600];

/// When in the works it was taken.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// 改造前
    Before,
    /// 施工中
    During,
    /// 隐蔽工程: what is covered afterwards, such as pipes in the ground
    Concealed,
    /// 改造后
    After,
}

/// One size of a photograph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MediaSize {
    /// Its address on this host; what it answers never changes.
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// One published photograph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Media {
    /// Identifier.
    pub id: MediaId,
    /// When in the works it was taken.
    pub phase: Phase,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Building as the place calls it: 3栋.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// Where the camera stood: 3栋西墙.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewpoint: Option<String>,
    /// When it was taken, UTC; midnight in Shanghai where only the day is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<DateTime<Utc>>,
    /// Pixels of the largest size.
    pub width: u32,
    /// Pixels of the largest size.
    pub height: u32,
    /// The three sizes, small to large.
    pub sizes: Vec<MediaSize>,
    /// Drawn by a program for the demonstration.
    pub is_demo: bool,
}

/// The same view before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MediaPair {
    /// Where the camera stood, as the later photograph says it.
    pub viewpoint: String,
    /// Building, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// 改造前
    pub before: Media,
    /// 改造后
    pub after: Media,
}

/// Photographs of one phase at one building that are in no pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MediaGroup {
    /// When in the works they were taken.
    pub phase: Phase,
    /// Building, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// The photographs, the earliest first.
    pub items: Vec<Media>,
}

/// All published photographs of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectMedia {
    /// Before and after from one viewpoint, by building and viewpoint.
    pub pairs: Vec<MediaPair>,
    /// The others, by phase and building.
    pub singles: Vec<MediaGroup>,
}

/// The address of a size of the photograph with this digest.
pub fn address(sha256: &str, size: u32) -> String {
    format!("/media/{sha256}/{size}.jpg")
}

/// The pixels of a picture of `width` × `height` whose longer side is `size` at most; it is not enlarged.
pub fn fitted(width: u32, height: u32, size: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    if longer <= size {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(size) + u64::from(longer) / 2) / u64::from(longer);
        u32::try_from(rounded).unwrap_or(size).max(1)
    };
    (scaled(width), scaled(height))
}

/// The three sizes of the photograph with this digest, whose largest is `width` × `height`.
pub fn sizes(sha256: &str, width: u32, height: u32) -> Vec<MediaSize> {
    let size = |size| {
        let (width, height) = fitted(width, height, size);
        MediaSize { url: address(sha256, size), width, height }
    };
    SIZES.map(size).to_vec()
}

/// Before and after of one building and viewpoint become a pair, however the viewpoint is spelt: the earliest of the
/// befores and the latest of the afters. All others stay single.
pub fn arrange(mut media: Vec<Media>) -> ProjectMedia {
    // What has no date is after all that has one: it is neither the earliest nor, where another is dated, the latest.
    media.sort_by_key(|m| (m.taken_at.is_none(), m.taken_at, m.id));
    let place = |m: &Media| {
        let viewpoint = m.viewpoint.as_deref().map(folded)?;
        Some((m.building.as_deref().map(folded), viewpoint))
    };
    let mut places: BTreeMap<_, (Option<MediaId>, Option<MediaId>)> = BTreeMap::new();
    for m in &media {
        let Some(place) = place(m) else { continue };
        let (before, after) = places.entry(place).or_default();
        match m.phase {
            Phase::Before => *before = before.or(Some(m.id)),
            Phase::After if after.is_none() || m.taken_at.is_some() => *after = Some(m.id),
            _ => {}
        }
    }
    let taken = |id: MediaId| media.iter().find(|m| m.id == id).and_then(|m| m.taken_at);
    // What is called before and was taken after is no pair.
    let in_order = |(before, after): &(MediaId, MediaId)| taken(*before).zip(taken(*after)).is_none_or(|(b, a)| b <= a);
    let chosen = places.into_values().filter_map(|(b, a)| b.zip(a)).filter(in_order);
    let chosen: Vec<(MediaId, MediaId)> = chosen.collect();
    let mut take = |id: MediaId| media.iter().position(|m| m.id == id).map(|at| media.remove(at));
    let pairs = chosen.into_iter().filter_map(|(before, after)| {
        let (before, after) = take(before).zip(take(after))?;
        let viewpoint = after.viewpoint.clone()?;
        Some(MediaPair { viewpoint, building: after.building.clone(), before, after })
    });
    let pairs = pairs.collect();
    let mut groups: BTreeMap<(Phase, Option<String>), MediaGroup> = BTreeMap::new();
    for m in media {
        let key = (m.phase, m.building.as_deref().map(folded));
        let group = MediaGroup { phase: m.phase, building: m.building.clone(), items: Vec::new() };
        groups.entry(key).or_insert(group).items.push(m);
    }
    ProjectMedia { pairs, singles: groups.into_values().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(id: i64, phase: Phase, building: &str, viewpoint: &str, day: &str) -> Media {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Media {
            id: MediaId(id),
            phase,
            alt: "墙".to_owned(),
            building: some(building),
            viewpoint: some(viewpoint),
            taken_at: some(day).map(|d| format!("{d}T04:00:00Z").parse().unwrap()),
            width: 1600,
            height: 1200,
            sizes: sizes("0", 1600, 1200),
            is_demo: false,
        }
    }

    fn pairs(of: &ProjectMedia) -> Vec<(i64, i64)> {
        of.pairs.iter().map(|p| (p.before.id.0, p.after.id.0)).collect()
    }

    #[test]
    fn before_and_after_of_one_viewpoint_find_each_other_however_it_is_spelt() {
        let found = arrange(vec![
            photo(1, Phase::After, "３栋", "3 栋西墙", "2024-05-01"),
            photo(2, Phase::Before, "3栋", "3栋西墙", "2023-05-01"),
            photo(3, Phase::Before, "5栋", "3栋西墙", ""),
            photo(4, Phase::After, "", "路口", ""),
            photo(5, Phase::Before, "", "路口", ""),
        ]);
        assert_eq!(pairs(&found), [(5, 4), (2, 1)]);
        assert_eq!(found.pairs[1].viewpoint, "3 栋西墙");
        assert_eq!(found.singles.len(), 1);
        assert_eq!(found.singles[0].items[0].id, MediaId(3));
    }

    #[test]
    fn of_several_the_earliest_before_and_the_latest_after_make_the_pair() {
        let found = arrange(vec![
            photo(1, Phase::Before, "", "门口", "2023-06-01"),
            photo(2, Phase::Before, "", "门口", "2023-05-01"),
            photo(3, Phase::After, "", "门口", ""),
            photo(4, Phase::After, "", "门口", "2024-06-01"),
            photo(5, Phase::After, "", "门口", "2024-05-01"),
            photo(6, Phase::Before, "", "门口", ""),
        ]);
        assert_eq!(pairs(&found), [(2, 4)]);
        let singles: Vec<i64> = found.singles.iter().flat_map(|g| &g.items).map(|m| m.id.0).collect();
        assert_eq!(singles, [1, 6, 5, 3]);
    }

    #[test]
    fn what_has_no_viewpoint_or_is_of_another_phase_stays_single_by_phase_and_building() {
        let found = arrange(vec![
            photo(1, Phase::After, "3栋", "", ""),
            photo(2, Phase::Before, "3栋", "", ""),
            photo(3, Phase::Concealed, "", "沟", ""),
            photo(4, Phase::During, "", "沟", ""),
            photo(5, Phase::During, "3栋", "沟", ""),
            photo(6, Phase::Before, "3 栋", "", "2020-01-01"),
        ]);
        assert_eq!(pairs(&found), []);
        let groups: Vec<_> = found.singles.iter().map(|g| (g.phase, g.building.as_deref(), g.items.len())).collect();
        assert_eq!(
            groups,
            [
                (Phase::Before, Some("3 栋"), 2),
                (Phase::During, None, 1),
                (Phase::During, Some("3栋"), 1),
                (Phase::Concealed, None, 1),
                (Phase::After, Some("3栋"), 1)
            ]
        );
    }

    #[test]
    fn nothing_is_enlarged_and_no_side_vanishes() {
        assert_eq!(fitted(4000, 3000, 1600), (1600, 1200));
        assert_eq!(fitted(3000, 4000, 320), (240, 320));
        assert_eq!(fitted(640, 480, 1600), (640, 480));
        assert_eq!(fitted(20_000, 2, 320), (320, 1));
    }
}
