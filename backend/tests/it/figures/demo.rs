//! The figures of the demonstration district.

use std::time::Instant;

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
