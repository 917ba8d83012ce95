//! What people read: why works are late, what was done, why something was given up. Short and everyday.

/// Why a milestone is late.
pub(super) fn reason(kind: &str, code: &str, throw: i64) -> &'static str {
    let of: &[&str] = match (code, kind) {
        ("underground", _) => &["挖到没有登记的旧管线，改了走向", "地下水多，沟槽要先排水", "燃气管要先迁走"],
        ("roof", _) => &["连续下雨，屋面没有干透，不能做防水", "屋顶杂物和违建清得慢", "防水材料抽检不合格，换了一批"],
        ("facade", _) => {
            &["连续下雨，外墙不能喷漆", "部分住户的防盗网还没有商量好怎么拆", "空鼓比原来查的多，先铲后补"]
        }
        ("stairwell", _) => &["电信、广电的线还没有迁完", "楼道里的杂物清得慢"],
        ("road_parking", _) => &["车没有挪完，分两段做", "沥青厂环保停产，料来得晚"],
        ("amenities", _) => &["苗木要等天气合适再栽", "灯具到货晚"],
        (_, "public_rental") => &["要核对的材料多，比预计慢"],
        ("mobilization", _) => &["围挡外的车位没有腾出来"],
        ("finishing", _) => &["收尾的材料到货晚", "连续下雨，收尾的活停了几天"],
        (_, "market") => &["商户搬到临时摊位比预计慢", "旧屋顶拆开后发现钢架锈了，先加固"],
        (_, "pocket_park" | "city_park") => &["连续下雨，地太湿，不能整地", "苗木要等天气合适再栽"],
        (_, "back_street" | "road_widening" | "area_upgrade") => {
            &["沿线的电杆要先迁走", "挖到没有登记的旧管线，改了走向", "连续下雨，路基没有干透"]
        }
        (_, "waste_sorting") => &["几处点位住户有意见，重新选址"],
        (
            _,
            "shantytown_redevelopment"
            | "dilapidated_housing"
            | "interchange"
            | "footbridge"
            | "public_toilet"
            | "waste_transfer"
            | "elderly_care",
        ) => &["基础要比图上做得深", "连续下雨，室外的活停了几次", "钢材到货晚"],
        _ => &["挖到没有登记的旧管线，改了走向", "连续下雨，沟槽积水，停了几次", "地下水多，沟槽要先排水"],
    };
    of[usize::try_from(throw).unwrap_or(0) % of.len()]
}

/// Why a milestone is late that only follows others.
pub(super) const AFTER_OTHERS: &str = "前面的活完得晚，跟着往后推";

