//! ETags for the public API and for pages with a head of their own: a hash of the answer itself, so that it is right
//! whatever the answer depends on, the day included.

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, InvalidHeaderValue};
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
    let is_private = answer.headers().get(CACHE_CONTROL).is_some_and(|v| v == "no-store");
    if !applies || is_private || answer.status() != StatusCode::OK || answer.headers().contains_key(ETAG) {
        return Ok(answer.map_into_boxed_body());
    }
    let (request, answer) = answer.into_parts();
    let (mut answer, body) = answer.into_parts();
    let body = to_bytes(body).await.map_err(|_| error::ErrorInternalServerError("unreadable body"))?;
    let tag = of(&body).map_err(error::ErrorInternalServerError)?;
    let same = known.is_some_and(|known| names(&known, &tag));
    answer.headers_mut().insert(ETAG, tag);
    if !answer.headers().contains_key(CACHE_CONTROL) {
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    }
    if same {
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

/// The tag of an answer, whose body this is before it is packed.
///
/// # Errors
/// None that is known.
pub(crate) fn of(body: &[u8]) -> Result<HeaderValue, InvalidHeaderValue> {
    // Weak: the compressed and the plain answer mean the same.
    let tag = Sha256::digest(body)[..12].iter().fold(String::from("W/\""), |t, b| t + &format!("{b:02x}")) + "\"";
    HeaderValue::from_str(&tag)
}

/// Whether the caller who sent `headers` has the answer of this tag.
pub(crate) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers.get(IF_NONE_MATCH).is_some_and(|known| names(known, tag))
}

fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else { return false };
    known.trim() == "*" || known.split(',').any(|one| strong(one) == strong(tag))
}

fn strong(tag: &str) -> &str {
    tag.trim().trim_start_matches("W/")
}
