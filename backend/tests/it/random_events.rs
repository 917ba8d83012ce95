//! Random walks of events, sent by random people: whatever is done or refused, the tables of MODEL §4 and the invariants
//! of §9 hold after each step.

use std::collections::HashMap;

use actix_web::http::Method;
use backend::db::Conn;
use backend::error::Result;
use backend::schema::{
    audit_logs as a, milestones as m, notices as n, outage_notices as o, plan_changes as c, progress_reports as r,
    projects as p, workflow_events as w,
};
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::id::{AreaId, CompoundId, MilestoneId, NoticeId, OutageId, PlanChangeId, ReportId};
use shared::milestones::{MILESTONE_TRANSITIONS, MilestoneEvent};
use shared::people::{Role, Scope};
use shared::plan_changes::{PLAN_CHANGE_TRANSITIONS, PlanChangeEvent};
use shared::progress_reports::{REPORT_TRANSITIONS, ReportEvent};
use shared::projects::events::{Need, ProjectCommand};
use shared::projects::{PROJECT_TRANSITIONS, Project, ProjectEvent};
use shared::published::{ITEM_TRANSITIONS, ItemEvent};
use shared::workflow::Transition;

use crate::app::TestApp;
use crate::builders::{compound, treat};
use crate::people::Person;
use crate::site::{NUMBER, Site};

/// Walks, each in a database of its own.
const WALKS: u64 = 4;
/// Steps of a walk.
const STEPS: usize = 90;

/// What has a state, with its key.
type Key = (String, i64);

/// State and version of everything.
type Standing = HashMap<Key, (String, i32)>;

fn standing(conn: &mut Conn) -> Result<Standing> {
    type Row = (i64, String, i32);
    let mut all = Standing::new();
    let mut take = |noun: &str, rows: Vec<Row>| {
        all.extend(rows.into_iter().map(|(id, state, version)| ((noun.to_owned(), id), (state, version))));
    };
    // As text: what the database holds is what is held against the tables.
    let text = diesel::dsl::sql::<diesel::sql_types::Text>;
    take("project", p::table.select((p::id, text("COALESCE(status, '')"), p::version)).load(conn)?);
    take("milestone", m::table.select((m::id, text("status"), m::version)).load(conn)?);
    take("report", r::table.select((r::id, text("review"), r::version)).load(conn)?);
    take("plan_change", c::table.select((c::id, text("status"), c::version)).load(conn)?);
    take("outage", o::table.select((o::id, text("status"), o::version)).load(conn)?);
    take("notice", n::table.select((n::id, text("status"), n::version)).load(conn)?);
    Ok(all)
}

/// Something that happened: noun, key, event, from, to, role.
type Event = (String, i64, String, String, String, String);

fn events(conn: &mut Conn) -> Result<Vec<Event>> {
    let text = diesel::dsl::sql::<diesel::sql_types::Text>;
    Ok(w::table
        .order(w::id)
        .select((text("noun"), w::thing_id, w::event, w::from_state, w::to_state, text("role")))
        .load(conn)?)
}

fn is_line<S, E>(table: &[Transition<S, E>], (.., event, from, to, role): &Event) -> bool
where
    S: Copy + Into<&'static str>,
    E: Copy + Into<&'static str>,
{
    table.iter().any(|line| {
        let (f, e, t): (&str, &str, &str) = (line.from.into(), line.event.into(), line.to.into());
        let has_role = line.roles.iter().any(|r| <&'static str>::from(*r) == role);
        (f, e, t) == (from.as_str(), event.as_str(), to.as_str()) && has_role
    })
}

/// Whether the tables know this step, or it is a beginning, or writing that leaves the state as it is.
fn is_known(event: &Event) -> bool {
    let (noun, _, name, from, to, _) = event;
    let is_beginning = from.is_empty();
    let is_writing = from == to && ["edit", "write", "publish", "unpublish", "photograph"].contains(&name.as_str());
    is_beginning
        || is_writing
        || match noun.as_str() {
            "project" => is_line(PROJECT_TRANSITIONS, event),
            // A report that completes its milestone, and the report itself, are lines of their own.
            "milestone" => is_line(MILESTONE_TRANSITIONS, event) || name == "report" || name == "complete",
            "report" => is_line(REPORT_TRANSITIONS, event),
            "plan_change" => is_line(PLAN_CHANGE_TRANSITIONS, event),
            _ => is_line(ITEM_TRANSITIONS, event),
        }
}

/// Who walks.
struct Crew<'a> {
    site: Site<'a>,
    others: Vec<Person<'a>>,
    compound: CompoundId,
    /// Tokens that were used.
    tokens: Vec<String>,
    count: u32,
}

