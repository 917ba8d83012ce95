//! What the demonstration says in one place agrees with what it says in another.

use super::*;

#[actix_web::test]
async fn the_last_news_is_never_older_than_the_state_and_what_was_ended_waits_for_nothing() {
    let (app, _) = filled(TODAY);
    for p in shown(&app).await {
        let Some(status) = p.status.filter(|s| *s != ProjectStatus::UnderConstruction) else { continue };
        assert!(p.updated_on >= p.status_since, "{}: {:?} before {:?}", p.number, p.updated_on, p.status_since);
        if status.group() == StatusGroup::Ended {
            assert_eq!((p.current, p.next), (None, None), "{}", p.number);
        }
    }
}

#[actix_web::test]
async fn every_compound_counts_the_public_projects_that_treat_it() {
    let (app, rows) = filled(TODAY);
    let public: BTreeSet<i64> = rows.projects.iter().filter(|p| p.is_published).map(|p| p.id).collect();
    let counts = count(rows.treated.iter().filter(|t| public.contains(&t.project_id)).map(|t| t.compound_id));
    assert!(counts.values().any(|n| *n > 1), "some are treated twice");
    for (id, expected) in counts {
        let compound: Compound = app.read(&format!("/api/v1/compounds/{}", CompoundId(id))).await;
        assert_eq!(compound.summary.project_count as usize, expected, "{}", compound.summary.name);
    }
}

#[test]
fn what_was_cancelled_leaves_out_the_rest_and_what_was_put_off_leaves_out_nothing() {
    let (_app, rows) = filled(TODAY);
    let mut left_out = 0;
    for project in rows.invented() {
        let status = project.status.unwrap().0;
        for m in rows.milestones_of(project.id) {
            let (name, stands) = (format!("{} {}", project.name, m.zh), m.status.0);
            assert!(stands != MilestoneStatus::Waived || m.reason.is_some(), "{name}");
            match status {
                ProjectStatus::Cancelled => {
                    assert!(matches!(stands, MilestoneStatus::Completed | MilestoneStatus::Waived), "{name}");
                    left_out += usize::from(stands == MilestoneStatus::Waived);
                }
                // It may be taken up again, and nothing leaves what was left out.
                ProjectStatus::Deferred => {
                    assert_ne!(stands, MilestoneStatus::Waived, "{name}");
                    let failed = stands == MilestoneStatus::InProgress;
                    assert_eq!((failed, m.reason.is_some()), (m.code == "consent", failed), "{name}");
                }
                _ => {}
            }
        }
    }
    assert!(left_out > 0);
}

#[actix_web::test]
async fn whatever_is_late_says_why_done_or_not() {
    for today in [TODAY, "2026-11-23", "2028-02-29"] {
        let (app, rows) = filled(today);
        let late: Vec<_> = rows.milestones.iter().filter(|m| step(m).days_late(day(today)) > 0).collect();
        assert!(late.iter().any(|m| m.actual_finish.is_some()) && late.iter().any(|m| m.actual_finish.is_none()));
        for m in late {
            assert!(m.reason.is_some(), "{} {} {today}", m.project_id, m.zh);
        }
        for p in shown(&app).await {
            assert!(p.days_late == 0 || p.reason.is_some(), "{} {today}", p.number);
        }
    }
}

#[test]
fn invented_figures_are_of_invented_projects_and_published_ones_of_real_places() {
    let (_app, rows) = filled(TODAY);
    let invented: BTreeSet<i64> = rows.invented().map(|p| p.id).collect();
    for value in &rows.values {
        let is_reported = value.value_kind.0 == shared::figures::indicators::ValueKind::Reported;
        assert_eq!(value.is_demo, !is_reported, "{value:?}");
        assert_eq!(value.is_demo, value.project_id.is_some_and(|p| invented.contains(&p)), "{value:?}");
        assert!(value.is_demo || !value.source.contains("示例"), "{value:?}");
    }
    assert!(rows.samples.iter().all(|s| s.is_demo && invented.contains(&s.project_id)));
    assert!(rows.samples.iter().all(|s| s.sampled_at.date() < day(TODAY)));
}
