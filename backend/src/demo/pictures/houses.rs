//! Houses: their front, their roof and their stairwell, before and after.

use super::canvas::{Canvas, HEIGHT, Ink, Spot, WIDTH, ink};
use super::scenery::{bush, sky, tree};
use crate::demo::dice::Dice;

const RUST: Ink = ink(0x8a4b2a);
const CABLE: Ink = ink(0x22262a);

/// The front of a house. `shape` decides what stays the same before and after, `wear` what does not.
pub(super) fn facade(c: &mut Canvas, after: bool, shape: &mut Dice, wear: &mut Dice) {
    let (floors, units) = (shape.between(5, 6) as usize, shape.between(2, 3) as usize);
    let tone = *shape.pick(&[(0xf1e4cb, 0xb8613f), (0xeef0ea, 0x4f7f86), (0xf4e9d8, 0x8a7a52), (0xf0ece6, 0xa34a3c)]);
    sky(c, after, shape);
    let (left, right, top, foot) = (190.0, 1410.0, 190.0, 965.0);
    ground(c, foot, after, wear);
    let wall = if after { ink(tone.0) } else { ink(0xb3a68f) };
    c.shape(
        &[(right, top + 6.0), (right + 70.0, top + 50.0), (right + 70.0, foot - 12.0), (right, foot)],
        ink(0x7d766a),
    );
    c.rect(left, top, right - left, foot - top, wall);
    if after {
        c.rect(left, foot - 120.0, right - left, 120.0, ink(tone.1));
    } else {
        c.shade(left, top, right - left, 260.0, ink(0x4c463c).thin(120), ink(0x4c463c).thin(0));
        c.specks(((left, top), (right, foot)), 900, 7.0, ink(0x5f574a).thin(60), wear);
        for _ in 0..9 {
            let at = (wear.between(230, 1370) as f32, wear.between(230, 930) as f32);
            let (rx, ry) = (wear.between(25, 80) as f32, wear.between(20, 55) as f32);
            c.patch(at, rx + 8.0, ry + 8.0, ink(0xd2c8b6), wear);
            c.patch(at, rx, ry, ink(0x96604a), wear);
        }
    }
    let (storey, unit) = ((foot - top) / floors as f32, (right - left) / units as f32);
    for u in 0..units {
        let x = left + unit * u as f32;
        for f in 0..floors {
            let y = top + storey * f as f32;
            if after {
                c.rect(x, y + storey - 7.0, unit, 7.0, ink(0xffffff).thin(190));
            }
            for side in [0.05, 0.66] {
                window(c, (x + unit * side, y + storey * 0.2), (unit * 0.29, storey * 0.55), after, wear);
            }
            landing(c, (x + unit * 0.43, y + storey * 0.42), (unit * 0.14, storey * 0.34), after);
        }
        entrance(c, x + unit * 0.5, foot, after, ink(tone.1));
        pipe(c, x + unit * 0.385, top, foot, after, wear);
    }
    parapet(c, (left, top), right, after, wear);
    if after {
        c.rect(left, top + storey * (floors as f32 - 1.0) - 22.0, right - left, 12.0, ink(0xd9d9d4));
    } else {
        for n in 0..6 {
            let y = top + 70.0 + 120.0 * n as f32;
            let sag = wear.between(15, 60) as f32;
            let end = y + wear.between(-60, 60) as f32;
            c.wire((left - 190.0, y), (right + 190.0, end), sag, 3.5, CABLE);
            c.wire((left + 300.0, y), (right, end + 90.0), sag, 2.5, CABLE);
        }
    }
    for x in [90.0, 1510.0] {
        let crown = shape.between(95, 130) as f32;
        tree(c, (x, foot + 30.0), if after { crown } else { crown * 0.75 }, after, shape);
    }
    if after {
        (0..12).for_each(|n| bush(c, (240.0 + 104.0 * n as f32, foot + 12.0), 46.0, shape));
    }
}

fn ground(c: &mut Canvas, foot: f32, after: bool, wear: &mut Dice) {
    if after {
        c.shade(0.0, foot, WIDTH, HEIGHT - foot, ink(0xc9c4ba), ink(0xa9a59d));
        for n in 0..28 {
            let x = -100.0 + n as f32 * 64.0;
            c.line(
                &[(800.0 + (x - 800.0) * 0.8, foot + 26.0), (800.0 + (x - 800.0) * 1.5, HEIGHT)],
                2.0,
                ink(0x8f8b84),
            );
        }
        (0..5).for_each(|n| {
            c.line(&[(0.0, foot + 40.0 + 34.0 * n as f32), (WIDTH, foot + 40.0 + 34.0 * n as f32)], 2.0, ink(0x8f8b84))
        });
    } else {
        c.shade(0.0, foot, WIDTH, HEIGHT - foot, ink(0x857b6c), ink(0x6d6457));
        c.specks(((0.0, foot), (WIDTH, HEIGHT)), 700, 9.0, ink(0x4d463c).thin(110), wear);
        for _ in 0..4 {
            let at = (wear.between(100, 1500) as f32, wear.between(1010, 1070) as f32);
            c.patch(at, wear.between(90, 190) as f32, 24.0, ink(0x58626a), wear);
        }
    }
}

