//! Open ground: a road, a pocket park, a creek and a trench with new pipes.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH, ink};
use super::scenery::{bench, blocks, bush, sky, tree};
use crate::demo::dice::Dice;

/// Where everything runs together.
const FAR: Spot = (800.0, 470.0);

/// A point of the ground: `part` from −1 (left) to 1 (right) of a strip that is `half` pixels wide at the foot.
fn at(part: f32, half: f32, y: f32) -> Spot {
    (FAR.0 + part * half * (y - FAR.1) / (HEIGHT - FAR.1), y)
}

/// The strip of ground between two parts.
fn strip(half: f32, from: f32, to: f32, near: f32, far: f32) -> [Spot; 4] {
    [at(from, half, near), at(to, half, near), at(to, half, far), at(from, half, far)]
}

/// A street, seen along it.
pub(super) fn road(c: &mut Canvas, after: bool, shape: &mut Dice, wear: &mut Dice) {
    sky(c, after, shape);
    blocks(c, 500.0, after, shape);
    c.shade(
        0.0,
        FAR.1,
        WIDTH,
        HEIGHT - FAR.1,
        ink(if after { 0xbdb8ad } else { 0x8b8374 }),
        ink(if after { 0xcfcac0 } else { 0x756c5d }),
    );
    let (half, side) = (760.0, 1250.0);
    if after {
        c.shape(&strip(side, -1.3, -0.63, HEIGHT, FAR.1 + 4.0), ink(0xc9b9a4));
        c.shape(&strip(side, 0.63, 1.3, HEIGHT, FAR.1 + 4.0), ink(0xc9b9a4));
        c.shape(&strip(side, -0.84, -0.78, HEIGHT, FAR.1 + 4.0), ink(0xe3b93b));
        c.shape(&strip(side, 0.78, 0.84, HEIGHT, FAR.1 + 4.0), ink(0xe3b93b));
        c.shape(&strip(side, -0.65, 0.65, HEIGHT, FAR.1 + 2.0), ink(0xe9e8e2));
    }
    c.shape(&strip(half, -1.0, 1.0, HEIGHT, FAR.1), ink(if after { 0x454a4e } else { 0x77736a }));
    houses_along(c, after, shape);
    if after {
        let dash = |c: &mut Canvas, y: f32, long: f32| c.shape(&strip(half, -0.014, 0.014, y + long, y), ink(0xffffff));
        for (y, long) in [(486.0, 8.0), (508.0, 12.0), (540.0, 20.0), (592.0, 32.0), (670.0, 48.0), (1060.0, 140.0)] {
            dash(c, y, long);
        }
        for n in 0..9 {
            let part = -0.92 + 0.205 * n as f32;
            c.shape(&strip(half, part, part + 0.11, 990.0, 790.0), ink(0xf6f6f2));
        }
        for edge in [-0.96, 0.95] {
            c.shape(&strip(half, edge, edge + 0.012, HEIGHT, FAR.1 + 3.0), ink(0xffffff));
        }
    } else {
        c.specks(((100.0, 640.0), (1500.0, HEIGHT)), 1100, 9.0, ink(0x3b3832).thin(110), wear);
        for _ in 0..24 {
            let from = at(wear.share() as f32 * 1.8 - 0.9, half, wear.between(540, 1080) as f32);
            c.crack(
                from,
                (if wear.chance(50) { 0.9 } else { -0.9 }, 0.35),
                wear.between(90, 300) as f32,
                ink(0x2f2c27),
                wear,
            );
        }
        for _ in 0..7 {
            let (x, y) = at(wear.share() as f32 * 1.5 - 0.75, half, wear.between(640, 1060) as f32);
            let size = (y - FAR.1) * 0.19;
            c.patch((x, y), size * 1.25, size * 0.36, ink(0x544e44), wear);
            c.patch((x, y + size * 0.05), size, size * 0.26, ink(0x7e8c93), wear);
        }
    }
    for (n, y) in [560.0, 660.0, 850.0].into_iter().enumerate() {
        let scale = (y - FAR.1) / 380.0;
        for edge in [-0.74, 0.74] {
            let (x, y) = at(edge, side, y);
            if after {
                if n < 2 || edge > 0.0 {
                    tree(c, (x, y), 150.0 * scale + 20.0, true, shape);
                }
                let arm = x - edge.signum() * 190.0 * scale;
                c.line(&[(x, y), (x, y - 620.0 * scale), (arm, y - 650.0 * scale)], 14.0 * scale + 2.0, ink(0xd9dde0));
                c.rect(arm - 40.0 * scale, y - 656.0 * scale, 80.0 * scale, 14.0 * scale, ink(0xfff3c4));
            } else {
                c.line(&[(x, y), (x + 24.0 * scale, y - 640.0 * scale)], 18.0 * scale + 2.0, ink(0x6b6255));
                c.line(
                    &[(x - 70.0 * scale, y - 560.0 * scale), (x + 110.0 * scale, y - 580.0 * scale)],
                    10.0 * scale,
                    ink(0x5a5347),
                );
            }
        }
    }
    if !after {
        for n in 0..7 {
            let y = 120.0 + 34.0 * n as f32;
            c.wire((0.0, y), (FAR.0 + 40.0, 430.0), 60.0, 3.0, ink(0x24272a));
            c.wire((WIDTH, y + 20.0), (FAR.0 - 40.0, 430.0), 40.0, 3.0, ink(0x24272a));
        }
        heap(c, (300.0, 1010.0), 150.0, wear);
    }
}

