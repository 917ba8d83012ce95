//! A backup made while others write holds one moment; a restore brings it back whole, or changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use backend::db::Db;
use backend::{backup, export};
use chrono::Utc;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use tar::{Builder, Header};
use tempfile::TempDir;

use crate::app::TestApp;
use crate::builders::{Town, project, store};
use crate::command::{linxin, words};

/// A data folder with one project and two files.
fn filled() -> TempDir {
    let data = TempDir::new().unwrap();
    let db = open(data.path());
    let town = Town::build(&db);
    store(&db, &project(town.east, "PRJ-2026-0001", "槐荫里改造"), &[]);
    fs::write(data.path().join("basemap.geojson"), "{}").unwrap();
    fs::create_dir_all(data.path().join("照片/1")).unwrap();
    fs::write(data.path().join("照片/1/a.jpg"), [0xff, 0xd8, 0]).unwrap();
    data
}

fn open(data: &Path) -> Db {
    Db::open(&data.join(backup::DATABASE).display().to_string(), 1).unwrap()
}

fn ledger(data: &Path) -> String {
    let csv = open(data).read_now(|conn| export::projects(conn, export::Format::Csv)).unwrap();
    String::from_utf8(csv).unwrap()
}

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

/// An archive of `data` in a folder of its own.
fn packed(data: &Path) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("linxin.tar.gz").display().to_string();
    done(data, &["backup", &file]);
    (folder, file)
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

/// The folder's names without the locks, which nobody minds.
fn kept(folder: &Path) -> BTreeSet<String> {
    names(folder).into_iter().filter(|n| !n.ends_with(".lock") && !n.ends_with(".in-use")).collect()
}

#[test]
fn a_backup_brings_back_the_ledger_and_every_file() {
    let data = filled();
    let (folder, file) = packed(data.path());
    assert_eq!(names(folder.path()).len(), 1, "nothing but the archive is left");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);
    let other = TempDir::new().unwrap();
    let below = other.path().join("new");
    assert!(done(&below, &["restore", &file]).contains("3 files"));
    assert_eq!(kept(&below), ["basemap.geojson", "linxin.sqlite3", "照片"].map(str::to_owned).into());
    assert_eq!(fs::read(below.join("照片/1/a.jpg")).unwrap(), [0xff, 0xd8, 0]);
    assert_eq!(ledger(&below), ledger(data.path()));
    // Over an older backup: the new one takes its place.
    done(data.path(), &["backup", &file]);
}

#[test]
fn a_backup_made_while_others_write_holds_one_moment() {
    let data = filled();
    let db = open(data.path());
    let area = db
        .read_now(|conn| {
            use diesel::prelude::*;
            Ok(backend::schema::areas::table.select(backend::schema::areas::id).first::<i64>(conn)?)
        })
        .unwrap();
    let folder = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        // As a server beside the command: over one connection they would wait for one another.
        let writer = open(data.path());
        scope.spawn(move || {
            let mut n = 10;
            while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                // Two in one transaction: a backup holds both or neither.
                writer
                    .write_now(|conn| {
                        for number in [n, n + 1] {
                            let row = project(area, &format!("PRJ-2026-{number:04}"), "甲");
                            backend::projects::store::insert(conn, &[row])?;
                        }
                        Ok(())
                    })
                    .unwrap();
                n += 2;
            }
        });
        for n in 0..3 {
            let file = folder.path().join(format!("{n}.tar.gz"));
            backup::backup(&db, data.path(), &file, Utc::now()).unwrap();
            let other = TempDir::new().unwrap();
            backup::restore(&file, other.path(), false).unwrap();
            let lines = ledger(other.path()).lines().count();
            assert_eq!(lines % 2, 0, "head, one project and pairs: {lines}");
        }
        drop(stop);
    });
}

#[test]
fn a_restore_is_refused_where_data_are_until_it_is_told_to_replace_them() {
    let (from, to) = (filled(), TempDir::new().unwrap());
    let (_folder, file) = packed(from.path());
    drop(open(to.path()));
    fs::write(to.path().join("own.txt"), "own").unwrap();
    let before = ledger(to.path());
    refused(to.path(), &["restore", &file], "--replace");
    assert_eq!(ledger(to.path()), before);
    done(to.path(), &["restore", &file, "--replace"]);
    assert_eq!(ledger(to.path()), ledger(from.path()));
    assert!(to.path().join("own.txt").exists(), "what no archive holds is left alone");
    assert!(names(to.path()).iter().all(|n| !n.starts_with('.')), "{:?}", names(to.path()));
}

