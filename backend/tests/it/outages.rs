//! Outage notices: whether the water is off tomorrow, as lists bring them and as the public reads them.

use backend::db::Code;
use backend::import::{Report, What, undo};
use backend::outages::store::{self, Notice};
use backend::projects::store::ProjectRow;
use backend::schema::{outage_buildings, outage_notices};
use diesel::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use shared::id::{AreaId, CompoundId, OutageId};
use shared::outages::{Outage, OutageKind, OutageStanding, Outages};
use shared::published::ItemStatus;

use crate::app::TestApp;
use crate::builders::{Town, compound, outage, project, store as put, treat, write};
use crate::import::{done, list, refused};

const HEADER: &str =
    "类型,小区,街道,社区,楼栋,开始,结束,实际结束,原因,替代办法,电话,项目编号,发布单位,发布时间,紧急原因\n";

/// 甲小区 and 乙小区 in 东社区, 乙小区 in 西社区 as well; a project that treats the first.
struct Place {
    app: TestApp,
    town: Town,
    first: i64,
    other: i64,
}

fn place() -> Place {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "甲小区改造");
    put(&app.db, &row, &[]);
    let first = compound(town.east, "甲小区");
    treat(&app.db, &row, &first);
    let twins = [compound(town.east, "乙小区"), compound(town.west, "乙小区")];
    write(&app.db, |conn| backend::compounds::store::insert(conn, &twins));
    Place { app, town, first: first.id, other: twins[1].id }
}

fn take(app: &TestApp, rows: &str) -> Report {
    list(app, What::Outages, format!("{HEADER}{rows}").as_bytes(), "", |_| ())
}

fn insert(app: &TestApp, notices: &[Notice]) {
    write(&app.db, |conn| store::insert(conn, notices));
}

async fn shown(app: &TestApp, query: &str) -> Vec<Outage> {
    app.read::<Outages>(&format!("/api/v1/outages{query}")).await.items
}

fn rows(app: &TestApp) -> (i64, i64) {
    let counts = |conn: &mut backend::db::Conn| {
        Ok((outage_notices::table.count().get_result(conn)?, outage_buildings::table.count().get_result(conn)?))
    };
    app.db.read_now(counts).unwrap()
}

#[actix_web::test]
async fn a_list_comes_in_and_says_what_is_off_where_and_until_when() {
    let place = place();
    let report = take(
        &place.app,
        "停水,甲小区,,,3栋、4栋，5栋,2026-06-14 08:30,2026年6月14日17时30分,,接新水管,3栋门口有送水车,0714-000,prj-2026-0001,东社区居委会,2026-06-11 09:00,\n\
         night_work,乙小区,北街道,西社区,全小区,2026/6/15 22:00,2026/6/15 24:00,,吊装,,,,西社区居委会,,\n",
    );
    assert_eq!(done(&report), (2, 0, 0));
    let [water, night] = &shown(&place.app, "").await[..] else { panic!() };
    assert_eq!((water.kind, water.compound.name.as_str()), (OutageKind::Water, "甲小区"));
    assert_eq!(water.buildings, ["3栋", "4栋", "5栋"]);
    assert_eq!(water.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["北街道", "东社区"]);
    assert_eq!(water.starts_at.to_rfc3339(), "2026-06-14T00:30:00+00:00");
    assert_eq!(water.ends_at.to_rfc3339(), "2026-06-14T09:30:00+00:00");
    assert_eq!(water.published_at.to_rfc3339(), "2026-06-11T01:00:00+00:00");
    assert_eq!(water.project.as_ref().map(|p| p.id.as_str()), Some("PRJ-2026-0001"));
    assert_eq!(water.alternative.as_deref(), Some("3栋门口有送水车"));
    assert_eq!((water.standing, water.is_short_notice), (OutageStanding::Upcoming, false));
    assert_eq!((night.kind, night.buildings.len()), (OutageKind::NightWork, 0));
    assert_eq!(night.compound.id, CompoundId(place.other).to_string());
    assert_eq!(night.ends_at.to_rfc3339(), "2026-06-15T16:00:00+00:00");
    assert_eq!(night.published_at.to_rfc3339(), "2026-06-12T04:00:00+00:00", "published as it comes in");
    let one: Outage = place.app.read(&format!("/api/v1/outages/{}", water.id)).await;
    assert_eq!(&one, water);
}

