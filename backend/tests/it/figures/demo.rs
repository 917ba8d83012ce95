//! The figures of the demonstration district.

use std::time::Instant;

use shared::figures::shown::shown;

use super::charts::one_street_and_community;
use super::*;
use crate::demo::filled;

#[actix_web::test]
async fn every_figure_of_the_demonstration_is_made_of_its_rows() {
    let (app, _) = filled(TODAY);
    let district = assert_all_add_up(&app, "").await;
    for (area, _) in one_street_and_community(&app).await {
        assert_all_add_up(&app, &format!("?area={area}")).await;
    }
    for year in &district.years {
        assert_all_add_up(&app, &format!("?year={year}")).await;
    }
    let said = |f: &&Figure| f.value.is_some_and(|v| v > 0);
    let silent: Vec<_> = district.computed.iter().filter(|f| !said(f)).map(|f| f.code.as_str()).collect();
    assert_eq!(silent, ["completion_rate_compounds", "running.waste_sorting"]);
    assert!(district.computed.iter().all(|f| f.is_demo || f.rows == 0), "all of it was invented");
}

#[actix_web::test]
async fn the_streets_add_up_to_the_district() {
    let (app, _) = filled(TODAY);
    let district = all(&app, "").await;
    for code in ["stock_compounds", "benefiting_households", "total_investment", "pipes_rain_sewage", "done.market"] {
        let mut sum = 0;
        for street in &district.charts.places {
            sum += one(&app, code, &format!("?area={}", street.key)).await.figure.value.unwrap_or(0);
        }
        let whole = district.computed.iter().find(|f| f.code == code).unwrap();
        assert_eq!(Some(sum), whole.value, "{code}");
    }
}

#[actix_web::test]
async fn all_figures_come_at_once() {
    let (app, _) = filled(TODAY);
    all(&app, "").await;
    let began = Instant::now();
    for _ in 0..5 {
        app.get("/api/v1/figures").await;
    }
    let each = began.elapsed() / 5;
    eprintln!("figures in {each:?}");
    assert!(each.as_millis() < 200, "{each:?}");
}

#[actix_web::test]
async fn what_was_published_stands_apart_as_it_was_published() {
    let (app, _) = filled(TODAY);
    let found = all(&app, "").await;
    let read: Vec<String> = found
        .reported
        .iter()
        .map(|f| {
            let (number, unit) = shown(f.value, f.unit);
            format!("{} {number} {} {}", f.code, unit.code(), <&str>::from(f.qualifier))
        })
        .collect();
    let expected = [
        "renovation.investment 13 yi_yuan exact",
        "renovation.compounds 93 one exact",
        "renovation.households 3.4 wan rounded",
        "renovation.households 1.23 wan about",
        "renovation.facades 23 one exact",
        "shantytown.expropriated_households 1.5 wan exact",
        "shantytown.land_vacated 6070 mu exact",
        "shantytown.homes_built 6.8 wan at_least",
        "rental.allocated 1016 one exact",
        "pipes.rain_sewage 108.7 km exact",
        "pipes.sewer_secondary_tertiary 140 km exact",
        "sewage.collection_rate 89 percent exact",
        "parks.pocket 23 one exact",
        "parks.pocket 5 one exact",
        "parks.green_added 10.4 wan_m2 exact",
        "back_street.renewed 25 one exact",
        "area_upgrade.areas 35 one exact",
        "projects.infrastructure 420 one exact",
        "projects.functions 200 one at_least",
    ];
    assert_eq!(read, expected);
    let of: Vec<_> = found.reported.iter().filter_map(|f| f.of.as_deref()).collect();
    assert_eq!(of, ["田家墩小区"]);
    for f in &found.reported {
        assert!(f.source.contains("西塞山区") && (f.source_on.is_some() || f.link.is_some()), "{f:?}");
        assert!(f.period_end.is_some() || f.period_words.is_some(), "{f:?}");
        assert!(!found.computed.iter().any(|c| c.code == f.code), "{} would be mixed", f.code);
    }
    // Nothing of it is said of an invented street.
    for (area, _) in one_street_and_community(&app).await {
        assert_eq!(all(&app, &format!("?area={area}")).await.reported, []);
    }
}

#[actix_web::test]
async fn what_the_projects_made_fits_what_they_promised_and_where_they_stand() {
    let (app, _) = filled(TODAY);
    let investment = one(&app, "total_investment", "").await;
    let paid = one(&app, "paid", "").await;
    for row in paid.items.iter().filter(|r| r.value.is_some()) {
        let total = investment.items.iter().find(|i| i.id == row.id).and_then(|i| i.value);
        assert!(row.value <= total && row.is_demo, "{} {:?} of {total:?}", row.name, row.value);
    }
    for code in ["pipes_rain_sewage", "pipes_sewer", "pipes_utility", "park_green_area"] {
        for row in one(&app, code, "").await.items {
            let p: shared::projects::Project = app.read(&format!("/api/v1/projects/{}", row.id)).await;
            let measured = p.work_items.iter().filter(|i| ["B01", "B04", "B11", "I02"].contains(&i.item.code.as_str()));
            let done: i64 = measured.filter_map(|i| i.quantity_done).sum();
            assert_eq!(row.value, Some(done), "{}", row.name);
        }
    }
    let notes: Vec<_> = one(&app, "waterways", "").await.items.into_iter().map(|r| (r.value, r.note)).collect();
    assert_eq!(notes.iter().filter(|n| n.1.as_deref().is_some_and(|n| n.contains("取样"))).count(), 3, "{notes:?}");
    assert_eq!(
        notes.iter().filter(|n| n.0.is_none() && n.1.as_deref().unwrap().starts_with("据 2021-12-10 报道")).count(),
        4
    );
}
