//! `linxin user`, `linxin audit verify`, and the key: as an administrator at the machine meets them.
//! Each has a data folder with a SQLite of its own: the part `postgres` leaves these tests out, so none here uses `TestApp`.

use std::path::Path;
use std::process::Output;

use backend::backup;
use backend::db::Db;
use diesel::RunQueryDsl as _;
use tempfile::TempDir;

use crate::command::{Running, linxin, words};

fn run(data: &Path, args: &[&str]) -> Output {
    linxin(data).args(args).output().unwrap()
}

fn done(data: &Path, args: &[&str]) -> String {
    let output = run(data, args);
    assert!(output.status.success(), "{args:?}: {}", words(&output));
    words(&output)
}

/// Refused, with `expected` among the words.
fn refused(data: &Path, args: &[&str], expected: &str) {
    let output = run(data, args);
    assert!(!output.status.success() && words(&output).contains(expected), "{args:?}: {}", words(&output));
}

#[test]
fn the_first_administrator_is_made_at_the_machine_and_no_start_makes_one() {
    let data = TempDir::new().unwrap();
    done(data.path(), &["migrate"]);
    assert_eq!(done(data.path(), &["user", "list"]), "");
    let said = done(data.path(), &["user", "add", "Zhao.Min", "--role", "system_admin", "--name", "管理员"]);
    assert!(said.contains("zhao.min") && said.contains("Lx-"), "{said}");
    assert_eq!(done(data.path(), &["user", "list"]).trim(), "zhao.min\tactive\tsystem_admin");
    refused(data.path(), &["user", "add", "zhao.min"], "已经有人用了");
    refused(data.path(), &["user", "add", "赵敏"], "字母开头");
    refused(data.path(), &["user", "add", "grid.one", "--role", "grid_worker"], "--scope");
    refused(
        data.path(),
        &["user", "add", "grid.one", "--role", "grid_worker", "--scope", "没有的社区"],
        "没有找到范围",
    );
    assert!(!done(data.path(), &["user", "list"]).contains("grid.one"), "what fails leaves no account");
    assert!(done(data.path(), &["user", "reset", "zhao.min"]).contains("Lx-"));
    done(data.path(), &["user", "disable", "zhao.min"]);
    assert!(done(data.path(), &["user", "list"]).contains("disabled"));
    refused(data.path(), &["user", "disable", "nobody"], "没有账号");
    let verified = done(data.path(), &["audit", "verify"]);
    assert!(verified.contains("完整") && verified.contains("4 rows"), "{verified}");
}

#[test]
fn an_import_and_its_undoing_are_on_record() {
    let data = TempDir::new().unwrap();
    let list = data.path().join("areas.csv");
    std::fs::write(&list, "代码,名称,级别,上级代码\n420203,甲区,区,\n").unwrap();
    done(data.path(), &["import", "areas", &list.display().to_string()]);
    done(data.path(), &["imports", "undo"]);
    let verified = done(data.path(), &["audit", "verify"]);
    assert!(verified.contains("2 rows"), "{verified}");
}

#[test]
fn a_record_that_somebody_changed_fails_the_verification_and_says_where() {
    let data = TempDir::new().unwrap();
    done(data.path(), &["migrate"]);
    done(data.path(), &["user", "add", "zhao.min"]);
    done(data.path(), &["audit", "verify"]);
    let db = Db::open(&data.path().join(backup::DATABASE).display().to_string(), 1).unwrap();
    let change = "UPDATE audit_logs SET object_id = 'else'";
    db.write_now(|conn| {
        backend::each_backend!(conn, c => diesel::sql_query(change).execute(c))?;
        Ok(())
    })
    .unwrap();
    refused(data.path(), &["audit", "verify"], "#1");
}

#[test]
fn another_key_is_refused_before_anything_is_written_with_it() {
    let data = TempDir::new().unwrap();
    done(data.path(), &["migrate"]);
    done(data.path(), &["audit", "verify"]);
    let other = "ab".repeat(32);
    refused(data.path(), &["audit", "verify", "--secret-key", &other], "密钥不是写入这些数据时用的那一个");
    refused(data.path(), &["serve", "--listen", "127.0.0.1:0", "--secret-key", &other], "secret.key");
    refused(data.path(), &["serve", "--listen", "127.0.0.1:0", "--secret-key", "short"], "64");
}

#[test]
fn a_backup_holds_no_key_and_says_so() {
    let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    done(data.path(), &["migrate"]);
    done(data.path(), &["audit", "verify"]);
    let archive = folder.path().join("linxin.tar.gz").display().to_string();
    assert!(done(data.path(), &["backup", &archive]).contains("secret.key"));
    let other = TempDir::new().unwrap();
    done(other.path(), &["restore", &archive]);
    assert!(!other.path().join("secret.key").exists());
    refused(other.path(), &["audit", "verify"], "secret.key");
    std::fs::copy(data.path().join("secret.key"), other.path().join("secret.key")).unwrap();
    done(other.path(), &["audit", "verify"]);
}

#[test]
fn the_demonstration_with_its_known_passwords_stays_on_this_machine_unless_told() {
    let data = TempDir::new().unwrap();
    refused(data.path(), &["serve", "--demo", "--listen", "0.0.0.0:0"], "--demo-public");
    drop(Running::start_with(data.path(), &["--demo"]));
}
