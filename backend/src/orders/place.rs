//! Placing an order: the same for who asks on his own and for those at work who ask in somebody's name. One token makes one
//! order, however often it comes.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::geo::Point;
use shared::id::UserId;
use shared::orders::category::{Answer, Category};
use shared::orders::clock::OrderClock;
use shared::orders::new::{NewOrder, PlacedOrder};
use shared::orders::{Channel, OrderStatus, Urgency};
use shared::people::Role;

use super::store::{self, ContactRow, EventRow, OrderRow};
use super::{media, news, owner, timers};
use crate::audit::{Entry, Origin};
use crate::catalog::Catalog;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::schema::{order_contacts, projects, service_orders};
use crate::secrets::{Purpose, Secrets};
use crate::sessions::attempts::{self, Bucket, Limit, Turn};

/// Orders from one address in a quarter of an hour; a community's office has one address for all who come.
const BY_ADDRESS: Limit = Limit { tries: 40, lock_minutes: 15 };
/// From so many on, somebody looks first.
const MANY_BY_ADDRESS: i32 = 10;
/// Orders of one device in a quarter of an hour.
const BY_DEVICE: Limit = Limit { tries: 10, lock_minutes: 15 };
/// From so many on, somebody looks first.
const MANY_BY_DEVICE: i32 = 4;
/// Orders of one phone that are not over; from so many on, somebody looks first.
const MANY_BY_PHONE: i64 = 5;

/// Who places it.
#[derive(Clone, Debug)]
pub(crate) struct Placer {
    /// Account; none where nobody is signed in.
    pub user: Option<UserId>,
    /// Role in which it is done.
    pub role: Role,
    /// For the audit record.
    pub origin: Origin,
    /// How it came.
    pub channel: Channel,
    /// It is in somebody's name.
    pub is_for_other: bool,
    /// The name of that one.
    pub name: Option<String>,
}

/// Characters of a secret: eighty bits, and short enough to be written down.
const SECRET: usize = 20;

/// The secret of an order's page: by the key of the installation, so that it is told again to who sends the same token and
/// lies nowhere.
pub(super) fn secret(secrets: &Secrets, id: i64) -> String {
    secrets.mark(Purpose::OrderLink, &format!("order {id}")).chars().take(SECRET).collect()
}

/// What is told to who placed it.
pub(super) fn told(catalog: &Catalog, secrets: &Secrets, row: &OrderRow) -> PlacedOrder {
    PlacedOrder {
        number: row.number.clone(),
        secret: (!row.is_for_other).then(|| secret(secrets, row.id)),
        intake_due_at: row.intake_due_at.and_utc(),
        due_at: row.due_at.and_utc(),
        owner: catalog.areas.get(row.owner_area_id).map(|area| area.name.clone()).unwrap_or_default(),
        is_of_account: row.placed_by.is_some(),
    }
}

/// The very order that this placer made with this token before.
///
/// # Errors
/// 409 where the token was used by somebody else or for another order: nothing that was asked for gets lost in silence.
fn repeated(
    conn: &mut Conn,
    catalog: &Catalog,
    secrets: &Secrets,
    wanted: &NewOrder,
    user: Option<UserId>,
) -> Result<Option<OrderRow>> {
    let Some(row) = store::placed_with(conn, &wanted.client_token)? else { return Ok(None) };
    let is_same = row.body.as_ref() == Some(&wanted.what)
        && row.compound_id == wanted.place.compound.map(|id| id.0)
        && row.building == wanted.place.building
        && row.place_words == wanted.place.words;
    let answers = catalog.category(&wanted.category).and_then(|category| category.answers(&wanted.answers).ok());
    let answers = answers.map(|answers| written(&answers)).unwrap_or_default();
    // What those at work changed since says nothing about what was sent.
    let is_untouched = row.version == 1;
    let is_same = is_same
        && (!is_untouched
            || (row.category_code == wanted.category
                && row.urgency.0 == wanted.urgency
                && is_there(&row, wanted.place.at)
                && row.answers == answers
                && row.contact_for_manager == (wanted.contact_for_manager && row.project_id.is_some())
                && media::placed_with(conn, row.id)? == wanted.photographs
                && store::contact(conn, row.id)?.and_then(|contact| contact.phone_hash)
                    == wanted.phone.as_ref().map(|phone| secrets.mark(Purpose::Phone, phone))));
    if row.created_by == user.map(|id| id.0) && is_same {
        return Ok(Some(row));
    }
    let (zh, en) = (
        "这个 client_token 已用来点过另一单，请换一个再点。",
        "Another order was placed with this client_token: take another.",
    );
    Err(Error::Api(StatusCode::CONFLICT, ApiError::field(ErrorCode::Taken, "client_token", zh, en)))
}

