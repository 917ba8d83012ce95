//! `/api/v1/staff/projects/{number}/photographs` and `/staff/media/{id}/events`: photographs that come without a report. Who
//! uploads describes them, somebody else publishes them.

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::MediaId;
use shared::media::staff::{NewPhotographs, PhotographCommand, PhotographEvent, ProjectPhotograph};
use shared::permissions::Action;
use shared::query::Params;
use shared::workflow::Command;

use super::store::{self, MediaRow};
use crate::auth::{Allowed, access, json};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::milestones::photographs::shown;
use crate::projects::staff::desk::Desk;
use crate::schema::{media, report_media};
use crate::serve::State;
use crate::workflow::{Noun, Step, not_now, store as workflow};

access! {
    /// Reports, defects and drafts of a project.
    ReadProject,
    /// Upload photographs.
    UploadMedia,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/projects/{number}/photographs",
        [("GET", get().to(list_photographs)), ("POST", post().to(describe_photographs))],
    ))
    .service(crate::private("/staff/media/{id}/events", [("POST", post().to(post_media_event))]));
}

async fn list_photographs(
    request: HttpRequest,
    caller: Allowed<ReadProject>,
    number: Path<String>,
    state: Data<State>,
) -> Result<Json<Vec<ProjectPhotograph>>> {
    Params::parse(request.query_string())?.finish()?;
    let now = state.clock.now();
    let found = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        list(conn, &desk)
    };
    Ok(Json(state.db.read(found).await?))
}

