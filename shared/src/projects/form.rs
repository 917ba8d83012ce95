//! A project as it is written by those at work: `GET` and `PUT /api/v1/staff/projects/{number}/form`, and `POST
//! /api/v1/staff/projects` for a new one. The plan of a published project is not written here: its change is asked for.

pub mod merge;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FundRecordType, FundSource, MemberType};
use crate::error::{ApiError, ErrorCode};
use crate::geo::{Crs, Shape};
use crate::id::{AreaId, CompoundId, MilestoneId};
use crate::workflow::{needed_text, optional_text};

/// Money at most, fen: ten thousand million yuan.
const MOST_FEN: i64 = 1_000_000_000_000_000;
/// Positions of a drawing at most.
const POSITIONS: usize = 5_000;

/// Where a project lies, as it was drawn, typed or pasted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPlace {
    /// Point, line or area.
    pub shape: Shape,
    /// System in which it is given; what is read back is always WGS-84.
    #[serde(default)]
    pub crs: Crs,
}

/// A compound that is treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormCompound {
    /// Which.
    pub id: CompoundId,
    /// Its Chinese name; for the page, not written.
    #[serde(default)]
    pub name: String,
    /// Buildings treated.
    #[serde(default)]
    pub building_count: Option<i32>,
    /// Households in them.
    #[serde(default)]
    pub household_count: Option<i32>,
    /// Floor area in them, m².
    #[serde(default)]
    pub floor_area_m2: Option<i64>,
    /// Labels of the buildings treated; empty for all. A label that the compound does not have yet is added to it.
    #[serde(default)]
    pub buildings: Vec<String>,
}

/// A work item that is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormItem {
    /// Code of the catalogue.
    pub code: String,
    /// Quantity, in the item's unit.
    #[serde(default)]
    pub quantity_planned: Option<i64>,
    /// Money, fen.
    #[serde(default)]
    pub budget_fen: Option<i64>,
    /// Why it is dropped; everybody reads it.
    #[serde(default)]
    pub drop_reason: Option<String>,
}

/// An organisation that has a part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormMember {
    /// Name; one that is not known yet is added.
    pub organization: String,
    /// Its part.
    pub member_type: MemberType,
    /// Phone of the duty, not of a person.
    #[serde(default)]
    pub duty_phone: Option<String>,
    /// Everybody sees it.
    #[serde(default)]
    pub shown_publicly: bool,
}

/// A record of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFund {
    /// Where it comes from.
    pub source: FundSource,
    /// What it says.
    pub record_type: FundRecordType,
    /// Money, fen, above zero.
    pub amount_fen: i64,
    /// Its day.
    pub on: NaiveDate,
    /// Number of its document.
    #[serde(default)]
    pub doc_no: Option<String>,
    /// Words.
    #[serde(default)]
    pub note: Option<String>,
}

/// Days of a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormMilestone {
    /// Which.
    pub id: MilestoneId,
    /// Chinese name; for the page, not written.
    #[serde(default)]
    pub name: String,
    /// First day.
    #[serde(default)]
    pub planned_start: Option<NaiveDate>,
    /// Last day.
    #[serde(default)]
    pub planned_finish: Option<NaiveDate>,
}

