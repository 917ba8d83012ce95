//! Figures are made of the rows that they show, count nothing twice and nothing that is not public.

use backend::compounds::store::CompoundRow;
use backend::db::{Code, Conn};
use backend::error::Result;
use backend::figures::store::{SampleRow, ValueRow};
use backend::projects::store::{ProjectRow, PromisedRow, TreatedRow};
use backend::{compounds, figures, ids, projects};
use shared::figures::indicators::{ScopeType, ValueKind};
use shared::figures::{Figure, FigureRows, Figures, Ratio};
use shared::id::AreaId;
use shared::money::Currency;
use shared::projects::ProjectStatus::{self, Accepted, Cancelled, InMaintenance, Ready, Surveying, UnderConstruction};
use shared::work_items::WorkItemStatus;

use crate::app::{TODAY, TestApp};
use crate::builders::{Town, compound, day, milestone, project, store, under_construction, write};

mod charts;
mod demo;
mod download;
mod import;

pub(crate) async fn all(app: &TestApp, query: &str) -> Figures {
    app.read(&format!("/api/v1/figures{query}")).await
}

pub(crate) async fn one(app: &TestApp, code: &str, query: &str) -> FigureRows {
    app.read(&format!("/api/v1/figures/{code}{query}")).await
}

/// Value and unknown rows of a figure.
async fn said(app: &TestApp, code: &str) -> (Option<i64>, u32) {
    let found = one(app, code, "").await.figure;
    (found.value, found.unknown)
}

/// The rows of `figure` make it.
pub(crate) fn assert_adds_up(figure: &Figure, found: &FigureRows) {
    let code = &figure.code;
    assert_eq!(&found.figure, figure, "{code}");
    let (known, unknown): (Vec<_>, Vec<_>) = found.items.iter().partition(|r| r.value.is_some());
    assert_eq!((known.len(), unknown.len()), (figure.rows as usize, figure.unknown as usize), "{code}");
    let sum: i64 = known.iter().filter_map(|r| r.value).sum();
    let whole: i64 = found.items.iter().filter_map(|r| r.whole).sum();
    match figure.ratio {
        Some(ratio) => assert_eq!(ratio, Ratio { part: sum, whole }, "{code}"),
        None if whole > 0 => panic!("{code} has wholes and no ratio"),
        None => assert_eq!(figure.value.unwrap_or(0), sum, "{code}"),
    }
    assert_eq!(figure.is_demo, found.items.iter().any(|r| r.is_demo), "{code}");
    assert!(found.items.is_sorted_by(|a, b| a.value >= b.value), "{code}: the largest first");
}

/// Every computed figure of the area is made of its rows.
pub(crate) async fn assert_all_add_up(app: &TestApp, query: &str) -> Figures {
    let found = all(app, query).await;
    for figure in &found.computed {
        assert_adds_up(figure, &one(app, &figure.code, query).await);
    }
    found
}

/// `row` in `status`.
pub(crate) fn with_status(row: ProjectRow, status: ProjectStatus) -> ProjectRow {
    ProjectRow { status: Some(Code(status)), ..row }
}

fn of_kind(row: ProjectRow, kind: &str) -> ProjectRow {
    ProjectRow { kind_code: kind.to_owned(), ..row }
}

/// `project` treats `compound`, of which so many households.
fn part(project: &ProjectRow, compound: &CompoundRow, households: Option<i32>) -> TreatedRow {
    let (building_count, floor_area_m2) = (None, None);
    TreatedRow {
        project_id: project.id,
        compound_id: compound.id,
        building_count,
        household_count: households,
        floor_area_m2,
    }
}

pub(crate) fn value(project: &ProjectRow, code: &str, value: i64) -> ValueRow {
    let (scope, kind) = ((ScopeType::Project, project.id), (ValueKind::Actual, value));
    ValueRow::new(ids::next(), code, scope, kind, "测试", day("2026-06-01").and_hms_opt(0, 0, 0).unwrap())
}

fn put(app: &TestApp, rows: &[ProjectRow], work: impl FnOnce(&mut Conn) -> Result<()>) {
    write(&app.db, |conn| projects::store::insert(conn, rows).and_then(|()| work(conn)));
}

