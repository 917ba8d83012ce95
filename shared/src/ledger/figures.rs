//! A row of the list of figures 数据: an indicator, its value with a unit, of what, of when and by whom.

use chrono::NaiveDate;

use super::amounts::{number_and_unit, scaled};
use super::cells::{date, name, one_of};
use super::words::{folded, trimmed};
use super::{Cells, Field, Words};
use crate::figures::indicators::ValueKind;
use crate::figures::{Qualifier, Unit};

/// Columns without which there is no figure.
pub const NEEDED: &[&[Field]] = &[&[Field::Indicator], &[Field::Value], &[Field::SourceNote]];

const QUALIFIERS: &[(Qualifier, &[&str])] = &[
    (Qualifier::Exact, &["准确", "exact", "精确", "准确数"]),
    (Qualifier::Rounded, &["取整", "rounded", "整数", "四舍五入"]),
    (Qualifier::AtLeast, &["余", "at_least", "多", "以上", "不少于", "至少", "超过", "超"]),
    (Qualifier::About, &["约", "about", "近", "大约", "左右", "约数"]),
];

const KINDS: &[(ValueKind, &[&str])] = &[
    (ValueKind::Reported, &["公布值", "reported", "公布", "报道"]),
    (ValueKind::Planned, &["计划", "planned", "计划值"]),
    (ValueKind::Actual, &["实际", "actual", "实际值", "完成"]),
    (ValueKind::Target, &["目标", "target", "目标值"]),
];

/// Characters of a source, a note or a period at most.
const LONGEST: usize = 500;

/// A unit as it is written, what one of it is as a fraction of the base unit, and what it can measure; where it names
/// a new indicator, the first.
type UnitLine = (&'static str, i128, i128, &'static [Unit]);

const COUNTED: &[Unit] = &[Unit::Places, Unit::Compounds, Unit::Projects, Unit::Areas];
const MONEY: &[Unit] = &[Unit::Fen];
const LENGTH: &[Unit] = &[Unit::Metres];
const AREA: &[Unit] = &[Unit::SquareMetres, Unit::Land];
const LAND: &[Unit] = &[Unit::Land, Unit::SquareMetres];

#[rustfmt::skip]
const UNITS: &[UnitLine] = &[
    ("元", 100, 1, MONEY), ("千元", 100_000, 1, MONEY), ("万元", 1_000_000, 1, MONEY),
    ("百万元", 100_000_000, 1, MONEY), ("亿元", 10_000_000_000, 1, MONEY), ("fen", 1, 1, MONEY), ("分", 1, 1, MONEY),
    ("户", 1, 1, &[Unit::Households]), ("千户", 1_000, 1, &[Unit::Households]), ("万户", 10_000, 1, &[Unit::Households]),
    ("households", 1, 1, &[Unit::Households]),
    ("栋", 1, 1, &[Unit::Buildings]), ("幢", 1, 1, &[Unit::Buildings]), ("万栋", 10_000, 1, &[Unit::Buildings]),
    ("buildings", 1, 1, &[Unit::Buildings]),
    ("套", 1, 1, &[Unit::Homes]), ("万套", 10_000, 1, &[Unit::Homes]), ("homes", 1, 1, &[Unit::Homes]),
    ("个", 1, 1, COUNTED), ("万个", 10_000, 1, COUNTED),
    ("个小区", 1, 1, &[Unit::Compounds]), ("小区", 1, 1, &[Unit::Compounds]), ("compounds", 1, 1, &[Unit::Compounds]),
    ("个项目", 1, 1, &[Unit::Projects]), ("项", 1, 1, &[Unit::Projects]), ("projects", 1, 1, &[Unit::Projects]),
    ("个片区", 1, 1, &[Unit::Areas]), ("片区", 1, 1, &[Unit::Areas]), ("areas", 1, 1, &[Unit::Areas]),
    ("处", 1, 1, &[Unit::Places]), ("座", 1, 1, &[Unit::Places]), ("条", 1, 1, &[Unit::Places]),
    ("places", 1, 1, &[Unit::Places]),
    ("米", 1, 1, LENGTH), ("m", 1, 1, LENGTH), ("延米", 1, 1, LENGTH), ("公里", 1_000, 1, LENGTH),
    ("千米", 1_000, 1, LENGTH), ("km", 1_000, 1, LENGTH), ("里", 500, 1, LENGTH),
    ("㎡", 1, 1, AREA), ("m2", 1, 1, AREA), ("m²", 1, 1, AREA), ("平方米", 1, 1, AREA), ("平米", 1, 1, AREA),
    ("万㎡", 10_000, 1, AREA), ("万m2", 10_000, 1, AREA), ("万m²", 10_000, 1, AREA), ("万平方米", 10_000, 1, AREA),
    ("公顷", 10_000, 1, AREA), ("ha", 10_000, 1, AREA),
    ("亩", 2_000, 3, LAND), ("万亩", 20_000_000, 3, LAND), ("mu", 2_000, 3, LAND),
    ("%", 100, 1, &[Unit::BasisPoints]), ("percent", 100, 1, &[Unit::BasisPoints]), ("‰", 10, 1, &[Unit::BasisPoints]),
    ("bp", 1, 1, &[Unit::BasisPoints]), ("基点", 1, 1, &[Unit::BasisPoints]),
    ("天", 1, 1, &[Unit::Days]), ("日", 1, 1, &[Unit::Days]), ("days", 1, 1, &[Unit::Days]),
];

