//! Settings 设置 that the system administrator changes in the page: footer, phones, base map, limits. What a start
//! option fixes, the page shows and cannot change.

use serde::{Deserialize, Serialize};

/// Days after the end of an order after which how to reach who asked is forgotten, where nobody set others (MODEL §8).
pub const ORDER_DAYS: u32 = 180;

use crate::error::{ApiError, ErrorCode};
use crate::working_time::WorkHours;

/// A setting.
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
pub enum SettingKey {
    /// 主办单位
    SiteHost,
    /// 联系电话
    SitePhone,
    /// 纠错邮箱
    SiteMail,
    /// ICP 备案号
    SiteIcpNo,
    /// 公安备案号
    SitePoliceNo,
    /// 网站标识码
    SiteCode,
    /// 审图号
    MapApprovalNo,
    /// 天地图密钥
    TiandituKey,
    /// 瓦片地址
    TilesUrl,
    /// 底图来源
    TilesAttribution,
    /// Minutes without a deed after which a session of staff ends
    StaffIdleMinutes,
    /// Days without a visit after which a session of a resident ends
    ResidentSessionDays,
    /// Wrong passwords in a quarter of an hour that lock an account
    LockTries,
    /// Minutes for which it is locked
    LockMinutes,
    /// Days for which the audit record is kept
    AuditDays,
    /// Hours of a working day, such as 08:30-12:00,14:00-17:30
    WorkHours,
    /// Orders that a volunteer has at once
    VolunteerOrders,
    /// Orders that somebody at work has at once
    StaffOrders,
    /// Days after its end for which who asked for an order is remembered
    OrderDays,
    /// Households that a grid has at least, as a rule
    GridHouseholdsLeast,
    /// Households that a grid has at most, as a rule
    GridHouseholdsMost,
}

/// Group of settings on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SettingGroup {
    /// 页脚
    Footer,
    /// 底图
    Map,
    /// 限制
    Limits,
    /// 点单
    Orders,
}

impl SettingKey {
    /// Where it stands on the page.
    pub fn group(self) -> SettingGroup {
        match self {
            Self::WorkHours | Self::VolunteerOrders | Self::StaffOrders | Self::OrderDays => SettingGroup::Orders,
            Self::MapApprovalNo | Self::TiandituKey | Self::TilesUrl | Self::TilesAttribution => SettingGroup::Map,
            _ => {
                if self.bounds().is_some() {
                    SettingGroup::Limits
                } else {
                    SettingGroup::Footer
                }
            }
        }
    }

    /// Least, usual and most of a number; `None` for words.
    pub fn bounds(self) -> Option<(u32, u32, u32)> {
        match self {
            Self::StaffIdleMinutes => Some((5, 30, 240)),
            Self::ResidentSessionDays => Some((1, 30, 180)),
            Self::LockTries => Some((3, 5, 10)),
            Self::LockMinutes => Some((5, 15, 120)),
            // 网络安全法: logs are kept for six months at least.
            Self::AuditDays => Some((180, 400, 3_650)),
            Self::VolunteerOrders => Some((1, 3, 20)),
            Self::StaffOrders => Some((5, 30, 500)),
            Self::OrderDays => Some((30, ORDER_DAYS, 1_095)),
            // A grid commonly has 300 to 500 households, or some thousand people.
            Self::GridHouseholdsLeast => Some((50, 300, 1_000)),
            Self::GridHouseholdsMost => Some((100, 500, 3_000)),
            _ => None,
        }
    }

    /// The number that `kept` means: within its bounds, the usual one where nothing is kept.
    pub fn number(self, kept: Option<&str>) -> u32 {
        let (least, usual, most) = self.bounds().unwrap_or_default();
        kept.and_then(|kept| kept.parse().ok()).map_or(usual, |n: u32| n.clamp(least, most))
    }

    /// Reads a value as it is kept; an empty one is none.
    ///
    /// # Errors
    /// The setting as the field, and what its value should be.
    pub fn check(self, value: &str) -> Result<Option<String>, ApiError> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        let name: &'static str = self.into();
        let wrong = |zh: &str, en: &str| Err(ApiError::field(ErrorCode::InvalidValue, name, zh, en));
        if let Some((least, _, most)) = self.bounds() {
            return match value.parse::<u32>() {
                Ok(n) if (least..=most).contains(&n) => Ok(Some(n.to_string())),
                _ => wrong(
                    &format!("应为 {least} 到 {most} 的整数。"),
                    &format!("A whole number from {least} to {most}."),
                ),
            };
        }
        if value.chars().count() > 200 || value.chars().any(char::is_control) {
            return wrong("最多 200 个字，不换行。", "Two hundred characters at most, on one line.");
        }
        match self {
            Self::SiteMail if !is_mail(value) => {
                wrong("不是邮箱地址，应如 jiucuo@example.cn。", "No mail address: it should be like jiucuo@example.cn.")
            }
            Self::SitePhone if !value.chars().all(|c| c.is_ascii_digit() || "-+() （）转,，、/ ".contains(c)) => {
                wrong("电话只含数字、横线和括号。", "A phone holds digits, dashes and brackets only.")
            }
            Self::WorkHours => match WorkHours::parse(value) {
                Some(hours) => Ok(Some(hours.to_string())),
                None => wrong(
                    "工作时间应如 08:30-12:00,14:00-17:30。",
                    "Working hours are written like 08:30-12:00,14:00-17:30.",
                ),
            },
            Self::TiandituKey if !value.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                wrong("天地图密钥只含字母和数字。", "A key of 天地图 holds letters and digits only.")
            }
            _ => Ok(Some(value.to_owned())),
        }
    }
}

/// Whether `text` is a mail address as it stands in a link.
pub fn is_mail(text: &str) -> bool {
    let good = |c: char| c.is_alphanumeric() || "@.!#$*+-/^_{|}~".contains(c);
    let halves = text.split_once('@');
    let halves = halves.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    halves && text.chars().all(good)
}

/// A setting as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Which.
    pub key: SettingKey,
    /// Its value; absent while it is empty or as usual.
    pub value: Option<String>,
    /// A start option of the server gives it: the page cannot change it.
    pub is_fixed: bool,
    /// Grows with each change; 0 while it was never set.
    pub version: i32,
}

/// One line of `PUT /api/v1/staff/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingChange {
    /// Which.
    pub key: SettingKey,
    /// The value from now on; empty takes it away.
    pub value: String,
    /// The version that was seen.
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray as _;

    #[test]
    fn numbers_stay_in_their_bounds_and_words_are_what_they_should_be() {
        assert_eq!(SettingKey::AuditDays.check(" 400 ").unwrap().as_deref(), Some("400"));
        for (key, bad) in [
            (SettingKey::AuditDays, "179"),
            (SettingKey::StaffIdleMinutes, "half an hour"),
            (SettingKey::SiteMail, "nobody"),
            (SettingKey::SitePhone, "call me"),
            (SettingKey::TiandituKey, "a b"),
            (SettingKey::SiteHost, "a\nb"),
        ] {
            let name: &'static str = key.into();
            assert_eq!(key.check(bad).unwrap_err().field.as_deref(), Some(name), "{bad}");
        }
        assert_eq!(SettingKey::SitePhone.check("0714-6481234 转 8").unwrap().as_deref(), Some("0714-6481234 转 8"));
        assert!(SettingKey::VARIANTS.iter().all(|key| key.check("  ").unwrap().is_none()));
    }
}
