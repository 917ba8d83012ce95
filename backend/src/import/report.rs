//! What an import did, or why it did nothing, in words for whoever keeps the list.

use shared::areas::AreaLevel;
use shared::ledger::{Problem, Problems, Words};

use super::What;
use crate::areas::store::AreaRow;

/// Language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the list is of.
    pub what: What,
    /// Nothing was to be changed.
    pub dry_run: bool,
    /// Rows below the header.
    pub rows: u32,
    /// Rows that were not there before.
    pub new: usize,
    /// Rows that are different now.
    pub changed: usize,
    /// Rows that were there just so.
    pub unchanged: usize,
    /// Names of streets and communities that were made.
    pub areas: Vec<String>,
    /// Names of the first compounds that were made.
    pub compounds: Vec<String>,
    /// How many were made.
    pub compounds_made: usize,
    /// Names of indicators that were made.
    pub indicators: Vec<String>,
    /// Rows without a position.
    pub without_position: usize,
    /// Positions that nothing was known to hold against.
    pub unchecked_positions: usize,
    /// The rows are features of a map.
    pub is_of_features: bool,
    /// Headers of columns that nothing was read from.
    pub ignored: Vec<String>,
    /// What somebody should look at; it keeps nothing from being written.
    pub warnings: Vec<Words>,
    /// What is wrong; if anything is, nothing was changed.
    pub problems: Problems,
}

/// Names that are listed one by one.
const SHOWN_NAMES: usize = 40;

impl Report {
    pub(super) fn new(what: What, dry_run: bool) -> Self {
        Self {
            what,
            dry_run,
            rows: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            areas: Vec::new(),
            compounds: Vec::new(),
            compounds_made: 0,
            indicators: Vec::new(),
            without_position: 0,
            unchecked_positions: 0,
            is_of_features: false,
            ignored: Vec::new(),
            warnings: Vec::new(),
            problems: Problems::default(),
        }
    }

    /// Counts from the beginning again: what was counted in the first pass.
    pub(super) fn start_again(&mut self) {
        (self.new, self.changed, self.unchanged) = (0, 0, 0);
        (self.without_position, self.unchecked_positions) = (0, 0);
        // Nothing is wrong, but what was said in vain is about to be said again.
        self.problems = Problems::default();
    }

    /// Notes the streets and communities that are made along the way.
    pub(super) fn note_areas(&mut self, made: &[AreaRow]) {
        let names = made.iter().filter(|a| a.area_level.0 != AreaLevel::District).map(|a| a.name.clone());
        self.areas = names.collect();
    }

    /// Notes the name of a compound that is made along the way.
    pub(super) fn note_compound(&mut self, name: &str) {
        self.compounds_made += 1;
        if self.compounds.len() < SHOWN_NAMES {
            self.compounds.push(name.to_owned());
        }
    }

    pub(super) fn changes_something(&self) -> bool {
        self.new + self.changed > 0
    }

