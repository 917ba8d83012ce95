//! The base map: one source, its hosts and no others let through, and the PMTiles file by Range.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use backend::config::{SiteSettings, TileSettings};
use backend::tiles::Source;
use shared::tiles::{TileFormat, TileRole, Tiles, TilesKind};
use tempfile::TempDir;

use crate::app::TestApp;

const FILE: &str = "/tiles/basemap.pmtiles";

fn settings(key: &str, url: &str) -> TileSettings {
    // An empty variable is none.
    TileSettings { tianditu_key: Some(key.to_owned()), tiles_url: Some(url.to_owned()), tiles_attribution: None }
}

fn with(tiles: TileSettings) -> TestApp {
    TestApp::with_settings(SiteSettings { tiles, ..SiteSettings::default() })
}

/// A PMTiles file with nothing in it but its head.
fn pmtiles(tile_type: u8) -> Vec<u8> {
    let mut file = b"PMTiles\x03".to_vec();
    file.resize(99, 0);
    file.extend([tile_type, 4, 15]);
    for degrees in [114.9_f64, 30.1, 115.2, 30.3] {
        file.extend(((degrees * 1e7).round() as i32).to_le_bytes());
    }
    file.resize(5_000, b'.');
    file
}

/// The sources that the policy of `app` allows beside its own, by directive.
async fn foreign(app: &TestApp) -> Vec<(String, Vec<String>)> {
    let answer = app.get("/api/v1/health").await;
    let policy = answer.header("content-security-policy").unwrap();
    let directives = policy.split("; ").map(|d| d.split_once(' ').unwrap());
    let hosts = |values: &str| values.split(' ').filter(|v| v.contains('.')).map(str::to_owned).collect::<Vec<_>>();
    directives.map(|(name, v)| (name.to_owned(), hosts(v))).filter(|(_, hosts)| !hosts.is_empty()).collect()
}

fn both(hosts: &[String]) -> Vec<(String, Vec<String>)> {
    ["img-src", "connect-src"].map(|d| (d.to_owned(), hosts.to_vec())).to_vec()
}

#[actix_web::test]
async fn without_a_base_map_nothing_foreign_is_let_through() {
    let app = TestApp::new();
    assert_eq!(app.read::<Option<Tiles>>("/api/v1/tiles").await, None);
    assert!(foreign(&app).await.is_empty());
    assert_eq!(app.get("/").await.header("referrer-policy"), Some("same-origin"));
    app.refused(FILE, 404).await;
}

#[actix_web::test]
async fn tianditu_is_streets_under_names_from_its_eight_hosts() {
    let app = with(settings("0123456789abcdef0123456789abcdef", ""));
    let tiles = app.read::<Option<Tiles>>("/api/v1/tiles").await.unwrap();
    assert_eq!(tiles.kind, TilesKind::Tianditu);
    assert!(tiles.attribution.unwrap().contains("天地图"));
    let roles: Vec<_> = tiles.layers.iter().map(|l| (l.role, l.format, l.addresses.len())).collect();
    assert_eq!(roles, [(TileRole::Base, TileFormat::Raster, 8), (TileRole::Labels, TileFormat::Raster, 8)]);
    assert_eq!(
        tiles.layers[1].addresses[7],
        "https://t7.tianditu.gov.cn/cva_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=cva&STYLE=default\
         &TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=0123456789abcdef0123456789abcdef"
    );
    let hosts: Vec<_> = (0..8).map(|n| format!("https://t{n}.tianditu.gov.cn")).collect();
    assert_eq!(foreign(&app).await, both(&hosts));
    // Its keys are bound to a domain, which it must be told.
    assert_eq!(app.get("/").await.header("referrer-policy"), Some("strict-origin-when-cross-origin"));
}

#[actix_web::test]
async fn any_server_of_tiles_is_let_through_by_its_host_alone() {
    let url = "https://Tiles.example.cn:8443/a/{z}/{x}/{y}.png?key=1";
    let app = with(TileSettings { tiles_attribution: Some("某局".to_owned()), ..settings("", url) });
    let tiles = app.read::<Option<Tiles>>("/api/v1/tiles").await.unwrap();
    assert_eq!((tiles.kind, tiles.attribution.as_deref()), (TilesKind::Xyz, Some("某局")));
    assert_eq!(tiles.layers[0].addresses, [url]);
    assert_eq!(foreign(&app).await, both(&["https://tiles.example.cn:8443".to_owned()]));
    let own = with(settings("", "/map/{z}/{x}/{y}.png"));
    assert_eq!(own.read::<Option<Tiles>>("/api/v1/tiles").await.unwrap().layers[0].addresses, ["/map/{z}/{x}/{y}.png"]);
    assert!(foreign(&own).await.is_empty());
}

