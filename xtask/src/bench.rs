//! `cargo xtask bench`: figures of this machine, each beside a plain way to do the same, so that ratios can be compared.

use crate::workspace::{cargo, run};
use anyhow::Result;

/// The search.
pub(crate) fn search() -> Result<()> {
    run(cargo().args(["bench", "--locked", "-pbackend", "--bench=search"]))
}
