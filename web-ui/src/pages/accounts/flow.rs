//! What the window that began a sign-in and the one that the provider answers tell each other.
//!
//! They may be cut off from each other by policy, so that the browser's storage is what both see. Only the state of the
//! sign-in is kept there, which is worth nothing by itself; never the code.

use routex_entity::api::OauthFlow;
use uuid::Uuid;

use crate::browser;

const BEGUN: &str = "routex-sign-in-begun";
const DONE: &str = "routex-sign-in-done";

/// Remembers for which channel it was begun. The answer is its state.
pub fn begin(flow: &OauthFlow, channel: Uuid) -> String {
    let state = state(&flow.url).unwrap_or_default();
    browser::keep(BEGUN, &format!("{state} {channel}"));
    state
}

/// The channel that the sign-in of this address was begun for, if it was in this browser and is the latest.
pub fn channel(address: &str) -> Option<Uuid> {
    channel_of(&browser::kept(BEGUN)?, &state(address)?)
}

/// Tells the other windows that it was completed.
pub fn done(address: &str) {
    if let Some(state) = state(address) {
        browser::keep(DONE, &state);
    }
}

pub fn is_done(state: &str) -> bool {
    !state.is_empty() && browser::kept(DONE).as_deref() == Some(state)
}

/// Whether a provider has sent the browser here, with a code or a refusal.
pub fn is_answer(address: &str) -> bool {
    ["code", "error"]
        .into_iter()
        .any(|name| pair(address, name).is_some())
}

fn channel_of(begun: &str, state: &str) -> Option<Uuid> {
    let (known, channel) = begun.split_once(' ')?;
    (known == state).then(|| channel.parse().ok()).flatten()
}

/// Some take it in the address itself, some in the address to come back to.
fn state(address: &str) -> Option<String> {
    pair(address, "state").or_else(|| pair(&pair(address, "callback_url")?, "state"))
}

fn pair(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_found_wherever_a_provider_takes_it() {
        for address in [
            "https://id.example/auth?client_id=a&state=s%2B1",
            "https://id.example/auth?callback_url=http%3A%2F%2F127.0.0.1%2Foauth%2Fcallback%3Fstate%3Ds%252B1",
        ] {
            assert_eq!(state(address).as_deref(), Some("s+1"), "{address}");
        }
        assert_eq!(state("https://id.example/auth"), None);
    }

    #[test]
    fn only_its_own_sign_in_leads_back_to_a_channel() {
        let channel = Uuid::from_u128(7);
        let begun = format!("s1 {channel}");
        assert_eq!(channel_of(&begun, "s1"), Some(channel));
        assert_eq!(channel_of(&begun, "s2"), None);
    }

    #[test]
    fn an_answer_is_a_code_or_a_refusal() {
        assert!(is_answer(
            "http://127.0.0.1:8080/oauth/callback?code=c&state=s"
        ));
        assert!(is_answer(
            "http://127.0.0.1:8080/oauth/callback?error=access_denied"
        ));
        assert!(!is_answer("http://127.0.0.1:8080/oauth/callback"));
    }
}
