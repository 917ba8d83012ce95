//! Where the database is, and what is said when it cannot be reached: what is wrong, what to do, never a password.

use crate::error::{Error, Result};

/// Seconds that one attempt to reach PostgreSQL may take; without it a silent host holds the start for minutes.
const PATIENCE: &str = "connect_timeout=10";

/// An address of a database. Not `Debug`, because it may hold a password.
#[derive(Clone)]
pub(super) enum Place {
    /// An address as libpq reads it.
    Postgres(String),
    /// A path.
    Sqlite(String),
}

impl Place {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:PATH`, `sqlite://PATH` or a mere path.
    ///
    /// # Errors
    /// What it is instead, as far as that can be shown, and what it should be.
    pub(super) fn read(given: &str) -> Result<Self> {
        let given = given.trim();
        let (scheme, rest) = given.split_once(':').filter(|(s, _)| is_scheme(s)).unwrap_or(("", given));
        match scheme.to_ascii_lowercase().as_str() {
            // libpq would take the whole of it for a host.
            "postgres" | "postgresql" if !rest.starts_with("//") => Err(unknown(&format!("{scheme}:…"))),
            "postgres" | "postgresql" => {
                let join = if rest.contains('?') { '&' } else { '?' };
                let patience =
                    if rest.contains("connect_timeout=") { String::new() } else { format!("{join}{PATIENCE}") };
                Ok(Self::Postgres(format!("postgres:{rest}{patience}")))
            }
            "sqlite" if !rest.contains('?') => Self::file(rest.strip_prefix("//").unwrap_or(rest)),
            "" => Self::file(rest),
            _ => Err(unknown(&format!("{scheme}:"))),
        }
    }

    fn file(path: &str) -> Result<Self> {
        match path {
            // Each connection would have a database of its own.
            "" | ":memory:" => Err(unknown(path)),
            // What libpq knows as another way to write an address would become a file named after the password.
            _ if path.contains("dbname=") || path.starts_with("host=") => Err(unknown("host=… dbname=…")),
            _ => Ok(Self::Sqlite(path.to_owned())),
        }
    }

    /// Why it cannot be opened, by the driver's words.
    pub(super) fn closed(&self, cause: &str) -> String {
        match self {
            Self::Sqlite(path) => format!(
                "数据库文件 {path} 打不开（{cause}）。请检查路径和权限，所在目录要先建好。\nThe database file {path} cannot be opened ({cause}): check its path and rights; its folder must be there."
            ),
            Self::Postgres(url) => closed_postgres(&server(url), cause),
        }
    }

    /// The commands of PostgreSQL that copy it to a file and back. Only what surely is no password is shown.
    pub(super) fn dump_commands(&self) -> Option<(String, String)> {
        let Self::Postgres(url) = self else { return None };
        let (who, place) = url.trim_start_matches("postgres://").rsplit_once('@').unwrap_or_default();
        let place = if who.is_empty() { url.trim_start_matches("postgres://") } else { place };
        let host = server(url);
        let (host, port) = host.rsplit_once(':').filter(|(_, p)| !p.ends_with(']')).unwrap_or((&host, ""));
        let name = place.split('?').next().and_then(|p| p.split_once('/')).map_or("", |(_, name)| name);
        let options = [("--host", host), ("--port", port), ("--username", who.split(':').next().unwrap_or_default())];
        let options: String =
            options.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!(" {k}={}", quoted(v))).collect();
        let name = if name.is_empty() { String::new() } else { format!(" --dbname={}", quoted(name)) };
        Some((
            format!("pg_dump{options}{name} --format=custom --file=linxin.dump"),
            format!("pg_restore{options}{name} --clean --if-exists --no-owner --single-transaction linxin.dump"),
        ))
    }

    /// Why its tables cannot be brought up to date.
    pub(super) fn not_migrated(&self, cause: &str) -> String {
        let (zh, en) = if cause.contains("permission denied") {
            (
                "请让这个用户成为数据库的所有者，或授权：GRANT CREATE, USAGE ON SCHEMA public TO 用户。",
                "Make this user the owner of the database, or GRANT CREATE, USAGE ON SCHEMA public to it.",
            )
        } else {
            (
                "请检查磁盘和权限，并保留这一行以便查错。",
                "Check disk and rights, and keep this line for whoever looks into it.",
            )
        };
        format!("数据库不能升级（{cause}）。{zh}\nThe database cannot be brought up to date ({cause}). {en}")
    }
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_.[]:%".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// One letter is a drive of Windows.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
}

fn unknown(what: &str) -> Error {
    Error::Internal(format!(
        "--database-url 不能用“{what}”。请写 postgres://用户:密码@主机/库名，或一个 SQLite 文件的路径。\n--database-url cannot be \"{what}\": write postgres://user:password@host/name, or the path of a SQLite file."
    ))
}

