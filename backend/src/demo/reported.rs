//! The real places of the district's published account: its words, its date and its source, and nothing else.

use chrono::NaiveDate;

use super::dice::Ids;
use super::projects::Moment;
use crate::areas::store::AreaRow;
use crate::compounds::store::CompoundRow;
use crate::error::{Error, Result};
use crate::projects::store::{ProjectRow, TreatedRow};

const SOURCE: &str = "《群众\"点单\" 社区\"接单\" 西塞山区为民服务见实效》，西塞山区政府";
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

const TIANJIADUN: &str =
    "23 栋房屋外墙全部翻新，损坏的窗户全部更换；使用 30 年、当年建设资金紧张；改造前\"晴天是灰尘，下雨成了泥\"";
const MUYANGHU: &str = "全省老旧小区改造典型范例";
const WATER: &str = "水质均达到一级A类排放标准";
const PARK: &str = "建设飞云公园等城市公园";
const ROAD: &str = "道路拓宽工程，加快推进";
const JUNCTION: &str = "抓好重要节点路口改造建设；\"三横二纵\"";
const MARKET: &str =
    "改造前功能退化、仓储物流不能满足、环境杂乱；今年全面改造；一位商户说自和平街搬来；客商来自义乌、株洲、汉口、南昌";

/// The rows of what was reported.
pub(super) struct Account {
    /// Projects without status, year, position or number of their own.
    pub(super) projects: Vec<ProjectRow>,
    /// Compounds of which nothing else is known.
    pub(super) compounds: Vec<CompoundRow>,
    /// Which project treated which compound.
    pub(super) treated: Vec<TreatedRow>,
}

/// Reads the account; `areas` are the real ones, the district first.
pub(super) fn account(areas: &[AreaRow], projects: &mut Ids, compounds: &mut Ids, at: Moment) -> Result<Account> {
    let day = NaiveDate::from_ymd_opt(DAY.0, DAY.1, DAY.2).ok_or_else(|| Error::internal("no such day"))?;
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
    Ok(Account { treated: treated.collect(), projects, compounds })
}

fn project(id: i64, name: &str, kind: &str, area_id: i64, words: &str, day: NaiveDate, at: Moment) -> ProjectRow {
    ProjectRow {
        id,
        number: String::new(),
        kind_code: kind.to_owned(),
        name: name.to_owned(),
        plan_year: None,
        area_id,
        client_org_id: None,
        status: None,
        status_since: None,
        status_reason: None,
        resume_expected_on: None,
        days_suspended: 0,
        geometry: None,
        coord_origin: None,
        lng: None,
        lat: None,
        summary: None,
        approval_no: None,
        approval_date: None,
        total_investment_fen: None,
        contract_fen: None,
        final_account_fen: None,
        planned_start: None,
        planned_finish: None,
        actual_start: None,
        actual_finish: None,
        accepted_on: None,
        benefit_households: None,
        benefit_people: None,
        works_progress_bp: None,
        is_published: true,
        published_at: Some(at.now),
        is_showcase: words == MUYANGHU,
        complaint_phone: None,
        source_note: None,
        reported_words: Some(words.to_owned()),
        reported_on: Some(day),
        reported_source: Some(SOURCE.to_owned()),
        import_key: None,
        is_demo: false,
        created_at: at.now,
        updated_at: at.now,
        created_by: None,
        version: 1,
    }
}

fn compound(id: i64, name: &str, area_id: i64, words: &str, day: NaiveDate, at: Moment) -> CompoundRow {
    CompoundRow {
        id,
        area_id,
        name: name.to_owned(),
        alias: None,
        address: None,
        lng: None,
        lat: None,
        coord_origin: None,
        outline: None,
        built_year_from: None,
        built_year_to: None,
        building_count: None,
        household_count: None,
        floor_area_m2: None,
        land_area_m2: None,
        ownership: None,
        former_owner_org_id: None,
        management_mode: None,
        has_owners_committee: None,
        condition_summary: None,
        reported_words: Some(words.to_owned()),
        reported_on: Some(day),
        reported_source: Some(SOURCE.to_owned()),
        is_demo: false,
        created_at: at.now,
        updated_at: at.now,
        created_by: None,
        version: 1,
    }
}
