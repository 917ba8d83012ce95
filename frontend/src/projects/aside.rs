//! Beside the state: whom to ask, scale and money, compounds treated, sources.

use leptos::prelude::*;
use shared::projects::{Member, Project, TreatedCompound};

use crate::i18n::{area, count, date, money_in, t, t_code, tf, years};
use crate::ui::{Fact, Facts, Fold, Icon, Num, Plate, Said, Zh, around, tel};

/// Nothing is known that could stand here.
pub(super) fn is_empty(project: &Project) -> bool {
    project.summary.reported.is_some()
        && scale(project).is_none()
        && compounds(project).is_none()
        && sources(project).is_none()
}

/// The side column; empty panels are not there, nor is it itself without any.
pub(super) fn aside(project: &Project) -> Option<AnyView> {
    (!is_empty(project)).then(|| {
        view! {
            <aside class="stack" aria-label=t("project.aside")>
                {project.summary.reported.is_none().then(|| contacts(project))}
                {scale(project)}
                {compounds(project)}
                {sources(project)}
            </aside>
        }
        .into_any()
    })
}

fn contacts(project: &Project) -> AnyView {
    let phone = project.complaint_phone.clone().map(|phone| {
        view! {
            <a class="btn btn-main btn-wide" href=tel(&phone)>
                <Icon name="phone" />
                <span>{t("contact.complaint")} <br /> <Num text=phone.clone() /></span>
            </a>
        }
    });
    let members = project.members.iter().map(member).collect_view();
    let nothing = phone.is_none() && project.members.is_empty();
    view! {
        <section class="panel stack" aria-labelledby="h-contact">
            <h2 id="h-contact" class="t-l">{t("contact.title")}</h2>
            {phone}
            {nothing.then(|| view! { <p class="muted">{t("contact.none")}</p> })}
            <a class="btn btn-wide no-print" href=format!("/order?project={}", project.summary.number)>
                <Icon name="plus" />
                {t("contact.order")}
            </a>
            {(!project.members.is_empty()).then(|| view! { <Facts>{members}</Facts> })}
        </section>
    }
    .into_any()
}

fn member(member: &Member) -> AnyView {
    let label = t_code("member", &member.member_type).unwrap_or_else(|| t("member.other"));
    let phone =
        member.duty_phone.clone().map(|phone| view! { <br /><a href=tel(&phone)><Num text=phone.clone() /></a> });
    let name = member.organization.clone();
    view! { <Fact label=label><Zh text=name /> {phone}</Fact> }.into_any()
}

/// Sum over the compounds treated; `None` as soon as one of them is unknown.
fn sum(compounds: &[TreatedCompound], of: impl Fn(&TreatedCompound) -> Option<i64>) -> Option<i64> {
    if compounds.is_empty() {
        return None;
    }
    compounds.iter().map(of).sum()
}

fn scale(project: &Project) -> Option<AnyView> {
    let treated = &project.compounds;
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |label: &str, value: Option<String>| facts.extend(value.map(|value| (t(label), value)));
    add("scale.buildings", sum(treated, |c| c.building_count.map(i64::from)).map(|n| count("buildings", n)));
    add("scale.households", sum(treated, |c| c.household_count.map(i64::from)).map(|n| count("households", n)));
    add("scale.benefit", project.benefit_households.map(|n| count("households", n)));
    add("scale.area", sum(treated, |c| c.floor_area_m2).map(area));
    add("scale.built", built(treated));
    add("scale.year", project.summary.plan_year.map(|y| tf("scale.year.value", &[("year", &y)])));
    let money = |amount| money_in(amount, project.currency);
    add("scale.investment", project.total_investment_fen.map(money));
    add("scale.contract", project.contract_fen.map(money));
    add("scale.final", project.final_account_fen.map(money));
    (!facts.is_empty()).then(|| {
        let facts = facts.into_iter().map(|(label, value)| view! { <Fact label=label><Num text=value /></Fact> });
        view! {
            <section class="panel stack" aria-labelledby="h-scale">
                <h2 id="h-scale" class="t-l">{t("scale.title")}</h2>
                <Facts>{facts.collect_view()}</Facts>
            </section>
        }
        .into_any()
    })
}

/// 1987–1994, over all compounds treated.
fn built(treated: &[TreatedCompound]) -> Option<String> {
    let from = treated.iter().filter_map(|c| c.compound.built_year_from).min();
    let to = treated.iter().filter_map(|c| c.compound.built_year_to.or(c.compound.built_year_from)).max();
    years(from, to)
}

fn compounds(project: &Project) -> Option<AnyView> {
    (!project.compounds.is_empty()).then(|| {
        view! {
            <section class="panel stack" aria-labelledby="h-compounds">
                <h2 id="h-compounds" class="t-l">{t("treated.title")}</h2>
                <ul class="stack">{project.compounds.iter().map(compound).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

fn compound(treated: &TreatedCompound) -> AnyView {
    let numbers: Vec<String> = [
        treated.building_count.map(|n| count("buildings", n)),
        treated.household_count.map(|n| count("households", n)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let labels = (!treated.buildings.is_empty()).then(|| {
        let plates = treated.buildings.iter().map(|label| view! { <Plate text=label.clone() /> }).collect_view();
        let label = tf("treated.which", &[("n", &treated.buildings.len())]);
        view! { <Fold label=label><p class="row">{plates}</p></Fold> }
    });
    view! {
        <li>
            <a class="target" href=format!("/compounds/{}", treated.compound.id)>
                <Zh text=treated.compound.name.clone() />
            </a>
            {(!numbers.is_empty()).then(|| view! { <p class="small muted">{numbers.join(&t("comma"))}</p> })}
            {labels}
        </li>
    }
    .into_any()
}

fn sources(project: &Project) -> Option<AnyView> {
    let number =
        project.approval_no.as_deref().map(|no| view! { <p class="small">{around("source.approval", no)}</p> });
    let day = project.approval_date.map(|day| tf("source.approved_on", &[("date", &date(day))]));
    if number.is_none() && day.is_none() && project.source_note.is_none() {
        return None;
    }
    Some(
        view! {
            <section class="panel stack" aria-labelledby="h-source">
                <h2 id="h-source" class="t-l">{t("source.title")}</h2>
                {project.source_note.clone().map(|note| view! { <p class="small"><Zh text=note /></p> })}
                {number}
                {day.map(|day| view! { <p class="small"><Said text=day /></p> })}
            </section>
        }
        .into_any(),
    )
}
