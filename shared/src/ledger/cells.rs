//! What single cells say: dates, years, yes or no, names of states and kinds. Each parser tells what it expected.

use chrono::{Datelike as _, Days, NaiveDate};

use super::words::{folded, half_width, trimmed};
use super::{Line, Words};
use crate::money::Currency;
use crate::projects::ProjectStatus;
use strum::VariantArray as _;

/// Days that spreadsheets count from; they take 1900 for a leap year, hence the 30th.
const SERIAL_EPOCH: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// Serial numbers that can only be days of our time (1954 to 2064).
const SERIALS: std::ops::RangeInclusive<u64> = 20_000..=60_000;

/// A day: 2026-06-12, 2026/6/12, 2026年6月12日, 20260612, with a time of day or not, or the serial number of a spreadsheet.
///
/// # Errors
/// What was expected.
pub fn date(text: &str) -> Result<NaiveDate, Words> {
    let text = half_width(text);
    let day = calendar_day(trimmed(&text))?;
    if !YEARS.contains(&day.year()) {
        return Err(Words::new("年份不对：应在 1900 到 2100 之间", "the year is wrong: expected 1900 to 2100"));
    }
    Ok(day)
}

/// Years in which something of ours can happen.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

fn calendar_day(text: &str) -> Result<NaiveDate, Words> {
    if let Some(day) = crate::time::parse_date(text) {
        return Ok(day);
    }
    // A time of day after the date is what spreadsheets add by themselves.
    if let Some((day, time)) = text.split_once([' ', 'T'])
        && time.starts_with(|c: char| c.is_ascii_digit())
        && time.contains(':')
        && let Some(day) = crate::time::parse_date(day)
    {
        return Ok(day);
    }
    text.parse::<u64>().ok().and_then(serial).ok_or_else(|| {
        Words::new(
            "应为日期，写成 2026-06-12、2026/6/12 或 2026年6月12日",
            "expected a date: write 2026-06-12, 2026/6/12 or 2026年6月12日",
        )
    })
}

/// The day of a spreadsheet's serial number.
pub fn serial(number: u64) -> Option<NaiveDate> {
    SERIAL_EPOCH?.checked_add_days(Days::new(number)).filter(|_| SERIALS.contains(&number))
}

/// A year such as 2021 or 2021年.
///
/// # Errors
/// What was expected.
pub fn year(text: &str, earliest: i16) -> Result<i16, Words> {
    let text = half_width(text);
    let text = trimmed(&text).trim_end_matches(['年', '度', '代']);
    text.parse::<i16>().ok().filter(|y| (earliest..=2100).contains(y)).ok_or_else(|| {
        Words::new(
            format!("应为 {earliest} 到 2100 之间的年份，如 2021"),
            format!("expected a year from {earliest} to 2100"),
        )
    })
}

/// First and last year: 1985, 1985-1990 or 1985年至1990年.
///
/// # Errors
/// What was expected.
pub fn years(text: &str) -> Result<(i16, i16), Words> {
    let text = half_width(text);
    let ends: Vec<&str> = text.split(['-', '—', '–', '~', '至']).filter(|p| !trimmed(p).is_empty()).collect();
    match ends.as_slice() {
        [one] => year(one, 1800).map(|y| (y, y)),
        [from, to] => match (year(from, 1800)?, year(to, 1800)?) {
            (from, to) if from <= to => Ok((from, to)),
            _ => Err(Words::new("前一个年份比后一个晚", "the first year is after the second")),
        },
        _ => Err(Words::new("应为年份或起止年份，如 1985-1990", "expected a year or two, such as 1985-1990")),
    }
}

/// Yes or no.
///
/// # Errors
/// What was expected.
pub fn flag(text: &str) -> Result<bool, Words> {
    match folded(text).as_str() {
        "是" | "有" | "√" | "✓" | "1" | "true" | "yes" | "y" | "公开" | "示例" | "对" => Ok(true),
        "否" | "无" | "×" | "✗" | "0" | "false" | "no" | "n" | "不公开" | "没有" => Ok(false),
        _ => Err(Words::new("应为“是”或“否”", "expected 是 (yes) or 否 (no)")),
    }
}

/// The name of a thing: longer ones are paragraphs that slipped into the wrong column.
///
/// # Errors
/// More than 200 characters.
pub fn name(text: &str) -> Result<String, Words> {
    const LONGEST: usize = 200;
    match text.chars().count() {
        ..=LONGEST => Ok(text.to_owned()),
        n => Err(Words::new(
            format!("名称有 {n} 个字，最多 {LONGEST} 个：请看看是不是列错了位、少了引号"),
            format!("a name of {n} characters, {LONGEST} at most: look for a shifted column or a missing quote"),
        )),
    }
}

