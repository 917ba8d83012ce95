//! The calendar of working days 工作日历 in the database, with the hours of the settings.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::settings::SettingKey;
use shared::working_time::{WorkCalendar, WorkHours};

use crate::db::Conn;
use crate::error::Result;
use crate::schema::work_calendar as w;

/// Reads the calendar.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn, settings: &BTreeMap<SettingKey, String>) -> Result<WorkCalendar> {
    let days: Vec<(NaiveDate, bool)> = w::table.order(w::day).select((w::day, w::is_workday)).load(conn)?;
    let hours = settings.get(&SettingKey::WorkHours).and_then(|hours| WorkHours::parse(hours));
    Ok(WorkCalendar::new(hours.unwrap_or_default(), days))
}
