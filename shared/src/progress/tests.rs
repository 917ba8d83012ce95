//! The figures on examples worked out by hand.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn step(weight_bp: i32, progress_bp: i32, from: &str, to: &str) -> Step {
    Step {
        weight_bp,
        is_physical: true,
        status: match progress_bp {
            0 => MilestoneStatus::NotStarted,
            10_000 => MilestoneStatus::Completed,
            _ => MilestoneStatus::InProgress,
        },
        progress_bp,
        baseline: Some((day(from), day(to))),
        planned_finish: Some(day(to)),
        actual_finish: None,
    }
}

fn works<'a>(steps: &'a [Step], updated_on: &str) -> Works<'a> {
    Works {
        status: Some(ProjectStatus::UnderConstruction),
        steps,
        updated_on: Some(day(updated_on)),
        entered_on: None,
        planned_finish: None,
        actual_finish: None,
    }
}

#[test]
fn works_progress_is_the_weighted_mean_of_physical_milestones() {
    let mut steps = [step(3_000, 10_000, "2026-01-01", "2026-01-10"), step(7_000, 5_000, "2026-01-11", "2026-01-20")];
    assert_eq!(works_progress(&steps), Some(6_500));
    steps[1].status = MilestoneStatus::Waived;
    assert_eq!(works_progress(&steps), Some(10_000));
    steps[0].is_physical = false;
    assert_eq!(works_progress(&steps), None);
}

#[test]
fn planned_progress_runs_straight_through_the_baseline() {
    let steps = [step(5_000, 0, "2026-01-01", "2026-01-10"), step(5_000, 0, "2026-01-11", "2026-01-20")];
    assert_eq!(planned_progress(&steps, day("2025-12-31")), Some(0));
    assert_eq!(planned_progress(&steps, day("2026-01-05")), Some(2_500));
    assert_eq!(planned_progress(&steps, day("2026-01-15")), Some(7_500));
    assert_eq!(planned_progress(&steps, day("2026-02-01")), Some(10_000));
    let mut bare = steps;
    bare[0].baseline = None;
    assert_eq!(planned_progress(&bare, day("2026-01-05")), None);
}

#[test]
fn what_weighs_nothing_or_is_waived_counts_for_nothing() {
    let weightless = step(0, 10_000, "2026-01-01", "2026-01-10");
    let half = step(10_000, 5_000, "2026-01-01", "2026-01-10");
    assert_eq!((works_progress(&[weightless]), planned_progress(&[weightless], day("2026-01-05"))), (None, None));
    assert_eq!(works_progress(&[weightless, half]), Some(5_000));
    let bare = Step { baseline: None, ..weightless };
    assert_eq!(planned_progress(&[bare, half], day("2026-01-05")), Some(5_000), "a paper step needs no promise");

    let waived = Step { status: MilestoneStatus::Waived, ..half };
    let all_waived = [waived, waived];
    assert_eq!((works_progress(&all_waived), planned_progress(&all_waived, day("2026-01-05"))), (None, None));
    let late = works(&all_waived, "2026-03-01");
    assert_eq!((late.days_late(day("2026-03-01")), late.promised_finish()), (0, None));
    assert_eq!(late.health(day("2026-03-01")), None, "nothing is promised any more");
    let by_list = Works { planned_finish: Some(day("2026-02-01")), ..late };
    assert_eq!(by_list.health(day("2026-03-01")), Some(Health::Delayed));
    assert_eq!((works_progress(&[]), planned_progress(&[], day("2026-01-05"))), (None, None));
}

#[test]
fn a_promise_of_one_day_is_due_that_evening() {
    let steps = [step(10_000, 0, "2026-01-05", "2026-01-05")];
    for (today, expected) in [("2026-01-04", 0), ("2026-01-05", 10_000), ("2026-01-06", 10_000)] {
        assert_eq!(planned_progress(&steps, day(today)), Some(expected), "{today}");
    }
    assert_eq!((steps[0].days_late(day("2026-01-05")), steps[0].days_late(day("2026-01-06"))), (0, 1));
    // The database refuses a finish before its start; were one there, it would be due on its finish.
    let turned = [step(10_000, 0, "2026-01-10", "2026-01-05")];
    for (today, expected) in [("2026-01-04", 0), ("2026-01-05", 10_000), ("2026-01-12", 10_000)] {
        assert_eq!(planned_progress(&turned, day(today)), Some(expected), "{today}");
    }
}

#[test]
fn nothing_is_due_before_the_start_and_all_of_it_after_the_finish() {
    let steps = [step(2_500, 0, "2026-01-11", "2026-01-20"), step(7_500, 0, "2026-02-01", "2026-02-28")];
    for (today, expected) in [
        ("1990-01-01", 0),
        ("2026-01-10", 0),
        ("2026-01-11", 250),
        ("2026-01-20", 2_500),
        ("2026-01-31", 2_500),
        ("2026-02-28", 10_000),
        ("2099-12-31", 10_000),
    ] {
        assert_eq!(planned_progress(&steps, day(today)), Some(expected), "{today}");
    }
    let wild = [Step { progress_bp: 12_000, ..steps[0] }, Step { progress_bp: -5, ..steps[1] }];
    assert_eq!(works_progress(&wild), Some(2_500), "progress stays between nothing and all");
}

