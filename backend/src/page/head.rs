//! The head of a page: what it shows, in words, so that a chat app's preview and a search engine tell it without running it.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use shared::compounds::CompoundSummary;
use shared::figures::FiguresQuery;
use shared::id::CompoundId;
use shared::progress::whole_percent;
use shared::projects::{ProjectStatus, Sign, StatusGroup};

use crate::catalog::{Catalog, Summary};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::feeds::entries;
use crate::figures::list;
use crate::notices::store as notices;
use crate::outages::store as outages;
use crate::words::Lang;

/// What stands in a page's head.
#[derive(Debug)]
pub(super) struct Head {
    lang: Lang,
    title: String,
    description: String,
    /// What can be followed from here: the address of its feed below `/api/v1`.
    feed: Option<String>,
    /// 404 where the address names something that the public does not know.
    pub(super) status: StatusCode,
}

/// Pages of many things: address, and keys of title and description.
const BOARDS: [(&str, &str, &str); 16] = [
    ("results", "nav.results", "head.results"),
    ("years", "head.years", "head.years.text"),
    ("figures", "nav.figures", "head.figures"),
    ("notices", "head.notices", "head.notices.text"),
    ("contacts", "head.contacts", "head.contacts.text"),
    ("orders", "head.orders", "head.orders.text"),
    ("order", "head.order", "head.orders.text"),
    ("rates", "head.rates", "head.rates.text"),
    ("login", "nav.login", "head.login"),
    ("register", "head.register", "head.login"),
    ("recover", "head.recover", "head.login"),
    ("account", "head.account", "head.staff"),
    ("work", "head.work", "head.staff"),
    ("people", "head.people", "head.staff"),
    ("audit", "head.audit", "head.staff"),
    ("settings", "head.settings", "head.staff"),
];

/// The head of the page at `path`; `None` where the page says nothing of its own.
pub(super) fn of(path: &str, lang: Lang, catalog: &Catalog) -> Option<Head> {
    let say = Say(lang);
    let followed = |title: String, description: String, feed: &str| {
        let title = format!("{title} · {}", say.t("name"));
        Some(Head { lang, title, description, feed: Some(feed.to_owned()), status: StatusCode::OK })
    };
    let found = |title: String, description: String| followed(title, description, "");
    let lost = || Some(Head::lost(&say));
    if path == "/" {
        return found(say.district(catalog), say.counts(catalog));
    }
    let path = path.strip_prefix('/')?;
    if let Some((title, says)) = BOARDS.iter().find(|b| b.0 == path).map(|b| (b.1, b.2)) {
        return found(say.t(title), say.t(says));
    }
    let (folder, name) = path.split_once('/')?;
    match folder {
        "projects" | "results" => match catalog.project(&name.to_ascii_uppercase()) {
            Some(project) => {
                let feed = format!("/projects/{}", project.summary.number);
                followed(project.summary.name.clone(), say.project(&project.summary), &feed)
            }
            None => lost(),
        },
        "compounds" => match name.parse::<CompoundId>().ok().and_then(|id| catalog.compound(id.0)) {
            Some(compound) => {
                let feed = format!("/compounds/{}", compound.summary.id);
                followed(compound.summary.name.clone(), say.compound(&compound.summary), &feed)
            }
            None => lost(),
        },
        "figures" if list::rows(catalog, FiguresQuery::default(), name).is_none() => lost(),
        _ => None,
    }
}

/// The head of the page of a notice or an outage, which are read from the database; `None` for any other page.
///
/// # Errors
/// Those of the database; 404 becomes a head.
pub(super) fn posted(
    conn: &mut Conn,
    path: &str,
    lang: Lang,
    catalog: &Catalog,
    now: DateTime<Utc>,
) -> Result<Option<Head>> {
    let found = match path.trim_start_matches('/').split_once('/') {
        Some(("notices", id)) => id
            .parse()
            .map_err(|_| Error::not_found())
            .and_then(|id| notices::get(conn, catalog, id))
            .map(|notice| entries::of_notice(&notice, lang)),
        Some(("outages", id)) => id
            .parse()
            .map_err(|_| Error::not_found())
            .and_then(|id| outages::get(conn, catalog, id, now))
            .map(|outage| entries::of_outage(&outage, now, lang)),
        _ => return Ok(None),
    };
    let say = Say(lang);
    match found {
        Ok(entry) => Ok(Some(Head {
            lang,
            title: format!("{} · {}", entry.title, say.t("name")),
            description: entry.summary,
            feed: Some(String::new()),
            status: StatusCode::OK,
        })),
        Err(Error::Api(StatusCode::NOT_FOUND, _)) => Ok(Some(Head::lost(&say))),
        Err(e) => Err(e),
    }
}

impl Head {
    /// Of a page that is not there.
    fn lost(say: &Say) -> Self {
        let (title, description) = (say.t("name"), say.t("head.lost"));
        Self { lang: say.0, title, description, feed: None, status: StatusCode::NOT_FOUND }
    }

    /// The page `html` with this head in place of its own.
    pub(super) fn put_into(&self, html: &str) -> String {
        let (title, description) = (escaped(&self.title), escaped(&self.description));
        let head = format!(
            "<title>{title}</title>\n<meta name=\"description\" content=\"{description}\">\n\
             <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:description\" content=\"{description}\">{}",
            self.feed.as_ref().map_or_else(String::new, |feed| format!(
                "\n<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/api/v1{feed}/feed.atom{}\">",
                if self.lang == Lang::En { "?lang=en" } else { "" }
            ))
        );
        let without = between(html, "<meta name=\"description\"", ">")
            .map_or_else(|| html.to_owned(), |own| html.replacen(own, "", 1));
        let page = match between(&without, "<title>", "</title>") {
            Some(own) => without.replacen(own, &head, 1),
            None => without,
        };
        page.replacen("<html lang=\"zh-CN\">", &format!("<html lang=\"{}\">", self.lang.tag()), 1)
    }
}

