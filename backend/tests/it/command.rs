//! The program itself: started as an operator starts it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// `linxin`, with none of this test's own variables.
pub(crate) fn linxin(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linxin"));
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("LINXIN_")) {
        command.env_remove(name);
    }
    command.arg("--data").arg(data);
    command
}

pub(crate) fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A running server; killed with the test.
pub(crate) struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub(crate) fn start_with(data: &Path, options: &[&str]) -> Self {
        let mut child = linxin(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("Linxin is ready: http://").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, address }
    }

    fn ask_to_stop(&self) {
        let told = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
    }

    /// The next line of the log that holds `words`.
    pub(crate) fn logged(&mut self, words: &str) -> serde_json::Value {
        let log = BufReader::new(self.child.stderr.as_mut().unwrap());
        let line = log.lines().map(Result::unwrap).find(|line| line.contains(words));
        serde_json::from_str(&line.unwrap_or_else(|| panic!("{words} is not logged"))).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> String {
        Self::get_from(&self.address, path)
    }

    pub(crate) fn get_from(address: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_serves_from_an_empty_folder_stops_gracefully_and_logs_no_query() {
    let data = TempDir::new().unwrap();
    let mut server = Running::start(data.path());
    assert!(server.get("/api/v1/health").contains("\"status\":\"ok\""));
    server.get("/api/v1/projects?q=secretwords");
    server.ask_to_stop();
    assert!(server.child.wait().unwrap().success(), "a stop on request is no failure");
    let mut log = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let line = log.lines().find(|l| l.contains("/api/v1/projects")).unwrap_or_else(|| panic!("{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["fields"]["status"], 200);
    assert!(line["fields"]["request_id"].is_string() && line["fields"]["ms"].is_number());
    assert!(!log.contains("secretwords"), "{log}");
}

#[test]
fn an_answer_on_its_way_when_the_server_is_told_to_stop_arrives_whole() {
    let data = TempDir::new().unwrap();
    // More than the system buffers between the two, so that most of it is still with the server.
    let own = format!(r#"{{"type":"FeatureCollection","features":[],"attribution":"{}"}}"#, "x".repeat(24 << 20));
    std::fs::write(data.path().join("basemap.geojson"), &own).unwrap();
    let mut server = Running::start(data.path());
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(stream, "GET /api/v1/basemap HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = vec![0; 1024];
    stream.read_exact(&mut answer).unwrap();
    server.ask_to_stop();
    // It is stopping once it takes no more callers.
    while TcpStream::connect(&server.address).is_ok() {
        std::thread::yield_now();
    }
    assert!(server.child.try_wait().unwrap().is_none(), "it waits for the answer to be read");
    stream.read_to_end(&mut answer).unwrap();
    let body = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
    assert!(answer[body..] == *own.as_bytes(), "{} of {} bytes arrived", answer.len() - body, own.len());
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn copies_that_start_at_once_in_an_empty_folder_all_start() {
    let data = TempDir::new().unwrap();
    let folder = data.path().join("not-there-yet");
    let start = |command: &str| {
        let mut copy = linxin(&folder);
        copy.arg(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let copies: Vec<Child> = ["migrate"; 3].into_iter().map(start).collect();
    let serving = [Running::start(&folder), Running::start(&folder)];
    for copy in copies {
        let output = copy.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", words(&output));
    }
    for server in &serving {
        assert!(server.get("/api/v1/health").contains("\"status\":\"ok\""));
    }
}

#[test]
fn a_demonstration_is_refused_aloud_by_a_database_with_data_of_its_own() {
    let data = TempDir::new().unwrap();
    let list = data.path().join("areas.csv");
    std::fs::write(&list, "名称,层级\n甲区,区\n").unwrap();
    let imported = linxin(data.path()).args(["import", "areas"]).arg(&list).output().unwrap();
    assert!(imported.status.success(), "{}", words(&imported));
    // The port is taken, so that the server ends by itself.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = linxin(data.path()).args(["serve", "--demo", "--listen", &address]).output().unwrap();
    assert!(words(&output).contains("没有加入示例") && words(&output).contains("not added"), "{}", words(&output));
}

#[test]
fn a_taken_port_an_unwritable_folder_and_an_unknown_variable_get_one_clear_line() {
    let data = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = linxin(data.path()).args(["serve", "--listen", &address]).output().unwrap();
    assert!(!output.status.success());
    assert!(words(&output).contains(&address) && words(&output).contains("已被占用"), "{}", words(&output));

    let file = data.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let output = linxin(&file.join("below")).arg("migrate").output().unwrap();
    assert!(!output.status.success());
    assert!(words(&output).contains("不能写入") && words(&output).contains("--data"), "{}", words(&output));

    let output = linxin(data.path()).arg("migrate").env("LINXIN_DATBASE", "x").output().unwrap();
    assert!(!output.status.success());
    assert!(words(&output).contains("LINXIN_DATBASE"), "{}", words(&output));
}

#[test]
fn a_database_that_cannot_be_opened_gets_one_clear_line_without_its_password() {
    let data = TempDir::new().unwrap();
    let not_there = data.path().join("none/linxin.sqlite3").display().to_string();
    let no_database = data.path().join("text.sqlite3").display().to_string();
    std::fs::write(&no_database, "long enough to be taken for the head of a database, and yet it is none at all")
        .unwrap();
    for (url, expected) in [
        ("postgres://u:secret@127.0.0.1:1/none", ["PostgreSQL（127.0.0.1:1）没有应答", "check that it runs"]),
        ("postgresql://u:secret@127.0.0.1:1/none", ["没有应答", "does not answer"]),
        ("postgres://u:secret@127.0.0.1:1/none?sslmode=require", ["不支持 TLS", "--no-default-features"]),
        ("postgres://u:secret@127.0.0.1:port/none", ["读不懂", "cannot be read"]),
        ("mysql://u:secret@127.0.0.1/none", ["不能用“mysql:”", "postgres://user:password@host/name"]),
        (not_there.as_str(), ["打不开", "its folder must be there"]),
        (no_database.as_str(), ["打不开", "file is not a database"]),
    ] {
        let output = linxin(data.path()).args(["migrate", "--database-url", url]).output().unwrap();
        let words = words(&output);
        assert!(!output.status.success());
        assert!(expected.iter().all(|e| words.contains(e)) && words.lines().count() == 2, "{url}: {words}");
        assert!(!words.contains("secret"), "{words}");
    }
    assert!(!data.path().join("postgres:").exists());
}

#[test]
fn the_password_and_the_name_of_a_database_are_told_apart_by_what_postgresql_says() {
    let Ok(server) = std::env::var("LINXIN_TEST_DATABASE") else { return };
    let data = TempDir::new().unwrap();
    let (host, _) = server.rsplit_once('/').unwrap();
    let output = linxin(data.path()).args(["migrate", "--database-url", &format!("{host}/no_such_name")]).output();
    let said = words(&output.unwrap());
    assert!(said.contains("里没有数据库“no_such_name”") && said.contains("createdb"), "{said}");
    let stranger = server.replacen("linxin@", "nobody_here:secret@", 1);
    let output = linxin(data.path()).args(["migrate", "--database-url", &stranger]).output();
    let said = words(&output.unwrap());
    assert!(said.contains("不接受用户“nobody_here”") && !said.contains("secret"), "{said}");
}

#[test]
fn a_file_named_as_the_database_is_made() {
    let data = TempDir::new().unwrap();
    let file = data.path().join("own.db");
    let output =
        linxin(data.path()).args(["migrate", "--database-url", &format!("sqlite:{}", file.display())]).output();
    assert!(output.unwrap().status.success() && file.exists());
}

#[test]
fn options_can_be_given_as_variables() {
    let data = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_linxin"));
    let output = command
        .arg("migrate")
        .env_remove("LINXIN_TEST_DATABASE")
        .env_remove("LINXIN_SKIPS")
        .env("LINXIN_DATA", data.path());
    assert!(output.output().unwrap().status.success());
    assert!(data.path().join("linxin.sqlite3").exists());
}

#[test]
fn an_unknown_system_of_positions_is_answered_with_those_that_are_known() {
    let data = TempDir::new().unwrap();
    let output = linxin(data.path()).args(["import", "projects", "x.csv", "--crs", "bd09"]).output().unwrap();
    let said = words(&output);
    assert!(!output.status.success() && said.contains("可用 wgs84、cgcs2000、gcj02"), "{said}");
    assert!(said.contains("BD-09 of Baidu must be converted"), "{said}");
}

#[test]
fn an_address_for_mistakes_that_is_no_mail_address_is_refused() {
    let data = TempDir::new().unwrap();
    // The port is taken, so that the server ends by itself.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let serve = |mail: &str| {
        words(&linxin(data.path()).args(["serve", "--listen", &address, "--site-mail", mail]).output().unwrap())
    };
    for wrong in ["notamail", "a b@example.cn", "a@b@example.cn", "a@example.cn?cc=x", "@example.cn"] {
        let said = serve(wrong);
        assert!(said.contains("不是邮箱地址") && said.contains("no mail address"), "{wrong}: {said}");
    }
    for right in ["jiucuo@example.cn", "纠错@example.cn", ""] {
        assert!(!serve(right).contains("不是邮箱地址"), "{right}");
    }
}
