//! The secret of this installation 密钥: phones at rest, names that can be looked up but not read, seals of the audit
//! record. One key of 32 bytes, from the configuration or from a file of the data folder made at the first start.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use diesel::prelude::*;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::schema::meta;

/// Name of the file in the data folder.
pub const FILE: &str = "secret.key";
/// Row of `meta` that tells whether a key is the one the data were written with.
const PRINT: &str = "secret_print";
const NONCE: usize = 12;

/// What a keyed hash is of: the same text gives another one for each.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// A phone, to be found again.
    Phone,
    /// A try to sign in.
    Attempt,
    /// A seal of the audit record.
    Seal,
    /// The key itself.
    Print,
    /// The installation, to everybody.
    Name,
    /// The key that phones are encrypted with.
    Encryption,
    /// The secret link to an order.
    OrderLink,
    /// A device or account, to be counted once.
    Device,
}

/// The keys. Not `Debug`: nothing may print them.
#[derive(Clone)]
pub struct Secrets([u8; 32]);

impl Secrets {
    /// The key that is given, as 64 hexadecimal digits, else the one in `data`, which is made when there is none.
    ///
    /// # Errors
    /// A key that is none, a file that cannot be read or written or that others may read.
    pub fn open(given: Option<&str>, data: &Path) -> Result<Self> {
        if let Some(text) = given.map(str::trim).filter(|t| !t.is_empty()) {
            return Self::read(text, "--secret-key（LINXIN_SECRET_KEY）");
        }
        let path = data.join(FILE);
        let shown = path.display().to_string();
        let cannot = |e: std::io::Error| {
            Error::Internal(format!(
                "密钥文件 {shown} 读写不了（{e}）。\nThe key file {shown} cannot be read or written ({e})."
            ))
        };
        match fs::read_to_string(&path) {
            Ok(text) => {
                only_mine(&path)?;
                Self::read(text.trim(), &shown)
            }
            Err(e) if e.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(data).map_err(cannot)?;
                let secrets = Self(random()?);
                match private().open(&path) {
                    Ok(mut file) => {
                        writeln!(file, "{}", hex(&secrets.0)).and_then(|()| file.sync_all()).map_err(cannot)?;
                        Ok(secrets)
                    }
                    // Another copy of the program was faster: its key is the one.
                    Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                        Self::read(fs::read_to_string(&path).map_err(cannot)?.trim(), &shown)
                    }
                    Err(e) => Err(cannot(e)),
                }
            }
            Err(e) => Err(cannot(e)),
        }
    }

    fn read(text: &str, whence: &str) -> Result<Self> {
        let bytes = unhex(text).and_then(|b| <[u8; 32]>::try_from(b).ok());
        bytes.map(Self).ok_or_else(|| {
            Error::Internal(format!(
                "{whence} 不是密钥：应为 64 位十六进制数字。可用 openssl rand -hex 32 生成。\n{whence} holds no key: 64 hexadecimal digits are one, such as openssl rand -hex 32 makes."
            ))
        })
    }

    /// Refuses to go on where the data were written with another key; the first key is noted.
    ///
    /// # Errors
    /// That it is another one, and what to do.
    pub fn check(&self, conn: &mut Conn) -> Result<()> {
        let print = self.mark(Purpose::Print, "");
        let known: Option<String> = meta::table.find(PRINT).select(meta::value).first(conn).optional()?;
        match known {
            Some(known) if known == print => Ok(()),
            Some(_) => Err(Error::Internal(format!(
                "密钥不是写入这些数据时用的那一个，手机号和审计封印都读不了。请把原来的 {FILE} 放回数据目录，或用 --secret-key 给出原来的密钥。\n\
                 The secret key is not the one these data were written with: put the old {FILE} back into the data folder, or give its key with --secret-key."
            ))),
            None => {
                let row = (meta::name.eq(PRINT), meta::value.eq(print));
                diesel::insert_into(meta::table).values(row).execute(conn)?;
                Ok(())
            }
        }
    }

    /// A keyed hash of `text`, 64 hexadecimal digits.
    pub fn mark(&self, purpose: Purpose, text: &str) -> String {
        hex(&self.hash(purpose, text.as_bytes()))
    }

    /// `text`, encrypted; each time another one.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn encrypt(&self, text: &str) -> Result<String> {
        let nonce: [u8; NONCE] = random()?;
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), text.as_bytes()).map_err(Error::internal)?;
        Ok(hex(&nonce) + &hex(&sealed))
    }

    /// What was encrypted.
    ///
    /// # Errors
    /// When it was not by this key, or was changed.
    pub fn decrypt(&self, text: &str) -> Result<String> {
        let broken = || Error::internal("an encrypted value cannot be read: another key, or changed");
        let bytes = unhex(text).filter(|b| b.len() > NONCE).ok_or_else(broken)?;
        let (nonce, sealed) = bytes.split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken())?;
        let open = self.cipher().decrypt(&Nonce::from(nonce), sealed).map_err(|_| broken())?;
        String::from_utf8(open).map_err(|_| broken())
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.hash(Purpose::Encryption, b"")))
    }

    fn hash(&self, purpose: Purpose, text: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(format!("linxin {purpose:?}\0").as_bytes());
        mac.update(text);
        mac.finalize().into_bytes().into()
    }
}

/// SHA-256 of `text` as 64 hexadecimal digits: for what is random enough to need no key.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Random bytes of the system.
///
/// # Errors
/// When it gives none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// `N` characters of Crockford's base32, which nobody misreads: a fifth of a byte each.
///
/// # Errors
/// When the system gives no random numbers.
pub fn random_text<const N: usize>() -> Result<String> {
    const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    Ok(random::<N>()?.iter().map(|b| char::from(SIGNS[usize::from(b & 31)])).collect())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, b| text + &format!("{b:02x}"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}

#[cfg(unix)]
fn only_mine(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_err(Error::internal)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Error::Internal(format!(
        "密钥文件 {path} 别人也能读。请执行 chmod 600 {path}\nOthers can read the key file {path}: run chmod 600 {path}"
    )))
}

#[cfg(not(unix))]
fn only_mine(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_is_read_by_the_same_key_only_and_never_twice_the_same() {
        let folder = tempfile::TempDir::new().unwrap();
        let one = Secrets::open(None, folder.path()).unwrap();
        let again = Secrets::open(None, folder.path()).unwrap();
        let (first, second) = (one.encrypt("13812345678").unwrap(), one.encrypt("13812345678").unwrap());
        assert_ne!(first, second);
        assert!(!first.contains("138"));
        assert_eq!(again.decrypt(&first).unwrap(), "13812345678");
        let other = Secrets::open(Some(&"ab".repeat(32)), folder.path()).unwrap();
        assert!(other.decrypt(&first).is_err());
        assert_ne!(other.mark(Purpose::Phone, "x"), one.mark(Purpose::Phone, "x"));
        assert_ne!(one.mark(Purpose::Attempt, "x"), one.mark(Purpose::Phone, "x"));
        assert!(Secrets::open(Some("short"), folder.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::TempDir::new().unwrap();
        Secrets::open(None, folder.path()).unwrap();
        let path = folder.path().join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = Secrets::open(None, folder.path()).err().unwrap().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
    }
}
