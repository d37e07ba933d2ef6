//! What a credential that is no key holds at a moment. Read without a lock, replaced as a whole.

use std::{fmt, sync::Arc};

use arc_swap::ArcSwap;
use uuid::Uuid;

use super::Obtained;
use crate::secret::Secret;

/// A token that goes on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub secret: Secret,
    /// Milliseconds since the Unix epoch.
    pub obtained_at_ms: i64,
    /// `None`: the provider does not say.
    pub expires_at_ms: Option<i64>,
}

/// What keeps a credential from working, or soon will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The provider takes what it was given no more: somebody has to sign in, or to enter another key.
    NeedsSignIn { error: String },
    /// No new token was to be had; the next try is due then.
    Failing { error: String, next_ms: i64 },
}

/// The tokens of a credential and how they are doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// Who gave them, of those that an operator registered with. `None`: the credential itself says it.
    pub provider_id: Option<Uuid>,
    /// Grows with every write to the database. 0: nothing is kept.
    pub version: i64,
    /// Grows whenever somebody signs in.
    pub sign_ins: i64,
    /// `None`: none was obtained yet, or it is of no use any more.
    pub access: Option<AccessToken>,
    /// For which a new one is given.
    pub refresh: Option<Secret>,
    /// Whose they are, as the provider names it.
    pub account: Option<String>,
    pub trouble: Option<Trouble>,
}

/// A grant that everybody who works with its credential shares.
pub struct GrantCell(ArcSwap<Grant>);

impl AccessToken {
    pub fn is_expired(&self, now_ms: i64) -> bool {
        self.expires_at_ms.is_some_and(|end| end <= now_ms)
    }
}

impl Grant {
    /// The provider takes it no more.
    pub fn needs_sign_in(&self) -> bool {
        matches!(self.trouble, Some(Trouble::NeedsSignIn { .. }))
    }

    /// The grant of the next version, with what was given.
    pub fn followed_by(&self, obtained: Obtained, now_ms: i64) -> Self {
        let life = obtained.expires_in;
        Self {
            version: self.version + 1,
            access: Some(AccessToken {
                secret: obtained.access,
                obtained_at_ms: now_ms,
                expires_at_ms: life.map(|life| {
                    now_ms.saturating_add(i64::try_from(life.as_millis()).unwrap_or(i64::MAX))
                }),
            }),
            refresh: obtained.refresh.or_else(|| self.refresh.clone()),
            account: obtained.account.or_else(|| self.account.clone()),
            trouble: None,
            ..self.clone()
        }
    }

    /// The token, if it may still be taken.
    pub fn usable(&self, now_ms: i64) -> Option<&AccessToken> {
        self.access
            .as_ref()
            .filter(|token| !token.is_expired(now_ms))
    }
}

impl GrantCell {
    pub fn new(grant: Grant) -> Self {
        Self(ArcSwap::from_pointee(grant))
    }

    /// What it holds now.
    pub fn load(&self) -> Arc<Grant> {
        self.0.load_full()
    }

    /// Replaces what it holds.
    pub fn store(&self, grant: Grant) {
        self.0.store(Arc::new(grant));
    }

    /// Replaces what it holds if that is older.
    pub fn advance(&self, grant: Grant) {
        let grant = Arc::new(grant);
        self.0.rcu(|held| {
            if held.version < grant.version {
                Arc::clone(&grant)
            } else {
                Arc::clone(held)
            }
        });
    }
}

impl fmt::Debug for GrantCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GrantCell")
            .field(&self.0.load().version)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_late_does_not_replace_what_is_newer() {
        let grant = |version| Grant {
            version,
            ..Grant::default()
        };
        let cell = GrantCell::new(grant(2));

        cell.advance(grant(1));
        assert_eq!(cell.load().version, 2);
        cell.advance(grant(3));
        assert_eq!(cell.load().version, 3);
    }

    #[test]
    fn no_form_of_a_grant_prints_its_tokens() {
        let grant = Grant {
            access: Some(AccessToken {
                secret: Secret::new("canary"),
                obtained_at_ms: 0,
                expires_at_ms: None,
            }),
            refresh: Some(Secret::new("canary")),
            ..Grant::default()
        };
        assert!(!format!("{grant:?} {:?}", GrantCell::new(grant.clone())).contains("canary"));
    }
}