/// From the first `from` to the next `to`, both included.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let start = text.find(from)?;
    let end = start + text[start..].find(to)? + to.len();
    Some(&text[start..end])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Sentences in one language.
struct Say(Lang);

impl Say {
    fn t(&self, key: &str) -> String {
        self.0.t(key)
    }

    fn tf(&self, key: &str, values: &[(&str, String)]) -> String {
        self.0.tf(key, values)
    }

    fn sentences(&self, all: impl IntoIterator<Item = String>) -> String {
        let gap = if self.0 == Lang::En { " " } else { "" };
        all.into_iter().collect::<Vec<_>>().join(gap)
    }

    fn district(&self, catalog: &Catalog) -> String {
        match catalog.areas.district() {
            Some(district) => self.tf("brand.slogan_of", &[("name", district.name.clone())]),
            None => self.t("brand.slogan"),
        }
    }

    fn counts(&self, catalog: &Catalog) -> String {
        let projects = || catalog.projects.iter().map(|p| &p.summary);
        let of = |group: StatusGroup| {
            projects().filter(|p| p.status.map(ProjectStatus::group) == Some(group)).count().to_string()
        };
        self.tf(
            "head.counts",
            &[
                ("n", catalog.projects.len().to_string()),
                ("works", of(StatusGroup::Works)),
                ("done", of(StatusGroup::Done)),
                ("late", projects().filter(|p| p.sign == Sign::Late).count().to_string()),
            ],
        )
    }

    fn project(&self, project: &Summary) -> String {
        let place = project.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(" ");
        let mut said = vec![];
        if let Some(account) = &project.reported {
            said.push(self.tf("head.reported", &[("date", account.on.to_string()), ("words", account.words.clone())]));
        }
        if let Some(status) = project.status {
            let code: &'static str = status.into();
            let mut state = self.t(&format!("status.{code}"));
            if status.shows_progress()
                && let Some(done) = project.progress_bp
            {
                state = self.tf(
                    "head.progress",
                    &[
                        ("state", state),
                        ("percent", whole_percent(done).to_string()),
                        ("done", project.milestones_done.to_string()),
                        ("n", project.milestones_total.to_string()),
                    ],
                );
            }
            said.push(self.tf("head.sentence", &[("words", state)]));
        }
        if project.days_late > 0 {
            said.push(self.tf("head.late", &[("n", project.days_late.to_string())]));
        }
        let finish = match project.actual_finish {
            Some(day) => Some(("head.finished", day)),
            None => project.planned_finish.map(|day| ("head.finish", day)),
        };
        said.extend(finish.map(|(key, day)| self.tf(key, &[("date", day.to_string())])));
        said.extend(project.updated_on.map(|day| self.tf("head.updated", &[("date", day.to_string())])));
        said.extend((!place.is_empty()).then(|| self.tf("head.sentence", &[("words", place)])));
        said.extend(project.is_demo.then(|| self.t("head.demo")));
        self.sentences(said)
    }

    fn compound(&self, compound: &CompoundSummary) -> String {
        let place = compound.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(" ");
        let mut said = vec![self.tf("head.compound", &[("n", compound.project_count.to_string())])];
        said.extend((!place.is_empty()).then(|| self.tf("head.sentence", &[("words", place)])));
        said.extend(compound.is_demo.then(|| self.t("head.demo")));
        self.sentences(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../frontend/public/index.html");

    #[test]
    fn a_head_replaces_the_one_of_the_page_and_nothing_else() {
        let head = Head {
            lang: Lang::En,
            title: "甲<乙> & \"丙\"".to_owned(),
            description: "x\"y".to_owned(),
            feed: Some("/projects/PRJ-2026-0001".to_owned()),
            status: StatusCode::OK,
        };
        let page = head.put_into(PAGE);
        assert_eq!(page.matches("<title>").count(), 1);
        assert_eq!(page.matches("name=\"description\"").count(), 1);
        assert!(page.contains("<title>甲&lt;乙&gt; &amp; &quot;丙&quot;</title>"), "{page}");
        assert!(page.contains("<meta property=\"og:description\" content=\"x&quot;y\">"));
        assert!(page.contains("href=\"/api/v1/projects/PRJ-2026-0001/feed.atom?lang=en\">"), "{page}");
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
        assert_eq!(page.split_once("<body>").unwrap().1, PAGE.split_once("<body>").unwrap().1);
    }

    #[test]
    fn an_address_that_names_nothing_known_is_lost() {
        let catalog = Catalog::default();
        let status = |path| of(path, Lang::Zh, &catalog).map(|h| h.status.as_u16());
        assert_eq!(status("/projects/PRJ-2026-0001"), Some(404));
        assert_eq!(status("/compounds/1"), Some(404));
        assert_eq!(status("/"), Some(200));
        assert_eq!(status("/results/PRJ-2026-0001"), Some(404));
        assert_eq!(status("/results"), Some(200));
        assert_eq!(status("/about/data"), None);
        assert_eq!(status("/login"), Some(200));
        assert_eq!(status("/work/PRJ-2026-0001"), None, "what is private is not told");
    }
}
