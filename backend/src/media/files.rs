//! The files of photographs: a folder in the data folder, or a bucket by URL. Each is named by the digest of its largest
//! size, so that the same picture lies there once and an address never changes what it answers.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutOptions};
use shared::media::SIZES;

use super::picture::Pictures;
use crate::error::{Error, Result};

/// Name of the folder in the data folder.
pub const FOLDER: &str = "media";

/// Where the files lie; clones share it.
#[derive(Clone, Debug)]
pub struct Files {
    /// The folder; `None` for a bucket.
    folder: Option<PathBuf>,
    opened: Arc<OnceLock<Arc<dyn ObjectStore>>>,
}

impl Files {
    /// The folder of `data`, or the bucket at `url` (`s3://bucket/prefix`). Nothing is made yet.
    ///
    /// # Errors
    /// A URL that cannot be used, and what to do.
    pub fn open(url: Option<&str>, data: &Path) -> Result<Self> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else {
            return Ok(Self { folder: Some(data.join(FOLDER)), opened: Arc::default() });
        };
        let opened = OnceLock::from(bucket(url)?);
        Ok(Self { folder: None, opened: Arc::new(opened) })
    }

    /// Whether the files lie in the data folder, where a backup finds them.
    pub fn are_local(&self) -> bool {
        self.folder.is_some()
    }

    /// The store; `None` where nothing was ever written and nothing is to be made.
    fn store(&self, make: bool) -> Result<Option<&Arc<dyn ObjectStore>>> {
        if let (None, Some(folder)) = (self.opened.get(), &self.folder) {
            if make {
                std::fs::create_dir_all(folder).map_err(|e| cannot_write(&e))?;
            } else if !folder.is_dir() {
                return Ok(None);
            }
            // As for the database: what was acknowledged survives a power cut.
            let local = LocalFileSystem::new_with_prefix(folder).map_err(|e| cannot_write(&e))?;
            let _ = self.opened.set(Arc::new(local.with_fsync(true)));
        }
        Ok(self.opened.get())
    }

    /// The bytes of one size; `None` where there is no such file.
    ///
    /// # Errors
    /// Those of the disk or the bucket.
    pub async fn read(&self, sha256: &str, size: u32) -> Result<Option<actix_web::web::Bytes>> {
        let Some(store) = self.store(false)? else { return Ok(None) };
        let found = match store.get(&key(sha256, size)).await {
            Ok(found) => found.bytes().await,
            Err(e) => Err(e),
        };
        match found {
            Ok(bytes) => Ok(Some(bytes)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(Error::internal(e)),
        }
    }

    /// Whether all sizes of the picture are there.
    ///
    /// # Errors
    /// Those of the disk or the bucket.
    pub fn has(&self, sha256: &str) -> Result<bool> {
        let Some(store) = self.store(false)? else { return Ok(false) };
        wait(async {
            for size in SIZES {
                match store.head(&key(sha256, size)).await {
                    Ok(_) => {}
                    Err(object_store::Error::NotFound { .. }) => return Ok(false),
                    Err(e) => return Err(Error::internal(e)),
                }
            }
            Ok(true)
        })?
    }

    /// Removes all sizes of these pictures; what is not there is no mistake.
    ///
    /// # Errors
    /// Those of the disk or the bucket.
    pub fn remove(&self, sha256: &[String]) -> Result<()> {
        let keys = sha256.iter().flat_map(|sha| SIZES.map(|size| key(sha, size))).collect::<Vec<_>>();
        self.remove_keys(&keys)
    }

    fn remove_keys(&self, keys: &[Key]) -> Result<()> {
        let Some(store) = self.store(false)?.filter(|_| !keys.is_empty()) else { return Ok(()) };
        wait(async {
            for key in keys {
                match store.delete(key).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(e) => return Err(Error::internal(e)),
                }
            }
            Ok(())
        })??;
        // Of a folder that held one picture only its name is left.
        if let Some(folder) = &self.folder {
            for key in keys {
                if let Some((sha, _)) = key.as_ref().split_once('/') {
                    let _ = std::fs::remove_dir(folder.join(sha));
                }
            }
        }
        Ok(())
    }

    /// Begins to write pictures that are only kept when [`Written::keep`] is called.
    pub fn begin(&self) -> Written<'_> {
        Written { files: self, new: Vec::new() }
    }
}

