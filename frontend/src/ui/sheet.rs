//! Style sheets of parts that come later, and the other addresses that the page carries for them.

use leptos::prelude::document;

/// An address that the page carries under `name`.
pub(crate) fn meta(name: &str) -> Option<String> {
    let found = document().query_selector(&format!("meta[name=\"{name}\"]")).ok().flatten()?;
    found.get_attribute("content").filter(|address| !address.is_empty())
}

/// Adds the style sheet whose address the page carries under `id`, once.
pub(crate) fn style_sheet(id: &str) {
    let document = document();
    if document.get_element_by_id(id).is_some() {
        return;
    }
    if let (Some(address), Some(head), Ok(link)) = (meta(id), document.head(), document.create_element("link")) {
        // Setting attributes of an element just made cannot fail.
        let _ = link.set_attribute("id", id);
        let _ = link.set_attribute("rel", "stylesheet");
        let _ = link.set_attribute("href", &address);
        // Paper has the last word.
        let paper = head.query_selector("link[media=print]").ok().flatten();
        let _ = head.insert_before(&link, paper.as_deref());
    }
}
