//! Times of day in cells, in Shanghai.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use super::Words;
use super::cells::date;
use super::words::{half_width, trimmed};
use crate::time::shanghai;

/// A day, or a day and a time of day in Shanghai, as UTC.
///
/// # Errors
/// What was expected.
pub fn moment(text: &str) -> Result<NaiveDateTime, Words> {
    let (day, time) = halves(text);
    let time = time.map_or(Ok(TimeDelta::zero()), |t| after_midnight(&t))?;
    Ok(date(&day)?.and_time(NaiveTime::MIN) + time - shanghai())
}

/// A day and a time of day in Shanghai, as UTC: 2026-06-12 09:45, 2026年6月12日9时45分. 24:00 ends a day.
///
/// # Errors
/// What was expected; a day alone does not say when.
pub fn minute(text: &str) -> Result<NaiveDateTime, Words> {
    if let (day, None) = halves(text)
        && date(&day).is_ok()
    {
        return Err(Words::new(
            "只有日期，没有写几点几分：应写成 2026-06-12 08:30",
            "a date without a time of day: write 2026-06-12 08:30",
        ));
    }
    moment(text)
}

/// The day, and the time of day where there is one.
fn halves(text: &str) -> (String, Option<String>) {
    let text = half_width(text);
    let text = trimmed(&text);
    let end = text.find([' ', 'T']).or_else(|| text.find('日').map(|at| at + '日'.len_utf8()));
    let (day, time) = text.split_at(end.unwrap_or(text.len()));
    let time = time.trim_start_matches([' ', 'T']);
    (trimmed(day).to_owned(), (!time.is_empty()).then(|| time.to_owned()))
}

/// How long after midnight.
fn after_midnight(text: &str) -> Result<TimeDelta, Words> {
    let mut text = text.replace(['时', '点'], ":").replace(['分', ' '], "");
    if text.ends_with(':') {
        text.push_str("00");
    }
    if matches!(text.as_str(), "24:00" | "24:00:00") {
        return Ok(TimeDelta::days(1));
    }
    let read = |format: &&str| NaiveTime::parse_from_str(&text, format).ok();
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(read);
    time.map(|t| t - NaiveTime::MIN)
        .ok_or_else(|| Words::new("时间应写成 2026-06-12 09:45", "expected a time such as 2026-06-12 09:45"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_or_a_minute_in_shanghai() {
        let utc = |text| moment(text).map(|t| t.to_string());
        for text in [
            "2026-06-12 09:45",
            "2026/6/12 9：45",
            "2026年6月12日 9时45分",
            "2026年6月12日9点45",
            "2026-06-12T09:45:00",
        ] {
            assert_eq!(utc(text).as_deref(), Ok("2026-06-12 01:45:00"), "{text}");
        }
        assert_eq!(utc("2026年6月12日").as_deref(), Ok("2026-06-11 16:00:00"));
        assert_eq!(utc("2026-06-12 24:00").as_deref(), Ok("2026-06-12 16:00:00"));
        assert_eq!(utc("2026年6月12日8时").as_deref(), Ok("2026-06-12 00:00:00"));
        for text in ["2026-06-12 25:45", "六月", "2026-06-12 24:30", "2026-06-12 早上", "09:45"] {
            assert!(utc(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_alone_is_no_minute() {
        for text in ["2026-06-12", "2026年6月12日", "46185"] {
            assert!(minute(text).unwrap_err().zh.contains("没有写几点几分"), "{text}");
        }
        assert!(minute("2026-06-12 00:00").is_ok());
        assert!(minute("下周").unwrap_err().zh.contains("应为日期"));
    }
}
