//! The client keys that open the proxy, looked up by the full hash of what the client sent.

mod account;
mod allowance;
mod budget;
pub mod window;

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use arc_swap::ArcSwap;
use ipnet::IpNet;
use uuid::Uuid;

pub use account::{Ask, Blocked, Cause, Terms};
pub use allowance::{Allowance, Pass};
pub use budget::Standing;

use crate::secret::client_key::hash;

/// What a client key may do.
#[derive(Debug, Clone)]
pub struct ClientKey {
    /// Zero: stands for callers without a key.
    pub id: Uuid,
    pub name: Arc<str>,
    /// Models it may ask for. Empty: all.
    pub models: Vec<String>,
    /// Channel tags it may use. Empty: all.
    pub tags: Arc<[String]>,
    /// Milliseconds since the Unix epoch. `None`: never.
    pub expires_at_ms: Option<i64>,
    pub enabled: bool,
    /// Where it may be used from. Empty: anywhere.
    pub allowed_ips: Vec<IpNet>,
    /// Whether it may use models whose price is unknown although it has a budget.
    pub allow_unpriced: bool,
    /// How long bodies of its requests are kept. 0: they are not.
    pub keep_bodies_hours: u32,
    /// `None`: nothing is counted.
    pub allowance: Option<Allowance>,
}

impl ClientKey {
    /// Whether it may ask for a model, by the name that the client uses.
    pub fn allows_model(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|allowed| allowed == model)
    }

    /// Whether it may be used from this address, which is IPv4 wherever it can be.
    pub fn allows_address(&self, address: IpAddr) -> bool {
        let networks = &self.allowed_ips;
        networks.is_empty() || networks.iter().any(|network| network.contains(&address))
    }

    /// Stands for callers without a key, where the operator lets anyone in.
    pub fn anonymous() -> Self {
        Self {
            id: Uuid::nil(),
            name: Arc::from(""),
            models: Vec::new(),
            tags: Arc::from([]),
            expires_at_ms: None,
            enabled: true,
            allowed_ips: Vec::new(),
            allow_unpriced: false,
            keep_bodies_hours: 0,
            allowance: None,
        }
    }
}

/// Why a key does not open the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    #[error(
        "no client key was sent; send one as \"authorization: Bearer rx-…\", \"x-api-key\" or \"x-goog-api-key\""
    )]
    Missing,
    #[error("this client key is not known to Routex; check it for missing characters")]
    Unknown,
    #[error(
        "what was sent as client key holds characters that no key has; put the key that Routex printed in the place of the \
         example's"
    )]
    NoKey,
    #[error("this client key has expired; ask the operator for a new one")]
    Expired,
    #[error("this client key is switched off; ask the operator")]
    Disabled,
    #[error("this client key may not be used from this address; ask the operator")]
    Address,
}

/// Every client key of one moment; replaced as a whole on reload.
#[derive(Debug, Clone)]
pub struct ClientKeys {
    by_hash: HashMap<String, Arc<ClientKey>>,
    anonymous: Option<Arc<ClientKey>>,
}

impl ClientKeys {
    /// Keys come with their hash. `required: false` lets callers in whatever key they send.
    pub fn new(keys: impl IntoIterator<Item = (String, ClientKey)>, required: bool) -> Self {
        Self {
            by_hash: keys
                .into_iter()
                .map(|(hash, key)| (hash, Arc::new(key)))
                .collect(),
            anonymous: (!required).then(|| Arc::new(ClientKey::anonymous())),
        }
    }

    /// Keys that stay, by their names, go on counting where they were.
    pub fn continue_from(&mut self, earlier: &Self) {
        let earlier = earlier.allowances();
        for key in self.by_hash.values_mut() {
            let before = earlier.get(&*key.name);
            if let (Some(before), Some(allowance)) = (before, Arc::make_mut(key).allowance.as_mut())
            {
                allowance.continue_from(before);
            }
        }
    }

    /// Every key.
    pub fn iter(&self) -> impl Iterator<Item = &ClientKey> {
        self.by_hash.values().map(|key| &**key)
    }

    /// What is counted, by the names of the keys.
    pub fn allowances(&self) -> HashMap<&str, &Allowance> {
        self.by_hash
            .values()
            .filter_map(|key| Some((&*key.name, key.allowance.as_ref()?)))
            .collect()
    }

