//! Lists of figures come in whole or not at all, correct what came before, and can be taken back.

use backend::figures::store::DefRow;
use backend::import::{What, undo};
use backend::schema::{indicator_defs, indicator_values};
use diesel::prelude::*;
use shared::figures::{Qualifier, ReportedFigure, Unit};

use super::*;
use crate::builders::treat;
use crate::command::{linxin, words};
use crate::import::{done, list};

const HEADER: &str = "指标,数值,单位,口径,性质,起,止,时期,范围,来源,来源日期,链接,说明\n";

fn take(app: &TestApp, csv: &str) -> backend::import::Report {
    list(app, What::Figures, csv.as_bytes(), "", |o| o.by = "甲".to_owned())
}

fn rows(app: &TestApp) -> Vec<ValueRow> {
    let all = indicator_values::table.order(indicator_values::id).select(ValueRow::as_select());
    app.db.read_now(|conn| Ok(all.load(conn)?)).unwrap()
}

fn own(app: &TestApp) -> Vec<DefRow> {
    let all = indicator_defs::table.filter(indicator_defs::made_by_import.is_not_null());
    app.db.read_now(|conn| Ok(all.select(DefRow::as_select()).load(conn)?)).unwrap()
}

fn undone(app: &TestApp) {
    undo::undo(&app.db, &app.files, "乙", "2026-06-13T04:00:00Z".parse().unwrap()).map(|_| ()).unwrap();
}

/// A town with one compound in a published project.
fn ready() -> (TestApp, Town) {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = project(town.east, "PRJ-2026-0001", "槐荫里改造");
    store(&app.db, &row, &[]);
    treat(&app.db, &row, &compound(town.east, "槐荫里"));
    let hidden = ProjectRow { is_published: false, ..project(town.east, "PRJ-2026-0002", "未公开") };
    store(&app.db, &hidden, &[]);
    treat(&app.db, &hidden, &compound(town.east, "藏"));
    (app, town)
}

#[actix_web::test]
async fn published_figures_are_shown_as_they_were_published() {
    let (app, town) = ready();
    let csv = format!(
        "{HEADER}renovation.investment,13,亿元,,公布值,2019-11-01,2021-12-10,,,《甲报》，区政府,2021-12-10,https://example.cn/1,\n\
         老旧小区改造受益住户,3.4万户,,约,,,2021-12-10,,北街道,《甲报》，区政府,2021-12-10,,取整后的数\n\
         外墙翻新楼栋,23,栋,,,,,近年来,槐荫里,《甲报》，区政府,2021-12-10,,\n\
         雨污分流管网,9,公里,,计划,,,,,《甲报》，区政府,,,\n\
         项目已支付资金,120.5,万元,,实际,,2026-05-31,,prj-2026-0001,台账,,,\n\
         项目完成管网长度,1,公里,,,,,,PRJ-2026-0002,《甲报》，区政府,,,\n\
         外墙翻新楼栋,2,栋,,,,,,藏,《甲报》，区政府,,,\n"
    );
    let dry = list(&app, What::Figures, csv.as_bytes(), "", |o| o.dry_run = true);
    assert_eq!((done(&dry), rows(&app).len()), ((7, 0, 0), 0));
    assert_eq!(done(&take(&app, &csv)), (7, 0, 0));
    let found = all(&app, "").await;
    let [money, households, facades] = &found.reported[..] else { panic!("{:#?}", found.reported) };
    let expected = ReportedFigure {
        code: "renovation.investment".to_owned(),
        zh: "老旧小区改造投资".to_owned(),
        en: "Investment in old-compound renovation".to_owned(),
        unit: Unit::Fen,
        value: 130_000_000_000,
        qualifier: Qualifier::Exact,
        of: None,
        period_start: Some(day("2019-11-01")),
        period_end: Some(day("2021-12-10")),
        period_words: None,
        source: "《甲报》，区政府".to_owned(),
        source_on: Some(day("2021-12-10")),
        link: Some("https://example.cn/1".to_owned()),
        note: None,
        is_demo: false,
    };
    assert_eq!(*money, expected);
    assert_eq!(
        (households.value, households.qualifier, households.of.as_deref()),
        (34_000, Qualifier::About, Some("北街道"))
    );
    assert_eq!((facades.of.as_deref(), facades.period_words.as_deref()), (Some("槐荫里"), Some("近年来")));
    // Below the district, only what lies there; of itself it needs no name.
    let street = all(&app, &format!("?area={}", AreaId(town.street))).await;
    assert_eq!(street.reported.iter().map(|f| f.of.as_deref()).collect::<Vec<_>>(), [None, Some("槐荫里")]);
    assert_eq!(all(&app, &format!("?area={}", AreaId(town.west))).await.reported, []);
    // An actual value of a project is computed with, and a published one never is.
    assert_eq!(said(&app, "paid").await, (Some(120_500_000), 0));
    assert_eq!(said(&app, "benefiting_households").await, (Some(0), 0));
}

