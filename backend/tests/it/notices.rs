//! Notices: plans that people may object to until a day, announcements and results, as lists bring them and as the
//! public reads them.

use backend::db::Code;
use backend::import::{Report, What, undo};
use backend::notices::store::{self, NoticeRow};
use backend::projects::store::ProjectRow;
use backend::schema::notices;
use diesel::prelude::*;
use shared::id::{AreaId, CompoundId, NoticeId};
use shared::notices::{Notice, NoticeKind};
use shared::page::Page;
use shared::published::ItemStatus;

use crate::app::TestApp;
use crate::builders::{Town, compound, notice, project, store as put, treat, write};
use crate::import::{done, list, refused};

const HEADER: &str = "类型,标题,正文,街道,社区,小区,项目编号,发布单位,来源,电话,发布时间,公示截止\n";

/// 甲小区 in 东社区 and the project that treats it.
struct Place {
    app: TestApp,
    town: Town,
    project: ProjectRow,
    compound: i64,
}

fn place() -> Place {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "甲小区改造");
    put(&app.db, &row, &[]);
    let first = compound(town.east, "甲小区");
    treat(&app.db, &row, &first);
    Place { app, town, project: row, compound: first.id }
}

fn take(app: &TestApp, rows: &str) -> Report {
    list(app, What::Notices, format!("{HEADER}{rows}").as_bytes(), "", |_| ())
}

async fn shown(app: &TestApp, query: &str) -> Vec<Notice> {
    app.read::<Page<Notice>>(&format!("/api/v1/notices{query}")).await.items
}

async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    shown(app, query).await.into_iter().map(|n| n.title).collect()
}

fn rows(app: &TestApp) -> i64 {
    app.db.read_now(|conn| Ok(notices::table.count().get_result(conn)?)).unwrap()
}

fn insert(app: &TestApp, rows: &[NoticeRow]) {
    write(&app.db, |conn| store::insert(conn, rows));
}

#[actix_web::test]
async fn a_list_comes_in_and_the_latest_is_first() {
    let place = place();
    let report = take(
        &place.app,
        "公示,甲小区方案公示,\"第一段。\n第二段。\",,,,prj-2026-0001,北街道办事处,公示栏,0714-000,2026-06-10 09:00,2026-06-17\n\
         公告,停放安排,写在这里。,,,甲小区,,东社区居委会,,,2026-06-11,\n\
         动态,街道的事,写在这里。,北街道,,,,北街道办事处,,,2026-06-01,\n\
         问答,全区的事,写在这里。,,,,,区住建局,,,2026-05-01,\n",
    );
    assert_eq!(done(&report), (4, 0, 0));
    let found = shown(&place.app, "").await;
    let names = |n: &Notice| n.areas.iter().map(|a| a.name.clone()).collect::<Vec<_>>().concat();
    let said: Vec<_> = found.iter().map(|n| (n.kind, n.title.as_str(), names(n))).collect();
    assert_eq!(
        said,
        [
            (NoticeKind::Announcement, "停放安排", "北街道东社区".to_owned()),
            (NoticeKind::Publicity, "甲小区方案公示", "北街道东社区".to_owned()),
            (NoticeKind::News, "街道的事", "北街道".to_owned()),
            (NoticeKind::Qa, "全区的事", "甲区".to_owned()),
        ]
    );
    let plan = &found[1];
    assert_eq!(plan.body, "第一段。\n第二段。");
    assert_eq!(plan.project.as_ref().map(|p| p.id.as_str()), Some("PRJ-2026-0001"));
    assert_eq!(plan.publicity_until.map(|d| d.to_string()).as_deref(), Some("2026-06-17"));
    assert_eq!((plan.author.as_str(), plan.source.as_str()), ("北街道办事处", "公示栏"));
    assert_eq!(found[0].compound.as_ref().map(|c| c.name.as_str()), Some("甲小区"));
    assert_eq!(found[0].source, "东社区居委会", "nobody said otherwise");
    assert_eq!(found[0].published_at.to_rfc3339(), "2026-06-10T16:00:00+00:00");
    let one: Notice = place.app.read(&format!("/api/v1/notices/{}", plan.id)).await;
    assert_eq!(&one, plan);
}