/// Whether it was placed at `at`: a device that kept the number of a degree reads it back a hair off.
fn is_there(row: &OrderRow, at: Option<Point>) -> bool {
    match (row.lng.zip(row.lat), at) {
        (Some((lng, lat)), Some(at)) => (lng - at.lng).abs() < 1e-6 && (lat - at.lat).abs() < 1e-6,
        (None, None) => true,
        _ => false,
    }
}

/// Answers as they are kept, one a line.
fn written(answers: &[Answer]) -> String {
    answers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Places `wanted`, which was read.
///
/// # Errors
/// 422 naming the field, 429 where too many come from one place; those of the database.
pub(crate) fn place(
    conn: &mut Conn,
    catalog: &Catalog,
    secrets: &Secrets,
    wanted: NewOrder,
    by: &Placer,
    now: DateTime<Utc>,
) -> Result<OrderRow> {
    // On PostgreSQL the second of two waits here until the first is written.
    db::lock(conn, &wanted.client_token)?;
    if let Some(known) = repeated(conn, catalog, secrets, &wanted, by.user)? {
        return Ok(known);
    }
    let (category, project) = about(conn, catalog, &wanted)?;
    let answers = category.answers(&wanted.answers).map_err(Error::bad_field)?;
    let area = owner::area_of(conn, catalog, &wanted.place, by.role)?;
    let owner = owner::owner_of(conn, &catalog.areas, area, shared::time::date_of(now))?;
    let held = match by.role {
        Role::Resident => held(conn, secrets, &wanted, by, now)?,
        _ => None,
    };
    let mut row = OrderRow {
        number: store::next_number(conn, now)?,
        answers: written(&answers),
        project_id: project,
        contact_for_manager: wanted.contact_for_manager && project.is_some(),
        held_reason: held.map(str::to_owned),
        is_demo: catalog.areas.get(area).is_some_and(|area| area.is_demo),
        ..blank(&wanted, by, &owner, now)
    };
    let limits = category.limits(wanted.urgency);
    row.set_clock(OrderClock::begin(limits.finish, now), &catalog.calendar);
    row.intake_due_at = row.measure(&catalog.calendar).after(now, limits.intake_seconds()).naive_utc();
    store::insert(conn, &row)?;
    let contact = ContactRow::new(row.id, wanted.phone.as_deref(), by.name.as_deref(), secrets)?;
    store::insert_contact(conn, &contact)?;
    media::attach(conn, &wanted.client_token, row.id, None, &wanted.photographs)?;
    write_down(conn, &row, &wanted, by)?;
    timers::plan(conn, &row, &catalog.calendar, now, true)?;
    // What looks like misuse disturbs nobody before somebody looked, unless it would be too late then.
    if row.held_reason.is_none() || row.urgency.0 != Urgency::Normal {
        news::tell_placed(conn, catalog, &row, now)?;
    }
    if row.held_reason.is_none() {
        news::hook(conn, catalog, &row, "place", now)?;
    }
    Ok(row)
}

/// The category that is wanted, and the works that it is about.
fn about<'a>(conn: &mut Conn, catalog: &'a Catalog, wanted: &NewOrder) -> Result<(&'a Category, Option<i64>)> {
    let wrong = |field: &str, zh: &str, en: &str| {
        Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, field, zh, en)))
    };
    let Some(category) = catalog.category(&wanted.category) else {
        return wrong("category", "没有这个类别，请重新选。", "There is no such category: choose anew.");
    };
    if !category.is_active {
        let (zh, en) = ("这一类现在不收，请选别的类别。", "This category is not taken at present: choose another.");
        return wrong("category", zh, en);
    }
    // Only a complaint about works is for their manager to read.
    match (category.needs_project, project(conn, wanted.project.as_deref())?) {
        (true, None) => wrong("project", "请选是哪个工程。", "Choose which works it is about."),
        (false, Some(_)) => {
            let (zh, en) = ("这一类和工程无关，不用选工程。", "This category is not about works: name no project.");
            wrong("project", zh, en)
        }
        (_, project) => Ok((category, project)),
    }
}

/// An answer as it is kept, in one line.
fn line(answer: &Answer) -> String {
    format!("{}={}", answer.question, answer.value.replace('\n', " "))
}

