//! What one row says of a project must agree: days in order, the state with days and percentage, positions converted once.

use chrono::NaiveDate;

use super::projects::ProjectEntry;
use super::{Cells, Field, Words};
use crate::geo::Crs;
use crate::projects::{ProjectStatus, StatusGroup};

/// Works that are finished, basis points.
const WHOLE: i32 = 10_000;

/// Refuses what contradicts itself. `crs` is the system in which the row's position was read.
pub(super) fn check(cells: &mut Cells<'_>, entry: &ProjectEntry, crs: Crs, today: NaiveDate) {
    let happened = [
        (Field::ActualStart, entry.actual_start),
        (Field::ActualFinish, entry.actual_finish),
        (Field::AcceptedOn, entry.accepted_on),
        (Field::StatusSince, entry.status_since),
    ];
    for (field, _) in happened.iter().filter(|(_, day)| day.is_some_and(|day| day > today)) {
        cells.refuse(
            *field,
            Words::new(
                format!("这一天还没有到（今天是 {today}），这里只写已经发生的：请核对年份，或清空这一格"),
                format!(
                    "this day is still to come (today is {today}), and only what has happened stands here: check the year or empty this cell"
                ),
            ),
        );
    }
    in_order(cells, Field::PlannedFinish, entry.planned_start, entry.planned_finish);
    in_order(cells, Field::ActualFinish, entry.actual_start, entry.actual_finish);
    let placed = entry.position.is_some() || entry.geometry.is_some();
    // Only what was exported has this column, and exported positions are WGS-84: an empty cell says that they always were.
    if placed && crs == Crs::Gcj02 && cells.layout().has(Field::CoordOrigin) {
        cells.refuse(
            Field::CoordOrigin,
            Words::new(
                "有这一列的清单，位置已经是 WGS-84，再换算一次会偏几百米：请去掉 --crs gcj02（或映射里的 crs、“坐标系”一列）；位置真是 GCJ-02 的，请删去“原始坐标系”一列",
                "a list with this column has its positions in WGS-84 already, a second conversion would move them by hundreds of metres: \
                 leave out --crs gcj02 (or crs in the mapping, or the column 坐标系); if they really are GCJ-02, remove the column 原始坐标系",
            ),
        );
    }
    let Some(status) = entry.status else { return };
    match status.group() {
        StatusGroup::Planned => {
            let begun = [(Field::ActualStart, entry.actual_start), (Field::ActualFinish, entry.actual_finish)];
            for (field, day) in begun {
                if day.is_some() {
                    cells.refuse(field, not_begun(status));
                }
            }
            if entry.works_progress_bp.is_some_and(|bp| bp > 0) {
                cells.refuse(Field::WorksProgress, not_begun(status));
            }
        }
        StatusGroup::Done if entry.works_progress_bp.is_some_and(|bp| bp < WHOLE) => cells.refuse(
            Field::WorksProgress,
            Words::new(
                format!("状态“{}”说已经完工，进度却不到 100%：请改其中一个", status.zh()),
                format!("the state {} says finished, the progress is below 100 %: correct one of the two", status.zh()),
            ),
        ),
        _ => {}
    }
}

fn not_begun(status: ProjectStatus) -> Words {
    let status = status.zh();
    Words::new(
        format!("状态“{status}”说还没有开工，这里却已经开工：请改状态，或清空这一格"),
        format!("the state {status} says not begun, this cell says begun: correct the state or empty this cell"),
    )
}

fn in_order(cells: &mut Cells<'_>, field: Field, start: Option<NaiveDate>, finish: Option<NaiveDate>) {
    if let (Some(start), Some(finish)) = (start, finish)
        && finish < start
    {
        cells.refuse(
            field,
            Words::new(
                format!("竣工早于开工（{start}），请核对两个日期"),
                format!("the works end before they begin ({start}): check both dates"),
            ),
        );
    }
}