#[test]
fn what_is_wrong_with_a_list_is_named_and_nothing_comes_in() {
    let place = place();
    let good = "公示,标题甲,正文甲,,,甲小区,,办事处,,,2026-06-10,2026-06-17";
    for (from, to, said) in [
        ("公示,", "广告,", &["第 2 行「类型」的值“广告”", "公示、公告、结果、动态、问答"][..]),
        ("2026-06-17", "", &["「公示截止」为空：公示要写明截止日期", "needs its last day"]),
        ("2026-06-17", "2026-06-09", &["「发布时间、公示截止」", "公示截止早于发布"]),
        ("公示,", "公告,", &["「公示截止」的值“2026-06-17”：只有公示才有截止日期"]),
        ("2026-06-10", "2026-06-13", &["「发布时间」：发布时间在将来"]),
        ("2026-06-10", "", &["「发布时间」为空：必须填写"]),
        ("标题甲", "", &["「标题」为空：必须填写"]),
        ("正文甲", "", &["「正文」为空：必须填写"]),
        ("办事处", "", &["「发布单位」为空：必须填写"]),
        ("甲小区", "丙小区", &["「小区」的值“丙小区”：库里没有小区"]),
        (",,甲小区,,", ",,,PRJ-1,", &["「项目编号」的值“PRJ-1”：库里没有这个项目"]),
        (
            ",,甲小区,,",
            ",西社区,,PRJ-2026-0001,",
            &["「项目编号」的值“PRJ-2026-0001”：这个项目不在这里，在：北街道东社区"],
        ),
        (",,甲小区,,", ",南社区,,,", &["「社区」：库里没有这个街道或社区"]),
    ] {
        let csv = format!("{HEADER}{}\n", good.replacen(from, to, 1));
        refused(&place.app, What::Notices, csv.as_bytes(), "", said);
        assert_eq!(rows(&place.app), 0, "{csv}");
    }
    let twice = format!("{HEADER}{good}\n{good}\n");
    refused(&place.app, What::Notices, twice.as_bytes(), "", &["第 3 行「标题」的值“标题甲”：与第 2 行是同一个通知"]);
}

#[actix_web::test]
async fn the_same_list_changes_nothing_and_what_an_import_did_is_undone() {
    let place = place();
    let first = "公告,标题,正文,,,甲小区,,办事处,,,2026-06-10 09:00,\n";
    assert_eq!(done(&take(&place.app, first)), (1, 0, 0));
    let before = shown(&place.app, "").await;
    assert_eq!(done(&take(&place.app, first)), (0, 0, 1));
    assert_eq!(done(&take(&place.app, &first.replace("正文", "改过的正文"))), (0, 1, 0));
    assert_eq!(shown(&place.app, "").await[0].body, "改过的正文");
    assert_eq!(done(&take(&place.app, &first.replace("甲小区", ""))), (1, 0, 0), "about another place it is another");
    let undone = || undo::undo(&place.app.db, &place.app.files, "乙", "2026-06-13T04:00:00Z".parse().unwrap());
    undone().unwrap();
    undone().unwrap();
    let back: Vec<Notice> = shown(&place.app, "").await.into_iter().map(|n| Notice { changed_at: None, ..n }).collect();
    assert_eq!(back, before);
    undone().unwrap();
    assert_eq!(rows(&place.app), 0);
}

#[actix_web::test]
async fn a_plan_is_open_until_the_end_of_its_last_day_in_shanghai() {
    let place = place();
    let plan =
        NoticeRow { compound_id: Some(place.compound), ..notice(NoticeKind::Publicity, "方案公示", "2026-06-10") };
    let other = NoticeRow { area_id: Some(place.town.street), ..notice(NoticeKind::News, "动态", "2026-06-11") };
    insert(&place.app, &[plan, other]);
    for (now, open) in [("2026-06-17T23:59:59+08:00", true), ("2026-06-18T00:00:00+08:00", false)] {
        place.app.set_time(now);
        let all = shown(&place.app, "").await;
        assert_eq!(all.iter().map(|n| n.is_open).collect::<Vec<_>>(), [false, open], "{now}");
        assert_eq!(shown(&place.app, "?open=true").await.len(), usize::from(open), "{now}");
    }
}

