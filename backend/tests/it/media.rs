//! Photographs come in whole or not at all, lose everything but what they show, and are shown with their project only.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use actix_web::test::TestRequest;
use backend::import::{Lang, Photographs, Report, What};
use backend::media::picture::{self, Refusal};
use backend::projects::store::ProjectRow;
use backend::schema::media;
use diesel::prelude::*;
use shared::media::{Media, Phase, ProjectMedia};
use tempfile::TempDir;

use crate::app::TestApp;
use crate::builders::{Town, project, store};
use crate::command::{linxin, words};
use crate::import::{done, list};
use crate::media_files::{animated_png, animated_webp, bomb, exif, jpeg, picture as drawn, png, webp, with_segment};

const HEADER: &str = "项目编号,文件,阶段,楼栋,视点,拍摄时间,说明\n";

/// An application with one published project and a folder for the list.
fn ready() -> (TestApp, TempDir) {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    store(&app.db, &project(town.east, "PRJ-2026-0001", "槐荫里改造"), &[]);
    let hidden = ProjectRow { is_published: false, ..project(town.east, "PRJ-2026-0002", "未公开") };
    store(&app.db, &hidden, &[]);
    (app, TempDir::new().unwrap())
}

fn take(app: &TestApp, folder: &Path, csv: &str, dry_run: bool) -> Report {
    list(app, What::Media, csv.as_bytes(), "", |o| {
        o.dry_run = dry_run;
        o.photographs = Some(Photographs { folder: folder.to_owned(), files: app.files.clone() });
    })
}

/// Every file below the folder of photographs.
fn kept(data: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![data.join("media")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => drop(found.insert(entry.path().strip_prefix(data).unwrap().display().to_string())),
            }
        }
    }
    found
}

fn rows(app: &TestApp) -> i64 {
    app.db.read_now(|conn| Ok(media::table.count().get_result(conn)?)).unwrap()
}

/// The list is refused in both languages with `said`, and leaves neither row nor file.
fn refused(app: &TestApp, folder: &Path, csv: &str, said: &[&str]) {
    let before = (rows(app), kept(app.folder.path()));
    for dry_run in [true, false] {
        let report = take(app, folder, csv, dry_run);
        assert!(report.refused(), "{}", report.words(Lang::En));
        let words = format!("{}\n{}", report.words(Lang::Zh), report.words(Lang::En));
        for wanted in said {
            assert!(words.contains(wanted), "{wanted} is not in:\n{words}");
        }
        assert_eq!((rows(app), kept(app.folder.path())), before);
    }
}

async fn shown(app: &TestApp, number: &str) -> ProjectMedia {
    app.read(&format!("/api/v1/projects/{number}/media")).await
}

fn refusal(file: &[u8]) -> Refusal {
    picture::read(file).unwrap().expect_err("it is refused")
}

