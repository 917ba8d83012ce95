//! The audit record 审计: who did what, when and by which role, sealed so that nobody can change it unseen.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::id::AuditId;
use crate::people::Role;
use crate::query::Params;

/// How it ended.
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
pub enum AuditResult {
    /// 已完成
    Ok,
    /// 被拒绝
    Denied,
}

/// What was done.
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
pub enum AuditAction {
    /// 登录
    SignIn,
    /// 退出
    SignOut,
    /// 账号因连续输错密码被锁
    LockOut,
    /// 结束一个登录
    EndSession,
    /// 用找回码改密码
    Recover,
    /// 改密码
    ChangePassword,
    /// 注册
    Register,
    /// 改自己的资料
    ChangeMe,
    /// 换找回码
    NewRecoveryCode,
    /// 导出自己的资料
    ExportMe,
    /// 注销
    EraseMe,
    /// 建账号
    CreateUser,
    /// 停用账号
    DisableUser,
    /// 启用账号
    EnableUser,
    /// 解除锁定
    ReleaseUser,
    /// 重置密码
    ResetPassword,
    /// 退出某账号的全部登录
    EndSessions,
    /// 授予角色
    GrantRole,
    /// 收回角色
    TakeRole,
    /// 查看完整手机号
    ReadPhone,
    /// 推进状态: which thing from where to where stands beside it.
    ChangeState,
    /// 新建项目
    CreateProject,
    /// 修改项目
    EditProject,
    /// 公开或不再公开项目
    PublishProject,
    /// 上报进度
    ReportProgress,
    /// 上传照片
    UploadMedia,
    /// 申请改计划
    AskPlanChange,
    /// 写停水停电等通知
    WriteOutage,
    /// 写公示公告
    WriteNotice,
    /// 写联系卡
    WriteCard,
    /// 点单
    PlaceOrder,
    /// 办理工单: events and deeds
    HandleOrder,
    /// 删除点单的联系方式
    ForgetContact,
    /// 改点单类别与时限
    ChangeCategory,
    /// 改区划和边界
    ChangeArea,
    /// 改设置
    ChangeSetting,
    /// 改对外推送
    ChangeWebhook,
    /// 导入清单
    ImportList,
    /// 撤销导入
    UndoImport,
    /// 导出审计
    ExportAudit,
    /// 核验审计
    VerifyAudit,
    /// 做不被允许的事: what was asked for stands beside it.
    Attempt,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Key, sorted by time.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Login name of who; absent where nobody was signed in, `-` where the command line did it.
    pub actor: Option<String>,
    /// The role in which it was done.
    pub role: Option<Role>,
    /// What.
    pub action: AuditAction,
    /// Kind of the thing, such as `user`; for an attempt the address asked for, as a pattern.
    pub object: String,
    /// Its number or identifier.
    pub object_id: Option<String>,
    /// How it ended.
    pub result: AuditResult,
    /// Old → new; of personal values only that they changed.
    pub changes: Option<String>,
    /// Network address it came from.
    pub address: Option<String>,
    /// The request; the log has it too.
    pub request_id: Option<String>,
    /// Number of its seal; absent for the last seconds, which are not sealed yet.
    pub seal: Option<i64>,
}

/// What of the record is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Login name.
    pub actor: Option<String>,
    /// What.
    pub action: Option<AuditAction>,
    /// How it ended.
    pub result: Option<AuditResult>,
    /// Number or identifier of the thing.
    pub object_id: Option<String>,
    /// First day, in Shanghai.
    pub from: Option<NaiveDate>,
    /// Last day, in Shanghai.
    pub to: Option<NaiveDate>,
}

impl AuditFilter {
    /// Takes its parameters.
    ///
    /// # Errors
    /// 400 for what cannot be read.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        let day = ("日期，如 2026-06-12", "a date such as 2026-06-12");
        let code = ("列出的代码", "one of the codes of the record");
        Ok(Self {
            actor: params.take("actor"),
            action: params.read("action", code)?,
            result: params.read("result", code)?,
            object_id: params.take("object_id"),
            from: params.read("from", day)?,
            to: params.read("to", day)?,
        })
    }
}

/// What holding the record against its seals found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Nothing was changed, removed or put in another order.
    pub is_whole: bool,
    /// Seals looked at.
    pub seals: i64,
    /// Rows under them.
    pub rows: i64,
    /// Rows of the last seconds, which are not sealed yet.
    pub unsealed: i64,
    /// Where the record begins: what is older was deleted by age, behind this seal.
    pub begins_after: i64,
    /// The last seal, to be kept elsewhere: number and digest.
    pub head: Option<Head>,
    /// What does not fit, the first hundred.
    pub faults: Vec<Fault>,
    /// When it was looked at.
    pub checked_at: DateTime<Utc>,
}

/// The last seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its number.
    pub seal: i64,
    /// Its digest, 64 hexadecimal digits.
    pub digest: String,
    /// When it was made.
    pub sealed_at: DateTime<Utc>,
}

/// A seal that does not fit what it seals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Number of the seal.
    pub seal: i64,
    /// What is wrong.
    pub kind: FaultKind,
    /// Time of the first row under it, if one is left.
    pub from: Option<DateTime<Utc>>,
}

/// What is wrong with a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FaultKind {
    /// Rows under it were changed or put in another order.
    Changed,
    /// Rows under it are missing.
    RowsMissing,
    /// There are more rows under it than it sealed.
    RowsAdded,
    /// It does not follow from the one before, or is itself missing.
    ChainBroken,
    /// The last seals are missing.
    EndMissing,
}
