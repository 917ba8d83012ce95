//! Packing: the database as it is at this moment, then the other files, then the manifest; all of it or nothing.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, Header};

use super::manifest::{Entry, FORMAT, Manifest, NAME, Summed};
use super::{DATABASE, WORK, says};
use crate::db::{Db, file};
use crate::error::{Error, Result};
use crate::secrets;

/// Packs the database and the files of `data` into `target`, which appears whole or not at all. Servers go on meanwhile.
///
/// # Errors
/// What cannot be read or written, and why `target` is no place for an archive.
pub fn backup(db: &Db, data: &Path, target: &Path, now: DateTime<Utc>) -> Result<Manifest> {
    let place = Place::of(target, data)?;
    // Taken away when this ends, well or not.
    let (part, copy) = (Unfinished(place.beside("part")), Unfinished(place.beside("sqlite3")));
    let cannot = |e: io::Error| cannot_write(target, &e);
    let mut packing = Packing::new(private(&part.0).map_err(cannot)?, now);
    let has_database = db.path().is_some();
    if has_database {
        private(&copy.0).map_err(cannot)?;
        db.copy_to(&copy.0)?;
        packing.add(&copy.0, DATABASE.to_owned(), target)?;
    }
    let own = [Some(data.join(DATABASE)), db.path().map(Path::to_owned)];
    let own: Vec<PathBuf> = own.into_iter().flatten().flat_map(|path| file::family(&path)).collect();
    for (path, name) in files(data, &own)? {
        packing.add(&path, name, target)?;
    }
    let manifest = Manifest {
        format: FORMAT,
        program: format!("linxin {}", env!("CARGO_PKG_VERSION")),
        made_at: now,
        schema: db.schema()?,
        has_database,
        files: packing.files.clone(),
    };
    packing.finish(&manifest).map_err(cannot)?;
    fs::rename(&part.0, target).and_then(|()| sync_folder(&place.folder)).map_err(cannot)?;
    Ok(manifest)
}

/// Where an archive shall lie.
struct Place {
    folder: PathBuf,
    name: OsString,
}

impl Place {
    fn of(target: &Path, data: &Path) -> Result<Self> {
        let shown = target.display();
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = target.file_name().map(OsString::from);
        let (Some(name), Ok(folder)) = (name, folder.canonicalize()) else {
            return Err(says(
                format_args!("{shown} 所在的目录不存在。请先建好，或换一个路径。"),
                format_args!("The folder of {shown} is not there: make it first, or name another."),
            ));
        };
        if data.canonicalize().is_ok_and(|data| folder.starts_with(data)) {
            return Err(says(
                format_args!("{shown} 在数据目录里，每次备份都会把它再打包一遍。请写到别处，最好是另一块磁盘。"),
                format_args!(
                    "{shown} is in the data folder and would be packed again each time: write it elsewhere, best to another disk."
                ),
            ));
        }
        match File::open(target) {
            Ok(mut there) => {
                let mut head = [0; 2];
                if there.read_exact(&mut head).is_err() || head != [0x1f, 0x8b] {
                    return Err(says(
                        format_args!("{shown} 已存在，而且不是备份，没有动它。请换一个文件名。"),
                        format_args!("{shown} is there already and no backup; it was left alone. Choose another name."),
                    ));
                }
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(cannot_write(target, &e)),
        }
        Ok(Self { folder, name })
    }

    /// A hidden name of this process's own beside the archive, on the same disk.
    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(format!(".{}.{ending}", std::process::id()));
        self.folder.join(name)
    }
}

/// A file that does not outlive its making.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Once renamed it is not there any more.
        for path in file::family(&self.0).into_iter().take(4) {
            let _ = fs::remove_file(path);
        }
    }
}

/// An archive on its way.
struct Packing {
    tar: Builder<GzEncoder<File>>,
    files: Vec<Entry>,
    made_at: DateTime<Utc>,
}

impl Packing {
    fn new(file: File, made_at: DateTime<Utc>) -> Self {
        // Photos and tiles are packed already: more effort would only cost time.
        Self { tar: Builder::new(GzEncoder::new(file, Compression::fast())), files: Vec::new(), made_at }
    }

    fn add(&mut self, path: &Path, name: String, target: &Path) -> Result<()> {
        let file = File::open(path).map_err(|e| cannot_read(path, &e))?;
        let bytes = file.metadata().map_err(|e| cannot_read(path, &e))?.len();
        let mut summed = Summed::new(file.take(bytes));
        self.append(&name, bytes, &mut summed).map_err(|e| cannot_write(target, &e))?;
        let (entry, _) = summed.finish(name);
        if entry.bytes != bytes {
            return Err(says(
                format_args!("{} 在打包时变短了，没有写出备份。请再试一次。", path.display()),
                format_args!(
                    "{} became shorter while it was packed, so no backup was written: try again.",
                    path.display()
                ),
            ));
        }
        self.files.push(entry);
        Ok(())
    }

    fn append(&mut self, name: &str, bytes: u64, from: impl io::Read) -> io::Result<()> {
        let mut header = Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(self.made_at.timestamp().unsigned_abs());
        self.tar.append_data(&mut header, name, from)
    }

    fn finish(mut self, manifest: &Manifest) -> io::Result<()> {
        let json = serde_json::to_vec_pretty(manifest)?;
        self.append(NAME, json.len() as u64, json.as_slice())?;
        let mut file = self.tar.into_inner()?.finish()?;
        file.flush()?;
        file.sync_all()
    }
}

/// Every file of the data folder with its name in the archive, in a fixed order, but for those of the database.
fn files(data: &Path, own: &[PathBuf]) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|e| cannot_read(&folder, &e))? {
            let path = entry.map_err(|e| cannot_read(&folder, &e))?.path();
            let name = path.strip_prefix(data).map_err(Error::internal)?;
            let name =
                name.components().map(|c| c.as_os_str().to_str()).collect::<Option<Vec<_>>>().map(|c| c.join("/"));
            let name = name.ok_or_else(|| cannot_read(&path, &io::Error::other("its name is not UTF-8")))?;
            // `lost+found` is the disk's; a probe of another start vanishes by itself.
            let passing = [WORK, ".write-test-"].iter().any(|start| name.starts_with(start));
            // The key that opens what is encrypted in the database does not lie beside it.
            if passing || [secrets::FILE, "lost+found", NAME].contains(&name.as_str()) || own.contains(&path) {
                continue;
            }
            // A file may lie on another disk; a folder reached by a link could lead in circles.
            let kind = fs::metadata(&path).map_err(|e| cannot_read(&path, &e))?;
            if kind.is_dir() && path.is_symlink() {
                tracing::warn!(folder = name, "a folder behind a link is not packed");
            } else if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push((path, name));
            }
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

/// A new file that only its owner may read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes sure that the names in `folder` are on the disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn cannot_write(target: &Path, e: &io::Error) -> Error {
    let shown = target.display();
    says(
        format_args!("备份 {shown} 写不出（{e}），没有留下半个文件。请检查权限和磁盘空间。"),
        format_args!("The backup {shown} cannot be written ({e}); no part of it is left. Check rights and free space."),
    )
}

fn cannot_read(path: &Path, e: &io::Error) -> Error {
    let shown = path.display();
    says(
        format_args!("{shown} 读不出（{e}），没有写出备份。请检查权限。"),
        format_args!("{shown} cannot be read ({e}), so no backup was written: check its rights."),
    )
}