#[actix_web::test]
async fn a_compound_in_two_projects_counts_its_households_once() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let numbered = |n: u32, status| with_status(project(town.east, &format!("PRJ-2026-000{n}"), "改造"), status);
    let rows = [
        numbered(1, Accepted),
        numbered(2, InMaintenance),
        numbered(3, UnderConstruction),
        numbered(4, Surveying),
        numbered(5, Cancelled),
    ];
    let sized = |name, households| CompoundRow {
        household_count: households,
        built_year_from: Some(1985),
        ..compound(town.east, name)
    };
    let [twice, whole, silent, running] =
        [sized("甲", Some(200)), sized("乙", Some(90)), sized("丙", None), sized("丁", Some(70))];
    let elsewhere = CompoundRow { built_year_to: Some(2001), ..sized("戊", Some(30)) };
    let undated = CompoundRow { built_year_from: None, area_id: town.west, ..sized("己", Some(10)) };
    put(&app, &rows, |conn| {
        compounds::store::insert(
            conn,
            &[twice.clone(), whole.clone(), silent.clone(), running.clone(), elsewhere.clone(), undated.clone()],
        )?;
        projects::store::insert_compounds(
            conn,
            &[
                // The larger part counts, and never more than there is.
                part(&rows[0], &twice, Some(120)),
                part(&rows[1], &twice, Some(150)),
                part(&rows[2], &twice, Some(190)),
                part(&rows[0], &whole, Some(400)),
                part(&rows[1], &silent, None),
                part(&rows[2], &running, Some(70)),
                part(&rows[3], &running, None),
                part(&rows[3], &elsewhere, None),
                part(&rows[4], &undated, None),
            ],
        )
    });
    assert_eq!(said(&app, "benefiting_households").await, (Some(150 + 90), 1));
    assert_eq!(said(&app, "renovated_compounds").await, (Some(3), 0));
    assert_eq!(said(&app, "running_compounds").await, (Some(1), 0));
    assert_eq!(said(&app, "planned_compounds").await, (Some(1), 0));
    assert_eq!(said(&app, "stock_compounds").await, (Some(4), 1), "built in 2001 is not old, undated is unknown");
    assert_eq!(said(&app, "renovated_buildings").await, (None, 3), "nothing is known of them");
    let households = one(&app, "benefiting_households", "").await;
    let shown: Vec<_> = households.items.iter().map(|r| (r.name.as_str(), r.value)).collect();
    assert_eq!(shown, [("甲", Some(150)), ("乙", Some(90)), ("丙", None)]);
    for area in [town.district, town.street, town.east, town.west] {
        assert_all_add_up(&app, &format!("?area={}", AreaId(area))).await;
    }
    let west = format!("?area={}", AreaId(town.west));
    assert_eq!(one(&app, "stock_compounds", &west).await.figure.value, None);
}

#[actix_web::test]
async fn rates_say_both_their_halves_and_are_of_one_year() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let numbered = |n: u32, status| with_status(project(town.east, &format!("PRJ-2026-000{n}"), "改造"), status);
    let finished = ProjectRow { actual_finish: Some(day("2026-05-01")), ..numbered(1, Accepted) };
    let started = under_construction(numbered(2, Ready), "2026-03-01");
    let earlier = ProjectRow { plan_year: Some(2025), ..numbered(5, Accepted) };
    let later = ProjectRow { plan_year: Some(2027), ..numbered(6, Surveying) };
    put(&app, &[finished, started, numbered(3, Ready), numbered(4, Cancelled), earlier, later], |_| Ok(()));
    let found = assert_all_add_up(&app, "").await;
    assert_eq!((found.year, found.years.as_slice()), (Some(2026), &[2027, 2026, 2025][..]));
    let rate = |code: &str, found: &Figures| {
        let figure = found.computed.iter().find(|f| f.code == code).unwrap();
        (figure.value, figure.ratio.map(|r| (r.part, r.whole)), figure.year)
    };
    assert_eq!(rate("start_rate", &found), (Some(5_000), Some((2, 4)), Some(2026)));
    assert_eq!(rate("completion_rate", &found), (Some(2_500), Some((1, 4)), Some(2026)));
    assert_eq!(rate("start_rate_compounds", &found), (None, None, Some(2026)), "no compound, no rate");
    let found = all(&app, "?year=2025").await;
    assert_eq!(rate("completion_rate", &found), (Some(10_000), Some((1, 1)), Some(2025)));
    let found = all(&app, "?year=2030").await;
    assert_eq!(rate("completion_rate", &found), (None, None, Some(2030)));
}

