//! Accounts 账号: signing in, one's own account, and the accounts that offices look after. Wire types and their rules.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ErrorCode};
use crate::id::{SessionId, UserId};
use crate::orders::shown::MyOrder;
use crate::people::{Grant, Role, Scope};
use crate::permissions::Action;

/// Version of the privacy notice that a resident agrees to: the day it was last changed.
pub const PRIVACY_VERSION: &str = "2026-11-23";

/// Whether an account can be used.
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
pub enum UserStatus {
    /// 使用中
    Active,
    /// 已停用
    Disabled,
    /// 已注销: its owner deleted it; nothing personal is left.
    Erased,
}

/// `POST /api/v1/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Login name; case does not matter.
    pub login_name: String,
    /// Password.
    pub password: String,
}

/// `POST /api/v1/accounts`: a resident registers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Login name, by [`login_name`].
    pub login_name: String,
    /// Password, by the rule for residents.
    pub password: String,
    /// Phone, if one is wanted; kept encrypted.
    #[serde(default)]
    pub phone: Option<String>,
    /// The version of the privacy notice that was agreed to: [`PRIVACY_VERSION`].
    pub privacy_version: String,
}

/// What a registration or a new recovery code answers; the code is told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCode {
    /// Twenty characters in groups of five.
    pub recovery_code: String,
}

/// `POST /api/v1/session/recovery`: the recovery code in place of a forgotten password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// Login name.
    pub login_name: String,
    /// The code; blanks and dashes do not matter.
    pub recovery_code: String,
    /// The password from now on.
    pub new_password: String,
}

/// `PUT /api/v1/me/password`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    pub password: String,
    /// The password from now on.
    pub new_password: String,
}

/// `DELETE /api/v1/me`, `POST /api/v1/me/recovery-code`: it is you.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The password.
    pub password: String,
}

/// `PATCH /api/v1/me`: what is absent stays; an empty phone or name is taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeChange {
    /// How others at work see the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Senior mode on every device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub senior_mode: Option<bool>,
}

/// A grant with the name of its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedGrant {
    /// The grant.
    #[serde(flatten)]
    pub grant: Grant,
    /// Name of the area, project or organisation; absent for everywhere.
    pub scope_name: Option<String>,
    /// Login name of who gave it; absent where the command line did.
    pub granted_by: Option<String>,
    /// When it was given.
    pub granted_at: DateTime<Utc>,
}

/// `GET /api/v1/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Key.
    pub id: UserId,
    /// Login name.
    pub login_name: String,
    /// How others at work see the account.
    pub display_name: Option<String>,
    /// `138****1234`; absent without a phone.
    pub phone_mask: Option<String>,
    /// Senior mode.
    pub senior_mode: bool,
    /// Made for the demonstration.
    pub is_demo: bool,
    /// The password must be changed before anything else.
    pub must_change_password: bool,
    /// Roles of today, resident first.
    pub roles: Vec<Role>,
    /// Grants of today.
    pub grants: Vec<NamedGrant>,
    /// What one may do to one thing or another.
    pub allowed_actions: Vec<Action>,
    /// One of the roles is work.
    pub is_staff: bool,
    /// When the session ends unless something is done before.
    pub session_ends_at: DateTime<Utc>,
    /// Seconds without a deed after which the session ends.
    pub idle_seconds: u32,
}

/// One of one's own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Key.
    pub id: SessionId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
    /// What kind of browser and system, such as `Chrome · Android`; empty where it is not known.
    pub device: String,
    /// The one that asks.
    pub is_this: bool,
}

/// A look at the full phone number of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneView {
    /// When.
    pub at: DateTime<Utc>,
    /// The role in which it was looked at.
    pub role: Role,
    /// Display name or login name of who looked.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// `GET /api/v1/me/data`: all that is kept about oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyData {
    /// Login name.
    pub login_name: String,
    /// Display name.
    pub display_name: Option<String>,
    /// The full phone: it is one's own.
    pub phone: Option<String>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When somebody last signed in.
    pub last_login_at: Option<DateTime<Utc>>,
    /// Senior mode.
    pub senior_mode: bool,
    /// Grants, past ones too.
    pub grants: Vec<NamedGrant>,
    /// Sessions that can be used.
    pub sessions: Vec<Session>,
    /// What was agreed to.
    pub consents: Vec<Consent>,
    /// Who looked at the full phone of the account.
    pub phone_views: Vec<PhoneView>,
    /// What one ordered signed in, with every look at the phone of the order; the latest first.
    pub orders: Vec<MyOrder>,
}

