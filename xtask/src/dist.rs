//! The folder that the server embeds: the files of the page and their compressed copies.

use crate::{
    publish::{Files, extension, read},
    queue,
};
use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Files worth compressing.
const TEXTS: [&str; 12] =
    ["html", "js", "mjs", "css", "svg", "wasm", "json", "geojson", "webmanifest", "txt", "xml", "ico"];

/// The folder that the server embeds.
pub(crate) struct Dist {
    sizes: BTreeMap<String, usize>,
    names: Vec<String>,
}

impl Dist {
    /// Brings a folder to exactly these files, each with its compressed copies where they pay.
    /// Files that are right already are not written again, so a changed page does not compress the
    /// map library anew.
    pub(crate) fn write(folder: &Path, files: &Files) -> Result<Self> {
        let written = queue::each(files, |(name, bytes)| {
            let (names, size) = write_with_copies(folder, name, bytes)?;
            Ok((name.clone(), names, size))
        })?;
        let mut dist = Self { sizes: BTreeMap::new(), names: Vec::new() };
        for (name, names, size) in written {
            dist.sizes.insert(name, size);
            dist.names.extend(names);
        }
        dist.names.sort();
        remove_others(folder, &dist.names)?;
        Ok(dist)
    }

    /// Every file in the folder.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// What each file weighs on its way to a visitor, in bytes.
    pub(crate) fn brotli(&self) -> impl Iterator<Item = (&str, usize)> {
        self.sizes.iter().map(|(name, size)| (name.as_str(), *size))
    }
}

/// Writes one file, the copies first: where the file is right, its copies are, too.
fn write_with_copies(folder: &Path, name: &str, bytes: &[u8]) -> Result<(Vec<String>, usize)> {
    let path = folder.join(name);
    let in_place = fs::read(&path).is_ok_and(|have| have == bytes);
    let mut names = vec![name.to_owned()];
    let mut lightest = bytes.len();
    if TEXTS.contains(&extension(name)) {
        for (end, compress) in [("gz", gzip as fn(&[u8]) -> Result<Vec<u8>>), ("br", brotli)] {
            let copy = with_end(&path, end);
            let size = match fs::metadata(&copy) {
                Ok(found) if in_place => usize::try_from(found.len())?,
                _ => {
                    let compressed = compress(bytes).with_context(|| format!("cannot compress {name}"))?;
                    // A copy that saves nothing only makes the program bigger.
                    if compressed.len() >= bytes.len() {
                        continue;
                    }
                    write(&copy, &compressed)?;
                    compressed.len()
                }
            };
            names.push(format!("{name}.{end}"));
            lightest = size;
        }
    }
    if !in_place {
        write(&path, bytes)?;
    }
    Ok((names, lightest))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{end}"));
    name.into()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        // The widest window that every browser accepts.
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    // Code repeats what stands just before it: with the nearest distances coded one by one it comes out smaller.
    params.dist.num_direct_distance_codes = 15;
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed)
}

/// Removes every file that is not in the list, and folders that become empty.
fn remove_others(folder: &Path, names: &[String]) -> Result<()> {
    for name in read(folder)?.into_keys() {
        if names.binary_search(&name).is_err() {
            let path = folder.join(&name);
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            // Fails while the folder holds other files, as it should.
            for above in path.ancestors().skip(1).take_while(|above| *above != folder) {
                if fs::remove_dir(above).is_err() {
                    break;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Scratch;

    #[test]
    fn a_folder_ends_with_exactly_its_files_and_the_copies_that_pay() {
        let scratch = Scratch::new("dist").expect("a temporary folder");
        let folder = scratch.path();
        let files = |list: &[(&str, String)]| {
            list.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())).collect::<Files>()
        };
        Dist::write(folder, &files(&[("old/a.css", "a".repeat(500)), ("b.js", "b".into())])).expect("written");
        let dist =
            Dist::write(folder, &files(&[("new/a.css", "c".repeat(500)), ("b.js", "b".into())])).expect("written");
        assert_eq!(dist.names(), ["b.js", "new/a.css", "new/a.css.br", "new/a.css.gz"]);
        assert_eq!(read(folder).expect("readable").into_keys().collect::<Vec<_>>(), dist.names());
        assert!(!folder.join("old").exists());
        assert!(dist.brotli().all(|(_, size)| size < 50), "the weight is that of the compressed copy");
    }
}
