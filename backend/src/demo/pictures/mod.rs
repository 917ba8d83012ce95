//! The demonstration's photographs, which are none: drawn by program, the same every time, and each says so on itself.
//! Some twenty finished projects show what was there before and after, from one viewpoint.

mod canvas;
mod grounds;
mod houses;
mod letters;
mod scenery;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest as _, Sha256};
use shared::media::Phase;

use self::canvas::Canvas;
use super::dice::{Dice, Ids};
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::import::hexadecimal;
use crate::media::files::Written;
use crate::media::picture::{self, Pictures};
use crate::media::store::{self, MediaRow};
use crate::schema::{buildings, project_buildings, projects};

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Scene {
    Facade,
    Roof,
    Stairwell,
    Road,
    Park,
    Creek,
    Trench,
}

/// Which projects show what, and how many of them at most.
const SHOWN: [(&[&str], usize, &[Scene]); 7] = [
    (&["old_compound_renovation"], 3, &[Scene::Facade, Scene::Roof]),
    (&["old_compound_renovation"], 3, &[Scene::Facade, Scene::Stairwell]),
    (&["old_compound_renovation"], 2, &[Scene::Facade]),
    (&["back_street", "road_widening"], 4, &[Scene::Road]),
    (&["pocket_park", "city_park"], 4, &[Scene::Park]),
    (&["waterway"], 2, &[Scene::Creek]),
    (&["rain_sewage_pipes", "sewer_renewal", "utility_pipes"], 2, &[Scene::Road, Scene::Trench]),
];

impl Scene {
    /// Where the camera would stand.
    fn viewpoint(self, building: Option<&str>) -> String {
        let of = building.unwrap_or_default();
        match self {
            Self::Facade => format!("{of}正面"),
            Self::Roof => format!("{of}屋面"),
            Self::Stairwell => format!("{of}楼道"),
            Self::Road => "东口向西".to_owned(),
            Self::Park => "南侧入口".to_owned(),
            Self::Creek => "下游桥头".to_owned(),
            Self::Trench => "中段沟槽".to_owned(),
        }
    }

    /// What can be seen.
    fn words(self, phase: Phase) -> &'static str {
        match (self, phase == Phase::After) {
            (Self::Facade, false) => "外墙灰黄，墙皮大片脱落，窗外是各式防盗网，电线横拉，屋顶搭着棚子",
            (Self::Facade, true) => "外墙重新粉刷，统一的白色窗框，空调有了机位，单元门有雨棚和坡道，门前种了花",
            (Self::Roof, false) => "屋面的防水层开裂起鼓，积着水，墙边长草，还搭着一间棚子",
            (Self::Roof, true) => "屋面铺了新的浅色防水层，留出绿色走道，太阳能热水器排列整齐",
            (Self::Stairwell, false) => "楼道昏暗，墙面发黑，贴满小广告，电线裸露，扶手生锈，堆着纸箱",
            (Self::Stairwell, true) => "楼道明亮，墙面刷白，装了木扶手、感应灯和安全出口标志，台阶有防滑条",
            (Self::Road, false) => "路面坑洼开裂，坑里积水，没有人行道，电线杂乱，路边堆着垃圾",
            (Self::Road, true) => "新铺的沥青路，有斑马线、人行道和盲道，两边是路灯和行道树",
            (Self::Park, false) => "围挡里的一块空地，长着杂草，堆着建筑垃圾",
            (Self::Park, true) => "口袋公园，有小路、凉亭、长椅、花坛和孩子的滑梯",
            (Self::Creek, false) => "水面发黑，漂着垃圾，两岸有排污口，长满杂草",
            (Self::Creek, true) => "水清了，岸边砌了石头、种了芦苇，有步道、栏杆和长椅",
            (Self::Trench, _) => "挖开的沟槽里并排铺着一根蓝色水管和一根黑色排水管，旁边是红白围栏",
        }
    }

    fn draw(self, name: &str, phase: Phase) -> Result<Pictures> {
        let mut canvas = Canvas::new()?;
        let after = phase == Phase::After;
        // What stays the same before and after is thrown alike.
        let (mut shape, mut wear) = (Dice::of("shape", name), Dice::of("wear", name));
        let (c, s, w) = (&mut canvas, &mut shape, &mut wear);
        match self {
            Self::Facade => houses::facade(c, after, s, w),
            Self::Roof => houses::roof(c, after, s, w),
            Self::Stairwell => houses::stairwell(c, after, s, w),
            Self::Road => grounds::road(c, after, s, w),
            Self::Park => grounds::park(c, after, s, w),
            Self::Creek => grounds::creek(c, after, s, w),
            Self::Trench => grounds::trench(c, s, w),
        }
        letters::sign(&mut canvas);
        picture::make(canvas.finish())
    }
}

/// A finished project of the demonstration.
#[derive(Clone, Queryable)]
struct Finished {
    id: i64,
    number: String,
    kind: String,
    started: NaiveDate,
    finished: NaiveDate,
}

