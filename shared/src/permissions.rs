//! Permission 权限: one table role × action, and one question over it, [`may`]. Both ends ask it: the server to refuse,
//! the page to show only what one may do. The rows are those of MODEL §5; what reads and what writes stand apart.

use serde::{Deserialize, Serialize};
use strum::VariantArray as _;

use crate::id::{AreaId, OrganizationId, ProjectId, UserId};
use crate::people::{Grant, Person, Role, Scope};

/// What somebody wants to do.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// Map, published projects, notices, figures.
    ReadPublic,
    /// Reports, defects and drafts of a project.
    ReadProject,
    /// The same, to write them.
    WriteProject,
    /// Money, record by record.
    ReadFunds,
    /// The same, to write them.
    WriteFunds,
    /// Make and edit a draft.
    EditDraft,
    /// Publish and unpublish a project.
    PublishProject,
    /// Events of a project; which, its table of states says.
    ChangeProjectStatus,
    /// Report progress of a milestone.
    ReportProgress,
    /// Approve progress of physical works.
    ApproveWorks,
    /// Approve progress of a milestone on paper.
    ApprovePaper,
    /// Ask for other dates.
    AskReplan,
    /// Decide on other dates.
    DecideReplan,
    /// Upload photographs.
    UploadMedia,
    /// Write an outage notice.
    WriteOutage,
    /// Publish an outage notice.
    PublishOutage,
    /// Open and close a consent round.
    RunConsentRound,
    /// See what each dwelling chose.
    ReadBallots,
    /// See the totals of a round.
    ReadConsentTotals,
    /// Vote for one's own verified dwelling.
    CastBallot,
    /// Enter a paper ballot.
    EnterBallot,
    /// Check a paper ballot that somebody else entered.
    CheckBallot,
    /// Object to a plan in publicity.
    Object,
    /// Sign an acceptance.
    SignAcceptance,
    /// Place an order for oneself.
    PlaceOrder,
    /// Place an order in somebody's name 代点单.
    PlaceOrderForOthers,
    /// Accept an order.
    AcceptOrder,
    /// Decline or assign an order.
    AssignOrder,
    /// Take and handle an order.
    HandleOrder,
    /// See the full phone of an order; `O` is its handler.
    ReadOrderPhone,
    /// Rate or reopen one's order.
    RateOrder,
    /// Call back 回访.
    CallBack,
    /// Approve an extension.
    ApproveExtension,
    /// Report an order or hazard upward.
    Escalate,
    /// Whistle 吹哨, chase up 督办.
    Whistle,
    /// Answer a whistle 报到.
    AnswerWhistle,
    /// Edit a contact card.
    EditContactCard,
    /// Publish a contact card.
    PublishContactCard,
    /// Write the diary.
    WriteDiary,
    /// Read the diary; each look is on record.
    ReadDiary,
    /// Read how much is in the diary, and nothing of it.
    CountDiary,
    /// Join a patrol.
    JoinPatrol,
    /// Patrol and inspect.
    Inspect,
    /// Plan inspections.
    PlanInspections,
    /// Read inspections and hazards.
    ReadInspections,
    /// Verify and recheck a hazard.
    VerifyHazard,
    /// Fix a hazard.
    FixHazard,
    /// Enter indicators and water samples.
    EnterFigures,
    /// Export the ledger, without personal data or with masked ones.
    ExportLedger,
    /// Name grids, draw and import boundaries of areas.
    EditAreas,
    /// See accounts and roles.
    ReadUsers,
    /// Make, disable, release and reset accounts.
    ManageAccounts,
    /// Give and take the roles of the work.
    GrantBusinessRole,
    /// Give and take the roles that stand above it: district office, auditor, system administrator.
    GrantOfficeRole,
    /// See the full phone of an account; each look is on record and its owner sees it.
    ReadUserPhone,
    /// Read, filter, verify and export the audit record.
    ReadAudit,
    /// Change settings of the site.
    ChangeSettings,
}

/// How far a role reaches with an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// Not at all.
    N,
    /// What is published.
    P,
    /// What is one's own.
    O,
    /// What lies in the scope of the grant.
    S,
    /// All that the grant reaches, things of no place included.
    A,
}

use Action::*;
use Cell::{A, N, O, P, S};

/// Columns: everybody, then the roles in their order.
const COLUMNS: usize = 14;