    /// Finds the key that a client sent.
    ///
    /// The lookup is by hash, so how long it takes tells nothing about the keys that exist.
    pub fn check(&self, sent: Option<&str>, now_ms: i64) -> Result<Arc<ClientKey>, KeyRefused> {
        let Some(sent) = sent else {
            return self.anonymous.clone().ok_or(KeyRefused::Missing);
        };
        let key = match (self.by_hash.get(&hash(sent)), &self.anonymous) {
            (Some(key), _) => key,
            // Tools insist on some key; where none is required, any will do.
            (None, Some(anonymous)) => anonymous,
            (None, None) if !sent.is_ascii() => return Err(KeyRefused::NoKey),
            (None, None) => return Err(KeyRefused::Unknown),
        };
        if !key.enabled {
            return Err(KeyRefused::Disabled);
        }
        if key.expires_at_ms.is_some_and(|end| end <= now_ms) {
            return Err(KeyRefused::Expired);
        }
        Ok(Arc::clone(key))
    }
}

/// The table that all workers share.
pub type SharedKeys = Arc<ArcSwap<ClientKeys>>;

#[cfg(test)]
mod tests {
    use routex_entity::BudgetWindow;

    use super::*;
    use crate::config::{Budget, NanoUsd};

    fn key(name: &str) -> ClientKey {
        ClientKey {
            name: Arc::from(name),
            ..ClientKey::anonymous()
        }
    }

    fn table(key: ClientKey, required: bool) -> ClientKeys {
        ClientKeys::new([(hash("rx-right"), key)], required)
    }

    fn refused(keys: &ClientKeys, sent: Option<&str>, now_ms: i64) -> KeyRefused {
        keys.check(sent, now_ms).unwrap_err()
    }

    #[test]
    fn a_known_key_opens_and_a_wrong_one_does_not() {
        let keys = table(key("laptop"), true);

        assert_eq!(&*keys.check(Some("rx-right"), 0).unwrap().name, "laptop");
        assert_eq!(refused(&keys, Some("rx-wrong"), 0), KeyRefused::Unknown);
        assert_eq!(refused(&keys, Some("rx-…"), 0), KeyRefused::NoKey);
        assert_eq!(refused(&keys, None, 0), KeyRefused::Missing);
    }

    #[test]
    fn an_expired_or_disabled_key_is_told_so() {
        let expired = table(
            ClientKey {
                expires_at_ms: Some(1_000),
                ..key("a")
            },
            true,
        );
        let disabled = table(
            ClientKey {
                enabled: false,
                ..key("a")
            },
            true,
        );

        assert!(expired.check(Some("rx-right"), 999).is_ok());
        assert_eq!(
            refused(&expired, Some("rx-right"), 1_000),
            KeyRefused::Expired
        );
        assert_eq!(
            refused(&disabled, Some("rx-right"), 0),
            KeyRefused::Disabled
        );
    }

    #[test]
    fn where_no_key_is_required_a_known_one_still_counts() {
        let keys = table(
            ClientKey {
                enabled: false,
                ..key("off")
            },
            false,
        );

        assert_eq!(&*keys.check(None, 0).unwrap().name, "");
        assert_eq!(&*keys.check(Some("anything"), 0).unwrap().name, "");
        assert_eq!(refused(&keys, Some("rx-right"), 0), KeyRefused::Disabled);
    }

    #[test]
    fn a_key_is_used_from_where_it_may_be() {
        let at = |address: &str| address.parse().unwrap();
        let home = ClientKey {
            allowed_ips: vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
            ..key("a")
        };

        assert!(home.allows_address(at("10.1.2.3")));
        assert!(home.allows_address(at("::1")));
        assert!(!home.allows_address(at("11.0.0.1")));
        assert!(key("b").allows_address(at("11.0.0.1")));
    }

    #[test]
    fn a_key_keeps_its_counters_when_its_secret_changes() {
        let terms = Terms {
            budgets: vec![Budget {
                window: BudgetWindow::Total,
                amount: NanoUsd(9),
            }],
            ..Terms::UNLIMITED
        };
        let counted = |spent: Option<(i64, i64)>| ClientKey {
            allowance: Some(Allowance::new(terms.clone(), spent, 0)),
            ..key("a")
        };
        let before = ClientKeys::new([(hash("rx-old"), counted(Some((0, 7))))], true);

        let mut after = ClientKeys::new([(hash("rx-new"), counted(None))], true);
        after.continue_from(&before);

        assert_eq!(after.allowances()["a"].standings(0)[0].spent, 7);
    }

    #[test]
    fn a_key_with_a_model_list_is_held_to_it() {
        let limited = ClientKey {
            models: vec!["gpt-5.4".into()],
            ..key("a")
        };

        assert!(limited.allows_model("gpt-5.4"));
        assert!(!limited.allows_model("gpt-6-sol"));
    }
}
