//! The layers of the map, from the ground up (DESIGN §6). No addresses for glyphs or sprites: every word is drawn here.

use serde_json::{Value, json};

use super::look::{Look, SIGNS, code};
use super::signs::LATE_BADGE;

/// Layers that answer a tap, the topmost first.
pub(super) const TAPPABLE: [&str; 8] =
    ["marked", "points", "clusters", "groups", "area-ground", "line-casing", "line-pipe", "line-other"];

/// Zoom from which points stand alone and carry their names.
pub(super) const NAMES_ZOOM: f64 = 14.0;

/// The lowest layer above the operator's tiles.
pub(super) const OVER_TILES: &str = "edge";

/// The style of a map: its sources, all empty, and its layers.
pub(super) fn style(look: &Look, clustered: bool) -> Value {
    let empty = || json!({"type": "geojson", "data": {"type": "FeatureCollection", "features": []}});
    let mut points = empty();
    if clustered {
        points["cluster"] = json!(true);
        points["clusterRadius"] = json!(52.0 * look.scale);
        points["clusterMaxZoom"] = json!(NAMES_ZOOM);
        let is_late = json!(["case", ["==", ["get", "sign"], "late"], 1, 0]);
        points["clusterProperties"] = json!({"late": ["+", is_late]});
    }
    json!({
        "version": 8,
        "sources": {
            "base": empty(), "places": empty(), "shapes": empty(), "points": points, "groups": empty(), "marked": empty(),
            "me": empty(), "around": empty(),
        },
        "layers": layers(look),
    })
}

/// One colour for each sign, of the property `sign`.
fn by_sign<'a>(colour: impl Fn(shared::projects::Sign) -> &'a str, other: &str) -> Value {
    let mut rule = vec![json!("match"), json!(["get", "sign"])];
    rule.extend(SIGNS.iter().flat_map(|sign| [json!(code(*sign)), json!(colour(*sign))]));
    rule.push(json!(other));
    Value::Array(rule)
}

fn layer(id: &str, kind: &str, source: &str, filter: Value, layout: Value, paint: Value) -> Value {
    let mut layer = json!({"id": id, "type": kind, "source": source, "layout": layout, "paint": paint});
    if !filter.is_null() {
        layer["filter"] = filter;
    }
    layer
}

/// All layers in this look.
pub(super) fn layers(look: &Look) -> Vec<Value> {
    let mut all = vec![json!({
        "id": "ground", "type": "background", "layout": {}, "paint": {"background-color": look.token("--m-land")},
    })];
    all.extend(base(look));
    all.extend(shapes(look));
    all.extend(places(look));
    all.extend(around(look));
    all.extend(clusters(look, "groups", ["groups", "group-counts", "group-late"]));
    all.extend(clusters(look, "points", ["clusters", "cluster-counts", "cluster-late"]));
    all.extend(points(look));
    all
}

fn role(name: &str) -> Value {
    json!(["==", ["get", "role"], name])
}

fn base(look: &Look) -> Vec<Value> {
    let edge = look.token("--m-edge");
    let round = json!({"line-join": "round"});
    let line = |id: &str, filter, paint| layer(id, "line", "base", filter, round.clone(), paint);
    let fill = |id: &str, filter, colour: &str| {
        layer(id, "fill", "base", filter, json!({}), json!({"fill-color": colour, "fill-antialias": true}))
    };
    vec![
        line("grid", role("grid"), json!({"line-color": look.token("--m-grid"), "line-width": 1})),
        line(
            "neighbours",
            role("neighbour"),
            json!({"line-color": edge, "line-width": 0.9, "line-opacity": 0.6, "line-dasharray": [5.5, 4.5]}),
        ),
        fill("district", role("district"), look.token("--m-district")),
        fill("river", role("river"), look.token("--m-river")),
        line(OVER_TILES, role("district"), json!({"line-color": edge, "line-width": 1.5})),
    ]
}

