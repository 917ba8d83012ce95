//! A file as rows, as often as they are asked for. Text is decoded piece by piece, so that a list of any length takes
//! little memory; a spreadsheet or a layer is kept whole.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use sha2::{Digest as _, Sha256};
use shared::geo::Crs;
use shared::ledger::{Line, Lines, Problem, Words, csv, geojson};

use super::workbook;
use crate::error::{Error, Result};

/// Bytes that are read at once.
const PIECE: usize = 1 << 16;

/// What rows are read from.
pub trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

/// A list that is about to be read.
pub(super) struct Source<'a> {
    file: Box<dyn Input + 'a>,
    rows: Kind,
    /// Of the file's bytes, in hexadecimal.
    pub(super) sha256: String,
    /// System of the positions, where the file names it.
    pub(super) crs: Option<Crs>,
    /// The rows are features of a map: the header is number 0, the first feature number 1.
    pub(super) is_of_features: bool,
}

enum Kind {
    Kept(Lines),
    /// Text in an encoding that was tried, after this many bytes of a mark.
    Text(&'static Encoding, u64),
}

impl<'a> Source<'a> {
    /// Looks what `file` is: a spreadsheet by its first bytes, else text in `encoding`, or in what its bytes say: a byte
    /// order mark, strict UTF-8, strict GB18030. Text that begins like JSON is GeoJSON.
    ///
    /// # Errors
    /// When it cannot be read at all; inside, why it cannot be understood, and what to do.
    pub(super) fn open(
        file: impl Input + 'a,
        sheet: Option<&str>,
        encoding: Option<&str>,
    ) -> Result<std::result::Result<Self, Problem>> {
        let mut file: Box<dyn Input + 'a> = Box::new(file);
        let sha256 = digest(&mut file).map_err(Error::internal)?;
        let head = from(&mut file, 0, PIECE as u64).map_err(Error::internal)?;
        let mut source = Self { file, rows: Kind::Kept(Lines::new()), sha256, crs: None, is_of_features: false };
        let understood = source.understand(&head, sheet, encoding).map_err(Error::internal)?;
        Ok(understood.map(|()| source))
    }

    fn understand(
        &mut self,
        head: &[u8],
        sheet: Option<&str>,
        encoding: Option<&str>,
    ) -> io::Result<std::result::Result<(), Problem>> {
        if workbook::is_workbook(head) {
            let lines = workbook::lines(&from(&mut self.file, 0, u64::MAX)?, sheet);
            return Ok(lines.map_err(Problem::of_file).and_then(|lines| self.keep(lines)));
        }
        let (found, mark) = match self.encoding(head, encoding)? {
            Ok(found) => found,
            Err(words) => return Ok(Err(Problem::of_file(words))),
        };
        self.rows = Kind::Text(found, mark);
        if head.is_empty() {
            return Ok(self.keep(Lines::new()));
        }
        let after_mark = &head[head.len().min(usize::try_from(mark).unwrap_or(0))..];
        if !geojson::is_json(&found.decode_without_bom_handling(after_mark).0) {
            return Ok(Ok(()));
        }
        let whole = from(&mut self.file, mark, u64::MAX)?;
        let features = geojson::split(&found.decode_without_bom_handling(&whole).0);
        Ok(features.and_then(|features| {
            (self.crs, self.is_of_features) = (features.crs, true);
            self.keep(features.lines)
        }))
    }

    fn keep(&mut self, lines: Lines) -> std::result::Result<(), Problem> {
        if lines.is_empty() {
            return Err(Problem::of_file(Words::new("文件是空的", "the file is empty")));
        }
        self.rows = Kind::Kept(lines);
        Ok(())
    }

    /// The encoding of the text and the length of its mark, tried on all of it.
    fn encoding(
        &mut self,
        head: &[u8],
        label: Option<&str>,
    ) -> io::Result<std::result::Result<(&'static Encoding, u64), Words>> {
        let marked = Encoding::for_bom(head).map(|(found, length)| (found, length as u64));
        if let Some(label) = label {
            let Some(found) = Encoding::for_label(label.as_bytes()) else {
                return Ok(Err(Words::new(
                    format!("不认识编码“{label}”，可用 utf-8、gb18030、gbk、big5、utf-16le"),
                    format!("unknown encoding \"{label}\"; known are utf-8, gb18030, gbk, big5, utf-16le and more"),
                )));
            };
            let mark = marked.filter(|(of, _)| *of == found).map_or(0, |(_, length)| length);
            return Ok(self.is_in(found, mark)?.then_some((found, mark)).ok_or_else(|| {
                Words::new(
                    format!("文件不是 {} 编码，请去掉 --encoding 或换一个", found.name()),
                    format!("the file is not in {}: leave --encoding out or name another", found.name()),
                )
            }));
        }
        if let Some((found, mark)) = marked {
            return Ok(self.is_in(found, mark)?.then_some((found, mark)).ok_or_else(|| {
                Words::new(
                    format!("文件开头说是 {} 编码，内容却不是，可能已损坏，请重新导出", found.name()),
                    format!(
                        "the file begins as {} but goes on differently: it may be damaged, export it again",
                        found.name()
                    ),
                )
            }));
        }
        for found in [UTF_8, GB18030] {
            if self.is_in(found, 0)? {
                return Ok(Ok((found, 0)));
            }
        }
        Ok(Err(Words::new(
            "既不是 UTF-8 也不是 GB18030 编码：请用 --encoding 指明，或在表格软件里另存为“CSV UTF-8”",
            "neither UTF-8 nor GB18030: name the encoding with --encoding, or save it as \"CSV UTF-8\"",
        )))
    }

