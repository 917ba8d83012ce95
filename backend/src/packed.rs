//! How bytes leave: as callers can unpack them, packed once and not for each.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What a body is packed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Packing {
    /// Brotli
    Br,
    /// gzip
    Gzip,
    /// Nothing.
    Identity,
}

impl Packing {
    /// The best that a caller can unpack.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let accepts = |code: &str| {
            accepted.split(',').any(|part| {
                let (name, weight) = part.split_once(';').unwrap_or((part, ""));
                let refused =
                    weight.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
                name.trim() == code && !refused
            })
        };
        match (accepts("br"), accepts("gzip")) {
            (true, _) => Self::Br,
            (false, true) => Self::Gzip,
            (false, false) => Self::Identity,
        }
    }

    /// What `Content-Encoding` says; nothing of what is as it is.
    pub(crate) fn name(self) -> Option<&'static str> {
        (self != Self::Identity).then(|| self.into())
    }

    /// Packs `bytes`.
    pub(crate) fn pack(self, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
        let mut packed = Vec::with_capacity(bytes.len() / 4);
        match self {
            Self::Identity => return Ok(bytes),
            Self::Br => {
                // A window no larger than what it looks at: to clear a larger one takes longer than to pack most answers.
                let lgwin = i32::try_from(bytes.len().max(1).ilog2() + 1).unwrap_or(22).clamp(16, 22);
                // A page is small, kept, and the first thing that a phone waits for.
                let quality = if bytes.starts_with(b"<!doctype html>") { 11 } else { 5 };
                let how =
                    brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: bytes.len(), ..Default::default() };
                brotli::BrotliCompress(&mut bytes.as_slice(), &mut packed, &how)?;
            }
            Self::Gzip => {
                let mut out = GzEncoder::new(packed, Compression::new(6));
                std::io::Write::write_all(&mut out, &bytes)?;
                packed = out.finish()?;
            }
        }
        Ok(packed)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn the_best_that_a_caller_can_unpack_is_chosen() {
        for (accepted, packing) in [
            ("gzip, deflate, br", Packing::Br),
            ("br;q=0, gzip;q=0.5", Packing::Gzip),
            ("identity", Packing::Identity),
            ("", Packing::Identity),
        ] {
            let headers = [(ACCEPT_ENCODING, HeaderValue::from_static(accepted))].into_iter().collect();
            assert_eq!(Packing::of(&headers), packing, "{accepted}");
        }
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let text = "田家墩小区".repeat(1_000).into_bytes();
        let packed = Packing::Br.pack(text.clone()).unwrap();
        assert!(packed.len() < 100);
        let mut whole = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut whole).unwrap();
        assert_eq!(whole, text);
    }
}