impl<'a> Crew<'a> {
    fn build(app: &'a TestApp) -> Self {
        let site = Site::build(app);
        let place = compound(site.project.area_id, "东里");
        treat(&app.db, &site.project, &place);
        let area = Scope::Area(AreaId(site.project.area_id));
        let others = vec![
            Person::new(app, "community.one", Role::CommunityAdmin, area),
            Person::new(app, "street.one", Role::StreetOfficer, area),
            Person::new(app, "contractor.one", Role::Contractor, area),
            Person::new(app, "district.two", Role::DistrictAdmin, Scope::All),
        ];
        Self { site, others, compound: CompoundId(place.id), tokens: Vec::new(), count: 0 }
    }

    /// One of those with one of `roles`; now and then anybody.
    fn somebody(&self, random: &mut fastrand::Rng, roles: &[Role]) -> &Person<'a> {
        let site = &self.site;
        let [community, street, contractor, second] = &self.others[..] else { unreachable!("four others") };
        let all = [
            (Role::ProjectManager, &site.manager),
            (Role::SupervisionEngineer, &site.engineer),
            (Role::DistrictAdmin, &site.district),
            (Role::CommunityAdmin, community),
            (Role::StreetOfficer, street),
            (Role::Contractor, contractor),
            (Role::DistrictAdmin, second),
        ];
        let anybody = random.u8(0..5) == 0 || !all.iter().any(|(role, _)| roles.contains(role));
        let fitting: Vec<_> = all.into_iter().filter(|(role, _)| anybody || roles.contains(role)).collect();
        fitting[random.usize(0..fitting.len())].1
    }

    /// A fresh token, or now and then one that was used.
    fn token(&mut self, random: &mut fastrand::Rng) -> String {
        if !self.tokens.is_empty() && random.u8(0..10) == 0 {
            return self.tokens[random.usize(0..self.tokens.len())].clone();
        }
        self.count += 1;
        let token = format!("walk-{:08}", self.count);
        self.tokens.push(token.clone());
        token
    }
}

/// Who may, an address and a body.
type Ask = (Vec<Role>, String, Value);

/// An event that `state` has by the table and who may cause it; now and then any other.
fn event_of<S, E>(random: &mut fastrand::Rng, table: &[Transition<S, E>], state: &str) -> Option<(E, Vec<Role>)>
where
    S: Copy + Into<&'static str>,
    E: Copy,
{
    let anything = random.u8(0..5) == 0;
    let is_there = |line: &&Transition<S, E>| {
        let from: &str = line.from.into();
        anything || from == state
    };
    let lines: Vec<&Transition<S, E>> = table.iter().filter(is_there).collect();
    let line = lines.get(random.usize(0..lines.len().max(1)))?;
    Some((line.event, line.roles.to_vec()))
}

fn pick<T: Copy>(random: &mut fastrand::Rng, all: &[T]) -> Option<T> {
    (!all.is_empty()).then(|| all[random.usize(0..all.len())])
}

/// A key of `noun`, its state and the version to send: the one that stands, or now and then another.
fn target<'a>(random: &mut fastrand::Rng, standing: &'a Standing, noun: &str) -> Option<(i64, &'a str, i32)> {
    let mut keys: Vec<(i64, &str, i32)> = standing
        .iter()
        .filter(|((own, _), _)| own == noun)
        .map(|((_, id), (state, version))| (*id, state.as_str(), *version))
        .collect();
    keys.sort_unstable();
    let (id, state, version) = pick(random, &keys)?;
    Some((id, state, if random.u8(0..12) == 0 { version + 7 } else { version }))
}

