//! The calendar of working days 工作日历 as the settings show and take it: public holidays 放假 and make-up working days 调休上班,
//! year by year.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ErrorCode};

/// Days of a year that may be unlike their weekday, at most.
pub const MOST_DAYS: usize = 120;
/// Characters of the name of a holiday at most.
pub const MOST_NAME: usize = 30;

/// A day that is not as its weekday says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    /// The day, in Shanghai.
    pub day: NaiveDate,
    /// People work on it 上班; else they rest 放假.
    pub is_workday: bool,
    /// The holiday that it belongs to.
    pub name: String,
}

/// A year of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarYear {
    /// Which.
    pub year: i32,
    /// Its days in their order; none where the holidays of the year are not known.
    pub days: Vec<CalendarDay>,
    /// Nobody wrote its holidays down, and limits may run through it already: Monday to Friday are counted.
    pub is_missing: bool,
}

/// Body of `PUT /api/v1/staff/work-calendar/{year}`: all its days, instead of those that were there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCalendarYear {
    /// Its days, in any order.
    pub days: Vec<CalendarDay>,
    /// The days it had when these were written: where somebody else wrote others since, nothing is changed.
    pub was: Vec<CalendarDay>,
}

impl NewCalendarYear {
    /// Reads it for `year`: every day lies in it, none comes twice, each has a name.
    ///
    /// # Errors
    /// Naming `days`, and the day that is wrong.
    pub fn checked(self, year: i32) -> Result<Self, ApiError> {
        let wrong = |zh: String, en: String| Err(ApiError::field(ErrorCode::InvalidValue, "days", &zh, &en));
        if self.days.is_empty() || self.days.len() > MOST_DAYS {
            let zh = format!("请写 1 到 {MOST_DAYS} 天。");
            return wrong(zh, format!("Write one to {MOST_DAYS} days."));
        }
        let mut seen = BTreeSet::new();
        let mut days = Vec::with_capacity(self.days.len());
        for day in self.days {
            let name = day.name.trim().to_owned();
            if day.day.year() != year {
                let zh = format!("{} 不在 {year} 年。", day.day);
                return wrong(zh, format!("{} is no day of {year}.", day.day));
            }
            if !seen.insert(day.day) {
                return wrong(format!("{} 写了两次。", day.day), format!("{} stands there twice.", day.day));
            }
            if name.is_empty() || name.chars().count() > MOST_NAME {
                let zh = format!("{} 要写假日名称，最多 {MOST_NAME} 字。", day.day);
                return wrong(
                    zh,
                    format!("{} needs the name of its holiday, {MOST_NAME} characters at most.", day.day),
                );
            }
            days.push(CalendarDay { name, ..day });
        }
        days.sort_by_key(|day| day.day);
        let mut was = self.was;
        was.sort_by_key(|day| day.day);
        Ok(Self { days, was })
    }
}

/// Reads days as they are pasted, one a line: `2027-01-01 放假 元旦`, `2027-02-20 上班 春节`; also `0`/`1`, `rest`/`work`, and commas
/// between, as the published tables have them.
///
/// # Errors
/// Naming `days` and the line that cannot be read.
pub fn parse_days(text: &str) -> Result<Vec<CalendarDay>, ApiError> {
    let one = |(at, line): (usize, &str)| {
        let mut parts = line.split([',', '，', '\t', ' ']).map(str::trim).filter(|part| !part.is_empty());
        let day = parts.next().and_then(|part| part.parse().ok());
        let is_workday = parts.next().and_then(|part| match part {
            "上班" | "班" | "work" | "1" | "true" => Some(true),
            "放假" | "休" | "休息" | "rest" | "0" | "false" => Some(false),
            _ => None,
        });
        let name: Vec<&str> = parts.collect();
        match (day, is_workday, name.join(" ")) {
            (Some(day), Some(is_workday), name) if !name.is_empty() => Ok(CalendarDay { day, is_workday, name }),
            _ => {
                let n = at + 1;
                let zh = format!("第 {n} 行读不懂：{line}。请写成“2027-01-01 放假 元旦”或“2027-02-20 上班 春节”。");
                let en = format!("Line {n} cannot be read: {line}. Write it as “2027-01-01 rest New Year”.");
                Err(ApiError::field(ErrorCode::InvalidValue, "days", &zh, &en))
            }
        }
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("day")).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_lines_are_read_as_people_and_tables_write_them() {
        let days = parse_days("day,is_workday,name\n2027-01-01 放假 元旦\n\n2027-02-20,1,Spring Festival\n").unwrap();
        assert_eq!(days.len(), 2);
        assert!(!days[0].is_workday && days[1].is_workday);
        assert_eq!(days[1].name, "Spring Festival");
        let e = parse_days("2027-01-01 放假 元旦\n2027-13-01 放假 元旦").unwrap_err();
        assert!(e.half(true).contains("第 2 行"), "{e:?}");
    }

    #[test]
    fn a_day_of_another_year_a_day_twice_and_a_day_without_a_name_are_refused() {
        let year = |text: &str| NewCalendarYear { days: parse_days(text).unwrap(), was: Vec::new() }.checked(2027);
        assert!(year("2027-01-01 放假 元旦").is_ok());
        assert!(year("2026-01-01 放假 元旦").is_err());
        assert!(year("2027-01-01 放假 元旦\n2027-01-01 上班 元旦").is_err());
        assert!(NewCalendarYear { days: Vec::new(), was: Vec::new() }.checked(2027).is_err());
    }
}
