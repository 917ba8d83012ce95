//! What stands in the form, field by field, and the project that it makes.

use chrono::NaiveDate;
use leptos::prelude::*;
use shared::geo::Crs;
use shared::geo::typed::{Drawn, text_of, typed};
use shared::id::{CompoundId, MilestoneId};
use shared::projects::form::{FormCompound, FormFund, FormItem, FormMember, FormMilestone, FormPlace, ProjectForm};
use shared::projects::{FundRecordType, FundSource, MemberType};

use crate::staff::Faults;
use crate::staff::code_of;

use super::super::act::fen;

/// A line of text.
pub(super) type Text = RwSignal<String>;

fn text(value: impl ToString) -> Text {
    RwSignal::new(value.to_string())
}

fn or_empty<T: ToString>(value: Option<T>) -> Text {
    RwSignal::new(value.map(|value| value.to_string()).unwrap_or_default())
}

fn some(signal: Text) -> Option<String> {
    Some(signal.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
}

/// Yuan, as they are typed.
fn yuan(fen: Option<i64>) -> Text {
    or_empty(fen.map(
        |fen| {
            if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
        },
    ))
}

/// Rows of a list, each with a key of its own.
pub(super) struct RowsOf<T: 'static> {
    pub(super) all: RwSignal<Vec<(u32, T)>>,
    next: StoredValue<u32>,
}

impl<T> Clone for RowsOf<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RowsOf<T> {}

impl<T: Copy + Send + Sync + 'static> RowsOf<T> {
    fn of(rows: impl Iterator<Item = T>) -> Self {
        let all: Vec<(u32, T)> = (0..).zip(rows).collect();
        let next = u32::try_from(all.len()).unwrap_or_default();
        Self { all: RwSignal::new(all), next: StoredValue::new(next) }
    }

    pub(super) fn add(self, row: T) {
        self.next.update_value(|n| *n += 1);
        self.all.update(|all| all.push((self.next.get_value(), row)));
    }

    pub(super) fn remove(self, key: u32) {
        self.all.update(|all| all.retain(|(own, _)| *own != key));
    }

    fn rows(self) -> Vec<T> {
        self.all.with_untracked(|all| all.iter().map(|(_, row)| *row).collect())
    }
}

/// A compound that is treated.
#[derive(Clone, Copy)]
pub(super) struct Compound {
    pub(super) id: CompoundId,
    pub(super) name: Text,
    pub(super) building_count: Text,
    pub(super) household_count: Text,
    pub(super) floor_area: Text,
    /// Labels of buildings, set apart by 、 or commas.
    pub(super) buildings: Text,
}

impl Compound {
    pub(super) fn of(c: &FormCompound) -> Self {
        Self {
            id: c.id,
            name: text(&c.name),
            building_count: or_empty(c.building_count),
            household_count: or_empty(c.household_count),
            floor_area: or_empty(c.floor_area_m2),
            buildings: text(c.buildings.join("、")),
        }
    }
}

/// A work item.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) code: Text,
    pub(super) quantity: Text,
    pub(super) budget: Text,
    pub(super) drop_reason: Text,
}

impl Item {
    pub(super) fn of(i: Option<&FormItem>) -> Self {
        Self {
            code: or_empty(i.map(|i| &i.code)),
            quantity: or_empty(i.and_then(|i| i.quantity_planned)),
            budget: yuan(i.and_then(|i| i.budget_fen)),
            drop_reason: or_empty(i.and_then(|i| i.drop_reason.as_ref())),
        }
    }
}

/// Who has a part.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) organization: Text,
    pub(super) member_type: Text,
    pub(super) phone: Text,
    pub(super) shown: RwSignal<bool>,
}

impl Member {
    pub(super) fn of(m: Option<&FormMember>) -> Self {
        Self {
            organization: or_empty(m.map(|m| &m.organization)),
            member_type: text(m.map_or("contractor", |m| code_of(m.member_type))),
            phone: or_empty(m.and_then(|m| m.duty_phone.as_ref())),
            shown: RwSignal::new(m.is_none_or(|m| m.shown_publicly)),
        }
    }
}

/// A record of money.
#[derive(Clone, Copy)]
pub(super) struct Fund {
    pub(super) source: Text,
    pub(super) record_type: Text,
    pub(super) amount: Text,
    pub(super) on: Text,
    pub(super) doc_no: Text,
    pub(super) note: Text,
}

