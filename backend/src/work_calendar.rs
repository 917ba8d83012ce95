//! The calendar of working days 工作日历 in the database, with the hours of the settings; and `/api/v1/staff/work-calendar`, where the
//! holidays of a year are written down.

use std::collections::BTreeMap;

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, put};
use chrono::{Datelike as _, NaiveDate};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::permissions::Thing;
use shared::settings::SettingKey;
use shared::work_calendar::{CalendarDay, CalendarYear, NewCalendarYear};
use shared::working_time::{WorkCalendar, WorkHours};

use crate::auth::{Allowed, access, json};
use crate::db::{self, Conn};
use crate::error::{Error, Result};
use crate::orders::timers;
use crate::schema::work_calendar as w;
use crate::serve::State;
use crate::{each_backend, settings};

access! {
    /// Change settings of the site.
    ChangeSettings,
}

/// Years that can be written down.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/work-calendar", [("GET", get().to(list_years))]))
        .service(crate::private("/staff/work-calendar/{year}", [("PUT", put().to(put_year))]));
}

/// Reads the calendar.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn, settings: &BTreeMap<SettingKey, String>) -> Result<WorkCalendar> {
    let days: Vec<(NaiveDate, bool)> = w::table.order(w::day).select((w::day, w::is_workday)).load(conn)?;
    let hours = settings.get(&SettingKey::WorkHours).and_then(|hours| WorkHours::parse(hours));
    Ok(WorkCalendar::new(hours.unwrap_or_default(), days))
}

/// Reads the calendar with the hours that are kept in the database, and counts by it what ran by the `old` one.
///
/// # Errors
/// Those of the database.
pub fn changed(conn: &mut Conn, old: &WorkCalendar, now: chrono::DateTime<chrono::Utc>) -> Result<()> {
    let kept = settings::routes::values(settings::store::all(conn)?);
    let calendar = load(conn, &kept)?;
    timers::count_anew(conn, old, &calendar, now)
}

/// The years that are written down, the one of today and the next, the latest first.
fn years(conn: &mut Conn, today: NaiveDate) -> Result<Vec<CalendarYear>> {
    let rows: Vec<(NaiveDate, bool, String)> = w::table.order(w::day).load(conn)?;
    let mut all: BTreeMap<i32, Vec<CalendarDay>> =
        [(today.year(), Vec::new()), (today.year() + 1, Vec::new())].into_iter().collect();
    for (day, is_workday, name) in rows {
        all.entry(day.year()).or_default().push(CalendarDay { day, is_workday, name });
    }
    let year = |(year, days): (i32, Vec<CalendarDay>)| CalendarYear { year, is_missing: days.is_empty(), days };
    Ok(all.into_iter().rev().map(year).collect())
}

async fn list_years(_caller: Allowed<ChangeSettings>, state: Data<State>) -> Result<Json<Vec<CalendarYear>>> {
    let today = state.clock.today();
    Ok(Json(state.db.read(move |conn| years(conn, today)).await?))
}

/// Writes all days of a year, instead of those that were there; limits that run are counted by them at once.
async fn put_year(
    caller: Allowed<ChangeSettings>,
    year: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<Vec<CalendarYear>>> {
    let wanted: NewCalendarYear = json(&body)?;
    let (year, clock) = (year.parse::<i32>().map_err(|_| Error::not_found())?, state.clock.clone());
    let catalog = state.catalog().await?;
    let written = move |conn: &mut Conn| {
        let dates = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1);
        let (true, Some(first), Some(next)) = (YEARS.contains(&year), dates(year), dates(year + 1)) else {
            return Err(Error::not_found());
        };
        let wanted = wanted.checked(year).map_err(Error::bad_field)?;
        db::lock(conn, "work calendar")?;
        let now = years(conn, clock.today())?;
        let kept = now.iter().find(|kept| kept.year == year).map_or(&[][..], |kept| &kept.days);
        if kept == wanted.days {
            // Sent again after an answer that was lost: it is as it should be.
            return Ok(now);
        }
        if kept != wanted.was {
            return Err(Error::stale());
        }
        diesel::delete(w::table.filter(w::day.ge(first)).filter(w::day.lt(next))).execute(conn)?;
        for day in &wanted.days {
            let row = (w::day.eq(day.day), w::is_workday.eq(day.is_workday), w::name.eq(&day.name));
            each_backend!(conn, c => diesel::insert_into(w::table).values(row).execute(c))?;
        }
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeSetting)?;
        let told = format!("{} days", wanted.days.len());
        entry.on("work_calendar", year.to_string()).changed(told).write(conn, clock.as_ref())?;
        changed(conn, &catalog.calendar, clock.now())?;
        db::touch(conn)?;
        years(conn, clock.today())
    };
    Ok(Json(state.db.write(written).await?))
}