/// All that is written of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectForm {
    /// Chinese name.
    pub name: String,
    /// Smallest area that holds it.
    pub area: AreaId,
    /// Programme year.
    #[serde(default)]
    pub plan_year: Option<i16>,
    /// What everybody reads of it.
    #[serde(default)]
    pub summary: Option<String>,
    /// Where it lies.
    #[serde(default)]
    pub place: Option<FormPlace>,
    /// First day of the plan.
    #[serde(default)]
    pub planned_start: Option<NaiveDate>,
    /// Last day of the plan.
    #[serde(default)]
    pub planned_finish: Option<NaiveDate>,
    /// Total investment, fen.
    #[serde(default)]
    pub total_investment_fen: Option<i64>,
    /// Households that benefit.
    #[serde(default)]
    pub benefit_households: Option<i32>,
    /// Phone for complaints; everybody sees it.
    #[serde(default)]
    pub complaint_phone: Option<String>,
    /// Compounds treated.
    #[serde(default)]
    pub compounds: Vec<FormCompound>,
    /// Works promised.
    #[serde(default)]
    pub work_items: Vec<FormItem>,
    /// Who has a part.
    #[serde(default)]
    pub members: Vec<FormMember>,
    /// Money; absent for those who may not read it, and then left as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funds: Option<Vec<FormFund>>,
    /// Days of the milestones; those that are absent stay as they are.
    #[serde(default)]
    pub milestones: Vec<FormMilestone>,
}

/// `GET /api/v1/staff/projects/{number}/form`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectFormPage {
    /// Number.
    pub number: String,
    /// Code of its kind.
    pub kind: String,
    /// Grows with each change.
    pub version: i32,
    /// The plan is not written here any more: it is public.
    pub is_plan_locked: bool,
    /// As it is.
    pub form: ProjectForm,
}

/// Body of `PUT /api/v1/staff/projects/{number}/form`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectChange {
    /// Version that was read.
    pub version: i32,
    /// The same token does it once.
    pub client_token: String,
    /// As it shall be.
    pub form: ProjectForm,
}

/// Body of `POST /api/v1/staff/projects`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// The same token makes one project.
    pub client_token: String,
    /// Code of its kind; it never changes.
    pub kind: String,
    /// As it shall be.
    pub form: ProjectForm,
}

fn wrong(field: &str, zh: &str, en: &str) -> ApiError {
    ApiError::field(ErrorCode::InvalidValue, field, zh, en)
}

fn not_negative<N: Copy + PartialOrd + Default>(value: Option<N>, field: &str) -> Result<(), ApiError> {
    match value {
        Some(n) if n < N::default() => Err(wrong(field, "不能是负数。", "It is not negative.")),
        _ => Ok(()),
    }
}

fn in_order(start: Option<NaiveDate>, finish: Option<NaiveDate>, field: &str) -> Result<(), ApiError> {
    match start.zip(finish) {
        Some((start, finish)) if start > finish => {
            Err(wrong(field, "完工日期早于开工日期。", "The last day is before the first."))
        }
        _ => Ok(()),
    }
}

