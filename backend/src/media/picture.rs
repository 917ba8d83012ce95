//! One photograph from bytes that may be anything: told by its content, bounded before it is unpacked, turned upright,
//! and written anew in three sizes, so that nothing of the file itself is left, where it was taken least of all.

use std::io::Cursor;

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use fast_image_resize::Resizer;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, Limits, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use sha2::{Digest as _, Sha256};
use shared::error::{ApiError, ErrorCode};
use shared::ledger::Words;
use shared::media::{SIZES, fitted};

use crate::error::{Error, Result};
use crate::import::hexadecimal;

/// Bytes of a file at most: 12 MB.
pub const MAX_BYTES: usize = 12_000_000;
/// Pixels at most: 50 megapixels.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Pixels of the shorter side at least: less shows nothing.
pub const MIN_SIDE: u32 = 32;
/// Bytes that unpacking may take: every pixel with four channels of 16 bits.
const MAX_MEMORY: u64 = MAX_PIXELS * 8;
/// Scans of a JPEG at most: cameras write up to a dozen, and each is a pass over all pixels.
const MAX_SCANS: usize = 64;
/// Of 100; above it files grow and eyes see nothing of it.
const QUALITY: u8 = 82;

/// A photograph as it is kept.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Digest of the largest size, in hexadecimal.
    pub sha256: String,
    /// Pixels of the largest size.
    pub width: u32,
    /// Pixels of the largest size.
    pub height: u32,
    /// JPEG of each of [`SIZES`].
    pub jpeg: Vec<Bytes>,
}

/// Why a file is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// More than [`MAX_BYTES`].
    TooManyBytes,
    /// More than [`MAX_PIXELS`]: width and height.
    TooManyPixels(u32, u32),
    /// Less than [`MIN_SIDE`]: width and height.
    TooSmall(u32, u32),
    /// What it is instead of a photograph.
    WrongKind(&'static str),
    /// Several pictures one after another.
    Animated,
    /// It begins like a photograph and is none to the end.
    Broken,
}

impl Refusal {
    /// 413 too large, 415 of another kind, 422 not to be unpacked.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TooManyBytes | Self::TooManyPixels(..) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongKind(_) | Self::Animated => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooSmall(..) | Self::Broken => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// What is wrong and what to do.
    pub fn words(&self) -> Words {
        let max = MAX_PIXELS / 1_000_000;
        match self {
            Self::TooManyBytes => {
                Words::new("文件超过 12 MB，请缩小后再传", "the file is larger than 12 MB: make it smaller")
            }
            Self::TooManyPixels(w, h) => Words::new(
                format!("照片有 {w}×{h} 像素，超过 {max}00 万像素，请缩小后再传"),
                format!("the photograph has {w}×{h} pixels, more than {max} megapixels: make it smaller"),
            ),
            Self::TooSmall(w, h) => Words::new(
                format!("照片只有 {w}×{h} 像素，看不清，请换一张（每边至少 {MIN_SIDE}）"),
                format!("the photograph has only {w}×{h} pixels: take another, {MIN_SIDE} each way at least"),
            ),
            Self::WrongKind(what) => {
                let (zh, en) = what.split_once(" (").map_or((*what, *what), |(zh, en)| (zh, en.trim_end_matches(')')));
                Words::new(
                    format!("按内容看是 {zh}，不是 JPEG、PNG 或 WebP 照片，请另存为 JPEG（改扩展名没有用）"),
                    format!(
                        "by its content this is {en}, no JPEG, PNG or WebP: save it as JPEG (another ending does not help)"
                    ),
                )
            }
            Self::Animated => {
                Words::new("这是动图，请换成一张静止的照片", "this is an animation: take a still photograph")
            }
            Self::Broken => Words::new(
                "照片不完整或已损坏，请从相机里重新复制一遍",
                "the photograph is cut off or damaged: copy it anew from the camera",
            ),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::WrongKind,
            _ => ErrorCode::InvalidValue,
        };
        let Words { zh, en } = refusal.words();
        Self::Api(refusal.status(), ApiError::field(code, "file", &format!("{zh}。"), &format!("{en}.")))
    }
}

