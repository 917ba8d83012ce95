//! The lists of the form: compounds, works promised, who has a part, money, and the days of the milestones.

use leptos::prelude::*;
use shared::id::CompoundId;
use shared::projects::form::FormCompound;
use shared::projects::{FundRecordType, FundSource, MemberType};
use shared::work_items::WorkItem;
use strum::VariantArray;

use super::filled::{Compound, Filled, Fund, Item, Member, RowsOf, Text};
use crate::api::Load;
use crate::i18n::{Lang, quantity, say, t};
use crate::notices::CompoundPicker;
use crate::session::lang;
use crate::staff::{Form, OneOf, code_of};
use crate::ui::{Icon, Zh};

/// A field without a name of its own on the wire: its label says what it is, its list says what is wrong.
fn input(id: String, label: &'static str, value: Text, kind: &'static str) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{say(label)}</label>
            <input class="in" id=id type=kind autocomplete="off" prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e)) />
        </div>
    }
    .into_any()
}

/// One of several, without a name of its own.
fn select(id: String, label: &'static str, value: Text, options: Signal<Vec<OneOf>>) -> AnyView {
    let draw = move |option: OneOf| {
        let own = option.value.clone();
        view! { <option value=option.value prop:selected=move || value.get() == own>{option.words}</option> }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{say(label)}</label>
            <select class="in" id=id on:change=move |e| value.set(event_target_value(&e))>
                {move || options.get().into_iter().map(draw).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// What quantities are counted in.
fn unit(code: &str) -> String {
    quantity(1, code).trim_start_matches('1').trim().to_owned()
}

/// The codes of an enumeration with their words.
fn codes<T: VariantArray + Copy + Into<&'static str>>(family: &'static str) -> Signal<Vec<OneOf>> {
    Signal::derive(move || {
        lang();
        let one = |value: &T| OneOf {
            value: code_of(*value).to_owned(),
            words: t(&format!("{family}.{}", code_of(*value))),
            is_name: false,
        };
        T::VARIANTS.iter().map(one).collect()
    })
}

/// Rows of a list that is not folded.
const OPEN: usize = 4;

/// A list with what is wrong with it, and the button for another row.
fn list<T: Copy + Send + Sync + 'static>(
    form: Form,
    (field, title): (&'static str, &'static str),
    rows: RowsOf<T>,
    draw: impl Fn(u32, T) -> AnyView + Copy + Send + Sync + 'static,
    add: AnyView,
) -> AnyView {
    let wrong =
        move || form.wrong(field).map(|words| view! { <p class="err"><Icon name="s-late" /><span>{words}</span></p> });
    // What is long stands folded until it is opened, or something in it is wrong.
    let open = RwSignal::new(rows.all.with_untracked(Vec::len) <= OPEN);
    Effect::new(move |_| {
        if form.wrong(field).is_some() {
            open.set(true);
        }
    });
    let count = move || rows.all.with(Vec::len);
    view! {
        <fieldset class="doc stack" id=form.control(field) tabindex="-1">
            <legend class="label">{say(title)} " " <span class="opt num">{count}</span></legend>
            {wrong}
            <details class="fold" prop:open=move || open.get()>
                <summary><Icon name="next" />{say("form_page.rows")}</summary>
                <div class="stack">
                    <For each=move || rows.all.get() key=|(key, _)| *key let:row>
                        <div class="form-row">
                            <div class="pair">{draw(row.0, row.1)}</div>
                            <button class="btn btn-plain" type="button" on:click=move |_| rows.remove(row.0)>{say("form_page.out")}</button>
                        </div>
                    </For>
                    {add}
                </div>
            </details>
        </fieldset>
    }
    .into_any()
}

fn adder<T: Copy + Send + Sync + 'static>(rows: RowsOf<T>, make: fn() -> T) -> AnyView {
    view! { <button class="btn" type="button" on:click=move |_| rows.add(make())><Icon name="plus" />{say("form_page.add")}</button> }
        .into_any()
}

