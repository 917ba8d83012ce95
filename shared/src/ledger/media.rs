//! A row of the list of photographs 照片.

use chrono::NaiveDateTime;

use super::cells::{flag, number, one_of};
use super::moments::moment;
use super::words::trimmed;
use super::{Cells, Field, Words};
use crate::media::Phase;

/// Columns without which there is no photograph.
pub const NEEDED: &[&[Field]] = &[&[Field::Number], &[Field::File], &[Field::Phase], &[Field::Alt]];

const PHASES: &[(Phase, &[&str])] = &[
    (Phase::Before, &["改造前", "before", "前", "施工前"]),
    (Phase::During, &["施工中", "during", "改造中", "中"]),
    (Phase::After, &["改造后", "after", "后", "施工后", "竣工后", "完工后"]),
    (Phase::Concealed, &["隐蔽工程", "concealed", "隐蔽"]),
];

/// Characters of an alt text at most: a screen reader reads all of it.
const ALT: usize = 300;
/// Characters of a building or a viewpoint at most.
const PLACE: usize = 60;

/// One photograph as a list describes it.
#[derive(Clone, Debug)]
pub struct MediaEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// Number of the project.
    pub number: String,
    /// Path from the list's folder, with slashes; it does not leave the folder.
    pub file: String,
    /// When in the works it was taken.
    pub phase: Phase,
    /// Building.
    pub building: Option<String>,
    /// Where the camera stood.
    pub viewpoint: Option<String>,
    /// When it was taken, UTC.
    pub taken_at: Option<NaiveDateTime>,
    /// What it shows; there is one where it is published.
    pub alt: Option<String>,
    /// Whether the public may see it, once it may see the project.
    pub is_published: bool,
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>) -> Option<MediaEntry> {
    let number = cells.required(Field::Number, number);
    let file = cells.required(Field::File, path);
    let phase = cells.required(Field::Phase, |t| one_of(t, PHASES));
    let building = cells.read(Field::Building, |t| short(t, PLACE));
    let viewpoint = cells.read(Field::Viewpoint, |t| short(t, PLACE));
    let taken_at = cells.read(Field::TakenAt, moment);
    let is_published = cells.read(Field::Published, flag).unwrap_or(true);
    let name = file.as_deref().and_then(|f| f.rsplit('/').next()).map(str::to_owned);
    let alt = match cells.text(Field::Alt) {
        None if is_published => {
            cells.refuse(
                Field::Alt,
                Words::new(
                    "公开的照片必须写说明：用一句话写出照片里看得见什么，读屏软件会念给看不见的人听",
                    "a published photograph needs words: say in one sentence what can be seen, for those who cannot see it",
                ),
            );
            return None;
        }
        None => None,
        Some(_) => Some(cells.read(Field::Alt, |t| described(t, name.as_deref()))?),
    };
    Some(MediaEntry {
        row: cells.row(),
        building,
        viewpoint,
        taken_at,
        alt,
        is_published,
        number: number?,
        file: file?,
        phase: phase?,
    })
}

/// A path below the list's folder.
fn path(text: &str) -> Result<String, Words> {
    let path = text.replace('\\', "/");
    let good = !path.starts_with('/')
        && !path.contains(':')
        && !path.split('/').any(|part| part == ".." || part.is_empty() || part.chars().any(char::is_control));
    good.then_some(path).ok_or_else(|| {
        Words::new(
            "应为清单所在文件夹里的文件，如 photos/1.jpg，不能用 .. 或完整路径",
            "expected a file in the folder of the list, such as photos/1.jpg, without .. and not from the root",
        )
    })
}

fn short(text: &str, most: usize) -> Result<String, Words> {
    let text = trimmed(text);
    if text.chars().count() > most {
        return Err(Words::new(
            format!("最多 {most} 个字，请写短些"),
            format!("at most {most} characters: shorten it"),
        ));
    }
    Ok(text.to_owned())
}

/// Words that say what is seen; the name of the file says nothing.
fn described(text: &str, file: Option<&str>) -> Result<String, Words> {
    let text = short(text, ALT)?;
    let stem = |name: &str| name.rsplit_once('.').map_or(name.to_owned(), |(stem, _)| stem.to_owned());
    let says_nothing = file.is_some_and(|f| f == text || stem(f) == text) || text.chars().count() < 2;
    if says_nothing {
        return Err(Words::new(
            "没有说出照片里看得见什么，请写一句话，如“3栋西墙，墙皮脱落”",
            "does not say what can be seen: write a sentence, such as \"west wall of house 3, plaster falling off\"",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_folder_of_the_list() {
        assert_eq!(path("photos\\1.jpg").as_deref(), Ok("photos/1.jpg"));
        for text in ["../1.jpg", "/etc/passwd", "C:\\1.jpg", "a/../../1.jpg", "a//1.jpg", "\\\\host\\1.jpg"] {
            assert!(path(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_file_describes_nothing() {
        for text in ["IMG_1.jpg", "IMG_1", "墙"] {
            assert!(described(text, Some("IMG_1.jpg")).is_err(), "{text}");
        }
        assert!(described("3栋西墙，墙皮脱落", Some("IMG_1.jpg")).is_ok());
    }
}