/// One figure as a list describes it; what it is a figure of is looked for by the server.
#[derive(Clone, Debug)]
pub struct FigureEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// Code or Chinese name of the indicator.
    pub indicator: String,
    /// The number as it is written, with its unit or without.
    pub value: String,
    /// The unit of its own column, else that of the header.
    pub unit: Option<String>,
    /// English name, for an indicator that is new.
    pub english: Option<String>,
    /// How exactly it is meant.
    pub qualifier: Qualifier,
    /// What kind of value it is.
    pub kind: ValueKind,
    /// First day of the period.
    pub start: Option<NaiveDate>,
    /// Last day of the period.
    pub end: Option<NaiveDate>,
    /// The period in words.
    pub period: Option<String>,
    /// Name of an area or a compound, or number of a project; the district where it is absent.
    pub scope: Option<String>,
    /// Title and publisher.
    pub source: String,
    /// Day of publication.
    pub source_on: Option<NaiveDate>,
    /// Where it can be read.
    pub link: Option<String>,
    /// What has to be known of it.
    pub note: Option<String>,
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>) -> Option<FigureEntry> {
    let indicator = cells.required(Field::Indicator, name);
    let value = cells.required(Field::Value, |t| Ok(t.to_owned()));
    let source = cells.required(Field::SourceNote, text);
    let unit = cells.text(Field::Unit).or_else(|| cells.unit(Field::Value));
    let qualifier = read_or(cells, Field::Qualifier, |t| one_of(t, QUALIFIERS), Qualifier::Exact);
    let kind = read_or(cells, Field::ValueKind, |t| one_of(t, KINDS), ValueKind::Reported);
    let (start, end) = (cells.read(Field::PeriodStart, date), cells.read(Field::PeriodEnd, date));
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        cells.refuse_both(
            [Field::PeriodStart, Field::PeriodEnd],
            Words::new("起比止晚，请核对", "the first day is after the last: check them"),
        );
    }
    Some(FigureEntry {
        row: cells.row(),
        unit,
        english: cells.read(Field::EnglishName, name),
        start,
        end,
        period: cells.read(Field::PeriodWords, text),
        scope: cells.text(Field::Scope).filter(|t| !trimmed(t).is_empty()),
        source_on: cells.read(Field::SourceOn, date),
        link: cells.read(Field::Link, link),
        note: cells.read(Field::Note, text),
        // Last, so that a row without them is told all its other problems too.
        indicator: indicator?,
        value: value?,
        qualifier: qualifier?,
        kind: kind?,
        source: source?,
    })
}

/// The value of `field`, `default` where the cell is empty; nothing where it is wrong.
fn read_or<T: Copy>(
    cells: &mut Cells<'_>,
    field: Field,
    parse: impl FnOnce(&str) -> Result<T, Words>,
    default: T,
) -> Option<T> {
    match cells.text(field) {
        None => Some(default),
        Some(_) => cells.read(field, parse),
    }
}

fn text(text: &str) -> Result<String, Words> {
    let text = trimmed(text);
    if text.chars().count() > LONGEST {
        let (zh, en) = (format!("最多 {LONGEST} 个字，请写短些"), format!("at most {LONGEST} characters: shorten it"));
        return Err(Words::new(zh, en));
    }
    Ok(text.to_owned())
}

fn link(text: &str) -> Result<String, Words> {
    let text = trimmed(text);
    let is_address = ["http://", "https://"].iter().any(|begin| text.starts_with(begin) && text.len() > begin.len());
    let is_plain = text.len() <= 2_000 && !text.contains(|c: char| c.is_whitespace() || "<>\"".contains(c));
    (is_address && is_plain).then(|| text.to_owned()).ok_or_else(|| {
        Words::new("应为以 http:// 或 https:// 开头的网址", "expected an address that begins with http:// or https://")
    })
}

/// What an indicator measures whose values are written in `unit`.
pub fn measured_in(unit: &str) -> Option<Unit> {
    line(unit).and_then(|l| l.3.first()).copied()
}

fn line(unit: &str) -> Option<&'static UnitLine> {
    let unit = folded(unit);
    UNITS.iter().find(|l| folded(l.0) == unit)
}

/// The units in which an indicator can be written, for a message.
fn known(measured: Unit) -> String {
    UNITS.iter().filter(|l| l.3.contains(&measured)).map(|l| l.0).collect::<Vec<_>>().join(" ")
}

