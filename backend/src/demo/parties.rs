//! Invented organisations: who pays, draws, builds and watches. Every name begins with 示例.

use chrono::NaiveDateTime;
use shared::projects::ProjectStatus;

use super::cast::Part;
use super::dice::{Dice, Ids};
use super::town::Community;
use crate::organizations::store::OrganizationRow;
use crate::projects::store::MemberRow;

/// A number nobody can have.
pub(super) const PHONE: &str = "000-0000-0000（示例）";

const CLIENTS: &[&str] = &["示例城市更新公司", "示例城建公司"];
const DESIGNERS: &[&str] = &["示例建筑设计院", "示例市政设计院"];
const BUILDER: &str = "示例建筑公司";
const CONTRACTORS: &[&str] =
    &[BUILDER, "示例市政工程公司", "示例安装公司", "示例园林公司", "示例防水公司", "示例路桥公司"];
const SUPERVISORS: &[&str] = &["示例监理公司", "示例工程咨询公司"];
const PROPERTIES: &[&str] = &["示例物业公司", "示例家园物业公司"];
const FORMER_OWNERS: &[&str] = &["示例机械厂", "示例航运公司", "示例纺织机件厂", "示例建材厂", "示例粮油公司"];

/// Who draws what.
fn designers(kind: &str) -> &'static [&'static str] {
    match contractors(kind) {
        [BUILDER, ..] | [_, BUILDER] => &DESIGNERS[..1],
        _ => &DESIGNERS[1..],
    }
}

/// Who builds what: a gardener no bridge.
fn contractors(kind: &str) -> &'static [&'static str] {
    match kind {
        "old_compound_renovation" => &[BUILDER, "示例防水公司"],
        "waste_transfer" | "waste_sorting" => &["示例安装公司", BUILDER],
        "rain_sewage_pipes" | "sewer_renewal" | "utility_pipes" | "waterway" | "flood_drainage" | "area_upgrade" => {
            &["示例市政工程公司"]
        }
        "back_street" | "road_widening" | "interchange" | "footbridge" => &["示例路桥公司"],
        "pocket_park" | "city_park" => &["示例园林公司"],
        _ => &[BUILDER],
    }
}

/// The organisations of the demonstration.
pub(super) struct Parties {
    /// Their rows.
    pub(super) rows: Vec<OrganizationRow>,
}

/// Groups in the order of their rows: kind, names.
const GROUPS: &[(&str, &[&str])] = &[
    ("client", CLIENTS),
    ("designer", DESIGNERS),
    ("contractor", CONTRACTORS),
    ("supervisor", SUPERVISORS),
    ("property", PROPERTIES),
    ("other", FORMER_OWNERS),
];

impl Parties {
    /// Firms, and one office for each street and community of `town`.
    pub(super) fn build(town: &[Community], streets: &[(i64, String)], ids: &mut Ids, now: NaiveDateTime) -> Self {
        let mut rows = Vec::new();
        let mut add = |name: String, org_type: &str, area_id| {
            rows.push(OrganizationRow {
                id: ids.next(),
                name,
                org_type: org_type.to_owned(),
                area_id,
                public_phone: None,
                credit_code: None,
                is_demo: true,
                created_at: now,
                updated_at: now,
                created_by: None,
                version: 1,
            });
        };
        for (org_type, names) in GROUPS {
            names.iter().for_each(|name| add((*name).to_owned(), org_type, None));
        }
        streets.iter().for_each(|(id, name)| add(format!("{name}办事处"), "street_office", Some(*id)));
        town.iter().for_each(|c| add(format!("示例{}社区居委会", c.name), "community_committee", Some(c.id)));
        Self { rows }
    }

    fn one_of(&self, org_type: &str, dice: &mut Dice) -> i64 {
        let ids: Vec<i64> = self.rows.iter().filter(|r| r.org_type == org_type).map(|r| r.id).collect();
        *dice.pick(&ids)
    }

    fn named(&self, names: &[&str], dice: &mut Dice) -> i64 {
        let ids: Vec<i64> = self.rows.iter().filter(|r| names.contains(&r.name.as_str())).map(|r| r.id).collect();
        *dice.pick(&ids)
    }

    /// A works that once owned the homes of its workers.
    pub(super) fn former_owner(&self, dice: &mut Dice) -> i64 {
        self.one_of("other", dice)
    }

    fn of_area(&self, area: i64) -> Option<i64> {
        self.rows.iter().find(|r| r.area_id == Some(area)).map(|r| r.id)
    }

    /// Who has a part in a project by the time it is in `status`: firms come with the award.
    pub(super) fn members(
        &self,
        project: i64,
        part: &Part,
        areas: [i64; 2],
        dice: &mut Dice,
        ids: &mut Ids,
        now: NaiveDateTime,
    ) -> Vec<MemberRow> {
        use ProjectStatus::{Approved, Cancelled, Deferred, Draft, HandedOver, InMaintenance, Ready, Tendering};
        let status = part.status;
        let stopped = matches!(status, Draft | Cancelled | Deferred);
        // Nobody draws or builds where homes are let.
        let approved = status >= Approved && !stopped && part.kind != "public_rental";
        let awarded = approved && !matches!(status, Approved | Tendering);
        let mut parties: Vec<(i64, &str)> = vec![(self.one_of("client", dice), "client")];
        if approved {
            parties.push((self.named(designers(&part.kind), dice), "designer"));
        }
        if awarded && status >= Ready {
            parties.push((self.named(contractors(&part.kind), dice), "contractor"));
            parties.push((self.one_of("supervisor", dice), "supervisor"));
        }
        if matches!(status, HandedOver | InMaintenance) {
            parties.push((self.one_of("property", dice), "property"));
        }
        let offices = areas.into_iter().zip(["street", "community"]);
        parties.extend(offices.filter_map(|(area, member_type)| Some((self.of_area(area)?, member_type))));
        let member = |(org_id, member_type): (i64, &str)| MemberRow {
            id: ids.next(),
            project_id: project,
            org_id,
            member_type: member_type.to_owned(),
            duty_phone: matches!(member_type, "contractor" | "community").then(|| PHONE.to_owned()),
            shown_publicly: true,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
        };
        parties.into_iter().map(member).collect()
    }
}
