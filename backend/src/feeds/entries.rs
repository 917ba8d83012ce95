//! What an entry of a feed says, and how an outage and a notice say it; the heads of their pages say the same.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use shared::notices::Notice;
use shared::outages::{Outage, OutageStanding};
use shared::time::{date_of, shanghai};

use crate::words::Lang;

/// One entry, before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What it tells of, after the tag of the installation.
    pub(super) id: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(super) updated: DateTime<Utc>,
    /// The page that shows it.
    pub(super) path: String,
    /// The office that said it, where it is not the site itself.
    pub(super) author: Option<String>,
    pub(super) is_demo: bool,
}

/// Midnight in Shanghai, at the beginning of `day`.
pub(super) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(NaiveTime::MIN) - shanghai()).and_utc()
}

/// `06-12 08:30–17:30`, with both days where there are two, and with the year where `with_year`.
fn span(from: DateTime<Utc>, to: DateTime<Utc>, with_year: bool) -> String {
    let day = if with_year { "%Y-%m-%d %H:%M" } else { "%m-%d %H:%M" };
    let (from, to) = (from.with_timezone(&shanghai()), to.with_timezone(&shanghai()));
    let end = if from.date_naive() == to.date_naive() { "–%H:%M".to_owned() } else { format!(" – {day}") };
    format!("{}{}", from.format(day), to.format(&end))
}

/// What is off, such as 停水.
pub(super) fn kind(outage: &Outage, lang: Lang) -> String {
    lang.t(&format!("feed.outage.{}", <&str>::from(outage.kind)))
}

/// The compound and its buildings.
pub(super) fn place(outage: &Outage) -> String {
    let buildings = outage.buildings.join("、");
    if buildings.is_empty() { outage.compound.name.clone() } else { format!("{} {buildings}", outage.compound.name) }
}

/// `words` as a sentence; its own full stop is one too many.
pub(super) fn sentence(words: &str, lang: Lang) -> String {
    let words = words.trim_end_matches(['。', '.', ' ']).to_owned();
    lang.tf("feed.sentence", &[("words", words)])
}

/// Sentences, one after the other.
pub(super) fn joined(sentences: impl IntoIterator<Item = String>, lang: Lang) -> String {
    let gap = if lang == Lang::En { " " } else { "" };
    sentences.into_iter().collect::<Vec<_>>().join(gap)
}

/// What is off, where, from when to when and why.
pub(crate) fn of_outage(outage: &Outage, now: DateTime<Utc>, lang: Lang) -> Entry {
    let (kind, place) = (kind(outage, lang), place(outage));
    let when = |with_year| span(outage.starts_at, outage.ends_at, with_year);
    let reason = outage.reason.trim_end_matches(['。', '.', ' ']).to_owned();
    let text = lang.tf("feed.off_text", &[("when", when(true)), ("kind", kind.clone()), ("reason", reason)]);
    let over = outage.actual_end.filter(|end| *end <= now);
    let moment = |at: DateTime<Utc>| at.with_timezone(&shanghai()).format("%m-%d %H:%M").to_string();
    let mut said = vec![text];
    said.extend(outage.alternative.as_deref().map(|words| sentence(words, lang)));
    said.extend(outage.phone.clone().map(|phone| lang.tf("feed.phone", &[("phone", phone)])));
    let overran = (outage.standing == OutageStanding::Overrun).then_some(outage.ends_at);
    said.extend(overran.map(|_| lang.t("feed.overran")));
    said.extend(over.map(|end| lang.tf("feed.off_until", &[("date", moment(end))])));
    Entry {
        id: format!("outage/{}", outage.id),
        title: lang.tf("feed.off", &[("kind", kind), ("place", place), ("when", when(false))]),
        summary: joined(said, lang),
        updated: [over, overran, outage.changed_at].into_iter().flatten().fold(outage.published_at, DateTime::max),
        path: format!("/outages/{}", outage.id),
        author: Some(outage.source.clone()),
        is_demo: outage.is_demo,
    }
}

/// Characters of a notice's text that a feed tells.
const EXCERPT: usize = 300;

/// The title of a notice with its sort.
fn title(notice: &Notice, lang: Lang) -> String {
    let kind = lang.t(&format!("feed.notice.{}", <&str>::from(notice.kind)));
    lang.tf("feed.notice", &[("kind", kind), ("title", notice.title.clone())])
}

/// What was posted, and until when people may object.
pub(crate) fn of_notice(notice: &Notice, lang: Lang) -> Entry {
    let mut text: String = notice.body.chars().take(EXCERPT).collect();
    if text.len() < notice.body.len() {
        text.push('…');
    }
    let until = notice.publicity_until.map(|day| lang.tf("feed.objections", &[("date", day.to_string())]));
    Entry {
        id: format!("notice/{}", notice.id),
        title: title(notice, lang),
        summary: until.into_iter().chain([text]).collect::<Vec<_>>().join("\n"),
        updated: notice.changed_at.map_or(notice.published_at, |at| at.max(notice.published_at)),
        path: format!("/notices/{}", notice.id),
        author: Some(notice.author.clone()),
        is_demo: notice.is_demo,
    }
}

/// Whether `day` has come: what is only planned is no news.
pub(super) fn has_come(day: NaiveDate, now: DateTime<Utc>) -> bool {
    day <= date_of(now)
}
