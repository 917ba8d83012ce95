//! Opening an archive into a folder of its own and looking through it, before anything of it counts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use super::manifest::{Entry, FORMAT, Manifest, NAME, Summed};
use super::{DATABASE, WORK, says};
use crate::db;
use crate::error::{Error, Result};

/// Writes the files of `archive` into the empty folder `to` and checks every one.
///
/// # Errors
/// An archive that is damaged, cut off, no backup, from a newer program, or that would write elsewhere.
pub(super) fn unpack(archive: &Path, to: &Path) -> Result<Manifest> {
    let file = File::open(archive).map_err(|e| {
        let shown = archive.display();
        says(
            format_args!("{shown} 打不开（{e}），请检查路径。"),
            format_args!("{shown} cannot be opened ({e}): check the path."),
        )
    })?;
    let mut tar = Archive::new(GzDecoder::new(BufReader::new(file)));
    let (mut found, mut manifest) = (Vec::new(), None);
    for entry in tar.entries().map_err(|e| damaged(archive, &e))? {
        let mut entry = entry.map_err(|e| damaged(archive, &e))?;
        let name = String::from_utf8(entry.path_bytes().into_owned()).map_err(|e| damaged(archive, &e))?;
        if manifest.is_some() {
            return Err(damaged(archive, &format!("{name} follows its manifest")));
        }
        if name == NAME {
            manifest = Some(read_manifest(archive, &mut entry)?);
            continue;
        }
        let place = inside(to, &name).filter(|_| entry.header().entry_type() == EntryType::Regular);
        let Some(place) = place else {
            let shown = archive.display();
            return Err(says(
                format_args!("{shown} 里的 {name:?} 不是数据目录里的普通文件。这不是本程序写的备份，没有恢复。"),
                format_args!(
                    "{name:?} in {shown} is no plain file of a data folder: this program did not write that backup, and nothing was restored."
                ),
            ));
        };
        found.push(write(archive, &mut entry, &place, name)?);
    }
    // To the very end, where the sum of the compressed bytes stands.
    io::copy(&mut tar.into_inner(), &mut io::sink()).map_err(|e| damaged(archive, &e))?;
    let manifest = manifest.ok_or_else(|| damaged(archive, &"its manifest is missing"))?;
    if manifest.files != found || manifest.has_database != found.iter().any(|f| f.path == DATABASE) {
        return Err(damaged(archive, &"its files are not those of its manifest"));
    }
    if manifest.has_database {
        check_database(archive, &to.join(DATABASE), &manifest)?;
    }
    Ok(manifest)
}

/// The place of `name` below `folder`, where it may have one.
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let normal = |c| matches!(c, Component::Normal(_));
    let good = !name.is_empty() && !name.contains('\\') && Path::new(name).components().all(normal);
    let ours =
        name.starts_with(WORK) || db::file::family(Path::new(DATABASE))[1..].iter().any(|f| f == Path::new(name));
    (good && !ours).then(|| folder.join(name))
}

fn write(archive: &Path, from: &mut impl Read, place: &Path, name: String) -> Result<Entry> {
    let written = (|| {
        fs::create_dir_all(place.parent().unwrap_or(place))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Summed::new(options.open(place)?))
    })();
    let mut summed = written.map_err(|e: io::Error| cannot_write(place, &e))?;
    // Whether the archive or the disk is at fault is told by which of the two fails.
    let mut part = vec![0; 1 << 16];
    loop {
        match from.read(&mut part).map_err(|e| damaged(archive, &e))? {
            0 => break,
            n => io::Write::write_all(&mut summed, &part[..n]).map_err(|e| cannot_write(place, &e))?,
        }
    }
    let (entry, file) = summed.finish(name);
    file.sync_all().map_err(|e| cannot_write(place, &e))?;
    Ok(entry)
}

fn read_manifest(archive: &Path, from: &mut impl Read) -> Result<Manifest> {
    let mut json = Vec::new();
    from.read_to_end(&mut json).map_err(|e| damaged(archive, &e))?;
    let format =
        serde_json::from_slice::<serde_json::Value>(&json).map_err(|e| damaged(archive, &e))?["format"].as_u64();
    if format != Some(FORMAT.into()) {
        return Err(newer(archive, &format!("format {}", format.unwrap_or_default())));
    }
    serde_json::from_slice(&json).map_err(|e| damaged(archive, &e))
}

fn check_database(archive: &Path, file: &Path, manifest: &Manifest) -> Result<()> {
    match db::check(file).map_err(|e| damaged(archive, &e))? {
        None => Ok(()),
        Some(unknown) => Err(newer(archive, &format!("{}, {unknown}", manifest.program))),
    }
}

fn newer(archive: &Path, what: &str) -> Error {
    let shown = archive.display();
    says(
        format_args!("备份 {shown} 是更新的程序写的（{what}），没有恢复。请用那个版本或更新的 linxin 来恢复。"),
        format_args!(
            "The backup {shown} was written by a newer program ({what}); nothing was restored. Restore it with that version of linxin or a later one."
        ),
    )
}

fn damaged(archive: &Path, cause: &dyn std::fmt::Display) -> Error {
    let shown = archive.display();
    says(
        format_args!("{shown} 不是完整的备份（{cause}），没有恢复，原有数据没有动。请换一个备份，或重新复制一遍。"),
        format_args!(
            "{shown} is no whole backup ({cause}); nothing was restored and nothing changed. Use another, or copy it anew."
        ),
    )
}

fn cannot_write(place: &Path, e: &io::Error) -> Error {
    let shown = place.display();
    says(
        format_args!("{shown} 写不出（{e}），没有恢复，原有数据没有动。请检查权限和磁盘空间。"),
        format_args!(
            "{shown} cannot be written ({e}); nothing was restored and nothing changed. Check rights and free space."
        ),
    )
}