/// Host and port. A password with characters that should be `%XX` moves the borders of an address, so only what
/// follows the last `@` is shown, and of that no port that is no number.
fn server(url: &str) -> String {
    let place = url.rsplit_once('@').map_or_else(|| url.trim_start_matches("postgres://"), |(_, place)| place);
    let server = place.split(['/', '?']).next().unwrap_or_default();
    let server = match server.rsplit_once(':') {
        Some((host, port)) if !server.ends_with(']') && !port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => server,
    };
    if server.is_empty() { "localhost".to_owned() } else { server.to_owned() }
}

/// What a driver says of a PostgreSQL that cannot be reached, and what we say. `{server}` is the host, `{name}` the
/// user or database that the server names.
const CLOSED: [(&[&str], &str, &str); 8] = [
    (
        &["pg_hba.conf"],
        "PostgreSQL（{server}）不许这台机器不加密地连接（pg_hba.conf）。请在服务器上放行；如果它要求 TLS，请走加密隧道，或用 --no-default-features 编译。",
        "PostgreSQL at {server} does not let this machine in without encryption (pg_hba.conf): allow it there, or, where it wants TLS, use an encrypted tunnel or build with --no-default-features.",
    ),
    (
        &["SSL"],
        "这个程序自带的 libpq 不支持 TLS。请从 --database-url 去掉 sslmode 并走加密隧道，或用 --no-default-features 编译，改用系统的 libpq。",
        "The libpq in this program has no TLS: take sslmode out of --database-url and use an encrypted tunnel, or build with --no-default-features to use the system's libpq.",
    ),
    (
        &["no password supplied"],
        "PostgreSQL（{server}）要密码。请写进 --database-url：postgres://用户:密码@主机/库名，密码里的特殊字符要写成 %XX。",
        "PostgreSQL at {server} wants a password: write it into --database-url, postgres://user:password@host/name, with its special characters as %XX.",
    ),
    (
        &["password authentication failed", "role \""],
        "PostgreSQL（{server}）不接受用户“{name}”：用户名或密码不对。请检查 --database-url；密码里的特殊字符要写成 %XX。",
        "PostgreSQL at {server} does not accept the user \"{name}\": name or password is wrong. Check --database-url; special characters of a password are written %XX.",
    ),
    (
        &["database \""],
        "PostgreSQL（{server}）里没有数据库“{name}”，或不许进入。请先建好（createdb），或改 --database-url。",
        "PostgreSQL at {server} has no database \"{name}\", or none for this user: make it first (createdb), or change --database-url.",
    ),
    (
        &["too many clients", "connection slots", "starting up", "shutting down"],
        "PostgreSQL（{server}）正在启动、关闭或连接已满。请稍后再试；总是如此就调大它的 max_connections。",
        "PostgreSQL at {server} is starting, stopping or full: try again soon; if it stays so, raise its max_connections.",
    ),
    (
        &["could not translate host name"],
        "找不到主机 {server}。请检查 --database-url 里的主机名；密码里的特殊字符要写成 %XX。",
        "There is no host {server}: check the host in --database-url; special characters of a password are written %XX.",
    ),
    (
        &["refused", "timeout", "timed out", "No route", "unreachable", "No such file", "closed the connection"],
        "PostgreSQL（{server}）没有应答。请确认它在运行，--database-url 的主机和端口没错，防火墙放行；或去掉 --database-url 改用 SQLite。",
        "PostgreSQL at {server} does not answer: check that it runs, the host and port of --database-url and the firewall; or leave --database-url out to use SQLite.",
    ),
];

