//! `/api/v1/staff/imports` and `/staff/ledger.{csv,xlsx,geojson}`: lists in and out by the page. Whoever imports answers for
//! the whole district; whoever exports gets what lies in his scope.

use std::io::Cursor;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Json, Path, Payload, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::geo::Crs;
use shared::id::{AreaId, EventId};
use shared::imports::{ImportDone, ImportKind, ImportProblem, ImportReport, MOST_BYTES};
use shared::permissions::{Action, Thing};
use shared::query::Params;

use crate::areas::tree::AreaTree;
use crate::auth::{Allowed, SignedIn, access};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::export::{self, Format};
use crate::import::{self, Caller, ImportRow, Lang, Options, Report, What, undo};
use crate::projects::staff::scope::Reach;
use crate::schema::imports as i;
use crate::serve::State;
use crate::workflow::store::names;

/// Imports that are listed.
const LISTED: i64 = 50;

access! {
    /// Publish and unpublish a project, which an import does.
    PublishProject,
    /// Export the ledger.
    ExportLedger,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/imports", [("GET", get().to(list_imports)), ("POST", post().to(import_list))]))
        .service(crate::private("/staff/imports/{id}/undo", [("POST", post().to(undo_import))]))
        .service(crate::private("/staff/ledger.{format}", [("GET", get().to(export_ledger))]));
}

/// An import may touch anything: it takes a grant for everything.
fn everything(caller: &Allowed<PublishProject>) -> Result<Caller> {
    let role = caller.on(&Thing { areas: vec![AreaId(0)], ..Thing::default() })?;
    Ok(Caller { origin: caller.origin.clone(), role })
}

/// How others at work see the caller.
///
/// # Errors
/// Those of the database.
pub(crate) fn name_of(conn: &mut Conn, caller: &SignedIn) -> Result<String> {
    let named = names(conn, std::iter::once(caller.id().0))?;
    Ok(named.into_values().next().unwrap_or_else(|| caller.id().to_string()))
}

/// The imports on record, the last first.
async fn list_imports(
    request: HttpRequest,
    caller: Allowed<PublishProject>,
    state: Data<State>,
) -> Result<Json<Vec<ImportDone>>> {
    Params::parse(request.query_string())?.finish()?;
    everything(&caller)?;
    Ok(Json(state.db.read(list).await?))
}

