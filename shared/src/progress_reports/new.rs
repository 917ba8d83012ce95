//! A report on its way in: what it says, and what must be right before it is filed (MODEL §4.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ErrorCode};
use crate::id::MediaId;
use crate::media::Phase;
use crate::workflow::{needed_text, optional_text};

/// Characters of a note at most.
pub const NOTE: usize = 500;
/// Photographs of a report at most.
pub const PHOTOGRAPHS: usize = 20;
/// Characters of what a photograph shows at most.
const ALT: usize = 200;
/// Characters of a building or viewpoint at most.
const PLACE: usize = 60;

/// Which photographs a milestone needs to be finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum NeedsPhoto {
    /// 不需要
    None,
    /// 完成照
    Finished,
    /// 覆盖前照片: what is covered afterwards.
    Concealed,
}

/// What a report says of a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// Day it tells of.
    pub reported_on: NaiveDate,
    /// Progress of the milestone from its beginning, basis points.
    pub progress_bp: i32,
    /// Quantity done from its beginning, in the unit of its work item.
    #[serde(default)]
    pub quantity_done: Option<i64>,
    /// What was done; public once approved.
    #[serde(default)]
    pub note: Option<String>,
    /// What stands in the way; never public.
    #[serde(default)]
    pub issue: Option<String>,
    /// Works stood still because of the weather.
    #[serde(default)]
    pub weather_stop: bool,
    /// Why the progress is lower than the approved one; public once approved.
    #[serde(default)]
    pub correction_reason: Option<String>,
    /// Photographs, uploaded before.
    #[serde(default)]
    pub photographs: Vec<ReportPhotograph>,
}

/// A photograph of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportPhotograph {
    /// As the upload named it.
    pub id: MediaId,
    /// When in the works.
    pub phase: Phase,
    /// Building as the place calls it: 3栋.
    #[serde(default)]
    pub building: Option<String>,
    /// Where the camera stood: 3栋西墙.
    #[serde(default)]
    pub viewpoint: Option<String>,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// What a report is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Physical works.
    pub is_physical: bool,
    /// Photographs that finishing it takes.
    pub needs_photo: NeedsPhoto,
    /// Approved progress, basis points.
    pub approved_bp: i32,
    /// Day the work began.
    pub started_on: Option<NaiveDate>,
    /// Whether an approved report showed what is covered now.
    pub has_concealed: bool,
    /// Today in Shanghai.
    pub today: NaiveDate,
}

fn wrong(field: &str, zh: &str, en: &str) -> ApiError {
    ApiError::field(ErrorCode::InvalidValue, field, zh, en)
}

impl NewReport {
    /// The report with its texts trimmed, when it can be filed.
    ///
    /// # Errors
    /// Naming the first field that is not right, and what to do.
    pub fn checked(mut self, before: &Before) -> Result<Self, ApiError> {
        if !(0..=10_000).contains(&self.progress_bp) {
            return Err(wrong("progress_bp", "进度应在 0 到 100% 之间。", "Progress lies between 0 and 100 %."));
        }
        if self.reported_on > before.today {
            return Err(wrong("reported_on", "日期还没到，请核对。", "That day has not come: check it."));
        }
        if before.started_on.is_some_and(|day| self.reported_on < day) {
            return Err(wrong(
                "reported_on",
                "日期早于这个节点开工，请核对。",
                "Before this milestone began: check it.",
            ));
        }
        if self.quantity_done.is_some_and(|n| !(0..=1_000_000_000).contains(&n)) {
            return Err(wrong(
                "quantity_done",
                "数量不能是负数，也不能太大。",
                "The quantity is not negative, and not that large.",
            ));
        }
        self.note = optional_text(self.note.as_deref(), "note", NOTE)?;
        self.issue = optional_text(self.issue.as_deref(), "issue", NOTE)?;
        self.correction_reason = optional_text(self.correction_reason.as_deref(), "correction_reason", NOTE)?;
        if self.progress_bp < before.approved_bp && self.correction_reason.is_none() {
            let (zh, en) = (
                "比已公开的进度低，请写明更正的原因（会公开）。",
                "Lower than what is public: say why it is corrected; everybody will read it.",
            );
            return Err(wrong("correction_reason", zh, en));
        }
        if self.progress_bp >= before.approved_bp {
            self.correction_reason = None;
        }
        self.check_photographs(before)?;
        Ok(self)
    }

