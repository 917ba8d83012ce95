//! Orders 点单–接单: a resident orders, the community takes, the resident judges. States and events are those of MODEL §4.5.

pub mod beside;
pub mod callback;
pub mod category;
pub mod clock;
pub mod command;
pub mod deed;
pub mod line;
pub mod list;
pub mod new;
pub mod questions;
pub mod rates;
pub mod shown;
pub mod small_cells;
pub mod summary;

use crate::areas::AreaLevel;
use crate::people::Role::{
    self, CommunityAdmin, DeptOfficer, DistrictAdmin, GridWorker, ProjectManager, Resident, StreetOfficer, System,
    Volunteer,
};
use crate::workflow::Transition;

/// Writes an enum of codes that both databases, the wire and the page share.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
        )]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
    };
}
pub(crate) use codes;

codes! {
    /// How far an order is.
    OrderStatus {
        /// 已点单（待受理）
        Placed,
        /// 待补充
        NeedsInfo,
        /// 不予受理
        Declined,
        /// 待接单
        Open,
        /// 已派单
        Assigned,
        /// 已接单
        Taken,
        /// 办理中
        InProgress,
        /// 已办结（待评价）
        Done,
        /// 已评价/归档
        Closed,
        /// 已撤单
        Cancelled,
    }
}

codes! {
    /// What happens to an order.
    OrderEvent {
        /// 请补充
        AskInfo,
        /// 补充
        GiveInfo,
        /// 未补充，撤单
        Expire,
        /// 不予受理
        Decline,
        /// 受理，放入接单池
        AcceptToPool,
        /// 受理并派单
        AcceptAndAssign,
        /// 接单
        Take,
        /// 派单
        Assign,
        /// 拒单
        Refuse,
        /// 退单
        GiveBack,
        /// 开始办理
        Start,
        /// 记一笔
        Log,
        /// 办结
        Finish,
        /// 确认解决
        Confirm,
        /// 没有解决
        Reject,
        /// 到期归档
        AutoClose,
        /// 上报
        Escalate,
        /// 同意延期
        Extend,
        /// 撤单
        Cancel,
    }
}

impl OrderStatus {
    /// The state everything begins in.
    pub const INITIAL: Self = Self::Placed;
    /// States that nothing leaves.
    pub const TERMINAL: &[Self] = &[Self::Declined, Self::Closed, Self::Cancelled];
    /// States in which somebody still has to do something about it: all but those that are over or wait for the
    /// resident's word.
    pub const OPEN: [Self; 6] =
        [Self::Placed, Self::NeedsInfo, Self::Open, Self::Assigned, Self::Taken, Self::InProgress];

    /// The official Chinese name, as lists of offices write it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Placed => "已点单（待受理）",
            Self::NeedsInfo => "待补充",
            Self::Declined => "不予受理",
            Self::Open => "待接单",
            Self::Assigned => "已派单",
            Self::Taken => "已接单",
            Self::InProgress => "办理中",
            Self::Done => "已办结（待评价）",
            Self::Closed => "已评价/归档",
            Self::Cancelled => "已撤单",
        }
    }

    /// Whether somebody still has to do something about it.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        Self::TERMINAL.contains(&self)
    }
}

codes! {
    /// How pressing it is 紧急程度.
    Urgency {
        /// 一般
        Normal,
        /// 紧急
        Urgent,
        /// 特急
        Critical,
    }
}

impl Urgency {
    /// Its limits run day and night; those of all others in working hours only.
    pub fn is_round_the_clock(self) -> bool {
        self != Self::Normal
    }
}

codes! {
    /// How an order came 渠道.
    Channel {
        /// 网上
        Web,
        /// 电话
        Phone,
        /// 上门
        WalkIn,
        /// 走访
        GridVisit,
        /// 12345 热线
        #[serde(rename = "hotline_12345")]
        #[strum(serialize = "hotline_12345")]
        Hotline12345,
        /// 巡查
        Patrol,
        /// 回访
        Callback,
    }
}

codes! {
    /// Which level answers for an order.
    OwnerLevel {
        /// 网格
        Grid,
        /// 社区
        Community,
        /// 街道
        Street,
        /// 区
        District,
    }
}

impl OwnerLevel {
    /// The level above; `None` above the district.
    pub fn above(self) -> Option<Self> {
        match self {
            Self::Grid => Some(Self::Community),
            Self::Community => Some(Self::Street),
            Self::Street => Some(Self::District),
            Self::District => None,
        }
    }

    /// The level of areas that it is.
    pub fn area_level(self) -> AreaLevel {
        match self {
            Self::Grid => AreaLevel::Grid,
            Self::Community => AreaLevel::Community,
            Self::Street => AreaLevel::Street,
            Self::District => AreaLevel::District,
        }
    }

    /// The level that answers for an area of `level`.
    pub fn of(level: AreaLevel) -> Self {
        match level {
            AreaLevel::Grid => Self::Grid,
            AreaLevel::Community => Self::Community,
            AreaLevel::Street => Self::Street,
            AreaLevel::District => Self::District,
        }
    }

    /// Who works there.
    pub fn office(self) -> Role {
        match self {
            Self::Grid => GridWorker,
            Self::Community => CommunityAdmin,
            Self::Street => StreetOfficer,
            Self::District => DistrictAdmin,
        }
    }

    /// The level at which `role` works; `None` for roles of no level.
    pub fn of_office(role: Role) -> Option<Self> {
        [Self::Grid, Self::Community, Self::Street, Self::District].into_iter().find(|level| level.office() == role)
    }
}

