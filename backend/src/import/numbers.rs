//! Numbers such as PRJ-2026-0007 from the counter of their year: they grow past 9999 and are never given twice.

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

/// Gives every empty number of `rows` the next of its year, after the numbers that are given in the file.
pub(super) fn fill<'a>(conn: &mut Conn, rows: impl Iterator<Item = (i16, &'a mut String)>) -> Result<()> {
    let mut years: std::collections::BTreeMap<i16, (i64, Vec<&'a mut String>)> = std::collections::BTreeMap::new();
    for (year, number) in rows {
        if let Some((year, running)) = parsed(number) {
            let given = &mut years.entry(year).or_default().0;
            *given = running.max(*given);
        } else if number.is_empty() {
            years.entry(year).or_default().1.push(number);
        }
    }
    for (year, (given, empty)) in years {
        let mut running = last(conn, year)?.max(given);
        for number in empty {
            running += 1;
            *number = format!("PRJ-{year}-{running:04}");
        }
        set(conn, year, running)?;
    }
    Ok(())
}
