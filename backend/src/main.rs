//! `linxin`: one program that serves a district's renovation, keeps its database and reads its lists.

use backend::{command, config};

fn main() -> std::process::ExitCode {
    match config::read(std::env::args_os(), std::env::vars_os()).and_then(command::run) {
        Ok(code) => code,
        Err(e) => {
            eprintln!("{e}");
            std::process::ExitCode::FAILURE
        }
    }
}
