//! Notifications 消息: what somebody is told in the page. They name an order by its number and a category or area; nothing
//! personal is in them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::NotificationId;
use crate::orders::codes;

codes! {
    /// What is told.
    NewsKind {
        /// 派给您的点单
        OrderAssigned,
        /// 快到时限
        OrderReminder,
        /// 超过时限
        OrderOverdue,
        /// 上报来的点单
        OrderEscalated,
        /// 督办
        OrderChasedUp,
        /// 居民说没有解决
        OrderReopened,
        /// 申请延期
        ExtensionAsked,
        /// 延期有了答复
        ExtensionDecided,
        /// 有了回复
        OrderAnswered,
        /// 没有人接单
        OrderTakeLate,
        /// 新点单
        OrderPlaced,
        /// 没有按时受理或联系
        OrderIntakeLate,
        /// 网格里久未解决，可以上报
        OrderStuck,
        /// 居民撤单
        OrderCancelled,
        /// 督办有了答复
        ChaseUpAnswered,
        /// 公开摘要待审
        SummaryWritten,
    }
}

/// What somebody is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// What.
    pub kind: NewsKind,
    /// Number of the order.
    pub number: Option<String>,
    /// Code of a category or name of an area; never anything personal.
    pub about: String,
}

/// Something somebody was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Key.
    pub id: NotificationId,
    /// What.
    pub kind: NewsKind,
    /// Number of the order.
    pub number: Option<String>,
    /// The category or area it is about, in Chinese.
    pub about_zh: String,
    /// The same in English; a name stays as it is.
    pub about_en: String,
    /// When it was told, the last time.
    pub told_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// Answer of `GET /api/v1/me/notifications`: a page, the latest first, and how many are unread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// The rows.
    pub items: Vec<Notification>,
    /// Pass it as `cursor` for the rows after these; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Unread ones, on every page.
    pub unread: i64,
}

/// Body of `POST /api/v1/me/notifications/read`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    /// Which; a hundred at most.
    #[serde(default)]
    pub ids: Vec<NotificationId>,
    /// All that were told up to this moment.
    #[serde(default)]
    pub all_until: Option<DateTime<Utc>>,
}

/// Its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Unread ones.
    pub unread: i64,
}
