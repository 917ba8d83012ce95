//! Placing an order 点单: four things must be said, whoever asks: what sort, what, where, and how to reach somebody.

use serde::{Deserialize, Serialize};

use super::category::Answer;
use super::{Channel, MOST_PHOTOGRAPHS, Urgency};
use crate::accounts;
use crate::error::{ApiError, ErrorCode};
use crate::geo::Point;
use crate::id::{AreaId, CompoundId, MediaId};
use crate::workflow::{check_token, needed_text, optional_text};

/// Characters of what is asked for.
pub const MOST_WORDS: usize = 1_000;
/// Characters of a place in words.
pub const MOST_PLACE: usize = 100;

/// Where it is: at least one of compound, position and area.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderPlace {
    /// Compound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compound: Option<CompoundId>,
    /// Building, as people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// A pin, WGS-84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
    /// Community or grid, where neither of the two is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// The place in words; nobody outside reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl OrderPlace {
    fn checked(self) -> Result<Self, ApiError> {
        let wrong = |zh: &str, en: &str| Err(ApiError::field(ErrorCode::InvalidValue, "place", zh, en));
        if self.compound.is_none() && self.at.is_none() && self.area.is_none() {
            return wrong(
                "请选小区，或在地图上点一下，或选社区。",
                "Choose a compound, tap the map, or choose a community.",
            );
        }
        if self.at.is_some_and(|at| !(at.lng.abs() <= 180.0 && at.lat.abs() <= 90.0)) {
            return wrong("地图上的点不对，请重新点一下。", "The point on the map is none: tap it anew.");
        }
        Ok(Self {
            building: optional_text(self.building.as_deref(), "place", 20)?,
            words: optional_text(self.words.as_deref(), "place", MOST_PLACE)?,
            ..self
        })
    }
}

/// Body of `POST /api/v1/orders`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOrder {
    /// Code of the category.
    pub category: String,
    /// What is asked for, 2 to 1,000 characters.
    pub what: String,
    /// Where.
    pub place: OrderPlace,
    /// A mobile phone; signed in, that of the account where it is absent.
    #[serde(default)]
    pub phone: Option<String>,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Answers to the questions of the category.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Photographs that were uploaded with the same token.
    #[serde(default)]
    pub photographs: Vec<MediaId>,
    /// Number of the project, for complaints about works.
    #[serde(default)]
    pub project: Option<String>,
    /// The manager of that project may see the phone.
    #[serde(default)]
    pub contact_for_manager: bool,
    /// A name that this browser made for itself, for limits alone.
    #[serde(default)]
    pub device: Option<String>,
    /// The same token makes one order, however often it comes.
    pub client_token: String,
}

/// Body of `POST /api/v1/staff/orders` 代点单: in somebody's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderForOther {
    /// The order; here its phone may be absent.
    pub order: NewOrder,
    /// How it came.
    pub channel: Channel,
    /// The name of who asked, where he wants to be called by it.
    #[serde(default)]
    pub name: Option<String>,
    /// He was told by word of mouth what is written down about him, and agreed.
    pub has_consent: bool,
}

/// Photographs are at most six, each once.
///
/// # Errors
/// Naming `photographs`.
pub fn check_photographs(photographs: &[MediaId]) -> Result<(), ApiError> {
    let twice = photographs.iter().enumerate().any(|(at, id)| photographs[..at].contains(id));
    if photographs.len() <= MOST_PHOTOGRAPHS && !twice {
        return Ok(());
    }
    let (zh, en) = ("照片最多 6 张，每张一次。", "Six photographs at most, each once.");
    Err(ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en))
}

