//! An order as it is read: a line of a list, the whole of it at work, the whole of it for who asked.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::id::{CompoundId, EventId, UserId};
use shared::orders::category::Category;
use shared::orders::line::{ClockShown, OrderLine};
use shared::orders::shown::{AnswerShown, AskedShown, OrderHappened, OrderPhotograph, ResultShown, StaffOrder};
use shared::orders::{AnsweredBy, OrderEvent, OrderStatus};
use shared::outages::NamedRef;
use shared::people::Role;

use super::desk::Desk;
use super::list::Reach;
use super::store::{self, EventRow, OrderRow};
use super::{beside, deeds, escalations, extensions, media};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::{callbacks, chase_ups, compounds, order_events, order_joins, organizations, projects};
use crate::workflow::store::names;

/// Event of a look at the phone.
pub(super) const LOOK: &str = "read_phone";
/// Minutes whose events move the pulse.
const PULSE_MINUTES: i64 = 10;
/// Characters of what is asked for in a line.
const FIRST_WORDS: usize = 40;

/// As it is told.
pub(super) fn utc(at: Option<NaiveDateTime>) -> Option<DateTime<Utc>> {
    at.map(|at| at.and_utc())
}

/// How the clock stands at `now`.
pub(super) fn clock(row: &OrderRow, catalog: &Catalog, now: DateTime<Utc>) -> Option<ClockShown> {
    if row.status.0.is_over() || row.status.0 == OrderStatus::Done {
        return None;
    }
    let (clock, measure) = (row.clock(), row.measure(&catalog.calendar));
    let days = (shared::time::date_of(row.created_at.and_utc()), shared::time::date_of(row.due_at.and_utc()));
    let unknown = catalog.calendar.unknown_years(days.0, days.1);
    Some(ClockShown {
        due_at: row.due_at.and_utc(),
        is_stopped: clock.running_since.is_none(),
        is_round: measure.is_round,
        day: measure.day(),
        used_bp: clock.used_bp(now, measure),
        left: clock.limit - clock.used_at(now, measure),
        unknown_year: unknown.first().copied().filter(|_| !measure.is_round),
    })
}

/// Names that lines need, read once for a page of them.
#[derive(Debug, Default)]
pub(super) struct Named {
    compounds: HashMap<i64, String>,
    pub(super) people: HashMap<i64, String>,
    organizations: HashMap<i64, String>,
    chased: Vec<i64>,
    /// Orders whose asker was reached by telephone, each with when.
    heard: Vec<(i64, NaiveDateTime)>,
}

impl Named {
    /// The names that `rows` need.
    pub(super) fn of(conn: &mut Conn, rows: &[OrderRow]) -> Result<Self> {
        let compound_ids: Vec<i64> = rows.iter().filter_map(|row| row.compound_id).collect();
        let org_ids: Vec<i64> = rows.iter().filter_map(|row| row.assignee_org_id).collect();
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        Ok(Self {
            compounds: compounds::table
                .filter(compounds::id.eq_any(compound_ids))
                .select((compounds::id, compounds::name))
                .load::<(i64, String)>(conn)?
                .into_iter()
                .collect(),
            people: names(conn, rows.iter().filter_map(|row| row.assignee_user_id))?,
            organizations: organizations::table
                .filter(organizations::id.eq_any(org_ids))
                .select((organizations::id, organizations::name))
                .load::<(i64, String)>(conn)?
                .into_iter()
                .collect(),
            heard: callbacks::table
                .filter(callbacks::order_id.eq_any(ids.clone()))
                .filter(callbacks::reached)
                .select((callbacks::order_id, callbacks::at))
                .load(conn)?,
            chased: chase_ups::table
                .filter(chase_ups::order_id.eq_any(ids))
                .filter(chase_ups::status.eq("open"))
                .select(chase_ups::order_id)
                .load(conn)?,
        })
    }
}