fn shapes(look: &Look) -> Vec<Value> {
    let is = |kind: &str| json!(["==", ["geometry-type"], kind]);
    let drawn = |way: &str| json!(["all", is("LineString"), ["==", ["get", "way"], way]]);
    let ink = || by_sign(|s| look.ink(s), look.token("--m-edge"));
    let ground = by_sign(|s| look.ground(s), look.token("--m-district"));
    let round = || json!({"line-join": "round", "line-cap": "round"});
    let flat = || json!({"line-join": "round"});
    let surface = look.token("--c-surface");
    let line = |id: &str, filter, layout, paint| layer(id, "line", "shapes", filter, layout, paint);
    // Full strength where projects stand apart; over the whole district they would hide it.
    let wide = |px: f64| json!(["interpolate", ["linear"], ["zoom"], 11, px * 0.35, 12.5, px * 0.5, 14.5, px]);
    vec![
        layer(
            "area-ground",
            "fill",
            "shapes",
            is("Polygon"),
            json!({}),
            json!({"fill-color": ground, "fill-opacity": 0.6}),
        ),
        line("area-edge", is("Polygon"), flat(), json!({"line-color": ink(), "line-width": wide(2.0)})),
        line("line-casing", is("LineString"), round(), json!({"line-color": surface, "line-width": wide(7.0)})),
        line(
            "line-pipe",
            drawn("pipe"),
            flat(),
            json!({"line-color": ink(), "line-width": wide(4.0), "line-dasharray": [2, 1]}),
        ),
        line("line-other", drawn("plain"), round(), json!({"line-color": ink(), "line-width": wide(4.0)})),
        line(
            "line-road",
            drawn("road"),
            flat(),
            json!({"line-color": ink(), "line-width": wide(2.0), "line-gap-width": wide(2.5)}),
        ),
    ]
}

fn bold(look: &Look) -> Vec<String> {
    // The weight is read from the first name; no such family exists, so that the next one is drawn in it.
    std::iter::once("bold".to_owned()).chain(look.font.iter().cloned()).collect()
}

fn places(look: &Look) -> Vec<Value> {
    // A proper name is shown as it is, what it means in English below it.
    let both = json!(["concat", ["get", "name"], "\n", ["get", "name_en"]]);
    let name = match look.english {
        true => json!(["case", ["has", "name_en"], both, ["get", "name"]]),
        false => json!(["get", "name"]),
    };
    let words = |id: &str, wanted: &str, colour: &str, halo: &str, size: f64| {
        let spacing = if look.english { 0.06 } else { 0.25 };
        layer(
            id,
            "symbol",
            "places",
            role(wanted),
            json!({
                "text-field": name, "text-font": look.font, "text-size": size * look.scale,
                "text-letter-spacing": spacing, "text-padding": 4, "text-max-width": 12,
                // Signs come first: a name steps aside for them.
                "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 2.5,
            }),
            json!({"text-color": look.token(colour), "text-halo-color": look.token(halo), "text-halo-width": 2}),
        )
    };
    vec![
        words("neighbour-names", "neighbour", "--m-label", "--m-land", 14.0),
        words("river-names", "river", "--m-river-ink", "--m-river", 15.0),
        words("district-names", "district", "--m-label", "--m-district", 15.0),
    ]
}

/// What stands around the one project of a small map: a dot and its name, so that the reader knows the place.
fn around(look: &Look) -> Vec<Value> {
    let dot = json!({
        "circle-color": look.token("--m-label"), "circle-radius": 4.0 * look.scale,
        "circle-stroke-color": look.token("--c-surface"), "circle-stroke-width": 1.5,
    });
    let name = json!({
        "text-field": ["get", "name"], "text-font": look.font, "text-size": 13.0 * look.scale, "text-max-width": 10,
        "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.7, "text-justify": "auto",
        "text-padding": 4,
    });
    let ink = json!({
        "text-color": look.token("--m-label"), "text-halo-color": look.token("--m-district"), "text-halo-width": 2,
    });
    vec![
        layer("around", "circle", "around", Value::Null, json!({}), dot),
        layer("around-names", "symbol", "around", Value::Null, name, ink),
    ]
}

