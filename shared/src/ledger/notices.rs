//! A row of the list of notices 公示与公告.

use chrono::{NaiveDate, NaiveDateTime};

use super::cells::{date, flag, name, number, one_of};
use super::moments::moment;
use super::outages::only;
use super::projects::{Place, place};
use super::words::trimmed;
use super::{Cells, Field, Words};
use crate::notices::NoticeKind;
use crate::time::date_of;

/// Columns without which there is no notice.
pub const NEEDED: &[&[Field]] =
    &[&[Field::Kind], &[Field::Title], &[Field::Body], &[Field::Author], &[Field::PublishedAt]];

const KINDS: &[(NoticeKind, &[&str])] = &[
    (NoticeKind::Publicity, &["公示", "publicity", "方案公示"]),
    (NoticeKind::Announcement, &["公告", "announcement", "通告"]),
    (NoticeKind::Result, &["结果", "result", "结果公布"]),
    (NoticeKind::News, &["动态", "news", "新闻"]),
    (NoticeKind::Qa, &["问答", "qa"]),
];

/// Characters of a text at most.
const BODY: usize = 20_000;

/// One notice as a list describes it.
#[derive(Clone, Debug)]
pub struct NoticeEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// What sort.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// The area, or where the compound lies.
    pub place: Place,
    /// Name of the compound it concerns.
    pub compound: Option<String>,
    /// Number of the project it concerns.
    pub number: Option<String>,
    /// Office that wrote it.
    pub author: String,
    /// Where it was first published; that office where nobody says otherwise.
    pub source: String,
    /// Whom to call.
    pub phone: Option<String>,
    /// When, UTC; midnight in Shanghai where only the day is known.
    pub published_at: NaiveDateTime,
    /// Last day for objections; a publicity has one, no other notice does.
    pub publicity_until: Option<NaiveDate>,
    /// Not so where it is taken back.
    pub is_published: bool,
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>) -> Option<NoticeEntry> {
    let kind = cells.required(Field::Kind, |t| one_of(t, KINDS));
    let title = cells.required(Field::Title, name);
    let body = cells.required(Field::Body, text);
    let community = cells.text(Field::Community);
    let place = place(cells, community);
    let compound = cells.read(Field::Compounds, only);
    let number = cells.read(Field::Number, number);
    let author = cells.required(Field::Author, name);
    let source = cells.read(Field::Source, name);
    let phone = cells.text(Field::Phone);
    let published_at = cells.required(Field::PublishedAt, moment);
    let publicity_until = until(cells, kind, published_at)?;
    let author = author?;
    Some(NoticeEntry {
        row: cells.row(),
        place,
        compound,
        number,
        phone,
        publicity_until,
        is_published: cells.read(Field::Published, flag).unwrap_or(true),
        source: source.unwrap_or_else(|| author.clone()),
        author,
        // Last, so that a row without them is told all its other problems too.
        kind: kind?,
        title: title?,
        body: body?,
        published_at: published_at?,
    })
}

/// The last day for objections; `None` when it is wrong or missing.
fn until(
    cells: &mut Cells<'_>,
    kind: Option<NoticeKind>,
    published: Option<NaiveDateTime>,
) -> Option<Option<NaiveDate>> {
    match (kind, cells.text(Field::PublicityUntil)) {
        (Some(NoticeKind::Publicity), None) => {
            let words = Words::new(
                "公示要写明截止日期：写到哪一天为止可以提意见",
                "a publicity needs its last day: until when may people object",
            );
            cells.refuse(Field::PublicityUntil, words);
            None
        }
        (Some(NoticeKind::Publicity) | None, Some(_)) => {
            let day = cells.read(Field::PublicityUntil, date)?;
            if published.is_some_and(|at| day < date_of(at.and_utc())) {
                let words =
                    Words::new("公示截止早于发布，请核对", "the last day is before the publication: check both");
                cells.refuse_both([Field::PublishedAt, Field::PublicityUntil], words);
                return None;
            }
            Some(Some(day))
        }
        (Some(_), Some(_)) => {
            let words = Words::new(
                "只有公示才有截止日期：请空着，或把类型改成公示",
                "only a publicity has a last day: leave it empty, or make it a publicity",
            );
            cells.refuse(Field::PublicityUntil, words);
            None
        }
        (_, None) => Some(None),
    }
}

fn text(text: &str) -> Result<String, Words> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = trimmed(&text);
    if text.chars().count() > BODY {
        return Err(Words::new(
            format!("正文最多 {BODY} 个字，请写短些"),
            format!("at most {BODY} characters: shorten it"),
        ));
    }
    Ok(text.to_owned())
}