/// Says what uploaded photographs show.
async fn describe_photographs(
    caller: Allowed<UploadMedia>,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<Vec<ProjectPhotograph>>> {
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        let role = desk.must(Action::UploadMedia, None)?;
        let new: NewPhotographs = json(&body)?;
        let (project, token) = (desk.project.id, &new.client_token.clone());
        if workflow::repeated(conn, caller.id(), token, Noun::Project, "photograph", Some(project))?.is_some() {
            return list(conn, &desk);
        }
        let new = new.checked().map_err(Error::bad_field)?;
        for said in &new.photographs {
            let row: Option<MediaRow> = free(project)
                .filter(media::id.eq(said.id.0))
                .filter(media::is_published.eq(false))
                .select(MediaRow::as_select())
                .first(conn)
                .optional()?;
            let Some(row) = row else { return Err(Error::bad_field(not_yours())) };
            let row = MediaRow {
                phase: Code(said.phase),
                building: said.building.clone(),
                viewpoint: said.viewpoint.clone(),
                alt: Some(said.alt.clone()),
                version: row.version + 1,
                updated_at: now.naive_utc(),
                ..row
            };
            store::update(conn, &row)?;
        }
        let note = Some(new.photographs.len().to_string());
        record(conn, &desk, "photograph", role, note, token)?;
        list(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// Publishes one, takes it back, or removes it.
async fn post_media_event(
    caller: Allowed<UploadMedia>,
    id: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<Vec<ProjectPhotograph>>> {
    let id: MediaId = id.parse().map_err(|_| Error::not_found())?;
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let row: Option<MediaRow> = media::table.find(id.0).select(MediaRow::as_select()).first(conn).optional()?;
        let Some(row) = row else { return Err(Error::not_found()) };
        let desk = Desk::by_id(conn, &caller, row.project_id, now)?;
        desk.must(Action::UploadMedia, None)?;
        let command: Command<PhotographCommand> = json(&body)?;
        let event = command.what.event();
        let (code, token) = (code(event), &command.client_token);
        let again = workflow::repeated(conn, caller.id(), token, Noun::Project, code, Some(desk.project.id))?;
        if again.is_some() {
            return Ok((list(conn, &desk)?, Vec::new()));
        }
        let of_report: i64 = report_media::table.filter(report_media::media_id.eq(row.id)).count().get_result(conn)?;
        let is_now = of_report == 0 && (event == PhotographEvent::Withdraw) == row.is_published;
        if !is_now {
            return Err(not_now(
                "这张照片现在不能这样做，请刷新再看；上报里的照片随上报审核。",
                "Not now with this photograph: read it again. Those of a report go with its review.",
            ));
        }
        let role = desk.must(Action::WriteProject, None)?;
        if event == PhotographEvent::Publish && row.created_by == Some(caller.id().0) {
            return Err(crate::auth::denied(shared::permissions::Denied::OwnSubmission));
        }
        if row.version != command.version {
            return Err(Error::stale());
        }
        if matches!(command.what, PhotographCommand::Publish { photographs_checked: false }) {
            let (zh, en) = ("请先看过照片，确认没有人脸和车牌。", "Look first: no face and no plate is on it.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs_checked", zh, en)));
        }
        if event == PhotographEvent::Publish && row.alt.is_none() {
            let (zh, en) = ("请先写照片说明。", "Say first what it shows.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en)));
        }
        let note = row.viewpoint.clone().or_else(|| row.alt.clone());
        let mut gone = Vec::new();
        if event == PhotographEvent::Remove {
            diesel::delete(media::table.find(row.id)).execute(conn)?;
            gone.push(row.sha256);
        } else {
            let is_published = event == PhotographEvent::Publish;
            let version = row.version + 1;
            store::update(conn, &MediaRow { is_published, version, updated_at: now.naive_utc(), ..row })?;
            crate::live::store::tell(conn, &[desk.topic()])?;
        }
        record(conn, &desk, code, role, note, token)?;
        Ok((list(conn, &desk)?, gone))
    };
    let (left, gone) = state.db.write(done).await?;
    let work = state.clone();
    let forgotten = actix_web::web::block(move || crate::import::forget(&work.db, &work.files, gone)).await;
    // The row is gone; a file that stays behind harms nobody.
    if let Err(cause) = forgotten.map_err(Error::internal).and_then(|done| done) {
        tracing::warn!(%cause, "files of a photograph could not be removed");
    }
    Ok(Json(left))
}

fn code(event: PhotographEvent) -> &'static str {
    match event {
        PhotographEvent::Publish => "publish_photograph",
        PhotographEvent::Withdraw => "withdraw_photograph",
        PhotographEvent::Remove => "remove_photograph",
    }
}

fn record(
    conn: &mut Conn,
    desk: &Desk<'_>,
    event: &'static str,
    role: shared::people::Role,
    note: Option<String>,
    token: &str,
) -> Result<()> {
    let state: &'static str = desk.project.status.map_or("", |status| status.0.into());
    let step = Step {
        noun: Noun::Project,
        id: desk.project.id,
        shown_id: desk.project.number.clone(),
        project: Some(desk.project.id),
        event,
        from: state,
        to: state,
        role,
        note,
        token,
        action: AuditAction::UploadMedia,
    };
    desk.record(conn, step)
}

/// Photographs of the project that belong to no report.
#[diesel::dsl::auto_type]
fn free(project: i64) -> _ {
    let of_report = report_media::table.filter(report_media::media_id.eq(media::id));
    media::table.filter(media::project_id.eq(project)).filter(not(exists(of_report)))
}

fn list(conn: &mut Conn, desk: &Desk<'_>) -> Result<Vec<ProjectPhotograph>> {
    let rows: Vec<MediaRow> = free(desk.project.id)
        .order((media::phase, media::building, media::id))
        .select(MediaRow::as_select())
        .load(conn)?;
    let names = workflow::names(conn, rows.iter().filter_map(|row| row.created_by))?;
    let writes = desk.may(Action::WriteProject, None).is_ok() && desk.may(Action::UploadMedia, None).is_ok();
    let one = |row: MediaRow| {
        let is_own = row.created_by == Some(desk.caller.id().0);
        let fits = |event: &PhotographEvent| match event {
            PhotographEvent::Publish => !row.is_published && !is_own && row.alt.is_some(),
            PhotographEvent::Withdraw => row.is_published,
            PhotographEvent::Remove => !row.is_published,
        };
        let events = [PhotographEvent::Publish, PhotographEvent::Withdraw, PhotographEvent::Remove];
        ProjectPhotograph {
            allowed_events: events.into_iter().filter(|event| writes && fits(event)).collect(),
            by: row.created_by.and_then(|id| names.get(&id).cloned()),
            version: row.version,
            photograph: shown(row),
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

fn not_yours() -> ApiError {
    let (zh, en) = (
        "有一张照片不在这个项目里、已公开，或已用在上报里，请重新选。",
        "A photograph is not of this project, is public, or belongs to a report: choose it anew.",
    );
    ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en)
}
