//! Figures of the demonstration: what was published of the real district, with its source and nothing added, and what
//! the invented projects made, in step with their size, state and progress.

use chrono::{Days, NaiveDate, NaiveTime};
use shared::figures::Qualifier::{self, About, AtLeast, Exact, Rounded};
use shared::figures::indicators::{ScopeType, ValueKind};
use shared::progress::works_progress;
use shared::projects::StatusGroup;

use super::dice::{Dice, Ids};
use super::projects::{Made, Moment};
use super::reported;
use crate::compounds::store::CompoundRow;
use crate::db::Code;
use crate::error::{Error, Result};
use crate::figures::store::{SampleRow, ValueRow};
use crate::projects::store::PromisedRow;

/// When a published figure holds.
#[derive(Clone, Copy)]
enum Period {
    /// From the beginning of the programme to the day of the account.
    Programme,
    /// The five years of the shantytowns.
    FiveYears,
    /// As of the day of the account.
    Until,
    /// 近年来
    Lately,
}

type Line = (&'static str, i64, Qualifier, Period, Option<&'static str>);

/// Indicator, value in its base unit, how exactly it is meant, period, what has to be known of it.
#[rustfmt::skip]
const ACCOUNT: &[Line] = &[
    ("renovation.investment", 130_000_000_000, Exact, Period::Programme,
        Some("公布值，与本系统按项目加总的投资不是同一口径。 As published; not what this system adds up from its projects.")),
    ("renovation.compounds", 93, Exact, Period::Programme, None),
    ("renovation.households", 34_000, Rounded, Period::Programme,
        Some("公布时已取整，没有更细的数。 Published as a rounded number; nothing finer is known.")),
    ("shantytown.expropriated_households", 15_000, Exact, Period::FiveYears, None),
    ("shantytown.land_vacated", 4_046_667, Exact, Period::FiveYears,
        Some("公布的是 6070 亩，1 亩约 666.67 ㎡。 Published as 6,070 mu of about 666.67 m² each.")),
    ("shantytown.homes_built", 68_000, AtLeast, Period::FiveYears,
        Some("公布时写“余”，不少于这个数。 Published as \"more than\" this number.")),
    ("rental.allocated", 1_016, Exact, Period::FiveYears, None),
    ("pipes.rain_sewage", 108_700, Exact, Period::Until,
        Some("与二三级污水管网是两个工程，长度不能相加。 Another programme than the secondary and tertiary sewers: never add the two.")),
    ("pipes.sewer_secondary_tertiary", 140_000, Exact, Period::Lately,
        Some("与雨污分流管网是两个工程，长度不能相加。 Another programme than the rain and sewage pipes: never add the two.")),
    ("sewage.collection_rate", 8_900, Exact, Period::Until,
        Some("公布值，没有说明分母。 As published, without its denominator.")),
    ("parks.pocket", 23, Exact, Period::Until, None),
    ("parks.green_added", 104_000, Exact, Period::Until, None),
    ("area_upgrade.areas", 35, Exact, Period::Lately, None),
    ("projects.infrastructure", 420, Exact, Period::Lately, None),
    ("projects.functions", 200, AtLeast, Period::Lately,
        Some("公布时写“多个”，不少于这个数。 Published as \"more than\" this number.")),
];

/// The compound whose façades the account counts, and how many houses it names.
const FACADES: (&str, i64) = ("田家墩小区", 23);

/// The review of 2019. Neither its title nor its day is on record, only where it stands.
const REVIEW: &str = "西塞山区 2019 年（m-huangshifb.cjyun.org）";
const REVIEW_LINK: &str = "https://m-huangshifb.cjyun.org/p/275330.html";
#[rustfmt::skip]
const OF_2019: &[(&str, i64, Qualifier, &str)] = &[
    ("renovation.households", 12_300, About, "原文“惠及居民近1.23万户”，只是 2019 年，不能与其他时期相加。 \"Nearly\" 12,300, of 2019 only: never add other periods."),
    ("back_street.renewed", 25, Exact, "原文“改造背街小巷25条”，只是 2019 年。 Of 2019 only."),
    ("parks.pocket", 5, Exact, "原文“新建口袋公园5个”，只是 2019 年。 Newly made in 2019 only."),
];

/// What was published of the district, whose key is `district`, and of one of `compounds`.
pub(super) fn published(district: i64, compounds: &[CompoundRow], ids: &mut Ids, at: Moment) -> Result<Vec<ValueRow>> {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).ok_or_else(|| Error::internal("no such day"));
    let (on, begun) = (reported::day()?, day(2019, 11, 1)?);
    let five_years = (day(2016, 1, 1)?, day(2020, 12, 31)?);
    let review = (day(2019, 1, 1)?, day(2019, 12, 31)?);
    let source = reported::source("");
    let mut of = |scope, code: &str, value, source: &str| {
        ValueRow::new(ids.next(), code, scope, (ValueKind::Reported, value), source, at.now)
    };
    let mut rows: Vec<ValueRow> = Vec::new();
    for (code, value, qualifier, period, note) in ACCOUNT {
        let (start, end, words) = match period {
            Period::Programme => (Some(begun), Some(on), None),
            Period::FiveYears => (Some(five_years.0), Some(five_years.1), None),
            Period::Until => (None, Some(on), None),
            Period::Lately => (None, None, Some("近年来".to_owned())),
        };
        rows.push(ValueRow {
            qualifier: Code(*qualifier),
            period_start: start,
            period_end: end,
            period_words: words,
            source_on: Some(on),
            note: note.map(str::to_owned),
            ..of((ScopeType::Area, district), code, *value, &source)
        });
    }
    let facades = compounds.iter().find(|c| c.name == FACADES.0).ok_or_else(|| Error::internal("no such compound"))?;
    rows.push(ValueRow {
        period_end: Some(on),
        source_on: Some(on),
        ..of((ScopeType::Compound, facades.id), "renovation.facades", FACADES.1, &source)
    });
    for (code, value, qualifier, note) in OF_2019 {
        rows.push(ValueRow {
            qualifier: Code(*qualifier),
            period_start: Some(review.0),
            period_end: Some(review.1),
            link: Some(REVIEW_LINK.to_owned()),
            note: Some((*note).to_owned()),
            ..of((ScopeType::Area, district), code, *value, REVIEW)
        });
    }
    Ok(rows)
}

