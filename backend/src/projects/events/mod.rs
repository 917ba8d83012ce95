//! `POST /api/v1/staff/projects/{number}/events`: what moves a project on, and `/publication`: what everybody sees
//! (MODEL §4.1).

mod apply;
pub mod standing;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, post};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::live::Topic;
use shared::permissions::Action;
use shared::projects::events::ProjectCommand;
use shared::projects::guards::{OfferedEvent, missing};
use shared::projects::staff::{Publication, StaffProjectPage};
use shared::projects::{PROJECT_TRANSITIONS, ProjectEvent, ProjectStatus};
use shared::workflow::{allowed, optional_text};

use super::staff::desk::Desk;
use super::staff::page;
use super::store::{self, ProjectRow};
use crate::auth::{Allowed, access, json};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::serve::State;
use crate::workflow::{Noun, Step, advance, not_now, store as workflow};

access! {
    /// Events of a project; which, its table of states says.
    ChangeProjectStatus,
    /// Publish and unpublish a project.
    PublishProject,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/projects/{number}/events", [("POST", post().to(post_event))]))
        .service(crate::private("/staff/projects/{number}/publication", [("POST", post().to(publish))]));
}

/// Moves a project on; answers it as it is then.
async fn post_event(
    caller: Allowed<ChangeProjectStatus>,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        let command: ProjectCommand = json(&body)?;
        let (event, token) = (command.event.into(), &command.client_token);
        let id = desk.project.id;
        if workflow::repeated(conn, caller.id(), token, Noun::Project, event, Some(id))?.is_none() {
            change(conn, &desk, command)?;
        }
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}

/// State of a project that is more than an account of somebody else's.
fn status(project: &ProjectRow) -> Result<ProjectStatus> {
    project.status.map(|s| s.0).ok_or_else(|| {
        not_now(
            "这个项目只有公开报道，没有在管的状态。",
            "This project is known from a published account only: it has no state of ours.",
        )
    })
}

fn change(conn: &mut Conn, desk: &Desk<'_>, command: ProjectCommand) -> Result<()> {
    let from = status(&desk.project)?;
    desk.must(Action::ChangeProjectStatus, None)?;
    let (to, role) = advance(PROJECT_TRANSITIONS, from, command.event, &desk.roles)?;
    if desk.project.version != command.version {
        return Err(Error::stale());
    }
    let command = command.checked(desk.today).map_err(Error::bad_field)?;
    let standing = standing::of(conn, &desk.project)?;
    let held = missing(command.event, from, &standing, command.amount_fen, desk.today);
    if let Some(guard) = held.first() {
        let (zh, en) = guard.words();
        let field: &'static str = guard.into();
        let why = ApiError::field(ErrorCode::NotAllowedNow, field, &format!("{zh}。"), &format!("Not yet: {en}."));
        return Err(Error::Api(StatusCode::CONFLICT, why));
    }
    apply::apply(conn, desk, &command, to)?;
    let written = Step {
        noun: Noun::Project,
        id: desk.project.id,
        shown_id: desk.project.number.clone(),
        project: Some(desk.project.id),
        event: command.event.into(),
        from: from.into(),
        to: to.into(),
        role,
        note: apply::note(&command),
        token: &command.client_token,
        action: AuditAction::ChangeState,
    };
    desk.record(conn, written)?;
    crate::live::store::tell(conn, &[desk.topic(), Topic::Notices])
}

/// What the caller may cause, with what is missing before it.
///
/// # Errors
/// Those of the database.
pub fn offered(conn: &mut Conn, desk: &Desk<'_>) -> Result<Vec<OfferedEvent>> {
    let Some(from) = desk.project.status.map(|s| s.0) else { return Ok(Vec::new()) };
    let events = allowed(PROJECT_TRANSITIONS, from, &desk.roles);
    if events.is_empty() || desk.may(Action::ChangeProjectStatus, None).is_err() {
        return Ok(Vec::new());
    }
    let standing = standing::of(conn, &desk.project)?;
    let offer = |event: ProjectEvent| {
        // The event tells the total itself.
        let missing = missing(event, from, &standing, None, desk.today);
        OfferedEvent { event, missing }
    };
    Ok(events.into_iter().map(offer).collect())
}

/// Shows a project to everybody, or takes it back.
async fn publish(
    caller: Allowed<PublishProject>,
    number: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<StaffProjectPage>> {
    let now = state.clock.now();
    let done = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &number, now)?;
        let role = desk.must(Action::PublishProject, None)?;
        let asked: Publication = json(&body)?;
        let event = if asked.is_published { "publish" } else { "unpublish" };
        let id = desk.project.id;
        if workflow::repeated(conn, caller.id(), &asked.client_token, Noun::Project, event, Some(id))?.is_some() {
            return page::again(conn, &desk);
        }
        if desk.project.version != asked.version {
            return Err(Error::stale());
        }
        let reason = optional_text(asked.reason.as_deref(), "reason", 500).map_err(Error::bad_field)?;
        if asked.is_published == desk.project.is_published {
            return Err(not_now("已经是这样了，请刷新再看。", "It is so already: read it again."));
        }
        if !asked.is_published && reason.is_none() {
            let (zh, en) = ("请写明为什么不再公开。", "Say why it is public no more.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "reason", zh, en)));
        }
        if asked.is_published && desk.project.status.map(|s| s.0) == Some(ProjectStatus::Draft) {
            return Err(not_now(
                "草稿不能公开，先立项或开始摸底。",
                "A draft is not published: approve it or start its survey.",
            ));
        }
        let shown = |is: bool| if is { "public" } else { "internal" };
        let row = ProjectRow {
            is_published: asked.is_published,
            published_at: asked.is_published.then(|| desk.project.published_at.unwrap_or(now.naive_utc())),
            updated_at: now.naive_utc(),
            version: desk.project.version + 1,
            ..desk.project.clone()
        };
        store::update(conn, &row)?;
        let written = Step {
            noun: Noun::Project,
            id,
            shown_id: row.number.clone(),
            project: Some(id),
            event,
            from: shown(desk.project.is_published),
            to: shown(asked.is_published),
            role,
            note: reason,
            token: &asked.client_token,
            action: AuditAction::PublishProject,
        };
        desk.record(conn, written)?;
        crate::live::store::tell(conn, &[Topic::Project(row.number)])?;
        page::again(conn, &desk)
    };
    Ok(Json(state.db.write(done).await?))
}