#[test]
fn health_follows_the_distance_from_the_plan() {
    let today = day("2026-01-10");
    for (done, expected) in [
        (10_000, Health::OnTrack),
        (9_001, Health::OnTrack),
        (9_000, Health::AtRisk),
        (8_001, Health::AtRisk),
        (8_000, Health::Delayed),
    ] {
        assert_eq!(
            works(&[step(10_000, done, "2026-01-01", "2026-01-10")], "2026-01-09").health(today),
            Some(expected),
            "{done}"
        );
    }
}

#[test]
fn a_milestone_more_than_two_weeks_overdue_makes_it_late() {
    let steps = [step(200, 5_000, "2026-01-01", "2026-01-10"), step(9_800, 5_000, "2026-01-01", "2026-12-31")];
    assert_eq!(works(&steps, "2026-01-24").health(day("2026-01-24")), Some(Health::OnTrack));
    assert_eq!(works(&steps, "2026-01-24").health(day("2026-01-25")), Some(Health::Delayed));
    assert_eq!(works(&steps, "2026-01-24").days_late(day("2026-01-25")), 15);
}

#[test]
fn a_changed_plan_makes_nobody_less_late() {
    let promised = step(10_000, 5_000, "2026-01-01", "2026-01-10");
    let moved = Step { planned_finish: Some(day("2026-03-31")), ..promised };
    assert_eq!(moved.days_late(day("2026-01-10")), 0);
    assert_eq!(moved.days_late(day("2026-01-18")), 8);
    assert_eq!(works(&[moved], "2026-01-18").days_late(day("2026-01-18")), 8);
    let unpromised = Step { baseline: None, ..moved };
    assert_eq!((unpromised.days_late(day("2026-03-31")), unpromised.days_late(day("2026-04-02"))), (0, 2));
}

#[test]
fn a_week_of_silence_is_stale_before_it_is_late() {
    let steps = [step(10_000, 100, "2026-01-01", "2026-01-10")];
    assert_eq!(works(&steps, "2026-02-01").health(day("2026-02-07")), Some(Health::Delayed));
    assert_eq!(works(&steps, "2026-02-01").health(day("2026-02-08")), Some(Health::Stale));
}

#[test]
fn works_without_any_day_are_silent_a_week_after_their_entry_and_never_just_updated() {
    let bare = Works { updated_on: None, entered_on: Some(day("2026-06-01")), ..works(&[], "2026-01-01") };
    assert_eq!((bare.health(day("2026-06-07")), bare.days_since_update(day("2026-06-07"))), (None, None));
    assert_eq!(
        (bare.health(day("2026-06-08")), bare.days_since_update(day("2026-06-08"))),
        (Some(Health::Stale), Some(7))
    );
    let stopped = Works { status: Some(ProjectStatus::Suspended), ..bare };
    assert_eq!(stopped.days_since_update(day("2026-06-30")), None);
}

#[test]
fn outside_works_there_is_no_health() {
    let steps = [step(10_000, 10_000, "2026-01-01", "2026-01-10")];
    for status in [ProjectStatus::Consulting, ProjectStatus::Ready, ProjectStatus::Accepted, ProjectStatus::Cancelled] {
        assert_eq!(Works { status: Some(status), ..works(&steps, "2026-01-01") }.health(day("2026-06-01")), None);
    }
    assert_eq!(Works { status: None, ..works(&steps, "2026-01-01") }.health(day("2026-06-01")), None);
    let stopped = Works { status: Some(ProjectStatus::Suspended), ..works(&steps, "2026-01-01") };
    assert_eq!(stopped.health(day("2026-06-01")), Some(Health::Suspended));
}

#[test]
fn delay_counts_from_the_promise_and_stops_with_the_works() {
    let steps = [step(10_000, 5_000, "2026-01-01", "2026-01-10")];
    let running = works(&steps, "2026-01-20");
    assert_eq!(running.delay(day("2026-01-20")), 10);
    assert_eq!(running.delay(day("2026-01-05")), 0);
    let done = Works { status: Some(ProjectStatus::Accepted), actual_finish: Some(day("2026-01-13")), ..running };
    assert_eq!(done.delay(day("2026-06-01")), 3);
    assert_eq!(Works { status: Some(ProjectStatus::Ready), ..running }.delay(day("2026-06-01")), 0);
    let untold = Works { status: Some(ProjectStatus::HandedOver), actual_finish: None, ..running };
    assert_eq!(untold.delay(day("2026-06-01")), 0, "done, and nobody told when");
}

#[test]
fn a_list_without_milestones_is_held_against_its_planned_finish() {
    let bare = Works { planned_finish: Some(day("2026-01-10")), ..works(&[], "2026-01-28") };
    assert_eq!(bare.health(day("2026-01-10")), Some(Health::OnTrack));
    assert_eq!(bare.health(day("2026-01-11")), Some(Health::AtRisk));
    assert_eq!(bare.health(day("2026-01-30")), Some(Health::Delayed));
    assert_eq!(Works { planned_finish: None, ..bare }.health(day("2026-01-30")), None);
}
