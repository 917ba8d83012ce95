//! Entries as an Atom feed (RFC 4287).

use atom_syndication::{Feed, Generator, Link, Person, Text};
use chrono::DateTime;

use super::address::Address;
use super::entries::Entry;
use super::scope::Scope;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::words::Lang;

/// Before an identifier, so that those of two installations never meet in one reader; `mark` is the installation's own.
fn tag(mark: &str) -> String {
    format!("tag:{mark}.linxin.invalid,2026:")
}

/// Writes the feed of `scope`. The same entries give the same bytes: nothing in it says when it was asked for.
///
/// # Errors
/// What cannot be written; nothing is known that cannot.
pub(super) fn write(
    scope: &Scope,
    entries: Vec<Entry>,
    catalog: &Catalog,
    address: &Address,
    host: Option<&str>,
    lang: Lang,
) -> Result<Vec<u8>> {
    let site = lang.t("name");
    let name = scope.name(catalog).unwrap_or_else(|| site.clone());
    let link = |rel: &str, href: String, kind: &str| Link {
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        href,
        ..Link::default()
    };
    let author = host.map(str::to_owned).unwrap_or(site);
    // A feed of which nothing is known yet was never changed.
    let updated = entries.first().map_or(DateTime::UNIX_EPOCH, |e| e.updated);
    let feed = Feed {
        id: format!("{}feed{}", tag(address.mark()), scope.feed().trim_end_matches("/feed.atom")),
        title: plain(&lang.tf("feed.title", &[("name", name)])),
        updated: updated.fixed_offset(),
        authors: vec![person(&author)],
        generator: Some(Generator { value: "Linxin".to_owned(), ..Generator::default() }),
        links: vec![
            link("self", address.feed(&scope.feed()), "application/atom+xml"),
            link("alternate", address.page(&scope.page()), "text/html"),
        ],
        lang: Some(lang.tag().to_owned()),
        entries: entries.into_iter().map(|e| entry(e, address, lang)).collect(),
        ..Feed::default()
    };
    feed.write_to(Vec::new()).map_err(Error::internal)
}

fn entry(entry: Entry, address: &Address, lang: Lang) -> atom_syndication::Entry {
    let title = if entry.is_demo { lang.tf("feed.demo", &[("title", entry.title)]) } else { entry.title };
    atom_syndication::Entry {
        id: format!("{}{}", tag(address.mark()), entry.id),
        title: plain(&title),
        updated: entry.updated.fixed_offset(),
        authors: entry.author.iter().map(|a| person(a)).collect(),
        links: vec![Link {
            href: address.page(&entry.path),
            mime_type: Some("text/html".to_owned()),
            ..Link::default()
        }],
        summary: Some(plain(&entry.summary)),
        ..atom_syndication::Entry::default()
    }
}

fn plain(text: &str) -> Text {
    Text::plain(allowed(text))
}

fn person(name: &str) -> Person {
    Person { name: allowed(name), ..Person::default() }
}

/// Without the characters that XML 1.0 knows no way to write.
fn allowed(text: &str) -> String {
    let good = |c: &char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(good).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_write_is_left_out() {
        assert_eq!(allowed("甲\u{0}\u{b}\u{1f}乙\u{fffe}\u{ffff}\n丙\u{20000}\u{7f}"), "甲乙\n丙\u{20000}\u{7f}");
    }
}