#[actix_web::test]
async fn a_spreadsheet_keeps_the_time_of_day() {
    let place = place();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, header) in (0..).zip(["类型", "小区", "开始", "结束", "原因", "发布单位"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    for (column, text) in [(0, "停电"), (1, "甲小区"), (4, "换电缆"), (5, "供电所")] {
        sheet.write_string(1, column, text).unwrap();
    }
    for (column, hour) in [(2, 8), (3, 17)] {
        let at = ExcelDateTime::from_ymd(2026, 6, 14).unwrap().and_hms(hour, 30, 0).unwrap();
        sheet.write_datetime_with_format(1, column, &at, &moment).unwrap();
    }
    let file = book.save_to_buffer().unwrap();
    assert_eq!(done(&list(&place.app, What::Outages, &file, "", |_| ())), (1, 0, 0));
    let found = shown(&place.app, "").await;
    assert_eq!(found[0].starts_at.to_rfc3339(), "2026-06-14T00:30:00+00:00");
    assert_eq!(found[0].ends_at.to_rfc3339(), "2026-06-14T09:30:00+00:00");
}

#[test]
fn what_is_wrong_with_a_list_is_named_and_nothing_comes_in() {
    let place = place();
    let good = "停水,甲小区,,,,2026-06-14 08:30,2026-06-14 17:30,,接管,,,,居委会,,";
    for (from, to, said) in [
        ("停水", "停网", &["第 2 行「类型」的值“停网”", "停水、停电、停气"][..]),
        ("2026-06-14 17:30", "2026-06-14 08:30", &["「开始、结束」", "结束不晚于开始"]),
        (
            "2026-06-14 08:30",
            "2026-06-14",
            &["「开始」的值“2026-06-14”：只有日期，没有写几点几分", "without a time of day"],
        ),
        ("甲小区", "丙小区", &["「小区」的值“丙小区”：库里没有小区“丙小区”", "import compounds"]),
        ("甲小区", "乙小区", &["有几个小区都叫“乙小区”：北街道东社区、北街道西社区；请填街道和社区"]),
        ("甲小区,,", "甲小区,,西社区", &["这里没有小区“甲小区”，它在：北街道东社区"]),
        ("甲小区", "甲小区；乙小区", &["一行只写一个小区"]),
        ("2026-06-14 08:30", "2026-06-13 08:30", &["「紧急原因」：发布离开始不到 24 小时", "less than 24 hours ahead"]),
        ("居委会,", "居委会,2026-06-13 09:00", &["「发布时间」：发布时间在将来"]),
        ("17:30,", "17:30,2026-06-14 12:00", &["「实际结束」：实际结束在将来"]),
        ("17:30,", "17:30,2026-06-13 12:00", &["「开始、实际结束」", "实际结束早于开始"]),
        (",,居委会", ",PRJ-2026-0009,居委会", &["「项目编号」的值“PRJ-2026-0009”：库里没有这个项目"]),
        ("居委会", "", &["「发布单位」为空：必须填写"]),
        ("接管", "", &["「原因」为空：必须填写"]),
    ] {
        let csv = format!("{HEADER}{}\n", good.replacen(from, to, 1));
        refused(&place.app, What::Outages, csv.as_bytes(), "", said);
        assert_eq!(rows(&place.app), (0, 0), "{csv}");
    }
    let twice = format!("{HEADER}{good}\n{}\n", good.replace("17:30", "18:30"));
    refused(&place.app, What::Outages, twice.as_bytes(), "", &["第 3 行「开始」：与第 2 行是同一个通知"]);
    refused(&place.app, What::Outages, "类型,小区\n停水,甲小区\n".as_bytes(), "", &["缺少必需的列", "开始"]);
}

#[actix_web::test]
async fn the_same_list_changes_nothing_and_what_an_import_did_is_undone() {
    let place = place();
    let first = "停水,甲小区,,,3栋,2026-06-12 18:00,2026-06-12 22:00,,抢修,,,,居委会,,水管爆了\n";
    assert_eq!(done(&take(&place.app, first)), (1, 0, 0));
    let before = shown(&place.app, "").await;
    assert!(before[0].is_short_notice && before[0].emergency.as_deref() == Some("水管爆了"));
    assert_eq!(done(&take(&place.app, first)), (0, 0, 1));
    let later = first.replace("22:00", "23:00");
    assert_eq!(done(&take(&place.app, &later)), (0, 1, 0));
    let changed = shown(&place.app, "").await;
    assert_eq!((changed[0].id, changed[0].changed_at.is_some()), (before[0].id, true));
    let undone = || undo::undo(&place.app.db, &place.app.files, "乙", "2026-06-13T04:00:00Z".parse().unwrap());
    undone().unwrap();
    let back: Vec<Outage> = shown(&place.app, "").await.into_iter().map(|o| Outage { changed_at: None, ..o }).collect();
    assert_eq!(back, before);
    undone().unwrap();
    assert_eq!((rows(&place.app), shown(&place.app, "").await.len()), ((0, 0), 0));
}

#[actix_web::test]
async fn buildings_have_notices_of_their_own_and_one_that_is_put_off_is_taken_back() {
    let place = place();
    let row = |building: &str, start: &str, end: &str, public: &str| {
        format!("停水,甲小区,{building},2026-06-14 {start},2026-06-14 {end},接管,居委会,{public}\n")
    };
    let take = |rows: &str| {
        let csv = format!("类型,小区,楼栋,开始,结束,原因,发布单位,公开\n{rows}");
        done(&list(&place.app, What::Outages, csv.as_bytes(), "", |_| ()))
    };
    let two = row("1栋", "08:00", "12:00", "是") + &row("2栋", "08:00", "18:00", "是");
    assert_eq!(take(&two), (2, 0, 0));
    assert_eq!(take(&two), (0, 0, 2));
    let put_off = row("1栋", "08:00", "12:00", "否") + &row("1栋", "13:00", "17:00", "是");
    assert_eq!(take(&put_off), (1, 1, 0));
    let times: Vec<_> = shown(&place.app, "").await.into_iter().map(|o| (o.buildings, o.starts_at)).collect();
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(
        times,
        [(vec!["2栋".to_owned()], at("2026-06-14T00:00:00Z")), (vec!["1栋".to_owned()], at("2026-06-14T05:00:00Z"))]
    );
}

#[actix_web::test]
async fn what_ended_at_midnight_is_of_the_day_before_and_an_overrun_is_of_no_day_that_is_not_known() {
    let place = place();
    let mut till_midnight = outage(place.first, "2026-06-13T22:00:00+08:00", "2026-06-14T00:00:00+08:00");
    till_midnight.row.actual_end = None;
    insert(&place.app, &[till_midnight]);
    let on = |from: &str, to: &str| format!("?from={from}&to={to}");
    assert_eq!(shown(&place.app, &on("2026-06-13", "2026-06-13")).await.len(), 1);
    assert_eq!(shown(&place.app, &on("2026-06-14", "2026-06-14")).await.len(), 0);
    place.app.set_time("2026-06-15T09:00:00+08:00");
    for (from, to, count) in
        [("2026-06-15", "2026-06-15", 1), ("2026-06-01", "2026-06-12", 0), ("2026-07-01", "2026-07-02", 0)]
    {
        assert_eq!(shown(&place.app, &on(from, to)).await.len(), count, "{from}");
    }
}

#[actix_web::test]
async fn english_headers_and_codes_are_understood() {
    let place = place();
    let csv = "kind,compound,buildings,starts_at,ends_at,reason,source\nroad,甲小区,3;4,2026-06-14 08:30,2026-06-14 17:30,paving,office\n";
    assert_eq!(done(&list(&place.app, What::Outages, csv.as_bytes(), "", |_| ())), (1, 0, 0));
    assert_eq!(shown(&place.app, "").await[0].buildings, ["3", "4"]);
}

#[actix_web::test]
async fn a_notice_overruns_by_the_clock_until_somebody_says_that_it_is_over() {
    let place = place();
    let mut late = outage(place.first, "2026-06-12T08:30:00+08:00", "2026-06-12T17:30:00+08:00");
    let next = outage(place.other, "2026-06-12T06:00:00+08:00", "2026-06-14T20:00:00+08:00");
    insert(&place.app, &[late.clone(), next.clone()]);
    let app = &place.app;
    let stands = |at: &'static str| async move {
        app.set_time(at);
        let of = |o: Outage| (o.id.0, o.standing);
        shown(app, "").await.into_iter().map(of).collect::<Vec<_>>()
    };
    use OutageStanding::{Ended, Overrun, Running, Upcoming};
    let (a, b) = (late.row.id, next.row.id);
    assert_eq!(stands("2026-06-12T05:00:00+08:00").await, [(b, Upcoming), (a, Upcoming)]);
    assert_eq!(stands("2026-06-12T09:00:00+08:00").await, [(b, Running), (a, Running)]);
    assert_eq!(stands("2026-06-12T17:30:00+08:00").await, [(a, Overrun), (b, Running)], "overrun comes first");
    assert_eq!(stands("2026-06-20T09:00:00+08:00").await.len(), 2, "both overran and touch every day");
    late.row.actual_end = Some("2026-06-12T12:00:00".parse().unwrap());
    late.row.version = 2;
    write(&app.db, |conn| store::update(conn, &late));
    assert_eq!(stands("2026-06-12T21:00:00+08:00").await, [(b, Running), (a, Ended)]);
    assert_eq!(stands("2026-06-13T09:00:00+08:00").await, [(b, Running)], "it was over yesterday");
}

