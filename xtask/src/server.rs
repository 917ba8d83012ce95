//! The program itself: built, run, and tried alone in an empty folder.

use crate::{
    page,
    served::Served,
    workspace::{Scratch, cargo, dist, program, root, run as run_program, shown, target},
};
use anyhow::{Context, Result, bail};
use std::{env, fs, path::PathBuf, process::Command};

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
    let mut command = program(&alone);
    let mut server =
        Served::start(command.current_dir(scratch.path()).args(["serve", "--data"]).arg(scratch.path().join("data")))?;
    let page = server.get("/")?;
    let health = server.get("/api/v1/health")?;
    if !health.is_ok() {
        bail!("/api/v1/health answers {}", health.status);
    }
    if !page.is_ok() || !page.text().contains("<html") {
        bail!("/ answers {} and not the page", page.status);
    }
    let parts = addresses(&page.text());
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
pub(crate) fn addresses(html: &str) -> Vec<String> {
    ["href=\"/", "src=\"/", "content=\"/"]
        .iter()
        .flat_map(|start| html.split(start).skip(1))
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        // Only files: a link to another page has no ending.
        .filter(|path| path.rsplit('/').next().is_some_and(|name| name.contains('.')))
        .map(|path| format!("/{path}"))
        .collect()
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
