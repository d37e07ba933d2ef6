//! Signing in at an OpenID provider: who it is, the provider says; who may operate Routex, `[admin.oidc]` alone says.
//!
//! `journey` is the browser's way there and back, `provider` asks the provider and checks what it says, `guests` decides.

mod guests;
mod journey;
mod provider;
mod used;

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;

pub use guests::Guest;
pub use journey::{Journey, LASTS};
pub use provider::{AuthorizeError, SignInError};

use crate::config::OidcSettings;

/// Sign-in by OpenID Connect as it is configured now. Cheap to clone; shared by all workers.
#[derive(Clone, Default)]
pub struct Oidc(Arc<Shared>);

#[derive(Default)]
struct Shared {
    door: ArcSwapOption<Door>,
    used: Mutex<used::Used>,
}

/// One configuration of it.
pub struct Door {
    pub settings: OidcSettings,
    /// Where the provider sends browsers back to.
    pub redirect_uri: String,
    /// What sessions that came through this door are marked with. Other rules make another mark, and end them.
    pub mark: String,
}

/// Below `[server] public_url`.
const CALLBACK: &str = "api/v1/session/oidc/callback";

impl Oidc {
    /// Brings a configuration into effect. Who was let in by other rules has to sign in again.
    pub fn set(&self, settings: Option<&OidcSettings>, public_url: Option<&url::Url>) {
        let door = settings.zip(public_url).map(|(settings, public_url)| Door {
            redirect_uri: format!("{public_url}{CALLBACK}"),
            mark: guests::mark(settings),
            settings: settings.clone(),
        });
        self.0.door.store(door.map(Arc::new));
    }

    /// `None`: it is not configured.
    pub fn door(&self) -> Option<Arc<Door>> {
        self.0.door.load_full()
    }

    /// Whether a browser comes back from its journey for the first time.
    pub fn is_first_return(&self, journey: &Journey, now_ms: i64) -> bool {
        let mut used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.note(journey.state(), now_ms)
    }
}
