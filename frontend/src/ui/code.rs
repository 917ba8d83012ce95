//! Addresses as QR codes: at the foot of a printed page, and for a phone.

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

use crate::i18n::t;

/// Modules of quiet around the code, as its standard asks.
const QUIET: usize = 4;

/// The code of `url`; nothing where it is too long for one.
pub(crate) fn qr_code(url: &str) -> Option<AnyView> {
    let (path, size) = drawing(url)?;
    Some(
        view! {
            <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=t("code.label")>
                <rect class="paper" width=size height=size></rect>
                <path d=path></path>
            </svg>
        }
        .into_any(),
    )
}

/// The block, on paper alone.
pub(crate) fn printed_code() -> Option<AnyView> {
    printed_code_for("code.text")
}

/// The block with other words beside it.
pub(crate) fn printed_code_for(key: &'static str) -> Option<AnyView> {
    let url = window().location().href().ok()?;
    let picture = qr_code(&url)?;
    Some(
        view! {
            <div class="print-only code">
                {picture}
                <p>{t(key)} <br /> {url}</p>
            </div>
        }
        .into_any(),
    )
}

/// The dark modules as one path, and the side of the whole in modules.
fn drawing(url: &str) -> Option<(String, usize)> {
    let code = QRBuilder::new(url).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        for x in (0..code.size).filter(|x| code[y][*x].value()) {
            path += &format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Some((path, code.size + 2 * QUIET))
}

#[cfg(test)]
mod tests {
    use super::drawing;

    #[test]
    fn a_long_address_becomes_a_code_with_quiet_around_it() {
        let url = "https://renewal.example.org/projects/PRJ-2026-0007";
        let (path, size) = drawing(url).unwrap();
        assert_eq!(size, 33 + 8, "version 4 holds it");
        assert!(path.starts_with("M4 4h1v1h-1z"), "the corner is dark: {path}");
        assert!(drawing(&"x".repeat(5000)).is_none());
    }
}
