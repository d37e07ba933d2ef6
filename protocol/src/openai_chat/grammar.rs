//! The format of a custom tool's text. The hub has it as Responses does, flat; Chat has one object more.

use serde_json::Value;

/// As the hub has it.
pub(super) fn flat(mut format: Value) -> Value {
    let inner = match format.as_object_mut() {
        Some(object) => object.shift_remove("grammar"),
        None => None,
    };
    if let (Some(object), Some(Value::Object(inner))) = (format.as_object_mut(), inner) {
        object.extend(inner);
    }
    format
}

/// As Chat has it.
pub(super) fn nested(format: &Value) -> Value {
    let mut format = format.clone();
    let Some(object) = format.as_object_mut() else {
        return format;
    };
    if object.get("type").and_then(Value::as_str) == Some("grammar") {
        let inner = ["definition", "syntax"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), object.shift_remove(name)?)))
            .collect::<crate::hub::Extras>();
        if !inner.is_empty() {
            object.insert("grammar".to_owned(), inner.into());
        }
    }
    format
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_grammar_is_flattened_and_nested_again() {
        let chat =
            json!({"type": "grammar", "grammar": {"definition": "start: WORD", "syntax": "lark"}});
        let responses = json!({"type": "grammar", "definition": "start: WORD", "syntax": "lark"});
        assert_eq!(flat(chat.clone()), responses);
        assert_eq!(nested(&responses), chat);
        assert_eq!(nested(&chat), chat);
        for other in [json!({"type": "text"}), json!(null), json!([1])] {
            assert_eq!(nested(&flat(other.clone())), other);
        }
    }
}
