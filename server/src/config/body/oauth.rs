//! Bodies about accounts that are signed in to.

use routex_entity::api::OauthFlowInput;
use serde_json::Value as Json;
use url::Url;
use uuid::Uuid;

use super::{Problems, read};
use crate::config::{
    OauthProviderDecl,
    section::{Read, Section},
};

/// A new provider of accounts.
pub fn oauth_provider(body: Json) -> Result<OauthProviderDecl, Problems> {
    read(body, OauthProviderDecl::registered)
}

/// A sign-in to begin.
pub fn oauth_flow(body: Json) -> Result<OauthFlowInput, Problems> {
    read(body, |mut section| {
        let provider_id = id(&mut section, "provider_id");
        let channel_id = id(&mut section, "channel_id");
        let credential_id = section.parsed("credential_id", |text: String| uuid(&text));
        section.finish();
        Ok(OauthFlowInput {
            provider_id: provider_id?,
            channel_id: channel_id?,
            credential_id: credential_id?,
        })
    })
}

/// The address that completes a sign-in. What is wrong with it is told without it: it holds a code.
pub fn oauth_return(body: Json) -> Result<Url, Problems> {
    read(body, |mut section| {
        let url = section.required(
            "url",
            "\"http://…?code=…&state=…\"",
            |text: String| {
                Url::parse(text.trim())
                    .map_err(|_shows_a_code| "is no address; copy all of it".to_owned())
            },
        );
        section.finish();
        url
    })
}

fn id(section: &mut Section<'_, '_>, key: &'static str) -> Read<Uuid> {
    section.required(key, "\"0190…\"", |text: String| uuid(&text))
}

fn uuid(text: &str) -> Result<Uuid, String> {
    Uuid::try_parse(text).map_err(|_no_id| "is not an id".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keys<T: std::fmt::Debug>(read: Result<T, Problems>) -> Vec<String> {
        let problems = read.unwrap_err();
        problems.into_iter().map(|problem| problem.key).collect()
    }

    #[test]
    fn a_provider_is_read_whole_and_everything_wrong_is_told_at_once() {
        let body = json!({
            "name": "house", "preset": "oidc", "client_id": "me", "client_secret": "", "scopes": ["a", "b"],
            "authorize_url": "https://id.example/a", "token_url": "https://id.example/t", "issuer": "https://id.example",
            "allow_private_network": true,
        });
        let read = oauth_provider(body).unwrap();
        assert_eq!(read.settings.scopes.as_ref().unwrap().len(), 2);
        assert!(read.settings.allow_private_network && read.client_secret.is_none());

        let body = json!({ "name": "", "token_url": "nowhere", "scopes": 5, "declared": true });
        let wrong = keys(oauth_provider(body));
        assert_eq!(wrong, ["name", "preset", "scopes", "token_url", "declared"]);
    }

    #[test]
    fn a_sign_in_names_its_provider_and_channel() {
        let some = Uuid::now_v7();
        let body = json!({ "provider_id": some, "channel_id": some });
        assert_eq!(oauth_flow(body).unwrap().credential_id, None);
        let wrong = keys(oauth_flow(
            json!({ "provider_id": "x", "credential_id": 1, "id": some }),
        ));
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        assert_eq!(keys(oauth_return(json!({}))), ["url"]);
    }
}
