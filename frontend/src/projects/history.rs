//! Approved reports, the latest first: when, on what, how far, in whose words.

use leptos::prelude::*;
use shared::progress_reports::ProgressReport;
use shared::projects::Project;

use super::name_of;
use crate::i18n::{date, percent, t, tf};
use crate::ui::{Fold, Zh};

/// Reports shown before the fold.
const FIRST: usize = 4;

/// The section; nothing where there is no report.
pub(super) fn history(project: &Project) -> Option<AnyView> {
    if project.reports.is_empty() {
        return None;
    }
    let line = |report: &ProgressReport| {
        let milestone = project.milestones.iter().find(|m| m.code == report.milestone_code);
        let name = milestone.map_or_else(|| report.milestone_code.clone(), |m| name_of(&m.zh, &m.en).to_owned());
        view! {
            <li>
                <time datetime=report.reported_on.to_string() class="num">{date(report.reported_on)}</time>
                <div>
                    <p>
                        <b>{name}</b> " " <span class="num">{percent(report.progress_bp)}</span>
                        {report.weather_stop.then(|| format!("{}{}", t("comma"), t("history.weather")))}
                    </p>
                    {report.note.clone().map(|note| view! { <p><Zh text=note /></p> })}
                    {report
                        .correction_reason
                        .clone()
                        .map(|why| view! { <p class="why">{t("history.corrected")} <Zh text=why /></p> })}
                </div>
            </li>
        }
    };
    let first: Vec<_> = project.reports.iter().take(FIRST).map(line).collect();
    let rest: Vec<_> = project.reports.iter().skip(FIRST).map(line).collect();
    let older = (!rest.is_empty()).then(|| {
        let label = tf("history.older", &[("n", &rest.len())]);
        view! { <Fold label=label><ol class="log">{rest}</ol></Fold> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="h-history">
                <h2 id="h-history">{t("history.title")}</h2>
                <ol class="log">{first}</ol>
                {older}
            </section>
        }
        .into_any(),
    )
}
