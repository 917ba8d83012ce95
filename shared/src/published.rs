//! How far a published item 公告/公示 is: outage notices and notices alike (MODEL §4.10). The public reads what is published.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::Role::{self, CommunityAdmin, DeptOfficer, DistrictAdmin, ProjectManager, StreetOfficer};
use crate::workflow::Transition;

/// A state of something that is written to be published.
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
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ItemStatus {
    /// 草稿
    Draft,
    /// 待审核
    InReview,
    /// 已发布
    Published,
    /// 已撤回
    Withdrawn,
}

/// What happens to such an item.
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
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ItemEvent {
    /// 提交审核
    Submit,
    /// 直接发布停水停电等通知: a cut must be told at once, so nobody else looks first
    PublishOutage,
    /// 退回
    Return,
    /// 审核发布
    Publish,
    /// 撤回
    Withdraw,
    /// 重新编辑
    Edit,
    /// 延长
    ExtendOutage,
    /// 结束
    EndOutage,
}

impl ItemEvent {
    /// It is for outage notices alone.
    pub fn is_for_outages(self) -> bool {
        matches!(self, Self::PublishOutage | Self::ExtendOutage | Self::EndOutage)
    }
}

impl ItemStatus {
    /// The state everything begins in.
    pub const INITIAL: Self = Self::Draft;
    /// States that nothing leaves: none, for what was withdrawn may be written anew.
    pub const TERMINAL: &[Self] = &[];

    /// The official Chinese name, as lists of offices write it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::InReview => "待审核",
            Self::Published => "已发布",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// Who writes what is to be published.
const WRITERS: &[Role] = &[ProjectManager, CommunityAdmin, StreetOfficer, DistrictAdmin, DeptOfficer];
/// Who looks at what somebody else wrote.
const EDITORS: &[Role] = &[StreetOfficer, DistrictAdmin];
/// Who tells of a cut by himself.
const ANNOUNCERS: &[Role] = &[ProjectManager, StreetOfficer, DistrictAdmin];

const fn line(
    from: ItemStatus,
    event: ItemEvent,
    to: ItemStatus,
    roles: &'static [Role],
) -> Transition<ItemStatus, ItemEvent> {
    Transition { from, event, to, roles }
}

/// The whole machine.
pub const ITEM_TRANSITIONS: &[Transition<ItemStatus, ItemEvent>] = &[
    line(ItemStatus::Draft, ItemEvent::Submit, ItemStatus::InReview, WRITERS),
    line(ItemStatus::Draft, ItemEvent::PublishOutage, ItemStatus::Published, ANNOUNCERS),
    line(ItemStatus::InReview, ItemEvent::Return, ItemStatus::Draft, EDITORS),
    line(ItemStatus::InReview, ItemEvent::Publish, ItemStatus::Published, EDITORS),
    line(ItemStatus::Published, ItemEvent::Withdraw, ItemStatus::Withdrawn, EDITORS),
    line(ItemStatus::Withdrawn, ItemEvent::Edit, ItemStatus::Draft, WRITERS),
    line(ItemStatus::Published, ItemEvent::ExtendOutage, ItemStatus::Published, ANNOUNCERS),
    line(ItemStatus::Published, ItemEvent::EndOutage, ItemStatus::Published, ANNOUNCERS),
];

/// Body of `POST …/events` of an outage notice or a notice, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum ItemCommand {
    /// 提交审核
    Submit,
    /// 直接发布停水停电等通知
    PublishOutage,
    /// 退回
    Return {
        /// Why.
        reason: String,
    },
    /// 审核发布
    Publish {
        /// Somebody looked: it tells nothing of a person.
        is_checked: bool,
    },
    /// 撤回
    Withdraw {
        /// Why.
        reason: String,
    },
    /// 重新编辑
    Edit,
    /// 延长
    ExtendOutage {
        /// The new end, UTC.
        ends_at: DateTime<Utc>,
        /// Why.
        reason: String,
    },
    /// 结束
    EndOutage,
}

impl ItemCommand {
    /// The event of the table of states.
    pub fn event(&self) -> ItemEvent {
        match self {
            Self::Submit => ItemEvent::Submit,
            Self::PublishOutage => ItemEvent::PublishOutage,
            Self::Return { .. } => ItemEvent::Return,
            Self::Publish { .. } => ItemEvent::Publish,
            Self::Withdraw { .. } => ItemEvent::Withdraw,
            Self::Edit => ItemEvent::Edit,
            Self::ExtendOutage { .. } => ItemEvent::ExtendOutage,
            Self::EndOutage => ItemEvent::EndOutage,
        }
    }
}

/// An item as those at work read it, whatever it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desked {
    /// How far it is.
    pub status: ItemStatus,
    /// When it was published, UTC.
    pub published_at: Option<DateTime<Utc>>,
    /// Display name or login name of who wrote it; absent for what came by a list.
    pub written_by: Option<String>,
    /// What was said with the last step that gave a reason: why it was returned, withdrawn or lasts longer.
    pub note: Option<String>,
    /// Grows with each change.
    pub version: i32,
    /// What the caller may cause.
    pub allowed_events: Vec<ItemEvent>,
    /// The caller may write it now.
    pub may_write: bool,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}