/// An agreement 同意.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Version of the text.
    pub document_version: String,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When it was taken back.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// An account as offices see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSummary {
    /// Key.
    pub id: UserId,
    /// Login name; empty once erased.
    pub login_name: String,
    /// Display name.
    pub display_name: Option<String>,
    /// Masked phone.
    pub phone_mask: Option<String>,
    /// Whether it can be used.
    pub status: UserStatus,
    /// Locked by wrong passwords until then.
    pub locked_until: Option<DateTime<Utc>>,
    /// The first password was not changed yet.
    pub must_change_password: bool,
    /// When somebody last signed in.
    pub last_login_at: Option<DateTime<Utc>>,
    /// Made for the demonstration.
    pub is_demo: bool,
    /// Grants, past and coming ones too.
    pub grants: Vec<NamedGrant>,
    /// Grows with each change.
    pub version: i32,
    /// What the caller may cause.
    pub allowed_events: Vec<UserEvent>,
    /// Roles that the caller may give it.
    pub grantable_roles: Vec<Role>,
}

/// What an office does with an account.
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
pub enum UserEvent {
    /// 停用: ends its sessions.
    Disable,
    /// 启用
    Enable,
    /// 解除锁定
    Release,
    /// 重置密码: a new first password, told once; ends its sessions.
    ResetPassword,
    /// 退出全部登录
    EndSessions,
}

/// `POST /api/v1/staff/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// Login name.
    pub login_name: String,
    /// How others at work see it, such as 田园社区值班.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// The same token gives the same account, once.
    pub client_token: String,
}

/// `POST /api/v1/staff/users/{id}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserCommand {
    /// What shall happen.
    pub event: UserEvent,
    /// The version that was seen.
    pub version: i32,
    /// Why; disabling needs it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// An account after something was done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserChanged {
    /// As it is now.
    pub user: UserSummary,
    /// The first password, told this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_password: Option<String>,
}

/// `POST /api/v1/staff/users/{id}/grants`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// The role.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// First day; today when absent.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

impl NewGrant {
    /// Whether the role can be given for such a scope, and its days are in order.
    ///
    /// # Errors
    /// The field, and what it should be.
    pub fn check(&self) -> Result<(), ApiError> {
        let role: &'static str = self.role.into();
        if !Role::GRANTABLE.contains(&self.role) {
            let (zh, en) = ("这个角色不能授予。", "This role cannot be given.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "role", zh, en));
        }
        if !self.role.scopes().contains(&self.scope.kind()) {
            let kinds: Vec<&str> = self.role.scopes().iter().map(|s| (*s).into()).collect();
            let (zh, en) = (kinds.join("、"), kinds.join(", "));
            let zh = format!("角色 {role} 的范围应为：{zh}。");
            let en = format!("The scope of the role {role} is one of: {en}.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "scope", &zh, &en));
        }
        if self.valid_from.zip(self.valid_until).is_some_and(|(from, until)| until < from) {
            let (zh, en) = ("结束日期早于开始日期。", "The last day is before the first.");
            return Err(ApiError::field(ErrorCode::InvalidValue, "valid_until", zh, en));
        }
        Ok(())
    }
}

/// `POST /api/v1/staff/users/{id}/phone-views`: a look at the full phone, which is on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneRequest {
    /// Why; its owner reads it.
    pub reason: String,
}

/// The full phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullPhone {
    /// Eleven digits.
    pub phone: String,
}

/// An account of the demonstration, with its password: only a server with `--demo` tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Login name: the code of the role.
    pub login_name: String,
    /// Password.
    pub password: String,
    /// The role.
    pub role: Role,
    /// Name of its scope; absent for everywhere.
    pub scope_name: Option<String>,
}

/// Reads a login name: 4 to 32 letters, digits, dots, dashes and underscores, beginning with a letter; in small letters.
///
/// # Errors
/// What it should be.
pub fn login_name(text: &str) -> Result<String, ApiError> {
    let name = text.trim().to_ascii_lowercase();
    let fits = (4..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c));
    if fits {
        return Ok(name);
    }
    Err(ApiError::field(
        ErrorCode::InvalidValue,
        "login_name",
        "登录名要 4 到 32 个字符：字母开头，只含字母、数字、点、横线和下划线。",
        "A login name has 4 to 32 characters: it begins with a letter and holds letters, digits, dots, dashes and underscores only.",
    ))
}

/// Full-width signs, as Chinese keyboards write them, stand in the same order as those of ASCII.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Reads a mobile phone of mainland China, with or without +86, blanks and dashes, full-width as Chinese keyboards write them or
/// not; as eleven digits.
///
/// # Errors
/// What it should be; how many digits are missing or too many.
pub fn phone(text: &str) -> Result<String, ApiError> {
    let bare: String = text.chars().map(narrow).filter(|c| !c.is_whitespace() && *c != '-').collect();
    let bare = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")).unwrap_or(&bare);
    let refused = |zh: String, en: String| Err(ApiError::field(ErrorCode::InvalidValue, "phone", &zh, &en));
    let count = bare.len();
    if !bare.bytes().all(|b| b.is_ascii_digit()) {
        return refused(
            "手机号只含数字，共 11 位。".to_owned(),
            "A mobile number holds digits only, eleven of them.".to_owned(),
        );
    }
    match count {
        11 if bare.starts_with('1') && !matches!(bare.as_bytes()[1], b'0'..=b'2') => Ok(bare.to_owned()),
        11 => refused("手机号以 13 到 19 开头。".to_owned(), "A mobile number begins with 13 to 19.".to_owned()),
        0..11 => refused(
            format!("少了 {} 位。手机号是 11 位。", 11 - count),
            format!("A mobile number has eleven digits, and this one {count}."),
        ),
        _ => refused(
            format!("多了 {} 位。手机号是 11 位。", count - 11),
            format!("A mobile number has eleven digits, and this one {count}."),
        ),
    }
}