    fn check_photographs(&mut self, before: &Before) -> Result<(), ApiError> {
        if self.photographs.len() > PHOTOGRAPHS {
            let (zh, en) = (format!("最多 {PHOTOGRAPHS} 张照片。"), format!("{PHOTOGRAPHS} photographs at most."));
            return Err(wrong("photographs", &zh, &en));
        }
        for photograph in &mut self.photographs {
            photograph.alt = needed_text(&photograph.alt, "alt", ALT)?;
            photograph.building = optional_text(photograph.building.as_deref(), "building", PLACE)?;
            photograph.viewpoint = optional_text(photograph.viewpoint.as_deref(), "viewpoint", PLACE)?;
        }
        if self.progress_bp < 10_000 || !before.is_physical || before.needs_photo == NeedsPhoto::None {
            return Ok(());
        }
        if self.photographs.is_empty() {
            return Err(wrong(
                "photographs",
                "完成这个节点要至少一张照片。",
                "Finishing this milestone takes a photograph.",
            ));
        }
        let covered = before.has_concealed || self.photographs.iter().any(|p| p.phase == Phase::Concealed);
        if before.needs_photo == NeedsPhoto::Concealed && !covered {
            let (zh, en) = (
                "这是隐蔽工程，要有一张覆盖前的照片。",
                "These works are covered afterwards: a photograph from before that is needed.",
            );
            return Err(wrong("photographs", zh, en));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before() -> Before {
        Before {
            is_physical: true,
            needs_photo: NeedsPhoto::Concealed,
            approved_bp: 4_000,
            started_on: "2026-05-01".parse().ok(),
            has_concealed: false,
            today: "2026-06-12".parse().unwrap(),
        }
    }

    fn report(progress_bp: i32, phases: &[Phase]) -> NewReport {
        let shown = |(n, phase): (usize, &Phase)| ReportPhotograph {
            id: MediaId(n as i64),
            phase: *phase,
            building: None,
            viewpoint: Some(" 3栋西墙 ".into()),
            alt: "沟槽里的新管".into(),
        };
        NewReport {
            reported_on: "2026-06-12".parse().unwrap(),
            progress_bp,
            quantity_done: None,
            note: Some("  ".into()),
            issue: None,
            weather_stop: false,
            correction_reason: None,
            photographs: phases.iter().enumerate().map(shown).collect(),
        }
    }

    fn refused(report: NewReport, before: &Before) -> Option<String> {
        report.checked(before).err().and_then(|e| e.field)
    }

    #[test]
    fn what_is_covered_is_finished_with_a_photograph_from_before() {
        assert_eq!(refused(report(10_000, &[]), &before()).as_deref(), Some("photographs"));
        assert_eq!(refused(report(10_000, &[Phase::After]), &before()).as_deref(), Some("photographs"));
        assert!(report(10_000, &[Phase::After, Phase::Concealed]).checked(&before()).is_ok());
        assert!(report(10_000, &[Phase::After]).checked(&Before { has_concealed: true, ..before() }).is_ok());
        assert!(report(10_000, &[]).checked(&Before { is_physical: false, ..before() }).is_ok());
        assert!(report(9_900, &[]).checked(&before()).is_ok());
    }

    #[test]
    fn a_fall_needs_its_reason_and_a_rise_has_none() {
        assert_eq!(refused(report(3_900, &[]), &before()).as_deref(), Some("correction_reason"));
        let told = NewReport { correction_reason: Some("量错了".into()), ..report(3_900, &[]) };
        assert_eq!(told.clone().checked(&before()).unwrap().correction_reason.as_deref(), Some("量错了"));
        assert_eq!(NewReport { progress_bp: 4_100, ..told }.checked(&before()).unwrap().correction_reason, None);
    }

    #[test]
    fn days_numbers_and_texts_are_held_to_their_bounds() {
        let told = report(5_000, &[Phase::During]).checked(&before()).unwrap();
        assert_eq!((told.note, told.photographs[0].viewpoint.as_deref()), (None, Some("3栋西墙")));
        let base = || report(5_000, &[]);
        for (field, wrong) in [
            ("progress_bp", NewReport { progress_bp: 10_001, ..base() }),
            ("progress_bp", NewReport { progress_bp: -1, ..base() }),
            ("reported_on", NewReport { reported_on: "2026-06-13".parse().unwrap(), ..base() }),
            ("reported_on", NewReport { reported_on: "2026-04-30".parse().unwrap(), ..base() }),
            ("quantity_done", NewReport { quantity_done: Some(-1), ..base() }),
            ("note", NewReport { note: Some("字".repeat(501)), ..base() }),
            ("photographs", report(5_000, &[Phase::During; 21])),
        ] {
            assert_eq!(refused(wrong, &before()).as_deref(), Some(field));
        }
    }
}
