//! Sends what is due: claimed row by row, so that with several servers each goes out once.

use shared::webhooks::HookBody;

use super::send::{Outcome, send};
use super::store::{self, DeliveryRow, WebhookRow};
use crate::error::{Error, Result};
use crate::serve::State;

/// Sends what is due, on this thread, and answers how many attempts were made. What fails is tried again later; after a
/// failure the rest for the same receiver waits.
///
/// # Errors
/// Those of the database.
pub fn round(state: &State) -> Result<usize> {
    let now = state.clock.now();
    let due = state.db.read_now(|conn| store::due(conn, now))?;
    let mut tried = 0;
    for (hook, rows) in due {
        for row in rows {
            // The server stops: what is left waits for the next one.
            if state.live.is_stopped() {
                return Ok(tried);
            }
            let now = state.clock.now();
            if !state.db.write_now(|conn| store::claim(conn, &row, now))? {
                continue;
            }
            let outcome = attempt(state, &hook, &row);
            let now = state.clock.now();
            state.db.write_now(|conn| store::settle(conn, &row, &outcome, now))?;
            tried += 1;
            if !outcome.arrived {
                let (id, status) = (hook.id, outcome.status);
                tracing::warn!(webhook = %shared::id::encode(id), status, "a message to another system did not arrive");
                break;
            }
        }
    }
    Ok(tried)
}

/// One attempt. What cannot even be written or decrypted failed as well: else it would be tried for ever.
fn attempt(state: &State, hook: &WebhookRow, row: &DeliveryRow) -> Outcome {
    let sent = || {
        let body: HookBody = serde_json::from_str(&row.body).map_err(Error::internal)?;
        let to = hook.receiver(&state.secrets)?;
        send(&to, &body, &shared::id::encode(row.id), state.webhook_private, state.clock.now())
    };
    sent().unwrap_or_else(|_| Outcome { arrived: false, status: "unreadable_here".to_owned() })
}
