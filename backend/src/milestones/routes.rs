//! `/api/v1/staff/milestones`, `/staff/reports`, `/staff/plan-changes` and the photographs that come with a report.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Json, Path, Payload, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{MediaId, MilestoneId, PlanChangeId, ReportId};
use shared::media::{Phase, SIZES};
use shared::milestones::staff::MilestoneCommand;
use shared::permissions::Action;
use shared::plan_changes::staff::{NewPlanChange, PlanChangeCommand};
use shared::progress_reports::staff::{QueuedReport, ReportCommand, StaffPhotograph};
use shared::projects::staff::StaffProjectPage;
use shared::query::Params;
use shared::workflow::Command;

use super::{change, photographs, plan, queue, reports, store};
use crate::auth::{Allowed, access, json};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::media::picture::{self, MAX_BYTES, Refusal};
use crate::media::store::{self as media_store, MediaRow};
use crate::projects::staff::desk::Desk;
use crate::projects::staff::page;
use crate::schema::media;
use crate::serve::State;
use crate::workflow::{Noun, store as workflow};

access! {
    /// Reports, defects and drafts of a project.
    ReadProject,
    /// The same, to write them.
    WriteProject,
    /// Ask for other dates.
    AskReplan,
    /// Upload photographs.
    UploadMedia,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/milestones/{id}/events", [("POST", post().to(post_milestone_event))]))
        .service(crate::private("/staff/reports", [("GET", get().to(list_reports))]))
        .service(crate::private("/staff/reports/{id}/events", [("POST", post().to(post_report_event))]))
        .service(crate::private("/staff/projects/{number}/plan-changes", [("POST", post().to(ask_plan_change))]))
        .service(crate::private("/staff/plan-changes/{id}/events", [("POST", post().to(post_plan_change_event))]))
        .service(crate::private("/staff/projects/{number}/media", [("POST", post().to(upload_media))]))
        .service(crate::private("/staff/media/{id}/{size}.jpg", [("GET", get().to(get_picture))]));
}

fn key<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::not_found())
}

/// Begins, leaves out or opens a milestone again, or files a report on it; answers the project as it is then.
async fn post_milestone_event(
    caller: Allowed<WriteProject>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let (id, now): (MilestoneId, _) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let milestone = store::get(conn, id.0)?;
        let desk = Desk::by_id(conn, &caller, milestone.project_id, now)?;
        let command: Command<MilestoneCommand> = json(&body)?;
        let event: &'static str = command.what.event().into();
        let token = &command.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::Milestone, event, Some(id.0))?.is_none() {
            change::change(conn, &desk, milestone, command)?;
        }
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Reports that wait for the caller's judgement, the oldest first.
async fn list_reports(
    request: HttpRequest,
    caller: Allowed<WriteProject>,
    state: Data<State>,
) -> Result<Json<Vec<QueuedReport>>> {
    Params::parse(request.query_string())?.finish()?;
    let now = state.clock.now();
    Ok(Json(state.db.read(move |conn| queue::of(conn, &caller, now)).await?))
}

