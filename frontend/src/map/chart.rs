//! A living map: made once, dressed again when the reader's choices change, removed with its page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Reflect};
use leptos::prelude::window;
use serde_json::{Value, json};
use shared::geo::{Bbox, Point};
use shared::projects::Sign;
use shared::tiles::Tiles;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlElement, ImageData};

use super::layers;
use super::look::{Look, SIGNS};
use super::maplibre::{Feature, MapEvent, MapLibre, MlMap, NoMap, Subscription, js, value};
use super::signs;
use super::tiles::{self, Laid};
use crate::i18n::t;

/// What China spans: shown where nothing smaller is known.
const CHINA: Bbox = Bbox { west: 73.5, south: 18.0, east: 135.1, north: 53.6 };
/// Further in, a schematic says nothing.
const MAX_ZOOM: f64 = 18.0;

/// What a tap met.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hit {
    /// A project.
    Project(String),
    /// Several of them.
    Cluster { id: f64, at: Point },
    /// Several that the server put together.
    Group { at: Point },
}

thread_local! {
    /// Without a listener the library writes to the console; what fails shows itself as missing.
    static IGNORE: Closure<dyn FnMut(JsValue)> = Closure::new(|_| ());
}

type Held = Closure<dyn FnMut(MapEvent)>;

/// A map; copies are the same one.
#[derive(Clone)]
pub(super) struct Chart(Rc<Inner>);

struct Inner {
    map: MlMap,
    held: RefCell<Vec<(Subscription, Held)>>,
    removed: Cell<bool>,
    library: MapLibre,
    laid: RefCell<Option<Laid>>,
}

/// What a map shows, about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    /// At least this.
    pub(super) at: Bbox,
    /// A whole number.
    pub(super) zoom: f64,
}

/// What kind of map.
#[derive(Clone, Copy)]
pub(super) struct Options {
    /// Points that stand close are drawn as one.
    pub(super) clustered: bool,
    /// The page scrolls over it; moving it takes two fingers.
    pub(super) cooperative: bool,
    /// How near it begins at most.
    pub(super) max_zoom: f64,
    /// What it shows at first.
    pub(super) at: Option<Bbox>,
}

/// Room around what is fitted, px: more where the buttons and the note lie.
fn padding() -> Value {
    json!({"top": 48, "right": 76, "bottom": 56, "left": 48})
}

fn corners(of: Bbox) -> Value {
    json!([[of.west, of.south], [of.east, of.north]])
}

/// Nothing moves by itself for readers who asked for that.
fn still() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|m| m.matches())
}

impl Chart {
    /// Makes a map in `node`.
    pub(super) fn new(library: &MapLibre, node: &HtmlElement, options: Options) -> Result<Self, NoMap> {
        let given = js(&json!({
            "style": layers::style(&Look::now(), options.clustered),
            "bounds": corners(options.at.unwrap_or(CHINA)),
            "fitBoundsOptions": {"padding": padding(), "maxZoom": options.max_zoom},
            "attributionControl": false,
            "dragRotate": false,
            "pitchWithRotate": false,
            "touchPitch": false,
            "renderWorldCopies": false,
            "maxZoom": MAX_ZOOM,
            "fadeDuration": 0,
            "cooperativeGestures": options.cooperative,
            "locale": {
                "Map.Title": t("map.canvas"),
                "CooperativeGesturesHandler.WindowsHelpText": t("map.two.ctrl"),
                "CooperativeGesturesHandler.MacHelpText": t("map.two.command"),
                "CooperativeGesturesHandler.MobileHelpText": t("map.two.fingers"),
            },
        }));
        let given: Object = given.unchecked_into();
        Reflect::set(&given, &"container".into(), node)?;
        let map = library.map(&given)?;
        map.keyboard().disable_rotation();
        map.touch().disable_rotation();
        let chart = Self(Rc::new(Inner {
            map,
            held: RefCell::default(),
            removed: Cell::new(false),
            library: library.clone(),
            laid: RefCell::default(),
        }));
        IGNORE.with(|ignore| chart.0.map.on("error", ignore.as_ref().unchecked_ref::<Function>()));
        Ok(chart)
    }

    fn map(&self) -> Option<&MlMap> {
        (!self.0.removed.get()).then_some(&self.0.map)
    }