fn list(conn: &mut Conn) -> Result<Vec<ImportDone>> {
    let next = undo::next(conn)?.map(|row| row.id);
    let rows: Vec<ImportRow> = i::table.order(i::id.desc()).limit(LISTED).select(ImportRow::as_select()).load(conn)?;
    let shown = |row: ImportRow| ImportDone {
        id: EventId(row.id).to_string(),
        is_next: next == Some(row.id),
        what: row.what,
        by: row.imported_by,
        file_name: row.file_name,
        new: row.new_count,
        changed: row.changed_count,
        at: row.imported_at.and_utc(),
        undone_by: row.undone_by,
        undone_at: row.undone_at.map(|at| at.and_utc()),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Checks a list, and writes it where that is wanted and nothing is wrong. The body is the file.
async fn import_list(
    request: HttpRequest,
    caller: Allowed<PublishProject>,
    body: Payload,
    state: Data<State>,
) -> Result<Json<ImportReport>> {
    let who = everything(&caller)?;
    let mut params = Params::parse(request.query_string())?;
    let kinds = "projects、compounds、areas、outages、notices 或 figures";
    let kind: Option<ImportKind> =
        params.read("kind", (kinds, "projects, compounds, areas, outages, notices or figures"))?;
    let dry_run: bool = params.read("dry_run", ("true 或 false", "true or false"))?.unwrap_or(true);
    let crs: Option<Crs> = params.read("crs", ("坐标系代码，如 gcj02", "the code of a system, such as gcj02"))?;
    let file_name = params.take("name").unwrap_or_default();
    params.finish()?;
    let wrong = |field, zh, en| Error::bad_field(ApiError::field(ErrorCode::InvalidValue, field, zh, en));
    let kind = kind.ok_or_else(|| wrong("kind", "请选择清单的种类。", "Say what the list is of."))?;
    let too_large = || {
        let (zh, en) = (
            "文件超过 20 MB，请分成几份，或在服务器上用命令导入。",
            "The file is larger than 20 MB: divide it, or import it on the server.",
        );
        Error::Api(StatusCode::PAYLOAD_TOO_LARGE, ApiError::field(ErrorCode::TooLarge, "file", zh, en))
    };
    let read = body.to_bytes_limited(MOST_BYTES).await.map_err(|_| too_large())?;
    let unread = |_| wrong("file", "文件没有传完，请再试一次。", "The file did not arrive whole: try again.");
    let bytes = read.map_err(unread)?;
    if bytes.is_empty() {
        return Err(wrong("file", "请选择文件。", "Choose a file."));
    }
    let (work, now) = (state.clone(), state.clock.now());
    let done = move || -> Result<Report> {
        let by = work.db.read_now(|conn| name_of(conn, &caller))?;
        let file_name = file_name.chars().take(200).collect();
        let options = Options { crs, dry_run, by, file_name, caller: Some(who), ..Options::default() };
        import::import(&work.db, what(kind), Cursor::new(bytes), &options, now)
    };
    let report = actix_web::web::block(done).await.map_err(Error::internal)??;
    Ok(Json(told(&report)))
}

fn what(kind: ImportKind) -> What {
    match kind {
        ImportKind::Projects => What::Projects,
        ImportKind::Compounds => What::Compounds,
        ImportKind::Areas => What::Areas,
        ImportKind::Outages => What::Outages,
        ImportKind::Notices => What::Notices,
        ImportKind::Figures => What::Figures,
    }
}

/// What came of a list, as the page is told.
pub(crate) fn told(report: &Report) -> ImportReport {
    let words = |lang| {
        let all = report.words(lang);
        // What is wrong stands in rows of its own.
        if report.refused() { all.lines().next().unwrap_or_default().to_owned() } else { all }
    };
    let problem = |p: &shared::ledger::Problem| ImportProblem {
        row: p.row,
        column: p.column.clone(),
        value: p.value.clone(),
        zh: p.words.zh.clone(),
        en: p.words.en.clone(),
    };
    ImportReport {
        is_refused: report.refused(),
        is_dry_run: report.dry_run,
        new: report.new,
        changed: report.changed,
        unchanged: report.unchanged,
        zh: words(Lang::Zh),
        en: words(Lang::En),
        problem_count: report.problems.total(),
        problems: report.problems.sorted().into_iter().map(problem).collect(),
    }
}

/// Takes the last import back, while nobody has touched what it left.
async fn undo_import(
    caller: Allowed<PublishProject>,
    id: Path<String>,
    state: Data<State>,
) -> Result<Json<Vec<ImportDone>>> {
    let who = everything(&caller)?;
    let id: EventId = id.parse().map_err(|_| Error::not_found())?;
    let (work, now) = (state.clone(), state.clock.now());
    let done = move || -> Result<Vec<ImportDone>> {
        let by = work.db.read_now(|conn| name_of(conn, &caller))?;
        undo::undo_this(&work.db, &work.files, (&by, Some(&who)), Some(id.0), now)?;
        work.db.read_now(list)
    };
    Ok(Json(actix_web::web::block(done).await.map_err(Error::internal)??))
}

/// The ledger of what lies in the caller's scope.
async fn export_ledger(
    request: HttpRequest,
    caller: Allowed<ExportLedger>,
    format: Path<String>,
    state: Data<State>,
) -> Result<HttpResponse> {
    let mut params = Params::parse(request.query_string())?;
    let year: Option<i16> = params.read("year", ("年份，如 2026", "a year such as 2026"))?;
    params.finish()?;
    let (format, kind) = match format.as_str() {
        "csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "xlsx" => (Format::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "geojson" => (Format::GeoJson, "application/geo+json"),
        _ => return Err(Error::not_found()),
    };
    let ending: String = request.path().rsplit('.').next().unwrap_or_default().to_owned();
    let file = format!("attachment; filename=\"linxin-{}.{ending}\"", state.clock.today());
    let written = move |conn: &mut Conn| {
        let tree = AreaTree::load(conn)?;
        let reach = Reach::of(&caller.person, Action::ExportLedger, &tree);
        export::projects_within(conn, format, &reach, year)
    };
    let bytes = state.db.read(written).await?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).insert_header((CONTENT_DISPOSITION, file)).body(bytes))
}
