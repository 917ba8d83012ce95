//! The way there 导航: links that open a position in the map apps people have. Chinese apps want GCJ-02, the others WGS-84.

use crate::geo::{Point, to_gcj02};
use crate::query;

/// A map app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum MapApp {
    /// 高德地图
    Amap,
    /// 百度地图
    Baidu,
    /// 腾讯地图
    Tencent,
    /// Whatever the device opens `geo:` with, WGS-84.
    Device,
}

/// The query part of an address; map apps know a space as `%20` alone.
fn write<const N: usize>(pairs: [(&str, Option<String>); N]) -> String {
    query::write(pairs).replace('+', "%20")
}

/// An address for each map app that shows `name` at `at` (WGS-84); what the app needs is converted here and nowhere stored.
pub fn links(at: Point, name: &str) -> [(MapApp, String); 4] {
    let (lng, lat) = at.texts();
    let (app_lng, app_lat) = to_gcj02(at).texts();
    let text = |text: &str| Some(text.to_owned());
    let amap = write([
        ("position", Some(format!("{app_lng},{app_lat}"))),
        ("name", text(name)),
        ("coordinate", text("gaode")),
        ("src", text("linxin")),
    ]);
    let baidu = write([
        ("location", Some(format!("{app_lat},{app_lng}"))),
        ("title", text(name)),
        ("content", text(name)),
        ("coord_type", text("gcj02")),
        ("output", text("html")),
        ("src", text("linxin")),
    ]);
    // Its own signs part the fields of a marker.
    let plain = name.replace([';', ':'], " ");
    let tencent =
        write([("marker", Some(format!("coord:{app_lat},{app_lng};title:{plain}"))), ("referer", text("linxin"))]);
    [
        (MapApp::Amap, format!("https://uri.amap.com/marker?{amap}")),
        (MapApp::Baidu, format!("https://api.map.baidu.com/marker?{baidu}")),
        (MapApp::Tencent, format!("https://apis.map.qq.com/uri/v1/marker?{tencent}")),
        (MapApp::Device, format!("geo:{lat},{lng}?{}", write([("q", Some(format!("{lat},{lng}({plain})")))]))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_apps_get_shifted_positions_and_the_device_true_ones() {
        let at = Point { lng: 115.09, lat: 30.2 };
        let [(_, amap), (_, baidu), (_, tencent), (_, device)] = links(at, "甲;乙 & 丙");
        let (lng, lat) = to_gcj02(at).texts();
        assert_ne!(lng, "115.09");
        assert!(
            amap.starts_with(&format!("https://uri.amap.com/marker?position={lng}%2C{lat}&name=%E7%94%B2")),
            "{amap}"
        );
        assert!(baidu.contains(&format!("location={lat}%2C{lng}&")) && baidu.contains("coord_type=gcj02"), "{baidu}");
        assert!(tencent.contains(&format!("coord%3A{lat}%2C{lng}%3Btitle%3A%E7%94%B2%20%E4%B9%99")), "{tencent}");
        assert!(device.starts_with("geo:30.2,115.09?q="), "{device}");
        for url in [amap, baidu, tencent, device] {
            assert!(url.is_ascii() && !url.contains(' ') && url.matches('?').count() == 1, "{url}");
        }
    }
}
