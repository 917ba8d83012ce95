//! The program itself: built, run, and tried alone in an empty folder.

use crate::{
    page,
    workspace::{Scratch, cargo, dist, program, root, run as run_program, shown, target, without_settings},
};
use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The line that says the server listens, and where.
const READY: &str = "Linxin is ready: http://";

/// The program as `build` leaves it.
pub(crate) fn binary() -> PathBuf {
    target().join("release").join(format!("linxin{}", env::consts::EXE_SUFFIX))
}

/// Builds the page, then the program with the page inside.
pub(crate) fn build() -> Result<()> {
    page::build()?;
    // Cargo builds again when an embedded file changes, and every change of the page changes its
    // index.html. But a program built while there was no page knows no file to look at, and would
    // stay without one.
    if holds_page() == Some(false) {
        run_program(cargo().args(["clean", "--release", "--package=backend"]))?;
    }
    run_program(cargo().args(["build", "--release", "--package=backend", "--locked"]))?;
    if holds_page() != Some(true) {
        bail!("the program was built without the page: does the backend embed {}?", dist().display());
    }
    let size = fs::metadata(binary()).with_context(|| format!("{} is missing", binary().display()))?.len();
    eprintln!("{} ({} MB)", binary().display(), size / (1024 * 1024));
    Ok(())
}

/// Whether the program was built from the page; `None` when there is no program yet. Cargo notes
/// every file that a program was built from.
fn holds_page() -> Option<bool> {
    let sources = fs::read_to_string(binary().with_extension("d")).ok()?;
    Some(sources.contains("target/dist/index.html"))
}

/// Serves the demo district until it is stopped.
pub(crate) fn run(args: &[String]) -> Result<bool> {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let given = |flag: &str| args.iter().any(|arg| arg == flag || arg.starts_with(&format!("{flag}=")));
    let mut command = Command::new(binary());
    command.current_dir(root()).arg("serve");
    if !given("--demo") {
        command.arg("--demo");
    }
    if !given("--data") {
        command.args(["--data", "./data"]);
    }
    command.args(args);
    become_(&mut command)
}

/// Turns into the program: Ctrl-C and every other signal then reach it without a go-between.
#[cfg(unix)]
fn become_(command: &mut Command) -> Result<bool> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start `{}`", shown(command)))
}

#[cfg(not(unix))]
fn become_(command: &mut Command) -> Result<bool> {
    Ok(command.status().with_context(|| format!("cannot start `{}`", shown(command)))?.success())
}

/// Copies the program alone into an empty folder, and asks it for what a first visitor would.
pub(crate) fn smoke() -> Result<()> {
    let scratch = Scratch::new("smoke")?;
    let alone = scratch.path().join(binary().file_name().expect("a program has a name"));
    fs::copy(binary(), &alone).with_context(|| format!("cannot copy {}", binary().display()))?;
    let mut server = Server::start(&alone, scratch.path())?;
    let page = server.get("/")?;
    let health = server.get("/api/v1/health")?;
    if !health.is_ok() {
        bail!("/api/v1/health answers {}", health.status);
    }
    if !page.is_ok() || !page.body.contains("<html") {
        bail!("/ answers {} and not the page", page.status);
    }
    let parts = addresses(&page.body);
    if parts.is_empty() {
        bail!("the page names no script and no style");
    }
    for address in &parts {
        let part = server.get(address)?;
        if !part.is_ok() {
            bail!("the page names {address}, which answers {}", part.status);
        }
    }
    eprintln!("the page, {} files that it names and the health of the server are served", parts.len());
    server.stop()
}

/// The files of our own that an HTML page names.
fn addresses(html: &str) -> Vec<String> {
    ["href=\"/", "src=\"/", "content=\"/"]
        .iter()
        .flat_map(|start| html.split(start).skip(1))
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        // Only files: a link to another page has no ending.
        .filter(|path| path.rsplit('/').next().is_some_and(|name| name.contains('.')))
        .map(|path| format!("/{path}"))
        .collect()
}

/// A running server on a port of its own.
struct Server {
    child: Child,
    authority: String,
}

impl Server {
    fn start(binary: &Path, folder: &Path) -> Result<Self> {
        let mut command = program(binary);
        let child = without_settings(&mut command)
            .current_dir(folder)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.join("data"))
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", shown(&command)))?;
        let mut server = Self { child, authority: String::new() };
        let stdout = server.child.stdout.take().expect("was asked for");
        let (sender, receiver) = mpsc::channel();
        // Goes on reading: a server must not stop because nobody reads what it says.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(at) = line.find(READY) {
                    let address = line[at + READY.len()..].trim_end_matches('/').to_owned();
                    drop(sender.send(address));
                }
            }
        });
        server.authority = receiver
            .recv_timeout(Duration::from_secs(60))
            .with_context(|| format!("the server does not say `{READY}…`"))?;
        Ok(server)
    }

    fn get(&self, path: &str) -> Result<Answer> {
        let address = &self.authority;
        let mut stream = TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).with_context(|| format!("{path} does not answer"))?;
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").with_context(|| format!("{path} answers no HTTP"))?;
        let status = head.lines().next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        Ok(Answer { status: status.to_owned(), body: body.to_owned() })
    }

    /// Asks the server to stop, which it must do soon and without an error.
    fn stop(&mut self) -> Result<()> {
        if !cfg!(unix) {
            return Ok(());
        }
        terminate(&self.child, "TERM");
        let status =
            ended(&mut self.child, Duration::from_secs(15)).context("the server does not stop when asked to")?;
        if !status.success() {
            bail!("the server did not stop cleanly ({status})");
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is gone already when all went well; there is nobody to tell otherwise.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Answer {
    status: String,
    body: String,
}

impl Answer {
    fn is_ok(&self) -> bool {
        self.status == "200"
    }
}

/// Sends a signal by name. The shell's own `kill`, because not every machine has the program.
pub(crate) fn terminate(child: &Child, signal: &str) {
    let sent = program("sh").arg("-c").arg(format!("kill -{signal} {}", child.id())).status();
    if let Err(error) = sent {
        eprintln!("xtask: cannot send a signal: {error}");
    }
}

/// Waits for the end of a program, or for so long.
pub(crate) fn ended(child: &mut Child, patience: Duration) -> Option<std::process::ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn the_addresses_of_files_are_found_in_html() {
        let html = r#"<link href="/style.0a.css"><a href="/about"><script src="/boot.js"></script>
            <meta name="maplibre" content="/vendor/0a/maplibre-gl.mjs"><img src="data:image/png,x.y">"#;
        assert_eq!(addresses(html), ["/style.0a.css", "/boot.js", "/vendor/0a/maplibre-gl.mjs"]);
    }
}
