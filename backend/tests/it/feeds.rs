//! Feeds and calendars as programs of others read them.

use std::collections::BTreeSet;

use actix_web::test::TestRequest;
use backend::config::SiteSettings;
use backend::db::Code;
use backend::notices::store::NoticeRow;
use backend::outages::store::Notice as Outage;
use backend::projects::store::ProjectRow;
use chrono::{DateTime, Utc};
use feed_rs::model::Feed;
use ical::parser::ical::component::IcalCalendar;
use shared::id::{AreaId, CompoundId};
use shared::notices::NoticeKind;
use shared::plan_changes::PlanChangeStatus;
use shared::progress_reports::ReportReview;
use shared::projects::ProjectStatus;
use shared::published::ItemStatus;

use crate::app::{Answer, TestApp};
use crate::builders::{
    Town, compound, day, milestone, notice, outage, plan_change, project, report, store, treat, under_construction,
    write,
};

/// A project under way in 东社区, with news of every sort, and one that nobody may know.
struct Place {
    app: TestApp,
    town: Town,
    compound: i64,
    secret: i64,
}

fn place_with(settings: SiteSettings, name: &str) -> Place {
    let app = TestApp::with_settings(settings);
    let town = Town::build(&app.db);
    let mut row = under_construction(project(town.east, "PRJ-2026-0001", name), "2026-05-01");
    row.actual_start = Some(day("2026-04-28"));
    row.planned_start = Some(day("2026-05-01"));
    row.planned_finish = Some(day("2026-09-30"));
    let steps = [
        milestone(&row, 1, 4_000, 10_000, "2026-05-01", "2026-05-20"),
        milestone(&row, 2, 6_000, 3_500, "2026-05-21", "2026-07-01"),
    ];
    store(&app.db, &row, &steps);
    let own = compound(town.east, "甲小区");
    treat(&app.db, &row, &own);
    let hidden = under_construction(project(town.east, "PRJ-2026-0002", "密改造"), "2026-05-01");
    let hidden = ProjectRow { is_published: false, ..hidden };
    let secret_step = milestone(&hidden, 1, 10_000, 10_000, "2026-05-01", "2026-05-20");
    store(&app.db, &hidden, std::slice::from_ref(&secret_step));
    let secret = compound(town.east, "密里");
    treat(&app.db, &hidden, &secret);
    let off = Outage {
        buildings: vec!["3栋".to_owned(), "4栋".to_owned()],
        ..outage(own.id, "2026-06-13T08:30:00+08:00", "2026-06-13T17:30:00+08:00")
    };
    let unsaid = outage(secret.id, "2026-06-13T08:30:00+08:00", "2026-06-13T17:30:00+08:00");
    let mut draft = outage(own.id, "2026-06-14T08:30:00+08:00", "2026-06-14T17:30:00+08:00");
    draft.row.status = Code(ItemStatus::Draft);
    let plan = NoticeRow { project_id: Some(row.id), ..notice(NoticeKind::Publicity, "方案", "2026-06-09") };
    let secret_plan = NoticeRow { project_id: Some(hidden.id), ..notice(NoticeKind::News, "密事", "2026-06-09") };
    write(&app.db, |conn| {
        backend::milestones::store::insert_progress_reports(
            conn,
            &[
                report(&steps[1], "2026-06-08", ReportReview::Approved, "做了一半"),
                report(&steps[1], "2026-06-09", ReportReview::Pending, "未审"),
                report(&secret_step, "2026-06-08", ReportReview::Approved, "密报"),
            ],
        )?;
        backend::milestones::store::insert_plan_changes(
            conn,
            &[
                plan_change(&row, PlanChangeStatus::Approved),
                plan_change(&row, PlanChangeStatus::Requested),
                plan_change(&hidden, PlanChangeStatus::Approved),
            ],
        )?;
        backend::outages::store::insert(conn, &[off, unsaid, draft])?;
        backend::notices::store::insert(conn, &[plan, secret_plan])
    });
    Place { app, town, compound: own.id, secret: secret.id }
}

