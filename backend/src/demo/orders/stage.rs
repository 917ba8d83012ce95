//! Plays a script: every step goes the way that a request goes, at its own moment, by one who may do it. No rule of orders
//! is written here.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::id::{CompoundId, EventId, MediaId, OrganizationId};
use shared::orders::category::Category;
use shared::orders::command::{Assignee, OrderCommand};
use shared::orders::deed::OrderDeed;
use shared::orders::new::{NewOrder, OrderForOther, OrderPlace};
use shared::orders::{Channel, OwnerLevel};
use shared::people::Role;

use super::super::dice::Dice;
use super::super::staff::Staff;
use super::script::{Act, By, Plan, Step, To, Who};
use crate::areas::holding::holding;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::each_backend;
use crate::error::{Error, Result};
use crate::orders::change::{self, Deed};
use crate::orders::desk::Desk;
use crate::orders::media::PhotographRow;
use crate::orders::place::{self, Placer};
use crate::orders::store::{self, OrderRow};
use crate::orders::{chase_ups, deeds};
use crate::schema::{media, order_media};
use crate::secrets::Secrets;

/// A picture of the demonstration that is there already.
#[derive(Queryable)]
struct Picture {
    viewpoint: Option<String>,
    sha256: String,
    width: i32,
    height: i32,
}

/// Where it is played.
pub(super) struct Stage<'a> {
    catalog: &'a Catalog,
    secrets: &'a Secrets,
    staff: &'a Staff,
    pictures: Vec<Picture>,
    /// Keys of the orders, by the place of their plan.
    orders: HashMap<usize, i64>,
}

impl<'a> Stage<'a> {
    pub(super) fn set(conn: &mut Conn, catalog: &'a Catalog, secrets: &'a Secrets, staff: &'a Staff) -> Result<Self> {
        let pictures = media::table
            .filter(media::phase.ne("before"))
            .order(media::id)
            .select((media::viewpoint, media::sha256, media::width, media::height))
            .load(conn)?;
        Ok(Self { catalog, secrets, staff, pictures, orders: HashMap::new() })
    }

    /// Plays the step `n` of the plan `at`.
    ///
    /// # Errors
    /// What a request would be refused with; those of the database.
    pub(super) fn play(&mut self, conn: &mut Conn, (at, plan): (usize, &Plan), n: usize) -> Result<()> {
        let step = &plan.steps[n];
        let token = format!("demo-order-{at}-{n}");
        if matches!(step.act, Act::Place) {
            let row = self.place(conn, at, plan, step.at, token)?;
            self.orders.insert(at, row.id);
            return Ok(());
        }
        let id = self.orders.get(&at).ok_or_else(|| Error::internal("a step before the order"))?;
        let row = store::get(conn, *id)?;
        if step.who == Who::Asker {
            return self.ask(conn, plan, row, step, &token);
        }
        let status = match step.act {
            Act::AnswerChaseUps(_) => Some("open"),
            Act::CloseChaseUps => Some("answered"),
            _ => None,
        };
        if let Some(status) = status {
            return self.look_at_chase_ups(conn, plan, row, (step, &token), status);
        }
        let caller = self.who(plan, step.who)?;
        let version = row.version;
        let desk = Desk::of(conn, caller, self.catalog, row, step.at)?;
        let command = match &step.act {
            Act::Place | Act::AnswerChaseUps(_) | Act::CloseChaseUps => {
                return Err(Error::internal("was done before"));
            }
            Act::Do(command) => command.clone(),
            Act::AcceptAndGive(to) => {
                OrderCommand::AcceptAndAssign { category: None, urgency: None, assignee: self.assignee(plan, *to)? }
            }
            Act::Give(to, reason) => {
                OrderCommand::Assign { assignee: self.assignee(plan, *to)?, reason: Some((*reason).to_owned()) }
            }
            Act::Finish(outcome, result) => {
                let wants = desk.category().is_some_and(|category| category.needs_result_photo);
                let photographs =
                    if wants { self.photograph(conn, desk.category(), &token, step.at)? } else { Vec::new() };
                OrderCommand::Finish { outcome: *outcome, result: (*result).to_owned(), photographs }
            }
            Act::Deed(deed) => return deeds::change(conn, &desk, deed.clone(), version, &token),
        };
        change::by_staff(conn, desk, command, version, &token)
    }