codes! {
    /// What came of it, as the handler says.
    Outcome {
        /// 已解决
        Solved,
        /// 已解释说明
        Explained,
        /// 无法解决
        CannotSolve,
    }
}

codes! {
    /// Why an order is not accepted.
    DeclineReason {
        /// 不属于社区职责
        OutsideDuties,
        /// 应由法院或公安处理
        CourtOrPolice,
        /// 重复
        Duplicate,
        /// 不属实
        False,
        /// 不合法
        Unlawful,
    }
}

codes! {
    /// Why somebody does not take what was given to him.
    RefuseReason {
        /// 不是我的职责
        NotMine,
        /// 力所不及
        NoSkill,
        /// 没有时间
        NoTime,
        /// 其他
        Other,
    }
}

codes! {
    /// Whose word closed an order.
    AnsweredBy {
        /// 居民本人
        Resident,
        /// 电话回访
        Callback,
    }
}

/// Days without the resident's word after which an order closes, or after which one that waits for him ends.
pub const SILENT_DAYS: i64 = 7;
/// The "no" with which an order goes to the street by itself.
pub const NO_TO_STREET: i32 = 3;
/// Refusals of one organisation; after them the supervisor decides.
pub const MOST_REFUSALS: i64 = 2;
/// Working days of an extension at most.
pub const MOST_EXTENSION_DAYS: i32 = 10;
/// Photographs of an order at most, and of each later step.
pub const MOST_PHOTOGRAPHS: usize = 6;
/// Part of the limit after which the handler is reminded, basis points.
pub const REMIND_AT_BP: i64 = 7_500;

/// Who takes what lies in the pool.
const TAKERS: &[Role] = &[Volunteer, GridWorker, CommunityAdmin, DeptOfficer, StreetOfficer];
/// Who takes what was given to him.
const ASSIGNEES: &[Role] =
    &[Volunteer, GridWorker, CommunityAdmin, StreetOfficer, DeptOfficer, ProjectManager, DistrictAdmin];
/// Who handles.
const HANDLERS: &[Role] = &[Volunteer, GridWorker, CommunityAdmin, StreetOfficer, DeptOfficer, ProjectManager];
/// Who gives work to others.
const SUPERVISORS: &[Role] = &[CommunityAdmin, StreetOfficer, DistrictAdmin];
/// Who reports up.
const REPORTERS: &[Role] = &[GridWorker, CommunityAdmin, StreetOfficer];
/// Who takes an order back.
const PLACERS: &[Role] = &[Resident, CommunityAdmin, GridWorker];

const fn line(
    from: OrderStatus,
    event: OrderEvent,
    to: OrderStatus,
    roles: &'static [Role],
) -> Transition<OrderStatus, OrderEvent> {
    Transition { from, event, to, roles }
}

use OrderEvent as E;
use OrderStatus as S;

/// The whole machine.
pub const ORDER_TRANSITIONS: &[Transition<OrderStatus, OrderEvent>] = &[
    line(S::Placed, E::AskInfo, S::NeedsInfo, &[GridWorker, CommunityAdmin]),
    line(S::NeedsInfo, E::GiveInfo, S::Placed, PLACERS),
    line(S::NeedsInfo, E::Expire, S::Cancelled, &[System]),
    line(S::Placed, E::Decline, S::Declined, SUPERVISORS),
    line(S::Placed, E::AcceptToPool, S::Open, &[CommunityAdmin, GridWorker]),
    line(S::Placed, E::AcceptAndAssign, S::Assigned, SUPERVISORS),
    line(S::Open, E::Take, S::Taken, TAKERS),
    line(S::Open, E::Assign, S::Assigned, SUPERVISORS),
    line(S::Assigned, E::Assign, S::Assigned, SUPERVISORS),
    line(S::Assigned, E::Take, S::Taken, ASSIGNEES),
    line(S::Assigned, E::Refuse, S::Open, HANDLERS),
    line(S::Taken, E::GiveBack, S::Open, HANDLERS),
    line(S::Taken, E::Start, S::InProgress, HANDLERS),
    line(S::InProgress, E::Log, S::InProgress, HANDLERS),
    line(S::InProgress, E::Finish, S::Done, HANDLERS),
    line(S::Done, E::Confirm, S::Closed, &[Resident, GridWorker, CommunityAdmin, StreetOfficer, DistrictAdmin]),
    line(S::Done, E::Reject, S::InProgress, &[Resident, CommunityAdmin, StreetOfficer, GridWorker, DistrictAdmin]),
    line(S::Done, E::AutoClose, S::Closed, &[System]),
    line(S::Open, E::Escalate, S::Assigned, REPORTERS),
    line(S::Assigned, E::Escalate, S::Assigned, REPORTERS),
    line(S::Taken, E::Escalate, S::Assigned, REPORTERS),
    line(S::InProgress, E::Escalate, S::Assigned, REPORTERS),
    line(S::Placed, E::Escalate, S::Assigned, &[GridWorker, CommunityAdmin]),
    line(S::Taken, E::Extend, S::Taken, SUPERVISORS),
    line(S::InProgress, E::Extend, S::InProgress, SUPERVISORS),
    line(S::Placed, E::Cancel, S::Cancelled, PLACERS),
    line(S::Open, E::Cancel, S::Cancelled, PLACERS),
    line(S::Assigned, E::Cancel, S::Cancelled, PLACERS),
    line(S::Taken, E::Cancel, S::Cancelled, PLACERS),
    line(S::NeedsInfo, E::Cancel, S::Cancelled, PLACERS),
];