#[actix_web::test]
async fn before_and_after_come_in_are_paired_and_can_be_seen() {
    let (app, folder) = ready();
    fs::create_dir(folder.path().join("照片")).unwrap();
    fs::write(folder.path().join("照片/before.jpg"), jpeg(2400, 1800, 10)).unwrap();
    fs::write(folder.path().join("照片/after.png"), png(900, 1200)).unwrap();
    fs::write(folder.path().join("pipe.webp"), webp(200, 100)).unwrap();
    let csv = format!(
        "{HEADER}PRJ-2026-0001,照片/before.jpg,改造前,3栋,3栋西墙,2024-05-01 09:30,西墙，墙皮脱落\n\
         prj-2026-0001,照片\\after.png,after,3 栋,３栋西墙,2026年5月1日,西墙，已粉刷\n\
         PRJ-2026-0001,pipe.webp,隐蔽工程,,,,沟里的新水管\n"
    );
    assert_eq!(done(&take(&app, folder.path(), &csv, true)), (3, 0, 0));
    assert_eq!((rows(&app), kept(app.folder.path()).len()), (0, 0), "a dry run writes nothing");
    assert_eq!(done(&take(&app, folder.path(), &csv, false)), (3, 0, 0));
    let found = shown(&app, "prj-2026-0001").await;
    let [pair] = &found.pairs[..] else { panic!("{found:?}") };
    assert_eq!((pair.viewpoint.as_str(), pair.building.as_deref()), ("３栋西墙", Some("3 栋")));
    assert_eq!(pair.before.taken_at.unwrap().to_rfc3339(), "2024-05-01T01:30:00+00:00");
    let sides = |m: &Media| m.sizes.iter().map(|s| (s.width, s.height)).collect::<Vec<_>>();
    assert_eq!(sides(&pair.before), [(320, 240), (800, 600), (1600, 1200)]);
    assert_eq!(sides(&pair.after), [(240, 320), (600, 800), (900, 1200)]);
    let [single] = &found.singles[..] else { panic!("{found:?}") };
    assert_eq!((single.phase, single.items[0].alt.as_str()), (Phase::Concealed, "沟里的新水管"));
    assert_eq!(sides(&single.items[0]), [(200, 100); 3], "nothing is enlarged");
    for media in [&pair.before, &pair.after, &single.items[0]] {
        for size in &media.sizes {
            let answer = app.send(TestRequest::get().uri(&size.url).insert_header(("Accept-Encoding", "br"))).await;
            assert_eq!(answer.status, 200, "{}", size.url);
            let header = |name| answer.header(name).unwrap_or_default();
            assert_eq!((header("content-type"), header("content-encoding")), ("image/jpeg", ""));
            assert_eq!(header("cache-control"), "public, max-age=3600, must-revalidate");
            let seen = image::load_from_memory(&answer.body).unwrap();
            assert_eq!((seen.width(), seen.height()), (size.width, size.height));
            let tag = header("etag").to_owned();
            let again = app.send(TestRequest::get().uri(&size.url).insert_header(("If-None-Match", tag))).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
        }
    }
    let url = &pair.before.sizes[0].url;
    for wrong in [url.replace("320", "321"), url.replace(".jpg", ".png"), url.replace("/media/", "/media/0")] {
        assert_eq!(app.get(&wrong).await.status, 404, "{wrong}");
    }
    assert_eq!(app.get(&format!("/media/{}/320.jpg", "0".repeat(64))).await.status, 404);
}

#[actix_web::test]
async fn the_same_list_again_changes_nothing_and_another_word_changes_the_row_only() {
    let (app, folder) = ready();
    fs::write(folder.path().join("a.jpg"), jpeg(640, 480, 10)).unwrap();
    let csv = format!("{HEADER}PRJ-2026-0001,a.jpg,改造前,,门口,,门口的裂缝\n");
    assert_eq!(done(&take(&app, folder.path(), &csv, false)), (1, 0, 0));
    let files = kept(app.folder.path());
    assert_eq!(files.len(), 3);
    assert_eq!(done(&take(&app, folder.path(), &csv, false)), (0, 0, 1));
    let csv = csv.replace("改造前", "改造后");
    assert_eq!(done(&take(&app, folder.path(), &csv, false)), (0, 1, 0));
    assert_eq!(kept(app.folder.path()), files);
    // A file that was lost comes back with its list.
    fs::remove_dir_all(app.folder.path().join("media")).unwrap();
    assert_eq!(done(&take(&app, folder.path(), &csv, false)), (0, 0, 1));
    assert_eq!(kept(app.folder.path()), files);
    let imports = app.db.read_now(backend::import::undo::list).unwrap();
    let counts: Vec<_> = imports.iter().map(|i| (i.what.as_str(), i.new_count, i.changed_count)).collect();
    assert_eq!(counts, [("media", 0, 0), ("media", 0, 1), ("media", 0, 0), ("media", 1, 0)]);
    let now = "2026-06-13T04:00:00Z".parse().unwrap();
    let undo = || backend::import::undo::undo(&app.db, &app.files, "乙", now).map(|_| ()).unwrap();
    undo();
    assert_eq!(shown(&app, "PRJ-2026-0001").await.singles[0].phase, Phase::Before);
    assert_eq!(kept(app.folder.path()), files);
    undo();
    assert_eq!((rows(&app), kept(app.folder.path()).len()), (0, 0), "its files go with it");
}

#[actix_web::test]
async fn a_project_with_photographs_is_not_taken_back_under_them() {
    let (app, folder) = ready();
    let csv = "项目名称,项目类型,街道,社区,状态,年度\n甲,公厕,北街道,东社区,已立项,2026\n";
    done(&crate::import::projects_of(&app, csv));
    let number: String = app
        .db
        .read_now(|conn| {
            use backend::schema::projects as p;
            Ok(p::table.filter(p::name.eq("甲")).select(p::number).first(conn)?)
        })
        .unwrap();
    fs::write(folder.path().join("a.jpg"), jpeg(640, 480, 10)).unwrap();
    done(&take(&app, folder.path(), &format!("{HEADER}{number},a.jpg,改造前,,门口,,门口的裂缝\n"), false));
    let now = "2026-06-13T04:00:00Z".parse().unwrap();
    let undo = || backend::import::undo::undo(&app.db, &app.files, "乙", now).map_err(|e| e.to_string());
    undo().unwrap();
    assert_eq!(rows(&app), 0);
    undo().unwrap();
}

