//! `linxin serve`: the server, its middleware and its end.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer};

use crate::catalog::{Catalog, Latest};
use crate::clock::{Clock, SystemClock};
use crate::config::{Serve, SiteSettings};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::media::files::Files;
use crate::metrics::Metrics;
use crate::tiles::Source;
use crate::{etag, log, metrics};

/// Everything comes from this server and nothing runs that is not a file of its own; only tiles may come from `hosts`,
/// which are empty or begin with a space.
fn content_security_policy(hosts: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
         img-src 'self' data: blob:{hosts}; connect-src 'self'{hosts}; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; object-src 'none'"
    )
}

/// What every handler may use.
pub struct State {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What the footer says.
    pub settings: SiteSettings,
    /// The files of photographs.
    pub files: Files,
    /// Folder with the operator's own files.
    pub data: PathBuf,
    /// Where the base map comes from.
    pub tiles: Source,
    /// What is counted.
    pub metrics: Metrics,
    latest: Arc<Latest>,
}

impl State {
    /// State over `db`.
    ///
    /// # Errors
    /// What in the settings cannot be read or contradicts another, and what to do.
    pub fn new(db: Db, clock: Arc<dyn Clock>, settings: SiteSettings, files: Files, data: &Path) -> Result<Self> {
        let tiles = Source::read(&settings.tiles, data)?;
        crate::basemap::own(data)?;
        Ok(Self {
            db,
            clock,
            settings,
            files,
            data: data.to_owned(),
            tiles,
            metrics: Metrics::default(),
            latest: Arc::default(),
        })
    }

    /// The public data as they are now, computed for today.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub async fn catalog(&self) -> Result<Arc<Catalog>> {
        let (latest, today, writes) = (self.latest.clone(), self.clock.today(), self.db.writes());
        if let Some(catalog) = latest.recent(today, writes) {
            return Ok(catalog);
        }
        self.db.read(move |conn| latest.get(conn, today, writes)).await
    }
}

/// The application: the same for the server and the tests.
pub fn app(
    state: Data<State>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let hosts: String = state.tiles.hosts().iter().map(|host| format!(" {host}")).collect();
    // Servers of tiles ask from which site they are called; they learn the host and no page.
    let referrer = if hosts.is_empty() { "same-origin" } else { "strict-origin-when-cross-origin" };
    App::new()
        .app_data(state)
        .configure(crate::routes)
        .wrap(from_fn(etag::etags))
        .wrap(Compress::default())
        .wrap(
            DefaultHeaders::new()
                .add(("Content-Security-Policy", content_security_policy(&hosts)))
                .add(("X-Content-Type-Options", "nosniff"))
                .add(("Referrer-Policy", referrer))
                .add(("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")),
        )
        .wrap(from_fn(log::requests))
}

/// Serves until the program is told to stop; requests in flight are finished first.
///
/// # Errors
/// When the address is taken or not an address.
pub fn run(db: Db, files: Files, data: &Path, options: &Serve) -> Result<ExitCode> {
    let bind = |option, address: &str| TcpListener::bind(address).map_err(|e| cannot_listen(option, address, &e));
    let listener = bind("--listen", &options.listen)?;
    let given = options.metrics_listen.as_deref().filter(|address| !address.trim().is_empty());
    let for_metrics = given.map(|address| bind("--metrics-listen", address)).transpose()?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let state = Data::new(State::new(db, Arc::new(SystemClock), options.site.clone(), files, data)?);
    let chosen = state.tiles.tiles(data).is_some();
    if chosen && options.site.map_approval_no.as_deref().is_none_or(|no| no.trim().is_empty()) {
        tracing::warn!("the base map has no approval number 审图号 (--map-approval-no): the map says 示意图");
    }
    let served = actix_web::rt::System::new().block_on(async move {
        if let Some(listener) = for_metrics {
            actix_web::rt::spawn(metrics::server(state.clone(), listener)?);
        }
        let server = HttpServer::new(move || app(state.clone()))
            .worker_max_blocking_threads(4)
            .shutdown_timeout(20)
            .listen(listener)?
            .run();
        announce(&address.to_string());
        let ended = server.await;
        tracing::info!("stopped; what was asked before is answered");
        ended
    });
    served.map_err(Error::internal)?;
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "the one line that scripts wait for")]
fn announce(address: &str) {
    println!("Linxin is ready: http://{address}");
}

fn cannot_listen(option: &str, address: &str, e: &std::io::Error) -> Error {
    Error::Internal(match e.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "地址 {address} 已被占用。请先停掉占用它的程序，或换一个：{option} 127.0.0.1:8081\nThe address {address} is taken: stop the program that uses it, or choose another with {option} 127.0.0.1:8081."
        ),
        _ => format!("不能监听 {address}（{e}）。请检查 {option}。\nCannot listen on {address} ({e}): check {option}."),
    })
}
