//! What a page will ask for, named in its head: answers and parts of the program are on their way before it runs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Files;

/// Answers that every page needs.
const FRAME: [&str; 2] = ["/api/v1/site", "/api/v1/kinds"];
/// Answers of the start page, when its address chooses nothing.
const START: [&str; 2] = ["/api/v1/projects", "/api/v1/areas"];

/// Part of the program → the files it is made of, with their addresses.
static PARTS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let loader = Files::iter().find(|name| name.starts_with("app/") && name.ends_with("/__wasm_split.js"));
    let Some((loader, found)) = loader.and_then(|name| Files::get(&name).map(|file| (name, file))) else {
        return BTreeMap::new();
    };
    let folder = loader.trim_end_matches("__wasm_split.js");
    std::str::from_utf8(&found.data).map(|text| parts(text, folder)).unwrap_or_default()
});

/// The links for the page at `path`, chosen by `query`.
pub(super) fn links(path: &str, query: &str) -> String {
    let (mut answers, mut part) = (FRAME.map(str::to_owned).to_vec(), None);
    let chooses = query.split('&').any(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["", ""] if !chooses => answers.extend(START.map(str::to_owned)),
        ["", noun @ ("projects" | "compounds"), name] => {
            answers.push(format!("/api/v1/{noun}/{name}"));
            part = Some(noun.trim_end_matches('s'));
        }
        _ => {}
    }
    let files = part.and_then(|part| PARTS.get(part)).into_iter().flatten();
    answers.iter().chain(files).map(|address| link(address)).collect()
}

fn link(address: &str) -> String {
    format!("\n<link rel=\"preload\" as=\"fetch\" crossorigin href=\"{}\">", super::head::escaped(address))
}

/// Reads which files a part is made of out of the `loader` that fetches them from `folder`.
fn parts(loader: &str, folder: &str) -> BTreeMap<String, Vec<String>> {
    let part = |text: &str| {
        let name = text.split_once(' ')?.0;
        let chunks = text.split_once(", [")?.1.split_once(']')?.0;
        let chunks =
            chunks.split(", ").filter_map(|chunk| chunk.strip_prefix("__chunk_")).map(|n| format!("chunk_{n}"));
        let files = std::iter::once(format!("split_{name}")).chain(chunks);
        Some((name.to_owned(), files.map(|file| format!("/{folder}{file}.wasm")).collect()))
    };
    loader.split("export const __wasm_split_load_").skip(1).filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_part_are_read_out_of_its_loader() {
        let loader = "const __chunk_7 = makeLoad(() => {\n}, []);\n\
            export const __wasm_split_load_project = wrapAsyncCb(makeLoad(() => {\n}\n, [__chunk_7, __chunk_12]));\n\
            export const __wasm_split_load_about = wrapAsyncCb(makeLoad(() => {\n}\n, []));\n";
        let parts = parts(loader, "app/0f/");
        let files = ["/app/0f/split_project.wasm", "/app/0f/chunk_7.wasm", "/app/0f/chunk_12.wasm"];
        assert_eq!(parts["project"], files);
        assert_eq!(parts["about"], ["/app/0f/split_about.wasm"]);
    }

    #[test]
    fn a_page_names_its_own_answers_and_a_chosen_list_only_the_frame() {
        assert!(links("/", "lang=en").contains("href=\"/api/v1/projects\""));
        assert!(!links("/", "health=delayed").contains("/api/v1/projects"));
        assert!(links("/", "health=delayed").contains("/api/v1/site"));
        assert!(links("/projects/PRJ-2026-0001", "").contains("href=\"/api/v1/projects/PRJ-2026-0001\""));
        assert!(links("/projects/\"><script>", "").contains("&quot;&gt;&lt;script&gt;"));
    }
}