#[actix_web::test]
async fn only_what_is_published_of_a_published_project_is_shown() {
    let (app, folder) = ready();
    fs::write(folder.path().join("a.jpg"), jpeg(640, 480, 10)).unwrap();
    fs::write(folder.path().join("b.jpg"), jpeg(640, 480, 20)).unwrap();
    let head = HEADER.trim();
    let csv = format!(
        "{head},公开\nPRJ-2026-0002,a.jpg,改造前,,门口,,门口的裂缝,是\nPRJ-2026-0001,b.jpg,改造前,,门口,,,否\n"
    );
    done(&take(&app, folder.path(), &csv, false));
    app.refused("/api/v1/projects/PRJ-2026-0002/media", 404).await;
    app.refused("/api/v1/projects/PRJ-2026-0003/media", 404).await;
    assert_eq!(shown(&app, "PRJ-2026-0001").await, ProjectMedia::default());
    for file in kept(app.folder.path()) {
        assert_eq!(app.get(&format!("/{file}")).await.status, 404, "{file}");
    }
    // One picture in both: what one project may show can be seen, whatever the other is.
    let csv = format!("{HEADER}PRJ-2026-0001,a.jpg,改造前,,门口,,门口的裂缝\n");
    done(&take(&app, folder.path(), &csv, false));
    let url = shown(&app, "PRJ-2026-0001").await.singles[0].items[0].sizes[0].url.clone();
    assert_eq!(app.get(&url).await.status, 200);
}

#[actix_web::test]
async fn one_wrong_row_and_nothing_comes_in() {
    let (app, folder) = ready();
    fs::write(folder.path().join("a.jpg"), jpeg(640, 480, 10)).unwrap();
    fs::write(folder.path().join("cut.jpg"), &jpeg(640, 480, 20)[..4000]).unwrap();
    fs::write(folder.path().join("large.jpg"), vec![0xff; 13_000_000]).unwrap();
    let good = "PRJ-2026-0001,a.jpg,改造前,3栋,门口,2024-05-01,门口的裂缝";
    for (row, said) in [
        ("PRJ-2026-0001,cut.jpg,改造后,,,,修好的门口", ["第 3 行「文件」的值“cut.jpg”", "copy it anew"]),
        ("PRJ-2026-0001,large.jpg,改造后,,,,修好的门口", ["超过 12 MB", "Row 3, column \"文件\", value \"large.jpg\""]),
        ("PRJ-2026-0001,none.jpg,改造后,,,,修好的门口", ["文件打不开", "check its path"]),
        ("PRJ-2026-0001,../a.jpg,改造后,,,,修好的门口", ["不能用 ..", "folder of the list"]),
        ("PRJ-2026-0001,.,改造后,,,,修好的门口", ["这不是一个文件", "this is no file"]),
        ("PRJ-2026-0009,a.jpg,改造后,,,,修好的门口", ["第 3 行「项目编号」的值“PRJ-2026-0009”", "no such project"]),
        ("PRJ-2026-0001,a.jpg,改造后,,,,修好的门口", ["与第 2 行是同一张照片", "the same photograph as row 2"]),
        ("PRJ-2026-0001,b.jpg,竣工,,,,修好的门口", ["不认识，可用：改造前", "column \"阶段\""]),
        (
            "PRJ-2026-0001,b.jpg,改造后,,,,",
            ["「说明」为空：公开的照片必须写说明", "a published photograph needs words"],
        ),
        ("PRJ-2026-0001,b.jpg,改造后,,,,b.jpg", ["没有说出照片里看得见什么", "write a sentence"]),
        ("PRJ-2026-0001,b.jpg,改造后,,,2030-01-01,修好的门口", ["打不开", "column \"拍摄时间\""]),
    ] {
        refused(&app, folder.path(), &format!("{HEADER}{good}\n{row}\n"), &said);
    }
    refused(&app, folder.path(), "项目编号,文件,阶段\nPRJ-2026-0001,a.jpg,改造前\n", &["缺少必需的列：说明"]);
    assert_eq!(done(&take(&app, folder.path(), &format!("{HEADER}{good}\n"), false)), (1, 0, 0));
}

