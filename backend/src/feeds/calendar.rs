//! The calendar of a compound (RFC 5545): what is off, when works are planned to begin and to end, and until when people
//! may object.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use shared::id::CompoundId;
use shared::notices::{NoticeFilter, NoticeKind};
use shared::outages::{Outage, OutageStanding};
use shared::projects::{ProjectStatus, StatusGroup};

use super::address::Address;
use super::entries::{joined, kind, place, sentence};
use super::scope::Scope;
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::Result;
use crate::outages::store::{self as outages, Wanted};
use crate::schema::projects;
use crate::{notices, words::Lang};

/// Days for which an outage that is over stays in the calendar.
const PAST: i64 = 366;
/// Notices that are looked through for days until which people may object.
const NOTICES: usize = 200;

/// Makes the calendar of one compound.
pub(super) struct Maker<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) id: CompoundId,
    pub(super) address: &'a Address,
    pub(super) now: DateTime<Utc>,
    pub(super) lang: Lang,
}

impl Maker<'_> {
    /// The calendar as text. The same facts give the same bytes: nothing in it says when it was asked for.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn write(&self, conn: &mut Conn) -> Result<String> {
        let name = self.catalog.compound(self.id.0).map(|c| c.summary.name.clone()).unwrap_or_default();
        let name = clean(&self.lang.tf("feed.title_calendar", &[("name", name)]));
        let mut calendar = Calendar::empty();
        let fixed = [("VERSION", "2.0"), ("PRODID", "-//Linxin//Linxin//ZH"), ("CALSCALE", "GREGORIAN")];
        for (key, value) in fixed {
            calendar.append_property(Property::new(key, value));
        }
        calendar.append_property(Property::new("METHOD", "PUBLISH"));
        // Names of calendars are not escaped by themselves.
        let escaped = name.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', " ");
        calendar.name(&escaped);
        self.outages(conn, &mut calendar)?;
        self.works(conn, &mut calendar)?;
        self.deadlines(conn, &mut calendar)?;
        Ok(folded(&calendar.to_string()))
    }

    fn event(&self, uid: &str, title: &str, stamp: DateTime<Utc>, path: &str, is_demo: bool) -> Event {
        let title = if is_demo { self.lang.tf("feed.demo", &[("title", title.to_owned())]) } else { title.to_owned() };
        Event::new()
            .uid(&format!("{uid}@linxin"))
            .summary(&clean(&title))
            .timestamp(stamp)
            .last_modified(stamp)
            .url(&self.address.page(path))
            .status(EventStatus::Confirmed)
            .done()
    }

    /// All of one day; the calendar's end is the day after.
    fn day(&self, mut event: Event, day: NaiveDate) -> Event {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        event.starts(day).ends(next).done()
    }

    fn outages(&self, conn: &mut Conn, calendar: &mut Calendar) -> Result<()> {
        let time = Some([self.now - TimeDelta::days(PAST), self.now + TimeDelta::days(3_650), self.now]);
        let wanted = Wanted { compound: Some(self.id.0), time, ..Wanted::default() };
        for notice in outages::published(conn, wanted)? {
            let Some(outage) = notice.shown(self.catalog, self.now) else { continue };
            calendar.push(self.of_outage(&outage));
        }
        Ok(())
    }

    fn of_outage(&self, outage: &Outage) -> Event {
        let values = [("kind", kind(outage, self.lang)), ("place", place(outage))];
        let title = self.lang.tf("feed.off_short", &values);
        let mut said = vec![sentence(&outage.reason, self.lang)];
        said.extend(outage.alternative.as_deref().map(|words| sentence(words, self.lang)));
        said.extend(outage.phone.clone().map(|phone| self.lang.tf("feed.phone", &[("phone", phone)])));
        said.push(sentence(&outage.source, self.lang));
        let overran = (outage.standing == OutageStanding::Overrun).then_some(outage.ends_at);
        said.extend(overran.map(|_| self.lang.t("feed.overran")));
        // It was over before it was to end, or later; never before it began.
        let ends = outage.actual_end.filter(|end| *end > outage.starts_at).unwrap_or(outage.ends_at);
        let later = [outage.actual_end, overran, outage.changed_at].into_iter().flatten();
        let stamp = later.fold(outage.published_at, DateTime::max);
        let path = format!("/outages/{}", outage.id);
        self.event(&format!("outage-{}", outage.id), &title, stamp, &path, outage.is_demo)
            .starts(outage.starts_at)
            .ends(ends)
            .description(&clean(&joined(said, self.lang)))
            .location(&clean(&place(outage)))
            .done()
    }

    /// The planned first and last day of the compound's projects, unless they were ended or put off.
    fn works(&self, conn: &mut Conn, calendar: &mut Calendar) -> Result<()> {
        let scope = Scope::Compound(self.id);
        let ids: Vec<i64> = scope.projects(self.catalog).iter().map(|p| p.id).collect();
        let written: HashMap<i64, chrono::NaiveDateTime> = projects::table
            .filter(projects::id.eq_any(ids))
            .select((projects::id, projects::updated_at))
            .load::<(i64, chrono::NaiveDateTime)>(conn)?
            .into_iter()
            .collect();
        for project in scope.projects(self.catalog) {
            let summary = &project.summary;
            let goes_on = |s: ProjectStatus| s.group() != StatusGroup::Ended && s != ProjectStatus::Deferred;
            if !summary.status.is_some_and(goes_on) {
                continue;
            }
            let Some(written) = written.get(&project.id) else { continue };
            let days = [("start", summary.planned_start), ("finish", summary.planned_finish)];
            for (what, day) in days {
                let Some(day) = day else { continue };
                let title = self.lang.tf(&format!("feed.planned_{what}"), &[("project", summary.name.clone())]);
                let (uid, path) =
                    (format!("project-{}-{what}", summary.number), format!("/projects/{}", summary.number));
                calendar.push(self.day(self.event(&uid, &title, written.and_utc(), &path, summary.is_demo), day));
            }
        }
        Ok(())
    }

    /// The last days on which people may object.
    fn deadlines(&self, conn: &mut Conn, calendar: &mut Calendar) -> Result<()> {
        let filter =
            NoticeFilter { kinds: vec![NoticeKind::Publicity], compound: Some(self.id), ..NoticeFilter::default() };
        for notice in notices::store::published(conn, self.catalog, &filter, None, NOTICES)? {
            let Some(day) = notice.publicity_until else { continue };
            let title = self.lang.tf("feed.deadline", &[("title", notice.title.clone())]);
            let (uid, path) = (format!("notice-{}", notice.id), format!("/notices/{}", notice.id));
            calendar.push(self.day(
                self.event(&uid, &title, notice.changed_at.unwrap_or(notice.published_at), &path, notice.is_demo),
                day,
            ));
        }
        Ok(())
    }
}

/// Without control characters, which a calendar cannot hold; line breaks stay.
fn clean(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// Octets of a line at most, its end not counted.
const LINE: usize = 75;

/// Lines of 75 octets at most, none of them broken within a character. The crate counts the blank that begins a
/// continued line for none in the last of them: it is folded anew.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > LINE {
                out.push_str("\r\n ");
                width = 1;
            }
            out.push(c);
            width += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_broken() {
        for n in 60..240 {
            let line = format!("DESCRIPTION:{}老虎{}", "a".repeat(n), "水".repeat(n));
            let text = folded(&format!("{line}\r\n"));
            assert!(text.split("\r\n").all(|l| l.len() <= 75), "{n}: {text}");
            assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"));
        }
    }
}