#[rustfmt::skip]
const TABLE: [(Action, [Cell; COLUMNS]); Action::VARIANTS.len()] = [
    //                     pub re rp vo gr co st de pm cn se di au sy
    (ReadPublic,          [P, P, P, P, P, P, P, P, P, P, P, A, A, P]),
    (ReadProject,         [N, N, S, N, S, S, S, S, S, S, S, A, A, N]),
    (WriteProject,        [N, N, N, N, N, N, N, N, S, S, S, A, N, N]),
    (ReadFunds,           [N, N, N, N, N, S, S, S, S, N, N, A, A, N]),
    (WriteFunds,          [N, N, N, N, N, N, N, N, S, N, N, A, N, N]),
    (EditDraft,           [N, N, N, N, N, S, N, N, S, N, N, A, N, N]),
    (PublishProject,      [N, N, N, N, N, N, N, N, N, N, N, A, N, N]),
    (ChangeProjectStatus, [N, N, N, N, N, S, S, N, S, N, S, A, N, N]),
    (ReportProgress,      [N, N, N, N, N, N, N, N, S, S, N, N, N, N]),
    (ApproveWorks,        [N, N, N, N, N, N, N, N, N, N, S, N, N, N]),
    (ApprovePaper,        [N, N, N, N, N, N, N, N, N, N, N, A, N, N]),
    (AskReplan,           [N, N, N, N, N, N, N, N, S, N, N, N, N, N]),
    (DecideReplan,        [N, N, N, N, N, N, N, N, N, N, N, A, N, N]),
    (UploadMedia,         [N, O, S, O, S, S, S, S, S, S, S, A, N, N]),
    (WriteOutage,         [N, N, N, N, N, S, S, S, S, N, N, A, N, N]),
    (PublishOutage,       [N, N, N, N, N, N, S, N, S, N, N, A, N, N]),
    (RunConsentRound,     [N, N, N, N, N, S, N, N, N, N, N, A, N, N]),
    (ReadBallots,         [N, N, N, N, N, S, N, N, N, N, N, N, N, N]),
    (ReadConsentTotals,   [N, N, N, N, N, S, N, N, N, N, N, A, A, N]),
    (CastBallot,          [N, O, O, N, N, N, N, N, N, N, N, N, N, N]),
    (EnterBallot,         [N, N, N, N, S, S, N, N, N, N, N, N, N, N]),
    (CheckBallot,         [N, N, N, N, N, S, N, N, N, N, N, N, N, N]),
    (Object,              [P, O, O, N, N, N, N, N, N, N, N, N, N, N]),
    (SignAcceptance,      [N, N, S, N, N, S, S, N, S, S, S, A, N, N]),
    (PlaceOrder,          [O, O, O, O, N, N, N, N, N, N, N, N, N, N]),
    (PlaceOrderForOthers, [N, N, N, N, S, S, S, N, N, N, N, N, N, N]),
    (AcceptOrder,         [N, N, N, N, S, S, S, N, N, N, N, A, N, N]),
    (AssignOrder,         [N, N, N, N, N, S, S, N, N, N, N, A, N, N]),
    (HandleOrder,         [N, N, N, S, S, S, S, S, S, N, N, N, N, N]),
    (ReadOrderPhone,      [O, O, O, O, O, S, S, O, O, N, N, N, N, N]),
    (RateOrder,           [N, O, O, N, N, N, N, N, N, N, N, N, N, N]),
    (CallBack,            [N, N, N, N, S, S, S, N, N, N, N, A, N, N]),
    (ApproveExtension,    [N, N, N, N, N, S, S, N, N, N, N, A, N, N]),
    (Escalate,            [N, N, N, N, S, S, S, N, N, N, N, N, N, N]),
    (Whistle,             [N, N, N, N, N, N, S, N, N, N, N, A, N, N]),
    (AnswerWhistle,       [N, N, N, N, N, N, N, S, N, N, N, N, N, N]),
    (EditContactCard,     [N, N, N, N, O, S, S, N, N, N, N, A, N, N]),
    (PublishContactCard,  [N, N, N, N, N, S, S, N, N, N, N, A, N, N]),
    (WriteDiary,          [N, N, N, N, O, N, N, N, N, N, N, N, N, N]),
    (ReadDiary,           [N, N, N, N, O, S, N, N, N, N, N, N, N, N]),
    (CountDiary,          [N, N, N, N, N, N, S, N, N, N, N, A, N, N]),
    (JoinPatrol,          [N, N, N, S, N, N, N, N, N, N, N, N, N, N]),
    (Inspect,             [N, N, N, N, S, S, S, S, N, N, S, N, N, N]),
    (PlanInspections,     [N, N, N, N, N, N, N, N, N, N, N, A, N, N]),
    (ReadInspections,     [N, N, N, N, S, S, S, S, N, N, S, A, A, N]),
    (VerifyHazard,        [N, N, N, N, N, S, S, S, N, N, S, N, N, N]),
    (FixHazard,           [N, N, N, N, N, S, N, S, S, S, N, N, N, N]),
    (EnterFigures,        [N, N, N, N, N, N, S, S, S, N, N, A, N, N]),
    (ExportLedger,        [N, N, N, N, N, S, S, S, S, N, N, A, A, N]),
    (EditAreas,           [N, N, N, N, N, S, S, N, N, N, N, A, N, N]),
    (ReadUsers,           [N, N, N, N, N, N, N, N, N, N, N, A, A, A]),
    (ManageAccounts,      [N, N, N, N, N, N, N, N, N, N, N, A, N, A]),
    (GrantBusinessRole,   [N, N, N, N, N, N, N, N, N, N, N, A, N, N]),
    (GrantOfficeRole,     [N, N, N, N, N, N, N, N, N, N, N, N, N, A]),
    (ReadUserPhone,       [N, N, N, N, N, N, N, N, N, N, N, A, N, N]),
    (ReadAudit,           [N, N, N, N, N, N, N, N, N, N, N, N, A, N]),
    (ChangeSettings,      [N, N, N, N, N, N, N, N, N, N, N, N, N, A]),
];

