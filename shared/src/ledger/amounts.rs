//! Amounts as offices write them, exact: decimals are never turned into floating point on their way to fen, m² or
//! basis points, and units stand in the header (总投资（万元）), in the mapping or after the number (1420万元).

use super::Words;
use super::words::{folded, half_width};
use crate::money::Currency;

/// What is measured, and in which unit it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Money, kept in fen.
    Money,
    /// Area, kept in m².
    Area,
    /// Length, kept in m.
    Length,
    /// Things that are counted.
    Count,
    /// A share of the whole, kept in basis points.
    Share,
}

/// Unit and what one of it is, as a fraction of the unit that is kept.
type UnitLine = (&'static str, i128, i128);

const MONEY: &[UnitLine] = &[
    ("分", 1, 1),
    ("fen", 1, 1),
    ("元", 100, 1),
    ("千元", 100_000, 1),
    ("万元", 1_000_000, 1),
    ("万", 1_000_000, 1),
    ("百万元", 100_000_000, 1),
    ("亿元", 10_000_000_000, 1),
    ("亿", 10_000_000_000, 1),
];
const AREA: &[UnitLine] = &[
    ("㎡", 1, 1),
    ("m2", 1, 1),
    ("m²", 1, 1),
    ("平方米", 1, 1),
    ("平米", 1, 1),
    ("平方", 1, 1),
    ("万㎡", 10_000, 1),
    ("万m2", 10_000, 1),
    ("万m²", 10_000, 1),
    ("万平方米", 10_000, 1),
    ("万平米", 10_000, 1),
    ("万平方", 10_000, 1),
    ("公顷", 10_000, 1),
    ("ha", 10_000, 1),
    ("亩", 2_000, 3),
    ("mu", 2_000, 3),
];
const LENGTH: &[UnitLine] = &[
    ("m", 1, 1),
    ("米", 1, 1),
    ("延米", 1, 1),
    ("km", 1_000, 1),
    ("公里", 1_000, 1),
    ("千米", 1_000, 1),
    ("里", 500, 1),
];
const COUNT: &[UnitLine] = &[
    ("户", 1, 1),
    ("栋", 1, 1),
    ("幢", 1, 1),
    ("人", 1, 1),
    ("个", 1, 1),
    ("套", 1, 1),
    ("处", 1, 1),
    ("天", 1, 1),
    ("台", 1, 1),
    ("千户", 1_000, 1),
    ("万户", 10_000, 1),
    ("万人", 10_000, 1),
    ("thousand", 1_000, 1),
];
const SHARE: &[UnitLine] = &[("%", 100, 1), ("percent", 100, 1), ("‰", 10, 1), ("bp", 1, 1)];

impl Measure {
    fn lines(self) -> &'static [UnitLine] {
        match self {
            Self::Money => MONEY,
            Self::Area => AREA,
            Self::Length => LENGTH,
            Self::Count => COUNT,
            Self::Share => SHARE,
        }
    }

    fn unit(self, unit: &str) -> Option<(i128, i128)> {
        let unit = super::words::folded(unit);
        self.lines().iter().find(|l| l.0 == unit).map(|l| (l.1, l.2))
    }

    /// Whether `unit` is known for this measure.
    pub fn knows(self, unit: &str) -> bool {
        self.unit(unit).is_some()
    }

    /// The units that are known, for a message.
    pub fn known(self) -> String {
        self.lines().iter().map(|l| l.0).collect::<Vec<_>>().join(" ")
    }
}

/// `digits` × 10^-`scale`.
struct Decimal {
    negative: bool,
    digits: i128,
    scale: u32,
}

/// Reads a decimal with or without thousands separators; `None` for anything else.
fn decimal(text: &str) -> Option<Decimal> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1
        || (groups.iter().skip(1).all(|g| g.len() == 3) && (1..=3).contains(&groups.first().map_or(0, |g| g.len())));
    let digits = format!("{}{fraction}", groups.concat());
    let plain = !digits.is_empty() && digits.len() <= 30 && digits.bytes().all(|b| b.is_ascii_digit());
    if !grouped || !plain || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    Some(Decimal { negative, digits: digits.parse().ok()?, scale: u32::try_from(fraction.len()).ok()? })
}

