//! The fields of the dialogs: each event and deed asks for what it needs.

use leptos::prelude::*;
use shared::orders::beside::ExtensionShown;
use shared::orders::callback::{CallbackChannel, Satisfied, Solved};
use shared::orders::category::Category;
use shared::orders::deed::DeedKind;
use shared::orders::shown::{Candidate, StaffOrder};
use shared::orders::{DeclineReason, OrderEvent, Outcome, RefuseReason, Urgency};
use strum::VariantArray;

use super::bulk::{candidates, office};
use super::deeds::Todo;
use super::one::Opened;
use super::phone::Phone;
use super::photos::{PhotoField, Photos};
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{Area, Choice, Field, Form, OneOf, Tick, code_of, moment, problem_state};
use crate::ui::{Icon, Num, Zh};

/// The answer of a question that is answered by yes or no.
pub(super) const YES: &str = "yes";

/// All that any of the dialogs asks for.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) one: RwSignal<String>,
    pub(super) two: RwSignal<String>,
    pub(super) choice: RwSignal<String>,
    pub(super) second: RwSignal<String>,
    pub(super) reached: RwSignal<String>,
    pub(super) category: RwSignal<String>,
    pub(super) urgency: RwSignal<String>,
    pub(super) tick: RwSignal<bool>,
}

impl Fields {
    /// As `what` begins with `order`: a summary with what was written of it, a chase-up with today.
    pub(super) fn of(what: Todo, order: &StaffOrder) -> Self {
        let text = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
        let summary = order.summary.as_ref().filter(|_| what == Todo::Deed(DeedKind::WriteSummary, None));
        // Not followed: what is typed meanwhile stays.
        let due = (what == Todo::Deed(DeedKind::ChaseUp, None)).then(|| untrack(|| shell().today()).to_string());
        let by_phone = (what == Todo::Deed(DeedKind::CallBack, None)).then(|| {
            let channel = if order.may_read_phone { CallbackChannel::Phone } else { CallbackChannel::Visit };
            code_of(channel).to_owned()
        });
        Self {
            one: text(summary.map(|s| s.title.clone())),
            two: text(summary.and_then(|s| s.result.clone()).or(due).or(by_phone)),
            choice: text(None),
            second: text(None),
            reached: text(None),
            category: text(Some(order.line.category.clone())),
            urgency: text(Some(code_of(order.line.urgency).to_owned())),
            tick: RwSignal::new(false),
        }
    }
}

/// The codes of an enumeration as choices, with words of the family `family`.
fn codes<T: VariantArray + Copy + Into<&'static str>>(family: &'static str) -> Signal<Vec<OneOf>> {
    Signal::derive(move || {
        lang();
        let one = |value: &T| {
            let code: &'static str = (*value).into();
            OneOf { value: code.to_owned(), words: t(&format!("{family}.{code}")), is_name: false }
        };
        T::VARIANTS.iter().map(one).collect()
    })
}

/// One of a few, all of them seen at once.
fn radios(
    form: Form,
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    options: Signal<Vec<OneOf>>,
) -> AnyView {
    let group = form.control(name);
    let own = group.clone();
    let one = move |option: OneOf| {
        let (is, set) = (option.value.clone(), option.value);
        view! {
            <label class="check">
                <input type="radio" name=own.clone() prop:checked=move || value.get() == is on:change=move |_| {
                    form.forgive(name);
                    value.set(set.clone());
                } />
                <span>{option.words}</span>
            </label>
        }
    };
    let wrong = format!("{group}-e");
    let by = wrong.clone();
    view! {
        <fieldset class="field" id=group tabindex="-1" aria-describedby=move || form.wrong(name).map(|_| by.clone())>
            <legend class="label">{say(label)}</legend>
            <div class="choices">{move || options.get().into_iter().map(&one).collect_view()}</div>
            {move || {
                let id = wrong.clone();
                form.wrong(name).map(|words| view! { <p class="err" id=id><Icon name="s-late" /><span>{words}</span></p> })
            }}
        </fieldset>
    }
    .into_any()
}

