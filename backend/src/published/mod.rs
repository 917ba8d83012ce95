//! What is written to be published 公告 (MODEL §4.10): the part that outage notices and notices have in common, on the
//! desk of somebody at work.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{AreaId, CompoundId};
use shared::live::Topic;
use shared::outages::NamedRef;
use shared::people::Role;
use shared::permissions::{Action, Denied, Thing, may, roles_on};
use shared::published::{Desked, ITEM_TRANSITIONS, ItemCommand, ItemEvent, ItemStatus};
use shared::workflow::{allowed, needed_text};

use crate::areas::tree::AreaTree;
use crate::auth::{SignedIn, denied};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::projects::staff as projects_staff;
use crate::projects::staff::scope::{Reach, reached};
use crate::projects::store::ProjectRow;
use crate::schema::{compounds, project_compounds, projects, workflow_events};
use crate::workflow::{Noun, Step, advance, not_now, store as workflow};

/// Steps by which somebody becomes an author.
const WRITING: [&str; 3] = ["create", "write", "submit"];

/// Characters of a reason.
const REASON: usize = 500;

/// An item, who acts on it, and when.
#[derive(Debug)]
pub struct Item<'a> {
    caller: &'a SignedIn,
    noun: Noun,
    id: i64,
    shown_id: String,
    project: Option<i64>,
    /// How far it is.
    pub status: ItemStatus,
    /// Grows with each change.
    pub version: i32,
    /// His roles there.
    roles: Vec<Role>,
    /// When.
    pub now: DateTime<Utc>,
}

impl<'a> Item<'a> {
    /// The item with the key `id`, about `place`, where `caller` writes such things.
    ///
    /// # Errors
    /// 404 where it is out of scope.
    pub fn of(
        caller: &'a SignedIn,
        (noun, id, shown_id): (Noun, i64, String),
        place: Place,
        (status, version): (ItemStatus, i32),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let Place { things, project } = place;
        for thing in &things {
            may(Some(&caller.person), Action::WriteOutage, thing).map_err(denied)?;
        }
        let on = |thing: &Thing| roles_on(&caller.person, thing);
        let mut roles = things.first().map(on).unwrap_or_default();
        roles.retain(|role| things.iter().all(|thing| on(thing).contains(role)));
        Ok(Self { caller, noun, id, shown_id, project, status, version, roles, now })
    }

    /// Today in Shanghai.
    pub fn today(&self) -> NaiveDate {
        shared::time::date_of(self.now)
    }

    fn fits(&self, event: ItemEvent) -> bool {
        !event.is_for_outages() || self.noun == Noun::Outage
    }

    /// Whether he had a hand in it: then somebody else looks before it is published.
    fn is_author(&self, conn: &mut Conn) -> Result<bool> {
        use workflow_events as w;
        let own = w::table
            .filter(w::thing_id.eq(self.id))
            .filter(w::actor_id.eq(self.caller.id().0))
            .filter(w::event.eq_any(WRITING));
        Ok(diesel::select(exists(own)).get_result(conn)?)
    }

