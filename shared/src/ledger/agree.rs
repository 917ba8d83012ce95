//! What one row says of a project must agree: days in order, the state with days and percentage, positions converted once.

use chrono::NaiveDate;

use super::projects::ProjectEntry;
use super::{Cells, Field, Words};
use crate::geo::Crs;
use crate::projects::StatusGroup;

/// Works that are finished, basis points.
const WHOLE: i32 = 10_000;

/// Refuses what contradicts itself. `crs` is the system in which the row's position was read.
pub(super) fn check(cells: &mut Cells<'_>, entry: &ProjectEntry, crs: Crs) {
    in_order(cells, Field::PlannedFinish, entry.planned_start, entry.planned_finish);
    in_order(cells, Field::ActualFinish, entry.actual_start, entry.actual_finish);
    let placed = entry.position.is_some() || entry.geometry.is_some();
    if placed && crs == Crs::Gcj02 && cells.text(Field::CoordOrigin).is_some() {
        cells.refuse(
            Field::CoordOrigin,
            Words::new(
                "这一行的位置换算过了，再换算一次会偏几百米：请去掉 --crs gcj02",
                "this position was converted already, a second time would move it by hundreds of metres: leave out --crs gcj02",
            ),
        );
    }
    match entry.status.map(crate::projects::ProjectStatus::group) {
        Some(StatusGroup::Planned) => {
            let begun = [(Field::ActualStart, entry.actual_start), (Field::ActualFinish, entry.actual_finish)];
            for (field, day) in begun {
                if day.is_some() {
                    cells.refuse(field, not_begun());
                }
            }
            if entry.works_progress_bp.is_some_and(|bp| bp > 0) {
                cells.refuse(Field::WorksProgress, not_begun());
            }
        }
        Some(StatusGroup::Done) if entry.works_progress_bp.is_some_and(|bp| bp < WHOLE) => cells.refuse(
            Field::WorksProgress,
            Words::new(
                "状态说已经完工，进度却不到 100%：请改其中一个",
                "the state says finished, the progress is below 100 %: correct one of the two",
            ),
        ),
        _ => {}
    }
}

fn not_begun() -> Words {
    Words::new(
        "状态说还没有开工，这里却已经开工：请改状态，或清空这一格",
        "the state says not begun, this cell says begun: correct the state or empty this cell",
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
