//! What is plausible for each kind of project: how long it takes, what it costs, what it looks like and promises.
//! Old compounds cost 2 to 4 万元 a household in the published accounts; the other figures are orders of magnitude.

use crate::error::{Error, Result};

/// Its look on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The outlines of its compounds
    Compounds,
    /// One line, swinging by so many metres
    Line(i64),
    /// A trunk and branches between the blocks
    Net,
    /// A soft outline of its size in m²
    Garden,
    /// A rectangle of its size in m², or as given
    Block(Option<i64>),
    /// One place
    Point,
    /// Nowhere
    Nowhere,
}

/// What is plausible for a kind.
pub(super) struct KindFacts {
    /// Its code.
    code: &'static str,
    /// Days of works, least and most.
    pub(super) days: (i64, i64),
    /// Yuan for each metre, m², household or piece; none for what costs nothing to build.
    pub(super) yuan: Option<(i64, i64)>,
    /// Its look.
    pub(super) look: Look,
    /// Households that gain by it, least and most.
    pub(super) gain: (i64, i64),
    /// Items it promises, with the quantity for each unit of its size.
    items: &'static [(&'static str, f64)],
    /// What it is, in everyday words; `{}` is its size.
    text: &'static str,
}

/// What its name says in the kinds that hold two sorts of things: text and items.
type Sort = (&'static str, &'static str, &'static [(&'static str, f64)]);

const SORTS: &[Sort] = &[
    ("燃气管网", "换掉老旧的燃气管道 {} 米，用气更安全。", &[("B11", 1.0)]),
    ("长者食堂", "{} 平方米，中午和晚上有热饭，老人可以坐下来吃。", &[("U03", 0.003), ("I08", 0.02)]),
];

impl KindFacts {
    /// What a project of this name is, in everyday words; `{}` is its size.
    pub(super) fn text(&self, name: &str) -> &'static str {
        SORTS.iter().find(|s| name.contains(s.0)).map_or(self.text, |s| s.1)
    }

    /// Items that a project of this name promises, with the quantity for each unit of its size.
    pub(super) fn items(&self, name: &str) -> &'static [(&'static str, f64)] {
        SORTS.iter().find(|s| name.contains(s.0)).map_or(self.items, |s| s.2)
    }
}

const fn kind(
    code: &'static str,
    days: (i64, i64),
    yuan: Option<(i64, i64)>,
    look: Look,
    gain: (i64, i64),
    items: &'static [(&'static str, f64)],
    text: &'static str,
) -> KindFacts {
    KindFacts { code, days, yuan, look, gain, items, text }
}

