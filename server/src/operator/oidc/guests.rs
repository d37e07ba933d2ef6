//! Who is let in. Pure.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::{config::OidcSettings, secret::seal::hex};

/// Characters of a name that are kept.
const LONGEST_NAME: usize = 64;

/// Somebody whom the provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// The claim `sub`: unique at the provider, and never given to another.
    pub subject: String,
    /// What people call them. They may choose it themselves, so nothing is decided by it.
    pub name: String,
    pub groups: Vec<String>,
}

impl Guest {
    /// Reads what the provider says beside the subject. `names`: the best first.
    pub(super) fn new(
        subject: &str,
        names: [Option<&str>; 3],
        claims: &Map<String, Value>,
        groups_claim: &str,
    ) -> Self {
        let name = names.into_iter().flatten().find(|name| !name.is_empty());
        let name = name.unwrap_or(subject).chars();
        let shown = |text: &str| text.chars().filter(|c| !c.is_control()).collect();
        Self {
            subject: shown(subject),
            name: name
                .filter(|c| !c.is_control())
                .take(LONGEST_NAME)
                .collect(),
            groups: groups(claims, groups_claim),
        }
    }

    /// Whether the rules let them in.
    pub fn may_enter(&self, settings: &OidcSettings) -> bool {
        settings.allowed_subjects.contains(&self.subject)
            || self
                .groups
                .iter()
                .any(|group| settings.allowed_groups.contains(group))
    }
}

/// Differs whenever other people could be let in.
pub(super) fn mark(settings: &OidcSettings) -> String {
    let OidcSettings {
        issuer,
        client_id,
        allowed_subjects,
        groups_claim,
        allowed_groups,
        ..
    } = settings;
    let rules = format!(
        "{:?}",
        (
            issuer,
            client_id,
            allowed_subjects,
            groups_claim,
            allowed_groups
        )
    );
    hex(&Sha256::digest(rules))
}

/// The texts of the claim. A name with dots is looked up as it is first, then as a way through tables.
fn groups(claims: &Map<String, Value>, claim: &str) -> Vec<String> {
    let found = claims.get(claim).or_else(|| {
        let (first, rest) = claim.split_once('.')?;
        rest.split('.')
            .try_fold(claims.get(first)?, |value, key| value.get(key))
    });
    match found {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(subjects: &[&str], groups: &[&str]) -> OidcSettings {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        OidcSettings {
            issuer: "https://login.example".to_owned(),
            client_id: "routex".to_owned(),
            client_secret: None,
            allowed_subjects: owned(subjects),
            groups_claim: "groups".to_owned(),
            allowed_groups: owned(groups),
            scopes: Vec::new(),
            button_label: String::new(),
            tls_ca: None,
        }
    }

    fn guest(subject: &str, claims: &Value, claim: &str) -> Guest {
        let claims = claims.as_object().unwrap();
        Guest::new(subject, [None, Some(""), Some("Ann")], claims, claim)
    }

    #[test]
    fn subjects_and_groups_are_let_in_and_names_are_not() {
        let ann = guest("7", &json!({ "groups": ["staff", 3, "admins"] }), "groups");
        assert_eq!((ann.name.as_str(), ann.groups.len()), ("Ann", 2));
        assert!(ann.may_enter(&settings(&["7"], &[])));
        assert!(ann.may_enter(&settings(&["8"], &["admins"])));
        assert!(!ann.may_enter(&settings(&["Ann", "77", ""], &["Admins", "adm"])));
    }

    #[test]
    fn groups_are_found_wherever_the_provider_puts_them() {
        for (claims, claim) in [
            (json!({ "groups": "admins" }), "groups"),
            (
                json!({ "realm_access": { "roles": ["admins"] } }),
                "realm_access.roles",
            ),
            (
                json!({ "https://house.example/roles": ["admins"] }),
                "https://house.example/roles",
            ),
        ] {
            assert_eq!(guest("7", &claims, claim).groups, ["admins"], "{claims}");
        }
        assert!(
            guest("7", &json!({ "groups": { "admins": true } }), "groups")
                .groups
                .is_empty()
        );
    }

    #[test]
    fn other_rules_have_another_mark() {
        let one = settings(&["a"], &["b"]);
        assert_eq!(mark(&one), mark(&one.clone()));
        assert_ne!(mark(&one), mark(&settings(&["a", "b"], &[])));
        let relabelled = OidcSettings {
            button_label: "Sign in".to_owned(),
            ..one.clone()
        };
        assert_eq!(mark(&one), mark(&relabelled));
    }
}