    /// Something was wrong, so nothing was changed.
    pub fn refused(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The report in words.
    pub fn words(&self, lang: Lang) -> String {
        let mut lines = match (lang, self.refused()) {
            (Lang::Zh, true) => self.refusal_zh(),
            (Lang::En, true) => self.refusal_en(),
            (Lang::Zh, false) => self.success_zh(),
            (Lang::En, false) => self.success_en(),
        };
        if self.is_of_features && self.refused() {
            lines.push(match lang {
                Lang::Zh => "第 n 行指文件里的第 n 个要素（feature）。".to_owned(),
                Lang::En => "Row n is feature number n of the file.".to_owned(),
            });
        }
        if !self.ignored.is_empty() {
            lines.push(match lang {
                Lang::Zh => format!("没有读取的列：{}。", self.ignored.join("、")),
                Lang::En => format!("Columns that were not read: {}.", self.ignored.join(", ")),
            });
        }
        if self.unchecked_positions > 0 {
            let n = self.unchecked_positions;
            lines.push(match lang {
                Lang::Zh => format!("没有区界，没有核对位置（{n} 个）：请导入带边界或代码的区，或在映射的 [district] 里写 box。"),
                Lang::En => format!(
                    "No boundary of the district is known, positions were not checked ({n}): import the district with its boundary or code, or give box in [district] of the mapping."
                ),
            });
        }
        lines.extend(self.warnings.iter().map(|words| match lang {
            Lang::Zh => format!("请留意：{}。", words.zh),
            Lang::En => format!("Look at this: {}.", words.en),
        }));
        lines.extend(self.problems.unkept().into_iter().map(|words| match lang {
            Lang::Zh => format!("{}。", words.zh),
            Lang::En => format!("{}.", words.en),
        }));
        if self.dry_run {
            lines.push(match lang {
                Lang::Zh => "这是试运行，数据没有任何改动。".to_owned(),
                Lang::En => "This was a dry run: nothing was changed.".to_owned(),
            });
        }
        lines.join("\n")
    }

    fn refusal_zh(&self) -> Vec<String> {
        let total = self.problems.total();
        let mut lines = vec![format!("没有导入：发现 {total} 处问题，数据没有任何改动。改好后再导入一次。")];
        let shown = self.problems.sorted();
        lines.extend(shown.iter().map(|p| Problem::zh(p)));
        if total > shown.len() {
            lines.push(format!("……另有 {} 处没有列出。", total - shown.len()));
        }
        lines
    }

    fn refusal_en(&self) -> Vec<String> {
        let total = self.problems.total();
        let noun = if total == 1 { "problem" } else { "problems" };
        let mut lines =
            vec![format!("Not imported: {total} {noun}, nothing was changed. Mend the list and import it again.")];
        let shown = self.problems.sorted();
        lines.extend(shown.iter().map(|p| Problem::en(p)));
        if total > shown.len() {
            lines.push(format!("… and {} more that are not listed.", total - shown.len()));
        }
        lines
    }

    /// What was made along the way: its noun, the first names and how many there are.
    fn along_the_way<'a>(&'a self, nouns: [&'a str; 3]) -> impl Iterator<Item = (&'a str, &'a [String], usize)> {
        let [areas, compounds, indicators] = nouns;
        let all = [
            (areas, &self.areas, self.areas.len()),
            (compounds, &self.compounds, self.compounds_made),
            (indicators, &self.indicators, self.indicators.len()),
        ];
        all.into_iter().filter(|(.., made)| *made > 0).map(|(noun, names, made)| (noun, names.as_slice(), made))
    }

    /// What the areas are that are made along the way.
    fn areas_made(&self) -> (&'static str, &'static str) {
        match self.what {
            What::Boundaries => ("网格", "Grids"),
            _ => ("街道和社区", "Streets and communities"),
        }
    }

    fn success_zh(&self) -> Vec<String> {
        let noun = match self.what {
            What::Areas => "区划",
            What::Boundaries => "边界",
            What::Compounds => "小区",
            What::Projects => "项目",
            What::Media => "照片",
            What::Outages => "停水停电等通知",
            What::Notices => "公示与公告",
            What::Figures => "数据",
        };
        let Self { new, changed, unchanged, .. } = self;
        let mut lines =
            vec![format!("{noun} {} 行：新增 {new}，更新 {changed}，不变 {unchanged}。", new + changed + unchanged)];
        for (noun, names, made) in self.along_the_way([self.areas_made().0, "小区", "指标"]) {
            lines.push(format!("一并新建{noun} {made} 个：{}。", listed(names, made, "、")));
        }
        if self.without_position > 0 {
            lines.push(format!("尚无位置 {} 个。", self.without_position));
        }
        lines
    }

    fn success_en(&self) -> Vec<String> {
        let noun = match self.what {
            What::Areas => "areas",
            What::Boundaries => "boundaries",
            What::Compounds => "compounds",
            What::Projects => "projects",
            What::Media => "photographs",
            What::Outages => "outage notices",
            What::Notices => "notices",
            What::Figures => "figures",
        };
        let Self { new, changed, unchanged, .. } = self;
        let rows = new + changed + unchanged;
        let mut lines = vec![format!("Rows of {noun}: {rows}. New {new}, changed {changed}, unchanged {unchanged}.")];
        for (noun, names, made) in self.along_the_way([self.areas_made().1, "Compounds", "Indicators"]) {
            lines.push(format!("{noun} made along the way: {made} ({}).", listed(names, made, ", ")));
        }
        if self.without_position > 0 {
            lines.push(format!("Without a position: {}.", self.without_position));
        }
        lines
    }
}

fn listed(names: &[String], made: usize, between: &str) -> String {
    let shown = names.iter().take(SHOWN_NAMES).cloned().collect::<Vec<_>>().join(between);
    if made > SHOWN_NAMES { format!("{shown}…") } else { shown }
}
