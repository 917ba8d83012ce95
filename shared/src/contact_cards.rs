//! Contact card 居民联系卡: who is in charge of a grid or community. A duty and its telephone; a name only where the one who
//! bears it agreed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::areas::AreaRef;
use crate::error::{ApiError, ErrorCode};
use crate::id::{AreaId, CardId};
use crate::workflow::{check_token, needed_text, optional_text};

/// How far a card is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
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
pub enum CardStatus {
    /// 草稿
    Draft,
    /// 在用
    Published,
    /// 已更换
    Replaced,
    /// 已停用
    Withdrawn,
}

/// What is written on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardForm {
    /// Grid or community.
    pub area: AreaId,
    /// Such as 网格员.
    pub duty_title: String,
    /// Name, where the one who bears it agreed.
    #[serde(default)]
    pub display_name: Option<String>,
    /// He agreed that it is shown.
    #[serde(default)]
    pub has_consent: bool,
    /// Telephone of the duty.
    pub duty_phone: String,
    /// What he does.
    #[serde(default)]
    pub duties: Option<String>,
    /// Telephone of the community.
    #[serde(default)]
    pub community_phone: Option<String>,
    /// Police station.
    #[serde(default)]
    pub police_name: Option<String>,
    /// Its telephone.
    #[serde(default)]
    pub police_phone: Option<String>,
    /// Property company.
    #[serde(default)]
    pub property_name: Option<String>,
    /// Its telephone.
    #[serde(default)]
    pub property_phone: Option<String>,
    /// Hotline.
    pub hotline: String,
}

fn phone(text: &str, field: &str) -> Result<String, ApiError> {
    let text = needed_text(text, field, 30)?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let good = text.chars().all(|c| c.is_ascii_digit() || "-+() （）转,，、/ ".contains(c));
    if good && (3..=16).contains(&digits) {
        return Ok(text);
    }
    let (zh, en) =
        ("电话只含数字、横线和括号，3 到 16 位数字。", "A phone holds digits, dashes and brackets: 3 to 16 digits.");
    Err(ApiError::field(ErrorCode::InvalidValue, field, zh, en))
}

fn optional_phone(text: Option<&String>, field: &str) -> Result<Option<String>, ApiError> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty()).map(|text| phone(text, field)).transpose()
}

impl CardForm {
    /// Reads it.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self) -> Result<Self, ApiError> {
        let text = |text: &Option<String>, field: &str, most| optional_text(text.as_deref(), field, most);
        let display_name = text(&self.display_name, "display_name", 20)?;
        if display_name.is_some() && !self.has_consent {
            let (zh, en) = (
                "要写姓名，先征得本人同意并勾选；不写姓名也可以。",
                "A name is shown only where the one who bears it agreed: ask and tick, or leave it out.",
            );
            return Err(ApiError::field(ErrorCode::InvalidValue, "has_consent", zh, en));
        }
        Ok(Self {
            duty_title: needed_text(&self.duty_title, "duty_title", 20)?,
            duty_phone: phone(&self.duty_phone, "duty_phone")?,
            duties: text(&self.duties, "duties", 200)?,
            community_phone: optional_phone(self.community_phone.as_ref(), "community_phone")?,
            police_name: text(&self.police_name, "police_name", 30)?,
            police_phone: optional_phone(self.police_phone.as_ref(), "police_phone")?,
            property_name: text(&self.property_name, "property_name", 30)?,
            property_phone: optional_phone(self.property_phone.as_ref(), "property_phone")?,
            hotline: phone(&self.hotline, "hotline")?,
            display_name,
            ..self
        })
    }
}

/// Body of `POST /api/v1/staff/contact-cards` and, with the version, of `PUT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardChange {
    /// What is written on it.
    pub form: CardForm,
    /// Version that was read; none for a new one.
    #[serde(default)]
    pub version: Option<i32>,
    /// The same token does it once.
    pub client_token: String,
}

/// Body of `POST …/contact-cards/{id}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum CardCommand {
    /// 启用: the one that was in use before is replaced
    Publish {
        /// Version that was read.
        version: i32,
        /// The same token does it once.
        client_token: String,
    },
    /// 停用
    Withdraw {
        /// Version that was read.
        version: i32,
        /// The same token does it once.
        client_token: String,
        /// Why.
        reason: String,
    },
}

impl CardCommand {
    /// Version and token.
    ///
    /// # Errors
    /// Naming `client_token` or `reason`.
    pub fn checked(&self) -> Result<(i32, &str), ApiError> {
        let (version, token) = match self {
            Self::Publish { version, client_token } => (*version, client_token),
            Self::Withdraw { version, client_token, reason } => {
                needed_text(reason, "reason", 200)?;
                (*version, client_token)
            }
        };
        check_token(token)?;
        Ok((version, token))
    }
}

/// A card as those at work read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCard {
    /// Key.
    pub id: CardId,
    /// Number.
    pub number: String,
    /// From the street down.
    pub areas: Vec<AreaRef>,
    /// What is written on it.
    pub form: CardForm,
    /// How far it is.
    pub status: CardStatus,
    /// First day in use.
    pub valid_from: Option<NaiveDate>,
    /// Last day in use.
    pub valid_until: Option<NaiveDate>,
    /// The caller may write it.
    pub may_write: bool,
    /// The caller may put it into use or take it out.
    pub may_publish: bool,
    /// Grows with each change.
    pub version: i32,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// A card as everybody reads it. One that was replaced tells only that, and which is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicCard {
    /// Number.
    pub number: String,
    /// From the street down.
    pub areas: Vec<AreaRef>,
    /// How far it is; never a draft.
    pub status: CardStatus,
    /// Number of the one in use, where this one was replaced.
    pub current: Option<String>,
    /// What is written on it; absent where it is not in use.
    pub lines: Option<CardLines>,
    /// First day in use.
    pub valid_from: Option<NaiveDate>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// What stands on a card in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardLines {
    /// Such as 网格员.
    pub duty_title: String,
    /// Name, where the one who bears it agreed.
    pub display_name: Option<String>,
    /// Telephone of the duty.
    pub duty_phone: String,
    /// What he does.
    pub duties: Option<String>,
    /// Telephone of the community.
    pub community_phone: Option<String>,
    /// Police station.
    pub police_name: Option<String>,
    /// Its telephone.
    pub police_phone: Option<String>,
    /// Property company.
    pub property_name: Option<String>,
    /// Its telephone.
    pub property_phone: Option<String>,
    /// Hotline.
    pub hotline: String,
}