/// Clusters of a source: the library's own among `points`, the server's in `groups`.
fn clusters(look: &Look, source: &str, [discs, counts, late]: [&str; 3]) -> Vec<Value> {
    let cluster = || json!(["has", "point_count"]);
    let radius = |r: f64| r * look.scale;
    // 40 to 60 px with the ring.
    let steps = |sizes: [f64; 4]| {
        let [a, b, c, d] = sizes;
        json!(["step", ["get", "point_count"], a, 5, b, 20, c, 50, d])
    };
    let reach = |r: f64| json!(["literal", [radius(r), -radius(r)]]);
    let corner = json!(["step", ["get", "point_count"], reach(14.0), 5, reach(16.0), 20, reach(18.0), 50, reach(20.0)]);
    vec![
        layer(
            discs,
            "circle",
            source,
            cluster(),
            json!({}),
            json!({
                "circle-color": look.token("--c-surface"),
                "circle-radius": steps([radius(17.5), radius(20.5), radius(23.5), radius(27.0)]),
                "circle-stroke-color": look.token("--c-action"),
                "circle-stroke-width": 3,
            }),
        ),
        layer(
            counts,
            "symbol",
            source,
            cluster(),
            json!({
                "text-field": ["get", "point_count_abbreviated"], "text-font": bold(look),
                "text-size": 18.0 * look.scale, "text-allow-overlap": true, "text-ignore-placement": true,
            }),
            json!({"text-color": look.token("--c-ink")}),
        ),
        layer(
            late,
            "symbol",
            source,
            json!(["all", cluster(), [">", ["get", "late"], 0]]),
            json!({
                "icon-image": LATE_BADGE, "icon-offset": corner, "icon-size": look.scale,
                "icon-allow-overlap": true, "icon-ignore-placement": true,
            }),
            json!({}),
        ),
    ]
}

/// Size of a sign that says it stands `close` to others and is not gathered with them.
const CLOSE: f64 = 0.55;

fn points(look: &Look) -> Vec<Value> {
    let alone = || json!(["!", ["has", "point_count"]]);
    let icon = |sort: Value| {
        json!({
            "icon-image": ["concat", "sign-", ["get", "sign"]], "icon-size": ["case", ["has", "close"], look.scale * CLOSE, look.scale],
            "icon-allow-overlap": true, "symbol-sort-key": sort,
        })
    };
    let mut marked = icon(json!(0));
    // It stands where a sign stands already: names have made way for that one.
    marked["icon-ignore-placement"] = json!(true);
    let ring = |id: &str, which: &str, colour: &str| {
        layer(
            id,
            "circle",
            "marked",
            json!(["==", ["get", "mark"], which]),
            json!({}),
            json!({
                "circle-opacity": 0, "circle-radius": 21.0 * look.scale,
                "circle-stroke-width": 4, "circle-stroke-color": look.token(colour),
            }),
        )
    };
    let mut names = layer(
        "names",
        "symbol",
        "points",
        alone(),
        json!({
            "text-field": ["get", "name"], "text-font": look.font, "text-size": 14.0 * look.scale,
            "text-anchor": "left", "text-justify": "left", "text-offset": [1.75, 0], "text-max-width": 12,
            "text-padding": 3,
        }),
        json!({
            "text-color": look.token("--c-ink"), "text-halo-color": look.token("--m-district"), "text-halo-width": 2,
        }),
    );
    names["minzoom"] = json!(NAMES_ZOOM);
    vec![
        names,
        layer("points", "symbol", "points", alone(), icon(json!(["get", "rank"])), json!({})),
        layer(
            "me",
            "circle",
            "me",
            Value::Null,
            json!({}),
            json!({
                "circle-color": look.token("--c-action"), "circle-radius": 8.0 * look.scale,
                "circle-stroke-color": look.token("--c-surface"), "circle-stroke-width": 3,
            }),
        ),
        ring("ring-hovered", "hovered", "--c-brand"),
        ring("ring-chosen", "chosen", "--c-action"),
        layer("marked", "symbol", "marked", Value::Null, marked, json!({})),
    ]
}
