//! `linxin serve`: the server, its middleware and its end.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY};
use actix_web::middleware::{Compress, DefaultHeaders, Next, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde::Serialize;

use shared::settings::SettingKey;

use crate::auth::Proxies;
use crate::catalog::answers::{self, Answer};
use crate::catalog::{Catalog, Latest};
use crate::clock::{Clock, SystemClock};
use crate::config::{Serve, SiteSettings, TileSettings};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::live::hub::Hub;
use crate::media::files::Files;
use crate::metrics::Metrics;
use crate::packed::Packing;
use crate::passwords::Passwords;
use crate::secrets::Secrets;
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
    /// What the start options say; what is changed in the page stands below them, in the catalog.
    pub settings: SiteSettings,
    /// The secret of this installation.
    pub secrets: Secrets,
    /// What hashes passwords.
    pub passwords: Passwords,
    /// Proxies that are believed.
    pub proxies: Proxies,
    /// The accounts of the demonstration can be used.
    pub demo: bool,
    /// The files of photographs.
    pub files: Files,
    /// Webhooks may lead into a private network.
    pub webhook_private: bool,
    /// Folder with the operator's own files.
    pub data: PathBuf,
    base_map: RwLock<BaseMap>,
    /// What is counted.
    pub metrics: Metrics,
    /// Who listens for changes.
    pub live: Arc<Hub>,
    /// Public rates of orders that were computed in this minute.
    pub order_rates: crate::orders::rates::Kept,
    latest: Arc<Latest>,
}

impl State {
    /// State over `db`.
    ///
    /// # Errors
    /// What in the settings cannot be read or contradicts another, and what to do.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        settings: SiteSettings,
        files: Files,
        data: &Path,
        secrets: Secrets,
    ) -> Result<Self> {
        db.write_now(|conn| secrets.check(conn))?;
        let kept = db.read_now(crate::settings::store::all)?;
        let site = settings.over(&crate::settings::routes::values(kept));
        let base_map = BaseMap::read(&site, data)?;
        crate::basemap::own(data)?;
        Ok(Self {
            db,
            clock,
            settings,
            secrets,
            passwords: Passwords::new()?,
            proxies: Proxies::default(),
            demo: false,
            webhook_private: false,
            files,
            data: data.to_owned(),
            base_map: RwLock::new(base_map),
            metrics: Metrics::default(),
            live: Arc::default(),
            order_rates: crate::orders::rates::Kept::default(),
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

    /// What the footer says: the start options, and below them what was set in the page.
    pub fn site(&self, catalog: &Catalog) -> SiteSettings {
        self.settings.over(&catalog.settings)
    }

    /// Where the base map comes from.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub async fn tiles(self: &Arc<Self>) -> Result<Source> {
        let site = self.site(&*self.catalog().await?);
        if self.base_map().settings != site.tiles {
            let (state, data) = (Arc::clone(self), self.data.clone());
            // A disk may be slow: not on the threads that answer.
            let read = actix_web::web::block(move || BaseMap::read(&site, &data)).await.map_err(Error::internal)?;
            match read {
                Ok(map) => *state.base_map.write().unwrap_or_else(PoisonError::into_inner) = map,
                Err(cause) => tracing::error!(%cause, "the base map that was set cannot be used"),
            }
        }
        Ok(self.base_map().source)
    }

    fn base_map(&self) -> BaseMap {
        self.base_map.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the caller reached the site by TLS: by its address as readers know it, or as a proxy of ours says.
    pub fn is_secure(&self, request: &HttpRequest) -> bool {
        let known = self.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        known || self.proxies.is_secure(request)
    }

    /// Answers `request` with what `make` makes of the public data, as JSON; what was asked before is not made again.
    /// Only for what depends on the address, the public data and the day.
    ///
    /// # Errors
    /// Those of `make`, which are not kept, and 503 when the database is away.
    pub(crate) async fn answer<T: Serialize>(
        &self,
        request: &HttpRequest,
        make: impl AsyncFnOnce(Arc<Catalog>) -> Result<T>,
    ) -> Result<HttpResponse> {
        let packing = Packing::of(request.headers());
        let make = async |catalog| Answer::json(&make(catalog).await?, packing);
        Ok(self.kept(request, packing, make).await?.to(request.headers()))
    }

    /// What `request` was answered from the data of now, or what `make` makes.
    ///
    /// # Errors
    /// The same.
    pub(crate) async fn kept(
        &self,
        request: &HttpRequest,
        packing: Packing,
        make: impl AsyncFnOnce(Arc<Catalog>) -> Result<Answer>,
    ) -> Result<Arc<Answer>> {
        let catalog = self.catalog().await?;
        let key = answers::key(request, packing);
        if let Some(kept) = catalog.answers.get(&key) {
            return Ok(kept);
        }
        let made = Arc::new(make(catalog.clone()).await?);
        if made.is_good() {
            catalog.answers.keep(key, made.clone());
        }
        Ok(made)
    }
}

/// The base map, and the settings it was read from.
#[derive(Clone)]
struct BaseMap {
    settings: TileSettings,
    source: Source,
    policy: HeaderValue,
    referrer: HeaderValue,
}

impl BaseMap {
    fn read(site: &SiteSettings, data: &Path) -> Result<Self> {
        let source = Source::read(&site.tiles, data)?;
        let hosts: String = source.hosts().iter().map(|host| format!(" {host}")).collect();
        let policy = HeaderValue::from_str(&content_security_policy(&hosts)).map_err(Error::internal)?;
        // Servers of tiles ask from which site they are called; they learn the host and no page.
        let referrer = if hosts.is_empty() { "same-origin" } else { "strict-origin-when-cross-origin" };
        Ok(Self { settings: site.tiles.clone(), source, policy, referrer: HeaderValue::from_static(referrer) })
    }
}

/// Says on every answer what a browser may load; it follows the settings of the base map.
async fn policy<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<B>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    let Some(state) = answer.request().app_data::<Data<State>>().cloned() else { return Ok(answer) };
    let map = state.base_map();
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, map.policy);
    answer.headers_mut().insert(REFERRER_POLICY, map.referrer);
    Ok(answer)
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
    App::new()
        .app_data(state)
        .configure(crate::routes)
        .wrap(from_fn(etag::etags))
        .wrap(Compress::default())
        .wrap(
            DefaultHeaders::new()
                .add(("X-Content-Type-Options", "nosniff"))
                .add(("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")),
        )
        .wrap(from_fn(policy))
        .wrap(from_fn(log::requests))
}

