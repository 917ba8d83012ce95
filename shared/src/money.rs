//! Money is i64 fen 分 (1 yuan = 100 fen), shown in 万元 (10⁶ fen) and 亿元 (10¹⁰ fen) with at most two decimals.

/// Fen in one 万元 (10,000 yuan).
pub const FEN_PER_WAN: i64 = 1_000_000;
/// Fen in one 亿元 (100 million yuan).
pub const FEN_PER_YI: i64 = 10_000_000_000;

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
