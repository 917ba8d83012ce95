//! The address of this site, as links that leave it need it.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::config::SiteSettings;
use crate::words::Lang;

/// Where links of one answer lead.
pub(super) struct Address {
    base: String,
    lang: Lang,
}

impl Address {
    /// The operator's word, else the address at which the request came. What stands before this server may say
    /// anything in its own headers: those are not believed.
    pub(super) fn of(request: &HttpRequest, settings: &SiteSettings, lang: Lang) -> Self {
        let given = settings.public_url.clone().filter(|url| !url.is_empty());
        let asked = || {
            let config = request.app_config();
            let scheme = if config.secure() { "https" } else { "http" };
            let named = request.headers().get(HOST).and_then(|h| h.to_str().ok());
            let named = named.or_else(|| request.uri().authority().map(|a| a.as_str())).filter(|h| is_host(h));
            format!("{scheme}://{}", named.unwrap_or(config.host()))
        };
        Self { base: given.unwrap_or_else(asked), lang }
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