#[test]
fn a_restore_is_refused_while_somebody_has_the_database_open() {
    let data = filled();
    let (_folder, file) = packed(data.path());
    let serving = open(data.path());
    refused(data.path(), &["restore", &file, "--replace"], "systemctl stop");
    drop(serving);
    done(data.path(), &["restore", &file, "--replace"]);
}

#[test]
fn an_archive_that_is_cut_off_or_changed_anywhere_restores_nothing() {
    let data = filled();
    let (folder, file) = packed(data.path());
    let whole = fs::read(&file).unwrap();
    let broken = folder.path().join("broken.tar.gz").display().to_string();
    let to = TempDir::new().unwrap();
    let cuts = [0, 1, 10, whole.len() / 2, whole.len() - 9, whole.len() - 1].map(|n| whole[..n].to_vec());
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x55;
    for bytes in cuts.into_iter().chain([flipped, b"no archive".to_vec()]) {
        fs::write(&broken, &bytes).unwrap();
        refused(to.path(), &["restore", &broken], "is no whole backup");
        assert!(kept(to.path()).is_empty(), "{} bytes left {:?}", bytes.len(), kept(to.path()));
    }
}

/// The archive `file` with its parts as `change` leaves them: names and bytes.
fn rewritten(file: &str, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut parts = Vec::new();
    for entry in tar::Archive::new(GzDecoder::new(fs::File::open(file).unwrap())).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.push((String::from_utf8(entry.path_bytes().into_owned()).unwrap(), bytes));
    }
    change(&mut parts);
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, bytes) in parts {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        // By hand: the library itself refuses to write such names.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, bytes.as_slice()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

#[test]
fn an_archive_of_strange_files_or_of_a_newer_program_restores_nothing() {
    let data = filled();
    let (folder, file) = packed(data.path());
    let strange = folder.path().join("strange.tar.gz").display().to_string();
    let to = folder.path().join("a/b");
    let named = |name: &str| rewritten(&file, |parts| parts.insert(0, (name.to_owned(), b"x".to_vec())));
    let tricks = ["../../trick", "/tmp/linxin-trick", "a/../../../trick", "linxin.sqlite3-wal", ".linxin-new", "a\\b"];
    for name in tricks {
        fs::write(&strange, named(name)).unwrap();
        refused(&to, &["restore", &strange], "is no plain file");
        assert!(kept(&to).is_empty() && !folder.path().join("trick").exists(), "{name}");
    }
    fs::write(&strange, named("not-in-the-manifest")).unwrap();
    refused(&to, &["restore", &strange], "not those of its manifest");
    let later = rewritten(&file, |parts| {
        let manifest = &mut parts.last_mut().unwrap().1;
        *manifest = String::from_utf8(manifest.clone()).unwrap().replace("\"format\": 1", "\"format\": 2").into_bytes();
    });
    fs::write(&strange, later).unwrap();
    refused(&to, &["restore", &strange], "newer program (format 2)");
    // A database with a migration that this program does not know.
    let db = open(data.path());
    db.write_now(|conn| {
        let sql = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')";
        backend::each_backend!(conn, c => diesel::RunQueryDsl::execute(diesel::sql_query(sql), c))?;
        Ok(())
    })
    .unwrap();
    done(data.path(), &["backup", &file]);
    refused(&to, &["restore", &file], "29990101000000");
}

#[test]
fn a_restore_that_was_broken_off_is_undone_by_the_next() {
    let data = filled();
    let before = ledger(data.path());
    let (_folder, file) = packed(data.path());
    // As a power cut leaves it: the old aside, the new half in place.
    let aside = data.path().join(".linxin-before-restore");
    fs::create_dir(&aside).unwrap();
    fs::rename(data.path().join("linxin.sqlite3"), aside.join("linxin.sqlite3")).unwrap();
    fs::write(aside.join(".linxin-new"), "linxin.sqlite3\nnew.txt\n").unwrap();
    fs::write(data.path().join("new.txt"), "new").unwrap();
    fs::write(data.path().join("linxin.sqlite3"), "half").unwrap();
    for args in [&["migrate"][..], &["export", "projects", "x.csv"], &["backup", &file]] {
        refused(data.path(), args, "Run linxin restore again");
    }
    refused(data.path(), &["restore", &file], "--replace");
    assert!(!aside.exists() && !data.path().join("new.txt").exists());
    assert_eq!(ledger(data.path()), before);
}

#[test]
fn a_place_that_is_no_place_for_a_backup_is_refused() {
    let data = filled();
    let (folder, _) = packed(data.path());
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("letter.txt"), "dear reader").unwrap();
    for (file, expected) in [
        (data.path().join("backup.tar.gz").display().to_string(), "is in the data folder"),
        (at("none/backup.tar.gz"), "is not there"),
        (at("letter.txt"), "no backup"),
    ] {
        refused(data.path(), &["backup", &file], expected);
    }
    assert_eq!(fs::read_to_string(at("letter.txt")).unwrap(), "dear reader");
    let empty = TempDir::new().unwrap();
    refused(empty.path(), &["backup", &at("b.tar.gz")], "no database");
    assert!(names(empty.path()).is_empty() && !folder.path().join("b.tar.gz").exists());
}

