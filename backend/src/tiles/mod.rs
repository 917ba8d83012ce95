//! Tiles 瓦片底图: the one base map the operator chose, the hosts it needs, and the PMTiles file of the data folder.

mod pmtiles;

use std::path::Path;

use actix_files::NamedFile;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding, HeaderValue};
use actix_web::web::{Data, Json, ServiceConfig, block};
use actix_web::{HttpRequest, HttpResponse};
use shared::query::Params;
use shared::tiles::{TileFormat, TileLayer, TileRole, Tiles, TilesKind};

use crate::config::TileSettings;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// Name of the operator's tiles in the data folder.
const FILE: &str = "basemap.pmtiles";
/// Where they are served.
const ADDRESS: &str = "/tiles/basemap.pmtiles";
/// Highest zoom of 天地图, and of an unknown server as far as one may hope.
const MAX_ZOOM: u8 = 18;
/// Attribution of 天地图 where the operator gives none.
const TIANDITU: &str = "天地图 · 国家地理信息公共服务平台";

/// The addresses of this slice in the API.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/tiles", get_tiles));
}

/// The address of the file itself, beside the API.
pub fn file(cfg: &mut ServiceConfig) {
    cfg.service(crate::get(ADDRESS, get_file));
}

/// The operator's base map; `null` where the schematic of `/api/v1/basemap` does.
#[utoipa::path(get, path = "/api/v1/tiles", tag = "site", responses(
    (status = 200, description = "the base map, or null", body = Option<Tiles>),
    Usual,
))]
pub(crate) async fn get_tiles(request: HttpRequest, state: Data<State>) -> Result<Json<Option<Tiles>>> {
    Params::parse(request.query_string())?.finish()?;
    let (source, data) = (state.tiles().await?, state.data.clone());
    // A disk may be slow: not on the threads that answer.
    Ok(Json(block(move || source.tiles(&data)).await.map_err(Error::internal)?))
}

/// The file as it lies there: by Range, never compressed, since the tiles in it are.
async fn get_file(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let path = state.data.join(FILE);
    let shown = path.display().to_string();
    let file = match block(move || NamedFile::open(path)).await.map_err(Error::internal)? {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(Error::not_found()),
        Err(e) => return Err(Error::internal(format!("{shown}: {e}"))),
    };
    let file = file.disable_content_disposition().set_content_encoding(ContentEncoding::Identity);
    let kind = "application/vnd.pmtiles".parse().map_err(Error::internal)?;
    let mut answer = file.set_content_type(kind).into_response(&request);
    // Asked for again each time: a newer file must not be mixed with parts of the older.
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    Ok(answer)
}

/// Where the base map comes from.
#[derive(Clone)]
pub enum Source {
    /// 天地图, with its key.
    Tianditu(String, Option<String>),
    /// A template, with its host unless it is this one.
    Xyz(String, Option<String>, Option<String>),
    /// The file of the data folder, whenever it is there.
    File(Option<String>),
}

impl Source {
    /// Reads the settings; an empty one is none.
    ///
    /// # Errors
    /// What cannot be used, or which two contradict each other.
    pub fn read(settings: &TileSettings, data: &Path) -> Result<Self> {
        let given =
            |setting: &Option<String>| setting.as_deref().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
        let (key, url) = (given(&settings.tianditu_key), given(&settings.tiles_url));
        let file = pmtiles::read(&data.join(FILE))?.map(|_| data.join(FILE).display().to_string());
        let chosen: Vec<String> = [
            key.as_ref().map(|_| "--tianditu-key（LINXIN_TILES_TIANDITU_KEY）".to_owned()),
            url.as_ref().map(|_| "--tiles-url（LINXIN_TILES_URL）".to_owned()),
            file,
        ]
        .into_iter()
        .flatten()
        .collect();
        if chosen.len() > 1 {
            let (zh, en) = (chosen.join(" 和 "), chosen.join(" and "));
            return Err(Error::Internal(format!(
                "底图只能选一个，现在有 {zh}。请去掉多余的。\nThere can be one base map, and these are set: {en}. Take the others away."
            )));
        }
        let attribution = given(&settings.tiles_attribution);
        match (key, url) {
            (Some(key), _) if key.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(Self::Tianditu(key, attribution)),
            (Some(_), _) => Err(Error::Internal(
                "天地图密钥只含字母和数字。请检查 --tianditu-key。\nA key of 天地图 is letters and digits only: check --tianditu-key."
                    .to_owned(),
            )),
            (None, Some(url)) => Ok(Self::Xyz(url.clone(), host(&url)?, attribution)),
            (None, None) => Ok(Self::File(attribution)),
        }
    }