impl ProjectForm {
    /// The form with its texts trimmed and its place in WGS-84, when all of it can be.
    ///
    /// # Errors
    /// Naming the first field that is not right.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        self.name = needed_text(&self.name, "name", 100)?;
        self.summary = optional_text(self.summary.as_deref(), "summary", 1_000)?;
        self.complaint_phone = phone(self.complaint_phone.as_deref(), "complaint_phone")?;
        if self.plan_year.is_some_and(|year| !(1990..=2100).contains(&year)) {
            return Err(wrong("plan_year", "年份应在 1990 到 2100 之间。", "The year lies between 1990 and 2100."));
        }
        in_order(self.planned_start, self.planned_finish, "planned_finish")?;
        money(self.total_investment_fen, "total_investment_fen")?;
        not_negative(self.benefit_households, "benefit_households")?;
        if let Some(place) = self.place.take() {
            self.place = Some(placed(place)?);
        }
        self.check_compounds()?;
        self.check_items()?;
        self.check_members()?;
        for fund in self.funds.iter_mut().flatten() {
            if !(1..=MOST_FEN).contains(&fund.amount_fen) {
                return Err(wrong(
                    "amount_fen",
                    "每笔资金要大于零，也不能太大。",
                    "Each sum is above zero, and not that large.",
                ));
            }
            fund.doc_no = optional_text(fund.doc_no.as_deref(), "doc_no", 60)?;
            fund.note = optional_text(fund.note.as_deref(), "note", 200)?;
        }
        self.milestones.iter().try_for_each(|m| in_order(m.planned_start, m.planned_finish, "milestones"))?;
        Ok(self)
    }

    fn check_compounds(&mut self) -> Result<(), ApiError> {
        let mut seen = Vec::new();
        for compound in &mut self.compounds {
            if seen.contains(&compound.id) {
                return Err(wrong("compounds", "同一个小区填了两次。", "A compound is there twice."));
            }
            seen.push(compound.id);
            not_negative(compound.building_count, "building_count")?;
            not_negative(compound.household_count, "household_count")?;
            not_negative(compound.floor_area_m2, "floor_area_m2")?;
            let mut labels: Vec<String> = Vec::new();
            for label in &compound.buildings {
                let label = needed_text(label, "buildings", 20)?;
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
            compound.buildings = labels;
        }
        Ok(())
    }

    fn check_items(&mut self) -> Result<(), ApiError> {
        let mut seen: Vec<&str> = Vec::new();
        for item in &self.work_items {
            if seen.contains(&item.code.as_str()) {
                return Err(wrong("work_items", "同一项改造内容填了两次。", "A work item is there twice."));
            }
            seen.push(&item.code);
            not_negative(item.quantity_planned, "quantity_planned")?;
            money(item.budget_fen, "budget_fen")?;
        }
        for item in &mut self.work_items {
            item.drop_reason = optional_text(item.drop_reason.as_deref(), "drop_reason", 200)?;
        }
        Ok(())
    }

    fn check_members(&mut self) -> Result<(), ApiError> {
        let mut seen: Vec<(String, MemberType)> = Vec::new();
        for member in &mut self.members {
            member.organization = needed_text(&member.organization, "organization", 80)?;
            member.duty_phone = phone(member.duty_phone.as_deref(), "duty_phone")?;
            let key = (member.organization.clone(), member.member_type);
            if seen.contains(&key) {
                return Err(wrong("members", "同一个单位填了两次。", "An organisation is there twice."));
            }
            seen.push(key);
        }
        Ok(())
    }

    /// The plan, as a change of it would have to be asked for once it is public.
    pub fn plan(&self) -> (Option<NaiveDate>, Option<NaiveDate>, Option<i64>) {
        (self.planned_start, self.planned_finish, self.total_investment_fen)
    }
}

fn money(fen: Option<i64>, field: &str) -> Result<(), ApiError> {
    match fen {
        Some(fen) if !(0..=MOST_FEN).contains(&fen) => {
            Err(wrong(field, "金额不能是负数，也不能太大。", "The amount is not negative, and not that large."))
        }
        _ => Ok(()),
    }
}

/// A phone of an office: digits, dashes, blanks and the like.
fn phone(text: Option<&str>, field: &str) -> Result<Option<String>, ApiError> {
    let text = optional_text(text, field, 30)?;
    let is_phone = |t: &str| {
        t.chars().filter(char::is_ascii_digit).count() >= 3
            && t.chars().all(|c| c.is_ascii_digit() || " -+()（）转".contains(c))
    };
    match text {
        Some(text) if !is_phone(&text) => Err(wrong(
            field,
            "电话只能有数字、空格和短横，如 0714-123456。",
            "A phone is digits, blanks and dashes, such as 0714-123456.",
        )),
        text => Ok(text),
    }
}

fn placed(place: FormPlace) -> Result<FormPlace, ApiError> {
    if place.shape.points().count() > POSITIONS {
        return Err(wrong(
            "place",
            "图形的点太多，请简化后再粘贴。",
            "The drawing has too many positions: simplify it.",
        ));
    }
    let json = serde_json::to_string(&place.shape).unwrap_or_default();
    let shape =
        Shape::parse(&json).map_err(|(zh, en)| wrong("place", &format!("{zh}。"), &format!("Here is {en}.")))?;
    Ok(FormPlace { shape: shape.from_crs(place.crs), crs: Crs::Wgs84 })
}
