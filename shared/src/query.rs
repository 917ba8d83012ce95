//! The query part of an address, read strictly: the API and the page speak one grammar, and nothing is ignored in silence.

use std::str::FromStr;

use crate::error::{ApiError, ErrorCode};
use crate::page::{DEFAULT_LIMIT, MAX_LIMIT};

/// Characters a search needs at least: two Chinese characters name something.
pub const SHORTEST_WORDS: usize = 2;
/// Characters a search may have at most.
pub const LONGEST_WORDS: usize = 60;

/// Parameters not yet taken.
#[derive(Debug)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes `a=1&b=%E4%B8%AD`; a leading `?` is no harm. Empty values count as absent.
    ///
    /// # Errors
    /// 400 when a parameter is there twice.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            if found.iter().any(|(n, _)| *n == name) {
                let zh = format!("参数 {name} 写了两次，请只留一个。");
                let en = format!("Parameter {name} is there twice: keep one.");
                return Err(ApiError::field(ErrorCode::RepeatedParameter, &name, &zh, &en));
            }
            found.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(found))
    }

    /// Takes `name` out; `None` when absent or empty.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(n, _)| n == name)?;
        Some(self.0.swap_remove(at).1).filter(|v| !v.is_empty())
    }

    /// Takes `name` and reads it; `wanted` says in (Chinese, English) what it should be.
    ///
    /// # Errors
    /// 400 when it cannot be read.
    pub fn read<T: FromStr>(&mut self, name: &str, wanted: (&str, &str)) -> Result<Option<T>, ApiError> {
        self.take(name).map(|v| v.parse().map_err(|_| ApiError::invalid(name, &v, wanted))).transpose()
    }

    /// Takes `name` as a list of values set apart by commas, each once.
    ///
    /// # Errors
    /// 400 when one of them cannot be read.
    pub fn read_list<T: FromStr + PartialEq>(&mut self, name: &str, wanted: (&str, &str)) -> Result<Vec<T>, ApiError> {
        let mut values = Vec::new();
        for part in self.take(name).iter().flat_map(|v| v.split(',')) {
            let value = part.trim().parse().map_err(|_| ApiError::invalid(name, part, wanted))?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(values)
    }

    /// Takes `limit`, 1 to 100.
    ///
    /// # Errors
    /// 400 when it is something else.
    pub fn limit(&mut self) -> Result<u16, ApiError> {
        self.limit_of(DEFAULT_LIMIT, MAX_LIMIT)
    }

    /// Takes `limit`, 1 to `most`; `default` when absent.
    ///
    /// # Errors
    /// 400 when it is something else.
    pub fn limit_of(&mut self, default: u16, most: u16) -> Result<u16, ApiError> {
        let wanted = (format!("1 到 {most} 的整数"), format!("a whole number from 1 to {most}"));
        let wanted = (wanted.0.as_str(), wanted.1.as_str());
        match self.read("limit", wanted)? {
            None => Ok(default),
            Some(n) if (1..=most).contains(&n) => Ok(n),
            Some(n) => Err(ApiError::invalid("limit", &n.to_string(), wanted)),
        }
    }

    /// Takes `q`: words to search for, at least two characters, at most sixty.
    ///
    /// # Errors
    /// 400 when it is shorter or longer.
    pub fn words(&mut self) -> Result<Option<String>, ApiError> {
        let Some(q) = self.take("q").map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()) else { return Ok(None) };
        // Nobody types them, and no name holds them.
        let q: String = q.chars().filter(|c| !c.is_control()).collect();
        match q.chars().count() {
            ..SHORTEST_WORDS => Err(ApiError::field(
                ErrorCode::TooShort,
                "q",
                "参数 q 至少要两个字。",
                "Parameter q needs two characters at least.",
            )),
            SHORTEST_WORDS..=LONGEST_WORDS => Ok(Some(q)),
            _ => Err(ApiError::invalid("q", &q, ("最多 60 个字", "sixty characters at most"))),
        }
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// 400 naming the first parameter that nobody knows.
    pub fn finish(self) -> Result<(), ApiError> {
        let Some((name, _)) = self.0.first() else { return Ok(()) };
        let zh = format!("没有参数 {name}。");
        let en = format!("There is no parameter {name} here.");
        Err(ApiError::field(ErrorCode::UnknownParameter, name, &zh, &en))
    }
}

/// Writes parameters as a query without `?`; absent values are left out.
pub fn write<'a>(pairs: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let mut to = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            to.append_pair(name, &value);
        }
    }
    to.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_repeated_and_malformed_parameters_are_named() {
        let left = Params::parse("colour=red").unwrap().finish().unwrap_err();
        assert_eq!((left.code, left.field.as_deref()), (ErrorCode::UnknownParameter, Some("colour")));
        let twice = Params::parse("a=1&a=2").unwrap_err();
        assert_eq!((twice.code, twice.field.as_deref()), (ErrorCode::RepeatedParameter, Some("a")));
        for query in ["limit=0", "limit=101", "limit=many", "limit=-1"] {
            let refused = Params::parse(query).unwrap().limit().unwrap_err();
            assert_eq!(refused.field.as_deref(), Some("limit"), "{query}");
        }
        assert_eq!(Params::parse("q=%E5%A2%A9").unwrap().words().unwrap_err().code, ErrorCode::TooShort);
        assert_eq!(Params::parse("?q=%E7%94%B0%E5%AE%B6").unwrap().words().unwrap().as_deref(), Some("田家"));
    }
}
