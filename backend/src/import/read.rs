//! A file's bytes into lines of text: CSV and GeoJSON in the encodings that occur, and the spreadsheets offices send.

use std::io::Cursor;

use calamine::{Data, Reader as _, Sheets};
use encoding_rs::{Encoding, GB18030, UTF_8};
use shared::geo::Crs;
use shared::ledger::{Line, Lines, Problem, Words, cells, csv, geojson};

/// A file as lines, and what it says of all of them.
pub struct Table {
    /// The lines.
    pub lines: Lines,
    /// System of the positions, where the file names it.
    pub crs: Option<Crs>,
    /// The lines are features of a map: the header is number 0, the first feature number 1.
    pub is_of_features: bool,
}

/// Reads `file`: a spreadsheet by its first bytes, else text in `encoding`, or in what its bytes say: a byte order mark,
/// strict UTF-8, strict GB18030. Text that begins like JSON is GeoJSON.
///
/// # Errors
/// Why it cannot be read, and what to do.
pub fn table(file: &[u8], sheet: Option<&str>, encoding: Option<&str>) -> Result<Table, Box<Problem>> {
    let is_workbook = file.starts_with(b"PK\x03\x04") || file.starts_with(b"\xd0\xcf\x11\xe0");
    let plain = |lines| Table { lines, crs: None, is_of_features: false };
    let table = if is_workbook {
        plain(workbook(file, sheet).map_err(Problem::of_file)?)
    } else {
        let text = text(file, encoding).map_err(Problem::of_file)?;
        if geojson::is_json(&text) {
            let features = geojson::split(&text)?;
            Table { lines: features.lines, crs: features.crs, is_of_features: true }
        } else {
            plain(csv::split(&text).map_err(|(row, words)| Problem::of_row(row, words))?)
        }
    };
    if table.lines.is_empty() {
        return Err(Box::new(Problem::of_file(Words::new("文件是空的", "the file is empty"))));
    }
    Ok(table)
}

fn text(file: &[u8], encoding: Option<&str>) -> Result<String, Words> {
    if let Some(label) = encoding {
        let found = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            Words::new(
                format!("不认识编码“{label}”，可用 utf-8、gb18030、gbk、big5、utf-16le"),
                format!("unknown encoding \"{label}\"; known are utf-8, gb18030, gbk, big5, utf-16le and more"),
            )
        })?;
        return decoded(found, found_without_mark(found, file)).ok_or_else(|| {
            Words::new(
                format!("文件不是 {} 编码，请去掉 --encoding 或换一个", found.name()),
                format!("the file is not in {}: leave --encoding out or name another", found.name()),
            )
        });
    }
    if let Some((found, length)) = Encoding::for_bom(file) {
        return decoded(found, &file[length..]).ok_or_else(|| {
            Words::new(
                format!("文件开头说是 {} 编码，内容却不是，可能已损坏，请重新导出", found.name()),
                format!(
                    "the file begins as {} but goes on differently: it may be damaged, export it again",
                    found.name()
                ),
            )
        });
    }
    decoded(UTF_8, file).or_else(|| decoded(GB18030, file)).ok_or_else(|| {
        Words::new(
            "既不是 UTF-8 也不是 GB18030 编码：请用 --encoding 指明，或在表格软件里另存为“CSV UTF-8”",
            "neither UTF-8 nor GB18030: name the encoding with --encoding, or save it as \"CSV UTF-8\"",
        )
    })
}

fn found_without_mark<'a>(encoding: &'static Encoding, file: &'a [u8]) -> &'a [u8] {
    match Encoding::for_bom(file) {
        Some((found, length)) if found == encoding => &file[length..],
        _ => file,
    }
}

/// Strictly: one wrong byte and it is another encoding. A NUL byte is in no text.
fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.contains('\0')).then(|| text.into_owned())
}

