//! What a row of the database shall hold after its line of the list: what the list does not speak of stays.

use shared::geo::Shape;
use shared::ledger::projects::ProjectEntry;
use shared::ledger::{Field, Layout, Words, position};
use shared::projects::ProjectStatus;

use super::Job;
use crate::db::Code;
use crate::ids;
use crate::projects::store::ProjectRow;

fn blank(entry: &ProjectEntry, area_id: i64, job: &Job<'_>) -> ProjectRow {
    let is_published = entry.is_published.unwrap_or(entry.status != Some(ProjectStatus::Draft));
    ProjectRow {
        number: entry.number.clone().unwrap_or_default(),
        is_published,
        published_at: is_published.then_some(job.now),
        import_key: entry.key.clone(),
        is_demo: entry.is_demo.unwrap_or(false),
        ..ProjectRow::blank(ids::next(), &entry.kind, &entry.name, area_id, job.now)
    }
}

/// The amounts of a row, each with the column that would fill it.
fn amounts(row: &ProjectRow) -> [(Field, Option<i64>); 3] {
    [
        (Field::TotalInvestment, row.total_investment_fen),
        (Field::Contract, row.contract_fen),
        (Field::FinalAccount, row.final_account_fen),
    ]
}

/// Whether the list says what the amounts of a project count in: a list with amounts and no currency means yuan.
fn says_currency(layout: &Layout) -> bool {
    [Field::Currency, Field::TotalInvestment, Field::Contract, Field::FinalAccount].iter().any(|f| layout.has(*f))
}

/// Why the amounts of the row and those that are stored would be told in one currency, though they are of two.
pub(super) fn mixed_currencies(entry: &ProjectEntry, old: Option<&ProjectRow>, layout: &Layout) -> Option<Words> {
    let old = old.filter(|o| says_currency(layout) && o.currency.0 != entry.currency)?;
    let stays = amounts(old).iter().any(|(field, amount)| amount.is_some() && !layout.has(*field));
    (stays || !layout.has(Field::Currency)).then(|| {
        let (stored, new) = (old.currency.0.code(), entry.currency.code());
        Words::new(
            format!("库里这一项目的金额是 {stored}，这里却是 {new}：请写明“币种”，要改币种就把各项金额一起写上"),
            format!("the stored amounts of this project are {stored}, here they are {new}: say 币种, and give all amounts anew to change it"),
        )
    })
}

/// What the database shall hold; what the file does not speak of stays.
pub(super) fn filled(
    entry: &ProjectEntry,
    old: Option<&ProjectRow>,
    area: i64,
    layout: &Layout,
    job: &Job<'_>,
) -> ProjectRow {
    let mut row = old.cloned().unwrap_or_else(|| blank(entry, area, job));
    row.kind_code.clone_from(&entry.kind);
    row.name.clone_from(&entry.name);
    row.area_id = area;
    macro_rules! set {
        ($($field:ident => $column:ident = $value:expr;)+) => {
            $(if layout.has(Field::$field) { row.$column = $value; })+
        };
    }
    set! {
        PlanYear => plan_year = entry.plan_year;
        StatusReason => status_reason = entry.status_reason.clone();
        ResumeExpectedOn => resume_expected_on = entry.resume_expected_on;
        DaysSuspended => days_suspended = entry.days_suspended.unwrap_or(0);
        WorksProgress => works_progress_bp = entry.works_progress_bp;
        PlannedStart => planned_start = entry.planned_start;
        PlannedFinish => planned_finish = entry.planned_finish;
        ActualStart => actual_start = entry.actual_start;
        ActualFinish => actual_finish = entry.actual_finish;
        AcceptedOn => accepted_on = entry.accepted_on;
        TotalInvestment => total_investment_fen = entry.total_investment_fen;
        Contract => contract_fen = entry.contract_fen;
        FinalAccount => final_account_fen = entry.final_account_fen;
        BenefitHouseholds => benefit_households = entry.benefit_households;
        BenefitPeople => benefit_people = entry.benefit_people;
        ApprovalNo => approval_no = entry.approval_no.clone();
        ApprovalDate => approval_date = entry.approval_date;
        ComplaintPhone => complaint_phone = entry.complaint_phone.clone();
        Summary => summary = entry.summary.clone();
        SourceNote => source_note = entry.source_note.clone();
        Showcase => is_showcase = entry.is_showcase.unwrap_or(false);
        Demo => is_demo = entry.is_demo.unwrap_or(false);
    }
    if says_currency(layout) {
        row.currency = Code(entry.currency);
    }
    set_status(&mut row, entry, old, layout);
    set_position(&mut row, entry, layout);
    if let Some(published) = entry.is_published.filter(|p| *p != row.is_published) {
        row.is_published = published;
        row.published_at = published.then_some(job.now);
    }
    row
}

fn set_status(row: &mut ProjectRow, entry: &ProjectEntry, old: Option<&ProjectRow>, layout: &Layout) {
    let before = old.and_then(|o| o.status);
    row.status = entry.status.map(Code);
    // A day that nobody told is not known: the day of the import is no day of the project's. A list without the column
    // leaves the day of a state that stays.
    row.status_since = match entry.status {
        None => None,
        Some(_) if layout.has(Field::StatusSince) => entry.status_since,
        Some(_) => row.status_since.filter(|_| before == row.status),
    };
    if before != row.status {
        // Reasons belong to the state they were given for, unless this list gives new ones.
        if !layout.has(Field::StatusReason) {
            row.status_reason = None;
        }
        if !layout.has(Field::ResumeExpectedOn) {
            row.resume_expected_on = None;
        }
        let stood = old.filter(|o| o.status == Some(Code(ProjectStatus::Suspended))).and_then(|o| o.status_since);
        if let (Some(from), Some(to), false) = (stood, row.status_since, layout.has(Field::DaysSuspended)) {
            row.days_suspended += i32::try_from((to - from).num_days().max(0)).unwrap_or(0);
        }
    }
    if entry.reported.is_some() || layout.has(Field::ReportedWords) {
        row.reported_words = entry.reported.as_ref().map(|r| r.words.clone());
        row.reported_on = entry.reported.as_ref().map(|r| r.on);
        row.reported_source = entry.reported.as_ref().map(|r| r.source.clone());
    } else if entry.status.is_some() {
        // Now it has a status of its own, and the database keeps one or the other.
        (row.reported_words, row.reported_on, row.reported_source) = (None, None, None);
    }
}

/// A stored position that is the same to a centimetre stays as it is.
fn set_position(row: &mut ProjectRow, entry: &ProjectEntry, layout: &Layout) {
    if !layout.has(Field::Lng) && !layout.has(Field::Geometry) {
        return;
    }
    let mut moved = false;
    let stored = row.lng.zip(row.lat).map(|(lng, lat)| position::to_centimetre(shared::geo::Point { lng, lat }));
    if stored != entry.position {
        moved = true;
        row.lng = entry.position.map(|p| p.lng);
        row.lat = entry.position.map(|p| p.lat);
    }
    if layout.has(Field::Geometry) {
        let stored = row.geometry.as_deref().and_then(|g| Shape::parse(g).ok());
        if stored.as_ref().map(position::shape_to_centimetre) != entry.geometry {
            moved = true;
            row.geometry = entry.geometry.as_ref().and_then(|s| serde_json::to_string(s).ok());
        }
    }
    if moved {
        row.coord_origin = entry.position.map(|_| <&str>::from(entry.coord_origin).to_owned());
    }
}
