//! Answers as they went out, packed. They lie in the catalog that they were made of: when the data or the day move, a
//! new catalog comes, with none, and so none can be out of date.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::etag;
use crate::packed::Packing;

/// Bytes of the younger half: with the older one, twice that much is kept at most.
const HALF: usize = 8 * 1024 * 1024;
/// What an answer costs beside its bytes, about.
const BESIDE: usize = 200;

/// What was answered, by address and packing.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<Halves>);

/// What was asked for lately is in the younger half. When that is full it becomes the older one, whose rest is forgotten.
#[derive(Debug, Default)]
struct Halves {
    young: HashMap<String, Arc<Answer>>,
    old: HashMap<String, Arc<Answer>>,
    /// Bytes of `young`.
    bytes: usize,
}

/// One answer as it leaves.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    kind: &'static str,
    tag: HeaderValue,
    packing: Packing,
    body: Bytes,
}

/// The key of what `request` asks for: its address as it was typed, and how the answer may be packed.
pub(crate) fn key(request: &HttpRequest, packing: Packing) -> String {
    let mark = match packing {
        Packing::Br => "b",
        Packing::Gzip => "g",
        Packing::Identity => "i",
    };
    [mark, request.path(), "?", request.query_string()].concat()
}

impl Answers {
    fn halves(&self) -> MutexGuard<'_, Halves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was answered under `key`, if it is still known.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<Answer>> {
        let mut halves = self.halves();
        if let Some(found) = halves.young.get(key) {
            return Some(found.clone());
        }
        let (key, found) = halves.old.remove_entry(key)?;
        halves.keep(key, found.clone());
        Some(found)
    }

    /// Keeps an answer for whoever asks the same.
    pub(crate) fn keep(&self, key: String, answer: Arc<Answer>) {
        self.halves().keep(key, answer);
    }
}

impl Halves {
    fn keep(&mut self, key: String, answer: Arc<Answer>) {
        let bytes = key.len() + answer.body.len() + BESIDE;
        if self.bytes + bytes > HALF {
            (self.old, self.bytes) = (std::mem::take(&mut self.young), 0);
        }
        self.bytes += bytes;
        self.young.insert(key, answer);
    }
}

impl Answer {
    /// `value` as JSON.
    ///
    /// # Errors
    /// What cannot be written, which nobody expects.
    pub(crate) fn json(value: &impl Serialize, packing: Packing) -> Result<Self> {
        let body = serde_json::to_vec(value).map_err(Error::internal)?;
        Self::new(StatusCode::OK, "application/json", body, packing)
    }

    /// `body` as it is, and packed.
    ///
    /// # Errors
    /// What cannot be packed, which nobody expects.
    pub(crate) fn new(status: StatusCode, kind: &'static str, body: Vec<u8>, packing: Packing) -> Result<Self> {
        let tag = etag::of(&body).map_err(Error::internal)?;
        let body = packing.pack(body).map_err(Error::internal)?.into_boxed_slice();
        Ok(Self { status, kind, tag, packing, body: Bytes::from(body) })
    }

    /// Whether it is worth keeping: anybody can invent addresses of which nothing is known.
    pub(crate) fn is_good(&self) -> bool {
        self.status == StatusCode::OK
    }

    /// The answer to somebody who sent `headers`: 304 where they have it already.
    pub(crate) fn to(&self, headers: &HeaderMap) -> HttpResponse {
        let mut answer = if self.status == StatusCode::OK && etag::is_known(headers, &self.tag) {
            HttpResponse::new(StatusCode::NOT_MODIFIED)
        } else {
            let mut answer = HttpResponse::with_body(self.status, self.body.clone()).map_into_boxed_body();
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
            if let Some(name) = self.packing.name() {
                answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            }
            answer
        };
        let more = answer.headers_mut();
        more.insert(ETAG, self.tag.clone());
        more.insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        more.insert(VARY, HeaderValue::from_static("accept-encoding"));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Arc<Answer> {
        // Packed by nothing, so that it weighs what it says.
        Arc::new(Answer::new(StatusCode::OK, "text/plain", vec![b'x'; bytes], Packing::Identity).unwrap())
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let answers = Answers::default();
        answers.keep("hot".to_owned(), answer(10));
        for n in 0..40 {
            answers.keep(format!("cold {n}"), answer(HALF / 8));
            assert!(answers.get("hot").is_some(), "{n}");
        }
        assert!(answers.get("cold 0").is_none());
        let halves = answers.halves();
        let bytes: usize = halves.young.values().chain(halves.old.values()).map(|a| a.body.len()).sum();
        assert!(bytes <= 2 * HALF, "{bytes}");
    }
}
