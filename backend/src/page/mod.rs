//! The page inside the program: what `cargo xtask build` put into target/dist, compressed already.

mod head;

use std::sync::Arc;

use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue, IF_NONE_MATCH, LOCATION, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;

use crate::catalog::Catalog;
use crate::catalog::answers::Answer;
use crate::error::{Error, Result};
use crate::packed::Packing;
use crate::serve::State;
use crate::words::Lang;
use head::Head;

/// In debug builds too, so that every build serves alike.
#[derive(RustEmbed)]
#[folder = "../target/dist"]
#[allow_missing = true]
struct Files;

/// Addresses the page knows, with all below those that end in a slash; any other shows its "not found" with status 404.
const PAGES: [&str; 30] = [
    "/",
    "/projects/",
    "/compounds/",
    "/results",
    "/results/",
    "/years",
    "/figures",
    "/figures/",
    "/notices",
    "/notices/",
    "/outages/",
    "/contacts",
    "/contacts/",
    "/cards/",
    "/order",
    "/orders",
    "/orders/",
    "/rates",
    "/about/",
    "/sitemap",
    "/login",
    "/register",
    "/recover",
    "/account",
    "/work",
    "/work/",
    "/people",
    "/people/",
    "/audit",
    "/settings",
];

/// Everything that is not the API.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.default_service(web::to(get_file));
}

async fn get_file(request: HttpRequest, state: Data<State>) -> HttpResponse {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return HttpResponse::MethodNotAllowed().insert_header((ALLOW, crate::ALLOWED)).finish();
    }
    let path = request.path();
    if let Some(logo) = (path == "/favicon.ico").then(logo).flatten() {
        let (to, keep) = ((LOCATION, format!("/{logo}")), (CACHE_CONTROL, "public, no-cache"));
        return HttpResponse::Found().insert_header(to).insert_header(keep).finish();
    }
    let name = path.trim_start_matches('/');
    if !name.is_empty() && !is_compressed(name) && Files::get(name).is_some() {
        return file(&request, name, StatusCode::OK);
    }
    let known = PAGES.iter().any(|p| path == *p || (p.len() > 1 && p.ends_with('/') && path.starts_with(p)));
    // A name with a dot is a file that is not there: answering it with the page would hide the mistake.
    if !known || name.contains('.') {
        return file(&request, "index.html", StatusCode::NOT_FOUND);
    }
    let packing = Packing::of(request.headers());
    let made = async |catalog: Arc<Catalog>| {
        let head = head::of(path, Lang::of(request.query_string()), &catalog).ok_or_else(Error::not_found)?;
        page(&head, packing)
    };
    // With the database away the page comes all the same, and says itself what it cannot read.
    if let Ok(page) = state.kept(&request, packing, made).await {
        return page.to(request.headers());
    }
    let posted = posted(&state, path, Lang::of(request.query_string())).await;
    match posted.and_then(|head| page(&head, packing).ok()) {
        Some(page) => page.to(request.headers()),
        None => file(&request, "index.html", StatusCode::OK),
    }
}

/// The head of the page of a notice or an outage; it follows the clock and is not kept. `None` for other pages, and
/// while the database is away.
async fn posted(state: &State, path: &str, lang: Lang) -> Option<Head> {
    let catalog = state.catalog().await.ok()?;
    let (path, now) = (path.to_owned(), state.clock.now());
    state.db.read(move |conn| head::posted(conn, &path, lang, &catalog, now)).await.ok()?
}

/// The page with a head of its own.
fn page(head: &Head, packing: Packing) -> Result<Answer> {
    let found = Files::get("index.html").ok_or_else(Error::not_found)?;
    let html = head.put_into(std::str::from_utf8(&found.data).map_err(Error::internal)?);
    Answer::new(head.status, "text/html; charset=utf-8", html.into_bytes(), packing)
}

/// The icon of the page under its name of today. Browsers that open an answer of the API, and crawlers, ask for it by
/// its old name.
fn logo() -> Option<std::borrow::Cow<'static, str>> {
    Files::iter().find(|name| name.starts_with("logo.") && name.ends_with(".svg"))
}

fn is_compressed(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

fn file(request: &HttpRequest, name: &str, status: StatusCode) -> HttpResponse {
    let packing = Packing::of(request.headers());
    let packed = packing.name().and_then(|code| {
        let ending = if packing == Packing::Br { "br" } else { "gz" };
        Files::get(&format!("{name}.{ending}")).map(|f| (f, Some(code)))
    });
    let Some((found, encoding)) = packed.or_else(|| Files::get(name).map(|f| (f, None))) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("这个程序里没有网页。请先运行 cargo xtask build。\nThe page is not in this program: run cargo xtask build.\n");
    };
    let hash = found.metadata.sha256_hash();
    let tag = hash[..12].iter().fold(String::from("\""), |t, b| t + &format!("{b:02x}")) + "\"";
    let known = request.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|k| k.contains(&tag));
    let mut answer = if known && status == StatusCode::OK {
        HttpResponse::NotModified().finish()
    } else {
        let kind = mime_guess::from_path(name).first_or_octet_stream();
        let text = kind.type_() == "text";
        let kind = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
        HttpResponse::build(status).content_type(kind).body(found.data.into_owned())
    };
    // Names with a hash never change their content; the others are asked for again each time.
    let keep = if has_hash(name) { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    if let Some(code) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(code));
    }
    answer
}

/// `app.0f3a…9c.js` or `vendor/0f3a…9c/name`: a part of eight or more hexadecimal digits.
fn has_hash(name: &str) -> bool {
    name.split(['.', '/', '-']).any(|part| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}
