//! The browser journeys, and what they need of the machine.

use crate::{
    npm,
    served::Served,
    server::binary,
    tally::{Runner, Tally, count},
    tools,
    workspace::{Scratch, answer, program, root},
};
use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
};

/// Names under which systems know Chromium, best first.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// How many files of journeys go at once: a browser and a server wait for one another, and leave half of two cores idle.
const AT_ONCE: usize = 2;

/// Files that judge when something comes, or that a busy machine disturbs: these go one after the other, when the rest is done.
const APART: [&str; 2] = ["lighthouse.test.mjs", "weight.test.mjs"];

/// Which journeys to go.
#[derive(Default)]
pub(crate) struct Journeys {
    /// Every page in every width, theme and language, and not only in two.
    pub(crate) full: bool,
    /// Only files with one of these in their name; all when empty.
    pub(crate) names: Vec<String>,
}

impl Journeys {
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        let mut journeys = Self::default();
        for arg in args {
            match arg.as_str() {
                "--full" => journeys.full = true,
                "--" => {}
                other if other.starts_with('-') => {
                    bail!("`cargo xtask e2e` does not know `{other}`")
                }
                name => journeys.names.push(name.to_owned()),
            }
        }
        Ok(journeys)
    }

    /// Goes them and counts.
    pub(crate) fn go(&self) -> Result<Tally> {
        let folder = root().join("e2e");
        npm::install(&folder)?;
        let chromium = chromium()?;
        chinese_font()?;
        let mut files = Vec::new();
        for entry in folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".test.mjs")
                && (self.names.is_empty() || self.names.iter().any(|part| name.contains(part.as_str())))
            {
                files.push(name);
            }
        }
        if files.is_empty() {
            bail!("no file e2e/*.test.mjs has that name");
        }
        files.sort();
        let scratch = Scratch::new("e2e")?;
        let binary = env::var_os("LINXIN_BIN").map_or_else(binary, |named| folder.join(named));
        let demo = demonstration(&binary, &scratch.path().join("demo"))?;
        let (apart, together): (Vec<_>, Vec<_>) = files.into_iter().partition(|name| APART.contains(&&**name));
        let mut tally = Tally::default();
        for (files, at_once) in [(together, AT_ONCE), (apart, 1)] {
            if files.is_empty() {
                continue;
            }
            let mut command = program("node");
            command
                .current_dir(&folder)
                .args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"])
                .arg(format!("--test-concurrency={at_once}"))
                .args(files)
                // Whatever a journey that was cut short leaves behind goes with this folder.
                .env("TMPDIR", scratch.path())
                .env("LINXIN_BIN", &binary)
                .env("LINXIN_DEMO_DATA", &demo)
                .env("LINXIN_CHROMIUM", &chromium);
            if self.full {
                command.env("LINXIN_FULL", "1");
            }
            tally += count(&mut command, Runner::Node, scratch.path())?;
        }
        Ok(tally)
    }
}

/// Makes the demonstration once in `data`, for journeys to copy: every other one would make its own.
fn demonstration(binary: &Path, data: &Path) -> Result<PathBuf> {
    let mut command = program(binary);
    let mut server = Served::start(command.args(["serve", "--demo", "--data"]).arg(data))?;
    // It listens for its end as soon as it answers, not when it says that it is ready.
    server.get("/api/v1/health")?;
    server.stop()?;
    Ok(data.to_owned())
}

fn chromium() -> Result<PathBuf> {
    if let Some(given) = env::var_os("LINXIN_CHROMIUM") {
        return Ok(given.into());
    }
    let find = || CHROMIUM.iter().find_map(|name| tools::on_path(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    tools::apt("Chromium", &["chromium"])?;
    find().context("Chromium is installed, but not on the path: name it in LINXIN_CHROMIUM")
}

/// Without one, all Chinese is empty boxes, and widths are wrong.
fn chinese_font() -> Result<()> {
    let found = || answer(program("fc-list").arg(":lang=zh")).is_some_and(|fonts| !fonts.is_empty());
    // Other systems come with Chinese fonts.
    if !cfg!(target_os = "linux") || found() {
        return Ok(());
    }
    tools::apt("a Chinese font", &["fontconfig", "fonts-wqy-microhei"])?;
    if !found() {
        bail!("a Chinese font is installed, but fc-list does not name it: try `fc-cache -f`");
    }
    Ok(())
}
