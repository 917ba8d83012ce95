//! A private PostgreSQL for one run of the tests: its own folder, port and life.

use crate::{
    served::{ended, terminate},
    tools,
    workspace::{Scratch, answer, program, shown},
};
use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

const READY: &str = "database system is ready to accept connections";

/// A running PostgreSQL, stopped and forgotten when this is dropped.
pub(crate) struct Postgres {
    child: Child,
    url: String,
    // Dropped last: the files go when nobody uses them any more.
    _scratch: Scratch,
}

impl Postgres {
    /// Makes an empty one and waits until it answers.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        let user = user()?;
        let scratch = Scratch::in_memory("postgres")?;
        let data = scratch.path().join("data");
        std::fs::create_dir(&data).with_context(|| format!("cannot make {}", data.display()))?;
        if let Some(user) = &user {
            let status = program("chown").arg(user).arg(&data).status().context("cannot start chown")?;
            if !status.success() {
                bail!("cannot give {} to the user {user}", data.display());
            }
        }

        let mut initdb = as_user(&programs.join("initdb"), user.as_deref(), scratch.path());
        initdb.args(["--username=linxin", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--pgdata"]);
        let output = initdb.arg(&data).output().with_context(|| format!("cannot start `{}`", shown(&initdb)))?;
        if !output.status.success() {
            bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }

        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).context("no free port")?.port();
        let mut command = as_user(&programs.join("postgres"), user.as_deref(), scratch.path());
        command.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            // Nothing here outlives the run, so nothing need reach the disk.
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            // Tests break rules on purpose: their errors are not news, that it is ready is.
            "log_min_messages=log",
        ] {
            command.args(["-c", setting]);
        }
        let child = command
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start `{}`", shown(&command)))?;
        let url = format!("postgres://linxin@127.0.0.1:{port}/postgres");
        let mut started = Self { child, url, _scratch: scratch };
        started.wait()?;
        Ok(started)
    }

    /// Where it answers, as the one user it knows, who may do everything.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn wait(&mut self) -> Result<()> {
        let log = self.child.stderr.take().expect("was asked for");
        let (sender, receiver) = mpsc::channel();
        // Goes on reading: a full pipe would stop the server.
        thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                drop(sender.send(line));
            }
        });
        let mut said = Vec::new();
        while let Ok(line) = receiver.recv_timeout(Duration::from_secs(60)) {
            if line.contains(READY) {
                return Ok(());
            }
            said.push(line);
        }
        bail!("PostgreSQL does not start: {}", said.join("; "))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // INT ends open connections and stops; only a server that hangs is killed.
        terminate(&self.child, "INT");
        if ended(&mut self.child, Duration::from_secs(10)).is_none() {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

/// The folder of `initdb` and `postgres`, installed first where that is allowed.
fn programs() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    tools::apt("PostgreSQL", &["postgresql"])?;
    find().context("PostgreSQL is installed, but neither on the path nor in /usr/lib/postgresql")
}

fn find() -> Option<PathBuf> {
    let has_both = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let on_path = tools::on_path("initdb").and_then(|path| path.parent().map(Path::to_owned));
    on_path.into_iter().chain(tools::debian_postgres()).find(has_both)
}

/// Who runs it: PostgreSQL refuses root, so root lends it another name.
fn user() -> Result<Option<String>> {
    if !tools::is_root() {
        return Ok(None);
    }
    let known = |name: &&str| answer(program("id").arg("-u").arg(name)).is_some();
    let user = ["postgres", "nobody"].into_iter().find(known);
    Ok(Some(user.context("PostgreSQL refuses to run as root, and there is no user postgres or nobody")?.to_owned()))
}

/// A program run as that user, which ends with this one, however this one ends.
fn as_user(binary: &Path, user: Option<&str>, folder: &Path) -> Command {
    let mut command = if user.is_some() || tools::on_path("setpriv").is_some() {
        let mut command = program("setpriv");
        if let Some(user) = user {
            command.args([&format!("--reuid={user}"), "--clear-groups"]);
        }
        command.arg("--pdeathsig=INT").arg(binary);
        command
    } else {
        program(binary)
    };
    // The folder of the repository may be closed to that user.
    command.current_dir(folder);
    command
}
