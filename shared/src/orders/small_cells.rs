//! Small cells 小数: of fewer than five the public learns only that they are few, and neither a sum, nor another area, nor another
//! period tells more.

use super::rates::{COLUMNS, Count, Rate, RatesLine, SMALL, Small};

/// Hides more of a column where its small cells could be told from the sum of all: the smallest of the others, or the sum where
/// there is none. A rate tells nothing where what it stands on is hidden, or where it would tell how few answered.
pub fn hide_what_could_be_told(total: &mut RatesLine, lines: &mut [RatesLine]) {
    for column in 0..COLUMNS {
        // What was hidden for one small cell may tell another: until nothing more is told.
        while hide_in(column, total, lines) {}
    }
    for line in lines.iter_mut().chain(std::iter::once(total)) {
        let is_hidden = |rate: &Rate| matches!(rate.of, Count::Small(_));
        let knows_answers = !is_hidden(&line.resolution);
        for rate in
            [&mut line.response, &mut line.resolution, &mut line.satisfaction, &mut line.on_time, &mut line.reopened]
        {
            rate.bp = rate.bp.filter(|_| !matches!(rate.of, Count::Small(_)));
        }
        line.answered.bp = line.answered.bp.filter(|_| knows_answers && !matches!(line.answered.of, Count::Small(_)));
    }
}

/// Hides one more cell, or the sum; answers whether it did.
fn hide_in(column: usize, total: &mut RatesLine, lines: &mut [RatesLine]) -> bool {
    let mut cells: Vec<&mut Count> =
        lines.iter_mut().filter_map(|line| line.counts().into_iter().nth(column)).collect();
    let exact = |count: &Count| if let Count::Exact(n) = count { Some(*n) } else { None };
    let known: i64 = cells.iter().filter_map(|count| exact(count)).sum();
    let n_of = |sign: Small| cells.iter().filter(|count| ***count == Count::Small(sign)).count();
    let (small, hidden) = (n_of(Small::UnderFive), n_of(Small::Hidden));
    let is_told = match total.counts().into_iter().nth(column).map(|count| *count) {
        Some(Count::Exact(sum)) => small + hidden == 1 || is_extreme(sum - known, small, hidden),
        // The sum is hidden for what lies beside it: the cells together must not tell it.
        Some(Count::Small(Small::Hidden)) => small + hidden == 0,
        _ => false,
    };
    if !is_told {
        return false;
    }
    let smallest =
        cells.iter_mut().filter(|count| exact(count).is_some_and(|n| n > 0)).min_by_key(|count| exact(count));
    if let Some(count) = smallest {
        **count = Count::Small(Small::Hidden);
        return true;
    }
    let sum = total.counts().into_iter().nth(column).filter(|sum| exact(sum).is_some());
    sum.map(|sum| *sum = Count::Small(Small::Hidden)).is_some()
}

/// Whether only one way is left to share `rest` among so many cells below five and so many of five or more: each the least that
/// it can be, or all of the small ones four.
fn is_extreme(rest: i64, small: usize, hidden: usize) -> bool {
    let (small, hidden) = (i64::try_from(small).unwrap_or(i64::MAX), i64::try_from(hidden).unwrap_or(i64::MAX));
    let is_least = rest <= small + hidden * SMALL;
    let is_most = hidden == 0 && rest >= small * (SMALL - 1);
    small + hidden > 1 && (is_least || is_most)
}

/// Whether a month may be told apart from the one beside it: enough was ordered in it, and enough judged.
pub fn is_enough(placed: i64, answers: i64) -> bool {
    placed >= SMALL && answers >= SMALL
}

#[cfg(test)]
mod tests {
    use super::super::rates::tests::done;
    use super::*;

    #[test]
    fn a_single_hidden_cell_cannot_be_told_from_the_sum() {
        let line = |n: usize| RatesLine::of(&vec![done(Some(true), None); n], true);
        let hidden = |numbers: &[usize]| {
            let (mut total, mut lines) =
                (line(numbers.iter().sum()), numbers.iter().map(|n| line(*n)).collect::<Vec<_>>());
            hide_what_could_be_told(&mut total, &mut lines);
            let rate = lines[1].on_time.bp;
            let counts = lines.iter().chain([&total]).map(|line| line.placed.to_string()).collect::<Vec<_>>();
            (counts.join(" "), rate)
        };
        // The rate of what is hidden would tell that it is five or more, and its fractions how many.
        assert_eq!(hidden(&[3, 7, 20]), ("<5 * 20 30".to_owned(), None));
        // Two of which the sum says that both are four, and two of which it says nothing.
        assert_eq!(hidden(&[4, 4, 20]).0, "<5 <5 * 28");
        assert_eq!(hidden(&[2, 4, 20]).0, "<5 <5 20 26");
        assert_eq!(hidden(&[4, 4]).0, "<5 <5 *");
        assert_eq!(hidden(&[7, 20]).0, "7 20 27");
        // One and five are all that six can be.
        assert_eq!(hidden(&[1, 5, 20]).0, "<5 * * 26");
    }

    #[test]
    fn a_share_does_not_tell_how_few_answered() {
        let mut orders = vec![done(None, None); 20];
        orders.extend(vec![done(Some(true), Some(true)); 3]);
        let mut line = RatesLine::of(&orders, true);
        hide_what_could_be_told(&mut line, &mut []);
        assert_eq!(line.answered.bp, None);
        assert_eq!(RatesLine::of(&orders, false).answered.bp, Some(1_304));
    }

    #[test]
    fn what_was_hidden_above_is_not_told_by_its_parts() {
        let line = |n: usize| RatesLine::of(&vec![done(Some(true), None); n], true);
        let (mut total, mut lines) = (line(12), vec![line(5), line(7)]);
        total.placed = Count::Small(Small::Hidden);
        hide_what_could_be_told(&mut total, &mut lines);
        let counts = lines.iter().map(|line| line.placed.to_string()).collect::<Vec<_>>();
        assert_eq!(counts, ["*", "7"]);
    }
}
