//! The question for figures: the same words in the API's query and in the page's address.

use crate::error::ApiError;
use crate::id::AreaId;
use crate::projects::ProjectFilter;
use crate::query::{Params, write};

/// Of which area and programme year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FiguresQuery {
    /// The whole subtree of this area; the district where it is absent.
    pub area: Option<AreaId>,
    /// Programme year of the rates and of the months.
    pub year: Option<i16>,
}

impl FiguresQuery {
    /// Takes what it knows out of `params`.
    ///
    /// # Errors
    /// 400 naming the first parameter that cannot be read.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        Ok(Self { area: ProjectFilter::take_area(params)?, year: ProjectFilter::take_year(params)? })
    }

    /// Reads the query part of an address.
    ///
    /// # Errors
    /// 400 naming the parameter that is unknown, repeated or malformed.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let mut params = Params::parse(query)?;
        let found = Self::take(&mut params)?;
        params.finish().map(|()| found)
    }

    /// The query part of an address, without `?`.
    pub fn write(&self) -> String {
        write([("area", self.area.map(|a| a.to_string())), ("year", self.year.map(|y| y.to_string()))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_reading_and_writing() {
        let query = FiguresQuery { area: Some(AreaId(7)), year: Some(2026) };
        assert_eq!(FiguresQuery::parse(&query.write()), Ok(query));
        assert_eq!(FiguresQuery::parse(""), Ok(FiguresQuery::default()));
        for (query, field) in
            [("area=12", "area"), ("year=26", "year"), ("kind=market", "kind"), ("year=1&year=2", "year")]
        {
            assert_eq!(FiguresQuery::parse(query).unwrap_err().field.as_deref(), Some(field), "{query}");
        }
    }
}
