//! What offices of the invented town posted: plans that people may object to, results, beginnings of works.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use shared::notices::NoticeKind::{self, Announcement, News, Publicity, Qa, Result as Outcome};
use shared::projects::ProjectStatus::{self, Accepted, Approved, PlanPublicity, Ready, UnderConstruction};
use shared::published::ItemStatus;

use super::dice::Ids;
use super::parties::PHONE;
use super::projects::{Made, Moment};
use super::timetable::shift;
use crate::db::Code;
use crate::error::{Error, Result};
use crate::notices::store::NoticeRow;

/// What a notice is about.
#[derive(Clone, Copy, Debug)]
enum About {
    /// The project in this state whose name begins so.
    Project(ProjectStatus, &'static str),
    /// A street, without 示例 and 街道.
    Street(&'static str),
}
use About::{Project, Street};

/// Kind, what it is about, days ago, last day for objections in days from today, title after the name of what it is
/// about, and text.
type Part = (NoticeKind, About, i64, Option<i64>, &'static str, &'static str);

const PLAN: &str = "改造做哪些、花多少钱、什么时候开工，都写在方案里。方案贴在小区门口的公示栏，也可以到社区看。\n\
                    有意见请在截止日以前打电话，或到社区写下来。每一条都会答复，答复也会公布。";
const HEARD: &str = "公示期满。收到意见 6 条，采纳 4 条：多装一处晾衣架，车位改到北边，污水井移开窗下，楼道灯改成感应灯。\n\
                     没有采纳的 2 条已经当面说明原因。";
const STARTS: &str = "施工队下周进场。上午 8:00 以前、中午 12:00 到 14:00、晚上 18:00 以后不做吵人的活。\n\
                      停水停电会提前一天通知。施工车从北门进出，请把车停到划好的地方。";
const PASSED: &str = "验收合格。住户代表、施工、监理和街道都签了字。\n\
                      屋面和外墙保修 5 年，水管、电线保修 2 年。坏了先打社区电话。";

const PARTS: [Part; 13] = [
    (Publicity, Project(PlanPublicity, "轮胎厂宿舍"), 3, Some(4), "方案公示", PLAN),
    (Publicity, Project(PlanPublicity, "齿轮里"), 2, Some(5), "方案公示", PLAN),
    (Publicity, Project(PlanPublicity, "桑园里"), 5, Some(2), "方案公示", PLAN),
    (Publicity, Project(PlanPublicity, "渔业队"), 4, Some(3), "方案公示", PLAN),
    (Publicity, Project(Approved, "机修厂宿舍"), 25, Some(-18), "方案公示", PLAN),
    (Outcome, Project(Approved, "机修厂宿舍"), 16, None, "方案公示结果", HEARD),
    (Outcome, Project(Accepted, "松针小区"), 3, None, "验收结果", PASSED),
    (Outcome, Project(Accepted, "花木公司宿舍"), 6, None, "验收结果", PASSED),
    (Announcement, Project(Ready, "白鹭苑"), 1, None, "开工公告", STARTS),
    (Announcement, Project(Ready, "糕点厂宿舍"), 4, None, "开工公告", STARTS),
    (
        Announcement,
        Project(UnderConstruction, "棉纺二宿舍"),
        8,
        None,
        "路面施工安排",
        "先做东边，再做西边，各 5 天。做到哪边，哪边不能停车。\n轮椅和推车请走西侧的斜坡，门口有人帮忙。",
    ),
    (
        News,
        Street("江岸"),
        7,
        None,
        "施工意见电话开通",
        "工地太吵、路不好走、停水没有通知，都可以打这个电话，早 8:00 到晚 20:00 有人接。\n一个工作日内答复。",
    ),
    (
        Qa,
        Street("望川"),
        12,
        None,
        "改造要住户出钱吗",
        "楼道、屋面、外墙、小区里的路和管子，不要住户出钱。\n加装电梯、换自家窗户由住户商量，愿意的才出。\n\
         有人上门收改造的钱，不要给，请打电话告诉社区。",
    ),
];

/// The notices, as of the moment the demonstration is made.
pub(super) fn build(made: &[Made], streets: &[(i64, String)], at: Moment) -> Result<Vec<NoticeRow>> {
    let mut ids = Ids::of(15);
    PARTS.iter().map(|part| one(part, ids.next(), made, streets, at)).collect()
}

fn one(part: &Part, id: i64, made: &[Made], streets: &[(i64, String)], at: Moment) -> Result<NoticeRow> {
    let (kind, about, days_ago, until, title, body) = *part;
    let missing = || Error::internal(format!("nothing for the notice about {about:?}"));
    let project = match about {
        Street(_) => None,
        Project(status, name) => {
            let is_it = |m: &&Made| m.part.status == status && m.row.name.starts_with(name);
            Some(made.iter().find(is_it).ok_or_else(missing)?)
        }
    };
    let street = streets.iter().find(|(id, name)| match (about, project) {
        (Street(wanted), _) => *name == format!("示例{wanted}街道"),
        (_, Some(project)) => *id == project.areas[0],
        (_, None) => false,
    });
    let (street, street_name) = street.ok_or_else(missing)?;
    // Nothing is told of a state before it began.
    let began = project.and_then(|m| m.row.status_since).filter(|_| until.is_none_or(|days| days >= 0));
    let day = shift(at.today, -days_ago).max(began.unwrap_or(NaiveDate::MIN));
    let published_at = morning(day).min(at.now - TimeDelta::hours(1));
    Ok(NoticeRow {
        id,
        kind: Code(kind),
        title: match project {
            Some(project) => format!("{}：{title}", project.row.name),
            None => title.to_owned(),
        },
        body: body.to_owned(),
        area_id: project.is_none().then_some(*street),
        compound_id: None,
        project_id: project.map(|m| m.row.id),
        author: format!("{street_name}办事处"),
        source: format!("{street_name}办事处公示栏"),
        phone: Some(PHONE.to_owned()),
        status: Code(ItemStatus::Published),
        published_at: Some(published_at),
        publicity_until: until.map(|days| shift(at.today, days)),
        is_demo: true,
        created_at: published_at,
        updated_at: published_at,
        created_by: None,
        version: 1,
    })
}

/// Nine in the morning in Shanghai.
fn morning(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + TimeDelta::hours(1)
}
