//! Schemas, in the form that OpenAI takes.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

/// Parameters of a function: always an object that names its properties.
pub(super) fn of_arguments(parameters: Option<&Value>) -> Cow<'_, Value> {
    let Some(whole @ Value::Object(schema)) = parameters else {
        return Cow::Owned(json!({"type": "object", "properties": {}}));
    };
    let typed = schema.get("type").is_some_and(|kind| !kind.is_null());
    if typed && schema.contains_key("properties") {
        return Cow::Borrowed(whole);
    }
    let mut schema = schema.clone();
    if !typed {
        schema.insert("type".to_owned(), Value::from("object"));
    }
    if !schema.contains_key("properties") {
        schema.insert("properties".to_owned(), Value::Object(Map::new()));
    }
    Cow::Owned(Value::Object(schema))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_an_object_with_properties() {
        for given in [
            None,
            Some(json!(null)),
            Some(json!({})),
            Some(json!({"type": "object"})),
        ] {
            assert_eq!(
                *of_arguments(given.as_ref()),
                json!({"type": "object", "properties": {}}),
                "{given:?}"
            );
        }
    }
}
