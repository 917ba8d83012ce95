//! What stands around houses and streets: the sky, trees, bushes, blocks in the distance.

use super::canvas::{Canvas, Spot, WIDTH, ink};
use crate::demo::dice::Dice;

/// The sky, hazy before and clear after, and roofs far away.
pub(super) fn sky(c: &mut Canvas, after: bool, shape: &mut Dice) {
    let (high, low) = if after { (ink(0x6fb1e0), ink(0xdff0f7)) } else { (ink(0x9ba6ab), ink(0xd4d4cc)) };
    c.shade(0.0, 0.0, WIDTH, 1000.0, high, low);
    for _ in 0..5 {
        let (x, y) = (shape.between(0, 1600) as f32, shape.between(40, 260) as f32);
        for n in 0..4 {
            let size = shape.between(40, 80) as f32;
            let white = ink(0xffffff).thin(if after { 110 } else { 45 });
            c.round((x + 60.0 * n as f32, y + (n % 2) as f32 * 14.0), size * 1.5, size * 0.6, white);
        }
    }
}

/// Blocks of flats in the distance, standing on `foot`.
pub(super) fn blocks(c: &mut Canvas, foot: f32, after: bool, shape: &mut Dice) {
    for n in 0..10 {
        let (x, w, h) = (n as f32 * 170.0 - 40.0, shape.between(110, 150) as f32, shape.between(90, 260) as f32);
        c.rect(x, foot - h, w, h, if after { ink(0xc3cdd2) } else { ink(0x9da2a1) });
        for floor in 1..(h / 34.0) as i32 {
            (0..4).for_each(|k| {
                c.rect(x + 12.0 + w * 0.23 * k as f32, foot - 34.0 * floor as f32, w * 0.12, 15.0, ink(0x7d8b93))
            });
        }
    }
}

/// A tree on its foot; `crown` is the half width of its leaves.
pub(super) fn tree(c: &mut Canvas, (x, y): Spot, crown: f32, after: bool, shape: &mut Dice) {
    let (dark, light) = if after { (ink(0x3f7d45), ink(0x6aab57)) } else { (ink(0x566347), ink(0x77805a)) };
    c.round((x, y), crown * 0.8, crown * 0.12, ink(0x1f241c).thin(80));
    c.shape(
        &[
            (x - crown * 0.1, y),
            (x + crown * 0.1, y),
            (x + crown * 0.05, y - crown * 1.6),
            (x - crown * 0.05, y - crown * 1.6),
        ],
        ink(0x6a4e37),
    );
    for n in 0..9 {
        let (dx, dy) = (shape.share() as f32 - 0.5, shape.share() as f32 - 0.5);
        let at = (x + dx * crown * 1.3, y - crown * 2.0 + dy * crown * 1.2);
        c.round(at, crown * 0.6, crown * 0.52, if n < 5 { dark } else { light });
    }
}

/// A trimmed bush.
pub(super) fn bush(c: &mut Canvas, (x, y): Spot, size: f32, shape: &mut Dice) {
    c.round((x, y), size, size * 0.62, ink(0x3d7a43));
    c.round((x - size * 0.2, y - size * 0.15), size * 0.65, size * 0.4, ink(0x5d9c50));
    for _ in 0..4 {
        let bloom = *shape.pick(&[ink(0xe76f8a), ink(0xf2c14e), ink(0xffffff)]);
        let (dx, dy) = (shape.share() as f32 - 0.5, shape.share() as f32 - 0.5);
        c.round((x + dx * size * 1.3, y + dy * size * 0.7), 5.0, 5.0, bloom);
    }
}

/// A bench with its back to the reader's left.
pub(super) fn bench(c: &mut Canvas, (x, y): Spot) {
    for n in 0..3 {
        c.rect(x, y - 46.0 + 16.0 * n as f32, 150.0, 9.0, ink(0xa8703f));
    }
    [x + 12.0, x + 130.0].into_iter().for_each(|leg| c.rect(leg, y - 46.0, 9.0, 76.0, ink(0x464c50)));
}