fn houses_along(c: &mut Canvas, after: bool, shape: &mut Dice) {
    for n in 0..3 {
        let near = 560.0 - 190.0 * n as f32;
        for side in [-1.0_f32, 1.0] {
            let tone = *shape.pick(&[(0xe9dcc4, 0xa59a86), (0xdfe4e2, 0x9b9a90), (0xead2bd, 0xa08d7a)]);
            let (out, inner) =
                (800.0 + side * (near + 300.0), 800.0 + side * (near - 40.0 - 60.0 * n as f32).max(90.0));
            let (top, low) = (60.0 + 130.0 * n as f32, 640.0 - 50.0 * n as f32);
            let (top_far, low_far) = (top + 110.0, low - 66.0);
            let wall = ink(if after { tone.0 } else { tone.1 });
            c.shape(&[(out, top), (inner, top_far), (inner, low_far), (out, low)], wall);
            for floor in 0..5 {
                for k in 0..5 {
                    let along = (k as f32 + 0.25) / 5.0;
                    let (t, b) = (top + (top_far - top) * along, low + (low_far - low) * along);
                    let (x, w) = (out + (inner - out) * along, (inner - out) * 0.1);
                    let (y, h) = (t + (b - t) * (floor as f32 + 0.2) / 5.0, (b - t) * 0.11);
                    c.shape(
                        &[(x, y), (x + w, y + 4.0), (x + w, y + h), (x, y + h)],
                        ink(if after { 0x7fa6bb } else { 0x4f585b }),
                    );
                }
            }
        }
    }
}

/// Rubbish and rubble.
fn heap(c: &mut Canvas, (x, y): Spot, size: f32, wear: &mut Dice) {
    c.round((x, y), size * 1.2, size * 0.2, ink(0x2a2722).thin(110));
    for _ in 0..26 {
        let tone =
            *wear.pick(&[ink(0x8a7f6e), ink(0x6d6354), ink(0xa39a8b), ink(0x4f6b7c), ink(0x9b5a42), ink(0xc9c4b8)]);
        let (dx, dy) = (wear.share() as f32 - 0.5, wear.share() as f32);
        let spot = (x + dx * size * 2.0 * (1.0 - dy * 0.7), y - dy * size * 0.7);
        c.patch(spot, size * 0.22, size * 0.16, tone, wear);
    }
}

fn weeds(c: &mut Canvas, (x, y): Spot, size: f32, wear: &mut Dice) {
    for n in -4..5 {
        let lean = n as f32 * size * 0.16 + (wear.share() as f32 - 0.5) * size * 0.3;
        let tone = *wear.pick(&[ink(0x6e7d3c), ink(0x8a8a4a), ink(0x586b35)]);
        c.line(&[(x, y), (x + lean * 0.5, y - size * 0.6), (x + lean, y - size)], 4.0, tone);
    }
}