fn cell(role: Option<Role>, action: Action) -> Cell {
    let column = match role {
        None => 0,
        Some(Role::System) => return N,
        Some(role) => role as usize + 1,
    };
    TABLE.iter().find(|(a, _)| *a == action).map_or(N, |(_, cells)| cells[column])
}

impl Action {
    /// Whether it approves what somebody submitted: nobody does that to his own.
    pub fn is_second_look(self) -> bool {
        matches!(self, ApproveWorks | ApprovePaper | DecideReplan | CheckBallot | VerifyHazard | CallBack)
    }

    /// The action that gives or takes `role`; `None` for what is nobody's to give.
    pub fn to_grant(role: Role) -> Option<Self> {
        match role {
            Role::Resident | Role::System => None,
            Role::DistrictAdmin | Role::Auditor | Role::SystemAdmin => Some(GrantOfficeRole),
            _ => Some(GrantBusinessRole),
        }
    }
}

/// What is acted on, as far as permission goes. The default is a thing of no place, such as a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    /// The smallest area that holds it and all above that; several where it lies in several.
    pub areas: Vec<AreaId>,
    /// The project it is or belongs to.
    pub project: Option<ProjectId>,
    /// Organisations that have a part in it.
    pub organizations: Vec<OrganizationId>,
    /// Whose own it is.
    pub owner: Option<UserId>,
    /// Who submitted what is to be approved.
    pub submitted_by: Option<UserId>,
    /// Everybody may know it.
    pub is_public: bool,
}

impl Thing {
    /// Settings, accounts without roles, organisations of no area.
    fn is_nowhere(&self) -> bool {
        self.areas.is_empty()
    }

