//! Thin binding to MapLibre GL JS 6, an ES module that is loaded with `import()` when the first map is needed.

use js_sys::{Array, Function, Object, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlCanvasElement, ImageData};

use crate::ui::{meta, style_sheet};

#[wasm_bindgen(inline_js = "export function importModule(url) { return import(new URL(url, document.baseURI).href); }")]
extern "C" {
    #[wasm_bindgen(js_name = importModule)]
    fn import_module(url: &str) -> Promise;
}

#[wasm_bindgen]
extern "C" {
    /// A map.
    pub(super) type MlMap;
    #[wasm_bindgen(method, js_name = getSource)]
    pub(super) fn get_source(this: &MlMap, id: &str) -> Option<GeoJsonSource>;
    #[wasm_bindgen(method, js_name = addSource)]
    pub(super) fn add_source(this: &MlMap, id: &str, source: &JsValue);
    #[wasm_bindgen(method, js_name = addLayer)]
    pub(super) fn add_layer(this: &MlMap, layer: &JsValue, before: &str);
    #[wasm_bindgen(method, js_name = setPaintProperty)]
    pub(super) fn set_paint(this: &MlMap, layer: &str, name: &str, value: &JsValue);
    #[wasm_bindgen(method, js_name = setLayoutProperty)]
    pub(super) fn set_layout(this: &MlMap, layer: &str, name: &str, value: &JsValue);
    #[wasm_bindgen(method, js_name = hasImage)]
    pub(super) fn has_image(this: &MlMap, id: &str) -> bool;
    #[wasm_bindgen(method, js_name = addImage)]
    pub(super) fn add_image(this: &MlMap, id: &str, image: &ImageData, options: &JsValue);
    #[wasm_bindgen(method, js_name = updateImage)]
    pub(super) fn update_image(this: &MlMap, id: &str, image: &ImageData);
    #[wasm_bindgen(method)]
    pub(super) fn on(this: &MlMap, event: &str, run: &Function) -> Subscription;
    #[wasm_bindgen(method, js_name = queryRenderedFeatures)]
    pub(super) fn rendered(this: &MlMap, within: &JsValue, options: &JsValue) -> Array;
    #[wasm_bindgen(method)]
    pub(super) fn project(this: &MlMap, at: &JsValue) -> Pixel;
    #[wasm_bindgen(method, js_name = easeTo)]
    pub(super) fn ease_to(this: &MlMap, options: &JsValue);
    #[wasm_bindgen(method, catch, js_name = fitBounds)]
    pub(super) fn fit_bounds(this: &MlMap, bounds: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = zoomIn)]
    pub(super) fn zoom_in(this: &MlMap, options: &JsValue);
    #[wasm_bindgen(method, js_name = zoomOut)]
    pub(super) fn zoom_out(this: &MlMap, options: &JsValue);
    #[wasm_bindgen(method, js_name = getZoom)]
    pub(super) fn zoom(this: &MlMap) -> f64;
    #[wasm_bindgen(method, js_name = getBounds)]
    pub(super) fn bounds(this: &MlMap) -> Bounds;
    #[wasm_bindgen(method, js_name = getCenter)]
    pub(super) fn center(this: &MlMap) -> LngLat;
    #[wasm_bindgen(method, js_name = getCanvas)]
    pub(super) fn canvas(this: &MlMap) -> HtmlCanvasElement;
    #[wasm_bindgen(method)]
    pub(super) fn resize(this: &MlMap) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn keyboard(this: &MlMap) -> Handler;
    #[wasm_bindgen(method, getter, js_name = touchZoomRotate)]
    pub(super) fn touch(this: &MlMap) -> Handler;
    #[wasm_bindgen(method, catch)]
    pub(super) fn remove(this: &MlMap) -> Result<(), JsValue>;

    /// A listener's place.
    pub(super) type Subscription;
    #[wasm_bindgen(method)]
    pub(super) fn unsubscribe(this: &Subscription);

    /// A way of moving the map.
    pub(super) type Handler;
    #[wasm_bindgen(method, js_name = disableRotation)]
    pub(super) fn disable_rotation(this: &Handler);

    /// Features that a map draws.
    pub(super) type GeoJsonSource;
    #[wasm_bindgen(method, js_name = setData)]
    pub(super) fn set_data(this: &GeoJsonSource, data: &JsValue) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = getClusterExpansionZoom)]
    pub(super) fn expansion_zoom(this: &GeoJsonSource, cluster: f64) -> Result<Promise, JsValue>;

    /// What happened on a map.
    pub(super) type MapEvent;
    #[wasm_bindgen(method, getter)]
    pub(super) fn point(this: &MapEvent) -> Option<Pixel>;
    #[wasm_bindgen(method, getter, js_name = sourceId)]
    pub(super) fn source_id(this: &MapEvent) -> Option<String>;

    /// A place on the screen, from the map's corner.
    pub(super) type Pixel;
    #[wasm_bindgen(method, getter)]
    pub(super) fn x(this: &Pixel) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn y(this: &Pixel) -> f64;

    /// What a map shows.
    pub(super) type Bounds;
    #[wasm_bindgen(method, js_name = getWest)]
    pub(super) fn west(this: &Bounds) -> f64;
    #[wasm_bindgen(method, js_name = getSouth)]
    pub(super) fn south(this: &Bounds) -> f64;
    #[wasm_bindgen(method, js_name = getEast)]
    pub(super) fn east(this: &Bounds) -> f64;
    #[wasm_bindgen(method, js_name = getNorth)]
    pub(super) fn north(this: &Bounds) -> f64;

    /// A place on the earth.
    pub(super) type LngLat;
    #[wasm_bindgen(method, getter)]
    pub(super) fn lat(this: &LngLat) -> f64;

    /// A feature that was drawn.
    pub(super) type Feature;
    #[wasm_bindgen(method, getter)]
    pub(super) fn properties(this: &Feature) -> Object;
    #[wasm_bindgen(method, getter)]
    pub(super) fn geometry(this: &Feature) -> Object;
}

