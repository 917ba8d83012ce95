//! A row of the list of outage notices 停水停电等通知.

use chrono::NaiveDateTime;

use super::cells::{flag, name, number, one_of};
use super::moments::minute;
use super::projects::{Place, place};
use super::words::{half_width, names, trimmed};
use super::{Cells, Field, Words};
use crate::outages::OutageKind;

/// Columns without which there is no notice.
pub const NEEDED: &[&[Field]] =
    &[&[Field::Kind], &[Field::Compounds], &[Field::StartsAt], &[Field::EndsAt], &[Field::Reason], &[Field::Source]];

const KINDS: &[(OutageKind, &[&str])] = &[
    (OutageKind::Water, &["停水", "water"]),
    (OutageKind::Power, &["停电", "power"]),
    (OutageKind::Gas, &["停气", "gas", "停燃气"]),
    (OutageKind::Heat, &["停暖", "heat", "停供暖"]),
    (OutageKind::Road, &["道路", "road", "道路封闭", "封路"]),
    (OutageKind::Parking, &["停车", "parking", "停车受限"]),
    (OutageKind::Noise, &["噪声", "noise", "噪音"]),
    (OutageKind::NightWork, &["夜间施工", "night_work"]),
];

/// Characters of a reason or an alternative at most: it is read on a door.
const SENTENCE: usize = 300;
/// Characters of a building's label at most.
const LABEL: usize = 30;
/// Days of one notice at most: a wrong year would hang in every list for ever.
const LONGEST_DAYS: i64 = 366;
/// Buildings of one notice at most.
const BUILDINGS: usize = 200;

/// One notice as a list describes it.
#[derive(Clone, Debug)]
pub struct OutageEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// What is off or blocked.
    pub kind: OutageKind,
    /// Where the compound lies, as far as the row says.
    pub place: Place,
    /// Name of the compound.
    pub compound: String,
    /// Buildings; none means the whole compound.
    pub buildings: Vec<String>,
    /// Start, UTC.
    pub starts_at: NaiveDateTime,
    /// End, UTC; after the start.
    pub ends_at: NaiveDateTime,
    /// When it was over, UTC; not before the start.
    pub actual_end: Option<NaiveDateTime>,
    /// Why.
    pub reason: String,
    /// What helps meanwhile.
    pub alternative: Option<String>,
    /// Whom to call.
    pub phone: Option<String>,
    /// Number of the project.
    pub number: Option<String>,
    /// Who announced it.
    pub source: String,
    /// When, UTC.
    pub published_at: Option<NaiveDateTime>,
    /// Why it could not be announced earlier.
    pub emergency: Option<String>,
    /// Not so where it is taken back.
    pub is_published: bool,
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>) -> Option<OutageEntry> {
    let kind = cells.required(Field::Kind, |t| one_of(t, KINDS));
    let community = cells.text(Field::Community);
    let place = place(cells, community);
    let compound = cells.required(Field::Compounds, only);
    let buildings = cells.read(Field::Building, buildings).unwrap_or_default();
    let starts_at = cells.required(Field::StartsAt, minute);
    let ends_at = cells.required(Field::EndsAt, minute);
    let actual_end = cells.read(Field::ActualEnd, minute);
    if starts_at.zip(ends_at).is_some_and(|(start, end)| end <= start) {
        let words = Words::new("结束不晚于开始，请核对", "the end is not after the start: check both");
        cells.refuse_both([Field::StartsAt, Field::EndsAt], words);
        return None;
    }
    if starts_at.zip(ends_at).is_some_and(|(start, end)| (end - start).num_days() > LONGEST_DAYS) {
        let words = Words::new(
            format!("超过 {LONGEST_DAYS} 天，多半是年份写错了；真有这么久，请分成几个通知"),
            format!("longer than {LONGEST_DAYS} days, so the year may be wrong; if it is true, make several notices"),
        );
        cells.refuse_both([Field::StartsAt, Field::EndsAt], words);
        return None;
    }
    if starts_at.zip(actual_end).is_some_and(|(start, end)| end < start) {
        let words = Words::new("实际结束早于开始，请核对", "it was over before it began: check both");
        cells.refuse_both([Field::StartsAt, Field::ActualEnd], words);
        return None;
    }
    let reason = cells.required(Field::Reason, sentence);
    let alternative = cells.read(Field::Alternative, sentence);
    let source = cells.required(Field::Source, name);
    let emergency = cells.read(Field::Emergency, sentence);
    Some(OutageEntry {
        row: cells.row(),
        place,
        buildings,
        actual_end,
        alternative,
        phone: cells.text(Field::Phone),
        number: cells.read(Field::Number, number),
        published_at: cells.read(Field::PublishedAt, minute),
        emergency,
        is_published: cells.read(Field::Published, flag).unwrap_or(true),
        // Last, so that a row without them is told all its other problems too.
        kind: kind?,
        compound: compound?,
        starts_at: starts_at?,
        ends_at: ends_at?,
        reason: reason?,
        source: source?,
    })
}

/// The name of the one compound that a row concerns.
pub(super) fn only(text: &str) -> Result<String, Words> {
    let mut all = names(text);
    match (all.pop(), all.is_empty()) {
        (Some(one), true) => name(&one),
        _ => Err(Words::new(
            "一行只写一个小区：几个小区的通知请分成几行",
            "one compound for each row: a notice for several takes several rows",
        )),
    }
}

/// Labels set apart by 、 , or ; in the order in which they are written. 全小区 is all of them.
fn buildings(text: &str) -> Result<Vec<String>, Words> {
    let text = half_width(text);
    let mut labels: Vec<String> = Vec::new();
    for label in text.split(['、', ',', ';', '\n']).map(trimmed).filter(|l| !l.is_empty()) {
        if label.chars().count() > LABEL {
            return Err(Words::new(
                "楼栋太长：只写楼号，用顿号隔开，如 3栋、4栋",
                "a building is too long: write labels only, such as 3栋、4栋",
            ));
        }
        if !labels.iter().any(|l| l == label) {
            labels.push(label.to_owned());
        }
    }
    if matches!(labels.as_slice(), [one] if matches!(one.as_str(), "全小区" | "全部" | "整个小区" | "全体"))
    {
        labels.clear();
    }
    if labels.len() > BUILDINGS {
        return Err(Words::new(
            format!("最多 {BUILDINGS} 栋；全小区都受影响就空着"),
            format!("at most {BUILDINGS} buildings; leave it empty where it is the whole compound"),
        ));
    }
    Ok(labels)
}

fn sentence(text: &str) -> Result<String, Words> {
    let text = trimmed(text);
    if text.chars().count() > SENTENCE {
        return Err(Words::new(
            format!("最多 {SENTENCE} 个字，请写短些"),
            format!("at most {SENTENCE} characters: shorten it"),
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buildings_are_set_apart_by_any_sign_and_the_whole_compound_has_none() {
        assert_eq!(buildings("3栋、 4栋，５栋;3栋").unwrap(), ["3栋", "4栋", "5栋"]);
        assert_eq!(buildings("全小区").unwrap(), Vec::<String>::new());
        assert!(buildings("三栋四栋五栋门口一直到菜场那一片全部都停水请大家提前接水谢谢大家的理解和支持").is_err());
    }

    #[test]
    fn a_row_concerns_one_compound() {
        assert_eq!(only("甲小区").as_deref(), Ok("甲小区"));
        assert!(only("甲小区；乙小区").is_err());
    }
}