/// Something that could be asked for.
fn ask(random: &mut fastrand::Rng, crew: &mut Crew<'_>, standing: &Standing) -> Option<Ask> {
    let token = crew.token(random);
    let base = |event: &str, version: i32| json!({ "event": event, "version": version, "client_token": token });
    Some(match random.u8(0..16) {
        0 | 1 => {
            let (_, state, version) = target(random, standing, "project")?;
            let (event, roles) = event_of(random, PROJECT_TRANSITIONS, state)?;
            let command = project_command(event, version, token.clone());
            (roles, format!("/api/v1/staff/projects/{NUMBER}/events"), serde_json::to_value(command).unwrap())
        }
        2..=5 => {
            let (id, state, version) = target(random, standing, "milestone")?;
            let (event, roles) = event_of(random, MILESTONE_TRANSITIONS, state)?;
            let code: &str = event.into();
            let mut more = event.more();
            if event == MilestoneEvent::Report {
                more["progress_bp"] = json!(random.i32(0..=100) * 100);
                more["correction_reason"] = json!(random.bool().then_some("量错了"));
            }
            (roles, format!("/api/v1/staff/milestones/{}/events", MilestoneId(id)), with(base(code, version), more))
        }
        6..=8 => {
            let (id, state, version) = target(random, standing, "report")?;
            let (event, roles) = event_of(random, REPORT_TRANSITIONS, state)?;
            let code: &str = event.into();
            let mut more = event.more();
            if event == ReportEvent::Resubmit {
                more["report"]["progress_bp"] = json!(random.i32(0..=99) * 100);
            }
            (roles, format!("/api/v1/staff/reports/{}/events", ReportId(id)), with(base(code, version), more))
        }
        9 if random.bool() => {
            let day = format!("2026-{:02}-15", random.u8(7..=12));
            let body = json!({ "client_token": token, "field": "planned_finish", "new": day, "reason": "下雨" });
            (vec![Role::ProjectManager], format!("/api/v1/staff/projects/{NUMBER}/plan-changes"), body)
        }
        9 => {
            let (id, state, version) = target(random, standing, "plan_change")?;
            let (event, roles) = event_of(random, PLAN_CHANGE_TRANSITIONS, state)?;
            let body = with(base(event.into(), version), event.more());
            (roles, format!("/api/v1/staff/plan-changes/{}/events", PlanChangeId(id)), body)
        }
        10 => {
            let form = json!({ "kind": "water", "compound": crew.compound, "project": NUMBER, "reason": "换管",
                "starts_at": "2026-06-14T00:00:00Z", "ends_at": "2026-06-14T04:00:00Z", "source": "项目部" });
            (
                vec![Role::ProjectManager],
                "/api/v1/staff/outages".to_owned(),
                json!({ "client_token": token, "form": form }),
            )
        }
        11 => {
            let form = json!({ "kind": "news", "title": "动态", "body": "正文", "project": NUMBER, "author": "街道" });
            (
                vec![Role::StreetOfficer],
                "/api/v1/staff/notices".to_owned(),
                json!({ "client_token": token, "form": form }),
            )
        }
        which => {
            let noun = if which < 14 { "outage" } else { "notice" };
            let (id, state, version) = target(random, standing, noun)?;
            let (event, roles) = event_of(random, ITEM_TRANSITIONS, state)?;
            let id = if which < 14 { OutageId(id).to_string() } else { NoticeId(id).to_string() };
            (roles, format!("/api/v1/staff/{noun}s/{id}/events"), with(base(event.into(), version), event.more()))
        }
    })
}

/// What an event takes beside version and token.
pub(crate) trait Filling {
    fn more(self) -> Value;
}

impl Filling for ProjectEvent {
    fn more(self) -> Value {
        let command = serde_json::to_value(project_command(self, 0, String::new())).unwrap();
        let keep = |(name, _): &(String, Value)| !["version", "client_token", "event"].contains(&name.as_str());
        Value::Object(command.as_object().cloned().unwrap().into_iter().filter(keep).collect())
    }
}

impl Filling for MilestoneEvent {
    fn more(self) -> Value {
        match self {
            Self::Start => json!({ "on": "2026-06-12" }),
            Self::Waive => json!({ "reason": "不用做了" }),
            Self::Reopen => json!({ "reason": "返工", "progress_bp": 4_000 }),
            Self::Report => {
                json!({ "reported_on": "2026-06-12", "progress_bp": 9_000, "note": "走一步", "correction_reason": "量错了" })
            }
            Self::Complete => json!({}),
        }
    }
}

impl Filling for ReportEvent {
    fn more(self) -> Value {
        match self {
            Self::Approve => json!({ "photographs_checked": true }),
            Self::Return => json!({ "reason": "写清楚" }),
            Self::Withdraw => json!({}),
            Self::Resubmit => json!({ "mended": "写清楚了", "report": {
                "reported_on": "2026-06-12", "progress_bp": 9_000, "note": "改好了" } }),
        }
    }
}

impl Filling for PlanChangeEvent {
    fn more(self) -> Value {
        if self == Self::Reject { json!({ "reason": "再赶" }) } else { json!({}) }
    }
}

impl Filling for ItemEvent {
    fn more(self) -> Value {
        match self {
            Self::Return | Self::Withdraw => json!({ "reason": "改一改" }),
            Self::Publish => json!({ "is_checked": true }),
            Self::ExtendOutage => json!({ "ends_at": "2026-06-15T04:00:00Z", "reason": "难修" }),
            _ => json!({}),
        }
    }
}

