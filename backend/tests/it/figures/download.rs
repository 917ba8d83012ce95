//! What is downloaded is what is shown, and no spreadsheet runs any of it.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use shared::ledger::csv::Rows;

use super::*;
use crate::app::Answer;
use crate::demo::filled;

const HEADER: &str =
    "类别,代码,名称,English,数值,单位,常用单位数值,口径,分子,分母,时期/截至,来源,链接,怎么算的/说明,是否示例";

/// The cells of a CSV, as import reads them.
fn cells(answer: &Answer) -> Vec<Vec<String>> {
    let text = answer.text();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark").to_owned();
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\r'));
    Rows::new(std::iter::once(Ok(text))).map(|line| line.unwrap().cells).collect()
}

/// The cells of a spreadsheet; a formula would fail the test.
fn sheet(answer: &Answer) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
    let formulas = book.worksheet_formula("数说").unwrap();
    assert!(formulas.used_cells().next().is_none(), "no cell is a formula");
    let range = book.worksheet_range("数说").unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::Float(number) => format!("{number:.0}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[actix_web::test]
async fn the_list_and_the_spreadsheet_say_what_the_page_says() {
    let (app, _) = filled(TODAY);
    let found = all(&app, "?year=2025").await;
    let csv = app.get("/api/v1/figures.csv?year=2025").await;
    let xlsx = app.get("/api/v1/figures.xlsx?year=2025").await;
    for (answer, kind, ending) in [(&csv, "text/csv; charset=utf-8", "csv"), (&xlsx, "application/vnd", "xlsx")] {
        assert!(answer.header("content-type").unwrap().starts_with(kind));
        let name = format!("attachment; filename=\"linxin-figures-{TODAY}.{ending}\"");
        assert_eq!(answer.header("content-disposition"), Some(name.as_str()));
    }
    let rows = cells(&csv);
    assert_eq!(rows[0].join(","), HEADER);
    assert_eq!(rows.len(), 1 + found.reported.len() + found.computed.len());
    assert!(rows.iter().all(|r| r.len() == 15));
    let of = |code: &str| rows.iter().find(|r| r[1] == code).unwrap_or_else(|| panic!("{code} is missing"));
    for f in &found.computed {
        let row = of(&f.code);
        assert_eq!((row[0].as_str(), &row[4]), ("计算", &f.value.map(|v| v.to_string()).unwrap_or_default()));
        assert!(!row[2].contains("figure.") && !row[3].contains('{') && row[13].contains("。 "), "{row:?}");
    }
    for f in &found.reported {
        assert!(rows.iter().any(|r| r[0] == "公布" && r[1] == f.code && r[4] == f.value.to_string()), "{}", f.code);
    }
    assert_eq!(of("renovation.investment")[4..8].join("|"), "130000000000|分|13 亿元|准确");
    assert_eq!(of("renovation.facades")[2], "外墙翻新楼栋（田家墩小区）");
    assert_eq!(of("pipes.sewer_secondary_tertiary")[10], "近年来");
    assert_eq!(of("renovation.investment")[10], "2019-11-01/2021-12-10");
    let rate = found.computed.iter().find(|f| f.code == "completion_rate").unwrap();
    let halves = rate.ratio.map(|r| [r.part, r.whole].map(|n| n.to_string())).unwrap();
    assert_eq!(of("completion_rate")[8..11], [&halves[0], &halves[1], "2025 年度，截至 2026-06-12"].map(str::to_owned));
    assert_eq!(
        of("done.market")[2..4],
        ["已完成：农贸与批发市场改造", "Finished: Market renovation"].map(str::to_owned)
    );
    let trimmed = |rows: Vec<Vec<String>>| -> Vec<String> { rows.iter().map(|r| r.join("|")).collect() };
    assert_eq!(trimmed(sheet(&xlsx)), trimmed(rows), "the spreadsheet holds the same cells");
}

#[actix_web::test]
async fn no_cell_is_run_as_a_formula() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let stamp = day(TODAY).and_hms_opt(0, 0, 0).unwrap();
    let of = (ScopeType::Area, town.district);
    let bad = ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1"];
    let rows: Vec<ValueRow> = bad
        .iter()
        .map(|text| ValueRow {
            note: Some((*text).to_owned()),
            ..ValueRow::new(ids::next(), "parks.pocket", of, (ValueKind::Reported, 1), text, stamp)
        })
        .collect();
    write(&app.db, |conn| figures::store::insert_values(conn, &rows));
    let csv = app.get("/api/v1/figures.csv").await;
    for row in cells(&csv).iter().filter(|r| r[1] == "parks.pocket") {
        assert!(row[11].starts_with('\'') && row[13].starts_with('\''), "{row:?}");
        assert!(bad.contains(&shared::ledger::csv::unguarded(&row[13])), "{row:?}");
    }
    let notes: Vec<_> = sheet(&app.get("/api/v1/figures.xlsx").await).into_iter().map(|r| r[13].clone()).collect();
    assert!(bad.iter().all(|b| notes.iter().any(|n| n == b)), "{notes:?}");
}

#[actix_web::test]
async fn downloads_ask_and_keep_as_the_page_does() {
    let app = TestApp::new();
    Town::build(&app.db);
    for ending in ["csv", "xlsx"] {
        let path = format!("/api/v1/figures.{ending}");
        for (query, field) in [("area=12", "area"), ("year=1", "year"), ("lang=en", "lang")] {
            assert_eq!(app.refused(&format!("{path}?{query}"), 400).await.field.as_deref(), Some(field));
        }
        let (one, two) = (app.get(&path).await, app.get(&path).await);
        assert_eq!(one.header("etag"), two.header("etag"), "the same figures are the same file");
        assert!(one.header("etag").is_some());
    }
}