/// A line of a list. `is_insider`: the words of who asked and the handler are shown.
pub(super) fn line(
    row: &OrderRow,
    catalog: &Catalog,
    named: &Named,
    is_insider: bool,
    events: Vec<OrderEvent>,
    now: DateTime<Utc>,
) -> OrderLine {
    let category = catalog.category(&row.category_code);
    let what = row.body.as_ref().filter(|_| is_insider);
    let person = row.assignee_user_id.and_then(|id| named.people.get(&id).cloned());
    let org = row.assignee_org_id.and_then(|id| named.organizations.get(&id).cloned());
    OrderLine {
        number: row.number.clone(),
        category: row.category_code.clone(),
        category_zh: category.map(|c| c.zh.clone()).unwrap_or_default(),
        category_en: category.map(|c| c.en.clone()).unwrap_or_default(),
        areas: catalog.areas.place(row.area_id),
        compound: row.compound_id.and_then(|id| named.compounds.get(&id).cloned()),
        urgency: row.urgency.0,
        status: row.status.0,
        clock: clock(row, catalog, now),
        take_due_at: utc(row.take_due_at).filter(|_| row.status.0 == OrderStatus::Open),
        step_due_at: match row.status.0 {
            OrderStatus::Placed => Some(row.intake_due_at.and_utc()),
            OrderStatus::Open | OrderStatus::Assigned => utc(row.take_due_at),
            OrderStatus::Taken => utc(row.contact_due_at.filter(|_| row.contacted_at.is_none())),
            _ => None,
        },
        placed_at: row.created_at.and_utc(),
        what: what.map(|what| what.chars().take(FIRST_WORDS).collect()),
        owner_level: row.owner_level.0,
        owner: catalog.areas.get(row.owner_area_id).map(|area| area.name.clone()).unwrap_or_default(),
        assignee: person.or(org).filter(|_| is_insider),
        reopened: row.reopen_count,
        is_escalated: row.escalation_count > 0,
        is_chased: row.status.0.is_open() && named.chased.contains(&row.id),
        is_heard: named.heard.iter().any(|(id, at)| *id == row.id && row.finished_at.is_some_and(|done| *at >= done)),
        is_held: is_insider && row.held_reason.is_some(),
        near: None,
        allowed_events: events,
        version: row.version,
        is_demo: row.is_demo,
    }
}

pub(super) fn asked(
    conn: &mut Conn,
    row: &OrderRow,
    catalog: &Catalog,
    photographs: Vec<OrderPhotograph>,
) -> Result<AskedShown> {
    let category = catalog.category(&row.category_code);
    let compound: Option<String> = match row.compound_id {
        Some(id) => compounds::table.find(id).select(compounds::name).first(conn).optional()?,
        None => None,
    };
    let project: Option<(String, String)> = match row.project_id {
        Some(id) => projects::table.find(id).select((projects::number, projects::name)).first(conn).optional()?,
        None => None,
    };
    Ok(AskedShown {
        what: row.body.clone(),
        answers: row.answers.lines().filter_map(|line| answer(category, line)).collect(),
        areas: catalog.areas.place(row.area_id),
        compound: row.compound_id.zip(compound).map(|(id, name)| NamedRef { id: CompoundId(id).to_string(), name }),
        building: row.building.clone(),
        place: row.place_words.clone(),
        at: row.at(),
        project: project.map(|(id, name)| NamedRef { id, name }),
        photographs,
        channel: row.channel.0,
    })
}

/// An answer as it is kept, in words; what the category asks no more is shown as it is kept.
fn answer(category: Option<&Category>, line: &str) -> Option<AnswerShown> {
    let (code, value) = line.split_once('=')?;
    let question = category.and_then(|category| category.questions.iter().find(|question| question.code == code));
    let choice = question.and_then(|question| question.choices.iter().find(|choice| choice.code == value));
    Some(AnswerShown {
        question_zh: question.map_or(code, |question| &question.zh).to_owned(),
        question_en: question.map_or(code, |question| &question.en).to_owned(),
        value_zh: choice.map_or(value, |choice| &choice.zh).to_owned(),
        value_en: choice.map_or(value, |choice| &choice.en).to_owned(),
    })
}

