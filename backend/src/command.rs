//! What each command of the command line does.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use shared::ledger::rules::Rules;

use crate::audit::{seal, verify};
use crate::clock::{Clock as _, SystemClock};
use crate::config::{self, AuditCommand, Command, Config};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::import::{Pass, Photographs, mapping, undo};
use crate::media::files::Files;
use crate::secrets::{self, Secrets};
use crate::{backup, db, demo, export, import, log, serve, users};

/// Connections a server keeps; more do not help on two cores.
const SERVER_CONNECTIONS: u32 = 8;

/// Runs the command.
///
/// # Errors
/// One clear sentence each, in Chinese and English.
pub fn run(config: Config) -> Result<ExitCode> {
    log::init();
    if let Command::Restore(options) = &config.command {
        return restore(&config, options);
    }
    let only_reads =
        matches!(config.command, Command::Export(_) | Command::Imports(_) | Command::Backup(_) | Command::Audit(_));
    let url = if only_reads { config.existing_database()? } else { config.database()? };
    let files = Files::open(config.media_url.as_deref(), &config.data)?;
    match config.command {
        Command::Serve(options) => {
            let db = Db::open(&url, SERVER_CONNECTIONS)?;
            if options.demo {
                let clock = SystemClock;
                let mut written = files.begin();
                let filled = db.write_now(|conn| {
                    let filled = demo::fill(conn, clock.today(), clock.now())?;
                    if filled == demo::Filled::Made {
                        demo::hang(conn, &mut written, clock.now())?;
                    }
                    Ok(filled)
                })?;
                written.keep();
                match filled {
                    demo::Filled::Made => tracing::info!("the demonstration district was made"),
                    demo::Filled::AlreadyMade(day) => {
                        tracing::info!(made_on = day, "the demonstration district is there")
                    }
                    demo::Filled::NotEmpty => eprintln!(
                        "库里已有数据，没有加入示例。要看示例，请另用一个空文件夹：--data demo\n\
                         The demonstration was not added: the database is not empty. To see it, use an empty folder: --data demo"
                    ),
                }
            }
            let secrets = Secrets::open(config.secret_key.as_deref(), &config.data)?;
            if options.demo {
                tell_demo_accounts(&db)?;
                make_demo_orders(&db, &secrets)?;
            }
            serve::run(db, files, &config.data, &options, secrets)
        }
        Command::Migrate => {
            Db::open(&url, 1)?;
            eprintln!("数据库已是最新。 The database is up to date.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(options) => import_list(&Db::open(&url, 1)?, files, &options),
        Command::Imports(options) => imports(&Db::open(&url, 1)?, &files, &options),
        Command::Export(options) => export_ledger(&Db::open(&url, 1)?, &options),
        Command::Backup(options) => pack(&Db::open_as_is(&url)?, &files, &config.data, &options.file),
        Command::User(command) => users::command::run(&Db::open(&url, 1)?, &SystemClock, &command),
        Command::Audit(AuditCommand::Verify) => {
            let secrets = Secrets::open(config.secret_key.as_deref(), &config.data)?;
            verify_audit(&Db::open(&url, 1)?, &secrets)
        }
        Command::Restore(_) => unreachable!("was done before a database is opened"),
    }
}

/// Makes the orders of a demonstration, where there are none.
fn make_demo_orders(db: &Db, secrets: &Secrets) -> Result<()> {
    let made = db.write_now(|conn| {
        // Phones are encrypted: with no other key than the one the server goes on with.
        secrets.check(conn)?;
        demo::order(conn, secrets, SystemClock.now())
    })?;
    for step in &made.refused {
        tracing::warn!(step, "a step of an order of the demonstration was left out");
    }
    if made.orders > 0 {
        tracing::info!(orders = made.orders, "the orders of the demonstration were made");
    }
    Ok(())
}

/// Makes the accounts of a demonstration and says what they are.
fn tell_demo_accounts(db: &Db) -> Result<()> {
    let accounts = db.write_now(|conn| {
        if !demo::is_made(conn)? {
            return Ok(Vec::new());
        }
        users::demo::make(conn, SystemClock.today(), SystemClock.now())?;
        users::demo::list(conn)
    })?;
    let Some(one) = accounts.first() else { return Ok(()) };
    let names: Vec<&str> = accounts.iter().map(|account| account.login_name.as_str()).collect();
    eprintln!(
        "示例账号（密码都是 {}）：{}\nDemonstration accounts, all with the password {}: {}",
        one.password,
        names.join("、"),
        one.password,
        names.join(", ")
    );
    Ok(())
}

/// Says whether the audit record is whole; fails where it is not.
fn verify_audit(db: &Db, secrets: &Secrets) -> Result<ExitCode> {
    db.write_now(|conn| secrets.check(conn))?;
    seal::seal(db, secrets, SystemClock.now())?;
    let found = db.read_now(|conn| verify::verify(conn, secrets, SystemClock.now()))?;
    let (seals, rows) = (found.seals, found.rows);
    let head = found.head.map_or_else(String::new, |head| format!(" #{} {}", head.seal, head.digest));
    if found.is_whole {
        let _ = writeln!(
            std::io::stdout(),
            "审计记录完整：{rows} 条，{seals} 个封印{head}。\nThe audit record is whole: {rows} rows under {seals} seals{head}."
        );
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &found.faults {
        let kind: &'static str = fault.kind.into();
        let from = fault.from.map_or_else(String::new, |at| format!(" ({} UTC)", at.format("%F %T")));
        eprintln!("封印 #{} 对不上 seal #{} does not fit: {kind}{from}", fault.seal, fault.seal);
    }
    eprintln!("审计记录被改动过。 The audit record was tampered with.");
    Ok(ExitCode::FAILURE)
}

fn pack(db: &Db, files: &Files, data: &Path, file: &Path) -> Result<ExitCode> {
    let packed = backup::backup(db, data, file, SystemClock.now())?;
    let (file, n) = (file.display(), packed.files.len());
    eprintln!("已备份到 {file}（{n} 个文件）。 Backed up to {file} ({n} files).");
    if let Some((dump, _)) = db.dump_commands() {
        eprintln!(
            "里面没有数据库：PostgreSQL 请另外备份：\nThe database is not in it. Copy PostgreSQL with its own program:\n  {dump}"
        );
    }
    if data.join(secrets::FILE).is_file() {
        let key = data.join(secrets::FILE);
        let key = key.display();
        eprintln!(
            "里面没有密钥：请把 {key} 另外保存一份，没有它就读不出手机号。 The key is not in it: keep a copy of {key} elsewhere, for without it no phone can be read."
        );
    }
    if !files.are_local() {
        eprintln!("里面没有照片：对象存储请另外备份。 Photographs are not in it: copy their bucket too.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Into the data folder, whatever the database: what an archive holds decides.
fn restore(config: &Config, options: &config::Restore) -> Result<ExitCode> {
    let postgres = match config.given_url() {
        None => None,
        Some(url) => match db::dump_commands(url)? {
            Some((_, read)) => Some(read),
            None => {
                return Err(Error::Internal(
                    "恢复只写数据目录里的 linxin.sqlite3。请去掉 --database-url（和 LINXIN_DATABASE_URL）再恢复，然后把文件移到要放的地方。\nA restore writes linxin.sqlite3 in the data folder: leave --database-url (and LINXIN_DATABASE_URL) out, then move the file to where it shall be."
                        .to_owned(),
                ));
            }
        },
    };
    let restored = backup::restore(&options.file, &config.data, options.replace)?;
    let (folder, n, made) = (config.data.display(), restored.files.len(), restored.made_at.format("%F %T"));
    eprintln!("已恢复到 {folder}：{n} 个文件，备份于 {made} UTC。 Restored into {folder}: {n} files of {made} UTC.");
    match (restored.has_database, postgres) {
        (false, read) => eprintln!(
            "备份里没有数据库：PostgreSQL 请另外恢复：\nThe database is not in it. Restore PostgreSQL from its own copy:\n  {}",
            read.unwrap_or_else(|| "pg_restore --clean --if-exists --no-owner --dbname=… linxin.dump".to_owned())
        ),
        (true, Some(_)) => eprintln!(
            "备份里是 SQLite 数据库；现在的 --database-url 指向 PostgreSQL，不会用到它。\nThe backup holds an SQLite database; with --database-url on PostgreSQL it is not used."
        ),
        (true, None) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The report goes to where people read it; a refusal also fails the command.
fn import_list(db: &Db, files: Files, options: &config::Import) -> Result<ExitCode> {
    let rules = match &options.mapping {
        Some(file) => {
            let text = String::from_utf8(read(file)?).map_err(|_| {
                let file = file.display();
                Error::Internal(format!("映射文件 {file} 不是 UTF-8。\nThe mapping {file} is not UTF-8."))
            })?;
            mapping::parse(&file.display().to_string(), &text)?
        }
        None => Rules::default(),
    };
    let how = import::Options {
        rules,
        crs: options.crs,
        encoding: options.encoding.clone(),
        dry_run: options.dry_run,
        by: options.by.name(),
        caller: None,
        file_name: options.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        on_progress: Some(tell_progress),
        within: None,
        photographs: options.file.parent().map(|folder| Photographs { folder: folder.to_owned(), files }),
    };
    let file = std::fs::File::open(&options.file).map_err(|e| unopened(&options.file, &e))?;
    let now = SystemClock.now();
    let is_file = file.metadata().is_ok_and(|m| m.is_file());
    // What is no file, such as the output of another program, cannot be read twice.
    let report = if is_file {
        import::import(db, options.what, file, &how, now)?
    } else {
        import::import(db, options.what, std::io::Cursor::new(read(&options.file)?), &how, now)?
    };
    let words = report.words(options.lang);
    if report.refused() {
        eprintln!("{words}");
        return Ok(ExitCode::FAILURE);
    }
    // It is done, whether anybody reads this or not.
    let _ = writeln!(std::io::stdout(), "{words}");
    Ok(ExitCode::SUCCESS)
}

fn export_ledger(db: &Db, options: &config::Export) -> Result<ExitCode> {
    let format = export::Format::of(&options.file)?;
    let ledger = match options.what {
        config::Ledger::Projects => db.read_now(|conn| export::projects(conn, format))?,
    };
    let file = options.file.display();
    export::write(&options.file, &ledger)
        .map_err(|e| Error::Internal(format!("{file} 不能写入（{e}）。\n{file} cannot be written ({e}).")))?;
    eprintln!("已写出 {file}。 Written to {file}.");
    Ok(ExitCode::SUCCESS)
}

fn imports(db: &Db, files: &Files, options: &config::Imports) -> Result<ExitCode> {
    let mut out = std::io::stdout();
    match &options.command {
        None => {
            for row in db.read_now(undo::list)? {
                writeln!(out, "{}", undo::words(&row)).map_err(Error::internal)?;
            }
        }
        Some(config::ImportsCommand::Undo(by)) => {
            let undone = undo::undo(db, files, &by.name(), SystemClock.now())?;
            let next = db.read_now(undo::next)?;
            let next = next.map(|next| format!("\n再撤销一次会撤掉 the next undo takes back: {}", undo::words(&next)));
            // It is done, whether anybody reads this or not.
            let _ = writeln!(out, "已撤销 undone: {}{}", undo::words(&undone), next.unwrap_or_default());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn tell_progress(pass: Pass, rows: u32) {
    match pass {
        Pass::Check => eprintln!("已核对 {rows} 行 rows checked"),
        Pass::Write => eprintln!("已写入 {rows} 行 rows written"),
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| unopened(file, &e))
}

fn unopened(file: &Path, e: &std::io::Error) -> Error {
    let file = file.display();
    let (zh, en) = match e.kind() {
        ErrorKind::NotFound => {
            ("没有这个文件，请检查路径".to_owned(), "there is no such file: check the path".to_owned())
        }
        ErrorKind::IsADirectory => {
            ("这是一个文件夹，请写出里面的文件".to_owned(), "this is a folder: name a file in it".to_owned())
        }
        ErrorKind::PermissionDenied => ("没有读取的权限".to_owned(), "no right to read it".to_owned()),
        _ => (format!("打不开（{e}）"), format!("cannot be opened ({e})")),
    };
    Error::Internal(format!("{file}：{zh}。\n{file}: {en}."))
}
