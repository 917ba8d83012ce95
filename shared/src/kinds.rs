//! Project kinds 项目类型: how pipes, waterways, parks, roads, bridges and markets live in one system (MODEL §2.1).

use serde::{Deserialize, Serialize};

/// One kind of project, a row of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kind {
    /// Stable code, the value of the filter `kind`.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Programme it belongs to: housing, pipe, water, park, road, market, sanitation, care or other.
    pub programme: String,
    /// Usual geometry: point, line, polygon or none.
    pub geometry: String,
    /// Residents are asked before it begins.
    pub needs_consent: bool,
    /// It treats compounds.
    pub needs_compounds: bool,
    /// Code of the figure that says most about it.
    pub headline_indicator: String,
    /// Icon in the page's sprite.
    pub icon: String,
    /// Published projects of this kind.
    pub project_count: u32,
}