/// A corner between houses that becomes a small park.
pub(super) fn park(c: &mut Canvas, after: bool, shape: &mut Dice, wear: &mut Dice) {
    sky(c, after, shape);
    blocks(c, 560.0, after, shape);
    let (high, low) = if after { (ink(0x7cb866), ink(0x5c9c4f)) } else { (ink(0x8d8168), ink(0x786b55)) };
    c.shade(0.0, 550.0, WIDTH, HEIGHT - 550.0, high, low);
    if !after {
        for n in 0..17 {
            let x = n as f32 * 100.0;
            c.rect(
                x,
                470.0 + (n % 3) as f32 * 6.0,
                94.0,
                120.0,
                *wear.pick(&[ink(0x8795a0), ink(0x7b8790), ink(0x96897a)]),
            );
        }
        c.specks(((0.0, 600.0), (WIDTH, HEIGHT)), 1500, 11.0, ink(0x4f4636).thin(130), wear);
        for (x, y, size) in [(380.0, 860.0, 190.0), (1120.0, 800.0, 150.0), (800.0, 700.0, 90.0)] {
            heap(c, (x, y), size, wear);
        }
        for _ in 0..46 {
            let spot = (wear.between(20, 1580) as f32, wear.between(620, 1070) as f32);
            weeds(c, spot, spot.1 * 0.075, wear);
        }
        c.patch((820.0, 1000.0), 240.0, 44.0, ink(0x6d7a78), wear);
        tree(c, (1390.0, 720.0), 120.0, false, shape);
        return;
    }
    c.shape(
        &[
            (640.0, HEIGHT),
            (1060.0, HEIGHT),
            (900.0, 900.0),
            (960.0, 760.0),
            (860.0, 640.0),
            (800.0, 560.0),
            (760.0, 560.0),
            (780.0, 640.0),
            (820.0, 760.0),
            (690.0, 900.0),
        ],
        ink(0xd8c3a2),
    );
    c.round((1180.0, 860.0), 300.0, 92.0, ink(0xc76b52));
    c.round((1180.0, 856.0), 250.0, 72.0, ink(0xd98a6c));
    // A slide for the children.
    c.line(&[(1120.0, 850.0), (1120.0, 690.0)], 12.0, ink(0x2f6fb0));
    c.line(&[(1200.0, 850.0), (1200.0, 690.0)], 12.0, ink(0x2f6fb0));
    c.shape(&[(1096.0, 696.0), (1224.0, 696.0), (1160.0, 630.0)], ink(0xe2b33a));
    c.shape(&[(1200.0, 730.0), (1216.0, 724.0), (1380.0, 858.0), (1350.0, 866.0)], ink(0xd9534a));
    // A pavilion.
    [230.0, 330.0, 450.0, 550.0].into_iter().for_each(|x| c.rect(x, 600.0, 14.0, 190.0, ink(0x8c3b30)));
    c.shape(&[(180.0, 610.0), (614.0, 610.0), (480.0, 520.0), (312.0, 520.0)], ink(0x4d5a60));
    c.shape(&[(300.0, 526.0), (492.0, 526.0), (396.0, 462.0)], ink(0x3f4a50));
    c.rect(216.0, 760.0, 362.0, 16.0, ink(0xa8703f));
    for (x, y, crown) in [(80.0, 700.0, 110.0), (690.0, 640.0, 70.0), (1010.0, 650.0, 80.0), (1500.0, 720.0, 130.0)] {
        tree(c, (x, y), crown, true, shape);
    }
    (0..9).for_each(|n| bush(c, (60.0 + 70.0 * n as f32, 1000.0 + 9.0 * n as f32), 54.0, shape));
    (0..6).for_each(|n| bush(c, (1130.0 + 84.0 * n as f32, 1070.0 - 10.0 * n as f32), 58.0, shape));
    bench(c, (520.0, 870.0));
    bench(c, (960.0, 960.0));
    [620.0, 1010.0].into_iter().for_each(|x| {
        c.line(&[(x, 830.0), (x, 590.0)], 9.0, ink(0x3d464b));
        c.round((x, 582.0), 17.0, 17.0, ink(0xfff0bd));
    });
}

