//! wrk, from Debian: as many requests as sixteen callers can make in a few seconds.

use super::questions::{NEW, Question};
use crate::{
    served::Served,
    tools,
    workspace::{program, shown},
};
use anyhow::{Context, Result, bail};
use std::{fs, path::Path};

/// Seconds before it counts, and while it does.
const SECONDS: [u32; 2] = [1, 4];
const THREADS: usize = 2;
const CALLERS: usize = 16;

/// What one run saw.
pub(crate) struct Seen {
    pub(crate) per_second: f64,
    /// The time in which half of all were answered, and nearly all, ms.
    pub(crate) half: f64,
    pub(crate) most: f64,
}

/// Installs it where it is missing.
pub(crate) fn have() -> Result<()> {
    if tools::on_path("wrk").is_none() {
        tools::apt("wrk", &["wrk"])?;
    }
    Ok(())
}

/// Asks the server again and again; an answer of another status, or none, is an error.
pub(crate) fn ask(server: &Served, question: &Question, folder: &Path) -> Result<Seen> {
    let path = folder.join("question.lua");
    fs::write(&path, script(question)).with_context(|| format!("cannot write {}", path.display()))?;
    let mut last = None;
    for seconds in SECONDS {
        let mut wrk = program("wrk");
        wrk.args([&format!("-t{THREADS}"), &format!("-c{CALLERS}"), &format!("-d{seconds}s"), "--timeout=20s"]);
        wrk.arg("-s").arg(&path).arg(format!("http://{}", server.authority()));
        let output = wrk.output().with_context(|| format!("cannot start `{}`", shown(&wrk)))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find_map(|line| line.strip_prefix("seen "));
        let Some(line) = line.filter(|_| output.status.success()) else {
            bail!("`{}` failed: {said}{}", shown(&wrk), String::from_utf8_lossy(&output.stderr));
        };
        last = Some(read(line).with_context(|| format!("{}: {said}", question.name))?);
    }
    last.context("nothing was asked")
}

/// Reads the line of `done` in [`script`].
fn read(line: &str) -> Result<Seen> {
    let numbers = line.split(' ').map(str::parse::<f64>).collect::<Result<Vec<_>, _>>()?;
    let [requests, microseconds, failed, half, most] = numbers[..] else { bail!("wrk tells something else") };
    // No answer at all in so short a time is slow, and no failure.
    if failed > 0.0 {
        bail!("{failed} of {requests} requests failed");
    }
    Ok(Seen { per_second: requests * 1e6 / microseconds, half: half / 1e3, most: most / 1e3 })
}

/// The question in the language of wrk.
fn script(question: &Question) -> String {
    let paths: Vec<String> = question.paths.iter().map(|path| quoted(path)).collect();
    let headers = [("Accept-Encoding", "gzip, deflate, br".to_owned())].into_iter().chain(question.headers.clone());
    let headers: Vec<String> =
        headers.map(|(name, value)| format!("[{}] = {}", quoted(name), quoted(&value))).collect();
    let bodies: Vec<String> = question.bodies.iter().map(|body| quoted(body)).collect();
    // Whatever can be made before is: a caller's own work would count as the server's.
    format!(
        r#"
local paths, headers, bodies, new = {{ {paths} }}, {{ {headers} }}, {{ {bodies} }}, {new}
local threads, made, n = 0, {{}}, 0
setup = function(thread) threads = threads + 1; thread:set("id", threads) end
init = function()
  for i, path in ipairs(paths) do made[i] = wrk.format({method}, path, headers, bodies[i]) end
end
request = function()
  n = n + 1
  local asked = made[n % #made + 1]
  if not asked:find(new, 1, true) then return asked end
  return (asked:gsub(new, string.format("%d%06d", id, n), 1))
end
done = function(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  print(string.format("seen %d %d %d %d %d", summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
"#,
        paths = paths.join(", "),
        headers = headers.join(", "),
        bodies = bodies.join(", "),
        new = quoted(NEW),
        method = quoted(question.method),
    )
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
