//! Live 实时: the page is told what changes on the server, and what it shows asks again. The first view holds only who is to
//! be told; the connection comes with the part that is loaded after it.

use std::sync::LazyLock;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

mod connection;

pub(crate) use connection::listen;

/// The topic that changed last; `all` where several did.
static NEWS: LazyLock<ArcRwSignal<String>> = LazyLock::new(ArcRwSignal::default);

/// Makes `again` grow, and `quiet` true, when the answer at `path` may be another.
pub(crate) fn watch(path: Memo<String>, again: RwSignal<u32>, quiet: RwSignal<bool>) {
    Effect::new(move |before: Option<()>| {
        let news = NEWS.get();
        if before.is_some() && shared::live::concerns(&news, &path.get_untracked()) {
            quiet.set(true);
            again.update(|n| *n += 1);
        }
    });
}

/// The topic that changed last: whoever asks follows it.
pub(crate) fn news() -> String {
    NEWS.get()
}

/// Begins to listen, when the page has been drawn.
pub(crate) fn begin() {
    spawn_local(async {
        // Without the part the page is as it was: it asks when it is opened.
        let _ = crate::later::live_part().await;
    });
}
