//! Bodies about credentials.

use serde_json::Value as Json;

use super::{Problems, read};
use crate::{
    config::section::{Read, Section},
    secret::Secret,
};

/// Characters of a label, at most.
const LONGEST_LABEL: usize = 64;

/// A new credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCredential {
    pub api_key: Secret,
    /// `None`: one is made of the key.
    pub label: Option<String>,
    pub enabled: bool,
}

/// Changes of a credential. `None`: stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedCredential {
    pub api_key: Option<Secret>,
    pub label: Option<String>,
    pub enabled: Option<bool>,
}

/// A new credential, which must have its key.
pub fn new_credential(body: Json) -> Result<NewCredential, Problems> {
    read(body, |mut section| {
        let api_key = section.required("api_key", "\"sk-…\"", Ok::<Secret, _>);
        let (label, enabled) = rest(section);
        Ok(NewCredential {
            api_key: api_key?,
            label: label?,
            enabled: enabled?.unwrap_or(true),
        })
    })
}

/// Changes of a credential.
pub fn changed_credential(body: Json) -> Result<ChangedCredential, Problems> {
    read(body, |mut section| {
        let api_key = section.optional("api_key");
        let (label, enabled) = rest(section);
        Ok(ChangedCredential {
            api_key: api_key?,
            label: label?,
            enabled: enabled?,
        })
    })
}

fn rest(mut section: Section<'_, '_>) -> (Read<Option<String>>, Read<Option<bool>>) {
    let label = section.parsed("label", label);
    let enabled = section.optional("enabled");
    section.finish();
    (label, enabled)
}

fn label(text: String) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err("is empty or holds a control character; write a word or two".to_owned());
    }
    if text.chars().count() > LONGEST_LABEL {
        return Err(format!("is longer than {LONGEST_LABEL} characters"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_new_credential_needs_its_key_and_a_changed_one_does_not() {
        let body = json!({ "label": "second", "enabled": false });

        assert_eq!(new_credential(body.clone()).unwrap_err()[0].key, "api_key");
        let changed = changed_credential(body).unwrap();
        assert_eq!(changed.label.as_deref(), Some("second"));
        assert_eq!(changed.enabled, Some(false));
        assert_eq!(changed.api_key, None);
    }

    #[test]
    fn problems_are_told_by_field_and_without_the_key() {
        let body = json!({ "api_key": "sk canary", "label": "\n", "enabled": "perhaps", "id": 1 });

        let problems = new_credential(body).unwrap_err();

        let keys: Vec<&str> = problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, ["api_key", "label", "enabled", "id"]);
        assert!(problems.iter().all(|p| !p.message.contains("canary")));
    }
}