/// Reads a value of an indicator that measures `measured`, in its base unit. A unit after the number comes before
/// `unit`; only what is counted can do without.
///
/// # Errors
/// What is wrong and what to do.
pub fn value(text: &str, unit: Option<&str>, measured: Unit) -> Result<i64, Words> {
    let (number, own) = number_and_unit(text);
    if number.is_empty() {
        return scaled(&number, 1, 1, false);
    }
    if measured == Unit::BasisPoints && own.is_none() && number.starts_with("0.") {
        return Err(Words::new(
            format!("看不出是百分之 {number} 还是比例，请写成带 % 的百分数"),
            format!("is it {number} percent or a fraction of 1? Write it with a % sign"),
        ));
    }
    let unit = own.as_deref().or(unit.filter(|u| !trimmed(u).is_empty()));
    let is_measured =
        matches!(measured, Unit::Fen | Unit::Metres | Unit::SquareMetres | Unit::Land | Unit::BasisPoints);
    let (up, down) = match unit {
        None if is_measured => {
            let known = known(measured);
            return Err(Words::new(
                format!("没有写单位，请写在“单位”列或数字后面，可用：{known}"),
                format!("no unit: write it in the column 单位 or after the number; known are {known}"),
            ));
        }
        None => (1, 1),
        // 万 alone goes with whatever is counted.
        Some(unit) if folded(unit) == "万" && !is_measured => (10_000, 1),
        Some(unit) => match line(unit).filter(|l| l.3.contains(&measured)) {
            Some(line) => (line.1, line.2),
            None => {
                let (known, other) = (known(measured), line(unit).is_some());
                let (zh, en) = if other {
                    ("量的不是这个指标", "measures something else than this indicator")
                } else {
                    ("不认识", "is unknown")
                };
                return Err(Words::new(
                    format!("单位“{unit}”{zh}，可用：{known}"),
                    format!("the unit \"{unit}\" {en}; known are {known}"),
                ));
            }
        },
    };
    // Nobody counts half a household; 亩 is no whole number of m².
    let may_round = matches!(measured, Unit::SquareMetres | Unit::Land | Unit::Metres);
    scaled(&number, up, down, may_round)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, unit: Option<&str>, measured: Unit) -> Result<i64, String> {
        value(text, unit, measured).map_err(|w| w.zh)
    }

    #[test]
    fn published_values_become_base_units_exactly() {
        assert_eq!(said("13", Some("亿元"), Unit::Fen), Ok(130_000_000_000));
        assert_eq!(said("3.4万户", None, Unit::Households), Ok(34_000));
        assert_eq!(said("6070", Some("亩"), Unit::Land), Ok(4_046_667));
        assert_eq!(said("6.8", Some("万套"), Unit::Homes), Ok(68_000));
        assert_eq!(said("108.7", Some("公里"), Unit::Metres), Ok(108_700));
        assert_eq!(said("10.4", Some("万㎡"), Unit::SquareMetres), Ok(104_000));
        assert_eq!(said("89", Some("％"), Unit::BasisPoints), Ok(8_900));
        assert_eq!(said("0.5%", None, Unit::BasisPoints), Ok(50));
        assert_eq!(said("1,016", None, Unit::Households), Ok(1_016));
        assert_eq!(said("1.23万", None, Unit::Households), Ok(12_300));
        assert_eq!(said("35", Some("个"), Unit::Areas), Ok(35));
        assert_eq!(said("0.01", Some("元"), Unit::Fen), Ok(1));
    }

    #[test]
    fn a_unit_of_another_dimension_is_refused() {
        for (text, unit, measured, why) in [
            ("13", Some("公里"), Unit::Fen, "量的不是这个指标"),
            ("3.4", Some("万户"), Unit::Homes, "量的不是这个指标"),
            ("5", Some("斤"), Unit::Places, "不认识"),
            ("0.89", Some("%"), Unit::BasisPoints, "写成带 % 的百分数"),
            ("108.7", None, Unit::Metres, "没有写单位"),
            ("89", None, Unit::BasisPoints, "没有写单位"),
            ("1.5", Some("户"), Unit::Households, "应为整数"),
            ("0.001", Some("元"), Unit::Fen, "应为整数"),
            ("-3", Some("户"), Unit::Households, "不能是负数"),
            ("约3", Some("户"), Unit::Households, "应为数字"),
            ("200多", None, Unit::Projects, "不认识"),
        ] {
            let refused = said(text, unit, measured).unwrap_err();
            assert!(refused.contains(why), "{text}: {refused}");
        }
    }

    #[test]
    fn every_base_unit_is_read_as_it_is_written() {
        for unit in <Unit as strum::VariantArray>::VARIANTS {
            assert_eq!(said("7", Some(unit.zh()), *unit), Ok(7), "{}", unit.zh());
        }
    }

    #[test]
    fn the_unit_of_a_new_indicator_says_what_it_measures() {
        assert_eq!(measured_in("万元"), Some(Unit::Fen));
        assert_eq!(measured_in("亩"), Some(Unit::Land));
        assert_eq!(measured_in("㎡"), Some(Unit::SquareMetres));
        assert_eq!(measured_in("处"), Some(Unit::Places));
        assert_eq!(measured_in("斤"), None);
        assert!(link("javascript:alert(1)").is_err() && link("https://").is_err() && link("https://a.cn/1").is_ok());
    }
}
