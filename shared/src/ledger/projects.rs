//! A row of the ledger of projects 项目.

use chrono::NaiveDate;

use super::agree;
use super::amounts::{Measure, amount};
use super::cells::{currency, date, flag, name, number, one_of, status, year};
use super::treated::{self, TreatedEntry};
use super::words::{is_area, names};
use super::{Cells, Field, Words, position};
use crate::geo::{Bbox, Crs, Point, Shape};
use crate::money::Currency;
use crate::projects::{ProjectStatus, Reported};

/// Columns without which there is no project.
pub const NEEDED: &[&[Field]] =
    &[&[Field::Name, Field::Compounds], &[Field::Kind], &[Field::Status, Field::ReportedWords]];

/// What the catalogue of this installation knows.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Kinds of projects: code, Chinese and English name.
    pub kinds: Vec<(String, String, String)>,
    /// Work items: code, Chinese name and unit.
    pub work_items: Vec<(String, String, String)>,
    /// Where positions may lie.
    pub bounds: Bounds,
    /// In Shanghai: what has happened was not later.
    pub today: NaiveDate,
}

/// Where positions may lie.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// Box of each district that has one, with its name and its code.
    pub districts: Vec<(String, Option<String>, Bbox)>,
    /// Box where the row names no district.
    pub otherwise: Option<Bbox>,
}

impl Bounds {
    /// The box of `district`, by any spelling of its name or by its code.
    pub fn of(&self, district: Option<&str>) -> Option<Bbox> {
        let Some(wanted) = district else { return self.otherwise };
        let is_it = |name: &str, code: Option<&str>| is_area(wanted, name, code);
        self.districts.iter().find(|(name, code, _)| is_it(name, code.as_deref())).map(|(.., bbox)| *bbox)
    }
}

/// Where something belongs, by names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// 区
    pub district: Option<String>,
    /// 街道
    pub street: Option<String>,
    /// 社区
    pub community: Option<String>,
    /// 网格
    pub grid: Option<String>,
}

/// One project as a file describes it. What the file does not speak of is empty here: ask the layout which it is.
#[derive(Clone, Debug)]
pub struct ProjectEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// Its number, where the file gives one.
    pub number: Option<String>,
    /// The natural key that the mapping asks for, or the one that was exported.
    pub key: Option<String>,
    /// Code of its kind.
    pub kind: String,
    /// Chinese name.
    pub name: String,
    /// Programme year.
    pub plan_year: Option<i16>,
    /// Where it belongs.
    pub place: Place,
    /// Compounds treated.
    pub compounds: Vec<TreatedEntry>,
    /// State; nothing when it is known from a published account only.
    pub status: Option<ProjectStatus>,
    /// Since when.
    pub status_since: Option<NaiveDate>,
    /// Why.
    pub status_reason: Option<String>,
    /// When works that stopped should go on.
    pub resume_expected_on: Option<NaiveDate>,
    /// Days of suspension so far.
    pub days_suspended: Option<i32>,
    /// Works progress, basis points.
    pub works_progress_bp: Option<i32>,
    /// First day planned.
    pub planned_start: Option<NaiveDate>,
    /// Last day planned.
    pub planned_finish: Option<NaiveDate>,
    /// First day of works.
    pub actual_start: Option<NaiveDate>,
    /// Last day of works.
    pub actual_finish: Option<NaiveDate>,
    /// Day of acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// What the amounts count in.
    pub currency: Currency,
    /// Total investment, hundredths.
    pub total_investment_fen: Option<i64>,
    /// Contract sum, hundredths.
    pub contract_fen: Option<i64>,
    /// Final account, hundredths.
    pub final_account_fen: Option<i64>,
    /// Households benefiting.
    pub benefit_households: Option<i32>,
    /// People benefiting.
    pub benefit_people: Option<i32>,
    /// Codes of what is promised, with planned quantities.
    pub work_items: Vec<(String, Option<i64>)>,
    /// Parties: type of member and names of organisations.
    pub parties: Vec<(&'static str, Vec<String>)>,
    /// Approval number.
    pub approval_no: Option<String>,
    /// Day of approval.
    pub approval_date: Option<NaiveDate>,
    /// Phone for complaints.
    pub complaint_phone: Option<String>,
    /// Public text.
    pub summary: Option<String>,
    /// Where the data come from.
    pub source_note: Option<String>,
    /// Where its sign stands, WGS-84.
    pub position: Option<Point>,
    /// Its shape, WGS-84.
    pub geometry: Option<Shape>,
    /// The system positions were typed in.
    pub coord_origin: Crs,
    /// Whether the public sees it.
    pub is_published: Option<bool>,
    /// Model case.
    pub is_showcase: Option<bool>,
    /// Known from a published account only.
    pub reported: Option<Reported>,
    /// Invented for a demonstration.
    pub is_demo: Option<bool>,
}