fn window(c: &mut Canvas, (x, y): Spot, (w, h): Spot, after: bool, wear: &mut Dice) {
    let glass = if after { (ink(0x8fb7cc), ink(0x5d8ba5)) } else { (ink(0x56646b), ink(0x39444a)) };
    let frame =
        if after { ink(0xffffff) } else { *wear.pick(&[ink(0x4d6b58), ink(0x6e4a34), ink(0xa7a9a4), ink(0x3d5878)]) };
    c.rect(x - 7.0, y - 7.0, w + 14.0, h + 14.0, frame);
    c.shade(x, y, w, h, glass.0, glass.1);
    for part in [0.33, 0.66] {
        c.rect(x + w * part - 3.0, y, 6.0, h, frame);
    }
    c.rect(x, y + h * 0.3, w, 5.0, frame);
    if after {
        c.shape(
            &[(x + w * 0.05, y + h), (x + w * 0.2, y), (x + w * 0.28, y), (x + w * 0.13, y + h)],
            ink(0xffffff).thin(60),
        );
        // Air conditioners behind one louvre below each window.
        c.rect(x + w * 0.62, y + h + 10.0, w * 0.36, 26.0, ink(0xf8f8f4));
        (0..4).for_each(|n| c.rect(x + w * 0.64, y + h + 13.0 + 6.0 * n as f32, w * 0.32, 2.0, ink(0x9aa0a0)));
        return;
    }
    if wear.chance(60) {
        let out = 16.0;
        let bars = *wear.pick(&[RUST, ink(0x5b5f60), ink(0x9b9d9a)]);
        let (l, r, t, b) = (x - out, x + w + out, y - 4.0, y + h + out);
        for n in 0..=9 {
            let at = l + (r - l) * n as f32 / 9.0;
            c.line(&[(at, t), (at, b)], 3.0, bars);
        }
        for at in [t, (t + b) / 2.0, b] {
            c.line(&[(l, at), (r, at)], 4.0, bars);
        }
        c.rect(l, b - 26.0, wear.between(20, 90) as f32, 26.0, ink(0x76664e));
    }
    if wear.chance(45) {
        let cloth = *wear.pick(&[ink(0x3f6f9f), ink(0x4c8a62), ink(0xa2473a), ink(0xb8a13d)]);
        c.shape(
            &[(x - 10.0, y - 12.0), (x + w + 10.0, y - 12.0), (x + w + 28.0, y + 22.0), (x - 28.0, y + 22.0)],
            cloth,
        );
    }
    if wear.chance(55) {
        let at = x + w * wear.share() as f32 * 0.6;
        c.rect(at, y + h + 14.0, 62.0, 40.0, ink(0xd0cdc2));
        c.round((at + 24.0, y + h + 34.0), 15.0, 15.0, ink(0x77786f));
        c.shade(at + 8.0, y + h + 54.0, 40.0, 80.0, RUST.thin(130), RUST.thin(0));
    }
    c.shade(x, y + h + 7.0, w * 0.2, 90.0, ink(0x3c372e).thin(110), ink(0x3c372e).thin(0));
}

fn landing(c: &mut Canvas, (x, y): Spot, (w, h): Spot, after: bool) {
    c.rect(x - 5.0, y - 5.0, w + 10.0, h + 10.0, if after { ink(0xffffff) } else { ink(0x8d8474) });
    c.rect(x, y, w, h, if after { ink(0x9cc3d4) } else { ink(0x2f3230) });
    c.rect(x + w / 2.0 - 2.0, y, 4.0, h, if after { ink(0xffffff) } else { ink(0x6f675a) });
}

