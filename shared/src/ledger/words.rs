//! Words in cells and headers: trimming, full-width characters and the many spellings of one name.

/// Without the spaces around it, ideographic and invisible ones included.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{a0}'))
}

/// Full-width digits, letters and signs as their ASCII twins: １２，３４５ is 12,345.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '−' => '-',
            c => c,
        })
        .collect()
}

/// What two spellings of a header or a code have in common: half-width, small letters, no spaces, lines or underscores.
pub fn folded(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '*')
        .flat_map(char::to_lowercase)
        .collect()
}

/// A header without the unit in its brackets, and the unit: 总投资（万元） is 总投资 in 万元.
pub fn header_and_unit(header: &str) -> (String, Option<String>) {
    let header = folded(header);
    match header.strip_suffix(')').and_then(|h| h.rsplit_once('(')) {
        Some((name, unit)) if !name.is_empty() && !unit.is_empty() => (name.to_owned(), Some(unit.to_owned())),
        _ => (header, None),
    }
}

/// What the spellings of an area's name have in common: 官塘冲社区居委会 and 官塘冲社区 are one community.
pub fn area_name(name: &str) -> String {
    let name = folded(name);
    for (long, short) in [
        ("街道办事处", "街道"),
        ("街道办", "街道"),
        ("居民委员会", ""),
        ("村民委员会", ""),
        ("居委会", ""),
        ("村委会", ""),
        ("管理委员会", ""),
        ("管委会", ""),
    ] {
        if let Some(stem) = name.strip_suffix(long).filter(|s| !s.is_empty()) {
            return format!("{stem}{short}");
        }
    }
    name
}

/// Whether `wanted` is the area of this name or code.
pub fn is_area(wanted: &str, name: &str, code: Option<&str>) -> bool {
    area_name(name) == area_name(wanted) || code.is_some_and(|c| folded(c) == folded(wanted))
}

/// Letters that must be put in, taken out or replaced to make one word of the other (Levenshtein).
pub(super) fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let kept = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = kept.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The one of `known` that `wrong` most likely meant: at most half of its letters differ.
pub fn most_alike<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = area_name(wrong);
    let far = |name: &&str| edits(&wrong, &area_name(name));
    let half = |name: &&str| far(name) * 2 <= area_name(name).chars().count();
    known.filter(half).min_by_key(|name| (far(name), *name))
}

/// The parts of a list in one cell, between `；` or `;` or line ends. A backslash takes the next character as it is.
pub fn parts(text: &str) -> Vec<String> {
    split_escaped(text, &['；', ';', '\n']).into_iter().map(|p| trimmed(&p).to_owned()).collect()
}

/// The names of a list in one cell, written by [`step`] each; empty ones are left out.
pub fn names(text: &str) -> Vec<String> {
    parts(text).iter().map(|p| unescaped(p)).filter(|p| !p.is_empty()).collect()
}

/// The steps of a path such as 官塘冲社区>建安小区.
pub fn steps(text: &str) -> Vec<String> {
    split_escaped(text, &['>', '＞']).into_iter().map(|p| unescaped(trimmed(&p))).collect()
}

/// Splits at any of `at` that no backslash protects; the backslashes stay.
fn split_escaped(text: &str, at: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut protected = false;
    for c in text.chars() {
        if !protected && at.contains(&c) {
            parts.push(String::new());
            continue;
        }
        protected = !protected && c == '\\';
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    out
}

/// One step of a path, protected so that [`parts`] and [`steps`] give it back.
pub fn step(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if matches!(c, '\\' | '；' | ';' | '>' | '＞' | '\n') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_header_are_one() {
        assert_eq!(header_and_unit(" 总投资（万元）"), ("总投资".into(), Some("万元".into())));
        assert_eq!(header_and_unit("Plan_Year"), ("planyear".into(), None));
        assert_eq!(folded("　计划\n开工 "), "计划开工");
        assert_eq!(trimmed("　 左家塘街道\u{feff}"), "左家塘街道");
        assert_eq!(half_width("１２，３４５．６"), "12,345.6");
    }

    #[test]
    fn spellings_of_an_area_are_one() {
        for (long, short) in
            [("官塘冲社区居委会", "官塘冲社区"), ("章山村村委会", "章山村"), ("东塘街道办事处", "东塘街道")]
        {
            assert_eq!(area_name(long), area_name(short));
        }
    }

    #[test]
    fn the_most_alike_is_named_and_nothing_far_away() {
        let known = ["章山街道", "澄月街道", "黄思湾街道"];
        assert_eq!(most_alike("章山街", known.into_iter()), Some("章山街道"));
        assert_eq!(most_alike("黄石湾街道办事处", known.into_iter()), Some("黄思湾街道"));
        assert_eq!(most_alike("河口镇", known.into_iter()), None);
    }

    #[test]
    fn lists_and_paths_come_back() {
        let names = ["a;b", "甲＞乙", "x\\y", "普通"];
        let list = names.map(step).join("；");
        let back: Vec<_> = parts(&list).iter().map(|p| steps(p).concat()).collect();
        assert_eq!(back, names);
        assert_eq!(steps("官塘冲社区>建安小区"), ["官塘冲社区", "建安小区"]);
    }
}
