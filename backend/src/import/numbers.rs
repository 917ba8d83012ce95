//! Numbers such as PRJ-2026-0007 from the counter of their year: they grow past 9999 and are never given twice.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::Conn;
use crate::error::Result;
use crate::schema::{counters, projects};

fn counter(year: i16) -> String {
    format!("PRJ-{year}")
}

/// Year and running number of a number that the counter could have made.
fn parsed(number: &str) -> Option<(i16, i64)> {
    let (year, running) = number.strip_prefix("PRJ-")?.split_once('-')?;
    // Longer ones were never counted, and counting on from them would run over.
    let counted = (1..=12).contains(&running.len()) && running.bytes().all(|b| b.is_ascii_digit());
    Some((year.parse().ok()?, running.parse().ok().filter(|_| counted)?))
}

/// The last number given in `year`. Rows that were not counted, such as a demonstration's, count as well.
fn last(conn: &mut Conn, year: i16) -> Result<i64> {
    let counted: Option<i64> = counters::table.find(counter(year)).select(counters::value).first(conn).optional()?;
    let used: Vec<String> = projects::table
        .filter(projects::number.like(format!("{}-%", counter(year))))
        .select(projects::number)
        .load(conn)?;
    let used = used.iter().filter_map(|n| parsed(n)).map(|(_, running)| running).max();
    Ok(counted.unwrap_or(0).max(used.unwrap_or(0)))
}

fn set(conn: &mut Conn, year: i16, value: i64) -> Result<()> {
    let name = counter(year);
    let hit = diesel::update(counters::table.find(&name)).set(counters::value.eq(value)).execute(conn)?;
    if hit == 0 {
        diesel::insert_into(counters::table)
            .values((counters::name.eq(&name), counters::value.eq(value)))
            .execute(conn)?;
    }
    Ok(())
}

/// The numbers of one import.
#[derive(Default)]
pub(super) struct Numbers {
    /// By year: the highest that the file gives, and the last that was given here.
    years: BTreeMap<i16, (i64, Option<i64>)>,
}

impl Numbers {
    /// Notes a number that the file gives: those that are made come after it.
    pub(super) fn note(&mut self, number: &str) {
        if let Some((year, running)) = parsed(number) {
            let (given, _) = self.years.entry(year).or_default();
            *given = running.max(*given);
        }
    }

    /// The next number of `year`.
    pub(super) fn next(&mut self, conn: &mut Conn, year: i16) -> Result<String> {
        let (given, running) = self.years.entry(year).or_default();
        let before = match *running {
            Some(running) => running,
            None => last(conn, year)?.max(*given),
        };
        *running = Some(before + 1);
        Ok(format!("PRJ-{year}-{:04}", before + 1))
    }

    /// Counts on from here.
    pub(super) fn save(self, conn: &mut Conn) -> Result<()> {
        for (year, (given, running)) in self.years {
            let value = match running {
                Some(running) => running,
                None => last(conn, year)?.max(given),
            };
            set(conn, year, value)?;
        }
        Ok(())
    }
}

/// The next number of `year`, given for good.
///
/// # Errors
/// Those of the database.
pub(crate) fn next_number(conn: &mut Conn, year: i16) -> Result<String> {
    let mut numbers = Numbers::default();
    let number = numbers.next(conn, year)?;
    numbers.save(conn)?;
    Ok(number)
}
