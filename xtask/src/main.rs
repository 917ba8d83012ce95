//! What a developer types: `cargo xtask run`, `test`, `build` and the single parts of `test`.
//!
//! It needs cargo, a C compiler, node and npm; what else a part needs it installs, or says how to.

mod bench;
mod browser;
mod dist;
mod npm;
mod page;
mod parts;
mod postgres;
mod publish;
mod queue;
mod served;
mod server;
mod tally;
mod tools;
mod workspace;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  run [ARGS]           build, then serve the demo district from ./data (ARGS go to `linxin serve`)
  build                target/release/linxin: one file, the page inside
  bench [search|work|orders]
                       the server's speed at two sizes on both databases, as ratios to plain files;
                       search: the search alone over 220,000 names, held against plain ways;
                       work: reports filed and approved, and 1,000 and 5,000 listeners;
                       orders: placed, against bare inserts; lists with a million, against ten thousand
  test                 all parts below in order, then one line with the total

  fmt                  formatting
  clippy               lints, for the host and for the page
  unit                 unit and HTTP tests, on SQLite
  postgres             the HTTP tests again, on a private PostgreSQL
  smoke                the program alone in an empty folder
  e2e [--full] [NAME]  browser journeys; --full: every width, theme and language;
                       NAME: only the files with NAME in their name";

fn main() -> ExitCode {
    match command() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs what the command line asks for and says whether all went well.
fn command() -> Result<bool> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = args.split_first() else {
        eprintln!("{HELP}");
        return Ok(false);
    };
    if name != "run" && rest.iter().any(|arg| arg == "--help" || arg == "-h") {
        eprintln!("{HELP}");
        return Ok(true);
    }
    match name.as_str() {
        "help" | "--help" | "-h" => {
            eprintln!("{HELP}");
            Ok(true)
        }
        "run" => {
            server::build()?;
            server::run(rest)
        }
        "build" => {
            no_more(name, rest)?;
            server::build()?;
            Ok(true)
        }
        "bench" => {
            match rest.split_first() {
                Some((part, rest)) if part == "work" => {
                    no_more("bench work", rest)?;
                    bench::work::all()?;
                }
                Some((part, rest)) if part == "orders" => {
                    no_more("bench orders", rest)?;
                    bench::orders()?;
                }
                Some((part, rest)) if part == "search" => {
                    no_more("bench search", rest)?;
                    bench::search()?;
                }
                _ => {
                    no_more(name, rest)?;
                    bench::all()?;
                }
            }
            Ok(true)
        }
        "test" => {
            no_more(name, rest)?;
            parts::all()
        }
        "e2e" => parts::e2e_alone(rest),
        part => {
            let Some(part) = parts::Part::named(part) else {
                bail!("there is no command `{part}`; `cargo xtask help` lists them");
            };
            no_more(name, rest)?;
            parts::alone(part)
        }
    }
}

fn no_more(command: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(arg) => bail!("`cargo xtask {command}` takes no argument, so `{arg}` is one too many"),
        None => Ok(()),
    }
}
