//! The first sentence: how it stands, why, what comes next, in everyday words.

use chrono::NaiveDate;
use leptos::prelude::*;
use shared::progress::Health;
use shared::projects::{Project, ProjectStatus, ProjectSummary};

use super::name_of;
use crate::i18n::{date, t, tf};
use crate::ui::{Said, Zh};

/// A piece of the sentence: words of ours, or words written in Chinese by somebody else.
#[derive(Debug, PartialEq)]
enum Piece {
    Words(String),
    Theirs(String),
}

/// The lead; nothing for a project that only an account knows.
pub(super) fn lead(project: &Project, today: NaiveDate) -> Option<AnyView> {
    let pieces = pieces(project, today);
    (!pieces.is_empty()).then(|| {
        let pieces = pieces.into_iter().map(|piece| match piece {
            Piece::Words(words) => view! { <Said text=words /> }.into_any(),
            Piece::Theirs(text) => view! { <Zh text=text /> }.into_any(),
        });
        view! { <p class="lead">{pieces.collect_view()}</p> }.into_any()
    })
}

/// The lead as plain words, to be read aloud; nothing for a project that only an account knows.
pub(super) fn words(project: &Project, today: NaiveDate) -> Option<String> {
    let pieces = pieces(project, today);
    let words = pieces.into_iter().map(|piece| match piece {
        Piece::Words(words) | Piece::Theirs(words) => words,
    });
    Some(words.collect::<String>()).filter(|words| !words.is_empty())
}

fn pieces(project: &Project, today: NaiveDate) -> Vec<Piece> {
    let summary = &project.summary;
    let Some(status) = summary.status else { return Vec::new() };
    let mut said = Vec::new();
    let mut say = |words: String| said.push(Piece::Words(words));
    match status {
        ProjectStatus::UnderConstruction => works(summary, project.reports.is_empty()).into_iter().for_each(&mut say),
        ProjectStatus::Suspended => match summary.status_since {
            Some(day) => say(tf("lead.suspended_since", &[("date", &date(day))])),
            None => say(t("lead.suspended")),
        },
        ProjectStatus::Accepted if project.accepted_on.is_some() => {
            let day = project.accepted_on.map(date).unwrap_or_default();
            say(tf("lead.accepted_on", &[("date", &day)]));
        }
        _ => {
            let code: &'static str = status.into();
            say(t(&format!("lead.{code}")));
        }
    }
    if !matches!(status, ProjectStatus::Suspended | ProjectStatus::UnderConstruction)
        && status.shows_progress()
        && summary.days_late > 0
    {
        said.push(Piece::Words(tf("lead.was_late", &[("n", &summary.days_late)])));
    }
    if let Some(reason) = &summary.reason {
        said.push(Piece::Words(t("lead.because")));
        said.push(Piece::Theirs(reason.trim_end_matches(['。', '.']).to_owned()));
        said.push(Piece::Words(t("stop")));
    }
    said.extend(next(summary, status, today).into_iter().map(Piece::Words));
    said
}

/// How works stand; `silent` when nobody ever reported.
fn works(summary: &ProjectSummary, silent: bool) -> Vec<String> {
    let late = summary.days_late;
    let mut said = vec![match summary.health {
        Some(Health::OnTrack) => t("lead.on_track"),
        Some(Health::AtRisk) => t("lead.at_risk"),
        Some(Health::Delayed) if late > 0 => tf("lead.delayed", &[("n", &late)]),
        Some(Health::Delayed) => t("lead.delayed_behind"),
        // Imported works may have no report at all: nothing stands below then.
        Some(Health::Stale) if silent => tf("lead.silent", &[("n", &summary.days_since_update.unwrap_or_default())]),
        Some(Health::Stale) => tf("lead.stale", &[("n", &summary.days_since_update.unwrap_or_default())]),
        Some(Health::Suspended) | None => t("lead.under_construction"),
    }];
    let also_late = late > 0 && matches!(summary.health, Some(Health::AtRisk | Health::Stale));
    said.extend(also_late.then(|| tf("lead.also_late", &[("n", &late)])));
    said
}

/// What comes next.
fn next(summary: &ProjectSummary, status: ProjectStatus, today: NaiveDate) -> Vec<String> {
    match status {
        ProjectStatus::Suspended => vec![match summary.resume_expected_on {
            Some(day) => tf("lead.resumes", &[("date", &date(day))]),
            None => t("lead.resumes_unknown"),
        }],
        ProjectStatus::UnderConstruction => {
            let now = summary.current.as_ref().map(|m| tf("lead.current", &[("milestone", &name_of(&m.zh, &m.en))]));
            let then = summary.next.as_ref().map(|m| match m.planned_finish {
                Some(day) if day < today => {
                    tf("lead.next_overdue", &[("milestone", &name_of(&m.zh, &m.en)), ("date", &date(day))])
                }
                Some(day) => tf("lead.next_by", &[("milestone", &name_of(&m.zh, &m.en)), ("date", &date(day))]),
                None => tf("lead.next", &[("milestone", &name_of(&m.zh, &m.en))]),
            });
            now.into_iter().chain(then).collect()
        }
        _ if !status.shows_progress() && status != ProjectStatus::Cancelled => {
            match (summary.planned_start, summary.planned_finish) {
                (Some(from), Some(to)) => vec![tf("lead.planned", &[("from", &date(from)), ("to", &date(to))])],
                (Some(from), None) => vec![tf("lead.planned_start", &[("from", &date(from))])],
                (None, Some(to)) => vec![tf("lead.planned_finish", &[("to", &date(to))])],
                (None, None) => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
