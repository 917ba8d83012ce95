//! Rates 三率 (MODEL §7, rows 13 to 18): response, resolution and satisfaction, on time, reopened, and how long it took. Whoever
//! said nothing counts neither for nor against; the share that answered stands beside.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes;
use crate::areas::AreaRef;

/// Counts in a line.
pub(super) const COLUMNS: usize = 10;
/// Below so many, a public cell tells only that it is small.
pub const SMALL: i64 = 5;

codes! {
    /// By what the lines are told apart.
    RatesBy {
        /// 区划
        Area,
        /// 类别
        Category,
        /// 月份
        Month,
    }
}

/// A number of people or things; of fewer than five the public learns only that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Count {
    /// So many.
    Exact(i64),
    /// Fewer than five, and more than none: `"<5"`; or `"hidden"`, for a small one could be told from it.
    Small(Small),
}

/// The sign of a count that is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Small {
    /// Fewer than five.
    #[serde(rename = "<5")]
    UnderFive,
    /// Five or more; with the sum it would tell a smaller one.
    #[serde(rename = "hidden")]
    Hidden,
}

impl Count {
    /// As the public reads it.
    pub fn public(n: i64) -> Self {
        if (1..SMALL).contains(&n) { Self::Small(Small::UnderFive) } else { Self::Exact(n) }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(n) => write!(f, "{n}"),
            Self::Small(Small::UnderFive) => f.write_str("<5"),
            Self::Small(Small::Hidden) => f.write_str("*"),
        }
    }
}

/// A rate with what it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rate {
    /// Basis points; absent where nothing is below the line, or too little to tell.
    pub bp: Option<i64>,
    /// What is below the line.
    pub of: Count,
}

/// Orders of one area, category or month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatesLine {
    /// The area; absent elsewhere.
    pub area: Option<AreaRef>,
    /// Code of the category, or the month as `2026-06`; absent in the line of all.
    pub key: Option<String>,
    /// In Chinese; absent in the line of all.
    pub zh: Option<String>,
    /// In English; absent in the line of all.
    pub en: Option<String>,
    /// Ordered in the period.
    pub placed: Count,
    /// Of these, over with a result or without a word.
    pub closed: Count,
    /// Of these, somebody still has to do something.
    pub open: Count,
    /// Of these, overdue now.
    pub overdue: Count,
    /// Spoken with within the limit ÷ accepted, the limit over or somebody spoken with.
    pub response: Rate,
    /// Solved ÷ those with an answer.
    pub resolution: Rate,
    /// Four stars or more, or satisfied on the telephone ÷ those with an answer.
    pub satisfaction: Rate,
    /// With an answer ÷ done at least once; a "no" and a callback are answers too.
    pub answered: Rate,
    /// Done within the limit ÷ done.
    pub on_time: Rate,
    /// Came back at least once ÷ done at least once.
    pub reopened: Rate,
    /// Minutes until somebody took it: median and 90th percentile; absent below five.
    pub to_take: Option<Spread>,
    /// Minutes until it was done: median and 90th percentile; absent below five.
    pub to_finish: Option<Spread>,
    /// Given back or refused; those at work read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_back: Option<i64>,
    /// Reported up; those at work read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated: Option<i64>,
    /// How often orders came back as not solved, all together; those at work read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopenings: Option<i64>,
}

/// How long it took, in minutes of all time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Spread {
    /// Half took no longer.
    pub median: i64,
    /// Nine of ten took no longer.
    pub p90: i64,
}

impl Spread {
    /// Of `minutes`, in any order; `None` where there are none, and for the public below five: a single one would be
    /// somebody's.
    pub fn of(mut minutes: Vec<i64>, is_public: bool) -> Option<Self> {
        let least = if is_public { SMALL } else { 1 };
        if i64::try_from(minutes.len()).unwrap_or(i64::MAX) < least {
            return None;
        }
        minutes.sort_unstable();
        // The nearest rank: a value that somebody really waited.
        let rank = |percent: usize| minutes[(minutes.len() * percent).div_ceil(100).max(1) - 1];
        Some(Self { median: rank(50), p90: rank(90) })
    }
}

/// Orders placed from one day to another, by area, category or month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rates {
    /// First day, in Shanghai.
    pub from: NaiveDate,
    /// Last day, in Shanghai.
    pub to: NaiveDate,
    /// By what the lines are told apart.
    pub by: RatesBy,
    /// All together.
    pub total: RatesLine,
    /// The lines.
    pub lines: Vec<RatesLine>,
    /// The day on which it was computed.
    pub as_of: NaiveDate,
    /// The period is longer than was asked for: the difference to another one would have told of a few orders.
    pub is_widened: bool,
    /// Some of the orders were invented for the demonstration 示例.
    #[serde(default)]
    pub is_demo: bool,
}