fn place() -> Place {
    place_with(SiteSettings::default(), "甲改造")
}

fn read(answer: &Answer) -> Feed {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    feed_rs::parser::parse(&answer.body[..]).unwrap_or_else(|e| panic!("{e}: {}", answer.text()))
}

async fn feed(app: &TestApp, path: &str) -> Feed {
    read(&app.get(path).await)
}

fn titles(feed: &Feed) -> Vec<String> {
    feed.entries.iter().map(|e| e.title.as_ref().unwrap().content.clone()).collect()
}

async fn calendar(app: &TestApp, path: &str) -> (IcalCalendar, String) {
    let answer = app.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    let mut all: Vec<_> = ical::IcalParser::new(&answer.body[..]).collect();
    assert_eq!(all.len(), 1);
    (all.pop().unwrap().unwrap_or_else(|e| panic!("{e}: {}", answer.text())), answer.text())
}

/// The values of one property of every event.
fn values(calendar: &IcalCalendar, name: &str) -> Vec<String> {
    let of = |e: &ical::parser::ical::component::IcalEvent| {
        e.properties.iter().find(|p| p.name == name).and_then(|p| p.value.clone())
    };
    calendar.events.iter().filter_map(of).collect()
}

#[actix_web::test]
async fn a_feed_tells_the_news_of_a_district_the_newest_first() {
    let place = place();
    let feed = feed(&place.app, "/api/v1/feed.atom").await;
    assert_eq!(
        titles(&feed),
        [
            "停水：甲小区 3栋、4栋 06-13 08:30–17:30",
            "公示：方案",
            "甲改造：第2步做到 35%",
            "甲改造：第1步完成",
            "甲改造：计划有改动",
            "甲改造：施工中",
            "甲改造：开工",
        ]
    );
    assert_eq!(feed.updated.unwrap(), feed.entries[0].updated.unwrap());
    let tag = feed.id.strip_suffix("feed").unwrap();
    assert!(tag.starts_with("tag:") && tag.ends_with(".linxin.invalid,2026:"), "{tag}");
    assert_eq!(feed.title.unwrap().content, "甲区：改造进展、停水停电和公示");
    let ids: BTreeSet<&str> = feed.entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids.len(), 7);
    assert!(ids.iter().all(|id| id.starts_with(tag)), "{ids:?}");
    assert!(ids.contains(&*format!("{tag}project/PRJ-2026-0001/status/under_construction/2026-05-01")), "{ids:?}");
    let off = &feed.entries[0];
    assert_eq!(off.authors[0].name.as_deref(), Some("东社区居委会"));
    let said = &off.summary.as_ref().unwrap().content;
    assert!(said.contains("2026-06-13 08:30–17:30 停水，接新水管。"), "{said}");
    assert!(off.links[0].href.starts_with("http://localhost:8080/outages/"), "{:?}", off.links);
    let until = &feed.entries[1].summary.as_ref().unwrap().content;
    assert!(until.contains("提意见到 2026-06-16 为止。"), "{until}");
    let change = &feed.entries[4].summary.as_ref().unwrap().content;
    assert_eq!(change, "计划完工从 2026-06-30 改到 2026-08-30，因为approved。");
    let moved: DateTime<Utc> = "2026-05-07T16:00:00Z".parse().unwrap();
    assert_eq!(feed.entries[4].updated, Some(moved), "midnight in Shanghai, of a day");
}