#[component]
pub(super) fn Lists(form: Form, filled: Filled) -> impl IntoView {
    let works = Load::<Vec<WorkItem>>::of(|| "/api/v1/work-items".to_owned());
    let catalogue = Signal::derive(move || {
        let zh = lang() == Lang::Zh;
        let one = |w: &WorkItem| OneOf {
            value: w.code.clone(),
            words: format!("{} {} ({})", w.code, if zh { &w.zh } else { &w.en }, unit(&w.unit)),
            is_name: false,
        };
        let first = OneOf { value: String::new(), words: t("act.choose"), is_name: false };
        let found = works.data.get();
        std::iter::once(first).chain(found.iter().flat_map(|all| all.iter().map(one))).collect::<Vec<_>>()
    });
    let (parties, sources, records) = (
        codes::<MemberType>("member_type"),
        codes::<FundSource>("fund_source"),
        codes::<FundRecordType>("fund_record"),
    );
    let compound = |key: u32, c: Compound| {
        view! {
            <p class="wide"><b><Zh text=c.name.get_untracked() /></b></p>
            {input(format!("c-{key}-n"), "form_page.buildings", c.building_count, "number")}
            {input(format!("c-{key}-h"), "form_page.households", c.household_count, "number")}
            {input(format!("c-{key}-a"), "form_page.floor_area", c.floor_area, "number")}
            {input(format!("c-{key}-b"), "form_page.labels", c.buildings, "text")}
        }
        .into_any()
    };
    let item = move |key: u32, i: Item| {
        view! {
            {select(format!("i-{key}-c"), "form_page.item", i.code, catalogue)}
            {input(format!("i-{key}-q"), "form_page.quantity", i.quantity, "number")}
            {input(format!("i-{key}-b"), "form_page.budget", i.budget, "text")}
            {input(format!("i-{key}-d"), "form_page.drop_reason", i.drop_reason, "text")}
        }
        .into_any()
    };
    let member = move |key: u32, m: Member| {
        view! {
            {select(format!("m-{key}-t"), "form_page.party", m.member_type, parties)}
            {input(format!("m-{key}-o"), "form_page.organization", m.organization, "text")}
            {input(format!("m-{key}-p"), "form_page.duty_phone", m.phone, "tel")}
            <label class="check">
                <input type="checkbox" prop:checked=move || m.shown.get() on:change=move |e| m.shown.set(event_target_checked(&e)) />
                <span>{say("form_page.shown")}</span>
            </label>
        }
        .into_any()
    };
    let fund = move |key: u32, f: Fund| {
        view! {
            {select(format!("f-{key}-s"), "form_page.source", f.source, sources)}
            {select(format!("f-{key}-t"), "form_page.record", f.record_type, records)}
            {input(format!("f-{key}-a"), "act.field.amount", f.amount, "text")}
            {input(format!("f-{key}-d"), "act.field.on", f.on, "date")}
            {input(format!("f-{key}-n"), "act.field.doc_no", f.doc_no, "text")}
            {input(format!("f-{key}-w"), "form_page.note", f.note, "text")}
        }
        .into_any()
    };
    let steps = filled.steps;
    view! {
        {list(form, ("compounds", "form_field.compounds"), filled.compounds, compound, pick(form, filled.compounds))}
        {list(form, ("work_items", "form_field.work_items"), filled.items, item, adder(filled.items, || Item::of(None)))}
        {list(form, ("members", "form_field.members"), filled.members, member, adder(filled.members, || Member::of(None)))}
        {filled.funds.map(|funds| list(form, ("funds", "form_field.funds"), funds, fund, adder(funds, || Fund::of(None))))}
        <Show when=move || steps.all.with(|all| !all.is_empty()) fallback=|| view! { <p class="hint">{say("form_page.steps.later")}</p> }>
            <fieldset class="doc stack" id=form.control("milestones") tabindex="-1">
                <legend class="label">{say("form_field.milestones")}</legend>
                {move || form.wrong("milestones").map(|words| view! { <p class="err"><Icon name="s-late" /><span>{words}</span></p> })}
                <p class="hint">{say("form_page.steps.hint")}</p>
                <For each=move || steps.all.get() key=|(key, _)| *key let:row>
                    <div class="form-row">
                        <p><b><Zh text=row.1.name.get_untracked() /></b></p>
                        <div class="pair">
                            {input(format!("s-{}-f", row.0), "act.field.planned_start", row.1.start, "date")}
                            {input(format!("s-{}-l", row.0), "act.field.planned_finish", row.1.finish, "date")}
                        </div>
                    </div>
                </For>
            </fieldset>
        </Show>
    }
}

/// Another compound, found by its name.
fn pick(form: Form, rows: RowsOf<Compound>) -> AnyView {
    let chosen = RwSignal::new(None::<(CompoundId, String)>);
    Effect::new(move |_| {
        let Some((id, name)) = chosen.get() else { return };
        chosen.set(None);
        if rows.all.with_untracked(|all| all.iter().any(|(_, c)| c.id == id)) {
            return;
        }
        let blank = FormCompound {
            id,
            name,
            building_count: None,
            household_count: None,
            floor_area_m2: None,
            buildings: Vec::new(),
        };
        rows.add(Compound::of(&blank));
    });
    view! { <CompoundPicker form=form chosen=chosen /> }.into_any()
}
