//! Items that Routex made, on their way to a provider that speaks Responses itself.

use routex_entity::Dialect;
use serde_json::{Map, Value};

use super::expand::NoObject;
use crate::hub::Seal;

/// How ids of Routex go on behind their kind: `msg_rx…`, `fc_rx…`, `rs_rx…`.
const OWN: &str = "_rx";

/// The request without what a provider cannot know of an expanded conversation: ids that Routex made, and reasoning that
/// another provider sealed.
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
    let made_here = |id: &Value| id.as_str().is_some_and(is_own);
    if item.get("id").is_some_and(made_here) {
        item.remove("id");
    }
    if item.get("type").and_then(Value::as_str) != Some("reasoning") {
        return true;
    }
    let Some(Value::String(sealed)) = item.get_mut("encrypted_content") else {
        // A provider finds reasoning by its own id; without one there is nothing to find.
        return item.contains_key("id");
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

fn is_own(id: &str) -> bool {
    id.split_once('_')
        .is_some_and(|(kind, _)| id[kind.len()..].starts_with(OWN))
}