#[actix_web::test]
async fn every_place_has_a_feed_of_its_own_in_both_languages() {
    let place = place();
    let compound = CompoundId(place.compound);
    let paths = [
        (format!("/api/v1/areas/{}/feed.atom", AreaId(place.town.street)), 7),
        (format!("/api/v1/areas/{}/feed.atom", AreaId(place.town.east)), 7),
        (format!("/api/v1/areas/{}/feed.atom", AreaId(place.town.west)), 0),
        (format!("/api/v1/compounds/{compound}/feed.atom"), 7),
        // The water is off for another reason.
        ("/api/v1/projects/prj-2026-0001/feed.atom".to_owned(), 6),
    ];
    let mut ids = BTreeSet::new();
    for (path, n) in &paths {
        let zh = feed(&place.app, path).await;
        assert_eq!(zh.entries.len(), *n, "{path}");
        assert!(ids.insert(zh.id.clone()), "{path}");
        let en = feed(&place.app, &format!("{path}?lang=en")).await;
        assert_eq!((en.id, en.entries.len(), en.language.as_deref()), (zh.id, *n, Some("en")), "{path}");
        assert!(en.links.iter().any(|l| l.rel.as_deref() == Some("self") && l.href.ends_with("?lang=en")));
    }
    let en = feed(&place.app, &format!("/api/v1/compounds/{compound}/feed.atom?lang=en")).await;
    assert_eq!(titles(&en)[0], "Water off: 甲小区 3栋、4栋 06-13 08:30–17:30");
    assert_eq!(titles(&en)[2], "甲改造: Step 2 at 35%");
    assert!(en.entries[0].links[0].href.ends_with("?lang=en"));
    let wrong = place.app.refused("/api/v1/feed.atom?lang=fr", 400).await;
    assert_eq!(wrong.field.as_deref(), Some("lang"));
}

#[actix_web::test]
async fn nothing_of_what_is_hidden_is_in_any_feed() {
    let place = place();
    for path in [
        "/api/v1/feed.atom".to_owned(),
        format!("/api/v1/areas/{}/feed.atom", AreaId(place.town.east)),
        format!("/api/v1/compounds/{}/feed.atom", CompoundId(place.compound)),
        format!("/api/v1/compounds/{}/calendar.ics", CompoundId(place.compound)),
    ] {
        let text = place.app.get(&path).await.text();
        for secret in ["密", "PRJ-2026-0002", "未审", "内部问题", "requested"] {
            assert!(!text.contains(secret), "{secret} in {path}: {text}");
        }
    }
    for path in [
        "/api/v1/projects/PRJ-2026-0002/feed.atom".to_owned(),
        "/api/v1/projects/PRJ-2026-0009/feed.atom".to_owned(),
        format!("/api/v1/compounds/{}/feed.atom", CompoundId(place.secret)),
        format!("/api/v1/compounds/{}/calendar.ics", CompoundId(place.secret)),
        "/api/v1/compounds/0000000000001/feed.atom".to_owned(),
        "/api/v1/compounds/1/calendar.ics".to_owned(),
        "/api/v1/areas/0000000000001/feed.atom".to_owned(),
        "/api/v1/areas/x/feed.atom".to_owned(),
    ] {
        place.app.refused(&path, 404).await;
    }
}

#[actix_web::test]
async fn names_that_look_like_markup_and_characters_that_cannot_be_written_do_no_harm() {
    let name = "A & B <C> \"D\" ]]> {status} \u{b}\u{fffe}终";
    let place = place_with(SiteSettings::default(), name);
    let feed = feed(&place.app, "/api/v1/feed.atom").await;
    assert!(titles(&feed).contains(&"A & B <C> \"D\" ]]> {status} 终：施工中".to_owned()), "{:?}", titles(&feed));
    let path = format!("/api/v1/compounds/{}/calendar.ics", CompoundId(place.compound));
    let (calendar, text) = calendar(&place.app, &path).await;
    assert!(values(&calendar, "SUMMARY").iter().any(|s| s.contains("A & B <C> \"D\" ]]> {status}")), "{text}");
    assert!(!text.contains('\u{b}'));
}

