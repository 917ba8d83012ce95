//! Structured logs: request id, route, status and time. Never a query, an address of a person or a body.

use std::io::IsTerminal as _;
use std::time::Instant;

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use tracing_subscriber::EnvFilter;

use crate::serve::State;

/// The id of a request, for the handlers.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Lines to stderr: JSON for machines, short lines for a terminal. `RUST_LOG` chooses more or less.
pub fn init() {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    // What sends messages to other systems would tell their addresses, which may be secrets.
    for quiet in ["ureq=off", "ureq_proto=off"] {
        if let Ok(directive) = quiet.parse() {
            filter = filter.add_directive(directive);
        }
    }
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second call, as in tests, keeps the first.
    let _ = if std::io::stderr().is_terminal() { lines.compact().try_init() } else { lines.json().try_init() };
}

/// Gives each request an id (answered as `x-request-id`) and writes one line when it is done.
///
/// # Errors
/// Those of the handler.
pub async fn requests<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let began = Instant::now();
    let id = shared::id::encode(crate::ids::next());
    let method = request.method().clone();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut answer = next.call(request).await?;
    // The pattern, not the path: a path may hold what a person typed.
    let route = answer.request().match_pattern().unwrap_or_else(|| "other".to_owned());
    let took = began.elapsed();
    if let Some(state) = answer.request().app_data::<Data<State>>() {
        state.metrics.count(&method, &route, answer.status(), took);
    }
    tracing::info!(
        request_id = %id,
        %method,
        route,
        status = answer.status().as_u16(),
        ms = took.as_secs_f64() * 1_000.0,
        "request"
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(answer)
}