fn entrance(c: &mut Canvas, x: f32, foot: f32, after: bool, tone: Ink) {
    if after {
        c.rect(x - 52.0, foot - 116.0, 104.0, 116.0, ink(0x46545c));
        c.rect(x - 44.0, foot - 106.0, 42.0, 106.0, ink(0x8fa9b3));
        c.rect(x + 2.0, foot - 106.0, 42.0, 106.0, ink(0x8fa9b3));
        c.shape(
            &[(x - 96.0, foot - 136.0), (x + 96.0, foot - 136.0), (x + 110.0, foot - 112.0), (x - 110.0, foot - 112.0)],
            tone,
        );
        c.rect(x - 22.0, foot - 170.0, 44.0, 28.0, ink(0x1f5fa8));
        c.shape(
            &[(x + 60.0, foot), (x + 190.0, foot), (x + 220.0, foot + 34.0), (x + 60.0, foot + 34.0)],
            ink(0xdad6cc),
        );
        c.line(&[(x + 62.0, foot - 48.0), (x + 196.0, foot - 40.0)], 6.0, ink(0xc8ccce));
        (0..4).for_each(|n| {
            c.line(
                &[(x + 64.0 + 43.0 * n as f32, foot - 46.0), (x + 64.0 + 43.0 * n as f32, foot + 8.0)],
                4.0,
                ink(0xc8ccce),
            )
        });
    } else {
        c.rect(x - 52.0, foot - 112.0, 104.0, 112.0, ink(0x1f1d1a));
        c.rect(x - 52.0, foot - 112.0, 40.0, 112.0, ink(0x6b4531));
        c.rect(x - 78.0, foot - 126.0, 156.0, 14.0, ink(0x8d8474));
        c.rect(x + 60.0, foot - 70.0, 46.0, 40.0, ink(0x4f6d52));
    }
}

fn pipe(c: &mut Canvas, x: f32, top: f32, foot: f32, after: bool, wear: &mut Dice) {
    if after {
        return c.line(&[(x, top), (x, foot)], 9.0, ink(0xf6f6f2));
    }
    let lean = wear.between(-14, 14) as f32;
    c.line(&[(x, top), (x + lean, (top + foot) / 2.0), (x, foot - 40.0)], 10.0, RUST);
    c.shade(x - 22.0, foot - 190.0, 44.0, 190.0, ink(0x2c3326).thin(0), ink(0x2c3326).thin(150));
}

fn parapet(c: &mut Canvas, (left, top): Spot, right: f32, after: bool, wear: &mut Dice) {
    if after {
        c.rect(left - 16.0, top - 30.0, right - left + 32.0, 34.0, ink(0x66727a));
        for n in 0..5 {
            let x = left + 140.0 + 230.0 * n as f32;
            c.shape(
                &[(x, top - 32.0), (x + 100.0, top - 32.0), (x + 74.0, top - 84.0), (x - 26.0, top - 84.0)],
                ink(0x26445f),
            );
            c.line(&[(x - 26.0, top - 92.0), (x + 74.0, top - 92.0)], 15.0, ink(0xdfe5e8));
        }
        return;
    }
    c.rect(left - 10.0, top - 20.0, right - left + 20.0, 24.0, ink(0x8a7f6c));
    for n in 0..6 {
        let x = left + 60.0 + 190.0 * n as f32 + wear.between(-30, 30) as f32;
        match wear.between(0, 2) {
            0 => {
                c.rect(x, top - 92.0, 110.0, 74.0, ink(0x6f7b84));
                c.shape(
                    &[
                        (x - 12.0, top - 86.0),
                        (x + 122.0, top - 104.0),
                        (x + 122.0, top - 94.0),
                        (x - 12.0, top - 76.0),
                    ],
                    RUST,
                );
            }
            1 => c.round((x + 30.0, top - 46.0), 30.0, 28.0, ink(0x3e4a52)),
            _ => c.line(
                &[(x, top - 20.0), (x + 8.0, top - 120.0), (x - 26.0, top - 110.0), (x + 40.0, top - 128.0)],
                4.0,
                CABLE,
            ),
        }
    }
}

