//! How orders fare 点单三率, in numbers: what is counted, the rates with what they stand on, and beside those that stand on
//! answers the share that answered.

use leptos::prelude::*;
use shared::orders::rates::{Count, Rate, RatesLine, Small};

use crate::i18n::{number, t, tf};

/// A count as it is read: a small one as `<5`, one that would tell a small one as a star.
pub(crate) fn counted(count: Count) -> String {
    match count {
        Count::Exact(n) => number(n),
        Count::Small(Small::UnderFive) => "<5".to_owned(),
        Count::Small(Small::Hidden) => "＊".to_owned(),
    }
}

/// A rate with one decimal; the sign of what it stands on where that is not told, and a dash where there is nothing below it.
pub(crate) fn share(rate: &Rate) -> String {
    match (rate.bp, rate.of) {
        (Some(bp), _) if bp % 10_000 == 0 => format!("{}%", bp / 100),
        (Some(bp), _) => {
            let tenths = (bp + 5) / 10;
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
        (None, of @ Count::Small(_)) => counted(of),
        (None, Count::Exact(_)) => "—".to_owned(),
    }
}

/// All together as figures; their words are of the family `words`.
pub(crate) fn totals(line: &RatesLine, words: &'static str) -> AnyView {
    let word = move |code: &str| t(&format!("{words}.{code}"));
    let count = |code: &str, n: Count| {
        view! { <article class="fig"><h3>{word(code)}</h3> <p class="big"><span class="num">{counted(n)}</span> <small>{word("orders")}</small></p></article> }
    };
    let rate = |code: &str, rate: &Rate, has_answers: bool| {
        let of = tf(&format!("{words}.of"), &[("n", &counted(rate.of))]);
        let answered = has_answers.then(|| {
            let words = format!("{} {}", word("answered"), share(&line.answered));
            view! { <p class="src">{words}</p> }
        });
        view! { <article class="fig"><h3>{word(code)}</h3> <p class="big"><span class="num">{share(rate)}</span></p> <p class="src">{of}</p> {answered}</article> }
    };
    view! {
        <div class="figs figs-two section-s">
            {count("placed", line.placed)} {count("open", line.open)} {count("overdue", line.overdue)} {count("closed", line.closed)}
            {rate("response", &line.response, false)} {rate("resolution", &line.resolution, true)}
            {rate("satisfaction", &line.satisfaction, true)} {rate("on_time", &line.on_time, false)}
            {rate("reopened", &line.reopened, false)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_to_one_decimal_and_what_is_not_told_has_a_sign() {
        let rate = |bp, of| share(&Rate { bp, of });
        let told = |bp| rate(Some(bp), Count::Exact(9));
        assert_eq!(
            [told(6_667), told(6_664), told(9_996), told(10_000), told(0), told(4)].join(" "),
            "66.7% 66.6% 100.0% 100% 0% 0.0%"
        );
        assert_eq!(rate(None, Count::Small(Small::UnderFive)), "<5");
        assert_eq!(rate(None, Count::Small(Small::Hidden)), "＊");
        assert_eq!(rate(None, Count::Exact(0)), "—");
    }
}
