//! Items that Routex made, on their way to a provider that speaks Responses itself.

use routex_entity::Dialect;
use serde_json::{Map, Value};

use super::expand::NoObject;
use crate::hub::Seal;

/// Items whose id says nothing: a provider that does not know it may refuse it, and nobody misses it.
const IDS_OPTIONAL: [&str; 5] = [
    "message",
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
];

/// The request without what a provider cannot know of an expanded conversation: ids that Routex made, and reasoning that
/// another provider sealed or nobody did.
pub fn portable(body: &[u8]) -> Result<Vec<u8>, NoObject> {
    let mut request: Map<String, Value> = serde_json::from_slice(body)?;
    if let Some(Value::Array(items)) = request.get_mut("input") {
        items.retain_mut(believable);
    }
    Ok(serde_json::to_vec(&request)?)
}

/// Whether the item may go to a provider, after what has to change in it.
fn believable(item: &mut Value) -> bool {
    let Value::Object(item) = item else {
        return true;
    };
    let kind = item.get("type").and_then(Value::as_str);
    if kind.is_none_or(|kind| IDS_OPTIONAL.contains(&kind)) {
        item.remove("id");
        return true;
    }
    if kind != Some("reasoning") {
        return true;
    }
    // Without a seal, a provider would look for it by an id that it may not know.
    let Some(Value::String(sealed)) = item.get_mut("encrypted_content") else {
        return false;
    };
    let seal = Seal::from_client(Dialect::OpenaiResponses, sealed);
    match seal.for_provider(Dialect::OpenaiResponses) {
        Some(own) => {
            own.clone_into(sealed);
            true
        }
        None => false,
    }
}
