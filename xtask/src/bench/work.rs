//! `cargo xtask bench work`: what people at work do, one after the other, and how many can listen to it.

use super::{Database, Size, serve};
use crate::{
    postgres::Postgres,
    served::{Answer, Served},
    server,
    workspace::{Scratch, target},
};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::{
    ffi::OsString,
    fmt::Write as _,
    fs,
    io::{ErrorKind, Read, Write as _},
    net::TcpStream,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Reports that are filed and approved one after the other.
const PAIRS: u32 = 100;
/// Pages that are open at once.
const LISTENERS: [usize; 2] = [1_000, 5_000];
/// Nobody waits longer for news.
const PATIENCE: Duration = Duration::from_secs(20);
/// A plain file of the same server, that the ratio is taken to.
const PLAIN: &str = "/robots.txt";

/// Both databases; the table to stdout and beside the other one.
#[expect(clippy::print_stdout, reason = "the table is what a bench is for")]
pub(crate) fn all() -> Result<()> {
    server::build()?;
    let scratch = Scratch::new("bench-work")?;
    let mut table = String::from(
        "| database | report + approve, pairs a second | plain file, a second | ratio | listeners | memory each, KB | until the last has it, ms |\n|---|---|---|---|---|---|---|\n",
    );
    for database in [Database::Sqlite, Database::Postgres] {
        case(scratch.path(), database, &mut table).with_context(|| database.name())?;
    }
    let file = target().join("bench-work.md");
    fs::write(&file, &table).with_context(|| format!("cannot write {}", file.display()))?;
    println!("{table}");
    Ok(())
}

fn case(scratch: &Path, database: Database, table: &mut String) -> Result<()> {
    let folder = scratch.join(format!("{database:?}"));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let postgres = (database == Database::Postgres).then(Postgres::start).transpose()?;
    let mut place = vec![OsString::from("--data"), folder.join("data").into_os_string()];
    if let Some(postgres) = &postgres {
        place.extend(["--database-url".into(), postgres.url().into()]);
    }
    serve(&place, Size::Demo)?.stop()?;
    let mut server = serve(&place, Size::Demo)?;
    let mut site = Site::find(&server)?;
    let begun = Instant::now();
    for _ in 0..PAIRS {
        site.report_and_approve(&server)?;
    }
    let pairs = f64::from(PAIRS) / begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    for _ in 0..PAIRS {
        server.get(PLAIN)?;
    }
    let plain = f64::from(PAIRS) / begun.elapsed().as_secs_f64();
    let mut first = format!("| {} | {pairs:.1} | {plain:.0} | {:.3} |", database.name(), pairs / plain);
    for count in LISTENERS {
        let (each, last) = listen(&server, &mut site, count)?;
        let each = each.map_or_else(|| "–".to_owned(), |bytes| format!("{:.1}", bytes / 1024.0));
        writeln!(table, "{first} {count} | {each} | {:.0} |", last.as_secs_f64() * 1e3)?;
        first = "| | | | |".to_owned();
        eprintln!("{} · {count} listeners: {each} KB each, {:.0} ms", database.name(), last.as_secs_f64() * 1e3);
    }
    server.stop()
}

/// Works under way, with who reports on them and who approves.
struct Site {
    milestone: String,
    progress_bp: i64,
    manager: String,
    engineer: String,
    /// Grows with each token.
    n: u32,
}

impl Site {
    /// The first works of the demonstration that both reach.
    fn find(server: &Served) -> Result<Self> {
        let (manager, engineer) = (sign_in(server, "project_manager")?, sign_in(server, "supervision_engineer")?);
        let week = answer(server, "GET", "/api/v1/staff/week", &manager, None)?;
        let duties = week["duties"].as_array().context("a week has duties")?;
        for duty in duties.iter().filter(|duty| duty["kind"] == "to_report") {
            let number = duty["project"].as_str().unwrap_or_default();
            let path = format!("/api/v1/staff/projects/{number}");
            let Ok(page) = answer(server, "GET", &path, &engineer, None) else { continue };
            let steps = page["milestones"].as_array().context("a project has milestones")?;
            let step = steps.iter().find(|m| m["id"] == duty["matter"]["id"] && m["is_physical"] == true);
            let Some(step) = step else { continue };
            return Ok(Self {
                milestone: step["id"].as_str().context("a milestone has a key")?.to_owned(),
                progress_bp: step["progress_bp"].as_i64().unwrap_or_default(),
                manager,
                engineer,
                n: 0,
            });
        }
        bail!("the demonstration has no works that its manager and its engineer share")
    }

    fn token(&mut self) -> String {
        self.n += 1;
        format!("bench-{}-{}", std::process::id(), self.n)
    }

    fn report_and_approve(&mut self, server: &Served) -> Result<()> {
        let body = json!({
            "event": "report", "version": 1, "client_token": self.token(), "progress_bp": self.progress_bp,
            "reported_on": today(server)?, "note": "按计划进行",
        });
        let path = format!("/api/v1/staff/milestones/{}/events", self.milestone);
        let page = answer(server, "POST", &path, &self.manager, Some(&body))?;
        let reports = page["reports"].as_array().context("a project has reports")?;
        let pending = reports.iter().find(|r| r["review"] == "pending" && r["note"] == body["note"]);
        let pending = pending.context("the report waits")?;
        let id = pending["id"].as_str().context("a report has a key")?;
        let approve = json!({ "event": "approve", "version": pending["version"], "client_token": self.token() });
        answer(server, "POST", &format!("/api/v1/staff/reports/{id}/events"), &self.engineer, Some(&approve))?;
        Ok(())
    }
}

fn today(server: &Served) -> Result<Value> {
    let site: Value = serde_json::from_slice(&server.get("/api/v1/site")?.body)?;
    Ok(site["today"].clone())
}

/// The cookie of an account of the demonstration.
fn sign_in(server: &Served, role: &str) -> Result<String> {
    let accounts: Value = serde_json::from_slice(&server.get("/api/v1/demo-accounts")?.body)?;
    let all = accounts.as_array().context("the demonstration has accounts")?;
    let account = all.iter().find(|a| a["role"] == role).with_context(|| format!("no account for {role}"))?;
    let body = json!({ "login_name": account["login_name"], "password": account["password"] });
    let said =
        server.ask("POST", "/api/v1/session", "Content-Type: application/json\r\n", body.to_string().as_bytes())?;
    let cookie = said.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    Ok(format!("Cookie: {}\r\n", cookie.with_context(|| format!("{role} cannot sign in: {}", said.text()))?))
}

fn answer(server: &Served, method: &str, path: &str, cookie: &str, body: Option<&Value>) -> Result<Value> {
    let text = body.map(Value::to_string).unwrap_or_default();
    let kind = if body.is_some() { "Content-Type: application/json\r\n" } else { "" };
    let said: Answer = server.ask(method, path, &format!("{cookie}{kind}"), text.as_bytes())?;
    if !said.status.starts_with('2') {
        bail!("{method} {path} answers {}: {}", said.status, said.text());
    }
    Ok(serde_json::from_slice(&said.body)?)
}

/// Opens so many connections; gives the server's memory for each, and the time from an approval until the last has it.
fn listen(server: &Served, site: &mut Site, count: usize) -> Result<(Option<f64>, Duration)> {
    let before = server.memory("VmRSS");
    let mut ears = Vec::with_capacity(count);
    for _ in 0..count {
        let mut stream = TcpStream::connect(server.authority()).context("cannot listen")?;
        let host = server.authority();
        write!(stream, "GET /api/v1/live HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n")?;
        stream.set_nonblocking(true)?;
        ears.push(Ear { stream, heard: Vec::new() });
    }
    until(&mut ears, "retry:")?;
    let after = server.memory("VmRSS");
    // What was said at first may still be on its way.
    thread::sleep(Duration::from_millis(500));
    let mut buffer = [0; 4096];
    for ear in &mut ears {
        while ear.stream.read(&mut buffer).is_ok_and(|n| n > 0) {}
        ear.heard.clear();
    }
    let begun = Instant::now();
    site.report_and_approve(server)?;
    until(&mut ears, "event: change")?;
    let last = begun.elapsed();
    #[expect(clippy::cast_precision_loss, reason = "bytes and listeners, shown with one decimal")]
    let each = before.zip(after).map(|(before, after)| after.saturating_sub(before) as f64 / count as f64);
    drop(ears);
    // The next ones must not pay for those that are about to go.
    thread::sleep(Duration::from_secs(2));
    Ok((each, last))
}

struct Ear {
    stream: TcpStream,
    heard: Vec<u8>,
}

/// Listens until all have heard `what`.
fn until(ears: &mut [Ear], what: &str) -> Result<()> {
    let begun = Instant::now();
    let mut buffer = [0; 4096];
    loop {
        let mut left = 0;
        for ear in ears.iter_mut() {
            if has(&ear.heard, what) {
                continue;
            }
            match ear.stream.read(&mut buffer) {
                Ok(0) => bail!("the server hung up: {}", String::from_utf8_lossy(&ear.heard)),
                Ok(n) => ear.heard.extend_from_slice(&buffer[..n]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
            left += usize::from(!has(&ear.heard, what));
        }
        if left == 0 {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!("{left} of {} did not hear `{what}`", ears.len());
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn has(heard: &[u8], what: &str) -> bool {
    heard.windows(what.len()).any(|part| part == what.as_bytes())
}