/// Reads an amount that cannot be negative. `unit` is the one of the column, where it has one; a unit after the number
/// comes first. Money and counts must be whole in the unit that is kept, areas, lengths and shares are rounded to it.
///
/// # Errors
/// What is wrong and what to do.
pub fn amount(text: &str, unit: Option<&str>, measure: Measure) -> Result<i64, Words> {
    let (number, own_unit) = number_and_unit(text);
    let value = read(&number)?;
    let own_unit = own_unit.as_deref();
    let unit = own_unit.or(unit);
    let (up, down) = match (unit, measure) {
        (Some(unit), _) => measure.unit(unit).ok_or_else(|| {
            let known = measure.known();
            Words::new(
                format!("不认识单位“{unit}”，可用：{known}"),
                format!("unknown unit \"{unit}\"; known are {known}"),
            )
        })?,
        (None, Measure::Money) => {
            return Err(Words::new(
                "没有写单位：请在列名里写明，如“总投资（万元）”，或在映射里写 unit",
                "no unit: put it into the header, such as 总投资（万元）, or give unit in the mapping",
            ));
        }
        (None, Measure::Share)
            if number.contains('.') && value.digits < 10i128.pow(value.scale) && value.digits > 0 =>
        {
            return Err(Words::new(
                format!("看不出是百分之 {number} 还是比例，请写成带 % 的百分数"),
                format!("is it {number} percent or a fraction of 1? Write it with a % sign"),
            ));
        }
        (None, Measure::Share) => (100, 1),
        (None, _) => (1, 1),
    };
    match measure {
        Measure::Money => times(&value, up, down, Whole::Fen),
        Measure::Count => times(&value, up, down, Whole::Pieces),
        _ => times(&value, up, down, Whole::Rounded),
    }
}

/// A number as it is written, and the unit after it.
pub(super) fn number_and_unit(text: &str) -> (String, Option<String>) {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let end = text.find(|c: char| !(c.is_ascii_digit() || ",.+-".contains(c))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number.to_owned(), Some(unit.to_owned()).filter(|u| !u.is_empty()))
}

/// `number` times `up` ÷ `down`: rounded where it may be, else it must be whole.
pub(super) fn scaled(number: &str, up: i128, down: i128, may_round: bool) -> Result<i64, Words> {
    times(&read(number)?, up, down, if may_round { Whole::Rounded } else { Whole::Pieces })
}

/// A decimal that is not negative.
fn read(number: &str) -> Result<Decimal, Words> {
    let value = decimal(number).ok_or_else(|| {
        Words::new(
            "应为数字，可以带千位分隔符和单位，如 1,420.5",
            "expected a number, with thousands separators and a unit if you like, such as 1,420.5",
        )
    })?;
    if value.negative && value.digits != 0 {
        return Err(Words::new("不能是负数", "cannot be negative"));
    }
    Ok(value)
}

/// What becomes of a remainder.
enum Whole {
    /// Nobody pays less than a fen.
    Fen,
    /// Nobody counts half a thing.
    Pieces,
    /// It is rounded half up.
    Rounded,
}

fn times(value: &Decimal, up: i128, down: i128, whole: Whole) -> Result<i64, Words> {
    let too_large = || Words::new("数字太大", "the number is too large");
    let up = value.digits.checked_mul(up).ok_or_else(too_large)?;
    let down = 10i128.checked_pow(value.scale).and_then(|s| s.checked_mul(down)).ok_or_else(too_large)?;
    let kept = match whole {
        Whole::Fen if up % down != 0 => {
            return Err(Words::new("比一分钱还细，请检查小数位数", "finer than one fen: check the decimals"));
        }
        Whole::Pieces if up % down != 0 => return Err(Words::new("应为整数", "expected a whole number")),
        _ => (up + down / 2) / down,
    };
    i64::try_from(kept).map_err(|_| too_large())
}

