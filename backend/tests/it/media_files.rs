//! Photographs as they come, good and hostile, made byte by byte.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageFormat, Rgb, RgbImage};

/// A picture whose left upper quarter is red, so that one sees how it is turned; `seed` makes it another.
pub(crate) fn picture(width: u32, height: u32, seed: u8) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 20, 20]),
        _ => Rgb([seed, (x * 200 / width) as u8, (y * 200 / height) as u8]),
    })
}

pub(crate) fn jpeg(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture(width, height, seed)).unwrap();
    bytes
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture(width, height, 60)).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub(crate) fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = picture(width, height, 90).into_raw();
    WebPEncoder::new_lossless(&mut bytes).encode(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// Puts a segment right behind the beginning of a JPEG.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, payload, &jpeg[2..]].concat()
}

/// Exif that says how the camera was held (1 to 8) and where it was: 30°12'0" north.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    // At 8: two entries and no further directory, 2 + 24 + 4 bytes; the directory of the position is at 38.
    tiff.extend(2u16.to_le_bytes());
    tiff.extend(entry(0x0112, 3, 1, [orientation, 0, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, 38u32.to_le_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(2u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(0x0002, 5, 3, 68u32.to_le_bytes()));
    tiff.extend([0; 4]);
    for part in [30u32, 1, 12, 1, 0, 1] {
        tiff.extend(part.to_le_bytes());
    }
    [&b"Exif\0\0"[..], &tiff].concat()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &sum.sum().to_be_bytes()].concat()
}

/// A PNG of a hundred bytes that claims to be this large.
pub(crate) fn bomb(width: u32, height: u32) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let data = [0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1];
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &head), &chunk(b"IDAT", &data), &chunk(b"IEND", &[])].concat()
}

/// A PNG that moves.
pub(crate) fn animated_png() -> Vec<u8> {
    let still = png(64, 48);
    let control = [2u32.to_be_bytes(), 0u32.to_be_bytes()].concat();
    let (head, rest) = still.split_at(8 + 25);
    [head, &chunk(b"acTL", &control), rest].concat()
}

/// A WebP that moves.
pub(crate) fn animated_webp() -> Vec<u8> {
    let riff = |name: &[u8; 4], data: &[u8]| {
        let odd = vec![0; data.len() % 2];
        [&name[..], &u32::try_from(data.len()).unwrap().to_le_bytes(), data, &odd].concat()
    };
    let three = |n: u32| n.to_le_bytes()[..3].to_vec();
    let still = &webp(64, 48)[12..];
    let frame = [three(0), three(0), three(63), three(47), three(100), vec![0], still.to_vec()].concat();
    let head = [vec![0b10, 0, 0, 0], three(63), three(47)].concat();
    let chunks = [riff(b"VP8X", &head), riff(b"ANIM", &[0; 6]), riff(b"ANMF", &frame), riff(b"ANMF", &frame)].concat();
    riff(b"RIFF", &[&b"WEBP"[..], &chunks].concat())
}
