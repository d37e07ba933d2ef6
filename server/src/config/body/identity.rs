//! Bodies about who may operate Routex.

use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, Utc};
use routex_entity::Strategy;
use serde_json::Value as Json;

use super::{Problems, read};
use crate::{
    config::{
        ChannelDecl,
        admin::{password, typed, username},
        name,
    },
    secret::Secret,
};

/// Who wants in.
#[derive(Debug)]
pub struct SignIn {
    pub username: String,
    pub password: Secret,
}

/// A user's own password, changed.
#[derive(Debug)]
pub struct PasswordChange {
    pub current: Secret,
    pub new: Secret,
}

/// An admin token to be made.
#[derive(Debug)]
pub struct TokenDecl {
    pub name: String,
    /// `None`: never.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The three steps of the setup.
#[derive(Debug)]
pub struct SetupDecl {
    pub channel: Option<ChannelDecl>,
    pub strategy: Option<Strategy>,
    pub admin: SignIn,
}

/// A channel to be tried before it is made.
#[derive(Debug)]
pub struct SetupTrial {
    pub channel: ChannelDecl,
    pub model: Option<String>,
}

/// A sign-in. Name and password need not follow today's rules: they are compared, nothing else.
pub fn sign_in(body: Json) -> Result<SignIn, Problems> {
    read(body, |mut section| {
        let username = section.required("username", "\"admin\"", |name: String| Ok(name));
        let password = section.required("password", "\"…\"", typed);
        section.finish();
        Ok(SignIn {
            username: username?,
            password: password?,
        })
    })
}

/// A change of the password.
pub fn password_change(body: Json) -> Result<PasswordChange, Problems> {
    read(body, |mut section| {
        let current = section.required("current", "\"…\"", typed);
        let new = section.required("new", "\"…\"", password);
        section.finish();
        Ok(PasswordChange {
            current: current?,
            new: new?,
        })
    })
}

/// A new admin token.
pub fn admin_token(body: Json) -> Result<TokenDecl, Problems> {
    read(body, |mut section| {
        let name = section.required("name", "\"ci\"", name::resource);
        let expires_at = section.parsed("expires_at", |end: DateTime<Utc>| {
            match end.timestamp_millis() > Utc::now().timestamp_millis() {
                true => Ok(end),
                false => Err("has passed; choose a time to come, or leave it out".to_owned()),
            }
        });
        section.finish();
        Ok(TokenDecl {
            name: name?,
            expires_at: expires_at?,
        })
    })
}

/// The setup. `total_timeout`: that of the routing settings, which no channel may exceed. `setup_token` belongs to the
/// body, but is looked at before, so that nobody without it gets here.
pub fn setup(body: Json, total_timeout: Duration) -> Result<SetupDecl, Problems> {
    read(body, |mut section| {
        let token = section.optional::<String>("setup_token");
        let channel = section.table("channel", |channel| {
            ChannelDecl::read(channel, total_timeout, false, &mut BTreeSet::new())
        });
        let strategy = section.parsed("strategy", |name: String| {
            name.parse::<Strategy>().map_err(|error| format!("{error}"))
        });
        let admin = section.table("admin", |mut admin| {
            let username = admin.parsed_or("username", "admin".to_owned(), username);
            let password = admin.required("password", "\"…\"", password);
            admin.finish();
            Ok(SignIn {
                username,
                password: password?,
            })
        });
        let admin = match admin {
            Ok(None) => {
                let message = "is missing; add { \"username\": …, \"password\": … }".to_owned();
                Err(section.problem("admin", message))
            }
            Ok(Some(admin)) => Ok(admin),
            Err(reported) => Err(reported),
        };
        section.finish();
        token?;
        Ok(SetupDecl {
            channel: channel?,
            strategy: strategy?,
            admin: admin?,
        })
    })
}

/// The trial of a channel, with the same rules.
pub fn setup_trial(body: Json, total_timeout: Duration) -> Result<SetupTrial, Problems> {
    read(body, |mut section| {
        let token = section.optional::<String>("setup_token");
        let channel = section.table("channel", |channel| {
            ChannelDecl::read(channel, total_timeout, false, &mut BTreeSet::new())
        });
        let model = section.parsed("model", name::upstream_model);
        let channel = match channel {
            Ok(None) => Err(section.problem("channel", "is missing".to_owned())),
            Ok(Some(channel)) => Ok(channel),
            Err(reported) => Err(reported),
        };
        section.finish();
        token?;
        Ok(SetupTrial {
            channel: channel?,
            model: model?,
        })
    })
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
    fn every_step_of_the_setup_is_held_to_its_rules_at_once() {
        let body = json!({
            "setup_token": 1,
            "channel": { "name": "a b", "provider": "openai", "api_keys": ["sk-1"] },
            "strategy": "fairest",
            "admin": { "username": "a b", "password": "short", "colour": 1 },
            "colour": 1,
        });

        let told = keys(setup(body, Duration::from_secs(600)));

        let expected = [
            "setup_token",
            "channel name",
            "strategy",
            "admin username",
            "admin password",
            "admin colour",
            "colour",
        ];
        assert_eq!(told, expected);
        assert_eq!(keys(setup(json!({}), Duration::from_secs(600))), ["admin"]);
    }

    #[test]
    fn a_sign_in_takes_any_text_of_bounded_length() {
        let body = json!({ "username": "", "password": " ü" });
        assert_eq!(sign_in(body).unwrap().password.expose(), " ü");
        let body = json!({ "username": "a", "password": "x".repeat(1025) });
        assert_eq!(keys(sign_in(body)), ["password"]);
        assert_eq!(
            keys(sign_in(json!({ "username": 1 }))),
            ["username", "password"]
        );
    }

    #[test]
    fn a_token_expires_in_the_future() {
        let body = json!({ "name": "ci", "expires_at": "2020-01-01T00:00:00Z" });
        assert_eq!(keys(admin_token(body)), ["expires_at"]);
    }
}