/// What is asked on the telephone; the number stands above it, for it must be dialled first.
fn callback(form: Form, f: Fields, order: Opened) -> AnyView {
    // Who may not see the number asks at the door.
    let no_call =
        order.load.data.with_untracked(|o| match o.as_ref().map(|o| (o.may_read_phone, o.phone_mask.is_some())) {
            Some((true, _)) => None,
            Some((false, true)) => Some("order.callback.no_phone"),
            _ => Some("order.callback.phoneless"),
        });
    let reached = Signal::derive(|| {
        lang();
        let one = |value: &str, words| OneOf { value: value.to_owned(), words: t(words), is_name: false };
        vec![one(YES, "order.reached"), one("no", "order.unreached")]
    });
    view! {
        <Phone order=order />
        {no_call.map(|words| view! { <p class="notice"><Icon name="info" /><span>{say(words)}</span></p> })}
        {radios(form, "channel", "order.callback.channel", f.two, codes::<CallbackChannel>("order.callback.channel"))}
        {radios(form, "reached", "order.callback.reached", f.reached, reached)}
        <Show when=move || f.reached.get() == YES>
            {radios(form, "solved", "order.solved", f.choice, codes::<Solved>("order.solved"))}
            {radios(form, "satisfied", "order.satisfied", f.second, codes::<Satisfied>("order.satisfied"))}
        </Show>
        <Area form=form name="words" label="order.callback.words" value=f.one hint="order.callback.hint" />
    }
    .into_any()
}

/// The extension that waits to be decided: how many days, and why.
fn asked_for(order: Opened) -> AnyView {
    let found = order.load.data.with_untracked(|order| {
        order.as_ref().and_then(|order| order.extensions.iter().rev().find(|x| x.is_granted.is_none()).cloned())
    });
    let draw = |x: ExtensionShown| {
        let days = tf("order.workdays", &[("n", &x.days)]);
        let by = x.asked_by.map(|name| view! { <Zh text=name /> " · " });
        view! {
            <div class="doc">
                <p><b>{t("order.extension")} " " {days}</b></p>
                <p><Zh text=x.reason /></p>
                <p class="small muted">{by} <Num text=moment(x.asked_at) /></p>
            </div>
        }
    };
    found.map(draw).into_any()
}

