//! Orders of the demonstration 示例点单: a year of them, played through the same doors as any request, each step at its own
//! moment. So history, audit record, reminders and figures agree, and no rule stands here a second time.

mod back;
mod ground;
mod lives;
mod script;
mod stage;
mod summaries;
mod today;
mod words;

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use diesel::prelude::*;
use shared::notifications::NewsKind;
use shared::orders::category::{OrderType, Pool};
use shared::orders::clock::Measure;
use shared::orders::{Channel, OrderStatus, Urgency};
use shared::people::{Role, Scope};
use shared::time::{date_of, shanghai};

use self::back::Back;
use self::ground::{Ground, Home};
use self::lives::Life;
use self::script::{By, Plan, Step, Who};
use self::stage::Stage;
use self::today::Where;
use self::words::Words;
use super::dice::Dice;
use super::staff::Staff;
use crate::catalog::{Catalog, Latest};
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::orders::timers;
use crate::schema::{meta, notifications as n, organizations, service_orders};
use crate::secrets::Secrets;

/// Another one than that of the places and projects: whoever waits here waits for this alone.
const ORDERS_LOCK: i64 = 7_305_811_402_522;
/// Row of `meta` that says when they were made.
const MARK: &str = "demo_orders_made_on";
/// Orders beside those that stand on the day itself.
const ORDERS: usize = 215;
/// Days that are told of.
const DAYS: i64 = 360;
/// Days after which everybody has read what he was told.
const READ_DAYS: i64 = 3;

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ordered {
    /// Orders that were made; none where there are some already.
    pub orders: usize,
    /// Steps that were refused, with what was said: the order stands where it stood.
    pub refused: Vec<String>,
}

/// Makes the orders, the people who handle them and the cards of the grids, in a database that was made as a
/// demonstration, inside the caller's write transaction. Where there are orders, everything is left as it is.
///
/// # Errors
/// Those of the database.
pub fn order(conn: &mut Conn, secrets: &Secrets, now: DateTime<Utc>) -> Result<Ordered> {
    // SQLite has one writer anyway. On PostgreSQL a second copy waits here until the first has committed.
    if let Conn::Pg(pg) = conn {
        diesel::sql_query(format!("SELECT pg_advisory_xact_lock({ORDERS_LOCK})")).execute(pg)?;
    }
    let some: Option<i64> = service_orders::table.select(service_orders::id).first(conn).optional()?;
    let mark: Option<String> = meta::table.find(MARK).select(meta::value).first(conn).optional()?;
    if some.is_some() || mark.is_some() || !super::is_made(conn)? {
        return Ok(Ordered::default());
    }
    let today = date_of(now);
    let catalog = Latest::default().get(conn, today, 0)?;
    let staff = Staff::hire(conn, &catalog.areas, now)?;
    super::cards::issue(conn, &catalog.areas, &staff, now)?;
    let mut plans = plans(conn, &catalog, &staff, now)?;
    summaries::plan(&mut plans, &catalog.calendar, now);
    let ordered = play(conn, &plans, &catalog, secrets, &staff, now)?;
    have_read(conn, now)?;
    let values = (meta::name.eq(MARK), meta::value.eq(today.to_string()));
    diesel::insert_into(meta::table).values(values).execute(conn)?;
    db::touch(conn)?;
    Ok(ordered)
}

/// Marks as read what everybody has read by now: what is old, and that an order came where somebody has accepted it.
fn have_read(conn: &mut Conn, now: DateTime<Utc>) -> Result<()> {
    let before = (now - TimeDelta::days(READ_DAYS)).naive_utc();
    let unread = || n::table.filter(n::read_at.is_null());
    let read = n::read_at.eq(n::told_at.nullable());
    diesel::update(unread().filter(n::told_at.lt(before))).set(read).execute(conn)?;
    let accepted = service_orders::table.filter(service_orders::status.ne(Code(OrderStatus::Placed)));
    let numbers: Vec<String> = accepted.select(service_orders::number).load(conn)?;
    let came = unread().filter(n::kind.eq(Code(NewsKind::OrderPlaced)));
    let came = came.filter(n::number.assume_not_null().eq_any(numbers));
    diesel::update(came).set(read).execute(conn)?;
    Ok(())
}

/// Plays all steps in the order of time, and between them whatever falls due by itself.
fn play(
    conn: &mut Conn,
    plans: &[Plan],
    catalog: &Catalog,
    secrets: &Secrets,
    staff: &Staff,
    now: DateTime<Utc>,
) -> Result<Ordered> {
    let mut stage = Stage::set(conn, catalog, secrets, staff)?;
    let mut steps: Vec<(DateTime<Utc>, usize, usize)> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        steps.extend(plan.steps.iter().enumerate().map(|(n, step)| (step.at, at, n)));
    }
    steps.retain(|(at, ..)| *at <= now);
    steps.sort_unstable_by_key(|step| Reverse(*step));
    let mut ordered = Ordered::default();
    let mut stopped: Vec<bool> = vec![false; plans.len()];
    let mut last = DateTime::<Utc>::MIN_UTC;
    while let Some((at, plan, n)) = steps.pop() {
        timers::catch_up(conn, catalog, last, at)?;
        last = at;
        if stopped[plan] {
            continue;
        }
        match stage.play(conn, (plan, &plans[plan]), n) {
            Ok(()) => ordered.orders += usize::from(n == 0),
            // On some day of some year a holiday may come between: what cannot be done then is left undone.
            Err(Error::Api(_, why) | Error::Denied(_, why)) => {
                stopped[plan] = true;
                let (line, step) = (&plans[plan].line, &plans[plan].steps[n]);
                ordered.refused.push(format!("{} {step:?}: {}", line.category, why.message));
            }
            Err(e) => return Err(e),
        }
    }
    timers::catch_up(conn, catalog, last, now)?;
    Ok(ordered)
}

