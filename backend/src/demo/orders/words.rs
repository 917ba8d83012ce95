//! What people say in the demonstration's orders: everyday words, and no name in them.

use std::collections::HashMap;

use shared::orders::DeclineReason::{self, CourtOrPolice, Duplicate, OutsideDuties};

use super::super::dice::Dice;

const LINES: &str = include_str!("../../../data/demo_orders.csv");

/// What was asked for, what came of it, and what everybody may read of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Code of the category.
    pub category: &'static str,
    /// What was asked for; `{b}` stands for a building.
    pub what: &'static str,
    /// What was done.
    pub result: &'static str,
    /// Title of the public summary; empty where there is none.
    pub title: &'static str,
}

/// The lines of each category, told one after the other, so that as few as can be are told twice.
pub(super) struct Words {
    lines: Vec<Line>,
    told: HashMap<&'static str, usize>,
}

impl Words {
    pub(super) fn read() -> Self {
        let line = |text: &'static str| {
            let [category, what, result, title] = text.split(',').collect::<Vec<_>>().try_into().ok()?;
            Some(Line { category, what, result, title })
        };
        Self { lines: LINES.lines().skip(1).filter_map(line).collect(), told: HashMap::new() }
    }

    /// The next line of `category`.
    pub(super) fn of(&mut self, category: &str) -> Option<Line> {
        let fitting: Vec<Line> = self.lines.iter().filter(|line| line.category == category).copied().collect();
        let first = fitting.first()?;
        let told = self.told.entry(first.category).or_default();
        *told += 1;
        fitting.get((*told - 1) % fitting.len()).copied()
    }

    /// Any line; complaints about works only where some are near.
    pub(super) fn any(
        &mut self,
        dice: &mut Dice,
        has_works: bool,
        is_complaint: impl Fn(&str) -> bool,
    ) -> Option<Line> {
        let categories: Vec<&'static str> =
            self.lines.iter().map(|line| line.category).filter(|code| is_complaint(code) == has_works).collect();
        let category = *dice.pick(&categories);
        self.of(category)
    }
}

pub(super) const STARTED: [&str; 6] = [
    "已和您通过电话，约好时间上门。",
    "已电话联系，先上门看情况。",
    "联系上了，今天下午过去看。",
    "已到现场看过，准备材料后办理。",
    "已电话说明办理的步骤。",
    "已联系，按约定的时间办理。",
];

pub(super) const LOGGED: [&str; 6] = [
    "材料已经订好，到货就来。",
    "已请师傅到现场看过，明天动手。",
    "今天办了一半，剩下的明天办完。",
    "已和物业、施工方碰过头，分工明确。",
    "因下雨推迟半天，已告知您。",
    "已处理完主要部分，正在收尾。",
];

pub(super) const QUESTIONS: [&str; 4] = [
    "请问具体在哪一栋、哪个位置？",
    "请问什么时间家里有人，方便上门？",
    "能不能拍一张照片，让师傅先看看？",
    "请问是一直这样，还是下雨时才这样？",
];

pub(super) const ANSWERS: [&str; 4] = [
    "在靠大门的第一个楼道口，一进来就看得见。",
    "上午都在家，来之前打个电话就行。",
    "一直这样，这几天更厉害了。",
    "就在楼下花坛旁边，邻居也可以带你们去看。",
];

pub(super) const CANCELLED: [&str; 4] =
    ["家里人已经修好了，不用来了。", "点重了，撤一单。", "邻居帮忙办好了，谢谢。", "时间不合适，以后再约。"];

/// Why not, in words, and where to go instead.
pub(super) const DECLINED: [(DeclineReason, &str, &str); 5] = [
    (OutsideDuties, "户内宽带故障由运营商负责，社区不能上门维修。", "请拨打宽带运营商的客服电话报修。"),
    (OutsideDuties, "房屋买卖的手续不在社区办理。", "请到区政务服务中心不动产登记窗口咨询。"),
    (CourtOrPolice, "借款纠纷双方各执一词，应由法院审理。", "请向法院立案窗口咨询，也可以先申请人民调解。"),
    (CourtOrPolice, "东西被偷要由公安机关处理。", "请拨打 110 或到派出所报案。"),
    (Duplicate, "同一件事已有一单在办理，进展一并告知。", "请看之前那一单的进展，不必再点。"),
];

