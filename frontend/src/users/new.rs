//! A new account for somebody: its first password is told once.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{
    NewUser, UserChanged, display_name as read_name, login_name as read_login, phone as read_phone,
};

use crate::i18n::say;
use crate::staff::{Faults, Field, Form, Summary, ToldOnce, fresh_token};
use crate::ui::Icon;

/// The form, folded away until somebody wants it.
#[component]
pub(super) fn NewPerson() -> impl IntoView {
    let form = Form::new("new");
    let [login_name, name, phone] = [(); 3].map(|()| RwSignal::new(String::new()));
    let told = RwSignal::new(None::<UserChanged>);
    // The same for each press until one is answered: the account is made once.
    let token = StoredValue::new(fresh_token());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let phone_number = Some(phone.get_untracked()).filter(|phone| !phone.trim().is_empty());
        let given = NewUser {
            login_name: login_name.get_untracked(),
            display_name: Some(name.get_untracked()).filter(|name| !name.trim().is_empty()),
            phone: phone_number,
            client_token: token.get_value(),
        };
        let faults = Faults::none()
            .rule(read_login(&given.login_name))
            .rule(given.display_name.as_deref().map(read_name).transpose())
            .rule(given.phone.as_deref().map(read_phone).transpose());
        if !faults.is_none() {
            return form.refuse(faults);
        }
        form.send(Method::POST, "/api/v1/staff/users", &given, move |made: UserChanged| {
            for typed in [login_name, name, phone] {
                typed.try_set(String::new());
            }
            token.try_set_value(fresh_token());
            told.try_set(Some(made));
        });
    };
    let made = move || {
        told.get().map(|made| {
            let href = format!("/people/{}", made.user.id);
            view! {
                <div class="section-s">
                    {made.first_password.map(|code| view! {
                        <ToldOnce title="first_password.title" text="first_password.text" code=code login_name=made.user.login_name.clone() />
                    })}
                    <p class="section-s"><a class="btn btn-main" href=href>{say("new.go_on")}</a></p>
                </div>
            }
        })
    };
    view! {
        <details class="fold section-s">
            <summary><Icon name="next" />{say("new.title")}</summary>
            <form class="stack" method="post" on:submit=send novalidate>
                <p>{say("new.text")}</p>
                <Summary form=form />
                <Field form=form name="login_name" label="login.name" value=login_name hint="register.name.hint" />
                <Field form=form name="display_name" label="field.display_name" value=name hint="new.name.hint" free=true />
                <Field form=form name="phone" label="field.phone" value=phone kind="tel" free=true />
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("new.send")}</button>
            </form>
        </details>
        <div role="status">{made}</div>
    }
}
