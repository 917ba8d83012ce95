//! A district of 220,000 made-up projects as lists that `linxin import` reads: the way in which large data come.

use anyhow::{Context, Result};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// How many projects there are.
pub(crate) const PROJECTS: usize = 220_000;
const STREETS: usize = 12;
const COMMUNITIES: usize = 240;
/// Of each compound.
const PROJECTS_OF_ONE: usize = 4;

/// What a name is put together from; all begin with 示例, so that nobody takes them for places that exist.
const PARTS: [&str; 3] = [
    "东西南北中上下大小新老金银青红白黄绿蓝紫",
    "山湖河桥井园林村岗墩塘湾畈咀港桃李梅兰竹",
    "家门坡坪里苑庭巷街口台阁轩居府院楼塔亭坊",
];
const KINDS: [&str; 5] = ["老旧小区改造", "雨污分流管网", "背街小巷", "口袋公园", "黑臭水体与港渠治理"];
/// A state, whether works have begun, and whether they have a progress of their own.
const STATES: [(&str, bool, bool); 6] = [
    ("施工中", true, true),
    ("已立项", false, false),
    ("待开工", false, false),
    ("验收合格", true, false),
    ("招标采购", false, false),
    ("停工", true, true),
];

/// Writes the lists and gives what `linxin import` calls each, in the order in which they go in.
pub(crate) fn write(folder: &Path) -> Result<[(&'static str, PathBuf); 2]> {
    let lists = [("areas", folder.join("areas.csv")), ("projects", folder.join("projects.csv"))];
    for (what, path) in &lists {
        let out = File::create(path).with_context(|| format!("cannot make {}", path.display()))?;
        let mut out = BufWriter::new(out);
        let written = if *what == "areas" { areas(&mut out) } else { projects(&mut out) };
        written.and_then(|()| out.flush()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(lists)
}

fn street(of_community: usize) -> usize {
    of_community % STREETS + 1
}

fn areas(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "代码,名称,层级,上级,示例\n990100000000,示例大区,区,,是")?;
    for street in 1..=STREETS {
        writeln!(out, "9901{street:02}000000,示例街道{street:02},街道,示例大区,是")?;
    }
    for community in 0..COMMUNITIES {
        writeln!(out, ",示例社区{:03},社区,示例街道{:02},是", community + 1, street(community))?;
    }
    Ok(())
}

fn projects(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "编号,项目类型,项目名称,计划年度,街道,社区,小区,户数,项目状态,状态日期,形象进度,计划开工,计划竣工,实际开工,总投资（万元）,经度,纬度,示例"
    )?;
    // The same places on every machine: a plain congruential sequence scatters them.
    let mut dice = 2026_u64;
    let mut scatter = |from: f64, width: f64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + width * f64::from(u32::try_from(dice >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    };
    for n in 0..PROJECTS {
        let at = n / PROJECTS_OF_ONE;
        let community = at % COMMUNITIES;
        let compound = compound(at);
        let year = 2019 + n % 8;
        let (state, has_begun, has_progress) = STATES[n % STATES.len()];
        let began = if has_begun { format!("{year}-03-05") } else { String::new() };
        let progress = if has_progress { format!("{}%", n % 90) } else { String::new() };
        writeln!(
            out,
            "PRJ-{year}-{:04},{},{compound}改造,{year},示例街道{:02},示例社区{:03},{compound},{},{state},2026-{:02}-{:02},\
             {progress},{year}-03-01,{year}-12-20,{began},{},{:.6},{:.6},是",
            n / 8 + 1,
            KINDS[n % KINDS.len()],
            street(community),
            community + 1,
            100 + n % 900,
            1 + n % 6,
            1 + n % 28,
            100 + n % 700,
            scatter(115.0, 0.3),
            scatter(30.1, 0.2),
        )?;
    }
    Ok(())
}

/// The name of the compound `n`: three characters, and a number once all of those are taken.
fn compound(n: usize) -> String {
    let [first, second, third] = PARTS.map(|part| part.chars().collect::<Vec<_>>());
    let part = |of: &[char], at: usize| of[at % of.len()];
    let (a, b) = (first.len(), second.len());
    let again = n / (a * b * third.len());
    let again = if again == 0 { String::new() } else { again.to_string() };
    format!("示例{}{}{}{again}小区", part(&first, n), part(&second, n / a), part(&third, n / a / b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_compounds_have_one_name() {
        let names: HashSet<String> = (0..PROJECTS / PROJECTS_OF_ONE).map(compound).collect();
        assert_eq!(names.len(), PROJECTS / PROJECTS_OF_ONE);
    }
}