/// What was done by the first quarter, the second, the third, the last, and at the end.
type Course = [&'static str; 5];

/// Begin, under a quarter; a quarter and more; half and more; three quarters and more; all.
fn course(kind: &str, code: &str) -> Course {
    match (code, kind) {
        ("mobilization", "public_rental") => {
            let posted = "公告贴出来了，写明条件和日期。";
            ["公告在写。", "公告在写。", "公告送去复核。", "公告在印。", posted]
        }
        ("finishing", "public_rental") => [
            "摇号的日子定了。",
            "第一批住户摇了号。",
            "一多半住户摇了号，在选房。",
            "号都摇完，最后几户在选房。",
            "房都选完了，等结果公示。",
        ],
        (_, "public_rental") => [
            "开始收申请。",
            "申请收了一部分，在核对材料。",
            "申请收完，一多半核对过了。",
            "只剩少数几户的材料没有核对完。",
            "申请都核对完，名单已经张贴。",
        ],
        ("mobilization", _) => [
            "现场在腾地方。",
            "围挡开始搭，公示牌已定做。",
            "围挡搭了一多半，材料进场。",
            "围挡快搭完，公示牌在装。",
            "围挡和公示牌装好了，工期和投诉电话都写在上面。",
        ],
        ("finishing", _) => [
            "场地开始清理。",
            "场地在清理，边角在修补。",
            "边角修补了一多半，场地清了大半。",
            "只剩零星修补，材料在撤场。",
            "场地清完，围挡拆了。",
        ],
        ("underground", _) => [
            "沟槽开挖，当天挖的当天回填。",
            "头几栋楼前的新管铺好了。",
            "一多半楼栋的污水管换好了。",
            "新管差不多铺完，最后几口井在砌。",
            "雨水和污水分开走，新管试过水，不漏。",
        ],
        ("roof", _) => [
            "屋顶在清杂物、铲旧防水层。",
            "头几栋的旧防水层铲完，在找平。",
            "一多半屋面做好了防水。",
            "只剩最后几块屋面，做完要蓄水试验。",
            "屋面防水做完，蓄水两天不渗。",
        ],
        ("facade", _) => [
            "脚手架在搭。",
            "脚手架搭好，空鼓的墙皮在铲。",
            "一多半墙面补平了，向阳的在喷漆。",
            "大部分墙面喷完，在补边角。",
            "外墙喷完，脚手架已拆。",
        ],
        ("stairwell", _) => [
            "楼道在清杂物，旧线在理。",
            "头几个单元的线理进了线槽。",
            "一多半楼道刷完。",
            "楼道差不多刷完，灯在装。",
            "楼道刷完，灯都亮了，线都进了槽。",
        ],
        ("road_parking", _) => [
            "旧路面在破除，一半走车一半施工。",
            "路基压实了一段，另一半照常走车。",
            "主路铺了一多半。",
            "主路铺完，支路在铺。",
            "路面铺完，线划好了。",
        ],
        ("amenities", _) => [
            "灯座和树坑在挖。",
            "头几盏路灯立起来了。",
            "路灯装了一多半，在栽树。",
            "路灯装得差不多，草在铺。",
            "树栽好，路灯都亮了。",
        ],
        _ => main_works(kind),
    }
}

/// The main works of a kind that is no compound's renovation.
fn main_works(kind: &str) -> Course {
    match kind {
        "rain_sewage_pipes" | "sewer_renewal" | "utility_pipes" => [
            "沟槽开挖，分段围挡。",
            "头几段新管铺好，路面已临时恢复。",
            "新管铺了一多半，在接支管。",
            "只剩最后一段没有接通。",
            "新管全部接通，试验合格，不漏。",
        ],
        "flood_drainage" => [
            "沟槽开挖，旧管在清淤。",
            "头一段大管铺好了。",
            "大管铺了一多半，井在砌。",
            "只剩最后一段没有接通。",
            "全线接通，放水试过，排得出去。",
        ],
        "waterway" => [
            "分段围堰，在抽水清淤。",
            "上游一段的淤泥清完，护坡在砌。",
            "淤泥清了一多半，截污管在接。",
            "淤泥清完，最后一段护坡在砌。",
            "渠底清完，护坡砌好，水能流动。",
        ],
        "pocket_park" | "city_park" => [
            "地在平整。",
            "地形整好，主路在铺。",
            "主路铺了一多半，大树在栽。",
            "路铺完，剩下的树和座椅在做。",
            "路、树、座椅都好了。",
        ],
        "back_street" | "road_widening" => [
            "旧路面在破除，留一边走人。",
            "头一段的路基做好了。",
            "路面做了一多半，分段放行。",
            "只剩最后一段路面，路灯在接线。",
            "路面全部做完，已经放行。",
        ],
        "interchange" | "footbridge" => [
            "基础在打。",
            "基础做完，墩柱在立。",
            "墩柱立好，梁在架。",
            "梁架完，桥面和栏杆在做。",
            "桥面做完，荷载试验合格。",
        ],
        "market" => [
            "商户搬到临时摊位，旧屋顶在拆。",
            "屋顶换了一部分，临时摊位照常营业。",
            "屋顶换了一多半，排水沟在做。",
            "屋顶换完，摊位和消防管在装。",
            "摊位装完，水电都通了。",
        ],
        "public_toilet" => [
            "旧公厕拆了，旁边放了临时的。",
            "基础做好，墙在砌。",
            "墙砌好，屋顶在做。",
            "里面在贴砖、装洁具。",
            "洁具装完，水电都通了。",
        ],
        "waste_transfer" => [
            "基础在挖。",
            "基础做好，墙柱在立。",
            "厂房立起来了，屋面在做。",
            "厂房做完，压缩设备在装。",
            "设备装好，试了三天，不漏不冒味。",
        ],
        "waste_sorting" => [
            "头几处点位在打地坪。",
            "地坪打好，有几处在立雨棚。",
            "一多半点位立好了雨棚。",
            "只剩几处，洗手池在接水。",
            "全部点位都好了，水也通了。",
        ],
        "elderly_care" => [
            "旧隔墙在拆，水电在改。",
            "水电改完，墙地面在做。",
            "墙地面做了一多半，门窗在换。",
            "墙地面做好，扶手和桌椅在装。",
            "房间、扶手、桌椅都好了。",
        ],
        "shantytown_redevelopment" => [
            "旧房拆完，基础在挖。",
            "基础做完，楼在往上起。",
            "楼起了一多半。",
            "封了顶，里外在抹灰。",
            "楼都建好，水电气通了。",
        ],
        "dilapidated_housing" => [
            "住户搬出，危险的墙先支住。",
            "头几栋加固完。",
            "一多半房子加固或重建好了。",
            "主体都做完，门窗在装。",
            "全部做完，房屋安全鉴定合格。",
        ],
        _ => [
            "分片围挡，先做头一片。",
            "头一片的路和灯做好了，第二片开工。",
            "一多半片区做完，线缆在入地。",
            "只剩最后一片。",
            "几片都做完，路平灯亮。",
        ],
    }
}

/// What was done when a milestone stands at `progress_bp`.
pub(super) fn note(kind: &str, code: &str, progress_bp: i32) -> &'static str {
    course(kind, code)[quarter(progress_bp)]
}