pub(super) const REFUSED: [&str; 3] =
    ["今天在外面培训，赶不回来。", "这个活要用登高梯，我这里没有。", "这几天值班走不开，请另派人。"];

pub(super) const GIVEN_BACK: [&str; 3] =
    ["临时有事去不了，怕耽误，请别的志愿者接。", "到现场看过，要专业师傅，我做不了。", "孩子生病，这两天来不了。"];

/// Why it goes up, and what was tried.
pub(super) const ESCALATED: [(&str, &str); 4] = [
    ("要动主管道，网格和社区没有设备，也没有这笔钱。", "疏通过两次，换过井盖垫，两天后又堵。"),
    ("牵涉两个产权单位，社区协调不下来。", "开过两次协调会，双方都说不归自己管。"),
    ("需要街道统一安排施工队伍。", "物业看过三次，说超出维修范围，报价居民不同意。"),
    ("占的是公共道路，社区没有权限。", "上门劝过三次，贴过告示，仍然没有改。"),
];

pub(super) const EXTENDED: [&str; 3] =
    ["配件要从厂家订，四天后到货。", "连续下雨，屋面防水要等天晴干透。", "要等居民代表开会定方案。"];

/// What is missing.
pub(super) const REJECTED: [&str; 5] = [
    "修了一天又坏了，还是老样子。",
    "只办了一半，另一半没有人来。",
    "说是修好了，我去看过，还在漏。",
    "人来看了一眼就走，没有解决。",
    "还是有味道，请再来看看。",
];

/// What is said with the stars, from one to five.
pub(super) const RATED: [&[&str]; 5] = [
    &["拖了太久，问一次推一次。", "没有解决，只是让我等。"],
    &["来得太晚，修得也马虎。", "办是办了，态度不太好。"],
    &["能用了，就是等得久。", "一般，希望下次快一点。", "还可以。"],
    &["办得不错，来的时间比说的晚了一点。", "挺好，谢谢。", "解决了，师傅很耐心。", "比以前快多了。"],
    &[
        "太感谢了，想得很周到。",
        "当天就来了，真快！",
        "师傅手艺好，走的时候还把地扫干净了。",
        "老人很高兴，谢谢志愿者。",
        "电话里说得清楚，办得也利索。",
        "很满意。",
        "现在晚上出门亮堂了，谢谢。",
    ],
];

pub(super) const HEARD_GOOD: [&str; 4] =
    ["说已经办好，满意。", "说来的人很和气，问题解决了。", "说可以了，谢谢社区。", "说用着正常。"];

pub(super) const CHASED: [&str; 3] =
    ["居民反映时间较长，请三天内办结并答复。", "请说明卡在哪里，明确完成时间。", "请和相关单位当面对接，不要再拖。"];

pub(super) const CHASE_ANSWERED: [&str; 3] =
    ["材料已到，明天施工，当天办结。", "已和施工单位约定，本周内完成。", "已办完，正在请居民确认。"];

#[cfg(test)]
mod tests {
    use shared::orders::summary::NewSummary;

    use super::*;

    #[test]
    fn every_line_has_its_words_and_what_is_told_to_everybody_tells_of_no_person() {
        let lines = Words::read().lines;
        assert_eq!(lines.len(), LINES.lines().count() - 1);
        for line in lines {
            assert!(!line.what.is_empty() && !line.result.is_empty(), "{line:?}");
            let summary = NewSummary { title: line.title.to_owned(), result: Some(line.result.to_owned()) };
            assert!(line.title.is_empty() || summary.checked().is_ok(), "{line:?}");
        }
    }
}
