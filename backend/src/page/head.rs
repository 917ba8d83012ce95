//! The head of a page: what it shows, in words, so that a chat app's preview and a search engine tell it without running it.

use actix_web::http::StatusCode;
use shared::compounds::CompoundSummary;
use shared::id::CompoundId;
use shared::progress::whole_percent;
use shared::projects::{ProjectStatus, ProjectSummary, Sign, StatusGroup};

use crate::catalog::Catalog;
use crate::words::Lang;

/// What stands in a page's head.
#[derive(Debug)]
pub(super) struct Head {
    lang: Lang,
    title: String,
    description: String,
    /// 404 where the address names something that the public does not know.
    pub(super) status: StatusCode,
}

/// Pages of many things: address, and keys of title and description.
const BOARDS: [(&str, &str, &str); 4] = [
    ("results", "nav.results", "head.results"),
    ("years", "head.years", "head.years.text"),
    ("figures", "nav.figures", "head.figures"),
    ("notices", "head.notices", "head.notices.text"),
];

/// The head of the page at `path`; `None` where the page says nothing of its own.
pub(super) fn of(path: &str, lang: Lang, catalog: &Catalog) -> Option<Head> {
    let say = Say(lang);
    let found = |title: String, description: String| {
        let title = format!("{title} · {}", say.t("name"));
        Some(Head { lang, title, description, status: StatusCode::OK })
    };
    let lost =
        || Some(Head { lang, title: say.t("name"), description: say.t("head.lost"), status: StatusCode::NOT_FOUND });
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
            Some(project) => found(project.summary.name.clone(), say.project(&project.summary)),
            None => lost(),
        },
        "compounds" => match name.parse::<CompoundId>().ok().and_then(|id| catalog.compound(id.0)) {
            Some(compound) => found(compound.summary.name.clone(), say.compound(&compound.summary)),
            None => lost(),
        },
        _ => None,
    }
}

impl Head {
    /// The page `html` with this head in place of its own.
    pub(super) fn put_into(&self, html: &str) -> String {
        let (title, description) = (escaped(&self.title), escaped(&self.description));
        let head = format!(
            "<title>{title}</title>\n<meta name=\"description\" content=\"{description}\">\n\
             <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:description\" content=\"{description}\">"
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

    fn project(&self, project: &ProjectSummary) -> String {
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
            status: StatusCode::OK,
        };
        let page = head.put_into(PAGE);
        assert_eq!(page.matches("<title>").count(), 1);
        assert_eq!(page.matches("name=\"description\"").count(), 1);
        assert!(page.contains("<title>甲&lt;乙&gt; &amp; &quot;丙&quot;</title>"), "{page}");
        assert!(page.contains("<meta property=\"og:description\" content=\"x&quot;y\">"));
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
    }
}
