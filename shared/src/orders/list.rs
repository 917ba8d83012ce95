//! Lists of orders at work: the same filter draws a list and counts the figure that leads to it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{OrderStatus, codes};
use crate::areas::AreaRef;
use crate::error::ApiError;
use crate::id::AreaId;
use crate::query::{self, Params};

codes! {
    /// Whose list it is.
    OrderView {
        /// 我的: given to the caller, taken by him, or his organisation's
        Mine,
        /// 待接单: the pool
        Pool,
        /// 待受理
        Intake,
        /// 待回访: done, and no word of who asked yet
        Callback,
        /// 存疑: looks like misuse, and waits for somebody's look
        Held,
        /// 摘要待审: a public summary was written and nobody looked at it yet
        Review,
        /// 全部 in scope
        All,
    }
}

codes! {
    /// What is stuck.
    Stuck {
        /// 未办结
        Open,
        /// 今日到期
        DueToday,
        /// 已超时
        Overdue,
        /// 上报到街道或区, by somebody or by the third "no"
        Escalated,
        /// 两次以上没有解决
        Reopened,
        /// 督办未答复
        Chased,
        /// 延期待批
        Extension,
    }
}

/// The filter of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFilter {
    /// Whose list.
    pub view: OrderView,
    /// What of it.
    pub which: Option<Stuck>,
    /// In which area and all below.
    pub area: Option<AreaId>,
    /// Only what lies in that very area and in none below.
    pub here: bool,
    /// In which state.
    pub status: Option<OrderStatus>,
    /// Code of the category.
    pub category: Option<String>,
}

impl Default for OrderFilter {
    fn default() -> Self {
        Self { view: OrderView::Mine, which: None, area: None, here: false, status: None, category: None }
    }
}

impl OrderFilter {
    /// Takes its parameters out of `params`.
    ///
    /// # Errors
    /// 400 naming the one that cannot be read.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        Ok(Self {
            view: params
                .read(
                    "view",
                    (
                        "mine、pool、intake、callback、held、review 或 all",
                        "mine, pool, intake, callback, held, review or all",
                    ),
                )?
                .unwrap_or(OrderView::Mine),
            which: params.read("which", ("清单代码，如 overdue", "the code of a list, such as overdue"))?,
            area: params.read("area", ("区划标识", "the identifier of an area"))?,
            here: params.read::<u8>("here", ("1 或不写", "1, or nothing"))? == Some(1),
            status: params.read("status", ("状态代码", "the code of a state"))?,
            category: params.take("category"),
        })
    }

    /// Whether fewer are asked for than the view has.
    pub fn is_narrow(&self) -> bool {
        Self { view: self.view, ..Self::default() } != *self
    }

    /// As the query of an address.
    pub fn query(&self) -> String {
        let code = |code: &'static str| Some(code.to_owned());
        query::write([
            ("view", code(self.view.into())),
            ("which", self.which.and_then(|which| code(which.into()))),
            ("area", self.area.map(|id| id.to_string())),
            ("here", self.here.then(|| "1".to_owned())),
            ("status", self.status.and_then(|status| code(status.into()))),
            ("category", self.category.clone()),
        ])
    }
}

/// How many orders stand in a list of the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCount {
    /// Which list.
    pub view: OrderView,
    /// What of it.
    pub which: Option<Stuck>,
    /// How many; [`ListCount::MOST`] stands for as many or more.
    pub orders: usize,
}

/// What waits for somebody at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCounts {
    /// How many orders stand in each list.
    pub lists: Vec<ListCount>,
    /// How many the caller handles himself.
    pub in_hand: i64,
    /// How many of these he may have at once.
    pub most: u32,
}

impl ListCount {
    /// More than these are not counted.
    pub const MOST: usize = 100;
}

/// One line of what is stuck: an area below the caller's, and how many orders of each sort it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckLine {
    /// The area; absent in the line of all.
    pub area: Option<AreaRef>,
    /// It counts what lies in that very area and in none below; its lists do the same.
    #[serde(default)]
    pub is_own: bool,
    /// How many of each sort, in the order of [`Stuck`].
    pub counts: Vec<i64>,
}

/// What is stuck in the caller's areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckBoard {
    /// The line of all.
    pub total: StuckLine,
    /// A line for each area, the most overdue first.
    pub lines: Vec<StuckLine>,
}

/// Where a page of a list begins: the sort key and the number of the last row before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub i64, pub i64);

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl FromStr for Cursor {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
        parts.map(|(at, id)| Self(at, id)).ok_or_else(|| format!("no cursor: {text}"))
    }
}

/// Body of `POST /api/v1/staff/order-assignments`: many at once, each for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkAssign {
    /// Which, as they were read; fifty at most.
    pub orders: Vec<BulkOrder>,
    /// To whom.
    pub assignee: super::command::Assignee,
    /// Why; for those that were given to somebody before.
    #[serde(default)]
    pub reason: Option<String>,
    /// The same token does it once.
    pub client_token: String,
}

/// One of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkOrder {
    /// Its number.
    pub number: String,
    /// The version that was read.
    pub version: i32,
}

/// What became of one of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// Its number.
    pub number: String,
    /// Why it was not given; absent where it was.
    pub problem: Option<ApiError>,
}