/// The parties a ledger names, by column.
pub const PARTIES: [(Field, &str); 4] = [
    (Field::Client, "client"),
    (Field::Designer, "designer"),
    (Field::Contractor, "contractor"),
    (Field::Supervisor, "supervisor"),
];

/// The parties of the columns that the file has.
fn parties(cells: &mut Cells<'_>) -> Vec<(&'static str, Vec<String>)> {
    let has = PARTIES.iter().filter(|(field, _)| cells.layout().has(*field));
    let has: Vec<_> = has.collect();
    has.into_iter()
        .map(|(field, member)| (*member, cells.text(*field).map(|t| names(&t)).unwrap_or_default()))
        .collect()
}

/// Where a row belongs.
pub(super) fn place(cells: &mut Cells<'_>, community: Option<String>) -> Place {
    Place {
        district: cells.text(Field::District),
        street: cells.text(Field::Street),
        community,
        grid: cells.text(Field::Grid),
    }
}

/// The position of a row in WGS-84.
pub(super) fn point(cells: &mut Cells<'_>, crs: Crs, bounds: Option<Bbox>) -> Option<Point> {
    let (given_lng, given_lat) = (cells.text(Field::Lng), cells.text(Field::Lat));
    if given_lng.is_some() != given_lat.is_some() {
        let missing = if given_lng.is_some() { Field::Lat } else { Field::Lng };
        cells.refuse(
            missing,
            Words::new(
                "经度和纬度只填了一个：两个都填，或都空着（没有位置）",
                "only one of longitude and latitude is there: fill in both, or neither when there is no position",
            ),
        );
        return None;
    }
    let lng = cells.read(Field::Lng, position::degrees);
    let lat = cells.read(Field::Lat, position::degrees);
    let (lng, lat) = lng.zip(lat)?;
    match position::check(lng, lat, crs, bounds) {
        Ok(p) => Some(p),
        Err(words) => {
            cells.refuse_both([Field::Lng, Field::Lat], words);
            None
        }
    }
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>, known: &Known) -> Option<ProjectEntry> {
    let name = cells.read(Field::Name, name);
    let community = cells.text(Field::Community);
    let place = place(cells, community);
    let reported = reported(cells);
    let compounds = treated::read(cells, &place, reported.is_some());
    let kinds: Vec<(&str, [&str; 3])> =
        known.kinds.iter().map(|(code, zh, en)| (code.as_str(), [zh.as_str(), code.as_str(), en.as_str()])).collect();
    let kinds: Vec<(&str, &[&str])> = kinds.iter().map(|(code, names)| (*code, names.as_slice())).collect();
    let kind = cells.required(Field::Kind, |t| one_of(t, &kinds).map(str::to_owned));
    // A list of compounds names no projects: there the compound's name is the project's.
    let joined = || compounds.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("、");
    let name = name.or_else(|| Some(joined()).filter(|n| !n.is_empty()));
    if name.is_none() {
        let field = if cells.layout().has(Field::Name) { Field::Name } else { Field::Compounds };
        cells.refuse(field, Words::new("必须填写", "must be filled in"));
    }
    let status = match (cells.text(Field::Status), &reported) {
        (None, Some(_)) => None,
        (Some(_), Some(_)) => {
            cells.refuse(
                Field::Status,
                Words::new(
                    "有报道原文的项目只据报道列出，没有自己的状态：两者只留一个",
                    "a project known from an account only (报道原文) has no status of its own: keep one of the two",
                ),
            );
            None
        }
        _ => cells.required(Field::Status, status),
    };
    let crs = super::areas::crs(cells);
    let bounds = known.bounds.of(place.district.as_deref());
    let (position, geometry) =
        position::placed(point(cells, crs, bounds), cells.read(Field::Geometry, |t| position::shape(t, crs, bounds)));
    let coord_origin = cells.read(Field::CoordOrigin, |t| {
        one_of(t, &[(Crs::Wgs84, &["wgs84"]), (Crs::Cgcs2000, &["cgcs2000"]), (Crs::Gcj02, &["gcj02"])])
    });
    let currency = cells.read(Field::Currency, currency).unwrap_or_default();
    let exported_key = cells.text(Field::ImportKey);
    let entry = ProjectEntry {
        row: cells.row(),
        number: cells.read(Field::Number, number),
        key: exported_key.or_else(|| cells.key()),
        plan_year: cells.read(Field::PlanYear, |t| year(t, 1990)),
        compounds,
        status,
        status_since: cells.read(Field::StatusSince, date),
        status_reason: cells.text(Field::StatusReason),
        resume_expected_on: cells.read(Field::ResumeExpectedOn, date),
        days_suspended: cells.count(Field::DaysSuspended),
        works_progress_bp: progress(cells),
        planned_start: cells.read(Field::PlannedStart, date),
        planned_finish: cells.read(Field::PlannedFinish, date),
        actual_start: cells.read(Field::ActualStart, date),
        actual_finish: cells.read(Field::ActualFinish, date),
        accepted_on: cells.read(Field::AcceptedOn, date),
        currency,
        total_investment_fen: cells.money(Field::TotalInvestment, currency),
        contract_fen: cells.money(Field::Contract, currency),
        final_account_fen: cells.money(Field::FinalAccount, currency),
        benefit_households: cells.count(Field::BenefitHouseholds),
        benefit_people: cells.count(Field::BenefitPeople),
        work_items: treated::work_items(cells, known),
        parties: parties(cells),
        approval_no: cells.text(Field::ApprovalNo),
        approval_date: cells.read(Field::ApprovalDate, date),
        complaint_phone: cells.text(Field::ComplaintPhone),
        summary: cells.text(Field::Summary),
        source_note: cells.text(Field::SourceNote),
        position,
        geometry,
        coord_origin: coord_origin.unwrap_or(crs),
        is_published: cells.read(Field::Published, flag),
        is_showcase: cells.read(Field::Showcase, flag),
        reported,
        is_demo: cells.read(Field::Demo, flag),
        place,
        // Last, so that a row without them is told all its other problems too.
        kind: kind?,
        name: name?,
    };
    agree::check(cells, &entry, crs, known.today);
    Some(entry)
}

