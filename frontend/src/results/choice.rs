//! The reader's choice in the gallery, as the address holds it: the API's own grammar.

use shared::error::ApiError;
use shared::query::{Params, write};
use shared::results::{ResultFilter, ResultQuery};

/// Reads the query part of the page's address. What is none of ours is let pass.
///
/// # Errors
/// Names the parameter that cannot be read.
pub(super) fn read(query: &str) -> Result<ResultFilter, ApiError> {
    ResultFilter::take(&mut Params::parse(query)?)
}

/// The page's address of this choice.
pub(super) fn address(filter: &ResultFilter) -> String {
    with("/results", write(filter.pairs()))
}

/// The question to the gallery for the rows after `cursor`.
pub(super) fn path(filter: &ResultFilter, cursor: Option<String>) -> String {
    with("/api/v1/results", ResultQuery { filter: filter.clone(), cursor, limit: 0 }.write())
}

fn with(path: &str, query: String) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