#[test]
fn what_is_no_photograph_whatever_its_name_is_told_by_its_content() {
    for (file, what) in [
        (&b"<!DOCTYPE html><script>alert(1)</script>"[..], "HTML"),
        (b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", "GIF"),
        (b"PK\x03\x04 and more", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"BM and more of it", "BMP"),
        (b"", "空文件 (empty)"),
    ] {
        let refusal = refusal(file);
        assert_eq!(refusal, Refusal::WrongKind(what));
        assert_eq!(refusal.status(), 415);
        assert!(refusal.words().zh.contains("另存为 JPEG") && refusal.words().en.contains("save it as JPEG"));
    }
    assert_eq!((refusal(&animated_png()), refusal(&animated_webp())), (Refusal::Animated, Refusal::Animated));
    assert_eq!(Refusal::Animated.status(), 415);
}

#[test]
fn what_is_too_large_is_refused_before_it_is_unpacked() {
    let started = std::time::Instant::now();
    assert_eq!(refusal(&bomb(20_000, 20_000)), Refusal::TooManyPixels(20_000, 20_000));
    assert_eq!(refusal(&bomb(2_000_000_000, 2_000_000_000)).status(), 413);
    assert_eq!(refusal(&vec![0xff; 13_000_000]), Refusal::TooManyBytes);
    // A JPEG of 9,000 × 9,000 pixels by its head alone.
    let mut large = jpeg(64, 64, 1);
    let at = large.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    large[at + 5..at + 9].copy_from_slice(&[0x23, 0x28, 0x23, 0x28]);
    assert_eq!(refusal(&large), Refusal::TooManyPixels(9_000, 9_000));
    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
    assert_eq!(Refusal::TooManyBytes.status(), 413);
    assert_eq!(refusal(&jpeg(8, 600, 1)).status(), 422);
}

#[test]
fn what_is_cut_off_or_damaged_is_refused_wherever_it_ends() {
    let all = [jpeg(400, 300, 1), png(400, 300), webp(400, 300)];
    for whole in &all {
        assert!(picture::read(whole).unwrap().is_ok());
        for part in 1..10 {
            let cut = &whole[..whole.len() * part / 10];
            assert_eq!(refusal(cut).status(), 422, "{part} of 10, {:?}", &whole[..4]);
        }
    }
    let mut spoilt = all[1].clone();
    let middle = spoilt.len() / 2;
    spoilt[middle] ^= 0xff;
    assert_eq!(refusal(&spoilt), Refusal::Broken);
}

#[test]
fn nothing_of_a_file_is_left_but_what_it_shows() {
    let script = b"<script>alert(1)</script>";
    let mut file = with_segment(&jpeg(640, 480, 10), 0xfe, script);
    file = with_segment(&file, 0xe1, &exif(1));
    file.extend(b"PK\x03\x04 an archive behind it, with <html> in it");
    assert!(image::load_from_memory(&file).is_ok(), "it is a photograph and an archive at once");
    let made = picture::read(&file).unwrap().unwrap();
    assert_eq!(made.jpeg.len(), 3);
    for jpeg in &made.jpeg {
        for trace in [&script[..], b"Exif", b"PK\x03\x04", b"<html", b"II*\0"] {
            assert!(!jpeg.windows(trace.len()).any(|w| w == trace), "{}", String::from_utf8_lossy(trace));
        }
        assert!(jpeg.ends_with(&[0xff, 0xd9]));
    }
}

#[test]
fn a_photograph_stands_upright_however_the_camera_was_held() {
    let is_red = |image: &image::RgbImage, x: u32, y: u32| image.get_pixel(x, y)[0] > 180;
    // Where the first corner of the file belongs, by what Exif says: left or right, above or below.
    for (orientation, corner) in
        [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))]
    {
        let file = with_segment(&jpeg(640, 480, 10), 0xe1, &exif(orientation));
        let made = picture::read(&file).unwrap().unwrap();
        let turned = orientation > 4;
        assert_eq!((made.width, made.height), if turned { (480, 640) } else { (640, 480) });
        for jpeg in &made.jpeg {
            let seen = image::load_from_memory(jpeg).unwrap().into_rgb8();
            let (w, h) = seen.dimensions();
            assert_eq!(w < h, turned);
            for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let red = is_red(&seen, w / 4 + x * w / 2, h / 4 + y * h / 2);
                assert_eq!(red, (x, y) == corner, "{orientation}: {x} {y}");
            }
        }
    }
}

