//! Degrees as decimal text, to a millionth of a degree (11 cm). Done in integers: the general reading and writing of
//! floating-point numbers would make up a twentieth of the page.

/// Millionths in one degree.
const SCALE: i64 = 1_000_000;
/// Decimal places kept.
const PLACES: usize = 6;

/// Reads `115`, `-0.5` or `115.0879`: a sign, up to three digits, and decimals, of which six are kept.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || whole.len() > 3 {
        return None;
    }
    let mut millionths = whole.parse::<i64>().ok()? * SCALE;
    let mut unit = SCALE / 10;
    for digit in part.bytes().take(PLACES) {
        millionths += i64::from(digit - b'0') * unit;
        unit /= 10;
    }
    let signed = if negative { -millionths } else { millionths };
    Some(signed as f64 / SCALE as f64)
}

/// Writes degrees with at most six decimals, without trailing zeros.
pub(super) fn write(degrees: f64) -> String {
    let millionths = (degrees * SCALE as f64).round() as i64;
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, part) = (millionths.abs() / SCALE, millionths.abs() % SCALE);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let part = format!("{part:06}");
    format!("{sign}{whole}.{}", part.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_survive_reading_and_writing() {
        for (text, value) in
            [("115", 115.0), ("-0.5", -0.5), ("115.0879", 115.0879), ("30.207654", 30.207654), ("0", 0.0)]
        {
            assert_eq!(parse(text), Some(value), "{text}");
            assert_eq!(write(value), text);
        }
        assert_eq!(parse("115.08791234567"), Some(115.087_912));
        for text in ["", "-", ".", "1.", ".5", "1e2", "NaN", "+1", "1234", "１"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