/// Words at the end of a unit that name a currency, and the currencies they may mean; longer words come first.
const CURRENCIES: &[(&str, &[Currency])] = &[
    ("美元", &[Currency::Usd]),
    ("美金", &[Currency::Usd]),
    ("usdollars", &[Currency::Usd]),
    ("usd", &[Currency::Usd]),
    ("港元", &[Currency::Hkd]),
    ("港币", &[Currency::Hkd]),
    ("hkd", &[Currency::Hkd]),
    ("澳门元", &[Currency::Mop]),
    ("mop", &[Currency::Mop]),
    ("新台币", &[Currency::Twd]),
    ("twd", &[Currency::Twd]),
    ("dollars", &[Currency::Usd, Currency::Hkd, Currency::Twd]),
    ("欧元", &[Currency::Eur]),
    ("euros", &[Currency::Eur]),
    ("eur", &[Currency::Eur]),
    ("英镑", &[Currency::Gbp]),
    ("pounds", &[Currency::Gbp]),
    ("gbp", &[Currency::Gbp]),
    ("人民币", &[Currency::Cny]),
    ("yuan", &[Currency::Cny]),
    ("cny", &[Currency::Cny]),
    ("rmb", &[Currency::Cny]),
];

/// A unit of money without its currency, and the currencies it may name: 万美元 is 万元, thousand dollars 千元.
fn unit_and_currency(unit: &str) -> (String, &'static [Currency]) {
    let unit = folded(unit);
    let named = CURRENCIES.iter().find_map(|(word, meant)| Some((unit.strip_suffix(word)?, *meant)));
    let Some((times, meant)) = named else { return (unit, &[]) };
    let times = match times {
        "thousand" => "千",
        "million" => "百万",
        times => times.trim_end_matches('元'),
    };
    (format!("{times}元"), meant)
}

/// Reads an amount of money in hundredths of `currency`. Units such as 万元 go with any currency; a unit or a sign that
/// names another one is refused.
///
/// # Errors
/// What is wrong and what to do.
pub fn money(text: &str, unit: Option<&str>, currency: Currency) -> Result<i64, Words> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, plain): (&[Currency], &str) = match text.chars().next() {
        Some('$') => (&[Currency::Usd, Currency::Hkd, Currency::Twd], &text[1..]),
        Some(c @ ('¥' | '￥')) => (&[Currency::Cny], &text[c.len_utf8()..]),
        Some('€') => (&[Currency::Eur], &text['€'.len_utf8()..]),
        Some('£') => (&[Currency::Gbp], &text['£'.len_utf8()..]),
        _ => (&[], text.as_str()),
    };
    let at = plain.find(|c: char| !(c.is_ascii_digit() || ",.+-".contains(c))).unwrap_or(plain.len());
    let (number, own_unit) = plain.split_at(at);
    let (own_unit, own) = unit_and_currency(own_unit);
    let (column_unit, column) = unit.map_or((String::new(), &[] as &[Currency]), unit_and_currency);
    let by_column = if own_unit.is_empty() { column } else { &[] };
    for meant in [sign, own, by_column] {
        if !meant.is_empty() && !meant.contains(&currency) {
            let (is, other) = (currency.code(), meant[0].code());
            return Err(Words::new(
                format!(
                    "单位说的是 {other}，这一行的币种却是 {is}：请加一列“币种”，或在映射的 [constants] 里写 currency = \"{other}\""
                ),
                format!(
                    "the unit means {other}, but the currency of this row is {is}: add a column 币种, or put currency = \"{other}\" into [constants] of the mapping"
                ),
            ));
        }
    }
    amount(&format!("{number}{own_unit}"), unit.map(|_| column_unit.as_str()), Measure::Money)
}

/// Fen in 万元, exact: 710.56.
pub fn in_wan(fen: i64) -> String {
    let (whole, rest) = (fen / crate::money::FEN_PER_WAN, fen % crate::money::FEN_PER_WAN);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:06}").trim_end_matches('0').to_owned()
}