impl Fund {
    pub(super) fn of(f: Option<&FormFund>) -> Self {
        Self {
            source: text(f.map_or("district", |f| code_of(f.source))),
            record_type: text(f.map_or("planned", |f| code_of(f.record_type))),
            amount: yuan(f.map(|f| f.amount_fen)),
            on: or_empty(f.map(|f| f.on).or_else(|| Some(crate::shell::shell().today()))),
            doc_no: or_empty(f.and_then(|f| f.doc_no.as_ref())),
            note: or_empty(f.and_then(|f| f.note.as_ref())),
        }
    }
}

/// Days of a milestone.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) id: MilestoneId,
    pub(super) name: Text,
    pub(super) start: Text,
    pub(super) finish: Text,
}

/// All fields.
#[derive(Clone, Copy)]
pub(super) struct Filled {
    pub(super) name: Text,
    pub(super) area: Text,
    pub(super) plan_year: Text,
    pub(super) summary: Text,
    pub(super) benefit_households: Text,
    pub(super) complaint_phone: Text,
    /// Positions as they are typed or drawn.
    pub(super) place: Text,
    pub(super) drawn: RwSignal<Drawn>,
    pub(super) crs: Text,
    pub(super) planned_start: Text,
    pub(super) planned_finish: Text,
    pub(super) total: Text,
    pub(super) compounds: RowsOf<Compound>,
    pub(super) items: RowsOf<Item>,
    pub(super) members: RowsOf<Member>,
    /// Absent for who may not read money.
    pub(super) funds: Option<RowsOf<Fund>>,
    pub(super) steps: RowsOf<Step>,
}

impl Filled {
    /// Of a project as it was read; empty for a new one.
    pub(super) fn of(form: Option<&ProjectForm>) -> Self {
        let list = |form: Option<&ProjectForm>| form.cloned();
        let all = list(form);
        let all = all.as_ref();
        let (place, drawn) = all
            .and_then(|f| f.place.as_ref())
            .map_or_else(|| (String::new(), Drawn::Point), |place| text_of(&place.shape));
        Self {
            name: or_empty(all.map(|f| &f.name)),
            area: or_empty(all.map(|f| f.area)),
            plan_year: or_empty(all.and_then(|f| f.plan_year)),
            summary: or_empty(all.and_then(|f| f.summary.as_ref())),
            benefit_households: or_empty(all.and_then(|f| f.benefit_households)),
            complaint_phone: or_empty(all.and_then(|f| f.complaint_phone.as_ref())),
            place: RwSignal::new(place),
            drawn: RwSignal::new(drawn),
            crs: text("wgs84"),
            planned_start: or_empty(all.and_then(|f| f.planned_start)),
            planned_finish: or_empty(all.and_then(|f| f.planned_finish)),
            total: yuan(all.and_then(|f| f.total_investment_fen)),
            compounds: RowsOf::of(all.into_iter().flat_map(|f| &f.compounds).map(Compound::of)),
            items: RowsOf::of(all.into_iter().flat_map(|f| &f.work_items).map(|i| Item::of(Some(i)))),
            members: RowsOf::of(all.into_iter().flat_map(|f| &f.members).map(|m| Member::of(Some(m)))),
            funds: all
                .is_none_or(|f| f.funds.is_some())
                .then(|| RowsOf::of(all.into_iter().flat_map(|f| f.funds.iter().flatten()).map(|f| Fund::of(Some(f))))),
            steps: RowsOf::of(all.into_iter().flat_map(|f| &f.milestones).map(|m| Step {
                id: m.id,
                name: text(&m.name),
                start: or_empty(m.planned_start),
                finish: or_empty(m.planned_finish),
            })),
        }
    }

