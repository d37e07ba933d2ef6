//! Where callers without a session or token are met: signing in and the setup.

use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{attempts::Attempts, oidc::Oidc, password::Passwords};
use crate::secret::Secret;

/// Shared by all workers.
#[derive(Default)]
pub struct Entrance {
    pub passwords: Passwords,
    pub oidc: Oidc,
    /// What the console showed. `None`: the setup was completed before this start.
    setup_token: Option<Secret>,
    attempts: Mutex<Attempts>,
}

/// Why somebody may not set Routex up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupRefused {
    WrongToken,
    /// Too many wrong ones.
    Throttled(Duration),
}

impl Entrance {
    pub fn new(passwords: Passwords, oidc: Oidc, setup_token: Option<Secret>) -> Self {
        Self {
            passwords,
            oidc,
            setup_token,
            attempts: Mutex::default(),
        }
    }

    /// Counts an attempt to sign in, or says how long to wait.
    pub fn begin_sign_in(&self, username: &str, address: IpAddr) -> Result<(), Duration> {
        self.attempts()
            .begin(Some(username), address, Instant::now())
    }

    /// The attempt was one of the user's own.
    pub fn signed_in(&self, username: &str, address: IpAddr) {
        self.attempts().forgive(Some(username), address);
    }

    /// Counts a step of signing in at a provider, or says how long to wait. By address alone: nobody has said yet who
    /// they are, and what all share nobody is to be locked out of.
    pub fn begin_oidc(&self, address: IpAddr) -> Result<(), Duration> {
        self.attempts().begin(None, address, Instant::now())
    }

    /// The steps led somebody in.
    pub fn signed_in_by_oidc(&self, address: IpAddr) {
        self.attempts().forgive(None, address);
    }

    /// Whether one more failure is to be entered in the audit log.
    pub fn is_worth_an_entry(&self) -> bool {
        self.attempts().is_worth_an_entry(Instant::now())
    }

    /// Lets in whoever has what the console showed.
    pub fn check_setup_token(&self, sent: &str, address: IpAddr) -> Result<(), SetupRefused> {
        let mut attempts = self.attempts();
        attempts
            .begin(None, address, Instant::now())
            .map_err(SetupRefused::Throttled)?;
        let token = self.setup_token.as_ref();
        if token.is_some_and(|token| token.is(sent)) {
            attempts.forgive(None, address);
            return Ok(());
        }
        Err(SetupRefused::WrongToken)
    }

    fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn line_16_without_a_setup_token_no_text_is_right() {
        let entrance = Entrance::default();
        for sent in ["", "null", "None"] {
            let refused = entrance.check_setup_token(sent, ADDRESS);
            assert_eq!(refused, Err(SetupRefused::WrongToken), "{sent}");
        }
    }

    #[test]
    fn wrong_setup_tokens_are_throttled_and_right_ones_are_not() {
        let right = Some(Secret::new("right"));
        let entrance = Entrance::new(Passwords::default(), Oidc::default(), right);
        for _ in 0..100 {
            assert_eq!(entrance.check_setup_token("right", ADDRESS), Ok(()));
        }
        let last = (0..100).map(|_| entrance.check_setup_token("wrong", ADDRESS));
        assert!(matches!(last.last(), Some(Err(SetupRefused::Throttled(_)))));
    }
}
