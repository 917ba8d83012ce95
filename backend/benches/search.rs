//! `cargo xtask bench search`: the search over 220,000 made-up names, held against plain ways to do the same in the same run.
#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use backend::search::index::{Entry, Index};
use backend::search::letters::Alphabet;
use shared::search::SearchKind;

const NAMES: usize = 220_000;
const HITS: usize = 8;
/// Times each question is asked.
const TIMES: usize = 60;
/// Long names and short ones, rare characters and those in every name; some that fit nothing.
const QUESTIONS: [&str; 16] = [
    "田家墩",
    "小区",
    "重庆路",
    "柳林新村",
    "没有的",
    "tianjiadun",
    "tianjiad",
    "chongqing",
    "xiaoqu",
    "tjd",
    "xq",
    "shl",
    "tjdxq",
    "田家dun",
    "zzzz",
    "PRJ-2026-01",
];

/// The same names on every machine: a plain congruential sequence chooses the characters.
struct Dice(u64);

impl Dice {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from[(self.0 >> 33) as usize % from.len()]
    }
}

fn names() -> Vec<String> {
    // Two thousand common characters, those of place names several times as often.
    let mut characters: Vec<char> = ('\u{4e00}'..'\u{9fa5}').step_by(11).collect();
    for _ in 0..20 {
        characters.extend("田家墩石槐荫柳林桥港湖山江东西南北上下新老长乐重庆中大".chars());
    }
    let endings = ["小区", "小区", "小区", "花园", "新村", "路", "里", "社区", "街道", "小区改造", "小区二期"];
    let mut dice = Dice(2026);
    (0..NAMES)
        .map(|_| {
            let count = dice.pick(&[2, 2, 3, 3, 3, 4]);
            let mut name: String = (0..count).map(|_| dice.pick(&characters)).collect();
            name.push_str(dice.pick(&endings));
            name
        })
        .collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let made = black_box(work());
    (began.elapsed(), made)
}

/// How long `ask` takes over all questions: at the middle, and for all but the slowest twentieth.
fn asked(mut ask: impl FnMut(&str) -> usize) -> (Duration, Duration) {
    let mut times: Vec<Duration> = Vec::new();
    for question in QUESTIONS {
        black_box(ask(question));
        times.extend((0..TIMES).map(|_| timed(|| ask(question)).0));
    }
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 95 / 100])
}

/// Memory of this process in MB, where the system tells it.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<f64>().ok()? / 1024.0)
}

fn row(what: &str, took: Duration, plain: Duration) {
    let ratio = took.as_secs_f64() / plain.as_secs_f64();
    println!("{what:<44} {:>10.3} {:>10.3} {ratio:>8.2}", took.as_secs_f64() * 1e3, plain.as_secs_f64() * 1e3);
}

fn main() {
    let names = names();
    let numbers: Vec<String> = (0..NAMES / 20).map(|n| format!("PRJ-2026-{n:04}")).collect();
    let kinds = [SearchKind::Compound, SearchKind::Street, SearchKind::Community];
    let entries = || {
        (0_u32..).zip(&names).map(|(at, name)| {
            let number = (at % 20 == 1).then(|| numbers[at as usize / 20].as_str());
            let kind = if number.is_some() { SearchKind::Project } else { kinds[at as usize % 40 / 19] };
            Entry { kind, at, name, alias: None, number }
        })
    };
    let before = memory();
    let (build, index) = timed(|| Index::build(Alphabet::default(), entries()));
    let after = memory();
    let (sort, _) = timed(|| {
        let mut sorted = names.clone();
        sorted.sort();
        sorted
    });
    let contains = |q: &str| names.iter().filter(|name| name.contains(q)).count();
    let (plain_middle, plain_most) = asked(contains);
    let (middle, most) = asked(|q| index.find(q, HITS).len());

    println!("{NAMES} names, {} questions; milliseconds", QUESTIONS.len());
    println!("{:<44} {:>10} {:>10} {:>8}", "", "search", "plain", "ratio");
    row("build (plain: copy and sort the names)", build, sort);
    row("ask, p50 (plain: contains over all names)", middle, plain_middle);
    row("ask, p95", most, plain_most);
    for question in QUESTIONS {
        let best = |ask: &dyn Fn(&str) -> usize| (0..20).map(|_| timed(|| ask(question)).0).min().unwrap_or_default();
        row(&format!("  {question}"), best(&|q| index.find(q, HITS).len()), best(&contains));
    }
    if let Some((before, after)) = before.zip(after) {
        println!("memory of the index: {:.0} MB", after - before);
    }
}
