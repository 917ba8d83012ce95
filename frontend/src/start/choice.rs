//! The reader's choice, as the address holds it: the API's own grammar, and whether a phone shows the map.

use shared::error::ApiError;
use shared::projects::{ProjectFilter, ProjectSort};
use shared::query::{Params, write};

/// Which projects, in which order, as list or map.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Choice {
    /// Which projects.
    pub(super) filter: ProjectFilter,
    /// In which order.
    pub(super) sort: ProjectSort,
    /// A phone shows the map instead of the list.
    pub(super) on_map: bool,
}

impl Choice {
    /// Reads the query part of the page's address. What is none of ours is let pass: `lang` is the language's, and chat
    /// apps hang their own parameters on links. A filter of ours that cannot be read is never bent into another.
    ///
    /// # Errors
    /// Names the parameter that cannot be read.
    pub(super) fn read(query: &str) -> Result<Self, ApiError> {
        let mut params = Params::parse(query)?;
        let view = params.take("view");
        let sort = ProjectSort::take(&mut params)?;
        let filter = ProjectFilter::take(&mut params)?;
        let on_map = match view.as_deref() {
            None | Some("list") => false,
            Some("map") => true,
            Some(other) => return Err(ApiError::invalid("view", other, ("list 或 map", "list or map"))),
        };
        Ok(Self { filter, sort, on_map })
    }

    fn query(&self) -> Vec<(&'static str, Option<String>)> {
        let mut pairs = self.filter.pairs();
        pairs.push(self.sort.pair());
        pairs
    }

    /// The page's address of this choice.
    pub(super) fn address(&self) -> String {
        let mut pairs = self.query();
        pairs.push(("view", self.on_map.then(|| "map".to_owned())));
        address("/", &write(pairs))
    }

    /// The question to the list.
    pub(super) fn list_path(&self) -> String {
        address("/api/v1/projects", &write(self.query()))
    }

    /// The question for the rows after `cursor`.
    pub(super) fn more_path(&self, cursor: String) -> String {
        let mut pairs = self.query();
        pairs.push(("cursor", Some(cursor)));
        address("/api/v1/projects", &write(pairs))
    }
}

fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_restores_the_choice() {
        for address in ["/", "/?status=works&view=map", "/?q=%E6%9C%9B%E6%B1%9F&health=delayed&sort=name"] {
            let query = address.split_once('?').map_or("", |(_, q)| q);
            assert_eq!(Choice::read(query).unwrap().address(), address);
        }
        assert_eq!(Choice::read("view=globe").unwrap_err().field.as_deref(), Some("view"));
        assert_eq!(Choice::read("lang=en&from=singlemessage").unwrap(), Choice::default());
    }
}
