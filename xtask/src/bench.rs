//! `cargo xtask bench`: figures of this machine, each beside a plain way to do the same, so that ratios can be compared.
//! Requests a second are held against a file that the same server answers as it is.

mod data;
mod questions;
mod table;
pub(crate) mod work;
mod wrk;

use crate::{
    postgres::Postgres,
    served::{Served, ended},
    server,
    workspace::{Scratch, cargo, program, run, shown, target, without_settings},
};
use anyhow::{Context, Result, bail};
use questions::Question;
use std::{
    ffi::OsString,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use table::{Asked, Case, Table};

/// How long one import may take: on PostgreSQL each row asks the database several times, over a connection.
const PATIENCE: Duration = Duration::from_secs(600);

/// The search alone.
pub(crate) fn search() -> Result<()> {
    run(cargo().args(["bench", "--locked", "-pbackend", "--bench=search"]))
}

/// Orders alone.
pub(crate) fn orders() -> Result<()> {
    run(cargo().args(["bench", "--locked", "-pbackend", "--bench=orders"]))
}

/// The whole server: at two sizes, on both databases.
#[expect(clippy::print_stdout, reason = "the table is what a bench is for")]
pub(crate) fn all() -> Result<()> {
    wrk::have()?;
    server::build()?;
    let scratch = Scratch::new("bench")?;
    let mut cases = Vec::new();
    let mut failed = None;
    for database in [Database::Sqlite, Database::Postgres] {
        for size in [Size::Demo, Size::Large] {
            eprintln!("{} · {}", database.name(), size.name());
            match case(scratch.path(), database, size) {
                Ok(case) => cases.push(case),
                // What the others saw is worth reading all the same.
                Err(error) => {
                    eprintln!("xtask: {error:#}");
                    failed = Some(error);
                }
            }
        }
    }
    if cases.is_empty() {
        return failed.map_or(Ok(()), Err);
    }
    let table = Table(cases).to_string();
    let file = target().join("bench.md");
    fs::write(&file, &table).with_context(|| format!("cannot write {}", file.display()))?;
    println!("{table}");
    eprintln!("{}", file.display());
    failed.map_or(Ok(()), Err)
}

/// Where the data are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// The demonstration.
    Demo,
    /// [`data::PROJECTS`].
    Large,
}

impl Size {
    fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Large => "220,000",
        }
    }
}

/// Fills a database, serves it, and asks.
fn case(scratch: &Path, database: Database, size: Size) -> Result<Case> {
    let folder = scratch.join(format!("{database:?}-{size:?}"));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // A private one for each: what another case left in its memory would help.
    let postgres = (database == Database::Postgres).then(Postgres::start).transpose()?;
    let mut place = vec![OsString::from("--data"), folder.join("data").into_os_string()];
    if let Some(postgres) = &postgres {
        place.extend(["--database-url".into(), postgres.url().into()]);
    }
    match size {
        // The first start makes it; what is measured is any later one.
        Size::Demo => serve(&place, size)?.stop()?,
        Size::Large => {
            for (what, file) in data::write(&folder)? {
                let mut import = program(server::binary());
                without_settings(&mut import).args(["import", what]).arg(file).args(&place);
                let begun = Instant::now();
                quietly(&mut import)?;
                eprintln!("  import {what}: {:.1} s", begun.elapsed().as_secs_f64());
            }
        }
    }
    let mut server = serve(&place, size)?;
    let (said_ready, answered) = (server.said_ready, server.age());
    let questions = questions::all(&server)?;
    let mut asked = Vec::new();
    for question in &questions {
        let bytes = question.bytes(&server)?;
        let seen = wrk::ask(&server, question, &folder)?;
        eprintln!("  {}: {:.0} a second", question.name, seen.per_second);
        asked.push(Asked { name: question.name, aim: question.aim, bytes, seen });
    }
    // Others use this machine too: the measure is taken again, and is the mean of both.
    let again = wrk::ask(&server, &questions[0], &folder)?;
    asked[0].seen.per_second = f64::midpoint(asked[0].seen.per_second, again.per_second);
    let case = Case {
        database,
        size,
        said_ready,
        answered,
        resident: server.memory("VmRSS"),
        most: server.memory("VmHWM"),
        asked,
    };
    server.stop()?;
    Ok(case)
}

/// A server that has answered that it is ready.
fn serve(place: &[OsString], size: Size) -> Result<Served> {
    let mut command = program(server::binary());
    command.arg("serve").args(place).stderr(Stdio::null());
    if size == Size::Demo {
        command.arg("--demo");
    }
    let server = Served::start(&mut command)?;
    let ready = server.get(Question::READY)?;
    if !ready.is_ok() {
        bail!("{} answers {}", Question::READY, ready.status);
    }
    Ok(server)
}

/// Runs a program of which only a failure is news.
fn quietly(command: &mut std::process::Command) -> Result<()> {
    let name = shown(command);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))?;
    match ended(&mut child, PATIENCE) {
        Some(status) if status.success() => Ok(()),
        Some(status) => bail!("`{name}` failed ({status})"),
        None => {
            drop(child.kill());
            drop(child.wait());
            bail!("`{name}` takes more than {} s", PATIENCE.as_secs())
        }
    }
}
