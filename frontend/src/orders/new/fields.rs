//! The fields of the form that are not the place, the works or the photographs.

use leptos::prelude::*;
use shared::orders::category::{Category, Question, QuestionKind};
use shared::orders::{Channel, Urgency};
use strum::VariantArray as _;

use super::super::keep::Answered;
use super::Phone;
use super::typed::Typed;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{Choice, Field, Form, OneOf, Tick, code_of};
use crate::ui::Icon;

/// What the category asks beside; none of it must be answered.
pub(super) fn questions(form: Form, category: &Category, answers: RwSignal<Vec<Answered>>) -> AnyView {
    category
        .questions
        .iter()
        .map(|question| one_question(form, &category.code, question, answers))
        .collect_view()
        .into_any()
}

fn one_question(form: Form, category: &str, question: &Question, answers: RwSignal<Vec<Answered>>) -> AnyView {
    let zh = lang() == Lang::Zh;
    let key = StoredValue::new((category.to_owned(), question.code.clone()));
    let is_it =
        move |one: &Answered| key.with_value(|(category, code)| one.category == *category && one.question == *code);
    let value = Memo::new(move |_| {
        answers.with(|all| all.iter().find(|one| is_it(one)).map(|one| one.value.clone())).unwrap_or_default()
    });
    let set = move |value: String| {
        let (category, question) = key.get_value();
        answers.update(|all| {
            all.retain(|one| !is_it(one));
            all.push(Answered { category, question, value });
        });
    };
    let id = form.control(&format!("q-{}", question.code));
    let label = if zh { question.zh.clone() } else { question.en.clone() };
    let label = view! { <label for=id.clone()>{label} " " <span class="opt">{t("form.free")}</span></label> };
    match question.kind {
        QuestionKind::Text => view! {
            <div class="field">
                {label}
                <input class="in" id=id maxlength="200" prop:value=move || value.get() on:input=move |e| set(event_target_value(&e)) />
            </div>
        }
        .into_any(),
        QuestionKind::Choice => {
            let options = question.choices.iter().map(|choice| {
                let (code, own) = (choice.code.clone(), choice.code.clone());
                let name = if zh { choice.zh.clone() } else { choice.en.clone() };
                view! { <option value=code prop:selected=move || value.get() == own>{name}</option> }
            });
            view! {
                <div class="field">
                    {label}
                    <select class="in" id=id on:change=move |e| set(event_target_value(&e))>
                        <option value="">{t("order.question.none")}</option>
                        {options.collect_view()}
                    </select>
                </div>
            }
            .into_any()
        }
    }
}

/// How pressing it is; who is in danger calls and does not type.
#[component]
pub(super) fn UrgencyField(value: RwSignal<String>) -> impl IntoView {
    let one = move |urgency: &Urgency| {
        let code = code_of(*urgency);
        view! {
            <label class="check">
                <input type="radio" name="urgency" value=code prop:checked=move || value.get() == code on:change=move |_| value.set(code.to_owned()) />
                <span><b>{move || t(&format!("order.urgency.{code}"))}</b> " " <span class="small muted">{move || t(&format!("order.urgency.{code}.text"))}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="label">{say("order.urgency")}</legend>
            {Urgency::VARIANTS.iter().map(one).collect_view()}
            <div role="alert">
                <Show when=move || value.get() == "critical">
                    <p class="notice tone-late"><Icon name="s-late" /><span>{say("order.danger")}</span></p>
                </Show>
            </div>
        </fieldset>
    }
}

/// How to reach who asks.
#[component]
pub(super) fn PhoneField(form: Form, typed: Typed, phone: Signal<Phone>) -> impl IntoView {
    let told = Signal::derive(move || match phone.get() {
        Phone::Needed => t("order.phone.hint"),
        Phone::Perhaps => t("order.phone.hint.mine"),
        Phone::Known(mask) => tf("order.phone.hint.known", &[("phone", &mask)]),
    });
    let is_free = Memo::new(move |_| phone.get() != Phone::Needed);
    move || {
        view! { <Field form=form name="phone" label="order.phone" value=typed.phone kind="tel" complete="tel" told=told free=is_free.get() /> }
    }
}

/// How it came, and whose it is: for those who order in somebody's name.
#[component]
pub(super) fn OtherFields(form: Form, typed: Typed) -> impl IntoView {
    let channels = Signal::derive(|| {
        lang();
        let one = |channel: &Channel| OneOf {
            value: code_of(*channel).to_owned(),
            words: t(&format!("order.channel.{}", code_of(*channel))),
            is_name: false,
        };
        Channel::VARIANTS.iter().filter(|c| **c != Channel::Web).map(one).collect::<Vec<_>>()
    });
    view! {
        <Choice form=form name="channel" label="order.channel" value=typed.channel none="act.choose" options=channels />
        <div class="pair">
            <Field form=form name="name" label="order.name" value=typed.name free=true hint="order.name.hint" />
            <Field form=form name="phone" label="order.phone" value=typed.phone kind="tel" free=true hint="order.phone.hint.other" />
        </div>
        <Tick form=form name="has_consent" label="order.consent" value=typed.consent needed=true />
    }
}