/// One of `known`, each with its names; the first name is shown in the message.
///
/// # Errors
/// All that is known.
pub fn one_of<T: Copy>(text: &str, known: &[(T, &[&str])]) -> Result<T, Words> {
    let text = folded(text);
    let found = known.iter().find(|(_, names)| names.iter().any(|n| folded(n) == text)).map(|(value, _)| *value);
    found.ok_or_else(|| {
        let all: Vec<_> = known.iter().filter_map(|(_, names)| names.first().copied()).collect();
        let all = all.join("、");
        Words::new(
            format!("不认识，可用：{all}；自己的说法请写进映射的 [values]"),
            format!("unknown; known are {all}; put words of your own into [values] of the mapping"),
        )
    })
}

/// A project's state, by its official Chinese name or its code.
///
/// # Errors
/// All states.
pub fn status(text: &str) -> Result<ProjectStatus, Words> {
    let names: Vec<_> = ProjectStatus::VARIANTS.iter().map(|s| (*s, [s.zh(), (*s).into()])).collect();
    let known: Vec<(ProjectStatus, &[&str])> = names.iter().map(|(s, n)| (*s, n.as_slice())).collect();
    one_of(text, &known).map_err(|words| {
        let near: Vec<_> = likely(text).iter().map(|s| format!("{}（{}）", s.zh(), <&str>::from(*s))).collect();
        if near.is_empty() {
            return words;
        }
        let near = near.join("、");
        Words::new(format!("最接近的是 {near}；{}", words.zh), format!("nearest are {near}; {}", words.en))
    })
}

/// Words of offices that name no single state, and the states they may mean.
const LOOSE: &[(&str, &[ProjectStatus])] = {
    use ProjectStatus::{Accepted, Approved, Cancelled, CompletionSubmitted, HandedOver, PlanPublicity};
    use ProjectStatus::{Ready, Suspended, Tendering, UnderConstruction};
    &[
        ("未开工", &[Approved, Tendering, Ready]),
        ("未竣工", &[UnderConstruction]),
        ("未完", &[UnderConstruction]),
        ("计划", &[PlanPublicity, Approved, Ready]),
        ("规划", &[PlanPublicity, Approved, Ready]),
        ("前期", &[PlanPublicity, Approved, Ready]),
        ("拟建", &[PlanPublicity, Approved, Ready]),
        ("招标", &[Tendering]),
        ("停", &[Suspended]),
        ("终止", &[Cancelled]),
        ("取消", &[Cancelled]),
        ("竣工", &[CompletionSubmitted, Accepted]),
        ("完工", &[CompletionSubmitted, Accepted]),
        ("完成", &[Accepted, HandedOver]),
        ("验收", &[CompletionSubmitted, Accepted]),
        ("在建", &[UnderConstruction]),
        ("开工", &[UnderConstruction]),
        ("进行", &[UnderConstruction]),
        ("施工", &[UnderConstruction]),
    ]
};

/// The states that `text` may mean.
fn likely(text: &str) -> &'static [ProjectStatus] {
    let text = folded(text);
    LOOSE.iter().find(|(word, _)| text.contains(word)).map_or(&[], |(_, states)| states)
}

/// A currency, by its Chinese name or its ISO code.
///
/// # Errors
/// All that are known.
pub fn currency(text: &str) -> Result<Currency, Words> {
    let names: Vec<_> = Currency::VARIANTS.iter().map(|c| (*c, [c.code(), c.zh()])).collect();
    let known: Vec<(Currency, &[&str])> = names.iter().map(|(c, n)| (*c, n.as_slice())).collect();
    one_of(text, &known)
}

/// Stands for a formula that nobody has computed: a program wrote it and no spreadsheet has opened it since.
pub const UNCOMPUTED: &str = "#未计算";

/// What a spreadsheet shows where a formula failed.
pub fn is_formula_error(text: &str) -> bool {
    matches!(
        text,
        UNCOMPUTED | "#N/A" | "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!" | "#GETTING_DATA"
    )
}

const TOTALS: [&str; 10] =
    ["合计", "总计", "小计", "共计", "总合计", "本页合计", "本页小计", "total", "subtotal", "grandtotal"];

/// What stands after the word for a total, such as nothing, a colon or a count; `None` when `text` begins otherwise.
fn after_total(text: &str) -> Option<String> {
    let text = folded(text);
    let rest = TOTALS.iter().filter_map(|word| text.strip_prefix(word)).min_by_key(|rest| rest.len())?;
    Some(rest.trim_start_matches(':').to_owned())
}

