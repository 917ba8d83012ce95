//! The images of the map: a disc with the sign of a status, drawn from the very symbols of the page's sprite.

use leptos::prelude::document;
use shared::projects::Sign;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, Path2d};

use super::look::{Look, code};

/// Pixels of an image for one pixel of the page.
pub(super) const RATIO: f64 = 2.0;
/// Side of an image's grid: that of the sprite.
const GRID: f64 = 24.0;

/// A disc of this size, with the sign in it, px.
struct Size {
    disc: f64,
    sign: f64,
}

const POINT: Size = Size { disc: 34.0, sign: 24.0 };
const BADGE: Size = Size { disc: 24.0, sign: 16.0 };

/// Name of the image of a sign.
pub(super) fn image_id(sign: Sign) -> String {
    format!("sign-{}", code(sign))
}

/// Name of the image that says of a cluster that something in it is late.
pub(super) const LATE_BADGE: &str = "badge-late";

/// The image of a point with this sign.
pub(super) fn point(sign: Sign, look: &Look) -> Option<ImageData> {
    draw(sign, look, &POINT)
}

/// The image of [`LATE_BADGE`].
pub(super) fn late_badge(look: &Look) -> Option<ImageData> {
    draw(Sign::Late, look, &BADGE)
}

fn draw(sign: Sign, look: &Look, size: &Size) -> Option<ImageData> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    // A pixel of air on every side keeps the line of the disc whole.
    let side = (size.disc + 2.0) * RATIO;
    let pixels = side.ceil() as u32;
    canvas.set_width(pixels);
    canvas.set_height(pixels);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    pen.scale(RATIO, RATIO).ok()?;
    let middle = side / RATIO / 2.0;
    pen.begin_path();
    pen.arc(middle, middle, (size.disc - 1.0) / 2.0, 0.0, std::f64::consts::TAU).ok()?;
    pen.set_fill_style_str(look.token("--c-surface"));
    pen.fill();
    pen.set_stroke_style_str(look.token("--c-line-strong"));
    pen.set_line_width(1.0);
    pen.stroke();
    // The triangle's weight sits low: it stands a little higher, so that it looks centred.
    let lift = if sign == Sign::Late { size.sign / 14.0 } else { 0.0 };
    pen.translate(middle - size.sign / 2.0, middle - size.sign / 2.0 - lift).ok()?;
    pen.scale(size.sign / GRID, size.sign / GRID).ok()?;
    symbol(&pen, sign, look)?;
    pen.get_image_data(0.0, 0.0, f64::from(pixels), f64::from(pixels)).ok()
}

/// Draws the sprite's symbol of a sign, as the style sheet's `.icon` would.
fn symbol(pen: &CanvasRenderingContext2d, sign: Sign, look: &Look) -> Option<()> {
    let symbol = document().get_element_by_id(&format!("i-s-{}", code(sign)))?;
    let colour = |given: Option<String>| match given.as_deref() {
        None | Some("none") => None,
        Some("currentColor") => Some(look.ink(sign).to_owned()),
        // Every other colour of the sprite is the ground that shows through.
        Some(_) => Some(look.token("--c-surface").to_owned()),
    };
    let parts = symbol.children();
    for part in (0..parts.length()).filter_map(|at| parts.item(at)) {
        let Some(path) = outline(&part) else { continue };
        if let Some(fill) = colour(part.get_attribute("fill")) {
            pen.set_fill_style_str(&fill);
            pen.fill_with_path_2d(&path);
        }
        let stroke = part.get_attribute("stroke").or_else(|| Some("currentColor".to_owned()));
        if let Some(stroke) = colour(stroke) {
            pen.set_stroke_style_str(&stroke);
            pen.set_line_width(number(&part, "stroke-width").unwrap_or(1.75));
            pen.set_line_join("round");
            pen.set_line_cap(part.get_attribute("stroke-linecap").as_deref().unwrap_or("round"));
            let dashes = part.get_attribute("stroke-dasharray").unwrap_or_default();
            let dashes: js_sys::Array =
                dashes.split_whitespace().filter_map(|d| d.parse::<f64>().ok()).map(js_sys::Number::from).collect();
            pen.set_line_dash(&dashes).ok()?;
            pen.stroke_with_path(&path);
        }
    }
    Some(())
}

fn outline(part: &Element) -> Option<Path2d> {
    let of = |name: &str| number(part, name).unwrap_or_default();
    match part.tag_name().as_str() {
        "path" => Path2d::new_with_path_string(&part.get_attribute("d")?).ok(),
        "circle" => {
            let path = Path2d::new().ok()?;
            path.arc(of("cx"), of("cy"), of("r"), 0.0, std::f64::consts::TAU).ok()?;
            Some(path)
        }
        "rect" => {
            let path = Path2d::new().ok()?;
            path.rect(of("x"), of("y"), of("width"), of("height"));
            Some(path)
        }
        _ => None,
    }
}

fn number(part: &Element, name: &str) -> Option<f64> {
    part.get_attribute(name)?.parse().ok()
}
