//! Charts say what the list of projects says, and end where works stand today.

use shared::figures::Tally;
use shared::id::AreaId;
use shared::milestones::{Milestone, MilestoneStatus};
use shared::projects::ProjectPage;

use super::*;
use crate::builders::report;
use crate::demo::filled;
use shared::progress_reports::ReportReview;

async fn assert_is_listed(app: &TestApp, tally: &Tally, query: &str) {
    let listed: ProjectPage = app.read(&format!("/api/v1/projects?{query}")).await;
    assert_eq!((&tally.groups, tally.total), (&listed.groups, listed.total), "{query}");
    for (group, expected) in &tally.groups {
        let code: &str = (*group).into();
        let listed: ProjectPage = app.read(&format!("/api/v1/projects?{query}&status={code}")).await;
        assert_eq!(listed.total, *expected, "{query} {code}");
    }
    assert!(tally.finished <= tally.started && tally.started <= tally.total);
}

#[actix_web::test]
async fn tallies_answer_as_the_list_of_projects_does() {
    let (app, _) = filled(TODAY);
    let district = all(&app, "").await;
    let [street, community] = one_street_and_community(&app).await;
    for (area, found) in
        [(district.area.clone().unwrap().id, district), (street.0, street.1), (community.0, community.1)]
    {
        for tally in &found.charts.years {
            assert_is_listed(&app, tally, &format!("area={area}&year={}", tally.key)).await;
        }
        for tally in &found.charts.kinds {
            assert_is_listed(&app, tally, &format!("area={area}&kind={}", tally.key)).await;
        }
        for tally in &found.charts.places {
            assert_is_listed(&app, tally, &format!("area={}", tally.key)).await;
        }
        let listed: ProjectPage = app.read(&format!("/api/v1/projects?area={area}")).await;
        assert_eq!(found.charts.signs.values().sum::<u32>(), listed.total);
        let rate = found.computed.iter().find(|f| f.code == "start_rate").unwrap();
        let of_year = found.charts.years.iter().find(|t| t.key == found.year.unwrap().to_string());
        let halves = of_year.map(|t| Ratio { part: t.started.into(), whole: t.total.into() });
        assert_eq!(rate.ratio, halves, "what began in the chart is what began in the rate");
    }
}

/// A street of the demonstration and a community of it that have projects, with their figures.
pub(super) async fn one_street_and_community(app: &TestApp) -> [(AreaId, Figures); 2] {
    let busiest = |places: &[Tally]| places.iter().max_by_key(|p| p.total).unwrap().key.parse::<AreaId>().unwrap();
    let street = busiest(&all(app, "").await.charts.places);
    let of_street = all(app, &format!("?area={street}")).await;
    let community = busiest(&of_street.charts.places);
    let of_community = all(app, &format!("?area={community}")).await;
    assert!(of_community.charts.places.is_empty());
    [(street, of_street), (community, of_community)]
}

#[actix_web::test]
async fn the_last_actual_month_is_where_works_stand_today() {
    for today in [TODAY, "2026-07-31", "2026-12-01"] {
        let (app, _) = filled(today);
        let found = all(&app, "").await;
        for year in &found.years {
            let found = all(&app, &format!("?year={year}")).await;
            let mut progress = Vec::new();
            let mut cursor = String::new();
            loop {
                let page: ProjectPage = app.read(&format!("/api/v1/projects?year={year}&limit=100{cursor}")).await;
                for p in page.items.iter().filter(|p| p.status != Some(Cancelled) && p.status.is_some()) {
                    let detail: shared::projects::Project = app.read(&format!("/api/v1/projects/{}", p.number)).await;
                    let mut physical = detail.milestones.iter().filter(|m| counts(m)).peekable();
                    let has_promises = physical.peek().is_some() && physical.all(|m| m.baseline_start.is_some());
                    progress.extend(has_promises.then(|| i64::from(p.progress_bp.unwrap_or(0))));
                }
                let Some(next) = page.next else { break };
                cursor = format!("&cursor={}", urlencoded(&next));
            }
            assert_eq!(found.charts.months_projects as usize, progress.len(), "{year}");
            let Some(last) = found.charts.months.iter().rev().find(|m| m.actual_bp.is_some()) else {
                assert!(progress.is_empty());
                continue;
            };
            let whole = progress.len() as i64;
            let mean = (progress.iter().sum::<i64>() * 2 + whole) / (whole * 2);
            assert_eq!(last.actual_bp.map(i64::from), Some(mean), "{year} on {today}");
            assert!(last.on <= day(today));
            let planned: Vec<_> = found.charts.months.iter().map(|m| m.planned_bp).collect();
            assert!(planned.is_sorted() && planned.last() == Some(&10_000), "{year}: {planned:?}");
        }
    }
}

fn counts(m: &Milestone) -> bool {
    m.is_physical && m.weight_bp > 0 && m.status != MilestoneStatus::Waived
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[actix_web::test]
async fn only_approved_reports_move_the_line() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let row = under_construction(project(town.east, "PRJ-2026-0001", "改造"), "2026-04-01");
    let steps = [
        milestone(&row, 1, 4_000, 10_000, "2026-04-01", "2026-04-30"),
        milestone(&row, 2, 6_000, 5_000, "2026-05-01", "2026-06-30"),
    ];
    store(&app.db, &row, &steps);
    let reported = |on: &str, review, bp| backend::milestones::store::ReportRow {
        progress_bp: bp,
        ..report(&steps[1], on, review, "铺管")
    };
    let reports = [
        reported("2026-05-20", ReportReview::Approved, 2_000),
        reported("2026-05-25", ReportReview::Pending, 9_000),
        reported("2026-06-10", ReportReview::Approved, 5_000),
    ];
    write(&app.db, |conn| backend::milestones::store::insert_progress_reports(conn, &reports));
    let found = all(&app, "").await.charts;
    let points: Vec<_> = found.months.iter().map(|m| (m.on.to_string(), m.planned_bp, m.actual_bp)).collect();
    let expected = [
        // The first step was completed, the second was at a fifth, then at half.
        ("2026-04-30".to_owned(), 4_000, Some(4_000)),
        ("2026-05-31".to_owned(), 7_049, Some(5_200)),
        (TODAY.to_owned(), 8_229, Some(7_000)),
    ];
    assert_eq!((points.as_slice(), found.months_projects), (&expected[..], 1));
}
