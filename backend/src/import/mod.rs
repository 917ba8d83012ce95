//! Lists from spreadsheets into the database: every row is checked first, and one wrong row changes nothing.

pub mod mapping;
pub mod read;
pub mod report;

mod areas;
mod compounds;
mod existing;
mod numbers;
mod parts;
mod places;
mod projects;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use shared::geo::Crs;
use shared::ledger::columns::Column;
use shared::ledger::rules::Rules;
use shared::ledger::{Cells, Field, Layout, Problem, Problems, Words};

pub use report::{Lang, Report};

use crate::db::{Conn, Db, touch};
use crate::error::Result;

/// Any number will do, as long as every copy of the program uses the same.
const IMPORT_LOCK: i64 = 7_305_811_402_521;

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Areas 区划
    Areas,
    /// Compounds 小区
    Compounds,
    /// Projects 项目
    Projects,
}

/// How a list is to be understood.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The mapping, empty where there is none.
    pub rules: Rules,
    /// System of the positions, before that of the mapping.
    pub crs: Option<Crs>,
    /// Encoding of the text, where it is said by hand.
    pub encoding: Option<String>,
    /// Check and report only.
    pub dry_run: bool,
}

/// What every part of an import needs to know.
struct Job<'a> {
    table: &'a read::Table,
    options: &'a Options,
    now: NaiveDateTime,
    today: NaiveDate,
}

/// What an import is about to write.
trait Plan {
    /// Writes it.
    fn apply(self, conn: &mut Conn, job: &Job<'_>) -> Result<()>;
}

/// Imports `file` in one transaction. The report says what happened, or why nothing did.
///
/// # Errors
/// Those of the database; what is wrong with the file is in the report.
pub fn import(db: &Db, what: What, file: &[u8], options: &Options, now: DateTime<Utc>) -> Result<Report> {
    let table = match read::table(file, options.rules.sheet.as_deref(), options.encoding.as_deref()) {
        Ok(table) => table,
        Err(problem) => {
            let mut report = Report::new(what, options.dry_run);
            report.problems.push(*problem);
            return Ok(report);
        }
    };
    // Whole seconds: SQLite and PostgreSQL keep fractions differently.
    let whole = now.naive_utc().and_utc().timestamp();
    let now_utc = DateTime::from_timestamp(whole, 0).unwrap_or(now).naive_utc();
    let job = Job { table: &table, options, now: now_utc, today: shared::time::date_of(now) };
    let work = |conn: &mut Conn| {
        // SQLite has one writer anyway. On PostgreSQL a second import waits here, or both would give the same numbers.
        if let (Conn::Pg(pg), false) = (&mut *conn, options.dry_run) {
            diesel::RunQueryDsl::execute(
                diesel::sql_query(format!("SELECT pg_advisory_xact_lock({IMPORT_LOCK})")),
                pg,
            )?;
        }
        plan_and_apply(conn, what, &job)
    };
    if options.dry_run { db.read_now(work) } else { db.write_now(work) }
}

fn plan_and_apply(conn: &mut Conn, what: What, job: &Job<'_>) -> Result<Report> {
    match what {
        What::Areas => areas::plan(conn, job).and_then(|(plan, report)| carry_out(conn, job, plan, report)),
        What::Compounds => compounds::plan(conn, job).and_then(|(plan, report)| carry_out(conn, job, plan, report)),
        What::Projects => projects::plan(conn, job).and_then(|(plan, report)| carry_out(conn, job, plan, report)),
    }
}

fn carry_out<P: Plan>(conn: &mut Conn, job: &Job<'_>, plan: P, report: Report) -> Result<Report> {
    if report.changes_something() && report.problems.is_empty() && !job.options.dry_run {
        plan.apply(conn, job)?;
        touch(conn)?;
    }
    Ok(report)
}

impl Job<'_> {
    /// The columns of the file; what keeps them from being understood goes to the report.
    fn layout(&self, columns: &[Column], needed: &[&[Field]], report: &mut Report) -> Option<Layout> {
        if report.what != What::Projects && !self.options.rules.key.is_empty() {
            report.problems.push(Problem::of_file(Words::new(
                "映射里的 key 只用于项目：区划按代码或名称、小区按社区和名称找回，请删去 key",
                "key in the mapping is for projects only: areas are found again by code or name, compounds by community and name; remove it",
            )));
        }
        report.is_of_features = self.table.is_of_features;
        match self.find(columns) {
            Ok(layout) => {
                report.ignored.clone_from(&layout.ignored);
                if let Some(problem) = layout.missing(needed, columns) {
                    report.problems.push(problem);
                    return None;
                }
                if !self.table.lines.iter().any(|l| l.number > layout.header_row) {
                    report
                        .problems
                        .push(Problem::of_file(Words::new("列名下面没有数据行", "there are no rows below the header")));
                    return None;
                }
                Some(layout)
            }
            Err(problems) => {
                for problem in problems {
                    report.problems.push(problem);
                }
                None
            }
        }
    }

    /// What is said by hand comes before what the file says.
    fn find(&self, columns: &[Column]) -> std::result::Result<Layout, Vec<Problem>> {
        let rules = &self.options.rules;
        let crs = self.options.crs.or(rules.crs).or(self.table.crs);
        if !self.table.is_of_features {
            return Layout::find(&self.table.lines, columns, rules, crs);
        }
        let rules = Rules { header_row: Some(0), ..rules.clone() };
        Layout::find(&self.table.lines, columns, &rules, crs)
    }

    /// Every row below the header, read by `read`.
    fn entries<T>(
        &self,
        layout: &Layout,
        problems: &mut Problems,
        read: impl Fn(&mut Cells<'_>) -> Option<T>,
    ) -> Vec<T> {
        let rows = self.table.lines.iter().filter(|l| l.number > layout.header_row);
        let entry = |line| match layout.refusal(line) {
            Some(problem) => {
                problems.push(problem);
                None
            }
            None => read(&mut Cells::new(layout, line, problems)),
        };
        rows.filter_map(entry).collect()
    }
}
