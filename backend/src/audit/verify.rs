//! Holds the record against its seals, seal by seal, in the order of the chain.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::audit::{Fault, FaultKind, Head, Verification};

use super::seal::{HEAD, NOTHING, START, SealRow, digest, read_mark};
use super::store::LogRow;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{audit_logs as a, audit_seals as s};
use crate::secrets::Secrets;

/// Faults that are told; more add nothing.
const MOST_FAULTS: usize = 100;
/// Seals that are read at once.
const PAGE: i64 = 200;

/// Looks through the whole record.
///
/// # Errors
/// Those of the database.
pub fn verify(conn: &mut Conn, secrets: &Secrets, now: DateTime<Utc>) -> Result<Verification> {
    let mut faults = Faults::default();
    let start = read_mark(conn, START)?;
    let (begins_after, mut previous) = match &start {
        Some(mark) => (mark.no, mark.digest.clone()),
        None => (0, NOTHING.to_owned()),
    };
    if start.as_ref().is_some_and(|mark| !mark.is_signed(secrets, START)) {
        faults.add(begins_after, FaultKind::ChainBroken, None);
    }
    let (mut no, mut seals, mut rows) = (begins_after, 0, 0);
    let mut last: Option<SealRow> = None;
    loop {
        let page: Vec<SealRow> =
            s::table.filter(s::no.gt(no)).order(s::no).limit(PAGE).select(SealRow::as_select()).load(conn)?;
        let Some(end) = page.last().map(|seal| seal.no) else { break };
        for seal in page {
            let under: Vec<LogRow> =
                a::table.filter(a::seal_no.eq(seal.no)).order(a::id).select(LogRow::as_select()).load(conn)?;
            if seal.no != no + 1 || seal.previous != previous {
                faults.add(seal.no, FaultKind::ChainBroken, under.first());
            }
            if let Some(kind) = wrong(secrets, &seal, &under) {
                faults.add(seal.no, kind, under.first());
            }
            (no, previous, seals) = (seal.no, seal.digest.clone(), seals + 1);
            rows += i64::try_from(under.len()).unwrap_or(i64::MAX);
            last = Some(seal);
        }
        no = end;
    }
    let head = read_mark(conn, HEAD)?;
    let ends_well = match (&head, &last) {
        (None, None) => true,
        (Some(head), Some(last)) => head.is_signed(secrets, HEAD) && (head.no, &head.digest) == (last.no, &last.digest),
        _ => false,
    };
    if !ends_well {
        faults.add(no, FaultKind::EndMissing, None);
    }
    let loose = a::table.filter(a::seal_no.gt(no)).count().get_result::<i64>(conn)?;
    if loose > 0 {
        faults.add(no, FaultKind::RowsAdded, None);
    }
    Ok(Verification {
        is_whole: faults.0.is_empty(),
        seals,
        rows,
        unsealed: a::table.filter(a::seal_no.is_null()).count().get_result(conn)?,
        begins_after,
        head: last.map(|seal| Head { seal: seal.no, digest: seal.digest, sealed_at: seal.sealed_at.and_utc() }),
        faults: faults.0,
        checked_at: now,
    })
}

fn wrong(secrets: &Secrets, seal: &SealRow, under: &[LogRow]) -> Option<FaultKind> {
    let count = i64::try_from(under.len()).unwrap_or(i64::MAX);
    match count.cmp(&seal.row_count) {
        std::cmp::Ordering::Less => Some(FaultKind::RowsMissing),
        std::cmp::Ordering::Greater => Some(FaultKind::RowsAdded),
        std::cmp::Ordering::Equal => {
            (digest(secrets, seal.no, &seal.previous, under) != seal.digest).then_some(FaultKind::Changed)
        }
    }
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, seal: i64, kind: FaultKind, first: Option<&LogRow>) {
        if self.0.len() < MOST_FAULTS {
            self.0.push(Fault { seal, kind, from: first.map(|row| row.at.and_utc()) });
        }
    }
}