pub(super) fn result(row: &OrderRow) -> ResultShown {
    // A "no" of who asked was about what was done before: it counts, and is no word on what was done since.
    let is_of_before = row.answered_by == Some(Code(AnsweredBy::Resident))
        && row.is_solved == Some(false)
        && matches!(row.status.0, OrderStatus::Done | OrderStatus::Closed);
    let said = ResultShown {
        is_solved: row.is_solved,
        rating: row.rating.map(i32::from),
        rating_words: row.rating_words.clone(),
        answered_by: row.answered_by.map(|code| code.0),
        ..ResultShown::default()
    };
    let said = if is_of_before { ResultShown::default() } else { said };
    ResultShown {
        outcome: row.outcome.map(|code| code.0),
        result: row.result_text.clone(),
        finished_at: utc(row.finished_at),
        closed_at: utc(row.closed_at),
        declined: row.decline_reason.map(|code| code.0),
        instead: row.decline_instead.clone(),
        ..said
    }
}

pub(super) fn happened(
    events: Vec<EventRow>,
    by: Option<&HashMap<i64, String>>,
    photographs: &mut HashMap<Option<i64>, Vec<OrderPhotograph>>,
) -> Vec<OrderHappened> {
    let one = |row: EventRow| OrderHappened {
        id: EventId(row.id),
        photographs: photographs.remove(&Some(row.id)).unwrap_or_default(),
        event: row.event,
        to: row.to_status.0,
        role: row.role.0,
        by: by.and_then(|names| row.actor_id.and_then(|id| names.get(&id).cloned())),
        at: row.at.and_utc(),
        note: row.note,
    };
    events.into_iter().map(one).collect()
}

/// The whole of it for somebody at work.
pub(super) fn staff(conn: &mut Conn, desk: &Desk<'_>) -> Result<StaffOrder> {
    let row = &desk.order;
    let (catalog, now) = (desk.catalog, desk.now);
    let named = Named::of(conn, std::slice::from_ref(row))?;
    let allowed_events = desk.allowed_events(conn)?;
    let base = format!("/api/v1/staff/orders/{}", row.number);
    let line = line(row, catalog, &named, desk.is_insider, allowed_events, now);
    if !desk.is_insider {
        // Before it is taken, the pool's line is all there is.
        return Ok(bare(row, line, catalog));
    }
    let mut photographs = media::of_order(conn, row.id, &base)?;
    let mut asked = asked(conn, row, catalog, photographs.remove(&None).unwrap_or_default())?;
    let events = store::events(conn, row.id)?;
    let by = names(conn, events.iter().filter(|e| e.role.0 != Role::Resident).filter_map(|event| event.actor_id))?;
    // Who complained about works stays unknown to their manager, unless he agreed.
    let is_known = !desk.is_manager_only() || row.contact_for_manager;
    // Words of a place may name a dwelling.
    asked.place = asked.place.filter(|_| is_known);
    let contact = store::contact(conn, row.id)?.filter(|_| is_known);
    let has_phone = contact.as_ref().is_some_and(|contact| contact.phone_enc.is_some());
    Ok(StaffOrder {
        line,
        asked,
        result: result(row),
        needs_result_photo: desk.category().is_some_and(|category| category.needs_result_photo),
        intake_due_at: row.intake_due_at.and_utc(),
        contact_due_at: utc(row.contact_due_at),
        contacted_at: utc(row.contacted_at),
        is_for_other: row.is_for_other,
        name_mask: contact.as_ref().and_then(|contact| contact.name_mask.clone()),
        phone_mask: contact.and_then(|contact| contact.phone_mask),
        may_read_phone: has_phone && reads_phone_as(desk).is_some(),
        is_mine: desk.is_handler(),
        history: happened(events, Some(&by), &mut photographs),
        came_back: row.back_count,
        joined: order_joins::table.filter(order_joins::order_id.eq(row.id)).count().get_result(conn)?,
        extensions: extensions::of_order(conn, row.id)?,
        escalations: escalations::of_order(conn, row.id, catalog)?,
        chase_ups: beside::chased(conn, row.id)?,
        callbacks: beside::called(conn, row.id)?,
        summary: beside::summary(conn, row.id)?,
        held: row.held_reason.clone(),
        allowed_deeds: deeds::allowed(conn, desk)?,
    })
}