    /// Strictly: one wrong byte and it is another encoding. A NUL byte is in no text.
    fn is_in(&mut self, encoding: &'static Encoding, mark: u64) -> io::Result<bool> {
        let mut pieces = Pieces::of(&mut self.file, encoding, mark)?;
        loop {
            match pieces.next_piece()? {
                None => return Ok(!pieces.is_malformed),
                Some(piece) if piece.contains('\0') => return Ok(false),
                Some(_) => {}
            }
        }
    }

    /// The rows from the first, those that hold nothing left out.
    pub(super) fn rows(&mut self) -> Box<dyn Iterator<Item = std::result::Result<Line, Problem>> + '_> {
        match &self.rows {
            Kind::Kept(lines) => Box::new(lines.iter().cloned().map(Ok)),
            Kind::Text(encoding, mark) => match Pieces::of(&mut self.file, encoding, *mark) {
                Ok(pieces) => Box::new(csv::Rows::new(pieces)),
                Err(e) => Box::new(std::iter::once(Err(unreadable(&e)))),
            },
        }
    }

    /// Whether its bytes are still those it was opened with.
    pub(super) fn is_unchanged(&mut self) -> Result<bool> {
        Ok(digest(&mut self.file).map_err(Error::internal)? == self.sha256)
    }
}

fn unreadable(e: &io::Error) -> Problem {
    Problem::of_file(Words::new(format!("文件读不下去（{e}）"), format!("the file cannot be read on ({e})")))
}

/// At most `most` bytes of `file`, beginning with number `start`.
fn from(file: &mut (impl Input + ?Sized), start: u64, most: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn digest(file: &mut (impl Input + ?Sized)) -> io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; PIECE]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Text piece by piece. What is malformed ends it.
struct Pieces<'a> {
    file: &'a mut (dyn Input + 'a),
    decoder: Decoder,
    bytes: Vec<u8>,
    /// Where in `bytes` stands what is not decoded yet, and how far they are filled.
    left: std::ops::Range<usize>,
    has_ended: bool,
    is_malformed: bool,
}

impl<'a> Pieces<'a> {
    fn of(file: &'a mut (dyn Input + 'a), encoding: &'static Encoding, mark: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(mark))?;
        let decoder = encoding.new_decoder_without_bom_handling();
        Ok(Self { file, decoder, bytes: vec![0; PIECE], left: 0..0, has_ended: false, is_malformed: false })
    }

    fn next_piece(&mut self) -> io::Result<Option<String>> {
        while !self.has_ended {
            let is_last = if self.left.is_empty() {
                let filled = self.file.read(&mut self.bytes)?;
                self.left = 0..filled;
                filled == 0
            } else {
                false
            };
            let most = self.decoder.max_utf8_buffer_length_without_replacement(self.left.len()).unwrap_or(PIECE);
            let mut text = String::with_capacity(most);
            let bytes = &self.bytes[self.left.clone()];
            let (result, read) = self.decoder.decode_to_string_without_replacement(bytes, &mut text, is_last);
            self.left.start += read;
            self.is_malformed |= matches!(result, DecoderResult::Malformed(..));
            self.has_ended = self.is_malformed || (is_last && result == DecoderResult::InputEmpty);
            if !text.is_empty() {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }
}

impl Iterator for Pieces<'_> {
    type Item = std::result::Result<String, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_piece().map_err(|e| unreadable(&e)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &[u8], encoding: Option<&str>) -> std::result::Result<Lines, Problem> {
        Source::open(io::Cursor::new(file), None, encoding).unwrap().and_then(|mut s| s.rows().collect())
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

    #[test]
    fn a_long_text_is_read_as_a_short_one() {
        let text = "名称,街道\n".to_owned() + &"建安小区,左家塘街道\n".repeat(20_000);
        let (gb, ..) = GB18030.encode(&text);
        for file in [text.as_bytes(), &gb] {
            let lines = lines(file, None).unwrap();
            assert_eq!(lines.len(), 20_001);
            assert!(lines[1..].iter().all(|l| l.cells == ["建安小区", "左家塘街道"]));
        }
    }
}
