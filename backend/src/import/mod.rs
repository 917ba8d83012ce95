//! Lists from spreadsheets into the database: every row is checked first, and one wrong row changes nothing. A list is
//! read twice, first to check and then to write, a batch of rows at a time: its length costs no memory.

pub mod mapping;
pub mod report;
pub mod undo;

mod areas;
mod boundaries;
mod compounds;
mod existing;
mod figures;
mod filled;
mod media;
mod notices;
mod numbers;
mod outages;
mod parts;
mod passes;
mod places;
mod projects;
mod record;
mod scopes;
mod source;
mod state;
mod undoable;
mod whereabouts;
mod workbook;

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use shared::geo::Crs;
use shared::ledger::columns::Column;
use shared::ledger::rules::Rules;
use shared::ledger::{Cells, Field, HEADER_WITHIN, Layout, Line, Problem, Words};
use shared::people::Role;

pub(crate) use numbers::next_number;
pub use record::ImportRow;
pub use report::{Lang, Report};
pub use source::Input;
pub(crate) use source::hexadecimal;
pub(crate) use undo::forget;

use crate::audit::Origin;
use crate::db::{Conn, Db, touch};
use crate::error::{Error, Result};
use crate::media::files::Files;
use record::Record;
use source::Source;

/// Any number will do, as long as every copy of the program uses the same.
const IMPORT_LOCK: i64 = 7_305_811_402_521;
/// Rows that are in memory at once.
const BATCH: usize = 500;
/// Rows after which progress is told again.
const STEP: u32 = 10_000;

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum What {
    /// Areas 区划
    Areas,
    /// Boundaries of areas 边界
    // What they change are areas: on record they stand as such.
    #[strum(serialize = "areas")]
    Boundaries,
    /// Compounds 小区
    Compounds,
    /// Projects 项目
    Projects,
    /// Photographs of projects 照片
    Media,
    /// Outage notices 停水停电等通知
    Outages,
    /// Notices 公示与公告
    Notices,
    /// Published figures and values of indicators 数据
    Figures,
}

/// Every list is read twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Nothing is written.
    Check,
    /// Every row was found right.
    Write,
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
    /// Who imports, for the record.
    pub by: String,
    /// Who is signed in, where the list came by the page.
    pub caller: Option<Caller>,
    /// Name of the file, for the record.
    pub file_name: String,
    /// Told now and then how many rows a pass has read.
    pub on_progress: Option<fn(Pass, u32)>,
    /// Areas that a list of boundaries may touch; all of them where it is absent.
    pub within: Option<HashSet<i64>>,
    /// Where photographs come from and where they go; a list of photographs needs it.
    pub photographs: Option<Photographs>,
}

/// Who is signed in, and the role in which he imports or takes back.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who, and how it came.
    pub origin: Origin,
    /// In which role.
    pub role: Role,
}

/// Where photographs come from and where they go.
#[derive(Clone, Debug)]
pub struct Photographs {
    /// The folder in which the list lies.
    pub folder: PathBuf,
    /// Where they are kept.
    pub files: Files,
}

/// What every part of an import needs to know.
struct Job<'a> {
    options: &'a Options,
    now: NaiveDateTime,
    today: NaiveDate,
}

/// Imports `file` in one transaction. The report says what happened, or why nothing did.
///
/// # Errors
/// Those of the database and of reading; what is wrong with the file is in the report.
pub fn import(db: &Db, what: What, file: impl Input, options: &Options, now: DateTime<Utc>) -> Result<Report> {
    let mut source = match Source::open(file, options.rules.sheet.as_deref(), options.encoding.as_deref())? {
        Ok(source) => source,
        Err(problem) => {
            let mut report = Report::new(what, options.dry_run);
            report.problems.push(problem);
            return Ok(report);
        }
    };
    let job = Job { options, now: whole_seconds(now), today: shared::time::date_of(now) };
    if what == What::Media {
        // Unpacking pictures takes long: the transaction only comes at the end.
        return media::import(db, &job, &mut source);
    }
    let work = |conn: &mut Conn| {
        if !options.dry_run {
            lock(conn)?;
        }
        match what {
            What::Areas => areas::import(conn, &job, &mut source),
            What::Boundaries => boundaries::import(conn, &job, &mut source),
            What::Compounds => compounds::import(conn, &job, &mut source),
            What::Projects => projects::import(conn, &job, &mut source),
            What::Outages => outages::import(conn, &job, &mut source),
            What::Notices => notices::import(conn, &job, &mut source),
            What::Figures => figures::import(conn, &job, &mut source),
            What::Media => Err(Error::internal("photographs are not imported in one transaction")),
        }
    };
    if options.dry_run { db.read_now(work) } else { db.write_now(work) }
}

/// Takes boundaries of areas in, inside the caller's transaction. The report says what happened, or why nothing did.
///
/// # Errors
/// Those of the database and of reading; what is wrong with the file is in the report.
pub fn import_boundaries(conn: &mut Conn, file: impl Input, options: &Options, now: DateTime<Utc>) -> Result<Report> {
    let mut source = match Source::open(file, None, None)? {
        Ok(source) => source,
        Err(problem) => {
            let mut report = Report::new(What::Boundaries, options.dry_run);
            report.problems.push(problem);
            return Ok(report);
        }
    };
    if !options.dry_run {
        lock(conn)?;
    }
    let job = Job { options, now: whole_seconds(now), today: shared::time::date_of(now) };
    boundaries::import(conn, &job, &mut source)
}

