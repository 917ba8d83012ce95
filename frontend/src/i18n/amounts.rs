//! Amounts: money in 万元 and 亿元 (English: CNY million and billion), areas in ㎡, counts with their word.

use shared::money::{Currency, FEN_PER_WAN, FEN_PER_YI, in_units, is_large};

use super::{Lang, t_code, tf};
use crate::session::lang;

/// A whole number; English sets thousands apart.
pub(crate) fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    if lang() == Lang::Zh || digits.len() <= 3 {
        return n.to_string();
    }
    let mut text = String::from(if n < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Fen as 1420 万元 or 1.25 亿元; CNY 14.2 million or CNY 1.25 billion.
pub(super) fn money(fen: i64) -> String {
    match lang() {
        Lang::Zh if is_large(fen) => tf("money.yi", &[("n", &in_units(fen, FEN_PER_YI))]),
        Lang::Zh if fen.abs() >= FEN_PER_WAN => tf("money.wan", &[("n", &in_units(fen, FEN_PER_WAN))]),
        Lang::En if fen.abs() >= 10 * FEN_PER_YI => tf("money.yi", &[("n", &in_units(fen, 10 * FEN_PER_YI))]),
        Lang::En if fen.abs() >= 100 * FEN_PER_WAN => tf("money.wan", &[("n", &in_units(fen, 100 * FEN_PER_WAN))]),
        _ => tf("money.yuan", &[("n", &number(fen / 100))]),
    }
}

/// Hundredths of `currency`, by its code where it is not the yuan.
pub(crate) fn money_in(amount: i64, currency: Currency) -> String {
    if currency.is_yuan() { money(amount) } else { format!("{} {}", currency.code(), number(amount / 100)) }
}

/// Basis points as a whole percentage: 4,600 is 46%.
pub(crate) fn percent(bp: i32) -> String {
    format!("{}%", shared::progress::whole_percent(bp))
}

/// An area in m².
pub(crate) fn area(m2: i64) -> String {
    tf("amount.area", &[("n", &number(m2))])
}

/// `n` things whose words stand under `count.<what>`.
pub(crate) fn count(what: &str, n: impl Into<i64>) -> String {
    let n = n.into();
    tf(&format!("count.{what}"), &[("n", &Grouped(n))])
}

/// A number that is written in groups but still chooses the plural.
struct Grouped(i64);

impl std::fmt::Display for Grouped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&number(self.0))
    }
}

/// A quantity in the unit `unit` of the catalogue; a unit without a word of ours is written as it is.
pub(crate) fn quantity(n: i64, unit: &str) -> String {
    match t_code("unit", &format!("{unit}.other")) {
        Some(_) => tf(&format!("unit.{unit}"), &[("n", &Grouped(n))]),
        None => format!("{} {unit}", number(n)),
    }
}
