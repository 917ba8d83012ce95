//! What those at work do to an order beside its events: extensions asked for and refused, chase-ups, callbacks, the public
//! summary, and the release of what looked like misuse.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::notifications::NewsKind;
use shared::orders::callback::NewCallback;
use shared::orders::deed::{DeedKind, OrderDeed};
use shared::orders::summary::{NewSummary, SummaryStatus};
use shared::orders::{OrderStatus, OwnerLevel};
use shared::people::Role;
use shared::permissions::Denied;
use strum::VariantArray as _;

use super::desk::Desk;
use super::guards::others_call;
use super::store::{self, EventRow, OrderRow};
use super::{chase_ups, extensions, news, timers};
use crate::audit::Entry;
use crate::auth::denied;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{callbacks, order_summaries};
use crate::workflow::not_now;
use crate::{each_backend, ids};

/// A row of `order_summaries`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = order_summaries, treat_none_as_null = true)]
pub(super) struct SummaryRow {
    pub order_id: i64,
    pub title: String,
    pub result: Option<String>,
    pub status: Code<SummaryStatus>,
    pub written_by: i64,
    pub reviewed_by: Option<i64>,
    pub published_at: Option<NaiveDateTime>,
    pub updated_at: NaiveDateTime,
}

/// The summary of an order.
pub(super) fn summary(conn: &mut Conn, order: i64) -> Result<Option<SummaryRow>> {
    Ok(order_summaries::table.find(order).select(SummaryRow::as_select()).first(conn).optional()?)
}

const OVERSEERS: [Role; 2] = [Role::StreetOfficer, Role::DistrictAdmin];
const CALLERS: [Role; 4] = [Role::GridWorker, Role::CommunityAdmin, Role::StreetOfficer, Role::DistrictAdmin];
const EDITORS: [Role; 3] = [Role::CommunityAdmin, Role::StreetOfficer, Role::DistrictAdmin];

/// What stands in the way of a deed of the kind `kind`, if anything does.
fn check(conn: &mut Conn, desk: &Desk<'_>, kind: DeedKind) -> Result<()> {
    let order = &desk.order;
    let only = |roles: &[Role]| {
        if roles.iter().any(|role| desk.roles.contains(role)) { Ok(()) } else { Err(denied(Denied::NotYou)) }
    };
    let now = |is_so: bool| {
        if is_so {
            return Ok(());
        }
        Err(not_now("现在的状态不能这样做，请刷新再看。", "The state does not allow this now: read it again."))
    };
    // Nothing is written about what was forgotten; what was published of it can be taken back.
    if order.body.is_none() && kind != DeedKind::WithdrawSummary {
        return Err(not_now("这一单的内容已按规定删除。", "What was asked has been forgotten, as the rules say."));
    }
    let handled = [OrderStatus::Taken, OrderStatus::InProgress];
    match kind {
        DeedKind::AskExtension => {
            if !desk.is_handler() {
                return Err(denied(Denied::NotYou));
            }
            now(handled.contains(&order.status.0))?;
            if order.due_at <= desk.now.naive_utc() {
                return Err(not_now(
                    "已经超过时限，不能再延期。",
                    "The limit is over: it cannot be extended any more.",
                ));
            }
            if !extensions::has_one(conn, order.id)? {
                return Ok(());
            }
            Err(not_now("一单最多延期一次。", "An order is extended once at most."))
        }
        DeedKind::RefuseExtension => {
            only(&EDITORS)?;
            match extensions::pending(conn, order.id)? {
                Some((_, _, by)) if by == desk.caller.id().0 => Err(denied(Denied::OwnSubmission)),
                Some(_) if !desk.is_of_level() => Err(denied(Denied::NotYou)),
                found => now(found.is_some()),
            }
        }
        DeedKind::ChaseUp => {
            only(&OVERSEERS)?;
            now(order.status.0.is_open() && desk.level().is_some_and(|level| level >= order.owner_level.0))
        }
        DeedKind::AnswerChaseUp => {
            if !desk.is_of_owner() && !desk.is_handler() {
                return Err(denied(Denied::NotYou));
            }
            now(chase_ups::of_order(conn, order.id)?.iter().any(|row| row.status == "open"))
        }
        DeedKind::CloseChaseUp => {
            only(&OVERSEERS)?;
            // By the level that opened it or above, and once it is answered; who opened it may take it back.
            let me = desk.caller.id().0;
            let closes = |row: &chase_ups::ChaseUpRow| {
                let is_above = desk.level().is_some_and(|level| level >= row.level.0);
                is_above && (row.status == "answered" || (row.status == "open" && row.by_user_id == Some(me)))
            };
            now(chase_ups::of_order(conn, order.id)?.iter().any(closes))
        }
        DeedKind::CallBack => {
            only(&CALLERS)?;
            if desk.is_of_handler() {
                return Err(others_call());
            }
            now(order.status.0 == OrderStatus::Done)?;
            // What was heard is not heard away: nobody asks until the answer is a better one.
            if desk.heard(conn)?.is_none() {
                return Ok(());
            }
            Err(not_now(
                "已经回访到了，请按回访的结果确认或退回重办。",
                "The callback reached somebody already: confirm or send it back as was said then.",
            ))
        }
        DeedKind::WriteSummary => {
            only(&EDITORS)?;
            let known = summary(conn, order.id)?;
            now(known.is_none_or(|row| row.status.0 != SummaryStatus::Published))
        }
        DeedKind::PublishSummary => {
            only(&EDITORS)?;
            match summary(conn, order.id)? {
                Some(row) if row.written_by == desk.caller.id().0 && row.status.0 == SummaryStatus::Written => {
                    Err(denied(Denied::OwnSubmission))
                }
                found => now(found.is_some_and(|row| row.status.0 == SummaryStatus::Written)),
            }
        }
        DeedKind::WithdrawSummary => {
            only(&EDITORS)?;
            now(summary(conn, order.id)?.is_some_and(|row| row.status.0 == SummaryStatus::Published))
        }
        DeedKind::Release => {
            only(&CALLERS)?;
            now(order.held_reason.is_some() && !order.status.0.is_over())
        }
    }
}

