//! Where the demonstration lies, and that it leaves real names alone.

use std::collections::{BTreeMap, BTreeSet};

use backend::areas::holding::holding;
use backend::areas::notes::overlaps;
use backend::areas::store::AreaRow;
use backend::areas::tree::AreaTree;
use backend::basemap;
use shared::areas::{Area, AreaLevel};
use shared::geo::{Point, Shape};
use shared::settings::SettingKey;

use super::{count, day, filled};
use crate::app::{TODAY, skip};

fn rings(role: &str) -> Vec<Vec<[f64; 2]>> {
    match basemap::shape("420203", role).unwrap() {
        Shape::Polygon(rings) => rings,
        Shape::MultiPolygon(areas) => areas.into_iter().flatten().collect(),
        other => panic!("{other:?}"),
    }
}

/// By the winding number, another way than the one that placed them.
fn surrounds(ring: &[[f64; 2]], p: Point) -> bool {
    let turn: f64 = ring
        .windows(2)
        .map(|w| {
            let (a, b) = ([w[0][0] - p.lng, w[0][1] - p.lat], [w[1][0] - p.lng, w[1][1] - p.lat]);
            (a[0] * b[1] - a[1] * b[0]).atan2(a[0] * b[0] + a[1] * b[1])
        })
        .sum();
    turn.abs() > std::f64::consts::PI
}

#[test]
fn everything_stands_on_dry_land_inside_the_district() {
    let (_app, rows) = filled(TODAY);
    let (outline, river) = (rings("district"), rings("river"));
    let dry = |p: Point| outline.iter().any(|r| surrounds(r, p)) && !river.iter().any(|r| surrounds(r, p));
    let shapes = rows.projects.iter().filter_map(|p| p.geometry.as_deref().map(|g| (&p.name, g)));
    let outlines = rows.compounds.iter().filter_map(|c| c.outline.as_deref().map(|o| (&c.name, o)));
    let mut kinds = BTreeSet::new();
    for (name, json) in shapes.chain(outlines) {
        let shape = Shape::parse(json).unwrap();
        kinds.insert(json.split('"').nth(3).unwrap().to_owned());
        assert!(shape.points().all(dry), "{name} {json}");
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    let points = rows.projects.iter().filter_map(|p| Some((&p.name, p.lng?, p.lat?)));
    let points = points.chain(rows.compounds.iter().filter_map(|c| Some((&c.name, c.lng?, c.lat?))));
    for (name, lng, lat) in points.chain(rows.areas.iter().filter_map(|a| Some((&a.name, a.lng?, a.lat?)))) {
        assert!(dry(Point { lng, lat }), "{name} {lng} {lat}");
    }
    let unplaced = rows.invented().filter(|p| p.geometry.is_none()).count();
    assert!((4..=12).contains(&unplaced), "{unplaced}");
}

#[test]
fn every_fragment_of_the_account_is_in_the_register_of_places() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/domain/PLACES.md");
    let Ok(register) = std::fs::read_to_string(file) else {
        skip("the register of places is not beside this checkout");
        return;
    };
    let (_app, rows) = filled(TODAY);
    let projects = rows.projects.iter().map(|p| (&p.name, &p.reported_words, &p.reported_source));
    let compounds = rows.compounds.iter().map(|c| (&c.name, &c.reported_words, &c.reported_source));
    for (name, words, source) in projects.chain(compounds) {
        let (Some(words), Some(source)) = (words, source) else { continue };
        let line = register.lines().find(|l| l.starts_with('|') && l.contains(name.as_str())).unwrap();
        // What one line says of several things is said once, below it 同上.
        let said = |part: &str| line.contains(part) || line.contains("同上") && register.contains(part);
        assert!(words.split("……").all(said), "{name}: {words}");
        assert_eq!(words.contains("……"), source.contains("（摘录）"), "{name}: {source}");
        assert!(!format!("{words}{source}").contains('"'), "{name}");
    }
}

#[actix_web::test]
async fn the_account_speaks_of_a_street_and_three_communities() {
    let (app, _rows) = filled(TODAY);
    let areas: Vec<Area> = app.read("/api/v1/areas").await;
    let said = areas.iter().filter_map(|a| Some((a.name.as_str(), a.reported.as_ref()?)));
    let said: Vec<_> = said.map(|(name, r)| (name, r.on, r.source.contains("09:45"))).collect();
    let on = day("2021-12-10");
    let places = ["八泉街道", "澄月社区", "新建社区", "马家嘴社区"];
    assert_eq!(said, places.map(|name| (name, on, true)));
}

