//! What stands in the way of each event of an order, beside the table of states: whose it is, how much somebody has already, what
//! was heard on the telephone, whose level decides.

use actix_web::http::StatusCode;
use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::orders::callback::{Satisfied, Solved};
use shared::orders::category::Pool;
use shared::orders::{MOST_REFUSALS, OrderEvent, OrderStatus, OwnerLevel, Urgency};
use shared::people::Role;
use shared::permissions::Denied;
use shared::settings::SettingKey;

use super::desk::{Desk, load};
use super::{extensions, store};
use crate::auth::{SignedIn, denied};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::callbacks;
use crate::settings::store as settings;
use crate::workflow::not_now;

/// Refuses a token that something else was done with.
///
/// # Errors
/// 409 where there is such; those of the database.
pub(super) fn must_be_new(conn: &mut Conn, token: &str) -> Result<()> {
    if store::with_token(conn, token)?.is_none() {
        return Ok(());
    }
    let (zh, en) =
        ("这个 client_token 已用在别处，请换一个。", "This client_token was used for something else: take another.");
    let code = ErrorCode::Taken;
    Err(Error::Api(StatusCode::CONFLICT, ApiError::field(code, "client_token", zh, en)))
}

/// How many orders `caller` handles now, and how many he may.
///
/// # Errors
/// Those of the database.
pub(super) fn held(conn: &mut Conn, caller: &SignedIn, is_staff: bool) -> Result<(i64, u32)> {
    let key = if is_staff { SettingKey::StaffOrders } else { SettingKey::VolunteerOrders };
    Ok((load(conn, caller.id().0)?, settings::number(conn, key)?))
}

/// Whether he handles as many as he may.
///
/// # Errors
/// Those of the database.
pub(super) fn is_full(conn: &mut Conn, caller: &SignedIn, is_staff: bool) -> Result<bool> {
    let (has, most) = held(conn, caller, is_staff)?;
    Ok(has >= i64::from(most))
}

/// 403: somebody else calls back and says that it is done.
pub(super) fn others_call() -> Error {
    let (zh, en) = (
        "回访和确认要由办理单位以外的人做，您和办理的人是同一个单位。",
        "Somebody of another organisation than the handler calls back and confirms; you are of the same.",
    );
    Error::Denied(StatusCode::FORBIDDEN, ApiError::new(ErrorCode::Forbidden, zh, en))
}

fn only(is_so: bool) -> Result<()> {
    if is_so { Ok(()) } else { Err(denied(Denied::NotYou)) }
}