    /// The project that it makes, and what cannot be read. What was not touched stays as `had` has it.
    pub(super) fn whole(self, had: Option<&ProjectForm>) -> (Option<ProjectForm>, Faults) {
        let read = Reading::default();
        let area = some(self.area).and_then(|area| area.parse().ok());
        let shape = typed(&self.place.get_untracked(), self.drawn.get_untracked());
        let faults = Faults::none().when(some(self.name).is_none(), "name", "act.missing").when(
            area.is_none(),
            "area",
            "act.missing",
        );
        let wrong_place = shape
            .as_ref()
            .err()
            .map(|(zh, en)| shared::error::ApiError::field(shared::error::ErrorCode::InvalidValue, "place", zh, en));
        let faults = faults.rule(wrong_place.map_or(Ok(()), Err));
        let crs = some(self.crs).and_then(|crs| crs.parse::<Crs>().ok()).unwrap_or_default();
        // What was drawn before and is still there stays as exact as it was.
        let kept = had
            .and_then(|had| had.place.as_ref())
            .filter(|place| crs == Crs::Wgs84 && text_of(&place.shape).0 == self.place.get_untracked());
        let place = match kept {
            Some(place) => Some(place.clone()),
            None => shape.ok().flatten().map(|shape| FormPlace { shape, crs }),
        };
        let whole = ProjectForm {
            name: some(self.name).unwrap_or_default(),
            area: area.unwrap_or(shared::id::AreaId(0)),
            plan_year: read.number(self.plan_year, "plan_year"),
            summary: some(self.summary),
            place,
            planned_start: read.day(self.planned_start, "planned_start"),
            planned_finish: read.day(self.planned_finish, "planned_finish"),
            total_investment_fen: read.money(self.total, "total_investment_fen"),
            benefit_households: read.number(self.benefit_households, "benefit_households"),
            complaint_phone: some(self.complaint_phone),
            compounds: self.compounds.rows().into_iter().map(|c| read.compound(c)).collect(),
            work_items: self.items.rows().into_iter().filter_map(|i| read.item(i)).collect(),
            members: self.members.rows().into_iter().filter_map(|m| read.member(m)).collect(),
            funds: self.funds.map(|funds| funds.rows().into_iter().filter_map(|f| read.fund(f)).collect()),
            milestones: self.steps.rows().into_iter().map(|s| read.step(s)).collect(),
        };
        let faults =
            read.wrong.into_inner().into_iter().fold(faults, |faults, (field, key)| faults.when(true, field, key));
        (Some(whole).filter(|_| faults.is_none()), faults)
    }
}

/// Reads what was typed and keeps what cannot be read.
#[derive(Default)]
struct Reading {
    wrong: std::cell::RefCell<Vec<(&'static str, &'static str)>>,
}

impl Reading {
    fn note(&self, field: &'static str, key: &'static str) {
        self.wrong.borrow_mut().push((field, key));
    }

    fn number<T: std::str::FromStr>(&self, signal: Text, field: &'static str) -> Option<T> {
        let said = some(signal)?;
        let read = said.parse().ok();
        if read.is_none() {
            self.note(field, "form_page.number");
        }
        read
    }

    fn day(&self, signal: Text, field: &'static str) -> Option<NaiveDate> {
        let said = some(signal)?;
        let read = said.parse().ok();
        if read.is_none() {
            self.note(field, "form_page.day");
        }
        read
    }

    fn money(&self, signal: Text, field: &'static str) -> Option<i64> {
        let said = some(signal)?;
        let read = fen(&said);
        if read.is_none() {
            self.note(field, "act.amount.wrong");
        }
        read
    }

    fn compound(&self, c: Compound) -> FormCompound {
        let labels = c.buildings.get_untracked();
        let labels = labels.split(['、', ',', '，', '\n']).map(str::trim).filter(|label| !label.is_empty());
        FormCompound {
            id: c.id,
            name: c.name.get_untracked(),
            building_count: self.number(c.building_count, "compounds"),
            household_count: self.number(c.household_count, "compounds"),
            floor_area_m2: self.number(c.floor_area, "compounds"),
            buildings: labels.map(str::to_owned).collect(),
        }
    }

    fn item(&self, i: Item) -> Option<FormItem> {
        let Some(code) = some(i.code) else {
            self.note("work_items", "form_page.item.missing");
            return None;
        };
        Some(FormItem {
            code,
            quantity_planned: self.number(i.quantity, "work_items"),
            budget_fen: self.money(i.budget, "work_items"),
            drop_reason: some(i.drop_reason),
        })
    }

    fn member(&self, m: Member) -> Option<FormMember> {
        let Some(organization) = some(m.organization) else {
            self.note("members", "form_page.member.missing");
            return None;
        };
        Some(FormMember {
            organization,
            member_type: some(m.member_type).and_then(|t| t.parse().ok()).unwrap_or(MemberType::Contractor),
            duty_phone: some(m.phone),
            shown_publicly: m.shown.get_untracked(),
        })
    }

    fn fund(&self, f: Fund) -> Option<FormFund> {
        let (amount, on) = (self.money(f.amount, "funds"), self.day(f.on, "funds"));
        let (Some(amount_fen), Some(on)) = (amount, on) else {
            self.note("funds", "form_page.fund.missing");
            return None;
        };
        Some(FormFund {
            source: some(f.source).and_then(|s| s.parse().ok()).unwrap_or(FundSource::Other),
            record_type: some(f.record_type).and_then(|t| t.parse().ok()).unwrap_or(FundRecordType::Planned),
            amount_fen,
            on,
            doc_no: some(f.doc_no),
            note: some(f.note),
        })
    }

    fn step(&self, s: Step) -> FormMilestone {
        FormMilestone {
            id: s.id,
            name: s.name.get_untracked(),
            planned_start: self.day(s.start, "milestones"),
            planned_finish: self.day(s.finish, "milestones"),
        }
    }
}