    /// Runs `run` whenever `event` happens, until the map is removed.
    pub(super) fn on(&self, event: &str, run: impl FnMut(MapEvent) + 'static) {
        let closure: Held = Closure::new(run);
        let subscription = self.0.map.on(event, closure.as_ref().unchecked_ref::<Function>());
        self.0.held.borrow_mut().push((subscription, closure));
    }

    /// Colours, sizes and names of this look.
    pub(super) fn dress(&self, look: &Look) {
        let Some(map) = self.map() else { return };
        let put = |id: &str, image: Option<ImageData>| {
            let Some(image) = image else { return };
            if map.has_image(id) {
                map.update_image(id, &image);
            } else {
                map.add_image(id, &image, &js(&json!({"pixelRatio": signs::RATIO})));
            }
        };
        for sign in SIGNS {
            put(&signs::image_id(sign), signs::point(sign, look));
        }
        put(signs::LATE_BADGE, signs::late_badge(look));
        let laid = self.0.laid.borrow().as_ref().map(|laid| laid.layers(look));
        for layer in layers::layers(look).into_iter().chain(laid.into_iter().flatten()) {
            let id = layer["id"].as_str().unwrap_or_default();
            for (name, value) in layer["paint"].as_object().into_iter().flatten() {
                map.set_paint(id, name, &js(value));
            }
            for (name, value) in layer["layout"].as_object().into_iter().flatten() {
                map.set_layout(id, name, &js(value));
            }
        }
        // The map's own title was said in the language of its birth.
        let _ = map.canvas().set_attribute("aria-label", &t("map.canvas"));
    }

