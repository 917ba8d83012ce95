//! Metrics 监控指标 in the way of Prometheus, on an address of their own: how many requests of which route, how long they
//! took, how the database fares. Never a path, a query or a person.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::error::{Error, Result};
use crate::serve::State;

/// Borders of the histogram, in seconds: a cached answer takes well under one, a search a few milliseconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// What is counted.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
    unavailable: Counter,
    connections: Gauge,
    idle: Gauge,
    memory: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut all = Self {
            registry: Registry::with_prefix("linxin"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            unavailable: Counter::default(),
            connections: Gauge::default(),
            idle: Gauge::default(),
            memory: Gauge::default(),
        };
        let to = &mut all.registry;
        to.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        to.register("http_requests", "Requests answered, by route and status", all.requests.clone());
        to.register_with_unit("http_request_duration", "Time to answer, by route", Unit::Seconds, all.seconds.clone());
        to.register("http_unavailable", "Requests that the database was away for", all.unavailable.clone());
        to.register("database_connections", "Connections to the database", all.connections.clone());
        to.register("database_connections_idle", "Connections that wait for work", all.idle.clone());
        to.register_with_unit("memory_resident", "Memory of this process", Unit::Bytes, all.memory.clone());
        all
    }
}

impl Metrics {
    /// Counts one answer. `route` is a pattern such as `/api/v1/projects/{number}`.
    pub fn count(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        // Callers can invent methods without end.
        let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
        let method = known.iter().position(|m| m == method).map_or("other", |n| names[n]);
        let answered = Answered { method, route: route.to_owned(), status: status.as_u16() };
        self.requests.get_or_create(&answered).inc();
        self.seconds.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
        if status == StatusCode::SERVICE_UNAVAILABLE {
            self.unavailable.inc();
        }
    }

    /// All of them as text, with what is measured only now.
    fn text(&self, state: &State) -> Result<String> {
        let (connections, idle) = state.db.connections();
        self.connections.set(connections.into());
        self.idle.set(idle.into());
        self.memory.set(resident_bytes().unwrap_or_default());
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(Error::internal)?;
        Ok(text)
    }
}

/// Memory of this process in bytes; Linux tells.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<i64>().ok().map(|kb| kb * 1_024)
}

/// The server of `/metrics`, which ends with the program.
///
/// # Errors
/// Those of the system.
pub fn server(state: Data<State>, listener: TcpListener) -> std::io::Result<Server> {
    let address = listener.local_addr()?.to_string();
    let app = move || App::new().app_data(state.clone()).route("/metrics", web::get().to(get_metrics));
    let server = HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run();
    tracing::info!(address, "metrics are served");
    Ok(server)
}

async fn get_metrics(state: Data<State>) -> Result<HttpResponse> {
    let text = state.metrics.text(&state)?;
    Ok(HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text))
}
