//! The columns of all lists, under the Chinese headers that are written and all headers that are understood.

use super::Field::{self, *};
use super::words::folded;

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What it fills.
    pub field: Field,
    /// The header that export writes, without its unit.
    pub zh: &'static str,
    /// Other headers offices write, Chinese and English; the field's code is always understood.
    pub aliases: &'static [&'static str],
}

const fn column(field: Field, zh: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { field, zh, aliases }
}

impl Column {
    /// Whether `header` (folded, without unit) names this column.
    pub fn is_called(&self, header: &str) -> bool {
        header == self.zh || header == folded(self.field.code()) || self.aliases.iter().any(|a| folded(a) == header)
    }
}

const LNG: Column = column(Lng, "经度", &["东经", "longitude", "lon", "x坐标", "x"]);
const LAT: Column = column(Lat, "纬度", &["北纬", "latitude", "y坐标", "y"]);
const CRS: Column = column(Crs, "坐标系", &["坐标系统", "crs"]);
const DISTRICT: Column = column(District, "区", &["区县", "所在区", "所属区", "县区", "district"]);
const STREET: Column =
    column(Street, "街道", &["所在街道", "所属街道", "街道名称", "街道办事处", "街道办", "镇街", "subdistrict"]);
const COMMUNITY: Column = column(Community, "社区", &["所在社区", "所属社区", "社区名称", "居委会", "社区居委会"]);
const DEMO: Column = column(Demo, "示例", &["is_demo", "示例数据"]);
const BUILT: Column = column(BuiltYears, "建成年代", &["建成年份", "建成时间", "建造年代", "built_year", "year built"]);
const BUILDINGS: Column = column(BuildingCount, "楼栋数", &["栋数", "改造栋数", "楼栋", "楼栋数量", "buildings"]);
const HOUSEHOLDS: Column = column(HouseholdCount, "户数", &["改造户数", "居民户数", "总户数", "households"]);
const FLOOR: Column = column(FloorArea, "建筑面积", &["改造面积", "改造建筑面积", "总建筑面积", "floor_area_m2"]);

/// The ledger of areas 区划.
pub const AREAS: &[Column] = &[
    column(Code, "代码", &["区划代码", "统计用区划代码", "行政区划代码", "编码"]),
    column(Name, "名称", &["区划名称", "单位名称"]),
    column(Level, "层级", &["级别", "area_level"]),
    column(Parent, "上级", &["上级代码", "上级区划", "上级名称", "所属", "parent_code"]),
    column(Kind, "类别", &["类型", "单位类型", "area_kind"]),
    column(Households, "户数", &["居民户数", "总户数"]),
    column(Population, "人口", &["人口数", "常住人口"]),
    LNG,
    LAT,
    CRS,
    column(Geometry, "边界", &["boundary", "geojson", "图形", "outline"]),
    DEMO,
];

/// Boundaries 边界 of areas: each row names its area by code or name.
pub const BOUNDARIES: &[Column] = &[
    column(Code, "代码", &["区划代码", "统计用区划代码", "行政区划代码", "网格代码", "网格编码", "编码"]),
    column(Name, "名称", &["区划名称", "单位名称"]),
    column(Grid, "网格", &["所在网格", "网格名称", "所属网格"]),
    COMMUNITY,
    STREET,
    column(Households, "户数", &["居民户数", "总户数"]),
    CRS,
    column(Geometry, "边界", &["boundary", "geojson", "图形", "outline"]),
];

/// The ledger of compounds 小区.
pub const COMPOUNDS: &[Column] = &[
    DISTRICT,
    STREET,
    COMMUNITY,
    column(Name, "小区", &["小区名称", "名称", "compound"]),
    column(Alias, "别名", &["又名", "曾用名", "俗称"]),
    column(Address, "地址", &["详细地址", "位置", "坐落"]),
    BUILT,
    BUILDINGS,
    HOUSEHOLDS,
    FLOOR,
    column(LandArea, "占地面积", &["用地面积", "land_area_m2"]),
    column(Ownership, "产权性质", &["产权", "房屋性质"]),
    column(ManagementMode, "管理方式", &["物业管理方式", "管理模式"]),
    column(OwnersCommittee, "业委会", &["是否成立业委会", "业主委员会", "has_owners_committee"]),
    column(Condition, "现状", &["现状描述", "改造前现状", "condition_summary"]),
    LNG,
    LAT,
    column(Geometry, "轮廓", &["图形", "outline", "geojson", "边界"]),
    CRS,
    DEMO,
];

