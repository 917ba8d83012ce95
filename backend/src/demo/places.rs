//! Where invented projects lie: on free blocks, or along the lanes between them.

use shared::geo::{Point, Shape};

use super::cast::Part;
use super::compounds::Compound;
use super::dice::Dice;
use super::kinds::Look;
use super::shapes::{self, Ground, along, course, garden, line, rectangle, rounded};
use super::town::{BLOCK, Community};
use crate::error::{Error, Result};

/// The town, as projects fill it.
pub(super) struct Places<'a> {
    /// The land.
    pub(super) ground: &'a Ground,
    /// The communities and what is still free in them.
    pub(super) town: &'a mut [Community],
    /// Middles of the compounds: nothing large is put upon them.
    pub(super) homes: &'a [Point],
    /// Areas of streets by their names.
    pub(super) streets: &'a [(i64, String)],
}

impl Places<'_> {
    fn community(&mut self, name: &str) -> Result<&mut Community> {
        let found = self.town.iter_mut().find(|c| c.name == name);
        found.ok_or_else(|| Error::internal(format!("no community {name}")))
    }

    /// The areas of the street and the community of this name.
    pub(super) fn areas(&mut self, community: &str) -> Result<[i64; 2]> {
        let (id, street) = self.community(community).map(|c| (c.id, format!("示例{}街道", c.street)))?;
        let street = self.streets.iter().find(|(_, name)| *name == street).map(|s| s.0);
        Ok([street.ok_or_else(|| Error::internal("a community without its street"))?, id])
    }

    /// The shape of a project.
    pub(super) fn shape(
        &mut self,
        look: Look,
        part: &Part,
        compounds: &[&Compound],
        dice: &mut Dice,
    ) -> Result<Option<Shape>> {
        let size = part.size.unwrap_or(0) as f64;
        let shape = match look {
            Look::Nowhere => return Ok(None),
            Look::Compounds => match compounds {
                [one] => Shape::Polygon(vec![one.ring.clone()]),
                several => Shape::MultiPolygon(several.iter().map(|c| vec![c.ring.clone()]).collect()),
            },
            Look::Line(swing) => Shape::LineString(line(&self.path(part, size, swing as f64, dice)?)),
            Look::Net => self.net(part, size, dice)?,
            Look::Garden => {
                let turn = self.community(&part.community)?.turn;
                let at = self.spot(part, (size / 2.4).sqrt() * 1.1, dice)?;
                Shape::Polygon(vec![garden(at, turn, size, dice)])
            }
            Look::Block(area) => {
                let area = area.map_or(size, |a| a as f64);
                let turn = self.community(&part.community)?.turn;
                let at = self.spot(part, (area / 2.0).sqrt(), dice)?;
                let length = (area * 1.4).sqrt();
                Shape::Polygon(vec![rectangle(at, turn, length, area / length)])
            }
            Look::Point => {
                let at = rounded(self.spot(part, 20.0, dice)?);
                Shape::Point([at.lng, at.lat])
            }
        };
        Ok(Some(shape))
    }

    /// A place of this radius in metres: a free block, or near by where the land is dry and nobody lives. Only what
    /// renews a whole neighbourhood lies upon its compounds.
    fn spot(&mut self, part: &Part, radius: f64, dice: &mut Dice) -> Result<Point> {
        let (ground, homes) = (self.ground, self.homes);
        let community = self.community(&part.community)?;
        let (centre, turn) = (community.centre, community.turn);
        let dry = |p: &Point| ground.is_dry_around(*p, radius + 15.0);
        let clear = |p: &Point| dry(p) && homes.iter().all(|h| shapes::distance(*p, *h) > radius + 80.0);
        if part.kind == "area_upgrade" {
            return first(std::iter::once(centre).chain(around(centre, turn, 2, dice)), dry, part);
        }
        // Small things stand at a block's corner, so that the blocks last.
        if radius <= 25.0 {
            let corners = around(centre, turn, 1, dice).map(|p| along(p, turn, BLOCK.0 / 2.0, BLOCK.1 / 2.0));
            return first(corners, dry, part);
        }
        if let Some(block) = community.free.pop().filter(clear) {
            return Ok(block);
        }
        first((2..7).flat_map(|reach| around(centre, turn, reach, dice).collect::<Vec<_>>()), clear, part)
    }

    /// A dry line of `length` metres that follows the lanes between the blocks.
    fn path(&mut self, part: &Part, length: f64, swing: f64, dice: &mut Dice) -> Result<Vec<Point>> {
        let ground = self.ground;
        let community = self.community(&part.community)?;
        let (centre, turn) = (community.centre, community.turn);
        for attempt in 0..60 {
            let (column, row) = (dice.between(-1, 1) as f64 + 0.5, dice.between(-1, 1) as f64 + 0.5);
            let across = attempt % 2 == 1;
            let at = if across {
                along(centre, turn, column * BLOCK.0, 0.0)
            } else {
                along(centre, turn, 0.0, row * BLOCK.1)
            };
            let turn = if across { turn + std::f64::consts::FRAC_PI_2 } else { turn };
            let path = course(at, turn, length, swing, dice);
            if ground.carries(&path) {
                return Ok(path);
            }
        }
        Err(Error::internal(format!("no dry way for {}", part.name)))
    }

    /// A trunk with branches at right angles, together `length` metres long.
    fn net(&mut self, part: &Part, length: f64, dice: &mut Dice) -> Result<Shape> {
        let trunk = self.path(part, length * 0.45, 8.0, dice)?;
        let (Some(first), Some(last)) = (trunk.first().copied(), trunk.last().copied()) else {
            return Err(Error::internal("an empty trunk"));
        };
        let count = 4;
        let reach = length * 0.55 / f64::from(count);
        let ahead = (last.lat - first.lat).atan2((last.lng - first.lng) * 0.864);
        let mut lines = vec![line(&trunk)];
        for i in 0..count {
            let from = trunk[(trunk.len() - 1) * (i as usize * 2 + 1) / (count as usize * 2)];
            let side = if i % 2 == 0 { 1.0 } else { -1.0 };
            let branch = [side, -side].into_iter().find_map(|side| {
                let way = [from, along(from, ahead, 4.0, side * reach / 2.0), along(from, ahead, 0.0, side * reach)];
                self.ground.carries(&way).then_some(way)
            });
            lines.extend(branch.map(|way| line(&way)));
        }
        Ok(Shape::MultiLineString(lines))
    }
}

/// Blocks of the neighbourhood up to `reach` blocks away, in no order.
fn around(centre: Point, turn: f64, reach: i64, dice: &mut Dice) -> impl Iterator<Item = Point> + use<> {
    let mut steps: Vec<(i64, i64)> = (-reach..=reach).flat_map(|x| (-reach..=reach).map(move |y| (x, y))).collect();
    dice.shuffle(&mut steps);
    steps.into_iter().map(move |(x, y)| along(centre, turn, x as f64 * BLOCK.0, y as f64 * BLOCK.1))
}

fn first(mut points: impl Iterator<Item = Point>, fits: impl Fn(&Point) -> bool, part: &Part) -> Result<Point> {
    points.find(fits).ok_or_else(|| Error::internal(format!("no dry place for {}", part.name)))
}