/// One picture before it is drawn.
struct Plan {
    scene: Scene,
    /// What its throws are named after.
    name: String,
    row: MediaRow,
}

/// Draws the pictures of the demonstration and puts them in, inside the caller's write transaction; gives how many.
///
/// # Errors
/// Those of the database and of the disk.
pub fn hang(conn: &mut Conn, written: &mut Written<'_>, now: DateTime<Utc>) -> Result<usize> {
    let mut plans = plans(conn, now.naive_utc())?;
    let drawn = draw(&plans)?;
    for (plan, pictures) in plans.iter_mut().zip(drawn) {
        written.add(&pictures)?;
        let pixels = |n| i32::try_from(n).map_err(Error::internal);
        (plan.row.width, plan.row.height) = (pixels(pictures.width)?, pixels(pictures.height)?);
        plan.row.sha256 = pictures.sha256;
    }
    let rows: Vec<MediaRow> = plans.into_iter().map(|plan| plan.row).collect();
    store::insert(conn, &rows)?;
    db::touch(conn)?;
    Ok(rows.len())
}

fn plans(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<Plan>> {
    let finished = projects::table
        .filter(projects::is_demo)
        .filter(projects::is_published)
        .filter(projects::actual_start.is_not_null())
        .filter(projects::actual_finish.is_not_null())
        .order((projects::is_showcase.desc(), projects::number.desc()));
    let mut left: Vec<Finished> = finished
        .select((
            projects::id,
            projects::number,
            projects::kind_code,
            projects::actual_start.assume_not_null(),
            projects::actual_finish.assume_not_null(),
        ))
        .load(conn)?;
    let (mut plans, mut ids) = (Vec::new(), Ids::of(11));
    for (kinds, most, scenes) in SHOWN {
        for _ in 0..most {
            let Some(at) = left.iter().position(|p| kinds.contains(&p.kind.as_str())) else { break };
            let project = left.remove(at);
            let building: Option<String> = project_buildings::table
                .inner_join(buildings::table.on(buildings::id.eq(project_buildings::building_id)))
                .filter(project_buildings::project_id.eq(project.id))
                .order((buildings::seq, buildings::id))
                .select(buildings::label)
                .first(conn)
                .optional()?;
            for scene in scenes {
                let phases =
                    if *scene == Scene::Trench { &[Phase::Concealed][..] } else { &[Phase::Before, Phase::After] };
                plans.extend(phases.iter().map(|p| plan(&project, *scene, *p, building.as_deref(), ids.next(), now)));
            }
        }
    }
    Ok(plans)
}

fn plan(project: &Finished, scene: Scene, phase: Phase, building: Option<&str>, id: i64, now: NaiveDateTime) -> Plan {
    let name = format!("{}/{}", project.number, <&str>::from(scene));
    let phase_code: &str = phase.into();
    let mut dice = Dice::of("taken", &format!("{name}/{phase_code}"));
    let days = |low: i64, high: i64, dice: &mut Dice| Days::new(dice.between(low, high).unsigned_abs());
    let day = match phase {
        Phase::Before => project.started - days(8, 40, &mut dice),
        Phase::After => project.finished + days(2, 14, &mut dice),
        Phase::During | Phase::Concealed => project.started + days(10, 20, &mut dice),
    };
    let minutes = u32::try_from(dice.between(0, 59)).unwrap_or(0);
    // Ten in the morning in Shanghai.
    let taken_at = day.and_hms_opt(2, minutes, 0).map(|at| at.min(now));
    let viewpoint = scene.viewpoint(building);
    let when = match phase {
        Phase::Before => "改造前",
        Phase::After => "改造后",
        Phase::During => "施工中",
        Phase::Concealed => "隐蔽工程",
    };
    let row = MediaRow {
        id,
        project_id: project.id,
        phase: Code(phase),
        building: building.map(str::to_owned),
        alt: Some(format!("示例图，{viewpoint}，{when}：{}。", scene.words(phase))),
        viewpoint: Some(viewpoint),
        taken_at,
        sha256: String::new(),
        width: 0,
        height: 0,
        // Nothing was handed in: the name of what was drawn.
        source_sha256: hexadecimal(&Sha256::digest(format!("demo/{name}/{phase_code}"))),
        is_published: true,
        is_demo: true,
        created_at: now,
        updated_at: now,
        created_by: None,
        version: 1,
    };
    Plan { scene, name, row }
}

/// Draws on all cores; in the order of the plans.
fn draw(plans: &[Plan]) -> Result<Vec<Pictures>> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((n, plan)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, plans.get(n)?))) {
            let pictures = plan.scene.draw(&plan.name, plan.row.phase.0);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((n, pictures));
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| (0..cores.min(plans.len())).for_each(|_| drop(scope.spawn(work))));
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, pictures)| pictures).collect()
}
