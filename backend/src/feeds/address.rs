//! The address of this site, as links that leave it need it.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::secrets::Purpose;
use crate::serve::State;
use crate::words::Lang;

/// Where links of one answer lead.
pub(super) struct Address {
    base: String,
    lang: Lang,
    mark: String,
}

impl Address {
    /// The operator's word, else the address at which the request came. What stands before this server may say
    /// anything in its own headers: those are not believed.
    pub(super) fn of(request: &HttpRequest, state: &State, lang: Lang) -> Self {
        let given = state.settings.public_url.clone().filter(|url| !url.is_empty());
        let asked = || {
            let config = request.app_config();
            let scheme = if config.secure() { "https" } else { "http" };
            let named = request.headers().get(HOST).and_then(|h| h.to_str().ok());
            let named = named.or_else(|| request.uri().authority().map(|a| a.as_str())).filter(|h| is_host(h));
            format!("{scheme}://{}", named.unwrap_or(config.host()))
        };
        let mark = state.secrets.mark(Purpose::Name, "")[..16].to_owned();
        Self { base: given.unwrap_or_else(asked), lang, mark }
    }

    /// What tells this installation from all others, whatever its address becomes.
    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// The page at `path`, in the language of the answer.
    pub(super) fn page(&self, path: &str) -> String {
        let lang = match (self.lang, path.contains('?')) {
            (Lang::Zh, _) => "",
            (Lang::En, false) => "?lang=en",
            (Lang::En, true) => "&lang=en",
        };
        format!("{}{path}{lang}", self.base)
    }

    /// The feed at `path` of the API.
    pub(super) fn feed(&self, path: &str) -> String {
        self.page(&format!("/api/v1{path}"))
    }
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]_".contains(&b))
}
