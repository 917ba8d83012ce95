//! A compound, found by its name, with the buildings it has.

use leptos::prelude::*;
use shared::compounds::{Compound, CompoundSummary};
use shared::id::CompoundId;
use shared::page::Page;
use shared::query;

use crate::api::Load;
use crate::i18n::{say, t};
use crate::staff::{Field, Form, by_name, focus, of_name};
use crate::ui::{Zh, place_of};

/// A compound that was chosen.
pub(crate) type Chosen = RwSignal<Option<(CompoundId, String)>>;

/// Finds one by what is typed; once chosen, its name stands there with the way back.
#[component]
pub(crate) fn CompoundPicker(form: Form, chosen: Chosen) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let found = Load::<Page<CompoundSummary>>::keeping(move || {
        let words = words.get().trim().to_owned();
        // One character finds everything.
        if words.chars().count() < 2 {
            return String::new();
        }
        format!("/api/v1/compounds?{}", query::write([("q", Some(words)), ("limit", Some("8".to_owned()))]))
    });
    let row = move |c: &CompoundSummary| {
        let (id, name, shown) = (c.id, c.name.clone(), c.name.clone());
        let press = move |_| {
            chosen.set(Some((id, name.clone())));
            stay(form);
        };
        view! {
            <li>
                <button class="btn btn-wide" type="button" on:click=press>
                    <Zh text=shown /> {place_of(&c.areas).map(|place| view! { " " <span class="small muted"><Zh text=place /></span> })}
                </button>
            </li>
        }
    };
    let rows = move || {
        if words.with(|w| w.trim().chars().count() < 2) {
            return words
                .with(|w| !w.trim().is_empty())
                .then(|| view! { <p class="hint">{t("write.compound.more")}</p> }.into_any());
        }
        if found.problem.with(Option::is_some) {
            return Some(view! { <p>{t("form.offline")}</p> }.into_any());
        }
        let page = found.data.get()?;
        Some(if page.items.is_empty() {
            view! { <p>{t("write.compound.none")}</p> }.into_any()
        } else {
            view! { <ul class="stack-s">{page.items.iter().map(row).collect_view()}</ul> }.into_any()
        })
    };
    let other = move |_| {
        chosen.set(None);
        stay(form);
    };
    view! {
        {move || match chosen.get() {
            Some((_, name)) => view! {
                <div class="field">
                    <span class="label">{t("write.compound")}</span>
                    <p class="row" id=form.control("compound") tabindex="-1">
                        <b><Zh text=name /></b>
                        <button class="btn" type="button" on:click=other>{t("write.compound.other")}</button>
                    </p>
                </div>
            }
            .into_any(),
            None => view! {
                <div on:focusin=move |_| up(form)>
                    <Field form=form name="compound" label="write.compound" value=words hint="write.compound.hint" kind="search" />
                    <div role="status">{rows}</div>
                </div>
            }
            .into_any(),
        }}
    }
}

/// On a telephone the keyboard and the bar below would cover what is found: the field goes up.
fn up(form: Form) {
    let width = of_name(&window(), "innerWidth").and_then(|width| width.as_f64());
    let is_narrow = width.is_some_and(|width| width < 640.0);
    let field = document().get_element_by_id(&form.control("compound"));
    if let Some(field) = field.filter(|_| is_narrow) {
        by_name(Some(&field), "scrollIntoView", &[]);
    }
}

/// The button that was pressed is gone: the focus stays at this field.
fn stay(form: Form) {
    let id = form.control("compound");
    request_animation_frame(move || focus(&id));
}

/// Its buildings as boxes to tick; none ticked is the whole compound.
#[component]
pub(super) fn Buildings(form: Form, chosen: Chosen, ticked: RwSignal<Vec<String>>) -> impl IntoView {
    let load = Load::<Compound>::of(move || {
        chosen.with(|c| c.as_ref().map(|(id, _)| format!("/api/v1/compounds/{id}"))).unwrap_or_default()
    });
    let one = move |label: &str| {
        let (own, set) = (label.to_owned(), label.to_owned());
        let toggle = move |e: leptos::ev::Event| {
            let on = event_target_checked(&e);
            ticked.update(|all| {
                all.retain(|l| *l != set);
                if on {
                    all.push(set.clone());
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || ticked.with(|all| all.contains(&own)) on:change=toggle />
                <span lang="zh-CN">{label.to_owned()}</span>
            </label>
        }
    };
    move || {
        let compound = load.data.get().filter(|c| !c.buildings.is_empty())?;
        Some(view! {
            <fieldset class="field" id=form.control("buildings") tabindex="-1">
                <legend class="label">{say("write.buildings")}</legend>
                <p class="hint">{move || t(if ticked.with(Vec::is_empty) { "write.buildings.all" } else { "write.buildings.some" })}</p>
                <div class="ticks">{compound.buildings.iter().map(|b| one(&b.label)).collect_view()}</div>
            </fieldset>
        })
    }
}
