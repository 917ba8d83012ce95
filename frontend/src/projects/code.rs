//! The foot of a printed page: its address as a QR code and in letters.

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

use crate::i18n::t;

/// Modules of quiet around the code, as its standard asks.
const QUIET: usize = 4;

/// The block, on paper alone.
pub(crate) fn code() -> Option<AnyView> {
    let url = window().location().href().ok()?;
    let (path, size) = drawing(&url)?;
    Some(
        view! {
            <div class="print-only code">
                <svg viewBox=format!("0 0 {size} {size}") role="img" aria-label=t("code.label")>
                    <rect class="paper" width=size height=size></rect>
                    <path d=path></path>
                </svg>
                <p>{t("code.text")} <br /> {url}</p>
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