    /// What he may cause now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn allowed_events(&self, conn: &mut Conn) -> Result<Vec<ItemEvent>> {
        let mut events = allowed(ITEM_TRANSITIONS, self.status, &self.roles);
        events.retain(|event| self.fits(*event));
        if events.contains(&ItemEvent::Publish) && self.is_author(conn)? {
            events.retain(|event| *event != ItemEvent::Publish);
        }
        Ok(events)
    }

    /// Whether he may write it now: only drafts are written.
    pub fn may_write(&self) -> bool {
        self.status == ItemStatus::Draft && self.writer().is_some()
    }

    /// The role in which he writes: the one in which he would hand it in.
    fn writer(&self) -> Option<Role> {
        let lines = ITEM_TRANSITIONS.iter().filter(|line| line.event == ItemEvent::Submit);
        lines.flat_map(|line| line.roles).find(|role| self.roles.contains(role)).copied()
    }

    /// Refuses to let it be written.
    ///
    /// # Errors
    /// 403 for who does not write such things here, 409 for what is no draft or was changed since it was read.
    pub fn must_write(&self, version: i32) -> Result<()> {
        if self.writer().is_none() {
            return Err(denied(Denied::NotYou));
        }
        if self.status != ItemStatus::Draft {
            return Err(not_now(
                "只有草稿可以修改；已发布的要先撤回。",
                "Only a draft is written; what is published is withdrawn first.",
            ));
        }
        if self.version == version { Ok(()) } else { Err(Error::stale()) }
    }

    /// The state after `command`, the role in which it happens, and the reason that comes with it.
    ///
    /// # Errors
    /// 409 where the state has no such step or it was changed since it was read, 403 where it is not his, 422 for a
    /// reason that is missing.
    pub fn step(
        &self,
        conn: &mut Conn,
        command: &ItemCommand,
        version: i32,
    ) -> Result<(ItemStatus, Role, Option<String>)> {
        let event = command.event();
        if !self.fits(event) {
            return Err(not_now("只有停水停电等通知可以这样做。", "Only an outage notice has this step."));
        }
        let (to, role) = advance(ITEM_TRANSITIONS, self.status, event, &self.roles)?;
        if event == ItemEvent::Publish && self.is_author(conn)? {
            return Err(denied(Denied::OwnSubmission));
        }
        if self.version != version {
            return Err(Error::stale());
        }
        let reason = match command {
            ItemCommand::Return { reason }
            | ItemCommand::Withdraw { reason }
            | ItemCommand::ExtendOutage { reason, .. } => {
                Some(needed_text(reason, "reason", REASON).map_err(Error::bad_field)?)
            }
            ItemCommand::Publish { is_checked: false } => {
                let (zh, en) = (
                    "请先看过全文，确认没有个人信息，再勾选。",
                    "Read all of it first and tick that it tells nothing of a person.",
                );
                let code = ErrorCode::InvalidValue;
                return Err(Error::bad_field(ApiError::field(code, "is_checked", zh, en)));
            }
            _ => None,
        };
        Ok((to, role, reason))
    }

    /// Writes down a step, and tells open pages where the public reads another thing than before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record(&self, conn: &mut Conn, happened: Happening<'_>) -> Result<()> {
        let Happening { event, to, role, note, token } = happened;
        let is_new = event == "create";
        let action = match (event, self.noun) {
            ("create" | "write", Noun::Outage) => AuditAction::WriteOutage,
            ("create" | "write", _) => AuditAction::WriteNotice,
            _ => AuditAction::ChangeState,
        };
        let step = Step {
            noun: self.noun,
            id: self.id,
            shown_id: self.shown_id.clone(),
            project: self.project,
            event,
            from: if is_new { "" } else { self.status.into() },
            to: to.into(),
            role,
            note,
            token,
            action,
        };
        workflow::record(conn, self.caller, step, self.now)?;
        if !is_new && [self.status, to].contains(&ItemStatus::Published) {
            let topic = if self.noun == Noun::Outage { Topic::Outages } else { Topic::Notices };
            crate::live::store::tell(conn, &[topic])?;
        }
        Ok(())
    }

    /// Writes down that he wrote it.
    ///
    /// # Errors
    /// 403 for who does not write such things here; those of the database.
    pub fn wrote(&self, conn: &mut Conn, event: &'static str, token: &str) -> Result<()> {
        let role = self.writer().ok_or_else(|| denied(Denied::NotYou))?;
        self.record(conn, Happening { event, to: ItemStatus::Draft, role, note: None, token })
    }

    /// What is told of every item.
    ///
    /// # Errors
    /// Those of the database.
    pub fn desked(
        &self,
        conn: &mut Conn,
        published_at: Option<chrono::NaiveDateTime>,
        author: Option<i64>,
        is_demo: bool,
    ) -> Result<Desked> {
        use workflow_events as w;
        let note: Option<Option<String>> = w::table
            .filter(w::thing_id.eq(self.id))
            .filter(w::note.is_not_null())
            .order(w::id.desc())
            .select(w::note)
            .first(conn)
            .optional()?;
        Ok(Desked {
            status: self.status,
            published_at: published_at.map(|at| at.and_utc()),
            written_by: workflow::names(conn, author.into_iter())?.into_values().next(),
            note: note.flatten(),
            version: self.version,
            allowed_events: self.allowed_events(conn)?,
            may_write: self.may_write(),
            is_demo,
        })
    }
}

/// A step that was taken.
#[derive(Debug)]
pub struct Happening<'a> {
    /// Its code.
    pub event: &'static str,
    /// State after.
    pub to: ItemStatus,
    /// Role in which it was done.
    pub role: Role,
    /// What was said with it.
    pub note: Option<String>,
    /// The same token does it once.
    pub token: &'a str,
}

/// Where an item is about, as far as permission goes.
#[derive(Clone, Debug, Default)]
pub struct Place {
    things: Vec<Thing>,
    project: Option<i64>,
}