fn progress(cells: &mut Cells<'_>) -> Option<i32> {
    let unit = cells.unit(Field::WorksProgress);
    let unformatted = cells.is_unformatted();
    cells.read(Field::WorksProgress, |text| {
        if unformatted && text.parse().is_ok_and(|n: f64| n > 0.0 && n <= 1.0) {
            return Err(Words::new(
                "看不出是百分数还是比例：请在表格里写成 35 或文字 35%，或另存为 .xlsx",
                "percent or a fraction of 1? Write 35, or 35% as text, or save the list as .xlsx",
            ));
        }
        let bp = amount(text, unit.as_deref(), Measure::Share)?;
        i32::try_from(bp)
            .ok()
            .filter(|bp| *bp <= 10_000)
            .ok_or_else(|| Words::new("进度不能超过 100%", "progress cannot be above 100 %"))
    })
}

/// Words, day and source belong together.
fn reported(cells: &mut Cells<'_>) -> Option<Reported> {
    let words = cells.text(Field::ReportedWords);
    let source = cells.text(Field::ReportedSource);
    let on = cells.read(Field::ReportedOn, date);
    match (words, on, source) {
        (Some(words), Some(on), Some(source)) => Some(Reported { words, on, source }),
        (None, None, None) => None,
        _ => {
            cells.refuse(
                Field::ReportedWords,
                Words::new(
                    "报道原文、报道日期、报道来源要么都填，要么都不填",
                    "words, day and source of an account belong together: fill in all three or none",
                ),
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::rules::Rules;
    use crate::ledger::{Layout, Line, Problems, columns};

    fn read_progress(text: &str, is_unformatted: bool) -> (Option<i32>, Problems) {
        let line = |number, cell: &str| Line { number, cells: vec![cell.to_owned()], is_unformatted };
        let lines = [line(1, "形象进度（%）"), line(2, text)];
        let layout = Layout::find(&lines, columns::PROJECTS, &Rules::default(), None).unwrap();
        let mut problems = Problems::default();
        let read = progress(&mut Cells::new(&layout, &lines[1], &mut problems));
        (read, problems)
    }

    #[test]
    fn a_fraction_is_asked_about_where_the_format_of_numbers_is_not_known() {
        for (text, unformatted, bp) in [
            ("0.35", false, Some(35)),
            ("0.35", true, None),
            ("1", true, None),
            ("35", true, Some(3_500)),
            ("1%", true, Some(100)),
        ] {
            let (read, problems) = read_progress(text, unformatted);
            assert_eq!((read, problems.total()), (bp, usize::from(bp.is_none())), "{text}");
        }
        assert!(read_progress("0.35", true).1.sorted()[0].zh().contains("请在表格里写成 35 或文字 35%"));
    }
}