/// What one order says, before it is counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Somebody still has to do something.
    pub is_open: bool,
    /// It is over.
    pub is_over: bool,
    /// Overdue now.
    pub is_overdue: bool,
    /// Whether somebody spoke with who asked in time; absent where that cannot be told yet.
    pub is_answered_in_time: Option<bool>,
    /// It was done and is not open again.
    pub is_done: bool,
    /// It was done in time.
    pub is_on_time: bool,
    /// Whether it was solved, as who asked says.
    pub is_solved: Option<bool>,
    /// Whether he is satisfied.
    pub is_satisfied: Option<bool>,
    /// How often it came back as not solved.
    pub reopened: i64,
    /// How often it was given back or refused.
    pub came_back: i64,
    /// It went up.
    pub is_escalated: bool,
    /// Minutes until it was taken.
    pub to_take: Option<i64>,
    /// Minutes until it was done.
    pub to_finish: Option<i64>,
}

fn rate(part: usize, of: usize, is_public: bool) -> Rate {
    let (part, of) = (i64::try_from(part).unwrap_or(i64::MAX), i64::try_from(of).unwrap_or(i64::MAX));
    let is_told = of > 0 && (!is_public || of >= SMALL);
    let count = if is_public { Count::public(of) } else { Count::Exact(of) };
    Rate { bp: is_told.then(|| (part * 10_000 + of / 2) / of), of: count }
}

impl RatesLine {
    /// Counts `orders`. For the public, small counts are told as small, and rates over them not at all.
    pub fn of(orders: &[Told], is_public: bool) -> Self {
        let n = |fits: &dyn Fn(&Told) -> bool| orders.iter().filter(|told| fits(told)).count();
        let count = |n: usize| {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            if is_public { Count::public(n) } else { Count::Exact(n) }
        };
        let done = n(&|t| t.is_done);
        // Done once at least: those that came back were.
        let once = n(&|t| t.is_done || t.reopened > 0);
        let answers = n(&|t| t.is_solved.is_some());
        let minutes = |of: fn(&Told) -> Option<i64>| Spread::of(orders.iter().filter_map(of).collect(), is_public);
        let sum = |of: fn(&Told) -> i64| (!is_public).then(|| orders.iter().map(of).sum());
        Self {
            area: None,
            key: None,
            zh: None,
            en: None,
            placed: count(orders.len()),
            closed: count(n(&|t| t.is_over)),
            open: count(n(&|t| t.is_open)),
            overdue: count(n(&|t| t.is_overdue)),
            response: rate(
                n(&|t| t.is_answered_in_time == Some(true)),
                n(&|t| t.is_answered_in_time.is_some()),
                is_public,
            ),
            resolution: rate(n(&|t| t.is_solved == Some(true)), answers, is_public),
            satisfaction: rate(n(&|t| t.is_satisfied == Some(true)), answers, is_public),
            answered: rate(answers, once, is_public),
            on_time: rate(n(&|t| t.is_done && t.is_on_time), done, is_public),
            reopened: rate(n(&|t| t.reopened > 0), once, is_public),
            to_take: minutes(|t| t.to_take),
            to_finish: minutes(|t| t.to_finish),
            came_back: sum(|t| t.came_back),
            escalated: sum(|t| i64::from(t.is_escalated)),
            reopenings: sum(|t| t.reopened),
        }
    }

    /// Every count that the public reads, in one order.
    pub(super) fn counts(&mut self) -> [&mut Count; COLUMNS] {
        [
            &mut self.placed,
            &mut self.closed,
            &mut self.open,
            &mut self.overdue,
            &mut self.response.of,
            &mut self.resolution.of,
            &mut self.satisfaction.of,
            &mut self.answered.of,
            &mut self.on_time.of,
            &mut self.reopened.of,
        ]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::orders) fn done(is_solved: Option<bool>, is_satisfied: Option<bool>) -> Told {
        Told { is_over: true, is_done: true, is_on_time: true, is_solved, is_satisfied, ..Told::default() }
    }

    #[test]
    fn who_said_nothing_counts_neither_for_nor_against() {
        let mut orders = vec![done(Some(true), Some(true)); 6];
        orders.extend(vec![done(Some(true), Some(false)); 2]);
        orders.extend(vec![done(None, None); 8]);
        let line = RatesLine::of(&orders, true);
        assert_eq!(line.resolution, Rate { bp: Some(10_000), of: Count::Exact(8) });
        assert_eq!(line.satisfaction, Rate { bp: Some(7_500), of: Count::Exact(8) });
        assert_eq!(line.answered, Rate { bp: Some(5_000), of: Count::Exact(16) });
    }

    #[test]
    fn small_cells_are_told_as_small_to_the_public_and_exactly_at_work() {
        let orders = vec![done(Some(true), Some(true)); 3];
        let public = RatesLine::of(&orders, true);
        assert_eq!(serde_json::to_value(public.placed).unwrap(), "<5");
        assert_eq!(public.resolution.bp, None);
        assert_eq!(RatesLine::of(&orders, false).resolution.bp, Some(10_000));
        assert_eq!(RatesLine::of(&[], true).placed, Count::Exact(0));
    }

    #[test]
    fn percentiles_are_values_that_somebody_waited() {
        assert_eq!(Spread::of(vec![1, 2, 3, 4], true), None);
        assert_eq!(Spread::of(vec![1, 2, 3, 4], false), Some(Spread { median: 2, p90: 4 }));
        assert_eq!(Spread::of((1..=10).rev().collect(), true), Some(Spread { median: 5, p90: 9 }));
    }
}