/// Reads a photograph and makes the sizes that are kept.
///
/// # Errors
/// A fault of ours; inside, why the file is refused.
pub fn read(file: &[u8]) -> Result<std::result::Result<Pictures, Refusal>> {
    match decode(file) {
        Ok(image) => make(image).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// The sizes that are kept of a picture that stands upright.
///
/// # Errors
/// A fault of ours.
pub fn make(image: RgbImage) -> Result<Pictures> {
    let (width, height) = image.dimensions();
    let mut now = image;
    let mut jpeg = Vec::new();
    let mut resizer = Resizer::new();
    // Each from the one above it.
    for size in SIZES.into_iter().rev() {
        let (w, h) = fitted(width, height, size);
        if (w, h) != (now.width(), now.height()) {
            let mut smaller = DynamicImage::ImageRgb8(RgbImage::new(w, h));
            let from = DynamicImage::ImageRgb8(now);
            resizer.resize(&from, &mut smaller, None).map_err(Error::internal)?;
            now = smaller.into_rgb8();
        }
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        encoder.encode(now.as_raw(), w, h, ExtendedColorType::Rgb8).map_err(Error::internal)?;
        jpeg.insert(0, Bytes::from(bytes));
    }
    let largest = jpeg.last().cloned().unwrap_or_default();
    let (width, height) = fitted(width, height, SIZES[SIZES.len() - 1]);
    Ok(Pictures { sha256: hexadecimal(&Sha256::digest(&largest)), width, height, jpeg })
}

fn decode(file: &[u8]) -> std::result::Result<RgbImage, Refusal> {
    if file.len() > MAX_BYTES {
        return Err(Refusal::TooManyBytes);
    }
    let broken = |_: ImageError| Refusal::Broken;
    let at = || Cursor::new(file);
    match image::guess_format(file) {
        Ok(ImageFormat::Jpeg) if !is_whole_jpeg(file) => Err(Refusal::Broken),
        Ok(ImageFormat::Jpeg) => unpacked(JpegDecoder::new(at()).map_err(broken)?),
        Ok(ImageFormat::Png) => {
            within(png_size(file).ok_or(Refusal::Broken)?)?;
            let decoder = PngDecoder::with_limits(at(), limits()).map_err(broken)?;
            let is_animated = decoder.is_apng().map_err(broken)?;
            if is_animated { Err(Refusal::Animated) } else { unpacked(decoder) }
        }
        Ok(ImageFormat::WebP) => {
            let decoder = WebPDecoder::new(at()).map_err(broken)?;
            if decoder.has_animation() { Err(Refusal::Animated) } else { unpacked(decoder) }
        }
        Ok(ImageFormat::Gif) => Err(Refusal::WrongKind("GIF")),
        _ => Err(Refusal::WrongKind(kind(file))),
    }
}

/// Bounds before memory: a few bytes may claim to be a picture of any size.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

/// Width and height, where a photograph may have them.
fn within((width, height): (u32, u32)) -> std::result::Result<(u32, u32), Refusal> {
    match () {
        () if u64::from(width) * u64::from(height) > MAX_PIXELS => Err(Refusal::TooManyPixels(width, height)),
        () if width.min(height) < MIN_SIDE => Err(Refusal::TooSmall(width, height)),
        () => Ok((width, height)),
    }
}

/// What the head of a PNG claims: the decoder calls broken what it cannot count.
fn png_size(file: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?));
    side(16).zip(side(20))
}

fn unpacked(mut decoder: impl ImageDecoder) -> std::result::Result<RgbImage, Refusal> {
    let (width, height) = within(decoder.dimensions())?;
    decoder.set_limits(limits()).map_err(|_| Refusal::TooManyPixels(width, height))?;
    // Metadata that cannot be read says nothing, and the picture is as it lies.
    let orientation = decoder.orientation().ok();
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?;
    // Small first: turning 50 megapixels moves every one of them.
    let largest = SIZES[SIZES.len() - 1];
    image = if image.color().has_alpha() { on_white(&image) } else { DynamicImage::ImageRgb8(image.into_rgb8()) };
    let (w, h) = fitted(width, height, largest);
    if (w, h) != (width, height) {
        let mut smaller = DynamicImage::ImageRgb8(RgbImage::new(w, h));
        Resizer::new().resize(&image, &mut smaller, None).map_err(|_| Refusal::Broken)?;
        image = smaller;
    }
    image = DynamicImage::ImageRgb8(in_srgb(image.into_rgb8(), profile.as_deref()));
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image.into_rgb8())
}