/// A line that adds up the others: 合计 in any cell, or 合计17个 or 合计（万元） in the first.
pub fn is_total(line: &Line) -> bool {
    let counted = |rest: String| rest.is_empty() || rest.starts_with(|c: char| c == '(' || c.is_ascii_digit());
    let mut filled = line.cells.iter().filter(|c| !trimmed(c).is_empty());
    let first = filled.next().and_then(|c| after_total(c)).is_some_and(counted);
    first || filled.any(|c| after_total(c).is_some_and(|rest| rest.is_empty()))
}

/// A project's number, which is also its address: capital letters, digits and lines, a letter and a digit at least.
/// Small letters, full-width ones and the dashes of a word processor are taken for what they stand for.
///
/// # Errors
/// What was expected.
pub fn number(text: &str) -> Result<String, Words> {
    let text = half_width(text).to_ascii_uppercase().replace(['‐', '‑', '–', '—'], "-");
    let plain = text.len() <= 40
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if plain && text.contains(|c: char| c.is_ascii_alphabetic()) && text.contains(|c: char| c.is_ascii_digit()) {
        return Ok(text);
    }
    Err(Words::new(
        "不像项目编号（如 PRJ-2021-0001，只用字母、数字和横线，至少各一）；如果只是序号，请把列名改为“序号”，或在映射的 ignore 里列出这一列",
        "does not look like a project number (such as PRJ-2021-0001: letters, digits and lines, one of each at least); if it only counts the rows, call the column 序号 or list it under ignore in the mapping",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_and_spreadsheets_write_them() {
        for text in
            ["2021-12-21", "2021年12月21日", "２０２１-12-21", "2021/12/21 0:00", "2021-12-21T00:00:00", "44551"]
        {
            assert_eq!(date(text).unwrap().to_string(), "2021-12-21", "{text}");
        }
        for text in ["六月", "2021-13-01", "12", "2021-12-21 morning", "999999"] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn years_and_flags_are_read() {
        assert_eq!((year("2021年度", 1990), year("1989", 1990).is_err()), (Ok(2021), true));
        assert_eq!(years("1985-1990"), Ok((1985, 1990)));
        assert_eq!(years("1985年"), Ok((1985, 1985)));
        assert!(years("1990-1985").is_err() && years("八十年代").is_err());
        assert_eq!((flag("是"), flag("No")), (Ok(true), Ok(false)));
        assert!(flag("也许").is_err());
    }

    #[test]
    fn a_state_is_known_by_its_official_name_and_its_code() {
        assert_eq!(status("施工中"), Ok(ProjectStatus::UnderConstruction));
        assert_eq!(status("under_construction"), Ok(ProjectStatus::UnderConstruction));
        assert!(
            status("已开工").unwrap_err().zh.starts_with("最接近的是 施工中（under_construction）；不认识，可用：")
        );
    }

    #[test]
    fn a_loose_word_for_a_state_is_told_the_nearest_codes() {
        let said = status("计划中").unwrap_err();
        assert!(
            said.zh.starts_with("最接近的是 方案公示（plan_publicity）、已立项（approved）、待开工（ready）；"),
            "{said:?}"
        );
        assert!(said.en.starts_with("nearest are "), "{said:?}");
        assert!(status("尚未开工").unwrap_err().zh.contains("待开工（ready）；"));
        assert!(status("xyz").unwrap_err().zh.starts_with("不认识，可用："));
    }

    #[test]
    fn a_line_that_adds_up_the_others_is_told_by_its_words() {
        let line = |cells: &str| Line {
            number: 9,
            cells: cells.split(',').map(str::to_owned).collect(),
            is_unformatted: false,
        };
        for cells in
            ["合计,,3", "合 计：,12", ",,总计,5", "小计（万元）,1", "合计17个小区", "3,Grand Total,", "Subtotal:,4"]
        {
            assert!(is_total(&line(cells)), "{cells}");
        }
        for cells in ["总计划改造,公厕", "甲,公厕,合计投资12万元", "Total Street,1", ",,"] {
            assert!(!is_total(&line(cells)), "{cells}");
        }
    }

    #[test]
    fn a_row_count_is_not_a_number() {
        for text in ["PRJ-2021-0001", "prj-2021-0001", "ＰＲＪ－2021－0001", "PRJ–2021—0001"] {
            assert_eq!(number(text).as_deref(), Ok("PRJ-2021-0001"), "{text}");
        }
        // The last one begins with a Cyrillic letter.
        for text in ["1", "十七", "PRJ", "A/1", "x y1", "项目-2021-1", "РRJ-2021-0001"] {
            assert!(number(text).is_err(), "{text}");
        }
    }
}
