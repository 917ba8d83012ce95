//! Typed identifiers: 63-bit and time-sorted in the database, 13 characters of base32 on the wire, never an access right.

use ferroid::base32::Base32SnowExt;
use ferroid::id::SnowflakeTwitterId;

/// Writes `id` as 13 characters of Crockford base32, so that no JavaScript number ever loses digits.
pub fn encode(id: i64) -> String {
    SnowflakeTwitterId::from_raw(id.cast_unsigned()).encode().to_string()
}

/// Reads 13 characters of Crockford base32; `None` when the text is anything else.
pub fn decode(text: &str) -> Option<i64> {
    let id = SnowflakeTwitterId::decode(text).ok()?;
    i64::try_from(id.to_raw()).ok()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 13, max_length = 13))]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&encode(self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                decode(text).map(Self).ok_or_else(|| format!("not an identifier: {text}"))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A district, street, community or grid.
    AreaId,
    /// A contact card 联系卡.
    CardId,
    /// A residential compound 小区.
    CompoundId,
    /// Something that somebody did to a thing 办理记录.
    EventId,
    /// A photograph 照片.
    MediaId,
    /// A milestone of a project 节点.
    MilestoneId,
    /// A notice 公示与公告.
    NoticeId,
    /// An outage notice 停水停电等通知.
    OutageId,
    /// A change of plan that was asked for 计划变更.
    PlanChangeId,
    /// A progress report 进度上报.
    ReportId,
    /// A project, where its number does not name it.
    ProjectId,
    /// An organisation 单位.
    OrganizationId,
    /// An account 账号.
    UserId,
    /// A role that somebody was given 授权.
    GrantId,
    /// A session of somebody signed in 登录.
    SessionId,
    /// A row of the audit record 审计.
    AuditId,
    /// Something somebody was told 消息.
    NotificationId,
    /// Another system that is told 对外推送.
    WebhookId,
    /// Something that is sent to it.
    DeliveryId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_survives_the_wire() {
        for raw in [0, 1, 1_234_567_890_123_456_789, i64::MAX] {
            let text = CompoundId(raw).to_string();
            assert_eq!(text.len(), 13);
            assert_eq!(text.parse(), Ok(CompoundId(raw)));
            let json = serde_json::to_string(&CompoundId(raw)).unwrap();
            assert_eq!(serde_json::from_str::<CompoundId>(&json).unwrap(), CompoundId(raw));
        }
    }

    #[test]
    fn what_is_not_an_identifier_is_refused() {
        for text in ["", "1", "ZZZZZZZZZZZZZ", "0000000000000000", "中文中文中", "000000000000!"] {
            assert!(text.parse::<AreaId>().is_err(), "{text}");
        }
    }
}