fn plans(conn: &mut Conn, catalog: &Catalog, staff: &Staff, now: DateTime<Utc>) -> Result<Vec<Plan>> {
    let ground = Ground::read(conn, &catalog.areas)?;
    let mut words = Words::read();
    let mut plans = standing(conn, catalog, staff, &ground, &mut words, now)?;
    for n in 0..ORDERS {
        plans.extend(common(catalog, &ground, &mut words, n, now)?);
    }
    Ok(plans)
}

/// Those that stand on the day itself.
fn standing(
    conn: &mut Conn,
    catalog: &Catalog,
    staff: &Staff,
    ground: &Ground,
    words: &mut Words,
    now: DateTime<Utc>,
) -> Result<Vec<Plan>> {
    let grants = &staff.account(Role::GridWorker)?.person.grants;
    let own = grants.iter().find_map(|grant| match grant.scope {
        Scope::Area(id) => Some(id.0),
        _ => None,
    });
    // In a demonstration of former days the grid worker has all of the community.
    let is_own =
        |home: &Home| home.community == ground.first && (own == Some(home.grid) || own == Some(home.community));
    let client: Option<i64> = organizations::table
        .filter(organizations::is_demo)
        .filter(organizations::org_type.eq("client"))
        .order(organizations::id)
        .select(organizations::id)
        .first(conn)
        .optional()?;
    let mut plans = Vec::new();
    for (n, stand) in today::stands(Back { calendar: &catalog.calendar, now }).into_iter().enumerate() {
        let mut dice = Dice::of("stand", &n.to_string());
        let Some(line) = words.of(stand.category) else { continue };
        let needs = catalog.category(stand.category).is_some_and(|category| category.needs_project);
        let works = client.filter(|_| needs).and_then(|client| ground.works_of(client)).cloned();
        if needs && works.is_none() {
            continue;
        }
        let home = match (&works, stand.place) {
            (Some(works), _) => ground.homes[works.home].clone(),
            (None, Where::OwnGrid) => ground.home(&mut dice, is_own)?,
            (None, Where::Beside) => {
                ground.home(&mut dice, |home| home.community == ground.first && own != Some(home.grid))?
            }
            (None, Where::Street(n)) => {
                let street = ground.streets.get(n).copied();
                ground.home(&mut dice, |home| Some(home.street) == street)?
            }
        };
        plans.push(Plan {
            line,
            what: stand.what,
            urgency: stand.urgency,
            home,
            works,
            by: stand.by,
            steps: stand.steps,
        });
    }
    Ok(plans)
}

/// One of the many of a year.
fn common(catalog: &Catalog, ground: &Ground, words: &mut Words, n: usize, now: DateTime<Utc>) -> Result<Option<Plan>> {
    let mut dice = Dice::of("order", &n.to_string());
    let is_complaint =
        |code: &str| catalog.category(code).is_some_and(|category| category.order_type == OrderType::Complaint);
    let wants_works = dice.chance(22) && !ground.works.is_empty();
    let Some(line) = words.any(&mut dice, wants_works, is_complaint) else { return Ok(None) };
    let Some(category) = catalog.category(line.category) else { return Ok(None) };
    let works = wants_works.then(|| dice.pick(&ground.works).clone());
    let home = match &works {
        Some(works) => ground.homes[works.home].clone(),
        None => ground.home(&mut dice, |_| true)?,
    };
    let urgency = match dice.between(1, 100) {
        1..=8 => Urgency::Urgent,
        9..=14 if category.pool == Pool::None => Urgency::Critical,
        _ => Urgency::Normal,
    };
    let by = match dice.between(1, 100) {
        1..=12 if works.is_none() => {
            By::For(Who::Grid, *dice.pick(&[Channel::GridVisit, Channel::GridVisit, Channel::Phone]))
        }
        13..=18 if works.is_none() => {
            By::For(Who::Community, *dice.pick(&[Channel::Phone, Channel::WalkIn, Channel::Hotline12345]))
        }
        _ => By::Anybody,
    };
    let at = moment(&mut dice, catalog, urgency, now);
    let measure = Measure::of(&catalog.calendar, urgency);
    let life = Life { dice, line, category, urgency, measure, by, has_client: works.is_some() };
    let steps: Vec<Step> = life.steps(at);
    Ok(Some(Plan { line, what: None, urgency, home, works, by, steps }))
}

/// When it is ordered: few long ago and more of late, mostly in working hours.
fn moment(dice: &mut Dice, catalog: &Catalog, urgency: Urgency, now: DateTime<Utc>) -> DateTime<Utc> {
    let ago = ((1.0 - dice.share().sqrt()) * DAYS as f64) as i64;
    let mut day = date_of(now) - TimeDelta::days(ago);
    let is_at_work = urgency == Urgency::Normal && dice.chance(85);
    while is_at_work && !catalog.calendar.is_workday(day) {
        day -= TimeDelta::days(1);
    }
    let minute = if is_at_work { dice.between(8 * 60 + 30, 17 * 60 + 20) } else { dice.between(7 * 60 + 30, 21 * 60) };
    let at = local(day, minute * 60 + dice.between(0, 59));
    if at < now { at } else { now - TimeDelta::minutes(dice.between(5, 90)) }
}

/// So many seconds after midnight in Shanghai.
fn local(day: NaiveDate, seconds: i64) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(seconds);
    shanghai().from_local_datetime(&midnight).single().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