#[actix_web::test]
async fn the_days_the_area_the_compound_and_the_project_are_asked_for() {
    let place = place();
    let mut own = outage(place.first, "2026-06-13T22:00:00+08:00", "2026-06-14T02:00:00+08:00");
    let treats: i64 = place
        .app
        .db
        .read_now(|conn| Ok(backend::schema::projects::table.select(backend::schema::projects::id).first(conn)?))
        .unwrap();
    own.row.project_id = Some(treats);
    let far = outage(place.other, "2026-06-20T08:00:00+08:00", "2026-06-20T09:00:00+08:00");
    insert(&place.app, &[own.clone(), far.clone()]);
    let ids = |query: String| {
        let app = &place.app;
        async move { shown(app, &query).await.into_iter().map(|o| o.id.0).collect::<Vec<_>>() }
    };
    let (a, b) = (own.row.id, far.row.id);
    let answer: Outages = place.app.read("/api/v1/outages").await;
    assert_eq!((answer.from.to_string(), answer.to.to_string()), ("2026-06-12".to_owned(), "2026-06-19".to_owned()));
    assert_eq!(ids(String::new()).await, [a], "the twentieth is the eighth day after today");
    assert_eq!(ids("?to=2026-06-20".to_owned()).await, [a, b]);
    assert_eq!(ids("?from=2026-06-14&to=2026-06-14".to_owned()).await, [a], "it lasts into the fourteenth");
    assert_eq!(ids("?from=2026-06-15".to_owned()).await, [b]);
    let all = "?to=2026-06-30";
    assert_eq!(ids(format!("{all}&area={}", AreaId(place.town.west))).await, [b]);
    assert_eq!(ids(format!("{all}&area={}", AreaId(place.town.district))).await, [a, b]);
    assert_eq!(ids(format!("{all}&compound={}", CompoundId(place.first))).await, [a]);
    assert_eq!(ids(format!("{all}&project=prj-2026-0001")).await, [a]);
    // As everywhere, a place that is not known holds nothing.
    for unknown in ["&area=0000000000001", "&compound=0000000000001", "&project=PRJ-1"] {
        assert_eq!(ids(format!("{all}{unknown}")).await, [0; 0], "{unknown}");
    }
    for (query, field) in [
        ("from=morgen", "from"),
        ("to=2026-06-01", "to"),
        ("from=2026-01-01&to=2026-12-31", "to"),
        ("area=9", "area"),
        ("compound=x", "compound"),
        ("cursor=1", "cursor"),
    ] {
        let refused = place.app.refused(&format!("/api/v1/outages?{query}"), 400).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    assert_eq!(ids("?from=%2B262142-12-31".to_owned()).await, [0; 0]);
}

#[actix_web::test]
async fn only_published_notices_of_public_compounds_are_shown_and_no_hidden_project_is_named() {
    let place = place();
    let hidden = ProjectRow { is_published: false, ..project(place.town.east, "PRJ-2026-0002", "密") };
    put(&place.app.db, &hidden, &[]);
    let secret = compound(place.town.east, "密里");
    treat(&place.app.db, &hidden, &secret);
    let at = |compound| outage(compound, "2026-06-13T08:00:00+08:00", "2026-06-13T09:00:00+08:00");
    let mut open = at(place.first);
    open.row.project_id = Some(hidden.id);
    let in_secret = at(secret.id);
    let unpublished = [ItemStatus::Draft, ItemStatus::InReview, ItemStatus::Withdrawn].map(|status| {
        let mut notice = at(place.other);
        notice.row.starts_at += chrono::TimeDelta::minutes(status as i64);
        notice.row.status = Code(status);
        notice
    });
    insert(&place.app, &[open.clone(), in_secret.clone()]);
    insert(&place.app, &unpublished);
    let found = shown(&place.app, "").await;
    assert_eq!(found.iter().map(|o| (o.id.0, o.project.is_some())).collect::<Vec<_>>(), [(open.row.id, false)]);
    assert_eq!(shown(&place.app, "?project=PRJ-2026-0002").await, []);
    for notice in unpublished.iter().chain([&in_secret]) {
        place.app.refused(&format!("/api/v1/outages/{}", OutageId(notice.row.id)), 404).await;
    }
    for id in ["0000000000001", "1", "nonsense"] {
        place.app.refused(&format!("/api/v1/outages/{id}"), 404).await;
    }
}

#[actix_web::test]
async fn a_compound_or_project_with_a_notice_is_not_taken_back_under_it() {
    let place = place();
    let csv = "小区,街道,社区,户数\n丁小区,北街道,东社区,5\n";
    done(&list(&place.app, What::Compounds, csv.as_bytes(), "", |_| ()));
    let id: i64 = place
        .app
        .db
        .read_now(|conn| {
            use backend::schema::compounds as c;
            Ok(c::table.filter(c::name.eq("丁小区")).select(c::id).first(conn)?)
        })
        .unwrap();
    insert(&place.app, &[outage(id, "2026-06-13T08:00:00+08:00", "2026-06-13T09:00:00+08:00")]);
    let now = "2026-06-13T04:00:00Z".parse().unwrap();
    let said = undo::undo(&place.app.db, &place.app.files, "乙", now).unwrap_err().to_string();
    assert!(said.contains("丁小区"), "{said}");
}

#[actix_web::test]
async fn the_demonstration_has_notices_of_every_kind_and_standing() {
    for now in ["2026-06-12T12:00:00+08:00", "2026-06-12T00:10:00+08:00", "2026-12-31T23:50:00+08:00"] {
        let app = TestApp::new();
        app.set_time(now);
        let at: chrono::DateTime<chrono::Utc> = now.parse().unwrap();
        app.db.write_now(|conn| backend::demo::fill(conn, shared::time::date_of(at), at)).unwrap();
        let found = shown(&app, "").await;
        let yesterday = shared::time::date_of(at) - chrono::TimeDelta::days(1);
        let all = shown(&app, &format!("?from={yesterday}")).await;
        assert!(found.len() >= 13, "{now}: {}", found.len());
        for kind in <OutageKind as strum::VariantArray>::VARIANTS {
            assert!(all.iter().any(|o| o.kind == *kind), "{now} {kind:?}");
        }
        use OutageStanding::{Ended, Overrun, Running, Upcoming};
        for (standing, least) in [(Overrun, 1), (Running, 3), (Upcoming, 6), (Ended, 1)] {
            assert!(all.iter().filter(|o| o.standing == standing).count() >= least, "{now} {standing:?}");
        }
        assert!(found.iter().any(|o| o.is_short_notice));
        assert!(found.iter().filter(|o| o.project.is_some()).count() >= 8);
        for o in &all {
            assert!(o.is_demo && o.source.starts_with("示例") && o.published_at <= at, "{o:?}");
            assert_eq!(o.is_short_notice, o.emergency.is_some(), "{o:?}");
        }
    }
}
