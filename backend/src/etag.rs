//! ETags for the public API and for pages with a head of their own: a hash of the answer itself, so that it is right
//! whatever the answer depends on, the day included.

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, error};
use sha2::{Digest as _, Sha256};

/// Adds an ETag to 200 answers of GET and HEAD and answers 304 when the caller has the same already.
///
/// # Errors
/// Those of the handler.
pub async fn etags<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let applies = [Method::GET, Method::HEAD].contains(request.method());
    let answer = next.call(request).await?;
    if !applies || answer.status() != StatusCode::OK || answer.headers().contains_key(ETAG) {
        return Ok(answer.map_into_boxed_body());
    }
    let (request, answer) = answer.into_parts();
    let (mut answer, body) = answer.into_parts();
    let body = to_bytes(body).await.map_err(|_| error::ErrorInternalServerError("unreadable body"))?;
    // Weak: the compressed and the plain answer mean the same.
    let tag = Sha256::digest(&body)[..12].iter().fold(String::from("W/\""), |t, b| t + &format!("{b:02x}")) + "\"";
    let same = known.and_then(|k| k.to_str().ok().map(|k| k.split(',').any(|t| strong(t) == strong(&tag))));
    let etag = HeaderValue::from_str(&tag).map_err(error::ErrorInternalServerError)?;
    answer.headers_mut().insert(ETAG, etag);
    if !answer.headers().contains_key(CACHE_CONTROL) {
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    }
    if same == Some(true) {
        let mut unchanged = HttpResponse::new(StatusCode::NOT_MODIFIED);
        for name in [ETAG, CACHE_CONTROL] {
            if let Some(value) = answer.headers().get(&name) {
                unchanged.headers_mut().insert(name, value.clone());
            }
        }
        return Ok(ServiceResponse::new(request, unchanged));
    }
    Ok(ServiceResponse::new(request, answer.set_body(BoxBody::new(body))))
}

fn strong(tag: &str) -> &str {
    tag.trim().trim_start_matches("W/")
}
