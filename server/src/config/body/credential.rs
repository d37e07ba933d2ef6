//! Bodies about credentials.

use std::sync::Arc;

use routex_entity::CredentialKind;
use serde_json::Value as Json;
use url::Url;

use super::{Problems, read};
use crate::{
    config::{
        label::{label_beside, numbered},
        section::{Read, Section},
    },
    oauth::{
        Identity,
        service::{AwsKey, ClientCredentials, ServiceAccount, USUAL_SERVICE},
    },
    secret::Secret,
    upstream::guard,
};

/// Characters of a label, at most.
const LONGEST_LABEL: usize = 64;

/// What a credential is to be made of.
#[derive(Debug, Clone)]
pub enum Matter {
    Key(Secret),
    Identity(Identity),
}

impl Matter {
    pub fn kind(&self) -> CredentialKind {
        match self {
            Self::Key(_) => CredentialKind::ApiKey,
            Self::Identity(identity) => identity.kind(),
        }
    }

    /// As it is kept, once it is sealed.
    pub fn secret(&self) -> Secret {
        match self {
            Self::Key(secret) => secret.clone(),
            Self::Identity(identity) => identity.text(),
        }
    }

    /// What operators see of it, unlike the others of the channel.
    pub fn label_beside(&self, taken: &[String]) -> String {
        match self {
            Self::Key(secret) => label_beside(secret, taken),
            Self::Identity(identity) => numbered(identity.name().to_owned(), taken),
        }
    }
}

/// A new credential.
#[derive(Debug, Clone)]
pub struct NewCredential {
    pub matter: Matter,
    /// `None`: one is made of the key.
    pub label: Option<String>,
    pub enabled: bool,
}

/// Changes of a credential. `None`: stays.
#[derive(Debug, Clone)]
pub struct ChangedCredential {
    pub matter: Option<Matter>,
    pub label: Option<String>,
    pub enabled: Option<bool>,
}

/// A new credential. `allow_private`: its tokens may come from private addresses.
pub fn new_credential(body: Json, allow_private: bool) -> Result<NewCredential, Problems> {
    read(body, |mut section| {
        let matter = match matter(&mut section, allow_private) {
            Ok(None) => {
                let message = format!(
                    "is missing; add \"api_key\": \"sk-…\", or one of {}",
                    KINDS[1..].join(", ")
                );
                Err(section.problem("api_key", message))
            }
            Ok(Some(matter)) => Ok(matter),
            Err(reported) => Err(reported),
        };
        let (label, enabled) = rest(section);
        Ok(NewCredential {
            matter: matter?,
            label: label?,
            enabled: enabled?.unwrap_or(true),
        })
    })
}

/// Changes of a credential.
pub fn changed_credential(body: Json, allow_private: bool) -> Result<ChangedCredential, Problems> {
    read(body, |mut section| {
        let matter = matter(&mut section, allow_private);
        let (label, enabled) = rest(section);
        Ok(ChangedCredential {
            matter: matter?,
            label: label?,
            enabled: enabled?,
        })
    })
}

/// What a credential can be made of.
const KINDS: [&str; 4] = ["api_key", "client_credentials", "service_account", "aws"];

fn matter(section: &mut Section<'_, '_>, allow_private: bool) -> Read<Option<Matter>> {
    let api_key = section.optional("api_key");
    let client = section.table("client_credentials", |table| {
        client_credentials(table, allow_private)
    });
    let account = section.table("service_account", |table| {
        service_account(table, allow_private)
    });
    let aws = section.table("aws", aws);
    let given = [
        api_key?.map(Matter::Key),
        client?.map(|client| Matter::Identity(Identity::ClientCredentials(Arc::new(client)))),
        account?.map(|account| Matter::Identity(Identity::ServiceAccount(Arc::new(account)))),
        aws?.map(|key| Matter::Identity(Identity::Aws(Arc::new(key)))),
    ];
    let mut given = given
        .into_iter()
        .zip(KINDS)
        .filter_map(|(matter, kind)| Some((matter?, kind)));
    let first = given.next();
    if let Some((_, kind)) = given.next() {
        let message = "a credential is made of one thing; make another one of this".to_owned();
        return Err(section.problem(kind, message));
    }
    Ok(first.map(|(matter, _)| matter))
}

fn client_credentials(mut table: Section<'_, '_>, allow_private: bool) -> Read<ClientCredentials> {
    let token_url = table.required("token_url", "\"https://…\"", |text: String| {
        token_url(&text, allow_private)
    });
    let client_id = table.required("client_id", "\"…\"", filled);
    let client_secret = table.required("client_secret", "\"…\"", Ok::<Secret, _>);
    let scopes = table.list("scopes", filled);
    let audience = table.parsed("audience", filled);
    let secret_in_body = table.or("secret_in_body", false);
    table.finish();
    Ok(ClientCredentials {
        token_url: token_url?,
        client_id: client_id?,
        client_secret: client_secret?,
        scopes: scopes?.unwrap_or_default(),
        audience: audience?,
        secret_in_body,
    })
}