/// Serves until the program is told to stop; requests in flight are finished first.
///
/// # Errors
/// When the address is taken or not an address.
pub fn run(db: Db, files: Files, data: &Path, options: &Serve, secrets: Secrets) -> Result<ExitCode> {
    let bind = |option, address: &str| TcpListener::bind(address).map_err(|e| cannot_listen(option, address, &e));
    let listener = bind("--listen", &options.listen)?;
    let given = options.metrics_listen.as_deref().filter(|address| !address.trim().is_empty());
    let for_metrics = given.map(|address| bind("--metrics-listen", address)).transpose()?;
    let address = listener.local_addr().map_err(Error::internal)?;
    if options.demo && !options.demo_public && !address.ip().is_loopback() {
        return Err(Error::Internal(format!(
            "示例账号的密码人人都知道，所以示例只在本机提供（现在要监听 {address}）。确实要对外演示，请加 --demo-public。\n\
             Everybody knows the passwords of the demonstration, so it listens on this machine only, not on {address}: add --demo-public if you mean it."
        )));
    }
    let mut state = State::new(db, Arc::new(SystemClock), options.site.clone(), files, data, secrets)?;
    state.proxies = Proxies::read(&options.trusted_proxy)?;
    state.demo = options.demo;
    state.webhook_private = options.webhook_private;
    let state = Data::new(state);
    let chosen = state.base_map().source.tiles(data).is_some();
    if chosen && options.site.map_approval_no.as_deref().is_none_or(|no| no.trim().is_empty()) {
        tracing::warn!("the base map has no approval number 审图号 (--map-approval-no): the map says 示意图");
    }
    let served = actix_web::rt::System::new().block_on(async move {
        if let Some(listener) = for_metrics {
            actix_web::rt::spawn(metrics::server(state.clone(), listener)?);
        }
        let keeping = actix_web::rt::spawn(keep(state.clone()));
        let sending = actix_web::rt::spawn(send(state.clone()));
        let ending = actix_web::rt::spawn(end_listeners(state.clone()));
        let last = state.clone();
        let server = HttpServer::new(move || app(state.clone()))
            .worker_max_blocking_threads(4)
            .shutdown_timeout(20)
            .listen(listener)?
            .run();
        announce(&address.to_string());
        let ended = server.await;
        keeping.abort();
        sending.abort();
        ending.abort();
        sealed(&last).await;
        tracing::info!("stopped; what was asked before is answered");
        ended
    });
    served.map_err(Error::internal)?;
    Ok(ExitCode::SUCCESS)
}