fn closed_postgres(server: &str, cause: &str) -> String {
    let known = CLOSED.iter().find(|(words, ..)| words.iter().any(|w| cause.contains(w)));
    // Of other words only what came over the wire is shown: those about the address itself may quote its password.
    let (zh, en, said) = match (known, cause.rsplit_once("failed: ")) {
        (Some((_, zh, en)), _) => (*zh, *en, ""),
        (None, Some((_, said))) => (
            "PostgreSQL（{server}）连不上（{said}）。请检查 --database-url。",
            "PostgreSQL at {server} cannot be reached ({said}): check --database-url.",
            said,
        ),
        (None, None) => (
            "--database-url 读不懂。应为 postgres://用户:密码@主机:端口/库名；密码里的特殊字符要写成 %XX。",
            "--database-url cannot be read: write postgres://user:password@host:port/name, with special characters of a password as %XX.",
            "",
        ),
    };
    let name = ["for user \"", "role \"", "database \""].iter().find_map(|w| cause.split_once(w)?.1.split('"').next());
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let fill = |text: &str| {
        text.replace("{server}", server).replace("{name}", name.unwrap_or_default()).replace("{said}", &said)
    };
    format!("{}\n{}", fill(zh), fill(en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(url: &str, cause: &str) -> String {
        match Place::read(url) {
            Ok(place) => place.closed(cause),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn an_address_is_postgresql_or_a_file_or_refused() {
        let read = |given: &str| match Place::read(given) {
            Ok(Place::Postgres(url)) => format!("pg {url}"),
            Ok(Place::Sqlite(path)) => format!("file {path}"),
            Err(_) => "refused".to_owned(),
        };
        for (given, expected) in [
            ("postgres://h/d", "pg postgres://h/d?connect_timeout=10"),
            ("PostgreSQL://h/d?a=b", "pg postgres://h/d?a=b&connect_timeout=10"),
            ("postgresql://h/d?connect_timeout=3", "pg postgres://h/d?connect_timeout=3"),
            ("data/linxin.sqlite3", "file data/linxin.sqlite3"),
            ("/srv/邻新.db", "file /srv/邻新.db"),
            (r"C:\linxin.db", r"file C:\linxin.db"),
            ("sqlite:data/a.db", "file data/a.db"),
            ("sqlite:///srv/a.db", "file /srv/a.db"),
            ("postgres:/bad", "refused"),
            ("postgresql:bad", "refused"),
            ("mysql://u:p@h/d", "refused"),
            ("file:a.db", "refused"),
            ("sqlite:a.db?mode=ro", "refused"),
            ("sqlite::memory:", "refused"),
            (":memory:", "refused"),
            ("host=h dbname=d password=p", "refused"),
            ("", "refused"),
        ] {
            assert_eq!(read(given), expected, "{given}");
        }
    }

    #[test]
    fn an_address_without_its_two_slashes_is_told_to_be_malformed() {
        let words = said("postgres:/u:secret@bad", "");
        assert!(words.contains("不能用“postgres:…”。请写 postgres://用户:密码@主机/库名"), "{words}");
        assert!(!words.contains("secret"), "{words}");
    }

    #[test]
    fn no_words_show_a_password_wherever_it_stands() {
        for url in [
            "postgres://u:secret@h:5432/d",
            "postgres://u:secret@x@h/d",
            "postgres://u:x/secret@h/d",
            "postgres://u:x?secret@h/d",
            "postgres://u:secret",
            "postgres://h/d?user=u&password=secret",
            "mysql://u:secret@h/d",
            "host=h dbname=d password=secret",
        ] {
            for cause in [
                "could not translate host name \"secret@h\" to address",
                "invalid port number: \"secret\"",
                "connection to server at \"h\", port 1 failed: Connection refused",
                "connection to server at \"h\", port 1 failed: FATAL:  something new",
                "invalid integer value \"secret\" for connection option \"port\"",
            ] {
                let words = said(url, cause);
                assert!(!words.contains("secret") && words.lines().count() == 2, "{url}: {words}");
            }
        }
    }

    #[test]
    fn the_commands_that_copy_a_postgresql_name_it_without_its_password() {
        let commands = |url| Place::read(url).ok().and_then(|p| p.dump_commands()).map(|(dump, _)| dump);
        for (url, expected) in [
            ("postgres://u:secret@h:5433/d?sslmode=disable", " --host=h --port=5433 --username=u --dbname=d"),
            ("postgres://u:se@cret/x@h/d", " --host=h --username=u --dbname=d"),
            ("postgres://h/my db", " --host=h --dbname='my db'"),
            ("postgres:///d", " --host=localhost --dbname=d"),
        ] {
            let dump = commands(url).unwrap();
            assert_eq!(dump, format!("pg_dump{expected} --format=custom --file=linxin.dump"), "{url}");
        }
        assert_eq!(commands("data/linxin.sqlite3"), None);
    }

    #[test]
    fn each_cause_has_its_own_remedy() {
        let failed = "connection to server at \"h\", port 5432 failed: ";
        for (cause, expected) in [
            ("Connection refused\n\tIs the server running on that host?", "does not answer"),
            ("timeout expired", "does not answer"),
            ("FATAL:  password authentication failed for user \"ann\"", "the user \"ann\""),
            ("fe_sendauth: no password supplied", "wants a password"),
            ("FATAL:  role \"ann\" does not exist", "the user \"ann\""),
            ("FATAL:  database \"none\" does not exist", "no database \"none\""),
            ("FATAL:  no pg_hba.conf entry for host \"h\", user \"u\", database \"d\", no encryption", "pg_hba.conf"),
            ("FATAL:  sorry, too many clients already", "max_connections"),
            ("FATAL:  the database system is starting up", "try again soon"),
            ("FATAL:  something new", "(FATAL: something new)"),
        ] {
            let words = said("postgres://h:5432/d", &format!("{failed}{cause}"));
            assert!(words.contains(expected), "{cause}: {words}");
        }
        let tls = said("postgres://h/d", "sslmode value \"require\" invalid when SSL support is not compiled in");
        assert!(tls.contains("--no-default-features"), "{tls}");
        assert!(said("postgres://h/d", "could not translate host name \"h\" to address").contains("no host h"));
        assert!(said("postgres://h:x/d", "invalid port number: \"x\"").contains("cannot be read"));
    }
}