#[rustfmt::skip]
const KINDS: &[KindFacts] = &[
    kind("old_compound_renovation", (150, 240), Some((21_000, 39_000)), Look::Compounds, (0, 0), &[],
        "修水管、污水管和屋面，刷外墙和楼道，整路和停车位。"),
    kind("shantytown_redevelopment", (420, 600), Some((360_000, 480_000)), Look::Block(Some(30_000)), (0, 0), &[("U01", 1.2)],
        "{} 户的旧平房拆除重建，愿意回来住的可以选回迁房。"),
    kind("dilapidated_housing", (200, 300), Some((180_000, 260_000)), Look::Block(Some(4_200)), (0, 0), &[("B23", 22.0), ("B17", 18.0)],
        "{} 户的危旧房加固或拆除重建，施工期间发过渡费。"),
    kind("area_upgrade", (150, 220), Some((18_000_000, 36_000_000)), Look::Block(Some(90_000)), (800, 2_400),
        &[("B12", 6_400.0), ("B09", 2_100.0), ("I01", 380.0), ("I03", 64.0), ("I14", 120.0)],
        "路面、线缆、违建、路灯一起做，一片做完再做下一片。"),
    kind("rain_sewage_pipes", (150, 220), Some((3_400, 5_600)), Look::Net, (900, 2_600), &[("B04", 1.0), ("B06", 0.04), ("B12", 2.2)],
        "雨水和污水分两套管子走，新铺管道 {} 米。下雨时污水不再从井盖里冒出来。"),
    kind("sewer_renewal", (120, 180), Some((2_600, 4_200)), Look::Net, (500, 1_500), &[("B04", 1.0), ("B05", 0.008), ("B06", 0.05)],
        "换掉堵塞和断裂的污水支管 {} 米，接到主管上。"),
    kind("utility_pipes", (110, 170), Some((1_800, 3_000)), Look::Net, (600, 1_800), &[("B01", 1.0), ("B03", 0.6)],
        "换掉老旧的供水管道 {} 米，水压稳定。"),
    kind("waterway", (160, 240), Some((3_600, 6_200)), Look::Line(45), (800, 3_000), &[("I02", 2.4), ("I03", 0.02), ("I12", 0.01)],
        "清淤、截污、砌护坡，全长 {} 米，岸边可以走路。"),
    kind("flood_drainage", (90, 150), Some((2_800, 5_200)), Look::Line(20), (300, 1_200), &[("B04", 1.0), ("B06", 0.06)],
        "加大排水管，疏通 {} 米，大雨时不再积水。"),
    kind("back_street", (60, 110), Some((2_200, 3_800)), Look::Line(10), (150, 600), &[("B12", 4.0), ("I03", 0.04), ("B09", 1.0)],
        "{} 米小巷重铺路面，线缆理齐，装上路灯。"),
    kind("pocket_park", (70, 120), Some((420, 720)), Look::Garden, (400, 1_500), &[("I02", 0.6), ("I12", 0.004), ("I10", 0.005)],
        "把一块空地做成 {} 平方米的小公园，有树、座椅和健身器材。"),
    kind("city_park", (240, 360), Some((320, 520)), Look::Garden, (3_000, 9_000), &[("I02", 0.55), ("I11", 0.02), ("I12", 0.001), ("I03", 0.003)],
        "{} 平方米的公园，有步道、草坪和儿童活动的地方。"),
    kind("road_widening", (220, 340), Some((16_000, 26_000)), Look::Line(25), (1_500, 4_500), &[("B12", 14.0), ("I03", 0.06)],
        "{} 米的路由两车道改为四车道，加人行道和路灯。"),
    kind("interchange", (400, 560), Some((150_000_000, 230_000_000)), Look::Point, (3_000, 8_000), &[("I08", 8.0), ("I03", 90.0)],
        "路口改成立体交叉，直行的车不用等灯。"),
    kind("footbridge", (140, 210), Some((8_500_000, 14_000_000)), Look::Point, (800, 2_500), &[("I08", 4.0), ("I07", 2.0)],
        "过街人行天桥，两头有电梯和坡道。"),
    kind("market", (120, 180), Some((2_600, 4_200)), Look::Block(None), (900, 2_600), &[("U06", 1.0), ("B14", 0.008)],
        "{} 平方米的市场换屋顶，重排摊位，补消防和排水。"),
    kind("public_toilet", (60, 90), Some((420_000, 680_000)), Look::Point, (300, 900), &[("I08", 2.0)],
        "重建公厕，有无障碍间，夜里也开。"),
    kind("waste_transfer", (120, 180), Some((120_000, 200_000)), Look::Point, (1_500, 4_000), &[("B12", 22.0), ("B15", 0.15), ("I17", 3.0)],
        "每天转运 {} 吨垃圾，封闭压缩，不再露天堆。"),
    kind("waste_sorting", (45, 80), Some((42_000, 70_000)), Look::Point, (600, 1_600), &[("B22", 1.0), ("B15", 1.0)],
        "设 {} 处分类投放点，有洗手池和雨棚。"),
    kind("elderly_care", (90, 140), Some((3_200, 4_800)), Look::Point, (200, 700), &[("U02", 1.0), ("I08", 0.02)],
        "{} 平方米，白天有人照看，中午有饭。"),
    kind("public_rental", (60, 100), None, Look::Nowhere, (0, 0), &[],
        "{} 户，按登记、审核、摇号、签约的次序办。"),
];

/// The facts of the kind with this code.
///
/// # Errors
/// When the list of projects names a kind that is not described here.
pub(super) fn facts(code: &str) -> Result<&'static KindFacts> {
    KINDS.iter().find(|k| k.code == code).ok_or_else(|| Error::internal(format!("no facts of kind {code}")))
}

/// Quantities a compound's renovation may promise: item, quantity for each building and for each household, and in how
/// many of a hundred compounds it is chosen. What the texts speak of is always chosen.
pub(super) const MENU: &[(&str, f64, f64, i64)] = &[
    ("B01", 85.0, 0.0, 100),
    ("B03", 0.0, 1.0, 45),
    ("B04", 95.0, 0.0, 100),
    ("B05", 0.7, 0.0, 60),
    ("B06", 3.4, 0.0, 85),
    ("B08", 3.0, 0.0, 100),
    ("B09", 110.0, 0.0, 100),
    ("B11", 60.0, 0.0, 30),
    ("B12", 260.0, 0.0, 100),
    ("B13", 45.0, 0.0, 50),
    ("B15", 1.6, 0.0, 60),
    ("B16", 3.0, 0.0, 40),
    ("B17", 330.0, 0.0, 100),
    ("B18", 1_250.0, 0.0, 100),
    ("B19", 0.0, 0.22, 50),
    ("B20", 3.0, 0.0, 100),
    ("B21", 140.0, 0.0, 55),
    ("I01", 12.0, 0.0, 45),
    ("I02", 55.0, 0.0, 100),
    ("I03", 2.2, 0.0, 100),
    ("I04", 0.0, 0.28, 100),
    ("I05", 4.0, 0.0, 70),
    ("I07", 0.35, 0.0, 35),
    ("I08", 1.0, 0.0, 45),
    ("I10", 0.6, 0.0, 40),
    ("I12", 0.5, 0.0, 45),
    ("I16", 0.8, 0.0, 30),
    ("U03", 0.12, 0.0, 18),
];