/// A flat roof, seen from its door.
pub(super) fn roof(c: &mut Canvas, after: bool, shape: &mut Dice, wear: &mut Dice) {
    sky(c, after, shape);
    for n in 0..9 {
        let (x, h) = (n as f32 * 190.0 - 40.0, shape.between(60, 230) as f32);
        c.rect(x, 560.0 - h, 150.0, h + 20.0, ink(0x8d9aa3).thin(190));
    }
    let floor = [(0.0, HEIGHT), (WIDTH, HEIGHT), (1240.0, 560.0), (360.0, 560.0)];
    c.shape(&floor, if after { ink(0xb9c0bd) } else { ink(0x3f3d3a) });
    let wall = if after { ink(0xf0efe9) } else { ink(0x9a8d79) };
    c.rect(350.0, 500.0, 900.0, 64.0, wall);
    c.shape(&[(0.0, HEIGHT), (0.0, 900.0), (350.0, 500.0), (360.0, 562.0)], wall);
    c.shape(&[(WIDTH, HEIGHT), (WIDTH, 900.0), (1250.0, 500.0), (1240.0, 562.0)], wall);
    let across = |part: f32, y: f32| -> Spot {
        let widen = (y - 560.0) / (HEIGHT - 560.0);
        (360.0 - 360.0 * widen + part * (880.0 + 720.0 * widen), y)
    };
    if after {
        for n in 0..=8 {
            c.line(&[across(n as f32 / 8.0, 562.0), across(n as f32 / 8.0, HEIGHT)], 3.0, ink(0x8f9995));
        }
        for y in [600.0, 650.0, 720.0, 820.0, 960.0] {
            c.line(&[across(0.0, y), across(1.0, y)], 3.0, ink(0x8f9995));
        }
        c.shape(&[across(0.42, 562.0), across(0.58, 562.0), across(0.62, HEIGHT), across(0.38, HEIGHT)], ink(0x5f9079));
        for (n, y) in [(0, 690.0), (1, 830.0)] {
            for part in [0.06, 0.2, 0.68, 0.82] {
                let ((x, y), big) = (across(part, y), 1.0 + 0.35 * n as f32);
                c.shape(
                    &[(x, y), (x + 120.0 * big, y), (x + 96.0 * big, y - 96.0 * big), (x - 24.0 * big, y - 96.0 * big)],
                    ink(0x23425e),
                );
                (1..6).for_each(|p| {
                    let dx = 20.0 * big * p as f32;
                    c.line(&[(x + dx, y), (x + dx - 24.0 * big, y - 96.0 * big)], 2.0, ink(0x6f93ad));
                });
                c.line(
                    &[(x - 24.0 * big, y - 104.0 * big), (x + 96.0 * big, y - 104.0 * big)],
                    22.0 * big,
                    ink(0xe6eaec),
                );
            }
        }
        return;
    }
    c.specks(((200.0, 570.0), (1400.0, HEIGHT)), 800, 9.0, ink(0x1d1c1a).thin(140), wear);
    for _ in 0..8 {
        let at = across(wear.share() as f32, wear.between(600, 1060) as f32);
        c.patch(at, wear.between(60, 150) as f32, wear.between(16, 44) as f32, ink(0x23221f), wear);
    }
    for _ in 0..3 {
        let at = across(0.2 + 0.6 * wear.share() as f32, wear.between(660, 1000) as f32);
        c.patch(at, wear.between(120, 220) as f32, 34.0, ink(0x77878f), wear);
    }
    for _ in 0..14 {
        let from = across(wear.share() as f32, wear.between(580, 1040) as f32);
        c.crack(from, (0.8, 0.5), wear.between(90, 260) as f32, ink(0x121110), wear);
    }
    for _ in 0..16 {
        let (x, y) = across(if wear.chance(50) { 0.03 } else { 0.96 }, wear.between(590, 1040) as f32);
        (-3..4).for_each(|n| c.line(&[(x, y), (x + 9.0 * n as f32, y - 44.0)], 3.0, ink(0x6b7a3a)));
    }
    c.rect(860.0, 400.0, 250.0, 170.0, ink(0x75685a));
    c.shape(&[(840.0, 408.0), (1130.0, 380.0), (1130.0, 396.0), (840.0, 424.0)], RUST);
    c.rect(900.0, 460.0, 70.0, 110.0, ink(0x2a2622));
    (0..4).for_each(|n| c.wire((0.0, 330.0 + 50.0 * n as f32), (WIDTH, 300.0 + 30.0 * n as f32), 70.0, 3.0, CABLE));
}