/// Which quarter of the way it is, 4 at the end: two reports in one quarter would say the same.
pub(super) fn quarter(progress_bp: i32) -> usize {
    usize::try_from(progress_bp / 2_500).unwrap_or(0).min(4)
}

/// Nothing of it stands in the rain.
pub(super) fn is_indoors(kind: &str) -> bool {
    matches!(kind, "elderly_care" | "public_rental" | "market")
}

/// Internal: what the works need, never shown to the public.
pub(super) const ISSUES: &[&str] = &[
    "材料还差两车，供应商说周五到。",
    "有一户不让进，请社区再去一次。",
    "管线图和现场对不上，请设计来看。",
    "夜里卸货有人投诉，改在白天。",
    "临时用电不够，已报供电。",
];

/// Why works stand still, by what was being done.
pub(super) fn suspended(kind: &str, code: &str) -> &'static [&'static str] {
    let in_the_ground = matches!(code, "underground")
        || matches!(kind, "rain_sewage_pipes" | "sewer_renewal" | "utility_pipes" | "flood_drainage");
    match code {
        _ if in_the_ground => {
            &["管线：挖到要先迁走的燃气主管，等燃气公司改线", "设计：现场的标高和图纸不一样，设计单位在改图"]
        }
        "facade" => &["设计：外墙空鼓比图上多，设计单位在改做法", "资金：这一批款还没有到，到了就复工"],
        _ => &["资金：这一批款还没有到，到了就复工"],
    }
}

/// Why it was put off: only a round of consent that failed does that.
pub(super) const DEFERRED: &[&str] = &[
    "第一轮征询，同意的住户没有达到规定比例。方案改过以后再问一次",
    "第一轮征询没有通过：加装电梯和停车的做法还没有商量好",
    "第一轮征询没有通过：住户希望先修水管再做外墙，方案要重写",
];

/// Why the round of consent is not done.
pub(super) const NO_CONSENT: &str = "征询没有通过";

/// Why it was cancelled where residents did not agree.
pub(super) const CANCELLED_BY_RESIDENTS: &[&str] = &["征询了两轮，同意的住户都没有达到规定比例"];

/// Why the renovation of a compound was cancelled for another reason.
pub(super) const CANCELLED_HOMES: &[&str] = &["这一片列入整体重建，不再单独改造", "和相邻小区合并成一个项目"];

/// Why anything else was cancelled.
pub(super) const CANCELLED: &[&str] = &["原址要建地下管廊，换个地方做", "这块地另有用途，换个地方做"];

/// Why an item was left out.
pub(super) const DROPPED: &[&str] =
    &["地下有管线，没有地方做", "住户选了别的内容，钱用在那边", "消防通道不够宽，不能占"];

/// Why a lift was left out.
pub(super) const NO_LIFT: &str = "同意加装的住户没有达到规定比例";

/// Why acceptance failed.
pub(super) fn rectifying(kind: &str) -> &'static [&'static str] {
    match kind {
        "old_compound_renovation" => {
            &["验收发现两处井盖不平、一段路面积水，施工单位正在改", "验收发现屋面一角渗水，补好再验"]
        }
        "flood_drainage" | "rain_sewage_pipes" | "sewer_renewal" | "utility_pipes" | "waterway" => {
            &["验收发现两处井盖不平、一段管道里有泥沙，正在清理"]
        }
        _ => &["验收发现几处做法和图纸不符，正在改"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_report_says_grows_with_its_percentage() {
        let codes =
            ["mobilization", "underground", "roof", "facade", "stairwell", "road_parking", "amenities", "finishing"];
        for code in codes {
            let said: Vec<_> = [100, 2_500, 5_000, 9_900, 10_000].map(|bp| note("market", code, bp)).to_vec();
            assert_eq!(said.len(), said.iter().collect::<std::collections::BTreeSet<_>>().len(), "{code}");
        }
        assert_eq!(note("market", "main_works", 4_300), note("market", "main_works", 2_500));
        assert_ne!(note("city_park", "main_works", 4_300), note("city_park", "main_works", 8_600));
        // Half of anything from a quarter on lies in another quarter.
        assert!((2_500..=10_000).all(|bp| quarter(bp) != quarter(bp / 2)));
    }
}
