//! What people read: why works are late, what was done, why something was given up. Short and everyday.

/// Why a milestone is late.
pub(super) fn reason(code: &str, throw: i64) -> &'static str {
    let of: &[&str] = match code {
        "underground" => &["挖到没有登记的旧管线，改了走向", "地下水多，沟槽要先排水", "燃气管要先迁走，等了两周"],
        "roof" => &["连续下雨，屋面没有干透，不能做防水", "屋顶杂物和违建清得慢", "防水材料抽检不合格，换了一批"],
        "facade" => &["连续下雨，外墙不能喷漆", "部分住户的防盗网还没有商量好怎么拆", "空鼓比原来查的多，先铲后补"],
        "stairwell" => &["电信、广电的线还没有迁完", "楼道里的杂物清得慢"],
        "road_parking" => &["车没有挪完，分两段做", "沥青厂环保停产，料来得晚"],
        "amenities" => &["苗木要等天气合适再栽", "充电棚的位置住户有意见，重新选址"],
        "mobilization" => &["围挡外的车位没有腾出来"],
        "finishing" => &["路面要等管沟沉实再做", "配套的灯具到货晚"],
        _ => &["挖到没有登记的旧管线，改了走向", "连续下雨，沟槽积水，停了几次", "沿线的电杆要先迁走"],
    };
    of[usize::try_from(throw).unwrap_or(0) % of.len()]
}

/// What was done: half way, and at the end.
pub(super) fn note(programme: &str, code: &str) -> (&'static str, &'static str) {
    match (programme, code) {
        ("rental", _) => ("收了一半的申请，正在核对。", "申请都核对完，结果已经张贴。"),
        (_, "mobilization") => ("围挡开始搭，公示牌已定做。", "围挡和公示牌装好了，工期和投诉电话都写在上面。"),
        (_, "underground") => ("一半楼栋的污水管换好了，当天挖的当天回填。", "雨水和污水分开走，新管试过水，不漏。"),
        (_, "roof") => ("旧防水层铲完，一半屋面做好了。", "屋面防水做完，蓄水两天不渗。"),
        (_, "facade") => ("脚手架搭好，向阳的墙面在喷漆。", "外墙喷完，破损的窗户换好了，脚手架已拆。"),
        (_, "stairwell") => ("一半楼道刷完，电线理进线槽。", "楼道刷完，灯都亮了，线都进了槽。"),
        (_, "road_parking") => ("主路铺了一半，另一半照常走车。", "路面铺完，停车位和消防通道划好了线。"),
        (_, "amenities") => ("路灯装了一半，树坑挖好了。", "路灯、座椅、花坛都好了。"),
        (_, "finishing") => ("场地在清理，边角在修补。", "场地清完，围挡拆了。"),
        ("pipe", _) => ("管沟挖好一半，新管在接。", "新管全部接通，试过水，不漏。"),
        ("water", _) => ("淤泥清了一半，护坡在砌。", "渠底清完，护坡砌好，水能流动。"),
        ("park", _) => ("地形整好，主路铺了一半。", "路、座椅、树都好了。"),
        ("road", _) => ("一侧已经做完，另一侧在做。", "主体全部做完，已经试行。"),
        ("market", _) => ("屋顶换好，摊位在装。", "摊位装完，水电都通了。"),
        ("sanitation", _) => ("主体立起来了，设备在路上。", "主体和设备都好了，试了三天。"),
        ("care", _) => ("墙地面做好，扶手在装。", "房间、扶手、呼叫铃都好了。"),
        _ => ("主体做到一半。", "主体做完，自查合格。"),
    }
}

/// Internal: what the works need, never shown to the public.
pub(super) const ISSUES: &[&str] = &[
    "屋面材料还差两车，供应商说周五到。",
    "三单元有一户不让进，请社区再去一次。",
    "管线图和现场对不上，请设计来看。",
    "夜里卸货有人投诉，改在白天。",
    "临时用电不够，已报供电。",
];

/// Why works stand still.
pub(super) const SUSPENDED: &[&str] = &[
    "管线：挖到要先迁走的燃气主管，等燃气公司改线",
    "资金：这一批款还没有到，到了就复工",
    "设计：基础和图纸不一样，设计单位在改图",
];

/// Why it was put off.
pub(super) const DEFERRED: &[&str] = &[
    "第一轮征询，同意的住户没有达到规定比例。方案改过以后再问一次",
    "加装电梯和停车的做法还没有商量好，先放一放",
    "住户希望先修水管再做外墙，方案要重写",
];

/// Why it was cancelled.
pub(super) const CANCELLED: &[&str] = &[
    "这一片列入整体重建，不再单独改造",
    "同意的住户两轮都没有达到规定比例",
    "原址要建地下管廊，换个地方做",
    "和相邻小区合并成一个项目",
];

/// Why an item was left out.
pub(super) const DROPPED: &[&str] =
    &["同意的住户没有达到规定比例", "地下有管线，没有地方做", "住户选了别的内容，钱用在那边", "消防通道不够宽，不能占"];

/// Why a date was moved.
pub(super) const EXTENDED: &[&str] =
    &["连续下雨，室外的活停了几次", "旧管线比图上多，要先迁走", "学校考试期间白天不做有声音的活"];

/// Why acceptance failed.
pub(super) const RECTIFYING: &[&str] = &[
    "验收发现 3 处要返工：坡道太陡、两处井盖不平，施工单位正在改",
    "验收发现屋面一角渗水，补好再验",
    "验收发现护栏松动，正在加固",
];
