//! What every page needs to know about this installation: its district, its footer, its map.

use serde::{Deserialize, Serialize};

use crate::geo::Bbox;

/// Settings that everybody sees; an empty one is absent and hidden.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Site {
    /// Chinese name of the district, such as 西塞山区; absent while no area is known.
    pub district: Option<String>,
    /// The database was made as a demonstration 示例. What was imported into it later is real all the same: each thing
    /// says by its own `is_demo` whether it was invented.
    pub is_demo: bool,
    /// Box that shows the district, else all positions; absent when there are none.
    pub bbox: Option<Bbox>,
    /// 主办单位
    pub host: Option<String>,
    /// 联系电话
    pub phone: Option<String>,
    /// Mail address for mistakes on the pages 纠错邮箱
    pub mail: Option<String>,
    /// ICP 备案号
    pub icp_no: Option<String>,
    /// 公安备案号
    pub police_no: Option<String>,
    /// 网站标识码
    pub site_code: Option<String>,
    /// 审图号 of the base map, where the operator's has one; without it the map says 示意图.
    pub map_approval_no: Option<String>,
    /// Days after the end of an order after which how to reach who asked is forgotten.
    pub order_days: u32,
    /// Today in Shanghai: what depends on the day was computed for this one.
    pub today: chrono::NaiveDate,
}
