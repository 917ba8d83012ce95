//! Lists come in pages: seek pagination with an opaque cursor, never more than a hundred rows.

use serde::{Deserialize, Serialize};

/// Rows of a page when nothing else is asked for.
pub const DEFAULT_LIMIT: u16 = 20;
/// Rows of a page at most.
pub const MAX_LIMIT: u16 = 100;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the rows after these; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