/// A creek, seen along it.
pub(super) fn creek(c: &mut Canvas, after: bool, shape: &mut Dice, wear: &mut Dice) {
    sky(c, after, shape);
    blocks(c, 520.0, after, shape);
    let bank = if after { (ink(0x8cc176), ink(0x5d9a50)) } else { (ink(0x8f866f), ink(0x6e6450)) };
    c.shade(0.0, 505.0, WIDTH, HEIGHT - 505.0, bank.0, bank.1);
    let bends: [(f32, f32, f32); 6] = [
        (505.0, 790.0, 40.0),
        (570.0, 760.0, 90.0),
        (680.0, 810.0, 170.0),
        (820.0, 770.0, 290.0),
        (1000.0, 810.0, 450.0),
        (1200.0, 780.0, 640.0),
    ];
    let stream = |wide: f32| -> Vec<Spot> {
        let left = bends.iter().map(|(y, x, half)| (x - half * wide, *y));
        left.chain(bends.iter().rev().map(|(y, x, half)| (x + half * wide, *y))).collect()
    };
    c.shape(&stream(1.16), if after { ink(0xb9b2a1) } else { ink(0x4f4a3d) });
    c.shape(&stream(1.0), if after { ink(0x5fa7b5) } else { ink(0x3a4034) });
    if after {
        c.shape(&stream(0.55), ink(0x83c4cc).thin(150));
        for _ in 0..60 {
            let (y, x, half) = *shape.pick(&bends);
            let (x, y) = (x + (shape.share() as f32 - 0.5) * half * 1.5, y + shape.between(0, 90) as f32);
            c.line(&[(x, y), (x + half * 0.16, y)], 3.0, ink(0xffffff).thin(150));
        }
        for pair in bends.windows(2) {
            for n in 0..7 {
                let part = n as f32 / 7.0;
                let mix = |a: f32, b: f32| a + (b - a) * part;
                let (y, x, half) = (mix(pair[0].0, pair[1].0), mix(pair[0].1, pair[1].1), mix(pair[0].2, pair[1].2));
                let stone = half * 0.07 + 4.0;
                c.round((x - half * 1.08, y), stone, stone * 0.6, ink(0x9a9486));
                c.round((x + half * 1.08, y), stone, stone * 0.6, ink(0xa8a294));
                if n % 2 == 0 {
                    (-2..3).for_each(|k| {
                        let reed = x - half * 1.02 + k as f32 * stone * 0.5;
                        c.line(&[(reed, y), (reed + k as f32 * 4.0, y - stone * 2.4)], 4.0, ink(0x3f7f45));
                    });
                }
            }
        }
        walk(c);
        for (x, y, crown) in [(120.0, 690.0, 130.0), (420.0, 590.0, 80.0), (1120.0, 580.0, 70.0)] {
            tree(c, (x, y), crown, true, shape);
        }
        return bench(c, (150.0, 960.0));
    }
    for _ in 0..34 {
        let (y, x, half) = *wear.pick(&bends);
        let spot = (x + (wear.share() as f32 - 0.5) * half * 1.7, y + wear.between(-20, 60) as f32);
        let tone =
            *wear.pick(&[ink(0x59624a), ink(0xc9c6bb), ink(0x7d8f4a), ink(0x2b2f27), ink(0xa8573f), ink(0x5f7f93)]);
        c.patch(spot, half * 0.09 + 5.0, half * 0.03 + 4.0, tone, wear);
    }
    for (x, y) in [(250.0, 880.0), (1310.0, 840.0)] {
        c.round((x, y), 62.0, 62.0, ink(0x8d8678));
        c.round((x, y), 44.0, 44.0, ink(0x1d1d1a));
        c.shade(x - 36.0, y + 10.0, 72.0, 170.0, ink(0x2b2f23).thin(230), ink(0x2b2f23).thin(40));
    }
    heap(c, (1400.0, 1040.0), 140.0, wear);
    for _ in 0..40 {
        let x = if wear.chance(50) { wear.between(10, 330) } else { wear.between(1270, 1590) };
        let y = wear.between(600, 1060) as f32;
        weeds(c, (x as f32, y), y * 0.07, wear);
    }
    tree(c, (120.0, 690.0), 100.0, false, shape);
}

