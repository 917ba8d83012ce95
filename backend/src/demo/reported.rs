//! The real places of the district's published account: its words, its date and its source, and nothing else.

use chrono::NaiveDate;

use super::dice::Ids;
use super::projects::Moment;
use crate::areas::store::{AccountRow, AreaRow};
use crate::compounds::store::CompoundRow;
use crate::error::{Error, Result};
use crate::projects::store::{ProjectRow, TreatedRow};

/// With the quotation marks of Chinese print.
const TITLE: &str = "《群众“点单” 社区“接单” 西塞山区为民服务见实效》";
/// With the time of day that the account gives.
const PUBLISHER: &str = "西塞山区政府（当日 09:45 发布）";
/// Stands between fragments of the account, wherever something was left out.
const CUT: &str = "……";
/// The day it was published.
const DAY: (i32, u32, u32) = (2021, 12, 10);

/// Name, kind, code of the area where the account names one, its words.
const PROJECTS: &[(&str, &str, Option<&str>, &str)] = &[
    ("田家墩小区", "old_compound_renovation", Some("420203011004"), TIANJIADUN),
    ("上窑（旧楼房）", "old_compound_renovation", None, "违规建筑全部拆除，外墙喷真石漆，屋顶重新做防水"),
    ("诗意牧羊湖", "old_compound_renovation", None, MUYANGHU),
    ("牧羊湖港", "waterway", None, WATER),
    ("龚家巷港", "waterway", None, WATER),
    ("陈家湾港", "waterway", None, WATER),
    ("中窑湾港", "waterway", None, WATER),
    ("飞云公园", "city_park", None, PARK),
    ("上窑江滩公园", "city_park", None, PARK),
    ("青龙阁公园", "city_park", None, PARK),
    ("西塞神舟滨江公园", "city_park", None, PARK),
    ("黄石大道", "road_widening", None, ROAD),
    ("颐阳路", "road_widening", None, ROAD),
    ("沿湖路", "road_widening", None, ROAD),
    ("环湖路", "road_widening", None, ROAD),
    ("李家坊立体交通", "interchange", None, JUNCTION),
    ("八卦嘴人行天桥", "footbridge", None, JUNCTION),
    ("陈家湾人行天桥", "footbridge", None, JUNCTION),
    ("武汉路大上海人行天桥", "footbridge", None, JUNCTION),
    ("上窑小商品批发市场（批发城）", "market", None, MARKET),
];

/// Name, code of the area where the account names one, its words.
const COMPOUNDS: &[(&str, Option<&str>, &str)] = &[
    ("田家墩小区", Some("420203011004"), TIANJIADUN),
    ("诗意牧羊湖", None, MUYANGHU),
    ("银湖月色小区", None, "高楼耸立"),
];

/// Code of the area and what the account says of it. These places have no project: people are served there.
const AREAS: &[(&str, &str)] = &[
    // 澄月社区; the account speaks of 澄月路, too.
    ("420203009001", "治安防范、清扫保洁、绿化养护、物业维修一应俱全"),
    // 马家嘴社区
    ("420203011005", "2021-12-07 20:00 夜间治安联防巡逻……喇叭宣传防火、用电安全和疫苗接种"),
    // 新建社区, which the account calls 新建区社区.
    (XINJIAN, "联合挂点领导、社区民警检查幼儿园、小学的食品安全、消防设施"),
    // 八泉街道
    ("420203008", "服务上窑小商品市场，壮大志愿服务"),
];
const XINJIAN: &str = "420203011002";

// Before and after, as the account tells them.
const TIANJIADUN: &str = "晴天是灰尘，下雨成了泥……23 栋房屋外墙全部翻新，损坏的窗户全部更换";
const MUYANGHU: &str = "全省老旧小区改造典型范例";
const WATER: &str = "水质均达到一级A类排放标准";
const PARK: &str = "建设飞云公园等城市公园";
const ROAD: &str = "道路拓宽工程，加快推进";
const JUNCTION: &str = "抓好重要节点路口改造建设";
const MARKET: &str = "功能退化、仓储物流不能满足、环境杂乱……今年全面改造……客商来自义乌、株洲、汉口、南昌";

/// The rows of what was reported.
pub(super) struct Account {
    /// Projects without status, year, position or number of their own.
    pub(super) projects: Vec<ProjectRow>,
    /// Compounds of which nothing else is known.
    pub(super) compounds: Vec<CompoundRow>,
    /// Which project treated which compound.
    pub(super) treated: Vec<TreatedRow>,
    /// What is said of streets and communities.
    pub(super) areas: Vec<AccountRow>,
}

/// Reads the account; `areas` are the real ones, the district first.
pub(super) fn account(areas: &[AreaRow], projects: &mut Ids, compounds: &mut Ids, at: Moment) -> Result<Account> {
    let day = day()?;
    let area = |code: Option<&str>| {
        let wanted = code.unwrap_or(super::district::CODE);
        let found = areas.iter().find(|a| a.code.as_deref() == Some(wanted)).map(|a| a.id);
        found.ok_or_else(|| Error::internal(format!("no area {wanted}")))
    };
    let projects = PROJECTS.iter().map(|(name, kind, code, words)| {
        let area_id = area(*code)?;
        Ok(project(projects.next(), name, kind, area_id, words, day, at))
    });
    let compounds = COMPOUNDS.iter().map(|(name, code, words)| {
        let area_id = area(*code)?;
        Ok(compound(compounds.next(), name, area_id, words, day, at))
    });
    let (projects, compounds) = (projects.collect::<Result<Vec<_>>>()?, compounds.collect::<Result<Vec<_>>>()?);
    let treated = projects.iter().filter_map(|p| {
        let compound = compounds.iter().find(|c| c.name == p.name)?;
        let (building_count, household_count, floor_area_m2) = (None, None, None);
        Some(TreatedRow { project_id: p.id, compound_id: compound.id, building_count, household_count, floor_area_m2 })
    });
    let said = AREAS.iter().map(|(code, words)| {
        let named = if *code == XINJIAN { "（报道写作“新建区社区”）" } else { "" };
        Ok(AccountRow {
            area_id: area(Some(code))?,
            reported_words: (*words).to_owned(),
            reported_on: day,
            reported_source: format!("{}{named}", source(words)),
        })
    });
    Ok(Account { areas: said.collect::<Result<_>>()?, treated: treated.collect(), projects, compounds })
}

fn project(id: i64, name: &str, kind: &str, area_id: i64, words: &str, day: NaiveDate, at: Moment) -> ProjectRow {
    ProjectRow {
        is_published: true,
        published_at: Some(at.now),
        is_showcase: words == MUYANGHU,
        reported_words: Some(words.to_owned()),
        reported_on: Some(day),
        reported_source: Some(source(words)),
        ..ProjectRow::blank(id, kind, name, area_id, at.now)
    }
}

fn compound(id: i64, name: &str, area_id: i64, words: &str, day: NaiveDate, at: Moment) -> CompoundRow {
    CompoundRow {
        reported_words: Some(words.to_owned()),
        reported_on: Some(day),
        reported_source: Some(source(words)),
        ..CompoundRow::blank(id, name, area_id, at.now)
    }
}

/// The day of the account.
pub(super) fn day() -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(DAY.0, DAY.1, DAY.2).ok_or_else(|| Error::internal("no such day"))
}

/// Title and publisher; fragments are called an excerpt.
pub(super) fn source(words: &str) -> String {
    let excerpt = if words.contains(CUT) { "（摘录）" } else { "" };
    format!("{TITLE}{excerpt}，{PUBLISHER}")
}
