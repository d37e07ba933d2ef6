//! What a Responses request leaves with the provider, or takes from it, and what therefore cannot go elsewhere.

use routex_entity::Dialect;
use serde_json::Value;

use crate::{
    codec::Untranslatable,
    hub::{Content, Request},
};

/// Refuses to carry a request elsewhere that stands on something which its provider keeps.
pub(crate) fn check(request: &Request, to: Dialect) -> Result<(), Untranslatable> {
    if to == Dialect::OpenaiResponses {
        return Ok(());
    }
    let refused = |what: &str, why: &str| Err(Untranslatable::new(what, to, why));
    if let Some(background) = request.extras.get("background")
        && *background == Value::Bool(true)
    {
        return refused(
            "background",
            "it answers at once only; leave `background` out",
        );
    }
    for (name, why) in [
        (
            "previous_response_id",
            "the earlier response is not known here; send the whole conversation in `input`",
        ),
        (
            "conversation",
            "a conversation is kept by the provider that began it; send it in `input`",
        ),
        (
            "prompt",
            "prompt templates are kept by OpenAI; send the text itself as `instructions` and `input`",
        ),
    ] {
        if request.extras.contains_key(name) {
            return refused(name, why);
        }
    }
    let items = request.turns.iter().flat_map(|turn| &turn.parts);
    for item in items {
        let Content::Foreign(item) = &item.content else {
            continue;
        };
        match item.get("type").and_then(Value::as_str) {
            Some("item_reference") => {
                return refused(
                    "input.item_reference",
                    "the item is kept by the provider that made it; send the item itself",
                );
            }
            Some("compaction") => {
                return refused(
                    "input.compaction",
                    "only the provider that compacted the conversation can read it; begin a new one",
                );
            }
            Some("compaction_trigger") => {
                return refused(
                    "input.compaction_trigger",
                    "it cannot compact conversations",
                );
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openai_responses::read_request;

    fn refused(member: &str) -> Option<String> {
        let body = format!(r#"{{"model":"gpt-6-sol","input":"Hi",{member}}}"#);
        let request = read_request::read(body.as_bytes()).unwrap();
        assert_eq!(check(&request, Dialect::OpenaiResponses), Ok(()));
        check(&request, Dialect::Gemini)
            .err()
            .map(|error| error.what)
    }

    #[test]
    fn what_the_provider_keeps_cannot_go_elsewhere() {
        for (member, what) in [
            (
                r#""previous_response_id":"resp_1""#,
                Some("previous_response_id"),
            ),
            (r#""conversation":{"id":"conv_1"}"#, Some("conversation")),
            (r#""prompt":{"id":"pmpt_1"}"#, Some("prompt")),
            (r#""background":true"#, Some("background")),
            (r#""background":false"#, None),
            (r#""conversation":null"#, None),
            (
                r#""input":[{"type":"item_reference","id":"msg_1"}]"#,
                Some("input.item_reference"),
            ),
            (
                r#""input":[{"type":"compaction","encrypted_content":"e"}]"#,
                Some("input.compaction"),
            ),
            (r#""input":[{"type":"web_search_call","id":"ws_1"}]"#, None),
        ] {
            assert_eq!(refused(member).as_deref(), what, "{member}");
        }
    }
}