#[actix_web::test]
async fn what_has_not_changed_is_304_and_equal_to_the_byte_an_hour_later() {
    let place = place();
    let calendar = format!("/api/v1/compounds/{}/calendar.ics", CompoundId(place.compound));
    for path in ["/api/v1/feed.atom", &calendar] {
        place.app.set_time("2026-06-12T12:00:00+08:00");
        let first = place.app.get(path).await;
        place.app.set_time("2026-06-12T13:37:11+08:00");
        let tag = first.header("etag").unwrap().to_owned();
        let later = place.app.get(path).await;
        assert_eq!(first.text(), later.text(), "{path}");
        let same = place.app.send(TestRequest::get().uri(path).insert_header(("If-None-Match", tag))).await;
        assert_eq!((same.status.as_u16(), same.body.len()), (304, 0), "{path}");
    }
}

#[actix_web::test]
async fn links_lead_to_the_site_as_readers_know_it_and_believe_no_header_of_a_stranger() {
    let place = place();
    let ask = || TestRequest::get().uri("/api/v1/feed.atom");
    let own =
        |answer: Answer| read(&answer).links.iter().find(|l| l.rel.as_deref() == Some("self")).unwrap().href.clone();
    let asked = ask()
        .insert_header(("Host", "linxin.example.cn:81"))
        .insert_header(("X-Forwarded-Host", "evil.example"))
        .insert_header(("X-Forwarded-Proto", "https"))
        .insert_header(("Forwarded", "host=evil.example;proto=https"));
    assert_eq!(own(place.app.send(asked).await), "http://linxin.example.cn:81/api/v1/feed.atom");
    let odd = ask().insert_header(("Host", "a\"><b"));
    assert_eq!(own(place.app.send(odd).await), "http://localhost:8080/api/v1/feed.atom");
    let settings = SiteSettings { public_url: Some("https://linxin.example.cn".to_owned()), ..SiteSettings::default() };
    let place = place_with(settings, "甲改造");
    assert_eq!(
        own(place.app.send(ask().insert_header(("Host", "x"))).await),
        "https://linxin.example.cn/api/v1/feed.atom"
    );
}

#[actix_web::test]
async fn a_feed_of_nothing_is_a_feed_and_a_long_one_ends_after_fifty() {
    let app = TestApp::new();
    let empty = feed(&app, "/api/v1/feed.atom").await;
    assert_eq!((empty.entries.len(), empty.title.unwrap().content.as_str()), (0, "邻新：改造进展、停水停电和公示"));
    let town = Town::build(&app.db);
    let all: Vec<_> = (0..70)
        .map(|n| NoticeRow {
            area_id: Some(town.east),
            ..notice(NoticeKind::News, &format!("第{n}件"), &(day("2026-03-01") + chrono::Days::new(n)).to_string())
        })
        .collect();
    write(&app.db, |conn| backend::notices::store::insert(conn, &all));
    let full = feed(&app, "/api/v1/feed.atom").await;
    assert_eq!(full.entries.len(), 50);
    assert_eq!(titles(&full)[0], "动态：第69件");
}

#[actix_web::test]
async fn a_compounds_calendar_has_outages_and_key_dates() {
    let place = place();
    let path = format!("/api/v1/compounds/{}/calendar.ics", CompoundId(place.compound));
    let (calendar, text) = calendar(&place.app, &path).await;
    assert_eq!(
        values(&calendar, "SUMMARY"),
        ["停水：甲小区 3栋、4栋", "计划开工：甲改造", "计划完工：甲改造", "提意见截止：方案"]
    );
    assert_eq!(
        values(&calendar, "DTSTART"),
        ["20260613T003000Z", "20260501", "20260930", "20260616"],
        "days are days in Shanghai, times are UTC"
    );
    assert_eq!(values(&calendar, "DTEND"), ["20260613T093000Z", "20260502", "20261001", "20260617"]);
    assert_eq!(values(&calendar, "DTSTAMP")[0], "20260611T003000Z", "when it was announced");
    assert_eq!(values(&calendar, "LOCATION"), ["甲小区 3栋、4栋"]);
    assert_eq!(values(&calendar, "STATUS"), ["CONFIRMED"; 4]);
    assert!(values(&calendar, "DESCRIPTION")[0].starts_with("接新水管。"), "{text}");
    assert!(values(&calendar, "URL")[0].starts_with("http://localhost:8080/outages/"));
    let uids: BTreeSet<String> = values(&calendar, "UID").into_iter().collect();
    assert_eq!(uids.len(), 4);
    assert!(uids.contains("project-PRJ-2026-0001-start@linxin"), "{uids:?}");
    assert!(text.ends_with("END:VCALENDAR\r\n") && text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{text}");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\n', '\r']), "{line}");
    }
}