/// The body of `event` with all that it takes and a token of its own.
pub(crate) fn filled<E: Copy + Into<&'static str> + Filling>(event: E, version: i32) -> Value {
    let code: &str = event.into();
    with(json!({ "event": code, "version": version, "client_token": crate::site::token() }), event.more())
}

fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    body
}

/// The event with all that it takes.
fn project_command(event: ProjectEvent, version: i32, token: String) -> ProjectCommand {
    let mut command = ProjectCommand::new(event, version, token);
    let day = |text: &str| text.parse().ok();
    for (need, _) in event.needs() {
        match need {
            Need::On => command.on = day("2026-06-12"),
            Need::Until => command.until = day("2026-07-12"),
            Need::Reason => command.reason = Some("走一步".to_owned()),
            Need::ReasonCode => command.reason_code = "weather".parse().ok(),
            Need::Amount => command.amount_fen = Some(1_000),
            Need::PlannedStart => command.planned_start = day("2026-06-20"),
            Need::PlannedFinish => command.planned_finish = day("2026-12-20"),
            Need::Document(kind) => {
                let code: &str = (*kind).into();
                let paper = json!({ "doc_type": code, "title": "文件", "doc_no": "1号", "on": "2026-06-01" });
                command.document = serde_json::from_value(paper).ok();
            }
        }
    }
    command
}

/// What holds after each step.
fn check(conn: &mut Conn, before: &Standing, was_done: bool) -> Result<Standing> {
    let now = standing(conn)?;
    if !was_done {
        assert_eq!(&now, before, "what is refused changes nothing");
    }
    let all = events(conn)?;
    let mut last: HashMap<Key, &str> = HashMap::new();
    for event in &all {
        assert!(is_known(event), "no table knows {event:?}");
        last.insert((event.0.clone(), event.1), &event.4);
    }
    for (key, to) in last {
        // What a report's approval completes is moved by the system and stands in the report's own row.
        let is_moved = key.0 == "milestone" && now[&key].0 == "completed";
        assert!(now[&key].0 == to || is_moved, "{key:?} stands at {} and its last event led to {to}", now[&key].0);
    }
    let nouns = ["project", "milestone", "report", "plan_change", "outage", "notice"];
    let audited: i64 = a::table.filter(a::object.eq_any(nouns)).filter(a::result.eq("ok")).count().get_result(conn)?;
    assert!(audited >= i64::try_from(all.len()).unwrap(), "an event without its row of the audit record");
    let weights: Vec<i32> = m::table.filter(m::is_physical).select(m::weight_bp).load(conn)?;
    assert_eq!(weights.into_iter().sum::<i32>(), 10_000, "weights of physical milestones");
    Ok(now)
}

/// Public progress, and how many public notes say why it was put right.
async fn public(app: &TestApp) -> Option<(i32, usize)> {
    let answer = app.get(&format!("/api/v1/projects/{NUMBER}")).await;
    if answer.status != 200 {
        return None;
    }
    let project: Project = answer.json();
    let corrections = project.reports.iter().filter(|report| report.correction_reason.is_some()).count();
    // What was ended shows none, and the reason.
    Some((project.summary.progress_bp?, corrections))
}

async fn walk(seed: u64) {
    let app = TestApp::new();
    let mut crew = Crew::build(&app);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut now = app.db.read_now(standing).unwrap();
    let mut shown = public(&app).await;
    let mut done = 0;
    for step in 0..STEPS {
        let Some((roles, path, body)) = ask(&mut random, &mut crew, &now) else { continue };
        let by = crew.somebody(&mut random, &roles);
        let answer = by.send(Method::POST, &path, &body).await;
        let status = answer.status.as_u16();
        let said: String = answer.text().chars().take(300).collect();
        let told = format!("seed {seed}, step {step}: {path} {body} → {status} {said}");
        assert!(status < 500 && status != 400, "{told}");
        let was_done = answer.status.is_success();
        done += usize::from(was_done);
        eprintln!("{told}");
        now = app.db.read_now(|conn| check(conn, &now, was_done)).unwrap();
        let after = public(&app).await;
        if let (Some((before, noted)), Some((after, notes))) = (shown, after) {
            assert!(
                after >= before || notes > noted,
                "public progress fell from {before} to {after} without a word: {told}"
            );
        }
        shown = after.or(shown);
    }
    assert!(done > STEPS / 5, "seed {seed}: hardly anything was ever done");
}

#[actix_web::test]
async fn random_events_never_leave_the_tables_nor_break_what_always_holds() {
    for seed in 1..=WALKS {
        walk(seed).await;
    }
}
