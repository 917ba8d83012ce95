//! Real lists, where they lie beside the checkout, and lists of areas and compounds.

use backend::db::Db;
use backend::import::{Lang, What};
use backend::schema::{areas, compounds};
use diesel::prelude::*;
use shared::projects::{Project, ProjectPage};

use crate::app::{TestApp, skip};
use crate::builders::Town;
use crate::import::{done, list, refused, traces};

const YUHUA: &str = include_str!("../mappings/yuhua.toml");

/// A file of the data that is kept beside the repository.
pub(crate) fn real(path: &str) -> Option<Vec<u8>> {
    let file = format!("{}/../../shared/data/{path}", env!("CARGO_MANIFEST_DIR"));
    let found = std::fs::read(&file).ok();
    if found.is_none() {
        skip(&format!("the real list {path} is not beside this checkout"));
    }
    found
}

/// What looks like the real list, made up.
const LOOK_ALIKE: &str = "\u{feff}序号,所在街道及社区,小区名称,实施进度,备注\n\
    1,左街道官社区,甲小区,已开工,省民生实事\n\
    2,左街道官社区,乙小区(20—29栋、43栋),已开工,\n\
    3,东街道里社区,丙小区,已开工,省民生实事\n";

async fn comes_in(file: &[u8], rows: u32) -> TestApp {
    let app = TestApp::new();
    let report = list(&app, What::Projects, file, YUHUA, |_| ());
    assert_eq!(done(&report), (rows as usize, 0, 0));
    assert_eq!(report.ignored, ["序号"]);
    let before = traces(&app.db);
    assert_eq!(done(&list(&app, What::Projects, file, YUHUA, |_| ())), (0, 0, rows as usize));
    assert_eq!(traces(&app.db), before);
    let page: ProjectPage = app.read("/api/v1/projects?status=works&kind=old_compound_renovation&year=2021").await;
    assert_eq!((page.total, page.without_position), (rows, rows));
    app
}

#[actix_web::test]
async fn a_list_with_street_and_community_in_one_column_comes_in_whole() {
    let app = comes_in(LOOK_ALIKE.as_bytes(), 3).await;
    let project: Project = app.read("/api/v1/projects/PRJ-2021-0002").await;
    assert_eq!(project.summary.name, "乙小区(20—29栋、43栋)");
    assert_eq!(project.summary.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["左街道", "官社区"]);
}

#[actix_web::test]
async fn the_list_of_yuhua_comes_in_whole_into_an_empty_database() {
    let Some(file) = real("import-samples/yuhua_2021_compounds_17.csv") else { return };
    let app = comes_in(&file, 17).await;
    let found: ProjectPage = app.read("/api/v1/projects?q=%E5%BB%BA%E5%AE%89%E5%B0%8F%E5%8C%BA").await;
    assert_eq!(found.total, 1);
    let project: Project = app.read(&format!("/api/v1/projects/{}", found.items[0].number)).await;
    assert_eq!(project.text.as_deref(), Some("省民生实事"));
    assert!(project.source_note.unwrap().contains("雨花区人居环境局"));
    assert_eq!(project.compounds[0].compound.name, "建安小区");
}

fn count_areas(db: &Db) -> i64 {
    db.read_now(|c| Ok(areas::table.count().get_result(c)?)).unwrap()
}

#[test]
fn the_official_divisions_come_in_as_they_are() {
    for (path, rows) in
        [("divisions/xisaishan_divisions_2023.csv", 58), ("divisions/huangshi_urban_divisions_2023.csv", 157)]
    {
        let Some(file) = real(path) else { continue };
        let app = TestApp::new();
        assert_eq!(done(&list(&app, What::Areas, &file, "", |_| ())), (rows, 0, 0));
        assert_eq!(done(&list(&app, What::Areas, &file, "", |_| ())), (0, 0, rows));
        let farm: String = app
            .db
            .read_now(|c| Ok(areas::table.filter(areas::code.eq("420203400")).select(areas::area_kind).first(c)?))
            .unwrap();
        assert_eq!(farm, "farm");
        assert_eq!(count_areas(&app.db), i64::try_from(rows).unwrap());
    }
}