/// In the colours that are meant where nothing is said: the profile goes with all other metadata. One that cannot be
/// read, or is of no RGB, says nothing.
fn in_srgb(image: RgbImage, profile: Option<&[u8]>) -> RgbImage {
    let profile = profile.and_then(|p| ColorProfile::new_from_slice(p).ok());
    let Some(profile) = profile.filter(|p| p.color_space == DataColorSpace::Rgb) else { return image };
    let options = TransformOptions::default();
    let transform = profile.create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, options);
    let Ok(transform) = transform else { return image };
    let mut pixels = vec![0; image.as_raw().len()];
    let (width, height) = image.dimensions();
    let done = transform.transform(image.as_raw(), &mut pixels);
    done.ok().and_then(|()| RgbImage::from_raw(width, height, pixels)).unwrap_or(image)
}

/// JPEG knows no holes: what is seen through is white.
fn on_white(image: &DynamicImage) -> DynamicImage {
    let rgba = image.to_rgba8();
    let flat = |p: &image::Rgba<u8>| {
        let alpha = u32::from(p[3]);
        let over = |c: u8| u8::try_from((u32::from(c) * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255);
        [over(p[0]), over(p[1]), over(p[2])]
    };
    let pixels: Vec<u8> = rgba.pixels().flat_map(flat).collect();
    RgbImage::from_raw(rgba.width(), rgba.height(), pixels).map_or_else(|| image.clone(), DynamicImage::ImageRgb8)
}

/// Whether the JPEG goes on to its end: decoders fill with grey what is missing. What follows the end does not count,
/// phones put short films there; it is not kept.
fn is_whole_jpeg(file: &[u8]) -> bool {
    let mut at = 2;
    let mut scans = 0;
    loop {
        // To the next marker; inside a scan FF 00 is a byte and FF D0…D7 a restart.
        while file.get(at).is_some_and(|b| *b != 0xff) {
            at += 1;
        }
        let Some(marker) = file.get(at + 1) else { return false };
        match marker {
            0xd9 => return (1..=MAX_SCANS).contains(&scans),
            0xff => at += 1,
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            other => {
                let Some(length) = file.get(at + 2..at + 4) else { return false };
                scans += usize::from(*other == 0xda);
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
            }
        }
    }
}

/// What a file is that is no photograph of ours, by its first bytes.
fn kind(file: &[u8]) -> &'static str {
    let brand = file.get(4..12).filter(|b| b.starts_with(b"ftyp")).map(|b| &b[4..]);
    let is_heic = |b: &&[u8]| [&b"heic"[..], b"heix", b"mif1", b"msf1", b"hevc"].contains(b);
    let text = String::from_utf8_lossy(&file[..file.len().min(512)]).to_lowercase();
    match file {
        [] => "空文件 (empty)",
        _ if brand.as_ref().is_some_and(is_heic) => "HEIC",
        _ if brand.is_some_and(|b| b.starts_with(b"avif")) => "AVIF",
        _ if brand.is_some() => "视频 (video)",
        _ if file.starts_with(b"BM") => "BMP",
        _ if file.starts_with(b"II*\0") || file.starts_with(b"MM\0*") => "TIFF",
        _ if file.starts_with(b"%PDF") => "PDF",
        _ if file.starts_with(b"PK\x03\x04") => "ZIP",
        _ if text.contains("<svg") => "SVG",
        _ if text.contains("<html") || text.contains("<!doctype") || text.contains("<script") => "HTML",
        _ => "别的东西 (something else)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_is_whole_when_its_end_is_there() {
        let mut jpeg = Vec::new();
        JpegEncoder::new(&mut jpeg).encode_image(&RgbImage::new(64, 48)).unwrap();
        assert!(is_whole_jpeg(&jpeg));
        let behind: Vec<u8> = [&jpeg[..], b"PK\x03\x04 anything"].concat();
        assert!(is_whole_jpeg(&behind));
        for length in [2, 3, 4, 20, jpeg.len() / 2, jpeg.len() - 2, jpeg.len() - 1] {
            assert!(!is_whole_jpeg(&jpeg[..length]), "{length}");
        }
        assert!(!is_whole_jpeg(&[0xff, 0xd8, 0xff, 0xd9]), "no picture in it");
        let scans = |n: usize| [&jpeg[..jpeg.len() - 2], &[0xff, 0xda, 0, 2].repeat(n), &[0xff, 0xd9]].concat();
        assert!(is_whole_jpeg(&scans(10)) && !is_whole_jpeg(&scans(64)), "it would be unpacked for hours");
    }
}
