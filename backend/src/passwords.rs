//! Passwords 密码: hashed by argon2id, few at a time, so that a flood of them starves nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use shared::error::{ApiError, ErrorCode};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::secrets;

/// OWASP's least for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Passwords hashed at once, whatever the number of threads: half a core is always left for the others.
const AT_ONCE: usize = 1;
/// How many may wait for their turn; who comes later is told to try again.
const WAITING: usize = 40;

/// Hashes passwords and holds them against their hashes.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Of no password at all: what an unknown name is held against takes as long.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new() -> Result<Self> {
        let nobody = hash(&secrets::random_text::<20>()?)?;
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default(), nobody: nobody.into() })
    }

    /// The hash of `password`.
    ///
    /// # Errors
    /// 429 while too many wait.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.in_turn(move || hash(&password)).await
    }

    /// Whether `password` is the one of `known`; with nothing known it takes as long and is wrong.
    ///
    /// # Errors
    /// 429 while too many wait.
    pub async fn fits(&self, password: String, known: Option<String>) -> Result<bool> {
        let nobody = Arc::clone(&self.nobody);
        self.in_turn(move || {
            let hash = PasswordHash::new(known.as_deref().unwrap_or(&nobody)).map_err(Error::internal)?;
            let fits = argon().verify_password(password.as_bytes(), &hash).is_ok();
            Ok(fits && known.is_some())
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let place = Place::take(&self.waiting)?;
        let turn = self.turns.acquire().await.map_err(Error::internal)?;
        let done = actix_web::web::block(work).await.map_err(Error::internal)?;
        drop((turn, place));
        done
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self> {
        let place = Self(Arc::clone(waiting));
        if waiting.fetch_add(1, Ordering::AcqRel) < WAITING {
            return Ok(place);
        }
        let why = ApiError::new(
            ErrorCode::TooMany,
            "现在登录的人太多，请过几秒再试。",
            "Too many people sign in at this moment: try again in a few seconds.",
        );
        Err(Error::TooMany(why, 3))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The hash of `password`, on this thread: for commands.
///
/// # Errors
/// When the system gives no random numbers.
pub fn hash(password: &str) -> Result<String> {
    let salt: [u8; 16] = secrets::random()?;
    let hash = argon().hash_password_with_salt(password.as_bytes(), &salt).map_err(Error::internal)?;
    Ok(hash.to_string())
}

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("these are within bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A first password: four groups that are read over the phone without mistakes, of three kinds of characters.
///
/// # Errors
/// When the system gives no random numbers.
pub fn first() -> Result<String> {
    let text = secrets::random_text::<12>()?;
    let groups = [&text[..4], &text[4..8], &text[8..]];
    Ok(format!("Lx-{}-9", groups.join("-")))
}
