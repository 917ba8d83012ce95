//! What moves a project on: what each event takes, and how it is commanded (MODEL §4.1).
//! What MODEL ties to consent rounds, acceptance and handover records is met by a document with its number and day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ProjectEvent;
use crate::error::{ApiError, ErrorCode};
use crate::workflow::{needed_text, optional_text};

/// Sort of a document.
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
pub enum DocType {
    /// 摸底调查记录
    Survey,
    /// 改造方案
    Plan,
    /// 立项批复
    Approval,
    /// 招标文件
    Tender,
    /// 合同
    Contract,
    /// 施工许可
    Permit,
    /// 图纸
    Drawing,
    /// 会议纪要、征询结果
    Minutes,
    /// 验收记录
    Acceptance,
    /// 移交清单
    Handover,
    /// 竣工决算
    FinalAccount,
    /// 其他
    Other,
}

/// A document that a step stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its sort.
    pub doc_type: DocType,
    /// Title.
    pub title: String,
    /// Number, as it is written on it.
    pub doc_no: String,
    /// Its day.
    pub on: NaiveDate,
}

/// Why works stand still.
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
pub enum SuspendReason {
    /// 资金
    Funds,
    /// 天气
    Weather,
    /// 矛盾纠纷
    Dispute,
    /// 安全
    Safety,
    /// 设计变更
    Design,
    /// 管线
    Pipeline,
    /// 其他
    Other,
}

impl SuspendReason {
    /// Its Chinese name, as notices say it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Funds => "资金",
            Self::Weather => "天气",
            Self::Dispute => "矛盾纠纷",
            Self::Safety => "安全",
            Self::Design => "设计变更",
            Self::Pipeline => "管线",
            Self::Other => "其他",
        }
    }
}

/// Something that an event takes beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A day that has come.
    On,
    /// A day that is to come.
    Until,
    /// Words; public where MODEL says so.
    Reason,
    /// Why works stand still.
    ReasonCode,
    /// A document of this sort.
    Document(DocType),
    /// Money, fen.
    Amount,
    /// First day of the plan.
    PlannedStart,
    /// Last day of the plan.
    PlannedFinish,
}

/// Whether it must be there.
pub type IsNeeded = bool;

impl ProjectEvent {
    /// What the event takes; the page draws its form by this list, the server refuses by it.
    pub fn needs(self) -> &'static [(Need, IsNeeded)] {
        use Need::*;
        match self {
            Self::StartSurvey => &[(On, true)],
            Self::Approve => &[(Document(DocType::Approval), true), (Amount, true)],
            Self::OpenConsultation => &[(Document(DocType::Survey), true)],
            Self::ConsentReached => &[(Document(DocType::Minutes), true), (Until, true), (Reason, true)],
            Self::ConsentFailed => &[(Document(DocType::Minutes), true), (Reason, true)],
            Self::Reopen | Self::TenderFailed | Self::Cancel | Self::Resubmit => &[(Reason, true)],
            Self::RevisePlan => &[(Document(DocType::Plan), true), (Reason, true)],
            Self::StartTender => &[(On, true), (Reason, true)],
            Self::Award => &[
                (Document(DocType::Contract), true),
                (Amount, true),
                (PlannedStart, true),
                (PlannedFinish, true),
                (Reason, false),
            ],
            Self::StartWorks => &[(On, true), (Document(DocType::Permit), false), (Reason, false)],
            Self::Suspend => &[(ReasonCode, true), (Reason, true), (Until, true)],
            Self::Resume => &[(Reason, false)],
            Self::SubmitCompletion => &[(On, true)],
            Self::Pass => &[(Document(DocType::Acceptance), true)],
            Self::Fail => &[(Reason, true), (Until, true)],
            Self::HandOver => &[(Document(DocType::Handover), true)],
            Self::BeginMaintenance => &[(On, true), (Reason, true)],
            Self::Archive => &[(Document(DocType::FinalAccount), true), (Amount, true)],
        }
    }
}

/// Body of `POST /api/v1/staff/projects/{number}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectCommand {
    /// Version that was read.
    pub version: i32,
    /// The same token does it once.
    pub client_token: String,
    /// What shall happen.
    pub event: ProjectEvent,
    /// A day that has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// A day that is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why works stand still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<SuspendReason>,
    /// The document it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Money, fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// First day of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_start: Option<NaiveDate>,
    /// Last day of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_finish: Option<NaiveDate>,
}