/// The ledger of projects 项目, in the order in which export writes it; what only comes in stands at the end.
pub const PROJECTS: &[Column] = &[
    column(Number, "编号", &["项目编号"]),
    column(Kind, "项目类型", &["类型", "工程类型", "项目类别", "project_kind"]),
    column(Name, "项目名称", &["工程名称", "名称", "project", "project_name"]),
    column(PlanYear, "计划年度", &["年度", "改造年度", "计划年份", "实施年度", "year"]),
    DISTRICT,
    STREET,
    COMMUNITY,
    column(Grid, "网格", &["所在网格"]),
    column(Compounds, "小区", &["小区名称", "改造小区", "老旧小区名称", "compound"]),
    BUILT,
    BUILDINGS,
    HOUSEHOLDS,
    FLOOR,
    column(Status, "项目状态", &["状态", "实施进度", "项目进展", "进展", "进展情况", "实施状态"]),
    column(StatusSince, "状态日期", &["状态起始日"]),
    column(StatusReason, "状态原因", &["原因", "停工原因", "滞后原因", "reason"]),
    column(ResumeExpectedOn, "预计复工", &["预计复工日期", "预计复工时间"]),
    column(DaysSuspended, "停工天数", &["累计停工天数"]),
    column(WorksProgress, "形象进度", &["完成比例", "工程进度", "works_progress_bp", "progress"]),
    column(PlannedStart, "计划开工", &["计划开工日期", "计划开工时间", "拟开工时间"]),
    column(
        PlannedFinish,
        "计划竣工",
        &["计划竣工日期", "计划竣工时间", "计划完工", "计划完工日期", "计划完工时间", "拟竣工时间"],
    ),
    column(ActualStart, "实际开工", &["开工日期", "开工时间", "实际开工日期", "实际开工时间"]),
    column(
        ActualFinish,
        "实际竣工",
        &["竣工日期", "竣工时间", "实际竣工日期", "实际竣工时间", "完工日期", "完工时间", "实际完工"],
    ),
    column(AcceptedOn, "验收日期", &["竣工验收日期", "验收时间"]),
    column(TotalInvestment, "总投资", &["投资额", "项目总投资", "计划投资", "总投资额", "investment", "budget"]),
    column(Contract, "合同价", &["合同金额", "中标价", "contract_sum"]),
    column(FinalAccount, "竣工决算", &["决算金额", "决算价"]),
    column(Currency, "币种", &["货币", "币别"]),
    column(BenefitHouseholds, "受益户数", &["惠及户数", "受益居民户数"]),
    column(BenefitPeople, "受益人数", &["惠及人数", "受益居民人数"]),
    column(WorkItems, "改造内容", &["建设内容代码"]),
    column(Client, "建设单位", &["业主单位", "client_org"]),
    column(Designer, "设计单位", &["designer_org"]),
    column(Contractor, "施工单位", &["contractor_org"]),
    column(Supervisor, "监理单位", &["supervisor_org"]),
    column(ApprovalNo, "批复文号", &["立项批复文号", "立项文号"]),
    column(ApprovalDate, "批复日期", &["立项批复日期", "批复时间"]),
    column(ComplaintPhone, "投诉电话", &["监督电话", "监督投诉电话"]),
    column(Summary, "项目简介", &["简介", "项目概况", "建设内容", "主要内容"]),
    column(SourceNote, "资料来源", &["来源", "数据来源", "source"]),
    LNG,
    LAT,
    column(Geometry, "图形", &["geojson", "几何", "geometry"]),
    column(CoordOrigin, "原始坐标系", &[]),
    column(Published, "公开", &["是否公开", "is_published"]),
    column(Showcase, "典型范例", &["is_showcase", "是否典型", "示范项目"]),
    column(ReportedWords, "报道原文", &[]),
    column(ReportedOn, "报道日期", &[]),
    column(ReportedSource, "报道来源", &[]),
    column(ImportKey, "导入标识", &[]),
    DEMO,
    CRS,
];