    /// The hosts that a browser must be let through to.
    pub fn hosts(&self) -> Vec<String> {
        match self {
            Self::Tianditu(..) => (0..8).map(|n| format!("https://t{n}.tianditu.gov.cn")).collect(),
            Self::Xyz(_, host, _) => host.iter().cloned().collect(),
            Self::File(_) => Vec::new(),
        }
    }

    /// The base map as the page draws it; `None` when there is none. Looks at the disk.
    pub fn tiles(&self, data: &Path) -> Option<Tiles> {
        let raster = |role, addresses| TileLayer {
            role,
            format: TileFormat::Raster,
            addresses,
            tile_size: 256,
            min_zoom: 0,
            max_zoom: MAX_ZOOM,
            bbox: None,
        };
        let (kind, layers, attribution) = match self {
            Self::Tianditu(key, attribution) => {
                let layers = [("vec", TileRole::Base), ("cva", TileRole::Labels)];
                let layers =
                    layers.map(|(layer, role)| TileLayer { min_zoom: 1, ..raster(role, tianditu(layer, key)) });
                let attribution = attribution.clone().unwrap_or_else(|| TIANDITU.to_owned());
                (TilesKind::Tianditu, layers.to_vec(), Some(attribution))
            }
            Self::Xyz(url, _, attribution) => {
                (TilesKind::Xyz, vec![raster(TileRole::Base, vec![url.clone()])], attribution.clone())
            }
            Self::File(attribution) => match pmtiles::read(&data.join(FILE)) {
                Ok(Some(header)) => (TilesKind::Pmtiles, vec![header.layer(ADDRESS)], attribution.clone()),
                Ok(None) => return None,
                // It was good at the start, or came later: the schematic does until it is whole.
                Err(cause) => {
                    tracing::error!(%cause, "the base map cannot be used");
                    return None;
                }
            },
        };
        Some(Tiles { kind, layers, attribution })
    }
}

/// The addresses of a layer of 天地图 in the grid of Web Mercator, by its WMTS.
fn tianditu(layer: &str, key: &str) -> Vec<String> {
    let address = |n| {
        format!(
            "https://t{n}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}\
             &STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
        )
    };
    (0..8).map(address).collect()
}

/// The host of a template as a policy names it; `None` for this server's own.
fn host(url: &str) -> Result<Option<String>> {
    let refused = |zh: &str, en: &str| {
        Err(Error::Internal(format!("--tiles-url 不能用：{zh}\n--tiles-url cannot be used: {en}")))
    };
    let bare = ["{z}", "{x}", "{y}"].iter().fold(url.to_owned(), |text, part| text.replacen(part, "", 1));
    if bare.len() + 9 != url.len() || bare.contains(['{', '}']) {
        return refused(
            "要有 {z}、{x}、{y} 各一个，不能有其他花括号。例：https://tiles.example.cn/{z}/{x}/{y}.png",
            "it needs {z}, {x} and {y} once each and no other braces, as in https://tiles.example.cn/{z}/{x}/{y}.png.",
        );
    }
    if !bare.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\^`|#;".contains(&b)) {
        return refused("含空格或特殊字符，请写成 %XX。", "it holds blanks or special characters: write them as %XX.");
    }
    if bare.starts_with('/') && !bare.starts_with("//") {
        return Ok(None);
    }
    let Some(rest) = bare.strip_prefix("https://") else {
        return refused(
            "要以 https:// 开头；本站的瓦片以 / 开头。",
            "it begins with https://, or with / for tiles of this host.",
        );
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let good = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b));
    if host.is_empty() || !good || !url[8..].starts_with(host) {
        return refused("主机名读不懂。", "its host cannot be read.");
    }
    Ok(Some(format!("https://{}", host.to_ascii_lowercase())))
}
