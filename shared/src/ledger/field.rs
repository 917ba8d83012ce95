//! Every field that a column of a ledger can fill, for all lists alike.

use serde::{Deserialize, Serialize};
use strum::VariantArray as _;

use super::columns;
use super::words::{edits, header_and_unit};

/// A field of a ledger. Its code (snake_case) is what a mapping names, and always a header that is understood.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// 编号
    Number,
    /// 项目类型, or the kind of an area
    Kind,
    /// 名称
    Name,
    /// 计划年度
    PlanYear,
    /// 区
    District,
    /// 街道
    Street,
    /// 社区
    Community,
    /// 网格
    Grid,
    /// 小区; several in one cell are parted by ；
    Compounds,
    /// 楼栋数
    BuildingCount,
    /// 户数
    HouseholdCount,
    /// 建筑面积
    FloorArea,
    /// 建成年代, such as 1985 or 1985-1990
    BuiltYears,
    /// 项目状态
    Status,
    /// 状态日期
    StatusSince,
    /// 状态原因
    StatusReason,
    /// 预计复工
    ResumeExpectedOn,
    /// 停工天数
    DaysSuspended,
    /// 形象进度
    WorksProgress,
    /// 计划开工
    PlannedStart,
    /// 计划竣工
    PlannedFinish,
    /// 实际开工
    ActualStart,
    /// 实际竣工
    ActualFinish,
    /// 验收日期
    AcceptedOn,
    /// 币种 of the amounts
    Currency,
    /// 总投资
    TotalInvestment,
    /// 合同价
    Contract,
    /// 竣工决算
    FinalAccount,
    /// 受益户数
    BenefitHouseholds,
    /// 受益人数
    BenefitPeople,
    /// 改造内容, such as B17:5200; I07:1
    WorkItems,
    /// 建设单位
    Client,
    /// 设计单位
    Designer,
    /// 施工单位
    Contractor,
    /// 监理单位
    Supervisor,
    /// 批复文号
    ApprovalNo,
    /// 批复日期
    ApprovalDate,
    /// 投诉电话
    ComplaintPhone,
    /// 项目简介
    Summary,
    /// 资料来源
    SourceNote,
    /// 经度
    Lng,
    /// 纬度
    Lat,
    /// 图形 (GeoJSON), an area's boundary
    Geometry,
    /// 坐标系 of this row's positions
    Crs,
    /// 坐标来源: the system in which positions were typed in, before they were turned into WGS-84
    CoordOrigin,
    /// 公开
    Published,
    /// 典型范例
    Showcase,
    /// 报道原文
    ReportedWords,
    /// 报道日期
    ReportedOn,
    /// 报道来源
    ReportedSource,
    /// 导入标识
    ImportKey,
    /// 示例
    Demo,
    /// 代码 of an area
    Code,
    /// 层级 of an area
    Level,
    /// 上级 of an area, by code or name
    Parent,
    /// 户数 of an area
    Households,
    /// 人口 of an area
    Population,
    /// 别名
    Alias,
    /// 地址
    Address,
    /// 占地面积
    LandArea,
    /// 产权性质
    Ownership,
    /// 管理方式
    ManagementMode,
    /// 业委会
    OwnersCommittee,
    /// 现状
    Condition,
    /// 文件 of a photograph, beside the list
    File,
    /// 阶段 of a photograph
    Phase,
    /// 楼栋 of a photograph
    Building,
    /// 视点: where the camera stood
    Viewpoint,
    /// 拍摄时间
    TakenAt,
    /// 说明: what a photograph shows, for those who cannot see it
    Alt,
    /// 开始 of an outage
    StartsAt,
    /// 结束 of an outage, as announced
    EndsAt,
    /// 实际结束 of an outage
    ActualEnd,
    /// 原因 of an outage
    Reason,
    /// 替代办法: what helps meanwhile
    Alternative,
    /// 电话: whom to call
    Phone,
    /// 发布单位 of an outage
    Source,
    /// 发布时间
    PublishedAt,
    /// 紧急原因: why it could not be announced a day ahead
    Emergency,
    /// 标题 of a notice
    Title,
    /// 正文 of a notice
    Body,
    /// 发布单位 of a notice: who wrote it
    Author,
    /// 公示截止: the last day for objections
    PublicityUntil,
    /// 指标 of a figure, by code or name
    Indicator,
    /// 数值 of a figure
    Value,
    /// 单位 of the value
    Unit,
    /// 英文名 of an indicator that is new
    EnglishName,
    /// 口径: how exactly a value is meant
    Qualifier,
    /// 性质: whether a value was published, planned or counted
    ValueKind,
    /// 起: first day of the period
    PeriodStart,
    /// 止: last day of the period
    PeriodEnd,
    /// 时期 in words
    PeriodWords,
    /// 范围: what a figure is of
    Scope,
    /// 来源日期
    SourceOn,
    /// 链接 of the source
    Link,
    /// 说明 of a figure
    Note,
}

impl Field {
    /// Its code.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// The codes that `wrong` may have meant: that of a column with this header, else the most alike, best first.
    pub fn nearest(wrong: &str) -> Vec<&'static str> {
        let (header, _) = header_and_unit(wrong);
        let lists = [
            columns::PROJECTS,
            columns::COMPOUNDS,
            columns::AREAS,
            columns::MEDIA,
            columns::FIGURES,
            columns::OUTAGES,
            columns::NOTICES,
        ];
        let called = lists.into_iter().flatten();
        let mut by_header: Vec<_> = called.filter(|c| c.is_called(&header)).map(|c| c.field.code()).collect();
        by_header.dedup();
        if !by_header.is_empty() {
            return by_header;
        }
        let wrong = wrong.to_lowercase();
        let mut alike: Vec<(usize, &str)> = Self::VARIANTS
            .iter()
            .map(|f| (edits(&wrong, f.code()), f.code()))
            .filter(|(n, c)| n * 2 <= c.len())
            .collect();
        alike.sort_unstable();
        alike.into_iter().take(3).map(|(_, code)| code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_and_a_header_are_understood() {
        assert_eq!(Field::nearest("nmae")[0], "name");
        assert_eq!(Field::nearest("total_invesment")[0], "total_investment");
        assert_eq!(Field::nearest("施工单位"), ["contractor"]);
        assert_eq!(Field::nearest("xyz"), Vec::<&str>::new());
        assert_eq!((edits("", "ab"), edits("ab", "ab"), edits("kitten", "sitting")), (2, 0, 3));
    }
}
