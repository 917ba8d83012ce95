//! Counting tests: what passed, failed and was skipped, read from what the test programs print.

use anyhow::{Context, Result};
use std::{
    fmt, fs,
    io::{BufRead, BufReader, Write},
    ops::AddAssign,
    path::Path,
    process::{Command, Stdio},
};

/// Where a test that cannot run, for want of a file, leaves a line with the reason.
const SKIPS: &str = "LINXIN_SKIPS";

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Tally {
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    pub(crate) const SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Who prints the results.
#[derive(Clone, Copy)]
pub(crate) enum Runner {
    /// A `test result:` line for each test program.
    Cargo,
    /// One summary at the end: `ℹ pass 3` or `# pass 3`.
    Node,
}

/// Runs tests, shows what they print while they print it, and counts. `scratch` takes the reasons
/// of skipped tests.
pub(crate) fn count(command: &mut Command, runner: Runner, scratch: &Path) -> Result<Tally> {
    let reasons = scratch.join("skips");
    fs::write(&reasons, "").with_context(|| format!("cannot write {}", reasons.display()))?;
    let mut child = command
        .env(SKIPS, &reasons)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", crate::workspace::shown(command)))?;
    let mut tally = Tally::default();
    let mut output = BufReader::new(child.stdout.take().expect("was asked for"));
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        // A reader that went away must not end the tests.
        drop(std::io::stdout().write_all(&line));
        let text = String::from_utf8_lossy(&line);
        match runner {
            Runner::Cargo => tally += cargo_line(&text).unwrap_or_default(),
            Runner::Node => node_line(&text, &mut tally),
        }
        line.clear();
    }
    let status = child.wait()?;
    if !status.success() && tally.failed == 0 {
        // It did not compile, or ended before it could tell.
        tally.failed = 1;
    }
    let reasons = fs::read_to_string(&reasons).unwrap_or_default();
    for reason in reasons.lines().filter(|line| !line.trim().is_empty()) {
        eprintln!("skipped: {reason}");
        // Such a test ends early, and its runner takes that for a pass.
        tally.passed = tally.passed.saturating_sub(1);
        tally.skipped += 1;
    }
    Ok(tally)
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn cargo_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for part in counts.split("; ") {
        let Some((number, word)) = part.split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse() else { continue };
        match word {
            "passed" => tally.passed = number,
            "failed" => tally.failed = number,
            "ignored" => tally.skipped = number,
            _ => {}
        }
    }
    Some(tally)
}

/// `ℹ pass 3`. The last such line counts: a test may print one, too, but not after the summary.
fn node_line(line: &str, tally: &mut Tally) {
    let mut words = line.split_whitespace();
    let (Some("ℹ" | "#"), Some(word), Some(number), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return;
    };
    let Ok(number) = number.parse::<u32>() else {
        return;
    };
    match word {
        "pass" => tally.passed = number,
        "fail" => tally.failed = number,
        // These come after `fail`, and are no success either.
        "cancelled" => tally.failed += number,
        "skipped" => tally.skipped = number,
        "todo" => tally.skipped += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_says_what_each_test_program_did() {
        let line =
            "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s\n";
        assert_eq!(cargo_line(line), Some(Tally { passed: 12, failed: 2, skipped: 1 }));
        assert_eq!(cargo_line("test orders::a_test ... ok\n"), None);
    }

    #[test]
    fn node_says_it_at_the_end_in_either_style() {
        for mark in ["ℹ", "#"] {
            let mut tally = Tally::default();
            for line in
                ["tests 7", "suites 0", "pass 3", "fail 1", "cancelled 1", "skipped 2", "todo 0", "duration_ms 5"]
            {
                node_line(&format!("{mark} {line}\n"), &mut tally);
            }
            assert_eq!(tally, Tally { passed: 3, failed: 2, skipped: 2 });
        }
    }

    #[test]
    fn the_total_is_one_plain_line() {
        let mut total = Tally::PASSED;
        total += Tally::FAILED;
        total += Tally::SKIPPED;
        assert_eq!(total.to_string(), "1 passed, 1 failed, 1 skipped");
    }
}