/// Why there is no map; the page says the same whatever it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoMap;

impl From<JsValue> for NoMap {
    fn from(_: JsValue) -> Self {
        Self
    }
}

#[wasm_bindgen]
extern "C" {
    /// Reads tiles out of one file, by Range.
    type Protocol;
    #[wasm_bindgen(method)]
    fn add(this: &Protocol, file: &TileFile);
    #[wasm_bindgen(method, getter)]
    fn tile(this: &Protocol) -> Function;

    /// A PMTiles file.
    type TileFile;
    #[wasm_bindgen(method, js_name = getMetadata)]
    fn metadata(this: &TileFile) -> Promise;
}

/// The library.
#[derive(Clone)]
pub(super) struct MapLibre(JsValue);

impl MapLibre {
    /// Loads it; the browser keeps it for the next map.
    pub(super) async fn load() -> Result<Self, NoMap> {
        style_sheet("maplibre-css");
        let library = JsFuture::from(import_module(&meta("maplibre").ok_or(NoMap)?)).await?;
        if let Some(worker) = meta("maplibre-worker") {
            let set: Function = Reflect::get(&library, &"setWorkerUrl".into())?.unchecked_into();
            set.call1(&library, &worker.into())?;
        }
        Ok(Self(library))
    }

    /// Teaches it to read the PMTiles file at `address`, and says what the file says of itself.
    pub(super) async fn read_file(&self, address: &str) -> Result<Value, NoMap> {
        let reader = JsFuture::from(import_module(&meta("pmtiles").ok_or(NoMap)?)).await?;
        let class = |name: &str| Reflect::get(&reader, &name.into()).map(JsCast::unchecked_into::<Function>);
        let made = Reflect::construct(&class("PMTiles")?, &Array::of1(&address.into()))?;
        let file: TileFile = made.unchecked_into();
        let protocol: Protocol = Reflect::construct(&class("Protocol")?, &Array::new())?.unchecked_into();
        protocol.add(&file);
        let add: Function = Reflect::get(&self.0, &"addProtocol".into())?.unchecked_into();
        // The next map says it again: the last one is asked.
        add.call2(&self.0, &"pmtiles".into(), &protocol.tile())?;
        value(&JsFuture::from(file.metadata()).await?).ok_or(NoMap)
    }

    /// Makes a map.
    pub(super) fn map(&self, options: &Object) -> Result<MlMap, NoMap> {
        let class: Function = Reflect::get(&self.0, &"Map".into())?.unchecked_into();
        Ok(Reflect::construct(&class, &Array::of1(options))?.unchecked_into())
    }
}

/// A value as the library takes it.
pub(super) fn js(value: &Value) -> JsValue {
    js_sys::JSON::parse(&value.to_string()).unwrap_or(JsValue::UNDEFINED)
}

/// What the library says, as a value.
pub(super) fn value(from: &JsValue) -> Option<Value> {
    let text = js_sys::JSON::stringify(from).ok()?;
    serde_json::from_str(&String::from(text)).ok()
}