/// When the server is told to stop, those who listen are let go: their answers would never be done.
async fn end_listeners(state: Data<State>) {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return;
    };
    let (term, interrupt) = (std::pin::pin!(term.recv()), std::pin::pin!(interrupt.recv()));
    futures_util::future::select(term, interrupt).await;
    state.live.stop();
}

/// How often new rows of the audit record are sealed.
const SEAL_EVERY: Duration = Duration::from_secs(1);
/// How many seals lie between two looks for what is old.
const AGE_EVERY: u32 = 3_600;

/// Seals the audit record as it grows, fires what falls due, and forgets what is older than it should be.
async fn keep(state: Data<State>) {
    for n in 0_u32.. {
        sealed(&state).await;
        fell_due(&state).await;
        if n.is_multiple_of(AGE_EVERY) {
            forgotten(&state).await;
        }
        actix_web::rt::time::sleep(SEAL_EVERY).await;
    }
}

/// How often it is looked whether other systems are to be told something.
const SEND_EVERY: Duration = Duration::from_secs(3);

/// Tells other systems what happened, apart from the rest: one that does not answer holds nothing up here.
async fn send(state: Data<State>) {
    loop {
        let sending = state.clone();
        match actix_web::web::block(move || crate::webhooks::deliver::round(&sending)).await {
            Ok(Ok(0)) | Err(_) => {}
            Ok(Ok(tried)) => tracing::debug!(tried, "messages to other systems"),
            Ok(Err(cause)) => tracing::warn!(%cause, "messages to other systems wait for the moment"),
        }
        actix_web::rt::time::sleep(SEND_EVERY).await;
    }
}

/// Fires what fell due among the orders, also what did while no server ran.
async fn fell_due(state: &Data<State>) {
    match crate::orders::timers::round(state).await {
        Ok(0) => {}
        Ok(fired) => tracing::debug!(fired, "timers of orders"),
        Err(cause) => tracing::warn!(%cause, "timers of orders wait for the moment"),
    }
}

async fn sealed(state: &Data<State>) {
    let (db, secrets, now) = (state.db.clone(), state.secrets.clone(), state.clock.now());
    let done = actix_web::web::block(move || crate::audit::seal::seal(&db, &secrets, now)).await;
    if let Ok(Err(cause)) = done {
        tracing::warn!(%cause, "the audit record is not sealed for the moment");
    }
}

async fn forgotten(state: &Data<State>) {
    let (db, secrets, now) = (state.db.clone(), state.secrets.clone(), state.clock.now());
    let work = move || -> Result<usize> {
        let days = db.write_now(|conn| {
            crate::sessions::store::forget_old(conn, now)?;
            crate::sessions::attempts::forget_old(conn, now)?;
            crate::notifications::store::forget_old(conn, now)?;
            crate::webhooks::store::forget_old(conn, now)?;
            crate::settings::store::number(conn, SettingKey::AuditDays)
        })?;
        let aged = crate::audit::seal::age(&db, &secrets, days, now)?;
        db.optimize()?;
        Ok(aged)
    };
    match actix_web::web::block(work).await {
        Ok(Ok(0)) | Err(_) => {}
        Ok(Ok(rows)) => tracing::info!(rows, "audit rows beyond their age were deleted"),
        Ok(Err(cause)) => tracing::warn!(%cause, "what is old could not be forgotten"),
    }
    match rehomed(state).await {
        Ok(0) => {}
        Ok(orders) => tracing::info!(orders, "orders of offices in which nobody works went up"),
        Err(cause) => tracing::warn!(%cause, "orders without an office wait for the moment"),
    }
    match state.db.write(move |conn| crate::orders::forget::old(conn, now)).await {
        Ok(gone) => crate::orders::forget::files(state, gone).await,
        Err(cause) => tracing::warn!(%cause, "old orders could not be forgotten"),
    }
}

async fn rehomed(state: &Data<State>) -> Result<usize> {
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    state.db.write(move |conn| crate::orders::rehome::round(conn, &catalog, now)).await
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