#[actix_web::test]
async fn text_of_a_calendar_is_escaped_and_folded_within_no_character() {
    let place = place();
    let mut long = outage(place.compound, "2026-06-15T08:30:00+08:00", "2026-06-15T17:30:00+08:00");
    long.row.reason = format!("先停；后通,\\再停;{}\n第二行", "水管要换新的，".repeat(20));
    let end = long.row.starts_at + chrono::TimeDelta::hours(1);
    long.row.actual_end = Some(end);
    write(&place.app.db, |conn| backend::outages::store::insert(conn, std::slice::from_ref(&long)));
    let path = format!("/api/v1/compounds/{}/calendar.ics", CompoundId(place.compound));
    let (calendar, text) = calendar(&place.app, &path).await;
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("DESCRIPTION:先停；后通\\,\\\\再停\\;水管"), "{unfolded}");
    assert!(unfolded.contains("，\\n第二行。"), "{unfolded}");
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    assert!(values(&calendar, "DTEND").contains(&"20260615T013000Z".to_owned()), "as it was over");
}

#[actix_web::test]
async fn states_say_why_and_a_milestone_that_a_report_ended_is_told_once() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut row = under_construction(project(town.east, "PRJ-2026-0001", "甲改造"), "2026-05-01");
    row.status = Some(Code(ProjectStatus::Suspended));
    row.status_since = Some(day("2026-06-01"));
    row.status_reason = Some("管道要改线。".to_owned());
    let step = milestone(&row, 1, 10_000, 10_000, "2026-05-01", "2026-05-20");
    store(&app.db, &row, std::slice::from_ref(&step));
    let ended = report(&step, "2026-05-20", ReportReview::Approved, "全部做完");
    write(&app.db, |conn| backend::milestones::store::insert_progress_reports(conn, &[ended]));
    let feed = feed(&app, "/api/v1/projects/PRJ-2026-0001/feed.atom").await;
    assert_eq!(titles(&feed), ["甲改造：停工", "甲改造：第1步完成", "甲改造：开工"]);
    assert_eq!(feed.entries[0].summary.as_ref().unwrap().content, "自 2026-06-01 起：停工。管道要改线。");
    assert_eq!(feed.entries[1].summary.as_ref().unwrap().content, "全部做完。");
}

#[actix_web::test]
async fn every_feed_of_the_demonstration_is_read_and_says_that_it_is_one() {
    let app = TestApp::new();
    let now: DateTime<Utc> = "2026-06-12T04:00:00Z".parse().unwrap();
    app.db.write_now(|conn| backend::demo::fill(conn, day("2026-06-12"), now)).unwrap();
    let district = feed(&app, "/api/v1/feed.atom").await;
    assert_eq!(district.entries.len(), 50);
    assert!(titles(&district).iter().all(|t| t.starts_with("【示例】")), "{:?}", titles(&district));
    let compounds: shared::page::Page<shared::compounds::CompoundSummary> =
        app.read("/api/v1/compounds?limit=100").await;
    for one in compounds.items.iter().step_by(7) {
        for lang in ["", "?lang=en"] {
            feed(&app, &format!("/api/v1/compounds/{}/feed.atom{lang}", one.id)).await;
            calendar(&app, &format!("/api/v1/compounds/{}/calendar.ics{lang}", one.id)).await;
        }
    }
}
