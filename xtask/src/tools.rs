//! The tools a part needs: found, installed where that is allowed, or named in one clear line.

use crate::workspace::{answer, program, root, run};
use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    sync::Once,
};

/// The target of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

const OLDEST_NODE: u32 = 20;

/// Node and npm, which bring the map library, the optimiser of the page and the browser's driver.
pub(crate) fn node() -> Result<()> {
    let hint = "install Node.js 20 or newer from https://nodejs.org (or `apt-get install nodejs npm` where that is new enough)";
    let Some(version) = answer(program("node").arg("--version")) else { bail!("node is missing: {hint}") };
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    if major < OLDEST_NODE {
        bail!("node {version} is too old: {hint}");
    }
    if answer(program("npm").arg("--version")).is_none() {
        bail!("npm is missing: {hint}");
    }
    Ok(())
}

/// The standard library for the page. Rustup adds it by itself only where automatic installation
/// is on, so it is asked for by name, for the toolchain that rust-toolchain.toml chooses.
pub(crate) fn wasm_target() -> Result<()> {
    if sysroot()?.join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    eprintln!("adding the target {WASM}");
    run(program("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("the page needs the target {WASM}: `rustup target add {WASM}`"))
}

/// Rustfmt or clippy, which a minimal toolchain lacks.
pub(crate) fn component(name: &str, binary: &str) -> Result<()> {
    let file = format!("{binary}{}", env::consts::EXE_SUFFIX);
    if sysroot()?.join("bin").join(&file).is_file() || on_path(binary).is_some() && !is_rustup_proxy(binary) {
        return Ok(());
    }
    eprintln!("adding the component {name}");
    run(program("rustup").args(["component", "add", name]))
        .with_context(|| format!("{name} is missing: `rustup component add {name}`"))
}

fn sysroot() -> Result<PathBuf> {
    answer(program("rustc").args(["--print", "sysroot"]))
        .map(PathBuf::from)
        .with_context(|| format!("rustc does not answer in {}: is rustup's toolchain complete?", root().display()))
}

/// Rustup puts a proxy for every component on the path, whether it is installed or not.
fn is_rustup_proxy(binary: &str) -> bool {
    on_path(binary).and_then(|path| path.parent().map(|folder| folder.join("rustup").exists())).unwrap_or(false)
}

/// The first program of that name on the path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Whether this program may do everything.
pub(crate) fn is_root() -> bool {
    answer(program("id").arg("-u")).as_deref() == Some("0")
}

/// Installs Debian packages when this machine lets us, else says how to.
pub(crate) fn apt(missing: &str, packages: &[&str]) -> Result<()> {
    static UPDATED: Once = Once::new();
    let by_hand = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    if on_path("apt-get").is_none() {
        bail!("{missing} is missing: install it (on Debian: {by_hand})");
    }
    if !is_root() {
        bail!("{missing} is missing: sudo {by_hand}");
    }
    eprintln!("{missing} is missing: {by_hand}");
    let mut result = Ok(());
    UPDATED.call_once(|| result = run(apt_get().arg("update")));
    // An unreachable mirror need not matter: the package may be known already.
    if let Err(error) = result {
        eprintln!("xtask: {error:#}");
    }
    run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("{missing} is missing and could not be installed: {by_hand}"))
}

fn apt_get() -> std::process::Command {
    let mut command = program("apt-get");
    // Another installation may be under way: wait for its lock instead of failing.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// Debian's folder for the PostgreSQL programs, which are not on the path, newest first.
pub(crate) fn debian_postgres() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, path)| path).collect()
}