/// What `wanted` and its placer say of an order, before its clock is set.
fn blank(wanted: &NewOrder, by: &Placer, owner: &owner::Owner, now: DateTime<Utc>) -> OrderRow {
    let at = now.naive_utc();
    OrderRow {
        id: ids::next(),
        number: String::new(),
        category_code: wanted.category.clone(),
        body: Some(wanted.what.clone()),
        answers: String::new(),
        placed_by: by.user.filter(|_| !by.is_for_other).map(|id| id.0),
        is_for_other: by.is_for_other,
        channel: Code(by.channel),
        client_token: wanted.client_token.clone(),
        area_id: owner.area,
        compound_id: wanted.place.compound.map(|id| id.0),
        building: wanted.place.building.clone(),
        place_words: wanted.place.words.clone(),
        lng: wanted.place.at.map(|at| at.lng),
        lat: wanted.place.at.map(|at| at.lat),
        project_id: None,
        contact_for_manager: false,
        urgency: Code(wanted.urgency),
        status: Code(OrderStatus::INITIAL),
        owner_level: Code(owner.level),
        owner_area_id: owner.owner,
        assignee_user_id: None,
        assignee_org_id: None,
        handler_office: None,
        handler_role: None,
        limit_seconds: 1,
        used_seconds: 0,
        running_since: None,
        intake_due_at: at,
        take_due_at: None,
        contact_due_at: None,
        due_at: at,
        accepted_at: None,
        taken_at: None,
        contacted_at: None,
        finished_at: None,
        closed_at: None,
        outcome: None,
        result_text: None,
        decline_reason: None,
        decline_instead: None,
        is_solved: None,
        is_satisfied: None,
        rating: None,
        rating_words: None,
        answered_by: None,
        reopen_count: 0,
        back_count: 0,
        escalation_count: 0,
        held_reason: None,
        is_demo: false,
        created_at: at,
        updated_at: at,
        created_by: by.user.map(|id| id.0),
        version: 1,
    }
}

/// The first line of the order's history, and the line in the audit record.
fn write_down(conn: &mut Conn, row: &OrderRow, wanted: &NewOrder, by: &Placer) -> Result<()> {
    let event = EventRow {
        id: ids::next(),
        order_id: row.id,
        event: "place".to_owned(),
        from_status: row.status,
        to_status: row.status,
        actor_id: by.user.map(|id| id.0),
        role: Code(by.role),
        office: None,
        at: row.created_at,
        note: None,
        is_visible: true,
        client_token: Some(format!("place {}", wanted.client_token)),
    };
    store::insert_event(conn, &event)?;
    let entry = Entry::new(&by.origin, Some(by.role), AuditAction::PlaceOrder).on("order", &row.number);
    entry.changed(&row.category_code).write_at(conn, row.created_at)
}

/// The published project with the number.
fn project(conn: &mut Conn, number: Option<&str>) -> Result<Option<i64>> {
    let Some(number) = number else { return Ok(None) };
    let found: Option<i64> = projects::table
        .filter(projects::number.eq(number.to_ascii_uppercase()))
        .filter(projects::is_published)
        .select(projects::id)
        .first(conn)
        .optional()?;
    let (zh, en) = ("没有这个项目，请重新选。", "There is no such project: choose anew.");
    let missing = || Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "project", zh, en));
    found.map(Some).ok_or_else(missing)
}

/// Why somebody should look at it first. Whoever asks is not told, and never made to solve a puzzle.
///
/// # Errors
/// 429 for a flood; those of the database.
fn held(
    conn: &mut Conn,
    secrets: &Secrets,
    wanted: &NewOrder,
    by: &Placer,
    now: DateTime<Utc>,
) -> Result<Option<&'static str>> {
    let flood = |until: DateTime<Utc>| {
        let (zh, en) = (
            "这里短时间内点单太多，请过一会儿再试，或打社区电话。",
            "Too many orders from here in a short time: come back soon, or call the community.",
        );
        Error::TooMany(ApiError::new(ErrorCode::TooMany, zh, en), (until - now).num_seconds().max(1))
    };
    let mut held = None;
    if let Some(device) = &wanted.device {
        match attempts::take(conn, secrets, Bucket::OrderDevice(device), BY_DEVICE, now)? {
            Turn::Locked(until) => return Err(flood(until)),
            Turn::Go(n) if n > MANY_BY_DEVICE => held = Some("device"),
            Turn::Go(_) => {}
        }
    }
    let address = by.origin.address.as_deref().unwrap_or_default();
    match attempts::take(conn, secrets, Bucket::Order(address), BY_ADDRESS, now)? {
        Turn::Locked(until) => return Err(flood(until)),
        Turn::Go(n) if n > MANY_BY_ADDRESS => held = Some("address"),
        Turn::Go(_) => {}
    }
    if wanted.what.contains("://") || wanted.what.contains("www.") {
        held = Some("link");
    }
    if let Some(phone) = &wanted.phone {
        let open: i64 = order_contacts::table
            .inner_join(service_orders::table.on(service_orders::id.eq(order_contacts::order_id)))
            .filter(order_contacts::phone_hash.eq(secrets.mark(Purpose::Phone, phone)))
            .filter(service_orders::closed_at.is_null())
            .count()
            .get_result(conn)?;
        if open >= MANY_BY_PHONE {
            held = Some("phone");
        }
    }
    Ok(held)
}
