//! What each command of the command line does.

use std::process::ExitCode;

use crate::clock::{Clock as _, SystemClock};
use crate::config::{Command, Config};
use crate::db::Db;
use crate::error::Result;
use crate::{demo, log, serve};

/// Connections a server keeps; more do not help on two cores.
const SERVER_CONNECTIONS: u32 = 8;

/// Runs the command.
///
/// # Errors
/// One clear sentence each, in Chinese and English.
pub fn run(config: Config) -> Result<ExitCode> {
    log::init();
    let url = config.database()?;
    match config.command {
        Command::Serve(options) => {
            let db = Db::open(&url, SERVER_CONNECTIONS)?;
            if options.demo {
                let clock = SystemClock;
                if db.write_now(|conn| demo::fill(conn, clock.today(), clock.now()))? {
                    tracing::info!("the demonstration district was made");
                }
            }
            serve::run(db, &config.data, &options)
        }
        Command::Migrate => {
            Db::open(&url, 1)?;
            eprintln!("数据库已是最新。 The database is up to date.");
            Ok(ExitCode::SUCCESS)
        }
    }
}
