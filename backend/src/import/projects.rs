//! The ledger of projects 项目 into the database, found again by number or natural key.

use std::collections::HashMap;

use shared::areas::AreaLevel;
use shared::geo::Shape;
use shared::ledger::projects::{Known, NEEDED, ProjectEntry, read, refuse_twins};
use shared::ledger::{Field, Layout, Problem, Words, columns, joined_key, position};
use shared::projects::ProjectStatus;

use super::existing::{Children, Existing, children};
use super::parts::Parts;
use super::places::Places;
use super::{Job, Plan, Report, What, numbers};
use crate::areas::store::AreaRow;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::projects::store::{self, ProjectRow};
use crate::{areas, ids, kinds, work_items};

/// Projects to be written.
#[derive(Default)]
pub(super) struct ProjectsPlan {
    areas: Vec<AreaRow>,
    new: Vec<ProjectRow>,
    changed: Vec<ProjectRow>,
    parts: Option<Parts>,
}

impl Plan for ProjectsPlan {
    fn apply(mut self, conn: &mut Conn, job: &Job<'_>) -> Result<()> {
        let this_year = i16::try_from(chrono::Datelike::year(&job.today)).unwrap_or(i16::MAX);
        numbers::fill(conn, self.new.iter_mut().map(|r| (r.plan_year.unwrap_or(this_year), &mut r.number)))?;
        areas::store::insert(conn, &self.areas)?;
        if let Some(parts) = &self.parts {
            parts.apply_before(conn)?;
        }
        store::insert(conn, &self.new)?;
        self.changed.iter().try_for_each(|row| store::update(conn, row))?;
        self.parts.map_or(Ok(()), |parts| parts.apply_after(conn))
    }
}

/// A row whose place is known.
struct Placed {
    entry: ProjectEntry,
    area: i64,
    /// What makes it the same as another row: its number, else its natural key.
    key: String,
}

impl Placed {
    /// The key under which the row is or will be kept; a row with a number needs none.
    fn natural_key(&self) -> Option<&str> {
        self.entry.key.as_deref().or_else(|| self.entry.number.is_none().then_some(&*self.key))
    }
}

/// Checks the list against the database.
pub(super) fn plan(conn: &mut Conn, job: &Job<'_>) -> Result<(ProjectsPlan, Report)> {
    let mut report = Report::new(What::Projects, job.options.dry_run);
    let mut plan = ProjectsPlan::default();
    let Some(layout) = job.layout(columns::PROJECTS, NEEDED, &mut report) else { return Ok((plan, report)) };
    let mut places = Places::load(conn, job.options.rules.district.as_ref(), job.now)?;
    if let Some(problem) = places.without_district(layout.has(Field::District)) {
        report.problems.push(problem);
        return Ok((plan, report));
    }
    let known = Known {
        kinds: kinds::load(conn)?.into_iter().map(|k| (k.code, k.zh, k.en)).collect(),
        work_items: work_items::load(conn)?.into_iter().map(|i| (i.code, i.zh, i.unit)).collect(),
        bounds: places.bounds(),
    };
    let entries = job.entries(&layout, &mut report.problems, |cells| read(cells, &known));
    let unchecked = |e: &&ProjectEntry| e.position.is_some() && known.bounds.of(e.place.district.as_deref()).is_none();
    report.unchecked_positions = entries.iter().filter(unchecked).count();
    let rows = placed(entries, &mut places, &mut report);
    let numbers = rows.iter().filter_map(|r| Some((r.entry.row, r.entry.number.as_deref()?)));
    refuse_twins(numbers, &mut report.problems);
    refuse_twins(rows.iter().filter_map(|r| Some((r.entry.row, r.natural_key()?))), &mut report.problems);
    let found = find(conn, &rows)?;
    let ids: Vec<i64> = found.iter().flatten().map(|p| p.id).collect();
    let mut old_children = children(conn, &ids)?;
    let mut parts = Parts::load(conn, job.now)?;
    let mut seen: HashMap<i64, u32> = HashMap::new();
    for (placed, old) in rows.iter().zip(found) {
        let Placed { entry, area, key } = placed;
        let children = old.as_ref().and_then(|o| old_children.remove(&o.id)).unwrap_or_default();
        let conflict =
            conflict(entry, old.as_ref(), &children, &seen).or_else(|| mixed_currencies(entry, old.as_ref(), &layout));
        if let Some(words) = conflict {
            report.problems.push(Problem::of_row(entry.row, words));
            continue;
        }
        let mut row = filled(entry, old.as_ref(), *area, &layout, job);
        if let Some(old) = old.as_ref().filter(|_| children.has_milestones) {
            // The list leaves it empty, because reports say it.
            row.works_progress_bp = old.works_progress_bp;
        }
        if old.is_none() && entry.number.is_none() {
            row.import_key = Some(key.clone());
        }
        if layout.has(Field::Client) {
            let client = entry.parties.iter().find(|(m, _)| *m == "client").and_then(|(_, names)| names.first());
            row.client_org_id = client.map(|name| parts.organization(name, "client", row.is_demo));
        }
        seen.insert(row.id, entry.row);
        report.without_position += usize::from(row.lng.is_none());
        let parts_differ = match parts.compare(row.id, entry, &children, &layout, &mut places) {
            Ok(differ) => differ,
            Err(words) => {
                report.problems.push(Problem::of_row(entry.row, words));
                continue;
            }
        };
        match old {
            None => {
                report.new += 1;
                plan.new.push(row);
            }
            Some(old) if old != row || parts_differ => {
                report.changed += 1;
                plan.changed.push(ProjectRow { version: row.version + 1, updated_at: job.now, ..row });
            }
            Some(_) => report.unchanged += 1,
        }
    }
    plan.areas = places.made();
    report.areas =
        plan.areas.iter().filter(|a| a.area_level.0 != AreaLevel::District).map(|a| a.name.clone()).collect();
    report.compounds = parts.new_compounds.iter().map(|c| c.name.clone()).collect();
    plan.parts = Some(parts);
    Ok((plan, report))
}