/// Approves, returns, withdraws a report or hands it in again; answers the project as it is then.
async fn post_report_event(
    caller: Allowed<WriteProject>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let (id, now): (ReportId, _) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let report = store::report(conn, id.0)?;
        let desk = Desk::by_id(conn, &caller, report.project_id, now)?;
        let command: Command<ReportCommand> = json(&body)?;
        let event: &'static str = command.what.event().into();
        let token = &command.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::Report, event, Some(id.0))?.is_none() {
            reports::change(conn, &desk, report, command)?;
        }
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Asks the district for another plan of a published project.
async fn ask_plan_change(
    caller: Allowed<AskReplan>,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        let asked: NewPlanChange = json(&body)?;
        let token = &asked.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::PlanChange, "ask", None)?.is_none() {
            plan::ask(conn, &desk, asked)?;
        }
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Approves, rejects or withdraws a change of plan.
async fn post_plan_change_event(
    caller: Allowed<WriteProject>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let (id, now): (PlanChangeId, _) = (key(&id)?, state.clock.now());
    let done = move |conn: &mut Conn| {
        let row = store::plan_change(conn, id.0)?;
        let desk = Desk::by_id(conn, &caller, row.project_id, now)?;
        let command: Command<PlanChangeCommand> = json(&body)?;
        let event: &'static str = command.what.event().into();
        let token = &command.client_token;
        if workflow::repeated(conn, caller.id(), token, Noun::PlanChange, event, Some(id.0))?.is_none() {
            plan::change(conn, &desk, row, command)?;
        }
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Takes a photograph in: the body is the file, `phase` says when in the works it was taken. The same file again is the
/// same photograph. Nobody outside sees it before a report with it is approved.
async fn upload_media(
    request: HttpRequest,
    caller: Allowed<UploadMedia>,
    number: Path<String>,
    body: Payload,
    state: Data<State>,
) -> Result<HttpResponse> {
    let mut params = Params::parse(request.query_string())?;
    let phase: Option<Phase> =
        params.read("phase", ("before、during、concealed 或 after", "before, during, concealed or after"))?;
    params.finish()?;
    let now = state.clock.now();
    let Ok(read) = body.to_bytes_limited(MAX_BYTES).await else { return Err(Refusal::TooManyBytes.into()) };
    let body = read.map_err(|_| Error::from(Refusal::Broken))?;
    let source = photographs::digest(&body);
    let (of, number, wanted) = (caller.clone(), number.into_inner(), source.clone());
    let asked = number.clone();
    let known = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &of, &asked, now)?;
        desk.must(Action::UploadMedia, None)?;
        photographs::known(conn, desk.project.id, &wanted)
    };
    if let Some(row) = state.db.read(known).await? {
        return Ok(HttpResponse::Ok().json(photographs::shown(row)));
    }
    let phase = phase.ok_or_else(|| {
        let (zh, en) = ("请说明拍摄阶段。", "Say when in the works it was taken.");
        ApiError::field(ErrorCode::InvalidValue, "phase", zh, en)
    })?;
    let work = state.clone();
    let taken_in = move || -> Result<StaffPhotograph> {
        let pictures = picture::read(&body)??;
        let mut written = work.files.begin();
        written.add(&pictures)?;
        let made = work.db.write_now(|conn| {
            let desk = Desk::by_number(conn, &caller, &number, now)?;
            let role = desk.must(Action::UploadMedia, None)?;
            // Somebody may have sent the same file meanwhile.
            if let Some(row) = photographs::known(conn, desk.project.id, &source)? {
                return Ok(row);
            }
            let row = photographs::unpublished(&desk, phase, source, &pictures)?;
            media_store::insert(conn, std::slice::from_ref(&row))?;
            let entry = crate::audit::Entry::new(&caller.origin, Some(role), AuditAction::UploadMedia);
            entry.on("media", MediaId(row.id)).changed(&desk.project.number).write_at(conn, now.naive_utc())?;
            Ok(row)
        });
        match made {
            Ok(row) => {
                written.keep();
                Ok(photographs::shown(row))
            }
            Err(e) => {
                let left = crate::import::forget(&work.db, &work.files, written.release());
                left.unwrap_or_else(|cause| tracing::warn!(%cause, "files of a photograph could not be removed"));
                Err(e)
            }
        }
    };
    let shown = actix_web::web::block(taken_in).await.map_err(Error::internal)??;
    Ok(HttpResponse::Created().json(shown))
}

/// One size of a photograph for those at work on its project.
async fn get_picture(
    caller: Allowed<ReadProject>,
    path: Path<(String, String)>,
    state: Data<State>,
) -> Result<HttpResponse> {
    let (id, size) = path.into_inner();
    let (id, now): (MediaId, _) = (key(&id)?, state.clock.now());
    let size = SIZES.into_iter().find(|s| s.to_string() == size).ok_or_else(Error::not_found)?;
    let found = move |conn: &mut Conn| {
        let row: MediaRow = media::table.find(id.0).select(MediaRow::as_select()).first(conn)?;
        Desk::by_id(conn, &caller, row.project_id, now)?;
        Ok(row.sha256)
    };
    let sha256 = state.db.read(found).await?;
    let bytes = state.files.read(&sha256, size).await?.ok_or_else(Error::not_found)?;
    // What stands before private addresses forbids to keep it.
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/jpeg"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes))
}
