//! Photographs of a project that come without a report: before the works, of the site board 公示牌, and after them.
//! `/api/v1/staff/projects/{number}/photographs`.

use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ErrorCode};
use crate::progress_reports::ReportPhotograph;
use crate::progress_reports::staff::StaffPhotograph;
use crate::workflow::{needed_text, optional_text};

/// Photographs that are described at once.
pub const AT_ONCE: usize = 20;

/// Body of `POST …/photographs`: what is said of photographs that were uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPhotographs {
    /// The same token does it once.
    pub client_token: String,
    /// Which, and what they show.
    pub photographs: Vec<ReportPhotograph>,
}

impl NewPhotographs {
    /// The same with its texts trimmed, when it can be read.
    ///
    /// # Errors
    /// Naming `photographs`.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        if self.photographs.is_empty() || self.photographs.len() > AT_ONCE {
            let (zh, en) = (
                format!("请选 1 到 {AT_ONCE} 张照片。"),
                format!("Choose one photograph at least and {AT_ONCE} at most."),
            );
            return Err(ApiError::field(ErrorCode::InvalidValue, "photographs", &zh, &en));
        }
        for one in &mut self.photographs {
            one.alt = needed_text(&one.alt, "photographs", 200)?;
            one.building = optional_text(one.building.as_deref(), "photographs", 40)?;
            one.viewpoint = optional_text(one.viewpoint.as_deref(), "photographs", 100)?;
        }
        Ok(self)
    }
}

/// What happens to such a photograph.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PhotographEvent {
    /// 公开: by somebody who did not upload it, who saw that it shows no face and no plate
    Publish,
    /// 不再公开
    Withdraw,
    /// 删除, while it is not public
    Remove,
}

/// Body of `POST /api/v1/staff/media/{id}/events`, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum PhotographCommand {
    /// 公开
    Publish {
        /// Somebody looked: no face, no plate.
        photographs_checked: bool,
    },
    /// 不再公开
    Withdraw,
    /// 删除
    Remove,
}

impl PhotographCommand {
    /// Its event.
    pub fn event(&self) -> PhotographEvent {
        match self {
            Self::Publish { .. } => PhotographEvent::Publish,
            Self::Withdraw => PhotographEvent::Withdraw,
            Self::Remove => PhotographEvent::Remove,
        }
    }
}

/// Such a photograph as those at work see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectPhotograph {
    /// The photograph.
    #[serde(flatten)]
    pub photograph: StaffPhotograph,
    /// Display name or login name of who uploaded it; absent for what came by a list.
    pub by: Option<String>,
    /// Grows with each change.
    pub version: i32,
    /// What the caller may cause.
    pub allowed_events: Vec<PhotographEvent>,
}
