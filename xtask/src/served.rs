//! A server that this program started, and what it answers.

use crate::workspace::{program, shown, without_settings};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The line that says the server listens, and where.
const READY: &str = "Linxin is ready: http://";

/// A running server on a port of its own, ended when this is dropped.
pub(crate) struct Served {
    child: Child,
    authority: String,
    /// When it was started.
    begun: Instant,
    /// From then until it said that it is ready.
    pub(crate) said_ready: Duration,
}

impl Served {
    /// Starts `command`, which is `linxin serve` with all but its address.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let begun = Instant::now();
        let child = without_settings(command)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", shown(command)))?;
        let mut server = Self { child, authority: String::new(), begun, said_ready: Duration::ZERO };
        let stdout = server.child.stdout.take().expect("was asked for");
        let (sender, receiver) = mpsc::channel();
        // Goes on reading: a server must not stop because nobody reads what it says.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(at) = line.find(READY) {
                    let address = line[at + READY.len()..].trim_end_matches('/').to_owned();
                    drop(sender.send(address));
                }
            }
        });
        server.authority = receiver
            .recv_timeout(Duration::from_secs(60))
            .with_context(|| format!("the server does not say `{READY}…`"))?;
        server.said_ready = begun.elapsed();
        Ok(server)
    }

    /// Where it listens: host and port.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Time since it was started.
    pub(crate) fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Its memory in bytes by the name that Linux gives it, such as `VmRSS`; elsewhere nobody tells.
    pub(crate) fn memory(&self, name: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
    }

    /// GETs `path` as it is.
    pub(crate) fn get(&self, path: &str) -> Result<Answer> {
        self.get_with(path, "")
    }

    /// GETs `path` with more lines of the head, each with its end.
    pub(crate) fn get_with(&self, path: &str, head: &str) -> Result<Answer> {
        self.ask("GET", path, head, &[])
    }

    /// Asks with any method and a body.
    pub(crate) fn ask(&self, method: &str, path: &str, head: &str, body: &[u8]) -> Result<Answer> {
        let address = &self.authority;
        let mut stream = TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{head}{length}Connection: close\r\n\r\n")?;
        stream.write_all(body)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).with_context(|| format!("{path} does not answer"))?;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.with_context(|| format!("{path} answers no HTTP"))?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.lines().next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
        let mut answer = Answer { status, head, body: bytes.split_off(end + 4) };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = whole(&answer.body).with_context(|| format!("{path} breaks off"))?;
        }
        Ok(answer)
    }

    /// Asks the server to stop, which it must do soon and without an error.
    pub(crate) fn stop(&mut self) -> Result<()> {
        if !cfg!(unix) {
            return Ok(());
        }
        terminate(&self.child, "TERM");
        let status =
            ended(&mut self.child, Duration::from_secs(15)).context("the server does not stop when asked to")?;
        if !status.success() {
            bail!("the server did not stop cleanly ({status})");
        }
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It is gone already when all went well; there is nobody to tell otherwise.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A body that came in chunks, each after its length.
fn whole(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunks.get(end + 2..end + 2 + length)?);
        chunks = chunks.get(end + 4 + length..)?;
    }
}

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: String,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_ok(&self) -> bool {
        self.status == "200"
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The header of this name, in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// Sends a signal by name. The shell's own `kill`, because not every machine has the program.
pub(crate) fn terminate(child: &Child, signal: &str) {
    let sent = program("sh").arg("-c").arg(format!("kill -{signal} {}", child.id())).status();
    if let Err(error) = sent {
        eprintln!("xtask: cannot send a signal: {error}");
    }
}

/// Waits for the end of a program, or for so long.
pub(crate) fn ended(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn chunks_make_a_whole_and_half_of_them_none() {
        assert_eq!(whole(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").as_deref(), Some(&b"abcde"[..]));
        assert_eq!(whole(b"3\r\nab"), None);
    }
}