fn changed_meanwhile() -> Error {
    Error::Internal(
        "导入的时候文件或数据被改动了，没有导入任何数据，请再导入一次。\nThe file or the data changed during the import; nothing was imported, try again."
            .to_owned(),
    )
}

/// SQLite and PostgreSQL keep fractions of seconds differently.
fn whole_seconds(now: DateTime<Utc>) -> NaiveDateTime {
    DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now).naive_utc()
}

/// SQLite has one writer anyway. On PostgreSQL a second import waits here, or both would give the same numbers.
fn lock(conn: &mut Conn) -> Result<()> {
    if let Conn::Pg(pg) = conn {
        // A plan made while a table was empty reads all of it, and would be kept while this import fills the table.
        let plans = "SET LOCAL plan_cache_mode = force_custom_plan";
        diesel::RunQueryDsl::execute(diesel::sql_query(plans), pg)?;
        diesel::RunQueryDsl::execute(diesel::sql_query(format!("SELECT pg_advisory_xact_lock({IMPORT_LOCK})")), pg)?;
    }
    Ok(())
}

impl Job<'_> {
    /// The columns of the file; what keeps them from being understood goes to the report.
    fn layout(
        &self,
        source: &mut Source<'_>,
        columns: &[Column],
        needed: &[&[Field]],
        report: &mut Report,
    ) -> Option<Layout> {
        if report.what != What::Projects && !self.options.rules.key.is_empty() {
            report.problems.push(Problem::of_file(Words::new(
                "映射里的 key 只用于项目：区划按代码或名称、小区按社区和名称找回，请删去 key",
                "key in the mapping is for projects only: areas are found again by code or name, compounds by community and name; remove it",
            )));
        }
        report.is_of_features = source.is_of_features;
        let mut rules = self.options.rules.clone();
        if source.is_of_features {
            rules.header_row = Some(0);
        }
        let head = match self.head(source, rules.header_row) {
            Ok(head) => head,
            Err(problem) => {
                report.problems.push(problem);
                return None;
            }
        };
        if source.is_of_features && head.len() < 2 {
            report
                .problems
                .push(Problem::of_file(Words::new("文件里没有要素（feature）", "there are no features in the file")));
            return None;
        }
        // What is said by hand comes before what the file says.
        let crs = self.options.crs.or(rules.crs).or(source.crs);
        match Layout::find(&head, columns, &rules, crs) {
            Ok(layout) => {
                report.ignored.clone_from(&layout.ignored);
                let none_below = head.iter().all(|l| l.number <= layout.header_row);
                let nothing =
                    || Problem::of_file(Words::new("列名下面没有数据行", "there are no rows below the header"));
                let problem = layout.missing(needed, columns).or_else(|| none_below.then(nothing));
                report.problems.extend(problem.clone());
                problem.is_none().then_some(layout)
            }
            Err(problems) => {
                report.problems.extend(problems);
                None
            }
        }
    }

    /// The lines among which the header is, and one below it.
    fn head(&self, source: &mut Source<'_>, header_row: Option<u32>) -> std::result::Result<Vec<Line>, Problem> {
        let mut head = Vec::new();
        for line in source.rows() {
            let line = line?;
            let is_below = header_row.is_none_or(|row| line.number > row);
            head.push(line);
            if head.len() > HEADER_WITHIN && is_below {
                break;
            }
        }
        if head.is_empty() {
            return Err(Problem::of_file(Words::new("文件是空的", "the file is empty")));
        }
        Ok(head)
    }

    /// Hands every row below the header, read by `read`, to `take`, a batch at a time. What is wrong with a row goes to
    /// the report instead.
    fn each_batch<T>(
        &self,
        source: &mut Source<'_>,
        layout: &Layout,
        pass: Pass,
        report: &mut Report,
        read: impl Fn(&mut Cells<'_>) -> Option<T>,
        mut take: impl FnMut(Vec<T>, &mut Report) -> Result<()>,
    ) -> Result<()> {
        report.rows = 0;
        let mut batch = Vec::with_capacity(BATCH);
        for line in source.rows() {
            let line = match line {
                Ok(line) if line.number <= layout.header_row => continue,
                Ok(line) => line,
                Err(problem) => {
                    report.problems.push(problem);
                    break;
                }
            };
            report.rows += 1;
            if let Some(tell) = self.options.on_progress.filter(|_| report.rows.is_multiple_of(STEP)) {
                tell(pass, report.rows);
            }
            let refusals = layout.refusals(&line);
            if refusals.is_empty() {
                batch.extend(read(&mut Cells::new(layout, &line, &mut report.problems)));
            }
            report.problems.extend(refusals);
            if batch.len() == BATCH {
                take(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)), report)?;
            }
        }
        take(batch, report)
    }

    /// Whether what was checked is to be written.
    fn is_go(&self, report: &Report) -> bool {
        report.problems.is_empty() && !self.options.dry_run
    }

    /// Ends an import that wrote all it had to: puts it on record and says that public data changed.
    fn finish(&self, conn: &mut Conn, record: Record, source: &mut Source<'_>, report: &Report) -> Result<()> {
        if !report.problems.is_empty() || !source.is_unchanged()? {
            return Err(changed_meanwhile());
        }
        record.finish(conn, report)?;
        if report.changes_something() { touch(conn) } else { Ok(()) }
    }
}