/// The fields that `what` needs.
pub(super) fn fields(what: Todo, form: Form, f: Fields, photos: Photos, order: Opened) -> AnyView {
    let number = order.number;
    let area = |name: &'static str, label: &'static str, hint: &'static str| {
        view! { <Area form=form name=name label=label value=f.one hint=hint /> }.into_any()
    };
    let shots = || view! { <PhotoField photos=photos id=form.control("photographs") /> }.into_any();
    let to_whom = move || {
        let load =
            Load::<Vec<Candidate>>::of(move || format!("/api/v1/staff/orders/{}/candidates", number.get_value()));
        let options = Signal::derive(move || {
            lang();
            // The office can be given it whoever else is known.
            load.data.get().map_or_else(|| vec![office()], |all| candidates(&all))
        });
        let problem = move || {
            lang();
            load.problem.get().map(|problem| problem_state(problem, Callback::new(move |()| load.retry()), false))
        };
        view! {
            <Choice form=form name="assignee" label="order.assignee" value=f.choice none="act.choose" options=options />
            {problem}
        }
        .into_any()
    };
    let sort = move || {
        let load = Load::<Vec<Category>>::of(|| "/api/v1/order-categories".to_owned());
        let options = Signal::derive(move || {
            let zh = lang() == Lang::Zh;
            let one = |c: &Category| OneOf { value: c.code.clone(), words: c.name(zh).to_owned(), is_name: false };
            load.data.get().map(|all| all.iter().map(one).collect::<Vec<_>>()).unwrap_or_default()
        });
        view! {
            <Choice form=form name="category" label="order.category" value=f.category none="act.choose" options=options />
            <Choice form=form name="urgency" label="order.urgency" value=f.urgency none="act.choose" options={codes::<Urgency>("order.urgency")} />
        }
        .into_any()
    };
    match what {
        Todo::Event(event) => match event {
            OrderEvent::AskInfo => area("question", "order.question.ask", "order.question.hint"),
            OrderEvent::Extend => asked_for(order),
            OrderEvent::GiveInfo => view! { {area("answer", "order.answer", "order.answer.hint")} {shots()} }.into_any(),
            OrderEvent::Decline => view! {
                <Choice form=form name="reason" label="order.decline" value=f.choice none="act.choose" options={codes::<DeclineReason>("order.decline")} />
                {area("words", "order.decline.words", "order.decline.words.hint")}
                <Area form=form name="instead" label="order.instead" value=f.two hint="order.instead.hint" needed=true />
            }
            .into_any(),
            OrderEvent::AcceptToPool => sort(),
            OrderEvent::AcceptAndAssign => view! { {sort()} {to_whom()} }.into_any(),
            OrderEvent::Assign => view! { {to_whom()} {area("reason", "act.field.reason", "order.assign.hint")} }.into_any(),
            OrderEvent::Refuse => view! {
                <Choice form=form name="reason" label="act.field.reason" value=f.choice none="act.choose" options={codes::<RefuseReason>("order.refuse")} />
                {area("words", "order.words", "order.words.hint")}
            }
            .into_any(),
            OrderEvent::GiveBack | OrderEvent::Reject | OrderEvent::Cancel => {
                area("reason", "act.field.reason", "order.reason.hint")
            }
            OrderEvent::Start => area("note", "order.start.note", "order.start.hint"),
            OrderEvent::Log => view! { {area("note", "order.log.note", "order.log.hint")} {shots()} }.into_any(),
            OrderEvent::Finish => view! {
                <Choice form=form name="outcome" label="order.outcome" value=f.choice none="act.choose" options={codes::<Outcome>("order.outcome")} />
                {area("result", "order.result", "order.result.hint")}
                <PhotoField photos=photos id=form.control("photographs") needed=order.load.data.with_untracked(|o| o.as_ref().is_some_and(|o| o.needs_result_photo)) />
            }
            .into_any(),
            OrderEvent::Escalate => view! {
                {area("reason", "order.escalate.reason", "order.escalate.hint")}
                <Area form=form name="tried" label="order.escalate.tried" value=f.two hint="order.escalate.tried.hint" needed=true />
            }
            .into_any(),
            _ => ().into_any(),
        },
        Todo::Deed(kind, _) => match kind {
            DeedKind::AskExtension => view! {
                <Field form=form name="days" label="order.extension.days" value=f.two kind="number" hint="order.extension.hint" />
                {area("reason", "act.field.reason", "order.reason.hint")}
            }
            .into_any(),
            DeedKind::RefuseExtension => view! { {asked_for(order)} {area("reason", "act.field.reason", "order.reason.hint")} }.into_any(),
            DeedKind::WithdrawSummary => area("reason", "act.field.reason", "order.reason.hint"),
            DeedKind::ChaseUp => view! {
                {area("text", "order.chase.text", "order.chase.hint")}
                <Field form=form name="due_on" label="order.chase.due_on" value=f.two kind="date" />
            }
            .into_any(),
            DeedKind::AnswerChaseUp => area("answer", "order.chase.answer", "order.chase.answer.hint"),
            DeedKind::CallBack => callback(form, f, order),
            DeedKind::WriteSummary => view! {
                <Field form=form name="title" label="order.summary.title" value=f.one hint="order.summary.hint" />
                <Area form=form name="result" label="order.summary.result" value=f.two hint="order.summary.result.hint" />
            }
            .into_any(),
            DeedKind::PublishSummary => {
                // What is to be read stands beside the tick that it was.
                let summary = order.load.data.with_untracked(|o| o.as_ref().and_then(|o| o.summary.clone()));
                let text = summary.map(|s| view! {
                    <div class="doc"><p><b><Zh text=s.title /></b></p> {s.result.map(|text| view! { <p><Zh text=text /></p> })}</div>
                });
                view! {
                    {text}
                    <Tick form=form name="is_checked" label="order.summary.checked" value=f.tick />
                }
                .into_any()
            }
            DeedKind::CloseChaseUp | DeedKind::Release => ().into_any(),
        },
    }
}
