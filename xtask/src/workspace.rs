//! Where things are, and how other programs are started.

use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies one folder below the root")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The assembled page. The backend embeds this folder by its path from the crate, so it does not
/// follow `CARGO_TARGET_DIR`.
pub(crate) fn dist() -> PathBuf {
    root().join("target/dist")
}

/// A program that starts in the root of the repository and never waits for input.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Cargo, as if it had been typed: what the outer `cargo run` told this program about itself would
/// make build scripts run again that look at it.
pub(crate) fn cargo() -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || ["CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"].contains(&&*text)
        {
            command.env_remove(name);
        }
    }
    command
}

/// Takes every `LINXIN_*` setting of this shell from a program: a test's server must not inherit
/// them, and the server refuses those it does not know.
pub(crate) fn without_settings(command: &mut Command) -> &mut Command {
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("LINXIN_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program whose output the reader should see; an unhappy end is an error naming it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// What a program prints, or nothing when it is missing or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem().unwrap_or_default();
    std::iter::once(name).chain(command.get_args()).map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// A folder of this run below the system's temporary folder, removed at the end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    const PREFIX: &str = "linxin-xtask-";
    /// A folder in memory, as Linux has it.
    const MEMORY: &str = "/dev/shm";
    /// What must be free there, in KB: containers often get 64 MB.
    const ROOM: u64 = 2 * 1024 * 1024;

    pub(crate) fn new(name: &str) -> Result<Self> {
        Self::below(&env::temp_dir(), name)
    }

    /// The same in memory where there is room: no test need wait for the disk.
    pub(crate) fn in_memory(name: &str) -> Result<Self> {
        if Self::room().is_some_and(|free| free >= Self::ROOM) {
            Self::below(Path::new(Self::MEMORY), name)
        } else {
            Self::new(name)
        }
    }

    /// What is free in memory, in KB.
    fn room() -> Option<u64> {
        let told = answer(program("df").args(["-Pk", Self::MEMORY]))?;
        told.lines().last()?.split_whitespace().nth(3)?.parse().ok()
    }

    fn below(folder: &Path, name: &str) -> Result<Self> {
        Self::sweep();
        let path = folder.join(format!("{}{}-{name}", Self::PREFIX, std::process::id()));
        fs::create_dir_all(&path)
            .with_context(|| format!("cannot make {}: is the temporary folder writable?", path.display()))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Removes what runs left behind that were ended from outside.
    fn sweep() {
        // Without /proc one cannot tell who still lives.
        if !Path::new("/proc/self").exists() {
            return;
        }
        let folders = [env::temp_dir(), Self::MEMORY.into()];
        for entry in folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
            let name = entry.file_name();
            let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(Self::PREFIX)) else {
                continue;
            };
            let alive = rest
                .split('-')
                .next()
                .and_then(|pid| pid.parse::<u32>().ok())
                .is_none_or(|pid| Path::new(&format!("/proc/{pid}")).exists());
            if !alive {
                // Another user's leftovers stay: that is no reason to fail.
                drop(fs::remove_dir_all(entry.path()));
            }
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("xtask: cannot remove {}: {error}", self.0.display());
        }
    }
}