fn placed(entries: Vec<ProjectEntry>, places: &mut Places, report: &mut Report) -> Vec<Placed> {
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        match places.resolve(&entry.place, entry.is_demo.unwrap_or(false)) {
            Ok(area) => {
                let default = || {
                    let names = [AreaLevel::Street, AreaLevel::Community].map(|level| places.name_at(area, level));
                    // The year belongs to it: a compound may be treated again in another programme.
                    let year = entry.plan_year.map(|y| y.to_string()).unwrap_or_default();
                    joined_key(&[entry.kind.as_str(), &names[0], &names[1], &entry.name, &year])
                };
                let key = entry.number.clone().or_else(|| entry.key.clone()).unwrap_or_else(default);
                rows.push(Placed { entry, area, key });
            }
            Err(words) => report.problems.push(Problem::of_row(entry.row, words)),
        }
    }
    rows
}

/// The stored project of each row.
fn find(conn: &mut Conn, rows: &[Placed]) -> Result<Vec<Option<ProjectRow>>> {
    let numbers: Vec<&str> = rows.iter().filter_map(|r| r.entry.number.as_deref()).collect();
    let keys: Vec<&str> = rows
        .iter()
        .filter(|r| r.entry.number.is_none())
        .map(|r| r.key.as_str())
        .chain(rows.iter().filter_map(|r| r.entry.key.as_deref()))
        .collect();
    let mut existing = Existing::load(conn, &numbers, &keys)?;
    // Only where the key is our own: what a mapping calls a key is never overruled by a name.
    let by_name = |r: &&Placed| r.entry.number.is_none() && r.entry.key.is_none();
    let names: Vec<&str> = rows
        .iter()
        .filter(|r| by_name(r) && !existing.by_key.contains_key(&r.key))
        .map(|r| r.entry.name.as_str())
        .collect();
    existing.load_names(conn, &names)?;
    let of = |r: &Placed| match &r.entry.number {
        Some(number) => existing.by_number.get(number).or_else(|| existing.by_key.get(r.entry.key.as_ref()?)).cloned(),
        None => existing.by_key.get(&r.key).cloned().or_else(|| {
            let name = (r.entry.kind.clone(), r.area, r.entry.name.clone());
            let found = existing.by_name.get(&name).filter(|_| by_name(&r))?.clone();
            found.filter(|old| r.entry.plan_year.is_none() || old.plan_year == r.entry.plan_year)
        }),
    };
    Ok(rows.iter().map(of).collect())
}

/// Why the row cannot be written over the stored project.
fn conflict(
    entry: &ProjectEntry,
    old: Option<&ProjectRow>,
    children: &Children,
    seen: &HashMap<i64, u32>,
) -> Option<Words> {
    let old = old?;
    if let Some(first) = seen.get(&old.id) {
        let number = &old.number;
        return Some(Words::new(
            format!("与第 {first} 行是同一个项目（{number}），请删去一行"),
            format!("the same project as row {first} ({number}): remove one"),
        ));
    }
    if let Some(number) = entry.number.as_ref().filter(|n| **n != old.number) {
        return Some(Words::new(
            format!("这一项目在库里的编号是 {}，这里却写着 {number}：编号不能改", old.number),
            format!("this project's number is {}, not {number}: numbers do not change", old.number),
        ));
    }
    (children.has_milestones && entry.works_progress_bp.is_some()).then(|| {
        Words::new(
            "这一项目的形象进度由节点上报算出，台账里请留空",
            "the progress of this project comes from reports on its milestones: leave it empty in the list",
        )
    })
}

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
fn mixed_currencies(entry: &ProjectEntry, old: Option<&ProjectRow>, layout: &Layout) -> Option<Words> {
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
fn filled(entry: &ProjectEntry, old: Option<&ProjectRow>, area: i64, layout: &Layout, job: &Job<'_>) -> ProjectRow {
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
