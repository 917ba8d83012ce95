//! The two passes of a list that streams: all of it is checked, then all of it is written, in the same batches.

use shared::ledger::{Cells, Layout};

use super::places::Places;
use super::record::Record;
use super::source::Source;
use super::{Job, Pass, Report};
use crate::areas;
use crate::db::Conn;
use crate::error::Result;

/// A list on its way into the database.
pub(super) trait Listing {
    /// A row of it that could be read.
    type Entry;

    /// Checks a batch, or writes it where there is a record to write to.
    fn batch(
        &mut self,
        conn: &mut Conn,
        batch: Vec<Self::Entry>,
        record: Option<&Record>,
        report: &mut Report,
    ) -> Result<()>;

    /// The areas that its rows name.
    fn places(&self) -> &Places;

    /// Everything was found right; the rows come a second time.
    fn begin_writing(&mut self) {}

    /// All rows are written.
    fn end_writing(&mut self, _conn: &mut Conn) -> Result<()> {
        Ok(())
    }
}

/// Checks `list`, whose rows `read` reads, and writes it unless something is wrong or it is a dry run.
pub(super) fn run<L: Listing>(
    conn: &mut Conn,
    job: &Job<'_>,
    source: &mut Source<'_>,
    layout: &Layout,
    list: &mut L,
    read: impl Fn(&mut Cells<'_>) -> Option<L::Entry>,
    report: &mut Report,
) -> Result<()> {
    job.each_batch(source, layout, Pass::Check, report, &read, |batch, report| list.batch(conn, batch, None, report))?;
    let areas = list.places().made();
    report.note_areas(&areas);
    if !job.is_go(report) {
        return Ok(());
    }
    let record = Record::begin(conn, report.what, job, source)?;
    if report.changes_something() {
        areas::store::insert(conn, &areas)?;
        record.made(conn, &areas)?;
        report.start_again();
        list.begin_writing();
        job.each_batch(source, layout, Pass::Write, report, &read, |batch, report| {
            list.batch(conn, batch, Some(&record), report)
        })?;
        list.end_writing(conn)?;
    }
    job.finish(conn, record, source, report)
}