#[actix_web::test]
async fn money_of_another_currency_and_money_nobody_told_are_unknown_and_never_added() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let numbered = |n: u32, status| with_status(project(town.east, &format!("PRJ-2026-000{n}"), "改造"), status);
    let costs = |row: ProjectRow, fen| ProjectRow { total_investment_fen: Some(fen), ..row };
    let rows = [
        costs(numbered(1, Accepted), 300),
        costs(numbered(2, UnderConstruction), 500),
        ProjectRow { currency: Code(Currency::Usd), ..costs(numbered(3, Ready), 900) },
        numbered(4, Ready),
        costs(numbered(5, Cancelled), 70),
    ];
    put(&app, &rows, |_| Ok(()));
    assert_eq!(said(&app, "total_investment").await, (Some(800), 2));
    assert_eq!(said(&app, "paid").await, (None, 2), "nobody told what was paid");
    let correction = ValueRow { period_end: Some(day("2026-05-31")), ..value(&rows[0], "funds.paid", 250) };
    let earlier = ValueRow { period_end: Some(day("2026-03-31")), ..value(&rows[0], "funds.paid", 120) };
    let wrong = ValueRow { superseded_by: Some(correction.id), ..value(&rows[0], "funds.paid", 9_999) };
    let planned = ValueRow { value_kind: Code(ValueKind::Planned), ..value(&rows[1], "funds.paid", 400) };
    write(&app.db, |conn| figures::store::insert_values(conn, &[correction, earlier, wrong, planned]));
    assert_eq!(said(&app, "paid").await, (Some(250), 1));
    assert_all_add_up(&app, "").await;
}

#[actix_web::test]
async fn pipes_of_different_programmes_stand_apart_and_fall_back_on_their_work_items() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let pipes = |n: u32, kind, status| {
        with_status(of_kind(project(town.east, &format!("PRJ-2026-000{n}"), "管网"), kind), status)
    };
    let rows = [
        pipes(1, "rain_sewage_pipes", Accepted),
        pipes(2, "rain_sewage_pipes", UnderConstruction),
        pipes(3, "rain_sewage_pipes", UnderConstruction),
        pipes(4, "rain_sewage_pipes", Ready),
        pipes(5, "sewer_renewal", Accepted),
        pipes(6, "utility_pipes", Accepted),
        pipes(7, "rain_sewage_pipes", Cancelled),
        pipes(8, "old_compound_renovation", Accepted),
    ];
    let item = |at: usize, code: &str, done: Option<i64>| PromisedRow {
        id: ids::next(),
        project_id: rows[at].id,
        item_code: code.to_owned(),
        quantity_planned: Some(1_000),
        quantity_done: done,
        budget_fen: None,
        status: Code(WorkItemStatus::InProgress),
        votes_for: 0,
        drop_reason: None,
        warranty_until: None,
        created_at: day(TODAY).and_hms_opt(0, 0, 0).unwrap(),
        updated_at: day(TODAY).and_hms_opt(0, 0, 0).unwrap(),
        created_by: None,
        version: 1,
    };
    put(&app, &rows, |conn| {
        projects::store::insert_work_items(
            conn,
            &[
                item(0, "B04", Some(900)),
                item(1, "B04", Some(400)),
                item(1, "B06", Some(7)),
                item(2, "B12", Some(600)),
                item(6, "B04", Some(50)),
                item(7, "B04", Some(60)),
            ],
        )?;
        figures::store::insert_values(
            conn,
            &[
                value(&rows[0], "pipe_length", 1_000),
                value(&rows[4], "pipe_length", 30),
                value(&rows[5], "pipe_length", 4),
            ],
        )
    });
    assert_eq!(said(&app, "pipes_rain_sewage").await, (Some(1_000 + 400), 1), "asphalt is no pipe");
    assert_eq!(said(&app, "pipes_sewer").await, (Some(30), 0));
    assert_eq!(said(&app, "pipes_utility").await, (Some(4), 0));
    let found = assert_all_add_up(&app, "").await;
    let sums: Vec<_> = found.computed.iter().filter_map(|f| f.value).collect();
    assert!(!sums.contains(&1_430) && !sums.contains(&1_434), "they are never added");
}

#[actix_web::test]
async fn a_waterway_tells_its_last_sample_and_one_of_an_account_its_words() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let waterway = |n: u32| of_kind(project(town.east, &format!("PRJ-2026-000{n}"), "渠"), "waterway");
    let reported = ProjectRow {
        status: None,
        plan_year: None,
        reported_words: Some("水质达标".to_owned()),
        reported_on: Some(day("2021-12-10")),
        reported_source: Some("报纸".to_owned()),
        ..waterway(3)
    };
    let rows = [waterway(1), waterway(2), reported];
    let sample = |at: &str, standard: Option<&str>, nh3n| SampleRow {
        id: ids::next(),
        project_id: rows[0].id,
        sampled_at: at.parse().unwrap(),
        lab: None,
        transparency_cm: Some(60.0),
        do_mg_l: Some(5.0),
        orp_mv: Some(100.0),
        nh3n_mg_l: nh3n,
        standard_text: standard.map(str::to_owned),
        meets_standard: standard.map(|_| true),
        is_demo: false,
        created_at: day(TODAY).and_hms_opt(0, 0, 0).unwrap(),
        updated_at: day(TODAY).and_hms_opt(0, 0, 0).unwrap(),
        created_by: None,
        version: 1,
    };
    put(&app, &rows, |conn| {
        figures::store::insert_samples(
            conn,
            &[
                sample("2026-05-31T20:00:00", Some("一级A（GB 18918-2002）"), Some(9.0)),
                sample("2026-04-01T00:00:00", None, Some(1.0)),
            ],
        )
    });
    let found = one(&app, "waterways", "").await;
    assert_eq!(
        (found.figure.value, found.figure.rows, found.figure.unknown),
        (Some(2), 2, 1),
        "an account is no project of ours"
    );
    assert_adds_up(&found.figure, &found);
    let notes: Vec<_> = found.items.iter().filter_map(|r| r.note.as_deref()).collect();
    assert_eq!(
        notes,
        [
            "2026-06-01 取样，达到一级A（GB 18918-2002），轻度黑臭。 Sampled on 2026-06-01, meets 一级A（GB 18918-2002）, lightly black-odorous.",
            "据 2021-12-10 报道：水质达标。 As reported on 2021-12-10: 水质达标."
        ]
    );
    assert_eq!(found.items[2].value, None);
}