    /// Answers or closes the chase-ups of the order that are in `status`; each is closed by the level that it came from.
    fn look_at_chase_ups(
        &self,
        conn: &mut Conn,
        plan: &Plan,
        row: OrderRow,
        (step, token): (&Step, &str),
        status: &str,
    ) -> Result<()> {
        let order = row.id;
        for chase in chase_ups::of_order(conn, order)?.into_iter().filter(|chase| chase.status == status) {
            let (row, id) = (store::get(conn, order)?, EventId(chase.id));
            let version = row.version;
            let is_of_district = status == "answered" && chase.level.0 == OwnerLevel::District;
            let caller = self.who(plan, if is_of_district { Who::District } else { step.who })?;
            let desk = Desk::of(conn, caller, self.catalog, row, step.at)?;
            let deed = match step.act {
                Act::AnswerChaseUps(words) => OrderDeed::AnswerChaseUp { id, answer: words.to_owned() },
                _ => OrderDeed::CloseChaseUp { id },
            };
            deeds::change(conn, &desk, deed, version, &format!("{token}-{}", chase.id))?;
        }
        Ok(())
    }

    fn who(&self, plan: &Plan, who: Who) -> Result<&'a SignedIn> {
        let (home, staff) = (&plan.home, self.staff);
        match who {
            Who::Asker => Err(Error::internal("who asked is not at work")),
            Who::Grid => staff.at(Role::GridWorker, home.grid, 0),
            Who::Community => staff.at(Role::CommunityAdmin, home.community, 0),
            Who::Street => staff.at(Role::StreetOfficer, home.street, 0),
            Who::District => staff.account(Role::DistrictAdmin),
            Who::Volunteer(n) => staff.at(Role::Volunteer, home.community, n),
            Who::Manager => staff.at(Role::ProjectManager, plan.works.as_ref().map_or(0, |works| works.client), 0),
            Who::Account(role) => staff.account(role),
        }
    }

    fn assignee(&self, plan: &Plan, to: To) -> Result<Assignee> {
        Ok(match to {
            To::Office => Assignee::Office,
            To::One(who) => Assignee::User { id: self.who(plan, who)?.id() },
            To::Client => {
                let client = plan.works.as_ref().map(|works| works.client);
                let client = client.ok_or_else(|| Error::internal("an order about no works"))?;
                Assignee::Organization { id: OrganizationId(client) }
            }
        })
    }

    fn place(&self, conn: &mut Conn, at: usize, plan: &Plan, now: DateTime<Utc>, token: String) -> Result<OrderRow> {
        let mut dice = Dice::of("place", &at.to_string());
        let building = Some(dice.pick(&plan.home.buildings).clone()).filter(|_| !plan.home.buildings.is_empty());
        let asked = plan.what.unwrap_or(plan.line.what);
        let what = asked.replace("{b}", building.as_deref().unwrap_or("我们楼"));
        let pin = dice.chance(35).then(|| self.pin(plan, &mut dice)).flatten();
        let wanted = NewOrder {
            category: plan.line.category.to_owned(),
            what,
            place: OrderPlace {
                compound: Some(CompoundId(plan.home.compound)),
                building: building.filter(|_| asked.contains("{b}") || dice.chance(60)),
                at: pin,
                ..OrderPlace::default()
            },
            // Numbers that nobody can have.
            phone: Some(format!("138000001{:02}", at % 100)),
            urgency: plan.urgency,
            answers: Vec::new(),
            photographs: Vec::new(),
            project: plan.works.as_ref().map(|works| works.number.clone()),
            contact_for_manager: plan.works.is_some() && dice.chance(70),
            device: None,
            client_token: token,
        };
        // Addresses that are kept for examples (RFC 5737).
        let address = Some(format!("198.51.100.{}", at % 250 + 1));
        let (wanted, by) = match plan.by {
            By::Anybody | By::Account(_) => {
                let caller = match plan.by {
                    By::Account(role) => Some(self.staff.account(role)?),
                    _ => None,
                };
                let origin = caller.map_or_else(Origin::default, |caller| caller.origin.clone());
                let by = Placer {
                    user: caller.map(SignedIn::id),
                    role: Role::Resident,
                    origin: Origin { address, ..origin },
                    channel: Channel::Web,
                    is_for_other: false,
                    name: None,
                };
                (wanted.checked(true).map_err(Error::bad_field)?, by)
            }
            By::For(who, channel) => {
                let caller = self.who(plan, who)?;
                let asked =
                    OrderForOther { order: wanted, channel, name: Some("示例居民".to_owned()), has_consent: true };
                let asked = asked.checked().map_err(Error::bad_field)?;
                let role = caller.person.grants.first().map_or(Role::Resident, |grant| grant.role);
                let by = Placer {
                    user: Some(caller.id()),
                    role,
                    origin: caller.origin.clone(),
                    channel,
                    is_for_other: true,
                    name: asked.name,
                };
                (asked.order, by)
            }
        };
        place::place(conn, self.catalog, self.secrets, wanted, &by, now)
    }

    /// A place near the middle of the compound, in its grid.
    fn pin(&self, plan: &Plan, dice: &mut Dice) -> Option<shared::geo::Point> {
        let mut off = || (dice.between(-60, 60) as f64) * 1e-5;
        let at = shared::geo::Point { lng: plan.home.at.lng + off(), lat: plan.home.at.lat + off() };
        Some(at).filter(|at| holding(&self.catalog.areas, *at) == Some(plan.home.grid))
    }

    fn ask(&self, conn: &mut Conn, plan: &Plan, row: OrderRow, step: &Step, token: &str) -> Result<()> {
        let Act::Do(command) = &step.act else { return Err(Error::internal("who asked does only events")) };
        let caller = match plan.by {
            By::Account(role) => Some(self.staff.account(role)?),
            _ => None,
        };
        let origin = caller.map_or_else(Origin::default, |caller| caller.origin.clone());
        let deed = Deed {
            user: caller.map(SignedIn::id),
            role: Role::Resident,
            office: None,
            origin: &origin,
            token,
            now: step.at,
        };
        let version = row.version;
        change::by_asker(conn, self.catalog, row, command.clone(), version, &deed)
    }

    /// A picture of such a thing, as if it had been uploaded.
    fn photograph(
        &self,
        conn: &mut Conn,
        category: Option<&Category>,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<MediaId>> {
        let shows = match category.map_or("", |category| category.code.as_str()) {
            "stairwell_light" => "楼道",
            "entrance_door" => "正面",
            "leak" => "屋面",
            "drain_blocked" => "中段沟槽",
            "greenery" => "南侧入口",
            _ => "东口向西",
        };
        let fitting: Vec<&Picture> =
            self.pictures.iter().filter(|p| p.viewpoint.as_deref().is_some_and(|v| v.ends_with(shows))).collect();
        let found = if fitting.is_empty() {
            self.pictures.first()
        } else {
            Some(*Dice::of("photograph", token).pick(&fitting))
        };
        let found = found.ok_or_else(|| Error::internal("the demonstration has no pictures"))?;
        let row = PhotographRow {
            id: store::new_id(),
            upload_token: token.to_owned(),
            order_id: None,
            event_id: None,
            seq: 0,
            sha256: found.sha256.clone(),
            source_sha256: found.sha256.clone(),
            width: found.width,
            height: found.height,
            created_at: now.naive_utc(),
        };
        each_backend!(conn, c => diesel::insert_into(order_media::table).values(&row).execute(c))?;
        Ok(vec![MediaId(row.id)])
    }
}