/// What an invented project made and what was paid for it; `items` are those that it promised.
pub(super) fn made(m: &Made, items: &[PromisedRow], ids: &mut Ids, at: Moment) -> Vec<ValueRow> {
    let group = m.part.status.group();
    if !m.part.status.shows_progress() {
        return Vec::new();
    }
    let is_done = group == StatusGroup::Done;
    let size = m.part.size.unwrap_or(0);
    let done = |code: &[&str]| {
        let fitting = items.iter().filter(|i| code.contains(&i.item_code.as_str()));
        fitting.filter_map(|i| i.quantity_done).sum::<i64>()
    };
    let finished = |value: i64| if is_done { value } else { 0 };
    let quantities: Vec<(&str, i64)> = match m.part.kind.as_str() {
        "rain_sewage_pipes" | "sewer_renewal" | "utility_pipes" => vec![("pipe_length", done(&["B01", "B04", "B11"]))],
        "pocket_park" | "city_park" => vec![("green_area", done(&["I02"]))],
        // People move out before anything is torn down, and the land is free before anything is built.
        "shantytown_redevelopment" => vec![
            ("expropriated_households", size),
            ("land_vacated", size * 72),
            ("homes_built", finished(size * 6 / 5)),
        ],
        "public_rental" => vec![("rental_allocated", finished(size))],
        _ => Vec::new(),
    };
    let paid = paid(m).map(|fen| ("funds.paid", fen));
    let told = m.stand.reported.or(m.stand.accepted).or(m.stand.finished).unwrap_or(at.today);
    let row = |(code, value)| {
        let (scope, kind) = ((ScopeType::Project, m.row.id), (ValueKind::Actual, value));
        ValueRow {
            period_end: Some(told),
            source_on: Some(told),
            is_demo: true,
            ..ValueRow::new(ids.next(), code, scope, kind, "示例数据", at.now)
        }
    };
    quantities.into_iter().chain(paid).map(row).collect()
}

/// Whole 万元 of the contract: nearly all once it is accepted, else somewhat less than was built.
fn paid(m: &Made) -> Option<i64> {
    const WAN: i64 = 1_000_000;
    let contract = m.row.contract_fen?;
    let mut dice = Dice::of("paid", &m.part.key());
    let percent = if m.part.status.group() == StatusGroup::Done {
        m.row.final_account_fen.map_or_else(|| dice.between(92, 97), |_| 100)
    } else {
        i64::from(works_progress(&m.stand.steps()).unwrap_or(0)) / 100 * dice.between(70, 85) / 100
    };
    Some(contract / 100 * percent / WAN * WAN)
}

/// Samples of the last months of invented waterways whose works have begun.
pub(super) fn samples(m: &Made, ids: &mut Ids, at: Moment) -> Vec<SampleRow> {
    if m.part.kind != "waterway" || !m.part.status.shows_progress() {
        return Vec::new();
    }
    let is_done = m.part.status.group() == StatusGroup::Done;
    let mut dice = Dice::of("water", &m.part.key());
    let mut tenths = |low, high| Some(dice.between(low, high) as f64 / 10.0);
    let taken = [12, 42, 73].into_iter().filter_map(|days| at.today.checked_sub_days(Days::new(days)));
    let taken = taken.filter(|day| m.stand.accepted.is_none_or(|accepted| accepted <= *day));
    let sample = |day: NaiveDate| {
        let (clear, bad) = ((tenths(450, 800), tenths(45, 72)), (tenths(180, 240), tenths(12, 19)));
        let (transparency_cm, do_mg_l) = if is_done { clear } else { bad };
        let (orp_mv, nh3n_mg_l) =
            if is_done { (tenths(900, 1_800), tenths(6, 30)) } else { (tenths(100, 450), tenths(60, 78)) };
        SampleRow {
            id: ids.next(),
            project_id: m.row.id,
            sampled_at: day.and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(2),
            lab: Some("示例水质检测站".to_owned()),
            transparency_cm,
            do_mg_l,
            orp_mv,
            nh3n_mg_l,
            standard_text: is_done.then(|| "一级A（GB 18918-2002）".to_owned()),
            meets_standard: is_done.then_some(true),
            is_demo: true,
            created_at: at.now,
            updated_at: at.now,
            created_by: None,
            version: 1,
        }
    };
    taken.map(sample).collect()
}