/// Runs where files may grow to 64 blocks of 512 bytes or 1,024, as the shell has it: then writing fails.
#[cfg(unix)]
fn short(data: &Path, args: &[&str]) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""]).arg(env!("CARGO_BIN_EXE_linxin"));
    shell.env_remove("LINXIN_TEST_DATABASE").env_remove("LINXIN_SKIPS");
    shell.arg("--data").arg(data).args(args).output().unwrap()
}

#[cfg(unix)]
#[test]
fn an_import_that_the_disk_is_too_small_for_changes_nothing_and_works_when_there_is_room() {
    let data = filled();
    let before = ledger(data.path());
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("areas.csv");
    let rows: String = (0..2_000).map(|n| format!("第{n}街道,街道,甲区\n")).collect();
    fs::write(&list, format!("名称,层级,上级\n甲区,区,\n{rows}")).unwrap();
    let args = ["import", "areas", list.to_str().unwrap()];
    let output = short(data.path(), &args);
    assert!(!output.status.success() && words(&output).contains("disk"), "{}", words(&output));
    assert_eq!(ledger(data.path()), before);
    done(data.path(), &args);
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_no_half_backup_and_no_half_restore() {
    let data = filled();
    // Nothing that packing makes smaller.
    let noise: Vec<u8> = (0..400_000u64).map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as u8).collect();
    fs::write(data.path().join("tiles.bin"), noise).unwrap();
    let (folder, file) = packed(data.path());
    let before = names(folder.path());
    let output = short(data.path(), &["backup", &folder.path().join("second.tar.gz").display().to_string()]);
    assert!(!output.status.success(), "{}", words(&output));
    assert_eq!(names(folder.path()), before);
    let to = TempDir::new().unwrap();
    let output = short(to.path(), &["restore", &file]);
    assert!(!output.status.success() && words(&output).contains("Check rights and free space"), "{}", words(&output));
    assert!(kept(to.path()).is_empty(), "{:?}", names(to.path()));
}

#[test]
fn a_backup_of_postgresql_holds_the_files_and_names_the_command_for_the_rest() {
    let app = TestApp::new();
    if !app.url.starts_with("postgres") {
        return;
    }
    fs::write(app.folder.path().join("basemap.geojson"), "{}").unwrap();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("files.tar.gz").display().to_string();
    let said = done(app.folder.path(), &["--database-url", &app.url, "backup", &file]);
    assert!(said.contains("pg_dump --host=") && said.contains("--file=linxin.dump"), "{said}");
    let to = TempDir::new().unwrap();
    let said = done(to.path(), &["--database-url", &app.url, "restore", &file]);
    assert!(said.contains("pg_restore --host="), "{said}");
    assert_eq!(kept(to.path()), ["basemap.geojson".to_owned()].into());
}