fn service_account(mut table: Section<'_, '_>, allow_private: bool) -> Read<ServiceAccount> {
    let scopes = table.list("scopes", filled);
    let file = table.required("key_file", "\"{…}\", the text of the file", Ok::<String, _>);
    let account = match (file, scopes) {
        (Ok(file), Ok(scopes)) => ServiceAccount::of_file(&file, scopes.unwrap_or_default())
            .and_then(|account| {
                token_url(account.token_url.as_str(), allow_private)
                    .map(|_checked| account)
                    .map_err(|bad| format!("its token_uri {bad}"))
            })
            .map_err(|message| table.problem("key_file", message)),
        (Err(reported), _) | (_, Err(reported)) => Err(reported),
    };
    table.finish();
    account
}

fn aws(mut table: Section<'_, '_>) -> Read<AwsKey> {
    let access_key_id = table.required("access_key_id", "\"AKIA…\"", plain);
    let secret_access_key = table.required("secret_access_key", "\"…\"", Ok::<Secret, _>);
    let session_token = table.optional("session_token");
    let region = table.required("region", "\"us-east-1\"", plain);
    let service = table.parsed_or("service", USUAL_SERVICE.to_owned(), plain);
    table.finish();
    Ok(AwsKey {
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
        session_token: session_token?,
        region: region?,
        service,
    })
}

/// Where tokens come from: with TLS, unless the channel may have private addresses.
fn token_url(text: &str, allow_private: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("is not an address: {error}"))?;
    if url.scheme() != "https" && !allow_private {
        return Err("must begin with https://".to_owned());
    }
    guard::check_url(&url, allow_private).map_err(|bad| bad.to_string())?;
    Ok(url)
}

fn filled(text: String) -> Result<String, String> {
    match text.trim().is_empty() || text.chars().any(char::is_control) {
        true => Err("is empty or holds a control character".to_owned()),
        false => Ok(text),
    }
}

/// What is part of a signature's scope.
fn plain(text: String) -> Result<String, String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match !text.is_empty() && text.bytes().all(is_plain) {
        true => Ok(text),
        false => Err("is empty or holds something else than letters, digits, - and _".to_owned()),
    }
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

        assert_eq!(
            new_credential(body.clone(), false).unwrap_err()[0].key,
            "api_key"
        );
        let changed = changed_credential(body, false).unwrap();
        assert_eq!(changed.label.as_deref(), Some("second"));
        assert_eq!(changed.enabled, Some(false));
        assert!(changed.matter.is_none());
    }

    #[test]
    fn problems_are_told_by_field_and_without_the_key() {
        let body = json!({ "api_key": "sk canary", "label": "\n", "enabled": "perhaps", "id": 1 });

        let problems = new_credential(body, false).unwrap_err();

        let keys: Vec<&str> = problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, ["api_key", "label", "enabled", "id"]);
        assert!(problems.iter().all(|p| !p.message.contains("canary")));
    }

    #[test]
    fn identities_are_read_whole_and_what_is_wrong_is_told_by_field() {
        let client = json!({ "token_url": "https://id.example/token", "client_id": "me", "client_secret": "canary" });
        let aws = json!({ "access_key_id": "AKIA1", "secret_access_key": "canary", "region": "us-east-1" });
        for (name, identity) in [("client_credentials", client.clone()), ("aws", aws)] {
            let read = new_credential(json!({ name: identity }), false).unwrap();
            let Matter::Identity(identity) = read.matter else {
                panic!("{name} is a key");
            };
            assert_eq!(identity.kind().to_string(), name);
            let again = Identity::read(identity.kind(), &identity.text()).unwrap();
            assert_eq!(again.digest(), identity.digest());
            assert!(!format!("{again:?} {}", again.name()).contains("canary"));
        }

        for (body, wrong) in [
            (
                json!({ "client_credentials": {} }),
                vec!["token_url", "client_id", "client_secret"],
            ),
            (
                json!({ "client_credentials": { "token_url": "http://10.0.0.1/t", "client_id": "", "client_secret": "s p" } }),
                vec!["token_url", "client_id", "client_secret"],
            ),
            (
                json!({ "service_account": { "key_file": "{}" } }),
                vec!["key_file"],
            ),
            (
                json!({ "aws": { "access_key_id": "a/b", "region": "eu central" } }),
                vec!["access_key_id", "secret_access_key", "region"],
            ),
        ] {
            let (place, _) = body.as_object().unwrap().iter().next().unwrap();
            let expected: Vec<String> = wrong.iter().map(|key| format!("{place} {key}")).collect();
            let problems = new_credential(body.clone(), false).unwrap_err();
            let keys: Vec<_> = problems.into_iter().map(|p| p.key).collect();
            assert_eq!(keys, expected, "{body}");
        }
        let two = new_credential(
            json!({ "api_key": "sk", "client_credentials": client }),
            false,
        )
        .unwrap_err();
        assert_eq!(two[0].key, "client_credentials");
    }
}