/// A path along the water with its railing.
fn walk(c: &mut Canvas) {
    c.shape(&[(1250.0, HEIGHT), (WIDTH, HEIGHT), (WIDTH, 1040.0), (900.0, 512.0), (872.0, 512.0)], ink(0xd6c4a6));
    let rail =
        |part: f32, up: f32| (872.0 + 640.0 * part.powf(1.25), 512.0 + 688.0 * part.powf(1.25) - up * (0.06 + part));
    for up in [110.0, 60.0] {
        let line: Vec<Spot> = (0..=20).map(|n| rail(n as f32 / 20.0, up)).collect();
        c.line(&line, 8.0, ink(0xf2f2ee));
    }
    (0..=12).for_each(|n| {
        let part = n as f32 / 12.0;
        c.line(&[rail(part, 0.0), rail(part, 116.0)], 4.0 + 8.0 * part, ink(0xf2f2ee));
    });
}

/// A trench with new pipes before it is covered.
pub(super) fn trench(c: &mut Canvas, shape: &mut Dice, wear: &mut Dice) {
    sky(c, false, shape);
    blocks(c, 480.0, false, shape);
    c.shade(0.0, 470.0, WIDTH, HEIGHT - 470.0, ink(0x9a8f7c), ink(0x7c705d));
    c.shape(&[(420.0, HEIGHT), (1180.0, HEIGHT), (850.0, 480.0), (750.0, 480.0)], ink(0x6b4c31));
    c.shape(&[(420.0, HEIGHT), (560.0, HEIGHT), (776.0, 480.0), (750.0, 480.0)], ink(0x8a6541));
    c.shape(&[(1180.0, HEIGHT), (1040.0, HEIGHT), (824.0, 480.0), (850.0, 480.0)], ink(0x543a25));
    c.specks(((500.0, 700.0), (1100.0, HEIGHT)), 500, 10.0, ink(0x3a2818).thin(120), wear);
    for (near, far, tone, light) in
        [((600.0, 760.0), (786.0, 799.0), 0x2f6db0, 0x7fb0df), ((830.0, 950.0), (803.0, 814.0), 0x2c2f33, 0x6d7378)]
    {
        c.shape(&[(near.0, HEIGHT), (near.1, HEIGHT), (far.1, 486.0), (far.0, 486.0)], ink(tone));
        let shine = near.0 + (near.1 - near.0) * 0.28;
        c.line(&[(shine, HEIGHT), (far.0 + 4.0, 490.0)], 9.0, ink(light).thin(190));
        for y in [560.0_f32, 690.0, 900.0] {
            let part = (y - 486.0) / (HEIGHT - 486.0);
            let (l, r) = (far.0 + (near.0 - far.0) * part, far.1 + (near.1 - far.1) * part);
            c.rect(l - 9.0 * part - 2.0, y, r - l + 18.0 * part + 4.0, 40.0 * part + 6.0, ink(tone));
            c.rect(l - 9.0 * part - 2.0, y, r - l + 18.0 * part + 4.0, 8.0 * part + 2.0, ink(light).thin(160));
        }
    }
    for (x, y, size) in [(180.0, 900.0, 230.0), (330.0, 660.0, 110.0), (260.0, 1010.0, 200.0)] {
        heap(c, (x, y), size, wear);
    }
    // A fence with red and white boards, and a levelling staff.
    for n in 0..6 {
        let (x, y) = (1240.0 + 52.0 * n as f32, 700.0 + 58.0 * n as f32);
        let size = 0.7 + 0.16 * n as f32;
        c.rect(x, y - 90.0 * size, 12.0 * size, 100.0 * size, ink(0x666a6c));
        (0..4).for_each(|k| {
            let tone = if k % 2 == 0 { ink(0xd84a3a) } else { ink(0xf6f6f2) };
            c.rect(x + 14.0 * k as f32 * size, y - 80.0 * size, 14.0 * size, 34.0 * size, tone);
        });
    }
    for n in 0..12 {
        let tone = if n % 2 == 0 { ink(0xffffff) } else { ink(0xd84a3a) };
        c.rect(706.0, 560.0 + 22.0 * n as f32, 20.0, 22.0, tone);
    }
}