impl NewOrder {
    /// Reads all of it; `needs_phone` where nothing else tells how to reach somebody.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self, needs_phone: bool) -> Result<Self, ApiError> {
        check_token(&self.client_token)?;
        if self.category.trim().is_empty() {
            let (zh, en) = ("请选类别。", "Choose a category.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "category", zh, en));
        }
        let what = needed_text(&self.what, "what", MOST_WORDS)?;
        if what.chars().count() < 2 {
            let (zh, en) = ("请写清楚要办什么。", "Say what is needed.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "what", zh, en));
        }
        let phone = self.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
        let phone = phone.map(accounts::reachable).transpose()?;
        if needs_phone && phone.is_none() {
            let (zh, en) = ("请留一个手机号，办理的人才能联系您。", "Leave a mobile number, or nobody can reach you.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "phone", zh, en));
        }
        check_photographs(&self.photographs)?;
        if self.device.as_deref().is_some_and(|device| check_token(device).is_err()) {
            let (zh, en) =
                ("device 应是 8 到 64 个字母、数字或短横。", "device is 8 to 64 letters, digits and dashes.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "device", zh, en));
        }
        let project = optional_text(self.project.as_deref(), "project", 40)?;
        Ok(Self { what, place: self.place.checked()?, phone, project, ..self })
    }
}

impl OrderForOther {
    /// Reads all of it.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self) -> Result<Self, ApiError> {
        if !self.has_consent {
            let (zh, en) = (
                "请先口头告知记下什么、谁会看到，对方同意后再勾选。",
                "First tell them what is written down and who sees it; tick it once they agree.",
            );
            return Err(ApiError::field(ErrorCode::InvalidValue, "has_consent", zh, en));
        }
        if self.channel == Channel::Web {
            let (zh, en) = ("请选这件事是怎么来的。", "Choose how it came.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "channel", zh, en));
        }
        let name = optional_text(self.name.as_deref(), "name", 20)?;
        Ok(Self { order: self.order.checked(false)?, name, ..self })
    }
}

/// Answer to whoever placed an order: his to keep. The address of his page is `/orders/mine#number.secret`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlacedOrder {
    /// The tracking number; alone it shows nothing.
    pub number: String,
    /// With the number it opens the order, for whoever has both. Absent where it was ordered in somebody's name: who works
    /// on it must not judge it in the name of who asked, whom a callback asks.
    pub secret: Option<String>,
    /// By when somebody says whether it is accepted.
    pub intake_due_at: chrono::DateTime<chrono::Utc>,
    /// By when it is done.
    pub due_at: chrono::DateTime<chrono::Utc>,
    /// Who answers for it.
    pub owner: String,
    /// An account has it: it is found there, and not on the device.
    #[serde(default)]
    pub is_of_account: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> NewOrder {
        NewOrder {
            category: "streetlight".to_owned(),
            what: " 路灯不亮 ".to_owned(),
            place: OrderPlace { compound: Some(CompoundId(7)), ..OrderPlace::default() },
            phone: Some("138 1234 5678".to_owned()),
            urgency: Urgency::Normal,
            answers: Vec::new(),
            photographs: Vec::new(),
            project: None,
            contact_for_manager: false,
            device: None,
            client_token: "0123456789".to_owned(),
        }
    }

    #[test]
    fn four_things_must_be_said_and_each_is_named_where_it_is_missing() {
        let good = order().checked(true).unwrap();
        assert_eq!((good.what.as_str(), good.phone.as_deref()), ("路灯不亮", Some("13812345678")));
        let bad = |change: fn(&mut NewOrder)| {
            let mut order = order();
            change(&mut order);
            order.checked(true).unwrap_err().field
        };
        assert_eq!(bad(|o| o.category.clear()).as_deref(), Some("category"));
        assert_eq!(bad(|o| o.what = " 啊 ".to_owned()).as_deref(), Some("what"));
        assert_eq!(bad(|o| o.what = "长".repeat(1_001)).as_deref(), Some("what"));
        assert_eq!(bad(|o| o.place = OrderPlace::default()).as_deref(), Some("place"));
        assert_eq!(bad(|o| o.phone = None).as_deref(), Some("phone"));
        assert_eq!(bad(|o| o.phone = Some("123".to_owned())).as_deref(), Some("phone"));
        assert_eq!(bad(|o| o.photographs = (0..7).map(MediaId).collect()).as_deref(), Some("photographs"));
        assert_eq!(bad(|o| o.client_token = "x".to_owned()).as_deref(), Some("client_token"));
        let mut without = order();
        without.phone = None;
        assert!(without.checked(false).is_ok());
    }
}
