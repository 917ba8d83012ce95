//! How people read a figure: 13 亿元, 3.4 万户, 6070 亩, 108.7 公里. Exact integers in, decimal text out; the words are
//! the page's.

use super::Unit;
use crate::money::{FEN_PER_WAN, FEN_PER_YI, in_units};

/// Pieces from which 万 is written.
const WAN: i64 = 10_000;
/// Metres in one kilometre.
const KM: i64 = 1_000;

/// The unit in which a figure reads best.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Shown {
    /// 元
    Yuan,
    /// 万元
    WanYuan,
    /// 亿元
    YiYuan,
    /// 米
    M,
    /// 公里
    Km,
    /// ㎡
    M2,
    /// 万㎡
    WanM2,
    /// 亩
    Mu,
    /// %
    Percent,
    /// What is counted, one by one.
    One,
    /// 万 of what is counted.
    Wan,
}

impl Shown {
    /// Its stable code: `yi_yuan`, `wan_m2`, `one`, …
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// In Chinese, before the word for what is counted, where something is counted.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::WanYuan => "万元",
            Self::YiYuan => "亿元",
            Self::M => "米",
            Self::Km => "公里",
            Self::M2 => "㎡",
            Self::WanM2 => "万㎡",
            Self::Mu => "亩",
            Self::Percent => "%",
            Self::One => "",
            Self::Wan => "万",
        }
    }
}

/// `value`, in the base unit of `unit`, as a decimal with at most two places, rounded half up, and what it counts. What
/// would be rounded to 10000 万元 is 1 亿元. Of what is counted, `One` and `Wan` leave to `unit` what it is.
pub fn shown(value: i64, unit: Unit) -> (String, Shown) {
    // Half a hundredth of 万元 below 1 亿元 is that already.
    const ALMOST_YI: u64 = (FEN_PER_YI - FEN_PER_WAN / 200) as u64;
    let size = value.unsigned_abs();
    let reaches = |least: i64| size >= least.unsigned_abs();
    let (per, shown) = match unit {
        Unit::Fen if size >= ALMOST_YI => (FEN_PER_YI, Shown::YiYuan),
        Unit::Fen if reaches(FEN_PER_WAN) => (FEN_PER_WAN, Shown::WanYuan),
        Unit::Fen => (100, Shown::Yuan),
        Unit::Metres if reaches(KM) => (KM, Shown::Km),
        Unit::Metres => (1, Shown::M),
        Unit::SquareMetres if reaches(WAN) => (WAN, Shown::WanM2),
        Unit::SquareMetres => (1, Shown::M2),
        // 1 亩 is 2000 ÷ 3 m².
        Unit::Land => return (in_units(value.saturating_mul(3), 2_000), Shown::Mu),
        Unit::BasisPoints => (100, Shown::Percent),
        Unit::Days => (1, Shown::One),
        Unit::Compounds
        | Unit::Projects
        | Unit::Households
        | Unit::Buildings
        | Unit::Homes
        | Unit::Places
        | Unit::Areas => {
            if reaches(WAN) {
                (WAN, Shown::Wan)
            } else {
                (1, Shown::One)
            }
        }
    };
    (in_units(value, per), shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: i64, unit: Unit) -> String {
        let (text, shown) = shown(value, unit);
        format!("{text} {}", shown.code())
    }

    #[test]
    fn published_figures_read_as_they_were_published() {
        assert_eq!(read(130_000_000_000, Unit::Fen), "13 yi_yuan");
        assert_eq!(read(34_000, Unit::Households), "3.4 wan");
        assert_eq!(read(4_046_667, Unit::Land), "6070 mu");
        assert_eq!(read(68_000, Unit::Homes), "6.8 wan");
        assert_eq!(read(1_016, Unit::Households), "1016 one");
        assert_eq!(read(108_700, Unit::Metres), "108.7 km");
        assert_eq!(read(104_000, Unit::SquareMetres), "10.4 wan_m2");
        assert_eq!(read(8_900, Unit::BasisPoints), "89 percent");
        assert_eq!(read(12_300, Unit::Households), "1.23 wan");
        assert_eq!(read(93, Unit::Compounds), "93 one");
        assert_eq!(read(18, Unit::Days), "18 one");
    }

    #[test]
    fn nothing_is_rounded_up_to_ten_thousand_of_a_unit_that_has_a_larger_one() {
        assert_eq!(read(9_999_990_000, Unit::Fen), "9999.99 wan_yuan");
        assert_eq!(read(9_999_994_999, Unit::Fen), "9999.99 wan_yuan");
        assert_eq!(read(9_999_995_000, Unit::Fen), "1 yi_yuan");
        assert_eq!(read(10_000_000_000, Unit::Fen), "1 yi_yuan");
        assert_eq!(read(999_999, Unit::Fen), "9999.99 yuan");
        assert_eq!(read(1_000_000, Unit::Fen), "1 wan_yuan");
        assert_eq!(read(9_999, Unit::Homes), "9999 one");
        assert_eq!(read(999, Unit::Metres), "999 m");
        assert_eq!(read(9_999, Unit::SquareMetres), "9999 m2");
    }

    #[test]
    fn halves_go_up_and_zeros_at_the_end_go() {
        assert_eq!(read(1_005, Unit::Metres), "1.01 km");
        assert_eq!(read(1_004, Unit::Metres), "1 km");
        assert_eq!(read(12_345, Unit::Households), "1.23 wan");
        assert_eq!(read(12_350, Unit::Households), "1.24 wan");
        assert_eq!(read(8_905, Unit::BasisPoints), "89.05 percent");
        assert_eq!(read(0, Unit::Fen), "0 yuan");
        assert_eq!(read(0, Unit::Land), "0 mu");
        assert_eq!(read(i64::MAX, Unit::Land).split(' ').next_back(), Some("mu"));
    }
}
