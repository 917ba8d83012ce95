//! What the grants of somebody reach, put to the database: the same rule as `may` on the thing of each project.

use shared::id::ProjectId;
use shared::people::{Person, Scope};
use shared::permissions::{Action, Thing, may};

use crate::areas::tree::AreaTree;

/// Projects by where they lie, which they are, and who has a part in them.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    pub(crate) all: bool,
    pub(crate) areas: Vec<i64>,
    pub(crate) projects: Vec<i64>,
    pub(crate) organizations: Vec<i64>,
}

impl Reach {
    /// What the command line reaches.
    pub fn everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// What `person` may do `action` to.
    pub fn of(person: &Person, action: Action, tree: &AreaTree) -> Self {
        let one = |scope: Scope, thing: Thing| {
            let granted = person.grants.iter().filter(|g| g.scope == scope).copied().collect();
            may(Some(&Person { id: person.id, grants: granted }), action, &thing).is_ok()
        };
        let mut reach = Self::default();
        for scope in person.grants.iter().map(|g| g.scope) {
            match scope {
                Scope::All => reach.all |= one(scope, Thing { project: Some(ProjectId(0)), ..Thing::default() }),
                Scope::Area(id) if one(scope, Thing { areas: vec![id], ..Thing::default() }) => {
                    reach.areas.extend(tree.subtree(id.0));
                }
                Scope::Project(id) if one(scope, Thing { project: Some(id), ..Thing::default() }) => {
                    reach.projects.push(id.0);
                }
                Scope::Organization(id) if one(scope, Thing { organizations: vec![id], ..Thing::default() }) => {
                    reach.organizations.push(id.0);
                }
                _ => {}
            }
        }
        reach
    }

    /// What either of the two reaches.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.all |= other.all;
        self.areas.extend(other.areas);
        self.projects.extend(other.projects);
        self.organizations.extend(other.organizations);
        self
    }
}

/// Whether a row of `projects` is one that a [`Reach`] reaches, as a part of a query. A macro, since the expression has no
/// type that can be written down.
macro_rules! reached {
    ($reach:expr) => {{
        use $crate::schema::{project_members as m, projects as p};
        let reach: &$crate::projects::staff::scope::Reach = $reach;
        let member_of = m::table.filter(m::org_id.eq_any(reach.organizations.clone())).select(m::project_id);
        // Everything, or nothing by this line.
        let least = if reach.all { i64::MIN } else { i64::MAX };
        p::id
            .ge(least)
            .or(p::area_id.eq_any(reach.areas.clone()))
            .or(p::id.eq_any(reach.projects.clone()))
            .or(p::id.eq_any(member_of))
            .or(p::client_org_id
                .is_not_null()
                .and(p::client_org_id.assume_not_null().eq_any(reach.organizations.clone())))
    }};
}
pub(crate) use reached;
