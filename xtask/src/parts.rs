//! The parts of `cargo xtask test`: in order, each announced, timed and counted.

use crate::{
    browser::Journeys,
    page,
    postgres::Postgres,
    server,
    tally::{Runner, Tally, count},
    tools,
    workspace::{Scratch, cargo, dist, run},
};
use anyhow::{Context, Result, anyhow};
use std::{
    env, fs, thread,
    time::{Duration, Instant},
};

/// The URL of the database that the HTTP tests use; SQLite when it is not set.
const TEST_DATABASE: &str = "LINXIN_TEST_DATABASE";

/// Always the same crates together: another set would choose other features and compile anew.
const TESTED: [&str; 6] = ["test", "--locked", "-pshared", "-pbackend", "-pfrontend", "-pxtask"];

/// Tests of the program over a data folder of its own, which never touch the database that the other tests are given: once is
/// enough for them.
const OWN_DATA: &str = "command_users::";

/// One part, which can also be run on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Fmt,
    Clippy,
    Unit,
    Postgres,
    Build,
    Smoke,
    E2e,
}

impl Part {
    /// The quick ones first.
    const ALL: [Self; 7] = [Self::Fmt, Self::Clippy, Self::Unit, Self::Postgres, Self::Build, Self::Smoke, Self::E2e];

    const fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Unit => "unit",
            Self::Postgres => "postgres",
            Self::Build => "build",
            Self::Smoke => "smoke",
            Self::E2e => "e2e",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// Whether it tries the program that `build` makes.
    const fn needs_build(self) -> bool {
        matches!(self, Self::Smoke | Self::E2e)
    }

    /// An error counts as one failed test, whose name is the part's.
    fn go(self, journeys: &Journeys) -> Result<Tally> {
        match self {
            Self::Fmt => fmt().map(|()| Tally::PASSED),
            Self::Clippy => clippy().map(|()| Tally::PASSED),
            Self::Unit => unit(),
            Self::Postgres => postgres(),
            Self::Build => server::build().map(|()| Tally::PASSED),
            Self::Smoke => server::smoke().map(|()| Tally::PASSED),
            Self::E2e => journeys.go(),
        }
    }
}

/// Every part; says whether nothing failed.
pub(crate) fn all() -> Result<bool> {
    let journeys = Journeys::default();
    let mut report = Report::default();
    let mut built = true;
    let (mut compiling, mut compiled) = (None, None);
    for part in Part::ALL {
        if part == Part::Unit {
            // The page has one core busy most of its time, and the tests leave one idle now and then. What the server embeds
            // is not touched before `build`, for the tests would compile anew.
            compiling = Some(thread::spawn(|| timed(page::compile)));
        }
        if part.needs_build() && !built {
            eprintln!("\n── {}: skipped, because there is no program to try", part.name());
            report.lines.push(format!("{:<9} skipped: the build failed", part.name()));
            report.total += Tally::SKIPPED;
            continue;
        }
        let tally = report.go(part, || {
            if part == Part::Build
                && let Some(compiling) = compiling.take()
            {
                let (done, took) = compiling.join().map_err(|_| anyhow!("the build of the page panicked"))?;
                compiled = Some(took);
                done?;
            }
            part.go(&journeys)
        });
        if part == Part::Build {
            built = tally.failed == 0;
            let took = compiled.map(|took| format!("  page    compiled beside unit and postgres, {}", clock(took)));
            report.lines.extend(took);
        }
    }
    Ok(report.end())
}

/// One part, and what it stands on.
pub(crate) fn alone(part: Part) -> Result<bool> {
    with_build(part, &Journeys::default())
}

/// The browser journeys that these arguments choose.
pub(crate) fn e2e_alone(args: &[String]) -> Result<bool> {
    with_build(Part::E2e, &Journeys::parse(args)?)
}

fn with_build(part: Part, journeys: &Journeys) -> Result<bool> {
    // Who names a program wants that one tried.
    let named = part == Part::E2e && env::var_os("LINXIN_BIN").is_some();
    if part.needs_build() && !named {
        server::build()?;
    }
    let mut report = Report::default();
    report.go(part, || part.go(journeys));
    Ok(report.end())
}

#[derive(Default)]
struct Report {
    lines: Vec<String>,
    total: Tally,
}

impl Report {
    fn go(&mut self, part: Part, work: impl FnOnce() -> Result<Tally>) -> Tally {
        let name = part.name();
        eprintln!("\n── {name}");
        let (done, took) = timed(work);
        let tally = done.unwrap_or_else(|error| {
            eprintln!("xtask: {name}: {error:#}");
            Tally::FAILED
        });
        let line = format!("{name:<9} {tally}, {}", clock(took));
        eprintln!("── {line}");
        self.lines.push(line);
        self.total += tally;
        tally
    }

    /// The total, alone on the last line.
    #[expect(clippy::print_stdout, reason = "the result of the program, for whoever reads its output")]
    fn end(self) -> bool {
        eprintln!();
        for line in &self.lines {
            eprintln!("{line}");
        }
        println!("{}", self.total);
        self.total.failed == 0
    }
}

/// What `work` gives, and how long it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}

fn clock(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds}.{} s", time.subsec_millis() / 100),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn fmt() -> Result<()> {
    tools::component("rustfmt", "cargo-fmt")?;
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    tools::component("clippy", "cargo-clippy")?;
    tools::wasm_target()?;
    page_folder()?;
    let lints = ["--locked", "--", "-D", "warnings"];
    let host = run(cargo().args(["clippy", "--workspace", "--exclude=frontend", "--all-targets"]).args(lints));
    let page = run(cargo().args(["clippy", "--package=frontend", "--target", tools::WASM]).args(lints));
    host.and(page)
}

fn unit() -> Result<Tally> {
    page_folder()?;
    let scratch = Scratch::in_memory("unit")?;
    let mut tests = cargo();
    tests.args(TESTED).arg("--no-fail-fast").env_remove(TEST_DATABASE).env("TMPDIR", scratch.path());
    count(&mut tests, Runner::Cargo, scratch.path())
}

fn postgres() -> Result<Tally> {
    page_folder()?;
    let scratch = Scratch::in_memory("unit")?;
    let postgres = Postgres::start()?;
    eprintln!("PostgreSQL answers at {}", postgres.url());
    let mut tests = cargo();
    tests.args(TESTED).args(["--test=it", "--no-fail-fast", "--", "--skip", OWN_DATA]);
    tests.env(TEST_DATABASE, postgres.url()).env("TMPDIR", scratch.path());
    count(&mut tests, Runner::Cargo, scratch.path())
}

/// The server embeds this folder and does not compile without it, even where no test needs a page.
fn page_folder() -> Result<()> {
    fs::create_dir_all(dist()).with_context(|| format!("cannot make {}", dist().display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found_by_its_name() {
        for part in Part::ALL {
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert_eq!(Part::named("nothing"), None);
    }

    #[test]
    fn times_are_read_easily() {
        assert_eq!(clock(Duration::from_millis(1_340)), "1.3 s");
        assert_eq!(clock(Duration::from_secs(125)), "2 min 05 s");
    }
}