/// All that is said of the figures, of the district and of one area.
async fn everything(app: &TestApp, area: i64) -> Vec<String> {
    let mut said = Vec::new();
    for query in [String::new(), format!("?area={}", AreaId(area))] {
        said.push(app.get(&format!("/api/v1/figures{query}")).await.text());
        for figure in all(app, &query).await.computed {
            said.push(app.get(&format!("/api/v1/figures/{}{query}", figure.code)).await.text());
        }
    }
    said
}

#[actix_web::test]
async fn what_is_not_published_changes_no_figure() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = under_construction(project(town.east, "PRJ-2026-0001", "改造"), "2026-04-01");
    store(&app.db, &row, &[milestone(&row, 1, 10_000, 4_000, "2026-04-01", "2026-09-30")]);
    let known = CompoundRow { household_count: Some(80), built_year_to: Some(1990), ..compound(town.east, "甲") };
    write(&app.db, |conn| {
        compounds::store::insert(conn, std::slice::from_ref(&known))?;
        projects::store::insert_compounds(conn, &[part(&row, &known, None)])
    });
    let before = everything(&app, town.east).await;
    for (n, status) in [(2, Accepted), (3, UnderConstruction), (4, ProjectStatus::Draft)] {
        let hidden = ProjectRow {
            is_published: status == ProjectStatus::Draft,
            total_investment_fen: Some(7_777),
            actual_finish: Some(day("2026-05-01")),
            ..with_status(project(town.east, &format!("PRJ-2026-000{n}"), "未公开"), status)
        };
        store(&app.db, &hidden, &[milestone(&hidden, 1, 10_000, 9_000, "2026-01-01", "2026-05-30")]);
        let reported = ValueRow { value_kind: Code(ValueKind::Reported), ..value(&hidden, "pipe_length", 5) };
        write(&app.db, |conn| {
            projects::store::insert_compounds(conn, &[part(&hidden, &known, Some(80))])?;
            figures::store::insert_values(conn, &[value(&hidden, "funds.paid", 5), reported])
        });
    }
    assert_eq!(before, everything(&app, town.east).await);
}

#[actix_web::test]
async fn questions_are_read_strictly_and_unknown_figures_are_not_found() {
    let app = TestApp::new();
    assert_eq!(all(&app, "").await.area, None, "there is no district yet");
    let town = Town::build(&app.db);
    for path in ["/api/v1/figures", "/api/v1/figures/paid"] {
        for (query, field) in
            [("area=12", "area"), ("year=26", "year"), ("kind=market", "kind"), ("year=2026&year=2026", "year")]
        {
            let refused = app.refused(&format!("{path}?{query}"), 400).await;
            assert_eq!(refused.field.as_deref(), Some(field), "{path}?{query}");
        }
    }
    for code in ["nothing", "done.waterway", "done.", "over.market", "done", "renovation.households"] {
        app.refused(&format!("/api/v1/figures/{code}"), 404).await;
    }
    assert_eq!(one(&app, "running.market", "").await.figure.value, Some(0));
    assert_eq!(all(&app, "").await.area.map(|a| a.name).as_deref(), Some("甲区"));
    // Of an area that nobody knows there are no figures, not even zeros.
    let nowhere = app.refused(&format!("/api/v1/figures?area={}", AreaId(ids::next())), 400).await;
    assert_eq!(nowhere.field.as_deref(), Some("area"));
    assert!(all(&app, "").await.computed.iter().all(|f| !f.code.contains('.')), "pairs of nothing are left out");
    let street = all(&app, &format!("?area={}", AreaId(town.street))).await;
    let names: Vec<_> = street.charts.places.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["东社区", "西社区"]);
}
