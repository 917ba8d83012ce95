//! What comes from npm, installed exactly as locked.

use crate::{
    tools,
    workspace::{program, run},
};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Fills `folder/node_modules` from the lock file, unless that was done for this very lock file.
pub(crate) fn install(folder: &Path) -> Result<()> {
    tools::node()?;
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    // A copy of the lock and not its time: switching branches back and forth installs nothing.
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    eprintln!("installing npm packages in {}", folder.display());
    // No package here needs its scripts, and none should run by surprise.
    run(program("npm").args(["ci", "--ignore-scripts", "--no-fund", "--no-audit"]).current_dir(folder))?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write {}", installed.display()))
}
