//! Bodies that ask for a channel to be tried.

use routex_entity::{Dialect, api::ChannelTestInput};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Problems, read};
use crate::config::name;

/// What to try.
pub fn trial(body: Json) -> Result<ChannelTestInput, Problems> {
    read(body, |mut section| {
        let model = section.parsed("model", name::upstream_model);
        let dialect = section.parsed("dialect", |name: String| {
            name.parse::<Dialect>().map_err(|error| format!("{error}"))
        });
        let credential_id = section.parsed("credential_id", |text: String| {
            Uuid::try_parse(&text).map_err(|_no_id| "is not the id of a credential".to_owned())
        });
        section.finish();
        Ok(ChannelTestInput {
            model: model?,
            dialect: dialect?,
            credential_id: credential_id?,
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_has_a_default_and_nothing_else_is_taken() {
        assert_eq!(trial(json!({})).unwrap(), ChannelTestInput::default());

        let body =
            json!({ "model": "", "dialect": "cobol", "credential_id": "x", "url": "http://x" });
        let problems = trial(body).unwrap_err();
        let keys: Vec<&str> = problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, ["model", "dialect", "credential_id", "url"]);
    }
}
