//! What a reader can do with the page: have it read aloud, print it, report a mistake on it.

use leptos::prelude::*;
use shared::projects::Project;
use shared::query;
use shared::site::Site;
use web_sys::{SpeechSynthesis, SpeechSynthesisUtterance};

use super::lead;
use crate::i18n::{t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::ui::Icon;

/// The row of buttons.
pub(super) fn deeds(project: &Project) -> AnyView {
    let site = shell().site;
    let name = format!("{} {}", project.summary.name, project.summary.number);
    let mistake = move || mistake(site.data.get().as_deref()?, &name);
    view! {
        <div class="row section-s no-print">
            {aloud(project)}
            <button class="btn" type="button" on:click=|_| drop(window().print())>
                <Icon name="print" />
                {t("project.print")}
            </button>
            {mistake}
        </div>
    }
    .into_any()
}

/// Reads the state aloud where the browser can speak; a second press stops it.
fn aloud(project: &Project) -> Option<AnyView> {
    let speech = speech()?;
    let words = lead::words(project, shell().today())?;
    let words = format!("{}{}{words}", project.summary.name, t("stop"));
    let speaking = RwSignal::new(false);
    let stop = || {
        if let Some(speech) = self::speech() {
            speech.cancel();
        }
    };
    on_cleanup(stop);
    let speech = StoredValue::new_local(speech);
    let press = move |_| {
        if speaking.get_untracked() {
            stop();
            speaking.set(false);
            return;
        }
        let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(&words) else { return };
        utterance.set_lang(lang().tag());
        let ended = wasm_bindgen::prelude::Closure::once_into_js(move || {
            speaking.try_set(false);
        });
        let ended: &js_sys::Function = wasm_bindgen::JsCast::unchecked_ref(&ended);
        utterance.set_onend(Some(ended));
        speech.with_value(|speech| {
            speech.cancel();
            speech.speak(&utterance);
        });
        speaking.set(true);
    };
    Some(
        view! {
            <button class="btn" type="button" aria-pressed=move || speaking.get().to_string() on:click=press>
                <Icon name="sound" />
                {move || if speaking.get() { t("deed.quiet") } else { t("deed.aloud") }}
            </button>
        }
        .into_any(),
    )
}

fn speech() -> Option<SpeechSynthesis> {
    let has = js_sys::Reflect::has(&window(), &"speechSynthesis".into()).unwrap_or_default();
    has.then(|| window().speech_synthesis().ok()).flatten()
}

/// A mail that names the page, else the phone; nothing where the operator has set neither.
fn mistake(site: &Site, name: &str) -> Option<AnyView> {
    let url = window().location().href().unwrap_or_default();
    let href = match (&site.mail, &site.phone) {
        (Some(mail), _) => {
            let subject = tf("deed.mistake.subject", &[("name", &name)]);
            let body = tf("deed.mistake.body", &[("url", &url)]);
            let pairs = [("subject", Some(subject)), ("body", Some(body))];
            // Mail programs know a space as %20 alone.
            format!("mailto:{mail}?{}", query::write(pairs).replace('+', "%20"))
        }
        (None, Some(phone)) => crate::ui::tel(phone),
        (None, None) => return None,
    };
    Some(view! { <a class="btn" href=href><Icon name="flag" />{t("deed.mistake")}</a> }.into_any())
}