fn bare(row: &OrderRow, line: OrderLine, catalog: &Catalog) -> StaffOrder {
    StaffOrder {
        asked: AskedShown {
            what: None,
            answers: Vec::new(),
            areas: catalog.areas.place(row.area_id),
            compound: None,
            building: None,
            place: None,
            at: None,
            project: None,
            photographs: Vec::new(),
            channel: row.channel.0,
        },
        line,
        result: ResultShown::default(),
        needs_result_photo: false,
        intake_due_at: row.intake_due_at.and_utc(),
        contact_due_at: utc(row.contact_due_at),
        contacted_at: None,
        is_for_other: row.is_for_other,
        name_mask: None,
        phone_mask: None,
        may_read_phone: false,
        is_mine: false,
        history: Vec::new(),
        came_back: row.back_count,
        joined: 0,
        extensions: Vec::new(),
        escalations: Vec::new(),
        chase_ups: Vec::new(),
        callbacks: Vec::new(),
        summary: None,
        held: None,
        allowed_deeds: Vec::new(),
    }
}

/// In which of his roles the full phone is for him (MODEL §5): community and street see it in their area, a handler while he handles it,
/// the manager of the works where who asked agreed.
pub(super) fn reads_phone_as(desk: &Desk<'_>) -> Option<Role> {
    if desk.order.status.0.is_over() {
        return None;
    }
    let office = [Role::CommunityAdmin, Role::StreetOfficer].into_iter().find(|role| desk.roles.contains(role));
    let is_manager = desk.roles.contains(&Role::ProjectManager);
    let may = desk.is_handler() && (!is_manager || desk.order.contact_for_manager);
    let handler = || desk.roles.iter().copied().find(|role| super::assignee::handles(*role));
    office.or_else(|| handler().filter(|_| may))
}

/// Writes down that somebody looked at the phone, for who asked to read.
pub(super) fn looked(conn: &mut Conn, row: &OrderRow, by: UserId, role: Role, now: DateTime<Utc>) -> Result<()> {
    let event = EventRow {
        id: store::new_id(),
        order_id: row.id,
        event: LOOK.to_owned(),
        from_status: row.status,
        to_status: row.status,
        actor_id: Some(by.0),
        role: Code(role),
        office: None,
        at: now.naive_utc(),
        note: None,
        is_visible: false,
        client_token: None,
    };
    store::insert_event(conn, &event)
}

/// What moves with each event of any order in `areas`, or of one that somebody has: pages that are open at work watch it. A look at
/// a phone is none; several servers commit in any order, hence the number of the latest beside the last.
pub(super) fn pulse(conn: &mut Conn, reach: &Reach, now: DateTime<Utc>) -> Result<(i64, i64)> {
    use crate::schema::service_orders as o;
    let since = (now - TimeDelta::minutes(PULSE_MINUTES)).naive_utc();
    let mine = o::area_id
        .eq_any(reach.pool.clone())
        .or(o::assignee_user_id.is_not_null().and(o::assignee_user_id.assume_not_null().eq(reach.me)))
        .or(o::assignee_org_id
            .is_not_null()
            .and(o::assignee_org_id.assume_not_null().eq_any(reach.organizations.clone())))
        .or(o::project_id.is_not_null().and(o::project_id.assume_not_null().eq_any(reach.projects.clone())));
    let found: (Option<i64>, i64) = order_events::table
        .inner_join(o::table.on(o::id.eq(order_events::order_id)))
        .filter(order_events::at.ge(since))
        .filter(order_events::event.ne(LOOK))
        .filter(mine)
        .select((diesel::dsl::max(order_events::id), diesel::dsl::count_star()))
        .first(conn)?;
    Ok((found.0.unwrap_or(0), found.1))
}