/// The list of photographs 照片.
pub const MEDIA: &[Column] = &[
    column(Number, "项目编号", &["编号", "project", "project_number"]),
    column(File, "文件", &["文件名", "照片", "照片文件", "图片", "path", "photo"]),
    column(Phase, "阶段", &["拍摄阶段", "施工阶段", "时期"]),
    column(Building, "楼栋", &["楼号", "栋号"]),
    column(Viewpoint, "视点", &["机位", "拍摄位置", "拍摄点", "角度"]),
    column(TakenAt, "拍摄时间", &["拍摄日期", "拍照时间", "taken_on"]),
    column(Alt, "说明", &["替代文字", "图片说明", "照片说明", "描述", "alt_text"]),
    column(Published, "公开", &["是否公开", "is_published"]),
];

/// The list of outage notices 停水停电等通知.
pub const OUTAGES: &[Column] = &[
    column(Kind, "类型", &["通知类型", "类别"]),
    DISTRICT,
    STREET,
    COMMUNITY,
    column(Compounds, "小区", &["小区名称", "compound"]),
    column(Building, "楼栋", &["影响楼栋", "楼号", "栋号", "buildings"]),
    column(StartsAt, "开始", &["开始时间", "起始时间", "start", "starts"]),
    column(EndsAt, "结束", &["结束时间", "预计结束", "截止时间", "end", "ends"]),
    column(ActualEnd, "实际结束", &["实际结束时间", "恢复时间"]),
    column(Reason, "原因", &["停水原因", "停电原因", "事由"]),
    column(Alternative, "替代办法", &["替代措施", "应急办法", "临时措施"]),
    column(Phone, "电话", &["联系电话", "值班电话", "咨询电话"]),
    column(Number, "项目编号", &["编号", "project", "project_number"]),
    column(Source, "发布单位", &["通知单位", "来源", "publisher"]),
    column(PublishedAt, "发布时间", &["发布日期", "通知时间"]),
    column(Emergency, "紧急原因", &["临时原因", "紧急情况", "emergency_reason"]),
    column(Published, "公开", &["是否公开", "is_published"]),
];

/// The list of notices 公示与公告.
pub const NOTICES: &[Column] = &[
    column(Kind, "类型", &["公告类型", "类别"]),
    column(Title, "标题", &["题目", "headline"]),
    column(Body, "正文", &["内容", "全文", "text"]),
    DISTRICT,
    STREET,
    COMMUNITY,
    column(Compounds, "小区", &["小区名称", "compound"]),
    column(Number, "项目编号", &["编号", "project", "project_number"]),
    column(Author, "发布单位", &["发布机构", "publisher"]),
    column(Source, "来源", &["信息来源", "出处"]),
    column(Phone, "电话", &["联系电话", "意见电话", "反馈电话"]),
    column(PublishedAt, "发布时间", &["发布日期"]),
    column(PublicityUntil, "公示截止", &["公示截止日期", "公示期至", "截止日期"]),
    column(Published, "公开", &["是否公开", "is_published"]),
];

/// The list of figures 数据.
pub const FIGURES: &[Column] = &[
    column(Indicator, "指标", &["指标名称", "指标代码", "名称"]),
    column(Value, "数值", &["值", "指标值", "数量"]),
    column(Unit, "单位", &["计量单位"]),
    column(EnglishName, "英文名", &["英文名称", "english"]),
    column(Qualifier, "口径", &["准确程度"]),
    column(ValueKind, "性质", &["数据性质"]),
    column(PeriodStart, "起", &["起始日期", "时期起", "开始日期"]),
    column(PeriodEnd, "止", &["截止日期", "时期止", "截至", "结束日期"]),
    column(PeriodWords, "时期", &["时期说明"]),
    column(Scope, "范围", &["统计范围", "区域"]),
    column(SourceNote, "来源", &["资料来源", "数据来源", "source"]),
    column(SourceOn, "来源日期", &["发布日期", "公布日期"]),
    column(Link, "链接", &["网址", "url"]),
    column(Note, "说明", &["备注"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_means_two_columns() {
        for ledger in [AREAS, BOUNDARIES, COMPOUNDS, PROJECTS, MEDIA, FIGURES, OUTAGES, NOTICES] {
            for column in ledger {
                for header in column.aliases.iter().copied().chain([column.zh, column.field.code()]) {
                    let header = crate::ledger::words::header_and_unit(header).0;
                    let found: Vec<_> = ledger.iter().filter(|c| c.is_called(&header)).map(|c| c.field).collect();
                    assert_eq!(found, [column.field], "{header}");
                }
            }
        }
    }
}