#[test]
fn nothing_invented_is_in_a_real_area_and_nothing_is_added_to_what_was_reported() {
    let (_app, rows) = filled(TODAY);
    let real: BTreeMap<i64, &AreaRow> = rows.areas.iter().filter(|a| !a.is_demo).map(|a| (a.id, a)).collect();
    assert_eq!(real.len(), 58);
    assert!(real.values().all(|a| a.code.is_some() && a.households.is_none() && a.population.is_none()));
    let invented: Vec<_> = rows.areas.iter().filter(|a| a.is_demo).collect();
    assert!(invented.iter().all(|a| a.name.starts_with("示例") && a.code.is_none()));
    assert_eq!(count(invented.iter().map(|a| a.area_level.0)).into_values().collect::<Vec<_>>(), [6, 22, 54]);
    assert!(rows.organizations.iter().all(|o| o.is_demo && o.name.starts_with("示例")));
    for compound in &rows.compounds {
        assert_eq!(compound.is_demo, !real.contains_key(&compound.area_id), "{}", compound.name);
        assert_eq!(compound.is_demo, compound.reported_words.is_none(), "{}", compound.name);
    }
    for project in &rows.projects {
        assert_eq!(project.is_demo, !real.contains_key(&project.area_id), "{}", project.name);
        assert_eq!(project.is_demo, project.status.is_some() && project.reported_words.is_none(), "{}", project.name);
    }
    // The names of real streets, communities and reported places, without what they end in.
    let ends = ["社区", "街道", "村", "小区", "公园", "人行天桥", "立体交通"];
    let stem = |name: &str| ends.iter().fold(name.to_owned(), |n, end| n.strip_suffix(end).unwrap_or(&n).to_owned());
    let mut names: BTreeSet<String> = real.values().map(|a| stem(&a.name)).collect();
    names.extend(rows.projects.iter().filter(|p| !p.is_demo).map(|p| stem(&p.name)));
    let mine = rows.compounds.iter().filter(|c| c.is_demo).map(|c| c.name.as_str());
    let mine = mine.chain(rows.invented().map(|p| p.name.as_str())).chain(invented.iter().map(|a| a.name.as_str()));
    for name in mine {
        assert!(!names.iter().any(|n| name.contains(n.as_str())), "{name} is like a real name");
    }
    let reported: Vec<_> = rows.projects.iter().filter(|p| !p.is_demo).collect();
    assert_eq!(reported.len(), 20);
    for p in reported {
        assert!(p.geometry.is_none() && p.lng.is_none() && p.plan_year.is_none() && p.benefit_households.is_none());
        assert!(p.total_investment_fen.is_none() && p.summary.is_none() && rows.milestones_of(p.id).is_empty());
        assert_eq!(p.reported_on, Some(day("2021-12-10")));
    }
}

#[test]
fn every_invented_compound_lies_in_one_grid_of_its_own_community() {
    let (_app, rows) = filled(TODAY);
    let tree = AreaTree::of(rows.areas.clone());
    let outline = tree.district().and_then(|d| Shape::parse(d.boundary.as_deref()?).ok()).unwrap();
    let grids: Vec<_> = tree.drawn().iter().filter(|a| a.level == AreaLevel::Grid).collect();
    for compound in rows.compounds.iter().filter(|c| c.is_demo) {
        let at = Point { lng: compound.lng.unwrap(), lat: compound.lat.unwrap() };
        let around: Vec<_> = grids.iter().filter(|g| g.holds(at)).map(|g| g.id).collect();
        let [grid] = around[..] else { panic!("{} lies in {} grids", compound.name, around.len()) };
        assert_eq!(tree.get(grid).and_then(|g| g.parent_id), Some(compound.area_id), "{}", compound.name);
        assert_eq!(holding(&tree, at), Some(grid));
    }
    let usual = [SettingKey::GridHouseholdsLeast, SettingKey::GridHouseholdsMost];
    let [least, most] = usual.map(|key| i32::try_from(key.bounds().unwrap().1).unwrap());
    let mut odd = 0;
    for row in rows.areas.iter().filter(|a| a.area_level.0 == AreaLevel::Grid) {
        let siblings = rows.areas.iter().filter(|a| a.parent_id == row.parent_id);
        assert!((2..=3).contains(&siblings.count()), "{}", row.name);
        odd += usize::from(!(least..=most).contains(&row.households.unwrap()));
    }
    assert!(odd * 2 <= grids.len(), "{odd} of {} are of an unusual size", grids.len());
    for area in tree.drawn() {
        let name = &tree.get(area.id).unwrap().name;
        let kept = area.shape.clone().into_boundary();
        assert_eq!(kept.as_ref(), Ok(&area.shape), "{name}");
        assert!(area.shape.points().all(|p| outline.holds(p)), "{name} leaves the district");
    }
    let name = |id: i64| tree.get(id).map(|row| row.name.clone()).unwrap();
    let over: Vec<_> = overlaps(&tree, |_| true).iter().map(|o| (name(o.one), name(o.other), o.m2)).collect();
    assert!(over.is_empty(), "{over:?}");
}