#[test]
fn colours_of_a_wider_space_are_those_that_were_seen() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let payload = [&b"ICC_PROFILE\0\x01\x01"[..], &profile].concat();
    let flat = |file: &[u8]| {
        let made = picture::read(file).unwrap().unwrap();
        assert!(!made.jpeg[2].windows(11).any(|w| w == b"ICC_PROFILE"));
        image::load_from_memory(&made.jpeg[2]).unwrap().into_rgb8().get_pixel(300, 300).0
    };
    let plain = jpeg(400, 400, 120);
    let (without, with) = (flat(&plain), flat(&with_segment(&plain, 0xe2, &payload)));
    // The greenish corner is greener in sRGB, whose green is nearer.
    assert!(with[1] >= without[1] && with[0] < without[0], "{without:?} {with:?}");
    assert_eq!(flat(&with_segment(&plain, 0xe2, b"ICC_PROFILE\0\x01\x01 nonsense")), without);
}

#[test]
fn what_can_be_seen_through_is_white() {
    let mut holes = image::RgbaImage::new(100, 100);
    for (x, y, p) in drawn(100, 100, 0).enumerate_pixels() {
        holes.put_pixel(x, y, image::Rgba([p[0], p[1], p[2], if x < 50 { 0 } else { 255 }]));
    }
    let mut file = std::io::Cursor::new(Vec::new());
    holes.write_to(&mut file, image::ImageFormat::Png).unwrap();
    let made = picture::read(&file.into_inner()).unwrap().unwrap();
    let seen = image::load_from_memory(&made.jpeg[2]).unwrap().into_rgb8();
    assert!(seen.get_pixel(10, 10).0.iter().all(|c| *c > 245), "{:?}", seen.get_pixel(10, 10));
}

#[test]
fn a_backup_carries_the_photographs_and_a_restore_brings_them_back() {
    if std::env::var_os("LINXIN_TEST_DATABASE").is_some() {
        return;
    }
    let data = TempDir::new().unwrap();
    let run = |data: &Path, args: &[&str]| {
        let output = linxin(data).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", words(&output));
        words(&output)
    };
    run(data.path(), &["migrate"]);
    let db = backend::db::Db::open(&data.path().join("linxin.sqlite3").display().to_string(), 1).unwrap();
    let town = Town::build(&db);
    store(&db, &project(town.east, "PRJ-2026-0001", "槐荫里改造"), &[]);
    drop(db);
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.jpg"), jpeg(640, 480, 10)).unwrap();
    let list = folder.path().join("list.csv");
    fs::write(&list, format!("{HEADER}PRJ-2026-0001,a.jpg,改造前,,门口,,门口的裂缝\n")).unwrap();
    let list = list.display().to_string();
    assert!(run(data.path(), &["import", "media", &list, "--dry-run"]).contains("试运行"));
    assert!(kept(data.path()).is_empty());
    assert!(run(data.path(), &["import", "media", &list]).contains("照片 1 行：新增 1，更新 0，不变 0。"));
    let archive = folder.path().join("b.tar.gz").display().to_string();
    run(data.path(), &["backup", &archive]);
    let to = TempDir::new().unwrap();
    run(to.path(), &["restore", &archive]);
    assert_eq!(kept(to.path()), kept(data.path()));
    assert_eq!(kept(to.path()).len(), 3);
    assert!(run(to.path(), &["import", "media", &list]).contains("不变 1"));
    run(to.path(), &["imports", "undo"]);
    assert!(kept(to.path()).is_empty());
}

#[test]
fn a_bucket_needs_a_program_that_can_speak_to_one() {
    let data = TempDir::new().unwrap();
    for (url, said) in [("s3://photos/a", "--features s3"), ("ftp://photos", "s3://bucket/prefix")] {
        if cfg!(feature = "s3") && url.starts_with("s3:") {
            continue;
        }
        let output = linxin(data.path()).args(["migrate", "--media-url", url]).output().unwrap();
        assert!(!output.status.success() && words(&output).contains(said), "{}", words(&output));
    }
}
