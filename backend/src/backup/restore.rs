//! Restoring: what an archive holds takes the place of what is there, or everything stays as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::pack::sync_folder;
use super::unpack::unpack;
use super::{ASIDE, DATABASE, Manifest, OPENED, says};
use crate::db::file;
use crate::error::{Error, Result};

/// Puts the files of `archive` into the folder `data`. What they replace is kept aside until all are in their place;
/// a restore that was broken off by a power cut is undone by the next.
///
/// # Errors
/// A database that is there, without `replace`, or in use; and an archive that is not whole.
pub fn restore(archive: &Path, data: &Path, replace: bool) -> Result<Manifest> {
    let cannot = |e: io::Error| cannot_move(data, &e);
    fs::create_dir_all(data).map_err(cannot)?;
    let database = data.join(DATABASE);
    // Held to the end.
    let Some(_lock) = file::keep_others_out(&database).map_err(cannot)? else {
        let shown = data.display();
        return Err(says(
            format_args!(
                "{shown} 的数据库正在使用，没有恢复。请先停掉服务（systemctl stop linxin）和其他 linxin 命令，再运行一次。"
            ),
            format_args!(
                "The database in {shown} is in use; nothing was restored. Stop the server (systemctl stop linxin) and other linxin commands, then run this again."
            ),
        ));
    };
    undo(data).map_err(cannot)?;
    if database.exists() && !replace {
        let shown = data.display();
        return Err(says(
            format_args!("{shown} 里已有数据库，没有恢复。请用 --data 指定一个空目录；确实要换掉它，请加 --replace。"),
            format_args!(
                "{shown} holds a database already; nothing was restored. Name an empty folder with --data, or add --replace to put the backup in its place."
            ),
        ));
    }
    let opened = Opened::new(data).map_err(cannot)?;
    let manifest = unpack(archive, &opened.0)?;
    own(&opened.0, data).map_err(cannot)?;
    let names = names(&opened.0).map_err(cannot)?;
    if let Some(there) = names.iter().find(|name| !replace && data.join(name).exists()) {
        return Err(says(
            format_args!(
                "{} 已存在，没有恢复。请用 --data 指定一个空目录，或加 --replace 换掉它。",
                data.join(there).display()
            ),
            format_args!(
                "{} is there already; nothing was restored. Name an empty folder with --data, or add --replace.",
                data.join(there).display()
            ),
        ));
    }
    if let Err(e) = exchange(data, &opened.0, &names, manifest.has_database) {
        undo(data).map_err(cannot)?;
        return Err(cannot_move(data, &e));
    }
    Ok(manifest)
}

/// Refuses to go on in a folder where a restore was broken off: its database may be missing.
///
/// # Errors
/// What to do.
pub(crate) fn refuse_unfinished(data: &Path) -> Result<()> {
    if !data.join(ASIDE).exists() {
        return Ok(());
    }
    let shown = data.display();
    Err(says(
        format_args!("{shown} 里有一次没有完成的恢复。请重新运行 linxin restore：它会先把原来的数据放回去。"),
        format_args!(
            "A restore into {shown} was broken off. Run linxin restore again: it puts back what was there before."
        ),
    ))
}

/// Moves what is replaced aside and what was opened into its place, then forgets the old.
fn exchange(data: &Path, opened: &Path, names: &[PathBuf], has_database: bool) -> io::Result<()> {
    let aside = data.join(ASIDE);
    fs::create_dir(&aside)?;
    // A journal that stayed behind would be played into the database that comes.
    let journals = if has_database { file::family(Path::new(DATABASE))[1..4].to_vec() } else { Vec::new() };
    for name in journals.iter().chain(names).filter(|name| data.join(name).symlink_metadata().is_ok()) {
        fs::rename(data.join(name), aside.join(name))?;
    }
    // Only now, when nothing old is left in its place: undoing takes away what this list names.
    let list = opened.join(NEW);
    fs::write(&list, names.iter().map(|n| format!("{}\n", n.display())).collect::<String>())?;
    fs::File::open(&list)?.sync_all()?;
    fs::rename(list, aside.join(NEW))?;
    sync_folder(&aside)?;
    for name in names {
        fs::rename(opened.join(name), data.join(name))?;
    }
    sync_folder(data)?;
    // From here on the new counts: first the name goes that would call the old back.
    let old = data.join(format!("{OPENED}-old"));
    let _ = fs::remove_dir_all(&old);
    fs::rename(&aside, &old)?;
    sync_folder(data)?;
    fs::remove_dir_all(old)
}

/// The list of what a restore brings, among what it put aside.
const NEW: &str = ".linxin-new";

/// Puts back what a restore that was not finished had put aside.
fn undo(data: &Path) -> io::Result<()> {
    let aside = data.join(ASIDE);
    let new = match fs::read_to_string(aside.join(NEW)) {
        Ok(new) => new,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e),
    };
    if !aside.exists() {
        return Ok(());
    }
    let old = names(&aside)?;
    for name in new.lines().map(Path::new).filter(|name| !old.iter().any(|o| o == name)) {
        remove(&data.join(name))?;
    }
    for name in old.iter().filter(|name| *name != Path::new(NEW)) {
        remove(&data.join(name))?;
        fs::rename(aside.join(name), data.join(name))?;
    }
    sync_folder(data)?;
    fs::remove_dir_all(aside)
}

fn remove(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e),
    }
}

/// The names in a folder.
fn names(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|e| PathBuf::from(e.file_name()))).collect()
}

/// The folder in which an archive is opened: on the disk of the data, so that moving is renaming.
struct Opened(PathBuf);

impl Opened {
    fn new(data: &Path) -> io::Result<Self> {
        let folder = data.join(OPENED);
        remove(&folder)?;
        remove(&data.join(format!("{OPENED}-old")))?;
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Gives what is below `folder` to the owner of `data`: the administrator restores, the server must read.
#[cfg(unix)]
fn own(folder: &Path, data: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let owner = fs::metadata(data)?;
    for name in names(folder)? {
        let path = folder.join(name);
        let there = fs::symlink_metadata(&path)?;
        if there.uid() != owner.uid() {
            chown(&path, Some(owner.uid()), Some(owner.gid()))?;
        }
        if there.is_dir() {
            own(&path, data)?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn own(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

fn cannot_move(data: &Path, e: &io::Error) -> Error {
    let shown = data.display();
    says(
        format_args!("不能恢复到 {shown}（{e}），原有数据没有动。请检查权限和磁盘空间。"),
        format_args!(
            "{shown} cannot be restored into ({e}); what was there is unchanged. Check rights and free space."
        ),
    )
}