#[test]
fn a_base_map_that_cannot_be_used_is_refused_with_a_remedy_and_without_its_key() {
    let data = TempDir::new().unwrap();
    let refused = |key: &str, url: &str| match Source::read(&settings(key, url), data.path()) {
        Ok(_) => panic!("{key} {url} is taken"),
        Err(e) => e.to_string(),
    };
    for url in [
        "http://a.cn/{z}/{x}/{y}.png",
        "//a.cn/{z}/{x}/{y}.png",
        "https://a.cn/{z}/{x}.png",
        "https://{s}.a.cn/{z}/{x}/{y}.png",
        "https://a.cn/{z}/{z}/{x}/{y}.png",
        "https://a.cn;script-src/{z}/{x}/{y}",
        "https://u:p@a.cn/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://a{z}.cn/{x}/{y}",
        "https://a.cn/ {z}/{x}/{y}",
        "瓦片/{z}/{x}/{y}",
    ] {
        let words = refused("", url);
        assert!(words.contains("--tiles-url") && words.lines().count() == 2, "{url}: {words}");
    }
    assert!(!refused("not a key", "").contains("not a key"));
    let good = "https://a.cn/{z}/{x}/{y}";
    let two = refused("abc", good);
    assert!(two.contains("--tianditu-key") && two.contains("--tiles-url") && !two.contains("abc"), "{two}");
    std::fs::write(data.path().join("basemap.pmtiles"), pmtiles(1)).unwrap();
    let two = refused("", good);
    assert!(two.contains("--tiles-url") && two.contains("basemap.pmtiles") && !two.contains("tianditu"), "{two}");
    for bad in [b"PMTiles".to_vec(), b"<html>".to_vec(), pmtiles(0), pmtiles(9), b"PMTiles\x02".repeat(40)] {
        std::fs::write(data.path().join("basemap.pmtiles"), bad).unwrap();
        assert!(refused("", "").contains("no PMTiles file of version 3"));
    }
}

#[actix_web::test]
async fn a_pmtiles_file_is_a_base_map_as_soon_as_it_is_there_and_whole() {
    let app = TestApp::new();
    let file = app.folder.path().join("basemap.pmtiles");
    std::fs::write(&file, "half").unwrap();
    assert_eq!(app.read::<Option<Tiles>>("/api/v1/tiles").await, None);
    for (tile_type, format, size) in [(1, TileFormat::Vector, 512), (4, TileFormat::Raster, 256)] {
        std::fs::write(&file, pmtiles(tile_type)).unwrap();
        let tiles = app.read::<Option<Tiles>>("/api/v1/tiles").await.unwrap();
        let layer = &tiles.layers[0];
        assert_eq!((tiles.kind, layer.format, layer.tile_size), (TilesKind::Pmtiles, format, size));
        assert_eq!((layer.addresses[0].as_str(), layer.min_zoom, layer.max_zoom), (FILE, 4, 15));
        let bbox = layer.bbox.unwrap();
        assert_eq!((bbox.west, bbox.south, bbox.east, bbox.north), (114.9, 30.1, 115.2, 30.3));
    }
    assert!(foreign(&app).await.is_empty());
}

#[actix_web::test]
async fn a_pmtiles_file_is_read_by_parts_and_never_packed() {
    let app = TestApp::new();
    let whole = pmtiles(1);
    std::fs::write(app.folder.path().join("basemap.pmtiles"), &whole).unwrap();
    let ask = |method: Method, headers: &[(&str, &str)]| {
        let packed = TestRequest::default().method(method).uri(FILE).insert_header(("Accept-Encoding", "br, gzip"));
        headers.iter().fold(packed, |r, (name, value)| r.insert_header((*name, *value)))
    };
    let all = app.send(ask(Method::GET, &[])).await;
    assert_eq!((all.status.as_u16(), &all.body), (200, &whole));
    assert_eq!(all.header("accept-ranges"), Some("bytes"));
    assert_eq!(all.header("content-type"), Some("application/vnd.pmtiles"));
    assert!(!["br", "gzip"].contains(&all.header("content-encoding").unwrap_or_default()));
    let tag = all.header("etag").unwrap();
    for (range, from, to) in [("bytes=0-126", 0, 126), ("bytes=100-101", 100, 101), ("bytes=-5", 4_995, 4_999)] {
        for extra in [&[][..], &[("If-Range", tag)]] {
            let part = app.send(ask(Method::GET, &[&[("Range", range)], extra].concat())).await;
            assert_eq!((part.status.as_u16(), &part.body[..]), (206, &whole[from..=to]), "{range}");
            assert_eq!(part.header("content-range"), Some(format!("bytes {from}-{to}/5000").as_str()));
            assert_eq!(part.header("etag"), Some(tag));
        }
    }
    let replaced = app.send(ask(Method::GET, &[("Range", "bytes=0-1"), ("If-Range", "\"of another file\"")])).await;
    assert_eq!((replaced.status.as_u16(), replaced.body.len()), (200, whole.len()));
    let beyond = app.send(ask(Method::GET, &[("Range", "bytes=5000-5001")])).await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range")), (416, Some("bytes */5000")));
    let same = app.send(ask(Method::GET, &[("If-None-Match", tag)])).await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
    let head = app.send(ask(Method::HEAD, &[])).await;
    assert_eq!((head.status.as_u16(), head.header("accept-ranges")), (200, Some("bytes")));
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        assert_eq!(app.send(ask(method, &[])).await.status.as_u16(), 405);
    }
}