#[actix_web::test]
async fn kinds_places_and_pages_are_asked_for() {
    let place = place();
    let about = |row: NoticeRow, n: usize| match n % 3 {
        0 => NoticeRow { compound_id: Some(place.compound), ..row },
        1 => NoticeRow { project_id: Some(place.project.id), ..row },
        _ => NoticeRow { area_id: Some(place.town.west), ..row },
    };
    let kinds = [NoticeKind::Announcement, NoticeKind::Result];
    // All on one day: the later identifier is the later notice.
    let rows: Vec<_> = (0..12).map(|n| about(notice(kinds[n % 2], &format!("第{n}号"), "2026-06-01"), n)).collect();
    insert(&place.app, &rows);
    let mut found = Vec::new();
    let mut next = Some(String::new());
    while let Some(cursor) = next {
        let page: Page<Notice> = place.app.read(&format!("/api/v1/notices?limit=5{cursor}")).await;
        found.extend(page.items.into_iter().map(|n| n.title));
        next = page.next.map(|c| format!("&cursor={c}"));
    }
    assert_eq!(found, (0..12).rev().map(|n| format!("第{n}号")).collect::<Vec<_>>());
    let count = |query: String| {
        let app = &place.app;
        async move { titles(app, &query).await.len() }
    };
    assert_eq!(count("?kind=result".to_owned()).await, 6);
    assert_eq!(count("?kind=result,announcement".to_owned()).await, 12);
    assert_eq!(count("?kind=qa".to_owned()).await, 0);
    assert_eq!(count(format!("?area={}", AreaId(place.town.west))).await, 4);
    assert_eq!(count(format!("?area={}", AreaId(place.town.district))).await, 12);
    assert_eq!(count(format!("?compound={}", CompoundId(place.compound))).await, 8, "with the project that treats it");
    assert_eq!(count("?project=prj-2026-0001".to_owned()).await, 4);
    for unknown in ["?area=0000000000001", "?compound=0000000000001", "?project=PRJ-1"] {
        assert_eq!(count(unknown.to_owned()).await, 0, "{unknown}");
    }
    for (query, field) in [
        ("kind=ad", "kind"),
        ("open=vielleicht", "open"),
        ("area=9", "area"),
        ("cursor=1", "cursor"),
        ("cursor=99999999999999999999~0000000000001", "cursor"),
        ("limit=0", "limit"),
        ("q=x", "q"),
    ] {
        let refused = place.app.refused(&format!("/api/v1/notices?{query}"), 400).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
}

#[actix_web::test]
async fn what_is_not_published_or_about_something_hidden_is_not_shown() {
    let place = place();
    let hidden = ProjectRow { is_published: false, ..project(place.town.east, "PRJ-2026-0002", "密") };
    put(&place.app.db, &hidden, &[]);
    let secret = compound(place.town.east, "密里");
    treat(&place.app.db, &hidden, &secret);
    let new = |title| notice(NoticeKind::Announcement, title, "2026-06-01");
    let mut all = vec![
        NoticeRow { project_id: Some(hidden.id), ..new("密一") },
        NoticeRow { compound_id: Some(secret.id), ..new("密二") },
        // A public compound does not make a hidden project public.
        NoticeRow { compound_id: Some(place.compound), project_id: Some(hidden.id), ..new("密三") },
    ];
    for status in [ItemStatus::Draft, ItemStatus::InReview, ItemStatus::Withdrawn] {
        all.push(NoticeRow { status: Code(status), compound_id: Some(place.compound), ..new("密四") });
    }
    insert(&place.app, &all);
    insert(&place.app, &[NoticeRow { compound_id: Some(place.compound), ..new("公开") }]);
    assert_eq!(titles(&place.app, "").await, ["公开"]);
    assert_eq!(titles(&place.app, "?project=PRJ-2026-0002").await, [""; 0]);
    for row in &all {
        place.app.refused(&format!("/api/v1/notices/{}", NoticeId(row.id)), 404).await;
    }
    for id in ["0000000000001", "1", "nonsense"] {
        place.app.refused(&format!("/api/v1/notices/{id}"), 404).await;
    }
}

#[actix_web::test]
async fn a_page_is_full_though_much_is_hidden() {
    let place = place();
    let hidden = ProjectRow { is_published: false, ..project(place.town.east, "PRJ-2026-0002", "密") };
    put(&place.app.db, &hidden, &[]);
    let mut rows: Vec<_> = (0..450)
        .map(|n| NoticeRow {
            project_id: Some(hidden.id), ..notice(NoticeKind::News, &format!("密{n}"), "2026-06-02")
        })
        .collect();
    rows.push(NoticeRow { project_id: Some(place.project.id), ..notice(NoticeKind::News, "公开", "2026-06-01") });
    insert(&place.app, &rows);
    let page: Page<Notice> = place.app.read("/api/v1/notices?limit=1").await;
    assert_eq!((page.items.len(), page.next), (1, None));
}

#[actix_web::test]
async fn the_demonstration_has_plans_that_people_may_object_to() {
    for now in ["2026-06-12T12:00:00+08:00", "2026-06-12T00:10:00+08:00"] {
        let app = TestApp::new();
        app.set_time(now);
        let at: chrono::DateTime<chrono::Utc> = now.parse().unwrap();
        app.db.write_now(|conn| backend::demo::fill(conn, shared::time::date_of(at), at)).unwrap();
        let all = shown(&app, "").await;
        assert_eq!(all.len(), 13);
        assert!(all.iter().filter(|n| n.is_open && n.project.is_some()).count() >= 3);
        for kind in <NoticeKind as strum::VariantArray>::VARIANTS {
            assert!(all.iter().any(|n| n.kind == *kind), "{kind:?}");
        }
        for n in &all {
            assert!(n.is_demo && n.author.starts_with("示例") && n.published_at <= at, "{n:?}");
            assert!(n.areas[0].name.starts_with("示例"), "{n:?}");
        }
    }
}