fn workbook(file: &[u8], sheet: Option<&str>) -> Result<Lines, Words> {
    let broken = |e: &dyn std::fmt::Display| {
        Words::new(
            format!("表格打不开（{e}）：请在表格软件里另存为 .xlsx 或“CSV UTF-8”，有密码的先去掉密码"),
            format!("the spreadsheet cannot be opened ({e}): save it as .xlsx or \"CSV UTF-8\", without a password"),
        )
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(file)).map_err(|e| broken(&e))?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|n| n.trim() == wanted.trim()).ok_or_else(|| {
            let all = names.join("、");
            Words::new(format!("没有工作表“{wanted}”，有：{all}"), format!("there is no sheet \"{wanted}\", but {all}"))
        })?,
        None => names.first().ok_or_else(|| broken(&"no sheet"))?,
    };
    let range = book.worksheet_range(name).map_err(|e| broken(&e))?;
    // Only of .xlsx does the reader know how numbers are shown.
    let styles = if matches!(book, Sheets::Xlsx(_)) { book.worksheet_style(name).ok() } else { None };
    let shows_percent = |row: u32, column: u32| {
        let format = styles.as_ref().and_then(|s| s.get((row, column))?.number_format.as_ref());
        format.is_some_and(|f| is_percent(&f.format_code))
    };
    let (top, left) = range.start().unwrap_or_default();
    let mut lines = Vec::new();
    for (row, values) in (top..).zip(range.rows()) {
        let mut cells = vec![String::new(); usize::try_from(left).unwrap_or_default()];
        cells.extend((left..).zip(values).map(|(column, value)| match value {
            Data::Float(number) if shows_percent(row, column) => format!("{}%", decimal(number * 100.0)),
            Data::Int(number) if shows_percent(row, column) => format!("{}%", number.saturating_mul(100)),
            value => written(value),
        }));
        let line = Line { number: row + 1, cells, is_unformatted: styles.is_none() };
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Whether a number format multiplies by a hundred: 0.0% does, 0"%" and 0\% only write the sign.
fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            // The next character is written as it is.
            '\\' | '_' | '*' if !quoted => drop(chars.next()),
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// A cell as a person reads it.
fn written(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => decimal(*number),
        Data::Bool(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        Data::Error(e) => e.to_string(),
        // A spreadsheet counts days; the hours after the point are not part of a date.
        Data::DateTime(at) => {
            let days = at.as_f64();
            let whole = (at.is_datetime() && days >= 0.0).then(|| format!("{}", days.floor()));
            let day = whole.and_then(|w| w.parse().ok()).and_then(cells::serial);
            day.map_or_else(|| decimal(days), |d| d.to_string())
        }
    }
}

/// Fifteen digits, as spreadsheets show them: 0.1 + 0.2 is 0.3 there.
fn decimal(number: f64) -> String {
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &[u8], encoding: Option<&str>) -> Result<Lines, Box<Problem>> {
        table(file, None, encoding).map(|t| t.lines)
    }

    #[test]
    fn numbers_of_a_spreadsheet_have_fifteen_digits() {
        assert_eq!(decimal(0.1 + 0.2), "0.3");
        assert_eq!(decimal(710.56), "710.56");
        assert_eq!(decimal(420_203_007_201.0), "420203007201");
        assert_eq!(decimal(115.093_483_41), "115.09348341");
    }

    #[test]
    fn a_format_in_percent_is_told_from_a_sign_that_is_only_written() {
        for (format, percent) in
            [("0%", true), ("0.00%;-0.00%", true), ("General", false), ("0\"%\"", false), ("0\\%", false)]
        {
            assert_eq!(is_percent(format), percent, "{format}");
        }
    }

    #[test]
    fn the_encoding_is_told_by_the_bytes() {
        let (gb, ..) = GB18030.encode("名称,街道\n建安小区,左家塘街道\n");
        for file in ["名称,街道".as_bytes(), "\u{feff}名称,街道".as_bytes(), &gb] {
            assert_eq!(lines(file, None).unwrap()[0].cells, ["名称", "街道"]);
        }
        assert!(lines(b"\xff\xff\xff,\x80\x81", None).unwrap_err().words.en.contains("--encoding"));
        assert!(lines(&gb, Some("utf-8")).unwrap_err().words.en.contains("UTF-8"));
        assert!(lines(b"a,b", Some("klingon")).unwrap_err().words.en.contains("klingon"));
        assert!(lines(b"", None).unwrap_err().words.en.contains("empty"));
    }
}
