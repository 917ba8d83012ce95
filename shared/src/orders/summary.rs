//! Summary 公开摘要: what everybody may read of an order. Somebody writes it without a name, somebody else reviews it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{OrderStatus, Outcome, codes};
use crate::areas::AreaRef;
use crate::error::{ApiError, ErrorCode};
use crate::workflow::{needed_text, optional_text};

/// Characters of its title.
pub const MOST_TITLE: usize = 60;
/// Characters of its result.
pub const MOST_RESULT: usize = 300;

codes! {
    /// How far it is.
    SummaryStatus {
        /// 待审核
        Written,
        /// 已公开
        Published,
        /// 已撤下
        Withdrawn,
    }
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSummary {
    /// What was asked for.
    pub title: String,
    /// What was done.
    #[serde(default)]
    pub result: Option<String>,
}

/// What names a person or a dwelling: so many digits are a phone or a number of papers, a room is somebody's home.
fn tells_of_a_person(text: &str) -> bool {
    const ROOMS: [&str; 3] = ["室", "号房", "单元"];
    let is_digit = |c: char| c.is_numeric() || "零〇一二三四五六七八九十两".contains(c);
    let mut digits = 0;
    let mut groups = 0;
    let mut last = ' ';
    for c in text.chars() {
        if is_digit(c) {
            // 7#302 is building and room.
            if matches!(last, '#' | '＃') {
                return true;
            }
            digits += 1;
            groups += i32::from(!is_digit(last));
        } else if !matches!(c, ' ' | '-' | '－' | '—') {
            digits = 0;
            groups = 0;
        }
        // 3-2-501 is building, stairwell and room.
        if digits >= 7 || groups >= 3 {
            return true;
        }
        last = c;
    }
    ROOMS
        .iter()
        .any(|word| text.match_indices(word).any(|(at, _)| text[..at].chars().next_back().is_some_and(is_digit)))
        || text.contains("户主")
        || text.contains("身份证")
}

impl NewSummary {
    /// Reads it: it tells of no phone, no papers and no dwelling.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self) -> Result<Self, ApiError> {
        let title = needed_text(&self.title, "title", MOST_TITLE)?;
        let result = optional_text(self.result.as_deref(), "result", MOST_RESULT)?;
        for (field, text) in [("title", Some(&title)), ("result", result.as_ref())] {
            if text.is_some_and(|text| tells_of_a_person(text)) {
                let (zh, en) = (
                    "公开的摘要里不能有电话、证件号和门牌（单元、室），请改写到楼栋为止。",
                    "A public summary holds no phone, no number of papers and no dwelling: name the building at most.",
                );
                return Err(ApiError::field(ErrorCode::InvalidValue, field, zh, en));
            }
        }
        Ok(Self { title, result })
    }
}

/// An order as everybody reads it, once somebody reviewed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicOrder {
    /// Its number; it opens nothing.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// The category in Chinese.
    pub category_zh: String,
    /// The category in English.
    pub category_en: String,
    /// What was asked for.
    pub title: String,
    /// What was done.
    pub result: Option<String>,
    /// From the street down to the community.
    pub areas: Vec<AreaRef>,
    /// Name of the compound.
    pub compound: Option<String>,
    /// How far it is.
    pub status: OrderStatus,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// How many more said that it concerns them; absent below five.
    pub joined: Option<i64>,
    /// When it was ordered, UTC.
    pub placed_at: DateTime<Utc>,
    /// When it was done, UTC.
    pub finished_at: Option<DateTime<Utc>>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_tells_of_no_phone_no_papers_and_no_dwelling() {
        let title = |text: &str| NewSummary { title: text.to_owned(), result: None }.checked();
        for bad in [
            "请打 13812345678",
            "请打138 1234 5678",
            "3栋2单元501室漏水",
            "5号楼302室",
            "3-2-501 漏水",
            "户主王某家漏水",
            "０７１４６４８１２３４",
            "7栋三零二室赵大妈家路灯",
            "电话一三八一二三四五六七八",
            "7#302 路灯",
        ] {
            assert_eq!(title(bad).unwrap_err().field.as_deref(), Some("title"), "{bad}");
        }
        for good in ["3栋楼道灯不亮", "东里 12 栋下水道堵塞", "2026年6月路灯", "教室里的灯"] {
            assert!(title(good).is_ok(), "{good}");
        }
    }
}
