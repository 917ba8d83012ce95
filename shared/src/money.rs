//! Money is i64 fen 分 (1 yuan = 100 fen), shown in 万元 (10⁶ fen) and 亿元 (10¹⁰ fen) with at most two decimals. A
//! project may count in another currency: then the same columns hold its hundredths, which are never added to fen.

use serde::{Deserialize, Serialize};

/// Fen in one 万元 (10,000 yuan).
pub const FEN_PER_WAN: i64 = 1_000_000;
/// Fen in one 亿元 (100 million yuan).
pub const FEN_PER_YI: i64 = 10_000_000_000;

/// A currency that is counted in hundredths. Amounts of different ones are never added up.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum Currency {
    /// 人民币
    #[default]
    Cny,
    /// 港元
    Hkd,
    /// 澳门元
    Mop,
    /// 新台币
    Twd,
    /// 美元
    Usd,
    /// 欧元
    Eur,
    /// 英镑
    Gbp,
}

impl Currency {
    /// Its ISO 4217 code.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Its Chinese name, which is also its unit: 万美元.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Cny => "人民币",
            Self::Hkd => "港元",
            Self::Mop => "澳门元",
            Self::Twd => "新台币",
            Self::Usd => "美元",
            Self::Eur => "欧元",
            Self::Gbp => "英镑",
        }
    }

    /// Whether amounts are fen.
    pub fn is_yuan(&self) -> bool {
        *self == Self::Cny
    }
}

/// `fen` divided by `unit` (fen), rounded half away from zero to at most two decimals, trailing zeros dropped.
pub fn in_units(fen: i64, unit: i64) -> String {
    let hundredths = (i128::from(fen.unsigned_abs()) * 100 + i128::from(unit) / 2) / i128::from(unit);
    let sign = if fen < 0 && hundredths > 0 { "-" } else { "" };
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let text = match rest {
        0 => format!("{whole}"),
        r if r % 10 == 0 => format!("{whole}.{}", r / 10),
        r => format!("{whole}.{r:02}"),
    };
    format!("{sign}{text}")
}

/// Whether `fen` reads better in 亿元 than in 万元.
pub fn is_large(fen: i64) -> bool {
    fen.abs() >= FEN_PER_YI
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_at_most_two_decimals() {
        assert_eq!(in_units(1_420_000_000, FEN_PER_WAN), "1420");
        assert_eq!(in_units(710_560_000, FEN_PER_WAN), "710.56");
        assert_eq!(in_units(130_000_000_000, FEN_PER_YI), "13");
        assert_eq!(in_units(12_500_000_000, FEN_PER_YI), "1.25");
        assert_eq!(in_units(1_500_000, FEN_PER_WAN), "1.5");
        assert_eq!(in_units(4_999, FEN_PER_WAN), "0");
        assert_eq!(in_units(-2_000_000, FEN_PER_WAN), "-2");
    }
}