#[actix_web::test]
async fn the_same_list_again_changes_nothing_and_a_correction_supersedes() {
    let (app, _) = ready();
    let csv = format!(
        "{HEADER}口袋公园,23,个,,,,2021-12-10,,,甲报,2021-12-10,,原话\n新增绿地,10.4,万㎡,,,,2021-12-10,,,甲报,,,\n"
    );
    assert_eq!(done(&take(&app, &csv)), (2, 0, 0));
    assert_eq!(done(&take(&app, &csv)), (0, 0, 2));
    let corrected = "指标,数值,止,来源\n口袋公园,24,2021-12-10,甲报\n";
    assert_eq!(done(&take(&app, corrected)), (0, 1, 0));
    let kept = rows(&app);
    let parks: Vec<_> = kept.iter().filter(|r| r.def_code == "parks.pocket").collect();
    let [old, new] = parks[..] else { panic!("{parks:?}") };
    assert_eq!((old.value, old.superseded_by, new.value, new.superseded_by), (23, Some(new.id), 24, None));
    assert_eq!(new.note.as_deref(), Some("原话"), "what the list does not speak of stays");
    let read = async |app: &TestApp| all(app, "").await.reported.iter().map(|f| f.value).collect::<Vec<_>>();
    assert_eq!(read(&app).await, [24, 104_000]);
    // Another source stands beside it.
    assert_eq!(done(&take(&app, "指标,数值,止,来源\n口袋公园,30,2021-12-10,乙报\n")), (1, 0, 0));
    assert_eq!(read(&app).await, [24, 30, 104_000]);
    undone(&app);
    undone(&app);
    assert_eq!(read(&app).await, [23, 104_000], "the value before stands again");
    undone(&app);
    assert_eq!(rows(&app), []);
    let what: Vec<_> = app.db.read_now(undo::list).unwrap().into_iter().map(|i| (i.what, i.imported_by)).collect();
    assert!(what.iter().all(|(what, by)| what == "figures" && by == "甲"), "{what:?}");
}

#[actix_web::test]
async fn a_new_indicator_is_made_with_its_unit_and_goes_with_its_import() {
    let (app, _) = ready();
    let csv = "指标,数值,单位,英文名,来源\n社区食堂,12,处,Community canteens,甲报\n";
    let report = take(&app, csv);
    assert_eq!(done(&report), (1, 0, 0));
    assert!(report.words(backend::import::Lang::Zh).contains("一并新建指标 1 个：社区食堂。"));
    let [def] = &own(&app)[..] else { panic!() };
    assert_eq!((def.code.as_str(), def.unit.0), ("own.community_canteens", Unit::Places));
    let found = all(&app, "").await.reported;
    assert_eq!((found[0].en.as_str(), found[0].value), ("Community canteens", 12));
    // Known by its name now; its unit is what it was made with.
    assert_eq!(done(&take(&app, "指标,数值,时期,来源\n社区食堂,15,今年,甲报\n")), (1, 0, 0));
    assert!(take(&app, "指标,数值,单位,来源\n社区食堂,15,公里,甲报\n").refused());
    undone(&app);
    assert_eq!(own(&app).len(), 1);
    undone(&app);
    assert_eq!(own(&app), []);
    // Another of the same English name is told apart by nobody.
    crate::import::refused(
        &app,
        What::Figures,
        "指标,数值,单位,英文名,来源\n甲,1,个,The one,甲报\n乙,1,个,the one!,甲报\n".as_bytes(),
        "",
        &["第 3 行「指标」的值“乙”：英文名已是指标“甲”的"],
    );
}

