//! What people do to things that have states 办理: a line of the table, a row of what happened and a row of the audit
//! record, all in the transaction of the change.

pub mod store;

use actix_web::http::StatusCode;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::people::Role;
use shared::permissions::Denied;
use shared::workflow::{Refusal, Transition, next};

use crate::auth::denied;
use crate::error::{Error, Result};

/// Kind of the thing that has states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Noun {
    /// 项目
    Project,
    /// 节点
    Milestone,
    /// 进度上报
    Report,
    /// 计划变更
    PlanChange,
    /// 停水停电等通知
    Outage,
    /// 公示与公告
    Notice,
}

/// Something that happened, to be written down.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// Kind of the thing.
    pub noun: Noun,
    /// Its key.
    pub id: i64,
    /// Its number or key as people and addresses know it.
    pub shown_id: String,
    /// The project it is or belongs to.
    pub project: Option<i64>,
    /// The event's code.
    pub event: &'static str,
    /// State before; empty for what is new.
    pub from: &'static str,
    /// State after.
    pub to: &'static str,
    /// Role in which it was done.
    pub role: Role,
    /// Reason, or what else was said with it; no personal values.
    pub note: Option<String>,
    /// The same token does it once.
    pub token: &'a str,
    /// What the audit record calls it.
    pub action: AuditAction,
}

/// The state after `event` and the role in which it happens.
///
/// # Errors
/// 409 with what is allowed now, 403 when it is somebody else's.
pub fn advance<S, E>(table: &[Transition<S, E>], state: S, event: E, roles: &[Role]) -> Result<(S, Role)>
where
    S: Copy + PartialEq,
    E: Copy + PartialEq + Into<&'static str>,
{
    next(table, state, event, roles).map_err(|refusal| match refusal {
        Refusal::NotYou => denied(Denied::NotYou),
        Refusal::NotNow(events) => {
            let (zh, en) = ("现在的状态不能这样做，请刷新再看。", "The state does not allow this now: read it again.");
            let allowed = events.into_iter().map(|event| event.into().to_owned()).collect();
            Error::Api(StatusCode::CONFLICT, ApiError { allowed, ..ApiError::new(ErrorCode::NotAllowedNow, zh, en) })
        }
    })
}

/// 409: what stands in the way, and what to do.
pub fn not_now(zh: &str, en: &str) -> Error {
    Error::Api(StatusCode::CONFLICT, ApiError::new(ErrorCode::NotAllowedNow, zh, en))
}
