//! Days in Shanghai: the working day of every figure is Asia/Shanghai (UTC+8, no summer time).

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// The offset of China, all year.
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are less than a day")
}

/// The date in Shanghai at the moment `at`.
pub fn date_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&shanghai()).date_naive()
}

/// Reads a date as offices write it: 2026-06-12, 2026/6/12, 2026.6.12, 2026年6月12日 or 20260612. `None` for anything else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim().trim_end_matches('日');
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_shanghai() {
        let late = "2026-06-11T16:00:00Z".parse().unwrap();
        assert_eq!(date_of(late).to_string(), "2026-06-12");
    }

    #[test]
    fn dates_are_read_as_offices_write_them() {
        for text in ["2026-06-12", "2026/6/12", "2026.6.12", "2026年6月12日", "20260612", " 2026-6-12 "] {
            assert_eq!(parse_date(text).map(|d| d.to_string()).as_deref(), Some("2026-06-12"), "{text}");
        }
        for text in ["2026-02-30", "26-06-12", "2026-06", "六月", "2026-06-12-1", ""] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
