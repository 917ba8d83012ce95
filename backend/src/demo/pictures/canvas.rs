//! A canvas of 1,600 × 1,200 pixels and the few strokes that scenes are made of.

use image::{DynamicImage, RgbImage, RgbaImage};
use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, PathBuilder, Pixmap, Point, Rect,
    Shader, SpreadMode, Stroke, Transform,
};

use crate::demo::dice::Dice;
use crate::error::{Error, Result};

/// Pixels.
pub(super) const WIDTH: f32 = 1600.0;
/// Pixels.
pub(super) const HEIGHT: f32 = 1200.0;

/// A colour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink(u32, u8);

/// The colour 0xRRGGBB, solid.
pub(super) const fn ink(rgb: u32) -> Ink {
    Ink(rgb, 255)
}

impl Ink {
    /// The same, seen through: 0 is nothing, 255 solid.
    pub(super) const fn thin(self, alpha: u8) -> Self {
        Self(self.0, alpha)
    }

    fn color(self) -> Color {
        let [_, r, g, b] = self.0.to_be_bytes();
        Color::from_rgba8(r, g, b, self.1)
    }
}

/// A point in pixels.
pub(super) type Spot = (f32, f32);

/// What is drawn on.
pub(super) struct Canvas(Pixmap);

impl Canvas {
    /// A white one.
    pub(super) fn new() -> Result<Self> {
        let mut pixmap =
            Pixmap::new(WIDTH as u32, HEIGHT as u32).ok_or_else(|| Error::internal("no memory for a picture"))?;
        pixmap.fill(Color::WHITE);
        Ok(Self(pixmap))
    }

    fn fill(&mut self, path: Option<Path>, shader: Shader<'_>) {
        let paint = Paint { shader, ..Paint::default() };
        if let Some(path) = path {
            self.0.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
    }

    /// A rectangle by its left upper corner and its sides.
    pub(super) fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        let paint = Paint { shader: Shader::SolidColor(ink.color()), ..Paint::default() };
        if let Some(rect) = Rect::from_xywh(x, y, w, h) {
            self.0.fill_rect(rect, &paint, Transform::identity(), None);
        }
    }

    /// A surface between these corners.
    pub(super) fn shape(&mut self, corners: &[Spot], ink: Ink) {
        self.fill(path(corners, true), Shader::SolidColor(ink.color()));
    }

    /// An ellipse by its centre and its half axes.
    pub(super) fn round(&mut self, (x, y): Spot, rx: f32, ry: f32, ink: Ink) {
        let oval = Rect::from_ltrb(x - rx, y - ry, x + rx, y + ry);
        self.fill(oval.and_then(PathBuilder::from_oval), Shader::SolidColor(ink.color()));
    }

    /// A line through these points.
    pub(super) fn line(&mut self, spots: &[Spot], width: f32, ink: Ink) {
        let paint = Paint { shader: Shader::SolidColor(ink.color()), ..Paint::default() };
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        if let Some(path) = path(spots, false) {
            self.0.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
    }

    /// A rectangle whose colour goes over into another downwards.
    pub(super) fn shade(&mut self, x: f32, y: f32, w: f32, h: f32, from: Ink, to: Ink) {
        let stops = vec![GradientStop::new(0.0, from.color()), GradientStop::new(1.0, to.color())];
        let (top, bottom) = (Point::from_xy(x, y), Point::from_xy(x, y + h));
        let shader = LinearGradient::new(top, bottom, stops, SpreadMode::Pad, Transform::identity());
        let rect = Rect::from_xywh(x, y, w, h).map(PathBuilder::from_rect);
        self.fill(rect, shader.unwrap_or(Shader::SolidColor(from.color())));
    }

    /// A wire that hangs between two points, `sag` pixels at its middle.
    pub(super) fn wire(&mut self, (x0, y0): Spot, (x1, y1): Spot, sag: f32, width: f32, ink: Ink) {
        let mut builder = PathBuilder::new();
        builder.move_to(x0, y0);
        builder.quad_to((x0 + x1) / 2.0, (y0 + y1) / 2.0 + sag * 2.0, x1, y1);
        let paint = Paint { shader: Shader::SolidColor(ink.color()), ..Paint::default() };
        if let Some(path) = builder.finish() {
            let stroke = Stroke { width, ..Stroke::default() };
            self.0.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
    }

    /// A patch without a regular outline, such as a puddle or fallen plaster.
    pub(super) fn patch(&mut self, (x, y): Spot, rx: f32, ry: f32, ink: Ink, dice: &mut Dice) {
        let corner = |n: i64| {
            let (sin, cos) = (n as f32 * std::f32::consts::TAU / 11.0).sin_cos();
            let far = 0.6 + 0.4 * dice.share() as f32;
            (x + cos * rx * far, y + sin * ry * far)
        };
        let corners: Vec<Spot> = (0..11).map(corner).collect();
        self.shape(&corners, ink);
    }

    /// A crack that wanders from a point for `length` pixels.
    pub(super) fn crack(&mut self, from: Spot, (dx, dy): Spot, length: f32, ink: Ink, dice: &mut Dice) {
        let (mut at, mut spots) = (from, vec![from]);
        for _ in 0..(length / 18.0) as i32 {
            let swerve = (dice.share() as f32 - 0.5) * 26.0;
            at = (at.0 + dx * 18.0 + dy * swerve, at.1 + dy * 18.0 + dx * swerve);
            spots.push(at);
        }
        self.line(&spots, 2.5, ink);
    }

    /// Specks all over a rectangle: dirt, gravel, leaves.
    pub(super) fn specks(&mut self, area: (Spot, Spot), count: i64, size: f32, ink: Ink, dice: &mut Dice) {
        let ((x0, y0), (x1, y1)) = area;
        for _ in 0..count {
            let (x, y) = (x0 + (x1 - x0) * dice.share() as f32, y0 + (y1 - y0) * dice.share() as f32);
            let side = size * (0.4 + dice.share() as f32);
            self.rect(x, y, side, side * 0.7, ink);
        }
    }

    /// The picture.
    pub(super) fn finish(self) -> RgbImage {
        let (width, height) = (self.0.width(), self.0.height());
        // Everything was drawn on white: nothing can be seen through.
        let seen = RgbaImage::from_raw(width, height, self.0.take()).map(DynamicImage::ImageRgba8);
        seen.map_or_else(|| RgbImage::new(width, height), DynamicImage::into_rgb8)
    }
}

fn path(spots: &[Spot], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (first, rest) = spots.split_first()?;
    builder.move_to(first.0, first.1);
    rest.iter().for_each(|s| builder.line_to(s.0, s.1));
    if closed {
        builder.close();
    }
    builder.finish()
}