/// Basis points in percent, exact: 35.5.
pub fn in_percent(bp: i32) -> String {
    match bp % 100 {
        0 => (bp / 100).to_string(),
        rest => format!("{}.{rest:02}", bp / 100).trim_end_matches('0').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, unit: Option<&str>) -> Result<i64, String> {
        super::money(text, unit, Currency::Cny).map_err(|w| w.zh)
    }

    #[test]
    fn a_unit_that_names_another_currency_is_refused() {
        let dollars = |text, unit| super::money(text, unit, Currency::Usd).map_err(|w| w.en);
        assert_eq!(dollars("30967", Some("thousand dollars")), Ok(3_096_700_000));
        assert_eq!(dollars("$1.5", Some("million US dollars")), Ok(150_000_000));
        assert_eq!(dollars("3096.7万美元", Some("万元")), Ok(3_096_700_000));
        assert_eq!(dollars("12", Some("万元")), Ok(12_000_000));
        assert_eq!(super::money("1.2欧元", None, Currency::Eur), Ok(120));
        for (text, unit) in [("12", "yuan"), ("¥12", "元"), ("12万港元", "元")] {
            assert!(dollars(text, Some(unit)).unwrap_err().contains("currency of this row is USD"), "{text}");
        }
        let said = money("30967", Some("thousand dollars")).unwrap_err();
        assert!(said.contains("单位说的是 USD，这一行的币种却是 CNY") && said.contains("currency = \"USD\""), "{said}");
    }

    #[test]
    fn money_is_exact_to_the_fen() {
        assert_eq!(money("710.56", Some("万元")), Ok(710_560_000));
        assert_eq!(money("１，４２０", Some("万元")), Ok(1_420_000_000));
        assert_eq!(money("1,420万元", Some("元")), Ok(1_420_000_000));
        assert_eq!(money("¥ 0.01", Some("元")), Ok(1));
        assert_eq!(money("1.3亿元", None), Ok(13_000_000_000));
        assert_eq!(money("30967", Some("thousand yuan")), Ok(3_096_700_000));
        assert_eq!(money("0.1", Some("万元")), Ok(100_000));
        for (text, unit) in [
            ("0.001", Some("元")),
            ("12", None),
            ("-1", Some("元")),
            ("1,5", Some("元")),
            ("约100", Some("元")),
            ("1.2.3", Some("元")),
            ("", Some("元")),
            ("12石", None),
            ("99999999999999999999", Some("亿元")),
        ] {
            assert!(money(text, unit).is_err(), "{text}");
        }
    }

    #[test]
    fn other_measures_have_their_own_units() {
        assert_eq!(amount("14.26", Some("万㎡"), Measure::Area), Ok(142_600));
        assert_eq!(amount("1.5亩", None, Measure::Area), Ok(1_000));
        assert_eq!(amount("1234.56", None, Measure::Area), Ok(1_235));
        assert_eq!(amount("108.7", Some("公里"), Measure::Length), Ok(108_700));
        assert_eq!(amount("1,521", None, Measure::Count), Ok(1_521));
        assert_eq!(amount("3.4万户", None, Measure::Count), Ok(34_000));
        assert!(amount("12.5", None, Measure::Count).is_err());
        assert_eq!(amount("35", None, Measure::Share), Ok(3_500));
        assert_eq!(amount("35.5%", None, Measure::Share), Ok(3_550));
        assert_eq!(amount("0.35", None, Measure::Share).map_err(|w| w.en.contains('%')), Err(true));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for fen in [0, 1, 99, 710_560_000, 1_420_000_000, 123_456_789_012] {
            assert_eq!(money(&in_wan(fen), Some("万元")), Ok(fen));
        }
        for bp in [0, 1, 50, 3_550, 10_000] {
            assert_eq!(amount(&format!("{}%", in_percent(bp)), None, Measure::Share), Ok(i64::from(bp)));
        }
    }
}
