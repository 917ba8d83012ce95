//! A photograph in the size that its place needs, with words for those who cannot see it.

use leptos::prelude::*;
use shared::media::{Media, Phase};

use super::{DemoMark, Num, Zh};
use crate::i18n::{Lang, date, t};
use crate::session::lang;

/// The picture alone.
#[component]
pub(crate) fn Photo(
    media: Media,
    /// How wide it stands, as `sizes` of an `img` says it.
    #[prop(default = "(min-width: 64rem) 36rem, 100vw")]
    sizes: &'static str,
    /// Said before its own words.
    #[prop(optional, into)]
    before: String,
) -> impl IntoView {
    let set: Vec<String> = media.sizes.iter().map(|s| format!("{} {}w", s.url, s.width)).collect();
    let source = media.sizes.get(1).map(|s| s.url.clone());
    let words = match lang() {
        Lang::Zh => "",
        Lang::En => "zh-CN",
    };
    view! {
        <img
            sizes=sizes
            srcset=set.join(", ")
            src=source
            alt=format!("{before}{}", media.alt)
            lang=(!words.is_empty()).then_some(words)
            width=media.width
            height=media.height
            loading="lazy"
            decoding="async"
            draggable="false"
        />
    }
}

/// A photograph with what it shows and when it was taken.
pub(crate) fn photograph_of(media: &Media) -> AnyView {
    let day = media.taken_at.map(|at| view! { " " <Num text=date(shared::time::date_of(at)) /> });
    view! {
        <figure class="photo">
            <Photo media=media.clone() sizes="(min-width: 48rem) 20rem, 100vw" />
            <figcaption class="small">
                <Zh text=media.viewpoint.clone().unwrap_or_else(|| media.alt.clone()) />
                {day}
                {media.is_demo.then(|| view! { " " <DemoMark /> })}
            </figcaption>
        </figure>
    }
    .into_any()
}

/// Word of a phase.
pub(super) fn phase_words(phase: Phase) -> String {
    let code: &'static str = phase.into();
    t(&format!("phase.{code}"))
}