/// A stairwell, seen from its landing.
pub(super) fn stairwell(c: &mut Canvas, after: bool, shape: &mut Dice, wear: &mut Dice) {
    let fresh = *shape.pick(&[ink(0xa9cbb8), ink(0xa8c3d6), ink(0xe2c9a4), ink(0xc3b8d2)]);
    let (wall, skirt) = if after { (ink(0xf3f2ec), fresh) } else { (ink(0xaaa08e), ink(0x6c7a66)) };
    let steps = shape.between(9, 12);
    c.rect(0.0, 0.0, WIDTH, HEIGHT, wall);
    c.shape(&[(0.0, 700.0), (470.0, 470.0), (470.0, 820.0), (0.0, HEIGHT)], skirt);
    c.shape(&[(WIDTH, 700.0), (1130.0, 470.0), (1130.0, 820.0), (WIDTH, HEIGHT)], skirt);
    c.shade(0.0, 0.0, WIDTH, 520.0, ink(0x1c1a17).thin(if after { 30 } else { 170 }), ink(0x1c1a17).thin(0));
    c.rect(470.0, 60.0, 660.0, 520.0, if after { ink(0xe9ecea) } else { ink(0x8e8474) });
    c.rect(600.0, 120.0, 400.0, 260.0, if after { ink(0xffffff) } else { ink(0x6f5a45) });
    c.shade(
        616.0,
        136.0,
        368.0,
        228.0,
        ink(if after { 0xbfe0f0 } else { 0x87918f }),
        ink(if after { 0xe5f3f7 } else { 0x6c726d }),
    );
    c.rect(796.0, 136.0, 8.0, 228.0, if after { ink(0xffffff) } else { ink(0x6f5a45) });
    for n in 0..steps {
        let part = n as f32 / steps as f32;
        let next = (n + 1) as f32 / steps as f32;
        let (y, below) = (580.0 + 620.0 * part.powf(1.35), 580.0 + 620.0 * next.powf(1.35));
        let (l, r) = (470.0 - 330.0 * next.powf(1.35), 1130.0 + 330.0 * next.powf(1.35));
        let riser = (below - y) * 0.55;
        c.rect(l, y, r - l, below - y, if after { ink(0xc6c8c4) } else { ink(0x7f7869) });
        c.rect(l, y + riser, r - l, below - y - riser, if after { ink(0x9da29f) } else { ink(0x57513f) });
        if after {
            c.rect(l, y + riser - 7.0, r - l, 7.0, ink(0xe0b23c));
        } else {
            c.patch((l + (r - l) * wear.share() as f32, y + riser), 46.0, 13.0, ink(0x3f3a30), wear);
        }
    }
    let rail = if after { ink(0x9a6234) } else { RUST };
    c.line(&[(430.0, 420.0), (40.0, 760.0)], if after { 26.0 } else { 13.0 }, rail);
    for n in 0..7 {
        let (x, y) = (430.0 - 65.0 * n as f32, 420.0 + 56.0 * n as f32);
        let foot = if after || n % 3 != 1 { 210.0 + 16.0 * n as f32 } else { 90.0 };
        c.line(&[(x, y), (x, y + foot)], 7.0, if after { ink(0x555b60) } else { RUST });
    }
    if after {
        c.rect(660.0, 12.0, 280.0, 34.0, ink(0xfffbe6));
        c.shape(&[(560.0, 46.0), (1040.0, 46.0), (1240.0, 560.0), (360.0, 560.0)], ink(0xfff6cc).thin(60));
        c.rect(1180.0, 300.0, 150.0, 62.0, ink(0x1c9a52));
        c.shape(
            &[
                (1200.0, 331.0),
                (1240.0, 310.0),
                (1240.0, 324.0),
                (1308.0, 324.0),
                (1308.0, 338.0),
                (1240.0, 338.0),
                (1240.0, 352.0),
            ],
            ink(0xffffff),
        );
        c.rect(1420.0, 140.0, 26.0, 560.0, ink(0xdcdfdd));
        return;
    }
    c.wire((800.0, 0.0), (806.0, 60.0), 4.0, 4.0, CABLE);
    c.round((806.0, 76.0), 16.0, 20.0, ink(0xd9b765));
    for n in 0..7 {
        let y = 60.0 + 34.0 * n as f32;
        c.wire((1130.0, y), (WIDTH, y + wear.between(-20, 120) as f32), wear.between(20, 90) as f32, 4.0, CABLE);
    }
    for _ in 0..26 {
        let paper = *wear.pick(&[ink(0xe9e4d6), ink(0xd8c25a), ink(0xc77b6a), ink(0x8fb0c4), ink(0xe7b9c3)]);
        let x = if wear.chance(50) { wear.between(20, 380) } else { wear.between(1170, 1520) };
        c.rect(
            x as f32,
            wear.between(240, 690) as f32,
            wear.between(30, 74) as f32,
            wear.between(22, 52) as f32,
            paper.thin(225),
        );
    }
    for _ in 0..8 {
        let x = if wear.chance(50) { wear.between(30, 420) } else { wear.between(1170, 1560) };
        c.patch((x as f32, wear.between(120, 560) as f32), 80.0, 60.0, ink(0xc9c0ae), wear);
        c.crack((x as f32, wear.between(120, 560) as f32), (0.3, 0.9), 160.0, ink(0x4e473b), wear);
    }
    c.rect(1230.0, 860.0, 210.0, 170.0, ink(0x8a6b43));
    c.rect(1260.0, 780.0, 150.0, 90.0, ink(0xa3885c));
}
