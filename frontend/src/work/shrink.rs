//! A photograph made smaller in the browser, upright and without what the camera wrote into it, before it travels.

use js_sys::{Object, Reflect, Uint8Array};
use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::staff::by_name;

/// Pixels of the longer side: what the server keeps at most.
const LONGER: f64 = 1_600.0;
/// Of 1; the server packs it anew.
const QUALITY: f64 = 0.82;

/// Pixels of the longer side of the small picture that stands on a form.
const THUMBNAIL: f64 = 240.0;

/// The photograph in `file` as a JPEG in a data address; `None` where the browser cannot read it.
pub(crate) async fn shrink(file: &JsValue) -> Option<String> {
    drawn(file, LONGER).await
}

/// The same, small.
pub(crate) async fn thumbnail(file: &JsValue) -> Option<String> {
    drawn(file, THUMBNAIL).await
}

async fn drawn(file: &JsValue, longer: f64) -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &"imageOrientation".into(), &"from-image".into()).ok()?;
    let promise: js_sys::Promise =
        by_name(None, "createImageBitmap", &[file.clone(), options.into()])?.dyn_into().ok()?;
    let bitmap = JsFuture::from(promise).await.ok()?;
    let side = |name: &str| Reflect::get(&bitmap, &name.into()).ok()?.as_f64();
    let (width, height) = (side("width")?, side("height")?);
    let scale = (longer / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    let canvas: JsValue = document().create_element("canvas").ok()?.into();
    Reflect::set(&canvas, &"width".into(), &width.into()).ok()?;
    Reflect::set(&canvas, &"height".into(), &height.into()).ok()?;
    let context = by_name(Some(&canvas), "getContext", &["2d".into()])?;
    by_name(Some(&context), "drawImage", &[bitmap.clone(), 0.into(), 0.into(), width.into(), height.into()])?;
    by_name(Some(&bitmap), "close", &[]);
    by_name(Some(&canvas), "toDataURL", &["image/jpeg".into(), QUALITY.into()])?
        .as_string()
        .filter(|url| url.starts_with("data:image/jpeg"))
}

/// The bytes of a data address.
pub(crate) fn bytes(url: &str) -> Option<Uint8Array> {
    let (_, packed) = url.split_once("base64,")?;
    let text = by_name(None, "atob", &[packed.into()])?.as_string()?;
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    Some(Uint8Array::from(bytes?.as_slice()))
}
