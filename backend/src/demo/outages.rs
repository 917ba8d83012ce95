//! What is off or blocked in invented compounds: some of it now, some in the coming days, one too long.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use shared::outages::OutageKind::{self, Gas, Heat, NightWork, Noise, Parking, Power, Road, Water};
use shared::projects::ProjectStatus;
use shared::published::ItemStatus;

use super::compounds::Compound;
use super::dice::Ids;
use super::parties::PHONE;
use super::projects::{Made, Moment};
use super::timetable::shift;
use super::town::Community;
use crate::db::Code;
use crate::error::{Error, Result};
use crate::outages::store::{Notice, OutageRow};

/// When something begins and how long it lasts, in minutes.
#[derive(Clone, Copy)]
enum When {
    /// Full hours from now.
    Hours(i64, i64),
    /// Days from today, hour and minute.
    Day(i64, u32, u32, i64),
}
use When::{Day, Hours};

/// What it is for.
#[derive(Clone, Copy)]
enum For {
    /// The works that run in the compound.
    ItsWorks,
    /// The project of this name.
    Works(&'static str),
    /// No works of ours.
    Others,
}
use For::{ItsWorks, Others, Works};

struct Part {
    kind: OutageKind,
    compound: &'static str,
    /// Houses by their place in the row; none means all.
    houses: &'static [usize],
    when: When,
    works: For,
    reason: &'static str,
    alternative: &'static str,
    /// Minutes after which somebody said that it was over.
    over: Option<i64>,
    /// Why it came at short notice.
    emergency: Option<&'static str>,
}

const fn part(
    kind: OutageKind,
    compound: &'static str,
    houses: &'static [usize],
    when: When,
    works: For,
    reason: &'static str,
    alternative: &'static str,
) -> Part {
    Part { kind, compound, houses, when, works, reason, alternative, over: None, emergency: None }
}

const PARTS: [Part; 16] = [
    part(Water, "东渡一村", &[1, 2], Hours(-2, 480), ItsWorks, "接新水管", "2 栋门口有送水车"),
    part(Power, "塔坡三区", &[1], Hours(-1, 240), ItsWorks, "楼道换新电线，要断总闸", "楼道没有灯，请带手电"),
    part(
        Road,
        "听涛苑",
        &[],
        Hours(-120, 20_160),
        Works("灯塔片区雨污分流管网"),
        "大门前在挖沟埋污水管",
        "车走南边的侧门，走路不受影响",
    ),
    part(Parking, "染坊里", &[], Hours(-26, 4_320), ItsWorks, "院里铺新路面，不能停车", "车停到巷口的临时车位"),
    part(Water, "灯塔里", &[1, 3], Hours(-9, 420), ItsWorks, "挖沟碰到一根旧水管，正在修", "1 栋门口有送水车"),
    Part {
        over: Some(240),
        ..part(Power, "书院前街小区", &[], Hours(-6, 300), ItsWorks, "换变压器旁的开关", "提前充好手机")
    },
    Part {
        emergency: Some("昨晚巡查才发现接头发热，再等会跳闸"),
        ..part(Power, "供销社宿舍", &[2, 3], Hours(5, 120), Others, "换发热的电缆接头", "提前充好手机")
    },
    part(Water, "煤建小区", &[], Day(1, 8, 30, 540), ItsWorks, "换院里的总阀门", "请先接些水，1 栋门口有送水车"),
    part(Road, "棉纺二宿舍", &[], Day(1, 7, 0, 3_540), ItsWorks, "门前的路铺沥青", "车停到棉纺路，步行走西侧"),
    part(Noise, "朝阳东院", &[1, 2], Day(2, 8, 0, 600), ItsWorks, "铲旧的屋面防水层，会很吵", "12:00–14:00 停工"),
    part(Gas, "望川二区", &[1, 2], Day(3, 13, 0, 240), ItsWorks, "燃气管改到楼外", "通气时有人上门检查，家里要留人"),
    part(Water, "平瓦里", &[], Day(3, 8, 0, 600), ItsWorks, "新旧水管接头", "请先接些水，1 栋门口有送水车"),
    part(Power, "砖瓦厂宿舍", &[1], Day(4, 9, 0, 180), ItsWorks, "单元门装感应灯", "只停楼道的电，家里有电"),
    part(Water, "堤口一村", &[2], Day(6, 8, 30, 210), ItsWorks, "换 2 栋的立管", "1 栋门口可以接水"),
    part(Heat, "教工宿舍", &[], Day(6, 9, 0, 480), ItsWorks, "换暖气管的阀门", "活动室有空调，可以去坐"),
    part(
        NightWork,
        "育才小区",
        &[],
        Day(6, 22, 0, 420),
        Works("育才小区人行天桥"),
        "夜里车少，吊装天桥的钢梁",
        "请关好临街的窗，太吵请打电话",
    ),
];

/// The notices, as of the moment the demonstration is made.
pub(super) fn build(made: &[Made], compounds: &[Compound], town: &[Community], at: Moment) -> Result<Vec<Notice>> {
    let mut ids = Ids::of(14);
    PARTS.iter().map(|part| one(part, ids.next(), made, compounds, town, at)).collect()
}

fn one(part: &Part, id: i64, made: &[Made], compounds: &[Compound], town: &[Community], at: Moment) -> Result<Notice> {
    let missing = |what: &str| Error::internal(format!("no {what} for the outage in {}", part.compound));
    let compound = compounds.iter().find(|c| c.row.name == part.compound).ok_or_else(|| missing("compound"))?;
    let community = town.iter().find(|c| c.id == compound.row.area_id).ok_or_else(|| missing("community"))?;
    let runs = |m: &&Made| m.part.status == ProjectStatus::UnderConstruction;
    let project = match part.works {
        Others => None,
        ItsWorks => {
            let treats = |m: &&Made| m.treated.iter().any(|t| t.compound_id == compound.row.id);
            Some(made.iter().filter(runs).find(treats).ok_or_else(|| missing("works"))?)
        }
        Works(name) => Some(made.iter().filter(runs).find(|m| m.row.name == name).ok_or_else(|| missing("works"))?),
    };
    let now = hour(at.now);
    let (starts_at, minutes) = match part.when {
        Hours(from, minutes) => (now + TimeDelta::hours(from), minutes),
        Day(days, hour, minute, minutes) => {
            let time = NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(|| missing("time"))?;
            (shift(at.today, days).and_time(time) - shared::time::shanghai(), minutes)
        }
    };
    // Two days ahead, or this morning for what is still far away.
    let announced = match part.emergency {
        Some(_) => now - TimeDelta::hours(1),
        None => (starts_at - TimeDelta::hours(50)).min(now - TimeDelta::hours(3)),
    };
    let labels = part.houses.iter().filter_map(|n| compound.buildings.get(n.saturating_sub(1)));
    let row = OutageRow {
        id,
        kind: Code(part.kind),
        compound_id: compound.row.id,
        project_id: project.map(|m| m.row.id),
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(minutes),
        actual_end: part.over.map(|minutes| starts_at + TimeDelta::minutes(minutes)),
        reason: part.reason.to_owned(),
        alternative: Some(part.alternative.to_owned()),
        phone: Some(PHONE.to_owned()),
        source: format!("示例{}社区居委会", community.name),
        emergency: part.emergency.map(str::to_owned),
        status: Code(ItemStatus::Published),
        published_at: Some(announced),
        is_demo: true,
        created_at: announced,
        updated_at: announced,
        created_by: None,
        version: 1,
    };
    Ok(Notice { row, buildings: labels.map(|b| b.label.clone()).collect() })
}

/// The full hour before.
fn hour(at: NaiveDateTime) -> NaiveDateTime {
    at.date().and_hms_opt(at.hour(), 0, 0).unwrap_or(at)
}