/// Pictures that were written for rows which are not in the database yet: without [`Written::keep`] they go again. What
/// lay there before stays.
pub struct Written<'a> {
    files: &'a Files,
    new: Vec<Key>,
}

impl Written<'_> {
    /// Writes all sizes of a picture.
    ///
    /// # Errors
    /// A full disk, missing rights, or a bucket that does not answer.
    pub fn add(&mut self, pictures: &Pictures) -> Result<()> {
        let Some(store) = self.files.store(true)? else { return Ok(()) };
        let new = &mut self.new;
        wait(async {
            for (size, bytes) in SIZES.into_iter().zip(&pictures.jpeg) {
                let key = key(&pictures.sha256, size);
                let create = PutOptions::from(PutMode::Create);
                match store.put_opts(&key, bytes.clone().into(), create).await {
                    Ok(_) => new.push(key),
                    Err(object_store::Error::AlreadyExists { .. }) => {}
                    Err(e) => return Err(cannot_write(&e)),
                }
            }
            Ok(())
        })?
    }

    /// Keeps everything: the rows are in the database.
    pub fn keep(mut self) {
        self.new.clear();
    }

    /// Digests of the pictures that were written; the caller sees to them from here on, since rows of somebody else may
    /// have come to use them.
    pub fn release(mut self) -> Vec<String> {
        let of = |key: &Key| key.as_ref().split_once('/').map(|(sha256, _)| sha256.to_owned());
        let mut all: Vec<String> = std::mem::take(&mut self.new).iter().filter_map(of).collect();
        all.dedup();
        all
    }
}

impl Drop for Written<'_> {
    fn drop(&mut self) {
        if let Err(e) = self.files.remove_keys(&self.new) {
            tracing::warn!(cause = %e, "files of photographs that were not taken in could not be removed");
        }
    }
}

fn key(sha256: &str, size: u32) -> Key {
    Key::from(format!("{sha256}/{size}.jpg"))
}

/// Waits on a thread of its own: the caller's may already be one of a server.
fn wait<T: Send>(work: impl Future<Output = T> + Send) -> Result<T> {
    let run = || {
        let runtime = actix_web::rt::Runtime::new();
        runtime.map(|runtime| runtime.block_on(work)).map_err(Error::internal)
    };
    std::thread::scope(|scope| scope.spawn(run).join()).map_err(|_| Error::internal("a thread of files broke"))?
}

#[cfg(feature = "s3")]
fn bucket(url: &str) -> Result<Arc<dyn ObjectStore>> {
    use object_store::aws::AmazonS3Builder;
    let Some((_, prefix)) = url.strip_prefix("s3://").map(|rest| rest.split_once('/').unwrap_or((rest, ""))) else {
        return Err(unusable(url));
    };
    // Keys and the endpoint of another maker than the first come from AWS_* variables, as everywhere.
    let bucket = AmazonS3Builder::from_env().with_url(url).build().map_err(|e| {
        Error::Internal(format!(
            "--media-url 不能用（{e}）。请检查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY、AWS_ENDPOINT 等变量。\n--media-url cannot be used ({e}): check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT and the like."
        ))
    })?;
    Ok(Arc::new(object_store::prefix::PrefixStore::new(bucket, prefix)))
}

#[cfg(not(feature = "s3"))]
fn bucket(url: &str) -> Result<Arc<dyn ObjectStore>> {
    if !url.starts_with("s3://") {
        return Err(unusable(url));
    }
    Err(Error::Internal(
        "这个程序编译时没有带对象存储：请用 cargo build --features s3 编译，或去掉 --media-url，照片放在数据目录里。\nThis program was built without buckets: build it with --features s3, or leave --media-url out to keep photographs in the data folder."
            .to_owned(),
    ))
}

fn unusable(url: &str) -> Error {
    Error::Internal(format!(
        "--media-url 应写成 s3://桶/目录，不能是“{url}”。\n--media-url is s3://bucket/prefix and cannot be \"{url}\"."
    ))
}

fn cannot_write(e: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!(
        "照片文件写不出（{e}），没有留下任何文件。请检查权限和磁盘空间。\nThe files of photographs cannot be written ({e}); none were left behind. Check rights and free space."
    ))
}
