//! Contact cards of the invented town 示例联系卡: one for each grid and community, written by the community and read over by
//! the street. Duties and telephones that nobody can have; no names, for nobody invented can agree to be named.

use chrono::{DateTime, TimeDelta, Utc};
use shared::areas::AreaLevel;
use shared::contact_cards::{CardCommand, CardForm};
use shared::id::AreaId;
use shared::people::Role;

use super::staff::Staff;
use crate::areas::store::AreaRow;
use crate::areas::tree::AreaTree;
use crate::contact_cards::staff as desk;
use crate::db::Conn;
use crate::error::Result;

/// Days ago on which the first cards came into use.
const FIRST_DAYS: i64 = 300;
/// Grids whose card was replaced since, counted from the first, and how many days ago.
const REPLACED: [(usize, i64); 2] = [(0, 40), (4, 12)];

/// Writes them and puts them into use.
///
/// # Errors
/// Those of the database.
pub(super) fn issue(conn: &mut Conn, tree: &AreaTree, staff: &Staff, now: DateTime<Utc>) -> Result<()> {
    let mut areas: Vec<&AreaRow> =
        tree.rows().iter().filter(|row| row.is_demo && row.area_level.0 >= AreaLevel::Community).collect();
    areas.sort_by_key(|row| (row.area_level.0 == AreaLevel::Community, row.id));
    for (n, area) in areas.iter().enumerate() {
        one(conn, tree, staff, area, n, now - TimeDelta::days(FIRST_DAYS))?;
        if let Some((_, ago)) = REPLACED.iter().find(|(place, _)| *place == n) {
            one(conn, tree, staff, area, n + 500, now - TimeDelta::days(*ago))?;
        }
    }
    Ok(())
}

fn one(conn: &mut Conn, tree: &AreaTree, staff: &Staff, area: &AreaRow, n: usize, now: DateTime<Utc>) -> Result<()> {
    let is_grid = area.area_level.0 == AreaLevel::Grid;
    let path = tree.path(area.id);
    let of = |level| path.iter().find(|row| row.area_level.0 == level);
    let id = |level| of(level).map_or(area.id, |row| row.id);
    let street = of(AreaLevel::Street).map(|row| row.name.trim_end_matches("街道").to_owned());
    let community = id(AreaLevel::Community).unsigned_abs() % 100;
    let (title, duties) = if is_grid {
        ("网格员", "走访入户、受理点单、陪同上门、反映问题；夜间急事请打社区值班电话。")
    } else {
        ("社区值班", "受理点单、派单、开具材料、调解纠纷；节假日有人值班。")
    };
    let form = CardForm {
        area: AreaId(area.id),
        duty_title: title.to_owned(),
        display_name: None,
        has_consent: false,
        duty_phone: format!("0714-0000{n:03}"),
        duties: Some(duties.to_owned()),
        community_phone: Some(format!("0714-00009{community:02}")),
        police_name: street.as_ref().map(|street| format!("{street}派出所")),
        police_phone: Some("0714-0000110".to_owned()),
        property_name: Some("示例物业公司".to_owned()),
        property_phone: Some("0714-0000800".to_owned()),
        hotline: "12345".to_owned(),
    };
    let writer = staff.at(Role::CommunityAdmin, id(AreaLevel::Community), 0)?;
    let publisher = staff.at(Role::StreetOfficer, id(AreaLevel::Street), 0)?;
    let token = |what: &str| format!("demo-card-{what}-{n}");
    let card = desk::write(conn, writer, tree, form, token("write"), now)?;
    let command = CardCommand::Publish { version: card.version, client_token: token("publish") };
    desk::turn(conn, publisher, card, true, &command, now + TimeDelta::hours(2))
}