#[actix_web::test]
async fn one_wrong_row_and_nothing_comes_in() {
    let (app, town) = ready();
    write(&app.db, |conn| compounds::store::insert(conn, &[compound(town.east, "同名"), compound(town.west, "同名")]));
    let good = "口袋公园,23,个,,,,2021-12-10,,,甲报,2021-12-10,,";
    for (row, said) in [
        ("口袋公圆,23,个,,,,,,,甲报,,,", ["第 3 行「指标」的值“口袋公圆”", "near ones are 口袋公园（parks.pocket）"]),
        (
            "管网,23,公里,,,,,,,甲报,,,",
            ["雨污分流管网（pipes.rain_sewage）、二三级污水管网", "fill in the columns 单位 and 英文名"],
        ),
        ("口袋公园,23,公里,,,,,,,甲报,,,", ["单位“公里”量的不是这个指标", "measures something else"]),
        ("口袋公园,23,斤,,,,,,,甲报,,,", ["单位“斤”不认识", "is unknown; known are 个"]),
        ("雨污分流管网,108.7,,,,,,,,甲报,,,", ["没有写单位", "column \"数值\", value \"108.7\""]),
        ("口袋公园,二十三,个,,,,,,,甲报,,,", ["应为数字", "expected a number"]),
        ("口袋公园,2.5,个,,,,,,,甲报,,,", ["应为整数", "expected a whole number"]),
        ("口袋公园,24,个,大概,,,,,,甲报,,,", ["第 3 行「口径」", "准确、取整、余、约"]),
        ("口袋公园,24,个,,猜测,,,,,甲报,,,", ["第 3 行「性质」", "公布值、计划、实际、目标"]),
        ("口袋公园,24,个,,,2022-01-01,2021-12-10,,,甲报,,,", ["「起、止」", "the first day is after the last"]),
        ("口袋公园,24,个,,,,六月,,,甲报,,,", ["第 3 行「止」", "expected a date"]),
        ("口袋公园,24,个,,,,,,北街,甲报,,,", ["是不是“北街道”？", "column \"范围\""]),
        ("口袋公园,24,个,,,,,,PRJ-2026-0009,甲报,,,", ["没有这个编号的项目", "value \"PRJ-2026-0009\""]),
        ("口袋公园,24,个,,,,,,同名,甲报,,,", ["有 2 处都叫“同名”", "write what is above too"]),
        ("口袋公园,24,个,,,,,,,,,,", ["「来源」为空：必须填写", "must be filled in"]),
        (
            "口袋公园,24,个,,,,,,,甲报,,javascript:alert(1),",
            ["应为以 http:// 或 https:// 开头的网址", "column \"链接\""],
        ),
        ("parks.pocket,24,个,,,,2021-12-10,,甲区,甲报,,,", ["与第 2 行是同一个数", "the same figure as row 2"]),
    ] {
        crate::import::refused(&app, What::Figures, format!("{HEADER}{good}\n{row}\n").as_bytes(), "", &said);
        assert_eq!((rows(&app), own(&app)), (Vec::new(), Vec::new()), "{row}");
    }
    crate::import::refused(&app, What::Figures, "指标,数值\n口袋公园,23\n".as_bytes(), "", &["缺少必需的列：来源"]);
    assert_eq!(done(&take(&app, &format!("{HEADER}口袋公园,3,个,,,,,,西社区>同名,甲报,,,\n"))), (1, 0, 0));
}

#[test]
fn what_figures_are_of_is_not_taken_back_under_them() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,街道,社区,小区,状态,年度\n甲,老旧小区改造,北街道,东社区,甲小区,已立项,2026\n";
    done(&crate::import::projects_of(&app, csv));
    done(&take(&app, "指标,数值,单位,范围,来源\n外墙翻新楼栋,3,栋,甲小区,甲报\n"));
    undone(&app);
    undone(&app);
    done(&crate::import::projects_of(&app, csv));
    // A value that came another way than by the last import.
    let id = app
        .db
        .read_now(|conn| {
            use backend::schema::compounds as c;
            Ok(c::table.select(c::id).first::<i64>(conn)?)
        })
        .unwrap();
    let stamp = day(TODAY).and_hms_opt(0, 0, 0).unwrap();
    let of = (ScopeType::Compound, id);
    let row = ValueRow::new(ids::next(), "renovation.facades", of, (ValueKind::Reported, 3), "甲报", stamp);
    write(&app.db, |conn| figures::store::insert_values(conn, &[row]));
    let refused =
        undo::undo(&app.db, &app.files, "乙", "2026-06-13T04:00:00Z".parse().unwrap()).unwrap_err().to_string();
    assert!(refused.contains("甲小区"), "{refused}");
}

#[test]
fn the_command_line_reads_a_mapping_of_its_own() {
    if std::env::var_os("LINXIN_TEST_DATABASE").is_some() {
        return;
    }
    let data = tempfile::TempDir::new().unwrap();
    let path = |name: &str| data.path().join(name).display().to_string();
    let run = |args: &[&str]| {
        let output = linxin(data.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", words(&output));
        words(&output)
    };
    run(&["migrate"]);
    let db = backend::db::Db::open(&data.path().join("linxin.sqlite3").display().to_string(), 1).unwrap();
    Town::build(&db);
    drop(db);
    std::fs::write(path("list.csv"), "项目,数（万元）\n甲,1\n").unwrap();
    std::fs::write(
        path("list.toml"),
        "[columns]\n\"项目\" = \"indicator\"\n\"数（万元）\" = \"value\"\n[constants]\nsource_note = \"年报\"\n[values.indicator]\n\"甲\" = \"renovation.investment\"\n",
    )
    .unwrap();
    let said = run(&["import", "figures", &path("list.csv"), "--mapping", &path("list.toml"), "--lang", "en"]);
    assert!(said.contains("Rows of figures: 1. New 1, changed 0, unchanged 0."), "{said}");
    assert!(run(&["imports"]).contains("figures list.csv"));
    run(&["imports", "undo"]);
}