    /// Lays the operator's tiles over the schematic, once; a file that cannot be read leaves the schematic.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) async fn lay(self, tiles: Tiles) -> Result<(), NoMap> {
        let metadata = match tiles::file(&tiles) {
            Some(file) => Some(self.0.library.read_file(&file).await?),
            None => None,
        };
        let Some(map) = self.map() else { return Ok(()) };
        let laid = Laid::new(tiles, metadata.as_ref());
        for (id, source) in laid.sources() {
            map.add_source(&id, &js(&source));
        }
        for layer in laid.layers(&Look::now()) {
            map.add_layer(&js(&layer), layers::OVER_TILES);
        }
        self.0.laid.replace(Some(laid));
        Ok(())
    }

    /// Gives a source its features.
    pub(super) fn draw(&self, source: &str, features: &Value) {
        if let Some(source) = self.map().and_then(|map| map.get_source(source)) {
            source.set_data(&js(features));
        }
    }

    /// Shows a box, or China.
    pub(super) fn fit(&self, to: Option<Bbox>, moving: bool) {
        let Some(map) = self.map() else { return };
        map.resize();
        let animate = moving && !still();
        let options = json!({"padding": padding(), "maxZoom": 15, "animate": animate, "duration": 500});
        // A map too small for the padding stays where it is.
        let _ = map.fit_bounds(&js(&corners(to.unwrap_or(CHINA))), &js(&options));
    }

    /// Goes to a place, and at least so near.
    pub(super) fn ease(&self, to: Point, zoom: f64) {
        let Some(map) = self.map() else { return };
        let zoom = map.zoom().max(zoom);
        let options = json!({"center": [to.lng, to.lat], "zoom": zoom, "animate": !still(), "duration": 500});
        map.ease_to(&js(&options));
    }

    /// The zoom that is `levels` nearer than now.
    pub(super) fn nearer(&self, levels: f64) -> f64 {
        self.map().map_or(levels, |map| map.zoom() + levels)
    }

    /// One step nearer or farther.
    pub(super) fn step(&self, nearer: bool) {
        let Some(map) = self.map() else { return };
        let options = js(&json!({"animate": !still(), "duration": 200}));
        if nearer { map.zoom_in(&options) } else { map.zoom_out(&options) }
    }

    /// Zooms in until a cluster falls apart.
    pub(super) fn open_cluster(&self, id: f64, at: Point) {
        let asked = self.map().and_then(|map| map.get_source("points")).map(|source| source.expansion_zoom(id));
        let Some(Ok(promise)) = asked else { return };
        let chart = self.clone();
        spawn_local(async move {
            if let Some(zoom) = JsFuture::from(promise).await.ok().and_then(|zoom| zoom.as_f64()) {
                chart.ease(at, zoom.min(MAX_ZOOM));
            }
        });
    }

    /// Goes to where a group of the server falls apart: its cells are a quarter as wide two steps nearer.
    pub(super) fn open_group(&self, at: Point) {
        if let Some(map) = self.map() {
            self.ease(at, (map.zoom() + 2.0).min(MAX_ZOOM));
        }
    }

    /// What the map shows, and how near: whole steps, and borders that other readers' maps have too, so that one answer
    /// does for many.
    pub(super) fn view(&self) -> Option<View> {
        let map = self.map()?;
        let bounds = map.bounds();
        let zoom = map.zoom().round().clamp(0.0, MAX_ZOOM);
        // A quarter of a tile of 512 pixels; in degrees of latitude somewhat less.
        let step = 90.0 / zoom.exp2();
        let (down, up) = (|of: f64| (of / step).floor() * step, |of: f64| (of / step).ceil() * step);
        let at = Bbox {
            west: down(bounds.west()).max(-180.0),
            south: down(bounds.south()).max(-90.0),
            east: up(bounds.east()).min(180.0),
            north: up(bounds.north()).min(90.0),
        };
        Some(View { at, zoom })
    }

    /// What lies within a finger's width of a place on the screen.
    pub(super) fn hit(&self, x: f64, y: f64, reach: f64) -> Option<Hit> {
        let map = self.map()?;
        let within = js(&json!([[x - reach, y - reach], [x + reach, y + reach]]));
        let found = map.rendered(&within, &js(&json!({"layers": layers::TAPPABLE})));
        let found = found.iter().map(|f| f.unchecked_into::<Feature>());
        // The nearest point before any shape, which is met only where it was drawn.
        let mut best: Option<(f64, Hit)> = None;
        for feature in found {
            let Some(of) = value(&feature.properties()) else { continue };
            let at = value(&feature.geometry()).and_then(|g| place(&g));
            let far = at.map_or(f64::INFINITY, |at| {
                let pixel = map.project(&js(&json!([at.lng, at.lat])));
                (pixel.x() - x).hypot(pixel.y() - y)
            });
            let hit = match (of["cluster_id"].as_f64(), of["number"].as_str(), at) {
                (Some(id), _, Some(at)) => Hit::Cluster { id, at },
                (None, Some(number), _) => Hit::Project(number.to_owned()),
                (None, None, Some(at)) if of["point_count"].is_number() => Hit::Group { at },
                _ => continue,
            };
            if best.as_ref().is_none_or(|(nearest, _)| far < *nearest) {
                best = Some((far, hit));
            }
        }
        best.map(|(_, hit)| hit)
    }

    /// Where a place is on the screen, from the map's corner.
    pub(super) fn pixel(&self, at: Point) -> Option<(f64, f64)> {
        let pixel = self.map()?.project(&js(&json!([at.lng, at.lat])));
        Some((pixel.x(), pixel.y()))
    }

    /// Metres of one pixel in the middle of the map.
    pub(super) fn metres_per_pixel(&self) -> Option<f64> {
        let map = self.map()?;
        // The equator on 512 pixels at zoom 0.
        const EQUATOR: f64 = 40_075_016.686;
        Some(EQUATOR * map.center().lat().to_radians().cos() / (512.0 * map.zoom().exp2()))
    }

    /// Shows that something under the pointer can be pressed.
    pub(super) fn point_at(&self, something: bool) {
        if let Some(map) = self.map() {
            // A property of an element that exists cannot fail.
            let _ = map.canvas().style().set_property("cursor", if something { "pointer" } else { "" });
        }
    }

    /// Gives the map the keyboard.
    pub(super) fn focus(&self) {
        if let Some(map) = self.map() {
            // A canvas that is not shown keeps the focus where it is.
            let _ = map.canvas().focus();
        }
    }

    /// Takes the map off the page and lets go of everything.
    pub(super) fn remove(&self) {
        if !self.0.removed.replace(true) {
            for (subscription, _closure) in self.0.held.take() {
                subscription.unsubscribe();
            }
            // A map that is half made may complain; it is gone all the same.
            let _ = self.0.map.remove();
        }
    }
}

fn place(geometry: &Value) -> Option<Point> {
    let at = geometry.get("coordinates")?;
    Some(Point { lng: at.get(0)?.as_f64()?, lat: at.get(1)?.as_f64()? })
}

/// A feature of the source `marked`.
pub(super) fn marked(at: Point, sign: Sign, number: &str, mark: &str) -> Value {
    super::features::at(at, json!({"sign": super::look::code(sign), "number": number, "mark": mark, "rank": 0}))
}