    /// Whether a grant with `scope` reaches it.
    pub fn lies_in(&self, scope: Scope) -> bool {
        match scope {
            Scope::All => true,
            Scope::Area(id) => self.areas.contains(&id),
            Scope::Project(id) => self.project == Some(id),
            Scope::Organization(id) => self.organizations.contains(&id),
        }
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// 401: nobody is signed in.
    SignedOut,
    /// 403: none of the roles of today does this.
    NotYou,
    /// 403: nobody approves his own submission.
    OwnSubmission,
    /// 404: a role does this, but not here; for this caller it does not exist.
    NotHere,
}

/// Whether `person` may do `action` to `thing`, and by which role; `None` is everybody.
///
/// # Errors
/// Why not. What no line of the table allows is denied.
pub fn may(person: Option<&Person>, action: Action, thing: &Thing) -> Result<Option<Role>, Denied> {
    if cell(None, action) == P && thing.is_public {
        return Ok(None);
    }
    let Some(person) = person else { return Err(Denied::SignedOut) };
    if action.is_second_look() && thing.submitted_by == Some(person.id) {
        return Err(Denied::OwnSubmission);
    }
    let mut why = Denied::NotYou;
    let as_resident = (cell(Some(Role::Resident), action), Role::Resident, None);
    let by_grant = person.grants.iter().map(|g| (cell(Some(g.role), action), g.role, Some(g)));
    for (cell, role, grant) in std::iter::once(as_resident).chain(by_grant) {
        if reaches(cell, grant, person.id, thing) {
            return Ok(Some(role));
        }
        if cell != N {
            why = Denied::NotHere;
        }
    }
    Err(why)
}

fn reaches(cell: Cell, grant: Option<&Grant>, id: UserId, thing: &Thing) -> bool {
    match cell {
        N => false,
        P => thing.is_public,
        O => thing.owner == Some(id),
        S => grant.is_some_and(|g| thing.lies_in(g.scope)),
        A => grant.is_some_and(|g| thing.is_nowhere() || thing.lies_in(g.scope)),
    }
}

/// Roles of `person` whose grant reaches `thing`: the tables of states say what they may cause there.
pub fn roles_on(person: &Person, thing: &Thing) -> Vec<Role> {
    let mut roles: Vec<Role> = person.grants.iter().filter(|g| thing.lies_in(g.scope)).map(|g| g.role).collect();
    roles.dedup();
    roles
}

/// Whether `person` may look after an account with `roles` in `places`: it takes more than he could give to be out of his
/// reach, so does a single role elsewhere (who resets a password opens all that the account may do), and nobody looks
/// after his own.
///
/// # Errors
/// Why not; elsewhere is `NotYou` where another of the places is in reach, for then the account is no secret.
pub fn may_manage(person: &Person, account: UserId, roles: &[Role], places: &[Thing]) -> Result<Role, Denied> {
    if account == person.id {
        return Err(Denied::OwnSubmission);
    }
    let is_office = roles.iter().any(|role| Action::to_grant(*role) == Some(GrantOfficeRole));
    let nowhere = [Thing::default()];
    let places = if places.is_empty() { &nowhere } else { places };
    let reached: Vec<Result<Option<Role>, Denied>> = places
        .iter()
        .map(|place| match may(Some(person), GrantOfficeRole, place) {
            Err(_) if is_office => Err(Denied::NotYou),
            _ => may(Some(person), ManageAccounts, place),
        })
        .collect();
    let is_known = reached.iter().any(Result::is_ok);
    let all: Result<Vec<Option<Role>>, Denied> = reached.into_iter().collect();
    match all {
        Ok(roles) => Ok(roles.into_iter().flatten().next().unwrap_or(Role::Resident)),
        Err(_) if is_known => Err(Denied::NotYou),
        Err(why) => Err(why),
    }
}

/// Whether `person` may give roles to an account with a role in one of `places`, or take them: one of them is enough,
/// for what is given or taken is asked about by itself.
///
/// # Errors
/// Why not.
pub fn may_grant_to(person: &Person, account: UserId, places: &[Thing]) -> Result<(), Denied> {
    if account == person.id {
        return Err(Denied::OwnSubmission);
    }
    let mut why = Ok(());
    for place in places.iter().chain(places.is_empty().then_some(&Thing::default())) {
        why = may(Some(person), ManageAccounts, place).map(drop);
        if why.is_ok() {
            break;
        }
    }
    why
}

/// What `person` may do to one thing or another: what the page shows a way to.
pub fn allowed_somewhere(person: &Person) -> Vec<Action> {
    let roles = person.roles();
    let some = |action: &Action| roles.iter().any(|role| cell(Some(*role), *action) != N);
    Action::VARIANTS.iter().copied().filter(some).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::GrantId;

    fn person(role: Role, scope: Scope) -> Person {
        let day = "2026-01-01".parse().unwrap();
        let grant = Grant { id: GrantId(1), role, scope, valid_from: day, valid_until: None };
        Person { id: UserId(7), grants: vec![grant] }
    }

    fn in_area(id: i64) -> Thing {
        Thing { areas: vec![AreaId(id), AreaId(1)], ..Thing::default() }
    }

    /// The table as MODEL §5 prints it, a row an action, a column a role.
    #[test]
    fn the_matrix_is_the_one_of_the_model() {
        let mut printed = String::new();
        for (action, cells) in TABLE {
            let name: &'static str = action.into();
            let cells: Vec<String> = cells.iter().map(|c| format!("{c:?}").replace('N', "-")).collect();
            printed += &format!("{name:<24}{}\n", cells.join(" "));
        }
        assert_eq!(printed, include_str!("permissions.snapshot"), "if this is meant: update permissions.snapshot");
    }

    #[test]
    fn every_action_has_one_line() {
        for action in Action::VARIANTS {
            assert_eq!(TABLE.iter().filter(|(a, _)| a == action).count(), 1, "{action:?}");
        }
    }

    #[test]
    fn what_lies_elsewhere_does_not_exist_and_what_no_role_does_is_forbidden() {
        let east = person(Role::CommunityAdmin, Scope::Area(AreaId(2)));
        assert_eq!(may(Some(&east), ReadProject, &in_area(2)), Ok(Some(Role::CommunityAdmin)));
        assert_eq!(may(Some(&east), ReadProject, &in_area(3)), Err(Denied::NotHere));
        assert_eq!(may(Some(&east), PublishProject, &in_area(2)), Err(Denied::NotYou));
        assert_eq!(may(None, ReadProject, &in_area(2)), Err(Denied::SignedOut));
        // A scope is no place of its own: what lies nowhere is not in it.
        assert_eq!(may(Some(&east), ReadProject, &Thing::default()), Err(Denied::NotHere));
        let office = person(Role::DistrictAdmin, Scope::Area(AreaId(1)));
        assert_eq!(may(Some(&office), ManageAccounts, &Thing::default()), Ok(Some(Role::DistrictAdmin)));
        assert_eq!(may(Some(&office), PublishProject, &in_area(3)), Ok(Some(Role::DistrictAdmin)));
        let elsewhere = Thing { areas: vec![AreaId(9)], ..Thing::default() };
        assert_eq!(may(Some(&office), PublishProject, &elsewhere), Err(Denied::NotHere));
    }

    #[test]
    fn nobody_approves_his_own_submission() {
        let engineer = person(Role::SupervisionEngineer, Scope::Project(ProjectId(5)));
        let report = |by| Thing { project: Some(ProjectId(5)), submitted_by: Some(UserId(by)), ..Thing::default() };
        assert_eq!(may(Some(&engineer), ApproveWorks, &report(8)), Ok(Some(Role::SupervisionEngineer)));
        assert_eq!(may(Some(&engineer), ApproveWorks, &report(7)), Err(Denied::OwnSubmission));
    }

    #[test]
    fn everybody_reads_what_is_public_and_what_is_ones_own_is_only_ones_own() {
        let public = Thing { is_public: true, ..Thing::default() };
        assert_eq!(may(None, ReadPublic, &public), Ok(None));
        let somebody = Person { id: UserId(7), grants: Vec::new() };
        let own = |id| Thing { owner: Some(UserId(id)), ..Thing::default() };
        assert_eq!(may(Some(&somebody), RateOrder, &own(7)), Ok(Some(Role::Resident)));
        assert_eq!(may(Some(&somebody), RateOrder, &own(8)), Err(Denied::NotHere));
        assert_eq!(may(Some(&somebody), ReadAudit, &Thing::default()), Err(Denied::NotYou));
    }

    #[test]
    fn an_office_looks_after_accounts_below_it_only_and_nobody_after_his_own() {
        let office = person(Role::DistrictAdmin, Scope::All);
        let admin = person(Role::SystemAdmin, Scope::All);
        assert_eq!(may_manage(&office, UserId(8), &[Role::Contractor], &[]), Ok(Role::DistrictAdmin));
        assert_eq!(may_manage(&office, UserId(8), &[Role::SystemAdmin], &[]), Err(Denied::NotYou));
        assert_eq!(may_manage(&admin, UserId(8), &[Role::DistrictAdmin], &[]), Ok(Role::SystemAdmin));
        assert_eq!(may_manage(&admin, UserId(7), &[], &[]), Err(Denied::OwnSubmission));
        let grid = person(Role::GridWorker, Scope::Area(AreaId(2)));
        assert_eq!(may_manage(&grid, UserId(8), &[], &[]), Err(Denied::NotYou));
    }

    #[test]
    fn system_administrators_see_no_work_and_auditors_change_nothing() {
        let writes = |a: &Action| !matches!(a, ReadPublic) && !format!("{a:?}").starts_with("Read");
        let auditor = allowed_somewhere(&person(Role::Auditor, Scope::All));
        let own = [UploadMedia, CastBallot, Object, PlaceOrder, RateOrder, ExportLedger];
        assert!(auditor.iter().filter(|a| writes(a)).all(|a| own.contains(a)), "{auditor:?}");
        let admin = allowed_somewhere(&person(Role::SystemAdmin, Scope::All));
        assert!(!admin.contains(&ReadProject) && !admin.contains(&ReadUserPhone) && !admin.contains(&ReadAudit));
    }
}