#[test]
fn areas_find_their_parents_in_the_file_or_the_database() {
    let app = TestApp::new();
    let csv = "code,name,level,parent,kind,households\n\
               003,东社区,社区,002,,1200\n\
               002,北街道,街道,甲区,其他,\n\
               001,甲区,district,4202,区,\n";
    assert_eq!(done(&list(&app, What::Areas, csv.as_bytes(), "", |_| ())), (3, 0, 0));
    let more = "名称,层级,上级,户数\n西社区,社区,北街道,300\n东社区,社区,北街道,1201\n";
    assert_eq!(done(&list(&app, What::Areas, more.as_bytes(), "", |_| ())), (1, 1, 0));
    assert_eq!(count_areas(&app.db), 4);

    let says = |csv: &str, words: &str| refused(&app, What::Areas, csv.as_bytes(), "", &[words]);
    says("名称,层级,上级\n南社区,社区,南街道\n", "第 2 行：上级“南街道”不在文件里，也不在库里");
    says("名称,层级,上级\n南社区,大区,北街道\n", "第 2 行「层级」的值“大区”：不认识");
    says("名称,层级,上级\n南社区,社区,北街道\n南社区,社区,北街道\n", "第 3 行：与第 2 行是同一个区划");
    says("代码,名称,层级,上级\n009,东社区,社区,北街道\n", "第 2 行：上级里已有“东社区”，代码却是“003”");
    says("名称,层级,上级,户数\n东社区,社区,北街道,-1\n", "第 2 行「户数」的值“-1”：不能是负数");
    says("名称,上级\n东社区,北街道\n", "缺少必需的列：层级");
}

#[test]
fn compounds_come_in_with_what_is_known_of_them() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "小区,别名,街道,社区,地址,建成年代,楼栋数,户数,建筑面积（万㎡）,产权性质,管理方式,业委会,经度,纬度\n\
               甲小区,老甲,北街道,东社区,路1号,1985-1990,12,\"1,521\",14.26,房改房,社区托管,否,115.1,30.2\n\
               乙小区,,北街道,新社区,,,,,,,,,,\n";
    let go = |csv: &str| list(&app, What::Compounds, csv.as_bytes(), "", |_| ());
    let report = go(csv);
    assert_eq!((done(&report), report.without_position), ((2, 0, 0), 1));
    assert_eq!(report.areas, ["新社区"]);
    let known: (Option<i16>, Option<i32>, Option<i64>, Option<String>) = app
        .db
        .read_now(|c| {
            use compounds as t;
            let columns = (t::built_year_to, t::household_count, t::floor_area_m2, t::management_mode);
            Ok(t::table.filter(t::name.eq("甲小区")).select(columns).first(c)?)
        })
        .unwrap();
    assert_eq!(known, (Some(1990), Some(1521), Some(142_600), Some("community".to_owned())));
    assert_eq!(done(&go(csv)), (0, 0, 2));
    assert_eq!(done(&go("小区,社区,户数\n甲小区,东社区,1522\n")), (0, 1, 0));
    let says = |csv: &str, words: &str| refused(&app, What::Compounds, csv.as_bytes(), "", &[words]);
    says("小区,社区,建成年代\n甲小区,东社区,八十年代\n", "第 2 行「建成年代」的值“八十年代”：应为");
    says("小区,社区,产权性质\n甲小区,东社区,国有\n", "第 2 行「产权性质」的值“国有”：不认识，可用：房改房");
    says("小区,社区\n甲小区,东社区\n甲小区,东社区\n", "第 3 行：与第 2 行是同一个小区");
    says("小区,街道\n甲小区,北街道\n", "缺少必需的列：社区");
}

#[test]
fn a_real_spreadsheet_without_a_mapping_is_told_what_it_lacks() {
    let Some(file) = real("import-samples/nyc_capital_projects_300.xlsx") else { return };
    let app = TestApp::new();
    let report = list(&app, What::Projects, &file, "", |_| ());
    assert!(report.refused() && report.words(Lang::En).contains("missing columns"), "{}", report.words(Lang::En));
}