fn wrong(field: &str, zh: &str, en: &str) -> ApiError {
    ApiError::field(ErrorCode::InvalidValue, field, zh, en)
}

impl ProjectCommand {
    /// An event with nothing said yet.
    pub fn new(event: ProjectEvent, version: i32, client_token: String) -> Self {
        Self {
            version,
            client_token,
            event,
            on: None,
            until: None,
            reason: None,
            reason_code: None,
            document: None,
            amount_fen: None,
            planned_start: None,
            planned_finish: None,
        }
    }

    /// The command with its texts trimmed, when all that the event takes is there and reads well.
    ///
    /// # Errors
    /// Naming the first field that is not right.
    pub fn checked(mut self, today: NaiveDate) -> Result<Self, ApiError> {
        for (need, is_needed) in self.event.needs() {
            self.check(*need, *is_needed, today)?;
        }
        self.reason = optional_text(self.reason.as_deref(), "reason", 500)?;
        if self.event == ProjectEvent::StartWorks && self.document.is_none() && self.reason.is_none() {
            let (zh, en) = ("请填施工许可，或写明为什么不用办。", "Give the permit, or say why none is needed.");
            return Err(wrong("document", zh, en));
        }
        if self.planned_start.zip(self.planned_finish).is_some_and(|(start, finish)| start > finish) {
            return Err(wrong("planned_finish", "完工日期早于开工日期。", "The last day is before the first."));
        }
        Ok(self)
    }

    fn check(&mut self, need: Need, is_needed: bool, today: NaiveDate) -> Result<(), ApiError> {
        let missing = |field: &str| wrong(field, "这里要填写。", "This must be filled in.");
        match need {
            Need::On => match self.on {
                None if is_needed => Err(missing("on")),
                Some(on) if on > today => Err(wrong("on", "日期还没到，请核对。", "That day has not come: check it.")),
                _ => Ok(()),
            },
            Need::Until => match self.until {
                None if is_needed => Err(missing("until")),
                Some(until) if until <= today => Err(wrong("until", "要填以后的日期。", "A day to come is wanted.")),
                _ => Ok(()),
            },
            Need::Reason if is_needed => {
                needed_text(self.reason.as_deref().unwrap_or_default(), "reason", 500).map(drop)
            }
            Need::Reason => Ok(()),
            Need::ReasonCode if self.reason_code.is_none() && is_needed => Err(missing("reason_code")),
            Need::ReasonCode => Ok(()),
            Need::Document(doc_type) => self.check_document(doc_type, is_needed, today),
            Need::Amount => match self.amount_fen {
                None if is_needed => Err(missing("amount_fen")),
                Some(fen) if !(1..=1_000_000_000_000_000).contains(&fen) => Err(wrong(
                    "amount_fen",
                    "金额要大于零，也不能太大。",
                    "The amount is above zero, and not that large.",
                )),
                _ => Ok(()),
            },
            Need::PlannedStart if self.planned_start.is_none() && is_needed => Err(missing("planned_start")),
            Need::PlannedFinish if self.planned_finish.is_none() && is_needed => Err(missing("planned_finish")),
            Need::PlannedStart | Need::PlannedFinish => Ok(()),
        }
    }

    fn check_document(&mut self, doc_type: DocType, is_needed: bool, today: NaiveDate) -> Result<(), ApiError> {
        let Some(document) = &mut self.document else {
            let missing =
                wrong("document", "请填文件的名称、编号和日期。", "Give the document's title, number and day.");
            return if is_needed { Err(missing) } else { Ok(()) };
        };
        if document.doc_type != doc_type {
            return Err(wrong("doc_type", "文件的类型不对。", "The document is of another sort."));
        }
        document.title = needed_text(&document.title, "title", 120)?;
        document.doc_no = needed_text(&document.doc_no, "doc_no", 60)?;
        if document.on > today {
            return Err(wrong("document_on", "文件的日期还没到。", "The document's day has not come."));
        }
        Ok(())
    }
}