impl Place {
    /// About a compound, for the works `project`: those who run the works tell the compounds that they treat, or that lie
    /// where works without compounds are; for any other, its own area must be in reach too.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_compound(conn: &mut Conn, tree: &AreaTree, compound: i64, project: Option<&ProjectRow>) -> Result<Self> {
        let area: i64 = compounds::table.find(compound).select(compounds::area_id).first(conn)?;
        let own = Thing { areas: within(tree, area), ..Thing::default() };
        let Some(project) = project else { return Ok(Self { things: vec![own], project: None }) };
        let treated: Vec<i64> = project_compounds::table
            .filter(project_compounds::project_id.eq(project.id))
            .select(project_compounds::compound_id)
            .load(conn)?;
        let works = projects_staff::thing(conn, project, tree)?;
        let is_there =
            treated.contains(&compound) || (treated.is_empty() && tree.subtree(project.area_id).contains(&area));
        let things = match is_there {
            true => vec![Thing { areas: [own.areas, works.areas].concat(), ..works }],
            false => vec![own, works],
        };
        Ok(Self { things, project: Some(project.id) })
    }

    /// About an area.
    pub fn of_area(tree: &AreaTree, area: i64) -> Self {
        Self { things: vec![Thing { areas: within(tree, area), ..Thing::default() }], project: None }
    }

    /// About a project.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_project(conn: &mut Conn, tree: &AreaTree, project: &ProjectRow) -> Result<Self> {
        Ok(Self { things: vec![projects_staff::thing(conn, project, tree)?], project: Some(project.id) })
    }

    /// About both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.things.extend(other.things);
        self.project = self.project.or(other.project);
        self
    }

    /// Refuses what `caller` does not write about, naming the `field` by which he chose it.
    ///
    /// # Errors
    /// 422.
    pub fn must_reach(&self, caller: &SignedIn, field: &str) -> Result<()> {
        let reaches = |thing: &Thing| may(Some(&caller.person), Action::WriteOutage, thing).is_ok();
        if self.things.iter().all(reaches) {
            return Ok(());
        }
        let (zh, en) = (
            "这里不在您负责的区域或项目里，请另选；为工程发通知要先选工程。",
            "This is not in your area or works: choose another; for works, choose the works first.",
        );
        let code = ErrorCode::InvalidValue;
        Err(Error::bad_field(ApiError::field(code, field, zh, en)))
    }
}

fn within(tree: &AreaTree, area: i64) -> Vec<AreaId> {
    tree.path(area).iter().map(|row| AreaId(row.id)).collect()
}

/// The project with the number `number`.
///
/// # Errors
/// 422 where there is none; those of the database.
pub fn project(conn: &mut Conn, number: Option<&str>) -> Result<Option<ProjectRow>> {
    let Some(number) = number else { return Ok(None) };
    let found: Option<ProjectRow> =
        projects::table.filter(projects::number.eq(number)).select(ProjectRow::as_select()).first(conn).optional()?;
    let (zh, en) = ("没有这个项目。", "There is no such project.");
    let code = ErrorCode::InvalidValue;
    let missing = || Error::bad_field(ApiError::field(code, "project", zh, en));
    found.map(Some).ok_or_else(missing)
}

/// The project with the key `id`.
///
/// # Errors
/// Those of the database.
pub fn project_by_id(conn: &mut Conn, id: Option<i64>) -> Result<Option<ProjectRow>> {
    let Some(id) = id else { return Ok(None) };
    Ok(projects::table.find(id).select(ProjectRow::as_select()).first(conn).optional()?)
}

/// A compound by name.
///
/// # Errors
/// Those of the database.
pub fn compound_ref(conn: &mut Conn, id: i64) -> Result<NamedRef> {
    let name: String = compounds::table.find(id).select(compounds::name).first(conn)?;
    Ok(NamedRef { id: CompoundId(id).to_string(), name })
}

/// A project by name.
pub fn project_ref(row: &ProjectRow) -> NamedRef {
    NamedRef { id: row.number.clone(), name: row.name.clone() }
}

/// Keys of what the caller writes about: everything, or areas and projects.
#[derive(Clone, Debug)]
pub struct Written {
    /// Everything.
    pub all: bool,
    /// Areas.
    pub areas: Vec<i64>,
    /// Projects.
    pub projects: Vec<i64>,
}

impl Written {
    /// What `caller` writes about.
    ///
    /// # Errors
    /// Those of the database.
    pub fn by(conn: &mut Conn, caller: &SignedIn, tree: &AreaTree) -> Result<Self> {
        let reach = Reach::of(&caller.person, Action::WriteOutage, tree);
        let projects = match reach.all {
            true => Vec::new(),
            false => projects::table.filter(reached!(&reach)).select(projects::id).load(conn)?,
        };
        Ok(Self { all: reach.all, areas: reach.areas, projects })
    }
}
