//! The names under which files are published: with a hash, so that they may be cached for ever.
//!
//! A static file names another one as `{{style.css}}`; that becomes its address, with a hash of its
//! content in it. Only files named so get a hashed name: `robots.txt` must stay `robots.txt`. `{{app/*.*}}` becomes the
//! addresses of all files of the bundle `app`, with spaces between them.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Names relative to the root of the page, with `/`, and contents.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Files that may name others by `{{…}}`.
const TEMPLATES: [&str; 5] = ["html", "js", "css", "svg", "webmanifest"];

/// Every file below a folder.
pub(crate) fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in next.read_dir().with_context(|| format!("cannot read {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name: Vec<_> = path.strip_prefix(folder)?.iter().map(|part| part.to_string_lossy()).collect();
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(name.join("/"), bytes);
        }
    }
    Ok(files)
}

/// The page before its names are final.
pub(crate) struct Site {
    public: Files,
    bundles: BTreeMap<String, Files>,
}

impl Site {
    pub(crate) fn new(public: Files) -> Self {
        Self { public, bundles: BTreeMap::new() }
    }

    /// Adds files that find one another by relative names: their folder is hashed, they are not.
    pub(crate) fn bundle(&mut self, name: &str, files: Files) {
        let mut hash = Sha256::new();
        for (name, bytes) in &files {
            hash.update(format!("{name} {}\n", bytes.len()));
            hash.update(bytes);
        }
        let folder = format!("{name}/{}", short(&hash.finalize()));
        self.bundles.insert(folder, files);
    }

    /// Everything under its final name.
    pub(crate) fn files(&self) -> Result<Files> {
        let mut published = Files::new();
        let mut hashed = BTreeSet::new();
        let mut own_name = Files::new();
        for name in self.public.keys() {
            own_name.insert(name.clone(), self.resolve(name, &mut Vec::new(), &mut published, &mut hashed)?);
        }
        published.extend(own_name.into_iter().filter(|(name, _)| !hashed.contains(name)));
        for (folder, files) in &self.bundles {
            published.extend(files.iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes.clone())));
        }
        if !published.contains_key("index.html") {
            bail!("frontend/public/index.html is missing, or another file names it as {{{{index.html}}}}");
        }
        Ok(published)
    }

    /// A static file's content with every `{{name}}` replaced by an address; the files it names
    /// are published on the way.
    fn resolve(
        &self,
        name: &str,
        path: &mut Vec<String>,
        published: &mut Files,
        hashed: &mut BTreeSet<String>,
    ) -> Result<Vec<u8>> {
        let bytes = &self.public[name];
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Ok(bytes.clone());
        };
        if !TEMPLATES.contains(&extension(name)) {
            return Ok(bytes.clone());
        }
        if path.iter().any(|above| above == name) {
            bail!("static files name one another in a circle: {} → {name}", path.join(" → "));
        }
        path.push(name.to_owned());
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, wanted, after)) = placeholder(rest) {
            result += before;
            result += &match self.bundled(wanted) {
                Some(address) => address,
                None if self.public.contains_key(wanted) => {
                    let content = self.resolve(wanted, path, published, hashed)?;
                    let address = hashed_name(wanted, &content);
                    published.insert(address.clone(), content);
                    hashed.insert(wanted.to_owned());
                    format!("/{address}")
                }
                None => bail!("{name} names {{{{{wanted}}}}}, and there is no such file in frontend/public"),
            };
            rest = after;
        }
        result += rest;
        path.pop();
        Ok(result.into_bytes())
    }

    /// The address of a file that came from a tool or a library, or those of a whole bundle.
    fn bundled(&self, wanted: &str) -> Option<String> {
        if let Some(bundle) = wanted.strip_suffix("*.*") {
            let (folder, files) = self.bundles.iter().find(|(folder, _)| folder.starts_with(bundle))?;
            return Some(files.keys().map(|name| format!("/{folder}/{name}")).collect::<Vec<_>>().join(" "));
        }
        let folder = self.bundles.iter().find(|(_, files)| files.contains_key(wanted))?.0;
        Some(format!("/{folder}/{wanted}"))
    }
}

/// Splits at the first `{{name}}`. Other double braces, in CSS or JavaScript, are left alone.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-/*".contains(c);
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| from + at) {
        let inside = &text[start + 2..];
        let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
        if end > 0 && inside[..end].contains('.') && inside[end..].starts_with("}}") {
            return Some((&text[..start], &inside[..end], &inside[end + 2..]));
        }
        from = start + 2;
    }
    None
}

/// `style.css` → `style.0123456789ab.css`.
fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = short(&Sha256::digest(content));
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

pub(crate) fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Twelve hexadecimal digits: what the server knows a name by that never changes its content.
fn short(hash: &[u8]) -> String {
    hex(&hash[..6])
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        let public = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        let mut site = Site::new(public);
        site.bundle("app", Files::from([("app.js".to_owned(), b"glue".to_vec())]));
        site
    }

    fn text(files: &Files, name: &str) -> String {
        String::from_utf8(files[name].clone()).expect("made from text")
    }

    #[test]
    fn a_named_file_gets_a_hashed_name_and_others_keep_theirs() {
        let files = site(&[
            ("index.html", "<link href={{style.css}}>"),
            ("style.css", "a{b{}}"),
            ("robots.txt", "{{style.css}}"),
        ])
        .files()
        .expect("resolves");
        let style = hashed_name("style.css", b"a{b{}}");
        assert_eq!(text(&files, "index.html"), format!("<link href=/{style}>"));
        assert_eq!(text(&files, &style), "a{b{}}");
        assert_eq!(text(&files, "robots.txt"), "{{style.css}}");
        assert!(!files.contains_key("style.css"));
    }

    #[test]
    fn a_change_deep_down_changes_every_name_above_it() {
        let names = |icon: &str| {
            let files = site(&[("index.html", "{{a.js}}"), ("a.js", "{{icon.svg}} {{app.js}}"), ("icon.svg", icon)])
                .files()
                .expect("resolves");
            text(&files, "index.html")
        };
        assert_ne!(names("one"), names("two"));
    }

    #[test]
    fn a_bundle_keeps_its_names_in_a_hashed_folder() {
        let files = site(&[("index.html", "{{app.js}}")]).files().expect("resolves");
        let address = text(&files, "index.html");
        assert_eq!(address.len(), "/app/0123456789ab/app.js".len());
        assert!(files.contains_key(&address[1..]));
    }

    #[test]
    fn a_whole_bundle_can_be_named() {
        let mut site = site(&[("index.html", ""), ("sw.js", "{{parts/*.*}}")]);
        site.bundle("parts", ["a.wasm", "b/c.js"].map(|name| (name.to_owned(), vec![])).into());
        let files = site.files().expect("resolves");
        let told = text(&files, "sw.js");
        let addresses: Vec<_> = told.split(' ').collect();
        assert_eq!(addresses.len(), 2, "{told}");
        assert!(addresses.iter().all(|address| files.contains_key(&address[1..])), "{told}");
    }

    #[test]
    fn a_missing_file_and_a_circle_are_refused() {
        let missing = site(&[("index.html", "{{nothing.css}}")]).files().expect_err("there is no such file");
        assert!(missing.to_string().contains("index.html names {{nothing.css}}"), "{missing}");
        let circle = site(&[("index.html", ""), ("a.js", "{{b.js}}"), ("b.js", "{{a.js}}")]).files();
        assert!(circle.expect_err("a circle").to_string().contains("a.js → b.js → a.js"));
    }
}