/// What he may do now beside events.
pub(super) fn allowed(conn: &mut Conn, desk: &Desk<'_>) -> Result<Vec<DeedKind>> {
    let mut kinds = Vec::new();
    for kind in DeedKind::VARIANTS.iter().copied() {
        match check(conn, desk, kind) {
            Ok(()) => kinds.push(kind),
            Err(Error::Api(..) | Error::Denied(..)) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(kinds)
}

/// Does it, and writes it down.
///
/// # Errors
/// 403 and 409 as above, 422 naming the field.
pub(crate) fn change(conn: &mut Conn, desk: &Desk<'_>, deed: OrderDeed, version: i32, token: &str) -> Result<()> {
    let kind = deed.kind();
    check(conn, desk, kind)?;
    if desk.order.version != version {
        return Err(Error::stale());
    }
    let deed = deed.checked(shared::time::date_of(desk.now)).map_err(Error::bad_field)?;
    let at = desk.now.naive_utc();
    let (role, me) = (desk.level().map_or(desk.roles[0], OwnerLevel::office), desk.caller.id().0);
    let mut row = OrderRow { version: version + 1, updated_at: at, ..desk.order.clone() };
    let note = match &deed {
        OrderDeed::AskExtension { days, reason } => {
            extensions::ask(conn, row.id, *days, reason, (me, desk.now))?;
            news::tell_decider(conn, desk.catalog, &row, NewsKind::ExtensionAsked, desk.now)?;
            Some(format!("{days} · {reason}"))
        }
        OrderDeed::RefuseExtension { reason } => {
            extensions::refuse(conn, row.id, reason, (me, desk.now))?;
            news::tell_holder(conn, &row, NewsKind::ExtensionDecided, desk.now)?;
            Some(reason.clone())
        }
        OrderDeed::ChaseUp { text, due_on } => {
            chase_ups::open(conn, desk.catalog, &row, Some((me, role)), (text, *due_on), desk.now)?;
            Some(text.clone())
        }
        OrderDeed::AnswerChaseUp { id, answer } => {
            chase_ups::answer(conn, &row, id.0, answer, (me, desk.now))?;
            Some(answer.clone())
        }
        OrderDeed::CloseChaseUp { id } => {
            chase_ups::close(conn, row.id, id.0, (me, desk.level().unwrap_or(OwnerLevel::Grid)))?;
            None
        }
        OrderDeed::CallBack(heard) => {
            if heard.reached {
                row.answer_by_callback(heard.solved, heard.satisfied, heard.words.clone());
            }
            called_back(conn, desk, heard, role)?
        }
        OrderDeed::WriteSummary(written) => {
            write_summary(conn, desk, written)?;
            news::tell_owner(conn, &row, NewsKind::SummaryWritten, desk.now)?;
            Some(written.title.clone())
        }
        OrderDeed::PublishSummary { .. } => {
            review(conn, desk, SummaryStatus::Published)?;
            None
        }
        OrderDeed::WithdrawSummary { reason } => {
            review(conn, desk, SummaryStatus::Withdrawn)?;
            Some(reason.clone())
        }
        OrderDeed::Release => {
            row.held_reason = None;
            news::tell_placed(conn, desk.catalog, &row, desk.now)?;
            news::hook(conn, desk.catalog, &row, "place", desk.now)?;
            None
        }
    };
    store::update(conn, &row)?;
    if kind == DeedKind::Release {
        // From now on somebody has to say whether it is accepted.
        timers::plan(conn, &row, &desk.catalog.calendar, desk.now, false)?;
    }
    let name: &'static str = kind.into();
    let event = EventRow {
        id: ids::next(),
        order_id: row.id,
        event: name.to_owned(),
        from_status: row.status,
        to_status: row.status,
        actor_id: Some(me),
        role: Code(role),
        office: Some(desk.office_of(role)),
        at,
        note,
        is_visible: matches!(kind, DeedKind::ChaseUp | DeedKind::AnswerChaseUp | DeedKind::CallBack),
        client_token: Some(token.to_owned()),
    };
    store::insert_event(conn, &event)?;
    let entry = Entry::new(&desk.caller.origin, Some(role), AuditAction::HandleOrder);
    entry.on("order", &row.number).changed(name).write_at(conn, at)
}

fn called_back(conn: &mut Conn, desk: &Desk<'_>, heard: &NewCallback, role: Role) -> Result<Option<String>> {
    use callbacks as c;
    let values = (
        c::id.eq(ids::next()),
        c::order_id.eq(desk.order.id),
        c::by_user_id.eq(desk.caller.id().0),
        c::office.eq(desk.office_of(role)),
        c::at.eq(desk.now.naive_utc()),
        c::channel.eq(Code(heard.channel)),
        c::reached.eq(heard.reached),
        c::satisfied.eq(heard.satisfied.map(Code)),
        c::solved.eq(heard.solved.map(Code)),
        c::words.eq(&heard.words),
    );
    each_backend!(conn, c => diesel::insert_into(callbacks::table).values(values).execute(c))?;
    let solved: &'static str = heard.solved.map_or("unreached", Into::into);
    Ok(Some(solved.to_owned()))
}

fn write_summary(conn: &mut Conn, desk: &Desk<'_>, written: &NewSummary) -> Result<()> {
    let row = SummaryRow {
        order_id: desk.order.id,
        title: written.title.clone(),
        result: written.result.clone(),
        status: Code(SummaryStatus::Written),
        written_by: desk.caller.id().0,
        reviewed_by: None,
        published_at: None,
        updated_at: desk.now.naive_utc(),
    };
    let known = diesel::update(order_summaries::table.find(row.order_id)).set(&row).execute(conn)?;
    if known == 0 {
        each_backend!(conn, c => diesel::insert_into(order_summaries::table).values(&row).execute(c))?;
    }
    Ok(())
}

fn review(conn: &mut Conn, desk: &Desk<'_>, status: SummaryStatus) -> Result<()> {
    use order_summaries as s;
    let at = desk.now.naive_utc();
    let is_out = status == SummaryStatus::Published;
    let values = (
        s::status.eq(Code(status)),
        s::reviewed_by.eq(desk.caller.id().0),
        s::published_at.eq(is_out.then_some(at)),
        s::updated_at.eq(at),
    );
    diesel::update(s::table.find(desk.order.id)).set(values).execute(conn)?;
    Ok(())
}
