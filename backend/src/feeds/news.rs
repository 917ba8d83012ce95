//! The news of a scope from the database: approved reports, states, completed milestones, approved changes of plan,
//! outages and notices. The newest fifty.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::id::encode;
use shared::milestones::MilestoneStatus;
use shared::plan_changes::PlanChangeStatus;
use shared::progress::whole_percent;
use shared::progress_reports::ReportReview;
use shared::projects::ProjectStatus;

use super::entries::{Entry, has_come, joined, midnight, of_notice, of_outage, sentence};
use super::scope::Scope;
use crate::catalog::{Catalog, ProjectEntry, Summary};
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::outages::store::{self as outages, Wanted};
use crate::schema::{milestones as m, plan_changes as c, progress_reports as r, projects as p};
use crate::{notices, words::Lang};

/// Entries of a feed.
pub(super) const MOST: usize = 50;
/// Values in one query.
const BATCH: usize = 500;
/// Days for which an outage that is over stays in a feed.
const PAST_OUTAGES: i64 = 90;

/// Reads the news of one scope.
pub(super) struct News<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) scope: &'a Scope,
    pub(super) now: DateTime<Utc>,
    pub(super) lang: Lang,
}

impl News<'_> {
    /// The newest entries, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn read(&self, conn: &mut Conn) -> Result<Vec<Entry>> {
        let projects = self.scope.projects(self.catalog);
        let by_id: HashMap<i64, &Summary> = projects.iter().map(|p| (p.id, &p.summary)).collect();
        let ids: Vec<i64> = projects.iter().map(|p| p.id).collect();
        let mut all: Vec<Entry> = projects.iter().filter_map(|p| self.of_state(p)).collect();
        for batch in ids.chunks(BATCH) {
            all.extend(self.reports(conn, batch, &by_id)?);
            all.extend(self.milestones(conn, batch, &by_id)?);
            all.extend(self.changes(conn, batch, &by_id)?);
            all.extend(self.days(conn, batch, &by_id)?);
        }
        all.extend(self.outages(conn)?);
        let posted = notices::store::published(conn, self.catalog, &self.scope.notices(), None, MOST)?;
        all.extend(posted.iter().map(|n| of_notice(n, self.lang)));
        all.retain(|e| e.updated <= self.now);
        all.sort_by(|a, b| (b.updated, &b.id).cmp(&(a.updated, &a.id)));
        all.truncate(MOST);
        Ok(all)
    }

    fn about(&self, project: &Summary, id: String, updated: DateTime<Utc>, words: (String, String)) -> Entry {
        Entry {
            id,
            title: words.0,
            summary: words.1,
            updated,
            path: format!("/projects/{}", project.number),
            author: None,
            is_demo: project.is_demo,
        }
    }

    /// A project entered its state; what is only known from an account has none.
    fn of_state(&self, project: &ProjectEntry) -> Option<Entry> {
        let project = &project.summary;
        let (status, since) = project.status.zip(project.status_since)?;
        let code: &str = status.into();
        let (name, state) = (project.name.clone(), self.lang.t(&format!("status.{code}")));
        let title = self.lang.tf("feed.status", &[("project", name), ("status", state.clone())]);
        use ProjectStatus::{Cancelled, Deferred, Rectifying, Suspended};
        let reason =
            project.reason.as_deref().filter(|_| matches!(status, Cancelled | Deferred | Rectifying | Suspended));
        let since_words = ("date", since.to_string());
        let text = match reason {
            Some(why) => self.lang.tf("feed.from_reason", &[since_words, ("status", state), ("reason", bare(why))]),
            None => self.lang.tf("feed.from", &[since_words, ("status", state)]),
        };
        let id = format!("project/{}/status/{code}/{since}", project.number);
        Some(self.about(project, id, midnight(since), (title, text)))
    }

    /// Approved reports; one that brings a milestone to its end says so.
    fn reports(&self, conn: &mut Conn, ids: &[i64], by_id: &HashMap<i64, &Summary>) -> Result<Vec<Entry>> {
        type Row =
            ((i64, i64, i32, Option<String>, Option<String>), (Option<NaiveDateTime>, NaiveDate), (String, String));
        let rows: Vec<Row> = r::table
            .inner_join(m::table.on(m::id.eq(r::milestone_id)))
            .filter(r::project_id.eq_any(ids))
            .filter(r::review.eq(Code(ReportReview::Approved)))
            // A review is the last that is written of a report.
            .order((r::updated_at.desc(), r::id.desc()))
            .limit(MOST as i64)
            .select((
                (r::id, r::project_id, r::progress_bp, r::note, r::correction_reason),
                (r::reviewed_at, r::reported_on),
                (m::zh, m::en),
            ))
            .load(conn)?;
        let entry = |((id, project, bp, note, correction), (reviewed, on), names): Row| {
            let project = by_id.get(&project)?;
            let milestone = self.named(names);
            let values = [
                ("project", project.name.clone()),
                ("milestone", milestone),
                ("percent", whole_percent(bp).to_string()),
            ];
            let title = self.lang.tf(if bp == 10_000 { "feed.completed" } else { "feed.progress" }, &values);
            let said = correction.into_iter().chain(note).map(|words| sentence(&words, self.lang));
            let text = joined(said, self.lang);
            // What was never reviewed by hand counts from its day.
            let updated = reviewed.map_or(midnight(on), |at| at.and_utc()).max(midnight(on));
            let text = if text.is_empty() { sentence(&title, self.lang) } else { text };
            Some(self.about(project, format!("report/{}", encode(id)), updated, (title, text)))
        };
        Ok(rows.into_iter().filter_map(entry).collect())
    }

    fn named(&self, (zh, en): (String, String)) -> String {
        if self.lang == Lang::En { en } else { zh }
    }

    /// Completed milestones that no report brought to their end.
    fn milestones(&self, conn: &mut Conn, ids: &[i64], by_id: &HashMap<i64, &Summary>) -> Result<Vec<Entry>> {
        type Row = (i64, i64, Option<NaiveDate>, String, String);
        let reported = r::table
            .filter(r::review.eq(Code(ReportReview::Approved)))
            .filter(r::progress_bp.eq(10_000))
            .filter(r::project_id.eq_any(ids))
            .select(r::milestone_id);
        let reported: Vec<i64> = reported.load(conn)?;
        let reported: std::collections::HashSet<i64> = reported.into_iter().collect();
        let rows: Vec<Row> = m::table
            .filter(m::project_id.eq_any(ids))
            .filter(m::status.eq(Code(MilestoneStatus::Completed)))
            .filter(m::actual_finish.is_not_null())
            .order((m::actual_finish.desc(), m::id.desc()))
            .select((m::id, m::project_id, m::actual_finish, m::zh, m::en))
            .load(conn)?;
        let entry = |(id, project, finished, zh, en): Row| {
            let (project, day) = (by_id.get(&project).filter(|p| p.status.is_some())?, finished?);
            let values = [("project", project.name.clone()), ("milestone", self.named((zh, en)))];
            let title = self.lang.tf("feed.completed", &values);
            let text = self.lang.tf("feed.completed_text", &[("date", day.to_string())]);
            let id = format!("milestone/{}", encode(id));
            has_come(day, self.now).then(|| self.about(project, id, midnight(day), (title, text)))
        };
        let rows = rows.into_iter().filter(|row| !reported.contains(&row.0));
        Ok(rows.filter_map(entry).take(MOST).collect())
    }

    /// Changes of plan that were approved and are public.
    fn changes(&self, conn: &mut Conn, ids: &[i64], by_id: &HashMap<i64, &Summary>) -> Result<Vec<Entry>> {
        type Row = (i64, i64, String, Option<String>, Option<String>, String, Option<NaiveDate>);
        let rows: Vec<Row> = c::table
            .filter(c::project_id.eq_any(ids))
            .filter(c::is_public)
            .filter(c::status.eq(Code(PlanChangeStatus::Approved)))
            .filter(c::decided_on.is_not_null())
            .order((c::decided_on.desc(), c::id.desc()))
            .limit(MOST as i64)
            .select((c::id, c::project_id, c::field, c::old_value, c::new_value, c::reason, c::decided_on))
            .load(conn)?;
        let entry = |(id, project, field, old, new, reason, decided): Row| {
            let (project, day) = (by_id.get(&project)?, decided?);
            let title = self.lang.tf("feed.change", &[("project", project.name.clone())]);
            // Amounts are kept in units that nobody reads.
            let shown = !field.ends_with("_fen");
            let (old, new) = (old.filter(|_| shown), new.filter(|_| shown));
            let what = match field.as_str() {
                "planned_finish" | "planned_start" | "scope" | "total_investment_fen" => {
                    self.lang.t(&format!("feed.change.{field}"))
                }
                _ => self.lang.t("feed.change.other"),
            };
            let reason = ("reason", bare(&reason));
            let text = match (old, new) {
                (Some(old), Some(new)) => {
                    self.lang.tf("feed.change_from", &[("what", what), ("old", old), ("new", new), reason])
                }
                (None, Some(new)) => self.lang.tf("feed.change_to", &[("what", what), ("new", new), reason]),
                _ => joined([sentence(&what, self.lang), sentence(&reason.1, self.lang)], self.lang),
            };
            Some(self.about(project, format!("change/{}", encode(id)), midnight(day), (title, text)))
        };
        Ok(rows.into_iter().filter_map(entry).collect())
    }

    /// Works began, or passed their acceptance, on a day on which the project's state does not say so already.
    fn days(&self, conn: &mut Conn, ids: &[i64], by_id: &HashMap<i64, &Summary>) -> Result<Vec<Entry>> {
        let rows: Vec<(i64, Option<NaiveDate>, Option<NaiveDate>)> =
            p::table.filter(p::id.eq_any(ids)).select((p::id, p::actual_start, p::accepted_on)).load(conn)?;
        let mut found = Vec::new();
        for (id, started, accepted) in rows {
            let Some(project) = by_id.get(&id).filter(|p| p.status.is_some()) else { continue };
            let days = [
                ("started", started, ProjectStatus::UnderConstruction),
                ("accepted", accepted, ProjectStatus::Accepted),
            ];
            for (what, day, says_so) in days {
                let says_so = project.status == Some(says_so) && project.status_since == day;
                let Some(day) = day.filter(|d| has_come(*d, self.now) && !says_so) else { continue };
                let title = self.lang.tf(&format!("feed.{what}"), &[("project", project.name.clone())]);
                let text = self.lang.tf(&format!("feed.{what}_text"), &[("date", day.to_string())]);
                let id = format!("project/{}/{what}", project.number);
                found.push(self.about(project, id, midnight(day), (title, text)));
            }
        }
        Ok(found)
    }

    fn outages(&self, conn: &mut Conn) -> Result<Vec<Entry>> {
        let compound = if let Scope::Compound(id) = self.scope { Some(id.0) } else { None };
        let days = TimeDelta::days(PAST_OUTAGES);
        // All that is to come, however far ahead it was announced.
        let time = Some([self.now - days, self.now + TimeDelta::days(3_650), self.now]);
        let found = outages::published(conn, Wanted { compound, time, ..Wanted::default() })?;
        let shown = found.into_iter().filter_map(|o| o.shown(self.catalog, self.now));
        Ok(shown.filter(|o| self.scope.holds(o)).map(|o| of_outage(&o, self.now, self.lang)).collect())
    }
}

/// Without its full stop, to stand in a sentence.
fn bare(words: &str) -> String {
    words.trim_end_matches(['。', '.', ' ']).to_owned()
}