/// Reads a number at which somebody is reached: a mobile phone, or a telephone at home with its area code, such as 0714-6480001;
/// as digits.
///
/// # Errors
/// What it should be.
pub fn reachable(text: &str) -> Result<String, ApiError> {
    let bare: String = text.chars().map(narrow).filter(|c| !c.is_whitespace() && !"-()".contains(*c)).collect();
    let is_home = bare.starts_with('0') && !bare.starts_with("00") && (10..=12).contains(&bare.len());
    if is_home && bare.bytes().all(|b| b.is_ascii_digit()) { Ok(bare) } else { phone(text) }
}

/// `138****1234` of eleven digits; of a telephone at home, whose first digits name the city, `0714****34`.
pub fn mask_phone(phone: &str) -> String {
    let (head, tail) = if phone.starts_with('0') { (4, phone.len().saturating_sub(2).max(4)) } else { (3, 7) };
    format!("{}****{}", phone.get(..head).unwrap_or(""), phone.get(tail..).unwrap_or(""))
}

/// Reads a display name: at most 20 characters, without signs that control; `None` when empty.
///
/// # Errors
/// What it should be.
pub fn display_name(text: &str) -> Result<Option<String>, ApiError> {
    let name = text.trim();
    if name.chars().count() > 20 || name.chars().any(char::is_control) {
        let (zh, en) = ("显示名最多 20 个字。", "A display name has twenty characters at most.");
        return Err(ApiError::field(ErrorCode::InvalidValue, "display_name", zh, en));
    }
    Ok(Some(name.to_owned()).filter(|n| !n.is_empty()))
}

/// Reads a reason: 2 to 200 characters.
///
/// # Errors
/// What it should be.
pub fn reason(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if (2..=200).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    let (zh, en) = ("请写明原因，2 到 200 个字。", "Give a reason of 2 to 200 characters.");
    Err(ApiError::field(ErrorCode::InvalidValue, "reason", zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_as_people_write_them_and_masked() {
        for text in
            ["13812345678", "+86 138 1234 5678", "138-1234-5678", " 0086 13812345678 ", "１３８－１２３４　５６７８"]
        {
            assert_eq!(phone(text).as_deref(), Ok("13812345678"), "{text}");
        }
        for (text, said) in [
            ("1381234", "少了 4 位"),
            ("138123456789", "多了 1 位"),
            ("1381234567x", "只含数字"),
            ("10812345678", "13 到 19"),
            ("12345678901", "13 到 19"),
        ] {
            assert!(phone(text).unwrap_err().message.contains(said), "{text}");
        }
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("07146481234"), "0714****34");
        for (text, read) in
            [("0714-6480001", "07146480001"), ("（010）12345678", "01012345678"), ("13812345678", "13812345678")]
        {
            assert_eq!(reachable(text).as_deref(), Ok(read), "{text}");
        }
        assert!(reachable("0714").is_err() && reachable("6480001").is_err());
    }

    #[test]
    fn login_names_are_plain_and_in_small_letters() {
        assert_eq!(login_name(" Wang.Li ").as_deref(), Ok("wang.li"));
        for bad in ["abc", "1abc", "王丽丽丽", "a b c d", "a@b.cn", &"a".repeat(33)] {
            assert!(login_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_role_is_given_for_a_scope_that_fits_it() {
        let grant = |role, scope| NewGrant { role, scope, valid_from: None, valid_until: None };
        assert!(grant(Role::CommunityAdmin, Scope::Area(crate::id::AreaId(1))).check().is_ok());
        let refused = grant(Role::CommunityAdmin, Scope::All).check().unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("scope"));
        assert_eq!(grant(Role::System, Scope::All).check().unwrap_err().field.as_deref(), Some("role"));
        let late = NewGrant {
            valid_from: Some("2026-02-01".parse().unwrap()),
            valid_until: Some("2026-01-01".parse().unwrap()),
            ..grant(Role::Auditor, Scope::All)
        };
        assert_eq!(late.check().unwrap_err().field.as_deref(), Some("valid_until"));
    }

    #[test]
    fn a_grant_travels_flat_with_its_scope() {
        let json = serde_json::json!({"role": "community_admin", "scope": {"type": "all"}});
        let read: NewGrant = serde_json::from_value(json).unwrap();
        assert_eq!(read.scope, Scope::All);
    }
}