impl Desk<'_> {
    /// What stands in the way of `event`, beside the table of states.
    ///
    /// # Errors
    /// 403 or 409 with what to do; those of the database.
    pub fn check(&self, conn: &mut Conn, event: OrderEvent) -> Result<()> {
        let order = &self.order;
        match event {
            OrderEvent::Take if self.is_own(conn)? => {
                Err(not_now("自己点的单请让别人接。", "What you ordered yourself somebody else takes."))
            }
            OrderEvent::Take if order.status.0 == OrderStatus::Open => {
                self.check_pool()?;
                self.check_load(conn)
            }
            OrderEvent::Take => {
                only(self.is_assignee())?;
                if self.acting(event)?.1 == Role::DistrictAdmin {
                    return Err(not_now(
                        "区里不直接办理，请派给部门或街道。",
                        "The district handles nothing itself: give it to a department or a street.",
                    ));
                }
                self.check_load(conn)
            }
            OrderEvent::Assign => self.check_assign(),
            OrderEvent::Refuse => {
                only(self.is_assignee())?;
                let (_, role) = self.acting(event)?;
                if store::refusals(conn, order.id, &self.office_of(role))? < MOST_REFUSALS {
                    return Ok(());
                }
                Err(not_now(
                    "你们单位已拒过两次，请由上级决定派给谁。",
                    "Your organisation refused it twice: whose it is, the level above decides.",
                ))
            }
            OrderEvent::GiveBack => {
                // Or the office takes back what somebody does not get on with.
                let is_supervisor = [Role::CommunityAdmin, Role::StreetOfficer].iter().any(|r| self.roles.contains(r));
                only(self.is_handler() || (is_supervisor && self.is_of_level()))
            }
            OrderEvent::Start | OrderEvent::Log | OrderEvent::Finish => only(self.is_handler()),
            OrderEvent::Confirm => self.check_callback(conn, true),
            OrderEvent::Reject => self.check_callback(conn, false),
            OrderEvent::Escalate => {
                if order.owner_level.0 == OwnerLevel::District {
                    return Err(not_now(
                        "已经在区里了，没有再上一级。",
                        "It is with the district: there is no level above.",
                    ));
                }
                only(self.is_of_level())
            }
            OrderEvent::Extend => self.check_extension(conn),
            OrderEvent::Cancel => only(order.is_for_other && order.created_by == Some(self.caller.id().0)),
            _ => Ok(()),
        }
    }

    /// He asked for it himself: signed in, or with the phone of his account. In somebody's name his phone may stand for another's.
    fn is_own(&self, conn: &mut Conn) -> Result<bool> {
        let order = &self.order;
        if order.placed_by == Some(self.caller.id().0) {
            return Ok(true);
        }
        let Some(own) = self.caller.user.phone_hash.as_ref().filter(|_| !order.is_for_other) else { return Ok(false) };
        Ok(store::contact(conn, order.id)?.is_some_and(|contact| contact.phone_hash.as_ref() == Some(own)))
    }

    /// What stands in the way of giving it to somebody: what lies in the pool waits for takers first, unless it presses.
    ///
    /// # Errors
    /// 403 or 409 with what to do.
    pub fn check_assign(&self) -> Result<()> {
        only(self.is_of_level())?;
        let order = &self.order;
        let is_late = order.take_due_at.is_some_and(|at| at <= self.now.naive_utc());
        let is_for_pool = self.category().is_some_and(|category| category.pool != Pool::None);
        let waits = order.status.0 == OrderStatus::Open && is_for_pool;
        if !waits || is_late || order.urgency.0 != Urgency::Normal || order.back_count > 0 {
            return Ok(());
        }
        Err(not_now(
            "还在接单时限内，先等人接单；紧急的单可以直接派。",
            "It may still be taken in time: wait, or give it to somebody at once where it is urgent.",
        ))
    }

    /// Of what goes to no pool nobody helps himself, even where it came back: it waits for those who give it to somebody.
    ///
    /// # Errors
    /// 409 with what to do.
    pub fn check_pool(&self) -> Result<()> {
        if self.category().is_some_and(|category| category.pool != Pool::None) {
            return Ok(());
        }
        Err(not_now("这一类不放接单池，等派单。", "This category goes to no pool: it waits to be given to somebody."))
    }

    /// Not more orders at once than one may have.
    fn check_load(&self, conn: &mut Conn) -> Result<()> {
        let (has, most) = held(conn, self.caller, self.roles.iter().any(|role| role.is_staff()))?;
        if has < i64::from(most) {
            return Ok(());
        }
        Err(not_now(
            &format!("您手上已有 {has} 单，最多 {most} 单，请先办完再接。"),
            &format!("You have {has} orders already, and {most} at most: finish one first."),
        ))
    }

    fn check_callback(&self, conn: &mut Conn, is_confirm: bool) -> Result<()> {
        if self.is_of_handler() {
            return Err(others_call());
        }
        let Some((solved, satisfied)) = self.heard(conn)? else {
            return Err(not_now(
                "请先打电话回访，由办理单位以外的人打。",
                "Call back first; somebody of another organisation than the handler does.",
            ));
        };
        // Half solved is confirmed by who can live with it, and sent back by who cannot.
        let fits = match (solved, is_confirm) {
            (Solved::Yes, _) => is_confirm,
            (Solved::No, _) => !is_confirm,
            (Solved::Partly, true) => satisfied != Some(Satisfied::No),
            (Solved::Partly, false) => true,
        };
        if fits {
            return Ok(());
        }
        Err(not_now("这和回访里说的不一样。", "In the callback something else was said."))
    }

    /// What who asked said in the last callback since the order was done.
    ///
    /// # Errors
    /// Those of the database.
    pub fn heard(&self, conn: &mut Conn) -> Result<Option<(Solved, Option<Satisfied>)>> {
        use callbacks as c;
        let since = self.order.finished_at.unwrap_or(self.order.created_at);
        type Said = (Option<Code<Solved>>, Option<Code<Satisfied>>);
        let last: Option<Said> = c::table
            .filter(c::order_id.eq(self.order.id))
            .filter(c::reached)
            .filter(c::at.ge(since))
            .order(c::id.desc())
            .select((c::solved, c::satisfied))
            .first(conn)
            .optional()?;
        Ok(last.and_then(|(solved, satisfied)| Some((solved?.0, satisfied.map(|code| code.0)))))
    }

    fn check_extension(&self, conn: &mut Conn) -> Result<()> {
        let asked = extensions::pending(conn, self.order.id)?;
        let Some((_, _, by)) = asked else {
            return Err(not_now("没有待决定的延期申请。", "Nobody asked for an extension."));
        };
        if by == self.caller.id().0 || self.order.assignee_user_id == Some(self.caller.id().0) {
            return Err(denied(Denied::OwnSubmission));
        }
        if !self.is_of_level() {
            return Err(denied(Denied::NotYou));
        }
        if self.order.due_at <= self.now.naive_utc() {
            return Err(not_now("已经超过时限，不能再延期。", "The limit is over: it cannot be extended any more."));
        }
        Ok(())
    }
}
