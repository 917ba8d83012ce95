//! The state machines in code are the ones agreed on, kept beside as `state_machines.json`.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;
use shared::people::Role;
use shared::workflow::{Refusal, Transition, allowed, next};
use shared::{milestones, orders, plan_changes, progress_reports, projects, published};
use strum::VariantArray;

#[derive(Deserialize)]
struct Machine {
    initial: String,
    terminal: Vec<String>,
    states: Vec<State>,
    transitions: Vec<Line>,
}

#[derive(Deserialize)]
struct State {
    code: String,
    zh: String,
}

#[derive(Deserialize, PartialEq, Debug)]
struct Line {
    from: String,
    event: String,
    to: String,
    roles: Vec<String>,
}

fn agreed(name: &str) -> Machine {
    let mut all: BTreeMap<String, Machine> = serde_json::from_str(include_str!("state_machines.json")).unwrap();
    all.remove(name).unwrap()
}

fn lines<S, E>(table: &[Transition<S, E>]) -> Vec<Line>
where
    S: Copy + Into<&'static str>,
    E: Copy + Into<&'static str>,
{
    let line = |t: &Transition<S, E>| Line {
        from: t.from.into().to_owned(),
        event: t.event.into().to_owned(),
        to: t.to.into().to_owned(),
        roles: t.roles.iter().map(|r| <&str>::from(*r).to_owned()).collect(),
    };
    table.iter().map(line).collect()
}

macro_rules! machine {
    ($test:ident, $name:literal, $table:path, $state:path) => {
        #[test]
        fn $test() {
            use $state as S;
            let agreed = agreed($name);
            assert_eq!(lines($table), agreed.transitions);
            let states: Vec<_> = S::VARIANTS.iter().map(|s| (<&str>::from(*s).to_owned(), s.zh().to_owned())).collect();
            let expected: Vec<_> = agreed.states.into_iter().map(|s| (s.code, s.zh)).collect();
            assert_eq!(states, expected);
            assert_eq!(<&str>::from(S::INITIAL), agreed.initial);
            let terminal: Vec<&str> = S::TERMINAL.iter().map(|s| (*s).into()).collect();
            assert_eq!(terminal, agreed.terminal);
            for end in S::TERMINAL {
                assert!(allowed($table, *end, Role::VARIANTS).is_empty(), "{end:?} is left again");
            }
        }
    };
}

machine!(the_project_machine_is_the_one_agreed_on, "project", projects::PROJECT_TRANSITIONS, projects::ProjectStatus);
machine!(
    the_milestone_machine_is_the_one_agreed_on,
    "milestone",
    milestones::MILESTONE_TRANSITIONS,
    milestones::MilestoneStatus
);
machine!(
    the_report_machine_is_the_one_agreed_on,
    "progress_report",
    progress_reports::REPORT_TRANSITIONS,
    progress_reports::ReportReview
);
machine!(
    the_plan_change_machine_is_the_one_agreed_on,
    "plan_change",
    plan_changes::PLAN_CHANGE_TRANSITIONS,
    plan_changes::PlanChangeStatus
);
machine!(the_order_machine_is_the_one_agreed_on, "order", orders::ORDER_TRANSITIONS, orders::OrderStatus);
machine!(
    the_machine_of_published_items_is_the_one_agreed_on,
    "content",
    published::ITEM_TRANSITIONS,
    published::ItemStatus
);

#[test]
fn an_event_needs_its_state_and_its_role() {
    use projects::{PROJECT_TRANSITIONS as TABLE, ProjectEvent as E, ProjectStatus as S};
    assert_eq!(
        next(TABLE, S::Ready, E::StartWorks, &[Role::ProjectManager]),
        Ok((S::UnderConstruction, Role::ProjectManager))
    );
    assert_eq!(next(TABLE, S::Ready, E::StartWorks, &[Role::Resident]), Err(Refusal::NotYou));
    let refused = next(TABLE, S::Suspended, E::StartWorks, &[Role::ProjectManager]);
    assert_eq!(refused, Err(Refusal::NotNow(vec![E::Resume])));
}

/// A copy that drifted from the agreed file would make the tests above hollow.
#[test]
fn the_copy_of_the_agreed_machines_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/domain/state_machines.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        return skip("the agreed state machines are not beside this checkout");
    };
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let kept: BTreeMap<String, serde_json::Value> = serde_json::from_str(include_str!("state_machines.json")).unwrap();
    for (name, machine) in kept {
        assert_eq!(all.get(&name), Some(&machine), "{name}");
    }
}

/// Tells the test runner's total that a test could not run here.
fn skip(reason: &str) {
    use std::io::Write;
    if let Some(list) = std::env::var_os("LINXIN_SKIPS") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(file, "{reason}").unwrap();
    }
}
